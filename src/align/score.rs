//! Log-odds of a bead: Model 1 likelihood ratio of its words, both ways, and of its lengths.
//!
//! For a target word t and the source words S of the bead (Moore 2002):
//! `ln((1 − λ) + λ · Σ_{s∈S} p(t|s) / (|S| · p_bg(t)))`, where p_bg is the word's share of the
//! document. Words that nothing in the document can explain contribute nothing.
//! The sums over single sentence pairs are made once and added up for each bead.
//! Cost: a few steps a bead and supported word.

use super::corridor::Corridor;
use super::features::{Side, Type, TypeId, TypeKind};
use super::length::LengthModel;
use super::links::{LinkList, Links};
use super::model::*;

/// Log-odds of the beads that start at each lattice point, by shape; −∞ where one does not fit.
pub type ScoreTable = Vec<[f32; SHAPE_COUNT]>;

/// Lexical support between the sentences of the corridor.
pub struct Lexical {
    /// Target words explained by source words.
    forward: Direction,
    /// Source words explained by target words.
    backward: Direction,
}

/// One direction: which tokens of the explained sentence find support in the explaining one.
struct Direction {
    /// Σ ln(1 − λ) over the tokens of each explained sentence.
    unsupported: Vec<f64>,
    /// Number of explaining tokens of each sentence, the empty word included.
    explaining: Vec<f64>,
    /// Token position and λ/(1−λ) · Σ p(t|s)/p_bg(t), for each lattice point (i, j): sentences i and j.
    support: Vec<(u16, f32)>,
    starts: Vec<u32>,
}

impl Lexical {
    /// Support in both directions for every pair of sentences in the corridor.
    pub fn new(
        source: &Side,
        target: &Side,
        links: &Links,
        lambdas: &Lambdas,
        corridor: &Corridor,
    ) -> Lexical {
        let forward =
            Direction::new(source, target, &links.forward, &lambdas.target, corridor, |i, j| {
                (i, j)
            });
        let backward =
            Direction::new(target, source, &links.backward, &lambdas.source, corridor, |i, j| {
                (j, i)
            });
        Lexical { forward, backward }
    }

    /// Lexical log-odds of every bead that starts in the corridor.
    pub fn table(&self, corridor: &Corridor, source: &Side, target: &Side) -> ScoreTable {
        let mut scores = vec![[f32::NEG_INFINITY; SHAPE_COUNT]; corridor.cells()];
        let mut scratch = Scratch::default();
        corridor.for_each_cell(|cell, i, j| {
            for (score, &(m, n)) in scores[cell].iter_mut().zip(&SHAPES) {
                let fits = i + m <= source.len() && j + n <= target.len();
                if fits && corridor.cell(i + m, j + n).is_some() {
                    *score = self.log_odds(corridor, i, m, j, n, &mut scratch) as f32;
                }
            }
        });
        scores
    }

    /// Lexical log-odds of the bead of `m` sentences from `i` and `n` from `j`.
    fn log_odds(
        &self,
        corridor: &Corridor,
        i: usize,
        m: usize,
        j: usize,
        n: usize,
        scratch: &mut Scratch,
    ) -> f64 {
        let mut sum = 0.0;
        for t in j..j + n {
            let cells = (i..i + m).filter_map(|s| corridor.cell(s, t));
            sum += self.forward.explained(t, i..i + m, cells, scratch);
        }
        for s in i..i + m {
            let cells = (j..j + n).filter_map(|t| corridor.cell(s, t));
            sum += self.backward.explained(s, j..j + n, cells, scratch);
        }
        LEXICAL_WEIGHT * sum
    }
}

/// Reused sums over token positions.
#[derive(Default)]
struct Scratch {
    sums: Vec<f32>,
    touched: Vec<u16>,
}

impl Direction {
    /// `order` turns (source sentence, target sentence) into (explaining, explained).
    fn new(
        explaining: &Side,
        explained: &Side,
        links: &[LinkList],
        lambdas: &[f64],
        corridor: &Corridor,
        order: impl Fn(usize, usize) -> (usize, usize),
    ) -> Direction {
        let total = explained.token_count.max(1) as f64;
        // λ/(1−λ) / p_bg(t) of each explained type, and ln(1 − λ).
        let odds: Vec<(f32, f64)> = explained
            .types
            .iter()
            .zip(lambdas)
            .map(|(ty, &lambda)| {
                let background = (f64::from(ty.count) + 0.5) / (total + 1.0);
                ((lambda / (1.0 - lambda) / background) as f32, (1.0 - lambda).ln())
            })
            .collect();
        let unsupported = (0..explained.len())
            .map(|e| explained.bag(e).iter().map(|&t| odds[t as usize].1).sum())
            .collect();
        let lengths = (0..explaining.len()).map(|e| explaining.bag(e).len() as f64 + 1.0).collect();

        let mut support = Vec::new();
        let mut starts = vec![0u32];
        let mut given = vec![0f32; explained.types.len()];
        let mut current = usize::MAX;
        let mut touched: Vec<TypeId> = Vec::new();
        corridor.for_each_cell(|_, i, j| {
            let (from, to) = order(i, j);
            if from < explaining.len() && to < explained.len() {
                if from != current {
                    touched.drain(..).for_each(|t| given[t as usize] = 0.0);
                    for &s in explaining.bag(from) {
                        for &(t, p) in &links[s as usize] {
                            given[t as usize] += p;
                            touched.push(t);
                        }
                    }
                    current = from;
                }
                for (position, &t) in
                    explained.bag(to).iter().enumerate().take(usize::from(u16::MAX))
                {
                    let p = given[t as usize];
                    if p > 0.0 {
                        support.push((position as u16, p * odds[t as usize].0));
                    }
                }
            }
            starts.push(support.len() as u32);
        });
        Direction { unsupported, explaining: lengths, support, starts }
    }

    /// Log-odds of the words of sentence `e`, given the `explaining` sentences.
    fn explained(
        &self,
        e: usize,
        explaining: std::ops::Range<usize>,
        cells: impl Iterator<Item = usize>,
        scratch: &mut Scratch,
    ) -> f64 {
        for cell in cells {
            let (from, to) = (self.starts[cell] as usize, self.starts[cell + 1] as usize);
            for &(position, value) in &self.support[from..to] {
                let position_index = usize::from(position);
                if scratch.sums.len() <= position_index {
                    scratch.sums.resize(position_index + 1, 0.0);
                }
                if scratch.sums[position_index] == 0.0 {
                    scratch.touched.push(position);
                }
                scratch.sums[position_index] += value;
            }
        }
        let length: f64 = self.explaining[explaining].iter().sum();
        let mut sum = self.unsupported[e];
        for position in scratch.touched.drain(..) {
            let value = std::mem::take(&mut scratch.sums[usize::from(position)]);
            sum += (f64::from(value) / length).ln_1p();
        }
        sum
    }
}

/// λ of every type: the probability that a token of it is explained by one of its links when its
/// sentence is translated; 0 for types without links.
pub struct Lambdas {
    /// Of the source types.
    pub source: Vec<f64>,
    /// Of the target types.
    pub target: Vec<f64>,
}

impl Lambdas {
    /// Start values by kind of word.
    pub fn new(source: &Side, target: &Side, links: &Links) -> Lambdas {
        let of = |side: &Side, lists: &[LinkList]| {
            side.types.iter().zip(lists).map(|(ty, list)| start_lambda(ty, list)).collect()
        };
        Lambdas { source: of(source, &links.forward), target: of(target, &links.backward) }
    }
}

fn start_lambda(ty: &Type, links: &[(TypeId, f32)]) -> f64 {
    if links.is_empty() {
        return 0.0;
    }
    let strongest = links.iter().map(|&(_, p)| f64::from(p)).fold(0.0, f64::max);
    let most = match ty.kind {
        TypeKind::Arabic | TypeKind::Word => LAMBDA_WORD,
        TypeKind::Number | TypeKind::Address => LAMBDA_ANCHOR,
        TypeKind::Sign => LAMBDA_SIGN,
    };
    // A word with only far-fetched links says little when they are absent.
    most * (strongest * 2.0).min(1.0)
}

/// `words` with the log-odds of the lengths added.
pub fn with_lengths(
    words: &ScoreTable,
    corridor: &Corridor,
    lengths: &LengthModel,
    source: &Side,
    target: &Side,
) -> ScoreTable {
    let mut scores = words.clone();
    let source_chars = prefix_sums(&source.chars);
    let target_chars = prefix_sums(&target.chars);
    corridor.for_each_cell(|cell, i, j| {
        for (score, &(m, n)) in scores[cell].iter_mut().zip(&SHAPES) {
            if *score > f32::NEG_INFINITY {
                let (from, to) =
                    (source_chars[i + m] - source_chars[i], target_chars[j + n] - target_chars[j]);
                *score += lengths.log_odds(from, to, n) as f32;
            }
        }
    });
    scores
}

fn prefix_sums(values: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut total = 0.0;
    sums.push(0.0);
    for value in values {
        total += value;
        sums.push(total);
    }
    sums
}
