//! Network formation: links are made by consent and severed at will.

use crate::coalition::{Coalition, Graph};
use crate::error::{Error, Result};
use crate::game::Effectivity;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Payoffs in every network, $u_i(g)$.
///
/// A user's own payoffs are one method; [`FnNetworkGame`] wraps a function.
///
/// # References
/// M. O. Jackson and A. Wolinsky, "A strategic model of social and economic networks", *Journal of Economic
/// Theory* 71 (1996), section 2 (a value function with its allocation rule).
pub trait NetworkGame: Sync {
    /// Number of players, at most 63.
    fn players(&self) -> usize;

    /// Each player's payoff in `network`. A pure function.
    ///
    /// # Errors
    /// A network that cannot be evaluated.
    fn payoffs(&self, network: &Graph) -> Result<Vec<f64>>;
}

/// A network game given by a function.
pub struct FnNetworkGame<F> {
    n: usize,
    payoffs: F,
}

impl<F: Fn(&Graph) -> Result<Vec<f64>> + Sync> FnNetworkGame<F> {
    /// The game of `n` players in which `network` gives them `payoffs(network)`.
    ///
    /// # Errors
    /// `n` outside 1..=63.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::Graph;
    /// use comity::game::{FnNetworkGame, NetworkGame};
    /// let degree = |g: &Graph, i| g.neighbours(i).len() as f64;
    /// let links = FnNetworkGame::new(3, |g: &Graph| Ok((0..3).map(|i| degree(g, i)).collect()))?;
    /// assert_eq!(links.payoffs(&Graph::complete(3)?)?, [2.0; 3]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(n: usize, payoffs: F) -> Result<Self> {
        if n == 0 || n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("network game", "players", n, "1..=63"));
        }
        Ok(FnNetworkGame { n, payoffs })
    }
}

impl<F: Fn(&Graph) -> Result<Vec<f64>> + Sync> NetworkGame for FnNetworkGame<F> {
    fn players(&self) -> usize {
        self.n
    }

    fn payoffs(&self, network: &Graph) -> Result<Vec<f64>> {
        if network.players() != self.n {
            return Err(Error::Shape {
                what: "network of a network game".into(),
                expected: format!("{} players", self.n),
                got: format!("{} players", network.players()),
            });
        }
        (self.payoffs)(network)
    }
}

/// Links that a coalition can change in one step. Under every rule both ends must agree to a new link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkRule {
    /// A player severs one of its links, two players make theirs: pairwise stability (Jackson & Wolinsky
    /// 1996).
    OneLink,
    /// A player severs any of its links, two players make theirs: pairwise Nash stability (Calvó-Armengol &
    /// İlkılıç 2009).
    OwnLinks,
    /// A coalition makes any links among its members and severs any links of its members, all at once: strong
    /// stability (Dutta & Mutuswami 1997; Jackson & van den Nouweland 2005).
    AnyLinks,
}

impl fmt::Display for LinkRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LinkRule::OneLink => "a player severs one link, two make one",
            LinkRule::OwnLinks => "a player severs any of its links, two make one",
            LinkRule::AnyLinks => "a coalition severs any links of its members and makes any among them",
        })
    }
}

/// A network game under a rule of link formation, in effectivity form: its states are networks.
pub struct NetworkFormation<'a, G: ?Sized> {
    /// The payoffs.
    pub game: &'a G,
    /// Rule of link formation.
    pub rule: LinkRule,
}

impl<G: NetworkGame + ?Sized> Effectivity for NetworkFormation<'_, G> {
    type State = Graph;

    fn players(&self) -> usize {
        self.game.players()
    }

    fn payoffs(&self, network: &Graph) -> Result<Vec<f64>> {
        self.game.payoffs(network)
    }

    /// # Errors
    /// More than 20 links that one coalition could change at once.
    fn moves(&self, network: &Graph, coalition: Coalition) -> Result<Vec<Graph>> {
        const MOST_LINKS: usize = 20;
        let members: Vec<usize> = coalition.players().collect();
        match (self.rule, &members[..]) {
            (LinkRule::OneLink, &[i]) => {
                network.neighbours(i).players().map(|j| network.toggled(i, j)).collect()
            }
            (LinkRule::OneLink | LinkRule::OwnLinks, &[i, j]) if !network.has_edge(i, j) => {
                Ok(vec![network.toggled(i, j)?])
            }
            (LinkRule::OneLink, _) => Ok(Vec::new()),
            (LinkRule::OwnLinks, _) if members.len() > 1 => Ok(Vec::new()),
            _ => {
                let within = members.iter().flat_map(|&i| members.iter().map(move |&j| (i, j)));
                let across = network.edges().filter(|&(i, j)| coalition.contains(i) != coalition.contains(j));
                let links: Vec<(usize, usize)> = within.filter(|(i, j)| i < j).chain(across).collect();
                if links.len() > MOST_LINKS {
                    return Err(Error::TooLarge {
                        what: format!("links that {coalition} can change"),
                        n: links.len(),
                        limit: MOST_LINKS,
                        reason: format!("2^{} networks in one step", links.len()),
                    });
                }
                // Gray code: one link differs from a network to the next.
                let mut networks: Vec<Graph> = Vec::with_capacity((1 << links.len()) - 1);
                for step in 1..1u32 << links.len() {
                    let (i, j) = links[step.trailing_zeros() as usize];
                    networks.push(networks.last().unwrap_or(network).toggled(i, j)?);
                }
                Ok(networks)
            }
        }
    }
}
