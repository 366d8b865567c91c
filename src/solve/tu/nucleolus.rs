//! The nucleolus and the prenucleolus, in total and per head.

use super::exact::{Measure, Programme, Tight, Worths};
use super::proof::{KohlbergLevel, NucleolusProof};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use serde::{Deserialize, Serialize};

/// The payoffs that a nucleolus is taken over, and what counts as an excess.
///
/// # References
/// A. I. Sobolev (1975), The characterization of optimality principles in cooperative games by functional
/// equations, *Mathematical Methods in the Social Sciences* 6, 94–151 (prenucleolus); J. H. Grotte (1970),
/// *Computation of and observations on the nucleolus, the normalized nucleolus and the central games*, Cornell
/// University (per capita).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NucleolusKind {
    /// Over imputations, `x_i ≥ v({i})`, by excesses `v(S) − x(S)`.
    #[default]
    Nucleolus,
    /// Over all payoffs with `x(N) = v(N)`.
    Prenucleolus,
    /// Over imputations, by excesses per head, `(v(S) − x(S)) / |S|`.
    PerCapita,
    /// Over all payoffs, by excesses per head.
    PerCapitaPrenucleolus,
}

/// A nucleolus and its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Nucleolus<V> {
    /// The payoff of each player.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<V>,
    /// The same, exact, with the levels of excess that determine it.
    pub(in crate::solve) certificate: NucleolusProof,
    /// Scans of all coalitions that it took.
    pub scans: usize,
}

impl<V> Nucleolus<V> {
    /// The levels of excess that determine the payoff, not increasing, each with the coalitions that have it
    /// (Kohlberg 1971); per head where so asked. Consecutive levels may share one.
    pub fn levels(&self) -> impl Iterator<Item = (&Fraction, impl Iterator<Item = Coalition>)> {
        let coalitions =
            |level: &'_ KohlbergLevel| level.coalitions.iter().map(|(s, _)| *s).collect::<Vec<_>>();
        self.certificate.levels.iter().map(move |level| (&level.excess, coalitions(level).into_iter()))
    }
}

/// The nucleolus: the payoff whose excesses, sorted from the largest, are lexicographically smallest.
///
/// Over payoffs with `x(N) = v(N)` and, for the nucleolus proper, `x_i ≥ v({i})`, with `e(S, x) = v(S) − x(S)`;
/// [`NucleolusKind`] names the variants. It is unique, in the kernel and in the bargaining set, and in the core
/// if there is one. Worths in `f64` are taken as the binary fractions that they are; the answer is exact for
/// them, and then rounded.
///
/// One linear programme a level of excess, by row generation over the excess scan. A level fixes the
/// coalitions that are tight at *every* optimum, those of positive weight in the optimal dual; what these
/// determine is left out of the later levels.
///
/// # Errors
/// [`Error::Undefined`](crate::Error::Undefined) over imputations if there is none: `Σ v({i}) > v(N)`. The
/// prenucleoli exist always.
///
/// # Complexity
/// At most n − 1 levels, each a few scans of `O(2^n)` and some tens of pivots of `O(n²)`; memory as
/// [`balancedness`](super::balancedness). Sensible to n = 25.
///
/// # Examples
/// ```
/// use comity::game::{Fraction, TuGame, Value};
/// use comity::solve::Certified;
/// use comity::solve::tu::{NucleolusKind, nucleolus};
/// // An estate of 200 and claims of 100, 200, 300 (Talmud, Ketubot 93a).
/// let estate = |worth: &[i64]| worth.iter().map(|&v| Fraction::ratio(v, 1)).collect();
/// let game = TuGame::from_values(estate(&[0, 0, 0, 0, 0, 0, 100, 200]))?;
/// let solved = nucleolus(&game, NucleolusKind::Nucleolus)?;
/// solved.check(&game, 0.0)?;
/// assert_eq!(solved.payoff, [50, 75, 75].map(|x| Fraction::ratio(x, 1)));
/// // The pair {0,1} earns 6 of the 9 that all three share: it and player 2 are left 1.5 above their worth each,
/// // or 1 a head each.
/// let game = TuGame::from_values(vec![0.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 9.0])?;
/// assert_eq!(nucleolus(&game, NucleolusKind::Nucleolus)?.payoff, [3.75, 3.75, 1.5]);
/// assert_eq!(nucleolus(&game, NucleolusKind::PerCapita)?.payoff, [4.0, 4.0, 1.0]);
/// // Alone the players earn more than together: no imputation, but a prenucleolus.
/// let game = TuGame::from_values(vec![0.0, 2.0, 4.0, 5.0])?;
/// assert!(nucleolus(&game, NucleolusKind::Nucleolus).is_err());
/// assert_eq!(nucleolus(&game, NucleolusKind::Prenucleolus)?.payoff, [1.5, 3.5]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// - D. Schmeidler (1969), The nucleolus of a characteristic function game, *SIAM Journal on Applied
///   Mathematics* 17, 1163–1170.
/// - M. Maschler, B. Peleg and L. S. Shapley (1979), Geometric properties of the kernel, nucleolus, and
///   related solution concepts, *Mathematics of Operations Research* 4, 303–338, section 6.
/// - M. Guajardo and K. Jörnsten (2015), Common mistakes in computing the nucleolus, *European Journal of
///   Operational Research* 241, 931–935.
pub fn nucleolus<V: Value>(game: &TuGame<V>, kind: NucleolusKind) -> Result<Nucleolus<V>> {
    let measure = match kind {
        NucleolusKind::Nucleolus | NucleolusKind::Prenucleolus => Measure::Total,
        NucleolusKind::PerCapita | NucleolusKind::PerCapitaPrenucleolus => Measure::PerHead,
    };
    let rational = matches!(kind, NucleolusKind::Nucleolus | NucleolusKind::PerCapita);
    let worths = Worths::new(game);
    let total = worths.big(game.grand_coalition());
    let mut levels = Vec::new();
    let (mut payoff, mut scans) = (vec![game.grand().to_fraction()], 0);
    if let Some(mut programme) = Programme::new(&worths, total, measure, rational) {
        payoff = loop {
            let price = programme.solve()?;
            let Tight { coalitions, players } = programme.tight();
            levels.push(KohlbergLevel { excess: price.bound(&worths), coalitions, players });
            if !programme.fix(&price) {
                break price.payoff(&worths);
            }
        };
        scans = programme.scans();
    }
    let per_capita = measure == Measure::PerHead;
    let certificate = NucleolusProof { payoff, levels, individually_rational: rational, per_capita };
    Ok(Nucleolus { payoff: certificate.payoff.iter().map(V::from_fraction).collect(), certificate, scans })
}
