//! An arrangement: members, terms, side payments, and how one leaves.

use super::Term;
use crate::error::{Error, Result, Violation, all_valid};
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
    #[serde(default)]
    pub terms: Vec<Term>,
    /// Side payments between members, every year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<SidePayment>,
}

/// Money from one member to another for its signature.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SidePayment {
    /// Payer.
    pub from: NationCode,
    /// Receiver.
    pub to: NationCode,
    /// USD bn a year, ≥ 0; nothing is lost on the way.
    pub amount: f64,
}

/// The withdrawal clause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    pub fn new<'a>(name: impl Into<String>, members: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let members = members.into_iter().map(str::parse).collect::<Result<_>>()?;
        Ok(Self::of(name, members))
    }

    /// An arrangement of these nations, as yet without terms.
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
    #[must_use]
    pub fn with(mut self, term: Term) -> Self {
        self.terms.push(term);
        self
    }

    /// With a side payment of `amount` USD bn a year.
    #[must_use]
    pub fn with_payment(mut self, from: NationCode, to: NationCode, amount: f64) -> Self {
        self.payments.push(SidePayment { from, to, amount });
        self
    }

    /// Whether this nation is a member.
    pub fn has_member(&self, code: NationCode) -> bool {
        self.members.contains(&code)
    }

    /// What is left of it when `leavers` withdraw and the others stay: terms and payments that name a leaver
    /// fall away. `None` when fewer than two members or no term remain.
    pub fn without(&self, leavers: &[NationCode]) -> Option<Arrangement> {
        let stays = |code: &NationCode| !leavers.contains(code);
        let mut rest = self.clone();
        rest.members.retain(stays);
        rest.terms.retain(|t| t.named_members().iter().all(stays));
        rest.payments.retain(|p| stays(&p.from) && stays(&p.to));
        (rest.members.len() > 1 && !rest.terms.is_empty()).then_some(rest)
    }

    /// Checks the arrangement against a world.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a nation that is not in the world; [`Error::Invalid`] with every violation:
    /// fewer than two members, one twice, a term or payment that names a non-member or one nation on both
    /// sides, a sanction on a member, a parameter out of range.
    pub fn check(&self, world: &World) -> Result<()> {
        let targets = self.terms.iter().filter_map(|t| match t {
            Term::Sanction { target, .. } => Some(target),
            _ => None,
        });
        for code in self.members.iter().chain(targets) {
            world.index(code.as_str()).map_err(|_| {
                let kind = format!("nation in arrangement \"{}\"", self.name);
                Error::unknown(kind, code.as_str(), world.codes().map(String::from))
            })?;
        }
        all_valid(self.violations())
    }

    fn violations(&self) -> Vec<Violation> {
        let who = format!("arrangement \"{}\"", self.name);
        let mut bad = Vec::new();
        let members = self.members.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ");
        if self.members.len() < 2 {
            bad.push(Violation::new(&who, "members", format!("[{members}]"), "at least 2"));
        }
        for (k, code) in self.members.iter().enumerate() {
            if self.members[..k].contains(code) {
                bad.push(Violation::new(&who, "members", code, "each nation once"));
            }
        }
        for term in &self.terms {
            let named = term.named_members();
            for code in &named {
                if !self.has_member(*code) {
                    bad.push(Violation::new(&who, term.to_string(), code, format!("members: {members}")));
                }
            }
            if named.len() == 2 && named[0] == named[1] {
                bad.push(Violation::new(&who, term.to_string(), named[0], "two different members"));
            }
            if let Term::Sanction { target, .. } = term
                && self.has_member(*target)
            {
                bad.push(Violation::new(&who, term.to_string(), target, "a nation that is not a member"));
            }
            for (field, value, allowed) in term.out_of_range() {
                bad.push(Violation::new(&who, format!("{term}, {field}"), value, allowed));
            }
        }
        for p in &self.payments {
            for code in [p.from, p.to] {
                if !self.has_member(code) {
                    bad.push(Violation::new(&who, "payment", code, format!("members: {members}")));
                }
            }
            if p.from == p.to {
                bad.push(Violation::new(&who, "payment", p.from, "two different members"));
            }
            if !(p.amount.is_finite() && p.amount >= 0.0) {
                bad.push(Violation::new(&who, "payment", p.amount, "a finite number ≥ 0 (USD bn a year)"));
            }
        }
        bad
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
