//! Games with externalities: the characteristic function, core and nucleolus under each residual rule; and
//! the structure that symmetric players form one bloc after another.

use super::figures::{Answer, defined, exact};
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::Case;
use crate::game::SizeStructure;
use crate::game::file::Exact;
use crate::solve::bargaining::sequential_formation;
use crate::solve::certified::Certified;
use crate::solve::externalities::{Conjecture, characteristic, partition_core};
use crate::solve::tu::{NucleolusKind, least_core, nucleolus};
use serde::Serialize;
use std::collections::BTreeMap;

/// The figures of one rule.
#[derive(Serialize)]
struct Rule {
    v: BTreeMap<u64, Exact>,
    core_nonempty: bool,
    least_core_eps: Option<Exact>,
    nucleolus: Option<Vec<Exact>>,
}

const RULES: [(&str, Conjecture); 5] = [
    ("gamma_singletons", Conjecture::Gamma),
    ("delta_together", Conjecture::Delta),
    ("pessimistic", Conjecture::Pessimistic),
    ("optimistic", Conjecture::Optimistic),
    ("projection_rational_m", Conjecture::Max),
];

#[inline]
pub(super) fn solve(case: &Case) -> Result<Answer> {
    let game = case.partition_game()?;
    let n = game.players();
    let mut answer = Answer::new();
    for (name, conjecture) in RULES {
        let v = characteristic(&game, conjecture)?;
        answer.confirm(v.check((&game, conjecture), 0.0))?;
        let core = partition_core(&game, conjecture, &Partition::grand(n))?;
        answer.confirm(core.check(&game, 0.0))?;
        let least = least_core(&v)?;
        answer.confirm(least.check(&v, 0.0))?;
        let nucleolus = defined(nucleolus(&v, NucleolusKind::Nucleolus))?;
        if let Some(solved) = &nucleolus {
            answer.confirm(solved.check(&v, 0.0))?;
        }
        let worth = |s: Coalition| (s.mask(), exact(v.value(s)));
        answer.put(
            name,
            Rule {
                v: Coalition::grand(n).subsets().skip(1).map(worth).collect(),
                core_nonempty: !core.is_empty(),
                least_core_eps: (n > 1).then(|| exact(&least.epsilon)),
                nucleolus: nucleolus.map(|solved| solved.payoff.iter().map(exact).collect()),
            },
        )?;
    }
    Ok(answer)
}

#[inline]
pub(super) fn symmetric(case: &Case) -> Result<Answer> {
    let game = case.symmetric_game()?;
    let mut answer = Answer::new();
    answer.put(
        "equilibrium_structure",
        SizeStructure::new(sequential_formation(&game, SizeStructure::clone)?)?,
    )?;
    Ok(answer)
}
