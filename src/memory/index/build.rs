//! Building an index: take every unit once, then sort, count and write.
//!
//! Cost: 4 bytes of memory for each word of the texts and each posting, some 30 bytes a unit; time
//! goes into the normalised views, the rest is sorting of short lists.

use std::path::Path;

use super::file::{SectionId, damaged};
use super::number::write_short;
use super::opened::Index;
use super::words::Words;
use super::writer::Writer;
use super::{TIERS, signature_bit, tier_positions};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::view::View;

/// Collects units for an index.
#[derive(Debug, Default)]
pub struct Builder {
    words: Words,
    /// Of each word: in how many units it stands, and the last of them.
    spread: Vec<(u32, u32)>,
    names: Vec<u64>,
    /// End of each unit's words in `tokens`.
    ends: Vec<usize>,
    tokens: Vec<u32>,
    view: View,
    numbers: Vec<u32>,
}

/// What was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// Units in the index.
    pub units: u64,
    /// Different words in them.
    pub words: u64,
    /// Size of the file.
    pub bytes: u64,
}

impl Builder {
    /// An empty collection.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// A collection of the units of an index that `keep` says yes to: much faster than adding their
    /// texts again.
    ///
    /// # Errors
    /// When the index cannot be read or is damaged.
    pub fn from_index(index: &Index, keep: impl Fn(u64) -> bool) -> Result<Builder> {
        let mut builder = Builder::new();
        builder.take_words(index)?;
        let count = builder.words.len();
        index.for_each_unit(|name, words| {
            if words.iter().any(|&word| word as usize >= count) {
                return Err(damaged("a word outside the index"));
            }
            if keep(name) {
                builder.add_numbers(name, words.iter().copied());
            }
            Ok(())
        })?;
        Ok(builder)
    }

    /// Takes over the vocabulary of an index under the same numbers.
    fn take_words(&mut self, index: &Index) -> Result<()> {
        index.for_each_word(|number, word| {
            if self.words.number(word) == number {
                Ok(())
            } else {
                Err(damaged("the words of the index are damaged"))
            }
        })
    }

    /// Adds a unit under the caller's name for it. A text without words can match nothing and is
    /// left out.
    pub fn add(&mut self, unit: u64, text: &str) {
        let mut view = std::mem::take(&mut self.view);
        view.read(text);
        self.add_words(unit, view.words());
        self.view = view;
    }

    pub(super) fn add_words<'a>(&mut self, unit: u64, words: impl Iterator<Item = &'a str>) {
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        numbers.extend(words.map(|word| self.words.number(word)));
        self.add_numbers(unit, numbers.iter().copied());
        self.numbers = numbers;
    }

    fn add_numbers(&mut self, unit: u64, words: impl Iterator<Item = u32>) {
        let before = self.tokens.len();
        let this = self.names.len() as u32 + 1;
        self.spread.resize(self.words.len(), (0, 0));
        for number in words {
            if let Some((units, last)) = self.spread.get_mut(number as usize)
                && *last != this
            {
                (*units, *last) = (*units + 1, this);
            }
            self.tokens.push(number);
        }
        if self.tokens.len() > before {
            self.names.push(unit);
            self.ends.push(self.tokens.len());
        }
    }

    /// Units added so far.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether no unit was added.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Writes the index to `path`, replacing what is there only when all is on the disk.
    ///
    /// `generation` is the state of the store that the units were read from;
    /// [`Index::generation`](super::Index::generation) gives it back.
    ///
    /// # Errors
    /// When the disk refuses, or beyond 800 million words of text (kind `Usage`).
    pub fn write(mut self, path: &Path, generation: u64) -> Result<Built> {
        if self.tokens.len() > u32::MAX as usize / 5 {
            let what = "more words than one index can hold";
            return Err(Error::new(ErrorKind::Usage, what).in_file(path));
        }
        let ranked = self.rank();
        let order = self.by_length();
        let mut writer = Writer::create(path)?;
        self.write_units(&order, &mut writer)?;
        self.write_words(&ranked, &mut writer)?;
        self.write_lists(&order, ranked.len(), &mut writer)?;
        let (units, words) = (order.len() as u64, ranked.len() as u64);
        let bytes = writer.finish(generation, units, words)?;
        Ok(Built { units, words, bytes })
    }

    /// Numbers the words anew, the most frequent first; returns the old numbers in that order.
    fn rank(&mut self) -> Vec<u32> {
        let units = |&word: &u32| self.spread.get(word as usize).map_or(0, |&(units, _)| units);
        let mut ranked: Vec<u32> = (0..self.words.len() as u32).collect();
        ranked.sort_by_key(|word| std::cmp::Reverse(units(word)));
        // Words that came with an index and stand in none of its units any more.
        ranked.truncate(ranked.partition_point(|word| units(word) > 0));
        let mut new = vec![0; self.words.len()];
        for (rank, &word) in (0..).zip(&ranked) {
            if let Some(place) = new.get_mut(word as usize) {
                *place = rank;
            }
        }
        for token in &mut self.tokens {
            *token = new.get(*token as usize).copied().unwrap_or(0);
        }
        ranked
    }

    /// The words of a unit, in the order of the text.
    fn unit(&self, unit: u32) -> &[u32] {
        let at = unit as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(at).copied().unwrap_or(0);
        self.tokens.get(start.unwrap_or(0)..end).unwrap_or_default()
    }

    /// The units by word count, then in the order in which they came.
    fn by_length(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by_key(|&unit| self.unit(unit).len());
        order
    }

    fn write_units(&self, order: &[u32], writer: &mut Writer) -> Result<()> {
        let mut lengths: Vec<(u32, u32)> = Vec::new();
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut bytes: Vec<u8> = Vec::with_capacity(self.tokens.len() * 2);
        for (place, &unit) in (0..).zip(order) {
            let words = self.unit(unit);
            if lengths.last().is_none_or(|&(length, _)| length != words.len() as u32) {
                lengths.push((words.len() as u32, place));
            }
            starts.push(bytes.len() as u32);
            words.iter().for_each(|&word| write_short(word, &mut bytes));
        }
        starts.push(bytes.len() as u32);
        let name = |&unit: &u32| self.names.get(unit as usize).copied().unwrap_or(0);
        let signature = |&unit: &u32| self.unit(unit).iter().fold(0, |s, &w| s | signature_bit(w));
        writer.section(SectionId::Lengths, lengths.iter().flat_map(|&(a, b)| [a, b]))?;
        writer.section(SectionId::Names, order.iter().map(name))?;
        writer.section(SectionId::Signatures, order.iter().map(signature))?;
        writer.section(SectionId::TokenStarts, starts)?;
        writer.section(SectionId::Tokens, bytes)
    }

    fn write_words(&self, ranked: &[u32], writer: &mut Writer) -> Result<()> {
        let mut end = 0;
        let starts = ranked.iter().map(|&word| {
            end += self.words.word(word).len() as u32;
            end
        });
        writer.section(SectionId::WordSlots, self.words.table(ranked.iter().copied()))?;
        writer.section(SectionId::WordStarts, std::iter::once(0).chain(starts))?;
        let text = ranked.iter().flat_map(|&word| self.words.word(word).bytes());
        writer.section(SectionId::WordText, text)
    }

    /// The posting lists, word by word and tier by tier; see the [module](super).
    fn write_lists(&self, order: &[u32], words: usize, writer: &mut Writer) -> Result<()> {
        let mut starts = vec![0u32; words * TIERS.len() + 1];
        self.each_posting(order, |list, _| {
            if let Some(count) = starts.get_mut(list) {
                *count += 1;
            }
        });
        let mut total = 0;
        for start in &mut starts {
            total += std::mem::replace(start, total);
        }
        let mut postings = vec![0; total as usize];
        let mut next = starts.clone();
        self.each_posting(order, |list, unit| {
            let place = next.get_mut(list).map(|place| std::mem::replace(place, *place + 1));
            if let Some(posting) = place.and_then(|place| postings.get_mut(place as usize)) {
                *posting = unit;
            }
        });
        drop(next);
        writer.section(SectionId::ListStarts, starts)?;
        writer.section(SectionId::Postings, postings)
    }

    /// Calls `with(list, unit)` for every posting, units in order.
    fn each_posting(&self, order: &[u32], mut with: impl FnMut(usize, u32)) {
        let mut rarest = Vec::new();
        for (place, &unit) in (0..).zip(order) {
            rarest.clear();
            rarest.extend_from_slice(self.unit(unit));
            // Numbers go by frequency: the greatest is the rarest.
            rarest.sort_unstable_by(|a, b| b.cmp(a));
            let mut ends = TIERS.iter().map(|&percent| tier_positions(percent, rarest.len()));
            let (mut tier, mut end) = (0, ends.next().unwrap_or(0));
            let mut before = None;
            for (position, &word) in rarest.iter().enumerate() {
                while position >= end {
                    match ends.next() {
                        Some(next) => (tier, end) = (tier + 1, next),
                        None => break,
                    }
                }
                if position >= end {
                    break;
                }
                if before.replace(word) != Some(word) {
                    with(word as usize * TIERS.len() + tier, place);
                }
            }
        }
    }
}
