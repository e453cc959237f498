//! Where a memory is: a file, or a schema of a PostgreSQL database.

use std::fmt;
use std::path::{Path, PathBuf};

#[cfg(feature = "postgres")]
use std::sync::Arc;

#[cfg(feature = "postgres")]
use super::postgres::Server;
use crate::error::Result;
#[cfg(not(feature = "postgres"))]
use crate::error::{Error, ErrorKind};

/// Where a memory is. It is shown without a password.
///
/// What is opened at one location, or at clones of it, shares its connections to the server.
#[derive(Clone, Debug)]
pub struct Location(pub(super) Kind);

#[derive(Clone, Debug)]
pub(super) enum Kind {
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Server(Arc<Server>),
}

/// What the address of a memory on a server begins with.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];

impl Location {
    /// The location that a user named: `postgres://…` is a server, anything else a file.
    ///
    /// # Errors
    /// Of kind [`Usage`](crate::error::ErrorKind::Usage) for an address that cannot be understood, and for
    /// every address where muwazi was built without PostgreSQL.
    pub fn parse(text: &str) -> Result<Location> {
        if !SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            return Ok(Location::from(Path::new(text)));
        }
        #[cfg(feature = "postgres")]
        return Ok(Location(Kind::Server(Arc::new(Server::parse(text)?))));
        #[cfg(not(feature = "postgres"))]
        Err(Error::new(ErrorKind::Usage, "this muwazi was built without PostgreSQL")
            .remedy("name a file, or build it with --features postgres"))
    }

    /// A short name for answers: the file without its folder, the database with its schema.
    pub fn name(&self) -> String {
        match &self.0 {
            Kind::File(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            #[cfg(feature = "postgres")]
            Kind::Server(server) => server.name(),
        }
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Location {
        Location(Kind::File(path.to_path_buf()))
    }
}

impl From<&PathBuf> for Location {
    fn from(path: &PathBuf) -> Location {
        Location::from(path.as_path())
    }
}

impl From<PathBuf> for Location {
    fn from(path: PathBuf) -> Location {
        Location(Kind::File(path))
    }
}

impl From<&Location> for Location {
    fn from(location: &Location) -> Location {
        location.clone()
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::File(path) => write!(f, "{}", path.display()),
            #[cfg(feature = "postgres")]
            Kind::Server(server) => write!(f, "{server}"),
        }
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Location) -> bool {
        match (&self.0, &other.0) {
            (Kind::File(one), Kind::File(two)) => one == two,
            #[cfg(feature = "postgres")]
            (Kind::Server(one), Kind::Server(two)) => one.to_string() == two.to_string(),
            #[cfg(feature = "postgres")]
            _ => false,
        }
    }
}

impl Eq for Location {}
