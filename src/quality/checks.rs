//! The checks of a single unit.

use super::{Check, Finding, signs};
use crate::memory::unit::{Segment, Unit};
use crate::text::fold::{Tier, fold};
use crate::text::language::{Language, arabic_share};
use crate::text::numbers::{self, NumberKind};
use crate::text::tokens::{TokenKind, tokens};
use crate::xml::stream::{Item, Stream};

/// Letters from which the script of a text says something.
const LEAST_LETTERS: usize = 4;

/// Share of Arabic letters below which a text is not Arabic, and above which it is.
const LEAST_ARABIC: f64 = 0.3;
const MOST_ARABIC: f64 = 0.5;

/// Characters added to both lengths, so that short segments may differ more.
const LENGTH_SLACK: f64 = 12.0;

/// The most that one side may be longer than the other: professional Arabic–English news stay within 1:2.
const MOST_RATIO: f64 = 2.8;

/// Adds what is wrong with `unit`.
pub fn look(unit: &Unit, found: &mut Vec<Finding>) {
    let (source, target) = (unit.source.text.trim(), unit.target.text.trim());
    let mut add = |check, what: String| found.push(Finding { check, what });
    for (text, segment, side) in
        [(source, &unit.source, "source"), (target, &unit.target, "target")]
    {
        if text.is_empty() && segment.markup.is_none() {
            add(Check::Empty, format!("the {side} is empty"));
        }
    }
    if source.is_empty() || target.is_empty() {
        return;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    if source == target && letters(source) >= LEAST_LETTERS {
        add(Check::Untranslated, "source and target are the same".to_string());
    } else {
        for (text, segment, side) in
            [(source, &unit.source, "source"), (target, &unit.target, "target")]
        {
            let language = Language::new(&segment.language);
            if letters(text) >= LEAST_LETTERS && is_other_script(text, &language) {
                add(Check::Language, format!("the {side} is not {}", language.tag()));
            }
        }
    }
    if let Some(what) = numbers_differ(source, target) {
        add(Check::Numbers, what);
    }
    if let Some(what) = codes_differ(&unit.source, &unit.target) {
        add(Check::Codes, what);
    }
    let (one, other) = (signs::unpaired(source), signs::unpaired(target));
    match (one, other) {
        // A quotation that goes on in the next segment is open on both sides.
        (Some(sign), None) => {
            add(Check::Brackets, format!("{sign} without its partner in the source"))
        }
        (None, Some(sign)) => {
            add(Check::Brackets, format!("{sign} without its partner in the target"))
        }
        _ => {}
    }
    if let (None, Some(word)) = (doubled(source), doubled(target)) {
        add(Check::Doubled, format!("\"{word}\" stands twice in the target"));
    }
    let length = |text: &str| text.chars().count() as f64 + LENGTH_SLACK;
    let ratio = length(target) / length(source);
    if !(1.0 / MOST_RATIO..=MOST_RATIO).contains(&ratio) {
        let side = if ratio > 1.0 { "target" } else { "source" };
        let factor = if ratio > 1.0 { ratio } else { 1.0 / ratio };
        add(Check::Length, format!("the {side} is {factor:.1} times as long"));
    }
    for (text, segment, side) in
        [(source, &unit.source, "source"), (target, &unit.target, "target")]
    {
        let arabic = arabic_share(text).is_some_and(|share| share > MOST_ARABIC);
        if arabic == Language::new(&segment.language).is_arabic()
            && let Some(sign) = signs::foreign(text, arabic)
        {
            add(Check::Punctuation, format!("{sign} in the {side}"));
        }
    }
}

/// Whether the script of `text` is not that of its language.
fn is_other_script(text: &str, language: &Language) -> bool {
    let Some(share) = arabic_share(text) else { return false };
    match language.primary() {
        "ar" => share < LEAST_ARABIC,
        // Written with Arabic letters, too, or not known.
        "fa" | "ur" | "ps" | "ku" | "ckb" | "sd" | "ug" | "und" | "" => false,
        _ => share > MOST_ARABIC,
    }
}

/// The first figure of a side that the other side has neither in digits nor in words.
fn numbers_differ(source: &str, target: &str) -> Option<String> {
    let (source, target) = (figures(source), figures(target));
    let missing = |from: &[Figure], other: &[Figure]| {
        from.iter()
            .find(|figure| figure.in_digits && !other.iter().any(|o| o.value == figure.value))
            .map(|figure| figure.value.clone())
    };
    match (missing(&source, &target), missing(&target, &source)) {
        (Some(one), Some(other)) => Some(format!("{one} in the source, {other} in the target")),
        (Some(one), None) => Some(format!("{one} is missing in the target")),
        (None, Some(other)) => Some(format!("{other} is missing in the source")),
        (None, None) => None,
    }
}

struct Figure {
    value: String,
    in_digits: bool,
}

fn figures(text: &str) -> Vec<Figure> {
    let folded: Vec<String> = tokens(text)
        .into_iter()
        .map(|token| match token.kind {
            // What stands in an address is no number.
            TokenKind::Url | TokenKind::Address => String::new(),
            _ => fold(token.span.of(text), Tier::Orthographic),
        })
        .collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    numbers::mentions(&words)
        .into_iter()
        .map(|mention| {
            let inside = words.get(mention.tokens).unwrap_or_default();
            let in_digits = mention.kind != NumberKind::Weak
                && inside.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
            Figure { value: mention.value, in_digits }
        })
        .collect()
}

/// What the codes of the sides do not share.
fn codes_differ(source: &Segment, target: &Segment) -> Option<String> {
    if source.markup.is_none() && target.markup.is_none() {
        return None;
    }
    let (mut one, mut other) = (codes(source), codes(target));
    one.sort_unstable();
    other.sort_unstable();
    if one == other {
        return None;
    }
    let lacks = |from: &[String], other: &[String]| {
        let count = |list: &[String], code: &String| list.iter().filter(|c| *c == code).count();
        from.iter().find(|code| count(from, code) > count(other, code)).cloned()
    };
    match (lacks(&one, &other), lacks(&other, &one)) {
        (Some(code), _) => Some(format!("{code} of the source is missing in the target")),
        (None, Some(code)) => Some(format!("{code} of the target is missing in the source")),
        (None, None) => None,
    }
}

/// The codes of a segment: name and content.
fn codes(segment: &Segment) -> Vec<String> {
    let Some(markup) = &segment.markup else { return Vec::new() };
    let whole = format!("<seg>{markup}</seg>");
    let Ok(mut stream) = Stream::of_text(&whole) else { return Vec::new() };
    let mut out: Vec<String> = Vec::new();
    // Of each open element, whether it is a code: highlighted text is not.
    let mut open: Vec<bool> = Vec::new();
    loop {
        match stream.next_item() {
            Ok(Item::Open(tag)) => {
                let is_code = !matches!(tag.name(), "seg" | "hi" | "sub");
                if is_code && !open.contains(&true) {
                    out.push(format!("<{}>", tag.name()));
                }
                open.push(is_code);
            }
            Ok(Item::Close) => {
                open.pop();
            }
            Ok(Item::Text(text)) if open.contains(&true) => {
                if let Some(last) = out.last_mut() {
                    last.push_str(&text);
                }
            }
            Ok(Item::Text(_) | Item::Nothing) => {}
            Ok(Item::End) | Err(_) => return out,
        }
    }
}

/// A word that stands twice in a row. Words that may (`had had`, `جدا جدا`) are passed over.
fn doubled(text: &str) -> Option<&str> {
    let found = tokens(text);
    found.windows(2).find_map(|pair| {
        let [one, other] = pair else { return None };
        let is_word = |kind| matches!(kind, TokenKind::Arabic | TokenKind::Word);
        let (word, next) = (one.span.of(text), other.span.of(text));
        let between = text.get(one.span.end..other.span.start)?;
        (is_word(one.kind)
            && word.chars().count() > 1
            && word.to_lowercase() == next.to_lowercase()
            && !between.is_empty()
            && between.trim().is_empty()
            && !MAY_BE_DOUBLED.contains(&word.to_lowercase().as_str()))
        .then_some(word)
    })
}

const MAY_BE_DOUBLED: [&str; 14] = [
    "had",
    "that",
    "very",
    "is",
    "no",
    "ha",
    "so",
    "جدا",
    "جداً",
    "رويدا",
    "رويداً",
    "شيئا",
    "شيئاً",
    "لا",
];
