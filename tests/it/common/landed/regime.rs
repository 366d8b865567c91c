//! The check of a regime and the search for codes as they were: see the front page.

use comity::treaty::{Arrangement, Budget, Regime, Signal, Term};
use comity::world::{NationCode, World};
use comity::{Error, Result, Violation};

pub fn index(world: &World, code: &str) -> Result<usize> {
    let found = world.nations().iter().position(|n| n.code.as_str() == code);
    found.ok_or_else(|| Error::unknown("nation", code, world.codes().map(String::from)))
}

pub fn check(regime: &Regime, world: &World) -> Result<()> {
    let arrangements = regime.arrangements();
    for (k, arrangement) in arrangements.iter().enumerate() {
        check_arrangement(arrangement, world)?;
        let same = |a: &Arrangement| a.name == arrangement.name && a.members == arrangement.members;
        if arrangements[..k].iter().any(same) {
            let allowed = "one of each name and membership";
            return Err(Error::invalid("regime", "arrangement", &arrangement.name, allowed));
        }
    }
    Ok(())
}

fn check_arrangement(a: &Arrangement, world: &World) -> Result<()> {
    let targets = a.terms.iter().filter_map(|t| match t {
        Term::Sanction { target, .. } => Some(target),
        _ => None,
    });
    for code in a.members.iter().chain(targets) {
        index(world, code.as_str()).map_err(|_| {
            let kind = format!("nation in arrangement \"{}\"", a.name);
            Error::unknown(kind, code.as_str(), world.codes().map(String::from))
        })?;
    }
    match violations(a) {
        bad if bad.is_empty() => Ok(()),
        bad => Err(Error::Invalid(bad)),
    }
}

fn violations(a: &Arrangement) -> Vec<Violation> {
    let who = format!("arrangement \"{}\"", a.name);
    let mut bad = Vec::new();
    let members = a.members.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ");
    if a.members.len() < 2 {
        bad.push(Violation::new(&who, "members", format!("[{members}]"), "at least 2"));
    }
    for (k, code) in a.members.iter().enumerate() {
        if a.members[..k].contains(code) {
            bad.push(Violation::new(&who, "members", code, "each nation once"));
        }
    }
    for term in &a.terms {
        let named = named_members(term);
        for code in &named {
            if !a.has_member(*code) {
                bad.push(Violation::new(&who, term.to_string(), code, format!("members: {members}")));
            }
        }
        if named.len() == 2 && named[0] == named[1] {
            bad.push(Violation::new(&who, term.to_string(), named[0], "two different members"));
        }
        if let Term::Sanction { target, .. } = term
            && a.has_member(*target)
        {
            bad.push(Violation::new(&who, term.to_string(), target, "a nation that is not a member"));
        }
        for (field, value, allowed) in out_of_range(term) {
            bad.push(Violation::new(&who, format!("{term}, {field}"), value, allowed));
        }
    }
    for p in &a.payments {
        for code in [p.from, p.to] {
            if !a.has_member(code) {
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

fn named_members(term: &Term) -> Vec<NationCode> {
    match *term {
        Term::MutualDefence { defender, beneficiary, .. } => vec![defender, beneficiary],
        Term::Aid { from, to, .. } => vec![from, to],
        _ => vec![],
    }
}

fn out_of_range(term: &Term) -> Vec<(&'static str, f64, &'static str)> {
    const UNIT: &str = "0..1";
    const BELOW_ONE: &str = "0..1, below 1";
    const POSITIVE: &str = "above 0, at most 1";
    const MONEY: &str = "a finite number ≥ 0 (USD bn a year)";
    let unit = |x: f64| (0.0..=1.0).contains(&x);
    let money = |x: f64| x.is_finite() && x >= 0.0;
    let checks: Vec<(&'static str, f64, bool, &'static str)> = match *term {
        Term::MutualDefence { reliability, .. } | Term::CollectiveSecurity { reliability, .. } => {
            vec![("reliability", reliability, unit(reliability), UNIT)]
        }
        Term::ArmsLimit { limit } => vec![("limit", limit, unit(limit), UNIT)],
        Term::MissileDefence { budget } => vec![("budget", budget, money(budget), MONEY)],
        Term::TariffCut { cut } => vec![("cut", cut, unit(cut) && cut < 1.0, BELOW_ONE)],
        Term::InfrastructureFund { budget, multiplier, trade_cost_cut: cut } => vec![
            match budget {
                Budget::Usd(budget) => ("budget", budget, money(budget), MONEY),
                Budget::ShareOfGdp { share_of_gdp: x } => ("budget.share_of_gdp", x, unit(x), UNIT),
            },
            ("multiplier", multiplier, (0.0..=10.0).contains(&multiplier), "0..10"),
            ("trade_cost_cut", cut, unit(cut) && cut < 1.0, BELOW_ONE),
        ],
        Term::Aid { amount, leakage, .. } => {
            vec![("amount", amount, money(amount), MONEY), ("leakage", leakage, unit(leakage), UNIT)]
        }
        Term::ConfidenceBuilding { signal: s } => signal_checks(s, POSITIVE).into(),
        Term::CitizenExchange { signal: s, diffusion } => {
            let mut checks = Vec::from(signal_checks(s, POSITIVE));
            checks.push(("diffusion", diffusion, unit(diffusion), UNIT));
            checks
        }
        _ => vec![],
    };
    checks.into_iter().filter(|c| !c.2).map(|(name, value, _, allowed)| (name, value, allowed)).collect()
}

fn signal_checks(s: Signal, allowed: &'static str) -> [(&'static str, f64, bool, &'static str); 2] {
    let ok = |q: f64| q > 0.0 && q <= 1.0;
    [
        ("signal.security", s.security, ok(s.security), allowed),
        ("signal.expansion", s.expansion, ok(s.expansion), allowed),
    ]
}
