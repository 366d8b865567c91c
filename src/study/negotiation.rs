//! Negotiations among nations under the [rules](Negotiation): the domain, the talks, what is signed.

use super::{Deal, Negotiation, Study};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::TuGame;
use crate::negotiate::domain::{Domain, LazyDomain, TransferableDomain};
use crate::negotiate::protocol::RandomProposer;
use crate::negotiate::strategy::Stationary;
use crate::negotiate::{Session, Strategy, Trace};
use crate::parallel;
use crate::treaty::{Arrangement, SidePayment};
use crate::world::{NationCode, World};
use std::sync::Arc;

/// A negotiation that is ready to run: its outcomes are known, its parties seated. For many seeds over one
/// set-up.
pub struct Talks<'a> {
    study: &'a Study,
    rules: Negotiation,
    parties: Vec<NationCode>,
    /// The arrangement that each outcome of the domain signs.
    arrangements: Vec<Arrangement>,
    domain: Box<dyn Domain + 'a>,
    /// Gains of the parties before side payments, USD bn per year, by outcome; only where gains are shared.
    own: Vec<Vec<f64>>,
}

impl Study {
    /// Lets the nations negotiate. The seed decides every random draw; equal seeds give equal bytes.
    ///
    /// # Errors
    /// As [`talks`](Self::talks) and [`Talks::run`].
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// let deal = study.negotiate(&talks, 42)?;
    /// assert_eq!(deal, study.negotiate(&talks, 42)?); // one seed, one deal
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn negotiate(&self, rules: &Negotiation, seed: u64) -> Result<Deal> {
        let talks = self.talks(rules)?;
        talks.deal(talks.run(seed)?)
    }

    /// Prepares a negotiation, to be run with one seed or many.
    ///
    /// # Errors
    /// A nation that is not in the world, or takes part twice, an opener that does not take part, a menu that
    /// nobody can sign, an outcome that cannot be evaluated; more than 16 participants (12 where gains are
    /// shared).
    ///
    /// # Complexity
    /// `2^p · menu` evaluations for `p` participants, in parallel; when tabling anything only those that a
    /// strategy asks for, later.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// let talks = study.talks(&talks)?;
    /// let deals = (0..3).map(|seed| talks.deal(talks.run(seed)?)).collect::<Result<Vec<_>>>()?;
    /// assert_eq!(deals.len(), 3); // one set-up, many seeds
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn talks(&self, rules: &Negotiation) -> Result<Talks<'_>> {
        if rules.shares_gains {
            let parties = self.parties(rules)?;
            let outcomes = outcomes(&parties, self.model().world(), rules)?;
            return self.shared(rules, parties, outcomes);
        }
        let base = self.model().base_outcome().utilities().collect();
        let with = |a: &Arrangement| {
            Ok(self.evaluate(&self.status_quo().clone().with(a.clone()))?.utilities().collect())
        };
        let talks = self.talks_valued(rules, base, with, |_| true)?;
        talks.ok_or_else(nothing_to_sign)
    }

    /// The talks in which an arrangement leaves each nation of the world with the utilities `value`, log points,
    /// against `base`; over those that `admits` lets through, `None` where it lets none.
    pub(crate) fn talks_valued<'a>(
        &'a self,
        rules: &Negotiation,
        base: Vec<f64>,
        value: impl Fn(&Arrangement) -> Result<Vec<f64>> + Send + Sync + 'a,
        admits: impl Fn(&Arrangement) -> bool,
    ) -> Result<Option<Talks<'a>>> {
        let parties = self.parties(rules)?;
        let mut outcomes = outcomes(&parties, self.model().world(), rules)?;
        outcomes.retain(|(_, _, arrangement)| admits(arrangement));
        if outcomes.is_empty() {
            return Ok(None);
        }
        let seats = self.seats(&parties)?;
        let gains = move |a: &Arrangement| -> Result<Vec<f64>> {
            let utilities = value(a)?;
            Ok(seats.iter().map(|&i| 1e4 * (utilities[i] - base[i])).collect())
        };
        let (mut members, mut packages, mut arrangements) = (Vec::new(), Vec::new(), Vec::new());
        for (signatories, package, arrangement) in outcomes {
            members.push(signatories);
            packages.push(package);
            arrangements.push(arrangement);
        }
        let mut known: Vec<Vec<f64>> = Vec::new();
        if !rules.tables_anything {
            known = parallel::try_map(arrangements.len(), |o| gains(&arrangements[o]))?;
            let agreeable = |o: &usize| members[*o].players().all(|i| known[*o][i] >= 0.0);
            let zone: Vec<usize> = (0..members.len()).filter(agreeable).collect();
            // Nothing to agree on: the session runs over everything, and ends without a deal.
            if !zone.is_empty() {
                members = zone.iter().map(|&o| members[o]).collect();
                packages = zone.iter().map(|&o| packages[o]).collect();
                arrangements = zone.iter().map(|&o| arrangements[o].clone()).collect();
                known = zone.iter().map(|&o| std::mem::take(&mut known[o])).collect();
            }
        }
        let (names, labels) = labels(&parties, &arrangements);
        let offered = arrangements.clone();
        let domain = LazyDomain::new(parties.len(), members, move |outcome| match known.get(outcome) {
            Some(gains) => Ok(gains.clone()),
            None => gains(&offered[outcome]),
        })?;
        let domain = Box::new(domain.with_names(names, labels).with_packages(packages));
        Ok(Some(Talks { study: self, rules: rules.clone(), parties, arrangements, domain, own: Vec::new() }))
    }

    /// The numbers of the parties.
    fn seats(&self, parties: &[NationCode]) -> Result<Vec<usize>> {
        parties.iter().map(|c| self.model().world().index(c.as_str())).collect()
    }

    /// Talks over the division of joint gains: what a coalition is worth is what its best package gains its
    /// members.
    fn shared(
        &self,
        rules: &Negotiation,
        parties: Vec<NationCode>,
        outcomes: Vec<(Coalition, usize, Arrangement)>,
    ) -> Result<Talks<'_>> {
        let seats = self.seats(&parties)?;
        let gains = parallel::try_map(outcomes.len(), |o| {
            let outcome = self.evaluate(&self.status_quo().clone().with(outcomes[o].2.clone()))?;
            seats.iter().map(|&i| outcome.nations[i].money()).collect::<Result<Vec<f64>>>()
        })?;
        let mut best: Vec<Option<(f64, usize)>> = vec![None; 1 << parties.len()];
        for (o, (members, ..)) in outcomes.iter().enumerate() {
            let joint: f64 = members.players().map(|i| gains[o][i]).sum();
            let cell = &mut best[members.index()];
            if cell.is_none_or(|(most, _)| joint > most) {
                *cell = Some((joint, o));
            }
        }
        let game = TuGame::from_fn(parties.len(), |s| best[s.index()].map_or(0.0, |(joint, _)| joint))?;
        // Outcome `mask − 1` of the domain is the coalition of that mask; one without a package signs nothing.
        let signed = |cell: &Option<(f64, usize)>| {
            cell.map_or_else(|| Arrangement::of("nothing", vec![]), |(_, o)| outcomes[o].2.clone())
        };
        let arrangements = best[1..].iter().map(signed).collect();
        let own = best[1..]
            .iter()
            .map(|c| c.map_or_else(|| vec![0.0; parties.len()], |(_, o)| gains[o].clone()))
            .collect();
        let domain = Box::new(TransferableDomain::new(game.clone()));
        let mut rules = rules.clone();
        if rules.strategy.is_none() {
            let settings = rules.settings(parties.len());
            let equilibrium = Stationary::random_proposer(&game, &RandomProposer::default(), &settings)?;
            rules.protocol = Arc::new(RandomProposer::default());
            rules.strategy = Some(Arc::new(move |_, _| Box::new(equilibrium.clone())));
        }
        Ok(Talks { study: self, rules, parties, arrangements, domain, own })
    }

    /// The parties, the opener first, the others in the order of the world or by code.
    fn parties(&self, talks: &Negotiation) -> Result<Vec<NationCode>> {
        let world = self.model().world();
        let opener = world.nations()[world.index(&talks.opener)?].code;
        let mut taking_part = vec![talks.participants.is_empty(); world.len()];
        for code in &talks.participants {
            if std::mem::replace(&mut taking_part[world.index(code)?], true) {
                return Err(Error::invalid("negotiation", "participants", code, "each nation once"));
            }
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
        let mut parties: Vec<NationCode> = std::iter::once(opener).chain(others.map(|(c, _)| c)).collect();
        if talks.by_code {
            parties[1..].sort();
        }
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

impl Talks<'_> {
    /// The parties, the opener first.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// assert_eq!(study.talks(&talks)?.parties()[0].as_str(), "JPN");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parties(&self) -> &[NationCode] {
        &self.parties
    }

    /// The domain: the outcomes that parties may agree on, their members and utilities.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// assert_eq!(study.talks(&talks)?.domain().parties(), 3);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn domain(&self) -> &dyn Domain {
        self.domain.as_ref()
    }

    /// Runs the talks with this seed.
    ///
    /// # Errors
    /// Settings that [`Session::run`] refuses, a strategy that does not suit the protocol, an outcome that
    /// cannot be evaluated.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = study.talks(&Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]))?;
    /// let trace = talks.run(42)?;
    /// assert_eq!(trace, talks.run(42)?); // the seed decides
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn run(&self, seed: u64) -> Result<Trace> {
        Session::new(self.domain.as_ref(), self.rules.protocol.as_ref())
            .everybody(|party| self.rules.seat(self.parties[party], seed))
            .settings(self.rules.settings(self.parties.len()))
            .seed(seed)
            .run()
    }

    /// Runs the talks with this seed, each party played by what `seat` gives unless the rules name a strategy.
    pub(crate) fn run_seated(
        &self,
        seed: u64,
        mut seat: impl FnMut(NationCode) -> Box<dyn Strategy>,
    ) -> Result<Trace> {
        if self.rules.strategy.is_some() || self.rules.others_propose {
            return self.run(seed);
        }
        Session::new(self.domain.as_ref(), self.rules.protocol.as_ref())
            .everybody(|party| seat(self.parties[party]))
            .settings(self.rules.settings(self.parties.len()))
            .seed(seed)
            .run()
    }

    /// The arrangements that a run ended with, side payments included.
    ///
    /// # Errors
    /// [`Error::Invalid`]: an agreement on an outcome that these talks do not have; an outcome that cannot be evaluated.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = study.talks(&Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]))?;
    /// let trace = talks.run(42)?;
    /// assert_eq!(talks.signed(&trace)?.len(), trace.agreements.len());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn signed(&self, trace: &Trace) -> Result<Vec<Arrangement>> {
        let mut signed = Vec::new();
        for agreement in trace.agreements.iter().filter(|a| a.members.len() > 1) {
            let (deal, outcome) = (&agreement.deal, agreement.deal.outcome);
            let Some(arrangement) = self.arrangements.get(outcome) else {
                let allowed = format!("below {}", self.arrangements.len());
                return Err(Error::invalid("agreement", "outcome", outcome, allowed));
            };
            let mut arrangement = arrangement.clone();
            if let Some(own) = self.own.get(outcome) {
                // The payment with which each member ends up with its share of the joint gain.
                let mut balances = Vec::new();
                for i in agreement.members.players().filter(|&i| i < self.parties.len()) {
                    let share = self.domain.utility(i, outcome)? + deal.payment(i);
                    balances.push((self.parties[i], share - own[i]));
                }
                arrangement.payments = settle(balances);
            }
            signed.push(arrangement);
        }
        Ok(signed)
    }

    /// The deal that a run came to.
    ///
    /// # Errors
    /// An outcome that cannot be evaluated.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = study.talks(&Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]))?;
    /// let deal = talks.deal(talks.run(42)?)?;
    /// println!("{deal}"); // who signed what, and what each gains
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn deal(&self, trace: Trace) -> Result<Deal> {
        Deal::new(self.study, self.signed(&trace)?, trace)
    }
}

/// Payments that settle these balances (positive: receives), payers and receivers in order.
fn settle(balances: Vec<(NationCode, f64)>) -> Vec<SidePayment> {
    let mut payers: Vec<(NationCode, f64)> =
        balances.iter().filter(|b| b.1 < 0.0).map(|b| (b.0, -b.1)).collect();
    let mut payments = Vec::new();
    for (to, mut due) in balances.into_iter().filter(|b| b.1 > 0.0) {
        for (from, left) in payers.iter_mut().filter(|p| p.1 > 0.0) {
            let amount = due.min(*left);
            if amount > 1e-9 {
                payments.push(SidePayment { from: *from, to, amount });
            }
            due -= amount;
            *left -= amount;
        }
    }
    payments
}

fn labels(parties: &[NationCode], arrangements: &[Arrangement]) -> (Vec<String>, Vec<String>) {
    (
        parties.iter().map(NationCode::to_string).collect(),
        arrangements.iter().map(|a| a.name.clone()).collect(),
    )
}

/// Every package, by its place in the menu, signed by every set of parties that can and can pay for it, members in
/// the order of the world; only sets with the opener where nobody else proposes.
fn outcomes(
    parties: &[NationCode],
    world: &World,
    talks: &Negotiation,
) -> Result<Vec<(Coalition, usize, Arrangement)>> {
    let mut outcomes = Vec::new();
    for members in Coalition::grand(parties.len()).subsets() {
        if talks.others_propose || members.contains(0) {
            let mut codes: Vec<NationCode> = members.players().map(|i| parties[i]).collect();
            codes.sort_by_key(|code| world.number(*code));
            let offers = talks.menu.packages.iter().enumerate();
            let signed = offers.filter_map(|(k, p)| Some((members, k, p.signed_by(&codes)?)));
            outcomes.extend(signed.filter(|(_, _, arrangement)| arrangement.is_affordable(world)));
        }
    }
    if outcomes.is_empty() { Err(nothing_to_sign()) } else { Ok(outcomes) }
}

fn nothing_to_sign() -> Error {
    Error::invalid("negotiation", "menu", "nothing that these nations can sign", "at least one package")
}
