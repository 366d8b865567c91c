//! What stands in for a cell that a public data file leaves empty: one stated rule for each kind.

use super::csv::{Dyads, State};
use super::{Nation, NationCode, Priorities, Rows, WorldData};
use crate::error::{Error, Result, Violation, all_valid};
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Radius of the Earth, km.
const EARTH_KM: f64 = 6_371.0;

/// Capitals that [`Rule::NearestCapitals`] averages over.
const NEAREST: usize = 5;

/// One missing cell and the figure that stands in for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The nation; of a dyad the first, for a trade flow the exporter.
    pub nation: NationCode,
    /// The other nation of a dyad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<NationCode>,
    /// The field of [`Nation`] or the table of [`World`](super::World).
    pub field: String,
    /// The figure, in the unit of the field.
    pub value: f64,
    /// The rule that gave it.
    pub rule: Rule,
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.nation)?;
        if let Some(partner) = self.partner {
            write!(f, "→{partner}")?;
        }
        let decimals = if self.value.abs() < 0.1 { 7 } else { 3 };
        write!(f, ": {} = {:.decimals$} ({})", self.field, self.value, self.rule)
    }
}

/// The rules by which missing cells are filled. Regressions are by ordinary least squares over the states
/// that have every figure in them; each is reported as a [`Fit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rule {
    /// Population: the `tpop` of the National Material Capabilities (Correlates of War).
    CowPopulation,
    /// GDP: `ln(Y/L) = a + b·ln(L/n)` with `L` the latent GDP of Fariss et al. (2022) at purchasing-power
    /// parity, so that a poor state's lower price level (the Penn effect) is kept.
    LatentGdp,
    /// Military expenditure `E`: `ln E = a + b·ln Y + c·ln(1 + personnel)` over the states with `E > 0`.
    GdpAndPersonnel,
    /// Military expenditure where personnel is missing too: `ln E = a + b·ln Y`.
    GdpAlone,
    /// Military expenditure that the file states as zero (no armed forces; below its unit of 1 000 USD): the
    /// smallest positive share of GDP that any state spends. The model takes logarithms and ratios of arms.
    LeastArmed,
    /// Democracy: `polyarchy = a + b·polity2`, cut to 0..1.
    Polity,
    /// Democracy where Polity is missing too, and ideal points: mean of the five states with a figure whose
    /// capitals are nearest (ties: file order).
    NearestCapitals,
    /// Nuclear status: none, for a state absent from the list of weapons programmes.
    NoProgramme,
    /// Distance: great circle between the capitals' coordinates, at least 1 km.
    GreatCircle,
    /// Distance of states that share a land border: median over the land borders with a figure.
    BorderMedian,
    /// Distance of other states: mean of the given distances to the one from the land neighbours of the
    /// other; where there are none, from the neighbours of the one to those of the other.
    LandNeighbours,
    /// Trade flow: the gravity equation `E[X_ij] = exp(a + b·ln Y_i + c·ln Y_j + d·ln distance + e·border)`,
    /// fitted to all given flows, zeros included, by Poisson pseudo-maximum likelihood (Santos Silva &
    /// Tenreyro 2006), whose fitted flows sum to the given ones. It knows of no embargo.
    Gravity,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::CowPopulation => "population of National Material Capabilities",
            Rule::LatentGdp => "latent GDP at the price level of its income",
            Rule::GdpAndPersonnel => "regression on GDP and military personnel",
            Rule::GdpAlone => "regression on GDP",
            Rule::LeastArmed => "stated as zero: smallest positive share of GDP of any state",
            Rule::Polity => "regression on Polity",
            Rule::NearestCapitals => "mean of the five nearest capitals",
            Rule::NoProgramme => "absent from the list of programmes",
            Rule::GreatCircle => "great circle between capitals",
            Rule::BorderMedian => "median distance across a land border",
            Rule::LandNeighbours => "mean distance from land neighbours",
            Rule::Gravity => "gravity equation",
        })
    }
}

/// A regression that stands behind estimates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The rule it serves.
    pub rule: Rule,
    /// Coefficients in the order of the rule's equation, the constant first.
    pub coefficients: Vec<f64>,
    /// States or flows it was fitted to.
    pub observations: usize,
}

impl Fit {
    fn predict(&self, x: &[f64]) -> f64 {
        self.coefficients.iter().zip(x).map(|(b, x)| b * x).sum()
    }
}

/// Fills the gaps of the tables, field by field, and keeps account of it.
pub(super) struct Estimator<'a> {
    states: &'a [State],
    dyads: &'a Dyads,
    estimates: Vec<Estimate>,
    fits: Vec<Fit>,
    /// Cells for which no rule gives a value.
    hopeless: Vec<Violation>,
}

impl<'a> Estimator<'a> {
    pub fn new(states: &'a [State], dyads: &'a Dyads) -> Self {
        Estimator { states, dyads, estimates: Vec::new(), fits: Vec::new(), hopeless: Vec::new() }
    }

    /// The complete figures (name and sources are the caller's), the estimates among them, and their fits.
    pub fn complete(mut self) -> Result<(WorldData, Vec<Estimate>, Vec<Fit>)> {
        let distance = self.distances();
        let population = self.populations();
        let gdp = self.gdps(&population);
        let military_expenditure = self.military_expenditures(&gdp);
        let democracy = self.democracies(&distance);
        let ideal_point = self.ideal_points(&distance);
        for s in self.states.iter().filter(|s| s.nuclear.is_none()) {
            self.note(s.code, None, "nuclear", 0.0, Rule::NoProgramme);
        }
        all_valid(std::mem::take(&mut self.hopeless))?;
        let trade = self.trade(&gdp, &distance)?;

        let nation = |(i, s): (usize, &State)| Nation {
            code: s.code,
            name: s.name.clone(),
            gdp: gdp[i],
            population: population[i],
            military_expenditure: military_expenditure[i],
            nuclear: s.nuclear.unwrap_or_default(),
            ideal_point: ideal_point[i],
            democracy: democracy[i],
            poverty: s.poverty,
            major_power: s.major_power,
            cinc: s.cinc,
            priorities: Priorities::default(),
        };
        let data = WorldData {
            nations: self.states.iter().enumerate().map(nation).collect(),
            land_borders: self.pairs(&self.dyads.land_border, |i, j| i < j),
            rivalries: self.pairs(&self.dyads.rivalry, |i, j| i < j),
            defence_obligations: self.pairs(&self.dyads.defence, |_, _| true),
            trade: self.rows(&trade),
            distance: self.rows(&distance),
            ..WorldData::default()
        };
        self.fits.retain(|fit| self.estimates.iter().any(|e| e.rule == fit.rule));
        Ok((data, self.estimates, self.fits))
    }

    fn populations(&mut self) -> Vec<f64> {
        self.fill("population", |s| s.population, |_, s| Some((s.cow_population?, Rule::CowPopulation)))
    }

    fn gdps(&mut self, population: &[f64]) -> Vec<f64> {
        let states = self.states;
        let income = |i: usize| Some([1.0, (states[i].latent_gdp? / population[i]).ln()]);
        let price_level = |s: &State| Some((s.gdp? / s.latent_gdp?).ln());
        let known = (0..states.len()).filter_map(|i| Some((income(i)?, price_level(&states[i])?)));
        let fit = Fit::least_squares(Rule::LatentGdp, known);
        let gdp = self.fill(
            "gdp",
            |s| s.gdp,
            |i, s| Some((s.latent_gdp? * fit.as_ref()?.predict(&income(i)?).exp(), Rule::LatentGdp)),
        );
        self.fits.extend(fit);
        gdp
    }

    fn military_expenditures(&mut self, gdp: &[f64]) -> Vec<f64> {
        let states = self.states;
        let positive = |s: &State| s.military_expenditure.filter(|&e| e > 0.0);
        let size = |i: usize| [1.0, gdp[i].ln()];
        let size_and_personnel = |i: usize| Some([1.0, gdp[i].ln(), states[i].personnel?.ln_1p()]);
        let known = || (0..states.len()).filter_map(|i| Some((i, states[i].gdp?, positive(&states[i])?)));
        let least_share = known().map(|(_, y, e)| e / y).min_by(f64::total_cmp);
        let by_gdp = Fit::least_squares(Rule::GdpAlone, known().map(|(i, _, e)| (size(i), e.ln())));
        let by_both = Fit::least_squares(
            Rule::GdpAndPersonnel,
            known().filter_map(|(i, _, e)| Some((size_and_personnel(i)?, e.ln()))),
        );
        let expenditure = self.fill("military_expenditure", positive, |i, s| {
            if s.military_expenditure.is_some() {
                return Some((least_share? * gdp[i], Rule::LeastArmed));
            }
            let both =
                || Some((by_both.as_ref()?.predict(&size_and_personnel(i)?).exp(), Rule::GdpAndPersonnel));
            both().or_else(|| Some((by_gdp.as_ref()?.predict(&size(i)).exp(), Rule::GdpAlone)))
        });
        self.fits.extend(by_both.into_iter().chain(by_gdp));
        expenditure
    }

    fn democracies(&mut self, distance: &DMatrix<f64>) -> Vec<f64> {
        let states = self.states;
        let known = states.iter().filter_map(|s| Some(([1.0, s.polity?], s.polyarchy?)));
        let fit = Fit::least_squares(Rule::Polity, known);
        let democracy = self.fill(
            "democracy",
            |s| s.polyarchy,
            |i, s| {
                let by_polity =
                    || Some((fit.as_ref()?.predict(&[1.0, s.polity?]).clamp(0.0, 1.0), Rule::Polity));
                by_polity().or_else(|| nearest(i, states, |s| s.polyarchy, distance))
            },
        );
        self.fits.extend(fit);
        democracy
    }

    fn ideal_points(&mut self, distance: &DMatrix<f64>) -> Vec<f64> {
        let (states, given) = (self.states, |s: &State| s.ideal_point);
        self.fill("ideal_point", given, |i, _| nearest(i, states, given, distance))
    }

    fn distances(&mut self) -> DMatrix<f64> {
        let (states, dyads) = (self.states, self.dyads);
        let n = states.len();
        let given = |i: usize, j: usize| dyads.distance[(i, j)];
        let neighbours = |i: usize| (0..n).filter(move |&k| dyads.land_border[(i, k)]);
        let pairs = || (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        let across = pairs().filter(|&pair| dyads.land_border[pair]).filter_map(|(i, j)| given(i, j));
        let border_median = median(across.collect());
        let around = |i: usize, j: usize| {
            let one_end =
                neighbours(i).filter_map(|k| given(k, j)).chain(neighbours(j).filter_map(|k| given(i, k)));
            let both_ends = || neighbours(i).flat_map(|k| neighbours(j).filter_map(move |l| given(k, l)));
            mean(one_end).or_else(|| mean(both_ends()))
        };
        let mut distance = DMatrix::zeros(n, n);
        for (i, j) in pairs() {
            let km = given(i, j).unwrap_or_else(|| {
                let on_globe = states[i].coordinates.zip(states[j].coordinates);
                let estimate = if let Some((a, b)) = on_globe {
                    Some((great_circle(a, b), Rule::GreatCircle))
                } else if dyads.land_border[(i, j)] {
                    border_median.map(|km| (km, Rule::BorderMedian))
                } else {
                    around(i, j).map(|km| (km, Rule::LandNeighbours))
                };
                self.settle(states[i].code, Some(states[j].code), "distance", estimate)
            });
            distance[(i, j)] = km;
            distance[(j, i)] = km;
        }
        distance
    }

    /// All flows, with domestic sales on the diagonal.
    fn trade(&mut self, gdp: &[f64], distance: &DMatrix<f64>) -> Result<DMatrix<f64>> {
        let (states, dyads) = (self.states, self.dyads);
        let n = states.len();
        let x = |i: usize, j: usize| {
            let border = f64::from(u8::from(dyads.land_border[(i, j)]));
            [1.0, gdp[i].ln(), gdp[j].ln(), distance[(i, j)].ln(), border]
        };
        let pairs = || (0..n).flat_map(|i| (0..n).filter(move |&j| i != j).map(move |j| (i, j)));
        let mut flows = dyads.trade.map(|flow| flow.unwrap_or(0.0));
        if pairs().any(|pair| dyads.trade[pair].is_none()) {
            let known = pairs().filter_map(|(i, j)| Some((x(i, j), dyads.trade[(i, j)]?)));
            let fit = Fit::poisson(Rule::Gravity, known.collect())?;
            for (i, j) in pairs().filter(|&pair| dyads.trade[pair].is_none()) {
                flows[(i, j)] = fit.predict(&x(i, j)).exp();
                self.note(states[i].code, Some(states[j].code), "trade", flows[(i, j)], Rule::Gravity);
            }
            self.fits.push(fit);
        }
        for i in 0..n {
            flows[(i, i)] = (gdp[i] - flows.row(i).sum()).max(0.05 * gdp[i]);
        }
        Ok(flows)
    }

    /// A field of every state: as given, else by the rule.
    fn fill(
        &mut self,
        field: &str,
        given: impl Fn(&State) -> Option<f64>,
        rule: impl Fn(usize, &State) -> Option<(f64, Rule)>,
    ) -> Vec<f64> {
        let states = self.states.iter().enumerate();
        states
            .map(|(i, s)| given(s).unwrap_or_else(|| self.settle(s.code, None, field, rule(i, s))))
            .collect()
    }

    /// Takes an estimate down; where there is none, that there is none.
    fn settle(
        &mut self,
        nation: NationCode,
        partner: Option<NationCode>,
        field: &str,
        estimate: Option<(f64, Rule)>,
    ) -> f64 {
        if let Some((value, rule)) = estimate {
            self.note(nation, partner, field, value, rule);
            return value;
        }
        let who = match partner {
            Some(partner) => format!("dyad {nation}–{partner}"),
            None => format!("nation {nation}"),
        };
        self.hopeless.push(Violation::new(
            who,
            field,
            "missing",
            "a figure in the file, or those that a rule of world::Rule makes one from",
        ));
        f64::NAN
    }

    fn note(&mut self, nation: NationCode, partner: Option<NationCode>, field: &str, value: f64, rule: Rule) {
        self.estimates.push(Estimate { nation, partner, field: field.into(), value, rule });
    }

    fn pairs(
        &self,
        relation: &DMatrix<bool>,
        once: fn(usize, usize) -> bool,
    ) -> Vec<(NationCode, NationCode)> {
        let code = |i: usize| self.states[i].code;
        let all = (0..self.states.len()).flat_map(|i| (0..self.states.len()).map(move |j| (i, j)));
        all.filter(|&(i, j)| once(i, j) && relation[(i, j)]).map(|(i, j)| (code(i), code(j))).collect()
    }

    fn rows(&self, table: &DMatrix<f64>) -> Rows {
        let row = |(s, row): (&State, nalgebra::DVectorView<f64>)| (s.code, row.iter().copied().collect());
        Rows(self.states.iter().zip(table.transpose().column_iter()).map(row).collect())
    }
}

impl Fit {
    /// Ordinary least squares; `None` with no more observations than coefficients.
    fn least_squares<const K: usize>(
        rule: Rule,
        observations: impl Iterator<Item = ([f64; K], f64)>,
    ) -> Option<Self> {
        let mut count = 0;
        let weighted = observations.inspect(|_| count += 1).map(|(x, y)| (x, y, 1.0));
        let coefficients = weighted_least_squares(weighted);
        (count > K).then_some(Fit { rule, coefficients: coefficients?, observations: count })
    }

    /// Poisson pseudo-maximum likelihood of `E[y] = exp(x·β)` by iteratively reweighted least squares.
    fn poisson<const K: usize>(rule: Rule, observations: Vec<([f64; K], f64)>) -> Result<Self> {
        const TOLERANCE: f64 = 1e-10;
        const ITERATIONS: usize = 100;
        let count = observations.len();
        let mean = observations.iter().map(|(_, y)| y).sum::<f64>() / count as f64;
        if count <= K || mean <= 0.0 {
            return Err(Error::undefined(
                format!("the {rule} for missing flows"),
                format!("{count} flows are given, their mean is {mean}; needs more than {K}, not all zero"),
            ));
        }
        let mut fit = Fit { rule, coefficients: Vec::new(), observations: count };
        let (mut deviance, mut residual) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..ITERATIONS {
            let start = fit.coefficients.is_empty();
            let eta = |x: &[f64; K], y: f64| if start { (0.5 * (y + mean)).ln() } else { fit.predict(x) };
            let working = observations.iter().map(|&(x, y)| {
                let eta = eta(&x, y);
                (x, eta + (y - eta.exp()) / eta.exp(), eta.exp())
            });
            let Some(coefficients) = weighted_least_squares(working) else { break };
            fit.coefficients = coefficients;
            let terms = observations.iter().map(|&(x, y)| {
                let eta = fit.predict(&x);
                eta.exp() - y + if y > 0.0 { y * (y.ln() - eta) } else { 0.0 }
            });
            let previous = std::mem::replace(&mut deviance, 2.0 * terms.sum::<f64>());
            residual = (deviance - previous).abs() / (0.1 * mean + deviance);
            if residual < TOLERANCE {
                return Ok(fit);
            }
        }
        Err(Error::NotConverged {
            what: format!("the {rule} for missing flows"),
            iterations: ITERATIONS,
            residual,
            tolerance: TOLERANCE,
        })
    }
}

/// `argmin_β Σ w (y − x·β)²` by the normal equations, columns scaled to unit length. A ridge of 1e-12 gives a
/// column that says nothing (no land border anywhere) no weight. `None` if a sum is not finite.
fn weighted_least_squares<const K: usize>(
    observations: impl Iterator<Item = ([f64; K], f64, f64)>,
) -> Option<Vec<f64>> {
    let (mut gram, mut rhs) = (DMatrix::<f64>::zeros(K, K), DVector::zeros(K));
    for (x, y, w) in observations {
        for a in 0..K {
            rhs[a] += w * x[a] * y;
            (0..K).for_each(|b| gram[(a, b)] += w * x[a] * x[b]);
        }
    }
    let scale: Vec<f64> =
        (0..K).map(|a| if gram[(a, a)] > 0.0 { gram[(a, a)].sqrt() } else { 1.0 }).collect();
    for a in 0..K {
        rhs[a] /= scale[a];
        (0..K).for_each(|b| gram[(a, b)] /= scale[a] * scale[b]);
        gram[(a, a)] += 1e-12;
    }
    let solution = gram.cholesky()?.solve(&rhs);
    let beta: Vec<f64> = solution.iter().zip(&scale).map(|(b, s)| b / s).collect();
    beta.iter().all(|b| b.is_finite()).then_some(beta)
}

/// Mean of the figures of the states with one whose capitals are nearest to `i`'s.
fn nearest(
    i: usize,
    states: &[State],
    given: impl Fn(&State) -> Option<f64>,
    distance: &DMatrix<f64>,
) -> Option<(f64, Rule)> {
    let figures = states.iter().enumerate().filter_map(|(j, s)| Some((distance[(i, j)], given(s)?)));
    let mut figures: Vec<(f64, f64)> = figures.collect();
    figures.sort_by(|a, b| a.0.total_cmp(&b.0));
    Some((mean(figures.into_iter().map(|(_, x)| x).take(NEAREST))?, Rule::NearestCapitals))
}

/// Great-circle distance between (latitude, longitude) pairs in degrees, by the haversine formula, km.
fn great_circle(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let haversine = |angle: f64| (0.5 * angle).sin().powi(2);
    let h = haversine(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * haversine((b.1 - a.1).to_radians());
    (2.0 * EARTH_KM * h.clamp(0.0, 1.0).sqrt().asin()).max(1.0)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), x| (sum + x, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(0.5 * (lower + upper))
}
