//! TMX 1.4b (LISA OSCAR, 2005), written so that OmegaT, Trados and memoQ take it.
//!
//! The source language is always named (Trados refuses `*all*`), every variant has its language
//! (OmegaT drops a file over one that has none), properties stand before the segment as the DTD
//! wants them. Properties: `x-document`, `x-bead` (m-n), `x-confidence` (0–1), `x-moved` (`yes` where
//! the sides stand in different places), `x-paragraph` (of the source and target document, from 1).

use std::io::{self, Write};

use super::{Options, decimal, segment_text};
use crate::align::{AlignedPair, Bead};
use crate::xml::XmlWriter;

/// Declaration, header, start of the body.
pub fn begin(out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let mut xml = XmlWriter::new(Vec::new());
    xml.declaration()?;
    xml.open("tmx", &[("version", "1.4")])?;
    xml.open(
        "header",
        &[
            ("creationtool", env!("CARGO_PKG_NAME")),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", "sentence"),
            ("o-tmf", "muwazi"),
            ("adminlang", "en"),
            ("srclang", &options.source_language.tag()),
            ("datatype", "plaintext"),
            ("creationdate", &date(options)),
        ],
    )?;
    xml.element("prop", &[("type", "x-segmentation")], &options.segmentation)?;
    xml.close("header")?;
    xml.open("body", &[])?;
    out.write_all(&xml.finish()?)
}

/// The units of one pair; returns how many illegal characters were left out.
pub fn pair(
    out: &mut dyn Write,
    pair: &AlignedPair,
    beads: &[Bead],
    options: &Options,
) -> io::Result<u64> {
    let (source_tag, target_tag) = (options.source_language.tag(), options.target_language.tag());
    let created = date(options);
    let mut xml = XmlWriter::new(Vec::new());
    let mut first = true;
    for bead in beads.iter().filter(|b| options.keep_gaps || !b.is_gap()) {
        let source = segment_text(&pair.source, bead.source.clone());
        let target = segment_text(&pair.target, bead.target.clone());
        if source.is_empty() && target.is_empty() {
            continue;
        }
        if !first {
            xml.line_break()?;
        }
        first = false;
        xml.open("tu", &[("creationdate", &created)])?;
        xml.element("prop", &[("type", "x-document")], &pair.name)?;
        xml.element("prop", &[("type", "x-bead")], &bead.shape())?;
        xml.element("prop", &[("type", "x-confidence")], &decimal(bead.confidence, 3))?;
        if bead.moved {
            xml.element("prop", &[("type", "x-moved")], "yes")?;
        }
        if let Some(paragraphs) = paragraphs(pair, bead) {
            xml.element("prop", &[("type", "x-paragraph")], &paragraphs)?;
        }
        for (tag, text) in [(&source_tag, &source), (&target_tag, &target)] {
            if !text.is_empty() {
                xml.open("tuv", &[("xml:lang", tag)])?;
                xml.element("seg", &[], text)?;
                xml.close("tuv")?;
            }
        }
        xml.close("tu")?;
    }
    let dropped = xml.dropped();
    let bytes = xml.finish()?;
    if !first {
        out.write_all(&bytes)?;
    }
    Ok(dropped)
}

/// End of body and file.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"</body>\n</tmx>\n")
}

fn paragraphs(pair: &AlignedPair, bead: &Bead) -> Option<String> {
    let source = pair.source.sentences.get(bead.source.start).filter(|_| !bead.source.is_empty());
    let target = pair.target.sentences.get(bead.target.start).filter(|_| !bead.target.is_empty());
    match (source, target) {
        (Some(s), Some(t)) => Some(format!("{} {}", s.paragraph + 1, t.paragraph + 1)),
        _ => None,
    }
}

/// `YYYYMMDDThhmmssZ`.
fn date(options: &Options) -> String {
    options.created.strftime("%Y%m%dT%H%M%SZ").to_string()
}
