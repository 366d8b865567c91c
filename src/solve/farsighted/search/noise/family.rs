//! Processes of coalition formation in which choices are noisy.

use crate::coalition::Coalition;
use crate::game::FormationProcess;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// A family of processes: at noise `τ`, `j` approves `x → y` with probability `σ((V_j(y) − V_j(x))/τ + b)`,
/// and `i` proposes each `y` with a probability proportional to `exp(a(y) (V_i(y) − V_i(x))/τ + b)`, staying
/// to 1. `σ` is the logistic function, `a(y)` the probability that the committee approves, `b` how much
/// everybody leans towards change. Without noise this is the process itself.
///
/// Tables of choices are indexed `(player·m + from)·m + to`, values and payoffs `state·n + player`.
#[derive(Clone)]
pub(super) struct Family<'a> {
    pub process: &'a FormationProcess,
    pub n: usize,
    pub m: usize,
    /// Of range 1 for each player, times how much it cares.
    pub payoffs: Vec<f64>,
    /// Who must approve a proposal; `None` where it may not be made, or is none.
    pub committees: Vec<Option<Committee>>,
    /// Whether anybody asks for an approval.
    pub asked: Vec<bool>,
    pub leaning: f64,
    /// The members of each committee as bits, `[(from·n + player)·m + to]`; and where fewer than all of them
    /// are enough.
    pub members: Vec<u64>,
    pub quorums: Vec<Vec<usize>>,
    /// The log-odds of proposals that are worth nothing.
    pub bias: Vec<f64>,
}

impl<'a> Family<'a> {
    /// `cares[i]` makes player `i` choose that much more carefully.
    pub(super) fn new(process: &'a FormationProcess, cares: &[f64], leaning: f64) -> Self {
        let (n, m) = (process.players(), process.states());
        let of = |i: usize| process.payoffs().iter().map(move |row| row[i]);
        let lowest: Vec<f64> = (0..n).map(|i| of(i).fold(f64::MAX, f64::min)).collect();
        let range: Vec<f64> = (0..n).map(|i| of(i).fold(f64::MIN, f64::max) - lowest[i]).collect();
        let payoff = |k: usize| match range[k % n] {
            0.0 => 0.0,
            range => cares[k % n] * ((process.payoffs()[k / n][k % n] - lowest[k % n]) / range),
        };
        let committee = |k: usize| {
            let (i, x, y) = (k / (m * m), k / m % m, k % m);
            let members = process.committee(i, x, y).filter(|_| x != y)?;
            Some(Committee { members, needed: process.quorum(i, x, y)? })
        };
        let committees: Vec<Option<Committee>> = (0..n * m * m).map(committee).collect();
        let asks = |i: usize, k: usize| {
            committees[i * m * m + k % (m * m)].is_some_and(|c| c.members.contains(k / (m * m)))
        };
        let asked = (0..n * m * m).map(|k| (0..n).any(|i| asks(i, k))).collect();
        let of = |k: usize| &committees[(k / m % n * m + k / m / n) * m + k % m];
        let members = (0..n * m * m).map(|k| of(k).map_or(0, |c| c.members.mask())).collect();
        let quorums = (0..n * m)
            .map(|xi| {
                (0..m).filter(|y| of(xi * m + y).is_some_and(|c| c.needed != c.members.len())).collect()
            })
            .collect();
        let bias = (0..n * m * m).map(|k| match of(k) {
            Some(_) => leaning,
            None if k / m / n == k % m => 0.0,
            None => f64::NEG_INFINITY,
        });
        let (bias, payoffs) = (bias.collect(), (0..n * m).map(payoff).collect());
        Family { process, n, m, payoffs, committees, asked, leaning, members, quorums, bias }
    }
}

impl Family<'_> {
    /// With every payoff moved by up to so much: where many payoffs tie, paths of equilibria cross.
    pub(super) fn shaken(&self, by: f64, rng: &mut ChaCha8Rng) -> Self {
        let payoffs = self.payoffs.iter().map(|payoff| payoff + by * (2.0 * rng.random::<f64>() - 1.0));
        Family { payoffs: payoffs.collect(), ..self.clone() }
    }
}

/// Those who are asked, and how many of them must approve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Committee {
    pub members: Coalition,
    needed: usize,
}

impl Committee {
    /// The probability that it approves, if each player says yes with that of `says`.
    pub(super) fn passes(&self, says: impl Fn(usize) -> f64) -> f64 {
        if self.needed == self.members.len() {
            return self.members.players().map(&says).product();
        }
        enough(self.members, self.needed, says)
    }

    /// Its derivative by what member `j` says.
    pub(super) fn pivotal(&self, says: impl Fn(usize) -> f64, j: usize) -> f64 {
        let others = self.members.without(j);
        if self.needed == self.members.len() {
            return others.players().map(&says).product();
        }
        match self.needed {
            0 => 0.0,
            needed => enough(others, needed - 1, &says) - enough(others, needed, &says),
        }
    }
}

/// The probability that at least `needed` of the members say yes.
fn enough(members: Coalition, needed: usize, says: impl Fn(usize) -> f64) -> f64 {
    // just[c]: that c of those asked so far do.
    let mut just = [0.0; Coalition::MAX_PLAYERS + 1];
    just[0] = 1.0;
    for (asked, j) in members.players().enumerate() {
        for yes in (0..=asked).rev() {
            just[yes + 1] += just[yes] * says(j);
            just[yes] *= 1.0 - says(j);
        }
    }
    just[needed.min(members.len() + 1)..=members.len()].iter().sum()
}

/// The logistic function.
pub(super) fn sigmoid(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}
