//! Alliances and the balance of power: four theories on their own examples, then on Northeast Asia in 2002.
//!
//! `cargo run --release --example alliances`

use clap::{Parser, builder::PossibleValuesParser};
use comity::coalition::Graph;
use comity::game::{AllianceGame, connections};
use comity::prelude::*;
use comity::solve::deviation::Search;
use comity::solve::network::{
    LandscapeSearch, NetworkSearch, efficient_networks, stable_networks, war_stable_networks,
};
use comity::study::WarRules;
use std::collections::BTreeMap;

/// Alliances and the balance of power: four theories on their own examples, then on Northeast Asia in 2002.
#[derive(Parser)]
struct Arguments {
    /// The parts to print; all by default.
    #[arg(value_parser = PossibleValuesParser::new(PARTS.map(|(name, _)| name)))]
    parts: Vec<String>,
}

type Part = (&'static str, fn() -> Result<()>);

const PARTS: [Part; 3] = [("connections", connections_model), ("war", war_stability), ("region", region)];

fn main() -> Result<()> {
    let Arguments { parts } = Arguments::parse();
    let wanted = |name: &str| parts.is_empty() || parts.iter().any(|part| part == name);
    PARTS.iter().filter(|(name, _)| wanted(name)).try_for_each(|(_, print)| print())
}

/// Jackson & Wolinsky (1996), Propositions 1 and 2: what is best for all, and what holds.
fn connections_model() -> Result<()> {
    println!("Connections model (Jackson & Wolinsky 1996): n = 4, δ = 0.5, a link costs each end c\n");
    println!("   c   efficient                    pairwise stable");
    for cost in [0.1, 0.2, 0.3, 0.45, 0.8] {
        let game = connections(4, 0.5, cost)?;
        let efficient = shapes(&efficient_networks(&game, 1e-9)?.networks);
        let stable = stable_networks(&game, &NetworkSearch::pairwise())?;
        println!("{cost:5.2}  {efficient:27}  {}", shapes(&stable.states));
    }
    Ok(())
}

/// Jackson & Nei (2015), Theorem 1, by going through all networks.
fn war_stability() -> Result<()> {
    println!(
        "\nWar-stable alliances (Jackson & Nei 2015): all 1 024 networks of five nations of strengths 5 4 3 3 2\n"
    );
    println!("    γ   allies may attack            allies are spared");
    let strengths = [5.0, 4.0, 3.0, 3.0, 2.0];
    for advantage in [1.0, 1.5, 2.0, 3.0, 4.4, 4.5] {
        let game = || AllianceGame::new(strengths, advantage);
        let found = |game: &AllianceGame| -> Result<String> {
            Ok(shapes(&war_stable_networks(game, &Search::up_to(5).weakly())?.states))
        };
        println!("{advantage:5.1}  {:27}  {}", found(&game()?)?, found(&game()?.sparing_allies())?);
    }
    println!(
        "\nTheorem 1: without gains from links only the empty network can be, from γ = (5 + 4) / 2 = 4.5 on."
    );
    Ok(())
}

fn region() -> Result<()> {
    let study = Study::new(World::northeast_asia_2002())?;
    let powers = ["USA", "CHN", "JPN", "RUS", "KOR", "PRK"];
    let treaties = study.treaties(powers, &Menu::bilateral_pacts())?;

    println!("\nBalance of power (Niou, Ordeshook & Rose 1989), capabilities of 2002:");
    let (balance, power) = (treaties.balance_of_power()?, treaties.power()?);
    println!("{}everybody is essential", if balance.is_system_stable() { "" } else { "not " });
    for (i, (nation, capability)) in powers.iter().zip(treaties.capabilities()?).enumerate() {
        let needed = match balance.minimal_winning[i] {
            Some(coalition) => format!("essential in {}", treaties.name(coalition)),
            None => "inessential".into(),
        };
        println!("  {nation} {capability:.4}, power {:.4}, {needed}", power[i]);
    }

    println!("\nWho sides with whom (Axelrod & Bennett 1993), trust below 1/2 repels:");
    println!("{}", treaties.alignment(0.5, &LandscapeSearch::default())?);

    println!("\nToday's defence obligations, if they brought nothing but safety:");
    for advantage in [1.0, 2.0] {
        let rules = WarRules { loss_of_strength: true, allies_spared: true, ..WarRules::new(advantage) };
        println!("γ = {advantage}: {}", treaties.war_stability(study.status_quo(), &rules)?);
    }

    println!("\nBilateral pacts of the menu, by the utility of the model:");
    let four = study.treaties(["USA", "JPN", "KOR", "CHN"], &Menu::bilateral_pacts())?;
    println!("{}", four.pact_networks(&NetworkSearch::pairwise())?);
    Ok(())
}

/// How many networks there are of each shape; those without a name by the degrees of their nodes.
fn shapes(networks: &[Graph]) -> String {
    let mut count: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for network in networks {
        let mut degrees: Vec<usize> = (0..network.players()).map(|i| network.neighbours(i).len()).collect();
        degrees.sort_unstable_by(|a, b| b.cmp(a));
        *count.entry(degrees).or_default() += 1;
    }
    let name = |degrees: &[usize]| match degrees {
        [0, ..] => "empty".into(),
        [.., least] if *least + 1 == degrees.len() => "complete".into(),
        [centre, rest @ ..] if *centre == rest.len() && rest.iter().all(|&d| d == 1) => "star".into(),
        _ => degrees.iter().map(usize::to_string).collect::<Vec<_>>().join("-"),
    };
    let list = count.iter().map(|(degrees, times)| {
        let name: String = name(degrees);
        if *times == 1 { name } else { format!("{times} × {name}") }
    });
    let list: Vec<String> = list.collect();
    if list.is_empty() { "none".into() } else { list.join(", ") }
}
