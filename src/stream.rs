//! Random draws that are addressed, not consumed: [`Stream`]; and the counted streams of a negotiation.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// An address for random draws: `u = f(seed, purpose, year, who, whom, …)`, a function and no sequence.
///
/// The address is a seed, the purpose of the draw and any further years and codes in order. Equal addresses
/// give equal draws; draws at different addresses are independent for all practical purposes. Nothing is
/// consumed: a draw that is not made leaves all others as they are, in whatever order and on whatever thread
/// they are made, and a checkpoint has no generator to save. Parties are addressed by their codes, never by
/// position, so that relabelling them relabels the draws.
///
/// The function is SipHash-2-4 with the seed as key (`k0` the seed, `k1` zero) over 64-bit little-endian
/// words: for a year its bits as a word, after the word 1; for a text its bytes, filled up with zeros, after
/// the word `2 + 256 · length`; for the k-th part of a generator's key the word `3 + 256 k`. A text's length
/// is part of the address, so `("AB", "C")` is not `("A", "BC")`. The same bits on every machine, pinned by
/// tests; a change of them is a breaking change.
///
/// # Complexity
/// O(words). A draw by purpose, year and two codes takes about 60 ns, 30 ns where the address is kept up to
/// the last code; a [generator](Self::rng) with its first draw 125 ns (measured on one thread of a busy
/// machine).
///
/// ```
/// use comity::Stream;
/// let disputes = Stream::new(7, "dispute").year(2003);
/// let u = disputes.code("JPN").code("CHN").uniform();
/// assert_eq!(u, Stream::new(7, "dispute").year(2003).code("JPN").code("CHN").uniform());
/// assert_ne!(u, disputes.code("CHN").code("JPN").uniform()); // who and whom
/// assert!((0.0..1.0).contains(&u));
/// ```
///
/// # References
/// J.-P. Aumasson, D. J. Bernstein (2012), SipHash: a fast short-input PRF, *INDOCRYPT*, LNCS 7668, 489–508,
/// doi:10.1007/978-3-642-34931-7_28. J. K. Salmon and others (2011), Parallel random numbers: as easy as 1,
/// 2, 3, *SC '11*, doi:10.1145/2063384.2063405, on generators that are functions of a counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stream {
    state: [u64; 4],
    words: u64,
}

impl Stream {
    /// The address of this purpose under this seed.
    pub fn new(seed: u64, purpose: &str) -> Self {
        // The four constants spell "somepseudorandomlygeneratedbytes"; the second half of the key is zero.
        let state = [
            seed ^ 0x736f_6d65_7073_6575,
            0x646f_7261_6e64_6f6d,
            seed ^ 0x6c79_6765_6e65_7261,
            0x7465_6462_7974_6573,
        ];
        Stream { state, words: 0 }.code(purpose)
    }

    /// The address with this year, or any other number, as its next part.
    #[must_use]
    pub fn year(self, year: i64) -> Self {
        self.word(1).word(year as u64)
    }

    /// The address with this code, or any other text, as its next part.
    #[must_use]
    pub fn code(self, code: &str) -> Self {
        let mut stream = self.word(2 + ((code.len() as u64) << 8));
        for chunk in code.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            stream = stream.word(u64::from_le_bytes(word));
        }
        stream
    }

    /// The 64 random bits at this address.
    pub fn bits(self) -> u64 {
        // The last block of SipHash holds the length in bytes, modulo 256; here it is a multiple of 8.
        let mut end = self.word((self.words << 3) << 56);
        end.state[2] ^= 0xff;
        let [a, b, c, d] = rounds::<4>(end.state);
        a ^ b ^ c ^ d
    }

    /// The draw at this address, uniform on `[0, 1)`: the upper 53 bits.
    pub fn uniform(self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// A generator of many draws at this address: ChaCha8 whose 256-bit key is the bits at four
    /// sub-addresses.
    pub fn rng(self) -> ChaCha8Rng {
        let mut key = [0; 32];
        for (k, part) in key.chunks_exact_mut(8).enumerate() {
            part.copy_from_slice(&self.word(3 + ((k as u64) << 8)).bits().to_le_bytes());
        }
        ChaCha8Rng::from_seed(key)
    }

    /// One block of SipHash.
    fn word(mut self, word: u64) -> Self {
        self.state[3] ^= word;
        self.state = rounds::<2>(self.state);
        self.state[0] ^= word;
        self.words += 1;
        self
    }
}

fn rounds<const N: usize>([mut a, mut b, mut c, mut d]: [u64; 4]) -> [u64; 4] {
    for _ in 0..N {
        a = a.wrapping_add(b);
        b = b.rotate_left(13) ^ a;
        a = a.rotate_left(32);
        c = c.wrapping_add(d);
        d = d.rotate_left(16) ^ c;
        a = a.wrapping_add(d);
        d = d.rotate_left(21) ^ a;
        c = c.wrapping_add(b);
        b = b.rotate_left(17) ^ c;
        c = c.rotate_left(32);
    }
    [a, b, c, d]
}

/// A negotiation's stream `name` number `index`, counted: the parties, the protocol and random domains draw
/// from these in sequence, and what one draws does not shift what another draws. The published results hold
/// these bits.
pub(crate) fn counted(seed: u64, name: &str, index: usize) -> ChaCha8Rng {
    // FNV-1a of the name keeps the streams of different names apart; the index counts within one.
    let hash =
        name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(hash.wrapping_add(index as u64));
    rng
}

/// A uniform draw from `0..n` that is the same on every platform; 0 for `n` of 0 or 1.
pub(crate) fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    if n < 2 { 0 } else { rng.random_range(0..n as u64) as usize }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn vectors_of_the_paper() {
        // Key 00 01 … 0f and the messages of no byte and of the 8 bytes 00 … 07, of SipHash-2-4's reference vectors.
        let key = [0x0706_0504_0302_0100_u64, 0x0f0e_0d0c_0b0a_0908];
        let state = [
            key[0] ^ 0x736f_6d65_7073_6575,
            key[1] ^ 0x646f_7261_6e64_6f6d,
            key[0] ^ 0x6c79_6765_6e65_7261,
            key[1] ^ 0x7465_6462_7974_6573,
        ];
        let stream = Stream { state, words: 0 };
        assert_eq!(stream.bits(), 0x726f_db47_dd0e_0e31);
        assert_eq!(stream.word(key[0]).bits(), 0x93f5_f579_9a93_2462);
    }

    #[test]
    fn the_streams_of_negotiations_are_stable() {
        let first = |name, index| counted(42, name, index).next_u64();
        assert_eq!(first("party", 0), 0x1dee_493b_67de_11ff);
        assert_eq!(first("party", 1), 0x795e_84c0_1259_3922);
        assert_eq!(first("protocol", 0), 0xe9a7_6caf_45a1_6d0d);
        assert_eq!([2, 7, 1000].map(|n| below(&mut counted(42, "party", 0), n)), [0, 0, 116]);
    }
}
