//! Expectations of a coalition of each size in a symmetric game with externalities, and the core that follows.

use super::conjecture::Conjecture;
use crate::error::{Error, Result};
use crate::game::{SizeStructure, SymmetricGame, Value};
use crate::parallel::try_map;

/// The characteristic function of a symmetric game by coalition size: entry `s` is what `s` players expect
/// under `conjecture`; entry 0 is 0.
///
/// The same rules as [`characteristic`](super::conjecture::characteristic), on integer partitions. By symmetry
/// and convexity of the core, it is not empty iff the equal division is in it: `v(n)/n ≥ v(s)/s` for every `s`.
///
/// # Errors
/// More players than the rule can take: 1 000 for γ and δ, 60 for the rules that enumerate the outsiders'
/// `p(n−s)` integer partitions (966 467 at 60), 30 for α and β; an error of the game.
///
/// # Examples
/// ```
/// use comity::game::{SizeStructure, SymmetricGame};
/// use comity::solve::externalities::{Conjecture, characteristic_by_size};
/// // Linear Cournot oligopoly: a firm that expects the others to stay together leaves the cartel of four.
/// let cournot = |_: usize, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2));
/// let expected = characteristic_by_size(&SymmetricGame::new(4, cournot)?, Conjecture::Delta)?;
/// assert!(expected[1] > expected[4] / 4.0); // 1/9 alone, 1/16 in the cartel
/// # Ok::<(), comity::Error>(())
/// ```
pub fn characteristic_by_size<V, F>(game: &SymmetricGame<F, V>, conjecture: Conjecture) -> Result<Vec<V>>
where
    V: Value,
    F: Fn(usize, &SizeStructure) -> Result<V> + Sync,
{
    let n = game.players();
    let limit = match conjecture {
        Conjecture::Gamma | Conjecture::Delta => 1000,
        Conjecture::Alpha | Conjecture::Beta => 30,
        _ => 60,
    };
    if n > limit {
        let reason = "it enumerates integer partitions of the players".into();
        let what = format!("symmetric characteristic function under {conjecture}");
        return Err(Error::TooLarge { what, n, limit, reason });
    }
    try_map(n + 1, |s| if s == 0 { Ok(V::zero()) } else { worth(game, s, conjecture) })
}

fn worth<V, F>(game: &SymmetricGame<F, V>, s: usize, conjecture: Conjecture) -> Result<V>
where
    V: Value,
    F: Fn(usize, &SizeStructure) -> Result<V> + Sync,
{
    let left = game.players() - s;
    let of_s = |q: &SizeStructure| game.worth(s, &q.with(s));
    let total = |p: &SizeStructure, all: &SizeStructure| {
        p.sizes().iter().try_fold(V::zero(), |sum, &size| Ok(sum + game.worth(size, all)?))
    };
    let responses = || SizeStructure::all(left);
    match conjecture {
        Conjecture::Gamma => of_s(&SizeStructure::new(std::iter::repeat_n(1, left))?),
        Conjecture::Delta => of_s(&SizeStructure::default().with(left)),
        Conjecture::Pessimistic => pick(responses().map(|q| of_s(&q)), |b, a| b < a),
        Conjecture::Optimistic => pick(responses().map(|q| of_s(&q)), |b, a| b > a),
        Conjecture::Max => {
            let outcome = responses().map(|q| Ok((total(&q, &q.with(s))?, of_s(&q)?)));
            Ok(pick(outcome, |b: &(V, V), a| b.0 > a.0 || (b.0 == a.0 && b.1 < a.1))?.1)
        }
        Conjecture::Alpha => {
            let worst = |p: &SizeStructure| pick(responses().map(|q| total(p, &q.union(p))), |b, a| b < a);
            pick(SizeStructure::all(s).map(|p| worst(&p)), |b, a| b > a)
        }
        Conjecture::Beta => {
            let own = || SizeStructure::all(s);
            pick(responses().map(|q| pick(own().map(|p| total(&p, &q.union(&p))), |b, a| b > a)), |b, a| {
                b < a
            })
        }
    }
}

fn pick<T>(mut outcomes: impl Iterator<Item = Result<T>>, better: impl Fn(&T, &T) -> bool) -> Result<T> {
    let first =
        outcomes.next().unwrap_or_else(|| Err(Error::undefined("conjecture", "no outsiders' structure")))?;
    outcomes.try_fold(first, |best, outcome| {
        let outcome = outcome?;
        Ok(if better(&outcome, &best) { outcome } else { best })
    })
}
