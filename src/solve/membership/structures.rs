//! Several treaties side by side: which coalition structures hold against single players who change blocs.

use super::rules::Membership;
use crate::coalition::{Coalition, Labels, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionPayoffs, SizeStructure, SymmetricGame, Value};
use crate::parallel::try_map;
use crate::solve::deviation::{Deviation, Reaction, Searched, StableStates, Verdict};
use crate::solve::labelled::{Labelled, written_in_numbers};
use std::collections::BTreeSet;
use std::fmt;

impl<C> Verdict<Partition, C> {
    /// The bloc that the player of a deviation joins, without it; empty if it goes to be alone.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::solve::membership::{Membership, structure_stability};
    /// // Blocs in a contest for a prize of 1, won with equal chance and shared equally (Bloch).
    /// let contest = |p: &Partition| {
    ///     let share = |i| 1.0 / (p.len().pow(2) * p.bloc_of(i).map_or(1, Coalition::len)) as f64;
    ///     Ok((0..p.players()).map(share).collect())
    /// };
    /// let apart = structure_stability(&Partition::singletons(3), Membership::open(), contest)?;
    /// assert_eq!(apart.deviations.iter().filter(|d| apart.state.blocs().contains(&d.coalition)).count(), apart.deviations.len());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn joins(deviation: &Deviation<Partition>) -> Coalition {
        let moves = deviation.coalition;
        let bloc = moves.first().and_then(|player| deviation.to.bloc_of(player));
        bloc.unwrap_or_default().difference(moves)
    }

    /// Internal stability: no member of a bloc leaves it to be alone.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::solve::membership::{Membership, structure_stability};
    /// // Blocs in a contest for a prize of 1, won with equal chance and shared equally (Bloch).
    /// let contest = |p: &Partition| {
    ///     let share = |i| 1.0 / (p.len().pow(2) * p.bloc_of(i).map_or(1, Coalition::len)) as f64;
    ///     Ok((0..p.players()).map(share).collect())
    /// };
    /// let apart = structure_stability(&Partition::singletons(3), Membership::open(), contest)?;
    /// assert!(apart.is_internally_stable()); // nobody has a bloc to leave
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_internally_stable(&self) -> bool {
        self.deviations.iter().all(|d| !Self::joins(d).is_empty())
    }

    /// External stability: no player who is alone joins a bloc (or another who is alone).
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::solve::membership::{Membership, structure_stability};
    /// // Blocs in a contest for a prize of 1, won with equal chance and shared equally (Bloch).
    /// let contest = |p: &Partition| {
    ///     let share = |i| 1.0 / (p.len().pow(2) * p.bloc_of(i).map_or(1, Coalition::len)) as f64;
    ///     Ok((0..p.players()).map(share).collect())
    /// };
    /// let apart = structure_stability(&Partition::singletons(3), Membership::open(), contest)?;
    /// assert_eq!(apart.is_externally_stable(), apart.is_stable());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_externally_stable(&self) -> bool {
        self.deviations.iter().all(|d| Self::joins(d).is_empty() || !self.is_alone(d.coalition))
    }

    /// Intercoalition stability: no member of a bloc of two or more moves over to another bloc, or to
    /// somebody alone.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Partition};
    /// use comity::solve::membership::{Membership, structure_stability};
    /// // Blocs in a contest for a prize of 1, won with equal chance and shared equally (Bloch).
    /// let contest = |p: &Partition| {
    ///     let share = |i| 1.0 / (p.len().pow(2) * p.bloc_of(i).map_or(1, Coalition::len)) as f64;
    ///     Ok((0..p.players()).map(share).collect())
    /// };
    /// let apart = structure_stability(&Partition::singletons(3), Membership::open(), contest)?;
    /// assert!(apart.is_intercoalition_stable());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_intercoalition_stable(&self) -> bool {
        self.deviations.iter().all(|d| Self::joins(d).is_empty() || self.is_alone(d.coalition))
    }

    fn is_alone(&self, player: Coalition) -> bool {
        self.state.blocs().contains(&player)
    }
}

impl Labelled for Verdict<Partition, Membership> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.is_stable() { "stable" } else { "unstable" };
        write!(f, "{} {head} ({})", labels.structure(&self.state), self.convention)?;
        for deviation in &self.deviations {
            let player = labels.player(deviation.coalition.first().unwrap_or_default());
            let (joins, gain) = (Self::joins(deviation), labels.amount(deviation.least_gain()));
            match joins.is_empty() {
                true => write!(f, "; {player} leaves to be alone, gaining {gain}")?,
                false => write!(f, "; {player} joins {}, gaining {gain}", labels.coalition(joins))?,
            }
        }
        write!(f, " ({} moves compared)", self.searched.moves)
    }
}

written_in_numbers!(Verdict<Partition, Membership>);

/// Stability of `structure` against every single player's move to be alone or into another bloc.
///
/// Player `i` of a bloc `C` moves from `P` to `P'` if `π_i(P') > π_i(P)` (`≥` under [`Ties::Move`](crate::solve::deviation::Ties)) and,
/// where it joins a bloc `D`, if `D` admits it: [`Admission`](super::Admission) says how many members must agree,
/// [`Consent`](super::Consent) who does, comparing `π_j(P')` with `π_j(P)`. In `P'` the bloc joined is `D ∪ {i}`, the bloc left `C∖{i}`
/// or, by [`Reaction`], its members each alone. Leaving is voluntary; a player alone may be joined like a
/// bloc.
///
/// Under open membership, [`Reaction::Delta`] and [`Ties::Stay`](crate::solve::deviation::Ties) the stable structures are those of the Nash
/// equilibria of the open-membership game ([`SignUpRule::Open`](crate::game::SignUpRule)).
///
/// `payoffs(P)` gives `π(P)` for all `n` players.
///
/// # Errors
/// A structure of other players, a negative or NaN tolerance, an error of `payoffs`, a list of payoffs of the
/// wrong length or with a value that is not finite.
///
/// # Complexity
/// At most `1 + n·|P|` evaluations, in parallel.
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::solve::membership::{Membership, structure_stability};
/// // Blocs in a contest for a prize of 1, won with equal chance and shared equally (Bloch): the grand coalition of n
/// // holds against a single leaver if 1/n ≥ 1/4.
/// let contest = |p: &Partition| {
///     let share = |i| 1.0 / (p.len().pow(2) * p.bloc_of(i).map_or(1, Coalition::len)) as f64;
///     Ok((0..p.players()).map(share).collect())
/// };
/// assert!(structure_stability(&Partition::grand(4), Membership::open(), contest)?.is_stable());
/// assert!(!structure_stability(&Partition::grand(5), Membership::open(), contest)?.is_internally_stable());
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S.-S. Yi (1997), Stable coalition structures with externalities, *GEB* 20 (open membership); C. Carraro &
/// C. Marchiori (2003), Stable coalitions (intracoalition, intercoalition stability); M. Finus & B.
/// Rundshagen (2003), Endogenous coalition formation in global pollution control; M. Finus, J.-C.
/// Altamirano-Cabrera & E. C. van Ierland (2005), The effect of membership rules and voting schemes on the
/// success of international climate agreements, *Public Choice* 125.
pub fn structure_stability(
    structure: &Partition,
    rules: Membership,
    payoffs: impl Fn(&Partition) -> Result<Vec<f64>> + Sync,
) -> Result<Verdict<Partition, Membership>> {
    rules.check()?;
    let n = structure.players();
    let asked = |p: &Partition| {
        let row = payoffs(p)?;
        match row.iter().position(|u| !u.is_finite()) {
            Some(i) => Err(Error::invalid(format!("player {i} in {p}"), "payoff", row[i], "a finite number")),
            None if row.len() == n => Ok(row),
            None => Err(Error::Shape {
                what: format!("payoffs in {p}"),
                expected: format!("{n} payoffs"),
                got: format!("{} payoffs", row.len()),
            }),
        }
    };
    let now = asked(structure)?;
    let moves = moves(structure, rules.reaction);
    let after = try_map(moves.len(), |k| asked(&moves[k].2))?;
    let states: BTreeSet<&Partition> = moves.iter().map(|(_, _, becomes)| becomes).collect();
    let searched = Searched {
        coalitions: n as u64,
        moves: moves.len() as u64,
        states: states.len() as u64 + 1,
        unvalued: 0,
    };
    let wanted = moves.into_iter().zip(after).filter_map(|((player, joins, becomes), then)| {
        takes_place(&rules, player, joins, &now, &then)
            .then(|| Deviation::of_player(player, becomes, then[player] - now[player]))
    });
    let deviations = wanted.collect();
    Ok(Verdict { state: structure.clone(), convention: rules, deviations, searched, exhaustive: true })
}

/// Whether the player wants to move and is admitted.
fn takes_place(rules: &Membership, player: usize, joins: Coalition, now: &[f64], then: &[f64]) -> bool {
    let gain = |i: usize| then[i] - now[i];
    rules.moves(gain(player)) && (joins.is_empty() || rules.admits(joins.players().map(gain)))
}

/// Every player's moves: to be alone where it is not, then to every other bloc.
fn moves(structure: &Partition, reaction: Reaction) -> Vec<(usize, Coalition, Partition)> {
    let mut moves = Vec::new();
    for player in 0..structure.players() {
        let own = structure.bloc_of(player).unwrap_or_default();
        let others = structure.blocs().iter().copied().filter(|&b| b != own);
        let alone = (own.len() > 1).then_some(Coalition::EMPTY);
        for joins in alone.into_iter().chain(others) {
            moves.extend(moved(structure, player, own, joins, reaction).map(|to| (player, joins, to)));
        }
    }
    moves
}

/// The structure after `player` has left `own` for `joins`: always one.
fn moved(
    structure: &Partition,
    player: usize,
    own: Coalition,
    joins: Coalition,
    reaction: Reaction,
) -> Option<Partition> {
    let left = own.without(player);
    let untouched = structure.blocs().iter().copied().filter(|&b| b != own && b != joins);
    let whole = (reaction == Reaction::Delta && !left.is_empty()).then_some(left);
    let pieces = if whole.is_some() { Coalition::EMPTY } else { left };
    let blocs = untouched.chain([joins.with(player)]).chain(whole);
    Partition::new(structure.players(), blocs.chain(pieces.players().map(Coalition::singleton))).ok()
}

/// All coalition structures on which [`structure_stability`] holds, in the order of [`Partition::all`].
///
/// # Errors
/// A negative or NaN tolerance.
///
/// # Complexity
/// At most `n·|P|` look-ups for each of `B(n)` structures, fewer where a move is found early; in parallel.
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::PartitionPayoffs;
/// use comity::solve::membership::{Membership, stable_structures_of_treaties};
/// // Blocs in a contest for a prize of 1, won with equal chance and shared equally (Bloch).
/// let contest = |p: &Partition| {
///     let share = |i| 1.0 / (p.len().pow(2) * p.bloc_of(i).map_or(1, Coalition::len)) as f64;
///     Ok((0..3).map(share).collect())
/// };
/// let game = PartitionPayoffs::from_fn(3, contest)?;
/// let stable = stable_structures_of_treaties(&game, Membership::open())?;
/// assert_eq!(stable.states, [Partition::grand(3)]);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn stable_structures_of_treaties(
    game: &PartitionPayoffs,
    rules: Membership,
) -> Result<StableStates<Partition, Membership>> {
    const CHUNK: usize = 512;
    rules.check()?;
    let (n, count) = (game.players(), game.structures());
    let holds = |rank: usize, structure: &Partition| -> Result<bool> {
        let now = game.payoffs_at(rank);
        for player in 0..n {
            let own = structure.bloc_of(player).unwrap_or_default();
            let others = structure.blocs().iter().copied().filter(|&b| b != own);
            for joins in (own.len() > 1).then_some(Coalition::EMPTY).into_iter().chain(others) {
                if let Some(to) = moved(structure, player, own, joins, rules.reaction)
                    && takes_place(&rules, player, joins, now, game.payoffs(&to)?)
                {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    };
    let chunks = try_map(count.div_ceil(CHUNK), |chunk| {
        let ranks = chunk * CHUNK..;
        let mut stable = Vec::new();
        for (rank, p) in ranks.zip(Partition::all_from(n, (chunk * CHUNK) as u128).take(CHUNK)) {
            if holds(rank, &p)? {
                stable.push(p);
            }
        }
        Ok(stable)
    })?;
    Ok(StableStates::all(chunks.concat(), count, rules))
}

/// Whether no move takes place in a structure of symmetric players who share the worth of their bloc equally.
fn sizes_hold<V, F>(game: &SymmetricGame<F, V>, structure: &SizeStructure, rules: Membership) -> Result<bool>
where
    V: Value,
    F: Fn(usize, &SizeStructure) -> Result<V> + Sync,
{
    let each = |size: usize, p: &SizeStructure| Ok(game.worth(size, p)? / V::ratio(size as i64, 1));
    let mut distinct = structure.sizes().to_vec();
    distinct.dedup();
    for &from in &distinct {
        let now = each(from, structure)?;
        let several = structure.sizes().iter().filter(|&&s| s == from).count() > 1;
        let joins = distinct.iter().copied().filter(|&s| s != from || several);
        for joins in (from > 1).then_some(0).into_iter().chain(joins) {
            let becomes = resized(structure, from, joins, rules.reaction)?;
            let gain = (each(joins + 1, &becomes)? - now.clone()).to_f64();
            let theirs = match joins {
                0 => 0.0,
                _ => (each(joins + 1, &becomes)? - each(joins, structure)?).to_f64(),
            };
            let admitted = joins == 0 || rules.admits(std::iter::repeat_n(theirs, joins));
            if rules.moves(gain) && admitted {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn resized(
    structure: &SizeStructure,
    from: usize,
    joins: usize,
    reaction: Reaction,
) -> Result<SizeStructure> {
    let mut sizes = structure.sizes().to_vec();
    for gone in [from, joins] {
        if let Some(at) = sizes.iter().position(|&s| s == gone) {
            sizes.remove(at);
        }
    }
    match reaction {
        Reaction::Gamma => sizes.extend(std::iter::repeat_n(1, from - 1)),
        _ => sizes.extend((from > 1).then_some(from - 1)),
    }
    sizes.push(joins + 1);
    SizeStructure::new(sizes)
}

/// All size structures of symmetric players, who share the worth of their bloc equally, in which no move takes
/// place, in the order of [`SizeStructure::all`].
///
/// As [`structure_stability`], with `π_i(P) = v(|C|; P) / |C|`. Gains are compared in the numbers of the game:
/// in exact fractions with a tolerance of 0 every tie is decided exactly.
///
/// # Errors
/// More than 60 players; a negative or NaN tolerance; an error of the game.
///
/// # Complexity
/// `p(n)` integer partitions (37 338 at n = 40, 966 467 at 60) with three worths for each pair of distinct bloc
/// sizes, in parallel.
///
/// # Examples
/// ```
/// use comity::game::{SizeStructure, SymmetricGame};
/// use comity::solve::membership::{Membership, stable_sizes_of_treaties};
/// // Linear Cournot oligopoly: each of k cartels earns 1/(k+1)². Open membership leaves no cartel.
/// let cournot = |_: usize, p: &SizeStructure| Ok(1.0 / (p.sizes().len() as f64 + 1.0).powi(2));
/// let stable = stable_sizes_of_treaties(&SymmetricGame::new(6, cournot)?, Membership::open())?;
/// assert_eq!(stable.states, [SizeStructure::new([1; 6])?]);
/// # Ok::<(), comity::Error>(())
/// ```
pub fn stable_sizes_of_treaties<V, F>(
    game: &SymmetricGame<F, V>,
    rules: Membership,
) -> Result<StableStates<SizeStructure, Membership>>
where
    V: Value,
    F: Fn(usize, &SizeStructure) -> Result<V> + Sync,
{
    const LIMIT: usize = 60;
    let n = game.players();
    if n > LIMIT {
        let reason = "it walks all integer partitions; ask for one structure's changes instead".into();
        return Err(Error::TooLarge { what: "stable size structures".into(), n, limit: LIMIT, reason });
    }
    rules.check()?;
    let candidates: Vec<SizeStructure> = SizeStructure::all(n).collect();
    let stable = try_map(candidates.len(), |k| sizes_hold(game, &candidates[k], rules))?;
    let searched = candidates.len();
    let stable = candidates.into_iter().zip(stable).filter_map(|(p, stable)| stable.then_some(p));
    Ok(StableStates::all(stable.collect(), searched, rules))
}
