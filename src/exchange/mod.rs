//! Alignments → files: one format a file, all behind [`Writer`].
//!
//! Every format module has `begin` (what stands before the first pair), `pair` and `end`, so that
//! any number of pairs goes into one file without being held in memory.

pub mod file;

mod delimited;
pub mod draft;
mod html;
pub mod jsonl;
mod ladder;
mod lines;
mod pairs_tmx;
mod po;
mod records;
mod rows;
pub mod tmx;
pub mod unit_format;
pub mod unit_writer;
pub mod units;
mod xliff_content;
pub mod xliff_read;
mod xliff_write;
mod xlsx;

use std::io::{self, Write};

use crate::align::{AlignedPair, Bead};
use crate::text::language::Language;

/// The colours and letters of our pages, as a style sheet.
pub const LOOK: &str = include_str!("look.css");

/// The formats an alignment can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Translation Memory eXchange 1.4b.
    Tmx,
    /// Tab-separated values with a header row.
    Tsv,
    /// Comma-separated values with a header row (RFC 4180).
    Csv,
    /// One JSON object a bead and line.
    Jsonl,
    /// A self-contained page for reading and printing.
    Html,
    /// Sentence numbers only: `[0, 1]:[0]`.
    Ladder,
}

impl Format {
    /// All formats, in the order they are offered.
    pub const ALL: [Format; 6] =
        [Format::Tmx, Format::Tsv, Format::Csv, Format::Jsonl, Format::Html, Format::Ladder];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Tmx => "tmx",
            Format::Tsv => "tsv",
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Html => "html",
            Format::Ladder => "ladder",
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Ladder => "align",
            other => other.name(),
        }
    }

    /// The format of a file with this extension, letter case aside.
    pub fn of_extension(extension: &str) -> Option<Format> {
        let extension = extension.to_ascii_lowercase();
        match extension.as_str() {
            "htm" => Some(Format::Html),
            "ndjson" => Some(Format::Jsonl),
            _ => Format::ALL.into_iter().find(|f| f.extension() == extension),
        }
    }
}

/// What goes into the output and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Language of the source side.
    pub source_language: Language,
    /// Language of the target side.
    pub target_language: Language,
    /// Whether TMX, TSV and CSV hold unaligned sentences too. The other formats always do.
    pub keep_gaps: bool,
    /// Beads with a lower confidence (0 to 1) are taken apart into gaps.
    pub min_confidence: f64,
    /// Date of creation that units carry.
    pub created: jiff::Timestamp,
    /// Name of the segmentation rules that cut the sentences.
    pub segmentation: String,
}

/// Writes pairs into one output.
pub struct Writer<W: Write> {
    format: Format,
    options: Options,
    out: W,
    written: Counts,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Beads with two sides.
    pub units: u64,
    /// Characters that the format cannot hold and that were left out.
    pub dropped_chars: u64,
}

impl<W: Write> Writer<W> {
    /// Begins an output.
    ///
    /// # Errors
    /// What writing to `out` returns; so with the other methods.
    pub fn begin(format: Format, options: Options, mut out: W) -> io::Result<Self> {
        match format {
            Format::Tmx => pairs_tmx::begin(&mut out, &options)?,
            Format::Tsv => delimited::begin(&mut out, delimited::Kind::Tabs)?,
            Format::Csv => delimited::begin(&mut out, delimited::Kind::Commas)?,
            Format::Html => html::begin(&mut out, &options)?,
            Format::Jsonl | Format::Ladder => {}
        }
        Ok(Writer { format, options, out, written: Counts::default() })
    }

    /// Writes one pair.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn pair(&mut self, pair: &AlignedPair) -> io::Result<()> {
        let beads = confident(&pair.alignment.beads, self.options.min_confidence);
        self.written.units += beads.iter().filter(|b| !b.is_gap()).count() as u64;
        let (out, options) = (&mut self.out, &self.options);
        match self.format {
            Format::Tmx => {
                self.written.dropped_chars += pairs_tmx::pair(out, pair, &beads, options)?
            }
            Format::Tsv => delimited::pair(out, pair, &beads, options, delimited::Kind::Tabs)?,
            Format::Csv => delimited::pair(out, pair, &beads, options, delimited::Kind::Commas)?,
            Format::Jsonl => jsonl::pair(out, pair, &beads)?,
            Format::Html => html::pair(out, pair, &beads, options)?,
            Format::Ladder => ladder::pair(out, &beads)?,
        }
        Ok(())
    }

    /// Ends the output and gives it back with the counts.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn end(mut self) -> io::Result<(W, Counts)> {
        match self.format {
            Format::Tmx => pairs_tmx::end(&mut self.out)?,
            Format::Html => html::end(&mut self.out)?,
            Format::Tsv | Format::Csv | Format::Jsonl | Format::Ladder => {}
        }
        self.out.flush()?;
        Ok((self.out, self.written))
    }
}

/// The beads, with those below `least` confidence taken apart into gaps.
fn confident(beads: &[Bead], least: f64) -> Vec<Bead> {
    let mut out = Vec::with_capacity(beads.len());
    for bead in beads {
        if bead.is_gap() || bead.confidence >= least {
            out.push(bead.clone());
            continue;
        }
        let gap = |source, target| Bead {
            source,
            target,
            score: 0.0,
            confidence: 1.0 - bead.confidence,
            moved: false,
            evidence: Vec::new(),
        };
        let (s, t) = (&bead.source, &bead.target);
        out.extend(s.clone().map(|i| gap(i..i + 1, t.start..t.start)));
        out.extend(t.clone().map(|j| gap(s.end..s.end, j..j + 1)));
    }
    out
}

/// `value` with `digits` decimals and no minus before a zero.
pub(crate) fn decimal(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_string(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubtful_beads_become_gaps_in_order() {
        let beads = [
            Bead {
                source: 0..1,
                target: 0..1,
                score: 9.0,
                confidence: 0.9,
                moved: false,
                evidence: Vec::new(),
            },
            Bead {
                source: 1..3,
                target: 1..2,
                score: 1.0,
                confidence: 0.3,
                moved: false,
                evidence: Vec::new(),
            },
        ];
        let kept = confident(&beads, 0.5);
        let shapes: Vec<String> = kept.iter().map(Bead::shape).collect();
        assert_eq!(shapes, ["1-1", "1-0", "1-0", "0-1"]);
    }

    #[test]
    fn no_negative_zero() {
        assert_eq!(decimal(-0.0001, 2), "0.00");
        assert_eq!(decimal(-1.25, 1), "-1.2");
    }
}
