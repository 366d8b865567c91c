//! Scenario files: a world, parameters, a menu and named regimes.

use super::{Provenance, Study};
use crate::error::{Error, Result};
use crate::keyed::{self, Table};
use crate::model::{Model, Parameters};
use crate::treaty::{Arrangement, Budget, Menu, Regime, Term};
use crate::world::{World, file};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A world with parameters, a menu of packages, and regimes to evaluate, as one file.
///
/// `docs/formats.md` lists every key.
///
/// ```
/// use comity::study::Scenario;
/// use comity::world::World;
/// let mut text = World::northeast_asia_2002().to_toml()?;
/// text += r#"
/// [parameters]
/// cost_exchange = 0.0
///
/// [[menu.package]]
/// name = "pact with the United States"
/// max_members = 2
/// clauses = [{ defence_by = "USA" }]
///
/// [[regime]]
/// name = "accord"
/// keeps_status_quo = true
/// [[regime.arrangement]]
/// name = "Tokyo accord"
/// members = ["JPN", "KOR"]
/// terms = [{ term = "tariff_cut", cut = 0.03 }]
/// "#;
/// let scenario = Scenario::from_toml(&text)?;
/// assert_eq!(scenario.parameters.cost_exchange, 0.0);
/// assert_eq!(scenario.regimes[0].on(&scenario.world).arrangements().len(), 8); // seven pacts and the accord
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The world.
    pub world: World,
    /// Parameters; those that the file leaves out have their defaults.
    pub parameters: Parameters,
    /// Regimes, in the order of the file.
    pub regimes: Vec<NamedRegime>,
    /// What nations may sign; without it that of [`Study::of`].
    pub menu: Option<Menu>,
    /// The section `history`, for [`Simulation::scenario`](crate::simulate::Simulation::scenario).
    pub(crate) history: Option<toml::Table>,
    /// The file that it was read from, for errors.
    file: Option<PathBuf>,
}

impl PartialEq for Scenario {
    /// Whatever file they were read from.
    fn eq(&self, other: &Self) -> bool {
        let Scenario { world, parameters, regimes, menu, history, file: _ } = self;
        (world, parameters, regimes, menu, history)
            == (&other.world, &other.parameters, &other.regimes, &other.menu, &other.history)
    }
}

/// A regime of a scenario file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NamedRegime {
    /// Name, unique in a scenario.
    pub name: String,
    /// Whether today's treaties stay in force beside the arrangements.
    #[serde(default)]
    pub keeps_status_quo: bool,
    /// The arrangements.
    #[serde(default, rename = "arrangement", deserialize_with = "keyed::tables")]
    pub arrangements: Vec<Arrangement>,
}

impl NamedRegime {
    /// The regime itself, in this world.
    ///
    /// ```
    /// use comity::{study::NamedRegime, treaty::Regime, world::World};
    /// let today = NamedRegime { name: "today".into(), keeps_status_quo: true, arrangements: Vec::new() };
    /// let world = World::northeast_asia_2002();
    /// assert_eq!(today.on(&world), Regime::status_quo(&world));
    /// ```
    pub fn on(&self, world: &World) -> Regime {
        let base = if self.keeps_status_quo { Regime::status_quo(world) } else { Regime::none() };
        self.arrangements.iter().cloned().fold(base, Regime::with)
    }

    /// What errors call it.
    fn place(&self) -> String {
        format!("regime \"{}\"", self.name)
    }
}

/// Military expenditure of 2002 by Correlates of War, National Material Capabilities v7, USD bn, in the order of the
/// bundled scenario; PRK of 2001.
const COW_EXPENDITURE: [f64; 11] =
    [348.555, 39.2, 13.081, 2.049, 68.963, 50.8, 0.025, 9.299, 1.367, 1.832, 8.522];

/// The sections that are not the world's, for writing.
#[derive(Serialize)]
struct Rest<'a> {
    parameters: &'a Parameters,
    #[serde(skip_serializing_if = "Option::is_none")]
    menu: Option<&'a Menu>,
    regime: &'a [NamedRegime],
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<&'a toml::Table>,
}

impl Scenario {
    /// The scenario in the text of a file.
    ///
    /// # Errors
    /// Whatever [`World::from_toml`] refuses, parameters out of range, a package of the menu that nobody could sign or
    /// that names a nation that is not in the world, a regime that [`Regime::check`] refuses, two regimes or packages
    /// of one name.
    ///
    /// # Example
    /// ```
    /// use comity::study::Scenario;
    /// let wrong = Scenario::from_toml("name = 1").unwrap_err();
    /// assert!(wrong.to_string().starts_with("scenario file: TOML parse error at line 1"));
    /// ```
    pub fn from_toml(text: &str) -> Result<Self> {
        let (data, [parameters, menu, regimes, history]) = file::sections(text)?;
        let world = World::new(data)?;
        let parameters = match parameters {
            Some(section) => file::section::<Table<Parameters>>(section, text)?.0,
            None => Parameters::default(),
        };
        parameters.check()?;
        let menu: Option<Table<Menu>> = menu.map(|section| file::section(section, text)).transpose()?;
        let menu = menu.map(|Table(menu)| menu);
        menu.iter().try_for_each(|menu| menu.check(&world))?;
        let regimes: Vec<Table<NamedRegime>> =
            regimes.map_or(Ok(Vec::new()), |section| file::section(section, text))?;
        let regimes: Vec<NamedRegime> = regimes.into_iter().map(|Table(regime)| regime).collect();
        for (k, regime) in regimes.iter().enumerate() {
            if regimes[..k].iter().any(|r| r.name == regime.name) {
                return Err(Error::invalid("scenario", "regime", &regime.name, "one of each name"));
            }
            regime.on(&world).check(&world).map_err(|error| error.within(&regime.place()))?;
        }
        let history = history.map(|section| file::section(section, text)).transpose()?;
        Ok(Scenario { world, parameters, menu, regimes, history, file: None })
    }

    /// The bundled scenario: [`World::northeast_asia_2002`] with the essay's five regimes, `no_pacts`,
    /// `hub_and_spoke`, `missile_defence`, `cooperative_six` and `cooperative_seven`.
    ///
    /// # Example
    /// ```
    /// assert_eq!(comity::study::Scenario::northeast_asia_2002().regimes.len(), 5);
    /// ```
    pub fn northeast_asia_2002() -> Self {
        Self::from_toml(file::NORTHEAST_ASIA_2002).expect("the bundled scenario is valid: tested")
    }

    /// The bundled scenario of the first form of the model, for [`Parameters::first_form`]: military expenditure of
    /// Correlates of War, near purchasing-power parity for CHN and RUS, and funds of 10 bn USD.
    ///
    /// # Example
    /// ```
    /// use comity::study::Scenario;
    /// let scenario = Scenario::northeast_asia_2002_first_form();
    /// let outcome = scenario.model()?.evaluate(&scenario.regime("no_pacts")?)?;
    /// let gain = outcome.nations[0].utility - scenario.model()?.base_outcome().nations[0].utility;
    /// assert_eq!(format!("{:.1}", 1e4 * gain), "-11.5"); // bp, the United States
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn northeast_asia_2002_first_form() -> Self {
        let mut scenario = Self::northeast_asia_2002();
        let mut data = scenario.world.to_data();
        for (nation, spending) in data.nations.iter_mut().zip(COW_EXPENDITURE) {
            nation.military_expenditure = spending;
        }
        let source = "Correlates of War, National Material Capabilities v7; PRK: 2001";
        data.sources.insert("military_expenditure".into(), source.into());
        scenario.world = World::new(data).expect("the bundled scenario is valid: tested");
        scenario.parameters = Parameters::first_form();
        let terms = scenario.regimes.iter_mut().flat_map(|r| &mut r.arrangements).flat_map(|a| &mut a.terms);
        for term in terms {
            if let Term::InfrastructureFund { budget, .. } = term {
                *budget = Budget::Usd(10.0);
            }
        }
        scenario
    }

    /// The regime of this name.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names that exist.
    ///
    /// # Example
    /// ```
    /// let scenario = comity::study::Scenario::northeast_asia_2002();
    /// assert!(scenario.regime("no_pacts")?.arrangements().is_empty());
    /// assert!(scenario.regime("no_pact").unwrap_err().to_string().contains("known: no_pacts"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn regime(&self, name: &str) -> Result<Regime> {
        let found = self.regimes.iter().find(|r| r.name == name);
        found
            .map(|r| r.on(&self.world))
            .ok_or_else(|| Error::unknown("regime", name, self.regimes.iter().map(|r| &r.name)))
    }

    /// The scenario in a file.
    ///
    /// # Errors
    /// [`Error::Io`] for a file that cannot be read; those of [`from_toml`](Self::from_toml), each naming the
    /// file.
    ///
    /// # Example
    /// ```
    /// use comity::study::Scenario;
    /// assert_eq!(Scenario::read("src/world/northeast_asia_2002.toml")?, Scenario::northeast_asia_2002());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let scenario = Self::from_toml(&file::read_text(path)?).map_err(|error| error.in_file(path))?;
        Ok(Scenario { file: Some(path.to_owned()), ..scenario })
    }

    /// Provenance of numbers of this scenario: its world, its parameters, its menu and its regimes.
    ///
    /// # Errors
    /// None for a scenario that was read or whose parts were checked.
    ///
    /// # Example
    /// ```
    /// use comity::study::Scenario;
    /// let scenario = Scenario::northeast_asia_2002();
    /// assert_eq!(Scenario::from_toml(&scenario.to_toml()?)?.provenance()?, scenario.provenance()?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn provenance(&self) -> Result<Provenance> {
        match &self.menu {
            None => Provenance::of(&self.world, &self.parameters, &self.regimes),
            Some(menu) => Provenance::of(&self.world, &self.parameters, &(&self.regimes, menu)),
        }
    }

    /// The text of a file that [`from_toml`](Self::from_toml) reads back to an equal scenario.
    ///
    /// # Errors
    /// None for a scenario that was read or whose parts were checked.
    ///
    /// # Example
    /// ```
    /// use comity::study::Scenario;
    /// let scenario = Scenario::northeast_asia_2002();
    /// assert_eq!(Scenario::from_toml(&scenario.to_toml()?)?, scenario);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn to_toml(&self) -> Result<String> {
        let (menu, history) = (self.menu.as_ref(), self.history.as_ref());
        let rest = Rest { parameters: &self.parameters, menu, regime: &self.regimes, history };
        Ok(self.world.to_toml()? + "\n" + &file::write(&rest)?)
    }

    /// The model of this scenario.
    ///
    /// # Errors
    /// As [`Model::new`].
    ///
    /// # Example
    /// ```
    /// use comity::study::Scenario;
    /// let scenario = Scenario::northeast_asia_2002();
    /// let outcome = scenario.model()?.evaluate(&scenario.regime("cooperative_six")?)?;
    /// assert_eq!(outcome.nations.len(), scenario.world.len());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn model(&self) -> Result<Model> {
        Model::new(self.world.clone(), self.parameters).map_err(|error| self.blamed(error))
    }

    /// The error, naming the file that the scenario was read from.
    pub(crate) fn blamed(&self, error: Error) -> Error {
        match &self.file {
            Some(path) => error.in_file(path),
            None => error,
        }
    }

    /// The study of this scenario: its model, and its menu where it has one.
    ///
    /// # Errors
    /// As [`Model::new`].
    ///
    /// # Example
    /// ```
    /// let study = comity::study::Scenario::northeast_asia_2002().study()?;
    /// assert_eq!(study.menu().packages.len(), 4); // the file has none: that of every study
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn study(&self) -> Result<Study> {
        let study = Study::of(self.model()?);
        Ok(match &self.menu {
            Some(menu) => study.with_menu(menu.clone()),
            None => study,
        })
    }
}
