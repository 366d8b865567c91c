//! A world as plain data: what a scenario file holds, before it is checked.

use super::{Nation, NationCode, Rows, World};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A world as written in a scenario file. [`World::new`] checks it.
///
/// ```
/// use comity::world::{World, WorldData};
/// let data: WorldData = World::northeast_asia_2002().into();
/// let again = World::new(data)?;
/// assert_eq!(again.len(), 11);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldData {
    /// What world this is.
    pub name: String,
    /// Year of the figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Unordered pairs that share a land border.
    #[serde(default)]
    pub land_borders: Vec<(NationCode, NationCode)>,
    /// Unordered pairs of strategic rivals.
    #[serde(default)]
    pub rivalries: Vec<(NationCode, NationCode)>,
    /// Directed defence obligations in force: the first is bound to defend the second.
    #[serde(default)]
    pub defence_obligations: Vec<(NationCode, NationCode)>,
    /// Where each kind of figure comes from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
    /// The nations; their order is the order of every table.
    #[serde(rename = "nation", default)]
    pub nations: Vec<Nation>,
    /// Trade flows `X`, USD bn a year: a row for each exporter, a column for each importer; the diagonal is
    /// domestic sales, at least 1e-9. One more row and column `ROW` may hold the rest of the world.
    #[serde(default)]
    pub trade: Rows,
    /// Distance between capitals, km: symmetric, zero on the diagonal.
    #[serde(default)]
    pub distance: Rows,
    /// Trust `T` of the row nation in the column nation, 0..1. Left out, it follows from
    /// [`mechanism::trust::initial`](crate::mechanism::trust::initial).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Rows>,
}

impl TryFrom<WorldData> for World {
    type Error = Error;
    fn try_from(data: WorldData) -> Result<Self> {
        World::new(data)
    }
}

impl From<World> for WorldData {
    fn from(world: World) -> Self {
        world.to_data()
    }
}
