//! Classes of the draws by the value of a factor, for indices from given data.

/// The number of classes for this many draws (Plischke, Borgonovo & Smith 2013, §4): at most 48.
pub(super) fn number(draws: usize) -> usize {
    let n = draws as f64;
    let exponent = 2.0 / (7.0 + ((1500.0 - n) / 500.0).tanh());
    (n.powf(exponent).ceil() as usize).min(48)
}

/// The draws by class of `x`: a class per value where there are at most `count`, else `count` classes of equal
/// size in the order of the values, draws of equal value in the order of the draws.
pub(super) fn by_value(x: &[f64], count: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
    let runs: Vec<&[usize]> = order.chunk_by(|a, b| x[*a] == x[*b]).collect();
    if runs.len() <= count {
        return runs.into_iter().map(<[usize]>::to_vec).collect();
    }
    let bound = |class: usize| (class as f64 * (x.len() as f64 / count as f64)).floor() as usize;
    let of = |class: usize| {
        let upper = if class + 1 == count { x.len() } else { bound(class + 1) };
        order[bound(class)..upper].to_vec()
    };
    (0..count).map(of).collect()
}
