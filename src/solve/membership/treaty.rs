//! One treaty without transfers: who leaves it, who joins it.

use super::rules::{Admission, Membership};
use crate::coalition::{Coalition, Labels};
use crate::error::{Error, Result};
use crate::parallel::try_map;
use crate::solve::deviation::{Deviation, Searched, Verdict};
use crate::solve::labelled::{Labelled, written_in_numbers};
use std::fmt;

impl<C> Verdict<Coalition, C> {
    /// The members who would rather be out, by player.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert_eq!(verdict.leavers().count(), 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn leavers(&self) -> impl Iterator<Item = &Deviation<Coalition>> {
        self.deviations.iter().filter(|d| d.coalition.is_subset_of(self.state))
    }

    /// The outsiders who would rather be in, by player.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert_eq!(verdict.joiners().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn joiners(&self) -> impl Iterator<Item = &Deviation<Coalition>> {
        self.deviations.iter().filter(|d| !d.coalition.is_subset_of(self.state))
    }

    /// Internal stability: no member gains by leaving.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert!(!verdict.is_internally_stable());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_internally_stable(&self) -> bool {
        self.leavers().next().is_none()
    }

    /// External stability: no outsider gains by joining.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::solve::membership::{Membership, treaty_stability};
    /// // Signatories each pay 3 and give everybody 1 for every signatory.
    /// let payoffs = |s: Coalition| Ok((0..2).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect());
    /// let verdict = treaty_stability(2, Coalition::singleton(0), Membership::open(), payoffs)?;
    /// assert!(verdict.is_externally_stable());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_externally_stable(&self) -> bool {
        self.joiners().next().is_none()
    }
}

impl Labelled for Verdict<Coalition, Membership> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.is_stable() { "stable" } else { "unstable" };
        write!(f, "{} {head} (", labels.coalition(self.state))?;
        if self.convention.admission != Admission::Open {
            write!(f, "{}; ", self.convention.admission())?;
        }
        write!(f, "{})", self.convention.ties)?;
        for deviation in &self.deviations {
            let verb = if deviation.coalition.is_subset_of(self.state) { "leaves" } else { "joins" };
            let player = deviation.coalition.first().unwrap_or_default();
            let gain = labels.amount(deviation.least_gain());
            write!(f, "; {} {verb}, gaining {gain}", labels.player(player))?;
        }
        Ok(())
    }
}

written_in_numbers!(Verdict<Coalition, Membership>);

/// Internal and external stability of `signatories` against singletons.
///
/// With `π_i(S)` the payoff of `i` when `S` signs and everybody else stays alone, `S` is *internally stable*
/// if `π_i(S) ≥ π_i(S∖{i})` for every `i ∈ S` and *externally stable* if `π_j(S) ≥ π_j(S∪{j})` for every
/// `j ∉ S`; both strictly under [`Ties::Move`](crate::solve::deviation::Ties). `payoffs(S)` gives `π(S)` for all `n`
/// players and is asked `n + 1` times.
///
/// Under exclusive membership an outsider `j` that wants to join is refused unless enough signatories `i` agree, who
/// compare `π_i(S∪{j})` with `π_i(S)`. Leaving is voluntary. A treaty that holds under open membership does under
/// majority voting, and one that does under majority voting does under unanimity. The empty treaty refuses nobody.
///
/// # Errors
/// `n` outside 1..=63, signatories past `n − 1`, a negative or NaN tolerance, a reaction other than δ (the others go
/// on without a leaver), an error of `payoffs`, a list of payoffs of the wrong length or with a value that is not
/// finite.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::membership::{Membership, treaty_stability};
/// // Signatories each pay 3 and give everybody 1 for every signatory: nobody signs alone, and nobody stays.
/// let payoffs = |s: Coalition| {
///     Ok((0..4).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect())
/// };
/// let verdict = treaty_stability(4, Coalition::grand(4), Membership::default(), payoffs)?;
/// assert_eq!(verdict.leavers().count(), 4);
/// assert!(treaty_stability(4, Coalition::EMPTY, Membership::default(), payoffs)?.is_stable());
/// // A prize of 12 for the members, shared equally: everybody wants in, those who are in do not want more.
/// let prize = |s: Coalition| {
///     Ok((0..3).map(|i| if s.contains(i) { 12.0 / s.len() as f64 } else { 0.0 }).collect())
/// };
/// let pair = Coalition::from_mask(0b011);
/// assert!(!treaty_stability(3, pair, Membership::open(), prize)?.is_stable());
/// assert!(treaty_stability(3, pair, Membership::exclusive(), prize)?.is_stable());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz & J. A. Weymark (1983), On the stability of collusive price
/// leadership, *Canadian Journal of Economics* 16; C. Carraro & D. Siniscalco (1993), Strategies for the
/// international protection of the environment, *Journal of Public Economics* 52; S. Barrett (1994),
/// Self-enforcing international environmental agreements, *Oxford Economic Papers* 46; M. Finus, J.-C.
/// Altamirano-Cabrera & E. C. van Ierland (2005), The effect of membership rules and voting schemes on the success of
/// international climate agreements, *Public Choice* 125.
pub fn treaty_stability(
    n: usize,
    signatories: Coalition,
    convention: Membership,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
) -> Result<Verdict<Coalition, Membership>> {
    check(n, signatories, convention)?;
    let now = asked(n, signatories, &payoffs)?;
    let after = try_map(n, |i| asked(n, toggled(signatories, i), &payoffs))?;
    Ok(verdict(signatories, convention, &now, |i| &after[i]))
}

/// Every stable coalition of signatories, and the verdict on every other, by mask.
///
/// `payoffs` is asked once for each of the `2^n` coalitions, in parallel.
///
/// # Errors
/// As [`treaty_stability`]; more than 20 players.
///
/// # Complexity
/// `2^n` evaluations, `8·n·2^n` bytes: 168 MB at n = 20.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::solve::membership::{Membership, treaty_stability_of_all};
/// // Signatories each pay 3 and give everybody 1 for every signatory: nobody signs.
/// let payoffs = |s: Coalition| {
///     Ok((0..3).map(|i| s.len() as f64 - if s.contains(i) { 3.0 } else { 0.0 }).collect())
/// };
/// let verdicts = treaty_stability_of_all(3, Membership::default(), payoffs)?;
/// let stable = verdicts.iter().filter(|verdict| verdict.is_stable()).map(|verdict| verdict.state);
/// assert_eq!(stable.collect::<Vec<_>>(), [Coalition::EMPTY]);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn treaty_stability_of_all(
    n: usize,
    convention: Membership,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
) -> Result<Vec<Verdict<Coalition, Membership>>> {
    const LIMIT: usize = 20;
    check(n, Coalition::EMPTY, convention)?;
    if n > LIMIT {
        let reason = format!("2^{n} coalitions to evaluate; ask for one coalition's stability instead");
        return Err(Error::TooLarge {
            what: "membership stability of all coalitions".into(),
            n,
            limit: LIMIT,
            reason,
        });
    }
    let table = try_map(1 << n, |mask| asked(n, Coalition::from_mask(mask as u64), &payoffs))?;
    Ok(Coalition::grand(n)
        .subsets()
        .map(|s| verdict(s, convention, &table[s.index()], |i| &table[toggled(s, i).index()]))
        .collect())
}

/// Stable sizes of a symmetric treaty of `n` players: payoffs depend on the number `k` of signatories only.
///
/// `payoffs(k)` gives `(π_in(k), π_out(k))`; the first is not read at `k = 0`, nor the second at `k = n`.
/// Size `k` is stable if `π_in(k) ≥ π_out(k−1)` and `π_out(k) ≥ π_in(k+1)` (strictly under
/// [`Ties::Move`](crate::solve::deviation::Ties)) or, under exclusive membership, the members refuse one more; a size
/// outside `0..=n` has no condition.
///
/// # Errors
/// A payoff that is read and is not finite, a negative or NaN tolerance, a reaction other than δ, an error of
/// `payoffs`.
///
/// # Complexity
/// `n + 1` evaluations: feasible for thousands of players.
///
/// # Examples
/// ```
/// use comity::solve::membership::{Membership, stable_sizes};
/// // Linear benefits, quadratic costs, signatories abate for their joint benefit: two or three of many sign.
/// let payoffs = |k: usize| {
///     let (k, total) = (k as f64, (k * k + 30 - k) as f64);
///     Ok((total - k * k / 2.0, total - 0.5))
/// };
/// assert_eq!(stable_sizes(30, Membership::default(), payoffs)?, [0, 2, 3]);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn stable_sizes(
    n: usize,
    convention: Membership,
    payoffs: impl Fn(usize) -> Result<(f64, f64)> + Sync,
) -> Result<Vec<usize>> {
    convention.check_one()?;
    let count = n.checked_add(1).ok_or_else(|| Error::invalid("membership", "players", n, "fewer"))?;
    let table = try_map(count, |k| {
        let (inside, outside) = payoffs(k)?;
        let read = [("signatory", inside, k > 0), ("outsider", outside, k < n)];
        match read.iter().find(|(_, payoff, read)| *read && !payoff.is_finite()) {
            Some((who, payoff, _)) => {
                Err(Error::invalid(format!("treaty of {k}"), format!("payoff of a {who}"), payoff, "finite"))
            }
            None => Ok((inside, outside)),
        }
    })?;
    let admits = |k: usize| {
        let gain = || table[k + 1].0 - table[k].0;
        k == 0 || convention.admits((0..k).map(|_| gain()))
    };
    let leaves = |k: usize| k > 0 && convention.moves(table[k - 1].1 - table[k].0);
    let joins = |k: usize| k < n && convention.moves(table[k + 1].0 - table[k].1) && admits(k);
    Ok((0..=n).filter(|&k| !leaves(k) && !joins(k)).collect())
}

pub(super) fn check(n: usize, signatories: Coalition, convention: Membership) -> Result<()> {
    if n == 0 || n > Coalition::MAX_PLAYERS {
        return Err(Error::invalid("membership", "players", n, "1..=63"));
    }
    if !signatories.is_subset_of(Coalition::grand(n)) {
        return Err(Error::invalid("membership", "signatories", signatories, format!("players 0..{n}")));
    }
    convention.check_one()
}

pub(super) fn asked(
    n: usize,
    signatories: Coalition,
    payoffs: &impl Fn(Coalition) -> Result<Vec<f64>>,
) -> Result<Vec<f64>> {
    let row = payoffs(signatories)?;
    if row.len() != n {
        return Err(Error::Shape {
            what: format!("payoffs when {signatories} signs"),
            expected: format!("{n} payoffs"),
            got: format!("{} payoffs", row.len()),
        });
    }
    match row.iter().position(|u| !u.is_finite()) {
        Some(i) => {
            let who = format!("player {i} when {signatories} signs");
            Err(Error::invalid(who, "payoff", row[i], "a finite number"))
        }
        None => Ok(row),
    }
}

pub(super) fn toggled(s: Coalition, player: usize) -> Coalition {
    if s.contains(player) { s.without(player) } else { s.with(player) }
}

/// `after(i)` are the payoffs once `i` has switched.
fn verdict<'a>(
    signatories: Coalition,
    convention: Membership,
    now: &[f64],
    after: impl Fn(usize) -> &'a Vec<f64>,
) -> Verdict<Coalition, Membership> {
    let n = now.len();
    let outsiders = signatories.complement(n);
    let switches = signatories.players().chain(outsiders.players());
    let admitted = |player: usize| {
        let gain = |i: usize| after(player)[i] - now[i];
        signatories.is_empty()
            || signatories.contains(player)
            || convention.admits(signatories.players().map(gain))
    };
    let deviations = switches
        .map(|player| {
            Deviation::of_player(player, toggled(signatories, player), after(player)[player] - now[player])
        })
        .filter(|d| convention.moves(d.least_gain()) && d.coalition.players().all(admitted))
        .collect();
    let searched = Searched { coalitions: n as u64, moves: n as u64, states: n as u64 + 1, unvalued: 0 };
    Verdict { state: signatories, convention, deviations, searched, exhaustive: true }
}
