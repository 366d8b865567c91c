//! Sanctions, the price of a common policy, aid: from their equations.

use super::assert_close;
use crate::mechanism::sanctions::{SanctionStrength, attacker_loss, deterrence};
use crate::mechanism::{aid, sovereignty};
use crate::treaty::SanctionExtent;

#[test]
fn sanctions_cost_what_trade_is_worth() {
    let strength = SanctionStrength::default();
    assert_eq!(strength.flow_left(SanctionExtent::None), 1.0);
    assert!(strength.flow_left(SanctionExtent::Complete) < strength.flow_left(SanctionExtent::Partial));
    assert_eq!(attacker_loss(0.0, 4.0), 0.0);
    // Cutting off all imports is autarky: the two sides of Arkolakis, Costinot & Rodríguez-Clare (2012).
    for domestic in [0.5, 0.93, 0.999] {
        assert_close(
            1.0 - (-attacker_loss(1.0 - domestic, 5.0)).exp(),
            1.0 - domestic.powf(1.0 / 5.0),
            1e-15,
        );
    }
    assert_eq!(deterrence(0.02, 10.0), 0.2);
    assert_eq!(deterrence(0.02, 0.0), 0.0);
}

#[test]
fn common_policy_costs_those_far_from_the_mean() {
    assert_eq!(sovereignty::distances(&[2.0, 2.0, 2.0], &[1.0, 2.0, 0.0]), [0.0; 3]);
    assert_eq!(sovereignty::distances(&[0.0, 0.0, 3.0], &[1.0; 3]), [1.0, 1.0, 4.0]);
    assert_eq!(sovereignty::distances(&[0.0, 3.0], &[2.0, 1.0]), [1.0, 4.0]); // by strength
}

#[test]
fn aid_lowers_the_terror_that_poverty_breeds() {
    let externality =
        |aid: f64| aid::terror_externality([(0.25, 0.5, 0.4, aid::relief(aid)), (0.75, 0.1, 0.0, 1.0)]);
    assert_close(externality(0.0), 0.25 * 0.5 * 0.4, 1e-16);
    assert_close(externality(0.01), externality(0.0) / 1f64.exp(), 1e-16);
    assert_close(aid::poverty_from_income(0.6, 1e6), 0.5, 1e-15); // 600 USD a head
}
