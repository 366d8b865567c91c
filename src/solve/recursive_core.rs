//! The recursive core: deviators expect the others to settle in the core of what is left to them.

use super::{Core, structure_core};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, TuGame, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Which of several residual structures deviators expect.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// The one worst for them: few deviations, a large core.
    Pessimistic,
    /// The one best for them: many deviations, a small core.
    Optimistic,
}

impl fmt::Display for Outlook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outlook::Pessimistic => "pessimistic",
            Outlook::Optimistic => "optimistic",
        })
    }
}

/// The structures that the recursive core of a game supports.
#[derive(Clone, PartialEq, Debug)]
pub struct RecursiveCore<V> {
    /// What deviators expect where the residual core leaves a choice.
    pub outlook: Outlook,
    /// What every coalition expects if it deviates.
    pub expected: TuGame<V>,
    /// Every structure that some payoff holds, in the order of [`Partition::all`], with such a payoff and its proof.
    pub structures: Vec<(Partition, Core<V>)>,
    /// Residual games solved; each once.
    pub residual_games: usize,
}

impl<V> RecursiveCore<V> {
    /// Whether no structure holds: the search over structures is exhaustive.
    pub fn is_empty(&self) -> bool {
        self.structures.is_empty()
    }
}

/// The pessimistic or optimistic recursive core of a game in partition function form.
///
/// A coalition `S` that leaves players `R` to themselves expects one of the structures that the core of the *residual
/// game* on `R` supports, given `S` and whatever else stands outside; any structure of `R` if that core is empty. It
/// takes the worst, or the best, of them for itself. An outcome `(x, P)` is in the core if `x(C) = v(C; P)` for the blocs of
/// `P` and no `S` expects more than `x(S)`. Deviators form one bloc (Huang & Sjöström 2003); Kóczy (2007) also lets them
/// split, which matters only where a coalition does worse together than apart.
///
/// # Errors
/// More than 10 players, an error of the game.
///
/// # Complexity
/// `B(n+1)` residual games, those that stand between the same blocs solved once: 21 147 at n = 8. Each takes the core of
/// the structures that are worth enough to have one. One thread.
///
/// # References
/// L. Á. Kóczy (2007), A recursive core for partition function form games, *Theory and Decision* 63; C.-Y. Huang & T.
/// Sjöström (2003), Consistent solutions for cooperative games with externalities, *GEB* 43.
pub fn recursive_core<V: Value>(
    game: &impl PartitionFunction<V>,
    outlook: Outlook,
) -> Result<RecursiveCore<V>> {
    const LIMIT: usize = 10;
    let n = game.players();
    if n == 0 || n > LIMIT {
        let reason = "it solves B(n+1) residual games".into();
        return Err(Error::TooLarge { what: "recursive core".into(), n, limit: LIMIT, reason });
    }
    let mut solver = Solver { game, n, outlook, memo: BTreeMap::new() };
    let everybody: Vec<usize> = (0..n).collect();
    let (expected, structures) = solver.solve(&everybody, &[])?;
    Ok(RecursiveCore { outlook, expected, structures, residual_games: solver.memo.len() })
}

struct Solver<'a, G> {
    game: &'a G,
    n: usize,
    outlook: Outlook,
    /// By the blocs that stand (sorted): the structures expected of all the others.
    memo: BTreeMap<Vec<Coalition>, Vec<Vec<Coalition>>>,
}

/// What coalitions of a residual game expect, and the structures that its core supports.
type Solution<V> = (TuGame<V>, Vec<(Partition, Core<V>)>);

impl<G> Solver<'_, G> {
    /// The core of the residual game of `players`, the others standing in the blocs of `outside`.
    fn solve<V: Value>(&mut self, players: &[usize], outside: &[Coalition]) -> Result<Solution<V>>
    where
        G: PartitionFunction<V>,
    {
        let r = players.len();
        let real = |s: Coalition| s.players().map(|k| players[k]).collect::<Coalition>();
        let mut values = vec![V::zero()];
        for local in Coalition::grand(r).subsets().skip(1) {
            let s = real(local);
            let mut standing = outside.to_vec();
            standing.push(s);
            standing.sort_unstable();
            let responses = self.responses::<V>(&standing)?;
            let structure = |q: &Vec<Coalition>| Partition::new(self.n, standing.iter().chain(q).copied());
            let worths = responses.iter().map(|q| self.game.worth(s, &structure(q)?));
            let pick = |a: V, b: V| if (b < a) == (self.outlook == Outlook::Pessimistic) { b } else { a };
            let worth = worths.reduce(|a, b| Ok(pick(a?, b?)));
            values.push(worth.unwrap_or_else(|| Ok(V::zero()))?);
        }
        let expected = TuGame::from_values(values)?;
        let mut structures = Vec::new();
        for local in Partition::all(r) {
            let blocs: Vec<Coalition> = local.blocs().iter().map(|b| real(*b)).collect();
            let all = Partition::new(self.n, blocs.iter().chain(outside).copied())?;
            let worths = self.game.worths(&all)?;
            let mut asked = Vec::with_capacity(blocs.len());
            for (bloc, b) in blocs.iter().zip(local.blocs()) {
                let place = all.position(*bloc).unwrap_or(0);
                asked.push((*b, worths[place].clone()));
            }
            // Cheap reasons first: a bloc, or a player alone, who expects more.
            if asked.iter().any(|(b, worth)| expected.value(*b) > worth || alone(&expected, *b) > *worth) {
                continue;
            }
            let mut values = expected.values().to_vec();
            asked.into_iter().for_each(|(b, worth)| values[b.index()] = worth);
            let core = structure_core(&TuGame::from_values(values)?, &local)?;
            if !core.is_empty() {
                structures.push((local, core));
            }
        }
        Ok((expected, structures))
    }

    /// The structures of everybody else that are expected once these blocs stand.
    fn responses<V: Value>(&mut self, standing: &[Coalition]) -> Result<Vec<Vec<Coalition>>>
    where
        G: PartitionFunction<V>,
    {
        if let Some(known) = self.memo.get(standing) {
            return Ok(known.clone());
        }
        let taken = standing.iter().fold(Coalition::EMPTY, |all, b| all.union(*b));
        let players: Vec<usize> = taken.complement(self.n).players().collect();
        let real = |p: &Partition| -> Vec<Coalition> {
            p.blocs().iter().map(|b| b.players().map(|k| players[k]).collect()).collect()
        };
        let responses: Vec<Vec<Coalition>> = if players.is_empty() {
            vec![vec![]]
        } else {
            let (_, core) = self.solve::<V>(&players, standing)?;
            if core.is_empty() {
                Partition::all(players.len()).map(|p| real(&p)).collect()
            } else {
                core.iter().map(|(p, _)| real(p)).collect()
            }
        };
        self.memo.insert(standing.to_vec(), responses.clone());
        Ok(responses)
    }
}

/// What the members of a bloc expect alone, together.
fn alone<V: Value>(expected: &TuGame<V>, bloc: Coalition) -> V {
    bloc.players().fold(V::zero(), |sum, i| sum + expected.value(Coalition::singleton(i)).clone())
}
