//! Which coalitions of signatories hold: a world under a menu as a game with externalities.

use super::{Bloc, Structure, Study};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionGame, PartitionPayoffs, TuGame};
use crate::model::Outcome;
use crate::solve;
use crate::solve::externalities::{self, Conjecture};
use crate::solve::membership::{self, Membership, MembershipVerdict};
use crate::solve::tu::Core;
use crate::treaty::{Arrangement, Menu, Regime};
use crate::world::NationCode;

/// Some nations and a menu: each bloc of two or more signs its package, beside today's treaties.
///
/// Where the menu has several packages, a bloc signs the one that gives its members the largest joint gain (USD bn)
/// when nobody else signs anything; ties go to the first of the menu.
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
    /// A nation that is not in the world, or twice; more than 63.
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
    /// The players.
    pub fn nations(&self) -> &[NationCode] {
        &self.nations
    }

    /// A coalition in nations' names.
    pub fn bloc(&self, coalition: Coalition) -> Bloc {
        Bloc::of(coalition, &self.nations)
    }

    /// A coalition structure in nations' names.
    pub fn structure(&self, structure: &Partition) -> Structure {
        Structure::of(structure, &self.nations)
    }

    /// What this coalition signs, if the menu has something for it.
    ///
    /// # Errors
    /// An outcome that cannot be evaluated.
    pub fn package(&self, coalition: Coalition) -> Result<Option<Arrangement>> {
        let mut offers = self.menu.offers(&self.bloc(coalition).0);
        if offers.len() < 2 {
            return Ok(offers.pop());
        }
        let mut best: Option<(f64, Arrangement)> = None;
        for offer in offers {
            let outcome = self.study.evaluate(&self.study.status_quo().clone().with(offer.clone()))?;
            let joint = self.joint(&outcome, coalition);
            if best.as_ref().is_none_or(|(most, _)| joint > *most) {
                best = Some((joint, offer));
            }
        }
        Ok(best.map(|(_, offer)| offer))
    }

    fn joint(&self, outcome: &Outcome, coalition: Coalition) -> f64 {
        coalition.players().map(|i| outcome.nations[self.index[i]].money_metric).sum()
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

    /// The partition function `v(S; P) = Σ_{i∈S} v_i`, USD bn a year against the status quo: every bloc has signed,
    /// arms and trade are at the joint equilibrium of all.
    ///
    /// # Errors
    /// More than 13 nations; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// One evaluation a structure, `B(n)` in all, in parallel: 877 at n = 7.
    pub fn partition_game(&self) -> Result<PartitionGame> {
        let packages = Packages::choose(self)?;
        PartitionGame::from_fn(self.nations.len(), |structure| {
            let outcome = self.outcome(structure, &packages)?;
            Ok(structure.blocs().iter().map(|&bloc| self.joint(&outcome, bloc)).collect())
        })
    }

    /// Every nation's utility in every structure, basis points of income against the status quo: without transfers.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    pub fn partition_payoffs(&self) -> Result<PartitionPayoffs> {
        let base: Vec<f64> = self.study.evaluate(self.study.status_quo())?.utilities().collect();
        let packages = Packages::choose(self)?;
        PartitionPayoffs::from_fn(self.nations.len(), |structure| {
            let utilities: Vec<f64> = self.outcome(structure, &packages)?.utilities().collect();
            Ok(self.index.iter().map(|&i| 1e4 * (utilities[i] - base[i])).collect())
        })
    }

    /// The core of the partition function under a conjecture about what outsiders do: a sharing of what everybody together
    /// is worth (USD bn a year) on which no coalition can improve, or the balanced collection of coalitions that asks
    /// for more than there is. The certificate has been checked.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    pub fn core(&self, conjecture: Conjecture) -> Result<(TuGame, Core<f64>)> {
        let game = externalities::characteristic(&self.partition_game()?, conjecture)?;
        let core = solve::tu::core(&game)?;
        let everybody = Partition::grand(self.nations.len());
        match &core {
            Core::NonEmpty { certificate, .. } => certificate.check(&game)?,
            Core::Empty { certificate } => certificate.check_core_empty(&game, &everybody)?,
        }
        Ok((game, core))
    }

    /// Internal and external stability of every coalition of signatories while the others sign nothing, by mask
    /// (d'Aspremont et al. 1983; Barrett 1994): who would leave, who would join, gaining how many basis points.
    ///
    /// # Errors
    /// More than 20 nations; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel.
    pub fn membership(&self, convention: Membership) -> Result<Vec<MembershipVerdict>> {
        membership::treaty_stability_of_all(self.nations.len(), convention, |signatories| {
            self.signed_by(signatories)
        })
    }

    /// Utilities of all players when just these sign, basis points of income against the status quo.
    ///
    /// # Errors
    /// An outcome that cannot be evaluated.
    pub fn signed_by(&self, signatories: Coalition) -> Result<Vec<f64>> {
        let base: Vec<f64> = self.study.evaluate(self.study.status_quo())?.utilities().collect();
        let regime = match self.package(signatories)? {
            Some(package) => self.study.status_quo().clone().with(package),
            None => self.study.status_quo().clone(),
        };
        let with: Vec<f64> = self.study.evaluate(&regime)?.utilities().collect();
        Ok(self.index.iter().map(|&i| 1e4 * (with[i] - base[i])).collect())
    }
}

/// What each coalition signs, chosen once; with one package there is nothing to choose.
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
