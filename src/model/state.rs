//! The living part of a model: the figures, the trust and the regime of one moment, as plain data.

use crate::error::{Error, Result, Violation, all_valid};
use crate::quantity::Range;
use crate::treaty::Regime;
use crate::world::validate::{POPULATION, USD_BN};
use crate::world::{NationCode, World, table};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// Shifts of log-odds.
pub(super) const LOG_ODDS: Range = Range::closed(-100.0, 100.0);

/// The state of a world at one moment: everything an evaluation reads that may differ from the base it was
/// calibrated to.
///
/// [`Model::base`](super::Model::base) gives the first one. Plain data without a cache or a generator: change any field,
/// then [`assess`](super::Model::assess) the state as it stands, or let trust and arms settle first with
/// [`steady_state`](super::Model::steady_state). Neither recalibrates: hazards, threats and trade answer to the change. To
/// *calibrate* to other figures instead, change the [`World`] and build a new [`Model`](super::Model): its
/// constants then absorb the difference, so that the base regime again has the observed arms and the given
/// mean rate of disputes.
///
/// All lists are in the order of [`nations`](Self::nations), that of the world.
///
/// ```
/// use comity::prelude::*;
/// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
/// let mut wary = model.base().clone();
/// wary.trust.fill(0.1);
/// let outcome = model.assess(&model.steady_state(&wary)?)?;
/// let today = model.base_outcome();
/// assert!(outcome.total_stock() > today.total_stock()); // distrust arms
/// assert!(outcome.of("JPN").unwrap().expected_loss > today.of("JPN").unwrap().expected_loss);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Year of the figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Codes of the nations.
    pub nations: Vec<NationCode>,
    /// GDP `Y`, USD bn per year, 1e-9..1e9.
    pub gdp: Vec<f64>,
    /// Population, persons, 1..1e12.
    pub population: Vec<f64>,
    /// Poverty headcount, 0..1.
    pub poverty: Vec<f64>,
    /// Military stock `M`, USD bn, finite and ≥ 0.
    pub military_stock: Vec<f64>,
    /// Trust `T[(i, j)]` of `i` in `j`, 0..1.
    #[serde(with = "table")]
    pub trust: DMatrix<f64>,
    /// Shift of the log-odds of the hazard that `j` attacks `i`, by `[(i, j)]`, −100..100; 0 at the
    /// base.
    #[serde(with = "table")]
    pub hazard_shift: DMatrix<f64>,
    /// What is added to the logarithm of wars per dispute, by `[(i, j)]`, −100..100; symmetric; `None` for 0.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "table::optional")]
    pub escalation_shift: Option<DMatrix<f64>>,
    /// The arrangements in force.
    pub regime: Regime,
    /// Age of each arrangement, years. One of age 0 has just been signed: what its terms do to trust is still
    /// to come. What the terms of an older one did to trust is in [`trust`](Self::trust) already.
    pub ages: Vec<u32>,
}

impl State {
    /// The same state under another regime: an arrangement that is in force already keeps its age, any other
    /// has age 0.
    ///
    /// # Complexity
    /// O(a b) comparisons for a and b arrangements.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// let without = model.base().under(&Regime::none());
    /// assert!(without.ages.is_empty());
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn under(&self, regime: &Regime) -> Self {
        State { ages: self.ages_in(regime), regime: regime.clone(), ..self.clone() }
    }

    /// Age of each arrangement of `regime`, 0 for one that is not in force.
    pub(super) fn ages_in(&self, regime: &Regime) -> Vec<u32> {
        let in_force = self.regime.arrangements();
        let age = |a| in_force.iter().position(|b| b == a).and_then(|k| self.ages.get(k)).copied();
        regime.arrangements().iter().map(|a| age(a).unwrap_or(0)).collect()
    }

    /// That the state is one of this world: its nations in order, tables of their size, every figure in
    /// range. The regime is checked where it is read.
    pub(crate) fn check(&self, world: &World) -> Result<()> {
        let n = world.len();
        if !self.nations.iter().copied().eq(world.codes()) {
            let list =
                |codes: &[NationCode]| codes.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ");
            return Err(Error::Shape {
                what: "nations of a state".into(),
                expected: list(&world.codes().collect::<Vec<_>>()),
                got: list(&self.nations),
            });
        }
        let shape = |what: &str, expected: String, got: String| {
            if expected == got { Ok(()) } else { Err(Error::Shape { what: what.into(), expected, got }) }
        };
        let lists = [
            ("gdp", &self.gdp),
            ("population", &self.population),
            ("poverty", &self.poverty),
            ("military_stock", &self.military_stock),
        ];
        for (what, list) in lists {
            shape(what, format!("{n} numbers"), format!("{} numbers", list.len()))?;
        }
        let tables = [("trust", &self.trust), ("hazard_shift", &self.hazard_shift)];
        let tables = tables.into_iter().chain(self.escalation_shift.iter().map(|t| ("escalation_shift", t)));
        for (what, t) in tables.clone() {
            shape(what, format!("{n} × {n}"), format!("{} × {}", t.nrows(), t.ncols()))?;
        }
        let arrangements = self.regime.arrangements().len();
        shape("ages", format!("{arrangements} arrangements"), format!("{} arrangements", self.ages.len()))?;

        let mut bad = Vec::new();
        let mut check = |who: &dyn Fn() -> String, field: &str, value: f64, range: Range| {
            if !range.contains(value) {
                bad.push(Violation::new(who(), field, value, range.to_string()));
            }
        };
        let ranges = [USD_BN, POPULATION, Range::UNIT, Range::NOT_NEGATIVE];
        for ((field, list), range) in lists.into_iter().zip(ranges) {
            for (code, value) in self.nations.iter().zip(list) {
                check(&|| format!("nation {code}"), field, *value, range);
            }
        }
        for ((field, table), range) in tables.zip([Range::UNIT, LOG_ODDS, LOG_ODDS]) {
            for i in 0..n {
                for j in (0..n).filter(|&j| j != i) {
                    let who = || format!("{}→{}", self.nations[i], self.nations[j]);
                    check(&who, field, table[(i, j)], range);
                }
            }
        }
        all_valid(bad)
    }
}
