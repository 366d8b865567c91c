//! The core, the ε-core and the least core.

use super::balanced::{PerHead, per_head};
use super::exact::{Measure, Programme, Worths};
use super::proof::{BalancedCollection, LeastCoreProof};
use crate::coalition::{Coalition, Labels, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value};
use crate::solve::labelled::{Labelled, written_in_numbers};
use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether a core is empty, with what proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
#[serde(rename_all = "snake_case")]
pub enum Core<V> {
    /// There is a payoff that no coalition can improve on.
    NonEmpty {
        /// One that leaves every coalition as much per head as can be.
        #[serde(with = "crate::game::plain")]
        payoff: Vec<V>,
        /// The same, exact.
        #[serde(with = "crate::game::plain")]
        exact: Vec<Fraction>,
    },
    /// There is none.
    Empty {
        /// Coalitions that together ask for more than there is; no other balanced collection asks for more.
        certificate: BalancedCollection,
    },
    /// Undecided within rounding: what coalitions ask for per head differs from what there is by less than 10⁻¹⁰ of the
    /// largest worth, and the worths are floating-point numbers, which as a rule were computed.
    Undecided {
        /// A payoff that leaves no coalition more than that short.
        #[serde(with = "crate::game::plain")]
        payoff: Vec<V>,
        /// The same, exact.
        #[serde(with = "crate::game::plain")]
        exact: Vec<Fraction>,
        /// Coalitions that together ask for what there is, but for as much.
        certificate: BalancedCollection,
    },
}

/// Share of the largest worth by which computed worths may be wrong.
const ROUNDING: f64 = 1e-10;

/// What a player may be short of, or have to spare, by the rounding of worths alone; exact worths have none.
pub(in crate::solve) fn rounding<V: Value>(game: &TuGame<V>) -> Fraction {
    if V::EXACT { Fraction::zero() } else { (ROUNDING * game.scale()).to_fraction() }
}

impl<V> Core<V> {
    /// Whether it is proven empty.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::tu::core;
    /// let majority = TuGame::from_fn(3, |s| if s.len() > 1 { 1.0 } else { 0.0 })?;
    /// assert!(core(&majority)?.is_empty());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        matches!(self, Core::Empty { .. })
    }

    /// Whether rounding of the worths might decide.
    pub fn is_undecided(&self) -> bool {
        matches!(self, Core::Undecided { .. })
    }
}

impl<V: Value> Labelled for Core<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Core::NonEmpty { payoff, .. } => {
                let payoff: Vec<f64> = payoff.iter().map(Value::to_f64).collect();
                write!(f, "not empty: no coalition improves on {}", payoff.labelled(labels))
            }
            Core::Empty { certificate } => {
                f.write_str(
                    "empty: these coalitions, weighted so that each player counts once, ask for too much",
                )?;
                certificate
                    .weights
                    .iter()
                    .try_for_each(|(s, weight)| write!(f, "\n  {weight} × {}", labels.coalition(*s)))
            }
            Core::Undecided { payoff, .. } => {
                let payoff: Vec<f64> = payoff.iter().map(Value::to_f64).collect();
                write!(f, "undecided within rounding: of {} coalitions miss no more", payoff.labelled(labels))
            }
        }
    }
}

written_in_numbers!(Core<V> where [V: Value]);

/// The core of the grand coalition: payoffs with `x(N) = v(N)` and `x(S) ≥ v(S)` for every coalition S.
///
/// A coalition blocks if it is worth *more* than its members get (strictly). Worths in `f64` by which the answer hangs on
/// rounding are told: [`Core::Undecided`]. Where the grand coalition is
/// not the best structure, this core is empty and [`structure_core`] asks the question that is left.
///
/// # Errors
/// None today: every valid game has an answer.
///
/// # Complexity
/// As [`balancedness`](super::balancedness).
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// use comity::solve::{Certified, tu::core};
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 1.0 } else { 0.0 })?;
/// let found = core(&majority)?;
/// assert!(found.is_empty());
/// found.check(&majority, 0.0)?; // each pair at weight 1/2 is worth 3/2 > 1
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// D. B. Gillies (1959), Solutions to general non-zero-sum games, in *Contributions to the Theory of Games
/// IV*, 47–85; Bondareva (1963) and Shapley (1967) as in [`BalancedCollection`].
pub fn core<V: Value>(game: &TuGame<V>) -> Result<Core<V>> {
    structure_core(game, &Partition::grand(game.players()))
}

/// The core relative to a coalition structure: payoffs with `x(C) = v(C)` for every bloc and `x(S) ≥ v(S)`
/// for all S.
///
/// It is not empty only for structures of largest total worth, and then for all of them or for none
/// (Aumann and Drèze 1974): a structure that is not optimal is blocked by a bloc of a better one.
///
/// # Errors
/// A structure of another number of players.
///
/// # Complexity
/// As [`balancedness`](super::balancedness).
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::TuGame;
/// use comity::solve::tu::{core, structure_core};
/// // Two pairs earn 2 each, and everybody together only 3.
/// let pairs = [0b0011, 0b1100].map(Coalition::from_mask);
/// let game = TuGame::from_fn(4, |s| if s.len() == 4 { 3.0 } else if pairs.contains(&s) { 2.0 } else { 0.0 })?;
/// assert!(core(&game)?.is_empty());
/// assert!(!structure_core(&game, &Partition::new(4, pairs)?)?.is_empty());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. J. Aumann and J. H. Drèze (1974), Cooperative games with coalition structures, *International Journal
/// of Game Theory* 3, 217–237.
pub fn structure_core<V: Value>(game: &TuGame<V>, structure: &Partition) -> Result<Core<V>> {
    if structure.players() != game.players() {
        let allowed = format!("{}, as in the game", game.players());
        return Err(Error::invalid("coalition structure", "players", structure.players(), allowed));
    }
    let worths = Worths::new(game);
    let grand = game.grand_coalition();
    let total: BigInt = structure.blocs().iter().map(|&bloc| worths.big(bloc)).sum();
    let rounding = rounding(game);
    let missing = worths.big(grand) - &total;
    if missing.is_positive() && Fraction::from_integer(missing) * worths.unit() > rounding {
        return Ok(Core::Empty { certificate: BalancedCollection::of(grand) });
    }
    let PerHead { surcharge, payoff, collection, .. } = per_head(&worths, total.clone())?;
    let undecided = worths.big(grand) > total || !surcharge.is_zero() && surcharge.abs() <= rounding;
    if undecided {
        let rounded = payoff.iter().map(V::from_fraction).collect();
        let certificate = if worths.big(grand) > total && !surcharge.is_positive() {
            BalancedCollection::of(grand)
        } else {
            collection
        };
        return Ok(Core::Undecided { payoff: rounded, exact: payoff, certificate });
    }
    if surcharge.is_positive() {
        return Ok(Core::Empty { certificate: collection });
    }
    Ok(Core::NonEmpty { payoff: payoff.iter().map(V::from_fraction).collect(), exact: payoff })
}

/// The least ε for which the ε-core is not empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct LeastCore<V> {
    /// The smallest ε with `x(S) ≥ v(S) − ε` for every proper coalition: negative if the core has an
    /// interior.
    #[serde(with = "crate::game::plain")]
    pub epsilon: V,
    /// A payoff that attains it.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<V>,
    /// Both, exact, with weights that prove no smaller ε possible.
    pub(in crate::solve) certificate: LeastCoreProof,
    /// Scans of all coalitions that it took.
    pub scans: usize,
}

impl<V> LeastCore<V> {
    /// The coalitions that are binding at every payoff of the least core, with weights that prove no smaller ε
    /// possible: they sum to 1 and give each player the same, `Σ λ_S v(S) − Σ λ_S 1_S · v(N) = ε`. Empty for
    /// one player.
    pub fn binding(&self) -> &[(Coalition, Fraction)] {
        &self.certificate.weights.weights
    }
}

/// The least core: `min ε` subject to `x(N) = v(N)` and `x(S) ≥ v(S) − ε` for `∅ ≠ S ≠ N`.
///
/// By row generation over the excess scan; worths in `f64` are taken as the binary fractions they are and ε
/// is the rounded value of an exact one. With one player there is no proper coalition and ε is 0 by
/// convention.
///
/// # Errors
/// None today: every valid game has one.
///
/// # Complexity
/// As [`balancedness`](super::balancedness).
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// use comity::solve::{Certified, tu::least_core};
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 3.0 } else { 0.0 })?;
/// let least = least_core(&majority)?;
/// least.check(&majority, 0.0)?;
/// assert_eq!((least.epsilon, least.payoff), (1.0, vec![1.0; 3]));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. Maschler, B. Peleg and L. S. Shapley (1979), Geometric properties of the kernel, nucleolus, and
/// related solution concepts, *Mathematics of Operations Research* 4, 303–338, definition 6.1.
pub fn least_core<V: Value>(game: &TuGame<V>) -> Result<LeastCore<V>> {
    let worths = Worths::new(game);
    let total = worths.big(game.grand_coalition());
    let (certificate, scans) = match Programme::new(&worths, total, Measure::Total, false) {
        None => {
            let (epsilon, payoff) = (Fraction::zero(), vec![game.grand().to_fraction()]);
            (LeastCoreProof { epsilon, payoff, weights: BalancedCollection { weights: vec![] } }, 0)
        }
        Some(mut programme) => {
            let price = programme.solve()?;
            let weights = BalancedCollection { weights: programme.tight().coalitions };
            let (epsilon, payoff) = (price.bound(&worths), price.payoff(&worths));
            (LeastCoreProof { epsilon, payoff, weights }, programme.scans())
        }
    };
    let payoff = certificate.payoff.iter().map(V::from_fraction).collect();
    Ok(LeastCore { epsilon: V::from_fraction(&certificate.epsilon), payoff, certificate, scans })
}
