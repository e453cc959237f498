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
    pub(super) signatures: Section<u128>,
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

    /// An index of no units, for a memory that has none yet.
    pub fn empty(generation: u64) -> Index {
        let mut head = Head::default();
        head.generation = generation;
        Index {
            head,
            lengths: Vec::new(),
            names: Section::Memory(Vec::new()),
            signatures: Section::Memory(Vec::new()),
            token_starts: Section::Memory(vec![0]),
            tokens: Section::Memory(Vec::new()),
            word_slots: Section::Memory(vec![0]),
            word_starts: Section::Memory(vec![0]),
            word_text: Section::Memory(Vec::new()),
            list_starts: Section::Memory(vec![0]),
            postings: Section::Memory(Vec::new()),
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::ErrorKind;
    use crate::memory::index::writer::Writer;
    use crate::memory::index::{Builder, LiveIndex};

    #[test]
    fn an_empty_index_can_be_searched_and_grows() {
        let mut index = LiveIndex::new(Index::empty(7));
        assert_eq!(index.search(&View::of("a"), 1, 9).unwrap(), []);
        index.delta.add(1, "a b");
        assert_eq!(index.search(&View::of("a b"), 70, 9).unwrap().len(), 1);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        index.write(&path, 8).unwrap();
        let index = Index::load(&path).unwrap();
        assert_eq!((index.generation(), index.len()), (8, 1));
        assert_eq!(index.search(&View::of("a b"), 70, 9).unwrap().len(), 1);
        Index::empty(0).searcher().search(&View::of("a"), 0, 1).unwrap();
    }

    #[test]
    fn units_and_queries_without_words_match_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let mut builder = Builder::new();
        for (unit, text) in ["", " \u{200F}", "a", "ي"].into_iter().enumerate() {
            builder.add(unit as u64, text);
        }
        assert_eq!(builder.write(&path, 1).unwrap().units, 2);
        let index = Index::open(&path).unwrap();
        assert_eq!(index.search(&View::of("  "), 0, 9).unwrap(), []);
        assert_eq!(index.search(&View::of("ى"), 50, 9).unwrap()[0].unit, 3);
        assert_eq!(index.search(&View::of("a"), 50, 0).unwrap(), []);
    }

    #[test]
    fn a_query_of_a_hundred_thousand_words_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let long: String = (0..100_000).map(|i| format!("w{} ", i % 700)).collect();
        let mut builder = Builder::new();
        builder.add(1, &long);
        builder.add(2, "w1 w2");
        builder.write(&path, 1).unwrap();
        let index = Index::open(&path).unwrap();
        let found = index.search(&View::of(&format!("x {long}")), 90, 9).unwrap();
        assert_eq!(found.iter().map(|hit| (hit.unit, hit.distance)).collect::<Vec<_>>(), [(1, 1)]);
    }

    #[test]
    fn damage_is_noticed_and_asks_for_a_new_index() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let mut builder = Builder::new();
        for unit in 0..3000u64 {
            builder.add(unit, &format!("w{} w{} w{} w{unit}", unit % 7, unit % 31, unit % 100));
        }
        builder.write(&path, 1).unwrap();
        let query = View::of("w1 w2 w3 w500");
        let sound = std::fs::read(&path).unwrap();
        let expected = Index::load(&path).unwrap().search(&query, 50, 100).unwrap();
        let try_all = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let loaded = Index::load(&path).unwrap_err();
            assert_eq!(loaded.kind(), ErrorKind::Format, "{loaded}");
            match Index::open(&path).and_then(|index| index.search(&query, 50, 100)) {
                Ok(found) => assert_eq!(found, expected),
                Err(error) => assert_eq!(error.kind(), ErrorKind::Format, "{error}"),
            }
        };
        for at in (0..sound.len()).step_by(sound.len() / 150) {
            let mut damaged = sound.clone();
            damaged[at] ^= 0x10;
            // What stands after the head in its page, and in the last page, is never read.
            if !(300..4096).contains(&at) && at + 4096 < sound.len() {
                try_all(&damaged);
            }
        }
        for length in [0, 7, 100, 4095, 4096, 5000, sound.len() / 2, sound.len() - 1] {
            let cut = &sound[..length];
            // The last page may end with padding that nobody needs.
            if length + 4096 < sound.len() {
                try_all(cut);
            }
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(Index::open(&path).unwrap_err().kind(), ErrorKind::Io);
    }

    /// Sound checksums over senseless numbers: no look-up may panic or hang.
    #[test]
    fn senseless_contents_are_survived() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let small = |n| proptest::collection::vec(0..n, 0..40usize);
        let (u32s, u8s) = (small(60u32), proptest::collection::vec(any::<u8>(), 0..60));
        proptest!(|(units in 0..20usize, words in 0..8usize, a in u32s.clone(), b in u32s.clone(),
                    c in u32s.clone(), text in u8s.clone(), tokens in u8s.clone())| {
            let exactly = |list: &[u32], count: usize| -> Vec<u32> {
                list.iter().copied().cycle().chain([0; 100]).take(count).collect()
            };
            let mut writer = Writer::create(&path).unwrap();
            writer.section(SectionId::Lengths, exactly(&[1, 0, 2, 3, 4, 9], 2 * (units / 10 + 1))).unwrap();
            writer.section(SectionId::Names, (0..units as u64).collect::<Vec<_>>()).unwrap();
            writer.section(SectionId::Signatures, vec![u128::MAX; units]).unwrap();
            writer.section(SectionId::TokenStarts, exactly(&a, units + 1)).unwrap();
            writer.section(SectionId::Tokens, tokens.clone()).unwrap();
            writer.section(SectionId::WordSlots, exactly(&b, 16)).unwrap();
            writer.section(SectionId::WordStarts, exactly(&c, words + 1)).unwrap();
            writer.section(SectionId::WordText, text.clone()).unwrap();
            writer.section(SectionId::ListStarts, exactly(&a, words * TIERS.len() + 1)).unwrap();
            writer.section(SectionId::Postings, c.clone()).unwrap();
            writer.finish(1, units as u64, words as u64).unwrap();
            for index in [Index::open(&path), Index::load(&path)].into_iter().flatten() {
                for query in ["", "a", "a b c d", "w1 w2"] {
                    for threshold in [0, 50, 100] {
                        let _ = index.search(&View::of(query), threshold, 3);
                    }
                }
                let _ = LiveIndex::new(index).write(&path, 2);
            }
        });
    }
}
