//! Numbers in running text of both languages, and round trips through spelled-out words.

use muwazi::text::fold::{Tier, fold};
use muwazi::text::numbers::{NumberKind, NumberMention, mentions};
use muwazi::text::tokens::tokens;
use proptest::prelude::*;

/// The mentions in `text` as the aligner sees it.
fn numbers(text: &str) -> Vec<NumberMention> {
    let folded: Vec<String> =
        tokens(text).iter().map(|t| fold(t.span.of(text), Tier::Orthographic)).collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    mentions(&words)
}

/// Values in order, with a sign for every kind but the cardinal: `#` ordinal, `/` fraction,
/// `~` weak, nothing for decades, whose value says it.
fn shown(text: &str) -> String {
    let each = |m: &NumberMention| match m.kind {
        NumberKind::Cardinal => m.value.clone(),
        NumberKind::Decade => {
            assert!(m.value.ends_with('s'), "{}", m.value);
            m.value.clone()
        }
        NumberKind::Ordinal => format!("#{}", m.value),
        NumberKind::Fraction => format!("/{}", m.value),
        NumberKind::Weak => format!("~{}", m.value),
    };
    numbers(text).iter().map(each).collect::<Vec<_>>().join(" ")
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
fn figures_of_both_digit_sets() {
    check(&[
        ("The fund holds 1,250 shares.", "1250"),
        ("بلغ العدد ١٬٢٥٠ سهما.", "1250"),
        ("بلغ العدد 1.250 سهما.", "1250"),
        ("وصلت النسبة إلى ٣٫٥ في المئة.", "3.5"),
        ("The rate reached 3.50 percent.", "3.5"),
        ("Growth of 7% and then 12.25%.", "7 12.25"),
        ("نما الاقتصاد ٧٪ ثم 12,25%.", "7 12.25"),
        ("Between 10-15 people came.", "10 15"),
        ("بين 10 و15 شخصا", "10 15"),
        ("سعره ١٠٫٢٥٠٫٠٠٠ دينار", "10250000"),
        ("It cost £5m, then £1.2bn.", "5000000 1200000000"),
        ("A 3.5m-strong city of 40k visitors.", "3500000 40000"),
        ("It weighs 20kg and is 3km away.", "20 3"),
        ("The 36th session, the 1st of many, the 22nd.", "#36 #1 #22"),
        ("Call 01234567 or go to 192.168.1.10.", ""),
        ("Version 3.2.1 came out.", ""),
        ("The 4x4 drove off.", ""),
        ("The house covers 2½ acres.", "/2.5"),
        ("Add ¾ of a cup.", "/0.75"),
        ("The town has 10 000 people.", "10000"),
        ("The town has 12 500 people.", "12500"),
        ("وبلغ المبلغ 000 500 174 دولار.", "174500000"),
        ("قتل 861 16 مدنيا.", "16861"),
        ("وشرد 000 3 شخص.", "3000"),
        ("In 1999 200 people left.", "1999 200"),
        ("150كم", "150"),
        ("He was born in 1945.", "1945"),
    ]);
}

#[test]
fn figures_with_scale_words() {
    check(&[
        ("The deal is worth 3.5 million dollars.", "3500000"),
        ("قيمة الصفقة 3.5 مليون دولار.", "3500000"),
        ("قيمة الصفقة ٣٫٥ ملايين دولار.", "3500000"),
        ("نزح 8 آلاف شخص.", "8000"),
        ("نزح 50 ألفا من السكان.", "50000"),
        ("نزح 50 ألف شخص و3 آلاف عائلة.", "50000 3000"),
        ("رصدت 1.250 مليار ليرة.", "1250000000"),
        ("It spent 1,250 million riyals.", "1250000000"),
        ("Some 5 hundred thousand votes.", "500000"),
        ("It raised 25 bn and 10 mln euros.", "25000000000 10000000"),
        ("They paid $5 m for it.", "5000000"),
        ("The wall is 5 m high.", "5"),
        ("3 ملايين و500 ألف نسمة", "3500000"),
        ("مليون و200 ألف لاجئ", "1200000"),
        ("5 آلاف و10 آلاف", "5000 10000"),
        ("2 million 300 thousand", "2300000"),
        ("5 million and 200 others", "5000000 200"),
        ("3 ونصف", "3.5"),
        ("في عام 2019 ونصف السكان", "2019 /0.5"),
        ("12 تريليون دولار", "12000000000000"),
        ("7 بلايين نسمة", "7000000000"),
        ("2 وربع مليون", "2250000"),
        ("4 and a half years", "4.5"),
        ("ألف مليون دولار", "1000000000"),
    ]);
}

#[test]
fn english_cardinals() {
    check(&[
        ("twenty-one ships", "21"),
        ("twenty one ships", "21"),
        ("two hundred and five thousand voters", "205000"),
        ("two hundred five voters", "205"),
        ("a hundred days", "100"),
        ("a hundred and twenty-three pages", "123"),
        ("one hundred and one nights", "101"),
        ("a thousand and one nights", "1001"),
        ("a million dollars", "1000000"),
        ("three thousand million", "3000000000"),
        ("one million, two hundred thousand and six", "1200006"),
        ("nine hundred ninety-nine million", "999000000"),
        ("fifteen hundred men", "1500"),
        ("in nineteen forty-five", "1945"),
        ("in twenty twenty", "2020"),
        ("two thousand and nineteen", "2019"),
        ("a dozen eggs, two dozen more", "12 24"),
        ("half a dozen guards", "6"),
        ("half a million people", "500000"),
        ("a half-million people", "500000"),
        ("a quarter of a million people", "250000"),
        ("three quarters of a million", "750000"),
        ("one and a half million", "1500000"),
        ("a million and a half refugees", "1500000"),
        ("two and a quarter billion", "2250000000"),
        ("eighteen-year-old twins", "18"),
        ("between two hundred and three hundred men", "200 300"),
        ("two thousand and three thousand", "2000 3000"),
        ("seven, eight and nine", "7 8 9"),
        ("zero tolerance", "0"),
        ("threescore and ten", "70"),
        ("seven hundred fourscore and two years", "782"),
        ("thirty-five to forty years", "35 40"),
        ("Five people, ten dogs.", "5 10"),
        ("six hundred thousand and five hundred and fifty", "600550"),
    ]);
}

#[test]
fn english_words_that_count_nothing() {
    check(&[
        ("thousands of people and millions more", ""),
        ("dozens of houses, hundreds of cars", ""),
        ("several hundred protesters", ""),
        ("a few thousand protesters", ""),
        ("a few hundred thousand protesters", ""),
        ("a couple of million", ""),
        ("tens of thousands", ""),
        ("a multi-million-dollar deal", ""),
        ("One of the men left.", "~1"),
        ("No one knew.", "~1"),
        ("A second later it fell.", "~2"),
        ("Wait a second.", "~2"),
        ("one second", "~1 ~2"),
        ("a 30-second clip", "30 ~2"),
        ("It took ten seconds.", "10"),
        ("At first he refused.", "~1"),
        ("a man in a house", ""),
        ("the once and future king", ""),
        ("twofold, often, tent, sixpence", ""),
        ("the living quarters of the crew", ""),
        ("the third quarter", "#3"),
    ]);
}

#[test]
fn english_ordinals_and_fractions() {
    check(&[
        ("the third man", "#3"),
        ("the twenty-first century", "#21"),
        ("his second term", "#2"),
        ("Second, we must act.", "#2"),
        ("the second quarter", "#2"),
        ("the hundredth day", "#100"),
        ("the two hundredth day", "#200"),
        ("the one hundred and fifth day", "#105"),
        ("the thousandth visitor", "#1000"),
        ("a third person", "#3"),
        ("Firstly, this; thirdly, that.", "#1 #3"),
        ("the seventieth session", "#70"),
        ("a third of the land", "/1/3"),
        ("rose by a third.", "/1/3"),
        ("two thirds of the land", "/2/3"),
        ("a two-thirds majority", "/2/3"),
        ("one-third of it", "/1/3"),
        ("one fifth of it", "/0.2"),
        ("three quarters of it", "/0.75"),
        ("three-quarter length", "/0.75"),
        ("a quarter of it", "/0.25"),
        ("half of it", "/0.5"),
        ("half the people", "/0.5"),
        ("a half-hour show", "/0.5"),
        ("four fifths", "/0.8"),
        ("seven tenths", "/0.7"),
        ("five sixths", "/5/6"),
        ("two and a half years", "/2.5"),
        ("a two-and-a-half-year war", "/2.5"),
        ("one and two thirds", "/5/3"),
        ("a quarter century", "/0.25"),
        ("a third of a million", "/1000000/3"),
        ("one in five", "~1 5"),
    ]);
}

#[test]
fn decades_share_one_value() {
    check(&[
        ("in the 1980s", "80s"),
        ("in the '80s", "80s"),
        ("in the 1980's", "80s"),
        ("the eighties", "80s"),
        ("في الثمانينيات", "80s"),
        ("في ثمانينات القرن الماضي", "80s"),
        ("بالتسعينيات", "90s"),
        ("وخمسينيات", "50s"),
        ("in the 1900s", "1900s"),
        ("in his twenties", "20s"),
        ("في العشرينات من عمره", "20s"),
        ("الستينيات والسبعينيات", "60s 70s"),
    ]);
}

#[test]
fn arabic_cardinals() {
    check(&[
        ("ثلاثة رجال وثلاث نساء", "3 3"),
        ("خمسة عشر رجلا", "15"),
        ("خمس عشرة امرأة", "15"),
        ("أحد عشر كوكبا", "11"),
        ("إحدى عشرة سنة", "11"),
        ("اثنا عشر شهرا", "12"),
        ("اثني عشر شهرا", "12"),
        ("اثنتا عشرة عينا", "12"),
        ("اثنتي عشرة ساعة", "12"),
        ("ثماني عشرة دولة", "18"),
        ("ثلاثة وعشرون يوما", "23"),
        ("ثلاث وعشرين سنة", "23"),
        ("واحد وعشرون مقعدا", "21"),
        ("إحدى وعشرين مدينة", "21"),
        ("ثلاثة و عشرون", "23"),
        ("مئة وخمسة وعشرون", "125"),
        ("مائة وخمس وعشرين", "125"),
        ("ثلاثمئة كتاب", "300"),
        ("ثلاثمائة كتاب", "300"),
        ("ثلاث مئة كتاب", "300"),
        ("ثمانمئة وسبعون", "870"),
        ("مئتان وخمسون", "250"),
        ("مائتي دولار", "200"),
        ("ألف وتسعمئة وخمسة وأربعون", "1945"),
        ("سنة خمس وأربعين وتسعمئة وألف", "1945"),
        ("خمس وثلاثين ومئة سنة", "135"),
        ("بين عشرين ومئة", "20 100"),
        ("ألفين وتسعة عشر", "2019"),
        ("خمسة آلاف جندي", "5000"),
        ("عشرة آلاف جندي", "10000"),
        ("عشرين ألف جندي", "20000"),
        ("مئة ألف جندي", "100000"),
        ("مئتا ألف جندي", "200000"),
        ("مئة وخمسة وعشرون ألفا", "125000"),
        ("ألفا دولار", "2000"),
        ("ألفي دولار", "2000"),
        ("ألفان من الجنود", "2000"),
        ("بلغوا ألفا وخمسمئة", "1500"),
        ("مليون دولار", "1000000"),
        ("مليونا دولار", "2000000"),
        ("مليوني دولار", "2000000"),
        ("ثلاثون مليونا", "30000000"),
        ("ملياري دولار", "2000000000"),
        ("بليون دولار", "1000000000"),
        ("ثلاثة تريليونات دولار", "3000000000000"),
        ("مليون ومئتان وخمسون ألفا وثلاثمئة وخمسة", "1250305"),
        ("مئتين وثلاثمئة", "200 300"),
        ("ثلاثة آلاف وخمسة آلاف", "3000 5000"),
        ("بعشرة ملايين", "10000000"),
        ("لخمسة أيام", "5"),
        ("السنوات الخمس الماضية", "5"),
        ("والسبعة الباقون", "7"),
        ("قبل ثلاثه أيام", "3"),
        ("مِئَةٌ وَعِشْرُونَ", "120"),
        ("ألف وواحد", "1001"),
        ("خمسة دراهم وستة دنانير", "5 6"),
        ("ست سنوات", "6"),
        ("ست عشرة", "16"),
        ("من خمس إلى ست سنوات", "5 6"),
        ("خمسة بالمئة", "5"),
        ("20 في المائة", "20"),
        ("نسبة ثلاثين في المئة", "30"),
    ]);
}

#[test]
fn arabic_words_that_count_nothing() {
    check(&[
        ("آلاف السكان وملايين غيرهم", ""),
        ("مئات القتلى وعشرات الجرحى", ""),
        ("كل واحد منهم", "~1"),
        ("واحدة من النساء", "~1"),
        ("لم يأت أحد", "~1"),
        ("إحدى المدن", "~1"),
        ("اجتمعوا يوم الأحد", ""),
        ("اجتمعوا يوم الاثنين", "~2"),
        ("لست أدري", "~6"),
        ("قالت الست لجارتها", "~6"),
        ("بعد ثانية سقط", "~2"),
        ("ثاني أكسيد الكربون", ""),
        ("في كانون الثاني", ""),
        ("شهر ربيع الأول", ""),
        ("جمادى الثانية", ""),
        ("ربع نهائي الكأس", ""),
        ("نصف النهائي", ""),
        ("يوم الأربعاء ويوم الثلاثاء والخميس", ""),
        ("في صحراء الربع الخالي", ""),
        ("هذا أولى بك", "~1"),
        ("وسألته عن الثمن", ""),
        ("عشرات الآلاف", ""),
        ("وقف في الصف", ""),
        ("مئة وأحد الجنود", "100 ~1"),
    ]);
}

#[test]
fn arabic_ordinals() {
    check(&[
        ("الفصل الأول", "#1"),
        ("للمرة الأولى", "#1"),
        ("لأول مرة", "#1"),
        ("أولا وثانيا وثالثا", "#1 #2 #3"),
        ("الجلسة الثانية", "#2"),
        ("ثاني أكبر مدينة", "#2"),
        ("لاعب ثان", "#2"),
        ("المركز الثالث", "#3"),
        ("رابع رئيس", "#4"),
        ("اليوم العاشر", "#10"),
        ("القرن الحادي عشر", "#11"),
        ("الساعة الحادية عشرة", "#11"),
        ("القرن الثاني عشر", "#12"),
        ("المادة الثالثة عشرة", "#13"),
        ("الدورة العشرون", "#20"),
        ("القرن العشرين", "#20"),
        ("القرن الحادي والعشرون", "#21"),
        ("الدورة الثانية والثلاثين", "#32"),
        ("الذكرى المئة", "#100"),
        ("الدورة السادسة والسبعين بعد المئة", "#176"),
        ("بالمرتبة الخامسة", "#5"),
        ("وللمرة السابعة", "#7"),
        ("النصف الثاني", "/0.5 #2"),
    ]);
}

#[test]
fn arabic_fractions() {
    check(&[
        ("نصف السكان", "/0.5"),
        ("نصف مليون نسمة", "500000"),
        ("ربع مليون نسمة", "250000"),
        ("ثلاثة أرباع المليون", "750000"),
        ("مليون ونصف المليون", "1500000"),
        ("مليون ونصف مليون", "1500000"),
        ("مليونان ونصف المليون", "2500000"),
        ("ثلاثة ملايين ونصف المليون", "3500000"),
        ("مليار وربع المليار", "1250000000"),
        ("ثلث الأرض", "/1/3"),
        ("ثلثي الأرض", "/2/3"),
        ("ثلثا الأعضاء", "/2/3"),
        ("ربع ساعة", "/0.25"),
        ("ثلاثة أرباع السكان", "/0.75"),
        ("أربعة أخماس السكان", "/0.8"),
        ("خمسة ونصف", "/5.5"),
        ("خمسة ونصف مليون", "5500000"),
        ("خمس السكان", "/0.2"),
        ("خمس سنوات", "5"),
        ("عشر المساحة", "/0.1"),
        ("عشر ساعات", "10"),
        ("نصف قرن", "/0.5"),
        ("سدس التركة", "/1/6"),
        ("بنسبة الربع.", "/0.25"),
        ("ثلاث سنوات ونصف السنة", "3 /0.5"),
    ]);
}

#[test]
fn mentions_cover_all_their_words() {
    for (text, tokens) in [
        ("exactly two hundred and five thousand men", 1..6),
        ("a twenty-first birthday", 1..4),
        ("half a million people", 0..3),
        ("نحو مليون ونصف المليون شخص", 1..4),
        ("نحو مئة وخمسة وعشرين ألف شخص", 1..5),
        ("زهاء 3 ملايين و500 ألف", 1..6),
    ] {
        let found = numbers(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found.first().map(|m| m.tokens.clone()), Some(tokens), "{text}");
    }
}

#[test]
fn whatever_the_words_mentions_stand_in_order() {
    // Long runs of number words must neither overflow nor overlap.
    for word in [
        "million",
        "hundred",
        "and",
        "half",
        "مليون",
        "ومئة",
        "ونصف",
        "000",
        "999",
        "a",
        "ثلاثة",
        "واحد",
        "و",
        "one",
    ] {
        let words = vec![word; 50_000];
        let found = mentions(&words);
        assert!(found.windows(2).all(|pair| pair[0].tokens.end <= pair[1].tokens.start), "{word}");
    }
}

/// English words for a number, written for this test alone.
fn english(n: u32) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let rest =
        |n: u32, word: &str| if n == 0 { String::new() } else { format!("{word}{}", english(n)) };
    match n {
        0..20 => SMALL[n as usize].to_string(),
        20..100 => format!("{}{}", TENS[n as usize / 10 - 2], rest(n % 10, "-")),
        100..1000 => format!("{} hundred{}", english(n / 100), rest(n % 100, " and ")),
        1000..1_000_000 => {
            let joint = if n % 1000 < 100 { " and " } else { " " };
            format!("{} thousand{}", english(n / 1000), rest(n % 1000, joint))
        }
        _ => {
            let joint = if n % 1_000_000 < 100 { " and " } else { ", " };
            format!("{} million{}", english(n / 1_000_000), rest(n % 1_000_000, joint))
        }
    }
}

/// The gender of what is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gender {
    Masculine,
    Feminine,
}

/// Arabic words for a number, written for this test alone: nominative where the form has cases.
fn arabic(n: u32, gender: Gender) -> String {
    const MASCULINE: [&str; 11] =
        ["صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"];
    const FEMININE: [&str; 11] =
        ["صفر", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"];
    const TENS: [&str; 8] =
        ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"];
    const HUNDREDS: [&str; 9] =
        ["مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"];
    let male = gender == Gender::Masculine;
    let and = |head: String, rest: u32| {
        if rest == 0 { head } else { format!("{head} و{}", arabic(rest, gender)) }
    };
    let scaled = |count: u32, one: &str, two: &str, many: &str, counted: &str| match count {
        1 => one.to_string(),
        2 => two.to_string(),
        _ => {
            let noun = match count % 100 {
                3..=10 => many,
                11..=99 => counted,
                _ => one,
            };
            format!("{} {noun}", arabic(count, Gender::Masculine))
        }
    };
    match n {
        0..=10 => (if male { MASCULINE } else { FEMININE })[n as usize].to_string(),
        11 => (if male { "أحد عشر" } else { "إحدى عشرة" }).to_string(),
        12 => (if male { "اثنا عشر" } else { "اثنتا عشرة" }).to_string(),
        13..20 => {
            let units = if male { MASCULINE } else { FEMININE };
            format!("{} {}", units[n as usize - 10], if male { "عشر" } else { "عشرة" })
        }
        20..100 => {
            let tens = TENS[n as usize / 10 - 2];
            match n % 10 {
                0 => tens.to_string(),
                1 if !male => format!("إحدى و{tens}"),
                unit => format!("{} و{tens}", arabic(unit, gender)),
            }
        }
        100..1000 => and(HUNDREDS[n as usize / 100 - 1].to_string(), n % 100),
        1000..1_000_000 => and(scaled(n / 1000, "ألف", "ألفان", "آلاف", "ألفا"), n % 1000),
        _ => and(scaled(n / 1_000_000, "مليون", "مليونان", "ملايين", "مليونا"), n % 1_000_000),
    }
}

/// Numbers of every length alike, round ones among them.
fn any_number() -> impl Strategy<Value = u32> {
    let digits = (0u32..9).prop_flat_map(|d| 10u32.pow(d)..10u32.pow(d + 1));
    (digits, 0u32..5).prop_map(|(n, zeros)| {
        let round = 10u32.pow(zeros);
        if n >= round { n / round * round } else { n }
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn spelled_out_english_is_read_back(n in any_number()) {
        let text = english(n);
        let values: Vec<String> = numbers(&text).into_iter().map(|m| m.value).collect();
        prop_assert_eq!(values, vec![n.to_string()], "{}", text);
    }

    #[test]
    fn spelled_out_arabic_is_read_back(n in any_number(), feminine: bool) {
        let gender = if feminine { Gender::Feminine } else { Gender::Masculine };
        let text = arabic(n, gender);
        let values: Vec<String> = numbers(&text).into_iter().map(|m| m.value).collect();
        prop_assert_eq!(values, vec![n.to_string()], "{}", text);
    }

    #[test]
    fn figures_are_read_as_they_stand(n in 1u32..1_000_000_000) {
        let found = numbers(&format!("about {n} tons"));
        prop_assert_eq!(found.first().map(|m| m.value.clone()), Some(n.to_string()));
    }
}
