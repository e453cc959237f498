//! The part of the lattice that is searched: for each source position a range of target positions.
//!
//! Lattice points are pairs (i, j): i source and j target sentences are behind. Small pairs are
//! searched whole.

use super::features::Side;
use super::links::Links;

/// A region of lattice points, row by row; both bounds of the rows never decrease.
pub struct Corridor {
    low: Vec<usize>,
    high: Vec<usize>,
    offsets: Vec<usize>,
}

impl Corridor {
    /// The corridor for a document pair.
    pub fn new(source: &Side, target: &Side, _links: &Links) -> Corridor {
        Corridor::from_rows(vec![0; source.len() + 1], vec![target.len(); source.len() + 1])
    }

    fn from_rows(low: Vec<usize>, high: Vec<usize>) -> Corridor {
        let mut offsets = Vec::with_capacity(low.len() + 1);
        let mut total = 0;
        offsets.push(0);
        for (l, h) in low.iter().zip(&high) {
            total += h - l + 1;
            offsets.push(total);
        }
        Corridor { low, high, offsets }
    }

    /// Number of rows: source sentences + 1.
    pub fn rows(&self) -> usize {
        self.low.len()
    }

    /// Target positions of row `i`: first and last, both inside.
    pub fn row(&self, i: usize) -> (usize, usize) {
        (self.low[i], self.high[i])
    }

    /// Number of lattice points.
    pub fn cells(&self) -> usize {
        self.offsets.last().copied().unwrap_or(0)
    }

    /// Number of the point (i, j), if it is inside.
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let low = *self.low.get(i)?;
        (j >= low && j <= self.high[i]).then(|| self.offsets[i] + j - low)
    }

    /// Calls `f(cell, i, j)` for every point, in order.
    pub fn for_each_cell(&self, mut f: impl FnMut(usize, usize, usize)) {
        for i in 0..self.rows() {
            let (low, high) = self.row(i);
            for j in low..=high {
                f(self.offsets[i] + j - low, i, j);
            }
        }
    }
}
