//! Direct effects of the terms of a regime, nation by nation, before anybody reacts.

use super::cuts::{Barrier, Cuts};
use super::fund::Fund;
use super::lottery::{Act, Lottery, Seen};
use super::state::LOG_ODDS;
use crate::error::{Error, Result};
use crate::mechanism::{aid, trust};
use crate::quantity::Range;
use crate::treaty::Signal;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The direct effects of a regime on nations and dyads, before arms, trade and hazards respond.
///
/// A [`TermEffect`](super::TermEffect) adds to them; every method takes nations by their number in the world.
/// The effects of the built-in terms do not depend on the order in which arrangements are listed; a term of
/// one's own should keep that.
#[derive(Clone, Debug)]
pub struct Effects {
    /// Trust as the terms so far have moved it, but for what lasts only as long as aid flows, and signals.
    trust: DMatrix<f64>,
    /// Whether terms move trust, or trust is taken as it is.
    moves_trust: bool,
    /// `τ̂^{−ε}` for every flow.
    pub(super) ease: DMatrix<f64>,
    pub(super) trade_changes: bool,
    elasticity: f64,
    /// Factor on the reaction of `i` to `j`.
    pub(super) arms_reaction: DMatrix<f64>,
    /// Missile-defence spending `D`, USD bn per year.
    pub(super) defence_spending: Vec<f64>,
    /// Budget of the missile defence of each, USD bn per year; `None` without one.
    pub(super) defence_budget: Vec<Option<f64>>,
    /// USD bn per year.
    pub(super) net_transfers: Vec<f64>,
    /// Aid given, USD bn per year.
    pub(super) aid_given: Vec<f64>,
    /// Aid received after leakage, USD bn per year.
    pub(super) aid_received: Vec<f64>,
    /// `Σ_a χ_a (θ_i − θ̄_a)²`.
    pub(super) autonomy: Vec<f64>,
    /// Arrangements to run: all but those of defence obligations alone.
    pub(super) run_arrangements: Vec<u32>,
    pub(super) funds: Vec<Fund>,
    /// Shift of the log-odds that `j` attacks `i`, where a term shifts any.
    pub(super) hazard_shift: Option<DMatrix<f64>>,
    /// `ρ[(o, b)]`, 0 without an obligation.
    pub(super) obligation: DMatrix<f64>,
    /// Whether an obligation links the two, either way.
    linked: DMatrix<bool>,
    pub(super) security: Vec<Security>,
    /// Aid by donor and recipient, USD bn per year: it shifts trust while it flows.
    aid_flows: Vec<(usize, usize, f64)>,
    /// Occasions for signals of cooperation, sender to receivers.
    pub(super) signals: Vec<Lottery>,
    /// Groups whose opinions spread: members, weight.
    exchanges: Vec<(Vec<usize>, f64)>,
    /// Barriers to investment by `i` in `j` over those of the base, where a term cuts any.
    barriers: Option<DMatrix<f64>>,
    /// What treaties cut; [`settle_cuts`](Self::settle_cuts) puts it into effect.
    cuts: Cuts,
}

/// A collective-security group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Security {
    pub members: Vec<usize>,
    /// `ρ`.
    pub reliability: f64,
    /// Share of trade withheld from an attacker.
    pub withheld: f64,
}

impl Effects {
    /// No effects at this trust, in a world of so many economies.
    pub(super) fn none(trust: DMatrix<f64>, traders: usize, elasticity: f64) -> Self {
        let n = trust.nrows();
        Effects {
            trust,
            moves_trust: true,
            ease: DMatrix::from_element(traders, traders, 1.0),
            trade_changes: false,
            elasticity,
            arms_reaction: DMatrix::from_element(n, n, 1.0),
            defence_spending: vec![0.0; n],
            defence_budget: vec![None; n],
            net_transfers: vec![0.0; n],
            aid_given: vec![0.0; n],
            aid_received: vec![0.0; n],
            autonomy: vec![0.0; n],
            run_arrangements: vec![0; n],
            funds: Vec::new(),
            hazard_shift: None,
            obligation: DMatrix::zeros(n, n),
            linked: DMatrix::from_element(n, n, false),
            security: Vec::new(),
            aid_flows: Vec::new(),
            signals: Vec::new(),
            exchanges: Vec::new(),
            barriers: None,
            cuts: Cuts::default(),
        }
    }

    /// Whether what the next arrangement's terms do to trust is still to come.
    pub(super) fn move_trust(&mut self, moves: bool) {
        self.moves_trust = moves;
    }

    /// Trust `T[(i, j)]` of `i` in `j`, 0..1, as the terms so far have moved it.
    ///
    /// Signals and the spread of opinion come after all terms, and so does the trust that aid earns.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// assert!(effects.trust()[(i, j)] < 1.0);
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn trust(&self) -> &DMatrix<f64> {
        &self.trust
    }

    /// An occasion for `sender` to be seen by `receivers` to cooperate: model page §2.2. Trust rises by Bayes' rule
    /// where the signal comes and falls where it stays out, or is taken to come for certain:
    /// [`Signals`](super::Signals).
    ///
    /// # Errors
    /// Numbers of no nation; the sender among the receivers, or no receiver; chances outside (0, 1].
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// use comity::treaty::Signal;
    /// effects.signal(i, &[j], Signal { security: 0.8, expansion: 0.5 })?; // i may be seen by j to cooperate
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn signal(&mut self, sender: usize, receivers: &[usize], signal: Signal) -> Result<()> {
        self.nations(receivers)?;
        self.nations(&[sender])?;
        if receivers.is_empty() || receivers.contains(&sender) {
            return Err(Error::invalid("effect of a term", "receivers of a signal", sender, "other nations"));
        }
        for chance in [signal.security, signal.expansion] {
            within("chance of a signal", chance, Range::above(0.0, 1.0))?;
        }
        if self.moves_trust {
            self.signals.push(Lottery::new(sender, receivers.to_vec(), signal, Act::Own));
        }
        Ok(())
    }

    /// The same as an act that several treaties may ask for: it is one, and seen by all to whom any of them owes it.
    pub(super) fn signal_once(
        &mut self,
        act: Act,
        sender: usize,
        receivers: &[usize],
        signal: Signal,
    ) -> Result<()> {
        if self.moves_trust
            && let Some(lottery) = self.signals.iter_mut().find(|lottery| lottery.is(act, sender, signal))
        {
            lottery.seen_by(receivers);
            return Ok(());
        }
        self.signal(sender, receivers, signal)?;
        if self.moves_trust
            && let Some(lottery) = self.signals.last_mut()
        {
            lottery.act = act;
        }
        Ok(())
    }

    /// A shift of the log-odds of the trust of `i` in `j`; trust of exactly 0 or 1 stays.
    ///
    /// # Errors
    /// Numbers that are not two nations; a shift that is not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.shift_trust(i, j, 0.5)?;
    /// assert!(effects.shift_trust(i, i, 0.5).is_err());
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// let (jpn, chn) = (model.world().index("JPN")?, model.world().index("CHN")?);
    /// assert!(outcome.trust()[(jpn, chn)] > model.base_outcome().trust()[(jpn, chn)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn shift_trust(&mut self, i: usize, j: usize, log_odds: f64) -> Result<()> {
        self.dyad(i, j)?;
        within("shift of trust", log_odds, LOG_ODDS)?;
        if self.moves_trust {
            self.trust[(i, j)] = trust::shifted(self.trust[(i, j)], log_odds);
        }
        Ok(())
    }

    /// The spread of opinion among `members` by `weight`, 0..1, once all terms have had their effect (DeGroot
    /// 1974).
    ///
    /// # Errors
    /// A number that is no nation; a weight outside 0..1.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.spread_opinion(term.members(), 0.1)?;
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn spread_opinion(&mut self, members: &[usize], weight: f64) -> Result<()> {
        self.nations(members)?;
        within("weight of opinion", weight, Range::UNIT)?;
        if self.moves_trust {
            self.exchanges.push((members.to_vec(), weight));
        }
        Ok(())
    }

    /// An obligation of `defender` to defend `beneficiary` against anybody, kept with probability
    /// `reliability`, 0..1. The two are allied. Of several obligations the most reliable counts.
    ///
    /// # Errors
    /// Numbers that are not two nations; a reliability outside 0..1.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.oblige(i, j, 0.41)?; // i is bound to defend j
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// let (jpn, chn, usa) = (model.world().index("JPN")?, model.world().index("CHN")?, model.world().index("USA")?);
    /// assert!(outcome.defenders(chn, usa).contains(&(jpn, 0.41)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn oblige(&mut self, defender: usize, beneficiary: usize, reliability: f64) -> Result<()> {
        let (o, b) = self.dyad(defender, beneficiary)?;
        within("reliability", reliability, Range::UNIT)?;
        self.obligation[(o, b)] = self.obligation[(o, b)].max(reliability);
        self.linked[(o, b)] = true;
        self.linked[(b, o)] = true;
        Ok(())
    }

    /// Collective security: each of `members` defends any other against a member with probability
    /// `reliability`, 0..1, and withholds the share `withheld`, 0..1, of its trade from a member that attacks
    /// one.
    ///
    /// # Errors
    /// A number that is no nation; a share outside 0..1.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.secure(term.members(), 0.41, 0.25)?;
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn secure(&mut self, members: &[usize], reliability: f64, withheld: f64) -> Result<()> {
        self.nations(members)?;
        within("reliability", reliability, Range::UNIT)?;
        within("share of trade withheld", withheld, Range::UNIT)?;
        self.security.push(Security { members: members.to_vec(), reliability, withheld });
        Ok(())
    }

    /// A factor, ≥ 0, on the threat that `j`'s stock is to `i`.
    ///
    /// # Errors
    /// Numbers that are not two nations; a factor that is negative or not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.scale_threat(i, j, 0.9)?; // a tenth of the reaction is gone
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn scale_threat(&mut self, i: usize, j: usize, factor: f64) -> Result<()> {
        let at = self.dyad(i, j)?;
        within("factor on a threat", factor, Range::NOT_NEGATIVE)?;
        self.arms_reaction[at] *= factor;
        Ok(())
    }

    /// A shift of the log-odds of the hazard that `attacker` attacks `target`.
    ///
    /// # Errors
    /// Numbers that are not two nations; a shift that is not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.shift_hazard(i, j, -0.7)?; // j begins fewer disputes with i
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// let (jpn, chn) = (model.world().index("JPN")?, model.world().index("CHN")?);
    /// assert!(outcome.dispute_rate()[(jpn, chn)] < model.base_outcome().dispute_rate()[(jpn, chn)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn shift_hazard(&mut self, target: usize, attacker: usize, log_odds: f64) -> Result<()> {
        let at = self.dyad(target, attacker)?;
        within("shift of a hazard", log_odds, LOG_ODDS)?;
        let n = self.autonomy.len();
        self.hazard_shift.get_or_insert_with(|| DMatrix::zeros(n, n))[at] += log_odds;
        Ok(())
    }

    /// Missile defence of `i`: what it spends on it, and the whole budget of the system that shields it, both USD bn
    /// per year; budgets of several systems add up. What is averted follows from the budget.
    ///
    /// # Errors
    /// A number that is no nation; an amount that is negative or not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.shield(i, 1.0, 1.0)?; // a system of its own, USD bn per year
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// assert!(outcome.of("JPN").unwrap().security != model.base_outcome().of("JPN").unwrap().security);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn shield(&mut self, i: usize, spending: f64, budget: f64) -> Result<()> {
        self.nations(&[i])?;
        within("spending on missile defence", spending, Range::NOT_NEGATIVE)?;
        within("budget of missile defence", budget, Range::NOT_NEGATIVE)?;
        self.defence_spending[i] += spending;
        self.defence_budget[i] = Some(self.defence_budget[i].unwrap_or(0.0) + budget);
        Ok(())
    }

    /// A factor, ≥ 0, on the flow from `exporter` to `importer` at given prices, $\hat\tau^{-\varepsilon}$; 0
    /// stops it. The rest of the world is the economy after the last nation.
    ///
    /// # Errors
    /// Numbers that are not two economies; a factor that is negative or not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.scale_flow(i, j, 1.1)?;
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// let (jpn, chn) = (model.world().index("JPN")?, model.world().index("CHN")?);
    /// assert!(outcome.flows()[(jpn, chn)] > model.base_outcome().flows()[(jpn, chn)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn scale_flow(&mut self, exporter: usize, importer: usize, factor: f64) -> Result<()> {
        let traders = self.ease.nrows();
        if exporter >= traders || importer >= traders || exporter == importer {
            return Err(not_two(exporter, importer, traders, "economies"));
        }
        within("factor on a flow", factor, Range::NOT_NEGATIVE)?;
        self.ease[(exporter, importer)] *= factor;
        self.trade_changes = true;
        Ok(())
    }

    /// An ad valorem cut of the trade costs of these flows, `τ ← τ (1 − cut)`, 0..1, below 1.
    ///
    /// # Errors
    /// As [`scale_flow`](Self::scale_flow); a cut outside the range.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.cut_trade_costs([(i, j), (j, i)], 0.03)?;
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// assert!(outcome.of("CHN").unwrap().trade > 0.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn cut_trade_costs(
        &mut self,
        flows: impl IntoIterator<Item = (usize, usize)>,
        cut: f64,
    ) -> Result<()> {
        within("cut of trade costs", cut, Range::below(0.0, 1.0))?;
        if cut > 0.0 {
            let factor = (1.0 - cut).powf(-self.elasticity);
            flows.into_iter().try_for_each(|(i, j)| self.scale_flow(i, j, factor))?;
            self.trade_changes = true;
        }
        Ok(())
    }

    /// A cut of a barrier by a treaty between each two of these: of several treaties the deepest counts.
    pub(super) fn cut_once(
        &mut self,
        barrier: Barrier,
        pairs: impl IntoIterator<Item = (usize, usize)>,
        cut: f64,
    ) -> Result<()> {
        let what = if barrier == Barrier::Investment {
            "cut of barriers to investment"
        } else {
            "cut of trade costs"
        };
        within(what, cut, Range::below(0.0, 1.0))?;
        let n = self.autonomy.len();
        for (i, j) in pairs {
            let at = self.dyad(i, j)?;
            self.cuts.deepen(barrier, n, at, cut);
        }
        Ok(())
    }

    /// Puts the cuts of all treaties into effect. `revenue`: what an importer loses per unit of a tariff cut, USD bn per
    /// year, by exporter and importer.
    pub(super) fn settle_cuts(&mut self, revenue: impl Fn(usize, usize) -> f64) -> Result<()> {
        let cuts = std::mem::take(&mut self.cuts);
        for barrier in [Barrier::Tariff, Barrier::Transport] {
            let (mut last, mut factor) = (0.0, 1.0);
            for ((i, j), cut) in cuts.of(barrier) {
                if cut != last {
                    (last, factor) = (cut, (1.0 - cut).powf(-self.elasticity));
                }
                self.scale_flow(i, j, factor)?;
                let lost = if barrier == Barrier::Tariff { cut * revenue(i, j) } else { 0.0 };
                if lost > 0.0 {
                    self.transfer(j, -lost)?;
                }
            }
        }
        let invested = cuts.of(Barrier::Investment);
        invested.into_iter().try_for_each(|((i, j), cut)| self.cut_investment_barriers(i, j, cut))
    }

    /// An ad valorem cut, 0..1, below 1, of the barriers to investment by `investor` in `host`. Cuts of several terms
    /// of one's own compound. An evaluation does not read them: stocks of investment live in the years of a history.
    ///
    /// # Errors
    /// Numbers that are not two nations; a cut outside the range.
    pub fn cut_investment_barriers(&mut self, investor: usize, host: usize, cut: f64) -> Result<()> {
        let at = self.dyad(investor, host)?;
        within("cut of barriers to investment", cut, Range::below(0.0, 1.0))?;
        let n = self.autonomy.len();
        self.barriers.get_or_insert_with(|| DMatrix::from_element(n, n, 1.0))[at] *= 1.0 - cut;
        Ok(())
    }

    /// Barriers to investment by `i` in `j`, `[(i, j)]`, over those of the base; `None` where no term cuts any.
    pub(super) fn investment_barriers(&self) -> Option<&DMatrix<f64>> {
        self.barriers.as_ref()
    }

    /// Money that `i` receives (positive) or pays, USD bn per year.
    ///
    /// # Errors
    /// A number that is no nation; an amount that is not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.transfer(i, -1.0)?; // USD bn per year
    /// effects.transfer(j, 1.0)?;
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// assert!(outcome.of("JPN").unwrap().aid < outcome.of("CHN").unwrap().aid);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn transfer(&mut self, i: usize, amount: f64) -> Result<()> {
        self.nations(&[i])?;
        within("transfer", amount, ANY)?;
        self.net_transfers[i] += amount;
        Ok(())
    }

    /// Development aid of `amount`, USD bn per year, of which `received` arrives: transfers, the giver's warm
    /// glow, less terror from the recipient, and the recipient's trust in the donor as long as it flows.
    ///
    /// # Errors
    /// Numbers that are not two nations; an amount that is negative or not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.aid(i, j, 1.0, 0.9)?; // a tenth is lost on the way
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn aid(&mut self, donor: usize, recipient: usize, amount: f64, received: f64) -> Result<()> {
        self.dyad(donor, recipient)?;
        within("aid", amount, Range::NOT_NEGATIVE)?;
        within("aid received", received, Range::NOT_NEGATIVE)?;
        self.net_transfers[donor] -= amount;
        self.net_transfers[recipient] += received;
        self.aid_given[donor] += amount;
        self.aid_received[recipient] += received;
        match self.aid_flows.iter_mut().find(|(d, r, _)| (*d, *r) == (donor, recipient)) {
            Some((_, _, sum)) => *sum += amount,
            None => self.aid_flows.push((donor, recipient, amount)),
        }
        Ok(())
    }

    /// Autonomy that `i` gives up, in squared units of ideal point, ≥ 0; `φ` is its price.
    ///
    /// # Errors
    /// A number that is no nation; a distance that is negative or not finite.
    ///
    /// ```
    /// # use comity::model::{Effects, SignedTerm, TermEffect};
    /// # use comity::prelude::*;
    /// # #[derive(Debug)]
    /// # struct Own;
    /// # impl TermEffect for Own { fn apply(&self, term: &SignedTerm, effects: &mut Effects) -> Result<()> {
    /// # let (i, j) = (term.members()[0], term.members()[1]);
    /// effects.give_up_autonomy(i, 0.25)?;
    /// # Ok(()) } }
    /// # let model = Model::new(World::northeast_asia_2002(), Parameters::default())?.with_term("own", Own)?;
    /// # let accord = Arrangement::new("accord", ["JPN", "CHN"])?.with(Term::own("own", [("share", 0.5)]));
    /// # let outcome = model.evaluate(&model.base().regime.clone().with(accord))?;
    /// assert!(outcome.of("JPN").unwrap().sovereignty < outcome.of("CHN").unwrap().sovereignty);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn give_up_autonomy(&mut self, i: usize, squared_distance: f64) -> Result<()> {
        self.nations(&[i])?;
        within("autonomy given up", squared_distance, Range::NOT_NEGATIVE)?;
        self.autonomy[i] += squared_distance;
        Ok(())
    }

    /// The trust that stays when aid ends, before signals.
    pub(super) fn lasting_trust(&self) -> &DMatrix<f64> {
        &self.trust
    }

    /// Money that each nation is left with on balance, USD bn per year: transfers, and what `funds` leave it with.
    pub(super) fn balance(&self, funds: &[f64]) -> Vec<f64> {
        self.net_transfers.iter().zip(funds).map(|(net, fund)| net + fund).collect()
    }

    /// What aid earns while it flows: a level that depends on the whole of it, as far as the recipient keeps it on this
    /// `balance`; log-odds by recipient and donor.
    pub(super) fn earned(&self, gdp: &[f64], balance: &[f64]) -> impl Iterator<Item = ((usize, usize), f64)> {
        self.aid_flows.iter().map(move |&(donor, recipient, amount)| {
            let kept = aid::kept_share(self.aid_received[recipient], balance[recipient]);
            ((recipient, donor), aid::shift_of_trust(kept * amount, gdp[recipient]))
        })
    }

    /// Trust before signals, with what aid earns.
    pub(super) fn prior_trust(&self, gdp: &[f64], balance: &[f64]) -> DMatrix<f64> {
        let mut trust = self.trust.clone();
        self.earned(gdp, balance).for_each(|(at, shift)| trust[at] = trust::shifted(trust[at], shift));
        trust
    }

    /// Trust after signals, as each was seen; then opinion has spread.
    pub(super) fn after_signals(&self, prior: &DMatrix<f64>, seen: &[Seen]) -> DMatrix<f64> {
        let mut trust = prior.clone();
        for (lottery, seen) in self.signals.iter().zip(seen) {
            lottery.update(&mut trust, *seen);
        }
        if !self.exchanges.is_empty() {
            trust::spread(&mut trust, &self.exchanges);
        }
        trust
    }

    /// Whether a defence obligation links the two.
    pub(super) fn allied(&self, i: usize, j: usize) -> bool {
        self.linked[(i, j)]
    }

    /// Blocs of nations joined, directly or not, by defence obligations: a number for each nation.
    pub(super) fn blocs(&self) -> Vec<usize> {
        let n = self.autonomy.len();
        let mut bloc = vec![usize::MAX; n];
        let mut count = 0;
        for start in 0..n {
            if bloc[start] != usize::MAX {
                continue;
            }
            let mut stack = vec![start];
            while let Some(i) = stack.pop() {
                if bloc[i] == usize::MAX {
                    bloc[i] = count;
                    stack.extend((0..n).filter(|&j| self.linked[(i, j)] && bloc[j] == usize::MAX));
                }
            }
            count += 1;
        }
        bloc
    }

    fn dyad(&self, i: usize, j: usize) -> Result<(usize, usize)> {
        let n = self.autonomy.len();
        if i < n && j < n && i != j { Ok((i, j)) } else { Err(not_two(i, j, n, "nations")) }
    }

    fn nations(&self, numbers: &[usize]) -> Result<()> {
        let n = self.autonomy.len();
        match numbers.iter().find(|&&i| i >= n) {
            None => Ok(()),
            Some(i) => Err(Error::invalid("effect of a term", "nation", i, format!("0..{}", n - 1))),
        }
    }
}

const ANY: Range = Range::open(f64::NEG_INFINITY, f64::INFINITY);

fn within(what: &str, value: f64, range: Range) -> Result<()> {
    if range.contains(value) {
        return Ok(());
    }
    Err(Error::invalid("effect of a term", what, value, range.to_string()))
}

fn not_two(i: usize, j: usize, n: usize, what: &str) -> Error {
    let pair: &dyn fmt::Display = &format_args!("{i}, {j}");
    Error::invalid(
        "effect of a term",
        what,
        pair,
        format!("two different numbers in 0..{}", n.saturating_sub(1)),
    )
}
