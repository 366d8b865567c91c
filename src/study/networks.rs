//! Which networks of bilateral pacts hold, and whether alliances keep the peace.

use super::{Named, Treaties};
use crate::coalition::{Coalition, Graph};
use crate::error::{Error, Result};
use crate::game::{AllianceGame, FnNetworkGame, NetworkGame};
use crate::mechanism::loss::delivered_strength;
use crate::parallel::try_map;
use crate::solve::Certified;
use crate::solve::deviation::{Search, StableStates, Verdict};
use crate::solve::network::{self, EfficientNetworks, NetworkSearch, WarState};
use crate::treaty::{Arrangement, Regime, Term};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};

/// How wars are decided, and under which conventions.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct WarRules {
    /// γ: how many times the strength of the defence counts.
    pub advantage: f64,
    /// Whether strength is lost on the way, as in the model, `1/(1 + d/d₀)`.
    pub loss_of_strength: bool,
    /// Whether nobody attacks an ally of their own.
    pub allies_spared: bool,
    /// Largest coalition of attackers, when they count as better off, ties.
    pub search: Search,
}

impl WarRules {
    /// Defence counts `advantage` times, strength carries any distance, allies may turn on each other; any coalition
    /// attacks if none of its members loses and one gains.
    ///
    /// ```
    /// use comity::study::WarRules;
    /// let far = WarRules { loss_of_strength: true, ..WarRules::new(1.5) };
    /// assert!(!far.allies_spared);
    /// ```
    pub fn new(advantage: f64) -> Self {
        WarRules {
            advantage,
            loss_of_strength: false,
            allies_spared: false,
            search: Search::up_to(Coalition::MAX_PLAYERS).weakly(),
        }
    }
}

impl Treaties<'_> {
    /// The networks of bilateral pacts that hold among the nations, of all that there are, and the efficient
    /// ones. Each pair may sign what the menu has for two (its [`package`](Self::package)), beside today's
    /// treaties; payoffs in basis points of income, gains within 10⁻⁵ are ties unless `search` allows for
    /// more. The certificates have been checked.
    ///
    /// Start from [`NetworkSearch::pairwise`]: nobody gains by leaving a pact, no two by signing one.
    ///
    /// # Errors
    /// More than 6 nations; as [`stable_networks`](network::stable_networks); an outcome that cannot be
    /// evaluated.
    ///
    /// # Complexity
    /// `2^(n(n−1)/2)` evaluations, in parallel: 64 for four nations, 1 024 for five, 32 768 for six.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::network::NetworkSearch;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "CHN"], &Menu::bilateral_pacts())?;
    /// let found = treaties.pact_networks(&NetworkSearch::pairwise())?;
    /// println!("{found}");
    /// let (stable, efficient) = &*found;
    /// assert_eq!((stable.searched, efficient.searched), (8, 8));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn pact_networks(
        &self,
        search: &NetworkSearch,
    ) -> Result<Named<(StableStates<Graph, NetworkSearch>, EfficientNetworks)>> {
        const MOST: usize = 6;
        let n = self.nations.len();
        if n > MOST {
            return Err(Error::TooLarge {
                what: "all networks of pacts".into(),
                n,
                limit: MOST,
                reason: "one network can be tested alone".into(),
            });
        }
        let search = with_accuracy(search);
        let game = self.pact_game()?;
        let rows =
            try_map(1 << (n * (n - 1) / 2), |mask| game.payoffs(&Graph::from_edge_mask(n, mask as u64)?))?;
        let row = |pacts: &Graph| rows.get(pacts.edge_mask()? as usize).cloned();
        let table =
            FnNetworkGame::new(n, |pacts: &Graph| row(pacts).ok_or_else(|| too_many(pacts.players())))?;
        let stable = network::stable_networks(&table, &search)?;
        stable.check(&table, 0.0)?;
        let efficient = network::efficient_networks(&table, search.search.tolerance)?;
        efficient.check(&table, 0.0)?;
        Ok(self.in_bp((stable, efficient)))
    }

    /// Stability of these bilateral pacts: whether they hold, or who leaves which or signs what, gaining how
    /// much. As
    /// [`pact_networks`](Self::pact_networks) for one network and any number of nations.
    ///
    /// # Errors
    /// A nation that is not a player, a pact with itself; as [`network::network_stability`]; an outcome that
    /// cannot be evaluated.
    ///
    /// # Complexity
    /// Pairwise: one evaluation for every pair of nations, twice.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::network::NetworkSearch;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "CHN"], &Menu::bilateral_pacts())?;
    /// let verdict = treaties.pact_stability(&[("USA", "JPN")], &NetworkSearch::pairwise())?;
    /// println!("{verdict}"); // who changes the pacts to what, if somebody does
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn pact_stability(
        &self,
        pacts: &[(&str, &str)],
        search: &NetworkSearch,
    ) -> Result<Named<Verdict<Graph>>> {
        let player = |code: &str| {
            let found = self.nations.iter().position(|c| c.as_str() == code);
            found.ok_or_else(|| Error::unknown("player", code, &self.nations))
        };
        let links = pacts.iter().map(|(a, b)| Ok((player(a)?, player(b)?))).collect::<Result<Vec<_>>>()?;
        let network = Graph::new(self.nations.len(), links)?;
        let search = with_accuracy(search);
        let game = self.pact_game()?;
        let verdict = network::network_stability(&game, &network, &search)?;
        verdict.check((&game, search.rule), 0.0)?;
        let asked = format!("{}; {}", self.name(network), search.rule);
        Ok(self.in_bp(verdict).to(asked))
    }

    /// The game of bilateral pacts: each pair may sign what the menu has for two (its
    /// [`package`](Self::package)), beside today's treaties. Payoffs are gains over the status quo in basis
    /// points of income.
    ///
    /// # Errors
    /// An outcome that cannot be evaluated.
    ///
    /// # Examples
    /// ```
    /// use comity::coalition::Graph;
    /// use comity::game::NetworkGame;
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "CHN"], &Menu::bilateral_pacts())?;
    /// let game = treaties.pact_game()?;
    /// assert_eq!(game.payoffs(&Graph::empty(3)?)?, [0.0; 3]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn pact_game(&self) -> Result<impl NetworkGame> {
        let n = self.nations.len();
        let pairs: Vec<Coalition> =
            (0..n).flat_map(|j| (0..j).map(move |i| Coalition::singleton(i).with(j))).collect();
        // What each pair may sign, by edge number.
        let offers = try_map(pairs.len(), |k| self.package(pairs[k]))?;
        let base = self.utilities(&Graph::empty(n)?, &offers)?;
        FnNetworkGame::new(n, move |pacts: &Graph| {
            let then = self.utilities(pacts, &offers)?;
            Ok(then.iter().zip(&base).map(|(then, base)| 1e4 * (then - base)).collect())
        })
    }

    /// War-stability of a regime's alliances among the nations (Jackson & Nei 2015): strengths are shares of
    /// world capability (CINC), and [alliances](Self::alliances) are worth nothing but safety. The verdict
    /// has been re-checked from the definition.
    ///
    /// # Errors
    /// More than 16 nations, a nation without CINC or one of 0, a regime that [`Regime::check`] refuses, an
    /// advantage that is not above 0.
    ///
    /// # Complexity
    /// `2^n` coalitions; no evaluation of the model.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::WarRules;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "KOR", "CHN"], &Menu::bilateral_pacts())?;
    /// let verdict = treaties.war_stability(study.status_quo(), &WarRules::new(1.5))?;
    /// println!("{verdict}"); // who can beat whom, with whom, or who leaves an idle alliance
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// M. O. Jackson & S. Nei (2015), *PNAS* 112(50); K. E. Boulding (1962), *Conflict and Defense*.
    pub fn war_stability(&self, regime: &Regime, rules: &WarRules) -> Result<Named<Verdict<WarState>>> {
        let game = self.alliance_game(rules)?;
        let alliances = self.alliances(regime)?;
        let verdict = network::war_stability(&game, &alliances, &rules.search)?;
        verdict.check((&game,), 0.0)?;
        let alliances = alliances.into_answer();
        let none = alliances.edges().next().is_none();
        let pacts = if none { "no alliance".into() } else { self.name(alliances).to_string() };
        Ok(self.name(verdict).to(format!("{pacts}; advantage of defence {}", rules.advantage)))
    }

    /// The game of alliances and attacks among the nations: strengths are shares of world capability (CINC).
    ///
    /// # Errors
    /// A nation without CINC or one of 0, an advantage that is not above 0.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::network::war_stable_networks;
    /// use comity::study::WarRules;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "CHN"], &Menu::default())?;
    /// let rules = WarRules::new(1.5);
    /// let game = treaties.alliance_game(&rules)?;
    /// println!("{}", treaties.name(war_stable_networks(&game, &rules.search)?));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn alliance_game(&self, rules: &WarRules) -> Result<AllianceGame<'static>> {
        let world = self.study.model().world();
        let parameters = self.study.model().parameters();
        let share = |from: usize, at: usize| {
            if !rules.loss_of_strength {
                return 1.0;
            }
            let (from, at) = (self.index[from], self.index[at]);
            let major = world.nations()[from].major_power;
            let scale = if major { parameters.strength_scale_major } else { parameters.strength_scale };
            delivered_strength(world.distance()[(from, at)], scale)
        };
        let game = AllianceGame::new(self.capabilities()?, rules.advantage)?.with_loss_of_strength(share)?;
        Ok(if rules.allies_spared { game.sparing_allies() } else { game })
    }

    /// The alliances of a regime among the nations: pairs with an obligation to defend, either way.
    ///
    /// # Errors
    /// A regime that [`Regime::check`] refuses.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "KOR", "CHN"], &Menu::default())?;
    /// assert_eq!(treaties.alliances(study.status_quo())?.to_string(), "USA–JPN USA–KOR");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn alliances(&self, regime: &Regime) -> Result<Named<Graph>> {
        regime.check(self.study.model().world())?;
        let player = |code: &NationCode| self.nations.iter().position(|c| c == code);
        let bound = regime.arrangements().iter().flat_map(|a| &a.terms).filter_map(|term| match term {
            Term::MutualDefence { defender, beneficiary, .. } => player(defender).zip(player(beneficiary)),
            _ => None,
        });
        Ok(self.name(Graph::new(self.nations.len(), bound)?))
    }

    /// Utilities of the players with these pacts in force.
    fn utilities(&self, pacts: &Graph, offers: &[Option<Arrangement>]) -> Result<Vec<f64>> {
        let signed = pacts.edges().filter_map(|(i, j)| offers.get(j * (j - 1) / 2 + i)?.clone());
        let regime = signed.fold(self.study.status_quo().clone(), Regime::with);
        let all: Vec<f64> = self.study.evaluate(&regime)?.utilities().collect();
        Ok(self.index.iter().map(|&i| all[i]).collect())
    }
}

/// The search with the accuracy of the model's payoffs, in basis points, for its tolerance.
fn with_accuracy(search: &NetworkSearch) -> NetworkSearch {
    const ACCURACY: f64 = 1e-5;
    let mut search = *search;
    if (0.0..ACCURACY).contains(&search.search.tolerance) {
        search.search.tolerance = ACCURACY;
    }
    search
}

fn too_many(n: usize) -> Error {
    Error::invalid("network of pacts", "nations", n, "those of the table")
}
