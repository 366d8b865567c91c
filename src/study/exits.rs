//! The ways out of a regime as a game in effectivity form: what coalitions may leave and sign, and what that brings.

use super::verdict::{Exit, RegimeSearch};
use super::{Gain, Study};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Effectivity;
use crate::parallel;
use crate::solve::Certified;
use crate::solve::deviation::{self, Reaction, Search, Searched};
use crate::treaty::{Arrangement, Menu, Regime, Withdrawal};
use crate::world::NationCode;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// The moves that are looked at.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    /// The exits that leave something.
    Leaving,
    /// The exits that only sign.
    Signing,
    /// Both.
    Any,
}

/// An arrangement of a state: where it comes from (the regime under test, then the menu), and who is in it.
type Held = (u32, Coalition);

/// The arrangements in force, ascending.
type State = Vec<Held>;

/// The regimes that coalitions can reach, as a game in effectivity form.
pub(super) struct RegimeGame<'a> {
    study: &'a Study,
    codes: Vec<NationCode>,
    origin: Vec<Arrangement>,
    menu: &'a Menu,
    withdrawn: Reaction,
    /// For each arrangement of the origin, whether it may be left.
    may_leave: Vec<bool>,
    part: Part,
    tolerance: f64,
    /// The most states that are evaluated, where there is a limit.
    most: Option<usize>,
    /// Payoffs of the regimes met; `None` for those without.
    memo: Mutex<BTreeMap<State, Option<Vec<f64>>>>,
}

/// Most moves of all coalitions where the search has no limit of its own.
const MOST_MOVES: u64 = 1 << 18;
/// Most arrangements that one coalition may leave, for sets of them to be words.
const MOST_LEFT: usize = 60;

impl<'a> RegimeGame<'a> {
    pub fn new(study: &'a Study, regime: &Regime, search: &RegimeSearch, part: Part) -> Result<Self> {
        if !matches!(search.withdrawn, Reaction::Gamma | Reaction::Delta) {
            return Err(Error::invalid("stability of a regime", "withdrawn", search.withdrawn, "γ or δ"));
        }
        let codes: Vec<NationCode> = study.model().world().codes().collect();
        if codes.len() > Coalition::MAX_PLAYERS {
            return Err(Error::TooLarge {
                what: "stability of a regime".into(),
                n: codes.len(),
                limit: Coalition::MAX_PLAYERS,
                reason: "coalitions are sets of at most 63 nations".into(),
            });
        }
        let origin = regime.arrangements().to_vec();
        let today = study.status_quo().arrangements();
        let fixed = |a: &Arrangement| {
            a.withdrawal == Withdrawal::Never || search.todays_treaties_fixed && today.contains(a)
        };
        let may_leave = origin.iter().map(|a| !fixed(a)).collect();
        Ok(RegimeGame {
            study,
            codes,
            origin,
            menu: study.menu(),
            withdrawn: search.withdrawn,
            may_leave,
            part,
            tolerance: search.search.tolerance,
            most: search.search.max_states,
            memo: Mutex::default(),
        })
    }

    /// Whether the regime is proven stable against these moves, the best ones of the smallest coalitions that gain, the
    /// extent of the search, and the moves without figures. Re-checked from the definition.
    pub fn verdict(&self, search: &Search) -> Result<(bool, Vec<Exit>, Searched, Vec<Exit>)> {
        self.within_limit(search)?;
        let start = self.start();
        let (verdict, without) = deviation::search(self, &start, search)?;
        verdict.check(self, 0.0)?;
        let exits = match verdict.deviation() {
            Some(first) => self.exits(&start, first.coalition.len(), search)?,
            None => Vec::new(),
        };
        let without = without.into_iter().map(|(who, to)| self.exit(&start, who, to, Vec::new())).collect();
        Ok((verdict.is_stable(), exits, verdict.searched, without))
    }

    /// An error, before anything is evaluated, where the moves are too many and the search has no limit.
    pub fn within_limit(&self, search: &Search) -> Result<()> {
        if search.max_states.is_some() {
            return Ok(());
        }
        let start = self.start();
        let (mut moves, mut most) = (0u64, (0, Coalition::EMPTY));
        for size in 1..=search.coalition_size.min(self.codes.len()) {
            for coalition in Coalition::grand(self.codes.len()).subsets_of_size(size) {
                let left = self.may_be_left(&start, coalition).count();
                let sets = match self.part {
                    Part::Signing => 1,
                    _ => 1u64 << left.min(MOST_LEFT),
                };
                let offers = if size > 1 { self.menu.packages.len() as u64 } else { 0 };
                moves = moves.saturating_add(sets.saturating_mul(1 + offers));
                most = most.max((left, coalition));
                if moves > MOST_MOVES {
                    let (left, who) = most;
                    return Err(Error::TooLarge {
                        what: "moves in a question of stability".into(),
                        n: usize::try_from(moves).unwrap_or(usize::MAX),
                        limit: MOST_MOVES as usize,
                        reason: format!(
                            "or more: {:?} may leave 2^{left} sets of arrangements; `max_states` limits the search",
                            self.names(who)
                        ),
                    });
                }
            }
        }
        Ok(())
    }

    /// What of a state a coalition may leave.
    fn may_be_left<'s>(&'s self, state: &'s State, coalition: Coalition) -> impl Iterator<Item = Held> + 's {
        let may_leave = |h: &Held| self.may_leave.get(h.0 as usize).is_none_or(|may| *may);
        state.iter().copied().filter(move |h| !h.1.is_disjoint(coalition) && may_leave(h))
    }

    /// The payoffs of a state, each evaluated once; `None` where there are none.
    fn value(&self, state: &State) -> Result<Option<Vec<f64>>> {
        let memo = || self.memo.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = memo().get(state) {
            return Ok(known.clone());
        }
        let value = deviation::unvalued(self.evaluated(state))?;
        memo().insert(state.clone(), value.clone());
        Ok(value)
    }

    fn evaluated(&self, state: &State) -> Result<Vec<f64>> {
        Ok(self.study.evaluate(&self.regime(state))?.utilities().collect())
    }

    pub fn start(&self) -> State {
        let of = |a: &Arrangement| {
            self.codes.iter().enumerate().filter(|(_, c)| a.has_member(**c)).map(|(i, _)| i).collect()
        };
        self.origin.iter().enumerate().map(|(k, a)| (k as u32, of(a))).collect()
    }

    fn names(&self, coalition: Coalition) -> Vec<NationCode> {
        coalition.players().map(|i| self.codes[i]).collect()
    }

    fn realise(&self, held: Held) -> Option<Arrangement> {
        let (source, members) = (held.0 as usize, self.names(held.1));
        match self.origin.get(source) {
            Some(a) => {
                let gone: Vec<NationCode> =
                    a.members.iter().copied().filter(|c| !members.contains(c)).collect();
                if gone.is_empty() { Some(a.clone()) } else { a.without(&gone) }
            }
            None => self.menu.packages.get(source - self.origin.len())?.signed_by(&members),
        }
    }

    /// Whether an arrangement of the regime under test has the name and the members of a package on offer.
    fn is_twin(&self, held: Held, offer: Held) -> bool {
        let package = self.menu.packages.get(offer.0 as usize - self.origin.len());
        let origin = self.origin.get(held.0 as usize);
        held.1 == offer.1 && origin.zip(package).is_some_and(|(a, p)| a.name == p.name)
    }

    /// What is in force. What members are left with twice, under one name, counts once.
    fn regime(&self, state: &[Held]) -> Regime {
        let mut in_force: Vec<Arrangement> = Vec::with_capacity(state.len());
        for arrangement in state.iter().filter_map(|&held| self.realise(held)) {
            if !in_force.iter().any(|a| a.name == arrangement.name && a.members == arrangement.members) {
                in_force.push(arrangement);
            }
        }
        in_force.into_iter().collect()
    }

    /// The best way out of each coalition of this size that has one, largest gain of the worst-off member
    /// first.
    fn exits(&self, from: &State, size: usize, search: &Search) -> Result<Vec<Exit>> {
        let now = self.payoffs(from)?;
        let coalitions: Vec<Coalition> = Coalition::grand(self.codes.len()).subsets_of_size(size).collect();
        let best =
            parallel::try_map(coalitions.len(), |c| self.best_exit(from, &now, coalitions[c], search))?;
        let mut exits: Vec<(f64, Exit)> = best.into_iter().flatten().collect();
        exits.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(exits.into_iter().map(|(_, exit)| exit).collect())
    }

    /// The best way out of one coalition and the gain of its worst-off member; `None` where it has none.
    pub fn best_exit(
        &self,
        from: &State,
        now: &[f64],
        coalition: Coalition,
        search: &Search,
    ) -> Result<Option<(f64, Exit)>> {
        let mut best: Option<(f64, State, Vec<f64>)> = None;
        for to in self.moves(from, coalition)? {
            let Some(then) = self.value(&to)? else { continue };
            let gains: Vec<f64> = coalition.players().map(|i| then[i] - now[i]).collect();
            let worst = gains.iter().copied().fold(f64::INFINITY, f64::min);
            let better = best.as_ref().is_none_or(|(least, ..)| worst > *least);
            if better && search.improvement.accepts(gains.iter().copied(), search.tolerance) {
                best = Some((worst, to, gains));
            }
        }
        Ok(best.map(|(worst, to, gains)| (worst, self.exit(from, coalition, to, gains))))
    }

    /// The least gain of a member, if there are payoffs.
    fn least_gain(&self, coalition: Coalition, now: &[f64], to: &State) -> Result<Option<f64>> {
        let least =
            |then: Vec<f64>| coalition.players().map(|i| then[i] - now[i]).fold(f64::INFINITY, f64::min);
        Ok(self.value(to)?.map(least))
    }

    /// What the worst-off member of a coalition gains by signing an offer and leaving nothing; `None` where that cannot be
    /// signed, or has no payoffs.
    fn beside(
        &self,
        from: &State,
        coalition: Coalition,
        held: Held,
        offer: &Arrangement,
    ) -> Result<Option<f64>> {
        let in_force: Vec<Arrangement> = from.iter().filter_map(|&held| self.realise(held)).collect();
        let twin = from.iter().any(|h| self.is_twin(*h, held));
        if twin || !self.study.may_sign(&self.menu.rules, offer, in_force.iter()) {
            return Ok(None);
        }
        self.least_gain(coalition, &self.payoffs(from)?, &with(from, held))
    }

    /// What is kept of a state where a coalition leaves these arrangements.
    fn kept(&self, state: &State, coalition: Coalition, own: &[Held], left: u64) -> State {
        let leaves = |h: &Held| own.iter().position(|o| o == h).is_some_and(|k| left >> k & 1 == 1);
        let mut kept: State = Vec::with_capacity(state.len() + 1);
        for held in state {
            if !leaves(held) {
                kept.push(*held);
            } else if self.withdrawn == Reaction::Delta {
                let rest = (held.0, held.1.difference(coalition));
                kept.extend(self.realise(rest).map(|_| rest));
            }
        }
        kept.sort_unstable();
        kept.dedup();
        kept
    }

    fn exit(&self, from: &State, coalition: Coalition, to: State, gains: Vec<f64>) -> Exit {
        let missing = |here: &State, there: &State| -> Vec<Held> {
            here.iter().copied().filter(|h| !there.contains(h)).collect()
        };
        let signs = missing(&to, from).into_iter().filter(|h| h.0 as usize >= self.origin.len());
        let nations = self.names(coalition);
        let gains =
            nations.iter().zip(gains).map(|(&nation, gain)| Gain { nation, bp: 1e4 * gain }).collect();
        Exit {
            coalition: nations,
            leaves: missing(from, &to).into_iter().filter_map(|h| self.realise(h)).collect(),
            signs: signs.filter_map(|h| self.realise(h)).collect(),
            regime: self.regime(&to),
            gains,
        }
    }
}

impl Effectivity for RegimeGame<'_> {
    type State = State;

    fn players(&self) -> usize {
        self.codes.len()
    }

    fn payoffs(&self, state: &State) -> Result<Vec<f64>> {
        // What has no payoffs is asked again, for the reason.
        self.value(state)?.map_or_else(|| self.evaluated(state), Ok)
    }

    fn moves(&self, state: &State, coalition: Coalition) -> Result<Vec<State>> {
        let own: Vec<Held> = self.may_be_left(state, coalition).collect();
        if own.len() > MOST_LEFT {
            return Err(Error::TooLarge {
                what: format!("withdrawals of {:?}", self.names(coalition)),
                n: own.len(),
                limit: MOST_LEFT,
                reason: format!("2^{} sets of arrangements to leave", own.len()),
            });
        }
        let mut offers = Vec::new();
        for (k, package) in self.menu.packages.iter().enumerate() {
            let held = ((self.origin.len() + k) as u32, coalition);
            let offer = package.signed_by(&self.names(coalition)).filter(|_| !state.contains(&held));
            if let Some(offer) = offer {
                // Leaving as such has to pay a coalition that leaves and signs, where it could sign and leave nothing.
                let beside = match self.part {
                    Part::Leaving => self.beside(state, coalition, held, &offer)?,
                    _ => None,
                };
                offers.push((held, offer, beside));
            }
        }
        let none = (self.part != Part::Leaving).then_some(0);
        let some = (self.part != Part::Signing).then(|| sets(own.len(), self.most.is_some()));
        // Every move of one set together: those that sign, then the one that does not; and past the limit no more.
        let (mut moves, mut found) = (Vec::new(), BTreeSet::new());
        for left in none.into_iter().chain(some.into_iter().flatten()) {
            let kept = self.kept(state, coalition, &own, left);
            let in_force: Vec<Arrangement> = match offers.is_empty() {
                true => Vec::new(),
                false => kept.iter().filter_map(|&held| self.realise(held)).collect(),
            };
            for (held, offer, beside) in &offers {
                let twin = kept.iter().any(|h| self.is_twin(*h, *held));
                if !twin && self.study.may_sign(&self.menu.rules, offer, in_force.iter()) {
                    moves.push((with(&kept, *held), *beside));
                }
            }
            if left > 0 {
                moves.push((kept, None));
            }
            if let Some(most) = self.most {
                found.extend(
                    moves[moves.len().saturating_sub(1 + offers.len())..].iter().map(|(to, _)| to.clone()),
                );
                if found.len() > most {
                    break;
                }
            }
        }
        let to_weigh: Vec<usize> = (0..moves.len()).filter(|&k| moves[k].1.is_some()).collect();
        let now = if to_weigh.is_empty() { Vec::new() } else { self.payoffs(state)? };
        let gains =
            parallel::try_map(to_weigh.len(), |k| self.least_gain(coalition, &now, &moves[to_weigh[k]].0))?;
        let mut gains = gains.into_iter();
        let pays = |beside: f64, gain: Option<f64>| gain.is_none_or(|gain| gain > beside + self.tolerance);
        moves.retain(|(_, beside)| beside.is_none_or(|beside| pays(beside, gains.next().flatten())));
        Ok(moves.into_iter().map(|(to, _)| to).collect())
    }
}

/// A state with one more arrangement.
fn with(state: &State, held: Held) -> State {
    let mut state = state.clone();
    state.insert(state.partition_point(|h| *h < held), held);
    state
}

/// The sets of `count` things but the empty one: ascending, or those of one, of all, of two, of all but one, …
fn sets(count: usize, by_size: bool) -> Box<dyn Iterator<Item = u64>> {
    if !by_size {
        return Box::new(1..1u64 << count);
    }
    let sizes = (1..=count).map(move |k| if k % 2 == 1 { k.div_ceil(2) } else { count + 1 - k / 2 });
    Box::new(sizes.flat_map(move |size| Coalition::grand(count).subsets_of_size(size)).map(Coalition::mask))
}
