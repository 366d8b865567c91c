//! The Owen value under each of several structures of a priori unions.

use super::figures::{Answer, exact};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::Case;
use crate::game::file::Exact;
use crate::game::{Fraction, TuGame, WeightedVoting};
use crate::solve::certified::Certified;
use crate::solve::tu::{Rule, value};
use crate::solve::voting::{PowerIndex, index};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The game between the unions' members, whichever way it is given.
enum Game {
    Voting(WeightedVoting),
    Worths(TuGame<Fraction>),
}

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let game = if case.has("quota") {
        Game::Voting(case.weighted_voting()?)
    } else {
        Game::Worths(case.tu_game("values")?)
    };
    let mut answer = Answer::new();
    let mut values = vec![];
    for (name, unions) in case.structures("unions")? {
        let wrong = |e: Error| case.error(&format!("unions[\"{name}\"]"), e);
        let figures = match &game {
            Game::Voting(vote) => {
                let owen = PowerIndex::Owen(unions);
                let power = index(vote, &owen).map_err(wrong)?;
                answer.confirm(power.check((vote, &owen), 0.0))?;
                power
            }
            Game::Worths(game) => {
                let blocs = unions.into_iter().map(Coalition::from_iter);
                let owen = Rule::Owen(Partition::new(game.players(), blocs).map_err(wrong)?);
                let shares = value(game, &owen)?;
                answer.confirm(shares.check((game, &owen), 0.0))?;
                shares
            }
        };
        values.push((name, figures.iter().map(exact).collect()));
    }
    answer.put("owen", Named(values))?;
    Ok(answer)
}

/// Structures in the file's order.
struct Named(Vec<(String, Vec<Exact>)>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
