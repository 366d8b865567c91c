//! Time-dependent concession.
//!
//! P. Faratin, C. Sierra, N. R. Jennings (1998), Negotiation decision functions for autonomous agents,
//! *Robotics and Autonomous Systems* 24, 159–182, §4.1 (polynomial).

use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::Reason;
use crate::negotiate::view::View;

/// Time-dependent concession: its target falls by the clock alone from its best outcome to its worst
/// acceptable one as `u = min + (max − min)(1 − t^{1/β})`.
///
/// It proposes the worst outcome that meets the target and accepts whatever does. β < 1 is *Boulware* (holds
/// out, then gives in), β > 1 *Conceder*.
///
/// Its targets are known in advance: one pass over its utilities finds the proposals of up to 1024 rounds,
/// nothing is sorted.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::new(0.5)).seed(7).run()?;
/// assert_eq!(trace.strategies[0], "TimeDependent(beta=0.5)");
/// assert_eq!(trace.faults().count(), 0);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct TimeDependent {
    beta: f64,
    plan: Option<Plan>,
}

/// Targets and proposals of consecutive rounds.
struct Plan {
    free: Coalition,
    first: u32,
    /// `None` where no outcome is acceptable.
    rounds: Option<Vec<Step>>,
}

#[derive(Clone, Copy)]
struct Step {
    target: f64,
    outcome: usize,
}

/// Rounds planned at once.
const HORIZON: u32 = 1024;

impl Plan {
    fn make(view: &View<'_>, beta: f64) -> Self {
        let (free, first) = (view.free(), view.round());
        let last = view.deadline().max(first).min(first.saturating_add(HORIZON - 1));
        let rounds = extremes(view).map(|(top, bottom)| {
            let target = |round: u32| {
                let t = f64::from(round) / (f64::from(view.deadline()) + 1.0);
                let conceded = if beta == 0.0 { 0.0 } else { t.powf(1.0 / beta) };
                bottom + (top.0 - bottom) * (1.0 - conceded)
            };
            let targets: Vec<f64> = (first..=last).map(target).collect();
            proposals(view, top, &targets)
        });
        Plan { free, first, rounds }
    }
}

/// The best acceptable outcome, the first of equals, with its utility; and the utility of the worst.
fn extremes(view: &View<'_>) -> Option<((f64, usize), f64)> {
    let reservation = view.reservation();
    let (mut top, mut bottom) = ((f64::NEG_INFINITY, 0), f64::INFINITY);
    for (outcome, &u) in view.utilities().iter().enumerate() {
        // Members are asked for only where an extreme would move.
        if (u > top.0 || u < bottom) && u >= reservation && view.may_propose(outcome) {
            bottom = bottom.min(u);
            if u > top.0 {
                top = (u, outcome);
            }
        }
    }
    (bottom <= top.0).then_some((top, bottom))
}

/// For each of the falling `targets` the worst outcome that meets it, the first of equals; the best where
/// rounding leaves none.
fn proposals(view: &View<'_>, top: (f64, usize), targets: &[f64]) -> Vec<Step> {
    const CELLS: usize = 1024;
    let lowest = targets.last().copied().unwrap_or(top.0).max(view.reservation());
    // Which step an outcome is for, the first whose target it meets: a table narrows it down, comparisons
    // decide.
    let scale = Some(CELLS as f64 / (top.0 - lowest)).filter(|s| s.is_normal()).unwrap_or(0.0);
    let cell = |u: f64| (((top.0 - u) * scale) as usize).min(CELLS - 1);
    let mut from = vec![0; CELLS + 1];
    targets.iter().for_each(|t| from[cell(*t) + 1] += 1);
    for c in 0..CELLS {
        from[c + 1] += from[c];
    }
    let mut worst = vec![(f64::INFINITY, usize::MAX); targets.len()];
    // A cell without targets in it is for one step, and of no interest from that step's worst upwards.
    let whole = |c: usize| from[c] == from[c + 1];
    let mut cut = vec![f64::INFINITY; CELLS];
    (0..CELLS).filter(|&c| whole(c) && from[c] == targets.len()).for_each(|c| cut[c] = f64::NEG_INFINITY);
    for (outcome, &u) in view.utilities().iter().enumerate() {
        let c = cell(u);
        if u >= cut[c] || u < lowest || u > top.0 {
            continue;
        }
        // Cells fall monotonically in u: targets of earlier cells are above it, of later ones below.
        let k = from[c] + targets[from[c]..from[c + 1]].partition_point(|t| *t > u);
        if let Some(slot) = worst.get_mut(k)
            && u < slot.0
            && view.may_propose(outcome)
        {
            *slot = (u, outcome);
            let same = |c: &usize| whole(*c) && from[*c] == k;
            (0..c).rev().take_while(same).chain((c..CELLS).take_while(same)).for_each(|c| cut[c] = u);
        }
    }
    let mut above = top.1;
    let step = |(&target, (u, outcome)): (&f64, (f64, usize))| {
        if u < f64::INFINITY {
            above = outcome;
        }
        Step { target, outcome: above }
    };
    targets.iter().zip(worst).map(step).collect()
}

impl TimeDependent {
    /// With concession rate β; values that are not positive, NaN too, count as 0: it never concedes.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::TimeDependent};
    /// assert_eq!(TimeDependent::new(f64::NAN).name(), "TimeDependent(beta=0)");
    /// ```
    pub fn new(beta: f64) -> Self {
        TimeDependent { beta: if beta > 0.0 { beta } else { 0.0 }, plan: None }
    }

    /// β = 1/4.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::TimeDependent};
    /// assert_eq!(TimeDependent::boulware().name(), "TimeDependent(beta=0.25)");
    /// ```
    pub fn boulware() -> Self {
        Self::new(0.25)
    }

    /// β = 1.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::TimeDependent};
    /// assert_eq!(TimeDependent::linear().name(), "TimeDependent(beta=1)");
    /// ```
    pub fn linear() -> Self {
        Self::new(1.0)
    }

    /// β = 4.
    ///
    /// ```
    /// use comity::negotiate::{Strategy, strategy::TimeDependent};
    /// assert_eq!(TimeDependent::conceder().name(), "TimeDependent(beta=4)");
    /// ```
    pub fn conceder() -> Self {
        Self::new(4.0)
    }

    /// Its target and proposal now; `None` where no outcome is acceptable.
    fn step(&mut self, view: &View<'_>) -> Option<Step> {
        let (free, round) = (view.free(), view.round());
        let planned =
            |p: &Plan| p.free == free && (p.first..=p.first.saturating_add(HORIZON - 1)).contains(&round);
        if !self.plan.as_ref().is_some_and(planned) {
            self.plan = Some(Plan::make(view, self.beta));
        }
        let plan = self.plan.as_ref()?;
        plan.rounds.as_ref()?.get((round - plan.first) as usize).copied()
    }
}

impl Strategy for TimeDependent {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        self.step(view).map(|step| Offer::of(step.outcome))
    }

    fn respond(&mut self, view: &mut View<'_>, deal: &Offer) -> Result<(), Reason> {
        let target = self.step(view).map_or(f64::NEG_INFINITY, |step| step.target);
        view.answer(deal, target)
    }

    fn name(&self) -> String {
        format!("TimeDependent(beta={})", self.beta)
    }
}
