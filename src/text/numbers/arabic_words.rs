//! The Arabic words that numbers are made of, and the particles written onto them.
//!
//! Forms are folded ([`Tier::Orthographic`](crate::text::fold::Tier)), in every gender and case; a
//! final ه for ة is known on the commonest. What is written before a word is taken off only where a
//! number is left.

use super::word;

/// What an Arabic word can be in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// 1 to 10.
    Unit(u32),
    /// احد, اثنا and their like: a number only together with ten or tens.
    Head(u32),
    /// 20 to 90.
    Tens(u32),
    /// A hundred, counted or alone.
    Hundred,
    /// 200 to 900 in one word.
    Hundreds(u32),
    /// A power of a thousand, as its zeros.
    Scale(u32, Form),
    /// First to tenth.
    Ordinal(u32),
    /// حادي: eleventh and twenty-first have it.
    OrdinalHead,
    /// A part in one word: numerator, denominator.
    Fraction(u128, u128),
    /// Parts that are counted: what they are divided by.
    Parts(u32),
    /// Twenties to nineties.
    Decade(u32),
}

/// What the ending of a scale word says about how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// مليون: one, or counted by what stands before.
    One,
    /// مليونا: one or counted (accusative), or two before a noun.
    Open,
    /// مليونان, مليونين, مليوني: two.
    Two,
    /// ملايين: counted, or no number.
    Many,
}

/// A number word with what is written onto it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub word: Word,
    /// و or ف before it.
    pub joined: bool,
    /// ب, ل or ك before it.
    pub led: bool,
    /// The article.
    pub article: bool,
}

/// The number word at `at`.
pub(super) fn item(words: &[&str], at: usize) -> Option<Item> {
    parse(word(words, at))
}

/// The number word at `at` if nothing is written onto it.
pub(super) fn plain(words: &[&str], at: usize) -> Option<Word> {
    item(words, at).filter(|i| !i.joined && !i.led && !i.article).map(|i| i.word)
}

/// The number word that و joins to what stands before `at`, and its place: the و may be a token.
pub(super) fn joined(words: &[&str], at: usize) -> Option<(Item, usize)> {
    if word(words, at) == "و" {
        return item(words, at + 1).filter(|i| !i.joined && !i.led).map(|i| (i, at + 1));
    }
    let found = item(words, at)?;
    if word(words, at) == "واحد" && is_head(words, at + 1) {
        // وأحد عشر and واحد look the same without their hamza.
        return Some((Item { word: Word::Head(1), joined: true, ..found }, at));
    }
    (found.joined && !found.led).then_some((found, at))
}

/// Whether ten or tens follow at `at`, so that what stands before may be their head.
fn is_head(words: &[&str], at: usize) -> bool {
    let tens = |i: Item| i.joined && matches!(i.word, Word::Tens(_));
    plain(words, at) == Some(Word::Unit(10))
        || item(words, at).is_some_and(tens)
        || word(words, at) == "و" && matches!(plain(words, at + 1), Some(Word::Tens(_)))
}

fn parse(text: &str) -> Option<Item> {
    let whole = Item { word: Word::Hundred, joined: false, led: false, article: false };
    if let Some(word) = lookup(text) {
        return Some(Item { word, ..whole });
    }
    if let Some(found) = led(text, whole) {
        return Some(found);
    }
    let rest = text.strip_prefix(['و', 'ف'])?;
    let rest_item = Item { joined: true, ..whole };
    lookup(rest).map(|word| Item { word, ..rest_item }).or_else(|| led(rest, rest_item))
}

/// With the article, a preposition or both.
fn led(text: &str, item: Item) -> Option<Item> {
    if let Some(word) = text.strip_prefix("ال").and_then(lookup) {
        return Some(Item { word, article: true, ..item });
    }
    if let Some(word) = text.strip_prefix("لل").and_then(lookup) {
        return Some(Item { word, led: true, article: true, ..item });
    }
    let rest = text.strip_prefix(['ب', 'ل', 'ك'])?;
    if let Some(word) = lookup(rest) {
        return Some(Item { word, led: true, ..item });
    }
    let word = rest.strip_prefix("ال").and_then(lookup)?;
    Some(Item { word, led: true, article: true, ..item })
}

fn lookup(text: &str) -> Option<Word> {
    // Two to nine letters of two bytes.
    let fits = (4..=20).contains(&text.len());
    if !fits || !text.starts_with(FIRST_LETTERS) {
        return None;
    }
    let index = WORDS.binary_search_by(|(known, _)| (*known).cmp(text)).ok()?;
    WORDS.get(index).map(|&(_, found)| found)
}

/// The letters that a number word may start with.
const FIRST_LETTERS: [char; 12] = ['ا', 'ب', 'ت', 'ث', 'ح', 'خ', 'ر', 'س', 'ع', 'م', 'ن', 'و'];

/// In the order of their bytes.
static WORDS: &[(&str, Word)] = &[
    ("اتساع", Word::Parts(9)),
    ("اثلاث", Word::Parts(3)),
    ("اثمان", Word::Parts(8)),
    ("اثنا", Word::Head(2)),
    ("اثنان", Word::Unit(2)),
    ("اثنتا", Word::Head(2)),
    ("اثنتان", Word::Unit(2)),
    ("اثنتي", Word::Head(2)),
    ("اثنتين", Word::Unit(2)),
    ("اثني", Word::Head(2)),
    ("اثنين", Word::Unit(2)),
    ("احد", Word::Head(1)),
    ("احدي", Word::Head(1)),
    ("اخماس", Word::Parts(5)),
    ("ارباع", Word::Parts(4)),
    ("اربع", Word::Unit(4)),
    ("اربعا", Word::Unit(4)),
    ("اربعة", Word::Unit(4)),
    ("اربعمئة", Word::Hundreds(400)),
    ("اربعمائة", Word::Hundreds(400)),
    ("اربعه", Word::Unit(4)),
    ("اربعون", Word::Tens(40)),
    ("اربعين", Word::Tens(40)),
    ("اربعينات", Word::Decade(40)),
    ("اربعينيات", Word::Decade(40)),
    ("اسباع", Word::Parts(7)),
    ("اسداس", Word::Parts(6)),
    ("اعشار", Word::Parts(10)),
    ("الاف", Word::Scale(3, Form::Many)),
    ("الف", Word::Scale(3, Form::One)),
    ("الفا", Word::Scale(3, Form::Open)),
    ("الفان", Word::Scale(3, Form::Two)),
    ("الفي", Word::Scale(3, Form::Two)),
    ("الفين", Word::Scale(3, Form::Two)),
    ("انصاف", Word::Parts(2)),
    ("اول", Word::Ordinal(1)),
    ("اولا", Word::Ordinal(1)),
    ("اولي", Word::Ordinal(1)),
    ("بلايين", Word::Scale(9, Form::Many)),
    ("بليون", Word::Scale(9, Form::One)),
    ("بليونا", Word::Scale(9, Form::Open)),
    ("بليونان", Word::Scale(9, Form::Two)),
    ("بليوني", Word::Scale(9, Form::Two)),
    ("بليونين", Word::Scale(9, Form::Two)),
    ("تاسع", Word::Ordinal(9)),
    ("تاسعا", Word::Ordinal(9)),
    ("تاسعة", Word::Ordinal(9)),
    ("ترليون", Word::Scale(12, Form::One)),
    ("ترليونا", Word::Scale(12, Form::Open)),
    ("ترليونات", Word::Scale(12, Form::Many)),
    ("ترليونان", Word::Scale(12, Form::Two)),
    ("ترليوني", Word::Scale(12, Form::Two)),
    ("ترليونين", Word::Scale(12, Form::Two)),
    ("تريليون", Word::Scale(12, Form::One)),
    ("تريليونا", Word::Scale(12, Form::Open)),
    ("تريليونات", Word::Scale(12, Form::Many)),
    ("تريليونان", Word::Scale(12, Form::Two)),
    ("تريليوني", Word::Scale(12, Form::Two)),
    ("تريليونين", Word::Scale(12, Form::Two)),
    ("تسع", Word::Unit(9)),
    ("تسعا", Word::Unit(9)),
    ("تسعة", Word::Unit(9)),
    ("تسعمئة", Word::Hundreds(900)),
    ("تسعمائة", Word::Hundreds(900)),
    ("تسعه", Word::Unit(9)),
    ("تسعون", Word::Tens(90)),
    ("تسعين", Word::Tens(90)),
    ("تسعينات", Word::Decade(90)),
    ("تسعينيات", Word::Decade(90)),
    ("ثالث", Word::Ordinal(3)),
    ("ثالثا", Word::Ordinal(3)),
    ("ثالثة", Word::Ordinal(3)),
    ("ثامن", Word::Ordinal(8)),
    ("ثامنا", Word::Ordinal(8)),
    ("ثامنة", Word::Ordinal(8)),
    ("ثان", Word::Ordinal(2)),
    ("ثاني", Word::Ordinal(2)),
    ("ثانيا", Word::Ordinal(2)),
    ("ثانية", Word::Ordinal(2)),
    ("ثلاث", Word::Unit(3)),
    ("ثلاثا", Word::Unit(3)),
    ("ثلاثة", Word::Unit(3)),
    ("ثلاثمئة", Word::Hundreds(300)),
    ("ثلاثمائة", Word::Hundreds(300)),
    ("ثلاثه", Word::Unit(3)),
    ("ثلاثون", Word::Tens(30)),
    ("ثلاثين", Word::Tens(30)),
    ("ثلاثينات", Word::Decade(30)),
    ("ثلاثينيات", Word::Decade(30)),
    ("ثلث", Word::Fraction(1, 3)),
    ("ثلثا", Word::Fraction(2, 3)),
    ("ثلثان", Word::Fraction(2, 3)),
    ("ثلثمئة", Word::Hundreds(300)),
    ("ثلثمائة", Word::Hundreds(300)),
    ("ثلثي", Word::Fraction(2, 3)),
    ("ثلثين", Word::Fraction(2, 3)),
    ("ثمان", Word::Unit(8)),
    ("ثمانمئة", Word::Hundreds(800)),
    ("ثمانمائة", Word::Hundreds(800)),
    ("ثمانون", Word::Tens(80)),
    ("ثماني", Word::Unit(8)),
    ("ثمانيا", Word::Unit(8)),
    ("ثمانية", Word::Unit(8)),
    ("ثمانيمئة", Word::Hundreds(800)),
    ("ثمانيمائة", Word::Hundreds(800)),
    ("ثمانين", Word::Tens(80)),
    ("ثمانينات", Word::Decade(80)),
    ("ثمانينيات", Word::Decade(80)),
    ("ثمانيه", Word::Unit(8)),
    ("حادي", Word::OrdinalHead),
    ("حادية", Word::OrdinalHead),
    ("خامس", Word::Ordinal(5)),
    ("خامسا", Word::Ordinal(5)),
    ("خامسة", Word::Ordinal(5)),
    ("خمس", Word::Unit(5)),
    ("خمسا", Word::Unit(5)),
    ("خمسة", Word::Unit(5)),
    ("خمسمئة", Word::Hundreds(500)),
    ("خمسمائة", Word::Hundreds(500)),
    ("خمسه", Word::Unit(5)),
    ("خمسون", Word::Tens(50)),
    ("خمسين", Word::Tens(50)),
    ("خمسينات", Word::Decade(50)),
    ("خمسينيات", Word::Decade(50)),
    ("رابع", Word::Ordinal(4)),
    ("رابعا", Word::Ordinal(4)),
    ("رابعة", Word::Ordinal(4)),
    ("ربع", Word::Fraction(1, 4)),
    ("ربعا", Word::Fraction(1, 4)),
    ("سابع", Word::Ordinal(7)),
    ("سابعا", Word::Ordinal(7)),
    ("سابعة", Word::Ordinal(7)),
    ("سادس", Word::Ordinal(6)),
    ("سادسا", Word::Ordinal(6)),
    ("سادسة", Word::Ordinal(6)),
    ("سبع", Word::Unit(7)),
    ("سبعا", Word::Unit(7)),
    ("سبعة", Word::Unit(7)),
    ("سبعمئة", Word::Hundreds(700)),
    ("سبعمائة", Word::Hundreds(700)),
    ("سبعه", Word::Unit(7)),
    ("سبعون", Word::Tens(70)),
    ("سبعين", Word::Tens(70)),
    ("سبعينات", Word::Decade(70)),
    ("سبعينيات", Word::Decade(70)),
    ("ست", Word::Unit(6)),
    ("ستا", Word::Unit(6)),
    ("ستة", Word::Unit(6)),
    ("ستمئة", Word::Hundreds(600)),
    ("ستمائة", Word::Hundreds(600)),
    ("سته", Word::Unit(6)),
    ("ستون", Word::Tens(60)),
    ("ستين", Word::Tens(60)),
    ("ستينات", Word::Decade(60)),
    ("ستينيات", Word::Decade(60)),
    ("سدس", Word::Fraction(1, 6)),
    ("عاشر", Word::Ordinal(10)),
    ("عاشرا", Word::Ordinal(10)),
    ("عاشرة", Word::Ordinal(10)),
    ("عشر", Word::Unit(10)),
    ("عشرا", Word::Unit(10)),
    ("عشرة", Word::Unit(10)),
    ("عشره", Word::Unit(10)),
    ("عشرون", Word::Tens(20)),
    ("عشرين", Word::Tens(20)),
    ("عشرينات", Word::Decade(20)),
    ("عشرينيات", Word::Decade(20)),
    ("مئة", Word::Hundred),
    ("مئتا", Word::Hundreds(200)),
    ("مئتان", Word::Hundreds(200)),
    ("مئتي", Word::Hundreds(200)),
    ("مئتين", Word::Hundreds(200)),
    ("مئه", Word::Hundred),
    ("مائة", Word::Hundred),
    ("مائتا", Word::Hundreds(200)),
    ("مائتان", Word::Hundreds(200)),
    ("مائتي", Word::Hundreds(200)),
    ("مائتين", Word::Hundreds(200)),
    ("مائه", Word::Hundred),
    ("ملايين", Word::Scale(6, Form::Many)),
    ("مليار", Word::Scale(9, Form::One)),
    ("مليارا", Word::Scale(9, Form::Open)),
    ("مليارات", Word::Scale(9, Form::Many)),
    ("ملياران", Word::Scale(9, Form::Two)),
    ("ملياري", Word::Scale(9, Form::Two)),
    ("مليارين", Word::Scale(9, Form::Two)),
    ("مليون", Word::Scale(6, Form::One)),
    ("مليونا", Word::Scale(6, Form::Open)),
    ("مليونان", Word::Scale(6, Form::Two)),
    ("مليوني", Word::Scale(6, Form::Two)),
    ("مليونين", Word::Scale(6, Form::Two)),
    ("نصف", Word::Fraction(1, 2)),
    ("نصفا", Word::Fraction(1, 2)),
    ("واحد", Word::Unit(1)),
    ("واحدا", Word::Unit(1)),
    ("واحدة", Word::Unit(1)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_alone_and_with_particles() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0), "out of order");
        for (word, expected) in WORDS {
            assert_eq!(lookup(word), Some(*expected), "{word}");
            for (before, joined, led, article) in [
                ("و", true, false, false),
                ("ال", false, false, true),
                ("لل", false, true, true),
                ("وبال", true, true, true),
                ("فب", true, true, false),
            ] {
                let text = format!("{before}{word}");
                // وأحد reads واحد.
                if lookup(&text).is_some() {
                    continue;
                }
                let Some(item) = parse(&text) else { panic!("{text}") };
                assert_eq!(item.word, *expected, "{text}");
                assert_eq!((item.joined, item.led, item.article), (joined, led, article), "{text}");
            }
        }
    }
}
