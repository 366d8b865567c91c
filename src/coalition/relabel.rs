//! Serialization with labels for the numbers of players: coalitions, players and states are marked where a
//! type is serialized (as newtypes, which leave no trace in JSON), and a serializer around any other writes
//! their labels.

pub(crate) use super::mark::{player, state};

use super::mark::{PLAYER, STATE};
use super::{Coalition, Labels};
use serde::ser::{self, Serialize, Serializer};

/// As [`Coalition`] is derived.
const COALITION: &str = "Coalition";

/// A value that serializes as itself, with labels for players, members of coalitions and states.
pub(crate) struct Relabelled<'a, T: ?Sized>(pub &'a T, pub &'a Labels);

impl<T: Serialize + ?Sized> Serialize for Relabelled<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Relabelling { inner: serializer, labels: self.1, kind: None })
    }
}

/// A serializer, or the part of one that takes the elements of a value, with labels.
struct Relabelling<'a, S> {
    inner: S,
    labels: &'a Labels,
    /// What the number is that comes next, if it is marked.
    kind: Option<&'static str>,
}

impl<'a, S> Relabelling<'a, S> {
    /// The elements of a value whose serializer has begun.
    fn elements<C, E>(self, begin: impl FnOnce(S) -> Result<C, E>) -> Result<Relabelling<'a, C>, E> {
        Ok(Relabelling { inner: begin(self.inner)?, labels: self.labels, kind: None })
    }
}

macro_rules! as_it_is {
    ($($method:ident($($value:ident: $type:ty),*);)*) => {
        $(fn $method(self, $($value: $type),*) -> Result<S::Ok, S::Error> {
            self.inner.$method($($value),*)
        })*
    };
}

macro_rules! by_elements {
    ($($method:ident($($value:ident: $type:ty),*) -> $part:ident;)*) => {
        $(fn $method(self, $($value: $type),*) -> Result<Self::$part, S::Error> {
            self.elements(|inner| inner.$method($($value),*))
        })*
    };
}

impl<'a, S: Serializer> Serializer for Relabelling<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Relabelling<'a, S::SerializeSeq>;
    type SerializeTuple = Relabelling<'a, S::SerializeTuple>;
    type SerializeTupleStruct = Relabelling<'a, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Relabelling<'a, S::SerializeTupleVariant>;
    type SerializeMap = Relabelling<'a, S::SerializeMap>;
    type SerializeStruct = Relabelling<'a, S::SerializeStruct>;
    type SerializeStructVariant = Relabelling<'a, S::SerializeStructVariant>;

    fn serialize_u64(self, number: u64) -> Result<S::Ok, S::Error> {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        match self.kind {
            None => self.inner.serialize_u64(number),
            Some(COALITION) => {
                let members = Coalition::from_mask(number).players();
                self.inner.collect_seq(members.map(|i| self.labels.player(i).to_string()))
            }
            Some(STATE) => self.inner.collect_str(&self.labels.state(place)),
            Some(_) => self.inner.collect_str(&self.labels.player(place)),
        }
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        match name {
            COALITION | PLAYER | STATE => value.serialize(Relabelling { kind: Some(name), ..self }),
            _ => self.inner.serialize_newtype_struct(name, &Relabelled(value, self.labels)),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_variant(name, index, variant, &Relabelled(value, self.labels))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Relabelled(value, self.labels))
    }

    as_it_is! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u128(value: u128);
        serialize_f32(value: f32);
        serialize_f64(value: f64);
        serialize_char(value: char);
        serialize_str(value: &str);
        serialize_bytes(value: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    by_elements! {
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }
}

macro_rules! elements {
    ($($part:ident: $($method:ident($($key:ident: $type:ty)?)),*;)*) => {
        $(impl<S: ser::$part> ser::$part for Relabelling<'_, S> {
            type Ok = S::Ok;
            type Error = S::Error;

            $(fn $method<T: Serialize + ?Sized>(&mut self, $($key: $type,)? value: &T) -> Result<(), S::Error> {
                self.inner.$method($($key,)? &Relabelled(value, self.labels))
            })*

            fn end(self) -> Result<S::Ok, S::Error> {
                self.inner.end()
            }
        })*
    };
}

elements! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeMap: serialize_key(), serialize_value();
    SerializeStruct: serialize_field(key: &'static str);
    SerializeStructVariant: serialize_field(key: &'static str);
}
