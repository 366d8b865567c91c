//! Random games: the ten standard distributions of the literature on coalition structure generation.
//!
//! Every block of 4096 coalitions draws from its own ChaCha8 stream of the seed, so the worths do not depend
//! on the number of threads, and `2^30` of them are drawn as fast as there are cores.
//!
//! # References
//! K. Larson and T. Sandholm (2000), Anytime coalition structure generation: an average case study, *Journal
//! of Experimental & Theoretical Artificial Intelligence* 12 (uniform, normal). T. Rahwan, S. Ramchurn, N.
//! Jennings and A. Giovannucci (2009), An anytime algorithm for optimal coalition structure generation,
//! *Journal of Artificial Intelligence Research* 34 (NDCS). T. Rahwan, T. Michalak and N. Jennings (2012), A
//! hybrid algorithm for coalition structure generation, *AAAI* (agent-based uniform). T. Michalak, T. Rahwan,
//! E. Elkind, M. Wooldridge and N. Jennings (2016), A hybrid exact algorithm for complete set partitioning,
//! *Artificial Intelligence* 230 (the others).

use super::TuGame;
use crate::error::{Error, Result};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use serde::{Deserialize, Serialize};
use std::f64::consts::FRAC_PI_2;
use std::fmt;
use std::str::FromStr;

/// Coalitions that share a stream.
const BLOCK: usize = 1 << 12;
/// The stream of what belongs to players rather than to coalitions.
const PLAYERS: u64 = u64::MAX;

/// How the worth of a coalition of size `k` is drawn; `N(μ, σ)` has standard deviation `σ`.
///
/// ```
/// use comity::game::Distribution;
/// let game = "agent-based-normal".parse::<Distribution>()?.game(10, 42)?;
/// assert_eq!(game, Distribution::AgentBasedNormal.game(10, 42)?);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Distribution {
    /// `k · U(0, 1)`.
    Uniform,
    /// `max(0, k · N(10, 0.1))`.
    Normal,
    /// `U(0, 10k)`, plus `U(0, 50)` with probability 0.21.
    ModifiedUniform,
    /// `max(0, k · N(10, 0.1))`, plus `N(25, 0.1)` with probability 0.21.
    ModifiedNormal,
    /// `k · Exp(1)`.
    Exponential,
    /// `k · Beta(½, ½)`.
    Beta,
    /// `k · Gamma(2, 2)` (shape, scale).
    Gamma,
    /// Normally distributed coalition structures: `N(k, √k)` redrawn until positive.
    Ndcs,
    /// `Σ_{i∈S} U(0, 2 pᵢ)` with powers `pᵢ ~ U(0, 10)`.
    AgentBasedUniform,
    /// `Σ_{i∈S} max(0, N(pᵢ, 0.1))` with powers `pᵢ ~ N(10, 0.1)`.
    AgentBasedNormal,
}

impl Distribution {
    /// All ten.
    pub const ALL: [Distribution; 10] = [
        Distribution::Uniform,
        Distribution::Normal,
        Distribution::ModifiedUniform,
        Distribution::ModifiedNormal,
        Distribution::Exponential,
        Distribution::Beta,
        Distribution::Gamma,
        Distribution::Ndcs,
        Distribution::AgentBasedUniform,
        Distribution::AgentBasedNormal,
    ];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Distribution::Uniform => "uniform",
            Distribution::Normal => "normal",
            Distribution::ModifiedUniform => "modified-uniform",
            Distribution::ModifiedNormal => "modified-normal",
            Distribution::Exponential => "exponential",
            Distribution::Beta => "beta",
            Distribution::Gamma => "gamma",
            Distribution::Ndcs => "ndcs",
            Distribution::AgentBasedUniform => "agent-based-uniform",
            Distribution::AgentBasedNormal => "agent-based-normal",
        }
    }

    /// The game of `n` players that `seed` draws.
    ///
    /// # Errors
    /// `n` outside 1..=30.
    ///
    /// # Complexity
    /// `2^n` draws (`n 2^(n−1)` for the agent-based ones), on all threads of the current pool.
    ///
    /// # Example
    /// ```
    /// use comity::game::Distribution;
    /// let game = Distribution::Uniform.game(8, 42)?;
    /// assert_eq!(game, Distribution::Uniform.game(8, 42)?); // the same on any number of threads
    /// assert_ne!(game, Distribution::Uniform.game(8, 43)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn game(self, n: usize, seed: u64) -> Result<TuGame> {
        TuGame::<f64>::check_size(n)?;
        let stream = |number| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            rng.set_stream(number);
            rng
        };
        let mut players = stream(PLAYERS);
        let powers: Vec<f64> = (0..n).map(|_| self.power(&mut players)).collect();

        let fill = |(block, worths): (usize, &mut [f64])| {
            let mut rng = stream(block as u64);
            for (k, worth) in worths.iter_mut().enumerate() {
                let mask = block * BLOCK + k;
                if mask != 0 {
                    *worth = self.worth(mask, &powers, &mut rng);
                }
            }
        };
        let mut worths = vec![0.0; 1 << n];
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            worths.par_chunks_mut(BLOCK).enumerate().for_each(fill);
        }
        #[cfg(not(feature = "parallel"))]
        worths.chunks_mut(BLOCK).enumerate().for_each(fill);
        TuGame::from_values(worths)
    }

    fn power(self, rng: &mut impl Rng) -> f64 {
        match self {
            Distribution::AgentBasedUniform => 10.0 * rng.random::<f64>(),
            Distribution::AgentBasedNormal => normal(10.0, 0.1, rng),
            _ => 0.0,
        }
    }

    fn worth(self, mask: usize, powers: &[f64], rng: &mut impl Rng) -> f64 {
        let k = f64::from(mask.count_ones());
        let members = || (0..powers.len()).filter(|i| mask >> i & 1 == 1);
        match self {
            Distribution::Uniform => k * rng.random::<f64>(),
            Distribution::Normal => (k * normal(10.0, 0.1, rng)).max(0.0),
            Distribution::ModifiedUniform => {
                let worth = 10.0 * k * rng.random::<f64>();
                if rng.random_bool(0.21) { worth + 50.0 * rng.random::<f64>() } else { worth }
            }
            Distribution::ModifiedNormal => {
                let worth = (k * normal(10.0, 0.1, rng)).max(0.0);
                if rng.random_bool(0.21) { worth + normal(25.0, 0.1, rng) } else { worth }
            }
            Distribution::Exponential => k * rng.sample::<f64, _>(Exp1),
            // Beta(½, ½) is the arcsine law.
            Distribution::Beta => k * (FRAC_PI_2 * rng.random::<f64>()).sin().powi(2),
            // Gamma(2, θ) is the sum of two exponentials of mean θ.
            Distribution::Gamma => k * 2.0 * (rng.sample::<f64, _>(Exp1) + rng.sample::<f64, _>(Exp1)),
            Distribution::Ndcs => loop {
                let worth = normal(k, k.sqrt(), rng);
                if worth > 0.0 {
                    return worth;
                }
            },
            Distribution::AgentBasedUniform => members().map(|i| 2.0 * powers[i] * rng.random::<f64>()).sum(),
            Distribution::AgentBasedNormal => members().map(|i| normal(powers[i], 0.1, rng).max(0.0)).sum(),
        }
    }
}

fn normal(mean: f64, deviation: f64, rng: &mut impl Rng) -> f64 {
    mean + deviation * rng.sample::<f64, _>(StandardNormal)
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Distribution {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.map(Self::name);
        Self::ALL
            .into_iter()
            .find(|d| d.name() == name)
            .ok_or_else(|| Error::unknown("distribution", name, known))
    }
}
