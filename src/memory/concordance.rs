//! Where a word or phrase was used, and how it was translated.
//!
//! Every word of the pattern becomes the set of words of the memory that it stands for: its forms (words
//! that share a stem), the word alone, or what a wildcard fits; then all units are gone through once. On
//! the other side those words are marked that the lexicon knows as translations, and counted. Cost: the
//! vocabulary once, 50 ns a unit, the texts of what is shown and counted.

use rustc_hash::{FxHashMap, FxHashSet};

use super::likeness::Nature;
use super::open::{Memory, Side};
use super::store::UnitId;
use super::unit::Unit;
use super::view::View;
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::text::english;
use crate::text::fold::{Tier, fold};
use crate::text::language::arabic_share;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Pattern {
    words: Vec<Wanted>,
    arrangement: Arrangement,
}

/// How the words of a pattern stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// One after the other.
    Phrase,
    /// In any order, all within so many words.
    Near(usize),
}

/// Which words of a memory a word of the pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forms {
    /// All that share a stem with it.
    All,
    /// The word itself.
    Exact,
}

#[derive(Clone, Debug)]
enum Wanted {
    Forms(String),
    Exact(String),
    /// The parts around the asterisks.
    Wildcard(Vec<String>),
}

impl Pattern {
    /// Parses what a user typed; `*` stands for any letters.
    ///
    /// # Errors
    /// Where there is no word in it.
    pub fn new(text: &str, forms: Forms, arrangement: Arrangement) -> Result<Pattern> {
        let mut words = Vec::new();
        for piece in text.split_whitespace() {
            if piece.contains('*') && piece.chars().any(char::is_alphanumeric) {
                let parts = piece.split('*').map(|part| fold(part, Tier::Orthographic));
                words.push(Wanted::Wildcard(parts.collect()));
                continue;
            }
            let view = View::of(piece);
            let single = view.words().filter(|word| word.chars().any(char::is_alphanumeric));
            words.extend(single.map(|word| match forms {
                Forms::All => Wanted::Forms(word.to_string()),
                Forms::Exact => Wanted::Exact(word.to_string()),
            }));
        }
        if words.is_empty() {
            return Err(Error::new(ErrorKind::Usage, "the phrase has no word")
                .remedy("give a word or a phrase; * stands for any letters"));
        }
        Ok(Pattern { words, arrangement })
    }

    /// Places (first word, number of words) of the pattern in a text whose words are `fits(word of the
    /// pattern, place)`.
    fn places(&self, length: usize, fits: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
        let count = self.words.len();
        match self.arrangement {
            Arrangement::Phrase => (0..(length + 1).saturating_sub(count))
                .filter(|&start| (0..count).all(|k| fits(k, start + k)))
                .map(|start| (start, count))
                .collect(),
            Arrangement::Near(within) => {
                let within = within.max(count);
                let mut out: Vec<(usize, usize)> = Vec::new();
                for start in 0..length {
                    let window = start..start.saturating_add(within).min(length);
                    let begins = (0..count).any(|k| fits(k, start));
                    // The window ends with the last word that is needed.
                    let last = (0..count).map(|k| window.clone().find(|&at| fits(k, at)));
                    let last: Option<Vec<usize>> = last.collect();
                    let Some(last) = last.filter(|_| begins) else { continue };
                    let end = last.into_iter().max().unwrap_or(start);
                    if out.last().is_none_or(|&(from, words)| from + words <= start) {
                        out.push((start, end + 1 - start));
                    }
                }
                out
            }
        }
    }
}

impl Wanted {
    /// Stems of which a form must contain one: a quick look before the thorough one.
    fn prepared(&self) -> (Option<Nature>, Vec<String>) {
        match self {
            Wanted::Forms(word) => {
                let nature = Nature::of(word);
                let stems = nature.stems().to_vec();
                (Some(nature), stems)
            }
            _ => (None, Vec::new()),
        }
    }

    fn fits(&self, nature: Option<&Nature>, stems: &[String], word: &str) -> bool {
        match self {
            Wanted::Exact(wanted) => word == wanted,
            Wanted::Wildcard(parts) => matches_parts(parts, word),
            Wanted::Forms(wanted) => {
                word == wanted
                    || (stems.iter().any(|stem| word.contains(stem.as_str()))
                        && nature.is_some_and(|n| n.shares_stem(&Nature::of(word))))
            }
        }
    }
}

/// Whether `word` consists of `parts` with anything between them.
fn matches_parts(parts: &[String], word: &str) -> bool {
    let [first, middle @ .., last] = parts else { return parts.first().is_some_and(|p| p == word) };
    let Some(mut rest) = word.strip_prefix(first.as_str()) else { return false };
    for part in middle.iter().filter(|part| !part.is_empty()) {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last.as_str())
}

/// A unit in which the pattern stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// Its number.
    pub id: UnitId,
    /// The side on which it stands.
    pub side: Side,
    /// The unit.
    pub unit: Unit,
    /// Where, in the text of that side.
    pub places: Vec<Span>,
    /// What probably translates it, in the text of the other side.
    pub renderings: Vec<Span>,
}

impl Occurrence {
    /// The text in which the pattern stands, and its translation.
    pub fn texts(&self) -> (&str, &str) {
        self.side.of((&self.unit.source.text, &self.unit.target.text))
    }

    /// The words that probably translate the pattern, joined; empty where the lexicon does not tell.
    pub fn rendering(&self) -> String {
        let (_, other) = self.texts();
        let words: Vec<String> =
            self.renderings.iter().map(|span| fold(span.of(other), Tier::Orthographic)).collect();
        words.join(" ")
    }
}

/// The units of one side in which the pattern stands, the newest first.
///
/// # Errors
/// Where the store or an index cannot be read.
pub fn find(memory: &Memory, side: Side, pattern: &Pattern) -> Result<Vec<UnitId>> {
    let live = memory.index_of(side);
    let prepared: Vec<_> = pattern.words.iter().map(Wanted::prepared).collect();
    let fits = |k: usize, word: &str| {
        let (Some(wanted), Some((nature, stems))) = (pattern.words.get(k), prepared.get(k)) else {
            return false;
        };
        wanted.fits(nature.as_ref(), stems, word)
    };
    let mut known: Vec<FxHashSet<u32>> = vec![FxHashSet::default(); pattern.words.len()];
    live.index().for_each_word(|number, word| {
        for (k, set) in known.iter_mut().enumerate() {
            if fits(k, word) {
                set.insert(number);
            }
        }
        Ok(())
    })?;
    let mut found = Vec::new();
    if known.iter().all(|set| !set.is_empty()) {
        live.index().for_each_unit(|unit, words| {
            let at = |k: usize, place: usize| {
                known.get(k).zip(words.get(place)).is_some_and(|(set, word)| set.contains(word))
            };
            if live.delta.leaves(unit) && !pattern.places(words.len(), at).is_empty() {
                found.push(unit);
            }
            Ok(())
        })?;
    }
    for (unit, words) in live.delta.added() {
        let words: Vec<&str> = words.collect();
        let at = |k: usize, place: usize| words.get(place).is_some_and(|word| fits(k, word));
        if !pattern.places(words.len(), at).is_empty() {
            found.push(unit);
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    Ok(found)
}

/// Units that [`find`] found, with the places and the probable translation of each marked; those that are gone are left out.
///
/// # Errors
/// Where the store cannot be read.
pub fn occurrences(
    memory: &Memory,
    side: Side,
    pattern: &Pattern,
    ids: &[UnitId],
    lexicon: &Lexicon,
) -> Result<Vec<Occurrence>> {
    let units = memory.store().units(ids)?;
    Ok(units.into_iter().map(|(id, unit)| marked(side, pattern, (id, unit), lexicon)).collect())
}

fn marked(
    side: Side,
    pattern: &Pattern,
    (id, unit): (UnitId, Unit),
    lexicon: &Lexicon,
) -> Occurrence {
    let (text, other) = side.of((unit.source.text.as_str(), unit.target.text.as_str()));
    let view = View::of(text);
    let prepared: Vec<_> = pattern.words.iter().map(Wanted::prepared).collect();
    let at = |k: usize, place: usize| {
        let wanted = pattern.words.get(k).zip(prepared.get(k));
        wanted.is_some_and(|(wanted, (nature, stems))| {
            place < view.len() && wanted.fits(nature.as_ref(), stems, view.word(place))
        })
    };
    let places = pattern.places(view.len(), at);
    let mut hits: Vec<&str> = Vec::new();
    let mut spans = Vec::new();
    for &(first, count) in &places {
        hits.extend((first..first + count).map(|place| view.word(place)));
        spans.push(Span::new(view.span(first).start, view.span(first + count - 1).end));
    }
    let renderings = translated(&hits, other, lexicon);
    Occurrence { id, side, places: spans, renderings, unit }
}

/// The words of `other` that the lexicon knows as translations of one of `words`.
pub(super) fn translated(words: &[&str], other: &str, lexicon: &Lexicon) -> Vec<Span> {
    let is_arabic = |text: &str| arabic_share(text).is_some_and(|share| share > 0.5);
    let view = View::of(other);
    // Arabic words → the English stems that they may mean, by the tables that say so.
    let stems_of = |word: &str| -> Vec<(usize, u32)> {
        let tables = lexicon.tables().iter().enumerate();
        tables
            .flat_map(|(at, table)| {
                let translations = table.translations(word).into_iter();
                translations.filter(|&(_, w)| w >= LEAST_WEIGHT).map(move |(stem, _)| (at, stem))
            })
            .collect()
    };
    let ids_of = |word: &str| -> Vec<(usize, u32)> {
        let stem = english::stem(word);
        let tables = lexicon.tables().iter().enumerate();
        tables.filter_map(|(at, table)| Some((at, table.stem_id(&stem)?))).collect()
    };
    let arabic_words = words.iter().any(|word| is_arabic(word));
    let wanted: FxHashSet<(usize, u32)> = words
        .iter()
        .flat_map(|word| if arabic_words { stems_of(word) } else { ids_of(word) })
        .collect();
    (0..view.len())
        .filter(|&place| {
            let word = view.word(place);
            let own = match (arabic_words, is_arabic(word)) {
                (true, false) => ids_of(word),
                (false, true) => stems_of(word),
                _ => return false,
            };
            own.iter().any(|id| wanted.contains(id))
        })
        .map(|place| view.span(place))
        .collect()
}

/// Weight in the lexicon from which a word is marked as a translation.
const LEAST_WEIGHT: f32 = 0.3;

/// Counts of renderings, the most frequent first; what the lexicon does not tell is left out.
pub fn count_renderings(occurrences: &[Occurrence]) -> Vec<(String, usize)> {
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    for occurrence in occurrences {
        let rendering = occurrence.rendering();
        if !rendering.is_empty() {
            *counts.entry(rendering).or_default() += 1;
        }
    }
    let mut sorted: Vec<(String, usize)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_fit_as_written() {
        let parts = |text: &str| text.split('*').map(str::to_string).collect::<Vec<_>>();
        for (pattern, word, expected) in [
            ("school*", "schools", true),
            ("*ool", "school", true),
            ("s*o*l", "school", true),
            ("s*x*l", "school", false),
            ("*", "any", true),
            ("sch*", "sc", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches_parts(&parts(pattern), word), expected, "{pattern} {word}");
        }
    }

    #[test]
    fn phrases_and_words_near_each_other() {
        let text = ["a", "b", "c", "a", "x", "b"];
        let places = |pattern: &str, arrangement| {
            let pattern = Pattern::new(pattern, Forms::Exact, arrangement).expect("a pattern");
            let at = |k: usize, place: usize| pattern.words[k].fits(None, &[], text[place]);
            pattern.places(text.len(), at)
        };
        assert_eq!(places("a b", Arrangement::Phrase), [(0, 2)]);
        assert_eq!(places("b a", Arrangement::Phrase), []);
        assert_eq!(places("b a", Arrangement::Near(3)), [(0, 2), (3, 3)]);
        assert_eq!(places("c b", Arrangement::Near(3)), [(1, 2)]);
        assert_eq!(places("b a", Arrangement::Near(usize::MAX)), [(0, 2), (3, 3)]);
        assert!(Pattern::new(" * ؟ ", Forms::All, Arrangement::Phrase).is_err());
    }
}
