//! Log-odds of a bead: Model 1 likelihood ratio of its words, both ways, and of its lengths.
//!
//! For a target word t and the source words S of the bead (Moore 2002):
//! `ln((1 − λ) + λ · Σ_{s∈S} p(t|s) / (|S| · p_bg(t)))`, where p_bg is the word's share of the
//! document. Words that nothing in the document can explain contribute nothing.
//! The sums over single sentence pairs are made once and added up for each bead.
//! Cost: a few steps a bead and supported word.

use super::corridor::Corridor;
use super::features::{Side, Type, TypeId, TypeKind};
use super::layout::LayoutModel;
use super::length::LengthModel;
use super::links::{LinkList, Links};
use super::model::*;

/// Log-odds of the beads that start at each lattice point, by shape; −∞ where one does not fit.
pub type ScoreTable = Vec<[f32; SHAPE_COUNT]>;

/// Which side of the pair explains the other.
#[derive(Clone, Copy)]
enum Explaining {
    Source,
    Target,
}

/// Lexical log-odds of every bead that starts in the corridor.
///
/// How well a target sentence is explained by the m source sentences from i on does not depend on
/// the rest of the bead, so it is found once for each (i, m) and added up for each shape.
pub fn lexical_table(
    source: &Side,
    target: &Side,
    links: &Links,
    lambdas: &Lambdas,
    corridor: &Corridor,
) -> ScoreTable {
    let forward =
        explained(source, target, &links.forward, &lambdas.target, corridor, Explaining::Source);
    let backward =
        explained(target, source, &links.backward, &lambdas.source, corridor, Explaining::Target);
    let mut scores = vec![[f32::NEG_INFINITY; SHAPE_COUNT]; corridor.cells()];
    corridor.for_each_cell(|cell, i, j| {
        for (score, &(m, n)) in scores[cell].iter_mut().zip(&SHAPES) {
            let fits = i + m <= source.len() && j + n <= target.len();
            if !fits || corridor.cell(i + m, j + n).is_none() {
                continue;
            }
            let targets =
                (j..j + n).map(|t| Some(forward[corridor.cell(i, t)?][m - 1])).sum::<Option<f32>>();
            let sources = (i..i + m)
                .map(|s| Some(backward[corridor.cell(s, j)?][n - 1]))
                .sum::<Option<f32>>();
            if let (Some(targets), Some(sources)) = (targets, sources) {
                *score = LEXICAL_WEIGHT as f32 * (targets + sources);
            }
        }
    });
    scores
}

/// For each point (i, j): log-odds of the words of the explained sentence there, given the first
/// 1, 2, … [`MAX_SIDE`] explaining sentences from there on.
fn explained(
    explaining: &Side,
    explained: &Side,
    links: &[LinkList],
    lambdas: &[f64],
    corridor: &Corridor,
    direction: Explaining,
) -> Vec<[f32; MAX_SIDE]> {
    let total = explained.token_count.max(1) as f64;
    // λ/(1−λ) / p_bg(t) of each explained type, and ln(1 − λ).
    let odds: Vec<(f32, f32)> = explained
        .types
        .iter()
        .zip(lambdas)
        .map(|(ty, &lambda)| {
            let background = (f64::from(ty.count) + 0.5) / (total + 1.0);
            ((lambda / (1.0 - lambda) / background) as f32, (1.0 - lambda).ln() as f32)
        })
        .collect();
    let support = Support::new(explaining, explained, links, &odds, corridor, direction);
    let unsupported: Vec<f32> = (0..explained.len())
        .map(|e| explained.bag(e).iter().map(|&t| odds[t as usize].1).sum())
        .collect();

    let mut out = vec![[0.0; MAX_SIDE]; corridor.cells()];
    let mut sums: Vec<f32> = Vec::new();
    let mut touched: Vec<u16> = Vec::new();
    corridor.for_each_cell(|cell, i, j| {
        let (first, e) = match direction {
            Explaining::Source => (i, j),
            Explaining::Target => (j, i),
        };
        if first >= explaining.len() || e >= explained.len() {
            return;
        }
        let mut length = 0.0;
        for (k, slot) in out[cell].iter_mut().enumerate() {
            if first + k >= explaining.len() {
                break;
            }
            // One for the empty word of each sentence.
            length += explaining.bag(first + k).len() as f32 + 1.0;
            let here = match direction {
                Explaining::Source => corridor.cell(i + k, j),
                Explaining::Target => corridor.cell(i, j + k),
            };
            for &(position, value) in here.map_or(&[][..], |cell| support.of(cell)) {
                let index = usize::from(position);
                if sums.len() <= index {
                    sums.resize(index + 1, 0.0);
                }
                if sums[index] == 0.0 {
                    touched.push(position);
                }
                sums[index] += value;
            }
            // The logarithm of the product is the sum of the logarithms; factors are taken together
            // as long as they fit a double.
            let (mut log, mut product) = (0.0, 1.0f64);
            for &position in &touched {
                product *= 1.0 + f64::from(sums[usize::from(position)] / length);
                if product > 1e200 {
                    log += product.ln();
                    product = 1.0;
                }
            }
            *slot = unsupported[e] + (log + product.ln()) as f32;
        }
        touched.drain(..).for_each(|position| sums[usize::from(position)] = 0.0);
    });
    out
}

/// Which tokens of an explained sentence find support in an explaining one, for each lattice point.
struct Support {
    /// Token position and λ/(1−λ) · Σ p(t|s)/p_bg(t).
    tokens: Vec<(u16, f32)>,
    ranges: Vec<(u32, u32)>,
}

impl Support {
    fn new(
        explaining: &Side,
        explained: &Side,
        links: &[LinkList],
        odds: &[(f32, f32)],
        corridor: &Corridor,
        direction: Explaining,
    ) -> Support {
        let mut support = Support { tokens: Vec::new(), ranges: vec![(0, 0); corridor.cells()] };
        let mut given = vec![0f32; explained.types.len()];
        let mut touched: Vec<TypeId> = Vec::new();
        let mut current = usize::MAX;
        let mut visit = |cell: usize, from: usize, to: usize| {
            if from >= explaining.len() || to >= explained.len() {
                return;
            }
            if from != current {
                touched.drain(..).for_each(|t| given[t as usize] = 0.0);
                for &(t, p) in explaining.bag(from).iter().flat_map(|&s| &links[s as usize]) {
                    given[t as usize] += p;
                    touched.push(t);
                }
                current = from;
            }
            let start = support.tokens.len() as u32;
            for (&t, position) in explained.bag(to).iter().zip(0..=u16::MAX) {
                let p = given[t as usize];
                if p > 0.0 {
                    support.tokens.push((position, p * odds[t as usize].0));
                }
            }
            support.ranges[cell] = (start, support.tokens.len() as u32);
        };
        // One explaining sentence at a time, so that its words are spread out once.
        match direction {
            Explaining::Source => corridor.for_each_cell(visit),
            Explaining::Target => corridor.for_each_cell_by_column(|cell, i, j| visit(cell, j, i)),
        }
        support
    }

    fn of(&self, cell: usize) -> &[(u16, f32)] {
        let (start, end) = self.ranges[cell];
        &self.tokens[start as usize..end as usize]
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

/// `words` with the log-odds of lengths and layout added.
pub fn with_lengths_and_layout(
    words: &ScoreTable,
    corridor: &Corridor,
    lengths: &LengthModel,
    layout: &LayoutModel,
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
                *score += (lengths.log_odds(from, to, n) + layout.log_odds(i, m, j, n)) as f32;
            }
        }
    });
    scores
}

/// The scores times `factor`.
pub fn tempered(mut scores: ScoreTable, factor: f64) -> ScoreTable {
    scores.iter_mut().flatten().for_each(|score| *score *= factor as f32);
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
