//! Tab- and comma-separated tables, one bead a row.
//!
//! Columns: document, type, confidence, source, target. CSV is quoted as RFC 4180 has it. TSV has no
//! quoting, as corpus tools expect: tabs and line breaks inside a text become spaces.

use std::io::{self, Write};

use super::{Options, decimal};
use crate::align::{AlignedPair, Bead};

/// Which of the two tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Tab-separated.
    Tabs,
    /// Comma-separated.
    Commas,
}

const COLUMNS: [&str; 5] = ["document", "type", "confidence", "source", "target"];

/// The header row.
pub fn begin(out: &mut dyn Write, kind: Kind) -> io::Result<()> {
    row(out, kind, &COLUMNS.map(String::from))
}

/// The rows of one pair.
pub fn pair(
    out: &mut dyn Write,
    pair: &AlignedPair,
    beads: &[Bead],
    options: &Options,
    kind: Kind,
) -> io::Result<()> {
    for bead in beads.iter().filter(|b| options.keep_gaps || !b.is_gap()) {
        let cells = [
            pair.name.clone(),
            bead.shape(),
            decimal(bead.confidence, 3),
            pair.source.one_line(bead.source.clone()),
            pair.target.one_line(bead.target.clone()),
        ];
        row(out, kind, &cells)?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, kind: Kind, cells: &[String; 5]) -> io::Result<()> {
    match kind {
        Kind::Tabs => {
            let cells = cells.each_ref().map(|cell| cell.replace(['\t', '\n', '\r'], " "));
            writeln!(out, "{}", cells.join("\t"))
        }
        Kind::Commas => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(cells).map_err(io::Error::other)?;
            let bytes = writer.into_inner().map_err(|e| io::Error::other(e.to_string()))?;
            out.write_all(&bytes)
        }
    }
}
