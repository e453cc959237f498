//! What may be wrong with a translation, seen without understanding it.
//!
//! [`Checker`] looks at one unit after the other: numbers, languages, codes, punctuation, lengths
//! ([`checks`]), and remembers how each source was translated. A check errs on the side of silence: what a
//! translator must look at for nothing is soon not looked at. Cost: linear; 24 bytes are kept for a unit.

mod checks;
mod signs;

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;

use crate::memory::unit::Unit;

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// A side has no text.
    Empty,
    /// Both sides are the same text.
    Untranslated,
    /// A side is not in its language, by its script.
    Language,
    /// A figure of one side has no counterpart on the other.
    Numbers,
    /// The inline codes of the sides differ.
    Codes,
    /// Quotation marks or brackets are paired on one side only.
    Brackets,
    /// A word stands twice.
    Doubled,
    /// One side is far too long for the other.
    Length,
    /// The same source has another target elsewhere.
    Inconsistent,
    /// Arabic punctuation in a text that is not Arabic, or the reverse.
    Punctuation,
}

impl Check {
    /// All.
    pub const ALL: [Check; 10] = [
        Check::Empty,
        Check::Untranslated,
        Check::Language,
        Check::Numbers,
        Check::Codes,
        Check::Brackets,
        Check::Doubled,
        Check::Length,
        Check::Inconsistent,
        Check::Punctuation,
    ];

    /// Its name in reports and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Check::Empty => "empty",
            Check::Untranslated => "untranslated",
            Check::Language => "language",
            Check::Numbers => "numbers",
            Check::Codes => "codes",
            Check::Brackets => "brackets",
            Check::Doubled => "doubled",
            Check::Length => "length",
            Check::Inconsistent => "inconsistent",
            Check::Punctuation => "punctuation",
        }
    }

    /// The check of this name.
    pub fn of_name(name: &str) -> Option<Check> {
        Check::ALL.into_iter().find(|check| check.name() == name)
    }
}

/// A mistake that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub check: Check,
    /// What it is, as a short clause.
    pub what: String,
}

/// Looks at units, one after the other.
#[derive(Default)]
pub struct Checker {
    seen: FxHashMap<u64, Translated>,
}

/// How a source was translated first.
struct Translated {
    target: u64,
    number: u64,
}

impl Checker {
    /// One that has seen nothing.
    pub fn new() -> Checker {
        Checker::default()
    }

    /// What is wrong with `unit`, which is the `number`th of its file, from 1.
    pub fn look(&mut self, unit: &Unit, number: u64) -> Vec<Finding> {
        let mut found = Vec::new();
        checks::look(unit, &mut found);
        if found.iter().any(|f| f.check == Check::Empty) {
            return found;
        }
        let source = hash(&(&unit.source.language, unit.source.text.trim(), &unit.target.language));
        let target = hash(&unit.target.text.trim());
        match self.seen.get(&source) {
            Some(first) if first.target != target => {
                let what =
                    format!("the same source is translated otherwise in unit {}", first.number);
                found.push(Finding { check: Check::Inconsistent, what });
            }
            Some(_) => {}
            None => {
                self.seen.insert(source, Translated { target, number });
            }
        }
        found
    }
}

/// A number for the texts of a unit by which equal ones are found.
pub fn fingerprint(unit: &Unit) -> u64 {
    hash(&(
        &unit.source.language,
        unit.source.text.trim(),
        unit.source.markup.as_deref(),
        &unit.target.language,
        unit.target.text.trim(),
        unit.target.markup.as_deref(),
    ))
}

/// Always the same for the same value: the keys of this hasher are fixed.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
