//! Twelve facts that a specialist of the region would ask for: in the first form of the model, in this one, and over
//! draws of its parameters.
//!
//! `cargo run --release --example facts -- [--draws N] [--verdicts N] [--set NAME=VALUE] [--spending CODE=USD_BN] [--seed N]
//! [--json]`

#[path = "shared/set.rs"]
mod set;

use clap::Parser;
use comity::Stream;
use comity::experiment::Proportion;
use comity::model::{Model, Outcome, Parameters};
use comity::prelude::*;
use comity::study::{Exit, RegimeSearch};
use comity::treaty::{SigningRules, Term};
use set::assignments;
use std::collections::BTreeMap;

/// Twelve facts of Northeast Asia in 2002, each with its kind: tuned, the defaults were changed until it held;
/// by construction; or a result.
#[derive(Parser)]
struct Arguments {
    /// Draws of the parameters over their ranges.
    #[arg(long, default_value_t = 1000)]
    draws: u32,
    /// Draws of trust, price and elasticity over which the verdicts on the cooperative regimes are told.
    #[arg(long, default_value_t = 0)]
    verdicts: u32,
    /// A parameter of this form at another value than its default, also in the draws; may be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Military expenditure of a nation, USD bn per year, where the scenario's is in doubt; may be repeated.
    #[arg(long, value_name = "CODE=USD_BN")]
    spending: Vec<String>,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print the same as JSON.
    #[arg(long)]
    json: bool,
}

/// Ranges of the assumed and estimated parameters of the security part: uniform, independent.
const RANGES: [(&str, f64, f64); 17] = [
    ("arms.outward_share", 0.1, 0.8),
    ("threat.half_loss", 3e-4, 30e-4),
    ("threat.burden_ceiling", 0.25, 1.0),
    ("threat.substitution", 0.05, 0.6),
    ("cost_exchange", 0.0, 1.0),
    ("conflict.defended", -0.5, 0.0),
    ("escalation.constant", -4.5, -2.9),
    ("escalation.lower_democracy", -5.0, 0.0),
    ("escalation.both_nuclear", -2.0, 0.0),
    ("war.soil", 0.1, 0.4),
    ("war.defeat", 0.1, 0.5),
    ("war.missiles_of_pursuit", 0.0, 0.1),
    ("war.missiles_of_possession", 0.0, 0.3),
    ("war.entrapment", 0.0, 0.02),
    ("treaty.defence", 0.0, 0.2),
    ("treaty.obligation", 0.0, 0.1e-4),
    ("treaty.abrogation", 0.5e-4, 2e-4),
];

/// Military burdens of 2002, per cent of GDP (SIPRI by way of the World Bank). PRK is in no series.
const BURDENS: [(&str, f64); 10] = [
    ("USA", 3.25),
    ("JPN", 0.956),
    ("KOR", 2.315),
    ("CHN", 2.185),
    ("RUS", 4.04),
    ("MNG", 1.81),
    ("AUS", 1.939),
    ("PHL", 1.474),
    ("THA", 1.35),
    ("CAN", 1.121),
];

const FACTS: [(&str, &str); 12] = [
    ("KOR's largest source of loss is PRK", "result"),
    ("war between USA and CAN costs the two less than 0.1 bp together", "tuned"),
    ("CAN expects less loss than KOR", "result"),
    ("no nation or pair would leave a treaty of today, or sign a pact or missile defence", "tuned"),
    ("lost protection is at least half of the rise in arms without pacts", "by construction"),
    ("without pacts KOR arms more than AUS, CAN, PHL and THA", "tuned"),
    ("military burdens are within 0.3 points of SIPRI's", "by construction"),
    ("missile defence of USA and JPN raises the arms of CHN and RUS", "by construction"),
    ("missile defence without a budget averts nothing", "by construction"),
    ("a defence pact of USA and CHN does not pay both", "result"),
    ("without pacts PRK loses less than 300 bp", "tuned"),
    ("KOR–PRK disputes near 0.397 a year, less than one war of all expected in 23 years", "result"),
];

/// Whether the fact holds, and what is seen.
type Finding = (bool, String);

/// What a parametrisation shows, fact by fact.
struct Region<'a> {
    study: &'a Study,
    base: &'a Outcome,
    /// Whether only yes or no is asked for.
    drawn: bool,
}

impl Region<'_> {
    fn at(&self, code: &str) -> Result<usize> {
        self.study.model().world().index(code)
    }

    fn bp(&self, outcome: &Outcome, i: usize) -> f64 {
        1e4 * (outcome.nations[i].utility - self.base.nations[i].utility)
    }

    fn arms(&self, outcome: &Outcome, i: usize) -> f64 {
        100.0 * (outcome.nations[i].military_stock / self.base.nations[i].military_stock - 1.0)
    }

    fn with(&self, members: [&str; 2], terms: Vec<Term>) -> Result<Outcome> {
        let signed = terms.into_iter().fold(Arrangement::new("fact", members)?, Arrangement::with);
        self.study.evaluate(&self.study.status_quo().clone().with(signed))
    }

    fn without_pacts(&self) -> Result<Outcome> {
        self.study.evaluate(&Regime::none())
    }

    /// Loss of `i` by attacks of `j`, bp.
    fn loss(&self, i: usize, j: usize) -> f64 {
        1e4 * self.base.loss()[(i, j)]
    }

    fn fact(&self, number: usize) -> Result<Finding> {
        let n = self.base.nations.len();
        let [usa, kor, prk, chn, rus, can] =
            ["USA", "KOR", "PRK", "CHN", "RUS", "CAN"].map(|code| self.at(code));
        let (usa, kor, prk, chn, rus, can) = (usa?, kor?, prk?, chn?, rus?, can?);
        let total = |i: usize| 1e4 * self.base.nations[i].expected_loss;
        Ok(match number {
            1 => {
                let most = (0..n).filter(|&j| j != prk).map(|j| self.loss(kor, j)).fold(0.0, f64::max);
                let by = self.loss(kor, prk);
                (by > most, format!("{by:.1} of {:.1} bp", total(kor)))
            }
            2 => {
                let both = self.loss(usa, can) + self.loss(can, usa);
                (both < 0.1, format!("{both:.2} bp"))
            }
            3 => (total(can) < total(kor), format!("{:.1} and {:.1} bp", total(can), total(kor))),
            4 => {
                let study = self.study.clone().with_menu(military());
                let holds = study.is_stable(study.status_quo(), &RegimeSearch::default())?;
                if self.drawn {
                    return Ok((holds, String::new()));
                }
                let verdict = self.study.stability(self.study.status_quo())?;
                let first = |moves: &[Exit]| match moves {
                    [] => "nobody".to_owned(),
                    [first, ..] => {
                        format!("{} coalitions of {}, first {first}", moves.len(), first.coalition.len())
                    }
                };
                let (leave, sign) = (first(&verdict.exits), first(&verdict.additions));
                (
                    holds,
                    format!("with the cooperative packages on the menu, leave: {leave}; sign more: {sign}"),
                )
            }
            5 => {
                let rise = |study: &Study| -> Result<f64> {
                    let base = study.model().base_outcome().total_stock();
                    Ok(study.evaluate(&Regime::none())?.total_stock() / base - 1.0)
                };
                let mut parameters = *self.study.model().parameters();
                parameters.threat.substitution = 0.0;
                let world = self.study.model().world().clone();
                let (all, without) = (rise(self.study)?, rise(&Study::of(Model::new(world, parameters)?))?);
                let share = if all > 0.0 { 1.0 - without / all } else { 0.0 };
                (share >= 0.5, format!("{:.0} %", 100.0 * share))
            }
            6 => {
                let none = self.without_pacts()?;
                let spokes =
                    ["AUS", "CAN", "PHL", "THA"].map(|code| self.at(code).map(|i| self.arms(&none, i)));
                let spokes: Vec<f64> = spokes.into_iter().collect::<Result<_>>()?;
                let most = spokes.into_iter().fold(f64::NEG_INFINITY, f64::max);
                let own = self.arms(&none, kor);
                (own > most, format!("{own:+.1} %, others at most {most:+.1} %"))
            }
            7 => {
                let model = self.study.model();
                let off = |(code, burden): (&str, f64)| -> Result<(f64, String)> {
                    let i = self.at(code)?;
                    let stock = self.base.nations[i].military_stock;
                    let ours =
                        100.0 * model.parameters().depreciation * stock / model.world().nations()[i].gdp;
                    Ok(((ours - burden).abs(), format!("{code} {ours:.2} against {burden} %")))
                };
                let all: Vec<(f64, String)> = BURDENS.into_iter().map(off).collect::<Result<_>>()?;
                let worst = all.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
                (worst.0 <= 0.3, format!("furthest {}", worst.1))
            }
            8 => {
                let with = self.with(["USA", "JPN"], vec![Term::missile_defence(10.0)])?;
                let (china, russia) = (self.arms(&with, chn), self.arms(&with, rus));
                (china > 0.0 && russia > 0.0, format!("{china:+.1} %, {russia:+.1} %"))
            }
            9 => {
                let with = self.with(["USA", "JPN"], vec![Term::missile_defence(0.0)])?;
                let averted = 1.0 - with.nations[usa].expected_loss / self.base.nations[usa].expected_loss;
                (averted.abs() < 1e-12, format!("{:.0} %", 100.0 * averted.abs()))
            }
            10 => {
                let code = |text: &str| text.parse();
                let pact = vec![
                    Term::defence(code("USA")?, code("CHN")?),
                    Term::defence(code("CHN")?, code("USA")?),
                ];
                let with = self.with(["USA", "CHN"], pact)?;
                let gains = (self.bp(&with, usa), self.bp(&with, chn));
                (gains.0 <= 0.0 || gains.1 <= 0.0, format!("USA {:+.2}, CHN {:+.2} bp", gains.0, gains.1))
            }
            11 => {
                let lost = self.bp(&self.without_pacts()?, prk);
                (lost > -300.0, format!("{lost:+.0} bp"))
            }
            _ => {
                let rate = self.base.dispute_rate()[(kor, prk)];
                let wars: f64 = (0..n)
                    .flat_map(|i| (0..n).map(move |j| (i, j)))
                    .map(|at| 0.5 * self.base.hazard()[at])
                    .sum();
                let holds = (rate - 0.397).abs() <= 0.05 && 23.0 * wars < 1.0;
                (holds, format!("{rate:.3}; {:.1} wars", 23.0 * wars))
            }
        })
    }
}

/// Defence pacts and missile defence of two.
fn military() -> Menu {
    let shield = Package::new("missile defence", [Term::missile_defence(10.0)]);
    Menu::bilateral_pacts().with(Package { max_members: Some(2), ..shield })
}

/// All facts of one parametrisation.
fn facts(model: Model, drawn: bool) -> Result<Vec<Finding>> {
    let study = Study::of(model);
    let region = Region { study: &study, base: study.model().base_outcome(), drawn };
    (1..=FACTS.len()).map(|number| region.fact(number)).collect()
}

/// Ranges of what the verdicts on the cooperative regimes are drawn over.
const VERDICT_RANGES: [(&str, f64, f64); 6] = [
    ("trust.constant", 0.0, 2.0),
    ("trust.ideal_point_distance", -1.0, -0.2),
    ("trust.alliance", 0.5, 2.5),
    ("trust.rivalry", -2.5, -0.8),
    ("treaty.autonomy", 0.0, 4e-4),
    ("trade_elasticity", 3.0, 8.0),
];

/// How often each cooperative regime holds with today's treaties taken as given, is complete, and who breaks it first.
fn verdicts(arguments: &Arguments) -> Result<()> {
    let draws = arguments.verdicts;
    println!(
        "\nVerdicts over {draws} draws of trust, price of autonomy and trade elasticity, today's treaties given:"
    );
    for name in ["cooperative_six", "cooperative_seven"] {
        let (mut holds, mut complete) = (0_usize, 0_usize);
        let mut breakers: BTreeMap<String, u32> = BTreeMap::new();
        for draw in 0..draws {
            let parameters = drawn(arguments, draw, &VERDICT_RANGES)?;
            let mut scenario = Scenario::northeast_asia_2002();
            scenario.parameters = parameters;
            let study = Study::of(scenario.model()?);
            let verdict =
                study.stability_within(&scenario.regime(name)?, &RegimeSearch::todays_treaties_given())?;
            holds += usize::from(verdict.holds);
            complete += usize::from(verdict.complete);
            if let Some(exit) = verdict.exits.first() {
                let who: Vec<&str> = exit.coalition.iter().map(|code| code.as_str()).collect();
                *breakers.entry(format!("{} leave", who.join(" "))).or_default() += 1;
            }
        }
        let mut first: Vec<(u32, String)> = breakers.into_iter().map(|(who, count)| (count, who)).collect();
        first.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let first: Vec<String> =
            first.into_iter().take(4).map(|(count, who)| format!("{who} {count}")).collect();
        let share = |count| Proportion::new(count, draws as usize);
        println!("    {name}: holds {}; complete {}", share(holds)?, share(complete)?);
        println!("        broken first by: {}", first.join(", "));
    }
    Ok(())
}

/// How many coalitions of up to two would leave or sign more, by the trust that a new pact takes: today's treaties, and
/// what the seven agree on when Japan opens, with today's treaties given.
fn thresholds(arguments: &Arguments) -> Result<()> {
    println!(
        "\nBy the trust t* that a new pact takes: coalitions that leave, that sign more, defence pacts among these:"
    );
    println!("      t*  today's treaties  what Japan negotiates");
    for least_trust in [0.0, 0.3, 0.37, 0.38, 0.39, 0.4, 0.5, 0.6, 5.0 / 7.0, 0.8] {
        let study = Study::of(Model::new(world(arguments)?, parameters(arguments)?)?);
        let menu = study.menu().clone();
        let rules = SigningRules { least_trust, ..menu.rules };
        let study = study.with_menu(menu.under(rules));
        let seven = ["USA", "JPN", "KOR", "PRK", "CHN", "RUS", "MNG"];
        let talks = Negotiation::proposed_by("JPN").among(seven).over(Menu::cooperative());
        let deal = study.negotiate(&talks, 42)?;
        let today = study.stability(study.status_quo())?;
        let deal = study.stability_within(deal.regime(), &RegimeSearch::todays_treaties_given())?;
        let figures = [today, deal].map(|verdict| {
            let pact = |exit: &&Exit| exit.signs.iter().any(|signed| signed.name == "defence pact");
            let pacts = verdict.additions.iter().filter(pact).count();
            format!("{:>4} {:>4} {pacts:>4}", verdict.exits.len(), verdict.additions.len())
        });
        println!("    {least_trust:.2}    {}         {}", figures[0], figures[1]);
    }
    Ok(())
}

/// The region, with the spending that the command line sets.
fn world(arguments: &Arguments) -> Result<World> {
    let world = World::northeast_asia_2002();
    let mut data = world.to_data();
    for (code, value) in assignments("--spending", &arguments.spending)? {
        data.nations[world.index(code)?].military_expenditure = value;
    }
    World::new(data)
}

/// The defaults, and what the command line sets.
fn parameters(arguments: &Arguments) -> Result<Parameters> {
    let mut parameters = Parameters::default();
    for (name, value) in assignments("--set", &arguments.set)? {
        parameters.set(name, value)?;
    }
    Ok(parameters)
}

/// Parameters of a draw.
fn drawn(arguments: &Arguments, draw: u32, ranges: &[(&str, f64, f64)]) -> Result<Parameters> {
    let mut parameters = parameters(arguments)?;
    let set = assignments("--set", &arguments.set)?;
    for &(name, low, high) in ranges.iter().filter(|(name, ..)| set.iter().all(|(other, _)| other != name)) {
        let u = Stream::new(arguments.seed, "facts").year(draw.into()).code(name).uniform();
        parameters.set(name, low + u * (high - low))?;
    }
    Ok(parameters)
}

fn run(arguments: &Arguments) -> Result<()> {
    let first = facts(Scenario::northeast_asia_2002_first_form().model()?, false)?;
    let second = facts(Model::new(world(arguments)?, parameters(arguments)?)?, false)?;
    let mut held = [0_usize; FACTS.len()];
    for draw in 0..arguments.draws {
        let model = Model::new(world(arguments)?, drawn(arguments, draw, &RANGES)?)?;
        for (count, (holds, _)) in held.iter_mut().zip(facts(model, true)?) {
            *count += usize::from(holds);
        }
    }
    let yes = |holds: bool| if holds { "yes" } else { "NO" };
    let row = |k: usize| {
        let (fact, kind) = FACTS[k];
        Ok::<_, comity::Error>((
            k + 1,
            fact,
            &first[k],
            &second[k],
            Proportion::new(held[k], arguments.draws as usize)?,
            kind,
        ))
    };
    if arguments.json {
        let rows = (0..FACTS.len()).map(|k| {
            let (number, fact, old, new, share, kind) = row(k)?;
            let (old_holds, old_seen) = old;
            let (holds, seen) = new;
            Ok(serde_json::json!({
                "fact": format!("F{number}"), "says": fact, "first_form": old_holds, "first_form_value": old_seen,
                "holds": holds, "value": seen, "share_of_draws": share.share(), "low": share.low, "high": share.high,
                "draws": arguments.draws, "kind": kind,
            }))
        });
        println!("{:#}", serde_json::Value::Array(rows.collect::<Result<_>>()?));
        return Ok(());
    }
    println!(
        "Facts of Northeast Asia in 2002: first form, this form, share of {} draws with its 95 % interval.\n",
        arguments.draws
    );
    for k in 0..FACTS.len() {
        let (number, fact, old, new, share, kind) = row(k)?;
        println!("F{number} {fact} ({kind})");
        println!(
            "    first form: {} ({}); now: {} ({}); draws: {share}",
            yes(old.0),
            old.1,
            yes(new.0),
            new.1
        );
    }
    if arguments.verdicts > 0 {
        verdicts(arguments)?;
        thresholds(arguments)?;
    }
    Ok(())
}

fn main() {
    if let Err(error) = run(&Arguments::parse()) {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}
