//! Outcomes of regimes for each nation.

use super::effects::Security;
use crate::error::{Error, Result};
use crate::world::{NationCode, table};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The outcome of a regime: one entry per nation, in the order of the world, and what lies between the
/// nations.
///
/// ```
/// use comity::prelude::*;
/// let world = World::northeast_asia_2002();
/// let (jpn, prk, usa) = (world.index("JPN")?, world.index("PRK")?, world.index("USA")?);
/// let model = Model::new(world, Parameters::default())?;
/// let today = model.base_outcome();
/// assert!(today.hazard()[(jpn, prk)] > today.hazard()[(jpn, usa)]);
/// assert!((0.0..1.0).contains(&today.win_chance()[(jpn, prk)]));
/// assert_eq!(today.defenders(jpn, prk), [(usa, 0.41)]);
/// assert_eq!(today.flows()[(jpn, usa)], 124.633);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Each nation's position.
    pub nations: Vec<NationOutcome>,
    pub(super) dyads: Dyads,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sampling_error: Option<Vec<f64>>,
}

/// Figures of pairs of nations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Dyads {
    #[serde(with = "table")]
    pub disputes: DMatrix<f64>,
    #[serde(with = "table")]
    pub escalation: DMatrix<f64>,
    #[serde(with = "table")]
    pub hazard: DMatrix<f64>,
    #[serde(with = "table")]
    pub win_chance: DMatrix<f64>,
    #[serde(with = "table")]
    pub loss: DMatrix<f64>,
    #[serde(with = "table")]
    pub trust: DMatrix<f64>,
    #[serde(with = "table")]
    pub flows: DMatrix<f64>,
    #[serde(with = "table")]
    pub obligation: DMatrix<f64>,
    pub security: Vec<Security>,
}

/// A nation's position under a regime.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NationOutcome {
    /// The nation.
    pub iso3: NationCode,
    /// `U`, log points of income (× 10⁴ = basis points).
    pub utility: f64,
    /// Security, log points: `−R − (δM + D)/Y`.
    pub security: f64,
    /// Trade, log points: `ln Ŵ`.
    pub trade: f64,
    /// Aid, log points: transfers, donor value, terror externality.
    pub aid: f64,
    /// Price of treaties, log points, ≤ 0: autonomy, obligations, abrogation, expense.
    pub sovereignty: f64,
    /// `M`, USD bn.
    pub military_stock: f64,
    /// `R`, share of GDP per year.
    pub expected_loss: f64,
    /// The part of `R` that comes from the wars of nations it is obliged to defend.
    pub entrapment: f64,
    /// `Ŵ`, real income over its base.
    pub real_income_hat: f64,
    /// `v`, USD bn per year: what, paid at the base regime, would be worth as much, `U(base, aid + ln(1 + v/Y)) = U`.
    /// `None` where no money is worth it, as for a nation whose utility gives aid no weight.
    pub money_metric: Option<f64>,
}

impl NationOutcome {
    /// The [money metric](Self::money_metric), USD bn per year.
    ///
    /// # Errors
    /// [`Error::Undefined`] where it does not exist.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert_eq!(today.of("JPN").unwrap().money()?, 0.0); // measured from today
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn money(&self) -> Result<f64> {
        self.money_metric.ok_or_else(|| {
            let reason = "no sum of money is worth it to that nation: does its utility rise with aid?";
            Error::undefined(format!("the money metric of {}", self.iso3), reason)
        })
    }
}

impl Outcome {
    /// Utilities in the order of the world.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert_eq!(today.utilities().len(), today.nations.len());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn utilities(&self) -> impl ExactSizeIterator<Item = f64> {
        self.nations.iter().map(|n| n.utility)
    }

    /// The entry of this nation.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!(today.of("JPN").is_some() && today.of("FRA").is_none());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn of(&self, code: &str) -> Option<&NationOutcome> {
        self.nations.iter().find(|n| n.iso3.as_str() == code)
    }

    /// `λ[(i, j)]`: disputes per year that `j` begins with `i`, 0..1; deterrence by defenders and by sanction clauses
    /// included.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!(today.dispute_rate()[(jpn, prk)] > today.dispute_rate()[(jpn, usa)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn dispute_rate(&self) -> &DMatrix<f64> {
        &self.dyads.disputes
    }

    /// `w[(i, j)]`: wars per dispute between `i` and `j`, 0..1.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!((0.0..1.0).contains(&today.escalation()[(jpn, prk)]));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn escalation(&self) -> &DMatrix<f64> {
        &self.dyads.escalation
    }

    /// `h[(i, j)] = λ w`: the hazard of war, wars per year that `j` begins with `i`, 0..1.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert_eq!(today.hazard()[(jpn, prk)], today.dispute_rate()[(jpn, prk)] * today.escalation()[(jpn, prk)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn hazard(&self) -> &DMatrix<f64> {
        &self.dyads.hazard
    }

    /// `[(i, j)]`: what `i` loses by attacks of `j` in expectation, share of GDP per year. With
    /// [`entrapment`](NationOutcome::entrapment), the rows sum to the expected losses.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// let japan = &today.nations[jpn];
    /// assert!((today.loss().row(jpn).sum() + japan.entrapment - japan.expected_loss).abs() < 1e-15);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn loss(&self) -> &DMatrix<f64> {
        &self.dyads.loss
    }

    /// Half-widths of the 95 % intervals of the utilities, log points, where more signals could be sent than can be
    /// enumerated (12) and the expectation is over a sample.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!(today.sampling_error().is_none()); // no signal is open
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn sampling_error(&self) -> Option<&[f64]> {
        self.sampling_error.as_deref()
    }

    /// `P[(i, j)]`: the chance that `j` wins if it attacks `i`, 0..1, against `i` and its defenders.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!(today.win_chance()[(jpn, prk)] < today.win_chance()[(prk, usa)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn win_chance(&self) -> &DMatrix<f64> {
        &self.dyads.win_chance
    }

    /// `T[(i, j)]`: trust of `i` in `j` after the terms, 0..1.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!(today.trust()[(jpn, usa)] > today.trust()[(jpn, prk)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn trust(&self) -> &DMatrix<f64> {
        &self.dyads.trust
    }

    /// `X[(exporter, importer)]`: trade flows, USD bn per year at base world income; domestic sales on the
    /// diagonal, the rest of the world, if there is one, last.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert_eq!(today.flows()[(jpn, usa)], 124.633); // USD bn of 2002
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn flows(&self) -> &DMatrix<f64> {
        &self.dyads.flows
    }

    /// The defenders of `i` if `j` attacks it, in the order of the world, each with the reliability `ρ` of
    /// its obligation: a defence obligation against anybody, or collective security among the three. Empty
    /// for numbers of no nation.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert_eq!(today.defenders(jpn, prk), [(usa, 0.41)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn defenders(&self, i: usize, j: usize) -> Vec<(usize, f64)> {
        let n = self.nations.len();
        if i >= n || j >= n || i == j {
            return Vec::new();
        }
        let mut rho: Vec<f64> = (0..n).map(|k| self.dyads.obligation[(k, i)]).collect();
        for (k, reliability) in security_defenders(&self.dyads.security, i, j) {
            rho[k] = rho[k].max(reliability);
        }
        (0..n).filter(|&k| k != i && k != j && rho[k] > 0.0).map(|k| (k, rho[k])).collect()
    }

    /// `Σ M`, USD bn.
    ///
    /// ```
    /// # use comity::prelude::*;
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// # let (jpn, prk, usa) = (model.world().index("JPN")?, model.world().index("PRK")?, model.world().index("USA")?);
    /// let today = model.base_outcome();
    /// assert!(today.total_stock() > today.nations[usa].military_stock);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn total_stock(&self) -> f64 {
        self.nations.iter().map(|n| n.military_stock).sum()
    }
}

/// The members bound by collective security to defend `i` against `j`, and with which `ρ`: the other members
/// of a group that both belong to; of several groups the most reliable counts.
fn security_defenders(groups: &[Security], i: usize, j: usize) -> Vec<(usize, f64)> {
    let mut bound: Vec<(usize, f64)> = Vec::new();
    for group in groups.iter().filter(|g| g.members.contains(&i) && g.members.contains(&j)) {
        for &k in group.members.iter().filter(|&&k| k != i && k != j) {
            match bound.iter_mut().find(|(other, _)| *other == k) {
                Some((_, most)) => *most = most.max(group.reliability),
                None => bound.push((k, group.reliability)),
            }
        }
    }
    bound
}

impl fmt::Display for Outcome {
    /// A table: parts of utility in basis points of income, stocks in USD bn.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<7} {:>9} {:>9} {:>9} {:>9} {:>12} {:>10} {:>9} {:>10}",
            "nation", "utility", "security", "trade", "aid", "treaties", "arms bn", "loss bp", "money bn"
        )?;
        let bp = |x: f64| 1e4 * x;
        for n in &self.nations {
            writeln!(
                f,
                "{:<7} {:>9.1} {:>9.1} {:>9.1} {:>9.1} {:>12.1} {:>10.1} {:>9.1} {:>10}",
                n.iso3,
                bp(n.utility),
                bp(n.security),
                bp(n.trade),
                bp(n.aid),
                bp(n.sovereignty),
                n.military_stock,
                bp(n.expected_loss),
                n.money_metric.map_or_else(|| "—".to_owned(), |v| format!("{v:.2}"))
            )?;
        }
        Ok(())
    }
}
