//! Likelihood ratio of the lengths of a bead's sides.
//!
//! The log of (target characters / source characters) follows a Student t around the document's own
//! ratio, narrower for longer text (Gale & Church 1993 let the variance grow with length; the log
//! makes it shrink). Against it stands the chance that sentences of these documents have such
//! lengths by themselves (Moore 2002), looked at from both sides, so that a mirrored pair gets mirrored beads.

use super::corridor::Corridor;
use super::features::Side;
use super::model::*;
use super::search::Posterior;

/// Length distributions of one document pair.
pub struct LengthModel {
    /// Log of target characters per source character.
    log_ratio: f64,
    source: Lengths,
    target: Lengths,
}

/// Lengths of the sentences of one side.
#[derive(Clone, Copy)]
struct Lengths {
    /// Log of their mean.
    log_mean: f64,
    /// Their squared coefficient of variation.
    variation: f64,
}

/// The length of one side of a bead, with the logarithms that every bead it is part of needs.
#[derive(Clone, Copy)]
pub struct Part {
    chars: f64,
    log_chars: f64,
    /// Log density of sentences that are so long by themselves.
    log_chance: f64,
}

impl Lengths {
    fn part(&self, chars: f64, sentences: usize) -> Part {
        let log_chars = chars.ln();
        Part { chars, log_chars, log_chance: self.log_chance(log_chars, sentences) }
    }

    fn new(side: &Side) -> Lengths {
        let n = side.chars.len().max(1) as f64;
        let mean = side.chars.iter().sum::<f64>() / n;
        let variance = side.chars.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / n;
        Lengths {
            log_mean: mean.max(1.0).ln(),
            variation: (variance / mean.max(1.0).powi(2)).max(0.05),
        }
    }

    /// Log density of `sentences` sentences of together e^`log_chars` characters.
    fn log_chance(&self, log_chars: f64, sentences: usize) -> f64 {
        let n = sentences as f64;
        let variance = (1.0 + self.variation / n).ln();
        student_log(log_chars - (self.log_mean + n.ln() - 0.5 * variance), variance)
    }
}

impl LengthModel {
    /// Prior ratio of the languages, spread of the document's own lengths.
    pub fn new(source: &Side, target: &Side) -> LengthModel {
        let log_ratio = match (source.arabic, source.english, target.arabic, target.english) {
            (true, _, _, true) => CHARS_RATIO_AR_EN.ln(),
            (_, true, true, _) => -CHARS_RATIO_AR_EN.ln(),
            _ => 0.0,
        };
        LengthModel { log_ratio, source: Lengths::new(source), target: Lengths::new(target) }
    }

    /// A source side of a bead: so many characters in so many sentences.
    pub fn source_part(&self, chars: f64, sentences: usize) -> Part {
        self.source.part(chars, sentences)
    }

    /// A target side.
    pub fn target_part(&self, chars: f64, sentences: usize) -> Part {
        self.target.part(chars, sentences)
    }

    /// Log-likelihood ratio for two sides as translations of each other.
    pub fn log_odds(&self, source: &Part, target: &Part) -> f64 {
        let variance =
            LENGTH_VARIANCE_FLOOR + LENGTH_VARIANCE_PER_CHAR / source.chars.min(target.chars);
        let seen = student_log(target.log_chars - source.log_chars - self.log_ratio, variance);
        LENGTH_WEIGHT * (seen - 0.5 * (source.log_chance + target.log_chance))
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
        let side = |mean: f64| Lengths { log_mean: mean.ln(), variation: 0.3 };
        LengthModel { log_ratio: 1.2f64.ln(), source: side(83.0), target: side(100.0) }
    }

    fn odds(model: &LengthModel, source: f64, target: f64) -> f64 {
        model.log_odds(&model.source_part(source, 1), &model.target_part(target, 1))
    }

    #[test]
    fn the_expected_length_speaks_for_and_a_far_one_against() {
        let model = model();
        assert!(odds(&model, 100.0, 120.0) > 0.5);
        assert!(odds(&model, 100.0, 30.0) < -1.0);
        assert!(odds(&model, 100.0, 400.0) < -1.0);
    }

    #[test]
    fn short_sentences_say_less() {
        let model = model();
        assert!(odds(&model, 200.0, 120.0) < odds(&model, 20.0, 12.0));
    }

    #[test]
    fn the_ratio_by_hand() {
        // The expected length: the density at the centre, −½ ln σ², σ² = 0.015 + 1.2/100 for the pair and
        // ln 1.3 for each side, which lies ½ ln 1.3 above its centre.
        let chance = ((1.0f64 + 0.3).ln(), 0.5 * (1.0f64 + 0.3).ln());
        let alone =
            -0.5 * chance.0.ln() - 3.0 * (1.0 + chance.1 * chance.1 / (5.0 * chance.0)).ln();
        let expected = -0.5 * (0.015f64 + 0.012).ln() - alone;
        let side = |mean: f64| Lengths { log_mean: mean.ln(), variation: 0.3 };
        let model =
            LengthModel { log_ratio: 1.2f64.ln(), source: side(100.0), target: side(120.0) };
        assert!((odds(&model, 100.0, 120.0) - expected).abs() < 1e-9);
    }
}
