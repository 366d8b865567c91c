//! Which structures of blocs hold, with transfers and without, and what membership of them is worth to each
//! nation.

use super::{Named, Treaties};
use crate::error::Result;
use crate::solve::certificate;
use crate::solve::deviation::Reaction;
use crate::solve::externalities::{
    self, Deviators, Externalities, Outlook, PartitionValues, RecursiveCore, partition_values, recursive_core,
};
use crate::solve::hedonic::{HedonicVerdicts, Notion, hedonic_verdicts};

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
        certificate::check_recursive_core(&game, &core)?;
        Ok(self.in_usd(core))
    }

    /// Three extensions of the Shapley value to games with externalities, USD bn per year. They have been
    /// checked against their definitions.
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
    /// let values = treaties.values()?;
    /// let [all, half] = [&values.myerson, &values.mcquillin].map(|value| value.iter().sum::<f64>());
    /// assert!((all - half).abs() < 1e-9); // each shares what everybody together is worth
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn values(&self) -> Result<Named<PartitionValues<f64>>> {
        use certificate::{check_externality_free, check_mcquillin, check_myerson_partition_value};
        const ROUNDING: f64 = 1e-9;
        let game = self.at_most(7, "values with externalities, checked")?.partition_game()?;
        let values = partition_values(&game)?;
        check_externality_free(&game, &values.externality_free, ROUNDING)?;
        check_mcquillin(&game, &values.mcquillin, ROUNDING)?;
        check_myerson_partition_value(&game, &values.myerson, ROUNDING)?;
        Ok(self.in_usd(values))
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
        certificate::check_externalities(&game, &found)?;
        Ok(self.in_usd(found))
    }

    /// Every structure of blocs under one notion of stability without transfers and one conjecture about the
    /// others; gains in basis points of income, those within 1e-5 are ties. Each verdict has been checked
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
    /// assert_eq!(verdicts.stable.len() + verdicts.unstable.len(), 5);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn hedonic(&self, notion: Notion, reaction: Reaction) -> Result<Named<HedonicVerdicts>> {
        use certificate::{check_objection_with_externalities, check_stable_with_externalities};
        const TOLERANCE: f64 = 1e-5; // the accuracy of an equilibrium, in basis points
        let game = self.partition_payoffs()?;
        let found = hedonic_verdicts(&game, notion, reaction, TOLERANCE)?;
        for structure in &found.stable {
            check_stable_with_externalities(&game, structure, notion, reaction, TOLERANCE)?;
        }
        for (structure, objection) in &found.unstable {
            check_objection_with_externalities(&game, structure, notion, reaction, TOLERANCE, objection)?;
        }
        Ok(self.in_bp(found))
    }
}
