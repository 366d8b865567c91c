//! Equilibria of sign-up games, and the treaties that they support: Nash, strong, coalition-proof.
//!
//! A profile of announcements is a *strong* equilibrium if no coalition has a joint deviation that it likes,
//! a *Nash* equilibrium if no single player has, and *coalition-proof* if no coalition has a self-enforcing
//! one: one from which no smaller part of the coalition would again deviate in a self-enforcing way. So
//! strong ⟹ coalition-proof ⟹ Nash.

use super::coalition_proof::CoalitionProof;
use super::question::{Concept, Question};
use crate::coalition::{Coalition, Labels, Partition};
use crate::error::Result;
use crate::game::{PartitionPayoffs, SignUpRule};
use crate::parallel::{map, try_map};
use crate::solve::deviation::{Deviation, Improvement, Searched, Verdict};
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether equilibria support a structure.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SignUpSupport {
    /// The structure.
    pub structure: Partition,
    /// Announcements that lead to it: an equilibrium if it is supported, else the plain ones.
    pub announcements: Vec<Coalition>,
    /// The deviation that upsets the plain announcements, self-enforcing where the concept asks for that;
    /// none if the structure is supported.
    pub deviation: Option<Deviation<Partition>>,
    /// The announcements of all players after that deviation; empty if there is none.
    pub answer: Vec<Coalition>,
}

impl Labelled for SignUpSupport {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", labels.structure(&self.structure))?;
        match &self.deviation {
            None => f.write_str(" supported by announcing")?,
            Some(deviation) => return write!(f, ": {}", deviation.labelled(labels)),
        }
        self.announcements.iter().try_for_each(|said| write!(f, " {}", labels.coalition(*said)))
    }
}

written_in_numbers!(SignUpSupport, SignUpEquilibria, Verdict<Coalition, Question>);

/// The structures that the equilibria of a sign-up game support, and what upsets the others.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SignUpEquilibria {
    /// The rule by which blocs form from announcements.
    pub rule: SignUpRule,
    /// Concept and convention.
    pub question: Question,
    /// One for each structure, in the order of [`Partition::all`].
    pub supports: Vec<SignUpSupport>,
    /// Profiles that the verdicts cover: all.
    pub profiles: u64,
}

impl SignUpEquilibria {
    /// The structures that some equilibrium supports: none exists if empty, the search is exhaustive.
    pub fn structures(&self) -> impl Iterator<Item = &Partition> {
        self.supports.iter().filter(|s| s.deviation.is_none()).map(|s| &s.structure)
    }
}

impl Labelled for SignUpEquilibria {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {} ({} profiles)", self.rule, self.question, self.profiles)?;
        self.supports.iter().try_for_each(|support| write!(f, "\n  {}", support.labelled(labels)))
    }
}

/// Most players for which all profiles of Γ and Δ are tabulated: `2^20` of them, `2^30` at six.
const LIMIT_PROFILES: usize = 5;
/// Most players for which all pairs of structures are compared: 17 million, 447 million at nine.
const LIMIT_STRUCTURES: usize = 8;
/// Most players of a single treaty: `6^n` comparisons, 60 million.
const LIMIT_TREATY: usize = 10;

/// The structures that equilibria of the sign-up game support, exactly, over all profiles of announcements.
///
/// **What is searched.** A profile matters by the structure it leads to and by what a deviating coalition can
/// do against the announcements of the others.
///
/// * *Open membership*: others' addresses only matter by who shares one, and with `n` addresses a coalition
///   always finds free ones; so a profile is a structure, and `D` can bring about exactly the structures that
///   agree with it outside `D`.
/// * *Γ, Δ; Nash and strong*: a structure `P` is supported if and only if its plain announcements (everybody
///   names its own bloc) are an equilibrium. For let `a` lead to `P`. Whatever `D` can bring about against
///   the plain announcements it can against `a`: a new bloc `C ⊆ D` by naming `C`, which no outsider names,
///   as it is not in it; a bloc of `P` that some of `D` stay in by repeating their words of `a`; and the
///   others stay as they are, since a set with an outsider that would form by `D`'s new words is either its
///   bloc in `P` or is named by nobody in `D`. So `a` leaves at least as many deviations.
/// * *Γ, Δ; coalition-proof*: no such reduction. More options for `D` may make a deviation less credible, so
///   that idle promises ("I would sign with you") can hold a structure together that plain announcements do
///   not. All `2^(n(n−1))` profiles are tabulated.
///
/// # Errors
/// A negative or NaN tolerance; more than 8 players (`B(n)²` pairs of structures), 5 for coalition-proof
/// equilibria of Γ and Δ.
///
/// # Complexity
/// Nash and strong: `O(n B(n)²)`, 41 thousand pairs of structures at n = 6, 17 million at n = 8.
/// Coalition-proof: a byte for every coalition and profile, 33 MB for Γ and Δ at n = 5. In parallel.
///
/// # Examples
/// ```
/// use comity::game::{PartitionPayoffs, SignUpRule};
/// use comity::solve::membership::{Concept, Question, sign_up_equilibria};
/// // Three Cournot firms that share equally: the cartel holds if one refusal calls it off, not if the rest go on.
/// let cournot = PartitionPayoffs::from_fn(3, |p| {
///     let share = |i| 1.0 / ((p.len() + 1).pow(2) * p.bloc_of(i).map_or(1, |b| b.len())) as f64;
///     Ok((0..3).map(share).collect())
/// })?;
/// let strong = |rule| sign_up_equilibria(&cournot, rule, Question::strict(Concept::Strong));
/// let cartel = |rule| strong(rule).map(|e| e.structures().any(|p| p.len() == 1));
/// assert!(cartel(SignUpRule::Gamma)? && !cartel(SignUpRule::Delta)? && !cartel(SignUpRule::Open)?);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S. Hart & M. Kurz (1983), Endogenous formation of coalitions, *Econometrica* 51; S.-S. Yi (1997), Stable
/// coalition structures with externalities, *GEB* 20; R. J. Aumann (1959), Acceptable points in general
/// cooperative n-person games; B. D. Bernheim, B. Peleg & M. D. Whinston (1987), Coalition-proof Nash
/// equilibria I, *Journal of Economic Theory* 42; M. Finus & B. Rundshagen (2003), Endogenous coalition
/// formation in global pollution control.
pub fn sign_up_equilibria(
    game: &PartitionPayoffs,
    rule: SignUpRule,
    question: Question,
) -> Result<SignUpEquilibria> {
    let n = game.players();
    let tabulated = question.concept == Concept::CoalitionProof && rule != SignUpRule::Open;
    let (limit, reason) = match tabulated {
        true => (LIMIT_PROFILES, "each of 2^(n(n−1)) profiles for each of 2^n coalitions"),
        false => (LIMIT_STRUCTURES, "each pair of B(n) coalition structures"),
    };
    question.check("sign-up game", n, limit, reason)?;
    let structures: Vec<Partition> = Partition::all(n).collect();
    let row = |p: usize| game.payoffs_at(p);
    let deviates = |from: usize, who: Coalition, to: usize| {
        let gains = who.players().map(|i| row(to)[i] - row(from)[i]).collect();
        Some(Deviation { coalition: who, to: structures[to].clone(), gains })
    };
    let support = |p: usize, deviation: Option<(Coalition, usize)>| {
        let structure = structures[p].clone();
        let announcements = rule.plain(&structure);
        let (deviation, answer) = match deviation {
            Some((who, to)) => (deviates(p, who, to), answer(rule, &announcements, who, &structures[to])),
            None => (None, vec![]),
        };
        SignUpSupport { structure, announcements, deviation, answer }
    };
    let supports = if tabulated {
        let profiles = Profiles::new(n, rule, &structures)?;
        let (outcome, key) = (|s| profiles.outcomes[s], |s, who| profiles.key(s, who));
        let proof = CoalitionProof::new(n, question, profiles.outcomes.len(), &row, outcome, key);
        let mut found: Vec<Option<usize>> = vec![None; structures.len()];
        for s in (0..profiles.outcomes.len()).rev().filter(|&s| proof.holds(s)) {
            found[profiles.outcomes[s]] = Some(s);
        }
        map(structures.len(), |p| {
            let plain = rule.plain(&structures[p]);
            let at = profiles.place(&plain);
            let upset = proof.breach(at);
            match (upset, found[p]) {
                (Some(_), Some(s)) => SignUpSupport {
                    structure: structures[p].clone(),
                    announcements: profiles.said(s),
                    deviation: None,
                    answer: vec![],
                },
                (Some((who, s)), None) => SignUpSupport {
                    structure: structures[p].clone(),
                    announcements: plain,
                    deviation: deviates(p, who, profiles.outcomes[s]),
                    answer: profiles.said(s),
                },
                (None, _) => support(p, None),
            }
        })
    } else if question.concept == Concept::CoalitionProof {
        let words: Vec<Vec<usize>> = structures.iter().map(Partition::growth_string).collect();
        let key = |p: usize, who: Coalition| outside_key(&words[p], who);
        let proof = CoalitionProof::new(n, question, structures.len(), &row, |p| p, key);
        map(structures.len(), |p| support(p, proof.breach(p)))
    } else {
        let reach = |p: usize, q: usize, who| reachable(rule, &structures[p], &structures[q], who);
        map(structures.len(), |p| support(p, deviation(n, question, p, structures.len(), &row, reach)))
    };
    let each = rule.strategies(n, 0).len() as u64;
    Ok(SignUpEquilibria { rule, question, supports, profiles: each.saturating_pow(n as u32) })
}

impl Labelled for Verdict<Coalition, Question> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.is_stable() { "stable" } else { "unstable" };
        write!(f, "{} {head} ({})", labels.coalition(self.state), self.convention)?;
        self.deviations.iter().try_for_each(|deviation| write!(f, "; {}", deviation.labelled(labels)))
    }
}

/// The verdict on every set of signatories, by mask, in the game in which everybody says whether it signs the one
/// treaty there is, and nobody is kept out: an equilibrium, or the signatures given and withdrawn that upset it.
///
/// `payoffs(S)` gives `π(S)` for all `n` players when `S` signs. A Nash equilibrium is a treaty that is
/// internally and externally stable where indifferent players stay
/// ([`treaty_stability`](super::treaty_stability)).
///
/// # Errors
/// `n` outside 1..=10; a negative or NaN tolerance; an error of `payoffs`; a list of payoffs of the wrong
/// length or with a value that is not finite.
///
/// # Complexity
/// `2^n` evaluations in parallel, `4^n` comparisons for Nash and strong, at most `6^n` for coalition-proof
/// equilibria.
///
/// # Examples
/// ```
/// use comity::solve::membership::{Concept, Question, treaty_equilibria};
/// // Linear benefits, quadratic costs, signatories abate for their joint benefit: two or three of five sign, or nobody, for one
/// // alone is no treaty.
/// let payoffs = |s: comity::coalition::Coalition| {
///     let k = s.len() as f64;
///     let total = k * k + (5.0 - k);
///     Ok((0..5).map(|i| total - if s.contains(i) { k * k / 2.0 } else { 0.5 }).collect())
/// };
/// let nash = treaty_equilibria(5, Question::strict(Concept::Nash), payoffs)?;
/// assert!(nash.iter().all(|verdict| !verdict.is_stable() || [0, 2, 3].contains(&verdict.state.len())));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// C. d'Aspremont et al. (1983), *Canadian Journal of Economics* 16; S. Thoron (1998), Formation of a
/// coalition-proof stable cartel, *Canadian Journal of Economics* 31.
pub fn treaty_equilibria(
    n: usize,
    question: Question,
    payoffs: impl Fn(Coalition) -> Result<Vec<f64>> + Sync,
) -> Result<Vec<Verdict<Coalition, Question>>> {
    question.check("single-treaty game", n, LIMIT_TREATY, "it compares up to 6^n pairs of profiles")?;
    let count = 1 << n;
    let table = try_map(count, |mask| super::treaty::asked(n, Coalition::from_mask(mask as u64), &payoffs))?;
    let row = |s: usize| table[s].as_slice();
    let key = |s: usize, who: Coalition| s as u64 & !who.mask();
    let found = match question.concept {
        Concept::CoalitionProof => {
            let proof = CoalitionProof::new(n, question, count, &row, |s| s, key);
            map(count, |s| proof.breach(s))
        }
        _ => {
            let reach = |s, t, who| key(s, who) == key(t, who);
            map(count, |s| deviation(n, question, s, count, &row, reach))
        }
    };
    let verdict = |(s, upset): (usize, Option<(Coalition, usize)>)| {
        let deviates = upset.map(|(coalition, to)| Deviation {
            coalition,
            to: Coalition::from_mask(to as u64),
            gains: coalition.players().map(|i| row(to)[i] - row(s)[i]).collect(),
        });
        Verdict {
            state: Coalition::from_mask(s as u64),
            convention: question,
            deviations: deviates.into_iter().collect(),
            searched: Searched { states: count as u64, ..Searched::default() },
            exhaustive: true,
        }
    };
    Ok(found.into_iter().enumerate().map(verdict).collect())
}

/// A deviation from state `p` under Nash or strong equilibrium: who, and to which state.
///
/// The states that `D` can reach grow with `D`. So a state `q` is brought about by some coalition that likes it if and
/// only if it is by the largest that may: those who gain (strict improvement), or those who do not lose
/// (weak). That coalition is then thinned to one of which nobody can be spared.
fn deviation<'a>(
    n: usize,
    question: Question,
    p: usize,
    states: usize,
    row: &(impl Fn(usize) -> &'a [f64] + Sync),
    reach: impl Fn(usize, usize, Coalition) -> bool,
) -> Option<(Coalition, usize)> {
    let now = row(p);
    (0..states).filter(|&q| q != p).find_map(|q| {
        let then = row(q);
        let likes = |who: Coalition| question.likes(who, now, then);
        let singles = || (0..n).map(Coalition::singleton).filter(|&i| likes(i));
        if question.concept == Concept::Nash {
            return singles().find(|&i| reach(p, q, i)).map(|i| (i, q));
        }
        let most: Coalition = match question.improvement {
            Improvement::Strict => singles().fold(Coalition::EMPTY, Coalition::union),
            Improvement::Weak => (0..n).filter(|&i| then[i] - now[i] >= -question.tolerance).collect(),
        };
        if !likes(most) || !reach(p, q, most) {
            return None;
        }
        let thinner = |who: Coalition, i| {
            let less = who.without(i);
            if likes(less) && reach(p, q, less) { less } else { who }
        };
        Some((most.players().fold(most, thinner), q))
    })
}

/// Whether `who` can turn plain announcements of `p` into `q`.
fn reachable(rule: SignUpRule, p: &Partition, q: &Partition, who: Coalition) -> bool {
    q.blocs().iter().all(|&bloc| match bloc.difference(who).first() {
        None => true,
        Some(outsider) => {
            let was = p.bloc_of(outsider).unwrap_or_default();
            match rule {
                SignUpRule::Gamma => bloc == was || (bloc.len() == 1 && !was.is_disjoint(who)),
                SignUpRule::Delta => was.difference(who).is_subset_of(bloc) && bloc.is_subset_of(was),
                SignUpRule::Open => was.difference(who) == bloc.difference(who),
            }
        }
    })
}

/// The announcements of all after `who` has turned plain announcements into a `structure` that it can reach.
fn answer(rule: SignUpRule, plain: &[Coalition], who: Coalition, structure: &Partition) -> Vec<Coalition> {
    let mut said = plain.to_vec();
    let everybody = Coalition::grand(plain.len());
    let kept = everybody.difference(who).players();
    let mut free = kept.fold(everybody, |free, i| free.difference(plain[i]));
    for &bloc in structure.blocs() {
        let word = match (bloc.difference(who).first(), rule) {
            (Some(outsider), _) => plain[outsider],
            (None, SignUpRule::Open) => Coalition::singleton(free.first().unwrap_or_default()),
            (None, _) => bloc,
        };
        free = free.difference(word);
        bloc.intersection(who).players().for_each(|i| said[i] = word);
    }
    said
}

/// The addresses that those outside `who` share, as a number.
fn outside_key(word: &[usize], who: Coalition) -> u64 {
    let mut names = [usize::MAX; LIMIT_STRUCTURES];
    let mut used = 0;
    (0..word.len()).filter(|&i| !who.contains(i)).fold(0, |key, i| {
        if names[word[i]] == usize::MAX {
            names[word[i]] = used;
            used += 1;
        }
        key << 4 | names[word[i]] as u64
    })
}

/// All profiles of Γ or Δ: `n − 1` bits a player, its announcement without itself.
struct Profiles {
    n: usize,
    /// The rank of the structure that each profile leads to.
    outcomes: Vec<usize>,
}

impl Profiles {
    fn new(n: usize, rule: SignUpRule, structures: &[Partition]) -> Result<Self> {
        let mut profiles = Profiles { n, outcomes: vec![] };
        profiles.outcomes = try_map(1 << (n * (n - 1)), |s| {
            let structure = rule.structure(&profiles.said(s))?;
            let rank = structure.rank().map_or(structures.len(), |rank| rank as usize);
            Ok(rank.min(structures.len() - 1))
        })?;
        Ok(profiles)
    }

    fn said(&self, s: usize) -> Vec<Coalition> {
        let word = |i: usize| {
            let others = (s >> (i * (self.n - 1))) as u64 & ((1 << (self.n - 1)) - 1);
            let below = others & ((1 << i) - 1);
            Coalition::from_mask((others ^ below) << 1 | below).with(i)
        };
        (0..self.n).map(word).collect()
    }

    fn place(&self, said: &[Coalition]) -> usize {
        said.iter().enumerate().fold(0, |s, (i, word)| {
            let below = word.mask() & ((1 << i) - 1);
            let others = (word.without(i).mask() ^ below) >> 1 | below;
            s | (others as usize) << (i * (self.n - 1))
        })
    }

    /// The announcements outside `who`.
    fn key(&self, s: usize, who: Coalition) -> u64 {
        let digit = (1u64 << (self.n - 1)) - 1;
        who.players().fold(s as u64, |s, i| s & !(digit << (i * (self.n - 1))))
    }
}
