//! Airport games: what a runway long enough for the largest aircraft costs.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};
use serde::{Deserialize, Serialize};

/// One type of aircraft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "V: Value")]
pub struct AirportType<V> {
    /// Landings of this type, each of them a player.
    pub landings: u64,
    /// Cost of the runway that this type needs.
    #[serde(with = "crate::game::plain")]
    pub runway_cost: V,
}

/// The airport *cost* game: each landing is a player, `c(S)` is the runway of the costliest type in `S`.
///
/// Never tabulated: closed forms take it by type, with any number of landings
/// ([`runway_fees`](crate::solve::tu::runway_fees)).
///
/// # References
/// S. C. Littlechild and G. Owen, "A simple expression for the Shapley value in a special case", *Management
/// Science* 20 (1973).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<AirportType<V>>", into = "Vec<AirportType<V>>", bound = "V: Value")]
pub struct Airport<V = f64> {
    types: Vec<AirportType<V>>,
}

impl<V: Value> TryFrom<Vec<AirportType<V>>> for Airport<V> {
    type Error = Error;

    fn try_from(types: Vec<AirportType<V>>) -> Result<Self> {
        Airport::new(types)
    }
}

impl<V> From<Airport<V>> for Vec<AirportType<V>> {
    fn from(airport: Airport<V>) -> Self {
        airport.types
    }
}

impl<V: Value> Airport<V> {
    /// An airport with these types of aircraft, in any order.
    ///
    /// # Errors
    /// No type, a type without landings, a negative cost, landings past 2^53 in all.
    ///
    /// # Example
    /// ```
    /// use comity::game::{Airport, AirportType};
    /// let small = AirportType { landings: 2, runway_cost: 5.0 };
    /// let large = AirportType { landings: 1, runway_cost: 9.0 };
    /// let airport = Airport::new(vec![small, large])?;
    /// assert_eq!(airport.landings(), 3);
    /// assert!(Airport::new(vec![AirportType { landings: 0, runway_cost: 5.0 }]).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(types: Vec<AirportType<V>>) -> Result<Self> {
        if types.is_empty() {
            return Err(Error::invalid("airport", "types", 0, "at least one"));
        }
        for (k, t) in types.iter().enumerate() {
            if t.landings == 0 {
                return Err(Error::invalid(format!("aircraft type {k}"), "landings", 0, "at least 1"));
            }
            if !(t.runway_cost.is_finite() && t.runway_cost >= V::zero()) {
                let who = format!("aircraft type {k}");
                return Err(Error::invalid(who, "runway cost", &t.runway_cost, "at least 0"));
            }
        }
        let landings = types.iter().try_fold(0u64, |sum, t| sum.checked_add(t.landings));
        match landings {
            Some(n) if n <= 1 << 53 => Ok(Airport { types }),
            _ => Err(Error::invalid("airport", "landings", "more than 2^53", "at most 2^53")),
        }
    }

    /// The types, as given.
    pub fn types(&self) -> &[AirportType<V>] {
        &self.types
    }

    /// Number of landings: of players.
    pub fn landings(&self) -> u64 {
        self.types.iter().map(|t| t.landings).sum()
    }

    /// The dense cost game, landings numbered type by type; its worths are costs (less is better), and its
    /// savings game is [`TuGame::savings`].
    ///
    /// # Errors
    /// More than 30 landings.
    ///
    /// # Example
    /// ```
    /// use comity::game::{Airport, AirportType};
    /// let type_of = |runway_cost| AirportType { landings: 1, runway_cost };
    /// let airport = Airport::new(vec![type_of(5.0), type_of(9.0)])?;
    /// assert_eq!(airport.cost_game()?.values(), [0.0, 5.0, 9.0, 9.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn cost_game(&self) -> Result<TuGame<V>> {
        TuGame::<V>::check_size(self.landings() as usize)?;
        let costs: Vec<&V> =
            self.types.iter().flat_map(|t| (0..t.landings).map(|_| &t.runway_cost)).collect();
        let larger = |a: V, b: &V| if *b > a { b.clone() } else { a };
        TuGame::from_fn(costs.len(), |s: Coalition| {
            s.players().fold(V::zero(), |max, i| larger(max, costs[i]))
        })
    }
}
