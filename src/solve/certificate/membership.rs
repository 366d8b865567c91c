//! Re-checks verdicts on membership from the definitions: one treaty, with transfers, several treaties,
//! sign-up games.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionPayoffs, SignUpRule};
use crate::solve::certified::{Certified, fails};
use crate::solve::deviation::{Deviation, Improvement, Reaction, Ties, Verdict};
use crate::solve::membership::{
    Admission, Concept, Consent, Membership, Question, Sharing, SignUpEquilibria,
};

impl<F: Fn(Coalition) -> Result<Vec<f64>>> Certified<F> for Verdict<Coalition, Membership> {
    /// That exactly the switches named are worth making and are not refused, all payoffs asked for again.
    fn check(&self, payoffs: F, _: f64) -> Result<()> {
        membership(self, payoffs)
    }
}

impl<F: Fn(Coalition) -> Result<Vec<f64>>> Certified<F> for Sharing {
    /// That the surplus, the total and every signatory's payoffs are as stated; that the transfers sum to 0 and
    /// leave each signatory its free-rider payoff and its part of the surplus; that exactly those outsiders are
    /// named whose accession leaves a surplus. Sums may be off by `tolerance` times the largest payoff of the
    /// treaty.
    fn check(&self, payoffs: F, tolerance: f64) -> Result<()> {
        transfers(self, tolerance, payoffs)
    }
}

impl<F: Fn(&Partition) -> Result<Vec<f64>>> Certified<F> for Verdict<Partition, Membership> {
    /// That exactly the moves named take place, all payoffs asked for again.
    fn check(&self, payoffs: F, _: f64) -> Result<()> {
        structure(self, payoffs)
    }
}

impl Certified<&PartitionPayoffs> for SignUpEquilibria {
    /// That every supported structure follows from its announcements, which no coalition upsets, and that
    /// every other structure's breach is one, from the plain announcements. That no other announcements
    /// support a structure is not checked: that takes the search itself.
    ///
    /// # Errors
    /// [`Error::TooLarge`] past 20 million joint announcements a structure (Γ and Δ: five players, open
    /// membership seven, more for Nash).
    fn check(&self, game: &PartitionPayoffs, _: f64) -> Result<()> {
        sign_up(game, self)
    }
}

impl<F: Fn(Coalition) -> Result<Vec<f64>>> Certified<F> for Verdict<Coalition, Question> {
    /// That no coalition has signatures to give and withdraw that upset the signatories, or that the deviation named
    /// does. For 15 players at most.
    fn check(&self, payoffs: F, _: f64) -> Result<()> {
        treaty(self, payoffs)
    }
}

fn membership(
    verdict: &Verdict<Coalition, Membership>,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>>,
) -> Result<()> {
    let s = verdict.state;
    let now = payoffs(s)?;
    let n = now.len();
    let count = verdict.deviations.len();
    let mut confirmed = 0;
    for i in 0..n {
        let to = if s.contains(i) { s.without(i) } else { s.with(i) };
        let then = payoffs(to)?;
        let gain = then.get(i).zip(now.get(i)).map_or(f64::NAN, |(then, now)| then - now);
        let rules = &verdict.convention;
        let open = s.is_empty() || s.contains(i);
        let wants =
            moves(rules.ties, gain, rules.tolerance) && (open || admitted(rules, gains(&now, &then, s)));
        let switch = Deviation { coalition: Coalition::singleton(i), to, gains: vec![gain] };
        let named = verdict.deviations.contains(&switch);
        if wants != named {
            let reason = format!("player {i} gains {gain} by switching: named {named}, should be {wants}");
            return Err(Error::Certificate { claim: format!("membership of {s}"), reason });
        }
        confirmed += usize::from(named);
    }
    if confirmed != count || !verdict.exhaustive {
        let reason = format!("{count} switches named, {confirmed} confirmed");
        return Err(Error::Certificate { claim: format!("membership of {s}"), reason });
    }
    Ok(())
}

fn moves(ties: Ties, gain: f64, tolerance: f64) -> bool {
    match ties {
        Ties::Stay => gain > tolerance,
        Ties::Move => gain >= -tolerance,
    }
}

fn transfers(
    verdict: &Sharing,
    tolerance: f64,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>>,
) -> Result<()> {
    let s = verdict.signatories;
    let fails = |reason: String| Err(fails(&format!("{s} with transfers"), reason));
    let of = |row: &[f64], i: usize| row.get(i).copied().unwrap_or(f64::NAN);
    let surplus = |s: Coalition| -> Result<f64> {
        let together: f64 = payoffs(s).map(|row| s.players().map(|i| of(&row, i)).sum())?;
        let apart = s.players().map(|i| Ok(of(&payoffs(s.without(i))?, i))).collect::<Result<Vec<f64>>>()?;
        Ok(together - apart.iter().sum::<f64>())
    };
    let now = payoffs(s)?;
    let n = now.len();
    let toggled = |i: usize| if s.contains(i) { s.without(i) } else { s.with(i) };
    let rows = (0..n).map(|i| payoffs(toggled(i))).chain([Ok(now.clone())]).collect::<Result<Vec<_>>>()?;
    let slack = tolerance * rows.iter().flatten().fold(0.0, |most: f64, u| most.max(u.abs()));
    let near = |a: f64, b: f64| (a - b).abs() <= slack;
    if !near(surplus(s)?, verdict.surplus) || !near(now.iter().sum(), verdict.total) {
        return fails(format!("surplus {}, total {}", surplus(s)?, now.iter().sum::<f64>()));
    }
    if !verdict.shares.iter().map(|share| share.player).eq(s.players()) {
        return fails("shares are not those of the signatories".into());
    }
    for share in &verdict.shares {
        let alone = of(&payoffs(s.without(share.player))?, share.player);
        let kept = share.payoff + share.transfer;
        let fair = near(kept, share.free_rider + share.weight * verdict.surplus) && share.weight > 0.0;
        if share.payoff != of(&now, share.player) || share.free_rider != alone || !fair {
            return fails(format!("player {} keeps {kept}, free-riding is worth {alone}", share.player));
        }
    }
    let (weights, transfers) =
        verdict.shares.iter().fold((0.0, 0.0), |(w, t), s| (w + s.weight, t + s.transfer));
    if !s.is_empty() && ((weights - 1.0).abs() > 1e-9 || !near(transfers, 0.0)) {
        return fails(format!("weights sum to {weights}, transfers to {transfers}"));
    }
    let Membership { ties, tolerance: within, .. } = verdict.convention;
    let mut confirmed = 0;
    for j in s.complement(n).players() {
        let gain = surplus(s.with(j))?;
        let alone = Coalition::singleton(j);
        let joins = verdict.joiners.iter().find(|joiner| joiner.coalition == alone);
        let right = match joins {
            Some(Deviation { to, gains, .. }) => {
                *to == s.with(j) && gains.len() == 1 && near(gains[0], gain) && moves(ties, gains[0], within)
            }
            None => !moves(ties, gain - slack, within),
        };
        if !right {
            return fails(format!("player {j} would join with a surplus of {gain}"));
        }
        confirmed += usize::from(joins.is_some());
    }
    match confirmed == verdict.joiners.len() {
        true => Ok(()),
        false => fails(format!("{confirmed} of {} joiners confirmed", verdict.joiners.len())),
    }
}

fn structure(
    verdict: &Verdict<Partition, Membership>,
    payoffs: impl Fn(&Partition) -> Result<Vec<f64>>,
) -> Result<()> {
    let (p, rules) = (&verdict.state, &verdict.convention);
    let fails = |reason: String| Err(fails(&format!("membership in {p}"), reason));
    let (n, now) = (p.players(), payoffs(p)?);
    let (mut count, mut confirmed) = (0, 0);
    for i in 0..n {
        let own = p.bloc_of(i).unwrap_or_default();
        let targets = p.blocs().iter().copied().filter(|b| !b.contains(i));
        for joins in targets.chain((own.len() > 1).then_some(Coalition::EMPTY)) {
            count += 1;
            // Everybody's bloc after the move, player by player.
            let bloc = |j: usize| match (own.contains(j), rules.reaction) {
                _ if j == i || joins.contains(j) => joins.with(i),
                (true, Reaction::Gamma) => Coalition::singleton(j),
                (true, _) => own.without(i),
                (false, _) => p.bloc_of(j).unwrap_or_default(),
            };
            let firsts = (0..n).filter(|&j| bloc(j).first() == Some(j));
            let becomes = Partition::new(n, firsts.map(bloc))?;
            let then = payoffs(&becomes)?;
            let gain = |j: usize| then.get(j).zip(now.get(j)).map_or(f64::NAN, |(then, now)| then - now);
            let takes_place = moves(rules.ties, gain(i), rules.tolerance)
                && (joins.is_empty() || admitted(rules, joins.players().map(gain).collect()));
            let change = Deviation { coalition: Coalition::singleton(i), to: becomes, gains: vec![gain(i)] };
            let named = verdict.deviations.contains(&change);
            if takes_place != named {
                let reason = format!(
                    "player {i} gains {} in {}: named {named}, should be {takes_place}",
                    gain(i),
                    change.to
                );
                return fails(reason);
            }
            confirmed += usize::from(named);
        }
    }
    let named = verdict.deviations.len();
    if (confirmed, count) != (named, verdict.searched.moves) || !verdict.exhaustive {
        return fails(format!("{confirmed} of {named} moves confirmed, {count} searched"));
    }
    Ok(())
}

fn admitted(rules: &Membership, gains: Vec<f64>) -> bool {
    let agree = gains.iter().filter(|&&gain| match rules.consent {
        Consent::Unharmed => gain >= -rules.tolerance,
        Consent::Gaining => gain > rules.tolerance,
    });
    let needed = match rules.admission {
        Admission::Open => 0,
        Admission::Majority => gains.len() / 2 + 1,
        Admission::Unanimity => gains.len(),
    };
    agree.count() >= needed
}

/// Joint announcements that a check goes through for one profile.
const MOST_DEVIATIONS: u64 = 20_000_000;

fn sign_up(game: &PartitionPayoffs, answer: &SignUpEquilibria) -> Result<()> {
    let (n, rule) = (game.players(), answer.rule);
    let strategies: Vec<Vec<Coalition>> = (0..n).map(|i| rule.strategies(n, i)).collect();
    let structure = |said: &[Coalition]| rule.structure(said);
    let outcome = |said: &[Coalition]| Ok(game.payoffs(&structure(said)?)?.to_vec());
    let form = Form { question: answer.question, strategies, outcome: &outcome };
    if !answer.supports.iter().map(|s| &s.structure).eq(Partition::all(n).collect::<Vec<_>>().iter()) {
        return Err(fails("sign-up equilibria", "not one verdict for each structure"));
    }
    for support in &answer.supports {
        let claim = format!("{} under {rule}", support.structure);
        if structure(&support.announcements)? != support.structure {
            return Err(fails(&claim, "its announcements lead elsewhere"));
        }
        match &support.deviation {
            None => form.check_equilibrium(&claim, &support.announcements)?,
            Some(Deviation { coalition, to, gains }) => {
                if structure(&support.answer)? != *to {
                    return Err(fails(&claim, "the deviation leads elsewhere"));
                }
                let plain = match rule {
                    SignUpRule::Open => support.announcements.clone(),
                    _ => support
                        .structure
                        .growth_string()
                        .iter()
                        .map(|&k| support.structure.blocs()[k])
                        .collect(),
                };
                form.check_breach(&claim, &plain, &support.answer, *coalition, gains)?;
            }
        }
    }
    Ok(())
}

fn treaty(
    verdict: &Verdict<Coalition, Question>,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>>,
) -> Result<()> {
    let n = payoffs(Coalition::EMPTY)?.len();
    let strategies = (0..n).map(|i| vec![Coalition::EMPTY, Coalition::singleton(i)]).collect();
    let outcome = |said: &[Coalition]| payoffs(said.iter().fold(Coalition::EMPTY, |s, &i| s.union(i)));
    let form = Form { question: verdict.convention, strategies, outcome: &outcome };
    let said = |s: Coalition| -> Vec<Coalition> {
        (0..n).map(|i| s.intersection(Coalition::singleton(i))).collect()
    };
    let claim = format!("treaty of {}", verdict.state);
    if !verdict.state.is_subset_of(Coalition::grand(n)) || !verdict.exhaustive {
        return Err(fails(&claim, format!("not signatories among {n} players, searched for")));
    }
    let profile = said(verdict.state);
    match verdict.deviation() {
        None => form.check_equilibrium(&claim, &profile),
        Some(d) => form.check_breach(&claim, &profile, &said(d.to), d.coalition, &d.gains),
    }
}

/// A game in strategic form.
struct Form<'a> {
    question: Question,
    strategies: Vec<Vec<Coalition>>,
    outcome: &'a dyn Fn(&[Coalition]) -> Result<Vec<f64>>,
}

impl Form<'_> {
    fn check_equilibrium(&self, claim: &str, profile: &[Coalition]) -> Result<()> {
        let n = self.strategies.len();
        let counts = self.strategies.iter().map(|s| s.len() as u64);
        let deviations = match self.question.concept {
            Concept::Nash => counts.sum(),
            _ => counts.fold(1u64, |product, count| product.saturating_mul(count + 1)),
        };
        if deviations > MOST_DEVIATIONS {
            let reason = format!("{deviations} joint announcements, the most is {MOST_DEVIATIONS}");
            return Err(Error::TooLarge { what: "check of sign-up equilibria".into(), n, limit: 5, reason });
        }
        match self.upset(profile, Coalition::grand(n), true)? {
            Some((who, said)) => Err(fails(claim, format!("{who} turns {profile:?} into {said:?}"))),
            None => Ok(()),
        }
    }

    fn check_breach(
        &self,
        claim: &str,
        profile: &[Coalition],
        said: &[Coalition],
        who: Coalition,
        gains: &[f64],
    ) -> Result<()> {
        let theirs = (0..profile.len()).all(|i| who.contains(i) || said.get(i) == profile.get(i));
        if !theirs || (self.question.concept == Concept::Nash && who.len() != 1) {
            return Err(fails(claim, format!("{who} cannot turn {profile:?} into {said:?}")));
        }
        let again = self::gains(&(self.outcome)(profile)?, &(self.outcome)(said)?, who);
        if again != gains || !self.improves(&again) {
            return Err(fails(claim, format!("{who} gains {again:?}")));
        }
        match self.question.concept == Concept::CoalitionProof {
            true => match self.upset(said, who, false)? {
                Some((part, _)) => Err(fails(claim, format!("{part} would not go along with {who}"))),
                None => Ok(()),
            },
            false => Ok(()),
        }
    }

    /// The first coalition within `within` (itself only if `whole`) with a deviation from `profile` that
    /// counts.
    fn upset(
        &self,
        profile: &[Coalition],
        within: Coalition,
        whole: bool,
    ) -> Result<Option<(Coalition, Vec<Coalition>)>> {
        let now = (self.outcome)(profile)?;
        let most = if self.question.concept == Concept::Nash { 1 } else { within.len() };
        let smaller = |s: &Coalition| (1..=most).contains(&s.len()) && (whole || *s != within);
        for who in within.subsets().filter(smaller) {
            let members: Vec<usize> = who.players().collect();
            let mut word = vec![0; members.len()];
            let mut said = profile.to_vec();
            loop {
                members.iter().zip(&word).for_each(|(&i, &k)| said[i] = self.strategies[i][k]);
                let credible = || match self.question.concept {
                    Concept::CoalitionProof => Ok(self.upset(&said, who, false)?.is_none()),
                    _ => Ok::<bool, Error>(true),
                };
                if self.improves(&gains(&now, &(self.outcome)(&said)?, who)) && credible()? {
                    return Ok(Some((who, said)));
                }
                // The next joint announcement, as an odometer.
                let next = (0..word.len()).find(|&m| word[m] + 1 < self.strategies[members[m]].len());
                let Some(at) = next else { break };
                word[at] += 1;
                word[..at].fill(0);
            }
        }
        Ok(None)
    }

    fn improves(&self, gains: &[f64]) -> bool {
        let tolerance = self.question.tolerance;
        match self.question.improvement {
            Improvement::Strict => !gains.is_empty() && gains.iter().all(|&g| g > tolerance),
            Improvement::Weak => {
                gains.iter().all(|&g| g >= -tolerance) && gains.iter().any(|&g| g > tolerance)
            }
        }
    }
}

/// A player without a payoff has gained NaN, which is no improvement and equals nothing.
fn gains(now: &[f64], then: &[f64], who: Coalition) -> Vec<f64> {
    who.players().map(|i| then.get(i).zip(now.get(i)).map_or(f64::NAN, |(then, now)| then - now)).collect()
}
