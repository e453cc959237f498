//! Dates in running text of both languages.

use muwazi::text::dates::{DateMention, mentions};
use muwazi::text::fold::{Tier, fold};
use muwazi::text::numbers;
use muwazi::text::tokens::tokens;

fn dates(text: &str) -> Vec<DateMention> {
    let folded: Vec<String> =
        tokens(text).iter().map(|t| fold(t.span.of(text), Tier::Orthographic)).collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    mentions(&words, &numbers::mentions(&words))
}

/// The keys of the parts, the mentions apart by `;`.
fn shown(text: &str) -> String {
    let keys = |m: &DateMention| m.parts.iter().map(|p| p.part.key()).collect::<Vec<_>>().join(" ");
    dates(text).iter().map(keys).collect::<Vec<_>>().join("; ")
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| shown(text) != *expected)
        .map(|(text, expected)| {
            format!("{text}\n  found    {}\n  expected {expected}", shown(text))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn english_months() {
    check(&[
        ("It opened on 12 May 2019.", "day:12 month:5 year:2019"),
        ("It opened on May 12, 2019.", "month:5 day:12 year:2019"),
        ("On Sept. 11, 2001, he was there.", "month:9 day:11 year:2001"),
        ("It closed on Jan. 6.", "month:1 day:6"),
        ("It ends on 30th of June.", "day:30 month:6"),
        ("the third of May", "day:3 month:5"),
        ("the 21st of March, 1999", "day:21 month:3 year:1999"),
        ("Sunday, 12 May 2019", "weekday:7 day:12 month:5 year:2019"),
        ("Sat 4 Dec", "weekday:6 day:4 month:12"),
        ("in May", "month:5"),
        ("in March and April", "month:3; month:4"),
        ("last March", "month:3"),
        ("early May", "month:5"),
        ("mid-May", "month:5"),
        ("since October", "month:10"),
        ("By December 2020 all was done.", "month:12 year:2020"),
        ("From 1 to 5 May.", "day:5 month:5"),
        ("The session of 3 July was brief.", "day:3 month:7"),
        ("August was hot.", "month:8"),
        ("The Nov 3 vote", "month:11 day:3"),
        ("5 May", "day:5 month:5"),
        ("Feb 2021", "month:2 year:2021"),
        ("twenty-first of July", "day:21 month:7"),
        ("its 12-May deadline, 12-May", "day:12 month:5; day:12 month:5"),
    ]);
}

#[test]
fn english_words_that_are_no_dates() {
    check(&[
        ("May I come in?", ""),
        ("It may rain.", ""),
        ("The 10 may vote.", ""),
        ("Of the three may be one.", ""),
        ("They march on the city.", ""),
        ("The march was long.", ""),
        ("He sat down in the sun.", ""),
        ("He sat 3 hours.", ""),
        ("They wed and sat under the sun.", ""),
        ("It will mar the day.", ""),
        ("We were second to none.", ""),
        ("He bought 12 books.", ""),
        ("In 200 villages", ""),
        ("Rabi season crops", ""),
        ("The ad ran for weeks.", ""),
        ("Version 1.2.3", ""),
        ("Room 12/5", ""),
        ("a score of 3-2-1", ""),
        ("decide, octagon, sepia, novel", ""),
    ]);
}

#[test]
fn arabic_months_of_every_region() {
    check(&[
        ("في 12 مايو 2019", "day:12 month:5 year:2019"),
        ("في ١٢ أيار ٢٠١٩", "day:12 month:5 year:2019"),
        ("في 12 أيار/مايو 2019", "day:12 month:5 year:2019"),
        ("في 3 تشرين الأول/أكتوبر 1995", "day:3 month:10 year:1995"),
        ("في أكتوبر (تشرين الأول) 2020", "month:10 year:2020"),
        ("في تشرين الثاني (نوفمبر) الماضي", "month:11"),
        ("كانون الأول وكانون الثاني", "month:12; month:1"),
        ("5 كانون الثاني / يناير", "day:5 month:1"),
        ("في شباط", "month:2"),
        ("منذ نيسان الماضي", "month:4"),
        ("مطلع حزيران", "month:6"),
        ("في 14 تموز", "day:14 month:7"),
        ("4 آب/أغسطس 2020", "day:4 month:8 year:2020"),
        ("في 4 آب", "day:4 month:8"),
        ("11 أيلول", "day:11 month:9"),
        ("20 جانفي 2011", "day:20 month:1 year:2011"),
        ("في فيفري وأفريل", "month:2; month:4"),
        ("5 جويلية 1962", "day:5 month:7 year:1962"),
        ("20 أوت 1955", "day:20 month:8 year:1955"),
        ("8 ماي 1945", "day:8 month:5 year:1945"),
        ("19 جوان", "day:19 month:6"),
        ("20 غشت", "day:20 month:8"),
        ("شتنبر ونونبر ودجنبر", "month:9; month:11; month:12"),
        ("30 يوليوز 1999", "day:30 month:7 year:1999"),
        ("في الثالث من مايو", "day:3 month:5"),
        ("في الحادي والعشرين من مارس", "day:21 month:3"),
        ("في الثاني عشر من شهر يونيو عام 1967", "day:12 month:6 year:1967"),
        ("منذ مارس الماضي", "month:3"),
        ("شهر مارس", "month:3"),
        ("بنهاية يونيه، وليوليو", "month:6; month:7"),
        ("ديسمبر 2019م", "month:12 year:2019 era:ad"),
        ("الأحد 12 مايو", "weekday:7 day:12 month:5"),
        ("الخميس، 3 سبتمبر 2020", "weekday:4 day:3 month:9 year:2020"),
        ("الجمعة الموافق 5 يونيو", "weekday:5 day:5 month:6"),
        ("من يناير إلى أبريل", "month:1; month:4"),
        ("في النصف الأول من أكتوبر", "month:10"),
        ("فبراير/شباط 2011", "month:2 year:2011"),
    ]);
}

#[test]
fn arabic_words_that_are_no_dates() {
    check(&[
        ("مارس الرجل الرياضة", ""),
        ("هذا أب كريم", ""),
        ("وقف في باب الدار", ""),
        ("فاز الفريق 3 صفر", ""),
        ("هذا فعل محرم", ""),
        ("جاء الربيع وزهر ربيع القلوب", ""),
        ("لم يأت أحد", ""),
        ("كوكبا الأحد عشر", ""),
        ("خمسة كتب", ""),
        ("ذو العقل", ""),
        ("طوله 5 م", ""),
        ("في 200 قرية", ""),
        ("رقم 2019", ""),
        ("ست سنوات", ""),
        ("عام جديد", ""),
        ("قبل سنة", ""),
        ("التقى سبعين رجلا", ""),
        ("في القرن الماضي", ""),
    ]);
}

#[test]
fn hijri_months_share_their_keys() {
    for (arabic, english, key) in [
        ("1 محرم 1445", "1 Muharram 1445", "day:1 hijri-month:1 year:1445"),
        ("2 صفر 1440هـ", "2 Safar 1440 AH", "day:2 hijri-month:2 year:1440 era:ah"),
        ("12 ربيع الأول", "12 Rabi' al-Awwal", "day:12 hijri-month:3"),
        ("3 ربيع الآخر", "3 Rabi al-Thani", "day:3 hijri-month:4"),
        ("3 ربيع الثاني", "3 Rabi' II", "day:3 hijri-month:4"),
        ("5 جمادى الأولى", "5 Jumada al-Ula", "day:5 hijri-month:5"),
        ("6 جمادى الآخرة", "6 Jumada al-Akhirah", "day:6 hijri-month:6"),
        ("6 جمادى الثانية", "6 Jumada II", "day:6 hijri-month:6"),
        ("27 رجب", "27 Rajab", "day:27 hijri-month:7"),
        ("15 شعبان", "15 Sha'ban", "day:15 hijri-month:8"),
        ("شهر رمضان", "the month of Ramadan", "hijri-month:9"),
        ("شوال", "Shawwal", "hijri-month:10"),
        ("ذو القعدة", "Dhu al-Qi'dah", "hijri-month:11"),
        ("9 ذي الحجة", "9 Dhu al-Hijjah", "day:9 hijri-month:12"),
        ("وذي الحجة", "Dhul Hijja", "hijri-month:12"),
    ] {
        assert_eq!(shown(arabic), key, "{arabic}");
        assert_eq!(shown(english), key, "{english}");
    }
}

#[test]
fn weekdays_share_their_keys() {
    for (arabic, english, key) in [
        ("يوم الاثنين", "on Monday", "weekday:1"),
        ("يوم الثلاثاء", "on Tuesday", "weekday:2"),
        ("مساء الأربعاء", "Wednesday evening", "weekday:3"),
        ("الخميس الماضي", "last Thursday", "weekday:4"),
        ("صلاة الجمعة", "Friday prayers", "weekday:5"),
        ("والسبت", "on Saturdays", "weekday:6"),
        ("الأحد المقبل", "next Sun", "weekday:7"),
    ] {
        assert_eq!(shown(arabic), key, "{arabic}");
        assert_eq!(shown(english), key, "{english}");
    }
}

#[test]
fn dates_in_digits() {
    check(&[
        ("2019-05-12", "year:2019 month:5 day:12"),
        ("2019/5/12", "year:2019 month:5 day:12"),
        ("12.5.2019", "day:12 month:5 year:2019"),
        ("بتاريخ ١٢٫٥٫٢٠١٩", "day:12 month:5 year:2019"),
        ("بتاريخ 25/5/2019", "day:25 month:5 year:2019"),
        ("on 5/25/2019", "month:5 day:25 year:2019"),
        ("on 12/5/2019", "day-or-month:12 day-or-month:5 year:2019"),
        ("on 5/5/2019", "day:5 month:5 year:2019"),
        ("25-5-2019", "day:25 month:5 year:2019"),
        ("on 13/13/2019", ""),
        ("45.13.2019", ""),
        ("1/2/3/4", ""),
    ]);
}

#[test]
fn years_eras_decades_and_centuries() {
    check(&[
        ("في عام 2019", "year:2019"),
        ("سنة 1967", "year:1967"),
        ("عام ألفين وتسعة عشر", "year:2019"),
        ("لعام 2020", "year:2020"),
        ("in 2019", "year:2019"),
        ("since 1948", "year:1948"),
        ("in nineteen forty-five", "year:1945"),
        ("the year 2019", "year:2019"),
        ("منذ 1948", "year:1948"),
        ("سنة 245هـ", "year:245 era:ah"),
        ("عام 1440 للهجرة", "year:1440 era:ah"),
        ("in 1440 AH", "year:1440 era:ah"),
        ("in 44 BC", "year:-44 era:bc"),
        ("in 44 BCE", "year:-44 era:bc"),
        ("سنة 44 ق.م.", "year:-44 era:bc"),
        ("44 قبل الميلاد", "year:-44 era:bc"),
        ("AD 70", "era:ad year:70"),
        ("in A.D. 70", "era:ad year:70"),
        ("سنة 70م", "year:70 era:ad"),
        ("٢٠١٩م", "year:2019 era:ad"),
        ("عام 70 ميلادية", "year:70 era:ad"),
        ("in the 1980s", "decade:80"),
        ("في الثمانينيات", "decade:80"),
        ("the 19th century", "century:19"),
        ("the nineteenth century", "century:19"),
        ("a 21st-century city", "century:21"),
        ("القرن التاسع عشر", "century:19"),
        ("في القرن الـ19", "century:19"),
        ("بالقرن الحادي والعشرين", "century:21"),
    ]);
}

#[test]
fn parts_stand_on_their_tokens() {
    // in · تشرين · الأول · / · أكتوبر · 1995
    let found = dates("في تشرين الأول/أكتوبر 1995");
    let Some(date) = found.first() else { panic!("no date") };
    assert_eq!(date.tokens, 1..6);
    let places: Vec<_> = date.parts.iter().map(|p| p.tokens.clone()).collect();
    assert_eq!(places, [1..5, 5..6]);
}

#[test]
fn long_runs_of_names_stay_in_order() {
    for word in ["may", "تشرين", "الاول", "/", "12", "sun", "ad", "القرن", "rabi", "-"]
    {
        let words = vec![word; 20_000];
        let found = mentions(&words, &numbers::mentions(&words));
        assert!(found.windows(2).all(|pair| pair[0].tokens.end <= pair[1].tokens.start), "{word}");
    }
}
