//! What the draws say of each pattern.

use crate::claims::{ARMS, CLAIMS, Claim, column};
use comity::experiment::{Design, Pattern, Proportion};
use comity::frame::{Cell, Frame};
use comity::prelude::*;
use serde_json::{Value, json};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Whether the mean of each draw is above 0 at one-sided 95 %; false where a run failed.
fn positive(design: &Design, rows: &Frame, name: &str) -> Result<Vec<bool>> {
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); design.len()];
    for (draw, value) in rows.column("draw")?.zip(rows.column(name)?) {
        if let (Cell::Integer(draw), Cell::Real(x)) = (draw, value) {
            values[draw as usize].push(x);
        }
    }
    let holds = |values: &Vec<f64>| {
        let n = values.len() as f64;
        if n < 2.0 {
            return false;
        }
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let quantile = StudentsT::new(0.0, 1.0, n - 1.0).map_or(f64::INFINITY, |t| t.inverse_cdf(0.95));
        mean > quantile * (variance / n).sqrt() && mean > 0.0
    };
    Ok(values.iter().map(holds).collect())
}

/// Whether all statistics of a pattern are.
fn holds(design: &Design, rows: &Frame, claim: &Claim, arm: &str) -> Result<Vec<bool>> {
    let mut all = vec![true; design.len()];
    for k in 1..=claim.statistics.len() {
        let this = positive(design, rows, &column(claim, k, arm))?;
        all.iter_mut().zip(this).for_each(|(all, this)| *all &= this);
    }
    Ok(all)
}

fn share(holds: &[bool]) -> Result<Proportion> {
    Proportion::new(holds.iter().filter(|holds| **holds).count(), holds.len())
}

/// What the draws say of one pattern.
pub struct Row {
    pub pattern: Pattern,
    pub null: Proportion,
}

/// What they say of each, and in which share all hold.
pub fn rows(design: &Design, rows: &Frame) -> Result<(Vec<Row>, Proportion)> {
    let mut joint = vec![true; design.len()];
    let mut table = Vec::new();
    for claim in &CLAIMS {
        let [with, without, null] = ARMS.map(|(_, arm)| holds(design, rows, claim, arm));
        let (with, null) = (with?, null?);
        joint.iter_mut().zip(&with).for_each(|(all, this)| *all &= this);
        let pattern = Pattern::over(design, &with, &without?)?;
        table.push(Row { pattern, null: share(&null)? });
    }
    Ok((table, share(&joint)?))
}

pub fn print(design: &Design, rows: &Frame, json: bool) -> Result<()> {
    let (table, joint) = self::rows(design, rows)?;
    if json {
        let rows: Vec<Value> = CLAIMS.iter().zip(&table).map(|(claim, row)| object(claim, row)).collect();
        println!("{:#}", Value::from(rows));
        return Ok(());
    }
    let errors: Vec<&str> = rows
        .column("error")?
        .filter_map(|cell| {
            if let Cell::Text(text) = cell { Some(text).filter(|text| !text.is_empty()) } else { None }
        })
        .collect();
    let failed = errors.len();
    println!(
        "Nine patterns over {} draws, {} runs, {failed} failed. Share of draws in which the pattern holds, 95 % interval;\n\
         without its mechanism; with trust dealt out at random.\n",
        design.len(),
        rows.len()
    );
    for (claim, Row { pattern, null }) in CLAIMS.iter().zip(&table) {
        println!(
            "{} {:<11} {}   without {:.2}   null {:.2}   {}",
            claim.name,
            pattern.reading.to_string(),
            pattern.share,
            pattern.ablated.share(),
            null.share(),
            claim.says
        );
        let driver = pattern.driver.as_ref().map(|d| {
            format!(
                "; driver {} ({:+.2}): {:.2} up to {}, {:.2} beyond",
                d.factor,
                d.correlation,
                d.within.share(),
                d.split,
                d.beyond.share()
            )
        });
        println!("   without: {}{}", claim.mechanism, driver.unwrap_or_default());
    }
    println!("\nAll nine in {joint} of the draws.");
    if let Some(first) = errors.first() {
        println!("The first of {failed} errors: {first}");
    }
    Ok(())
}

fn object(claim: &Claim, Row { pattern, null: dealt }: &Row) -> Value {
    let driver = pattern.driver.as_ref().map(|d| {
        json!({ "factor": d.factor, "correlation": d.correlation, "split": d.split,
                "share_within": d.within.share(), "share_beyond": d.beyond.share() })
    });
    json!({
        "pattern": claim.name,
        "says": claim.says,
        "share": pattern.share.share(),
        "low": pattern.share.low,
        "high": pattern.share.high,
        "ablated": pattern.ablated.share(),
        "without": claim.mechanism,
        "null": dealt.share(),
        "reading": pattern.reading.to_string(),
        "driver": driver,
    })
}
