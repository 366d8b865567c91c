//! Proof that a coalition structure is optimal: prices, and the pruning they justify.

use crate::coalition::Partition;
use serde::{Deserialize, Serialize};

/// The claim of a solver about a coalition structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StructureCertificate {
    /// The structure.
    pub partition: Partition,
    /// Its worth.
    pub value: f64,
    /// No structure is worth more.
    pub bound: f64,
    /// A price for each player that no coalition's worth exceeds.
    pub prices: Vec<f64>,
    /// Coalitions with a deficit `p(S) − v(S)` of at most `Σp − value`.
    pub survivors: u64,
}

/// How much of a [`StructureCertificate`] was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StructureProof {
    /// No structure is worth more than the claimed bound: by the prices, or by trying every cover of the
    /// players by survivors.
    Bound,
    /// No structure is worth more than `Σp`; the claimed bound is lower, and the covers are too many to try
    /// here.
    PriceBound,
}
