//! Why a bead: the words, numbers and names of its sides that support one another.
//!
//! Of the pairs of linked words those are kept that make the bead likelier (`score`): the strongest
//! first, each word once.

use super::features::Side;
use super::links::Links;
use super::score::{Lambdas, Row, linked_pairs};
use super::{Bead, WordLink};

/// Least gain of a pair that is shown, in log-odds: it makes the bead a fifth likelier.
const LEAST_GAIN: f32 = 0.2;

/// Adds to each bead with two sides the pairs of words that support it.
pub fn explain(beads: &mut [Bead], source: &Side, target: &Side, links: &Links, lambdas: &Lambdas) {
    let mut pairs = linked_pairs(source, target, links, lambdas);
    for bead in beads.iter_mut().filter(|b| !b.is_gap()) {
        let tokens = |side: &Side, range: &std::ops::Range<usize>| -> usize {
            range.clone().map(|i| side.bag(i).len()).sum()
        };
        let (sources, targets) = (tokens(source, &bead.source), tokens(target, &bead.target));
        let mut found = Vec::new();
        for i in bead.source.clone() {
            let row: Row = pairs.row_of(i, source, target, bead.target.clone());
            for j in bead.target.clone() {
                for pair in row.pairs(j) {
                    let gain = (pair.forward / (sources + 1) as f32).ln_1p()
                        + (pair.backward / (targets + 1) as f32).ln_1p();
                    let spans = source
                        .spans(i)
                        .get(usize::from(pair.source))
                        .zip(target.spans(j).get(usize::from(pair.target)));
                    if let (Some((&source, &target)), true) = (spans, gain >= LEAST_GAIN) {
                        found.push(WordLink { source, target, gain });
                    }
                }
            }
        }
        found.sort_by(|a, b| {
            b.gain.total_cmp(&a.gain).then(a.source.cmp(&b.source)).then(a.target.cmp(&b.target))
        });
        for link in found {
            if bead.evidence.iter().all(|e| e.source != link.source && e.target != link.target) {
                bead.evidence.push(link);
            }
        }
    }
}
