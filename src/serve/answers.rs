//! What the memories found, and how it is said in JSON.
//!
//! Places in texts are byte offsets into their UTF-8, as everywhere in muwazi.

use rayon::prelude::*;
use serde::Serialize;

use super::desk::Desk;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::memory::concordance::{self, Occurrence, Pattern, count_renderings, find};
use crate::memory::difference::Edit;
use crate::memory::look_up::{Found, Query, Reader, Shared, order};
use crate::memory::open::{Memory, Side};
use crate::memory::score::{Neighbours, Penalty};
use crate::memory::unit::Unit;
use crate::span::Span;
use crate::text::language::arabic_share;

/// What every text of a request has in common.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Primary language of the texts; by the script where there is none.
    pub from: Option<String>,
    /// Primary language of the translations.
    pub to: Option<String>,
    /// Least score.
    pub threshold: u8,
    /// Most matches of a text.
    pub best: usize,
}

/// A match, and the number of the memory that it comes from.
pub type Hit = (usize, Found);

/// The matches of each text. Texts stand in order: each is the neighbour of the next one; `outer` stands
/// before the first and behind the last.
pub fn look_up(
    memories: &[Memory],
    texts: &[String],
    outer: Neighbours,
    wanted: &Wanted,
) -> Result<Vec<Vec<Hit>>> {
    let memories: Vec<Shared> = memories.iter().map(Memory::shared).collect();
    let text = |at: Option<usize>| at.and_then(|at| texts.get(at)).map(String::as_str);
    let one = |readers: &mut Vec<Reader>, at: usize| {
        let own = text(Some(at)).unwrap_or_default();
        let query = Query {
            text: own,
            neighbours: Neighbours {
                before: text(at.checked_sub(1)).or(outer.before.filter(|_| at == 0)),
                after: text(Some(at + 1)).or(outer.after),
            },
            from: wanted.from.as_deref().or(guessed(own)),
            to: wanted.to.as_deref(),
            threshold: wanted.threshold,
            best: wanted.best,
        };
        let mut found: Vec<Hit> = Vec::new();
        for (number, reader) in readers.iter_mut().enumerate() {
            found.extend(reader.look_up(&query)?.into_iter().map(|found| (number, found)));
        }
        found.sort_by(|a, b| order(&a.1, &b.1).then(a.0.cmp(&b.0)));
        found.truncate(wanted.best);
        Ok(found)
    };
    let readers = || memories.iter().map(Shared::reader).collect::<Result<Vec<Reader>>>();
    if texts.len() == 1 {
        return Ok(vec![one(&mut readers()?, 0)?]);
    }
    (0..texts.len())
        .into_par_iter()
        .map_init(readers, |readers, at| match readers {
            Ok(readers) => one(readers, at),
            Err(error) => Err(Error::new(error.kind(), error.to_string())),
        })
        .collect()
}

/// The language that the script gives away.
pub fn guessed(text: &str) -> Option<&'static str> {
    arabic_share(text).is_some_and(|share| share > 0.5).then_some("ar")
}

/// Units whose translations are counted: the newest; more would only take time.
const MOST_COUNTED: usize = 5_000;

/// What a concordance finds.
#[derive(Debug)]
pub struct Occurrences {
    /// Units in which the phrase stands.
    pub total: usize,
    /// Its translations, the most frequent first.
    pub renderings: Vec<(String, usize)>,
    /// The newest units, each with the number of its memory.
    pub hits: Vec<(usize, Occurrence)>,
}

/// Finds a phrase on both sides of all memories.
///
/// # Errors
/// Where a store or an index cannot be read.
pub fn occurrences(
    memories: &[Memory],
    pattern: &Pattern,
    lexicon: &Lexicon,
) -> Result<Occurrences> {
    let (mut total, mut found, mut owners) = (0, Vec::new(), Vec::new());
    for (number, memory) in memories.iter().enumerate() {
        for side in [Side::Source, Side::Target] {
            let ids = find(memory, side, pattern)?;
            total += ids.len();
            let counted = ids.get(..ids.len().min(MOST_COUNTED)).unwrap_or_default();
            found.extend(concordance::occurrences(memory, side, pattern, counted, lexicon)?);
            owners.resize(found.len(), number);
        }
    }
    let renderings = count_renderings(&found);
    Ok(Occurrences { total, renderings, hits: owners.into_iter().zip(found).collect() })
}

/// A unit, with the names that a client may show.
#[derive(Debug, Serialize)]
pub struct UnitAnswer {
    id: u64,
    /// Number of its memory; the first one can be written to.
    memory: usize,
    memory_name: String,
    source: String,
    target: String,
    source_language: String,
    target_language: String,
    status: &'static str,
    confidence: Option<f64>,
    created: Option<String>,
    changed: Option<String>,
    author: Option<String>,
    domain: Option<String>,
    client: Option<String>,
    project: Option<String>,
    notes: Vec<String>,
    properties: Vec<(String, String)>,
    origins: Vec<Place>,
}

/// A place where a unit occurs, with its neighbours there.
#[derive(Debug, Serialize)]
struct Place {
    document: String,
    paragraph: Option<u32>,
    before: Option<String>,
    after: Option<String>,
}

impl UnitAnswer {
    /// A unit seen from one side: its source is what was looked up.
    pub fn new(desk: &Desk, memory: usize, id: u64, side: Side, unit: Unit) -> UnitAnswer {
        let (source, target) = side.of((unit.source, unit.target));
        UnitAnswer {
            id,
            memory,
            memory_name: desk.name(memory),
            source: source.text,
            target: target.text,
            source_language: source.language,
            target_language: target.language,
            status: unit.status.name(),
            confidence: unit.confidence,
            created: unit.created.map(|t| t.to_string()),
            changed: unit.changed.map(|t| t.to_string()),
            author: unit.author,
            domain: unit.domain,
            client: unit.client,
            project: unit.project,
            notes: unit.notes,
            properties: unit.properties,
            origins: unit.origins.into_iter().map(Place::from).collect(),
        }
    }
}

impl From<crate::memory::unit::Origin> for Place {
    fn from(origin: crate::memory::unit::Origin) -> Place {
        Place {
            document: origin.document,
            paragraph: origin.paragraph,
            before: origin.before,
            after: origin.after,
        }
    }
}

/// A text and its matches.
#[derive(Debug, Serialize)]
pub struct Answer {
    query: String,
    matches: Vec<MatchAnswer>,
}

/// A match with the reasons for its score.
#[derive(Debug, Serialize)]
struct MatchAnswer {
    score: u8,
    base_score: f64,
    penalties: Vec<Penalty>,
    credit: f64,
    numbers_differ: bool,
    edits: Vec<Edit>,
    #[serde(flatten)]
    unit: UnitAnswer,
}

impl Answer {
    /// What was found for a text.
    pub fn new(desk: &Desk, query: &str, found: Vec<Hit>) -> Answer {
        let rounded = |x: f64| (x * 1e4).round() / 1e4;
        let matches = found
            .into_iter()
            .map(|(memory, found)| MatchAnswer {
                score: found.comparison.score.points(),
                base_score: rounded(found.comparison.base_score),
                penalties: found.comparison.penalties,
                credit: rounded(found.comparison.credit),
                numbers_differ: found.comparison.numbers_differ,
                edits: found.comparison.edits,
                unit: UnitAnswer::new(desk, memory, found.id, found.side, found.unit),
            })
            .collect();
        Answer { query: query.to_string(), matches }
    }
}

/// A place where a phrase stands.
#[derive(Debug, Serialize)]
pub struct OccurrenceAnswer {
    places: Vec<[usize; 2]>,
    renderings: Vec<[usize; 2]>,
    rendering: String,
    #[serde(flatten)]
    unit: UnitAnswer,
}

impl OccurrenceAnswer {
    /// What the concordance found in memory number `memory`.
    pub fn new(desk: &Desk, memory: usize, found: Occurrence) -> OccurrenceAnswer {
        let spans = |spans: &[Span]| spans.iter().map(|s| [s.start, s.end]).collect();
        OccurrenceAnswer {
            places: spans(&found.places),
            renderings: spans(&found.renderings),
            rendering: found.rendering(),
            unit: UnitAnswer::new(desk, memory, found.id, found.side, found.unit),
        }
    }
}
