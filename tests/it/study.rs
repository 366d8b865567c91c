//! The study's answers against their definitions: brute force over small worlds, sums, seeds and threads.

use crate::common::draws;
use comity::coalition::{Coalition, Partition};
use comity::game::PartitionFunction;
use comity::negotiate::Termination;
use comity::negotiate::protocol::{AlternatingOffers, RandomProposer, Residual};
use comity::negotiate::strategy::TimeDependent;
use comity::prelude::*;
use comity::solve::deviation::{Improvement, Reaction, Search, Ties};
use comity::solve::membership::Membership;
use comity::study::{Gain, RegimeSearch};
use comity::world::{NationCode, WorldData};
use std::collections::BTreeMap;

const FOUR: [&str; 4] = ["USA", "JPN", "KOR", "CHN"];

fn codes(names: &[&str]) -> Vec<NationCode> {
    names.iter().map(|c| c.parse().unwrap()).collect()
}

fn region() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

/// The bundled region with these nations and the rest of the world only.
fn small(keep: &[&str]) -> Study {
    let world = World::northeast_asia_2002();
    let keep = codes(keep);
    let data = world.to_data();
    let columns: Vec<usize> =
        (0..=world.len()).filter(|&k| k == world.len() || keep.contains(&world.nations()[k].code)).collect();
    let table = |rows: &Vec<(NationCode, Vec<f64>)>| {
        let kept = columns.iter().filter_map(|&k| rows.get(k));
        let row = |figures: &Vec<f64>| columns.iter().filter_map(|&k| figures.get(k).copied()).collect();
        kept.map(|(code, figures)| (*code, row(figures))).collect()
    };
    let inside = |pairs: &[(NationCode, NationCode)]| {
        pairs.iter().copied().filter(|(a, b)| keep.contains(a) && keep.contains(b)).collect()
    };
    let world = World::new(WorldData {
        land_borders: inside(&data.land_borders),
        rivalries: inside(&data.rivalries),
        defence_obligations: inside(&data.defence_obligations),
        nations: data.nations.iter().filter(|n| keep.contains(&n.code)).cloned().collect(),
        trade: table(&data.trade),
        distance: table(&data.distance),
        ..data
    })
    .unwrap();
    Study::new(world).unwrap()
}

fn utilities(study: &Study, regime: &Regime) -> Vec<f64> {
    study.evaluate(regime).unwrap().utilities().collect()
}

/// Gains over the status quo, basis points of income.
fn gains(study: &Study, regime: &Regime) -> Vec<f64> {
    let base = utilities(study, study.status_quo());
    utilities(study, regime).iter().zip(&base).map(|(u, b)| 1e4 * (u - b)).collect()
}

fn cooperative(members: &[NationCode]) -> Arrangement {
    Package::cooperative().signed_by(members).unwrap()
}

#[test]
fn the_first_program_is_ten_lines_and_the_readme_shows_it() {
    let program: String = include_str!("../../examples/first.rs")
        .lines()
        .skip_while(|line| line.starts_with("//!") || line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(program.lines().count() <= 10, "{program}");
    assert!(program.starts_with("use comity::prelude::*;\n\nfn main()"));
    let readme = include_str!("../../README.md");
    let block = readme.split("```rust").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(block.expect("a Rust block in the README").trim(), program.trim());
}

mod stability {
    use super::*;

    /// The rules of signing, restated: no term of a kind that is in force between two of the members already, and no
    /// new obligation between rivals, with a rival of an ally, or without trust of 5/7 either way.
    fn allowed(study: &Study, offer: &Arrangement, in_force: &[Arrangement]) -> bool {
        let world = study.model().world();
        let trust = &study.model().base().trust;
        let number = |code: &NationCode| world.index(code.as_str()).unwrap();
        let kind = |term: &Term| match term {
            Term::MutualDefence { defender, beneficiary, .. } => {
                let (a, b) = (defender.as_str(), beneficiary.as_str());
                format!("pact {} {}", a.min(b), a.max(b))
            }
            other => format!("{other:?}").chars().take_while(|c| c.is_alphabetic()).collect(),
        };
        let again = in_force.iter().any(|a| {
            let both = a.members.iter().filter(|m| offer.members.contains(m)).count() > 1;
            both && a.terms.iter().any(|t| offer.terms.iter().any(|o| kind(o) == kind(t)))
        });
        let pacts = |a: &Arrangement| -> Vec<(usize, usize)> {
            let of = |t: &Term| match t {
                Term::MutualDefence { defender, beneficiary, .. } => {
                    Some((number(defender), number(beneficiary)))
                }
                _ => None,
            };
            a.terms.iter().filter_map(of).collect()
        };
        let all: Vec<(usize, usize)> = in_force.iter().chain([offer]).flat_map(pacts).collect();
        let allies = |i: usize| -> Vec<usize> {
            all.iter().filter_map(|&(a, b)| if a == i { Some(b) } else { (b == i).then_some(a) }).collect()
        };
        let friendly = pacts(offer).into_iter().all(|(a, b)| {
            let rival_of_ally = |i: usize, other: usize| {
                allies(i).into_iter().any(|k| k != other && world.are_rivals(k, other))
            };
            !world.are_rivals(a, b)
                && !rival_of_ally(a, b)
                && !rival_of_ally(b, a)
                && trust[(a, b)].min(trust[(b, a)]) >= 5.0 / 7.0
        });
        !again && friendly
    }

    /// Every deviation of `coalition` by the definition: it leaves any set of arrangements that a member has
    /// signed, and signs at most one package of the menu, whose members are exactly the coalition. Whether it leaves
    /// something, the regime, and that of signing the same and leaving nothing, where that can be.
    fn deviations(
        study: &Study,
        regime: &Regime,
        coalition: &[NationCode],
        rule: Reaction,
    ) -> Vec<(bool, Regime, Option<Regime>)> {
        let arrangements = regime.arrangements();
        let signed: Vec<usize> = (0..arrangements.len())
            .filter(|&k| arrangements[k].members.iter().any(|m| coalition.contains(m)))
            .collect();
        let mut found = Vec::new();
        for left in 0..1u32 << signed.len() {
            let mut kept: Vec<Arrangement> = Vec::new();
            for (k, arrangement) in arrangements.iter().enumerate() {
                match signed.iter().position(|&s| s == k) {
                    Some(bit) if left >> bit & 1 == 1 => {
                        if rule == Reaction::Delta {
                            kept.extend(arrangement.without(coalition));
                        }
                    }
                    _ => kept.push(arrangement.clone()),
                }
            }
            let packages = study.menu().packages.iter().map(|p| p.signed_by(coalition));
            for new in std::iter::once(None).chain(packages.filter(Option::is_some)) {
                if new.as_ref().is_some_and(|offer| !allowed(study, offer, &kept)) {
                    continue;
                }
                let twin =
                    |o: &Arrangement| arrangements.iter().any(|a| a.name == o.name && a.members == o.members);
                let beside = new.clone().filter(|o| left != 0 && !twin(o) && allowed(study, o, arrangements));
                let beside = beside.map(|o| regime.clone().with(o));
                let mut regime = kept.clone();
                regime.extend(new);
                // What is already in force is not signed again.
                let mut seen: Vec<(String, Vec<NationCode>)> = Vec::new();
                regime.retain(|a| {
                    let key = (a.name.clone(), a.members.clone());
                    let fresh = !seen.contains(&key);
                    seen.push(key);
                    fresh
                });
                found.push((left != 0, regime.into_iter().collect(), beside));
            }
        }
        found
    }

    /// Coalitions of this size with a way out, and the largest gain that each can give its worst-off member.
    fn way_out(
        study: &Study,
        regime: &Regime,
        size: usize,
        search: &RegimeSearch,
        leaving: bool,
    ) -> BTreeMap<Vec<NationCode>, f64> {
        let all: Vec<NationCode> = study.model().world().codes().collect();
        let now = utilities(study, regime);
        let mut found: BTreeMap<Vec<NationCode>, f64> = BTreeMap::new();
        for mask in 1u32..1 << all.len() {
            let seats: Vec<usize> = (0..all.len()).filter(|i| mask >> i & 1 == 1).collect();
            if seats.len() != size {
                continue;
            }
            let coalition: Vec<NationCode> = seats.iter().map(|&i| all[i]).collect();
            let moves = deviations(study, regime, &coalition, search.withdrawn);
            for (_, to, beside) in moves.into_iter().filter(|(leaves, ..)| *leaves == leaving) {
                let gains = |to: &Regime| -> Vec<f64> {
                    let then = utilities(study, to);
                    seats.iter().map(|&i| then[i] - now[i]).collect()
                };
                let least = |gains: &[f64]| gains.iter().copied().fold(f64::INFINITY, f64::min);
                let tolerance = search.search.tolerance;
                let to = gains(&to);
                if beside.is_some_and(|beside| least(&to) <= least(&gains(&beside)) + tolerance) {
                    continue;
                }
                let gains = to;
                let better = match search.search.improvement {
                    Improvement::Strict => gains.iter().all(|g| *g > tolerance),
                    Improvement::Weak => {
                        gains.iter().all(|g| *g >= -tolerance) && gains.iter().any(|g| *g > tolerance)
                    }
                };
                if better {
                    let worst = gains.iter().copied().fold(f64::INFINITY, f64::min);
                    let best = found.entry(coalition.clone()).or_insert(worst);
                    *best = best.max(worst);
                }
            }
        }
        found
    }

    fn regimes(study: &Study) -> Vec<Regime> {
        let today = study.status_quo();
        let all = codes(&FOUR);
        let trade = Arrangement::of("free trade", all.clone()).with(Term::TariffCut { cut: 0.05 });
        vec![
            Regime::none(),
            today.clone(),
            today.clone().with(cooperative(&all)),
            today.clone().with(cooperative(&all[1..])),
            today.clone().with(cooperative(&all[1..3])).with(trade.clone()),
            Regime::none().with(trade),
        ]
    }

    #[test]
    fn verdicts_from_the_definition() {
        let study = small(&FOUR);
        let (mut stable, mut unstable) = (0, 0);
        for regime in regimes(&study) {
            for (size, improvement, withdrawn) in [
                (1, Improvement::Strict, Reaction::Delta),
                (2, Improvement::Strict, Reaction::Delta),
                (2, Improvement::Weak, Reaction::Gamma),
                (3, Improvement::Weak, Reaction::Delta),
                (4, Improvement::Strict, Reaction::Gamma),
            ] {
                let search = Search { improvement, tolerance: 1e-9, ..Search::up_to(size) };
                let search = RegimeSearch { search, withdrawn, ..RegimeSearch::default() };
                let verdict = study.stability_within(&regime, &search).unwrap();
                for (leaving, yes, moves) in
                    [(true, verdict.holds, &verdict.exits), (false, verdict.complete, &verdict.additions)]
                {
                    let by_size: Vec<_> =
                        (1..=size).map(|k| way_out(&study, &regime, k, &search, leaving)).collect();
                    let expected = by_size.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
                    assert_eq!(yes, expected.is_empty(), "{regime}\n{verdict}");
                    let found: BTreeMap<Vec<NationCode>, f64> = moves
                        .iter()
                        .map(|e| {
                            (e.coalition.clone(), e.gains.iter().map(|g| g.bp).fold(f64::INFINITY, f64::min))
                        })
                        .collect();
                    assert!(found.keys().eq(expected.keys()), "{regime}\n{verdict}\n{expected:?}");
                    for (coalition, worst) in &expected {
                        assert!((found[coalition] - 1e4 * worst).abs() < 1e-8, "{coalition:?}: {verdict}");
                    }
                    assert!(moves.iter().all(|exit| exit.leaves.is_empty() != leaving));
                }
                assert_eq!(verdict.stable, verdict.holds && verdict.complete);
                assert_eq!(study.is_stable(&regime, &search).unwrap(), verdict.stable);
                *(if verdict.stable { &mut stable } else { &mut unstable }) += 1;
            }
        }
        assert!(stable > 0 && unstable > 0, "{stable} stable, {unstable} not");
    }

    #[test]
    fn every_exit_gives_what_it_says() {
        let study = region();
        let three = codes(&["JPN", "KOR", "CHN"]); // six take minutes: 64 outcomes of their signals per evaluation
        for regime in [study.status_quo().clone(), study.status_quo().clone().with(cooperative(&three))] {
            let verdict = study.stability(&regime).unwrap();
            let now = utilities(&study, &regime);
            let world = study.model().world();
            for exit in verdict.exits.iter().chain(&verdict.additions) {
                let then = utilities(&study, &exit.regime);
                assert!(exit.gains.iter().map(|gain| gain.nation).eq(exit.coalition.iter().copied()));
                for Gain { nation, bp } in &exit.gains {
                    let i = world.index(nation.as_str()).unwrap();
                    assert!((1e4 * (then[i] - now[i]) - bp).abs() < 1e-8);
                    assert!(*bp > 1e-5);
                }
                for left in &exit.leaves {
                    assert!(regime.arrangements().contains(left));
                    assert!(exit.coalition.iter().any(|c| left.has_member(*c)));
                }
                for signed in &exit.signs {
                    assert!(exit.regime.arrangements().contains(signed));
                    assert_eq!(signed.members, exit.coalition);
                }
                assert!(!exit.leaves.is_empty() || !exit.signs.is_empty());
            }
            assert_eq!(verdict.stable, verdict.exits.is_empty() && verdict.additions.is_empty());
        }
    }

    #[test]
    fn treaties_taken_as_given_are_not_left() {
        let study = small(&FOUR);
        let regime = study.status_quo().clone().with(cooperative(&codes(&FOUR)));
        let search = Search { tolerance: 1e-9, ..Search::up_to(4) };
        let fixed = RegimeSearch { search, todays_treaties_fixed: true, ..RegimeSearch::default() };
        let verdict = study.stability_within(&regime, &fixed).unwrap();
        for exit in &verdict.exits {
            for pact in study.status_quo().arrangements() {
                assert!(exit.regime.arrangements().contains(pact), "{exit}");
            }
        }
    }

    #[test]
    fn a_pair_may_sign_again_what_it_has_signed() {
        let study = small(&FOUR);
        let all = codes(&FOUR);
        // Whoever leaves the arrangement of three leaves a second copy of the arrangement of two.
        let regime = study.status_quo().clone().with(cooperative(&all[1..3])).with(cooperative(&all[1..]));
        let verdict = study.stability(&regime).unwrap();
        let none =
            |size, leaving| way_out(&study, &regime, size, &RegimeSearch::default(), leaving).is_empty();
        assert_eq!(verdict.holds, none(1, true) && none(2, true));
        assert_eq!(verdict.complete, none(2, false));
    }
}

mod games {
    use super::*;

    /// What each bloc of two or more signs: the package with the largest joint gain when nobody else signs.
    fn choice(study: &Study, menu: &Menu, bloc: &[NationCode]) -> Option<Arrangement> {
        let joint = |a: &Arrangement| -> f64 {
            let outcome = study.evaluate(&study.status_quo().clone().with(a.clone())).unwrap();
            bloc.iter().map(|c| outcome.of(c.as_str()).unwrap().money().unwrap()).sum()
        };
        let mut best: Option<(f64, Arrangement)> = None;
        for offer in menu.packages.iter().filter_map(|p| p.signed_by(bloc)) {
            let worth = joint(&offer);
            if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                best = Some((worth, offer));
            }
        }
        best.map(|(_, offer)| offer)
    }

    #[test]
    fn the_partition_game_from_direct_evaluation() {
        let study = region();
        for menu in [Menu::only(Package::cooperative()), Menu::cooperative()] {
            let treaties = study.treaties(["CHN", "JPN", "USA", "KOR"], &menu).unwrap();
            let game = treaties.partition_game().unwrap();
            let payoffs = treaties.partition_payoffs().unwrap();
            assert_eq!(game.structures(), 15);
            for structure in Partition::all(4) {
                let blocs: Vec<Vec<NationCode>> =
                    structure.blocs().iter().map(|b| treaties.members(*b)).collect();
                let signed = blocs.iter().filter_map(|b| choice(&study, &menu, b));
                let regime = signed.fold(study.status_quo().clone(), Regime::with);
                let outcome = study.evaluate(&regime).unwrap();
                for (worth, bloc) in game.worths(&structure).unwrap().iter().zip(&blocs) {
                    let members = bloc.iter().map(|c| outcome.of(c.as_str()).unwrap().money_metric.unwrap());
                    assert!((worth - members.sum::<f64>()).abs() < 1e-12);
                }
                let expected = gains(&study, &regime);
                for (payoff, nation) in payoffs.payoffs(&structure).unwrap().iter().zip(treaties.nations()) {
                    let i = study.model().world().index(nation.as_str()).unwrap();
                    assert!((payoff - expected[i]).abs() < 1e-9);
                }
            }
            let alone = Partition::singletons(4);
            assert_eq!(game.worths(&alone).unwrap().as_ref(), [0.0; 4]);
        }
    }

    #[test]
    fn membership_from_direct_evaluation() {
        let study = region();
        let players = ["JPN", "KOR", "CHN", "RUS"];
        let nations = codes(&players);
        let menu = Menu::only(Package::cooperative());
        let convention = Membership { ties: Ties::Stay, tolerance: 1e-6, ..Membership::open() };
        let verdicts = study.treaties(players, &menu).unwrap().membership(convention).unwrap();
        assert_eq!(verdicts.len(), 16);
        let payoffs = |signatories: Coalition| -> Vec<f64> {
            let members: Vec<NationCode> = signatories.players().map(|i| nations[i]).collect();
            let today = study.status_quo().clone();
            let regime = if members.len() > 1 { today.with(cooperative(&members)) } else { today };
            let all = gains(&study, &regime);
            players.iter().map(|c| all[study.model().world().index(c).unwrap()]).collect()
        };
        for verdict in &verdicts {
            let s = verdict.state;
            for (i, now) in payoffs(s).into_iter().enumerate() {
                let other = if s.contains(i) { s.without(i) } else { s.with(i) };
                let gain = payoffs(other)[i] - now;
                match verdict.deviations.iter().find(|d| d.to == other) {
                    Some(d) => assert!((d.gains[0] - gain).abs() < 1e-9 && gain > 1e-6),
                    None => assert!(gain <= 1e-6, "{s}, {i}: {gain}"),
                }
            }
        }
    }
}

mod negotiation {
    use super::*;

    /// What must be true of any deal in which nobody signs below the status quo.
    fn check(study: &Study, deal: &Deal, participants: &[NationCode], opener_signs: bool) {
        assert_eq!(deal.is_agreement(), !deal.signed.is_empty());
        assert_eq!(
            deal.is_agreement(),
            deal.trace.termination == Termination::Agreement || !deal.trace.agreements.is_empty()
        );
        let regime = deal.signed.iter().cloned().fold(study.status_quo().clone(), Regime::with);
        assert_eq!(deal.regime(), &regime);
        let expected = gains(study, &regime);
        let codes: Vec<NationCode> = study.model().world().codes().collect();
        for (Gain { nation: code, bp: gain }, (i, nation)) in deal.gains.iter().zip(codes.iter().enumerate())
        {
            assert_eq!(code, nation);
            assert!((gain - expected[i]).abs() < 1e-9);
            if !deal.by_term.is_empty() {
                let sum: f64 = deal.by_term.iter().map(|row| row.gains[i].bp).sum();
                assert!((sum - gain).abs() < 1e-8, "{code}: terms add up to {sum}, not {gain}");
            }
        }
        let mut bound: Vec<NationCode> = Vec::new();
        for (arrangement, agreement) in deal.signed.iter().zip(&deal.trace.agreements) {
            let members: Vec<&str> =
                agreement.members.players().map(|i| deal.trace.parties[i].as_str()).collect();
            assert_eq!(members.len(), arrangement.members.len());
            assert!(
                arrangement.members.iter().all(|c| members.contains(&c.as_str()) && participants.contains(c))
            );
            assert_eq!(agreement.consented, agreement.members); // unanimity
            assert!(!opener_signs || agreement.members.contains(0));
            assert!(arrangement.members.iter().all(|c| !bound.contains(c))); // one deal each
            bound.extend(&arrangement.members);
            // Worth it for each signatory when signed: the deal alone beside today's treaties.
            let alone = gains(study, &study.status_quo().clone().with(arrangement.clone()));
            for member in &arrangement.members {
                let i = codes.iter().position(|c| c == member).unwrap();
                assert!(alone[i] >= 0.0, "{member} signs {arrangement} for {}", alone[i]);
            }
        }
        let signatories: Vec<NationCode> = deal.signatories().iter().map(|gain| gain.nation).collect();
        assert!(codes.iter().filter(|c| bound.contains(c)).eq(signatories.iter()));
        if deal.signed.len() == 1 {
            assert!(deal.signatories().iter().all(|gain| gain.bp >= 0.0));
        }
    }

    #[test]
    fn nobody_signs_a_loss_whatever_the_protocol_and_the_seed() {
        let study = region();
        let players = ["USA", "JPN", "KOR", "CHN", "RUS"];
        let participants = codes(&players);
        let random = |residual| RandomProposer { residual };
        let mut deals = 0;
        for seed in draws::seeds(6) {
            for (talks, opener_signs) in [
                (Negotiation::proposed_by("JPN"), true),
                (Negotiation::opened_by("JPN").under(AlternatingOffers), false),
                (Negotiation::opened_by("CHN").under(random(Residual::Stop)), false),
                (Negotiation::opened_by("CHN").under(random(Residual::Continue)).deadline(20), false),
                (Negotiation::opened_by("KOR").tabling_anything().deadline(40), false),
                (
                    Negotiation::opened_by("JPN")
                        .with_strategy(|_, _| TimeDependent::boulware())
                        .discount(0.95)
                        .breakdown(0.02),
                    false,
                ),
            ] {
                let talks = talks.among(players).over(Menu::cooperative());
                let deal = study.negotiate(&talks, seed).unwrap();
                check(&study, &deal, &participants, opener_signs);
                deals += usize::from(deal.is_agreement());
            }
        }
        assert!(deals > 20, "{deals} deals");
    }

    #[test]
    fn a_menu_that_hurts_ends_without_a_deal() {
        let study = region();
        let costly = Package::new("costly", [Term::missile_defence(50.0)]);
        let talks = Negotiation::proposed_by("JPN").among(["JPN", "KOR", "CHN"]).over(Menu::only(costly));
        let deal = study.negotiate(&talks, 7).unwrap();
        assert!(!deal.is_agreement() && deal.by_term.is_empty());
        assert_eq!(deal.regime(), study.status_quo());
        assert!(deal.gains.iter().all(|gain| gain.bp == 0.0));
        assert!(deal.to_string().starts_with("no deal"));
    }

    #[test]
    fn a_nation_takes_part_once() {
        let study = region();
        let twice =
            study.negotiate(&Negotiation::proposed_by("KOR").among(["KOR", "JPN", "KOR"]), 1).unwrap_err();
        assert_eq!(twice.to_string(), "negotiation: participants is KOR, allowed: each nation once");
        let twice = study.treaties(["KOR", "JPN", "KOR"], &Menu::cooperative()).unwrap_err();
        assert_eq!(twice.to_string(), "treaties: nations is KOR, allowed: each nation once");
    }

    #[test]
    fn one_seed_gives_the_same_bytes() {
        let study = region();
        let players = ["USA", "JPN", "KOR", "CHN"];
        let run = |seed: u64| {
            let talks = Negotiation::opened_by("JPN").among(players).under(RandomProposer::default());
            let deal = study.negotiate(&talks, seed).unwrap();
            let verdict = study.stability(deal.regime()).unwrap();
            serde_json::to_string(&(&deal, &verdict)).unwrap()
        };
        let once = run(42);
        assert_eq!(run(42), once);
        assert!((0..8).any(|seed| run(seed) != once), "the seed does nothing");
        let read: (Deal, comity::study::RegimeVerdict) = serde_json::from_str(&once).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), once);
        #[cfg(feature = "parallel")]
        for threads in 1..=3 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            assert_eq!(pool.install(|| run(42)), once, "{threads} threads");
        }
    }
}
