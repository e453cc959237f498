//! Sentences that the translation has moved: what the path left over, matched across.
//!
//! News adaptations reorder. After the monotone path the sentences left without translation on one
//! side are compared with those of the other: one to one, by the same words and lengths as any bead.
//! A pair is taken where each is the other's best partner and the odds, against all rivals of both and
//! against no partner at all, are better than even. So no bead of the path is ever given up.
//! Cost: the sentences left over × those of the other side within [`MOVED_WINDOW`] sentences.

use super::Bead;
use super::features::Side;
use super::length::LengthModel;
use super::model::*;
use super::score::LinkedPairs;

/// Two sentences that may belong together, with exp(log-odds) × prior.
struct Candidate {
    source: usize,
    target: usize,
    score: f64,
    odds: f64,
}

/// Whether both sides have sentences left over.
pub fn has_leftovers(beads: &[Bead]) -> bool {
    beads.iter().any(|b| b.target.is_empty()) && beads.iter().any(|b| b.source.is_empty())
}

/// Replaces pairs of gaps by moved beads, which stand where their source sentence stands.
pub fn match_leftovers(
    beads: &mut Vec<Bead>,
    source: &Side,
    target: &Side,
    lengths: &LengthModel,
    pairs: &mut LinkedPairs,
) {
    let chosen = choose(candidates(beads, source, target, lengths, pairs), source, target);
    if chosen.is_empty() {
        return;
    }
    let partner = |bead: &Bead| {
        chosen.iter().find(|&(c, _)| bead.is_gap() && bead.source == (c.source..c.source + 1))
    };
    let given_away = |bead: &Bead| {
        chosen.iter().any(|(c, _)| bead.is_gap() && bead.target == (c.target..c.target + 1))
    };
    let kept =
        std::mem::take(beads).into_iter().filter(|bead| !given_away(bead)).map(
            |bead| match partner(&bead) {
                Some((candidate, confidence)) => Bead {
                    target: candidate.target..candidate.target + 1,
                    score: candidate.score,
                    confidence: *confidence,
                    moved: true,
                    ..bead
                },
                None => bead,
            },
        );
    *beads = kept.collect();
}

/// Pairs of leftovers with more than nothing to say for them.
fn candidates(
    beads: &[Bead],
    source: &Side,
    target: &Side,
    lengths: &LengthModel,
    pairs: &mut LinkedPairs,
) -> Vec<Candidate> {
    // A left-over source sentence with the place on the other side where the path passed it.
    let sources =
        beads.iter().filter(|b| b.target.is_empty()).map(|b| (b.source.start, b.target.start));
    let targets: Vec<usize> =
        beads.iter().filter(|b| b.source.is_empty()).map(|b| b.target.start).collect();
    let mut out = Vec::new();
    for (i, place) in sources {
        let from = targets.partition_point(|&j| j + MOVED_WINDOW < place);
        for &j in targets[from..].iter().take_while(|&&j| j <= place + MOVED_WINDOW) {
            let words = pairs.one_to_one(i, j, source, target);
            let length = lengths.log_odds(
                &lengths.source_part(source.chars[i], 1),
                &lengths.target_part(target.chars[j], 1),
            );
            let score = TEMPERATURE * (LEXICAL_WEIGHT * words + length);
            if words > 0.0 && score > 0.0 {
                out.push(Candidate { source: i, target: j, score, odds: score.exp() });
            }
        }
    }
    out
}

/// The pairs that are each other's best, with their probability.
fn choose(candidates: Vec<Candidate>, source: &Side, target: &Side) -> Vec<(Candidate, f64)> {
    let (mut by_source, mut by_target) = (vec![0.0; source.len()], vec![0.0; target.len()]);
    for candidate in &candidates {
        by_source[candidate.source] += candidate.odds;
        by_target[candidate.target] += candidate.odds;
    }
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let rivals = by_source[candidate.source] + by_target[candidate.target] - candidate.odds;
            let confidence = candidate.odds / (rivals + 1.0 / MOVED_PRIOR);
            (confidence > MOVED_LEAST).then_some((candidate, confidence))
        })
        .collect()
}
