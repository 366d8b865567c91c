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
    /// What it is that is done or not.
    pub act: Act,
}

/// What a nation does, or does not, by which the two kinds of nation can be told apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Act {
    /// Confidence building.
    Confidence,
    /// Exchange of citizens.
    Exchange,
    /// What a term of one's own says, each time another act.
    Own,
}

impl Lottery {
    pub fn new(sender: usize, receivers: Vec<usize>, signal: Signal, act: Act) -> Self {
        Lottery { sender, receivers, signal, act }
    }

    /// Whether it is the same act of the same nation.
    pub fn is(&self, act: Act, sender: usize, signal: Signal) -> bool {
        act != Act::Own && (self.act, self.sender, self.signal) == (act, sender, signal)
    }

    /// That these see it as well. The order of treaties does not matter.
    pub fn seen_by(&mut self, receivers: &[usize]) {
        self.receivers.extend(receivers);
        self.receivers.sort_unstable();
        self.receivers.dedup();
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
    pub fn update(&self, trust: &mut DMatrix<f64>, seen: Seen) {
        let signal = self.signal;
        let rule = |t: f64| match seen {
            Seen::Nothing => t,
            Seen::Sent => trust::after_signal(t, signal),
            Seen::Withheld => trust::after_breach(t, signal),
            Seen::OnAverage(chance) => {
                chance * trust::after_signal(t, signal) + (1.0 - chance) * trust::after_breach(t, signal)
            }
        };
        for &i in &self.receivers {
            let t = &mut trust[(i, self.sender)];
            *t = rule(*t);
        }
    }
}

/// What receivers see of a signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Seen {
    /// It is not looked at.
    Nothing,
    /// It came.
    Sent,
    /// It stayed out.
    Withheld,
    /// Belief moves to its mean over both, the signal coming with this chance.
    OnAverage(f64),
}

impl Seen {
    fn of(came: bool) -> Self {
        if came { Seen::Sent } else { Seen::Withheld }
    }
}

/// What may come of all lotteries: outcomes with their weights, which sum to one.
pub(super) struct Draws {
    /// For each outcome what is seen of each signal, and its weight.
    outcomes: Vec<(Vec<Seen>, f64)>,
    /// Whether the outcomes are a sample.
    pub sampled: bool,
}

impl Draws {
    /// Lotteries up to which every outcome is counted.
    pub const EXACT: usize = 12;
    /// Lotteries that can be told from noise up to which every outcome is counted at a glance.
    const AT_A_GLANCE: usize = 4;
    /// Outcomes drawn beyond.
    const SAMPLE: u32 = 1024;

    /// At a glance, many are taken one by one. `code`: that of a nation, by its number, which addresses its draws.
    pub fn new<'a>(
        lotteries: &[Lottery],
        prior: &DMatrix<f64>,
        (signals, glance): (Signals, bool),
        code: impl Fn(usize) -> &'a str,
    ) -> Self {
        let all = lotteries.len();
        if all == 0 || signals == Signals::Sent {
            return Draws { outcomes: vec![(vec![Seen::Sent; all], 1.0)], sampled: false };
        }
        let strong = || lotteries.iter().filter(|lottery| !lottery.is_weak()).count();
        if signals == Signals::OneByOne || glance && strong() > Self::AT_A_GLANCE {
            return Draws::one_by_one(lotteries, prior);
        }
        let drawn: Vec<usize> = (0..all).filter(|&k| !lotteries[k].is_weak()).collect();
        let chances: Vec<f64> = drawn.iter().map(|&k| lotteries[k].chance(prior)).collect();
        let told = |came: &dyn Fn(usize) -> bool| {
            let mut sent = vec![Seen::Nothing; all];
            drawn.iter().enumerate().for_each(|(place, &k)| sent[k] = Seen::of(came(place)));
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

    /// The outcome with every belief at its mean, and those in which one signal comes or stays out and all others are at
    /// their mean: with these weights, one of which is negative, the mean is `U(0) + Σ_k (E U(k) − U(0))`.
    fn one_by_one(lotteries: &[Lottery], prior: &DMatrix<f64>) -> Self {
        let average = |lottery: &Lottery| match lottery.is_weak() {
            true => Seen::Nothing,
            false => Seen::OnAverage(lottery.chance(prior)),
        };
        let means: Vec<Seen> = lotteries.iter().map(average).collect();
        let mut outcomes = vec![(means.clone(), 1.0)];
        for (k, mean) in means.iter().enumerate() {
            let Seen::OnAverage(chance) = *mean else { continue };
            outcomes[0].1 -= 1.0;
            for (came, weight) in [(true, chance), (false, 1.0 - chance)] {
                let mut seen = means.clone();
                seen[k] = Seen::of(came);
                outcomes.push((seen, weight));
            }
        }
        outcomes.retain(|(_, weight)| *weight != 0.0);
        Draws { outcomes, sampled: false }
    }

    /// Whether some weight is negative.
    pub fn is_signed(&self) -> bool {
        self.outcomes.iter().any(|(_, weight)| *weight < 0.0)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[Seen], f64)> {
        self.outcomes.iter().map(|(sent, weight)| (sent.as_slice(), *weight))
    }
}
