//! Many look-ups at once: the texts of a document, on all cores, each with its neighbours.

use rayon::prelude::*;

use super::look_up::{Found, Query, Reader, Shared, order};
use super::open::Memory;
use super::score::Neighbours;
use crate::error::{Error, Result};
use crate::text::language::arabic_share;

/// What all look-ups have in common.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Primary language of the texts (`ar`); `None` is Arabic by its script, else any.
    pub from: Option<String>,
    /// Primary language of the translations; `None` for any.
    pub to: Option<String>,
    /// Least score, 1 to 101.
    pub threshold: u8,
    /// Most matches of a text.
    pub best: usize,
}

impl Wanted {
    /// The language of `text`: the one that is wanted, else what the script gives away.
    pub fn language_of(&self, text: &str) -> Option<&str> {
        let arabic = || arabic_share(text).is_some_and(|share| share > 0.5).then_some("ar");
        self.from.as_deref().or_else(arabic)
    }
}

/// The matches of the first `count` of `texts`, best first: number of the memory, and the unit.
///
/// The texts follow each other in a document; `before` is the one before the first.
///
/// # Errors
/// Where a memory cannot be read.
pub fn look_up_all(
    memories: &[Memory],
    texts: &[String],
    count: usize,
    before: Option<&str>,
    wanted: &Wanted,
) -> Result<Vec<Vec<(usize, Found)>>> {
    let memories: Vec<Shared> = memories.iter().map(Memory::shared).collect();
    let neighbour = |at: Option<usize>| at.and_then(|at| texts.get(at)).map(String::as_str);
    (0..count)
        .into_par_iter()
        .map_init(
            || memories.iter().map(Shared::reader).collect::<Result<Vec<Reader>>>(),
            |readers, at| {
                let readers = readers.as_mut().map_err(|e| Error::new(e.kind(), e.to_string()))?;
                let text = texts.get(at).map(String::as_str).unwrap_or_default();
                let query = Query {
                    text,
                    neighbours: Neighbours {
                        before: neighbour(at.checked_sub(1)).or(before.filter(|_| at == 0)),
                        after: neighbour(Some(at + 1)),
                    },
                    from: wanted.language_of(text),
                    to: wanted.to.as_deref(),
                    threshold: wanted.threshold,
                    best: wanted.best,
                };
                let mut found = Vec::new();
                for (number, reader) in readers.iter_mut().enumerate() {
                    found.extend(reader.look_up(&query)?.into_iter().map(|f| (number, f)));
                }
                found.sort_by(|a, b| order(&a.1, &b.1).then(a.0.cmp(&b.0)));
                found.truncate(wanted.best);
                Ok(found)
            },
        )
        .collect()
}
