//! gettext PO: entries with both sides.
//!
//! The source is `msgid` (English, unless the header has `X-Source-Language`), the target `msgstr`; of a plural every
//! form is a unit, the first but one with the singular (Arabic has its form for one there), the others with
//! `msgid_plural`. `msgctxt` becomes a property, comments notes; a fuzzy entry counts as unchecked. A line that is no PO
//! costs its entry.

use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::{Segment, Status, Unit};

/// An entry under way.
#[derive(Default)]
struct Entry {
    context: Option<String>,
    id: Option<String>,
    plural: Option<String>,
    translations: Vec<String>,
    notes: Vec<String>,
    references: Vec<String>,
    fuzzy: bool,
    line: u64,
}

/// The string that the next continuation line adds to.
#[derive(Clone, Copy, PartialEq)]
enum Field {
    None,
    Context,
    Id,
    Plural,
    Translation,
}

/// The translated entries of a file with the lines they begin on, and how many had no translation. In the place of a
/// broken entry stands an [`ErrorKind::Format`] with the line.
pub fn read(text: &str) -> (Vec<(u64, Result<Unit>)>, u64) {
    let mut out = Vec::new();
    // The rest of a broken entry.
    let mut broken = false;
    let mut untranslated = 0;
    let mut languages = ("en".to_string(), String::new());
    let mut entry = Entry::default();
    let mut field = Field::None;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        let line = line.trim();
        let wrong = |what: &str| {
            Error::new(ErrorKind::Format, what.to_string())
                .at_line(number)
                .remedy("check it with msgfmt -c")
        };
        if line.is_empty() || (line.starts_with('#') && !entry.translations.is_empty()) {
            finish(std::mem::take(&mut entry), &mut languages, &mut out, &mut untranslated);
            field = Field::None;
        }
        broken &= !line.is_empty();
        if broken || line.is_empty() || line.starts_with("#~") {
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            match comment.chars().next() {
                Some(':') => {
                    entry.references.push(comment.trim_start_matches(':').trim().to_string())
                }
                Some(',') => entry.fuzzy |= comment.contains("fuzzy"),
                Some('|') => {}
                _ => {
                    let comment = comment.trim_start_matches('.').trim();
                    entry.notes.extend(Some(comment.to_string()).filter(|c| !c.is_empty()));
                }
            }
            continue;
        }
        let mut add = || -> Result<()> {
            let (keyword, quoted) = match line.find('"') {
                Some(at) => line.split_at(at),
                None => return Err(wrong("a line that is neither comment nor string")),
            };
            let string = unquoted(quoted).ok_or_else(|| wrong("a string without its end"))?;
            let keyword = keyword.trim();
            match keyword {
                "" => {}
                "msgctxt" | "msgid" if !entry.translations.is_empty() => {
                    finish(std::mem::take(&mut entry), &mut languages, &mut out, &mut untranslated);
                    field = if keyword == "msgid" { Field::Id } else { Field::Context };
                }
                "msgctxt" => field = Field::Context,
                "msgid" => field = Field::Id,
                "msgid_plural" => field = Field::Plural,
                _ if keyword.starts_with("msgstr") => {
                    field = Field::Translation;
                    entry.translations.push(String::new());
                }
                _ => return Err(wrong("an unknown keyword")),
            }
            if entry.line == 0 {
                entry.line = number;
            }
            match field {
                Field::None => return Err(wrong("a string that belongs to nothing")),
                Field::Context => entry.context.get_or_insert_default().push_str(&string),
                Field::Id => entry.id.get_or_insert_default().push_str(&string),
                Field::Plural => entry.plural.get_or_insert_default().push_str(&string),
                Field::Translation => {
                    if let Some(last) = entry.translations.last_mut() {
                        last.push_str(&string);
                    }
                }
            }
            Ok(())
        };
        if let Err(error) = add() {
            out.push((number, Err(error)));
            (entry, field, broken) = (Entry::default(), Field::None, true);
        }
    }
    finish(entry, &mut languages, &mut out, &mut untranslated);
    (out, untranslated)
}

fn finish(
    entry: Entry,
    languages: &mut (String, String),
    out: &mut Vec<(u64, Result<Unit>)>,
    untranslated: &mut u64,
) {
    let Some(id) = entry.id else { return };
    if id.is_empty() && entry.context.is_none() {
        let header = entry.translations.concat();
        let named = |name: &str| header.lines().find_map(|l| l.strip_prefix(name)).map(str::trim);
        languages.0 = named("X-Source-Language:").unwrap_or("en").to_string();
        languages.1 = named("Language:").unwrap_or_default().to_string();
        return;
    }
    let forms = entry.translations.len();
    for (number, translation) in entry.translations.into_iter().enumerate() {
        if translation.is_empty() {
            *untranslated += 1;
            continue;
        }
        let singular = if forms > 2 { 1 } else { 0 };
        let source = match &entry.plural {
            Some(plural) if number != singular => plural.clone(),
            _ => id.clone(),
        };
        let mut properties = Vec::new();
        properties.extend(entry.context.iter().map(|c| ("msgctxt".to_string(), c.clone())));
        properties.extend(entry.references.iter().map(|r| ("reference".to_string(), r.clone())));
        let unit = Unit {
            source: Segment { language: languages.0.clone(), text: source, markup: None },
            target: Segment { language: languages.1.clone(), text: translation, markup: None },
            status: if entry.fuzzy { Status::Aligned } else { Status::Reviewed },
            notes: entry.notes.clone(),
            properties,
            ..Unit::default()
        };
        out.push((entry.line, Ok(unit)));
    }
}

/// The inside of a quoted string, escapes resolved.
fn unquoted(quoted: &str) -> Option<String> {
    let inside = quoted.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                other => out.push(other),
            }
        } else {
            out.push(c);
        }
    }
    Some(out)
}

/// The entry that stands first.
pub fn header(source: &str, target: &str) -> String {
    format!(
        "msgid \"\"\nmsgstr \"\"\n\"Language: {target}\\n\"\n\"X-Source-Language: {source}\\n\"\n\"MIME-Version: 1.0\\n\"\n\
         \"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n"
    )
}

/// The entry of a unit, with the empty line before it. `repeated` tells entries of one source apart.
pub fn entry(unit: &Unit, repeated: Option<u64>) -> String {
    let mut out = String::from("\n");
    for line in unit.notes.iter().flat_map(|note| note.lines()) {
        out.push_str(&format!("# {line}\n"));
    }
    let get =
        |wanted: &str| unit.properties.iter().find(|(name, _)| name == wanted).map(|(_, v)| v);
    if let Some(reference) = get("reference") {
        out.push_str(&format!("#: {}\n", reference.replace(['\n', '\r'], " ")));
    }
    if unit.status == Status::Aligned {
        out.push_str("#, fuzzy\n");
    }
    match (get("msgctxt"), repeated) {
        (Some(context), None) => out.push_str(&format!("msgctxt {}\n", quoted(context))),
        (context, Some(number)) => {
            let context = context.map_or(String::new(), |c| format!("{c} "));
            out.push_str(&format!("msgctxt {}\n", quoted(&format!("{context}{number}"))));
        }
        (None, None) => {}
    }
    out.push_str(&format!(
        "msgid {}\nmsgstr {}\n",
        quoted(&unit.source.text),
        quoted(&unit.target.text)
    ));
    out
}

fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace('\t', "\\t")
        .replace('\r', "\\r");
    format!("\"{escaped}\"")
}
