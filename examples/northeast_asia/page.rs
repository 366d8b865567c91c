//! The report as a page of figures.

use crate::Report;
use comity::frame::{Cell, Column, Frame};
use comity::model::Parameters;
use comity::prelude::*;
use comity::report::{Figure, Page};
use comity::study::{Exit, RegimeVerdict};
use comity::world::NationCode;
use std::path::Path;

/// Writes the page.
pub fn write(report: &Report, seed: u64, path: &Path) -> Result<()> {
    let html = page(report, seed)?;
    std::fs::write(path, html).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn page(report: &Report, seed: u64) -> Result<String> {
    let world = report.study.model().world();
    let today = report.study.status_quo();
    let base = report.study.model().base_outcome();
    let once = format!("One world of {} nations, no draw.", world.len());
    let talks = format!("One negotiation, seed {seed}.");
    let lead = "Each nation's position today, what changes under other regimes, a negotiation, and who would leave. Utilities are in \
                basis points of income (bp, 0.01 %). The numbers follow from the parameters at the foot, many of them assumed; they \
                are no statement about what states did or will do.";
    let mut page = Page::new(format!("{}: who gains from which arrangement, and what holds", world.name()), lead)
        .section("The region and its treaties", "An arrow goes from the nation that is bound to the one that gains by it.")
        .figure(map(report, today)?.titled("Treaties today").captioned(format!(
            "{once} Nations are placed by the distances of their capitals, and pushed apart where names would overlap; north is not up."
        )))
        .figure(map(report, report.deal.regime())?.titled("Treaties after the negotiation").captioned(format!(
            "{talks} A dashed square is an arrangement of several nations, tied to its members by each of its terms."
        )))
        .section("Who threatens whom", "Expected loss by attacks, today.")
        .figure(
            Figure::heat_map(&losses(report, base)?, "loss_of", "by", "loss")
                .titled("Expected loss of the row by attacks of the column")
                .captioned(once.clone()),
        );
    page = page.section(
        "Each nation's gain by part",
        "Change of utility against today; what is left out of a regime is as today.",
    );
    for (name, regime, outcome) in report.regimes.iter().filter(|(name, ..)| name != "hub_and_spoke") {
        let signed: Vec<String> = regime
            .arrangements()
            .iter()
            .filter(|a| !today.arrangements().contains(a))
            .map(ToString::to_string)
            .collect();
        let what = if signed.is_empty() {
            "Nothing is signed in place of what is left.".into()
        } else {
            format!("{}.", signed.join("; "))
        };
        page = page.figure(
            Figure::bars(&parts(base, outcome)?, "nation", "change")
                .by("part")
                .logarithmic()
                .titled(format!("Gains under {}", name.replace('_', " ")))
                .captioned(format!("{once} {what}")),
        );
    }
    let deal = &report.deal;
    let outcome = if deal.is_agreement() { "It ends in a deal." } else { "It ends without a deal." };
    let rounds = if deal.trace.rounds == 1 { "round" } else { "rounds" };
    page = page.section(
        format!("A negotiation opened by {}", deal.trace.parties[0]),
        format!(
            "{} {rounds} of {}, ended by {}. {outcome}",
            deal.trace.rounds, deal.trace.protocol, deal.trace.termination
        ),
    );
    if !deal.by_term.is_empty() {
        page = page.figure(
            Figure::heat_map(&terms(report)?, "nation", "term", "gain")
                .titled("Gain of each nation by term of the deal")
                .captioned(format!("{talks} Parts are Shapley values of the terms.")),
        );
    }
    page = page.table(format!("Moves. {talks}"), &deal.trace.frame()?);
    page = page.section(
        "Who would leave with whom",
        "The smallest coalitions that gain by leaving or by signing something else, and what each of their members gains.",
    );
    let questions = ["today's treaties given", "every treaty open"];
    for (question, verdict) in questions.iter().zip(&report.verdicts) {
        let k = verdict.search.search.coalition_size;
        let said = format!("{talks} Coalitions of up to {k} nations are searched, {question}.");
        for (ways, what) in
            [(&verdict.exits, "Ways out of the deal"), (&verdict.additions, "What would be signed besides")]
        {
            if !ways.is_empty() {
                let cut = if ways.len() > SHOWN {
                    format!(" The {SHOWN} that gain most of {}.", ways.len())
                } else {
                    String::new()
                };
                page = page.figure(
                    Figure::heat_map(&ways_out(ways)?, "coalition", "nation", "gain")
                        .titled(format!("{what}, {question}"))
                        .captioned(format!("{said}{cut}")),
                );
            }
        }
    }
    page = page
        .table("All ways out, and what would be signed besides; least gain of a member.", &all_ways(&questions, &report.verdicts)?)
        .table(
            "Coalitions that could sign the cooperative package while the others sign nothing: who would rather be out or in, \
             without side payments.",
            &memberships(report)?,
        )
        .section("Parameters", "Defaults, with the status of each: published, estimated, assumed, contested.")
        .table("Parameters of the model.", &parameters(report.study.model().parameters())?)
        .fact("command", format!("cargo run --release --features report --example northeast_asia -- {}", std::env::args().skip(1).collect::<Vec<_>>().join(" ")))
        .fact("seed of the negotiation", seed.to_string())
        .fact("provenance (hash of the scenario, parameters that differ from their defaults)", report.provenance.to_string());
    for warning in &report.warnings {
        page = page.fact("implausible figure of the world", warning.to_string());
    }
    page.html()
}

/// Coalitions of a figure.
const SHOWN: usize = 15;

/// Treaties as ties between nations, or between an arrangement of several and its members.
fn map(report: &Report, regime: &Regime) -> Result<Figure> {
    let world = report.study.model().world();
    let mut far = Frame::new([
        Column::text("one"),
        Column::text("other"),
        Column::real("distance").unit("km").decimals(0),
    ])?;
    for (i, one) in world.nations().iter().enumerate() {
        for (j, other) in world.nations().iter().enumerate().take(i) {
            far.push([
                one.code.as_str().into(),
                other.code.as_str().into(),
                world.distance()[(i, j)].into(),
            ])?;
        }
    }
    let mut ties = Frame::new(["from", "to", "term", "arrangement"].map(Column::text))?;
    for arrangement in regime.arrangements() {
        for term in &arrangement.terms {
            if let Term::MutualDefence { defender, beneficiary, .. } = term {
                ties.push(
                    [defender.as_str(), beneficiary.as_str(), "defence", &arrangement.name].map(Cell::from),
                )?;
                continue;
            }
            let tagged = serde_json::to_value(term).unwrap_or_default();
            let kind = tagged["term"].as_str().unwrap_or("own").replace('_', " ");
            for member in &arrangement.members {
                ties.push(
                    [arrangement.name.as_str(), member.as_str(), &kind, &arrangement.name].map(Cell::from),
                )?;
            }
        }
    }
    Ok(Figure::network(&ties, "from", "to").by("term").distances(&far, "one", "other", "distance"))
}

fn losses(report: &Report, base: &Outcome) -> Result<Frame> {
    let codes: Vec<NationCode> = report.study.model().world().codes().collect();
    let mut frame = Frame::new([
        Column::text("loss_of"),
        Column::text("by"),
        Column::real("loss").unit("bp of income per year").decimals(2),
    ])?;
    for (i, one) in codes.iter().enumerate() {
        for (j, other) in codes.iter().enumerate().filter(|(j, _)| *j != i) {
            frame.push([one.as_str().into(), other.as_str().into(), (1e4 * base.loss()[(i, j)]).into()])?;
        }
    }
    Ok(frame)
}

fn parts(base: &Outcome, outcome: &Outcome) -> Result<Frame> {
    let mut frame = Frame::new([
        Column::text("nation"),
        Column::text("part"),
        Column::real("change").unit("bp").decimals(1),
    ])?;
    for (before, after) in base.nations.iter().zip(&outcome.nations) {
        let parts = [
            ("security", after.security - before.security),
            ("trade", after.trade - before.trade),
            ("aid", after.aid - before.aid),
            ("treaties", after.sovereignty - before.sovereignty),
        ];
        for (part, change) in parts {
            frame.push([after.iso3.as_str().into(), part.into(), (1e4 * change).into()])?;
        }
    }
    Ok(frame)
}

fn terms(report: &Report) -> Result<Frame> {
    let mut frame = Frame::new([
        Column::text("nation"),
        Column::text("term"),
        Column::real("gain").unit("bp").decimals(1),
    ])?;
    for row in &report.deal.by_term {
        for gain in &row.gains {
            frame.push([gain.nation.as_str().into(), row.term.as_str().into(), gain.bp.into()])?;
        }
    }
    Ok(frame)
}

fn join(codes: &[NationCode]) -> String {
    codes.iter().map(NationCode::as_str).collect::<Vec<_>>().join(" ")
}

fn ways_out(exits: &[Exit]) -> Result<Frame> {
    let mut frame = Frame::new([
        Column::text("coalition"),
        Column::text("nation"),
        Column::real("gain").unit("bp").decimals(1),
    ])?;
    for exit in exits.iter().take(SHOWN) {
        let coalition = join(&exit.coalition);
        for gain in &exit.gains {
            frame.push([coalition.as_str().into(), gain.nation.as_str().into(), gain.bp.into()])?;
        }
    }
    Ok(frame)
}

fn all_ways(questions: &[&str], verdicts: &[RegimeVerdict]) -> Result<Frame> {
    let texts = ["question", "kind", "coalition", "leaves", "signs"].map(Column::text);
    let mut frame = Frame::new(texts.into_iter().chain([Column::real("least_gain").unit("bp").decimals(1)]))?;
    for (question, verdict) in questions.iter().zip(verdicts) {
        for (ways, kind) in [(&verdict.exits, "way out"), (&verdict.additions, "signed besides")] {
            for exit in ways {
                let names = |list: &[Arrangement]| {
                    list.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                };
                let least = exit.gains.iter().map(|gain| gain.bp).fold(f64::INFINITY, f64::min);
                let (coalition, leaves, signs) =
                    (join(&exit.coalition), names(&exit.leaves), names(&exit.signs));
                let texts = [question, kind, coalition.as_str(), leaves.as_str(), signs.as_str()];
                let least = Some(least).filter(|x| x.is_finite());
                frame.push(texts.map(Cell::from).into_iter().chain([least.into()]))?;
            }
        }
    }
    Ok(frame)
}

fn memberships(report: &Report) -> Result<Frame> {
    let names =
        |s: Coalition| s.players().map(|i| report.signatories[i].as_str()).collect::<Vec<_>>().join(" ");
    let texts = ["members", "verdict", "would_leave", "would_join"].map(Column::text);
    let mut frame = Frame::new([Column::integer("size")].into_iter().chain(texts))?;
    for m in report.memberships.iter().filter(|m| m.state.len() > 1) {
        let leave = m.leavers().map(|d| names(d.coalition)).collect::<Vec<_>>().join(" ");
        let join = m.joiners().map(|d| names(d.coalition)).collect::<Vec<_>>().join(" ");
        let (members, verdict) = (names(m.state), if m.is_stable() { "holds" } else { "falls" });
        let texts = [members.as_str(), verdict, leave.as_str(), join.as_str()];
        frame.push([m.state.len().into()].into_iter().chain(texts.map(Cell::from)))?;
    }
    Ok(frame)
}

fn parameters(parameters: &Parameters) -> Result<Frame> {
    let mut frame = Frame::new([
        Column::text("name"),
        Column::real("value"),
        Column::text("unit"),
        Column::text("allowed"),
        Column::text("status"),
        Column::text("source"),
    ])?;
    for row in Parameters::table() {
        let q = row.quantity;
        let status = q.status.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let range = q.range.to_string();
        frame.push([
            q.name.into(),
            row.get(parameters).into(),
            q.unit.into(),
            range.as_str().into(),
            status.as_str().into(),
            q.source.into(),
        ])?;
    }
    Ok(frame)
}
