//! A finite population of two strategies.

use super::birth_death::BirthDeath;
use super::choice::imitation;
use crate::error::{Error, Result};
use crate::game::Value;

/// A finite population in which each player plays one of two strategies against all others. The count of a chain is the
/// number of those who play strategy 0.
///
/// ```
/// use comity::game::{Fraction, Value};
/// use comity::solve::learning::Population;
/// let number = |x| Fraction::ratio(x, 1);
/// // A mutant of twice the fitness takes over ten with the chance 512/1023 (Moran 1958).
/// let mutant = Population::new([[number(2), number(2)], [number(1), number(1)]], 10)?;
/// assert_eq!(mutant.moran(number(1))?.fixation(1)?, Fraction::ratio(512, 1023));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Population<V = f64> {
    payoffs: [[V; 2]; 2],
    size: usize,
}

impl<V: Value> Population<V> {
    /// As many players, with these payoffs by own and other strategy.
    ///
    /// # Errors
    /// Fewer than 2 players or more than 100 000; a payoff that is not finite.
    pub fn new(payoffs: [[V; 2]; 2], size: usize) -> Result<Self> {
        if !(2..=100_000).contains(&size) {
            return Err(Error::invalid("population", "size", size, "2..100000"));
        }
        match payoffs.iter().flatten().find(|payoff| !payoff.is_finite()) {
            Some(payoff) => Err(Error::invalid("population", "payoff", payoff, "finite numbers")),
            None => Ok(Population { payoffs, size }),
        }
    }

    /// Mean payoff of a strategy against the others, of whom `k` play strategy 0.
    fn payoff(&self, strategy: usize, k: usize) -> V {
        let [zero, one] = &self.payoffs[strategy];
        let share = |count: usize| V::ratio(count as i64, (self.size - 1) as i64);
        zero.clone() * share(k) + one.clone() * share(self.size - 1 - k)
    }

    /// The chain whose chances are given by count.
    fn chain(&self, chances: impl Fn(usize) -> Result<(V, V)>) -> Result<BirthDeath<V>> {
        let pairs: Vec<(V, V)> = (0..=self.size).map(chances).collect::<Result<_>>()?;
        let (up, down) = pairs.into_iter().unzip();
        BirthDeath::new(up, down)
    }

    fn share(&self, count: usize) -> V {
        V::ratio(count as i64, self.size as i64)
    }

    /// Best replies with mutation: per period one player, drawn with equal chances, takes the best reply to all others
    /// (either of two with chance ½), and with the chance `mutation` either strategy with chance ½ instead.
    ///
    /// # Errors
    /// A mutation outside 0..1.
    ///
    /// # References
    /// M. Kandori, G. J. Mailath and R. Rob (1993), Learning, mutation, and long run equilibria in games, *Econometrica* 61,
    /// 29–56; H. P. Young (1993), The evolution of conventions, *Econometrica* 61, 57–84.
    pub fn best_replies(&self, mutation: V) -> Result<BirthDeath<V>> {
        if !(mutation >= V::zero() && mutation <= V::one()) {
            return Err(Error::invalid("best replies", "mutation", mutation, "0..1"));
        }
        let half = V::ratio(1, 2);
        // The chance of strategy 0 when `k` of the others play it.
        let zero = |k: usize| {
            let (own, other) = (self.payoff(0, k), self.payoff(1, k));
            let reply = if own == other {
                half.clone()
            } else if own > other {
                V::one()
            } else {
                V::zero()
            };
            (V::one() - mutation.clone()) * reply + mutation.clone() * half.clone()
        };
        self.chain(|k| {
            let up = if k == self.size { V::zero() } else { self.share(self.size - k) * zero(k) };
            let down = if k == 0 { V::zero() } else { self.share(k) * (V::one() - zero(k - 1)) };
            Ok((up, down))
        })
    }

    /// Selection (Moran's process): per period a player is copied, drawn with chances proportional to fitness
    /// $1-w+w\pi$, and takes the place of one drawn with equal chances; `w` is the `intensity`.
    ///
    /// # Errors
    /// An intensity outside 0..1; a fitness that is not above 0.
    ///
    /// # References
    /// P. A. P. Moran (1958), Random processes in genetics, *Proc. Camb. Phil. Soc.* 54, 60–71; M. A. Nowak and others
    /// (2004), *Nature* 428, 646–650.
    pub fn moran(&self, intensity: V) -> Result<BirthDeath<V>> {
        if !(intensity >= V::zero() && intensity <= V::one()) {
            return Err(Error::invalid("selection", "intensity", intensity, "0..1"));
        }
        let fitness = |strategy: usize, k: usize| {
            let fitness = V::one() - intensity.clone() + intensity.clone() * self.payoff(strategy, k);
            if fitness > V::zero() {
                Ok(fitness)
            } else {
                Err(Error::invalid("selection", "fitness", fitness, "above 0"))
            }
        };
        self.chain(|k| {
            if k == 0 || k == self.size {
                return Ok((V::zero(), V::zero()));
            }
            let (own, other) = (self.share(k), self.share(self.size - k));
            let zero = own.clone() * fitness(0, k - 1)?;
            let one = other.clone() * fitness(1, k)?;
            let total = zero.clone() + one.clone();
            Ok((zero / total.clone() * other, one / total * own))
        })
    }
}

impl Population {
    /// Pairwise [`imitation`]: per period one player, drawn with equal chances, compares itself with another and takes
    /// over its strategy.
    ///
    /// # Errors
    /// A noise that is negative or no number.
    pub fn imitation(&self, noise: f64) -> Result<BirthDeath> {
        if noise.is_nan() || noise < 0.0 {
            return Err(Error::invalid("imitation", "noise", noise, "a number ≥ 0"));
        }
        self.chain(|k| {
            if k == 0 || k == self.size {
                return Ok((0.0, 0.0));
            }
            let meet = k as f64 / self.size as f64 * (self.size - k) as f64 / (self.size - 1) as f64;
            let (zero, one) = (self.payoff(0, k - 1), self.payoff(1, k));
            Ok((meet * imitation(one, zero, noise), meet * imitation(zero, one, noise)))
        })
    }
}
