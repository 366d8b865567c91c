//! Confidence building as a lottery: who sends the signal of cooperation, and what the others make of it.

use super::Signals;
use crate::mechanism::trust;
use crate::stream::Stream;
use crate::treaty::Signal;
use nalgebra::DMatrix;

/// One occasion of a nation to be seen to cooperate.
#[derive(Clone, Debug)]
pub(super) struct Lottery {
    sender: usize,
    receivers: Vec<usize>,
    signal: Signal,
}

impl Lottery {
    pub fn new(sender: usize, receivers: Vec<usize>, signal: Signal) -> Self {
        Lottery { sender, receivers, signal }
    }

    /// Chance that the signal comes, as the receivers on average expect: `mean_i (T_ij q_S + (1 − T_ij) q_E)`.
    fn chance(&self, prior: &DMatrix<f64>) -> f64 {
        let q = self.signal;
        let of = |t: f64| t * q.security + (1.0 - t) * q.expansion;
        let sum: f64 = self.receivers.iter().map(|&i| of(prior[(i, self.sender)])).sum();
        (sum / self.receivers.len() as f64).clamp(0.0, 1.0)
    }

    /// Whether the signal tells so little that its expectation is taken, at which belief stays as it is: the chances
    /// of the two kinds of sender differ by less than a tenth of a log point, as those of citizens' exchange do.
    fn is_weak(&self) -> bool {
        (self.signal.security / self.signal.expansion).ln().abs() < 0.1
    }

    /// Bayes' rule of every receiver.
    pub fn update(&self, trust: &mut DMatrix<f64>, sent: bool) {
        let rule = if sent { trust::after_signal } else { trust::after_breach };
        for &i in &self.receivers {
            let t = &mut trust[(i, self.sender)];
            *t = rule(*t, self.signal);
        }
    }
}

/// What may come of all lotteries: outcomes with their weights, which sum to one.
pub(super) struct Draws {
    /// For each outcome whether each signal came, `None` where that is not looked at, and its weight.
    outcomes: Vec<(Vec<Option<bool>>, f64)>,
    /// Whether the outcomes are a sample.
    pub sampled: bool,
}

impl Draws {
    /// Lotteries up to which every outcome is counted.
    pub const EXACT: usize = 12;
    /// Outcomes drawn beyond.
    const SAMPLE: u32 = 1024;

    /// `code`: that of a nation, by its number, which addresses its draws.
    pub fn new<'a>(
        lotteries: &[Lottery],
        prior: &DMatrix<f64>,
        signals: Signals,
        code: impl Fn(usize) -> &'a str,
    ) -> Self {
        let all = lotteries.len();
        if all == 0 || signals == Signals::Sent {
            return Draws { outcomes: vec![(vec![Some(true); all], 1.0)], sampled: false };
        }
        let drawn: Vec<usize> = (0..all).filter(|&k| !lotteries[k].is_weak()).collect();
        let chances: Vec<f64> = drawn.iter().map(|&k| lotteries[k].chance(prior)).collect();
        let told = |came: &dyn Fn(usize) -> bool| {
            let mut sent = vec![None; all];
            drawn.iter().enumerate().for_each(|(place, &k)| sent[k] = Some(came(place)));
            sent
        };
        let m = drawn.len();
        if m <= Self::EXACT {
            let outcome = |mask: u32| {
                let came = |place: usize| mask >> place & 1 == 0;
                let chance = |(place, p): (usize, &f64)| if came(place) { *p } else { 1.0 - p };
                (told(&came), chances.iter().enumerate().map(chance).product())
            };
            let outcomes = (0..1_u32 << m).map(outcome).filter(|(_, weight)| *weight > 0.0).collect();
            return Draws { outcomes, sampled: false };
        }
        let weight = 1.0 / f64::from(Self::SAMPLE);
        // Addressed by sender and signal, so that the order of arrangements does not matter.
        let alike = |a: &Lottery, b: &Lottery| a.sender == b.sender && a.signal == b.signal;
        let of = |k: usize| {
            let Signal { security, expansion } = lotteries[k].signal;
            let occasion = lotteries[..k].iter().filter(|other| alike(other, &lotteries[k])).count() as i64;
            let stream = Stream::new(0, "signals").code(code(lotteries[k].sender)).year(occasion);
            stream.code(&format!("{security} {expansion}"))
        };
        let streams: Vec<Stream> = drawn.iter().map(|&k| of(k)).collect();
        let outcome = |draw: i64| {
            let came = |place: usize| streams[place].year(draw).uniform() < chances[place];
            (told(&came), weight)
        };
        Draws { outcomes: (0..i64::from(Self::SAMPLE)).map(outcome).collect(), sampled: true }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[Option<bool>], f64)> {
        self.outcomes.iter().map(|(sent, weight)| (sent.as_slice(), *weight))
    }
}
