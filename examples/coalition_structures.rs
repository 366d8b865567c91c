//! The optimal coalition structure of a random game, and what it took to prove it.
//!
//! ```text
//! cargo run --release --example coalition_structures -- --n 24 --distribution ndcs --seed 1
//! ```

use comity::game::random::Distribution;
use comity::solve::structure::{Method, StructureSolver};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Duration, Instant};

const USAGE: &str = "\
usage: coalition_structures [--n N] [--distribution D] [--seed S] [--threads T]
                            [--method auto|dual|dp] [--time-limit SECONDS] [--progress] [--check]

  --n N              players, 1 to 30 (default 20)
  --distribution D   uniform normal modified-uniform modified-normal exponential beta gamma ndcs
                     agent-based-uniform agent-based-normal (default uniform)
  --seed S           seed of the worths (default 0)
  --threads T        threads (default: all cores)
  --method M         auto: dual prices, dynamic programming where that is faster (default); dual; dp
  --time-limit S     stop after so many seconds with the best structure, a bound and the gap
  --progress         print the bound and the best structure as they improve
  --check            check the certificate with code of its own";

struct Options {
    n: usize,
    distribution: Distribution,
    seed: u64,
    threads: Option<usize>,
    method: Method,
    time_limit: Option<Duration>,
    progress: bool,
    check: bool,
}

fn main() -> ExitCode {
    let options = match parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("error: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let threads = options.threads;
    match with_threads(threads, || run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options {
        n: 20,
        distribution: Distribution::Uniform,
        seed: 0,
        threads: None,
        method: Method::Auto,
        time_limit: None,
        progress: false,
        check: false,
    };
    while let Some(flag) = args.next() {
        match flag.as_str() {
            "--n" => options.n = value(&flag, args.next())?,
            "--distribution" => options.distribution = value(&flag, args.next())?,
            "--seed" => options.seed = value(&flag, args.next())?,
            "--threads" => options.threads = Some(value::<NonZeroUsize>(&flag, args.next())?.get()),
            "--method" => options.method = value(&flag, args.next())?,
            "--time-limit" => {
                let seconds = value(&flag, args.next())?;
                let limit = Duration::try_from_secs_f64(seconds);
                options.time_limit = Some(limit.map_err(|e| format!("--time-limit {seconds}: {e}"))?);
            }
            "--progress" => options.progress = true,
            "--check" => options.check = true,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("unknown argument {other}")),
        }
    }
    if !(1..=30).contains(&options.n) {
        return Err(format!("--n {}: allowed are 1 to 30 players", options.n));
    }
    Ok(Some(options))
}

fn value<T: FromStr<Err: std::fmt::Display>>(flag: &str, text: Option<String>) -> Result<T, String> {
    let text = text.ok_or_else(|| format!("{flag} needs a value"))?;
    text.parse().map_err(|e| format!("{flag} {text}: {e}"))
}

#[cfg(feature = "parallel")]
fn with_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    let pool = threads.and_then(|t| rayon::ThreadPoolBuilder::new().num_threads(t).build().ok());
    match pool {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

#[cfg(not(feature = "parallel"))]
fn with_threads<T>(_: Option<usize>, work: impl FnOnce() -> T) -> T {
    work()
}

fn run(options: &Options) -> Result<(), String> {
    let Options { n, distribution, seed, method, .. } = *options;
    let drawing = Instant::now();
    let game = distribution.game(n, seed).map_err(|e| e.to_string())?;
    let drawn = drawing.elapsed();

    let mut solver = StructureSolver::new().method(method);
    if let Some(limit) = options.time_limit {
        solver = solver.time_limit(limit);
    }
    let start = Instant::now();
    let best = solver
        .solve_with(&game, |p| {
            if options.progress {
                let seconds = start.elapsed().as_secs_f64();
                let (value, bound) = (p.value, p.bound);
                println!(
                    "{seconds:9.3} s  value {value:.9}  bound {bound:.9}  survivors {}  nodes {}",
                    p.survivors, p.nodes
                );
            }
        })
        .map_err(|e| e.to_string())?;
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
    if options.check {
        let proof = best.certificate().check(&game).map_err(|e| e.to_string())?;
        println!("certificate     checked: {proof:?}");
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
