//! Transferable utility, a gain: values, nucleoli, cores, properties, the optimal structure.

use super::figures::{Answer, defined};
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::Case;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::Certified;
use crate::solve::structure::StructureSolver;
use crate::solve::tu::{
    NucleolusKind, PayoffSet, Rule, core, least_core, nucleolus, payoff_stability, value,
};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive};

/// Beyond this a superadditivity check, O(3^n), is not worth the wait unless the game is convex.
const SUPERADDITIVITY: usize = 20;
/// Beyond this so are all surpluses, O(n² 2^n) in fractions.
const SURPLUSES: usize = 20;
/// Beyond this so is the superadditive cover in fractions.
const COVERED: usize = 14;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let costs = case.has("cost_values").then(|| case.cost_game("cost_values")).transpose()?;
    let game = match &costs {
        Some(costs) if !case.has("values") => costs.savings(),
        _ => case.tu_game("values")?,
    };
    let n = game.players();
    let mut answer = Answer::new();

    let shapley = value(&game, &Rule::Shapley)?;
    answer.confirm(shapley.check((&game, &Rule::Shapley), 0.0))?;
    answer.numbers("shapley", Some(&shapley))?;
    let raw = value(&game, &Rule::Banzhaf)?;
    answer.confirm(raw.check((&game, &Rule::Banzhaf), 0.0))?;
    answer.numbers("banzhaf_raw", Some(&raw))?;
    let normalized = defined(value(&game, &Rule::NormalizedBanzhaf))?;
    answer.numbers("banzhaf_normalized", normalized.as_deref())?;

    let nucleolus = defined(self::nucleolus(&game, NucleolusKind::Nucleolus))?;
    if let Some(solved) = &nucleolus {
        answer.confirm(solved.check(&game, 0.0))?;
    }
    let nucleolus = nucleolus.map(|solved| solved.payoff);
    answer.numbers("nucleolus", nucleolus.as_deref())?;
    let solved = self::nucleolus(&game, NucleolusKind::Prenucleolus)?;
    answer.confirm(solved.check(&game, 0.0))?;
    let prenucleolus = solved.payoff;
    answer.numbers("prenucleolus", Some(&prenucleolus))?;

    let least = least_core(&game)?;
    answer.confirm(least.check(&game, 0.0))?;
    // With one player there is no proper coalition to bound ε.
    answer.number("least_core_eps", (n > 1).then_some(&least.epsilon))?;
    let core = core(&game)?;
    answer.confirm(core.check(&game, 0.0))?;
    answer.put("core_nonempty", !core.is_empty())?;

    if n <= SURPLUSES {
        let verdict = payoff_stability(&game, &prenucleolus, PayoffSet::Prekernel, 0.0)?;
        answer.confirm(verdict.check(&game, 0.0))?;
        answer.put("prenucleolus_in_prekernel", verdict.is_stable())?;
        let in_kernel = |x: &Vec<Fraction>| payoff_stability(&game, x, PayoffSet::Kernel, 0.0);
        let verdict = nucleolus.as_ref().map(in_kernel).transpose()?;
        answer.put("nucleolus_in_kernel", verdict.as_ref().map(|verdict| verdict.is_stable()))?;
        answer.confirm(verdict.map_or(Ok(()), |verdict| verdict.check(&game, 0.0)))?;
    } else {
        // A theorem, the nucleoli being certified: Maschler, Peleg and Shapley 1979.
        answer.put("prenucleolus_in_prekernel", true)?;
        answer.put("nucleolus_in_kernel", nucleolus.as_ref().map(|_| true))?;
    }
    let verdict = payoff_stability(&game, &shapley, PayoffSet::Core, 0.0)?;
    answer.put("shapley_in_core", verdict.is_stable())?;
    let tau = defined(value(&game, &Rule::Tau))?;
    answer.numbers("tau", tau.as_deref())?;
    answer.confirm(tau.as_ref().map_or(Ok(()), |x| x.check((&game, &Rule::Tau), 0.0)))?;

    let convex = game.convexity_violation(0.0).is_none();
    let superadditive = if convex {
        Some(true)
    } else {
        (n <= SUPERADDITIVITY).then(|| game.superadditivity_violation(0.0).is_none())
    };
    answer.put("superadditive", superadditive)?;
    answer.put("convex", convex)?;
    optimal_structure(&game, &mut answer)?;

    if let Some(costs) = costs {
        let pays =
            |x: &[Fraction]| costs.singletons().into_iter().zip(x).map(|(c, x)| c - x).collect::<Vec<_>>();
        answer.numbers("cost_shapley", Some(&pays(&shapley)))?;
        answer.numbers("cost_nucleolus", nucleolus.as_deref().map(pays).as_deref())?;
        answer.numbers("cost_prenucleolus", Some(&pays(&prenucleolus)))?;
        answer.numbers("cost_tau", tau.as_deref().map(pays).as_deref())?;
    }
    Ok(answer)
}

/// The structure of greatest worth, by the solver for `f64`: exactly, where the worths are whole multiples of
/// a common unit and sums of them fit 53 bits; else by the superadditive cover in fractions.
#[inline]
fn optimal_structure(game: &TuGame<Fraction>, answer: &mut Answer) -> Result<()> {
    let unit = game.values().iter().fold(BigInt::one(), |lcm, v| lcm.lcm(v.denom()));
    let bound = BigInt::from(1u64 << 53) / game.players();
    let scaled: Vec<BigInt> = game.values().iter().map(|v| v.numer() * (&unit / v.denom())).collect();
    let structure = if scaled.iter().all(|v| v.magnitude() <= bound.magnitude()) {
        let whole = TuGame::from_values(scaled.iter().map(|v| v.to_f64().unwrap_or_default()).collect())?;
        optimum(&whole, answer)?
    } else if game.players() <= COVERED {
        best_of_cover(game)?
    } else {
        // Only the order of sums counts: in units of the largest worth all are within reach.
        let largest = game.values().iter().map(Signed::abs).max().unwrap_or_else(Fraction::one);
        let relative = game.values().iter().map(|v| Value::to_f64(&(v / &largest))).collect();
        optimum(&TuGame::from_values(relative)?, answer)?
    };
    let worth: Fraction = structure.blocs().iter().map(|&b| game.value(b)).sum();
    // Of several optimal structures, everybody together if that is one.
    let together = worth == *game.grand();
    answer.number("optimal_structure_value", Some(&worth))?;
    answer.structure(
        "an_optimal_structure_masks",
        &(if together { Partition::grand(game.players()) } else { structure }),
    )
}

/// The solver's optimum, its certificate checked.
#[inline]
pub(super) fn optimum(game: &TuGame, answer: &mut Answer) -> Result<Partition> {
    let best = StructureSolver::new().solve(game)?;
    answer.confirm(best.check(game, 0.0))?;
    Ok(best.partition)
}

/// Blocs that add up to what the superadditive cover says everybody can reach, the lowest masks first.
#[inline]
fn best_of_cover(game: &TuGame<Fraction>) -> Result<Partition> {
    let cover = game.superadditive_cover();
    let (mut rest, mut blocs) = (game.grand_coalition(), vec![]);
    while let Some(first) = rest.first() {
        let attains = |bloc: &Coalition| {
            bloc.contains(first)
                && game.value(*bloc) + cover.value(rest.difference(*bloc)) == *cover.value(rest)
        };
        let Some(bloc) = rest.subsets().find(attains) else { break }; // the cover is attained by definition
        rest = rest.difference(bloc);
        blocs.push(bloc);
    }
    Partition::new(game.players(), blocs)
}
