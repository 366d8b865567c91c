//! How nations negotiate in a year.

use crate::study::{Negotiation, RegimeSearch};
use crate::treaty::Menu;

/// How nations come to sign, once per year.
///
/// ```
/// use comity::prelude::*;
/// use comity::simulate::Diplomacy;
/// let study = Study::new(World::northeast_asia_2002())?;
/// let talks = Negotiation::proposed_by("JPN").among(["USA", "JPN", "KOR", "CHN"]);
/// println!("{}", Simulation::of(&study).diplomacy(Diplomacy::talks(talks)).years(5).seed(1).run()?);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Diplomacy {
    pub(crate) forum: Forum,
}

/// The occasion.
#[derive(Clone, Debug)]
pub(crate) enum Forum {
    None,
    Talks(Negotiation),
    Drawn { seats: usize, rules: Negotiation },
    Deviations(RegimeSearch),
    Meetings { noise: f64 },
}

impl Forum {
    /// Whether withdrawal is a decision apart; in the others it is one of the moves.
    pub fn lets_nations_leave(&self) -> bool {
        !matches!(self, Forum::Deviations(_) | Forum::Meetings { .. })
    }
}

impl Diplomacy {
    /// No negotiation: arrangements may only be left, expire or be suspended.
    pub fn none() -> Self {
        Diplomacy { forum: Forum::None }
    }

    /// This negotiation every year, from where the world stands then. Strategies are those of the nations' agents,
    /// unless the rules name some or let everybody propose.
    pub fn talks(rules: Negotiation) -> Self {
        Diplomacy { forum: Forum::Talks(rules) }
    }

    /// Talks under the protocol of `rules` over the menu, of an opener drawn by [recognition](super::Rules::recognition)
    /// and others drawn with equal chances, as many as there are `seats`, 2 to 16 (Okada 1996).
    pub fn drawn(seats: usize, menu: Menu) -> Self {
        Diplomacy { forum: Forum::Drawn { seats, rules: Negotiation::proposed_by("").over(menu) } }
    }

    /// Among these nations only: those drawn, or those of a negotiation. Deviations and meetings stay open to all.
    ///
    /// ```
    /// use comity::prelude::*;
    /// use comity::simulate::Diplomacy;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let asians = Diplomacy::drawn(3, Menu::cooperative()).among(["JPN", "KOR", "CHN", "MNG"]);
    /// let history = Simulation::of(&study).diplomacy(asians).years(3).run()?;
    /// assert!(history.events().all(|event| event.what.is_empty() || !event.who.iter().any(|c| c.as_str() == "CAN")));
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn among<'a>(mut self, nations: impl IntoIterator<Item = &'a str>) -> Self {
        self.forum = match self.forum {
            Forum::Talks(rules) => Forum::Talks(rules.among(nations)),
            Forum::Drawn { seats, rules } => Forum::Drawn { seats, rules: rules.among(nations) },
            other => other,
        };
        self
    }

    /// Myopic deviations: coalitions come in a drawn order, and the first that gains by a move of
    /// [`Study::stability_within`](crate::study::Study::stability_within) makes it. A year without a move proves
    /// the regime stable.
    ///
    /// # References
    /// A. E. Roth and J. H. Vande Vate (1990), Random paths to stability in two-sided matching, *Econometrica* 58.
    pub fn deviations(search: RegimeSearch) -> Self {
        Diplomacy { forum: Forum::Deviations(search) }
    }

    /// Meetings of two: one pair per year, drawn with equal chances, signs a bilateral package of the study's menu if
    /// both gain weakly and one strictly, and gives it up if either gains; with the chance `noise` it does the opposite.
    ///
    /// # References
    /// M. O. Jackson and A. Watts (2002), The evolution of social and economic networks, *JET* 106.
    pub fn meetings(noise: f64) -> Self {
        Diplomacy { forum: Forum::Meetings { noise } }
    }
}
