//! Look-up in an index that was opened.

use std::path::Path;
use std::sync::Arc;

use super::file::{Head, Pages, SectionId, damaged};
use super::ranking::{Hit, Ranking};
use super::section::{Buffer, Cache, Place, Section};
use super::words::probes;
use super::{TIERS, signature_bit};
use crate::error::Result;
use crate::memory::distance::Pattern;
use crate::memory::view::View;

/// An index, open for look-up; shared freely between threads.
#[derive(Debug)]
pub struct Index {
    head: Head,
    /// Word counts that occur, with the number of units that are shorter.
    lengths: Vec<(u32, u32)>,
    names: Section<u64>,
    signatures: Section<u64>,
    token_starts: Section<u32>,
    tokens: Section<u8>,
    word_slots: Section<u32>,
    word_starts: Section<u32>,
    word_text: Section<u8>,
    list_starts: Section<u32>,
    postings: Section<u32>,
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
        Searcher {
            index: self,
            seen: vec![0; self.len().div_ceil(64)],
            marked: Vec::new(),
            signatures: Cache::default(),
            numbers: Buffer::default(),
            postings: Buffer::default(),
            bytes: Buffer::default(),
            names: Buffer::default(),
            words: Vec::new(),
            candidates: 0,
            compared: 0,
        }
    }

    /// Units of `shortest` to `longest` words: the first, and the first after them.
    fn units_between(&self, shortest: usize, longest: usize) -> (u32, u32) {
        let first_from = |words: usize| {
            let at = self.lengths.partition_point(|&(length, _)| (length as usize) < words);
            self.lengths.get(at).map_or(self.len() as u32, |&(_, first)| first)
        };
        (first_from(shortest), first_from(longest.saturating_add(1)))
    }

    /// Word count of a unit, and the first unit that has more.
    fn length_of(&self, unit: u32) -> (usize, u32) {
        let after = self.lengths.partition_point(|&(_, first)| first <= unit);
        let words = after.checked_sub(1).and_then(|at| self.lengths.get(at)).map_or(0, |l| l.0);
        (words as usize, self.lengths.get(after).map_or(self.len() as u32, |l| l.1))
    }
}

/// A query in the words of an index.
struct Query {
    pattern: Pattern,
    /// Words that the index does not know.
    unknown: usize,
    signature: u64,
    /// Each known word once, the rarest first, with its position among all words in that order.
    rarest: Vec<(usize, u32)>,
}

/// Stands for words that the index does not know.
const UNKNOWN: u32 = u32::MAX;

impl Query {
    fn new(words: &[u32]) -> Query {
        let mut ordered = words.to_vec();
        ordered.sort_unstable_by(|a, b| b.cmp(a));
        let unknown = ordered.iter().take_while(|&&word| word == UNKNOWN).count();
        let mut rarest: Vec<(usize, u32)> = ordered.into_iter().enumerate().skip(unknown).collect();
        rarest.dedup_by_key(|&mut (_, word)| word);
        let signature = rarest.iter().fold(0, |s, &(_, word)| s | signature_bit(word));
        Query { pattern: Pattern::new(words), unknown, signature, rarest }
    }
}

/// Looks up in an [`Index`], keeping its working memory from one query to the next.
#[derive(Debug)]
pub struct Searcher<'a> {
    index: &'a Index,
    /// A bit for each unit that was compared already, and the numbers in which bits are set.
    seen: Vec<u64>,
    marked: Vec<u32>,
    signatures: Cache<u64>,
    numbers: Buffer<u32>,
    postings: Buffer<u32>,
    bytes: Buffer<u8>,
    names: Buffer<u64>,
    words: Vec<u32>,
    pub candidates: u64,
    pub compared: u64,
}

impl Searcher<'_> {
    /// As [`Index::search`].
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn search(&mut self, query: &View, threshold: u8, best: usize) -> Result<Vec<Hit>> {
        let mut ranking = Ranking::new(threshold, best);
        self.search_into(query, &mut ranking, &|_| true)?;
        Ok(ranking.into_hits())
    }

    /// Offers every unit that `keep`s and reaches the bound of `ranking`.
    pub(super) fn search_into(
        &mut self,
        query: &View,
        ranking: &mut Ranking,
        keep: &dyn Fn(u64) -> bool,
    ) -> Result<()> {
        if query.is_empty() || self.index.is_empty() {
            return Ok(());
        }
        let words = self.encode(query)?;
        let query = Query::new(&words);
        let done = self.probe(&query, ranking, keep);
        for &at in &self.marked {
            if let Some(bits) = self.seen.get_mut(at as usize) {
                *bits = 0;
            }
        }
        self.marked.clear();
        done
    }

    fn encode(&mut self, query: &View) -> Result<Vec<u32>> {
        query.words().map(|word| Ok(self.number_of(word)?.unwrap_or(UNKNOWN))).collect()
    }

    fn number_of(&mut self, word: &str) -> Result<Option<u32>> {
        let index = self.index;
        for slot in probes(word, index.word_slots.count()) {
            let found = index.word_slots.read(slot..slot + 1, &mut self.numbers)?;
            let Some(number) = found.first().and_then(|n| n.checked_sub(1)) else {
                return Ok(None);
            };
            let range = index.word_starts.bounds(number as usize, &mut self.numbers)?;
            if index.word_text.read(range, &mut self.bytes)? == word.as_bytes() {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    fn probe(
        &mut self,
        query: &Query,
        ranking: &mut Ranking,
        keep: &dyn Fn(u64) -> bool,
    ) -> Result<()> {
        let index = self.index;
        let length = query.pattern.len();
        let mut postings = std::mem::take(&mut self.postings);
        for &(position, word) in &query.rarest {
            let shared = length - position;
            let needed = ranking.bound().least_shared(length);
            if needed > shared {
                break;
            }
            let longest = ranking.bound().longest_sharing(shared);
            let (first, after) = index.units_between(needed, longest);
            for tier in 0..TIERS.len() {
                if tier > 0 && ranking.bound().reaches(TIERS[tier - 1]) {
                    break;
                }
                let list = word as usize * TIERS.len() + tier;
                let range = index.list_starts.bounds(list, &mut self.numbers)?;
                let units = index.postings.read(range, &mut postings)?;
                let units = units.get(units.partition_point(|&u| u < first)..).unwrap_or_default();
                let units = units.get(..units.partition_point(|&u| u < after)).unwrap_or_default();
                self.compare(query, units, ranking, keep)?;
            }
        }
        self.postings = postings;
        Ok(())
    }

    fn compare(
        &mut self,
        query: &Query,
        units: &[u32],
        ranking: &mut Ranking,
        keep: &dyn Fn(u64) -> bool,
    ) -> Result<()> {
        let index = self.index;
        let length = query.pattern.len();
        let (mut words, mut after, mut cutoff) = (0, 0, 0);
        self.candidates += units.len() as u64;
        for &unit in units {
            if unit >= after {
                (words, after) = index.length_of(unit);
                cutoff = ranking.bound().most_differing(length.max(words));
            }
            let signature = index.signatures.get(unit as usize, &mut self.signatures)?;
            let missing = (query.signature & !signature).count_ones() as usize + query.unknown;
            let added = (signature & !query.signature).count_ones() as usize;
            if missing.max(added) > cutoff {
                continue;
            }
            let (at, bit) = (unit / 64, 1u64 << (unit % 64));
            let bits = self.seen.get_mut(at as usize).ok_or_else(|| damaged("no such unit"))?;
            if *bits & bit != 0 {
                continue;
            }
            if *bits == 0 {
                self.marked.push(at);
            }
            *bits |= bit;
            self.compared += 1;
            self.decode(unit)?;
            let Some(distance) = query.pattern.distance(&self.words, cutoff) else { continue };
            let names = index.names.read(unit as usize..unit as usize + 1, &mut self.names)?;
            let Some(&name) = names.first().filter(|&&name| keep(name)) else { continue };
            let longer = length.max(self.words.len()) as u32;
            ranking.offer(Hit { unit: name, distance: distance as u32, longer });
            cutoff = ranking.bound().most_differing(length.max(words));
        }
        Ok(())
    }

    /// Puts the words of a unit into `self.words`.
    fn decode(&mut self, unit: u32) -> Result<()> {
        let range = self.index.token_starts.bounds(unit as usize, &mut self.numbers)?;
        let bytes = self.index.tokens.read(range, &mut self.bytes)?;
        self.words.clear();
        let (mut word, mut shift) = (0u32, 0);
        for &byte in bytes {
            word |= u32::from(byte & 0x7F).wrapping_shl(shift);
            shift += 7;
            if byte < 0x80 {
                self.words.push(word);
                (word, shift) = (0, 0);
            }
        }
        Ok(())
    }
}
