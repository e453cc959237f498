//! What a look-up has found so far, and how good a unit must be to get in.

use super::bound::Bound;

/// A unit that matches a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The caller's name of the unit.
    pub unit: u64,
    /// Words that must be inserted, deleted or replaced to turn the query into the unit.
    pub distance: u32,
    /// Words of the longer of the two.
    pub longer: u32,
}

impl Hit {
    /// The base score in percent: 100 · (1 − distance / longer).
    pub fn base_score(&self) -> f64 {
        100.0 * (1.0 - f64::from(self.distance) / f64::from(self.longer.max(1)))
    }

    /// Best score first, then the smaller name.
    fn order(&self, other: &Hit) -> std::cmp::Ordering {
        let share = |a: u32, b: u32| u64::from(a) * u64::from(b);
        let here = share(self.distance, other.longer);
        here.cmp(&share(other.distance, self.longer)).then(self.unit.cmp(&other.unit))
    }
}

/// The hits so far.
#[derive(Clone, Debug)]
pub(super) struct Ranking {
    bound: Bound,
    best: usize,
    /// Sorted once there are `best` of them.
    hits: Vec<Hit>,
}

impl Ranking {
    /// For the `best` hits of at least `threshold` percent.
    pub(super) fn new(threshold: u8, best: usize) -> Ranking {
        Ranking { bound: Bound::percent(threshold), best, hits: Vec::new() }
    }

    /// What a unit must reach to get in. Rises when all places are taken; a unit that is as good
    /// as the last one may still get in by its name.
    pub(super) fn bound(&self) -> Bound {
        self.bound
    }

    /// Takes a unit that reaches the bound.
    pub(super) fn offer(&mut self, hit: Hit) {
        if self.best == 0 {
            return;
        }
        if self.hits.len() < self.best {
            self.hits.push(hit);
            if self.hits.len() < self.best {
                return;
            }
            self.hits.sort_unstable_by(Hit::order);
        } else {
            let at = self.hits.partition_point(|other| other.order(&hit).is_lt());
            if at == self.best {
                return;
            }
            self.hits.pop();
            self.hits.insert(at, hit);
        }
        if let Some(last) = self.hits.last() {
            self.bound = Bound::of_pair(last.distance, last.longer);
        }
    }

    /// The hits, best first.
    pub(super) fn into_hits(mut self) -> Vec<Hit> {
        self.hits.sort_unstable_by(Hit::order);
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stay_and_ties_go_by_name() {
        let mut ranking = Ranking::new(50, 2);
        let hit = |unit, distance| Hit { unit, distance, longer: 10 };
        for (unit, distance) in [(5, 3), (4, 3), (9, 1), (3, 3), (8, 5)] {
            ranking.offer(hit(unit, distance));
        }
        assert_eq!(ranking.bound().most_differing(10), 3);
        assert_eq!(ranking.into_hits(), [hit(9, 1), hit(3, 3)]);
    }
}
