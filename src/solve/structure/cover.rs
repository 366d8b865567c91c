//! Exact cover by coalitions of small deficit: the search that closes the gap.
//!
//! At prices `p` that no coalition objects to, a structure is worth `Σp` less the deficits `p(S) − v(S) ≥ 0`
//! of its blocs. The best structure is hence the cover of the players with the least total deficit, and no
//! coalition whose own deficit exceeds that total is in it.

use super::control::{Control, StopReason};
use super::worth::prefer;
use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::parallel;
use crate::solve::Excess;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Structures within rounding of the least deficit that are told apart; with more of them ties are resolved
/// otherwise.
const CANDIDATES: usize = 512;
/// First branches searched between two exchanges of the best deficit; grows as the search goes on.
const WAVE: usize = 64;
/// Coalitions tested together for one that fits.
const CHUNK: usize = 16;

/// Coalitions that may be in the structure, by the player they are to cover.
pub(super) struct Cover<'a> {
    game: &'a TuGame,
    /// Player covered `k`-th.
    order: Vec<usize>,
    /// Candidates by their first player in that order, by ascending deficit.
    lists: Vec<List>,
    /// Deficits that differ by less may be equal.
    rounding: f64,
}

#[derive(Default)]
struct List {
    deficits: Vec<f64>,
    masks: Vec<u32>,
}

/// What a search found.
pub(super) struct Covers {
    /// The best structure within the limit; none if there is none.
    pub best: Option<Vec<Coalition>>,
    /// Whether more structures tie with it than were compared.
    pub crowded: bool,
    /// Branches taken.
    pub nodes: u64,
    /// Candidates looked at.
    pub work: u64,
    /// The search ended before it was through.
    pub stopped: Option<Stop>,
}

/// Why a search is not through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// It looked at as many candidates as it was given.
    Work,
    /// It was told to.
    Told(StopReason),
}

/// How far a search may go.
pub(super) struct Budget<'a> {
    pub work: u64,
    pub nodes: u64,
    pub control: &'a Control,
}

impl<'a> Cover<'a> {
    /// Players whom few of the `survivors` contain are covered first.
    pub(super) fn new(game: &'a TuGame, survivors: &[Excess], rounding: f64) -> Self {
        let n = game.players();
        let mut count = vec![0u32; n];
        for e in survivors {
            e.coalition.players().for_each(|i| count[i] += 1);
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&i| count[i]);
        let renumbered = Renumbering::new(&order);
        let mut lists = vec![Vec::new(); n];
        for e in survivors {
            let mask = renumbered.apply(e.coalition);
            lists[mask.trailing_zeros() as usize].push(((-e.excess).max(0.0), mask));
        }
        let sorted = |mut list: Vec<(f64, u32)>| {
            list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let (deficits, masks) = list.into_iter().unzip();
            List { deficits, masks }
        };
        #[cfg(feature = "parallel")]
        let lists = {
            use rayon::prelude::*;
            lists.into_par_iter().map(sorted).collect()
        };
        #[cfg(not(feature = "parallel"))]
        let lists = lists.into_iter().map(sorted).collect();
        Cover { game, order, lists, rounding }
    }

    /// The best structure with a total deficit of at most `limit`.
    ///
    /// The first branches are searched in waves, in parallel, and the best deficit is exchanged only between
    /// waves, so that even the number of nodes does not depend on the threads.
    pub(super) fn search(&self, limit: f64, budget: &Budget) -> Covers {
        let mut covers = Covers { best: None, crowded: false, nodes: 1, work: 0, stopped: None };
        let mut best = Best { deficit: limit, found: Vec::new(), crowded: false };
        let first = &self.lists[0];
        let (mut start, mut wave) = (0, WAVE);
        while start < first.masks.len() && first.deficits[start] <= best.bar(self.rounding) {
            let end = (start + wave).min(first.masks.len());
            let meter = Meter {
                work: AtomicU64::new(covers.work),
                nodes: AtomicU64::new(covers.nodes),
                over: AtomicBool::new(false),
                budget,
            };
            let branch = |k: usize| {
                let mut branch = Branch {
                    cover: self,
                    best: Best { deficit: best.deficit, found: Vec::new(), crowded: best.crowded },
                    path: vec![first.masks[k]],
                    nodes: 1,
                    work: 1,
                    meter: &meter,
                };
                if first.deficits[k] <= best.bar(self.rounding) {
                    branch.descend(first.masks[k], first.deficits[k]);
                }
                meter.add(&mut branch.nodes, &mut branch.work);
                branch.best
            };
            let branches: Vec<Best> = parallel::map(end - start, |k| branch(start + k));

            let (nodes, work) = (meter.nodes.into_inner(), meter.work.into_inner());
            covers.stopped = budget
                .control
                .stopped()
                .or((nodes > budget.nodes).then_some(StopReason::NodeLimit))
                .map(Stop::Told)
                .or((work > budget.work).then_some(Stop::Work));
            // How far a wave got before a limit on nodes or work depends on the threads: it does not count.
            if matches!(covers.stopped, Some(Stop::Work | Stop::Told(StopReason::NodeLimit))) {
                break;
            }
            branches.into_iter().for_each(|branch| best.merge(branch, self.rounding));
            (covers.nodes, covers.work) = (nodes, work);
            if covers.stopped.is_some() {
                break;
            }
            (start, wave) = (end, wave * 2);
        }
        if best.found.iter().all(|(deficit, _)| *deficit > limit) {
            best.found.clear();
        }
        covers.crowded = best.crowded;
        let structures = best.found.iter().map(|(_, masks)| self.structure(masks));
        covers.best = structures.reduce(|a, b| if prefer(self.game, &a, &b).is_gt() { b } else { a });
        covers
    }

    /// The lexicographically smallest structure with a total deficit of at most `limit`, if found in `work`
    /// steps.
    pub(super) fn lexicographic(&self, limit: f64, work: u64) -> Option<Vec<Coalition>> {
        let n = self.order.len();
        let mut lists: Vec<Vec<(Coalition, f64)>> = vec![Vec::new(); n];
        for list in &self.lists {
            for (&mask, &deficit) in list.masks.iter().zip(&list.deficits) {
                if deficit <= limit {
                    let s = self.original(mask);
                    lists[s.first().unwrap_or(0)].push((s, deficit));
                }
            }
        }
        lists.iter_mut().for_each(|list| list.sort_unstable_by_key(|(s, _)| *s));
        // Depth first with an explicit position per bloc; the first cover met is the smallest.
        let mut path: Vec<(Coalition, f64)> = Vec::new();
        let mut at = vec![0];
        for _ in 0..work {
            let left = path.iter().fold(Coalition::grand(n), |left, (s, _)| left.difference(*s));
            let spent = path.iter().fold(0.0, |sum, (_, d)| sum + d);
            let Some(lowest) = left.first() else { return Some(path.into_iter().map(|(s, _)| s).collect()) };
            let position = at.last_mut()?;
            match lists[lowest].get(*position) {
                Some(&(s, deficit)) => {
                    *position += 1;
                    if s.is_subset_of(left) && spent + deficit <= limit {
                        path.push((s, deficit));
                        at.push(0);
                    }
                }
                None => {
                    at.pop();
                    path.pop();
                }
            }
        }
        None
    }

    fn original(&self, mask: u32) -> Coalition {
        Coalition::from_mask(u64::from(mask)).players().map(|k| self.order[k]).collect()
    }

    /// Blocs by lowest member, players as in the game.
    fn structure(&self, masks: &[u32]) -> Vec<Coalition> {
        let mut blocs: Vec<Coalition> = masks.iter().map(|&m| self.original(m)).collect();
        blocs.sort_unstable_by_key(|b| b.first());
        blocs
    }
}

/// The least total deficit and the covers within rounding of it.
struct Best {
    deficit: f64,
    found: Vec<(f64, Vec<u32>)>,
    crowded: bool,
}

impl Best {
    /// The largest deficit of interest: that of a tie, or of an improvement once ties are too many.
    fn bar(&self, rounding: f64) -> f64 {
        if self.crowded { self.deficit - rounding } else { self.deficit + rounding }
    }

    fn add(&mut self, deficit: f64, path: &[u32], rounding: f64) {
        if deficit < self.deficit {
            self.crowded &= deficit + rounding >= self.deficit;
            self.deficit = deficit;
            self.found.retain(|(d, _)| *d <= deficit + rounding);
        }
        if deficit <= self.deficit + rounding {
            if self.found.len() < CANDIDATES {
                self.found.push((deficit, path.to_vec()));
            } else {
                self.crowded = true;
            }
        }
    }

    fn merge(&mut self, other: Best, rounding: f64) {
        let crowded = other.crowded && other.deficit <= self.deficit + rounding;
        other.found.into_iter().for_each(|(deficit, path)| self.add(deficit, &path, rounding));
        self.crowded |= crowded;
    }
}

/// Work done by all branches of a wave, and its limits.
struct Meter<'a> {
    work: AtomicU64,
    nodes: AtomicU64,
    over: AtomicBool,
    budget: &'a Budget<'a>,
}

impl Meter<'_> {
    /// Books what a branch did since the last time.
    fn add(&self, nodes: &mut u64, work: &mut u64) {
        let all_nodes = self.nodes.fetch_add(*nodes, Ordering::Relaxed) + *nodes;
        let all_work = self.work.fetch_add(*work, Ordering::Relaxed) + *work;
        (*nodes, *work) = (0, 0);
        if all_nodes > self.budget.nodes
            || all_work > self.budget.work
            || self.budget.control.stopped().is_some()
        {
            self.over.store(true, Ordering::Relaxed);
        }
    }
}

/// The search below one first bloc.
struct Branch<'a> {
    cover: &'a Cover<'a>,
    best: Best,
    path: Vec<u32>,
    nodes: u64,
    work: u64,
    meter: &'a Meter<'a>,
}

impl Branch<'_> {
    fn descend(&mut self, covered: u32, spent: f64) {
        let Some(list) = self.cover.lists.get(covered.trailing_ones() as usize) else {
            return self.best.add(spent, &self.path, self.cover.rounding);
        };
        if self.work > 1 << 16 {
            self.meter.add(&mut self.nodes, &mut self.work);
        }
        for (deficits, masks) in list.deficits.chunks(CHUNK).zip(list.masks.chunks(CHUNK)) {
            if spent + deficits[0] > self.best.bar(self.cover.rounding)
                || self.meter.over.load(Ordering::Relaxed)
            {
                break;
            }
            self.work += masks.len() as u64;
            if masks.iter().fold(0, |fits, m| fits | u32::from(m & covered == 0)) == 0 {
                continue;
            }
            for (&deficit, &mask) in deficits.iter().zip(masks) {
                if mask & covered == 0 && spent + deficit <= self.best.bar(self.cover.rounding) {
                    self.nodes += 1;
                    self.path.push(mask);
                    self.descend(covered | mask, spent + deficit);
                    self.path.pop();
                }
            }
        }
    }
}

/// Masks of the same coalitions with players renumbered, a byte at a time.
struct Renumbering([[u32; 256]; 4]);

impl Renumbering {
    fn new(order: &[usize]) -> Self {
        let mut tables = [[0u32; 256]; 4];
        for (place, &player) in order.iter().enumerate() {
            for (byte, entry) in tables[player / 8].iter_mut().enumerate() {
                *entry |= ((byte >> (player % 8) & 1) as u32) << place;
            }
        }
        Renumbering(tables)
    }

    fn apply(&self, s: Coalition) -> u32 {
        let bytes = (s.mask() as u32).to_le_bytes();
        self.0.iter().zip(bytes).fold(0, |mask, (table, byte)| mask | table[byte as usize])
    }
}
