//! Dates in figures and words, both languages, as parts that can be compared.
//!
//! `تشرين الأول/أكتوبر 2019`, `Oct. 2019` and `2019-10` share a month and a year; `للهجرة` and `AH`
//! an era. A part that the text leaves open stays open: of `12/5/2019` only the year is certain.
//!
//! `names` holds the months and weekdays, `numeric` reads dates in digits, `phrase` a month or a
//! weekday with the day and the year around it, `years` years, eras, decades and centuries.
//! Cost: linear; words that are no part of a date allocate nothing.

mod names;
mod numeric;
mod phrase;
mod years;

use std::ops::Range;

use crate::text::numbers::{NumberKind, NumberMention};

/// A way to count months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// January to December, under any of their Arabic names.
    Gregorian,
    /// Muharram to Dhu al-Hijjah.
    Hijri,
}

/// What a year is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Era {
    /// AD, CE, م.
    Common,
    /// BC, BCE, ق.م; the year itself is negative.
    BeforeCommon,
    /// AH, هـ.
    Hijri,
}

/// One piece of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// A year of whatever era; negative before the common era.
    Year(i32),
    /// A month.
    Month {
        /// Of which calendar.
        calendar: Calendar,
        /// 1 to 12.
        number: u8,
    },
    /// A day of the month, 1 to 31.
    Day(u8),
    /// 1 (Monday) to 7 (Sunday).
    Weekday(u8),
    /// Day or month: `12/5/2019` does not say which.
    DayOrMonth(u8),
    /// The year that opens a decade, two digits where the century is left out (`1980s` is 80 too).
    Decade(u16),
    /// A century, as its ordinal.
    Century(u8),
    /// The era that is named.
    Era(Era),
}

impl DatePart {
    /// What the part is called whatever the language: `month:10`, `hijri-month:9`, `year:2019`.
    pub fn key(&self) -> String {
        match self {
            DatePart::Year(year) => format!("year:{year}"),
            DatePart::Month { calendar: Calendar::Gregorian, number } => format!("month:{number}"),
            DatePart::Month { calendar: Calendar::Hijri, number } => {
                format!("hijri-month:{number}")
            }
            DatePart::Day(day) => format!("day:{day}"),
            DatePart::Weekday(day) => format!("weekday:{day}"),
            DatePart::DayOrMonth(number) => format!("day-or-month:{number}"),
            DatePart::Decade(decade) => format!("decade:{decade}"),
            DatePart::Century(century) => format!("century:{century}"),
            DatePart::Era(Era::Common) => "era:ad".to_string(),
            DatePart::Era(Era::BeforeCommon) => "era:bc".to_string(),
            DatePart::Era(Era::Hijri) => "era:ah".to_string(),
        }
    }
}

/// A part and the tokens that say it; the parts of a numeric date in one token share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedPart {
    /// Indices into the slice that was given.
    pub tokens: Range<usize>,
    /// What they say.
    pub part: DatePart,
}

/// A date, or as much of one as stands together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateMention {
    /// The tokens from its first to its last part, as indices into the slice that was given.
    pub tokens: Range<usize>,
    /// Its parts in the order of the text.
    pub parts: Vec<PlacedPart>,
}

/// The dates among `words`, the folded forms of a sentence's tokens, in order; `numbers` are what
/// [`numbers::mentions`](crate::text::numbers::mentions) found in the same slice.
pub fn mentions(words: &[&str], numbers: &[NumberMention]) -> Vec<DateMention> {
    let text = Text { words, numbers };
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let found = numeric::read(&text, at)
            .or_else(|| phrase::read(&text, at))
            .or_else(|| years::read(&text, at));
        match found {
            Some(parts) if !parts.is_empty() => {
                let start = parts.first().map_or(at, |p| p.tokens.start);
                let end = parts.iter().map(|p| p.tokens.end).max().unwrap_or(at).max(at + 1);
                out.push(DateMention { tokens: start..end, parts });
                at = end;
            }
            _ => at += 1,
        }
    }
    out
}

/// A sentence with its numbers.
struct Text<'a> {
    words: &'a [&'a str],
    numbers: &'a [NumberMention],
}

impl<'a> Text<'a> {
    /// The word at `at`, empty beyond the end.
    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).copied().unwrap_or("")
    }

    /// The word `back` places before `at`, empty before the start.
    fn before(&self, at: usize, back: usize) -> &'a str {
        at.checked_sub(back).map_or("", |i| self.word(i))
    }

    /// The whole number that starts at `at`, and its end.
    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let index = self.numbers.binary_search_by_key(&at, |m| m.tokens.start).ok()?;
        self.whole(index)
    }

    fn whole(&self, index: usize) -> Option<(u32, usize)> {
        let mention = self.numbers.get(index)?;
        Some((mention.value.parse().ok()?, mention.tokens.end))
    }

    /// Whether an ordinal starts at `at`.
    fn is_ordinal(&self, at: usize) -> bool {
        let index = self.numbers.binary_search_by_key(&at, |m| m.tokens.start).ok();
        index.and_then(|i| self.numbers.get(i)).is_some_and(|m| m.kind == NumberKind::Ordinal)
    }

    /// A figure of digits alone.
    fn digits(&self, at: usize) -> Option<u32> {
        let word = self.word(at);
        let plain = word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
        if plain { word.parse().ok() } else { None }
    }
}

fn placed(tokens: Range<usize>, part: DatePart) -> PlacedPart {
    PlacedPart { tokens, part }
}

/// The day that `number` can be.
fn day(number: u32) -> Option<u8> {
    u8::try_from(number).ok().filter(|day| (1..=31).contains(day))
}
