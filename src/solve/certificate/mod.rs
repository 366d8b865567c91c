//! Checks any answer of [`solve`](crate::solve) from the definition, without the code that found it.
