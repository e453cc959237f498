//! What a document pair teaches about its own words: one EM round of Model 1 over probable beads.
//!
//! E-step over the beads of the current path, weighted by their posterior: how often a word is
//! explained by one of its links (that is its λ) and by which one. M-step: p(t|s) moves from its prior
//! (the lexicon's) towards these counts. New links come from word pairs whose co-occurrence in beads
//! is no accident: log-likelihood ratio G² (Dunning 1993) above what the best of all possible pairs
//! would reach by chance (Moore 2004: rare words are where Model 1 learns garbage).
//! Cost: tokens × links of a word, and the co-occurring pairs of words that stand in two beads or more.

use super::Bead;
use super::features::{Side, TypeId, TypeKind};
use super::links::{LinkList, Links};
use super::model::*;
use super::score::Lambdas;
use crate::lexicon::learn::log_likelihood_ratio;

/// Links and λ after a look at the beads.
pub fn learn(
    source: &Side,
    target: &Side,
    prior: &Links,
    lambdas: &Lambdas,
    beads: &[Bead],
) -> (Links, Lambdas) {
    let probable: Vec<&Bead> =
        beads.iter().filter(|b| !b.is_gap() && b.confidence >= LEARN_LEAST).collect();
    let mut links = prior.clone();
    for (s, t, weight) in associations(source, target, &probable) {
        links.add(s, t, weight);
    }
    let forward = expectations(source, target, &links.forward, &lambdas.target, &probable, |b| {
        (b.source.clone(), b.target.clone())
    });
    let backward = expectations(target, source, &links.backward, &lambdas.source, &probable, |b| {
        (b.target.clone(), b.source.clone())
    });
    let updated = Links {
        forward: maximised(&links.forward, &forward.counts),
        backward: maximised(&links.backward, &backward.counts),
    };
    let lambdas = Lambdas {
        source: smoothed(source, &updated.forward, &backward),
        target: smoothed(target, &updated.backward, &forward),
    };
    (updated, lambdas)
}

/// Expected counts of one direction.
struct Expectations {
    /// For each explaining type, parallel to its links: how often it explained that type.
    counts: Vec<Vec<f32>>,
    /// For each explained type: tokens seen, tokens explained.
    seen: Vec<f64>,
    explained: Vec<f64>,
}

/// A word type of the explained side of a bead.
struct Word {
    ty: TypeId,
    /// The sum of p(type | explaining token) over the links into the bead that lead to it.
    given: f32,
    /// How many of its tokens are explained, each weighted by the bead's posterior.
    share: f32,
}

/// A link of an explaining token that leads to a word of the bead.
struct Hit {
    /// The type of the token.
    by: TypeId,
    /// Number of the link among those of `by`.
    link: usize,
    /// Number of the word in the bead.
    word: usize,
    probability: f32,
}

/// The E-step of one direction over `beads`; `order` gives the explaining and the explained sentences of one.
fn expectations(
    explaining: &Side,
    explained: &Side,
    links: &[LinkList],
    lambdas: &[f64],
    beads: &[&Bead],
    order: impl Fn(&Bead) -> (std::ops::Range<usize>, std::ops::Range<usize>),
) -> Expectations {
    let total = explained.token_count.max(1) as f64;
    let mut out = Expectations {
        counts: links.iter().map(|list| vec![0.0; list.len()]).collect(),
        seen: vec![0.0; explained.types.len()],
        explained: vec![0.0; explained.types.len()],
    };
    // Most links lead to words that the bead does not have: they are passed over once, and only `hits` are gone through
    // again.
    // For each explained type its number in `words`, from 1; 0 for one that the bead does not have.
    let mut places = vec![0u32; explained.types.len()];
    let mut words: Vec<Word> = Vec::new();
    let mut hits: Vec<Hit> = Vec::new();
    for bead in beads {
        let (from, to) = order(bead);
        let weight = bead.confidence;
        for &ty in to.clone().flat_map(|j| explained.bag(j)) {
            let place = &mut places[ty as usize];
            if *place == 0 {
                words.push(Word { ty, given: 0.0, share: 0.0 });
                *place = words.len() as u32;
            }
        }
        let mut length = 1.0;
        for &by in from.flat_map(|i| explaining.bag(i)) {
            length += 1.0;
            for (link, &(ty, probability)) in links[by as usize].iter().enumerate() {
                let place = places[ty as usize];
                if place > 0 {
                    let word = place as usize - 1;
                    words[word].given += probability;
                    hits.push(Hit { by, link, word, probability });
                }
            }
        }
        for &ty in to.flat_map(|j| explained.bag(j)) {
            let index = ty as usize;
            let word = &mut words[places[index] as usize - 1];
            out.seen[index] += weight;
            if word.given > 0.0 {
                let background = (f64::from(explained.types[index].count) + 0.5) / (total + 1.0);
                let lambda = lambdas[index];
                let ratio = lambda * f64::from(word.given) / (length * background);
                let probability = ratio / (1.0 - lambda + ratio);
                out.explained[index] += weight * probability;
                word.share += (weight * probability) as f32;
            }
        }
        for hit in hits.drain(..) {
            let Word { given, share, .. } = words[hit.word];
            if share > 0.0 {
                out.counts[hit.by as usize][hit.link] +=
                    share * hit.probability / given.max(f32::MIN_POSITIVE);
            }
        }
        words.drain(..).for_each(|word| places[word.ty as usize] = 0);
    }
    out
}

/// Conditional probabilities between the prior and the counts.
fn maximised(links: &[LinkList], counts: &[Vec<f32>]) -> Vec<LinkList> {
    links
        .iter()
        .zip(counts)
        .map(|(list, counts)| {
            let total: f32 = counts.iter().sum();
            list.iter()
                .zip(counts)
                .map(|(&(t, p), count)| (t, (count + LEARN_PRIOR * p) / (total + LEARN_PRIOR)))
                .filter(|&(_, p)| p >= LEARN_NEGLIGIBLE)
                .collect()
        })
        .collect()
}

/// λ of each type: its own record, smoothed by its side's average.
fn smoothed(side: &Side, links: &[LinkList], expectations: &Expectations) -> Vec<f64> {
    let linked = |index: usize| !links[index].is_empty();
    let (mut seen, mut explained) = (1.0, LAMBDA_WORD);
    for (index, ty) in side.types.iter().enumerate() {
        // A common word says nothing about λ: chance explains it as well as translation does.
        let rare = f64::from(ty.count) <= (side.token_count as f64 / 400.0).max(2.0);
        if linked(index) && rare && matches!(ty.kind, TypeKind::Arabic | TypeKind::Word) {
            seen += expectations.seen[index];
            explained += expectations.explained[index];
        }
    }
    let average = explained / seen;
    side.types
        .iter()
        .enumerate()
        .map(|(index, ty)| {
            if !linked(index) {
                return 0.0;
            }
            let prior = match ty.kind {
                TypeKind::Arabic | TypeKind::Word => average,
                TypeKind::Number | TypeKind::Address => LAMBDA_ANCHOR,
                TypeKind::Sign => LAMBDA_SIGN,
            };
            let own = expectations.explained[index] + LAMBDA_PRIOR * prior;
            (own / (expectations.seen[index] + LAMBDA_PRIOR)).clamp(0.02, 0.9)
        })
        .collect()
}

/// Pairs of types that stand in the same beads more often than any accident, with a weight of 0 to 1.
fn associations(source: &Side, target: &Side, beads: &[&Bead]) -> Vec<(TypeId, TypeId, f32)> {
    let source_beads = occurrences(source, beads, |b| b.source.clone());
    let target_beads = occurrences(target, beads, |b| b.target.clone());
    let frequent = |lists: &[Vec<u32>]| lists.iter().filter(|l| l.len() >= 2).count().max(1) as f64;
    let threshold = 2.0 * (frequent(&source_beads) * frequent(&target_beads)).ln() + LEARN_MARGIN;
    let total = beads.len() as f64;
    // Words of each bead on the target side, the all too common left out.
    let most = (beads.len() / 3).max(4);
    let mut in_bead: Vec<Vec<TypeId>> = vec![Vec::new(); beads.len()];
    for (t, list) in (0..).zip(&target_beads) {
        if (2..=most).contains(&list.len()) {
            list.iter().for_each(|&bead| in_bead[bead as usize].push(t));
        }
    }
    let mut out = Vec::new();
    // How often each target type stands with the source type in hand; cleared by `met`.
    let mut together = vec![0u32; target_beads.len()];
    // The first `met_count` are in use. Whether a pair is new is a coin toss: counted, not branched on.
    let mut met: Vec<TypeId> = vec![0; target_beads.len() + 1];
    for (s, list) in (0..).zip(&source_beads) {
        if !(2..=most).contains(&list.len()) {
            continue;
        }
        let mut met_count = 0;
        for &bead in list {
            for &t in &in_bead[bead as usize] {
                let count = &mut together[t as usize];
                met[met_count] = t;
                met_count += usize::from(*count == 0);
                *count += 1;
            }
        }
        let start = out.len();
        for &t in &met[..met_count] {
            let both = std::mem::take(&mut together[t as usize]);
            let (a, b) = (list.len() as f64, target_beads[t as usize].len() as f64);
            let both = f64::from(both);
            if both >= 2.0
                && both * total > 2.0 * a * b
                && log_likelihood_ratio(both, a, b, total) > threshold
            {
                out.push((s, t, (0.9 * both / (a.max(b) + 1.0)) as f32));
            }
        }
        out[start..].sort_unstable_by_key(|&(_, t, _)| t);
    }
    out
}

/// For each type the beads it stands in.
fn occurrences(
    side: &Side,
    beads: &[&Bead],
    range: impl Fn(&Bead) -> std::ops::Range<usize>,
) -> Vec<Vec<u32>> {
    let mut lists: Vec<Vec<u32>> = vec![Vec::new(); side.types.len()];
    for (number, bead) in (0..).zip(beads) {
        for &t in range(bead).flat_map(|i| side.bag(i)) {
            let list = &mut lists[t as usize];
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
    }
    lists
}
