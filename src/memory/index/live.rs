//! An index together with what happened since it was built: what a store looks up in.

use std::path::Path;

use super::build::{Builder, Built};
use super::delta::Delta;
use super::opened::Index;
use super::ranking::{Hit, Ranking};
use super::search::Searcher;
use crate::error::Result;
use crate::memory::view::View;

/// An index and the changes since; a change is seen by the next look-up.
///
/// The changes live in memory only. The store is the truth: whoever opens an index of
/// [generation](Index::generation) g tells it what the store did after g, and writes a new index
/// when that has become much. A change costs some 2 µs to take in; 3,000 of them add some 10 µs to
/// a look-up; a new index of a million units takes a second and a half.
///
/// ```
/// use muwazi::memory::index::{Builder, LiveIndex};
/// use muwazi::memory::view::View;
///
/// # fn main() -> muwazi::error::Result<()> {
/// let folder = tempfile::tempdir().expect("a folder");
/// let path = folder.path().join("memory.ar.index");
/// let mut builder = Builder::new();
/// builder.add(1, "زار الرئيس المدرسة أمس");
/// builder.add(2, "وصل الوفد إلى العاصمة");
/// builder.write(&path, 1)?;
///
/// let mut index = LiveIndex::open(&path)?;
/// index.delta.add(3, "زار الوزير المدرسة أمس");
/// index.delta.remove(2);
/// let hits = index.search(&View::of("زار الوزير المدرسه امس"), 70, 5)?;
/// let found: Vec<(u64, f64)> = hits.iter().map(|hit| (hit.unit, hit.base_score())).collect();
/// assert_eq!(found, [(3, 100.0), (1, 75.0)]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct LiveIndex {
    index: Index,
    /// What happened since the index was built.
    pub delta: Delta,
}

impl LiveIndex {
    /// An index with no changes yet.
    pub fn new(index: Index) -> LiveIndex {
        LiveIndex { index, delta: Delta::default() }
    }

    /// [`Index::open`] with no changes yet.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open(path: &Path) -> Result<LiveIndex> {
        Index::open(path).map(LiveIndex::new)
    }

    /// [`Index::load`] with no changes yet.
    ///
    /// # Errors
    /// As [`Index::load`].
    pub fn load(path: &Path) -> Result<LiveIndex> {
        Index::load(path).map(LiveIndex::new)
    }

    /// The index without the changes.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The at most `best` units of at least `threshold` percent as of now, best first, equal ones by
    /// name.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn search(&self, query: &View, threshold: u8, best: usize) -> Result<Vec<Hit>> {
        self.searcher().search(query, threshold, best)
    }

    /// A searcher: one for each thread that looks up.
    pub fn searcher(&self) -> LiveSearcher<'_> {
        LiveSearcher { base: self.index.searcher(), delta: &self.delta }
    }

    /// Writes an index of everything as of now.
    ///
    /// # Errors
    /// As [`Builder::from_index`] and [`Builder::write`].
    pub fn write(&self, path: &Path, generation: u64) -> Result<Built> {
        let mut builder = Builder::from_index(&self.index, |unit| self.delta.leaves(unit))?;
        for (unit, words) in self.delta.added() {
            builder.add_words(unit, words);
        }
        builder.write(path, generation)
    }
}

/// Looks up in a [`LiveIndex`], keeping its working memory from one query to the next.
#[derive(Debug)]
pub struct LiveSearcher<'a> {
    pub(super) base: Searcher<'a>,
    pub(super) delta: &'a Delta,
}

impl LiveSearcher<'_> {
    /// As [`LiveIndex::search`].
    ///
    /// # Errors
    /// As [`LiveIndex::search`].
    pub fn search(&mut self, query: &View, threshold: u8, best: usize) -> Result<Vec<Hit>> {
        let mut ranking = Ranking::new(threshold, best);
        self.delta.search_into(query, &mut ranking);
        self.base.search_into(query, &mut ranking, &|unit| self.delta.leaves(unit))?;
        Ok(ranking.into_hits())
    }
}
