//! Numbers of either kind in serialised games and answers, and lists, pairs and options of them: `f64` as such;
//! an exact fraction as an integer where it is one that fits 64 bits, and otherwise as text, `"p/q"` or its
//! digits.

use super::{Fraction, Value};
use crate::coalition::{Coalition, Partition};
use num_traits::{ToPrimitive, Zero};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// Serializes what holds worths; for `#[serde(with = "crate::game::plain")]`.
pub(crate) fn serialize<T: Plain, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Reads what [`serialize`] wrote.
pub(crate) fn deserialize<'de, T: Plain, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// Numbers of a game, or a list, pair or option of them.
pub(crate) trait Plain: Sized {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<V: Value> Plain for V {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Number(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error> {
        Number::deserialize(deserializer).map(|number| number.0)
    }
}

macro_rules! as_it_is {
    ($($type:ty),*) => {
        $(impl Plain for $type {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        })*
    };
}
as_it_is!(usize, Coalition, Partition);

impl<T: Plain> Plain for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Read<T>>::deserialize(deserializer)?.into_iter().map(|read| read.0).collect())
    }
}

impl<T: Plain> Plain for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Written).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Read<T>>::deserialize(deserializer)?.map(|read| read.0))
    }
}

impl<A: Plain, B: Plain> Plain for (A, B) {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (Written(&self.0), Written(&self.1)).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (first, second) = <(Read<A>, Read<B>)>::deserialize(deserializer)?;
        Ok((first.0, second.0))
    }
}

struct Written<'a, T>(&'a T);

impl<T: Plain> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

struct Read<T>(T);

impl<'de, T: Plain> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}

/// A number as it is written and read.
struct Number<V>(V);

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
                Figure::Float(x) => V::from_float(x),
                Figure::Exact(fraction) => V::from_fraction(&fraction),
            })
        })
    }
}

enum Figure {
    Float(f64),
    Exact(Fraction),
}

struct AnyNumber;

impl Visitor<'_> for AnyNumber {
    type Value = Figure;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number, or a fraction \"p/q\" with q ≠ 0")
    }

    fn visit_i64<E: serde::de::Error>(self, integer: i64) -> Result<Figure, E> {
        Ok(Figure::Exact(Fraction::from_integer(integer.into())))
    }

    fn visit_u64<E: serde::de::Error>(self, integer: u64) -> Result<Figure, E> {
        Ok(Figure::Exact(Fraction::from_integer(integer.into())))
    }

    fn visit_f64<E: serde::de::Error>(self, x: f64) -> Result<Figure, E> {
        if x.is_finite() {
            Ok(Figure::Float(x))
        } else {
            Err(E::custom(format!("{x} is not a finite number")))
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Figure, E> {
        let wrong = || E::custom(format!("{text:?} is not a fraction \"p/q\" with q ≠ 0"));
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        let (p, q) = (numerator.parse::<num_bigint::BigInt>(), denominator.parse::<num_bigint::BigInt>());
        match (p, q) {
            (Ok(p), Ok(q)) if !q.is_zero() => Ok(Figure::Exact(Fraction::new(p, q))),
            _ => Err(wrong()),
        }
    }
}
