//! Arms: a year of the race, at the trust that the year's signals have left.
//!
//! L. F. Richardson (1960), *Arms and Insecurity*.

use crate::error::Result;
use crate::simulate::{Phase, Present, Year};

/// One step of the arms race, $M^\prime = M + \text{pace}\\,(K - \alpha I)M + g$.
#[derive(Debug)]
pub(super) struct Arm;

impl Phase for Arm {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, pace) = (&year.present().state, year.rules().arms_pace);
        let upkeep = year.present().development.as_ref().and_then(|d| d.upkeep(year.rules()));
        let stocks = year.model().next_stocks(now, upkeep.as_deref())?;
        for ((after, before), target) in
            next.state.military_stock.iter_mut().zip(&now.military_stock).zip(stocks)
        {
            *after = if pace == 1.0 { target } else { before + pace * (target - before) };
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        year.rules().arms_pace == 0.0
    }
}
