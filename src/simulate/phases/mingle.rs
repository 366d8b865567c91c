//! Exchange: ties of citizens and organisations spread where an exchange is in force, and fade.

use crate::error::Result;
use crate::mechanism::exchange::{below_normal, cascade, left};
use crate::simulate::ties::belief_ties;
use crate::simulate::{Diffusion, Phase, Present, Year};

/// A year of diffusion (Bass 1969; Granovetter 1978), less what is lost.
#[derive(Debug)]
pub(super) struct Mingle;

impl Phase for Mingle {
    fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
        let (now, rules) = (year.present(), year.rules());
        let (Some(before), Some(after)) = (&now.development, &mut next.development) else { return Ok(()) };
        let open = belief_ties(&now.state, false);
        let n = now.seekers.len();
        for i in 0..n {
            let partners: Vec<usize> = (0..n).filter(|&j| open[(i, j)] > 0.0).collect();
            let mean =
                partners.iter().map(|&j| before.ties[(i, j)]).sum::<f64>() / partners.len().max(1) as f64;
            let spread = |tie: f64| match rules.exchange {
                Diffusion::Off => tie,
                Diffusion::Bass => 1.0 - (1.0 - tie) * left(mean, rules.innovation, rules.imitation, 1.0),
                Diffusion::Threshold => {
                    let (middle, deviation) = (rules.threshold_mean, rules.threshold_deviation);
                    cascade(mean, |share| below_normal(share, middle, deviation), 1)
                }
            };
            for j in (0..n).filter(|&j| j != i) {
                let tie = before.ties[(i, j)];
                let spread = if open[(i, j)] > 0.0 { spread(tie) } else { tie };
                after.ties[(i, j)] = (spread - rules.tie_decay * tie).clamp(0.0, 1.0);
            }
        }
        Ok(())
    }

    fn is_idle(&self, year: &Year<'_>) -> bool {
        let (present, rules) = (year.present(), year.rules());
        let nothing = |ties: &nalgebra::DMatrix<f64>| ties.iter().all(|tie| *tie == 0.0);
        rules.exchange == Diffusion::Off
            || present.development.as_ref().is_none_or(|d| nothing(&d.ties))
                && belief_ties(&present.state, false).iter().all(|tie| *tie == 0.0)
    }
}
