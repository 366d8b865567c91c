//! What a regime has nations pay, give and open to each other, for those who keep books over years.

use nalgebra::DMatrix;

/// Money per nation, USD bn per year, and barriers to investment.
#[derive(Debug)]
pub(crate) struct Provisions {
    /// What infrastructure funds leave each with, worth of grants less contributions.
    pub funds: Vec<f64>,
    /// Net transfers: aid, side payments, revenue forgone.
    pub transfers: Vec<f64>,
    /// Aid received after leakage and kept, part of the transfers.
    pub aid: Vec<f64>,
    /// Barriers to investment by `i` in `j`, `[(i, j)]`, over those of the base; `None` where no term cuts any.
    pub barriers: Option<DMatrix<f64>>,
}
