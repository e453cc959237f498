//! A unit comes in: as a new row, or as more that is known about one that is there.

use rusqlite::{Connection, params};

use super::row;
use crate::memory::store::UnitId;
use crate::memory::store::key::key;
use crate::memory::store::merge::{Put, merged};
use crate::memory::store::stored::{COLUMNS, status_number, to_json};
use crate::memory::unit::Unit;

/// Adds a unit or merges it into the one of the same key.
pub fn put(connection: &Connection, unit: &Unit, known: &mut Known) -> rusqlite::Result<Put> {
    let key = key(unit);
    let inserted = insert(connection, &key, unit)?;
    let (id, mut put) = match inserted {
        Some(id) => {
            known.note_pair(connection, unit)?;
            (id, Put::New)
        }
        None => {
            let sql = format!("SELECT {} FROM unit WHERE key = ?1", COLUMNS);
            let (id, old) = connection.prepare_cached(&sql)?.query_row([&key[..]], row::unit)?;
            let merged = merged(&old, unit);
            if merged == old {
                (id, Put::Same)
            } else {
                update(connection, id, &merged)?;
                (id, Put::Merged)
            }
        }
    };
    for origin in &unit.origins {
        let document = known.document(connection, &origin.document)?;
        let sql = "INSERT INTO origin (unit, document, paragraph, before, after) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT DO UPDATE SET before = coalesce(excluded.before, before),
                                             after = coalesce(excluded.after, after)
                   WHERE coalesce(excluded.before, before) IS NOT before
                      OR coalesce(excluded.after, after) IS NOT after";
        let changed = connection.prepare_cached(sql)?.execute(params![
            id as i64,
            document,
            origin.paragraph.unwrap_or(0),
            origin.before,
            origin.after
        ])?;
        if changed > 0 && put == Put::Same {
            put = Put::Merged;
        }
    }
    Ok(put)
}

/// The number of the new row; `None` if the key is there.
fn insert(
    connection: &Connection,
    key: &[u8; 16],
    unit: &Unit,
) -> rusqlite::Result<Option<UnitId>> {
    let sql = "INSERT INTO unit (key, source, source_language, source_markup, target, target_language,
                   target_markup, created, changed, author, status, confidence, domain, client, project, notes,
                   properties)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
               ON CONFLICT (key) DO NOTHING";
    let changed = connection.prepare_cached(sql)?.execute(params![
        &key[..],
        unit.source.text,
        unit.source.language,
        unit.source.markup,
        unit.target.text,
        unit.target.language,
        unit.target.markup,
        unit.created.map(|t| t.as_second()),
        unit.changed.map(|t| t.as_second()),
        unit.author,
        status_number(unit.status),
        unit.confidence,
        unit.domain,
        unit.client,
        unit.project,
        to_json(&unit.notes),
        to_json(&unit.properties),
    ])?;
    Ok((changed > 0).then(|| connection.last_insert_rowid() as u64))
}

pub(super) fn update(connection: &Connection, id: UnitId, unit: &Unit) -> rusqlite::Result<()> {
    let sql = "UPDATE unit SET created = ?2, changed = ?3, author = ?4, status = ?5, confidence = ?6, domain = ?7,
                   client = ?8, project = ?9, notes = ?10, properties = ?11 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![
        id as i64,
        unit.created.map(|t| t.as_second()),
        unit.changed.map(|t| t.as_second()),
        unit.author,
        status_number(unit.status),
        unit.confidence,
        unit.domain,
        unit.client,
        unit.project,
        to_json(&unit.notes),
        to_json(&unit.properties),
    ])?;
    Ok(())
}

/// Documents and language pairs that are in their tables already; the units of a file come one after the
/// other, so the last ones are remembered.
#[derive(Default)]
pub struct Known {
    document: Option<(String, i64)>,
    pair: Option<(String, String)>,
}

impl Known {
    fn note_pair(&mut self, connection: &Connection, unit: &Unit) -> rusqlite::Result<()> {
        let (source, target) = (&unit.source.language, &unit.target.language);
        if self.pair.as_ref().is_none_or(|(s, t)| s != source || t != target) {
            connection
                .prepare_cached("INSERT INTO pair VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
                .execute([source, target])?;
            self.pair = Some((source.clone(), target.clone()));
        }
        Ok(())
    }

    fn document(&mut self, connection: &Connection, name: &str) -> rusqlite::Result<i64> {
        if let Some((_, number)) = self.document.as_ref().filter(|(last, _)| last == name) {
            return Ok(*number);
        }
        connection
            .prepare_cached("INSERT INTO document (name) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([name])?;
        let number = connection
            .prepare_cached("SELECT id FROM document WHERE name = ?1")?
            .query_row([name], |row| row.get(0))?;
        self.document = Some((name.to_string(), number));
        Ok(number)
    }
}
