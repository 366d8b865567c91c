//! Who accedes to what: treaties with transfers, several treaties at once, and sign-up games, in nations' names.

use super::{Bloc, Structure, Treaties};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionPayoffs, SignUpRule};
use crate::parallel::try_map;
use crate::solve::certificate;
use crate::solve::deviation::Deviation;
use crate::solve::membership::{
    self, Admission, Consent, ExclusiveVerdict, Membership, MembershipRules, Question, Switch,
    exclusive_stability, sign_up_equilibria, treaty_equilibria,
};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A nation and an amount: what it gains (basis points of income) or is paid (USD bn a year).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct NationGain {
    /// Which nation.
    pub nation: NationCode,
    /// How much.
    pub amount: f64,
}

impl fmt::Display for NationGain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:+.3}", self.nation, self.amount)
    }
}

/// A treaty whose members share its surplus, USD bn a year.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PaidTreaty {
    /// Who signs.
    pub signatories: Bloc,
    /// The convention at ties; the tolerance is that of a surplus.
    pub convention: Membership,
    /// Some payments keep every signatory in.
    pub holds_inside: bool,
    /// What is left when every signatory has its free-rider payoff.
    pub surplus: f64,
    /// What all nations gain, signatories or not, against the status quo.
    pub total: f64,
    /// What each signatory is paid, if the surplus is shared equally.
    pub payments: Vec<NationGain>,
    /// Outsiders that could be brought in, with the surplus of the larger treaty.
    pub joiners: Vec<NationGain>,
}

impl PaidTreaty {
    /// No signatory need leave and no outsider can be brought in.
    pub fn is_stable(&self) -> bool {
        self.holds_inside && self.joiners.is_empty()
    }
}

impl fmt::Display for PaidTreaty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.is_stable() { "stable" } else { "unstable" };
        write!(f, "{} {head} with transfers ({})", self.signatories, self.convention.ties)?;
        write!(f, ", surplus {:+.3} USD bn", self.surplus)?;
        listed(f, "; paid:", &self.payments)?;
        listed(f, "; could be brought in:", &self.joiners)
    }
}

/// A nation's move from one bloc to another.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BlocMove {
    /// Who moves.
    pub nation: NationCode,
    /// The bloc that it joins; nobody if it goes alone.
    pub joins: Bloc,
    /// The structure after that.
    pub becomes: Structure,
    /// What it gains, basis points of income.
    pub gain: f64,
}

/// Whether a structure of blocs holds against the moves of single nations.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BlocVerdict {
    /// Who is in a bloc with whom.
    pub structure: Structure,
    /// Every move that takes place: none in a stable structure.
    pub moves: Vec<BlocMove>,
}

/// Every structure of blocs with what upsets it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BlocStability {
    /// MembershipRules of membership and conventions.
    pub rules: MembershipRules,
    /// One for each structure: all were searched.
    pub verdicts: Vec<BlocVerdict>,
}

impl BlocStability {
    /// The structures that hold: none exists if empty.
    pub fn stable(&self) -> impl Iterator<Item = &Structure> {
        self.verdicts.iter().filter(|v| v.moves.is_empty()).map(|v| &v.structure)
    }
}

impl fmt::Display for BlocStability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({} structures searched)", self.rules, self.verdicts.len())?;
        for BlocVerdict { structure, moves } in &self.verdicts {
            match moves.first() {
                None => writeln!(f, "  {structure}: stable")?,
                Some(BlocMove { nation, joins, gain, .. }) if joins.0.is_empty() => {
                    writeln!(f, "  {structure}: {nation} leaves, gaining {gain:+.3} bp")?;
                }
                Some(BlocMove { nation, joins, gain, .. }) => {
                    writeln!(f, "  {structure}: {nation} joins {joins}, gaining {gain:+.3} bp")?;
                }
            }
        }
        Ok(())
    }
}

/// Whether equilibria of a sign-up game support a structure.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StructureSupport {
    /// Who is in a bloc with whom.
    pub structure: Structure,
    /// If it is not supported: who deviates from its plain announcements, what follows, and what each gains, basis points of
    /// income.
    pub breach: Option<(Structure, Vec<NationGain>)>,
}

/// The structures that equilibria of a sign-up game support.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SignUpStructures {
    /// Which blocs form from what is announced.
    pub rule: SignUpRule,
    /// The equilibrium concept and the convention at ties.
    pub question: Question,
    /// One for each structure.
    pub supports: Vec<StructureSupport>,
    /// Profiles of announcements that the answer covers: all.
    pub profiles: u64,
}

impl SignUpStructures {
    /// The structures supported: none exists if empty.
    pub fn supported(&self) -> impl Iterator<Item = &Structure> {
        self.supports.iter().filter(|s| s.breach.is_none()).map(|s| &s.structure)
    }
}

impl fmt::Display for SignUpStructures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}; {} ({} profiles)", self.rule, self.question, self.profiles)?;
        for StructureSupport { structure, breach } in &self.supports {
            breached(f, structure, breach.as_ref())?;
        }
        Ok(())
    }
}

/// Whether a set of signatories is an equilibrium.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TreatySupport {
    /// Who signs.
    pub signatories: Bloc,
    /// If it is not one: who signs after the deviation, and what each that deviates gains, basis points of income.
    pub breach: Option<(Bloc, Vec<NationGain>)>,
}

/// The treaties that equilibria of signing or not signing support.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SignUpTreaties {
    /// The equilibrium concept and the convention at ties.
    pub question: Question,
    /// One for each set of signatories.
    pub supports: Vec<TreatySupport>,
}

impl SignUpTreaties {
    /// The treaties supported: none exists if empty.
    pub fn supported(&self) -> impl Iterator<Item = &Bloc> {
        self.supports.iter().filter(|s| s.breach.is_none()).map(|s| &s.signatories)
    }
}

impl fmt::Display for SignUpTreaties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "one treaty; {} ({} profiles)", self.question, self.supports.len())?;
        for TreatySupport { signatories, breach } in &self.supports {
            breached(f, signatories, breach.as_ref())?;
        }
        Ok(())
    }
}

fn listed(f: &mut fmt::Formatter<'_>, head: &str, gains: &[NationGain]) -> fmt::Result {
    if !gains.is_empty() {
        f.write_str(head)?;
    }
    gains.iter().try_for_each(|gain| write!(f, " {gain}"))
}

fn breached<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    at: &T,
    breach: Option<&(T, Vec<NationGain>)>,
) -> fmt::Result {
    write!(f, "  {at}: ")?;
    match breach {
        None => f.write_str("equilibrium")?,
        Some((to, gains)) => {
            write!(f, "to {to}, gaining bp:")?;
            listed(f, "", gains)?;
        }
    }
    writeln!(f)
}

/// Most nations for which all structures are reported.
const MOST_NATIONS: usize = 8;

impl Treaties<'_> {
    /// Internal and external stability of every coalition of signatories, by mask, the others signing nothing, when the
    /// signatories vote on who joins (Finus, Altamirano-Cabrera & van Ierland 2005); gains in basis points of income. The
    /// certificates have been checked.
    ///
    /// # Errors
    /// More than 20 nations; a tolerance below 0; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel.
    pub fn exclusive_membership(
        &self,
        convention: Membership,
        admission: Admission,
        consent: Consent,
    ) -> Result<Vec<ExclusiveVerdict>> {
        let n = self.nations().len();
        let table = self.table(20, |s| self.signed_by(s))?;
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let checked = |s| {
            let verdict = exclusive_stability(n, s, convention, admission, consent, payoffs)?;
            certificate::check_exclusive(n, &verdict, payoffs)?;
            Ok(verdict)
        };
        Coalition::grand(n).subsets().map(checked).collect()
    }

    /// Which coalitions of signatories would hold if their members could pay each other, by mask, the others signing
    /// nothing: potential internal and external stability in USD bn a year (Eyckmans & Finus 2004; Carraro, Eyckmans & Finus 2006),
    /// with the payments that share the surplus equally. The certificates have been checked.
    ///
    /// # Errors
    /// More than 20 nations; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel.
    pub fn membership_with_transfers(&self, convention: Membership) -> Result<Vec<PaidTreaty>> {
        let n = self.nations().len();
        let table = self.table(20, |s| self.money(s))?;
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let verdicts = membership::transfer_stability_of_all(n, convention, &vec![1.0; n], payoffs)?;
        let scale = table.iter().flatten().fold(0.0, |most: f64, v| most.max(v.abs()));
        let named = |s: &Switch| NationGain { nation: self.nations()[s.player], amount: s.gain };
        let paid = |verdict: membership::TransferVerdict| {
            certificate::check_transfers(n, &verdict, 1e-12 * scale, payoffs)?;
            let payments = verdict.shares.iter();
            Ok(PaidTreaty {
                signatories: self.bloc(verdict.signatories),
                convention,
                holds_inside: verdict.is_potentially_internally_stable(),
                surplus: verdict.surplus,
                total: verdict.total,
                payments: payments
                    .map(|s| NationGain { nation: self.nations()[s.player], amount: s.transfer })
                    .collect(),
                joiners: verdict.joiners.iter().map(named).collect(),
            })
        };
        verdicts.into_iter().map(paid).collect()
    }

    /// Which structures of several treaties hold against single nations that leave a bloc or join another, under rules of
    /// open or exclusive membership, and what upsets the others. The certificates have been checked.
    ///
    /// # Errors
    /// More than 8 nations ([`membership::stable_structures_of_treaties`] takes 13); a tolerance below 0; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel: 203 at n = 6.
    pub fn structure_stability(&self, rules: MembershipRules) -> Result<BlocStability> {
        let game = self.few("stability of structures")?.partition_payoffs()?;
        let payoffs = |p: &Partition| Ok(game.payoffs(p)?.to_vec());
        let named = |structure: Partition| {
            let verdict = membership::structure_stability(&structure, rules, payoffs)?;
            certificate::check_structure(&verdict, payoffs)?;
            let moves = verdict.changes.iter().map(|c| BlocMove {
                nation: self.nations()[c.player],
                joins: self.bloc(c.joins),
                becomes: self.structure(&c.becomes),
                gain: c.gain,
            });
            Ok(BlocVerdict { structure: self.structure(&structure), moves: moves.collect() })
        };
        let verdicts = Partition::all(game.players()).map(named).collect::<Result<_>>()?;
        Ok(BlocStability { rules, verdicts })
    }

    /// Which structures of several treaties the equilibria of a sign-up game support: Γ, Δ or open membership; Nash,
    /// coalition-proof or strong. The certificates have been checked.
    ///
    /// # Errors
    /// More nations than the search or its check takes: 5 for Γ and Δ, 7 for open membership, 8 for Nash equilibria; a tolerance
    /// below 0; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel; the search is that of [`sign_up_equilibria`].
    pub fn sign_up(&self, rule: SignUpRule, question: Question) -> Result<SignUpStructures> {
        let game: PartitionPayoffs = self.few("sign-up game")?.partition_payoffs()?;
        let answer = sign_up_equilibria(&game, rule, question)?;
        certificate::check_sign_up_equilibria(&game, &answer)?;
        let supports = answer.supports.iter().map(|support| StructureSupport {
            structure: self.structure(&support.structure),
            breach: support.breach.as_ref().map(|b| {
                (self.structure(&b.deviation.to), self.gains(b.deviation.coalition, &b.deviation.gains))
            }),
        });
        Ok(SignUpStructures { rule, question, supports: supports.collect(), profiles: answer.profiles })
    }

    /// Which sets of signatories are equilibria when every nation says whether it signs one treaty, and none is kept
    /// out: Nash, coalition-proof or strong. The certificates have been checked.
    ///
    /// # Errors
    /// More than 10 nations; a tolerance below 0; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel; the search is that of [`treaty_equilibria`].
    pub fn treaty_sign_up(&self, question: Question) -> Result<SignUpTreaties> {
        let n = self.nations().len();
        let table = self.table(10, |s| self.signed_by(s))?;
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let answer = treaty_equilibria(n, question, payoffs)?;
        certificate::check_treaty_equilibria(n, &answer, payoffs)?;
        let named = |d: Deviation<Coalition>| (self.bloc(d.to), self.gains(d.coalition, &d.gains));
        let supports = answer.verdicts.into_iter().map(|verdict| TreatySupport {
            signatories: self.bloc(verdict.signatories),
            breach: verdict.breach.map(named),
        });
        Ok(SignUpTreaties { question, supports: supports.collect() })
    }

    fn few(&self, what: &str) -> Result<&Self> {
        let n = self.nations().len();
        if n <= MOST_NATIONS {
            return Ok(self);
        }
        let reason = "all B(n) structures are evaluated and reported".into();
        Err(Error::TooLarge { what: what.into(), n, limit: MOST_NATIONS, reason })
    }

    /// One row of payoffs for every set of signatories.
    fn table(
        &self,
        limit: usize,
        row: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
    ) -> Result<Vec<Vec<f64>>> {
        let n = self.nations().len();
        if n > limit {
            let reason = "2^n treaties to evaluate".into();
            return Err(Error::TooLarge { what: "membership of all treaties".into(), n, limit, reason });
        }
        try_map(1 << n, |mask| row(Coalition::from_mask(mask as u64)))
    }

    /// What every nation gains when just these sign, USD bn a year against the status quo.
    fn money(&self, signatories: Coalition) -> Result<Vec<f64>> {
        let mut regime = self.study.status_quo().clone();
        if let Some(package) = self.package(signatories)? {
            regime = regime.with(package);
        }
        let outcome = self.study.evaluate(&regime)?;
        Ok(self.index.iter().map(|&i| outcome.nations[i].money_metric).collect())
    }

    fn gains(&self, who: Coalition, gains: &[f64]) -> Vec<NationGain> {
        let named = |(i, &amount): (usize, &f64)| NationGain { nation: self.nations()[i], amount };
        who.players().zip(gains).map(named).collect()
    }
}
