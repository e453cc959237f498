//! Units as clients send them, made into units of a memory.

use jiff::Timestamp;
use serde::Deserialize;

use super::http::Problem;
use super::request::one_line;
use crate::memory::store::{Added, Store, UnitId};
use crate::memory::unit::{Origin, Segment, Status, Unit};
use crate::text::language::{Language, arabic_share};

/// Most units of one request.
const MOST_UNITS: usize = 10_000;

/// A unit as our API takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUnit {
    source: String,
    target: String,
    source_language: Option<String>,
    target_language: Option<String>,
    status: Option<String>,
    author: Option<String>,
    domain: Option<String>,
    client: Option<String>,
    project: Option<String>,
    note: Option<String>,
    /// Name of the document it comes from; the three others mean nothing without it.
    document: Option<String>,
    paragraph: Option<u32>,
    before: Option<String>,
    after: Option<String>,
}

/// One unit or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum NewUnits {
    /// A list.
    Several(Vec<serde_json::Value>),
    /// One.
    One(serde_json::Value),
}

impl NewUnits {
    /// The units; all or, if one is wrong, none.
    ///
    /// # Errors
    /// Where one is wrong; the message says which.
    pub fn units(self, now: Timestamp) -> Result<Vec<Unit>, Problem> {
        let values = match self {
            NewUnits::Several(values) => values,
            NewUnits::One(value) => vec![value],
        };
        limit(values.len())?;
        let several = values.len() > 1;
        let place = |at: usize| if several { format!("unit {}: ", at + 1) } else { String::new() };
        let read = |(at, value): (usize, serde_json::Value)| {
            let unit: NewUnit = serde_json::from_value(value).map_err(|e| {
                Problem::bad(format!("{}{e}", place(at)))
                    .remedy("/api/v1/openapi.json says what a unit is")
            })?;
            unit.unit(now, &place(at))
        };
        values.into_iter().enumerate().map(read).collect()
    }
}

impl NewUnit {
    fn unit(self, now: Timestamp, place: &str) -> Result<Unit, Problem> {
        if self.paragraph == Some(0) {
            return Err(Problem::bad(format!("{place}paragraphs are counted from 1")));
        }
        let origin = self.document.map(|document| Origin {
            document,
            paragraph: self.paragraph,
            before: self.before.as_deref().map(one_line),
            after: self.after.as_deref().map(one_line),
        });
        let status = self.status.as_deref().map(|name| status(name, place)).transpose()?;
        let unit = Unit {
            source: side(self.source_language.as_deref(), &self.source),
            target: side(self.target_language.as_deref(), &self.target),
            created: Some(now),
            changed: Some(now),
            author: self.author,
            status: status.unwrap_or(Status::Confirmed),
            domain: self.domain,
            client: self.client,
            project: self.project,
            notes: self.note.into_iter().collect(),
            origins: origin.into_iter().collect(),
            ..Unit::default()
        };
        checked(unit, place)
    }
}

/// A unit of nothing but texts and languages, as the old protocols send it; people made it.
///
/// # Errors
/// Where a side is empty, or both are in one language.
pub fn plain_unit(
    (source_language, source): (&str, &str),
    (target_language, target): (&str, &str),
    document: Option<&str>,
    now: Timestamp,
) -> Result<Unit, Problem> {
    let origin = |name: &str| Origin { document: name.to_string(), ..Origin::default() };
    let unit = Unit {
        source: side(Some(source_language), source),
        target: side(Some(target_language), target),
        created: Some(now),
        changed: Some(now),
        status: Status::Reviewed,
        origins: document.map(origin).into_iter().collect(),
        ..Unit::default()
    };
    checked(unit, "")
}

/// Refuses more units than one transaction should hold.
///
/// # Errors
/// Then.
pub fn limit(count: usize) -> Result<(), Problem> {
    match count {
        0 => Err(Problem::bad("there is no unit in the list")),
        1..=MOST_UNITS => Ok(()),
        _ => Err(Problem::bad(format!("more than {MOST_UNITS} units at once"))
            .remedy("send them in several requests, or use `muwazi memory import`")),
    }
}

/// The status of a name.
///
/// # Errors
/// Where there is no such status.
pub fn status(name: &str, place: &str) -> Result<Status, Problem> {
    Status::of_name(name).ok_or_else(|| {
        Problem::bad(format!("{place}\"{name}\" is no status"))
            .remedy("it is aligned, reviewed or confirmed")
    })
}

/// Writes units; returns what that did, and their numbers in order.
///
/// # Errors
/// Where the disk refuses.
pub fn add(store: &mut Store, units: &[Unit]) -> crate::error::Result<(Added, Vec<UnitId>)> {
    let added = store.add(units)?;
    // Another program may have removed one again already.
    let ids = store.numbers_of(units)?.into_iter().flatten().collect();
    Ok((added, ids))
}

/// A side of a unit: one line, the language by its script where none is given.
pub fn side(language: Option<&str>, text: &str) -> Segment {
    let text = one_line(text);
    let language = match language.map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => Language::new(code),
        None if arabic_share(&text).is_some_and(|share| share > 0.5) => Language::arabic(),
        None => Language::english(),
    };
    Segment { language: language.tag(), text, markup: None }
}

/// The unit, if it can be kept; `place` begins the message if not.
///
/// # Errors
/// Where a side is empty, or both are in one language.
pub fn checked(unit: Unit, place: &str) -> Result<Unit, Problem> {
    if !unit.is_whole() {
        return Err(Problem::bad(format!("{place}a side is empty"))
            .remedy("send a text and its translation"));
    }
    if unit.source.language == unit.target.language {
        return Err(Problem::bad(format!("{place}both sides would be {}", unit.source.language))
            .remedy("name the languages"));
    }
    Ok(unit)
}
