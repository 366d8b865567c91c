//! The excess scan: every coalition's complaint against a price vector, in one pass over the table.
//!
//! With a price (payoff) `p_i` for each player the **excess** of a coalition is `e(S, p) = v(S) − p(S)`:
//! what its members gain by leaving with their worth. Cores, nucleoli, kernels and optimal coalition
//! structures all ask the same question, *where is the excess large?*, so there is one kernel for it.
//!
//! The price of the low players is tabulated once (16 KiB, it stays in the first-level cache) and the price
//! of the high players is added once per block, so that the inner loop is a vector maximum of `v − low` and
//! the scan runs as fast as the table can be read. All answers are those of one exact total order, larger
//! excess first and the smaller mask first among equals, and hence do not depend on the number of threads.

use super::simd::multiversion;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::TuGame;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::ops::Range;

/// Low players whose prices are tabulated: 2^11 prices are 16 KiB.
const LOW_PLAYERS: usize = 11;
/// Coalitions looked at together when few of them matter.
const GROUP: usize = 128;
/// Coalitions that share one accumulator when sizes are told apart: five lowest players.
const LANES: usize = 32;
/// Blocks that one task scans: 2^17 worths, 1 MiB.
#[cfg(feature = "parallel")]
const TASK_BLOCKS: usize = 64;

/// A coalition and its excess `v(S) − p(S)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Excess {
    /// The coalition.
    pub coalition: Coalition,
    /// Its excess.
    pub excess: f64,
}

impl Excess {
    fn new(mask: usize, excess: f64) -> Self {
        Excess { coalition: Coalition::from_mask(mask as u64), excess: excess + 0.0 } // no negative zero
    }

    /// The order of every scan: larger excess first, then smaller mask.
    pub fn order(&self, other: &Self) -> Ordering {
        other.excess.total_cmp(&self.excess).then(self.coalition.cmp(&other.coalition))
    }
}

/// A pass over the coalitions of a game at given prices.
///
/// Each method is one pass: `O(2^n)` time at the bandwidth of memory (tens of milliseconds at n = 25), on all
/// threads of the current pool. The excess is computed as `(v(S) − p(S ∩ low)) − p(S ∩ high)`, where the low
/// players are the first eleven and both prices are summed in ascending order of player.
///
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::TuGame;
/// use comity::solve::Scan;
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 1.0 } else { 0.0 })?;
/// let worst = Scan::proper(&majority, &[0.25, 0.25, 0.5])?.max().unwrap();
/// assert_eq!((worst.coalition, worst.excess), (Coalition::from_mask(0b011), 0.5));
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Scan<'a> {
    values: &'a [f64],
    /// The masks that take part; the blocks at either end may be cut.
    masks: Range<usize>,
    low: Vec<f64>,
    high: Vec<f64>,
    players: usize,
}

impl<'a> Scan<'a> {
    /// A scan of all non-empty coalitions of `game` at `prices`.
    ///
    /// # Errors
    /// A list without one finite price per player.
    pub fn new(game: &'a TuGame, prices: &[f64]) -> Result<Self> {
        let players = game.players();
        if prices.len() != players {
            return Err(Error::Shape {
                what: "prices".into(),
                expected: format!("one for each of {players} players"),
                got: format!("{}", prices.len()),
            });
        }
        if let Some(i) = prices.iter().position(|p| !p.is_finite()) {
            return Err(Error::invalid(format!("player {i}"), "price", prices[i], "a finite number"));
        }
        if !prices.iter().map(|p| p.abs()).sum::<f64>().is_finite() {
            return Err(Error::invalid("prices", "sum", "infinite", "a finite number"));
        }
        let (low, high) = prices.split_at(players.min(LOW_PLAYERS));
        let values = game.values();
        Ok(Scan { values, masks: 1..values.len(), low: subset_sums(low), high: subset_sums(high), players })
    }

    /// A scan of all non-empty coalitions but the grand one.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn proper(game: &'a TuGame, prices: &[f64]) -> Result<Self> {
        let scan = Self::new(game, prices)?;
        Ok(Scan { masks: 1..scan.values.len() - 1, ..scan })
    }

    /// A proper scan of a table of `2^n` worths at `n` finite prices.
    pub(super) fn of_table(values: &'a [f64], prices: &[f64]) -> Self {
        let (low, high) = prices.split_at(prices.len().min(LOW_PLAYERS));
        let (low, high) = (subset_sums(low), subset_sums(high));
        Scan { values, masks: 1..values.len() - 1, low, high, players: prices.len() }
    }

    /// The excess of one coalition, the same bits as every scan reports for it.
    pub fn excess(&self, coalition: Coalition) -> Excess {
        let mask = coalition.index() & (self.values.len() - 1);
        Excess::new(mask, self.at(mask))
    }

    /// The coalition with the largest excess; none if no coalition takes part (one player, proper).
    pub fn max(&self) -> Option<Excess> {
        let best = self.fold(
            || (f64::NEG_INFINITY, usize::MAX),
            |best: &mut (f64, usize), block| {
                let (v, low, high) = self.block(block.clone());
                let max = max_difference(v, low) - high;
                if max > best.0 {
                    *best = (max, block.start);
                }
            },
            |a, b| if b.0 > a.0 || b.0 == a.0 && b.1 < a.1 { b } else { a },
        );
        (best.1..best.1.saturating_add(self.low.len()).min(self.masks.end))
            .find(|&mask| self.at(mask) == best.0)
            .map(|mask| Excess::new(mask, best.0))
    }

    /// The `k` coalitions with the largest excesses, largest first.
    pub fn top(&self, k: usize) -> Vec<Excess> {
        if k == 0 {
            return Vec::new();
        }
        let top = self.fold(
            || Top { k, found: Vec::new(), bar: f64::NEG_INFINITY },
            |top: &mut Top, block| {
                self.each_above(block, top.bar, &mut |found| {
                    top.push(found);
                    top.bar
                });
            },
            Top::merge,
        );
        top.into_sorted()
    }

    /// The best coalition of each group of 64 neighbours among those that `accept` takes and whose excess is
    /// at least `bar`; the `k` best of these, largest excess first.
    pub(super) fn spread(
        &self,
        bar: f64,
        k: usize,
        accept: impl Fn(Coalition) -> bool + Sync,
    ) -> Vec<Excess> {
        let top = self.fold(
            || Top { k: k.max(1), found: Vec::new(), bar },
            |top: &mut Top, block| {
                let (mut group, mut best) = (0, None::<Excess>);
                self.each_above(block, top.bar, &mut |found| {
                    if found.coalition.index() / GROUP != group {
                        group = found.coalition.index() / GROUP;
                        best.take().into_iter().for_each(|best| top.push(best));
                    }
                    if best.is_none_or(|best| found.excess > best.excess) && accept(found.coalition) {
                        best = Some(found);
                    }
                    top.bar
                });
                best.into_iter().for_each(|best| top.push(best));
            },
            Top::merge,
        );
        top.into_sorted()
    }

    /// The coalition with the largest excess among those of each size, by size, `0..=n`.
    ///
    /// Divided by the size it is the largest excess per head.
    pub fn best_per_size(&self) -> Vec<Option<Excess>> {
        const NONE: (f64, usize) = (f64::NEG_INFINITY, usize::MAX);
        let n = self.players;
        let best = self.fold(
            || vec![NONE; n + 1],
            |best: &mut Vec<(f64, usize)>, block| {
                let (v, low, high) = self.block(block.clone());
                let mut of_size = [f64::NEG_INFINITY; LOW_PLAYERS + 1];
                if v.len() == self.low.len() && v.len() >= LANES {
                    max_difference_per_size(v, low, &mut of_size);
                } else {
                    for (mask, (v, low)) in block.clone().zip(v.iter().zip(low)) {
                        let size = (mask & (self.low.len() - 1)).count_ones() as usize;
                        of_size[size] = of_size[size].max(v - low);
                    }
                }
                let others = (block.start / self.low.len()).count_ones() as usize;
                for (best, max) in best[others..].iter_mut().zip(of_size) {
                    if max - high > best.0 {
                        *best = (max - high, block.start);
                    }
                }
            },
            |mut a, b| {
                for (a, b) in a.iter_mut().zip(b) {
                    if b.0 > a.0 || b.0 == a.0 && b.1 < a.1 {
                        *a = b;
                    }
                }
                a
            },
        );
        let locate = |(size, (excess, start)): (usize, (f64, usize))| {
            let end = start.saturating_add(self.low.len()).min(self.masks.end);
            let mask = (start..end).find(|&m| m.count_ones() as usize == size && self.at(m) == excess)?;
            Some(Excess::new(mask, excess))
        };
        best.into_iter().enumerate().map(locate).collect()
    }

    /// Every coalition with an excess of at least `bar`, ascending by mask, if there are at most `limit`.
    ///
    /// `None` if there are more; memory stays in proportion to `limit` and the number of threads.
    pub fn at_least(&self, bar: f64, limit: usize) -> Option<Vec<Excess>> {
        let found = self.fold(
            || Some(Vec::new()),
            |found: &mut Option<Vec<Excess>>, block| {
                if let Some(list) = found {
                    self.each_above(block, bar, &mut |excess| {
                        list.push(excess);
                        bar
                    });
                    if list.len() > limit {
                        *found = None;
                    }
                }
            },
            |a, b| {
                let (mut a, b) = (a?, b?);
                a.extend(b); // tasks are merged in order of mask
                (a.len() <= limit).then_some(a)
            },
        )?;
        Some(found)
    }

    /// How many coalitions have an excess of at least `bar`.
    pub fn count_at_least(&self, bar: f64) -> u64 {
        self.fold(
            || 0,
            |count: &mut u64, block| {
                let (v, low, high) = self.block(block);
                *count += v.iter().zip(low).map(|(v, low)| u64::from(v - low - high >= bar)).sum::<u64>();
            },
            |a, b| a + b,
        )
    }

    /// The surplus of each player over each other one: `s_ij = max { e(S) : i ∈ S, j ∉ S }`, row by row.
    ///
    /// The diagonal is −∞, and so is a pair that no scanned coalition tells apart.
    ///
    /// # References
    /// M. Davis and M. Maschler (1965), The kernel of a cooperative game, *Naval Research Logistics
    /// Quarterly* 12, eq. (2.3).
    pub fn surplus(&self) -> Vec<f64> {
        let (n, lows) = (self.players, self.low.len().ilog2() as usize);
        let (pairs, columns) = self.fold(
            || (vec![f64::NEG_INFINITY; n * n], vec![f64::NEG_INFINITY; self.low.len()]),
            |(pairs, columns): &mut (Vec<f64>, Vec<f64>), block| {
                let (v, low, high) = self.block(block.clone());
                let offset = block.start & (self.low.len() - 1);
                let mut e = [f64::NEG_INFINITY; 1 << LOW_PLAYERS];
                for ((e, v), low) in e[offset..].iter_mut().zip(v).zip(low) {
                    *e = v - low - high;
                }
                let e = &mut e[..self.low.len()];
                raise(columns, e);
                // Within the block, the high players are where they are: only its maxima matter to them.
                let mut inside = [f64::NEG_INFINITY; LOW_PLAYERS];
                let mut outside = [f64::NEG_INFINITY; LOW_PLAYERS];
                let all = halve(e, |player, without, with| {
                    outside[player] = maximum(without);
                    inside[player] = maximum(with);
                });
                let coalition = Coalition::from_mask(block.start as u64);
                for i in lows..n {
                    for j in 0..lows {
                        let (cell, max) = if coalition.contains(i) {
                            (i * n + j, outside[j])
                        } else {
                            (j * n + i, inside[j])
                        };
                        pairs[cell] = pairs[cell].max(max);
                    }
                    for j in (lows..n).filter(|&j| coalition.contains(i) && !coalition.contains(j)) {
                        pairs[i * n + j] = pairs[i * n + j].max(all);
                    }
                }
            },
            |(mut a, mut columns), (b, other)| {
                raise(&mut a, &b);
                raise(&mut columns, &other);
                (a, columns)
            },
        );
        let mut pairs = pairs;
        // Pairs of low players: fold the maxima over all blocks, the highest of them first.
        let mut columns = columns;
        halve(&mut columns, |player, without, with| {
            let (mut without, mut with) = (without.to_vec(), with.to_vec());
            halve(&mut without, |i, _, with_i| pairs[i * n + player] = maximum(with_i));
            halve(&mut with, |j, without_j, _| pairs[player * n + j] = maximum(without_j));
        });
        pairs.iter_mut().for_each(|s| *s += 0.0);
        pairs
    }

    fn at(&self, mask: usize) -> f64 {
        let low = self.low.len();
        self.values[mask] - self.low[mask & (low - 1)] - self.high[mask / low]
    }

    /// The worths of a block, the low prices beside them, and the price of its high players.
    fn block(&self, block: Range<usize>) -> (&'a [f64], &[f64], f64) {
        let low = self.low.len();
        let high = self.high[block.start / low];
        let start = block.start & (low - 1);
        (&self.values[block.clone()], &self.low[start..start + block.len()], high)
    }

    /// Calls `found` on every coalition of a block whose excess is at least the bar, which `found` may raise.
    fn each_above(&self, block: Range<usize>, mut bar: f64, found: &mut impl FnMut(Excess) -> f64) {
        let (v, low, high) = self.block(block.clone());
        let mut maxima = [f64::NEG_INFINITY; (1 << LOW_PLAYERS) / GROUP];
        group_maxima(v, low, &mut maxima);
        let groups = block.step_by(GROUP).zip(v.chunks(GROUP).zip(low.chunks(GROUP)));
        for ((start, (v, low)), max) in groups.zip(maxima) {
            if max - high >= bar {
                for (k, (v, low)) in v.iter().zip(low).enumerate() {
                    let excess = v - low - high;
                    if excess >= bar {
                        bar = found(Excess::new(start + k, excess));
                    }
                }
            }
        }
    }

    /// Folds the blocks into accumulators, in parallel if there are many, and merges these in order of mask.
    fn fold<A: Send>(
        &self,
        start: impl Fn() -> A + Sync + Send,
        step: impl Fn(&mut A, Range<usize>) + Sync + Send,
        merge: impl Fn(A, A) -> A + Sync + Send,
    ) -> A {
        let low = self.low.len();
        let task = |mut acc: A, blocks: Range<usize>| {
            for block in blocks {
                let block = (block * low).max(self.masks.start)..((block + 1) * low).min(self.masks.end);
                if !block.is_empty() {
                    step(&mut acc, block);
                }
            }
            acc
        };
        let blocks = self.high.len();
        #[cfg(feature = "parallel")]
        if blocks > TASK_BLOCKS {
            use rayon::prelude::*;
            return (0..blocks / TASK_BLOCKS)
                .into_par_iter()
                .with_min_len(2)
                .fold(&start, |acc, t| task(acc, t * TASK_BLOCKS..(t + 1) * TASK_BLOCKS))
                .reduce(&start, &merge);
        }
        let _ = merge;
        task(start(), 0..blocks)
    }
}

/// The best `k` seen, kept in a buffer of twice that.
struct Top {
    k: usize,
    found: Vec<Excess>,
    /// Nothing below it can be among the best.
    bar: f64,
}

impl Top {
    fn push(&mut self, found: Excess) {
        self.found.push(found);
        if self.found.len() >= self.k.saturating_mul(2) {
            self.shrink();
        }
    }

    /// The best of both.
    fn merge(mut self, mut other: Self) -> Self {
        self.found.append(&mut other.found);
        self.shrink();
        self
    }

    /// What was kept, largest excess first.
    fn into_sorted(mut self) -> Vec<Excess> {
        self.shrink();
        self.found.sort_unstable_by(Excess::order);
        self.found
    }

    fn shrink(&mut self) {
        if self.found.len() > self.k {
            self.found.select_nth_unstable_by(self.k - 1, Excess::order);
            self.found.truncate(self.k);
            self.bar = self.found[self.k - 1].excess;
        }
    }
}

/// Sums of all subsets by mask, each in ascending order of player.
fn subset_sums(prices: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; 1 << prices.len()];
    for (i, price) in prices.iter().enumerate() {
        let (known, next) = sums.split_at_mut(1 << i);
        for (sum, rest) in next.iter_mut().zip(known) {
            *sum = *rest + price;
        }
    }
    sums
}

/// Halves a table by its highest player until nothing is left: `look(player, without, with)` sees both
/// halves, the lower one becomes the maximum of the two. Returns the maximum of all.
fn halve(table: &mut [f64], mut look: impl FnMut(usize, &[f64], &[f64])) -> f64 {
    let mut len = table.len();
    while len > 1 {
        len /= 2;
        let (without, with) = table[..2 * len].split_at_mut(len);
        look(len.ilog2() as usize, without, with);
        raise(without, with);
    }
    table[0]
}

/// `max (v − low)`.
#[inline(always)]
fn difference(v: &[f64], low: &[f64]) -> f64 {
    let mut acc = [f64::NEG_INFINITY; 32];
    let (v, v_rest) = v.as_chunks::<32>();
    let (low, low_rest) = low.as_chunks::<32>();
    for (v, low) in v.iter().zip(low) {
        for ((acc, v), low) in acc.iter_mut().zip(v).zip(low) {
            let d = v - low;
            *acc = if d > *acc { d } else { *acc };
        }
    }
    for (acc, (v, low)) in acc.iter_mut().zip(v_rest.iter().zip(low_rest)) {
        let d = v - low;
        *acc = if d > *acc { d } else { *acc };
    }
    reduce(acc)
}

/// The maximum of the lanes, by halves: one after the other would take longer than the loop before.
#[inline(always)]
fn reduce(mut lanes: [f64; 32]) -> f64 {
    let mut width = lanes.len() / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] = if lanes[i + width] > lanes[i] { lanes[i + width] } else { lanes[i] };
        }
        width /= 2;
    }
    lanes[0]
}

multiversion! {
    /// `max (v − low)`.
    fn max_difference(v: &[f64], low: &[f64]) -> f64 {
        difference(v, low)
    }
}

multiversion! {
    /// `max (v − low)` of each group of coalitions.
    fn group_maxima(v: &[f64], low: &[f64], maxima: &mut [f64]) {
        let groups = v.chunks(GROUP).zip(low.chunks(GROUP));
        for (max, (v, low)) in maxima.iter_mut().zip(groups) {
            *max = difference(v, low);
        }
    }
}

multiversion! {
    /// `max (v − low)` among the masks of each size.
    fn max_difference_per_size(v: &[f64], low: &[f64], of_size: &mut [f64; LOW_PLAYERS + 1]) {
        let mut acc = [[f64::NEG_INFINITY; LANES]; LOW_PLAYERS + 1];
        let groups = v.as_chunks::<LANES>().0.iter().zip(low.as_chunks::<LANES>().0);
        for (group, (v, low)) in groups.enumerate() {
            let acc = &mut acc[group.count_ones() as usize];
            for ((acc, v), low) in acc.iter_mut().zip(v).zip(low) {
                let d = v - low;
                *acc = if d > *acc { d } else { *acc };
            }
        }
        // Halve the lanes by their highest player: with it, a coalition is one larger.
        let mut width = LANES / 2;
        while width > 0 {
            for size in (1..acc.len()).rev() {
                let (smaller, same) = acc.split_at_mut(size);
                let with = &smaller[size - 1][width..2 * width];
                for (max, &d) in same[0][..width].iter_mut().zip(with) {
                    *max = if d > *max { d } else { *max };
                }
            }
            width /= 2;
        }
        for (max, acc) in of_size.iter_mut().zip(&acc) {
            *max = acc[0];
        }
    }
}

multiversion! {
    /// `max v`.
    fn maximum(v: &[f64]) -> f64 {
        let mut acc = [f64::NEG_INFINITY; 32];
        for v in v.chunks(32) {
            for (acc, &v) in acc.iter_mut().zip(v) {
                *acc = if v > *acc { v } else { *acc };
            }
        }
        reduce(acc)
    }
}

multiversion! {
    /// Elementwise maximum.
    fn raise(table: &mut [f64], other: &[f64]) {
        for (a, b) in table.iter_mut().zip(other) {
            *a = if *b > *a { *b } else { *a };
        }
    }
}
