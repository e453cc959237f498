//! A number for each bead shape at each lattice point: scores, posteriors.

use std::ops::{Index, IndexMut};

/// Values by lattice point and shape; the first so many of [`SHAPES`](super::model::SHAPES).
#[derive(Clone, Debug)]
pub struct ShapeTable {
    shapes: usize,
    values: Vec<f32>,
}

impl ShapeTable {
    /// `value` at each of `cells` points for each of the first `shapes` shapes.
    pub fn new(cells: usize, shapes: usize, value: f32) -> ShapeTable {
        ShapeTable { shapes, values: vec![value; cells * shapes] }
    }

    /// How many shapes it holds.
    pub fn shapes(&self) -> usize {
        self.shapes
    }

    /// All values times `factor`.
    pub fn scaled(mut self, factor: f32) -> ShapeTable {
        self.values.iter_mut().for_each(|value| *value *= factor);
        self
    }
}

/// The values at a point, by shape.
impl Index<usize> for ShapeTable {
    type Output = [f32];

    fn index(&self, cell: usize) -> &[f32] {
        &self.values[cell * self.shapes..(cell + 1) * self.shapes]
    }
}

impl IndexMut<usize> for ShapeTable {
    fn index_mut(&mut self, cell: usize) -> &mut [f32] {
        &mut self.values[cell * self.shapes..(cell + 1) * self.shapes]
    }
}
