//! Coalition-proofness by its recursive definition, over a table of all profiles.

use super::question::Question;
use crate::coalition::Coalition;
use crate::parallel::map;

/// For every coalition `D` and profile `s`, whether `s_D` is coalition-proof in the game among `D` when the
/// others keep `s`.
///
/// From the smallest coalitions up: `s_D` is self-enforcing if `s_C` is coalition-proof for every `C` one
/// smaller (which implies it for all smaller), and coalition-proof if moreover `D` likes no other
/// self-enforcing `s'_D` better.
pub(super) struct CoalitionProof<'a, R, O, K> {
    n: usize,
    question: Question,
    profiles: usize,
    row: &'a R,
    outcome: O,
    key: K,
    /// `holds[D][s]`.
    holds: Vec<Vec<bool>>,
}

impl<'a, 'g, R, O, K> CoalitionProof<'a, R, O, K>
where
    R: Fn(usize) -> &'g [f64] + Sync,
    O: Fn(usize) -> usize + Sync,
    K: Fn(usize, Coalition) -> u64 + Sync,
{
    /// `row(o)` are the payoffs of outcome `o`, `outcome(s)` that of profile `s`, `key(s, D)` what the others
    /// do in `s`.
    pub(super) fn new(n: usize, question: Question, profiles: usize, row: &'a R, outcome: O, key: K) -> Self {
        let mut proof =
            CoalitionProof { n, question, profiles, row, outcome, key, holds: vec![vec![]; 1 << n] };
        for size in 1..=n {
            let coalitions: Vec<Coalition> = Coalition::grand(n).subsets_of_size(size).collect();
            let tables = map(coalitions.len(), |k| proof.table(coalitions[k]));
            coalitions.iter().zip(tables).for_each(|(who, table)| proof.holds[who.index()] = table);
        }
        proof
    }

    fn self_enforcing(&self, who: Coalition, s: usize) -> bool {
        who.len() < 2 || who.players().all(|i| self.holds[who.without(i).index()][s])
    }

    fn table(&self, who: Coalition) -> Vec<bool> {
        // Key, outcome and profile in one number, so that sorting is fast: at most 62 bits (Γ, Δ: 20 + 2·21).
        let bits = usize::BITS - self.profiles.leading_zeros();
        let profile = |packed: u64| (packed & ((1 << bits) - 1)) as usize;
        let mut credible: Vec<u64> = (0..self.profiles)
            .filter(|&s| self.self_enforcing(who, s))
            .map(|s| ((self.key)(s, who) << bits | (self.outcome)(s) as u64) << bits | s as u64)
            .collect();
        credible.sort_unstable();
        let mut holds = vec![false; self.profiles];
        for fibre in credible.chunk_by(|a, b| a >> (2 * bits) == b >> (2 * bits)) {
            let outcomes: Vec<&[u64]> = fibre.chunk_by(|a, b| a >> bits == b >> bits).collect();
            let row = |group: &[u64]| (self.row)((self.outcome)(profile(group[0])));
            for group in &outcomes {
                let now = row(group);
                if !outcomes.iter().any(|other| self.question.likes(who, now, row(other))) {
                    group.iter().for_each(|&packed| holds[profile(packed)] = true);
                }
            }
        }
        holds
    }

    /// Whether profile `s` is a coalition-proof Nash equilibrium.
    pub(super) fn holds(&self, s: usize) -> bool {
        self.holds[Coalition::grand(self.n).index()][s]
    }

    /// A self-enforcing deviation that upsets `s`: who, and to which profile; a smallest coalition.
    pub(super) fn breach(&self, s: usize) -> Option<(Coalition, usize)> {
        let everybody = Coalition::grand(self.n);
        let upset = |who: &Coalition| !self.holds[who.index()][s];
        let who = (1..=self.n).flat_map(|size| everybody.subsets_of_size(size)).find(upset)?;
        let now = (self.row)((self.outcome)(s));
        let home = (self.key)(s, who);
        let better = |&to: &usize| {
            (self.key)(to, who) == home
                && self.self_enforcing(who, to)
                && self.question.likes(who, now, (self.row)((self.outcome)(to)))
        };
        (0..self.profiles).find(better).map(|to| (who, to))
    }
}
