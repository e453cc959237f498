//! The tables of a memory file, and how an old, new, foreign or damaged file is told.
//!
//! ```text
//! unit      a pair of segments with what is known about it; `key` says which pair
//! pair      the pairs of languages that units were ever added in
//! document  names of documents, each once
//! origin    where a unit occurs: document, paragraph, neighbours
//! gone      units that were removed, in order: what an index has to forget
//! built     the states of the store that an index was built from
//! ```

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::failure;
use crate::error::{Error, ErrorKind, Result};

/// Number that marks the file as ours ("muwz").
const APPLICATION: i32 = 0x6D75_777A;
/// The schema that this version writes.
const VERSION: i32 = 1;
/// How long one process waits for another to finish writing.
const PATIENCE: Duration = Duration::from_secs(60);
/// Pages kept in memory while writing: the index over the keys is written all over.
const CACHE_KIB: i32 = 64 * 1024;

const TABLES: &str = "
CREATE TABLE unit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    source TEXT NOT NULL,
    source_language TEXT NOT NULL,
    source_markup TEXT,
    target TEXT NOT NULL,
    target_language TEXT NOT NULL,
    target_markup TEXT,
    created INTEGER,
    changed INTEGER,
    author TEXT,
    status INTEGER NOT NULL,
    confidence REAL,
    domain TEXT,
    client TEXT,
    project TEXT,
    notes TEXT,
    properties TEXT
) STRICT;
CREATE TABLE pair (
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    PRIMARY KEY (source_language, target_language)
) STRICT, WITHOUT ROWID;
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE origin (
    unit INTEGER NOT NULL REFERENCES unit(id) ON DELETE CASCADE,
    document INTEGER NOT NULL REFERENCES document(id),
    paragraph INTEGER NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (unit, document, paragraph)
) STRICT, WITHOUT ROWID;
CREATE TABLE gone (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    unit INTEGER NOT NULL
) STRICT;
CREATE TABLE built (
    generation INTEGER PRIMARY KEY,
    last_unit INTEGER NOT NULL,
    last_gone INTEGER NOT NULL
) STRICT;
";

/// Opens the file for reading and writing; makes it if it is not there.
pub fn open(path: &Path) -> Result<Connection> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    }
    let mut connection = Connection::open(path).map_err(|e| failure(path, e))?;
    prepare(&mut connection).map_err(|refusal| refusal.about(path))?;
    Ok(connection)
}

/// Opens a file that is there, for reading only.
pub fn open_read_only(path: &Path) -> Result<Connection> {
    if !path.exists() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::io(path, missing).remedy("`muwazi memory import` makes a memory"));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|e| failure(path, e))?;
    match checked(&connection) {
        Ok(()) => Ok(connection),
        // A folder that cannot be written to has no place for the files of the write-ahead log; then nobody can be
        // writing there either. Where a log was left behind, the file alone would be an old state.
        Err(Refusal::Sqlite(e))
            if matches!(
                e.sqlite_error_code(),
                Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
            ) && !has_log(path) =>
        {
            let uri = format!("file:{}?immutable=1", escaped(path));
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            let still = Connection::open_with_flags(uri, flags).map_err(|e| failure(path, e))?;
            checked(&still).map_err(|refusal| refusal.about(path))?;
            Ok(still)
        }
        Err(refusal) => Err(refusal.about(path)),
    }
}

/// Why a file is not opened.
enum Refusal {
    Sqlite(rusqlite::Error),
    Foreign,
    Empty,
    Newer(i32),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Refusal {
        Refusal::Sqlite(error)
    }
}

impl Refusal {
    fn about(self, path: &Path) -> Error {
        match self {
            Refusal::Sqlite(error) => failure(path, error),
            Refusal::Foreign => Error::new(ErrorKind::Format, "a database, but no memory of muwazi")
                .in_file(path)
                .remedy("name another file"),
            Refusal::Empty => {
                Error::new(ErrorKind::Format, "an empty file, no memory of muwazi: nothing was ever written to it")
                    .in_file(path)
                    .remedy("fill it with `muwazi memory import`, or name another file")
            }
            Refusal::Newer(version) => Error::new(
                ErrorKind::Format,
                format!("the memory was made by a newer muwazi (schema {version}, this one knows {VERSION})"),
            )
            .in_file(path)
            .remedy("update muwazi"),
        }
    }
}

fn prepare(connection: &mut Connection) -> std::result::Result<(), Refusal> {
    connection.busy_timeout(PATIENCE)?;
    let application: i32 = pragma(connection, "application_id")?;
    if application == 0 && is_empty(connection)? {
        // Several processes may find the file empty: the first to write makes the tables.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if is_empty(&transaction)? {
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", VERSION)?;
        }
        transaction.commit()?;
    }
    checked(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // In WAL mode a commit that was acknowledged survives a crash of the program at NORMAL already;
    // FULL keeps it through a power cut too.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// Whether the file is a memory that this version can read.
fn checked(connection: &Connection) -> std::result::Result<(), Refusal> {
    connection.busy_timeout(PATIENCE)?;
    // Otherwise statements that are asked again and again are parsed and planned anew for each value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    match pragma(connection, "application_id")? {
        APPLICATION => {}
        // Whoever was to make the tables was stopped before.
        0 if is_empty(connection)? => return Err(Refusal::Empty),
        _ => return Err(Refusal::Foreign),
    }
    match pragma(connection, "user_version")? {
        version if version > VERSION => Err(Refusal::Newer(version)),
        _ => Ok(()),
    }
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_master", [], |row| row.get(0))
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// Whether the write-ahead log beside the file holds anything.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_os_string();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// A path inside a `file:` URI; every byte but letters and slashes is escaped, so that a name may be anything.
fn escaped(path: &Path) -> String {
    let byte = |&byte: &u8| match byte {
        b'\\' if cfg!(windows) => "/".to_string(),
        b'/' | b'.' | b':' | b'-' | b'_' => char::from(byte).to_string(),
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02x}"),
    };
    path.as_os_str().as_encoded_bytes().iter().map(byte).collect()
}
