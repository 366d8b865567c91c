//! A world from public data files: one CSV row for each state, one for each ordered pair of states.

use super::estimate::{Estimate, Estimator, Fit, Rule};
use super::{NationCode, NuclearStatus, World};
use crate::error::{Error, Result};
use ::csv::StringRecord;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Beyond this the dense tables of a world are no longer sensible; there have never been 250 states.
const MAX_STATES: usize = 2_000;

/// The CSV files of a world: states, directed dyads, and, if there is one, their capitals.
///
/// *States* has a row for each state (and year) and the columns `iso3 year gdp_cur_usd pop tpop_k_cow
/// gdp_real_ppp2017_musd_fariss milex_kusd_cow milper_k_cow cinc poverty_headcount_pct nuclear_status polity2
/// v2x_polyarchy un_ideal_point cow_major_power`; *dyads* has a row for each ordered pair (and year) and the
/// columns `iso3_a iso3_b year imports_a_from_b_musd dist_cap_km contig_cow_type atop_defense rivalry_tss`;
/// *capitals* has `iso3 name lat lng` (degrees). Other columns are passed over. The units are those of the
/// column names: the reader turns all money into USD bn and per cent into shares.
///
/// * The flow that `a` imports from `b` is `X[(b, a)]`; domestic sales are GDP less exports, at least 5 % of
///   GDP; there is no rest of the world, for all states are in.
/// * `a` is bound to defend `b` where `atop_defense` of the row `a, b` is 1; a land border is
///   `contig_cow_type` 1; two states are rivals where either row says so; an empty dummy is 0.
/// * An empty cell that is not a dummy is *missing*, never zero. What then stands in, and for what, is said by
///   [`Rule`]; [`CsvWorld::estimates`] lists every such cell. A share in poverty and a CINC may
///   stay missing.
/// * A figure that is given is taken as it is, with the faults of its source. In 2002 Myanmar's military
///   expenditure, at the official exchange rate, is 83 % of its GDP.
///
/// ```no_run
/// use comity::world::{CsvFiles, CsvWorld};
/// let files = CsvFiles::new("world_2002_states.csv", "world_2002_dyads.csv").capitals("states.csv");
/// let read: CsvWorld = files.read()?;
/// println!("{read}"); // how many cells were missing, and what stands in for them
/// let world = read.world;
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvFiles {
    states: PathBuf,
    dyads: PathBuf,
    capitals: Option<PathBuf>,
    year: Option<i32>,
}

/// A world read from CSV files, with every figure in it that the files do not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CsvWorld {
    /// The checked world; its nations are in the order of the states file.
    pub world: World,
    /// Every missing cell and what stands in for it.
    pub estimates: Vec<Estimate>,
    /// The regressions behind the estimates.
    pub fits: Vec<Fit>,
}

impl CsvFiles {
    /// Files of states and of directed dyads.
    pub fn new(states: impl Into<PathBuf>, dyads: impl Into<PathBuf>) -> Self {
        CsvFiles { states: states.into(), dyads: dyads.into(), capitals: None, year: None }
    }

    /// A file of capitals: names for people, and coordinates for distances that are missing.
    pub fn capitals(mut self, path: impl Into<PathBuf>) -> Self {
        self.capitals = Some(path.into());
        self
    }

    /// The year to take from files that hold several.
    pub fn year(mut self, year: i32) -> Self {
        self.year = Some(year);
        self
    }

    /// Reads the files, estimates what is missing, checks the world.
    ///
    /// # Errors
    /// * [`Error::Io`]: a file that cannot be read.
    /// * [`Error::Unknown`]: a column that a file lacks.
    /// * [`Error::Parse`], with file, line and column: a cell that is not a number in its range, a row with
    ///   too few cells, a second row for a state or dyad, a dyad of a state that is not in the states file,
    ///   a distance that differs from the one the other way, rows of several years where none was chosen.
    /// * [`Error::Shape`]: ordered pairs without a row.
    /// * [`Error::Invalid`]: a missing cell for which no rule gives a value (nation or dyad, field, what was
    ///   needed), and whatever [`World::new`] refuses.
    /// * [`Error::Undefined`], [`Error::NotConverged`]: missing trade flows, and too few that are given, or
    ///   none above zero, to fit a gravity equation to.
    ///
    /// # Complexity
    /// O(n²) time and memory for n states, and O(n log n) more for each state without an ideal point or a
    /// democracy score; 192 states take some tens of milliseconds.
    pub fn read(&self) -> Result<CsvWorld> {
        let (year, mut states) = self.read_states()?;
        if let Some(path) = &self.capitals {
            read_capitals(path, &mut states)?;
        }
        let dyads = self.read_dyads(year, &states)?;
        let file_name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let figures = format!("{}, {}", file_name(&self.states), file_name(&self.dyads));
        let (mut data, estimates, fits) = Estimator::new(&states, &dyads).complete()?;
        data.name = format!("{} states, {year}", states.len());
        data.year = Some(year);
        data.sources = BTreeMap::from([
            ("figures".to_owned(), figures),
            ("estimates".to_owned(), format!("{} missing cells, by rule", estimates.len())),
        ]);
        Ok(CsvWorld { world: World::new(data)?, estimates, fits })
    }

    fn read_states(&self) -> Result<(i32, Vec<State>)> {
        let mut sheet = Sheet::open(&self.states)?;
        let (mut chosen, mut states) = (self.year, Vec::<State>::new());
        while sheet.next()? {
            let row_year = sheet.year()?;
            match *chosen.get_or_insert(row_year) {
                year if year == row_year => {}
                _ if self.year.is_some() => continue,
                year => {
                    let several = format!("{row_year} after {year}: which year of this file is not said");
                    return Err(sheet.wrong("year", several));
                }
            }
            let code = sheet.code("iso3")?;
            if states.iter().any(|s| s.code == code) {
                return Err(sheet.wrong("iso3", format!("a second row for {code}")));
            }
            if states.len() == MAX_STATES {
                return Err(Error::TooLarge {
                    what: format!("{}: a world", self.states.display()),
                    n: states.len() + 1,
                    limit: MAX_STATES,
                    reason: "its tables are dense, n² figures each".into(),
                });
            }
            let gdp = sheet.number("gdp_cur_usd", 1.0..=1e18)?;
            let latent_gdp = sheet.number("gdp_real_ppp2017_musd_fariss", 1e-6..=1e12)?;
            let cow_population = sheet.number("tpop_k_cow", 1e-3..=1e9)?;
            let military_expenditure = sheet.number("milex_kusd_cow", 0.0..=1e15)?;
            let poverty = sheet.number("poverty_headcount_pct", 0.0..=100.0)?;
            states.push(State {
                code,
                name: code.to_string(),
                coordinates: None,
                gdp: gdp.map(|usd| usd / 1e9),
                latent_gdp: latent_gdp.map(|musd| musd / 1e3),
                population: sheet.number("pop", 1.0..=1e12)?,
                cow_population: cow_population.map(|thousands| thousands * 1e3),
                military_expenditure: military_expenditure.map(|kusd| kusd / 1e6),
                personnel: sheet.number("milper_k_cow", 0.0..=1e9)?,
                cinc: sheet.number("cinc", 0.0..=1.0)?,
                poverty: poverty.map(|per_cent| per_cent / 100.0),
                nuclear: sheet.nuclear_status("nuclear_status")?,
                polity: sheet.number("polity2", -10.0..=10.0)?,
                polyarchy: sheet.number("v2x_polyarchy", 0.0..=1.0)?,
                ideal_point: sheet.number("un_ideal_point", -5.0..=5.0)?,
                major_power: sheet.dummy("cow_major_power")?,
            });
        }
        match chosen {
            Some(year) if !states.is_empty() => Ok((year, states)),
            _ => Err(Error::Parse {
                place: self.states.display().to_string(),
                message: chosen.map_or("no row".into(), |year| format!("no row of the year {year}")),
            }),
        }
    }

    fn read_dyads(&self, year: i32, states: &[State]) -> Result<Dyads> {
        let mut sheet = Sheet::open(&self.dyads)?;
        let index: BTreeMap<NationCode, usize> = states.iter().map(|s| s.code).zip(0..).collect();
        let n = states.len();
        let mut seen = DMatrix::from_element(n, n, false);
        let mut dyads = Dyads {
            trade: DMatrix::from_element(n, n, None),
            distance: DMatrix::from_element(n, n, None),
            land_border: seen.clone(),
            rivalry: seen.clone(),
            defence: seen.clone(),
        };
        while sheet.next()? {
            if sheet.year()? != year {
                continue;
            }
            let state = |column| {
                let code = sheet.code(column)?;
                let unknown = || sheet.wrong(column, format!("{code} is not in {}", self.states.display()));
                index.get(&code).copied().ok_or_else(unknown)
            };
            let (a, b) = (state("iso3_a")?, state("iso3_b")?);
            let pair = format_args!("{}, {}", states[a].code, states[b].code);
            if a == b {
                return Err(sheet.wrong("iso3_b", format!("a state paired with itself: {pair}")));
            }
            if std::mem::replace(&mut seen[(a, b)], true) {
                return Err(sheet.wrong("iso3_b", format!("a second row for the pair {pair}")));
            }
            dyads.trade[(b, a)] = sheet.number("imports_a_from_b_musd", 0.0..=1e12)?.map(|musd| musd / 1e3);
            dyads.defence[(a, b)] = sheet.dummy("atop_defense")?;
            if let Some(km) = sheet.number("dist_cap_km", 1e-3..=20_038.0)? {
                let back = *dyads.distance[(b, a)].get_or_insert(km);
                if back != km {
                    return Err(sheet.wrong("dist_cap_km", format!("{km}, but {back} the other way: {pair}")));
                }
                dyads.distance[(a, b)] = Some(km);
            }
            let land = sheet.number("contig_cow_type", 0.0..=5.0)? == Some(1.0);
            let rivals = sheet.dummy("rivalry_tss")?;
            for (relation, holds) in [(&mut dyads.land_border, land), (&mut dyads.rivalry, rivals)] {
                relation[(a, b)] |= holds;
                relation[(b, a)] |= holds;
            }
        }
        let mut pairs = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
        match pairs.find(|&(a, b)| a != b && !seen[(a, b)]) {
            None => Ok(dyads),
            Some((a, b)) => Err(Error::Shape {
                what: self.dyads.display().to_string(),
                expected: format!("a row of {year} for each of the {} ordered pairs of states", n * (n - 1)),
                got: format!(
                    "{} rows; the first absent: {}, {}",
                    seen.iter().filter(|&&row| row).count(),
                    states[a].code,
                    states[b].code
                ),
            }),
        }
    }
}

impl fmt::Display for CsvWorld {
    /// How many cells were missing, by field and rule.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} missing cells estimated", self.world.name(), self.estimates.len())?;
        let mut counts = BTreeMap::<(&str, Rule), usize>::new();
        for estimate in &self.estimates {
            *counts.entry((&estimate.field, estimate.rule)).or_default() += 1;
        }
        counts.iter().try_for_each(|((field, rule), count)| write!(f, "\n{count:7} {field}: {rule}"))
    }
}

/// Adds names and coordinates to the states that the file of capitals knows.
fn read_capitals(path: &Path, states: &mut [State]) -> Result<()> {
    let mut sheet = Sheet::open(path)?;
    while sheet.next()? {
        let code = sheet.code("iso3")?;
        if let Some(state) = states.iter_mut().find(|s| s.code == code) {
            state.name = sheet.text("name")?.to_owned();
            state.coordinates = sheet.number("lat", -90.0..=90.0)?.zip(sheet.number("lng", -180.0..=180.0)?);
        }
    }
    Ok(())
}

/// A state's row in this crate's units; `None` where the cell is empty.
pub(super) struct State {
    pub code: NationCode,
    pub name: String,
    /// Latitude and longitude of the capital, degrees.
    pub coordinates: Option<(f64, f64)>,
    pub gdp: Option<f64>,
    /// USD bn of 2017 at purchasing-power parity.
    pub latent_gdp: Option<f64>,
    pub population: Option<f64>,
    pub cow_population: Option<f64>,
    pub military_expenditure: Option<f64>,
    /// Thousands.
    pub personnel: Option<f64>,
    pub cinc: Option<f64>,
    pub poverty: Option<f64>,
    pub nuclear: Option<NuclearStatus>,
    pub polity: Option<f64>,
    pub polyarchy: Option<f64>,
    pub ideal_point: Option<f64>,
    pub major_power: bool,
}

/// The dyads in this crate's units and directions; `None` where the cell is empty.
pub(super) struct Dyads {
    pub trade: DMatrix<Option<f64>>,
    pub distance: DMatrix<Option<f64>>,
    pub land_border: DMatrix<bool>,
    pub rivalry: DMatrix<bool>,
    pub defence: DMatrix<bool>,
}

/// An open CSV file at one of its rows; whatever is wrong there comes back with its place.
struct Sheet {
    path: PathBuf,
    reader: ::csv::Reader<File>,
    header: StringRecord,
    row: StringRecord,
}

impl Sheet {
    fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let mut reader = ::csv::ReaderBuilder::new().trim(::csv::Trim::All).from_reader(file);
        let header = reader.headers().map_err(|e| unreadable(path, e))?.clone();
        Ok(Sheet { path: path.to_owned(), reader, header, row: StringRecord::new() })
    }

    /// On to the next row; false at the end.
    fn next(&mut self) -> Result<bool> {
        self.reader.read_record(&mut self.row).map_err(|e| unreadable(&self.path, e))
    }

    fn text(&self, column: &str) -> Result<&str> {
        match self.header.iter().position(|name| name == column) {
            Some(index) => Ok(self.row.get(index).unwrap_or("")),
            None => Err(Error::unknown(format!("column of {}", self.path.display()), column, &self.header)),
        }
    }

    fn wrong(&self, column: &str, message: String) -> Error {
        let line = self.row.position().map_or(0, ::csv::Position::line);
        Error::Parse { place: format!("{}, line {line}, column {column}", self.path.display()), message }
    }

    /// The number in a cell, or `None` where it is empty.
    fn number(&self, column: &str, allowed: RangeInclusive<f64>) -> Result<Option<f64>> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().ok().filter(|x| allowed.contains(x)).map(Some).ok_or_else(|| {
            let (low, high) = (allowed.start(), allowed.end());
            self.wrong(
                column,
                format!("{text:?}, allowed: a number in {low}..{high}, or empty where missing"),
            )
        })
    }

    /// A 0/1 cell; a dummy's absence is 0.
    fn dummy(&self, column: &str) -> Result<bool> {
        match self.number(column, 0.0..=1.0)? {
            None | Some(0.0) => Ok(false),
            Some(1.0) => Ok(true),
            Some(x) => Err(self.wrong(column, format!("{x}, allowed: 0, 1, or empty"))),
        }
    }

    fn nuclear_status(&self, column: &str) -> Result<Option<NuclearStatus>> {
        self.number(column, 0.0..=3.0)?
            .map(|code| match code {
                0.0 => Ok(NuclearStatus::None),
                1.0 => Ok(NuclearStatus::Consideration),
                2.0 => Ok(NuclearStatus::Pursuit),
                3.0 => Ok(NuclearStatus::Possession),
                _ => Err(self.wrong(column, format!("{code}, allowed: 0, 1, 2, 3, or empty"))),
            })
            .transpose()
    }

    fn year(&self) -> Result<i32> {
        let text = self.text("year")?;
        text.parse().map_err(|_| self.wrong("year", format!("{text:?}, allowed: a whole number")))
    }

    fn code(&self, column: &str) -> Result<NationCode> {
        self.text(column)?.parse().map_err(|e: Error| self.wrong(column, e.to_string()))
    }
}

fn unreadable(path: &Path, error: ::csv::Error) -> Error {
    let line = error.position().map_or(String::new(), |at| format!(", line {}", at.line()));
    let message = error.to_string();
    match error.into_kind() {
        ::csv::ErrorKind::Io(source) => Error::Io { path: path.to_owned(), source },
        _ => Error::Parse { place: format!("{}{line}", path.display()), message },
    }
}
