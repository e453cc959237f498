//! The word lists of the segmenter: abbreviations, sentence starters, verbs of saying.
//!
//! They live in `data/segment/`, commented at their heads; a user's file adds abbreviations.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// What may follow an abbreviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// A name: it never ends a sentence.
    Title,
    /// It may end a sentence.
    Unit,
    /// The name of a Latin letter, spelled in Arabic: an initial, or the end of a spelled acronym.
    Initial,
    /// A figure: it ends a sentence unless a digit follows.
    Number,
}

/// The lists the segmenter asks.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Without the last full stop; Latin ones in lower case.
    folded: FxHashMap<String, Abbreviation>,
    /// Those that must match letter for letter.
    exact: FxHashMap<String, Abbreviation>,
    starters: FxHashSet<String>,
    attributions: FxHashSet<String>,
}

static BUILTIN: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        folded: FxHashMap::default(),
        exact: FxHashMap::default(),
        starters: words(include_str!("../../data/segment/starters.txt")),
        attributions: words(include_str!("../../data/segment/attributions.txt")),
    };
    rules.add_abbreviations(include_str!("../../data/segment/abbreviations.txt"));
    rules
});

impl Rules {
    /// The rules that come with the program.
    pub fn builtin() -> &'static Rules {
        &BUILTIN
    }

    /// Adds abbreviations in the format of `data/segment/abbreviations.txt`; without a section
    /// they are units.
    pub fn add_abbreviations(&mut self, text: &str) {
        let mut section = Abbreviation::Unit;
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            match line {
                "[title]" => section = Abbreviation::Title,
                "[unit]" => section = Abbreviation::Unit,
                "[initial]" => section = Abbreviation::Initial,
                "[number]" => section = Abbreviation::Number,
                _ => {
                    let word = line.trim_end_matches('.');
                    if let Some(exact) = word.strip_prefix('=') {
                        self.exact.insert(exact.to_string(), section);
                    } else {
                        self.folded.insert(word.to_lowercase(), section);
                    }
                }
            }
        }
    }

    /// What is known of `word`, which stands before a full stop (without it).
    pub fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let known = |w: &str| {
            let folded = || match w.chars().all(has_no_case) {
                true => self.folded.get(w),
                false => self.folded.get(&w.to_lowercase()),
            };
            self.exact.get(w).or_else(folded).copied()
        };
        known(word).or_else(|| {
            // ود. وأ.د. — a one-letter rest is a title only: به. له. are words.
            let rest = word.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك'])?;
            match known(rest)? {
                _ if rest.chars().count() > 2 => known(rest),
                Abbreviation::Title
                    if word.starts_with(['و', 'ف', 'ل', 'ب']) && Rules::takes_proclitic(rest) =>
                {
                    Some(Abbreviation::Title)
                }
                _ => None,
            }
        })
    }

    /// Whether a title this short is known behind و ف ل ب, too.
    pub(super) fn takes_proclitic(title: &str) -> bool {
        matches!(title, "د" | "أ" | "أ.د")
    }

    /// The abbreviations of a kind in order, without the last full stop: those in lower case that
    /// match with any case, and those that match letter for letter.
    pub(super) fn of_kind(&self, kind: Abbreviation) -> (Vec<&str>, Vec<&str>) {
        fn of(map: &FxHashMap<String, Abbreviation>, kind: Abbreviation) -> Vec<&str> {
            sorted(map.iter().filter(|(_, k)| **k == kind).map(|(word, _)| word))
        }
        (of(&self.folded, kind), of(&self.exact, kind))
    }

    /// The words that usually begin a sentence, in order.
    pub(super) fn starters(&self) -> Vec<&str> {
        sorted(&self.starters)
    }

    /// The verbs of saying, in order.
    pub(super) fn attributions(&self) -> Vec<&str> {
        sorted(&self.attributions)
    }

    /// Whether `word` usually begins a sentence.
    pub fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    /// Whether `word` says who said the quotation before it.
    pub fn is_attribution(&self, word: &str) -> bool {
        self.attributions.contains(word)
    }
}

/// Whether lower case surely leaves `c` as it is.
fn has_no_case(c: char) -> bool {
    matches!(c, '\u{0}'..='@' | '['..='\u{7F}' | '\u{600}'..='\u{6FF}')
}

fn sorted<'a>(words: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    let mut words: Vec<&str> = words.into_iter().map(String::as_str).collect();
    words.sort_unstable();
    words
}

fn words(text: &str) -> FxHashSet<String> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with('['))
        .flat_map(str::split_whitespace)
        .map(str::to_string)
        .collect()
}
