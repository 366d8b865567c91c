//! Equilibria at the end of a path along which choices become less and less noisy.

mod choices;
mod descent;
mod fade;
mod family;
mod follow;
mod logit;
mod values;

use crate::game::{FormationProcess, StationaryProfile};
use choices::{Choices, trimmed};
pub(super) use descent::descend;
use fade::Fade;
use family::Family;
use values::Values;

/// Noise below which equilibria with noise may be good enough as they are, and by which factor there is less
/// of it each time.
const FAINT: f64 = 1e-2;
const FAINTER: f64 = 0.4;
/// What may be rare enough to be left out of them.
const RARE: [f64; 5] = [1e-3, 1e-4, 1e-5, 1e-6, 1e-8];

/// So much noise that the path has not begun to bend, for payoffs with a range of 1.
const LOUD: f64 = 10.0;

/// Follows a path from much noise to hardly any, for at most `steps` matrices factored, which are counted in
/// `made`, and as long as `go_on` says so. `None` if the path was not followed to its end.
pub(super) fn follow(
    process: &FormationProcess,
    (cares, leaning): (&[f64], f64),
    steps: u32,
    made: &mut u32,
    is_equilibrium: impl Fn(&StationaryProfile) -> bool,
    go_on: impl Fn() -> bool,
) -> Option<StationaryProfile> {
    let family = Family::new(process, cares, leaning);
    let mut path = Fade::new(Values::new(&family, LOUD), made)?;
    let mut faint = FAINT;
    while *made < steps && go_on() && path.noise() < 2.0 * LOUD {
        path.advance(made)?;
        let (found, over) = arrived(&mut path, &mut faint, &family, &is_equilibrium);
        if over {
            return found;
        }
    }
    None
}

/// An equilibrium of the payoffs of `exact` at the point of the path, and whether the path is over: with
/// noise as it is, without what is rare, which is tried each time that the noise falls below `faint`, or
/// without noise near by.
fn arrived(
    path: &mut Fade,
    faint: &mut f64,
    exact: &Family,
    is_equilibrium: impl Fn(&StationaryProfile) -> bool,
) -> (Option<StationaryProfile>, bool) {
    if path.noise() <= *faint {
        *faint = path.noise() * FAINTER;
        let point = Choices::new(&path.values());
        let as_it_is = RARE.iter().map(|rare| trimmed(&point, exact, *rare)).find(&is_equilibrium);
        if as_it_is.is_some() {
            return (as_it_is, true);
        }
    }
    let (profile, over) = path.end(exact);
    let found = profile.filter(&is_equilibrium);
    let over = over || found.is_some();
    (found, over)
}

#[cfg(test)]
mod tests {
    use super::choices::sharpen;
    use super::family::Committee;
    use super::follow::{Curve, Walk};
    use super::*;
    use crate::coalition::{Coalition, Partition};
    use crate::game::{ApprovalRule, ProposalRule};
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    fn random(n: usize, approvals: ApprovalRule, rng: &mut ChaCha8Rng) -> FormationProcess {
        let structures: Vec<Partition> = Partition::all(n).collect();
        let payoffs = structures.iter().map(|_| (0..n).map(|_| rng.random()).collect()).collect();
        let discount = (0..n).map(|i| if i == 0 { 0.7 } else { 0.9 }).collect();
        let (rules, protocol) = ((ProposalRule::AnyStructure, approvals), vec![1.0 / n as f64; n]);
        FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules).unwrap()
    }

    /// Derivatives against differences of residuals: `slack` is what the differences are allowed to be off
    /// by.
    fn check_derivatives<C: Curve>(curve: &mut C, unknowns: usize, slack: f64) {
        let width = unknowns + 1;
        let start = curve.point();
        curve.residual();
        let matrix = curve.derivatives();
        let size = 1e-6;
        for c in 0..width {
            let mut residual_at = |by: f64| {
                let mut step = vec![0.0; width];
                step[c] = by;
                curve.shift(&step);
                let residual = curve.residual();
                curve.set(&start);
                residual
            };
            let (up, down) = (residual_at(size), residual_at(-size));
            for r in 0..unknowns {
                let (slope, entry) = ((up[r] - down[r]) / (2.0 * size), matrix[r * width + c]);
                assert!((slope - entry).abs() < slack * (1.0 + entry.abs()), "{r}, {c}: {slope} {entry}");
            }
        }
    }

    const RULES: [ApprovalRule; 3] =
        [ApprovalRule::AllAffected, ApprovalRule::NewMembers, ApprovalRule::NewcomersElseMajority];

    /// On the curve, along it, and in both kinds of unknowns: derivatives are those of the equations, and the
    /// kinds agree.
    #[test]
    fn derivatives_are_slopes_and_the_two_curves_are_one() {
        let mut rng = ChaCha8Rng::seed_from_u64(60);
        let mut compared = 0;
        for round in 0..9 {
            let process = random(3, RULES[round % 3], &mut rng);
            let cares: Vec<f64> = (0..3).map(|_| 0.5 + rng.random::<f64>()).collect();
            let family = Family::new(&process, &cares, 0.5);
            let unknowns = family.n * family.m;
            let mut made = 0;
            let mut walk = Walk::new(Values::new(&family, LOUD), unknowns, -1.0, &mut made).unwrap();
            while walk.curve.noise() > 1e-4 && walk.advance(&mut made).is_some() {
                // The derivative by the noise holds on the curve only, and steps are as good as log-odds are exact.
                if walk.curve.noise() < 1.0 {
                    check_derivatives(&mut walk.curve, unknowns, 1e-2);
                }
                let mut open = Choices::new(&walk.curve);
                if walk.curve.noise() < 1e-2 {
                    let count = open.at.open.len();
                    let off = open.residual();
                    assert!(off.iter().all(|r| r.abs() < 0.05), "{off:?}");
                    check_derivatives(&mut open, count, 1e-3);
                    compared += 1;
                }
            }
        }
        assert!(compared > 50, "{compared}");
    }

    /// Where the noise is down to 1e-4, which strategies are mixed can be told, nearly always: what they are
    /// without noise follows.
    #[test]
    fn a_little_noise_is_enough() {
        let mut rng = ChaCha8Rng::seed_from_u64(64);
        let (mut paths, mut sharp) = (0, 0);
        for round in 0..30 {
            let process = random(3, RULES[round % 3], &mut rng);
            let family = Family::new(&process, &[1.0, 0.9, 1.1], 0.5);
            let mut made = 0;
            let mut walk =
                Walk::new(Values::new(&family, LOUD), family.n * family.m, -1.0, &mut made).unwrap();
            while walk.curve.noise() > 1e-4 && walk.advance(&mut made).is_some() {}
            if walk.curve.noise() > 1e-4 {
                continue;
            }
            paths += 1;
            let report = sharpen(&Choices::new(&walk.curve), &family)
                .map(|profile| crate::solve::farsighted::verify_profile(&process, &profile, 1e-11).unwrap());
            sharp += usize::from(report.is_some_and(|report| report.is_equilibrium()));
        }
        assert!(paths >= 20 && 10 * sharp >= 8 * paths, "{sharp} of {paths}");
    }

    #[test]
    fn committees_pass_as_their_subsets_do() {
        let mut rng = ChaCha8Rng::seed_from_u64(61);
        let process = random(4, ApprovalRule::NewcomersElseMajority, &mut rng);
        let family = Family::new(&process, &[1.0; 4], 0.0);
        for (k, committee) in family.committees.iter().enumerate() {
            let Some(committee): &Option<Committee> = committee else { continue };
            let (m, says): (usize, Vec<f64>) = (family.m, (0..4).map(|_| rng.random()).collect());
            let needed = process.quorum(k / (m * m), k / m % m, k % m).unwrap();
            let chance_of = |yes: Coalition, says: &[f64]| -> f64 {
                let says = |j: usize| if yes.contains(j) { says[j] } else { 1.0 - says[j] };
                committee.members.players().map(says).product()
            };
            let passes = |says: &[f64]| -> f64 {
                let enough = committee.members.subsets().filter(|yes| yes.len() >= needed);
                enough.map(|yes| chance_of(yes, says)).sum()
            };
            assert!((committee.passes(|j| says[j]) - passes(&says)).abs() < 1e-12);
            for j in committee.members.players() {
                let with = |p: f64| {
                    let mut says = says.clone();
                    says[j] = p;
                    passes(&says)
                };
                assert!((committee.pivotal(|k| says[k], j) - (with(1.0) - with(0.0))).abs() < 1e-12);
            }
        }
    }

    /// From random values too; of payoffs that tie, or are nothing but ties, as well.
    #[test]
    fn descents_end_in_equilibria() {
        let mut rng = ChaCha8Rng::seed_from_u64(63);
        let mut ended = 0;
        for round in 0..60 {
            let process = random(2 + round % 2, RULES[round % 3], &mut rng);
            let levels = [1e9, 3.0, 1.0][round / 20];
            let payoffs =
                process.payoffs().iter().map(|row| row.iter().map(|u| (u * levels).floor()).collect());
            let structures: Vec<Partition> = Partition::all(process.players()).collect();
            let rules = (ProposalRule::AnyStructure, RULES[round % 3]);
            let (discount, protocol) = (process.discount().to_vec(), process.protocol().to_vec());
            let process =
                FormationProcess::over_structures(&structures, payoffs.collect(), discount, protocol, rules)
                    .unwrap();
            let holds = |profile: &StationaryProfile| {
                let report = crate::solve::farsighted::verify_profile(&process, profile, 1e-9 * levels);
                report.is_ok_and(|report| report.is_equilibrium())
            };
            let lean = (&[1.0, 0.9, 1.1][..process.players()], 0.5, 1e-10);
            let mut starts = 0..5;
            ended += usize::from(starts.any(|_| {
                descend(&process, lean, &mut rng, 5000, &mut 0, holds, || true)
                    .is_some_and(|profile| holds(&profile))
            }));
            assert!(descend(&process, lean, &mut rng, 0, &mut 0, holds, || true).is_none());
        }
        assert!(ended >= 57, "{ended}");
    }

    /// Each path alone, without the others that the search takes turns with, ends in an equilibrium of
    /// most processes.
    #[test]
    fn paths_end_in_equilibria() {
        let mut rng = ChaCha8Rng::seed_from_u64(62);
        let mut ended = 0;
        for round in 0..60 {
            let process = random(2 + round % 2, RULES[round % 3], &mut rng);
            let n = process.players();
            let holds = |profile: &StationaryProfile| {
                crate::solve::farsighted::verify_profile(&process, profile, 1e-9)
                    .is_ok_and(|r| r.is_equilibrium())
            };
            let mut made = 0;
            let found = follow(&process, (&vec![1.0; n], 1.0), 5000, &mut made, holds, || true);
            ended += usize::from(found.is_some_and(|profile| holds(&profile)));
            assert!(follow(&process, (&vec![1.0; n], 1.0), 5, &mut made, holds, || true).is_none());
        }
        assert!(ended >= 57, "{ended}");
    }
}
