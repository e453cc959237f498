//! Years with the word or the era that makes them years, decades and centuries.

use super::{DatePart, Era, PlacedPart, Text, placed};
use crate::text::numbers::NumberKind;

/// Years that a preposition alone makes a year: other figures after `in` count something.
const PLAIN_YEARS: std::ops::RangeInclusive<u32> = 1800..=2099;

/// The year, decade or century that starts at `at`.
pub(super) fn read(text: &Text<'_>, at: usize) -> Option<Vec<PlacedPart>> {
    if let Some(century) = arabic_century(text, at) {
        return Some(vec![century]);
    }
    if let Some(after) = era_before(text, at) {
        return Some(after);
    }
    let index = text.numbers.binary_search_by_key(&at, |m| m.tokens.start).ok()?;
    let mention = text.numbers.get(index)?;
    if mention.kind == NumberKind::Decade {
        let decade = mention.value.trim_end_matches('s').parse().ok()?;
        return Some(vec![placed(mention.tokens.clone(), DatePart::Decade(decade))]);
    }
    let (number, end) = text.number(at)?;
    let century = if text.word(end) == "-" { end + 1 } else { end };
    if matches!(text.word(century), "century" | "centuries") {
        let part = DatePart::Century(u8::try_from(number).ok()?);
        return Some(vec![placed(at..century + 1, part)]);
    }
    let named = is_year_word(text.before(at, 1));
    let led = PLAIN_YEARS.contains(&number) && is_preposition(text.before(at, 1));
    let parts = with_era(text, at, 1)?;
    (named || led || parts.len() > 1).then_some(parts)
}

fn is_year_word(word: &str) -> bool {
    let bare = word.strip_prefix(['و', 'ل', 'ب']).unwrap_or(word);
    matches!(bare, "عام" | "سنة" | "عامي" | "year") || matches!(bare, "العام" | "لعام" | "للعام")
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "in" | "since"
            | "until"
            | "till"
            | "by"
            | "before"
            | "after"
            | "during"
            | "early"
            | "late"
            | "في"
            | "منذ"
            | "حتي"
            | "بحلول"
            | "قبل"
            | "بعد"
            | "اواخر"
            | "اوائل"
            | "مطلع"
            | "نهاية"
    )
}

/// The year at `at`, no less than `least`, with the era behind it.
///
/// Without an era a year has three or four digits.
pub(super) fn with_era(text: &Text<'_>, at: usize, least: u32) -> Option<Vec<PlacedPart>> {
    let (number, end) = text.number(at)?;
    let figure = text.word(at).starts_with(|c: char| c.is_ascii_digit());
    let plain = !figure || text.digits(at).is_some() && end == at + 1;
    if !plain || number > 2999 {
        return None;
    }
    let year = i32::try_from(number).ok()?;
    let named = is_year_word(text.before(at, 1));
    if let Some((era, after)) = era(text, end, named || (1300..=2100).contains(&number)) {
        let year = if era == Era::BeforeCommon { -year } else { year };
        let year = placed(at..end, DatePart::Year(year));
        return Some(vec![year, placed(end..after, DatePart::Era(era))]);
    }
    (number >= least.max(100)).then(|| vec![placed(at..end, DatePart::Year(year))])
}

/// The era named at `at` behind a number; a lone م is metres unless the number is `yearly`.
fn era(text: &Text<'_>, at: usize, yearly: bool) -> Option<(Era, usize)> {
    let one = |era| Some((era, at + 1));
    match (text.word(at), text.word(at + 1)) {
        ("ه" | "هجري" | "هجرية" | "للهجرة" | "ah" | "a.h", _) => one(Era::Hijri),
        ("bc" | "bce" | "b.c" | "b.c.e" | "ق.م", _) => one(Era::BeforeCommon),
        ("قبل", "الميلاد") => Some((Era::BeforeCommon, at + 2)),
        ("ق", "م") => Some((Era::BeforeCommon, at + 2)),
        ("ad" | "ce" | "a.d" | "c.e" | "ميلادي" | "ميلادية" | "للميلاد", _) => {
            one(Era::Common)
        }
        ("بعد", "الميلاد") => Some((Era::Common, at + 2)),
        ("م", _) if yearly => one(Era::Common),
        _ => None,
    }
}

/// `AD 70`, `A.H. 1440`.
fn era_before(text: &Text<'_>, at: usize) -> Option<Vec<PlacedPart>> {
    let era = match text.word(at) {
        "ad" | "a.d" => Era::Common,
        "ah" | "a.h" => Era::Hijri,
        _ => return None,
    };
    let place = if text.word(at + 1) == "." { at + 2 } else { at + 1 };
    let year = text.digits(place)?;
    let year = DatePart::Year(i32::try_from(year).ok()?);
    Some(vec![placed(at..at + 1, DatePart::Era(era)), placed(place..place + 1, year)])
}

/// `القرن التاسع عشر`, `القرن ال19`.
fn arabic_century(text: &Text<'_>, at: usize) -> Option<PlacedPart> {
    let bare = text.word(at).strip_prefix(['و', 'ب', 'ل', 'ف']).unwrap_or(text.word(at));
    if !matches!(bare, "القرن" | "لقرن" | "للقرن") {
        return None;
    }
    let place = if text.word(at + 1) == "ال" { at + 2 } else { at + 1 };
    let (number, end) = text.number(place)?;
    let number = u8::try_from(number).ok().filter(|n| (1..=40).contains(n))?;
    Some(placed(at..end, DatePart::Century(number)))
}
