//! Re-checks a verdict of k-strong stability from the definition.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Effectivity;
use crate::solve::certified::Certified;
use crate::solve::deviation::{Improvement, Verdict};

impl<E: Effectivity> Certified<&E> for Verdict<E::State> {
    fn check(&self, game: &E, _: f64) -> Result<()> {
        verdict(game, self)
    }
}

/// That the verdict holds of its state, asking `game` everything again.
///
/// *Unstable*: each coalition named can make its move, its members' gains are as stated, and the convention
/// calls them an improvement. *Stable*: every subset of players of the size searched is walked, and no move
/// of any is one (payoffs asked anew for every move, so it costs more than the search). *Unproven* claims
/// nothing.
fn verdict<E: Effectivity>(game: &E, verdict: &Verdict<E::State>) -> Result<()> {
    let state = &verdict.state;
    let fails = |reason: String| Err(Error::Certificate { claim: "k-strong stability".into(), reason });
    let now = game.payoffs(state)?;
    let gains = |coalition: Coalition, to: &E::State| -> Result<Vec<f64>> {
        let then = game.payoffs(to)?;
        Ok(coalition.players().map(|i| gain(&now, &then, i)).collect())
    };
    let search = &verdict.convention;
    for deviation in &verdict.deviations {
        let who = deviation.coalition;
        if who.is_empty() || who.len() > search.coalition_size {
            return fails(format!("{who} is not a coalition of 1..={} players", search.coalition_size));
        }
        if !game.moves(state, who)?.contains(&deviation.to) {
            return fails(format!("{who} cannot make that move"));
        }
        let again = gains(who, &deviation.to)?;
        if again != deviation.gains {
            return fails(format!("{who} gains {again:?}, not {:?}", deviation.gains));
        }
        if !improves(search.improvement, &again, search.tolerance) {
            return fails(format!("gains {again:?} of {who} are no {}", search.improvement));
        }
    }
    if verdict.is_stable() {
        let everybody = Coalition::grand(game.players());
        for who in everybody.subsets().filter(|s| (1..=search.coalition_size).contains(&s.len())) {
            for to in game.moves(state, who)? {
                let gains = gains(who, &to)?;
                if improves(search.improvement, &gains, search.tolerance) {
                    return fails(format!("{who} has a move that gains it {gains:?}"));
                }
            }
        }
    }
    Ok(())
}

/// A player without a payoff has gained NaN, which is no improvement and equals nothing.
fn gain(now: &[f64], then: &[f64], player: usize) -> f64 {
    then.get(player).zip(now.get(player)).map_or(f64::NAN, |(then, now)| then - now)
}

fn improves(improvement: Improvement, gains: &[f64], tolerance: f64) -> bool {
    match improvement {
        Improvement::Strict => !gains.is_empty() && gains.iter().all(|&g| g > tolerance),
        Improvement::Weak => gains.iter().all(|&g| g >= -tolerance) && gains.iter().any(|&g| g > tolerance),
    }
}
