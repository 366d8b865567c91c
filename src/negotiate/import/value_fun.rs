//! NegMAS's functions of one issue, as a table of its values.

use super::class::{class, unread};
use super::source::{Source, shown};
use super::space::{Choice, Choices};
use super::tree::{Fields, Kind, Node, list, number};
use crate::error::Result;

/// Highest degree of a polynomial.
const MAX_DEGREE: usize = 100;

/// Functions that are read, by their class.
const READ: [&str; 10] = [
    "TableFun",
    "AffineFun",
    "LinearFun",
    "ConstFun",
    "IdentityFun",
    "QuadraticFun",
    "PolynomialFun",
    "TriangularFun",
    "TrapezoidalFun",
    "BiasedFun",
];

/// The utility of each value of the issue, by the function at `node`.
pub(super) fn values_by(source: &Source, node: &Node, issue: &Choices) -> Result<Vec<f64>> {
    match &node.kind {
        // One utility per value, in their order.
        Kind::List(utilities) => {
            if utilities.len() != issue.values.len() {
                let (what, count) = (shown(&issue.issue), issue.values.len());
                let message = format!("issue {what}: {} utilities, allowed: {count}", utilities.len());
                return Err(source.refuse(node.line, message));
            }
            let of =
                |node: &Node| number(source, &format!("a utility of issue {}", shown(&issue.issue)), node);
            return utilities.iter().map(of).collect();
        }
        // The mapping itself in place of a TableFun.
        Kind::Map(entries) if !entries.iter().any(|(k, _)| is_class(k)) => return issue.table(source, node),
        _ => {}
    }
    let mut fields = Fields::of(source, format!("the function of issue {}", shown(&issue.issue)), node)?;
    let class = class(&mut fields)?;
    if !READ.contains(&class) {
        return Err(unread(&fields, class, &READ));
    }
    fields.what = format!("{}, {class}", fields.what);
    let worth = match class {
        "TableFun" => issue.table(source, fields.need("mapping")?)?,
        "BiasedFun" => biased(&mut fields, issue)?,
        "ConstFun" => {
            let bias = fields.number("bias")?;
            vec![bias; issue.values.len()]
        }
        _ => {
            let Some(function) = numeric(&mut fields, class)? else {
                return Err(unread(&fields, class, &READ));
            };
            issue.values.iter().map(|value| at(&fields, &function, value)).collect::<Result<_>>()?
        }
    };
    fields.end()?;
    Ok(worth)
}

fn is_class(key: &Node) -> bool {
    matches!(key.text(), Some("type" | "__python_class__"))
}

/// `g(x) + bias`.
fn biased(fields: &mut Fields<'_>, issue: &Choices) -> Result<Vec<f64>> {
    let inner = fields.need("fun")?;
    let bias = fields.number("bias")?;
    for (key, allowed) in [("normalize", "false"), ("issue", "null")] {
        if let Some(node) = fields.get(key)
            && node.text() != Some(allowed)
        {
            let message = format!("{}: {key} is {}, allowed: {allowed}", fields.what, node.found());
            return Err(fields.source.refuse(node.line, message));
        }
    }
    let worth = values_by(fields.source, inner, issue)?;
    Ok(worth.into_iter().map(|u| u + bias).collect())
}

fn at(fields: &Fields<'_>, function: &Function, value: &Choice) -> Result<f64> {
    let name = shown(&value.name);
    let x = value.number.ok_or_else(|| {
        let message = format!("{}: value {name} is not a number, allowed: numbers", fields.what);
        fields.source.refuse(fields.line, message)
    })?;
    let u = function.of(x);
    if u.is_finite() {
        return Ok(u);
    }
    let message = format!("{}: value {name} is worth {u}, allowed: a finite number", fields.what);
    Err(fields.source.refuse(fields.line, message))
}

/// A function of a number.
enum Function {
    /// Coefficients of `x`, `x²`, …, and the constant.
    Polynomial(Vec<f64>, f64),
    /// `bias + scale · h(x)`: `h` rises from 0 at the first corner to 1 at the second, falls from 1 at the
    /// third to 0 at the fourth, and is 0 beyond (if `open`, at the first and the last corner, too).
    Tent { corners: [f64; 4], open: bool, bias: f64, scale: f64 },
}

impl Function {
    fn of(&self, x: f64) -> f64 {
        match self {
            Function::Polynomial(coefficients, constant) => {
                let terms = coefficients.iter().zip(1..).map(|(c, power)| c * x.powi(power));
                terms.fold(*constant, |sum, term| sum + term)
            }
            Function::Tent { corners: [start, rise, fall, end], open, bias, scale } => {
                let beyond = x < *start || x > *end || *open && (x == *start || x == *end);
                let height = if beyond {
                    0.0
                } else if x < *rise {
                    (x - start) / (rise - start)
                } else if x <= *fall {
                    1.0
                } else {
                    (end - x) / (end - fall)
                };
                bias + scale * height
            }
        }
    }
}

/// The function of a number that is of this class, `None` for other classes.
fn numeric(fields: &mut Fields<'_>, class: &str) -> Result<Option<Function>> {
    Ok(Some(match class {
        "IdentityFun" => Function::Polynomial(vec![1.0], 0.0),
        "LinearFun" => Function::Polynomial(vec![fields.number("slope")?], 0.0),
        "AffineFun" => Function::Polynomial(vec![fields.number("slope")?], fields.number("bias")?),
        "QuadraticFun" => {
            let coefficients = vec![fields.number("a1")?, fields.number("a2")?];
            Function::Polynomial(coefficients, fields.number("bias")?)
        }
        "PolynomialFun" => {
            let node = fields.need("coefficients")?;
            let nodes = list(fields.source, "coefficients", node)?;
            if nodes.len() > MAX_DEGREE {
                let message =
                    format!("{}: degree {}, allowed: at most {MAX_DEGREE}", fields.what, nodes.len());
                return Err(fields.source.refuse(node.line, message));
            }
            let coefficient = |node| number(fields.source, "a coefficient", node);
            let coefficients = nodes.iter().map(coefficient).collect::<Result<_>>()?;
            Function::Polynomial(coefficients, fields.number("bias")?)
        }
        "TriangularFun" => {
            let middle = fields.number("middle")?;
            tent(fields, middle, middle, true)?
        }
        "TrapezoidalFun" => {
            let (rise, fall) = (fields.number("rise_end")?, fields.number("fall_start")?);
            tent(fields, rise, fall, false)?
        }
        _ => return Ok(None),
    }))
}

fn tent(fields: &mut Fields<'_>, rise: f64, fall: f64, open: bool) -> Result<Function> {
    let corners = [fields.number("start")?, rise, fall, fields.number("end")?];
    if !corners.is_sorted() {
        let message =
            format!("{}: the corners are {corners:?}, allowed: none before the one to its left", fields.what);
        return Err(fields.source.refuse(fields.line, message));
    }
    Ok(Function::Tent { corners, open, bias: fields.number("bias")?, scale: fields.number("scale")? })
}
