//! Learning: exact long runs against closed forms, brute force and each other.

use crate::common::draws;
use crate::common::errors::assert_names as refused;
use comity::game::{Fraction, Value};
use comity::simulate::{Engine, Process, Year};
use comity::solve::learning::{
    Attractions, BirthDeath, Population, imitation, logit, logit_law, stationary_law,
};
use comity::{Result, Stream};
use proptest::prelude::*;

fn ratio(p: i64, q: i64) -> Fraction {
    Fraction::ratio(p, q)
}

fn whole(payoffs: [[i64; 2]; 2]) -> [[Fraction; 2]; 2] {
    payoffs.map(|row| row.map(|x| ratio(x, 1)))
}

const STAG_HUNT: [[i64; 2]; 2] = [[4, 0], [3, 2]];

// A8: logit learning in a potential game is Gibbs' law (Blume 1993).
#[test]
fn logit_learning_in_the_stag_hunt_is_gibbs() {
    let payoff = |i: usize, s: &[usize]| STAG_HUNT[s[i]][s[1 - i]] as f64;
    let law = logit_law(&[2, 2], payoff, 1.0).unwrap();
    let potential = [1.0_f64, 0.0, 0.0, 2.0];
    let total: f64 = potential.iter().map(|p| p.exp()).sum();
    for (share, p) in law.iter().zip(potential) {
        assert!((share - p.exp() / total).abs() < 1e-12);
    }
    for (share, printed) in law.iter().zip([0.224515, 0.082595, 0.082595, 0.610296]) {
        assert!((share - printed).abs() < 5e-7);
    }
}

// A9: best replies with mutation (Kandori, Mailath & Rob 1993).
#[test]
fn best_replies_with_mutation_select_the_hare_exactly() {
    let population = Population::new(whole(STAG_HUNT), 5).unwrap();
    for (mutation, hare) in [(ratio(1, 10), ratio(6859, 9320)), (ratio(1, 100), ratio(7880599, 8121200))] {
        let law = population.best_replies(mutation).unwrap().stationary().unwrap();
        assert_eq!(law[0], hare);
        assert_eq!(law.iter().sum::<Fraction>(), ratio(1, 1));
    }
    let floats = Population::new(STAG_HUNT.map(|row| row.map(|x| x as f64)), 5).unwrap();
    let law = floats.best_replies(0.1).unwrap().stationary().unwrap();
    assert!((law[0] - 6859.0 / 9320.0).abs() < 1e-12);
}

// A10: fixation under selection and imitation.
#[test]
fn mutants_take_over_as_often_as_published() {
    let twice = Population::new(whole([[2, 2], [1, 1]]), 10).unwrap();
    assert_eq!(twice.moran(ratio(1, 1)).unwrap().fixation(1).unwrap(), ratio(512, 1023));
    let weak = |payoffs: [[i64; 2]; 2]| {
        let population = Population::new(whole(payoffs), 20).unwrap();
        population.moran(ratio(1, 10)).unwrap().fixation(1).unwrap().to_f64()
    };
    assert!((weak(STAG_HUNT) - 0.0169555).abs() < 5e-8);
    assert!((weak([[30, 9], [14, 10]]) - 0.1073380).abs() < 5e-8); // tit for tat among defectors, ten rounds
    let dilemma = Population::new([[1.0, -1.0], [2.0, 0.0]], 10).unwrap();
    let cooperator = dilemma.imitation(1.0).unwrap().fixation(1).unwrap();
    assert!((cooperator / 1.17819e-5 - 1.0).abs() < 5e-6);
    // By the closed form, to the last digits.
    let (mut sum, mut product) = (1.0, 1.0);
    for k in 1..10 {
        let k = f64::from(k);
        let (own, other) = ((k - 1.0 - (10.0 - k)) / 9.0, 2.0 * k / 9.0);
        product *= (other - own).exp();
        sum += product;
    }
    assert!((cooperator * sum - 1.0).abs() < 1e-12);
}

/// The chain of a population by the definitions: who is copied or compared, who goes.
fn selection(payoffs: [[i64; 2]; 2], n: i64, w: &Fraction) -> BirthDeath<Fraction> {
    let one = ratio(1, 1);
    let fitness = |own: usize, zeros: i64, ones: i64| {
        let mean = ratio(payoffs[own][0] * zeros + payoffs[own][1] * ones, n - 1);
        &one - w + w * mean
    };
    let chances = (0..=n).map(|k| {
        if k == 0 || k == n {
            return (ratio(0, 1), ratio(0, 1));
        }
        let zeros = ratio(k, 1) * fitness(0, k - 1, n - k);
        let ones = ratio(n - k, 1) * fitness(1, k, n - k - 1);
        let all = &zeros + &ones;
        (zeros / &all * ratio(n - k, n), ones / &all * ratio(k, n))
    });
    let (up, down) = chances.unzip();
    BirthDeath::new(up, down).unwrap()
}

// A10 over fractions: the chain is that of the definitions, and the published decimals are those of exact fractions.
#[test]
fn selection_is_by_its_definition_exactly() {
    for (payoffs, n) in [(STAG_HUNT, 20), ([[30, 9], [14, 10]], 20), ([[2, 2], [1, 1]], 10)] {
        let (w, population) = (ratio(1, 10), Population::new(whole(payoffs), n as usize).unwrap());
        let chain = selection(payoffs, n, &w);
        assert_eq!(population.moran(w).unwrap(), chain);
        let fixation: Vec<Fraction> = (0..=n as usize).map(|k| chain.fixation(k).unwrap()).collect();
        assert_eq!((&fixation[0], &fixation[n as usize]), (&ratio(0, 1), &ratio(1, 1)));
        // The closed form of Nowak et al. (2004).
        let steps = |k: usize| {
            let mut sum = ratio(1, 1);
            let mut product = ratio(1, 1);
            for i in 1..k as i64 {
                let value = |own: usize, zeros: i64, ones: i64| {
                    let mean = ratio(payoffs[own][0] * zeros + payoffs[own][1] * ones, n - 1);
                    ratio(9, 10) + ratio(1, 10) * mean
                };
                product *= value(1, i, n - i - 1) / value(0, i - 1, n - i);
                sum += product.clone();
            }
            sum
        };
        for (k, chance) in fixation.iter().enumerate().skip(1) {
            assert_eq!(chance * steps(n as usize), steps(k));
        }
    }
}

proptest! {
    #![proptest_config(draws::cases(64))]

    // Detailed balance, elimination and powers of the matrix agree.
    #[test]
    fn a_chain_on_a_line_is_a_chain(
        chances in prop::collection::vec((0.05..0.5, 0.05..0.5), 2..7),
        k in 0usize..7,
    ) {
        let m = chances.len();
        let up: Vec<f64> = (0..m).map(|j| if j + 1 == m { 0.0 } else { chances[j].0 }).collect();
        let down: Vec<f64> = (0..m).map(|j| if j == 0 { 0.0 } else { chances[j].1 }).collect();
        let line = BirthDeath::new(up.clone(), down.clone()).unwrap();
        let mut p = vec![vec![0.0; m]; m];
        for j in 0..m {
            if j + 1 < m { p[j][j + 1] = up[j]; }
            if j > 0 { p[j][j - 1] = down[j]; }
            p[j][j] = 1.0 - up[j] - down[j];
        }
        let (short, long) = (line.stationary().unwrap(), stationary_law(&p).unwrap());
        for j in 0..m {
            prop_assert!((short[j] - long[j]).abs() < 1e-12);
            let into: f64 = (0..m).map(|i| long[i] * p[i][j]).sum();
            prop_assert!((into - long[j]).abs() < 1e-14);
        }
        // Fixation by iteration of the harmonic equation.
        let k = k.min(m - 1);
        let mut chance: Vec<f64> = (0..m).map(|j| f64::from(j + 1 == m)).collect();
        for _ in 0..20_000 {
            let now = chance.clone();
            for j in 1..m - 1 {
                chance[j] = up[j] * now[j + 1] + down[j] * now[j - 1] + (1.0 - up[j] - down[j]) * now[j];
            }
        }
        prop_assert!((line.fixation(k).unwrap() - chance[k]).abs() < 1e-9);
    }

    // Over fractions the balance is exact, transient states have no share.
    #[test]
    fn laws_over_fractions_balance_exactly(weights in prop::collection::vec(prop::collection::vec((0i64..6).prop_map(|w| (w - 2).max(0)), 5), 5)) {
        prop_assume!(weights.iter().all(|row| row.iter().sum::<i64>() > 0));
        let share = |row: &Vec<i64>| row.iter().map(|w| ratio(*w, row.iter().sum())).collect();
        let rows: Vec<Vec<Fraction>> = weights.iter().map(share).collect();
        let Ok(law) = stationary_law(&rows) else { return Ok(()) };
        prop_assert_eq!(law.iter().sum::<Fraction>(), ratio(1, 1));
        for y in 0..5 {
            let into: Fraction = (0..5).map(|x| &law[x] * &rows[x][y]).sum();
            prop_assert_eq!(&into, &law[y]);
        }
    }

    // Any game with an exact potential: Gibbs' law over its profiles, whatever else a player's payoff depends on.
    #[test]
    fn potential_games_are_gibbs(
        potential in prop::collection::vec(-2.0..2.0f64, 12),
        others in prop::collection::vec(-5.0..5.0f64, 36),
        noise in 0.3..3.0f64,
    ) {
        let sizes = [2, 3, 2];
        let number = |s: &[usize]| (s[0] * 3 + s[1]) * 2 + s[2];
        let payoff = |i: usize, s: &[usize]| {
            let mut without = s.to_vec();
            without[i] = 0;
            potential[number(s)] + others[12 * i + number(&without)]
        };
        let law = logit_law(&sizes, payoff, noise).unwrap();
        let total: f64 = potential.iter().map(|p| (p / noise).exp()).sum();
        for (share, p) in law.iter().zip(&potential) {
            prop_assert!((share - (p / noise).exp() / total).abs() < 1e-12);
        }
    }

    // With full weight on forgone payoffs and one memory, attractions are the payoffs expected under the beliefs of
    // weighted fictitious play; with none, averages of what was received.
    #[test]
    fn attractions_nest_fictitious_play_and_averages(
        payoffs in prop::collection::vec(-3.0..3.0f64, 6),
        seen in prop::collection::vec((0usize..3, 0usize..2), 1..20),
        memory in 0.1..1.0f64,
    ) {
        let payoff = |own: usize, other: usize| payoffs[2 * other + own];
        let fictitious = Attractions { memory, observations: memory, forgone: 1.0 };
        let averaging = Attractions { memory, observations: memory, forgone: 0.0 };
        let (mut a, mut n) = (vec![0.0; 2], 0.0);
        let (mut b, mut m) = (vec![0.0; 2], 0.0);
        let (mut counts, mut received, mut weight) = ([0.0; 3], [0.0; 2], 0.0);
        for (other, own) in seen {
            let all = [payoff(0, other), payoff(1, other)];
            fictitious.update(&mut a, &mut n, &all, own);
            averaging.update(&mut b, &mut m, &all, own);
            counts.iter_mut().for_each(|c| *c *= memory);
            counts[other] += 1.0;
            received.iter_mut().for_each(|r| *r *= memory);
            received[own] += all[own];
            weight = memory * weight + 1.0;
        }
        let total: f64 = counts.iter().sum();
        for own in 0..2 {
            let expected: f64 = (0..3).map(|other| counts[other] / total * payoff(own, other)).sum();
            prop_assert!((a[own] - expected).abs() < 1e-10);
            prop_assert!((b[own] - received[own] / weight).abs() < 1e-10);
        }
    }

    #[test]
    fn choices_are_chances(payoffs in prop::collection::vec(-1e3..1e3f64, 1..6), noise in 0.0..1e3f64) {
        let chances = logit(&payoffs, noise);
        prop_assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(chances.iter().all(|c| (0.0..=1.0).contains(c)));
        let best = payoffs.iter().copied().fold(f64::MIN, f64::max);
        let greatest = chances.iter().copied().fold(0.0, f64::max);
        prop_assert!(payoffs.iter().zip(&chances).any(|(p, c)| *p == best && *c == greatest));
        if payoffs.len() > 1 {
            let (own, other) = (payoffs[0], payoffs[1]);
            let both = imitation(own, other, noise) + imitation(other, own, noise);
            prop_assert!((both - 1.0).abs() < 1e-12);
        }
    }
}

/// Two players of the stag hunt, of whom one reconsiders per year.
struct Hunt;

impl Process for Hunt {
    type State = [usize; 2];

    fn begin(&self, _: u64) -> Result<[usize; 2]> {
        Ok([0, 0])
    }
}

fn reconsider(year: &Year<'_, Hunt>, next: &mut [usize; 2]) -> Result<()> {
    let i = usize::from(year.draw("who").uniform() < 0.5);
    let payoffs = [0, 1].map(|own| STAG_HUNT[own][year.present()[1 - i]] as f64);
    next[i] = usize::from(year.draw("what").uniform() >= logit(&payoffs, 1.0)[0]);
    Ok(())
}

// The engine under a rule of learning spends its years as the exact law says.
#[test]
fn years_of_learning_have_the_exact_long_run() {
    let engine = Engine::of(Hunt).phase("reconsider", reconsider).years(60).seed(3);
    let ends = engine.ensemble(4000, |end| Ok(2 * end[0] + end[1])).unwrap();
    let law = logit_law(&[2, 2], |i, s| STAG_HUNT[s[i]][s[1 - i]] as f64, 1.0).unwrap();
    for (profile, share) in law.into_iter().enumerate() {
        let seen = ends.iter().filter(|end| **end == profile).count() as f64 / 4000.0;
        let error = (share * (1.0 - share) / 4000.0).sqrt();
        assert!((seen - share).abs() < 4.5 * error, "{profile}: {seen}, {share} ± {error}");
    }
}

/// A population of the prisoners' dilemma in which a player imitates another.
struct Village(usize);

/// Who cooperates.
type Cooperators = Vec<bool>;

impl Process for Village {
    type State = Cooperators;

    fn begin(&self, seed: u64) -> Result<Cooperators> {
        let first = (Stream::new(seed, "mutant").uniform() * self.0 as f64) as usize;
        Ok((0..self.0).map(|i| i == first).collect())
    }
}

fn imitate(year: &Year<'_, Village>, next: &mut Cooperators) -> Result<()> {
    let (now, n) = (year.present(), year.present().len());
    let i = (year.draw("who").uniform() * n as f64) as usize;
    let j = (i + 1 + (year.draw("whom").uniform() * (n - 1) as f64) as usize) % n;
    let payoff = |k: usize| {
        let others = now.iter().enumerate().filter(|(l, _)| *l != k).map(|(_, with)| f64::from(*with));
        2.0 * others.sum::<f64>() / (n - 1) as f64 - f64::from(now[k])
    };
    if year.draw("adopt").uniform() < imitation(payoff(i), payoff(j), 5.0) {
        next[i] = now[j];
    }
    Ok(())
}

#[test]
fn villages_are_taken_over_as_often_as_the_chain_says() {
    let engine = Engine::of(Village(4)).phase("imitate", imitate).years(400).seed(8);
    let taken = engine.ensemble(4000, |end| Ok(end.iter().all(|x| *x))).unwrap();
    let population = Population::new([[1.0, -1.0], [2.0, 0.0]], 4).unwrap();
    let chance = population.imitation(5.0).unwrap().fixation(1).unwrap();
    let seen = taken.iter().filter(|x| **x).count() as f64 / 4000.0;
    let error = (chance * (1.0 - chance) / 4000.0).sqrt();
    assert!((seen - chance).abs() < 4.5 * error, "{seen}, {chance} ± {error}");
}

// As noise vanishes the profile of greatest potential, here the risk-dominant one, is all that is left; a large
// population under best replies agrees.
#[test]
fn vanishing_noise_leaves_the_risk_dominant_convention() {
    let payoff = |i: usize, s: &[usize]| STAG_HUNT[s[i]][s[1 - i]] as f64;
    assert!(logit_law(&[2, 2], payoff, 0.05).unwrap()[3] > 1.0 - 1e-8);
    let floats = STAG_HUNT.map(|row| row.map(|x| x as f64));
    let law = Population::new(floats, 5000).unwrap().best_replies(0.001).unwrap().stationary().unwrap();
    assert!(law.iter().all(|x| x.is_finite()));
    assert!(law[..10].iter().sum::<f64>() > 0.9 && (law.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn what_is_wrong_is_told() {
    refused(Population::new([[1.0, 0.0], [0.0, 1.0]], 1), &["size is 1", "2.."]);
    refused(Population::new([[f64::NAN, 0.0], [0.0, 1.0]], 4), &["payoff is NaN"]);
    let population = Population::new([[1.0, 0.0], [0.0, -2.0]], 4).unwrap();
    refused(population.best_replies(1.5), &["mutation is 1.5", "0..1"]);
    refused(population.best_replies(f64::NAN), &["mutation is NaN"]);
    refused(population.best_replies(0.0).unwrap().stationary(), &["stationary law", "above 0"]);
    refused(population.moran(1.0), &["fitness", "above 0"]);
    refused(population.imitation(-1.0), &["noise is -1"]);
    refused(population.imitation(f64::NAN), &["noise is NaN"]);
    refused(population.imitation(1.0).unwrap().stationary(), &["above 0"]);
    refused(population.imitation(1.0).unwrap().fixation(5), &["count is 5", "0..4"]);
    refused(BirthDeath::new(vec![0.5], vec![0.5]), &["two or more"]);
    refused(BirthDeath::new(vec![0.7, 0.0], vec![0.0, f64::NAN]), &["chances at 1"]);
    refused(BirthDeath::new(vec![0.7, 0.1], vec![0.0, 0.5]), &["chances at the ends"]);
    refused(stationary_law(&[vec![1.0, 0.0], vec![0.0, 1.0]]), &["recurrent classes is 2"]);
    refused(stationary_law(&[vec![0.5, 0.0]]), &["row 0"]);
    refused(stationary_law::<f64>(&[]), &["recurrent classes is 0"]);
    refused(logit_law(&[2, 0], |_, _| 0.0, 1.0), &["strategies", "1024"]);
    refused(logit_law(&[1025], |_, _| 0.0, 1.0), &["1024"]);
    refused(logit_law(&[2], |_, _| 0.0, 0.0), &["noise is 0"]);
    refused(logit_law(&[2], |_, _| f64::INFINITY, 1.0), &["payoff of player 0", "inf"]);
    assert_eq!(logit_law(&[], |_, _| 0.0, 1.0).unwrap(), [1.0]);
    assert!(Attractions { memory: 0.9, observations: 1.1, forgone: 0.0 }.check().is_err());
    assert_eq!(logit(&[], 1.0), [0.0; 0]);
    assert_eq!(logit(&[f64::NAN, 1.0], 1.0), [0.0, 1.0]);
    assert_eq!(logit(&[f64::NAN], 1.0), [1.0]);
    assert_eq!(logit(&[1.0, 2.0], f64::INFINITY), [0.5, 0.5]);
}
