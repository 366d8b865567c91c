//! The worth of a structure to the last bit, and which of two structures is the better one.

use crate::coalition::Coalition;
use crate::game::TuGame;
use std::cmp::Ordering;

/// `v(B₁) + (v(B₂) + (… + v(Bₖ)))`, blocs in the order of their lowest member.
pub(super) fn worth(game: &TuGame, blocs: &[Coalition]) -> f64 {
    blocs.iter().rev().fold(0.0, |sum, &bloc| game.value(bloc) + sum)
}

/// `Less` if the first structure is to be preferred: worth more, else the lexicographically smaller one.
///
/// To the bit the choice of the dynamic programme, also where rounding hides a difference from the total:
/// blocs are compared in order, and before each the worth of what follows.
pub(super) fn prefer(game: &TuGame, a: &[Coalition], b: &[Coalition]) -> Ordering {
    for (k, (bloc_a, bloc_b)) in a.iter().zip(b).enumerate() {
        let value = worth(game, &b[k..]).total_cmp(&worth(game, &a[k..]));
        let order = value.then(bloc_a.cmp(bloc_b));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}
