//! Nations as agents: one trait, and the view of what a nation can know.

use super::accord::Accord;
use super::{Present, Rules};
use crate::negotiate::Strategy;
use crate::negotiate::strategy::{Quantal, Satisficing};
use crate::treaty::{Arrangement, Regime};
use crate::world::NationCode;
use std::fmt;

/// A nation's decision rules: whether it keeps what it has promised, and, unless the defaults do, how it negotiates
/// and when it leaves. Implement it to bring your own; it has no memory but what is in the [`View`].
///
/// ```
/// use comity::prelude::*;
/// use comity::simulate::{Agent, Promise, View};
///
/// /// Keeps its promises to nations that it trusts more than not.
/// #[derive(Debug)]
/// struct Wary;
///
/// impl Agent for Wary {
///     fn keeps(&self, _: &View<'_>, promise: &Promise<'_>) -> f64 {
///         if promise.fellows().all(|fellow| fellow.trust > 0.5) { 1.0 } else { 0.0 }
///     }
/// }
///
/// let study = Study::new(World::northeast_asia_2002())?;
/// println!("{}", Simulation::of(&study).agent("PRK", Wary).years(5).run()?);
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Agent: fmt::Debug + Send + Sync {
    /// The chance, 0..1, with which it keeps this promise in this year.
    fn keeps(&self, view: &View<'_>, promise: &Promise<'_>) -> f64;

    /// Its strategy in talks: to accept what beats the status quo, with the errors of a logit choice where the
    /// [rules](Rules::vote_noise) say so.
    fn strategy(&self, view: &View<'_>) -> Box<dyn Strategy> {
        match view.rules.vote_noise {
            noise if noise > 0.0 => Box::new(Quantal::new(noise)),
            _ => Box::new(Satisficing::new()),
        }
    }

    /// Whether it wants to leave an arrangement when its gain from doing so, bp per year, is this; by default where
    /// it exceeds the [cost](Rules::exit_cost). Notice is given once it has wanted to for long enough.
    fn leaves(&self, view: &View<'_>, arrangement: &Arrangement, gain: f64) -> bool {
        let _ = arrangement;
        gain > view.rules.exit_cost
    }
}

/// What a nation can know: its own trust and type, everybody's figures, the arrangements and the public record. No
/// other nation's type, beliefs or propensities.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    present: &'a Present,
    rules: &'a Rules,
    me: usize,
    seeks_security: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(present: &'a Present, rules: &'a Rules, me: usize) -> Self {
        View { present, rules, me, seeks_security: present.seekers[me] }
    }

    /// The view of the same nation if it were of this type.
    pub(crate) fn as_type(self, seeks_security: bool) -> Self {
        View { seeks_security, ..self }
    }

    /// The nation whose view it is.
    pub fn nation(&self) -> NationCode {
        self.present.state.nations[self.me]
    }

    /// Whether it seeks security, and not expansion.
    pub fn seeks_security(&self) -> bool {
        self.seeks_security
    }

    /// Year of the history, from 1.
    pub fn year(&self) -> u32 {
        self.present.year
    }

    /// All nations, in the order of the world.
    pub fn nations(&self) -> &'a [NationCode] {
        &self.present.state.nations
    }

    /// Its trust in each nation, 0..1, in the order of the world; of no meaning for itself.
    pub fn trust(&self) -> impl ExactSizeIterator<Item = f64> + use<'a> {
        let (state, me) = (&self.present.state, self.me);
        (0..state.nations.len()).map(move |j| state.trust[(me, j)])
    }

    /// GDP of each nation, USD bn per year.
    pub fn gdp(&self) -> &'a [f64] {
        &self.present.state.gdp
    }

    /// Military stock of each nation, USD bn.
    pub fn military_stock(&self) -> &'a [f64] {
        &self.present.state.military_stock
    }

    /// The regime in force.
    pub fn regime(&self) -> &'a Regime {
        &self.present.state.regime
    }

    /// The parameters of the history.
    pub fn rules(&self) -> &'a Rules {
        self.rules
    }
}

/// What a member owes under an arrangement in one year, and what hangs on it.
#[derive(Clone, Copy, Debug)]
pub struct Promise<'a> {
    pub(crate) present: &'a Present,
    pub(crate) accord: &'a Accord,
    pub(crate) me: usize,
    /// One-shot gain from breaking it, bp of income; an expansionist's [temptation](Rules::temptation) included.
    pub gain: f64,
    /// The largest gain that the threat of suspension deters, bp of income.
    pub deterrent: f64,
}

/// A fellow member as a nation sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fellow {
    /// The fellow member.
    pub nation: NationCode,
    /// Trust in it, 0..1.
    pub trust: f64,
    /// Whether it was seen to keep its promises under this arrangement in the last year; `None` in the first.
    pub kept: Option<bool>,
    /// Years since it was last seen to break one; `None` if never.
    pub since_breach: Option<u32>,
}

impl<'a> Promise<'a> {
    /// The arrangement.
    pub fn arrangement(&self) -> &'a Arrangement {
        &self.accord.arrangement
    }

    /// The fellow members that are not suspended.
    pub fn fellows(&self) -> impl Iterator<Item = Fellow> + use<'a> {
        let me = self.me;
        self.members().filter(move |(j, _)| *j != me).map(|(_, fellow)| fellow)
    }

    /// Years since any member, the nation itself included, was last seen to break a promise.
    pub fn since_breach(&self) -> Option<u32> {
        self.members().filter_map(|(_, member)| member.since_breach).min()
    }

    fn members(&self) -> impl Iterator<Item = (usize, Fellow)> + use<'a> {
        let Promise { present, accord, me, .. } = *self;
        present.active(accord).into_iter().map(move |(place, j)| {
            let standing = accord.record[place];
            let fellow = Fellow {
                nation: present.state.nations[j],
                trust: present.state.trust[(me, j)],
                kept: standing.seen,
                since_breach: standing.breach.map(|year| present.year.saturating_sub(year)),
            };
            (j, fellow)
        })
    }
}
