//! Games whose worths come from a generator that the file describes in words.

use super::case::Case;
use crate::error::Result;
use crate::game::TuGame;

/// Dense games of `f64` only.
const PLAYERS: usize = TuGame::<f64>::MAX_PLAYERS;

impl Case {
    /// The game that the words of `generator` describe, drawn from `seed`; whole numbers below 2^53.
    ///
    /// # Errors
    /// A missing field; another generator than SplitMix64; too many players.
    #[inline]
    pub(crate) fn generated_game(&self) -> Result<TuGame> {
        let (n, seed) = (self.players()?, self.parsed::<u64>("seed")?);
        if n > PLAYERS {
            return Err(self.error("n", format!("{n} players, allowed: 1..={PLAYERS}")));
        }
        let worth = Words::of(self)?;
        let mut state = seed;
        TuGame::from_fn(n, |s| worth.of_draw(splitmix64(&mut state), s.len() as i64) as f64)
    }
}

/// Steele, Lea and Flood 2014: the next output of a 64-bit counter.
#[inline]
fn splitmix64(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The worth of a coalition by the generator's words: `±((draw >> 11) mod M) · size^power`.
struct Words {
    modulus: u64,
    sign: i64,
    power: u32,
}

impl Words {
    #[inline]
    fn of(case: &Case) -> Result<Self> {
        let words = case.text("generator")?.to_lowercase().replace(' ', "");
        // Others are described by way of the basic family, which takes the size once.
        let derived = words.contains("splitmixvalue");
        if !derived && !words.contains("0x9e3779b97f4a7c15") {
            return Err(case.error("generator", "not the SplitMix64 generator, the only one known"));
        }
        let modulus = words.split_once("mod").and_then(|(_, rest)| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok().filter(|m| (1..1 << 31).contains(m))
        });
        Ok(Words {
            modulus: modulus.unwrap_or(1_000_001),
            sign: if words.contains("v[mask]=-") { -1 } else { 1 },
            power: words.matches("popcount").count() as u32 + u32::from(derived),
        })
    }

    #[inline]
    fn of_draw(&self, draw: u64, size: i64) -> i64 {
        let draw = (draw >> 11) % self.modulus;
        self.sign.saturating_mul(draw as i64).saturating_mul(size.saturating_pow(self.power))
    }
}
