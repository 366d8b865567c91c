//! The terms that an arrangement may hold.

use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One term of an arrangement. Where it names nations it is directed.
///
/// Parameters left out of a file take the defaults of model page §2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "term", rename_all = "snake_case", deny_unknown_fields)]
pub enum Term {
    /// `defender` is bound to defend `beneficiary` against anybody.
    ///
    /// Adds `ρ · S · M` of the defender to the beneficiary's defence, and takes the two out of each
    /// other's threat.
    MutualDefence {
        /// Who is bound.
        defender: NationCode,
        /// Who is defended.
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
        /// What the others withhold from a member that attacks.
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
        /// `D`, USD bn a year, ≥ 0.
        budget: f64,
        /// Share of the loss to states with missiles in reach of the bomb (nuclear status pursuit or
        /// possession) that is averted, 0..1. Assumed 0.3; see
        /// [`mechanism::missile_defence`](crate::mechanism::missile_defence) for Wilkening's (2000) leakage.
        #[serde(default = "coverage")]
        coverage: f64,
    },
    /// An ad valorem cut of trade costs between members: `τ ← τ (1 − cut)`.
    TariffCut {
        /// `c`, 0..1, below 1.
        cut: f64,
    },
    /// Grants by need, paid in by GDP.
    InfrastructureFund {
        /// `B`, USD bn a year, ≥ 0: what may be granted; each grant is at most 5 % of the receiver's GDP.
        budget: f64,
        /// Output per dollar granted, ≥ 0; assumed 1.15.
        #[serde(default = "multiplier")]
        multiplier: f64,
        /// Fall of trade costs between members, 0..1, below 1.
        #[serde(default)]
        trade_cost_cut: f64,
    },
    /// A transfer from one nation to another, every year.
    Aid {
        /// Donor.
        from: NationCode,
        /// Recipient.
        to: NationCode,
        /// `a`, USD bn a year, ≥ 0.
        amount: f64,
        /// Share lost on the way, 0..1; assumed 0.1.
        #[serde(default = "leakage")]
        leakage: f64,
    },
    /// Every member cuts trade with `target`, which need not be a member.
    Sanction {
        /// Whom.
        target: NationCode,
        /// How far.
        extent: SanctionExtent,
    },
    /// Members see each other keep costly promises: a Bayes update of trust (Kydd 2000, 2005).
    ConfidenceBuilding {
        /// How telling; default 0.8 / 0.5.
        #[serde(default = "Signal::confidence")]
        signal: Signal,
    },
    /// Exchange of citizens and non-governmental organisations: a weak signal that also spreads through
    /// the opinions of fellow members.
    CitizenExchange {
        /// How telling; default 0.55 / 0.5.
        #[serde(default = "Signal::exchange")]
        signal: Signal,
        /// Weight of fellow members' mean opinion, 0..1 (DeGroot 1974); assumed 0.05.
        #[serde(default = "diffusion")]
        diffusion: f64,
    },
}

/// Chances that a seeker of security, and one of expansion, would send a cooperative signal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// `q_S`, of a security seeker, 0..1, above 0.
    pub security: f64,
    /// `q_E`, of an expansionist, 0..1, above 0.
    pub expansion: f64,
}

impl Signal {
    /// Confidence building: 0.8 against 0.5.
    pub fn confidence() -> Self {
        Signal { security: 0.8, expansion: 0.5 }
    }

    /// Citizens' and NGO exchange: 0.55 against 0.5.
    pub fn exchange() -> Self {
        Signal { security: 0.55, expansion: 0.5 }
    }
}

/// How much trade a sanction stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SanctionExtent {
    /// None.
    #[default]
    None,
    /// Some goods.
    Partial,
    /// All goods, as far as such sanctions have been kept.
    Complete,
}

fn reliability() -> f64 {
    Term::RELIABILITY
}
fn coverage() -> f64 {
    0.3
}
fn multiplier() -> f64 {
    1.15
}
fn leakage() -> f64 {
    0.1
}
fn diffusion() -> f64 {
    0.05
}

impl Term {
    /// Default reliability of a defence obligation: Berkemeier & Fuhrmann (2018).
    pub const RELIABILITY: f64 = 0.41;

    /// One obligation at the default reliability.
    pub fn defence(defender: NationCode, beneficiary: NationCode) -> Self {
        Term::MutualDefence { defender, beneficiary, reliability: Self::RELIABILITY }
    }

    /// Missile defence with this budget (USD bn a year) at the default coverage.
    pub fn missile_defence(budget: f64) -> Self {
        Term::MissileDefence { budget, coverage: coverage() }
    }

    /// An infrastructure fund with this budget (USD bn a year) and trade-cost cut, at the default multiplier.
    pub fn infrastructure(budget: f64, trade_cost_cut: f64) -> Self {
        Term::InfrastructureFund { budget, multiplier: multiplier(), trade_cost_cut }
    }

    /// Aid of `amount` USD bn a year at the default leakage.
    pub fn aid(from: NationCode, to: NationCode, amount: f64) -> Self {
        Term::Aid { from, to, amount, leakage: leakage() }
    }

    /// Confidence building at the default signal.
    pub fn confidence_building() -> Self {
        Term::ConfidenceBuilding { signal: Signal::confidence() }
    }

    /// Citizens' and NGO exchange at the default signal and diffusion.
    pub fn citizen_exchange() -> Self {
        Term::CitizenExchange { signal: Signal::exchange(), diffusion: diffusion() }
    }

    /// Collective security at the default reliability.
    pub fn collective_security(sanction: SanctionExtent) -> Self {
        Term::CollectiveSecurity { reliability: Self::RELIABILITY, sanction }
    }

    /// Nations that the term names and that must be members.
    pub(super) fn named_members(&self) -> Vec<NationCode> {
        match *self {
            Term::MutualDefence { defender, beneficiary, .. } => vec![defender, beneficiary],
            Term::Aid { from, to, .. } => vec![from, to],
            _ => vec![],
        }
    }

    /// Every parameter outside its range: name, value, what is allowed.
    pub(super) fn out_of_range(&self) -> Vec<(&'static str, f64, &'static str)> {
        const UNIT: &str = "0..1";
        const BELOW_ONE: &str = "0..1, below 1";
        const POSITIVE: &str = "above 0, at most 1";
        const MONEY: &str = "a finite number ≥ 0 (USD bn a year)";
        let unit = |x: f64| (0.0..=1.0).contains(&x);
        let money = |x: f64| x.is_finite() && x >= 0.0;
        let checks: Vec<(&'static str, f64, bool, &'static str)> = match *self {
            Term::MutualDefence { reliability, .. } | Term::CollectiveSecurity { reliability, .. } => {
                vec![("reliability", reliability, unit(reliability), UNIT)]
            }
            Term::ArmsLimit { limit } => vec![("limit", limit, unit(limit), UNIT)],
            Term::MissileDefence { budget, coverage } => {
                vec![("budget", budget, money(budget), MONEY), ("coverage", coverage, unit(coverage), UNIT)]
            }
            Term::TariffCut { cut } => vec![("cut", cut, unit(cut) && cut < 1.0, BELOW_ONE)],
            Term::InfrastructureFund { budget, multiplier, trade_cost_cut: cut } => vec![
                ("budget", budget, money(budget), MONEY),
                ("multiplier", multiplier, (0.0..=10.0).contains(&multiplier), "0..10"),
                ("trade_cost_cut", cut, unit(cut) && cut < 1.0, BELOW_ONE),
            ],
            Term::Aid { amount, leakage, .. } => {
                vec![("amount", amount, money(amount), MONEY), ("leakage", leakage, unit(leakage), UNIT)]
            }
            Term::Sanction { .. } => vec![],
            Term::ConfidenceBuilding { signal: s } => signal_checks(s, POSITIVE).into(),
            Term::CitizenExchange { signal: s, diffusion } => {
                let mut checks = Vec::from(signal_checks(s, POSITIVE));
                checks.push(("diffusion", diffusion, unit(diffusion), UNIT));
                checks
            }
        };
        checks.into_iter().filter(|c| !c.2).map(|(name, value, _, allowed)| (name, value, allowed)).collect()
    }
}

fn signal_checks(s: Signal, allowed: &'static str) -> [(&'static str, f64, bool, &'static str); 2] {
    let ok = |q: f64| q > 0.0 && q <= 1.0;
    [
        ("signal.security", s.security, ok(s.security), allowed),
        ("signal.expansion", s.expansion, ok(s.expansion), allowed),
    ]
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
            Term::InfrastructureFund { budget, .. } => write!(f, "infrastructure fund, {budget} bn a year"),
            Term::Aid { from, to, amount, .. } => write!(f, "{from} gives {to} {amount} bn a year"),
            Term::Sanction { target, extent } => write!(f, "{extent} sanctions on {target}"),
            Term::ConfidenceBuilding { .. } => f.write_str("confidence building"),
            Term::CitizenExchange { .. } => f.write_str("citizens' exchange"),
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
