//! Which networks of bilateral pacts hold, and whether alliances keep the peace.

use super::{Bloc, Treaties};
use crate::coalition::{Coalition, Graph};
use crate::error::{Error, Result};
use crate::game::network::{AllianceGame, FnNetworkGame, NetworkFormation};
use crate::mechanism::loss::delivered_strength;
use crate::parallel::try_map;
use crate::solve::certificate;
use crate::solve::deviation::{Searched, Verdict};
use crate::solve::network::{self, Breach, NetworkSearch, WarConvention};
use crate::treaty::{Arrangement, Regime, Term};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Pairs of nations that are bound to each other: `JPN–KOR USA–JPN`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Pacts(pub Vec<(NationCode, NationCode)>);

/// The networks of bilateral pacts that hold, and those that are best for all together.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PactNetworks {
    /// Those from which nobody has a way out.
    pub stable: Vec<Pacts>,
    /// Those with the largest sum of utilities.
    pub efficient: Vec<Pacts>,
    /// That sum, basis points of income against the status quo.
    pub total: f64,
    /// The concept of stability and its conventions.
    pub search: NetworkSearch,
    /// How many networks there are: all were gone through.
    pub searched: u64,
}

/// A change of pacts that those who make it like.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PactDeviation {
    /// Who signs or leaves, together.
    pub bloc: Bloc,
    /// The pacts then in force.
    pub to: Pacts,
    /// What each of them gains, basis points of income.
    pub gains: Vec<f64>,
}

/// Whether a network of bilateral pacts holds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PactVerdict {
    /// The pacts.
    pub pacts: Pacts,
    /// Whether they are proven stable.
    pub stable: bool,
    /// Who changes them to what, where they are not.
    pub deviation: Option<PactDeviation>,
    /// The concept of stability and its conventions.
    pub search: NetworkSearch,
    /// What was searched.
    pub searched: Searched,
}

/// How wars are decided, and under which conventions.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct WarRules {
    /// γ: how many times the strength of the defence counts.
    pub advantage: f64,
    /// Whether strength is lost on the way, as in the model ([`delivered_strength`]).
    pub loss_of_strength: bool,
    /// Whether nobody attacks an ally of their own.
    pub allies_spared: bool,
    /// When attackers count as better off.
    pub convention: WarConvention,
}

impl WarRules {
    /// Defence counts `advantage` times, strength carries any distance, allies may turn on each other.
    pub fn new(advantage: f64) -> Self {
        WarRules {
            advantage,
            loss_of_strength: false,
            allies_spared: false,
            convention: WarConvention::default(),
        }
    }
}

/// What upsets a network of alliances, in nations' names.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllianceBreach {
    /// Some attack a vulnerable nation and win, at once or after two of them have allied.
    Attack {
        /// Who attack.
        attackers: Bloc,
        /// Whom.
        target: NationCode,
        /// The alliance that two of them make first.
        new_alliance: Option<(NationCode, NationCode)>,
        /// The attackers' strength where they meet, share of world capability.
        strength: f64,
        /// Who defend the target, itself included.
        defenders: Bloc,
        /// Their strength, times the advantage of defence.
        resistance: f64,
    },
    /// A nation leaves an alliance that it is safe without.
    Leaves {
        /// Who.
        nation: NationCode,
        /// Whose alliance.
        ally: NationCode,
    },
}

/// Whether a regime's alliances are war-stable.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WarReport {
    /// The alliances: pairs with an obligation to defend, either way.
    pub alliances: Pacts,
    /// What upsets them; nothing where they are war-stable.
    pub upset: Option<AllianceBreach>,
    /// How wars are decided.
    pub rules: WarRules,
    /// What was compared.
    pub searched: Searched,
}

impl Treaties<'_> {
    /// All networks of bilateral pacts that hold among the nations, and the efficient ones. Each pair may sign what the
    /// menu has for two (its [`package`](Self::package)), beside today's treaties; gains within 10⁻⁵ basis points are
    /// ties unless `search` allows for more. The certificate has been checked.
    ///
    /// Start from [`NetworkSearch::pairwise`]: nobody gains by leaving a pact, no two by signing one.
    ///
    /// # Errors
    /// More than 6 nations; as [`stable_networks`](network::stable_networks); an outcome that cannot be evaluated.
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
    /// assert_eq!(found.searched, 8);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn pact_networks(&self, search: &NetworkSearch) -> Result<PactNetworks> {
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
        let offers = self.offers()?;
        let base = self.utilities(&Graph::empty(n)?, &offers)?;
        let rows = try_map(1 << (n * (n - 1) / 2), |mask| {
            let then = self.utilities(&Graph::from_edge_mask(n, mask as u64)?, &offers)?;
            Ok(gains(&then, &base))
        })?;
        let row = |pacts: &Graph| rows.get(pacts.edge_mask()? as usize).cloned();
        let game =
            FnNetworkGame::new(n, |pacts: &Graph| row(pacts).ok_or_else(|| too_many(pacts.players())))?;
        let stable = network::stable_networks(&game, &search)?;
        certificate::check_stable_networks(&game, &stable)?;
        let efficient = network::efficient_networks(&game, search.search.tolerance)?;
        certificate::check_efficient_networks(&game, &efficient)?;
        let names = |networks: &[Graph]| networks.iter().map(|pacts| self.pacts(pacts)).collect();
        Ok(PactNetworks {
            stable: names(&stable.networks),
            efficient: names(&efficient.networks),
            total: efficient.total,
            search,
            searched: stable.searched,
        })
    }

    /// Whether these bilateral pacts hold, or who leaves which or signs what, gaining how much. As
    /// [`pact_networks`](Self::pact_networks) for one network and any number of nations.
    ///
    /// # Errors
    /// A nation that is not a player, a pact with itself; as [`network::network_stability`]; an outcome that cannot be evaluated.
    ///
    /// # Complexity
    /// Pairwise: one evaluation for every pair of nations, twice.
    pub fn pact_stability(&self, pacts: &[(&str, &str)], search: &NetworkSearch) -> Result<PactVerdict> {
        let player = |code: &str| {
            let found = self.nations.iter().position(|c| c.as_str() == code);
            found.ok_or_else(|| Error::unknown("player", code, &self.nations))
        };
        let n = self.nations.len();
        let links = pacts.iter().map(|(a, b)| Ok((player(a)?, player(b)?))).collect::<Result<Vec<_>>>()?;
        let network = Graph::new(n, links)?;
        let search = with_accuracy(search);
        let offers = self.offers()?;
        let base = self.utilities(&Graph::empty(n)?, &offers)?;
        let game = FnNetworkGame::new(n, |pacts: &Graph| Ok(gains(&self.utilities(pacts, &offers)?, &base)))?;
        let verdict = network::network_stability(&game, &network, &search)?;
        certificate::check_verdict(&NetworkFormation { game: &game, rule: search.rule }, &network, &verdict)?;
        let deviation = verdict.deviation().map(|d| PactDeviation {
            bloc: self.bloc(d.coalition),
            to: self.pacts(&d.to),
            gains: d.gains.clone(),
        });
        let (Verdict::Stable { searched, .. }
        | Verdict::Unstable { searched, .. }
        | Verdict::Unproven { searched, .. }) = verdict;
        Ok(PactVerdict {
            pacts: self.pacts(&network),
            stable: verdict.is_stable(),
            deviation,
            search,
            searched,
        })
    }

    /// Whether a regime's alliances among the nations are war-stable (Jackson & Nei 2015): strengths are shares of world
    /// capability (CINC), two nations are allied where a defence obligation binds either to the other, alliances are
    /// worth nothing but safety. The verdict has been re-checked from the definition.
    ///
    /// # Errors
    /// More than 16 nations, a nation without CINC or one of 0, a regime that [`Regime::check`] refuses, an advantage
    /// that is not above 0.
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
    /// let report = treaties.war_stability(study.status_quo(), &WarRules::new(1.5))?;
    /// println!("{report}"); // who can beat whom, with whom, or who leaves an idle alliance
    /// assert_eq!(report.alliances.to_string(), "USA–JPN USA–KOR");
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// M. O. Jackson & S. Nei (2015), *PNAS* 112(50); K. E. Boulding (1962), *Conflict and Defense*.
    pub fn war_stability(&self, regime: &Regime, rules: &WarRules) -> Result<WarReport> {
        let world = self.study.model().world();
        regime.check(world)?;
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
        let mut game =
            AllianceGame::new(self.capabilities()?, rules.advantage)?.with_loss_of_strength(share)?;
        if rules.allies_spared {
            game = game.sparing_allies();
        }
        let alliances = self.alliances(regime)?;
        let verdict = network::war_stability(&game, &alliances, rules.convention)?;
        certificate::check_war(&game, &alliances, &verdict)?;
        let code = |i: usize| self.nations[i];
        let upset = verdict.breach.and_then(|breach| match breach {
            Breach::Attack { attackers, target, new_link, strength, defenders, resistance, .. } => {
                Some(AllianceBreach::Attack {
                    attackers: self.bloc(attackers),
                    target: code(target),
                    new_alliance: new_link.map(|(i, j)| (code(i), code(j))),
                    strength,
                    defenders: self.bloc(defenders),
                    resistance,
                })
            }
            Breach::Severs { player, partner, .. } => {
                Some(AllianceBreach::Leaves { nation: code(player), ally: code(partner) })
            }
            Breach::Adds { .. } => None, // alliances cost and bring nothing by themselves
        });
        Ok(WarReport { alliances: self.pacts(&alliances), upset, rules: *rules, searched: verdict.searched })
    }

    /// Shares of world capability, CINC, in the order of the players.
    pub(super) fn capabilities(&self) -> Result<Vec<f64>> {
        let nations = self.study.model().world().nations();
        let cinc = |&i: &usize| {
            let known = nations[i].cinc;
            known.ok_or_else(|| Error::invalid(nations[i].code.as_str(), "cinc", "not given", "0..1"))
        };
        self.index.iter().map(cinc).collect()
    }

    /// Who is bound to defend whom, either way.
    fn alliances(&self, regime: &Regime) -> Result<Graph> {
        let player = |code: &NationCode| self.nations.iter().position(|c| c == code);
        let bound = regime.arrangements().iter().flat_map(|a| &a.terms).filter_map(|term| match term {
            Term::MutualDefence { defender, beneficiary, .. } => player(defender).zip(player(beneficiary)),
            _ => None,
        });
        Graph::new(self.nations.len(), bound)
    }

    /// What each pair may sign, by edge number.
    fn offers(&self) -> Result<Vec<Option<Arrangement>>> {
        let n = self.nations.len();
        let pairs: Vec<Coalition> =
            (0..n).flat_map(|j| (0..j).map(move |i| Coalition::singleton(i).with(j))).collect();
        try_map(pairs.len(), |k| self.package(pairs[k]))
    }

    /// Utilities of the players with these pacts in force.
    fn utilities(&self, pacts: &Graph, offers: &[Option<Arrangement>]) -> Result<Vec<f64>> {
        let signed = pacts.edges().filter_map(|(i, j)| offers.get(j * (j - 1) / 2 + i)?.clone());
        let regime = signed.fold(self.study.status_quo().clone(), Regime::with);
        let all: Vec<f64> = self.study.evaluate(&regime)?.utilities().collect();
        Ok(self.index.iter().map(|&i| all[i]).collect())
    }

    fn pacts(&self, network: &Graph) -> Pacts {
        Pacts(network.edges().map(|(i, j)| (self.nations[i], self.nations[j])).collect())
    }
}

/// Basis points of income.
fn gains(then: &[f64], base: &[f64]) -> Vec<f64> {
    then.iter().zip(base).map(|(then, base)| 1e4 * (then - base)).collect()
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

impl fmt::Display for Pacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|(a, b)| format!("{a}–{b}")).collect();
        f.write_str(if pairs.is_empty() { "no pact".into() } else { pairs.join(" ") }.as_str())
    }
}

impl fmt::Display for PactNetworks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stable networks of pacts: {} of {}", self.stable.len(), self.searched)?;
        write!(f, " ({}, {})", self.search.rule, self.search.search.improvement)?;
        self.stable.iter().try_for_each(|pacts| write!(f, "\n  {pacts}"))?;
        for pacts in &self.efficient {
            write!(f, "\nbest for all together, {:+.2} bp: {pacts}", self.total)?;
        }
        Ok(())
    }
}

impl fmt::Display for PactVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.pacts)?;
        match &self.deviation {
            Some(PactDeviation { bloc, to, gains }) => {
                write!(f, "unstable; {bloc} change it to {to}, gaining")?;
                bloc.0.iter().zip(gains).try_for_each(|(code, gain)| write!(f, " {code} {gain:+.2} bp"))?;
            }
            None => f.write_str(if self.stable { "stable" } else { "unproven" })?,
        }
        write!(f, " ({}, {}; searched {})", self.search.rule, self.search.search.improvement, self.searched)
    }
}

impl fmt::Display for AllianceBreach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AllianceBreach::Attack { attackers, target, new_alliance, strength, defenders, resistance } => {
                if let Some((a, b)) = new_alliance {
                    write!(f, "{a} and {b} ally; then ")?;
                }
                write!(
                    f,
                    "{attackers} can beat {target}, {strength:.4} against {resistance:.4} of {defenders}"
                )
            }
            AllianceBreach::Leaves { nation, ally } => {
                write!(f, "{nation} is as safe without its alliance with {ally}")
            }
        }
    }
}

impl fmt::Display for WarReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.alliances)?;
        match &self.upset {
            None => f.write_str("war-stable")?,
            Some(upset) => write!(f, "not war-stable; {upset}")?,
        }
        write!(f, " (advantage of defence {}; searched {})", self.rules.advantage, self.searched)
    }
}
