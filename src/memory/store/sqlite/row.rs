//! A unit as a row of the table and back.

use jiff::Timestamp;
use rusqlite::Row;

use crate::memory::store::UnitId;
use crate::memory::store::stored::{from_json, status_of};
use crate::memory::unit::{Segment, Unit};

/// A row of [`COLUMNS`](crate::memory::store::stored::COLUMNS); the origins stand in another table.
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
