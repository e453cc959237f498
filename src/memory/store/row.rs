//! A unit as a row of the table and back.

use jiff::Timestamp;
use rusqlite::Row;

use super::UnitId;
use crate::memory::unit::{Segment, Status, Unit};

/// The columns that [`unit`] reads, in its order.
pub const COLUMNS: &str = "id, source, source_language, source_markup, target, target_language, target_markup, \
     created, changed, author, status, confidence, domain, client, project, notes, properties";

/// A row of [`COLUMNS`]; the origins stand in another table.
pub fn unit(row: &Row) -> rusqlite::Result<(UnitId, Unit)> {
    let segment = |at: usize| -> rusqlite::Result<Segment> {
        Ok(Segment { text: row.get(at)?, language: row.get(at + 1)?, markup: row.get(at + 2)? })
    };
    let time = |at: usize| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<i64>>(at)?.and_then(|s| Timestamp::from_second(s).ok()))
    };
    let id: i64 = row.get(0)?;
    let unit = Unit {
        source: segment(1)?,
        target: segment(4)?,
        created: time(7)?,
        changed: time(8)?,
        author: row.get(9)?,
        status: status_of(row.get(10)?),
        confidence: row.get(11)?,
        domain: row.get(12)?,
        client: row.get(13)?,
        project: row.get(14)?,
        notes: from_json(row.get(15)?),
        properties: from_json(row.get(16)?),
        origins: Vec::new(),
    };
    Ok((id as u64, unit))
}

/// The number of a status in the table: they grow with it.
pub fn status_number(status: Status) -> i64 {
    match status {
        Status::Aligned => 0,
        Status::Reviewed => 1,
        Status::Confirmed => 2,
    }
}

/// The status of a number; an unknown one is trusted least.
pub fn status_of(number: i64) -> Status {
    match number {
        2 => Status::Confirmed,
        1 => Status::Reviewed,
        _ => Status::Aligned,
    }
}

/// A list as JSON; `None` for an empty one.
pub fn to_json<T: serde::Serialize>(list: &[T]) -> Option<String> {
    if list.is_empty() { None } else { serde_json::to_string(list).ok() }
}

fn from_json<T: serde::de::DeserializeOwned>(text: Option<String>) -> Vec<T> {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
