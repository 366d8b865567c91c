//! The five notions where players care about the whole structure: what the others do after a move is a
//! conjecture.

use super::Notion;
use super::exhaustive::gathered;
use crate::coalition::{Coalition, Labels, Partition};
use crate::error::{Error, Result};
use crate::game::PartitionPayoffs;
use crate::parallel::try_map;
use crate::solve::deviation::{Deviation, Reaction, StableStates};
use crate::solve::externalities::structures_of;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Every coalition structure under one notion of stability: none but the stable ones hold.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HedonicVerdicts {
    /// The notion of stability.
    pub notion: Notion,
    /// The conjecture about the others.
    pub reaction: Reaction,
    /// Gains up to this size, in units of payoff, are ties.
    pub tolerance: f64,
    /// The structures that hold, in the order of [`Partition::all`].
    pub stable: Vec<Partition>,
    /// Each other structure with its first objection, in the same order.
    pub unstable: Vec<(Partition, Deviation<Partition>)>,
}

impl Labelled for HedonicVerdicts {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { notion, reaction, tolerance, stable, unstable } = self;
        let (holding, all) = (stable.len(), stable.len() + unstable.len());
        write!(f, "{notion}, {reaction}, ties within {tolerance}: {holding} of {all} structures")?;
        stable.iter().try_for_each(|p| write!(f, "\n  {} holds", labels.structure(p)))?;
        unstable.iter().try_for_each(|(p, objection)| {
            write!(f, "\n  {}: ", labels.structure(p))?;
            write_objection(objection, labels, f)
        })
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

written_in_numbers!(HedonicVerdicts);

/// The verdict on every coalition structure under a notion and a conjecture, each with the first objection.
///
/// # Errors
/// A negative or NaN tolerance.
///
/// # Complexity
/// [`objection_with_externalities`] of `B(n)` structures, in parallel: sensible to 8 players, 10 under γ and
/// δ.
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::deviation::Reaction;
/// use comity::solve::hedonic::{Notion, hedonic_verdicts};
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?.equal_split();
/// let found = hedonic_verdicts(&cournot, Notion::Core, Reaction::Gamma, 1e-12)?;
/// assert_eq!((found.stable.len(), found.unstable.len()), (1, 4)); // the cartel, and all others
/// # Ok::<(), comity::Error>(())
/// ```
pub fn hedonic_verdicts(
    game: &PartitionPayoffs,
    notion: Notion,
    reaction: Reaction,
    tolerance: f64,
) -> Result<HedonicVerdicts> {
    let structures: Vec<Partition> = Partition::all(game.players()).collect();
    let objections = try_map(structures.len(), |p| {
        objection_with_externalities(game, &structures[p], notion, reaction, tolerance)
    })?;
    let (mut stable, mut unstable) = (Vec::new(), Vec::new());
    for (structure, objection) in structures.into_iter().zip(objections) {
        match objection {
            None => stable.push(structure),
            Some(objection) => unstable.push((structure, objection)),
        }
    }
    Ok(HedonicVerdicts { notion, reaction, tolerance, stable, unstable })
}

/// The first objection to a structure under a notion and a conjecture; `None` if it is stable.
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
/// use comity::game::{PartitionGame, PartitionPayoffs};
/// use comity::solve::deviation::Reaction;
/// use comity::solve::hedonic::{Notion, objection_with_externalities};
/// // Three Cournot firms that share equally: a firm leaves the cartel if the others stay together.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?.equal_split();
/// let cartel = Partition::grand(3);
/// let leaves = objection_with_externalities(&cournot, &cartel, Notion::Nash, Reaction::Delta, 1e-12)?.unwrap();
/// assert_eq!(leaves.to.to_string(), "{0} {1,2}");
/// assert!(objection_with_externalities(&cournot, &cartel, Notion::Nash, Reaction::Gamma, 1e-12)?.is_none());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S. Hart & M. Kurz (1983), Endogenous formation of coalitions, *Econometrica* 51 (γ, δ); A. Bogomolnaia &
/// M. O. Jackson (2002), *GEB* 38, and S. Banerjee, H. Konishi & T. Sönmez (2001), *SCW* 18 (the notions
/// without externalities).
pub fn objection_with_externalities(
    game: &PartitionPayoffs,
    structure: &Partition,
    notion: Notion,
    reaction: Reaction,
    tolerance: f64,
) -> Result<Option<Deviation<Partition>>> {
    check_tolerance(tolerance)?;
    let now = game.payoffs(structure)?;
    let setting = Setting { game, reaction, tolerance };
    setting
        .steps(structure, notion)
        .find_map(|step| setting.judge(structure, now, step).transpose())
        .transpose()
}

/// All stable coalition structures under every notion of [`Notion::ALL`], in that order, and one conjecture.
///
/// At most `keep` structures are returned for each, `count` is exact.
///
/// # Errors
/// More than 12 players; a negative or NaN tolerance.
///
/// # Complexity
/// `B(n)` structures with the moves of [`objection_with_externalities`], less those that the best (under
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
    check_tolerance(tolerance)?;
    if n > LIMIT {
        let reason = "it walks all coalition structures; ask for one structure's objection instead".into();
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

fn check_tolerance(tolerance: f64) -> Result<()> {
    if tolerance >= 0.0 {
        Ok(())
    } else {
        Err(Error::invalid("hedonic stability", "tolerance", tolerance, "0 or more"))
    }
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

/// Who moves into which bloc, and who must not mind.
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
