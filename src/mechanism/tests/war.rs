//! Wars: what they cost, and the share of disputes that become one.

use super::assert_close;
use crate::mechanism::contest::success;
use crate::mechanism::escalation::Escalation;
use crate::mechanism::loss::{Attack, WarCost, delivered_strength};
use crate::model::Parameters;

#[test]
fn strength_is_lost_with_distance() {
    assert_eq!(delivered_strength(0.0, 4000.0), 1.0);
    assert_eq!(delivered_strength(4000.0, 4000.0), 0.5); // Boulding (1962): half-way at d0
    assert_eq!(delivered_strength(4000.0, 16_000.0), 0.8);
}

#[test]
fn the_cost_of_a_war_from_its_equation() {
    let war = |m| Attack {
        win_chance: success(30.0, 10.0, m),
        land_border: false,
        missiles: 0.15,
        strength: 0.5,
        averted: 0.4,
        means: 1.0,
    };
    let cost = WarCost::default();
    for (m, p) in [(1.0, 0.75), (2.0, 0.9)] {
        assert_close(cost.of(&war(m)), 0.3 * p + 0.3 * p + 0.15 * 0.5 * 0.6, 1e-16);
        let neighbour = Attack { land_border: true, ..war(m) };
        assert_close(cost.of(&neighbour), 0.3 * 0.5 + 0.3 * p + 0.15 * 0.5 * 0.6, 1e-16);
    }
    // The first form: defeat alone, and missile defence averts it.
    let first = Parameters::first_form().war;
    assert_close(first.of(&Attack { missiles: 0.0, ..war(1.0) }), 0.3 * 0.75 * 0.6, 1e-16);
    assert_eq!(first.of(&Attack { averted: 1.0, ..war(1.0) }), 0.0);
}

#[test]
fn either_sides_trust_stops_a_dispute() {
    let escalation = Escalation::default();
    let fixed = escalation.fixed_part(0.0, false);
    assert_close(fixed, 1.0 / (1.0 + 3.5f64.exp()), 1e-16);
    assert_close(escalation.share(fixed, (0.25, 0.25)), fixed, 1e-16);
    assert_eq!(escalation.share(fixed, (1.0, 0.0)), 0.0);
    assert_eq!(escalation.share(fixed, (0.0, 1.0)), 0.0);
    assert_close(escalation.share(fixed, (0.0, 0.0)), fixed / 0.5625, 1e-15);
    assert_eq!(escalation.share(0.9, (0.0, 0.0)), 1.0);
    assert!(escalation.fixed_part(1.0, false) < escalation.fixed_part(0.0, false));
    assert!(escalation.fixed_part(0.0, true) < fixed);
    let without_trust = Escalation { distrust: 0.0, ..escalation };
    assert_eq!(without_trust.share(fixed, (1.0, 1.0)), fixed);
    let halfway = Escalation { distrust: 0.5, ..escalation };
    assert_close(halfway.share(fixed, (0.0, 0.0)), fixed / 0.75, 1e-15);
}
