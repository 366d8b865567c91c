//! Trade against the definition of its equilibrium, a plain fixed point, and the published NAFTA
//! counterfactual.

use crate::common::draws;
use comity::Error;
use comity::mechanism::trade::{Trade, TradeEquilibrium, gains_from_trade};
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
    let n = flows.nrows();
    let (income, ratio, share) = base(flows);
    let pull = DMatrix::from_fn(n, n, |i, j| share[(i, j)] * tau[(i, j)].powf(-elasticity));
    let joined = joined(&pull);
    let mut wage = vec![1.0f64; n];
    for _ in 0..60_000 {
        let sold: Vec<f64> = wage.iter().map(|w| w.powf(-elasticity)).collect();
        let price: Vec<f64> = (0..n).map(|j| (0..n).map(|k| pull[(k, j)] * sold[k]).sum()).collect();
        let mut demand = vec![0.0; n];
        for j in 0..n {
            let spent = ratio[j] * wage[j] * income[j] / scale(j, &joined, &income, &ratio, &wage);
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
    assert!(found.residual < 1e-12);
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
            let loss = gains_from_trade(trade.shares()[(j, j)], 5.0);
            assert!((1.0 - alone.real_income[j] - loss).abs() < 1e-12);
            assert!((alone.wage[j] - 1.0).abs() < 1e-12);
        }
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
        (DMatrix::from_row_slice(2, 2, &[1.0, 1.0, f64::NAN, 1.0]), "flow 1→0"),
        (DMatrix::from_row_slice(2, 2, &[f64::INFINITY, 1.0, 1.0, 1.0]), "flow 0→0"),
    ] {
        let message = trade.counterfactual(&tau).unwrap_err().to_string();
        assert!(message.contains(fragment), "{message}");
    }
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
