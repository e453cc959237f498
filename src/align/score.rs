//! Log-odds of a bead: what its words say of one another, both ways, and its lengths and layout.
//!
//! For a target word t at place x of its side and the source words S of the bead at places y (both 0 to 1):
//! `ln((1 − λ) + λ · Σ_{s∈S} a(y|x) · p(t|s) / p_bg(t))`, a Model 1 likelihood ratio (Moore 2002) whose
//! alignment probability a(y|x) prefers the diagonal (`diagonal`), and p_bg the word's share of the
//! document. Words that nothing in the document can explain contribute nothing.
//!
//! The pairs of linked words of a source and a target sentence are found once; a bead goes through
//! those of its sentences. Cost: a few steps a bead and pair of linked words; memory for the pairs of
//! [`MAX_SIDE`] source sentences.

use std::collections::VecDeque;
use std::ops::Range;

use super::corridor::Corridor;
use super::diagonal::Diagonal;
use super::features::{Side, Type, TypeId, TypeKind};
use super::layout::LayoutModel;
use super::length::{LengthModel, Part};
use super::links::{LinkList, Links};
use super::model::*;
use super::table::ShapeTable;

/// Log-odds by length and layout of the beads of the first `shapes` of [`SHAPES`] that start at each
/// point of the corridor; −∞ where one does not fit.
///
/// Beads that no words could save are left out: with the log prior of their shape they are
/// below [`HOPELESS`].
pub fn without_words(
    source: &Side,
    target: &Side,
    lengths: &LengthModel,
    layout: &LayoutModel,
    shape_priors: &[f64; SHAPE_COUNT],
    corridor: &Corridor,
    shapes: usize,
) -> ShapeTable {
    let sources = parts(source, |chars, m| lengths.source_part(chars, m));
    let targets = parts(target, |chars, n| lengths.target_part(chars, n));
    let mut scores = ShapeTable::new(corridor.cells(), shapes, f32::NEG_INFINITY);
    corridor.for_each_cell(|cell, i, j| {
        for (shape, &(m, n)) in SHAPES[..shapes].iter().enumerate() {
            let fits = i + m <= source.len() && j + n <= target.len();
            if !fits || corridor.cell(i + m, j + n).is_none() {
                continue;
            }
            let (from, to) = (&sources[i][m - 1], &targets[j][n - 1]);
            let score = lengths.log_odds(from, to) + layout.log_odds(i, m, j, n);
            if shape == 0 || score + shape_priors[shape] > HOPELESS {
                scores[cell][shape] = score as f32;
            }
        }
    });
    scores
}

/// Adds the log-odds of the words to every bead of `scores`.
pub fn add_words(
    mut scores: ShapeTable,
    source: &Side,
    target: &Side,
    links: &Links,
    lambdas: &Lambdas,
    corridor: &Corridor,
) -> ShapeTable {
    let source_odds = odds(source, &lambdas.source);
    let target_odds = odds(target, &lambdas.target);
    let linked = Linked::new(links, &source_odds, &target_odds);
    let silent = (silence(source, &source_odds), silence(target, &target_odds));
    let mut spread = Spread::new(target.types.len());
    let mut rows: VecDeque<Row> = VecDeque::new();
    let mut spare: Option<Row> = None;
    let mut bead = BeadScorer::new();
    for i in 0..source.len() {
        while rows.len() < MAX_SIDE && i + rows.len() < source.len() {
            let k = i + rows.len();
            // A bead that ends here may have begun some rows before; one that begins here goes on to the right.
            let low = corridor.row(k.saturating_sub(MAX_SIDE - 1)).0;
            let end = (corridor.row(k).1 + MAX_SIDE).min(target.len());
            rows.push_back(spread.row(source.bag(k), target, &linked, low..end, spare.take()));
        }
        let (low, high) = corridor.row(i);
        for j in low..=high.min(target.len()) {
            let Some(cell) = corridor.cell(i, j) else { continue };
            for (score, &(m, n)) in scores[cell].iter_mut().zip(&SHAPES) {
                if *score == f32::NEG_INFINITY {
                    continue;
                }
                let words = bead.score(source, i..i + m, target, j..j + n, &rows);
                let unexplained: f32 = silent.0[i..i + m].iter().chain(&silent.1[j..j + n]).sum();
                *score += LEXICAL_WEIGHT as f32 * (words + unexplained);
            }
        }
        spare = rows.pop_front();
    }
    scores
}

/// The linked words of any sentences of a document pair, with what the model makes of them.
pub fn linked_pairs(source: &Side, target: &Side, links: &Links, lambdas: &Lambdas) -> LinkedPairs {
    let (source_odds, target_odds) = (odds(source, &lambdas.source), odds(target, &lambdas.target));
    LinkedPairs {
        linked: Linked::new(links, &source_odds, &target_odds),
        silent: (silence(source, &source_odds), silence(target, &target_odds)),
        spread: Spread::new(target.types.len()),
        bead: BeadScorer::new(),
    }
}

/// See [`linked_pairs`].
pub struct LinkedPairs {
    linked: Linked,
    silent: (Vec<f32>, Vec<f32>),
    spread: Spread,
    bead: BeadScorer,
}

impl LinkedPairs {
    /// The pairs of source sentence `i` with each of the target sentences `range`.
    pub fn row_of(&mut self, i: usize, source: &Side, target: &Side, range: Range<usize>) -> Row {
        self.spread.row(source.bag(i), target, &self.linked, range, None)
    }

    /// Log-odds of the words of source sentence `i` and target sentence `j` as translations of each other.
    pub fn one_to_one(&mut self, i: usize, j: usize, source: &Side, target: &Side) -> f64 {
        let row = VecDeque::from([self.row_of(i, source, target, j..j + 1)]);
        let words = self.bead.score(source, i..i + 1, target, j..j + 1, &row);
        f64::from(words + self.silent.0[i] + self.silent.1[j])
    }
}

/// λ/(1−λ) / p_bg of each type, and ln(1 − λ).
fn odds(side: &Side, lambdas: &[f64]) -> Vec<(f32, f32)> {
    let total = side.token_count.max(1) as f64;
    side.types
        .iter()
        .zip(lambdas)
        .map(|(ty, &lambda)| {
            let background = (f64::from(ty.count) + 0.5) / (total + 1.0);
            ((lambda / (1.0 - lambda) / background) as f32, (1.0 - lambda).ln() as f32)
        })
        .collect()
}

/// Log-odds of each sentence of `side` if none of its words is explained.
fn silence(side: &Side, odds: &[(f32, f32)]) -> Vec<f32> {
    (0..side.len()).map(|i| side.bag(i).iter().map(|&t| odds[t as usize].1).sum()).collect()
}

/// For each source type its linked target types with λ/(1−λ) · p/p_bg, forward and backward: one list after the
/// other, with where each ends.
struct Linked {
    links: Vec<(TypeId, f32, f32)>,
    ends: Vec<u32>,
}

impl Linked {
    /// The links of a source type.
    #[inline]
    fn of(&self, source: TypeId) -> &[(TypeId, f32, f32)] {
        let source = source as usize;
        let start = if source == 0 { 0 } else { self.ends[source - 1] as usize };
        &self.links[start..self.ends[source] as usize]
    }

    fn new(links: &Links, source_odds: &[(f32, f32)], target_odds: &[(f32, f32)]) -> Linked {
        let backward = turned(&links.backward, links.forward.len());
        let mut out = Linked { links: Vec::new(), ends: Vec::with_capacity(links.forward.len()) };
        let mut list: LinkList = Vec::new();
        for (s, found) in links.forward.iter().enumerate() {
            list.clone_from(found);
            list.sort_unstable_by_key(|&(t, _)| t);
            let mut others = backward.of(s).iter().peekable();
            let both = list.iter().map(|&(t, p)| {
                while others.next_if(|&&(other, _)| other < t).is_some() {}
                let q = others.next_if(|&&(other, _)| other == t).map_or(0.0, |&(_, q)| q);
                (t, p * target_odds[t as usize].0, q * source_odds[s].0)
            });
            let telling = |&(_, forward, backward): &(TypeId, f32, f32)| {
                forward.max(backward) >= LEAST_EVIDENCE
            };
            out.links.extend(both.filter(telling));
            out.ends.push(out.links.len() as u32);
        }
        out
    }
}

/// Lists of links by the types that they lead to, one list after the other.
struct Turned {
    links: Vec<(TypeId, f32)>,
    starts: Vec<usize>,
}

impl Turned {
    #[inline]
    fn of(&self, ty: usize) -> &[(TypeId, f32)] {
        &self.links[self.starts[ty]..self.starts[ty + 1]]
    }
}

/// The links of `lists` by the types they lead to, of which there are `types`; in each the order of `lists`.
fn turned(lists: &[LinkList], types: usize) -> Turned {
    let mut starts = vec![0; types + 1];
    for &(to, _) in lists.iter().flatten() {
        starts[to as usize + 1] += 1;
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut links = vec![(0, 0.0); starts[types]];
    let mut next = starts.clone();
    for (from, list) in (0..).zip(lists) {
        for &(to, p) in list {
            links[next[to as usize]] = (from, p);
            next[to as usize] += 1;
        }
    }
    Turned { links, starts }
}

/// A source and a target token that are linked: places in their sentences, evidence both ways.
#[derive(Clone, Copy)]
pub struct Pair {
    /// Which token of the source sentence.
    pub source: u16,
    /// Which token of the target sentence.
    pub target: u16,
    /// λ/(1−λ) · p(t|s)/p_bg(t).
    pub forward: f32,
    /// The same for the source word.
    pub backward: f32,
}

/// The pairs of one source sentence with each of some target sentences.
pub struct Row {
    low: usize,
    ends: Vec<u32>,
    pairs: Vec<Pair>,
}

impl Row {
    /// The pairs with target sentence `j`, which must be one of them.
    #[inline]
    pub fn pairs(&self, j: usize) -> &[Pair] {
        let k = j - self.low;
        let start = if k == 0 { 0 } else { self.ends[k - 1] as usize };
        &self.pairs[start..self.ends[k] as usize]
    }
}

/// Finds rows: the linked types of one source sentence, spread out over all target types.
struct Spread {
    /// For each target type the last place in `chain`, from 1; 0 for none.
    heads: Vec<u32>,
    /// Source place, forward, backward, the place before in the chain.
    chain: Vec<(u16, f32, f32, u32)>,
    touched: Vec<TypeId>,
}

impl Spread {
    fn new(types: usize) -> Spread {
        Spread { heads: vec![0; types], chain: Vec::new(), touched: Vec::new() }
    }

    /// The row of `bag`; one that is no longer needed gives its memory.
    fn row(
        &mut self,
        bag: &[TypeId],
        target: &Side,
        linked: &Linked,
        range: Range<usize>,
        spare: Option<Row>,
    ) -> Row {
        for (&s, place) in bag.iter().zip(0..=u16::MAX) {
            for &(t, forward, backward) in linked.of(s) {
                let head = &mut self.heads[t as usize];
                self.chain.push((place, forward, backward, *head));
                *head = self.chain.len() as u32;
                self.touched.push(t);
            }
        }
        let mut row = spare.unwrap_or(Row { low: 0, ends: Vec::new(), pairs: Vec::new() });
        row.low = range.start;
        row.ends.clear();
        row.pairs.clear();
        for j in range {
            let most = row.pairs.len() + MOST_PAIRS;
            for (&t, place) in target.bag(j).iter().zip(0..=u16::MAX) {
                let mut at = self.heads[t as usize];
                while at > 0 && row.pairs.len() < most {
                    let (source, forward, backward, before) = self.chain[at as usize - 1];
                    row.pairs.push(Pair { source, target: place, forward, backward });
                    at = before;
                }
            }
            row.ends.push(row.pairs.len() as u32);
        }
        self.chain.clear();
        self.touched.drain(..).for_each(|t| self.heads[t as usize] = 0);
        row
    }
}

/// Adds up the evidence of the pairs of one bead, token by token.
struct BeadScorer {
    diagonal: Diagonal,
    source: Vec<f32>,
    target: Vec<f32>,
}

impl BeadScorer {
    fn new() -> BeadScorer {
        BeadScorer { diagonal: Diagonal::new(), source: Vec::new(), target: Vec::new() }
    }

    /// Log-odds that the words of one side give to those of the other, beyond [`silence`]; `rows` begins
    /// with the row of the first source sentence.
    fn score(
        &mut self,
        source: &Side,
        from: Range<usize>,
        target: &Side,
        to: Range<usize>,
        rows: &VecDeque<Row>,
    ) -> f32 {
        let tokens =
            |side: &Side, range: Range<usize>| range.map(|i| side.bag(i).len()).sum::<usize>();
        let (sources, targets) = (tokens(source, from.clone()), tokens(target, to.clone()));
        for (evidence, tokens) in [(&mut self.source, sources), (&mut self.target, targets)] {
            evidence.clear();
            evidence.resize(tokens, 0.0);
        }
        let (by_token_of_source, by_token_of_target) = (&mut self.source[..], &mut self.target[..]);
        // One more for the empty word of each sentence.
        let by_source = 1.0 / (sources + from.len()) as f32;
        let by_target = 1.0 / (targets + to.len()) as f32;
        let source_places = self.diagonal.places(sources);
        let target_places = self.diagonal.places(targets);
        let mut source_start = 0;
        for (row, i) in rows.iter().zip(from) {
            let mut target_start = 0;
            for j in to.clone() {
                for pair in row.pairs(j) {
                    let s = source_start + usize::from(pair.source);
                    let t = target_start + usize::from(pair.target);
                    let (of_source, of_target) =
                        self.diagonal.preferences(source_places.of(s), target_places.of(t));
                    by_token_of_target[t] += pair.forward * by_source * of_target;
                    by_token_of_source[s] += pair.backward * by_target * of_source;
                }
                target_start += target.bag(j).len();
            }
            source_start += source.bag(i).len();
        }
        // The logarithm of the product is the sum of the logarithms; factors are taken together as
        // long as they fit a double, and four at a time, as one by one each waits for the last.
        let (mut log, mut product) = (0.0, 1.0f64);
        let factor = |evidence: f32| 1.0 + f64::from(evidence);
        let mut take = |factors: f64| {
            product *= factors;
            if product > 1e200 {
                log += product.ln();
                product = 1.0;
            }
        };
        for evidence in [&self.source, &self.target] {
            let (fours, rest) = evidence.as_chunks();
            for &[a, b, c, d] in fours {
                take((factor(a) * factor(b)) * (factor(c) * factor(d)));
            }
            rest.iter().for_each(|&evidence| take(factor(evidence)));
        }
        (log + product.ln()) as f32
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

/// The lengths of one to [`MAX_SIDE`] sentences from each on, as far as there are some.
fn parts(side: &Side, part: impl Fn(f64, usize) -> Part) -> Vec<Vec<Part>> {
    let from = |i: usize| {
        let mut chars = 0.0;
        let sentences = side.chars[i..].iter().take(MAX_SIDE);
        (1..)
            .zip(sentences)
            .map(|(count, more)| {
                chars += more;
                part(chars, count)
            })
            .collect()
    };
    (0..side.len()).map(from).collect()
}
