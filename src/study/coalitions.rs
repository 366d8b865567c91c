//! Which coalitions of signatories hold: a world under a menu as a game with externalities.

use super::{Named, Study};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionGame, PartitionPayoffs, TuGame};
use crate::model::Outcome;
use crate::solve::Certified;
use crate::solve::externalities::{self, Conjecture};
use crate::solve::tu::{self, Core};
use crate::treaty::{Arrangement, Menu, Regime};
use crate::world::NationCode;

/// Some nations and a menu: each bloc of two or more signs its package, beside today's treaties.
///
/// Where the menu has several packages, a bloc signs the one that gives its members the largest joint gain
/// (USD bn) when nobody else signs anything; ties go to the first of the menu.
#[derive(Clone, Debug)]
pub struct Treaties<'a> {
    pub(super) study: &'a Study,
    pub(super) nations: Vec<NationCode>,
    pub(super) index: Vec<usize>,
    menu: Menu,
}

impl Study {
    /// The games that these nations play over this menu, players numbered in the order given.
    ///
    /// # Errors
    /// A nation that is not in the world, or twice; none, or more than 63.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// assert_eq!(treaties.nations().len(), 3);
    /// assert!(study.treaties(["JPN", "JPN"], &Menu::cooperative()).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn treaties<'a>(
        &self,
        nations: impl IntoIterator<Item = &'a str>,
        menu: &Menu,
    ) -> Result<Treaties<'_>> {
        let world = self.model().world();
        let index = nations.into_iter().map(|c| world.index(c)).collect::<Result<Vec<usize>>>()?;
        let nations: Vec<NationCode> = index.iter().map(|&i| world.nations()[i].code).collect();
        if let Some(k) = (0..index.len()).find(|&k| index[..k].contains(&index[k])) {
            return Err(Error::invalid("treaties", "nations", nations[k], "each nation once"));
        }
        if nations.is_empty() || nations.len() > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("treaties", "nations", nations.len(), "1..=63"));
        }
        Ok(Treaties { study: self, nations, index, menu: menu.clone() })
    }
}

impl Treaties<'_> {
    /// The players, by number.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// assert_eq!(treaties.nations()[1].as_str(), "KOR");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn nations(&self) -> &[NationCode] {
        &self.nations
    }

    /// The nations of a coalition.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let pair = treaties.members(Coalition::from_mask(0b101));
    /// assert_eq!(pair.iter().map(|nation| nation.as_str()).collect::<Vec<_>>(), ["JPN", "CHN"]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn members(&self, coalition: Coalition) -> Vec<NationCode> {
        coalition.players().filter_map(|i| self.nations.get(i).copied()).collect()
    }

    /// Any answer about these nations, or a coalition, structure or network of them, in their names.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::cooperative())?;
    /// let pair = Partition::one_bloc(3, Coalition::from_mask(0b110))?;
    /// assert_eq!(treaties.name(pair).to_string(), "{JPN} {KOR CHN}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn name<A>(&self, answer: A) -> Named<A> {
        Named::new(answer, &self.nations)
    }

    pub(super) fn in_bp<A>(&self, answer: A) -> Named<A> {
        self.name(answer).in_unit("bp")
    }

    pub(super) fn in_usd<A>(&self, answer: A) -> Named<A> {
        self.name(answer).in_unit("USD bn")
    }

    /// Itself, if it has no more nations than this: said before any outcome is evaluated.
    pub(super) fn at_most(&self, limit: usize, what: &str) -> Result<&Self> {
        let n = self.nations.len();
        if n <= limit {
            return Ok(self);
        }
        let reason = "it goes through coalition structures, or what is left of them".into();
        Err(Error::TooLarge { what: what.into(), n, limit, reason })
    }

    /// The arrangement that this coalition signs, if the menu has one for it.
    ///
    /// # Errors
    /// A coalition of others; an outcome that cannot be evaluated.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let signed = treaties.package(Coalition::from_mask(0b011))?;
    /// assert_eq!(signed.unwrap().members.len(), 2);
    /// assert!(treaties.package(Coalition::singleton(0))?.is_none()); // nobody signs alone
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn package(&self, coalition: Coalition) -> Result<Option<Arrangement>> {
        let everybody = Coalition::grand(self.nations.len());
        if !coalition.is_subset_of(everybody) {
            let allowed = format!("players of {everybody}, the nations of the study");
            return Err(Error::invalid("package", "signatories", coalition, allowed));
        }
        let in_force = self.study.status_quo().arrangements();
        let mut offers = self.menu.offers(&self.members(coalition));
        offers.retain(|offer| self.study.may_sign(&self.menu.rules, offer, in_force.iter()));
        if offers.len() < 2 {
            return Ok(offers.pop());
        }
        let mut best: Option<(f64, Arrangement)> = None;
        for offer in offers {
            let outcome = self.study.evaluate(&self.study.status_quo().clone().with(offer.clone()))?;
            let joint = self.joint(&outcome, coalition)?;
            if best.as_ref().is_none_or(|(most, _)| joint > *most) {
                best = Some((joint, offer));
            }
        }
        Ok(best.map(|(_, offer)| offer))
    }

    fn joint(&self, outcome: &Outcome, coalition: Coalition) -> Result<f64> {
        coalition.players().map(|i| outcome.nations[self.index[i]].money()).sum()
    }

    /// The outcome in which every bloc of `structure` has signed.
    fn outcome(&self, structure: &Partition, packages: &Packages) -> Result<Outcome> {
        let mut regime: Regime = self.study.status_quo().clone();
        for &bloc in structure.blocs() {
            if let Some(package) = packages.of(self, bloc)? {
                regime = regime.with(package);
            }
        }
        self.study.evaluate(&regime)
    }

    /// The partition function `v(S; P) = Σ_{i∈S} v_i`, USD bn per year against the status quo: every bloc has
    /// signed, arms and trade are at the joint equilibrium of all.
    ///
    /// # Errors
    /// More than 13 nations; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// One evaluation per structure, `B(n)` in all, in parallel: 877 at n = 7.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let game = treaties.partition_game()?;
    /// assert_eq!(game.structures(), 5);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn partition_game(&self) -> Result<PartitionGame> {
        let packages = Packages::choose(self)?;
        PartitionGame::from_fn(self.nations.len(), |structure| {
            let outcome = self.outcome(structure, &packages)?;
            structure.blocs().iter().map(|&bloc| self.joint(&outcome, bloc)).collect()
        })
    }

    /// The utility of every nation in every structure, basis points of income against the status quo: without
    /// transfers.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let payoffs = treaties.partition_payoffs()?;
    /// assert_eq!(payoffs.payoffs(&Partition::singletons(3))?, [0.0; 3]); // the status quo
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn partition_payoffs(&self) -> Result<PartitionPayoffs> {
        let base: Vec<f64> = self.study.model().base_outcome().utilities().collect();
        let packages = Packages::choose(self)?;
        PartitionPayoffs::from_fn(self.nations.len(), |structure| {
            let utilities: Vec<f64> = self.outcome(structure, &packages)?.utilities().collect();
            Ok(self.index.iter().map(|&i| 1e4 * (utilities[i] - base[i])).collect())
        })
    }

    /// The characteristic function `v(S)` under a conjecture about the others, USD bn per year against the
    /// status quo: a game with transferable utility, for the core, the nucleolus, the Shapley value.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::externalities::Conjecture;
    /// use comity::solve::tu::{NucleolusKind, nucleolus};
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let game = treaties.game(Conjecture::Gamma)?;
    /// let shares = treaties.name(nucleolus(&game, NucleolusKind::Nucleolus)?.payoff).in_unit("USD bn");
    /// println!("{shares}"); // JPN +1.20 USD bn, …
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn game(&self, conjecture: Conjecture) -> Result<TuGame> {
        externalities::characteristic(&self.partition_game()?, conjecture)
    }

    /// The core of the partition function under a conjecture about the others, with the game that it is the
    /// core of: a sharing of what everybody together is worth (USD bn per year) on which no coalition can
    /// improve, or the balanced collection of coalitions that asks for more than there is. The certificate
    /// has been checked.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::externalities::Conjecture;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let (game, core) = treaties.core(Conjecture::Gamma)?;
    /// println!("{:.2} USD bn: {core}", game.grand());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn core(&self, conjecture: Conjecture) -> Result<(TuGame, Named<Core<f64>>)> {
        let game = self.game(conjecture)?;
        let core = tu::core(&game)?;
        core.check(&game, 0.0)?;
        Ok((game, self.in_usd(core)))
    }

    /// Utilities of all players when just these sign, basis points of income against the status quo.
    ///
    /// # Errors
    /// As [`package`](Self::package).
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let gains = treaties.name(treaties.signed_by(Coalition::grand(3))?).in_unit("bp");
    /// println!("{gains}"); // JPN +17.25 bp, …
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn signed_by(&self, signatories: Coalition) -> Result<Vec<f64>> {
        let base = &self.study.model().base_outcome().nations;
        let with = self.with_signatories(signatories)?.nations;
        Ok(self.index.iter().map(|&i| 1e4 * (with[i].utility - base[i].utility)).collect())
    }

    /// Gains of all players when just these sign, USD bn per year against the status quo.
    pub(super) fn money(&self, signatories: Coalition) -> Result<Vec<f64>> {
        let outcome = self.with_signatories(signatories)?;
        self.index.iter().map(|&i| outcome.nations[i].money()).collect()
    }

    fn with_signatories(&self, signatories: Coalition) -> Result<Outcome> {
        match self.package(signatories)? {
            Some(package) => self.study.evaluate(&self.study.status_quo().clone().with(package)),
            None => Ok(self.study.model().base_outcome().clone()),
        }
    }
}

/// The arrangement that each coalition signs, chosen once; with one package there is nothing to choose.
struct Packages(Option<Vec<Option<Arrangement>>>);

impl Packages {
    fn choose(treaties: &Treaties) -> Result<Self> {
        let n = treaties.nations.len();
        if treaties.menu.packages.len() < 2 || n > PartitionGame::<f64>::MAX_PLAYERS {
            return Ok(Packages(None));
        }
        let all = Coalition::grand(n).subsets().map(|s| treaties.package(s)).collect::<Result<_>>()?;
        Ok(Packages(Some(all)))
    }

    fn of(&self, treaties: &Treaties, bloc: Coalition) -> Result<Option<Arrangement>> {
        match &self.0 {
            Some(table) => Ok(table[bloc.index()].clone()),
            None => treaties.package(bloc),
        }
    }
}
