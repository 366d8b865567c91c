//! Stable networks and war-stable alliances against the definitions and the theorems about them.

use crate::common::draws;
use comity::Result;
use comity::coalition::{Coalition, Graph};
use comity::game::{
    AllianceGame, FnNetworkGame, LinkRule, NetworkFormation, NetworkGame, co_authors, connections,
};
use comity::solve::Certified;
use comity::solve::deviation::{Deviation, Improvement, Search};
use comity::solve::network::{
    NetworkSearch, WarState, efficient_networks, network_stability, stable_networks, war_stability,
    war_stable_networks,
};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// A network as the definitions write it.
type Matrix = Vec<Vec<bool>>;

fn all_matrices(n: usize) -> Vec<Matrix> {
    let pairs: Vec<(usize, usize)> = (0..n).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
    (0..1u32 << pairs.len())
        .map(|mask| {
            let mut g = vec![vec![false; n]; n];
            for (k, &(i, j)) in pairs.iter().enumerate() {
                (g[i][j], g[j][i]) = (mask >> k & 1 == 1, mask >> k & 1 == 1);
            }
            g
        })
        .collect()
}

fn toggled(g: &Matrix, i: usize, j: usize) -> Matrix {
    let mut g = g.clone();
    (g[i][j], g[j][i]) = (!g[i][j], !g[j][i]);
    g
}

fn graph(g: &Matrix) -> Graph {
    let n = g.len();
    let edges = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
    Graph::new(n, edges.filter(|&(i, j)| g[i][j])).unwrap()
}

fn rank(g: &Matrix) -> usize {
    graph(g).edge_mask().unwrap() as usize
}

fn star(n: usize, hub: usize) -> Graph {
    Graph::new(n, (0..n).filter(|&i| i != hub).map(|i| (hub, i))).unwrap()
}

/// Random payoffs per network: small integers, so that ties abound.
fn random_table(rng: &mut ChaCha8Rng, n: usize) -> Vec<Vec<f64>> {
    let spread = [0, 1, 2, 3, 1000][rng.random_range(0u32..5) as usize];
    let networks = 1 << (n * n.saturating_sub(1) / 2);
    (0..networks).map(|_| (0..n).map(|_| f64::from(rng.random_range(-spread..=spread))).collect()).collect()
}

fn tabulated(table: &[Vec<f64>], n: usize) -> impl NetworkGame {
    FnNetworkGame::new(n, |g: &Graph| Ok(table[g.edge_mask().unwrap() as usize].clone())).unwrap()
}

fn better(weak: bool, gains: &[f64]) -> bool {
    if weak {
        gains.iter().all(|&g| g >= 0.0) && gains.iter().any(|&g| g > 0.0)
    } else {
        gains.iter().all(|&g| g > 0.0)
    }
}

#[test]
fn pairwise_and_pairwise_nash_equal_their_definitions() {
    let mut rng = draws::rng(11);
    let mut seen = [0usize; 3];
    for round in 0..2000 {
        let n = rng.random_range(1u32..=if round % 20 == 0 { 4 } else { 3 }) as usize;
        let table = random_table(&mut rng, n);
        let game = tabulated(&table, n);
        let pairwise = stable_networks(&game, &NetworkSearch::pairwise()).unwrap();
        let nash = stable_networks(&game, &NetworkSearch::pairwise_nash()).unwrap();
        for g in all_matrices(n) {
            let u = |h: &Matrix, i: usize| table[rank(h)][i];
            let links: Vec<(usize, usize)> =
                (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|&(i, j)| i != j).collect();
            let severs = links.iter().any(|&(i, j)| g[i][j] && u(&toggled(&g, i, j), i) > u(&g, i));
            let adds = links.iter().any(|&(i, j)| {
                let h = toggled(&g, i, j);
                !g[i][j] && u(&h, i) > u(&g, i) && u(&h, j) >= u(&g, j)
            });
            let severs_any = (0..n).any(|i| {
                (1..1u32 << n).any(|set| {
                    let mut h = g.clone();
                    (0..n).filter(|&j| set >> j & 1 == 1).for_each(|j| (h[i][j], h[j][i]) = (false, false));
                    u(&h, i) > u(&g, i)
                })
            });
            assert_eq!(pairwise.states.contains(&graph(&g)), !severs && !adds);
            assert_eq!(nash.states.contains(&graph(&g)), !severs_any && !adds);
            for search in [NetworkSearch::pairwise(), NetworkSearch::pairwise_nash()] {
                let verdict = network_stability(&game, &graph(&g), &search).unwrap();
                let formation = NetworkFormation { game: &game, rule: search.rule };
                verdict.check(&formation, 0.0).unwrap();
            }
        }
        assert!(nash.states.iter().all(|g| pairwise.states.contains(g)), "Nash refines pairwise");
        seen[pairwise.states.len().min(2)] += 1;
        for found in [&pairwise, &nash] {
            found.check(&game, 0.0).unwrap();
            let mut lie = found.clone();
            if lie.states.pop().is_some() {
                assert!(lie.check(&game, 0.0).is_err());
            }
        }
        let efficient = efficient_networks(&game, 0.0).unwrap();
        let best = table.iter().map(|u| u.iter().sum::<f64>()).fold(f64::NEG_INFINITY, f64::max);
        let with: Vec<usize> = (0..table.len()).filter(|&g| table[g].iter().sum::<f64>() == best).collect();
        let found: Vec<usize> = efficient.networks.iter().map(|g| g.edge_mask().unwrap() as usize).collect();
        assert_eq!(found, with);
        efficient.check(&game, 0.0).unwrap();
        let mut lie = efficient;
        lie.networks.pop();
        assert!(lie.check(&game, 0.0).is_err());
    }
    assert!(seen.iter().all(|&count| count > 10), "none, one and several stable networks: {seen:?}");
}

/// Jackson & van den Nouweland (2005): `g'` is obtainable from `g` by `S` if every new link is within `S` and
/// every severed link has an end in `S`.
#[test]
fn strong_stability_equals_its_definition() {
    let mut rng = draws::rng(12);
    let (mut stable, mut unstable) = (0, 0);
    for round in 0..2000 {
        let n = rng.random_range(1u32..=if round % 25 == 0 { 4 } else { 3 }) as usize;
        let table = random_table(&mut rng, n);
        let game = tabulated(&table, n);
        let all = all_matrices(n);
        let k = rng.random_range(1u32..=4) as usize;
        for improvement in [Improvement::Strict, Improvement::Weak] {
            let g = &all[rng.random_range(0..all.len() as u32) as usize];
            let blocked = (1..1usize << n).filter(|s| s.count_ones() as usize <= k).any(|s| {
                all.iter().any(|h| {
                    let inside = |i: usize| s >> i & 1 == 1;
                    let obtainable = (0..n).all(|i| {
                        (0..n).all(|j| match (g[i][j], h[i][j]) {
                            (false, true) => inside(i) && inside(j),
                            (true, false) => inside(i) || inside(j),
                            _ => true,
                        })
                    });
                    let gains: Vec<f64> = (0..n)
                        .filter(|&i| inside(i))
                        .map(|i| table[rank(h)][i] - table[rank(g)][i])
                        .collect();
                    obtainable && better(improvement == Improvement::Weak, &gains)
                })
            });
            let strong = NetworkSearch::strong(k);
            let search = NetworkSearch { search: Search { improvement, ..strong.search }, ..strong };
            let verdict = network_stability(&game, &graph(g), &search).unwrap();
            assert_eq!(verdict.is_stable(), !blocked, "{g:?} {k}");
            let formation = NetworkFormation { game: &game, rule: LinkRule::AnyLinks };
            verdict.check(&formation, 0.0).unwrap();
            *if blocked { &mut unstable } else { &mut stable } += 1;
        }
    }
    assert!(stable > 500 && unstable > 500, "{stable} {unstable}");
}

#[test]
fn strongly_stable_networks_are_pairwise_nash_and_undominated() {
    let mut rng = draws::rng(13);
    for _ in 0..300 {
        let table = random_table(&mut rng, 3);
        let game = tabulated(&table, 3);
        let weakly = |k| {
            let strong = NetworkSearch::strong(k);
            NetworkSearch { search: Search { improvement: Improvement::Weak, ..strong.search }, ..strong }
        };
        let sets = [1, 2, 3].map(|k| stable_networks(&game, &weakly(k)).unwrap().states);
        let nash = stable_networks(&game, &NetworkSearch::pairwise_nash()).unwrap().states;
        assert!(sets[2].iter().all(|g| sets[1].contains(g)) && sets[1].iter().all(|g| sets[0].contains(g)));
        assert!(sets[1].iter().all(|g| nash.contains(g)));
        for g in &sets[2] {
            let u = &table[g.edge_mask().unwrap() as usize];
            assert!(!table.iter().any(|v| better(true, &(0..3).map(|i| v[i] - u[i]).collect::<Vec<_>>())));
        }
    }
}

/// Jackson & Wolinsky (1996), Propositions 1 and 2, and the n = 4, δ = 1/2 row of examples.
#[test]
fn connections_model_has_the_networks_of_propositions_1_and_2() {
    let mut cases: Vec<(usize, f64, f64)> = [0.1, 0.3, 0.45, 0.8].map(|c| (4, 0.5, c)).into();
    for n in 2..=5 {
        for delta in [0.125, 0.3, 0.5, 0.75, 0.9] {
            // Off the borders, where several kinds of network tie.
            let step = if n == 5 { 0.3 } else { 0.15 };
            cases.extend((0..8).map(|k| (n, delta, 0.013 + step * f64::from(k))).filter(|case| case.2 < 1.3));
        }
    }
    cases.push((6, 0.5, 0.3));
    for (n, delta, c) in cases {
        let game = connections(n, delta, c).unwrap();
        let efficient = efficient_networks(&game, 1e-9).unwrap();
        let stable = stable_networks(&game, &NetworkSearch::pairwise()).unwrap().states;
        let (complete, empty) = (Graph::complete(n).unwrap(), Graph::empty(n).unwrap());
        let stars: Vec<Graph> = (0..if n == 2 { 1 } else { n }).map(|hub| star(n, hub)).collect();
        let border = delta - delta * delta;
        let top = delta + (n as f64 - 2.0) / 2.0 * delta * delta;
        if c < border {
            assert_eq!(efficient.networks, std::slice::from_ref(&complete));
            assert_eq!(stable, [complete], "Proposition 2 (ii)");
        } else if c < top {
            assert!(
                efficient.networks.len() == stars.len()
                    && stars.iter().all(|g| efficient.networks.contains(g))
            );
        } else {
            assert_eq!(efficient.networks, std::slice::from_ref(&empty));
        }
        if border < c && c < delta {
            assert!(stars.iter().all(|g| stable.contains(g)), "Proposition 2 (iii)");
        }
        let lonely = |g: &Graph| (0..n).filter(|&i| !g.neighbours(i).is_empty()).collect::<Coalition>();
        for g in &stable {
            assert_eq!(g.component(lonely(g)), lonely(g), "Proposition 2 (i): one component");
            if c > delta {
                assert!((0..n).all(|i| g.neighbours(i).len() != 1), "Proposition 2 (iv)");
            }
        }
    }
}

/// Jackson & Wolinsky (1996), Proposition 4.
#[test]
fn co_authors_work_in_pairs_when_efficient_and_in_cliques_when_stable() {
    for n in [2, 4, 6] {
        let efficient = efficient_networks(&co_authors(n).unwrap(), 1e-9).unwrap();
        let perfect_matchings = [1, 3, 15][n / 2 - 1];
        assert_eq!(efficient.networks.len(), perfect_matchings);
        assert!(efficient.networks.iter().all(|g| (0..n).all(|i| g.neighbours(i).len() == 1)));
        assert!((efficient.total - 3.0 * n as f64).abs() < 1e-9);
    }
    for n in 2..=6 {
        let stable = stable_networks(&co_authors(n).unwrap(), &NetworkSearch::pairwise()).unwrap().states;
        assert!(stable.contains(&Graph::complete(n).unwrap()));
        for g in &stable {
            let mut sizes = Vec::new();
            for component in g.components(Coalition::grand(n)) {
                assert!(
                    component.players().all(|i| g.neighbours(i).with(i) == component),
                    "{g} is no set of cliques"
                );
                sizes.push(component.len());
            }
            sizes.sort_unstable();
            // Their (ii) with its border: a member of the smaller clique gains 1/s + 1/m + 1/(sm) − 1/(s−1) by a link
            // with the larger, which is negative iff m ≥ s².
            assert!(sizes[0] > 1 && sizes.windows(2).all(|s| s[1] >= s[0] * s[0]), "sizes {sizes:?}");
        }
    }
}

/// The definition once more, on matrices: strengths, who fights, who gains.
struct Twin {
    m: Vec<f64>,
    gamma: f64,
    share: Vec<Vec<f64>>,
    allies_attack: bool,
    weak: bool,
    /// Benefit of so many links, and what a conquest brings.
    benefit: Vec<f64>,
    spoils: f64,
}

impl Twin {
    fn u(&self, g: &Matrix, i: usize) -> f64 {
        self.benefit[g[i].iter().filter(|&&l| l).count()]
    }

    fn beats(&self, g: &Matrix, c: usize, i: usize) -> bool {
        let n = g.len();
        let inside = |k: usize| c >> k & 1 == 1;
        let led = (0..n).any(|j| inside(j) && (0..n).all(|k| !inside(k) || k == j || g[j][k]));
        if inside(i) || !led || (!self.allies_attack && (0..n).any(|k| inside(k) && g[i][k])) {
            return false;
        }
        let sum = |who: &dyn Fn(usize) -> bool| -> f64 {
            (0..n).filter(|&k| who(k)).map(|k| self.share[k][i] * self.m[k]).sum()
        };
        sum(&inside) > self.gamma * sum(&|k| k == i || (g[i][k] && !inside(k)))
    }

    fn pays(&self, before: &Matrix, g: &Matrix, c: usize, i: usize) -> bool {
        let n = g.len();
        let mut after = g.clone();
        (0..n).for_each(|k| (after[i][k], after[k][i]) = (false, false));
        let members: Vec<usize> = (0..n).filter(|&k| c >> k & 1 == 1).collect();
        let share = self.spoils / members.len() as f64;
        let gains: Vec<f64> =
            members.iter().map(|&k| self.u(&after, k) + share - self.u(before, k)).collect();
        better(self.weak, &gains)
    }

    fn vulnerable(&self, g: &Matrix, i: usize) -> bool {
        (1..1usize << g.len()).any(|c| self.beats(g, c, i) && self.pays(g, g, c, i))
    }

    fn is_stable(&self, g: &Matrix) -> bool {
        let n = g.len();
        if (0..n).any(|i| self.vulnerable(g, i)) {
            return false;
        }
        (0..n).all(|j| {
            (0..j).all(|k| {
                let h = toggled(g, j, k);
                let gain = |i: usize| self.u(&h, i) - self.u(g, i);
                if g[j][k] {
                    let severs = |i: usize| gain(i) > 0.0 && !self.vulnerable(&h, i);
                    return !severs(j) && !severs(k);
                }
                let link = better(self.weak, &[gain(j), gain(k)]);
                let safe = !self.vulnerable(&h, j) && !self.vulnerable(&h, k);
                let both = |c: &usize| c >> j & 1 == 1 && c >> k & 1 == 1;
                let war = (1..1usize << n)
                    .filter(both)
                    .any(|c| (0..n).any(|i| self.beats(&h, c, i) && self.pays(g, &h, c, i)));
                !(war || link && safe)
            })
        })
    }

    fn game(&self) -> Result<AllianceGame<'_>> {
        let n = self.m.len();
        let links = move |g: &Graph| Ok((0..n).map(|i| self.benefit[g.neighbours(i).len()]).collect());
        let game = AllianceGame::new(self.m.clone(), self.gamma)?
            .with_loss_of_strength(|k, i| self.share[k][i])?
            .with_payoffs(
                FnNetworkGame::new(n, links)?,
                FnNetworkGame::new(n, move |_: &Graph| Ok(vec![self.spoils; n]))?,
            )?;
        Ok(if self.allies_attack { game } else { game.sparing_allies() })
    }

    fn search(&self) -> Search {
        let improvement = if self.weak { Improvement::Weak } else { Improvement::Strict };
        Search { improvement, tolerance: 0.0, ..Search::up_to(Coalition::MAX_PLAYERS) }
    }
}

#[test]
fn war_stability_equals_its_definition() {
    let mut rng = draws::rng(14);
    let (mut stable, mut breaches) = (0, [0usize; 4]);
    for round in 0..draws::rounds(2000) {
        let n = rng.random_range(1u32..=if round % 6 == 0 { 4 } else { 3 }) as usize;
        // Eighths and small integers: every product and sum is exact, and ties abound.
        let eighths =
            |rng: &mut ChaCha8Rng, low: i32, high: i32| f64::from(rng.random_range(low..=high)) / 8.0;
        let loses = round % 3 == 0;
        let twin = Twin {
            m: (0..n).map(|_| f64::from(rng.random_range(1..=6))).collect(),
            gamma: eighths(&mut rng, 4, 24),
            share: (0..n)
                .map(|k| {
                    (0..n).map(|i| if loses && i != k { eighths(&mut rng, 0, 8) } else { 1.0 }).collect()
                })
                .collect(),
            allies_attack: rng.random_range(0u32..3) > 0,
            weak: rng.random_range(0u32..2) == 0,
            benefit: match round % 4 {
                0 => (0..=n).map(|d| -(d as f64)).collect(),
                1 => (0..=n).map(|_| eighths(&mut rng, -8, 8)).collect(),
                _ => (0..=n).map(|d| (d as f64) - (d * d) as f64 * eighths(&mut rng, 1, 3)).collect(),
            },
            spoils: 12.0 * eighths(&mut rng, 0, 4), // shared by up to four without rounding
        };
        let game = twin.game().unwrap();
        let exhaustive = war_stable_networks(&game, &twin.search()).unwrap();
        for g in all_matrices(n) {
            let verdict = war_stability(&game, &graph(&g), &twin.search()).unwrap();
            assert_eq!(verdict.is_stable(), twin.is_stable(&g), "{:?} {g:?}: {verdict}", twin.m);
            assert_eq!(verdict.is_stable(), exhaustive.states.contains(&graph(&g)));
            verdict.check((&game,), 0.0).unwrap();
            let mut lie = verdict.clone();
            match lie.deviations.first_mut() {
                None => {
                    stable += 1;
                    let to = WarState::Peace { network: graph(&g).toggled(0, n - 1).unwrap_or(graph(&g)) };
                    let severs = Deviation { coalition: Coalition::singleton(0), to, gains: vec![1.5e9] };
                    lie.deviations = vec![severs];
                }
                Some(Deviation { to: WarState::War { network, strength, .. }, .. }) => {
                    breaches[usize::from(*network != graph(&g))] += 1;
                    *strength += 1.0;
                }
                Some(Deviation { coalition, gains, .. }) => {
                    breaches[1 + coalition.len()] += 1;
                    gains[0] = 7.0e9;
                }
            }
            assert!(lie.check((&game,), 0.0).is_err());
            if !verdict.is_stable() {
                lie.deviations.clear();
                lie.exhaustive = true;
                assert!(lie.check((&game,), 0.0).is_err());
            }
        }
    }
    assert!(
        stable > draws::rounds(500) && breaches.iter().all(|&count| count > draws::rounds(200)),
        "{stable} {breaches:?}"
    );
}

/// On a ring, three can beat the fourth, but its neighbours lose more by the lost link than the spoils are
/// worth; with a link between the two, which in peace is worth nothing, all three gain.
#[test]
fn a_war_that_pays_only_with_a_new_link_upsets_the_peace() {
    let benefit = [0.0, 0.0, 2.0, 1.5];
    let links = move |g: &Graph| Ok((0..4).map(|i| benefit[g.neighbours(i).len()]).collect());
    let game = AllianceGame::new([1.0; 4], 2.0).unwrap();
    let spoils = FnNetworkGame::new(4, |_: &Graph| Ok(vec![3.0; 4])).unwrap();
    let game = game.with_payoffs(FnNetworkGame::new(4, links).unwrap(), spoils).unwrap();
    let ring = Graph::new(4, [(0, 1), (0, 2), (1, 3), (2, 3)]).unwrap();
    assert!(game.wins(&ring, Coalition::from_mask(0b0111), 3));
    let search = Search { tolerance: 0.0, ..Search::up_to(4) };
    let verdict = war_stability(&game, &ring, &search).unwrap();
    let attack = verdict.deviation().unwrap();
    assert!(matches!(&attack.to, WarState::War { network, .. } if *network != ring), "{verdict}");
    assert_eq!(attack.gains, [1.0; 3]);
    verdict.check((&game,), 0.0).unwrap();
    // Two cannot do it, and a search of pairs does not see it.
    let pairs = war_stability(&game, &ring, &Search { coalition_size: 2, ..search }).unwrap();
    assert!(pairs.is_stable(), "{pairs}");
    pairs.check((&game,), 0.0).unwrap();
}

/// Jackson & Nei (2015), Theorem 1, over all networks of 3, 4 and 5 players.
#[test]
fn without_benefits_of_links_only_the_empty_network_can_be_war_stable() {
    let mut rng = draws::rng(15);
    let mut held = [0, 0];
    for round in 0..77 {
        let n = [3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 5][round % 11];
        let mut m: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(1..=5))).collect();
        // Below, at and above the threshold.
        m.sort_by(|a, b| b.total_cmp(a));
        let threshold = (m[0] + m[1]) / m[n - 1];
        let gamma = [threshold, threshold * 0.999, 0.3 + rng.random::<f64>() * 4.0][round % 3];
        let at = rng.random_range(0..n as u32) as usize;
        m.rotate_left(at);
        let game = AllianceGame::new(m.clone(), gamma).unwrap();
        for search in [Search::up_to(n).weakly(), Search::up_to(n)] {
            let found = war_stable_networks(&game, &search).unwrap();
            let expected = if gamma >= threshold { vec![Graph::empty(n).unwrap()] } else { vec![] };
            // At the threshold itself γ is rounded; the integers decide.
            if gamma != threshold || (m.iter().all(|&x| x == 1.0 || x == 2.0 || x == 4.0)) {
                assert_eq!(found.states, expected, "{m:?} γ = {gamma}");
            }
            held[usize::from(found.states.is_empty())] += 1;
            // Strength that is lost on the way protects, but makes no link worth keeping.
            let share = |k: usize, i: usize| {
                if k == i { 1.0 } else { f64::from((k * 7 + i * 3 + round) as u32 % 5) / 4.0 }
            };
            let far = AllianceGame::new(m.clone(), gamma).unwrap().with_loss_of_strength(share).unwrap();
            let far = war_stable_networks(&far, &search).unwrap().states;
            assert!(far.iter().all(|g| g.edges().count() == 0), "{m:?} γ = {gamma}");
            assert!(found.states.iter().all(|g| far.contains(g)));
        }
    }
    assert!(held.iter().all(|&count| count > 20), "{held:?}");
    // At the threshold exactly: ties are for the defence.
    let at = AllianceGame::new([3.0, 2.0, 2.0], 2.5).unwrap();
    assert_eq!(
        war_stable_networks(&at, &Search::up_to(Coalition::MAX_PLAYERS).weakly()).unwrap().states,
        [Graph::empty(3).unwrap()]
    );
}

/// Two players who may not attack each other keep their alliance where the weaker needs it.
#[test]
fn sparing_allies_lets_alliances_stand() {
    let pact = Graph::new(2, [(0, 1)]).unwrap();
    let strengths = [3.0, 1.0];
    let unsafe_pact = AllianceGame::new(strengths, 1.5).unwrap();
    assert!(
        war_stable_networks(&unsafe_pact, &Search::up_to(Coalition::MAX_PLAYERS).weakly())
            .unwrap()
            .states
            .is_empty()
    );
    let spared = AllianceGame::new(strengths, 1.5).unwrap().sparing_allies();
    // The strong one pays for a link that it does not need: it leaves.
    let verdict = war_stability(&spared, &pact, &Search::up_to(Coalition::MAX_PLAYERS).weakly()).unwrap();
    let leaves = verdict.deviation().unwrap();
    assert_eq!(
        (leaves.coalition, &leaves.to),
        (Coalition::singleton(0), &WarState::Peace { network: Graph::empty(2).unwrap() })
    );
}

/// In the manner of Jackson & Nei (2015), Theorem 2: where `d*` links are best for everybody and strengths
/// are equal, a network of `d*` links each is stable if nobody can be beaten in it or with one link more.
#[test]
fn links_that_pay_make_regular_networks_war_stable() {
    let mut stable_with_links = [0, 0];
    for n in [4usize, 5, 6] {
        for degree in 2..n {
            let benefit = move |d: usize| -((d as f64) - degree as f64).powi(2); // best at `degree`
            let links = move |g: &Graph| Ok((0..n).map(|i| benefit(g.neighbours(i).len())).collect());
            for (gamma, spoils) in
                [(1.0, 1.0), (1.0, 100.0), (2.0, 100.0), (3.1, 100.0), (7.0, 100.0), (2.5, 0.5), (4.0, 0.5)]
            {
                let game = AllianceGame::new(vec![1.0; n], gamma)
                    .unwrap()
                    .with_payoffs(
                        FnNetworkGame::new(n, links).unwrap(),
                        FnNetworkGame::new(n, move |_: &Graph| Ok(vec![spoils; n])).unwrap(),
                    )
                    .unwrap();
                let pairs = n * (n - 1) / 2;
                for mask in 0..1u64 << pairs {
                    let g = Graph::from_edge_mask(n, mask).unwrap();
                    if (0..n).any(|i| g.neighbours(i).len() != degree) {
                        continue;
                    }
                    let invincible = |g: &Graph| {
                        let mut attacks =
                            Coalition::grand(n).subsets().flat_map(|s| (0..n).map(move |i| (s, i)));
                        !attacks.any(|(s, i)| game.wins(g, s, i))
                    };
                    let mut pairs = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
                    let safe = invincible(&g)
                        && pairs.all(|(i, j)| g.has_edge(i, j) || invincible(&g.toggled(i, j).unwrap()));
                    // Where a lost link is worth more than all spoils, the only allies of the target to attack are the
                    // two who make a new link in its place: d* + 2 against d* − 1 at most.
                    let no_ally_attacks =
                        spoils < 1.0 && gamma * (degree as f64 - 1.0) >= degree as f64 + 2.0;
                    let verdict =
                        war_stability(&game, &g, &Search::up_to(Coalition::MAX_PLAYERS).weakly()).unwrap();
                    if safe || no_ally_attacks {
                        assert!(verdict.is_stable(), "{g} γ = {gamma}: {verdict}");
                        stable_with_links[usize::from(safe)] += 1;
                    }
                }
            }
        }
    }
    assert!(stable_with_links.iter().all(|&count| count > 50), "{stable_with_links:?}");
}

#[test]
fn relabelling_players_relabels_the_answers() {
    let mut rng = draws::rng(16);
    for _ in 0..40 {
        let n = 4;
        let m: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(1..=9))).collect();
        let gamma = 0.5 + f64::from(rng.random_range(0..=20)) / 8.0;
        let renamed: Vec<f64> = (0..n).map(|i| m[(i + 1) % n]).collect(); // player i of old is i − 1 of new
        let stable = |m: &[f64], scale: f64| {
            let game = AllianceGame::new(m.iter().map(|x| x * scale), gamma).unwrap().sparing_allies();
            war_stable_networks(&game, &Search::up_to(Coalition::MAX_PLAYERS).weakly()).unwrap().states
        };
        let rename =
            |g: &Graph| Graph::new(n, g.edges().map(|(i, j)| ((i + n - 1) % n, (j + n - 1) % n))).unwrap();
        let mut expected: Vec<Graph> = stable(&m, 1.0).iter().map(rename).collect();
        expected.sort_by_key(Graph::edge_mask);
        assert_eq!(stable(&renamed, 1.0), expected);
        assert_eq!(stable(&renamed, 0.25), expected, "strengths have no unit");
    }
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_does_not_show() {
    let game = connections(5, 0.7, 0.35).unwrap();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let stable = stable_networks(&game, &NetworkSearch::pairwise()).unwrap();
            (stable, efficient_networks(&game, 1e-9).unwrap())
        })
    };
    assert_eq!(run(1), run(5));
}

#[test]
fn hostile_input_is_an_error() {
    let game = connections(3, 0.5, 0.1).unwrap();
    let pairwise = NetworkSearch::pairwise();
    assert!(network_stability(&game, &Graph::empty(4).unwrap(), &pairwise).is_err());
    assert!(game.payoffs(&Graph::complete(70).unwrap_or(Graph::complete(9).unwrap())).is_err());
    assert!(connections(3, 1.5, 0.1).is_err() && connections(3, 0.5, f64::NAN).is_err());
    assert!(connections(0, 0.5, 0.1).is_err() && co_authors(64).is_err());
    assert!(efficient_networks(&game, f64::NAN).is_err());
    assert!(stable_networks(&connections(8, 0.5, 0.1).unwrap(), &pairwise).is_err());
    let limited = NetworkSearch { search: Search { max_states: Some(3), ..pairwise.search }, ..pairwise };
    assert!(stable_networks(&game, &limited).is_err());
    let short = FnNetworkGame::new(3, |_: &Graph| Ok(vec![0.0])).unwrap();
    assert!(stable_networks(&short, &pairwise).is_err());
    assert!(network_stability(&short, &Graph::empty(3).unwrap(), &pairwise).is_err());
    let nan = FnNetworkGame::new(2, |_: &Graph| Ok(vec![f64::NAN; 2])).unwrap();
    assert!(efficient_networks(&nan, 0.0).is_err() && stable_networks(&nan, &pairwise).is_err());
    let wide = connections(30, 0.5, 0.1).unwrap();
    assert!(
        network_stability(&wide, &Graph::complete(30).unwrap(), &NetworkSearch::pairwise_nash()).is_err()
    );

    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(AllianceGame::new([1.0, bad], 1.0).is_err() && AllianceGame::new([1.0, 1.0], bad).is_err());
    }
    assert!(AllianceGame::new([], 1.0).is_err());
    assert!(AllianceGame::new([1.0; 2], 1.0).unwrap().with_loss_of_strength(|_, _| f64::NAN).is_err());
    let other = || FnNetworkGame::new(3, |_: &Graph| Ok(vec![0.0; 3])).unwrap();
    assert!(AllianceGame::new([1.0; 2], 1.0).unwrap().with_payoffs(other(), other()).is_err());
    let two = AllianceGame::new([1.0; 2], 1.0).unwrap();
    assert!(
        war_stability(&two, &Graph::empty(3).unwrap(), &Search::up_to(Coalition::MAX_PLAYERS).weakly())
            .is_err()
    );
    assert!(!two.wins(&Graph::empty(3).unwrap(), Coalition::from_mask(4), 9));
    assert!(
        war_stable_networks(
            &AllianceGame::new([1.0; 7], 1.0).unwrap(),
            &Search::up_to(Coalition::MAX_PLAYERS).weakly()
        )
        .is_err()
    );
    let hasty = Search { max_states: Some(3), ..Search::up_to(2) };
    assert!(war_stable_networks(&two, &hasty).is_err());
    let nan = Search { tolerance: f64::NAN, ..Search::up_to(2) };
    assert!(war_stability(&two, &Graph::empty(2).unwrap(), &nan).is_err());
    let many = AllianceGame::new([1.0; 20], 1.0).unwrap();
    assert!(
        war_stability(&many, &Graph::empty(20).unwrap(), &Search::up_to(Coalition::MAX_PLAYERS).weakly())
            .is_err()
    );
    let hopeless = AllianceGame::new([1.0; 3], 1.0).unwrap().with_payoffs(other(), short).unwrap();
    assert!(
        war_stability(&hopeless, &Graph::empty(3).unwrap(), &Search::up_to(Coalition::MAX_PLAYERS).weakly())
            .is_err()
    );
}
