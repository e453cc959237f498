//! A memory as one SQLite file.
//!
//! SQLite in WAL mode keeps what was acknowledged through a crash or a power cut, and makes writers wait for
//! each other. What the methods do is said at [`super::Store`].

mod place;
mod put;
mod row;
mod schema;

use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::filter::Asked;
use super::merge::Put;
use super::{Added, Edit, Filter, Sides, State, Statistics, Texts, UnitId, key, stored};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::{Origin, Unit};

/// An open memory file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// The file that was opened.
    identity: Option<place::Identity>,
}

impl Store {
    pub fn open(path: &Path) -> Result<Store> {
        let connection = schema::open(path)?;
        Ok(Store { connection, path: path.to_path_buf(), identity: place::identity(path) })
    }

    pub fn open_read_only(path: &Path) -> Result<Store> {
        let connection = schema::open_read_only(path)?;
        Ok(Store { connection, path: path.to_path_buf(), identity: place::identity(path) })
    }

    pub fn add(&mut self, units: &[Unit]) -> Result<Added> {
        self.write(|connection| {
            let mut added = Added::default();
            let mut known = put::Known::default();
            for unit in units.iter().filter(|unit| unit.is_whole()) {
                match put::put(connection, unit, &mut known)? {
                    Put::New => added.new += 1,
                    Put::Merged => added.merged += 1,
                    Put::Same => added.same += 1,
                }
            }
            Ok(added)
        })
    }

    pub fn remove(&mut self, ids: &[UnitId]) -> Result<u64> {
        self.write(|connection| {
            let mut delete = connection.prepare_cached("DELETE FROM unit WHERE id = ?1")?;
            let mut note = connection.prepare_cached("INSERT INTO gone (unit) VALUES (?1)")?;
            let mut removed = 0;
            for &id in ids {
                if delete.execute([id as i64])? > 0 {
                    note.execute([id as i64])?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
    }

    pub fn units(&self, ids: &[UnitId]) -> Result<Vec<(UnitId, Unit)>> {
        ids.iter().filter_map(|&id| Some(self.unit(id).transpose()?.map(|u| (id, u)))).collect()
    }

    pub fn sides(&self, ids: &[UnitId]) -> Result<Vec<(UnitId, Sides)>> {
        ids.iter().filter_map(|&id| Some(self.sides_of(id).transpose()?.map(|s| (id, s)))).collect()
    }

    pub fn numbers_of(&self, units: &[Unit]) -> Result<Vec<Option<UnitId>>> {
        self.read(|connection| units.iter().map(|unit| number(connection, unit)).collect())
    }

    fn unit(&self, id: UnitId) -> Result<Option<Unit>> {
        self.read(|connection| {
            let sql = format!("SELECT {} FROM unit WHERE id = ?1", stored::COLUMNS);
            let found = connection
                .prepare_cached(&sql)?
                .query_row([id as i64], |row| row::unit(row).map(|(_, unit)| unit))
                .optional()?;
            let Some(mut unit) = found else { return Ok(None) };
            unit.origins = origins(connection, id)?;
            Ok(Some(unit))
        })
    }

    fn sides_of(&self, id: UnitId) -> Result<Option<Sides>> {
        self.read(|connection| {
            let sql =
                "SELECT source_language, source, target_language, target FROM unit WHERE id = ?1";
            connection
                .prepare_cached(sql)?
                .query_row([id as i64], |row| {
                    Ok([(row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)])
                })
                .optional()
        })
    }

    pub fn for_each(
        &self,
        filter: &Filter,
        mut f: impl FnMut(UnitId, Unit) -> Result<()>,
    ) -> Result<()> {
        let (condition, values) = filter.sql(|n| format!("?{n}"));
        let values = values.into_iter().map(|value| match value {
            Asked::Text(text) => Value::Text(text),
            Asked::Integer(number) => Value::Integer(number),
            Asked::Real(number) => Value::Real(number),
        });
        let sql = format!("SELECT {} FROM unit WHERE {condition} ORDER BY id", stored::COLUMNS);
        let fail = |e| failure(&self.path, e);
        let mut statement = self.connection.prepare(&sql).map_err(fail)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(fail)?;
        while let Some(found) = rows.next().map_err(fail)? {
            let (id, mut unit) = row::unit(found).map_err(fail)?;
            unit.origins = origins(&self.connection, id).map_err(fail)?;
            f(id, unit)?;
        }
        Ok(())
    }

    pub fn for_each_text(
        &self,
        after: UnitId,
        mut f: impl FnMut(Texts) -> Result<()>,
    ) -> Result<()> {
        let fail = |e| failure(&self.path, e);
        let sql = "SELECT id, source, target FROM unit WHERE id > ?1 ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql).map_err(fail)?;
        let mut rows = statement.query([after as i64]).map_err(fail)?;
        while let Some(row) = rows.next().map_err(fail)? {
            let texts = || -> rusqlite::Result<Texts> {
                let id: i64 = row.get(0)?;
                Ok(Texts { id: id as u64, source: row.get(1)?, target: row.get(2)? })
            };
            f(texts().map_err(fail)?)?;
        }
        Ok(())
    }

    pub fn state(&self) -> Result<State> {
        // The highest numbers ever given, also to what is gone again.
        let sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'unit'), 0),
                          coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'gone'), 0)";
        self.read(|connection| {
            connection.query_row(sql, [], |row| {
                let (unit, gone): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok(State { last_unit: unit as u64, last_gone: gone as u64 })
            })
        })
    }

    pub fn gone_since(&self, state: State) -> Result<Vec<UnitId>> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT unit FROM gone WHERE number > ?1 ORDER BY number")?;
            let rows = statement.query_map([state.last_gone as i64], |row| row.get::<_, i64>(0))?;
            rows.map(|id| id.map(|id| id as u64)).collect()
        })
    }

    pub fn new_generation(&mut self) -> Result<(u64, State)> {
        let state = self.state()?;
        self.write(|connection| {
            // Any number will do that no copy of this file has given to another state.
            let sql = "INSERT INTO built (generation, last_unit, last_gone)
                       VALUES (abs(random()) >> 1, ?1, ?2) RETURNING generation";
            let generation: i64 = connection.query_row(
                sql,
                [state.last_unit as i64, state.last_gone as i64],
                |row| row.get(0),
            )?;
            // Only the newest few can still be in use.
            let old = "DELETE FROM built WHERE rowid NOT IN
                       (SELECT rowid FROM built ORDER BY last_unit DESC, last_gone DESC LIMIT 8)";
            connection.execute(old, [])?;
            Ok(generation as u64)
        })
        .map(|generation| (generation, state))
    }

    pub fn state_of(&self, generation: u64) -> Result<Option<State>> {
        self.read(|connection| {
            let sql = "SELECT last_unit, last_gone FROM built WHERE generation = ?1";
            connection
                .prepare_cached(sql)?
                .query_row([generation as i64], |row| {
                    let (unit, gone): (i64, i64) = (row.get(0)?, row.get(1)?);
                    Ok(State { last_unit: unit as u64, last_gone: gone as u64 })
                })
                .optional()
        })
    }

    pub fn language_pairs(&self) -> Result<Vec<(String, String)>> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT * FROM pair")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }

    pub fn count(&self) -> Result<u64> {
        self.read(|connection| {
            connection.query_row("SELECT count(*) FROM unit", [], |row| row.get::<_, i64>(0))
        })
        .map(|count| count as u64)
    }

    pub fn statistics(&self, most: usize) -> Result<Statistics> {
        let list = |sql: &str| -> Result<Vec<(String, u64)>> {
            self.read(|connection| {
                let mut statement = connection.prepare(sql)?;
                let rows = statement.query_map([most as i64], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))
                })?;
                rows.collect()
            })
        };
        let languages = self.read(|connection| {
            let sql = "SELECT source_language, target_language, count(*) FROM unit GROUP BY 1, 2";
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(((row.get(0)?, row.get(1)?), row.get::<_, i64>(2)? as u64))
            })?;
            rows.collect()
        })?;
        let statuses = self.read(|connection| {
            let mut statement =
                connection.prepare("SELECT status, count(*) FROM unit GROUP BY 1")?;
            let rows = statement.query_map([], |row| {
                let status = stored::status_of(row.get(0)?);
                Ok((status.name(), row.get::<_, i64>(1)? as u64))
            })?;
            rows.collect()
        })?;
        Ok(Statistics {
            units: self.count()?,
            languages,
            statuses,
            documents: list(
                "SELECT name, count(*) FROM origin JOIN document ON document.id = origin.document
                 GROUP BY document.id ORDER BY 2 DESC, 1 LIMIT ?1",
            )?,
            months: self.read(|connection| {
                let sql = "SELECT coalesce(strftime('%Y-%m', created, 'unixepoch'), '-'), count(*)
                           FROM unit GROUP BY 1 ORDER BY 1";
                let mut statement = connection.prepare(sql)?;
                let rows = statement
                    .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))?;
                rows.collect()
            })?,
            repeated: list(
                "SELECT source, count(*) FROM unit GROUP BY source HAVING count(*) > 1
                 ORDER BY 2 DESC, 1 LIMIT ?1",
            )?,
        })
    }

    pub fn faults(&self) -> Result<Vec<String>> {
        let mut faults: Vec<String> = self.read(|connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.filter(|line| !matches!(line, Ok(line) if line == "ok")).collect()
        })?;
        for (sql, what) in [
            (
                "SELECT count(*) FROM unit WHERE source = '' OR target = ''",
                "units with an empty side",
            ),
            (
                "SELECT count(*) FROM origin WHERE unit NOT IN (SELECT id FROM unit)",
                "origins of units that are gone",
            ),
        ] {
            let count: i64 = self.read(|c| c.query_row(sql, [], |row| row.get(0)))?;
            if count > 0 {
                faults.push(format!("{count} {what}"));
            }
        }
        Ok(faults)
    }

    pub fn last_unit(&self) -> u64 {
        let last = self.state().map_or(0, |state| state.last_unit);
        let sql = "SELECT max(id) FROM unit";
        let found = self.read(|c| c.query_row(sql, [], |r| r.get::<_, Option<i64>>(0)));
        last.max(found.ok().flatten().unwrap_or(0) as u64)
    }

    pub fn bytes(&self) -> Result<u64> {
        std::fs::metadata(&self.path).map(|m| m.len()).map_err(|e| Error::io(&self.path, e))
    }

    pub fn compact(&mut self) -> Result<()> {
        self.read(|connection| {
            connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE;")
        })
    }

    pub fn edit(&mut self, id: UnitId, edit: Edit, now: jiff::Timestamp) -> Result<Option<UnitId>> {
        self.write(|connection| {
            let sql = format!("SELECT {} FROM unit WHERE id = ?1", stored::COLUMNS);
            let old = connection
                .prepare_cached(&sql)?
                .query_row([id as i64], |row| row::unit(row).map(|(_, unit)| unit))
                .optional()?;
            let Some(mut old) = old else { return Ok(None) };
            old.origins = origins(connection, id)?;
            let new = edit.applied(&old, now);
            if (&new.source, &new.target) == (&old.source, &old.target) {
                put::update(connection, id, &new)?;
                return Ok(Some(id));
            }
            put::put(connection, &new, &mut put::Known::default())?;
            connection.execute("DELETE FROM unit WHERE id = ?1", [id as i64])?;
            connection.execute("INSERT INTO gone (unit) VALUES (?1)", [id as i64])?;
            number(connection, &new)
        })
    }

    fn read<T>(&self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        f(&self.connection).map_err(|e| failure(&self.path, e))
    }

    /// One transaction; it begins as a writer's, so that two processes wait for each other instead of
    /// finding out at the end.
    fn write<T>(&mut self, f: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let path = &self.path;
        place::check(path, self.identity)?;
        let run = || -> rusqlite::Result<T> {
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = f(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        run().map_err(|e| failure(path, e))
    }
}

fn number(connection: &Connection, unit: &Unit) -> rusqlite::Result<Option<UnitId>> {
    connection
        .prepare_cached("SELECT id FROM unit WHERE key = ?1")?
        .query_row([&key::key(unit)[..]], |row| row.get::<_, i64>(0))
        .optional()
        .map(|id| id.map(|id| id as u64))
}

fn origins(connection: &Connection, id: UnitId) -> rusqlite::Result<Vec<Origin>> {
    let sql = "SELECT name, paragraph, before, after FROM origin JOIN document ON document.id = origin.document
               WHERE unit = ?1 ORDER BY name, paragraph";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([id as i64], |row| {
        let paragraph: u32 = row.get(1)?;
        Ok(Origin {
            document: row.get(0)?,
            paragraph: (paragraph > 0).then_some(paragraph),
            before: row.get(2)?,
            after: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// What SQLite says as one of our errors, with the remedy.
fn failure(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    let (kind, what, remedy) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => {
            (ErrorKind::Format, "no memory of muwazi".to_string(), Some("name another file"))
        }
        Some(ErrorCode::DatabaseCorrupt) => (
            ErrorKind::Format,
            format!("the memory is damaged: {error}"),
            Some("`muwazi memory check --salvage NEW.db` saves what can be read"),
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (
            ErrorKind::Io,
            "the memory may not be written to".to_string(),
            Some("make it writable, or work on a copy"),
        ),
        Some(ErrorCode::DiskFull) => (
            ErrorKind::Io,
            "the disk is full; nothing of this batch was written".to_string(),
            Some("make room and do it again"),
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            ErrorKind::Io,
            "another program has been writing to the memory for a minute".to_string(),
            Some("try again when it is done"),
        ),
        Some(ErrorCode::CannotOpen) => (
            ErrorKind::Io,
            "the memory cannot be opened".to_string(),
            Some("check the folder and its permissions"),
        ),
        _ => (ErrorKind::Io, error.to_string(), None),
    };
    let error = Error::new(kind, what).in_file(path);
    match remedy {
        Some(remedy) => error.remedy(remedy),
        None => error,
    }
}
