//! Re-checks equilibria of sequential bargaining, from the definitions: who would propose or accept something
//! else, and whether values are what the strategies come to.

use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{TuGame, Value};
use crate::solve::bargaining::{
    CoalitionalEquilibrium, Divisions, MajorityEquilibrium, NextProposer, Residual, Stage, Terms,
};
use crate::solve::certified::{Certified, fails};

const CLAIM: &str = "stationary equilibrium of bargaining";

impl<V: Value> Certified<(&V, &[V], NextProposer)> for Divisions<V> {
    /// That each division is of the whole pie, leaves nobody with less than nothing, and gives each but the
    /// proposer exactly its discounted share in the next, within `tolerance` times the pie.
    fn check(&self, (pie, discounts, next): (&V, &[V], NextProposer), tolerance: f64) -> Result<()> {
        divisions(pie, discounts, next, self, tolerance)
    }
}

impl<V: Value> Certified<&Terms<V>> for MajorityEquilibrium<V> {
    /// That everybody accepts its discounted value, each proposer buys the `q − 1` cheapest votes of others
    /// and no dearer one, and values are the expected payoffs, within `tolerance` times the pie.
    fn check(&self, terms: &Terms<V>, tolerance: f64) -> Result<()> {
        majority(terms, self, tolerance)
    }
}

impl<V: Value> Certified<(&TuGame<V>, &Terms<V>)> for CoalitionalEquilibrium<V> {
    /// That, in every stage, everybody accepts its discounted continuation value, nobody who is ever
    /// recognised could propose something better for itself or would rather wait (wait only if nothing is
    /// better), and values are the expected payoffs. `O(n 2^n)`, `O(n 3^n)` where those outside a deal go on.
    fn check(&self, (game, terms): (&TuGame<V>, &Terms<V>), tolerance: f64) -> Result<()> {
        random_proposer(game, terms, self, tolerance)
    }
}

impl<V: Value> Certified<(&V, &[V], &V, &Terms<V>)> for CoalitionalEquilibrium<V> {
    /// As for random proposers: outsiders get nothing, and nobody has anything alone.
    fn check(&self, (pie, weights, quota, terms): (&V, &[V], &V, &Terms<V>), tolerance: f64) -> Result<()> {
        weighted_majority((pie, weights, quota), terms, self, tolerance)
    }
}

impl<V: Value> Certified<(&TuGame<V>, &Terms<V>, &[usize])> for CoalitionalEquilibrium<V> {
    /// As for random proposers; values are payoffs when the first free player of the order proposes.
    fn check(&self, (game, terms, order): (&TuGame<V>, &Terms<V>, &[usize]), tolerance: f64) -> Result<()> {
        rejector_proposes(game, terms, order, self, tolerance)
    }
}

fn divisions<V: Value>(
    pie: &V,
    discounts: &[V],
    next: NextProposer,
    found: &Divisions<V>,
    tolerance: f64,
) -> Result<()> {
    let n = discounts.len();
    let near = |a: &V, b: &V| (a.clone() - b.clone()).abs().to_f64() <= tolerance * pie.to_f64();
    if found.by_proposer.len() != n || found.by_proposer.iter().any(|row| row.len() != n) {
        return Err(fails(CLAIM, format!("not {n} divisions among {n} players")));
    }
    for (j, division) in found.by_proposer.iter().enumerate() {
        let total = division.iter().fold(V::zero(), |sum, x| sum + x.clone());
        if !near(&total, pie) {
            return Err(fails(CLAIM, format!("{j} divides {total} of {pie}")));
        }
        for k in (0..n).filter(|&k| k != j) {
            let then = if next == NextProposer::InTurn { (j + 1) % n } else { k };
            let least = discounts[k].clone() * found.by_proposer[then][k].clone();
            if !near(&division[k], &least) {
                return Err(fails(CLAIM, format!("{j} gives {k} {}, which accepts {least}", division[k])));
            }
        }
        if let Some(k) = (0..n).find(|&k| division[k].to_f64() < -tolerance * pie.to_f64()) {
            return Err(fails(CLAIM, format!("{j} leaves {k} with {}", division[k])));
        }
    }
    Ok(())
}

fn majority<V: Value>(terms: &Terms<V>, found: &MajorityEquilibrium<V>, tolerance: f64) -> Result<()> {
    let (n, pie) = (terms.discounts.len(), found.pie.to_f64());
    let near = |a: &V, b: &V| (a.clone() - b.clone()).abs().to_f64() <= tolerance * pie;
    let shaped = found.values.len() == n && found.accepts.len() == n && terms.recognition.len() == n;
    if !shaped || found.partners.len() != n || found.partners.iter().any(|row| row.len() != n) {
        return Err(fails(CLAIM, format!("not {n} players")));
    }
    if found.quota < terms.quorum.max(1) || found.quota > n {
        return Err(fails(CLAIM, format!("a quota of {}", found.quota)));
    }
    let weight = terms.recognition.iter().fold(V::zero(), |sum, w| sum + w.clone());
    let mut expected = vec![V::zero(); n];
    for j in 0..n {
        let least = terms.discounts[j].clone() * found.values[j].clone();
        if !near(&found.accepts[j], &least) {
            return Err(fails(CLAIM, format!("{j} accepts {}, is worth {least} later", found.accepts[j])));
        }
        let drawn = terms.recognition[j].clone() / weight.clone();
        let row = &found.partners[j];
        let mut prices: Vec<&V> = (0..n).filter(|&i| i != j).map(|i| &found.accepts[i]).collect();
        prices.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let cheapest = prices[..found.quota - 1].iter().fold(V::zero(), |sum, a| sum + (*a).clone());
        let (mut bought, mut paid) = (V::zero(), V::zero());
        for (i, q) in row.iter().enumerate() {
            let possible = q.to_f64() >= -1e-9 && q.to_f64() <= 1.0 + 1e-9 && (i != j || q.is_zero());
            if !possible {
                return Err(fails(CLAIM, format!("{j} buys the vote of {i} with probability {q}")));
            }
            bought += q.clone();
            paid += q.clone() * found.accepts[i].clone();
            expected[i] += drawn.clone() * q.clone() * found.accepts[i].clone();
        }
        let votes = (bought.to_f64() - (found.quota - 1) as f64).abs() <= 1e-9;
        if !votes || !near(&paid, &cheapest) {
            return Err(fails(
                CLAIM,
                format!("{j} buys {bought} votes for {paid}, the cheapest cost {cheapest}"),
            ));
        }
        let keeps = found.pie.clone() - paid;
        if keeps.to_f64() < found.accepts[j].to_f64() - tolerance * pie {
            return Err(fails(CLAIM, format!("{j} would rather wait than keep {keeps}")));
        }
        expected[j] += drawn * keeps;
    }
    match (0..n).find(|&i| !near(&expected[i], &found.values[i])) {
        Some(i) => Err(fails(CLAIM, format!("{i} expects {}, not {}", expected[i], found.values[i]))),
        None => Ok(()),
    }
}

fn random_proposer<V: Value>(
    game: &TuGame<V>,
    terms: &Terms<V>,
    found: &CoalitionalEquilibrium<V>,
    tolerance: f64,
) -> Result<()> {
    let alone: Vec<V> = (0..game.players()).map(|i| game.value(Coalition::singleton(i)).clone()).collect();
    let checker = Checker { game, alone: &alone, terms, tolerance: tolerance * game.scale() };
    checker.stages(found, |stage, later| {
        checker.expectations(stage, |i, s| match later(stage.free.difference(s)) {
            Some(rest) => checker.discounted(i, &rest.values[i]),
            None => alone[i].clone(),
        })
    })
}

fn weighted_majority<V: Value>(
    (pie, weights, quota): (&V, &[V], &V),
    terms: &Terms<V>,
    found: &CoalitionalEquilibrium<V>,
    tolerance: f64,
) -> Result<()> {
    let n = weights.len();
    let votes = |s: Coalition| s.players().fold(V::zero(), |sum, i| sum + weights[i].clone());
    let game = TuGame::from_fn(n, |s| if votes(s) >= *quota { pie.clone() } else { V::zero() })?;
    let alone = vec![V::zero(); n];
    let checker = Checker { game: &game, alone: &alone, terms, tolerance: tolerance * pie.to_f64() };
    checker.stages(found, |stage, _| checker.expectations(stage, |_, _| V::zero()))
}

fn rejector_proposes<V: Value>(
    game: &TuGame<V>,
    terms: &Terms<V>,
    order: &[usize],
    found: &CoalitionalEquilibrium<V>,
    tolerance: f64,
) -> Result<()> {
    let alone: Vec<V> = (0..game.players()).map(|i| game.value(Coalition::singleton(i)).clone()).collect();
    let checker = Checker { game, alone: &alone, terms, tolerance: tolerance * game.scale() };
    checker.stages(found, |stage, later| {
        let plan = |j: usize| stage.proposals[j].first().map(|(_, s)| *s);
        for j in stage.free.players() {
            let keeps = plan(j).map_or_else(|| stage.accepts[j].clone(), |s| checker.net(stage, j, s));
            let best = checker.best(stage, j);
            if keeps.to_f64() < best.to_f64() - checker.tolerance {
                return Err(fails(CLAIM, format!("{j} of {} keeps {keeps}, could keep {best}", stage.free)));
            }
            // A refusal makes it proposer.
            checker.near(stage, j, &stage.accepts[j], &checker.discounted(j, &keeps), "accepts")?;
        }
        let Some(&first) = order.iter().find(|&&j| stage.free.contains(j)) else {
            return Err(fails(CLAIM, "nobody proposes"));
        };
        for i in stage.free.players() {
            let gets = match plan(first) {
                Some(s) if i == first => checker.net(stage, i, s),
                Some(s) if !s.contains(i) => match later(stage.free.difference(s)) {
                    Some(rest) => checker.discounted(i, &rest.values[i]),
                    None => alone[i].clone(),
                },
                _ => stage.accepts[i].clone(),
            };
            checker.near(stage, i, &stage.values[i], &gets, "expects")?;
        }
        Ok(())
    })
}

struct Checker<'a, V> {
    game: &'a TuGame<V>,
    alone: &'a [V],
    terms: &'a Terms<V>,
    tolerance: f64,
}

/// The stage in which these are free.
type Later<'a, 'f, V> = &'a dyn Fn(Coalition) -> Option<&'f Stage<V>>;

impl<V: Value> Checker<'_, V> {
    /// That there is a stage for each set of free players that may come up, and `check` of each.
    fn stages<'f>(
        &self,
        found: &'f CoalitionalEquilibrium<V>,
        check: impl Fn(&'f Stage<V>, Later<'_, 'f, V>) -> Result<()>,
    ) -> Result<()> {
        let n = self.alone.len();
        let sets: Vec<Coalition> = match self.terms.residual {
            Residual::Stop => vec![Coalition::grand(n)],
            Residual::Continue => Coalition::grand(n).subsets().skip(1).collect(),
        };
        if !found.stages.iter().map(|stage| stage.free).eq(sets) {
            return Err(fails(CLAIM, "not one stage for each set of free players"));
        }
        let later = |free: Coalition| {
            found.stages.binary_search_by_key(&free, |stage| stage.free).ok().map(|k| &found.stages[k])
        };
        for stage in &found.stages {
            if stage.values.len() != n || stage.accepts.len() != n || stage.proposals.len() != n {
                return Err(fails(CLAIM, format!("not {n} players in stage {}", stage.free)));
            }
            for (j, mix) in stage.proposals.iter().enumerate() {
                let total: f64 = mix.iter().map(|(q, _)| q.to_f64()).sum();
                let possible = |s: Coalition| {
                    s.contains(j) && s.is_subset_of(stage.free) && s.len() >= self.terms.quorum
                };
                if mix.iter().any(|(q, s)| q.to_f64() < 0.0 || !possible(*s)) || total > 1.0 + 1e-9 {
                    return Err(fails(CLAIM, format!("{j} of {} proposes {mix:?}", stage.free)));
                }
            }
            check(stage, &later)?;
        }
        Ok(())
    }

    fn discounted(&self, i: usize, value: &V) -> V {
        let alone = &self.alone[i];
        alone.clone() + self.terms.discounts[i].clone() * (value.clone() - alone.clone())
    }

    fn near(&self, stage: &Stage<V>, i: usize, stated: &V, right: &V, verb: &str) -> Result<()> {
        let off = (stated.clone() - right.clone()).abs().to_f64();
        if off <= self.tolerance {
            return Ok(());
        }
        Err(fails(CLAIM, format!("{i} of {} {verb} {right}, not {stated}", stage.free)))
    }

    /// What `j` keeps of `S` when the others get what they accept.
    fn net(&self, stage: &Stage<V>, j: usize, s: Coalition) -> V {
        s.without(j).players().fold(self.game.value(s).clone(), |rest, k| rest - stage.accepts[k].clone())
    }

    /// The most that `j` can get by proposing or waiting.
    fn best(&self, stage: &Stage<V>, j: usize) -> V {
        let options = stage.free.subsets().filter(|s| s.contains(j) && s.len() >= self.terms.quorum);
        let nets = options.map(|s| self.net(stage, j, s));
        nets.fold(stage.accepts[j].clone(), |a, b| if b > a { b } else { a })
    }

    /// One stage with a drawn proposer; `outside` is what an outsider to a deal is left with.
    fn expectations(&self, stage: &Stage<V>, outside: impl Fn(usize, Coalition) -> V) -> Result<()> {
        let n = self.alone.len();
        let free = stage.free;
        for i in free.players() {
            self.near(stage, i, &stage.accepts[i], &self.discounted(i, &stage.values[i]), "accepts")?;
        }
        let weight = free.players().fold(V::zero(), |sum, i| sum + self.terms.recognition[i].clone());
        let mut expected = vec![V::zero(); n];
        for j in free.players().filter(|&j| !self.terms.recognition[j].is_zero()) {
            let drawn = self.terms.recognition[j].clone() / weight.clone();
            let best = self.best(stage, j);
            let mut waits = V::one();
            for (q, s) in &stage.proposals[j] {
                let net = self.net(stage, j, *s);
                if net.to_f64() < best.to_f64() - self.tolerance {
                    let reason = format!("{j} of {free} proposes {s} and keeps {net}, could have {best}");
                    return Err(fails(CLAIM, reason));
                }
                waits -= q.clone();
                let chance = drawn.clone() * q.clone();
                for i in free.players() {
                    let gets = match (i == j, s.contains(i)) {
                        (true, _) => net.clone(),
                        (_, true) => stage.accepts[i].clone(),
                        _ => outside(i, *s),
                    };
                    expected[i] += chance.clone() * gets;
                }
            }
            if waits.to_f64() > 1e-9 && stage.accepts[j].to_f64() < best.to_f64() - self.tolerance {
                return Err(fails(CLAIM, format!("{j} of {free} waits, could have {best}")));
            }
            free.players()
                .for_each(|i| expected[i] += drawn.clone() * waits.clone() * stage.accepts[i].clone());
        }
        if weight.is_zero() {
            free.players().for_each(|i| expected[i] = self.alone[i].clone());
        }
        free.players().try_for_each(|i| self.near(stage, i, &stage.values[i], &expected[i], "expects"))
    }
}
