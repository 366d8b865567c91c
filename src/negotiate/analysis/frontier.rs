//! The Pareto frontier of a finite set of outcomes.

use std::cmp::Ordering;

/// The Pareto frontier: indices, ascending, of the rows that no other row dominates; `rows` holds `parties`
/// finite numbers a row.
///
/// Row `a` dominates `b` if it is at least as good for everybody and better for somebody; equal rows do not
/// dominate each other. Sort-filter skyline (J. Chomicki, P. Godfrey, J. Gryz, D. Liang 2003, Skyline with
/// presorting): in the order of falling sums nothing dominates what came before it, so one pass against the
/// frontier so far decides.
///
/// # Complexity
/// O(m log m + m f n) time for m rows and a frontier of f, in practice far less: what is dominated mostly is
/// so by one of the rows that last dominated something, which are tried first. O(m) memory beyond the input.
pub(super) fn frontier(rows: &[f64], parties: usize) -> Vec<usize> {
    if parties == 0 {
        return Vec::new();
    }
    let row = |o: u32| &rows[o as usize * parties..][..parties];
    let mut order: Vec<(f64, u32)> =
        rows.chunks_exact(parties).zip(0..).map(|(row, o)| (row.iter().sum(), o)).collect();
    // Sums round monotonically, so a dominating row never sums to less; where it rounds to the same, it is
    // lexicographically greater.
    order.sort_unstable_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| lexicographic(row(b.1), row(a.1))).then(a.1.cmp(&b.1))
    });
    let mut found: Vec<u32> = Vec::new();
    let mut table: Vec<f64> = Vec::new();
    for &(_, o) in &order {
        let candidate = row(o);
        match table.chunks_exact(parties).position(|f| dominates(f, candidate)) {
            None => {
                found.push(o);
                table.extend_from_slice(candidate);
            }
            // Halfway to the front: it will likely dominate the next as well.
            Some(k) if k > 8 => {
                found.swap(k, k / 2);
                for p in 0..parties {
                    table.swap(k * parties + p, k / 2 * parties + p);
                }
            }
            Some(_) => {}
        }
    }
    let mut frontier: Vec<usize> = found.into_iter().map(|o| o as usize).collect();
    frontier.sort_unstable();
    frontier
}

fn lexicographic(a: &[f64], b: &[f64]) -> Ordering {
    a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}

fn dominates(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(x, y)| x >= y) && a.iter().zip(b).any(|(x, y)| x > y)
}
