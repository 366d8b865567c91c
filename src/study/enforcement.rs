//! Whether a clause of collective security enforces itself: who is deterred, who carries sanctions out, at which
//! patience.

use super::{Named, Study};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::frame::{Column, Frame};
use crate::model::{Model, Outcome};
use crate::quantity::Range;
use crate::solve::Certified;
use crate::solve::repeated::{Commitment, Enforcement, Punishment, SelfEnforcement, self_enforcement};
use crate::treaty::{Arrangement, Regime, SanctionExtent, Term};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Tolerance of the certificate: of least discount factors, and of payoffs as a share of the largest.
const CERTIFIED: f64 = 1e-9;

/// What tempts members of a clause of collective security to attack one another, and how sanctions answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SanctionRules {
    /// `δ`, discount factor per year, 0..1, below 1.
    pub discount: f64,
    /// Years for which an attacker is sanctioned, and how an attack is seen.
    pub punishment: Punishment,
    /// `ρ`, 0..1: chance that the clause is a dead letter once a sanctioning member sits out; `None`: one over their number.
    pub pivotal: Option<f64>,
    /// `ϖ`, what is won from a fellow member attacked, share of the smaller GDP, 0..1.
    pub prize: f64,
    /// `κ_E`, what an attack is worth beside its gain, bp, ≥ 0: that of an expansionist.
    pub temptation: f64,
    /// Members that sanction an attacker; `None`: all.
    pub enforcers: Option<Vec<NationCode>>,
}

impl Default for SanctionRules {
    /// Sanctions of a year, decided on year by year, for an attack that everybody sees; every member is pivotal. Discount
    /// factor, prize and temptation are those of [histories](crate::simulate::Rules), *assumed*.
    fn default() -> Self {
        SanctionRules {
            discount: 0.95,
            punishment: Punishment::lasting(1),
            pivotal: Some(1.0),
            prize: 0.05,
            temptation: 20.0,
            enforcers: None,
        }
    }
}

impl Study {
    /// Self-enforcement of a clause of collective security, the one in the arrangement of this name: for each pair of
    /// members the least discount factor that deters an attack, and the least at which the one sanctions the other; the
    /// payment that keeps it from forgiving; which few members would be enough; for the whole the least discount factor
    /// and the pair that fails first. Payoffs are in basis points of income per year. The certificate has been checked.
    ///
    /// The gain of `i` from an attack on `v` is $\pi_w[p_{iv}\\,\varpi\min(Y_v,Y_i)/Y_i-(1-p_{iv})\ell] + \kappa_E$, with
    /// the chance $\pi_w$ that a dispute becomes a war, the win chance $p_{iv}$ against `v` and all who defend it, and the
    /// cost `ℓ` of defeat (shape: Powell 1993). What `i` loses under sanctions of `S`, and what these cost each of `S`, is
    /// the difference of $U$ between the regime and the regime with the sanctions of the clause in force, which need
    /// no new treaty and have no price. What the clause is worth is the difference to the regime in which it is a dead
    /// letter. See [`self_enforcement`] for the conditions.
    ///
    /// # Errors
    /// A regime that [`Regime::check`] refuses; no arrangement of this name with such a clause, or two; an enforcer that is
    /// no member; figures out of range; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// O(n³) evaluations for n members, on all cores: 147 for seven.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::SanctionRules;
    /// use comity::treaty::SanctionExtent;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let clause = Term::CollectiveSecurity { reliability: 0.41, sanction: SanctionExtent::Complete };
    /// let accord = Arrangement::new("accord", ["JPN", "KOR", "CHN"])?.with(clause);
    /// let regime = study.status_quo().clone().with(accord);
    /// let verdict = study.self_enforcement(&regime, "accord", &SanctionRules::default())?;
    /// println!("{verdict}"); // who is deterred from which δ on, who sanctions whom from which
    /// assert!(verdict.by_all().all(|c| c.deters.is_some_and(|least| least < 0.95))); // sanctions that come deter
    /// assert!(!verdict.is_renegotiation_proof()); // but cost those who sanction
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// R. Powell (1993), Guns, butter, and anarchy, *APSR* 87; S. Barrett (1999); G. B. Asheim, C. B. Froyn, J. Hovi & F. C.
    /// Menz (2006).
    pub fn self_enforcement(
        &self,
        regime: &Regime,
        clause: &str,
        rules: &SanctionRules,
    ) -> Result<Named<SelfEnforcement>> {
        regime.check(self.model().world())?;
        let clauses = || regime.arrangements().iter().filter(|a| extent(a).is_some());
        let mut found = clauses().filter(|a| a.name == clause);
        let kind = "arrangement with a clause of collective security";
        let arrangement =
            found.next().ok_or_else(|| Error::unknown(kind, clause, clauses().map(|a| &a.name)))?;
        if found.next().is_some() {
            return Err(Error::invalid("regime", kind, clause, "one of that name"));
        }
        self.enforcement_of(regime, arrangement, rules)
    }

    /// The same of an arrangement of the regime, which has been checked.
    pub(crate) fn enforcement_of(
        &self,
        regime: &Regime,
        arrangement: &Arrangement,
        rules: &SanctionRules,
    ) -> Result<Named<SelfEnforcement>> {
        rules.check()?;
        let world = self.model().world();
        let clause = Clause {
            model: self.model(),
            regime,
            arrangement,
            extent: extent(arrangement).unwrap_or_default(),
            members: arrangement.members.iter().filter_map(|code| world.number(*code)).collect(),
        };
        let commitment = clause.commitment(rules)?;
        // The solver asks from several threads, the certificate again; the answers are those of one function.
        let known: Mutex<BTreeMap<(usize, Coalition), Vec<f64>>> = Mutex::default();
        let unlocked = || known.lock().unwrap_or_else(PoisonError::into_inner);
        let punished = |i: usize, s: Coalition| {
            if let Some(payoffs) = unlocked().get(&(i, s)) {
                return Ok(payoffs.clone());
            }
            let payoffs = if s.is_empty() { commitment.kept.clone() } else { clause.sanctioned(i, s)? };
            unlocked().insert((i, s), payoffs.clone());
            Ok(payoffs)
        };
        let found = self_enforcement(&commitment, punished)?;
        found.check((&commitment, punished), CERTIFIED)?;
        Ok(Named::new(found, &arrangement.members).in_unit("bp"))
    }
}

impl SanctionRules {
    fn check(&self) -> Result<()> {
        let within = |field: &str, value: f64, range: Range| {
            if range.contains(value) {
                return Ok(());
            }
            Err(Error::invalid("sanction rules", field, value, range.to_string()))
        };
        within("discount", self.discount, Range::below(0.0, 1.0))?;
        within("pivotal", self.pivotal.unwrap_or(1.0), Range::UNIT)?;
        within("prize", self.prize, Range::UNIT)?;
        within("temptation", self.temptation, Range::NOT_NEGATIVE)
    }
}

/// A clause of a regime.
struct Clause<'a> {
    model: &'a Model,
    regime: &'a Regime,
    arrangement: &'a Arrangement,
    extent: SanctionExtent,
    /// Numbers of its members in the world.
    members: Vec<usize>,
}

impl Clause<'_> {
    /// Utilities of the members, bp.
    fn utilities(&self, outcome: &Outcome) -> Vec<f64> {
        self.members.iter().map(|&i| 1e4 * outcome.nations[i].utility).collect()
    }

    fn commitment(&self, rules: &SanctionRules) -> Result<Commitment> {
        let outcome = self.model.evaluate(self.regime)?;
        let defeat = self.model.parameters().war.defeat;
        let gdp = &self.model.base().gdp;
        let gain = |&i: &usize, &v: &usize| {
            if i == v {
                0.0
            } else {
                1e4 * attack_gain(&outcome, gdp, (rules.prize, defeat), i, v) + rules.temptation
            }
        };
        let number = |code: &NationCode| {
            let members: Vec<&str> = self.arrangement.members.iter().map(NationCode::as_str).collect();
            let member = self.arrangement.members.iter().position(|c| c == code);
            member.ok_or_else(|| {
                let allowed = format!("members of \"{}\": {}", self.arrangement.name, members.join(" "));
                Error::invalid(code.as_str(), "enforcer", code, allowed)
            })
        };
        let punishers = match &rules.enforcers {
            Some(codes) => codes.iter().map(number).collect::<Result<_>>()?,
            None => Coalition::grand(self.members.len()),
        };
        Ok(Commitment {
            kept: self.utilities(&outcome),
            without: self.utilities(&self.model.evaluate_aged(&self.dead_letter(), self.regime)?),
            gain: self.members.iter().map(|i| self.members.iter().map(|v| gain(i, v)).collect()).collect(),
            punishers,
            punishment: rules.punishment,
            pivotal: rules.pivotal,
            discount: rules.discount,
        })
    }

    /// The regime in which the clause is still signed, but nobody acts on it.
    fn dead_letter(&self) -> Regime {
        let dead = |a: &Arrangement| {
            let mut a = a.clone();
            for term in &mut a.terms {
                if let Term::CollectiveSecurity { reliability, sanction } = term {
                    (*reliability, *sanction) = (0.0, SanctionExtent::None);
                }
            }
            a
        };
        let arrangements = self.regime.arrangements().iter();
        arrangements.map(|a| if std::ptr::eq(a, self.arrangement) { dead(a) } else { a.clone() }).collect()
    }

    /// Utilities of the members, bp, while these sanction one of them.
    fn sanctioned(&self, target: usize, by: Coalition) -> Result<Vec<f64>> {
        let by: Vec<usize> = by.players().map(|k| self.members[k]).collect();
        let target = self.members[target];
        Ok(self.utilities(&self.model.evaluate_sanctioned(self.regime, target, &by, self.extent)?))
    }
}

/// The sanctions of its clause of collective security, the furthest of several; `None` without one.
pub(crate) fn extent(arrangement: &Arrangement) -> Option<SanctionExtent> {
    let of = |term: &Term| match term {
        Term::CollectiveSecurity { sanction, .. } => Some(*sanction),
        _ => None,
    };
    arrangement.terms.iter().filter_map(of).max()
}

/// One-shot gain of an attack of `i` on `v`, log points: $\pi_w[p\\,\varpi\min(Y_v,Y_i)/Y_i-(1-p)\ell]$ (the shape of Powell
/// 1993), with the prize `ϖ` and the cost `ℓ` of defeat.
pub(crate) fn attack_gain(
    outcome: &Outcome,
    gdp: &[f64],
    (prize, defeat): (f64, f64),
    i: usize,
    v: usize,
) -> f64 {
    let wins = outcome.win_chance()[(v, i)];
    let prize = prize * gdp[v].min(gdp[i]) / gdp[i];
    outcome.escalation()[(v, i)] * (wins * prize - (1.0 - wins) * defeat)
}

impl Named<SelfEnforcement> {
    /// A row per breaker, set of punishers and fellow member: what a breach gains and loses, and the discount factors from
    /// which on it is deterred and punished; an empty cell where no patience is enough.
    ///
    /// # Errors
    /// None.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::SanctionRules;
    /// use comity::treaty::SanctionExtent;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let clause = Term::CollectiveSecurity { reliability: 0.41, sanction: SanctionExtent::Partial };
    /// let regime = study.status_quo().clone().with(Arrangement::new("accord", ["JPN", "KOR"])?.with(clause));
    /// let table = study.self_enforcement(&regime, "accord", &SanctionRules::default())?.table()?;
    /// assert_eq!(table.len(), 2); // Japan against Korea, Korea against Japan
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn table(&self) -> Result<Frame> {
        let bp = |name| Column::real(name).unit("bp").decimals(2);
        let mut frame = Frame::new([
            Column::text("breaker"),
            Column::text("punishers"),
            Column::text("fellow"),
            bp("gain"),
            bp("loss"),
            Column::real("deters").decimals(4),
            bp("deterrence_margin"),
            bp("saved"),
            bp("forgone"),
            Column::real("enforces").decimals(4),
            bp("enforcement_margin"),
            bp("transfer"),
        ])?;
        let code = |i: usize| self.nations()[i].as_str();
        for condition in &self.conditions {
            let Enforcement { gain, loss, saved, forgone, .. } = *condition;
            let punishers: Vec<&str> = condition.punishers.players().map(code).collect();
            frame.push([
                code(condition.breaker).into(),
                punishers.join(" ").as_str().into(),
                code(condition.fellow).into(),
                gain.into(),
                loss.into(),
                condition.deters.into(),
                condition.deterrence_margin.into(),
                saved.into(),
                forgone.into(),
                condition.enforces.into(),
                condition.enforcement_margin.into(),
                condition.transfer().into(),
            ])?;
        }
        Ok(frame)
    }
}
