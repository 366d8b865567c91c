//! War-stability of alliances.

use super::table::count;
use crate::coalition::{Coalition, Graph, Labels, relabel};
use crate::error::{Error, Result};
use crate::game::AllianceGame;
use crate::game::Effectivity;
use crate::parallel::try_map;
use crate::solve::deviation::{self, Improvement, Search, Searched, StableStates};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// When attackers, and players who make or sever links, count as better off.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct WarConvention {
    /// The members who must gain.
    pub improvement: Improvement,
    /// Gains up to this size are ties.
    pub tolerance: f64,
}

impl Default for WarConvention {
    /// Nobody loses and one gains; tolerance 1e-12.
    fn default() -> Self {
        WarConvention { improvement: Improvement::Weak, tolerance: 1e-12 }
    }
}

/// A deviation that upsets a network of alliances.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarBreach {
    /// Some attack a vulnerable player and win: at once, or after two of them have allied.
    Attack {
        /// The attackers.
        attackers: Coalition,
        /// The player attacked.
        #[serde(serialize_with = "relabel::player")]
        target: usize,
        /// The link that two of them make first.
        #[serde(serialize_with = "relabel::player")]
        new_link: Option<(usize, usize)>,
        /// The total strength of the attackers, `M(C)`.
        strength: f64,
        /// The defenders, the target included.
        defenders: Coalition,
        /// Their total strength with the advantage of defence, `γ M(C')`.
        resistance: f64,
        /// The gain of each attacker, ascending.
        gains: Vec<f64>,
    },
    /// A player severs a link that it is better off and not vulnerable without.
    Severs {
        /// The player that severs the link.
        #[serde(serialize_with = "relabel::player")]
        player: usize,
        /// Its partner.
        #[serde(serialize_with = "relabel::player")]
        partner: usize,
        /// The gain of the player.
        gain: f64,
    },
    /// Two players make a link that they are better off and neither is vulnerable with.
    Adds {
        /// The two players.
        #[serde(serialize_with = "relabel::player")]
        players: (usize, usize),
        /// The gain of each.
        gains: (f64, f64),
    },
}

/// Whether a network of alliances is war-stable.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WarVerdict {
    /// The deviation of the fewest players; none where the network is stable.
    pub breach: Option<WarBreach>,
    /// The convention.
    pub convention: WarConvention,
    /// The extent of the search: all moves, where the network is stable.
    pub searched: Searched,
}

impl WarVerdict {
    /// Whether the network is war-stable.
    pub fn is_stable(&self) -> bool {
        self.breach.is_none()
    }
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
/// what "better off" means for several is the convention.
///
/// Without benefits of links (any positive cost) no network with a link is war-stable where allies may
/// attack, and the empty one is iff `γ ≥ (M₁ + M₂) / M_n`, the two strongest over the weakest (Theorem 1, n ≥
/// 3). Benefits of links bring stability back in two ways: links that pay are kept though no attack
/// threatens, and nobody attacks an ally whose links are worth more than the spoils (the two forces behind
/// their Theorem 2).
///
/// # Errors
/// More than 16 players; a network of another number of players; an error of the payoffs.
///
/// # Complexity
/// `2^n` coalitions; each that can be led by one of its members, `n` targets in up to `n²/2` networks.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::AllianceGame;
/// use comity::solve::network::{WarBreach, WarConvention, war_stability};
/// let balanced = AllianceGame::new([3.0, 2.0, 2.0], 2.5)?;
/// let nobody = Graph::empty(3)?;
/// assert!(war_stability(&balanced, &nobody, WarConvention::default())?.is_stable()); // 2.5 ≥ (3 + 2) / 2
/// let weaker = AllianceGame::new([3.0, 2.0, 2.0], 2.4)?;
/// let verdict = war_stability(&weaker, &nobody, WarConvention::default())?;
/// assert!(matches!(verdict.breach, Some(WarBreach::Attack { new_link: Some((0, 1)), target: 2, .. })));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. O. Jackson and S. Nei, "Networks of military alliances, wars, and international trade", *Proceedings of
/// the National Academy of Sciences* 112(50) (2015), conditions S1–S3 and Theorem 1.
pub fn war_stability(game: &AllianceGame, network: &Graph, convention: WarConvention) -> Result<WarVerdict> {
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
    let search =
        Search { improvement: convention.improvement, tolerance: convention.tolerance, ..Search::up_to(n) };
    let start = State { network: network.clone(), conquest: None };
    let verdict = deviation::stability(&Wars { game, convention }, &start, &search)?;
    let breach = verdict.deviation().and_then(|d| breach(game, network, d));
    Ok(WarVerdict { breach, convention, searched: verdict.searched })
}

/// All war-stable networks, exhaustively. Where the list is empty, none exists.
///
/// # Errors
/// More than 6 players; as [`war_stability`].
///
/// # Complexity
/// [`war_stability`] of `2^(n(n−1)/2)` networks, in parallel.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::AllianceGame;
/// use comity::solve::network::{WarConvention, war_stable_networks};
/// let balanced = AllianceGame::new([3.0, 2.0, 2.0], 2.5)?;
/// let stable = war_stable_networks(&balanced, WarConvention::default())?;
/// assert_eq!(stable.states, [Graph::empty(3)?]); // idle alliances are given up
/// # Ok::<(), comity::Error>(())
/// ```
pub fn war_stable_networks(
    game: &AllianceGame,
    convention: WarConvention,
) -> Result<StableStates<Graph, WarConvention>> {
    let n = game.players();
    let searched = count(n, 6)?;
    let stable = try_map(searched, |mask| {
        let network = Graph::from_edge_mask(n, mask as u64)?;
        Ok(war_stability(game, &network, convention)?.is_stable().then_some(network))
    })?;
    Ok(StableStates::all(stable.into_iter().flatten().collect(), searched, convention))
}

/// A network at peace, or with which a war began that one player has lost.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    network: Graph,
    /// Who has beaten whom.
    conquest: Option<(Coalition, usize)>,
}

/// Who can bring about which network or which war, safety first.
struct Wars<'a, 'b> {
    game: &'a AllianceGame<'b>,
    convention: WarConvention,
}

impl Wars<'_, '_> {
    /// Whether some coalition can attack `player`, win and be better off.
    fn is_vulnerable(&self, network: &Graph, player: usize) -> Result<bool> {
        let now = self.game.peace(network)?;
        for leader in (0..self.players()).filter(|&j| j != player) {
            let allies = network.neighbours(leader).without(player);
            for attackers in allies.subsets().map(|s| s.with(leader)) {
                if self.game.wins(network, attackers, player) {
                    let then = self.game.conquest(network, attackers, player)?;
                    let gains = attackers.players().map(|j| then[j] - now[j]);
                    if self.convention.improvement.accepts(gains, self.convention.tolerance) {
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

/// A deviation in the terms of alliances. (One that changes nothing gains nobody anything, and is none.)
fn breach(
    game: &AllianceGame,
    network: &Graph,
    deviation: &deviation::Deviation<State>,
) -> Option<WarBreach> {
    let State { network: then, conquest } = &deviation.to;
    let changed = || {
        let differs = |&(i, j): &(usize, usize)| !(network.has_edge(i, j) && then.has_edge(i, j));
        network.edges().chain(then.edges()).find(differs)
    };
    let gains = &deviation.gains;
    Some(match (conquest, changed(), &gains[..]) {
        (None, Some(players), &[first, second]) => WarBreach::Adds { players, gains: (first, second) },
        (None, Some((i, j)), &[gain, ..]) => {
            let player = deviation.coalition.first().unwrap_or(i);
            WarBreach::Severs { player, partner: i + j - player, gain }
        }
        (&Some((attackers, target)), new_link, _) => {
            let defenders = game.defenders(then, attackers, target);
            WarBreach::Attack {
                attackers,
                target,
                new_link,
                strength: game.strength(attackers, target),
                defenders,
                resistance: game.advantage() * game.strength(defenders, target),
                gains: gains.clone(),
            }
        }
        (None, ..) => return None,
    })
}

impl Labelled for WarBreach {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WarBreach::Attack { attackers, target, new_link, strength, defenders, resistance, .. } => {
                if let Some((i, j)) = new_link {
                    write!(f, "{} and {} ally; then ", labels.player(*i), labels.player(*j))?;
                }
                let (attackers, defenders) = (labels.coalition(*attackers), labels.coalition(*defenders));
                write!(f, "{attackers} can beat {}", labels.player(*target))?;
                write!(f, ", {strength:.4} against {resistance:.4} of {defenders}")
            }
            WarBreach::Severs { player, partner, .. } => {
                let (player, partner) = (labels.player(*player), labels.player(*partner));
                write!(f, "{player} is as safe without its alliance with {partner}")
            }
            WarBreach::Adds { players: (i, j), .. } => {
                write!(f, "{} and {} are as safe with an alliance", labels.player(*i), labels.player(*j))
            }
        }
    }
}

impl Labelled for WarVerdict {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.breach {
            None => f.write_str("war-stable")?,
            Some(breach) => write!(f, "not war-stable; {}", breach.labelled(labels))?,
        }
        write!(f, " ({}; {})", self.convention.improvement, self.searched)
    }
}

impl Labelled for StableStates<Graph, WarConvention> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "war-stable networks: {} of {}", self.count, self.searched)?;
        write!(f, " ({})", self.convention.improvement)?;
        self.states.iter().try_for_each(|network| write!(f, "\n  {}", labels.network(network)))
    }
}

written_in_numbers!(WarBreach, WarVerdict, StableStates<Graph, WarConvention>);
