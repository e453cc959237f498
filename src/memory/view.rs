//! The normalised view of a segment: the words that a memory compares, with their places in the text.
//!
//! Two segments that differ only in what writers vary freely have the same view. In this order:
//!
//! 1. Unicode normal form KC (ligatures, presentation and width forms, … as three dots),
//! 2. bidi marks, zero-width signs, soft hyphen, tatweel and tashkeel go,
//! 3. أ إ آ ٱ become ا, final ى and the Farsi ی become ي, ة becomes ه, ک becomes ك, digits of every
//!    Arabic set become ASCII, and ، ؛ ؟ ٪ ٫ ٬ the Latin signs,
//! 4. case is folded (ß and SS are the same).
//!
//! A word is a run of letters, digits and `_`; every other visible sign is a word of its own:
//! punctuation counts. This is coarser than [`Tier::Orthographic`](crate::text::fold::Tier) on
//! purpose: a view finds, the [score](super::score) then says what differs. A bare hamza and the
//! seats ؤ ئ stay.
//!
//! Cost: linear; texts in plain Arabic and Latin letters never meet the Unicode tables.

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::span::Span;

/// The words of one segment as they are compared; see the [module](self).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    folded: String,
    /// Of each word: where it stands in `folded`, and where in the original text.
    words: Vec<(Span, Span)>,
}

impl View {
    /// The view of `text`.
    pub fn of(text: &str) -> View {
        let mut view = View::default();
        view.read(text);
        view
    }

    /// Makes this the view of `text`, keeping the memory of the one before.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.words.clear();
        let mut cutter = Cutter { view: self, open: false };
        let mut at = 0;
        while let Some(piece) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let length = segment_length(piece);
            let span = Span::new(at, at + length);
            let segment = piece.get(..length).unwrap_or(piece);
            if segment.chars().all(is_plain) {
                segment.chars().for_each(|c| cutter.fold(c, span));
            } else {
                segment.nfkc().for_each(|c| cutter.fold(c, span));
            }
            at += length;
        }
    }

    /// How many words the segment has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether the segment has no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word at `index` as it is compared; empty past the end.
    pub fn word(&self, index: usize) -> &str {
        self.words.get(index).map_or("", |(folded, _)| folded.of(&self.folded))
    }

    /// Where the word at `index` stands in the text that the view was made of; empty past the end.
    pub fn span(&self, index: usize) -> Span {
        self.words.get(index).map_or(Span::default(), |&(_, original)| original)
    }

    /// The words in order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.words.iter().map(|(folded, _)| folded.of(&self.folded))
    }
}

/// Bytes up to the next place where the normal form may be cut: a character and what joins it.
fn segment_length(piece: &str) -> usize {
    let mut rest = piece.char_indices();
    rest.next();
    rest.find(|&(_, c)| starts_segment(c)).map_or(piece.len(), |(at, _)| at)
}

/// Whether nothing before `c` can combine with it (Unicode Standard Annex #15, section 9: a starter
/// whose quick check is Yes), judged on its compatibility decomposition.
fn starts_segment(c: char) -> bool {
    if is_plain(c) {
        return !matches!(c, '\u{64B}'..='\u{652}' | '\u{670}');
    }
    std::iter::once(c).nfkd().next().is_some_and(|first| {
        canonical_combining_class(first) == 0
            && is_nfkc_quick(std::iter::once(first)) == IsNormalized::Yes
    })
}

/// Characters that normal form KC leaves as they are, whatever stands around them, or whose
/// order does not matter because the view drops them: most of Arabic and English text.
fn is_plain(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{9F}' | '«' | '»' | '\u{C0}'..='\u{FF}'
        | '\u{60C}' | '\u{61B}' | '\u{61F}'..='\u{652}' | '\u{660}'..='\u{674}'
        | '\u{200B}'..='\u{200F}' | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201F}'
        | '\u{202A}'..='\u{202E}')
}

/// What step 2 of the view drops.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Step 3 of the view.
fn fold_arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | '\u{6CC}' | '\u{6D2}' => 'ي',
        'ة' => 'ه',
        '\u{6A9}' => 'ك',
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6F0}'..='\u{6F9}' => digit(c, '\u{6F0}'),
        '،' | '\u{66C}' => ',',
        '؛' => ';',
        '؟' => '?',
        '\u{66A}' => '%',
        '\u{66B}' => '.',
        other => other,
    }
}

fn digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// What a character is to the words of a view.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Word,
    Space,
    Sign,
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | '0'..='9' | '_' | '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' => Class::Word,
        // The information separators are white space to most tools, not to Unicode.
        ' ' | '\u{1C}'..='\u{1F}' => Class::Space,
        _ if c.is_whitespace() => Class::Space,
        // Negative circled and squared letters are symbols that Unicode calls alphabetic.
        '\u{1F150}'..='\u{1F189}' => Class::Sign,
        _ if c.is_alphanumeric() && !is_combining_mark(c) => Class::Word,
        _ => Class::Sign,
    }
}

/// Folds characters one by one and cuts them into words.
struct Cutter<'a> {
    view: &'a mut View,
    /// Whether the last word can still grow.
    open: bool,
}

impl Cutter<'_> {
    /// Takes the next character of the normal form, which comes from `span` of the text.
    fn fold(&mut self, c: char, span: Span) {
        if c.is_ascii() {
            return self.push(c.to_ascii_lowercase(), span);
        }
        if is_dropped(c) {
            return;
        }
        let c = fold_arabic(c);
        // Lower case alone keeps ß and ς apart from SS and Σ; the dotless ı is no i.
        if ('\u{600}'..='\u{6FF}').contains(&c) || c == 'ı' {
            return self.push(c, span);
        }
        for lower in c.to_lowercase() {
            for upper in lower.to_uppercase() {
                upper.to_lowercase().for_each(|folded| self.push(folded, span));
            }
        }
    }

    fn push(&mut self, c: char, span: Span) {
        let class = class(c);
        if class == Class::Space {
            self.open = false;
            return;
        }
        let start = self.view.folded.len();
        self.view.folded.push(c);
        let end = self.view.folded.len();
        match self.view.words.last_mut() {
            Some((folded, original)) if self.open && class == Class::Word => {
                folded.end = end;
                original.end = span.end;
            }
            _ => self.view.words.push((Span::new(start, end), span)),
        }
        self.open = class == Class::Word;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        View::of(text).words().map(str::to_string).collect()
    }

    #[test]
    fn what_writers_vary_is_folded_and_punctuation_counts() {
        for (text, expected) in [
            ("قال، نعم؟", "قال , نعم ?"),
            ("أُولئِكَ إلى الٱ آخر", "اولئك الي الا اخر"),
            ("مدرسة مـدرسـه", "مدرسه مدرسه"),
            ("مسؤول مسئول جزء", "مسؤول مسئول جزء"),
            ("٣٫٥ ۱۲ 3.5", "3 . 5 12 3 . 5"),
            ("\u{200F}Straße\u{200E} STRASSE", "strasse strasse"),
            ("ﻣﺼﺮ ﷺ", "مصر صلي الله عليه وسلم"),
            ("نعم… ﬁn", "نعم . . . fin"),
            ("file_name.txt a\u{1C}b", "file_name . txt a b"),
            ("ؤ ئ ئ", "ؤ ئ ئ"),
            ("و\u{64E}\u{654}", "ؤ"),
            ("e\u{301}t É", "ét é"),
            ("", ""),
            (" \u{A0}\u{200B}", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "view of {text}");
        }
    }

    #[test]
    fn a_word_knows_where_it_stands() {
        let text = "«مُحَمَّد» قا\u{640}ل ﷺ 1.5";
        let view = View::of(text);
        let found: Vec<&str> = (0..view.len()).map(|i| view.span(i).of(text)).collect();
        assert_eq!(found, ["«", "مُحَمَّد", "»", "قا\u{640}ل", "ﷺ", "ﷺ", "ﷺ", "ﷺ", "1", ".", "5"]);
    }

    #[test]
    fn a_view_can_be_read_again() {
        let mut view = View::of("one two three");
        view.read("four");
        assert_eq!(view, View::of("four"));
        assert_eq!((view.len(), view.word(0), view.word(1)), (1, "four", ""));
    }
}
