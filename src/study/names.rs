//! Answers of the solvers in nations' names.

use crate::coalition::{Coalition, Partition};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Nations that act together: `{JPN KOR}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Bloc(pub Vec<NationCode>);

impl Bloc {
    /// The members of a coalition of players who are numbered as in `nations`.
    pub(super) fn of(coalition: Coalition, nations: &[NationCode]) -> Self {
        Bloc(coalition.players().filter_map(|i| nations.get(i).copied()).collect())
    }
}

/// Who is in a bloc with whom: `{JPN KOR} {CHN}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Structure(pub Vec<Bloc>);

impl Structure {
    /// The blocs of a coalition structure of players who are numbered as in `nations`.
    pub(super) fn of(partition: &Partition, nations: &[NationCode]) -> Self {
        Structure(partition.blocs().iter().map(|&bloc| Bloc::of(bloc, nations)).collect())
    }
}

impl fmt::Display for Bloc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.0.iter().map(NationCode::as_str).collect();
        write!(f, "{{{}}}", names.join(" "))
    }
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, bloc) in self.0.iter().enumerate() {
            write!(f, "{}{bloc}", if k > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}
