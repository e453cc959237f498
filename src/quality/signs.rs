//! Quotation marks, brackets and punctuation.

use crate::text::fold::is_arabic_letter;

/// The first sign of `text` that has no partner.
pub fn unpaired(text: &str) -> Option<char> {
    let mut open: Vec<char> = Vec::new();
    let mut straight = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' | '«' | '“' => open.push(c),
            // 5" and 3'2" measure.
            '"' if !text.get(..at).is_some_and(|t| t.ends_with(|p: char| p.is_ascii_digit())) => {
                straight += 1
            }
            ')' | ']' | '}' | '»' | '”' => {
                let partner = match c {
                    ')' => '(',
                    ']' => '[',
                    '}' => '{',
                    '»' => '«',
                    _ => '“',
                };
                match open.iter().rposition(|&o| o == partner) {
                    Some(at) => {
                        open.remove(at);
                    }
                    None if c == ')' && numbers_a_list(text.get(..at).unwrap_or_default()) => {}
                    None => return Some(c),
                }
            }
            _ => {}
        }
    }
    open.first().copied().or((straight % 2 == 1).then_some('"'))
}

/// `1)` or `a)` at the start numbers an item.
fn numbers_a_list(before: &str) -> bool {
    let before = before.trim();
    let digits = before.chars().all(|c| c.is_numeric()) && before.chars().count() <= 3;
    digits || (before.chars().count() == 1 && before.chars().all(char::is_alphabetic))
}

/// The first sign of `text` that belongs to the other script.
pub fn foreign(text: &str, arabic: bool) -> Option<char> {
    if !arabic {
        return text.chars().find(|c| matches!(c, '،' | '؛' | '؟' | '٪'));
    }
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let ends = chars.peek().is_none_or(|next| next.is_whitespace());
        // Behind an Arabic word only: 1,000 and "Inc.," are as they should be.
        if matches!(c, ',' | ';' | '?') && before.is_some_and(is_arabic_letter) && ends {
            return Some(c);
        }
        before = Some(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partners_are_found() {
        for (text, sign) in [
            ("(a) «b» “c” \"d\"", None),
            ("1) one", None),
            ("one) two", Some(')')),
            ("«قال", Some('«')),
            ("a 5\" screen", None),
            ("say \"no", Some('"')),
        ] {
            assert_eq!(unpaired(text), sign, "{text}");
        }
    }

    #[test]
    fn signs_belong_to_a_script() {
        for (text, arabic, sign) in [
            ("قال, ثم", true, Some(',')),
            ("بلغت 1,000 دولار", true, None),
            ("هل جاء?", true, Some('?')),
            ("He came، then", false, Some('،')),
            ("Did he come?", false, None),
        ] {
            assert_eq!(foreign(text, arabic), sign, "{text}");
        }
    }
}
