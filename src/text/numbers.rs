//! Numbers in figures and words, both languages, brought to one canonical value.
//!
//! A *mention* covers one or more neighbouring tokens and has a value written the same way
//! whatever the source: `٣٫٥` and `3.5`, `8 آلاف` and `8,000`, `3.5 مليون` and `3.5 million`.

use std::ops::Range;

/// A number found in a run of tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberMention {
    /// The tokens it covers, as indices into the slice that was given.
    pub tokens: Range<usize>,
    /// Its canonical value: plain decimal digits, `.` for the decimal point, no separators.
    pub value: String,
}

/// The numbers among `words`, the folded forms of a sentence's tokens, in order.
pub fn mentions(words: &[&str]) -> Vec<NumberMention> {
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(word) = words.get(i) {
        let Some(mut value) = figure(word) else {
            i += 1;
            continue;
        };
        let mut end = i + 1;
        if let Some(zeros) = words.get(end).and_then(|next| scale(next)) {
            value = shift(&value, zeros);
            end += 1;
        }
        out.push(NumberMention { tokens: i..end, value });
        i = end;
    }
    out
}

/// The value of one token written in digits: `1,000`, `1.000,50`, `36th`.
fn figure(word: &str) -> Option<String> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|e| word.strip_suffix(e)).unwrap_or(word);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return None;
    }
    let separators: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let point = match (
        separators.last(),
        separators.iter().filter(|&s| Some(s) == separators.last()).count(),
    ) {
        (Some(&last), 1) => {
            let tail = digits.rsplit(last).next().map_or(0, str::len);
            let head = digits.len() - tail - 1;
            let mixed = separators.iter().any(|&s| s != last);
            // "1,000" groups; "3,5" and "10.250,75" have a decimal comma; "1.000" is read as a group.
            (mixed || tail != 3 || head > 3 || digits.starts_with('0')).then_some(last)
        }
        _ => None,
    };
    let mut value: String = match point {
        Some(point) => {
            let (whole, part) = digits.rsplit_once(point)?;
            let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
            format!("{whole}.{part}")
        }
        None => digits.chars().filter(char::is_ascii_digit).collect(),
    };
    if value.contains('.') {
        value = value.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    Some(value)
}

/// Powers of ten that a word stands for after a figure.
fn scale(word: &str) -> Option<usize> {
    match word {
        "hundred" | "مئة" | "مائة" => Some(2),
        "thousand" | "الف" | "الاف" | "الفا" => Some(3),
        "million" | "mln" | "m" | "مليون" | "مليونا" | "ملايين" => Some(6),
        "billion" | "bn" | "مليار" | "مليارا" | "مليارات" | "بليون" | "بلايين" => {
            Some(9)
        }
        "trillion" | "تريليون" | "تريليونا" | "تريليونات" => Some(12),
        _ => None,
    }
}

/// `value` times ten to the `zeros`.
fn shift(value: &str, zeros: usize) -> String {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let mut digits = format!("{whole}{part}");
    if part.len() <= zeros {
        digits.extend(std::iter::repeat_n('0', zeros - part.len()));
        return digits;
    }
    digits.insert(whole.len() + zeros, '.');
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_scales_have_one_value() {
        for (words, value) in [
            ("1,000", "1000"),
            ("3.5 million", "3500000"),
            ("8 الاف", "8000"),
            ("10.250,75", "10250.75"),
            ("3.5", "3.5"),
            ("36th", "36"),
            ("2019", "2019"),
            ("1.25 مليار", "1250000000"),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            let found = mentions(&words);
            assert_eq!(found.len(), 1, "{words:?}");
            assert_eq!(found[0].value, value, "{words:?}");
            assert_eq!(found[0].tokens, 0..words.len());
        }
    }
}
