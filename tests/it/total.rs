//! Every public function that takes a player, a state, an outcome, a size, a coalition or a bare number, at arguments that
//! are far outside: an answer or an error, never a panic.

use comity::coalition::{Coalition, Graph, Labels, Partition, bell, stirling2};
use comity::experiment::{Design, Factor, Latin, Proportion};
use comity::frame::{Column, Frame};
use comity::game::{
    Alignment, AllianceGame, Distribution, FiniteSituation, HedonicGame, Move, PartitionGame,
    PartitionPayoffs, SignUpRule, SizeStructure, SymmetricGame, TuGame, WeightedVoting,
};
use comity::model::{Effects, Range, SignedTerm, TermEffect};
use comity::negotiate::domain::{Domain, Generator, LazyDomain, ListDomain};
use comity::negotiate::protocol::{AlternatingOffers, Protocol, WeightedMajority};
use comity::negotiate::strategy::{Quantal, Random, Stationary, TimeDependent, TitForTat};
use comity::negotiate::{Analysis, Condition, Offer, Session, Table, Termination};
use comity::prelude::*;
use comity::simulate::Calibration;
use comity::solve::Scan;
use comity::solve::bargaining::Terms;
use comity::solve::deviation::{Improvement, Search, Ties};
use comity::solve::farsighted::{Dominance, farsighted_stable_sets};
use comity::solve::learning::{Attractions, BirthDeath, Population, imitation, logit};
use comity::solve::network::NetworkSearch;
use comity::solve::repeated::{Commitment, Punishment, self_enforcement};
use comity::solve::tu::Sampling;
use comity::study::WarRules;
use comity::world::NationCode;
use nalgebra::DMatrix;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};

const PLACES: [usize; 9] = [0, 1, 2, 3, 61, 62, 63, 64, usize::MAX];
const MASKS: [u64; 7] = [0, 1, 0b111, 1 << 40, 1 << 61, 1 << 63, u64::MAX];
const NUMBERS: [f64; 10] =
    [0.0, -0.0, 1.0, -1.0, 1e308, -1e308, 5e-324, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];

/// What panicked, and at what.
#[derive(Default)]
struct Fallen(Vec<String>);

impl Fallen {
    fn call<T>(&mut self, name: &str, at: impl std::fmt::Debug, call: impl FnOnce() -> T) {
        if catch_unwind(AssertUnwindSafe(|| drop(black_box(call())))).is_err() {
            self.0.push(format!("{name} at {at:?}"));
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} panicked:\n{}", self.0.len(), self.0.join("\n"));
    }
}

fn masks() -> impl Iterator<Item = Coalition> {
    MASKS.into_iter().map(Coalition::from_mask)
}

#[test]
fn coalitions_networks_and_structures() {
    let mut fallen = Fallen::default();
    let graph = Graph::new(3, [(0, 1)]).unwrap();
    let structure = Partition::singletons(3);
    let labels = Labels::of(["a", "b", "c"]);
    for i in PLACES {
        let three = Coalition::grand(3);
        fallen.call("Coalition::singleton", i, || Coalition::singleton(i));
        fallen.call("Coalition::grand", i, || Coalition::grand(i));
        fallen.call("Coalition::contains", i, || three.contains(i));
        fallen.call("Coalition::with", i, || three.with(i));
        fallen.call("Coalition::without", i, || three.without(i));
        fallen.call("Coalition::complement", i, || three.complement(i));
        fallen.call("Coalition::subsets_of_size", i, || three.subsets_of_size(i).count());
        fallen.call("Graph::isolating", i, || graph.isolating(i));
        fallen.call("Graph::neighbours", i, || graph.neighbours(i));
        fallen.call("Graph::distances", i, || graph.distances(i));
        for j in PLACES {
            fallen.call("Graph::has_edge", (i, j), || graph.has_edge(i, j));
        }
        fallen.call("Partition::singletons", i, || Partition::singletons(i));
        fallen.call("Partition::grand", i, || Partition::grand(i));
        fallen.call("Partition::all", i, || Partition::all(i).take(3).count());
        fallen.call("Partition::bloc_of", i, || structure.bloc_of(i));
        fallen.call("Labels::player", i, || labels.player(i).to_string());
        fallen.call("Labels::state", i, || labels.state(i).to_string());
        let over = || labels.clone().over_structures([&structure], i);
        fallen.call("Labels::over_structures", i, || over().state(i).to_string());
        fallen.call("Labels::over_structures", i, || over().state(0).to_string());
    }
    for s in masks() {
        fallen.call("Coalition::players", s, || s.players().map(Coalition::singleton).count());
        fallen.call("Graph::component", s, || graph.component(s));
        fallen.call("Graph::components", s, || graph.components(s).count());
        fallen.call("Partition::after_departure", s, || structure.after_departure(s));
        fallen.call("Partition::position", s, || structure.position(s));
        fallen.call("Labels::coalition", s, || labels.coalition(s).to_string());
        fallen.call("Labels::amounts", s, || labels.amounts(s, &[1.0]).to_string());
        fallen.call("Labels::amounts", s, || labels.amounts(s, &[f64::NAN; 70]).to_string());
    }
    for structure in [Partition::singletons(0), Partition::grand(62)] {
        fallen.call("Labels::structure", &structure, || labels.structure(&structure).to_string());
    }
    let large = Graph::complete(40).unwrap();
    fallen.call("Labels::network", "40", || labels.network(&large).to_string());
    for x in NUMBERS {
        fallen.call("Labels::amount", x, || labels.amount(x).to_string());
        fallen.call("Labels::value", x, || labels.value(x).to_string());
    }
    fallen.none();
}

#[test]
fn games() {
    let mut fallen = Fallen::default();
    let game = TuGame::from_fn(3, |s| s.len() as f64).unwrap();
    let hedonic = HedonicGame::additively_separable(&[vec![0.0, 1.0], vec![1.0, 0.0]]).unwrap();
    let alliance = AllianceGame::new([1.0, 2.0, 3.0], 1.0).unwrap();
    let alignment = Alignment::new(&[1.0, 2.0], &[vec![0.0, 1.0], vec![1.0, 0.0]]).unwrap();
    let with_externalities = PartitionGame::from_fn(2, |structure| Ok(vec![1.0; structure.len()])).unwrap();
    let payoffs = PartitionPayoffs::from_fn(2, |_| Ok(vec![0.0; 2])).unwrap();
    let moves = [Move { coalition: Coalition::singleton(0), from: 0, to: 1 }];
    let situation = FiniteSituation::new(&[vec![0.0], vec![1.0]], moves).unwrap();
    let sizes = SizeStructure::new([1, 2]).unwrap();
    let graph = Graph::empty(3).unwrap();
    let (other, large) = (Graph::empty(7).unwrap(), Partition::grand(9));
    for s in masks() {
        fallen.call("TuGame::value", s, || *game.value(s));
        for i in PLACES {
            fallen.call("HedonicGame::rank", (i, s), || hedonic.rank(i, s));
            fallen.call("AllianceGame::strength", (i, s), || alliance.strength(s, i));
            for graph in [&graph, &other] {
                fallen.call("AllianceGame::defenders", (i, s), || alliance.defenders(graph, s, i));
                fallen.call("AllianceGame::wins", (i, s), || alliance.wins(graph, s, i));
            }
        }
    }
    for i in PLACES {
        for j in PLACES {
            fallen.call("Alignment::weight", (i, j), || alignment.weight(i, j));
            if i < 64 {
                for rule in [SignUpRule::Open, SignUpRule::Gamma, SignUpRule::Delta] {
                    let n = i.min(5);
                    fallen.call("SignUpRule::strategies", (n, j), || rule.strategies(n, j));
                }
            }
        }
        fallen.call("PartitionGame::worths_at", i, || with_externalities.worths_at(i).len());
        fallen.call("PartitionPayoffs::payoffs_at", i, || payoffs.payoffs_at(i).len());
        fallen.call("FiniteSituation::moves_from", i, || situation.moves_from(i).len());
        fallen.call("FiniteSituation::ranks", i, || situation.ranks(i).len());
        fallen.call("SizeStructure::with", i, || sizes.with(i));
        fallen.call("SizeStructure::all", i, || SizeStructure::all(i).take(3).count());
    }
    for camps in [&large, &Partition::singletons(0)] {
        fallen.call("Alignment::energy", camps, || alignment.energy(camps));
        fallen.call("Alignment::frustrations", camps, || alignment.frustrations(camps));
        fallen.call("SignUpRule::plain", camps, || SignUpRule::Open.plain(camps));
    }
    for x in NUMBERS {
        fallen.call("TuGame::is_essential", x, || game.is_essential(x));
    }
    fallen.none();
}

#[test]
fn what_is_made_of_sizes_and_places() {
    let mut fallen = Fallen::default();
    let graph = Graph::new(3, [(0, 1)]).unwrap();
    for n in PLACES {
        fallen.call("Graph::empty", n, || Graph::empty(n));
        fallen.call("Graph::complete", n, || Graph::complete(n));
        fallen.call("TuGame::apex", n, || {
            if !(30..=60).contains(&n) { TuGame::<f64>::apex(n).is_ok() } else { false }
        });
        for s in masks() {
            fallen.call("Graph::from_edge_mask", (n, s), || Graph::from_edge_mask(n, s.mask()));
            fallen.call("Partition::one_bloc", (n, s), || Partition::one_bloc(n, s));
            fallen.call("Partition::new", (n, s), || Partition::new(n, [s, s]));
            fallen.call("TuGame::glove", (n, s), || TuGame::<f64>::glove(n, s));
            fallen.call("TuGame::unanimity", (n, s), || TuGame::<f64>::unanimity(n, s));
            fallen.call("TuGame::unanimity_sum", (n, s), || TuGame::unanimity_sum(n, [(s, 1.0)]));
            let lazy = LazyDomain::new(n, vec![s], |_| Ok(vec![0.0; 2]));
            fallen
                .call("LazyDomain::evaluate", (n, s), || lazy.map(|lazy| lazy.evaluate(n).map(<[f64]>::len)));
        }
        for rank in [0, 1, u128::from(u64::MAX), u128::MAX] {
            fallen.call("Partition::unrank", (n, rank), || Partition::unrank(n, rank));
        }
        for m in PLACES {
            fallen.call("Graph::toggled", (n, m), || graph.toggled(n, m));
            fallen.call("Graph::new", (n, m), || Graph::new(n, [(m, 0)]));
            fallen.call("Proportion::new", (n, m), || Proportion::new(n, m));
            fallen.call("Proportion::new", n, || Proportion::new(n.min(1_000_000), 1_000_000));
            fallen.call("stirling2", (n, m), || stirling2(n, m));
            fallen.call("WeightedVoting::new", (n, m), || WeightedVoting::new(n as u64, [m as u64; 3]));
            fallen.call("WeightedVoting::and", (n, m), || {
                WeightedVoting::new(2, [1, 1, 1])
                    .and_then(|vote| vote.and(n as u64, vec![m as u64; m.min(4)]))
            });
        }
        fallen.call("bell", n, || bell(n));
        fallen.call("TuGame::from_fn", n, || TuGame::from_fn(if n > 60 { n } else { n.min(8) }, |_| 0.0));
        fallen
            .call("TuGame::simple", n, || TuGame::<f64>::simple(if n > 60 { n } else { n.min(8) }, masks()));
        fallen.call("HedonicGame::from_fn", n, || {
            HedonicGame::from_fn(if n > 60 { n } else { n.min(8) }, |_, _| Ok(0.0))
        });
        fallen.call("PartitionGame::from_fn", n, || {
            PartitionGame::from_fn(if n > 60 { n } else { n.min(5) }, |p| Ok(vec![0.0; p.len()]))
        });
        fallen.call("PartitionPayoffs::from_fn", n, || {
            PartitionPayoffs::from_fn(if n > 60 { n } else { n.min(5) }, |p| Ok(vec![0.0; p.players()]))
        });
        fallen.call("Distribution::game", n, || {
            Distribution::Uniform.game(if n > 60 { n } else { n.min(8) }, 1)
        });
        fallen
            .call("SymmetricGame", n, || SymmetricGame::new(n, |k, _: &SizeStructure| Ok(k as f64)).is_ok());
        let drawn = Generator { parties: n.min(70), conflict: 0.5, reservation: 0.0, seed: 1 };
        fallen.call("Generator::issues", n, || drawn.issues(&[n; 3]).is_ok());
        fallen.call("Generator::list", n, || drawn.list(if n > 60 { usize::MAX } else { n }).is_ok());
        fallen.call("Generator::coalitions", n, || drawn.coalitions(n, f64::NAN).is_ok());
        fallen.call("ListDomain::pie", n, || ListDomain::pie(n, f64::INFINITY).is_ok());
        let list = || ListDomain::new(vec![vec![0.0; 2]; 2]).unwrap();
        fallen.call("ListDomain::with_packages", n, || list().with_packages(vec![n; n.min(3)]));
        let factors = || [Factor::uniform("x", 0.0, 1.0).unwrap()];
        fallen.call("Design::full_factorial", n, || Design::full_factorial(factors(), n).is_ok());
        fallen.call("Design::one_at_a_time", n, || Design::one_at_a_time(factors(), n).is_ok());
        fallen.call("Design::latin_hypercube", n, || {
            Design::latin_hypercube(factors(), n, Latin::Maximin, 1).is_ok()
        });
        fallen.call("Design::monte_carlo", n, || Design::monte_carlo(factors(), n, 1).is_ok());
        fallen.call("Design::sobol", n, || Design::sobol(factors(), n, None).is_ok());
        fallen.call("Design::draw", n, || Design::sobol(factors(), 4, None).map(|d| d.draw(n).is_ok()));
        fallen.call("Frame::row", n, || Frame::new([Column::real("x")]).map(|frame| frame.row(n).is_some()));
        fallen.call("Population::new", n, || {
            Population::new([[1.0, 0.0], [0.0, 1.0]], n.min(200)).map(|p| p.moran(0.1))
        });
        let chain = || BirthDeath::new(vec![0.2; 3], vec![0.2; 3]);
        fallen.call("BirthDeath::fixation", n, || chain().map(|chain| chain.fixation(n)));
    }
    fallen.none();
}

/// Every method by which a term changes what it may, at nations that are none.
#[derive(Debug)]
struct Wild;

impl TermEffect for Wild {
    fn apply(&self, _: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let mut fallen = Fallen::default();
        for i in [0, 10, 11, usize::MAX] {
            for j in [0, 11, usize::MAX] {
                for x in NUMBERS {
                    let at = (i, j, x);
                    fallen.call("Effects::shift_trust", at, || effects.shift_trust(i, j, x));
                    fallen.call("Effects::oblige", at, || effects.oblige(i, j, x));
                    fallen.call("Effects::scale_threat", at, || effects.scale_threat(i, j, x));
                    fallen.call("Effects::shift_hazard", at, || effects.shift_hazard(i, j, x));
                    fallen.call("Effects::scale_flow", at, || effects.scale_flow(i, j, x));
                    fallen.call("Effects::cut_investment_barriers", at, || {
                        effects.cut_investment_barriers(i, j, x)
                    });
                    fallen.call("Effects::aid", at, || effects.aid(i, j, x, x));
                    fallen.call("Effects::spread_opinion", at, || effects.spread_opinion(&[i, j], x));
                    fallen.call("Effects::secure", at, || effects.secure(&[i, j], x, x));
                    fallen.call("Effects::transfer", at, || effects.transfer(i, x));
                    fallen.call("Effects::give_up_autonomy", at, || effects.give_up_autonomy(i, x));
                    fallen.call("Effects::shield", at, || effects.shield(i, x, x));
                }
            }
        }
        fallen.none();
        Ok(())
    }
}

#[test]
fn effects_of_terms() {
    let world = World::northeast_asia_2002();
    let model = Model::new(world, Parameters::default()).unwrap().with_term("wild", Wild).unwrap();
    let [jpn, kor] = ["JPN", "KOR"].map(|code| code.parse::<NationCode>().unwrap());
    let signed = Package::new("wild", [Term::own("wild", [("x", 0.0)])]).signed_by(&[jpn, kor]).unwrap();
    let _ = model.evaluate(&Regime::status_quo(model.world()).with(signed)); // an answer or an error
}

/// A protocol that asks for what nobody is, and for what is no outcome.
struct Astray;

impl Protocol for Astray {
    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let mut fallen = Fallen::default();
        table.tick();
        let offers = [Offer::of(0), Offer::of(usize::MAX), Offer { outcome: 0, payments: vec![f64::NAN; 9] }];
        for i in PLACES {
            fallen.call("Table::propose", i, || table.propose(i).is_ok());
            fallen.call("Table::respond", i, || table.respond(i).is_ok());
            fallen.call("Table::condition", i, || table.condition(i).is_ok());
            fallen.call("Table::dissolve", i, || table.dissolve(i).is_some());
            for offer in &offers {
                fallen.call("Table::prefer", (i, offer), || table.prefer(i, offer, Some(&offers[1])).is_ok());
                fallen.call("Table::stays", (i, offer), || table.stays(i, offer).is_ok());
            }
        }
        for s in masks() {
            fallen.call("Table::recognise", s, || table.recognise(s));
            for offer in &offers {
                fallen.call("Table::put", (s, offer), || table.put(offer.clone(), s).is_ok());
            }
        }
        fallen.none();
        Ok(Termination::Agreement)
    }
}

#[test]
fn tables_of_protocols() {
    let list = ListDomain::new(vec![vec![1.0, 2.0]; 2]).unwrap();
    let _ = Session::new(&list, &Astray).everybody(|_| TimeDependent::linear()).run(); // an answer or an error
}

#[test]
fn solvers() {
    let mut fallen = Fallen::default();
    let game = TuGame::from_fn(3, |s| s.len() as f64).unwrap();
    let scan = Scan::new(&game, &[1.0; 3]).unwrap();
    let moves = [Move { coalition: Coalition::singleton(0), from: 0, to: 1 }];
    let situation = FiniteSituation::new(&[vec![0.0], vec![1.0]], moves).unwrap();
    let dominance = Dominance::new(&situation, Improvement::Strict).unwrap();
    let commitment = Commitment {
        kept: vec![1.0; 3],
        without: vec![0.0; 3],
        gain: vec![vec![0.5; 3]; 3],
        punishers: Coalition::grand(3),
        punishment: Punishment::grim(),
        pivotal: None,
        discount: 0.9,
    };
    let enforced = self_enforcement(&commitment, |_, _| Ok(vec![-1.0; 3])).unwrap();
    let attractions = Attractions { memory: 0.5, observations: 0.5, forgone: 0.5 };
    for s in masks() {
        fallen.call("Scan::excess", s, || scan.excess(s));
        for i in PLACES {
            fallen.call("SelfEnforcement::against", (i, s), || enforced.against(i, s).count());
        }
    }
    for i in PLACES {
        fallen.call("Scan::top", i, || scan.top(i));
        fallen.call("Search::up_to", i, || Search::up_to(i));
        fallen.call("NetworkSearch::strong", i, || NetworkSearch::strong(i));
        fallen.call("Terms::equal", i, || Terms::equal(i.min(99), 0.5));
        fallen.call("Dominance::above", i, || dominance.above(i).count());
        for j in PLACES {
            fallen.call("Dominance::holds", (i, j), || dominance.holds(i, j));
            fallen.call("farsighted_stable_sets", (i, j), || farsighted_stable_sets(&dominance, i, j as u64));
            let (mut held, mut seen) = (vec![0.0; 2], 1.0);
            fallen.call("Attractions::update", (i, j), || {
                attractions.update(&mut held, &mut seen, &[1.0, 2.0][..j.min(2)], i);
            });
        }
        fallen.call("SelfEnforcement::holds_against", i, || enforced.holds_against(i));
        fallen.call("SelfEnforcement::fewest", i, || enforced.fewest(i));
        fallen.call("Sampling::new", i, || Sampling::new(i as u64, i as u64));
        fallen.call("Punishment::lasting", i, || Punishment::lasting(i as u32));
    }
    for x in NUMBERS {
        fallen.call("Scan::count_at_least", x, || scan.count_at_least(x));
        for y in NUMBERS {
            fallen.call("logit", (x, y), || logit(&[x, y, 0.0], y));
            fallen.call("imitation", (x, y), || imitation(x, y, y));
            fallen.call("Punishment::seen", (x, y), || Punishment::grim().seen(x, y));
            for ties in [Ties::Stay, Ties::Move] {
                fallen.call("Ties::moves", (x, y), || ties.moves(x, y));
            }
            for rule in [Improvement::Strict, Improvement::Weak] {
                fallen.call("Improvement::accepts", (x, y), || rule.accepts([x, y], y));
            }
        }
    }
    fallen.call("logit", "nothing", || logit(&[], 1.0));
    fallen.none();
}

#[test]
fn negotiations() {
    let mut fallen = Fallen::default();
    let list = ListDomain::new(vec![vec![1.0, 2.0]; 2]).unwrap();
    let linear = Generator { parties: 2, conflict: 0.5, reservation: 0.0, seed: 1 }.issues(&[2, 3]).unwrap();
    let analysis = Analysis::of(&list).unwrap();
    let offer = Offer { outcome: 0, payments: vec![1.0] };
    let names = list.outcome_names();
    let trace =
        Session::new(&list, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run().unwrap();
    let rules = comity::negotiate::Settings::default();
    for i in PLACES {
        fallen.call("Analysis::utilities", i, || analysis.utilities(i).len());
        fallen.call("LinearDomain::values", i, || linear.values(i));
        fallen.call("OutcomeNames::name", i, || names.name(i));
        fallen.call("Offer::of", i, || Offer::of(i));
        fallen.call("Offer::payment", i, || offer.payment(i));
        fallen.call("Trace::package", i, || trace.package(i));
        fallen.call("Settings::discount", i, || rules.discount(i));
        fallen.call("Settings::may_propose", i, || rules.may_propose(i));
        fallen.call("WeightedMajority::simple", i, || WeightedMajority::simple(i.min(1 << 20)));
        let session = || Session::new(&list, &AlternatingOffers).everybody(|_| TimeDependent::boulware());
        fallen.call("Session::seat", i, || session().seat(i, TimeDependent::boulware()).run());
        fallen.call("Session::quorum", i, || session().quorum(i).run());
        fallen.call("Session::patience", i, || session().patience(i as u64).run());
        let lazy = || LazyDomain::new(2, vec![Coalition::grand(2)], |_| Ok(vec![0.0; 2])).unwrap();
        fallen.call("LazyDomain::with_packages", i, || Analysis::of(&lazy().with_packages(vec![i])));
        fallen.call("LazyDomain::with_packages", i, || lazy().with_packages(vec![0; i.min(5)]).package(0));
    }
    for x in NUMBERS {
        let session = || Session::new(&list, &AlternatingOffers).deadline(3);
        fallen.call("Session::discount", x, || {
            session().everybody(|_| TimeDependent::boulware()).discount(x).run()
        });
        fallen.call("Session::breakdown", x, || {
            session().everybody(|_| TimeDependent::boulware()).breakdown(x).run()
        });
        fallen.call("Quantal::new", x, || session().everybody(|_| Quantal::new(x)).run());
        fallen.call("Random::new", x, || session().everybody(|_| Random::new(x)).run());
        fallen.call("TimeDependent::new", x, || session().everybody(|_| TimeDependent::new(x)).run());
        fallen.call("TitForTat::new", x, || session().everybody(|_| TitForTat::new(x)).run());
        let lazy = LazyDomain::new(2, vec![Coalition::grand(2)], |_| Ok(vec![0.0; 2])).unwrap();
        fallen.call("LazyDomain::with_reservations", x, || lazy.with_reservations(vec![x]).reservation(0));
        for s in masks() {
            fallen.call("Condition::holds", (x, s), || Condition::NONE.holds(s, x));
        }
    }
    let equilibrium = Stationary::majority(1.0, &WeightedMajority::simple(3), &rules);
    if let Ok(equilibrium) = equilibrium {
        for i in PLACES {
            fallen.call("Stationary::proposals", i, || equilibrium.proposals(i).len());
        }
    }
    fallen.none();
}

#[test]
fn worlds_and_histories() {
    let mut fallen = Fallen::default();
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let (world, outcome) = (study.model().world(), study.model().base_outcome());
    let treaties = study.treaties(["JPN", "KOR"], &Menu::cooperative()).unwrap();
    let [jpn, kor] = ["JPN", "KOR"].map(|code| code.parse::<NationCode>().unwrap());
    let simulation = Simulation::of(&study).years(1);
    let present = simulation.run().unwrap().end().clone();
    for i in PLACES {
        for j in PLACES {
            fallen.call("World::are_rivals", (i, j), || world.are_rivals(i, j));
            fallen.call("World::is_obliged", (i, j), || world.is_obliged(i, j));
            fallen.call("World::share_border", (i, j), || world.share_border(i, j));
            fallen.call("Outcome::defenders", (i, j), || outcome.defenders(i, j));
        }
        fallen.call("Present::strategy", i, || present.strategy(i));
        let rows = i.min(4);
        fallen.call("Calibration::add", i, || {
            Calibration::default().add(&DMatrix::from_element(rows, rows, f64::NAN), &[true; 2]);
        });
        fallen.call("Column::decimals", i, || Column::real("x").decimals(i).to_owned());
    }
    for s in masks() {
        fallen.call("Treaties::members", s, || treaties.members(s));
        fallen.call("Named::members", s, || treaties.name(()).members(s));
    }
    for x in NUMBERS {
        fallen.call("WarRules::new", x, || WarRules::new(x));
        fallen.call("Arrangement::with_payment", x, || {
            let paid = Package::cooperative().signed_by(&[jpn, kor]).unwrap().with_payment(jpn, kor, x);
            study.evaluate(&study.status_quo().clone().with(paid))
        });
        for term in [Term::aid(jpn, kor, x), Term::missile_defence(x), Term::infrastructure(x, x)] {
            fallen.call("Term", (x, &term), || {
                let signed = Package::new("it", [term.clone()]).signed_by(&[jpn, kor]);
                signed.map(|signed| study.evaluate(&study.status_quo().clone().with(signed)))
            });
        }
        let rules = || Negotiation::proposed_by("JPN").among(["JPN", "KOR"]);
        fallen.call("Negotiation::discount", x, || study.negotiate(&rules().discount(x), 1));
        fallen.call("Negotiation::breakdown", x, || study.negotiate(&rules().breakdown(x), 1));
        for y in NUMBERS {
            for range in [Range::closed(x, y), Range::open(x, y), Range::below(x, y), Range::above(x, y)] {
                fallen.call("Range", (x, y), || (range.contains(x), range.to_string()));
            }
        }
    }
    fallen.none();
}
