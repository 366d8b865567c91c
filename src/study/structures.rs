//! Which structures of blocs hold, with transfers and without, and what membership of them is worth to each
//! nation.

use super::{Named, Treaties};
use crate::coalition::Partition;
use crate::error::Result;
use crate::parallel::try_map;
use crate::solve::Certified;
use crate::solve::deviation::{Reaction, Verdict};
use crate::solve::externalities::{
    self, Deviators, Externalities, Outlook, PartitionValue, RecursiveCore, recursive_core,
};
use crate::solve::hedonic::{HedonicRules, Notion, stability_with_externalities};

impl Treaties<'_> {
    /// The structures of blocs that the recursive core supports, with transfers inside blocs (Kóczy 2007),
    /// and a sharing of each, USD bn per year: deviators expect the others to settle in the core of what is
    /// left to them. The certificate has been checked.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game); more than 10 nations.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel; then that of [`recursive_core`].
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::externalities::{Deviators, Outlook};
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let core = treaties.recursive_core(Outlook::Pessimistic, Deviators::AnyPartition)?;
    /// println!("{core}"); // each structure, and what each nation gets in it
    /// assert!(core.structures.iter().all(|(structure, _)| structure.players() == 3));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn recursive_core(
        &self,
        outlook: Outlook,
        deviators: Deviators,
    ) -> Result<Named<RecursiveCore<f64>>> {
        let game = self.at_most(10, "recursive core")?.partition_game()?;
        let core = recursive_core(&game, outlook, deviators)?;
        core.check(&game, 0.0)?;
        Ok(self.in_usd(core))
    }

    /// An extension of the Shapley value to games with externalities, USD bn per year. It has been checked
    /// against its definition.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game); more than 7 nations.
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel: 877 at n = 7.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// use comity::solve::externalities::PartitionValue;
    /// let total = |value| -> comity::Result<f64> { Ok(treaties.value(value)?.iter().sum()) };
    /// let [all, half] = [total(PartitionValue::Myerson)?, total(PartitionValue::McQuillin)?];
    /// assert!((all - half).abs() < 1e-9); // each shares what everybody together is worth
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn value(&self, value: PartitionValue) -> Result<Named<Vec<f64>>> {
        let game = self.at_most(7, "value with externalities, checked")?.partition_game()?;
        let shares = externalities::value(&game, value)?;
        shares.check((&game, value), 1e-9)?;
        Ok(self.in_usd(shares).to(format!("{value} value")))
    }

    /// Superadditivity and externalities: whether blocs gain by merging, and whether their mergers help or
    /// hurt outsiders, USD bn per year. Any difference counts, however small: the case named says how large
    /// it is. The answer has been checked over all mergers.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    ///
    /// # Complexity
    /// `B(n)` evaluations, in parallel.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// println!("{}", treaties.externalities()?); // the first merger of each kind
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn externalities(&self) -> Result<Named<Externalities<f64>>> {
        let game = self.partition_game()?;
        let found = externalities::externalities(&game)?;
        found.check(&game, 0.0)?;
        Ok(self.in_usd(found))
    }

    /// Every structure of blocs under one notion of stability without transfers and one conjecture about the
    /// others, in the order of [`Partition::all`]; gains in basis points of income, those within 1e-5 are ties. Each verdict has been checked
    /// from the definition.
    ///
    /// # Errors
    /// As [`partition_payoffs`](Self::partition_payoffs).
    ///
    /// # Complexity
    /// Beside the evaluations, `B(n)` verdicts: sensible to 8 nations, 10 under γ and δ.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::deviation::Reaction;
    /// use comity::solve::hedonic::Notion;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR", "CHN"], &Menu::only(Package::cooperative()))?;
    /// let verdicts = treaties.hedonic(Notion::Core, Reaction::Gamma)?;
    /// assert_eq!(verdicts.len(), 5);
    /// println!("{verdicts}"); // each structure, stable or with the first objection to it
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn hedonic(
        &self,
        notion: Notion,
        reaction: Reaction,
    ) -> Result<Named<Vec<Verdict<Partition, HedonicRules>>>> {
        // The tolerance is the accuracy of an equilibrium, in basis points.
        let rules = HedonicRules { notion, reaction, tolerance: 1e-5 };
        let game = self.partition_payoffs()?;
        let structures: Vec<Partition> = Partition::all(game.players()).collect();
        let verdicts = try_map(structures.len(), |p| {
            let verdict = stability_with_externalities(&game, &structures[p], rules)?;
            verdict.check(&game, 0.0)?;
            Ok(verdict)
        })?;
        Ok(self.in_bp(verdicts))
    }
}
