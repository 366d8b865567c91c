//! Numbers of game files, read digit by digit.

use super::fields::json;
use crate::error::{Error, Result, brief};
use crate::game::Fraction;
use num_bigint::{BigInt, BigUint};
use num_traits::{One, Pow, Zero};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// Most places of a digit from the decimal point: past what `f64` spans.
const PLACES: i64 = 400;

/// An exact number as game files write it: an integer as such, any other as `"p/q"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exact(pub Fraction);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        number(&raw, "number").map(Exact).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Exact {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "an integer, a decimal, or a string that holds either or a fraction \"p/q\"; read digit by digit",
            "anyOf": [
                { "type": "number" },
                { "type": "string", "pattern": "^[-+]?[0-9.]+([eE][-+]?[0-9]+)?( */ *[-+]?[0-9.]+)?$" },
            ],
        })
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_integer() {
            let digits = RawValue::from_string(self.0.to_string()).map_err(serde::ser::Error::custom)?;
            digits.serialize(serializer)
        } else {
            serializer.collect_str(&self.0)
        }
    }
}

/// A list of numbers.
pub(super) fn numbers(raw: &RawValue, place: &str) -> Result<Vec<Fraction>> {
    let list: Vec<Box<RawValue>> = json(raw.get(), place)?;
    list.iter().enumerate().map(|(k, x)| number(x, &format!("{place}[{k}]"))).collect()
}

/// A number, whichever of the three ways it is written.
pub(super) fn number(raw: &RawValue, place: &str) -> Result<Fraction> {
    let text = serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().into());
    exact(text.trim()).ok_or_else(|| {
        let message = format!(
            "{} is not a number: an integer, a decimal (digits of 10^−{PLACES} to 10^{PLACES}) or a fraction \"p/q\" with \
             q ≠ 0",
            brief(raw.get())
        );
        Error::Parse { place: place.into(), message }
    })
}

/// `p/q`, or a decimal with an optional power of ten.
fn exact(text: &str) -> Option<Fraction> {
    if let Some((p, q)) = text.split_once('/') {
        let (p, q) = (decimal(p.trim())?, decimal(q.trim())?);
        return (!q.is_zero()).then(|| p / q);
    }
    decimal(text)
}

/// A decimal number, with or without a power of ten, as it is written.
pub(crate) fn decimal(text: &str) -> Option<Fraction> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let is_number = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !is_number(unsigned) || !is_number(part) || unsigned.len() + part.len() == 0 {
        return None;
    }
    // From the first digit that is not zero to the last: reading takes time in the square of their number.
    let (whole_digits, part) = (unsigned.trim_start_matches('0'), part.trim_end_matches('0'));
    if whole_digits.is_empty() && part.is_empty() {
        return Some(Fraction::zero());
    }
    let leading = match whole_digits.len() {
        0 => -(part.bytes().take_while(|b| *b == b'0').count() as i64),
        digits => digits as i64,
    };
    let lowest = exponent.checked_sub(i64::try_from(part.len()).ok()?)?;
    let highest = exponent.checked_add(leading)?.checked_sub(1)?;
    let trailing =
        if part.is_empty() { whole_digits.bytes().rev().take_while(|b| *b == b'0').count() } else { 0 };
    if highest > PLACES || lowest.checked_add(trailing as i64)? < -PLACES {
        return None;
    }
    let mantissa: BigInt =
        format!("{}{part}", &whole_digits[..whole_digits.len() - trailing]).parse().ok()?;
    let mantissa = if whole.starts_with('-') { -mantissa } else { mantissa };
    let exponent = lowest + trailing as i64;
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    Some(if exponent < 0 {
        Fraction::new(mantissa, power)
    } else {
        Fraction::new(mantissa * power, BigInt::one())
    })
}

/// Most digits of a mask: some 4 000 players.
const MASK_DIGITS: usize = 1_200;

/// The players in the decimal of a bit mask of any sensible length.
pub(super) fn members(raw: &RawValue) -> Option<Vec<usize>> {
    let text = serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().into());
    if text.len() > MASK_DIGITS {
        return None;
    }
    let mask: BigUint = text.trim().parse().ok()?;
    Some((0..mask.bits()).filter(|&i| mask.bit(i)).map(|i| i as usize).collect())
}
