//! A menu: the packages that a group of nations may sign, whoever they are.

use super::field::RELIABILITY;
use super::term::reliability;
use super::{Arrangement, Budget, Signal, SigningRules, Term};
use crate::error::{Result as Checked, Violation, all_valid};
use crate::keyed;
use crate::quantity::Range;
use crate::world::{NationCode, World};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// The packages on offer. Any coalition of two or more may sign one; its members become the arrangement's.
///
/// ```
/// use comity::treaty::Menu;
/// let members = ["JPN", "KOR"].map(|c| c.parse().unwrap());
/// let offers = Menu::cooperative().offers(&members);
/// assert!(offers.iter().any(|a| a.to_string().contains("confidence building")));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Menu {
    /// The packages, in order of preference where payoffs tie.
    #[serde(rename = "package", default, deserialize_with = "keyed::tables")]
    pub packages: Vec<Package>,
    /// Which of them may be signed, by whom and beside what.
    #[serde(default, deserialize_with = "keyed::table")]
    pub rules: SigningRules,
}

/// A bundle of clauses that speaks of "the members", not of named nations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Package {
    /// Name.
    pub name: String,
    /// Fewest members, at least 2.
    #[serde(default = "two")]
    pub min_members: usize,
    /// Most members, where there is a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_members: Option<usize>,
    /// Clauses.
    pub clauses: Vec<Clause>,
}

/// One clause of a package, in a file one table: `{ term = "tariff_cut", cut = 0.03 }` or any other [`Term`],
/// `{ defence_among_all = 0.41 }`, `{ defence_by = "USA" }`. A term that names nations is directed, and can be signed by
/// groups that hold them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Clause {
    /// A term that holds between all members alike, or between the nations that it names.
    Term(Term),
    /// Every member is bound to defend every other.
    DefenceAmongAll {
        /// `ρ`, 0..1.
        defence_among_all: f64,
    },
    /// One nation, a member, is bound to defend every other member, as a hub its spokes.
    DefenceBy {
        /// The nation that is bound.
        defence_by: NationCode,
        /// `ρ`, 0..1; 0.41 as in [`Term::MutualDefence`].
        reliability: f64,
    },
}

/// Every member is bound to defend every other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DefenceAmongAll"))]
struct Among {
    /// `ρ`, 0..1.
    defence_among_all: f64,
}

/// One nation, a member, is bound to defend every other member.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DefenceBy"))]
struct By {
    /// The nation that is bound.
    defence_by: NationCode,
    /// `ρ`, 0..1.
    #[serde(default = "reliability")]
    reliability: f64,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Clause {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Clause".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (term, among, by) = (
            generator.subschema_for::<Term>(),
            generator.subschema_for::<Among>(),
            generator.subschema_for::<By>(),
        );
        schemars::json_schema!({ "description": "One clause of a package.", "anyOf": [term, among, by] })
    }
}

impl<'de> Deserialize<'de> for Clause {
    /// By the key that says what it is, so that an error is about that, and not about everything it might have been.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::<String, Value>::deserialize(deserializer)?;
        let has = |key: &str| fields.contains_key(key);
        let (term, among, by) = (has("term"), has("defence_among_all"), has("defence_by"));
        let fields = Value::Object(fields);
        let clause = match (term, among, by) {
            (true, ..) => serde_json::from_value(fields).map(Clause::Term),
            (_, true, _) => serde_json::from_value(fields)
                .map(|Among { defence_among_all }| Clause::DefenceAmongAll { defence_among_all }),
            (.., true) => serde_json::from_value(fields)
                .map(|By { defence_by, reliability }| Clause::DefenceBy { defence_by, reliability }),
            _ => return Err(D::Error::missing_field("term, defence_among_all or defence_by")),
        };
        clause.map_err(D::Error::custom)
    }
}

fn two() -> usize {
    2
}

impl Package {
    /// A package of any two or more members.
    ///
    /// ```
    /// use comity::treaty::{Package, Term};
    /// let network = Package::new("trade network", [Term::TariffCut { cut: 0.03 }]);
    /// assert_eq!((network.min_members, network.max_members), (2, None));
    /// ```
    pub fn new(name: impl Into<String>, clauses: impl IntoIterator<Item = Term>) -> Self {
        let clauses = clauses.into_iter().map(Clause::Term).collect();
        Package { name: name.into(), min_members: 2, max_members: None, clauses }
    }

    /// Cooperative security: confidence building (0.8 / 0.5), tariffs cut by 3 %, an infrastructure fund of
    /// 0.15 % of its members' GDP that cuts trade costs by 1 %.
    ///
    /// ```
    /// use comity::treaty::Package;
    /// assert_eq!(Package::cooperative().clauses.len(), 3);
    /// ```
    pub fn cooperative() -> Self {
        let terms = [
            Term::ConfidenceBuilding { signal: Signal::confidence() },
            Term::TariffCut { cut: 0.03 },
            Term::infrastructure(Budget::default(), 0.01),
        ];
        Package::new("cooperative security", terms)
    }

    /// The arrangement that these members get by signing; `None` where there are too few or too many, where a clause binds
    /// a nation that is not among them, or is directed against one that is.
    ///
    /// ```
    /// use comity::treaty::Package;
    /// let [jpn, kor] = ["JPN", "KOR"].map(|code| code.parse().unwrap());
    /// assert_eq!(Package::cooperative().signed_by(&[jpn, kor]).unwrap().members, [jpn, kor]);
    /// assert!(Package::cooperative().signed_by(&[jpn]).is_none()); // one alone is no arrangement
    /// ```
    pub fn signed_by(&self, members: &[NationCode]) -> Option<Arrangement> {
        let n = members.len();
        if n < self.min_members.max(2) || self.max_members.is_some_and(|most| n > most) {
            return None;
        }
        let mut arrangement = Arrangement::of(self.name.clone(), members.to_vec());
        for clause in &self.clauses {
            match clause {
                // A term that names nations is theirs to sign, and not the target's.
                Clause::Term(term) => {
                    let is_member = |code: NationCode| members.contains(&code);
                    if (term.names_members() && !term.named().all(is_member))
                        || (term.names_outsiders() && term.named().any(is_member))
                    {
                        return None;
                    }
                    arrangement.terms.push(term.clone());
                }
                Clause::DefenceAmongAll { defence_among_all: reliability } => {
                    for &defender in members {
                        arrangement.terms.extend(defence(defender, members, *reliability));
                    }
                }
                Clause::DefenceBy { defence_by, reliability } => {
                    if !members.contains(defence_by) {
                        return None;
                    }
                    arrangement.terms.extend(defence(*defence_by, members, *reliability));
                }
            }
        }
        Some(arrangement)
    }

    /// Every figure out of range, every nation that is not in the world.
    fn violations(&self, world: &World) -> Vec<Violation> {
        let mut bad = Vec::new();
        let subject = format!("menu, package {:?}", self.name);
        let mut refuse = |field: &str, value: String, allowed: String| {
            bad.push(Violation::new(&subject, field, value, allowed));
        };
        if self.min_members < 2 {
            refuse("min_members", self.min_members.to_string(), "at least 2".into());
        }
        if let Some(most) = self.max_members.filter(|most| *most < self.min_members.max(2)) {
            refuse("max_members", most.to_string(), format!("at least {}", self.min_members.max(2)));
        }
        if self.clauses.is_empty() {
            refuse("clauses", "[]".into(), "at least one".into());
        }
        let codes = || world.codes().map(|code| code.to_string()).collect::<Vec<_>>().join(" ");
        for clause in &self.clauses {
            let (numbers, nations): (Vec<(String, f64, String)>, Vec<NationCode>) = match clause {
                Clause::Term(term) => {
                    if let Some(code) = term.named_twice() {
                        refuse(&term.to_string(), code.to_string(), "two different members".into());
                    }
                    let numbers = term.out_of_range().into_iter();
                    let numbers = numbers.map(|(field, x, allowed)| (format!("{term}, {field}"), x, allowed));
                    (numbers.collect(), term.named().collect())
                }
                Clause::DefenceAmongAll { defence_among_all: x } => {
                    (outside("defence_among_all", *x, &RELIABILITY.range), Vec::new())
                }
                Clause::DefenceBy { defence_by, reliability } => {
                    (outside("reliability", *reliability, &RELIABILITY.range), vec![*defence_by])
                }
            };
            for (field, value, allowed) in numbers {
                refuse(&field, value.to_string(), allowed);
            }
            for code in nations.iter().filter(|code| world.index(code.as_str()).is_err()) {
                refuse("nation", code.to_string(), codes());
            }
        }
        bad
    }
}

/// A number of this name, if it is not in this range.
fn outside(name: &str, value: f64, range: &Range) -> Vec<(String, f64, String)> {
    if range.contains(value) { Vec::new() } else { vec![(name.to_owned(), value, range.to_string())] }
}

/// One of them defends all others.
fn defence(
    defender: NationCode,
    members: &[NationCode],
    reliability: f64,
) -> impl Iterator<Item = Term> + '_ {
    let others = members.iter().filter(move |&&member| member != defender);
    others.map(move |&beneficiary| Term::MutualDefence { defender, beneficiary, reliability })
}

impl Menu {
    /// That its packages can be signed in this world: figures in range, nations known, one package of each name.
    pub(crate) fn check(&self, world: &World) -> Checked<()> {
        let mut bad: Vec<Violation> = self.packages.iter().flat_map(|p| p.violations(world)).collect();
        if self.packages.is_empty() {
            bad.push(Violation::new("menu", "packages", 0, "at least one"));
        }
        for (k, package) in self.packages.iter().enumerate() {
            if self.packages[..k].iter().any(|p| p.name == package.name) {
                bad.push(Violation::new("menu", "package", &package.name, "one of each name"));
            }
        }
        let least = self.rules.least_trust;
        if !Range::UNIT.contains(least) {
            bad.push(Violation::new("menu, rules", "least_trust", least, Range::UNIT.to_string()));
        }
        all_valid(bad)
    }

    /// Just this package.
    ///
    /// ```
    /// use comity::treaty::{Menu, Package};
    /// assert_eq!(Menu::only(Package::cooperative()).packages, [Package::cooperative()]);
    /// ```
    pub fn only(package: Package) -> Self {
        Menu { packages: vec![package], rules: SigningRules::default() }
    }

    /// The essay's arrangement, whole or in part: cooperative security, its trade clauses alone, and its
    /// confidence building alone.
    ///
    /// ```
    /// use comity::treaty::{Menu, Package};
    /// let menu = Menu::cooperative();
    /// assert_eq!((menu.packages.len(), &menu.packages[0]), (3, &Package::cooperative()));
    /// ```
    pub fn cooperative() -> Self {
        Menu {
            packages: vec![
                Package::cooperative(),
                Package::new("trade network", [Term::TariffCut { cut: 0.03 }]),
                Package::new("confidence building", [Term::confidence_building(), Term::citizen_exchange()]),
            ],
            rules: SigningRules::default(),
        }
    }

    /// Mutual defence of two.
    ///
    /// ```
    /// use comity::treaty::Menu;
    /// let [usa, jpn, kor] = ["USA", "JPN", "KOR"].map(|code| code.parse().unwrap());
    /// let menu = Menu::bilateral_pacts();
    /// assert_eq!(menu.offers(&[usa, jpn])[0].terms.len(), 2); // each defends the other
    /// assert!(menu.offers(&[usa, jpn, kor]).is_empty());
    /// ```
    pub fn bilateral_pacts() -> Self {
        let clauses = vec![Clause::DefenceAmongAll { defence_among_all: reliability() }];
        Menu::only(Package { name: "defence pact".into(), min_members: 2, max_members: Some(2), clauses })
    }

    /// With one more package.
    ///
    /// ```
    /// use comity::treaty::{Menu, Package, Term};
    /// let menu = Menu::only(Package::cooperative()).with(Package::new("arms control", [Term::ArmsLimit { limit: 0.1 }]));
    /// assert_eq!(menu.packages.len(), 2);
    /// ```
    #[must_use]
    pub fn with(mut self, package: Package) -> Self {
        self.packages.push(package);
        self
    }

    /// With these rules on what may be signed.
    ///
    /// ```
    /// use comity::treaty::{Menu, SigningRules};
    /// let menu = Menu::cooperative().under(SigningRules { again: true, ..SigningRules::default() });
    /// assert!(menu.rules.again);
    /// ```
    #[must_use]
    pub fn under(mut self, rules: SigningRules) -> Self {
        self.rules = rules;
        self
    }

    /// The arrangements that these members could sign, whatever the rules, in the order of the menu.
    ///
    /// ```
    /// use comity::treaty::Menu;
    /// let pair = ["JPN", "KOR"].map(|code| code.parse().unwrap());
    /// assert_eq!(Menu::cooperative().offers(&pair).len(), 3);
    /// assert!(Menu::cooperative().offers(&pair[..1]).is_empty());
    /// ```
    pub fn offers(&self, members: &[NationCode]) -> Vec<Arrangement> {
        self.packages.iter().filter_map(|p| p.signed_by(members)).collect()
    }
}
