//! Sign-up games: simultaneous announcements, and a rule that says which blocs form.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Rule by which blocs form from the players' announcements.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUpRule {
    /// Γ (Hart & Kurz 1983; von Neumann & Morgenstern 1944): player `i` announces a coalition with `i`; a
    /// coalition forms if all its members announce it, and everybody else is alone. One departure dissolves a
    /// bloc.
    Gamma,
    /// Δ (Hart & Kurz 1983): player `i` announces a coalition with `i`; those who announce the same form a
    /// bloc. The rest of a bloc stays together when a member leaves.
    Delta,
    /// Open membership (Yi & Shin 1995): player `i` announces an address, which is a singleton `{k}`; those
    /// at the same address form a bloc, and nobody can be kept out.
    Open,
}

impl SignUpRule {
    /// All three.
    pub const ALL: [SignUpRule; 3] = [SignUpRule::Gamma, SignUpRule::Delta, SignUpRule::Open];

    /// Announcements open to `player` of `n`, ascending by mask: `2^(n−1)` coalitions, or `n` addresses.
    pub fn strategies(self, n: usize, player: usize) -> Vec<Coalition> {
        match self {
            SignUpRule::Open => Coalition::grand(n).players().map(Coalition::singleton).collect(),
            _ => Coalition::grand(n).subsets().filter(|s| s.contains(player)).collect(),
        }
    }

    /// The structure that forms.
    ///
    /// # Errors
    /// No player, or more than 63; an announcement that [`strategies`](Self::strategies) does not have.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::SignUpRule};
    /// let everybody = Coalition::grand(3);
    /// let announced = [everybody, everybody, Coalition::singleton(2)];
    /// assert_eq!(SignUpRule::Gamma.structure(&announced)?.to_string(), "{0} {1} {2}"); // 2 did not sign
    /// assert_eq!(SignUpRule::Delta.structure(&announced)?.to_string(), "{0,1} {2}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn structure(self, announcements: &[Coalition]) -> Result<Partition> {
        let n = announcements.len();
        if n == 0 || n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("sign-up game", "players", n, "1..=63"));
        }
        for (i, said) in announcements.iter().enumerate() {
            let (allowed, what) = match self {
                SignUpRule::Open => (said.len() == 1, "an address {k}"),
                _ => (said.contains(i), "a coalition with the player itself"),
            };
            if !allowed || !said.is_subset_of(Coalition::grand(n)) {
                let allowed = format!("{what}, of players 0..{n}");
                return Err(Error::invalid(format!("player {i}"), "announcement", said, allowed));
            }
        }
        let mut blocs = Vec::with_capacity(n);
        let mut placed = Coalition::EMPTY;
        for (i, &said) in announcements.iter().enumerate() {
            if placed.contains(i) {
                continue;
            }
            let together: Coalition = (i..n).filter(|&j| announcements[j] == said).collect();
            let forms = self != SignUpRule::Gamma || together == said;
            let bloc = if forms { together } else { Coalition::singleton(i) };
            placed = placed.union(bloc);
            blocs.push(bloc);
        }
        Partition::new(n, blocs)
    }

    /// The announcements that bring about `structure` and promise nothing else: everybody announces its own
    /// bloc, or its lowest member's address.
    ///
    /// ```
    /// use comity::{coalition::Partition, game::SignUpRule};
    /// let structure = Partition::grand(3);
    /// assert_eq!(SignUpRule::Open.structure(&SignUpRule::Open.plain(&structure))?, structure);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn plain(self, structure: &Partition) -> Vec<Coalition> {
        let of = |word: &usize| {
            let bloc = structure.blocs()[*word];
            match self {
                SignUpRule::Open => bloc.first().map_or(bloc, Coalition::singleton),
                _ => bloc,
            }
        };
        structure.growth_string().iter().map(of).collect()
    }
}

impl fmt::Display for SignUpRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignUpRule::Gamma => "Γ (all who are named must sign)",
            SignUpRule::Delta => "Δ (those who name the same sign together)",
            SignUpRule::Open => "open membership (anybody may join)",
        })
    }
}
