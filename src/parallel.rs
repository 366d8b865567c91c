//! The ways this crate uses threads. All give the same bits on any number of them, and without them.

use crate::error::Result;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Both results, the two calls possibly at once.
#[cfg(feature = "parallel")]
pub(crate) use rayon::join;

/// Both results, one after the other.
#[cfg(not(feature = "parallel"))]
pub(crate) fn join<A, B>(first: impl FnOnce() -> A, second: impl FnOnce() -> B) -> (A, B) {
    (first(), second())
}

/// `f(0), f(1), …, f(count − 1)` in that order, possibly computed at once.
///
/// The threads are given out by one function for all types, or each closure would be compiled with a copy of
/// rayon.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send>(count: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    in_parts(count, &|part| {
        let mut results = Vec::with_capacity(part.len());
        for k in part {
            results.push(f(k));
        }
        results
    })
}

/// What `f` gives for consecutive parts of `0..count`, in order.
#[cfg(feature = "parallel")]
fn in_parts<T: Send>(count: usize, f: &(dyn Fn(std::ops::Range<usize>) -> Vec<T> + Sync)) -> Vec<T> {
    use std::sync::{Mutex, PoisonError};
    // Small enough that no thread waits long for the slowest, and few enough that a lock for each is nothing.
    let parts = count.min(32 * rayon::current_num_threads());
    let results: Vec<Mutex<Vec<T>>> = (0..parts).map(|_| Mutex::default()).collect();
    each(parts, &|part| {
        let result = f(part * count / parts..(part + 1) * count / parts);
        *results[part].lock().unwrap_or_else(PoisonError::into_inner) = result;
    });
    let mut all = Vec::with_capacity(count);
    for part in results {
        all.append(&mut part.into_inner().unwrap_or_else(PoisonError::into_inner));
    }
    all
}

/// `f(0)`, `f(1)`, …, `f(count − 1)`, in any order.
#[cfg(feature = "parallel")]
fn each(count: usize, f: &(dyn Fn(usize) + Sync)) {
    use rayon::prelude::*;
    (0..count).into_par_iter().for_each(f);
}

/// `f(0), f(1), …, f(count − 1)`.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T: Send>(count: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    (0..count).map(f).collect()
}

/// `f(0), f(1), …, f(count − 1)` in order, or the error of the lowest index that has one.
///
/// Once an index fails, higher ones are no longer started; lower ones always are, so that the error
/// reported is the same whatever the threads.
pub(crate) fn try_map<T: Send>(count: usize, f: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
    let lowest_failure = AtomicUsize::new(usize::MAX);
    let results = map(count, |k| {
        if k > lowest_failure.load(Ordering::Relaxed) {
            return None;
        }
        let result = f(k);
        if result.is_err() {
            lowest_failure.fetch_min(k, Ordering::Relaxed);
        }
        Some(result)
    });
    results.into_iter().flatten().collect()
}

/// `take(f(0))`, `take(f(1))`, … in that order until one says no: there is no more to do. The `f` are begun
/// in that order, possibly at once, each as soon as a thread is free; what was begun for nothing is waited
/// for and dropped.
#[cfg(feature = "equilibrium-search")]
pub(crate) fn in_turn<T: Send>(
    count: usize,
    f: impl Fn(usize) -> T + Sync,
    take: impl FnMut(T) -> bool + Send,
) {
    #[cfg(feature = "parallel")]
    {
        use std::collections::BTreeMap;
        use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
        use std::sync::{Mutex, PoisonError};
        let begun = AtomicUsize::new(0);
        let over = AtomicUsize::new(count);
        let waiting = Mutex::new((0, BTreeMap::new(), Some(take)));
        let lock = || waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let work = || loop {
            let k = begun.fetch_add(1, Ordering::Relaxed);
            if k >= over.load(Ordering::Relaxed) {
                break;
            }
            let result = f(k);
            let mut state = lock();
            state.1.insert(k, result);
            // One thread takes at a time, and holds no lock meanwhile: `take` may use threads itself, and so come back here.
            let Some(mut take) = state.2.take() else { continue };
            while state.0 < over.load(Ordering::Relaxed)
                && let (next, results, _) = &mut *state
                && let Some(result) = results.remove(next)
            {
                *next += 1;
                let until = *next;
                drop(state);
                let more = catch_unwind(AssertUnwindSafe(|| take(result)));
                if !matches!(more, Ok(true)) {
                    over.store(until, Ordering::Relaxed);
                }
                if let Err(panic) = more {
                    resume_unwind(panic);
                }
                state = lock();
            }
            state.2 = Some(take);
        };
        each(rayon::current_num_threads().min(count), &|_| work());
    }
    #[cfg(not(feature = "parallel"))]
    (0..count).map(f).all(take);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[cfg(feature = "equilibrium-search")]
    #[test]
    fn taken_in_turn_until_enough() {
        for enough in [0, 1, 7, 100, 200] {
            let mut taken = Vec::new();
            let slow = |k: usize| {
                // Later ones are ready earlier.
                (0..1000 * (8 - k % 8)).fold(k, |k, _| std::hint::black_box(k))
            };
            in_turn(100, slow, |k| {
                taken.push(k);
                k != enough
            });
            assert!(taken.into_iter().eq(0..100.min(enough + 1)));
        }
        in_turn(0, |_| panic!("there is none"), |()| true);
    }

    #[cfg(feature = "equilibrium-search")]
    #[test]
    fn what_takes_may_use_threads_or_panic() {
        // Many at once, so that some wait for a thread while another takes.
        let sizes = map(20, |_| {
            let mut taken = Vec::new();
            let take = |size| {
                taken.push(map(50, |j| j * size).len());
                true
            };
            in_turn(40, |k| map(9, |j| k + j).len(), take);
            taken
        });
        assert!(sizes.iter().all(|taken| *taken == [50; 40]));
        let mut calls = 0;
        let panics = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            in_turn(
                200,
                |k| k,
                |k| {
                    calls += 1;
                    assert!(k < 3);
                    true
                },
            );
        }));
        assert!(panics.is_err());
        assert_eq!(calls, 4);
    }

    #[test]
    fn the_lowest_error_is_reported() {
        for _ in 0..50 {
            let odd = |k: usize| {
                if k % 7 == 5 { Err(Error::invalid("index", "k", k, "not 5 mod 7")) } else { Ok(k) }
            };
            assert!(try_map(500, odd).unwrap_err().to_string().contains("k is 5,"));
        }
        assert_eq!(try_map(4, |k| Ok(k * k)).unwrap(), [0, 1, 4, 9]);
    }
}
