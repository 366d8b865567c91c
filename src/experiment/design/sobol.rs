//! Sobol' points in base 2: direction numbers, Gray code order, random linear scrambling.

use crate::stream::Stream;
use rand::Rng;
use std::sync::LazyLock;

/// Dimensions of the table.
pub(super) const DIMENSIONS: usize = 256;
/// Points of a sequence: the bits of a coordinate.
pub(super) const BITS: usize = 32;

/// Direction numbers by dimension, those of the first bits first.
static DIRECTIONS: LazyLock<Vec<[u32; BITS]>> = LazyLock::new(|| {
    let first = std::array::from_fn(|i| 1 << (BITS - 1 - i));
    let lines = include_str!("joe_kuo.txt").lines().filter(|line| !line.starts_with('#'));
    std::iter::once(first).chain(lines.map(directions)).collect()
});

/// The recurrence of a line `s a m_1 … m_s`.
fn directions(line: &str) -> [u32; BITS] {
    let mut numbers = line.split_whitespace().map_while(|text| text.parse::<u32>().ok());
    let (s, a) = (numbers.next().unwrap_or(1) as usize, numbers.next().unwrap_or(0));
    let mut v = [0; BITS];
    for (i, m) in numbers.take(s).enumerate() {
        v[i] = m << (BITS - 1 - i);
    }
    for i in s..BITS {
        v[i] = v[i - s] ^ (v[i - s] >> s);
        for k in 1..s {
            v[i] ^= ((a >> (s - 1 - k)) & 1) * v[i - k];
        }
    }
    v
}

/// The first `2^m` points in `dimensions` dimensions, a row per point, the point at the origin included.
///
/// With a scramble the digits of each dimension are multiplied by a random lower triangular matrix with a
/// unit diagonal and shifted (Matoušek 1998), and the point is set into the middle of its cell of width
/// 2⁻³², so that no coordinate is 0.
pub(super) fn points(m: u32, dimensions: usize, scramble: Option<Stream>) -> Vec<f64> {
    let mut directions: Vec<[u32; BITS]> = DIRECTIONS[..dimensions].to_vec();
    let mut point = vec![0; dimensions];
    let mut middle = 0.0;
    if let Some(stream) = scramble {
        middle = 0.5;
        for (d, (v, x)) in directions.iter_mut().zip(&mut point).enumerate() {
            let mut rng = stream.year(d as i64).rng();
            let rows: [u32; BITS] = std::array::from_fn(|r| {
                let diagonal = 1 << (BITS - 1 - r);
                // Digits above the diagonal are the less significant ones.
                (rng.next_u32() & !(diagonal | (diagonal - 1))) | diagonal
            });
            for v in v.iter_mut() {
                let digit = |row: &u32| (row & *v).count_ones() & 1;
                *v = rows.iter().fold(0, |word, row| word << 1 | digit(row));
            }
            *x = rng.next_u32();
        }
    }
    let count = 1usize << m;
    let mut points = Vec::with_capacity(count * dimensions);
    let scale = 0.5f64.powi(BITS as i32);
    // By bit, so that a point's step reads one consecutive row.
    let by_bit: Vec<Vec<u32>> = (0..BITS).map(|bit| directions.iter().map(|v| v[bit]).collect()).collect();
    for k in 0..count {
        points.extend(point.iter().map(|x| (f64::from(*x) + middle) * scale));
        let bit = k.trailing_ones() as usize;
        if bit < BITS {
            point.iter_mut().zip(&by_bit[bit]).for_each(|(x, v)| *x ^= v);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1, `qmc.discrepancy(method="CD")`, Hickernell 1998.
    fn centred_discrepancy(points: &[f64], d: usize) -> f64 {
        let n = (points.len() / d) as f64;
        let rows = || points.chunks(d);
        let away = |x: &f64| (x - 0.5).abs();
        let one: f64 = rows()
            .map(|r| r.iter().map(|x| 1.0 + 0.5 * away(x) - 0.5 * away(x).powi(2)).product::<f64>())
            .sum();
        let pair = |(x, y): (&f64, &f64)| 1.0 + 0.5 * away(x) + 0.5 * away(y) - 0.5 * (x - y).abs();
        let two: f64 =
            rows().map(|r| rows().map(|s| r.iter().zip(s).map(pair).product::<f64>()).sum::<f64>()).sum();
        (13.0f64 / 12.0).powi(d as i32) - 2.0 / n * one + two / n / n
    }

    #[test]
    fn the_published_sequence() {
        assert_eq!(DIRECTIONS.len(), DIMENSIONS);
        let rows = points(4, 3, None);
        let expected = [
            [0.0; 3],
            [0.5; 3],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
            [0.6875, 0.8125, 0.4375],
        ];
        assert_eq!(rows[..30], expected.concat());
        let rows = points(10, 16, None);
        #[rustfmt::skip]
        let thousandth = [
            0.2197265625, 0.0966796875, 0.5185546875, 0.6767578125, 0.2802734375, 0.9072265625, 0.0458984375, 0.8994140625,
            0.5009765625, 0.0693359375, 0.0849609375, 0.2548828125, 0.1611328125, 0.3837890625, 0.1435546875, 0.3701171875,
        ];
        assert_eq!(rows[16_000..16_016], thousandth);
        assert_eq!(rows.iter().sum::<f64>(), 8184.0);
        assert!((centred_discrepancy(&points(7, 3, None), 3) - 1.614_747_784_501_879_8e-4).abs() < 1e-12);
        assert!((centred_discrepancy(&points(10, 3, None), 3) - 3.258_433_098_007_884_6e-6).abs() < 1e-12);
    }

    #[test]
    fn every_dimension_is_stratified_whether_or_not_it_is_scrambled() {
        for scramble in [None, Some(Stream::new(3, "scramble"))] {
            let rows = points(8, DIMENSIONS, scramble);
            for d in 0..DIMENSIONS {
                let mut cells: Vec<usize> =
                    (0..256).map(|k| (rows[k * DIMENSIONS + d] * 256.0) as usize).collect();
                cells.sort_unstable();
                assert!(cells.into_iter().eq(0..256), "dimension {d}");
            }
            // The first two dimensions are a (0, 2)-sequence: each of 16 × 16 boxes holds one point.
            let mut boxes: Vec<usize> = rows
                .chunks(DIMENSIONS)
                .map(|r| (r[0] * 16.0) as usize * 16 + (r[1] * 16.0) as usize)
                .collect();
            boxes.sort_unstable();
            assert!(boxes.into_iter().eq(0..256));
        }
    }
}
