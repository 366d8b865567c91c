//! Stability of a regime against coalitions that withdraw from arrangements and sign new ones.

use super::Study;
use super::exits::{Part, RegimeGame};
use super::verdict::{Exit, RegimeSearch, RegimeVerdict};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::Effectivity;
use crate::solve::deviation;
use crate::treaty::Regime;

impl Study {
    /// Whether a regime holds against coalitions of up to two nations that withdraw from any of their
    /// arrangements and sign something of the study's menu: pairwise stability (Jackson & Wolinsky 1996) on a
    /// bilateral menu. The verdict is re-checked from the definition before it is returned.
    ///
    /// A regime within reach without figures, e.g. without a steady state of the arms race, is told
    /// ([`RegimeVerdict::unvalued`]), and the search goes on.
    ///
    /// # Errors
    /// A regime that [`Regime::check`] refuses, or that cannot be evaluated.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let verdict = study.stability(study.status_quo())?;
    /// println!("{verdict}"); // stable, or who leaves with whom, to what, gaining how much
    /// assert_eq!(verdict.holds, verdict.exits.is_empty());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn stability(&self, regime: &Regime) -> Result<RegimeVerdict> {
        self.stability_within(regime, &RegimeSearch::default())
    }

    /// As [`stability`](Self::stability) under other conventions. A coalition `S` may withdraw from any set
    /// of arrangements that a member of `S` has signed and whose clause lets it ([`Withdrawal::Never`] does not; a
    /// notice delays a withdrawal and no more), and sign at most one package whose members are exactly `S`, as far as
    /// the [rules](crate::treaty::SigningRules) of the menu let it beside what is left in force.
    ///
    /// # Errors
    /// As [`stability`](Self::stability); a reaction other than γ and δ; coalitions of nobody, a tolerance that is not
    /// finite; more than 63 nations. [`Error::TooLarge`], before anything is evaluated, where there are more than 2^18
    /// moves and [`Search::max_states`] sets no limit of its own.
    ///
    /// # Complexity
    /// `C(n, ≤k) · 2^a · (1 + menu)` evaluations at most, `a` the arrangements a coalition is in; equal
    /// regimes are evaluated once. Within `max_states`, sets that leave few arrangements or all but a few come first.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::RegimeSearch;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let fixed = RegimeSearch { todays_treaties_fixed: true, ..RegimeSearch::default() };
    /// let verdict = study.stability_within(study.status_quo(), &fixed)?;
    /// assert!(verdict.exits.iter().all(|exit| exit.leaves.is_empty()));
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// [`Withdrawal::Never`]: crate::treaty::Withdrawal::Never
    /// [`Error::TooLarge`]: crate::Error::TooLarge
    /// [`Search::max_states`]: deviation::Search::max_states
    pub fn stability_within(&self, regime: &Regime, search: &RegimeSearch) -> Result<RegimeVerdict> {
        regime.check(self.model().world())?;
        let (holds, exits, searched, mut unvalued) =
            RegimeGame::new(self, regime, search, Part::Leaving)?.verdict(&search.search)?;
        let (complete, additions, searched_additions, without) =
            RegimeGame::new(self, regime, search, Part::Signing)?.verdict(&search.search)?;
        unvalued.extend(without);
        let today = self.status_quo().arrangements();
        let given =
            regime.arrangements().iter().filter(|a| search.todays_treaties_fixed && today.contains(a));
        Ok(RegimeVerdict {
            stable: holds && complete,
            holds,
            complete,
            exits,
            additions,
            search: *search,
            menu: self.menu().packages.iter().map(|package| package.name.clone()).collect(),
            given: given.map(|a| a.name.clone()).collect(),
            searched,
            searched_additions,
            unvalued,
        })
    }

    /// Whether a regime holds and is complete, yes or no: the search ends at the first coalition that gains. The
    /// answer is that of [`stability_within`](Self::stability_within) in less time where it is no.
    ///
    /// # Errors
    /// As [`stability_within`](Self::stability_within).
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::study::RegimeSearch;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let search = RegimeSearch::default();
    /// assert_eq!(study.is_stable(study.status_quo(), &search)?, study.stability(study.status_quo())?.stable);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_stable(&self, regime: &Regime, search: &RegimeSearch) -> Result<bool> {
        regime.check(self.model().world())?;
        for part in [Part::Signing, Part::Leaving] {
            let game = RegimeGame::new(self, regime, search, part)?;
            game.within_limit(&search.search)?;
            if !deviation::stability(&game, &game.start(), &search.search)?.is_stable() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Study {
    /// The best way out of a regime of the first of these coalitions that has one, under the conventions of
    /// [`stability_within`](Self::stability_within).
    pub(crate) fn first_exit(
        &self,
        regime: &Regime,
        search: &RegimeSearch,
        coalitions: impl IntoIterator<Item = Coalition>,
    ) -> Result<Option<Exit>> {
        let game = RegimeGame::new(self, regime, search, Part::Any)?;
        let start = game.start();
        let now = game.payoffs(&start)?;
        for coalition in coalitions {
            if let Some((_, exit)) = game.best_exit(&start, &now, coalition, &search.search)? {
                return Ok(Some(exit));
            }
        }
        Ok(None)
    }
}
