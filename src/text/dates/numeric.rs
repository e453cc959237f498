//! Dates in digits: `2019-05-12`, `12/5/2019`, `12.5.2019`.
//!
//! Years first are followed by the month; dots mean the day first. With strokes either may come
//! first, and the text decides only when one of the two is above twelve or both are the same.

use super::{Calendar, DatePart, PlacedPart, Text, day, placed};

/// Years that a date in digits may have.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2999;

/// The date that starts at `at`.
pub(super) fn read(text: &Text<'_>, at: usize) -> Option<Vec<PlacedPart>> {
    if !text.word(at).starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    dotted(text.word(at), at).or_else(|| signed(text, at))
}

fn dotted(word: &str, at: usize) -> Option<Vec<PlacedPart>> {
    let mut pieces = word.split('.');
    let (first, second, third) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if pieces.next().is_some() || first.len() > 2 || second.len() > 2 || third.len() != 4 {
        return None;
    }
    let day = day(first.parse().ok()?)?;
    let month = month(second.parse().ok()?)?;
    let year = year(third.parse().ok()?)?;
    Some([DatePart::Day(day), month, year].map(|part| placed(at..at + 1, part)).into())
}

/// Three figures with the same sign between them, each a token.
fn signed(text: &Text<'_>, at: usize) -> Option<Vec<PlacedPart>> {
    let sign = text.word(at + 1);
    if !matches!(sign, "-" | "/") || text.word(at + 3) != sign || text.word(at + 5) == sign {
        return None;
    }
    let [a, b, c] = [text.digits(at)?, text.digits(at + 2)?, text.digits(at + 4)?];
    let parts = if YEARS.contains(&a) {
        [year(a)?, month(b)?, DatePart::Day(day(c)?)]
    } else if let (Some(month), 13..) = (month(a), b) {
        [month, DatePart::Day(day(b)?), year(c)?]
    } else if let (Some(month), true) = (month(b), a > 12 || a == b) {
        [DatePart::Day(day(a)?), month, year(c)?]
    } else if sign == "/" && month(a).is_some() && month(b).is_some() {
        [DatePart::DayOrMonth(day(a)?), DatePart::DayOrMonth(day(b)?), year(c)?]
    } else {
        return None;
    };
    Some((0..).zip(parts).map(|(i, part)| placed(at + 2 * i..at + 2 * i + 1, part)).collect())
}

fn year(number: u32) -> Option<DatePart> {
    let year = i32::try_from(number).ok()?;
    YEARS.contains(&number).then_some(DatePart::Year(year))
}

fn month(number: u32) -> Option<DatePart> {
    let number = u8::try_from(number).ok().filter(|n| (1..=12).contains(n))?;
    Some(DatePart::Month { calendar: Calendar::Gregorian, number })
}
