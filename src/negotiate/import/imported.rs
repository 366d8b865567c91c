//! A domain as it is read, and the preferences it is made from.

use super::source::{Source, parse};
use crate::error::Result;
use crate::negotiate::domain::{Issue, LinearDomain, Preference};

/// A domain from files of another tool, with the parties' discount factors.
///
/// Issues are discrete and preferences linear-additive, `u(o) = Σ_k w_k e_k(v_k)` with weight `w_k` and
/// evaluation `e_k` of the value `v_k` of issue `k`.
///
/// * **GENIUS 10.4**: a domain file and a linear-additive profile per party. Issues are joined by index. A
///   discrete evaluation counts relative to the largest of its issue, an integer issue as `slope · (value −
///   lowerbound) + offset` within 0 and 1; the sum is cut off at 1; a discount factor outside (0, 1] is none.
///   Errors: nonlinear and constraint spaces, real issues, a value without evaluation, an issue without
///   weight, bounds or values other than the domain's.
/// * **GeniusWeb**: `LinearAdditiveUtilitySpace` with its domain, the same in all profiles; tables, and
///   numbers in steps with a line over them. Errors: other spaces, weights that do not add up to 1, utilities
///   outside [0, 1], an incomplete reservation bid.
/// * **NegMAS 0.16**: an outcome space of categorical, ordinal, cardinal and contiguous issues;
///   `LinearAdditiveUtilityFunction` of table, constant, identity, linear, affine, quadratic, polynomial,
///   triangular, trapezoidal and biased functions; `LinearUtilityFunction`, `AffineUtilityFunction`,
///   `ConstUtilityFunction`; `ExpDiscountedUFun` of one of these over relative time. Errors: every other
///   type, a bias or a key that has no place in a type.
///
/// Where a file says that any deal is better than none (NegMAS's reserved value −∞, its default; GeniusWeb
/// without a reservation bid), the reservation value is the largest number below the party's worst deal.
///
/// Limits: 16 MiB per file, nesting of 64, 1 000 issues, 10⁶ values of all issues together.
///
/// R. Lin, S. Kraus, T. Baarslag, D. Tykhonov, K. Hindriks and C. M. Jonker (2014), GENIUS: an integrated
/// environment for supporting the design of generic automated negotiators, *Computational Intelligence* 30,
/// 48–70, doi:10.1111/j.1467-8640.2012.00463.x; Y. Mohammad, S. Nakadai and A. Greenwald (2021), NegMAS: a
/// platform for automated negotiations, *PRIMA 2020*, 343–351, doi:10.1007/978-3-030-69322-0_23.
///
/// # Example
/// ```
/// use comity::negotiate::{Domain, Imported};
///
/// let domain = "
/// type: DiscreteCartesianOutcomeSpace
/// issues:
/// - {type: CategoricalIssue, name: colour, values: [red, green]}
/// - {type: ContiguousIssue, name: price, values: [-5, 5]}
/// ";
/// let buyer = "
/// type: LinearAdditiveUtilityFunction
/// reserved_value: 0.2
/// weights: [0.4, 0.6]
/// values:
/// - {type: TableFun, mapping: {red: 1.0, green: 0.25}}
/// - {type: AffineFun, slope: -0.1, bias: 0.5}
/// ";
/// let read = Imported::negmas(domain, &[("buyer", buyer)])?;
/// let deal = read.domain.outcome(&[1, 2]).expect("green at −3");
/// assert!((read.domain.utility(0, deal)? - (0.4 * 0.25 + 0.6 * 0.8)).abs() < 1e-12);
///
/// let unread = buyer.replace("AffineFun", "CosFun");
/// let error = Imported::negmas(domain, &[("buyer", &unread)]).unwrap_err().to_string();
/// assert!(error.starts_with("buyer, line 7: the function of issue \"price\": the type \"CosFun\" is not read"));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// Issues, preferences and reservation values.
    pub domain: LinearDomain,
    /// Each party's discount factor over a whole session (1: none): `d^(1/n)` per round of `n` rounds.
    pub discounts: Vec<f64>,
}

/// Preferences as a file has them.
pub(super) struct Worth {
    pub name: String,
    pub weights: Vec<f64>,
    pub evaluations: Vec<Vec<f64>>,
    /// `None` where any deal is better than none.
    pub reservation: Option<f64>,
    /// The largest utility, where there is one.
    pub most: Option<f64>,
}

impl Worth {
    pub(super) fn new(weights: Vec<f64>, evaluations: Vec<Vec<f64>>) -> Self {
        Worth { name: String::new(), weights, evaluations, reservation: None, most: None }
    }

    /// The sum over issues, from the last to the first as [`LinearDomain`] adds them, of an extreme of each.
    fn sum(&self, extreme: fn(f64, f64) -> f64) -> f64 {
        let of = |(w, e): (&f64, &Vec<f64>)| e.iter().map(|x| w * x).reduce(extreme).unwrap_or(0.0);
        self.weights.iter().zip(&self.evaluations).rev().map(of).fold(0.0, |sum, x| sum + x)
    }

    fn preference(self) -> Preference {
        let most = self.most.filter(|&most| self.sum(f64::max) > most);
        let worst = most.map_or_else(|| self.sum(f64::min), |most| self.sum(f64::min).min(most));
        Preference {
            reservation: self.reservation.unwrap_or_else(|| worst.next_down()),
            most,
            name: self.name,
            weights: self.weights,
            evaluations: self.evaluations,
        }
    }
}

/// The domain; what is wrong with it as a whole is said of the file at `place`.
pub(super) fn imported(
    place: &str,
    issues: Vec<Issue>,
    parties: Vec<Worth>,
    discounts: Vec<f64>,
) -> Result<Imported> {
    let parties = parties.into_iter().map(Worth::preference).collect();
    let domain = LinearDomain::new(issues, parties).map_err(|e| parse(place, e.to_string()))?;
    Ok(Imported { domain, discounts })
}

/// Largest number of evaluations of all parties together.
const MAX_EVALUATIONS: usize = 20_000_000;

/// There is room for this many values of each of this many parties.
pub(super) fn room(file: &Source, values: usize, parties: usize) -> Result<()> {
    if parties > 63 || values.saturating_mul(parties) > MAX_EVALUATIONS {
        let message = format!(
            "{parties} parties with {values} values each, allowed: 63 parties, {MAX_EVALUATIONS} values of all together"
        );
        return Err(parse(&file.place, message));
    }
    Ok(())
}
