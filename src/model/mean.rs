//! Means over the outcomes of the signals of confidence building.

use super::Components;
use nalgebra::DMatrix;

/// What depends on the signals, for one nation.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    pub utility: f64,
    pub squared: f64,
    pub security: f64,
    pub stock: f64,
    pub loss: f64,
    pub entrapment: f64,
}

/// The mean over the outcomes of the signals.
pub(super) struct Mean {
    pub parts: Vec<Part>,
    pub dyads: [DMatrix<f64>; 6],
    count: u32,
}

impl Mean {
    pub fn new(n: usize) -> Self {
        Mean { parts: vec![Part::default(); n], dyads: Default::default(), count: 0 }
    }

    pub fn add(
        &mut self,
        weight: f64,
        utilities: Vec<f64>,
        parts: &[Components],
        stocks: Vec<f64>,
        entrapment: Vec<f64>,
        dyads: [DMatrix<f64>; 6],
    ) {
        for (i, part) in self.parts.iter_mut().enumerate() {
            part.utility += weight * utilities[i];
            part.squared += weight * utilities[i] * utilities[i];
            part.security += weight * parts[i].security;
            part.stock += weight * stocks[i];
            part.loss += weight * parts[i].expected_loss;
            part.entrapment += weight * entrapment[i];
        }
        if weight == 1.0 {
            self.dyads = dyads;
        } else {
            for (sum, table) in self.dyads.iter_mut().zip(dyads) {
                if self.count == 0 {
                    *sum = table * weight;
                } else {
                    sum.zip_apply(&table, |sum, x| *sum += weight * x);
                }
            }
        }
        self.count += 1;
    }

    /// Cuts to what they can be: chances to 0..1, stocks and losses to what is not negative. Weights that are not all
    /// positive may leave a mean outside.
    pub fn cut(&mut self) {
        for part in &mut self.parts {
            for x in [&mut part.stock, &mut part.loss, &mut part.entrapment] {
                *x = x.max(0.0);
            }
        }
        self.dyads.iter_mut().for_each(|table| table.apply(|x| *x = x.clamp(0.0, 1.0)));
    }

    /// Half-widths of the 95 % intervals of the mean utilities of a sample.
    pub fn half_widths(&self) -> Vec<f64> {
        let n = f64::from(self.count);
        let of = |part: &Part| {
            let variance = (part.squared - part.utility * part.utility).max(0.0) / (n - 1.0);
            1.96 * variance.sqrt()
        };
        self.parts.iter().map(of).collect()
    }
}
