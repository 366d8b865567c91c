//! Numbers as text: coordinates, labels of ticks and cells.

/// A coordinate to a tenth of a pixel.
pub(super) fn at(x: f64) -> String {
    let text = format!("{x:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".into() } else { text.into() }
}

/// A number to so many decimals, with a minus sign and without the minus of a rounded zero.
pub(super) fn fixed(x: f64, decimals: usize) -> String {
    if x.abs() >= 1e7 || (x != 0.0 && x.abs() < 1e-6) {
        return format!("{x:.2e}").replace('-', "−");
    }
    let text = format!("{x:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| matches!(b, b'0' | b'.')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// Decimals with which the largest of the numbers shows three digits.
pub(super) fn decimals(numbers: impl IntoIterator<Item = f64>) -> usize {
    let largest = numbers.into_iter().map(f64::abs).fold(0.0, f64::max);
    if largest == 0.0 { 0 } else { (2.0 - largest.log10().floor()).clamp(0.0, 6.0) as usize }
}
