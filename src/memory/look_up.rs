//! Looking up in an open memory: the best matches of a text, or the phrases of it that units have.

use rustc_hash::FxHashMap;

use super::index::{LiveIndex, LiveSearcher};
use super::matching::matches;
use super::open::Side;
use super::parts::{self, Part, Sample};
use super::score::{Comparison, MatchScore, Neighbours, Penalty, Reason};
use super::store::{Location, Sides, Store, UnitId};
use super::unit::Unit;
use super::view::View;
use crate::error::Result;
use crate::lexicon::Lexicon;

/// What is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// The text.
    pub text: &'a str,
    /// What stands around it, for context matches.
    pub neighbours: Neighbours<'a>,
    /// Primary language of the text (`ar`); `None` for any.
    pub from: Option<&'a str>,
    /// Primary language of the translation; `None` for any.
    pub to: Option<&'a str>,
    /// Least score, 1 to 101; see [`Comparison::reaches`].
    pub threshold: u8,
    /// Most matches.
    pub best: usize,
}

/// A unit that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its number in its memory.
    pub id: UnitId,
    /// Which side matched.
    pub side: Side,
    /// Score, differences and reasons.
    pub comparison: Comparison,
    /// The unit.
    pub unit: Unit,
}

impl Found {
    /// The side that matched.
    pub fn source(&self) -> &str {
        self.side.of((&self.unit.source.text, &self.unit.target.text)).0
    }

    /// Its translation.
    pub fn target(&self) -> &str {
        self.side.of((&self.unit.source.text, &self.unit.target.text)).1
    }
}

/// A memory as threads share it.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    pub(super) location: &'a Location,
    pub(super) indexes: &'a [LiveIndex; 2],
    pub(super) pairs: &'a [(String, String)],
    pub(super) penalty: u8,
}

impl<'a> Shared<'a> {
    /// Looks up; one for each thread.
    ///
    /// # Errors
    /// As [`Store::open_read_only`].
    pub fn reader(&self) -> Result<Reader<'a>> {
        let [source, target] = self.indexes;
        Ok(Reader {
            store: Store::open_read_only(self.location)?,
            pairs: self.pairs,
            searchers: [source.searcher(), target.searcher()],
            penalty: self.penalty,
        })
    }
}

/// Looks up in a [`Memory`].
#[derive(Debug)]
pub struct Reader<'a> {
    store: Store,
    pairs: &'a [(String, String)],
    searchers: [LiveSearcher<'a>; 2],
    penalty: u8,
}

impl Reader<'_> {
    /// The best matches of a query on either side, best first, equal ones by number.
    ///
    /// # Errors
    /// Where the store or an index cannot be read.
    pub fn look_up(&mut self, query: &Query) -> Result<Vec<Found>> {
        let mut found = Vec::new();
        let Reader { store, pairs, searchers, penalty } = self;
        for (side, searcher) in Side::BOTH.into_iter().zip(searchers) {
            if !has_pair(pairs, side, (query.from, query.to)) {
                continue;
            }
            let texts = |ids: &[u64]| -> Result<Vec<(u64, String)>> {
                let wanted = |sides: Sides| -> Option<String> {
                    let [source, target] = sides;
                    let (this, other) = side.of((source, target));
                    let is_wanted =
                        is_language(&this.0, query.from) && is_language(&other.0, query.to);
                    is_wanted.then_some(this.1)
                };
                let sides = store.sides(ids)?.into_iter();
                Ok(sides.filter_map(|(id, sides)| Some((id, wanted(sides)?))).collect())
            };
            // The penalty is the same for all, so it changes no order.
            let least = query.threshold.saturating_add(*penalty).min(100);
            let hits = matches(query.text, least, query.best, searcher, texts)?;
            let ids: Vec<UnitId> = hits.iter().map(|hit| hit.unit).collect();
            let mut units: FxHashMap<UnitId, Unit> = store.units(&ids)?.into_iter().collect();
            for hit in hits {
                let Some(unit) = units.remove(&hit.unit) else { continue };
                let mut comparison = hit.comparison;
                if side == Side::Source {
                    let around = |o: &super::unit::Origin| -> bool {
                        let unit =
                            Neighbours { before: o.before.as_deref(), after: o.after.as_deref() };
                        query.neighbours.agree(&unit)
                    };
                    if query.neighbours != Neighbours::default() && unit.origins.iter().any(around)
                    {
                        comparison = comparison.in_context(&query.neighbours, &query.neighbours);
                    }
                }
                if *penalty > 0 {
                    comparison =
                        comparison.less(Penalty { reason: Reason::Memory, points: *penalty });
                }
                found.push(Found { id: hit.unit, side, comparison, unit });
            }
        }
        found.retain(|f| query.threshold <= 100 || f.comparison.score == MatchScore::CONTEXT);
        found.sort_by(order);
        found.truncate(query.best);
        Ok(found)
    }

    /// The longest phrases of a text that units have, with how they were translated: for a text that
    /// nothing matches as a whole. On the side that covers more of it.
    ///
    /// # Errors
    /// Where the store or an index cannot be read.
    pub fn parts(
        &mut self,
        text: &str,
        (from, to): (Option<&str>, Option<&str>),
        lexicon: &Lexicon,
    ) -> Result<Vec<Part>> {
        let view = View::of(text);
        let Reader { store, pairs, searchers, .. } = self;
        let mut best: Vec<Part> = Vec::new();
        for (side, searcher) in Side::BOTH.into_iter().zip(searchers) {
            let samples = |ids: &[UnitId]| -> Result<Vec<Sample>> {
                let sample = |(id, sides): (UnitId, Sides)| {
                    let [source, target] = sides;
                    let (this, other) = side.of((source, target));
                    let wanted = is_language(&this.0, from) && is_language(&other.0, to);
                    wanted.then_some(Sample { id, text: this.1, translation: other.1 })
                };
                Ok(store.sides(ids)?.into_iter().filter_map(sample).collect())
            };
            if !has_pair(pairs, side, (from, to)) {
                continue;
            }
            let runs = searcher.runs(&view)?;
            if runs.is_empty() {
                continue;
            }
            let last = store.state()?.last_unit;
            let step = (last / parts::BACKGROUND).max(1);
            let ids: Vec<UnitId> = (1..=last).step_by(step as usize).collect();
            let background = samples(&ids)?;
            let mut found = Vec::new();
            for phrase in parts::phrases(&view, &runs, &background) {
                let most = phrase.units.len().min(parts::MOST_SAMPLES);
                let samples = samples(phrase.units.get(..most).unwrap_or_default())?;
                found.extend(parts::part(&view, &phrase, &samples, &background, lexicon));
            }
            let covered = |parts: &[Part]| parts.iter().map(|p| p.span.len()).sum::<usize>();
            if covered(&found) > covered(&best) {
                best = found;
            }
        }
        Ok(best)
    }

    /// The store, for what else is asked of it.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Better first: by score, by status, by date, by number.
pub fn order(a: &Found, b: &Found) -> std::cmp::Ordering {
    let when = |found: &Found| found.unit.changed.or(found.unit.created);
    a.comparison
        .order(&b.comparison)
        .then(b.unit.status.cmp(&a.unit.status))
        .then(when(b).cmp(&when(a)))
        .then(a.id.cmp(&b.id))
}

/// Whether some of the language `pairs` go `from` one `to` the other, read from this side.
fn has_pair(
    pairs: &[(String, String)],
    side: Side,
    (from, to): (Option<&str>, Option<&str>),
) -> bool {
    pairs.iter().any(|(source, target)| {
        let (this, other) = side.of((source, target));
        is_language(this, from) && is_language(other, to)
    })
}

fn is_language(tag: &str, primary: Option<&str>) -> bool {
    let Some(wanted) = primary else { return true };
    let own = tag.split(['-', '_']).next().unwrap_or_default();
    own.eq_ignore_ascii_case(wanted)
}
