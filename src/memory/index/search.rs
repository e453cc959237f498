//! Looking up: probe the lists of the query's rarest words, compare what they hold.

use super::TIERS;
use super::file::damaged;
use super::number::read_short;
use super::opened::Index;
use super::ranking::{Hit, Ranking};
use super::section::{Buffer, Cache};
use super::signature_bit;
use super::words::probes;
use crate::error::Result;
use crate::memory::distance::Pattern;
use crate::memory::view::View;

/// A query in the words of an index.
struct Query {
    pattern: Pattern,
    /// Words that the index does not know.
    unknown: usize,
    signature: u128,
    /// Each known word once, the rarest first, with its position among all words in that order.
    rarest: Vec<(usize, u32)>,
}

/// Stands for words that the index does not know.
pub(super) const UNKNOWN: u32 = u32::MAX;

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

/// Whether a unit of this signature can be within `cutoff` of the query.
///
/// Every word that only one of the two has costs one, but one of each side may go together. Counting bits is
/// dear without an instruction for it, and most units differ so much that half of the signature shows it.
#[inline]
fn may_reach(query: &Query, signature: u128, cutoff: usize) -> bool {
    let differing = query.signature ^ signature;
    let low = (differing as u64).count_ones() as usize;
    if low > 2 * cutoff {
        return false;
    }
    if low + ((differing >> 64) as u64).count_ones() as usize > 2 * cutoff {
        return false;
    }
    let missing = (query.signature & !signature).count_ones() as usize + query.unknown;
    let added = (signature & !query.signature).count_ones() as usize;
    missing.max(added) <= cutoff
}

/// Looks up in an [`Index`], keeping its working memory from one query to the next.
#[derive(Debug)]
pub struct Searcher<'a> {
    pub(super) index: &'a Index,
    /// A bit for each unit that was compared already, and the numbers in which bits are set.
    seen: Vec<u64>,
    marked: Vec<u32>,
    signatures: Cache<u128>,
    token_starts: Cache<u32>,
    tokens: Cache<u8>,
    pub(super) numbers: Buffer<u32>,
    pub(super) postings: Buffer<u32>,
    bytes: Buffer<u8>,
    pub(super) names: Buffer<u64>,
    pub(super) words: Vec<u32>,
}

impl<'a> Searcher<'a> {
    pub(super) fn new(index: &'a Index) -> Searcher<'a> {
        Searcher {
            index,
            seen: vec![0; index.len().div_ceil(64)],
            marked: Vec::new(),
            signatures: Cache::default(),
            token_starts: Cache::default(),
            tokens: Cache::default(),
            numbers: Buffer::default(),
            postings: Buffer::default(),
            bytes: Buffer::default(),
            names: Buffer::default(),
            words: Vec::new(),
        }
    }

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
        // A text of a length that no unit has is not even encoded.
        let lengths = ranking.bound().unit_lengths(query.len(), query.len());
        if self.index.units_between(lengths).is_empty() {
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

    pub(super) fn number_of(&mut self, word: &str) -> Result<Option<u32>> {
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
            if ranking.bound().least_shared(length) > shared {
                break;
            }
            let fitting = index.units_between(ranking.bound().unit_lengths(length, shared));
            for tier in 0..TIERS.len() {
                if tier > 0 && ranking.bound().reaches(TIERS[tier - 1]) {
                    break;
                }
                let list = word as usize * TIERS.len() + tier;
                let range = index.list_starts.bounds(list, &mut self.numbers)?;
                let units = index.postings.read(range, &mut postings)?;
                let start = units.partition_point(|&unit| unit < fitting.start);
                let end = units.partition_point(|&unit| unit < fitting.end);
                let units = units.get(start..end).unwrap_or_default().iter().copied();
                self.compare(query, units, ranking, keep)?;
            }
        }
        self.postings = postings;
        if ranking.bound().reaches(TIERS[TIERS.len() - 1]) {
            return Ok(());
        }
        let fitting = index.units_between(ranking.bound().unit_lengths(length, length));
        self.compare(query, fitting, ranking, keep)
    }

    fn compare(
        &mut self,
        query: &Query,
        units: impl Iterator<Item = u32>,
        ranking: &mut Ranking,
        keep: &dyn Fn(u64) -> bool,
    ) -> Result<()> {
        let index = self.index;
        let length = query.pattern.len();
        let (mut words, mut after, mut cutoff) = (0, 0, 0);
        for unit in units {
            if unit >= after {
                (words, after) = index.length_of(unit);
                cutoff = ranking.bound().most_differing(length.max(words));
            }
            let signature = index.signatures.get(unit as usize, &mut self.signatures)?;
            if !may_reach(query, signature, cutoff) {
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
    pub(super) fn decode(&mut self, unit: u32) -> Result<()> {
        let range = self.index.token_starts.bounds_near(
            unit as usize,
            &mut self.token_starts,
            &mut self.numbers,
        )?;
        let bytes = self.index.tokens.read_near(range, &mut self.tokens, &mut self.bytes)?;
        self.words.clear();
        read_short(bytes, &mut self.words);
        Ok(())
    }
}
