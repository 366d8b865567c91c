//! Axes: from values to pixels, with ticks at round numbers.

use super::number;

/// An axis over a range of values.
pub(super) struct Scale {
    low: f64,
    high: f64,
    /// Pixels of `low` and `high`.
    from: f64,
    to: f64,
    /// Whether it is a signed logarithm, `sgn(x) log10(1 + |x|)`.
    log: bool,
}

impl Scale {
    /// Over the values, rounded outwards to ticks.
    pub fn over(values: impl IntoIterator<Item = f64>, log: bool, pixels: (f64, f64)) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for x in values {
            (low, high) = (low.min(x), high.max(x));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        // Too narrow to tell ticks apart.
        const TINY: f64 = 1e-290;
        if high - low <= TINY.max(1e-12 * high.abs().max(low.abs())) {
            let half = if high.abs() < TINY { 0.5 } else { 0.5 * high.abs() };
            (low, high) = (low - half, high + half);
        }
        let mut scale = Scale { low, high, from: pixels.0, to: pixels.1, log };
        if log {
            let out = |x: f64| if x == 0.0 { 0.0 } else { x * 1.15 };
            (scale.low, scale.high) = (out(low.min(0.0)), out(high.max(0.0)));
        } else {
            let step = scale.step();
            (scale.low, scale.high) =
                ((low / step - 1e-9).ceil() * step, (high / step + 1e-9).floor() * step);
            scale.low = if low < scale.low { scale.low - step } else { scale.low };
            scale.high = if high > scale.high { scale.high + step } else { scale.high };
        }
        scale
    }

    /// From the first to the last value, not rounded.
    pub fn exact(mut self, low: f64, high: f64) -> Self {
        if low < high {
            (self.low, self.high) = (low, high);
        }
        self
    }

    fn along(&self, x: f64) -> f64 {
        if self.log { x.signum() * x.abs().ln_1p() } else { x }
    }

    /// The pixel of a value.
    pub fn at(&self, x: f64) -> f64 {
        let (low, high) = (self.along(self.low), self.along(self.high));
        self.from + (self.to - self.from) * ((self.along(x) - low) / (high - low))
    }

    /// The pixel of zero, or of the end next to it.
    pub fn base(&self) -> f64 {
        self.at(0f64.clamp(self.low, self.high))
    }

    /// Distance of ticks: 1, 2 or 5 times a power of ten.
    fn step(&self) -> f64 {
        let most = ((self.to - self.from).abs() / 55.0).clamp(2.0, 7.0);
        let raw = (self.high - self.low) / most;
        let power = 10f64.powf(raw.log10().floor());
        [1.0, 2.0, 5.0, 10.0]
            .map(|k| k * power)
            .into_iter()
            .find(|s| *s >= raw * 0.999)
            .unwrap_or(10.0 * power)
    }

    /// Values of the ticks with their labels.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        if self.log {
            let top = self.high.max(-self.low);
            let mut sizes = vec![0.0];
            let mut size = 1.0;
            while size <= top && sizes.len() < 320 {
                sizes.push(size);
                size *= 10.0;
            }
            let skip = 1 + sizes.len() / 5;
            let kept: Vec<f64> =
                sizes.iter().enumerate().filter(|(k, _)| k % skip == 0).map(|(_, s)| *s).collect();
            let mut all: Vec<f64> =
                kept.iter().rev().map(|s| -s).chain(kept.iter().copied().skip(1)).collect();
            all.retain(|x| (self.low..=self.high).contains(x));
            return all.into_iter().map(|x| (x + 0.0, number::fixed(x, 0))).collect();
        }
        let step = self.step();
        let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let first = (self.low / step - 1e-6).ceil();
        let count = ((self.high / step + 1e-6).floor() - first).clamp(0.0, 20.0) as usize;
        (0..=count).map(|k| (first + k as f64) * step).map(|x| (x, number::fixed(x, decimals))).collect()
    }
}
