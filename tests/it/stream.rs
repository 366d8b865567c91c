//! Addressed draws: SipHash by another implementation, values that never change, uniformity.

use crate::common::draws;
use comity::Stream;
use proptest::prelude::*;
use rand::Rng;

/// SipHash-2-4 of the standard library; deprecated there, because its default hasher may change, but
/// pinned.
#[allow(deprecated)]
fn sip(seed: u64, words: &[u64]) -> u64 {
    use std::hash::{Hasher, SipHasher};
    let mut hasher = SipHasher::new_with_keys(seed, 0);
    words.iter().for_each(|w| hasher.write(&w.to_le_bytes()));
    hasher.finish()
}

#[test]
fn values_are_stable() {
    let dispute = Stream::new(42, "dispute").year(2003);
    let pair = dispute.code("JPN").code("CHN");
    assert_eq!(Stream::new(0, "").bits(), 0xbdef_ecff_cce2_4a01);
    assert_eq!(dispute.bits(), 0x7c58_d0dd_16c3_9c29);
    assert_eq!(pair.bits(), 0xe428_affd_3614_7dee);
    assert_eq!(pair.rng().next_u64(), 0x89f2_de73_81fc_9f5c);
    assert_eq!(pair.uniform(), 0.891_245_841_330_674);
}

#[test]
fn draws_are_uniform_and_unrelated_between_neighbours() {
    // 100 × 100 dyads: the mean, the variance and the correlation of a draw with that of the reversed
    // dyad.
    let n = 100;
    let codes: Vec<String> = (0..n).map(|i| format!("N{i:02}")).collect();
    let at =
        |i: usize, j: usize| Stream::new(1, "test").year(5).code(&codes[i]).code(&codes[j]).uniform() - 0.5;
    let (mut sum, mut squares, mut products) = (0.0, 0.0, 0.0);
    for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
        let (u, v) = (at(i, j), at(j, i));
        sum += u + v;
        squares += u * u + v * v;
        products += u * v;
    }
    let dyads = (n * (n - 1)) as f64;
    // Four standard errors each.
    assert!((sum / dyads).abs() < 4.0 / (12.0 * dyads).sqrt());
    assert!((squares / dyads - 1.0 / 12.0).abs() < 4.0 / (180.0 * dyads).sqrt());
    assert!((products / (dyads / 2.0)).abs() < 4.0 / 12.0 / (dyads / 2.0).sqrt());
}

proptest! {
    #![proptest_config(draws::cases(256))]

    #[test]
    fn it_is_siphash(seed: u64, year: i64, who in "[A-Z]{0,20}", whom in "\\PC{0,12}") {
        let mut words = Vec::new();
        let text = |text: &str, words: &mut Vec<u64>| {
            words.push(2 + 256 * text.len() as u64);
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(text.len().next_multiple_of(8), 0);
            words.extend(bytes.chunks(8).map(|c| u64::from_le_bytes(c.try_into().unwrap())));
        };
        text("trust", &mut words);
        words.extend([1, year as u64]);
        text(&who, &mut words);
        text(&whom, &mut words);
        let stream = Stream::new(seed, "trust").year(year).code(&who).code(&whom);
        prop_assert_eq!(stream.bits(), sip(seed, &words));
        prop_assert!((0.0..1.0).contains(&stream.uniform()));
    }

    #[test]
    fn every_part_of_an_address_counts(seed: u64, year: i64, who in "[A-Z]{1,9}", whom in "[A-Z]{1,9}") {
        let of = |seed, purpose, year, who: &str, whom: &str| {
            Stream::new(seed, purpose).year(year).code(who).code(whom).bits()
        };
        let own = of(seed, "war", year, &who, &whom);
        prop_assert_ne!(own, of(seed ^ 1, "war", year, &who, &whom));
        prop_assert_ne!(own, of(seed, "trade", year, &who, &whom));
        prop_assert_ne!(own, of(seed, "war", year ^ 1, &who, &whom));
        prop_assert!(who == whom || own != of(seed, "war", year, &whom, &who));
        // The border between two codes is part of the address.
        let (first, rest) = whom.split_at(1);
        prop_assert_ne!(own, of(seed, "war", year, &format!("{who}{first}"), rest));
    }
}
