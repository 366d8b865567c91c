//! Many histories as a page of figures.

use comity::frame::{Cell, Column, Frame};
use comity::prelude::*;
use comity::report::{Figure, Page};
use comity::simulate::{History, RegimeCensus, RegimeKind, Rules};
use std::path::Path;

/// Writes the page of as many runs of a simulation, the first of which is `history`.
pub fn write(
    simulation: &Simulation,
    history: &History,
    runs: u32,
    provenance: &str,
    path: &Path,
) -> Result<()> {
    let html = page(simulation, history, runs, provenance)?;
    std::fs::write(path, html).map_err(|source| Error::Io { path: path.to_owned(), source })
}

/// What is kept of the runs.
#[derive(Default)]
struct Kept {
    census: RegimeCensus,
    /// By year, a value per run.
    trust: Vec<Vec<f64>>,
    arms: Vec<Vec<f64>>,
    /// Change of each nation's utility over the history, in bp, by run.
    gains: Vec<(String, f64)>,
}

impl Kept {
    fn add(&mut self, history: &History) {
        let records = history.records();
        self.census.add(history.kinds());
        for (k, record) in records.iter().enumerate() {
            for (series, value) in
                [(&mut self.trust, record.mean_trust()), (&mut self.arms, record.total_stock())]
            {
                if k == series.len() {
                    series.push(Vec::new());
                }
                series[k].push(value);
            }
        }
        if let (Some(first), Some(last)) = (records.first(), records.last()) {
            let gains = first.nations.iter().zip(&last.nations);
            self.gains.extend(gains.map(|(a, b)| (a.iso3.to_string(), 1e4 * (b.utility - a.utility))));
        }
    }
}

fn page(simulation: &Simulation, history: &History, runs: u32, provenance: &str) -> Result<String> {
    let mut kept = Kept::default();
    simulation.each_run(runs, |_, history| {
        kept.add(&history);
        Ok(())
    })?;
    let (census, rules) = (&kept.census, simulation.current_rules());
    let begin = history.begin();
    let first = begin.state.year.map_or(0, |year| i64::from(year) - i64::from(begin.year));
    let last = first + kept.trust.len() as i64 - 1;
    let seed = history.seed();
    let of = format!("n = {runs} histories, run 0 with seed {seed}, each with a seed of its own.");
    let wilson = format!("{of} Band: 95 % interval after Wilson.");
    let spread = format!("{of} Line: median; band: the middle 80 % of histories.");
    let seen: Vec<RegimeKind> = RegimeKind::ALL
        .into_iter()
        .filter(|kind| census.shares(*kind).iter().any(|share| *share > 0.0))
        .collect();
    let lead = format!(
        "{first} to {last}: which security regimes follow which, and what becomes of trust and arms. Trust by {}. The numbers follow \
         from the rules at the foot, many of them assumed; they are no statement about what states did or will do.",
        rules.trust
    );
    let changes = transitions(census)?;
    let spells = survival(census)?;
    let mut page = Page::new("Security regimes through years", lead)
        .section("Which regimes", "Each history is in one kind of regime at the end of each year.")
        .figure(
            Figure::stacked(&shares(census, &seen, first)?, "year", "share")
                .by("regime")
                .titled("Shares of regimes")
                .captioned(of.clone()),
        )
        .figure(
            Figure::lines(&shares(census, &seen, first)?, "year", "share")
                .by("regime")
                .interval("low", "high")
                .titled("Share of each regime with its interval")
                .captioned(wilson.clone()),
        )
        .section("Trust and arms", "")
        .figure(
            Figure::lines(&quantiles(&kept.trust, first, Column::real("trust").decimals(3))?, "year", "trust")
                .interval("low", "high")
                .titled("Mean trust of ordered pairs")
                .captioned(spread.clone()),
        )
        .figure(
            Figure::lines(&quantiles(&kept.arms, first, Column::real("arms").unit("USD bn").decimals(1))?, "year", "arms")
                .interval("low", "high")
                .titled("Military stocks of all nations")
                .captioned(spread),
        )
        .figure(
            Figure::boxes(&gains(&kept.gains)?, "nation", "change")
                .logarithmic()
                .titled("Change of utility from the first to the last year")
                .captioned(of.clone()),
        )
        .section("Spells and transitions", "A spell is a run of years in one kind of regime; those that the horizon cuts off count as long as they lasted.");
    if !changes.is_empty() {
        page = page.figure(
            Figure::heat_map(&changes, "from", "to", "share")
                .titled("From one year to the next")
                .captioned(format!("{of} Share of the years of the row that the column follows; intervals in the table: 95 %, Wilson.")),
        );
    }
    if !spells.is_empty() {
        page = page.figure(
            Figure::lines(&spells, "years", "share")
                .by("regime")
                .titled("Share of spells that last longer")
                .captioned(format!("{of} Kaplan and Meier's estimate, at the years at which a spell ends.")),
        );
    }
    page = page
        .table("Spells by kind of regime.", &spell_table(census)?)
        .section("One history", "Run 0, year by year.")
        .table("Years of run 0.", &history.years()?)
        .table("Events of run 0.", &history.event_table()?)
        .section(
            "Rules",
            "Values in use, with the status of each default: published, estimated, assumed, contested.",
        )
        .table("Rules of histories.", &rule_table(rules)?)
        .fact(
            "command",
            format!(
                "cargo run --release --features report --example years -- {}",
                std::env::args().skip(1).collect::<Vec<_>>().join(" ")
            ),
        )
        .fact("seeds", format!("{runs}, run 0 with {seed}"))
        .fact("provenance (hash of the scenario, parameters that differ from their defaults)", provenance);
    page.html()
}

fn shares(census: &RegimeCensus, seen: &[RegimeKind], first: i64) -> Result<Frame> {
    let all = census.frame()?;
    let mut frame = Frame::new(all.columns().iter().cloned())?;
    for row in (0..all.len()).filter_map(|row| all.row(row)) {
        let [Cell::Integer(year), Cell::Text(name), rest @ ..] = row.as_slice() else { continue };
        if let Some(kind) = seen.iter().find(|kind| kind.name() == *name) {
            let (year, kind) = (Cell::Integer(year + i128::from(first)), kind.to_string());
            frame.push([year, (&kind).into()].into_iter().chain(rest.iter().copied()))?;
        }
    }
    Ok(frame)
}

/// Median and the middle 80 % by year.
fn quantiles(series: &[Vec<f64>], first: i64, value: Column) -> Result<Frame> {
    let ends = ["low", "high"].map(Column::real);
    let mut frame = Frame::new(
        [Column::integer("year"), value].into_iter().chain(ends).chain([Column::integer("histories")]),
    )?;
    for (k, values) in series.iter().enumerate() {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |p: f64| {
            let h = p * (sorted.len() - 1) as f64;
            let (low, high) = (sorted[h.floor() as usize], sorted[h.ceil() as usize]);
            low + (h - h.floor()) * (high - low)
        };
        frame.push([
            (first + k as i64).into(),
            at(0.5).into(),
            at(0.1).into(),
            at(0.9).into(),
            sorted.len().into(),
        ])?;
    }
    Ok(frame)
}

fn gains(gains: &[(String, f64)]) -> Result<Frame> {
    let mut frame = Frame::new([Column::text("nation"), Column::real("change").unit("bp").decimals(1)])?;
    gains.iter().try_for_each(|(nation, bp)| frame.push([nation.into(), (*bp).into()]))?;
    Ok(frame)
}

fn transitions(census: &RegimeCensus) -> Result<Frame> {
    let numbers = ["share", "low", "high"].map(|name| Column::real(name).decimals(3));
    let columns = [Column::text("from"), Column::text("to"), Column::integer("count")];
    let mut frame = Frame::new(columns.into_iter().chain(numbers))?;
    for from in RegimeKind::ALL {
        for to in RegimeKind::ALL {
            let (count, share, (low, high)) = census.transition(from, to);
            if count > 0 {
                let (from, to) = (from.to_string(), to.to_string());
                let texts = [(&from).into(), (&to).into(), count.into()];
                frame.push(texts.into_iter().chain([share.into(), low.into(), high.into()]))?;
            }
        }
    }
    Ok(frame)
}

/// Corners of the steps: a share holds until a spell ends.
fn survival(census: &RegimeCensus) -> Result<Frame> {
    let mut frame =
        Frame::new([Column::text("regime"), Column::integer("years"), Column::real("share").decimals(3)])?;
    for kind in RegimeKind::ALL {
        let (name, ends) = (kind.to_string(), census.survival(kind));
        let longest = census.spells(kind).iter().map(|spell| spell.years).max().unwrap_or(0);
        let mut before = 1.0;
        if !ends.is_empty() {
            frame.push([(&name).into(), 0u32.into(), before.into()])?;
        }
        for &(years, share) in &ends {
            frame.push([(&name).into(), years.into(), before.into()])?;
            frame.push([(&name).into(), years.into(), share.into()])?;
            before = share;
        }
        if ends.last().is_some_and(|(years, _)| *years < longest) {
            frame.push([(&name).into(), longest.into(), before.into()])?;
        }
    }
    Ok(frame)
}

fn spell_table(census: &RegimeCensus) -> Result<Frame> {
    let mut frame = Frame::new([
        Column::text("regime"),
        Column::integer("spells"),
        Column::integer("cut_off"),
        Column::integer("half_are_over_after").unit("years"),
        Column::integer("histories_that_reach_it"),
    ])?;
    for kind in RegimeKind::ALL {
        let (name, spells) = (kind.to_string(), census.spells(kind));
        let median =
            census.survival(kind).into_iter().find(|(_, share)| *share <= 0.5).map(|(years, _)| years);
        frame.push([
            name.as_str().into(),
            spells.len().into(),
            spells.iter().filter(|spell| !spell.ended).count().into(),
            median.into(),
            census.first_passage(kind).into_iter().flatten().count().into(),
        ])?;
    }
    Ok(frame)
}

fn rule_table(rules: &Rules) -> Result<Frame> {
    let used = serde_json::to_value(rules).unwrap_or_default();
    let texts = ["unit", "allowed", "status", "source"].map(Column::text);
    let mut frame = Frame::new([Column::text("name"), Column::real("value")].into_iter().chain(texts))?;
    for q in Rules::table() {
        let status = q.status.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let range = q.range.to_string();
        let texts = [q.unit, range.as_str(), status.as_str(), q.source].map(Cell::from);
        frame.push([Cell::from(q.name), used[q.name].as_f64().into()].into_iter().chain(texts))?;
    }
    Ok(frame)
}
