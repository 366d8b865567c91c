//! A world from public data files: a CSV row per state, and one per ordered pair of states.

use super::estimate::{Completed, Estimator};
use super::record::{Dyads, State};
use super::sheet::Sheet;
use super::{NationCode, World};
use crate::error::{Error, Result};
use crate::frame::{Cell, Frame};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Beyond this the dense tables of a world are no longer sensible; there have never been 250 states.
const MAX_STATES: usize = 2_000;

/// The CSV files of a world: states, directed dyads, and, if there is one, their capitals.
///
/// *States* has a row per state (and year) and the columns `iso3 year gdp_cur_usd pop tpop_k_cow
/// gdp_real_ppp2017_musd_fariss milex_kusd_cow milper_k_cow cinc poverty_headcount_pct nuclear_status polity2
/// v2x_polyarchy un_ideal_point cow_major_power`; *dyads* has a row per ordered pair (and year) and the
/// columns `iso3_a iso3_b year imports_a_from_b_musd dist_cap_km contig_cow_type atop_defense rivalry_tss`;
/// *capitals* has `iso3 name lat lng` (degrees). Other columns are passed over. The units are those of the
/// column names: money becomes USD bn, per cent become shares.
///
/// * The flow that `a` imports from `b` is `X[(b, a)]`; domestic sales are GDP less exports, at least 5 % of
///   GDP; there is no rest of the world, for all states are in.
/// * `a` is bound to defend `b` where `atop_defense` of the row `a, b` is 1; a land border is
///   `contig_cow_type` 1; two states are rivals where either row says so; an empty dummy is 0.
/// * An empty cell that is not a dummy is *missing*, never zero. A rule of the table below fills it, and
///   [`CsvWorld::estimates`] lists it. A share in poverty and a CINC may stay missing.
/// * A figure that is given is taken as it is, with the faults of its source. In 2002 Myanmar's military
///   expenditure, at the official exchange rate, is 83 % of its GDP.
///
/// # Rules for missing cells
///
/// Regressions are by ordinary least squares over the states that have every figure in them.
///
/// | field | rule | what stands in |
/// |---|---|---|
/// | `population` | `cow_population` | `tpop` of the National Material Capabilities (Correlates of War) |
/// | `gdp` | `latent_gdp` | $\ln(Y/L)=a+b\ln(L/n)$ with the latent GDP $L$ of Fariss et al. (2022) at purchasing-power parity, so that a poor state's lower price level (the Penn effect) is kept |
/// | `military_expenditure` | `gdp_and_personnel` | $\ln E=a+b\ln Y+c\ln(1+\text{personnel})$ over the states with $E>0$ |
/// | | `gdp_alone` | $\ln E=a+b\ln Y$, where personnel is missing too |
/// | | `least_armed` | the smallest positive share of GDP of any state, where the file states zero: the model takes logarithms of arms |
/// | `democracy` | `polity` | polyarchy $=a+b\cdot$ polity2, cut to 0..1 |
/// | `democracy`, `ideal_point` | `nearest_capitals` | mean of the five states with a figure whose capitals are nearest (ties: file order); democracy only where Polity is missing too |
/// | `nuclear` | `no_programme` | none: the state is absent from the list of weapons programmes |
/// | `distance` | `great_circle` | great circle between the capitals' coordinates, at least 1 km |
/// | | `border_median` | without coordinates, across a land border: median over the land borders with a figure |
/// | | `land_neighbours` | otherwise: mean of the given distances to the one from the land neighbours of the other; where there are none, from the neighbours of the one to those of the other |
/// | `trade` | `gravity` | $E[X_{ij}]=\exp(a+b\ln Y_i+c\ln Y_j+d\ln\text{distance}+e\cdot\text{border})$, fitted to all given flows, zeros included, by Poisson pseudo-maximum likelihood, whose fitted flows sum to the given ones; it knows of no embargo |
///
/// # Example
/// ```
/// use comity::world::CsvFiles;
/// # let folder = std::env::temp_dir().join(format!("comity-csv-files-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let (states, dyads) = (folder.join("states.csv"), folder.join("dyads.csv"));
/// std::fs::write(&states, "\
/// iso3,year,gdp_cur_usd,pop,tpop_k_cow,gdp_real_ppp2017_musd_fariss,milex_kusd_cow,milper_k_cow,cinc,\
/// poverty_headcount_pct,nuclear_status,polity2,v2x_polyarchy,un_ideal_point,cow_major_power
/// JPN,2002,4.25e12,127445000,127445,4.9e6,39200000,240,0.0486,0.9,0,10,0.838,0.736,0
/// KOR,2002,6.50e11,,47623,1.2e6,13100000,686,0.0241,1.1,0,8,0.816,0.725,0
/// ").unwrap();
/// std::fs::write(&dyads, "\
/// iso3_a,iso3_b,year,imports_a_from_b_musd,dist_cap_km,contig_cow_type,atop_defense,rivalry_tss
/// JPN,KOR,2002,15500,1156,4,0,0
/// KOR,JPN,2002,29900,1156,4,0,0
/// ").unwrap();
/// let read = CsvFiles::new(&states, &dyads).read()?;
/// assert_eq!(read.world.trade()[(1, 0)], 15.5); // USD bn, Korea to Japan
/// assert_eq!(read.estimates.to_string(), "\
/// nation  partner  field          value  rule
/// KOR              population  47623000  cow_population
/// ");
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
///
/// * C. J. Fariss, T. Anders, J. N. Markowitz & M. Barnum (2022), New estimates of over 500 years of historic
///   GDP and population data, *Journal of Conflict Resolution* 66(3), 553–591.
/// * J. M. C. Santos Silva & S. Tenreyro (2006), The log of gravity, *Review of Economics and Statistics*
///   88(4), 641–658.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvFiles {
    states: PathBuf,
    dyads: PathBuf,
    capitals: Option<PathBuf>,
    year: Option<i32>,
}

/// A world read from CSV files, with the account of every figure in it that the files do not hold.
///
/// `Display` counts the estimates by field and rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CsvWorld {
    /// The checked world; its nations are in the order of the states file.
    pub world: World,
    /// Every missing cell and what stands in for it: `nation` (of a trade flow the exporter), `partner` (of a
    /// dyad), `field`, `value` in the unit of the field, and `rule`, a name from the table of [`CsvFiles`].
    pub estimates: Frame,
    /// The regressions behind the estimates: `rule`, `term`, `coefficient`, `observations`.
    pub fits: Frame,
}

impl CsvFiles {
    /// Files of states and of directed dyads.
    ///
    /// ```
    /// use comity::world::CsvFiles;
    /// let files = CsvFiles::new("states.csv", "dyads.csv"); // nothing is read yet
    /// assert_eq!(files, CsvFiles::new("states.csv".to_owned(), "dyads.csv"));
    /// ```
    pub fn new(states: impl Into<PathBuf>, dyads: impl Into<PathBuf>) -> Self {
        CsvFiles { states: states.into(), dyads: dyads.into(), capitals: None, year: None }
    }

    /// A file of capitals: names for people, and coordinates for distances that are missing.
    ///
    /// ```
    /// use comity::world::CsvFiles;
    /// let files = CsvFiles::new("states.csv", "dyads.csv");
    /// assert_ne!(files.clone().capitals("capitals.csv"), files);
    /// ```
    pub fn capitals(mut self, path: impl Into<PathBuf>) -> Self {
        self.capitals = Some(path.into());
        self
    }

    /// The year to take from files that hold several.
    ///
    /// ```
    /// use comity::world::CsvFiles;
    /// let files = CsvFiles::new("states.csv", "dyads.csv");
    /// assert_eq!(files.clone().year(2001).year(2002), files.year(2002)); // the last one said
    /// ```
    pub fn year(mut self, year: i32) -> Self {
        self.year = Some(year);
        self
    }

    /// The checked world of the files, missing cells estimated.
    ///
    /// # Errors
    /// * [`Error::Io`]: a file that cannot be read.
    /// * [`Error::Parse`], with file, line, state or dyad, and column: a column that a file lacks, a cell that is not a number in its
    ///   range, a row with too few cells, a second row for a state or dyad, a dyad of a state that is not in
    ///   the states file, a distance that differs from the one the other way, rows of several years where
    ///   none was chosen.
    /// * [`Error::Shape`]: ordered pairs without a row.
    /// * [`Error::Invalid`]: a missing cell for which no rule gives a value (file, nation or dyad, field,
    ///   what was needed), and whatever [`World::new`] refuses.
    /// * [`Error::Undefined`], [`Error::NotConverged`]: missing trade flows, and too few that are given, or
    ///   none above zero, to fit a gravity equation to.
    ///
    /// # Complexity
    /// O(n²) time and memory for n states, and O(n log n) more per state without an ideal point or a
    /// democracy score; 192 states take some tens of milliseconds.
    ///
    /// # Example
    /// ```
    /// use comity::world::CsvFiles;
    /// let missing = CsvFiles::new("no/states.csv", "no/dyads.csv").read().unwrap_err();
    /// assert!(missing.to_string().starts_with("no/states.csv: "));
    /// ```
    pub fn read(&self) -> Result<CsvWorld> {
        let (year, mut states) = self.read_states()?;
        if let Some(path) = &self.capitals {
            read_capitals(path, &mut states)?;
        }
        let dyads = self.read_dyads(year, &states)?;
        let file_name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let figures = format!("{}, {}", file_name(&self.states), file_name(&self.dyads));
        let completed = Estimator::new(&states, &dyads).complete().map_err(|e| e.in_file(&self.states))?;
        let Completed { mut data, estimates, fits } = completed;
        data.name = format!("{} states, {year}", states.len());
        data.year = Some(year);
        data.sources = BTreeMap::from([
            ("figures".to_owned(), figures),
            ("estimates".to_owned(), format!("{} missing cells, by rule", estimates.len())),
        ]);
        let world = World::new(data).map_err(|e| e.in_file(&self.states))?;
        Ok(CsvWorld { world, estimates, fits })
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
            sheet.of(code);
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
            sheet.of(format_args!("{}–{}", states[a].code, states[b].code));
            if a == b {
                return Err(sheet.wrong("iso3_b", "a state paired with itself".into()));
            }
            if std::mem::replace(&mut seen[(a, b)], true) {
                return Err(sheet.wrong("iso3_b", "a second row for the pair".into()));
            }
            dyads.trade[(b, a)] = sheet.number("imports_a_from_b_musd", 0.0..=1e12)?.map(|musd| musd / 1e3);
            dyads.defence[(a, b)] = sheet.dummy("atop_defense")?;
            if let Some(km) = sheet.number("dist_cap_km", 1e-3..=20_038.0)? {
                let back = *dyads.distance[(b, a)].get_or_insert(km);
                if back != km {
                    return Err(sheet.wrong("dist_cap_km", format!("{km}, but {back} the other way")));
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
        let column = |name| self.estimates.column(name).into_iter().flatten().map(text);
        let mut counts = BTreeMap::<(&str, &str), usize>::new();
        for cell in column("field").zip(column("rule")) {
            *counts.entry(cell).or_default() += 1;
        }
        counts.iter().try_for_each(|((field, rule), count)| write!(f, "\n{count:7} {field}: {rule}"))
    }
}

fn text(cell: Cell<'_>) -> &str {
    if let Cell::Text(text) = cell { text } else { "" }
}

/// Adds names and coordinates to the states that the file of capitals knows.
fn read_capitals(path: &Path, states: &mut [State]) -> Result<()> {
    let mut sheet = Sheet::open(path)?;
    while sheet.next()? {
        let code = sheet.code("iso3")?;
        sheet.of(code);
        if let Some(state) = states.iter_mut().find(|s| s.code == code) {
            state.name = sheet.text("name")?.to_owned();
            state.coordinates = sheet.number("lat", -90.0..=90.0)?.zip(sheet.number("lng", -180.0..=180.0)?);
        }
    }
    Ok(())
}
