//! The two ways this crate uses threads. Both give the same bits on any number of them, and without them.

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
