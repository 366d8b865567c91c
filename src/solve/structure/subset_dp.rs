//! The guarantee: dynamic programming over subsets, `O(3^(n−1))` whatever the worths.
//!
//! With `w(S)` the worth of the best structure of the players in `S` and `i` the lowest of them,
//! `w(S) = max { v(T) + w(S \ T) : i ∈ T ⊆ S }`. Only sets without player 0 are needed below the last step,
//! so there are `3^(n−1) / 2` splits and not `3^n / 2`. Players are numbered backwards inside: the sets whose
//! lowest member is a given one are then a contiguous half of a table, `w` of that half is the max-plus
//! subset convolution of `v` there with `w` of all that is known, and recursion on the highest player keeps
//! every convolution in cache:
//!
//! ```text
//! (a₀, a₁) ∗ (b₀, b₁) = (a₀ ∗ b₀, max(a₁ ∗ b₀, a₀ ∗ b₁))
//! ```
//!
//! A maximum does not depend on the order in which it is taken, so vectors and threads change no bit.

use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::solve::simd::multiversion;
#[cfg(feature = "parallel")]
use rayon::join;

/// Sets in the innermost convolution that are handled as one vector: three players.
const LANES: usize = 8;
/// Vectors in the innermost convolution: seven more players, 20 KiB of tables.
const BASE: usize = 128;
/// Convolutions up to this size are one task: 3^4 innermost ones.
const TASK: usize = 16 * LANES * BASE;

/// The optimal structure, lexicographically smallest among equals; none if `stop` said so.
pub(super) fn optimum(game: &TuGame, stop: &(dyn Fn() -> bool + Sync)) -> Option<Vec<Coalition>> {
    let n = game.players();
    let values = game.values();
    let worth = backwards(values, n - 1);
    let mut best = vec![0.0; 1 << (n - 1)];
    for k in 0..n - 1 {
        if stop() {
            return None;
        }
        let (known, next) = best.split_at_mut(1 << k);
        let next = &mut next[..1 << k];
        next.fill(f64::NEG_INFINITY);
        convolve(next, &worth[1 << k..2 << k], known, stop);
    }
    if stop() {
        return None;
    }
    drop(worth);

    let mut rest = Coalition::grand(n);
    let mut blocs = Vec::new();
    while let Some(lowest) = rest.first() {
        let others = rest.without(lowest);
        let split = |t: Coalition| {
            let left = others.difference(t);
            values[t.with(lowest).index()] + best[reversed(left.index(), n)]
        };
        // Ascending masks and a strict comparison: the smallest bloc that starts an optimal structure.
        let (_, bloc) = others.subsets().fold((f64::NEG_INFINITY, Coalition::EMPTY), |(max, bloc), t| {
            let sum = split(t);
            if sum > max { (sum, t) } else { (max, bloc) }
        });
        blocs.push(bloc.with(lowest));
        rest = others.difference(bloc);
    }
    Some(blocs)
}

/// Mask of the same players numbered from the last one, player 0 left out.
fn reversed(mask: usize, n: usize) -> usize {
    ((mask as u64) << (64 - n)).reverse_bits() as usize
}

/// Worths of the coalitions of the last `players` players, these numbered backwards.
fn backwards(values: &[f64], players: usize) -> Vec<f64> {
    let fill = |(mask, worth): (usize, &mut f64)| *worth = values[reversed(mask, players + 1)] + 0.0;
    let mut worths = vec![0.0; 1 << players];
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        worths.par_iter_mut().with_min_len(1 << 14).enumerate().for_each(fill);
    }
    #[cfg(not(feature = "parallel"))]
    worths.iter_mut().enumerate().for_each(fill);
    worths
}

/// `out[s] = max(out[s], max { a[t] + b[s \ t] : t ⊆ s })`; unfinished if `stop` says so.
fn convolve(out: &mut [f64], a: &[f64], b: &[f64], stop: &(dyn Fn() -> bool + Sync)) {
    if out.len() > TASK {
        if stop() {
            return;
        }
        let half = out.len() / 2;
        let (out_0, out_1) = out.split_at_mut(half);
        let ((a_0, a_1), (b_0, b_1)) = (a.split_at(half), b.split_at(half));
        join(
            || {
                convolve(out_1, a_1, b_0, stop);
                convolve(out_1, a_0, b_1, stop);
            },
            || convolve(out_0, a_0, b_0, stop),
        );
    } else if out.len() < LANES {
        for s in 0..out.len() {
            for t in (0..=s).filter(|t| t & !s == 0) {
                out[s] = out[s].max(a[t] + b[s ^ t]);
            }
        }
    } else {
        let wide = || vec![Wide::default(); BASE];
        convolve_task(out, a, b, &mut wide(), &mut wide());
    }
}

fn convolve_task(out: &mut [f64], a: &[f64], b: &[f64], wide_a: &mut [Wide], wide_b: &mut [Wide]) {
    if out.len() <= LANES * BASE {
        return innermost(out, a, b, wide_a, wide_b);
    }
    let half = out.len() / 2;
    let (out_0, out_1) = out.split_at_mut(half);
    let ((a_0, a_1), (b_0, b_1)) = (a.split_at(half), b.split_at(half));
    convolve_task(out_0, a_0, b_0, wide_a, wide_b);
    convolve_task(out_1, a_1, b_0, wide_a, wide_b);
    convolve_task(out_1, a_0, b_1, wide_a, wide_b);
}

/// A vector of eight sets with the rearrangements that pair it with another one, lane by lane.
///
/// Of the 27 disjoint pairs of sets of three players, 15 have an empty one; the other 12 are `SPLITS`.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Wide {
    sets: [f64; 8],
    first: [f64; 8],
    second: [f64; 4],
}

/// Maxima over the splits of the high players, before those of the low three are told apart.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Partial {
    left: [f64; 8],
    right: [f64; 8],
    first: [f64; 8],
    second: [f64; 4],
}

impl Partial {
    const NONE: Partial = {
        let none = [f64::NEG_INFINITY; 8];
        Partial { left: none, right: none, first: none, second: [f64::NEG_INFINITY; 4] }
    };
}

/// Non-empty disjoint pairs `(t, u)`; the union of both is the set they split.
const SPLITS: [(usize, usize); 12] = [
    (1, 2),
    (2, 1),
    (1, 4),
    (4, 1),
    (2, 4),
    (4, 2),
    (1, 6),
    (6, 1), //
    (2, 5),
    (5, 2),
    (4, 3),
    (3, 4),
];

multiversion! {
    /// The convolution of up to 2^10 sets: every split of the high players, 27 splits of the low three at
    /// once.
    fn innermost(out: &mut [f64], a: &[f64], b: &[f64], wide_a: &mut [Wide], wide_b: &mut [Wide]) {
        for (wide, a) in wide_a.iter_mut().zip(a.as_chunks::<LANES>().0) {
            wide.sets = *a;
            wide.first = [a[1], a[2], a[1], a[4], a[2], a[4], a[1], a[6]];
            wide.second = [a[2], a[5], a[4], a[3]];
        }
        for (wide, b) in wide_b.iter_mut().zip(b.as_chunks::<LANES>().0) {
            wide.sets = *b;
            wide.first = [b[2], b[1], b[4], b[1], b[4], b[2], b[6], b[1]];
            wide.second = [b[5], b[2], b[3], b[4]];
        }
        let (out, _) = out.as_chunks_mut::<LANES>();
        let (wide_a, wide_b) = (&wide_a[..out.len()], &wide_b[..out.len()]);
        // Partial maxima are written as they stand and rearranged afterwards: mixed into one loop, the
        // rearrangement would break up its vectors.
        let mut partial = [Partial::NONE; BASE];
        for (s, partial) in partial[..out.len()].iter_mut().enumerate() {
            let Partial { mut left, mut right, mut first, mut second } = Partial::NONE;
            let mut t = s;
            loop {
                let (a, b) = (&wide_a[t], &wide_b[s ^ t]);
                raise(&mut left, |i| a.sets[i] + b.sets[0]);
                raise(&mut right, |i| a.sets[0] + b.sets[i]);
                raise(&mut first, |i| a.first[i] + b.first[i]);
                raise(&mut second, |i| a.second[i] + b.second[i]);
                if t == 0 {
                    break;
                }
                t = (t - 1) & s;
            }
            *partial = Partial { left, right, first, second };
        }
        for (out, partial) in out.iter_mut().zip(&partial) {
            for ((out, left), right) in out.iter_mut().zip(partial.left).zip(partial.right) {
                *out = out.max(left).max(right);
            }
            for ((t, u), sum) in SPLITS.into_iter().zip(partial.first.into_iter().chain(partial.second)) {
                out[t | u] = out[t | u].max(sum);
            }
        }
    }
}

#[inline(always)]
fn raise<const N: usize>(max: &mut [f64; N], value: impl Fn(usize) -> f64) {
    for (i, max) in max.iter_mut().enumerate() {
        let value = value(i);
        *max = if value > *max { value } else { *max };
    }
}

#[cfg(not(feature = "parallel"))]
fn join(a: impl FnOnce(), b: impl FnOnce()) {
    a();
    b();
}
