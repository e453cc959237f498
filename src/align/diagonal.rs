//! Where in its bead a word's translation stands: rather near the diagonal.
//!
//! The alignment probability of Model 1 is uniform, 1/l. Here it is 1/l times a preference that is 1
//! on the average and falls off with the distance of the two places, as in IBM Model 2 in the form of
//! Dyer, Chahuneau & Smith (2013, fast_align): `(1 − μ) + μ · exp(−κ·|x − y|) / Z(x)`, Z the mean of the
//! exponential over y. So a sentence that is added to a bead takes little from words whose
//! translations stand elsewhere in it, and a bead whose halves are crosswise gains nothing: this is
//! what tells 2-2 from two times 1-1. Places are rounded to 1/64: the exponential and 1/Z are small tables.

use super::model::{DIAGONAL_FALL, DIAGONAL_SHARE};

/// Places are told apart to this fraction of a side.
const STEPS: usize = 64;

/// The preference by place of the explained and of the explaining word.
pub struct Diagonal {
    // Of a fixed size, so that no look into them needs a check.
    /// exp(−κ·d) by the distance d of two places.
    fall: [f32; STEPS],
    /// μ / Z(x) by the place x of the explained word.
    share: [f32; STEPS],
}

/// Turns token numbers of one side of a bead into places.
#[derive(Clone, Copy)]
pub struct Places {
    /// Steps per half a token, in units of 2^−32: whole numbers are several times faster here than floats.
    scale: u64,
}

impl Places {
    /// The place of token number `token`, its middle, from 0 to [`STEPS`] − 1.
    #[inline]
    pub fn of(self, token: usize) -> usize {
        ((2 * token as u64 + 1).wrapping_mul(self.scale) >> 32) as usize
    }
}

impl Diagonal {
    /// The preference of the model.
    pub fn new() -> Diagonal {
        let fall = |distance: usize| (-DIAGONAL_FALL * distance as f64 / STEPS as f64).exp();
        let share = |x: usize| {
            let mean = (0..STEPS).map(|y| fall(x.abs_diff(y))).sum::<f64>() / STEPS as f64;
            (DIAGONAL_SHARE / mean) as f32
        };
        Diagonal {
            fall: std::array::from_fn(|distance| fall(distance) as f32),
            share: std::array::from_fn(share),
        }
    }

    /// Places on a side of `tokens` tokens.
    #[inline]
    pub fn places(&self, tokens: usize) -> Places {
        Places { scale: ((STEPS as u64) << 32).div_ceil(2 * tokens.max(1) as u64) }
    }

    /// How much likelier than by chance a word at place `x` of one side is explained by one at place `y` of the other,
    /// and the one at `y` by that at `x`.
    #[inline]
    pub fn preferences(&self, x: usize, y: usize) -> (f32, f32) {
        const REST: f32 = (1.0 - DIAGONAL_SHARE) as f32;
        let (x, y) = (x.min(STEPS - 1), y.min(STEPS - 1));
        let fall = self.fall[x.abs_diff(y)];
        (REST + self.share[x] * fall, REST + self.share[y] * fall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preference_is_one_on_the_average_and_greatest_on_the_diagonal() {
        let diagonal = Diagonal::new();
        for x in 0..STEPS {
            let row: Vec<f32> = (0..STEPS).map(|y| diagonal.preferences(x, y).0).collect();
            assert!((row.iter().sum::<f32>() / STEPS as f32 - 1.0).abs() < 1e-4);
            assert!(row.iter().all(|&p| p <= row[x]));
            assert!(row.iter().enumerate().all(|(y, &p)| p == diagonal.preferences(y, x).1));
        }
    }

    #[test]
    fn places_run_from_the_first_to_the_last_step() {
        let places = Diagonal::new().places(10);
        assert_eq!((places.of(0), places.of(5), places.of(9)), (3, 35, 60));
        for tokens in 1..2000 {
            let places = Diagonal::new().places(tokens);
            for token in 0..tokens {
                assert_eq!(
                    places.of(token),
                    (2 * token + 1) * STEPS / (2 * tokens),
                    "{token} of {tokens}"
                );
            }
        }
    }
}
