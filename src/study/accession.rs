//! Accession: treaties without and with transfers, several treaties at once, and sign-up games.

use super::{Named, Treaties};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::SignUpRule;
use crate::parallel::try_map;
use crate::solve::Certified;
use crate::solve::deviation::Verdict;
use crate::solve::membership::{
    self, Membership, Question, Sharing, SignUpEquilibria, sign_up_equilibria, treaty_equilibria,
};

/// Most nations for which all structures are reported.
const MOST_NATIONS: usize = 8;

impl Treaties<'_> {
    /// Internal and external stability of every coalition of signatories, by mask, the others signing nothing
    /// (d'Aspremont et al. 1983; Barrett 1994): who would leave, who would join and, where the signatories vote on
    /// accessions (Finus, Altamirano-Cabrera & van Ierland 2005), be admitted; gains in basis points of income. The
    /// certificates have been checked.
    ///
    /// # Errors
    /// More than 20 nations; a negative tolerance; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::membership::Membership;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// let verdicts = treaties.membership(Membership { tolerance: 1e-6, ..Membership::default() })?;
    /// assert_eq!(verdicts.len(), 4);
    /// println!("{}", verdicts.part(verdicts[0b11].clone())); // {JPN KOR}: stable, or who leaves it
    /// let closed = treaties.membership(Membership { tolerance: 1e-6, ..Membership::exclusive() })?;
    /// assert!(verdicts.iter().zip(closed.iter()).all(|(open, closed)| closed.is_stable() || !open.is_stable()));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn membership(&self, convention: Membership) -> Result<Named<Vec<Verdict<Coalition, Membership>>>> {
        let table = self.table(20, |s| self.signed_by(s))?;
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let verdicts = membership::treaty_stability_of_all(self.nations().len(), convention, payoffs)?;
        verdicts.iter().try_for_each(|verdict| verdict.check(payoffs, 0.0))?;
        Ok(self.in_bp(verdicts))
    }

    /// Potential internal and external stability of every coalition of signatories, by mask, the others
    /// signing nothing (Eyckmans & Finus 2004; Carraro, Eyckmans & Finus 2006): whether its members could pay
    /// each other to stay, with the payments that share the surplus equally; USD bn per year. The
    /// certificates have been checked.
    ///
    /// # Errors
    /// More than 20 nations; a negative tolerance; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::membership::Membership;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// let verdicts = treaties.membership_with_transfers(Membership::default())?;
    /// let paid: f64 = verdicts[0b11].shares.iter().map(|share| share.transfer).sum();
    /// assert!(paid.abs() < 1e-12); // what one pays the other receives
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn membership_with_transfers(&self, convention: Membership) -> Result<Named<Vec<Sharing>>> {
        let n = self.nations().len();
        let table = self.table(20, |s| self.money(s))?;
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let verdicts = membership::transfer_stability_of_all(n, convention, &vec![1.0; n], payoffs)?;
        verdicts.iter().try_for_each(|verdict| verdict.check(payoffs, 1e-11))?;
        Ok(self.in_usd(verdicts))
    }

    /// Stability of every structure of several treaties against single nations that leave a bloc or join
    /// another, under rules of open or exclusive membership, in the order of [`Partition::all`]; gains in
    /// basis points of income. The certificates have been checked.
    ///
    /// # Errors
    /// More than 8 nations ([`membership::stable_structures_of_treaties`] takes 13); a negative tolerance; an
    /// outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel: 203 at n = 6.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::membership::Membership;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let verdicts = treaties.structure_stability(Membership { tolerance: 1e-6, ..Membership::open() })?;
    /// for stable in verdicts.iter().filter(|verdict| verdict.is_stable()) {
    ///     println!("{}", treaties.name(stable.state.clone()));
    /// }
    /// assert_eq!(verdicts.len(), 5);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn structure_stability(
        &self,
        rules: Membership,
    ) -> Result<Named<Vec<Verdict<Partition, Membership>>>> {
        let game = self.at_most(MOST_NATIONS, "stability of structures")?.partition_payoffs()?;
        let payoffs = |p: &Partition| Ok(game.payoffs(p)?.to_vec());
        let checked = |structure: Partition| {
            let verdict = membership::structure_stability(&structure, rules, payoffs)?;
            verdict.check(payoffs, 0.0)?;
            Ok(verdict)
        };
        let verdicts = Partition::all(game.players()).map(checked).collect::<Result<Vec<_>>>()?;
        Ok(self.in_bp(verdicts))
    }

    /// The structures of several treaties that equilibria of a sign-up game support: Γ, Δ or open membership;
    /// Nash, coalition-proof or strong; gains in basis points of income. The certificates have been checked.
    ///
    /// # Errors
    /// More nations than the search or its check takes: 5 for Γ and Δ, 7 for open membership, 8 for Nash
    /// equilibria; a negative tolerance; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel; the search is that of [`sign_up_equilibria`].
    ///
    /// # Examples
    /// ```
    /// use comity::game::SignUpRule;
    /// use comity::prelude::*;
    /// use comity::solve::membership::{Concept, Question};
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let question = Question { tolerance: 1e-6, ..Question::strict(Concept::Strong) };
    /// println!("{}", treaties.sign_up(SignUpRule::Delta, question)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn sign_up(&self, rule: SignUpRule, question: Question) -> Result<Named<SignUpEquilibria>> {
        let game = self.at_most(MOST_NATIONS, "sign-up game")?.partition_payoffs()?;
        let answer = sign_up_equilibria(&game, rule, question)?;
        answer.check(&game, 0.0)?;
        Ok(self.in_bp(answer))
    }

    /// Every set of signatories, by mask, when every nation says whether it signs one treaty, and none is kept out:
    /// in equilibrium, or what upsets it; Nash, coalition-proof or strong; gains in basis points of income. The certificates have been
    /// checked.
    ///
    /// # Errors
    /// More than 10 nations; a negative tolerance; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// `2^n` evaluations, in parallel; the search is that of [`treaty_equilibria`].
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::membership::{Concept, Question};
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["PRK", "MNG"], &Menu::only(Package::cooperative()))?;
    /// let nash = treaties.treaty_sign_up(Question { tolerance: 1e-6, ..Question::strict(Concept::Nash) })?;
    /// println!("{nash}"); // {PRK MNG} stable, or who would rather not have signed
    /// assert_eq!(nash.nations().len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn treaty_sign_up(&self, question: Question) -> Result<Named<Vec<Verdict<Coalition, Question>>>> {
        let n = self.nations().len();
        let table = self.table(10, |s| self.signed_by(s))?;
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let verdicts = treaty_equilibria(n, question, payoffs)?;
        verdicts.iter().try_for_each(|verdict| verdict.check(payoffs, 0.0))?;
        Ok(self.in_bp(verdicts))
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
}
