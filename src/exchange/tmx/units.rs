//! A unit of many languages ↔ two-sided units of a memory.
//!
//! | TMX | [`Unit`] |
//! |---|---|
//! | `creationdate`, `changedate` of the unit, else of the target or source variant | `created`, `changed` |
//! | `creationid`, else `changeid` | `author` |
//! | `x-confidence`, `x-status`, memoQ's `aligned` | `confidence`, `status` |
//! | `x-domain`, `x-client`, `x-project`, with or without `x-`, Trados' `:SingleString` aside | `domain`, `client`, `project` |
//! | `x-document`, `x-paragraph`, `x-context-pre`, `x-context-post` (OmegaT's `prev`, `next`) | `origins` |
//! | notes of the unit and its two variants | `notes` |
//! | every other attribute and property of the unit | `properties` under its own name |
//! | those of a variant | `properties` with `source:` or `target:` before the name |

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::model::{Attributes, Header, Remark, Segment, TU, TUV, Tu, Tuv};
use super::write::{put_on_unit, put_on_variant};
use crate::memory::unit::Segment as Side;
use crate::memory::unit::{Origin, Status, Unit};
use crate::text::language::Language;

/// Before the names of properties that belong to one side.
const SOURCE: &str = "source:";
const TARGET: &str = "target:";

/// Which languages of a unit are its two sides. A language without a country means that of any country.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The source; `None` takes the one that unit or header name, else Arabic, else the first.
    pub source: Option<Language>,
    /// The target; `None` takes every language that is not the source's.
    pub target: Option<Language>,
}

impl Pair {
    /// The two-sided units of `unit`: one for each variant of the source with each of the target.
    pub fn units(&self, mut unit: Tu, header: &Header) -> Vec<Unit> {
        let source = self.source_of(&unit, header);
        let general = Language::new(source.primary());
        let is_target = |tag: &str| match &self.target {
            Some(target) => target.covers_tag(tag),
            None => !general.covers_tag(tag),
        };
        let mut pairs = Vec::new();
        for (s, _) in
            unit.variants.iter().enumerate().filter(|(_, v)| source.covers_tag(&v.language))
        {
            let targets = unit.variants.iter().enumerate().filter(|(_, v)| is_target(&v.language));
            pairs.extend(targets.map(|(t, _)| (s, t)).filter(|(s, t)| s != t));
        }
        let mut variants = std::mem::take(&mut unit.variants);
        // The usual case needs no copy.
        if let ([(s, t)], 2) = (pairs.as_slice(), variants.len())
            && let (Some(last), Some(first)) = (variants.pop(), variants.pop())
        {
            let (source, target) = if s > t { (last, first) } else { (first, last) };
            return vec![two_sided(unit, source, target)];
        }
        let get = |at: usize| variants.get(at).cloned().unwrap_or_default();
        pairs.into_iter().map(|(s, t)| two_sided(unit.clone(), get(s), get(t))).collect()
    }

    fn source_of(&self, unit: &Tu, header: &Header) -> Language {
        if let Some(source) = &self.source {
            return source.clone();
        }
        let here = |l: &Language| unit.variants.iter().any(|v| l.covers_tag(&v.language));
        let named = unit.attribute("srclang").into_iter().chain(header.source_language());
        // A header may say en-US where the variants say en.
        for language in named.map(Language::new) {
            if here(&language) {
                return language;
            }
            let general = Language::new(language.primary());
            if here(&general) {
                return general;
            }
        }
        let arabic = Language::arabic();
        if here(&arabic) && self.target.as_ref().is_none_or(|t| !t.is_arabic()) {
            return arabic;
        }
        let free = |v: &&Tuv| self.target.as_ref().is_none_or(|t| !t.covers_tag(&v.language));
        unit.variants.iter().find(free).map_or(arabic, |v| Language::new(&v.language))
    }
}

fn two_sided(unit: Tu, source: Tuv, target: Tuv) -> Unit {
    let mut out = Unit { status: Status::Reviewed, ..Unit::default() };
    // The unit's own word goes first, then the translation's.
    let levels = [(unit.attributes, ""), (target.attributes, TARGET), (source.attributes, SOURCE)];
    for (name, value, prefix) in levels
        .into_iter()
        .flat_map(|(list, prefix)| list.into_iter().map(move |(n, v)| (n, v, prefix)))
    {
        let taken = match name {
            "creationdate" => fill(&mut out.created, date(&value)),
            "changedate" => fill(&mut out.changed, date(&value)),
            "creationid" => fill(&mut out.author, text(&value)),
            _ => false,
        };
        if !taken {
            out.properties.push((format!("{prefix}{name}"), value));
        }
    }
    if out.author.is_none() {
        let at = out.properties.iter().position(|(name, value)| {
            name.trim_start_matches(TARGET) == "changeid" && !value.is_empty()
        });
        out.author = at.map(|at| out.properties.remove(at).1);
    }
    let mut origin = Origin::default();
    for prop in unit.props {
        take_property(&mut out, &mut origin, prop);
    }
    for (props, prefix) in [(source.props, SOURCE), (target.props, TARGET)] {
        out.properties.extend(props.into_iter().map(|p| (format!("{prefix}{}", p.kind), p.text)));
    }
    if origin != Origin::default() {
        out.origins.insert(0, origin);
    }
    let notes = unit.notes.into_iter().chain(source.notes).chain(target.notes);
    out.notes = notes.map(|n| n.text).filter(|t| !t.is_empty()).collect();
    out.source = side(source.language, source.segment);
    out.target = side(target.language, target.segment);
    out
}

fn side(language: String, segment: Segment) -> Side {
    Side { language, text: segment.text, markup: segment.markup }
}

/// Sets a field that is still empty; says whether it did.
fn fill<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    if field.is_none() && value.is_some() {
        *field = value;
        return true;
    }
    false
}

fn text(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_string())
}

fn take_property(unit: &mut Unit, origin: &mut Origin, prop: Remark) {
    let name = prop.kind.strip_prefix("x-").unwrap_or(&prop.kind);
    // Trados writes the type of a field behind its name.
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let value = prop.text.as_str();
    let taken = match name.to_ascii_lowercase().as_str() {
        "confidence" => {
            let confidence = value.trim().parse().ok().filter(|c| (0.0..=1.0).contains(c));
            let taken = fill(&mut unit.confidence, confidence);
            if taken {
                unit.status = Status::Aligned;
            }
            taken
        }
        "aligned" if value == "yes" => {
            unit.status = Status::Aligned;
            false
        }
        "status" => match Status::of_name(value) {
            Some(status) => {
                unit.status = status;
                true
            }
            None => false,
        },
        "domain" => fill(&mut unit.domain, text(value)),
        "client" => fill(&mut unit.client, text(value)),
        "project" => fill(&mut unit.project, text(value)),
        "document" if origin.document.is_empty() => {
            origin.document = value.to_string();
            true
        }
        "document" => {
            unit.origins.push(Origin { document: value.to_string(), ..Origin::default() });
            true
        }
        "paragraph" => {
            let first = value.split_whitespace().next().and_then(|p| p.parse().ok());
            // The aligner names the paragraphs of both sides: that is more than an origin holds.
            fill(&mut origin.paragraph, first) && value.parse::<u32>().is_ok()
        }
        "context-pre" | "prev" => fill(&mut origin.before, text(&unwrapped(value))),
        "context-post" | "next" => fill(&mut origin.after, text(&unwrapped(value))),
        _ => false,
    };
    if !taken {
        unit.properties.push((prop.kind, prop.text));
    }
}

/// The text of a neighbour that memoQ has wrapped as `<seg>…</seg>`.
fn unwrapped(value: &str) -> String {
    value
        .strip_prefix("<seg>")
        .and_then(|v| v.strip_suffix("</seg>"))
        .and_then(|inside| super::inline::parse(inside).ok())
        .map_or_else(|| value.to_string(), |segment| segment.text)
}

/// `YYYYMMDDThhmmssZ`, and the shorter and longer forms that are found in files.
pub fn date(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != value.chars().filter(|c| !matches!(c, 'T' | 'Z' | '-' | ':')).count() {
        // With a fraction of a second, or another zone.
        return value.parse().ok();
    }
    let number =
        |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i16>().ok());
    let small = |range| number(range).and_then(|n| i8::try_from(n).ok());
    let day = Date::new(number(0..4)?, small(4..6)?, small(6..8)?).ok()?;
    let moment: DateTime = match digits.len() {
        8 => day.at(0, 0, 0, 0),
        12 => day.at(small(8..10).filter(|h| *h < 24)?, small(10..12).filter(|m| *m < 60)?, 0, 0),
        14 => day.at(
            small(8..10).filter(|h| *h < 24)?,
            small(10..12).filter(|m| *m < 60)?,
            small(12..14).filter(|s| *s < 60)?,
            0,
        ),
        _ => return None,
    };
    moment.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// `YYYYMMDDThhmmssZ`.
pub fn date_text(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The unit of two languages that `unit` is.
pub fn tu(unit: &Unit) -> Tu {
    let mut out = Tu { variants: vec![tuv(&unit.source), tuv(&unit.target)], ..Tu::default() };
    for (name, value) in [
        ("creationdate", unit.created.map(date_text)),
        ("changedate", unit.changed.map(date_text)),
        ("creationid", unit.author.clone()),
    ] {
        if let Some(value) = value {
            put_on_unit(&mut out, name, value);
        }
    }
    out.notes = unit.notes.iter().map(|n| remark("", n)).collect();
    for (at, origin) in unit.origins.iter().enumerate() {
        push(&mut out.props, "x-document", Some(&origin.document));
        // Of a second place only its name fits.
        if at == 0 {
            if let Some(paragraph) = origin.paragraph
                && !unit.properties.iter().any(|(name, _)| name == "x-paragraph")
            {
                out.props.push(remark("x-paragraph", &paragraph.to_string()));
            }
            push(&mut out.props, "x-context-pre", origin.before.as_ref());
            push(&mut out.props, "x-context-post", origin.after.as_ref());
        }
    }
    push(&mut out.props, "x-domain", unit.domain.as_ref());
    push(&mut out.props, "x-client", unit.client.as_ref());
    push(&mut out.props, "x-project", unit.project.as_ref());
    match (unit.confidence, unit.status) {
        (Some(confidence), _) => {
            out.props.push(remark("x-confidence", &crate::exchange::decimal(confidence, 4)));
            if unit.status != Status::Aligned {
                out.props.push(remark("x-status", unit.status.name()));
            }
        }
        // What a file says without a word.
        (None, Status::Reviewed) => {}
        (None, status) => out.props.push(remark("x-status", status.name())),
    }
    for (name, value) in &unit.properties {
        place_property(&mut out, name, value);
    }
    out
}

fn tuv(side: &Side) -> Tuv {
    Tuv {
        language: side.language.clone(),
        segment: Segment { text: side.text.clone(), markup: side.markup.clone() },
        ..Tuv::default()
    }
}

/// Puts a property back where it was taken from: an attribute, a variant, or the unit.
fn place_property(unit: &mut Tu, name: &str, value: &str) {
    let (side, rest) = match (name.strip_prefix(SOURCE), name.strip_prefix(TARGET)) {
        (Some(rest), _) => (unit.variants.first_mut(), rest),
        (_, Some(rest)) => (unit.variants.last_mut(), rest),
        _ => (None, name),
    };
    let is_free = |known: &[&str], taken: &Attributes| {
        known.contains(&rest) && !taken.iter().any(|(name, _)| *name == rest)
    };
    match side {
        Some(variant) if is_free(TUV, &variant.attributes) => {
            put_on_variant(variant, rest, value.to_string())
        }
        Some(variant) => variant.props.push(remark(rest, value)),
        None if is_free(TU, &unit.attributes) => put_on_unit(unit, rest, value.to_string()),
        None => unit.props.push(remark(rest, value)),
    }
}

fn push(props: &mut Vec<Remark>, kind: &str, value: Option<&String>) {
    if let Some(value) = value.filter(|v| !v.is_empty()) {
        props.push(remark(kind, value));
    }
}

fn remark(kind: &str, text: &str) -> Remark {
    Remark { kind: kind.to_string(), text: text.to_string(), ..Remark::default() }
}
