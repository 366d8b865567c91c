//! Effects of terms: one `impl` per term, and the trait for a term of one's own.

use super::cuts::Barrier;
use super::fund::Fund;
use super::lottery::Act;
use super::{Effects, Parameters, TreatyPrice};
use crate::error::{Error, Result};
use crate::mechanism::sovereignty;
use crate::treaty::{Bound, BoundArrangement, Budget, SanctionExtent, Signal, Term};
use crate::world::Nation;
use nalgebra::DMatrix;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The effect of a term. Implement it to bring a term of your own.
///
/// A [`Term::Own`] of the name given to [`Model::with_term`](super::Model::with_term) gets the effect; the
/// terms of the crate use the same trait.
///
/// ```
/// use comity::model::{Effects, SignedTerm, TermEffect};
/// use comity::prelude::*;
///
/// /// A hotline: disputes between its members become less likely.
/// #[derive(Debug)]
/// struct Hotline;
///
/// impl TermEffect for Hotline {
///     fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
///         let shift = term.parameter("shift")?;
///         term.dyads().try_for_each(|(i, j)| effects.shift_hazard(i, j, shift))
///     }
/// }
///
/// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("hotline", Hotline)?;
/// let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("hotline", [("shift", -0.7)]));
/// let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
/// assert!(outcome.of("JPN").unwrap().expected_loss < model.base_outcome().of("JPN").unwrap().expected_loss);
/// # Ok::<(), comity::Error>(())
/// ```
pub trait TermEffect: fmt::Debug + Send + Sync {
    /// Adds the direct effects of the term, as signed, to those of the regime.
    ///
    /// # Errors
    /// A parameter that is missing or out of range.
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()>;
}

/// A term as signed: by which members, with which parameters, in which world.
#[derive(Clone, Copy, Debug)]
pub struct SignedTerm<'a> {
    name: &'a str,
    members: &'a [usize],
    named: &'a [usize],
    own: Option<&'a BTreeMap<String, f64>>,
    figures: Figures<'a>,
}

/// The figures that terms read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures<'a> {
    pub nations: &'a [Nation],
    pub gdp: &'a [f64],
    pub population: &'a [f64],
    /// `X[(exporter, importer)]` at the base.
    pub trade: &'a DMatrix<f64>,
    pub base_stock: &'a [f64],
    pub parameters: &'a Parameters,
}

impl<'a> SignedTerm<'a> {
    /// The members, by their numbers in the world, in the order of signature.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert_eq!(term.members().len(), 2);
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn members(&self) -> &'a [usize] {
        self.members
    }

    /// The ordered pairs of different members.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert_eq!(term.dyads().collect::<Vec<_>>(), [(i, j), (j, i)]);
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn dyads(&self) -> impl Iterator<Item = (usize, usize)> + use<'a> {
        let members = self.members;
        members.iter().flat_map(move |&i| members.iter().map(move |&j| (i, j))).filter(|(i, j)| i != j)
    }

    /// The nations that the term names, by their numbers.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert!(term.named().is_empty()); // no nation beside the members
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn named(&self) -> &'a [usize] {
        self.named
    }

    /// The nations of the world, for figures that no year changes. GDP and population are in
    /// [`gdp`](Self::gdp) and
    /// [`population`](Self::population).
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert_eq!(term.nations()[i].code.as_str(), "JPN");
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn nations(&self) -> &'a [Nation] {
        self.figures.nations
    }

    /// GDP of every nation, USD bn per year.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert!(term.gdp()[i] > term.gdp()[j]); // Japan and China in 2002
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn gdp(&self) -> &'a [f64] {
        self.figures.gdp
    }

    /// Population of every nation, persons.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert!(term.population()[j] > 1e9);
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn population(&self) -> &'a [f64] {
        self.figures.population
    }

    /// The parameters of the model.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert_eq!(term.parameters().trade_elasticity, 4.0);
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parameters(&self) -> &'a Parameters {
        self.figures.parameters
    }

    /// A parameter of a [`Term::Own`].
    ///
    /// # Errors
    /// [`Error::Unknown`] if the term has none of this name.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert_eq!(term.parameter("share")?, 0.5);
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parameter(&self, name: &str) -> Result<f64> {
        let given = self.own.into_iter().flatten();
        self.own.and_then(|own| own.get(name)).copied().ok_or_else(|| {
            Error::unknown(format!("parameter of term \"{}\"", self.name), name, given.map(|(name, _)| name))
        })
    }

    /// The `N` nations that the term names.
    fn names<const N: usize>(&self) -> Result<[usize; N]> {
        self.named.try_into().map_err(|_| Error::Shape {
            what: format!("nations that term \"{}\" names", self.name),
            expected: N.to_string(),
            got: self.named.len().to_string(),
        })
    }
}

/// The effects of a user's own terms by name.
pub(super) type OwnTerms = BTreeMap<String, Arc<dyn TermEffect>>;

/// Adds everything that a regime says. `moves_trust(k)`: whether what the terms of its arrangement `k` do to
/// trust is still to come.
pub(super) fn apply(
    regime: &Bound,
    figures: Figures,
    own: &OwnTerms,
    moves_trust: impl Fn(usize) -> bool,
    effects: &mut Effects,
) -> Result<()> {
    for (k, arrangement) in regime.arrangements().enumerate() {
        effects.move_trust(moves_trust(k));
        apply_arrangement(&arrangement, figures, own, effects)?;
    }
    let revenue = figures.parameters.treaty.tariff_revenue;
    effects.settle_cuts(|exporter, importer| revenue * figures.trade[(exporter, importer)])
}

fn apply_arrangement(
    a: &BoundArrangement,
    figures: Figures,
    own: &OwnTerms,
    effects: &mut Effects,
) -> Result<()> {
    let price = &figures.parameters.treaty;
    let scope = a.terms().map(|(term, _)| scope(term, price)).reduce(f64::max).unwrap_or(price.common_policy);
    let by_strength = a.terms().next().is_some() && a.terms().all(|(term, _)| is_military(term));
    let ideal_points: Vec<f64> = a.members.iter().map(|&i| figures.nations[i].ideal_point).collect();
    let weight = |i: &usize| if by_strength { figures.base_stock[*i].powf(price.strength) } else { 1.0 };
    let weights: Vec<f64> = a.members.iter().map(weight).collect();
    for (&i, distance) in a.members.iter().zip(sovereignty::distances(&ideal_points, &weights)) {
        effects.give_up_autonomy(i, scope * distance)?;
    }
    if !a.terms().all(|(term, _)| matches!(term, Term::MutualDefence { .. })) {
        a.members.iter().for_each(|&i| effects.run_arrangements[i] += 1);
    }
    for (term, named) in a.terms() {
        let signed = |name, own| SignedTerm { name, members: a.members, named, own, figures };
        let built_in =
            |effect: &dyn TermEffect, effects: &mut Effects| effect.apply(&signed("", None), effects);
        match term {
            Term::MutualDefence { reliability, .. } => {
                built_in(&MutualDefence { reliability: *reliability }, effects)
            }
            Term::CollectiveSecurity { reliability, sanction } => {
                built_in(&CollectiveSecurity { reliability: *reliability, sanction: *sanction }, effects)
            }
            Term::ArmsLimit { limit } => built_in(&ArmsLimit { limit: *limit }, effects),
            Term::MissileDefence { budget } => built_in(&MissileDefence { budget: *budget }, effects),
            Term::TariffCut { cut } => built_in(&TariffCut { cut: *cut }, effects),
            Term::InfrastructureFund { budget, multiplier, trade_cost_cut } => {
                let (budget, multiplier, trade_cost_cut) = (*budget, *multiplier, *trade_cost_cut);
                built_in(&InfrastructureFund { budget, multiplier, trade_cost_cut }, effects)
            }
            Term::Aid { amount, leakage, .. } => {
                built_in(&Aid { amount: *amount, leakage: *leakage }, effects)
            }
            Term::Sanction { extent, .. } => built_in(&Sanction { extent: *extent }, effects),
            Term::ConfidenceBuilding { signal } => built_in(&ConfidenceBuilding { signal: *signal }, effects),
            Term::CitizenExchange { signal, diffusion } => {
                built_in(&CitizenExchange { signal: *signal, diffusion: *diffusion }, effects)
            }
            Term::InvestmentTreaty { cut } => built_in(&InvestmentTreaty { cut: *cut }, effects),
            Term::Verification { .. } => Ok(()), // monitoring is of years, not of an evaluation
            Term::Own { name, parameters, .. } => match own.get(name) {
                Some(effect) => effect.apply(&signed(name, Some(parameters)), effects),
                None => Err(Error::unknown("term of one's own", name, own.keys())),
            },
        }?;
    }
    for (from, to, amount) in a.payments() {
        effects.transfer(from, -amount)?;
        effects.transfer(to, amount)?;
    }
    Ok(())
}

/// `χ`: how much policy a term binds.
fn scope(term: &Term, price: &TreatyPrice) -> f64 {
    match term {
        Term::MutualDefence { .. } => price.defence,
        Term::MissileDefence { .. } => price.missile_defence,
        _ => price.common_policy,
    }
}

/// Whether its policy is agreed on by strength.
fn is_military(term: &Term) -> bool {
    matches!(term, Term::MutualDefence { .. } | Term::MissileDefence { .. })
}

/// Model page §2.7: an obligation.
#[derive(Debug)]
struct MutualDefence {
    reliability: f64,
}

impl TermEffect for MutualDefence {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let [defender, beneficiary] = term.names()?;
        effects.oblige(defender, beneficiary, self.reliability)
    }
}

/// §2.7: members defend each other against a member; §2.6: one that attacks a member stands to lose trade.
#[derive(Debug)]
struct CollectiveSecurity {
    reliability: f64,
    sanction: SanctionExtent,
}

impl TermEffect for CollectiveSecurity {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let withheld = 1.0 - term.parameters().sanctions.flow_left(self.sanction);
        effects.secure(term.members(), self.reliability, withheld)
    }
}

/// §2.3: members react less to each other's arms.
#[derive(Debug)]
struct ArmsLimit {
    limit: f64,
}

impl TermEffect for ArmsLimit {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        term.dyads().try_for_each(|(i, j)| effects.scale_threat(i, j, 1.0 - self.limit))
    }
}

/// §2.7: the budget is shared by GDP, and losses are averted; §2.4: stock is provoked.
#[derive(Debug)]
struct MissileDefence {
    budget: f64,
}

impl TermEffect for MissileDefence {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let total: f64 = term.members().iter().map(|&i| term.gdp()[i]).sum();
        let share = |i: usize| self.budget * term.gdp()[i] / total;
        term.members().iter().try_for_each(|&i| effects.shield(i, share(i), self.budget))
    }
}

/// §2.5: trade costs between members fall, once, whatever other treaty says so.
#[derive(Debug)]
struct TariffCut {
    cut: f64,
}

impl TermEffect for TariffCut {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        effects.cut_once(Barrier::Tariff, term.dyads(), self.cut)
    }
}

/// §2.9: grants by need, paid in by GDP; §2.5: trade costs between members fall.
#[derive(Debug)]
struct InfrastructureFund {
    budget: Budget,
    multiplier: f64,
    trade_cost_cut: f64,
}

impl TermEffect for InfrastructureFund {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let gdp: f64 = term.members().iter().map(|&i| term.gdp()[i]).sum();
        effects.funds.push(Fund {
            members: term.members().to_vec(),
            budget: self.budget.usd(gdp),
            multiplier: self.multiplier,
        });
        effects.cut_once(Barrier::Transport, term.dyads(), self.trade_cost_cut)
    }
}

/// §2.9: a transfer; §2.2: the recipient's trust in the donor; §2.8: less terror.
#[derive(Debug)]
struct Aid {
    amount: f64,
    leakage: f64,
}

impl TermEffect for Aid {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let [donor, recipient] = term.names()?;
        effects.aid(donor, recipient, self.amount, self.amount * (1.0 - self.leakage))
    }
}

/// §2.5: trade between members and the target falls, both ways.
#[derive(Debug)]
struct Sanction {
    extent: SanctionExtent,
}

impl TermEffect for Sanction {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        let [target] = term.names()?;
        let left = term.parameters().sanctions.flow_left(self.extent);
        if left < 1.0 {
            for &i in term.members() {
                effects.scale_flow(i, target, left)?;
                effects.scale_flow(target, i, left)?;
            }
        }
        Ok(())
    }
}

/// §2.2: members see each other keep costly promises.
#[derive(Debug)]
struct ConfidenceBuilding {
    signal: Signal,
}

impl TermEffect for ConfidenceBuilding {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        everybody_signals(term, Act::Confidence, self.signal, effects)
    }
}

/// §2.2: a weak signal, and opinion that spreads.
#[derive(Debug)]
struct CitizenExchange {
    signal: Signal,
    diffusion: f64,
}

impl TermEffect for CitizenExchange {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        everybody_signals(term, Act::Exchange, self.signal, effects)?;
        effects.spread_opinion(term.members(), self.diffusion)
    }
}

/// Barriers to investment between members fall.
#[derive(Debug)]
struct InvestmentTreaty {
    cut: f64,
}

impl TermEffect for InvestmentTreaty {
    fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
        effects.cut_once(Barrier::Investment, term.dyads(), self.cut)
    }
}

/// Each member may be seen by all others to cooperate.
fn everybody_signals(term: &SignedTerm, act: Act, signal: Signal, effects: &mut Effects) -> Result<()> {
    term.members().iter().try_for_each(|&sender| {
        let others: Vec<usize> = term.members().iter().copied().filter(|&i| i != sender).collect();
        effects.signal_once(act, sender, &others, signal)
    })
}
