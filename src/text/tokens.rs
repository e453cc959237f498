//! Words, numbers and signs of a text, as spans with a kind.
//!
//! Word boundaries are those of Unicode Standard Annex #29 (through `unicode-segmentation`), with
//! three additions that Arabic news needs: a link or an address is one token, a word is cut
//! where its script changes (`منصةTwitter`), and Arabic letters are cut from digits (`150كم`).
//! Cost: linear.

use unicode_segmentation::UnicodeSegmentation;

use crate::span::Span;
use crate::text::fold::{is_arabic_letter, is_invisible, is_tashkeel};

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word in Arabic letters (with its marks).
    Arabic,
    /// A word in Latin or another script; may hold digits (`COVID19`, `36th`).
    Word,
    /// Digits of any set with their separators.
    Number,
    /// A web address.
    Url,
    /// An e-mail address or a handle (`@name`).
    Address,
    /// A single sign: punctuation, currency, percent.
    Sign,
}

/// A piece of text that stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// The tokens of `text`, in order; white space is left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 6 + 1);
    for (offset, piece) in chunks(text) {
        match address_kind(piece) {
            Some(kind) => {
                let body = piece.trim_end_matches([
                    '.', ',', ')', ']', '"', '»', '”', '،', '؛', ':', '!', '?', '؟',
                ]);
                let body = body.trim_start_matches(['(', '[', '"', '«', '“']);
                let start = offset + piece.find(body).unwrap_or(0);
                out.push(Token { span: Span::new(start, start + body.len()), kind });
            }
            None => words(piece, offset, &mut out),
        }
    }
    out
}

/// Pieces between white space with their byte offsets.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(char::is_whitespace)
        .filter(|piece| !piece.is_empty())
        .map(move |piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece))
}

fn address_kind(piece: &str) -> Option<TokenKind> {
    if piece.contains("://") || piece.contains("www.") {
        return Some(TokenKind::Url);
    }
    let (before, after) = piece.split_once('@')?;
    let named = after.chars().next().is_some_and(char::is_alphanumeric);
    let plain = before.is_empty() || before.ends_with(|c: char| c.is_ascii_alphanumeric());
    (named && plain).then_some(TokenKind::Address)
}

fn words(piece: &str, offset: usize, out: &mut Vec<Token>) {
    for (at, word) in piece.split_word_bound_indices() {
        let start = offset + at;
        if !word.chars().any(char::is_alphanumeric) {
            for (i, c) in word.char_indices() {
                if !is_invisible(c) {
                    let span = Span::new(start + i, start + i + c.len_utf8());
                    out.push(Token { span, kind: TokenKind::Sign });
                }
            }
            continue;
        }
        let mut from = 0;
        let mut class: Option<Class> = None;
        for (i, c) in word.char_indices() {
            let Some(here) = Class::of(c) else { continue };
            if class.is_some_and(|before| before.parts_from(here)) {
                out.push(make(word, from, i, start));
                from = i;
            }
            class = Some(here);
        }
        out.push(make(word, from, word.len(), start));
    }
}

fn make(word: &str, from: usize, to: usize, offset: usize) -> Token {
    let body = word.get(from..to).unwrap_or("");
    let kind = if body.chars().any(is_arabic_letter) {
        TokenKind::Arabic
    } else if body.chars().any(char::is_alphabetic) {
        TokenKind::Word
    } else {
        TokenKind::Number
    };
    Token { span: Span::new(offset + from, offset + to), kind }
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Arabic,
    Letter,
    Digit,
}

impl Class {
    fn of(c: char) -> Option<Class> {
        if is_tashkeel(c) || is_invisible(c) {
            // Vowel signs count as alphabetic in Unicode, yet belong to the letter before them.
            None
        } else if is_arabic_letter(c) {
            Some(Class::Arabic)
        } else if c.is_numeric() {
            Some(Class::Digit)
        } else if c.is_alphabetic() {
            Some(Class::Letter)
        } else {
            None
        }
    }

    /// Whether a word is cut between the two: Arabic stands apart from all else.
    fn parts_from(self, next: Class) -> bool {
        (self == Class::Arabic) != (next == Class::Arabic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::*;

    #[test]
    fn words_numbers_signs_and_addresses() {
        let cases: [(&str, &[(&str, TokenKind)]); 8] = [
            ("قال، نعم؟", &[("قال", Arabic), ("،", Sign), ("نعم", Arabic), ("؟", Sign)]),
            ("منصةTwitter", &[("منصة", Arabic), ("Twitter", Word)]),
            ("150كم", &[("150", Number), ("كم", Arabic)]),
            ("٣٫٥ و1,000.", &[("٣٫٥", Number), ("و", Arabic), ("1,000", Number), (".", Sign)]),
            ("U.S. 36th F16", &[("U.S", Word), (".", Sign), ("36th", Word), ("F16", Word)]),
            ("(www.x.org/a?b=1).", &[("www.x.org/a?b=1", Url)]),
            ("@news_ar a@b.org,", &[("@news_ar", Address), ("a@b.org", Address)]),
            ("مُحَمَّد", &[("مُحَمَّد", Arabic)]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = tokens(text).iter().map(|t| (t.span.of(text), t.kind)).collect();
            assert_eq!(found, expected, "tokens of {text}");
        }
    }
}
