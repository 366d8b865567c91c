//! Which assumption drives a nation's gain, as a page of figures.

use crate::{design, factors, gain};
use comity::experiment::{Bootstrap, Design, Indices, Measure, Morris, mean_by_draw};
use comity::frame::{Column, Frame};
use comity::prelude::*;
use comity::report::{Figure, Page};
use std::path::Path;

/// Gains in the order of the draws.
fn gains(nation: &str, design: &Design) -> Result<Vec<f64>> {
    mean_by_draw(&gain(nation, design.clone())?.run()?, "gain")
}

pub fn write(nation: &str, points: usize, file: &Path) -> Result<()> {
    let (one, morris, sobol) = (
        Design::one_at_a_time(factors()?, 2)?,
        Design::morris(factors()?, Morris::default())?,
        design(points)?,
    );
    let swings = swings(&one, &gains(nation, &one)?)?;
    let effects = Indices::morris(&morris, &gains(nation, &morris)?, Bootstrap::default())?;
    let shares = Indices::sobol(&sobol, &gains(nation, &sobol)?, Bootstrap::default())?;
    let lead = format!(
        "Gain of {nation}, USD bn per year, from the cooperative arrangement of seven beside today's treaties, while what the model \
         assumes moves within ranges. The ranges are assumptions too: what drives the gain is said for them."
    );
    let trajectories = Morris::default().trajectories;
    let html = Page::new(format!("What drives the gain of {nation}"), lead)
        .section("One at a time", "The gain at the ends of each range, the others in the middle of theirs: no interaction is seen.")
        .figure(
            Figure::bars(&swings, "factor", "change")
                .by("end")
                .titled("Change of the gain at the ends of each range")
                .captioned(format!("{} evaluations, no draw. The largest swing first.", one.len())),
        )
        .section("Elementary effects", "A factor far to the right moves the gain; one high up does so in company, or not in a line.")
        .figure(
            Figure::points(&plane(&effects)?, "factor", "mean_absolute_effect", "deviation")
                .titled("Elementary effects after Morris")
                .captioned(format!(
                    "{trajectories} trajectories of {} evaluations, seed 0; effects per unit of the range.",
                    morris.len() / trajectories
                )),
        )
        .section("Shares of variance", "First order: the share by which the variance falls once the factor is known. Total: the share that is left once all others are.")
        .figure(
            Figure::bars(&variance(&shares)?, "factor", "share")
                .by("order")
                .interval("low", "high")
                .titled("Shares of the variance of the gain")
                .captioned(format!("{} evaluations: 8 scrambles of {points} points, seed 0; 95 % interval after Student.", sobol.len())),
        )
        .section("All indices", "")
        .table("Elementary effects; intervals from 200 resamples of the trajectories.", &effects.frame()?)
        .table("Shares of variance.", &shares.frame()?)
        .fact(
            "command",
            format!(
                "cargo run --release --features report --example sweep -- page {} --points {points} --nation {nation}",
                file.display()
            ),
        )
        .fact("provenance", Scenario::northeast_asia_2002().provenance()?.to_string())
        .html()?;
    std::fs::write(file, html).map_err(|source| Error::Io { path: file.to_owned(), source })
}

/// Changes against the middle of the design, the largest swing first.
fn swings(design: &Design, gains: &[f64]) -> Result<Frame> {
    let factors = design.factors();
    let mut swings: Vec<(&str, f64, f64)> = factors
        .iter()
        .zip(gains[1..].chunks(2))
        .map(|(factor, ends)| (factor.name(), ends[0] - gains[0], ends[1] - gains[0]))
        .collect();
    swings.sort_by(|a, b| (b.2 - b.1).abs().total_cmp(&(a.2 - a.1).abs()));
    let columns = [Column::text("factor"), Column::text("end")];
    let mut frame =
        Frame::new(columns.into_iter().chain([Column::real("change").unit("USD bn per year").decimals(3)]))?;
    for (name, low, high) in swings {
        frame.push([name.into(), "low".into(), low.into()])?;
        frame.push([name.into(), "high".into(), high.into()])?;
    }
    Ok(frame)
}

fn plane(effects: &Indices) -> Result<Frame> {
    let numbers = ["mean_absolute_effect", "deviation"]
        .map(|name| Column::real(name).unit("USD bn per year").decimals(3));
    let mut frame = Frame::new([Column::text("factor")].into_iter().chain(numbers))?;
    for index in effects.all().iter().filter(|index| index.measure == Measure::MeanAbsoluteEffect) {
        let deviation = effects.get(Measure::EffectDeviation, &index.factor)?.estimate;
        frame.push([(&index.factor).into(), index.estimate.into(), deviation.into()])?;
    }
    Ok(frame)
}

fn variance(shares: &Indices) -> Result<Frame> {
    let numbers = ["share", "low", "high"].map(|name| Column::real(name).decimals(3));
    let mut frame = Frame::new(["factor", "order"].map(Column::text).into_iter().chain(numbers))?;
    for index in shares.all() {
        let order = match index.measure {
            Measure::FirstOrder => "first",
            Measure::Total => "total",
            _ => continue,
        };
        let (low, high) = (index.interval.map(|i| i.0), index.interval.map(|i| i.1));
        frame.push([(&index.factor).into(), order.into(), index.estimate.into(), low.into(), high.into()])?;
    }
    Ok(frame)
}
