//! Sums over the members of a coalition in two look-ups, and membership of a span decided by them.

use super::basis::Basis;
use crate::coalition::Coalition;
use num_traits::Zero;

/// A rate for each player, summed over any coalition in O(1).
pub(super) struct Sums<T> {
    low: Vec<T>,
    high: Vec<T>,
}

impl<T: Copy + Zero> Sums<T> {
    /// Tables of 2^⌊n/2⌋ and 2^⌈n/2⌉ sums.
    pub fn new(rates: &[T]) -> Self {
        let table = |rates: &[T]| {
            let mut sums = vec![T::zero()];
            for &rate in rates {
                sums.extend_from_within(..);
                let half = sums.len() / 2;
                sums[half..].iter_mut().for_each(|sum| *sum = *sum + rate);
            }
            sums
        };
        let (low, high) = rates.split_at(rates.len() / 2);
        Sums { low: table(low), high: table(high) }
    }

    /// The sum over the members of `coalition`.
    pub fn of(&self, coalition: Coalition) -> T {
        let (mask, low) = (coalition.index(), self.low.len());
        self.low[mask & (low - 1)] + self.high[mask / low]
    }
}

/// The linear span of some coalitions' indicator vectors.
///
/// A coalition is in it iff it is orthogonal to every normal vector. The products with the normals are the
/// digits of one number in a mixed radix wide enough that it is 0 only if they all are, split over as few
/// words as hold it.
pub(super) struct Span {
    words: Vec<Sums<i64>>,
}

impl Span {
    /// The span of those columns of `basis` that are `fixed`, all of weight 0.
    pub fn new(basis: &Basis, fixed: impl Fn(usize) -> bool) -> Self {
        let players = basis.size() - 1;
        let mut words = Vec::new();
        let (mut word, mut radix) = (vec![0; players], 1i64);
        for position in (0..basis.size()).filter(|&k| !fixed(k)) {
            let row = &basis.row(position)[..players];
            let divisor = row.iter().fold(0, |a, &b| num_integer::gcd(a, b)).max(1);
            let normal = || row.iter().map(|entry| entry / divisor);
            let bound =
                normal().filter(|x| *x > 0).sum::<i64>().max(-normal().filter(|x| *x < 0).sum::<i64>());
            // |Σ digit · radix| ≤ (next − 1) / 2 must stay below 2^62.
            let next = (2 * bound + 1).checked_mul(radix).filter(|&next| next < 1 << 62);
            if next.is_none() {
                words.push(Sums::new(&std::mem::replace(&mut word, vec![0; players])));
                radix = 1;
            }
            word.iter_mut().zip(normal()).for_each(|(digit, x)| *digit += radix * x);
            radix = next.unwrap_or(2 * bound + 1);
        }
        words.push(Sums::new(&word));
        Span { words }
    }

    /// Whether the indicator vector of `coalition` is a combination of the fixed ones.
    pub fn contains(&self, coalition: Coalition) -> bool {
        self.words.iter().all(|word| word.of(coalition) == 0)
    }
}
