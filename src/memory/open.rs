//! A memory in use: the store, and an index for each side beside it.
//!
//! The indexes (`NAME.source.index`, `NAME.target.index`) are derived; those of a memory on a server are
//! in the cache folder of each user. Each says from which state of the store it was built; what the store
//! did since is replayed into memory when it is opened, and beyond [`MOST_REPLAYED`] changes new indexes
//! are written, out of the old ones and the changes. A missing, damaged or foreign index is built anew;
//! where the folder cannot be written to, in a temporary place. Cost of opening: some milliseconds, and
//! 4 µs a replayed change.

use std::path::{Path, PathBuf};

use super::index::{Builder, LiveIndex};
use super::look_up::{Reader, Shared};
use super::store::{Added, Location, State, Store, UnitId};
use super::unit::Unit;
use crate::error::{Error, ErrorKind, Result};

/// Changes that are replayed instead of written into new indexes.
pub const MOST_REPLAYED: u64 = 3_000;

/// How many look-ups an opened memory is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A few: the indexes stay on the disk, and only the pages that are needed are read.
    Few,
    /// Many: the indexes are read into memory, 0.1 s and 110 MB a million units and side.
    Many,
}

/// Which side of its units a query is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The source: from the memory's source language to its target language.
    Source,
    /// The target: the other way round.
    Target,
}

impl Side {
    pub(super) const BOTH: [Side; 2] = [Side::Source, Side::Target];

    /// What belongs to this side, and to the other, of a source and a target.
    pub fn of<T>(self, (source, target): (T, T)) -> (T, T) {
        match self {
            Side::Source => (source, target),
            Side::Target => (target, source),
        }
    }

    /// Where the index of this side of a memory is, by [`Store::index_base`].
    pub fn index_path(self, base: &Path) -> PathBuf {
        let mut name = base.file_name().unwrap_or_default().to_os_string();
        name.push(match self {
            Side::Source => ".source.index",
            Side::Target => ".target.index",
        });
        base.with_file_name(name)
    }
}

/// An open memory.
#[derive(Debug)]
pub struct Memory {
    store: Store,
    /// By [`Side`].
    indexes: [LiveIndex; 2],
    state: State,
    /// Languages of the units, source and target.
    pairs: Vec<(String, String)>,
    penalty: u8,
}

impl Memory {
    /// Opens a memory for reading and writing; makes it if there is none.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(at: impl Into<Location>) -> Result<Memory> {
        let mut store = Store::open(at)?;
        let state = store.state()?;
        let indexes = match current(&store, Use::Few)? {
            Some(mut indexes) if is_long(&indexes) => rewrite(&mut store, state, &mut indexes)?,
            Some(indexes) => indexes,
            None => build(&mut store)?,
        };
        Memory::new(store, indexes, state)
    }

    /// Opens a memory that is there to look up in; writes at most its indexes.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn open_to_read(at: impl Into<Location>, using: Use) -> Result<Memory> {
        let store = Store::open_read_only(at)?;
        let state = store.state()?;
        // Somebody else may be writing; then, and in a folder that cannot be written to, ours stay as they
        // are, or are in memory only.
        let writable = |store: &Store| Store::open(store.location());
        let indexes = match current(&store, using)? {
            Some(mut indexes) if is_long(&indexes) => {
                let new = writable(&store).and_then(|mut s| rewrite(&mut s, state, &mut indexes));
                new.unwrap_or(indexes)
            }
            Some(indexes) => indexes,
            None => match writable(&store).and_then(|mut s| build(&mut s)) {
                Ok(indexes) => indexes,
                Err(_) => build_aside(&store)?,
            },
        };
        Memory::new(store, indexes, state)
    }

    fn new(store: Store, indexes: [LiveIndex; 2], state: State) -> Result<Memory> {
        Ok(Memory { pairs: store.language_pairs()?, store, indexes, state, penalty: 0 })
    }

    /// Takes `points` off every match from this memory.
    #[must_use]
    pub fn with_penalty(mut self, points: u8) -> Memory {
        self.penalty = points;
        self
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Adds units; the next look-up sees them.
    ///
    /// # Errors
    /// As [`Store::add`].
    pub fn add(&mut self, units: &[Unit]) -> Result<Added> {
        let added = self.store.add(units)?;
        self.catch_up()?;
        Ok(added)
    }

    /// Removes units; the next look-up does not see them.
    ///
    /// # Errors
    /// As [`Store::remove`].
    pub fn remove(&mut self, ids: &[UnitId]) -> Result<u64> {
        let removed = self.store.remove(ids)?;
        self.catch_up()?;
        Ok(removed)
    }

    /// Takes in what this and other processes did to the store.
    ///
    /// # Errors
    /// Where the store cannot be read, or new indexes cannot be written.
    pub fn catch_up(&mut self) -> Result<()> {
        let now = self.store.state()?;
        if now == self.state {
            return Ok(());
        }
        replay(&self.store, self.state, &mut self.indexes)?;
        if now.last_unit > self.state.last_unit {
            self.pairs = self.store.language_pairs()?;
        }
        self.state = now;
        if is_long(&self.indexes) { self.renew() } else { Ok(()) }
    }

    /// Writes new indexes out of those that are open and what happened since.
    ///
    /// # Errors
    /// Where the store cannot be read, or the disk refuses.
    pub fn renew(&mut self) -> Result<()> {
        let now = self.store.state()?;
        self.indexes = rewrite(&mut self.store, self.state, &mut self.indexes)?;
        self.state = now;
        Ok(())
    }

    /// Writes new indexes of the store as it is.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn rebuild(&mut self) -> Result<()> {
        let state = self.store.state()?;
        self.indexes = build(&mut self.store)?;
        self.state = state;
        Ok(())
    }

    /// Gives back the room of what was removed, and writes new indexes.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn compact(&mut self) -> Result<()> {
        self.store.compact()?;
        self.rebuild()
    }

    /// Looks up in this thread.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn reader(&self) -> Result<Reader<'_>> {
        self.shared().reader()
    }

    /// What several threads can look up in.
    pub fn shared(&self) -> Shared<'_> {
        Shared {
            location: self.store.location(),
            indexes: &self.indexes,
            pairs: &self.pairs,
            penalty: self.penalty,
        }
    }

    /// The index of one side.
    pub fn index_of(&self, side: Side) -> &LiveIndex {
        match side {
            Side::Source => &self.indexes[0],
            Side::Target => &self.indexes[1],
        }
    }
}

/// The indexes that are there, with what happened since; `None` where they are of no use.
fn current(store: &Store, using: Use) -> Result<Option<[LiveIndex; 2]>> {
    let Ok(base) = store.index_base() else { return Ok(None) };
    let mut opened = Vec::new();
    let mut states = Vec::new();
    for side in Side::BOTH {
        let path = side.index_path(&base);
        let index = match using {
            Use::Few => LiveIndex::open(&path),
            Use::Many => LiveIndex::load(&path),
        };
        let Ok(index) = index else { return Ok(None) };
        let Some(state) = store.state_of(index.index().generation())? else { return Ok(None) };
        opened.push(index);
        states.push(state);
    }
    // Both come from one state, or one of them was left over by a crash.
    if states.windows(2).any(|pair| pair[0] != pair[1]) {
        return Ok(None);
    }
    let (Ok(mut indexes), Some(&state)) = (<[LiveIndex; 2]>::try_from(opened), states.first())
    else {
        return Ok(None);
    };
    // Beyond that, building anew is quicker than replaying.
    let units = indexes.iter().map(|index| index.index().len() as u64).max().unwrap_or(0);
    if store.changes_since(state)? > MOST_REPLAYED.max(units / 2) {
        return Ok(None);
    }
    replay(store, state, &mut indexes)?;
    Ok(Some(indexes))
}

/// What the store did since `state`.
fn replay(store: &Store, state: State, indexes: &mut [LiveIndex; 2]) -> Result<()> {
    let [source, target] = indexes;
    store.for_each_text(state.last_unit, |texts| {
        source.delta.add(texts.id, &texts.source);
        target.delta.add(texts.id, &texts.target);
        Ok(())
    })?;
    for id in store.gone_since(state)? {
        source.delta.remove(id);
        target.delta.remove(id);
    }
    Ok(())
}

/// Whether so much happened since the indexes were built that it is time to write new ones.
fn is_long(indexes: &[LiveIndex; 2]) -> bool {
    indexes.iter().any(|index| index.delta.len() as u64 > MOST_REPLAYED)
}

/// Writes both indexes anew, each on a thread of its own.
fn build(store: &mut Store) -> Result<[LiveIndex; 2]> {
    let (generation, _) = store.new_generation()?;
    let location = store.location().clone();
    let base = prepared(store)?;
    on_both(|side| {
        let place = side.index_path(&base);
        collected(&Store::open_read_only(&location)?, side)?.write(&place, generation)?;
        LiveIndex::open(&place)
    })
}

/// Writes both indexes out of those that mirror `state` and what happened since; anew where they turn out
/// to be damaged.
fn rewrite(store: &mut Store, state: State, old: &mut [LiveIndex; 2]) -> Result<[LiveIndex; 2]> {
    // The name is for a state that is replayed as a whole; what comes later does no harm.
    let (generation, _) = store.new_generation()?;
    replay(store, state, old)?;
    let base = prepared(store)?;
    let [source, target] = old;
    let (source, target) = (&*source, &*target);
    let written = on_both(|side| {
        let place = side.index_path(&base);
        side.of((source, target)).0.write(&place, generation)?;
        LiveIndex::open(&place)
    });
    match written {
        Err(error) if error.kind() == ErrorKind::Format => build(store),
        written => written,
    }
}

/// Where the indexes are, in a folder that is there.
fn prepared(store: &Store) -> Result<PathBuf> {
    let base = store.index_base()?;
    if let Some(folder) = base.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    }
    Ok(base)
}

fn on_both(side: impl Fn(Side) -> Result<LiveIndex> + Sync) -> Result<[LiveIndex; 2]> {
    let (source, target) = rayon::join(|| side(Side::Source), || side(Side::Target));
    Ok([source?, target?])
}

/// Both indexes in memory, for a folder that cannot be written to.
fn build_aside(store: &Store) -> Result<[LiveIndex; 2]> {
    let folder = tempfile::tempdir().map_err(|e| Error::io("temporary folder", e))?;
    let side = |side: Side| -> Result<LiveIndex> {
        let place = side.index_path(&folder.path().join("memory"));
        collected(store, side)?.write(&place, 0)?;
        LiveIndex::load(&place)
    };
    Ok([side(Side::Source)?, side(Side::Target)?])
}

fn collected(store: &Store, side: Side) -> Result<Builder> {
    let mut builder = Builder::new();
    store.for_each_text(0, |texts| {
        let text = match side {
            Side::Source => &texts.source,
            Side::Target => &texts.target,
        };
        builder.add(texts.id, text);
        Ok(())
    })?;
    Ok(builder)
}
