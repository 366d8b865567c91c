//! Processes of coalition formation in which choices carry bonuses: what each choice is worth, and how that
//! changes.

use crate::coalition::Coalition;
use crate::game::{FormationProcess, StationaryProfile};
use crate::solve::farsighted::search::resolvent::{Resolvents, transition};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// A family of processes: each choice carries `t` times a bonus, and payoffs have a range of 1.
///
/// With `V` the values of a stationary profile, `j` gains `V_j(y) − V_j(x) + t·g_j(x,y)` by approving
/// `x → y`, and `i` proposes a `y` of the largest worth `a(y) (V_i(y) − V_i(x)) + t·h_i(x,y)`, where `a(y)`
/// is the probability that the committee approves. At `t = 0` this is the process itself.
///
/// Tables of choices are indexed `(player·m + from)·m + to`, those of players in states `player·m + state`.
pub(in crate::solve::farsighted) struct Incentives<'a> {
    process: &'a FormationProcess,
    pub n: usize,
    pub m: usize,
    payoffs: Vec<f64>,
    /// For each choice to approve or not: the proposers who ask for it.
    pub asking: Vec<Coalition>,
    approval_bonus: Vec<f64>,
    proposal_bonus: Vec<f64>,
}

/// A choice: an approval, or a proposal other than the main one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Choice {
    Approve(usize),
    Propose(usize),
}

/// A stationary profile with all that follows from it.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub approvals: Vec<f64>,
    pub proposals: Vec<f64>,
    /// One proposal that each player makes in each state.
    pub main: Vec<usize>,
    pub t: f64,
    /// The choices made with a probability that varies along the path.
    pub free: Vec<Choice>,
    /// The probability that each proposal is approved.
    passes: Vec<f64>,
    resolvents: Resolvents,
    values: Vec<f64>,
}

/// How the bonuses are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::solve::farsighted) enum Prior {
    /// Everybody's choices answer to present payoffs, with bonuses so large that at `t = 1` nothing else is
    /// an equilibrium.
    Myopic,
    /// The profile least far from an equilibrium in a few rounds of replies, with bonuses just large enough.
    Settled,
}

impl<'a> Incentives<'a> {
    pub(in crate::solve::farsighted) fn new(
        process: &'a FormationProcess,
        range: f64,
        prior: Prior,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        let (n, m) = (process.players(), process.states());
        let lowest = process.payoffs().iter().flatten().copied().fold(f64::MAX, f64::min);
        let size = n * m * m;
        let committee = |k: usize| process.committee(k / (m * m), k / m % m, k % m);
        let committees: Vec<Option<Coalition>> = (0..size).map(committee).collect();
        let asks = |i: usize, k: usize| {
            let moves = k / m % m != k % m;
            moves && committees[at(i, k, m)].is_some_and(|who| who.contains(k / (m * m)))
        };
        let asking = (0..size).map(|k| (0..n).filter(|&i| asks(i, k)).collect()).collect();
        let payoff = |k: usize| (process.payoffs()[k % m][k / m] - lowest) / range;
        let (payoffs, bonus) = ((0..n * m).map(payoff).collect(), vec![0.0; size]);
        let (approval_bonus, proposal_bonus) = (bonus.clone(), bonus);
        let mut family = Incentives { process, n, m, payoffs, asking, approval_bonus, proposal_bonus };
        family.myopic(rng);
        if prior == Prior::Settled {
            family.settled(rng);
        }
        family
    }

    fn myopic(&mut self, rng: &mut ChaCha8Rng) {
        let (m, payoffs) = (self.m, &self.payoffs);
        let gain = |k: usize| payoffs[k / (m * m) * m + k % m] - payoffs[k / m];
        for (k, bonus) in self.approval_bonus.iter_mut().enumerate() {
            let yes = gain(k) > 0.0 || (gain(k) == 0.0 && rng.random());
            let large = 1.01 + rng.random::<f64>();
            *bonus = if yes { large } else { -large };
        }
        let (process, bonus) = (self.process, &self.approval_bonus);
        let says_yes = |k: usize| f64::from(u8::from(bonus[k] > 0.0));
        let approved = |k: usize| approval(process, k, |j| says_yes(at(j, k, m))) == 1.0;
        for (ix, row) in self.proposal_bonus.chunks_mut(m).enumerate() {
            row.iter_mut().for_each(|bonus| *bonus = -2.01 - 2.0 * rng.random::<f64>());
            let options = (0..m).filter(|&y| y == ix % m || approved(ix * m + y));
            let best = options.reduce(|a, b| if gain(ix * m + b) > gain(ix * m + a) { b } else { a });
            row[best.unwrap_or(ix % m)] = 0.0;
        }
    }

    fn settled(&mut self, rng: &mut ChaCha8Rng) {
        /// Rounds of replies, and the bonus of what needs none.
        const ROUNDS: u32 = 5;
        const SLIGHT: f64 = 0.02;
        let mut point = self.start();
        point.t = 0.0;
        let mut best = (f64::INFINITY, point.clone());
        for _ in 0..ROUNDS {
            let mut todo: Vec<usize> = (0..self.n * self.m).collect();
            while !todo.is_empty() {
                self.reply(&mut point, todo.swap_remove(rng.random_range(0..todo.len() as u32) as usize));
            }
            let off = (0..self.asking.len()).map(|k| self.lacks(&point, k)).map(|(a, p)| a + p).sum();
            if off < best.0 {
                best = (off, point.clone());
            }
        }
        let point = best.1;
        for k in 0..self.asking.len() {
            let (approval, proposal) = self.lacks(&point, k);
            let enough = approval + SLIGHT * (rng.random::<f64>() + 1e-4);
            self.approval_bonus[k] = if point.approvals[k] > 0.5 { enough } else { -enough };
            let enough = proposal + SLIGHT * (rng.random::<f64>() + 1e-4);
            self.proposal_bonus[k] = if point.proposals[k] > 0.5 { 0.0 } else { -enough };
        }
    }

    /// By how much the other choice is better: to approve or not, to propose this instead of the main
    /// proposal.
    fn lacks(&self, point: &Point, k: usize) -> (f64, f64) {
        let slack = self.slack(point, Choice::Approve(k));
        let approval = if point.approvals[k] > 0.5 { -slack } else { slack };
        let asked = !self.asking[k].is_empty();
        let proposal = if self.may_propose(k) { self.slack(point, Choice::Propose(k)) } else { 0.0 };
        (if asked { approval.max(0.0) } else { 0.0 }, proposal.max(0.0))
    }

    /// A player in a state chooses what is best, given the values.
    fn reply(&self, point: &mut Point, ix: usize) {
        let (m, before) = (self.m, point.main[ix]);
        let mut changed = false;
        for k in ix * m..(ix + 1) * m {
            if self.lacks(point, k).0 > 0.0 {
                self.approve(point, k, 1.0 - point.approvals[k]);
                changed = true;
            }
        }
        for y in (0..m).filter(|&y| self.may_propose(ix * m + y)) {
            if self.slack(point, Choice::Propose(ix * m + y)) > 0.0 {
                point.main[ix] = y;
            }
        }
        if changed || point.main[ix] != before {
            point.proposals[ix * m + before] = 0.0;
            point.proposals[ix * m + point.main[ix]] = 1.0;
            self.evaluate(point);
        }
    }

    /// What the bonuses ask for.
    pub(super) fn start(&self) -> Point {
        let (n, m) = (self.n, self.m);
        let main = |row: &[f64]| row.iter().position(|bonus| *bonus == 0.0).unwrap_or(0);
        let mut point = Point {
            approvals: self.approval_bonus.iter().map(|b| f64::from(u8::from(*b > 0.0))).collect(),
            proposals: vec![0.0; n * m * m],
            main: self.proposal_bonus.chunks(m).map(main).collect(),
            t: 1.0,
            free: Vec::new(),
            passes: vec![0.0; n * m * m],
            resolvents: Resolvents::new(self.process.discount(), m),
            values: vec![0.0; n * m],
        };
        for ix in 0..n * m {
            point.proposals[ix * m + point.main[ix]] = 1.0;
        }
        for k in 0..n * m * m {
            point.passes[k] = self.pass(&point, k);
        }
        self.evaluate(&mut point);
        point
    }

    pub(super) fn may_propose(&self, k: usize) -> bool {
        let m = self.m;
        self.process.committee(k / (m * m), k / m % m, k % m).is_some()
    }

    /// The main proposal beside `k`, of the same player in the same state.
    pub(super) fn main(&self, point: &Point, k: usize) -> usize {
        k / self.m * self.m + point.main[k / self.m]
    }

    /// The probability that proposal `k` is approved.
    fn pass(&self, point: &Point, k: usize) -> f64 {
        approval(self.process, k, |j| point.approvals[at(j, k, self.m)])
    }

    /// The same if player `but` approves with probability `to`.
    fn pass_if(&self, point: &Point, k: usize, but: usize, to: f64) -> f64 {
        approval(self.process, k, |j| if j == but { to } else { point.approvals[at(j, k, self.m)] })
    }

    /// The derivative of the probability that proposal `k` is approved by the approval of player `j`.
    fn pivotal(&self, point: &Point, k: usize, j: usize) -> f64 {
        self.pass_if(point, k, j, 1.0) - self.pass_if(point, k, j, 0.0)
    }

    /// Sets one approval.
    pub(super) fn approve(&self, point: &mut Point, k: usize, to: f64) {
        point.approvals[k] = to;
        for i in self.asking[k].players() {
            let asked = at(i, k, self.m);
            point.passes[asked] = self.pass(point, asked);
        }
    }

    /// Values and what else follows from the choices, after the free ones were changed.
    pub(super) fn evaluate(&self, point: &mut Point) {
        let (n, m) = (self.n, self.m);
        for f in 0..point.free.len() {
            if let Choice::Approve(k) = point.free[f] {
                self.approve(point, k, point.approvals[k]);
            }
        }
        let transition = transition(self.process.protocol(), &point.proposals, &point.passes, m);
        point.resolvents.update(&transition);
        for i in 0..n {
            for (x, row) in point.resolvents.of(i).chunks(m).enumerate() {
                let payoffs = &self.payoffs[i * m..(i + 1) * m];
                let total: f64 = row.iter().zip(payoffs).map(|(r, u)| r * u).sum();
                point.values[i * m + x] = (1.0 - self.process.discount()[i]) * total;
            }
        }
    }

    /// What player `i` gains by the change of state in `k`.
    fn gain(&self, point: &Point, i: usize, k: usize) -> f64 {
        point.values[i * self.m + k % self.m] - point.values[i * self.m + k / self.m % self.m]
    }

    fn worth(&self, point: &Point, k: usize) -> f64 {
        point.passes[k] * self.gain(point, k / (self.m * self.m), k) + point.t * self.proposal_bonus[k]
    }

    /// By how much it is better to approve than not, to propose this than the main proposal.
    pub(super) fn slack(&self, point: &Point, choice: Choice) -> f64 {
        match choice {
            Choice::Approve(k) => {
                self.gain(point, k / (self.m * self.m), k) + point.t * self.approval_bonus[k]
            }
            Choice::Propose(k) => self.worth(point, k) - self.worth(point, self.main(point, k)),
        }
    }

    /// Whether it makes a difference now if approval `k` becomes `to`: to what happens, or to what is best
    /// proposed.
    pub(super) fn matters(&self, point: &Point, k: usize, to: f64, tolerance: f64) -> bool {
        self.asking[k].players().any(|i| {
            let asked = at(i, k, self.m);
            let passes = self.pass_if(point, asked, k / (self.m * self.m), to);
            if point.proposals[asked] > 0.0 {
                return passes != point.passes[asked];
            }
            let gain = self.gain(point, i, asked);
            (passes * gain).max(point.passes[asked] * gain) + point.t * self.proposal_bonus[asked]
                > self.worth(point, self.main(point, asked)) + tolerance
        })
    }

    /// By how much each free choice moves the mean of everybody's next value where it is made:
    /// `[free·n + player]`.
    fn pulls(&self, point: &Point) -> Vec<f64> {
        let (n, m) = (self.n, self.m);
        let mut pulls = vec![0.0; point.free.len() * n];
        for (row, &choice) in pulls.chunks_mut(n).zip(&point.free) {
            let mut add = |k: usize, chance: f64| {
                let players = row.iter_mut().enumerate();
                players.for_each(|(j, entry)| *entry += chance * self.gain(point, j, k));
            };
            match choice {
                Choice::Approve(k) => {
                    let asked = |i: usize| {
                        let k = at(i, k, m);
                        self.process.protocol()[i] * point.proposals[k]
                    };
                    let asking = self.asking[k].players();
                    let chance = asking.map(|i| (i, asked(i))).filter(|(_, chance)| *chance != 0.0);
                    add(
                        k,
                        chance
                            .map(|(i, chance)| chance * self.pivotal(point, at(i, k, m), k / (m * m)))
                            .sum(),
                    );
                }
                Choice::Propose(k) => {
                    let (drawn, main) = (self.process.protocol()[k / (m * m)], self.main(point, k));
                    add(k, drawn * point.passes[k]);
                    add(main, -drawn * point.passes[main]);
                }
            }
        }
        pulls
    }

    /// Derivatives of the slacks of `choices`, one a row, by the free choices and, last, by `t`.
    pub(super) fn derivatives(&self, point: &Point, choices: &[Choice]) -> Vec<f64> {
        let pulls = self.pulls(point);
        let mut rows = vec![0.0; choices.len() * (point.free.len() + 1)];
        for (row, &choice) in rows.chunks_mut(point.free.len() + 1).zip(choices) {
            match choice {
                Choice::Approve(k) => {
                    self.add_gain(point, &pulls, k, 1.0, row);
                    row[point.free.len()] += self.approval_bonus[k];
                }
                Choice::Propose(k) => {
                    self.add_worth(point, &pulls, k, 1.0, row);
                    self.add_worth(point, &pulls, self.main(point, k), -1.0, row);
                }
            }
        }
        rows
    }

    fn add_gain(&self, point: &Point, pulls: &[f64], k: usize, factor: f64, row: &mut [f64]) {
        let m = self.m;
        let (i, x, y) = (k / (m * m), k / m % m, k % m);
        let (resolvent, delta) = (point.resolvents.of(i), self.process.discount()[i]);
        if factor != 0.0 && x != y {
            for ((entry, free), pull) in row.iter_mut().zip(&point.free).zip(pulls.chunks(self.n)) {
                let (Choice::Approve(at) | Choice::Propose(at)) = free;
                let at = at / m % m;
                *entry += factor * delta * (resolvent[y * m + at] - resolvent[x * m + at]) * pull[i];
            }
        }
    }

    fn add_worth(&self, point: &Point, pulls: &[f64], k: usize, sign: f64, row: &mut [f64]) {
        let m = self.m;
        let i = k / (m * m);
        self.add_gain(point, pulls, k, sign * point.passes[k], row);
        for (entry, free) in row.iter_mut().zip(&point.free) {
            if let Choice::Approve(o) = *free
                && at(i, o, m) == k
                && self.asking[o].contains(i)
            {
                *entry += sign * self.gain(point, i, k) * self.pivotal(point, k, o / (m * m));
            }
        }
        row[point.free.len()] += sign * self.proposal_bonus[k];
    }

    /// The strategies at a point; approvals that nobody asks for follow the gains.
    pub(super) fn profile(&self, mut point: Point) -> StationaryProfile {
        let m = self.m;
        for k in (0..self.asking.len()).filter(|&k| self.asking[k].is_empty()) {
            point.approvals[k] = f64::from(u8::from(self.gain(&point, k / (m * m), k) >= 0.0));
        }
        let table = |flat: &[f64]| -> Vec<Vec<Vec<f64>>> {
            let row = |row: &[f64]| row.iter().map(|p| p.clamp(0.0, 1.0)).collect();
            flat.chunks(m * m).map(|table| table.chunks(m).map(row).collect()).collect()
        };
        StationaryProfile { proposals: table(&point.proposals), approvals: table(&point.approvals) }
    }
}

/// The index of player `i`'s choice about the change of state that `k` is about.
fn at(i: usize, k: usize, m: usize) -> usize {
    i * m * m + k % (m * m)
}

/// The probability that proposal `k` is approved if each player approves with that of `says`.
fn approval(process: &FormationProcess, k: usize, says: impl Fn(usize) -> f64) -> f64 {
    let m = process.states();
    process.approval(k / (m * m), k / m % m, k % m, says)
}
