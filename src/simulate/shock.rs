//! Shocks: what befalls a history from outside.

use super::{Event, EventKind, Present};
use crate::error::{Error, Result};
use crate::mechanism::trust;
use crate::model::Range;
use crate::treaty::Arrangement;
use crate::world::{NationCode, World};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What befalls a history from outside at the beginning of a year.
///
/// ```
/// use comity::prelude::*;
/// use comity::simulate::Shock;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let shield = Arrangement::new("shield", ["USA", "JPN"])?.with(Term::missile_defence(10.0));
/// let history = Simulation::of(&study).shock(5, Shock::Sign(shield)).years(6).seed(1).run()?;
/// assert!(history.to_string().contains("shield"));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shock {
    /// An arrangement is signed.
    Sign(Arrangement),
    /// The arrangements of this name end.
    End(String),
    /// Everybody trusts a nation less, or everybody everybody, by this many log-odds; more, if negative.
    Distrust {
        /// The nation; everybody if left out.
        #[serde(default)]
        of: Option<NationCode>,
        /// −20..20.
        log_odds: f64,
    },
    /// A nation gets a leader of this type.
    Leader {
        /// The nation.
        of: NationCode,
        /// Whether the leader seeks security.
        seeks_security: bool,
    },
}

impl Shock {
    /// That it can befall this world.
    pub(crate) fn check(&self, world: &World) -> Result<()> {
        let known = |code: &NationCode| world.index(code.as_str()).map(|_| ());
        match self {
            Shock::Sign(arrangement) => arrangement.check(world),
            Shock::End(_) => Ok(()),
            Shock::Leader { of, .. } => known(of),
            Shock::Distrust { of, log_odds } => {
                let range = Range::closed(-20.0, 20.0);
                if !range.contains(*log_odds) {
                    return Err(Error::invalid("shock of distrust", "log_odds", log_odds, range.to_string()));
                }
                of.as_ref().map_or(Ok(()), known)
            }
        }
    }

    /// Lets it befall this moment, and puts it on record.
    pub(super) fn strike(&self, present: &mut Present, world: &World) -> Result<()> {
        present.record(Event::new(EventKind::Shock, self.to_string()));
        match self {
            Shock::Sign(arrangement) => present.sign(arrangement.clone(), world),
            Shock::End(name) => {
                if !present.accords.iter().any(|accord| accord.arrangement.name == *name) {
                    let known = present.accords.iter().map(|accord| accord.arrangement.name.as_str());
                    return Err(Error::unknown("arrangement in force", name, known));
                }
                present.accords.retain(|accord| accord.arrangement.name != *name);
                Ok(())
            }
            Shock::Distrust { of, log_odds } => {
                let at = of.map(|code| present.number(code));
                let n = present.seekers.len();
                for i in 0..n {
                    for j in (0..n).filter(|&j| j != i && at.is_none_or(|at| at == Some(j))) {
                        let t = &mut present.state.trust[(i, j)];
                        *t = trust::shifted(*t, -log_odds);
                    }
                }
                Ok(())
            }
            Shock::Leader { of, seeks_security } => {
                if let Some(i) = present.number(*of) {
                    present.seekers[i] = *seeks_security;
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Shock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shock::Sign(arrangement) => write!(f, "signed from outside: {arrangement}"),
            Shock::End(name) => write!(f, "{name} ended from outside"),
            Shock::Distrust { of: Some(of), log_odds } => {
                write!(f, "distrust of {of} by {log_odds} log-odds")
            }
            Shock::Distrust { of: None, log_odds } => write!(f, "distrust by {log_odds} log-odds"),
            Shock::Leader { of, seeks_security: true } => write!(f, "{of} gets a leader who seeks security"),
            Shock::Leader { of, seeks_security: false } => {
                write!(f, "{of} gets a leader who seeks expansion")
            }
        }
    }
}
