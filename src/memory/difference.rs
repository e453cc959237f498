//! What must be changed, word by word, to turn a query into a unit: shown to the translator, so that
//! a score below 100 explains itself.
//!
//! A shortest edit script (Wagner & Fischer 1974). Among scripts of the same length the one is taken
//! that keeps more words and sets the most alike ones against each other: forms of one stem, then
//! numbers against numbers, signs against signs, words against words. Cost: O(n · m) for the words between the common beginning and
//! the common end; where that would be more than four million pairs the middle is one replacement.

use serde::Serialize;

use super::likeness::{Nature, Spelling, spelling};
use super::view::View;
use crate::span::Span;

/// Above this many pairs of words (2,000 × 2,000) no script is sought.
const MOST_CELLS: usize = 4_000_000;

/// What happens to the words of an [`Edit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// The same in both, for a reader.
    Equal,
    /// The same word, spelled otherwise: tashkeel, hamza, digits, case.
    Respelled,
    /// Another form of the same word: both can have one stem.
    Inflected,
    /// Another number. Translations must be adapted by hand: Arabic agreement depends on it.
    Renumbered,
    /// Another word.
    Replaced,
    /// Only the unit has it.
    Inserted,
    /// Only the query has it.
    Deleted,
}

/// One step of the script: the words of the query and of the unit that it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What happens.
    pub kind: EditKind,
    /// Words in the query, as byte range into its text; empty, where they would stand, when inserted.
    pub query: Span,
    /// Words in the unit, as byte range into its text; empty, where they would stand, when deleted.
    pub unit: Span,
    /// Whether only punctuation marks and other signs are concerned.
    pub signs_only: bool,
}

/// A query or a unit, ready for comparing.
pub(super) struct Side<'a> {
    text: &'a str,
    view: &'a View,
}

impl<'a> Side<'a> {
    pub(super) fn new(text: &'a str, view: &'a View) -> Side<'a> {
        Side { text, view }
    }

    fn word(&self, at: usize) -> &'a str {
        self.view.span(at).of(self.text)
    }

    /// An empty span before the word at `at`.
    fn place(&self, at: usize) -> Span {
        let place = match at.checked_sub(1) {
            _ if at < self.view.len() => self.view.span(at).start,
            Some(before) => self.view.span(before).end,
            None => 0,
        };
        Span::new(place, place)
    }

    fn natures(&self, other: &Side, range: std::ops::Range<usize>) -> Vec<Option<Nature>> {
        let known: std::collections::HashSet<&str> = other.view.words().collect();
        range
            .map(|at| (!known.contains(self.view.word(at))).then(|| Nature::of(self.word(at))))
            .collect()
    }
}

/// The script that turns `query` into `unit`.
pub(super) fn script(query: &Side, unit: &Side) -> Vec<Edit> {
    let (n, m) = (query.view.len(), unit.view.len());
    let same = |&(i, j): &(usize, usize)| query.view.word(i) == unit.view.word(j);
    let front = (0..n).zip(0..m).take_while(same).count();
    let back = (front..n).rev().zip((front..m).rev()).take_while(same).count();
    let mut out: Vec<Edit> = (0..front).map(|i| kept(query, unit, i, i)).collect();
    middle(query, unit, front..n - back, front..m - back, &mut out);
    out.extend((0..back).rev().map(|k| kept(query, unit, n - 1 - k, m - 1 - k)));
    out
}

/// A word that both have.
fn kept(query: &Side, unit: &Side, i: usize, j: usize) -> Edit {
    let kind = match spelling(query.word(i), unit.word(j)) {
        Spelling::Same => EditKind::Equal,
        Spelling::Marks | Spelling::Letters => EditKind::Respelled,
    };
    Edit { kind, query: query.view.span(i), unit: unit.view.span(j), signs_only: false }
}

fn middle(
    query: &Side,
    unit: &Side,
    rows: std::ops::Range<usize>,
    columns: std::ops::Range<usize>,
    out: &mut Vec<Edit>,
) {
    if rows.len().saturating_mul(columns.len()) > MOST_CELLS {
        let whole = |side: &Side, range: &std::ops::Range<usize>| {
            Span::new(side.place(range.start).start, side.view.span(range.end - 1).end)
        };
        let (query, unit) = (whole(query, &rows), whole(unit, &columns));
        return out.push(Edit { kind: EditKind::Replaced, query, unit, signs_only: false });
    }
    let natures = Natures {
        query: query.natures(unit, rows.clone()),
        unit: unit.natures(query, columns.clone()),
    };
    let (first_row, first_column) = (rows.start, columns.start);
    for step in steps(rows.len(), columns.len(), |i, j| {
        if query.view.word(first_row + i) == unit.view.word(first_column + j) {
            Pairing::Same
        } else {
            natures.pairing(i, j)
        }
    }) {
        let (i, j) = (first_row + step.row, first_column + step.column);
        let sign = |nature: Option<&Option<Nature>>, word: &str| match nature {
            Some(Some(nature)) => *nature == Nature::Sign,
            _ => !word.chars().any(char::is_alphanumeric),
        };
        let query_sign = || sign(natures.query.get(step.row), query.word(i));
        let unit_sign = || sign(natures.unit.get(step.column), unit.word(j));
        out.push(match step.kind {
            StepKind::Pair(Pairing::Same) => kept(query, unit, i, j),
            StepKind::Pair(pairing) => Edit {
                kind: match pairing {
                    Pairing::Stem => EditKind::Inflected,
                    Pairing::Number => EditKind::Renumbered,
                    _ => EditKind::Replaced,
                },
                query: query.view.span(i),
                unit: unit.view.span(j),
                signs_only: query_sign() && unit_sign(),
            },
            StepKind::Delete => Edit {
                kind: EditKind::Deleted,
                query: query.view.span(i),
                unit: unit.place(j),
                signs_only: query_sign(),
            },
            StepKind::Insert => Edit {
                kind: EditKind::Inserted,
                query: query.place(i),
                unit: unit.view.span(j),
                signs_only: unit_sign(),
            },
        });
    }
}

/// Natures of the words that the other side does not have.
struct Natures {
    query: Vec<Option<Nature>>,
    unit: Vec<Option<Nature>>,
}

impl Natures {
    fn pairing(&self, i: usize, j: usize) -> Pairing {
        match (self.query.get(i), self.unit.get(j)) {
            (Some(Some(a)), Some(Some(b))) if a.shares_stem(b) => Pairing::Stem,
            (Some(Some(Nature::Number)), Some(Some(Nature::Number))) => Pairing::Number,
            (Some(Some(Nature::Sign)), Some(Some(Nature::Sign))) => Pairing::Kind,
            (Some(Some(Nature::Word(_))), Some(Some(Nature::Word(_)))) => Pairing::Kind,
            _ => Pairing::Other,
        }
    }
}

/// How alike two words are that stand against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pairing {
    Same,
    Stem,
    Number,
    /// Both signs or both words.
    Kind,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StepKind {
    Pair(Pairing),
    Delete,
    Insert,
}

/// A step of the script, with the row and the column that it starts at.
struct Step {
    kind: StepKind,
    row: usize,
    column: usize,
}

/// The cost of one edit; what a pairing saves below it only decides between scripts of one length.
const EDIT: u64 = 1 << 32;

/// The cost of a word that only one side has. Cheaper by a trace: of two scripts of one length the
/// one with more of these keeps more words.
const GAP: u64 = EDIT - 2;

fn cost(pairing: Pairing) -> u64 {
    match pairing {
        Pairing::Same => 0,
        Pairing::Stem => EDIT - 3,
        Pairing::Number => EDIT - 2,
        Pairing::Kind => EDIT - 1,
        Pairing::Other => EDIT,
    }
}

/// The cheapest script for `rows` and `columns` words of which `pairing` tells how alike they are.
fn steps(rows: usize, columns: usize, pairing: impl Fn(usize, usize) -> Pairing) -> Vec<Step> {
    let width = columns + 1;
    // The last step into each cell, row by row; the first row and column have no other choice.
    let mut last = vec![StepKind::Insert; (rows + 1) * width];
    let mut above: Vec<u64> = (0..=columns as u64).map(|j| j * GAP).collect();
    let mut here = vec![0; width];
    for i in 1..=rows {
        here[0] = i as u64 * GAP;
        last[i * width] = StepKind::Delete;
        for j in 1..=columns {
            let pair = pairing(i - 1, j - 1);
            let choices = [
                (above[j - 1] + cost(pair), StepKind::Pair(pair)),
                (above[j] + GAP, StepKind::Delete),
                (here[j - 1] + GAP, StepKind::Insert),
            ];
            let best = choices.into_iter().min_by_key(|&(cost, _)| cost);
            (here[j], last[i * width + j]) = best.unwrap_or(choices[0]);
        }
        std::mem::swap(&mut above, &mut here);
    }
    let (mut i, mut j) = (rows, columns);
    let mut out = Vec::with_capacity(rows.max(columns));
    while i > 0 || j > 0 {
        let kind = last[i * width + j];
        i -= usize::from(kind != StepKind::Insert);
        j -= usize::from(kind != StepKind::Delete);
        out.push(Step { kind, row: i, column: j });
    }
    out.reverse();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, unit: &str) -> String {
        let (a, b) = (View::of(query), View::of(unit));
        let edits = script(&Side::new(query, &a), &Side::new(unit, &b));
        let one = |edit: &Edit| {
            let (from, to) = (edit.query.of(query), edit.unit.of(unit));
            match edit.kind {
                EditKind::Equal => from.to_string(),
                EditKind::Respelled => format!("{from}~{to}"),
                EditKind::Inflected => format!("{from}≈{to}"),
                EditKind::Renumbered => format!("{from}#{to}"),
                EditKind::Replaced => format!("{from}→{to}"),
                EditKind::Inserted => format!("+{to}"),
                EditKind::Deleted => format!("-{from}"),
            }
        };
        edits.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_kind_of_edit_is_found_and_placed() {
        for (query, unit, expected) in [
            ("زار الوزير المدرسة", "زار الرئيس المدرسة", "زار الوزير→الرئيس المدرسة"),
            ("زار أمس", "زار امس", "زار أمس~امس"),
            ("after 7 days", "After 11 days.", "after~After 7#11 days +."),
            ("فتح المدرسة", "فتح مدرسته", "فتح المدرسة≈مدرسته"),
            ("the new schools", "new school", "-the new schools≈school"),
            ("a b c", "", "-a -b -c"),
            ("", "a", "+a"),
            ("", "", ""),
            // Of two scripts of one length the one that keeps a word, then the one of like words.
            ("red ! blue", "green blue ?", "red→green -! blue +?"),
            ("x !", "y ?", "x→y !→?"),
        ] {
            assert_eq!(shown(query, unit), expected, "{query} → {unit}");
        }
    }

    #[test]
    fn the_script_is_as_long_as_the_distance() {
        use proptest::prelude::*;
        let text = || proptest::collection::vec("[a-c]|7|8|!|walks|walked", 0..12);
        proptest!(|(a in text(), b in text())| {
            let distance = strsim::generic_levenshtein(&a, &b);
            let (query, unit) = (a.join(" "), b.join(" "));
            let (a, b) = (View::of(&query), View::of(&unit));
            let edits = script(&Side::new(&query, &a), &Side::new(&unit, &b));
            let changed = edits.iter().filter(|e| e.kind != EditKind::Equal).count();
            prop_assert_eq!(changed, distance);
            prop_assert!(edits.windows(2).all(|e| e[0].query.end <= e[1].query.start));
            prop_assert!(edits.windows(2).all(|e| e[0].unit.end <= e[1].unit.start));
        });
    }

    #[test]
    fn huge_texts_are_one_replacement() {
        let query: String = (0..3000).map(|i| format!("a{i} ")).collect();
        let unit: String = (0..3000).map(|i| format!("b{i} ")).collect();
        let (a, b) = (View::of(&query), View::of(&unit));
        let edits = script(&Side::new(&query, &a), &Side::new(&unit, &b));
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].query.of(&query), query.trim());
    }
}
