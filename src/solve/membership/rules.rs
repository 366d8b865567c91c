//! The rules and conventions of membership.

use crate::error::{Error, Result};
use crate::solve::deviation::{Reaction, Ties, check_tolerance};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The number of members who must agree to an accession.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Nobody: open membership.
    Open,
    /// More than half of the bloc's members: exclusive membership.
    Majority,
    /// All of them: exclusive membership.
    Unanimity,
}

/// The members who agree to an accession.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// The members who do not lose.
    Unharmed,
    /// The members who gain.
    Gaining,
}

/// The rules and conventions under which a treaty, or a structure of several, holds: all belong to every verdict.
///
/// ```
/// use comity::solve::deviation::Ties;
/// use comity::solve::membership::{Admission, Membership};
/// assert_eq!(Membership::default(), Membership::open());
/// let strict = Membership { ties: Ties::Move, ..Membership::exclusive() };
/// assert_eq!(strict.admission, Admission::Unanimity);
/// ```
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Membership {
    /// The number of members who must agree to an accession.
    pub admission: Admission,
    /// The members who agree; not read under open membership.
    pub consent: Consent,
    /// The reaction of the bloc that is left: γ, it falls apart into singletons, or δ, it stays together
    /// without the member. Players who move do not expect anything else: the optimists and pessimists of
    /// [`Reaction`] are refused, and γ where there is one treaty only.
    pub reaction: Reaction,
    /// The behaviour of an indifferent player.
    pub ties: Ties,
    /// Gains up to this size, in units of payoff, are ties.
    pub tolerance: f64,
}

impl Default for Membership {
    /// [`open`](Self::open).
    fn default() -> Self {
        Self::open()
    }
}

impl Membership {
    /// Open membership; the bloc left stays together, indifferent players stay, tolerance 1e-12.
    ///
    /// ```
    /// use comity::solve::membership::{Admission, Membership};
    /// assert_eq!(Membership::open().admission, Admission::Open);
    /// ```
    pub fn open() -> Self {
        Membership {
            admission: Admission::Open,
            consent: Consent::Unharmed,
            reaction: Reaction::Delta,
            ties: Ties::Stay,
            tolerance: 1e-12,
        }
    }

    /// Exclusive membership: all members must agree, and do if they do not lose; else as
    /// [`open`](Self::open).
    ///
    /// ```
    /// use comity::solve::membership::{Consent, Membership};
    /// let keen = Membership { consent: Consent::Gaining, ..Membership::exclusive() }; // only those who gain say yes
    /// assert!(keen.to_string().starts_with("exclusive membership by unanimity of members who gain"));
    /// ```
    pub fn exclusive() -> Self {
        Membership { admission: Admission::Unanimity, ..Self::open() }
    }

    /// For several treaties.
    pub(super) fn check(&self) -> Result<()> {
        check_tolerance("membership", self.tolerance)?;
        match self.reaction {
            Reaction::Gamma | Reaction::Delta => Ok(()),
            other => Err(Error::invalid("membership of structures", "reaction", other, "γ or δ")),
        }
    }

    /// For one treaty.
    pub(super) fn check_one(&self) -> Result<()> {
        self.check()?;
        match self.reaction {
            Reaction::Delta => Ok(()),
            other => Err(Error::invalid("membership of one treaty", "reaction", other, "δ")),
        }
    }

    /// Whether a bloc admits somebody whose accession gives its members these gains.
    pub(super) fn admits(&self, gains: impl ExactSizeIterator<Item = f64>) -> bool {
        let members = gains.len();
        let agree = gains.filter(|&gain| match self.consent {
            Consent::Unharmed => gain >= -self.tolerance,
            Consent::Gaining => gain > self.tolerance,
        });
        match self.admission {
            Admission::Open => true,
            Admission::Majority => 2 * agree.count() > members,
            Admission::Unanimity => agree.count() == members,
        }
    }

    /// Whether a player with this gain from moving moves.
    pub(super) fn moves(&self, gain: f64) -> bool {
        self.ties.moves(gain, self.tolerance)
    }

    /// The admission, with the members who agree where that is asked.
    pub(super) fn admission(&self) -> String {
        let consent = match (self.admission, self.consent) {
            (Admission::Open, _) => "",
            (_, Consent::Unharmed) => " of members who do not lose",
            (_, Consent::Gaining) => " of members who gain",
        };
        format!("{}{consent}", self.admission)
    }
}

impl fmt::Display for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Admission::Open => "open membership",
            Admission::Majority => "exclusive membership by majority",
            Admission::Unanimity => "exclusive membership by unanimity",
        })
    }
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.admission())?;
        f.write_str(match self.reaction {
            Reaction::Gamma => "; a bloc left falls apart",
            _ => "; a bloc left stays together",
        })?;
        write!(f, "; {}", self.ties)
    }
}
