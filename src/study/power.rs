//! Whose power counts, and who sides with whom.

use super::{Bloc, Structure, Treaties};
use crate::error::{Error, Result};
use crate::game::file::decimal;
use crate::game::{Alignment, Fraction, Value};
use crate::solve::certificate;
use crate::solve::network::{LandscapeSearch, balance_of_power, local_minima, simple_majority};
use crate::solve::voting;
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A nation in the balance of power.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Power {
    /// Who.
    pub nation: NationCode,
    /// Its share of world capability, CINC.
    pub capability: f64,
    /// Its Shapley–Shubik power, where more than half of the system's capability wins.
    pub power: f64,
    /// A minimal winning coalition that needs it; none where it is inessential.
    pub needed_by: Option<Bloc>,
}

/// The balance of power among some nations.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PowerBalance {
    /// The nations, as given.
    pub nations: Vec<Power>,
    /// Whether nobody is eliminated: everybody is essential.
    pub system_stable: bool,
    /// Whether nobody's resources are in danger: one nation holds exactly half.
    pub resource_stable: bool,
}

/// A division into camps from which no single nation wants to switch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Camps {
    /// Who is with whom.
    pub camps: Structure,
    /// The energy: low where those who trust each other are together.
    pub energy: f64,
    /// The share of all divisions from which steepest descent leads here.
    pub basin: f64,
}

/// The divisions into camps that hold.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Alignments {
    /// They, lowest energy first.
    pub minima: Vec<Camps>,
    /// The trust at which a nation is neither for nor against another.
    pub neutral_trust: f64,
    /// The number of camps and the convention at ties.
    pub search: LandscapeSearch,
    /// How many divisions there are: all were gone through.
    pub configurations: u64,
}

impl Treaties<'_> {
    /// The balance of power among the nations (Niou, Ordeshook & Rose 1989), each with its share of world capability
    /// (CINC, read as the decimal it is written as): who is essential, who not, and whether the system holds. The
    /// certificate has been checked.
    ///
    /// # Errors
    /// More than 24 nations, a nation without CINC, none above 0.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let powers = study.treaties(["USA", "CHN", "JPN", "RUS", "KOR", "PRK"], &Menu::default())?.balance_of_power()?;
    /// assert!(!powers.system_stable); // nobody needs North Korea
    /// assert!((powers.nations[2].power - 2.0 / 15.0).abs() < 1e-12); // Japan
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// E. M. S. Niou & P. C. Ordeshook (1986), *Journal of Conflict Resolution* 30(4); E. M. S. Niou, P. C. Ordeshook &
    /// G. F. Rose (1989), *The Balance of Power*.
    pub fn balance_of_power(&self) -> Result<PowerBalance> {
        let capabilities = self.capabilities()?;
        let exact: Vec<Fraction> = capabilities.iter().map(|share| written(*share)).collect();
        let found = balance_of_power(&exact)?;
        certificate::check_balance_of_power(&exact, &found)?;
        let indices = voting::shapley_shubik(&simple_majority(&exact)?)?;
        let nations = (0..exact.len()).map(|i| Power {
            nation: self.nations[i],
            capability: capabilities[i],
            power: Value::to_f64(&indices[i]),
            needed_by: found.minimal_winning[i].map(|coalition| self.bloc(coalition)),
        });
        Ok(PowerBalance {
            nations: nations.collect(),
            system_stable: found.is_system_stable(),
            resource_stable: found.is_resource_stable(),
        })
    }

    /// Who sides with whom in the landscape theory of Axelrod & Bennett (1993): all divisions into camps from which no
    /// nation wants to switch alone, with their basins. The certificate has been checked.
    ///
    /// Sizes are shares of world capability (CINC). The propensity of two nations to work together is
    /// `p_ij = (T_ij + T_ji)/2 − neutral_trust`, with the trust of the base regime, which weighs alliance, rivalry and
    /// distance of opinion as the paper weighs its like. That is this crate's choice (*assumed*); at
    /// `neutral_trust` = ½ a nation more likely than not a seeker of security attracts.
    ///
    /// # Errors
    /// A nation without CINC, a neutral trust outside 0..1, as [`local_minima`].
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::network::LandscapeSearch;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["USA", "JPN", "KOR", "CHN", "RUS", "PRK"], &Menu::default())?;
    /// let found = treaties.alignment(0.5, &LandscapeSearch::default())?;
    /// assert_eq!(found.minima[0].camps.to_string(), "{USA JPN KOR} {CHN RUS PRK}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// R. Axelrod & D. S. Bennett (1993), *British Journal of Political Science* 23(2).
    pub fn alignment(&self, neutral_trust: f64, search: &LandscapeSearch) -> Result<Alignments> {
        if !(0.0..=1.0).contains(&neutral_trust) {
            return Err(Error::invalid("alignment", "neutral trust", neutral_trust, "0..1"));
        }
        let trust = self.study.model().base_trust();
        let propensity = |&i: &usize, &j: &usize| {
            let mutual = 0.5 * (trust[(i, j)] + trust[(j, i)]) - neutral_trust;
            if i == j || mutual.abs() < 1e-12 { 0.0 } else { mutual }
        };
        let table: Vec<Vec<f64>> =
            self.index.iter().map(|i| self.index.iter().map(|j| propensity(i, j)).collect()).collect();
        let game = Alignment::new(&self.capabilities()?, &table)?;
        let found = local_minima(&game, search)?;
        certificate::check_local_minima(&game, &found)?;
        let minima = found.minima.iter().map(|m| Camps {
            camps: self.structure(&m.camps),
            energy: m.energy,
            basin: m.basin as f64 / found.configurations as f64,
        });
        Ok(Alignments {
            minima: minima.collect(),
            neutral_trust,
            search: *search,
            configurations: found.configurations,
        })
    }
}

/// The number that a float is the shortest way of writing: 0.1 is a tenth.
fn written(x: f64) -> Fraction {
    decimal(&x.to_string()).unwrap_or_else(|| x.to_fraction())
}

impl fmt::Display for PowerBalance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.system_stable {
            "everybody is essential"
        } else {
            "not everybody is essential"
        })?;
        if self.resource_stable {
            f.write_str(", and one holds exactly half")?;
        }
        for Power { nation, capability, power, needed_by } in &self.nations {
            write!(f, "\n  {nation} {capability:.4}, power {power:.4}, ")?;
            match needed_by {
                Some(bloc) => write!(f, "essential in {bloc}")?,
                None => f.write_str("inessential")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Alignments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, camps) = (self.minima.len(), self.search.camps);
        write!(f, "{count} of {} divisions into at most {camps} camps hold", self.configurations)?;
        self.minima.iter().try_for_each(|m| {
            write!(f, "\n  {} energy {:.6}, basin {:.1} %", m.camps, m.energy, 100.0 * m.basin)
        })
    }
}
