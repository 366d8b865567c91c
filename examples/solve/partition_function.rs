//! Games with externalities: the characteristic function, core and nucleolus under each residual rule; and the
//! structure that symmetric players form one bloc after another.

use super::answer::{Answer, defined, exact};
use comity::coalition::{Coalition, Partition};
use comity::game::file::{Case, Exact};
use comity::game::{Fraction, PartitionGame, SizeStructure, SymmetricGame};
use comity::solve::certificate::conjecture::{check_characteristic, check_core};
use comity::solve::conjecture::{Conjecture, characteristic};
use comity::solve::partition_core::partition_core;
use comity::solve::sequential::formation;
use comity::solve::{least_core, nucleolus};
use comity::{Error, Result};
use num_traits::Zero;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Structure {
    partition: Vec<Coalition>,
    worth: BTreeMap<u64, Exact>,
}

/// What is printed about one rule.
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

pub fn solve(case: &Case) -> Result<Answer> {
    let n = case.players()?;
    let game = read(case, n)?;
    let mut answer = Answer::new();
    for (name, conjecture) in RULES {
        let v = characteristic(&game, conjecture)?;
        answer.confirm(check_characteristic(&game, conjecture, &v))?;
        let core = partition_core(&game, conjecture, &Partition::grand(n))?;
        answer.confirm(check_core(&game, &core))?;
        let least = least_core(&v)?;
        answer.confirm(least.certificate.check(&v))?;
        let nucleolus = defined(nucleolus(&v))?;
        if let Some(solved) = &nucleolus {
            answer.confirm(solved.certificate.check(&v))?;
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

/// The table of the file; blocs that it does not list are worth 0.
fn read(case: &Case, n: usize) -> Result<PartitionGame<Fraction>> {
    let key = "partition_function";
    let structures: Vec<Structure> = case.parsed(key)?;
    let mut table: BTreeMap<Partition, BTreeMap<u64, Exact>> = BTreeMap::new();
    for Structure { partition, worth } in structures {
        let partition = Partition::new(n, partition).map_err(|e| case.error(key, e))?;
        let bloc = worth.keys().find(|&&b| partition.position(Coalition::from_mask(b)).is_none());
        if let Some(bloc) = bloc {
            return Err(case.error(key, format!("{bloc} is no bloc of {partition}")));
        }
        if table.insert(partition.clone(), worth).is_some() {
            return Err(case.error(key, format!("{partition} is given twice")));
        }
    }
    PartitionGame::from_fn(n, |p| {
        let worth = |b: &Coalition| table.get(p).and_then(|row| row.get(&b.mask())).map(|w| w.0.clone());
        Ok(p.blocs().iter().map(|b| worth(b).unwrap_or_else(Fraction::zero)).collect())
    })
    .map_err(|e| case.error("n", e))
}

#[derive(Deserialize)]
struct Size {
    coalition_size: usize,
    structure: SizeStructure,
    worth: Exact,
}

pub fn symmetric(case: &Case) -> Result<Answer> {
    let n = case.players()?;
    let sizes: Vec<Size> = case.parsed("worths")?;
    let default = if case.has("default_worth") { case.number("default_worth")? } else { Fraction::zero() };
    let mut table = BTreeMap::new();
    for Size { coalition_size, structure, worth } in sizes {
        if structure.sizes().iter().sum::<usize>() != n || !structure.sizes().contains(&coalition_size) {
            let allowed = format!("a bloc of {coalition_size} in a structure of {n} players");
            return Err(case.error("worths", Error::invalid("worth", "structure", &structure, allowed)));
        }
        table.insert((structure, coalition_size), worth.0);
    }
    let worth = |size: usize, structure: &SizeStructure| {
        Ok(table.get(&(structure.clone(), size)).unwrap_or(&default).clone())
    };
    let game = SymmetricGame::new(n, worth).map_err(|e| case.error("n", e))?;
    let mut answer = Answer::new();
    answer.put("equilibrium_structure", SizeStructure::new(formation(&game, SizeStructure::clone)?)?)?;
    Ok(answer)
}
