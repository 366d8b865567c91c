//! The five notions where players care about the whole structure: what the others do after a move is a
//! conjecture.

use super::Notion;
use super::exhaustive::gathered;
use crate::coalition::{Coalition, Labels, Partition};
use crate::error::{Error, Result};
use crate::game::PartitionPayoffs;
use crate::parallel::try_map;
use crate::solve::deviation::{Deviation, Reaction, Searched, StableStates, Verdict, check_tolerance};
use crate::solve::externalities::structures_of;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A notion of stability with the conjecture about the others: part of every verdict.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct HedonicRules {
    /// The notion of stability.
    pub notion: Notion,
    /// The conjecture about the others.
    pub reaction: Reaction,
    /// Gains up to this size, in units of payoff, are ties.
    pub tolerance: f64,
}

impl Labelled for Verdict<Partition, HedonicRules> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let HedonicRules { notion, reaction, .. } = self.convention;
        write!(f, "{}", labels.structure(&self.state))?;
        match self.deviation() {
            None => write!(f, " {notion}")?,
            Some(objection) => {
                write!(f, " not {notion}: ")?;
                write_objection(objection, labels, f)?;
            }
        }
        write!(f, " ({reaction})")
    }
}

/// A move as an objection: the bloc that forms, and the structure that is expected.
fn write_objection(
    objection: &Deviation<Partition>,
    labels: &Labels,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let Deviation { coalition, to, gains } = objection;
    let bloc = coalition.first().and_then(|i| to.bloc_of(i)).unwrap_or_default();
    if *coalition == bloc {
        write!(f, "{} forms", labels.coalition(bloc))?;
    } else {
        write!(f, "{} moves to form {}", labels.coalition(*coalition), labels.coalition(bloc))?;
    }
    write!(f, ", expecting {}, gaining {}", labels.structure(to), labels.amounts(*coalition, gains))
}

written_in_numbers!(Verdict<Partition, HedonicRules>);

/// Whether a structure holds under a notion and a conjecture, or the first objection to it.
///
/// The movers of [`Notion::Core`] and [`Notion::StrictCore`] form a bloc of their own; the single mover of
/// the other notions joins a bloc, or nobody. A bloc that stands already is no move. The structure named is
/// the one expected: for optimists the first in which it is an objection, for pessimists the one in which the
/// mover who gains least gains least. Movers, hosts and those left behind compare payoffs in the structure
/// expected with those of today; gains within `±tolerance` are ties. Under [`Reaction::Optimistic`] one
/// structure of the others must make it an objection, under [`Reaction::Pessimistic`] every one. Without
/// externalities all four are [`objection`](super::objection()), which leaves those behind together: for
/// contractual individual stability, δ alone is.
///
/// # Errors
/// A structure of other players; a negative or NaN tolerance.
///
/// # Complexity
/// `2^n` or `n²` moves, each with one structure under γ and δ, with `B(n − |bloc|)` otherwise.
///
/// # Examples
/// ```
/// use comity::coalition::Partition;
/// use comity::game::PartitionGame;
/// use comity::solve::deviation::Reaction;
/// use comity::solve::hedonic::{HedonicRules, Notion, stability_with_externalities};
/// // Three Cournot firms that share equally: a firm leaves the cartel if the others stay together.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?.equal_split();
/// let rules = HedonicRules { notion: Notion::Nash, reaction: Reaction::Delta, tolerance: 1e-12 };
/// let cartel = stability_with_externalities(&cournot, &Partition::grand(3), rules)?;
/// assert_eq!(cartel.deviation().unwrap().to.to_string(), "{0} {1,2}");
/// let apart = HedonicRules { reaction: Reaction::Gamma, ..rules };
/// assert!(stability_with_externalities(&cournot, &Partition::grand(3), apart)?.is_stable());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S. Hart & M. Kurz (1983), Endogenous formation of coalitions, *Econometrica* 51 (γ, δ); A. Bogomolnaia &
/// M. O. Jackson (2002), *GEB* 38, and S. Banerjee, H. Konishi & T. Sönmez (2001), *SCW* 18 (the notions
/// without externalities).
pub fn stability_with_externalities(
    game: &PartitionPayoffs,
    structure: &Partition,
    rules: HedonicRules,
) -> Result<Verdict<Partition, HedonicRules>> {
    let HedonicRules { notion, reaction, tolerance } = rules;
    check_tolerance("hedonic stability", tolerance)?;
    let now = game.payoffs(structure)?;
    let setting = Setting { game, reaction, tolerance };
    let (mut searched, mut deviations) = (Searched::default(), Vec::new());
    for step in setting.steps(structure, notion) {
        searched.moves += 1;
        if let Some(objection) = setting.judge(structure, now, step)? {
            deviations.push(objection);
            break;
        }
    }
    let exhaustive = deviations.is_empty();
    Ok(Verdict { state: structure.clone(), convention: rules, deviations, searched, exhaustive })
}

/// All stable coalition structures under every notion of [`Notion::ALL`], in that order, and one conjecture.
///
/// At most `keep` structures are returned for each, `count` is exact.
///
/// # Errors
/// More than 12 players; a negative or NaN tolerance.
///
/// # Complexity
/// `B(n)` structures with the moves of [`stability_with_externalities`], less those that the best (under
/// pessimism the worst) payoffs in any structure with the new bloc rule out: two tables of `n 2^n` numbers.
/// In parallel over structures.
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::deviation::Reaction;
/// use comity::solve::hedonic::stable_structures_with_externalities;
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?.equal_split();
/// let [core, ..] = stable_structures_with_externalities(&cournot, Reaction::Gamma, 1e-12, 10)?;
/// assert_eq!(core.states[0].to_string(), "{0,1,2}");
/// # Ok::<(), comity::Error>(())
/// ```
pub fn stable_structures_with_externalities(
    game: &PartitionPayoffs,
    reaction: Reaction,
    tolerance: f64,
    keep: usize,
) -> Result<[StableStates<Partition, Notion>; 5]> {
    const LIMIT: usize = 12;
    const CHUNK: usize = 256;
    let n = game.players();
    check_tolerance("hedonic stability", tolerance)?;
    if n > LIMIT {
        let reason = "it walks all coalition structures; ask for one structure's stability instead".into();
        return Err(Error::TooLarge {
            what: "hedonic stability with externalities".into(),
            n,
            limit: LIMIT,
            reason,
        });
    }
    let (setting, bounds) = (Setting { game, reaction, tolerance }, Bounds::of(game, reaction));
    let worst = reaction == Reaction::Pessimistic;
    let chunks = try_map(game.structures().div_ceil(CHUNK), |chunk| {
        let mut found: [(u64, Vec<Partition>); 5] = Default::default();
        let first = chunk * CHUNK;
        for (rank, structure) in (first..).zip(Partition::all_from(n, first as u128).take(CHUNK)) {
            let now = game.payoffs_at(rank);
            for (notion, (count, structures)) in Notion::ALL.into_iter().zip(&mut found) {
                let mut stable = true;
                for step in setting.steps(&structure, notion) {
                    let known = step.settled(now, bounds.row(step.bloc), worst, tolerance);
                    if known.map_or_else(|| Ok(setting.judge(&structure, now, step)?.is_some()), Ok)? {
                        stable = false;
                        break;
                    }
                }
                if stable {
                    *count += 1;
                    if structures.len() < keep {
                        structures.push(structure.clone());
                    }
                }
            }
        }
        Ok(found)
    })?;
    Ok(gathered(n, keep, chunks))
}

/// For each player and bloc the payoff that no structure with that bloc passes: the largest, or the smallest
/// for pessimists.
struct Bounds {
    n: usize,
    /// By bloc, then player.
    payoffs: Vec<f64>,
}

impl Bounds {
    fn of(game: &PartitionPayoffs, reaction: Reaction) -> Self {
        let n = game.players();
        let worst = reaction == Reaction::Pessimistic;
        let mut payoffs = vec![if worst { f64::INFINITY } else { f64::NEG_INFINITY }; n << n];
        for (structure, row) in game.iter() {
            for bloc in structure.blocs() {
                for (bound, &u) in payoffs[bloc.index() * n..][..n].iter_mut().zip(row) {
                    *bound = if worst { bound.min(u) } else { bound.max(u) };
                }
            }
        }
        Bounds { n, payoffs }
    }

    fn row(&self, bloc: Coalition) -> &[f64] {
        &self.payoffs[bloc.index() * self.n..][..self.n]
    }
}

struct Setting<'a> {
    game: &'a PartitionPayoffs,
    reaction: Reaction,
    tolerance: f64,
}

/// A move into a bloc, and the players who must not mind.
#[derive(Clone, Copy)]
struct Step {
    movers: Coalition,
    bloc: Coalition,
    asked: Coalition,
    /// Whether one mover's gain is enough.
    weak: bool,
}

impl Step {
    /// Whether these payoffs instead of those of today make it an objection.
    fn accepts(self, now: &[f64], then: &[f64], tolerance: f64) -> bool {
        let gain = |i: usize| then[i] - now[i];
        let mut movers = self.movers.players();
        let gains = if self.weak {
            movers.clone().all(|i| gain(i) >= -tolerance) && movers.any(|i| gain(i) > tolerance)
        } else {
            movers.all(|i| gain(i) > tolerance)
        };
        gains && self.asked.players().all(|i| gain(i) >= -tolerance)
    }

    /// Whether it is an objection, as far as bounds on the payoffs tell: above those in all structures, or
    /// below them in each.
    fn settled(self, now: &[f64], bounds: &[f64], worst: bool, tolerance: f64) -> Option<bool> {
        let accepted = self.accepts(now, bounds, tolerance);
        let loses = |i: usize| bounds[i] - now[i] < -tolerance;
        match (worst, accepted) {
            (true, true) => Some(true),
            // Every structure may give the gain to another mover, so the worst case of each does not exclude a weak gain.
            (true, false) if self.weak && !self.movers.players().any(loses) => None,
            (_, false) => Some(false),
            (false, true) => None,
        }
    }
}

impl Setting<'_> {
    /// All moves from `structure`: coalitions by mask; single players in order, each alone first, then bloc
    /// by bloc.
    fn steps<'b>(&self, structure: &'b Partition, notion: Notion) -> impl Iterator<Item = Step> + 'b {
        let together = matches!(notion, Notion::Core | Notion::StrictCore);
        let grand = Coalition::grand(self.game.players());
        let coalitions = if together { grand } else { Coalition::EMPTY };
        let as_blocs = coalitions.subsets().skip(1).map(move |s| Step {
            movers: s,
            bloc: s,
            asked: Coalition::EMPTY,
            weak: notion == Notion::StrictCore,
        });
        let players = if together { Coalition::EMPTY } else { grand };
        let single = players.players().flat_map(move |i| {
            let from = structure.bloc_of(i).unwrap_or_default();
            let hosts = [Coalition::EMPTY].into_iter().chain(structure.blocs().iter().copied());
            hosts.filter(move |to| !to.contains(i)).map(move |to| Step {
                movers: Coalition::singleton(i),
                bloc: to.with(i),
                asked: match notion {
                    Notion::Individual => to,
                    Notion::ContractualIndividual => to.union(from.without(i)),
                    _ => Coalition::EMPTY,
                },
                weak: false,
            })
        });
        as_blocs.chain(single).filter(|step| structure.position(step.bloc).is_none())
    }

    /// The objection that a step is, if it is one.
    fn judge(&self, structure: &Partition, now: &[f64], step: Step) -> Result<Option<Deviation<Partition>>> {
        let worst = self.reaction == Reaction::Pessimistic;
        let least = |gains: &[f64]| gains.iter().copied().fold(f64::INFINITY, f64::min);
        let mut found: Option<Deviation<Partition>> = None;
        for to in self.reactions(structure, step) {
            let to = to?;
            let then = self.game.payoffs(&to)?;
            let accepted = step.accepts(now, then, self.tolerance);
            if accepted {
                let gains: Vec<f64> = step.movers.players().map(|i| then[i] - now[i]).collect();
                if found.as_ref().is_none_or(|o| least(&gains) < least(&o.gains)) {
                    found = Some(Deviation { coalition: step.movers, to, gains });
                }
            }
            if accepted != worst {
                // One is enough, for those who are not pessimists; and so is one that is none, for those who are.
                return Ok(found.filter(|_| !worst));
            }
        }
        Ok(found)
    }

    /// The structures that may follow a step.
    fn reactions<'b>(
        &self,
        structure: &'b Partition,
        step: Step,
    ) -> impl Iterator<Item = Result<Partition>> + 'b {
        let n = structure.players();
        let host = step.bloc.difference(step.movers);
        let stay = || structure.blocs().iter().copied().filter(move |b| *b != host);
        let fixed: Option<Vec<Coalition>> = match self.reaction {
            Reaction::Delta => {
                Some(stay().map(|b| b.difference(step.movers)).filter(|b| !b.is_empty()).collect())
            }
            Reaction::Gamma => Some(
                stay()
                    .flat_map(|b| -> Vec<Coalition> {
                        if b.is_disjoint(step.movers) {
                            vec![b]
                        } else {
                            b.difference(step.movers).players().map(Coalition::singleton).collect()
                        }
                    })
                    .collect(),
            ),
            Reaction::Optimistic | Reaction::Pessimistic => None,
        };
        let outside = if fixed.is_none() { Some(structures_of(step.bloc.complement(n))) } else { None };
        let others = fixed.into_iter().chain(outside.into_iter().flatten());
        others.map(move |others| Partition::new(n, others.into_iter().chain([step.bloc])))
    }
}
