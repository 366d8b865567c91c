//! Farsighted stable sets: von Neumann–Morgenstern stability under indirect dominance.

use super::dominance::Dominance;
use crate::coalition::{Labels, relabel};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The farsighted stable sets that a search found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StableSets {
    /// The sets, each ascending, in the order found.
    #[serde(serialize_with = "relabel::state")]
    pub sets: Vec<Vec<usize>>,
    /// Whether these are all: the search was exhaustive. If not, there may be more.
    pub exhaustive: bool,
    /// Decisions tried.
    pub nodes: u64,
}

impl Labelled for StableSets {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.exhaustive { "all there are" } else { "there may be more" };
        write!(f, "farsighted stable sets, {} ({how})", self.sets.len())?;
        self.sets.iter().try_for_each(|set| write!(f, "\n  {}", labels.list(set, " | ")))
    }
}

written_in_numbers!(StableSets);

/// The sets `K` with no `a ≪ b` inside, and for every `a` outside a `b ∈ K` with `a ≪ b`.
///
/// A depth-first search with propagation (a state in `K` expels what it dominates and what dominates it; an
/// outsider whose last possible dominator is at stake decides it), ended by `max_nodes` decisions or
/// `max_sets` sets.
///
/// # Complexity
/// Exponential in the number of states at worst; a set found is found whatever the limit.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::{FiniteSituation, Move};
/// use comity::solve::Certified;
/// use comity::solve::deviation::Improvement;
/// use comity::solve::farsighted::{Dominance, farsighted_stable_sets};
/// // 0 → 1 by player 0, 1 → 2 by player 1; utilities (0,2,1) and (0,1,2).
/// let step = |from, to, i| Move { from, to, coalition: Coalition::singleton(i) };
/// let u = [[0.0, 0.0], [2.0, 1.0], [1.0, 2.0]].map(Vec::from);
/// let situation = FiniteSituation::new(&u, [step(0, 1, 0), step(1, 2, 1)])?;
/// let found = farsighted_stable_sets(&Dominance::new(&situation, Improvement::Strict)?, 10, 1000);
/// assert!(found.exhaustive && found.sets == [vec![2]]);
/// found.check((&situation, Improvement::Strict), 0.0)?;
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. C. Harsanyi (1974), *Management Science* 20; D. Ray & R. Vohra (2015), The farsighted stable set,
/// *Econometrica* 83; Chwe (1994), Proposition 3: each is contained in the largest consistent set.
pub fn farsighted_stable_sets(dominance: &Dominance, max_sets: usize, max_nodes: u64) -> StableSets {
    let m = dominance.states();
    let above: Vec<Vec<usize>> = (0..m).map(|a| dominance.above(a).collect()).collect();
    let mut below = vec![Vec::new(); m];
    above.iter().enumerate().for_each(|(a, up)| up.iter().for_each(|&b| below[b].push(a)));
    let mut search = Search {
        above,
        below,
        status: vec![Status::Open; m],
        trail: vec![],
        found: StableSets { sets: vec![], exhaustive: true, nodes: 0 },
        max_sets,
        max_nodes,
    };
    // States that nothing dominates are in every stable set; a state never dominates itself, by the strict part.
    let unbeaten = (0..m).filter(|&a| search.above[a].is_empty()).collect::<Vec<_>>();
    if unbeaten.into_iter().all(|a| search.decide(a, Status::In)) {
        search.run();
    }
    search.found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    In,
    Out,
}

struct Search {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    status: Vec<Status>,
    trail: Vec<usize>,
    found: StableSets,
    max_sets: usize,
    max_nodes: u64,
}

impl Search {
    /// Depth first with an explicit stack: each entry is a state put in, to be tried out next.
    fn run(&mut self) {
        let mut choices: Vec<(usize, usize)> = Vec::new();
        let mut consistent = true;
        loop {
            let open = if consistent { self.status.iter().position(|s| *s == Status::Open) } else { None };
            match open {
                Some(a) => {
                    if self.found.nodes == self.max_nodes {
                        self.found.exhaustive = false;
                        return;
                    }
                    self.found.nodes += 1;
                    choices.push((a, self.trail.len()));
                    consistent = self.decide(a, Status::In);
                }
                None => {
                    if consistent {
                        if self.found.sets.len() == self.max_sets {
                            self.found.exhaustive = false;
                            return;
                        }
                        let inside = |a: &usize| self.status[*a] == Status::In;
                        self.found.sets.push((0..self.status.len()).filter(inside).collect());
                    }
                    let Some((a, mark)) = choices.pop() else { return };
                    for b in self.trail.drain(mark..) {
                        self.status[b] = Status::Open;
                    }
                    consistent = self.decide(a, Status::Out);
                }
            }
        }
    }

    /// Settles a state and what follows from it; `false` on a contradiction.
    fn decide(&mut self, state: usize, status: Status) -> bool {
        let mut pending = vec![(state, status)];
        while let Some((a, status)) = pending.pop() {
            match self.status[a] {
                now if now == status => continue,
                Status::Open => {}
                _ => return false,
            }
            self.status[a] = status;
            self.trail.push(a);
            if status == Status::In {
                pending.extend(self.above[a].iter().chain(&self.below[a]).map(|&b| (b, Status::Out)));
            }
            // Outsiders that may have lost a dominator: `a` itself, and those below it.
            for &x in std::iter::once(&a).chain(&self.below[a]).filter(|_| status == Status::Out) {
                if self.status[x] != Status::Out
                    || self.above[x].iter().any(|&b| self.status[b] == Status::In)
                {
                    continue;
                }
                let mut open = self.above[x].iter().filter(|&&b| self.status[b] == Status::Open);
                match (open.next(), open.next()) {
                    (None, _) => return false,
                    (Some(&last), None) => pending.push((last, Status::In)),
                    _ => {}
                }
            }
        }
        true
    }
}
