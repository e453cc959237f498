//! The tables of a memory in a schema of PostgreSQL, and how they come to be, or to be newer.
//!
//! ```text
//! memory    one row: the version of the tables, and how far the memory has come
//! history   the states it was in, each with the generation of indexes that mirror it
//! unit, pair, document, origin, gone: as in a file
//! ```
//!
//! Whoever writes locks the row of `memory` first, to the end of the transaction. So numbers are given, and
//! become visible, in order: who has seen unit n has seen all before it. A sequence would not do, because a
//! transaction may commit after a later one.

use super::failure::failure;
use super::server::{Link, Server, quoted};
use crate::error::{Error, ErrorKind, Result};

/// What makes version n out of version n − 1, from an empty schema on. New ones go to the end; those that
/// were published never change.
const MIGRATIONS: [&str; 1] = ["
CREATE TABLE memory (
    one BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
    version BIGINT NOT NULL,
    identity TEXT NOT NULL,
    last_unit BIGINT NOT NULL,
    last_gone BIGINT NOT NULL,
    generation BIGINT NOT NULL
);
CREATE TABLE history (
    generation BIGINT PRIMARY KEY,
    last_unit BIGINT NOT NULL,
    last_gone BIGINT NOT NULL
);
CREATE INDEX history_age ON history ((last_unit + last_gone));
CREATE TABLE unit (
    id BIGINT PRIMARY KEY,
    key BYTEA NOT NULL UNIQUE,
    source TEXT NOT NULL,
    source_language TEXT COLLATE \"C\" NOT NULL,
    source_markup TEXT,
    target TEXT NOT NULL,
    target_language TEXT COLLATE \"C\" NOT NULL,
    target_markup TEXT,
    created BIGINT,
    changed BIGINT,
    author TEXT,
    status BIGINT NOT NULL,
    confidence DOUBLE PRECISION,
    domain TEXT,
    client TEXT,
    project TEXT,
    notes TEXT,
    properties TEXT
);
CREATE TABLE pair (
    source_language TEXT COLLATE \"C\" NOT NULL,
    target_language TEXT COLLATE \"C\" NOT NULL
);
CREATE TABLE document (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE UNIQUE INDEX document_name ON document (md5(name));
CREATE TABLE origin (
    unit BIGINT NOT NULL,
    document BIGINT NOT NULL,
    paragraph BIGINT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (unit, document, paragraph)
);
CREATE INDEX origin_document ON origin (document);
CREATE TABLE gone (
    number BIGINT PRIMARY KEY,
    unit BIGINT NOT NULL
);
INSERT INTO memory (version, identity, last_unit, last_gone, generation)
VALUES (0, replace(gen_random_uuid()::text, '-', ''), 0, 0,
        ('x' || substr(md5(gen_random_uuid()::text), 1, 15))::bit(60)::bigint);
INSERT INTO history SELECT generation, last_unit, last_gone FROM memory;
"];

/// The version that this program writes.
const VERSION: i64 = MIGRATIONS.len() as i64;

/// Checks that there is a memory that this version can read. Returns what the memory calls itself.
pub fn checked(link: &mut Link, server: &Server) -> Result<String> {
    match version(link, server)? {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => return Err(too_new(server, newer)),
        Some(older) => {
            return Err(wrong(
                server,
                format!(
                    "the memory has older tables (version {older}, this muwazi knows {VERSION})"
                ),
            )
            .remedy("`muwazi memory compact` brings them up to date"));
        }
        None => {
            let missing = format!("there is no memory in the schema {}", server.schema());
            return Err(Error::new(ErrorKind::Io, missing)
                .in_file(server.to_string())
                .remedy("`muwazi memory import` makes a memory"));
        }
    }
    let row = link.row("SELECT identity FROM memory", &[]).map_err(|e| failure(server, &e))?;
    let identity = match row {
        Some(row) => row.try_get::<_, String>(0).map_err(|e| failure(server, &e))?,
        None => String::new(),
    };
    // It becomes the name of a folder.
    if identity.is_empty() || !identity.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(headless(server));
    }
    Ok(identity)
}

/// Makes the tables, or brings them up to date.
pub fn prepare(link: &mut Link, server: &Server) -> Result<()> {
    prepare_by(link, server, &MIGRATIONS)
}

fn prepare_by(link: &mut Link, server: &Server, migrations: &[&str]) -> Result<()> {
    let newest = migrations.len() as i64;
    match version(link, server)? {
        Some(version) if version == newest => return Ok(()),
        Some(newer) if newer > newest => return Err(too_new(server, newer)),
        _ => {}
    }
    let fail = |e: postgres::Error| failure(server, &e);
    let row = link.row("SELECT current_setting('server_encoding')", &[]).map_err(fail)?;
    let encoding: String = row.map_or(Ok(String::new()), |row| row.try_get(0)).map_err(fail)?;
    if encoding != "UTF8" {
        return Err(wrong(
            server,
            format!("the database is in {encoding}, which does not hold all scripts"),
        )
        .remedy("make one with createdb --encoding=UTF8 --template=template0"));
    }
    link.run("BEGIN").map_err(fail)?;
    let made = made(link, server, migrations);
    if made.is_err() {
        let _ = link.run("ROLLBACK");
        return made;
    }
    link.run("COMMIT").map_err(fail)
}

/// Inside a transaction: the first of several that come at once does the work.
fn made(link: &mut Link, server: &Server, migrations: &[&str]) -> Result<()> {
    let fail = |e: postgres::Error| failure(server, &e);
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('muwazi ' || $1::text, 0))";
    link.query(lock, &[&server.schema()]).map_err(fail)?;
    let there = "SELECT count(*) FROM pg_namespace WHERE nspname = $1";
    let row = link.row(there, &[&server.schema()]).map_err(fail)?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get(0)).map_err(fail)?;
    if count == 0 {
        link.run(&format!("CREATE SCHEMA {}", quoted(server.schema()))).map_err(fail)?;
    }
    let from = match version(link, server)? {
        Some(version) => version,
        None => {
            let tables = "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                          WHERE nspname = $1 AND relkind IN ('r', 'p', 'v', 'm')";
            let row = link.row(tables, &[&server.schema()]).map_err(fail)?;
            let count: i64 = row.map_or(Ok(0), |row| row.try_get(0)).map_err(fail)?;
            if count > 0 {
                let what = format!("the schema {} holds other tables", server.schema());
                return Err(wrong(server, what).remedy("name another one with ?schema=NAME"));
            }
            0
        }
    };
    let done = usize::try_from(from).unwrap_or(0);
    for (number, migration) in (1i64..).zip(migrations).skip(done) {
        link.run(migration).map_err(fail)?;
        link.run(&format!("UPDATE memory SET version = {number}")).map_err(fail)?;
    }
    Ok(())
}

/// The version of the tables; `None` where there are none.
fn version(link: &mut Link, server: &Server) -> Result<Option<i64>> {
    let fail = |e: postgres::Error| failure(server, &e);
    let name = format!("{}.memory", quoted(server.schema()));
    let found = link.row("SELECT to_regclass($1) IS NOT NULL", &[&name]).map_err(fail)?;
    if !found.map_or(Ok(false), |row| row.try_get(0)).map_err(fail)? {
        return Ok(None);
    }
    let row = link.row("SELECT version FROM memory", &[]).map_err(fail)?;
    row.map_or(Ok(0), |row| row.try_get(0)).map(Some).map_err(fail)
}

fn wrong(server: &Server, what: String) -> Error {
    Error::new(ErrorKind::Format, what).in_file(server.to_string())
}

/// The row of `memory` is gone or makes no sense.
pub fn headless(server: &Server) -> Error {
    wrong(server, "the memory has lost its name and its counts".to_string())
        .remedy("restore the table `memory` from a backup")
}

fn too_new(server: &Server, newer: i64) -> Error {
    let what =
        format!("the memory was made by a newer muwazi (schema {newer}, this one knows {VERSION})");
    wrong(server, what).remedy("update muwazi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "needs a PostgreSQL server: MUWAZI_POSTGRES, see .ci/run"]
    fn older_tables_become_newer_ones_step_by_step_or_not_at_all() {
        let url = std::env::var("MUWAZI_POSTGRES").expect("MUWAZI_POSTGRES");
        let name =
            format!("migrated_{}_{}", std::process::id(), jiff::Timestamp::now().as_nanosecond());
        let sign = if url.contains('?') { '&' } else { '?' };
        let server = Server::parse(&format!("{url}{sign}schema={name}")).expect("an address");
        server.prepare().expect("tables");
        let mut lease = server.begin("BEGIN; COMMIT").expect("a connection");
        let version_now = |link: &mut Link| version(link, &server).expect("a version");
        assert_eq!(version_now(&mut lease), Some(VERSION));

        let steps = [
            MIGRATIONS[0],
            "ALTER TABLE unit ADD COLUMN rating BIGINT",
            "ALTER TABLE nothing ADD COLUMN x BIGINT",
        ];
        // A step that fails takes back those before it.
        prepare_by(&mut lease, &server, &steps).expect_err("a step that fails");
        assert_eq!(version_now(&mut lease), Some(1));
        prepare_by(&mut lease, &server, &steps[..2]).expect("newer tables");
        assert_eq!(version_now(&mut lease), Some(2));
        lease.run("SELECT rating FROM unit").expect("the new column");
        // This program, to which those are too new.
        let again = Server::parse(&format!("{url}{sign}schema={name}")).expect("an address");
        for error in [again.check().expect_err("newer"), again.prepare().expect_err("newer")] {
            assert!(error.to_string().contains("newer muwazi (schema 2"), "{error}");
        }
        lease.run("UPDATE memory SET version = 0").expect("an older version");
        let error = again.check().expect_err("older");
        assert!(error.to_string().contains("older tables"), "{error}");
        lease.run(&format!("DROP SCHEMA {name} CASCADE")).expect("dropped");
    }
}
