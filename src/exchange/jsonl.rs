//! JSON lines: one object a bead, gaps included, for programs.

use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use crate::align::{AlignedPair, Bead, WordLink};
use crate::segment::Segmented;

/// A bead as a JSON object.
#[derive(Serialize)]
pub struct Row<'a> {
    /// Name of the document pair; where the row stands inside its pair there is none.
    #[serde(skip_serializing_if = "str::is_empty")]
    document: &'a str,
    /// Names of the files, where the texts come from files.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_file: Option<String>,
    /// Sentence numbers from 0.
    source_ids: Vec<usize>,
    target_ids: Vec<usize>,
    /// Byte ranges of the sentences in the decoded texts.
    source_spans: Vec<[usize; 2]>,
    target_spans: Vec<[usize; 2]>,
    /// Paragraph of the first sentence, from 0.
    source_paragraph: Option<usize>,
    target_paragraph: Option<usize>,
    source: String,
    target: String,
    /// `m-n`.
    #[serde(rename = "type")]
    shape: String,
    /// Log-odds that the sides translate each other.
    score: f64,
    /// Posterior probability, 0 to 1.
    confidence: f64,
    /// Whether the sides stand in different places of their documents.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    moved: bool,
    /// Words that support the bead, if they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence<'a>>,
}

/// A pair of words that support a bead.
#[derive(Serialize)]
struct Evidence<'a> {
    source: &'a str,
    target: &'a str,
    source_span: [usize; 2],
    target_span: [usize; 2],
    /// What they add to the log-odds.
    gain: f64,
}

/// The beads of one pair.
pub fn pair(out: &mut dyn Write, pair: &AlignedPair, beads: &[Bead]) -> io::Result<()> {
    for bead in beads {
        serde_json::to_writer(&mut *out, &row(pair, bead))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The row of a bead of `pair`.
pub fn row<'a>(pair: &'a AlignedPair, bead: &Bead) -> Row<'a> {
    let spans = |side: &Segmented, range: &Range<usize>| {
        let inside = side.sentences.get(range.clone()).unwrap_or_default();
        inside.iter().map(|s| [s.span.start, s.span.end]).collect()
    };
    let paragraph = |side: &Segmented, range: &Range<usize>| {
        range.clone().next().and_then(|i| side.sentences.get(i)).map(|s| s.paragraph)
    };
    Row {
        document: &pair.name,
        source_file: pair.source.document.file_name(),
        target_file: pair.target.document.file_name(),
        source_ids: bead.source.clone().collect(),
        target_ids: bead.target.clone().collect(),
        source_spans: spans(&pair.source, &bead.source),
        target_spans: spans(&pair.target, &bead.target),
        source_paragraph: paragraph(&pair.source, &bead.source),
        target_paragraph: paragraph(&pair.target, &bead.target),
        source: pair.source.one_line(bead.source.clone()),
        target: pair.target.one_line(bead.target.clone()),
        shape: bead.shape(),
        score: rounded(bead.score, 1e3),
        confidence: rounded(bead.confidence, 1e4),
        moved: bead.moved,
        evidence: bead.evidence.iter().map(|link| evidence(pair, link)).collect(),
    }
}

fn evidence<'a>(pair: &'a AlignedPair, link: &WordLink) -> Evidence<'a> {
    Evidence {
        source: link.source.of(&pair.source.document.text),
        target: link.target.of(&pair.target.document.text),
        source_span: [link.source.start, link.source.end],
        target_span: [link.target.start, link.target.end],
        gain: rounded(f64::from(link.gain), 1e2),
    }
}

/// Rounded, so that the last bits of a sum do not show; never −0.
pub fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps + 0.0
}
