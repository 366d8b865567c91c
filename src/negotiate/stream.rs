//! Named random streams: what one party draws does not shift what another draws.

use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// The stream `name` number `index` of a session's seed. Portable: the same bits on every machine.
pub(super) fn stream(seed: u64, name: &str, index: usize) -> ChaCha8Rng {
    // FNV-1a of the name keeps the streams of different names apart; the index counts within one.
    let hash =
        name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(hash.wrapping_add(index as u64));
    rng
}

/// A uniform draw from `0..n` that is the same on every platform; 0 for `n` of 0 or 1.
pub(super) fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    use rand::RngExt;
    if n < 2 { 0 } else { rng.random_range(0..n as u64) as usize }
}
