//! The terms of a text that a lexicon knows, as a person writes them.
//!
//! A [`Lexicon`](super::Lexicon) is made for scoring and keeps stems; here the words themselves are kept, in both
//! directions, expressions of several words as wholes. A text is covered by the longest terms from left to right.
//! Arabic words are found under what [`analyses`] makes of them, the one that takes least off; English ones under
//! their stem. Cost: the built-in terms are read once (some 20 ms); then a few look-ups a word.

use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{entries, files};
use crate::error::Result;
use crate::span::Span;
use crate::text::arabic::analyses;
use crate::text::english;
use crate::text::fold::{Tier, fold};
use crate::text::tokens::{Token, TokenKind, tokens};

/// Terms that are found by their words.
#[derive(Debug, Default)]
pub struct Glossary {
    /// Both sides of each entry: all Arabic forms, the dictionary form first; all equivalents, the usual first.
    sides: Vec<[Vec<Cow<'static, str>>; 2]>,
    /// Key of a first word → where terms begin with it.
    starts: FxHashMap<String, Vec<Start>>,
}

/// A term of a text and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Where it stands in the text.
    pub span: Span,
    /// Its translations, the most usual first, [`MOST_TRANSLATIONS`] at most.
    pub translations: Vec<String>,
}

/// Translations of a term that are handed out.
pub const MOST_TRANSLATIONS: usize = 6;

/// A form of an entry: number of the entry, side, place in the list of that side.
#[derive(Clone, Copy, Debug)]
struct Start {
    entry: usize,
    side: usize,
    form: usize,
}

/// A word of a text with the keys under which it may be known, the most likely first.
struct Word {
    span: Span,
    keys: Vec<String>,
}

/// English words that only hold sentences together. An Arabic word that means one of them, or one of them in an
/// English text, is no term by itself.
const GRAMMAR: &[&str] = &[
    "a", "about", "after", "against", "all", "also", "am", "among", "an", "and", "any", "are",
    "as", "at", "be", "because", "been", "before", "between", "but", "by", "can", "could", "did",
    "do", "does", "during", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how",
    "i", "if", "in", "into", "is", "it", "its", "may", "me", "my", "no", "nor", "not", "of", "off",
    "on", "one", "or", "other", "our", "out", "over", "shall", "she", "should", "since", "so",
    "some", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "to", "under", "until", "up", "us", "was", "we", "were", "what", "when",
    "where", "whether", "which", "while", "who", "will", "with", "within", "without", "would",
    "yet", "you", "your",
];

static BUILTIN: LazyLock<Glossary> = LazyLock::new(|| {
    let mut glossary = Glossary::default();
    for entry in entries(include_str!("../../data/lexicon.tsv")) {
        let headword = std::iter::once(entry.headword);
        let arabic = headword.chain(entry.forms).map(Cow::Borrowed).collect();
        glossary.add([arabic, entry.equivalents.into_iter().map(Cow::Borrowed).collect()]);
    }
    glossary
});

impl Glossary {
    /// The terms that come with the program.
    pub fn builtin() -> &'static Glossary {
        &BUILTIN
    }

    /// The terms of a user's files, in the formats of [`Lexicon::with_files`](super::Lexicon::with_files).
    ///
    /// # Errors
    /// As there.
    pub fn of_files(paths: &[impl AsRef<Path>]) -> Result<Glossary> {
        let mut glossary = Glossary::default();
        for path in paths {
            for pair in files::read(path.as_ref())? {
                let headword = std::iter::once(pair.arabic);
                let arabic = headword.chain(pair.forms).map(Cow::Owned).collect();
                glossary.add([arabic, pair.latin.into_iter().map(Cow::Owned).collect()]);
            }
        }
        Ok(glossary)
    }

    /// Whether it has no terms.
    pub fn is_empty(&self) -> bool {
        self.sides.is_empty()
    }

    fn add(&mut self, sides: [Vec<Cow<'static, str>>; 2]) {
        let entry = self.sides.len();
        for (side, forms) in sides.iter().enumerate() {
            for (form, text) in forms.iter().enumerate() {
                let Some(key) = keys(text).next() else { continue };
                self.starts.entry(key).or_default().push(Start { entry, side, form });
            }
        }
        self.sides.push(sides);
    }

    /// The terms of `text`, in order; they do not overlap.
    pub fn find(&self, text: &str) -> Vec<Term> {
        let words = words(text);
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.longest(words.get(at..).unwrap_or_default()) {
                Some((count, found)) => {
                    let last = words.get(at + count - 1);
                    let first = words.get(at);
                    if let (Some(first), Some(last)) = (first, last) {
                        let span = Span::new(first.span.start, last.span.end);
                        let translations = self.translations(&found);
                        if count > 1 || !is_grammar(span.of(text), &translations) {
                            out.push(Term { span, translations });
                        }
                    }
                    at += count;
                }
                None => at += 1,
            }
        }
        out
    }

    /// The longest term with which `words` begin: how many words, and every entry that has it.
    fn longest(&self, words: &[Word]) -> Option<(usize, Vec<(Start, &str)>)> {
        let mut best: Option<(usize, Vec<(Start, &str)>)> = None;
        for key in words.first().map(|word| word.keys.as_slice()).unwrap_or_default() {
            let mut found: Vec<(usize, Start, &str)> = Vec::new();
            for &start in self.starts.get(key).map(Vec::as_slice).unwrap_or_default() {
                let form = self.form(start);
                found.extend(length_of(form, words).map(|length| (length, start, form)));
            }
            let Some(length) = found.iter().map(|&(length, _, _)| length).max() else { continue };
            // Of readings that are equally long the first one counts: it takes least off the word.
            if best.as_ref().is_none_or(|(most, _)| length > *most) {
                let longest = found.into_iter().filter(|&(own, _, _)| own == length);
                best = Some((length, longest.map(|(_, start, form)| (start, form)).collect()));
            }
        }
        best
    }

    fn form(&self, start: Start) -> &str {
        let side = self.sides.get(start.entry).and_then(|sides| sides.get(start.side));
        side.and_then(|forms| forms.get(start.form)).map_or("", |form| form)
    }

    /// What the entries say on their other side.
    fn translations(&self, found: &[(Start, &str)]) -> Vec<String> {
        let mut found = found.to_vec();
        // An equivalent that an entry names first is most its own.
        found.sort_by_key(|(start, _)| start.form);
        let mut out: Vec<String> = Vec::new();
        for (start, _) in found {
            let other = self.sides.get(start.entry).and_then(|sides| sides.get(1 - start.side));
            let other = other.map(Vec::as_slice).unwrap_or_default();
            // Of Arabic only the dictionary form: the others are its inflections.
            let shown = if start.side == 0 { other } else { other.get(..1).unwrap_or_default() };
            for text in shown {
                if out.len() < MOST_TRANSLATIONS && !out.iter().any(|known| known == text) {
                    out.push(text.to_string());
                }
            }
        }
        out
    }
}

/// The words of a text with their keys.
fn words(text: &str) -> Vec<Word> {
    let word = |token: Token| {
        let own = key(token, text);
        let keys = match token.kind {
            TokenKind::Arabic => analyses(&own).into_iter().map(|a| a.form).collect(),
            _ => vec![own],
        };
        Word { span: token.span, keys }
    };
    tokens(text).into_iter().filter(is_word).map(word).collect()
}

/// The keys of a term's words: they are taken as they stand, what a text puts around them is taken off there.
fn keys(term: &str) -> impl Iterator<Item = String> {
    tokens(term).into_iter().filter(is_word).map(|token| key(token, term))
}

fn key(token: Token, text: &str) -> String {
    let word = fold(token.span.of(text), Tier::Orthographic);
    if token.kind == TokenKind::Arabic { word } else { english::stem(&word) }
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Arabic | TokenKind::Word)
}

/// How many of `words` the term `form` takes, if it stands at their beginning.
fn length_of(form: &str, words: &[Word]) -> Option<usize> {
    if form.chars().all(char::is_alphabetic) {
        return Some(1);
    }
    let mut length = 0;
    // The first one was found by its key.
    for (at, wanted) in keys(form).enumerate() {
        let word = words.get(at)?;
        if at > 0 && !word.keys.contains(&wanted) {
            return None;
        }
        length = at + 1;
    }
    (length > 0).then_some(length)
}

/// Whether a word, or what it means first, only holds sentences together.
fn is_grammar(word: &str, translations: &[String]) -> bool {
    let is =
        |text: &str| text.split(' ').all(|word| GRAMMAR.contains(&word.to_lowercase().as_str()));
    is(word) || translations.first().is_some_and(|first| is(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(glossary: &Glossary, text: &str) -> Vec<(String, String)> {
        let term = |term: &Term| {
            let first = term.translations.first().cloned().unwrap_or_default();
            (term.span.of(text).to_string(), first)
        };
        glossary.find(text).iter().map(term).collect()
    }

    #[test]
    fn terms_are_found_in_the_words_around_them() {
        let text = "واجتمع مجلس الأمن في المدرسة.";
        let found = shown(Glossary::builtin(), text);
        assert!(found.contains(&("مجلس الأمن".into(), "Security Council".into())), "{found:?}");
        assert!(found.contains(&("المدرسة".into(), "school".into())), "{found:?}");
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn english_terms_are_found_under_their_stem() {
        let found = shown(Glossary::builtin(), "The Security Council visited the schools.");
        assert_eq!(found.first(), Some(&("Security Council".into(), "مجلس الأمن".into())));
        assert!(found.contains(&("schools".into(), "مدرسة".into())), "{found:?}");
    }
}
