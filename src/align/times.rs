//! Times as evidence: sentences of subtitles that translate each other are shown at the same time.
//!
//! The likelihood ratio of the distance between the times at which the two sides of a bead begin: how often
//! beads have it, learned from the probable beads of the pair itself and smoothed towards a prior, against how
//! often two sentences at random have it. Versions of a film are shifted against each other and run at 23.976, 24
//! or 25 pictures a second: first the shift and the speed are found at which most times coincide. Where none stands
//! out, the times are left alone.

use super::corridor::Corridor;
use super::features::Side;
use super::model::*;
use super::search::Posterior;

/// Ends of the classes of distance, in milliseconds; beyond the last is one more class.
const ENDS: [u64; 4] = [500, 1_500, 4_000, 12_000];
const CLASSES: usize = ENDS.len() + 1;

/// Log-odds of times for one pair of subtitles.
pub struct TimeModel {
    /// When each sentence begins, in milliseconds.
    source: Vec<u64>,
    target: Vec<u64>,
    log_odds: [f64; CLASSES],
}

impl TimeModel {
    /// The model before anything is known of the pair; `None` where a side has no times, or they do not fit.
    pub fn new(source: &Side, target: &Side) -> Option<TimeModel> {
        let times = |side: &Side| side.times.iter().copied().collect::<Option<Vec<u64>>>();
        let (source, target) = (times(source)?, times(target)?);
        let (speed, shift) = fit(&source, &target)?;
        let target = target.iter().map(|&t| moved(t, speed, shift)).collect();
        Some(TimeModel::from_counts(source, target, [0.0; CLASSES]))
    }

    fn from_counts(source: Vec<u64>, target: Vec<u64>, counts: [f64; CLASSES]) -> TimeModel {
        // Two times at random in a film of length T are closer than d with probability 2d / T.
        let length = source.last().max(target.last()).copied().unwrap_or(0).max(4 * ENDS[3]) as f64;
        let within = |class: usize| ENDS.get(class).map_or(1.0, |&end| 2.0 * end as f64 / length);
        let total: f64 = counts.iter().sum();
        let mut log_odds = [0.0; CLASSES];
        for (class, slot) in log_odds.iter_mut().enumerate() {
            let before = class.checked_sub(1).map_or(0.0, within);
            let chance = within(class) - before;
            let prior = TIME_PRIOR_WEIGHT * TIME_PRIOR[class];
            let seen = (counts[class] + prior) / (total + TIME_PRIOR_WEIGHT);
            *slot = (seen / chance).ln().clamp(-TIME_MOST, TIME_MOST);
        }
        TimeModel { source, target, log_odds }
    }

    fn class(&self, i: usize, j: usize) -> usize {
        let distance = self.source[i].abs_diff(self.target[j]);
        ENDS.iter().position(|&end| distance <= end).unwrap_or(ENDS.len())
    }

    /// Log-odds of a bead that begins with the sentences `i` and `j`.
    pub fn log_odds(&self, i: usize, j: usize) -> f64 {
        self.log_odds[self.class(i, j)]
    }

    /// The model after a look at the posteriors.
    pub fn reestimate(self, corridor: &Corridor, posterior: &Posterior) -> TimeModel {
        let mut counts = [0.0; CLASSES];
        corridor.for_each_cell(|cell, i, j| {
            for shape in 0..SHAPES.len() {
                let p = f64::from(posterior.bead(cell, shape));
                if p >= 0.01 {
                    counts[self.class(i, j)] += p;
                }
            }
        });
        TimeModel::from_counts(self.source, self.target, counts)
    }
}

/// Speeds of one version against the other: pictures a second of each, as quotients.
const SPEEDS: [f64; 7] =
    [1.0, 25.0 / 23.976, 23.976 / 25.0, 25.0 / 24.0, 24.0 / 25.0, 24.0 / 23.976, 23.976 / 24.0];
/// Largest shift that is looked for, in milliseconds.
const MOST_SHIFT: i64 = 600_000;
/// Shifts that are told apart, in milliseconds.
const STEP: i64 = 250;
/// Standard deviations by which a shift stands out.
const OUTSTANDING: f64 = 8.0;

/// A time of the target at the speed and shift of the source.
fn moved(time: u64, speed: f64, shift: i64) -> u64 {
    ((time as f64 * speed) as i64).saturating_add(shift).max(0) as u64
}

/// The speed and the shift of the target at which most of its times coincide with times of the source; `None`
/// where no shift stands out from chance.
fn fit(source: &[u64], target: &[u64]) -> Option<(f64, i64)> {
    let bins = (2 * MOST_SHIFT / STEP + 1) as usize;
    let mut best: Option<(f64, f64, i64)> = None;
    for speed in SPEEDS {
        let mut counts = vec![0u32; bins];
        let mut first = 0;
        let mut sorted: Vec<i64> = source.iter().map(|&t| t as i64).collect();
        sorted.sort_unstable();
        let mut others: Vec<i64> = target.iter().map(|&t| moved(t, speed, 0) as i64).collect();
        others.sort_unstable();
        for other in others {
            while sorted.get(first).is_some_and(|&t| t < other - MOST_SHIFT) {
                first += 1;
            }
            for &time in sorted.iter().skip(first).take_while(|&&t| t <= other + MOST_SHIFT) {
                if let Some(count) = counts.get_mut(((time - other + MOST_SHIFT) / STEP) as usize) {
                    *count += 1;
                }
            }
        }
        // Times that coincide spread over a bin or two.
        let three: Vec<f64> =
            counts.windows(3).map(|three| three.iter().map(|&c| f64::from(c)).sum()).collect();
        let mean = three.iter().sum::<f64>() / three.len().max(1) as f64;
        for (at, &count) in three.iter().enumerate() {
            // The same speed is the usual case: another one must do clearly better.
            let usual = if speed == 1.0 { 1.0 } else { 0.9 };
            let outstanding = usual * (count - mean) / (mean + 1.0).sqrt();
            if outstanding >= OUTSTANDING && best.is_none_or(|(most, ..)| outstanding > most) {
                best = Some((outstanding, speed, (at as i64 + 1) * STEP + STEP / 2 - MOST_SHIFT));
            }
        }
    }
    best.map(|(_, speed, shift)| (speed, shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times with gaps that never repeat.
    fn film(count: u64) -> Vec<u64> {
        (0..count)
            .scan(0, |t, k| {
                *t += 1_000 + k * k * 7_919 % 4_001;
                Some(*t)
            })
            .collect()
    }

    #[test]
    fn shift_and_speed_are_found_or_nothing() {
        let source = film(200);
        for (speed, shift) in [(1.0, 0), (1.0, -65_000), (25.0 / 23.976, -12_000), (24.0 / 25.0, 0)]
        {
            let target: Vec<u64> = source
                .iter()
                .map(|&t| ((t as f64 - f64::from(shift)) / speed).max(0.0) as u64)
                .collect();
            let (found, by) = fit(&source, &target).expect("a fit");
            // Neighbouring speeds differ by less than a second over so short a film.
            for (&t, &shown) in source.iter().zip(&target) {
                assert!(
                    moved(shown, found, by).abs_diff(t) < 1_000,
                    "{speed} {shift}: {found} {by}"
                );
            }
        }
        let other: Vec<u64> = film(400).into_iter().map(|t| t * 13 / 29).skip(200).collect();
        assert_eq!(fit(&source, &other), None);
        assert_eq!(fit(&source, &[]), None);
    }
}
