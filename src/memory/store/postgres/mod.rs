//! A memory in a schema of a PostgreSQL database, which a team shares.
//!
//! What the methods do is said at [`super::Store`]. The server does what the file does for one machine: a
//! commit that was acknowledged stays, and writers wait for each other ([`schema`] says how). Each reader
//! keeps indexes of its own in its cache folder and catches up with the others by what was added and
//! removed since; to look up it asks the server for a handful of texts, twice a look-up.
//!
//! Cost: [`put`] writes a batch in about ten questions; everything that reads asks one, or one a page.

mod failure;
mod put;
mod read;
mod schema;
mod server;
mod text;

use std::sync::Arc;

use ::postgres::Row;
use rustc_hash::FxHashMap;

pub use server::Server;

use self::failure::Fault;
use self::server::{Answer, Link};
use super::merge::Put;
use super::{
    Added, Edit, Filter, Sides, State, Statistics, Texts, UnitId, key::key, stored::status_of,
};
use crate::error::Result;
use crate::memory::unit::Unit;

/// Changes for which the states of the memory are remembered. Indexes of an older one are built anew.
const REMEMBERED: i64 = 100_000;

/// What a part of a transaction comes to.
type Done<T> = std::result::Result<T, Fault>;

/// An open memory on a server.
#[derive(Debug)]
pub struct Store {
    server: Arc<Server>,
}

impl Store {
    pub fn open(server: &Arc<Server>) -> Result<Store> {
        server.prepare()?;
        Ok(Store { server: Arc::clone(server) })
    }

    pub fn open_read_only(server: &Arc<Server>) -> Result<Store> {
        server.check()?;
        Ok(Store { server: Arc::clone(server) })
    }

    pub fn add(&mut self, units: &[Unit]) -> Result<Added> {
        let units: Vec<&Unit> = units.iter().filter(|unit| unit.is_whole()).collect();
        if units.is_empty() {
            return Ok(Added::default());
        }
        self.write(|link, state| {
            let mut added = Added::default();
            for put in put::put(link, &mut state.last_unit, &units)? {
                match put {
                    Put::New => added.new += 1,
                    Put::Merged => added.merged += 1,
                    Put::Same => added.same += 1,
                }
            }
            Ok(added)
        })
    }

    pub fn remove(&mut self, ids: &[UnitId]) -> Result<u64> {
        self.write(|link, state| Ok(remove(link, state, ids)?))
    }

    pub fn edit(&mut self, id: UnitId, edit: Edit, now: jiff::Timestamp) -> Result<Option<UnitId>> {
        self.write(|link, state| {
            let Some((_, old)) = read::units(link, &[id])?.pop() else { return Ok(None) };
            let new = edit.clone().applied(&old, now);
            if (&new.source, &new.target) == (&old.source, &old.target) {
                put::update(link, &[(id, &new)])?;
                return Ok(Some(id));
            }
            put::put(link, &mut state.last_unit, &[&new])?;
            remove(link, state, &[id])?;
            Ok(numbers_of(link, &[new])?.pop().flatten())
        })
    }

    pub fn units(&self, ids: &[UnitId]) -> Result<Vec<(UnitId, Unit)>> {
        self.server.read(|link| read::units(link, ids))
    }

    pub fn sides(&self, ids: &[UnitId]) -> Result<Vec<(UnitId, Sides)>> {
        self.server.read(|link| read::sides(link, ids))
    }

    pub fn numbers_of(&self, units: &[Unit]) -> Result<Vec<Option<UnitId>>> {
        self.server.read(|link| numbers_of(link, units))
    }

    pub fn for_each(
        &self,
        filter: &Filter,
        f: impl FnMut(UnitId, Unit) -> Result<()>,
    ) -> Result<()> {
        self.snapshot(|link| read::for_each(link, filter, f))
    }

    pub fn for_each_text(&self, after: UnitId, f: impl FnMut(Texts) -> Result<()>) -> Result<()> {
        self.snapshot(|link| read::for_each_text(link, after, f))
    }

    pub fn state(&self) -> Result<State> {
        Ok(self.generation()?.1)
    }

    pub fn gone_since(&self, state: State) -> Result<Vec<UnitId>> {
        let sql = "SELECT unit FROM gone WHERE number > $1 ORDER BY number";
        self.server.read(|link| {
            let rows = link.query(sql, &[&(state.last_gone as i64)])?;
            rows.iter().map(|row| read::number(row, 0)).collect()
        })
    }

    /// Every state has its name from the writer who made it, so that who may only read can build an index.
    pub fn new_generation(&mut self) -> Result<(u64, State)> {
        self.generation()
    }

    pub fn state_of(&self, generation: u64) -> Result<Option<State>> {
        let sql = "SELECT last_unit, last_gone FROM history WHERE generation = $1";
        self.server.read(|link| {
            let row = link.row(sql, &[&(generation as i64)])?;
            row.map(|row| {
                Ok(State { last_unit: read::number(&row, 0)?, last_gone: read::number(&row, 1)? })
            })
            .transpose()
        })
    }

    pub fn language_pairs(&self) -> Result<Vec<(String, String)>> {
        self.server.read(|link| {
            let rows = link.query("SELECT * FROM pair ORDER BY 1, 2", &[])?;
            let pair = |row: &Row| Answer::Ok((read::text(row, 0)?, read::text(row, 1)?));
            rows.iter().map(pair).collect()
        })
    }

    pub fn count(&self) -> Result<u64> {
        self.figure("SELECT count(*) FROM unit")
    }

    pub fn bytes(&self) -> Result<u64> {
        self.figure(
            "SELECT sum(pg_total_relation_size(pg_class.oid))::bigint
             FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
             WHERE nspname = current_schema() AND relkind = 'r'",
        )
    }

    pub fn last_unit(&self) -> u64 {
        self.figure("SELECT last_unit FROM memory").unwrap_or(0)
    }

    pub fn statistics(&self, most: usize) -> Result<Statistics> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let counted = |link: &mut Link, sql: &str| -> Answer<Vec<(String, u64)>> {
            let counted = |row: &Row| Ok((read::text(row, 0)?, read::number(row, 1)?));
            link.query(sql, &[&most])?.iter().map(counted).collect()
        };
        self.server.read(|link| {
            let sql = "SELECT source_language, target_language, count(*) FROM unit GROUP BY 1, 2";
            let languages = link.query(sql, &[])?;
            let statuses = link.query("SELECT status, count(*) FROM unit GROUP BY 1", &[])?;
            let months = "SELECT coalesce(to_char(to_timestamp(created) AT TIME ZONE 'UTC', 'YYYY-MM'), '-') COLLATE \"C\",
                              count(*) FROM unit GROUP BY 1 ORDER BY 1";
            let months = link.query(months, &[])?;
            let units = link.row("SELECT count(*) FROM unit", &[])?;
            Ok(Statistics {
                units: units.map_or(Ok(0), |row| read::number(&row, 0))?,
                languages: languages
                    .iter()
                    .map(|row| {
                        let pair = (read::text(row, 0)?, read::text(row, 1)?);
                        Ok((pair, read::number(row, 2)?))
                    })
                    .collect::<Answer<_>>()?,
                statuses: statuses
                    .iter()
                    .map(|row| Ok((status_of(row.try_get(0)?).name(), read::number(row, 1)?)))
                    .collect::<Answer<_>>()?,
                documents: counted(
                    link,
                    "SELECT name, count(*) FROM origin JOIN document ON document.id = origin.document
                     GROUP BY document.id ORDER BY 2 DESC, name COLLATE \"C\" LIMIT $1",
                )?,
                months: months
                    .iter()
                    .map(|row| Ok((row.try_get(0)?, read::number(row, 1)?)))
                    .collect::<Answer<_>>()?,
                repeated: counted(
                    link,
                    "SELECT source, count(*) FROM unit GROUP BY source HAVING count(*) > 1
                     ORDER BY 2 DESC, source COLLATE \"C\" LIMIT $1",
                )?,
            })
        })
    }

    pub fn faults(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for (sql, what) in [
            (
                "SELECT count(*) FROM unit WHERE source = '' OR target = ''",
                "units with an empty side",
            ),
            (
                "SELECT count(*) FROM origin WHERE NOT EXISTS (SELECT FROM unit WHERE unit.id = origin.unit)",
                "origins of units that are gone",
            ),
            (
                "SELECT count(*) FROM origin
                 WHERE NOT EXISTS (SELECT FROM document WHERE document.id = origin.document)",
                "origins in documents without a name",
            ),
            (
                "SELECT count(*) FROM unit WHERE id > (SELECT last_unit FROM memory)",
                "units with numbers that were never given",
            ),
        ] {
            let count = self.figure(sql)?;
            if count > 0 {
                faults.push(format!("{count} {what}"));
            }
        }
        Ok(faults)
    }

    pub fn compact(&mut self) -> Result<()> {
        // The room is given back to the tables, not to the disk: the others can go on working.
        for table in ["unit", "origin", "document", "gone", "history", "pair", "memory"] {
            self.server.read(|link| link.run(&format!("VACUUM (ANALYZE) {table}")))?;
        }
        Ok(())
    }

    fn generation(&self) -> Result<(u64, State)> {
        self.server.read(|link| {
            let row = link.row("SELECT generation, last_unit, last_gone FROM memory", &[])?;
            let Some(row) = row else { return Ok((0, State { last_unit: 0, last_gone: 0 })) };
            let state =
                State { last_unit: read::number(&row, 1)?, last_gone: read::number(&row, 2)? };
            Ok((read::number(&row, 0)?, state))
        })
    }

    fn figure(&self, sql: &str) -> Result<u64> {
        self.server.read(|link| {
            let row = link.row(sql, &[])?;
            Ok(row.map_or(Ok(None), |row| row.try_get::<_, Option<i64>>(0))?.unwrap_or(0) as u64)
        })
    }

    /// All pages of one state.
    fn snapshot<T>(&self, f: impl FnOnce(&mut Link) -> Done<T>) -> Result<T> {
        let mut lease = self.server.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let answer = f(&mut lease).map_err(|fault| fault.about(&self.server));
        // A connection that has an open transaction is not used again.
        if lease.run("ROLLBACK").is_ok() {
            lease.end();
        }
        answer
    }

    /// One transaction of the only writer; `f` counts up the state.
    fn write<T>(&self, f: impl Fn(&mut Link, &mut State) -> Done<T>) -> Result<T> {
        self.server.write(|link| {
            let sql = "SELECT last_unit, last_gone,
                           ('x' || substr(md5(gen_random_uuid()::text), 1, 15))::bit(60)::bigint
                       FROM memory FOR UPDATE";
            let Some(row) = link.row(sql, &[])? else {
                return Err(Fault::Ours(schema::headless(&self.server)));
            };
            let old =
                State { last_unit: read::number(&row, 0)?, last_gone: read::number(&row, 1)? };
            let generation: i64 = row.try_get(2)?;
            let mut state = old;
            let value = f(link, &mut state)?;
            if state != old {
                let (unit, gone) = (state.last_unit as i64, state.last_gone as i64);
                let sql = "WITH now AS (UPDATE memory SET generation = $1, last_unit = $2, last_gone = $3),
                                forgotten AS (DELETE FROM history WHERE last_unit + last_gone < $4)
                           INSERT INTO history VALUES ($1, $2, $3)";
                link.execute(sql, &[&generation, &unit, &gone, &(unit + gone - REMEMBERED)])?;
            }
            Ok(value)
        })
    }
}

fn remove(link: &mut Link, state: &mut State, ids: &[UnitId]) -> Answer<u64> {
    let asked = read::numbers(ids);
    let rows = link.query("DELETE FROM unit WHERE id = ANY($1) RETURNING id", &[&asked])?;
    let mut gone = rows.iter().map(|row| row.try_get(0)).collect::<Answer<Vec<i64>>>()?;
    if gone.is_empty() {
        return Ok(0);
    }
    gone.sort_unstable();
    link.execute("DELETE FROM origin WHERE unit = ANY($1)", &[&gone])?;
    let sql = "INSERT INTO gone (number, unit)
               SELECT $1 + place, unit FROM unnest($2::bigint[]) WITH ORDINALITY AS gone (unit, place)";
    link.execute(sql, &[&(state.last_gone as i64), &gone])?;
    state.last_gone += gone.len() as u64;
    Ok(gone.len() as u64)
}

fn numbers_of(link: &mut Link, units: &[Unit]) -> Answer<Vec<Option<UnitId>>> {
    let keys: Vec<[u8; 16]> = units.iter().map(key).collect();
    let asked: Vec<&[u8]> = keys.iter().map(|key| &key[..]).collect();
    let rows = link.query("SELECT key, id FROM unit WHERE key = ANY($1)", &[&asked])?;
    let found = rows
        .iter()
        .map(|row| Ok((row.try_get::<_, Vec<u8>>(0)?, read::number(row, 1)?)))
        .collect::<Answer<FxHashMap<_, _>>>()?;
    Ok(keys.iter().map(|key| found.get(&key[..]).copied()).collect())
}
