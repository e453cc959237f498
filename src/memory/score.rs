//! The match score: the percentage by which a translator decides, and every reason why it is not 100.
//!
//! | score | what it means | example: query, unit |
//! |---|---|---|
//! | 101 | 100, and the sentences before and after are the same too | |
//! | 100 | no difference that a reader sees: normal form, bidi marks, zero-width signs, tatweel, white space | `موسكو` `مـوسكو` |
//! | 99 | tashkeel, digit set, Arabic or Latin punctuation, case, presentation forms differ | `٣ كتب؟` `3 كتب?` |
//! | 98 | a hamza, final ى/ي, or ة/ه differ: it can be another word | `مدرسة` `مدرسه` |
//! | ≤ 97 | words differ | `زار الوزير المدرسة` `زار الرئيس المدرسة` → 66 |
//!
//! Where words differ, d is the Levenshtein distance between the words of the two
//! [views](super::view), punctuation marks among them, and L the word count of the longer:
//!
//! ```text
//! base   = 100 · (1 − d / L)
//! credit = min(5, 100 · ½ · c / L)     c: words replaced by a form of the same stem, and signs
//!                                      that were inserted, deleted or replaced
//! score  = min(97, ⌊base + credit⌋) − penalties, and not below 0
//! ```
//!
//! `زارت الوزيرة المدرسة.` and `زار الوزير المدرسة` have base 25 (three of four words and signs), and 30 with the
//! credit that two forms and a full stop earn. Penalties are points, each with its [`Reason`]: one
//! where a word that both have differs as at 99, two where one differs as at 98, and what the caller
//! adds (tags, an old memory, a unit that nobody reviewed).
//!
//! Numbers that differ are flagged and never cost less than the word that they are: at most 97. They
//! are not adapted, because Arabic words around a number change with it (7 أيام, 11 يوما).
//!
//! The credit is bounded so that nothing is lost: a unit of score s has a base of at least s − 5,
//! which is what [`base_needed`] asks the [index](super::index) for. The one exception is a text
//! that differs in hamza seats (مسؤول, مسئول) only: it scores 98, though each such word counts in its base.

use std::cmp::Ordering;

use serde::Serialize;

use super::difference::{Edit, EditKind, Side, script};
use super::likeness::{Spelling, numbers, spelling};
use super::view::View;
use crate::text::fold::{Tier, fold};

/// A percentage from 0 to 101; see the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MatchScore(u8);

impl MatchScore {
    /// Same text, same neighbours.
    pub const CONTEXT: MatchScore = MatchScore(101);
    /// Same text.
    pub const EXACT: MatchScore = MatchScore(100);

    /// The points, 0 to 101.
    pub fn points(self) -> u8 {
        self.0
    }
}

impl std::fmt::Display for MatchScore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The highest score of two texts whose words differ.
const MOST_WITH_DIFFERENCES: u8 = 97;

/// Points that forms of the same stem and signs can earn together.
const MOST_CREDIT: f64 = 5.0;

/// Share of a word that one of them earns.
const CREDIT_SHARE: f64 = 0.5;

/// The base score, in whole percent, that a unit of at least `score` has at least: the threshold to
/// ask the index for.
pub fn base_needed(score: u8) -> u8 {
    if score > MOST_WITH_DIFFERENCES { 100 } else { score.saturating_sub(MOST_CREDIT as u8) }
}

/// The highest score that a unit of at most this base can have.
pub fn most_shown(base_score: f64) -> u8 {
    if base_score + ROUNDING >= 100.0 {
        return 100;
    }
    ((base_score + MOST_CREDIT + ROUNDING).floor() as u8).min(MOST_WITH_DIFFERENCES)
}

/// Why points were taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Tashkeel, digit set, punctuation set, case or presentation forms differ.
    Marks,
    /// A hamza, final ya or ta marbuta differs.
    Letters,
    /// Inline tags differ.
    Tags,
    /// The unit comes from a memory that is trusted less.
    Memory,
    /// Nobody has reviewed the unit.
    Unreviewed,
}

/// Points taken off, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Penalty {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub points: u8,
}

/// A query and a unit compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The score that a translator sees.
    pub score: MatchScore,
    /// 100 · (1 − distance / longer), before credit and penalties.
    pub base_score: f64,
    /// Word Levenshtein distance between the two views.
    pub distance: usize,
    /// Words of the longer view.
    pub longer: usize,
    /// Points for forms of the same stem and for signs.
    pub credit: f64,
    /// Points taken off.
    pub penalties: Vec<Penalty>,
    /// Whether the numbers of the texts differ.
    pub numbers_differ: bool,
    /// What to change, word by word.
    pub edits: Vec<Edit>,
    /// Letters that the two share, 0 to 1: decides between short units of one score. From nine words
    /// on it is the base score's share.
    pub closeness: f64,
}

/// Compares `query` with the source text of a unit.
pub fn compare(query: &str, unit: &str) -> Comparison {
    compare_views((query, &View::of(query)), (unit, &View::of(unit)))
}

/// As [`compare`], with the views already made.
pub fn compare_views(query: (&str, &View), unit: (&str, &View)) -> Comparison {
    let edits = script(&Side::new(query.0, query.1), &Side::new(unit.0, unit.1));
    let longer = query.1.len().max(unit.1.len());
    let distance = distance(query.1, unit.1);
    let share = |words: f64| 100.0 * words / longer.max(1) as f64;
    let base_score = if longer == 0 { 0.0 } else { 100.0 - share(distance as f64) };
    let numbers_differ = numbers(query.0) != numbers(unit.0);
    let same_words = distance == 0 || seats_only(query, unit);
    let mut comparison = Comparison {
        score: MatchScore(0),
        base_score,
        distance,
        longer,
        credit: 0.0,
        penalties: Vec::new(),
        numbers_differ,
        edits,
        closeness: closeness(query.1, unit.1, base_score),
    };
    if longer == 0 {
        return comparison;
    }
    let differs = if same_words {
        spelling(query.0, unit.0)
    } else {
        let credited = comparison.edits.iter().filter(|edit| earns_credit(edit)).count();
        comparison.credit = share(CREDIT_SHARE * credited as f64).min(MOST_CREDIT);
        respelled(&comparison.edits, query.0, unit.0)
    };
    let whole = (base_score + comparison.credit + ROUNDING).floor() as u8;
    comparison.score = MatchScore(match (same_words, numbers_differ) {
        (true, false) => 100,
        (true, true) => MOST_WITH_DIFFERENCES,
        (false, _) => whole.min(MOST_WITH_DIFFERENCES),
    });
    match differs {
        Spelling::Same => comparison,
        Spelling::Marks => comparison.less(Penalty { reason: Reason::Marks, points: 1 }),
        Spelling::Letters => comparison.less(Penalty { reason: Reason::Letters, points: 2 }),
    }
}

/// Keeps 100 · (1 − 3/10) from being 69.
const ROUNDING: f64 = 1e-9;

impl Comparison {
    /// Takes points off.
    #[must_use]
    pub fn less(mut self, penalty: Penalty) -> Comparison {
        self.score = MatchScore(self.score.0.saturating_sub(penalty.points));
        self.penalties.push(penalty);
        self
    }

    /// Makes 101 of 100 where the neighbours are the same.
    #[must_use]
    pub fn in_context(mut self, query: &Neighbours, unit: &Neighbours) -> Comparison {
        if self.score == MatchScore::EXACT && query.agree(unit) {
            self.score = MatchScore::CONTEXT;
        }
        self
    }

    /// Whether it is shown to somebody who asks for `score`: it has it, or would have it without the
    /// penalties. A tashkeel sign never hides a unit.
    pub fn reaches(&self, score: u8) -> bool {
        self.score.points() >= score || self.base_score + ROUNDING >= f64::from(score)
    }

    /// Better first: by score, then by base, then by the share of common letters.
    pub fn order(&self, other: &Comparison) -> Ordering {
        let rank =
            |c: &Comparison| (c.score, (c.base_score * 1e6) as u64, (c.closeness * 1e6) as u64);
        rank(other).cmp(&rank(self))
    }
}

/// The sentences around one, in the language of the query; `None` at the edge of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbours<'a> {
    /// The sentence before.
    pub before: Option<&'a str>,
    /// The sentence after.
    pub after: Option<&'a str>,
}

impl Neighbours<'_> {
    /// Whether both sides are known to stand between the same sentences, by their views. A sentence
    /// without any neighbour has no context.
    pub fn agree(&self, other: &Neighbours) -> bool {
        let same = |a: Option<&str>, b: Option<&str>| match (a, b) {
            (Some(a), Some(b)) => View::of(a).words().eq(View::of(b).words()),
            (a, b) => a.is_none() && b.is_none(),
        };
        (self.before.is_some() || self.after.is_some())
            && same(self.before, other.before)
            && same(self.after, other.after)
    }
}

fn distance(query: &View, unit: &View) -> usize {
    let mut numbers = rustc_hash::FxHashMap::default();
    let mut number = |word| {
        let next = numbers.len() as u32;
        *numbers.entry(word).or_insert(next)
    };
    let query: Vec<u32> = query.words().map(&mut number).collect();
    let unit: Vec<u32> = unit.words().map(&mut number).collect();
    let pattern = super::distance::Pattern::new(&query);
    pattern.distance(&unit, usize::MAX).unwrap_or(query.len().max(unit.len()))
}

/// Whether two texts differ in the seats of hamzas at most (and in what a view folds).
fn seats_only(query: (&str, &View), unit: (&str, &View)) -> bool {
    let seated = |text: &str| text.contains(['ؤ', 'ئ', 'ء', '\u{654}']);
    if query.1.len() != unit.1.len() || !seated(query.0) || !seated(unit.0) {
        return false;
    }
    let loose = |text: &str| fold(text, Tier::Loose);
    let (a, b) = (loose(query.0), loose(unit.0));
    View::of(&a).words().eq(View::of(&b).words())
}

fn earns_credit(edit: &Edit) -> bool {
    let changed = !matches!(edit.kind, EditKind::Equal | EditKind::Respelled);
    changed && (edit.signs_only || edit.kind == EditKind::Inflected)
}

/// The greatest difference in the spelling of words that both have.
fn respelled(edits: &[Edit], query: &str, unit: &str) -> Spelling {
    edits
        .iter()
        .filter(|edit| edit.kind == EditKind::Respelled)
        .map(|edit| spelling(edit.query.of(query), edit.unit.of(unit)))
        .max()
        .unwrap_or(Spelling::Same)
}

/// 1 − letter Levenshtein / longer, of the views of short texts.
///
/// In a text of one or two words every score is 0, 50 or 100, and the letters say which of the units
/// at 50 is nearest. Words alone tell long texts apart, and letters would cost the square of their
/// number.
fn closeness(query: &View, unit: &View, base_score: f64) -> f64 {
    const SHORT: usize = 8;
    if query.len().max(unit.len()) > SHORT {
        return base_score / 100.0;
    }
    let letters = |view: &View| view.words().collect::<Vec<_>>().join(" ");
    strsim::normalized_levenshtein(&letters(query), &letters(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(query: &str, unit: &str) -> u8 {
        let there = compare(query, unit).score.points();
        assert_eq!(there, compare(unit, query).score.points(), "{query} and {unit} both ways");
        there
    }

    #[test]
    fn every_tier_has_its_score() {
        for (query, unit, expected) in [
            ("موسكو", "مـوسكو", 100),
            ("\u{200F}مصر  اليوم", "مصر\u{A0}اليوم", 100),
            ("٣ كتب؟", "3 كتب?", 99),
            ("مُحَمَّد", "محمد", 99),
            ("MOSCOW today", "Moscow today", 99),
            ("ﻣﺼﺮ", "مصر", 99),
            ("مدرسة", "مدرسه", 98),
            ("أمس", "امس", 98),
            ("على", "علي", 98),
            ("مسؤول", "مسئول", 98),
            ("زار الوزير المدرسة", "زار الرئيس المدرسة", 66),
            ("after 7 days", "after 11 days", 66),
            ("10² m", "102 m", 96),
            ("one two three four", "five six seven eight", 0),
            ("", "", 0),
            (" ", "word", 0),
        ] {
            assert_eq!(score(query, unit), expected, "{query} and {unit}");
        }
    }

    #[test]
    fn one_word_in_a_long_sentence_stays_below_98() {
        let sentence: String = (0..99).map(|i| format!("word{i} ")).collect();
        assert_eq!(score(&format!("{sentence} a"), &format!("{sentence} b")), 97);
    }

    #[test]
    fn stems_and_signs_earn_half_a_word_and_five_points_at_most() {
        let sentence = "الرئيس يزور مدينة بيروت غدا مع وفد كبير جدا";
        let whole = compare(&format!("{sentence} ."), sentence);
        assert_eq!((whole.base_score, whole.credit, whole.score.points()), (90.0, 5.0, 95));
        let short = compare("زارت الوزيرة المدرسة.", "زار الوزير المدرسة");
        assert_eq!((short.base_score, short.credit, short.score.points()), (25.0, 5.0, 30));
        assert!(short.edits.iter().any(|edit| edit.kind == EditKind::Inflected));
    }

    #[test]
    fn spelling_costs_points_beside_other_differences() {
        let found = compare("زار الوزير المدرسة أمس ليلا", "زار الوزير المدرسة امس مساء");
        assert_eq!(found.score.points(), 78);
        assert_eq!(found.penalties, [Penalty { reason: Reason::Letters, points: 2 }]);
        assert_eq!(found.less(Penalty { reason: Reason::Memory, points: 5 }).score.points(), 73);
    }

    #[test]
    fn numbers_are_flagged() {
        assert!(compare("خلال 7 أيام", "خلال 11 يوما").numbers_differ);
        assert!(!compare("خلال 7 أيام", "خلال ٧ أيام").numbers_differ);
    }

    #[test]
    fn neighbours_make_a_context_match() {
        let here = Neighbours { before: Some("قبله."), after: None };
        let there = Neighbours { before: Some("قبله ."), after: None };
        let other = Neighbours { before: Some("غيره."), after: None };
        let points = |q: &str, a: &Neighbours, b: &Neighbours| {
            compare(q, "محمد").in_context(a, b).score.points()
        };
        assert_eq!(points("محمد", &here, &there), 101);
        assert_eq!(points("محمد", &here, &other), 100);
        assert_eq!(points("محمد", &Neighbours::default(), &Neighbours::default()), 100);
        assert_eq!(points("مُحمد", &here, &there), 99);
    }

    #[test]
    fn no_score_is_further_above_its_base_than_is_asked_for() {
        use proptest::prelude::*;
        let text = || {
            let word = "زار|زارت|[a-c]|7|٧|11|!|؟|مُدرسة|مدرسه|walks|walked|Moscow|MOSCOW|أمس|امس";
            proptest::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
        };
        proptest!(|(a in text(), b in text())| {
            let found = compare(&a, &b);
            prop_assert!(f64::from(base_needed(found.score.points())) <= found.base_score + 1e-9);
        });
    }
}
