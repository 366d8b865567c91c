//! Learning: what strategies earned, and who takes up another.

use crate::error::Result;
use crate::simulate::learning::Learning;
use crate::simulate::{Event, EventKind, Phase, Present, Year};
use crate::solve::learning::{imitation, logit};
use crate::world::NationCode;

/// A revision with chance `r`: a mutation with chance `ε`, or else a choice by the rule of learning.
#[derive(Debug)]
pub(super) struct Learn;

impl Phase for Learn {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules, nations) = (year.present(), year.rules(), year.process());
        let strategies = nations.strategies();
        let codes = &now.state.nations;
        let learners: Vec<usize> = (0..now.lessons.len()).filter(|&i| nations.learns(codes[i])).collect();
        let earned = earned(year)?;
        // Mean over those who played each strategy in the year.
        let played: Vec<Option<f64>> = (0..strategies)
            .map(|s| {
                let theirs = learners.iter().filter(|&&i| now.lessons[i].strategy == s);
                let (sum, count) = theirs.fold((0.0, 0.0), |(sum, count), &i| (sum + earned[i], count + 1.0));
                (count > 0.0).then_some(sum / count)
            })
            .collect();
        let (revise, mutate, which) = (year.draw("revise"), year.draw("mutate"), year.draw("which strategy"));
        let (model, adopt) = (year.draw("model"), year.draw("adopt"));
        for &i in &learners {
            let (code, own) = (codes[i].as_str(), now.lessons[i].strategy);
            let lesson = &mut next.lessons[i];
            let would: Vec<f64> = (0..strategies)
                .map(|s| if s == own { earned[i] } else { played[s].unwrap_or(lesson.worth[s]) })
                .collect();
            lesson.learn(nations.learning, &would);
            if revise.code(code).uniform() >= rules.revision {
                continue;
            }
            let drawn = which.code(code).uniform();
            let (strategy, why) = if mutate.code(code).uniform() < rules.mutation {
                (pick(&vec![1.0 / strategies as f64; strategies], drawn), "at random".to_owned())
            } else if nations.learning == Learning::Imitation {
                let others = learners.iter().copied().filter(|&j| j != i);
                let least = |&j: &usize| model.code(code).code(codes[j].as_str()).bits();
                let Some(j) = others.min_by_key(least) else { continue };
                let chance = imitation(earned[i], earned[j], rules.learning_noise);
                let strategy = now.lessons[j].strategy;
                let why = format!("like {}, {:.1} against {:.1} bp", codes[j], earned[j], earned[i]);
                (if adopt.code(code).uniform() < chance { strategy } else { own }, why)
            } else {
                let strategy = pick(&logit(&lesson.worth, rules.learning_noise), drawn);
                (strategy, format!("worth {:.1} against {:.1} bp", lesson.worth[strategy], lesson.worth[own]))
            };
            if strategy != own {
                lesson.strategy = strategy;
                let event = Event::new(EventKind::Learned, nations.strategy_name(strategy)).by(codes[i]);
                next.record(event.because(why));
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        year.rules().revision == 0.0 || year.process().strategies() == 1
    }
}

/// What each nation earned in the year, bp of income: utility against the base, and what broken promises gained it.
fn earned(year: &Year<'_>) -> Result<Vec<f64>> {
    let now = year.present();
    let outcome = year.outcome()?;
    let base = year.model().base_outcome().utilities();
    let mut earned: Vec<f64> =
        outcome.utilities().zip(base).map(|(then, base)| 1e4 * (then - base)).collect();
    for accord in &now.accords {
        let members: &[NationCode] = &accord.arrangement.members;
        for (code, standing) in members.iter().zip(&accord.record) {
            if let Some(i) = now.number(*code) {
                earned[i] += standing.taken;
            }
        }
    }
    Ok(earned)
}

/// The strategy at this place of the cumulated chances.
fn pick(chances: &[f64], u: f64) -> usize {
    let mut sum = 0.0;
    let reached = |chance: &f64| {
        sum += chance;
        u < sum
    };
    chances.iter().position(reached).unwrap_or(chances.len().saturating_sub(1))
}
