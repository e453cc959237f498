//! Prior translations of parts of a text that has no match as a whole.
//!
//! The text is covered by the longest phrases that units have ([runs](super::index::Run)). In the translations of
//! those units the words are marked that the lexicon knows for the phrase, and those that come with it far more
//! often than they come at all; the shortest stretch around them is the rendering, and renderings are counted.

use rustc_hash::{FxHashMap, FxHashSet};

use super::concordance::translated;
use super::index::Run;
use super::store::UnitId;
use super::view::View;
use crate::lexicon::Lexicon;
use crate::span::Span;
use crate::text::english;

/// A phrase of a text that units have, with how they translate it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Which part of the text.
    pub span: Span,
    /// In how many of the units that were read it stands.
    pub count: usize,
    /// Its translations, the most frequent first; empty where neither lexicon nor memory tells.
    pub renderings: Vec<Rendering>,
    /// A unit in which it stands, translated in the most frequent way.
    pub example: Sample,
}

/// How a phrase was translated.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendering {
    /// The words.
    pub text: String,
    /// In how many units.
    pub count: usize,
    /// One of them.
    pub unit: UnitId,
}

/// A unit as the side that was looked up and its translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its number.
    pub id: UnitId,
    /// The side in the language of the text.
    pub text: String,
    /// The other side.
    pub translation: String,
}

/// A phrase before its translations are looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// First word in the view of the text.
    first: usize,
    words: usize,
    /// The units that have it, shortest first as the index gives them.
    pub units: Vec<UnitId>,
}

/// Units at random by which common words are told: about so many.
pub const BACKGROUND: u64 = 300;
/// Units of a phrase whose translations are looked at.
pub const MOST_SAMPLES: usize = 60;
/// Renderings that are handed out.
const MOST_RENDERINGS: usize = 3;
/// A word that is in more than this share of all units says nothing of a phrase.
const COMMON: f64 = 0.05;
/// How many times more often than elsewhere a word stands in translations of the phrase that it belongs to.
const LIFT: f64 = 6.0;
/// Share of the units of a phrase in whose translations a word stands that belongs to it.
const SHARE: f64 = 0.4;

/// Covers `text` with the longest phrases of `runs`, from left to right. `background` are units at random: a phrase
/// needs a word that is not common there.
pub fn phrases(text: &View, runs: &[Run], background: &[Sample]) -> Vec<Phrase> {
    let seen = counts(background.iter().map(|sample| sample.text.as_str()), str::to_string);
    let rare = |word: &str| {
        let share = f64::from(seen.get(word).copied().unwrap_or(0)) / background.len() as f64;
        // A small memory does not show what is common; long words seldom are.
        if background.len() < 50 { word.chars().count() >= 4 } else { share <= COMMON }
    };
    let telling: Vec<bool> = text.words().map(|word| is_word(word) && rare(word)).collect();
    let is_phrase = |first: usize, words: usize| {
        let inside = || (first..first + words).filter(|&at| is_word(text.word(at)));
        inside().count() >= 2 && inside().any(|at| telling.get(at) == Some(&true))
    };
    let mut free = vec![(0, text.len())];
    let mut out: Vec<Phrase> = Vec::new();
    while let Some((from, to)) = free.pop() {
        let mut best: Option<(usize, usize)> = None;
        for run in runs {
            let (mut first, mut end) = (run.first.max(from), (run.first + run.words).min(to));
            // A phrase begins and ends with a word.
            while first < end && !is_word(text.word(first)) {
                first += 1;
            }
            while first < end && !is_word(text.word(end - 1)) {
                end -= 1;
            }
            let better = |best: (usize, usize)| end.saturating_sub(first) > best.1;
            if end > first + 1 && best.is_none_or(better) && is_phrase(first, end - first) {
                best = Some((first, end - first));
            }
        }
        if let Some((first, words)) = best {
            let has = |run: &&Run| run.first <= first && run.first + run.words >= first + words;
            let mut known = FxHashSet::default();
            let units = runs.iter().filter(has).map(|run| run.unit);
            let units = units.filter(|&unit| known.insert(unit)).collect();
            out.push(Phrase { first, words, units });
            free.extend([(from, first), (first + words, to)]);
        }
    }
    out.sort_by_key(|phrase| phrase.first);
    out
}

/// The part that `phrase` of `text` is; `samples` are (at least some of) the units that have it.
pub fn part(
    text: &View,
    phrase: &Phrase,
    samples: &[Sample],
    background: &[Sample],
    lexicon: &Lexicon,
) -> Option<Part> {
    let first = samples.first()?;
    let last = phrase.first + phrase.words - 1;
    let span = Span::new(text.span(phrase.first).start, text.span(last).end);
    let words: Vec<&str> = (phrase.first..=last).map(|at| text.word(at)).collect();
    let with = counts(samples.iter().map(|s| s.translation.as_str()), stem);
    let all = counts(background.iter().map(|s| s.translation.as_str()), stem);
    let belongs = |word: &str| {
        let word = stem(word);
        let count = with.get(&word).copied().unwrap_or(0);
        let share = f64::from(count) / samples.len() as f64;
        let elsewhere = f64::from(all.get(&word).copied().unwrap_or(0)) + 0.5;
        let elsewhere = elsewhere / (background.len() + 1) as f64;
        count >= 2 && share >= SHARE && share >= LIFT * elsewhere
    };
    let mut renderings: Vec<Rendering> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for sample in samples {
        let Some(text) = rendering(&words, &sample.translation, belongs, lexicon) else { continue };
        let key: Vec<String> = View::of(text).words().map(str::to_string).collect();
        let at = *places.entry(key.join(" ")).or_insert(renderings.len());
        match renderings.get_mut(at) {
            Some(known) => known.count += 1,
            None => {
                renderings.push(Rendering { text: text.to_string(), count: 1, unit: sample.id })
            }
        }
    }
    renderings.sort_by_key(|rendering| std::cmp::Reverse(rendering.count));
    renderings.truncate(MOST_RENDERINGS);
    let usual = renderings.first().and_then(|r| samples.iter().find(|s| s.id == r.unit));
    let example = usual.unwrap_or(first).clone();
    Some(Part { span, count: phrase.units.len(), renderings, example })
}

/// The stretch of `translation` that holds most of what belongs to the phrase and least besides.
fn rendering<'a>(
    words: &[&str],
    translation: &'a str,
    belongs: impl Fn(&str) -> bool,
    lexicon: &Lexicon,
) -> Option<&'a str> {
    /// Worth of a word that the lexicon knows for the phrase, and of one that only comes with it.
    const KNOWN: f64 = 3.0;
    const COMES_WITH: f64 = 1.5;
    let view = View::of(translation);
    let known: FxHashSet<usize> =
        translated(words, translation, lexicon).iter().map(|span| span.start).collect();
    let worth = |at: usize| match view.word(at) {
        word if !is_word(word) => 0.0,
        _ if known.contains(&view.span(at).start) => KNOWN,
        word if belongs(word) => COMES_WITH,
        _ => 0.0,
    };
    let worth: Vec<f64> = (0..view.len()).map(worth).collect();
    // English needs small words that Arabic does without, and the other way round.
    let longest = 2 * words.len() + 2;
    let mut best: Option<(f64, usize, usize)> = None;
    let mut marked = 0;
    for first in (0..view.len()).filter(|&at| worth.get(at).is_some_and(|&w| w > 0.0)) {
        let (mut sum, mut count) = (0.0, 0);
        for (length, &worth) in (1..=longest).zip(worth.get(first..).unwrap_or_default()) {
            if worth == 0.0 {
                continue;
            }
            sum += worth;
            count += 1;
            let beyond = length.saturating_sub(words.len() + 1);
            let value = sum - (length + beyond) as f64;
            let better = |(most, shortest, _)| value > most || value == most && length < shortest;
            if best.is_none_or(better) {
                best = Some((value, length, first));
                marked = count;
            }
        }
    }
    let (_, length, first) = best?;
    // One word of a long phrase is no translation of it.
    if 2 * marked < words.iter().filter(|word| is_word(word)).count() {
        return None;
    }
    translation.get(view.span(first).start..view.span(first + length - 1).end)
}

/// In how many of `texts` each word stands, by what `key` makes of it.
fn counts<'a>(
    texts: impl Iterator<Item = &'a str>,
    key: impl Fn(&str) -> String,
) -> FxHashMap<String, u32> {
    let mut counts = FxHashMap::default();
    for text in texts {
        let words: FxHashSet<String> = View::of(text).words().map(&key).collect();
        words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    }
    counts
}

fn stem(word: &str) -> String {
    if word.is_ascii() { english::stem(word) } else { word.to_string() }
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
