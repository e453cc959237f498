//! An index that was opened: its sections, and whether they fit together.

use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;

use super::TIERS;
use super::file::{Head, Pages, SectionId, damaged};
use super::ranking::Hit;
use super::search::Searcher;
use super::section::{Place, Section};
use crate::error::Result;
use crate::memory::view::View;

/// An index, open for look-up; shared freely between threads.
#[derive(Debug)]
pub struct Index {
    pub(super) head: Head,
    /// Word counts that occur, with the number of units that are shorter.
    pub(super) lengths: Vec<(u32, u32)>,
    pub(super) names: Section<u64>,
    pub(super) signatures: Section<u64>,
    pub(super) token_starts: Section<u32>,
    pub(super) tokens: Section<u8>,
    pub(super) word_slots: Section<u32>,
    pub(super) word_starts: Section<u32>,
    pub(super) word_text: Section<u8>,
    pub(super) list_starts: Section<u32>,
    pub(super) postings: Section<u32>,
}

impl Index {
    /// Opens the index at `path`, reading what each look-up needs when it needs it: right for a
    /// program that looks up once.
    ///
    /// # Errors
    /// Of kind [`Io`](crate::error::ErrorKind::Io) when there is no such file,
    /// [`Format`](crate::error::ErrorKind::Format) when it is damaged or of another version (also
    /// later, by a look-up that meets the damage): build it anew.
    pub fn open(path: &Path) -> Result<Index> {
        Index::open_in(path, Place::File)
    }

    /// Opens the index at `path` and reads all of it: right for a program that looks up often.
    ///
    /// # Errors
    /// As [`open`](Index::open).
    pub fn load(path: &Path) -> Result<Index> {
        Index::open_in(path, Place::Memory)
    }

    fn open_in(path: &Path, place: Place) -> Result<Index> {
        let (head, pages) = Pages::open(path)?;
        let pages = Arc::new(pages);
        let lengths = match Section::<u32>::open(&pages, &head, SectionId::Lengths, Place::Memory)?
        {
            Section::Memory(numbers) => numbers
                .chunks_exact(2)
                .map(|pair| (pair.first().copied().unwrap_or(0), pair.last().copied().unwrap_or(0)))
                .collect(),
            Section::File { .. } => Vec::new(),
        };
        let index = Index {
            lengths,
            names: Section::open(&pages, &head, SectionId::Names, place)?,
            signatures: Section::open(&pages, &head, SectionId::Signatures, place)?,
            token_starts: Section::open(&pages, &head, SectionId::TokenStarts, place)?,
            tokens: Section::open(&pages, &head, SectionId::Tokens, place)?,
            word_slots: Section::open(&pages, &head, SectionId::WordSlots, place)?,
            word_starts: Section::open(&pages, &head, SectionId::WordStarts, place)?,
            word_text: Section::open(&pages, &head, SectionId::WordText, place)?,
            list_starts: Section::open(&pages, &head, SectionId::ListStarts, place)?,
            postings: Section::open(&pages, &head, SectionId::Postings, place)?,
            head,
        };
        index.check().map_err(|e| e.in_file(path))?;
        Ok(index)
    }

    /// Whether the sections fit together.
    fn check(&self) -> Result<()> {
        let (units, words) = (self.head.units as usize, self.head.words as usize);
        let sizes = [
            (self.names.count(), units),
            (self.signatures.count(), units),
            (self.token_starts.count(), units + 1),
            (self.word_starts.count(), words + 1),
            (self.list_starts.count(), words * TIERS.len() + 1),
        ];
        let rising = self.lengths.windows(2).all(|w| match w {
            [a, b] => a.0 < b.0 && a.1 < b.1,
            _ => true,
        });
        let inside = self.lengths.last().is_none_or(|&(_, first)| (first as usize) < units);
        if sizes.iter().any(|(found, expected)| found != expected)
            || !self.word_slots.count().is_power_of_two()
            || !rising
            || !inside
        {
            return Err(damaged("the parts of the index do not fit together"));
        }
        Ok(())
    }

    /// The state of the store that the index mirrors, as given to
    /// [`Builder::write`](super::Builder::write).
    pub fn generation(&self) -> u64 {
        self.head.generation
    }

    /// How many units the index holds.
    pub fn len(&self) -> usize {
        self.head.units as usize
    }

    /// Whether the index holds no unit.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The at most `best` units of at least `threshold` percent, best first, equal ones by name.
    ///
    /// For many look-ups a [`Searcher`] saves setting up each time.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged, see [`open`](Index::open).
    pub fn search(&self, query: &View, threshold: u8, best: usize) -> Result<Vec<Hit>> {
        self.searcher().search(query, threshold, best)
    }

    /// A searcher: one for each thread that looks up.
    pub fn searcher(&self) -> Searcher<'_> {
        Searcher::new(self)
    }

    /// The units that have so many words.
    pub(super) fn units_between(&self, words: RangeInclusive<usize>) -> Range<u32> {
        let first_from = |words: usize| {
            let at = self.lengths.partition_point(|&(length, _)| (length as usize) < words);
            self.lengths.get(at).map_or(self.len() as u32, |&(_, first)| first)
        };
        first_from(*words.start())..first_from(words.end().saturating_add(1))
    }

    /// Word count of a unit, and the first unit that has more.
    pub(super) fn length_of(&self, unit: u32) -> (usize, u32) {
        let after = self.lengths.partition_point(|&(_, first)| first <= unit);
        let words = after.checked_sub(1).and_then(|at| self.lengths.get(at)).map_or(0, |l| l.0);
        (words as usize, self.lengths.get(after).map_or(self.len() as u32, |l| l.1))
    }
}
