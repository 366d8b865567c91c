//! The report as tables for people.

use crate::Report;
use comity::model::NationOutcome;
use comity::prelude::*;
use comity::solve::deviation::Verdict;
use comity::solve::membership::Membership;
use comity::solve::tu::Core;
use std::fmt::Write;

pub fn render(report: &Report) -> String {
    let mut text = String::new();
    write(&mut text, report).expect("a string takes everything");
    text
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    let today = report.regimes.iter().find(|(name, ..)| name == "hub_and_spoke").map(|(_, r, o)| (r, o));
    let Some((today, base)) = today else { return Ok(()) };
    let world = report.study.model().world();
    writeln!(out, "{} — {} nations, {}\n", world.name(), world.len(), report.form)?;
    for warning in &report.warnings {
        writeln!(out, "   note: {warning}")?;
    }
    writeln!(out, "1  TODAY: HUB AND SPOKE")?;
    for pact in today.arrangements() {
        writeln!(out, "   {pact}")?;
    }
    writeln!(
        out,
        "\n   Each nation's position. Parts of utility in basis points of income (bp, 0.01 %): security is minus the\n   \
         expected loss from war and the military burden; treaties is their price: autonomy, obligations, expense.\n"
    )?;
    indent(out, &base.to_string())?;
    threats(out, base, world)?;

    let mut number = 1;
    let regimes = report.regimes.iter().zip(&report.sent).filter(|((name, ..), _)| name != "hub_and_spoke");
    for ((name, regime, outcome), sent) in regimes {
        number += 1;
        writeln!(out, "{number}  {}: change against today", name.replace('_', " ").to_uppercase())?;
        for arrangement in regime.arrangements().iter().filter(|a| !today.arrangements().contains(a)) {
            writeln!(out, "   {arrangement}")?;
        }
        changes(out, base, outcome, sent)?;
        arming(out, base, outcome, world)?;
    }

    number += 1;
    writeln!(out, "{number}  A NEGOTIATION OPENED BY {}\n", report.deal.trace.parties[0])?;
    indent(out, &report.deal.to_string())?;
    let questions =
        ["Does the deal hold, today's treaties taken as given?", "And if any treaty may be left?"];
    for (question, verdict) in questions.iter().zip(&report.verdicts) {
        writeln!(out, "   {question}")?;
        indent(out, &verdict.to_string())?;
    }

    number += 1;
    writeln!(out, "{number}  WHICH COALITIONS OF SIGNATORIES HOLD")?;
    coalitions(out, report)?;
    number += 1;
    writeln!(
        out,
        "\n{number}  IF GAINS CAN BE SHARED: THE CORE OF THE GAME AMONG {}\n",
        report.signatories.join(" ")
    )?;
    cores(out, report)
}

fn indent(out: &mut String, text: &str) -> std::fmt::Result {
    text.lines().try_for_each(|line| writeln!(out, "   {line}"))?;
    writeln!(out)
}

/// The pairs that expect most loss from each other.
fn threats(out: &mut String, base: &Outcome, world: &World) -> std::fmt::Result {
    const SHOWN: usize = 12;
    writeln!(
        out,
        "   Who threatens whom: expected loss of the first by attacks of the second, bp of its income per year; disputes\n   \
         per year, wars per 1,000 disputes, and the chance that the attacker wins.\n"
    )?;
    let n = world.len();
    let pairs = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|(i, j)| i != j);
    let mut pairs: Vec<(usize, usize)> = pairs.collect();
    pairs.sort_by(|a, b| base.loss()[*b].total_cmp(&base.loss()[*a]));
    let code = |i: usize| world.nations()[i].code;
    writeln!(
        out,
        "   {:<10}{:>10}{:>12}{:>14}{:>12}",
        "loss of by", "bp", "disputes", "wars/1,000", "win chance"
    )?;
    for at in pairs.into_iter().take(SHOWN) {
        writeln!(
            out,
            "   {:<10}{:>10.2}{:>12.3}{:>14.1}{:>12.2}",
            format!("{} {}", code(at.0), code(at.1)),
            1e4 * base.loss()[at],
            base.dispute_rate()[at],
            1e3 * base.escalation()[at],
            base.win_chance()[at]
        )?;
    }
    writeln!(out)
}

fn changes(out: &mut String, base: &Outcome, outcome: &Outcome, sent: &Outcome) -> std::fmt::Result {
    let mut head = vec!["utility", "security", "trade", "aid", "treaties", "arms %", "USD bn"];
    let promises = outcome != sent;
    if promises {
        head.extend(["if all kept", "arms %"]);
        writeln!(
            out,
            "\n   In expectation over who keeps the promises of confidence building; the last columns if all do."
        )?;
    }
    write!(out, "\n   {:<7}", "nation")?;
    head.iter().try_for_each(|h| write!(out, "{h:>12}"))?;
    writeln!(out)?;
    for ((before, after), sent) in base.nations.iter().zip(&outcome.nations).zip(&sent.nations) {
        let bp = |now: f64, then: f64| 1e4 * (now - then);
        let arms = 100.0 * (after.military_stock / before.military_stock - 1.0);
        write!(out, "   {:<7}", after.iso3)?;
        for x in [
            bp(after.utility, before.utility),
            bp(after.security, before.security),
            bp(after.trade, before.trade),
            bp(after.aid, before.aid),
            bp(after.sovereignty, before.sovereignty),
            arms,
        ] {
            write!(out, "{:>12}", signed(x, 1))?;
        }
        write!(out, "{:>12}", money(after))?;
        if promises {
            let arms = 100.0 * (sent.military_stock / before.military_stock - 1.0);
            write!(out, "{:>12}{:>12}", signed(bp(sent.utility, before.utility), 1), signed(arms, 1))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn money(nation: &NationOutcome) -> String {
    nation.money_metric.map_or_else(|| "—".to_owned(), |v| signed(v, 2))
}

/// Without the minus of a rounded zero.
fn signed(x: f64, digits: usize) -> String {
    let text = format!("{x:+.digits$}");
    if text.trim_start_matches(['+', '-']).chars().all(|c| c == '0' || c == '.') {
        text[1..].to_owned()
    } else {
        text
    }
}

fn arming(out: &mut String, base: &Outcome, outcome: &Outcome, world: &World) -> std::fmt::Result {
    let total = 100.0 * (outcome.total_stock() / base.total_stock() - 1.0);
    let change = |i: usize| outcome.nations[i].military_stock / base.nations[i].military_stock - 1.0;
    let mut order: Vec<usize> = (0..world.len()).collect();
    order.sort_by(|&a, &b| change(b).abs().total_cmp(&change(a).abs()));
    let named: Vec<String> = order
        .iter()
        .filter(|&&i| change(i).abs() > 0.005)
        .take(5)
        .map(|&i| format!("{} {:+.1} %", world.nations()[i].name, 100.0 * change(i)))
        .collect();
    let who = if named.is_empty() { "nobody by more than half a per cent".into() } else { named.join(", ") };
    writeln!(out, "\n   Who arms or disarms: {who}; all together {total:+.1} %.\n")
}

fn coalitions(out: &mut String, report: &Report) -> std::fmt::Result {
    let names =
        |s: Coalition| s.players().map(|i| report.signatories[i].as_str()).collect::<Vec<_>>().join(" ");
    let (stable, unstable): (Vec<_>, Vec<_>) =
        report.memberships.iter().filter(|m| m.state.len() > 1).partition(|m| m.is_stable());
    writeln!(
        out,
        "   Each of the {} coalitions could sign the cooperative package while the others sign nothing. One holds if no\n   \
         member would rather be out and no outsider would rather be in, without side payments.\n",
        stable.len() + unstable.len()
    )?;
    for m in &stable {
        writeln!(out, "   holds: {}", names(m.state))?;
    }
    if stable.is_empty() {
        writeln!(out, "   None holds.")?;
    }
    let count = |f: &dyn Fn(&MembershipLine) -> bool| unstable.iter().filter(|m| f(m)).count();
    writeln!(
        out,
        "   {} fall because somebody leaves, {} because somebody joins. The largest of them, and why:",
        count(&|m| !m.is_internally_stable()),
        count(&|m| m.is_internally_stable())
    )?;
    let mut largest = unstable.clone();
    largest.sort_by_key(|m| (std::cmp::Reverse(m.state.len()), m.state));
    for m in largest.into_iter().take(8) {
        let verb = if m.is_internally_stable() { "joins" } else { "leaves" };
        let who: Vec<String> = m
            .deviations
            .iter()
            .filter(|d| m.is_internally_stable() || d.coalition.is_subset_of(m.state))
            .map(|d| format!("{} {verb} ({:+.1} bp)", names(d.coalition), d.gains[0]))
            .collect();
        writeln!(out, "   falls: {:<31} {}", names(m.state), who.join(", "))?;
    }
    Ok(())
}

type MembershipLine = Verdict<Coalition, Membership>;

fn cores(out: &mut String, report: &Report) -> std::fmt::Result {
    let names =
        |s: Coalition| s.players().map(|i| report.signatories[i].as_str()).collect::<Vec<_>>().join(" ");
    for (conjecture, game, core) in &report.cores {
        writeln!(out, "   Under {conjecture}, everybody together gains {:.2} USD bn a year.", game.grand())?;
        match core {
            Core::NonEmpty { payoff, .. } => {
                let shares: Vec<String> =
                    report.signatories.iter().zip(payoff).map(|(c, x)| format!("{c} {x:+.2}")).collect();
                writeln!(out, "   Not empty: no coalition can do better than {}.\n", shares.join(", "))?;
            }
            Core::Undecided { .. } => writeln!(out, "   Undecided within rounding.\n")?,
            Core::Empty { certificate } => {
                let asked = certificate.worth(game);
                writeln!(
                    out,
                    "   Empty: these coalitions, weighted so that each nation counts once, ask for {:.2}:",
                    comity::game::Value::to_f64(&asked)
                )?;
                for (s, weight) in &certificate.weights {
                    writeln!(out, "     {weight} × {:<31} worth {:>7.2}", names(*s), game.value(*s))?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}
