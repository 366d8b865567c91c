//! What lives beside the model's state: capital, investment abroad, ties of citizens, terror.

use super::Rules;
use crate::error::{Error, Result, Violation, all_valid};
use crate::mechanism::growth::Expectation;
use crate::mechanism::investment;
use crate::model::{Model, Outcome, Range, State};
use crate::treaty::{Regime, Term};
use crate::world::{NationCode, table};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Stocks that accumulate beside the model's [`State`], where [rules](Rules::living) let them. Hats are relative to the
/// beginning of the history. All lists are in the order of the world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Development {
    /// Capital `K̂`, above 0.
    pub capital: Vec<f64>,
    /// Output `Ŷ`, above 0: GDP over that of the beginning, but for what else has changed it.
    pub output: Vec<f64>,
    /// Stock of investment `F[(i, j)]` of `i` in `j`, USD bn, ≥ 0.
    #[serde(with = "table")]
    pub investment: DMatrix<f64>,
    /// Ties `N[(i, j)]` of the citizens and organisations of `i` with those of `j`, 0..1.
    #[serde(with = "table")]
    pub ties: DMatrix<f64>,
    /// Rate of terror, over that of the beginning, ≥ 0.
    pub terror: Vec<f64>,
    /// Incidents of terror in the last year; their mean where nothing is drawn.
    pub incidents: Vec<f64>,
    /// Log-odds of trust that others' opinion adds.
    #[serde(with = "table")]
    pub(super) opinion: DMatrix<f64>,
    /// Real income per head over that of the base.
    pub(super) income: Vec<f64>,
    /// What the year's disputes and trade are.
    pub(super) seen: Seen,
    /// The same for all years of a history, which copy it often.
    #[serde(with = "shared")]
    base: Arc<Base>,
}

/// Disputes and trade of a year, as they were computed for other ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    year: u32,
    #[serde(with = "table")]
    pub disputes: DMatrix<f64>,
    pub real_income: Vec<f64>,
}

/// What the hats are relative to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    gdp: Vec<f64>,
    population: Vec<f64>,
    poverty: Vec<f64>,
    burden: Vec<f64>,
    #[serde(with = "table")]
    investment: DMatrix<f64>,
    #[serde(with = "table")]
    disputes: DMatrix<f64>,
}

/// The base in files: as it is.
mod shared {
    use super::{Arc, Base};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(base: &Base, serializer: S) -> Result<S::Ok, S::Error> {
        base.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Base>, D::Error> {
        Base::deserialize(deserializer).map(Arc::new)
    }
}

impl Development {
    /// Where it begins: stocks imputed by gravity to this state, everything else at its base.
    pub fn begin(model: &Model, state: &State, rules: &Rules) -> Result<Self> {
        let outcome = model.assess(state)?;
        let n = state.nations.len();
        let disputes = outcome.dispute_rate().clone();
        let (gdp, distance) = (&state.gdp, model.world().distance());
        let pull = |i: usize, j: usize| {
            let (exponent, risk) = (rules.investment_distance, rules.investment_risk);
            investment::gravity((gdp[i], gdp[j]), distance[(i, j)], exponent, risk, disputes[(j, i)])
        };
        let mut stocks = DMatrix::from_fn(n, n, |i, j| if i == j { 0.0 } else { pull(i, j) });
        let all: f64 = stocks.iter().sum();
        if all > 0.0 {
            stocks *= rules.base_investment * gdp.iter().sum::<f64>() / all;
        }
        let depreciation = model.parameters().depreciation;
        let burden = |i: usize| depreciation * state.military_stock[i] / gdp[i];
        Ok(Development {
            capital: vec![1.0; n],
            output: vec![1.0; n],
            investment: stocks.clone(),
            ties: DMatrix::zeros(n, n),
            terror: vec![1.0; n],
            incidents: vec![0.0; n],
            opinion: DMatrix::zeros(n, n),
            income: outcome.nations.iter().map(|nation| nation.real_income_hat).collect(),
            seen: Seen::of(0, &outcome),
            base: Arc::new(Base {
                gdp: gdp.clone(),
                population: state.population.clone(),
                poverty: state.poverty.clone(),
                burden: (0..n).map(burden).collect(),
                investment: stocks,
                disputes,
            }),
        })
    }

    /// Makes this a copy of another, in place.
    pub fn copy(&mut self, other: &Self) {
        let Development { capital, output, terror, incidents, income, .. } = other;
        self.capital.clone_from(capital);
        self.output.clone_from(output);
        self.terror.clone_from(terror);
        self.incidents.clone_from(incidents);
        self.income.clone_from(income);
        self.seen.year = other.seen.year;
        self.seen.real_income.clone_from(&other.seen.real_income);
        let tables = [
            (&mut self.investment, &other.investment),
            (&mut self.ties, &other.ties),
            (&mut self.opinion, &other.opinion),
            (&mut self.seen.disputes, &other.seen.disputes),
        ];
        for (own, other) in tables {
            if own.shape() == other.shape() { own.copy_from(other) } else { own.clone_from(other) }
        }
        self.base.clone_from(&other.base);
    }

    /// Takes note of this year's disputes and trade.
    pub fn see(&mut self, year: u32, outcome: &Outcome) {
        self.seen.year = year;
        self.seen.disputes.copy_from(outcome.dispute_rate());
        let incomes = outcome.nations.iter().map(|nation| nation.real_income_hat);
        self.seen.real_income.iter_mut().zip(incomes).for_each(|(seen, now)| *seen = now);
    }

    /// Whether this year's disputes and trade are known.
    pub fn has_seen(&self, year: u32) -> bool {
        self.seen.year == year
    }

    /// `n̂`.
    pub fn labour(&self, state: &State, i: usize) -> f64 {
        state.population[i] / self.base.population[i]
    }

    /// Poverty over that of the base; 1 where there was and is none.
    pub fn poverty(&self, state: &State, i: usize) -> f64 {
        const LEAST: f64 = 1e-6;
        state.poverty[i].max(LEAST) / self.base.poverty[i].max(LEAST)
    }

    /// `Δb`, rise of the military burden since the base, share of GDP.
    pub fn more_burden(&self, model: &Model, state: &State, i: usize) -> f64 {
        model.parameters().depreciation * state.military_stock[i] / state.gdp[i] - self.base.burden[i]
    }

    /// `Â`: what the stocks held in each nation make of its technology.
    pub fn technology(&self, rules: &Rules) -> Vec<f64> {
        self.technology_at(&self.investment, rules)
    }

    fn technology_at(&self, stocks: &DMatrix<f64>, rules: &Rules) -> Vec<f64> {
        let base = &self.base.investment;
        let of = |j: usize| {
            let all = rules.own_technology * self.base.gdp[j] + base.column(j).sum();
            let held = (0..stocks.nrows()).filter(|&i| base[(i, j)] > 0.0);
            investment::technology(
                held.map(|i| (base[(i, j)] / all, stocks[(i, j)] / base[(i, j)])),
                rules.technology,
            )
        };
        (0..stocks.ncols()).map(of).collect()
    }

    /// `F*`: where stocks tend at these disputes and barriers,
    /// $F^0\hat\omega\,\hat Y_i\hat Y_j/\hat Y_W\,e^{-\zeta(\lambda-\lambda^0)}\hat\mu_j^{-\psi_F}$.
    pub fn investment_at_rest(
        &self,
        rules: &Rules,
        disputes: &DMatrix<f64>,
        barriers: Option<&DMatrix<f64>>,
    ) -> DMatrix<f64> {
        let (base, output) = (&self.base, &self.output);
        let produced: f64 = base.gdp.iter().zip(output).map(|(gdp, output)| gdp * output).sum();
        let world = produced / base.gdp.iter().sum::<f64>();
        let n = output.len();
        let repelled: Vec<f64> = self.terror.iter().map(|rate| rate.powf(-rules.terror_investment)).collect();
        DMatrix::from_fn(n, n, |i, j| {
            let before = base.investment[(i, j)];
            if before == 0.0 {
                return 0.0;
            }
            let safer = (-rules.investment_risk * (disputes[(j, i)] - base.disputes[(j, i)])).exp();
            let left = barriers.map_or(1.0, |b| b[(i, j)]);
            let eased =
                if left == 1.0 { 1.0 } else { investment::easing(1.0 - left, rules.investment_elasticity) };
            let scale = if world > 0.0 { output[i] * output[j] / world } else { 1.0 };
            (before * eased * scale * safer * repelled[j]).min(1e9)
        })
    }

    /// What is added to log wars per dispute, by pair.
    pub fn escalation(&self, rules: &Rules, state: &State, stocks: &DMatrix<f64>) -> DMatrix<f64> {
        let n = self.output.len();
        let (base, gdp) = (&self.base, &state.gdp);
        let mut shift = DMatrix::zeros(n, n);
        for j in 0..n {
            for i in 0..j {
                let now = (stocks[(i, j)] + stocks[(j, i)]) / gdp[i].min(gdp[j]);
                let before =
                    (base.investment[(i, j)] + base.investment[(j, i)]) / base.gdp[i].min(base.gdp[j]);
                let x = investment::escalation(rules.investment_peace, now, before).clamp(-100.0, 100.0);
                (shift[(i, j)], shift[(j, i)]) = (x, x);
            }
        }
        shift
    }

    /// Adds to the worth of a regime what it brings by way of growth: the discounted mean of log output to come over
    /// that of today, by what trade makes of incomes and what investment makes of technology. Money that is given counts
    /// in utility already.
    pub fn add_worth(
        &self,
        model: &Model,
        rules: &Rules,
        regime: &Regime,
        outcome: &Outcome,
        worth: &mut [f64],
    ) -> Result<()> {
        let growth = rules.accumulation();
        let now = self.technology(rules);
        let then = if rules.investment && rules.technology != 0.0 {
            let barriers = match opens(regime) {
                true => model.provisions_of(regime, model.base())?.barriers,
                false => None,
            };
            let at_rest = self.investment_at_rest(rules, outcome.dispute_rate(), barriers.as_ref());
            self.technology_at(&at_rest, rules)
        } else {
            now.clone()
        };
        for (i, worth) in worth.iter_mut().enumerate() {
            let ahead = Expectation {
                technology_at_rest: then[i],
                pace: rules.investment_pace,
                real_income: outcome.nations[i].real_income_hat,
                discount: rules.discount,
            };
            *worth += growth.worth(&ahead, now[i], self.capital[i]);
        }
        Ok(())
    }

    /// `Ŷ^η`, factors on the upkeep of arms; `None` where incomes do not move them.
    pub fn upkeep(&self, rules: &Rules) -> Option<Vec<f64>> {
        let moves = rules.growth && rules.arms_income != 0.0;
        moves.then(|| self.output.iter().map(|output| output.powf(rules.arms_income)).collect())
    }

    /// That it is one of these nations, with every figure in range.
    pub fn check(&self, nations: &[NationCode]) -> Result<()> {
        let n = nations.len();
        let (base, seen) = (&self.base, &self.seen);
        let lists = [
            ("capital", &self.capital, Range::POSITIVE),
            ("output", &self.output, Range::POSITIVE),
            ("terror", &self.terror, Range::NOT_NEGATIVE),
            ("incidents", &self.incidents, Range::NOT_NEGATIVE),
            ("income", &self.income, Range::POSITIVE),
            ("real income", &seen.real_income, Range::POSITIVE),
            ("GDP of the base", &base.gdp, Range::POSITIVE),
            ("population of the base", &base.population, Range::POSITIVE),
            ("poverty of the base", &base.poverty, Range::UNIT),
            ("burden of the base", &base.burden, Range::NOT_NEGATIVE),
        ];
        let any = Range::open(f64::NEG_INFINITY, f64::INFINITY);
        let tables = [
            ("investment", &self.investment, Range::NOT_NEGATIVE),
            ("ties", &self.ties, Range::UNIT),
            ("opinion", &self.opinion, any),
            ("disputes", &seen.disputes, Range::UNIT),
            ("investment of the base", &base.investment, Range::NOT_NEGATIVE),
            ("disputes of the base", &base.disputes, Range::UNIT),
        ];
        let shape = |what: &str, expected: String, got: String| {
            let what = format!("{what} of a history");
            if expected == got { Ok(()) } else { Err(Error::Shape { what, expected, got }) }
        };
        let mut bad = Vec::new();
        for (what, list, range) in lists {
            shape(what, format!("{n} numbers"), format!("{} numbers", list.len()))?;
            for (code, x) in nations.iter().zip(list).filter(|(_, x)| !range.contains(**x)) {
                bad.push(Violation::new(format!("nation {code}"), what, x, range.to_string()));
            }
        }
        for (what, t, range) in tables {
            shape(what, format!("{n} × {n}"), format!("{} × {}", t.nrows(), t.ncols()))?;
            for (i, j) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))) {
                if !range.contains(t[(i, j)]) {
                    let who = format!("{}→{}", nations[i], nations[j]);
                    bad.push(Violation::new(who, what, t[(i, j)], range.to_string()));
                }
            }
        }
        all_valid(bad)
    }
}

impl Seen {
    fn of(year: u32, outcome: &Outcome) -> Self {
        let real_income = outcome.nations.iter().map(|nation| nation.real_income_hat).collect();
        Seen { year, disputes: outcome.dispute_rate().clone(), real_income }
    }
}

/// Whether a regime may cut barriers to investment.
pub(super) fn opens(regime: &Regime) -> bool {
    holds(regime, |term| matches!(term, Term::InvestmentTreaty { .. } | Term::Own { .. }))
}

/// Whether a regime may have its members pay each other.
pub(super) fn pays(regime: &Regime) -> bool {
    let paying = |term: &Term| {
        matches!(
            term,
            Term::Aid { .. } | Term::InfrastructureFund { .. } | Term::TariffCut { .. } | Term::Own { .. }
        )
    };
    regime.arrangements().iter().any(|a| !a.payments.is_empty()) || holds(regime, paying)
}

fn holds(regime: &Regime, test: impl Fn(&Term) -> bool) -> bool {
    regime.arrangements().iter().any(|a| a.terms.iter().any(&test))
}
