//! Domains in the formats of other tools: GENIUS (XML), GeniusWeb (JSON), NegMAS (JSON, YAML).
//!
//! The format's own definition decides: GENIUS's and GeniusWeb's classes, NegMAS's constructors. Anything
//! else is an error that names it; nothing is skipped, and nothing that is missing counts as zero.

mod class;
mod genius;
mod geniusweb;
mod imported;
mod negmas;
mod source;
mod space;
mod tree;
mod value_fun;

use crate::error::Result;
use crate::negotiate::domain::LinearDomain;
pub use imported::Imported;
use source::{Source, parse, shown};
use std::path::Path;
use tree::{Kind, Node};

impl Imported {
    /// The domain in files, told apart by what is in them: a domain file followed by one profile per party
    /// (GENIUS, NegMAS), one profile per party (GeniusWeb), or one file that holds a serialised
    /// [`LinearDomain`].
    ///
    /// A byte order mark may begin a file. A party is called what its profile says, or else what the file is
    /// called.
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
    /// [`Error::Parse`](crate::Error::Parse) for what is not such a file or is not read; as of
    /// [`LinearDomain::new`].
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
    /// [`Error::Parse`](crate::Error::Parse) for what is not such a profile or is not read; as of
    /// [`LinearDomain::new`].
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

    /// The domain of a NegMAS outcome space and utility functions, one per party, each with a name for one
    /// that has none.
    ///
    /// # Errors
    /// [`Error::Parse`](crate::Error::Parse) for what is not such a file or is not read; as of
    /// [`LinearDomain::new`].
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
