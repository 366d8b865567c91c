//! What lives through years, as a trait with one required method.

use crate::error::Result;

/// A process in years: its parameters are the fields of the type, its [state](Self::State) is what lives, and its
/// [phases](super::Phase) are given to the [engine](super::Engine) that runs it. [`Nations`](super::Nations) is one of
/// them.
pub trait Process: Send + Sync {
    /// What lives: data, without a generator of random draws. `clone_from` copies it before each phase; implement it
    /// where the state holds long vectors.
    type State: Clone + Send + Sync;

    /// The state of the year 0, with draws addressed from `Stream::new(seed, purpose)`.
    ///
    /// # Errors
    /// Parameters that are not allowed.
    fn begin(&self, seed: u64) -> Result<Self::State>;

    /// The turn of the year, before its first phase; by default nothing.
    ///
    /// # Errors
    /// What cannot happen to this state.
    fn turn(&self, year: u32, state: &mut Self::State) -> Result<()> {
        let _ = (year, state);
        Ok(())
    }
}
