//! Answers → lines: JSON lines, a table, or the two plain files that Moses and its heirs read.
//!
//! JSONL has one line a record. The table has one row a unit: id, type, confidence, source, target, and for a record
//! that failed a row of type `error` whose sixth column says why. The Moses files hold the texts alone; standard
//! output then says for each record which of their lines are its. Nothing is held back: each record is written
//! and flushed before the next.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::answer::{Answer, Failure, Pair};
use super::filter::{Met, Verdict};
use crate::align::Bead;
use crate::cli::align::pair::Sides;
use crate::exchange::decimal;
use crate::exchange::jsonl::{Row, rounded, row};

/// What is written.
pub enum Form {
    /// A JSON object a record.
    Jsonl,
    /// A row a unit.
    Tsv(Gaps),
    /// A line a unit in each of two files.
    Moses(Box<Moses>),
}

/// Whether the table has sentences without a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    Keep,
    Drop,
}

/// Two files whose lines belong together.
pub struct Moses {
    pub source: BufWriter<File>,
    pub target: BufWriter<File>,
    /// Lines in each.
    pub lines: u64,
}

/// Counts for the user.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    pub pairs: u64,
    pub failed: u64,
    pub units: u64,
    /// Sentences without a partner.
    pub gaps: u64,
    /// Of the lines that were read.
    pub bytes: u64,
    /// Units that were left out, by reason.
    pub left_out: BTreeMap<&'static str, u64>,
}

/// Writes answers in the order in which they come.
pub struct Output<W: Write> {
    pub form: Form,
    pub out: W,
    pub met: Met,
    pub statistics: Statistics,
}

/// What a JSON line says besides the id and what went through.
#[derive(Serialize)]
struct Body<'a> {
    /// How many there are on each side.
    sentences: [usize; 2],
    /// Mean of the units, before any was left out.
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    swapped: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    left_out: BTreeMap<&'static str, u64>,
    #[serde(flatten)]
    result: Content<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Content<'a> {
    Beads(Vec<Row<'a>>),
    /// Half-open, from 0.
    Lines([u64; 2]),
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: ErrorFields<'a>,
}

#[derive(Serialize)]
struct ErrorFields<'a> {
    kind: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'a str>,
    line: u64,
}

impl<W: Write> Output<W> {
    /// Writes and flushes what became of a record.
    ///
    /// # Errors
    /// What writing returns.
    pub fn take(&mut self, answer: &Answer) -> io::Result<()> {
        self.statistics.bytes += answer.bytes;
        let mut text = Vec::new();
        match &answer.outcome {
            Ok(pair) => {
                self.statistics.pairs += 1;
                self.pair(answer, pair, &mut text)?;
            }
            Err(failure) => {
                self.statistics.failed += 1;
                self.failure(answer, failure, &mut text)?;
            }
        }
        self.out.write_all(&text)?;
        self.out.flush()
    }

    fn pair(&mut self, answer: &Answer, pair: &Pair, text: &mut Vec<u8>) -> io::Result<()> {
        let mut left_out = BTreeMap::new();
        let mut beads: Vec<&Bead> = Vec::new();
        for (bead, verdict) in pair.aligned.alignment.beads.iter().zip(&pair.verdicts) {
            let reason = match *verdict {
                Verdict::Gap => {
                    self.statistics.gaps += 1;
                    None
                }
                Verdict::Unit(Some(hash)) if !self.met.is_new(hash) => Some("duplicate"),
                Verdict::Unit(_) => {
                    self.statistics.units += 1;
                    None
                }
                Verdict::Out(reason) => Some(reason),
            };
            match reason {
                None => beads.push(bead),
                Some(reason) => {
                    *left_out.entry(reason).or_default() += 1;
                    *self.statistics.left_out.entry(reason).or_default() += 1;
                }
            }
        }
        let result = match &mut self.form {
            Form::Jsonl => Content::Beads(beads.iter().map(|b| row(&pair.aligned, b)).collect()),
            Form::Tsv(gaps) => {
                beads.retain(|bead| *gaps == Gaps::Keep || !bead.is_gap());
                return beads.iter().try_for_each(|bead| {
                    let confidence = decimal(bead.confidence, 3);
                    let [source, target] = texts(pair, bead);
                    let id = plain_id(&answer.id);
                    writeln!(text, "{id}\t{}\t{confidence}\t{source}\t{target}", bead.shape())
                });
            }
            Form::Moses(moses) => {
                let first = moses.lines;
                for bead in beads.iter().filter(|bead| !bead.is_gap()) {
                    let [source, target] = texts(pair, bead);
                    writeln!(moses.source, "{source}")?;
                    writeln!(moses.target, "{target}")?;
                    moses.lines += 1;
                }
                moses.source.flush()?;
                moses.target.flush()?;
                Content::Lines([first, moses.lines])
            }
        };
        let sentences = [pair.aligned.source.sentences.len(), pair.aligned.target.sentences.len()];
        let confidence = pair.aligned.alignment.mean_confidence().map(|c| rounded(c, 1e4));
        let swapped = pair.sides == Sides::Swapped;
        let body = Body { sentences, confidence, swapped, left_out, result };
        line(answer, &body, text)
    }

    fn failure(&self, answer: &Answer, failure: &Failure, text: &mut Vec<u8>) -> io::Result<()> {
        let Failure { kind, message, remedy } = failure;
        if let Form::Tsv(_) = self.form {
            let remedy = remedy.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
            let why = one_row(&format!("{kind}: {message}{remedy}"));
            return writeln!(text, "{}\terror\t\t\t\t{why}", plain_id(&answer.id));
        }
        let error = ErrorFields { kind, message, remedy: remedy.as_deref(), line: answer.line };
        line(answer, &ErrorBody { error }, text)
    }
}

/// The id, what went through, and the fields of `body` as one object.
fn line(answer: &Answer, body: &impl Serialize, text: &mut Vec<u8>) -> io::Result<()> {
    write!(text, "{{\"id\":{}{},", answer.id, answer.rest)?;
    let body = serde_json::to_vec(body)?;
    text.extend_from_slice(body.strip_prefix(b"{").unwrap_or(&body));
    text.push(b'\n');
    Ok(())
}

/// The texts of a bead, each as one line that every reader takes for one.
fn texts(pair: &Pair, bead: &Bead) -> [String; 2] {
    let pair = &pair.aligned;
    [pair.source.one_line(bead.source.clone()), pair.target.one_line(bead.target.clone())]
        .map(|text| one_row(&text))
}

/// Signs that end a line or a cell for some program become spaces.
fn one_row(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect()
}

/// An id in a table: a string without its quotation marks, anything else as JSON.
fn plain_id(json: &str) -> String {
    let text: Option<String> = serde_json::from_str(json).ok();
    one_row(text.as_deref().unwrap_or(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_its_row() {
        assert_eq!(one_row("a\tb\r\nc\u{85}d\u{2028}e\0\u{B}"), "a b  c d e  ");
    }

    #[test]
    fn ids_in_a_table_have_no_quotation_marks() {
        for (json, shown) in [("\"a\\tb\"", "a b"), ("7", "7"), ("{\"a\":1}", "{\"a\":1}")] {
            assert_eq!(plain_id(json), shown);
        }
    }
}
