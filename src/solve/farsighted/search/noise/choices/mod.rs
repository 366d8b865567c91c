//! The curve of noisy equilibria in the log-odds of the choices that are open: good where there is little
//! noise.

mod sharpen;

use super::family::{Family, sigmoid};
use super::follow::Curve;
use super::values::Values;
use crate::game::StationaryProfile;
use crate::solve::farsighted::search::linear::{dot, normalise};
use crate::solve::farsighted::search::resolvent::{Resolvents, transition};
pub(super) use sharpen::{sharpen, trimmed};

/// A choice, as an index of a table: an approval, or a proposal other than the main one of that player in
/// that state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Choice {
    Approve(usize),
    Propose(usize),
}

/// Log-odds of approvals, infinite where they are sure; probabilities of proposals; the noise; and which are
/// the unknowns.
#[derive(Clone)]
pub(super) struct Point {
    approvals: Vec<f64>,
    proposals: Vec<f64>,
    noise: f64,
    /// One proposal of each player in each state, about the most probable one.
    main: Vec<usize>,
    /// Approvals first, the proposals of one player in one state side by side.
    pub open: Vec<Choice>,
}

/// A point: the open choices, those that are neither sure nor without consequence, each with log-odds that
/// answer, with noise, to the values that all choices lead to. What is rare to the order of the noise is
/// open: it decides between others.
pub(super) struct Choices<'a> {
    family: &'a Family<'a>,
    pub at: Point,
    /// How much each player leans towards staying in each state: rejected proposals are staying.
    stays: Vec<f64>,
    // What follows from the point:
    passes: Vec<f64>,
    resolvents: Resolvents,
    pub values: Vec<f64>,
}

impl<'a> Choices<'a> {
    /// The same point as one of the other curve, but for what is rarer than matters.
    pub(super) fn new(from: &Values<'a>) -> Self {
        let family = from.family;
        let Family { n, m, leaning, .. } = *family;
        let at = Point {
            approvals: vec![f64::NEG_INFINITY; n * m * m],
            proposals: vec![0.0; n * m * m],
            noise: from.noise,
            main: vec![0; n * m],
            open: Vec::new(),
        };
        let mut point = Choices {
            family,
            at,
            stays: vec![0.0; n * m],
            passes: vec![1.0; n * m * m],
            resolvents: Resolvents::new(family.process.discount(), m),
            values: from.values.clone(),
        };
        for k in (0..n * m * m).filter(|&k| family.asked[k]) {
            point.at.approvals[k] = point.or_sure(point.wants(k));
        }
        (0..n * m * m).for_each(|k| point.passes[k] = point.pass(k));
        let least = point.least();
        for ix in 0..n * m {
            let (x, row) = (ix % m, ix * m);
            let mut odds = vec![f64::NEG_INFINITY; m];
            let mut staying = 1.0;
            for y in (0..m).filter(|&y| family.committees[row + y].is_some()) {
                let worth = point.worth(row + y) / point.at.noise + leaning;
                if point.passes[row + y] > least {
                    odds[y] = worth;
                } else {
                    staying += worth.exp();
                }
            }
            point.stays[ix] = f64::ln(staying);
            odds[x] = point.stays[ix];
            let top = (0..m).fold(x, |best, y| if odds[y] > odds[best] { y } else { best });
            let mut chances: Vec<f64> = odds.iter().map(|o| (o - odds[top]).exp()).collect();
            let total: f64 = chances.iter().sum();
            chances.iter_mut().filter(|q| **q < least * total).for_each(|q| *q = 0.0);
            let total: f64 = chances.iter().sum();
            chances.iter().enumerate().for_each(|(y, q)| point.at.proposals[row + y] = q / total);
            point.at.main[ix] = top;
        }
        point.choose();
        point
    }

    /// Log-odds beyond which a choice is sure: rarer than the noise by far.
    fn far(&self) -> f64 {
        12.0 - self.at.noise.ln()
    }

    fn least(&self) -> f64 {
        (-self.far()).exp()
    }

    fn or_sure(&self, odds: f64) -> f64 {
        if odds.abs() > self.far() { odds.signum() * f64::INFINITY } else { odds }
    }

    /// What player `i` gains by the change of state in `k`.
    fn gain(&self, i: usize, k: usize) -> f64 {
        let Family { n, m, .. } = *self.family;
        self.values[k % m * n + i] - self.values[k / m % m * n + i]
    }

    fn worth(&self, k: usize) -> f64 {
        self.passes[k] * self.gain(k / (self.family.m * self.family.m), k)
    }

    /// The log-odds of an approval that answer to the values.
    fn wants(&self, k: usize) -> f64 {
        self.gain(k / (self.family.m * self.family.m), k) / self.at.noise + self.family.leaning
    }

    /// The log-odds of a proposal that answer to the values, but for what all of that player in that state
    /// have in common.
    fn tempts(&self, k: usize) -> f64 {
        let m = self.family.m;
        let bias = if k / m % m == k % m { self.stays[k / m] } else { self.family.leaning };
        self.worth(k) / self.at.noise + bias
    }

    /// Player `i`'s choice about the change of state in `k`.
    fn of(&self, i: usize, k: usize) -> usize {
        let square = self.family.m * self.family.m;
        i * square + k % square
    }

    fn main(&self, k: usize) -> usize {
        k / self.family.m * self.family.m + self.at.main[k / self.family.m]
    }

    /// The probability that `j` approves the proposal `k`.
    fn says(&self, k: usize, j: usize) -> f64 {
        sigmoid(self.at.approvals[self.of(j, k)])
    }

    fn pass(&self, k: usize) -> f64 {
        let m = self.family.m;
        match &self.family.committees[k] {
            Some(committee) => committee.passes(|j| self.says(k, j)),
            None => f64::from(u8::from(k / m % m == k % m)),
        }
    }

    /// The derivative of the probability that proposal `k` passes by the approval of `j`.
    fn pivotal(&self, k: usize, j: usize) -> f64 {
        match &self.family.committees[k] {
            Some(committee) if committee.members.contains(j) => committee.pivotal(|i| self.says(k, i), j),
            _ => 0.0,
        }
    }

    /// Sets an approval.
    fn approve(&mut self, k: usize, odds: f64) {
        self.at.approvals[k] = odds;
        for i in 0..self.family.n {
            let asked = self.of(i, k);
            if self.family.committees[asked].is_some() {
                self.passes[asked] = self.pass(asked);
            }
        }
    }

    /// Lists the open choices.
    fn choose(&mut self) {
        let Family { n, m, .. } = *self.family;
        let counts = |k: usize| {
            let asks = |i: usize| self.at.proposals[self.of(i, k)] > 0.0;
            (0..n).any(|i| asks(i) && self.pivotal(self.of(i, k), k / (m * m)) > 0.0)
        };
        let approvals = (0..n * m * m).filter(|&k| self.family.asked[k] && self.at.approvals[k].is_finite());
        let proposals = (0..n * m * m).filter(|&k| self.at.proposals[k] > 0.0 && k != self.main(k));
        let approvals = approvals.filter(|&k| counts(k)).map(Choice::Approve);
        self.at.open = approvals.chain(proposals.map(Choice::Propose)).collect();
    }

    /// Values and what else follows, after open choices were changed.
    fn evaluate(&mut self) {
        let Family { process, n, m, .. } = *self.family;
        for f in 0..self.at.open.len() {
            if let Choice::Approve(k) = self.at.open[f] {
                self.approve(k, self.at.approvals[k]);
            }
        }
        let transition = transition(process.protocol(), &self.at.proposals, &self.passes, m);
        self.resolvents.update(&transition);
        for (i, delta) in process.discount().iter().enumerate() {
            let payoffs: Vec<f64> = (0..m).map(|x| self.family.payoffs[x * n + i]).collect();
            for (x, row) in self.resolvents.of(i).chunks_exact(m).enumerate() {
                self.values[x * n + i] = (1.0 - delta) * dot(row, &payoffs);
            }
        }
    }

    /// Brings the choices that are not open into line with the values, opens those that have become possible,
    /// and closes those that have become sure.
    fn refresh(&mut self) {
        let Family { n, m, .. } = *self.family;
        let least = self.least();
        let mut open = vec![false; n * m * m];
        for choice in &self.at.open {
            if let Choice::Approve(k) = *choice {
                open[k] = true;
            }
        }
        for k in (0..n * m * m).filter(|&k| self.family.asked[k]) {
            let odds = self.or_sure(if open[k] { self.at.approvals[k] } else { self.wants(k) });
            if odds != self.at.approvals[k] {
                self.approve(k, odds);
            }
        }
        for ix in 0..n * m {
            let (x, row, main) = (ix % m, ix * m, ix * m + self.at.main[ix]);
            let level = self.tempts(main) - self.at.proposals[main].ln();
            for k in (row..row + m).filter(|&k| k != main) {
                let chance = self.at.proposals[k];
                let possible = k % m == x || (self.family.committees[k].is_some() && self.passes[k] > least);
                if chance > 0.0 && chance < least {
                    self.at.proposals[main] += chance;
                    self.at.proposals[k] = 0.0;
                } else if chance == 0.0 && possible && self.tempts(k) - level > -self.far() {
                    let chance = (self.tempts(k) - level).exp().min(0.2 * self.at.proposals[main]);
                    self.at.proposals[k] = chance;
                    self.at.proposals[main] -= chance;
                }
            }
            let likelier = |best: usize, y: usize| {
                if self.at.proposals[row + y] > self.at.proposals[row + best] { y } else { best }
            };
            self.at.main[ix] = (0..m).fold(self.at.main[ix], likelier);
        }
        self.choose();
    }

    /// By how much each open choice moves the mean of everybody's next value where it is made:
    /// `[open·n + player]`.
    fn pulls(&self) -> Vec<f64> {
        let Family { process, n, m, .. } = *self.family;
        let mut pulls = vec![0.0; self.at.open.len() * n];
        for (pull, &choice) in pulls.chunks_exact_mut(n).zip(&self.at.open) {
            let mut add = |k: usize, chance: f64| {
                pull.iter_mut().enumerate().for_each(|(j, entry)| *entry += chance * self.gain(j, k));
            };
            match choice {
                Choice::Approve(k) => {
                    let asked = process.protocol().iter().enumerate().map(|(i, drawn)| {
                        let k = self.of(i, k);
                        (k, drawn * self.at.proposals[k])
                    });
                    let asked = asked.filter(|(_, chance)| *chance != 0.0);
                    add(k, asked.map(|(asked, chance)| chance * self.pivotal(asked, k / (m * m))).sum());
                }
                Choice::Propose(k) => {
                    let (drawn, main) = (process.protocol()[k / (m * m)], self.main(k));
                    add(k, drawn * self.passes[k]);
                    add(main, -drawn * self.passes[main]);
                }
            }
        }
        pulls
    }

    /// The derivatives of what one open choice answers to, by the probabilities of all: a gain, or a worth
    /// and the main one's.
    fn slopes(&self, choice: Choice, pulls: &[f64], slopes: &mut [f64]) {
        let Family { process, n, m, .. } = *self.family;
        slopes.fill(0.0);
        let mut add_gain = |k: usize, factor: f64| {
            let (i, x, y) = (k / (m * m), k / m % m, k % m);
            if x == y || factor == 0.0 {
                return;
            }
            let (resolvent, factor) = (self.resolvents.of(i), factor * process.discount()[i]);
            for ((slope, open), pull) in slopes.iter_mut().zip(&self.at.open).zip(pulls.chunks_exact(n)) {
                let (Choice::Approve(made) | Choice::Propose(made)) = open;
                let made = made / m % m;
                *slope += factor * (resolvent[y * m + made] - resolvent[x * m + made]) * pull[i];
            }
        };
        match choice {
            Choice::Approve(k) => add_gain(k, 1.0),
            Choice::Propose(k) => {
                let main = self.main(k);
                add_gain(k, self.passes[k]);
                add_gain(main, -self.passes[main]);
                for (slope, open) in slopes.iter_mut().zip(&self.at.open) {
                    let Choice::Approve(approval) = *open else { break };
                    for (proposal, sign) in [(k, 1.0), (main, -1.0)] {
                        if self.of(k / (m * m), approval) == proposal {
                            let pivotal = self.pivotal(proposal, approval / (m * m));
                            *slope += sign * self.gain(k / (m * m), proposal) * pivotal;
                        }
                    }
                }
            }
        }
    }

    /// The strategies at the point; approvals that nobody asks for follow the gains.
    pub(super) fn profile(&self) -> StationaryProfile {
        let m = self.family.m;
        let approval = |k: usize| match self.family.asked[k] {
            true => sigmoid(self.at.approvals[k]),
            false => f64::from(u8::from(self.gain(k / (m * m), k) >= 0.0)),
        };
        let table = |entry: &dyn Fn(usize) -> f64| -> Vec<Vec<Vec<f64>>> {
            let row = |i: usize, x: usize| (0..m).map(|y| entry((i * m + x) * m + y)).collect();
            (0..self.family.n).map(|i| (0..m).map(|x| row(i, x)).collect()).collect()
        };
        StationaryProfile {
            proposals: table(&|k| self.at.proposals[k].min(1.0)),
            approvals: table(&approval),
        }
    }

    /// What decides an open choice: the gain of who approves, or how much more a proposal is worth than the
    /// main one.
    fn stake(&self, choice: Choice) -> f64 {
        match choice {
            Choice::Approve(k) => self.gain(k / (self.family.m * self.family.m), k),
            Choice::Propose(k) => self.worth(k) - self.worth(self.main(k)),
        }
    }

    /// The derivatives of what decides each open choice by the log-odds of all, in rows of `width`.
    fn gain_slopes(&self, width: usize) -> Vec<f64> {
        let unknowns = self.at.open.len();
        let pulls = self.pulls();
        let mut matrix = vec![0.0; unknowns * width];
        let mut slopes = vec![0.0; unknowns];
        for (e, row) in matrix.chunks_exact_mut(width).enumerate() {
            self.slopes(self.at.open[e], &pulls, &mut slopes);
            // From probabilities to log-odds.
            let mut f = 0;
            while f < unknowns {
                match self.at.open[f] {
                    Choice::Approve(k) => {
                        let odds = self.at.approvals[k];
                        row[f] = slopes[f] * sigmoid(odds) * sigmoid(-odds);
                        f += 1;
                    }
                    Choice::Propose(k) => {
                        let end = self.row_end(f, k);
                        let chance = |f: usize| {
                            let (Choice::Approve(k) | Choice::Propose(k)) = self.at.open[f];
                            self.at.proposals[k]
                        };
                        let mean: f64 = (f..end).map(|f| slopes[f] * chance(f)).sum();
                        (f..end).for_each(|f| row[f] = chance(f) * (slopes[f] - mean));
                        f = end;
                    }
                }
            }
        }
        matrix
    }

    /// The positions in `open` after `first` that are proposals of the same player in the same state as it.
    fn row_end(&self, first: usize, k: usize) -> usize {
        let m = self.family.m;
        let same = |c: &Choice| matches!(c, Choice::Propose(other) if other / m == k / m);
        first + self.at.open[first..].iter().take_while(|c| same(c)).count()
    }
}

impl Curve for Choices<'_> {
    type Point = Point;

    fn point(&self) -> Point {
        self.at.clone()
    }

    fn set(&mut self, point: &Point) {
        self.at = point.clone();
        (0..self.passes.len()).for_each(|k| self.passes[k] = self.pass(k));
        self.evaluate();
    }

    fn noise(&self) -> f64 {
        self.at.noise
    }

    fn shift(&mut self, step: &[f64]) {
        let mut f = 0;
        while f < self.at.open.len() {
            match self.at.open[f] {
                Choice::Approve(k) => {
                    self.at.approvals[k] += step[f];
                    f += 1;
                }
                Choice::Propose(k) => {
                    let (main, end) = (self.main(k), self.row_end(f, k));
                    let row: Vec<usize> = (f..end)
                        .map(|f| {
                            let (Choice::Approve(k) | Choice::Propose(k)) = self.at.open[f];
                            k
                        })
                        .collect();
                    let chances = &mut self.at.proposals;
                    let before = chances[main] + row.iter().map(|&k| chances[k]).sum::<f64>();
                    row.iter().zip(&step[f..end]).for_each(|(&k, s)| chances[k] *= s.exp());
                    let after = chances[main] + row.iter().map(|&k| chances[k]).sum::<f64>();
                    row.iter().chain([&main]).for_each(|&k| chances[k] *= before / after);
                    f = end;
                }
            }
        }
        self.at.noise *= step[self.at.open.len()].exp();
    }

    fn residual(&mut self) -> Vec<f64> {
        self.evaluate();
        let off = |choice: &Choice| match *choice {
            Choice::Approve(k) => self.wants(k) - self.at.approvals[k],
            Choice::Propose(k) => {
                let (main, chances) = (self.main(k), &self.at.proposals);
                self.tempts(k) - self.tempts(main) - (chances[k] / chances[main]).ln()
            }
        };
        self.at.open.iter().map(off).collect()
    }

    fn derivatives(&self) -> Vec<f64> {
        let (unknowns, noise) = (self.at.open.len(), self.at.noise);
        let width = unknowns + 1;
        let mut matrix = self.gain_slopes(width);
        matrix.resize(width * width, 0.0);
        for (e, row) in matrix.chunks_exact_mut(width).take(unknowns).enumerate() {
            row.iter_mut().for_each(|slope| *slope /= noise);
            row[e] -= 1.0;
            row[unknowns] = -self.stake(self.at.open[e]) / noise;
        }
        matrix
    }

    fn slight(&self) -> (f64, f64) {
        // Log-odds alone say little: where there is little noise, values answer to them by far more.
        (1e-4 + 1e-14 / self.at.noise, 1e-14)
    }

    fn settle(&mut self, tangent: &[f64]) -> Option<Vec<f64>> {
        self.evaluate();
        let (open, main) = (self.at.open.clone(), self.at.main.clone());
        self.refresh();
        if open == self.at.open && main == self.at.main {
            return None;
        }
        let m = self.family.m;
        let find = |choice: Choice| open.binary_search(&choice).map_or(0.0, |f| tangent[f]);
        let rate = |k: usize| if k % m == main[k / m] { 0.0 } else { find(Choice::Propose(k)) };
        let rates = self.at.open.iter().map(|&choice| match choice {
            Choice::Approve(_) => find(choice),
            Choice::Propose(k) => rate(k) - rate(self.main(k)),
        });
        let mut tangent: Vec<f64> = rates.chain(tangent.last().copied()).collect();
        normalise(&mut tangent);
        Some(tangent)
    }
}
