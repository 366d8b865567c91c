//! A term of one's own: military hotlines, which make disputes less likely and are the better the more
//! members have one.
//!
//! `cargo run --release --example own_term`

use clap::Parser;
use comity::model::{Effects, SignedTerm, TermEffect};
use comity::prelude::*;

/// What a hotline between Japan, China and the Koreas would be worth, and who would sign it.
#[derive(Parser)]
struct Arguments {
    /// Fall of the log-odds of a dispute between two members.
    #[arg(long, default_value_t = 0.5)]
    calm: f64,
}

/// Two members with a hotline misread each other less: the log-odds of a dispute between them fall.
#[derive(Debug)]
struct Hotline;

impl TermEffect for Hotline {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let calm = term.parameter("calm")?;
        term.dyads().try_for_each(|(target, attacker)| effects.shift_hazard(target, attacker, -calm))
    }
}

fn main() -> Result<()> {
    let Arguments { calm } = Arguments::parse();
    let hotline = Package::new("hotline", [Term::own("hotline", [("calm", calm)])]);
    let model =
        Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("hotline", Hotline)?;
    let study = Study::of(model).with_menu(Menu::only(hotline.clone()));
    let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "PRK", "CHN"]).over(Menu::only(hotline));
    let deal = study.negotiate(&talks, 42)?;
    println!("{deal}");

    let (japan, china) = (study.model().world().index("JPN")?, study.model().world().index("CHN")?);
    let (before, after) = (study.model().base_outcome(), study.evaluate(deal.regime())?);
    let hazard = |outcome: &Outcome| 100.0 * outcome.hazard()[(japan, china)];
    println!(
        "\nhazard that China attacks Japan: {:.2} % a year, {:.2} % before",
        hazard(&after),
        hazard(before)
    );
    Ok(())
}
