//! A design: the factors, and their values in each draw.

use super::blocks::{Blocks, Part};
use super::groups::Groups;
use crate::error::{Error, Result};
use crate::experiment::factor::Factor;
use crate::frame::{Cell, Column, Frame};

/// Design of an experiment: which values its factors take, draw by draw.
///
/// | question | design |
/// |---|---|
/// | how much is chance, nothing varied? | [`fixed`](Self::fixed), with replicates |
/// | every combination of levels? | [`full_factorial`](Self::full_factorial) |
/// | main effects of many factors at two levels? | [`fractional_factorial`](Self::fractional_factorial) |
/// | what does each factor do from one base? | [`one_at_a_time`](Self::one_at_a_time) |
/// | what is the distribution of outcomes? | [`sobol`](Self::sobol), [`latin_hypercube`](Self::latin_hypercube), [`monte_carlo`](Self::monte_carlo) |
/// | which factor drives the variance? | [`saltelli`](Self::saltelli) |
/// | which of many factors matter at all? | [`morris`](Self::morris) |
/// | a list of my own? | [`from_csv`](Self::from_csv) |
/// | each draw as treatment and control? | [`crossed`](Self::crossed) |
///
/// Values are computed when asked for: a Saltelli design keeps its two base matrices, any other one number
/// per draw and factor. Draws and their order are a function of the arguments alone, and part of what later
/// versions keep.
#[derive(Clone, Debug)]
pub struct Design {
    kind: String,
    factors: Vec<Factor>,
    layout: Layout,
}

/// How the values of the factors are kept.
#[derive(Clone, Debug)]
pub(in crate::experiment) enum Layout {
    /// Coordinates, a row per draw.
    Cube {
        units: Vec<f64>,
        rows: usize,
    },
    /// Coordinates of trajectories, whose steps move a group each.
    Trajectories {
        units: Vec<f64>,
        groups: Groups,
    },
    /// Values, a row per draw.
    Given {
        values: Vec<f64>,
        rows: usize,
    },
    Saltelli(Blocks),
    /// Each draw of a design at each level of the last factor.
    Crossed {
        base: Box<Design>,
        levels: Vec<f64>,
    },
}

impl Layout {
    fn rows(&self) -> usize {
        match self {
            Layout::Cube { rows, .. } | Layout::Given { rows, .. } => *rows,
            Layout::Trajectories { units, groups } => units.len() / groups.of.len(),
            Layout::Saltelli(blocks) => blocks.rows(),
            Layout::Crossed { base, levels } => base.len() * levels.len(),
        }
    }
}

impl Design {
    /// Nothing varied: one draw without a factor, for an experiment of replicates.
    ///
    /// ```
    /// use comity::experiment::Design;
    /// assert_eq!(Design::fixed().len(), 1);
    /// ```
    pub fn fixed() -> Self {
        Design {
            kind: "fixed".into(),
            factors: Vec::new(),
            layout: Layout::Cube { units: Vec::new(), rows: 1 },
        }
    }

    /// Each draw of this design at each level of one more factor: treatment, control and ablation, with the
    /// same values of all else.
    ///
    /// # Errors
    /// A factor of the same name; one that has no levels.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor, Latin};
    /// let arms = Factor::category("arm", ["treatment", "control"])?;
    /// let design = Design::latin_hypercube([Factor::uniform("x", 0.0, 1.0)?], 10, Latin::Plain, 7)?.crossed(arms)?;
    /// let (treated, control) = (design.draw(6)?, design.draw(7)?);
    /// assert_eq!((treated.text("arm")?, control.text("arm")?), ("treatment", "control"));
    /// assert_eq!(treated.real("x")?, control.real("x")?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn crossed(self, arms: Factor) -> Result<Self> {
        let levels = arms.levels(0)?;
        let kind = format!("{}, crossed with {}", self.kind, arms.name());
        let factors = self.factors.iter().cloned().chain([arms]).collect();
        Design::new(kind, factors, Layout::Crossed { base: Box::new(self), levels })
    }

    /// A design whose factors and values are checked.
    pub(in crate::experiment) fn new(
        kind: impl Into<String>,
        factors: Vec<Factor>,
        layout: Layout,
    ) -> Result<Self> {
        for (k, factor) in factors.iter().enumerate() {
            if factors[..k].iter().any(|f| f.name() == factor.name()) {
                return Err(Error::invalid(
                    "design",
                    "factor",
                    format!("{:?}", factor.name()),
                    "a name not given before",
                ));
            }
        }
        let design = Design { kind: kind.into(), factors, layout };
        for (j, factor) in design.factors.iter().enumerate().filter(|(_, factor)| !factor.bounded()) {
            for k in 0..design.len() {
                let value = design.value(k, j);
                if !value.is_finite() {
                    let allowed =
                        "a finite quantile; where the design reaches 0 or 1, a bounded distribution";
                    return Err(factor.invalid(&format!("value in draw {k}"), value, allowed));
                }
            }
        }
        Ok(design)
    }

    /// Number of draws.
    pub fn len(&self) -> usize {
        self.layout.rows()
    }

    /// Whether there is no draw.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The factors, in the order given.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The design as a table: `draw`, what the draw is in a Saltelli design (`scramble`, `point`, `part`) or a
    /// Morris design (`trajectory`, `step`), and a column per factor.
    ///
    /// # Errors
    /// A factor with the name of one of these columns.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let design = Design::full_factorial([Factor::switch("pacts")?, Factor::uniform("x", 0.0, 2.0)?], 3)?;
    /// let mut csv = Vec::new();
    /// design.frame()?.write_csv(&mut csv)?;
    /// assert_eq!(csv, b"draw,pacts,x\n0,false,0.0\n1,false,1.0\n2,false,2.0\n3,true,0.0\n4,true,1.0\n5,true,2.0\n");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn frame(&self) -> Result<Frame> {
        let mut frame = self.head()?;
        self.rows(0..self.len(), &mut frame)?;
        Ok(frame)
    }

    /// The table without rows.
    pub(in crate::experiment) fn head(&self) -> Result<Frame> {
        let place = match &self.layout {
            Layout::Saltelli(_) => {
                vec![Column::integer("scramble"), Column::integer("point"), Column::text("part")]
            }
            Layout::Trajectories { .. } => vec![Column::integer("trajectory"), Column::integer("step")],
            _ => Vec::new(),
        };
        let factors = self.factors.iter().map(Factor::column);
        Frame::new([Column::integer("draw")].into_iter().chain(place).chain(factors))
    }

    /// Some of its rows.
    pub(in crate::experiment) fn rows(&self, draws: std::ops::Range<usize>, frame: &mut Frame) -> Result<()> {
        for k in draws {
            let part;
            let place: Vec<Cell> = match &self.layout {
                Layout::Saltelli(blocks) => {
                    let (point, which) = blocks.place(k);
                    part = match which {
                        Part::A => "A".into(),
                        Part::AB(group) => format!("AB {}", blocks.groups.names[group]),
                        Part::BA(group) => format!("BA {}", blocks.groups.names[group]),
                        Part::B => "B".into(),
                    };
                    vec![(point / blocks.points).into(), (point % blocks.points).into(), (&part).into()]
                }
                Layout::Trajectories { groups, .. } => {
                    let steps = groups.len() + 1;
                    vec![(k / steps).into(), (k % steps).into()]
                }
                _ => Vec::new(),
            };
            let values = self.factors.iter().enumerate().map(|(j, factor)| factor.cell(self.value(k, j)));
            frame.push([Cell::from(k)].into_iter().chain(place).chain(values))?;
        }
        Ok(())
    }

    /// Kind of the design, with its settings.
    pub(in crate::experiment) fn kind(&self) -> &str {
        &self.kind
    }

    pub(in crate::experiment) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The value of factor `j` in draw `k`, both in range.
    pub(in crate::experiment) fn value(&self, k: usize, j: usize) -> f64 {
        match &self.layout {
            Layout::Given { values, .. } => values[k * self.factors.len() + j],
            Layout::Crossed { base, levels } if j + 1 < self.factors.len() => base.value(k / levels.len(), j),
            Layout::Crossed { levels, .. } => self.factors[j].value(levels[k % levels.len()]),
            Layout::Cube { units, .. } | Layout::Trajectories { units, .. } => {
                self.factors[j].value(units[k * self.factors.len() + j])
            }
            Layout::Saltelli(blocks) => self.factors[j].value(blocks.unit(k, j)),
        }
    }
}

/// The factors given, of which there must be one and may be `limit`.
pub(super) fn some(factors: impl IntoIterator<Item = Factor>, limit: usize) -> Result<Vec<Factor>> {
    let factors: Vec<Factor> = factors.into_iter().collect();
    if factors.is_empty() || factors.len() > limit {
        let allowed = if limit == usize::MAX { "at least 1".into() } else { format!("1..{limit}") };
        return Err(Error::invalid("design", "factors", factors.len(), allowed));
    }
    Ok(factors)
}

/// Largest number of draws of a design.
pub(super) const DRAWS: usize = 1 << 31;

/// The number of draws, 1 to 2³¹.
pub(super) fn count(field: &str, n: usize) -> Result<usize> {
    if (1..=DRAWS).contains(&n) { Ok(n) } else { Err(Error::invalid("design", field, n, "1..2^31")) }
}
