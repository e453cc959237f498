//! The beads of an alignment as units.

use jiff::Timestamp;

use super::unit::{Origin, Segment, Unit};
use crate::align::AlignedPair;
use crate::text::language::Language;

/// The units of `pair`: one for each bead with two sides and at least the confidence `least`.
///
/// Each says where it stands: document, paragraph, and the source text around it, gaps included, by
/// which a context match is told.
pub fn units(pair: &AlignedPair, created: Timestamp, least: f64) -> Vec<Unit> {
    let text = |at: Option<usize>| {
        let sentence = at.filter(|&at| at < pair.source.sentences.len())?;
        Some(pair.source.one_line(sentence..sentence + 1)).filter(|text| !text.is_empty())
    };
    let side = |language: &Language, text: String| Segment {
        language: language.tag(),
        text,
        markup: None,
    };
    let document = pair.source.document.file_name().unwrap_or_else(|| pair.name.clone());
    let chosen = pair.alignment.beads.iter().filter(|b| !b.is_gap() && b.confidence >= least);
    chosen
        .map(|bead| {
            let first = pair.source.sentences.get(bead.source.start);
            let origin = Origin {
                document: document.clone(),
                paragraph: first.and_then(|s| u32::try_from(s.paragraph + 1).ok()),
                before: text(bead.source.start.checked_sub(1)),
                after: text(Some(bead.source.end)),
            };
            let (source, target) = (&pair.source, &pair.target);
            Unit {
                source: side(&source.document.language, source.one_line(bead.source.clone())),
                target: side(&target.document.language, target.one_line(bead.target.clone())),
                created: Some(created),
                confidence: Some((bead.confidence * 1e4).round() / 1e4),
                origins: vec![origin],
                ..Unit::default()
            }
        })
        .collect()
}
