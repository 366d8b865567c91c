//! Processes of coalition formation: patient players propose and approve changes of the state, in every
//! period.

use super::{FiniteSituation, Move, Value};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Changes of a coalition structure that a proposer may propose.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalRule {
    /// Any structure (Heyen & Lehtomaa 2021).
    AnyStructure,
    /// Only changes in which the proposer's own bloc changes.
    OwnBloc,
}

/// Players whose approval a change of a coalition structure takes besides the proposer's. A proposer who
/// merely leaves its bloc to be alone needs nobody's approval under any rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalRule {
    /// All members of the blocs of two or more that form or dissolve (Heyen & Lehtomaa 2021, unanimity).
    AllAffected,
    /// All members of the blocs of two or more that form; those left behind are not asked.
    NewMembers,
    /// All newcomers, who were alone and join a bloc of two or more. Where there are none besides the
    /// proposer, a simple majority of the members of the blocs that form or dissolve and the proposer, who is
    /// for it; and where the proposer leaves its bloc for others to form one with newcomers, all members of
    /// the blocs that form (Heyen & Lehtomaa 2021, without unanimity).
    NewcomersElseMajority,
}

impl fmt::Display for ProposalRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProposalRule::AnyStructure => "any structure may be proposed",
            ProposalRule::OwnBloc => "a proposer's own bloc changes",
        })
    }
}

impl fmt::Display for ApprovalRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ApprovalRule::AllAffected => "all members of blocs that form or dissolve approve",
            ApprovalRule::NewMembers => "all members of blocs that form approve",
            ApprovalRule::NewcomersElseMajority => "all newcomers approve, else a majority of those affected",
        })
    }
}

/// A process of coalition formation in discrete time.
///
/// In every period a proposer is drawn, names a state, and the process moves there if the whole committee
/// approves, or [enough](Self::with_quorums) of it; otherwise it stays. With `P` the transition matrix of a
/// stationary strategy profile, player `i` is worth `V_i(x) = (1 − δ_i) u_i(x) + δ_i Σ_y P(x,y) V_i(y)` in
/// state `x`.
///
/// # References
/// H. Konishi & D. Ray (2003), Coalition formation as a dynamic process, *JET* 110; D. Ray & R. Vohra (1999),
/// *GEB* 26; K. Hyndman & D. Ray (2007), *RES* 74; D. Heyen & J. Lehtomaa (2021), Solar geoengineering
/// governance, *Oxford Open Climate Change* 1.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written<V>", bound = "V: Value")]
pub struct FormationProcess<V = f64> {
    #[serde(skip_serializing)]
    n: usize,
    #[serde(with = "crate::game::plain")]
    payoffs: Vec<Vec<V>>,
    #[serde(with = "crate::game::plain")]
    discount: Vec<V>,
    #[serde(with = "crate::game::plain")]
    protocol: Vec<V>,
    /// `committees[(i·m + x)·m + y]`; `None` where `i` may not propose `y` in `x`.
    committees: Vec<Option<Coalition>>,
    /// How many of them it takes, where that is fewer than all.
    quorums: BTreeMap<usize, usize>,
}

/// A process as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "V: Value")]
struct Written<V> {
    #[serde(with = "crate::game::plain")]
    payoffs: Vec<Vec<V>>,
    #[serde(with = "crate::game::plain")]
    discount: Vec<V>,
    #[serde(with = "crate::game::plain")]
    protocol: Vec<V>,
    committees: Vec<Option<Coalition>>,
    quorums: BTreeMap<usize, usize>,
}

impl<V: Value> TryFrom<Written<V>> for FormationProcess<V> {
    type Error = Error;

    fn try_from(written: Written<V>) -> Result<Self> {
        let Written { payoffs, discount, protocol, committees, quorums } = written;
        let (n, m) = (discount.len(), payoffs.len());
        let count = n.checked_mul(m).and_then(|nm| nm.checked_mul(m));
        if count != Some(committees.len()) {
            return Err(Error::Shape {
                what: "committees of a formation process".into(),
                expected: format!("{n} · {m}², per proposer, state and state proposed"),
                got: committees.len().to_string(),
            });
        }
        let at = |i: usize, x: usize, y: usize| (i * m + x) * m + y;
        let process = Self::new(payoffs, discount, protocol, |i, x, y| committees[at(i, x, y)])?;
        let all = |k: usize| committees.get(k).copied().flatten().map_or(0, Coalition::len);
        if let Some((k, needed)) = quorums.iter().find(|&(&k, &needed)| needed >= all(k)) {
            let who = format!("quorum of committee {k} of a formation process");
            return Err(Error::invalid(who, "members", needed, format!("fewer than its {}", all(*k))));
        }
        Ok(process.with_quorums(|i, x, y| quorums.get(&at(i, x, y)).copied()))
    }
}

#[cfg(feature = "equilibrium-search")]
impl FormationProcess {
    /// The range of payoffs, from the least of all to the largest.
    pub(crate) fn range(&self) -> f64 {
        let payoffs = || self.payoffs().iter().flatten().copied();
        payoffs().fold(f64::MIN, f64::max) - payoffs().fold(f64::MAX, f64::min)
    }
}

impl<V: Value> FormationProcess<V> {
    /// The process with `payoffs[state][player]`, a discount factor and a proposal probability per player,
    /// and `committee(proposer, from, to)`, who must approve; `None` where that may not be proposed.
    ///
    /// Staying needs nobody's approval and is always possible; `committee` is not asked about it.
    ///
    /// # Errors
    /// No state, more than 500; rows of different lengths, of none or more than 63 players; a payoff that is
    /// not finite; a discount factor outside `[0, 1)`; probabilities that are negative or do not sum to 1 (to
    /// 1e-12); a committee with a player that does not exist.
    pub fn new(
        payoffs: Vec<Vec<V>>,
        discount: Vec<V>,
        protocol: Vec<V>,
        committee: impl Fn(usize, usize, usize) -> Option<Coalition>,
    ) -> Result<Self> {
        let (m, n) = (payoffs.len(), discount.len());
        if m == 0 || m > 500 || n == 0 || n > Coalition::MAX_PLAYERS {
            let given = format!("{m} states, {n} players");
            return Err(Error::invalid("formation process", "size", given, "1..=500 states, 1..=63 players"));
        }
        let rows = payoffs.iter().map(Vec::len).chain([protocol.len()]);
        if let Some(got) = rows.into_iter().find(|&len| len != n) {
            return Err(Error::Shape {
                what: "payoffs and proposal probabilities".into(),
                expected: format!("{n} values, as there are discount factors"),
                got: format!("{got} values"),
            });
        }
        for (x, row) in payoffs.iter().enumerate() {
            if let Some(i) = row.iter().position(|u| !u.is_finite()) {
                let who = format!("player {i} in state {x}");
                return Err(Error::invalid(who, "payoff", &row[i], "a number within ±1e290"));
            }
        }
        let impatient = |d: &&V| **d >= V::zero() && **d < V::one();
        if let Some(d) = discount.iter().find(|d| !impatient(d)) {
            return Err(Error::invalid("formation process", "discount factor", d, "[0, 1)"));
        }
        let total = protocol.iter().fold(V::zero(), |sum, p| sum + p.clone());
        let sums = (total.to_f64() - 1.0).abs() < 1e-12;
        if !sums || !protocol.iter().all(|p| *p >= V::zero()) {
            return Err(Error::invalid("formation process", "sum of proposal probabilities", total, "1"));
        }
        let mut committees = Vec::with_capacity(n * m * m);
        for (i, x, y) in triples(n, m) {
            let who = if x == y { Some(Coalition::EMPTY) } else { committee(i, x, y) };
            if let Some(who) = who.filter(|who| !who.is_subset_of(Coalition::grand(n))) {
                return Err(Error::invalid("formation process", "committee", who, format!("players 0..{n}")));
            }
            committees.push(who);
        }
        Ok(FormationProcess { n, payoffs, discount, protocol, committees, quorums: BTreeMap::new() })
    }

    /// The same process in which `quorum(proposer, from, to)` members of a committee are enough, where it
    /// names a number smaller than the committee.
    pub fn with_quorums(mut self, quorum: impl Fn(usize, usize, usize) -> Option<usize>) -> Self {
        let m = self.states();
        for (k, (i, x, y)) in triples(self.n, m).enumerate() {
            let all = self.committees[k].map_or(0, Coalition::len);
            match quorum(i, x, y).filter(|&needed| needed < all) {
                Some(needed) => self.quorums.insert(k, needed),
                None => self.quorums.remove(&k),
            };
        }
        self
    }

    /// The process over coalition structures under named rules, the proposer drawn from `protocol`.
    ///
    /// # Errors
    /// As [`new`](Self::new); a structure of other players than there are discount factors.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
    /// let structures = [Partition::singletons(2), Partition::grand(2)];
    /// let rules = (ProposalRule::AnyStructure, ApprovalRule::NewMembers);
    /// let payoffs = vec![vec![0.0; 2], vec![1.0; 2]];
    /// let (discount, protocol) = (vec![0.9; 2], vec![0.5; 2]);
    /// let process = FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules)?;
    /// assert_eq!(process.committee(0, 0, 1), Some(Coalition::singleton(1))); // 1 must agree to join
    /// assert_eq!(process.committee(0, 1, 0), Some(Coalition::EMPTY)); // 0 leaves alone
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn over_structures(
        structures: &[Partition],
        payoffs: Vec<Vec<V>>,
        discount: Vec<V>,
        protocol: Vec<V>,
        (proposals, approvals): (ProposalRule, ApprovalRule),
    ) -> Result<Self> {
        let n = discount.len();
        if structures.len() != payoffs.len() || structures.iter().any(|p| p.players() != n) {
            return Err(Error::Shape {
                what: "states of a formation process".into(),
                expected: format!(
                    "one structure of {n} players for each of {} rows of payoffs",
                    payoffs.len()
                ),
                got: format!("{} structures", structures.len()),
            });
        }
        // Who is asked, and how many of them it takes if not all.
        let asked = |i: usize, x: usize, y: usize| {
            let (from, to) = (&structures[x], &structures[y]);
            if *to == from.after_departure(Coalition::singleton(i)) {
                return Some((Coalition::EMPTY, None));
            }
            let new_in = |p: &Partition, q: &Partition| {
                let fresh = p.blocs().iter().filter(|b| b.len() > 1 && q.position(**b).is_none());
                fresh.fold(Coalition::EMPTY, |all, b| all.union(*b))
            };
            let (formed, dissolved) = (new_in(to, from), new_in(from, to));
            let affected = formed.union(dissolved);
            let may = proposals == ProposalRule::AnyStructure || affected.contains(i);
            let single = |p: &Partition, j: usize| p.bloc_of(j).is_some_and(|bloc| bloc.len() == 1);
            let newcomers: Coalition = formed.without(i).players().filter(|&j| single(from, j)).collect();
            let asked = match approvals {
                ApprovalRule::AllAffected => (affected.without(i), None),
                ApprovalRule::NewMembers => (formed.without(i), None),
                ApprovalRule::NewcomersElseMajority if newcomers.is_empty() => {
                    let others = affected.without(i);
                    (others, Some(others.len().div_ceil(2)))
                }
                ApprovalRule::NewcomersElseMajority if dissolved.contains(i) && !formed.contains(i) => {
                    (formed, None)
                }
                ApprovalRule::NewcomersElseMajority => (newcomers, None),
            };
            may.then_some(asked)
        };
        let process = Self::new(payoffs, discount, protocol, |i, x, y| Some(asked(i, x, y)?.0))?;
        Ok(process.with_quorums(|i, x, y| asked(i, x, y)?.1))
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.payoffs.len()
    }

    /// Payoffs `u(x)`, one row per state, one entry per player.
    pub fn payoffs(&self) -> &[Vec<V>] {
        &self.payoffs
    }

    /// Discount factors, one per player.
    pub fn discount(&self) -> &[V] {
        &self.discount
    }

    /// Probabilities with which players are drawn to propose.
    pub fn protocol(&self) -> &[V] {
        &self.protocol
    }

    /// Committee that must approve `proposer`'s move `from → to`; `None` where it may not propose that.
    pub fn committee(&self, proposer: usize, from: usize, to: usize) -> Option<Coalition> {
        let m = self.states();
        if proposer < self.n && from < m && to < m {
            self.committees[(proposer * m + from) * m + to]
        } else {
            None
        }
    }

    /// The probability that `proposer`'s move `from → to` is approved if committee members approve it,
    /// independently, with the probabilities that `says` gives; 0 where it may not be proposed.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
    /// let structures = [Partition::singletons(2), Partition::grand(2)];
    /// let rules = (ProposalRule::AnyStructure, ApprovalRule::NewMembers);
    /// let payoffs = vec![vec![0.0; 2], vec![1.0; 2]];
    /// let (discount, protocol) = (vec![0.9; 2], vec![0.5; 2]);
    /// let process = FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules)?;
    /// assert_eq!(process.approval(0, 0, 1, |_| 0.25), 0.25);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn approval(&self, proposer: usize, from: usize, to: usize, says: impl Fn(usize) -> V) -> V {
        let Some(committee) = self.committee(proposer, from, to) else { return V::zero() };
        let k = (proposer * self.states() + from) * self.states() + to;
        let Some(&needed) = self.quorums.get(&k) else {
            return committee.players().fold(V::one(), |all, j| all * says(j));
        };
        // chances[c]: that c of those asked so far approve.
        let mut chances = vec![V::one()];
        for j in committee.players() {
            let yes = says(j);
            let mut next = vec![V::zero(); chances.len() + 1];
            for (c, chance) in chances.into_iter().enumerate() {
                next[c] += chance.clone() * (V::one() - yes.clone());
                next[c + 1] += chance * yes.clone();
            }
            chances = next;
        }
        chances.into_iter().skip(needed).fold(V::zero(), |sum, chance| sum + chance)
    }

    /// How many members of the committee for `proposer`'s move `from → to` must approve: all, or a quorum.
    pub fn quorum(&self, proposer: usize, from: usize, to: usize) -> Option<usize> {
        let all = self.committee(proposer, from, to)?.len();
        let k = (proposer * self.states() + from) * self.states() + to;
        Some(self.quorums.get(&k).copied().unwrap_or(all))
    }

    /// The same states and rules as a social situation: a proposer and those who are enough to approve can
    /// make the move together. States are ranked by payoffs.
    ///
    /// # Errors
    /// As [`FiniteSituation::new`].
    ///
    /// # Example
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
    /// let structures = [Partition::singletons(2), Partition::grand(2)];
    /// let rules = (ProposalRule::AnyStructure, ApprovalRule::NewMembers);
    /// let payoffs = vec![vec![0.0; 2], vec![1.0; 2]];
    /// let (discount, protocol) = (vec![0.9; 2], vec![0.5; 2]);
    /// let process = FormationProcess::over_structures(&structures, payoffs, discount, protocol, rules)?;
    /// assert_eq!(process.situation()?.moves().len(), 3); // both form the pair, each leaves it
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn situation(&self) -> Result<FiniteSituation> {
        let m = self.states();
        let mut moves = Vec::new();
        for (i, from, to) in triples(self.n, m).filter(|(_, x, y)| x != y) {
            let (Some(who), Some(needed)) = (self.committee(i, from, to), self.quorum(i, from, to)) else {
                continue;
            };
            let enough = who.subsets_of_size(needed);
            moves.extend(enough.map(|approve| Move { from, to, coalition: approve.with(i) }));
        }
        FiniteSituation::new(&self.payoffs, moves)
    }

    /// The same process in `f64`.
    pub fn to_f64(&self) -> FormationProcess<f64> {
        let row = |row: &Vec<V>| row.iter().map(Value::to_f64).collect::<Vec<f64>>();
        FormationProcess {
            n: self.n,
            payoffs: self.payoffs.iter().map(row).collect(),
            discount: row(&self.discount),
            protocol: row(&self.protocol),
            committees: self.committees.clone(),
            quorums: self.quorums.clone(),
        }
    }
}

/// All `(i, x, y)`, `y` fastest.
fn triples(n: usize, m: usize) -> impl Iterator<Item = (usize, usize, usize)> {
    (0..n).flat_map(move |i| (0..m).flat_map(move |x| (0..m).map(move |y| (i, x, y))))
}

/// A stationary strategy profile of a [`FormationProcess`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound = "V: Value", deny_unknown_fields)]
pub struct StationaryProfile<V = f64> {
    /// `proposals[i][x][y]`: the probability that `i`, drawn in `x`, proposes `y`.
    #[serde(with = "crate::game::plain")]
    pub proposals: Vec<Vec<Vec<V>>>,
    /// `approvals[j][x][y]`: the probability that `j`, if asked, approves `x → y`.
    #[serde(with = "crate::game::plain")]
    pub approvals: Vec<Vec<Vec<V>>>,
}
