//! The matches that a translator sees: the index finds by base score, the texts decide the order.
//!
//! A shown score can be five points above its base ([`base_needed`]), so the best few by base are not
//! always the best few shown. More units are asked for until no unit that is still out can be shown
//! above the last one in. Cost: a look-up or two and the comparison of some twenty texts.

use super::index::{Hit, LiveSearcher};
use super::score::{Comparison, base_needed, compare_views, most_shown};
use super::view::View;
use crate::error::Result;

/// A unit that matches a query, compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The caller's name of the unit.
    pub unit: u64,
    /// Score, differences and reasons.
    pub comparison: Comparison,
}

/// The at most `best` units that [reach](Comparison::reaches) `score`, best first, equal ones by name.
///
/// `texts` gives the texts of units, in their order; a unit that is left out is passed over.
///
/// # Errors
/// As [`LiveIndex::search`](super::index::LiveIndex::search), and those of `texts`.
pub fn matches(
    query: &str,
    score: u8,
    best: usize,
    searcher: &mut LiveSearcher,
    mut texts: impl FnMut(&[u64]) -> Result<Vec<(u64, String)>>,
) -> Result<Vec<Match>> {
    /// Units asked for at first, at least: few, so that the first good ones rule out the rest.
    const FIRST: usize = 2;
    if best == 0 {
        return Ok(Vec::new());
    }
    let view = View::of(query);
    let mut found: Vec<Match> = Vec::new();
    let mut compare = |hits: &[Hit], found: &mut Vec<Match>| -> Result<()> {
        let units: Vec<u64> = hits.iter().map(|hit| hit.unit).collect();
        for (unit, text) in texts(&units)? {
            let comparison = compare_views((query, &view), (&text, &View::of(&text)));
            if comparison.reaches(score) {
                found.push(Match { unit, comparison });
            }
        }
        found.sort_by(|a, b| a.comparison.order(&b.comparison).then(a.unit.cmp(&b.unit)));
        Ok(())
    };
    let mut asked = best.max(FIRST);
    let mut compared = 0;
    loop {
        // The better hits come again in the same order, so those before are not compared anew.
        let hits = searcher.search(&view, base_needed(score), asked)?;
        compare(hits.get(compared..).unwrap_or_default(), &mut found)?;
        compared = hits.len();
        if hits.len() < asked {
            break;
        }
        let Some(last) = found.get(best - 1).map(|m| m.comparison.score.points()) else {
            asked = asked.saturating_mul(4);
            continue;
        };
        if hits.last().is_none_or(|hit| last <= most_shown(hit.base_score())) {
            // Whatever is shown above the last one in has a base near its score: with that for a
            // threshold the index is faster than by handing out ever more.
            let hits = searcher.search(&view, base_needed(last.max(score)), usize::MAX)?;
            compare(hits.get(compared..).unwrap_or_default(), &mut found)?;
        }
        break;
    }
    found.truncate(best);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::memory::index::{Index, LiveIndex};
    use crate::memory::score::compare;

    #[test]
    fn no_match_of_a_shown_score_is_missed() {
        let text = || {
            let word = "زار|زارت|[a-b]|7|٧|11|!|؟|مُدرسة|مدرسه|walks|walked|Moscow|MOSCOW|أمس|امس";
            proptest::collection::vec(word, 1..9).prop_map(|words| words.join(" "))
        };
        let texts = proptest::collection::vec(text(), 1..60);
        let wanted = (50..=100u8, 1..8usize);
        proptest!(|(units in texts, query in text(), (score, best) in wanted)| {
            let mut index = LiveIndex::new(Index::empty(0));
            for (unit, text) in (0..).zip(&units) {
                index.delta.add(unit, text);
            }
            let texts = |asked: &[u64]| {
                let text = |&unit: &u64| Some((unit, units.get(unit as usize)?.clone()));
                Ok(asked.iter().filter_map(text).collect())
            };
            let found = matches(&query, score, best, &mut index.searcher(), texts).unwrap();
            let mut expected: Vec<Match> = (0..)
                .zip(&units)
                .map(|(unit, text)| Match { unit, comparison: compare(&query, text) })
                .filter(|m| m.comparison.reaches(score))
                .collect();
            expected.sort_by(|a, b| a.comparison.order(&b.comparison).then(a.unit.cmp(&b.unit)));
            expected.truncate(best);
            prop_assert_eq!(found, expected);
        });
    }
}
