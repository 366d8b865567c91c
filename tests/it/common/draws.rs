//! Random draws of the tests: fresh in every run, repeated by the number that a run prints in the environment
//! variable `COMITY_TEST_SEED`.

use proptest::test_runner::{Config, RngSeed};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::sync::OnceLock;

const VARIABLE: &str = "COMITY_TEST_SEED";

/// The seed of the run, told once on the standard error itself, and again in the output of each test that
/// fails.
fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    let seed = *SEED.get_or_init(|| {
        let seed = match std::env::var(VARIABLE) {
            Ok(text) => {
                text.parse().unwrap_or_else(|_| panic!("{VARIABLE}={text}: not a whole number below 2^64"))
            }
            Err(_) => RandomState::new().hash_one(VARIABLE),
        };
        let _ = writeln!(std::io::stderr(), "{VARIABLE}={seed} draws the same cases again");
        seed
    });
    println!("{VARIABLE}={seed}");
    seed
}

/// A generator of this run; one test's streams are independent of each other.
pub fn rng(stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed());
    rng.set_stream(stream);
    rng
}

/// The same draws in every run, for the success of a search: it is promised for no process, so that other
/// draws would fail now and then, rightly.
#[cfg(feature = "equilibrium-search")]
pub fn pinned(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// `count` consecutive seeds from one drawn for this run on.
pub fn seeds(count: u64) -> std::ops::Range<u64> {
    let first = rng(u64::MAX).next_u64() >> 1;
    first..first + count
}

/// Half of so many rounds of a loop, or cases of a property, or of what is found in them: a newcomer's first run is not
/// to be long. All of them where `COMITY_TEST_ROUNDS` is `all`, as under `.ci/run --peers`.
pub fn rounds<T: std::ops::Div<Output = T> + From<u8>>(all: T) -> T {
    match std::env::var("COMITY_TEST_ROUNDS") {
        Ok(text) if text == "all" => all,
        Ok(text) => panic!("COMITY_TEST_ROUNDS={text}: not `all`"),
        Err(_) => all / T::from(2),
    }
}

/// The configuration of a property: so many [`rounds`], drawn from the run's seed; a case that fails is kept in
/// `tests/proptest-regressions` and tried first from then on.
pub fn cases(cases: u32) -> Config {
    Config { cases: rounds(cases), rng_seed: RngSeed::Fixed(seed()), ..Config::default() }
}
