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

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use smallvec::{SmallVec, smallvec};

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
    /// The sides of the units of a file with this header.
    pub fn sides(&self, header: &Header) -> Sides {
        Sides {
            source: self.source.as_ref().map(|source| Named::new(source.code())),
            target: self.target.clone(),
            header: header.source_language().map(Named::new),
        }
    }
}

/// How the units of a file become two-sided: [`Pair::sides`].
#[derive(Clone, Debug)]
pub struct Sides {
    source: Option<Named>,
    target: Option<Language>,
    /// The source language that the header names.
    header: Option<Named>,
}

/// A language, and the same of no country.
#[derive(Clone, Debug)]
struct Named {
    exact: Language,
    general: Language,
}

impl Named {
    fn new(tag: &str) -> Named {
        let exact = Language::new(tag);
        Named { general: Language::new(exact.primary()), exact }
    }
}

impl Sides {
    /// The two-sided units of `unit`: one for each variant of the source with each of the target.
    pub fn units(&self, mut unit: Tu) -> SmallVec<[Unit; 1]> {
        let own = unit.attribute("srclang").map(Named::new);
        let source = self.source_of(&unit, own.as_ref());
        let is_target = |tag: &str| match &self.target {
            Some(target) => target.covers_tag(tag),
            None => !source.general.covers_tag(tag),
        };
        let mut pairs = SmallVec::<[(usize, usize); 4]>::new();
        for (s, _) in
            unit.variants.iter().enumerate().filter(|(_, v)| source.exact.covers_tag(&v.language))
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
            return smallvec![two_sided(unit, source, target)];
        }
        let get = |at: usize| variants.get(at).cloned().unwrap_or_default();
        pairs.into_iter().map(|(s, t)| two_sided(unit.clone(), get(s), get(t))).collect()
    }

    /// The source language of `unit`, which names `own`.
    fn source_of<'a>(&'a self, unit: &Tu, own: Option<&'a Named>) -> Cow<'a, Named> {
        if let Some(source) = &self.source {
            return Cow::Borrowed(source);
        }
        let here = |l: &Language| unit.variants.iter().any(|v| l.covers_tag(&v.language));
        for named in own.into_iter().chain(&self.header) {
            if here(&named.exact) {
                return Cow::Borrowed(named);
            }
            // A header may say en-US where the variants say en.
            if here(&named.general) {
                return Cow::Owned(Named::new(named.general.code()));
            }
        }
        let arabic = Named::new("ar");
        if here(&arabic.exact) && self.target.as_ref().is_none_or(|t| !t.is_arabic()) {
            return Cow::Owned(arabic);
        }
        let free = |v: &&Tuv| self.target.as_ref().is_none_or(|t| !t.covers_tag(&v.language));
        let first = unit.variants.iter().find(free);
        Cow::Owned(first.map_or(arabic, |v| Named::new(&v.language)))
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
            out.properties.push((prefixed(prefix, name.to_string()), value));
        }
    }
    if out.author.is_none() {
        let at = out.properties.iter().position(|(name, value)| {
            name.strip_prefix(TARGET).unwrap_or(name) == "changeid" && !value.is_empty()
        });
        out.author = at.map(|at| out.properties.remove(at).1);
    }
    let mut origin = Origin::default();
    for prop in unit.props {
        take_property(&mut out, &mut origin, prop);
    }
    for (props, prefix) in [(source.props, SOURCE), (target.props, TARGET)] {
        out.properties.extend(props.into_iter().map(|p| (prefixed(prefix, p.kind), p.text)));
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

fn prefixed(prefix: &str, name: String) -> String {
    if prefix.is_empty() { name } else { format!("{prefix}{name}") }
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
    let is_lower = !name.bytes().any(|b| b.is_ascii_uppercase());
    let name = if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) };
    let taken = match &*name {
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
    let mut digits = [0i16; 14];
    let mut count = 0;
    for byte in value.bytes() {
        match (byte, digits.get_mut(count)) {
            (b'0'..=b'9', Some(digit)) => {
                *digit = i16::from(byte - b'0');
                count += 1;
            }
            (b'T' | b'Z' | b'-' | b':', _) => {}
            // With a fraction of a second, or another zone.
            _ => return value.parse().ok(),
        }
    }
    let [year @ .., m, n, d, e, h, i, k, l, s, t] = digits;
    let year = year.iter().fold(0, |year, digit| 10 * year + digit);
    let two = |tens: i16, ones: i16| i8::try_from(10 * tens + ones).ok();
    let day = Date::new(year, two(m, n)?, two(d, e)?).ok()?;
    // What is not said is zero.
    let (8 | 12 | 14) = count else { return None };
    let time = Time::new(two(h, i)?, two(k, l)?, two(s, t)?, 0).ok()?;
    TimeZone::UTC.to_timestamp(day.to_datetime(time)).ok()
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
