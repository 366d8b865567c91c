//! Indices of sensitivity, and what each is.

use crate::error::{Error, Result};
use crate::experiment::design::Design;
use crate::frame::{Column, Frame};
use std::fmt;

/// What an index of sensitivity measures; $Y$ is the outcome, $X_j$ a factor or a group of factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Measure {
    /// $S_j=\mathrm{V}(\mathrm{E}[Y|X_j])/\mathrm{V}(Y)$, estimated after Saltelli and others (2010), centred.
    FirstOrder,
    /// The same, estimated after Jansen (1999).
    FirstOrderJansen,
    /// The same, estimated after Janon and others (2014).
    FirstOrderJanon,
    /// $S_{Tj}=\mathrm{E}[\mathrm{V}(Y|X_{\sim j})]/\mathrm{V}(Y)$, estimated after Jansen (1999).
    Total,
    /// $S_{jk}$, the share of the variance that is due to the interaction of two.
    SecondOrder,
    /// The same as `FirstOrder`, estimated from the means within classes of $X_j$, on any design.
    FirstOrderGiven,
    /// $\mu_j$, the mean of the elementary effects.
    MeanEffect,
    /// $\mu^\*_j$, the mean of their absolute values.
    MeanAbsoluteEffect,
    /// $\sigma_j$, their standard deviation.
    EffectDeviation,
    /// Half the difference between the mean outcomes at the upper and at the lower level.
    MainEffect,
    /// $\delta_j$, half the mean $L^1$ distance of the densities of $Y$ and of $Y|X_j$.
    Delta,
    /// The same with its bias, as the bootstrap sees it, taken off.
    DeltaReduced,
    /// Least Kolmogorov–Smirnov distance of $Y$ and $Y|X_j$ over slices of $X_j$.
    PawnMinimum,
    /// Mean of these distances.
    PawnMean,
    /// Median of these distances.
    PawnMedian,
    /// Greatest of these distances.
    PawnMaximum,
    /// Coefficient of variation of these distances.
    PawnVariation,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Measure::FirstOrder => "S1",
            Measure::FirstOrderJansen => "S1 Jansen",
            Measure::FirstOrderJanon => "S1 Janon",
            Measure::Total => "ST",
            Measure::SecondOrder => "S2",
            Measure::FirstOrderGiven => "S1 given",
            Measure::MeanEffect => "mu",
            Measure::MeanAbsoluteEffect => "mu*",
            Measure::EffectDeviation => "sigma",
            Measure::MainEffect => "main effect",
            Measure::Delta => "delta",
            Measure::DeltaReduced => "delta reduced",
            Measure::PawnMinimum => "PAWN min",
            Measure::PawnMean => "PAWN mean",
            Measure::PawnMedian => "PAWN median",
            Measure::PawnMaximum => "PAWN max",
            Measure::PawnVariation => "PAWN CV",
        })
    }
}

/// One index: what it measures, of which factor or group, and its 95 % interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// What it measures.
    pub measure: Measure,
    /// The factor or group.
    pub factor: String,
    /// The other factor or group of a second-order index.
    pub with: Option<String>,
    /// The estimate, as it is: one that should not be negative may be, by chance.
    pub estimate: f64,
    /// Ends of its 95 % interval, where the design gives one.
    pub interval: Option<(f64, f64)>,
}

/// Indices of sensitivity of one outcome.
///
/// | design | indices | interval |
/// |---|---|---|
/// | [`Design::saltelli`] | [`sobol`](Self::sobol) | Student's t over scrambles; bootstrap for independent draws |
/// | [`Design::morris`] | [`morris`](Self::morris) | bootstrap of trajectories |
/// | two-level factorial | [`main_effects`](Self::main_effects) | none |
/// | any | [`given_data`](Self::given_data), [`delta`](Self::delta), [`pawn`](Self::pawn) | bootstrap of draws |
///
/// Outcomes are one number per draw: the mean over replicates
/// ([`mean_by_draw`](crate::experiment::mean_by_draw)), a share of them that ended in a regime, or a time to an
/// event. Time that is censored at the end of the run enters as the end of the run: the indices are then those
/// of the restricted mean. With paired seeds an index is of the mean over the same replicates in every draw; with
/// independent seeds the noise that is left of a mean over replicates counts into every total index, unless it is
/// taken off ([`less_noise`](Self::less_noise)).
///
/// `Display` is the table of [`frame`](Self::frame).
///
/// # Example
/// ```
/// use comity::experiment::{Bootstrap, Design, Factor, Indices, Measure, Saltelli};
/// let factors = [Factor::uniform("x", 0.0, 1.0)?, Factor::uniform("y", 0.0, 1.0)?];
/// let design = Design::saltelli(factors, Saltelli::default())?;
/// let outcome = |k| Ok(3.0 * design.draw(k)?.real("x")? + design.draw(k)?.real("y")?);
/// let outcomes: Vec<f64> = (0..design.len()).map(outcome).collect::<comity::Result<_>>()?;
/// let indices = Indices::sobol(&design, &outcomes, Bootstrap::default())?;
/// let x = indices.get(Measure::FirstOrder, "x")?;
/// assert!((x.estimate - 0.9).abs() < 1e-3);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    pub(super) all: Vec<Index>,
    /// Population variance of the outcomes.
    pub(super) variance: f64,
}

impl Indices {
    /// The indices, measure by measure, factors in the order of the design.
    pub fn all(&self) -> &[Index] {
        &self.all
    }

    /// Whether all outcomes were equal: shares of a variance of 0, which are then given as 0, mean nothing.
    pub fn constant(&self) -> bool {
        self.variance == 0.0
    }

    /// The same indices, as shares of the variance that is left without the noise of replicates:
    /// $S/(1-\eta)$, and $(S_T-\eta)/(1-\eta)$ of total indices, with $\eta=\nu/V$ the share of the noise.
    ///
    /// For independent seeds: each outcome is a mean over replicates, and $\nu$ the variance that is left of its
    /// noise ([`noise_of_means`](crate::experiment::noise_of_means)). Effects, δ and PAWN stay as they are.
    ///
    /// # Errors
    /// Noise that is negative, or not less than the variance of the outcomes: the replicates are too few.
    pub fn less_noise(mut self, noise: f64) -> Result<Self> {
        if !(0.0..self.variance).contains(&noise) {
            let allowed =
                format!("0..{:?}, the variance of the outcomes; more replicates lower it", self.variance);
            return Err(Error::invalid("indices", "noise of the means", noise, allowed));
        }
        let share = noise / self.variance;
        for index in &mut self.all {
            let off = match index.measure {
                Measure::Total => share,
                Measure::FirstOrder
                | Measure::FirstOrderJansen
                | Measure::FirstOrderJanon
                | Measure::FirstOrderGiven
                | Measure::SecondOrder => 0.0,
                _ => continue,
            };
            let less = |x: f64| (x - off) / (1.0 - share);
            index.estimate = less(index.estimate);
            index.interval = index.interval.map(|(low, high)| (less(low), less(high)));
        }
        Ok(self)
    }

    /// The index of this measure and factor or group.
    ///
    /// # Errors
    /// [`Error::Unknown`]: a measure or a factor that is not among the indices.
    pub fn get(&self, measure: Measure, factor: &str) -> Result<&Index> {
        self.find(measure, factor, None)
    }

    /// The second-order index of two factors or groups, in any order.
    ///
    /// # Errors
    /// [`Error::Unknown`]: a pair that is not among the indices.
    pub fn pair(&self, one: &str, other: &str) -> Result<&Index> {
        let found = self.find(Measure::SecondOrder, one, Some(other));
        found.or_else(|_| self.find(Measure::SecondOrder, other, Some(one)))
    }

    fn find(&self, measure: Measure, factor: &str, with: Option<&str>) -> Result<&Index> {
        let name = |m: Measure, f: &str, w: Option<&str>| match w {
            Some(w) => format!("{m} of {f} and {w}"),
            None => format!("{m} of {f}"),
        };
        let known = || self.all.iter().map(|i| name(i.measure, &i.factor, i.with.as_deref()) + ";");
        let same = |i: &&Index| i.measure == measure && i.factor == factor && i.with.as_deref() == with;
        self.all
            .iter()
            .find(same)
            .ok_or_else(|| Error::unknown("index", name(measure, factor, with), known()))
    }

    /// The indices as a table: `index`, `factor`, `with`, `estimate`, `low`, `high`.
    pub fn frame(&self) -> Result<Frame> {
        let text = ["index", "factor", "with"].map(Column::text);
        let numbers = ["estimate", "low", "high"].map(Column::real);
        let mut frame = Frame::new(text.into_iter().chain(numbers))?;
        for index in &self.all {
            let measure = index.measure.to_string();
            let [low, high] = [index.interval.map(|i| i.0), index.interval.map(|i| i.1)];
            let texts = [(&measure).into(), (&index.factor).into(), index.with.as_deref().into()];
            frame.push(texts.into_iter().chain([index.estimate.into(), low.into(), high.into()]))?;
        }
        Ok(frame)
    }
}

impl fmt::Display for Indices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.constant() {
            writeln!(f, "all outcomes are equal: no factor has an effect")?;
        }
        self.frame().map_err(|_| fmt::Error)?.fmt(f)
    }
}

/// One finite outcome per draw.
pub(super) fn checked(design: &Design, outcomes: &[f64]) -> Result<()> {
    if outcomes.len() != design.len() {
        let (expected, got) = (format!("one per draw, {}", design.len()), outcomes.len().to_string());
        return Err(Error::Shape { what: "outcomes".into(), expected, got });
    }
    match outcomes.iter().position(|y| !y.is_finite()) {
        Some(k) => {
            Err(Error::invalid(format!("outcome of draw {k}"), "value", outcomes[k], "a finite number"))
        }
        None => Ok(()),
    }
}

/// Population mean and variance; the variance of equal values is 0, whatever the rounding of their mean.
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    if values.iter().all(|y| *y == values[0]) {
        return (values[0], 0.0);
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / n)
}
