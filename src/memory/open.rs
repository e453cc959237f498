//! A memory in use: the store, and an index for each side beside it.
//!
//! The indexes (`NAME.source.index`, `NAME.target.index`) are derived. Each says from which state of the
//! store it was built; what the store did since is replayed into memory when it is opened, and beyond
//! [`MOST_REPLAYED`] changes new indexes are written. A missing, damaged or foreign index is built anew;
//! where the folder cannot be written to, in a temporary place. Cost of opening: some milliseconds, and
//! 4 µs a replayed change.

use std::path::{Path, PathBuf};

use super::index::{Builder, LiveIndex, LiveSearcher};
use super::matching::matches;
use super::parts::{self, Part, Sample};
use super::score::{Comparison, MatchScore, Neighbours, Penalty, Reason};
use super::store::{Added, State, Store, UnitId};
use super::unit::Unit;
use super::view::View;
use crate::error::Result;
use crate::lexicon::Lexicon;

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
    const BOTH: [Side; 2] = [Side::Source, Side::Target];

    /// What belongs to this side, and to the other, of a source and a target.
    pub fn of<T>(self, (source, target): (T, T)) -> (T, T) {
        match self {
            Side::Source => (source, target),
            Side::Target => (target, source),
        }
    }

    /// Where the index of this side of a memory is.
    pub fn index_path(self, store: &Path) -> PathBuf {
        let mut name = store.file_name().unwrap_or_default().to_os_string();
        name.push(match self {
            Side::Source => ".source.index",
            Side::Target => ".target.index",
        });
        store.with_file_name(name)
    }
}

/// An open memory.
#[derive(Debug)]
pub struct Memory {
    store: Store,
    /// By [`Side`].
    indexes: [LiveIndex; 2],
    state: State,
    penalty: u8,
}

/// What is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The text.
    pub text: &'a str,
    /// What stands around it, for context matches.
    pub neighbours: Neighbours<'a>,
    /// Primary language of the text (`ar`); `None` for any.
    pub from: Option<&'a str>,
    /// Primary language of the translation; `None` for any.
    pub to: Option<&'a str>,
    /// Least score, 1 to 101; see [`Comparison::reaches`].
    pub threshold: u8,
    /// Most matches.
    pub best: usize,
}

/// A unit that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its number in its memory.
    pub id: UnitId,
    /// Which side matched.
    pub side: Side,
    /// Score, differences and reasons.
    pub comparison: Comparison,
    /// The unit.
    pub unit: Unit,
}

impl Found {
    /// The side that matched.
    pub fn source(&self) -> &str {
        self.side.of((&self.unit.source.text, &self.unit.target.text)).0
    }

    /// Its translation.
    pub fn target(&self) -> &str {
        self.side.of((&self.unit.source.text, &self.unit.target.text)).1
    }
}

impl Memory {
    /// Opens a memory for reading and writing; makes it if there is none.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open(path: &Path) -> Result<Memory> {
        let mut store = Store::open(path)?;
        let state = store.state()?;
        let indexes = match current(&store, Use::Few)? {
            Some(indexes) => indexes,
            None => build(&mut store)?,
        };
        Ok(Memory { store, indexes, state, penalty: 0 })
    }

    /// Opens a memory that is there to look up in; writes at most its indexes.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn open_to_read(path: &Path, using: Use) -> Result<Memory> {
        let store = Store::open_read_only(path)?;
        let state = store.state()?;
        if let Some(indexes) = current(&store, using)? {
            return Ok(Memory { store, indexes, state, penalty: 0 });
        }
        // Somebody else may be writing; then, and in a folder that cannot be written to, ours are in
        // memory only.
        let indexes = match Store::open(path).and_then(|mut writable| build(&mut writable)) {
            Ok(indexes) => indexes,
            Err(_) => build_aside(&store)?,
        };
        Ok(Memory { store, indexes, state, penalty: 0 })
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
        replay(&self.store, self.state, &mut self.indexes)?;
        self.state = now;
        if self.indexes.iter().any(|index| index.delta.len() as u64 > MOST_REPLAYED) {
            self.indexes = build(&mut self.store)?;
        }
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
        Shared { path: self.store.path(), indexes: &self.indexes, penalty: self.penalty }
    }

    /// The index of one side.
    pub fn index_of(&self, side: Side) -> &LiveIndex {
        match side {
            Side::Source => &self.indexes[0],
            Side::Target => &self.indexes[1],
        }
    }
}

/// A memory as threads share it.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    path: &'a Path,
    indexes: &'a [LiveIndex; 2],
    penalty: u8,
}

impl<'a> Shared<'a> {
    /// Looks up; one for each thread.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn reader(&self) -> Result<Reader<'a>> {
        let [source, target] = self.indexes;
        let store = Store::open_read_only(self.path)?;
        Ok(Reader {
            pairs: store.language_pairs()?,
            store,
            searchers: [source.searcher(), target.searcher()],
            penalty: self.penalty,
        })
    }
}

/// Looks up in a [`Memory`].
#[derive(Debug)]
pub struct Reader<'a> {
    store: Store,
    /// Languages of the units, source and target.
    pairs: Vec<(String, String)>,
    searchers: [LiveSearcher<'a>; 2],
    penalty: u8,
}

impl Reader<'_> {
    /// The best matches of a query on either side, best first, equal ones by number.
    ///
    /// # Errors
    /// Where the store or an index cannot be read.
    pub fn look_up(&mut self, query: &Query) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        let Reader { store, pairs, searchers, penalty } = self;
        for (side, searcher) in Side::BOTH.into_iter().zip(searchers) {
            let possible = pairs.iter().any(|(source, target)| {
                let (this, other) = side.of((source, target));
                is_language(this, query.from) && is_language(other, query.to)
            });
            if !possible {
                continue;
            }
            let text = |id: u64| {
                let Some(sides) = store.sides(id)? else { return Ok(None) };
                let [source, target] = sides;
                let (this, other) = side.of((source, target));
                let wanted = is_language(&this.0, query.from) && is_language(&other.0, query.to);
                Ok(wanted.then_some(this.1))
            };
            // The penalty is the same for all, so it changes no order.
            let least = query.threshold.saturating_add(*penalty).min(100);
            for hit in matches(query.text, least, query.best, searcher, text)? {
                let Some(unit) = store.unit(hit.unit)? else { continue };
                let mut comparison = hit.comparison;
                if side == Side::Source {
                    let around = |o: &super::unit::Origin| -> bool {
                        let unit =
                            Neighbours { before: o.before.as_deref(), after: o.after.as_deref() };
                        query.neighbours.agree(&unit)
                    };
                    if query.neighbours != Neighbours::default() && unit.origins.iter().any(around)
                    {
                        comparison = comparison.in_context(&query.neighbours, &query.neighbours);
                    }
                }
                if *penalty > 0 {
                    comparison =
                        comparison.less(Penalty { reason: Reason::Memory, points: *penalty });
                }
                found.push(Found { id: hit.unit, side, comparison, unit });
            }
        }
        found.retain(|f| query.threshold <= 100 || f.comparison.score == MatchScore::CONTEXT);
        found.sort_by(order);
        found.truncate(query.best);
        Ok(found)
    }

    /// The longest phrases of a text that units have, with how they were translated: for a text that
    /// nothing matches as a whole. On the side that covers more of it.
    ///
    /// # Errors
    /// Where the store or an index cannot be read.
    pub fn parts(
        &mut self,
        text: &str,
        (from, to): (Option<&str>, Option<&str>),
        lexicon: &Lexicon,
    ) -> Result<Vec<Part>> {
        let view = View::of(text);
        let Reader { store, pairs, searchers, .. } = self;
        let mut best: Vec<Part> = Vec::new();
        for (side, searcher) in Side::BOTH.into_iter().zip(searchers) {
            let sample = |id: UnitId| -> Result<Option<Sample>> {
                let Some([source, target]) = store.sides(id)? else { return Ok(None) };
                let (this, other) = side.of((source, target));
                let wanted = is_language(&this.0, from) && is_language(&other.0, to);
                Ok(wanted.then_some(Sample { id, text: this.1, translation: other.1 }))
            };
            let possible = pairs.iter().any(|(source, target)| {
                let (this, other) = side.of((source, target));
                is_language(this, from) && is_language(other, to)
            });
            let runs = if possible { searcher.runs(&view)? } else { Vec::new() };
            if runs.is_empty() {
                continue;
            }
            let last = store.state()?.last_unit;
            let step = (last / parts::BACKGROUND).max(1);
            let background = (1..=last).step_by(step as usize).map(sample);
            let background: Vec<Sample> =
                background.filter_map(Result::transpose).collect::<Result<_>>()?;
            let mut found = Vec::new();
            for phrase in parts::phrases(&view, &runs, &background) {
                let samples = phrase.units.iter().take(parts::MOST_SAMPLES).map(|&id| sample(id));
                let samples: Vec<Sample> =
                    samples.filter_map(Result::transpose).collect::<Result<_>>()?;
                found.extend(parts::part(&view, &phrase, &samples, &background, lexicon));
            }
            let covered = |parts: &[Part]| parts.iter().map(|p| p.span.len()).sum::<usize>();
            if covered(&found) > covered(&best) {
                best = found;
            }
        }
        Ok(best)
    }

    /// The store, for what else is asked of it.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Better first: by score, by status, by date, by number.
pub fn order(a: &Found, b: &Found) -> std::cmp::Ordering {
    let when = |found: &Found| found.unit.changed.or(found.unit.created);
    a.comparison
        .order(&b.comparison)
        .then(b.unit.status.cmp(&a.unit.status))
        .then(when(b).cmp(&when(a)))
        .then(a.id.cmp(&b.id))
}

fn is_language(tag: &str, primary: Option<&str>) -> bool {
    let Some(wanted) = primary else { return true };
    let own = tag.split(['-', '_']).next().unwrap_or_default();
    own.eq_ignore_ascii_case(wanted)
}

/// The indexes that are there, with what happened since; `None` where they are of no use.
fn current(store: &Store, using: Use) -> Result<Option<[LiveIndex; 2]>> {
    let mut opened = Vec::new();
    let mut states = Vec::new();
    for side in Side::BOTH {
        let path = side.index_path(store.path());
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
    if store.changes_since(state)? > MOST_REPLAYED {
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

/// Writes both indexes anew, each on a thread of its own.
fn build(store: &mut Store) -> Result<[LiveIndex; 2]> {
    let (generation, _) = store.new_generation()?;
    let path = store.path().to_path_buf();
    let side = |side: Side| -> Result<LiveIndex> {
        let own = Store::open_read_only(&path)?;
        let place = side.index_path(&path);
        collected(&own, side)?.write(&place, generation)?;
        LiveIndex::open(&place)
    };
    let (source, target) = rayon::join(|| side(Side::Source), || side(Side::Target));
    Ok([source?, target?])
}

/// Both indexes in memory, for a folder that cannot be written to.
fn build_aside(store: &Store) -> Result<[LiveIndex; 2]> {
    let folder = tempfile::tempdir().map_err(|e| crate::error::Error::io("temporary folder", e))?;
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
