//! Rows of public data files in this crate's units, before anything stands in for what is missing.

use super::{NationCode, NuclearStatus};
use nalgebra::DMatrix;

/// A state's row in this crate's units; `None` where the cell is empty.
pub(super) struct State {
    pub code: NationCode,
    pub name: String,
    /// Latitude and longitude of the capital, degrees.
    pub coordinates: Option<(f64, f64)>,
    pub gdp: Option<f64>,
    /// USD bn of 2017 at purchasing-power parity.
    pub latent_gdp: Option<f64>,
    pub population: Option<f64>,
    pub cow_population: Option<f64>,
    pub military_expenditure: Option<f64>,
    /// Thousands.
    pub personnel: Option<f64>,
    pub cinc: Option<f64>,
    pub poverty: Option<f64>,
    pub nuclear: Option<NuclearStatus>,
    pub polity: Option<f64>,
    pub polyarchy: Option<f64>,
    pub ideal_point: Option<f64>,
    pub major_power: bool,
}

/// The dyads in this crate's units and directions; `None` where the cell is empty.
pub(super) struct Dyads {
    pub trade: DMatrix<Option<f64>>,
    pub distance: DMatrix<Option<f64>>,
    pub land_border: DMatrix<bool>,
    pub rivalry: DMatrix<bool>,
    pub defence: DMatrix<bool>,
}
