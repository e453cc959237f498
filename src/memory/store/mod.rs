//! The durable truth of a memory: one SQLite file.
//!
//! A unit is told by its two segments with their languages and codes: the same pair from two places is
//! one unit with two origins, the same source with different targets is several. Its texts never change;
//! what is known about it does, and it can be removed. Numbers of units only grow, so that whoever
//! remembers the last one can ask for what is new ([`Store::changes`]).
//!
//! Every method that writes is one transaction: all of it happens or nothing. SQLite in WAL mode keeps
//! what was acknowledged through a crash or a power cut, and makes writers wait for each other.

mod edit;
mod filter;
mod key;
mod merge;
mod place;
mod row;
mod schema;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

pub use edit::Edit;
pub use filter::Filter;

use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::{Origin, Status, Unit};

/// Number of a unit within its memory.
pub type UnitId = u64;

/// An open memory file.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// The file that was opened.
    identity: Option<place::Identity>,
}

/// What adding units did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Units that were not there.
    pub new: u64,
    /// Units that were there and now know more: another origin, a higher status, a note.
    pub merged: u64,
    /// Units that were there just so.
    pub same: u64,
}

impl Added {
    /// Adds up.
    pub fn and(self, other: Added) -> Added {
        Added {
            new: self.new + other.new,
            merged: self.merged + other.merged,
            same: self.same + other.same,
        }
    }
}

/// How far a store has come: what an index was built from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The newest unit.
    pub last_unit: u64,
    /// Number of the last removal.
    pub last_gone: u64,
}

/// A segment that a look-up compares with: which unit, and the text of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The unit.
    pub id: UnitId,
    /// Its source.
    pub source: String,
    /// Its target.
    pub target: String,
}

/// Counts of a memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Units in all.
    pub units: u64,
    /// Units by source and target language.
    pub languages: BTreeMap<(String, String), u64>,
    /// Units by status.
    pub statuses: BTreeMap<&'static str, u64>,
    /// Units by document, the largest first.
    pub documents: Vec<(String, u64)>,
    /// New units by month of creation (`2026-11`), oldest first; those without a date under `-`.
    pub months: Vec<(String, u64)>,
    /// Sources with the most different targets, and how many.
    pub repeated: Vec<(String, u64)>,
}

impl Store {
    /// Opens a memory for reading and writing; makes it if there is none.
    ///
    /// # Errors
    /// Where the file cannot be opened, is no memory, is damaged, or was made by a newer version.
    pub fn open(path: &Path) -> Result<Store> {
        let connection = schema::open(path)?;
        Ok(Store { connection, path: path.to_path_buf(), identity: place::identity(path) })
    }

    /// Opens a memory for reading only.
    ///
    /// # Errors
    /// As [`Self::open`], and where there is none.
    pub fn open_read_only(path: &Path) -> Result<Store> {
        let connection = schema::open_read_only(path)?;
        Ok(Store { connection, path: path.to_path_buf(), identity: place::identity(path) })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds units, or what they know to the units that are there already; those with an empty side are
    /// passed over.
    ///
    /// # Errors
    /// Where the disk refuses: nothing was added then.
    pub fn add(&mut self, units: &[Unit]) -> Result<Added> {
        self.write(|connection| {
            let mut added = Added::default();
            let mut known = merge::Known::default();
            for unit in units.iter().filter(|unit| unit.is_whole()) {
                match merge::put(connection, unit, &mut known)? {
                    merge::Put::New => added.new += 1,
                    merge::Put::Merged => added.merged += 1,
                    merge::Put::Same => added.same += 1,
                }
            }
            Ok(added)
        })
    }

    /// Removes units; those that are not there are passed over. Returns how many were.
    ///
    /// # Errors
    /// Where the disk refuses.
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

    /// Sets the status of a unit. Returns whether there is such a unit.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn set_status(&mut self, id: UnitId, status: Status, now: jiff::Timestamp) -> Result<bool> {
        self.write(|connection| {
            let sql = "UPDATE unit SET status = ?2, changed = ?3 WHERE id = ?1";
            let count = connection
                .execute(sql, params![id as i64, row::status_number(status), now.as_second()])?;
            Ok(count > 0)
        })
    }

    /// A unit with its origins.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn unit(&self, id: UnitId) -> Result<Option<Unit>> {
        self.read(|connection| {
            let sql = format!("SELECT {} FROM unit WHERE id = ?1", row::COLUMNS);
            let found = connection
                .prepare_cached(&sql)?
                .query_row([id as i64], |row| row::unit(row).map(|(_, unit)| unit))
                .optional()?;
            let Some(mut unit) = found else { return Ok(None) };
            unit.origins = origins(connection, id)?;
            Ok(Some(unit))
        })
    }

    /// Languages and texts of a unit: what a look-up needs of each candidate.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn sides(&self, id: UnitId) -> Result<Option<[(String, String); 2]>> {
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

    /// Calls `f` for every unit that `filter` lets through, by number, until it fails.
    ///
    /// # Errors
    /// Where the file cannot be read, and what `f` returns.
    pub fn for_each(
        &self,
        filter: &Filter,
        mut f: impl FnMut(UnitId, Unit) -> Result<()>,
    ) -> Result<()> {
        let (condition, values) = filter.sql();
        let sql = format!("SELECT {} FROM unit WHERE {condition} ORDER BY id", row::COLUMNS);
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

    /// Calls `f` for the texts of every unit after `after`, by number.
    ///
    /// # Errors
    /// Where the file cannot be read, and what `f` returns.
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

    /// How far the store has come.
    ///
    /// # Errors
    /// Where the file cannot be read.
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

    /// Number of units added and removed since `state`.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn changes_since(&self, state: State) -> Result<u64> {
        let now = self.state()?;
        Ok(now.last_unit.saturating_sub(state.last_unit)
            + now.last_gone.saturating_sub(state.last_gone))
    }

    /// Units removed since `state`.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn gone_since(&self, state: State) -> Result<Vec<UnitId>> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT unit FROM gone WHERE number > ?1 ORDER BY number")?;
            let rows = statement.query_map([state.last_gone as i64], |row| row.get::<_, i64>(0))?;
            rows.map(|id| id.map(|id| id as u64)).collect()
        })
    }

    /// A new name for the present state, under which an index may be built.
    ///
    /// # Errors
    /// Where the disk refuses.
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

    /// The state that an index of this generation was built from; `None` if it belongs to no state of
    /// this store.
    ///
    /// # Errors
    /// Where the file cannot be read.
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

    /// The pairs of languages, source and target, that units were ever added in.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn language_pairs(&self) -> Result<Vec<(String, String)>> {
        self.read(|connection| {
            let mut statement = connection.prepare("SELECT * FROM pair")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }

    /// Number of units.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn count(&self) -> Result<u64> {
        self.read(|connection| {
            connection.query_row("SELECT count(*) FROM unit", [], |row| row.get::<_, i64>(0))
        })
        .map(|count| count as u64)
    }

    /// Counts by language, status, document and month, and the sources with several targets.
    ///
    /// # Errors
    /// Where the file cannot be read.
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
                let status = row::status_of(row.get(0)?);
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

    /// What is wrong with the file, by SQLite's own check and ours; empty where all is well.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
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

    /// Calls `f` for every unit that can still be read from a damaged file, and returns how many
    /// numbers could not.
    ///
    /// # Errors
    /// What `f` returns.
    pub fn salvage(&self, mut f: impl FnMut(Unit) -> Result<()>) -> Result<u64> {
        let last = self.state().map_or(0, |state| state.last_unit);
        let last = last.max(
            self.read(|c| {
                c.query_row("SELECT max(id) FROM unit", [], |r| r.get::<_, Option<i64>>(0))
            })
            .ok()
            .flatten()
            .unwrap_or(0) as u64,
        );
        let mut lost = 0;
        for id in 1..=last {
            match self.unit(id) {
                Ok(Some(unit)) => f(unit)?,
                Ok(None) => {}
                Err(_) => lost += 1,
            }
        }
        Ok(lost)
    }

    /// Gives back the room of what was removed.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn compact(&mut self) -> Result<()> {
        self.read(|connection| {
            connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE;")
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
