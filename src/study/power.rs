//! Whose power counts, and who sides with whom.

use super::{Named, Treaties};
use crate::error::{Error, Result};
use crate::game::file::decimal;
use crate::game::{Alignment, Fraction, Value, WeightedVoting};
use crate::solve::Certified;
use crate::solve::network::{BalanceOfPower, LandscapeSearch, LocalMinima, balance_of_power, local_minima};
use crate::solve::voting::{PowerIndex, index};

impl Treaties<'_> {
    /// The balance of power among the nations (Niou, Ordeshook & Rose 1989), each with its share of world
    /// capability (CINC, read as the decimal it is written as): which nations are essential, and whether the
    /// system holds. The certificate has been checked.
    ///
    /// # Errors
    /// More than 24 nations, a nation without CINC, none above 0.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let powers = study.treaties(["USA", "CHN", "JPN", "RUS", "KOR", "PRK"], &Menu::default())?;
    /// let balance = powers.balance_of_power()?;
    /// assert!(!balance.is_system_stable());
    /// assert_eq!(powers.name(balance.inessential()).to_string(), "{PRK}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// E. M. S. Niou & P. C. Ordeshook (1986), *Journal of Conflict Resolution* 30(4); E. M. S. Niou, P. C.
    /// Ordeshook & G. F. Rose (1989), *The Balance of Power*.
    pub fn balance_of_power(&self) -> Result<Named<BalanceOfPower>> {
        let exact = self.exact_capabilities()?;
        let found = balance_of_power(&exact)?;
        found.check(&exact[..], 0.0)?;
        Ok(self.name(found))
    }

    /// The Shapley–Shubik power of each nation where more than half of the system's capability (CINC) wins:
    /// positive iff the nation is essential to the [`balance_of_power`](Self::balance_of_power). Exact, then
    /// rounded once.
    ///
    /// # Errors
    /// A nation without CINC, none above 0; as [`index`].
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let powers = study.treaties(["USA", "CHN", "JPN", "RUS", "KOR", "PRK"], &Menu::default())?.power()?;
    /// assert_eq!((powers[0], powers[5]), (0.3, 0.0)); // the United States, North Korea
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn power(&self) -> Result<Named<Vec<f64>>> {
        let vote = WeightedVoting::simple_majority(&self.exact_capabilities()?)?;
        let indices = index(&vote, &PowerIndex::ShapleyShubik)?;
        Ok(self.name(indices.iter().map(Value::to_f64).collect()))
    }

    /// The alignments of the landscape theory of Axelrod & Bennett (1993): all divisions into camps from
    /// which no nation wants to switch alone, with their basins. The certificate has been checked.
    ///
    /// Sizes are shares of world capability (CINC). The propensity of two nations to work together is `p_ij =
    /// (T_ij + T_ji)/2 − neutral_trust`, with the trust of the base regime, which weighs alliance, rivalry
    /// and distance of opinion as the paper weighs its like. That is this crate's choice (*assumed*); at
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
    /// assert_eq!(treaties.name(found.minima[0].camps.clone()).to_string(), "{USA JPN KOR} {CHN RUS PRK}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// R. Axelrod & D. S. Bennett (1993), *British Journal of Political Science* 23(2).
    pub fn alignment(&self, neutral_trust: f64, search: &LandscapeSearch) -> Result<Named<LocalMinima>> {
        if !(0.0..=1.0).contains(&neutral_trust) {
            return Err(Error::invalid("alignment", "neutral trust", neutral_trust, "0..1"));
        }
        let trust = &self.study.model().base().trust;
        let propensity = |&i: &usize, &j: &usize| {
            let mutual = 0.5 * (trust[(i, j)] + trust[(j, i)]) - neutral_trust;
            if i == j || mutual.abs() < 1e-12 { 0.0 } else { mutual }
        };
        let table: Vec<Vec<f64>> =
            self.index.iter().map(|i| self.index.iter().map(|j| propensity(i, j)).collect()).collect();
        let game = Alignment::new(&self.capabilities()?, &table)?;
        let found = local_minima(&game, search)?;
        found.check(&game, 0.0)?;
        Ok(self.name(found))
    }

    /// Shares of world capability, CINC, by number of player.
    ///
    /// # Errors
    /// A nation without CINC.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let shares = study.treaties(["USA", "PRK"], &Menu::default())?.capabilities()?;
    /// assert!(shares[0] > 10.0 * shares[1]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn capabilities(&self) -> Result<Vec<f64>> {
        let nations = self.study.model().world().nations();
        let cinc = |&i: &usize| {
            let known = nations[i].cinc;
            known.ok_or_else(|| Error::invalid(nations[i].code.as_str(), "cinc", "not given", "0..1"))
        };
        self.index.iter().map(cinc).collect()
    }

    /// The numbers that the floats are the shortest way of writing: 0.1 is a tenth.
    fn exact_capabilities(&self) -> Result<Vec<Fraction>> {
        let written = |x: &f64| decimal(&x.to_string()).unwrap_or_else(|| x.to_fraction());
        Ok(self.capabilities()?.iter().map(written).collect())
    }
}
