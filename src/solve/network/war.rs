//! War-stability of alliances.

use super::table::count;
use crate::coalition::{Coalition, Graph, Labels, relabel};
use crate::error::{Error, Result};
use crate::game::AllianceGame;
use crate::game::Effectivity;
use crate::parallel::try_map;
use crate::solve::deviation::{self, Deviation, Search, StableStates, Verdict};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A state that a coalition brings about: alliances at peace, or the attack that it begins under them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarState {
    /// Alliances at peace.
    Peace {
        /// The alliances.
        network: Graph,
    },
    /// An attack by the coalition that deviates, which it wins.
    War {
        /// The alliances: those before, or with the one that two of the attackers make first.
        network: Graph,
        /// The player attacked.
        #[serde(serialize_with = "relabel::player")]
        target: usize,
        /// The total strength of the attackers, `M(C)`.
        strength: f64,
        /// The defenders, the target included.
        defenders: Coalition,
        /// Their total strength with the advantage of defence, `γ M(C')`.
        resistance: f64,
    },
}

/// Most players of whom all coalitions are gone through.
const MOST_PLAYERS: usize = 16;

/// Whether a network of alliances is war-stable:
///
/// 1. no player is **vulnerable**: no coalition can attack it, win and be better off;
/// 2. no two players want the link that they do not have: no coalition with both in it can attack with its
///    help, win and be better off, nor are the two better off with it in peace and neither of them
///    vulnerable;
/// 3. no player wants to be rid of a link: none is better off without one and not vulnerable then.
///
/// A player counts safety first: links that keep it from being vulnerable are worth any cost. What attackers
/// gain is `u_j` without the links of the beaten player plus their share of the spoils, less `u_j` before;
/// what "better off" means for several is the [improvement](Search::improvement) searched for. The definition goes
/// through all coalitions: [`Search::up_to`] `n`, [weakly](Search::weakly) in the paper; a smaller search knows smaller
/// wars only.
///
/// Without benefits of links (any positive cost) no network with a link is war-stable where allies may
/// attack, and the empty one is iff `γ ≥ (M₁ + M₂) / M_n`, the two strongest over the weakest (Theorem 1, n ≥
/// 3). Benefits of links bring stability back in two ways: links that pay are kept though no attack
/// threatens, and nobody attacks an ally whose links are worth more than the spoils (the two forces behind
/// their Theorem 2).
///
/// # Errors
/// More than 16 players; a network of another number of players; a negative or NaN tolerance; an error of the payoffs.
///
/// # Complexity
/// `2^n` coalitions; each that can be led by one of its members, `n` targets in up to `n²/2` networks.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::AllianceGame;
/// use comity::solve::deviation::Search;
/// use comity::solve::network::{WarState, war_stability};
/// let search = Search::up_to(3).weakly();
/// let balanced = AllianceGame::new([3.0, 2.0, 2.0], 2.5)?;
/// let nobody = Graph::empty(3)?;
/// assert!(war_stability(&balanced, &nobody, &search)?.is_stable()); // 2.5 ≥ (3 + 2) / 2
/// let weaker = AllianceGame::new([3.0, 2.0, 2.0], 2.4)?;
/// let verdict = war_stability(&weaker, &nobody, &search)?;
/// let attack = verdict.deviation().unwrap();
/// assert!(matches!(attack.to, WarState::War { target: 2, .. })); // by the others, once they are allies
/// assert_eq!(attack.coalition.len(), 2);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. O. Jackson and S. Nei, "Networks of military alliances, wars, and international trade", *Proceedings of
/// the National Academy of Sciences* 112(50) (2015), conditions S1–S3 and Theorem 1.
pub fn war_stability(game: &AllianceGame, network: &Graph, search: &Search) -> Result<Verdict<WarState>> {
    let n = game.players();
    if n > MOST_PLAYERS {
        return Err(Error::TooLarge {
            what: "war-stability".into(),
            n,
            limit: MOST_PLAYERS,
            reason: format!("2^{n} coalitions could attack"),
        });
    }
    if network.players() != n {
        return Err(Error::Shape {
            what: "network of alliances".into(),
            expected: format!("{n} players"),
            got: format!("{} players", network.players()),
        });
    }
    let search = Search { coalition_size: search.coalition_size.min(n), ..*search };
    let start = State { network: network.clone(), conquest: None };
    let found = deviation::stability(&Wars { game, search }, &start, &search)?;
    Ok(Verdict {
        state: WarState::Peace { network: network.clone() },
        convention: search,
        deviations: found.deviations.into_iter().map(|d| named(game, d)).collect(),
        searched: found.searched,
        exhaustive: found.exhaustive,
    })
}

/// All war-stable networks, exhaustively. Where the list is empty, none exists.
///
/// # Errors
/// More than 6 players; a search with a limit on states, which proves nothing; as [`war_stability`].
///
/// # Complexity
/// [`war_stability`] of `2^(n(n−1)/2)` networks, in parallel.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::AllianceGame;
/// use comity::solve::deviation::Search;
/// use comity::solve::network::war_stable_networks;
/// let balanced = AllianceGame::new([3.0, 2.0, 2.0], 2.5)?;
/// let stable = war_stable_networks(&balanced, &Search::up_to(3).weakly())?;
/// assert_eq!(stable.states, [Graph::empty(3)?]); // idle alliances are given up
/// # Ok::<(), comity::Error>(())
/// ```
pub fn war_stable_networks(game: &AllianceGame, search: &Search) -> Result<StableStates<Graph, Search>> {
    if let Some(limit) = search.max_states {
        return Err(Error::invalid("search of all networks", "max_states", limit, "no limit"));
    }
    let n = game.players();
    let searched = count(n, 6)?;
    let stable = try_map(searched, |mask| {
        let network = Graph::from_edge_mask(n, mask as u64)?;
        Ok(war_stability(game, &network, search)?.is_stable().then_some(network))
    })?;
    Ok(StableStates::all(stable.into_iter().flatten().collect(), searched, *search))
}

/// A network at peace, or with which a war began that one player has lost.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    network: Graph,
    /// The attackers, and the player that they have beaten.
    conquest: Option<(Coalition, usize)>,
}

/// The networks and wars that coalitions bring about, safety first.
struct Wars<'a, 'b> {
    game: &'a AllianceGame<'b>,
    search: Search,
}

impl Wars<'_, '_> {
    /// Whether some coalition can attack `player`, win and be better off.
    fn is_vulnerable(&self, network: &Graph, player: usize) -> Result<bool> {
        let now = self.game.peace(network)?;
        for leader in (0..self.players()).filter(|&j| j != player) {
            let allies = network.neighbours(leader).without(player);
            for attackers in allies.subsets().map(|s| s.with(leader)) {
                let counts = attackers.len() <= self.search.coalition_size;
                if counts && self.game.wins(network, attackers, player) {
                    let then = self.game.conquest(network, attackers, player)?;
                    let gains = attackers.players().map(|j| then[j] - now[j]);
                    if self.search.improvement.accepts(gains, self.search.tolerance) {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// The peaceful network in which `i` and `j` have changed their link, unless it makes one of `careful`
    /// vulnerable.
    fn relinked(&self, network: &Graph, i: usize, j: usize, careful: &[usize]) -> Result<Option<State>> {
        let network = network.toggled(i, j)?;
        for &player in careful {
            if self.is_vulnerable(&network, player)? {
                return Ok(None);
            }
        }
        Ok(Some(State { network, conquest: None }))
    }
}

impl Effectivity for Wars<'_, '_> {
    type State = State;

    fn players(&self) -> usize {
        self.game.players()
    }

    fn payoffs(&self, state: &State) -> Result<Vec<f64>> {
        match state.conquest {
            None => self.game.peace(&state.network),
            Some((attackers, target)) => self.game.conquest(&state.network, attackers, target),
        }
    }

    fn moves(&self, state: &State, coalition: Coalition) -> Result<Vec<State>> {
        if state.conquest.is_some() {
            return Ok(Vec::new());
        }
        let network = &state.network;
        let at_war = |network: &Graph, i| State { network: network.clone(), conquest: Some((coalition, i)) };
        let others = coalition.complement(self.players());
        let wins = |network: &Graph, i| self.game.wins(network, coalition, i);
        let mut moves: Vec<State> =
            others.players().filter(|&i| wins(network, i)).map(|i| at_war(network, i)).collect();
        let members: Vec<usize> = coalition.players().collect();
        for (k, &j) in members.iter().enumerate() {
            for &i in members[..k].iter().filter(|&&i| !network.has_edge(i, j)) {
                let allied = network.toggled(i, j)?;
                // Those they could beat without the link too: with it, winning may pay.
                moves.extend(others.players().filter(|&t| wins(&allied, t)).map(|t| at_war(&allied, t)));
            }
        }
        match members[..] {
            [i] => {
                for j in network.neighbours(i).players() {
                    moves.extend(self.relinked(network, i, j, &[i])?);
                }
            }
            [i, j] if !network.has_edge(i, j) => moves.extend(self.relinked(network, i, j, &[i, j])?),
            _ => {}
        }
        Ok(moves)
    }
}

/// A deviation in the terms of alliances.
fn named(game: &AllianceGame, deviation: Deviation<State>) -> Deviation<WarState> {
    let Deviation { coalition, to: State { network, conquest }, gains } = deviation;
    let to = match conquest {
        None => WarState::Peace { network },
        Some((attackers, target)) => {
            let defenders = game.defenders(&network, attackers, target);
            WarState::War {
                network,
                target,
                strength: game.strength(attackers, target),
                defenders,
                resistance: game.advantage() * game.strength(defenders, target),
            }
        }
    };
    Deviation { coalition, to, gains }
}

impl Labelled for WarState {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alliances = |network: &Graph| match network.edges().next() {
            None => "no alliance".to_owned(),
            Some(_) => labels.network(network).to_string(),
        };
        match self {
            WarState::Peace { network } => write!(f, "{}", alliances(network)),
            WarState::War { network, target, strength, defenders, resistance } => {
                let (target, defenders) = (labels.player(*target), labels.coalition(*defenders));
                write!(f, "war on {target} under {}, ", alliances(network))?;
                write!(f, "{strength:.4} against {resistance:.4} of {defenders}")
            }
        }
    }
}

impl Labelled for StableStates<Graph, Search> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "war-stable networks: {} of {}", self.count, self.searched)?;
        write!(f, " ({})", self.convention.improvement)?;
        self.states.iter().try_for_each(|network| write!(f, "\n  {}", labels.network(network)))
    }
}

written_in_numbers!(WarState, StableStates<Graph, Search>);
