//! An arrangement: members, terms, side payments, and how one leaves.

use super::Term;
use super::field::AMOUNT;
use crate::error::{Result, Violation};
use crate::keyed;
use crate::world::{NationCode, World};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A treaty between two or more nations.
///
/// ```
/// use comity::treaty::{Arrangement, Term};
/// let pact = Arrangement::new("Tokyo accord", ["JPN", "KOR"])?.with(Term::TariffCut { cut: 0.03 });
/// assert_eq!(pact.to_string(), "Tokyo accord [JPN KOR]: tariffs cut by 3.0 %");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Arrangement {
    /// Name; a regime has one arrangement of this name and membership.
    pub name: String,
    /// Members.
    pub members: Vec<NationCode>,
    /// How many rounds it lasts; left out, until someone withdraws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<u32>,
    /// How a member may leave.
    #[serde(default)]
    pub withdrawal: Withdrawal,
    /// Terms.
    #[serde(default, deserialize_with = "keyed::tables")]
    pub terms: Vec<Term>,
    /// Side payments between members, every year.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "keyed::tables")]
    pub payments: Vec<SidePayment>,
}

/// Money from one member to another for its signature.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SidePayment {
    /// Payer.
    pub from: NationCode,
    /// Receiver.
    pub to: NationCode,
    /// USD bn per year, ≥ 0; nothing is lost on the way.
    pub amount: f64,
}

/// The withdrawal clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Withdrawal {
    /// Any member at any time.
    #[default]
    Free,
    /// After so many rounds' notice.
    Notice(u32),
    /// Not before the arrangement expires.
    Never,
}

impl Arrangement {
    /// An arrangement of these nations, as yet without terms.
    ///
    /// # Errors
    /// A code that cannot be one.
    ///
    /// ```
    /// use comity::treaty::Arrangement;
    /// assert_eq!(Arrangement::new("accord", ["JPN", "KOR"])?.members.len(), 2);
    /// assert!(Arrangement::new("accord", ["Japan"]).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new<'a>(name: impl Into<String>, members: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let members = members.into_iter().map(str::parse).collect::<Result<_>>()?;
        Ok(Self::of(name, members))
    }

    /// An arrangement of these nations, as yet without terms.
    ///
    /// ```
    /// use comity::treaty::Arrangement;
    /// let members = vec!["JPN".parse()?, "KOR".parse()?];
    /// assert_eq!(Arrangement::of("accord", members), Arrangement::new("accord", ["JPN", "KOR"])?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn of(name: impl Into<String>, members: Vec<NationCode>) -> Self {
        let name = name.into();
        Arrangement {
            name,
            members,
            duration: None,
            withdrawal: Withdrawal::Free,
            terms: Vec::new(),
            payments: Vec::new(),
        }
    }

    /// With one more term.
    ///
    /// ```
    /// use comity::treaty::{Arrangement, Term};
    /// let accord = Arrangement::new("accord", ["JPN", "KOR"])?.with(Term::ArmsLimit { limit: 0.1 });
    /// assert_eq!(accord.terms, [Term::ArmsLimit { limit: 0.1 }]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn with(mut self, term: Term) -> Self {
        self.terms.push(term);
        self
    }

    /// With a side payment of `amount` USD bn per year.
    ///
    /// ```
    /// use comity::treaty::Arrangement;
    /// let accord = Arrangement::new("accord", ["JPN", "KOR"])?.with_payment("JPN".parse()?, "KOR".parse()?, 0.5);
    /// assert_eq!(accord.to_string(), "accord [JPN KOR]: JPN pays KOR 0.5 bn a year");
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn with_payment(mut self, from: NationCode, to: NationCode, amount: f64) -> Self {
        self.payments.push(SidePayment { from, to, amount });
        self
    }

    /// Whether this nation is a member.
    ///
    /// ```
    /// use comity::treaty::Arrangement;
    /// let accord = Arrangement::new("accord", ["JPN", "KOR"])?;
    /// assert!(accord.has_member("KOR".parse()?) && !accord.has_member("CHN".parse()?));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn has_member(&self, code: NationCode) -> bool {
        self.members.contains(&code)
    }

    /// The rest of it when `leavers` withdraw and the others stay: terms and payments that name a leaver
    /// fall away. `None` when fewer than two members or no term remain.
    ///
    /// ```
    /// use comity::treaty::{Arrangement, Term};
    /// let accord = Arrangement::new("accord", ["JPN", "KOR", "CHN"])?.with(Term::TariffCut { cut: 0.03 });
    /// assert_eq!(accord.without(&["CHN".parse()?]).unwrap().members.len(), 2);
    /// assert_eq!(accord.without(&["CHN".parse()?, "KOR".parse()?]), None); // nobody left to trade with
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn without(&self, leavers: &[NationCode]) -> Option<Arrangement> {
        let stays = |code: &NationCode| !leavers.contains(code);
        let mut rest = self.clone();
        rest.members.retain(stays);
        rest.terms.retain(|t| t.named().all(|code| stays(&code)));
        rest.payments.retain(|p| stays(&p.from) && stays(&p.to));
        (rest.members.len() > 1 && !rest.terms.is_empty()).then_some(rest)
    }

    /// Everything that is wrong with it, whatever the world.
    pub(super) fn violations(&self) -> Vec<Violation> {
        let mut bad = Vec::new();
        let mut refuse = |field: String, value: String, allowed: String| {
            bad.push(Violation::new(format!("arrangement \"{}\"", self.name), field, value, allowed));
        };
        let members = || self.members.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ");
        if self.members.len() < 2 {
            refuse("members".into(), format!("[{}]", members()), "at least 2".into());
        }
        for (k, code) in self.members.iter().enumerate() {
            if self.members[..k].contains(code) {
                refuse("members".into(), code.to_string(), "each nation once".into());
            }
        }
        for term in &self.terms {
            for code in term.named() {
                let member = self.has_member(code);
                let nation = || format!("nation of \"{term}\"");
                if term.names_members() && !member {
                    refuse(nation(), code.to_string(), format!("members: {}", members()));
                }
                if term.names_outsiders() && member {
                    refuse(nation(), code.to_string(), "a nation that is not a member".into());
                }
            }
            if let Some(code) = term.named_twice() {
                refuse(
                    format!("either nation of \"{term}\""),
                    code.to_string(),
                    "two different members".into(),
                );
            }
            for (field, value, allowed) in term.out_of_range() {
                refuse(format!("{field} of \"{term}\""), value.to_string(), allowed);
            }
        }
        for p in &self.payments {
            for code in [p.from, p.to] {
                if !self.has_member(code) {
                    refuse("nation of a payment".into(), code.to_string(), format!("members: {}", members()));
                }
            }
            if p.from == p.to {
                let both = "either nation of a payment".into();
                refuse(both, p.from.to_string(), "two different members".into());
            }
            if !AMOUNT.range.contains(p.amount) {
                let amount = format!("amount of the payment of {} to {}", p.from, p.to);
                refuse(amount, p.amount.to_string(), AMOUNT.allowed());
            }
        }
        bad
    }

    /// Whether its members can pay for it in this world.
    pub(crate) fn is_affordable(&self, world: &World) -> bool {
        self.overspent(world).is_empty()
    }

    /// Everything that its members cannot pay in this world, where they and those it names are nations of it.
    pub(super) fn overspent(&self, world: &World) -> Vec<Violation> {
        let gdp = |code: &NationCode| world.number(*code).map_or(0.0, |i| world.nations()[i].gdp);
        let joint = || self.members.iter().map(gdp).sum::<f64>();
        let of_one = |payer: NationCode| (gdp(&payer), format!("the GDP of {payer}"));
        let of_all = || (joint(), "the joint GDP of its members".to_owned());
        let terms = self.terms.iter().filter_map(|term| match term {
            Term::MissileDefence { budget } => Some((format!("budget of \"{term}\""), *budget, of_all())),
            Term::Aid { from, amount, .. } => Some((format!("amount of \"{term}\""), *amount, of_one(*from))),
            _ => None,
        });
        let payments = self
            .payments
            .iter()
            .map(|p| (format!("amount of the payment of {} to {}", p.from, p.to), p.amount, of_one(p.from)));
        let all = terms.chain(payments).filter(|(_, amount, (most, _))| *amount > 0.0 && amount >= most);
        all.map(|(what, amount, (most, whose))| {
            let allowed = format!("below {most}, {whose} (USD bn per year)");
            Violation::new(format!("arrangement \"{}\"", self.name), what, amount, allowed)
        })
        .collect()
    }
}

impl fmt::Display for Arrangement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members: Vec<&str> = self.members.iter().map(NationCode::as_str).collect();
        write!(f, "{} [{}]", self.name, members.join(" "))?;
        let terms = self.terms.iter().map(Term::to_string);
        let payments =
            self.payments.iter().map(|p| format!("{} pays {} {} bn a year", p.from, p.to, p.amount));
        for (k, text) in terms.chain(payments).enumerate() {
            write!(f, "{}{text}", if k == 0 { ": " } else { ", " })?;
        }
        Ok(())
    }
}
