//! Beliefs: Bayes' rule in log-odds with composed likelihoods, or the share of promises seen kept; then pooling with
//! those with whom there is exchange. What aid earns is a level. A signal that several accords have a nation send is one
//! act: each of the others learns of it once, by the accord signed first.

use crate::error::Result;
use crate::mechanism::{belief, exchange, trust};
use crate::simulate::beliefs::{Act, Told, monitoring, observations, signals};
use crate::simulate::ties::{belief_ties, goodwill};
use crate::simulate::{Diffusion, Phase, Present, Trust, Year};

/// The year's signals to trust.
#[derive(Debug)]
pub(super) struct Believe;

impl Phase for Believe {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let rules = year.rules();
        match rules.trust {
            Trust::Behavioural { weight, memory } => count(year, next, weight, memory),
            _ if rules.mean_field => {} // a martingale: in expectation nothing moves
            _ => update(year, next),
        }
        let level = goodwill(year.model(), &year.present().state)?;
        if level != next.goodwill {
            let change = &level - &next.goodwill;
            next.state.trust.zip_apply(&change, |t, by| *t = trust::shifted(*t, by));
            next.goodwill = level;
        }
        if rules.pooling > 0.0 && rules.exchange != Diffusion::Off {
            if let Some(development) = &mut next.development
                && development.ties.iter().any(|tie| *tie > 0.0)
            {
                let (trust, ties) = (&mut next.state.trust, &development.ties);
                development.opinion = exchange::pool(trust, ties, rules.pooling, &development.opinion);
            }
        } else if rules.pooling > 0.0 {
            let ties = belief_ties(&next.state, false);
            if ties.iter().any(|tie| *tie > 0.0) {
                next.state.trust = belief::pool(&next.state.trust, &ties, rules.pooling);
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        year.rules().trust == Trust::Fixed
    }
}

/// Kydd's Bayes rule on every observation.
fn update(year: &Year<'_>, next: &mut Present) {
    let (now, rules) = (year.present(), year.rules());
    let mut told = Told::nobody(now.seekers.len());
    for accord in &now.accords {
        let active = now.active(accord);
        for &(place, j) in &active {
            for observation in observations(accord, &accord.record[place], rules) {
                let (seeker, expansionist) = observation.likelihoods();
                for &(_, i) in active.iter().filter(|(_, i)| *i != j) {
                    if observation.act.is_some_and(|act| !told.tell(act, (i, j))) {
                        continue; // by another accord
                    }
                    let t = &mut next.state.trust[(i, j)];
                    *t = belief::after(*t, seeker, expansionist);
                }
            }
        }
    }
}

/// Beta–Bernoulli counts of what was observed.
fn count(year: &Year<'_>, next: &mut Present, weight: f64, memory: f64) {
    let (now, rules) = (year.present(), year.rules());
    next.kept *= memory;
    next.broken *= memory;
    let mut told = Told::nobody(now.seekers.len());
    for accord in &now.accords {
        let active = now.active(accord);
        let (confidence, exchange) = signals(&accord.arrangement);
        let (p, q) = monitoring(&accord.arrangement, rules);
        for &(place, j) in &active {
            let standing = &accord.record[place];
            for &(_, i) in active.iter().filter(|(_, i)| *i != j) {
                let trust = now.state.trust[(i, j)];
                // In expectation the observer reckons with both types.
                let mean = |signal: Option<crate::treaty::Signal>| {
                    signal.map(|s| trust * s.security + (1.0 - trust) * s.expansion)
                };
                let expected = [standing.kept, mean(confidence), mean(exchange)];
                let drawn = [standing.seen, standing.confidence, standing.exchange];
                let acts = [None, confidence.map(Act::Confidence), exchange.map(Act::Exchange)];
                for ((expected, drawn), act) in expected.into_iter().zip(drawn).zip(acts) {
                    let good = if rules.mean_field {
                        expected.map(|c| belief::seen_kept(c, p, q))
                    } else {
                        drawn.map(f64::from)
                    };
                    if let Some(good) = good
                        && act.is_none_or(|act| told.tell(act, (i, j)))
                    {
                        next.kept[(i, j)] += good;
                        next.broken[(i, j)] += 1.0 - good;
                    }
                }
            }
        }
    }
    for j in 0..now.seekers.len() {
        for i in (0..now.seekers.len()).filter(|&i| i != j) {
            let at = (i, j);
            let evidence = next.kept[at] + next.broken[at];
            if evidence > 0.0 {
                let mean = (weight * now.prior[at] + next.kept[at]) / (weight + evidence);
                next.state.trust[at] = trust::shifted(mean, next.goodwill[at]);
                if let Some(development) = &mut next.development {
                    development.opinion[at] = 0.0; // all evidence is its own again
                }
            }
        }
    }
}
