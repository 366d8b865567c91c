//! What happens in a year: who did what to whom, about which arrangement, and why.

use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// An arrangement was signed.
    Signed,
    /// Nations joined an arrangement that others had signed before.
    Acceded,
    /// A member gave notice of withdrawal.
    GaveNotice,
    /// A member left.
    Left,
    /// An arrangement expired.
    Expired,
    /// A member kept its promises.
    Kept,
    /// A member broke a promise.
    Broke,
    /// A dispute was begun.
    Dispute,
    /// A dispute became a war; [`why`](Event::why) tells the winner.
    War,
    /// A member seen to break a promise was suspended.
    Sanctioned,
    /// A suspension ended.
    Readmitted,
    /// A nation got a leader of another type.
    LeaderChanged,
    /// A nation took up another strategy.
    Learned,
    /// A shock of the scenario.
    Shock,
    /// The kind of regime changed.
    RegimeChanged,
}

impl EventKind {
    /// Name, as in files.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Signed => "signed",
            EventKind::Acceded => "acceded",
            EventKind::GaveNotice => "gave notice",
            EventKind::Left => "left",
            EventKind::Expired => "expired",
            EventKind::Kept => "kept",
            EventKind::Broke => "broke",
            EventKind::Dispute => "dispute",
            EventKind::War => "war",
            EventKind::Sanctioned => "sanctioned",
            EventKind::Readmitted => "readmitted",
            EventKind::LeaderChanged => "leader changed",
            EventKind::Learned => "learned",
            EventKind::Shock => "shock",
            EventKind::RegimeChanged => "regime changed",
        }
    }
}

/// An event of a history.
///
/// ```
/// use comity::simulate::{EventKind, Event};
/// let broke = Event::new(EventKind::Broke, "accord").by("PRK".parse()?).because("gain 12.0 bp, deterrent 3.1 bp");
/// assert_eq!(broke.to_string(), "PRK broke accord (gain 12.0 bp, deterrent 3.1 bp)");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Year of the history, from 1.
    pub year: u32,
    /// Kind.
    pub kind: EventKind,
    /// The nations that acted.
    pub who: Vec<NationCode>,
    /// The nations acted upon.
    pub whom: Vec<NationCode>,
    /// The arrangement, or whatever else it is about.
    pub what: String,
    /// The reason.
    pub why: String,
}

impl Event {
    /// An event of this kind about this; the year is filled in when it is [recorded](super::Present::record).
    pub fn new(kind: EventKind, what: impl Into<String>) -> Self {
        Event { year: 0, kind, who: Vec::new(), whom: Vec::new(), what: what.into(), why: String::new() }
    }

    /// With this nation among those who acted.
    #[must_use]
    pub fn by(mut self, nation: NationCode) -> Self {
        self.who.push(nation);
        self
    }

    /// With these nations as those who acted.
    #[must_use]
    pub fn by_all(mut self, nations: &[NationCode]) -> Self {
        self.who.extend_from_slice(nations);
        self
    }

    /// With this nation among those acted upon.
    #[must_use]
    pub fn towards(mut self, nation: NationCode) -> Self {
        self.whom.push(nation);
        self
    }

    /// With this reason.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |codes: &[NationCode]| codes.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ");
        let (who, whom) = (list(&self.who), list(&self.whom));
        match self.kind {
            EventKind::Dispute => write!(f, "{who} disputes with {whom}")?,
            EventKind::War => write!(f, "{who} at war with {whom}")?,
            EventKind::Sanctioned => write!(f, "{whom} suspended from {}", self.what)?,
            EventKind::Readmitted => write!(f, "{whom} readmitted to {}", self.what)?,
            EventKind::LeaderChanged => write!(f, "{who} has a new leader")?,
            EventKind::Learned => write!(f, "{who} takes up the strategy {}", self.what)?,
            EventKind::RegimeChanged => write!(f, "{}", self.what)?,
            EventKind::Expired => write!(f, "{} [{who}] expired", self.what)?,
            EventKind::GaveNotice => write!(f, "{who} gave notice of leaving {}", self.what)?,
            EventKind::Acceded => write!(f, "{who} acceded to {}", self.what)?,
            EventKind::Shock => write!(f, "{}", self.what)?,
            EventKind::Signed | EventKind::Left | EventKind::Kept | EventKind::Broke => {
                write!(f, "{who} {} {}", self.kind.name(), self.what)?;
            }
        }
        if self.why.is_empty() { Ok(()) } else { write!(f, " ({})", self.why) }
    }
}
