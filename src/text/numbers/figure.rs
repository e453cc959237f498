//! One token written in digits: `1,000`, `1.000,50`, `36th`, `1.2bn`, `1980s`.
//!
//! Tokens are folded, so digits are ASCII; `،` is met as a separator too, for that is what many
//! Arabic keyboards offer. Where a single separator could group or be the decimal point, three
//! digits behind it make a group: `1.000` is a thousand, `3.25` is not. Tokens that only look like
//! numbers (`3.2.1`, `12.5.2023`, a telephone number that starts with 0) are refused.

use super::ratio::Ratio;
use super::{NumberKind, before, word};

/// More digits than this after a leading zero make a code, not a number.
const LEADING_ZERO_DIGITS: usize = 3;

/// What stands right behind the digits of a token and does to the value.
#[derive(Clone, Copy)]
enum Suffix {
    Nothing,
    Ordinal,
    Plural,
    Zeros(u32),
}

impl Suffix {
    fn of(tail: &str) -> Option<Suffix> {
        Some(match tail {
            "st" | "nd" | "rd" | "th" => Suffix::Ordinal,
            "s" => Suffix::Plural,
            "k" => Suffix::Zeros(3),
            // Newspapers write £5m for millions; metres have a space before them more often than not.
            "m" | "mn" | "mln" => Suffix::Zeros(6),
            "b" | "bn" | "bln" => Suffix::Zeros(9),
            "tn" | "trn" => Suffix::Zeros(12),
            "km" | "cm" | "mm" | "kg" | "mg" | "g" | "ft" | "lb" | "lbs" | "ha" | "mph" | "kph"
            | "kmh" | "kw" | "mw" | "gw" | "mb" | "gb" | "tb" | "am" | "pm" => Suffix::Nothing,
            _ => return None,
        })
    }
}

/// A token in digits.
pub(super) struct Figure {
    /// Its canonical value.
    pub value: String,
    /// Cardinal, ordinal or decade.
    pub kind: NumberKind,
}

/// The figure that `word` is.
pub(super) fn read(word: &str) -> Option<Figure> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let end = word.find(char::is_alphabetic).unwrap_or(word.len());
    let (digits, tail) = word.split_at_checked(end)?;
    if tail.is_empty() {
        return Some(Figure { value: value(digits)?, kind: NumberKind::Cardinal });
    }
    let suffix = Suffix::of(tail)?;
    let value = value(digits)?;
    Some(match suffix {
        Suffix::Plural if digits.ends_with('0') && (2..=4).contains(&digits.len()) => {
            Figure { value: decade(&value), kind: NumberKind::Decade }
        }
        Suffix::Nothing | Suffix::Plural => Figure { value, kind: NumberKind::Cardinal },
        Suffix::Ordinal => Figure { value, kind: NumberKind::Ordinal },
        Suffix::Zeros(zeros) => {
            let value = Ratio::parse(&value)?.shifted(zeros)?.canonical();
            Figure { value, kind: NumberKind::Cardinal }
        }
    })
}

/// The value of a plain figure as the number before a scale word.
///
/// `1.250 million` is one and a quarter, though `1.250` alone is a thousand two hundred and fifty.
pub(super) fn before_scale(word: &str) -> Option<Ratio> {
    match word.split_once('.') {
        Some((whole, part)) if is_digits(whole) && is_digits(part) => Ratio::parse(word),
        _ => plain(word),
    }
}

/// The value of a figure without a suffix.
pub(super) fn plain(word: &str) -> Option<Ratio> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Ratio::parse(&value(word)?)
}

/// Fractions that are a sign of their own.
pub(super) fn vulgar(word: &str) -> Option<Ratio> {
    let (over, under) = match word {
        "½" => (1, 2),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "¼" => (1, 4),
        "¾" => (3, 4),
        "⅕" => (1, 5),
        "⅖" => (2, 5),
        "⅗" => (3, 5),
        "⅘" => (4, 5),
        "⅙" => (1, 6),
        "⅛" => (1, 8),
        "⅜" => (3, 8),
        "⅝" => (5, 8),
        "⅞" => (7, 8),
        _ => return None,
    };
    Ratio::new(over, under)
}

/// The canonical value of the decade that `year` opens: `80s` for 1980 and 80, `1900s` for 1900.
pub(super) fn decade(year: &str) -> String {
    let short = year.len().checked_sub(2).and_then(|at| year.get(at..)).unwrap_or(year);
    format!("{}s", if short == "00" { year } else { short })
}

/// The end of a decade written `the 1980's`, if one starts at `at`.
pub(super) fn decade_mark(words: &[&str], at: usize) -> Option<usize> {
    let year = word(words, at);
    let round = year.len() == 4 && is_digits(year) && year.ends_with('0');
    let marked = word(words, at + 1) == "'" && word(words, at + 2) == "s";
    let led = matches!(before(words, at), "the" | "early" | "late" | "mid" | "-");
    (round && marked && led).then_some(at + 3)
}

/// Whether `text` is ASCII digits and nothing else.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn value(digits: &str) -> Option<String> {
    let separators = || digits.chars().filter(|c| !c.is_ascii_digit());
    let Some(last) = separators().next_back() else {
        let code = digits.starts_with('0') && digits.len() > LEADING_ZERO_DIGITS;
        return if code { None } else { whole(digits) };
    };
    if !separators().all(is_separator) {
        return None;
    }
    let (head, tail) = digits.rsplit_once(last)?;
    let repeated = separators().filter(|&c| c == last).count() > 1;
    let mixed = separators().any(|c| c != last);
    if repeated && !mixed {
        return grouped(digits, last);
    }
    if mixed {
        // "1,000.50": the first separator groups, the last is the point.
        let first = separators().next()?;
        let one_kind = separators().filter(|&c| c != first).count() == 1;
        return if one_kind { decimal(&grouped(head, first)?, tail) } else { None };
    }
    let grouping = tail.len() == 3 && (1..=3).contains(&head.len()) && !digits.starts_with('0');
    if grouping { grouped(digits, last) } else { decimal(head, tail) }
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '،' | '\'')
}

/// One to three digits, then groups of three.
fn grouped(digits: &str, separator: char) -> Option<String> {
    let mut groups = digits.split(separator);
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len())
        && is_digits(first)
        && groups.all(|group| group.len() == 3 && is_digits(group));
    if !fits {
        return None;
    }
    whole(&digits.replace(separator, ""))
}

fn whole(digits: &str) -> Option<String> {
    if !is_digits(digits) {
        return None;
    }
    let trimmed = digits.trim_start_matches('0');
    Some(if trimmed.is_empty() { "0" } else { trimmed }.to_string())
}

fn decimal(head: &str, tail: &str) -> Option<String> {
    if !is_digits(tail) {
        return None;
    }
    let head = whole(head)?;
    let tail = tail.trim_end_matches('0');
    Some(if tail.is_empty() { head } else { format!("{head}.{tail}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_one_value() {
        for (word, value) in [
            ("1,000", "1000"),
            ("1.000", "1000"),
            ("1.000.000", "1000000"),
            ("10.250,75", "10250.75"),
            ("1,234,567.80", "1234567.8"),
            ("3,5", "3.5"),
            ("3،5", "3.5"),
            ("1،000", "1000"),
            ("1'000", "1000"),
            ("0.500", "0.5"),
            ("05", "5"),
            ("000", "0"),
            ("36th", "36"),
            ("1980s", "80s"),
            ("2000s", "2000s"),
            ("747s", "747"),
            ("1.2bn", "1200000000"),
        ] {
            assert_eq!(read(word).map(|f| f.value).as_deref(), Some(value), "{word}");
        }
    }

    #[test]
    fn codes_are_no_figures() {
        for word in ["3.2.1", "12.5.2023", "192.168.1.10", "01234567", "5;6", "4x4", "1,00,0", "3d"]
        {
            assert!(read(word).is_none(), "{word}");
        }
    }
}
