//! The checked world: every figure in range, every table square and in the order of the nations.

use super::rows::Rows;
use super::validate::{Figures, identities};
use super::{Nation, NationCode, WorldData};
use crate::error::{Error, Result};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Nations and their relations, checked. Nations are numbered in the order of the file.
///
/// Made by [`World::new`] from [`WorldData`], by [`World::from_toml`] from a scenario file, by
/// [`CsvFiles`](super::CsvFiles) from public data; never holds a NaN, a negative GDP or a table of the wrong
/// size. Serde reads and writes it as its [`WorldData`].
///
/// ```
/// use comity::world::World;
/// let world = World::northeast_asia_2002();
/// let (usa, jpn) = (world.index("USA")?, world.index("JPN")?);
/// assert!(world.is_obliged(usa, jpn) && !world.is_obliged(jpn, usa)); // a hub, and its spoke
/// assert_eq!(world.trade()[(jpn, usa)], 124.633); // USD bn per year, Japan to the United States
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WorldData", into = "WorldData")]
pub struct World {
    name: String,
    year: Option<i32>,
    sources: BTreeMap<String, String>,
    nations: Vec<Nation>,
    trade: DMatrix<f64>,
    distance: DMatrix<f64>,
    land_border: DMatrix<bool>,
    rivalry: DMatrix<bool>,
    obligation: DMatrix<bool>,
    trust: Option<DMatrix<f64>>,
    dispute_rate: Option<f64>,
}

impl World {
    /// The checked world of these data.
    ///
    /// # Errors
    /// [`Error::Invalid`] with *every* value that is out of range (nation or dyad, field, value, what is
    /// allowed), [`Error::Shape`] for a table of the wrong size, [`Error::Unknown`] for a code that no nation
    /// has.
    ///
    /// # Complexity
    /// O(n²) time and memory.
    ///
    /// # Example
    /// ```
    /// use comity::world::{Nation, NuclearStatus, Priorities, World, WorldData};
    /// let nation = |code: &str, gdp: f64| -> comity::Result<Nation> {
    ///     Ok(Nation {
    ///         code: code.parse()?,
    ///         name: code.into(),
    ///         gdp,
    ///         population: 1e6,
    ///         military_expenditure: 0.02 * gdp,
    ///         nuclear: NuclearStatus::None,
    ///         ideal_point: 0.0,
    ///         democracy: 0.5,
    ///         poverty: None,
    ///         major_power: false,
    ///         cinc: None,
    ///         priorities: Priorities::default(),
    ///     })
    /// };
    /// let nations = vec![nation("ANT", 50.0)?, nation("BEE", 80.0)?];
    /// let rows = |table: [[f64; 2]; 2]| nations.iter().map(|n| n.code).zip(table.map(Vec::from)).collect();
    /// let (trade, distance) = (rows([[45.0, 5.0], [4.0, 76.0]]), rows([[0.0, 900.0], [900.0, 0.0]]));
    /// let data = WorldData { name: "two".into(), nations, trade, distance, ..WorldData::default() };
    /// let world = World::new(data)?;
    /// assert_eq!(world.distance()[(0, 1)], 900.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(data: WorldData) -> Result<Self> {
        identities(&data.nations)?;
        let codes: Vec<NationCode> = data.nations.iter().map(|n| n.code).collect();
        let with_row = data.trade.iter().any(|(code, _)| *code == NationCode::ROW);
        let mut traders = codes.clone();
        traders.extend(with_row.then_some(NationCode::ROW));
        let pairs =
            |what, list: &[(NationCode, NationCode)], symmetric| relation(what, &codes, list, symmetric);
        let world = World {
            trade: matrix("trade", &traders, &data.trade)?,
            distance: matrix("distance", &codes, &data.distance)?,
            land_border: pairs("land_borders", &data.land_borders, true)?,
            rivalry: pairs("rivalries", &data.rivalries, true)?,
            obligation: pairs("defence_obligations", &data.defence_obligations, false)?,
            trust: data.trust.as_ref().map(|rows| matrix("trust", &codes, rows)).transpose()?,
            dispute_rate: data.dispute_rate,
            name: data.name,
            year: data.year,
            sources: data.sources,
            nations: data.nations,
        };
        let World { nations, trade, distance, trust, dispute_rate, .. } = &world;
        Figures { nations, trade, distance, trust: trust.as_ref(), dispute_rate: *dispute_rate }
            .validate()?;
        Ok(world)
    }

    /// Name of the world.
    ///
    /// ```
    /// assert_eq!(comity::world::World::northeast_asia_2002().name(), "Northeast Asia 2002");
    /// ```
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Year of the figures.
    ///
    /// ```
    /// assert_eq!(comity::world::World::northeast_asia_2002().year(), Some(2002));
    /// ```
    pub fn year(&self) -> Option<i32> {
        self.year
    }

    /// Source of each kind of figure.
    ///
    /// ```
    /// assert!(comity::world::World::northeast_asia_2002().sources().contains_key("gdp"));
    /// ```
    pub fn sources(&self) -> &BTreeMap<String, String> {
        &self.sources
    }

    /// Number of nations; the rest of the world is not one.
    ///
    /// ```
    /// assert_eq!(comity::world::World::northeast_asia_2002().len(), 11);
    /// ```
    pub fn len(&self) -> usize {
        self.nations.len()
    }

    /// Whether there is no nation: false for every checked world.
    ///
    /// ```
    /// assert!(!comity::world::World::northeast_asia_2002().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.nations.is_empty()
    }

    /// The nations in order.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert_eq!(world.nations()[world.index("MNG")?].name, "Mongolia");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn nations(&self) -> &[Nation] {
        &self.nations
    }

    /// Codes of the nations in order.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert_eq!(world.codes().next().map(|c| c.to_string()), Some("USA".into()));
    /// ```
    pub fn codes(&self) -> impl ExactSizeIterator<Item = NationCode> {
        self.nations.iter().map(|n| n.code)
    }

    /// Number of the nation with this code.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the codes that exist.
    ///
    /// # Example
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert_eq!(world.index("USA")?, 0);
    /// assert!(world.index("FRA").unwrap_err().to_string().contains("known: USA JPN"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn index(&self, code: &str) -> Result<usize> {
        let found = code.parse().ok().and_then(|code| self.number(code));
        found.ok_or_else(|| Error::unknown("nation", code, self.codes().map(String::from)))
    }

    /// The number of the nation with this code, if there is one.
    pub(crate) fn number(&self, code: NationCode) -> Option<usize> {
        self.nations.iter().position(|n| n.code == code)
    }

    /// Trade flows `X[(exporter, importer)]`, USD bn per year; domestic sales on the diagonal. A rest of the
    /// world is the last row and column, after the `n` nations.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert_eq!(world.trade().nrows(), world.len() + 1); // a rest of the world
    /// ```
    pub fn trade(&self) -> &DMatrix<f64> {
        &self.trade
    }

    /// Whether the trade table has a rest of the world.
    ///
    /// ```
    /// assert!(comity::world::World::northeast_asia_2002().has_rest_of_world());
    /// ```
    pub fn has_rest_of_world(&self) -> bool {
        self.trade.nrows() > self.len()
    }

    /// Distances between capitals, km: n × n, symmetric, zero on the diagonal.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert_eq!(world.distance()[(world.index("JPN")?, world.index("USA")?)], 10_919.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn distance(&self) -> &DMatrix<f64> {
        &self.distance
    }

    /// Whether `i` and `j` share a land border; false for a number that no nation has.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert!(world.share_border(world.index("KOR")?, world.index("PRK")?));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn share_border(&self, i: usize, j: usize) -> bool {
        self.land_border.get((i, j)) == Some(&true)
    }

    /// Whether `i` and `j` are strategic rivals; false for a number that no nation has.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert!(world.are_rivals(world.index("JPN")?, world.index("CHN")?));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn are_rivals(&self, i: usize, j: usize) -> bool {
        self.rivalry.get((i, j)) == Some(&true)
    }

    /// Whether a treaty in force binds `defender` to defend `beneficiary`; false for a number that no nation
    /// has.
    ///
    /// ```
    /// let world = comity::world::World::northeast_asia_2002();
    /// assert!(world.is_obliged(world.index("USA")?, world.index("KOR")?));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_obliged(&self, defender: usize, beneficiary: usize) -> bool {
        self.obligation.get((defender, beneficiary)) == Some(&true)
    }

    /// Trust `T[(i, j)]` of `i` in `j`, 0..1, where the scenario gives it.
    ///
    /// ```
    /// assert!(comity::world::World::northeast_asia_2002().trust().is_none()); // it follows from treaties
    /// ```
    pub fn trust(&self) -> Option<&DMatrix<f64>> {
        self.trust.as_ref()
    }

    /// Mean rate of disputes per dyad-year to which the constant of the hazard is to be calibrated, above 0, below 1,
    /// where the scenario gives one.
    ///
    /// ```
    /// assert!(comity::world::World::northeast_asia_2002().dispute_rate().is_none()); // as estimated
    /// ```
    pub fn dispute_rate(&self) -> Option<f64> {
        self.dispute_rate
    }

    /// The same world as plain data, to change and check again.
    ///
    /// ```
    /// use comity::world::World;
    /// let mut data = World::northeast_asia_2002().to_data();
    /// data.rivalries.clear();
    /// assert!(!World::new(data)?.are_rivals(1, 4));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn to_data(&self) -> WorldData {
        let codes: Vec<NationCode> = self.codes().collect();
        let pairs = |m: &DMatrix<bool>, symmetric: bool| {
            let mut list = Vec::new();
            for (i, &a) in codes.iter().enumerate() {
                for (j, &b) in codes.iter().enumerate() {
                    if m[(i, j)] && (!symmetric || i < j) {
                        list.push((a, b));
                    }
                }
            }
            list
        };
        let rows = |m: &DMatrix<f64>| -> Rows {
            let names = codes.iter().copied().chain([NationCode::ROW]);
            names.zip(m.row_iter()).map(|(code, row)| (code, row.iter().copied().collect())).collect()
        };
        WorldData {
            name: self.name.clone(),
            year: self.year,
            land_borders: pairs(&self.land_border, true),
            rivalries: pairs(&self.rivalry, true),
            defence_obligations: pairs(&self.obligation, false),
            sources: self.sources.clone(),
            nations: self.nations.clone(),
            trade: rows(&self.trade),
            distance: rows(&self.distance),
            trust: self.trust.as_ref().map(rows),
            dispute_rate: self.dispute_rate,
        }
    }
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

/// Named rows to a square matrix in the order of `codes`.
fn matrix(what: &str, codes: &[NationCode], rows: &Rows) -> Result<DMatrix<f64>> {
    let n = codes.len();
    let mut in_order: Vec<Option<&[f64]>> = vec![None; n];
    let index = |code: NationCode| {
        let unknown = || Error::unknown(format!("row of {what}"), code.as_str(), codes);
        codes.iter().position(|&c| c == code).ok_or_else(unknown)
    };
    let order: Vec<usize> = rows.iter().map(|(code, _)| index(*code)).collect::<Result<_>>()?;
    for ((code, row), i) in rows.iter().zip(order) {
        let second = in_order[i].replace(row).is_some();
        if row.len() != n || second {
            return Err(Error::Shape {
                what: format!("{what}, row {code}"),
                expected: format!("one row of {n} numbers, one per nation of {}", join(codes)),
                got: if second { "a second row".into() } else { format!("{} numbers", row.len()) },
            });
        }
    }
    match in_order.iter().position(Option::is_none) {
        None => Ok(DMatrix::from_row_iterator(n, n, in_order.into_iter().flatten().flatten().copied())),
        Some(i) => Err(Error::Shape {
            what: what.into(),
            expected: format!("a row for each of {}", join(codes)),
            got: format!("no row {}", codes[i]),
        }),
    }
}

/// A list of pairs to a relation.
fn relation(
    what: &str,
    codes: &[NationCode],
    pairs: &[(NationCode, NationCode)],
    symmetric: bool,
) -> Result<DMatrix<bool>> {
    let find = |code: NationCode| {
        codes
            .iter()
            .position(|c| *c == code)
            .ok_or_else(|| Error::unknown(format!("nation in {what}"), code.as_str(), codes))
    };
    let mut relation = DMatrix::from_element(codes.len(), codes.len(), false);
    for &(a, b) in pairs {
        let (i, j) = (find(a)?, find(b)?);
        if i == j {
            return Err(Error::invalid(what, "pair", format!("{a}–{b}"), "two different nations"));
        }
        relation[(i, j)] = true;
        if symmetric {
            relation[(j, i)] = true;
        }
    }
    Ok(relation)
}

fn join(codes: &[NationCode]) -> String {
    codes.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ")
}
