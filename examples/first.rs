//! The first program: negotiate, ask whether the deal holds, and let forty years pass.

use comity::prelude::*;

fn main() -> comity::Result<()> {
    let study = Study::new(World::northeast_asia_2002())?;
    let deal = study.negotiate(&Negotiation::proposed_by("JPN").over(Menu::cooperative()), 42)?;
    println!("{deal}"); // who signed what, each nation's gain, term by term
    println!("{}", study.stability(deal.regime())?); // stable, or: who leaves with whom, to what, gaining how much
    println!("{}", Simulation::of(&study).years(40).seed(7).run()?); // which regimes, who kept and who broke
    Ok(())
}
