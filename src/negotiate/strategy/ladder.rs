//! A party's own outcomes by utility, built from the top down and only as far as somebody asks.

use crate::negotiate::view::View;

/// Outcomes that a party may propose and that are worth its reservation value, in buckets of falling utility.
///
/// A bucket is filled when first asked for, by a scan that takes in about as many more as were there; nothing
/// is sorted beyond its bucket. A strategy that stays near its best outcomes never touches the rest. Holds
/// for one set of free parties: another [`View::free`] needs another ladder.
pub(super) struct Ladder {
    pub top: f64,
    pub bottom: f64,
    /// Buckets per unit of utility.
    scale: f64,
    /// Bucket `b`, of utilities from `top − b/scale` downwards, is `items[starts[b]..starts[b + 1]]`, by
    /// outcome.
    starts: Vec<usize>,
    items: Vec<(f64, u32)>,
    buckets: usize,
    /// Buckets sorted so far.
    sorted: usize,
}

impl Ladder {
    /// `None` where no outcome qualifies.
    pub fn new(view: &View<'_>) -> Option<Self> {
        let (reservation, utilities) = (view.reservation(), view.utilities());
        let (mut top, mut bottom) = (f64::NEG_INFINITY, f64::INFINITY);
        for (outcome, &u) in utilities.iter().enumerate() {
            // Members are asked for only where an extreme would move.
            if (u > top || u < bottom) && u >= reservation && view.may_propose(outcome) {
                top = top.max(u);
                bottom = bottom.min(u);
            }
        }
        if top < bottom {
            return None;
        }
        let buckets = (utilities.len() / 16).clamp(1, 1 << 14);
        // One bucket holds everything where the range is too small or too large to divide.
        let scale = Some(buckets as f64 / (top - bottom)).filter(|s| s.is_normal()).unwrap_or(0.0);
        Some(Ladder { top, bottom, scale, starts: vec![0], items: Vec::new(), buckets, sorted: 0 })
    }

    fn bucket(&self, u: f64) -> usize {
        (((self.top - u) * self.scale) as usize).min(self.buckets - 1)
    }

    /// The `k`-th best outcome, from 0, with its utility; of equals the lower first.
    pub fn nth(&mut self, k: usize, view: &View<'_>) -> Option<(f64, usize)> {
        while self.items.len() <= k {
            let done = self.starts.len() - 1;
            if done == self.buckets {
                return None;
            }
            self.reach(done, view);
        }
        while self.starts[self.sorted] <= k {
            let bucket = &mut self.items[self.starts[self.sorted]..self.starts[self.sorted + 1]];
            bucket.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            self.sorted += 1;
        }
        self.items.get(k).map(|&(u, outcome)| (u, outcome as usize))
    }

    /// The worst outcome worth at least `target`, the first of equals; the best where none is.
    pub fn at_least(&mut self, target: f64, view: &View<'_>) -> Option<usize> {
        let from = self.bucket(target.min(self.top));
        self.reach(from, view);
        for b in (0..=from).rev() {
            let mut found: Option<(f64, u32)> = None;
            for &(u, outcome) in &self.items[self.starts[b]..self.starts[b + 1]] {
                if u >= target && found.is_none_or(|(best, _)| u < best) {
                    found = Some((u, outcome));
                }
            }
            if let Some((_, outcome)) = found {
                return Some(outcome as usize);
            }
        }
        self.best()
    }

    fn best(&self) -> Option<usize> {
        let top = self.items[..self.starts[1]].iter().find(|&&(u, _)| u == self.top);
        top.map(|&(_, outcome)| outcome as usize)
    }

    /// Fills buckets up to `bucket`.
    fn reach(&mut self, bucket: usize, view: &View<'_>) {
        let done = self.starts.len() - 1;
        if bucket < done {
            return;
        }
        let end = (bucket + 1).max(2 * done).max(self.buckets / 64).min(self.buckets);
        let lowest = view.reservation();
        // A margin on the cut: rounding must not lose an outcome on the edge of a bucket.
        let cut =
            if end == self.buckets { lowest } else { lowest.max(self.top - (end + 1) as f64 / self.scale) };
        let mut fresh: Vec<(usize, f64, u32)> = Vec::new();
        for (outcome, &u) in view.utilities().iter().enumerate() {
            if u >= cut && u <= self.top {
                let b = self.bucket(u);
                if (done..end).contains(&b) && view.may_propose(outcome) {
                    fresh.push((b, u, outcome as u32));
                }
            }
        }
        let base = self.items.len();
        let mut at = vec![0; end - done + 1];
        for &(b, ..) in &fresh {
            at[b - done + 1] += 1;
        }
        for b in 1..at.len() {
            at[b] += at[b - 1];
        }
        self.starts.extend(at[1..].iter().map(|a| base + a));
        self.items.resize(base + fresh.len(), (0.0, 0));
        for (b, u, outcome) in fresh {
            let slot = &mut at[b - done];
            self.items[base + *slot] = (u, outcome);
            *slot += 1;
        }
    }
}
