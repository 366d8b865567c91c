//! A figure of a table.

use super::canvas::Canvas;
use super::roles::Roles;
use super::{bars, boxes, forest, heat, lines, network, points};
use crate::error::Result;
use crate::frame::Frame;

/// Style of every figure, put inside of one that stands alone.
const STYLE: &str = include_str!("figure.css");

/// What a figure is.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Lines,
    Stacked,
    Bars,
    Forest,
    Boxes,
    HeatMap,
    Points,
    Network,
}

/// Figure of a [`Frame`]: which columns, drawn as what.
///
/// Columns are named when it is made and looked up when it is drawn; the errors are those of [`svg`](Self::svg).
///
/// ```
/// use comity::frame::{Column, Frame};
/// use comity::report::Figure;
/// let mut trust = Frame::new(["year", "mean", "low", "high"].map(Column::real))?;
/// for year in 0..5 {
///     let mean = 0.5 + 0.05 * f64::from(year);
///     trust.push([f64::from(year).into(), mean.into(), (mean - 0.1).into(), (mean + 0.1).into()])?;
/// }
/// let figure = Figure::lines(&trust, "year", "mean").interval("low", "high").titled("Trust");
/// let svg = figure.captioned("Mean over 20 runs, seeds 0 to 19; 95 % interval.").svg()?;
/// assert!(svg.starts_with("<svg") && svg.contains("<title id=\"ft\">Trust</title>"));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Figure {
    kind: Kind,
    roles: Roles,
    title: String,
    caption: String,
}

/// A figure as drawn, with what is said of it.
pub(super) struct Drawn {
    pub svg: String,
    pub title: String,
    /// Caption, and how many rows were left out.
    pub caption: String,
}

impl Figure {
    fn new(kind: Kind, frame: &Frame, [first, second]: [&str; 2], third: Option<&str>) -> Self {
        let roles = Roles {
            frame: frame.clone(),
            first: first.into(),
            second: second.into(),
            third: third.map(Into::into),
            by: None,
            interval: None,
            logarithmic: false,
            distances: None,
        };
        let what = if let Kind::Points = kind { second } else { third.unwrap_or(second) };
        let title = format!("{what} by {first}").replace('_', " ");
        Figure { kind, roles, title, caption: String::new() }
    }

    /// A line through the values `y` at the positions `x`, per series; an interval is a band.
    pub fn lines(frame: &Frame, x: &str, y: &str) -> Self {
        Figure::new(Kind::Lines, frame, [x, y], None)
    }

    /// The values `y` of all series on top of each other at the positions `x`: shares over time. A series that has no value at a
    /// position counts 0 there.
    pub fn stacked(frame: &Frame, x: &str, y: &str) -> Self {
        Figure::new(Kind::Stacked, frame, [x, y], None)
    }

    /// A bar from zero per label and series; an interval is a whisker.
    pub fn bars(frame: &Frame, label: &str, value: &str) -> Self {
        Figure::new(Kind::Bars, frame, [label, value], None)
    }

    /// An estimate per label and series with its interval.
    pub fn forest(frame: &Frame, label: &str, estimate: &str) -> Self {
        Figure::new(Kind::Forest, frame, [label, estimate], None)
    }

    /// A box of the values of each label: quartiles, whiskers within 1.5 times the range of the middle half, what lies outside.
    ///
    /// # References
    /// J. W. Tukey (1977), *Exploratory Data Analysis*, Addison-Wesley, §2C.
    pub fn boxes(frame: &Frame, label: &str, value: &str) -> Self {
        Figure::new(Kind::Boxes, frame, [label, value], None)
    }

    /// A value per row and column, as a shade that goes with its square root and as a number; negative ones in another colour.
    pub fn heat_map(frame: &Frame, row: &str, column: &str, value: &str) -> Self {
        Figure::new(Kind::HeatMap, frame, [row, column], Some(value))
    }

    /// A named point per row: the plane of `μ*` and `σ` after Morris. Series differ in shape.
    pub fn points(frame: &Frame, label: &str, x: &str, y: &str) -> Self {
        Figure::new(Kind::Points, frame, [x, y], Some(label))
    }

    /// A tie per row, from a node to a node; kinds of ties are series. Nodes stand on a circle, or where
    /// [`distances`](Self::distances) put them.
    pub fn network(frame: &Frame, from: &str, to: &str) -> Self {
        Figure::new(Kind::Network, frame, [from, to], None)
    }

    /// The column that tells series apart.
    pub fn by(mut self, column: &str) -> Self {
        self.roles.by = Some(column.into());
        self
    }

    /// The columns with the ends of the intervals of lines, bars and estimates.
    pub fn interval(mut self, low: &str, high: &str) -> Self {
        self.roles.interval = Some((low.into(), high.into()));
        self
    }

    /// Values on the signed logarithmic axis `sgn(x) ln(1 + |x|)`: near zero as they are, large ones by their size.
    pub fn logarithmic(mut self) -> Self {
        self.roles.logarithmic = true;
        self
    }

    /// Distances of all pairs, by which the nodes of a network are placed: classical scaling, then pushed apart where names would
    /// cover each other. A node without a distance lies amid those it is tied to.
    ///
    /// # References
    /// W. S. Torgerson (1952), Multidimensional scaling: I. Theory and method, *Psychometrika* 17, 401–419.
    pub fn distances(mut self, pairs: &Frame, from: &str, to: &str, distance: &str) -> Self {
        self.roles.distances = Some((pairs.clone(), [from, to, distance].map(Into::into)));
        self
    }

    /// The title.
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The caption: number of observations, seeds, kind of interval.
    pub fn captioned(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    /// The figure as an SVG that stands alone, 480 pixels wide, with a title and a description for screen readers.
    ///
    /// # Errors
    /// [`Error::Unknown`](crate::Error::Unknown) for a column that does not exist; [`Error::Invalid`](crate::Error::Invalid) for one of
    /// another kind than a figure draws, a number beyond ±10³⁰⁰, an interval whose ends are exchanged, a cell of a heat map given
    /// twice; [`Error::Undefined`](crate::Error::Undefined) where a pair has no distance.
    ///
    /// # Complexity
    /// Linear in rows for lines and boxes up to sorting; rows times labels for bars, heat maps and networks.
    pub fn svg(&self) -> Result<String> {
        Ok(self.draw("f", STYLE)?.svg)
    }

    /// The figure with this prefix of its identifiers.
    pub(super) fn draw(&self, id: &str, style: &str) -> Result<Drawn> {
        let (mut canvas, roles) = (Canvas::new(id), &self.roles);
        let (left_out, said) = match self.kind {
            Kind::Lines => lines::lines(&mut canvas, roles),
            Kind::Stacked => lines::stacked(&mut canvas, roles),
            Kind::Bars => bars::draw(&mut canvas, roles),
            Kind::Forest => forest::draw(&mut canvas, roles),
            Kind::Boxes => boxes::draw(&mut canvas, roles),
            Kind::HeatMap => heat::draw(&mut canvas, roles),
            Kind::Points => points::draw(&mut canvas, roles),
            Kind::Network => network::draw(&mut canvas, roles),
        }?;
        let mut caption = self.caption.clone();
        let mut add = |text: &str| {
            if !caption.is_empty() {
                caption.push(' ');
            }
            caption += text;
        };
        if roles.logarithmic {
            add("Signed logarithmic axis.");
        }
        match left_out {
            0 => {}
            1 => add("1 row with a missing cell is left out."),
            n => add(&format!("{n} rows with a missing cell are left out.")),
        }
        let svg = canvas.finish(&self.title, format!("{said}. {caption}").trim_end(), style);
        Ok(Drawn { svg, title: self.title.clone(), caption })
    }

    /// The table that it draws.
    pub(super) fn frame(&self) -> &Frame {
        &self.roles.frame
    }

    /// Style of figures that stand on a page.
    pub(super) fn style() -> &'static str {
        STYLE
    }
}
