//! Brute force for the concepts of linear programmes: one column per coalition, dense tableaux of fractions,
//! Bland's rule. Slow, short, and independent of the crate's own.

use comity::coalition::Coalition;
use comity::game::{Fraction, TuGame, Value};
use num_rational::Ratio;
use num_traits::{One, Signed, ToPrimitive, Zero};
use rand::{RngExt, rngs::ChaCha8Rng};

pub type Q = Ratio<i64>;

pub fn q(v: &Fraction) -> Q {
    Q::new(v.numer().to_i64().unwrap(), v.denom().to_i64().unwrap())
}

pub fn fraction(v: Q) -> Fraction {
    Fraction::new((*v.numer()).into(), (*v.denom()).into())
}

/// What became of a linear programme.
pub enum Outcome {
    Infeasible,
    Unbounded,
    /// The objective, a solution, and the reduced cost of each variable.
    Optimum(Q, Vec<Q>, Vec<Q>),
}

/// Maximises `cost · y` over `y ≥ 0` with `Σ y_j column_j = b`.
pub fn maximise(columns: &[Vec<Q>], cost: &[Q], b: &[Q]) -> Outcome {
    let (rows, n) = (b.len(), columns.len());
    let sign = |r: usize| if b[r].is_negative() { -Q::one() } else { Q::one() };
    // Row r: the columns, then an artificial variable a row, then the right-hand side.
    let mut tableau: Vec<Vec<Q>> = (0..rows)
        .map(|r| {
            let mut row: Vec<Q> = columns.iter().map(|c| c[r] * sign(r)).collect();
            row.extend((0..rows).map(|k| if k == r { Q::one() } else { Q::zero() }));
            row.push(b[r] * sign(r));
            row
        })
        .collect();
    let mut basis: Vec<usize> = (n..n + rows).collect();
    let first: Vec<Q> = (0..n + rows).map(|j| if j < n { Q::zero() } else { -Q::one() }).collect();
    if optimum(&mut tableau, &mut basis, &first, n + rows).is_none_or(|(best, _)| !best.is_zero()) {
        return Outcome::Infeasible;
    }
    let mut second = cost.to_vec();
    second.resize(n + rows, Q::zero());
    // Artificial variables still in the basis are 0; drive them out, or drop their redundant row.
    let mut r = 0;
    while r < basis.len() {
        if basis[r] >= n {
            match (0..n).find(|&j| !tableau[r][j].is_zero()) {
                Some(j) => pivot(&mut tableau, &mut basis, r, j),
                None => {
                    tableau.remove(r);
                    basis.remove(r);
                    continue;
                }
            }
        }
        r += 1;
    }
    let Some((best, reduced)) = optimum(&mut tableau, &mut basis, &second, n) else {
        return Outcome::Unbounded;
    };
    let mut y = vec![Q::zero(); n];
    basis.iter().zip(&tableau).for_each(|(&j, row)| y[j] = *row.last().unwrap());
    Outcome::Optimum(best, y, reduced)
}

/// Bland's rule to the optimum over the first `n` variables, with reduced costs; `None` if there is no bound.
fn optimum(tableau: &mut Vec<Vec<Q>>, basis: &mut [usize], cost: &[Q], n: usize) -> Option<(Q, Vec<Q>)> {
    // Reduced costs and minus the objective, as one more row.
    let mut reduced = cost.to_vec();
    reduced.push(Q::zero());
    for (&b, row) in basis.iter().zip(tableau.iter()) {
        if !cost[b].is_zero() {
            reduced.iter_mut().zip(row).for_each(|(x, r)| *x -= cost[b] * r);
        }
    }
    tableau.push(reduced);
    let rows = basis.len();
    let bounded = loop {
        let Some(enter) = (0..n).find(|&j| tableau[rows][j].is_positive()) else { break true };
        let ratio = |r: usize| *tableau[r].last().unwrap() / tableau[r][enter];
        let leave =
            (0..rows).filter(|&r| tableau[r][enter].is_positive()).min_by_key(|&r| (ratio(r), basis[r]));
        let Some(leave) = leave else { break false };
        pivot(tableau, basis, leave, enter);
    };
    let reduced = tableau.pop()?;
    bounded.then(|| (-reduced[reduced.len() - 1], reduced))
}

fn pivot(tableau: &mut [Vec<Q>], basis: &mut [usize], r: usize, j: usize) {
    let by = tableau[r][j];
    tableau[r].iter_mut().for_each(|x| *x /= by);
    let row = tableau[r].clone();
    for (k, other) in tableau.iter_mut().enumerate() {
        let factor = other[j];
        if k != r && !factor.is_zero() {
            other.iter_mut().zip(&row).filter(|(_, p)| !p.is_zero()).for_each(|(x, p)| *x -= factor * p);
        }
    }
    basis[r] = j;
}

fn indicator(s: Coalition, n: usize, last: Q) -> Vec<Q> {
    let mut column: Vec<Q> = (0..n).map(|i| if s.contains(i) { Q::one() } else { Q::zero() }).collect();
    column.push(last);
    column
}

/// Reduces `vector` by `rows` (leading 1s) and appends what is left; false if nothing is.
fn independent(rows: &mut Vec<(usize, Vec<Q>)>, mut vector: Vec<Q>) -> bool {
    for (lead, row) in rows.iter() {
        let factor = vector[*lead];
        vector.iter_mut().zip(row).for_each(|(x, r)| *x -= factor * r);
    }
    let Some(lead) = vector.iter().position(|x| !x.is_zero()) else { return false };
    let by = vector[lead];
    vector.iter_mut().for_each(|x| *x /= by);
    rows.push((lead, vector));
    true
}

/// The largest worth of a balanced collection.
pub fn balanced_worth(game: &TuGame<Fraction>) -> Q {
    let n = game.players();
    let coalitions: Vec<Coalition> = game.grand_coalition().subsets().skip(1).collect();
    let columns: Vec<Vec<Q>> = coalitions.iter().map(|&s| indicator(s, n, Q::zero())[..n].to_vec()).collect();
    let cost: Vec<Q> = coalitions.iter().map(|&s| q(game.value(s))).collect();
    let Outcome::Optimum(worth, ..) = maximise(&columns, &cost, &vec![Q::one(); n]) else {
        panic!("singletons balance")
    };
    worth
}

/// The least core's ε.
pub fn least_epsilon(game: &TuGame<Fraction>) -> Q {
    let n = game.players();
    let proper: Vec<Coalition> =
        game.grand_coalition().subsets().filter(|s| (1..n).contains(&s.len())).collect();
    let mut columns: Vec<Vec<Q>> = proper.iter().map(|&s| indicator(s, n, Q::one())).collect();
    let mut cost: Vec<Q> = proper.iter().map(|&s| q(game.value(s))).collect();
    columns.push(indicator(game.grand_coalition(), n, Q::zero()).iter().map(|c| -c).collect());
    cost.push(-q(game.grand()));
    let mut b = vec![Q::zero(); n];
    b.push(Q::one());
    let Outcome::Optimum(epsilon, ..) = maximise(&columns, &cost, &b) else {
        panic!("singletons and N balance")
    };
    epsilon
}

/// Levels of excess and the payoff that they end in: at each level every coalition is fixed that is tight
/// at all optima, which a linear programme of its own decides for each of them. `None` if there is no
/// imputation.
pub fn levels(game: &TuGame<Fraction>, per_capita: bool, rational: bool) -> Option<(Vec<Q>, Vec<Q>)> {
    let n = game.players();
    let grand = game.grand_coalition();
    let v = |s: Coalition| q(game.value(s));
    let weight = |s: Coalition| if per_capita { Q::from_integer(s.len() as i64) } else { Q::one() };
    let mut fixed: Vec<(Coalition, Q)> = vec![(grand, v(grand))];
    let mut rows = Vec::new();
    independent(&mut rows, indicator(grand, n, v(grand)));
    let mut excesses = vec![];
    let mut b = vec![Q::zero(); n];
    b.push(Q::one());
    while rows.len() < n {
        let free = |s: &Coalition| {
            independent(
                &mut rows.iter().map(|(l, r)| (*l, r[..n].to_vec())).collect(),
                indicator(*s, n, Q::zero())[..n].to_vec(),
            )
        };
        let open: Vec<Coalition> = grand.subsets().skip(1).filter(free).collect();
        let (mut columns, mut cost) = (vec![], vec![]);
        for &s in &open {
            columns.push(indicator(s, n, weight(s)));
            cost.push(v(s));
        }
        for i in (0..n).filter(|_| rational) {
            columns.push(indicator(Coalition::singleton(i), n, Q::zero()));
            cost.push(v(Coalition::singleton(i)));
        }
        for &(s, x) in &fixed {
            for sign in [Q::one(), -Q::one()] {
                columns.push(indicator(s, n, Q::zero()).iter().map(|c| c * sign).collect());
                cost.push(x * sign);
            }
        }
        let Outcome::Optimum(epsilon, y, reduced) = maximise(&columns, &cost, &b) else { return None };
        excesses.push(epsilon);
        // Dual variables that are positive at some optimal dual belong to constraints tight at every optimum.
        for (c, x) in columns.iter_mut().zip(&cost) {
            c.push(*x);
        }
        let mut side = b.clone();
        side.push(epsilon);
        let candidates = open.len() + if rational { n } else { 0 };
        for k in 0..candidates {
            let wish: Vec<Q> =
                (0..columns.len()).map(|j| if j == k { Q::one() } else { Q::zero() }).collect();
            let positive = || match maximise(&columns, &wish, &side) {
                Outcome::Optimum(weight, ..) => weight.is_positive(),
                Outcome::Unbounded => true,
                Outcome::Infeasible => panic!("the optimum was feasible"),
            };
            // A variable with a reduced cost below 0 is 0 at every optimum.
            if y[k].is_positive() || reduced[k].is_zero() && positive() {
                let (s, x) = if k < open.len() {
                    (open[k], v(open[k]) - epsilon * weight(open[k]))
                } else {
                    let s = Coalition::singleton(k - open.len());
                    (s, v(s))
                };
                let mut all = indicator(s, n, x);
                all[n] = x;
                if independent(&mut rows, all) {
                    fixed.push((s, x));
                }
            }
        }
    }
    // Back-substitution from the last row to the first.
    let mut x = vec![Q::zero(); n];
    let mut open: Vec<(usize, Vec<Q>)> = rows;
    while let Some((lead, row)) = open.pop() {
        x[lead] = row[n];
        for (_, other) in &mut open {
            let factor = other[lead];
            other[lead] = Q::zero();
            other[n] -= factor * row[n];
        }
        for j in (0..n).filter(|&j| j != lead) {
            assert!(row[j].is_zero() || open.iter().all(|(l, _)| *l != j), "triangular");
        }
    }
    Some((excesses, x))
}

/// A random game of `n` players of one of several kinds, small integers and halves, degenerate ones on
/// purpose.
pub fn random_game(rng: &mut ChaCha8Rng, n: usize) -> TuGame<Fraction> {
    let kind = rng.random_range(0..8u32);
    let weights: Vec<i64> = (0..n).map(|_| rng.random_range(0..4i64)).collect();
    let quota = rng.random_range(1..=3 * n as i64 / 2);
    let game = TuGame::from_fn(n, |s| {
        let weight: i64 = s.players().map(|i| weights[i]).sum();
        let value = match kind {
            0 => rng.random_range(0..=1),    // simple, rarely monotone
            1 => rng.random_range(-3..=3),   // ties, negatives
            2 => i64::from(weight >= quota), // weighted voting
            3 => s.len() as i64 * s.len() as i64 + rng.random_range(0..2), // nearly convex
            4 => rng.random_range(0..=20) * s.len() as i64, // nearly superadditive
            5 => rng.random_range(-100..100), // few ties
            6 => weight - 2,                 // additive but for a constant
            _ => (s.len() as i64 / 2) * rng.random_range(1..=2), // ties by size
        };
        Fraction::ratio(value, if kind == 5 { 3 } else { 2 })
    });
    game.unwrap()
}
