//! Morris trajectories, and a choice among them that spreads.

use super::groups::Groups;
use crate::stream::below;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// A random trajectory on a grid of `levels`: a row per point, one group moved from each to the next.
///
/// The rows of B* = x* + (Δ/2) [(2 B G P* − J) D* + J] (Morris 1991, with groups by Campolongo and others 2007):
/// each factor is at x* or x* + Δ, moves the way D* says, and the groups move in the order that P* says.
pub(super) fn random(groups: &Groups, levels: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let step = 1.0 / (levels - 1) as f64;
    let half = levels / 2;
    let mut point = Vec::new();
    let mut way = Vec::new();
    for _ in &groups.of {
        let (low, up) = (below(rng, half), rng.random::<bool>());
        point.push(if up { low } else { low + half });
        way.push(up);
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    for k in (1..order.len()).rev() {
        order.swap(k, below(rng, k + 1));
    }
    let mut rows: Vec<f64> = point.iter().map(|level| *level as f64 * step).collect();
    for group in order {
        for (j, own) in groups.of.iter().enumerate() {
            if *own == group {
                point[j] = if way[j] { point[j] + half } else { point[j] - half };
            }
        }
        rows.extend(point.iter().map(|level| *level as f64 * step));
    }
    rows
}

/// Distance of two trajectories of points in `d` dimensions: the sum of the Euclidean distances of all pairs of
/// their points, 0 if they are equal.
fn distance(a: &[f64], b: &[f64], d: usize) -> f64 {
    if a == b {
        return 0.0;
    }
    let euclid = |p: &[f64], q: &[f64]| p.iter().zip(q).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt();
    a.chunks(d).map(|p| b.chunks(d).map(|q| euclid(p, q)).sum::<f64>()).sum()
}

/// Squared distances of all pairs.
fn squares(all: &[Vec<f64>], d: usize) -> Vec<Vec<f64>> {
    all.iter().map(|a| all.iter().map(|b| distance(a, b, d).powi(2)).collect()).collect()
}

/// Choices that are tried one by one; above, they are improved step by step.
const CHOICES: usize = 20_000;

/// `k` of the trajectories, in increasing order, with the greatest sum of squared distances between them: exactly
/// where there are few choices, else greedily from the farthest pair (Ruano and others 2012) and by exchanges
/// until none helps.
pub(super) fn spread(all: &[Vec<f64>], k: usize, d: usize) -> Vec<usize> {
    let squares = squares(all, d);
    let choices = (0..k).try_fold(1usize, |n, i| n.checked_mul(all.len() - i).map(|n| n / (i + 1)));
    if choices.is_some_and(|n| n <= CHOICES) { best(&squares, k) } else { improved(&squares, k) }
}

fn total(squares: &[Vec<f64>], chosen: &[usize]) -> f64 {
    let pairs = chosen.iter().enumerate().flat_map(|(i, a)| chosen[..i].iter().map(move |b| squares[*a][*b]));
    pairs.sum()
}

/// The first of the best choices in lexicographic order.
fn best(squares: &[Vec<f64>], k: usize) -> Vec<usize> {
    let n = squares.len();
    let mut choice: Vec<usize> = (0..k).collect();
    let (mut best, mut value) = (choice.clone(), total(squares, &choice));
    while let Some(i) = (0..k).rev().find(|i| choice[*i] < n - k + i) {
        choice[i] += 1;
        for j in i + 1..k {
            choice[j] = choice[j - 1] + 1;
        }
        let new = total(squares, &choice);
        if new > value {
            (best, value) = (choice.clone(), new);
        }
    }
    best
}

fn improved(squares: &[Vec<f64>], k: usize) -> Vec<usize> {
    let n = squares.len();
    let gain = |chosen: &[usize], new: usize| chosen.iter().map(|c| squares[*c][new]).sum::<f64>();
    // The first index of the greatest value: ties go to the lower one.
    let first = |candidates: &mut dyn Iterator<Item = (f64, usize)>| {
        candidates.reduce(|a, b| if b.0 > a.0 { b } else { a }).map_or(0, |(_, index)| index)
    };
    let pair = first(&mut (0..n * n).map(|p| (squares[p / n][p % n], p)));
    let mut chosen = vec![pair / n, pair % n];
    chosen.dedup();
    chosen.truncate(k);
    while chosen.len() < k {
        let free = (0..n).filter(|c| !chosen.contains(c));
        chosen.push(first(&mut free.map(|c| (gain(&chosen, c), c))));
    }
    // Each exchange raises a bounded sum by more than rounding: it ends.
    let mut again = true;
    while again {
        again = false;
        for i in 0..k {
            let others: Vec<usize> = chosen.iter().copied().filter(|c| *c != chosen[i]).collect();
            let free = (0..n).filter(|c| !chosen.contains(c));
            let new = first(&mut free.map(|c| (gain(&others, c), c)));
            if !chosen.contains(&new) && gain(&others, new) > gain(&others, chosen[i]) * (1.0 + 1e-9) + 1e-9 {
                chosen[i] = new;
                again = true;
            }
        }
    }
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Stream;

    /// The six trajectories of Saltelli and others (2008), exercise 4 of chapter 3.
    fn published() -> Vec<Vec<f64>> {
        let thirds = [
            [0, 1, 0, 3, 2, 3],
            [0, 1, 2, 1, 2, 3],
            [2, 0, 2, 2, 0, 2],
            [1, 3, 3, 3, 3, 1],
            [1, 3, 1, 1, 3, 1],
            [1, 2, 1, 0, 3, 0],
        ];
        thirds.map(|t| t.map(|x| f64::from(x) / 3.0).to_vec()).to_vec()
    }

    #[test]
    fn the_published_distances_and_choice() {
        let squares = squares(&published(), 2);
        let below: Vec<f64> =
            (0..6).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| squares[a][b].sqrt()).collect();
        #[rustfmt::skip]
        let expected = [
            5.495094, 6.183274, 5.314757, 6.894413, 6.183274, 6.573393, 6.183274, 5.314757, 5.408017, 5.495094,
            7.516202, 5.990705, 5.516608, 7.306436, 5.771252,
        ];
        for (found, expected) in below.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{found} {expected}");
        }
        assert_eq!(spread(&published(), 4, 2), [0, 2, 3, 5]);
    }

    #[test]
    fn steps_that_improve_come_near_the_best() {
        let groups = Groups { of: vec![0, 1, 2, 1], names: vec!["a".into(), "b".into(), "c".into()] };
        let mut same = 0;
        for seed in 0..50 {
            let mut rng = Stream::new(seed, "test").rng();
            let all: Vec<Vec<f64>> = (0..14).map(|_| random(&groups, 4, &mut rng)).collect();
            assert!(all.iter().all(|t| t.len() == 4 * 4));
            let squares = squares(&all, 4);
            let (exact, near) =
                (total(&squares, &best(&squares, 5)), total(&squares, &improved(&squares, 5)));
            assert!(near <= exact * (1.0 + 1e-12) && near >= 0.98 * exact, "{near} {exact}");
            same += usize::from(near >= exact * (1.0 - 1e-12));
        }
        assert!(same >= 40, "{same}");
        // Equal trajectories are no distance apart, and are still chosen where there is no other.
        let twins = vec![published()[0].clone(); 4];
        assert_eq!(improved(&super::squares(&twins, 2), 3), [0, 1, 2]);
    }
}
