//! How two words that stand against each other differ: in spelling, in form, in number, or wholly.

use crate::text::arabic;
use crate::text::english;
use crate::text::fold::{Tier, fold, is_arabic_letter, is_invisible, is_tashkeel};
use unicode_normalization::UnicodeNormalization;

/// How the spelling of two texts with the same [view](super::view) differs, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spelling {
    /// Not at all, for a reader: only in normal form, bidi marks, zero-width signs, tatweel, spaces.
    Same,
    /// In tashkeel, the digit set, Arabic or Latin punctuation, case, presentation or width forms.
    Marks,
    /// In a hamza, final ya or alef maqsura, ta marbuta or ha, kaf or keheh: it can change the word.
    Letters,
}

/// How the spelling of two texts differs that have the same view (or differ in hamza seats besides).
pub fn spelling(a: &str, b: &str) -> Spelling {
    if a == b || visible(a) == visible(b) {
        Spelling::Same
    } else if without_marks(a) == without_marks(b) {
        Spelling::Marks
    } else {
        Spelling::Letters
    }
}

/// What a reader sees of a text: normal form C, nothing invisible, one space for each gap.
fn visible(text: &str) -> String {
    let shown: String = text.nfc().filter(|&c| !is_invisible(c)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without what [`Spelling::Marks`] lists; its letters stay.
fn without_marks(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6F0}'..='\u{6F9}' => digit(c, '\u{6F0}'),
        '،' | '\u{66C}' => ',',
        '؛' => ';',
        '؟' => '?',
        '\u{66A}' => '%',
        '\u{66B}' => '.',
        other => other,
    };
    let bare: String =
        text.nfkc().filter(|&c| !is_invisible(c) && !is_tashkeel(c)).map(plain).collect();
    bare.to_uppercase().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// The numbers of a text in order of size as text, each as its digits in ASCII: two texts with the
/// same numbers have the same list, with or without separators of thousands. `10²` is not `102`.
pub fn numbers(text: &str) -> Vec<String> {
    let plain = without_thousands(&ascii_digits(text));
    let mut out: Vec<String> = plain
        .split(|c: char| !c.is_numeric())
        .filter(|run| !run.is_empty())
        .map(str::to_string)
        .collect();
    out.sort_unstable();
    out
}

/// 1,450 and 1٬450 as 1450: a separator between a digit and just three more.
fn without_thousands(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let separates = |at: usize| {
        at > 0 && is_digit(at - 1) && (at + 1..at + 4).all(is_digit) && !is_digit(at + 4)
    };
    let kept = letters.iter().enumerate();
    kept.filter(|&(at, c)| !matches!(c, ',' | '٬') || !separates(at)).map(|(_, &c)| c).collect()
}

fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
            '\u{6F0}'..='\u{6F9}' => digit(c, '\u{6F0}'),
            '\u{FF10}'..='\u{FF19}' => digit(c, '\u{FF10}'),
            other => other,
        })
        .filter(|&c| !is_invisible(c))
        .collect()
}

/// What a word is to another that replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// A punctuation mark or another sign.
    Sign,
    /// Digits, or a word with digits.
    Number,
    /// The stems that the word may have, sorted.
    Word(Vec<String>),
}

/// Letters that a stem must have to say anything: two letters are shared by chance.
const STEM_LETTERS: usize = 3;

impl Nature {
    /// The nature of one word of a view, from its spelling in the text.
    pub(super) fn of(word: &str) -> Nature {
        if !word.chars().any(char::is_alphanumeric) {
            return Nature::Sign;
        }
        if word.chars().any(char::is_numeric) {
            return Nature::Number;
        }
        let folded = fold(word, Tier::Orthographic);
        let mut stems: Vec<String> = if folded.chars().any(is_arabic_letter) {
            let loose = |form: &str| fold(form, Tier::Loose);
            arabic::analyses(&folded).iter().map(|analysis| loose(&analysis.form)).collect()
        } else {
            vec![english::stem(&folded)]
        };
        stems.retain(|stem| stem.chars().count() >= STEM_LETTERS);
        stems.sort_unstable();
        Nature::Word(stems)
    }

    /// The stems that it may have; none for signs and numbers.
    pub(super) fn stems(&self) -> &[String] {
        match self {
            Nature::Word(stems) => stems,
            _ => &[],
        }
    }

    /// Whether both are words and may be forms of one: an analysis of each leaves the same stem of
    /// three letters or more.
    pub(super) fn shares_stem(&self, other: &Nature) -> bool {
        match (self, other) {
            (Nature::Word(a), Nature::Word(b)) => {
                a.iter().any(|stem| b.binary_search(stem).is_ok())
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_tells_what_a_reader_sees() {
        for (a, b, expected) in [
            ("موسكو  اليوم", "مو\u{640}سكو\u{200F}\u{A0}اليوم", Spelling::Same),
            ("e\u{301}t\u{e9}", "\u{e9}t\u{e9}", Spelling::Same),
            ("مُحَمَّد", "محمد", Spelling::Marks),
            ("٣ كتب؟", "3 كتب?", Spelling::Marks),
            ("Moscow", "MOSCOW", Spelling::Marks),
            ("ﻣﺼﺮ", "مصر", Spelling::Marks),
            ("أمس", "امس", Spelling::Letters),
            ("على", "علي", Spelling::Letters),
            ("مدرسة", "مدرسه", Spelling::Letters),
        ] {
            assert_eq!(spelling(a, b), expected, "{a} and {b}");
            assert_eq!(spelling(b, a), expected, "{b} and {a}");
        }
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (a, b, expected) in [
            ("المدرسة", "مدرسته", true),
            ("قالت", "وقال", true),
            ("مسؤول", "مسئول", true),
            ("countries", "country", true),
            ("went", "go", false), // Two letters are too few to say.
            ("went", "going", false),
            ("house", "horse", false),
            ("كتاب", "مدرسة", false),
            ("7", "11", false),
            (",", "،", false),
        ] {
            assert_eq!(Nature::of(a).shares_stem(&Nature::of(b)), expected, "{a} and {b}");
        }
    }

    #[test]
    fn numbers_are_compared_whatever_their_digits() {
        assert_eq!(numbers("٧ أيام و۱٢ ساعة"), numbers("12 x 7"));
        assert_ne!(numbers("10²"), numbers("102"));
        assert_ne!(numbers("7 أيام"), numbers("11 يوما"));
        assert_eq!(numbers("١٬٤٥٠ زائرا"), numbers("1450 visitors"));
        assert_eq!(numbers("1,2 or 12,34"), ["1", "12", "2", "34"]);
        assert_eq!(numbers("1,234,567"), ["1234567"]);
        assert!(numbers("بلا").is_empty());
    }
}
