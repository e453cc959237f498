//! Signs in a text that readers do not see or that spoil it: counted for the user, cleaned in the views that are
//! compared ([`crate::text::fold`]), and never touched in the text itself.

use crate::text::fold::{is_arabic_letter, is_presentation_form};

/// A remark on what `text` holds; `None` where there is nothing to say.
pub fn remark(text: &str) -> Option<String> {
    let mut counts = [0usize; 7];
    let bytes = text.as_bytes();
    for (start, &byte) in bytes.iter().enumerate() {
        // The bytes that the signs looked for begin with; plain letters are not even decoded.
        let suspect = match byte {
            0xC2 | 0xE2 | 0xEF => true,
            0xD8 => bytes.get(start + 1) == Some(&0x9C),
            0xD9 => bytes.get(start + 1) == Some(&0x80),
            _ => false,
        };
        if !suspect {
            continue;
        }
        let mut signs = text.get(start..).unwrap_or_default().chars();
        let Some(c) = signs.next() else { continue };
        let at = match c {
            '\u{FFFD}' => 0,
            c if is_presentation_form(c) => 1,
            // At the end of a word it is no stretch: هـ is written that way.
            '\u{0640}' if signs.next().is_some_and(|c| is_arabic_letter(c) || c == '\u{0640}') => 2,
            '\u{200E}'
            | '\u{200F}'
            | '\u{061C}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => 3,
            '\u{AD}' => 4,
            '\u{FB00}'..='\u{FB06}' => 5,
            '\u{A0}' | '\u{202F}' => 6,
            _ => continue,
        };
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    const NAMES: [(&str, &str); 7] = [
        (
            "replacement character (U+FFFD: text was lost before)",
            "replacement characters (U+FFFD: text was lost before)",
        ),
        ("Arabic presentation form", "Arabic presentation forms"),
        ("tatweel", "tatweels"),
        ("bidi mark", "bidi marks"),
        ("soft hyphen", "soft hyphens"),
        ("ligature", "ligatures"),
        ("no-break space", "no-break spaces"),
    ];
    let parts: Vec<String> = counts
        .iter()
        .zip(NAMES)
        .filter(|(count, _)| **count > 0)
        .map(|(&count, (one, many))| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    (!parts.is_empty()).then(|| format!("the text holds {}; it is left as it is", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_counted() {
        assert_eq!(remark("نص نظيف هنا سنة ١٤٤٧هـ."), None);
        assert_eq!(
            remark("مـــوسكو\u{200F} ﻻ oﬃce\u{A0}\u{FFFD}").as_deref(),
            Some(
                "the text holds 1 replacement character (U+FFFD: text was lost before), 1 Arabic presentation form, 3 tatweels, \
                 1 bidi mark, 1 ligature, 1 no-break space; it is left as it is"
            )
        );
    }
}
