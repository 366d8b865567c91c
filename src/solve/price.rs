//! The price linear programme: few prices, as many constraints as there are coalitions, revealed a few at a time.
//!
//! ```text
//! minimise    b·x        over x ∈ ℝᵐ, free
//! subject to  aⱼ·x ≥ cⱼ  (or = cⱼ)
//! ```
//!
//! With `x = p` and `aⱼ` the indicator of a coalition it is the cheapest price vector that no coalition objects
//! to (its dual is fractional set partitioning, the Bondareva–Shapley weights); with `x = (p, ε)` it is the
//! least core. The caller looks for violated constraints with a [scan](super::scan), adds them, and solves
//! again from the basis it had.
//!
//! The method is the primal simplex on the dual `max c·λ, Σ λⱼ aⱼ = b, λ ≥ 0` (λ free for an equality), a dense
//! inverse of order m ≤ 64 and a symbolic big M for the artificial start. Coalitional programmes are massively
//! degenerate: the lexicographic ratio test (Dantzig, Orden & Wolfe 1955) rules out cycling.

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// `x` is optimal for the constraints so far.
    Optimal,
    /// The constraints contradict each other.
    Infeasible,
    /// The constraints so far do not bound the objective from below.
    Unbounded,
    /// Rounding kept the pivots from finishing; `x` is the last vertex.
    Stalled,
}

/// A constraint: what the caller knows it by, and its kind.
#[derive(Debug, Clone, Copy)]
struct Row {
    key: u64,
    bound: f64,
    equality: bool,
    /// 1 / ‖a‖, so that the steepest constraint enters rather than the longest.
    steepness: f64,
}

/// The programme, its constraints so far, and the basis of the last solve.
#[derive(Debug, Clone)]
pub(crate) struct PriceLp {
    objective: Vec<f64>,
    rows: Vec<Row>,
    /// `columns[i][j]` is coordinate `i` of `aⱼ`.
    columns: Vec<Vec<f64>>,
    /// Constraint in each place of the basis; none is an artificial one.
    basis: Vec<Option<usize>>,
    /// Inverse of the matrix whose columns are the basic `aⱼ`, row by row.
    inverse: Vec<f64>,
    x: Vec<f64>,
    tolerance: f64,
    pivots: usize,
}

impl PriceLp {
    /// Pivots after which the inverse is computed afresh.
    const REFRESH: usize = 128;
    /// Below it an entry of the pivot column counts as zero (all `aⱼ` are of order 1).
    const PIVOT: f64 = 1e-9;

    /// A programme without constraints. Those violated by no more than `tolerance` times the largest |cⱼ|
    /// count as met.
    pub(crate) fn new(objective: Vec<f64>, tolerance: f64) -> Self {
        let m = objective.len();
        let mut inverse = vec![0.0; m * m];
        for (i, b) in objective.iter().enumerate() {
            inverse[i * m + i] = if *b < 0.0 { -1.0 } else { 1.0 };
        }
        PriceLp {
            objective,
            rows: Vec::new(),
            columns: vec![Vec::new(); m],
            basis: vec![None; m],
            inverse,
            x: vec![0.0; m],
            tolerance,
            pivots: 0,
        }
    }

    /// Adds `a·x ≥ bound`, known to the caller by `key`.
    pub(crate) fn at_least(&mut self, key: u64, a: impl IntoIterator<Item = f64>, bound: f64) {
        self.add(key, a, bound, false);
    }

    /// Adds `a·x = bound`.
    pub(crate) fn equal(&mut self, key: u64, a: impl IntoIterator<Item = f64>, bound: f64) {
        self.add(key, a, bound, true);
    }

    fn add(&mut self, key: u64, a: impl IntoIterator<Item = f64>, bound: f64, equality: bool) {
        let mut norm = 0.0;
        for (column, a) in self.columns.iter_mut().zip(a) {
            column.push(a);
            norm += a * a;
        }
        self.rows.push(Row { key, bound, equality, steepness: 1.0 / f64::sqrt(norm).max(1e-300) });
    }

    /// The solution of the last solve.
    pub(crate) fn x(&self) -> &[f64] {
        &self.x
    }

    /// `b·x`.
    pub(crate) fn value(&self) -> f64 {
        self.objective.iter().zip(&self.x).map(|(b, x)| b * x).sum()
    }

    /// Number of constraints held.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Key and multiplier λⱼ of every basic constraint; all other multipliers are 0.
    pub(crate) fn multipliers(&self) -> Vec<(u64, f64)> {
        let known = self.basis.iter().enumerate().filter_map(|(place, j)| Some((place, (*j)?)));
        known.map(|(place, j)| (self.rows[j].key, self.level(place))).collect()
    }

    /// Forgets the constraints with more than `slack` to spare, except those in the basis.
    pub(crate) fn forget_slack(&mut self, slack: f64) {
        let spare = self.violations(&self.x, 1.0);
        let mut keep: Vec<bool> =
            self.rows.iter().zip(&spare).map(|(r, v)| r.equality || -v <= slack).collect();
        self.basis.iter().flatten().for_each(|&j| keep[j] = true);
        let place: Vec<usize> = keep
            .iter()
            .scan(0, |next, &k| {
                *next += usize::from(k);
                Some(*next)
            })
            .collect();
        self.basis.iter_mut().flatten().for_each(|j| *j = place[*j] - 1);
        let mut kept = keep.iter();
        self.rows.retain(|_| kept.next() == Some(&true));
        for column in &mut self.columns {
            let mut kept = keep.iter();
            column.retain(|_| kept.next() == Some(&true));
        }
    }

    /// Minimises from the basis of the last solve.
    pub(crate) fn solve(&mut self) -> Status {
        let scale = self.rows.iter().fold(f64::MIN_POSITIVE, |s, r| s.max(r.bound.abs()));
        let limit = 10_000 + 50 * (self.rows.len() + self.objective.len());
        for _ in 0..limit {
            let artificial: Vec<f64> = self.basis.iter().map(|j| f64::from(u8::from(j.is_none()))).collect();
            let has_artificial = self.basis.contains(&None);
            self.x = self.basic_solution(|j| j.map_or(0.0, |j| self.rows[j].bound));
            let entering = has_artificial
                .then(|| self.steepest(&self.times_inverse(&artificial), 0.0, -1.0, Self::PIVOT))
                .flatten()
                .or_else(|| self.steepest(&self.x, 1.0, 1.0, self.tolerance * scale));
            let Some((entering, sign)) = entering else {
                let open = (0..self.basis.len())
                    .any(|place| self.basis[place].is_none() && self.level(place) > Self::PIVOT);
                return if open { Status::Unbounded } else { Status::Optimal };
            };
            let m = self.basis.len();
            let direction: Vec<f64> = (0..m)
                .map(|i| {
                    sign * (0..m).map(|k| self.inverse[i * m + k] * self.columns[k][entering]).sum::<f64>()
                })
                .collect();
            let Some(leaving) = self.leaving(&direction) else { return Status::Infeasible };
            self.pivot(entering, leaving, sign * direction[leaving]);
        }
        Status::Stalled
    }

    /// The constraint that is violated most per unit of ‖a‖, and the sign its multiplier moves in.
    ///
    /// While artificial constraints are basic they come first: with `m` the sum of their rows of the inverse,
    /// `a·m > 0` says that the constraint drives them out.
    fn steepest(&self, x: &[f64], bound: f64, sign: f64, tolerance: f64) -> Option<(usize, f64)> {
        let mut best = (0.0, None);
        for (j, (row, violation)) in self.rows.iter().zip(self.violations(x, bound)).enumerate() {
            let violation = sign * violation;
            let size = if row.equality { violation.abs() } else { violation };
            let basic = || self.basis.contains(&Some(j));
            if size > tolerance && size * row.steepness > best.0 && !basic() {
                best = (size * row.steepness, Some((j, violation.signum())));
            }
        }
        best.1
    }

    /// `bound · cⱼ − aⱼ·x` for every constraint.
    fn violations(&self, x: &[f64], bound: f64) -> Vec<f64> {
        let mut violation: Vec<f64> = self.rows.iter().map(|r| bound * r.bound).collect();
        for (column, x) in self.columns.iter().zip(x) {
            violation.iter_mut().zip(column).for_each(|(v, a)| *v -= a * x);
        }
        violation
    }

    /// Lexicographic ratio test among the places whose multiplier may not turn negative.
    fn leaving(&self, direction: &[f64]) -> Option<usize> {
        let m = self.basis.len();
        let bounded = |place: usize| self.basis[place].is_none_or(|j| !self.rows[j].equality);
        let mut candidates: Vec<usize> =
            (0..m).filter(|&i| bounded(i) && direction[i] > Self::PIVOT).collect();
        let mut narrow = |ratio: &dyn Fn(usize) -> f64| {
            let least = candidates.iter().fold(f64::INFINITY, |l, &i| l.min(ratio(i)));
            candidates.retain(|&i| ratio(i) <= least + Self::PIVOT);
            candidates.len() <= 1
        };
        if !narrow(&|i| self.level(i).max(0.0) / direction[i]) {
            let _ = (0..m).any(|k| narrow(&|i| self.inverse[i * m + k] / direction[i]));
        }
        // What rounding still leaves tied: the largest pivot is the safest.
        candidates.into_iter().reduce(|a, b| if direction[b] > direction[a] { b } else { a })
    }

    fn pivot(&mut self, entering: usize, leaving: usize, pivot: f64) {
        let m = self.basis.len();
        self.basis[leaving] = Some(entering);
        self.pivots += 1;
        if self.pivots.is_multiple_of(Self::REFRESH) && self.refresh() {
            return;
        }
        let column: Vec<f64> = (0..m)
            .map(|i| (0..m).map(|k| self.inverse[i * m + k] * self.columns[k][entering]).sum())
            .collect();
        let row: Vec<f64> = self.inverse[leaving * m..(leaving + 1) * m].iter().map(|v| v / pivot).collect();
        for (i, factor) in column.into_iter().enumerate() {
            let target = &mut self.inverse[i * m..(i + 1) * m];
            if i == leaving {
                target.copy_from_slice(&row);
            } else if factor != 0.0 {
                target.iter_mut().zip(&row).for_each(|(t, r)| *t -= factor * r);
            }
        }
    }

    /// The inverse from scratch, by Gauss–Jordan with partial pivoting; false (and unchanged) if singular.
    fn refresh(&mut self) -> bool {
        let m = self.basis.len();
        let mut work: Vec<Vec<f64>> = (0..m)
            .map(|i| {
                let sign = if self.objective[i] < 0.0 { -1.0 } else { 1.0 };
                let entry = |(place, j): (usize, &Option<usize>)| match j {
                    Some(j) => self.columns[i][*j],
                    None => f64::from(u8::from(place == i)) * sign,
                };
                let identity = (0..m).map(|k| f64::from(u8::from(k == i)));
                self.basis.iter().enumerate().map(entry).chain(identity).collect()
            })
            .collect();
        for k in 0..m {
            let best = (k..m).fold(k, |b, i| if work[i][k].abs() > work[b][k].abs() { i } else { b });
            if work[best][k].abs() < Self::PIVOT {
                return false;
            }
            work.swap(k, best);
            let pivot = work[k][k];
            work[k].iter_mut().for_each(|v| *v /= pivot);
            let row = work[k].clone();
            for (i, target) in work.iter_mut().enumerate() {
                let factor = target[k];
                if i != k && factor != 0.0 {
                    target.iter_mut().zip(&row).for_each(|(t, r)| *t -= factor * r);
                }
            }
        }
        self.inverse = work.iter().flat_map(|row| row[m..].iter().copied()).collect();
        true
    }

    /// Multiplier of the constraint in this place of the basis.
    fn level(&self, place: usize) -> f64 {
        let m = self.basis.len();
        self.inverse[place * m..(place + 1) * m].iter().zip(&self.objective).map(|(r, b)| r * b).sum()
    }

    /// `c_B B⁻¹`.
    fn basic_solution(&self, cost: impl Fn(Option<usize>) -> f64) -> Vec<f64> {
        self.times_inverse(&self.basis.iter().map(|&j| cost(j)).collect::<Vec<_>>())
    }

    fn times_inverse(&self, cost: &[f64]) -> Vec<f64> {
        let m = self.basis.len();
        let mut x = vec![0.0; m];
        for (c, row) in cost.iter().zip(self.inverse.chunks_exact(m)) {
            x.iter_mut().zip(row).for_each(|(x, r)| *x += c * r);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::ChaCha8Rng;
    use rand::{RngExt, SeedableRng};

    fn indicator(mask: u64, n: usize) -> impl Iterator<Item = f64> {
        (0..n).map(move |i| (mask >> i & 1) as f64)
    }

    /// Strong duality is the proof: feasible prices, feasible weights, equal values.
    fn assert_optimal(lp: &PriceLp, n: usize, constraints: &[(Vec<f64>, f64, bool)]) {
        let dot = |a: &[f64]| a.iter().zip(lp.x()).map(|(a, x)| a * x).sum::<f64>();
        for (a, bound, equality) in constraints {
            assert!(dot(a) >= bound - 1e-7 && !(*equality && dot(a) > bound + 1e-7));
        }
        let mut sum = vec![0.0; n];
        let mut value = 0.0;
        for (key, weight) in lp.multipliers() {
            let (a, bound, equality) = &constraints[key as usize];
            assert!(*equality || weight >= -1e-9);
            sum.iter_mut().zip(a).for_each(|(s, a)| *s += weight * a);
            value += weight * bound;
        }
        for (s, b) in sum.iter().zip(&lp.objective) {
            assert!((s - b).abs() < 1e-9);
        }
        assert!((value - lp.value()).abs() < 1e-7);
    }

    #[test]
    fn cheapest_prices_and_least_core_of_degenerate_games() {
        for seed in 0..2000 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let n = rng.random_range(1..=6usize);
            let top = rng.random_range(0..=3i32);
            let mut worths: Vec<f64> = (0..1 << n).map(|_| f64::from(rng.random_range(-1..=top))).collect();
            worths[0] = 0.0;

            let mut constraints = Vec::new();
            let mut lp = PriceLp::new(vec![1.0; n], 1e-9);
            for batch in [(1..1 << n).step_by(2).collect::<Vec<usize>>(), (2..1 << n).step_by(2).collect()] {
                for mask in batch {
                    lp.at_least(constraints.len() as u64, indicator(mask as u64, n), worths[mask]);
                    constraints.push((indicator(mask as u64, n).collect(), worths[mask], false));
                }
                let status = lp.solve();
                assert!(status == Status::Optimal || status == Status::Unbounded, "{status:?}");
            }
            assert_optimal(&lp, n, &constraints);
            let value = lp.value();
            lp.forget_slack(0.0);
            assert_eq!(lp.solve(), Status::Optimal);
            assert!((lp.value() - value).abs() < 1e-9);

            if n == 1 {
                continue;
            }
            let grand = (1 << n) - 1;
            let objective = (0..=n).map(|i| if i == n { 1.0 } else { 0.0 }).collect();
            let mut lp = PriceLp::new(objective, 1e-9);
            let mut constraints = vec![];
            for mask in (1..=grand).rev() {
                let a: Vec<f64> =
                    indicator(mask as u64, n).chain([if mask == grand { 0.0 } else { 1.0 }]).collect();
                if mask == grand {
                    lp.equal(0, a.iter().copied(), worths[mask]);
                } else {
                    lp.at_least(constraints.len() as u64, a.iter().copied(), worths[mask]);
                }
                constraints.push((a, worths[mask], mask == grand));
            }
            assert_eq!(lp.solve(), Status::Optimal);
            assert_optimal(&lp, n + 1, &constraints);
        }
    }

    #[test]
    fn three_player_majority() {
        let mut lp = PriceLp::new(vec![1.0; 3], 1e-9);
        for mask in 1..8u64 {
            lp.at_least(mask, indicator(mask, 3), if mask.count_ones() >= 2 { 1.0 } else { 0.0 });
        }
        assert_eq!(lp.solve(), Status::Optimal);
        assert_eq!((lp.value(), lp.x()), (1.5, &[0.5; 3][..]));
    }

    #[test]
    fn programmes_without_a_solution_say_so() {
        let mut lp = PriceLp::new(vec![1.0, 1.0], 1e-9);
        lp.at_least(0, [1.0, 0.0], 1.0);
        assert_eq!(lp.solve(), Status::Unbounded);
        lp.at_least(1, [0.0, 1.0], 0.0);
        assert_eq!(lp.solve(), Status::Optimal);
        assert_eq!(lp.x(), [1.0, 0.0]);
        lp.equal(2, [1.0, 1.0], 0.5);
        assert_eq!(lp.solve(), Status::Infeasible);
    }
}
