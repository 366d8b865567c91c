//! The path of equilibria along which bonuses vanish.

use super::incentive::{Choice, Incentives, Point};
use super::linear::solve;
use crate::game::StationaryProfile;
use crate::solve::farsighted::search::linear::{dot, normalise};

/// Slacks and probabilities this far beyond their limits are.
const BEYOND: f64 = 1e-10;
/// Bonuses this small are none.
const GONE: f64 = 1e-12;
/// A path that comes back up to here leads nowhere.
const HIGHEST: f64 = 2.0;
const LONGEST_STEP: f64 = 0.3;
const SHORTEST_STEP: f64 = 1e-13;

/// What ends a stretch of the path on which the same choices are free.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Event {
    /// A free choice becomes sure: which, and its probability.
    Leaves(usize, f64),
    /// A sure choice becomes indifferent.
    Enters(Choice),
    /// The bonuses are gone.
    End,
}

/// Follows the path from `t = 1` to `t = 0`, for at most `steps` evaluations, which are counted in `made`,
/// and as long as `go_on` says so. `None` if the path was not followed to its end.
pub(in crate::solve::farsighted) fn follow(
    family: &Incentives,
    steps: u32,
    made: &mut u32,
    go_on: impl Fn() -> bool,
) -> Option<StationaryProfile> {
    let mut walk = Walk { family, point: family.start(), tangent: vec![-1.0], fresh: None, made };
    let mut step: f64 = 0.1;
    while *walk.made < steps && step > SHORTEST_STEP && walk.point.t < HIGHEST && go_on() {
        let Some((mut next, tangent, ease)) = walk.ahead(step) else {
            step *= 0.3;
            continue;
        };
        let violations = walk.violations(&mut next);
        let over = |v: &(Event, f64)| v.0 == Event::End;
        if next.t.abs() < GONE && violations.iter().all(over) {
            return Some(family.profile(next));
        }
        if violations.is_empty() {
            (walk.point, walk.tangent, walk.fresh) = (next, tangent, None);
            walk.rename();
            let stretch = if ease < 0.02 { 3.0 } else { 1.0 + 0.5 * f64::from(u8::from(ease < 0.1)) };
            step = (step * stretch).min(LONGEST_STEP);
            continue;
        }
        // What has just left its limit and is beyond it again came back: the first event cannot be told from here.
        let back = violations.iter().any(|v| Some(v.0) == walk.fresh);
        match if back { None } else { walk.first(&next, violations, step) } {
            Some((end, Event::End)) => return Some(family.profile(end)),
            Some((there, event)) => walk.turn(there, event)?,
            None => step *= 0.3,
        }
    }
    None
}

struct Walk<'a> {
    family: &'a Incentives<'a>,
    point: Point,
    /// Direction of the path, of length 1, in the free choices and, last, `t`.
    tangent: Vec<f64>,
    /// The limit that the point is at, having turned there.
    fresh: Option<Event>,
    made: &'a mut u32,
}

impl Walk<'_> {
    /// The point of the path `step` ahead if the path is nearly straight up to there, its tangent, and the
    /// correction that the straight line needed, as a share of the step.
    fn ahead(&mut self, step: f64) -> Option<(Point, Vec<f64>, f64)> {
        let mut next = self.point.clone();
        self.shift(&mut next, &self.tangent, step);
        let (mut tangent, correction) = self.correct(&mut next, None, step)?;
        let cosine = dot(&tangent, &self.tangent);
        if cosine < 0.0 {
            tangent.iter_mut().for_each(|t| *t = -*t);
        }
        let positive = |choice: &Choice| match choice {
            Choice::Propose(k) => next.proposals[self.family.main(&next, *k)] >= 0.0,
            Choice::Approve(_) => true,
        };
        (cosine.abs() > 0.9 && next.free.iter().all(positive)).then_some((next, tangent, correction / step))
    }

    fn shift(&self, point: &mut Point, direction: &[f64], by: f64) {
        for (f, &choice) in self.point.free.iter().enumerate() {
            let by = direction[f] * by;
            match choice {
                Choice::Approve(k) => point.approvals[k] += by,
                Choice::Propose(k) => {
                    point.proposals[k] += by;
                    let main = self.family.main(point, k);
                    point.proposals[main] -= by;
                }
            }
        }
        point.t += direction[direction.len() - 1] * by;
    }

    /// Newton's method to the nearest point of the path, or to that at which `event` happens; the tangent
    /// there, and the length of the first correction.
    fn correct(&mut self, point: &mut Point, event: Option<Event>, step: f64) -> Option<(Vec<f64>, f64)> {
        let cols = point.free.len() + 1;
        let (mut first, mut last) = (None, f64::INFINITY);
        for iteration in 0..8 {
            self.family.evaluate(point);
            *self.made += 1;
            let mut choices = point.free.clone();
            if let Some(Event::Enters(choice)) = event {
                choices.push(choice);
            }
            let mut rows = self.family.derivatives(point, &choices);
            let mut right: Vec<f64> = choices.iter().map(|&c| -self.family.slack(point, c)).collect();
            let mut fix = |column: usize, by: f64| {
                rows.resize(cols * cols, 0.0);
                rows[(cols - 1) * cols + column] = 1.0;
                right.push(by);
            };
            match event {
                Some(Event::Leaves(f, to)) => fix(f, to - probability(point, point.free[f])),
                Some(Event::End) => fix(cols - 1, -point.t),
                _ => {}
            }
            let residual = right.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
            let (change, tangent) = solve(&mut rows, &mut right, cols)?;
            let length = dot(&change, &change).sqrt();
            let first = *first.get_or_insert(length);
            if first > 0.5 * step || (length > 0.7 * last && length > 1e-9) {
                return None;
            }
            if residual < 1e-12 && (length < 1e-11 || iteration > 5) {
                return Some((tangent, first));
            }
            last = length;
            self.shift(point, &change, 1.0);
        }
        None
    }

    /// Choices beyond their limits, with how far; sure ones that make no difference are brought into line
    /// instead.
    fn violations(&self, point: &mut Point) -> Vec<(Event, f64)> {
        let family = self.family;
        let mut found = Vec::new();
        for (f, &choice) in point.free.iter().enumerate() {
            let p = probability(point, choice);
            let (to, by) = if p < 0.5 { (0.0, p) } else { (1.0, 1.0 - p) };
            if by < -BEYOND && (to == 0.0 || matches!(choice, Choice::Approve(_))) {
                found.push((Event::Leaves(f, to), by));
            }
        }
        if point.t < -GONE {
            found.push((Event::End, point.t));
        }
        for k in (0..point.approvals.len()).filter(|&k| !family.asking[k].is_empty()) {
            let choice = Choice::Approve(k);
            let slack = family.slack(point, choice);
            let to = f64::from(u8::from(slack > 0.0));
            if slack.abs() < BEYOND || point.approvals[k] == to || point.free.contains(&choice) {
                continue;
            }
            if family.matters(point, k, to, BEYOND) {
                found.push((Event::Enters(choice), -slack.abs()));
            } else {
                family.approve(point, k, to);
            }
        }
        for k in (0..point.proposals.len()).filter(|&k| family.may_propose(k)) {
            let choice = Choice::Propose(k);
            let slack = family.slack(point, choice);
            if slack > BEYOND && !point.free.contains(&choice) {
                found.push((Event::Enters(choice), -slack));
            }
        }
        found
    }

    /// How far a point is from a limit: negative beyond it.
    fn distance(&self, point: &Point, event: Event) -> f64 {
        match event {
            Event::Leaves(f, to) => (probability(point, point.free[f]) - to).abs(),
            Event::Enters(choice) => {
                let slack = self.family.slack(point, choice);
                if probability(point, choice) > 0.5 { slack } else { -slack }
            }
            Event::End => point.t,
        }
    }

    /// The first event on the way to `next`, and the point at which it happens.
    fn first(&mut self, next: &Point, found: Vec<(Event, f64)>, step: f64) -> Option<(Point, Event)> {
        let earliest = |found: Vec<(Event, f64)>, walk: &Self| {
            let share = |(event, beyond): (Event, f64)| {
                let before = walk.distance(&walk.point, event).max(0.0);
                (event, before / (before - beyond))
            };
            found.into_iter().map(share).min_by(|a, b| a.1.total_cmp(&b.1))
        };
        let way = self.way_to(next);
        let (mut event, mut share) = earliest(found, self)?;
        for _ in 0..4 {
            let mut there = self.point.clone();
            self.shift(&mut there, &way, share);
            self.correct(&mut there, Some(event), step)?;
            if !(-1e-9..=step + 1e-9).contains(&dot(&self.way_to(&there), &self.tangent)) {
                return None;
            }
            let mut others = self.violations(&mut there);
            others.retain(|v| v.0 != event);
            match earliest(others, self) {
                None => {
                    return (self.distance(&there, event).abs() < 1e-9).then_some((there, event));
                }
                Some((other, of_that)) => (event, share) = (other, share * of_that),
            }
        }
        None
    }

    fn way_to(&self, there: &Point) -> Vec<f64> {
        let free = self.point.free.iter();
        let moved = free.map(|&choice| probability(there, choice) - probability(&self.point, choice));
        moved.chain([there.t - self.point.t]).collect()
    }

    /// Goes on from an event with other choices free. `None` if the path does not go on in one direction.
    fn turn(&mut self, mut there: Point, event: Event) -> Option<()> {
        let family = self.family;
        let (tested, into) = match event {
            Event::Leaves(f, to) => {
                let choice = there.free.remove(f);
                match choice {
                    Choice::Approve(k) => family.approve(&mut there, k, to),
                    Choice::Propose(k) => {
                        let main = family.main(&there, k);
                        there.proposals[main] += std::mem::take(&mut there.proposals[k]);
                    }
                }
                self.fresh = Some(Event::Enters(choice));
                // Its slack goes to the side on which it is sure.
                (Some(choice), if to > 0.5 { 1.0 } else { -1.0 })
            }
            Event::Enters(choice) => {
                let at = probability(&there, choice);
                self.fresh = Some(Event::Leaves(there.free.len(), at));
                there.free.push(choice);
                // Its probability goes to the inside.
                (None, if at > 0.5 { -1.0 } else { 1.0 })
            }
            Event::End => return None,
        };
        family.evaluate(&mut there);
        let free = there.free.len();
        let (_, mut tangent) =
            solve(&mut family.derivatives(&there, &there.free), &mut vec![0.0; free], free + 1)?;
        let along = match tested {
            Some(choice) => dot(&family.derivatives(&there, &[choice]), &tangent),
            None => tangent[free - 1],
        };
        if along * into < 0.0 {
            tangent.iter_mut().for_each(|t| *t = -*t);
        }
        (self.point, self.tangent) = (there, tangent);
        self.rename();
        (along != 0.0).then_some(())
    }

    /// Makes a clearly more probable proposal the main one, so that the main one is never what ends a
    /// stretch.
    fn rename(&mut self) {
        let m = self.family.m;
        for f in 0..self.point.free.len() {
            let Choice::Propose(k) = self.point.free[f] else { continue };
            let main = self.family.main(&self.point, k);
            if self.point.proposals[k] > self.point.proposals[main] + 0.05 {
                let same = |c: &Choice| matches!(c, Choice::Propose(o) if o / m == k / m);
                let moves = self.point.free.iter().zip(&self.tangent).filter(|(c, _)| same(c));
                let total: f64 = moves.map(|(_, t)| t).sum();
                self.tangent[f] = -total;
                self.point.free[f] = Choice::Propose(main);
                self.point.main[k / m] = k % m;
                // The limit that the point may be at has another name now.
                if self.fresh == Some(Event::Enters(Choice::Propose(main))) {
                    self.fresh = None;
                }
            }
        }
        normalise(&mut self.tangent);
    }
}

fn probability(point: &Point, choice: Choice) -> f64 {
    match choice {
        Choice::Approve(k) => point.approvals[k],
        Choice::Propose(k) => point.proposals[k],
    }
}
