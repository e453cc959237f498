//! A PostgreSQL server as the home of a memory: its address, and connections that are used again.
//!
//! All that is opened at one address shares a few connections; each is borrowed for one question or one
//! transaction. A connection that turns out to be dead, as after a restart of the server, is replaced once,
//! unless a transaction was being committed. Passwords are kept, but never shown.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use ::postgres::config::{Host, SslMode};
use ::postgres::types::{ToSql, Type};
use ::postgres::{Client, Config, NoTls, Row, Statement};
use etcetera::BaseStrategy;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

use super::failure::{Fault, failure};
use super::schema;
use crate::error::{Error, ErrorKind, Result};

/// The schema of a memory whose address names none.
const SCHEMA: &str = "muwazi";
/// PostgreSQL cuts longer names.
const LONGEST_NAME_BYTES: usize = 63;
/// Connections that are kept while nobody uses them.
const MOST_IDLE: usize = 8;
/// How long a server may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// After so long without an answer to what was sent, a server is taken for gone.
const SILENCE: Duration = Duration::from_secs(30);

/// A server with the schema of one memory.
pub struct Server {
    config: Config,
    schema: String,
    /// The address without password and options.
    shown: String,
    idle: Mutex<Vec<Link>>,
    /// What the memory calls itself.
    identity: OnceLock<String>,
}

/// What a question to the server comes to.
pub type Answer<T> = std::result::Result<T, ::postgres::Error>;

/// A connection with its prepared statements.
pub struct Link {
    client: Client,
    statements: FxHashMap<String, Statement>,
}

/// A connection on loan. It goes back by [`Lease::end`]; one that is dropped instead may be in the middle of
/// something, and is closed.
pub struct Lease<'a> {
    server: &'a Server,
    link: Link,
}

impl Server {
    /// Understands `postgres://USER:PASSWORD@HOST:PORT/DATABASE?schema=NAME`. What is said in no other way
    /// is `muwazi` for the schema, and PGPASSWORD for the password.
    ///
    /// # Errors
    /// Of kind [`Usage`](ErrorKind::Usage); the message shows no part of the address.
    pub fn parse(address: &str) -> Result<Server> {
        let no_address = || {
            Error::new(ErrorKind::Usage, "this is no address of a memory on a PostgreSQL server")
                .remedy("write postgres://USER@HOST:PORT/DATABASE?schema=NAME, other signs than letters and digits as %XX")
        };
        let usage =
            |what: String, remedy: &str| Err(Error::new(ErrorKind::Usage, what).remedy(remedy));
        // A password may hold a question mark.
        let host = address.find('@').unwrap_or(0);
        let end = address.get(host..).and_then(|rest| rest.find('?')).map(|at| host + at);
        let (base, options) = address.split_at(end.unwrap_or(address.len()));
        let options = options.trim_start_matches('?');
        let mut schema = SCHEMA.to_string();
        let mut rest = Vec::new();
        let mut tls = None;
        for option in options.split('&').filter(|option| !option.is_empty()) {
            match option.split_once('=') {
                Some(("schema", name)) => {
                    let name = percent_decode_str(name).decode_utf8().map_err(|_| no_address())?;
                    schema = name.into_owned();
                }
                Some(("sslmode", mode)) => tls = Some(mode),
                _ => rest.push(option),
            }
        }
        if schema.is_empty() || schema.len() > LONGEST_NAME_BYTES || schema.contains('\0') {
            return usage(
                "this cannot be the name of a schema".to_string(),
                "give one of 1 to 63 bytes",
            );
        }
        let mut config: Config =
            format!("{base}?{}", rest.join("&")).parse().map_err(|_| no_address())?;
        match tls {
            None | Some("disable" | "prefer") => {
                config.ssl_mode(SslMode::Disable);
            }
            Some(_) => {
                return usage(
                    "this muwazi speaks to PostgreSQL without TLS only".to_string(),
                    "leave sslmode out and reach the server through a tunnel, as ssh -L or stunnel",
                );
            }
        }
        if config.get_dbname().is_none() || config.get_hosts().is_empty() {
            return Err(no_address());
        }
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("muwazi");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        config.tcp_user_timeout(SILENCE).keepalives_idle(SILENCE);
        let shown = shown(&config, &schema);
        Ok(Server { config, schema, shown, idle: Mutex::default(), identity: OnceLock::new() })
    }

    /// Name of the schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Name of the database.
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_default()
    }

    /// Name of the user; empty for the one who runs the program.
    pub fn user(&self) -> &str {
        self.config.get_user().unwrap_or_default()
    }

    /// A short name: the database, with the schema if it is not the usual one.
    pub fn name(&self) -> String {
        match self.schema.as_str() {
            SCHEMA => self.database().to_string(),
            schema => format!("{}/{schema}", self.database()),
        }
    }

    /// Where the indexes of this memory are: in the user's cache folder, under the name that the memory has
    /// given itself.
    pub fn index_base(&self) -> Result<PathBuf> {
        self.check()?;
        let strategy = etcetera::choose_base_strategy().map_err(|_| {
            Error::new(ErrorKind::Usage, "there is no home folder for the indexes")
                .remedy("set HOME, or XDG_CACHE_HOME")
        })?;
        let identity = self.identity.get().map(String::as_str).unwrap_or_default();
        Ok(strategy.cache_dir().join("muwazi").join(identity).join("memory"))
    }

    /// Makes sure that there is a memory that this version can read.
    pub fn check(&self) -> Result<()> {
        if self.identity.get().is_none() {
            let lease = Lease { link: self.checked()?, server: self };
            lease.end();
        }
        Ok(())
    }

    /// Makes the tables, or brings them up to date.
    pub fn prepare(&self) -> Result<()> {
        if self.identity.get().is_none() {
            let mut link = self.connected()?;
            schema::prepare(&mut link, self)?;
        }
        self.check()
    }

    /// Asks something that may be asked twice.
    pub fn read<T>(&self, f: impl Fn(&mut Link) -> Answer<T>) -> Result<T> {
        let mut lease = self.lease()?;
        let mut answer = f(&mut lease);
        if let Err(error) = &answer
            && lease.is_lost(error)
        {
            lease = self.renewed()?;
            answer = f(&mut lease);
        }
        match answer {
            Ok(value) => {
                lease.end();
                Ok(value)
            }
            Err(error) => {
                if !lease.is_lost(&error) {
                    lease.end();
                }
                Err(failure(self, &error))
            }
        }
    }

    /// A connection in a transaction that `begin` has begun.
    pub fn begin(&self, begin: &str) -> Result<Lease<'_>> {
        let mut lease = self.lease()?;
        match lease.client.batch_execute(begin) {
            Ok(()) => return Ok(lease),
            Err(error) if lease.is_lost(&error) => {}
            Err(error) => return Err(failure(self, &error)),
        }
        lease = self.renewed()?;
        lease.client.batch_execute(begin).map_err(|e| failure(self, &e))?;
        Ok(lease)
    }

    fn lease(&self) -> Result<Lease<'_>> {
        let idle = self.idle().pop().filter(|link| !link.client.is_closed());
        Ok(Lease { link: idle.map_or_else(|| self.checked(), Ok)?, server: self })
    }

    /// A new connection in place of a dead one; the others are likely to have died with it.
    fn renewed(&self) -> Result<Lease<'_>> {
        self.idle().clear();
        Ok(Lease { link: self.checked()?, server: self })
    }

    /// A new connection to a memory that this version can read.
    fn checked(&self) -> Result<Link> {
        let mut link = self.connected()?;
        let identity = schema::checked(&mut link, self)?;
        let _ = self.identity.set(identity);
        Ok(link)
    }

    /// A new connection, of which nothing is known but that the server let it in.
    fn connected(&self) -> Result<Link> {
        let client = self.config.connect(NoTls).map_err(|e| failure(self, &e))?;
        let mut link = Link { client, statements: FxHashMap::default() };
        // A writer that hangs must not keep the others out; compiling queries takes longer than they do.
        let settings = format!(
            "SET search_path TO {}; SET lock_timeout TO '60s'; SET jit TO off;
             SET idle_in_transaction_session_timeout TO '5min'",
            quoted(&self.schema)
        );
        link.client.batch_execute(&settings).map_err(|e| failure(self, &e))?;
        Ok(link)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Link>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease<'_> {
    /// Gives the connection back.
    pub fn end(self) {
        let mut idle = self.server.idle();
        if idle.len() < MOST_IDLE && !self.link.client.is_closed() {
            idle.push(self.link);
        }
    }
}

impl Deref for Lease<'_> {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.link
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Link {
        &mut self.link
    }
}

impl Link {
    /// Rows of a query, which is prepared the first time.
    pub fn query(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Answer<Vec<Row>> {
        let statement = self.statement(sql)?;
        self.client.query(&statement, values)
    }

    /// The first row, where there is one at most.
    pub fn row(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Answer<Option<Row>> {
        Ok(self.query(sql, values)?.into_iter().next())
    }

    /// How many rows a statement changed.
    pub fn execute(&mut self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Answer<u64> {
        let statement = self.statement(sql)?;
        self.client.execute(&statement, values)
    }

    /// Statements without values, one after the other.
    pub fn run(&mut self, sql: &str) -> Answer<()> {
        self.client.batch_execute(sql)
    }

    /// Rows into a table by COPY, which is many times as fast as INSERT.
    pub fn copy<'a>(
        &mut self,
        table: &str,
        types: &[Type],
        rows: impl Iterator<Item = Vec<Box<dyn ToSql + Sync + 'a>>>,
    ) -> Answer<()> {
        let writer = self.client.copy_in(&format!("COPY {table} FROM STDIN BINARY"))?;
        let mut writer = ::postgres::binary_copy::BinaryCopyInWriter::new(writer, types);
        for row in rows {
            writer.write(&row.iter().map(|value| &**value).collect::<Vec<_>>())?;
        }
        writer.finish().map(|_| ())
    }

    /// Whether an error means that this connection is no more.
    pub fn is_lost(&self, error: &::postgres::Error) -> bool {
        use ::postgres::error::SqlState;
        let told = [&SqlState::ADMIN_SHUTDOWN, &SqlState::CRASH_SHUTDOWN];
        error.is_closed()
            || self.client.is_closed()
            || error.code().is_some_and(|code| told.contains(&code))
            || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
    }

    fn statement(&mut self, sql: &str) -> Answer<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.statements.insert(sql.to_string(), statement.clone());
        Ok(statement)
    }
}

impl Server {
    /// One writer's transaction; `f` may be run a second time where the connection is lost before the end.
    pub fn write<T>(&self, f: impl Fn(&mut Link) -> std::result::Result<T, Fault>) -> Result<T> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut lease = self.begin("BEGIN")?;
            match f(&mut lease) {
                Ok(value) => {
                    let committed = lease.run("COMMIT");
                    return match committed {
                        Ok(()) => {
                            lease.end();
                            Ok(value)
                        }
                        Err(error) if lease.is_lost(&error) => Err(Error::new(
                            ErrorKind::Unreachable,
                            "the connection broke while the server was writing, and nobody knows whether it did",
                        )
                        .in_file(&self.shown)
                        .remedy("do it again: what is there already is not added twice")),
                        Err(error) => Err(failure(self, &error)),
                    };
                }
                Err(Fault::Server(error)) if lease.is_lost(&error) && tries == 1 => {
                    self.idle().clear();
                }
                Err(fault) => {
                    if lease.run("ROLLBACK").is_ok() {
                        lease.end();
                    }
                    return Err(fault.about(self));
                }
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Closing a connection waits, which a thread that drives a server of ours must not do.
        let idle = std::mem::take(&mut *self.idle());
        if !idle.is_empty() {
            let _ = std::thread::spawn(move || drop(idle)).join();
        }
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({})", self.shown)
    }
}

/// A name as SQL has it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The address as it may be shown.
fn shown(config: &Config, schema: &str) -> String {
    let user = config.get_user().map(|user| format!("{user}@")).unwrap_or_default();
    let ports = config.get_ports();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .enumerate()
        .map(|(at, host)| {
            let name = match host {
                Host::Tcp(name) => name.clone(),
                #[cfg(unix)]
                Host::Unix(folder) => folder.display().to_string(),
            };
            match ports.get(at).or(ports.first()) {
                Some(5432) | None => name,
                Some(port) => format!("{name}:{port}"),
            }
        })
        .collect();
    let schema = if schema == SCHEMA { String::new() } else { format!("?schema={schema}") };
    let database = config.get_dbname().unwrap_or_default();
    format!("postgres://{user}{}/{database}{schema}", hosts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, expected) in [
            ("postgres://u:geheim@h/tm", "postgres://u@h/tm"),
            (
                "postgresql://u:geheim@h:5433/tm?schema=client%20x",
                "postgres://u@h:5433/tm?schema=client x",
            ),
            ("postgres://u@h/tm?password=geheim&connect_timeout=3", "postgres://u@h/tm"),
            ("postgres://u:geheim@%2Frun%2Fpg/tm", "postgres://u@/run/pg/tm"),
            ("postgres://u:?geheim?@h/tm?schema=x", "postgres://u@h/tm?schema=x"),
        ] {
            let server = Server::parse(address).expect("an address");
            assert_eq!(server.to_string(), expected);
            assert!(!format!("{server:?}").contains("geheim"));
        }
        assert_eq!(Server::parse("postgres://h/tm").expect("an address").name(), "tm");
        assert_eq!(Server::parse("postgres://h/tm?schema=a").expect("an address").name(), "tm/a");
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        let long = format!("postgres://h/tm?schema={}", "x".repeat(64));
        for address in [
            "postgres://u:geheim@h",
            "postgres://u:geheim@h:port/tm",
            "postgres://u:geheim@h/tm?geheim=1",
            "postgres://u:geheim@h/tm?schema=",
            "postgres://u:geheim@h/tm?sslmode=require",
            "postgres:///tm",
            &long,
        ] {
            let error = Server::parse(address).expect_err(address);
            assert_eq!(error.kind(), ErrorKind::Usage);
            assert!(!error.to_string().contains("heim"), "{error}");
        }
    }
}
