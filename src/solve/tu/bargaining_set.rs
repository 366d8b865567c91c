//! The bargaining set: objections that no counter-objection answers.

use super::core::least_core;
use super::payoff::Breach;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value};
use crate::solve::excess::{absolute, check_payoff, excesses};
use num_traits::{Signed, Zero};

/// Most players for which every objection is tried.
const MAX_PLAYERS: usize = 12;

/// Whether an imputation is in the bargaining set `M₁⁽ⁱ⁾` of the grand coalition.
///
/// An *objection* of i against j is a coalition S with i and without j and payoffs `y(S) = v(S)`, `y_k >
/// x_k` for all its members. A *counter-objection* is a coalition T with j and without i that can pay `z(T)
/// = v(T)`, `z_k ≥ y_k` to members of S and `z_k ≥ x_k` to others. It can iff `e(T, x) ≥ Σ_{T∩S} (y − x)`,
/// so that a justified objection through S exists iff a small game on S has a least core below 0, which is
/// solved exactly. The answer is strict: an objection must gain each member more than `tolerance` times the
/// largest worth, and leave every counter-objection short by more; 0 for exact payoffs.
///
/// Returns the number of objections tried: pairs of players and coalitions that could object.
pub(super) fn bargaining_set<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    tolerance: f64,
) -> Result<(Option<Breach<V>>, u64)> {
    let n = game.players();
    if n > MAX_PLAYERS {
        let reason = "every coalition may object through each of its members against each outsider".into();
        return Err(Error::TooLarge { what: "bargaining set".into(), n, limit: MAX_PLAYERS, reason });
    }
    check_payoff(game, payoff)?;
    let slack = absolute(game, tolerance)?.to_fraction();
    let game = TuGame::from_values(game.values().iter().map(Value::to_fraction).collect())?;
    let payoff: Vec<Fraction> = payoff.iter().map(Value::to_fraction).collect();
    let alone = |i| game.value(Coalition::singleton(i));
    let paid: Fraction = payoff.iter().sum();
    if (paid - game.grand()).abs() > slack || (0..n).any(|i| &payoff[i] + &slack < *alone(i)) {
        return Err(Error::undefined("bargaining set", "the payoffs are not an imputation"));
    }
    let mut excess = vec![Fraction::zero()];
    excess.extend(excesses(&game, &payoff).map(|(_, excess)| excess));
    let mut objections = 0;
    for s in game.grand_coalition().subsets().filter(|s| excess[s.index()] > slack) {
        for j in s.complement(n).players() {
            for i in s.players() {
                objections += 1;
                if let Some(gains) = justified(&excess, s, i, j, n, &slack)? {
                    let objection = Breach::Objected { player: i, against: j, coalition: s, gains };
                    return Ok((Some(objection), objections));
                }
            }
        }
    }
    Ok((None, objections))
}

/// What each member of `s` gains, ascending by player, in an objection of `i` against `j` that nobody can
/// counter.
fn justified(
    excess: &[Fraction],
    s: Coalition,
    i: usize,
    j: usize,
    n: usize,
    slack: &Fraction,
) -> Result<Option<Vec<Fraction>>> {
    let members: Vec<usize> = s.players().collect();
    let outsiders = s.complement(n).without(j);
    // The most excess of a coalition with j and without i that meets s in `common`: what `common` must gain
    // at least.
    let claim = |common: Coalition| {
        let meets = outsiders.subsets().map(|rest| &excess[rest.union(common).with(j).index()]);
        meets.reduce(|a, b| if b > a { b } else { a }).cloned().unwrap_or_else(Fraction::zero)
    };
    if claim(Coalition::EMPTY) >= -slack {
        return Ok(None);
    }
    let game = TuGame::from_fn(members.len(), |t| {
        let common: Coalition = t.players().map(|k| members[k]).collect();
        if common == s { excess[s.index()].clone() } else { claim(common.without(i)).max(Fraction::zero()) }
    })?;
    let least = least_core(&game)?.certificate;
    Ok((members.len() == 1 || least.epsilon < -slack).then_some(least.payoff))
}
