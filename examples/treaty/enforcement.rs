//! Promises that enforce themselves: published thresholds, then a clause of collective security in Northeast Asia.

use comity::coalition::Coalition;
use comity::prelude::*;
use comity::solve::Certified;
use comity::solve::repeated::{Commitment, Enforcement, Punishment, self_enforcement};
use comity::study::SanctionRules;
use comity::treaty::SanctionExtent;
use std::fmt::Write;

/// The seven of the clause.
pub const SEVEN: [&str; 7] = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];

pub fn report() -> Result<String> {
    let mut text = thresholds()?;
    text += &punishers()?;
    let first = Scenario::northeast_asia_2002_first_form();
    let forms = [("first form of the world model", first), ("second form", Scenario::northeast_asia_2002())];
    for (form, scenario) in forms {
        text += &region(form, &scenario)?;
    }
    Ok(text)
}

/// Payoffs 5, 3, 1, 0 under the classical strategies.
fn thresholds() -> Result<String> {
    let (t, r, p, s) = (5.0, 3.0, 1.0, 0.0);
    let (gain, loss, penance) = (t - r, r - p, f64::min(r - s, t - p));
    let patience = |least: Option<f64>| least.map_or("never".into(), |least| format!("δ ≥ {least:.6}"));
    let mut text = "Prisoners' dilemma 5, 3, 1, 0: who cooperates?\n\n".to_owned();
    let mut line = |name: &str, value: String| _ = writeln!(text, "  {name:<44} {value}");
    line("grim trigger", patience(Punishment::grim().least_discount(gain, loss)?));
    line("tit for tat", patience(Punishment::lasting(1).least_discount(gain, penance)?));
    let generosity = Punishment::lasting(1).most_forgiveness(gain, penance, 1.0)?;
    line("generous tit for tat", format!("forgives with chance ≤ {:.6}", generosity.unwrap_or(0.0)));
    for periods in [1, 2, 3, 5, 10] {
        let least = Punishment::lasting(periods).least_discount(gain, loss)?;
        line(&format!("{periods} periods of punishment"), patience(least));
    }
    for (p, q) in [(0.9, 0.5), (0.8, 0.5), (0.55, 0.5)] {
        let seen = Punishment::grim().seen(p, q);
        line(
            &format!("for ever, seen kept with chance {p} / {q}"),
            patience(seen.least_discount(gain, loss)?),
        );
    }
    for (p, discount) in [(0.9, 0.9), (0.95, 0.9), (0.9, 0.8)] {
        let periods = Punishment::grim().seen(p, 0.5).least_periods(gain, loss, discount)?.unwrap_or(0);
        let share = Punishment::lasting(periods).seen(p, 0.5).share_kept()?;
        let name = format!("trigger price, {p} / 0.5, δ = {discount}");
        line(&name, format!("{periods} periods; cooperation in {share:.4} of all"));
    }
    Ok(text)
}

/// Barrett's treaty with a cost of 2.5 for a benefit of 1 to each: who should punish?
fn punishers() -> Result<String> {
    let (b, c, discount) = (1.0, 2.5, 0.9);
    let mut text = format!("\nTreaty of N, abating costs {c} and gives {b} to each, δ = {discount}\n\n");
    for n in [3, 4, 7, 12] {
        let commitment = Commitment {
            kept: vec![b * n as f64 - c; n],
            without: vec![0.0; n],
            gain: vec![vec![c - b; n]; n],
            punishers: Coalition::grand(n),
            punishment: Punishment::lasting(1),
            pivotal: None,
            discount,
        };
        let punished = |_: usize, s: Coalition| {
            let abated = b * (n - s.len()) as f64;
            Ok((0..n).map(|k| if s.contains(k) { abated } else { abated - c }).collect())
        };
        let verdict = self_enforcement(&commitment, punished)?;
        verdict.check((&commitment, punished), 1e-9)?;
        let all = if verdict.is_renegotiation_proof() { "holds" } else { "would be renegotiated" };
        let few = verdict.fewest(0).map_or(0, Coalition::len);
        writeln!(text, "  N = {n:<2}  punished by all: {all}; punishers that are enough: {few}").ok();
    }
    Ok(text)
}

/// A clause of collective security among the seven, with complete sanctions.
fn region(form: &str, scenario: &Scenario) -> Result<String> {
    let study = Study::of(scenario.model()?);
    let clause = Term::CollectiveSecurity { reliability: 0.41, sanction: SanctionExtent::Complete };
    let regime = study.status_quo().clone().with(Arrangement::new("clause", SEVEN)?.with(clause));
    let rules = SanctionRules { discount: 0.9, ..SanctionRules::default() };
    let verdict = study.self_enforcement(&regime, "clause", &rules)?;
    let gdp = &study.model().base().gdp;
    let code = |i: usize| verdict.nations()[i];

    let mut text =
        format!("\nCollective security among the seven, {form}: δ = 0.9, every member pivotal\n\n");
    write!(text, "  {:<12}{:>8}", "against", "deters").ok();
    SEVEN.iter().for_each(|code| _ = write!(text, "{code:>7}"));
    writeln!(text, "   compensation, bn a year").ok();
    for i in 0..SEVEN.len() {
        let all: Vec<&Enforcement> = verdict.by_all().filter(|c| c.breaker == i).collect();
        let holds = if verdict.holds_against(i) { "holds" } else { "fails" };
        let deters = all.iter().try_fold(0.0, |most: f64, c| Some(most.max(c.deters?)));
        let least = |least: Option<f64>| least.map_or("never".into(), |least| format!("{least:.3}"));
        write!(text, "  {} {holds:<8}{:>8}", code(i), least(deters)).ok();
        for k in 0..SEVEN.len() {
            let enforces = all.iter().find(|c| c.fellow == k).map(|c| least(c.enforces));
            write!(text, "{:>7}", enforces.unwrap_or_default()).ok();
        }
        let number = |k: usize| study.model().world().index(code(k).as_str());
        let mut bn = 0.0;
        for c in &all {
            bn += gdp[number(c.fellow)?] * (1e-4 * c.transfer()).exp_m1();
        }
        writeln!(text, "{bn:>10.2}").ok();
    }
    writeln!(text, "\n  cost of a year of sanctions, bp of income: of the sanctioned, then of the others")
        .ok();
    for i in 0..SEVEN.len() {
        let all: Vec<&Enforcement> = verdict.by_all().filter(|c| c.breaker == i).collect();
        write!(text, "  {:<12}{:>8.1}", code(i), all.first().map_or(0.0, |c| c.loss)).ok();
        for k in 0..SEVEN.len() {
            let tenth = |bp: f64| (10.0 * bp).round() / 10.0 + 0.0; // no −0.0
            let cost = all.iter().find(|c| c.fellow == k).map(|c| format!("{:.1}", tenth(c.forgone)));
            write!(text, "{:>7}", cost.unwrap_or_default()).ok();
        }
        writeln!(text).ok();
    }
    if let Some(weakest) = verdict.weakest() {
        let least = verdict.least_discount().map_or("none".into(), |least| format!("{least:.3}"));
        let (k, i) = (code(weakest.fellow), code(weakest.breaker));
        writeln!(text, "\n  least δ of the whole: {least}; {k} fails first, against {i}").ok();
    }
    for i in 0..SEVEN.len() {
        if let Some(few) = verdict.fewest(i) {
            writeln!(text, "  enough against {}: {}", code(i), verdict.part(few)).ok();
        }
    }
    Ok(text)
}
