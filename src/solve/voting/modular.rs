//! Exact integers by residues: arithmetic modulo word-sized primes and the Chinese remainder.
//!
//! Counts of coalitions of hundreds of voters need hundreds of bits. The tables of this folder are filled
//! once per prime instead, in single words, and the integer is put together at the end from as many residues
//! as its known bound asks for.

use crate::parallel;
use num_bigint::BigUint;
use num_traits::One;

/// A prime just below 2^62: sums of two residues and products with a 62-bit factor stay within a word or two.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prime(u64);

impl Prime {
    pub fn add(self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        sum.min(sum.wrapping_sub(self.0))
    }

    pub fn sub(self, a: u64, b: u64) -> u64 {
        let difference = a.wrapping_sub(b);
        difference.min(difference.wrapping_add(self.0))
    }

    pub fn mul(self, a: u64, b: u64) -> u64 {
        (u128::from(a) * u128::from(b) % u128::from(self.0)) as u64
    }

    pub fn pow(self, mut base: u64, mut exponent: u64) -> u64 {
        let mut power = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                power = self.mul(power, base);
            }
            base = self.mul(base, base);
            exponent >>= 1;
        }
        power
    }

    pub fn inverse(self, a: u64) -> u64 {
        self.pow(a, self.0 - 2)
    }

    pub fn residue(self, a: &BigUint) -> u64 {
        (a % self.0).iter_u64_digits().next().unwrap_or(0)
    }

    /// `Σ a_k b_k`, reduced once: products are below 2^124 and the sum is held below 2^126.
    pub fn dot<'a>(self, a: impl Iterator<Item = &'a u64>, b: impl Iterator<Item = &'a u64>) -> u64 {
        let bound = u128::from(self.0) << 64;
        let sum = a.zip(b).fold(0u128, |sum, (&x, &y)| {
            let sum = sum + u128::from(x) * u128::from(y);
            sum.min(sum.wrapping_sub(bound))
        });
        (sum % u128::from(self.0)) as u64
    }

    /// A factor for [`mul_by`](Self::mul_by).
    pub fn multiplier(self, a: u64) -> (u64, u64) {
        (a, ((u128::from(a) << 64) / u128::from(self.0)) as u64)
    }

    /// Product with a factor used many times (V. Shoup's precomputed quotient): two multiplications, no
    /// division.
    pub fn mul_by(self, x: u64, (a, quotient): (u64, u64)) -> u64 {
        let times = ((u128::from(x) * u128::from(quotient)) >> 64) as u64;
        let product = x.wrapping_mul(a).wrapping_sub(times.wrapping_mul(self.0));
        product.min(product.wrapping_sub(self.0))
    }

    /// Multiplies the polynomial `table` by `1 + z^shift`, `shift > 0`, cut off at its length.
    pub fn include(self, table: &mut [u64], shift: usize) {
        // The source overlaps the target: from the top, `shift` entries at a time.
        let mut end = table.len();
        while end > shift {
            let start = end.saturating_sub(shift).max(shift);
            let (source, target) = table.split_at_mut(start);
            self.add_all(&mut target[..end - start], &source[start - shift..]);
            end = start;
        }
    }

    /// Divides by `1 + z^shift` again.
    pub fn exclude(self, table: &mut [u64], shift: usize) {
        let mut start = shift;
        while start < table.len() {
            let end = (start + shift).min(table.len());
            let (source, target) = table.split_at_mut(start);
            self.sub_all(&mut target[..end - start], &source[start - shift..]);
            start = end;
        }
    }

    /// Adds `source` entry by entry, as far as both go.
    pub fn add_all(self, target: &mut [u64], source: &[u64]) {
        target.iter_mut().zip(source).for_each(|(t, &s)| *t = self.add(*t, s));
    }

    /// Subtracts `source` entry by entry, as far as both go.
    pub fn sub_all(self, target: &mut [u64], source: &[u64]) {
        target.iter_mut().zip(source).for_each(|(t, &s)| *t = self.sub(*t, s));
    }

    /// `t! (n − 1 − t)! / n!` for `t = 0..n`: the share of orders in which a given `t` come before a given
    /// player.
    pub fn shapley_weights(self, n: usize) -> Vec<u64> {
        let mut factorial = vec![1];
        (1..=n as u64).for_each(|k| factorial.push(self.mul(factorial[k as usize - 1], k)));
        let all = self.inverse(factorial[n]);
        (0..n).map(|t| self.mul(all, self.mul(factorial[t], factorial[n - 1 - t]))).collect()
    }
}

/// `lcm(1, …, n)`: the common denominator of all Shapley weights of `n` players.
pub(super) fn lcm_to(n: usize) -> BigUint {
    (1..=n as u64).fold(BigUint::one(), |lcm, k| num_integer::lcm(lcm, BigUint::from(k)))
}

/// The integers below `2^bits` whose residues `count` returns, computed prime by prime.
pub(super) fn exact_integers(bits: u64, count: impl Fn(Prime) -> Vec<u64> + Sync) -> Vec<BigUint> {
    let primes = primes(bits as usize / 61 + 1);
    let residues = parallel::map(primes.len(), |k| count(primes[k]));
    let mut integers = vec![BigUint::ZERO; residues.first().map_or(0, Vec::len)];
    let mut modulus = BigUint::one();
    for (&prime, residues) in primes.iter().zip(residues) {
        let inverse = prime.inverse(prime.residue(&modulus));
        for (integer, residue) in integers.iter_mut().zip(residues) {
            let missing = prime.sub(residue, prime.residue(integer));
            *integer += &modulus * prime.mul(missing, inverse);
        }
        modulus *= prime.0;
    }
    integers
}

/// By how much the largest primes below 2^62 are below it: enough for 1900 bits.
const BELOW: [u64; 32] = [
    57, 87, 117, 143, 153, 167, 171, 195, 203, 273, 287, 317, 443, 483, 495, 575, 581, 603, 633, 663, 765,
    773, 777, 791, 813, 831, 923, 981, 993, 1001, 1007, 1017,
];

/// The `count` largest primes below 2^62.
fn primes(count: usize) -> Vec<Prime> {
    let known = BELOW.iter().map(|below| (1 << 62) - below);
    let further = (1..).map(|k| (1 << 62) - BELOW[31] - 2 * k).filter(|&c| is_prime(c));
    known.chain(further).map(Prime).take(count).collect()
}

/// Miller–Rabin with the bases that decide every 64-bit number (Sorenson and Webster 2015).
fn is_prime(candidate: u64) -> bool {
    let twos = (candidate - 1).trailing_zeros();
    let field = Prime(candidate);
    [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].into_iter().all(|base| {
        let mut power = field.pow(base, (candidate - 1) >> twos);
        if power == 1 {
            return true;
        }
        for _ in 1..twos {
            if power == candidate - 1 {
                break;
            }
            power = field.mul(power, power);
        }
        power == candidate - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residues_make_the_integer() {
        let number = BigUint::from(3u32).pow(300) + 7u32;
        let made = exact_integers(number.bits(), |p| vec![p.residue(&number), 0, 1]);
        assert_eq!(made, [number, BigUint::ZERO, BigUint::one()]);
    }

    #[test]
    fn the_largest_primes_below_two_to_the_62() {
        let all: Vec<u64> = (1..BELOW[31] + 200).step_by(2).filter(|k| is_prime((1 << 62) - k)).collect();
        assert_eq!(all[..32], BELOW);
        assert_eq!(primes(33)[32].0, (1 << 62) - all[32]);
        // Strong pseudoprimes to the first bases: Jaeschke 1993.
        assert!(!is_prime(3_215_031_751) && !is_prime(3_825_123_056_546_413_051) && is_prime((1 << 61) - 1));
    }

    #[test]
    fn weights_of_orders() {
        let p = primes(1)[0];
        let weights = p.shapley_weights(4);
        assert_eq!(weights, [4, 12, 12, 4].map(|d| p.inverse(d)));
        assert_eq!(lcm_to(10), BigUint::from(2520u32));
        assert_eq!(p.dot([p.0 - 1; 100].iter(), [p.0 - 1; 100].iter()), 100);
        assert_eq!(p.mul_by(p.0 - 1, p.multiplier(p.0 - 2)), 2);
        assert_eq!((p.add(p.0 - 1, 1), p.sub(0, 1)), (0, p.0 - 1));
    }
}
