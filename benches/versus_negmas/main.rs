//! Whole negotiations per second and how they end, on domains that are also written to files, so that another
//! program can run the same. `compare.py` beside this file does.
//!
//! `cargo bench --bench versus_negmas -- FOLDER` writes `FOLDER/PARTIES_OUTCOMES_SEED.json` per domain
//! (default: `target/negmas_domains`) and prints one line of JSON per shape (Boulware against Boulware, 100
//! steps), one for the analysis of the largest five-party domain, and one for the offers per second of
//! parties that never concede. Times are of the processor, where the system tells them (Linux), so that a
//! busy machine distorts less. With `--test` each figure is one short run.

use comity::negotiate::domain::Generator;
use comity::negotiate::protocol::AlternatingOffers;
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{Analysis, Session};
use std::path::PathBuf;
use std::time::Instant;

/// Seconds this thread has spent on a processor; elsewhere, since the first call.
fn seconds() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next().and_then(|n| n.parse::<f64>().ok()));
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |n| n * 1e-9)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let short = arguments.iter().any(|a| a == "--test");
    let named = arguments.iter().find(|a| !a.starts_with("--")).map(PathBuf::from);
    let folder = named.unwrap_or_else(|| concat!(env!("CARGO_TARGET_TMPDIR"), "/negmas_domains").into());
    std::fs::create_dir_all(&folder)?;
    let (seeds, least) = if short { (1, 0.0) } else { (20, 1.0) };
    for (issues, outcomes) in [(3, 1_000), (4, 10_000), (5, 100_000)] {
        for parties in [3, 5, 7] {
            let domains = (0..seeds).map(|seed| {
                let generator = Generator { parties, conflict: 0.8, reservation: 0.0, seed };
                generator.issues(&vec![10; issues])
            });
            let domains = domains.collect::<Result<Vec<_>, _>>()?;
            for (seed, domain) in domains.iter().enumerate() {
                let file = folder.join(format!("{parties}_{outcomes}_{seed}.json"));
                std::fs::write(file, serde_json::to_string(domain)?)?;
            }
            let (mut runs, mut agreed, mut rounds) = (0u32, 0u32, 0u32);
            let start = seconds();
            while runs == 0 || seconds() - start < least {
                for domain in &domains {
                    let session =
                        Session::new(domain, &AlternatingOffers).everybody(|_| TimeDependent::boulware());
                    let trace = session.run()?;
                    runs += 1;
                    agreed += u32::from(trace.agreement().is_some());
                    rounds += trace.rounds;
                }
            }
            let rate = f64::from(runs) / (seconds() - start);
            let (agreed, rounds) = (f64::from(agreed) / f64::from(runs), f64::from(rounds) / f64::from(runs));
            println!(
                r#"{{"parties":{parties},"outcomes":{outcomes},"per_second":{rate:.1},"agreed":{agreed:.4},"rounds":{rounds:.3}}}"#
            );
            if (parties, outcomes) == (5, 100_000) {
                let start = seconds();
                let analysis = Analysis::of(&domains[0])?;
                let (spent, frontier) = (seconds() - start, analysis.frontier.len());
                println!(r#"{{"analysis":true,"seconds":{spent:.4},"frontier":{frontier}}}"#);
            }
        }
    }
    let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.0, seed: 0 }.list(1000)?;
    let (start, mut offers) = (seconds(), 0.0);
    while offers == 0.0 || seconds() - start < least {
        let session =
            Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::new(0.0)).deadline(1000);
        offers += session.run()?.events.len() as f64 / 2.0;
    }
    println!(r#"{{"loop":true,"offers_per_second":{:.0}}}"#, offers / (seconds() - start));
    Ok(())
}
