//! The recursive core: deviators expect the others to settle in the core of what is left to them.

use super::conjecture::structures_of;
use super::recursive_proof::{RecursiveCoreProof, Refusal, Support};
use crate::coalition::{Coalition, Labels, Partition, bell};
use crate::error::{Error, Result};
use crate::game::{Fraction, PartitionFunction, TuGame, Value};
use crate::parallel::try_map;
use crate::solve::labelled::{Labelled, written_in_numbers};
use crate::solve::tu::BalancedCollection;
use crate::solve::tu::{Core, structure_core};
use num_traits::One;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The residual structure that deviators expect, of several.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlook {
    /// Deviators move if they gain whichever follows: few deviations, a large core.
    Pessimistic,
    /// Deviators move if they gain in one that may follow: many deviations, a small core.
    Optimistic,
}

impl fmt::Display for Outlook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outlook::Pessimistic => "pessimistic",
            Outlook::Optimistic => "optimistic",
        })
    }
}

/// How those who deviate together may organise themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviators {
    /// As one bloc (Huang & Sjöström 2003).
    OneBloc,
    /// In any blocs of theirs, each of which must gain: no transfers between blocs (Kóczy 2007).
    #[default]
    AnyPartition,
}

impl fmt::Display for Deviators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Deviators::OneBloc => "deviators form one bloc",
            Deviators::AnyPartition => "deviators form any blocs",
        })
    }
}

/// The structures that the recursive core of a game supports.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct RecursiveCore<V> {
    /// The expectation of deviators where the residual core leaves a choice.
    pub outlook: Outlook,
    /// How they may organise themselves.
    pub deviators: Deviators,
    /// The worth that every coalition expects if it deviates as one bloc.
    pub expected: TuGame<V>,
    /// Every structure that some payoff holds, in the order of [`Partition::all`], with such a payoff.
    #[serde(with = "crate::game::plain")]
    pub structures: Vec<(Partition, Vec<V>)>,
    /// Why these structures and no others, in every residual game.
    pub(in crate::solve) certificate: RecursiveCoreProof,
}

impl<V> RecursiveCore<V> {
    /// Whether no structure holds: the search over structures is exhaustive.
    pub fn is_empty(&self) -> bool {
        self.structures.is_empty()
    }
}

impl<V: Value> Labelled for RecursiveCore<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outlook, deviators, structures, .. } = self;
        write!(f, "{outlook} recursive core ({deviators}): {}", structures.len())?;
        if let Some(all) = bell(self.expected.players()) {
            write!(f, " of {all}")?;
        }
        f.write_str(" structures")?;
        for (structure, payoff) in structures {
            let payoff: Vec<f64> = payoff.iter().map(Value::to_f64).collect();
            write!(f, "\n  {}: {}", labels.structure(structure), payoff.labelled(labels))?;
        }
        Ok(())
    }
}

written_in_numbers!(RecursiveCore<V> where [V: Value]);

/// The pessimistic or optimistic recursive core of a game in partition function form.
///
/// Players `S` who deviate to blocs `T_1, …, T_k` of theirs leave the others `R` to the *residual game* on
/// `R`, in which those blocs stand. They expect a structure `Q` that its core supports, or any structure of
/// `R` if that core is empty. An outcome `(x, P)`, `x(C) = v(C; P)` for the blocs of `P`, is dominated if
/// every `T_j` gains, `v(T_j; {T_1, …, T_k} ∪ Q) > x(T_j)`, for all `Q` that are expected (pessimistic) or
/// for one of them (optimistic); the core is what is not dominated. Every member of a bloc that gains can
/// gain, so that dominance is strict: a split in which one bloc only breaks even does not dominate.
///
/// With one bloc, `k = 1`, the core is that of a characteristic function relative to `P`. A split adds a
/// choice, that *one* of its blocs is paid enough: the solver branches over it where the payoff found is
/// dominated.
///
/// # Errors
/// More than 10 players, an error of the game.
///
/// # Complexity
/// `B(n+1) − B(n)` residual games, each solved once, those with as many players in parallel: 17 007 at n = 8.
/// Together they have `Σ_k S(n,k) 2^k` structures (89 918 at n = 8), each with a small linear programme, or a
/// tree of them where splits matter, and as many certificates: some 50 MB at n = 8, six times that for each
/// player more. It is sensible to n = 9.
///
/// # Examples
/// ```
/// use comity::game::PartitionGame;
/// use comity::solve::Certified;
/// use comity::solve::externalities::{Deviators, Outlook, recursive_core};
/// // Three Cournot firms: those left behind by a firm stay apart, so that the cartel holds.
/// let cournot = PartitionGame::from_fn(3, |p| Ok(vec![1.0 / (p.len() as f64 + 1.0).powi(2); p.len()]))?;
/// let core = recursive_core(&cournot, Outlook::Pessimistic, Deviators::AnyPartition)?;
/// assert_eq!(core.structures[0].0.to_string(), "{0,1,2}");
/// core.check(&cournot, 0.0)?;
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// L. Á. Kóczy (2007), A recursive core for partition function form games, *Theory and Decision* 63, 41–51;
/// C.-Y. Huang & T. Sjöström (2003), Consistent solutions for cooperative games with externalities, *GEB* 43,
/// 196–213.
pub fn recursive_core<V: Value>(
    game: &impl PartitionFunction<V>,
    outlook: Outlook,
    deviators: Deviators,
) -> Result<RecursiveCore<V>> {
    const LIMIT: usize = 10;
    let n = game.players();
    if n == 0 || n > LIMIT {
        let reason = "it solves B(n+1) − B(n) residual games".into();
        return Err(Error::TooLarge { what: "recursive core".into(), n, limit: LIMIT, reason });
    }
    let mut solver = Solver { game, n, outlook, deviators, responses: BTreeMap::new() };
    let mut residual = BTreeMap::new();
    for left in 1..=n {
        let standing = Coalition::grand(n).subsets_of_size(n - left).flat_map(structures_of);
        let games: Vec<Vec<Coalition>> = standing.map(ascending).collect();
        let solved = try_map(games.len(), |k| solver.residual::<V>(&games[k])?.supports())?;
        for (outside, supports) in games.into_iter().zip(solved) {
            solver.responses.insert(outside.clone(), responses(n, &outside, &supports));
            residual.insert(outside, supports);
        }
    }
    let expected = solver.residual::<V>(&[])?.expected;
    let everywhere = Partition::all(n).zip(&residual[&vec![]]);
    let structures = everywhere.filter_map(|(structure, support)| match support {
        Support::Held(payoff) => Some((structure, payoff.iter().map(V::from_fraction).collect())),
        Support::Refused(_) => None,
    });
    let structures = structures.collect();
    Ok(RecursiveCore {
        outlook,
        deviators,
        expected,
        structures,
        certificate: RecursiveCoreProof { residual },
    })
}

fn ascending(mut blocs: Vec<Coalition>) -> Vec<Coalition> {
    blocs.sort_unstable();
    blocs
}

/// The players that are in none of these blocs.
fn left_by(n: usize, blocs: &[Coalition]) -> Coalition {
    blocs.iter().fold(Coalition::grand(n), |rest, b| rest.difference(*b))
}

/// The structures that those outside `standing` may be expected to form.
fn responses(n: usize, standing: &[Coalition], supports: &[Support]) -> Vec<Vec<Coalition>> {
    let held = |s: &Support| matches!(s, Support::Held(_));
    let none = !supports.iter().any(held);
    let all = structures_of(left_by(n, standing)).zip(supports);
    all.filter(|(_, s)| none || held(s)).map(|(q, _)| q).collect()
}

struct Solver<'a, G> {
    game: &'a G,
    n: usize,
    outlook: Outlook,
    deviators: Deviators,
    /// By the blocs that stand (ascending): the structures expected of all the others, of whom there are
    /// some.
    responses: BTreeMap<Vec<Coalition>, Vec<Vec<Coalition>>>,
}

/// The game of those left by the blocs that stand, its players numbered from 0.
struct Residual<V> {
    /// What every coalition expects as one bloc.
    expected: TuGame<V>,
    /// Deviations to several blocs that may dominate where no coalition does as one.
    splits: Vec<Split<V>>,
    /// Every structure with what its blocs are worth.
    structures: Vec<(Partition, Vec<V>)>,
}

/// Blocs that form at once, each with what it is offered.
struct Split<V> {
    blocs: Vec<Coalition>,
    /// Which of the [`Solver::offers`].
    offer: usize,
    worths: Vec<V>,
}

impl<G> Solver<'_, G> {
    fn residual<V: Value>(&self, outside: &[Coalition]) -> Result<Residual<V>>
    where
        G: PartitionFunction<V>,
    {
        let players: Vec<usize> = left_by(self.n, outside).players().collect();
        let real = |s: &Coalition| s.players().map(|k| players[k]).collect::<Coalition>();
        let everybody = Coalition::grand(players.len());
        let (mut values, mut splits) = (vec![V::zero()], Vec::new());
        for local in everybody.subsets().skip(1) {
            let mut most: Option<V> = None;
            let parts: Vec<Vec<Coalition>> = match self.deviators {
                Deviators::OneBloc => vec![vec![local]],
                Deviators::AnyPartition => structures_of(local).collect(),
            };
            for blocs in parts {
                let to: Vec<Coalition> = blocs.iter().map(real).collect();
                for (offer, mut worths) in self.offers(outside, &to)?.into_iter().enumerate() {
                    if blocs.len() > 1 {
                        splits.push(Split { blocs: blocs.clone(), offer, worths });
                    } else if let Some(worth) = worths.pop() {
                        most = Some(most.filter(|most| *most >= worth).unwrap_or(worth));
                    }
                }
            }
            values.push(most.unwrap_or_else(V::zero));
        }
        let expected = TuGame::from_values(values)?;
        // A split in which a bloc is offered no more than it expects alone dominates nothing that is left.
        splits.retain(|s| s.blocs.iter().zip(&s.worths).all(|(b, worth)| worth > expected.value(*b)));
        let structures = Partition::all(players.len()).map(|local| {
            let blocs: Vec<Coalition> = local.blocs().iter().map(real).collect();
            let structure = Partition::new(self.n, blocs.iter().chain(outside).copied())?;
            Ok((local, self.worths_of(&structure, &blocs)?))
        });
        Ok(Residual { structures: structures.collect::<Result<_>>()?, expected, splits })
    }

    /// What those who deviate to the blocs `to` count on, a worth for each: the least each can expect, or for
    /// optimists one list for each structure that the others may form.
    fn offers<V: Value>(&self, outside: &[Coalition], to: &[Coalition]) -> Result<Vec<Vec<V>>>
    where
        G: PartitionFunction<V>,
    {
        static NOBODY: [Vec<Coalition>; 1] = [Vec::new()];
        let standing = ascending([outside, to].concat());
        let responses = self.responses.get(&standing).map_or(&NOBODY[..], |known| known);
        let offer = |q: &Vec<Coalition>| {
            let structure = Partition::new(self.n, standing.iter().chain(q).copied())?;
            self.worths_of(&structure, to)
        };
        let offers = responses.iter().map(offer);
        if self.outlook == Outlook::Optimistic {
            return offers.collect();
        }
        let lower = |a: Vec<V>, b: Vec<V>| a.into_iter().zip(b).map(|(a, b)| if b < a { b } else { a });
        let least = offers.reduce(|a, b| Ok(lower(a?, b?).collect()));
        least.into_iter().collect()
    }

    fn worths_of<V: Value>(&self, structure: &Partition, blocs: &[Coalition]) -> Result<Vec<V>>
    where
        G: PartitionFunction<V>,
    {
        let worths = self.game.worths(structure)?;
        Ok(blocs.iter().filter_map(|b| Some(worths[structure.position(*b)?].clone())).collect())
    }
}

impl<V: Value> Residual<V> {
    /// A payoff that holds it, or why there is none, for each structure.
    fn supports(&self) -> Result<Vec<Support>> {
        self.structures.iter().map(|(structure, worths)| self.support(structure, worths)).collect()
    }

    fn support(&self, structure: &Partition, worths: &[V]) -> Result<Support> {
        let expects = |s: Coalition| self.expected.value(s);
        let alone = |s: Coalition| {
            s.players().fold(V::zero(), |sum, i| sum + expects(Coalition::singleton(i)).clone())
        };
        // Cheap reasons first: a bloc, or its members alone, expect more than it is worth.
        let promised = structure.blocs().iter().zip(worths);
        for (place, (&bloc, worth)) in promised.enumerate() {
            if expects(bloc) > worth {
                return Ok(Support::Refused(asking(structure.blocs().to_vec())));
            }
            if alone(bloc) > *worth {
                let others = structure.blocs().iter().enumerate().filter(|(k, _)| *k != place);
                let split = bloc.players().map(Coalition::singleton);
                return Ok(Support::Refused(asking(others.map(|(_, b)| *b).chain(split).collect())));
            }
        }
        let mut asks = self.expected.values().to_vec();
        structure.blocs().iter().zip(worths).for_each(|(b, worth)| asks[b.index()] = worth.clone());
        self.branch(&TuGame::from_values(asks)?, structure)
    }

    /// As [`support`](Self::support), with what coalitions ask for: all they expect, and what was chosen to
    /// end the splits met.
    fn branch(&self, asks: &TuGame<V>, structure: &Partition) -> Result<Support> {
        let payoff = match structure_core(asks, structure)? {
            Core::Empty { certificate } => return Ok(Support::Refused(Refusal::Asks(certificate))),
            Core::NonEmpty { exact, .. } => exact,
            // Worths that hang on rounding prove nothing: as asked, they refuse if they do.
            Core::Undecided { certificate, .. } if certificate.worth(asks) > total(asks, structure) => {
                return Ok(Support::Refused(Refusal::Asks(certificate)));
            }
            Core::Undecided { exact, .. } => exact,
        };
        // Of the splits that dominate, the one that leaves the fewest choices.
        let mut met: Option<(usize, &Split<V>, Choices)> = None;
        for split in self.dominating(&payoff) {
            let choices = split.blocs.iter().zip(&split.worths);
            let refusals: Choices = choices.map(|(b, worth)| beyond(asks, structure, *b, worth)).collect();
            let open = refusals.iter().filter(|r| r.is_none()).count();
            if met.as_ref().is_none_or(|(fewest, ..)| open < *fewest) {
                met = Some((open, split, refusals));
            }
            if open == 0 {
                break;
            }
        }
        let Some((_, split, refusals)) = met else { return Ok(Support::Held(payoff)) };
        let mut blocs = Vec::with_capacity(split.blocs.len());
        for ((bloc, worth), refusal) in split.blocs.iter().zip(&split.worths).zip(refusals) {
            let refusal = match refusal {
                Some(refusal) => refusal,
                None => match self.branch(&with(asks, *bloc, worth)?, structure)? {
                    Support::Held(payoff) => return Ok(Support::Held(payoff)),
                    Support::Refused(refusal) => refusal,
                },
            };
            blocs.push((*bloc, refusal));
        }
        Ok(Support::Refused(Refusal::Split { offer: split.offer, blocs }))
    }

    /// The splits all of whose blocs gain on `payoff`.
    fn dominating(&self, payoff: &[Fraction]) -> impl Iterator<Item = &Split<V>> {
        let sum = |s: Coalition| s.players().map(|i| &payoff[i]).sum::<Fraction>();
        let paid = if self.splits.is_empty() {
            vec![]
        } else {
            self.expected.grand_coalition().subsets().map(sum).collect()
        };
        let near: Vec<f64> = paid.iter().map(Value::to_f64).collect();
        let gains = move |bloc: Coalition, worth: &V| {
            let (paid, near, offered) = (&paid[bloc.index()], near[bloc.index()], worth.to_f64());
            let clear = (offered - near).abs() > 1e-9 * (offered.abs() + near.abs());
            if clear { offered > near } else { worth.to_fraction() > *paid }
        };
        self.splits.iter().filter(move |s| s.blocs.iter().zip(&s.worths).all(|(b, worth)| gains(*b, worth)))
    }
}

/// For each bloc of a split why it cannot be paid, where that is seen at once.
type Choices = Vec<Option<Refusal>>;

/// The game in which `bloc` asks for `worth`.
fn with<V: Value>(asks: &TuGame<V>, bloc: Coalition, worth: &V) -> Result<TuGame<V>> {
    let mut raised = asks.values().to_vec();
    raised[bloc.index()] = worth.clone();
    TuGame::from_values(raised)
}

/// Why `bloc` cannot be paid `worth`, if what the others in its members' blocs ask for already shows it.
fn beyond<V: Value>(asks: &TuGame<V>, structure: &Partition, bloc: Coalition, worth: &V) -> Option<Refusal> {
    let met = || structure.blocs().iter().filter(|b| !b.is_disjoint(bloc));
    let left = || met().map(|b| b.difference(bloc)).filter(|rest| !rest.is_empty());
    let there = met().fold(V::zero(), |sum, b| sum + asks.value(*b).clone());
    let asked = left().fold(worth.clone(), |sum, rest| sum + asks.value(rest).clone());
    let exactly = || {
        let exact = |of: &Coalition| asks.value(*of).to_fraction();
        let asked = left().map(|rest| exact(&rest)).sum::<Fraction>() + worth.to_fraction();
        asked > met().map(exact).sum()
    };
    if asked <= there || !exactly() {
        return None;
    }
    let others = structure.blocs().iter().copied().filter(|b| b.is_disjoint(bloc));
    Some(asking(others.chain(left()).chain([bloc]).collect()))
}

/// These blocs of all players ask for more than there is.
fn asking(blocs: Vec<Coalition>) -> Refusal {
    let weights = ascending(blocs).into_iter().map(|bloc| (bloc, Fraction::one())).collect();
    Refusal::Asks(BalancedCollection { weights })
}

/// What the blocs of a structure ask for together, exact.
fn total<V: Value>(asks: &TuGame<V>, structure: &Partition) -> Fraction {
    structure.blocs().iter().map(|&bloc| asks.value(bloc).to_fraction()).sum()
}
