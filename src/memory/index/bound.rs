//! The arithmetic of a threshold: how many words may differ, how many must be shared. Whole numbers
//! only, so that 70 % of ten words is seven words and never 6.999….

use std::ops::RangeInclusive;

/// The lowest score that still counts, kept as the largest share of words that may differ.
///
/// With L the word count of the longer text and d the distance, the score is 1 − d / L.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    differing: u64,
    of: u64,
}

impl Bound {
    /// The bound of a threshold in percent; above 100 is 100.
    pub(super) fn percent(threshold: u8) -> Bound {
        Bound { differing: u64::from(100 - threshold.min(100)), of: 100 }
    }

    /// The score of a pair of texts as a bound: what is at least as good as this pair.
    pub(super) fn of_pair(distance: u32, longer: u32) -> Bound {
        Bound { differing: u64::from(distance), of: u64::from(longer.max(1)) }
    }

    /// The largest distance that is allowed when the longer text has `longer` words.
    pub(super) fn most_differing(self, longer: usize) -> usize {
        (self.differing * longer as u64 / self.of) as usize
    }

    /// How many words the two texts share at least, counted with repetitions, when the longer has
    /// `longer`: an alignment of cost d leaves at least `longer` − d words as they are.
    pub(super) fn least_shared(self, longer: usize) -> usize {
        longer - self.most_differing(longer).min(longer)
    }

    /// The greatest word count of the longer text at which sharing `shared` words can be enough.
    pub(super) fn longest_sharing(self, shared: usize) -> usize {
        match self.of.saturating_sub(self.differing) {
            0 => usize::MAX,
            needed => (shared as u64 * self.of / needed) as usize,
        }
    }

    /// The word counts that a unit can have when it shares at most `shared` of the `query` words of
    /// a query.
    pub(super) fn unit_lengths(self, query: usize, shared: usize) -> RangeInclusive<usize> {
        self.least_shared(query)..=self.longest_sharing(shared)
    }

    /// Whether the bound is at least as strict as a threshold in percent.
    pub(super) fn reaches(self, threshold: u8) -> bool {
        self.of.saturating_sub(self.differing) * 100 >= u64::from(threshold) * self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_directions_agree() {
        for threshold in 1..=100u8 {
            let bound = Bound::percent(threshold);
            assert!(
                bound.reaches(threshold) && (threshold == 100 || !bound.reaches(threshold + 1))
            );
            for longer in 1..200usize {
                let most = bound.most_differing(longer);
                assert!(100 * (longer - most) >= usize::from(threshold) * longer);
                assert!(100 * (longer - most) < usize::from(threshold) * longer + 100);
                let shared = bound.least_shared(longer);
                assert!(shared >= 1);
                assert!(bound.longest_sharing(shared) >= longer);
                assert!(bound.longest_sharing(shared - 1) < longer);
            }
        }
    }
}
