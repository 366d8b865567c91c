//! Landscape theory: the alignments from which no single player wants to switch.

use crate::coalition::{Coalition, Labels, Partition};
use crate::error::{Error, Result};
use crate::game::Alignment;
use crate::parallel::{map, try_map};
use crate::solve::deviation::check_tolerance;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many camps there may be, and what counts as a switch for the better.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct LandscapeSearch {
    /// Most camps, two in Axelrod & Bennett (1993). One of them may be empty.
    pub camps: usize,
    /// A switch that lowers the energy by no more than this is none: ties stay.
    pub tolerance: f64,
}

impl Default for LandscapeSearch {
    /// Two camps, tolerance 1e-12.
    fn default() -> Self {
        LandscapeSearch { camps: 2, tolerance: 1e-12 }
    }
}

/// A configuration that no switch of a single player improves.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LocalMinimum {
    /// The camps.
    pub camps: Partition,
    /// The energy, `E(X)`.
    pub energy: f64,
    /// By how much the switch that changes it least (most favourably) raises the energy; infinite for one
    /// player.
    pub margin: f64,
    /// From how many configurations steepest descent ends here, itself included.
    pub basin: u64,
}

/// All local minima of an energy landscape.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LocalMinima {
    /// The local minima, by increasing energy, then in the order of [`Partition`].
    pub minima: Vec<LocalMinimum>,
    /// The number of camps and the convention at ties.
    pub search: LandscapeSearch,
    /// How many configurations there are; all were gone through.
    pub configurations: u64,
}

/// Most players in two camps: 2^23 configurations.
const MOST_IN_TWO_CAMPS: usize = 24;
/// Most players in more camps: 4.2 million configurations.
const MOST_IN_MORE_CAMPS: usize = 12;
/// More local minima than this are a plateau.
const MOST_MINIMA: usize = 1 << 16;

/// All configurations of players in at most so many camps in which no player lowers its frustration by
/// switching alone: the local minima of the energy $E = \sum_i s_i F_i$, exhaustively, with their basins of
/// attraction.
///
/// Descent is steepest: the switch that lowers the energy most, of several the one of the first player, to
/// the first camp (camps in the order of their first members, an empty one last). In two camps the player
/// with the last number stands for its camp, so that mirror images count once.
///
/// Energies are compared in whole multiples of 2⁻⁶¹ of the sum of all `|s_i s_j p_ij|`: integers and short
/// binary fractions exactly, and the same bits whatever the number of threads.
///
/// # Errors
/// More than 24 players (12 where there may be more than two camps); no camp; a negative or NaN tolerance;
/// more than 65 536 local minima, which is a plateau of ties.
///
/// # Complexity
/// Two camps: `O(n 2^(n−1))` by Gray code, in parallel; 5 bytes a configuration: 42 MB at n = 24. More:
/// `O(n² B(n))` a step of descent.
///
/// # Examples
/// ```
/// use comity::game::Alignment;
/// use comity::solve::network::{LandscapeSearch, local_minima};
/// let p = [[0.0, 1.0, -1.0], [1.0, 0.0, -1.0], [-1.0, -1.0, 0.0]].map(Vec::from);
/// let found = local_minima(&Alignment::new(&[1.0, 1.0, 2.0], &p)?, &LandscapeSearch::default())?;
/// assert_eq!(found.minima.len(), 1);
/// assert_eq!(found.minima[0].camps.to_string(), "{0,1} {2}");
/// assert_eq!((found.minima[0].basin, found.configurations), (4, 4));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. Axelrod and D. S. Bennett, "A landscape theory of aggregation", *British Journal of Political Science*
/// 23 (1993). With any number of camps local minima are the Nash-stable structures of the symmetric
/// additively separable hedonic game of weights `s_i s_j p_ij`: A. Bogomolnaia and M. O. Jackson, *Games and
/// Economic Behavior* 38 (2002).
pub fn local_minima(game: &Alignment, search: &LandscapeSearch) -> Result<LocalMinima> {
    check_tolerance("landscape", search.tolerance)?;
    if search.camps == 0 {
        return Err(Error::invalid("landscape", "camps", 0, "at least 1"));
    }
    let n = game.players();
    let limit = if search.camps == 2 { MOST_IN_TWO_CAMPS } else { MOST_IN_MORE_CAMPS };
    if n > limit {
        let what = format!("landscape of at most {} camps", search.camps);
        let reason = if search.camps == 2 {
            format!("2^{} configurations", n - 1)
        } else {
            format!("Bell({n}) configurations")
        };
        return Err(Error::TooLarge { what, n, limit, reason });
    }
    let weights = Weights::new(game, search.tolerance);
    let (found, configurations) =
        if search.camps == 2 { two_camps(&weights)? } else { more_camps(&weights, search.camps)? };
    let mut minima: Vec<LocalMinimum> = found
        .into_iter()
        .map(|(camps, basin)| {
            let rise = weights.best_switch(&camps, search.camps).map(|(rise, ..)| weights.energy(rise));
            LocalMinimum { energy: game.energy(&camps), margin: rise.unwrap_or(f64::INFINITY), basin, camps }
        })
        .collect();
    minima.sort_by(|a, b| a.energy.total_cmp(&b.energy).then_with(|| a.camps.cmp(&b.camps)));
    Ok(LocalMinima { minima, search: *search, configurations })
}

/// `s_i s_j p_ij` in whole units, so that every sum is exact in any order.
struct Weights {
    n: usize,
    rows: Vec<Vec<i64>>,
    /// What a unit is in energy: both ends of a pair feel it.
    unit: f64,
    /// A switch is one for the better where the rise is below minus this.
    ties: i64,
}

impl Weights {
    fn new(game: &Alignment, tolerance: f64) -> Self {
        let n = game.players();
        let total: f64 = (0..n).flat_map(|i| (0..i).map(move |j| game.weight(i, j).abs())).sum();
        // The power of two above the total, 2^61 units: sums of all weights stay within 63 bits.
        let mut unit = 1.0;
        while total > unit * (1u64 << 61) as f64 {
            unit *= 2.0;
        }
        while total > 0.0 && total <= unit * (1u64 << 60) as f64 {
            unit /= 2.0;
        }
        let rows =
            (0..n).map(|i| (0..n).map(|j| (game.weight(i, j) / unit).round() as i64).collect()).collect();
        Weights { n, rows, unit: 2.0 * unit, ties: (tolerance / (2.0 * unit)) as i64 }
    }

    fn energy(&self, units: i64) -> f64 {
        units as f64 * self.unit
    }

    fn to(&self, player: usize, camp: Coalition) -> i64 {
        camp.players().map(|j| self.rows[player][j]).sum()
    }

    /// The switch that raises the energy least: by how much, who, and to which camp (the number of camps: a
    /// new one).
    fn best_switch(&self, camps: &Partition, most: usize) -> Option<(i64, usize, usize)> {
        let blocs = camps.blocs();
        let mut best: Option<(i64, usize, usize)> = None;
        for i in 0..self.n {
            let Some(from) = blocs.iter().position(|bloc| bloc.contains(i)) else { continue };
            let leaving = self.to(i, blocs[from]);
            let open = usize::from(blocs.len() < most && blocs[from].len() > 1);
            for to in (0..blocs.len() + open).filter(|&to| to != from) {
                let rise = leaving - blocs.get(to).map_or(0, |&camp| self.to(i, camp));
                if best.is_none_or(|(least, ..)| rise < least) {
                    best = Some((rise, i, to));
                }
            }
        }
        best
    }
}

/// Local minima with the sizes of their basins, and the number of configurations.
type Found = (Vec<(Partition, u64)>, u64);

fn plateau(minima: usize) -> Error {
    Error::TooLarge {
        what: "local minima of a landscape".into(),
        n: minima,
        limit: MOST_MINIMA,
        reason: "a plateau: the energy does not tell configurations apart".into(),
    }
}

/// Where no switch is for the better.
const STAY: u8 = u8::MAX;
/// Configurations that one thread goes through at a time, by the lowest bits.
const BLOCK_BITS: usize = 13;

/// Configurations are masks of those who are against the last player, who never moves: if it would, the
/// others change sides instead.
fn two_camps(weights: &Weights) -> Result<Found> {
    let free = weights.n - 1;
    let low = free.min(BLOCK_BITS);
    let blocks = map(1 << (free - low), |block| best_switches(weights, (block as u32) << low, low));
    let switches: Vec<u8> = blocks.concat();
    let everybody = (1u32 << free) - 1;
    let minima: Vec<u32> = (0..=everybody).filter(|&mask| switches[mask as usize] == STAY).collect();
    if minima.len() > MOST_MINIMA {
        return Err(plateau(minima.len()));
    }
    // Every configuration is walked through once: a path ends where an earlier one has been.
    const UNKNOWN: u32 = u32::MAX;
    let mut ends = vec![UNKNOWN; switches.len()];
    minima.iter().zip(0..).for_each(|(&mask, place)| ends[mask as usize] = place);
    let mut basins = vec![0u64; minima.len()];
    let mut path = Vec::new();
    for start in 0..=everybody {
        let mut mask = start;
        while ends[mask as usize] == UNKNOWN {
            path.push(mask);
            let i = usize::from(switches[mask as usize]);
            mask ^= if i == free { everybody } else { 1 << i };
        }
        let end = ends[mask as usize];
        path.drain(..).for_each(|mask| ends[mask as usize] = end);
        basins[ends[start as usize] as usize] += 1;
    }
    let found = minima.iter().enumerate().map(|(place, &mask)| {
        let against = Coalition::from_mask(mask.into());
        let camps = [against, against.complement(weights.n)].into_iter().filter(|camp| !camp.is_empty());
        Ok((Partition::new(weights.n, camps)?, basins[place]))
    });
    Ok((found.collect::<Result<_>>()?, 1 << free))
}

/// The best switch of each configuration whose bits above `low` are those of `block`, by the bits below.
fn best_switches(weights: &Weights, block: u32, low: usize) -> Vec<u8> {
    const WIDTH: usize = MOST_IN_TWO_CAMPS;
    let n = weights.n;
    let mut twice = [[0i64; WIDTH]; WIDTH];
    for (to, from) in twice.iter_mut().zip(&weights.rows) {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = 2 * from);
    }
    // side: 0 with the last player, −1 against; pull_i = Σ_j ± w_ij, what i has in common with the last player's camp
    // less with the other: the rise if it leaves that camp. (x ^ side) − side takes the sign of a side.
    let mut side = [0i64; WIDTH];
    (0..n).filter(|i| block >> i & 1 == 1).for_each(|i| side[i] = -1);
    let mut pull = [i64::MAX; WIDTH]; // nobody past the last player switches
    for (i, row) in weights.rows.iter().enumerate() {
        pull[i] = row.iter().zip(&side).map(|(w, s)| (w ^ s) - s).sum();
    }
    let mut switches = vec![STAY; 1 << low];
    let mut mask = 0usize;
    for step in 1..=1usize << low {
        let mut least = i64::MAX;
        for (pull, side) in pull.iter().zip(&side) {
            least = least.min((pull ^ side) - side);
        }
        if least < -weights.ties {
            let best = pull.iter().zip(&side).position(|(pull, side)| (pull ^ side) - side == least);
            switches[mask] = best.map_or(STAY, |i| i as u8);
        }
        let k = step.trailing_zeros() as usize;
        if k >= low {
            break;
        }
        mask ^= 1 << k;
        side[k] = !side[k];
        let sign = side[k];
        for (pull, w) in pull[..n].iter_mut().zip(&twice[k]) {
            *pull += (w ^ sign) - sign;
        }
    }
    switches
}

fn more_camps(weights: &Weights, most: usize) -> Result<Found> {
    const BLOCK: usize = 4096;
    let all = crate::coalition::bell(weights.n).unwrap_or(u128::MAX) as usize;
    let allowed = |p: &Partition| p.len() <= most;
    let block = |k: usize| Partition::all_from(weights.n, (k * BLOCK) as u128).take(BLOCK).filter(allowed);
    let improving =
        |camps: &Partition| weights.best_switch(camps, most).filter(|&(rise, ..)| rise < -weights.ties);
    let blocks = all.div_ceil(BLOCK);
    let lists: Vec<Vec<Partition>> =
        map(blocks, |k| block(k).filter(|camps| improving(camps).is_none()).collect());
    let mut minima: Vec<Partition> = lists.into_iter().flatten().collect();
    if minima.len() > MOST_MINIMA {
        return Err(plateau(minima.len()));
    }
    minima.sort_unstable();
    let ends: Vec<Vec<usize>> = try_map(blocks, |k| {
        let end = |mut camps: Partition| {
            while let Some((_, i, to)) = improving(&camps) {
                camps = switched(&camps, i, to)?;
            }
            Ok(minima.binary_search(&camps).unwrap_or(minima.len()))
        };
        block(k).map(end).collect()
    })?;
    let mut basins = vec![0u64; minima.len()];
    let mut configurations = 0;
    for end in ends.into_iter().flatten() {
        configurations += 1;
        if let Some(basin) = basins.get_mut(end) {
            *basin += 1;
        }
    }
    Ok((minima.into_iter().zip(basins).collect(), configurations))
}

/// The camps after `player` has switched to the one of number `to`, or to a new one.
fn switched(camps: &Partition, player: usize, to: usize) -> Result<Partition> {
    let mut blocs: Vec<Coalition> = camps.blocs().iter().map(|bloc| bloc.without(player)).collect();
    match blocs.get_mut(to) {
        Some(bloc) => *bloc = bloc.with(player),
        None => blocs.push(Coalition::singleton(player)),
    }
    Partition::new(camps.players(), blocs.into_iter().filter(|bloc| !bloc.is_empty()))
}

impl Labelled for LocalMinima {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, camps) = (self.minima.len(), self.search.camps);
        write!(f, "{count} of {} divisions into at most {camps} camps hold", self.configurations)?;
        self.minima.iter().try_for_each(|m| {
            let share = 100.0 * m.basin as f64 / self.configurations as f64;
            write!(f, "\n  {} energy {:.6}, basin {share:.1} %", labels.structure(&m.camps), m.energy)
        })
    }
}

written_in_numbers!(LocalMinima);
