//! Numbers in figures and words, both languages, brought to one canonical value.
//!
//! A *mention* covers one or more neighbouring tokens and has a value written the same way
//! whatever the source: `٣٫٥` and `3.5`, `8 آلاف` and `8,000`, `نصف مليون` and `half a million`,
//! `خمسة وعشرون` and `twenty-five`, `ثلاثة أرباع` and `three quarters`.
//!
//! `figure` reads one token in digits, `groups` figures whose thousands stand apart, `english` and
//! `arabic` the grammar of spelled-out numbers over the vocabulary beside them, `ratio` computes.
//! Cost: linear; a word that is no number costs a binary search or two and allocates nothing.

mod arabic;
mod arabic_fractions;
mod arabic_words;
mod english;
mod english_fractions;
mod english_words;
mod figure;
mod groups;
mod ratio;

use std::ops::Range;

use ratio::Ratio;

/// A number found in a run of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberMention {
    /// The tokens it covers, as indices into the slice that was given.
    pub tokens: Range<usize>,
    /// Its canonical value: plain decimal digits without separators, `.` for the decimal point; a
    /// value that no decimal writes exactly is a fraction in lowest terms (`1/3`), a decade its
    /// two last digits with an s (`80s`, but `1900s`).
    pub value: String,
    /// How it is meant.
    pub kind: NumberKind,
}

/// What sort of number a mention is. Values are comparable across kinds: `the 3rd` and `3` share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// How many: figures, `twenty-one`, `نصف مليون`.
    Cardinal,
    /// Which one: `36th`, `الثالث`, and round tens with the article (`العشرون`).
    Ordinal,
    /// Spelled as a part and no whole number: `half`, `ثلثي`, `two and a half`.
    Fraction,
    /// Ten years: `1980s`, `the eighties`, `الثمانينيات`.
    Decade,
    /// Words that are more often no number than one: `one`, `واحد`, `أحد`, `إحدى` and `ثانية` alone,
    /// `second` as a span of time, `at first`, `أولى` and `ست` without the noun that makes them clear,
    /// `الاثنين` (Monday).
    Weak,
}

/// A number as one of the readers found it: its end, its value, its kind.
struct Found {
    end: usize,
    value: String,
    kind: NumberKind,
}

impl Found {
    fn new(end: usize, value: Ratio, kind: NumberKind) -> Found {
        Found { end, value: value.canonical(), kind }
    }
}

/// The numbers among `words`, the folded forms of a sentence's tokens
/// ([`Tier::Orthographic`](crate::text::fold::Tier)), in order.
pub fn mentions(words: &[&str]) -> Vec<NumberMention> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match read(words, at) {
            Some(found) => {
                let end = found.end.max(at + 1);
                out.push(NumberMention { tokens: at..end, value: found.value, kind: found.kind });
                at = end;
            }
            None => at += 1,
        }
    }
    out
}

fn read(words: &[&str], at: usize) -> Option<Found> {
    let first = *word(words, at).as_bytes().first()?;
    match first {
        b'0'..=b'9' => digits(words, at),
        b'a'..=b'z' => english::read(words, at),
        // The lead bytes of the Arabic letters.
        0xD8 | 0xD9 => arabic::read(words, at),
        _ => figure::vulgar(word(words, at))
            .map(|value| Found::new(at + 1, value, NumberKind::Fraction)),
    }
}

/// A figure, with the words after it that belong to its value.
fn digits(words: &[&str], at: usize) -> Option<Found> {
    if let Some(found) = groups::read(words, at) {
        return Some(found);
    }
    let figure = figure::read(word(words, at))?;
    if figure.kind == NumberKind::Decade {
        return Some(Found { end: at + 1, value: figure.value, kind: figure.kind });
    }
    if let Some(part) = figure::vulgar(word(words, at + 1))
        && let Some(sum) = Ratio::parse(&figure.value).and_then(|whole| whole.plus(part))
    {
        return Some(Found::new(at + 2, sum, NumberKind::Fraction));
    }
    if figure.kind == NumberKind::Cardinal {
        let next = word(words, at + 1);
        let spelled = if next.starts_with(|c: char| c.is_ascii()) {
            english::read(words, at)
        } else {
            arabic::read(words, at)
        };
        if let Some(found) = spelled.filter(|found| found.end > at + 1) {
            return Some(found);
        }
    }
    let end = figure::decade_mark(words, at).unwrap_or(at + 1);
    if end > at + 1 {
        return Some(Found { end, value: figure::decade(&figure.value), kind: NumberKind::Decade });
    }
    Some(Found { end, value: figure.value, kind: figure.kind })
}

/// The word at `at`, empty beyond the end.
fn word<'a>(words: &[&'a str], at: usize) -> &'a str {
    words.get(at).copied().unwrap_or("")
}

/// The word before `at`, empty at the start.
fn before<'a>(words: &[&'a str], at: usize) -> &'a str {
    at.checked_sub(1).map_or("", |before| word(words, before))
}
