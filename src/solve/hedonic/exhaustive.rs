//! All stable structures of a hedonic game, for all notions in one walk.
//!
//! Structures are built bloc by bloc. What a coalition `S` thinks of a structure splits over its blocs: `S`
//! blocks if, for every bloc `C`, all members of `S ∩ C` prefer `S` to `C`. So each possible bloc `C` gets a
//! bit set over all `S`, and a structure is in the core if the intersection of its blocs' bit sets is empty:
//! 64 words at n = 12. Single moves concern two blocs at a time and are tabulated by pairs of disjoint
//! coalitions.

use super::objection::{Notion, moves};
use crate::coalition::{Coalition, Partition, bell};
use crate::error::{Error, Result};
use crate::game::HedonicGame;
use crate::parallel::map;
use crate::solve::deviation::StableStates;

/// All stable coalition structures under every notion of [`Notion::ALL`], in that order.
///
/// At most `keep` structures are returned for each, `count` is exact.
///
/// # Errors
/// More than 13 players.
///
/// # Complexity
/// At most `B(n)` structures of `O(2^n / 64)` words each, less what is pruned; `2^(2n)` bytes of tables: 17
/// MB at n = 12, 100 MB at n = 13. In parallel over the first player's bloc.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::HedonicGame;
/// use comity::solve::hedonic::stable_structures;
/// // Bogomolnaia & Jackson (2002), example 5: an undesired guest.
/// let lists = [[3, 1, 7, 5], [3, 2, 7, 6], [7, 6, 5, 4]].map(|l| l.map(Coalition::from_mask).to_vec());
/// let [core, _, nash, individual, _] = stable_structures(&HedonicGame::from_preferences(&lists)?, 10)?;
/// assert_eq!(core.states[0].to_string(), "{0,1} {2}");
/// assert_eq!((nash.count, individual.count), (0, 1));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn stable_structures(game: &HedonicGame, keep: usize) -> Result<[StableStates<Partition, Notion>; 5]> {
    const LIMIT: usize = 13;
    let n = game.players();
    if n > LIMIT {
        let reason = "it walks all coalition structures; use find for one stable structure".into();
        return Err(Error::TooLarge { what: "exhaustive hedonic stability".into(), n, limit: LIMIT, reason });
    }
    let tables = Tables::new(game);
    // One task for each bloc of player 0; collected in order.
    let tasks = map(1 << (n - 1), |rest| {
        let mut walk = Walk::new(&tables, keep);
        walk.extend(0, Coalition::from_mask((rest as u64) << 1 | 1), ALL_ALIVE);
        walk.found
    });
    Ok(gathered(n, keep, tasks))
}

/// The stable structures under every notion from those of the tasks, in their order.
pub(super) fn gathered(
    n: usize,
    keep: usize,
    tasks: Vec<[(u64, Vec<Partition>); 5]>,
) -> [StableStates<Partition, Notion>; 5] {
    let searched = bell(n).and_then(|all| u64::try_from(all).ok()).unwrap_or(u64::MAX);
    let mut all =
        Notion::ALL.map(|convention| StableStates { states: vec![], count: 0, searched, convention });
    for found in tasks {
        for (into, (count, structures)) in all.iter_mut().zip(found) {
            into.count += count;
            let room = keep - into.states.len();
            into.states.extend(structures.into_iter().take(room));
        }
    }
    all.iter_mut().for_each(|s| s.states.sort_unstable());
    all
}

/// One bit a notion, in the order of [`Notion::ALL`].
const ALL_ALIVE: u8 = 0b11111;
const CORE: u8 = 0b00001;
const STRICT: u8 = 0b00010;

struct Tables {
    n: usize,
    /// Words of a bit set over all coalitions.
    words: usize,
    /// Bit `S` of `prefers[C]`: all of `S ∩ C` prefer `S` to `C`.
    prefers: Vec<u64>,
    /// Bit `S` of `accepts[C]`: all of `S ∩ C` like `S` at least as much as `C`.
    accepts: Vec<u64>,
    /// Bit `S` of `gains[C]`: one of `S ∩ C` prefers `S` to `C`.
    gains: Vec<u64>,
    /// Bit `S` of `within[D]`: `∅ ≠ S ⊆ D`.
    within: Vec<u64>,
    /// `pairs[C << n | D]`: notions under which somebody moves from `C` to the disjoint, perhaps empty, `D`.
    pairs: Vec<u8>,
}

impl Tables {
    fn new(game: &HedonicGame) -> Self {
        let n = game.players();
        let size = 1usize << n;
        let words = size.div_ceil(64);
        let rows = |test: &(dyn Fn(Coalition, Coalition) -> bool + Sync)| -> Vec<u64> {
            let row = |c: usize| {
                let mut bits = vec![0u64; words];
                for s in 1..size {
                    let (c, s) = (Coalition::from_mask(c as u64), Coalition::from_mask(s as u64));
                    bits[s.index() / 64] |= u64::from(test(c, s)) << (s.index() % 64);
                }
                bits
            };
            map(size, row).concat()
        };
        let rank = |i, s| game.rank(i, s);
        let pair_row = |c: usize| -> Vec<u8> {
            let c = Coalition::from_mask(c as u64);
            let mut row = vec![0u8; size];
            for d in c.complement(n).subsets() {
                let singles = [Notion::Nash, Notion::Individual, Notion::ContractualIndividual];
                for (k, notion) in singles.into_iter().enumerate() {
                    row[d.index()] |= u8::from(c.players().any(|i| moves(game, i, c, d, notion))) << (k + 2);
                }
            }
            row
        };
        Tables {
            n,
            words,
            prefers: rows(&|c, s| s.intersection(c).players().all(|i| rank(i, s) > rank(i, c))),
            accepts: rows(&|c, s| s.intersection(c).players().all(|i| rank(i, s) >= rank(i, c))),
            gains: rows(&|c, s| s.intersection(c).players().any(|i| rank(i, s) > rank(i, c))),
            within: rows(&|d, s| s.is_subset_of(d)),
            pairs: map(size, pair_row).concat(),
        }
    }

    fn row<'a>(&self, table: &'a [u64], c: Coalition) -> &'a [u64] {
        &table[c.index() * self.words..(c.index() + 1) * self.words]
    }
}

struct Walk<'a> {
    tables: &'a Tables,
    keep: usize,
    blocs: Vec<Coalition>,
    decided: Coalition,
    /// Per depth: intersection of `prefers`, intersection of `accepts`, union of `gains`.
    levels: Vec<[Vec<u64>; 3]>,
    found: [(u64, Vec<Partition>); 5],
}

impl<'a> Walk<'a> {
    fn new(tables: &'a Tables, keep: usize) -> Self {
        let level = || [vec![!0; tables.words], vec![!0; tables.words], vec![0; tables.words]];
        let levels = (0..=tables.n).map(|_| level()).collect();
        Walk { tables, keep, blocs: vec![], decided: Coalition::EMPTY, levels, found: Default::default() }
    }

    /// Adds `bloc` and walks all completions; `alive` are the notions that no objection has ruled out yet.
    fn extend(&mut self, depth: usize, bloc: Coalition, mut alive: u8) {
        let t = self.tables;
        let pair = |c: Coalition, d: Coalition| t.pairs[c.index() << t.n | d.index()];
        alive &= !pair(bloc, Coalition::EMPTY);
        for &other in &self.blocs {
            alive &= !(pair(bloc, other) | pair(other, bloc));
        }
        let decided = self.decided.union(bloc);
        let (before, after) = self.levels.split_at_mut(depth + 1);
        let ([prefer, accept, gain], [prefers, accepts, gains]) = (&before[depth], &mut after[0]);
        let within = t.row(&t.within, decided);
        if alive & CORE != 0 {
            let row = t.row(&t.prefers, bloc);
            let mut blocked = 0;
            for w in 0..t.words {
                prefers[w] = prefer[w] & row[w];
                blocked |= prefers[w] & within[w];
            }
            alive &= !(if blocked != 0 { CORE | STRICT } else { 0 });
        }
        if alive & STRICT != 0 {
            let (accepting, gaining) = (t.row(&t.accepts, bloc), t.row(&t.gains, bloc));
            let mut blocked = 0;
            for w in 0..t.words {
                accepts[w] = accept[w] & accepting[w];
                gains[w] = gain[w] | gaining[w];
                blocked |= accepts[w] & gains[w] & within[w];
            }
            alive &= !(if blocked != 0 { STRICT } else { 0 });
        }
        if alive == 0 {
            return;
        }
        self.blocs.push(bloc);
        let outside = decided.complement(t.n);
        match outside.first() {
            None => self.record(alive),
            Some(next) => {
                let was = std::mem::replace(&mut self.decided, decided);
                for rest in outside.without(next).subsets() {
                    self.extend(depth + 1, rest.with(next), alive);
                }
                self.decided = was;
            }
        }
        self.blocs.pop();
    }

    fn record(&mut self, alive: u8) {
        for (k, (count, structures)) in self.found.iter_mut().enumerate() {
            if alive >> k & 1 == 1 {
                *count += 1;
                if structures.len() < self.keep {
                    structures.extend(Partition::new(self.tables.n, self.blocs.iter().copied()));
                }
            }
        }
    }
}
