//! Optimal coalition structures: a partition, prices, and the pruning they justify.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::TuGame;
use crate::solve::certified::Certified;
use crate::solve::structure::OptimalStructure;

/// Sums are compared to this, relative to the prices and worths they are made of.
const TOLERANCE: f64 = 1e-9;
/// Nodes spent on proving optimality once more.
const NODES: u64 = 2_000_000;
/// Survivors listed for that.
const LISTED: u64 = 1 << 20;

impl Certified<&TuGame> for OptimalStructure {
    /// That structure and bound are right.
    ///
    /// The partition is one of the game's players, its worth is the value, no coalition is worth more than
    /// its prices (one pass), and as many coalitions survive the pruning as claimed. If the prices alone do
    /// not give the bound, all covers by coalitions of small deficit are tried, up to two million nodes.
    ///
    /// # Errors
    /// [`Error::Certificate`] with the first check that fails; [`Error::TooLarge`] where everything stated is
    /// right but the bound, below the total of the prices, could not be confirmed. Sums are compared to `1e-9`
    /// of the prices' total, or `tolerance` if that is more.
    ///
    /// # Complexity
    /// `O(2^n)` time and the search; survivors are listed up to a million.
    fn check(&self, game: &TuGame, tolerance: f64) -> Result<()> {
        let n = game.players();
        if self.partition.players() != n {
            let players = self.partition.players();
            return fail(format!("the structure has {players} players, the game has {n}"));
        }
        if self.prices.len() != n || !self.prices.iter().all(|p| p.is_finite()) {
            return fail(format!("{} prices for {n} players, or one that is not finite", self.prices.len()));
        }
        let size = self.prices.iter().map(|p| p.abs()).sum::<f64>();
        let worth: f64 = self.partition.blocs().iter().map(|&b| *game.value(b)).sum();
        let tolerance = tolerance.max(TOLERANCE) * (size + worth.abs()).max(f64::MIN_POSITIVE);
        if self.value.is_nan() || (worth - self.value).abs() > tolerance {
            return fail(format!("the structure is worth {worth}, not {}", self.value));
        }
        if self.bound.is_nan() || self.bound < self.value {
            return fail(format!("the bound {} is below the value {}", self.bound, self.value));
        }

        let total: f64 = self.prices.iter().sum();
        let (mut surely, mut perhaps) = (0, 0);
        let mut listed = Vec::new();
        for (s, deficit) in deficits(game, &self.prices) {
            if deficit < -tolerance {
                return fail(format!("{s} is worth {} more than its price", -deficit));
            }
            surely += u64::from(deficit <= total - self.value - tolerance);
            if deficit <= total - self.value + tolerance {
                perhaps += 1;
                if perhaps <= LISTED {
                    listed.push((s, deficit));
                }
            }
        }
        if self.survivors < surely || self.survivors > perhaps {
            return fail(format!("{surely} to {perhaps} coalitions survive, not {}", self.survivors));
        }
        if self.bound >= total - tolerance {
            return Ok(());
        }
        if perhaps > LISTED {
            return Err(unconfirmed(n));
        }
        let limit = total - self.bound - tolerance;
        match Covers::new(n, listed).cheaper_than(limit) {
            Some(Some(blocs)) => {
                let worth: f64 = blocs.iter().map(|&b| *game.value(b)).sum();
                fail(format!("{blocs:?} is worth {worth}, more than the bound {}", self.bound))
            }
            Some(None) => Ok(()),
            None => Err(unconfirmed(n)),
        }
    }
}

/// The covers are too many to try once more.
fn unconfirmed(n: usize) -> Error {
    let (what, reason) = ("check of an optimal structure".into(), "too many covers have to be tried".into());
    Error::TooLarge { what, n, limit: n.saturating_sub(1), reason }
}

fn fail<T>(reason: String) -> Result<T> {
    Err(Error::Certificate { claim: "optimal coalition structure".into(), reason })
}

/// `p(S) − v(S)` of every non-empty coalition, ascending by mask.
fn deficits(game: &TuGame, prices: &[f64]) -> impl Iterator<Item = (Coalition, f64)> {
    const HALF: usize = 15;
    let price = |players: &[f64]| -> Vec<f64> {
        let masks = (0..1u64 << players.len()).map(Coalition::from_mask);
        masks.map(|s| s.players().map(|i| players[i]).sum()).collect()
    };
    let (first, others) = prices.split_at(prices.len().min(HALF));
    let (first, others) = (price(first), price(others));
    game.values().iter().enumerate().skip(1).map(move |(mask, v)| {
        let price = first[mask & (first.len() - 1)] + others[mask >> HALF];
        (Coalition::from_mask(mask as u64), price - v)
    })
}

/// Survivors by lowest player, cheapest first.
struct Covers {
    lists: Vec<Vec<(Coalition, f64)>>,
    nodes: u64,
}

impl Covers {
    fn new(n: usize, survivors: Vec<(Coalition, f64)>) -> Self {
        let mut lists = vec![Vec::new(); n];
        for (s, deficit) in survivors {
            if let Some(lowest) = s.first() {
                lists[lowest].push((s, deficit));
            }
        }
        lists.iter_mut().for_each(|list| list.sort_by(|a, b| a.1.total_cmp(&b.1)));
        Covers { lists, nodes: NODES }
    }

    /// A cover of the players with a total deficit below `limit`, none, or no answer within the nodes.
    fn cheaper_than(&mut self, limit: f64) -> Option<Option<Vec<Coalition>>> {
        let all = Coalition::grand(self.lists.len());
        let mut path = Vec::new();
        self.cover(all, limit, &mut path).map(|found| found.then_some(path))
    }

    fn cover(&mut self, left: Coalition, limit: f64, path: &mut Vec<Coalition>) -> Option<bool> {
        let Some(lowest) = left.first() else { return Some(true) };
        for k in 0..self.lists[lowest].len() {
            let (s, deficit) = self.lists[lowest][k];
            if deficit >= limit {
                break;
            }
            self.nodes = self.nodes.checked_sub(1)?;
            if s.is_subset_of(left) {
                path.push(s);
                if self.cover(left.difference(s), limit - deficit, path)? {
                    return Some(true);
                }
                path.pop();
            }
        }
        Some(false)
    }
}
