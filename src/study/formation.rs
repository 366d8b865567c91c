//! Which structures of blocs last among nations that look ahead: farsighted stability, processes of coalition
//! formation, and bargaining over what coalitions gain.

use super::{Named, Treaties};
use crate::coalition::Partition;
use crate::error::{Error, Result};
use crate::game::{ApprovalRule, FormationProcess, ProposalRule};
use crate::solve::Certified;
use crate::solve::bargaining::{
    CoalitionalEquilibrium, CoalitionalNash, Efficiency, Residual, Terms, coalitional_nash, efficiency,
    random_proposer,
};
use crate::solve::deviation::Improvement;
use crate::solve::externalities::Conjecture;
use crate::solve::farsighted::{
    Dominance, LargestConsistentSet, StableSets, farsighted_stable_sets, largest_consistent_set,
};
#[cfg(feature = "equilibrium-search")]
use crate::solve::farsighted::{FindEquilibria, ProcessEquilibria};
use serde::{Deserialize, Serialize};

/// Gains smaller than this, in basis points, are ties.
const RESOLUTION: f64 = 1e-6;
/// Farsighted stable sets listed, and decisions tried in search of them.
const MOST_SETS: usize = 100;
const MOST_NODES: u64 = 1_000_000;

/// The rules of a process of coalition formation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Formation {
    /// Discount factor per period, in `[0, 1)`.
    pub discount: f64,
    /// Probability that each nation proposes in a period; empty: all alike.
    pub protocol: Vec<f64>,
    /// Which structures may be proposed.
    pub proposals: ProposalRule,
    /// The nations that must approve.
    pub approvals: ApprovalRule,
}

impl Formation {
    /// Nations of this patience, any structure proposed, all affected approve.
    pub fn with_discount(discount: f64) -> Self {
        Formation {
            discount,
            protocol: Vec::new(),
            proposals: ProposalRule::AnyStructure,
            approvals: ApprovalRule::AllAffected,
        }
    }
}

/// An equilibrium at some patience, whether patient players are efficient, and the axiomatic solution.
type Bargained = (CoalitionalEquilibrium, Efficiency<f64>, Option<CoalitionalNash>);

impl Treaties<'_> {
    /// The structures that farsighted nations may end in: the largest consistent set (Chwe 1994) and the
    /// farsighted stable sets (Ray & Vohra 2015), over all structures of blocs in the order of
    /// [`Partition::all`]. Gains below 1e-6 basis points are ties. Certificates have been checked.
    ///
    /// # Errors
    /// More than 6 nations; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations; `n B(n)²` moves: 13 500 for 5 nations, 250 000 for 6.
    ///
    /// # Examples
    /// ```
    /// use comity::game::{ApprovalRule, ProposalRule};
    /// use comity::prelude::*;
    /// use comity::solve::deviation::Improvement;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let rules = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);
    /// let found = treaties.farsighted(rules, Improvement::Strict)?;
    /// println!("{found}");
    /// let (consistent, stable) = &*found;
    /// assert!(!consistent.states.is_empty() && stable.exhaustive);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn farsighted(
        &self,
        (proposals, approvals): (ProposalRule, ApprovalRule),
        improvement: Improvement,
    ) -> Result<Named<(LargestConsistentSet, StableSets)>> {
        let formation = Formation { proposals, approvals, ..Formation::with_discount(0.0) };
        let process = self.formation_process(&formation)?;
        let situation = process.situation()?;
        let consistent = largest_consistent_set(&situation, improvement)?;
        consistent.check(&situation, 0.0)?;
        let sets = farsighted_stable_sets(&Dominance::new(&situation, improvement)?, MOST_SETS, MOST_NODES);
        sets.check((&situation, improvement), 0.0)?;
        let asked = format!("{} structures; {proposals}; {approvals}; {improvement}", process.states());
        Ok(self.over_structures((consistent, sets)).to(asked))
    }

    /// Stationary equilibria of the process in which patient nations propose and approve structures of blocs
    /// for ever (Konishi & Ray 2003; Heyen & Lehtomaa 2021), payoffs in basis points of income. States are
    /// all structures in the order of [`Partition::all`]; the process starts in the last, everybody alone.
    /// Certificates have been checked. Feature `equilibrium-search`.
    ///
    /// # Errors
    /// More than 6 nations; a discount factor or protocol out of range; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, then that of [`FindEquilibria::solve`].
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::farsighted::FindEquilibria;
    /// use comity::study::Formation;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// let equilibria = treaties.formation(&Formation::with_discount(0.9), &FindEquilibria::default())?;
    /// assert!(equilibria.to_string().contains("ends in {JPN KOR}"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[cfg(feature = "equilibrium-search")]
    pub fn formation(
        &self,
        formation: &Formation,
        search: &FindEquilibria,
    ) -> Result<Named<ProcessEquilibria>> {
        let process = self.formation_process(formation)?;
        let equilibria = search.solve(&process)?;
        let rounding = 1e-7 * process.payoffs().iter().flatten().fold(1.0, |m: f64, u| m.max(u.abs()));
        let tolerance = rounding + search.tolerance * process.range();
        for e in &equilibria.found {
            e.report.check((&process, &e.profile), tolerance)?;
        }
        if let Some(near) = &equilibria.closest {
            near.report.check((&process, &near.profile), rounding + near.gain)?;
        }
        let Formation { discount, proposals, approvals, .. } = formation;
        let asked = format!("discount factor {discount}; {proposals}; {approvals}");
        Ok(self.over_structures(equilibria).to(asked))
    }

    /// Bargaining with random proposers over the characteristic function under a conjecture (Okada 1996;
    /// Compte & Jehiel 2010), USD bn per year: a stationary equilibrium at this discount factor, whether
    /// patient nations form the grand coalition, and the coalitional Nash bargaining solution, none where the
    /// core is empty. Certificates have been checked.
    ///
    /// # Errors
    /// More than 12 nations; a discount factor outside `[0, 1]`; no convergence; an outcome that cannot be
    /// evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel; then that of [`random_proposer`].
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::bargaining::Residual;
    /// use comity::solve::externalities::Conjecture;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let found = treaties.bargaining(Conjecture::Gamma, 0.95, Residual::Stop)?;
    /// println!("{found}");
    /// let (equilibrium, efficiency, nash) = &*found;
    /// assert_eq!((equilibrium.values().len(), efficiency.shares.len()), (3, 3));
    /// assert!(nash.is_some()); // the core is not empty
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn bargaining(
        &self,
        conjecture: Conjecture,
        discount: f64,
        residual: Residual,
    ) -> Result<Named<Bargained>> {
        let game = self.game(conjecture)?;
        let terms = Terms { residual, ..Terms::equal(game.players(), discount) };
        let found = random_proposer(&game, &terms)?;
        found.check((&game, &terms), 1e-7)?;
        let nash = match coalitional_nash(&game) {
            Ok(nash) => {
                nash.check(&game, 1e-7)?;
                Some(nash)
            }
            Err(Error::Undefined { .. }) => None,
            Err(other) => return Err(other),
        };
        let asked =
            format!("random proposers, conjecture {conjecture}, discount factor {discount}, {residual}");
        Ok(self.in_usd((found, efficiency(&game, &terms)?, nash)).to(asked))
    }

    /// The process of coalition formation over all structures of blocs, in the order of [`Partition::all`].
    /// Payoffs are gains over the status quo in basis points of income, rounded to whole millionths.
    ///
    /// # Errors
    /// More than 6 nations; a discount factor or protocol out of range; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel: 203 at n = 6.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::Formation;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let process = treaties.formation_process(&Formation::with_discount(0.9))?;
    /// assert_eq!((process.players(), process.states()), (3, 5));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn formation_process(&self, formation: &Formation) -> Result<FormationProcess> {
        const MAX_NATIONS: usize = 6;
        let n = self.nations().len();
        if n > MAX_NATIONS {
            let (what, reason) =
                ("farsighted structures".into(), "every pair of structures is a move".into());
            return Err(Error::TooLarge { what, n, limit: MAX_NATIONS, reason });
        }
        let payoffs = self.partition_payoffs()?;
        let round = |u: &f64| (u / RESOLUTION).round() * RESOLUTION;
        let (structures, payoffs): (Vec<Partition>, Vec<Vec<f64>>) =
            payoffs.iter().map(|(p, u)| (p, u.iter().map(round).collect())).unzip();
        let protocol = match formation.protocol[..] {
            [] => vec![1.0 / n as f64; n],
            _ => formation.protocol.clone(),
        };
        let rules = (formation.proposals, formation.approvals);
        FormationProcess::over_structures(&structures, payoffs, vec![formation.discount; n], protocol, rules)
    }

    /// An answer about states that are all structures, everybody alone the first to be in.
    fn over_structures<A>(&self, answer: A) -> Named<A> {
        let structures: Vec<Partition> = Partition::all(self.nations().len()).collect();
        self.in_bp(answer).over_structures(&structures, structures.len() - 1)
    }
}
