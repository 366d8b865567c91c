//! The numbers a term holds: one table for defaults, checks and the model page.

use crate::quantity::{Quantity, Range, Status};

const fn field(
    (name, symbol): (&'static str, &'static str),
    default: Option<f64>,
    unit: &'static str,
    range: Range,
    status: &'static [Status],
    source: &'static str,
) -> Quantity {
    Quantity { name, symbol, default, unit, range, status, source }
}

const ASSUMED: &[Status] = &[Status::Assumed];
const PUBLISHED: &[Status] = &[Status::Published];
const TO_BE_GIVEN: &[Status] = &[];
const MONEY: &str = "USD bn per year";
const SIGNAL: Range = Range::above(0.0, 1.0);
const CUT: Range = Range::below(0.0, 1.0);

pub(super) const RELIABILITY: Quantity = field(
    ("reliability", r"$\rho$"),
    Some(0.41),
    "",
    Range::UNIT,
    PUBLISHED,
    "for defence pacts, Berkemeier & Fuhrmann 2018; 0.22–0.75 over definitions and periods, Leeds, Long & Mitchell 2000",
);
pub(super) const LIMIT: Quantity = field(("limit", "$x$"), None, "", Range::UNIT, TO_BE_GIVEN, "");
pub(super) const BUDGET: Quantity =
    field(("budget", "$D$, $B$"), None, MONEY, Range::NOT_NEGATIVE, TO_BE_GIVEN, "");
pub(super) const SHARE_OF_GDP: Quantity = field(
    ("budget.share_of_gdp", ""),
    Some(0.0015),
    "share of the signatories' GDP per year",
    Range::UNIT,
    ASSUMED,
    "",
);
pub(super) const CUT_OF_TARIFFS: Quantity = field(("cut", "$c$"), None, "ad valorem", CUT, TO_BE_GIVEN, "");
pub(super) const MULTIPLIER: Quantity =
    field(("multiplier", ""), Some(1.15), "USD per USD", Range::closed(0.0, 10.0), ASSUMED, "");
pub(super) const TRADE_COST_CUT: Quantity =
    field(("trade_cost_cut", ""), Some(0.0), "ad valorem", CUT, TO_BE_GIVEN, "");
pub(super) const AMOUNT: Quantity =
    field(("amount", "$a$"), None, MONEY, Range::NOT_NEGATIVE, TO_BE_GIVEN, "");
pub(super) const LEAKAGE: Quantity = field(("leakage", ""), Some(0.1), "", Range::UNIT, ASSUMED, "");
pub(super) const CONFIDENCE: [Quantity; 2] = [
    field(("signal.security", "$q_S$"), Some(0.8), "", SIGNAL, ASSUMED, "idea: Kydd 2000, 2005"),
    field(("signal.expansion", "$q_E$"), Some(0.5), "", SIGNAL, ASSUMED, "idea: Kydd 2000, 2005"),
];
pub(super) const EXCHANGE: [Quantity; 2] = [
    field(("signal.security", "$q_S$"), Some(0.55), "", SIGNAL, ASSUMED, ""),
    field(("signal.expansion", "$q_E$"), Some(0.5), "", SIGNAL, ASSUMED, ""),
];
pub(super) const DIFFUSION: Quantity =
    field(("diffusion", r"$\omega$"), Some(0.05), "", Range::UNIT, ASSUMED, "form: DeGroot 1974");

pub(super) const CUT_OF_BARRIERS: Quantity =
    field(("cut", ""), Some(0.1), "ad valorem", CUT, ASSUMED, "form: Anderson, Larch & Yotov 2019");
pub(super) const REACH: Quantity =
    field(("reach", "$x$"), Some(0.5), "", Range::UNIT, ASSUMED, "0: no inspectors");

/// Every number of every term, in the order of the model page.
pub(super) const TABLE: [(&str, &Quantity); 18] = [
    ("mutual_defence", &RELIABILITY),
    ("collective_security", &RELIABILITY),
    ("arms_limit", &LIMIT),
    ("missile_defence", &BUDGET),
    ("tariff_cut", &CUT_OF_TARIFFS),
    ("infrastructure_fund", &BUDGET),
    ("infrastructure_fund", &SHARE_OF_GDP),
    ("infrastructure_fund", &MULTIPLIER),
    ("infrastructure_fund", &TRADE_COST_CUT),
    ("aid", &AMOUNT),
    ("aid", &LEAKAGE),
    ("confidence_building", &CONFIDENCE[0]),
    ("confidence_building", &CONFIDENCE[1]),
    ("citizen_exchange", &EXCHANGE[0]),
    ("citizen_exchange", &EXCHANGE[1]),
    ("citizen_exchange", &DIFFUSION),
    ("investment_treaty", &CUT_OF_BARRIERS),
    ("verification", &REACH),
];
