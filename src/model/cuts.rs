//! Cuts of barriers by treaties: what several of one kind cut between the same two is cut once, by the deepest.

use nalgebra::DMatrix;

/// What is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Barrier {
    /// Tariffs.
    Tariff,
    /// Costs of trade that infrastructure saves.
    Transport,
    /// Barriers to investment.
    Investment,
}

/// The deepest cut of each barrier by ordered pair of nations.
#[derive(Clone, Debug, Default)]
pub(super) struct Cuts {
    /// A table for each [`Barrier`], in order, where any is cut.
    deepest: [Option<DMatrix<f64>>; 3],
}

impl Cuts {
    /// A cut between these two of `n` nations.
    pub fn deepen(&mut self, barrier: Barrier, n: usize, at: (usize, usize), cut: f64) {
        let table = self.deepest[barrier as usize].get_or_insert_with(|| DMatrix::zeros(n, n));
        table[at] = table[at].max(cut);
    }

    /// The pairs between which it is cut, with the cut.
    pub fn of(&self, barrier: Barrier) -> Vec<((usize, usize), f64)> {
        let Some(table) = &self.deepest[barrier as usize] else { return Vec::new() };
        let pairs = (0..table.nrows()).flat_map(|i| (0..table.ncols()).map(move |j| (i, j)));
        pairs.map(|at| (at, table[at])).filter(|(_, cut)| *cut > 0.0).collect()
    }
}
