//! Texts as PostgreSQL keeps them: all that Unicode has, but for U+0000.
//!
//! That one is written as an escape and the sign of the escape, a code point that never stands for a
//! character, as another, so that every text comes back as it was.

use std::borrow::Cow;

const ESCAPE: char = '\u{10FFFF}';

/// The text as it is kept.
pub fn kept(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', ESCAPE]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => out.extend([ESCAPE, '0']),
            ESCAPE => out.extend([ESCAPE, '1']),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text that was kept so.
pub fn original(kept: String) -> String {
    if !kept.contains(ESCAPE) {
        return kept;
    }
    let mut out = String::with_capacity(kept.len());
    let mut chars = kept.chars();
    while let Some(c) = chars.next() {
        match c {
            ESCAPE => match chars.next() {
                Some('0') => out.push('\0'),
                Some('1') => out.push(ESCAPE),
                other => out.extend([ESCAPE].into_iter().chain(other)),
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_none_holds_a_zero() {
        for text in ["", "نعم", "a\0b", "\0", "\u{10FFFF}", "\u{10FFFF}0\0\u{10FFFF}\u{10FFFF}1"]
        {
            assert!(!kept(text).contains('\0'));
            assert_eq!(original(kept(text).into_owned()), text);
        }
    }
}
