//! A weekday, a day, a month and a year that stand together: `Sunday, 12 May 2019`,
//! `الأحد 12 أيار/مايو 2019`, `the third of May`, `9 رمضان 1440هـ`.

use super::names::{self, Name, Trust};
use super::{Calendar, DatePart, PlacedPart, Text, day, placed, years};

/// A month's name: two words or two names (`أيار/مايو`) may make one.
struct Month {
    calendar: Calendar,
    number: u8,
    end: usize,
    trust: Trust,
}

impl Month {
    fn part(&self) -> DatePart {
        DatePart::Month { calendar: self.calendar, number: self.number }
    }
}

/// The date that starts at `at`.
pub(super) fn read(text: &Text<'_>, at: usize) -> Option<Vec<PlacedPart>> {
    if let Some(weekday) = weekday(text, at) {
        let mut parts = vec![placed(at..at + 1, DatePart::Weekday(weekday))];
        let mut next = at + 1;
        while matches!(text.word(next), "," | "." | "،" | "the" | "الموافق" | "(") && next < at + 3
        {
            next += 1;
        }
        parts.extend(day_and_month(text, next).unwrap_or_default());
        return Some(parts);
    }
    day_and_month(text, at)
}

fn weekday(text: &Text<'_>, at: usize) -> Option<u8> {
    let Some(Name::Weekday(number, trust)) = name(text.word(at)) else { return None };
    // الأحد عشر: the eleven.
    let counted = number == 7 && matches!(text.word(at + 1), "عشر" | "عشرة");
    let led = matches!(text.before(at, 1), "last" | "next" | "every");
    let on = text.before(at, 1) == "on" && number < 7;
    let clear = trust == Trust::Sure || led || on || dated(text, at + 1);
    (clear && !counted).then_some(number)
}

/// Whether a date goes on at `at`, behind the stop or comma of an abbreviation.
fn dated(text: &Text<'_>, at: usize) -> bool {
    let next = if matches!(text.word(at), "." | ",") { at + 1 } else { at };
    let figure = text.digits(next).and_then(day).is_some();
    let ends = !text.word(next + 1).starts_with(char::is_alphabetic);
    (figure && ends) || day_and_month(text, next).is_some()
}

fn day_and_month(text: &Text<'_>, at: usize) -> Option<Vec<PlacedPart>> {
    if let Some((number, end)) = text.number(at) {
        let day = day(number)?;
        let place = month_after_day(text, end);
        let month = month(text, place)?;
        // The first half of October is no day.
        let part = matches!(text.before(at, 1), "النصف" | "الاسبوع" | "الثلث" | "الربع");
        if part && text.is_ordinal(at) {
            return None;
        }
        if month.trust != Trust::Sure && !clear_after_day(text, at, end, &month) {
            return None;
        }
        let mut parts = vec![placed(at..end, DatePart::Day(day))];
        parts.push(placed(place..month.end, month.part()));
        parts.extend(year_tail(text, &month));
        return Some(parts);
    }
    let month = month(text, at)?;
    let mut parts = vec![placed(at..month.end, month.part())];
    let mut tail = Month { ..month };
    if let Some((place, day)) = day_behind(text, month.end) {
        parts.push(placed(place..place + 1, DatePart::Day(day)));
        tail.end = place + 1;
    }
    let years = year_tail(text, &tail);
    let named = parts.len() > 1 || !years.is_empty();
    parts.extend(years);
    (named || is_led(text, at, &month)).then_some(parts)
}

/// Where the month stands behind a day: `12 May`, `12th of May`, `12 من شهر مايو`.
fn month_after_day(text: &Text<'_>, at: usize) -> usize {
    let of = match text.word(at) {
        "of" | "من" | "-" | "/" => at + 1,
        _ => at,
    };
    if text.word(of) == "شهر" { of + 1 } else { of }
}

/// Whether a figure before a doubtful name makes it a month: not in `the 10 may vote`.
fn clear_after_day(text: &Text<'_>, at: usize, end: usize, month: &Month) -> bool {
    if month.trust == Trust::Rare {
        return !year_tail(text, month).is_empty() || text.word(end) == "من";
    }
    if !text.word(end).is_ascii()
        || matches!(text.word(end), "of" | "-")
        || month.calendar == Calendar::Hijri
    {
        return true;
    }
    let before = text.before(at, 1);
    let ordinal = text.is_ordinal(at);
    let led = matches!(
        before,
        "" | "on"
            | "from"
            | "to"
            | "until"
            | "by"
            | "since"
            | "before"
            | "after"
            | "and"
            | ","
            | "("
            | "-"
            | "dated"
    );
    let ends = !text.word(month.end).starts_with(char::is_alphabetic);
    led || ends || (ordinal && before == "the") || matches!(name(before), Some(Name::Weekday(..)))
}

/// The day behind an English month: `May 12`, `Sept. 11th`.
fn day_behind(text: &Text<'_>, at: usize) -> Option<(usize, u8)> {
    let place = if text.word(at) == "." { at + 1 } else { at };
    if !text.before(at, 1).is_ascii() {
        return None;
    }
    let (number, end) = text.number(place)?;
    let digits = text.word(place).starts_with(|c: char| c.is_ascii_digit());
    // "May 12 June 3": a day and another month's day.
    (digits && end == place + 1).then_some((place, day(number)?))
}

/// The year behind a month, and its era.
fn year_tail(text: &Text<'_>, month: &Month) -> Vec<PlacedPart> {
    let mut place = month.end;
    while matches!(
        text.word(place),
        "," | "." | "،" | "من" | "of" | "/" | "عام" | "سنة" | "لعام" | "لسنة"
    ) && place < month.end + 2
    {
        place += 1;
    }
    let least = if month.calendar == Calendar::Hijri { 100 } else { 1000 };
    years::with_era(text, place, least).unwrap_or_default()
}

/// Whether a name with neither day nor year is a month.
fn is_led(text: &Text<'_>, at: usize, month: &Month) -> bool {
    let before = text.before(at, 1);
    let spelled = month.end > at + 1;
    match month.trust {
        Trust::Sure => true,
        Trust::Rare => before.ends_with("شهر"),
        Trust::Doubtful if spelled => true,
        Trust::Doubtful => {
            matches!(
                before,
                "in" | "of"
                    | "last"
                    | "next"
                    | "since"
                    | "until"
                    | "till"
                    | "early"
                    | "late"
                    | "during"
                    | "through"
                    | "شهر"
                    | "شهري"
                    | "في"
                    | "منذ"
                    | "حتي"
                    | "خلال"
                    | "اوائل"
                    | "اواخر"
                    | "مطلع"
                    | "نهاية"
                    | "بداية"
                    | "منتصف"
            ) || (before == "-" && text.before(at, 2) == "mid")
                || matches!(
                    text.word(month.end),
                    "الماضي" | "المقبل" | "الجاري" | "القادم" | "الحالي" | "المنصرم"
                )
        }
    }
}

/// The month that starts at `at`.
fn month(text: &Text<'_>, at: usize) -> Option<Month> {
    let mut month = one_month(text, at)?;
    let (place, closing) = match text.word(month.end) {
        "/" => (month.end + 1, ""),
        "(" => (month.end + 1, ")"),
        _ => (month.end, ""),
    };
    if let Some(twin) = one_month(text, place)
        && (twin.calendar, twin.number) == (month.calendar, month.number)
        && (closing.is_empty() || text.word(twin.end) == closing)
    {
        month.end = twin.end + usize::from(!closing.is_empty());
        month.trust = Trust::Sure;
    }
    Some(month)
}

fn one_month(text: &Text<'_>, at: usize) -> Option<Month> {
    match name(text.word(at))? {
        Name::Month(calendar, number, trust) => {
            Some(Month { calendar, number, end: at + 1, trust })
        }
        Name::Head(head) => {
            // Rabi' al-Awwal, Dhu'l-Hijjah: the article and its signs are tokens.
            let mut place = at + 1;
            while place < at + 4 && matches!(text.word(place), "'" | "al" | "ul" | "el" | "-" | "l")
            {
                place += 1;
            }
            let (calendar, number) = head.month(text.word(place))?;
            Some(Month { calendar, number, end: place + 1, trust: Trust::Sure })
        }
        Name::Weekday(..) => None,
    }
}

fn name(word: &str) -> Option<Name> {
    match word.as_bytes().first()? {
        b'a'..=b'z' => names::english(word),
        0xD8 | 0xD9 => names::arabic(word),
        _ => None,
    }
}
