//! Is the confidence honest? Beads by confidence against the share of them that is right.
//!
//! Ten bins of equal width; the *expected calibration error* is the mean distance of confidence and
//! precision over the bins, weighted by their beads (Naeini, Cooper & Hauskrecht 2015).

/// Number of bins.
pub const BINS: usize = 10;

/// Beads with a confidence in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub beads: usize,
    /// How many of them are in the gold.
    pub right: usize,
    confidence: f64,
}

impl Bin {
    /// Their mean confidence, 0 to 1; 0 where there are none.
    pub fn confidence(&self) -> f64 {
        if self.beads > 0 { self.confidence / self.beads as f64 } else { 0.0 }
    }

    /// Share of them that is right, 0 to 1; 0 where there are none.
    pub fn precision(&self) -> f64 {
        if self.beads > 0 { self.right as f64 / self.beads as f64 } else { 0.0 }
    }
}

/// Beads with two sides by confidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    bins: [Bin; BINS],
}

impl Calibration {
    /// Counts a bead of `confidence` (0 to 1) that is right, or not.
    pub fn add(&mut self, confidence: f64, right: bool) {
        let number = ((confidence * BINS as f64) as usize).min(BINS - 1);
        if let Some(bin) = self.bins.get_mut(number) {
            bin.beads += 1;
            bin.right += usize::from(right);
            bin.confidence += confidence;
        }
    }

    /// The bins, from the least confidence.
    pub fn bins(&self) -> &[Bin; BINS] {
        &self.bins
    }

    /// Beads in all bins.
    pub fn beads(&self) -> usize {
        self.bins.iter().map(|bin| bin.beads).sum()
    }

    /// Expected calibration error, 0 to 1; 0 without beads.
    pub fn error(&self) -> f64 {
        let distance: f64 = self
            .bins
            .iter()
            .map(|bin| bin.beads as f64 * (bin.confidence() - bin.precision()).abs())
            .sum();
        distance / self.beads().max(1) as f64
    }

    /// Precision of the beads of the bins from `first` on, and their share of all beads.
    pub fn from_bin(&self, first: usize) -> (f64, f64) {
        let kept = self.bins.iter().skip(first);
        let (beads, right) =
            kept.fold((0, 0), |(beads, right), bin| (beads + bin.beads, right + bin.right));
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        (share(right, beads), share(beads, self.beads()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_by_hand() {
        let mut calibration = Calibration::default();
        // Two at 0.9 and 1.0, both right: 0.95 against 1. Two at 0.5, one right: no distance.
        for (confidence, right) in [(0.9, true), (1.0, true), (0.5, true), (0.5, false)] {
            calibration.add(confidence, right);
        }
        assert!((calibration.error() - 2.0 * 0.05 / 4.0).abs() < 1e-12);
        assert_eq!(calibration.from_bin(9), (1.0, 0.5));
        assert_eq!(calibration.from_bin(0), (0.75, 1.0));
        assert_eq!(Calibration::default().error(), 0.0);
    }
}
