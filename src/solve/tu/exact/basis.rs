//! A basis of coalition columns with its exact inverse in machine integers.

use crate::coalition::Coalition;

/// The column `(1_S, weight)`: the players of a coalition, and how much of the bound ε it may exceed its
/// price by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub coalition: Coalition,
    pub weight: i64,
}

/// `n + 1` linearly independent columns, held with determinant and adjugate: `B⁻¹ = adj / det`, `det > 0`.
///
/// Every entry of a column is 0 or 1 but for the weight, at most n. By Hadamard's bound for 0/1 matrices
/// every minor of order m is at most `n (m + 1)^((m + 1)/2) / 2^m < 2^54` for the n ≤ 30 of a dense game,
/// so the adjugate and all its products with a column fit 64 bits, whatever the game.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    columns: Vec<Column>,
    adjugate: Vec<i64>,
    det: i64,
}

impl Basis {
    /// The basis of these columns, one more than players; `None` if they are dependent.
    pub fn new(players: usize, columns: &[Column]) -> Option<Self> {
        let size = players + 1;
        let mut units: Vec<Column> =
            (0..players).map(|i| Column { coalition: Coalition::singleton(i), weight: 0 }).collect();
        units.push(Column { coalition: Coalition::EMPTY, weight: 1 });
        let adjugate = (0..size * size).map(|k| i64::from(k % (size + 1) == 0)).collect();
        let mut basis = Basis { columns: units, adjugate, det: 1 };
        let (mut open, mut slots): (Vec<usize>, Vec<usize>) = ((0..size).collect(), vec![]);
        for &column in columns {
            let direction = basis.direction(column);
            let slot = open.swap_remove(open.iter().position(|&slot| direction[slot] != 0)?);
            basis.replace(slot, column, &direction);
            slots.push(slot);
        }
        let adjugate = slots.iter().flat_map(|&slot| basis.row(slot)).copied().collect();
        open.is_empty().then(|| Basis { columns: columns.to_vec(), adjugate, ..basis })
    }

    pub fn size(&self) -> usize {
        self.columns.len()
    }

    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    pub fn det(&self) -> i64 {
        self.det
    }

    /// `det` times the row of the inverse that belongs to the column at `position`.
    pub fn row(&self, position: usize) -> &[i64] {
        let size = self.size();
        &self.adjugate[position * size..(position + 1) * size]
    }

    /// `det` times the multiplier of the column at `position` in the basic solution of `Bλ = (0, …, 0, 1)`.
    pub fn multiplier(&self, position: usize) -> i64 {
        self.row(position)[self.size() - 1]
    }

    /// `det` times the coordinate of `column` at `position`.
    pub fn coordinate(&self, position: usize, column: Column) -> i64 {
        let row = self.row(position);
        column.coalition.players().map(|i| row[i]).sum::<i64>() + column.weight * row[self.size() - 1]
    }

    /// `det` times the coordinates of `column`.
    pub fn direction(&self, column: Column) -> Vec<i64> {
        (0..self.size()).map(|position| self.coordinate(position, column)).collect()
    }

    /// Puts `column`, whose coordinates are `direction`, in place of the one at `position` (Bareiss 1968).
    ///
    /// `direction[position]` is not zero. All divisions by the old determinant leave no remainder, so they
    /// are multiplications by the inverse of its odd part modulo 2^64 after a shift (Jebelean 1993).
    pub fn replace(&mut self, position: usize, column: Column, direction: &[i64]) {
        let size = self.size();
        let pivot = direction[position];
        let shift = self.det.trailing_zeros();
        let inverse = odd_inverse(self.det >> shift);
        let pivot_row = self.row(position).to_vec();
        for (k, row) in self.adjugate.chunks_exact_mut(size).enumerate() {
            if k != position {
                for (entry, &above) in row.iter_mut().zip(&pivot_row) {
                    let cross =
                        i128::from(*entry) * i128::from(pivot) - i128::from(direction[k]) * i128::from(above);
                    *entry = ((cross >> shift) as i64).wrapping_mul(inverse);
                }
            }
        }
        self.columns[position] = column;
        self.det = pivot.abs();
        if pivot < 0 {
            self.adjugate.iter_mut().for_each(|entry| *entry = -*entry);
        }
    }
}

/// The inverse of an odd number modulo 2^64, by Newton's iteration from five right bits.
fn odd_inverse(odd: i64) -> i64 {
    let mut inverse = odd.wrapping_mul(3) ^ 2;
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2i64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

    #[test]
    fn the_adjugate_inverts_any_chain_of_columns() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for n in [1usize, 2, 3, 7, 16, 30] {
            for per_head in [false, true] {
                let staircase = (0..=n).map(|i| Column { coalition: Coalition::grand(i), weight: 1 });
                let mut basis = Basis::new(n, &staircase.collect::<Vec<_>>()).unwrap();
                for _ in 0..200 {
                    let coalition = Coalition::from_mask(rng.random_range(1..1u64 << n));
                    let weight = if per_head { coalition.len() as i64 } else { 1 };
                    let column = Column { coalition, weight };
                    let direction = basis.direction(column);
                    let Some(position) = (0..=n).rev().find(|&k| direction[k] != 0) else { continue };
                    basis.replace(position, column, &direction);
                    for (k, &c) in basis.columns().iter().enumerate() {
                        for j in 0..=n {
                            assert_eq!(basis.coordinate(j, c), if j == k { basis.det() } else { 0 });
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn dependent_columns_are_no_basis() {
        let column = |mask| Column { coalition: Coalition::from_mask(mask), weight: 1 };
        assert!(Basis::new(2, &[column(1), column(2), column(1)]).is_none());
        assert!(Basis::new(2, &[column(1), column(2)]).is_none());
        assert!(Basis::new(2, &[column(1), column(2), column(3)]).is_some());
    }
}
