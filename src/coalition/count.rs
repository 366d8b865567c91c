//! Numbers of coalition structures.

/// Bell number: the number of coalition structures of `n` players.
///
/// `B(n) = Σ_k S(n, k)`. `None` where it passes 128 bits.
///
/// ```
/// assert_eq!(comity::coalition::bell(11), Some(678_570));
/// ```
pub fn bell(n: usize) -> Option<u128> {
    const PAST_128_BITS: usize = 64;
    if n >= PAST_128_BITS {
        return None;
    }
    (0..=n).try_fold(0u128, |sum, k| sum.checked_add(stirling2(n, k)?))
}

/// Stirling number of the second kind: the number of structures of `n` players with exactly `k` blocs.
///
/// `S(n, k) = k S(n−1, k) + S(n−1, k−1)`; `None` where it passes 128 bits, and for `n` past 10 000.
/// O(n k) time, O(k) memory.
///
/// ```
/// assert_eq!(comity::coalition::stirling2(4, 2), Some(7));
/// ```
pub fn stirling2(n: usize, k: usize) -> Option<u128> {
    if k > n {
        return Some(0);
    }
    const MOST_PLAYERS: usize = 10_000;
    if n > MOST_PLAYERS {
        return None;
    }
    let mut row = vec![0u128; k + 1];
    row[0] = 1;
    for _ in 0..n {
        for j in (1..=k).rev() {
            row[j] = (j as u128).checked_mul(row[j])?.checked_add(row[j - 1])?;
        }
        row[0] = 0;
    }
    Some(row[k])
}
