//! Barrett (1994): signatories lead, outsiders follow. From the payoffs, in exact fractions.
//!
//! `N` countries abate `q_i`, `Q` together. Each enjoys `b(aQ − Q²/2)/N` and bears `c q_i²/2`. Outsiders
//! answer the signatories' choice with a Nash equilibrium among themselves; signatories foresee that and
//! maximise their joint payoff. No closed form is typed in: every best response is the vertex of a parabola
//! through three values of the payoff itself, and the followers' equilibrium the fixed point of their
//! (affine) best response.

use comity::game::{Fraction, Value};
use comity::solve::membership::{Concept, Membership, Question, stable_sizes, treaty_equilibria};
use comity::{Error, Result};
use std::fmt::Write;

/// The model's parameters.
#[derive(Clone)]
pub struct Model {
    pub countries: usize,
    pub a: Fraction,
    pub b: Fraction,
    pub c: Fraction,
}

/// What happens when some number of countries signs.
pub struct Outcome {
    pub signatory_abates: Fraction,
    pub outsider_abates: Fraction,
    pub total: Fraction,
    pub signatory_gets: Fraction,
    pub outsider_gets: Fraction,
}

pub fn whole(value: i64) -> Fraction {
    Fraction::ratio(value, 1)
}

/// Where a parabola has its top, from its values at −1, 0 and 1.
pub fn top(f: impl Fn(&Fraction) -> Fraction) -> Result<Fraction> {
    let [left, middle, right] = [-1, 0, 1].map(|x| f(&whole(x)));
    let bend = &left + &right - whole(2) * middle;
    if bend >= whole(0) {
        return Err(Error::undefined("best response", format!("the payoff bends by {bend}, not downwards")));
    }
    Ok((left - right) / (whole(2) * bend))
}

/// Where a straight line meets the diagonal, from its values at 0 and 1.
fn fixed_point(f: impl Fn(&Fraction) -> Result<Fraction>) -> Result<Fraction> {
    let (at_0, at_1) = (f(&whole(0))?, f(&whole(1))?);
    let slope = at_1 - &at_0;
    if slope == whole(1) {
        return Err(Error::undefined("equilibrium of the followers", "their best response is the diagonal"));
    }
    Ok(at_0 / (whole(1) - slope))
}

impl Model {
    /// A country's payoff when it abates `own` and everybody together `total`.
    fn payoff(&self, own: &Fraction, total: &Fraction) -> Fraction {
        let benefit = &self.b * (&self.a * total - total * total / whole(2)) / whole(self.countries as i64);
        benefit - &self.c * own * own / whole(2)
    }

    /// What each outsider abates if `signed` is abated by the signatories together.
    fn followers(&self, outsiders: i64, signed: &Fraction) -> Result<Fraction> {
        if outsiders == 0 {
            return Ok(whole(0));
        }
        fixed_point(|each| {
            let others = signed + whole(outsiders - 1) * each;
            top(|own| self.payoff(own, &(&others + own)))
        })
    }

    /// What happens when `k` countries sign.
    pub fn outcome(&self, k: usize) -> Result<Outcome> {
        let (members, outsiders) = (whole(k as i64), self.countries as i64 - k as i64);
        let total = |each: &Fraction| -> Result<Fraction> {
            let signed = &members * each;
            Ok(whole(outsiders) * self.followers(outsiders, &signed)? + signed)
        };
        // The followers' answer is affine in what is signed, so the leaders' joint payoff is a parabola too.
        let (none, one) = (total(&whole(0))?, total(&whole(1))?);
        let foreseen = |each: &Fraction| &none + (&one - &none) * each;
        let signatory_abates =
            if k == 0 { whole(0) } else { top(|each| self.payoff(each, &foreseen(each)))? };
        let total = total(&signatory_abates)?;
        let outsider_abates = self.followers(outsiders, &(&members * &signatory_abates))?;
        Ok(Outcome {
            signatory_gets: self.payoff(&signatory_abates, &total),
            outsider_gets: self.payoff(&outsider_abates, &total),
            signatory_abates,
            outsider_abates,
            total,
        })
    }

    /// The payoffs by number of signatories, inside and outside.
    pub fn payoffs(&self) -> Result<Vec<(f64, f64)>> {
        let both = |o: Outcome| (o.signatory_gets.to_f64(), o.outsider_gets.to_f64());
        (0..=self.countries).map(|k| Ok(both(self.outcome(k)?))).collect()
    }

    /// The treaty sizes that are internally and externally stable.
    pub fn stable_sizes(&self) -> Result<Vec<usize>> {
        let payoffs = self.payoffs()?;
        stable_sizes(self.countries, Membership::default(), |k| Ok(payoffs[k]))
    }
}

/// The paper's worked case: ten countries, a = 100, b = 1, c = 1/4.
pub fn published() -> Model {
    Model { countries: 10, a: whole(100), b: whole(1), c: Fraction::ratio(1, 4) }
}

/// `c/b` and `N` of the grid.
pub const RATIOS: [(i64, i64); 7] = [(1, 100), (1, 10), (1, 4), (1, 2), (1, 1), (2, 1), (10, 1)];
pub const COUNTRIES: [usize; 4] = [10, 20, 50, 100];

/// Stable sizes for each number of countries (rows) and ratio (columns).
pub fn grid() -> Result<Vec<Vec<Vec<usize>>>> {
    let cell =
        |countries, (p, q)| Model { countries, c: Fraction::ratio(p, q), ..published() }.stable_sizes();
    COUNTRIES.iter().map(|&n| RATIOS.iter().map(|&ratio| cell(n, ratio)).collect()).collect()
}

/// Sizes of the treaties that equilibria of signing or not support.
pub fn sign_up(question: Question) -> Result<Vec<usize>> {
    let model = published();
    let (n, payoffs) = (model.countries, model.payoffs()?);
    let answer = treaty_equilibria(n, question, |s| {
        let (inside, outside) = payoffs[s.len()];
        Ok((0..n).map(|i| if s.contains(i) { inside } else { outside }).collect())
    })?;
    let mut sizes: Vec<usize> = answer.iter().filter(|v| v.is_stable()).map(|v| v.state.len()).collect();
    sizes.sort_unstable();
    sizes.dedup();
    Ok(sizes)
}

/// The chapter of the report.
pub fn report() -> Result<String> {
    let mut out = String::from(
        "Barrett (1994): signatories lead, outsiders follow; N = 10, a = 100, b = 1, c = 1/4\n\n \
         k      q_s      q_n        Q       π_s       π_n   a signatory leaving gains\n",
    );
    let model = published();
    let outcomes = (0..=model.countries).map(|k| model.outcome(k)).collect::<Result<Vec<Outcome>>>()?;
    for (k, o) in outcomes.iter().enumerate() {
        let cell = |there: bool, value: &Fraction, digits: usize| match there {
            true => format!("{:.digits$}", value.to_f64()),
            false => "–".into(),
        };
        let leaving = match k {
            0 => String::new(),
            _ => format!("{:+.3}", (&outcomes[k - 1].outsider_gets - &o.signatory_gets).to_f64()),
        };
        let (in_, out_) = (k > 0, k < model.countries);
        let row = [
            cell(in_, &o.signatory_abates, 3),
            cell(out_, &o.outsider_abates, 3),
            cell(true, &o.total, 3),
            cell(in_, &o.signatory_gets, 3),
            cell(out_, &o.outsider_gets, 3),
        ];
        let [qs, qn, q, ps, pn] = row;
        let _ = writeln!(out, "{k:2} {qs:>8} {qn:>8} {q:>8} {ps:>9} {pn:>9}   {leaving:>8}");
    }
    let _ = writeln!(out, "\nstable size (indifferent countries stay): {:?}", model.stable_sizes()?);
    for concept in Concept::ALL {
        let question = Question::strict(concept);
        let _ = writeln!(out, "sizes in {question}: {:?}", sign_up(question)?);
    }
    let _ = writeln!(out, "\nstable sizes by number of countries and c/b:");
    let header: String = RATIOS.iter().map(|(p, q)| format!("{:>7}", *p as f64 / *q as f64)).collect();
    let _ = writeln!(out, "    N{header}");
    for (n, row) in COUNTRIES.iter().zip(grid()?) {
        let cells: String = row.iter().map(|sizes| format!("{:>7}", joined(sizes))).collect();
        let _ = writeln!(out, "{n:5}{cells}");
    }
    Ok(out)
}

pub fn joined(sizes: &[usize]) -> String {
    sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}
