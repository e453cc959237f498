//! A user's lexicon: TSV, hunalign's `.dic`, dictd and TBX files → pairs of an Arabic and a Latin word.

use std::path::Path;

use super::compile::Entry;
use super::dictd;
use crate::error::{Error, ErrorKind, Result};
use crate::xml::{self, Element};

/// An Arabic word or expression and one of its translations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WordPair {
    pub arabic: String,
    /// Further stems of the Arabic word.
    pub forms: Vec<String>,
    pub latin: Vec<String>,
}

impl WordPair {
    /// The pair as the compiler takes it.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            headword: &self.arabic,
            forms: self.forms.iter().map(String::as_str).collect(),
            equivalents: self.latin.iter().map(String::as_str).collect(),
        }
    }
}

/// The pairs of a file, whichever of the formats it is in.
pub fn read(file: &Path) -> Result<Vec<WordPair>> {
    let pairs = match dictd::find(file) {
        Some(files) => dictd::read(&files)?,
        None => {
            let bytes = std::fs::read(file).map_err(|e| Error::io(file, e))?;
            let text = std::str::from_utf8(&bytes).map_err(|e| {
                let line = bytes
                    .get(..e.valid_up_to())
                    .map_or(0, |b| b.iter().filter(|&&c| c == b'\n').count());
                Error::new(ErrorKind::Encoding, "the lexicon is not UTF-8")
                    .in_file(file)
                    .at_line(line as u64 + 1)
                    .remedy("convert it to UTF-8")
            })?;
            let text = text.trim_start_matches('\u{FEFF}');
            if text.trim_start().starts_with('<') { tbx(text) } else { lines(text) }
                .map_err(|e| e.in_file(file))?
        }
    };
    if pairs.is_empty() {
        return Err(Error::new(
            ErrorKind::Empty,
            "the lexicon holds no pair of an Arabic and a Latin word",
        )
        .in_file(file)
        .remedy("give TSV (ARABIC, TAB, ENGLISH), hunalign .dic, dictd or TBX"));
    }
    Ok(pairs)
}

/// TSV of two columns, our own of three, or hunalign's `one @ other`.
fn lines(text: &str) -> Result<Vec<WordPair>> {
    let mut out = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').collect()
        } else {
            line.split(" @ ").collect()
        };
        let (one, forms, other) = match columns.as_slice() {
            [one, other] => (*one, "", *other),
            [one, forms, other, ..] => (*one, *forms, *other),
            _ => {
                return Err(Error::new(ErrorKind::Format, "two columns expected, found one")
                    .at_line(number)
                    .remedy("write ARABIC, TAB, ENGLISH; or ENGLISH @ ARABIC"));
            }
        };
        out.extend(pair(one, other).map(|found| {
            WordPair {
                forms: forms
                    .split('|')
                    .map(str::trim)
                    .filter(|f| is_arabic(f))
                    .map(str::to_string)
                    .collect(),
                ..found
            }
        }));
    }
    Ok(out)
}

/// The pair of two sides in either order, if just one is Arabic; the Latin one may list several words.
pub fn pair(one: &str, other: &str) -> Option<WordPair> {
    let (arabic, latin) = match (is_arabic(one), is_arabic(other)) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return None,
    };
    let latin: Vec<String> = latin
        .split([';', '|'])
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .map(str::to_string)
        .collect();
    let arabic = arabic.trim();
    (!latin.is_empty()).then(|| WordPair { arabic: arabic.to_string(), forms: Vec::new(), latin })
}

/// Whether `text` is written with Arabic letters.
pub fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('\u{620}'..='\u{6D3}').contains(&c))
}

/// TBX: concepts (`termEntry`, `conceptEntry`) with terms by language.
fn tbx(text: &str) -> Result<Vec<WordPair>> {
    let root = xml::parse(text)?;
    let mut out = Vec::new();
    let mut concepts = Vec::new();
    named(&root, &["termEntry", "conceptEntry"], &mut concepts);
    for concept in concepts {
        let mut terms = Vec::new();
        named(concept, &["term"], &mut terms);
        let terms: Vec<&str> =
            terms.iter().map(|t| t.text.trim()).filter(|t| !t.is_empty()).collect();
        let latin: Vec<String> =
            terms.iter().filter(|t| !is_arabic(t)).map(|t| t.to_string()).collect();
        for arabic in terms.iter().filter(|t| is_arabic(t) && !latin.is_empty()) {
            out.push(WordPair {
                arabic: arabic.to_string(),
                forms: Vec::new(),
                latin: latin.clone(),
            });
        }
    }
    Ok(out)
}

/// The elements below `element` with one of these names, prefixes aside.
fn named<'a>(element: &'a Element, names: &[&str], out: &mut Vec<&'a Element>) {
    for child in &element.children {
        let local = child.name.rsplit(':').next().unwrap_or_default();
        if names.contains(&local) {
            out.push(child);
        } else {
            named(child, names, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_format_gives_the_pair_in_either_order() {
        for line in ["حاسوب\tcomputer", "computer\tحاسوب", "computer @ حاسوب", "حاسوب\t\tcomputer"]
        {
            let found = lines(line).expect("a lexicon");
            assert_eq!(found, [pair("حاسوب", "computer").expect("a pair")], "{line}");
        }
        let three = lines("كتاب\tكتب\tbook;volume").expect("a lexicon");
        assert_eq!((three[0].forms.len(), three[0].latin.len()), (1, 2));
        assert_eq!(lines("one column").expect_err("an error").line(), Some(1));
    }

    #[test]
    fn tbx_terms_are_paired_inside_their_concept() {
        let text = r#"<tbx><text><body><conceptEntry id="1"><langSec xml:lang="ar"><termSec><term>حاسوب</term></termSec>
            </langSec><langSec xml:lang="en"><termSec><term>computer</term></termSec><termSec><term>machine</term></termSec>
            </langSec></conceptEntry></body></text></tbx>"#;
        assert_eq!(tbx(text).expect("TBX"), [pair("حاسوب", "computer;machine").expect("a pair")]);
    }
}
