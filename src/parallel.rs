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
pub(crate) fn map<T: Send>(count: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        (0..count).into_par_iter().map(&f).collect()
    }
    #[cfg(not(feature = "parallel"))]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

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
