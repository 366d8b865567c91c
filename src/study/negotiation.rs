//! A negotiation among nations: who may propose what to whom, under which protocol.

use super::{Deal, Study};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::negotiate::Session;
use crate::negotiate::domain::LazyDomain;
use crate::negotiate::protocol::{AlternatingOffers, Protocol};
use crate::negotiate::strategy::{Satisficing, Strategy, TimeDependent};
use crate::parallel;
use crate::treaty::{Arrangement, Menu};
use crate::world::NationCode;
use std::fmt;
use std::sync::Arc;

/// What nations negotiate, and how. [`Study::negotiate`] runs it.
///
/// Outcomes are the packages of the menu signed by any two or more of the participants; a nation's utility is its gain
/// over the status quo in basis points of income, and the status quo (0) is its reservation value. The model is common
/// knowledge, so nobody tables what a signatory is known to refuse: outcomes outside the zone of agreement are left out
/// (unless [`tabling_anything`](Self::tabling_anything)). Unless told otherwise everybody takes part, only the opener
/// proposes, under stacked alternating offers for 100 rounds, and the others take what beats the status quo.
///
/// ```
/// use comity::prelude::*;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let talks = Negotiation::proposed_by("JPN").among(["USA", "JPN", "KOR", "CHN"]).over(Menu::cooperative());
/// let deal = study.negotiate(&talks, 42)?;
/// assert!(deal.signatories().iter().all(|(_, gain)| *gain >= 0.0)); // nobody signs a loss
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone)]
pub struct Negotiation {
    opener: String,
    others_propose: bool,
    participants: Vec<String>,
    menu: Menu,
    protocol: Arc<dyn Protocol>,
    strategy: Arc<dyn Fn(NationCode) -> Box<dyn Strategy> + Send + Sync>,
    deadline: u32,
    discount: f64,
    breakdown: f64,
    tables_anything: bool,
}

impl Negotiation {
    /// A negotiation in which this nation makes the offers.
    pub fn proposed_by(opener: &str) -> Self {
        Negotiation {
            opener: opener.to_owned(),
            others_propose: false,
            participants: Vec::new(),
            menu: Menu::cooperative(),
            protocol: Arc::new(AlternatingOffers),
            strategy: Arc::new(|_| Box::new(Satisficing::new())),
            deadline: 100,
            discount: 1.0,
            breakdown: 0.0,
            tables_anything: false,
        }
    }

    /// A negotiation that this nation opens and in which everybody may propose; all concede by the clock.
    pub fn opened_by(opener: &str) -> Self {
        Negotiation {
            others_propose: true,
            strategy: Arc::new(|_| Box::new(TimeDependent::conceder())),
            ..Self::proposed_by(opener)
        }
    }

    /// Over this menu (default: [`Menu::cooperative`]).
    #[must_use]
    pub fn over(mut self, menu: Menu) -> Self {
        self.menu = menu;
        self
    }

    /// Among these nations (default: all of the world).
    #[must_use]
    pub fn among<'a>(mut self, participants: impl IntoIterator<Item = &'a str>) -> Self {
        self.participants = participants.into_iter().map(str::to_owned).collect();
        self
    }

    /// Under this protocol (default: stacked alternating offers).
    #[must_use]
    pub fn under(mut self, protocol: impl Protocol + 'static) -> Self {
        self.protocol = Arc::new(protocol);
        self
    }

    /// With this strategy for each nation (default: [`Satisficing`]).
    #[must_use]
    pub fn with_strategy<S: Strategy + 'static>(
        mut self,
        strategy: impl Fn(NationCode) -> S + Send + Sync + 'static,
    ) -> Self {
        self.strategy = Arc::new(move |nation| Box::new(strategy(nation)));
        self
    }

    /// For so many rounds (default 100).
    #[must_use]
    pub fn deadline(mut self, rounds: u32) -> Self {
        self.deadline = rounds;
        self
    }

    /// What a gain is still worth one round later (default 1).
    #[must_use]
    pub fn discount(mut self, delta: f64) -> Self {
        self.discount = delta;
        self
    }

    /// Lets parties propose deals that leave a signatory below the status quo, as if the model were not known.
    #[must_use]
    pub fn tabling_anything(mut self) -> Self {
        self.tables_anything = true;
        self
    }

    /// Probability of a breakdown between two rounds (default 0).
    #[must_use]
    pub fn breakdown(mut self, probability: f64) -> Self {
        self.breakdown = probability;
        self
    }
}

impl fmt::Debug for Negotiation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Negotiation")
            .field("opener", &self.opener)
            .field("others_propose", &self.others_propose)
            .field("participants", &self.participants)
            .field("menu", &self.menu)
            .field("protocol", &self.protocol.name())
            .field("deadline", &self.deadline)
            .field("discount", &self.discount)
            .field("breakdown", &self.breakdown)
            .field("tables_anything", &self.tables_anything)
            .finish_non_exhaustive()
    }
}

impl Study {
    /// Lets the nations negotiate. The seed decides every random draw; equal seeds give equal bytes.
    ///
    /// # Errors
    /// A nation that is not in the world, an opener that does not take part, a menu that nobody can sign, settings that
    /// [`Session::run`] refuses, an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// Up to `2^p · menu` evaluations for `p ≤ 16` participants, each at most once, in parallel; when tabling anything only
    /// those that a strategy asks for.
    pub fn negotiate(&self, talks: &Negotiation, seed: u64) -> Result<Deal> {
        let parties = self.parties(talks)?;
        let world = self.model().world();
        let seats = parties.iter().map(|c| world.index(c.as_str())).collect::<Result<Vec<usize>>>()?;
        let base: Vec<f64> = self.evaluate(self.status_quo())?.utilities().collect();
        let gains = |arrangement: &Arrangement| -> Result<Vec<f64>> {
            let outcome = self.evaluate(&self.status_quo().clone().with(arrangement.clone()))?;
            Ok(seats.iter().map(|&i| 1e4 * (outcome.nations[i].utility - base[i])).collect())
        };

        let order: Vec<NationCode> = world.codes().collect();
        let mut outcomes = outcomes(&parties, &order, talks)?;
        let mut known: Vec<Vec<f64>> = Vec::new();
        if !talks.tables_anything {
            let all = parallel::try_map(outcomes.len(), |o| gains(&outcomes[o].1))?;
            let agreeable = |members: Coalition, gains: &[f64]| members.players().all(|i| gains[i] >= 0.0);
            let zone = outcomes.iter().zip(&all).filter(|((members, _), gains)| agreeable(*members, gains));
            let zone: Vec<_> = zone.map(|(outcome, gains)| (outcome.clone(), gains.clone())).collect();
            // Nothing to agree on: the session runs over everything, and ends without a deal.
            (outcomes, known) = if zone.is_empty() { (outcomes, all) } else { zone.into_iter().unzip() };
        }
        let members = outcomes.iter().map(|(members, _)| *members).collect();
        let domain = LazyDomain::new(parties.len(), members, |outcome| match known.get(outcome) {
            Some(gains) => Ok(gains.clone()),
            None => gains(&outcomes[outcome].1),
        })?
        .with_names(
            parties.iter().map(NationCode::to_string).collect(),
            outcomes.iter().map(|(_, a)| a.name.clone()).collect(),
        );
        let proposers = if talks.others_propose { 0..parties.len() } else { 0..1 };
        let trace = Session::new(&domain, talks.protocol.as_ref())
            .everybody(|party| (talks.strategy)(parties[party]))
            .proposers(proposers)
            .deadline(talks.deadline)
            .discount(talks.discount)
            .breakdown(talks.breakdown)
            .seed(seed)
            .run()?;
        let signed = trace.agreements.iter().map(|a| outcomes[a.deal.outcome].1.clone()).collect();
        Deal::new(self, signed, trace)
    }

    /// The parties, the opener first, the others in the order of the world.
    fn parties(&self, talks: &Negotiation) -> Result<Vec<NationCode>> {
        let world = self.model().world();
        let opener = world.nations()[world.index(&talks.opener)?].code;
        let mut taking_part = vec![talks.participants.is_empty(); world.len()];
        for code in &talks.participants {
            taking_part[world.index(code)?] = true;
        }
        if !taking_part[world.index(&talks.opener)?] {
            let who = talks.participants.join(" ");
            return Err(Error::invalid(
                "negotiation",
                "opener",
                opener,
                format!("one of those taking part: {who}"),
            ));
        }
        let others = world.codes().zip(&taking_part).filter(|(c, takes_part)| **takes_part && *c != opener);
        let parties: Vec<NationCode> = std::iter::once(opener).chain(others.map(|(c, _)| c)).collect();
        const MOST: usize = 16;
        if parties.len() > MOST {
            return Err(Error::TooLarge {
                what: "negotiation".into(),
                n: parties.len(),
                limit: MOST,
                reason: "every set of participants may sign; name fewer with `among`".into(),
            });
        }
        Ok(parties)
    }
}

/// Every package signed by every set of parties that can, members in the order of the world; only sets with the opener where nobody else proposes.
fn outcomes(
    parties: &[NationCode],
    order: &[NationCode],
    talks: &Negotiation,
) -> Result<Vec<(Coalition, Arrangement)>> {
    let mut outcomes = Vec::new();
    for members in Coalition::grand(parties.len()).subsets() {
        if talks.others_propose || members.contains(0) {
            let mut codes: Vec<NationCode> = members.players().map(|i| parties[i]).collect();
            codes.sort_by_key(|code| order.iter().position(|c| c == code));
            outcomes.extend(talks.menu.offers(&codes).into_iter().map(|a| (members, a)));
        }
    }
    if outcomes.is_empty() {
        return Err(Error::invalid(
            "negotiation",
            "menu",
            "nothing that these nations can sign",
            "at least one package",
        ));
    }
    Ok(outcomes)
}
