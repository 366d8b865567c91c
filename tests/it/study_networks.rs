//! Pacts, alliances, power and camps of a world, against the definitions.

use comity::coalition::Graph;
use comity::prelude::*;
use comity::solve::deviation::Search;
use comity::solve::network::{LandscapeSearch, NetworkSearch, WarState};
use comity::study::{Treaties, WarRules};
use comity::treaty::SigningRules;
use comity::world::NationCode;

const FOUR: [&str; 4] = ["USA", "JPN", "KOR", "CHN"];

fn region() -> Study {
    Study::new(World::northeast_asia_2002()).unwrap()
}

fn code(name: &str) -> NationCode {
    name.parse().unwrap()
}

/// All subsets of the pairs of these nations, in no order that matters.
fn networks(names: &[&str]) -> Vec<Vec<(NationCode, NationCode)>> {
    let n = names.len();
    let pairs: Vec<_> = (0..n)
        .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
        .map(|(i, j)| (code(names[i]), code(names[j])))
        .collect();
    let subset = |mask: u32| (0..pairs.len()).filter(|k| mask >> k & 1 == 1).map(|k| pairs[k]).collect();
    (0..1u32 << pairs.len()).map(subset).collect()
}

/// The links of a network in nations' names.
fn pacts(treaties: &Treaties, network: &Graph) -> Vec<(NationCode, NationCode)> {
    network.edges().map(|(i, j)| (treaties.nations()[i], treaties.nations()[j])).collect()
}

fn toggled(
    pacts: &[(NationCode, NationCode)],
    pair: (NationCode, NationCode),
) -> Vec<(NationCode, NationCode)> {
    match pacts.iter().position(|&p| p == pair) {
        Some(k) => [&pacts[..k], &pacts[k + 1..]].concat(),
        None => [pacts, &[pair]].concat(),
    }
}

#[test]
fn stable_networks_of_pacts_from_direct_evaluation() {
    let study = region();
    let pact = Menu::only(Package {
        max_members: Some(2),
        ..Package::new("free trade", [Term::TariffCut { cut: 0.05 }])
    });
    for (names, menu) in
        [(&FOUR[..], pact), (&FOUR[..3], Menu::bilateral_pacts()), (&FOUR[1..], Menu::cooperative())]
    {
        let menu = menu.under(SigningRules::anything());
        let treaties = study.treaties(names.iter().copied(), &menu).unwrap();
        let found = treaties.pact_networks(&NetworkSearch::pairwise()).unwrap();
        let utility = |pacts: &[(NationCode, NationCode)]| -> Vec<(NationCode, f64)> {
            let pairs = pacts.iter().map(|&(a, b)| {
                let seat = |c| treaties.nations().iter().position(|&x| x == c).unwrap();
                treaties.package([seat(a), seat(b)].into_iter().collect()).unwrap().unwrap()
            });
            let regime = pairs.fold(study.status_quo().clone(), Regime::with);
            let outcome = study.evaluate(&regime).unwrap();
            names.iter().map(|c| (code(c), 1e4 * outcome.of(c).unwrap().utility)).collect()
        };
        let of = |utilities: &[(NationCode, f64)], c| utilities.iter().find(|u| u.0 == c).unwrap().1;
        let all = networks(names);
        let table: Vec<Vec<(NationCode, f64)>> = all.iter().map(|g| utility(g)).collect();
        let look_up = |g: &[(NationCode, NationCode)]| {
            let same = |h: &Vec<_>| h.len() == g.len() && h.iter().all(|p| g.contains(p));
            &table[all.iter().position(same).unwrap()]
        };
        let (stable_networks, efficient) = &*found;
        let stable_ones: Vec<_> = stable_networks.states.iter().map(|g| pacts(&treaties, g)).collect();
        let every_pair = all.last().unwrap().clone();
        let mut stable = 0;
        for (g, now) in all.iter().zip(&table) {
            let holds = every_pair.iter().all(|&(a, b)| {
                let then = look_up(&toggled(g, (a, b)));
                let (for_a, for_b) = (of(then, a) - of(now, a), of(then, b) - of(now, b));
                let tie = 1e-5;
                if g.contains(&(a, b)) {
                    for_a <= tie && for_b <= tie
                } else {
                    !(for_a.min(for_b) >= -tie && for_a.max(for_b) > tie)
                }
            });
            let listed =
                stable_ones.iter().any(|pacts| pacts.len() == g.len() && pacts.iter().all(|p| g.contains(p)));
            assert_eq!(listed, holds, "{g:?}\n{found}");
            stable += usize::from(holds);

            let pairs: Vec<(&str, &str)> = g.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let verdict = treaties.pact_stability(&pairs, &NetworkSearch::pairwise()).unwrap();
            assert_eq!(verdict.is_stable(), holds);
            if let Some(deviation) = verdict.deviation() {
                let then = look_up(&pacts(&treaties, &deviation.to));
                for (c, gain) in treaties.members(deviation.coalition).into_iter().zip(&deviation.gains) {
                    assert!((of(then, c) - of(now, c) - gain).abs() < 1e-9);
                    assert!(verdict.to_string().contains(&format!("{c} {gain:+.2} bp")), "{verdict}");
                }
            }
        }
        assert_eq!((stable, stable_networks.searched), (stable_ones.len(), all.len() as u64));
        let totals: Vec<f64> = table.iter().map(|u| u.iter().map(|u| u.1).sum()).collect();
        let best = totals.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert_eq!(efficient.networks.len(), totals.iter().filter(|&&t| t >= best - 1e-5).count());
        assert!((efficient.total - (best - totals[0])).abs() < 1e-6, "against the status quo");
    }
}

#[test]
fn pacts_may_be_left_together() {
    let study = region();
    let treaties = study.treaties(FOUR[..3].iter().copied(), &Menu::bilateral_pacts()).unwrap();
    let strong = treaties.pact_networks(&NetworkSearch::strong(3)).unwrap();
    let nash = treaties.pact_networks(&NetworkSearch::pairwise_nash()).unwrap();
    let pairwise = treaties.pact_networks(&NetworkSearch::pairwise()).unwrap();
    let within = |g: &Graph| pairwise.0.states.contains(g);
    assert!(nash.0.states.iter().all(within));
    assert!(strong.0.states.iter().all(within), "generic payoffs: no ties");
    let json = serde_json::to_value(&pairwise).unwrap();
    let edges = |g: &Graph| -> Vec<[NationCode; 2]> {
        pacts(&treaties, g).into_iter().map(|(a, b)| [a, b]).collect()
    };
    for (k, network) in pairwise.1.networks.iter().enumerate() {
        assert_eq!(json["answer"][1]["networks"][k]["edges"], serde_json::json!(edges(network)));
    }
}

/// Jackson & Nei (2015), Theorem 1 in names: hub and spokes are not war-stable, nor is anything but strong
/// defence and no alliance.
#[test]
fn alliances_for_safety_alone_do_not_keep_the_peace() {
    let study = region();
    let six = ["USA", "CHN", "JPN", "RUS", "KOR", "PRK"];
    let treaties = study.treaties(six, &Menu::bilateral_pacts()).unwrap();
    let hub = treaties.war_stability(study.status_quo(), &WarRules::new(1.5)).unwrap();
    let alliances = treaties.alliances(study.status_quo()).unwrap();
    assert_eq!(alliances.to_string(), "USA–JPN USA–KOR CHN–PRK");
    assert!(!hub.is_stable() && hub.to_string().starts_with("USA–JPN USA–KOR CHN–PRK;"), "{hub}");
    // Two strongest over the weakest: (.153743 + .153536) / .0123497 = 24.88.
    let alone = |advantage| treaties.war_stability(&Regime::none(), &WarRules::new(advantage)).unwrap();
    assert!(alone(24.89).is_stable());
    let upset = alone(24.87);
    let attack = upset.deviation().unwrap();
    let WarState::War { network, target, strength, resistance, .. } = &attack.to else { panic!("{upset}") };
    assert_eq!((upset.members(attack.coalition), *target), (vec![code("USA"), code("CHN")], 5));
    assert_eq!(network.edges().collect::<Vec<_>>(), [(0, 1)]);
    assert!(upset.to_string().contains("{USA CHN} moves to war on PRK under USA–CHN, "), "{upset}");
    assert!((strength - 0.307_279).abs() < 1e-12 && (resistance - 24.87 * 0.012_349_7).abs() < 1e-12);
    // The ocean helps: strength is lost on the way.
    let far = WarRules { loss_of_strength: true, ..WarRules::new(24.87) };
    assert!(treaties.war_stability(&Regime::none(), &far).unwrap().is_stable());
    // And even so, with allies spared, whoever is safe anyway leaves.
    let spared = WarRules { allies_spared: true, ..WarRules::new(30.0) };
    let idle = treaties.war_stability(study.status_quo(), &spared).unwrap();
    let leaves = idle.deviation().unwrap();
    assert!(leaves.coalition.len() == 1 && matches!(leaves.to, WarState::Peace { .. }), "{idle}");
}

#[test]
fn the_balance_of_power_in_2002() {
    let study = region();
    let treaties =
        study.treaties(["USA", "CHN", "JPN", "RUS", "KOR", "PRK"], &Menu::bilateral_pacts()).unwrap();
    let balance = treaties.balance_of_power().unwrap();
    let expected = [0.3, 0.3, 2.0 / 15.0, 2.0 / 15.0, 2.0 / 15.0, 0.0];
    let power = treaties.power().unwrap();
    for (i, expected) in expected.into_iter().enumerate() {
        assert!((power[i] - expected).abs() < 1e-15, "{power}");
        assert_eq!(balance.minimal_winning[i].is_none(), expected == 0.0);
        assert!(balance.minimal_winning[i].is_none_or(|coalition| coalition.contains(i)));
    }
    assert!(!balance.is_system_stable() && !balance.is_resource_stable());
    assert!(balance.to_string().ends_with("\n  PRK inessential"), "{balance}");
    let all: Vec<String> = study.model().world().codes().map(|c| c.to_string()).collect();
    let whole = study.treaties(all.iter().map(String::as_str), &Menu::bilateral_pacts()).unwrap();
    assert_eq!(whole.balance_of_power().unwrap().minimal_winning.len(), 11);
}

#[test]
fn camps_follow_trust() {
    let study = region();
    let names: Vec<String> = study.model().world().codes().map(|c| c.to_string()).collect();
    let treaties = study.treaties(names.iter().map(String::as_str), &Menu::bilateral_pacts()).unwrap();
    let world = study.model().world();
    let trust = &study.model().base().trust;
    let cinc = |i: usize| world.nations()[i].cinc.unwrap();
    for neutral in [0.5, 0.7] {
        let found = treaties.alignment(neutral, &LandscapeSearch::default()).unwrap();
        assert_eq!(found.configurations, 1 << 10);
        assert_eq!(found.minima.iter().map(|m| m.basin).sum::<u64>(), 1 << 10);
        for m in &found.minima {
            let side = m.camps.growth_string();
            let weight =
                |i: usize, j: usize| cinc(i) * cinc(j) * (0.5 * (trust[(i, j)] + trust[(j, i)]) - neutral);
            let energy = |side: &[usize]| -> f64 {
                let pairs = (0..11).flat_map(|i| (0..11).map(move |j| (i, j)));
                pairs.filter(|&(i, j)| i != j && side[i] != side[j]).map(|(i, j)| weight(i, j)).sum()
            };
            assert!((energy(&side) - m.energy).abs() < 1e-15);
            for i in 0..11 {
                let mut switched = side.clone();
                switched[i] = 1 - side[i];
                assert!(energy(&switched) >= m.energy - 1e-12);
            }
        }
    }
    // Where everybody is trusted enough, all are together; where nobody is, nobody stays with the largest.
    let trusting = treaties.alignment(0.0, &LandscapeSearch::default()).unwrap();
    assert_eq!((trusting.minima.len(), trusting.minima[0].camps.len()), (1, 1));
    let wary = treaties.alignment(1.0, &LandscapeSearch::default()).unwrap();
    assert!(wary.minima.iter().all(|m| m.camps.len() == 2));
}

#[test]
fn hostile_questions_are_errors() {
    let study = region();
    let treaties = study.treaties(FOUR, &Menu::bilateral_pacts()).unwrap();
    let pairwise = NetworkSearch::pairwise();
    assert!(treaties.pact_stability(&[("USA", "FRA")], &pairwise).is_err());
    assert!(treaties.pact_stability(&[("USA", "USA")], &pairwise).is_err());
    let nan = NetworkSearch { search: Search { tolerance: f64::NAN, ..pairwise.search }, ..pairwise };
    assert!(treaties.pact_stability(&[], &nan).is_err());
    let seven = ["USA", "JPN", "KOR", "CHN", "RUS", "PRK", "MNG"];
    assert!(study.treaties(seven, &Menu::bilateral_pacts()).unwrap().pact_networks(&pairwise).is_err());
    for bad in [0.0, -1.0, f64::NAN] {
        assert!(treaties.war_stability(&Regime::none(), &WarRules::new(bad)).is_err());
    }
    assert!(treaties.alignment(f64::NAN, &LandscapeSearch::default()).is_err());
    let mut data = World::northeast_asia_2002().to_data();
    data.nations[1].cinc = None; // Japan
    let unknown = Study::new(World::new(data).unwrap()).unwrap();
    let treaties = unknown.treaties(FOUR, &Menu::bilateral_pacts()).unwrap();
    assert!(treaties.balance_of_power().is_err());
    assert!(treaties.war_stability(&Regime::none(), &WarRules::new(1.0)).is_err());
    assert!(treaties.alignment(0.5, &LandscapeSearch::default()).is_err());
}
