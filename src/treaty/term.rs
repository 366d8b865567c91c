//! The terms that an arrangement may hold.

use super::field;
use crate::keyed;
use crate::quantity::Quantity;
use crate::world::NationCode;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// One term of an arrangement. Where it names nations it is directed.
///
/// Plain data; its effect is an [`impl` of one trait](crate::model::TermEffect) per term. A term of a user's
/// own is
/// [`Term::Own`]: data as well, so that it compares, prints and goes through files like any other, while its effect is
/// registered with the model under its name. Parameters left out of a file take the defaults of model page
/// §5.
///
/// ```
/// use comity::treaty::{Arrangement, Term};
/// let text = r#"
/// name = "Tokyo accord"
/// members = ["JPN", "KOR"]
/// terms = [{ term = "tariff_cut", cut = 0.03 }, { term = "own", name = "hotline", parameters = { shift = -0.5 } }]
/// "#;
/// let accord: Arrangement = toml::from_str(text).unwrap();
/// assert_eq!(accord.terms[1], Term::own("hotline", [("shift", -0.5)]));
/// assert_eq!(accord.to_string(), "Tokyo accord [JPN KOR]: tariffs cut by 3.0 %, hotline (shift -0.5)");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "term", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Term {
    /// `defender` is bound to defend `beneficiary` against anybody.
    ///
    /// Adds `ρ T S M` of the defender to the beneficiary's defence, as far as the beneficiary trusts it; protection
    /// substitutes for own arms, deters others, and may entangle the defender in the beneficiary's wars.
    MutualDefence {
        /// The nation that is bound.
        defender: NationCode,
        /// The nation that is defended.
        beneficiary: NationCode,
        /// `ρ`, the probability that the obligation is honoured, 0..1; 0.41 in Berkemeier & Fuhrmann (2018),
        /// 0.22–0.75 over definitions (Leeds, Long & Mitchell 2000).
        #[serde(default = "reliability")]
        reliability: f64,
    },
    /// Every member defends any member against an attack *by a member*; the attacker loses trade with the
    /// others to the extent of the sanction clause. Points inward, unlike a defence pact.
    CollectiveSecurity {
        /// `ρ`, as in [`Term::MutualDefence`].
        #[serde(default = "reliability")]
        reliability: f64,
        /// Trade that the others withhold from a member that attacks.
        #[serde(default)]
        sanction: SanctionExtent,
    },
    /// Scales each member's reaction to its fellow members' arms by `1 − limit`.
    ArmsLimit {
        /// `x`, 0..1.
        limit: f64,
    },
    /// A joint missile defence: its budget is shared by GDP.
    MissileDefence {
        /// `D`, USD bn per year, ≥ 0; what is averted follows from it.
        budget: f64,
    },
    /// An ad valorem cut of trade costs between members: `τ ← τ (1 − cut)`.
    TariffCut {
        /// `c`, 0..1, below 1.
        cut: f64,
    },
    /// Grants by need, paid in by GDP.
    InfrastructureFund {
        /// The most that is granted per year; a nation's grants are at most 5 % of its GDP.
        #[serde(default)]
        budget: Budget,
        /// Output per dollar granted, ≥ 0; assumed 1.15.
        #[serde(default = "multiplier")]
        multiplier: f64,
        /// Fall of trade costs between members, 0..1, below 1.
        #[serde(default = "trade_cost_cut")]
        trade_cost_cut: f64,
    },
    /// A transfer from one nation to another, every year.
    Aid {
        /// Donor.
        from: NationCode,
        /// Recipient.
        to: NationCode,
        /// `a`, USD bn per year, ≥ 0.
        amount: f64,
        /// Share lost on the way, 0..1; assumed 0.1.
        #[serde(default = "leakage")]
        leakage: f64,
    },
    /// Every member cuts trade with `target`, which need not be a member.
    Sanction {
        /// The nation whose trade is cut.
        target: NationCode,
        /// The extent.
        extent: SanctionExtent,
    },
    /// Members see each other keep costly promises: a Bayes update of trust (Kydd 2000, 2005).
    ConfidenceBuilding {
        /// How telling; default 0.8 / 0.5.
        #[serde(default = "Signal::confidence", deserialize_with = "keyed::table")]
        signal: Signal,
    },
    /// Exchange of citizens and non-governmental organisations: a weak signal that also spreads through
    /// the opinions of fellow members.
    CitizenExchange {
        /// How telling; default 0.55 / 0.5.
        #[serde(default = "Signal::exchange", deserialize_with = "keyed::table")]
        signal: Signal,
        /// Weight of fellow members' mean opinion, 0..1 (DeGroot 1974); assumed 0.05.
        #[serde(default = "diffusion")]
        diffusion: f64,
    },
    /// Barriers to investment between members fall. It acts through the years of a history only, where stocks of
    /// investment [live](crate::simulate::Rules::investment).
    InvestmentTreaty {
        /// `c`, ad valorem cut of barriers, 0..1, below 1; assumed 0.1.
        #[serde(default = "cut_of_barriers")]
        cut: f64,
    },
    /// Inspectors: the members see better who keeps what the same arrangement promises. It acts through the years of a
    /// history only, where promises are monitored: $p \leftarrow p + x(1-p)$, $q \leftarrow q(1-x)$.
    Verification {
        /// `x`, share of the errors of monitoring that is removed, 0..1; assumed 0.5.
        #[serde(default = "reach")]
        reach: f64,
    },
    /// A term of a user's own. Its effect is registered with
    /// [`Model::with_term`](crate::model::Model::with_term).
    Own {
        /// Name under which the effect is registered.
        name: String,
        /// Parameters by name, for the effect to read.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        parameters: BTreeMap<String, f64>,
        /// Nations of the world that the term names, members or not, in the order that the effect expects.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        nations: Vec<NationCode>,
    },
}

/// The most that a fund grants per year.
///
/// ```
/// use comity::treaty::Budget;
/// assert_eq!(Budget::default(), Budget::ShareOfGdp { share_of_gdp: 0.0015 });
/// assert_eq!(Budget::Usd(10.0).to_string(), "10 bn a year");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Budget {
    /// USD bn, ≥ 0.
    Usd(f64),
    /// In proportion to its signatories.
    #[cfg_attr(feature = "schema", schemars(extend("additionalProperties" = false)))]
    ShareOfGdp {
        /// Share of their joint GDP, 0..1; 0.0015 unless said otherwise.
        share_of_gdp: f64,
    },
}

impl<'de> Deserialize<'de> for Budget {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct BudgetVisitor;

        impl<'de> Visitor<'de> for BudgetVisitor {
            type Value = Budget;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number (USD bn per year) or { share_of_gdp = a number }")
            }

            fn visit_f64<E>(self, usd: f64) -> Result<Budget, E> {
                Ok(Budget::Usd(usd))
            }

            fn visit_i64<E>(self, usd: i64) -> Result<Budget, E> {
                Ok(Budget::Usd(usd as f64))
            }

            fn visit_u64<E>(self, usd: u64) -> Result<Budget, E> {
                Ok(Budget::Usd(usd as f64))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Budget, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Share {
                    share_of_gdp: f64,
                }

                let Share { share_of_gdp } = keyed::rest(map)?;
                Ok(Budget::ShareOfGdp { share_of_gdp })
            }
        }

        reader.deserialize_any(BudgetVisitor)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Budget::ShareOfGdp { share_of_gdp: default(&field::SHARE_OF_GDP) }
    }
}

impl From<f64> for Budget {
    /// USD bn.
    fn from(budget: f64) -> Self {
        Budget::Usd(budget)
    }
}

impl Budget {
    fn number(self) -> (&'static Quantity, f64) {
        match self {
            Budget::Usd(budget) => (&field::BUDGET, budget),
            Budget::ShareOfGdp { share_of_gdp } => (&field::SHARE_OF_GDP, share_of_gdp),
        }
    }

    /// USD bn per year, for signatories with this joint GDP.
    pub(crate) fn usd(self, gdp: f64) -> f64 {
        match self {
            Budget::Usd(budget) => budget,
            Budget::ShareOfGdp { share_of_gdp } => share_of_gdp * gdp,
        }
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Budget::Usd(budget) => write!(f, "{budget} bn a year"),
            Budget::ShareOfGdp { share_of_gdp } => write!(f, "{} % of GDP", 100.0 * share_of_gdp),
        }
    }
}

/// Chances that a seeker of security, and one of expansion, would send a cooperative signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signal {
    /// `q_S`, of a security seeker, 0..1, above 0.
    pub security: f64,
    /// `q_E`, of an expansionist, 0..1, above 0.
    pub expansion: f64,
}

impl Signal {
    /// Confidence building: 0.8 against 0.5.
    ///
    /// ```
    /// use comity::treaty::Signal;
    /// assert_eq!(Signal::confidence(), Signal { security: 0.8, expansion: 0.5 });
    /// ```
    pub fn confidence() -> Self {
        Signal::of(&field::CONFIDENCE)
    }

    /// Citizens' and NGO exchange: 0.55 against 0.5.
    ///
    /// ```
    /// use comity::treaty::Signal;
    /// assert_eq!(Signal::exchange(), Signal { security: 0.55, expansion: 0.5 });
    /// ```
    pub fn exchange() -> Self {
        Signal::of(&field::EXCHANGE)
    }

    fn of([security, expansion]: &[Quantity; 2]) -> Self {
        Signal { security: default(security), expansion: default(expansion) }
    }
}

/// How much trade a sanction stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SanctionExtent {
    /// None.
    #[default]
    None,
    /// Some goods.
    Partial,
    /// All goods, as far as such sanctions have been kept.
    Complete,
}

fn default(field: &Quantity) -> f64 {
    field.default.unwrap_or(0.0)
}
pub(super) fn reliability() -> f64 {
    default(&field::RELIABILITY)
}
fn multiplier() -> f64 {
    default(&field::MULTIPLIER)
}
fn trade_cost_cut() -> f64 {
    default(&field::TRADE_COST_CUT)
}
fn leakage() -> f64 {
    default(&field::LEAKAGE)
}
fn diffusion() -> f64 {
    default(&field::DIFFUSION)
}
fn cut_of_barriers() -> f64 {
    default(&field::CUT_OF_BARRIERS)
}
fn reach() -> f64 {
    default(&field::REACH)
}

impl Term {
    /// One obligation at the default reliability.
    ///
    /// ```
    /// use comity::treaty::Term;
    /// let term = Term::defence("USA".parse()?, "JPN".parse()?);
    /// assert!(matches!(term, Term::MutualDefence { reliability: 0.41, .. }));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn defence(defender: NationCode, beneficiary: NationCode) -> Self {
        Term::MutualDefence { defender, beneficiary, reliability: reliability() }
    }

    /// Missile defence with this budget (USD bn per year).
    ///
    /// ```
    /// use comity::treaty::Term;
    /// assert_eq!(Term::missile_defence(5.0), Term::MissileDefence { budget: 5.0 });
    /// ```
    pub fn missile_defence(budget: f64) -> Self {
        Term::MissileDefence { budget }
    }

    /// An infrastructure fund with this budget and trade-cost cut, at the default multiplier.
    ///
    /// ```
    /// use comity::treaty::{Budget, Term};
    /// let fund = Term::infrastructure(10.0, 0.01); // USD bn; a share of GDP is a `Budget`
    /// assert!(matches!(fund, Term::InfrastructureFund { budget: Budget::Usd(10.0), trade_cost_cut: 0.01, .. }));
    /// ```
    pub fn infrastructure(budget: impl Into<Budget>, trade_cost_cut: f64) -> Self {
        Term::InfrastructureFund { budget: budget.into(), multiplier: multiplier(), trade_cost_cut }
    }

    /// Aid of `amount` USD bn per year at the default leakage.
    ///
    /// ```
    /// use comity::treaty::Term;
    /// let aid = Term::aid("JPN".parse()?, "MNG".parse()?, 0.2);
    /// assert!(matches!(aid, Term::Aid { amount: 0.2, leakage: 0.1, .. }));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn aid(from: NationCode, to: NationCode, amount: f64) -> Self {
        Term::Aid { from, to, amount, leakage: leakage() }
    }

    /// Confidence building at the default signal.
    ///
    /// ```
    /// use comity::treaty::{Signal, Term};
    /// assert_eq!(Term::confidence_building(), Term::ConfidenceBuilding { signal: Signal::confidence() });
    /// ```
    pub fn confidence_building() -> Self {
        Term::ConfidenceBuilding { signal: Signal::confidence() }
    }

    /// Citizens' and NGO exchange at the default signal and diffusion.
    ///
    /// ```
    /// use comity::treaty::Term;
    /// assert!(matches!(Term::citizen_exchange(), Term::CitizenExchange { diffusion: 0.05, .. }));
    /// ```
    pub fn citizen_exchange() -> Self {
        Term::CitizenExchange { signal: Signal::exchange(), diffusion: diffusion() }
    }

    /// An investment treaty at the default cut of barriers.
    pub fn investment_treaty() -> Self {
        Term::InvestmentTreaty { cut: cut_of_barriers() }
    }

    /// Verification at the default reach.
    pub fn verification() -> Self {
        Term::Verification { reach: reach() }
    }

    /// Collective security at the default reliability.
    ///
    /// ```
    /// use comity::treaty::{SanctionExtent, Term};
    /// let term = Term::collective_security(SanctionExtent::Complete);
    /// assert!(matches!(term, Term::CollectiveSecurity { sanction: SanctionExtent::Complete, .. }));
    /// ```
    pub fn collective_security(sanction: SanctionExtent) -> Self {
        Term::CollectiveSecurity { reliability: reliability(), sanction }
    }

    /// A term of a user's own with these parameters.
    ///
    /// ```
    /// use comity::treaty::Term;
    /// assert_eq!(Term::own("hotline", [("shift", -0.5)]).to_string(), "hotline (shift -0.5)");
    /// ```
    pub fn own<'a>(name: impl Into<String>, parameters: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Term::Own { name: name.into(), parameters, nations: Vec::new() }
    }

    /// Every number of the built-in terms, with the name of its term: default, range, status, source.
    ///
    /// ```
    /// use comity::treaty::Term;
    /// let (term, leakage) = Term::table().find(|(_, number)| number.name == "leakage").unwrap();
    /// assert_eq!((term, leakage.default), ("aid", Some(0.1)));
    /// assert!(leakage.range.contains(0.0));
    /// ```
    pub fn table() -> impl ExactSizeIterator<Item = (&'static str, Quantity)> {
        field::TABLE.into_iter().map(|(term, number)| (term, *number))
    }

    /// Whether both say the same kind of thing of the same nations: two obligations between the same two, aid from
    /// one to the same other, sanctions on the same target, terms of one's own of one name; else terms of one kind.
    pub(crate) fn is_of_kind(&self, other: &Term) -> bool {
        match (self, other) {
            (
                Term::MutualDefence { defender: a, beneficiary: b, .. },
                Term::MutualDefence { defender: c, beneficiary: d, .. },
            ) => (a, b) == (c, d) || (a, b) == (d, c),
            (Term::Aid { from: a, to: b, .. }, Term::Aid { from: c, to: d, .. }) => (a, b) == (c, d),
            (Term::Sanction { target: a, .. }, Term::Sanction { target: b, .. }) => a == b,
            (Term::Own { name: a, .. }, Term::Own { name: b, .. }) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// The nations that the term names, in its order.
    pub(super) fn named(&self) -> impl Iterator<Item = NationCode> + '_ {
        let (pair, others): ([Option<NationCode>; 2], &[NationCode]) = match self {
            Term::MutualDefence { defender, beneficiary, .. } => ([Some(*defender), Some(*beneficiary)], &[]),
            Term::Aid { from, to, .. } => ([Some(*from), Some(*to)], &[]),
            Term::Sanction { target, .. } => ([Some(*target), None], &[]),
            Term::Own { nations, .. } => ([None, None], nations),
            _ => ([None, None], &[]),
        };
        pair.into_iter().flatten().chain(others.iter().copied())
    }

    /// Whether those it names must be members.
    pub(super) fn names_members(&self) -> bool {
        matches!(self, Term::MutualDefence { .. } | Term::Aid { .. })
    }

    /// Whether those it names must not be members.
    pub(super) fn names_outsiders(&self) -> bool {
        matches!(self, Term::Sanction { .. })
    }

    /// The nation on both sides of an obligation or a transfer, which must be two.
    pub(super) fn named_twice(&self) -> Option<NationCode> {
        match *self {
            Term::MutualDefence { defender: a, beneficiary: b, .. } | Term::Aid { from: a, to: b, .. } => {
                (a == b).then_some(a)
            }
            _ => None,
        }
    }

    /// Every number outside its range: name, value, what is allowed.
    pub(super) fn out_of_range(&self) -> Vec<(String, f64, String)> {
        if let Term::Own { parameters, .. } = self {
            let bad = parameters.iter().filter(|(_, value)| !value.is_finite());
            return bad.map(|(name, value)| (name.clone(), *value, "a finite number".into())).collect();
        }
        let signal = |fields: &'static [Quantity; 2], s: Signal| {
            [Some((&fields[0], s.security)), Some((&fields[1], s.expansion))]
        };
        let numbers: [Option<(&Quantity, f64)>; 3] = match *self {
            Term::MutualDefence { reliability, .. } | Term::CollectiveSecurity { reliability, .. } => {
                [Some((&field::RELIABILITY, reliability)), None, None]
            }
            Term::ArmsLimit { limit } => [Some((&field::LIMIT, limit)), None, None],
            Term::MissileDefence { budget } => [Some((&field::BUDGET, budget)), None, None],
            Term::TariffCut { cut } => [Some((&field::CUT_OF_TARIFFS, cut)), None, None],
            Term::InfrastructureFund { budget, multiplier, trade_cost_cut } => [
                Some(budget.number()),
                Some((&field::MULTIPLIER, multiplier)),
                Some((&field::TRADE_COST_CUT, trade_cost_cut)),
            ],
            Term::Aid { amount, leakage, .. } => {
                [Some((&field::AMOUNT, amount)), Some((&field::LEAKAGE, leakage)), None]
            }
            Term::Sanction { .. } | Term::Own { .. } => [None, None, None],
            Term::ConfidenceBuilding { signal: s } => {
                let [security, expansion] = signal(&field::CONFIDENCE, s);
                [security, expansion, None]
            }
            Term::CitizenExchange { signal: s, diffusion } => {
                let [security, expansion] = signal(&field::EXCHANGE, s);
                [security, expansion, Some((&field::DIFFUSION, diffusion))]
            }
            Term::InvestmentTreaty { cut } => [Some((&field::CUT_OF_BARRIERS, cut)), None, None],
            Term::Verification { reach } => [Some((&field::REACH, reach)), None, None],
        };
        let bad = numbers.into_iter().flatten().filter(|(field, value)| !field.range.contains(*value));
        bad.map(|(field, value)| (field.name.to_owned(), value, field.allowed())).collect()
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::MutualDefence { defender, beneficiary, .. } => {
                write!(f, "{defender} defends {beneficiary}")
            }
            Term::CollectiveSecurity { sanction: SanctionExtent::None, .. } => {
                f.write_str("collective security")
            }
            Term::CollectiveSecurity { sanction, .. } => {
                write!(f, "collective security with {sanction} sanctions")
            }
            Term::ArmsLimit { limit } => write!(f, "arms reaction cut by {:.0} %", limit * 100.0),
            Term::MissileDefence { budget, .. } => write!(f, "missile defence, {budget} bn a year"),
            Term::TariffCut { cut } => write!(f, "tariffs cut by {:.1} %", cut * 100.0),
            Term::InfrastructureFund { budget, .. } => write!(f, "infrastructure fund, {budget}"),
            Term::Aid { from, to, amount, .. } => write!(f, "{from} gives {to} {amount} bn a year"),
            Term::Sanction { target, extent } => write!(f, "{extent} sanctions on {target}"),
            Term::ConfidenceBuilding { .. } => f.write_str("confidence building"),
            Term::CitizenExchange { .. } => f.write_str("citizens' exchange"),
            Term::InvestmentTreaty { cut } => write!(f, "barriers to investment cut by {:.0} %", cut * 100.0),
            Term::Verification { .. } => f.write_str("verification"),
            Term::Own { name, parameters, nations } => {
                f.write_str(name)?;
                let nations = nations.iter().map(NationCode::to_string);
                let details: Vec<String> =
                    nations.chain(parameters.iter().map(|(name, value)| format!("{name} {value}"))).collect();
                if details.is_empty() { Ok(()) } else { write!(f, " ({})", details.join(", ")) }
            }
        }
    }
}

impl fmt::Display for SanctionExtent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SanctionExtent::None => "no",
            SanctionExtent::Partial => "partial",
            SanctionExtent::Complete => "complete",
        })
    }
}
