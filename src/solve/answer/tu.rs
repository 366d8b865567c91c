//! Transferable utility, a gain: values, nucleoli, cores, properties, the optimal structure.

use super::figures::{Answer, defined};
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::Case;
use crate::game::{Fraction, TuGame};
use crate::solve::certificate::{check_banzhaf, check_kernel, check_prekernel, check_shapley, check_tau};
use crate::solve::structure::{StructureProof, StructureSolver};
use crate::solve::tu::{
    Core, banzhaf, banzhaf_normalized, core, core_breach, kernel_breach, least_core, nucleolus,
    prekernel_breach, prenucleolus, shapley, tau,
};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive};

/// Beyond this a superadditivity check, O(3^n), is not worth the wait unless the game is convex.
const SUPERADDITIVITY: usize = 20;
/// Beyond this so are all surpluses, O(n² 2^n) in fractions.
const SURPLUSES: usize = 20;
/// Beyond this so is the superadditive cover in fractions.
const COVERED: usize = 14;

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let costs = case.has("cost_values").then(|| case.tu_game("cost_values")).transpose()?;
    let game = match &costs {
        Some(costs) if !case.has("values") => costs.savings(),
        _ => case.tu_game("values")?,
    };
    let n = game.players();
    let mut answer = Answer::new();

    let shapley = shapley(&game);
    answer.confirm(check_shapley(&game, &shapley, 0.0))?;
    answer.numbers("shapley", Some(&shapley))?;
    let raw = banzhaf(&game);
    answer.confirm(check_banzhaf(&game, &raw, 0.0))?;
    answer.numbers("banzhaf_raw", Some(&raw))?;
    answer.numbers("banzhaf_normalized", defined(banzhaf_normalized(&game))?.as_deref())?;

    let nucleolus = defined(nucleolus(&game))?;
    if let Some(solved) = &nucleolus {
        answer.confirm(solved.certificate.check(&game))?;
    }
    let nucleolus = nucleolus.map(|solved| solved.payoff);
    answer.numbers("nucleolus", nucleolus.as_deref())?;
    let solved = prenucleolus(&game)?;
    answer.confirm(solved.certificate.check(&game))?;
    let prenucleolus = solved.payoff;
    answer.numbers("prenucleolus", Some(&prenucleolus))?;

    let least = least_core(&game)?;
    answer.confirm(least.certificate.check(&game))?;
    // With one player there is no proper coalition to bound ε.
    answer.number("least_core_eps", (n > 1).then_some(&least.epsilon))?;
    let core = core(&game)?;
    answer.confirm(match &core {
        Core::NonEmpty { certificate, .. } => certificate.check(&game),
        Core::Empty { certificate } => certificate.check_core_empty(&game, &Partition::grand(n)),
    })?;
    answer.put("core_nonempty", !core.is_empty())?;

    if n <= SURPLUSES {
        let inside = prekernel_breach(&game, &prenucleolus, 0.0)?.is_none();
        answer.put("prenucleolus_in_prekernel", inside)?;
        answer.agree(inside, check_prekernel(&game, &prenucleolus, 0.0))?;
        let inside = nucleolus.as_ref().map(|x| Ok(kernel_breach(&game, x, 0.0)?.is_none())).transpose()?;
        answer.put("nucleolus_in_kernel", inside)?;
        if let (Some(x), Some(inside)) = (&nucleolus, inside) {
            answer.agree(inside, check_kernel(&game, x, 0.0))?;
        }
    } else {
        // A theorem, the nucleoli being certified: Maschler, Peleg and Shapley 1979.
        answer.put("prenucleolus_in_prekernel", true)?;
        answer.put("nucleolus_in_kernel", nucleolus.as_ref().map(|_| true))?;
    }
    let breach = core_breach(&game, &shapley, &Fraction::ZERO, 0.0)?;
    answer.put("shapley_in_core", breach.is_none())?;
    let tau = defined(tau(&game))?.map(|tau| tau.payoff);
    answer.numbers("tau", tau.as_deref())?;
    answer.confirm(tau.as_ref().map_or(Ok(()), |x| check_tau(&game, x, 0.0)))?;

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
        optimum(&game.to_f64(), answer)?
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
    let proof = best.certificate().check(game)?;
    answer.checked &= proof == StructureProof::Bound;
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
