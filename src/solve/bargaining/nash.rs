//! The coalitional Nash bargaining solution: the payoff in the core with the largest product of gains.

use super::linear::{self, rational};
use crate::coalition::{Coalition, Labels};
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::Certified;
use crate::solve::labelled::{Labelled, written_in_numbers};
use crate::solve::tu::{BalancedCollection, Core, core};
use nalgebra::{DMatrix, DVector};
use num_traits::{One, Signed, Zero};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The coalitional Nash bargaining solution.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct CoalitionalNash<V = f64> {
    /// One payoff per player.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<V>,
    /// Whether the payoff is exact: over fractions, where it is one of simple fractions. In general it is
    /// irrational.
    pub exact: bool,
    /// The proof: multipliers of the coalitions that bind.
    pub(in crate::solve) certificate: NashCertificate,
}

/// Proof that a payoff in the core has the largest product of gains `g_i = x_i − v(i)`.
///
/// The conditions of Karush, Kuhn and Tucker: `1 / g_i = price − Σ_{S∋i} weight_S` for everybody who gains,
/// weights of coalitions that get just their worth. For any other payoff `y` in the core then
/// `Σ (y_i − v(i)) / g_i ≤ m`, the number of those who gain, so that its product is no larger. Who does not
/// gain cannot in the core: a balanced collection that includes it alone is worth `v(N)`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(in crate::solve) struct NashCertificate {
    /// One payoff per player.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<Fraction>,
    /// The multiplier of `x(N) = v(N)`.
    #[serde(with = "crate::game::plain")]
    pub price: Fraction,
    /// The multipliers of the coalitions that bind, ascending.
    #[serde(with = "crate::game::plain")]
    pub weights: Vec<(Coalition, Fraction)>,
    /// The players who cannot gain, each with a balanced collection that proves it.
    pub pinned: Vec<(usize, BalancedCollection)>,
}

impl<V: Value> Labelled for CoalitionalNash<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let payoff: Vec<f64> = self.payoff.iter().map(Value::to_f64).collect();
        write!(f, "coalitional Nash bargaining solution: {}", payoff.labelled(labels))
    }
}

/// The solution of a game whose core may be empty.
impl<V: Value> Labelled for Option<CoalitionalNash<V>> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Some(solution) => solution.write(labels, f),
            None => f.write_str("coalitional Nash bargaining solution: none, the core is empty"),
        }
    }
}

written_in_numbers!(CoalitionalNash<V> where [V: Value]);

/// The coalitional Nash bargaining solution: the payoff in the core that maximises `Π_i (x_i − v(i))`.
///
/// Players who get no more than alone anywhere in the core are left out of the product. The maximiser is
/// unique. As discounting vanishes, efficient stationary equilibria of
/// [`random_proposer`](super::random_proposer) bargaining in which the first deal ends it converge to it,
/// with equal recognition.
///
/// A convex programme, by an active-set Newton method from a point inside; over fractions the answer is then
/// guessed and its optimality conditions checked exactly.
///
/// # Errors
/// A core that is empty, or of which rounding leaves open whether it is; more than 16 players; no convergence ([`Error::NotConverged`]).
///
/// # Complexity
/// A few cores for each player, then one pass over all coalitions a step, some dozens: `O(2^n)` each.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, TuGame, Value};
/// use comity::solve::{Certified, bargaining::coalitional_nash};
/// let f = |p, q| Fraction::ratio(p, q);
/// let game = TuGame::from_fn(3, |s| match s.mask() { 0b011 => f(3, 4), 0b111 => f(1, 1), _ => f(0, 1) })?;
/// let found = coalitional_nash(&game)?;
/// found.check(&game, 0.0)?;
/// assert_eq!((found.payoff, found.exact), (vec![f(3, 8), f(3, 8), f(1, 4)], true));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// O. Compte & P. Jehiel (2010), The coalitional Nash bargaining solution, *Econometrica* 78.
pub fn coalitional_nash<V: Value>(game: &TuGame<V>) -> Result<CoalitionalNash<V>> {
    const MAX_PLAYERS: usize = 16;
    let n = game.players();
    if n > MAX_PLAYERS {
        let (what, reason) =
            ("coalitional Nash bargaining solution".into(), "a pass over all coalitions a step".into());
        return Err(Error::TooLarge { what, n, limit: MAX_PLAYERS, reason });
    }
    let alone: Vec<Fraction> = (0..n).map(|i| game.value(Coalition::singleton(i)).to_fraction()).collect();
    let own = |s: Coalition| s.players().map(|i| &alone[i]).sum::<Fraction>();
    let gains = TuGame::from_fn(n, |s| game.value(s).to_fraction() - own(s))?;
    if let Core::Empty { certificate } = core(&gains)? {
        let asked = certificate.worth(&gains) + own(game.grand_coalition());
        let verdict = if core(game)?.is_undecided() {
            "whether the core is empty is undecided within rounding"
        } else {
            "the core is empty"
        };
        let reason = format!("{verdict}: a balanced collection asks for {asked}, there is {}", game.grand());
        return Err(Error::undefined("coalitional Nash bargaining solution", reason));
    }
    let inside = Inside::new(&gains, V::EXACT)?;
    let programme = Programme::new(&gains, inside.free);
    let solved = programme.solve(&inside.start)?;
    let unit = if gains.grand().is_zero() { Fraction::one() } else { gains.grand().clone() };
    let certificate = |solved: Solved<Fraction>| NashCertificate {
        payoff: solved.gains.iter().zip(&alone).map(|(x, a)| x * &unit + a).collect(),
        price: solved.price / &unit,
        weights: solved.weights.into_iter().map(|(s, w)| (s, w / &unit)).collect(),
        pinned: inside.pinned.clone(),
    };
    let exact = if V::EXACT { solved.exactly(inside.free) } else { None };
    let answer = |exact: bool, solved: Solved<Fraction>| {
        let certificate = certificate(solved);
        let payoff = certificate.payoff.iter().map(V::from_fraction).collect();
        CoalitionalNash { payoff, exact, certificate }
    };
    let exact = exact.map(|solved| answer(true, solved)).filter(|guess| guess.check(game, 0.0).is_ok());
    Ok(exact.unwrap_or_else(|| {
        answer(
            false,
            Solved {
                gains: solved.gains.iter().map(Value::to_fraction).collect(),
                price: solved.price.to_fraction(),
                weights: solved.weights.iter().map(|&(s, w)| (s, w.to_fraction())).collect(),
            },
        )
    }))
}

/// A point of the core at which everybody gains who does anywhere in it.
struct Inside {
    /// Gains, in units of `v(N)`.
    start: Vec<f64>,
    /// The players who gain.
    free: Coalition,
    /// The players who do not, each with a balanced collection that proves it.
    pinned: Vec<(usize, BalancedCollection)>,
}

impl Inside {
    fn new(gains: &TuGame<Fraction>, exact: bool) -> Result<Self> {
        let n = gains.players();
        let unit = gains.grand();
        let (mut sum, mut free, mut pinned) = (vec![0.0; n], Coalition::EMPTY, Vec::new());
        for i in 0..n {
            let me = Coalition::singleton(i);
            // The core with at least v(N)/2^k for i, for ever smaller shares.
            let mut power = 1;
            loop {
                let least =
                    unit / Fraction::from_integer(num_traits::pow(num_bigint::BigInt::from(2), power));
                let raised =
                    TuGame::from_fn(n, |s| if s == me { least.clone() } else { gains.value(s).clone() })?;
                match core(&raised)? {
                    Core::NonEmpty { payoff, .. } if !unit.is_zero() => {
                        sum.iter_mut().zip(payoff).for_each(|(s, x)| *s += (x / unit).to_f64());
                        free = free.with(i);
                        break;
                    }
                    Core::NonEmpty { .. } => {
                        pinned.push((i, BalancedCollection { weights: alone(n) }));
                        break;
                    }
                    Core::Empty { certificate } | Core::Undecided { certificate, .. } => {
                        let proved = certificate.worth(gains) >= *unit;
                        if proved || (!exact && power >= 32) || power >= 512 {
                            pinned.push((i, certificate));
                            break;
                        }
                        power *= 2;
                    }
                }
            }
        }
        let start = sum.into_iter().map(|s| s / free.len().max(1) as f64).collect();
        Ok(Inside { start, free, pinned })
    }
}

/// Everybody alone: a balanced collection.
fn alone(n: usize) -> Vec<(Coalition, Fraction)> {
    (0..n).map(|i| (Coalition::singleton(i), Fraction::one())).collect()
}

/// `max Σ_{i∈free} log x_i` over the core, in units of `v(N)`; the others get nothing.
struct Programme {
    n: usize,
    free: Coalition,
    /// The joint claim of those of `free`, and the coalition that asks for most with them.
    bounds: Vec<Bound>,
}

struct Bound {
    players: Coalition,
    coalition: Coalition,
    worth: f64,
}

struct Solved<V = f64> {
    gains: Vec<V>,
    /// `1/x_i = price − Σ_{S∋i} weight_S`.
    price: V,
    weights: Vec<(Coalition, V)>,
}

impl Programme {
    fn new(gains: &TuGame<Fraction>, free: Coalition) -> Self {
        let n = gains.players();
        let unit = if gains.grand().is_zero() { 1.0 } else { gains.grand().to_f64() };
        let worth = |s: Coalition| gains.value(s).to_f64() / unit;
        let bound = |players: Coalition| {
            let asks = free.complement(n).subsets().map(|idle| players.union(idle)).map(|s| (worth(s), s));
            let (worth, coalition) =
                asks.reduce(|a, b| if b.0 > a.0 { b } else { a }).unwrap_or((0.0, players));
            Bound { players, coalition, worth }
        };
        let proper = free.subsets().filter(|s| !s.is_empty() && *s != free);
        Programme { n, free, bounds: proper.map(bound).collect() }
    }

    /// Active sets: Newton steps on the face of the bounds that bind, to the next that does; one whose
    /// multiplier has the wrong sign is let go where the face holds nothing better.
    fn solve(&self, start: &[f64]) -> Result<Solved> {
        const STEPS: usize = 5000;
        let players: Vec<usize> = self.free.players().collect();
        let m = players.len();
        let mut x: Vec<f64> = start.to_vec();
        let mut binding: Vec<usize> = Vec::new();
        let (mut decrement, mut met) = (f64::INFINITY, None);
        if m == 0 {
            return Ok(Solved { gains: vec![0.0; self.n], price: 0.0, weights: vec![] });
        }
        for _ in 0..STEPS {
            // [I Bᵀ; B 0] (u, y) = (1, b − A x) with B = A diag(x) and steps x u; the second part takes rounding back.
            let faces: Vec<(Coalition, f64)> = std::iter::once((self.free, 1.0))
                .chain(binding.iter().map(|&b| (self.bounds[b].players, self.bounds[b].worth)))
                .collect();
            let size = m + faces.len();
            let mut matrix = DMatrix::<f64>::zeros(size, size);
            let mut right = DVector::<f64>::from_element(size, 1.0);
            for (r, &(s, worth)) in faces.iter().enumerate() {
                right[m + r] = worth;
                for (k, &i) in players.iter().enumerate().filter(|(_, i)| s.contains(**i)) {
                    matrix[(k, m + r)] = x[i];
                    matrix[(m + r, k)] = x[i];
                    right[m + r] -= x[i];
                }
            }
            (0..m).for_each(|k| matrix[(k, k)] = 1.0);
            let Some(step) = matrix.lu().solve(&right).filter(|s| s.iter().all(|d| d.is_finite())) else {
                break;
            };
            let before = std::mem::replace(&mut decrement, step.rows(0, m).norm());
            // Newton steps get ever shorter until they are rounding.
            if decrement < 1e-11 || (decrement < 1e-6 && met.is_none() && decrement > 0.5 * before) {
                // Let go of the first with the wrong sign, so that degenerate corners do not cycle.
                let wrong = (0..binding.len()).filter(|&r| step[m + 1 + r] > 1e-9 * step[m].abs());
                if let Some(r) = wrong.min_by_key(|&r| binding[r]) {
                    binding.remove(r);
                    decrement = f64::INFINITY;
                    continue;
                }
                let weight = |(r, &b): (usize, &usize)| (self.bounds[b].coalition, -step[m + 1 + r]);
                let mut weights: Vec<_> =
                    binding.iter().enumerate().map(weight).filter(|(_, w)| *w > 0.0).collect();
                weights.sort_unstable_by_key(|&(s, _)| s);
                return Ok(Solved { gains: x, price: step[m], weights });
            }
            let mut direction = vec![0.0; self.n];
            players.iter().enumerate().for_each(|(k, &i)| direction[i] = x[i] * step[k]);
            let mut length = if decrement > 0.25 { 1.0 / (1.0 + decrement) } else { 1.0 };
            met = None;
            for (b, bound) in self.bounds.iter().enumerate().filter(|(b, _)| !binding.contains(b)) {
                let change: f64 = bound.players.players().map(|i| direction[i]).sum();
                if change < -1e-13 {
                    let has: f64 = bound.players.players().map(|i| x[i]).sum();
                    let slack = (has - bound.worth).max(0.0);
                    if slack < -change * length {
                        (length, met) = (slack / -change, Some(b));
                    }
                }
            }
            x.iter_mut().zip(&direction).for_each(|(x, d)| *x += length * d);
            binding.extend(met);
        }
        let what = "coalitional Nash bargaining solution".into();
        Err(Error::NotConverged { what, iterations: STEPS, residual: decrement, tolerance: 1e-11 })
    }
}

impl Solved {
    /// Simple fractions for the gains of `free` players, and the multipliers that solve their equations for
    /// these.
    fn exactly(&self, free: Coalition) -> Option<Solved<Fraction>> {
        let gains: Vec<Fraction> = self.gains.iter().map(|&x| rational(x)).collect();
        let row = |i: usize| {
            let bind = self.weights.iter().map(|(s, _)| Fraction::ratio(-i64::from(s.contains(i)), 1));
            let inverse = gains[i].is_positive().then(|| gains[i].recip())?;
            Some(std::iter::once(Fraction::one()).chain(bind).chain([inverse]).collect())
        };
        if free.is_empty() {
            return Some(Solved { gains, price: Fraction::zero(), weights: vec![] });
        }
        let rows: Vec<Vec<Fraction>> = free.players().map(row).collect::<Option<_>>()?;
        let multipliers = linear::solve(rows, 1 + self.weights.len())?;
        let weights = self.weights.iter().zip(&multipliers[1..]).map(|(&(s, _), w)| (s, w.clone()));
        let weights = weights.filter(|(_, w)| !w.is_zero()).collect();
        Some(Solved { gains, price: multipliers[0].clone(), weights })
    }
}
