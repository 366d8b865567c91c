//! Latin hypercubes.

use super::design::{Design, Layout, count, some};
use crate::error::{Error, Result};
use crate::experiment::factor::Factor;
use crate::stream::{Stream, below};
use rand::RngExt;

/// Where the points of a Latin hypercube lie in their strata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latin {
    /// Anywhere in the stratum, uniformly.
    Plain,
    /// In its middle.
    Centred,
    /// Anywhere, and the strata paired so that the points keep apart: random exchanges within a column, 20 per
    /// point, kept where they lower $\sum_{k<l}d_{kl}^{-15}$ (Morris & Mitchell 1995). At most 4,096 points.
    Maximin,
}

/// Most points of a maximin design, for which an exchange costs O(points × factors).
const MAXIMIN: usize = 4096;

impl Design {
    /// A Latin hypercube: each of the `draws` equal strata of each factor's distribution is hit once.
    ///
    /// What is drawn for a factor depends on seed, name and row alone, except for [`Latin::Maximin`].
    ///
    /// # Errors
    /// No factor, no draw, a value that is not finite, too many draws for [`Latin::Maximin`].
    ///
    /// # Complexity
    /// O(draws × factors) time and memory; maximin O(20 × draws² × factors) time: 0.3 s for 1,000 × 10.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor, Latin};
    /// let design = Design::latin_hypercube([Factor::uniform("x", 0.0, 4.0)?], 4, Latin::Centred, 7)?;
    /// let mut x: Vec<f64> = (0..4).map(|k| design.draw(k)?.real("x")).collect::<comity::Result<_>>()?;
    /// x.sort_by(f64::total_cmp);
    /// assert_eq!(x, [0.5, 1.5, 2.5, 3.5]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// M. D. McKay, R. J. Beckman, W. J. Conover (1979), *Technometrics* 21, 239–245, doi:10.2307/1268522.
    /// M. D. Morris, T. J. Mitchell (1995), Exploratory designs for computational experiments, *J. Stat. Plan.
    /// Inference* 43, 381–402, doi:10.1016/0378-3758(94)00035-T.
    pub fn latin_hypercube(
        factors: impl IntoIterator<Item = Factor>,
        draws: usize,
        latin: Latin,
        seed: u64,
    ) -> Result<Self> {
        let factors = some(factors, usize::MAX)?;
        let rows = count("draws", draws)?;
        if latin == Latin::Maximin && rows > MAXIMIN {
            let reason = "each exchange compares with every point; use Latin::Plain or Design::sobol".into();
            return Err(Error::TooLarge {
                what: "maximin Latin hypercube".into(),
                n: rows,
                limit: MAXIMIN,
                reason,
            });
        }
        let columns = factors.len();
        let mut units = vec![0.0; rows * columns];
        let stream = Stream::new(seed, "Latin hypercube");
        for (j, factor) in factors.iter().enumerate() {
            let mut rng = stream.code(factor.name()).rng();
            let mut strata: Vec<usize> = (0..rows).collect();
            for k in (1..rows).rev() {
                strata.swap(k, below(&mut rng, k + 1));
            }
            for (k, stratum) in strata.into_iter().enumerate() {
                let within = if latin == Latin::Centred { 0.5 } else { rng.random() };
                units[k * columns + j] = (stratum as f64 + within) / rows as f64;
            }
        }
        if latin == Latin::Maximin {
            spread(&mut units, columns, stream);
        }
        let kind = format!("Latin hypercube, {}, seed {seed}", format!("{latin:?}").to_lowercase());
        Design::new(kind, factors, Layout::Cube { units, rows })
    }
}

/// Exchanges within columns that lower the sum of the distances to the power −15.
fn spread(units: &mut [f64], columns: usize, stream: Stream) {
    let rows = units.len() / columns;
    let mut rng = stream.code("exchange").rng();
    for _ in 0..20 * rows {
        let (a, b, j) = (below(&mut rng, rows), below(&mut rng, rows), below(&mut rng, columns));
        if a == b {
            continue;
        }
        let now = closeness(units, columns, a) + closeness(units, columns, b);
        units.swap(a * columns + j, b * columns + j);
        if closeness(units, columns, a) + closeness(units, columns, b) > now {
            units.swap(a * columns + j, b * columns + j);
        }
    }
}

/// Σ d⁻¹⁵ over the distances of a row to all others. Distances are scaled so that a design's typical one is 1.
fn closeness(units: &[f64], columns: usize, row: usize) -> f64 {
    let scale = 6.0 / columns as f64;
    let own = &units[row * columns..(row + 1) * columns];
    let other = |(k, r): (usize, &[f64])| {
        let square: f64 = own.iter().zip(r).map(|(x, y)| (x - y) * (x - y)).sum();
        if k == row { 0.0 } else { (scale * square).powi(-7) / (scale * square).sqrt() }
    };
    units.chunks_exact(columns).enumerate().map(other).sum()
}
