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
    /// For each outcome the signals that came, by bit or by lottery, and its weight.
    outcomes: Vec<(Vec<bool>, f64)>,
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
        let m = lotteries.len();
        if m == 0 || signals == Signals::Sent {
            return Draws { outcomes: vec![(vec![true; m], 1.0)], sampled: false };
        }
        let chances: Vec<f64> = lotteries.iter().map(|lottery| lottery.chance(prior)).collect();
        if m <= Self::EXACT {
            let outcome = |mask: u32| {
                let sent: Vec<bool> = (0..m).map(|k| mask >> k & 1 == 0).collect();
                let weight = sent.iter().zip(&chances).map(|(s, p)| if *s { *p } else { 1.0 - p }).product();
                (sent, weight)
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
        let streams: Vec<Stream> = (0..m).map(of).collect();
        let outcome = |draw: i64| {
            let came = |(stream, p): (&Stream, &f64)| stream.year(draw).uniform() < *p;
            (streams.iter().zip(&chances).map(came).collect(), weight)
        };
        Draws { outcomes: (0..i64::from(Self::SAMPLE)).map(outcome).collect(), sampled: true }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[bool], f64)> {
        self.outcomes.iter().map(|(sent, weight)| (sent.as_slice(), *weight))
    }
}
