//! Disputes and wars: drawn at the rates of the outcome, the winner by the contest with its defenders.

use crate::error::Result;
use crate::model::Outcome;
use crate::simulate::{Event, EventKind, Phase, Present, Year};
use crate::treaty::Term;

/// Bernoulli draws for every ordered pair. In mean-field mode the expected loss is in the utility already.
#[derive(Debug)]
pub(super) struct Conflict;

/// Disputes per year that `j` begins with `i`, and wars per dispute. The rate of the outcome is that of the pair; who
/// begins is in proportion to distrust, `1 − T` (*assumed*).
pub(super) fn conflict_rates(outcome: &Outcome, i: usize, j: usize) -> (f64, f64) {
    let distrust = |of: usize, towards: usize| 1.0 - outcome.trust()[(of, towards)];
    let (own, other) = (distrust(j, i), distrust(i, j));
    let begins = if own + other > 0.0 { own / (own + other) } else { 0.5 };
    (outcome.dispute_rate()[(i, j)] * begins, outcome.escalation()[(i, j)])
}

impl Phase for Conflict {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        let outcome = year.outcome()?;
        if let Some(development) = &mut next.development {
            development.see(now.year, &outcome);
        }
        let codes = &now.state.nations;
        let secured: Vec<(usize, Vec<(usize, usize)>)> = now
            .accords
            .iter()
            .enumerate()
            .filter(|(_, accord)| accord.arrangement.terms.iter().any(is_clause))
            .map(|(k, accord)| (k, now.active(accord)))
            .collect();
        let (dispute, war, winner) = (year.draw("dispute"), year.draw("war"), year.draw("winner"));
        for (j, attacker) in codes.iter().enumerate() {
            let by_attacker = dispute.code(attacker.as_str());
            for (i, target) in codes.iter().enumerate().filter(|(i, _)| *i != j) {
                let (disputes, wars) = conflict_rates(&outcome, i, j);
                if by_attacker.code(target.as_str()).uniform() >= rules.disputes * disputes {
                    continue;
                }
                let event = |act| Event::new(act, "").by(*attacker).towards(*target);
                let at =
                    |stream: crate::Stream| stream.code(attacker.as_str()).code(target.as_str()).uniform();
                if at(war) < wars {
                    let wins = at(winner) < outcome.win_chance()[(i, j)];
                    let defenders = outcome.defenders(i, j);
                    let helped: Vec<&str> = defenders.iter().map(|(k, _)| codes[*k].as_str()).collect();
                    let side = if helped.is_empty() {
                        String::new()
                    } else {
                        format!(", defended by {}", helped.join(" "))
                    };
                    next.record(
                        event(EventKind::War)
                            .because(format!("{} wins{side}", if wins { attacker } else { target })),
                    );
                } else {
                    next.record(event(EventKind::Dispute));
                }
                breach(&secured, next, i, j);
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        year.rules().mean_field || year.rules().disputes == 0.0
    }
}

fn is_clause(term: &Term) -> bool {
    matches!(term, Term::CollectiveSecurity { .. })
}

/// An attack on a fellow member under a clause against it is a breach in public. `secured`: the accords with such a
/// clause, with place and number of each member.
fn breach(secured: &[(usize, Vec<(usize, usize)>)], next: &mut Present, target: usize, attacker: usize) {
    for (k, active) in secured {
        if active.iter().any(|(_, i)| *i == target)
            && let Some((place, _)) = active.iter().find(|(_, j)| *j == attacker)
        {
            let standing = &mut next.accords[*k].record[*place];
            standing.seen = Some(false);
            standing.breach = Some(next.year);
        }
    }
}
