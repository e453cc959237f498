//! Likelihood ratio of the lengths of a bead's sides.
//!
//! The log of (target characters / source characters) follows a Student t around the document's own
//! ratio, narrower for longer text (Gale & Church 1993 let the variance grow with length; the log
//! makes it shrink). Against it stands the chance that target sentences of this document have such
//! a length by themselves (Moore 2002).

use super::corridor::Corridor;
use super::features::Side;
use super::model::*;
use super::search::Posterior;

/// Length distributions of one document pair.
pub struct LengthModel {
    /// Log of target characters per source character.
    log_ratio: f64,
    /// Log of the mean target sentence length.
    log_mean: f64,
    /// Squared coefficient of variation of target sentence lengths.
    variation: f64,
}

impl LengthModel {
    /// Prior ratio of the languages, spread of the document's own lengths.
    pub fn new(source: &Side, target: &Side) -> LengthModel {
        let log_ratio = match (source.arabic, source.english, target.arabic, target.english) {
            (true, _, _, true) => CHARS_RATIO_AR_EN.ln(),
            (_, true, true, _) => -CHARS_RATIO_AR_EN.ln(),
            _ => 0.0,
        };
        let n = target.chars.len().max(1) as f64;
        let mean = target.chars.iter().sum::<f64>() / n;
        let variance = target.chars.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / n;
        LengthModel {
            log_ratio,
            log_mean: mean.max(1.0).ln(),
            variation: (variance / mean.max(1.0).powi(2)).max(0.05),
        }
    }

    /// Log-likelihood ratio for `target_chars` in `target_sentences` as the translation of `source_chars`.
    pub fn log_odds(&self, source_chars: f64, target_chars: f64, target_sentences: usize) -> f64 {
        let x = target_chars.ln();
        let shorter = source_chars.min(target_chars);
        let variance = LENGTH_VARIANCE_FLOOR + LENGTH_VARIANCE_PER_CHAR / shorter;
        let seen = student_log(x - source_chars.ln() - self.log_ratio, variance);
        let n = target_sentences as f64;
        let chance_variance = (1.0 + self.variation / n).ln();
        let chance_mean = self.log_mean + n.ln() - 0.5 * chance_variance;
        let chance = student_log(x - chance_mean, chance_variance);
        LENGTH_WEIGHT * (seen - chance)
    }

    /// The model with the ratio that the probable 1-1 beads of the document show.
    pub fn reestimate(
        &self,
        corridor: &Corridor,
        posterior: &Posterior,
        source: &Side,
        target: &Side,
    ) -> LengthModel {
        let (mut sum, mut weight) = (self.log_ratio * RATIO_STRENGTH, RATIO_STRENGTH);
        corridor.for_each_cell(|cell, i, j| {
            let p = f64::from(posterior.bead(cell, 0));
            if p > 0.5 && i < source.len() && j < target.len() {
                sum += p * (target.chars[j] / source.chars[i]).ln().clamp(-1.0, 1.5);
                weight += p;
            }
        });
        LengthModel { log_ratio: sum / weight, ..*self }
    }
}

/// Log density of a Student t with scale² `variance` at `x`, up to the constant that cancels in a ratio.
fn student_log(x: f64, variance: f64) -> f64 {
    let v = LENGTH_FREEDOM;
    -0.5 * variance.ln() - 0.5 * (v + 1.0) * (1.0 + x * x / (v * variance)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> LengthModel {
        LengthModel { log_ratio: 1.2f64.ln(), log_mean: 100f64.ln(), variation: 0.3 }
    }

    #[test]
    fn the_expected_length_speaks_for_and_a_far_one_against() {
        let model = model();
        assert!(model.log_odds(100.0, 120.0, 1) > 0.5);
        assert!(model.log_odds(100.0, 30.0, 1) < -1.0);
        assert!(model.log_odds(100.0, 400.0, 1) < -1.0);
    }

    #[test]
    fn short_sentences_say_less() {
        let model = model();
        assert!(model.log_odds(200.0, 120.0, 1) < model.log_odds(20.0, 12.0, 1));
    }
}
