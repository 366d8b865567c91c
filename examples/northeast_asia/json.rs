//! The report as JSON.

use crate::Report;
use comity::solve::tu::Core;
use serde_json::{Value, json};

pub fn render(report: &Report) -> String {
    let regimes: Vec<Value> = report
        .regimes
        .iter()
        .map(|(name, _, outcome)| json!({ "name": name, "nations": outcome.nations }))
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
        .filter(|m| m.signatories.len() > 1)
        .map(|m| {
            let switches = |list: &[comity::solve::membership::Switch]| -> Vec<Value> {
                list.iter()
                    .map(|s| json!({ "nation": report.signatories[s.player], "gain_bp": s.gain }))
                    .collect()
            };
            json!({
                "signatories": names(m.signatories),
                "stable": m.is_stable(),
                "leavers": switches(&m.leavers),
                "joiners": switches(&m.joiners),
            })
        })
        .collect();
    let document = json!({
        "provenance": report.provenance,
        "regimes": regimes,
        "deal": report.deal,
        "verdicts": report.verdicts,
        "coalitions": memberships,
        "cores": cores,
    });
    format!("{document:#}")
}
