//! The durable truth of a memory: one SQLite file, or a schema of a PostgreSQL database that a team shares.
//!
//! A unit is told by its two segments with their languages and codes: the same pair from two places is
//! one unit with two origins, the same source with different targets is several. Its texts never change;
//! what is known about it does, and it can be removed. Numbers of units only grow, so that whoever
//! remembers the last one can ask for what is new ([`Store::for_each_text`]).
//!
//! Every method that writes is one transaction: all of it happens or nothing, and what was acknowledged
//! stays. Both databases promise the same and are held to it by the same tests; they share everything that
//! is no SQL: which pair a unit is, what two reports of it make together, what an edit means.

mod edit;
mod filter;
mod key;
mod location;
mod merge;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;
mod stored;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use edit::Edit;
pub use filter::Filter;
pub use location::Location;

use self::location::Kind;
use crate::error::Result;
use crate::memory::unit::Unit;

/// Number of a unit within its memory.
pub type UnitId = u64;

/// An open memory.
#[derive(Debug)]
pub struct Store {
    database: Database,
    location: Location,
}

#[derive(Debug)]
enum Database {
    Sqlite(sqlite::Store),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Store),
}

/// The same for both databases.
macro_rules! on {
    ($database:expr, $store:ident => $call:expr) => {
        match $database {
            Database::Sqlite($store) => $call,
            #[cfg(feature = "postgres")]
            Database::Postgres($store) => $call,
        }
    };
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

/// Language and text of the source, and of the target.
pub type Sides = [(String, String); 2];

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
    /// Where it cannot be opened, is no memory, is damaged, or was made by a newer version; of kind
    /// [`Unreachable`](crate::error::ErrorKind::Unreachable) where a server does not answer.
    pub fn open(at: impl Into<Location>) -> Result<Store> {
        let location = at.into();
        let database = match &location.0 {
            Kind::File(path) => Database::Sqlite(sqlite::Store::open(path)?),
            #[cfg(feature = "postgres")]
            Kind::Server(server) => Database::Postgres(postgres::Store::open(server)?),
        };
        Ok(Store { database, location })
    }

    /// Opens a memory for reading only.
    ///
    /// # Errors
    /// As [`Self::open`], and where there is none.
    pub fn open_read_only(at: impl Into<Location>) -> Result<Store> {
        let location = at.into();
        let database = match &location.0 {
            Kind::File(path) => Database::Sqlite(sqlite::Store::open_read_only(path)?),
            #[cfg(feature = "postgres")]
            Kind::Server(server) => Database::Postgres(postgres::Store::open_read_only(server)?),
        };
        Ok(Store { database, location })
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The path beside which its indexes are: the file itself, or for a memory on a server a place in the
    /// user's cache folder that belongs to this memory alone.
    ///
    /// # Errors
    /// Where the user has no folder for caches.
    pub fn index_base(&self) -> Result<PathBuf> {
        match &self.location.0 {
            Kind::File(path) => Ok(path.clone()),
            #[cfg(feature = "postgres")]
            Kind::Server(server) => server.index_base(),
        }
    }

    /// How many bytes it takes, without the indexes.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        on!(&self.database, store => store.bytes())
    }

    /// Adds units, or what they know to the units that are there already; those with an empty side are
    /// passed over.
    ///
    /// # Errors
    /// Where the disk refuses: nothing was added then.
    pub fn add(&mut self, units: &[Unit]) -> Result<Added> {
        on!(&mut self.database, store => store.add(units))
    }

    /// Removes units; those that are not there are passed over. Returns how many were.
    ///
    /// # Errors
    /// Where the disk refuses: nothing was removed then.
    pub fn remove(&mut self, ids: &[UnitId]) -> Result<u64> {
        on!(&mut self.database, store => store.remove(ids))
    }

    /// Changes a unit. Returns the number that it has from now on, another one where a text is another;
    /// `None` if there is no such unit.
    ///
    /// # Errors
    /// Where the disk refuses: nothing was changed then.
    pub fn edit(&mut self, id: UnitId, edit: Edit, now: jiff::Timestamp) -> Result<Option<UnitId>> {
        on!(&mut self.database, store => store.edit(id, edit, now))
    }

    /// A unit with its origins.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn unit(&self, id: UnitId) -> Result<Option<Unit>> {
        Ok(self.units(&[id])?.pop().map(|(_, unit)| unit))
    }

    /// The units of these numbers with their origins, in the order in which they were asked for; numbers
    /// that are gone are left out. One question to a server, however many.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn units(&self, ids: &[UnitId]) -> Result<Vec<(UnitId, Unit)>> {
        on!(&self.database, store => store.units(ids))
    }

    /// Languages and texts of units, as [`Self::units`]: what a look-up needs of its candidates.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn sides(&self, ids: &[UnitId]) -> Result<Vec<(UnitId, Sides)>> {
        on!(&self.database, store => store.sides(ids))
    }

    /// The numbers of the units with the segments of these, in their order; `None` for one that is not
    /// there.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn numbers_of(&self, units: &[Unit]) -> Result<Vec<Option<UnitId>>> {
        on!(&self.database, store => store.numbers_of(units))
    }

    /// Calls `f` for every unit that `filter` lets through, by number, until it fails.
    ///
    /// # Errors
    /// Where the store cannot be read, and what `f` returns.
    pub fn for_each(
        &self,
        filter: &Filter,
        f: impl FnMut(UnitId, Unit) -> Result<()>,
    ) -> Result<()> {
        on!(&self.database, store => store.for_each(filter, f))
    }

    /// Calls `f` for the texts of every unit after `after`, by number.
    ///
    /// # Errors
    /// Where the store cannot be read, and what `f` returns.
    pub fn for_each_text(&self, after: UnitId, f: impl FnMut(Texts) -> Result<()>) -> Result<()> {
        on!(&self.database, store => store.for_each_text(after, f))
    }

    /// How far the store has come.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn state(&self) -> Result<State> {
        on!(&self.database, store => store.state())
    }

    /// Number of units added and removed since `state`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn changes_since(&self, state: State) -> Result<u64> {
        let now = self.state()?;
        Ok(now.last_unit.saturating_sub(state.last_unit)
            + now.last_gone.saturating_sub(state.last_gone))
    }

    /// Units removed since `state`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn gone_since(&self, state: State) -> Result<Vec<UnitId>> {
        on!(&self.database, store => store.gone_since(state))
    }

    /// A name for the present state, under which an index may be built.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn new_generation(&mut self) -> Result<(u64, State)> {
        on!(&mut self.database, store => store.new_generation())
    }

    /// The state that an index of this generation was built from; `None` if it belongs to no state of
    /// this store.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn state_of(&self, generation: u64) -> Result<Option<State>> {
        on!(&self.database, store => store.state_of(generation))
    }

    /// The pairs of languages, source and target, that units were ever added in.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn language_pairs(&self) -> Result<Vec<(String, String)>> {
        on!(&self.database, store => store.language_pairs())
    }

    /// Number of units.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn count(&self) -> Result<u64> {
        on!(&self.database, store => store.count())
    }

    /// Counts by language, status, document and month, and the sources with several targets: of these and
    /// of the documents at most `most`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn statistics(&self, most: usize) -> Result<Statistics> {
        on!(&self.database, store => store.statistics(most))
    }

    /// What is wrong with the store, by the database's own check and ours; empty where all is well.
    ///
    /// # Errors
    /// Where the store cannot be read at all.
    pub fn faults(&self) -> Result<Vec<String>> {
        on!(&self.database, store => store.faults())
    }

    /// Calls `f` for every unit that can still be read from a damaged store, and returns how many
    /// numbers could not.
    ///
    /// # Errors
    /// What `f` returns.
    pub fn salvage(&self, mut f: impl FnMut(Unit) -> Result<()>) -> Result<u64> {
        /// Numbers that are asked for together; alone only where one of them cannot be read.
        const TOGETHER: usize = 1_000;
        let last = on!(&self.database, store => store.last_unit());
        let mut lost = 0;
        for first in (1..=last).step_by(TOGETHER) {
            let ids: Vec<UnitId> = (first..=last).take(TOGETHER).collect();
            if let Ok(units) = self.units(&ids) {
                units.into_iter().try_for_each(|(_, unit)| f(unit))?;
                continue;
            }
            for id in ids {
                match self.unit(id) {
                    Ok(unit) => unit.map_or(Ok(()), &mut f)?,
                    Err(_) => lost += 1,
                }
            }
        }
        Ok(lost)
    }

    /// Gives back the room of what was removed.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn compact(&mut self) -> Result<()> {
        on!(&mut self.database, store => store.compact())
    }
}
