//! Parts of a text: runs of its words that stand in units, for a text that no unit matches as a whole.
//!
//! A small index is read as a whole, some 50 ns a unit. In a large one, two neighbouring words of the text
//! that stand in the same lists of postings make candidates; those with the most such pairs are read, and
//! the longest runs that they share with the text are handed out. Postings hold the rarer half of a unit's
//! words, so there a unit can be passed over in which both words are among its commonest.

use rustc_hash::FxHashMap;

use super::TIERS;
use super::live::LiveSearcher;
use super::search::{Searcher, UNKNOWN};
use crate::error::Result;
use crate::memory::view::View;

/// Words in a row that a unit and a text share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The caller's name of the unit.
    pub unit: u64,
    /// First word of the run in the text.
    pub first: usize,
    /// Words of the run, at least two.
    pub words: usize,
}

/// Units up to which an index is read as a whole.
const SMALL: usize = 100_000;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 300;
/// Units that are read for each pair of neighbouring words.
const MOST_UNITS: usize = 100;
/// Candidates that a pair of words adds at most: the shorter units stand first.
const MOST_CANDIDATES: usize = 20_000;

impl LiveSearcher<'_> {
    /// The longest runs that units share with `text`, as of now; a unit may have several.
    ///
    /// # Errors
    /// As [`LiveIndex::search`](super::LiveIndex::search).
    pub fn runs(&mut self, text: &View) -> Result<Vec<Run>> {
        let mut runs = Vec::new();
        let words: Vec<&str> = text.words().take(MOST_WORDS).collect();
        let places = Places::new(&words);
        for (unit, own) in self.delta.added() {
            let own: Vec<&str> = own.collect();
            places.shared(&own, |first, words| runs.push(Run { unit, first, words }));
        }
        let delta = self.delta;
        self.base.runs(&words, |run| {
            if delta.leaves(run.unit) {
                runs.push(run);
            }
        })?;
        Ok(runs)
    }
}

impl Searcher<'_> {
    fn runs(&mut self, words: &[&str], mut found: impl FnMut(Run)) -> Result<()> {
        let numbers: Vec<u32> = words
            .iter()
            .map(|word| Ok(self.number_of(word)?.unwrap_or(UNKNOWN)))
            .collect::<Result<_>>()?;
        let places = Places::new(&numbers);
        if self.index.len() <= SMALL {
            return self.index.for_each_unit(|unit, own| {
                places.shared(own, |first, words| found(Run { unit, first, words }));
                Ok(())
            });
        }
        let mut before: Vec<u32> = Vec::new();
        let mut pairs: Vec<Vec<u32>> = Vec::new();
        for (at, &number) in numbers.iter().enumerate() {
            let units = if number == UNKNOWN { Vec::new() } else { self.units_with(number)? };
            if at > 0 {
                let mut both = in_both(&before, &units);
                both.truncate(MOST_CANDIDATES);
                pairs.push(both);
            }
            before = units;
        }
        let mut times: FxHashMap<u32, u32> = FxHashMap::default();
        pairs.iter().flatten().for_each(|&unit| *times.entry(unit).or_default() += 1);
        let mut chosen: Vec<u32> = Vec::new();
        for units in &mut pairs {
            let often = |unit: &u32| std::cmp::Reverse(times.get(unit).copied().unwrap_or(0));
            units.sort_by_key(|unit| (often(unit), *unit));
            chosen.extend(units.iter().take(MOST_UNITS));
        }
        chosen.sort_unstable();
        chosen.dedup();
        for unit in chosen {
            self.decode(unit)?;
            let names = self.index.names.read(unit as usize..unit as usize + 1, &mut self.names)?;
            let Some(&name) = names.first() else { continue };
            places.shared(&self.words, |first, words| found(Run { unit: name, first, words }));
        }
        Ok(())
    }

    /// The units in whose postings a word stands, in order.
    fn units_with(&mut self, word: u32) -> Result<Vec<u32>> {
        let mut units = Vec::new();
        for tier in 0..TIERS.len() {
            let list = word as usize * TIERS.len() + tier;
            let range = self.index.list_starts.bounds(list, &mut self.numbers)?;
            units.extend_from_slice(self.index.postings.read(range, &mut self.postings)?);
        }
        units.sort_unstable();
        Ok(units)
    }
}

/// What two rising lists have in common.
fn in_both(one: &[u32], other: &[u32]) -> Vec<u32> {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut rest = long;
    let mut out = Vec::new();
    for unit in short {
        rest = rest.get(rest.partition_point(|u| u < unit)..).unwrap_or_default();
        if rest.first() == Some(unit) {
            out.push(*unit);
        }
    }
    out
}

/// Where each word of a text stands in it.
struct Places<'a, W> {
    text: &'a [W],
    of: FxHashMap<W, Vec<usize>>,
}

impl<'a, W: std::hash::Hash + Eq + Copy> Places<'a, W> {
    fn new(text: &'a [W]) -> Self {
        let mut of: FxHashMap<W, Vec<usize>> = FxHashMap::default();
        for (place, &word) in text.iter().enumerate() {
            of.entry(word).or_default().push(place);
        }
        Places { text, of }
    }

    /// Calls `found` with the first word in the text and the length of each run of two words or more
    /// that cannot be made longer.
    fn shared(&self, unit: &[W], mut found: impl FnMut(usize, usize)) {
        for (at, word) in unit.iter().enumerate() {
            for &place in self.of.get(word).map(Vec::as_slice).unwrap_or_default() {
                let longer = at.checked_sub(1).zip(place.checked_sub(1));
                if longer.is_some_and(|(at, place)| unit.get(at) == self.text.get(place)) {
                    continue;
                }
                let pairs = unit.iter().skip(at).zip(self.text.iter().skip(place));
                let words = pairs.take_while(|(one, other)| one == other).count();
                if words >= 2 {
                    found(place, words);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::index::{Builder, LiveIndex};

    #[test]
    fn a_large_index_gives_the_same_runs_where_the_words_are_rare() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        let mut builder = Builder::new();
        for unit in 0..(SMALL as u64 + 1_000) {
            let (a, b) = (unit % 20_011, unit % 977);
            builder.add(unit, &format!("the x{a} y{b} of the z{}", unit % 7));
        }
        builder.write(&path, 1).expect("written");
        let index = LiveIndex::open(&path).expect("opened");
        let runs = index.searcher().runs(&View::of("on the x5 y5 of all")).expect("runs");
        let longest = runs.iter().max_by_key(|run| run.words).expect("a run");
        assert_eq!((longest.unit, longest.first, longest.words), (5, 1, 4));
    }

    #[test]
    fn runs_are_found_in_the_index_and_in_what_is_new() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        let mut builder = Builder::new();
        builder.add(1, "red green blue white");
        builder.add(2, "blue white red");
        builder.add(3, "green red");
        builder.add(4, "gone green blue");
        builder.write(&path, 1).expect("written");
        let mut index = LiveIndex::open(&path).expect("opened");
        index.delta.add(5, "pink white red pink white");
        index.delta.remove(4);
        let mut runs: Vec<(u64, usize, usize)> = index
            .searcher()
            .runs(&View::of("pink green blue white red"))
            .expect("runs")
            .into_iter()
            .map(|run| (run.unit, run.first, run.words))
            .collect();
        runs.sort_unstable();
        assert_eq!(runs, [(1, 1, 3), (2, 2, 3), (5, 3, 2)]);
        assert_eq!(index.searcher().runs(&View::of("")).expect("runs"), []);
    }
}
