//! One treaty that its members can close to newcomers.

use super::structures::{Admission, Consent};
use super::treaty::{Membership, asked, treaty_stability};
use crate::coalition::{Coalition, Labels};
use crate::error::Result;
use crate::solve::deviation::Verdict;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether a coalition of signatories holds when its members have a say in who joins.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ExclusiveVerdict {
    /// The verdict under open membership: the members who would leave, the outsiders who would join.
    pub open: Verdict<Coalition, Membership>,
    /// How many signatories must agree to an accession.
    pub admission: Admission,
    /// The members who agree.
    pub consent: Consent,
    /// The would-be joiners who are refused.
    pub refused: Coalition,
}

impl ExclusiveVerdict {
    /// No outsider gains by joining who would be admitted.
    pub fn is_externally_stable(&self) -> bool {
        self.open.joiners().all(|joiner| joiner.coalition.is_subset_of(self.refused))
    }

    /// No member gains by leaving, and no outsider by joining who would be admitted.
    pub fn is_stable(&self) -> bool {
        self.open.is_internally_stable() && self.is_externally_stable()
    }
}

impl Labelled for ExclusiveVerdict {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.is_stable() { "stable" } else { "unstable" };
        let (refused, open) = (labels.coalition(self.refused), self.open.labelled(labels));
        write!(f, "{head} under {}, refusing {refused}; otherwise {open}", self.admission)
    }
}

written_in_numbers!(ExclusiveVerdict);

/// Internal and external stability of `signatories` against singletons under exclusive membership.
///
/// As [`treaty_stability`], but an outsider `j` that wants to join is refused unless enough signatories `i`
/// agree, who compare `π_i(S∪{j})` with `π_i(S)`. Leaving is voluntary. A treaty that holds under open
/// membership does under majority voting, and one that does under majority voting does under unanimity. The
/// empty treaty refuses nobody.
///
/// # Errors
/// As [`treaty_stability`].
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::membership::{Admission, Consent, Membership, exclusive_stability};
/// // A prize of 12 for the members, shared equally: everybody wants in, those who are in do not want more.
/// let payoffs = |s: Coalition| {
///     Ok((0..3).map(|i| if s.contains(i) { 12.0 / s.len() as f64 } else { 0.0 }).collect())
/// };
/// let pair = Coalition::from_mask(0b011);
/// let by = |admission| exclusive_stability(3, pair, Membership::default(), admission, Consent::Unharmed, payoffs);
/// assert!(!by(Admission::Open)?.is_stable() && by(Admission::Majority)?.is_stable());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. Finus, J.-C. Altamirano-Cabrera & E. C. van Ierland (2005), The effect of membership rules and voting
/// schemes on the success of international climate agreements, *Public Choice* 125.
pub fn exclusive_stability(
    n: usize,
    signatories: Coalition,
    convention: Membership,
    admission: Admission,
    consent: Consent,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
) -> Result<ExclusiveVerdict> {
    let open = treaty_stability(n, signatories, convention, &payoffs)?;
    let now = asked(n, signatories, &payoffs)?;
    let mut refused = Coalition::EMPTY;
    for joiner in open.joiners() {
        let then = asked(n, joiner.to, &payoffs)?;
        let gains = signatories.players().map(|i| then[i] - now[i]);
        if !signatories.is_empty() && !admission.admits(consent, convention.tolerance, gains) {
            refused = refused.union(joiner.coalition);
        }
    }
    Ok(ExclusiveVerdict { open, admission, consent, refused })
}
