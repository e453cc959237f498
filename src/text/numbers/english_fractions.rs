//! English fractions: `half`, `a third of`, `two-thirds`, `three quarters`, `and a half`.
//!
//! `third`, `fifth` and their like are ordinals unless something counts them: a numerator above one
//! with the plural, `one`, or `a` with `of` (or nothing at all) behind.

use super::english::hyphen;
use super::english_words::{Word, lookup};
use super::ratio::Ratio;
use super::word;

/// The fraction that starts at `at`, and its end.
pub(super) fn fraction(words: &[&str], at: usize) -> Option<(Ratio, usize)> {
    match word(words, at) {
        "half" => return Some((Ratio::new(1, 2)?, at + 1)),
        // "quarter of a century", "quarter-million"; other quarters are parts of towns and years.
        "quarter" => {
            let next = hyphen(words, at + 1);
            let whole = if word(words, next) == "of" { next + 2 } else { next };
            return is_whole(word(words, whole)).then_some((Ratio::new(1, 4)?, at + 1));
        }
        _ => {}
    }
    let (over, part) = numerator(words, at)?;
    let spelled = !word(words, at).starts_with(|c: char| c.is_ascii_digit());
    let under = match lookup(word(words, part))? {
        Word::Parts(under) if over > 1 || under == 2 => under,
        Word::Quarter if over > 1 && part > at + 1 => 4,
        Word::Half if over == 1 && spelled => 2,
        _ if over != 1 || !spelled => return None,
        singular => {
            let under = match singular {
                Word::Quarter => 4,
                Word::Ordinal(under) | Word::OrdinalTens(under) if under >= 3 => under,
                Word::OrdinalScale(2) => 100,
                _ => return None,
            };
            let counted = word(words, at) == "one" && word(words, part) != "quarter";
            if !counted && !parts_follow(word(words, part + 1)) {
                return None;
            }
            under
        }
    };
    Some((Ratio::new(u128::from(over), u128::from(under))?, part + 1))
}

/// A fraction that is added to the number before it: `and a half`, `-and-three-quarters`.
pub(super) fn and_fraction(words: &[&str], at: usize) -> Option<(Ratio, usize)> {
    let and = hyphen(words, at);
    if word(words, and) != "and" {
        return None;
    }
    let start = hyphen(words, and + 1);
    let bare_half = word(words, start) == "half";
    let (ratio, end) = match word(words, start) {
        "a" | "one" if is_part(words, hyphen(words, start + 1)) => {
            let part = hyphen(words, start + 1);
            match fraction(words, start) {
                Some(found) => found,
                None => (singular(word(words, part))?, part + 1),
            }
        }
        _ => fraction(words, start)?,
    };
    // "five and half of them" are two numbers.
    let apart =
        bare_half && matches!(word(words, end), "of" | "the" | "a" | "an" | "its" | "their");
    (ratio.below(0) && !apart).then_some((ratio, end))
}

fn is_part(words: &[&str], at: usize) -> bool {
    matches!(word(words, at), "half" | "quarter" | "third")
}

fn singular(word: &str) -> Option<Ratio> {
    match word {
        "half" => Ratio::new(1, 2),
        "quarter" => Ratio::new(1, 4),
        "third" => Ratio::new(1, 3),
        _ => None,
    }
}

/// The numerator at `at` and where the parts it counts stand.
fn numerator(words: &[&str], at: usize) -> Option<(u32, usize)> {
    let over = match word(words, at) {
        "a" | "an" => 1,
        figure if figure.starts_with(|c: char| c.is_ascii_digit()) => {
            figure.parse().ok().filter(|n| (1..100).contains(n))?
        }
        spelled => match lookup(spelled)? {
            Word::Unit(over) if over > 0 => over,
            _ => return None,
        },
    };
    Some((over, hyphen(words, at + 1)))
}

/// Whether what follows `a third` lets it be a part: `of`, a sign, the end, or a scale.
fn parts_follow(next: &str) -> bool {
    next == "of" || !next.starts_with(char::is_alphanumeric) && next != "-" || is_whole(next)
}

/// What quarters are made of.
fn is_whole(word: &str) -> bool {
    matches!(word, "century" | "million" | "billion" | "trillion" | "hour" | "mile")
}
