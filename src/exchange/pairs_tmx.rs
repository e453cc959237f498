//! Alignments as TMX 1.4: see [`super::tmx::write`].
//!
//! Properties: `x-document` (the file of the source side), `x-bead` (m-n), `x-confidence` (0–1), `x-moved` (`yes` where the sides
//! stand in different places), `x-paragraph` (of the source and target document, from 1).

use std::io::{self, Write};

use super::tmx::model::{Header, Remark, Segment, Tu, Tuv, put};
use super::tmx::units::date_text;
use super::tmx::{model, write};
use super::{Options, decimal};
use crate::align::{AlignedPair, Bead};

/// Declaration, header, start of the body.
pub fn begin(out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let mut header = write::completed(&Header::default(), &options.source_language.tag());
    put(&mut header.attributes, model::HEADER, "creationdate", date_text(options.created));
    header.props.push(prop("x-segmentation", &options.segmentation));
    let mut text = String::new();
    write::push_header(
        &mut text,
        &header,
        write::Options::default(),
        &mut write::Written::default(),
    );
    out.write_all(text.as_bytes())
}

/// The units of one pair; returns how many illegal characters were left out.
pub fn pair(
    out: &mut dyn Write,
    pair: &AlignedPair,
    beads: &[Bead],
    options: &Options,
) -> io::Result<u64> {
    let (source_tag, target_tag) = (options.source_language.tag(), options.target_language.tag());
    let created = date_text(options.created);
    let document = pair.source.document.file_name().unwrap_or_else(|| pair.name.clone());
    let mut written = write::Written::default();
    let mut text = String::new();
    for bead in beads.iter().filter(|b| options.keep_gaps || !b.is_gap()) {
        let source = pair.source.one_line(bead.source.clone());
        let target = pair.target.one_line(bead.target.clone());
        let variants: Vec<Tuv> = [(&source_tag, source), (&target_tag, target)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(tag, text)| Tuv {
                language: tag.clone(),
                segment: Segment { text, markup: None },
                ..Tuv::default()
            })
            .collect();
        let mut props = vec![
            prop("x-document", &document),
            prop("x-bead", &bead.shape()),
            prop("x-confidence", &decimal(bead.confidence, 3)),
        ];
        if bead.moved {
            props.push(prop("x-moved", "yes"));
        }
        props.extend(paragraphs(pair, bead).map(|p| prop("x-paragraph", &p)));
        let attributes = vec![("creationdate", created.clone())];
        let unit = Tu { attributes, props, variants, ..Tu::default() };
        text.clear();
        write::push_unit(&mut text, &unit, write::Options::default(), &mut written);
        out.write_all(text.as_bytes())?;
    }
    Ok(written.dropped_chars)
}

/// End of body and file.
pub fn end(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(write::FOOT.as_bytes())
}

fn prop(kind: &str, text: &str) -> Remark {
    Remark { kind: kind.to_string(), text: text.to_string(), ..Remark::default() }
}

fn paragraphs(pair: &AlignedPair, bead: &Bead) -> Option<String> {
    let source = pair.source.sentences.get(bead.source.start).filter(|_| !bead.source.is_empty());
    let target = pair.target.sentences.get(bead.target.start).filter(|_| !bead.target.is_empty());
    match (source, target) {
        (Some(s), Some(t)) => Some(format!("{} {}", s.paragraph + 1, t.paragraph + 1)),
        _ => None,
    }
}
