//! What is asked of a regime's stability, and the verdict.

use super::Gain;
use crate::solve::deviation::{Reaction, Search, Searched};
use crate::treaty::{Arrangement, Regime};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a regime's stability is searched, and under which conventions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeSearch {
    /// Largest coalition, what counts as a gain, ties (in log points of income), limits.
    pub search: Search,
    /// The fate of an arrangement that some members leave: the others keep it together, without the terms
    /// that name a leaver (the δ rule of Hart & Kurz 1983), or it falls apart (their γ rule).
    pub withdrawn: Reaction,
    /// Whether today's treaties are taken as given, so that only what was signed since may be left.
    pub todays_treaties_fixed: bool,
}

impl Default for RegimeSearch {
    /// Coalitions of up to two nations, every member must gain more than 10⁻⁹ log points, the rest keeps what
    /// is left, and any treaty may be left.
    fn default() -> Self {
        RegimeSearch {
            search: Search { tolerance: 1e-9, ..Search::up_to(2) },
            withdrawn: Reaction::Delta,
            todays_treaties_fixed: false,
        }
    }
}

impl RegimeSearch {
    /// The default with today's treaties taken as given: whether a deal holds that is struck beside them.
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::RegimeSearch;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let verdict = study.stability_within(study.status_quo(), &RegimeSearch::todays_treaties_given())?;
    /// println!("{verdict}"); // nobody leaves a pact: what could be signed beside them?
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn todays_treaties_given() -> Self {
        RegimeSearch { todays_treaties_fixed: true, ..RegimeSearch::default() }
    }
}

/// A way of a coalition out of a regime.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    /// The nations that move together.
    pub coalition: Vec<NationCode>,
    /// The arrangements that the coalition leaves, as they were.
    pub leaves: Vec<Arrangement>,
    /// The arrangements that it signs.
    pub signs: Vec<Arrangement>,
    /// The regime that it brings about.
    pub regime: Regime,
    /// The gain of each member, in the order of `coalition`; none where the regime has no figures.
    pub gains: Vec<Gain>,
}

/// k-strong stability of a regime in its two parts: whether anybody leaves something in force, to what and gaining how
/// much; and whether anybody would sign something more beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeVerdict {
    /// Whether it is proven that no coalition in the search gains, by leaving or by signing.
    pub stable: bool,
    /// Whether it is proven that none gains by leaving something in force, whatever it signs instead: where it could
    /// sign that and leave nothing, its worst-off member has to gain more by leaving as well.
    pub holds: bool,
    /// Whether it is proven that none gains by signing something more and leaving nothing.
    pub complete: bool,
    /// The ways out of the smallest coalitions that leave something: of each coalition of that size the way that
    /// gives its worst-off member most, the largest such gain first.
    pub exits: Vec<Exit>,
    /// The signatures of the smallest coalitions that leave nothing, in the same order.
    pub additions: Vec<Exit>,
    /// The conventions.
    pub search: RegimeSearch,
    /// Names of the packages on the menu.
    pub menu: Vec<String>,
    /// Names of the arrangements taken as given.
    pub given: Vec<String>,
    /// The extent of the search for exits: the whole where the regime holds, else up to the first. All coalitions of
    /// the size of that one have been compared besides.
    pub searched: Searched,
    /// The same for additions.
    pub searched_additions: Searched,
    /// Ways out and additions that no figures can be had for, without gains: evaluating their regime tells why. Where
    /// there is one and nothing that gains, nothing is proven.
    #[serde(default)]
    pub unvalued: Vec<Exit>,
}

impl fmt::Display for RegimeVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        let k = self.search.search.coalition_size;
        let who = if k == 1 { "no nation".into() } else { format!("no coalition of up to {k} nations") };
        let heads = [
            (self.holds, &self.exits, &self.searched, "holds", "gains by leaving anything", "broken"),
            (
                self.complete,
                &self.additions,
                &self.searched_additions,
                "complete",
                "gains by signing more",
                "not complete",
            ),
        ];
        for (n, (proven, moves, searched, yes, gains, no)) in heads.into_iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            if proven {
                write!(f, "{yes}: {who} {gains}")?;
            } else if moves.is_empty() {
                let why = match searched.unvalued {
                    0 => "the limit of the search was reached before anybody was found who gains",
                    _ => "nobody was found who gains, but not every move has figures",
                };
                write!(f, "{yes}: not proven, {why}")?;
            } else {
                write!(f, "{no}:")?;
                for exit in moves.iter().take(SHOWN) {
                    write!(f, "\n  {exit}")?;
                }
                if moves.len() > SHOWN {
                    write!(f, "\n  … and {} more", moves.len() - SHOWN)?;
                }
            }
            // Of a regime with a way out, the search is told up to the first; of its size all coalitions have been compared.
            let until = if moves.is_empty() { "" } else { " up to the first" };
            write!(f, "\n  ({searched}{until})")?;
        }
        for exit in self.unvalued.iter().take(SHOWN) {
            write!(f, "\nwithout figures: {exit}")?;
        }
        let given = if self.given.is_empty() { "none".into() } else { self.given.join(", ") };
        let improvement = self.search.search.improvement;
        write!(
            f,
            "\n(k = {k}, {improvement}; menu: {}; treaties taken as given: {given})",
            self.menu.join(", ")
        )
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |arrangements: &[Arrangement]| {
            let name = |a: &Arrangement| {
                let members: Vec<&str> = a.members.iter().map(NationCode::as_str).collect();
                format!("{} [{}]", a.name, members.join(" "))
            };
            arrangements.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let who: Vec<&str> = self.coalition.iter().map(NationCode::as_str).collect();
        write!(f, "{}", who.join(" and "))?;
        let plural = who.len() > 1;
        if !self.leaves.is_empty() {
            write!(f, " {} {}", if plural { "leave" } else { "leaves" }, list(&self.leaves))?;
        }
        if !self.signs.is_empty() {
            let and = if self.leaves.is_empty() { "" } else { "; then" };
            write!(f, "{and} {} {}", if plural { "sign" } else { "signs" }, list(&self.signs))?;
        }
        let gains: Vec<String> = self.gains.iter().map(Gain::to_string).collect();
        if gains.is_empty() { Ok(()) } else { write!(f, ", gaining {}", gains.join(", ")) }
    }
}
