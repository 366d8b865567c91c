//! Pairwise, pairwise Nash and strong stability of networks, and efficiency.

use super::table::{Table, count};
use crate::coalition::{Graph, Labels};
use crate::error::{Error, Result};
use crate::game::{LinkRule, NetworkFormation, NetworkGame};
use crate::parallel::try_map;
use crate::solve::deviation::{self, Improvement, Search, StableStates, Verdict, check_tolerance};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most players whose networks are all gone through: 2^21 of them.
const MOST_PLAYERS: usize = 7;

/// A concept of stability of networks: who can change which links, how many together, and what they count as
/// better.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct NetworkSearch {
    /// The links that a coalition can change.
    pub rule: LinkRule,
    /// Largest coalition, what counts as a gain, ties, limits.
    pub search: Search,
}

impl NetworkSearch {
    /// Pairwise stability (Jackson & Wolinsky 1996): nobody gains by severing a link, and no two are, one
    /// better and the other no worse off with theirs.
    ///
    /// ```
    /// use comity::solve::network::NetworkSearch;
    /// assert_eq!(NetworkSearch::pairwise().search.coalition_size, 2);
    /// ```
    pub fn pairwise() -> Self {
        let search = Search { improvement: Improvement::Weak, ..Search::up_to(2) };
        NetworkSearch { rule: LinkRule::OneLink, search }
    }

    /// Pairwise Nash stability (Calvó-Armengol & İlkılıç 2009): the same where a player may sever several
    /// links at once.
    ///
    /// ```
    /// use comity::game::LinkRule;
    /// use comity::solve::network::NetworkSearch;
    /// assert_eq!(NetworkSearch::pairwise_nash().rule, LinkRule::OwnLinks);
    /// ```
    pub fn pairwise_nash() -> Self {
        NetworkSearch { rule: LinkRule::OwnLinks, ..Self::pairwise() }
    }

    /// Strong stability against coalitions of up to `k`, every member of which must gain (Dutta & Mutuswami
    /// 1997). With [`Improvement::Weak`] it is that of Jackson & van den Nouweland (2005).
    ///
    /// ```
    /// use comity::solve::network::NetworkSearch;
    /// assert_eq!(NetworkSearch::strong(5).search.coalition_size, 5);
    /// ```
    pub fn strong(k: usize) -> Self {
        NetworkSearch { rule: LinkRule::AnyLinks, search: Search::up_to(k) }
    }
}

/// Whether a network is stable: no coalition of the search can change its links so that it is better off.
///
/// # Errors
/// As [`deviation::stability`]; a network of another number of players; a coalition that could change more
/// than 20 links at once.
///
/// # Complexity
/// Pairwise: one evaluation for every pair of players. Pairwise Nash: `2^d` for a player of `d` links.
/// Strong: `2^m` for a coalition that can change `m` links.
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Graph};
/// use comity::game::connections;
/// use comity::solve::network::{NetworkSearch, network_stability};
/// let game = connections(4, 0.5, 0.3)?;
/// let star = Graph::new(4, [(0, 1), (0, 2), (0, 3)])?;
/// assert!(network_stability(&game, &star, &NetworkSearch::pairwise())?.is_stable());
/// let verdict = network_stability(&game, &Graph::empty(4)?, &NetworkSearch::pairwise())?;
/// let deviation = verdict.deviation().unwrap();
/// assert_eq!(deviation.coalition, Coalition::from_mask(0b11)); // 0 and 1 make a link …
/// assert_eq!(deviation.gains, [0.2, 0.2]); // … worth δ − c to each
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. O. Jackson and A. Wolinsky, "A strategic model of social and economic networks", *JET* 71 (1996); A.
/// Calvó-Armengol and R. İlkılıç, "Pairwise-stability and Nash equilibria in network formation",
/// *International Journal of Game Theory* 38 (2009); B. Dutta and S. Mutuswami, "Stable networks", *JET* 76
/// (1997); M. O. Jackson and A. van den Nouweland, "Strongly stable networks", *Games and Economic Behavior*
/// 51 (2005).
pub fn network_stability<G: NetworkGame + ?Sized>(
    game: &G,
    network: &Graph,
    search: &NetworkSearch,
) -> Result<Verdict<Graph>> {
    if network.players() != game.players() {
        return Err(Error::Shape {
            what: "network under test".into(),
            expected: format!("{} players", game.players()),
            got: format!("{} players", network.players()),
        });
    }
    deviation::stability(&NetworkFormation { game, rule: search.rule }, network, &search.search)
}

/// All stable networks, exhaustively. Where the list is empty, none exists.
///
/// # Errors
/// More than 7 players; a search with a limit on states, which proves nothing; an error of `game`.
///
/// # Complexity
/// One evaluation a network, `2^(n(n−1)/2)` of them, then [`network_stability`] of each on the table, in
/// parallel: 32 768 at n = 6, 2 million at n = 7. Strong stability has up to `2^m` moves to compare in each:
/// sensible to n = 5.
///
/// # Examples
/// ```
/// use comity::game::connections;
/// use comity::solve::network::{NetworkSearch, stable_networks};
/// let cheap = stable_networks(&connections(4, 0.5, 0.1)?, &NetworkSearch::pairwise())?;
/// assert_eq!(cheap.states.len(), 1); // the complete network
/// assert_eq!(cheap.states[0].edges().count(), 6);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// As [`network_stability`].
pub fn stable_networks<G: NetworkGame + ?Sized>(
    game: &G,
    search: &NetworkSearch,
) -> Result<StableStates<Graph, NetworkSearch>> {
    if let Some(limit) = search.search.max_states {
        return Err(Error::invalid("search of all networks", "max_states", limit, "no limit"));
    }
    let n = game.players();
    let searched = count(n, MOST_PLAYERS)?;
    let table = Table::new(game, MOST_PLAYERS)?;
    let stable = try_map(searched, |mask| {
        let network = Graph::from_edge_mask(n, mask as u64)?;
        Ok(network_stability(&table, &network, search)?.is_stable().then_some(network))
    })?;
    let networks = stable.into_iter().flatten().collect();
    Ok(StableStates::all(networks, searched, *search))
}

/// The networks of largest total payoff.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EfficientNetworks {
    /// The networks, in the order of [`Graph::edge_mask`].
    pub networks: Vec<Graph>,
    /// The largest $\sum_i u_i(g)$.
    pub total: f64,
    /// Totals that fall short by no more than this are ties.
    pub tolerance: f64,
    /// How many networks were compared: all `2^(n(n−1)/2)`.
    pub searched: u64,
}

/// The networks that maximise the sum of payoffs: strong efficiency (Jackson & Wolinsky 1996). Exhaustive.
///
/// # Errors
/// More than 7 players; a tolerance that is negative or NaN; an error of `game`, a payoff that is not a
/// number.
///
/// # Complexity
/// One evaluation a network, `2^(n(n−1)/2)` of them, in parallel.
///
/// # Examples
/// ```
/// use comity::game::connections;
/// use comity::solve::network::efficient_networks;
/// let stars = efficient_networks(&connections(4, 0.5, 0.45)?, 1e-9)?;
/// assert_eq!(stars.networks.len(), 4); // one around each player
/// # Ok::<(), comity::Error>(())
/// ```
pub fn efficient_networks<G: NetworkGame + ?Sized>(game: &G, tolerance: f64) -> Result<EfficientNetworks> {
    check_tolerance("efficient networks", tolerance)?;
    let n = game.players();
    let searched = count(n, MOST_PLAYERS)?;
    let table = Table::new(game, MOST_PLAYERS)?;
    let total = |mask: usize| table.row(mask).iter().sum::<f64>();
    if let Some(mask) = (0..searched).find(|&mask| total(mask).is_nan()) {
        let network = Graph::from_edge_mask(n, mask as u64)?;
        return Err(Error::invalid(format!("network {network}"), "total payoff", f64::NAN, "a number"));
    }
    let best = (0..searched).map(total).fold(f64::NEG_INFINITY, f64::max);
    let networks = (0..searched)
        .filter(|&mask| total(mask) >= best - tolerance)
        .map(|mask| Graph::from_edge_mask(n, mask as u64))
        .collect::<Result<_>>()?;
    Ok(EfficientNetworks { networks, total: best, tolerance, searched: searched as u64 })
}

impl Labelled for StableStates<Graph, NetworkSearch> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rule, search) = (self.convention.rule, &self.convention.search);
        write!(f, "stable networks: {} of {}", self.count, self.searched)?;
        write!(f, " ({rule}; coalitions up to {}, {})", search.coalition_size, search.improvement)?;
        self.states.iter().try_for_each(|network| write!(f, "\n  {}", labels.network(network)))
    }
}

impl Labelled for EfficientNetworks {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, network) in self.networks.iter().enumerate() {
            let (total, network) = (labels.amount(self.total), labels.network(network));
            write!(f, "{}best for all together, {total}: {network}", if k > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

written_in_numbers!(StableStates<Graph, NetworkSearch>, EfficientNetworks);
