//! Paragraph breaks as evidence: soft, and only as far as the two documents agree in them; times, where there are some.
//!
//! Two likelihood ratios, learned from the probable beads of the pair itself and smoothed towards a
//! mild prior: whether the source and the target side of a bead both begin a paragraph, and whether
//! a paragraph ends inside a bead. Where the layouts have nothing to do with each other (or nothing
//! is known of them) both come out near zero.

use super::corridor::Corridor;
use super::features::Side;
use super::model::*;
use super::search::Posterior;
use super::times::TimeModel;

/// Log-odds of paragraph breaks for one document pair.
pub struct LayoutModel {
    /// By whether the source side and the target side begin a paragraph.
    start: [[f64; 2]; 2],
    /// For each break inside a bead, and for each place inside that has none: source, target.
    inside: [[f64; 2]; 2],
    source: Breaks,
    target: Breaks,
    /// For subtitles.
    times: Option<TimeModel>,
}

/// Where paragraphs begin on one side.
struct Breaks {
    /// For each sentence whether it begins a paragraph.
    begins: Vec<bool>,
    /// Paragraphs begun before each sentence.
    before: Vec<u32>,
    /// Share of sentences that begin one, kept off 0 and 1.
    rate: f64,
}

impl Breaks {
    fn new(side: &Side) -> Breaks {
        let begins: Vec<bool> = (0..side.len())
            .map(|i| i > 0 && side.paragraphs[i] != side.paragraphs[i - 1])
            .collect();
        let mut before = vec![0];
        let mut total = 0;
        for &begin in &begins {
            total += u32::from(begin);
            before.push(total);
        }
        let rate = (f64::from(total) + 0.5) / (side.len() as f64 + 1.0);
        Breaks { begins, before, rate }
    }

    /// Breaks between the sentences of `from..from + count`.
    fn inside(&self, from: usize, count: usize) -> f64 {
        f64::from(self.before[from + count] - self.before[from + 1])
    }

    /// Probability that a bead side begins a paragraph, or does not.
    fn chance(&self, begins: usize) -> f64 {
        if begins == 1 { self.rate } else { 1.0 - self.rate }
    }
}

impl LayoutModel {
    /// The model before anything is known of how the layouts agree.
    pub fn new(source: &Side, target: &Side) -> LayoutModel {
        let times = TimeModel::new(source, target);
        let (source, target) = (Breaks::new(source), Breaks::new(target));
        LayoutModel::from_counts(source, target, times, [[0.0; 2]; 2], [[0.0; 2]; 2])
    }

    /// From expected counts: bead starts by [source begins][target begins]; places inside beads by
    /// [side][is a break].
    fn from_counts(
        source: Breaks,
        target: Breaks,
        times: Option<TimeModel>,
        starts: [[f64; 2]; 2],
        inner: [[f64; 2]; 2],
    ) -> LayoutModel {
        let total: f64 = starts.iter().flatten().sum();
        let mut start = [[0.0; 2]; 2];
        for (s, row) in start.iter_mut().enumerate() {
            for (t, slot) in row.iter_mut().enumerate() {
                let chance = source.chance(s) * target.chance(t);
                let agreeing = if s == t { LAYOUT_AGREEMENT } else { 1.0 / LAYOUT_AGREEMENT };
                let seen =
                    (starts[s][t] + LAYOUT_PRIOR * chance * agreeing) / (total + LAYOUT_PRIOR);
                *slot = (seen / chance).ln().clamp(-LAYOUT_MOST, LAYOUT_MOST);
            }
        }
        let inside = [(&source, inner[0]), (&target, inner[1])].map(|(side, [none, breaks])| {
            let prior = side.rate * LAYOUT_INSIDE;
            let rate = (breaks + LAYOUT_PRIOR * prior) / (none + breaks + LAYOUT_PRIOR);
            [((1.0 - rate) / (1.0 - side.rate)).ln(), (rate / side.rate).ln()]
                .map(|x| x.clamp(-LAYOUT_MOST, LAYOUT_MOST))
        });
        LayoutModel { start, inside, source, target, times }
    }

    /// Log-odds of the breaks of the bead of `m` sentences from `i` and `n` from `j`.
    pub fn log_odds(&self, i: usize, m: usize, j: usize, n: usize) -> f64 {
        let begins =
            self.start[usize::from(self.source.begins[i])][usize::from(self.target.begins[j])];
        let side = |breaks: &Breaks, [none, some]: [f64; 2], from, count: usize| {
            let inside = breaks.inside(from, count);
            inside * some + (count as f64 - 1.0 - inside) * none
        };
        let times = self.times.as_ref().map_or(0.0, |times| times.log_odds(i, j));
        begins
            + times
            + side(&self.source, self.inside[0], i, m)
            + side(&self.target, self.inside[1], j, n)
    }

    /// The model after a look at the posteriors.
    pub fn reestimate(self, corridor: &Corridor, posterior: &Posterior) -> LayoutModel {
        let mut starts = [[0.0; 2]; 2];
        let mut inner = [[0.0; 2]; 2];
        let LayoutModel { source, target, times, .. } = self;
        let times = times.map(|times| times.reestimate(corridor, posterior));
        corridor.for_each_cell(|cell, i, j| {
            for (shape, &(m, n)) in SHAPES.iter().enumerate() {
                let p = f64::from(posterior.bead(cell, shape));
                if p < 0.01 {
                    continue;
                }
                if i > 0 && j > 0 {
                    starts[usize::from(source.begins[i])][usize::from(target.begins[j])] += p;
                }
                for (counts, breaks, from, count) in [(0, &source, i, m), (1, &target, j, n)] {
                    let inside = breaks.inside(from, count);
                    inner[counts][1] += p * inside;
                    inner[counts][0] += p * (count as f64 - 1.0 - inside);
                }
            }
        });
        LayoutModel::from_counts(source, target, times, starts, inner)
    }
}
