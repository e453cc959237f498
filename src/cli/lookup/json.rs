//! The answer to a look-up as JSON: one line a query.

use serde::Serialize;

use super::file_name;
use crate::memory::difference::Edit;
use crate::memory::look_up::Found;
use crate::memory::open::{Memory, Side};
use crate::memory::parts::Part;
use crate::memory::score::Penalty;

/// A query as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    query: &'a str,
    matches: Vec<Match<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartAnswer<'a>>,
}

/// A phrase of the query as JSON.
#[derive(Serialize)]
struct PartAnswer<'a> {
    text: &'a str,
    /// Bytes of the query.
    start: usize,
    end: usize,
    /// Units that were seen with it.
    count: usize,
    renderings: Vec<RenderingAnswer<'a>>,
    /// A unit that has the phrase.
    source: &'a str,
    target: &'a str,
    id: u64,
}

/// How it was translated.
#[derive(Serialize)]
struct RenderingAnswer<'a> {
    text: &'a str,
    count: usize,
    /// Number of a unit that has it.
    id: u64,
}

/// A match as JSON.
#[derive(Serialize)]
struct Match<'a> {
    score: u8,
    /// The plain word Levenshtein figure.
    base_score: f64,
    source: &'a str,
    target: &'a str,
    /// Number of the unit in its memory.
    id: u64,
    memory: String,
    source_language: &'a str,
    target_language: &'a str,
    penalties: &'a [Penalty],
    credit: f64,
    numbers_differ: bool,
    edits: &'a [Edit],
    status: &'static str,
    confidence: Option<f64>,
    created: Option<String>,
    changed: Option<String>,
    author: Option<&'a str>,
    origins: Vec<Place<'a>>,
}

/// Where a unit occurs, as JSON.
#[derive(Serialize)]
struct Place<'a> {
    document: &'a str,
    paragraph: Option<u32>,
}

/// The matches of `query`, or the parts of it that are known.
pub fn json(query: &str, found: &[(usize, Found)], parts: &[Part], memories: &[Memory]) -> String {
    let rounded = |x: f64| (x * 1e4).round() / 1e4;
    let matches = found
        .iter()
        .map(|(memory, found)| {
            let (from, to) = languages(found);
            let unit = &found.unit;
            Match {
                score: found.comparison.score.points(),
                base_score: rounded(found.comparison.base_score),
                source: found.source(),
                target: found.target(),
                id: found.id,
                memory: memories.get(*memory).map(file_name).unwrap_or_default(),
                source_language: from,
                target_language: to,
                penalties: &found.comparison.penalties,
                credit: rounded(found.comparison.credit),
                numbers_differ: found.comparison.numbers_differ,
                edits: &found.comparison.edits,
                status: unit.status.name(),
                confidence: unit.confidence,
                created: unit.created.map(|t| t.to_string()),
                changed: unit.changed.map(|t| t.to_string()),
                author: unit.author.as_deref(),
                origins: unit
                    .origins
                    .iter()
                    .map(|o| Place { document: &o.document, paragraph: o.paragraph })
                    .collect(),
            }
        })
        .collect();
    let parts = parts
        .iter()
        .map(|part| PartAnswer {
            text: part.span.of(query),
            start: part.span.start,
            end: part.span.end,
            count: part.count,
            renderings: part
                .renderings
                .iter()
                .map(|r| RenderingAnswer { text: &r.text, count: r.count, id: r.unit })
                .collect(),
            source: &part.example.text,
            target: &part.example.translation,
            id: part.example.id,
        })
        .collect();
    // Plain data of ours always becomes JSON.
    serde_json::to_string(&Answer { query, matches, parts }).unwrap_or_default() + "\n"
}

fn languages(found: &Found) -> (&str, &str) {
    let (source, target) = (&found.unit.source.language, &found.unit.target.language);
    match found.side {
        Side::Source => (source, target),
        Side::Target => (target, source),
    }
}
