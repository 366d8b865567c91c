//! Which economies trade with each other, directly or not.

use nalgebra::DMatrix;

/// The connected components (through a flow in either direction), each with its economies in order.
pub(super) fn components(flow: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let n = flow.nrows();
    if one_hop(flow) {
        return vec![(0..n).collect()];
    }
    let mut label = vec![usize::MAX; n];
    let mut count = 0;
    for start in 0..n {
        if label[start] != usize::MAX {
            continue;
        }
        let mut stack = vec![start];
        label[start] = count;
        while let Some(i) = stack.pop() {
            for j in 0..n {
                if label[j] == usize::MAX && (flow[(i, j)] > 0.0 || flow[(j, i)] > 0.0) {
                    label[j] = count;
                    stack.push(j);
                }
            }
        }
        count += 1;
    }
    (0..count).map(|c| (0..n).filter(|&i| label[i] == c).collect()).collect()
}

/// The rest of the world, the last economy, as a rule trades with everybody.
fn one_hop(flow: &DMatrix<f64>) -> bool {
    let n = flow.nrows();
    (0..n).all(|i| flow[(i, n - 1)] > 0.0 || flow[(n - 1, i)] > 0.0)
}
