//! Numbers of either kind in serialised games and answers: `f64` as such; an exact fraction as an integer
//! where it is one that fits 64 bits, and otherwise as text, `"p/q"` or its digits.
//!
//! For `#[serde(with = "…", bound = "V: Value")]`: [`one`], [`list`], [`table`], [`cube`].

use super::{Fraction, Value};
use num_traits::{ToPrimitive, Zero};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::fmt;

/// A number as it is written and read.
pub(crate) struct Number<V>(pub V);

impl<V: Value> Serialize for Number<&V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !V::EXACT {
            return serializer.serialize_f64(self.0.to_f64());
        }
        let exact = self.0.to_fraction();
        match exact.numer().to_i64() {
            Some(integer) if exact.is_integer() => serializer.serialize_i64(integer),
            _ => serializer.collect_str(&exact),
        }
    }
}

impl<'de, V: Value> Deserialize<'de> for Number<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNumber).map(|number| {
            Number(match number {
                Written::Float(x) => V::from_float(x),
                Written::Exact(fraction) => V::from_fraction(&fraction),
            })
        })
    }
}

enum Written {
    Float(f64),
    Exact(Fraction),
}

struct AnyNumber;

impl Visitor<'_> for AnyNumber {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number, or a fraction \"p/q\" with q ≠ 0")
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<Written, E> {
        Ok(Written::Exact(Fraction::from_integer(integer.into())))
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<Written, E> {
        Ok(Written::Exact(Fraction::from_integer(integer.into())))
    }

    fn visit_f64<E: Error>(self, x: f64) -> Result<Written, E> {
        if x.is_finite() {
            Ok(Written::Float(x))
        } else {
            Err(E::custom(format!("{x} is not a finite number")))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
        let wrong = || E::custom(format!("{text:?} is not a fraction \"p/q\" with q ≠ 0"));
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        let (p, q) = (numerator.parse::<num_bigint::BigInt>(), denominator.parse::<num_bigint::BigInt>());
        match (p, q) {
            (Ok(p), Ok(q)) if !q.is_zero() => Ok(Written::Exact(Fraction::new(p, q))),
            _ => Err(wrong()),
        }
    }
}

macro_rules! lists {
    ($($(#[$doc:meta])* $module:ident: $type:ty, $inner:ident;)*) => {
        $($(#[$doc])*
        pub(crate) mod $module {
            use super::*;

            #[allow(clippy::ptr_arg)] // serde hands over the field as it is
            pub(crate) fn serialize<V: Value, S: Serializer>(
                list: &$type,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                struct Item<'a, T>(&'a T);
                impl<V: Value> Serialize for Item<'_, lists!(@item $module V)> {
                    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                        $inner::serialize(self.0, serializer)
                    }
                }
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                list.iter().try_for_each(|item| seq.serialize_element(&Item(item)))?;
                seq.end()
            }

            pub(crate) fn deserialize<'de, V: Value, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$type, D::Error> {
                struct Item<T>(T);
                impl<'de, V: Value> Deserialize<'de> for Item<lists!(@item $module V)> {
                    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        $inner::deserialize(deserializer).map(Item)
                    }
                }
                Ok(Vec::<Item<_>>::deserialize(deserializer)?.into_iter().map(|Item(item)| item).collect())
            }
        })*
    };
    (@item list $v:ident) => { $v };
    (@item table $v:ident) => { Vec<$v> };
    (@item cube $v:ident) => { Vec<Vec<$v>> };
}

/// A single number.
pub(crate) mod one {
    use super::*;

    pub(crate) fn serialize<V: Value, S: Serializer>(number: &V, serializer: S) -> Result<S::Ok, S::Error> {
        Number(number).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, V: Value, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error> {
        Number::deserialize(deserializer).map(|Number(number)| number)
    }
}

lists! {
    /// A list of numbers.
    list: Vec<V>, one;
    /// Rows of numbers.
    table: Vec<Vec<V>>, list;
    /// Tables of numbers.
    cube: Vec<Vec<Vec<V>>>, table;
}
