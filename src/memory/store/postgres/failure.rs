//! What PostgreSQL says as one of our errors, with the remedy.

use ::postgres::error::SqlState;

use super::server::Server;
use crate::error::{Error, ErrorKind};

/// Why a transaction ended: the server's reason or one of ours.
pub enum Fault {
    Server(::postgres::Error),
    Ours(Error),
}

impl From<::postgres::Error> for Fault {
    fn from(error: ::postgres::Error) -> Fault {
        Fault::Server(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Ours(error)
    }
}

impl Fault {
    /// As an error that names the memory.
    pub fn about(self, server: &Server) -> Error {
        match self {
            Fault::Server(error) => failure(server, &error),
            Fault::Ours(error) => error,
        }
    }
}

/// An error of the server, or of the way to it.
pub fn failure(server: &Server, error: &::postgres::Error) -> Error {
    let Some(told) = error.as_db_error() else { return unreachable(server, error) };
    let user = match server.user() {
        "" => "this user".to_string(),
        user => format!("the user {user}"),
    };
    let code = told.code();
    let (kind, what, remedy) =
        if [&SqlState::INVALID_PASSWORD, &SqlState::INVALID_AUTHORIZATION_SPECIFICATION]
            .contains(&code)
        {
            (
                ErrorKind::Io,
                format!("the server does not let {user} in"),
                "check name and password; the password may stand in PGPASSWORD",
            )
        } else if *code == SqlState::INVALID_CATALOG_NAME {
            (
                ErrorKind::Io,
                format!("there is no database {}", server.database()),
                "name another one, or make it with createdb",
            )
        } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            (
                ErrorKind::Io,
                format!("{user} may not do that: {}", told.message()),
                "the owner of the memory gives rights with GRANT",
            )
        } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
            (
                ErrorKind::Io,
                "the memory may not be written to".to_string(),
                "name the primary server",
            )
        } else if *code == SqlState::DISK_FULL {
            (
                ErrorKind::Io,
                "the server's disk is full; nothing of this batch was written".to_string(),
                "make room and do it again",
            )
        } else if *code == SqlState::LOCK_NOT_AVAILABLE {
            (
                ErrorKind::Io,
                "another program has been writing to the memory for a minute".to_string(),
                "try again when it is done",
            )
        } else if *code == SqlState::TOO_MANY_CONNECTIONS {
            (
                ErrorKind::Unreachable,
                "the server has no connection left".to_string(),
                "try again, or raise its max_connections",
            )
        } else if [
            &SqlState::CANNOT_CONNECT_NOW,
            &SqlState::ADMIN_SHUTDOWN,
            &SqlState::CRASH_SHUTDOWN,
        ]
        .contains(&code)
        {
            (
                ErrorKind::Unreachable,
                format!("the server is starting or stopping: {}", told.message()),
                "try again in a moment",
            )
        } else if [&SqlState::UNDEFINED_TABLE, &SqlState::UNDEFINED_COLUMN].contains(&code) {
            (
                ErrorKind::Format,
                format!("the schema {} holds no memory of muwazi", server.schema()),
                "name another one with ?schema=NAME",
            )
        } else if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED {
            (
                ErrorKind::Format,
                format!("the database is damaged: {}", told.message()),
                "`muwazi memory check --salvage NEW.db` saves what can be read",
            )
        } else {
            (ErrorKind::Io, told.message().to_string(), "the server's log says more")
        };
    Error::new(kind, what).in_file(server.to_string()).remedy(remedy)
}

/// An error without a word of the server.
fn unreachable(server: &Server, error: &::postgres::Error) -> Error {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    if cause.contains("password") {
        return Error::new(ErrorKind::Io, "the server wants a password")
            .in_file(server.to_string())
            .remedy("put it into PGPASSWORD, or into the address");
    }
    let what = match (cause.as_str(), error.is_closed()) {
        (_, true) => "the server closed the connection".to_string(),
        ("", _) => error.to_string(),
        (cause, _) => format!("the server does not answer: {cause}"),
    };
    Error::new(ErrorKind::Unreachable, what)
        .in_file(server.to_string())
        .remedy("check that it runs, and its address")
}
