//! How nations learn which decision rule to follow.

use crate::error::Result;
use crate::keyed;
use crate::solve::learning::Attractions;
use serde::{Deserialize, Serialize};

/// How a nation comes to another decision rule, one of those given by [`Simulation::strategy`](super::Simulation::strategy) or
/// the one it began with. Strategies are learned, never what outcomes are worth.
///
/// What a strategy earns in a year is the nation's utility against the base of the study, and what it gained by breaking
/// promises, bp of income. The chance of a revision, the noise of the choice and the chance of a mutation are
/// [`Rules`](super::Rules).
///
/// ```
/// use comity::prelude::*;
/// use comity::simulate::{Always, EventKind, Learning, Never, Rules, Trigger};
/// let study = Study::new(World::northeast_asia_2002())?;
/// let rules = Rules { revision: 1.0, mutation: 0.2, ..Rules::default() };
/// let history = Simulation::of(&study)
///     .rules(rules)
///     .learning(Learning::Imitation)
///     .strategy("trigger", Trigger { years: 5 })
///     .strategy("always", Always)
///     .agent("PRK", Never) // an agent of its own does not learn
///     .years(8)
///     .run()?;
/// assert!(history.events().any(|event| event.kind == EventKind::Learned));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// L. E. Blume (1993), *GEB* 5; A. Traulsen, M. A. Nowak and J. M. Pacheco (2006), *Physical Review E* 74; C. Camerer and
/// T.-H. Ho (1999), *Econometrica* 67.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Learning {
    /// [Logit choice](crate::solve::learning::logit) among the averages that each strategy has earned the nation; 0, what the
    /// base earns, for one never played.
    #[default]
    Logit,
    /// [Pairwise imitation](crate::solve::learning::imitation) of another nation that learns, by what either earned in the year.
    Imitation,
    /// Logit choice among experience-weighted attractions. What a strategy would have earned is the mean of those who
    /// played it in the year; where nobody did, its attraction so far.
    #[serde(deserialize_with = "keyed::table")]
    Attraction(Attractions),
}

impl Learning {
    /// Checks the ranges.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Learning::Logit | Learning::Imitation => Ok(()),
            Learning::Attraction(attractions) => attractions.check(),
        }
    }
}

/// What a nation has learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lesson {
    /// Number of the strategy that it follows; 0: the one it began with.
    pub strategy: usize,
    /// What each strategy is worth to it, bp of income.
    pub worth: Vec<f64>,
    /// Years in which it has played each; under attractions the first is the number of observations.
    pub times: Vec<f64>,
}

impl Lesson {
    /// Of one who knows nothing of so many strategies.
    pub fn none(strategies: usize) -> Self {
        Lesson { strategy: 0, worth: vec![0.0; strategies], times: vec![0.0; strategies] }
    }

    /// After a year in which each strategy earned or would have earned this much.
    pub fn learn(&mut self, learning: Learning, earned: &[f64]) {
        match learning {
            Learning::Attraction(rule) => {
                rule.update(&mut self.worth, &mut self.times[0], earned, self.strategy)
            }
            Learning::Logit | Learning::Imitation => {
                let at = self.strategy;
                self.times[at] += 1.0;
                self.worth[at] += (earned[at] - self.worth[at]) / self.times[at];
            }
        }
    }
}
