//! The rows of a Saltelli design, of which only the two base matrices are kept.

use super::groups::Groups;

/// What a row of a Saltelli design is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::experiment) enum Part {
    A,
    /// A with the columns of a group from B.
    AB(usize),
    /// B with the columns of a group from A.
    BA(usize),
    B,
}

/// `blocks` times `points` rows of a base in twice as many dimensions as there are factors; point by point
/// A, AB by group, BA by group, B.
#[derive(Clone, Debug)]
pub(in crate::experiment) struct Blocks {
    pub base: Vec<f64>,
    pub points: usize,
    pub blocks: usize,
    pub groups: Groups,
    pub second_order: bool,
    /// Whether the base is independent draws, whose rows can be resampled.
    pub independent: bool,
}

impl Blocks {
    /// Rows per point.
    pub fn stride(&self) -> usize {
        2 + self.groups.len() * if self.second_order { 2 } else { 1 }
    }

    pub fn rows(&self) -> usize {
        self.blocks * self.points * self.stride()
    }

    /// Point, counted through the blocks, and part of a row.
    pub fn place(&self, row: usize) -> (usize, Part) {
        let groups = self.groups.len();
        let part = match row % self.stride() {
            0 => Part::A,
            k if k <= groups => Part::AB(k - 1),
            k if k == self.stride() - 1 => Part::B,
            k => Part::BA(k - 1 - groups),
        };
        (row / self.stride(), part)
    }

    /// Coordinate of a factor in a row.
    pub fn unit(&self, row: usize, factor: usize) -> f64 {
        let (point, part) = self.place(row);
        let factors = self.groups.of.len();
        let from_b = match part {
            Part::A => false,
            Part::AB(group) => self.groups.of[factor] == group,
            Part::BA(group) => self.groups.of[factor] != group,
            Part::B => true,
        };
        self.base[point * 2 * factors + factor + if from_b { factors } else { 0 }]
    }
}
