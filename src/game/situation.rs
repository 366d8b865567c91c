//! Finite social situations: states, preferences over them, and moves between them.

use super::{Effectivity, Value};
use crate::coalition::{Coalition, relabel};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A move that a coalition can make between two states of a [`FiniteSituation`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// State that it starts from.
    #[serde(serialize_with = "relabel::state")]
    pub from: usize,
    /// State that it leads to.
    #[serde(serialize_with = "relabel::state")]
    pub to: usize,
    /// Players who must act together.
    pub coalition: Coalition,
}

/// An effectivity relation over states `0..m`, with each player's ranking of them: `(N, X, ≺_i, →_S)`.
///
/// Preferences are kept as ranks, larger is better, so that exact inputs give exact answers. A move from a
/// state to itself means nothing and is dropped, repetitions too.
///
/// # References
/// M. S.-Y. Chwe (1994), Farsighted coalitional stability, *Journal of Economic Theory* 63, §2.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct FiniteSituation {
    #[serde(skip_serializing)]
    n: usize,
    /// `ranks[state][player]`.
    ranks: Vec<Vec<u32>>,
    /// Sorted by `from`, `to`, coalition.
    moves: Vec<Move>,
    /// `moves[starts[a]..starts[a + 1]]` start from `a`.
    #[serde(skip_serializing)]
    starts: Vec<usize>,
}

/// A situation as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    ranks: Vec<Vec<u32>>,
    moves: Vec<Move>,
}

impl TryFrom<Written> for FiniteSituation {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self> {
        let row = |row: &Vec<u32>| row.iter().map(|&rank| f64::from(rank)).collect();
        FiniteSituation::new(&written.ranks.iter().map(row).collect::<Vec<Vec<f64>>>(), written.moves)
    }
}

impl FiniteSituation {
    /// The situation with `utilities[state][player]`, of which only the order counts, and these moves.
    ///
    /// # Errors
    /// No state; rows of different lengths, of none or more than 63 players; a utility that is not finite; a
    /// move from or to no state, or by nobody or a player that does not exist.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::{FiniteSituation, Move}};
    /// // Chwe's first example: 0 would move from state 0 to 1, the other from 1 to 2.
    /// let step = |from, to, i| Move { from, to, coalition: Coalition::singleton(i) };
    /// let moves = [step(0, 1, 0), step(1, 2, 1)];
    /// let situation = FiniteSituation::new(&[vec![1.0, 0.0], vec![0.0, 1.0], vec![2.0, 2.0]], moves)?;
    /// assert_eq!((situation.states(), situation.moves_from(0).len()), (3, 1));
    /// assert_eq!(situation.ranks(2), [2, 2]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new<V: Value>(utilities: &[Vec<V>], moves: impl IntoIterator<Item = Move>) -> Result<Self> {
        let n = utilities.first().map_or(0, Vec::len);
        let states = utilities.len();
        if n == 0 || n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("situation", "players", n, "1..=63, and one state or more"));
        }
        if let Some(a) = utilities.iter().position(|row| row.len() != n) {
            return Err(Error::Shape {
                what: format!("utilities of state {a}"),
                expected: format!("{n} players"),
                got: format!("{} values", utilities[a].len()),
            });
        }
        let mut ranks = vec![vec![0; n]; states];
        for i in 0..n {
            let mut order: Vec<usize> = (0..states).collect();
            if let Some(&a) = order.iter().find(|&&a| !utilities[a][i].is_finite()) {
                let who = format!("player {i} in state {a}");
                return Err(Error::invalid(who, "utility", &utilities[a][i], "a number within ±1e290"));
            }
            let value = |a: usize| &utilities[a][i];
            order.sort_by(|&a, &b| value(a).partial_cmp(value(b)).unwrap_or(std::cmp::Ordering::Equal));
            let mut rank = 0;
            for k in 0..states {
                rank += u32::from(k > 0 && value(order[k - 1]) < value(order[k]));
                ranks[order[k]][i] = rank;
            }
        }
        let mut moves: Vec<Move> = moves.into_iter().collect();
        for m in &moves {
            let within = m.coalition.is_subset_of(Coalition::grand(n)) && !m.coalition.is_empty();
            if m.from >= states || m.to >= states || !within {
                let allowed = format!("states 0..{states} and a coalition of players 0..{n}");
                return Err(Error::invalid("situation", "move", format!("{m:?}"), allowed));
            }
        }
        moves.retain(|m| m.from != m.to);
        moves.sort_unstable();
        moves.dedup();
        let starts = (0..=states).map(|a| moves.partition_point(|m| m.from < a)).collect();
        Ok(FiniteSituation { n, ranks, moves, starts })
    }

    /// The part of `game` that can be reached from `starts` by the moves of all coalitions, and its states in
    /// the order of their numbers.
    ///
    /// # Errors
    /// More than `max_states` states, more than 20 players, an error of the game; as [`new`](Self::new).
    ///
    /// # Complexity
    /// Asks for the moves of `2^n − 1` coalitions in every state.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::Graph;
    /// use comity::game::{FiniteSituation, LinkRule, NetworkFormation, connections};
    /// let game = connections(3, 0.5, 0.3)?;
    /// let formation = NetworkFormation { game: &game, rule: LinkRule::OneLink };
    /// let (situation, networks) = FiniteSituation::explore(&formation, [Graph::empty(3)?], 100)?;
    /// assert_eq!((situation.states(), networks.len()), (8, 8)); // all networks of three players
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn explore<E: Effectivity>(
        game: &E,
        starts: impl IntoIterator<Item = E::State>,
        max_states: usize,
    ) -> Result<(Self, Vec<E::State>)> {
        let n = game.players();
        if n > 20 {
            let reason = "it asks 2^n coalitions in every state".into();
            return Err(Error::TooLarge { what: "exploration of a situation".into(), n, limit: 20, reason });
        }
        let mut states: Vec<E::State> = Vec::new();
        let mut known: BTreeMap<E::State, usize> = BTreeMap::new();
        let mut moves = Vec::new();
        let mut number = |state: E::State, states: &mut Vec<E::State>| -> Result<usize> {
            let next = states.len();
            let at = *known.entry(state.clone()).or_insert(next);
            if at == next {
                if next == max_states {
                    let (what, reason) = ("states of a situation".into(), "raise max_states".into());
                    return Err(Error::TooLarge { what, n: next + 1, limit: max_states, reason });
                }
                states.push(state);
            }
            Ok(at)
        };
        for start in starts {
            number(start, &mut states)?;
        }
        let mut from = 0;
        while from < states.len() {
            let here = states[from].clone();
            for coalition in Coalition::grand(n).subsets().skip(1) {
                for to in game.moves(&here, coalition)? {
                    moves.push(Move { from, to: number(to, &mut states)?, coalition });
                }
            }
            from += 1;
        }
        let utilities = states.iter().map(|s| game.payoffs(s)).collect::<Result<Vec<_>>>()?;
        Ok((Self::new(&utilities, moves)?, states))
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.n
    }

    /// Number of states.
    pub fn states(&self) -> usize {
        self.ranks.len()
    }

    /// All moves, by origin, destination and coalition.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The moves that start from `state`.
    pub fn moves_from(&self, state: usize) -> &[Move] {
        match self.starts.get(state..).and_then(|s| s.get(..2)) {
            Some(span) => &self.moves[span[0]..span[1]],
            None => &[],
        }
    }

    /// Rank of `state` for each player, larger is better; empty past the last state.
    pub fn ranks(&self, state: usize) -> &[u32] {
        self.ranks.get(state).map_or(&[], Vec::as_slice)
    }
}
