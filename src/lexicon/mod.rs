//! The lexicon: weighted Arabic–English word pairs.
//!
//! The built-in one is `data/lexicon.tsv`, written for this project; its head documents the format.
//! Asked with a word as it stands in a text, it goes through the word's
//! [analyses](crate::text::arabic::analyses) and answers with English stems. What was taken off
//! costs weight, so a reading that leaves the word whole wins over one that cuts a prefix.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::fold::{Tier, fold};
use crate::text::{arabic, english};

/// Number of an English stem in a lexicon.
pub type StemId = u32;

/// Weighted word pairs, found by any Arabic form.
#[derive(Default)]
pub struct Lexicon {
    stems: FxHashMap<String, StemId>,
    forms: FxHashMap<String, Vec<(StemId, f32)>>,
}

static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    for entry in entries(BUILTIN_TSV) {
        lexicon.add(&entry);
    }
    lexicon
});

/// The text of `data/lexicon.tsv`.
pub const BUILTIN_TSV: &str = include_str!("../../data/lexicon.tsv");

/// One line of a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Dictionary form in Arabic; several words for an expression.
    pub headword: &'a str,
    /// Further stems of the same word.
    pub forms: Vec<&'a str>,
    /// English equivalents, the most usual first.
    pub equivalents: Vec<&'a str>,
}

/// The entries of a lexicon text; lines that are empty or begin with `#` are left out.
pub fn entries(text: &str) -> impl Iterator<Item = Entry<'_>> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let headword = columns.next().unwrap_or_default();
        let split = |column: Option<&'static str>| column;
        let _ = split;
        let forms = columns.next().unwrap_or_default();
        let equivalents = columns.next().unwrap_or_default();
        Entry {
            headword,
            forms: forms.split('|').filter(|f| !f.is_empty()).collect(),
            equivalents: equivalents.split(';').filter(|e| !e.is_empty()).collect(),
        }
    })
}

/// English words that carry no meaning of their own inside a multi-word equivalent.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "and", "or", "from", "as",
    "be", "it", "that", "up", "out", "off", "into", "one", "sth", "oneself", "not", "is",
];

impl Lexicon {
    /// The lexicon that comes with the program.
    pub fn builtin() -> &'static Lexicon {
        &BUILTIN
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: &Entry<'_>) {
        let mut translations: Vec<(StemId, f32)> = Vec::new();
        for (rank, equivalent) in entry.equivalents.iter().enumerate() {
            let weight = 1.0 / (1.0 + 0.25 * rank as f32);
            let folded = fold(equivalent, Tier::Orthographic);
            let words: Vec<&str> = folded.split([' ', '-']).filter(|w| !w.is_empty()).collect();
            let content = words.iter().any(|w| !FUNCTION_WORDS.contains(w));
            for word in &words {
                let weight = match (words.len(), content && FUNCTION_WORDS.contains(word)) {
                    (1, _) => weight,
                    (_, true) => 0.1 * weight,
                    (_, false) => 0.7 * weight,
                };
                merge(&mut translations, self.intern(english::stem(word)), weight);
            }
        }
        for form in std::iter::once(&entry.headword).chain(&entry.forms) {
            let folded = fold(form, Tier::Orthographic);
            let words: Vec<&str> = folded.split(' ').collect();
            if let [word] = words[..] {
                self.add_form(word, &translations, 1.0);
                continue;
            }
            for word in words.iter().filter(|w| w.chars().count() > 2) {
                let bare = word.strip_prefix("ال").unwrap_or(word);
                self.add_form(bare, &translations, 0.3);
            }
        }
    }

    fn add_form(&mut self, form: &str, translations: &[(StemId, f32)], scale: f32) {
        let list = self.forms.entry(form.to_string()).or_default();
        for &(stem, weight) in translations {
            merge(list, stem, weight * scale);
        }
    }

    fn intern(&mut self, stem: String) -> StemId {
        let next = self.stems.len() as StemId;
        *self.stems.entry(stem).or_insert(next)
    }

    /// Number of an English stem, if any entry has it.
    pub fn stem_id(&self, stem: &str) -> Option<StemId> {
        self.stems.get(stem).copied()
    }

    /// English stems that `word` (folded, with its clitics) may translate to, with weights 0 to 1.
    pub fn translations(&self, word: &str) -> Vec<(StemId, f32)> {
        let mut out: Vec<(StemId, f32)> = Vec::new();
        let mut cheapest = None;
        for analysis in arabic::analyses(word) {
            let Some(list) = self.forms.get(&analysis.form) else { continue };
            let first = *cheapest.get_or_insert(analysis.cost());
            let scale = 0.6f32.powi((analysis.cost() - first) as i32);
            if scale < 0.2 {
                break;
            }
            for &(stem, weight) in list {
                merge(&mut out, stem, weight * scale);
            }
        }
        out
    }

    /// Number of Arabic forms.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether it has no entries.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }
}

/// Keeps the larger weight of a stem.
fn merge(list: &mut Vec<(StemId, f32)>, stem: StemId, weight: f32) {
    match list.iter_mut().find(|(s, _)| *s == stem) {
        Some((_, old)) => *old = old.max(weight),
        None => list.push((stem, weight)),
    }
}
