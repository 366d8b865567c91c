//! Rules of a menu: which packages may be signed at all.

use serde::{Deserialize, Serialize};

/// Which of a menu's packages nations may sign, given who is whose rival, who trusts whom, and what is in force.
///
/// Treaties in force are exempt. The rules are *assumed*; without them a model of expected utility signs rivals to
/// defend each other, and sixteen copies of one package.
///
/// ```
/// use comity::treaty::{Menu, SigningRules};
/// let menu = Menu::bilateral_pacts();
/// assert!(!menu.rules.pacts_of_rivals);
/// let anything = Menu { rules: SigningRules::anything(), ..menu };
/// assert_eq!(anything.rules.least_trust, 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SigningRules {
    /// Whether rivals may be obliged to defend each other.
    pub pacts_of_rivals: bool,
    /// Whether a nation may be obliged to defend, or be defended by, a rival of an ally.
    pub pacts_with_rivals_of_allies: bool,
    /// `t*`: trust that either side of a new defence obligation must have in the other, 0..1; 5/7 in the example of
    /// Kydd (2005, ch. 2).
    pub least_trust: f64,
    /// Whether nations between which a term is in force may sign another of its kind.
    pub again: bool,
}

impl Default for SigningRules {
    fn default() -> Self {
        SigningRules {
            pacts_of_rivals: false,
            pacts_with_rivals_of_allies: false,
            least_trust: 5.0 / 7.0,
            again: false,
        }
    }
}

impl SigningRules {
    /// No rule: whatever is on the menu may be signed, again and again.
    ///
    /// ```
    /// use comity::treaty::{Menu, SigningRules};
    /// let menu = Menu::cooperative().under(SigningRules::anything());
    /// assert!(menu.rules.again);
    /// ```
    pub fn anything() -> Self {
        SigningRules {
            pacts_of_rivals: true,
            pacts_with_rivals_of_allies: true,
            least_trust: 0.0,
            again: true,
        }
    }
}
