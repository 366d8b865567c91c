//! Trade equilibria met before: no state of the world changes what a change of trade costs leads to.

use crate::error::Result;
use crate::mechanism::trade::{Trade, TradeEquilibrium};
use nalgebra::DMatrix;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Equilibria by the changes of flows that led to them; all go at once where there is no more room.
#[derive(Clone, Debug, Default)]
pub(super) struct Traded(Arc<Mutex<BTreeMap<Vec<u64>, Arc<TradeEquilibrium>>>>);

/// Numbers that are kept.
const ROOM: usize = 1 << 19;

impl Traded {
    /// The equilibrium of these changes of flows at given prices.
    pub fn equilibrium(
        &self,
        trade: &Trade,
        ease: &DMatrix<f64>,
        name: impl Fn(usize) -> String,
    ) -> Result<Arc<TradeEquilibrium>> {
        let key: Vec<u64> = ease.iter().map(|x| x.to_bits()).collect();
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return Ok(found.clone());
        }
        let found = Arc::new(trade.equilibrium(ease, name)?);
        let mut known = known();
        if 2 * key.len() * known.len() > ROOM {
            known.clear();
        }
        known.insert(key, found.clone());
        Ok(found)
    }
}
