//! What happened to the units since an index was built: few of them, so a look-up goes through all.
//!
//! Cost: two comparisons of signatures a unit that fits in length, some 5 ns, before any distance.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ranking::{Hit, Ranking};
use super::signature_bit;
use super::words::Words;
use crate::memory::distance::Pattern;
use crate::memory::view::View;

/// Units that were added, changed or removed since an index was built.
#[derive(Debug, Default)]
pub struct Delta {
    words: Words,
    units: Vec<Unit>,
    /// Place of each unit in `units`.
    places: FxHashMap<u64, usize>,
    /// Units that the index must not show: removed ones, and those with a newer text here.
    hidden: FxHashSet<u64>,
}

#[derive(Debug)]
struct Unit {
    name: u64,
    signature: u128,
    words: Vec<u32>,
}

/// Stands for words that no unit has.
const UNKNOWN: u32 = u32::MAX;

impl Delta {
    /// A unit that is new, or whose text is new.
    pub fn add(&mut self, unit: u64, text: &str) {
        self.remove(unit);
        let words: Vec<u32> = View::of(text).words().map(|w| self.words.number(w)).collect();
        if !words.is_empty() {
            self.places.insert(unit, self.units.len());
            self.units.push(Unit { name: unit, signature: signature(&words), words });
        }
    }

    /// A unit that is no more.
    pub fn remove(&mut self, unit: u64) {
        self.hidden.insert(unit);
        if let Some(place) = self.places.remove(&unit) {
            self.units.swap_remove(place);
            if let Some(moved) = self.units.get(place) {
                self.places.insert(moved.name, place);
            }
        }
    }

    /// How many units were touched: when they are many, it is time to write a new index.
    pub fn len(&self) -> usize {
        self.hidden.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.hidden.is_empty()
    }

    /// Whether a unit of the index is still what the index says.
    pub fn leaves(&self, unit: u64) -> bool {
        self.hidden.is_empty() || !self.hidden.contains(&unit)
    }

    /// The units that were added, with their words, by name.
    pub fn added(&self) -> impl Iterator<Item = (u64, impl Iterator<Item = &str>)> {
        let mut units: Vec<&Unit> = self.units.iter().collect();
        units.sort_unstable_by_key(|unit| unit.name);
        units.into_iter().map(|unit| (unit.name, unit.words.iter().map(|&w| self.words.word(w))))
    }

    /// Offers every unit that reaches the bound of `ranking`.
    pub(super) fn search_into(&self, query: &View, ranking: &mut Ranking) {
        if self.units.is_empty() || query.is_empty() {
            return;
        }
        let words: Vec<u32> =
            query.words().map(|word| self.words.get(word).unwrap_or(UNKNOWN)).collect();
        let unknown = words.iter().filter(|&&word| word == UNKNOWN).count();
        let known = signature(&words);
        let pattern = Pattern::new(&words);
        for unit in &self.units {
            let longer = words.len().max(unit.words.len());
            let cutoff = ranking.bound().most_differing(longer);
            let missing = (known & !unit.signature).count_ones() as usize + unknown;
            let added = (unit.signature & !known).count_ones() as usize;
            if missing.max(added) > cutoff {
                continue;
            }
            if let Some(distance) = pattern.distance(&unit.words, cutoff) {
                let (distance, longer) = (distance as u32, longer as u32);
                ranking.offer(Hit { unit: unit.name, distance, longer });
            }
        }
    }
}

fn signature(words: &[u32]) -> u128 {
    words.iter().filter(|&&word| word != UNKNOWN).fold(0, |s, &word| s | signature_bit(word))
}
