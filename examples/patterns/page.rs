//! The nine patterns as a page of figures.

use crate::claims::CLAIMS;
use crate::table;
use comity::experiment::{Design, Proportion};
use comity::frame::{Cell, Column, Frame};
use comity::prelude::*;
use comity::report::{Figure, Page};
use std::path::Path;

pub fn write(design: &Design, rows: &Frame, file: &Path) -> Result<()> {
    let (patterns, joint) = table::rows(design, rows)?;
    let replicates =
        rows.column("replicate")?.filter_map(|cell| if let Cell::Integer(k) = cell { Some(k) } else { None });
    let replicates = replicates.max().map_or(0, |last| last + 1);
    let of = format!("{} draws of the assumptions, {replicates} histories each.", design.len());
    let lead = format!(
        "In which share of {} draws of what the model assumes does each pattern of the essay hold: with its mechanism, without it, \
         and with trust dealt out at random? The essay is the hypothesis; what is refuted is shown as refuted. All nine hold in \
         {joint} of the draws.",
        design.len()
    );
    let html = Page::new("Nine patterns of the essay", lead)
        .section(
            "Which patterns hold",
            "A pattern holds in a draw if the mean over its histories does, at one-sided 95 %.",
        )
        .figure(
            Figure::forest(&shares(&patterns)?, "pattern", "share")
                .by("runs")
                .interval("low", "high")
                .titled("Share of draws in which each pattern holds")
                .captioned(format!("{of} 95 % interval after Clopper and Pearson.")),
        )
        .table(
            "What each pattern says, and the reading of its share beside that without the mechanism.",
            &readings(&patterns)?,
        )
        .section(
            "What drives them",
            "The factor on whose value most depends, and the split of it that parts the draws best.",
        )
        .table("Drivers: rank correlation, and shares within and beyond the split.", &drivers(&patterns)?)
        .section("The draws", "Every draw, factor by factor.")
        .table("Draws.", &design.frame()?)
        .fact(
            "command",
            format!(
                "cargo run --release --features report --example patterns -- {}",
                std::env::args().skip(1).collect::<Vec<_>>().join(" ")
            ),
        )
        .fact("provenance", Scenario::northeast_asia_2002().provenance()?.to_string())
        .html()?;
    std::fs::write(file, html).map_err(|source| Error::Io { path: file.to_owned(), source })
}

fn shares(patterns: &[table::Row]) -> Result<Frame> {
    let numbers = ["share", "low", "high"].map(|name| Column::real(name).decimals(3));
    let mut frame = Frame::new(["pattern", "runs"].map(Column::text).into_iter().chain(numbers))?;
    for (claim, table::Row { pattern, null }) in CLAIMS.iter().zip(patterns) {
        let mut add = |runs: &str, share: &Proportion| {
            frame.push([
                claim.name.into(),
                runs.into(),
                share.share().into(),
                share.low.into(),
                share.high.into(),
            ])
        };
        add("with the mechanism", &pattern.share)?;
        add("without", &pattern.ablated)?;
        add("trust at random", null)?;
    }
    Ok(frame)
}

fn readings(patterns: &[table::Row]) -> Result<Frame> {
    let mut frame = Frame::new(["pattern", "reading", "says", "without"].map(Column::text))?;
    for (claim, row) in CLAIMS.iter().zip(patterns) {
        let reading = row.pattern.reading.to_string();
        frame.push([
            claim.name.into(),
            reading.as_str().into(),
            claim.says.into(),
            claim.mechanism.into(),
        ])?;
    }
    Ok(frame)
}

fn drivers(patterns: &[table::Row]) -> Result<Frame> {
    let [correlation, within, beyond] =
        ["correlation", "within", "beyond"].map(|name| Column::real(name).decimals(2));
    let mut frame = Frame::new([
        Column::text("pattern"),
        Column::text("factor"),
        correlation,
        Column::text("split"),
        within,
        beyond,
    ])?;
    for (claim, row) in CLAIMS.iter().zip(patterns) {
        let Some(driver) = &row.pattern.driver else { continue };
        frame.push([
            claim.name.into(),
            (&driver.factor).into(),
            driver.correlation.into(),
            (&driver.split).into(),
            driver.within.share().into(),
            driver.beyond.share().into(),
        ])?;
    }
    Ok(frame)
}
