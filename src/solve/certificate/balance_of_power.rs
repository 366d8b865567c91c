//! Re-checks who is essential to the balance of power.

use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::network::BalanceOfPower;
use num_traits::Zero;

impl<V: Value> Certified<&[V]> for BalanceOfPower {
    fn check(&self, resources: &[V], _: f64) -> Result<()> {
        balance(resources, self)
    }
}

/// That each coalition named is winning, minimal and has its player in it; that no coalition at all
/// needs a player called inessential; and who holds half or more.
///
/// O(2^n) where somebody is inessential.
fn balance<V: Value>(resources: &[V], found: &BalanceOfPower) -> Result<()> {
    let claim = "balance of power";
    let n = resources.len();
    if found.minimal_winning.len() != n || n > 24 {
        return Err(fails(claim, format!("{} answers for {n} players", found.minimal_winning.len())));
    }
    let held: Vec<Fraction> = resources.iter().map(Value::to_fraction).collect();
    let half = held.iter().fold(Fraction::zero(), |sum, r| sum + r) / Fraction::ratio(2, 1);
    let sum = |s: Coalition| s.players().filter_map(|k| held.get(k)).fold(Fraction::zero(), |sum, r| sum + r);
    for (i, coalition) in found.minimal_winning.iter().enumerate() {
        let Some(s) = *coalition else { continue };
        let minimal = s.players().all(|j| sum(s.without(j)) <= half);
        if !s.contains(i) || !s.is_subset_of(Coalition::grand(n)) || sum(s) <= half || !minimal {
            return Err(fails(claim, format!("{s} is no minimal winning coalition of {i}")));
        }
    }
    let inessential = found.inessential();
    if !inessential.is_empty() {
        // Gray code: one player joins or leaves from a coalition to the next.
        let (mut s, mut sum) = (Coalition::EMPTY, Fraction::zero());
        for step in 1..=1u64 << n {
            if sum <= half
                && let Some(i) = inessential.players().find(|&i| !s.contains(i) && &sum + &held[i] > half)
            {
                return Err(fails(claim, format!("{i} turns {s} into a winning coalition")));
            }
            let k = step.trailing_zeros() as usize;
            if let Some(r) = held.get(k) {
                (s, sum) = if s.contains(k) { (s.without(k), sum - r) } else { (s.with(k), sum + r) };
            }
        }
    }
    let first = |holds: &dyn Fn(&Fraction) -> bool| held.iter().position(holds);
    if found.predominant != first(&|r| *r > half) || found.holds_half != first(&|r| *r == half) {
        return Err(fails(claim, "who holds half, or more, is not as stated"));
    }
    Ok(())
}
