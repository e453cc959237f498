//! Which units a corpus should not have.
//!
//! Every test looks at one unit alone, so that it says the same wherever the unit stands. Duplicates are found by
//! a 64-bit hash of the folded pair: 8 bytes are kept for each different unit, with the room that a hash table
//! needs 10 to 21. Among a billion units the chance that a single one is wrongly taken for a duplicate is 3 %.

use std::hash::Hasher;

use rustc_hash::FxHashSet;
use siphasher::sip::SipHasher13;

use crate::align::{AlignedPair, Bead};
use crate::memory::unit::{Segment, Unit};
use crate::quality::{Check, Checker};
use crate::text::fold::{Tier, fold};
use crate::text::language::{Language, told};

/// Letters from which two equal sides are a copy, and not a number or a sign.
const LEAST_LETTERS: usize = 4;

/// What must hold of a unit.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Least confidence, 0 to 1.
    pub least_confidence: f64,
    /// The most that one side may be longer than the other, in characters that are no white space.
    pub most_length_ratio: Option<f64>,
    /// Checks that it must pass.
    pub checks: Vec<Check>,
    /// Whether it may stand there already.
    pub duplicates: Duplicates,
}

/// What is done with a unit that was met before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    Keep,
    Drop,
}

/// Whether a bead stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has one side only.
    Gap,
    /// A unit that stays; with the hash of its texts where duplicates are to go.
    Unit(Option<u64>),
    /// It goes, for this reason.
    Out(&'static str),
}

impl Filter {
    /// A verdict for each bead of `pair`.
    pub fn judge(&self, pair: &AlignedPair) -> Vec<Verdict> {
        let beads = pair.alignment.beads.iter();
        beads.map(|bead| if bead.is_gap() { Verdict::Gap } else { self.unit(pair, bead) }).collect()
    }

    fn unit(&self, pair: &AlignedPair, bead: &Bead) -> Verdict {
        if bead.confidence < self.least_confidence {
            return Verdict::Out("confidence");
        }
        let nothing_more = self.most_length_ratio.is_none() && self.checks.is_empty();
        if nothing_more && self.duplicates == Duplicates::Keep {
            return Verdict::Unit(None);
        }
        let source = pair.source.one_line(bead.source.clone());
        let target = pair.target.one_line(bead.target.clone());
        if self.most_length_ratio.is_some_and(|most| length_ratio(&source, &target) > most) {
            return Verdict::Out("length_ratio");
        }
        let segment = |text, language: &Language| Segment {
            text,
            language: language.code().to_string(),
            markup: None,
        };
        let unit = Unit {
            source: segment(source, &pair.source.document.language),
            target: segment(target, &pair.target.document.language),
            ..Unit::default()
        };
        if let Some(check) = self.failed(&unit) {
            return Verdict::Out(check.name());
        }
        let key = || pair_hash(&unit.source.text, &unit.target.text);
        Verdict::Unit((self.duplicates == Duplicates::Drop).then(key))
    }

    /// The first check that `unit` does not pass.
    fn failed(&self, unit: &Unit) -> Option<Check> {
        if self.checks.is_empty() {
            return None;
        }
        let wanted = |check: &Check| self.checks.contains(check);
        if wanted(&Check::Language) && [&unit.source, &unit.target].into_iter().any(is_foreign) {
            return Some(Check::Language);
        }
        if wanted(&Check::Untranslated) && is_copy(&unit.source.text, &unit.target.text) {
            return Some(Check::Untranslated);
        }
        Checker::new().look(unit, 1).into_iter().map(|finding| finding.check).find(wanted)
    }
}

/// Whether a side that should be Arabic or English is in another language of the same script.
fn is_foreign(side: &Segment) -> bool {
    let language = Language::new(&side.language);
    let is_ours = language.is_arabic() || language.is_english();
    is_ours && told(&side.text).is_some_and(|told| told.primary() != language.primary())
}

/// How many times as long the longer side is; infinite where a side is empty.
fn length_ratio(source: &str, target: &str) -> f64 {
    let length = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count() as f64;
    let (source, target) = (length(source), length(target));
    source.max(target) / source.min(target)
}

/// Whether both sides are the same text, apart from spelling, signs and white space.
fn is_copy(source: &str, target: &str) -> bool {
    let letters = |text: &str| {
        let folded = fold(text, Tier::Orthographic);
        folded.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let source = letters(source);
    source.chars().filter(|c| c.is_alphabetic()).count() >= LEAST_LETTERS
        && source == letters(target)
}

/// A number for the texts of a pair, the same for spellings that differ only in what writers vary freely.
fn pair_hash(source: &str, target: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    for text in [source, target] {
        for word in fold(text, Tier::Orthographic).split_whitespace() {
            hasher.write(word.as_bytes());
            hasher.write_u8(b' ');
        }
        hasher.write_u8(b'\n');
    }
    hasher.finish()
}

/// The units met so far, by their hashes.
#[derive(Default)]
pub struct Met(FxHashSet<u64>);

impl Met {
    /// Whether the unit is new; it is known from now on.
    pub fn is_new(&mut self, hash: u64) -> bool {
        self.0.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_white_space_make_no_other_pair() {
        let hash = pair_hash("وصل إلى القاهرة  أمس", "He came to Cairo.");
        assert_eq!(hash, pair_hash("وَصَلَ الى القاهرة أمس", "he came to  Cairo."));
        assert_ne!(hash, pair_hash("وصل إلى القاهرة أمس", "He came to Cairo!"));
        assert_ne!(pair_hash("a b", "c"), pair_hash("a", "b c"));
    }

    #[test]
    fn copies_are_told_from_equal_numbers() {
        assert!(is_copy("Breaking News: Cairo", "breaking news Cairo"));
        assert!(!is_copy("٢٠١٩", "2019"));
        assert!(!is_copy("وصل أمس", "He came yesterday"));
    }

    #[test]
    fn a_ratio_is_the_same_from_both_sides() {
        assert_eq!(length_ratio("ab cd", "ab"), 2.0);
        assert_eq!(length_ratio("ab", "a b c d"), 2.0);
        assert!(length_ratio("", "a").is_infinite());
    }
}
