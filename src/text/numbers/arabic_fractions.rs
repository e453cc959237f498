//! Arabic fractions: `نصف`, `ثلثي`, `ثلاثة أرباع`, `خمسة ونصف`, and خُمس where it is clear.
//!
//! Without vowel signs خمس is five and a fifth, عشر ten and a tenth, ثمن an eighth and a price: the
//! first two are parts only before a definite noun (`خمس السكان`), the last never.

use super::arabic_words::{Item, Word, item, joined, plain};
use super::ratio::Ratio;
use super::word;

/// The fraction that starts with `first` (a figure where it is `None`) at `at`, and its end.
pub(super) fn fraction(words: &[&str], at: usize, first: Option<Item>) -> Option<(Ratio, usize)> {
    let over = match first {
        None => word(words, at).parse().ok().filter(|n| (1..100u32).contains(n))?,
        Some(Item { word: Word::Unit(over), .. }) => over,
        Some(Item { word: Word::Fraction(over, under), article, .. }) => {
            let next = word(words, at + 1);
            let knockout = matches!(next, "نهائي" | "النهائي" | "نهائيات");
            // الربع الأول: a quarter of a year, which English leaves out of its numbers.
            let quarter = under == 4 && article && next.starts_with("ال");
            let fraction = Ratio::new(over, under)?;
            return (!knockout && !quarter).then_some((fraction, at + 1));
        }
        Some(_) => return None,
    };
    let Some(Word::Parts(under)) = plain(words, at + 1) else { return None };
    Some((Ratio::new(u128::from(over), u128::from(under))?, at + 2))
}

/// A fraction that و joins to a number below a hundred: `خمسة ونصف`, `3 وثلاثة أرباع`.
///
/// Not before a definite noun, whose part it would be: `5 ونصف الفريق`.
pub(super) fn joined_fraction(words: &[&str], at: usize) -> Option<(Ratio, usize)> {
    let (found, place) = joined(words, at)?;
    if found.article {
        return None;
    }
    let (ratio, end) = fraction(words, place, Some(found))?;
    let scaled = matches!(plain(words, end), Some(Word::Scale(..)));
    let apart = word(words, end).starts_with("ال") && !scaled;
    (ratio.below(0) && !apart).then_some((ratio, end))
}

/// The part that a unit alone is for certain: `خمس السكان`, `عشر المساحة`.
pub(super) fn clear_part(words: &[&str], at: usize, unit: Item) -> Option<Ratio> {
    let under = match unit.word {
        Word::Unit(5) if word(words, at).ends_with("خمس") => 5,
        Word::Unit(10) if word(words, at).ends_with("عشر") => 10,
        _ => return None,
    };
    let next = word(words, at + 1);
    let particle =
        matches!(next, "الي" | "الا" | "التي" | "الذي" | "الذين" | "اللاتي" | "اللواتي" | "الان");
    let definite = next.starts_with("ال") && !particle && item(words, at + 1).is_none();
    if unit.article || !definite {
        return None;
    }
    Ratio::new(1, under)
}
