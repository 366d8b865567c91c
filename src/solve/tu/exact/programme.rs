//! The programme and its simplex.

use super::basis::{Basis, Column};
use super::price::{ExactPrice, FloatPrice};
use super::sums::Span;
use super::worths::Worths;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Fraction;
use crate::solve::Scan;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

/// Coalitions that one scan may add to the pool.
const BATCH: usize = 64;

/// What a coalition's excess is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// `v(S) − x(S)`.
    Total,
    /// `(v(S) − x(S)) / |S|`.
    PerHead,
}

/// What a column says, and with it its right-hand side.
#[derive(Debug, Clone)]
enum Side {
    /// `x(S) + ε w(S) ≥ v(S)`.
    Bound,
    /// `x_i ≥ v({i})`.
    Rational,
    /// `x(S)` is this many units over the scale.
    Given(BigInt),
}

/// The constraints of positive weight in the optimal dual: by complementary slackness tight at *every*
/// optimum.
pub struct Tight {
    /// Coalitions with their weights λ, ascending; `Σ λ w = 1`.
    pub coalitions: Vec<(Coalition, Fraction)>,
    /// Players who get just their own worth, with their weights.
    pub players: Vec<(usize, Fraction)>,
}

/// Least ε over the payoffs whose sums over some coalitions are given.
pub struct Programme<'a> {
    worths: &'a Worths<'a>,
    players: usize,
    measure: Measure,
    rational: bool,
    corner: Corner,
    /// Coalitions that some scan has found, outside the span.
    pool: Vec<Coalition>,
    scans: usize,
}

/// A basis with its right-hand sides.
struct Corner {
    basis: Basis,
    sides: Vec<Side>,
    floats: Vec<f64>,
    /// Given sums are integers over this.
    scale: BigInt,
    /// The columns that this started from: perturbing the dual by them keeps the simplex from cycling.
    first: Vec<Column>,
    /// Of the given coalitions. What is in it has a fixed sum, which ε need not bound any more.
    span: Span,
}

impl<'a> Programme<'a> {
    /// The programme in which `x(N)` is `total` units; `rational` requires `x_i ≥ v({i})` as well.
    ///
    /// `None` for one player: there is no coalition but N.
    pub fn new(worths: &'a Worths<'a>, total: BigInt, measure: Measure, rational: bool) -> Option<Self> {
        let players = worths.float().len().ilog2() as usize;
        if players < 2 {
            return None;
        }
        let grand = Column { coalition: Coalition::grand(players), weight: 0 };
        let alone =
            (0..players).map(|i| (Column { coalition: Coalition::singleton(i), weight: 1 }, Side::Bound));
        let columns = alone.chain([(grand, Side::Given(total))]).collect();
        let corner = Corner::new(worths, columns, BigInt::one());
        Some(Programme { worths, players, measure, rational, corner, pool: vec![], scans: 0 })
    }

    /// Scans of all coalitions so far.
    pub fn scans(&self) -> usize {
        self.scans
    }

    /// Walks to an optimum and returns the exact prices there.
    ///
    /// # Errors
    /// No payoff satisfies `x_i ≥ v({i})`.
    pub fn solve(&mut self) -> Result<ExactPrice> {
        let worths = self.worths;
        let mut unsure = false;
        loop {
            let price = self.corner.float_price(worths, self.measure);
            let known = self.best_known(&price);
            let sure =
                if unsure { known } else { known.or_else(|| self.find(&price, price.error, |_| true)) };
            // Where floats see nothing any more, integers look at what is within their error.
            unsure = sure.is_none();
            let (coalition, side) = match sure {
                Some(entering) => entering,
                None => {
                    let exact = self.corner.exact_price(worths, self.measure);
                    let violated = |s| exact.violation(worths, s).is_some();
                    let known = self.best_known_exactly(&price, &exact);
                    match known.or_else(|| self.find(&price, -price.error, violated)) {
                        Some(entering) => entering,
                        None => return Ok(exact),
                    }
                }
            };
            self.enter(coalition, side)?;
        }
    }

    /// What is tight at every optimum.
    pub fn tight(&self) -> Tight {
        let mut tight = Tight { coalitions: vec![], players: vec![] };
        let Corner { basis, sides, .. } = &self.corner;
        for (k, column) in basis.columns().iter().enumerate().filter(|&(k, _)| basis.multiplier(k) > 0) {
            let weight = || Fraction::new(basis.multiplier(k).into(), basis.det().into());
            match sides[k] {
                Side::Bound => tight.coalitions.push((column.coalition, weight())),
                Side::Rational => tight.players.extend(column.coalition.first().map(|i| (i, weight()))),
                Side::Given(_) => {}
            }
        }
        tight.coalitions.sort_unstable_by_key(|&(s, _)| s);
        tight.players.sort_unstable_by_key(|&(i, _)| i);
        tight
    }

    /// Fixes what is tight at every optimum, at the sums it has under `price`, and turns to what is left to
    /// bound.
    ///
    /// False once the fixed coalitions determine the payoff. Each call fixes at least one more dimension.
    pub fn fix(&mut self, price: &ExactPrice) -> bool {
        let Corner { basis, sides, .. } = &self.corner;
        let (mut given, mut tight, mut slack) = (vec![], vec![], vec![]);
        for (k, (&column, side)) in basis.columns().iter().zip(sides).enumerate() {
            match side {
                Side::Given(_) => given.push(column.coalition),
                _ if basis.multiplier(k) > 0 => tight.push(column.coalition),
                side => slack.push((column, side.clone())),
            }
        }
        // The one dependency among the indicators of given and tight coalitions involves every tight one.
        tight.pop();
        given.extend(tight);
        let pair = |s: Coalition| self.float(s) + self.float(s.complement(self.players));
        let Some(pivot) = slack.iter().map(|(c, _)| c.coalition).max_by(|&a, &b| pair(a).total_cmp(&pair(b)))
        else {
            return false;
        };
        let sums: Vec<BigInt> = given.iter().map(|&s| price.sum(s)).collect();
        let divisor = sums.iter().fold(price.factor.clone(), |gcd, sum| gcd.gcd(sum));
        let mut columns: Vec<(Column, Side)> = given
            .iter()
            .zip(sums)
            .map(|(&coalition, sum)| (Column { coalition, weight: 0 }, Side::Given(sum / &divisor)))
            .collect();
        // A coalition and its complement balance: with the slack columns they are a feasible basis.
        columns.extend(slack);
        columns.push((self.column(pivot.complement(self.players), &Side::Bound), Side::Bound));
        self.corner = Corner::new(self.worths, columns, &price.factor / divisor);
        self.pool.retain(|&s| !self.corner.span.contains(s));
        true
    }

    fn float(&self, coalition: Coalition) -> f64 {
        self.worths.float()[coalition.index()]
    }

    fn column(&self, coalition: Coalition, side: &Side) -> Column {
        let weight = match (side, self.measure) {
            (Side::Bound, Measure::Total) => 1,
            (Side::Bound, Measure::PerHead) => coalition.len() as i64,
            _ => 0,
        };
        Column { coalition, weight }
    }

    /// Players, alone, whose payoff is bounded by their own worth and not given.
    fn individuals(&self) -> impl Iterator<Item = Coalition> {
        let players = 0..if self.rational { self.players } else { 0 };
        players.map(Coalition::singleton).filter(|&s| !self.corner.span.contains(s))
    }

    /// The most violated of the columns seen before, if floats can tell.
    fn best_known(&self, price: &FloatPrice) -> Option<(Coalition, Side)> {
        let pool = self.pool.iter().map(|&s| (price.excess(s), s, Side::Bound));
        let alone = self.individuals().map(|s| (self.float(s) - price.sum(s), s, Side::Rational));
        let best = pool
            .chain(alone)
            .filter(|(excess, ..)| *excess > price.error)
            .reduce(|a, b| if b.0 > a.0 { b } else { a });
        best.map(|(_, s, side)| (s, side))
    }

    /// The most violated of the columns seen before that floats cannot tell about.
    fn best_known_exactly(&self, price: &FloatPrice, exact: &ExactPrice) -> Option<(Coalition, Side)> {
        let near = self.pool.iter().filter(|&&s| price.excess(s) >= -price.error);
        let pool = near.filter_map(|&s| Some((exact.violation(self.worths, s)?, s, Side::Bound)));
        let alone =
            self.individuals().filter_map(|s| Some((exact.shortfall(self.worths, s)?, s, Side::Rational)));
        let best = pool.chain(alone).reduce(|a, b| if b.0 > a.0 { b } else { a });
        best.map(|(_, s, side)| (s, side))
    }

    /// Scans for coalitions outside the span that break the bound by more than `slack` as computed and that
    /// `accept` takes, puts the best into the pool, well spread over the lattice, and returns the best of
    /// all.
    fn find(
        &mut self,
        price: &FloatPrice,
        slack: f64,
        accept: impl Fn(Coalition) -> bool + Sync,
    ) -> Option<(Coalition, Side)> {
        self.scans += 1;
        let open = |s| accept(s) && !self.corner.span.contains(s);
        let found = price.scan.spread(price.bound + slack, BATCH, open);
        self.pool.extend(found.iter().map(|found| found.coalition));
        found.first().map(|found| (found.coalition, Side::Bound))
    }

    fn enter(&mut self, coalition: Coalition, side: Side) -> Result<()> {
        let column = self.column(coalition, &side);
        let float = self.float(coalition);
        self.corner.enter(column, side, float).ok_or_else(|| {
            let worth = |s: Coalition| Fraction::from_integer(self.worths.big(s)) * self.worths.unit();
            let alone: Fraction = (0..self.players).map(Coalition::singleton).map(worth).sum();
            let together = worth(Coalition::grand(self.players));
            let reason = format!("no imputation: alone the players are worth {alone}, together {together}");
            Error::undefined("nucleolus", reason)
        })
    }
}

impl Corner {
    /// The corner with these columns, which are independent.
    fn new(worths: &Worths, columns: Vec<(Column, Side)>, scale: BigInt) -> Self {
        let (first, sides): (Vec<Column>, Vec<Side>) = columns.into_iter().unzip();
        let float = |(column, side): (&Column, &Side)| match side {
            Side::Given(sum) => worths.to_float(sum, &scale),
            _ => worths.float()[column.coalition.index()],
        };
        let floats = first.iter().zip(&sides).map(float).collect();
        let basis =
            Basis::new(first.len() - 1, &first).expect("independent by construction, whatever the game");
        let span = Span::new(&basis, |k| matches!(sides[k], Side::Given(_)));
        Corner { basis, sides, floats, scale, first, span }
    }

    fn float_price<'a>(&self, worths: &'a Worths, measure: Measure) -> FloatPrice<'a> {
        let size = self.basis.size();
        let det = self.basis.det() as f64;
        let (mut price, mut sizes) = (vec![0.0; size], vec![0.0; size]);
        for (k, side) in self.floats.iter().enumerate() {
            for ((price, total), &entry) in price.iter_mut().zip(&mut sizes).zip(self.basis.row(k)) {
                let term = side * entry as f64;
                *price += term;
                *total += term.abs();
            }
        }
        price.iter_mut().for_each(|x| *x /= det);
        let bound = price.pop().unwrap_or(0.0);
        let spread = sizes.iter().sum::<f64>() + sizes[size - 1] * size as f64;
        // Each price is a sum of `size` terms, each excess one of as many prices; every step rounds once.
        let error = 2.0 * f64::EPSILON * (size + 4) as f64 * (spread / det + worths.magnitude());
        let (surcharge, bound) = if measure == Measure::PerHead { (bound, 0.0) } else { (0.0, bound) };
        let rates: Vec<f64> = price.iter().map(|x| x + surcharge).collect();
        FloatPrice { payoff: price, scan: Scan::of_table(worths.float(), &rates), bound, error }
    }

    fn exact_price(&self, worths: &Worths, measure: Measure) -> ExactPrice {
        let size = self.basis.size();
        let mut price = vec![BigInt::ZERO; size];
        for (k, (side, column)) in self.sides.iter().zip(self.basis.columns()).enumerate() {
            let side = match side {
                Side::Given(sum) => sum.clone(),
                _ => worths.big(column.coalition) * &self.scale,
            };
            for (price, &entry) in price.iter_mut().zip(self.basis.row(k)).filter(|(_, entry)| **entry != 0) {
                *price += &side * entry;
            }
        }
        let bound = price.pop().unwrap_or_default();
        let factor = &self.scale * self.basis.det();
        ExactPrice::new(worths, price, bound, factor, measure == Measure::PerHead)
    }

    /// Takes the column into the basis; `None` if the dual is unbounded, which leaves the primal without a
    /// payoff.
    fn enter(&mut self, column: Column, side: Side, float: f64) -> Option<()> {
        let direction = self.basis.direction(column);
        let candidates =
            (0..direction.len()).filter(|&k| direction[k] > 0 && !matches!(self.sides[k], Side::Given(_)));
        let leaving = candidates.reduce(|a, b| if self.leaves_before(b, a, &direction) { b } else { a })?;
        self.basis.replace(leaving, column, &direction);
        self.sides[leaving] = side;
        self.floats[leaving] = float;
        Some(())
    }

    /// Whether the multiplier at `a` reaches 0 before the one at `b`, in the lexicographic order of the
    /// perturbed dual (Dantzig, Orden & Wolfe 1955).
    fn leaves_before(&self, a: usize, b: usize, direction: &[i64]) -> bool {
        let cross = |x: i64, y: i64| {
            (i128::from(x) * i128::from(direction[b])).cmp(&(i128::from(y) * i128::from(direction[a])))
        };
        let perturbed =
            || self.first.iter().map(|&c| cross(self.basis.coordinate(a, c), self.basis.coordinate(b, c)));
        let order = cross(self.basis.multiplier(a), self.basis.multiplier(b));
        order.is_lt() || order.is_eq() && perturbed().find(|order| order.is_ne()).is_some_and(|o| o.is_lt())
    }
}
