//! Mechanisms against published numbers, theorems and identities (model page §7).

mod arms;
mod belief;
mod conflict;
mod contest;
#[allow(dead_code)] // the tests of other rooms draw more
#[path = "../../../tests/it/common/draws.rs"]
mod draws;
mod exchange;
mod fund;
mod growth;
mod investment;
mod missile_defence;
mod terms;
mod terror;
mod trust;
mod war;

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}
