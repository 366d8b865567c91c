//! The report as JSON.

use crate::Report;
use comity::coalition::Coalition;
use comity::solve::deviation::Deviation;
use comity::solve::tu::Core;
use serde_json::{Value, json};

pub fn render(report: &Report) -> String {
    let regimes: Vec<Value> = report
        .regimes
        .iter()
        .zip(&report.sent)
        .map(|((name, _, outcome), sent)| {
            json!({ "name": name, "nations": outcome.nations, "nations_if_all_signals_are_sent": sent.nations })
        })
        .collect();
    let names = |mask| -> Vec<&str> {
        let players = comity::coalition::Coalition::players(mask);
        players.map(|i| report.signatories[i].as_str()).collect()
    };
    let cores: Vec<Value> = report
        .cores
        .iter()
        .map(|(conjecture, game, core)| match core {
            Core::NonEmpty { payoff, .. } => {
                json!({ "conjecture": conjecture, "worth_usd_bn": game.grand(), "core": "non-empty", "payoff_usd_bn": payoff })
            }
            Core::Undecided { .. } => {
                json!({ "conjecture": conjecture, "worth_usd_bn": game.grand(), "core": "undecided within rounding" })
            }
            Core::Empty { certificate } => {
                let weights: Vec<Value> = certificate
                    .weights
                    .iter()
                    .map(|(s, w)| json!({ "coalition": names(*s), "weight": w.to_string(), "worth_usd_bn": game.value(*s) }))
                    .collect();
                json!({ "conjecture": conjecture, "worth_usd_bn": game.grand(), "core": "empty", "balanced_collection": weights })
            }
        })
        .collect();
    let memberships: Vec<Value> = report
        .memberships
        .iter()
        .filter(|m| m.state.len() > 1)
        .map(|m| {
            let switch = |d: &Deviation<Coalition>| {
                let nations: Vec<_> = d.coalition.players().map(|i| &report.signatories[i]).collect();
                json!({ "nation": nations[0], "gain_bp": d.gains[0] })
            };
            json!({
                "signatories": names(m.state),
                "stable": m.is_stable(),
                "leavers": m.leavers().map(switch).collect::<Vec<_>>(),
                "joiners": m.joiners().map(switch).collect::<Vec<_>>(),
            })
        })
        .collect();
    let base = report.study.model().base_outcome();
    let nations: Vec<_> = report.study.model().world().codes().collect();
    let pairs =
        (0..nations.len()).flat_map(|i| (0..nations.len()).map(move |j| (i, j))).filter(|(i, j)| i != j);
    let threats: Vec<Value> = pairs
        .map(|at| {
            json!({
                "of": nations[at.0],
                "by": nations[at.1],
                "expected_loss": base.loss()[at],
                "disputes_per_year": base.dispute_rate()[at],
                "wars_per_dispute": base.escalation()[at],
                "win_chance": base.win_chance()[at],
            })
        })
        .collect();
    let document = json!({
        "provenance": report.provenance,
        "warnings": report.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "threats": threats,
        "regimes": regimes,
        "deal": report.deal,
        "verdicts": report.verdicts,
        "coalitions": memberships,
        "cores": cores,
    });
    format!("{document:#}")
}
