//! Our own rules as SRX 2.0: `data/segment/muwazi.srx` with the word lists filled in.
//!
//! The expressions use only what ICU and Java read alike: classes, alternatives, `\p{..}`, look-ahead, and look-behind
//! of one or two characters.

use std::io::{self, Write};

use crate::segment::boundaries::SMILEYS;
use crate::segment::inline_list::BULLETS;
use crate::segment::{Abbreviation, Rules};
use crate::text::fold::is_arabic_letter;
use crate::xml;

const TEMPLATE: &str = include_str!("../../../data/segment/muwazi.srx");

/// What stands for characters in the template, as items of a set or whole expressions.
const CHARACTERS: &[(&str, &str)] = &[
    ("end", ".!?؟…۔‼⁇⁈⁉"),
    ("ask", "!?؟۔"),
    ("mark", r#")\]}»”’›"'"#),
    ("close", r#")\]}»”’›"'\u2069\u202C\u200F\u200E\u061C"#),
    ("bracket", r"(\[{"),
    ("open", r#"(\[{«“‘„‹"'\u200B-\u200F\u202A-\u202E\u2066-\u2069\u061C"#),
    ("invisible", r"\u200B-\u200F\u202A-\u202E\u2066-\u2069\u061C"),
    ("space", r"\s\u00A0\u2000-\u200A\u202F\u3000"),
    ("dash", r"\-–—"),
    (
        "arabic",
        r"\u0620-\u063F\u0641-\u064A\u066E\u066F\u0671-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FC\u06FF\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFC",
    ),
    ("wordbegin", r"(?<![\p{L}\p{M}\p{N}.])(?<!\p{L}['’])"),
    ("wordend", r"(?![\p{L}\p{M}\p{N}'’])"),
];

/// Writes `rules` as an SRX 2.0 document.
///
/// # Errors
/// What writing to `out` returns.
pub fn export(rules: &Rules, out: &mut dyn Write) -> io::Result<()> {
    let any = |_: &str| true;
    let short = |word: &str| word.chars().count() == 1;
    let words: [(&str, String); 11] = [
        ("titles", abbreviations(rules, Abbreviation::Title, any)),
        ("shorttitles", abbreviations(rules, Abbreviation::Title, short)),
        (
            "titlewords",
            format!("(?=\\p{{Lu}})(?:{})", abbreviations(rules, Abbreviation::Title, any)),
        ),
        ("units", abbreviations(rules, Abbreviation::Unit, any)),
        ("initials", abbreviations(rules, Abbreviation::Initial, any)),
        ("numbers", abbreviations(rules, Abbreviation::Number, any)),
        ("shortnumbers", abbreviations(rules, Abbreviation::Number, short)),
        ("starters", alternatives(rules.starters())),
        ("attributions", alternatives(rules.attributions())),
        ("smileys", alternatives(SMILEYS.to_vec())),
        ("bullet", BULLETS.iter().map(|c| literal(&c.to_string())).collect()),
    ];
    let mut text = TEMPLATE.to_string();
    for (name, value) in &words {
        let legal: String = value.chars().filter(|&c| xml::is_legal(c)).collect();
        text = text.replace(&format!("@{name}@"), &xml::escape(&legal));
    }
    for (name, value) in CHARACTERS {
        text = text.replace(&format!("@{name}@"), &xml::escape(value));
    }
    out.write_all(text.as_bytes())
}

/// Those of a kind that `wanted` picks, with the proclitics that Arabic ones take.
fn abbreviations(rules: &Rules, kind: Abbreviation, wanted: impl Fn(&str) -> bool) -> String {
    let (folded, exact) = rules.of_kind(kind);
    let (mut latin, mut long, mut titles, mut other) = (vec![], vec![], vec![], exact);
    for word in folded {
        if !word.chars().any(is_arabic_letter) {
            latin.push(word);
        } else if word.chars().count() > 2 {
            long.push(word);
        } else if kind == Abbreviation::Title && Rules::takes_proclitic(word) {
            titles.push(word);
        } else {
            other.push(word);
        }
    }
    let groups = [("(?i:", latin), ("[وفبلك]?(?:", long), ("[وفبل]?(?:", titles), ("(?:", other)];
    let groups = groups.into_iter().filter_map(|(open, mut words)| {
        words.retain(|word| wanted(word));
        (!words.is_empty()).then(|| format!("{open}{})", alternatives(words)))
    });
    let groups: Vec<String> = groups.collect();
    // No word at all: what matches nothing.
    if groups.is_empty() { "(?!)".to_string() } else { groups.join("|") }
}

fn alternatives(words: Vec<&str>) -> String {
    words.into_iter().map(literal).collect::<Vec<_>>().join("|")
}

/// `text` as an expression that matches just it.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && c != '\'' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
