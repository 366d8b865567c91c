//! Linear production games.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The linear production game: coalitions pool their resources and make what sells best.
    ///
    /// `v(S) = max { c·x : A x ≤ Σ_{i∈S} bⁱ, x ≥ 0 }`: `owned[i][r]` is the amount `b` of resource `r` that player `i`
    /// has, `needed[r][p]` the amount `A` of resource `r` per unit of product `p`, `prices` the price `c` per unit of each
    /// product. Totally balanced.
    ///
    /// # Errors
    /// Lists of the wrong length, a negative or non-finite amount, a product of positive price that takes no
    /// resource (worth without bound), no player or more than 30.
    ///
    /// # Complexity
    /// A linear programme for each coalition, by the simplex method with Bland's rule from `x = 0`; meant for
    /// a few resources and products. Exact in fractions.
    ///
    /// # Examples
    /// ```
    /// use comity::game::TuGame;
    /// let (owned, needed) = ([vec![4.0, 0.0], vec![0.0, 6.0]], [vec![1.0, 1.0], vec![1.0, 2.0]]);
    /// let game = TuGame::linear_production(&owned, &needed, &[3.0, 4.0])?;
    /// assert_eq!(game.values(), [0.0, 0.0, 0.0, 14.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// G. Owen, "On the core of linear production games", *Mathematical Programming* 9 (1975).
    pub fn linear_production(owned: &[Vec<V>], needed: &[Vec<V>], prices: &[V]) -> Result<Self> {
        TuGame::<V>::check_size(owned.len())?;
        check(owned, needed.len(), "player", "resources")?;
        check(needed, prices.len(), "resource", "products")?;
        check(&[prices.to_vec()], prices.len(), "price list", "products")?;
        let takes_nothing = |p: usize| needed.iter().all(|row| row[p].is_zero());
        if let Some(p) = (0..prices.len()).find(|&p| !prices[p].is_zero() && takes_nothing(p)) {
            return Err(Error::invalid(
                format!("product {p}"),
                "resources taken",
                0,
                "some, or a price of 0",
            ));
        }
        TuGame::from_fn(owned.len(), |s: Coalition| {
            let pool = |r: usize| s.players().fold(V::zero(), |sum, i| sum + owned[i][r].clone());
            maximum(needed, (0..needed.len()).map(pool).collect(), prices)
        })
    }
}

fn check<V: Value>(rows: &[Vec<V>], width: usize, subject: &str, of: &str) -> Result<()> {
    for (i, row) in rows.iter().enumerate() {
        if row.len() != width {
            return Err(Error::Shape {
                what: format!("{subject} {i}"),
                expected: format!("{width} {of}"),
                got: row.len().to_string(),
            });
        }
        if let Some(k) = row.iter().position(|x| !(x.is_finite() && *x >= V::zero())) {
            return Err(Error::invalid(
                format!("{subject} {i}"),
                format!("{of}[{k}]"),
                &row[k],
                "at least 0",
            ));
        }
    }
    Ok(())
}

/// `max { c·x : A x ≤ b, x ≥ 0 }` for non-negative data without an unbounded direction.
fn maximum<V: Value>(a: &[Vec<V>], b: Vec<V>, c: &[V]) -> V {
    let (rows, columns) = (a.len(), c.len());
    // Rounding leaves reduced costs of about 1e-16 of the prices: below this they are 0. Exact numbers need no leeway.
    let largest = c.iter().cloned().fold(V::zero(), |m, x| if x > m { x } else { m });
    let leeway = if V::EXACT { V::zero() } else { largest * V::ratio(1, 1 << 40) };
    // Columns: products, slacks, right-hand side; the last row holds the reduced costs.
    let width = columns + rows + 1;
    let mut tableau: Vec<Vec<V>> = (0..=rows)
        .map(|r| {
            let mut row = vec![V::zero(); width];
            if r < rows {
                row[..columns].clone_from_slice(&a[r]);
                row[columns + r] = V::one();
                row[width - 1] = b[r].clone();
            } else {
                row[..columns].clone_from_slice(c);
            }
            row
        })
        .collect();
    let mut basis: Vec<usize> = (columns..columns + rows).collect();
    while let Some(enter) = (0..width - 1).find(|&j| tableau[rows][j] > leeway) {
        let ratio = |r: usize| tableau[r][width - 1].clone() / tableau[r][enter].clone();
        let leave = (0..rows).filter(|&r| tableau[r][enter] > V::zero()).reduce(|best, r| {
            let (old, new) = (ratio(best), ratio(r));
            if new < old || (new == old && basis[r] < basis[best]) { r } else { best }
        });
        let Some(leave) = leave else { break }; // no direction is unbounded: rounding only
        basis[leave] = enter;
        let pivot = tableau[leave][enter].clone();
        tableau[leave].iter_mut().for_each(|x| *x /= pivot.clone());
        let row = tableau[leave].clone();
        for (r, other) in tableau.iter_mut().enumerate().filter(|&(r, _)| r != leave) {
            debug_assert!(r <= rows);
            let factor = other[enter].clone();
            other.iter_mut().zip(&row).for_each(|(x, y)| *x -= factor.clone() * y.clone());
        }
    }
    V::zero() - tableau[rows][width - 1].clone()
}
