//! A menu: the packages that a group of nations may sign, whoever they are.

use super::term::reliability;
use super::{Arrangement, Budget, Signal, SigningRules, Term};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};

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
pub struct Menu {
    /// The packages, in order of preference where payoffs tie.
    #[serde(rename = "package", default)]
    pub packages: Vec<Package>,
    /// Which of them may be signed, by whom and beside what.
    #[serde(default)]
    pub rules: SigningRules,
}

/// A bundle of clauses that speaks of "the members", not of named nations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// One clause of a package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Clause {
    /// A term that holds between all members alike.
    Term(Term),
    /// Every member is bound to defend every other.
    DefenceAmongAll {
        /// `ρ`, 0..1.
        defence_among_all: f64,
    },
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
                        for &beneficiary in members.iter().filter(|&&b| b != defender) {
                            let term =
                                Term::MutualDefence { defender, beneficiary, reliability: *reliability };
                            arrangement.terms.push(term);
                        }
                    }
                }
            }
        }
        Some(arrangement)
    }
}

impl Menu {
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
