//! Re-checks a verdict of internal and external stability from the definition.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::solve::convention::Ties;
use crate::solve::membership::MembershipVerdict;

/// Checks that exactly the switches named in `verdict` are worth making, asking for all payoffs again.
///
/// # Errors
/// [`Error::Certificate`] with the first player whose case differs; any error of `payoffs`.
pub fn check(
    n: usize,
    verdict: &MembershipVerdict,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>>,
) -> Result<()> {
    let s = verdict.signatories;
    let now = payoffs(s)?;
    let count = verdict.leavers.len() + verdict.joiners.len();
    let mut confirmed = 0;
    for i in 0..n {
        let inside = s.contains(i);
        let then = payoffs(if inside { s.without(i) } else { s.with(i) })?;
        let gain = then.get(i).zip(now.get(i)).map_or(f64::NAN, |(then, now)| then - now);
        let tolerance = verdict.convention.tolerance;
        let wants = match verdict.convention.ties {
            Ties::Stay => gain > tolerance,
            Ties::Move => gain >= -tolerance,
        };
        let listed = if inside { &verdict.leavers } else { &verdict.joiners };
        let named = listed.iter().any(|switch| switch.player == i && switch.gain == gain);
        if wants != named {
            let reason = format!("player {i} gains {gain} by switching: named {named}, should be {wants}");
            return Err(Error::Certificate { claim: format!("membership of {s}"), reason });
        }
        confirmed += usize::from(named);
    }
    if confirmed != count {
        let reason = format!("{count} switches named, {confirmed} confirmed");
        return Err(Error::Certificate { claim: format!("membership of {s}"), reason });
    }
    Ok(())
}
