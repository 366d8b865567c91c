//! Linear benefits, quadratic costs: every bloc abates for its own members. From the payoffs, in exact
//! fractions.
//!
//! Each country enjoys `b Q` and bears `c q²/2`; a bloc chooses its members' abatement to maximise their
//! joint payoff, given what the other blocs do. The payoff of a bloc is a parabola in what each member
//! abates, and its top is found from three values, whatever the others do.

use super::barrett::{joined, top, whole};
use comity::Result;
use comity::coalition::{Coalition, Partition};
use comity::game::{Fraction, PartitionPayoffs, SignUpRule, SizeStructure, SymmetricGame, Value};
use comity::solve::deviation::Ties;
use comity::solve::membership::{
    self, Concept, Membership, Question, sign_up_equilibria, stable_sizes, stable_sizes_of_treaties,
};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// `b` and `c`; every answer below is the same for all positive ones.
const BENEFIT: i64 = 3;
const COST: i64 = 2;

/// What a country gets that abates `own` when everybody together abates `total`.
fn payoff(own: &Fraction, total: &Fraction) -> Fraction {
    whole(BENEFIT) * total - whole(COST) * own * own / whole(2)
}

/// What each member of a bloc of `size` abates when the others abate `others`.
pub fn best_response(size: usize, others: &Fraction) -> Result<Fraction> {
    let members = whole(size as i64);
    top(|each| &members * payoff(each, &(others + &members * each)))
}

/// What a member of a bloc of each size gets in `structure`.
pub fn members_get(structure: &SizeStructure) -> Result<BTreeMap<usize, Fraction>> {
    // Best responses do not depend on what others do, as benefits are linear: one round of them is the equilibrium.
    let mut abates = BTreeMap::new();
    for &size in structure.sizes() {
        if let Entry::Vacant(place) = abates.entry(size) {
            place.insert(best_response(size, &whole(0))?);
        }
    }
    let total = structure.sizes().iter().fold(whole(0), |sum, s| sum + whole(*s as i64) * &abates[s]);
    Ok(abates.iter().map(|(&size, own)| (size, payoff(own, &total))).collect())
}

/// The game of `n` countries in which blocs share equally, as all their members are alike.
pub fn game(
    n: usize,
) -> Result<SymmetricGame<impl Fn(usize, &SizeStructure) -> Result<Fraction> + Sync, Fraction>> {
    SymmetricGame::new(n, |size, structure: &SizeStructure| {
        Ok(whole(size as i64) * &members_get(structure)?[&size])
    })
}

fn sizes(p: &Partition) -> Result<SizeStructure> {
    SizeStructure::new(p.blocs().iter().map(|b| b.len()))
}

/// Every country's payoff in a structure.
fn everybody_gets(p: &Partition) -> Result<Vec<f64>> {
    let by_size = members_get(&sizes(p)?)?;
    Ok((0..p.players()).map(|i| by_size[&p.bloc_of(i).map_or(1, Coalition::len)].to_f64()).collect())
}

/// Sizes of a single treaty, of two or more, that are internally and externally stable.
pub fn single_treaty(n: usize, ties: Ties) -> Result<Vec<usize>> {
    let with = |k: usize| SizeStructure::new(std::iter::repeat_n(1, n - k).chain((k > 0).then_some(k)));
    let both = |k: usize| {
        let by_size = members_get(&with(k)?)?;
        let gets = |size| by_size.get(&size).map_or(0.0, Value::to_f64);
        Ok((gets(k), gets(1)))
    };
    let mut stable = stable_sizes(n, Membership { ties, tolerance: 0.0, ..Membership::open() }, both)?;
    stable.retain(|&k| k > 1);
    Ok(stable)
}

/// The same with transfers, for which symmetric countries have no use.
pub fn single_treaty_with_transfers(n: usize) -> Result<Vec<usize>> {
    let convention = Membership { ties: Ties::Stay, tolerance: 0.0, ..Membership::open() };
    let signed = |s| everybody_gets(&Partition::one_bloc(n, s)?);
    let verdicts = membership::transfer_stability_of_all(n, convention, &vec![1.0; n], signed)?;
    let stable: BTreeSet<usize> =
        verdicts.iter().filter(|v| v.is_stable()).map(|v| v.signatories.len()).filter(|&k| k > 1).collect();
    Ok(stable.into_iter().collect())
}

/// Structures of several treaties that are stable among `n` countries.
pub fn several_treaties(n: usize, rules: Membership) -> Result<Vec<SizeStructure>> {
    Ok(stable_sizes_of_treaties(&game(n)?, Membership { tolerance: 0.0, ..rules })?.states)
}

/// Structures, by size, that equilibria of a sign-up game of five countries support.
pub fn sign_up(rule: SignUpRule, question: Question) -> Result<BTreeSet<SizeStructure>> {
    sign_up_equilibria(&PartitionPayoffs::from_fn(5, everybody_gets)?, rule, question)?
        .structures()
        .map(sizes)
        .collect()
}

/// The chapter of the report.
pub fn report() -> Result<String> {
    let mut out = String::from("Linear benefits, quadratic costs: every bloc abates for its own members\n\n");
    for ties in [Ties::Stay, Ties::Move] {
        let found = joined(&single_treaty(12, ties)?);
        let found = if found.is_empty() { "none".into() } else { found };
        let _ = writeln!(out, "one treaty among 12, stable sizes, {ties}: {found}");
    }
    let paid = joined(&single_treaty_with_transfers(8)?);
    let _ = writeln!(out, "one treaty among 8, with transfers, an indifferent player stays: {paid}");
    let list = |all: &mut dyn Iterator<Item = String>| -> String {
        let all: Vec<String> = all.collect();
        if all.is_empty() { "none".into() } else { all.join("  ") }
    };
    for rules in [Membership::open(), Membership::exclusive()] {
        let _ = writeln!(out, "\nseveral treaties, {rules}");
        for n in [4, 6, 8, 12] {
            let stable = several_treaties(n, rules)?;
            let shown = list(&mut stable.iter().take(6).map(SizeStructure::to_string));
            let more =
                if stable.len() > 6 { format!("  and {} more", stable.len() - 6) } else { String::new() };
            let _ = writeln!(out, "  n = {n:2}: {shown}{more}");
        }
    }
    let _ = writeln!(
        out,
        "\nsign-up games of five, strict improvement (every member gains): bloc sizes supported"
    );
    for rule in SignUpRule::ALL {
        for concept in Concept::ALL {
            let found = sign_up(rule, Question::strict(concept))?;
            let shown = list(&mut found.iter().rev().map(SizeStructure::to_string));
            let _ = writeln!(out, "  {rule}, {concept}: {shown}");
        }
    }
    Ok(out)
}
