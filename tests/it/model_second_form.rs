//! The second form of the world model against a twin written from the model page alone, and the twin against the
//! figures of an independent program.

use comity::model::{Model, Parameters, Signals};
use comity::study::Scenario;
use comity::treaty::Regime;
use comity::world::{NuclearStatus, World};
use nalgebra::{DMatrix, DVector};

/// What the independent program does otherwise than the page.
#[derive(Clone, Copy, Default)]
struct Otherwise {
    /// Entrapment counts in one direction of each mutual pact, the one that the list of pacts names first.
    one_way: bool,
    /// The multiplier of a fund counts on the whole grant, and arrangements cost nothing to run.
    gross: bool,
}

/// A cooperative arrangement: members, all by number.
type Accord = Vec<usize>;

struct Twin<'a> {
    world: &'a World,
    otherwise: Otherwise,
    sent: bool,
    trust: DMatrix<f64>,
    strength: DMatrix<f64>,
    stock: Vec<f64>,
    /// `s_i`.
    share: Vec<f64>,
    loss: Vec<f64>,
    threat: DMatrix<f64>,
    own: Vec<f64>,
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

impl<'a> Twin<'a> {
    fn new(world: &'a World, otherwise: Otherwise, sent: bool) -> Self {
        let n = world.len();
        let x = world.nations();
        let allied = |i, j| world.is_obliged(i, j) || world.is_obliged(j, i);
        let trust = DMatrix::from_fn(n, n, |i, j| {
            let (pact, rival) = (f64::from(allied(i, j)), f64::from(world.are_rivals(i, j)));
            logistic(1.0 - 0.6 * (x[i].ideal_point - x[j].ideal_point).abs() + 1.5 * pact - 1.652 * rival)
        });
        let reach = |j: usize| if x[j].major_power { 16_000.0 } else { 4_000.0 };
        let strength = DMatrix::from_fn(n, n, |i, j| 1.0 / (1.0 + world.distance()[(i, j)] / reach(j)));
        let stock: Vec<f64> = x.iter().map(|x| x.military_expenditure / 0.08).collect();
        let (zero, none) = (DMatrix::zeros(n, n), vec![0.0; n]);
        let mut twin = Twin {
            world,
            otherwise,
            sent,
            trust,
            strength,
            stock,
            share: none,
            loss: vec![],
            threat: zero,
            own: vec![],
        };
        let pacts = twin.pacts();
        let (loss, _) = twin.losses(&twin.trust, &twin.stock, world.trade(), &pacts, &[]);
        let of = |i: usize| {
            let burden = 0.08 * twin.stock[i] / x[i].gdp;
            0.4 * loss[i] / (loss[i] + 10e-4) * (1.0 - burden / 0.35).max(0.0)
        };
        twin.share = (0..n).map(of).collect();
        twin.loss = loss;
        twin.threat = twin.hazard_of_threat(&twin.trust);
        twin.own = (0..n).map(|i| twin.own_share(i, &twin.trust, &pacts)).collect();
        twin
    }

    fn pacts(&self) -> DMatrix<bool> {
        DMatrix::from_fn(self.world.len(), self.world.len(), |o, b| self.world.is_obliged(o, b))
    }

    /// `λ` and `w` of a pair.
    fn rates(
        &self,
        i: usize,
        j: usize,
        trust: &DMatrix<f64>,
        stock: &[f64],
        flows: &DMatrix<f64>,
    ) -> (f64, f64) {
        let (w, x) = (self.world, self.world.nations());
        let (a, b) = (&x[i], &x[j]);
        let majors = f64::from(a.major_power) + f64::from(b.major_power);
        let traded = 100.0 * (flows[(i, j)] + flows[(j, i)]);
        let dependence = (traded / a.gdp).min(traded / b.gdp) + 0.001;
        let mean = (trust[(i, j)] + trust[(j, i)]) / 2.0;
        let z = -1.309 + 2.044 * f64::from(w.share_border(i, j)) - 0.458 * (w.distance()[(i, j)] + 50.0).ln()
            + 1.336 * majors
            - 0.385 * (stock[i] / stock[j]).ln().abs()
            + 1.652 * ((1.0 - mean) / 0.75).min(1.0)
            + 0.307 * (a.ideal_point - b.ideal_point).abs()
            - 1.19 * a.democracy.min(b.democracy)
            - 0.113 * dependence.ln()
            - if w.share_border(i, j) || majors > 0.0 { 0.0 } else { 1.7 };
        let both = a.nuclear == NuclearStatus::Possession && b.nuclear == NuclearStatus::Possession;
        let escalation = logistic(-3.5 - 2.5 * a.democracy.min(b.democracy) - f64::from(both));
        let distrust = (1.0 - trust[(i, j)]) * (1.0 - trust[(j, i)]) / 0.5625;
        (z, (escalation * distrust).min(1.0))
    }

    /// `H`: hazard with stocks and trade at the base and no pact, times delivered strength.
    fn hazard_of_threat(&self, trust: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(self.world.len(), self.world.len(), |i, j| {
            if i == j {
                return 0.0;
            }
            let (z, w) = self.rates(i, j, trust, &self.stock, self.world.trade());
            logistic(z) * w * self.strength[(i, j)]
        })
    }

    fn own_share(&self, i: usize, trust: &DMatrix<f64>, pacts: &DMatrix<bool>) -> f64 {
        let helped = (0..self.stock.len()).filter(|&k| pacts[(k, i)]);
        let help: f64 = helped.map(|k| 0.41 * trust[(i, k)] * self.strength[(i, k)] * self.stock[k]).sum();
        self.stock[i] / (self.stock[i] + help)
    }

    /// `R`, and hazards.
    fn losses(
        &self,
        trust: &DMatrix<f64>,
        stock: &[f64],
        flows: &DMatrix<f64>,
        pacts: &DMatrix<bool>,
        shielded: &[usize],
    ) -> (Vec<f64>, DMatrix<f64>) {
        let n = stock.len();
        let mut loss = vec![0.0; n];
        let mut hazard = DMatrix::zeros(n, n);
        for i in 0..n {
            for j in (0..n).filter(|&j| j != i) {
                let (z, w) = self.rates(i, j, trust, stock, flows);
                let defended = (0..n).any(|k| k != j && pacts[(k, i)]);
                let h = logistic(z - 0.3 * f64::from(defended)) * w;
                hazard[(i, j)] = h;
                let help = (0..n).filter(|&k| k != j && pacts[(k, i)]);
                let help: f64 = help.map(|k| 0.41 * trust[(i, k)] * self.strength[(i, k)] * stock[k]).sum();
                let attack = self.strength[(i, j)] * stock[j];
                let p = attack / (attack + stock[i] + help);
                let site = if self.world.share_border(i, j) { 0.5 } else { p };
                let (missiles, against) = match self.world.nations()[j].nuclear {
                    NuclearStatus::Possession => (0.15, 0.25),
                    NuclearStatus::Pursuit => (0.05, 1.0),
                    _ => (0.0, 0.0),
                };
                let averted = if shielded.contains(&i) { 0.3 * against } else { 0.0 };
                loss[i] += h * (0.3 * site + 0.3 * p + missiles * self.strength[(i, j)] * (1.0 - averted));
            }
        }
        for i in 0..n {
            for k in (0..n).filter(|&k| pacts[(i, k)] && !(self.otherwise.one_way && pacts[(k, i)] && i > k))
            {
                let others = (0..n).filter(|&j| j != i && j != k);
                loss[i] += 0.41 * 0.01 * others.map(|j| hazard[(k, j)]).sum::<f64>();
            }
        }
        (loss, hazard)
    }

    /// `ln Ŵ` and flows after the members' trade costs have fallen by 3 % and 1 %.
    fn trade(&self, accord: &Accord) -> (Vec<f64>, DMatrix<f64>) {
        let x = self.world.trade();
        let (m, n) = (x.nrows(), self.world.len());
        let income: Vec<f64> = (0..m).map(|i| x.row(i).sum()).collect();
        let spending: Vec<f64> = (0..m).map(|j| x.column(j).sum()).collect();
        let share = DMatrix::from_fn(m, m, |i, j| x[(i, j)] / spending[j]);
        let inside = |i: usize, j: usize| i != j && accord.contains(&i) && accord.contains(&j);
        let ease = DMatrix::from_fn(m, m, |i, j| if inside(i, j) { (0.97f64 * 0.99).powi(-4) } else { 1.0 });
        let mut wage = vec![1.0; m];
        let shares = |wage: &[f64]| {
            let mut s = DMatrix::from_fn(m, m, |i, j| share[(i, j)] * wage[i].powi(-4) * ease[(i, j)]);
            (0..m).for_each(|j| {
                let sum = s.column(j).sum();
                s.column_mut(j).scale_mut(1.0 / sum);
            });
            s
        };
        let deficits = |wage: &[f64]| -> f64 {
            let spent: f64 = (0..m).map(|j| spending[j] * wage[j]).sum();
            spent / (0..m).map(|j| income[j] * wage[j]).sum::<f64>()
        };
        for _ in 0..20_000 {
            let (s, mu) = (shares(&wage), deficits(&wage));
            let mut most: f64 = 0.0;
            let ratio: Vec<f64> = (0..m)
                .map(|i| {
                    let demand: f64 = (0..m).map(|j| s[(i, j)] * spending[j] * wage[j]).sum();
                    demand / mu / (income[i] * wage[i])
                })
                .collect();
            for (w, g) in wage.iter_mut().zip(&ratio) {
                most = most.max(g.ln().abs());
                *w *= g.powf(0.2);
            }
            let level: f64 =
                wage.iter().zip(&income).map(|(w, y)| w * y).sum::<f64>() / income.iter().sum::<f64>();
            wage.iter_mut().for_each(|w| *w /= level);
            if most < 1e-14 {
                break;
            }
        }
        let (s, mu) = (shares(&wage), deficits(&wage));
        let gains = (0..n).map(|j| -0.25 * (s[(j, j)] / share[(j, j)]).ln()).collect();
        (gains, DMatrix::from_fn(m, m, |i, j| s[(i, j)] * spending[j] * wage[j] / mu))
    }

    /// Receipts of a fund of .15 % of the members' GDP, share of GDP.
    fn fund(&self, accord: &Accord) -> Vec<f64> {
        let x = self.world.nations();
        let total: f64 = accord.iter().map(|&i| x[i].gdp).sum();
        let need: Vec<f64> = accord.iter().map(|&i| x[i].population / x[i].gdp).collect();
        let mut sorted = need.clone();
        sorted.sort_by(f64::total_cmp);
        let k = sorted.len();
        let median = (sorted[(k - 1) / 2] + sorted[k / 2]) / 2.0;
        let capped: Vec<f64> = need.iter().map(|q| q.min(3.0 * median)).collect();
        let sum: f64 = capped.iter().sum();
        let grant = |a: usize| (0.0015 * total * capped[a] / sum).min(0.05 * x[accord[a]].gdp);
        let granted: f64 = (0..k).map(grant).sum();
        let mut net = vec![0.0; x.len()];
        for (a, &i) in accord.iter().enumerate() {
            let paid = granted * x[i].gdp / total;
            let balance = grant(a) - paid;
            let worth = match self.otherwise.gross {
                true => 1.15 * grant(a) - paid,
                false if balance > 0.0 => 1.15 * balance,
                false => balance,
            };
            net[i] = worth / x[i].gdp;
        }
        net
    }

    /// `U` and `M`: pacts in force or none, missile defence of USA and JPN or none, an accord or none.
    fn evaluate(&self, pacts: bool, shield: bool, accord: &Accord) -> (Vec<f64>, Vec<f64>) {
        let (w, x) = (self.world, self.world.nations());
        let n = w.len();
        let today = self.pacts();
        let pacts = if pacts { today.clone() } else { DMatrix::from_element(n, n, false) };
        let shielded: Vec<usize> = if shield { vec![0, 1] } else { Vec::new() };
        let mut price = vec![0.0; n];
        let mut autonomy = |members: &[usize], scope: f64, weight: &dyn Fn(usize) -> f64| {
            let all: f64 = members.iter().map(|&i| weight(i)).sum();
            let policy: f64 = members.iter().map(|&i| weight(i) * x[i].ideal_point).sum::<f64>() / all;
            members.iter().for_each(|&i| price[i] += 2e-4 * scope * (x[i].ideal_point - policy).powi(2));
        };
        let by_stock = |i: usize| self.stock[i];
        for i in 0..n {
            for j in i + 1..n {
                if pacts[(i, j)] || pacts[(j, i)] {
                    autonomy(&[i, j], 0.1, &by_stock);
                }
            }
        }
        if shield {
            autonomy(&shielded, 0.2, &by_stock);
        }
        if !accord.is_empty() {
            autonomy(accord, 1.0, &|_| 1.0);
        }
        for i in 0..n {
            for k in 0..n {
                price[i] += if pacts[(i, k)] { 0.05e-4 } else { 1e-4 * f64::from(today[(i, k)]) };
            }
            if !self.otherwise.gross {
                price[i] += 0.02e-4 * (f64::from(shielded.contains(&i)) + f64::from(accord.contains(&i)));
            }
        }
        let (gains, flows) =
            if accord.is_empty() { (vec![0.0; n], w.trade().clone()) } else { self.trade(accord) };
        let fund = if accord.is_empty() { vec![0.0; n] } else { self.fund(accord) };
        let spent: f64 = shielded.iter().map(|&i| x[i].gdp).sum();
        let spending = |i: usize| if shielded.contains(&i) { 10.0 * x[i].gdp / spent } else { 0.0 };
        let people: f64 = x.iter().map(|x| x.population).sum();
        let poverty = |j: usize| {
            x[j].poverty.unwrap_or_else(|| 1.0 / (1.0 + (x[j].gdp * 1e9 / x[j].population / 600.0).powf(1.5)))
        };
        let (mut utility, mut stocks) = (vec![0.0; n], vec![0.0; n]);
        for mask in 0..if self.sent { 1 } else { 1u32 << accord.len() } {
            let mut trust = self.trust.clone();
            let mut chance = 1.0;
            for (bit, &j) in accord.iter().enumerate() {
                let others: Vec<usize> = accord.iter().copied().filter(|&i| i != j).collect();
                let of = |i: &usize| 0.8 * self.trust[(*i, j)] + 0.5 * (1.0 - self.trust[(*i, j)]);
                let comes = others.iter().map(of).sum::<f64>() / others.len() as f64;
                let came = mask >> bit & 1 == 0;
                chance *= if self.sent {
                    1.0
                } else if came {
                    comes
                } else {
                    1.0 - comes
                };
                let (s, e) = if came { (0.8, 0.5) } else { (0.2, 0.5) };
                for i in others {
                    let t = self.trust[(i, j)];
                    trust[(i, j)] = t * s / (t * s + (1.0 - t) * e);
                }
            }
            let now = self.hazard_of_threat(&trust);
            let mut system = DMatrix::identity(n, n);
            let mut upkeep = DVector::zeros(n);
            for i in 0..n {
                let base: f64 = (0..n).map(|k| self.threat[(i, k)] * self.stock[k]).sum();
                let sum: f64 = (0..n).map(|k| self.threat[(i, k)]).sum();
                let least = 0.001 * sum + 1e-9 * self.stock[i];
                let share = self.share[i] * base / (base + least);
                let factor = (self.own_share(i, &trust, &pacts) / self.own[i]).powf(0.3);
                for j in (0..n).filter(|&j| j != i) {
                    system[(i, j)] -= share * self.stock[i] * now[(i, j)] / base * factor;
                }
                upkeep[i] = (1.0 - share) * self.stock[i];
                if x[i].nuclear == NuclearStatus::Possession {
                    let strangers = (0..n).filter(|&j| j != i && !pacts[(i, j)] && !pacts[(j, i)]);
                    upkeep[i] +=
                        0.25 * strangers.map(|j| (1.0 - trust[(i, j)]) * spending(j)).sum::<f64>() / 0.08;
                }
            }
            let stock: Vec<f64> = system.lu().solve(&upkeep).unwrap().iter().copied().collect();
            let (loss, _) = self.losses(&trust, &stock, &flows, &pacts, &shielded);
            for i in 0..n {
                let terror: f64 = (0..n)
                    .filter(|&j| j != i)
                    .map(|j| x[j].population / people * self.strength[(i, j)] * poverty(j))
                    .sum();
                let u = -loss[i] - (0.08 * stock[i] + spending(i)) / x[i].gdp + gains[i] + fund[i].ln_1p()
                    - 1e-4 * terror
                    - price[i];
                utility[i] += chance * u;
                stocks[i] += chance * stock[i];
            }
        }
        (utility, stocks)
    }
}

/// A regime's name, whether pacts and missile defence are in force, the accord's members, and what is printed of it:
/// gains in bp, arms in per cent.
type Printed = (&'static str, bool, bool, &'static [usize], [f64; 11], [f64; 11]);

const SIX: [usize; 6] = [1, 2, 3, 4, 5, 6];
const SEVEN: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

fn world() -> World {
    World::northeast_asia_2002()
}

/// The library gives what the page says, digit by digit.
#[test]
fn the_model_is_what_the_page_says() {
    let world = world();
    let scenario = Scenario::northeast_asia_2002();
    for sent in [false, true] {
        let signals = if sent { Signals::Sent } else { Signals::Expected };
        let model = Model::new(world.clone(), Parameters { signals, ..Parameters::default() }).unwrap();
        let twin = Twin::new(&world, Otherwise::default(), sent);
        for (nation, loss) in model.base_outcome().nations.iter().zip(&twin.loss) {
            assert!((nation.expected_loss - loss).abs() < 1e-13, "{}", nation.iso3);
        }
        for (a, b) in model.outward_shares().iter().zip(&twin.share) {
            assert!((a - b).abs() < 1e-11);
        }
        for (name, pacts, shield, accord) in [
            ("hub_and_spoke", true, false, Vec::new()),
            ("no_pacts", false, false, Vec::new()),
            ("missile_defence", true, true, Vec::new()),
            ("cooperative_six", true, false, SIX.to_vec()),
            ("cooperative_seven", true, false, SEVEN.to_vec()),
        ] {
            let outcome = model.evaluate(&scenario.regime(name).unwrap()).unwrap();
            let (utility, stock) = twin.evaluate(pacts, shield, &accord);
            for (i, nation) in outcome.nations.iter().enumerate() {
                let (u, m) = (utility[i], stock[i]);
                assert!((nation.utility - u).abs() < 1e-10, "{name} {}: {} {u}", nation.iso3, nation.utility);
                assert!((nation.military_stock / m - 1.0).abs() < 1e-10, "{name} {}", nation.iso3);
            }
        }
    }
    assert!(model_without_pacts_is_none());
}

fn model_without_pacts_is_none() -> bool {
    Scenario::northeast_asia_2002().regime("no_pacts").unwrap() == Regime::none()
}

/// The figures of the independent program, to the digits printed: with entrapment one way and funds counted gross, as
/// it does.
#[test]
fn the_twin_gives_the_figures_of_an_independent_program() {
    let world = world();
    let otherwise = Otherwise { one_way: true, gross: true };
    let expected = Twin::new(&world, otherwise, false);
    let base_loss = [4.34, 24.53, 36.38, 80.07, 47.12, 16.10, 1.96, 1.00, 0.35, 0.33, 0.85];
    let share = [0.110, 0.276, 0.293, 0.117, 0.309, 0.218, 0.062, 0.034, 0.013, 0.012, 0.030];
    for i in 0..11 {
        assert!((1e4 * expected.loss[i] - base_loss[i]).abs() <= 0.0101, "R⁰ of {i}");
        assert!((expected.share[i] - share[i]).abs() <= 0.00051, "s of {i}");
    }
    let dash = f64::NAN; // not printed
    let tables: [Printed; 4] = [
        (
            "no pacts",
            false,
            false,
            &[],
            [-6.1, -26.4, -65.4, -293.6, -16.4, -1.4, -0.1, -9.0, -4.0, -2.8, -7.1],
            [0.2, 10.2, 23.0, 10.6, 1.5, 0.3, 0.1, 3.3, 2.8, 2.2, 3.8],
        ),
        (
            "missile defence",
            true,
            true,
            &[],
            [-9.1, -9.4, -2.1, -2.8, -15.9, -40.9, -0.5, -0.5, -0.1, -0.1, -0.2],
            [0.8, 2.0, 0.9, 0.2, 7.4, 10.2, 0.3, 0.3, dash, dash, 0.2],
        ),
        (
            "six",
            true,
            false,
            &SIX,
            [0.1, 6.0, 33.6, 580.0, 46.6, 30.1, 690.4, -0.5, -2.6, -2.6, -0.2],
            [-0.1, -1.3, 1.2, 0.1, -0.6, 0.7, 1.1, dash, dash, dash, dash],
        ),
        (
            "seven",
            true,
            false,
            &SEVEN,
            [-8.2, 14.7, 59.6, 580.9, 102.1, 100.3, 719.2, -0.3, -5.2, -6.4, -3.0],
            [-0.2, -1.0, 1.9, 0.0, -0.8, 1.0, 1.3, dash, dash, dash, dash],
        ),
    ];
    let (u0, m0) = expected.evaluate(true, false, &Vec::new());
    for (name, pacts, shield, accord, utilities, arms) in tables {
        let (u, m) = expected.evaluate(pacts, shield, &accord.to_vec());
        for i in 0..11 {
            let gain = 1e4 * (u[i] - u0[i]);
            assert!((gain - utilities[i]).abs() <= 0.0501 + 0.05, "{name}, {i}: {gain} {}", utilities[i]);
            let rise = 100.0 * (m[i] / m0[i] - 1.0);
            assert!(
                arms[i].is_nan() || (rise - arms[i]).abs() <= 0.0501 + 0.05,
                "{name}, {i}: {rise} {}",
                arms[i]
            );
        }
    }
    // If all signals are sent.
    let kept = Twin::new(&world, otherwise, true);
    let (u0, _) = kept.evaluate(true, false, &Vec::new());
    for (accord, printed) in [
        (SIX.to_vec(), [1.3, 14.4, 62.1, 641.6, 60.5, 55.9]),
        (SEVEN.to_vec(), [-3.0, 24.9, 91.6, 671.4, 120.1, 158.0]),
    ] {
        let (u, _) = kept.evaluate(true, false, &accord);
        for i in 0..6 {
            let gain = 1e4 * (u[i] - u0[i]);
            assert!((gain - printed[i]).abs() <= 0.0501 + 0.05, "{i}: {gain} {}", printed[i]);
        }
    }
}
