//! What a person changes about one unit: its status, a note, its texts.
//!
//! The texts of a number never change, because indexes know them by it. A unit with other texts is another
//! unit: it takes over what is known of the old one, which goes, in one transaction.

use rusqlite::{Connection, OptionalExtension};

use super::merge::{self, Known};
use super::{Store, UnitId, key, origins, row};
use crate::error::Result;
use crate::memory::unit::{Segment, Status, Unit};

/// What is to change; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// How far the unit has been checked.
    pub status: Option<Status>,
    /// Text of the source, without inline codes.
    pub source: Option<String>,
    /// Text of the target, without inline codes.
    pub target: Option<String>,
    /// A remark more.
    pub note: Option<String>,
    /// Who changes it.
    pub author: Option<String>,
}

impl Edit {
    fn applied(self, old: &Unit, now: jiff::Timestamp) -> Unit {
        let mut unit = Unit { changed: Some(now), ..old.clone() };
        for (side, text) in [(&mut unit.source, self.source), (&mut unit.target, self.target)] {
            if let Some(text) = text.filter(|text| *text != side.text) {
                // The codes stood between words that may be gone.
                *side = Segment { language: side.language.clone(), text, markup: None };
            }
        }
        unit.status = self.status.unwrap_or(unit.status);
        unit.author = self.author.or(unit.author);
        unit.notes.extend(self.note);
        unit
    }
}

impl Store {
    /// Changes a unit. Returns the number that it has from now on, another one where a text is another;
    /// `None` if there is no such unit.
    ///
    /// # Errors
    /// Where the disk refuses: nothing was changed then.
    pub fn edit(&mut self, id: UnitId, edit: Edit, now: jiff::Timestamp) -> Result<Option<UnitId>> {
        self.write(|connection| {
            let sql = format!("SELECT {} FROM unit WHERE id = ?1", row::COLUMNS);
            let old = connection
                .prepare_cached(&sql)?
                .query_row([id as i64], |row| row::unit(row).map(|(_, unit)| unit))
                .optional()?;
            let Some(mut old) = old else { return Ok(None) };
            old.origins = origins(connection, id)?;
            let new = edit.applied(&old, now);
            if (&new.source, &new.target) == (&old.source, &old.target) {
                merge::update(connection, id, &new)?;
                return Ok(Some(id));
            }
            merge::put(connection, &new, &mut Known::default())?;
            connection.execute("DELETE FROM unit WHERE id = ?1", [id as i64])?;
            connection.execute("INSERT INTO gone (unit) VALUES (?1)", [id as i64])?;
            number(connection, &new)
        })
    }

    /// The number of the unit with these two segments; `None` if there is none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn number_of(&self, unit: &Unit) -> Result<Option<UnitId>> {
        self.read(|connection| number(connection, unit))
    }
}

fn number(connection: &Connection, unit: &Unit) -> rusqlite::Result<Option<UnitId>> {
    connection
        .prepare_cached("SELECT id FROM unit WHERE key = ?1")?
        .query_row([&key::key(unit)[..]], |row| row.get::<_, i64>(0))
        .optional()
        .map(|id| id.map(|id| id as u64))
}
