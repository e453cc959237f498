//! Where in its bead a word's translation stands: rather near the diagonal.
//!
//! The alignment probability of Model 1 is uniform, 1/l. Here it is 1/l times a preference that is 1
//! on the average and falls off with the distance of the two places, as in IBM Model 2 in the form of
//! Dyer, Chahuneau & Smith (2013, fast_align): `(1 − μ) + μ · exp(−κ·|x − y|) / Z(x)`, Z the mean of the
//! exponential over y. So a sentence that is added to a bead takes little from words whose
//! translations stand elsewhere in it, and a bead whose halves are crosswise gains nothing: this is
//! what tells 2-2 from two times 1-1. Places are rounded to 1/64: one look into a small table.

use super::model::{DIAGONAL_FALL, DIAGONAL_SHARE};

/// Places are told apart to this fraction of a side.
const STEPS: usize = 64;

/// A table of the preference by place of the explained and of the explaining word.
pub struct Diagonal {
    // Of a fixed size, so that no look into it needs a check.
    table: Box<[[f32; STEPS]; STEPS]>,
}

/// Turns token numbers of one side of a bead into places.
#[derive(Clone, Copy)]
pub struct Places {
    scale: f32,
}

impl Places {
    /// The place of token number `token`, from 0 to [`STEPS`] − 1.
    pub fn of(self, token: usize) -> usize {
        ((token as f32 + 0.5) * self.scale) as usize
    }
}

impl Diagonal {
    /// The preference of the model.
    pub fn new() -> Diagonal {
        let place = |step: usize| (step as f64 + 0.5) / STEPS as f64;
        let mut table = Box::new([[0.0; STEPS]; STEPS]);
        for (step, row) in table.iter_mut().enumerate() {
            let x = place(step);
            let fall = |y: f64| (-DIAGONAL_FALL * (x - y).abs()).exp();
            let mean = (0..STEPS).map(|y| fall(place(y))).sum::<f64>() / STEPS as f64;
            for (y, preference) in row.iter_mut().enumerate() {
                let share = DIAGONAL_SHARE * fall(place(y)) / mean;
                *preference = ((1.0 - DIAGONAL_SHARE) + share) as f32;
            }
        }
        Diagonal { table }
    }

    /// Places on a side of `tokens` tokens.
    pub fn places(&self, tokens: usize) -> Places {
        Places { scale: STEPS as f32 / tokens.max(1) as f32 }
    }

    /// How much likelier than by chance a word at place `explained` is explained by one at `explaining`.
    pub fn preference(&self, explained: usize, explaining: usize) -> f32 {
        self.table[explained.min(STEPS - 1)][explaining.min(STEPS - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preference_is_one_on_the_average_and_greatest_on_the_diagonal() {
        let diagonal = Diagonal::new();
        for x in 0..STEPS {
            let row: Vec<f32> = (0..STEPS).map(|y| diagonal.preference(x, y)).collect();
            assert!((row.iter().sum::<f32>() / STEPS as f32 - 1.0).abs() < 1e-4);
            assert!(row.iter().all(|&p| p <= row[x]));
        }
    }

    #[test]
    fn places_run_from_the_first_to_the_last_step() {
        let places = Diagonal::new().places(10);
        assert_eq!((places.of(0), places.of(5), places.of(9)), (3, 35, 60));
    }
}
