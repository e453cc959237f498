//! Which memories: `--memory FILE` or an address, several of them with penalties, or the default place.

use std::path::PathBuf;

use clap::Args;
use etcetera::BaseStrategy;

use crate::cli::usage;
use crate::error::{Error, ErrorKind, Result};
use crate::memory::open::{Memory, Use};
use crate::memory::store::Location;

/// The option of every command that works on a memory.
#[derive(Args, Clone, Debug)]
pub struct MemoryArguments {
    /// Memory file, or postgres://USER@HOST/DATABASE [default: memory.db in the user's data folder]. For
    /// look-ups also several, each with points that are taken off its matches: --memory client.db --memory
    /// old.db:-5
    #[arg(long = "memory", value_name = "FILE[:-N]")]
    memories: Vec<String>,
}

/// A memory and the points taken off its matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Where it is.
    pub location: Location,
    /// Points.
    pub penalty: u8,
}

impl MemoryArguments {
    /// The one memory that is written to.
    ///
    /// # Errors
    /// Where several are named, an address makes no sense, or there is no default place.
    pub fn one(&self) -> Result<Location> {
        match self.places()?.as_slice() {
            [Place { location, penalty: 0 }] => Ok(location.clone()),
            [_] => usage("a penalty has no meaning here", "give --memory FILE alone"),
            _ => usage("this command works on one memory", "give --memory once"),
        }
    }

    /// All that are named, or the default.
    ///
    /// # Errors
    /// Where an address makes no sense, or there is no default place.
    pub fn places(&self) -> Result<Vec<Place>> {
        if self.memories.is_empty() {
            return Ok(vec![Place { location: default_path()?.into(), penalty: 0 }]);
        }
        self.memories.iter().map(|memory| place(memory)).collect()
    }

    /// Opens all for look-ups.
    ///
    /// # Errors
    /// As [`Memory::open_to_read`].
    pub fn open_to_read(&self, using: Use) -> Result<Vec<Memory>> {
        self.places()?
            .iter()
            .map(|place| {
                Ok(Memory::open_to_read(&place.location, using)?.with_penalty(place.penalty))
            })
            .collect()
    }

    /// Opens all for a few look-ups and hands them to `ask`. Damage in an index that comes to light only
    /// now is no reason to fail: the indexes are read as a whole, built anew, and `ask` is asked again.
    ///
    /// # Errors
    /// As [`Memory::open_to_read`], and those of `ask`.
    pub fn ask<T>(&self, mut ask: impl FnMut(&[Memory]) -> Result<T>) -> Result<T> {
        match ask(&self.open_to_read(Use::Few)?) {
            Err(error) if error.kind() == ErrorKind::Format => ask(&self.open_to_read(Use::Many)?),
            answer => answer,
        }
    }
}

/// `old.db:-5` is old.db with 5 points off; anything else is the name of a memory.
fn place(argument: &str) -> Result<Place> {
    if let Some((path, points)) = argument.rsplit_once(":-")
        && let Ok(penalty) = points.parse::<u8>()
        && penalty <= 100
    {
        return Ok(Place { location: Location::parse(path)?, penalty });
    }
    Ok(Place { location: Location::parse(argument)?, penalty: 0 })
}

/// Where the platform keeps the data of a user's programs.
fn default_path() -> Result<PathBuf> {
    let strategy = etcetera::choose_base_strategy().map_err(|_| {
        Error::new(ErrorKind::Usage, "there is no home folder for the memory")
            .remedy("name one with --memory FILE")
    })?;
    Ok(strategy.data_dir().join("muwazi").join("memory.db"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_penalty_follows_the_name() {
        let of = |text: &str| {
            let place = place(text).expect("a file");
            (place.location.to_string(), place.penalty)
        };
        assert_eq!(of("old.db:-5"), ("old.db".to_string(), 5));
        assert_eq!(of("C:\\old.db"), ("C:\\old.db".to_string(), 0));
        assert_eq!(of("a:-b.db"), ("a:-b.db".to_string(), 0));
        assert_eq!(of("a.db:-900"), ("a.db:-900".to_string(), 0));
    }
}
