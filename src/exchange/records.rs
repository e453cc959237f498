//! Units as JSON lines: everything that is known of a unit, one object a line.
//!
//! Read alike: what `align --to jsonl` writes, `{"src", "tgt"}`, and the corpus form
//! `{"translation": {"ar": …, "en": …}}`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::exchange::tmx::units::{date, date_text};
use crate::memory::unit::{Origin, Segment, Status, Unit};

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Record {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// As `align --to jsonl` tells where a bead stands: the file, the paragraph from 0.
    #[serde(skip_serializing)]
    source_file: Option<String>,
    #[serde(skip_serializing)]
    source_paragraph: Option<u32>,
    #[serde(alias = "src")]
    source: String,
    #[serde(alias = "tgt")]
    target: String,
    #[serde(skip_serializing_if = "String::is_empty", alias = "src_lang")]
    source_language: String,
    #[serde(skip_serializing_if = "String::is_empty", alias = "tgt_lang")]
    target_language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_markup: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_markup: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    bead: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    origins: Vec<Place>,
    #[serde(skip_serializing)]
    translation: BTreeMap<String, String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    document: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    paragraph: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

/// The unit in a line.
///
/// # Errors
/// [`ErrorKind::Format`] for what is no JSON object of a unit.
pub fn read(line: &str) -> Result<Unit> {
    let record: Record = serde_json::from_str(line).map_err(|e| {
        Error::new(ErrorKind::Format, format!("no unit: {e}"))
            .remedy("write one {\"source\": \"…\", \"target\": \"…\"} a line")
    })?;
    let mut unit = Unit {
        source: Segment {
            language: record.source_language,
            text: record.source,
            markup: record.source_markup,
        },
        target: Segment {
            language: record.target_language,
            text: record.target,
            markup: record.target_markup,
        },
        created: record.created.as_deref().and_then(date),
        changed: record.changed.as_deref().and_then(date),
        author: record.author,
        confidence: record.confidence.filter(|c| (0.0..=1.0).contains(c)),
        domain: record.domain,
        client: record.client,
        project: record.project,
        notes: record.notes,
        properties: record.properties,
        ..Unit::default()
    };
    unit.status = match (record.status.as_deref().and_then(Status::of_name), unit.confidence) {
        (Some(status), _) => status,
        (None, Some(_)) => Status::Aligned,
        (None, None) => Status::Reviewed,
    };
    if let Some(bead) = record.bead {
        unit.properties.insert(0, ("x-bead".to_string(), bead));
    }
    unit.origins = record
        .origins
        .into_iter()
        .map(|p| Origin {
            document: p.document,
            paragraph: p.paragraph,
            before: p.before,
            after: p.after,
        })
        .collect();
    if let (true, Some(document)) =
        (unit.origins.is_empty(), record.source_file.or(record.document))
    {
        let paragraph = record.source_paragraph.map(|number| number.saturating_add(1));
        unit.origins.push(Origin { document, paragraph, ..Origin::default() });
    }
    if unit.source.text.is_empty() && unit.target.text.is_empty() {
        // In the order of their codes: ar before en.
        let mut sides = record.translation.into_iter();
        for side in [&mut unit.source, &mut unit.target] {
            if let Some((language, text)) = sides.next() {
                *side = Segment { language, text, markup: None };
            }
        }
    }
    Ok(unit)
}

/// The line of a unit, without its end.
pub fn write(unit: &Unit) -> String {
    let first = unit.origins.first();
    let told_by_name = unit.origins.len() == 1
        && first
            .is_some_and(|o| *o == Origin { document: o.document.clone(), ..Origin::default() });
    let mut properties = unit.properties.clone();
    let bead =
        properties.iter().position(|(name, _)| name == "x-bead").map(|at| properties.remove(at).1);
    let record = Record {
        document: first.map(|o| o.document.clone()),
        source: unit.source.text.clone(),
        target: unit.target.text.clone(),
        source_language: unit.source.language.clone(),
        target_language: unit.target.language.clone(),
        source_markup: unit.source.markup.clone(),
        target_markup: unit.target.markup.clone(),
        bead,
        confidence: unit.confidence,
        status: Some(unit.status.name().to_string()),
        created: unit.created.map(date_text),
        changed: unit.changed.map(date_text),
        author: unit.author.clone(),
        domain: unit.domain.clone(),
        client: unit.client.clone(),
        project: unit.project.clone(),
        notes: unit.notes.clone(),
        properties,
        origins: if told_by_name {
            Vec::new()
        } else {
            unit.origins
                .iter()
                .map(|o| Place {
                    document: o.document.clone(),
                    paragraph: o.paragraph,
                    before: o.before.clone(),
                    after: o.after.clone(),
                })
                .collect()
        },
        ..Record::default()
    };
    // Strings, numbers and lists only: there is nothing that JSON cannot hold.
    serde_json::to_string(&record).unwrap_or_default()
}
