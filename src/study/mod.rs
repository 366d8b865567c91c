//! A world's questions, answered in a few lines: the only room where nations meet solvers.
//!
//! | question | method |
//! |---|---|
//! | what does a regime do to each nation? | [`Study::evaluate`] |
//! | who would sign what, if X proposed? | [`Study::negotiate`] |
//! | does a regime hold, or who leaves with whom, to what? | [`Study::stability`] |
//! | is a clause of collective security enforced, or who sits out? | [`Study::self_enforcement`] |
//! | which coalitions of signatories hold? | [`Treaties::membership`] |
//! | which do, if the signatories have a say in who joins? | the same, under [`Membership::exclusive`](crate::solve::membership::Membership::exclusive) |
//! | which would, if the members could pay each other? | [`Treaties::membership_with_transfers`] |
//! | do several treaties hold side by side, open or exclusive? | [`Treaties::structure_stability`] |
//! | which treaties do sign-up games support: Nash, strong, coalition-proof? | [`Treaties::sign_up`], [`Treaties::treaty_sign_up`] |
//! | which networks of bilateral pacts hold, and which are best? | [`Treaties::pact_networks`], [`Treaties::pact_stability`] |
//! | do alliances keep the peace, or who attacks whom with whom? | [`Treaties::war_stability`] |
//! | whose power counts, and who sides with whom? | [`Treaties::balance_of_power`], [`Treaties::power`], [`Treaties::alignment`] |
//! | which structures of blocs do farsighted nations end in? | [`Treaties::farsighted`] |
//! | how do patient nations get there, and how fast? | `Treaties::formation`, with the feature `equilibrium-search` |
//! | how do they share what coalitions gain? | [`Treaties::core`], [`Treaties::bargaining`] |
//! | which structures of blocs hold, with transfers? | [`Treaties::recursive_core`] |
//! | which hold without, and who upsets the others? | [`Treaties::hedonic`] |
//! | do blocs gain by merging, and do others? | [`Treaties::externalities`] |
//! | what is each nation's part worth? | [`Treaties::value`] |
//!
//! Each answer is that of a solver, its certificate checked, with nations' names: [`Named`]. What has no
//! method of its own is asked of the game by any solver, and its answer named by [`Treaties::name`]:
//!
//! | game | method |
//! |---|---|
//! | what is each bloc worth in each structure of blocs? | [`Treaties::partition_game`] |
//! | what does each nation get there, without transfers? | [`Treaties::partition_payoffs`] |
//! | what is each coalition worth, given a conjecture about the others? | [`Treaties::game`] |
//! | what does each nation get when just these sign? | [`Treaties::signed_by`] |
//! | bilateral pacts | [`Treaties::pact_game`] |
//! | alliances and attacks | [`Treaties::alliances`], [`Treaties::alliance_game`] |
//! | proposals and approvals of structures, for ever | [`Treaties::formation_process`] |

mod accession;
mod cited;
mod coalitions;
mod deal;
mod enforcement;
mod exits;
mod feasible;
mod formation;
mod names;
mod negotiation;
mod networks;
mod power;
mod provenance;
mod regimes;
mod rules;
mod scenario;
mod structures;
mod table;
mod verdict;

pub use coalitions::Treaties;
pub use deal::{Deal, TermGain};
pub use enforcement::SanctionRules;
pub(crate) use enforcement::{attack_gain, extent};
pub use formation::Formation;
pub use names::{Gain, Named};
pub use negotiation::Talks;
pub use networks::WarRules;
pub use provenance::Provenance;
pub use rules::Negotiation;
pub use scenario::{NamedRegime, Scenario};
pub use verdict::{Exit, RegimeSearch, RegimeVerdict};

use crate::error::Result;
use crate::model::{Model, Outcome, Parameters, State};
use crate::treaty::{Menu, Regime};
use crate::world::{Warning, World};

/// A world with its model and the menu of packages that its nations may sign.
///
/// ```
/// use comity::prelude::*;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let today = study.evaluate(study.status_quo())?;
/// assert_eq!(today.nations.len(), 11);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Study {
    model: Model,
    menu: Menu,
}

impl Study {
    /// A study of this world under the default parameters. What coalitions may deviate to is
    /// [`Menu::cooperative`] and [`Menu::bilateral_pacts`] together, until [`with_menu`](Self::with_menu) says otherwise.
    ///
    /// # Errors
    /// As [`Model::new`].
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// assert_eq!(study.menu().packages.len(), 4);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(world: World) -> Result<Self> {
        Ok(Self::of(Model::new(world, Parameters::default())?))
    }

    /// A study of this model: a user's parameters, utility, arms race.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::of(Scenario::northeast_asia_2002().model()?);
    /// assert_eq!(study.model().world().len(), 11);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn of(model: Model) -> Self {
        let mut menu = Menu::cooperative();
        menu.packages.extend(Menu::bilateral_pacts().packages);
        Study { model, menu }
    }

    /// With this menu for deviations.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?.with_menu(Menu::only(Package::cooperative()));
    /// assert_eq!(study.menu().packages.len(), 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn with_menu(mut self, menu: Menu) -> Self {
        self.menu = menu;
        self
    }

    /// The same study from another state: its regime is the status quo of every question, and its steady
    /// state what gains are measured against. So nations negotiate from any regime, and a coalition leaves
    /// any.
    ///
    /// # Errors
    /// As [`Model::at`].
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let accord = Package::cooperative().signed_by(&["JPN", "KOR", "CHN"].map(|c| c.parse().unwrap())).unwrap();
    /// let signed = study.status_quo().clone().with(accord);
    /// let there = study.at(&study.model().base().under(&signed))?;
    /// let deal = there.negotiate(&Negotiation::proposed_by("JPN").among(["USA", "JPN", "RUS"]), 1)?;
    /// assert_eq!(deal.regime().arrangements().len(), signed.arrangements().len() + 1); // today's pacts, the accord, the deal
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn at(&self, state: &State) -> Result<Self> {
        Ok(Study { model: self.model.at(state)?, menu: self.menu.clone() })
    }

    /// The same at a [glance](Model::glanced_at).
    pub(crate) fn glanced_at(&self, state: &State) -> Result<Self> {
        Ok(Study { model: self.model.glanced_at(state)?, menu: self.menu.clone() })
    }

    /// The model.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// assert_eq!(study.model().world().len(), 11);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The menu that deviating coalitions choose from.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// assert!(study.menu().packages.contains(&Package::cooperative()));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn menu(&self) -> &Menu {
        &self.menu
    }

    /// The regime of the base, today's treaties unless [`at`](Self::at) says otherwise.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// assert_eq!(study.status_quo(), &Regime::status_quo(&World::northeast_asia_2002()));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn status_quo(&self) -> &Regime {
        &self.model.base().regime
    }

    /// Provenance of numbers of this study: its world and its parameters, without named regimes.
    ///
    /// # Errors
    /// None for the studies of this crate.
    ///
    /// # Example
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let file = serde_json::json!({ "provenance": study.provenance()?, "outcome": study.evaluate(study.status_quo())? });
    /// assert_eq!(file["provenance"]["comity"], "0.1.0");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn provenance(&self) -> Result<Provenance> {
        Provenance::of(self.model.world(), self.model.parameters(), &[(); 0])
    }

    /// Implausible figures of the world, and of what the model makes of them: a rate of disputes that
    /// gives more than one per nation and year.
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::model::Parameters;
    /// let often = Parameters { dispute_rate: Some(0.3), ..Parameters::default() };
    /// let study = Study::of(Model::new(World::northeast_asia_2002(), often)?);
    /// assert!(study.warnings().iter().any(|w| w.what == "disputes per nation and year"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn warnings(&self) -> Vec<Warning> {
        let mut found = self.model().world().warnings();
        let rates = self.model().base_outcome().dispute_rate();
        let per_nation = rates.sum() / rates.nrows() as f64;
        if per_nation > 1.0 {
            found.push(Warning {
                who: "world".into(),
                what: "disputes per nation and year".into(),
                value: per_nation,
                usual: "at most 1 (dispute_rate is per pair and year)".into(),
            });
        }
        found
    }

    /// Outcome of a regime for each nation.
    ///
    /// # Errors
    /// As [`Model::evaluate`].
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let korea = study.evaluate(&Regime::none())?.of("KOR").unwrap().money()?;
    /// assert!(korea < 0.0); // USD bn per year: what the pacts are worth to it
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn evaluate(&self, regime: &Regime) -> Result<Outcome> {
        self.model.evaluate(regime)
    }
}
