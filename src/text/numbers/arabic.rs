//! Arabic numbers in words, or a figure with words after it: `مئتان وخمسة آلاف`, `3 ملايين و500 ألف`.
//!
//! A number is a row of parts in falling order of size, joined by و, each a coefficient below a
//! thousand (or a fraction, or a figure) and the scale words behind it; a dual (`ألفان`) is a
//! coefficient and a scale in one. Units stand before tens. Older prose also puts units and tens
//! before hundreds and thousands (`خمس وأربعين وتسعمئة وألف`).

use super::arabic_fractions::{clear_part, fraction, joined_fraction};
use super::arabic_words::{Form, Item, Word, item, joined, plain};
use super::figure;
use super::ratio::Ratio;
use super::{Found, NumberKind, before, word};

/// Coefficient and scale.
struct Part {
    value: Ratio,
    zeros: u32,
    end: usize,
}

/// The number that starts at `at`.
pub(super) fn read(words: &[&str], at: usize) -> Option<Found> {
    let start = if is_figure(word(words, at)) { None } else { Some(item(words, at)?) };
    if let Some(item) = start {
        match item.word {
            Word::Decade(tens) => {
                let value = figure::decade(&tens.to_string());
                return Some(Found { end: at + 1, value, kind: NumberKind::Decade });
            }
            Word::Ordinal(_) | Word::OrdinalHead => return ordinal(words, at, item.word),
            Word::Hundred if is_percent(words, at, item) => return None,
            _ => {}
        }
    }
    let mut part = part(words, at, start)?;
    let mut total = part.value;
    while part.zeros > 0 {
        let Some(next) = next_part(words, &part) else { break };
        let Some(sum) = total.plus(next.value) else { break };
        (total, part) = (sum, next);
    }
    if let Some(item) = start.filter(|_| part.end == at + 1) {
        return alone(words, at, item, total);
    }
    let kind = if start.is_none() || total.is_whole() {
        NumberKind::Cardinal
    } else {
        NumberKind::Fraction
    };
    Some(Found::new(part.end, total, kind))
}

/// A number of one word: some of these words are more often something else.
fn alone(words: &[&str], at: usize, item: Item, value: Ratio) -> Option<Found> {
    let text = word(words, at);
    let definite_next = word(words, at + 1).starts_with("ال");
    let (value, kind) = match item.word {
        // The article makes أحد a Sunday; ثنا and its like are nothing alone.
        Word::Head(1) if !item.article => (value, NumberKind::Weak),
        Word::Head(_) => return None,
        Word::Unit(1) => (value, NumberKind::Weak),
        Word::Unit(2) if item.article => (value, NumberKind::Weak),
        // لست is "I am not", الست and ست the lady.
        Word::Unit(6) if text.ends_with("ست") && (item.led || item.article || definite_next) => {
            (value, NumberKind::Weak)
        }
        Word::Unit(_) => match clear_part(words, at, item) {
            Some(part) => (part, NumberKind::Fraction),
            None => (value, NumberKind::Cardinal),
        },
        Word::Tens(_) | Word::Hundred | Word::Hundreds(_) if item.article => {
            (value, NumberKind::Ordinal)
        }
        _ if value.is_whole() => (value, NumberKind::Cardinal),
        _ => (value, NumberKind::Fraction),
    };
    Some(Found::new(at + 1, value, kind))
}

/// Whether the hundred at `at` is the one of per cent: `5 في المئة`, `خمسة بالمئة`.
fn is_percent(words: &[&str], at: usize, hundred: Item) -> bool {
    let counted = match (word(words, at), before(words, at)) {
        (text, _) if text.starts_with('ب') => at.checked_sub(1),
        (_, "في") => at.checked_sub(2),
        _ => None,
    };
    hundred.article
        && counted.is_some_and(|i| is_figure(word(words, i)) || item(words, i).is_some())
}

/// An ordinal: `الثالث`, `الحادية عشرة`, `الخامس والعشرون`, `السادسة والسبعون بعد المئة`.
fn ordinal(words: &[&str], at: usize, first: Word) -> Option<Found> {
    // كانون الثاني, ربيع الأول: months.
    let month = before(words, at).trim_start_matches(['و', 'ب', 'ل', 'ف']);
    if matches!(month, "كانون" | "تشرين" | "ربيع" | "جمادي") {
        return None;
    }
    let unit = match first {
        Word::Ordinal(unit) => unit,
        _ => 1,
    };
    let (mut value, mut end) = (unit, at + 1);
    if unit < 10 && plain(words, end) == Some(Word::Unit(10)) {
        (value, end) = (unit + 10, end + 1);
    } else if unit < 10
        && let Some((Item { word: Word::Tens(tens), .. }, place)) = joined(words, end)
    {
        (value, end) = (unit + tens, place + 1);
    } else if first == Word::OrdinalHead || word(words, end) == "اكسيد" {
        return None;
    }
    if word(words, end) == "بعد"
        && let Some(item) = item(words, end + 1).filter(|i| i.article)
    {
        let more = match item.word {
            Word::Hundred => 100,
            Word::Hundreds(hundreds) => hundreds,
            Word::Scale(3, Form::One) => 1000,
            _ => 0,
        };
        if more > 0 {
            (value, end) = (value + more, end + 2);
        }
    }
    let text = word(words, at);
    // ثانية is also the second of a minute; أولى also "more fitting".
    let weak = end == at + 1
        && !text.contains("ال")
        && !text.starts_with("لل")
        && (text.ends_with("ثانية") || text.ends_with("اولي"));
    let kind = if weak { NumberKind::Weak } else { NumberKind::Ordinal };
    Some(Found::new(end, Ratio::whole(value), kind))
}

/// The part that و joins to `last`: smaller than it.
fn next_part(words: &[&str], last: &Part) -> Option<Part> {
    let next = if word(words, last.end) == "و" && is_figure(word(words, last.end + 1)) {
        part(words, last.end + 1, None)?
    } else {
        let (item, place) = joined(words, last.end)?;
        let next = part(words, place, Some(item))?;
        if is_lone_head(item, place, next.end) {
            return None;
        }
        next
    };
    let fits = next.zeros < last.zeros && next.value.below(last.zeros) && next.value.is_whole();
    fits.then_some(next)
}

/// The coefficient at `at` and the scale words behind it.
fn part(words: &[&str], at: usize, start: Option<Item>) -> Option<Part> {
    let (mut value, mut zeros, mut end) = match start {
        None => {
            let figure = word(words, at);
            let scaled = scale(words, at + 1).is_some();
            let value = if scaled { figure::before_scale(figure) } else { figure::plain(figure) };
            match fraction(words, at, None) {
                Some((ratio, end)) => (ratio, 0, end),
                None => (value?, 0, at + 1),
            }
        }
        Some(item) => match fraction(words, at, Some(item)) {
            Some((ratio, end)) => return part_of_scale(words, ratio, end),
            None => coefficient(words, at, item)?,
        },
    };
    if zeros == 0
        && value.below(2)
        && let Some((ratio, after)) = joined_fraction(words, end)
    {
        (value, end) = (value.plus(ratio)?, after);
    }
    while let Some(more) = scale(words, end) {
        (value, zeros, end) = (value.shifted(more)?, zeros + more, end + 1);
    }
    if zeros > 0
        && let Some((ratio, mut after)) = fraction_of_scale(words, end)
    {
        let repeated = item(words, after).is_some_and(|i| is_scale(i, zeros));
        if repeated || zeros >= 6 {
            after += usize::from(repeated);
            (value, end) = (value.plus(ratio.shifted(zeros)?)?, after);
        }
    }
    Some(Part { value, zeros, end })
}

/// `نصف مليون`, `ثلاثة أرباع المليون`; a fraction of anything else stays what it is.
fn part_of_scale(words: &[&str], ratio: Ratio, end: usize) -> Option<Part> {
    let scale = item(words, end).filter(|i| !i.joined && !i.led).and_then(|i| match i.word {
        Word::Scale(zeros, Form::One | Form::Open) => Some(zeros),
        _ => None,
    });
    match scale {
        Some(zeros) => Some(Part { value: ratio.shifted(zeros)?, zeros, end: end + 1 }),
        None => Some(Part { value: ratio, zeros: 0, end }),
    }
}

/// The fraction that و joins to a scale: `مليون ونصف`.
fn fraction_of_scale(words: &[&str], end: usize) -> Option<(Ratio, usize)> {
    let (item, place) = joined(words, end)?;
    if item.article {
        return None;
    }
    fraction(words, place, Some(item))
}

fn is_scale(item: Item, zeros: u32) -> bool {
    let same = matches!(item.word, Word::Scale(z, Form::One) if z == zeros);
    same && !item.joined && !item.led
}

/// Zeros of the scale word at `at`, counted by what stands before.
fn scale(words: &[&str], at: usize) -> Option<u32> {
    match plain(words, at)? {
        Word::Scale(zeros, Form::One | Form::Open | Form::Many) => Some(zeros),
        _ => None,
    }
}

/// Value, zeros and end of what is counted in words.
fn coefficient(words: &[&str], at: usize, first: Item) -> Option<(Ratio, u32, usize)> {
    if let Word::Scale(zeros, form) = first.word {
        let count = match form {
            Form::One => 1,
            Form::Open => 1 + u32::from(is_noun(word(words, at + 1))),
            Form::Two => 2,
            Form::Many => return None,
        };
        return Some((Ratio::whole(count).shifted(zeros)?, zeros, at + 1));
    }
    let (value, end) = below_thousand(words, at, first)?;
    // "خمس وأربعين وتسعمئة وألف": the thousand comes last.
    if value > 100
        && value % 100 > 0
        && ascending(words, at, first)
        && let Some((Item { word: Word::Scale(3, Form::One), .. }, place)) = joined(words, end)
    {
        return Some((Ratio::whole(value + 1000), 0, place + 1));
    }
    Some((Ratio::whole(value), 0, end))
}

/// Whether `text` can be the noun that a dual without its nun stands before.
fn is_noun(text: &str) -> bool {
    let arabic = text.starts_with(|c: char| ('\u{621}'..='\u{64A}').contains(&c));
    arabic
        && !text.starts_with('و')
        && !text.starts_with("ال")
        && !matches!(text, "من" | "في" | "علي" | "عن" | "ثم" | "او" | "ف" | "منذ" | "حتي" | "م")
}

fn ascending(words: &[&str], at: usize, first: Item) -> bool {
    matches!(first.word, Word::Unit(_) | Word::Tens(_) | Word::Head(_))
        && before(words, at) != "بين"
        && plain(words, at + 1) != Some(Word::Hundred)
}

fn below_thousand(words: &[&str], at: usize, first: Item) -> Option<(u32, usize)> {
    let (mut value, mut end) = match first.word {
        Word::Hundred => (100, at + 1),
        Word::Hundreds(value) => (value, at + 1),
        Word::Unit(unit @ 3..=9) if plain(words, at + 1) == Some(Word::Hundred) => {
            (unit * 100, at + 2)
        }
        _ => {
            let (value, end) = below_hundred(words, at, first)?;
            if ascending(words, at, first)
                && let Some((more, end)) = joined_hundreds(words, end)
            {
                return Some((value + more, end));
            }
            return Some((value, end));
        }
    };
    if let Some((item, place)) = joined(words, end)
        && let Some((tail, after)) = below_hundred(words, place, item)
        && plain(words, after) != Some(Word::Hundred)
        && !is_lone_head(item, place, after)
        && !matches!(item.word, Word::Unit(_) if parts(words, after))
    {
        (value, end) = (value + tail, after);
    }
    Some((value, end))
}

/// Whether the number from `at` to `end` is nothing but أحد: someone.
fn is_lone_head(item: Item, at: usize, end: usize) -> bool {
    matches!(item.word, Word::Head(_)) && end == at + 1
}

/// Whether a word for parts stands at `at`: `مئة وثلاثة أرباع`.
fn parts(words: &[&str], at: usize) -> bool {
    matches!(plain(words, at), Some(Word::Parts(_)))
}

/// Hundreds joined behind tens or units.
fn joined_hundreds(words: &[&str], at: usize) -> Option<(u32, usize)> {
    let (item, place) = joined(words, at)?;
    match item.word {
        Word::Hundred => Some((100, place + 1)),
        Word::Hundreds(value) => Some((value, place + 1)),
        Word::Unit(unit @ 3..=9) if plain(words, place + 1) == Some(Word::Hundred) => {
            Some((unit * 100, place + 2))
        }
        _ => None,
    }
}

fn below_hundred(words: &[&str], at: usize, first: Item) -> Option<(u32, usize)> {
    let (unit, complete) = match first.word {
        Word::Unit(unit) => (unit, true),
        Word::Head(unit) => (unit, false),
        Word::Tens(tens) => return Some((tens, at + 1)),
        _ => return None,
    };
    if unit < 10 {
        if plain(words, at + 1) == Some(Word::Unit(10)) {
            return Some((unit + 10, at + 2));
        }
        if let Some((Item { word: Word::Tens(tens), .. }, place)) = joined(words, at + 1) {
            return Some((unit + tens, place + 1));
        }
    }
    // A head alone is read for its weak sense only.
    (complete || first.word == Word::Head(1)).then_some((unit, at + 1))
}

/// Whether `text` starts with a digit.
fn is_figure(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}
