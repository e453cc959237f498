//! The part of the lattice that is searched: for each source position a range of target positions.
//!
//! Lattice points are pairs (i, j): i source and j target sentences are behind. Small pairs are
//! searched whole. For longer ones: (a) sentences that share rare linked words are found through an
//! inverted index; (b) the heaviest chain of such anchors that goes forward on both sides is kept
//! (a longest increasing subsequence with weights, Fredman 1975, O(k log k)); (c) the corridor is the
//! chain with a margin, and the whole rectangle wherever two anchors leave a hole. So time and
//! memory grow linearly with the document, and a chapter that is missing on one side lies inside.

use std::ops::Range;

use super::features::{Side, TypeId};
use super::links::Links;
use super::model::*;

/// A region of lattice points, row by row; both bounds of the rows never decrease.
pub struct Corridor {
    low: Vec<usize>,
    high: Vec<usize>,
    offsets: Vec<usize>,
}

/// Two sentences that probably belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Anchor {
    source: usize,
    target: usize,
    weight: f64,
}

impl Corridor {
    /// The corridor for a document pair; `margin` is its half width around anchors, in sentences.
    pub fn new(source: &Side, target: &Side, links: &Links, margin: usize) -> Corridor {
        let (rows, columns) = (source.len(), target.len());
        if rows.saturating_mul(columns) <= WHOLE_LATTICE {
            return Corridor::from_rows(vec![0; rows + 1], vec![columns; rows + 1]);
        }
        let chain = supported(heaviest_chain(anchors(source, target, links)));
        around(&chain, rows, columns, margin)
    }

    /// All points of a lattice for so many sentences.
    #[cfg(test)]
    pub fn whole(rows: usize, columns: usize) -> Corridor {
        Corridor::from_rows(vec![0; rows + 1], vec![columns; rows + 1])
    }

    fn from_rows(low: Vec<usize>, high: Vec<usize>) -> Corridor {
        let mut offsets = Vec::with_capacity(low.len() + 1);
        let mut total = 0;
        offsets.push(0);
        for (l, h) in low.iter().zip(&high) {
            total += h - l + 1;
            offsets.push(total);
        }
        Corridor { low, high, offsets }
    }

    /// Number of rows: source sentences + 1.
    #[inline]
    pub fn rows(&self) -> usize {
        self.low.len()
    }

    /// Target positions of row `i`: first and last, both inside.
    #[inline]
    pub fn row(&self, i: usize) -> (usize, usize) {
        (self.low[i], self.high[i])
    }

    /// Number of lattice points.
    #[inline]
    pub fn cells(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// Number of the point (i, j), if it is inside.
    #[inline]
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let low = *self.low.get(i)?;
        (j >= low && j <= self.high[i]).then(|| self.offsets[i] + j - low)
    }

    /// Calls `f(cell, i, j)` for every point, in order.
    pub fn for_each_cell(&self, mut f: impl FnMut(usize, usize, usize)) {
        for i in 0..self.rows() {
            let (low, high) = self.row(i);
            for j in low..=high {
                f(self.offsets[i] + j - low, i, j);
            }
        }
    }

    /// The part of the corridor that paths go through, with `margin` points on either side.
    ///
    /// `passed` is the probability that a path leaves a lattice point; points below `least` are given up.
    pub fn narrowed(&self, passed: impl Fn(usize) -> f32, least: f32, margin: usize) -> Corridor {
        let rows = self.rows();
        let (mut low, mut high) = (vec![usize::MAX; rows], vec![0; rows]);
        self.for_each_cell(|cell, i, j| {
            if passed(cell) >= least {
                low[i] = low[i].min(j);
                high[i] = high[i].max(j);
            }
        });
        let last = rows - 1;
        (low[0], high[last]) = (0, self.high[last]);
        (low[last], high[0]) = (low[last].min(self.high[last]), high[0].max(self.low[0]));
        // A row that no path stops at reaches from the row before to the row behind: a bead of several
        // sentences jumps over it.
        let jumped: Vec<bool> = low.iter().zip(&high).map(|(l, h)| l > h).collect();
        for i in (1..last).filter(|&i| jumped[i]) {
            low[i] = low[i - 1];
        }
        for i in (1..last).rev().filter(|&i| jumped[i]) {
            high[i] = high[i + 1];
        }
        // Bounds never decrease.
        for i in (0..last).rev() {
            low[i] = low[i].min(low[i + 1]);
        }
        for i in 1..rows {
            high[i] = high[i].max(high[i - 1]);
        }
        for i in 0..rows {
            low[i] = low[i].saturating_sub(margin).max(self.low[i]);
            high[i] = (high[i] + margin).min(self.high[i]);
        }
        Corridor::from_rows(low, high)
    }

    /// The part of the corridor where paths keep to beads that are known, in order: what stands before one
    /// on one side stands before it on the other.
    pub fn held(&self, beads: &[(Range<usize>, Range<usize>)]) -> Corridor {
        let rows = self.rows();
        let last = self.row(rows - 1).1;
        let (mut least, mut most) = (vec![0; rows], vec![last; rows]);
        for (source, target) in beads {
            // A row that a gap of the other side lies in goes along with it.
            let gap = source.is_empty();
            for (i, most) in most.iter_mut().enumerate().take(source.start + usize::from(!gap)) {
                // At the bead itself there is a way past it for beads of a shape that no path has.
                *most = (*most).min(if i == source.start { target.end } else { target.start });
            }
            for least in least.iter_mut().skip(source.end + usize::from(gap)) {
                *least = (*least).max(target.end);
            }
        }
        let within = |bounds: &[usize]| -> Vec<usize> {
            let walls = least.iter().zip(&most);
            bounds.iter().zip(walls).map(|(&b, (&l, &m))| b.max(l).min(m.max(l))).collect()
        };
        let (mut low, mut high) = (within(&self.low), within(&self.high));
        for i in (0..rows - 1).rev() {
            low[i] = low[i].min(low[i + 1]);
        }
        for i in 1..rows {
            // Every row touches the one before it: there is a path whatever is known.
            low[i] = low[i].min(high[i - 1]);
            high[i] = high[i].max(high[i - 1]).max(low[i]);
        }
        (low[0], high[rows - 1]) = (0, last);
        Corridor::from_rows(low, high)
    }

    /// Whether the point (i, j) lies at a wall that is not a border of the whole lattice.
    pub fn at_wall(&self, i: usize, j: usize) -> bool {
        let last = self.row(self.rows() - 1).1;
        let (low, high) = self.row(i);
        (j == low
            && low > 0
            && i + 1 < self.rows()
            && self.low[i + 1] >= low
            && i > 0
            && self.low[i - 1] + 1 >= low)
            || (j == high && high < last && i > 0)
    }
}

/// The likeliest partners of each source sentence, by rare words that are linked.
fn anchors(source: &Side, target: &Side, links: &Links) -> Vec<Anchor> {
    let mut postings: Vec<Vec<u32>> = vec![Vec::new(); target.types.len()];
    for j in 0..target.len() {
        for &t in target.bag(j) {
            let list = &mut postings[t as usize];
            if list.last() != Some(&(j as u32)) {
                list.push(j as u32);
            }
        }
    }
    let most = (target.len() / 50).clamp(ANCHOR_MOST_SENTENCES, 5 * ANCHOR_MOST_SENTENCES);
    let mut out = Vec::new();
    let mut weights = vec![0f64; target.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut seen: Vec<TypeId> = Vec::new();
    for i in 0..source.len() {
        seen.clear();
        for &s in source.bag(i) {
            if seen.contains(&s) {
                continue;
            }
            seen.push(s);
            for &(t, p) in &links.forward[s as usize] {
                let list = &postings[t as usize];
                if list.len() > most || source.types[s as usize].count as usize > 4 * most {
                    continue;
                }
                let rarity = target.len() as f64 / list.len() as f64;
                let gain = (f64::from(p) * rarity / 10.0).ln_1p();
                for &j in list {
                    if weights[j as usize] == 0.0 {
                        touched.push(j);
                    }
                    weights[j as usize] += gain;
                }
            }
        }
        let mut best: Vec<Anchor> = touched
            .drain(..)
            .map(|j| {
                let length = source.bag(i).len() + target.bag(j as usize).len();
                let weight =
                    std::mem::take(&mut weights[j as usize]) / (length as f64 + 8.0).sqrt();
                Anchor { source: i, target: j as usize, weight }
            })
            .collect();
        let order =
            |a: &Anchor, b: &Anchor| b.weight.total_cmp(&a.weight).then(a.target.cmp(&b.target));
        if best.len() > ANCHOR_CANDIDATES {
            best.select_nth_unstable_by(ANCHOR_CANDIDATES, order);
            best.truncate(ANCHOR_CANDIDATES);
        }
        best.sort_unstable_by(order);
        out.extend(best.into_iter().filter(|a| a.weight >= ANCHOR_LEAST));
    }
    out
}

/// The chain of anchors, forward on both sides, whose weights have the largest sum.
fn heaviest_chain(mut anchors: Vec<Anchor>) -> Vec<Anchor> {
    // Inside one source sentence from right to left: two anchors of one sentence cannot both be taken.
    anchors.sort_by(|a, b| a.source.cmp(&b.source).then(b.target.cmp(&a.target)));
    let columns = anchors.iter().map(|a| a.target + 1).max().unwrap_or(0);
    // Fenwick tree over target sentences: the best chain that ends before a column.
    let mut tree: Vec<(f64, Option<usize>)> = vec![(0.0, None); columns + 1];
    let mut total = vec![0.0; anchors.len()];
    let mut previous: Vec<Option<usize>> = vec![None; anchors.len()];
    for (k, anchor) in anchors.iter().enumerate() {
        let mut best = (0.0, None);
        let mut at = anchor.target;
        while at > 0 {
            if tree[at].0 > best.0 {
                best = tree[at];
            }
            at &= at - 1;
        }
        total[k] = best.0 + anchor.weight;
        previous[k] = best.1;
        let mut at = anchor.target + 1;
        while at <= columns {
            if total[k] > tree[at].0 {
                tree[at] = (total[k], Some(k));
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut at = (0..anchors.len()).max_by(|&a, &b| total[a].total_cmp(&total[b]).then(b.cmp(&a)));
    let mut chain = Vec::new();
    while let Some(k) = at {
        chain.push(anchors[k]);
        at = previous[k];
    }
    chain.reverse();
    chain
}

/// Without the anchors that no neighbour in the chain supports: a lone one may be an accident.
fn supported(chain: Vec<Anchor>) -> Vec<Anchor> {
    let near = |a: &Anchor, b: &Anchor| {
        let (di, dj) = (b.source.abs_diff(a.source), b.target.abs_diff(a.target));
        di <= 12 && dj <= 12 && di.abs_diff(dj) <= 4
    };
    (0..chain.len())
        .filter(|&k| {
            let around = k.saturating_sub(3)..(k + 4).min(chain.len());
            around.into_iter().filter(|&other| other != k && near(&chain[k], &chain[other])).count()
                >= 2
        })
        .map(|k| chain[k])
        .collect()
}

/// Rows that hold the chain with a margin and the rectangles between its anchors.
fn around(chain: &[Anchor], rows: usize, columns: usize, margin: usize) -> Corridor {
    let mut low = vec![usize::MAX; rows + 1];
    let mut high = vec![0; rows + 1];
    let mut points = vec![(0, 0)];
    for anchor in chain {
        points.push((anchor.source, anchor.target));
        points.push((anchor.source + 1, anchor.target + 1));
    }
    points.push((rows, columns));
    for pair in points.windows(2) {
        let [(i1, j1), (i2, j2)] = *pair else { continue };
        let (height, width) = (i2 - i1, j2 - j1);
        let huge = height.saturating_mul(width) > HOLE_LATTICE;
        let steep = width.div_ceil(height.max(1));
        let band = (HOLE_LATTICE / height.max(1) / 2).min(HOLE_BAND).max(steep);
        for i in i1.saturating_sub(margin)..=(i2 + margin).min(rows) {
            let (from, to) = if huge {
                // Nothing is known inside a huge hole: a band along its diagonal.
                let middle = j1 + width * i.clamp(i1, i2).saturating_sub(i1) / height;
                (middle.saturating_sub(band).max(j1), (middle + band).min(j2))
            } else {
                (j1, j2)
            };
            low[i] = low[i].min(from.saturating_sub(margin));
            high[i] = high[i].max((to + margin).min(columns));
        }
    }
    // Bounds that never decrease keep every point reachable.
    for i in (0..rows).rev() {
        low[i] = low[i].min(low[i + 1]);
    }
    for i in 1..=rows {
        high[i] = high[i].max(high[i - 1]);
    }
    Corridor::from_rows(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(source: usize, target: usize, weight: f64) -> Anchor {
        Anchor { source, target, weight }
    }

    #[test]
    fn the_heaviest_forward_chain_wins() {
        let chain = heaviest_chain(vec![
            anchor(0, 0, 1.0),
            anchor(1, 9, 1.5),
            anchor(1, 1, 1.0),
            anchor(2, 2, 1.0),
            anchor(3, 1, 1.2),
        ]);
        let targets: Vec<usize> = chain.iter().map(|a| a.target).collect();
        assert_eq!(targets, [0, 1, 2]);
    }

    #[test]
    fn one_sentence_is_used_once() {
        let chain = heaviest_chain(vec![anchor(0, 0, 1.0), anchor(0, 1, 1.0), anchor(0, 2, 1.0)]);
        assert_eq!(chain.len(), 1);
    }

    #[test]
    fn a_missing_chapter_lies_inside() {
        // Target sentences 50..350 have no source.
        let chain: Vec<Anchor> =
            (0..100).map(|i| anchor(i, if i < 50 { i } else { i + 300 }, 1.0)).collect();
        let corridor = around(&chain, 100, 400, 8);
        for j in 50..=350 {
            assert!(corridor.cell(50, j).is_some(), "{j}");
        }
        assert!(corridor.cells() < 100 * 100);
    }

    #[test]
    fn narrowing_keeps_rows_that_a_path_jumps_over() {
        // The path leaves (0, 0) with a bead of 4-9 and then with one of 4-1.
        let whole = Corridor::from_rows(vec![0; 9], vec![10; 9]);
        let on_path = [(0, 0), (4, 9)].map(|(i, j)| whole.cell(i, j));
        let narrow = whole.narrowed(|cell| f32::from(on_path.contains(&Some(cell))), 0.5, 1);
        let rows: Vec<(usize, usize)> = (0..9).map(|i| narrow.row(i)).collect();
        assert_eq!(rows[..5], [(0, 1), (0, 10), (0, 10), (0, 10), (8, 10)]);
        assert_eq!(rows[5..], [(8, 10), (8, 10), (8, 10), (9, 10)]);
    }

    #[test]
    fn every_row_is_connected_to_the_next() {
        let corridor = around(&[anchor(30, 5, 1.0), anchor(60, 190, 1.0)], 100, 200, 4);
        assert_eq!(corridor.row(0).0, 0);
        assert_eq!(corridor.row(100).1, 200);
        for i in 0..100 {
            assert!(corridor.row(i).1 >= corridor.row(i + 1).0, "row {i}");
        }
    }
}
