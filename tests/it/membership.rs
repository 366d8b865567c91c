//! Membership with transfers, of several treaties, and in sign-up games: brute force from the definitions,
//! and theorems.

use crate::common::draws;
use comity::Result;
use comity::coalition::{Coalition, Partition};
use comity::game::{
    Effectivity, Fraction, PartitionPayoffs, SignUpRule, SizeStructure, SymmetricGame, Value,
};
use comity::solve::Certified;
use comity::solve::deviation::{self, Deviation, Improvement, Reaction, Ties};
use comity::solve::membership::{
    self, Admission, Concept, Consent, Membership, Question, Sharing, SignUpEquilibria, sign_up_equilibria,
    treaty_equilibria,
};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};

const TIES: [Ties; 2] = [Ties::Stay, Ties::Move];
const IMPROVEMENTS: [Improvement; 2] = [Improvement::Strict, Improvement::Weak];

/// Small integers, so that ties abound; now and then all equal, or wide apart.
fn spread(rng: &mut ChaCha8Rng) -> i32 {
    [0, 1, 2, 3, 50][rng.random_range(0u32..5) as usize]
}

/// Payoffs by set of signatories.
fn random_treaty(rng: &mut ChaCha8Rng, n: usize) -> Vec<Vec<f64>> {
    let width = spread(rng);
    (0..1 << n).map(|_| (0..n).map(|_| f64::from(rng.random_range(-width..=width))).collect()).collect()
}

fn random_payoffs(rng: &mut ChaCha8Rng, n: usize) -> PartitionPayoffs {
    let width = spread(rng);
    let rows: Vec<Vec<f64>> = Partition::all(n)
        .map(|_| (0..n).map(|_| f64::from(rng.random_range(-width..=width))).collect())
        .collect();
    PartitionPayoffs::from_fn(n, |p| Ok(rows[p.rank().unwrap() as usize].clone())).unwrap()
}

#[test]
fn transfers_equal_their_definition() {
    let mut rng = draws::rng(1);
    for _ in 0..draws::rounds(2000) {
        let n = rng.random_range(1u32..=5) as usize;
        let table = random_treaty(&mut rng, n);
        let weights: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(1..=4u32))).collect();
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let surplus = |mask: usize| -> f64 {
            (0..n).filter(|i| mask >> i & 1 == 1).map(|i| table[mask][i] - table[mask ^ 1 << i][i]).sum()
        };
        for ties in TIES {
            let convention = Membership { ties, tolerance: 0.0, ..Membership::open() };
            let all = membership::transfer_stability_of_all(n, convention, &weights, payoffs).unwrap();
            assert_eq!(all.len(), 1 << n);
            let plain = membership::treaty_stability_of_all(n, convention, payoffs).unwrap();
            for (mask, verdict) in all.iter().enumerate() {
                let stay = ties == Ties::Stay;
                let holds = if stay { surplus(mask) >= 0.0 } else { mask == 0 || surplus(mask) > 0.0 };
                assert_eq!(
                    (verdict.surplus, verdict.is_potentially_internally_stable()),
                    (surplus(mask), holds)
                );
                let enters = |j: &usize| {
                    let more = surplus(mask | 1 << j);
                    mask >> j & 1 == 0 && if stay { more > 0.0 } else { more >= 0.0 }
                };
                assert!(verdict.joiners.iter().flat_map(|d| d.coalition.players()).eq((0..n).filter(enters)));
                // Nobody leaves without transfers: then nobody need with them.
                assert!(!plain[mask].is_internally_stable() || holds);
                let s = Coalition::from_mask(mask as u64);
                assert_eq!(
                    &membership::transfer_stability(n, s, convention, &weights, payoffs).unwrap(),
                    verdict
                );
                verdict.check(payoffs, 1e-9).unwrap();
                let mut lies = [verdict.clone(), verdict.clone(), verdict.clone()];
                lies[0].surplus += 1.0;
                lies[1].joiners.pop();
                lies[2].shares.iter_mut().for_each(|share| share.transfer += 1.0);
                // A surplus of 0 is too close to a tie for sums within a slack to tell.
                let changed = [true, verdict.joiners.last().is_some_and(|j| j.gains[0] > 0.0), mask != 0];
                for k in 0..3 {
                    let refused = lies[k].check(payoffs, 1e-9).is_err();
                    assert!(if refused { lies[k] != *verdict } else { !changed[k] });
                }
            }
        }
    }
}

/// Who joins a treaty that is closed to those its members do not want; open ⊆ majority ⊆ unanimity (Finus et
/// al. 2005).
#[test]
fn exclusive_membership_equals_its_definition() {
    let mut rng = draws::rng(14);
    let mut refused = 0;
    for _ in 0..2000 {
        let n = rng.random_range(1u32..=4) as usize;
        let table = random_treaty(&mut rng, n);
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let ties = TIES[rng.random_range(0..2u32) as usize];
        let consent = [Consent::Unharmed, Consent::Gaining][rng.random_range(0..2u32) as usize];
        let by = |admission| Membership { admission, consent, ties, tolerance: 0.0, ..Membership::open() };
        for mask in 0..1usize << n {
            let s = Coalition::from_mask(mask as u64);
            let under = |admission| membership::treaty_stability(n, s, by(admission), payoffs).unwrap();
            let open = under(Admission::Open);
            let stable = |admission| {
                let verdict = under(admission);
                verdict.check(payoffs, 0.0).unwrap();
                assert!(verdict.leavers().eq(open.leavers()));
                for joiner in open.joiners() {
                    let then = &table[joiner.to.index()];
                    let members: Vec<usize> = (0..n).filter(|i| mask >> i & 1 == 1).collect();
                    let yes = |i: &&usize| match consent {
                        Consent::Unharmed => then[**i] >= table[mask][**i],
                        Consent::Gaining => then[**i] > table[mask][**i],
                    };
                    let (votes, of) = (members.iter().filter(yes).count(), members.len());
                    let let_in = match admission {
                        Admission::Open => true,
                        Admission::Majority => of == 0 || votes * 2 > of,
                        Admission::Unanimity => votes == of,
                    };
                    assert_eq!(verdict.joiners().any(|j| j == joiner), let_in);
                    if !let_in {
                        refused += 1;
                        // The others' refusal is part of the verdict.
                        let mut lie = verdict.clone();
                        lie.deviations.push(joiner.clone());
                        assert!(lie.check(payoffs, 0.0).is_err());
                    }
                }
                verdict.is_stable()
            };
            let [open, majority, unanimity] =
                [Admission::Open, Admission::Majority, Admission::Unanimity].map(stable);
            assert!(majority || !open);
            assert!(unanimity || !majority);
        }
    }
    assert!(refused > 1000);
}

/// Sizes under exclusive membership: those of the treaties of symmetric players.
#[test]
fn stable_sizes_are_those_of_symmetric_treaties() {
    let mut rng = draws::rng(15);
    let mut closed = 0;
    for _ in 0..500 {
        let n = rng.random_range(1u32..=5) as usize;
        let mut draw = || f64::from(rng.random_range(0..=5u32));
        let table: Vec<(f64, f64)> = (0..=n).map(|_| (draw(), draw())).collect();
        let payoffs = |s: Coalition| {
            let (inside, outside) = table[s.len()];
            Ok((0..n).map(|i| if s.contains(i) { inside } else { outside }).collect())
        };
        for admission in [Admission::Open, Admission::Majority, Admission::Unanimity] {
            let rules = Membership { admission, tolerance: 0.0, ..Membership::open() };
            let sizes = membership::stable_sizes(n, rules, |k| Ok(table[k])).unwrap();
            let of_size = |k: usize| membership::treaty_stability(n, Coalition::grand(k), rules, payoffs);
            let expected: Vec<usize> = (0..=n).filter(|&k| of_size(k).unwrap().is_stable()).collect();
            assert_eq!(sizes, expected);
            let open =
                membership::stable_sizes(n, Membership { tolerance: 0.0, ..Membership::open() }, |k| {
                    Ok(table[k])
                });
            closed += usize::from(sizes != open.unwrap());
        }
    }
    assert!(closed > 50, "{closed}");
}

/// Eyckmans & Finus (2004): with every treaty sharing by the almost ideal scheme, whatever the weights,
/// exactly the potentially stable ones are internally and externally stable in the sense of d'Aspremont et
/// al.
#[test]
fn almost_ideal_sharing_stabilises_what_can_be() {
    let mut rng = draws::rng(2);
    for _ in 0..500 {
        let n = rng.random_range(1u32..=5) as usize;
        let table = random_treaty(&mut rng, n);
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let weights: Vec<f64> = (0..n).map(|_| f64::from(rng.random_range(1..=9u32))).collect();
        for ties in TIES {
            let convention = Membership { ties, tolerance: 1e-9, ..Membership::open() };
            let verdicts = membership::transfer_stability_of_all(n, convention, &weights, payoffs).unwrap();
            let shared = |s: Coalition| -> Result<Vec<f64>> {
                let mut row = payoffs(s)?;
                verdicts[s.index()].shares.iter().for_each(|share| row[share.player] += share.transfer);
                Ok(row)
            };
            // A treaty of one is no treaty: then `π_i(S∖i)` needs no transfers of its own. Elsewhere a leaver faces the others'
            // treaty before or after transfers alike, for an outsider neither pays nor receives.
            for (mask, verdict) in
                membership::treaty_stability_of_all(n, convention, shared).unwrap().iter().enumerate()
            {
                assert_eq!(verdict.is_internally_stable(), verdicts[mask].is_potentially_internally_stable());
                assert_eq!(verdict.is_externally_stable(), verdicts[mask].is_potentially_externally_stable());
            }
        }
    }
}

/// Eyckmans & Finus (2004): where joining never lowers the members' total with the newcomer's payoff, nor an
/// outsider's, the best potentially internally stable treaty is stable.
#[test]
fn the_best_treaty_is_stable_in_superadditive_games_with_positive_externalities() {
    let mut rng = draws::rng(3);
    let mut not_grand = 0;
    for _ in 0..2000 {
        let n = rng.random_range(1u32..=5) as usize;
        let more = |rng: &mut ChaCha8Rng| f64::from(rng.random_range(0..=3u32));
        let mut table: Vec<Vec<f64>> = vec![vec![]; 1 << n];
        for mask in 0..1usize << n {
            let members: Vec<usize> = (0..n).filter(|i| mask >> i & 1 == 1).collect();
            let mut row = vec![0.0; n];
            if mask == 0 {
                row.iter_mut().for_each(|u| *u = more(&mut rng));
            }
            for k in (0..n).filter(|k| mask >> k & 1 == 0 && mask != 0) {
                let before = members.iter().map(|&j| table[mask ^ 1 << j][k]).fold(f64::MIN, f64::max);
                row[k] = before + more(&mut rng) * 2.0;
            }
            let joint = |j: &usize| members.iter().map(|&i| table[mask ^ 1 << j][i]).sum::<f64>();
            let mut total = members.iter().map(joint).fold(f64::MIN, f64::max) + more(&mut rng);
            for (k, &i) in members.iter().enumerate() {
                let last = k + 1 == members.len();
                row[i] = if last { total } else { f64::from(rng.random_range(-2..=9i32)) };
                total -= row[i];
            }
            table[mask] = row;
        }
        let convention = Membership { ties: Ties::Stay, tolerance: 0.0, ..Membership::open() };
        let verdicts = membership::transfer_stability_of_all(n, convention, &vec![1.0; n], |s| {
            Ok(table[s.index()].clone())
        })
        .unwrap();
        // The potentially internally stable treaty with the largest total; of equals the one with the most
        // signatories.
        let held = verdicts.iter().filter(|v| v.is_potentially_internally_stable());
        let better = |a: &&Sharing, b: &&Sharing| {
            a.total.total_cmp(&b.total).then(a.signatories.len().cmp(&b.signatories.len()))
        };
        let best = held.max_by(better).unwrap();
        assert!(best.is_stable(), "{best}");
        not_grand += usize::from(best.signatories.len() < n);
    }
    assert!(not_grand > 200, "only {not_grand} games in which the best is not the grand coalition");
}

/// The players' blocs as labels: the structure of a definition that knows no bit sets.
fn labels(p: &Partition) -> Vec<usize> {
    p.growth_string()
}

fn of_labels(labels: &[usize]) -> Partition {
    let blocs: BTreeSet<usize> = labels.iter().copied().collect();
    let bloc = |b: usize| (0..labels.len()).filter(|&i| labels[i] == b).collect();
    Partition::new(labels.len(), blocs.into_iter().map(bloc)).unwrap()
}

fn random_rules(rng: &mut ChaCha8Rng) -> Membership {
    let pick = |rng: &mut ChaCha8Rng, n: u32| rng.random_range(0..n) as usize;
    Membership {
        admission: [Admission::Open, Admission::Majority, Admission::Unanimity][pick(rng, 3)],
        consent: [Consent::Unharmed, Consent::Gaining][pick(rng, 2)],
        reaction: [Reaction::Delta, Reaction::Gamma][pick(rng, 2)],
        ties: TIES[pick(rng, 2)],
        tolerance: f64::from(rng.random_range(0..=1u32)),
    }
}

/// Moves by the definition: who, and to which structure.
fn moves_by_definition(
    game: &PartitionPayoffs,
    p: &Partition,
    rules: &Membership,
) -> BTreeSet<(usize, Partition)> {
    let n = p.players();
    let word = labels(p);
    let now = game.payoffs(p).unwrap();
    let mut found = BTreeSet::new();
    for i in 0..n {
        for target in 0..=n {
            // Labels up to n: one of them is nobody's.
            if target == word[i] {
                continue;
            }
            let joined: Vec<usize> = (0..n).filter(|&j| word[j] == target).collect();
            let was_alone = (0..n).filter(|&j| word[j] == word[i]).count() == 1;
            if joined.is_empty() && was_alone {
                continue;
            }
            let mut next = word.clone();
            if rules.reaction == Reaction::Gamma {
                (0..n).filter(|&j| word[j] == word[i]).for_each(|j| next[j] = 100 + j);
            }
            next[i] = if joined.is_empty() { 99 } else { target };
            let next = of_labels(&next);
            let then = game.payoffs(&next).unwrap();
            let gain = |j: usize| then[j] - now[j];
            let wants = match rules.ties {
                Ties::Stay => gain(i) > rules.tolerance,
                Ties::Move => gain(i) >= -rules.tolerance,
            };
            let yes = |j: &&usize| match rules.consent {
                Consent::Unharmed => gain(**j) >= -rules.tolerance,
                Consent::Gaining => gain(**j) > rules.tolerance,
            };
            let votes = joined.iter().filter(yes).count();
            let let_in = joined.is_empty()
                || match rules.admission {
                    Admission::Open => true,
                    Admission::Majority => votes > joined.len() / 2,
                    Admission::Unanimity => votes == joined.len(),
                };
            if wants && let_in {
                found.insert((i, next));
            }
        }
    }
    found
}

#[test]
fn stable_structures_equal_their_definition() {
    let mut rng = draws::rng(4);
    let (mut none, mut some) = (0, 0);
    for _ in 0..2000 {
        let n = rng.random_range(1u32..=4) as usize;
        let game = random_payoffs(&mut rng, n);
        let rules = random_rules(&mut rng);
        let all = membership::stable_structures_of_treaties(&game, rules).unwrap();
        let mut stable = vec![];
        for p in Partition::all(n) {
            let payoffs = |p: &Partition| Ok(game.payoffs(p)?.to_vec());
            let verdict = membership::structure_stability(&p, rules, payoffs).unwrap();
            let found: BTreeSet<_> =
                verdict.deviations.iter().map(|d| (d.coalition.first().unwrap(), d.to.clone())).collect();
            assert_eq!(found, moves_by_definition(&game, &p, &rules));
            assert_eq!(
                verdict.is_stable(),
                verdict.is_internally_stable()
                    && verdict.is_externally_stable()
                    && verdict.is_intercoalition_stable()
            );
            verdict.check(payoffs, 0.0).unwrap();
            let mut lie = verdict.clone();
            if lie.deviations.pop().is_some() {
                assert!(lie.check(payoffs, 0.0).is_err());
            }
            if verdict.is_stable() {
                stable.push(p);
            }
        }
        if stable.is_empty() {
            none += 1
        } else {
            some += 1
        }
        assert_eq!((all.states, all.searched), (stable, game.structures() as u64));
    }
    assert!(none > 50 && some > 500, "{none} games without a stable structure, {some} with one");
}

/// On a symmetric game the size structures are those of the labelled stable structures; in exact fractions
/// every tie counts.
#[test]
fn stable_sizes_equal_stable_structures() {
    let mut rng = draws::rng(5);
    for _ in 0..400 {
        let n = rng.random_range(1u32..=6) as usize;
        let width = spread(&mut rng).min(3);
        let mut worths = BTreeMap::new();
        for p in SizeStructure::all(n) {
            // Multiples of 60: shares of blocs of up to six are integers.
            p.sizes().iter().for_each(|&s| {
                worths.insert((s, p.clone()), 60 * i64::from(rng.random_range(-width..=width)));
            });
        }
        let rules = random_rules(&mut rng);
        let float = SymmetricGame::new(n, |s, p: &SizeStructure| Ok(worths[&(s, p.clone())] as f64)).unwrap();
        let exact =
            SymmetricGame::new(n, |s, p: &SizeStructure| Ok(Fraction::ratio(worths[&(s, p.clone())], 1)))
                .unwrap();
        let sizes = |p: &Partition| SizeStructure::new(p.blocs().iter().map(|b| b.len())).unwrap();
        let payoffs = PartitionPayoffs::from_fn(n, |p| {
            let each = |i| {
                let s = p.bloc_of(i).unwrap().len();
                worths[&(s, sizes(p))] as f64 / s as f64
            };
            Ok((0..n).map(each).collect())
        })
        .unwrap();
        let labelled = membership::stable_structures_of_treaties(&payoffs, rules).unwrap();
        let by_size: BTreeSet<SizeStructure> = labelled.states.iter().map(sizes).collect();
        let found = membership::stable_sizes_of_treaties(&float, rules).unwrap();
        assert_eq!(found.states.iter().cloned().collect::<BTreeSet<_>>(), by_size);
        assert_eq!(membership::stable_sizes_of_treaties(&exact, rules).unwrap().states, found.states);
    }
}

/// A sign-up game in strategic form with every profile listed, and its equilibria by the recursive
/// definition.
struct StrategicForm {
    n: usize,
    question: Question,
    /// What each player may announce, numbered.
    choices: Vec<Vec<Vec<usize>>>,
    rule: SignUpRule,
    payoffs: BTreeMap<Vec<usize>, Vec<f64>>,
    proof: BTreeMap<(Vec<usize>, Vec<usize>), bool>,
}

impl StrategicForm {
    fn new(game: &PartitionPayoffs, rule: SignUpRule, question: Question) -> Self {
        let n = game.players();
        let payoffs = game.iter().map(|(p, row)| (labels(&p), row.to_vec())).collect();
        let announcements = |i: usize| -> Vec<Vec<usize>> {
            if rule == SignUpRule::Open {
                return (0..n).map(|k| vec![k]).collect();
            }
            (0..1usize << n)
                .filter(|mask| mask >> i & 1 == 1)
                .map(|mask| (0..n).filter(|j| mask >> j & 1 == 1).collect())
                .collect()
        };
        let choices = (0..n).map(announcements).collect();
        StrategicForm { n, question, choices, rule, payoffs, proof: BTreeMap::new() }
    }

    fn profiles(&self) -> Vec<Vec<usize>> {
        (0..self.n).fold(vec![vec![]], |profiles: Vec<Vec<usize>>, i| {
            let longer =
                |p: Vec<usize>| (0..self.choices[i].len()).map(move |k| [p.clone(), vec![k]].concat());
            profiles.into_iter().flat_map(longer).collect()
        })
    }

    /// Labels of the blocs that form.
    fn outcome(&self, profile: &[usize]) -> Vec<usize> {
        let said = |i: usize| &self.choices[i][profile[i]];
        let word: Vec<usize> = (0..self.n)
            .map(|i| match self.rule {
                SignUpRule::Open => said(i)[0],
                SignUpRule::Delta => (0..self.n).position(|j| said(j) == said(i)).unwrap(),
                SignUpRule::Gamma if said(i).iter().all(|&j| said(j) == said(i)) => said(i)[0],
                SignUpRule::Gamma => 100 + i,
            })
            .collect();
        labels(&of_labels(&word))
    }

    fn likes(&self, who: &[usize], from: &[usize], to: &[usize]) -> bool {
        let (now, then) = (&self.payoffs[&self.outcome(from)], &self.payoffs[&self.outcome(to)]);
        let tolerance = self.question.tolerance;
        match self.question.improvement {
            Improvement::Strict => who.iter().all(|&i| then[i] > now[i] + tolerance),
            Improvement::Weak => {
                who.iter().all(|&i| then[i] >= now[i] - tolerance)
                    && who.iter().any(|&i| then[i] > now[i] + tolerance)
            }
        }
    }

    fn changes(&self, profile: &[usize], who: &[usize]) -> Vec<Vec<usize>> {
        who.iter().fold(vec![profile.to_vec()], |profiles, &i| {
            let with = |p: Vec<usize>| {
                (0..self.choices[i].len()).map(move |k| {
                    let mut p = p.clone();
                    p[i] = k;
                    p
                })
            };
            profiles.into_iter().flat_map(with).collect()
        })
    }

    fn groups(&self, within: &[usize]) -> Vec<Vec<usize>> {
        let subset = |mask: usize| {
            (0..within.len()).filter(|k| mask >> k & 1 == 1).map(|k| within[k]).collect::<Vec<usize>>()
        };
        (1..1usize << within.len()).map(subset).collect()
    }

    /// Bernheim, Peleg & Whinston (1987), Definition 1, of the game among `who` when the others keep their
    /// part of `profile`.
    fn coalition_proof(&mut self, who: &[usize], profile: &[usize]) -> bool {
        if let Some(&known) = self.proof.get(&(who.to_vec(), profile.to_vec())) {
            return known;
        }
        let holds = self.self_enforcing(who, profile)
            && !self
                .changes(profile, who)
                .iter()
                .any(|other| self.likes(who, profile, other) && self.self_enforcing(who, other));
        self.proof.insert((who.to_vec(), profile.to_vec()), holds);
        holds
    }

    fn self_enforcing(&mut self, who: &[usize], profile: &[usize]) -> bool {
        let mut parts = self.groups(who);
        parts.pop(); // all of `who`
        parts.iter().all(|part| self.coalition_proof(part, profile))
    }

    fn equilibrium(&mut self, profile: &[usize]) -> bool {
        let everybody: Vec<usize> = (0..self.n).collect();
        if self.question.concept == Concept::CoalitionProof {
            return self.coalition_proof(&everybody, profile);
        }
        let groups = self.groups(&everybody);
        let counts = |g: &&Vec<usize>| self.question.concept == Concept::Strong || g.len() == 1;
        let mut upset = groups.iter().filter(counts);
        !upset.any(|g| self.changes(profile, g).iter().any(|to| self.likes(g, profile, to)))
    }

    fn supported(&mut self) -> BTreeSet<Vec<usize>> {
        let profiles = self.profiles();
        let stable: Vec<_> = profiles.into_iter().filter(|p| self.equilibrium(p)).collect();
        stable.iter().map(|p| self.outcome(p)).collect()
    }
}

fn found(game: &PartitionPayoffs, rule: SignUpRule, question: Question) -> BTreeSet<Vec<usize>> {
    sign_up_equilibria(game, rule, question).unwrap().structures().map(labels).collect()
}

fn questions() -> impl Iterator<Item = Question> {
    let all = |concept| IMPROVEMENTS.map(|improvement| Question { concept, improvement, tolerance: 0.0 });
    Concept::ALL.into_iter().flat_map(all)
}

/// Over all profiles, without any reduction.
#[test]
fn sign_up_equilibria_equal_their_definition() {
    let mut rng = draws::rng(6);
    let questions: Vec<Question> = questions().collect();
    for round in 0..draws::rounds(2400) {
        let n = rng.random_range(1u32..=3) as usize;
        let game = random_payoffs(&mut rng, n);
        let (rule, question) = (SignUpRule::ALL[round % 3], questions[round / 3 % 6]);
        let answer = sign_up_equilibria(&game, rule, question).unwrap();
        let supported: BTreeSet<_> = answer.structures().map(labels).collect();
        assert_eq!(StrategicForm::new(&game, rule, question).supported(), supported, "{rule}, {question}");
        answer.check(&game, 0.0).unwrap();
    }
    for question in questions {
        let (game, rule) = (random_payoffs(&mut rng, 4), SignUpRule::Open);
        assert_eq!(StrategicForm::new(&game, rule, question).supported(), found(&game, rule, question));
    }
}

/// A sign-up game in strategic form: the states are profiles of announcements, and a coalition can change those of its
/// members to anything.
struct SignUp<'a> {
    rule: SignUpRule,
    payoffs: &'a PartitionPayoffs,
}

impl Effectivity for SignUp<'_> {
    type State = Vec<Coalition>;

    fn players(&self) -> usize {
        self.payoffs.players()
    }

    fn payoffs(&self, announcements: &Vec<Coalition>) -> Result<Vec<f64>> {
        Ok(self.payoffs.payoffs(&self.rule.structure(announcements)?)?.to_vec())
    }

    fn moves(&self, announcements: &Vec<Coalition>, coalition: Coalition) -> Result<Vec<Vec<Coalition>>> {
        let mut profiles = vec![announcements.clone()];
        for i in coalition.players() {
            let strategies = self.rule.strategies(self.players(), i);
            let with = |profile: Vec<Coalition>| {
                strategies.iter().map(move |&said| {
                    let mut profile = profile.clone();
                    profile[i] = said;
                    profile
                })
            };
            profiles = profiles.into_iter().flat_map(with).collect();
        }
        Ok(profiles)
    }
}

/// Four players, Γ and Δ: all 4 096 profiles (some, for strong equilibria), tried with the deviation engine
/// on the announcements themselves.
#[test]
fn plain_announcements_support_whatever_any_do() {
    let mut rng = draws::rng(7);
    for round in 0..4 {
        let game = random_payoffs(&mut rng, 4);
        let rule = SignUpRule::ALL[round % 2];
        let sign_up = SignUp { rule, payoffs: &game };
        let everything = sign_up.moves(&rule.plain(&Partition::grand(4)), Coalition::grand(4)).unwrap();
        assert_eq!(everything.len(), 4096);
        for improvement in IMPROVEMENTS {
            for (concept, coalition_size) in [(Concept::Nash, 1), (Concept::Strong, 4)] {
                let question = Question { concept, improvement, tolerance: 0.0 };
                let found = found(&game, rule, question);
                let search = deviation::Search {
                    improvement,
                    tolerance: 0.0,
                    ..deviation::Search::up_to(coalition_size)
                };
                let plain: Vec<_> = Partition::all(4).map(|p| rule.plain(&p)).collect();
                let some = everything.iter().step_by(if concept == Concept::Nash { 1 } else { 61 });
                for profile in some.chain(&plain) {
                    let p = rule.structure(profile).unwrap();
                    let holds = deviation::stability(&sign_up, profile, &search).unwrap().is_stable();
                    let plain = *profile == rule.plain(&p);
                    assert!(!holds || found.contains(&labels(&p)), "{rule}, {question}: {p}");
                    assert!(!plain || holds == found.contains(&labels(&p)), "{rule}, {question}: {p}");
                }
            }
        }
    }
}

/// Idle promises can hold a structure together that plain announcements do not: why coalition-proof
/// equilibria of Γ and Δ take all profiles.
///
/// In `{0} {1,2} {3}` players 0 and 1 would sign together. They do not if 3 stands ready to sign with 0: then
/// 0 would leave 1 at once, so that the deviation is not self-enforcing, while 0 does not join 3 as long as 1
/// and 2 are together.
#[test]
fn coalition_proofness_may_need_idle_promises() {
    let game = PartitionPayoffs::from_fn(4, |p| {
        Ok(match p.to_string().as_str() {
            "{0} {1,2} {3}" => vec![0.0; 4],
            "{0,1} {2} {3}" => vec![1.0, 1.0, -5.0, -5.0],
            "{0,3} {1} {2}" => vec![2.0, -5.0, -5.0, -5.0],
            _ => vec![-5.0; 4],
        })
    })
    .unwrap();
    for rule in [SignUpRule::Gamma, SignUpRule::Delta] {
        let answer = sign_up_equilibria(&game, rule, Question::strict(Concept::CoalitionProof)).unwrap();
        answer.check(&game, 0.0).unwrap();
        let held = |p: &str| answer.supports.iter().find(|s| s.structure.to_string() == p).unwrap();
        let support = held("{0} {1,2} {3}");
        assert!(support.deviation.is_none() && support.announcements != rule.plain(&support.structure));
        assert!(found(&game, rule, Question::strict(Concept::Nash)).contains(&labels(&support.structure)));
        assert!(!found(&game, rule, Question::strict(Concept::Strong)).contains(&labels(&support.structure)));
        // The plain announcements are no equilibrium.
        let mut plain = answer.clone();
        let k = plain.supports.iter().position(|s| s.structure == support.structure).unwrap();
        plain.supports[k].announcements = rule.plain(&support.structure);
        assert!(plain.check(&game, 0.0).is_err());
    }
}

/// Strong equilibria are coalition-proof, and these are Nash (Bernheim, Peleg & Whinston 1987). A structure
/// that is Nash under open membership is so under Δ, where fewer deviations are open to a player; and with
/// positive externalities one that is Nash under Δ is so under Γ, which leaves the leaver a world of
/// singletons (Finus & Rundshagen 2009).
#[test]
fn relations_between_equilibria() {
    let mut rng = draws::rng(9);
    let mut proper = [0; 4];
    for _ in 0..draws::rounds(120) {
        let n = rng.random_range(2u32..=4) as usize;
        let game = random_payoffs(&mut rng, n);
        for rule in SignUpRule::ALL {
            for improvement in IMPROVEMENTS {
                let [nash, proof, strong] = Concept::ALL
                    .map(|concept| found(&game, rule, Question { concept, improvement, tolerance: 0.0 }));
                assert!(strong.is_subset(&proof) && proof.is_subset(&nash));
                proper[0] += usize::from(strong.len() < proof.len());
                proper[1] += usize::from(proof.len() < nash.len());
            }
        }
        let nash = |game: &PartitionPayoffs, rule| {
            found(game, rule, Question { tolerance: 0.0, ..Question::strict(Concept::Nash) })
        };
        let open = nash(&game, SignUpRule::Open);
        assert!(open.is_subset(&nash(&game, SignUpRule::Delta)));
        let stable = |rules: Membership| -> BTreeSet<Vec<usize>> {
            let rules = Membership { tolerance: 0.0, ..rules };
            membership::stable_structures_of_treaties(&game, rules)
                .unwrap()
                .states
                .iter()
                .map(labels)
                .collect()
        };
        assert_eq!(stable(Membership::open()), open);
        // Who may be refused moves less; unanimity refuses most.
        let majority = stable(Membership { admission: Admission::Majority, ..Membership::open() });
        assert!(open.is_subset(&majority) && majority.is_subset(&stable(Membership::exclusive())));
        assert!(stable(Membership::exclusive()).is_subset(&nash(&game, SignUpRule::Delta)));
        let apart = Membership { reaction: Reaction::Gamma, ..Membership::exclusive() };
        assert!(stable(apart).is_subset(&nash(&game, SignUpRule::Gamma)));
        // Public-goods externalities: outsiders gain when blocs merge.
        let merged = |p: &Partition, i: usize| {
            let own = p.bloc_of(i).unwrap();
            p.blocs().iter().filter(|&&b| b != own).map(|b| b.len() * b.len()).sum::<usize>() as f64
        };
        let (a, b) = (f64::from(rng.random_range(0..=3u32)), rng.random_range(-6..=6i32));
        let own: Vec<f64> = (0..1 << n).map(|_| f64::from(rng.random_range(-8..=8i32))).collect();
        let positive = PartitionPayoffs::from_fn(n, |p| {
            let each = |i| a * merged(p, i) + own[p.bloc_of(i).unwrap().index()] + f64::from(b);
            Ok((0..n).map(each).collect())
        })
        .unwrap();
        let (gamma, delta) = (nash(&positive, SignUpRule::Gamma), nash(&positive, SignUpRule::Delta));
        assert!(delta.is_subset(&gamma));
        proper[2] += usize::from(delta.len() < gamma.len());
        proper[3] += usize::from(open.len() < nash(&game, SignUpRule::Delta).len());
    }
    assert!(proper.iter().all(|&count| count > 3), "the inclusions were all equalities: {proper:?}");
}

#[test]
fn single_treaty_equilibria() {
    let mut rng = draws::rng(10);
    for _ in 0..draws::rounds(2000) {
        let n = rng.random_range(1u32..=4) as usize;
        let table = random_treaty(&mut rng, n);
        let payoffs = |s: Coalition| Ok(table[s.index()].clone());
        let stay = Membership { ties: Ties::Stay, tolerance: 0.0, ..Membership::open() };
        for improvement in IMPROVEMENTS {
            let of = |concept| {
                let question = Question { concept, improvement, tolerance: 0.0 };
                let verdicts = treaty_equilibria(n, question, payoffs).unwrap();
                let mut stable = BTreeSet::new();
                for (mask, verdict) in verdicts.iter().enumerate() {
                    assert_eq!(verdict.state.index(), mask);
                    verdict.check(payoffs, 0.0).unwrap();
                    let mut lie = verdict.clone();
                    match lie.deviations.first_mut() {
                        Some(deviation) => deviation.gains[0] += 1.0,
                        None => {
                            stable.insert(verdict.state);
                            let leaves =
                                Deviation { coalition: verdict.state, to: verdict.state, gains: vec![] };
                            lie.deviations = vec![leaves];
                        }
                    }
                    assert!(lie.check(payoffs, 0.0).is_err());
                    if !verdict.is_stable() {
                        lie.deviations.clear();
                        assert!(lie.check(payoffs, 0.0).is_err());
                    }
                }
                stable
            };
            let [nash, proof, strong] = Concept::ALL.map(of);
            let stable = membership::treaty_stability_of_all(n, stay, payoffs).unwrap();
            assert!(stable.iter().filter(|v| v.is_stable()).map(|v| v.state).eq(nash.iter().copied()));
            assert!(strong.is_subset(&proof) && proof.is_subset(&nash));
            let likes = |from: usize, to: usize, who: usize| {
                let gains = (0..n).filter(|i| who >> i & 1 == 1).map(|i| table[to][i] - table[from][i]);
                improvement.accepts(gains, 0.0)
            };
            let upset = |s: usize| {
                (1..1usize << n)
                    .any(|who| (0..1usize << n).any(|to| (s ^ to) & !who == 0 && likes(s, to, who)))
            };
            let by_definition =
                (0..1usize << n).filter(|&s| !upset(s)).map(|s| Coalition::from_mask(s as u64));
            assert!(by_definition.eq(strong));
        }
    }
}

#[test]
fn false_equilibria_are_refused() {
    let mut rng = draws::rng(11);
    let mut refused = 0;
    for round in 0..200 {
        let game = random_payoffs(&mut rng, 3);
        let rule = SignUpRule::ALL[round % 3];
        for concept in Concept::ALL {
            let answer = sign_up_equilibria(&game, rule, Question::strict(concept)).unwrap();
            let refuse = |change: &dyn Fn(&mut SignUpEquilibria) -> bool| {
                let mut lie = answer.clone();
                usize::from(change(&mut lie) && lie.check(&game, 0.0).is_err())
            };
            let unstable = |e: &mut SignUpEquilibria| e.supports.iter().position(|s| s.deviation.is_some());
            // Called stable; other gains; another coalition; another target.
            let lies: [&dyn Fn(&mut SignUpEquilibria) -> bool; 4] = [
                &|e| unstable(e).map(|k| e.supports[k].deviation = None).is_some(),
                &|e| unstable(e).map(|k| e.supports[k].deviation.as_mut().unwrap().gains[0] += 1.0).is_some(),
                &|e| {
                    let deviation = e.supports.iter_mut().find_map(|s| s.deviation.as_mut());
                    deviation.map(|d| d.coalition = Coalition::EMPTY).is_some()
                },
                &|e| unstable(e).map(|k| e.supports.swap(k, (k + 1) % 5)).is_some(),
            ];
            if answer.supports.iter().any(|s| s.deviation.is_some()) {
                let count: usize = lies.iter().map(|lie| refuse(lie)).sum();
                assert_eq!(count, lies.len());
                refused += count;
            }
        }
    }
    assert!(refused > 1000);
}

/// Renaming the players renames the equilibria; scaling and shifting payoffs changes nothing.
#[test]
fn equilibria_are_covariant() {
    let mut rng = draws::rng(12);
    for round in 0..40 {
        let n = 4;
        let game = random_payoffs(&mut rng, n);
        let mut order: Vec<usize> = (0..n).collect();
        (1..n).for_each(|k| order.swap(k, rng.random_range(0..=k as u32) as usize));
        let rename = |p: &Partition| {
            let bloc = |b: &Coalition| b.players().map(|i| order[i]).collect();
            Partition::new(n, p.blocs().iter().map(bloc)).unwrap()
        };
        let rows: BTreeMap<Partition, Vec<f64>> = game
            .iter()
            .map(|(p, row)| {
                let mut renamed = vec![0.0; n];
                (0..n).for_each(|i| renamed[order[i]] = 4.0 * row[i] - 8.0);
                (rename(&p), renamed)
            })
            .collect();
        let other = PartitionPayoffs::from_fn(n, |p| Ok(rows[p].clone())).unwrap();
        let rule = SignUpRule::ALL[round % 3];
        for concept in Concept::ALL {
            let of =
                |game: &PartitionPayoffs| sign_up_equilibria(game, rule, Question::strict(concept)).unwrap();
            let renamed: BTreeSet<Partition> = of(&game).structures().map(rename).collect();
            assert_eq!(renamed, of(&other).structures().cloned().collect());
        }
        let rules = Membership { tolerance: 0.0, ..random_rules(&mut rng) };
        let of =
            |game: &PartitionPayoffs| membership::stable_structures_of_treaties(game, rules).unwrap().states;
        assert_eq!(of(&game).iter().map(rename).collect::<BTreeSet<_>>(), of(&other).into_iter().collect());
    }
}

/// Linear Cournot oligopoly, `1/(k+1)²` for each of `k` cartels, shared equally: from three firms on, open
/// membership leaves no cartel, and two firms merge. A member of a cartel of `s` leaves if `s (k+1)² >
/// (k+2)²`, which is so for all `s ≥ 2`, `k ≥ 2` (and for the grand coalition if `4 n > 9`); two firms alone
/// merge if `(k+1)² > 2 k²`, `k ≤ 2`. Yi (1997), output cartels.
#[test]
fn cournot_cartels_under_open_membership() {
    for n in 2..=16 {
        let worth = |_: usize, p: &SizeStructure| Ok(Fraction::ratio(1, (p.sizes().len() as i64 + 1).pow(2)));
        let game = SymmetricGame::new(n, worth).unwrap();
        let rules = Membership { tolerance: 0.0, ..Membership::open() };
        let stable = membership::stable_sizes_of_treaties(&game, rules).unwrap().states;
        let expected = if n == 2 { vec![2] } else { vec![1; n] };
        assert_eq!(stable, [SizeStructure::new(expected).unwrap()], "n = {n}");
    }
    let worth = |_: usize, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2));
    let stable =
        membership::stable_sizes_of_treaties(&SymmetricGame::new(30, worth).unwrap(), Membership::open())
            .unwrap();
    assert_eq!((stable.states, stable.searched), (vec![SizeStructure::new([1; 30]).unwrap()], 5604));
}

/// Blocs in a contest for a prize of 1: a bloc is worth `1/k²` if there are `k`. The grand coalition holds
/// against a single leaver if and only if `1/n ≥ 1/4`, with a tie at four.
#[test]
fn contest_blocs() {
    let worth = |_: usize, p: &SizeStructure| Ok(Fraction::ratio(1, (p.sizes().len() as i64).pow(2)));
    for n in 2..=10 {
        let game = SymmetricGame::new(n, worth).unwrap();
        let grand = SizeStructure::new([n]).unwrap();
        for (ties, last) in [(Ties::Stay, 4), (Ties::Move, 3)] {
            let rules = Membership { ties, tolerance: 0.0, ..Membership::open() };
            let stable = membership::stable_sizes_of_treaties(&game, rules).unwrap().states;
            assert_eq!(stable.contains(&grand), n <= last);
        }
    }
}

/// Linear benefits and quadratic costs: a bloc of `s` abates `s` each, so `π_i(P) = Σ_T |T|² − |T_i|²/2`. One
/// treaty among singletons: sizes 2 (by a tie) and 3 (Carraro & Siniscalco 1993; Barrett 1994, §4).
#[test]
fn abatement_treaties() {
    let payoff = |s: usize, p: &SizeStructure| {
        p.sizes().iter().map(|t| t * t).sum::<usize>() as f64 - (s * s) as f64 / 2.0
    };
    for n in 3..=30 {
        let sizes = |k: usize| {
            let blocs = std::iter::once(k).filter(|&k| k > 0).chain(std::iter::repeat_n(1, n - k));
            SizeStructure::new(blocs).unwrap()
        };
        let by_size = |k: usize| Ok((payoff(k, &sizes(k)), if k < n { payoff(1, &sizes(k)) } else { 0.0 }));
        for (ties, stable) in [(Ties::Stay, vec![2, 3]), (Ties::Move, vec![])] {
            let convention = Membership { ties, tolerance: 0.0, ..Membership::open() };
            let mut found = membership::stable_sizes(n, convention, by_size).unwrap();
            found.retain(|&k| k > 1); // a treaty of one is nobody's: 0 and 1 tie
            assert_eq!(found, stable, "n = {n}");
        }
    }
    // Symmetric players gain nothing by transfers.
    let payoffs = |s: Coalition| {
        let k = sizes_of(s, 6);
        Ok((0..6).map(|i| payoff(if s.contains(i) { s.len() } else { 1 }, &k)).collect())
    };
    let stable = |v: &membership::Sharing| Some(v.signatories.len()).filter(|&k| k > 1 && v.is_stable());
    let with = membership::transfer_stability_of_all(6, Membership::default(), &[1.0; 6], payoffs).unwrap();
    assert_eq!(with.iter().filter_map(stable).collect::<BTreeSet<_>>(), BTreeSet::from([2, 3]));
}

fn sizes_of(s: Coalition, n: usize) -> SizeStructure {
    let p = Partition::one_bloc(n, s).unwrap();
    SizeStructure::new(p.blocs().iter().map(|b| b.len())).unwrap()
}

#[test]
fn threads_do_not_show() {
    let mut rng = draws::rng(13);
    let game = random_payoffs(&mut rng, 4);
    let all = || {
        let of = |rule| Concept::ALL.map(|c| sign_up_equilibria(&game, rule, Question::strict(c)).unwrap());
        (
            SignUpRule::ALL.map(of),
            membership::stable_structures_of_treaties(&game, Membership::open()).unwrap(),
        )
    };
    let here = all();
    #[cfg(feature = "parallel")]
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(all), here);
    }
    let text = serde_json::to_string(&here.0[0][0]).unwrap();
    assert_eq!(serde_json::from_str::<SignUpEquilibria>(&text).unwrap(), here.0[0][0]);
}

#[test]
fn hostile_input() {
    let fine = Membership::default();
    let zero = |n: usize| move |_: Coalition| Ok(vec![0.0; n]);
    let s = Coalition::from_mask(1);
    assert!(membership::transfer_stability(0, Coalition::EMPTY, fine, &[], zero(0)).is_err());
    assert!(membership::transfer_stability(2, Coalition::from_mask(4), fine, &[1.0; 2], zero(2)).is_err());
    assert!(membership::transfer_stability(2, s, fine, &[1.0], zero(2)).is_err());
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(membership::transfer_stability(2, s, fine, &[1.0, bad], zero(2)).is_err());
    }
    assert!(membership::transfer_stability(2, s, fine, &[1.0; 2], |_| Ok(vec![f64::NAN; 2])).is_err());
    assert!(membership::transfer_stability_of_all(40, fine, &[1.0; 40], zero(40)).is_err());
    assert!(membership::transfer_stability(2, s, Membership::exclusive(), &[1.0; 2], zero(2)).is_err());
    let apart = Membership { reaction: Reaction::Gamma, ..fine };
    assert!(membership::treaty_stability(2, s, apart, zero(2)).is_err());
    assert!(membership::transfer_stability(2, s, apart, &[1.0; 2], zero(2)).is_err());
    assert!(membership::stable_sizes(2, apart, |_| Ok((0.0, 0.0))).is_err());
    let p = Partition::grand(3);
    for tolerance in [-1.0, f64::NAN] {
        let rules = Membership { tolerance, ..Membership::open() };
        assert!(membership::structure_stability(&p, rules, |_| Ok(vec![0.0; 3])).is_err());
        let question = Question { tolerance, ..Question::strict(Concept::Nash) };
        assert!(treaty_equilibria(3, question, zero(3)).is_err());
    }
    assert!(membership::structure_stability(&p, Membership::open(), |_| Ok(vec![0.0; 2])).is_err());
    assert!(membership::structure_stability(&p, Membership::open(), |_| Ok(vec![f64::INFINITY; 3])).is_err());
    let symmetric = SymmetricGame::new(61, |_, _: &SizeStructure| Ok(0.0)).unwrap();
    assert!(membership::stable_sizes_of_treaties(&symmetric, Membership::open()).is_err());
    let three = SymmetricGame::new(3, |_, _: &SizeStructure| Ok(0.0)).unwrap();
    let negative = Membership { tolerance: -1.0, ..Membership::open() };
    assert!(membership::stable_sizes_of_treaties(&three, negative).is_err());
    for n in [0, 11, usize::MAX] {
        assert!(treaty_equilibria(n, Question::strict(Concept::Strong), zero(0)).is_err());
    }
    let six = PartitionPayoffs::from_fn(6, |_| Ok(vec![0.0; 6])).unwrap();
    assert!(sign_up_equilibria(&six, SignUpRule::Delta, Question::strict(Concept::CoalitionProof)).is_err());
    assert!(sign_up_equilibria(&six, SignUpRule::Open, Question::strict(Concept::CoalitionProof)).is_ok());
}
