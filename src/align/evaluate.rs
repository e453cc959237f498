//! Precision, recall and F1 of alignments against gold.
//!
//! *Strict*: an identical bead. *Lax*: some predicted sentence pair is in a gold bead. Counted over
//! beads with two sides, micro-averaged over documents; gaps are scored by sentence. The same
//! figures as the `nn` and `null` rows of the field's scorers (Sennrich & Volk 2010).

use std::collections::{BTreeMap, BTreeSet};

use super::ladder::Rung;

/// Right, predicted and wanted counts of one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Predicted beads that are right.
    pub right: usize,
    /// Beads predicted.
    pub predicted: usize,
    /// Gold beads that were found.
    pub found: usize,
    /// Gold beads.
    pub wanted: usize,
}

impl Tally {
    /// Share of the predicted that is right, 0 to 1; 0 where nothing was predicted.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.predicted)
    }

    /// Share of the gold that was found, 0 to 1; 0 where there is none.
    pub fn recall(&self) -> f64 {
        ratio(self.found, self.wanted)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }

    fn add(&mut self, other: Tally) {
        self.right += other.right;
        self.predicted += other.predicted;
        self.found += other.found;
        self.wanted += other.wanted;
    }
}

fn ratio(a: usize, b: usize) -> f64 {
    if b > 0 { a as f64 / b as f64 } else { 0.0 }
}

/// The figures of one document or of many added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Beads with two sides, identical.
    pub strict: Tally,
    /// Beads with two sides, overlapping.
    pub lax: Tally,
    /// Sentences left unaligned.
    pub gaps: Tally,
}

impl Scores {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: Scores) {
        self.strict.add(other.strict);
        self.lax.add(other.lax);
        self.gaps.add(other.gaps);
    }
}

/// Scores `output` against `gold`.
pub fn score(gold: &[Rung], output: &[Rung]) -> Scores {
    let two_sided = |rungs: &[Rung]| -> BTreeSet<Rung> {
        rungs.iter().filter(|(s, t)| !s.is_empty() && !t.is_empty()).cloned().collect()
    };
    let (gold_beads, output_beads) = (two_sided(gold), two_sided(output));
    // Doubled beads count as often as they are written, as the field's scorers have it for recall.
    let strict_right = output_beads.intersection(&gold_beads).count();
    let strict = Tally {
        right: strict_right,
        predicted: output_beads.len(),
        found: strict_right,
        wanted: gold_beads.len(),
    };
    let lax = Tally {
        right: overlapping(&output_beads, &gold_beads),
        predicted: output_beads.len(),
        found: overlapping(&gold_beads, &output_beads),
        wanted: gold_beads.len(),
    };

    let all = sentences(gold.iter());
    let gold_aligned = sentences(gold_beads.iter());
    let output_aligned = sentences(output_beads.iter());
    let gold_gaps: BTreeSet<_> = all.difference(&gold_aligned).collect();
    let output_gaps: BTreeSet<_> = all.difference(&output_aligned).collect();
    let right = gold_gaps.intersection(&output_gaps).count();
    let gaps = Tally { right, predicted: output_gaps.len(), found: right, wanted: gold_gaps.len() };
    Scores { strict, lax, gaps }
}

/// How many of `beads` share a sentence pair with one of `others`.
fn overlapping(beads: &BTreeSet<Rung>, others: &BTreeSet<Rung>) -> usize {
    let mut links: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (source, target) in others {
        for &s in source {
            links.entry(s).or_default().extend(target);
        }
    }
    beads
        .iter()
        .filter(|(source, target)| {
            source
                .iter()
                .filter_map(|s| links.get(s))
                .any(|linked| target.iter().any(|t| linked.contains(t)))
        })
        .count()
}

/// Sentences of both sides that stand in `rungs`: (0, number) source, (1, number) target.
fn sentences<'a>(rungs: impl Iterator<Item = &'a Rung>) -> BTreeSet<(u8, usize)> {
    let mut out = BTreeSet::new();
    for (source, target) in rungs {
        out.extend(source.iter().map(|&s| (0, s)));
        out.extend(target.iter().map(|&t| (1, t)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::ladder::read;
    use super::*;

    #[test]
    fn counts_by_hand() {
        let gold = read("[0]:[0]\n[1, 2]:[1]\n[3]:[]\n[4]:[2, 3]\n").expect("gold");
        let output = read("[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[]\n[4]:[2, 3]\n").expect("output");
        let scores = score(&gold, &output);
        assert_eq!(scores.strict, Tally { right: 2, predicted: 3, found: 2, wanted: 3 });
        assert_eq!(scores.lax, Tally { right: 3, predicted: 3, found: 3, wanted: 3 });
        assert_eq!(scores.gaps, Tally { right: 1, predicted: 2, found: 1, wanted: 1 });
    }
}
