//! The optimal coalition structure of a random game, and what it took to prove it.
//!
//! `cargo run --release --example coalition_structures -- --n 24 --distribution ndcs --seed 1`

use clap::{Parser, value_parser};
use comity::Result;
use comity::game::Distribution;
use comity::solve::Certified;
use comity::solve::structure::{Method, StructureSolver};
use std::time::{Duration, Instant};

/// The optimal coalition structure of a random game, with its proof.
#[derive(Parser)]
struct Arguments {
    /// Players, 1 to 30.
    #[arg(long, default_value_t = 20, value_parser = value_parser!(u8).range(1..=30))]
    n: u8,
    /// Worths: uniform, normal, modified-uniform, modified-normal, exponential, beta, gamma, ndcs,
    /// agent-based-uniform, agent-based-normal.
    #[arg(long, value_name = "NAME", default_value = "uniform")]
    distribution: Distribution,
    /// Seed of the worths, a whole number.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Threads, at least 1; all cores by default.
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// auto (dual prices, or dynamic programming where that is faster), dual, dp.
    #[arg(long, default_value = "auto")]
    method: Method,
    /// Seconds after which the best structure so far, a bound and the gap are printed; no limit by default.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Print the bound and the best structure as they improve.
    #[arg(long)]
    progress: bool,
    /// Check the certificate with code of its own.
    #[arg(long)]
    check: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|e| format!("{e}"))?;
    Duration::try_from_secs_f64(seconds).map_err(|e| e.to_string())
}

fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { distribution, seed, method, .. } = *arguments;
    let (n, start) = (usize::from(arguments.n), Instant::now());
    let game = distribution.game(n, seed)?;
    let drawn = start.elapsed();
    let mut solver = StructureSolver::new().method(method);
    if let Some(limit) = arguments.time_limit {
        solver = solver.time_limit(limit);
    }
    let start = Instant::now();
    let best = solver.solve_with(&game, |p| {
        if arguments.progress {
            let (seconds, value, bound) = (start.elapsed().as_secs_f64(), p.value, p.bound);
            print!("{seconds:9.3} s  value {value:.9}  bound {bound:.9}  ");
            println!("survivors {}  nodes {}", p.survivors, p.nodes);
        }
    })?;
    let solved = start.elapsed();
    println!("game            {distribution}, {n} players, seed {seed}");
    println!("optimum         {}", best.value);
    println!("structure       {}", best.partition);
    println!("status          {}", best.stop);
    println!("bound           {}", best.bound);
    println!("gap             {:e}", best.gap());
    println!("price bound     {}", best.prices.iter().sum::<f64>());
    println!("method          {}", best.method);
    println!("scans           {}", best.scans);
    println!("survivors       {} of {}", best.survivors, (1u64 << n) - 1);
    println!("search nodes    {}", best.nodes);
    println!("seconds         {:.6} (worths drawn in {:.3})", solved.as_secs_f64(), drawn.as_secs_f64());
    println!("peak memory     {}", peak_memory());
    if arguments.check {
        best.check(&game, 0.0)?;
        println!("certificate     checked: Bound");
    }
    Ok(())
}

/// High-water mark of resident memory, where the system says it.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.map_or("n/a".into(), |k| format!("{:.1} MiB", k / 1024.0))
}

fn main() {
    let arguments = Arguments::parse();
    #[cfg(feature = "parallel")]
    if let Some(threads) = arguments.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().ok(); // the first pool of the program
    }
    if let Err(error) = run(&arguments) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
