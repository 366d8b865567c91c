//! Trade against the definition of its equilibrium, a plain fixed point, and the published NAFTA
//! counterfactual.

use crate::common::draws;
use comity::Error;
use comity::model::{Trade, TradeEquilibrium};
use nalgebra::DMatrix;
use rand::{RngExt, rngs::ChaCha8Rng};

/// Economies joined by a flow, directly or not: the transitive closure, row by row.
fn joined(flows: &DMatrix<f64>) -> Vec<Vec<bool>> {
    let n = flows.nrows();
    let mut reach: Vec<Vec<bool>> = (0..n)
        .map(|i| (0..n).map(|j| i == j || flows[(i, j)] > 0.0 || flows[(j, i)] > 0.0).collect())
        .collect();
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                reach[i][j] |= reach[i][k] && reach[k][j];
            }
        }
    }
    reach
}

/// Income, spending over income, and shares of spending at the base.
fn base(flows: &DMatrix<f64>) -> (Vec<f64>, Vec<f64>, DMatrix<f64>) {
    let n = flows.nrows();
    let income: Vec<f64> = (0..n).map(|i| flows.row(i).sum()).collect();
    let spending: Vec<f64> = (0..n).map(|j| flows.column(j).sum()).collect();
    let ratio = (0..n).map(|j| spending[j] / income[j]).collect();
    (income, ratio, DMatrix::from_fn(n, n, |i, j| flows[(i, j)] / spending[j]))
}

/// The world's spending over its income in the component of `j`: scaled out, so that each component spends
/// what it earns.
fn scale(j: usize, joined: &[Vec<bool>], income: &[f64], ratio: &[f64], wage: &[f64]) -> f64 {
    let inside = || (0..wage.len()).filter(|&k| joined[j][k]);
    inside().map(|k| ratio[k] * wage[k] * income[k]).sum::<f64>()
        / inside().map(|k| wage[k] * income[k]).sum::<f64>()
}

/// The equilibrium by the plainest iteration there is: wages rise by the share by which demand exceeds
/// supply, damped. Real income of each economy, or `None` where it does not settle.
fn twin(flows: &DMatrix<f64>, elasticity: f64, tau: &DMatrix<f64>) -> Option<Vec<f64>> {
    let (_, ratio, _) = base(flows);
    twin_spending(flows, elasticity, tau, &ratio)
}

/// The same where spending over income is another than at the base.
fn twin_spending(
    flows: &DMatrix<f64>,
    elasticity: f64,
    tau: &DMatrix<f64>,
    ratio: &[f64],
) -> Option<Vec<f64>> {
    let n = flows.nrows();
    let (income, _, share) = base(flows);
    let pull = DMatrix::from_fn(n, n, |i, j| share[(i, j)] * tau[(i, j)].powf(-elasticity));
    let joined = joined(&pull);
    let mut wage = vec![1.0f64; n];
    for _ in 0..60_000 {
        let sold: Vec<f64> = wage.iter().map(|w| w.powf(-elasticity)).collect();
        let price: Vec<f64> = (0..n).map(|j| (0..n).map(|k| pull[(k, j)] * sold[k]).sum()).collect();
        let mut demand = vec![0.0; n];
        for j in 0..n {
            let spent = ratio[j] * wage[j] * income[j] / scale(j, &joined, &income, ratio, &wage);
            (0..n).for_each(|i| demand[i] += pull[(i, j)] * sold[i] / price[j] * spent);
        }
        let excess: Vec<f64> = (0..n).map(|i| demand[i] / (wage[i] * income[i])).collect();
        if excess.iter().all(|x| (x - 1.0).abs() < 1e-13) {
            let domestic = |j: usize| pull[(j, j)] * sold[j] / price[j] / share[(j, j)];
            return Some((0..n).map(|j| domestic(j).powf(-1.0 / elasticity)).collect());
        }
        (0..n).for_each(|i| wage[i] *= excess[i].powf(0.8 / (1.0 + elasticity)));
    }
    None
}

/// Checks the definition: budgets, markets, shares that follow prices, real income, and the numéraire.
fn assert_equilibrium(flows: &DMatrix<f64>, elasticity: f64, tau: &DMatrix<f64>, found: &TradeEquilibrium) {
    let n = flows.nrows();
    let (income, ratio, share) = base(flows);
    let wage = found.wage.as_slice();
    let joined = joined(&DMatrix::from_fn(n, n, |i, j| flows[(i, j)] * tau[(i, j)].powf(-elasticity)));
    let close = |a: f64, b: f64, what: &str| {
        assert!((a - b).abs() <= 1e-10 * (a.abs() + b.abs()), "{what}: {a} is not {b}\n{flows}{tau}");
    };
    for j in 0..n {
        let spent: f64 = found.flows.column(j).sum();
        close(spent, ratio[j] * wage[j] * income[j] / scale(j, &joined, &income, &ratio, wage), "budget");
        close(found.flows.row(j).sum(), wage[j] * income[j], "market");
        let domestic = found.flows[(j, j)] / spent / share[(j, j)];
        close(found.real_income[j], domestic.powf(-1.0 / elasticity), "real income");
        for i in 0..n {
            let relative = wage[i] * tau[(i, j)] / (wage[j] * tau[(j, j)]);
            let gravity = flows[(i, j)] / flows[(j, j)] * relative.powf(-elasticity);
            close(found.flows[(i, j)], found.flows[(j, j)] * gravity, "gravity");
        }
        let world: f64 = (0..n).filter(|&k| joined[j][k]).map(|k| (wage[k] - 1.0) * income[k]).sum();
        assert!(world.abs() <= 1e-10 * income.iter().sum::<f64>(), "numéraire");
    }
    assert!(found.error_bound <= 1e-11);
}

/// Flows between 0.1 and 1 000, larger at home, about a quarter of the pairs without trade, budgets
/// unbalanced.
fn random_flows(rng: &mut ChaCha8Rng) -> DMatrix<f64> {
    let n = rng.random_range(2..=8u32) as usize;
    let mut flows = DMatrix::from_fn(n, n, |i, j| {
        let size = 10f64.powf(rng.random_range(-1.0..3.0));
        if i == j { 10.0 * size } else { size }
    });
    for i in 0..n {
        for j in 0..i {
            if rng.random::<f64>() < 0.25 {
                (flows[(i, j)], flows[(j, i)]) = (0.0, 0.0);
            }
        }
    }
    flows
}

/// Costs that fall or rise up to threefold, some flows stopped both ways.
fn random_shock(n: usize, rng: &mut ChaCha8Rng) -> DMatrix<f64> {
    let mut tau =
        DMatrix::from_fn(n, n, |i, j| if i == j { 1.0 } else { 3f64.powf(rng.random_range(-1.0..1.0)) });
    for i in 0..n {
        for j in 0..i {
            if rng.random::<f64>() < 0.15 {
                (tau[(i, j)], tau[(j, i)]) = (f64::INFINITY, f64::INFINITY);
            }
        }
    }
    tau
}

#[test]
fn random_worlds_against_the_definition_and_the_fixed_point() {
    let mut rng = draws::rng(2008);
    let mut compared = 0;
    let mut split = 0;
    for _ in 0..400 {
        let flows = random_flows(&mut rng);
        let elasticity = rng.random_range(1.5..8.0);
        let tau = random_shock(flows.nrows(), &mut rng);
        let trade = Trade::new(&flows, elasticity).unwrap();
        let found = trade.counterfactual(&tau).unwrap();
        assert_equilibrium(&flows, elasticity, &tau, &found);
        let left = flows.zip_map(&tau, |x, t| if t.is_finite() { x } else { 0.0 });
        split += usize::from(joined(&left).iter().flatten().any(|r| !r));
        if let Some(real_income) = twin(&flows, elasticity, &tau) {
            compared += 1;
            for (a, b) in found.real_income.iter().zip(&real_income) {
                assert!((a / b - 1.0).abs() < 1e-9, "{a} is not {b}\n{flows}{tau}");
            }
        }
    }
    assert!(compared > 300, "the twin settled {compared} times");
    assert!(split > 40, "{split} worlds in two");
}

#[test]
fn balanced_trade_is_that_of_the_fixed_point_and_of_a_world_without_deficits() {
    let mut rng = draws::rng(4);
    let mut compared = 0;
    for round in 0..150 {
        let flows = random_flows(&mut rng);
        let n = flows.nrows();
        let elasticity = rng.random_range(1.0..9.0);
        let tau = if round % 3 == 0 { DMatrix::from_element(n, n, 1.0) } else { random_shock(n, &mut rng) };
        let trade = Trade::new(&flows, elasticity).unwrap();
        let found = trade.balanced(&tau).unwrap();
        for i in 0..n {
            let (sold, spent) = (found.flows.row(i).sum(), found.flows.column(i).sum());
            assert!((sold - spent).abs() <= 1e-10 * sold, "{i} sells {sold}, spends {spent}");
        }
        if let Some(twin) = twin_spending(&flows, elasticity, &tau, &vec![1.0; n]) {
            let near = found.real_income.iter().zip(&twin);
            assert!(near.clone().all(|(a, b)| (a / b - 1.0).abs() < 1e-9), "{found:?} {twin:?}");
            compared += 1;
        }
        // Hat algebra composes: deficits first, costs then.
        let purged = trade.balanced(&DMatrix::from_element(n, n, 1.0)).unwrap();
        let base = Trade::new(&purged.flows, elasticity).unwrap();
        let then = [base.counterfactual(&tau).unwrap(), base.balanced(&tau).unwrap()];
        for then in then {
            for i in 0..n {
                let composed = purged.real_income[i] * then.real_income[i];
                assert!((composed / found.real_income[i] - 1.0).abs() < 1e-9, "{i}: {composed} {found:?}");
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn one_way_flows_are_solved_or_refused_but_never_wrong() {
    let mut rng = draws::rng(1994);
    let mut solved = 0;
    for _ in 0..40 {
        let mut flows = random_flows(&mut rng);
        let n = flows.nrows();
        for i in 0..n {
            for j in 0..n {
                if i != j && rng.random::<f64>() < 0.3 {
                    flows[(i, j)] = 0.0;
                }
            }
        }
        let tau = random_shock(n, &mut rng);
        match Trade::new(&flows, 4.0).unwrap().counterfactual(&tau) {
            Ok(found) => {
                solved += 1;
                assert_equilibrium(&flows, 4.0, &tau, &found);
            }
            // A group of economies that may no longer sell outside cannot pay for what it buys there.
            Err(Error::NotConverged { .. }) => assert_eq!(twin(&flows, 4.0, &tau), None, "{flows}{tau}"),
            Err(other) => panic!("{other}"),
        }
    }
    assert!(solved > 20, "{solved} of 40");
}

#[test]
fn without_a_shock_nothing_moves() {
    let mut rng = draws::rng(1);
    for _ in 0..200 {
        let flows = random_flows(&mut rng);
        let n = flows.nrows();
        let trade = Trade::new(&flows, 4.0).unwrap();
        let same = trade.counterfactual(&DMatrix::from_element(n, n, 1.0)).unwrap();
        for i in 0..n {
            assert!((same.real_income[i] - 1.0).abs() <= 1e-14);
            assert!((same.wage[i] - 1.0).abs() <= 1e-13);
            for j in 0..n {
                assert!((same.flows[(i, j)] - flows[(i, j)]).abs() <= 1e-12 * flows[(i, j)]);
            }
        }
    }
}

#[test]
fn autarky_costs_the_gains_from_trade() {
    let mut rng = draws::rng(2);
    for _ in 0..100 {
        let flows = random_flows(&mut rng);
        let n = flows.nrows();
        let trade = Trade::new(&flows, 5.0).unwrap();
        let closed = DMatrix::from_fn(n, n, |i, j| if i == j { 1.0 } else { f64::INFINITY });
        let alone = trade.counterfactual(&closed).unwrap();
        for j in 0..n {
            // Arkolakis, Costinot & Rodríguez-Clare (2012)
            let loss = 1.0 - trade.shares()[(j, j)].powf(1.0 / 5.0);
            assert!((1.0 - alone.real_income[j] - loss).abs() < 1e-12);
            assert!((alone.wage[j] - 1.0).abs() < 1e-12);
        }
    }
}

/// Arkolakis, Costinot & Rodríguez-Clare (2012): import share 7 % in 2000, gains of 1.44 and 0.72 %.
#[test]
fn the_gains_from_trade_of_the_united_states() {
    let flows = DMatrix::from_row_slice(2, 2, &[93.0, 7.0, 7.0, 893.0]);
    let closed = DMatrix::from_row_slice(2, 2, &[1.0, f64::INFINITY, f64::INFINITY, 1.0]);
    for (elasticity, published) in [(5.0, "1.44"), (10.0, "0.72")] {
        let alone = Trade::new(&flows, elasticity).unwrap().counterfactual(&closed).unwrap();
        assert_eq!(format!("{:.2}", 100.0 * (1.0 - alone.real_income[0])), published);
    }
}

#[test]
fn the_unit_of_flows_and_the_names_of_economies_do_not_matter() {
    let mut rng = draws::rng(3);
    for _ in 0..100 {
        let flows = random_flows(&mut rng);
        let n = flows.nrows();
        let tau = random_shock(n, &mut rng);
        let solve = |flows: &DMatrix<f64>, tau: &DMatrix<f64>| {
            Trade::new(flows, 4.0).unwrap().counterfactual(tau).unwrap()
        };
        let found = solve(&flows, &tau);
        let in_thousands = solve(&(&flows * 1000.0), &tau);
        // Economy i takes the place of i + 2.
        let turn = |m: &DMatrix<f64>| DMatrix::from_fn(n, n, |i, j| m[((i + 2) % n, (j + 2) % n)]);
        let turned = solve(&turn(&flows), &turn(&tau));
        for i in 0..n {
            assert!((in_thousands.real_income[i] / found.real_income[i] - 1.0).abs() < 1e-10);
            assert!((turned.real_income[i] / found.real_income[(i + 2) % n] - 1.0).abs() < 1e-10);
            assert!((turned.wage[i] / found.wage[(i + 2) % n] - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn tables_of_nonsense_are_errors() {
    for (flows, elasticity, fragment) in [
        (DMatrix::from_element(2, 3, 1.0), 4.0, "2 × 3"),
        (DMatrix::zeros(0, 0), 4.0, "square"),
        (DMatrix::from_row_slice(2, 2, &[1.0, -1.0, 1.0, 1.0]), 4.0, "flow 0→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1.0, f64::NAN, 1.0]), 4.0, "flow 1→0"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 1.0, 0.0]), 4.0, "flow 1→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 1.0, 1e-300]), 4.0, "flow 1→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1e101, 1.0, 1.0]), 4.0, "flow 0→1"),
        (DMatrix::from_row_slice(2, 2, &[1e308, 1.0, 1.0, 1.0]), 4.0, "flow 0→0"),
        (DMatrix::from_element(2, 2, 1.0), 0.0, "trade_elasticity"),
        (DMatrix::from_element(2, 2, 1.0), f64::NAN, "trade_elasticity"),
    ] {
        let message = Trade::new(&flows, elasticity).unwrap_err().to_string();
        assert!(message.contains(fragment), "{message}");
    }
    let trade = Trade::new(&DMatrix::from_element(2, 2, 1.0), 4.0).unwrap();
    for (tau, fragment) in [
        (DMatrix::from_element(3, 3, 1.0), "3 × 3"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 1.0, 1.0]), "flow 0→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, -2.0, 1.0, 1.0]), "flow 0→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1e100, 1.0, 1.0]), "flow 0→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1e-100, 1.0, 1.0]), "flow 0→1"),
        (DMatrix::from_row_slice(2, 2, &[1.0, 1.0, f64::NAN, 1.0]), "flow 1→0"),
        (DMatrix::from_row_slice(2, 2, &[f64::INFINITY, 1.0, 1.0, 1.0]), "flow 0→0"),
    ] {
        let message = trade.counterfactual(&tau).unwrap_err().to_string();
        assert!(message.contains(fragment), "{message}");
    }
}

/// Two economies of 1e9 that do not trade with each other and one of 1e-7 between them, whose trade costs rise by a
/// fifth; `ln Ŵ` of the small one, −0.032 419 502 044 592 9, from an independent calculation with 60 digits.
#[test]
fn a_dwarf_between_giants_is_right_in_every_order() {
    let flows = DMatrix::from_row_slice(3, 3, &[1e9, 0.0, 1e-8, 0.0, 1e9, 2e-7, 2e-7, 0.0, 7.5e-8]);
    let tau = DMatrix::from_row_slice(3, 3, &[1.0, 1.0, 1.2, 1.0, 1.0, 1.2, 1.2, 1.2, 1.0]);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let turn = |m: &DMatrix<f64>| DMatrix::from_fn(3, 3, |i, j| m[(order[i], order[j])]);
        let found = Trade::new(&turn(&flows), 4.0).unwrap().counterfactual(&turn(&tau)).unwrap();
        let dwarf = order.iter().position(|&i| i == 2).unwrap();
        let log = found.real_income[dwarf].ln();
        assert!((log + 0.032_419_502_044_592_9).abs() <= found.error_bound.max(1e-15), "{log}");
    }
}

/// Dwarfs down to 1e-9 between giants of 1e9 that do not trade with each other.
fn dwarfs_between_giants(rng: &mut ChaCha8Rng) -> (DMatrix<f64>, DMatrix<f64>) {
    let n = rng.random_range(3..=7u32) as usize;
    let size: Vec<f64> =
        (0..n).map(|i| if i < 2 { 1e9 } else { 10f64.powf(rng.random_range(-9.0..9.0)) }).collect();
    let flows = DMatrix::from_fn(n, n, |i, j| {
        let traded = rng.random::<f64>() < 0.7 && i.max(j) > 1;
        let share = 10f64.powf(rng.random_range(-4.0..0.5));
        if i == j {
            size[i]
        } else if traded {
            size[i].min(size[j]) * share
        } else {
            0.0
        }
    });
    let tau = DMatrix::from_fn(n, n, |i, j| {
        if i != j && rng.random() { 3f64.powf(rng.random_range(-1.0..1.0)) } else { 1.0 }
    });
    (flows, tau)
}

#[test]
fn relabelling_relabels_dwarfs_between_giants() {
    let mut rng = draws::rng(1879);
    let mut solved = 0;
    for _ in 0..300 {
        let (flows, tau) = dwarfs_between_giants(&mut rng);
        let (n, by) = (flows.nrows(), rng.random_range(1..7u32) as usize);
        let turn = |m: &DMatrix<f64>| DMatrix::from_fn(n, n, |i, j| m[((i + by) % n, (j + by) % n)]);
        let solve =
            |flows: &DMatrix<f64>, tau: &DMatrix<f64>| Trade::new(flows, 4.0).unwrap().counterfactual(tau);
        let (Ok(found), Ok(turned)) = (solve(&flows, &tau), solve(&turn(&flows), &turn(&tau))) else {
            continue;
        };
        solved += 1;
        for i in 0..n {
            let (a, b) = (turned.real_income[i].ln(), found.real_income[(i + by) % n].ln());
            let bound = turned.error_bound + found.error_bound;
            assert!((a - b).abs() <= bound + 1e-15 * a.abs(), "{a} is not {b} by {bound}\n{flows}{tau}");
        }
    }
    assert!(solved > 240, "{solved} of 300");
}

/// Two economies that trade 1e-60 of what each sells at home, after a shock: their relative wage is what 32 digits leave
/// open.
#[test]
fn what_rounding_leaves_open_is_refused_by_name() {
    let flows = DMatrix::from_row_slice(2, 2, &[1.0, 1e-60, 2e-60, 1.0]);
    let tau = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 1.0, 1.0]);
    match Trade::new(&flows, 4.0).unwrap().counterfactual(&tau) {
        Ok(found) => assert!(found.error_bound <= 1e-11),
        Err(error) => assert!(error.to_string().contains("economy"), "{error}"),
    }
}

/// Two halves of a world between which next to nothing is sold: as if it were nothing, and what counts, but lies beyond 32
/// digits, is refused.
#[test]
fn flows_below_the_least_that_counts_are_none() {
    let halves = |x: f64| {
        #[rustfmt::skip]
        let flows = DMatrix::from_row_slice(4, 4, &[
            80.0,  9.0,    x,  0.0,
             9.0, 50.0,    x,    x,
               x,    x, 70.0,  3.0,
             0.0,    x,  3.0, 20.0,
        ]);
        let tau = DMatrix::from_fn(4, 4, |i, j| if i < j { 1.3 } else { 1.0 });
        Trade::new(&flows, 4.0).unwrap().counterfactual(&tau)
    };
    let apart = halves(0.0).unwrap();
    for x in [5e-324, f64::MIN_POSITIVE, 1e-250, 9e-101] {
        assert_eq!(halves(x).unwrap(), apart, "{x:e}");
    }
    assert!(matches!(halves(1e-100), Err(Error::Undefined { .. })));
    // A little trade ties the wages of the halves and leaves real incomes where they are.
    let tied = halves(1e-18).unwrap();
    for (tied, apart) in tied.real_income.iter().zip(&apart.real_income) {
        assert!((tied / apart - 1.0).abs() <= 1e-11, "{tied} is not {apart}");
    }
    assert!((tied.wage[3] / tied.wage[0] * apart.wage[0] / apart.wage[3] - 1.0).abs() > 1e-3);
}

/// A factor on domestic sales alone is one on the wage: real income is its inverse.
#[test]
fn dearer_domestic_sales_lower_real_income() {
    let trade = Trade::new(&DMatrix::from_element(1, 1, 3.0), 4.0).unwrap();
    let found = trade.counterfactual(&DMatrix::from_element(1, 1, 2.0)).unwrap();
    assert!((found.real_income[0] - 0.5).abs() < 1e-15);
    // All costs, at home and abroad, twice what they were.
    let trade = Trade::new(&DMatrix::from_row_slice(2, 2, &[5.0, 1.0, 2.0, 3.0]), 4.0).unwrap();
    let found = trade.counterfactual(&DMatrix::from_element(2, 2, 2.0)).unwrap();
    assert!(found.real_income.iter().all(|w| (w - 0.5).abs() < 1e-15));
}

#[test]
fn an_equilibrium_survives_its_file() {
    let trade = Trade::new(&DMatrix::from_row_slice(2, 2, &[80.0, 20.0, 20.0, 80.0]), 4.0).unwrap();
    let found = trade.counterfactual(&DMatrix::from_row_slice(2, 2, &[1.0, 0.9, 0.9, 1.0])).unwrap();
    let text = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<TradeEquilibrium>(&text).unwrap(), found);
}

/// NAFTA removed: Yotov, Piermartini, Monteiro & Larch (2016), An Advanced Guide to Trade Policy Analysis,
/// ch. 2, application 2: σ = 7, 69 economies, base year 1994; published gains CAN 3.40, MEX 3.81, USA 0.33 %.
mod nafta {
    use super::*;
    use crate::common::data::square;

    const PUBLISHED: [(&str, f64); 3] = [("CAN", 3.40), ("MEX", 3.81), ("USA", 0.33)];

    /// Gains, per cent of real income, of having an agreement among `members` that multiplies flows at given
    /// prices by `exp(beta)`, from the economy that has it.
    fn gains(flows: &DMatrix<f64>, members: [usize; 3], beta: f64) -> [f64; 3] {
        let n = flows.nrows();
        let elasticity = 6.0; // σ − 1
        let inside = |i: usize, j: usize| i != j && members.contains(&i) && members.contains(&j);
        let tau = DMatrix::from_fn(n, n, |i, j| if inside(i, j) { (beta / elasticity).exp() } else { 1.0 });
        let without = Trade::new(flows, elasticity).unwrap().counterfactual(&tau).unwrap();
        members.map(|j| 100.0 * (1.0 / without.real_income[j] - 1.0))
    }

    /// The flows of 1994 are not public in the form that the application used: this table is rebuilt from the
    /// fixed effects in its public estimation log, the other 66 economies added up. Million USD, rows
    /// exporters, in the order CAN MEX USA and the rest of the world.
    #[test]
    fn the_published_gains_of_1994() {
        #[rustfmt::skip]
        let flows = DMatrix::from_row_slice(4, 4, &[
            162_429.7,  2_998.5,   117_091.9,     25_203.8,
              2_314.2, 77_615.2,    54_993.7,     10_326.9,
            104_371.9, 63_516.3, 2_869_703.3,    278_274.3,
             32_269.8, 15_526.5,   381_369.0, 10_067_754.5,
        ]);
        let found = gains(&flows, [0, 1, 2], 0.557_185_3);
        for ((gain, converged), (code, published)) in
            found.into_iter().zip([3.440, 3.829, 0.334]).zip(PUBLISHED)
        {
            assert!((gain - converged).abs() <= 0.002, "{code}: {gain} is not {converged}");
            assert!((gain - published).abs() <= 0.04, "{code}: {gain} is not the published {published}");
        }
    }

    /// All 69 economies, base years 2002 and 2006. The published figures are for 1994, so these are checked
    /// against an independent implementation of the same counterfactual on the same files, at `beta` 0.557.
    #[test]
    fn all_economies_of_2002_and_2006() {
        for (year, expected) in [(2002, [3.91204, 3.68576, 0.38497]), (2006, [4.01996, 3.58058, 0.41796])] {
            let (codes, cells) = square(&format!("agtpa_{year}_manufacturing_trade_musd.csv"));
            assert_eq!(codes.len(), 69);
            let index = |code: &str| codes.iter().position(|c| c == code).unwrap();
            let flows = DMatrix::from_fn(69, 69, |i, j| cells[i][j].parse().unwrap());
            let found = gains(&flows, PUBLISHED.map(|(code, _)| index(code)), 0.557);
            for ((gain, expected), (code, _)) in found.into_iter().zip(expected).zip(PUBLISHED) {
                assert!((gain - expected).abs() <= 2e-5, "{year}, {code}: {gain} is not {expected}");
            }
        }
    }
}
