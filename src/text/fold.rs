//! Folding: the views of a text that are compared instead of the text itself.
//!
//! Three tiers, each on top of the one before. None touches a bare hamza (ء): it is a letter.
//!
//! | tier | what becomes the same |
//! |---|---|
//! | [`Tier::Invisible`] | what no reader sees: controls, bidi marks, joiners, soft hyphen, tatweel (U+0640), Unicode normal form C, presentation forms (U+FB50–FDFF, U+FE70–FEFF) |
//! | [`Tier::Orthographic`] | what writers leave out or vary freely: tashkeel, alef forms أ إ آ ٱ, final ى/ي, digit sets, ٫ ٬, quotes, dashes, letter case |
//! | [`Tier::Loose`] | what can change the word but often does not: ة/ه, hamza seats ؤ ئ |
//!
//! NFKC is no substitute: it leaves digits, tatweel and bidi marks alone and turns … into three
//! dots. Cost: one pass, no allocation besides the result.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// How much is folded; see the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Only what no reader can see.
    Invisible,
    /// Also spelling habits that never tell two words apart in practice.
    Orthographic,
    /// Also letters that are often, not always, written for one another.
    Loose,
}

/// `text` as it is compared at `tier`.
pub fn fold(text: &str, tier: Tier) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, tier, &mut out);
    out
}

/// Appends to `out` what [`fold`] returns.
pub fn fold_into(text: &str, tier: Tier, out: &mut String) {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(|c| fold_char(c, tier, out));
    } else {
        text.nfc().for_each(|c| fold_char(c, tier, out));
    }
}

fn fold_char(c: char, tier: Tier, out: &mut String) {
    if c.is_ascii() && !c.is_ascii_control() {
        out.push(if tier >= Tier::Orthographic { c.to_ascii_lowercase() } else { c });
        return;
    }
    if is_invisible(c) {
        return;
    }
    if is_presentation_form(c) {
        for part in std::iter::once(c).nfkc().filter(|&p| !is_invisible(p)) {
            fold_visible(part, tier, out);
        }
        return;
    }
    fold_visible(c, tier, out);
}

fn fold_visible(c: char, tier: Tier, out: &mut String) {
    if tier == Tier::Invisible {
        out.push(c);
        return;
    }
    if is_tashkeel(c) {
        return;
    }
    let c = match c {
        // Alef with hamza above, below, with madda, wasla, wavy hamzas.
        '\u{623}' | '\u{625}' | '\u{622}' | '\u{671}' | '\u{672}' | '\u{673}' => '\u{627}',
        // Alef maqsura and Farsi yeh are the dotless and undotted faces of ya.
        '\u{649}' | '\u{6CC}' => '\u{64A}',
        // Keheh (Persian and Urdu keyboards) for kaf; heh goal and ae for heh.
        '\u{6A9}' => '\u{643}',
        '\u{6C1}' | '\u{6D5}' => '\u{647}',
        '\u{660}'..='\u{669}' => ascii_digit(c, '\u{660}'),
        '\u{6F0}'..='\u{6F9}' => ascii_digit(c, '\u{6F0}'),
        '\u{66B}' => '.',
        '\u{66C}' => ',',
        '\u{66A}' => '%',
        '«' | '»' | '“' | '”' | '„' | '‟' | '″' | '\u{FF02}' => '"',
        '‘' | '’' | '‚' | '‛' | '′' | '`' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{2009}' => ' ',
        other => other,
    };
    if tier == Tier::Loose {
        match c {
            '\u{629}' => return out.push('\u{647}'),
            '\u{624}' | '\u{626}' => return out.push('\u{621}'),
            _ => {}
        }
    }
    if c.is_uppercase() {
        out.extend(c.to_lowercase());
    } else {
        out.push(c);
    }
}

fn ascii_digit(c: char, zero: char) -> char {
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Whether `c` has no glyph of its own: controls, bidi marks and isolates, joiners, tatweel.
///
/// Tab, line feed and carriage return are white space and stay.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{AD}'                    // soft hyphen
        | '\u{61C}'                   // Arabic letter mark
        | '\u{640}'                   // tatweel
        | '\u{200B}'..='\u{200F}'     // zero-width space, joiners, direction marks
        | '\u{202A}'..='\u{202E}'     // embeddings and overrides
        | '\u{2060}'..='\u{2064}'     // word joiner, invisible operators
        | '\u{2066}'..='\u{2069}'     // isolates
        | '\u{FEFF}')
}

/// Whether `c` is an Arabic vowel sign or another mark that printing leaves out.
pub fn is_tashkeel(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}'
        | '\u{6DF}'..='\u{6E8}' | '\u{6EA}'..='\u{6ED}')
}

/// Whether `c` is an Arabic letter in one of its positional shapes, or a ligature of them.
pub fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether `c` is a letter of the Arabic script (not a digit, mark or punctuation sign).
pub fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{66E}'..='\u{66F}' | '\u{671}'..='\u{6D3}'
        | '\u{6D5}' | '\u{6EE}'..='\u{6EF}' | '\u{6FA}'..='\u{6FC}' | '\u{6FF}' | '\u{750}'..='\u{77F}')
        || is_presentation_form(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tier_folds_its_own_and_no_more() {
        // (text, invisible, orthographic, loose)
        let cases = [
            ("مـــوسـكو", "موسكو", "موسكو", "موسكو"),
            ("\u{200F}مصر\u{200E}", "مصر", "مصر", "مصر"),
            ("ﻣﺼﺮ", "مصر", "مصر", "مصر"),
            ("ﻻ", "لا", "لا", "لا"),
            ("مُحَمَّدٌ", "مُحَمَّدٌ", "محمد", "محمد"),
            ("أإآٱ", "أإآٱ", "اااا", "اااا"),
            ("على", "على", "علي", "علي"),
            ("٣٫٥", "٣٫٥", "3.5", "3.5"),
            ("١٬٠٠٠", "١٬٠٠٠", "1,000", "1,000"),
            ("۱۹۹۹", "۱۹۹۹", "1999", "1999"),
            ("«قال»", "«قال»", "\"قال\"", "\"قال\""),
            ("مدرسة", "مدرسة", "مدرسة", "مدرسه"),
            ("مسؤول", "مسؤول", "مسؤول", "مسءول"),
            ("مسئول", "مسئول", "مسئول", "مسءول"),
            ("جزء", "جزء", "جزء", "جزء"),
            ("U.S. Café", "U.S. Café", "u.s. café", "u.s. café"),
            ("e\u{301}", "é", "é", "é"),
            ("نعم…", "نعم…", "نعم…", "نعم…"),
        ];
        for (text, invisible, orthographic, loose) in cases {
            assert_eq!(fold(text, Tier::Invisible), invisible, "invisible of {text}");
            assert_eq!(fold(text, Tier::Orthographic), orthographic, "orthographic of {text}");
            assert_eq!(fold(text, Tier::Loose), loose, "loose of {text}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["ﷲ أُولئِكَ", "Straße İ", "٪ ۵ — ’x‘"] {
            for tier in [Tier::Invisible, Tier::Orthographic, Tier::Loose] {
                let once = fold(text, tier);
                assert_eq!(fold(&once, tier), once);
            }
        }
    }
}
