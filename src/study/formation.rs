//! Which structures of blocs last among nations that look ahead: farsighted stability, processes of coalition formation, and
//! bargaining over what coalitions gain.

use super::{Bloc, Structure, Treaties};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{ApprovalRule, FormationProcess, PartitionPayoffs, ProposalRule};
use crate::solve::bargaining::{Residual, Terms, coalitional_nash, efficiency, random_proposer};
use crate::solve::certificate;
use crate::solve::deviation::Improvement;
use crate::solve::externalities::{Conjecture, characteristic};
use crate::solve::farsighted::{
    Dominance, FindEquilibria, dynamics, farsighted_stable_sets, find_equilibria, largest_consistent_set,
};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Gains smaller than this, in basis points, are ties.
const RESOLUTION: f64 = 1e-6;
/// Farsighted stable sets listed, and decisions tried in search of them.
const MOST_SETS: usize = 100;
const MOST_NODES: u64 = 1_000_000;

/// Structures of blocs that farsighted nations may end in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FarsightedStructures {
    /// Who may propose what, who must approve, and when a coalition counts as better off.
    pub rules: (ProposalRule, ApprovalRule, Improvement),
    /// Structures searched: all there are.
    pub structures: usize,
    /// The largest consistent set.
    pub consistent: Vec<Structure>,
    /// Farsighted stable sets.
    pub stable_sets: Vec<Vec<Structure>>,
    /// Whether these are all: the search was exhaustive. If not, there may be more.
    pub exhaustive: bool,
}

/// What patient nations do about blocs, and how hard to look for it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Formation {
    /// Discount factor a period, in `[0, 1)`.
    pub discount: f64,
    /// With which probability each nation proposes in a period; empty: all alike.
    pub protocol: Vec<f64>,
    /// Which structures may be proposed.
    pub proposals: ProposalRule,
    /// Who must approve.
    pub approvals: ApprovalRule,
    /// The search for equilibria.
    pub search: FindEquilibria,
}

impl Formation {
    /// Nations of this patience, any structure proposed, all affected approve, one equilibrium wanted.
    pub fn with_discount(discount: f64) -> Self {
        Formation {
            discount,
            protocol: Vec::new(),
            proposals: ProposalRule::AnyStructure,
            approvals: ApprovalRule::AllAffected,
            search: FindEquilibria::default(),
        }
    }
}

/// A stationary equilibrium of a process of coalition formation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FormationPath {
    /// Whether nobody mixes.
    pub pure: bool,
    /// Where it ends: an absorbing structure, or several that it cycles through.
    pub ends: Vec<Vec<Structure>>,
    /// Expected periods until then from everybody alone.
    pub expected_time: f64,
    /// From each structure, where to, with probabilities.
    pub moves: Vec<(Structure, Vec<(Structure, f64)>)>,
    /// Each nation's discounted average gain from everybody alone on, basis points of income.
    pub values: Vec<(NationCode, f64)>,
}

/// The stationary equilibria found, each verified.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FormationPaths {
    /// What was asked.
    pub formation: Formation,
    /// In the order found.
    pub found: Vec<FormationPath>,
    /// If none was found: what the profile that came closest leaves to gain by deviating, basis points of income. A search with so
    /// much for a tolerance, as a share of the range of payoffs, finds it.
    pub closest: Option<f64>,
    /// The bounds of the search that were used up: starts, and steps along their paths. It is not exhaustive.
    pub searched: (u32, u64),
}

/// Bargaining with random proposers over what coalitions gain, USD bn a year.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bargained {
    /// What a coalition expects of the others.
    pub conjecture: Conjecture,
    /// Discount factor, and what those outside a deal do.
    pub terms: (f64, Residual),
    /// Each nation's expected gain.
    pub values: Vec<(NationCode, f64)>,
    /// The coalitions that each nation proposes, with probabilities; with the rest it waits.
    pub proposals: Vec<(NationCode, Vec<(f64, Bloc)>)>,
    /// The coalition that keeps patient nations from forming the grand coalition at once (Okada 1996), and how much it
    /// would gain over equal shares; `None`: they form it.
    pub blocked: Option<(Bloc, f64)>,
    /// The coalitional Nash bargaining solution (Compte & Jehiel 2010); `None`: the core is empty.
    pub nash: Option<Vec<(NationCode, f64)>>,
}

impl Treaties<'_> {
    /// The structures that farsighted nations may end in: the largest consistent set (Chwe 1994) and the farsighted stable
    /// sets (Ray & Vohra 2015), over all structures of blocs. Gains below 1e-6 basis points are ties. Certificates have been
    /// checked.
    ///
    /// # Errors
    /// More than 6 nations; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations; `n B(n)²` moves: 13 500 for 5 nations, 250 000 for 6.
    pub fn farsighted(
        &self,
        (proposals, approvals): (ProposalRule, ApprovalRule),
        improvement: Improvement,
    ) -> Result<FarsightedStructures> {
        let formation = Formation { proposals, approvals, ..Formation::with_discount(0.0) };
        let (structures, process) = self.process(&formation)?;
        let situation = process.situation()?;
        let consistent = largest_consistent_set(&situation, improvement)?;
        certificate::check_largest_consistent_set(&situation, &consistent)?;
        let sets = farsighted_stable_sets(&Dominance::new(&situation, improvement)?, MOST_SETS, MOST_NODES);
        for set in &sets.sets {
            certificate::check_farsighted_stable_set(&situation, improvement, set)?;
        }
        let named =
            |states: &[usize]| states.iter().map(|&x| self.structure(&structures[x])).collect::<Vec<_>>();
        Ok(FarsightedStructures {
            rules: (proposals, approvals, improvement),
            structures: structures.len(),
            consistent: named(&consistent.states),
            stable_sets: sets.sets.iter().map(|set| named(set)).collect(),
            exhaustive: sets.exhaustive,
        })
    }

    /// Stationary equilibria of the process in which patient nations propose and approve structures of blocs for ever
    /// (Konishi & Ray 2003; Heyen & Lehtomaa 2021), payoffs in basis points of income. Certificates have been checked.
    ///
    /// # Errors
    /// More than 6 nations; a discount factor or protocol out of range; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, then that of [`find_equilibria`].
    pub fn formation(&self, formation: &Formation) -> Result<FormationPaths> {
        let (structures, process) = self.process(formation)?;
        let equilibria = find_equilibria(&process, &formation.search)?;
        let rounding = 1e-7 * process.payoffs().iter().flatten().fold(1.0, |m: f64, u| m.max(u.abs()));
        let tolerance = rounding + formation.search.tolerance * process.range();
        let name = |x: usize| self.structure(&structures[x]);
        // Everybody alone: the last structure, by the order of growth strings.
        let alone = structures.iter().position(|p| p.len() == self.nations().len()).unwrap_or(0);
        let mut found = Vec::new();
        for e in &equilibria.found {
            certificate::check_profile(&process, &e.profile, &e.report, tolerance)?;
            let chain = dynamics(&e.report.transition)?;
            let row = |x: usize| {
                let row = &e.report.transition[x];
                (0..row.len()).filter(|&y| row[y] > 1e-9).map(|y| (name(y), row[y])).collect()
            };
            let values = self.nations().iter().copied().zip(e.report.values[alone].iter().copied());
            found.push(FormationPath {
                pure: e.pure,
                ends: chain.recurrent.iter().map(|class| class.iter().map(|&x| name(x)).collect()).collect(),
                expected_time: chain.expected_time[alone],
                moves: (0..structures.len()).map(|x| (name(x), row(x))).collect(),
                values: values.collect(),
            });
        }
        let searched = (equilibria.starts, equilibria.path_steps);
        if let Some(near) = &equilibria.closest {
            certificate::check_profile(&process, &near.profile, &near.report, rounding + near.gain)?;
        }
        let closest = equilibria.closest.map(|near| near.gain);
        Ok(FormationPaths { formation: formation.clone(), found, closest, searched })
    }

    /// Bargaining with random proposers over the characteristic function under a conjecture (Okada 1996; Compte & Jehiel
    /// 2010): a stationary equilibrium at this discount factor, whether patient nations form the grand coalition, and the
    /// coalitional Nash bargaining solution. Certificates have been checked.
    ///
    /// # Errors
    /// More than 12 nations; a discount factor outside `[0, 1]`; no convergence; an outcome that cannot be evaluated.
    pub fn bargaining(&self, conjecture: Conjecture, discount: f64, residual: Residual) -> Result<Bargained> {
        let game = characteristic(&self.partition_game()?, conjecture)?;
        let terms = Terms { residual, ..Terms::equal(game.players(), discount) };
        let found = random_proposer(&game, &terms)?;
        certificate::check_random_proposer(&game, &terms, &found, 1e-7)?;
        let nash = match coalitional_nash(&game) {
            Ok(nash) => {
                nash.certificate.check(&game, 1e-7)?;
                Some(self.each(&nash.payoff))
            }
            Err(Error::Undefined { .. }) => None,
            Err(other) => return Err(other),
        };
        let proposals = found.start().map_or(&[][..], |stage| &stage.proposals);
        let named = |mix: &Vec<(f64, Coalition)>| mix.iter().map(|&(q, s)| (q, self.bloc(s))).collect();
        Ok(Bargained {
            conjecture,
            terms: (discount, residual),
            values: self.each(found.values()),
            proposals: self.nations().iter().copied().zip(proposals.iter().map(named)).collect(),
            blocked: efficiency(&game, &terms)?.blocked.map(|(s, excess)| (self.bloc(s), excess)),
            nash,
        })
    }

    fn each(&self, values: &[f64]) -> Vec<(NationCode, f64)> {
        self.nations().iter().copied().zip(values.iter().copied()).collect()
    }

    /// All structures, and the process over them.
    fn process(&self, formation: &Formation) -> Result<(Vec<Partition>, FormationProcess)> {
        const MAX_NATIONS: usize = 6;
        let n = self.nations().len();
        if n > MAX_NATIONS {
            let (what, reason) =
                ("farsighted structures".into(), "every pair of structures is a move".into());
            return Err(Error::TooLarge { what, n, limit: MAX_NATIONS, reason });
        }
        let payoffs: PartitionPayoffs = self.partition_payoffs()?;
        let round = |u: &f64| (u / RESOLUTION).round() * RESOLUTION;
        let (structures, payoffs): (Vec<Partition>, Vec<Vec<f64>>) =
            payoffs.iter().map(|(p, u)| (p, u.iter().map(round).collect())).unzip();
        let protocol = match formation.protocol[..] {
            [] => vec![1.0 / n as f64; n],
            _ => formation.protocol.clone(),
        };
        let rules = (formation.proposals, formation.approvals);
        let discount = vec![formation.discount; n];
        let process = FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules)?;
        Ok((structures, process))
    }
}

fn list<T: fmt::Display>(items: &[T], between: &str) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(between)
}

impl fmt::Display for FarsightedStructures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (proposals, approvals, improvement) = self.rules;
        writeln!(f, "{} structures; {proposals}; {approvals}; {improvement}", self.structures)?;
        write!(f, "largest consistent set, {} structures", self.consistent.len())?;
        for structure in &self.consistent {
            write!(f, "\n  {structure}")?;
        }
        let how = if self.exhaustive { "all there are" } else { "there may be more" };
        write!(f, "\nfarsighted stable sets, {} ({how})", self.stable_sets.len())?;
        for set in &self.stable_sets {
            write!(f, "\n  {}", list(set, " | "))?;
        }
        Ok(())
    }
}

impl fmt::Display for FormationPaths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Formation { discount, proposals, approvals, .. } = &self.formation;
        let (starts, steps) = self.searched;
        write!(
            f,
            "discount factor {discount}; {proposals}; {approvals}\n{} equilibria found",
            self.found.len()
        )?;
        write!(f, " ({starts} starts, {steps} steps along their paths; not exhaustive)")?;
        if let Some(gain) = self.closest {
            write!(f, "\n  the closest profile leaves {gain:.1e} bp to gain by deviating")?;
        }
        for path in &self.found {
            let ends: Vec<String> = path.ends.iter().map(|class| list(class, " → ")).collect();
            let kind = if path.pure { "pure" } else { "mixed" };
            write!(f, "\n  {kind}: ends in {}", ends.join(" or "))?;
            write!(f, "\n  {:.2} periods from everybody alone; gains, bp:", path.expected_time)?;
            for (code, value) in &path.values {
                write!(f, " {code} {value:.1}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Bargained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (discount, residual) = self.terms;
        write!(
            f,
            "random proposers, conjecture {}, discount factor {discount}, {residual}",
            self.conjecture
        )?;
        for ((code, value), (_, mix)) in self.values.iter().zip(&self.proposals) {
            let proposed: Vec<String> = mix.iter().map(|(q, bloc)| format!("{bloc} ({q:.2})")).collect();
            write!(f, "\n  {code} expects {value:.2} bn, proposes {}", proposed.join(", "))?;
        }
        match &self.blocked {
            Some((bloc, excess)) => {
                write!(f, "\npatient: {bloc} gains {excess:.2} bn over equal shares and forms first")?
            }
            None => write!(f, "\npatient: everybody together, in equal shares")?,
        }
        match &self.nash {
            None => write!(f, "\ncoalitional Nash bargaining solution: none, the core is empty"),
            Some(shares) => {
                let shares: Vec<String> = shares.iter().map(|(code, x)| format!("{code} {x:.2}")).collect();
                write!(f, "\ncoalitional Nash bargaining solution, bn: {}", shares.join("  "))
            }
        }
    }
}
