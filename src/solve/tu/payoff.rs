//! Sets of payoffs, and the breach of what defines them.

use crate::coalition::{Coalition, Labels, Partition};
use crate::game::{Fraction, Value};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A set of payoffs that a solution concept selects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub enum PayoffSet<V = f64> {
    /// The core: `x(N) = v(N)` and `x(S) ≥ v(S)` for every coalition S.
    Core,
    /// The ε-core: `x(N) = v(N)` and `x(S) ≥ v(S) − ε` for every proper coalition.
    EpsilonCore(#[serde(with = "crate::game::plain")] V),
    /// The core relative to a coalition structure: `x(C) = v(C)` for every bloc, `x(S) ≥ v(S)` for every S.
    StructureCore(Partition),
    /// The prekernel: `x(N) = v(N)` and `s_ij(x) = s_ji(x)` for all players, `s_ij` the
    /// [surplus](super::surplus()) of i over j. The prenucleolus is always in it.
    Prekernel,
    /// The kernel of the grand coalition: an imputation at which nobody outweighs another who gets more than
    /// alone, `s_ij(x) ≤ s_ji(x)` or `x_j = v({j})`. The nucleolus is in it wherever there is an imputation.
    Kernel,
    /// The bargaining set `M₁⁽ⁱ⁾` of the grand coalition: an imputation at which every objection has a
    /// counter-objection.
    ///
    /// An *objection* of i against j is a coalition S with i and without j and payoffs `y(S) = v(S)`, `y_k >
    /// x_k` for all its members. A *counter-objection* is a coalition T with j and without i that can pay
    /// `z(T) = v(T)`, `z_k ≥ y_k` to members of S and `z_k ≥ x_k` to others.
    BargainingSet,
}

impl<V> fmt::Display for PayoffSet<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PayoffSet::Core => "core",
            PayoffSet::EpsilonCore(_) => "ε-core",
            PayoffSet::StructureCore(_) => "core relative to a structure",
            PayoffSet::Prekernel => "prekernel",
            PayoffSet::Kernel => "kernel",
            PayoffSet::BargainingSet => "bargaining set",
        })
    }
}

/// The reason why a payoff is not in a set of payoffs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
#[serde(rename_all = "snake_case")]
pub enum Breach<V = f64> {
    /// The payoffs of a bloc do not add up to its worth: of everybody, outside a core relative to a structure.
    NotEfficient {
        /// C.
        coalition: Coalition,
        /// `x(C)`.
        #[serde(with = "crate::game::plain")]
        paid: V,
        /// `v(C)`.
        #[serde(with = "crate::game::plain")]
        worth: V,
    },
    /// A player gets less than alone (kernel).
    NotRational {
        /// The player.
        player: usize,
        /// `x_i`.
        #[serde(with = "crate::game::plain")]
        payoff: V,
        /// `v({i})`.
        #[serde(with = "crate::game::plain")]
        worth: V,
    },
    /// A coalition does better alone by more than ε (cores).
    Blocked {
        /// The coalition.
        coalition: Coalition,
        /// `v(S) − x(S)`.
        #[serde(with = "crate::game::plain")]
        excess: V,
    },
    /// A player can hold out for more against another than the other way round (kernels).
    Outweighs {
        /// i, who outweighs.
        player: usize,
        /// j, who is outweighed (and gets more than alone, in the kernel).
        other: usize,
        /// `s_ij(x)`.
        #[serde(with = "crate::game::plain")]
        surplus: V,
        /// `s_ji(x)`, less than that.
        #[serde(with = "crate::game::plain")]
        counter: V,
    },
    /// An objection that no coalition can counter (bargaining set).
    Objected {
        /// i, who objects.
        player: usize,
        /// j, against whom.
        against: usize,
        /// S, with i and without j.
        coalition: Coalition,
        /// `y_k − x_k` for the members k of S, ascending.
        #[serde(with = "crate::game::plain")]
        gains: Vec<Fraction>,
    },
}

/// Whether a payoff is in a set of payoffs, or why it is not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct PayoffVerdict<V = f64> {
    /// The payoff of each player.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<V>,
    /// The set.
    pub set: PayoffSet<V>,
    /// Equalities may fail, and gains count only beyond, this share of the largest worth.
    pub tolerance: f64,
    /// The breach; none where the payoff is in the set.
    pub breach: Option<Breach<V>>,
    /// Coalitions compared; for the kernels pairs of players, for the bargaining set objections tried.
    pub compared: u64,
}

impl<V> PayoffVerdict<V> {
    /// Whether the payoff is in the set.
    pub fn is_stable(&self) -> bool {
        self.breach.is_none()
    }
}

impl<V: Value> Labelled for PayoffVerdict<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = |x: &V| labels.amount(x.to_f64());
        let Some(breach) = &self.breach else { return write!(f, "in the {}", self.set) };
        write!(f, "not in the {}: ", self.set)?;
        match breach {
            Breach::NotEfficient { coalition, paid, worth } => {
                write!(f, "{} gets {} of {}", labels.coalition(*coalition), amount(paid), amount(worth))
            }
            Breach::NotRational { player, payoff, worth } => {
                write!(f, "{} gets {}, alone {}", labels.player(*player), amount(payoff), amount(worth))
            }
            Breach::Blocked { coalition, excess } => {
                write!(f, "{} does better alone by {}", labels.coalition(*coalition), amount(excess))
            }
            Breach::Outweighs { player, other, surplus, counter } => {
                let (i, j) = (labels.player(*player), labels.player(*other));
                write!(f, "{i} outweighs {j}, {} against {}", amount(surplus), amount(counter))
            }
            Breach::Objected { player, against, coalition, gains } => {
                let gains: Vec<f64> = gains.iter().map(Value::to_f64).collect();
                let (i, j) = (labels.player(*player), labels.player(*against));
                let (s, gains) = (labels.coalition(*coalition), labels.amounts(*coalition, &gains));
                write!(f, "{i} objects to {j} with {s}, gaining {gains}")
            }
        }
    }
}

written_in_numbers!(PayoffVerdict<V> where [V: Value]);
