//! Domains in the formats of other tools: GENIUS (XML), GeniusWeb (JSON), NegMAS (JSON, YAML).
//!
//! The format's own definition decides what a file means: GENIUS's and GeniusWeb's classes, NegMAS's constructors. What is not
//! understood is an error that names it; nothing is skipped, and nothing that is missing counts as zero.

mod genius;
mod geniusweb;
mod negmas;
mod source;
mod space;
mod tree;
mod value_fun;

use crate::error::Result;
use crate::negotiate::domain::{Issue, LinearDomain, Preference};
use source::{Source, parse, shown};
use std::path::Path;
use tree::{Kind, Node};

/// A domain from files of another tool, with the parties' discount factors.
///
/// Issues are discrete and preferences linear-additive, `u(o) = Σ_k w_k e_k(v_k)` with weight `w_k` and evaluation `e_k` of the
/// value `v_k` of issue `k`.
///
/// | format | what is read | what is an error |
/// |---|---|---|
/// | GENIUS 10.4 | a domain file and a linear-additive profile per party; issues joined by index; a discrete evaluation relative to the largest of its issue; an integer issue as `slope · (value − lowerbound) + offset` within 0 and 1; the sum cut off at 1; a discount factor outside (0, 1] as none | nonlinear and constraint spaces, real issues, a value without evaluation, an issue without weight, bounds or values other than the domain's |
/// | GeniusWeb | `LinearAdditiveUtilitySpace` with its domain, the same in all profiles; tables, and numbers in steps with a line over them | other spaces, weights that do not add up to 1, utilities outside [0, 1], an incomplete reservation bid |
/// | NegMAS 0.16 | an outcome space of categorical, ordinal, cardinal and contiguous issues; `LinearAdditiveUtilityFunction` of table, constant, identity, linear, affine, quadratic, polynomial, triangular, trapezoidal and biased functions; `LinearUtilityFunction`, `AffineUtilityFunction`, `ConstUtilityFunction`; `ExpDiscountedUFun` of one of these over relative time | every other type, a bias or a key that has no place in a type |
///
/// Where a file says that any deal is better than none (NegMAS's reserved value −∞, its default; GeniusWeb without a
/// reservation bid), the reservation value is the largest number below the party's worst deal.
///
/// Limits: 32 MiB per file, nesting of 64, 1 000 issues, 10⁶ values of all issues together.
///
/// R. Lin, S. Kraus, T. Baarslag, D. Tykhonov, K. Hindriks and C. M. Jonker (2014), GENIUS: an integrated environment for
/// supporting the design of generic automated negotiators, *Computational Intelligence* 30, 48–70,
/// doi:10.1111/j.1467-8640.2012.00463.x; Y. Mohammad, S. Nakadai and A. Greenwald (2021), NegMAS: a platform for automated
/// negotiations, *PRIMA 2020*, 343–351, doi:10.1007/978-3-030-69322-0_23.
///
/// # Example
/// ```
/// use comity::negotiate::{Domain, Imported};
///
/// let domain = "
/// type: DiscreteCartesianOutcomeSpace
/// issues:
/// - {type: CategoricalIssue, name: colour, values: [red, green]}
/// - {type: ContiguousIssue, name: price, values: [-5, 5]}
/// ";
/// let buyer = "
/// type: LinearAdditiveUtilityFunction
/// reserved_value: 0.2
/// weights: [0.4, 0.6]
/// values:
/// - {type: TableFun, mapping: {red: 1.0, green: 0.25}}
/// - {type: AffineFun, slope: -0.1, bias: 0.5}
/// ";
/// let read = Imported::negmas(domain, &[("buyer", buyer)])?;
/// let deal = read.domain.outcome(&[1, 2]).expect("green at −3");
/// assert!((read.domain.utility(0, deal)? - (0.4 * 0.25 + 0.6 * 0.8)).abs() < 1e-12);
///
/// let unread = buyer.replace("AffineFun", "CosFun");
/// let error = Imported::negmas(domain, &[("buyer", &unread)]).unwrap_err().to_string();
/// assert!(error.starts_with("buyer, line 7: the function of issue \"price\": the type \"CosFun\" is not read"));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// Issues, preferences and reservation values.
    pub domain: LinearDomain,
    /// Each party's discount factor over a whole session (1: none): `d^(1/n)` per round of `n` rounds.
    pub discounts: Vec<f64>,
}

impl Imported {
    /// The domain in files, told apart by what is in them: a domain file followed by one profile per party (GENIUS, NegMAS), one
    /// profile per party (GeniusWeb), or one file that holds a serialised [`LinearDomain`].
    ///
    /// A byte order mark may begin a file. A party is called what its profile says, or else what the file is called.
    ///
    /// # Errors
    /// No file, a file that cannot be read, and as of the format; errors name file and line.
    ///
    /// # Example
    /// ```
    /// use comity::negotiate::Imported;
    /// let missing = Imported::read(&["nowhere/domain.xml", "nowhere/buyer.xml"]).unwrap_err();
    /// assert!(missing.to_string().starts_with("nowhere/domain.xml: "));
    /// ```
    pub fn read<P: AsRef<Path>>(files: &[P]) -> Result<Self> {
        let files = files.iter().map(|file| Source::open(file.as_ref())).collect::<Result<Vec<_>>>()?;
        let Some((first, rest)) = files.split_first() else {
            return Err(parse("domain", "no file given, allowed: a domain and its profiles"));
        };
        if first.text.trim_start().starts_with('<') {
            return genius::read(first, rest);
        }
        let tree = Node::parse(first)?;
        let Kind::Map(entries) = &tree.kind else {
            return Err(first.refuse(tree.line, format!("the file is {}, allowed: a domain", tree.found())));
        };
        let has = |key| entries.iter().any(|(k, _)| k.text() == Some(key));
        if has("issuesValues") {
            let message = "a domain of GeniusWeb, allowed: the profiles alone, which have it in them";
            return Err(first.refuse(tree.line, message));
        }
        if has("parties") {
            return serialised(first, rest);
        }
        if entries.len() == 1 && !has("issues") {
            return geniusweb::read(&files);
        }
        negmas::read(first, rest)
    }

    /// The domain of a GENIUS domain file and the utility spaces of the parties, each with the party's name.
    ///
    /// # Errors
    /// [`Error::Parse`](crate::Error::Parse) for what is not such a file or is not read; as of [`LinearDomain::new`].
    ///
    /// # Complexity
    /// Linear in the files.
    ///
    /// # Example
    /// ```
    /// use comity::negotiate::{Domain, Imported};
    ///
    /// let domain = r#"<negotiation_template><utility_space><objective index="0" name="talks">
    ///     <issue index="1" name="tariff" type="integer" lowerbound="8" upperbound="14"/>
    ///     </objective></utility_space></negotiation_template>"#;
    /// let profile = r#"<utility_space><objective index="0" name="talks">
    ///     <issue index="1" name="tariff" type="integer" lowerbound="8" upperbound="14">
    ///     <evaluator ftype="linear" offset="1" slope="-0.15"/></issue>
    ///     <weight index="1" value="1"/></objective><discount_factor value="0.8"/></utility_space>"#;
    /// let read = Imported::genius(domain, &[("exporter", profile)])?;
    /// assert_eq!(read.domain.utility(0, 6)?, 1.0 - 0.15 * 6.0); // a tariff of 14
    /// assert_eq!(read.discounts, [0.8]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn genius(domain: &str, profiles: &[(&str, &str)]) -> Result<Self> {
        genius::read(&Source::given("domain", domain)?, &given(profiles)?)
    }

    /// The domain of GeniusWeb profiles, one per party, each with a name for one that has none.
    ///
    /// # Errors
    /// [`Error::Parse`](crate::Error::Parse) for what is not such a profile or is not read; as of [`LinearDomain::new`].
    ///
    /// # Complexity
    /// Linear in the files, times the logarithm of the values of an issue.
    ///
    /// # Example
    /// ```
    /// use comity::negotiate::{Domain, Imported};
    ///
    /// let profile = r#"{"LinearAdditiveUtilitySpace": {"name": "buyer", "reservationBid": {"issuevalues": {"price": 900}},
    ///     "domain": {"name": "car", "issuesValues": {"price": {"range": {"low": 900, "high": 1800, "step": 300}}}},
    ///     "issueWeights": {"price": 1},
    ///     "issueUtilities": {"price": {"numberutils":
    ///         {"lowValue": 900, "lowUtility": 1, "highValue": 1800, "highUtility": 0}}}}}"#;
    /// let read = Imported::geniusweb(&[("profile", profile)])?.domain;
    /// assert_eq!(read.utilities(0)?, [1.0, 0.66666667, 0.33333333, 0.0]); // eight places, as there
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn geniusweb(profiles: &[(&str, &str)]) -> Result<Self> {
        geniusweb::read(&given(profiles)?)
    }

    /// The domain of a NegMAS outcome space and utility functions, one per party, each with a name for one that has none.
    ///
    /// # Errors
    /// [`Error::Parse`](crate::Error::Parse) for what is not such a file or is not read; as of [`LinearDomain::new`].
    ///
    /// # Complexity
    /// Linear in the files, times the logarithm of the values of an issue.
    ///
    /// # Example
    /// On [`Imported`].
    pub fn negmas(domain: &str, profiles: &[(&str, &str)]) -> Result<Self> {
        negmas::read(&Source::given("domain", domain)?, &given(profiles)?)
    }
}

fn given(profiles: &[(&str, &str)]) -> Result<Vec<Source>> {
    profiles.iter().map(|(name, text)| Source::given(name, text)).collect()
}

/// A [`LinearDomain`] as this crate writes it.
fn serialised(file: &Source, more: &[Source]) -> Result<Imported> {
    if let Some(second) = more.first() {
        let message =
            format!("a second file after {}, which holds the parties, allowed: one", shown(&file.place));
        return Err(parse(&second.place, message));
    }
    let domain: LinearDomain =
        serde_json::from_str(&file.text).map_err(|e| file.refuse(e.line(), e.to_string()))?;
    let discounts = vec![1.0; domain.preferences().len()];
    Ok(Imported { domain, discounts })
}

/// Preferences as a file has them.
struct Worth {
    name: String,
    weights: Vec<f64>,
    evaluations: Vec<Vec<f64>>,
    /// `None` where any deal is better than none.
    reservation: Option<f64>,
    /// The largest utility, where there is one.
    most: Option<f64>,
}

impl Worth {
    fn new(weights: Vec<f64>, evaluations: Vec<Vec<f64>>) -> Self {
        Worth { name: String::new(), weights, evaluations, reservation: None, most: None }
    }

    /// The sum over issues, from the last to the first as [`LinearDomain`] adds them, of an extreme of each.
    fn sum(&self, extreme: fn(f64, f64) -> f64) -> f64 {
        let of = |(w, e): (&f64, &Vec<f64>)| e.iter().map(|x| w * x).reduce(extreme).unwrap_or(0.0);
        self.weights.iter().zip(&self.evaluations).rev().map(of).fold(0.0, |sum, x| sum + x)
    }

    fn preference(self) -> Preference {
        let most = self.most.filter(|&most| self.sum(f64::max) > most);
        let worst = most.map_or_else(|| self.sum(f64::min), |most| self.sum(f64::min).min(most));
        Preference {
            reservation: self.reservation.unwrap_or_else(|| worst.next_down()),
            most,
            name: self.name,
            weights: self.weights,
            evaluations: self.evaluations,
        }
    }
}

/// The domain; what is wrong with it as a whole is said of the file at `place`.
fn imported(place: &str, issues: Vec<Issue>, parties: Vec<Worth>, discounts: Vec<f64>) -> Result<Imported> {
    let parties = parties.into_iter().map(Worth::preference).collect();
    let domain = LinearDomain::new(issues, parties).map_err(|e| parse(place, e.to_string()))?;
    Ok(Imported { domain, discounts })
}

/// Largest number of evaluations of all parties together.
const MAX_EVALUATIONS: usize = 20_000_000;

/// There is room for this many values of each of this many parties.
fn room(file: &Source, values: usize, parties: usize) -> Result<()> {
    if parties > 63 || values.saturating_mul(parties) > MAX_EVALUATIONS {
        let message = format!(
            "{parties} parties with {values} values each, allowed: 63 parties, {MAX_EVALUATIONS} values of all together"
        );
        return Err(parse(&file.place, message));
    }
    Ok(())
}
