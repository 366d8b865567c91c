//! Nucleolus and least core: `cargo run --release --bin nucleolus [alone | exact] [KIND …] [n …]`.
//!
//! Kinds of random game: `uniform` (|S|·U(0,1)) and, by the peer's own generators, `bnf1` to `bnf4`
//! (Benedek, Fliege and Nguyen 2021: integers to 100|S|, integers to 50n, 0 or 1 by size, integers to n),
//! `superadditive` (cover of
//! |S|·U(0,1)), `convex` (dividends U(0,1)) and `voting` (weights 1 to 10, majority). `exact` compares fractions, `alone`
//! leaves the peer out and prints the peak memory.

use comity::game::{TuGame, Value};
use comity::solve::tu::{NucleolusKind, least_core, nucleolus};
use coopgame::game::exact::ExactGame;
use coopgame::{Domain, ExplicitGame, generators, nucleolus};
use std::error::Error;
use versus_coopgame::{median, report, uniform_worths};

const KINDS: [&str; 8] = ["uniform", "bnf1", "bnf2", "bnf3", "bnf4", "superadditive", "convex", "voting"];

fn random_game(kind: &str, n: usize) -> Result<ExplicitGame, coopgame::Error> {
    match kind {
        "uniform" => ExplicitGame::from_binary(&uniform_worths(n, 1)[1..]),
        "bnf3" => generators::bnf(3, n, 1),
        kind => generators::by_class(kind, n, 1),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| args.iter().any(|arg| arg == name);
    let kinds: Vec<&str> = KINDS.into_iter().filter(|kind| given(kind)).collect();
    let sizes: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let usual = if given("exact") { vec![8] } else { vec![10, 15, 18, 20] };
    for kind in if kinds.is_empty() { &KINDS[..] } else { &kinds } {
        for &n in if sizes.is_empty() { &usual } else { &sizes } {
            let peer = random_game(kind, n)?;
            match () {
                () if given("exact") => exact(kind, peer)?,
                () if given("alone") => alone(kind, peer)?,
                () => floats(kind, peer)?,
            }
        }
    }
    Ok(())
}

fn floats(kind: &str, peer: ExplicitGame) -> Result<(), Box<dyn Error>> {
    let game = TuGame::from_values(peer.values().to_vec())?;
    let (n, runs) = (game.players(), if game.players() > 15 { 3 } else { 9 });
    let (ours, a) = median(runs, || nucleolus(&game, NucleolusKind::Prenucleolus));
    let (theirs, b) = median(runs, || nucleolus::nucleolus(&peer, NucleolusKind::Prenucleolus));
    report(&format!("prenucleolus {kind} n={n}"), (ours, &a?.payoff), (theirs, b?.allocation()));
    let (ours, a) = median(runs, || least_core(&game));
    let (theirs, b) = median(runs, || nucleolus::least_core(&peer, Domain::Preimputation));
    report(&format!("least core {kind} n={n}"), (ours, &[a?.epsilon]), (theirs, &[b?.epsilon()]));
    Ok(())
}

fn exact(kind: &str, peer: ExplicitGame) -> Result<(), Box<dyn Error>> {
    let game = TuGame::from_values(peer.values().iter().map(Value::to_fraction).collect())?;
    let n = game.players();
    let peer = ExactGame::from_explicit(&peer)?;
    let (ours, a) = median(9, || nucleolus(&game, NucleolusKind::Prenucleolus));
    let (theirs, b) = median(1, || nucleolus::exact::nucleolus(&peer, Domain::Preimputation));
    let text = |x: &[comity::game::Fraction]| x.iter().map(|x| x.to_string()).collect::<Vec<_>>();
    let (a, b) = (text(&a?.payoff), b?.allocation.iter().map(|x| x.to_string()).collect::<Vec<_>>());
    let different = a.iter().zip(&b).filter(|(a, b)| a != b).count() as f64;
    report(&format!("exact prenucleolus {kind} n={n}"), (ours, &[different]), (theirs, &[0.0]));
    Ok(())
}

fn alone(kind: &str, peer: ExplicitGame) -> Result<(), Box<dyn Error>> {
    let game = TuGame::from_values(peer.values().to_vec())?;
    drop(peer);
    let n = game.players();
    let (seconds, solved) = median(3, || nucleolus(&game, NucleolusKind::Prenucleolus));
    let solved = solved?;
    println!(
        "prenucleolus {kind} n={n}: {seconds:.4} s, {} levels, {} scans",
        solved.levels().count(),
        solved.scans
    );
    let (seconds, least) = median(3, || least_core(&game));
    println!("least core {kind} n={n}: {seconds:.4} s, {} scans; {}", least?.scans, peak_memory());
    Ok(())
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("peak memory unknown").into()
}
