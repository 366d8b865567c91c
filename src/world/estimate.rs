//! Estimates for cells that a public data file leaves empty: one stated rule per field.

use super::record::{Dyads, State};
use super::regression::Fit;
use super::{Nation, NationCode, Priorities, WorldData};
use crate::error::{Result, Violation, all_valid};
use crate::frame::{Column, Frame};
use nalgebra::DMatrix;

/// Radius of the Earth, km.
const EARTH_KM: f64 = 6_371.0;

/// Capitals that the rule of the nearest ones averages over.
const NEAREST: usize = 5;

/// The rule that fills a cell; [`CsvFiles`](super::CsvFiles) documents each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    CowPopulation,
    LatentGdp,
    GdpAndPersonnel,
    GdpAlone,
    LeastArmed,
    Polity,
    NearestCapitals,
    NoProgramme,
    GreatCircle,
    BorderMedian,
    LandNeighbours,
    Gravity,
}

impl Rule {
    /// Name in tables.
    fn name(self) -> &'static str {
        match self {
            Rule::CowPopulation => "cow_population",
            Rule::LatentGdp => "latent_gdp",
            Rule::GdpAndPersonnel => "gdp_and_personnel",
            Rule::GdpAlone => "gdp_alone",
            Rule::LeastArmed => "least_armed",
            Rule::Polity => "polity",
            Rule::NearestCapitals => "nearest_capitals",
            Rule::NoProgramme => "no_programme",
            Rule::GreatCircle => "great_circle",
            Rule::BorderMedian => "border_median",
            Rule::LandNeighbours => "land_neighbours",
            Rule::Gravity => "gravity",
        }
    }

    /// Terms of its regression, in the order of the coefficients.
    fn terms(self) -> &'static [&'static str] {
        match self {
            Rule::LatentGdp => &["constant", "ln latent gdp per head"],
            Rule::GdpAndPersonnel => &["constant", "ln gdp", "ln(1 + personnel)"],
            Rule::GdpAlone => &["constant", "ln gdp"],
            Rule::Polity => &["constant", "polity2"],
            Rule::Gravity => {
                &["constant", "ln gdp of exporter", "ln gdp of importer", "ln distance", "land border"]
            }
            _ => &[],
        }
    }
}

/// One missing cell and the figure that stands in for it.
struct Estimate {
    nation: NationCode,
    partner: Option<NationCode>,
    field: &'static str,
    value: f64,
    rule: Rule,
}

/// The complete figures, and the account of what is estimated among them.
pub(super) struct Completed {
    pub data: WorldData,
    pub estimates: Frame,
    pub fits: Frame,
}

/// Fills the gaps of the tables, field by field, and keeps account of it.
pub(super) struct Estimator<'a> {
    states: &'a [State],
    dyads: &'a Dyads,
    estimates: Vec<Estimate>,
    fits: Vec<(Rule, Fit)>,
    /// Cells for which no rule gives a value.
    hopeless: Vec<Violation>,
}

impl<'a> Estimator<'a> {
    pub fn new(states: &'a [State], dyads: &'a Dyads) -> Self {
        Estimator { states, dyads, estimates: Vec::new(), fits: Vec::new(), hopeless: Vec::new() }
    }

    /// The complete figures (name and sources are the caller's), the estimates among them, and their fits.
    pub fn complete(mut self) -> Result<Completed> {
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
        self.fits.retain(|(rule, _)| self.estimates.iter().any(|e| e.rule == *rule));
        Ok(Completed { data, estimates: self.estimate_table()?, fits: self.fit_table()? })
    }

    fn estimate_table(&self) -> Result<Frame> {
        let names = ["nation", "partner", "field"].map(Column::text);
        let mut table = Frame::new(names.into_iter().chain([Column::real("value"), Column::text("rule")]))?;
        for e in &self.estimates {
            let partner = e.partner.as_ref().map(NationCode::as_str);
            let rule = e.rule.name().into();
            table.push([e.nation.as_str().into(), partner.into(), e.field.into(), e.value.into(), rule])?;
        }
        Ok(table)
    }

    fn fit_table(&self) -> Result<Frame> {
        let mut table = Frame::new([
            Column::text("rule"),
            Column::text("term"),
            Column::real("coefficient"),
            Column::integer("observations"),
        ])?;
        for (rule, fit) in &self.fits {
            for (&term, &coefficient) in rule.terms().iter().zip(&fit.coefficients) {
                table.push([rule.name().into(), term.into(), coefficient.into(), fit.observations.into()])?;
            }
        }
        Ok(table)
    }

    fn populations(&mut self) -> Vec<f64> {
        self.fill("population", |s| s.population, |_, s| Some((s.cow_population?, Rule::CowPopulation)))
    }

    fn gdps(&mut self, population: &[f64]) -> Vec<f64> {
        let states = self.states;
        let income = |i: usize| Some([1.0, (states[i].latent_gdp? / population[i]).ln()]);
        let price_level = |s: &State| Some((s.gdp? / s.latent_gdp?).ln());
        let known = (0..states.len()).filter_map(|i| Some((income(i)?, price_level(&states[i])?)));
        let fit = Fit::least_squares(known);
        let gdp = self.fill(
            "gdp",
            |s| s.gdp,
            |i, s| Some((s.latent_gdp? * fit.as_ref()?.predict(&income(i)?).exp(), Rule::LatentGdp)),
        );
        self.fits.extend(fit.map(|fit| (Rule::LatentGdp, fit)));
        gdp
    }

    fn military_expenditures(&mut self, gdp: &[f64]) -> Vec<f64> {
        let states = self.states;
        let positive = |s: &State| s.military_expenditure.filter(|&e| e > 0.0);
        let size = |i: usize| [1.0, gdp[i].ln()];
        let size_and_personnel = |i: usize| Some([1.0, gdp[i].ln(), states[i].personnel?.ln_1p()]);
        let known = || (0..states.len()).filter_map(|i| Some((i, states[i].gdp?, positive(&states[i])?)));
        let least_share = known().map(|(_, y, e)| e / y).min_by(f64::total_cmp);
        let by_gdp = Fit::least_squares(known().map(|(i, _, e)| (size(i), e.ln())));
        let by_both =
            Fit::least_squares(known().filter_map(|(i, _, e)| Some((size_and_personnel(i)?, e.ln()))));
        let expenditure = self.fill("military_expenditure", positive, |i, s| {
            if s.military_expenditure.is_some() {
                return Some((least_share? * gdp[i], Rule::LeastArmed));
            }
            let both =
                || Some((by_both.as_ref()?.predict(&size_and_personnel(i)?).exp(), Rule::GdpAndPersonnel));
            both().or_else(|| Some((by_gdp.as_ref()?.predict(&size(i)).exp(), Rule::GdpAlone)))
        });
        self.fits.extend(by_both.map(|fit| (Rule::GdpAndPersonnel, fit)));
        self.fits.extend(by_gdp.map(|fit| (Rule::GdpAlone, fit)));
        expenditure
    }

    fn democracies(&mut self, distance: &DMatrix<f64>) -> Vec<f64> {
        let states = self.states;
        let known = states.iter().filter_map(|s| Some(([1.0, s.polity?], s.polyarchy?)));
        let fit = Fit::least_squares(known);
        let democracy = self.fill(
            "democracy",
            |s| s.polyarchy,
            |i, s| {
                let by_polity =
                    || Some((fit.as_ref()?.predict(&[1.0, s.polity?]).clamp(0.0, 1.0), Rule::Polity));
                by_polity().or_else(|| nearest(i, states, |s| s.polyarchy, distance))
            },
        );
        self.fits.extend(fit.map(|fit| (Rule::Polity, fit)));
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
            let fit = Fit::poisson("the gravity equation for missing flows", known.collect())?;
            for (i, j) in pairs().filter(|&pair| dyads.trade[pair].is_none()) {
                flows[(i, j)] = fit.predict(&x(i, j)).exp();
                self.note(states[i].code, Some(states[j].code), "trade", flows[(i, j)], Rule::Gravity);
            }
            self.fits.push((Rule::Gravity, fit));
        }
        for i in 0..n {
            flows[(i, i)] = (gdp[i] - flows.row(i).sum()).max(0.05 * gdp[i]);
        }
        Ok(flows)
    }

    /// A field of every state: as given, else by the rule.
    fn fill(
        &mut self,
        field: &'static str,
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
        field: &'static str,
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
            "a figure in the file, or those that a rule of world::CsvFiles makes one from",
        ));
        f64::NAN
    }

    fn note(
        &mut self,
        nation: NationCode,
        partner: Option<NationCode>,
        field: &'static str,
        value: f64,
        rule: Rule,
    ) {
        self.estimates.push(Estimate { nation, partner, field, value, rule });
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

    fn rows(&self, table: &DMatrix<f64>) -> Vec<(NationCode, Vec<f64>)> {
        let row = |(s, row): (&State, nalgebra::DVectorView<f64>)| (s.code, row.iter().copied().collect());
        self.states.iter().zip(table.transpose().column_iter()).map(row).collect()
    }
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
