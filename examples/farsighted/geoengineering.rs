//! Three countries that can cool the climate: the study of Heyen & Lehtomaa (2021) from its parameters.
//!
//! Countries W(arm), T(emperate) and C(old) warm by 3 °C. Cooling the planet by `G` is worth `m (α² − (α −
//! G)²)` to a country whose wish is `α`. A coalition that may deploy chooses the mean of its members' wishes,
//! weighted by power and damage. A state is who is allied with whom; in every period one country, drawn at
//! random, proposes another state and those affected approve or not, looking ahead for ever.
//!
//! D. Heyen & J. Lehtomaa (2021), Solar geoengineering governance: a dynamic framework of farsighted
//! coalition formation, *Oxford Open Climate Change* 1, kgab010.

use comity::Result;
use comity::coalition::{Coalition, Partition};
use comity::game::{ApprovalRule, FormationProcess, Fraction, ProposalRule, StationaryProfile, Value};
use comity::solve::farsighted::{Dynamics, ProfileReport, dynamics, verify_profile};
#[cfg(feature = "equilibrium-search")]
use comity::solve::farsighted::{FindEquilibria, ProcessEquilibria};
use num_traits::{One, Zero};
use std::fmt;

/// Who is allied in each state: nobody, and every coalition of two or more.
pub const ALLIANCES: [u64; 5] = [0, 0b110, 0b101, 0b011, 0b111];
pub const STATES: [&str; 5] = ["( )", "(TC)", "(WC)", "(WT)", "(WTC)"];

/// Who may deploy.
#[derive(Clone)]
pub enum Governance {
    /// Anybody, so that the greatest wish wins: the free driver.
    Weak,
    /// The most powerful coalition, if it has this share of power.
    PowerThreshold(Fraction),
}

/// What the study varies.
pub struct Experiment {
    pub name: &'static str,
    /// Marginal damage of each country.
    pub damage: [Fraction; 3],
    pub governance: Governance,
    pub approvals: ApprovalRule,
    /// `proposals[i][x]`: what the published equilibrium has country `i` propose in state `x`.
    pub proposals: [[usize; 5]; 3],
}

/// The four experiments: two of the main text, two of the supplement.
pub fn experiments() -> [Experiment; 4] {
    let (equal, unequal) = (|| [f(1, 1), f(1, 1), f(1, 1)], || [f(3, 4), f(5, 4), f(1, 1)]);
    let half = || Governance::PowerThreshold(f(1, 2));
    let threshold = [[1, 4, 2, 3, 4], [1, 1, 1, 0, 2], [1, 1, 0, 1, 3]];
    [
        Experiment {
            name: "weak governance",
            damage: equal(),
            governance: Governance::Weak,
            approvals: ApprovalRule::AllAffected,
            proposals: [[0, 1, 0, 0, 1], [0, 0, 2, 3, 4], [0, 0, 2, 3, 4]],
        },
        Experiment {
            name: "power threshold",
            damage: equal(),
            governance: half(),
            approvals: ApprovalRule::AllAffected,
            proposals: threshold,
        },
        Experiment {
            name: "unequal damages, unanimity",
            damage: unequal(),
            governance: half(),
            approvals: ApprovalRule::AllAffected,
            proposals: threshold,
        },
        Experiment {
            name: "unequal damages, without unanimity",
            damage: unequal(),
            governance: half(),
            approvals: ApprovalRule::NewcomersElseMajority,
            proposals: [[3, 4, 4, 3, 4], [1, 4, 4, 4, 4], [1, 1, 1, 1, 4]],
        },
    ]
}

fn f(p: i64, q: i64) -> Fraction {
    Fraction::ratio(p, q)
}

/// Everything that the study publishes about an experiment, exact.
pub struct Replication {
    pub name: &'static str,
    pub approvals: ApprovalRule,
    /// Cooling in each state, °C.
    pub cooling: Vec<Fraction>,
    /// `payoffs[x][i]`.
    pub payoffs: Vec<Vec<Fraction>>,
    /// The published equilibrium: transitions, values, and one-shot deviations, of which there must be none.
    pub report: ProfileReport<Fraction>,
    /// Where it leads.
    pub long_run: Dynamics<Fraction>,
}

/// The equilibria that a search of its own finds, without being told the published one.
#[cfg(feature = "equilibrium-search")]
pub struct Search {
    /// The first equilibrium found.
    pub found: ProcessEquilibria,
    /// Which of them has the published values; where countries are indifferent, other moves may lead to the
    /// same.
    pub published: Option<usize>,
}

impl Experiment {
    /// `α_i`: how much cooling each country wants.
    fn wishes() -> [Fraction; 3] {
        let (warming, ideal) = (f(3, 1), f(13, 1));
        [f(43, 2), f(14, 1), f(23, 2)].map(|base| base + &warming - &ideal)
    }

    /// What the coalitions of a state deploy.
    fn cooling(&self, structure: &Partition) -> Fraction {
        let (power, wishes) = (f(1, 3), Self::wishes());
        let strength = |bloc: &Coalition| f(bloc.len() as i64, 1) * &power;
        let wish = |bloc: &Coalition| {
            let weight: Fraction = bloc.players().map(|i| &self.damage[i]).sum();
            bloc.players().map(|i| &self.damage[i] * &wishes[i]).sum::<Fraction>() / weight
        };
        match &self.governance {
            Governance::Weak => structure.blocs().iter().map(wish).max(),
            Governance::PowerThreshold(least) => structure
                .blocs()
                .iter()
                .filter(|bloc| strength(bloc) >= *least)
                .max_by_key(|b| b.len())
                .map(wish),
        }
        .unwrap_or_else(Fraction::zero)
    }

    /// The process of coalition formation, discount factor 0.99, everybody equally likely to propose.
    pub fn process(&self) -> Result<(Vec<Fraction>, FormationProcess<Fraction>)> {
        let states: Vec<Partition> = ALLIANCES
            .iter()
            .map(|&bloc| Partition::one_bloc(3, Coalition::from_mask(bloc)))
            .collect::<Result<_>>()?;
        let cooling: Vec<Fraction> = states.iter().map(|s| self.cooling(s)).collect();
        let worth = |g: &Fraction, i: usize| {
            let wish = &Self::wishes()[i];
            &self.damage[i] * (wish * wish - (wish - g) * (wish - g))
        };
        let payoffs = cooling.iter().map(|g| (0..3).map(|i| worth(g, i)).collect()).collect();
        let rules = (ProposalRule::AnyStructure, self.approvals);
        let process = FormationProcess::over_structures(
            &states,
            payoffs,
            vec![f(99, 100); 3],
            vec![f(1, 3); 3],
            rules,
        )?;
        Ok((cooling, process))
    }

    /// The published proposals, with votes that follow from the values they lead to: for what does not make
    /// one worse off.
    fn profile(&self, process: &FormationProcess<Fraction>) -> Result<StationaryProfile<Fraction>> {
        let bit = |yes: bool| if yes { Fraction::one() } else { Fraction::zero() };
        let proposes = |i: usize, x: usize| (0..5).map(|y| bit(self.proposals[i][x] == y)).collect();
        let votes = |v: &[Vec<Fraction>], j: usize| {
            (0..5).map(|x| (0..5).map(|y| bit(v[y][j] >= v[x][j])).collect()).collect()
        };
        let mut profile = StationaryProfile {
            proposals: (0..3).map(|i| (0..5).map(|x| proposes(i, x)).collect()).collect(),
            approvals: (0..3).map(|j| votes(process.payoffs(), j)).collect(),
        };
        // Votes and values settle within a few rounds; `verify_profile` says whether they have.
        for _ in 0..20 {
            let values = verify_profile(process, &profile, Fraction::zero())?.values;
            let again: Vec<_> = (0..3).map(|j| votes(&values, j)).collect();
            if again == profile.approvals {
                break;
            }
            profile.approvals = again;
        }
        Ok(profile)
    }

    /// Parameters to payoffs to process to equilibrium, verified exactly.
    pub fn replicate(&self) -> Result<Replication> {
        let (cooling, process) = self.process()?;
        let report = verify_profile(&process, &self.profile(&process)?, Fraction::zero())?;
        Ok(Replication {
            name: self.name,
            approvals: self.approvals,
            cooling,
            payoffs: process.payoffs().to_vec(),
            long_run: dynamics(&report.transition)?,
            report,
        })
    }

    /// The same equilibrium, found independently.
    #[cfg(feature = "equilibrium-search")]
    pub fn search(&self, replication: &Replication) -> Result<Search> {
        let (_, process) = self.process()?;
        let found = FindEquilibria::default().solve(&process.to_f64())?;
        let same = |a: &Vec<Vec<f64>>| {
            let pairs = a.iter().flatten().zip(replication.report.values.iter().flatten());
            pairs.into_iter().all(|(a, b)| (a - b.to_f64()).abs() < 1e-9)
        };
        let published = found.found.iter().position(|e| same(&e.report.values));
        Ok(Search { found, published })
    }
}

impl fmt::Display for Replication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounded as a person would, halves away from zero.
        let digits = |x: &Fraction| (x * Fraction::from_integer(100_000.into())).round().to_f64() / 1e5;
        let number = |x: &Fraction| format!("{:>10.5}", digits(x));
        let row = |row: &[Fraction]| row.iter().map(number).collect::<String>();
        writeln!(f, "{} ({})", self.name, self.approvals)?;
        writeln!(
            f,
            "{:<7}{:>9}  {:^30}  {:^30}  {:^50}",
            "state", "G", "payoffs W T C", "values W T C", "moves to"
        )?;
        for (x, state) in STATES.iter().enumerate() {
            let (u, v, p) = (&self.payoffs[x], &self.report.values[x], &self.report.transition[x]);
            writeln!(f, "{state:<7}{:>9.5}  {}  {}  {}", digits(&self.cooling[x]), row(u), row(v), row(p))?;
        }
        let ends: Vec<String> = self
            .long_run
            .recurrent
            .iter()
            .map(|class| class.iter().map(|&x| STATES[x]).collect::<Vec<_>>().join(" → "))
            .collect();
        let slowest = self.long_run.expected_time.iter().map(Value::to_f64).fold(0.0, f64::max);
        let verdict = if self.report.is_equilibrium() { "an equilibrium" } else { "not an equilibrium" };
        write!(f, "{verdict}, exactly; it ends in {}, after {slowest:.2} periods at most", ends.join(" or "))
    }
}

#[cfg(feature = "equilibrium-search")]
impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let which = match self.published {
            Some(k) => format!("number {} has these values", k + 1),
            None => "none has these values".into(),
        };
        write!(f, "found in {} starts: {} equilibria; {which}", self.found.starts, self.found.found.len())
    }
}
