//! Games with externalities: a table of worths by structure and bloc, or by sizes alone.

use super::case::Case;
use super::number::Exact;
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, PartitionGame, SizeStructure, SymmetricGame};
use num_traits::Zero;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Structure {
    partition: Vec<Coalition>,
    worth: BTreeMap<u64, Exact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Size {
    coalition_size: usize,
    structure: SizeStructure,
    worth: Exact,
}

impl Case {
    /// A game in partition function form: `partition_function`, a list of structures with the worths of their
    /// blocs; a bloc that is not listed is worth 0.
    ///
    /// # Errors
    /// A missing field; blocs that are no partition; a worth of what is no bloc; a structure given twice.
    #[inline]
    pub(crate) fn partition_game(&self) -> Result<PartitionGame<Fraction>> {
        let (n, key) = (self.players()?, "partition_function");
        let structures: Vec<Structure> = self.parsed(key)?;
        let mut table: BTreeMap<Partition, BTreeMap<u64, Exact>> = BTreeMap::new();
        for Structure { partition, worth } in structures {
            let partition = Partition::new(n, partition).map_err(|e| self.error(key, e))?;
            let bloc = worth.keys().find(|&&b| partition.position(Coalition::from_mask(b)).is_none());
            if let Some(bloc) = bloc {
                return Err(self.error(key, format!("{bloc} is no bloc of {partition}")));
            }
            if table.insert(partition.clone(), worth).is_some() {
                return Err(self.error(key, format!("{partition} is given twice")));
            }
        }
        PartitionGame::from_fn(n, |p| {
            let worth = |b: &Coalition| table.get(p).and_then(|row| row.get(&b.mask())).map(|w| w.0.clone());
            Ok(p.blocs().iter().map(|b| worth(b).unwrap_or_else(Fraction::zero)).collect())
        })
        .map_err(|e| self.error("n", e))
    }

    /// A game between symmetric players: `worths`, a list of sizes of a bloc in a structure of sizes; any
    /// other bloc is worth `default_worth`, or 0.
    ///
    /// # Errors
    /// A missing field; a structure of another number of players; a bloc that is not in its structure.
    #[inline]
    pub(crate) fn symmetric_game(
        &self,
    ) -> Result<SymmetricGame<impl Fn(usize, &SizeStructure) -> Result<Fraction>, Fraction>> {
        let n = self.players()?;
        let sizes: Vec<Size> = self.parsed("worths")?;
        let default =
            if self.has("default_worth") { self.number("default_worth")? } else { Fraction::zero() };
        let mut table = BTreeMap::new();
        for Size { coalition_size, structure, worth } in sizes {
            if structure.sizes().iter().sum::<usize>() != n || !structure.sizes().contains(&coalition_size) {
                let allowed = format!("a bloc of {coalition_size} in a structure of {n} players");
                return Err(self.error("worths", Error::invalid("worth", "structure", &structure, allowed)));
            }
            table.insert((structure, coalition_size), worth.0);
        }
        let worth = move |size: usize, structure: &SizeStructure| {
            Ok(table.get(&(structure.clone(), size)).unwrap_or(&default).clone())
        };
        SymmetricGame::new(n, worth).map_err(|e| self.error("n", e))
    }
}
