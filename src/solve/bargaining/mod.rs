//! Stationary equilibria of sequential bargaining, one game a file.
//!
//! In a stationary subgame-perfect equilibrium a player accepts what is worth at least its discounted
//! continuation value and proposes the deal that is best for it among those that the others accept in this
//! sense; the values agree with what then happens. Each solver returns values, the least that each player
//! accepts and what each proposes with which probability, as plain data that
//! [`Certified`](super::Certified) re-checks from the definition. Over
//! [`Fraction`](crate::game::Fraction)s an answer is exact or says that it is not.
//!
//! | game | proposer | agreement of | solver |
//! |---|---|---|---|
//! | Rubinstein 1982, also for n players | in turn, or whoever refused | everybody | [`alternating_offers`] |
//! | Baron & Ferejohn 1989, closed rule | drawn | any q players | [`majority_bargaining`] |
//! | the same, weighted | drawn | a winning coalition | [`weighted_majority_bargaining`] |
//! | Okada 1996; Compte & Jehiel 2010 | drawn | the coalition proposed | [`random_proposer`], [`efficiency`] |
//! | Chatterjee, Dutta, Ray & Sengupta 1993 | whoever refused | the coalition proposed | [`rejector_proposes`] |
//! | a menu of outcomes without side payments | drawn | its members | [`menu_bargaining`] |
//!
//! Compte & Jehiel's limit for patient players is [`coalitional_nash`]. Coalition formation in a fixed order
//! with a fixed division (Bloch 1996; Ray & Vohra 1999) is [`sequential_formation`].

mod alternating;
mod fixed_point;
mod linear;
mod majority;
mod menu;
mod nash;
mod random_proposer;
mod rejector;
mod sequential;
mod terms;
mod weighted;

pub use alternating::{Divisions, NextProposer, alternating_offers};
pub use majority::{MajorityEquilibrium, majority_bargaining};
pub use menu::{MenuEquilibrium, menu_bargaining};
pub use nash::{CoalitionalNash, coalitional_nash};
pub use random_proposer::{Efficiency, efficiency, random_proposer};
pub use rejector::rejector_proposes;
pub use sequential::sequential_formation;
pub use terms::{CoalitionalEquilibrium, Residual, Stage, Terms};
pub use weighted::weighted_majority_bargaining;
