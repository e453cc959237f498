//! The names of months and weekdays in Arabic and English, and the words an era is marked with.
//!
//! Arabic months come in the Egyptian, the Levantine and Iraqi, the Algerian and Tunisian and the
//! Moroccan set; Hijri months in both languages. Many names are common words too; [`Trust`] says
//! how much a name needs beside it before it is one.

use super::Calendar;

/// What a word must have beside it to be a name of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Nothing: October, شباط.
    Sure,
    /// A day, a year or a word that dates have: May, march, مارس, آب.
    Doubtful,
    /// A year or the word month: صفر is a zero first.
    Rare,
}

/// What a word is in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// A month of the named calendar, 1 to 12.
    Month(Calendar, u8, Trust),
    /// A weekday, 1 (Monday) to 7.
    Weekday(u8, Trust),
    /// The first of two words.
    Head(Head),
}

/// First words of two-word months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// كانون: the first is December, the second January.
    Kanun,
    /// تشرين: October and November.
    Tishrin,
    /// ربيع: Hijri 3 and 4.
    Rabi,
    /// جمادى: Hijri 5 and 6.
    Jumada,
    /// ذو: Hijri 11 and 12.
    Dhu,
}

impl Head {
    /// The month that `second` makes of it.
    pub fn month(self, second: &str) -> Option<(Calendar, u8)> {
        let first =
            matches!(second, "الاول" | "الاولي" | "awwal" | "awal" | "ula" | "oola" | "i" | "1");
        let last = matches!(
            second,
            "الثاني"
                | "الثانية"
                | "الاخر"
                | "الاخرة"
                | "thani"
                | "thaani"
                | "thaniya"
                | "thaniyah"
                | "akhir"
                | "akhar"
                | "akhira"
                | "akhirah"
                | "ii"
                | "2"
        );
        let of_two = |a, b| {
            if first {
                Some(a)
            } else if last {
                Some(b)
            } else {
                None
            }
        };
        let hijri = |month: Option<u8>| Some((Calendar::Hijri, month?));
        let gregorian = |month: Option<u8>| Some((Calendar::Gregorian, month?));
        match self {
            Head::Kanun => gregorian(of_two(12, 1)),
            Head::Tishrin => gregorian(of_two(10, 11)),
            Head::Rabi => hijri(of_two(3, 4)),
            Head::Jumada => hijri(of_two(5, 6)),
            Head::Dhu => hijri(match second {
                "القعدة" | "qadah" | "qada" | "qa'dah" | "qa'da" | "qi'dah" | "qi'da" | "qidah"
                | "qaadah" => Some(11),
                "الحجة" | "hijjah" | "hijja" | "hija" | "hijah" => Some(12),
                _ => None,
            }),
        }
    }
}

/// What an English word is, folded.
pub(super) fn english(word: &str) -> Option<Name> {
    use Trust::{Doubtful, Sure};
    if !(3..=12).contains(&word.len()) {
        return None;
    }
    let gregorian = |month, trust| Name::Month(Calendar::Gregorian, month, trust);
    let hijri = |month| Name::Month(Calendar::Hijri, month, Sure);
    Some(match word.as_bytes().first()? {
        b'a' => match word {
            "april" => gregorian(4, Sure),
            "august" | "aug" => gregorian(8, Sure),
            "apr" => gregorian(4, Doubtful),
            _ => return None,
        },
        b'd' | b't' | b'z' => match word {
            "december" | "dec" => gregorian(12, Sure),
            "tuesday" | "tuesdays" => Name::Weekday(2, Sure),
            "thursday" | "thursdays" => Name::Weekday(4, Sure),
            "tue" | "tues" => Name::Weekday(2, Doubtful),
            "thu" | "thur" | "thurs" => Name::Weekday(4, Doubtful),
            "dhu" | "dhul" | "dhu'l" | "zul" | "zulhijja" => Name::Head(Head::Dhu),
            "dhulhijjah" | "zulhijjah" => hijri(12),
            _ => return None,
        },
        b'f' | b'n' | b'o' => match word {
            "february" | "feb" => gregorian(2, Sure),
            "november" | "nov" => gregorian(11, Sure),
            "october" | "oct" => gregorian(10, Sure),
            "friday" | "fridays" => Name::Weekday(5, Sure),
            "fri" => Name::Weekday(5, Doubtful),
            _ => return None,
        },
        b'j' => match word {
            "january" => gregorian(1, Sure),
            "june" => gregorian(6, Sure),
            "july" | "jul" => gregorian(7, Sure),
            "jan" => gregorian(1, Doubtful),
            "jun" => gregorian(6, Doubtful),
            "jumada" | "jumaada" | "jamadi" | "jumadi" => Name::Head(Head::Jumada),
            _ => return None,
        },
        b'm' => match word {
            "monday" | "mondays" => Name::Weekday(1, Sure),
            "mon" => Name::Weekday(1, Doubtful),
            "march" | "mar" => gregorian(3, Doubtful),
            "may" => gregorian(5, Doubtful),
            "muharram" => hijri(1),
            _ => return None,
        },
        b'r' => match word {
            "rabi" | "rabia" | "rabee" => Name::Head(Head::Rabi),
            "rajab" => hijri(7),
            "ramadan" | "ramadhan" | "ramazan" | "ramadaan" => hijri(9),
            _ => return None,
        },
        b's' => match word {
            "september" | "sept" | "sep" => gregorian(9, Sure),
            "saturday" | "saturdays" => Name::Weekday(6, Sure),
            "sunday" | "sundays" => Name::Weekday(7, Sure),
            "sat" => Name::Weekday(6, Doubtful),
            "sun" => Name::Weekday(7, Doubtful),
            "safar" => hijri(2),
            "sha'ban" | "shaban" | "shaaban" | "sha'aban" => hijri(8),
            "shawwal" | "shawal" => hijri(10),
            _ => return None,
        },
        b'w' => match word {
            "wednesday" | "wednesdays" => Name::Weekday(3, Sure),
            "wed" => Name::Weekday(3, Doubtful),
            _ => return None,
        },
        _ => return None,
    })
}

/// What an Arabic word is, folded; ب, ل, ك, و and ف may stand before it.
pub(super) fn arabic(word: &str) -> Option<Name> {
    if let Some(name) = month(word) {
        return Some(name);
    }
    let bare = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    if bare.len() < word.len()
        && let Some(name) = month(bare)
    {
        return Some(name);
    }
    if let Some(name) = weekday(bare) {
        return Some(name);
    }
    let rest = bare.strip_prefix(['ب', 'ل', 'ك'])?;
    weekday(rest).or_else(|| {
        // باب is a door before it is "in August".
        month(rest).filter(|name| !matches!(name, Name::Month(_, _, Trust::Doubtful | Trust::Rare)))
    })
}

fn month(word: &str) -> Option<Name> {
    use Trust::{Doubtful, Rare, Sure};
    // Two to six letters of two bytes.
    if !(4..=12).contains(&word.len()) {
        return None;
    }
    let gregorian = |month, trust| Some(Name::Month(Calendar::Gregorian, month, trust));
    let hijri = |month, trust| Some(Name::Month(Calendar::Hijri, month, trust));
    match word {
        "يناير" | "جانفي" => gregorian(1, Sure),
        "فبراير" | "شباط" | "فيفري" => gregorian(2, Sure),
        "اذار" => gregorian(3, Sure),
        "مارس" => gregorian(3, Doubtful),
        "ابريل" | "نيسان" | "افريل" => gregorian(4, Sure),
        "مايو" | "ايار" => gregorian(5, Sure),
        "ماي" => gregorian(5, Doubtful),
        "يونيو" | "يونيه" | "حزيران" => gregorian(6, Sure),
        "جوان" => gregorian(6, Doubtful),
        "يوليو" | "يوليه" | "تموز" | "جويلية" | "يوليوز" => {
            gregorian(7, Sure)
        }
        "اغسطس" | "غشت" => gregorian(8, Sure),
        "اب" | "اوت" => gregorian(8, Doubtful),
        "سبتمبر" | "ايلول" | "شتنبر" => gregorian(9, Sure),
        "اكتوبر" => gregorian(10, Sure),
        "نوفمبر" | "نونبر" => gregorian(11, Sure),
        "ديسمبر" | "دجنبر" => gregorian(12, Sure),
        "محرم" => hijri(1, Doubtful),
        "صفر" => hijri(2, Rare),
        "رجب" => hijri(7, Doubtful),
        "شعبان" => hijri(8, Doubtful),
        "رمضان" => hijri(9, Sure),
        "شوال" => hijri(10, Sure),
        "كانون" => Some(Name::Head(Head::Kanun)),
        "تشرين" => Some(Name::Head(Head::Tishrin)),
        "ربيع" => Some(Name::Head(Head::Rabi)),
        "جمادي" => Some(Name::Head(Head::Jumada)),
        "ذو" | "ذي" => Some(Name::Head(Head::Dhu)),
        _ => None,
    }
}

/// Weekdays have the article; أحد without it is someone.
fn weekday(word: &str) -> Option<Name> {
    let bare = word.strip_prefix("ال").or_else(|| word.strip_prefix("لل"))?;
    let number = match bare {
        "اثنين" => 1,
        "ثلاثاء" => 2,
        "اربعاء" => 3,
        "خميس" => 4,
        "جمعة" => 5,
        "سبت" => 6,
        "احد" => 7,
        _ => return None,
    };
    Some(Name::Weekday(number, Trust::Sure))
}
