//! All networks on a few players, numbered.

use crate::coalition::Graph;
use crate::error::{Error, Result};
use crate::game::NetworkGame;
use crate::parallel::try_map;

/// How many networks there are on `n` players.
///
/// # Errors
/// More than `limit` players.
pub(super) fn count(n: usize, limit: usize) -> Result<usize> {
    if n > limit {
        let pairs = n * (n - 1) / 2;
        return Err(Error::TooLarge {
            what: "all networks".into(),
            n,
            limit,
            reason: format!("2^{pairs} networks; one network can be tested alone"),
        });
    }
    Ok(1 << (n * n.saturating_sub(1) / 2))
}

/// Payoffs in every network, by edge mask: every network is evaluated once.
pub(super) struct Table {
    n: usize,
    payoffs: Vec<Vec<f64>>,
}

impl Table {
    /// Networks that are evaluated by one thread at a time.
    const BLOCK: usize = 256;

    /// # Errors
    /// More than `limit` players, an error of `game`.
    pub(super) fn new<G: NetworkGame + ?Sized>(game: &G, limit: usize) -> Result<Self> {
        let n = game.players();
        let all = count(n, limit)?;
        let payoffs = try_map(all.div_ceil(Self::BLOCK), |block| {
            let masks = block * Self::BLOCK..all.min((block + 1) * Self::BLOCK);
            let mut payoffs = Vec::with_capacity(n * masks.len());
            for mask in masks {
                let row = game.payoffs(&Graph::from_edge_mask(n, mask as u64)?)?;
                if row.len() != n {
                    return Err(shape(n, row.len()));
                }
                payoffs.extend(row);
            }
            Ok(payoffs)
        })?;
        Ok(Table { n, payoffs })
    }

    /// The payoffs in the network of this mask.
    pub(super) fn row(&self, mask: usize) -> &[f64] {
        let at = mask % Self::BLOCK * self.n;
        &self.payoffs[mask / Self::BLOCK][at..at + self.n]
    }
}

impl NetworkGame for Table {
    fn players(&self) -> usize {
        self.n
    }

    fn payoffs(&self, network: &Graph) -> Result<Vec<f64>> {
        match network.edge_mask() {
            Some(mask) if network.players() == self.n => Ok(self.row(mask as usize).to_vec()),
            _ => Err(shape(self.n, network.players())),
        }
    }
}

fn shape(expected: usize, got: usize) -> Error {
    Error::Shape {
        what: "payoffs of a network".into(),
        expected: format!("{expected} players"),
        got: format!("{got} players"),
    }
}
