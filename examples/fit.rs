//! Which assumptions agree with ten years of data? Rejection on three figures of 2003–2012, and how well a truth that
//! is known would be found.
//!
//! `cargo run --release --example fit -- [--draws N] [--accept SHARE] [--seed N] [--truth N] [--json]`

use clap::Parser;
use comity::experiment::{Design, Draw, Experiment, Factor, Fit, Target};
use comity::frame::{Cell, Column, Frame};
use comity::prelude::*;
use comity::simulate::{Diplomacy, EventKind, Present, Rules};
use comity::treaty::Term;

/// Histories of ten years under drawn assumptions, and the draws whose history resembles that of the region.
#[derive(Parser)]
struct Arguments {
    /// Draws of the assumptions, a history each.
    #[arg(long, default_value_t = 2000)]
    draws: usize,
    /// Share of the histories accepted.
    #[arg(long, default_value_t = 0.05)]
    accept: f64,
    /// Seed of the draws and of the histories.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Takes as many further draws for the truth in turn, and tells how often the intervals hold it.
    #[arg(long, default_value_t = 0)]
    truth: usize,
    /// Prints prior and posterior as JSON.
    #[arg(long)]
    json: bool,
}

/// Figures of the region in 2003–2012, each with a standard error, that of counts by Poisson.
///
/// * Military expenditure over GDP of the eight nations whose series are sound (not PRK, CHN, RUS): mean change of the
///   logarithm per year. Correlates of War, National Material Capabilities v7; World Bank.
/// * Onsets of disputes per pair and year, 35 in 550. Correlates of War, MID v5.
/// * Pairs newly bound by a trade agreement per year, 8 in ten years. DESTA (Dür, Baccini & Elsig 2014).
const DATA: [(&str, &str, f64, f64); 3] = [
    ("spending growth", "log points per year", 0.0147, 0.01),
    ("disputes", "per pair and year", 35.0 / 550.0, 0.0108),
    ("treaties", "pairs per year", 0.8, 0.28),
];
const YEARS: u32 = 10;

/// What is assumed: uniform over these ranges, and independent.
const RANGES: [(&str, f64, f64); 6] = [
    ("arms.outward_share", 0.1, 0.8),
    ("trust.constant", 0.0, 2.0),
    ("treaty.autonomy", 0.0, 4e-4),
    ("disputes", 0.2, 2.0),
    ("opportunity", 0.0, 1.0),
    ("turnover", 0.0, 0.1),
];

fn prior(draws: usize, seed: u64) -> Result<Design> {
    let ranges = RANGES.iter().map(|&(name, low, high)| Factor::parameter(name, low, high));
    let trust = Factor::category("trust", ["bayes", "socialisation", "behavioural"]);
    Design::monte_carlo(ranges.chain([trust]).collect::<Result<Vec<_>>>()?, draws, seed)
}

fn columns() -> [Column; 3] {
    DATA.map(|(name, unit, ..)| Column::real(name).unit(unit))
}

/// The three figures of one history.
fn figures(world: &World, draw: &Draw<'_>, seed: u64, rows: &mut Frame) -> Result<()> {
    let study = Study::of(Model::new(world.clone(), draw.parameters(Parameters::default())?)?);
    let trade = Menu::only(Package {
        max_members: Some(2),
        ..Package::new("trade", [Term::TariffCut { cut: 0.03 }])
    });
    let history = Simulation::of(&study)
        .years(YEARS)
        .seed(seed)
        .rules(draw.rules(Rules { trust: draw.text("trust")?.parse()?, growth: true, ..Rules::default() })?)
        .diplomacy(Diplomacy::drawn(4, trade))
        .run()?;
    let sound = |code: &str| !["PRK", "CHN", "RUS"].contains(&code);
    let burden = |present: &Present| -> f64 {
        let sum = |of: &[f64]| -> f64 {
            world.codes().zip(of).filter(|(code, _)| sound(code.as_str())).map(|(_, x)| x).sum()
        };
        sum(&present.state.military_stock) / sum(&present.state.gdp)
    };
    let (from, to) = (burden(history.begin()), burden(history.end()));
    let years = f64::from(YEARS);
    let count =
        |kinds: &[EventKind]| history.events().filter(|event| kinds.contains(&event.kind)).count() as f64;
    let pairs = (world.len() * (world.len() - 1)) as f64 / 2.0;
    rows.push([
        ((to / from).ln() / years).into(),
        (count(&[EventKind::Dispute, EventKind::War]) / pairs / years).into(),
        (count(&[EventKind::Signed]) / years).into(),
    ])
}

fn real(cell: Option<Cell<'_>>) -> f64 {
    if let Some(Cell::Real(x)) = cell { x } else { f64::NAN }
}

/// These values of the three figures, each on the scale of its standard error.
fn targets(value: impl Fn(&str) -> Result<f64>) -> Result<Vec<Target>> {
    DATA.iter().map(|&(name, _, _, error)| Target::new(name, value(name)?)?.scale(error)).collect()
}

/// How often the intervals hold the assumptions under which one more history was run, and how far they shrink.
fn recovered(arguments: &Arguments, prior: &Design, rows: &Frame, truths: (&Design, &Frame)) -> Result<()> {
    let (truth, data) = truths;
    let mut held = vec![(0, 0.0); RANGES.len()];
    for number in 0..truth.len() {
        let value = |name: &str| Ok::<_, comity::Error>(real(data.column(name)?.nth(number)));
        let targets = targets(value)?;
        let table = Fit::rejection(prior, rows, targets, arguments.accept)?.factors()?;
        let ends = table.column("low")?.zip(table.column("high")?).zip(table.column("shrinkage")?);
        for ((factor, held), ((low, high), shrinkage)) in prior.factors().iter().zip(&mut held).zip(ends) {
            let value = truth.draw(number)?.real(factor.name())?;
            held.0 += usize::from(real(Some(low)) <= value && value <= real(Some(high)));
            held.1 += real(Some(shrinkage)) / truth.len() as f64;
        }
    }
    println!(
        "\nOf {} histories under assumptions that are known, intervals of 95 % hold them in",
        truth.len()
    );
    for (factor, (held, shrinkage)) in prior.factors().iter().zip(held) {
        let share = held as f64 / truth.len() as f64;
        println!("  {}: {share:.3}; mean shrinkage {shrinkage:.2}", factor.name());
    }
    Ok(())
}

fn run(arguments: &Arguments) -> Result<()> {
    let world = World::northeast_asia_2002();
    let histories = |design: &Design, seed: u64| {
        Experiment::new("ten years", design.clone(), columns(), |draw, seed, rows| {
            figures(&world, draw, seed, rows)
        })?
        .seed(seed)
        .independent_seeds()
        .run()
    };
    let prior_draws = prior(arguments.draws, arguments.seed)?;
    let rows = histories(&prior_draws, arguments.seed)?;
    let known = |name: &str| Ok(DATA.iter().find(|row| row.0 == name).map_or(f64::NAN, |row| row.2));
    let fit = Fit::rejection(&prior_draws, &rows, targets(known)?, arguments.accept)?;
    if arguments.json {
        let json = serde_json::json!({ "runs": fit.runs, "accepted": fit.accepted, "effective": fit.effective,
            "tolerance": fit.tolerance, "factors": fit.factors()?, "targets": fit.targets()? });
        println!("{json:#}");
        return Ok(());
    }
    print!("{fit}");
    if arguments.truth > 0 {
        let truth = prior(arguments.truth, arguments.seed.wrapping_add(1))?;
        let data = histories(&truth, arguments.seed.wrapping_add(1))?;
        recovered(arguments, &prior_draws, &rows, (&truth, &data))?;
    }
    Ok(())
}

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
