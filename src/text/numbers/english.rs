//! English numbers in words, or a figure with words after it: `two hundred and five thousand`.
//!
//! A number is a row of parts in falling order of size, each a coefficient below a thousand (or a
//! fraction, or a figure) and the scale words behind it. Hyphens are tokens and may stand anywhere
//! between two words of a number.

use super::english_fractions::{and_fraction, fraction};
use super::english_words::{Word, lookup};
use super::figure;
use super::ratio::Ratio;
use super::{Found, NumberKind, before, word};

/// A number below ten thousand in words.
#[derive(Clone, Copy)]
struct Group {
    value: u32,
    end: usize,
    ordinal: bool,
}

/// Coefficient and scale.
struct Part {
    value: Ratio,
    zeros: u32,
    end: usize,
    ordinal: bool,
    spelled: bool,
}

/// The number that starts at `at`.
pub(super) fn read(words: &[&str], at: usize) -> Option<Found> {
    let first = word(words, at);
    if first.len() > 2 && !first.starts_with(|c: char| c.is_ascii_digit()) {
        if let Word::Decade(tens) = lookup(first)? {
            let value = figure::decade(&tens.to_string());
            return Some(Found { end: at + 1, value, kind: NumberKind::Decade });
        }
        if is_vague(words, at) {
            return None;
        }
    }
    let mut part = part(words, at)?;
    let mut total = part.value;
    while !part.ordinal && part.zeros > 0 {
        let Some(next) = next_part(words, &part) else { break };
        let Some(sum) = total.plus(next.value) else { break };
        (total, part) = (sum, next);
    }
    let kind = kind(words, at, &part, total);
    Some(Found::new(part.end, total, kind))
}

fn kind(words: &[&str], at: usize, last: &Part, total: Ratio) -> NumberKind {
    let alone = last.end == at + 1;
    match word(words, at) {
        "one" if alone => NumberKind::Weak,
        "second" if alone && !is_ordinal_second(words, at) => NumberKind::Weak,
        "first" if alone && before(words, at) == "at" => NumberKind::Weak,
        _ if last.ordinal => NumberKind::Ordinal,
        figure if figure.starts_with(|c: char| c.is_ascii_digit()) => NumberKind::Cardinal,
        _ if total.is_whole() => NumberKind::Cardinal,
        _ => NumberKind::Fraction,
    }
}

/// Whether `second` says which one rather than how long.
fn is_ordinal_second(words: &[&str], at: usize) -> bool {
    let led = match before(words, at) {
        "a" | "per" | "each" | "every" | "split" | "any" | "this" | "that" | "one" => false,
        "-" => at.checked_sub(2).is_none_or(|i| {
            let counted = word(words, i);
            !counted.starts_with(|c: char| c.is_ascii_digit()) && lookup(counted).is_none()
        }),
        other => !other.starts_with(|c: char| c.is_ascii_digit()),
    };
    led && !matches!(word(words, at + 1), "later" | "ago" | "before" | "after" | "half-life")
}

/// Whether the multiplier at `at` counts nothing exact: `several hundred`, `multi-million`.
fn is_vague(words: &[&str], at: usize) -> bool {
    let multiplier = |w| matches!(lookup(w), Some(Word::Hundred | Word::Scale(_) | Word::Dozen));
    let previous = before(words, at);
    multiplier(word(words, at))
        && (matches!(
            previous,
            "several" | "few" | "many" | "of" | "-" | "couple" | "multi" | "per"
        ) || multiplier(previous))
}

/// The part after `part`: smaller, and joined to it.
fn next_part(words: &[&str], last: &Part) -> Option<Part> {
    let joined = match word(words, last.end) {
        "and" | "," if last.spelled => last.end + 1,
        _ => hyphen(words, last.end),
    };
    let comma = word(words, last.end) == ",";
    let next = part(words, joined)?;
    let same_style = next.spelled == last.spelled && (next.spelled || next.zeros > 0);
    let smaller = next.zeros < last.zeros && next.value.below(last.zeros);
    let fits = smaller && same_style && !(comma && (next.value.below(2) || next.ordinal));
    (fits && next.value.is_whole()).then_some(next)
}

/// The coefficient at `at` and the scale words behind it.
fn part(words: &[&str], at: usize) -> Option<Part> {
    let (mut value, mut end, mut ordinal, mut spelled) = (Ratio::whole(1), at, false, true);
    let mut counted = true;
    if let Some((ratio, after)) = fraction(words, at) {
        (value, end) = (ratio, after);
        let inner = of_a(words, end);
        if multiplier(words, inner).is_some() {
            end = inner;
        }
    } else if word(words, at).starts_with(|c: char| c.is_ascii_digit()) {
        let scaled = multiplier(words, hyphen(words, at + 1)).is_some()
            || short_scale(words, at + 1).is_some();
        let figure = word(words, at);
        value = if scaled { figure::before_scale(figure)? } else { figure::plain(figure)? };
        (end, spelled) = (at + 1, false);
    } else if matches!(word(words, at), "a" | "an") {
        // "a hundred", "a million", "a dozen": the article counts.
        let inner = hyphen(words, at + 1);
        if lookup(word(words, inner)) == Some(Word::Hundred) {
            let group = group(words, inner)?;
            (value, end, ordinal) = (Ratio::whole(group.value), group.end, group.ordinal);
        } else {
            multiplier(words, inner)?;
            end = inner;
        }
    } else if let Some(group) = group(words, at) {
        (value, end, ordinal) = (Ratio::whole(group.value), group.end, group.ordinal);
    } else {
        counted = false;
    }
    if counted
        && !ordinal
        && let Some((ratio, after)) = and_fraction(words, end)
    {
        (value, end) = (value.plus(ratio)?, after);
    }
    let mut zeros = 0;
    while !ordinal {
        let next = hyphen(words, end);
        match multiplier(words, next) {
            Some(Word::Scale(more)) => zeros += more,
            Some(Word::Hundred) if !spelled => value = value.shifted(2)?,
            Some(Word::Dozen) if zeros == 0 => {
                return Some(Part {
                    value: value.times(Ratio::whole(12))?,
                    zeros: 0,
                    end: next + 1,
                    ordinal: false,
                    spelled,
                });
            }
            Some(Word::OrdinalScale(more)) => {
                zeros += more;
                ordinal = true;
            }
            _ => match short_scale(words, next).filter(|_| !spelled && zeros == 0) {
                Some(more) => zeros += more,
                None => break,
            },
        }
        end = next + 1;
    }
    if end == at {
        return None;
    }
    let mut value = value.shifted(zeros)?;
    if zeros > 0
        && !ordinal
        && let Some((ratio, after)) = and_fraction(words, end)
    {
        (value, end) = (value.plus(ratio.shifted(zeros)?)?, after);
    }
    Some(Part { value, zeros, end, ordinal, spelled })
}

/// The multiplying word at `at`.
fn multiplier(words: &[&str], at: usize) -> Option<Word> {
    lookup(word(words, at)).filter(|found| {
        matches!(found, Word::Scale(_) | Word::Dozen | Word::Hundred | Word::OrdinalScale(3..))
    })
}

/// Zeros of an abbreviated scale, which only follows a figure; `m` only in an amount of money.
fn short_scale(words: &[&str], at: usize) -> Option<u32> {
    Some(match word(words, at) {
        "mn" | "mln" => 6,
        "bn" | "bln" => 9,
        "trn" | "tn" => 12,
        "m" if at.checked_sub(2).is_some_and(|i| matches!(word(words, i), "$" | "£" | "€")) => 6,
        _ => return None,
    })
}

/// Where the scale stands in `half a million`, `a quarter of a million`.
fn of_a(words: &[&str], at: usize) -> usize {
    let after_of = if word(words, at) == "of" { at + 1 } else { hyphen(words, at) };
    match word(words, after_of) {
        "a" | "an" | "one" => hyphen(words, after_of + 1),
        _ if after_of == at + 1 && word(words, at) == "of" => at,
        _ => after_of,
    }
}

/// Below ten thousand: `two hundred and five`, `nineteen forty-five`, `fifteen hundred`.
fn group(words: &[&str], at: usize) -> Option<Group> {
    let head = match lookup(word(words, at))? {
        Word::Hundred => Group { value: 1, end: at, ordinal: false },
        _ => tens(words, at)?,
    };
    if head.ordinal {
        return Some(head);
    }
    if (15..=20).contains(&head.value)
        && head.end == at + 1
        && let Some(year) = year_tail(words, head)
    {
        return Some(year);
    }
    let hundred = hyphen(words, head.end);
    let mut group = match lookup(word(words, hundred)) {
        Some(Word::Hundred) if (1..=99).contains(&head.value) => {
            Group { value: head.value * 100, end: hundred + 1, ordinal: false }
        }
        Some(Word::OrdinalScale(2)) if (1..=99).contains(&head.value) => {
            return Some(Group { value: head.value * 100, end: hundred + 1, ordinal: true });
        }
        _ => return Some(head),
    };
    let joined = match word(words, group.end) {
        "and" => group.end + 1,
        _ => hyphen(words, group.end),
    };
    let joined = if joined > group.end { hyphen(words, joined) } else { joined };
    if let Some(tail) = tens(words, joined)
        && tail.value > 0
        && lookup(word(words, hyphen(words, tail.end))) != Some(Word::Hundred)
    {
        group = Group { value: group.value + tail.value, end: tail.end, ordinal: tail.ordinal };
    }
    Some(group)
}

/// The second half of a year read in two halves: `nineteen forty-five`.
fn year_tail(words: &[&str], head: Group) -> Option<Group> {
    let tail = tens(words, hyphen(words, head.end))?;
    let multiplied = multiplier(words, hyphen(words, tail.end)).is_some();
    let fits = (10..=99).contains(&tail.value) && !tail.ordinal && !multiplied;
    fits.then_some(Group { value: head.value * 100 + tail.value, end: tail.end, ordinal: false })
}

/// Below a hundred.
fn tens(words: &[&str], at: usize) -> Option<Group> {
    let (value, ordinal) = match lookup(word(words, at))? {
        Word::Unit(value) => (value, false),
        Word::Ordinal(value) | Word::OrdinalTens(value) => (value, true),
        Word::Tens(tens) => {
            let score = matches!(word(words, at), "threescore" | "fourscore");
            let next = match word(words, at + 1) {
                "and" if score => at + 2,
                _ => hyphen(words, at + 1),
            };
            let most = if score { 19 } else { 9 };
            return Some(match lookup(word(words, next)) {
                Some(Word::Unit(unit)) if (1..=most).contains(&unit) => {
                    Group { value: tens + unit, end: next + 1, ordinal: false }
                }
                Some(Word::Ordinal(unit)) if unit <= most => {
                    Group { value: tens + unit, end: next + 1, ordinal: true }
                }
                _ => Group { value: tens, end: at + 1, ordinal: false },
            });
        }
        Word::OrdinalScale(2) => (100, true),
        _ => return None,
    };
    Some(Group { value, end: at + 1, ordinal })
}

/// `at`, or the place behind the hyphen there.
pub(super) fn hyphen(words: &[&str], at: usize) -> usize {
    if word(words, at) == "-" { at + 1 } else { at }
}
