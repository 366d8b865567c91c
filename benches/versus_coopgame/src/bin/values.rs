//! Shapley and Banzhaf values of dense games: `cargo run --release --bin values [n …]` (default 20 25).

use comity::game::TuGame;
use comity::solve::tu::{Rule, value};
use coopgame::{ExplicitGame, values};
use versus_coopgame::{median, report, uniform_worths};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|n| n.parse()).collect::<Result<_, _>>()?;
    for n in if sizes.is_empty() { vec![20, 25] } else { sizes } {
        let worths = uniform_worths(n, 1);
        let peer = ExplicitGame::from_binary(&worths[1..])?;
        let game = TuGame::from_values(worths)?;
        let runs = if n > 22 { 3 } else { 9 };
        let (ours, a) = median(runs, || value(&game, &Rule::Shapley).unwrap_or_default());
        let (theirs, b) = median(runs, || values::shapley(&peer));
        report(&format!("shapley n={n}"), (ours, &a), (theirs, &b));
        let (ours, a) = median(runs, || value(&game, &Rule::Banzhaf).unwrap_or_default());
        let (theirs, b) = median(runs, || values::banzhaf(&peer));
        report(&format!("banzhaf n={n}"), (ours, &a), (theirs, &b));
    }
    Ok(())
}
