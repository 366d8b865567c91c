//! The model of one world: calibrated once, then any state or regime to its outcome.

use super::calibration::Calibration;
use super::evaluation::{Evaluation, Stocks};
use super::terms::OwnTerms;
use super::{Additive, Arms, Effects, Outcome, Parameters, Provisions, State, TermEffect, Utility};
use crate::error::Result;
use crate::mechanism::aid;
use crate::mechanism::arms::{ArmsProblem, ArmsRace, Contest, Fixed, Richardson};
use crate::treaty::{Regime, SanctionExtent};
use crate::world::World;
use nalgebra::DMatrix;
use std::sync::Arc;

/// The model of a world, calibrated so that today's treaties are its base.
///
/// Calibration happens once, in [`new`](Self::new), and nothing changes it: base trust and stocks, the reaction of
/// arms to threats, the constant of the hazard, the trade system. What varies is a [`State`]. To see what follows from other
/// trust, stocks or hazards, change a state: [`assess`](Self::assess) takes it as it stands,
/// [`steady_state`](Self::steady_state) lets trust and arms settle,
/// [`at`](Self::at) measures every gain from there. Writing other figures into the [`World`] recalibrates instead: with
/// uniform trust of .1, .5 or .9 in its trust table the base has the same arms (and, where a
/// [rate](Parameters::dispute_rate) is asked for, the same mean rate of disputes), because the constants absorb the
/// level of trust.
///
/// ```
/// use comity::model::{Model, Parameters};
/// use comity::treaty::Regime;
/// use comity::world::World;
/// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
/// let without = model.evaluate(&Regime::none())?;
/// assert!(without.of("KOR").unwrap().money()? < 0.0); // the pacts are worth something to Korea
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    world: World,
    parameters: Parameters,
    calibration: Arc<Calibration>,
    utility: Arc<dyn Utility>,
    arms: Arc<dyn ArmsRace>,
    own_terms: OwnTerms,
    base: State,
    base_outcome: Outcome,
    /// Whether the signals of many are taken one by one.
    glance: bool,
}

impl Model {
    /// Calibrates the model to a world. The base regime is [`Regime::status_quo`].
    ///
    /// # Errors
    /// Parameters out of range; a world on which the trade or conflict calibration fails.
    ///
    /// # Complexity
    /// O(n³) time, O(n²) memory.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// assert_eq!(model.base().regime, Regime::status_quo(model.world()));
    /// let broken = Parameters { trade_elasticity: 0.0, ..Parameters::default() };
    /// assert!(Model::new(World::northeast_asia_2002(), broken).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(world: World, parameters: Parameters) -> Result<Self> {
        parameters.check()?;
        let mut calibration = Calibration::new(&world, &parameters)?;
        let base = base_state(&world, &calibration);
        let (loss, own) = {
            let evaluation = Evaluation {
                world: &world,
                parameters: &parameters,
                calibration: &calibration,
                state: &base,
                glance: false,
            };
            let effects = evaluation.effects(&base.regime.bind(&world)?, &OwnTerms::new(), |_| false)?;
            evaluation.base_loss(&effects)
        };
        calibration.ready(&world, &parameters, &loss, &own)?;
        let arms: Arc<dyn ArmsRace> = match parameters.arms {
            Arms::Richardson { fatigue, outward_share } => Arc::new(Richardson { fatigue, outward_share }),
            Arms::Fixed => Arc::new(Fixed),
            Arms::Contest { prize, cost } => Arc::new(Contest { prize, cost }),
        };
        Model {
            base,
            base_outcome: Outcome::default(),
            world,
            parameters,
            calibration: Arc::new(calibration),
            utility: Arc::new(Additive),
            arms,
            own_terms: OwnTerms::new(),
            glance: false,
        }
        .rebased()
    }

    /// With another way to add up the parts of utility.
    ///
    /// # Errors
    /// A utility that is not finite at the base regime.
    ///
    /// ```
    /// use comity::model::{CobbDouglas, Model, Parameters};
    /// use comity::world::World;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_utility(CobbDouglas)?;
    /// assert_eq!(model.base_outcome().of("JPN").unwrap().money()?, 0.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_utility(mut self, utility: impl Utility + 'static) -> Result<Self> {
        self.utility = Arc::new(utility);
        self.rebased()
    }

    /// With another way to decide military stocks.
    ///
    /// # Errors
    /// Whatever it refuses at the base regime.
    ///
    /// An example is at [`ArmsRace`](super::ArmsRace).
    pub fn with_arms(mut self, arms: impl ArmsRace + 'static) -> Result<Self> {
        self.arms = Arc::new(arms);
        self.rebased()
    }

    /// With the effect of a [`Term::Own`](crate::treaty::Term::Own) of this name; a second one of the same
    /// name takes the place of the first.
    ///
    /// # Errors
    /// Whatever it refuses at the base regime.
    ///
    /// An example is at [`TermEffect`].
    pub fn with_term(mut self, name: impl Into<String>, effect: impl TermEffect + 'static) -> Result<Self> {
        self.own_terms.insert(name.into(), Arc::new(effect));
        self.rebased()
    }

    /// The same calibration with another base: regimes are evaluated from this state, and gains measured
    /// against the steady state under its regime.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate), and a state that is not one of this world.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let scenario = Scenario::northeast_asia_2002();
    /// let accord = scenario.regime("cooperative_seven")?;
    /// let model = scenario.model()?;
    /// let there = model.at(&model.base().under(&accord))?;
    /// let back = there.evaluate(&scenario.regime("hub_and_spoke")?)?;
    /// assert!(back.of("JPN").unwrap().money()? < 0.0); // what Japan would lose by going back
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn at(&self, state: &State) -> Result<Self> {
        state.check(&self.world)?;
        Model { base: state.clone(), ..self.clone() }.rebased()
    }

    /// The same, evaluated as nations do that weigh many regimes every year: of more than four signals that can be told
    /// from noise [one by one](super::Signals::OneByOne).
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub(crate) fn glanced_at(&self, state: &State) -> Result<Self> {
        state.check(&self.world)?;
        Model { base: state.clone(), glance: true, ..self.clone() }.rebased()
    }

    fn rebased(mut self) -> Result<Self> {
        self.base_outcome = self.settled(&self.base.regime, None)?;
        Ok(self)
    }

    /// The world.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// assert_eq!(model.world().len(), 11);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The parameters.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// assert_eq!(model.parameters(), &Parameters::default());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The state that regimes are evaluated from: today's, unless [`at`](Self::at) says otherwise.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// assert_eq!(model.base().year, Some(2002));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn base(&self) -> &State {
        &self.base
    }

    /// The outcome of the base regime: the money metric measures from it.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// assert!(model.base_outcome().nations.iter().all(|nation| nation.money_metric == Some(0.0)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn base_outcome(&self) -> &Outcome {
        &self.base_outcome
    }

    /// The outcome of a regime for each nation: that of the steady state under it.
    ///
    /// Equal to `model.assess(&model.steady_state(&model.base().under(regime))?)`, without the copies.
    ///
    /// # Errors
    /// A regime that [`Regime::check`] refuses; a [`Term::Own`](crate::treaty::Term::Own) that is not
    /// registered; transfers that would take a nation's whole GDP; an arms race without a steady state; a
    /// trade equilibrium that is not found.
    ///
    /// # Complexity
    /// O(n²) per step of the trade solver and one O(n³) elimination for the arms race.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let scenario = Scenario::northeast_asia_2002();
    /// let outcome = scenario.model()?.evaluate(&scenario.regime("cooperative_seven")?)?;
    /// assert!(outcome.of("AUS").unwrap().money()? < 0.0); // trade is diverted from an outsider
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn evaluate(&self, regime: &Regime) -> Result<Outcome> {
        self.settled(regime, Some(&self.base_outcome))
    }

    /// The same while nations, by number, sanction another: no new treaty, and so at no price.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate), and numbers of no nation.
    pub(crate) fn evaluate_sanctioned(
        &self,
        regime: &Regime,
        target: usize,
        by: &[usize],
        extent: SanctionExtent,
    ) -> Result<Outcome> {
        let left = self.parameters.sanctions.flow_left(extent);
        self.settled_with((regime, regime), Some(&self.base_outcome), |effects| {
            by.iter().filter(|_| left < 1.0).try_for_each(|&k| {
                effects.scale_flow(k, target, left)?;
                effects.scale_flow(target, k, left)
            })
        })
    }

    /// The same with these factors on how nations, by number, answer each other's arms.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate), and numbers of no nation.
    pub(crate) fn evaluate_answering(
        &self,
        regime: &Regime,
        factors: &[((usize, usize), f64)],
    ) -> Result<Outcome> {
        self.settled_with((regime, regime), Some(&self.base_outcome), |effects| {
            factors.iter().try_for_each(|&((i, j), factor)| effects.scale_threat(i, j, factor))
        })
    }

    /// The same with each arrangement as old as the one in its place in another regime.
    pub(crate) fn evaluate_aged(&self, regime: &Regime, as_old_as: &Regime) -> Result<Outcome> {
        self.settled_with((regime, as_old_as), Some(&self.base_outcome), |_| Ok(()))
    }

    fn settled(&self, regime: &Regime, base: Option<&Outcome>) -> Result<Outcome> {
        self.settled_with((regime, regime), base, |_| Ok(()))
    }

    fn settled_with(
        &self,
        (regime, as_old_as): (&Regime, &Regime),
        base: Option<&Outcome>,
        add: impl FnOnce(&mut Effects) -> Result<()>,
    ) -> Result<Outcome> {
        let evaluation = self.evaluation(&self.base);
        let bound = regime.bind(&self.world)?;
        let new = self.base.ages.iter().all(|age| *age == 0);
        let ages = if new { Vec::new() } else { self.base.ages_in(as_old_as) };
        let moves_trust = |k: usize| ages.get(k).is_none_or(|age| *age == 0);
        let mut effects = evaluation.effects(&bound, &self.own_terms, moves_trust)?;
        add(&mut effects)?;
        let stocks = Stocks::Settled(self.arms.as_ref());
        evaluation.outcome(&effects, stocks, self.utility.as_ref(), base)
    }

    /// `s_i`, in the order of the world: the share of each nation's upkeep of arms that answers to outside threats at
    /// the base, where arms are those of [`Arms::Richardson`].
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// let share = model.outward_shares();
    /// assert!(share[1] > share[9]); // Japan answers threats, Thailand hardly
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn outward_shares(&self) -> Vec<f64> {
        let s = match self.parameters.arms {
            Arms::Richardson { outward_share, .. } => outward_share,
            _ => 0.0,
        };
        self.calibration.readiness.iter().map(|ready| s * ready).collect()
    }

    /// One evaluation of a state as it stands: trust and stocks are taken as given.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate), and a state that is not one of this world or holds a figure out of
    /// range.
    ///
    /// # Complexity
    /// As [`evaluate`](Self::evaluate), without the arms race.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let model = Model::new(World::northeast_asia_2002(), Parameters::default())?;
    /// let mut armed = model.base().clone();
    /// let china = armed.nations.iter().position(|code| code.as_str() == "CHN").unwrap();
    /// armed.military_stock[china] *= 2.0;
    /// let outcome = model.assess(&armed)?; // nobody has answered yet
    /// assert!(outcome.of("KOR").unwrap().security < model.base_outcome().of("KOR").unwrap().security);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn assess(&self, state: &State) -> Result<Outcome> {
        state.check(&self.world)?;
        let evaluation = self.evaluation(state);
        let bound = state.regime.bind(&self.world)?;
        let effects = evaluation.effects(&bound, &self.own_terms, |_| false)?;
        evaluation.outcome(&effects, Stocks::Standing, self.utility.as_ref(), Some(&self.base_outcome))
    }

    /// The state after the terms of arrangements of age 0 have had their effect on trust and arms have come
    /// to rest, in the mean over signals. Every arrangement is at least a year old then, so that a steady state is
    /// its own steady state.
    ///
    /// Without signals, or with [`Signals::Sent`](super::Signals), assessing it gives what
    /// [`evaluate`](Self::evaluate) gives; else that is the mean of the outcomes, and this the outcome of the means.
    ///
    /// # Errors
    /// As [`assess`](Self::assess); an arms race without a steady state.
    ///
    /// ```
    /// use comity::prelude::*;
    /// let scenario = Scenario::northeast_asia_2002();
    /// let model = scenario.model()?;
    /// let without = Regime::none();
    /// let state = model.steady_state(&model.base().under(&without))?;
    /// assert_eq!(model.assess(&state)?, model.evaluate(&without)?);
    /// assert_eq!(model.steady_state(&state)?, state);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn steady_state(&self, state: &State) -> Result<State> {
        state.check(&self.world)?;
        let evaluation = self.evaluation(state);
        let bound = state.regime.bind(&self.world)?;
        let effects = evaluation.effects(&bound, &self.own_terms, |k| state.ages[k] == 0)?;
        let defence = evaluation.defence(&effects);
        let (prior, lasting) = (evaluation.prior_trust(&effects), effects.lasting_trust());
        let draws = evaluation.draws(&effects, &prior);
        let certain = draws.iter().len() == 1;
        let n = self.world.len();
        let (mut trust, mut military_stock) = (DMatrix::zeros(n, n), vec![0.0; n]);
        for (sent, weight) in draws.iter() {
            let now = effects.after_signals(&prior, sent);
            let stocks = evaluation.arms(&effects, &defence, &now, None, self.arms.as_ref())?;
            let then = effects.after_signals(lasting, sent);
            if certain {
                (trust, military_stock) = (then, stocks);
                break;
            }
            trust.zip_apply(&then, |sum, t| *sum += weight * t);
            military_stock.iter_mut().zip(&stocks).for_each(|(sum, m)| *sum += weight * m);
        }
        if draws.is_signed() {
            trust.apply(|t| *t = t.clamp(0.0, 1.0));
            military_stock.iter_mut().for_each(|m| *m = m.max(0.0));
        }
        let ages = state.ages.iter().map(|age| (*age).max(1)).collect();
        Ok(State { military_stock, trust, ages, ..state.clone() })
    }

    /// Military stocks one year later at the trust and under the regime of this state, with these factors on upkeep.
    pub(crate) fn next_stocks(&self, state: &State, upkeep: Option<&[f64]>) -> Result<Vec<f64>> {
        state.check(&self.world)?;
        let evaluation = self.evaluation(state);
        let bound = state.regime.bind(&self.world)?;
        let effects = evaluation.effects(&bound, &self.own_terms, |_| false)?;
        let (defence, trust) = (evaluation.defence(&effects), evaluation.prior_trust(&effects));
        evaluation.arms(&effects, &defence, &trust, upkeep, &OneYear(self.arms.as_ref()))
    }

    /// Log-odds of trust that the aid in force earns its donors, `[(recipient, donor)]`.
    pub(crate) fn goodwill(&self, state: &State) -> Result<DMatrix<f64>> {
        let evaluation = self.evaluation(state);
        let effects = evaluation.effects(&state.regime.bind(&self.world)?, &self.own_terms, |_| false)?;
        Ok(evaluation.goodwill(&effects))
    }

    /// What the regime of this state has nations pay, give and open to each other.
    pub(crate) fn provisions(&self, state: &State) -> Result<Provisions> {
        self.provisions_of(&state.regime, state)
    }

    /// The same of another regime at the figures of this state.
    pub(crate) fn provisions_of(&self, regime: &Regime, state: &State) -> Result<Provisions> {
        let evaluation = self.evaluation(state);
        let effects = evaluation.effects(&regime.bind(&self.world)?, &self.own_terms, |_| false)?;
        Ok(evaluation.provisions(&effects))
    }

    fn evaluation<'a>(&'a self, state: &'a State) -> Evaluation<'a> {
        Evaluation {
            world: &self.world,
            parameters: &self.parameters,
            calibration: &self.calibration,
            state,
            glance: self.glance,
        }
    }
}

/// A race that is looked at after one year, not at rest.
#[derive(Debug)]
struct OneYear<'a>(&'a dyn ArmsRace);

impl ArmsRace for OneYear<'_> {
    fn stocks(&self, problem: &ArmsProblem) -> Result<Vec<f64>> {
        self.0.next_stocks(problem)
    }
}

/// Today's state: the figures of the world under its treaties.
fn base_state(world: &World, calibration: &Calibration) -> State {
    let nations = world.nations();
    let regime = Regime::status_quo(world);
    State {
        year: world.year(),
        nations: world.codes().collect(),
        gdp: calibration.base_gdp.clone(),
        population: nations.iter().map(|x| x.population).collect(),
        poverty: nations
            .iter()
            .map(|x| x.poverty.unwrap_or_else(|| aid::poverty_from_income(x.gdp, x.population)))
            .collect(),
        military_stock: calibration.base_stock.clone(),
        trust: calibration.base_trust.clone(),
        hazard_shift: DMatrix::zeros(world.len(), world.len()),
        escalation_shift: None,
        ages: vec![0; regime.arrangements().len()],
        regime,
    }
}
