//! The subject and the rules of a negotiation among nations: participants, menu, protocol, strategies.

use crate::negotiate::protocol::{AlternatingOffers, Protocol};
use crate::negotiate::strategy::{Satisficing, TimeDependent};
use crate::negotiate::{Settings, Strategy};
use crate::treaty::Menu;
use crate::world::NationCode;
use std::fmt;
use std::sync::Arc;

/// Subject and rules of a negotiation. [`Study::negotiate`](super::Study::negotiate) runs it.
///
/// Outcomes are the packages of the menu signed by any two or more of the participants; a nation's utility is
/// its gain over the status quo in basis points of income, and the status quo (0) is its reservation value.
/// The model is common knowledge, so nobody tables what a signatory is known to refuse: outcomes outside the
/// zone of agreement are left out (unless [`tabling_anything`](Self::tabling_anything)). Unless told
/// otherwise everybody takes part, only the opener proposes, under stacked alternating offers for 100 rounds,
/// and the others take what beats the status quo.
///
/// ```
/// use comity::prelude::*;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let talks = Negotiation::proposed_by("JPN").among(["USA", "JPN", "KOR", "CHN"]).over(Menu::cooperative());
/// let deal = study.negotiate(&talks, 42)?;
/// assert!(deal.signatories().iter().all(|gain| gain.bp >= 0.0)); // nobody signs a loss
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone)]
pub struct Negotiation {
    pub(super) opener: String,
    pub(super) others_propose: bool,
    pub(super) participants: Vec<String>,
    pub(super) menu: Menu,
    pub(super) protocol: Arc<dyn Protocol>,
    /// `None`: what suits the rules.
    pub(super) strategy: Option<Seating>,
    pub(super) deadline: u32,
    pub(super) discount: f64,
    pub(super) breakdown: f64,
    pub(super) tables_anything: bool,
    pub(super) shares_gains: bool,
    /// Whether the parties sit by code, not in the order of the world.
    pub(super) by_code: bool,
}

/// The strategy that plays for each nation under a seed.
type Seating = Arc<dyn Fn(NationCode, u64) -> Box<dyn Strategy> + Send + Sync>;

impl Negotiation {
    /// A negotiation in which this nation makes the offers.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn proposed_by(opener: &str) -> Self {
        Negotiation {
            opener: opener.to_owned(),
            others_propose: false,
            participants: Vec::new(),
            menu: Menu::cooperative(),
            protocol: Arc::new(AlternatingOffers),
            strategy: None,
            deadline: 100,
            discount: 1.0,
            breakdown: 0.0,
            tables_anything: false,
            shares_gains: false,
            by_code: false,
        }
    }

    /// A negotiation that this nation opens and in which everybody may propose; all concede by the clock.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn opened_by(opener: &str) -> Self {
        Negotiation { others_propose: true, ..Self::proposed_by(opener) }
    }

    /// Over this menu (default: [`Menu::cooperative`]).
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).over(Menu::bilateral_pacts());
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn over(mut self, menu: Menu) -> Self {
        self.menu = menu;
        self
    }

    /// Among these nations (default: all of the world).
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]);
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// let twice = Negotiation::opened_by("JPN").among(["JPN", "KOR", "KOR"]);
    /// assert!(study.negotiate(&twice, 42).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn among<'a>(mut self, participants: impl IntoIterator<Item = &'a str>) -> Self {
        self.participants = participants.into_iter().map(str::to_owned).collect();
        self
    }

    /// Under this protocol (default: stacked alternating offers).
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::negotiate::protocol::RandomProposer;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).under(RandomProposer::default());
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn under(mut self, protocol: impl Protocol + 'static) -> Self {
        self.protocol = Arc::new(protocol);
        self
    }

    /// With this strategy for each nation, which may depend on the seed of the run (default: [`Satisficing`]
    /// where one proposes, a [conceder](TimeDependent::conceder) where all do, the [stationary
    /// equilibrium](crate::negotiate::strategy::Stationary::random_proposer) where gains are shared).
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::negotiate::strategy::TimeDependent;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).with_strategy(|_, _| TimeDependent::boulware());
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn with_strategy<S: Strategy + 'static>(
        mut self,
        strategy: impl Fn(NationCode, u64) -> S + Send + Sync + 'static,
    ) -> Self {
        self.strategy = Some(Arc::new(move |nation, seed| Box::new(strategy(nation, seed))));
        self
    }

    /// The number of rounds at most (default 100).
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).deadline(20);
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn deadline(mut self, rounds: u32) -> Self {
        self.deadline = rounds;
        self
    }

    /// The discount factor per round (default 1).
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).discount(0.95);
    /// println!("{}", study.negotiate(&talks, 42)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn discount(mut self, delta: f64) -> Self {
        self.discount = delta;
        self
    }

    /// Lets parties propose deals that leave a signatory below the status quo, as if the model were not
    /// known.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).tabling_anything();
    /// let deal = study.negotiate(&talks, 42)?;
    /// println!("{deal}"); // with more rounds, perhaps
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn tabling_anything(mut self) -> Self {
        self.tables_anything = true;
        self
    }

    /// Lets signatories share their joint gain by side payments. Utilities are then USD bn per year (the
    /// money metric), a coalition's worth is the joint gain from its best package, and unless another
    /// strategy is named the parties play the stationary equilibrium of random proposers (Okada 1996).
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).sharing_gains();
    /// let deal = study.negotiate(&talks, 42)?;
    /// println!("{deal}"); // the arrangement, with the payments in USD bn per year
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn sharing_gains(mut self) -> Self {
        self.shares_gains = true;
        self
    }

    /// The probability of a breakdown between two rounds (default 0).
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let talks = Negotiation::opened_by("JPN").among(["JPN", "KOR", "CHN"]).breakdown(0.05);
    /// let deal = study.negotiate(&talks, 42)?;
    /// println!("{deal}"); // or no deal
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn breakdown(mut self, probability: f64) -> Self {
        self.breakdown = probability;
        self
    }
}

impl Negotiation {
    /// The same rules with another opener and other participants.
    pub(crate) fn chaired_by(mut self, opener: NationCode, participants: &[NationCode]) -> Self {
        self.opener = opener.to_string();
        self.participants = participants.iter().map(NationCode::to_string).collect();
        self
    }

    /// The same with the parties after the opener by code, so that the order of the world is of no account.
    pub(crate) fn seated_by_code(self) -> Self {
        Negotiation { by_code: true, ..self }
    }

    /// Whether this nation may take part.
    pub(crate) fn invites(&self, nation: NationCode) -> bool {
        self.participants.is_empty() || self.participants.iter().any(|name| name == nation.as_str())
    }

    /// A participant who is none of these nations.
    pub(crate) fn stranger(&self, nations: &[NationCode]) -> Option<&str> {
        let known = |name: &&String| nations.iter().any(|code| code.as_str() == name.as_str());
        self.participants.iter().find(|name| !known(name)).map(String::as_str)
    }

    /// Whether gains are shared by side payments.
    pub(crate) fn is_shared(&self) -> bool {
        self.shares_gains
    }

    pub(super) fn settings(&self, parties: usize) -> Settings {
        Settings {
            deadline: self.deadline,
            discounts: vec![self.discount],
            breakdown: self.breakdown,
            proposers: if self.others_propose { (0..parties).collect() } else { vec![0] },
            ..Settings::default()
        }
    }

    pub(super) fn seat(&self, nation: NationCode, seed: u64) -> Box<dyn Strategy> {
        match &self.strategy {
            Some(strategy) => strategy(nation, seed),
            None if self.others_propose => Box::new(TimeDependent::conceder()),
            None => Box::new(Satisficing::new()),
        }
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
            .field("shares_gains", &self.shares_gains)
            .finish_non_exhaustive()
    }
}
