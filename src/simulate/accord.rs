//! An arrangement in its life: since when, who leaves when, who is suspended until when, who was seen to keep it.

use crate::treaty::{Arrangement, Regime, SanctionExtent, Term};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};

/// An arrangement that has been signed, with its clocks and its record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accord {
    /// The arrangement as signed.
    pub arrangement: Arrangement,
    /// Year of the history in which it was signed; ≤ 0 for one that was in force at the beginning.
    pub since: i64,
    /// Notices of withdrawal: given in one year, the nation leaves at the beginning of the other.
    pub notices: Vec<Clock>,
    /// Suspensions: the nation is out from one year to the end of the other.
    pub suspensions: Vec<Clock>,
    /// What is on record of each member, in the order of the arrangement.
    pub(crate) record: Vec<Standing>,
}

/// A nation and the years in which its clock starts and runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The nation.
    pub nation: NationCode,
    /// The year in which it starts.
    pub from: u32,
    /// The year in which it runs out.
    pub until: u32,
}

/// What is on record of one member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Standing {
    /// Chance with which it kept its promises in the last year, 0 or 1 where it was drawn.
    pub kept: Option<f64>,
    /// That chance for a seeker of security and for an expansionist in its place.
    pub by_type: Option<(f64, f64)>,
    /// Whether it was seen to keep its promises in the last year.
    pub seen: Option<bool>,
    /// Whether its signal of confidence building was seen.
    pub confidence: Option<bool>,
    /// Whether its signal by citizens' exchange was seen.
    pub exchange: Option<bool>,
    /// The last year in which it was seen to break a promise.
    pub breach: Option<u32>,
    /// What it gained by breaking its promises in the last year, bp of income.
    pub taken: f64,
    /// Consecutive years in which it would have gained by leaving.
    pub restless: u32,
}

impl Accord {
    /// An arrangement signed in this year.
    pub(crate) fn signed(arrangement: Arrangement, year: i64) -> Self {
        let record = vec![Standing::default(); arrangement.members.len()];
        Accord { arrangement, since: year, notices: Vec::new(), suspensions: Vec::new(), record }
    }

    /// Address of draws: name and members, whatever their order.
    pub(crate) fn address(&self) -> String {
        let mut members: Vec<&str> = self.arrangement.members.iter().map(NationCode::as_str).collect();
        members.sort_unstable();
        format!("{}|{}", self.arrangement.name, members.join(" "))
    }

    /// Name and members as text.
    pub(crate) fn title(&self) -> String {
        let members: Vec<&str> = self.arrangement.members.iter().map(NationCode::as_str).collect();
        format!("{} [{}]", self.arrangement.name, members.join(" "))
    }

    /// Whether this member is suspended in this year.
    pub(crate) fn is_suspended(&self, nation: NationCode, year: u32) -> bool {
        self.suspensions
            .iter()
            .any(|clock| clock.nation == nation && (clock.from..=clock.until).contains(&year))
    }

    /// The places and codes of the members that are not suspended in this year; none where fewer than two are left.
    pub(crate) fn active(&self, year: u32) -> Vec<(usize, NationCode)> {
        let members = self.arrangement.members.iter().copied().enumerate();
        let active: Vec<_> = members.filter(|(_, code)| !self.is_suspended(*code, year)).collect();
        if active.len() > 1 { active } else { Vec::new() }
    }

    /// What is in force of it in this year, and the sanctions on those suspended, with `also` suspended besides.
    fn in_force(&self, year: u32, also: Option<NationCode>) -> Vec<Arrangement> {
        let out = |code: &NationCode| self.is_suspended(*code, year) || also == Some(*code);
        let suspended: Vec<NationCode> = self.arrangement.members.iter().copied().filter(out).collect();
        if suspended.is_empty() {
            return vec![self.arrangement.clone()];
        }
        let mut in_force: Vec<Arrangement> = self.arrangement.without(&suspended).into_iter().collect();
        let rest = self.arrangement.members.iter().copied().filter(|code| !out(code)).collect::<Vec<_>>();
        if let Some(extent) = self.sanction()
            && rest.len() > 1
        {
            for &target in &suspended {
                let name = format!("sanctions on {target} under {}", self.arrangement.name);
                in_force.push(Arrangement::of(name, rest.clone()).with(Term::Sanction { target, extent }));
            }
        }
        in_force
    }

    /// The extent of its sanction clause; `None` without one.
    pub(crate) fn sanction(&self) -> Option<SanctionExtent> {
        let extents = self.arrangement.terms.iter().filter_map(|term| match term {
            Term::CollectiveSecurity { sanction, .. } if *sanction != SanctionExtent::None => Some(*sanction),
            _ => None,
        });
        extents.max()
    }

    /// Without these members, who have left; `None` where nothing is left.
    pub(crate) fn left_by(&self, leavers: &[NationCode]) -> Option<Accord> {
        let arrangement = self.arrangement.without(leavers)?;
        let stays = |clock: &&Clock| !leavers.contains(&clock.nation);
        let members = self.arrangement.members.iter().zip(&self.record);
        Some(Accord {
            since: self.since,
            notices: self.notices.iter().filter(stays).copied().collect(),
            suspensions: self.suspensions.iter().filter(stays).copied().collect(),
            record: members
                .filter(|(code, _)| !leavers.contains(code))
                .map(|(_, standing)| *standing)
                .collect(),
            arrangement,
        })
    }

    /// Whether it is the same package among some of these signatories or all of them.
    pub(crate) fn is_part_of(&self, other: &Arrangement) -> bool {
        self.arrangement.name == other.name
            && self.arrangement.members.iter().all(|code| other.has_member(*code))
    }

    /// Whether it is the same package among these signatories and perhaps others.
    pub(crate) fn covers(&self, other: &Arrangement) -> bool {
        self.arrangement.name == other.name
            && other.members.iter().all(|code| self.arrangement.has_member(*code))
    }
}

/// The regime in force in a year and the age of each of its arrangements, with one nation suspended besides from the
/// accord of this number.
pub(crate) fn regime_of(
    accords: &[Accord],
    year: u32,
    also: Option<(usize, NationCode)>,
) -> (Regime, Vec<u32>) {
    let mut in_force: Vec<Arrangement> = Vec::with_capacity(accords.len());
    let mut ages = Vec::with_capacity(accords.len());
    for (k, accord) in accords.iter().enumerate() {
        let age = u32::try_from(i64::from(year) - accord.since).unwrap_or(0);
        for arrangement in accord.in_force(year, also.filter(|(at, _)| *at == k).map(|(_, code)| code)) {
            let twin = |a: &Arrangement| a.name == arrangement.name && a.members == arrangement.members;
            if !in_force.iter().any(twin) {
                in_force.push(arrangement);
                ages.push(age);
            }
        }
    }
    (in_force.into_iter().collect(), ages)
}
