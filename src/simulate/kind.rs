//! Kinds of security regimes, and what a regime is by its figures.

use super::Rules;
use super::ties::belief_ties;
use crate::model::State;
use crate::treaty::Term;
use crate::world::NationCode;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Kind of a security regime, from none to cooperative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegimeKind {
    /// No defence obligation and no arms build-up.
    #[default]
    None,
    /// Defence obligations without a centre, or arms that rise.
    BalanceOfPower,
    /// Defence obligations around a centre.
    HubAndSpoke,
    /// At least three nations bound to defend each other, without a centre.
    CollectiveDefence,
    /// Most nations under a clause against attack from within.
    CollectiveSecurity,
    /// Most dyads trusting and linked by exchange, confidence building or aid, arms falling.
    Cooperative,
}

impl RegimeKind {
    /// All kinds, in order.
    pub const ALL: [RegimeKind; 6] = [
        RegimeKind::None,
        RegimeKind::BalanceOfPower,
        RegimeKind::HubAndSpoke,
        RegimeKind::CollectiveDefence,
        RegimeKind::CollectiveSecurity,
        RegimeKind::Cooperative,
    ];

    /// Name, as in files.
    pub fn name(self) -> &'static str {
        match self {
            RegimeKind::None => "none",
            RegimeKind::BalanceOfPower => "balance_of_power",
            RegimeKind::HubAndSpoke => "hub_and_spoke",
            RegimeKind::CollectiveDefence => "collective_defence",
            RegimeKind::CollectiveSecurity => "collective_security",
            RegimeKind::Cooperative => "cooperative",
        }
    }
}

impl fmt::Display for RegimeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            RegimeKind::None => "no regime",
            RegimeKind::BalanceOfPower => "balance of power",
            RegimeKind::HubAndSpoke => "hub and spoke",
            RegimeKind::CollectiveDefence => "collective defence",
            RegimeKind::CollectiveSecurity => "collective security",
            RegimeKind::Cooperative => "cooperative security",
        })
    }
}

/// The figures by which a regime is classified.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeFigures {
    /// Share of dyads that trust each other, `T ≥ t*` both ways.
    pub trusting: f64,
    /// Share of dyads under confidence building, exchange or aid in force.
    pub exchange: f64,
    /// Share of nations under a collective-security clause in force.
    pub secured: f64,
    /// Share of nations under a collective-security clause in force that enforces itself at the discount factor; `None`
    /// where the [rules](Rules::pivotal) do not ask.
    pub enforced: Option<f64>,
    /// Share of dyads with a defence obligation.
    pub defence: f64,
    /// Centralisation of the graph of defence obligations (Freeman 1979): 1 for a star, 0 where all are alike.
    pub centralisation: f64,
    /// Whether three nations are bound to defend each other.
    pub mutual: bool,
    /// Slope of the region's military burden over the last years, share of GDP per year.
    pub arming: f64,
}

impl RegimeFigures {
    /// The figures of a state, with the region's burdens of the last years; which clauses enforce themselves is a
    /// question to a [study](crate::study::Study::self_enforcement) and left open.
    ///
    /// # Complexity
    /// O(n³) for n nations.
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::simulate::{RegimeFigures, RegimeKind, Rules};
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// let today = RegimeFigures::of(model.base(), &Rules::default(), &[]);
    /// assert!((today.centralisation - 26.0 / 45.0).abs() < 1e-12);
    /// assert_eq!(today.kind(&Rules::default()), RegimeKind::HubAndSpoke);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// L. C. Freeman (1979), Centrality in social networks: conceptual clarification, *Social Networks* 1, 215–239.
    pub fn of(state: &State, rules: &Rules, burdens: &[f64]) -> Self {
        let n = state.nations.len();
        let numbers: BTreeMap<NationCode, usize> = state.nations.iter().copied().zip(0..).collect();
        let number = |code: NationCode| numbers.get(&code).copied();
        let mut bound = DMatrix::from_element(n, n, false);
        let mut secured = vec![false; n];
        let mut ties = belief_ties(state, true);
        for a in state.regime.arrangements() {
            for term in &a.terms {
                match term {
                    Term::MutualDefence { defender, beneficiary, .. } => {
                        if let (Some(d), Some(b)) = (number(*defender), number(*beneficiary)) {
                            bound[(d, b)] = true;
                        }
                    }
                    Term::CollectiveSecurity { .. } => {
                        a.members.iter().filter_map(|c| number(*c)).for_each(|i| secured[i] = true);
                    }
                    Term::Aid { from, to, .. } => {
                        if let (Some(d), Some(b)) = (number(*from), number(*to)) {
                            ties[(d, b)] = 1.0;
                            ties[(b, d)] = 1.0;
                        }
                    }
                    _ => {}
                }
            }
        }
        let pairs = || (0..n).flat_map(move |i| (i + 1..n).map(move |j| (i, j)));
        let count = pairs().count().max(1) as f64;
        let share =
            |test: &dyn Fn(usize, usize) -> bool| pairs().filter(|&(i, j)| test(i, j)).count() as f64 / count;
        let linked = |i: usize, j: usize| bound[(i, j)] || bound[(j, i)];
        let both = |i: usize, j: usize| bound[(i, j)] && bound[(j, i)];
        let triangle = |i: usize, j: usize| both(i, j) && (j + 1..n).any(|k| both(i, k) && both(j, k));
        RegimeFigures {
            trusting: share(&|i, j| {
                state.trust[(i, j)] >= rules.trusting && state.trust[(j, i)] >= rules.trusting
            }),
            exchange: share(&|i, j| ties[(i, j)] > 0.0),
            secured: secured.iter().filter(|s| **s).count() as f64 / n.max(1) as f64,
            enforced: None,
            defence: share(&linked),
            centralisation: centralisation(n, linked),
            mutual: pairs().any(|(i, j)| triangle(i, j)),
            arming: slope(burdens),
        }
    }

    /// The kind of regime with these figures, by the first that fits: cooperative where the shares of trusting and of
    /// exchanging dyads reach the majority and arms fall; collective security where that of nations secured, by clauses that enforce themselves if that is asked, does;
    /// collective defence with three mutually bound and no centre; hub and spoke with one; balance of power with any
    /// obligation or rising arms.
    pub fn kind(&self, rules: &Rules) -> RegimeKind {
        const STEADY: f64 = 1e-12;
        let central = self.centralisation >= rules.centralisation;
        if self.trusting >= rules.majority && self.exchange >= rules.majority && self.arming < -STEADY {
            RegimeKind::Cooperative
        } else if self.enforced.unwrap_or(self.secured) >= rules.majority {
            RegimeKind::CollectiveSecurity
        } else if self.mutual && !central {
            RegimeKind::CollectiveDefence
        } else if self.defence > 0.0 && central {
            RegimeKind::HubAndSpoke
        } else if self.defence > 0.0 || self.arming > STEADY {
            RegimeKind::BalanceOfPower
        } else {
            RegimeKind::None
        }
    }
}

/// Freeman's degree centralisation of an undirected graph.
fn centralisation(n: usize, linked: impl Fn(usize, usize) -> bool) -> f64 {
    if n < 3 {
        return 0.0;
    }
    let degree: Vec<usize> = (0..n).map(|i| (0..n).filter(|&j| j != i && linked(i, j)).count()).collect();
    let most = degree.iter().copied().max().unwrap_or(0);
    degree.iter().map(|d| most - d).sum::<usize>() as f64 / ((n - 1) * (n - 2)) as f64
}

/// Least-squares slope of a series over its places; 0 for fewer than two.
fn slope(series: &[f64]) -> f64 {
    let n = series.len() as f64;
    if series.len() < 2 {
        return 0.0;
    }
    let (mid, mean) = ((n - 1.0) / 2.0, series.iter().sum::<f64>() / n);
    let (mut above, mut below) = (0.0, 0.0);
    for (t, y) in series.iter().enumerate() {
        above += (t as f64 - mid) * (y - mean);
        below += (t as f64 - mid) * (t as f64 - mid);
    }
    above / below
}
