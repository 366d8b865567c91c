//! A world as plain data: what a scenario file holds, before it is checked.

use super::{Nation, NationCode, rows};
use crate::keyed;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// A world as written in a scenario file; [`World::new`](super::World::new) checks it.
///
/// A table is a list of rows, each with the nation it belongs to, in any order; its columns are in the order
/// of the nations.
///
/// ```
/// use comity::world::{World, WorldData};
/// let mut data: WorldData = World::northeast_asia_2002().into();
/// data.trade[1].1[0] *= 2.0; // the row of Japan, the column of the United States
/// let world = World::new(data)?;
/// assert_eq!(world.trade()[(1, 0)], 2.0 * 124.633);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorldData {
    /// Name of the world.
    pub name: String,
    /// Year of the figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Unordered pairs that share a land border.
    #[serde(default, deserialize_with = "pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<[NationCode; 2]>"))]
    pub land_borders: Vec<(NationCode, NationCode)>,
    /// Unordered pairs of strategic rivals.
    #[serde(default, deserialize_with = "pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<[NationCode; 2]>"))]
    pub rivalries: Vec<(NationCode, NationCode)>,
    /// Directed defence obligations in force: the first is bound to defend the second.
    #[serde(default, deserialize_with = "pairs")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<[NationCode; 2]>"))]
    pub defence_obligations: Vec<(NationCode, NationCode)>,
    /// Source of each kind of figure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
    /// The nations; their order is the order of every table.
    #[serde(rename = "nation", default, deserialize_with = "keyed::tables")]
    pub nations: Vec<Nation>,
    /// Trade flows `X`, USD bn per year: a row per exporter, a column per importer; the diagonal is domestic
    /// sales, at least 1e-9. One more row and column `ROW` may hold the rest of the world.
    #[serde(default, with = "rows")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<NationCode, Vec<f64>>"))]
    pub trade: Vec<(NationCode, Vec<f64>)>,
    /// Distance between capitals, km: symmetric, zero on the diagonal.
    #[serde(default, with = "rows")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<NationCode, Vec<f64>>"))]
    pub distance: Vec<(NationCode, Vec<f64>)>,
    /// Trust `T` of the row nation in the column nation, 0..1. Left out, it follows from
    /// alliances, rivalries and ideal points by the [prior](crate::model::TrustPrior).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "rows::optional")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<BTreeMap<NationCode, Vec<f64>>>"))]
    pub trust: Option<Vec<(NationCode, Vec<f64>)>>,
    /// Mean rate of disputes per dyad-year at today's treaties, above 0, below 1, to which the constant of the hazard
    /// is calibrated. Left out, the constant is as estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute_rate: Option<f64>,
}

/// Pairs of codes; a list of three is a mistake, not a pair with something beside it.
fn pairs<'de, D: Deserializer<'de>>(
    reader: D,
) -> std::result::Result<Vec<(NationCode, NationCode)>, D::Error> {
    let rows: Vec<Vec<NationCode>> = Deserialize::deserialize(reader)?;
    let pair = |row: Vec<NationCode>| match row[..] {
        [a, b] => Ok((a, b)),
        _ => Err(D::Error::custom(format!("a list of {} codes, allowed: pairs of two", row.len()))),
    };
    rows.into_iter().map(pair).collect()
}
