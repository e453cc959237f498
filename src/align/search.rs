//! Paths through the lattice: posteriors of beads and the path of highest expected accuracy.
//!
//! A path is a sequence of beads with two sides and of gap runs. Gap runs are affine: opening one
//! costs more than making it longer, so a missing chapter costs one opening. Inside a run of
//! unaligned sentences source gaps come before target gaps, so each alignment has one path.
//! Forward–backward (Rabiner 1989) gives the posterior of each bead; the path returned maximises the
//! sum of (posterior − threshold) over its beads, which maximises expected F1 rather than the
//! probability of the path as a whole. Knows costs and shapes only. Cost: O(cells × shapes).

use super::Bead;
use super::corridor::Corridor;
use super::model::*;
use super::table::ShapeTable;

/// Log probabilities of shapes and gaps.
#[derive(Clone, Debug)]
pub struct Priors {
    shapes: [f64; SHAPE_COUNT],
    /// Opening a source gap (a source sentence without translation), a target gap.
    open: [f64; 2],
    extend: [f64; 2],
    /// Ending what was: nothing after a bead, a source gap, a target gap.
    ///
    /// A run costs the same wherever it stands, so that mirrored documents get mirrored beads.
    end: [f64; 3],
}

/// Last step of a path: a bead, a source gap, a target gap.
const BEAD: usize = 0;
const SOURCE_GAP: usize = 1;
const TARGET_GAP: usize = 2;

impl Default for Priors {
    fn default() -> Self {
        Priors::from_probabilities(SHAPE_PRIOR, [GAP_OPEN; 2], [GAP_EXTEND; 2])
    }
}

impl Priors {
    fn from_probabilities(shapes: [f64; SHAPE_COUNT], open: [f64; 2], extend: [f64; 2]) -> Priors {
        Priors {
            shapes: shapes.map(f64::ln),
            open: open.map(f64::ln),
            extend: extend.map(f64::ln),
            end: [(1.0 - open[0] - open[1]).ln(), (1.0 - extend[0]).ln(), (1.0 - extend[1]).ln()],
        }
    }

    /// Log probability of each of [`SHAPES`].
    pub fn shapes(&self) -> &[f64; SHAPE_COUNT] {
        &self.shapes
    }

    /// The same, flattened: every log probability times `factor`.
    pub fn tempered(&self, factor: f64) -> Priors {
        Priors {
            shapes: self.shapes.map(|x| factor * x),
            open: self.open.map(|x| factor * x),
            extend: self.extend.map(|x| factor * x),
            end: self.end.map(|x| factor * x),
        }
    }

    /// The priors after seeing what a document does, smoothed by the ones of the model.
    pub fn reestimate(&self, posterior: &Posterior) -> Priors {
        let beads: f64 = posterior.shape_counts.iter().sum();
        let shapes = std::array::from_fn(|k| {
            (posterior.shape_counts[k] + PRIOR_STRENGTH * SHAPE_PRIOR[k]) / (beads + PRIOR_STRENGTH)
        });
        let steps = beads + posterior.opened[0] + posterior.opened[1];
        let open = posterior.opened.map(|count| {
            ((count + PRIOR_STRENGTH * GAP_OPEN) / (steps + PRIOR_STRENGTH)).clamp(0.002, 0.3)
        });
        let extend = std::array::from_fn(|side| {
            let (opened, extended) = (posterior.opened[side], posterior.extended[side]);
            let strength = PRIOR_STRENGTH / 4.0;
            ((extended + strength * GAP_EXTEND) / (opened + extended + strength)).clamp(0.1, 0.65)
        });
        Priors::from_probabilities(shapes, open, extend)
    }
}

/// Posterior probabilities over the lattice of one document pair.
pub struct Posterior {
    beads: ShapeTable,
    /// Probability that the path leaves each point by a source gap, by a target gap.
    gaps: Vec<[f32; 2]>,
    shape_counts: [f64; SHAPE_COUNT],
    opened: [f64; 2],
    extended: [f64; 2],
}

impl Posterior {
    /// Posterior of the bead of `SHAPES[shape]` that starts at `cell`.
    #[inline]
    pub fn bead(&self, cell: usize, shape: usize) -> f32 {
        self.beads[cell].get(shape).copied().unwrap_or(0.0)
    }

    /// Probability that the path goes on from `cell`.
    #[inline]
    pub fn passed(&self, cell: usize) -> f32 {
        self.beads[cell].iter().chain(&self.gaps[cell]).sum()
    }
}

/// Log of the sum of exponentials, accumulated one at a time.
#[derive(Clone, Copy)]
struct LogSum {
    largest: f64,
    sum: f64,
}

impl LogSum {
    const EMPTY: LogSum = LogSum { largest: f64::NEG_INFINITY, sum: 0.0 };

    #[inline]
    fn add(&mut self, value: f64) {
        if value <= self.largest {
            if value > self.largest - 40.0 {
                self.sum += (value - self.largest).exp();
            }
        } else {
            self.sum = if self.largest > value - 40.0 {
                self.sum * (self.largest - value).exp() + 1.0
            } else {
                1.0
            };
            self.largest = value;
        }
    }

    #[inline]
    fn value(self) -> f64 {
        if self.sum > 0.0 { self.largest + self.sum.ln() } else { f64::NEG_INFINITY }
    }
}

/// Forward–backward over the corridor.
pub fn posterior(corridor: &Corridor, scores: &ShapeTable, priors: &Priors) -> Posterior {
    let backward = backward(corridor, scores, priors);
    let mut forward = vec![[LogSum::EMPTY; 3]; corridor.cells()];
    let mut result = Posterior {
        beads: ShapeTable::new(corridor.cells(), scores.shapes(), 0.0),
        gaps: vec![[0.0; 2]; corridor.cells()],
        shape_counts: [0.0; SHAPE_COUNT],
        opened: [0.0; 2],
        extended: [0.0; 2],
    };
    if let Some(start) = forward.first_mut() {
        start[BEAD].add(0.0);
    }
    let total = backward.first().map_or(0.0, |states| states[BEAD]);
    corridor.for_each_cell(|cell, i, j| {
        let here = forward[cell].map(LogSum::value);
        if here.iter().all(|&v| v == f64::NEG_INFINITY) {
            return;
        }
        let mut before_bead = LogSum::EMPTY;
        (0..3).for_each(|state| before_bead.add(here[state] + priors.end[state]));
        let before_bead = before_bead.value();
        for (shape, (&score, &(m, n))) in scores[cell].iter().zip(&SHAPES).enumerate() {
            let score = f64::from(score);
            if score == f64::NEG_INFINITY {
                continue;
            }
            let Some(next) = corridor.cell(i + m, j + n) else { continue };
            let through = before_bead + priors.shapes[shape] + score;
            forward[next][BEAD].add(through);
            let p = (through + backward[next][BEAD] - total).exp();
            result.beads[cell][shape] = p as f32;
            result.shape_counts[shape] += p;
        }
        for (gap, next) in
            [(SOURCE_GAP, corridor.cell(i + 1, j)), (TARGET_GAP, corridor.cell(i, j + 1))]
        {
            let Some(next) = next else { continue };
            for (state, so_far) in here.into_iter().enumerate() {
                let Some(step) = gap_step(priors, state, gap) else { continue };
                let through = so_far + step;
                forward[next][gap].add(through);
                let p = (through + backward[next][gap] - total).exp();
                result.gaps[cell][gap - 1] += p as f32;
                if state == gap {
                    result.extended[gap - 1] += p;
                } else {
                    result.opened[gap - 1] += p;
                }
            }
        }
    });
    result
}

/// Log probability of adding a gap of this sort after `state`; `None` where the order forbids it.
fn gap_step(priors: &Priors, state: usize, gap: usize) -> Option<f64> {
    match (state, gap) {
        (SOURCE_GAP, SOURCE_GAP) | (TARGET_GAP, TARGET_GAP) => Some(priors.extend[gap - 1]),
        (TARGET_GAP, SOURCE_GAP) => None,
        (SOURCE_GAP, TARGET_GAP) => Some(priors.end[SOURCE_GAP] + priors.open[gap - 1]),
        _ => Some(priors.open[gap - 1]),
    }
}

fn backward(corridor: &Corridor, scores: &ShapeTable, priors: &Priors) -> Vec<[f64; 3]> {
    let mut out = vec![[f64::NEG_INFINITY; 3]; corridor.cells()];
    for i in (0..corridor.rows()).rev() {
        let (low, high) = corridor.row(i);
        for j in (low..=high).rev() {
            let Some(cell) = corridor.cell(i, j) else { continue };
            if cell + 1 == corridor.cells() {
                out[cell] = [0.0; 3];
                continue;
            }
            let mut beads = LogSum::EMPTY;
            for (shape, (&score, &(m, n))) in scores[cell].iter().zip(&SHAPES).enumerate() {
                let score = f64::from(score);
                if score == f64::NEG_INFINITY {
                    continue;
                }
                if let Some(next) = corridor.cell(i + m, j + n) {
                    beads.add(priors.shapes[shape] + score + out[next][BEAD]);
                }
            }
            let beads = beads.value();
            for state in 0..3 {
                let mut sum = LogSum::EMPTY;
                sum.add(beads + priors.end[state]);
                for (gap, next) in
                    [(SOURCE_GAP, corridor.cell(i + 1, j)), (TARGET_GAP, corridor.cell(i, j + 1))]
                {
                    if let (Some(next), Some(step)) = (next, gap_step(priors, state, gap)) {
                        sum.add(step + out[next][gap]);
                    }
                }
                out[cell][state] = sum.value();
            }
        }
    }
    out
}

/// The path of the highest expected strict F1.
///
/// Expected F1 = 2 Σ posterior / (beads + expected gold beads) is a ratio of sums over the path, so
/// Dinkelbach's method (1967) finds its maximum: decode with threshold F1/2, compute F1, repeat.
pub fn decode(corridor: &Corridor, scores: &ShapeTable, posterior: &Posterior) -> Vec<Bead> {
    let expected_gold: f64 = posterior.shape_counts.iter().sum();
    let mut threshold = DECODE_THRESHOLD;
    let mut beads = Vec::new();
    for _ in 0..DECODE_ROUNDS {
        beads = decode_above(corridor, scores, posterior, threshold);
        let (mut right, mut count) = (0.0, 0.0);
        for bead in beads.iter().filter(|b| !b.is_gap()) {
            right += bead.confidence;
            count += 1.0;
        }
        let next = if count + expected_gold > 0.0 { right / (count + expected_gold) } else { 0.0 };
        if (next - threshold).abs() < 1e-3 {
            break;
        }
        threshold = next;
    }
    beads
}

/// The path that maximises Σ (posterior − threshold) over its beads with two sides.
fn decode_above(
    corridor: &Corridor,
    scores: &ShapeTable,
    posterior: &Posterior,
    threshold: f64,
) -> Vec<Bead> {
    #[derive(Clone, Copy)]
    enum Step {
        Start,
        Bead(usize),
        Gap(usize),
    }
    let mut best = vec![(f64::NEG_INFINITY, Step::Start); corridor.cells()];
    if let Some(start) = best.first_mut() {
        start.0 = 0.0;
    }
    corridor.for_each_cell(|cell, i, j| {
        let here = best[cell].0;
        if here == f64::NEG_INFINITY {
            return;
        }
        for (shape, (&p, &(m, n))) in posterior.beads[cell].iter().zip(&SHAPES).enumerate() {
            let gain = f64::from(p) - threshold;
            if gain <= 0.0 {
                continue;
            }
            if let Some(next) = corridor.cell(i + m, j + n)
                && here + gain > best[next].0
            {
                best[next] = (here + gain, Step::Bead(shape));
            }
        }
        // Gaps gain nothing; their own posterior only breaks ties between equal paths.
        for (gap, next) in
            [(SOURCE_GAP, corridor.cell(i + 1, j)), (TARGET_GAP, corridor.cell(i, j + 1))]
        {
            let gain = 1e-6 * f64::from(posterior.gaps[cell][gap - 1]);
            if let Some(next) = next
                && here + gain > best[next].0
            {
                best[next] = (here + gain, Step::Gap(gap));
            }
        }
    });

    let mut beads = Vec::new();
    let (mut i, mut j) = (corridor.rows() - 1, corridor.row(corridor.rows() - 1).1);
    while let Some(cell) = corridor.cell(i, j) {
        let (m, n) = match best[cell].1 {
            Step::Start => break,
            Step::Bead(shape) => SHAPES[shape],
            Step::Gap(SOURCE_GAP) => (1, 0),
            Step::Gap(_) => (0, 1),
        };
        let (from_i, from_j) = (i - m, j - n);
        let Some(from) = corridor.cell(from_i, from_j) else { break };
        let (score, confidence) = match best[cell].1 {
            Step::Bead(shape) => (scores[from][shape], posterior.beads[from][shape]),
            Step::Gap(gap) => (0.0, posterior.gaps[from][gap - 1]),
            Step::Start => break,
        };
        beads.push(Bead {
            source: from_i..i,
            target: from_j..j,
            score: f64::from(score),
            confidence: f64::from(confidence).clamp(0.0, 1.0),
            moved: false,
            evidence: Vec::new(),
        });
        (i, j) = (from_i, from_j);
    }
    beads.reverse();
    beads
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sums over all paths one by one: the weight of all, and of those through each bead and gap.
    struct Oracle<'a> {
        size: (usize, usize),
        scores: &'a dyn Fn(usize, usize, usize) -> f32,
        priors: &'a Priors,
        total: f64,
        beads: Vec<((usize, usize, usize), f64)>,
        gaps: Vec<((usize, usize, usize), f64)>,
    }

    impl Oracle<'_> {
        fn walk(
            &mut self,
            at: (usize, usize),
            state: usize,
            log: f64,
            steps: &mut Vec<(bool, (usize, usize, usize))>,
        ) {
            let (i, j) = at;
            if at == self.size {
                let weight = log.exp();
                self.total += weight;
                for &(is_bead, step) in steps.iter() {
                    let list = if is_bead { &mut self.beads } else { &mut self.gaps };
                    list.push((step, weight));
                }
                return;
            }
            for (shape, &(m, n)) in SHAPES.iter().enumerate() {
                if i + m <= self.size.0 && j + n <= self.size.1 {
                    let step = self.priors.end[state] + self.priors.shapes[shape];
                    let score = f64::from((self.scores)(i, j, shape));
                    steps.push((true, (i, j, shape)));
                    self.walk((i + m, j + n), BEAD, log + step + score, steps);
                    steps.pop();
                }
            }
            for (gap, next) in [(SOURCE_GAP, (i + 1, j)), (TARGET_GAP, (i, j + 1))] {
                if next.0 <= self.size.0
                    && next.1 <= self.size.1
                    && let Some(step) = gap_step(self.priors, state, gap)
                {
                    steps.push((false, (i, j, gap)));
                    self.walk(next, gap, log + step, steps);
                    steps.pop();
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn posteriors_are_those_of_all_paths_and_each_sentence_has_one(
            rows in 1..4usize,
            columns in 1..4usize,
            values in prop::collection::vec(-4f32..6.0, 16 * SHAPE_COUNT),
        ) {
            let corridor = Corridor::whole(rows, columns);
            let priors = Priors::default();
            let score = |i: usize, j: usize, shape: usize| {
                values[(i * 4 + j) * SHAPE_COUNT + shape]
            };
            let mut scores = ShapeTable::new(corridor.cells(), SHAPE_COUNT, f32::NEG_INFINITY);
            corridor.for_each_cell(|cell, i, j| {
                for (shape, &(m, n)) in SHAPES.iter().enumerate() {
                    if i + m <= rows && j + n <= columns {
                        scores[cell][shape] = score(i, j, shape);
                    }
                }
            });
            let posterior = posterior(&corridor, &scores, &priors);
            let mut oracle = Oracle {
                size: (rows, columns), scores: &score, priors: &priors, total: 0.0, beads: vec![], gaps: vec![],
            };
            oracle.walk((0, 0), BEAD, 0.0, &mut Vec::new());
            let share = |list: &[((usize, usize, usize), f64)], step| {
                list.iter().filter(|(s, _)| *s == step).map(|(_, w)| w).sum::<f64>() / oracle.total
            };
            let mut covered = vec![0.0; rows];
            corridor.for_each_cell(|cell, i, j| {
                for (shape, &(m, _)) in SHAPES.iter().enumerate() {
                    let p = f64::from(posterior.bead(cell, shape));
                    assert!((p - share(&oracle.beads, (i, j, shape))).abs() < 1e-4, "{i} {j} {shape}: {p}");
                    covered.iter_mut().skip(i).take(m).for_each(|sum| *sum += p);
                }
                for gap in [SOURCE_GAP, TARGET_GAP] {
                    let p = f64::from(posterior.gaps[cell][gap - 1]);
                    assert!((p - share(&oracle.gaps, (i, j, gap))).abs() < 1e-4, "gap {i} {j}: {p}");
                }
                if i < rows {
                    covered[i] += f64::from(posterior.gaps[cell][SOURCE_GAP - 1]);
                }
            });
            for sum in covered {
                prop_assert!((sum - 1.0).abs() < 1e-3, "{}", sum);
            }
        }
    }
}
