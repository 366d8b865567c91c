//! Alliances and attacks: links lend strength, in attack and in defence.

use super::{FnNetworkGame, NetworkGame};
use crate::coalition::{Coalition, Graph};
use crate::error::{Error, Result};
use crate::game::{Fraction, Value};

/// Players of given strengths, allied along the links of a network, who may attack one another.
///
/// A coalition `C` of a leader and some of its allies, `C ⊆ N_j(g) ∪ {j}` with `j ∈ C`, can attack a player
/// `i ∉ C`. It faces `C' = {i} ∪ (N_i(g) \ C)`: the target and those of its allies that are not among the
/// attackers. It wins iff $$M(C) > \gamma\\,M(C'),\qquad M(S) = \sum_{k\in S} \ell_{ki} M_k,$$ with `γ` the
/// advantage of defence (below 1 of attack) and `ℓ_ki` the share of `k`'s strength that reaches `i` (1 unless
/// given). The winners share the spoils equally; all links of the beaten player are gone.
///
/// Ties are for the defence and decided exactly, the strengths read as the binary fractions they are.
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Graph};
/// use comity::game::AllianceGame;
/// let game = AllianceGame::new([3.0, 2.0, 2.0], 1.5)?;
/// let pact = Graph::new(3, [(0, 1)])?;
/// assert!(game.wins(&pact, Coalition::from_mask(0b011), 2)); // 3 + 2 > 1.5 · 2
/// assert!(!game.wins(&pact, Coalition::from_mask(0b001), 2)); // 3 > 1.5 · 2 is not so
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. O. Jackson and S. Nei, "Networks of military alliances, wars, and international trade", *Proceedings of
/// the National Academy of Sciences* 112 (2015); loss of strength: K. E. Boulding, *Conflict and Defense*
/// (1962).
pub struct AllianceGame<'a> {
    strengths: Vec<f64>,
    advantage: f64,
    /// Share of a player's strength that reaches another, `[from][at]`.
    delivered: Vec<Vec<f64>>,
    /// Whether a player may be attacked by its own allies.
    allies_may_attack: bool,
    links: Box<dyn NetworkGame + 'a>,
    spoils: Box<dyn NetworkGame + 'a>,
}

impl<'a> AllianceGame<'a> {
    /// Players of these strengths; defence counts `advantage` (γ) times. A link costs each end 1 and brings
    /// nothing but strength, a conquest brings 4096, which is more to each of any attackers than all links
    /// could cost; strength carries any distance, and allies may turn on each other.
    ///
    /// # Errors
    /// No player or more than 63; a strength or an advantage outside 1e-100..1e100.
    pub fn new(strengths: impl IntoIterator<Item = f64>, advantage: f64) -> Result<Self> {
        let strengths: Vec<f64> = strengths.into_iter().collect();
        let n = strengths.len();
        // So that products and sums of 63 stay finite.
        let positive = |x: f64| (1e-100..=1e100).contains(&x);
        if let Some(i) = strengths.iter().position(|&m| !positive(m)) {
            return Err(Error::invalid(format!("player {i}"), "strength", strengths[i], "1e-100..1e100"));
        }
        if !positive(advantage) {
            return Err(Error::invalid("alliances", "advantage of defence", advantage, "1e-100..1e100"));
        }
        const SPOILS: f64 = 4096.0; // 63 attackers, 63 links each
        let costs = |g: &Graph| Ok((0..g.players()).map(|i| -(g.neighbours(i).len() as f64)).collect());
        Ok(AllianceGame {
            advantage,
            delivered: vec![vec![1.0; n]; n],
            allies_may_attack: true,
            links: Box::new(FnNetworkGame::new(n, costs)?),
            spoils: Box::new(FnNetworkGame::new(n, move |_: &Graph| Ok(vec![SPOILS; n]))?),
            strengths,
        })
    }

    /// With loss of strength on the way: `share(k, i)` of `k`'s strength reaches `i`.
    ///
    /// # Errors
    /// A share outside 0..1.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// use comity::game::AllianceGame;
    /// let share = |k, i| if k == i { 1.0 } else { 0.5 };
    /// let game = AllianceGame::new([3.0, 2.0], 1.0)?.with_loss_of_strength(share)?;
    /// assert!(!game.wins(&Graph::empty(2)?, Coalition::singleton(0), 1)); // 3/2 against 2
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_loss_of_strength(mut self, share: impl Fn(usize, usize) -> f64) -> Result<Self> {
        let n = self.players();
        self.delivered = (0..n).map(|k| (0..n).map(|i| share(k, i)).collect()).collect();
        for (k, row) in self.delivered.iter().enumerate() {
            if let Some(i) = row.iter().position(|s| !(0.0..=1.0).contains(s)) {
                return Err(Error::invalid(
                    format!("player {k}"),
                    "share of strength delivered",
                    row[i],
                    "0..1",
                ));
            }
        }
        Ok(self)
    }

    /// Nobody attacks an ally of their own.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// use comity::game::AllianceGame;
    /// let (pact, strong) = (Graph::new(2, [(0, 1)])?, Coalition::singleton(0));
    /// assert!(AllianceGame::new([3.0, 1.0], 1.0)?.wins(&pact, strong, 1));
    /// assert!(!AllianceGame::new([3.0, 1.0], 1.0)?.sparing_allies().wins(&pact, strong, 1));
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn sparing_allies(mut self) -> Self {
        self.allies_may_attack = false;
        self
    }

    /// With these benefits of links net of their cost, `u_i(g)`, and spoils `E_i(g)` of conquering each
    /// player.
    ///
    /// # Errors
    /// Another number of players.
    pub fn with_payoffs(
        mut self,
        links: impl NetworkGame + 'a,
        spoils: impl NetworkGame + 'a,
    ) -> Result<Self> {
        for n in [links.players(), spoils.players()] {
            if n != self.players() {
                return Err(Error::Shape {
                    what: "payoffs of alliances".into(),
                    expected: format!("{} players", self.players()),
                    got: format!("{n} players"),
                });
            }
        }
        self.links = Box::new(links);
        self.spoils = Box::new(spoils);
        Ok(self)
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.strengths.len()
    }

    /// The advantage of defence, γ.
    pub fn advantage(&self) -> f64 {
        self.advantage
    }

    /// Strength of `coalition` where it meets at `target`, `M(S)`.
    pub fn strength(&self, coalition: Coalition, target: usize) -> f64 {
        self.terms(coalition, target).map(|(share, strength)| share * strength).sum()
    }

    /// Defenders of `target` against `attackers`: itself and its other allies.
    pub fn defenders(&self, network: &Graph, attackers: Coalition, target: usize) -> Coalition {
        network.neighbours(target).difference(attackers).with(target)
    }

    /// Whether `attackers` may attack `target` together, and win.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// use comity::game::AllianceGame;
    /// let game = AllianceGame::new([3.0, 2.0], 1.5)?;
    /// assert!(!game.wins(&Graph::empty(2)?, Coalition::singleton(0), 1)); // a tie is for the defence
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn wins(&self, network: &Graph, attackers: Coalition, target: usize) -> bool {
        let led_by = |j: usize| attackers.is_subset_of(network.neighbours(j).with(j));
        let may = target < self.players()
            && network.players() == self.players()
            && attackers.is_subset_of(Coalition::grand(self.players()))
            && !attackers.contains(target)
            && (self.allies_may_attack || attackers.is_disjoint(network.neighbours(target)))
            && attackers.players().any(led_by);
        may && self.outweighs(attackers, self.defenders(network, attackers, target), target)
    }

    /// Payoff of each player in `network` at peace.
    ///
    /// # Errors
    /// A network that cannot be evaluated; a payoff that is not a number.
    pub fn peace(&self, network: &Graph) -> Result<Vec<f64>> {
        self.checked("payoff", self.links.payoffs(network)?)
    }

    /// Payoff of each player when `attackers` have beaten `target`, allied as in `network` when they began.
    ///
    /// # Errors
    /// As [`peace`](Self::peace).
    pub fn conquest(&self, network: &Graph, attackers: Coalition, target: usize) -> Result<Vec<f64>> {
        let mut payoffs = self.peace(&network.isolating(target))?;
        let spoils = self.checked("spoils", self.spoils.payoffs(network)?)?;
        let (Some(&taken), false) = (spoils.get(target), attackers.is_empty()) else { return Ok(payoffs) };
        attackers
            .players()
            .filter(|&j| j < self.players())
            .for_each(|j| payoffs[j] += taken / attackers.len() as f64);
        payoffs[target] -= taken;
        Ok(payoffs)
    }

    fn checked(&self, field: &str, figures: Vec<f64>) -> Result<Vec<f64>> {
        if figures.len() != self.players() {
            return Err(Error::Shape {
                what: format!("{field} in a network"),
                expected: format!("{} numbers", self.players()),
                got: format!("{} numbers", figures.len()),
            });
        }
        match figures.iter().position(|x| !Value::is_finite(x)) {
            Some(i) => {
                Err(Error::invalid(format!("player {i}"), field, figures[i], "a number within ±1e290"))
            }
            None => Ok(figures),
        }
    }

    fn terms(&self, coalition: Coalition, target: usize) -> impl Iterator<Item = (f64, f64)> {
        let known = coalition.players().filter(move |&k| k < self.players() && target < self.players());
        known.map(move |k| (self.delivered[k][target], self.strengths[k]))
    }

    /// `M(attackers) > γ M(defenders)`, by fractions where rounding could matter.
    fn outweighs(&self, attackers: Coalition, defenders: Coalition, target: usize) -> bool {
        let (attack, defence) =
            (self.strength(attackers, target), self.advantage * self.strength(defenders, target));
        const ROUNDING: f64 = 1e-12; // 63 terms of relative error 2^-52 stay far below
        if (attack - defence).abs() > ROUNDING * (attack + defence).max(f64::MIN_POSITIVE / ROUNDING) {
            return attack > defence;
        }
        let exact = |coalition| -> Fraction {
            self.terms(coalition, target)
                .map(|(share, strength)| share.to_fraction() * strength.to_fraction())
                .sum()
        };
        exact(attackers) > exact(defenders) * self.advantage.to_fraction()
    }
}
