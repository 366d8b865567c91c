//! Game files: JSON with exact numbers, one case or several.
//!
//! A number is an integer, a decimal, or a string that holds either or a fraction `"p/q"`; all are read digit by
//! digit and never pass through floating point. Players are `0..n`; a coalition is written as the decimal of its
//! bit mask. A file holds one case, a list of them, or an object whose `cases`, `instances` or `experiments` are
//! such a list and inherit what else it says.
//!
//! ```
//! use comity::game::file;
//! let text = r#"{"kind": "tu_gain", "n": 2, "values": {"1": 0.1, "3": "4/3"}}"#;
//! let [case] = &file::parse(text, "two.json")?.cases[..] else { panic!("one case") };
//! assert_eq!(case.kind()?, "tu_gain");
//! assert_eq!(case.tu_game("values")?.grand().to_string(), "4/3");
//! # Ok::<(), comity::Error>(())
//! ```

use super::classic::{Airport, AirportType};
use super::{Fraction, TuGame, WeightedVoting};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use num_bigint::{BigInt, BigUint};
use num_traits::{One, Pow, Zero};
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Most players of an exact table read from a file: 2^25 fractions take about 3 GiB.
const EXACT_PLAYERS: usize = 25;
/// Largest power of ten in a number: past what `f64` spans.
const EXPONENT: i64 = 400;
/// The keys under which a file may list its cases.
const LISTS: [&str; 3] = ["cases", "instances", "experiments"];
/// What a case does not inherit: the outer object's answers.
const OWN: [&str; 2] = ["expected", "published"];

/// The cases of a file.
#[derive(Debug)]
pub struct GameFile {
    /// Every case, with what it inherits.
    pub cases: Vec<Case>,
    /// Whether the file is a single case rather than a list, of whatever length.
    pub single: bool,
}

/// One case: named fields, read on demand and located in every error.
#[derive(Debug, Clone)]
pub struct Case {
    place: String,
    fields: Fields,
}

/// Reads the cases of a file.
///
/// # Errors
/// A file that cannot be read; otherwise as [`parse`].
pub fn read(path: &Path) -> Result<GameFile> {
    let text = std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.into(), source })?;
    parse(&text, &path.display().to_string())
}

/// The cases in `text`; `place` is what errors call it.
///
/// # Errors
/// [`Error::Parse`] for text that is not JSON, a case that is not an object, a key given twice.
pub fn parse(text: &str, place: &str) -> Result<GameFile> {
    let whole: Box<RawValue> = json(text, place)?;
    let case = |k: usize, raw: &RawValue, outer: &Fields| -> Result<Case> {
        let place = format!("{place}: case {k}");
        let mut fields: Fields = json(raw.get(), &place)?;
        for (key, value) in &outer.0 {
            if fields.get(key).is_none() && !LISTS.contains(&key.as_str()) && !OWN.contains(&key.as_str()) {
                fields.0.push((key.clone(), value.clone()));
            }
        }
        Ok(Case { place, fields })
    };
    let cases = |list: Vec<Box<RawValue>>, outer: &Fields| -> Result<GameFile> {
        let cases = list.iter().enumerate().map(|(k, raw)| case(k, raw, outer)).collect::<Result<_>>()?;
        Ok(GameFile { cases, single: false })
    };
    if whole.get().starts_with('[') {
        return cases(json(whole.get(), place)?, &Fields::default());
    }
    let fields: Fields = json(whole.get(), place)?;
    for key in LISTS {
        if let Some(list) = fields.get(key) {
            return cases(json(list.get(), &format!("{place}: {key}"))?, &fields);
        }
    }
    Ok(GameFile { cases: vec![Case { place: place.into(), fields }], single: true })
}

impl Case {
    /// Where the case stands: file and, in a list, its number.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The kind of game.
    ///
    /// # Errors
    /// No `kind`, or one that is not a string.
    pub fn kind(&self) -> Result<String> {
        self.text("kind")
    }

    /// Whether the case has this field.
    pub fn has(&self, key: &str) -> bool {
        self.fields.get(key).is_some()
    }

    /// A field that is a string.
    ///
    /// # Errors
    /// A missing field; another type.
    pub fn text(&self, key: &str) -> Result<String> {
        self.parsed(key)
    }

    /// A field of any serde type that needs no exact numbers.
    ///
    /// # Errors
    /// A missing field; another type.
    pub fn parsed<T: DeserializeOwned>(&self, key: &str) -> Result<T> {
        json(self.raw(key)?.get(), &self.at(key))
    }

    /// A number.
    ///
    /// # Errors
    /// A missing field; anything but a number.
    pub fn number(&self, key: &str) -> Result<Fraction> {
        number(self.raw(key)?, &self.at(key))
    }

    /// A list of numbers.
    ///
    /// # Errors
    /// A missing field; anything but a list of numbers.
    pub fn numbers(&self, key: &str) -> Result<Vec<Fraction>> {
        numbers(self.raw(key)?, &self.at(key))
    }

    /// A list of objects, each read as a case of its own.
    ///
    /// # Errors
    /// A missing field; anything but a list of objects.
    pub fn list(&self, key: &str) -> Result<Vec<Case>> {
        let entries: Vec<Box<RawValue>> = self.parsed(key)?;
        let entry = |(k, raw): (usize, Box<RawValue>)| {
            let place = format!("{}[{k}]", self.at(key));
            Ok(Case { fields: json(raw.get(), &place)?, place })
        };
        entries.into_iter().enumerate().map(entry).collect()
    }

    /// Number of players: `n`, or the length of `players`.
    ///
    /// # Errors
    /// Neither of them; both, but not the same number; a number outside 1..=63.
    pub fn players(&self) -> Result<usize> {
        let names = self.has("players").then(|| self.parsed::<Vec<Box<RawValue>>>("players")).transpose()?;
        let named = names.map(|list| list.len());
        let n = match (self.has("n"), named) {
            (true, _) => self.parsed::<u64>("n")? as usize,
            (false, Some(named)) => named,
            (false, None) => return Err(self.error("n", "missing, and so is the list of players")),
        };
        if n == 0 || n > Coalition::MAX_PLAYERS {
            return Err(self.error("n", format!("{n} players, allowed: 1..={}", Coalition::MAX_PLAYERS)));
        }
        match named {
            Some(named) if named != n => Err(self.error("players", format!("{named} of them, but n = {n}"))),
            _ => Ok(n),
        }
    }

    /// A transferable-utility game: worths by mask, those not listed 0; or a list of all `2^n` of them.
    ///
    /// # Errors
    /// A missing field; a coalition that is not one of `1..2^n` or is given twice; no worth for the grand
    /// coalition; a list of another length; anything but numbers; more than 25 players.
    pub fn tu_game(&self, key: &str) -> Result<TuGame<Fraction>> {
        let (n, raw, at) = (self.players()?, self.raw(key)?, self.at(key));
        if n > EXACT_PLAYERS {
            return Err(Error::TooLarge {
                what: format!("{at}: exact table of worths"),
                n,
                limit: EXACT_PLAYERS,
                reason: format!("2^{n} fractions of about 100 bytes"),
            });
        }
        if raw.get().starts_with('[') {
            let values = numbers(raw, &at)?;
            if values.len() != 1 << n {
                let got = format!("{} worths, but n = {n} has {} coalitions", values.len(), 1u64 << n);
                return Err(self.error(key, got));
            }
            return TuGame::from_values(values);
        }
        let entries: Fields = json(raw.get(), &at)?;
        let mut values: Vec<Option<Fraction>> = vec![None; 1 << n];
        for (mask, worth) in &entries.0 {
            let slot = mask.parse::<usize>().ok().and_then(|m| values.get_mut(m));
            let Some(slot) = slot else {
                let allowed = format!("coalition \"{mask}\" is not a mask of 1..={}", (1u64 << n) - 1);
                return Err(self.error(key, allowed));
            };
            if slot.replace(number(worth, &format!("{at}[\"{mask}\"]"))?).is_some() {
                return Err(self.error(key, format!("coalition \"{mask}\" is given twice")));
            }
        }
        if values.last().is_some_and(Option::is_none) {
            let missing = format!("the grand coalition, \"{}\", is missing", (1u64 << n) - 1);
            return Err(self.error(key, missing));
        }
        TuGame::from_values(values.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// A weighted voting game: `quota` and `weights`, both numbers for one quota, both lists for several.
    ///
    /// # Errors
    /// A missing field; quotas without as many lists of weights; what [`WeightedVoting`] refuses.
    pub fn weighted_voting(&self) -> Result<WeightedVoting> {
        let (quotas, weights) = if self.raw("quota")?.get().starts_with('[') {
            let lists: Vec<Box<RawValue>> = self.parsed("weights")?;
            let lists =
                lists.iter().map(|list| numbers(list, &self.at("weights"))).collect::<Result<Vec<_>>>()?;
            (self.numbers("quota")?, lists)
        } else {
            (vec![self.number("quota")?], vec![self.numbers("weights")?])
        };
        if quotas.is_empty() || quotas.len() != weights.len() {
            let lists = format!("{} lists for {} quotas", weights.len(), quotas.len());
            return Err(self.error("weights", lists));
        }
        if self.has("n") && self.parsed::<usize>("n")? != weights[0].len() {
            let voters = format!("{} voters, but n = {}", weights[0].len(), self.parsed::<usize>("n")?);
            return Err(self.error("weights", voters));
        }
        let rules: Vec<(&Fraction, &[Fraction])> =
            quotas.iter().zip(&weights).map(|(q, w)| (q, w.as_slice())).collect();
        WeightedVoting::from_fractions(rules).map_err(|e| self.error("quota", e))
    }

    /// An airport: `types`, each with `landings` and `runway_cost`.
    ///
    /// # Errors
    /// A missing field; landings that do not add up to `n`, where that is given; what [`Airport`] refuses.
    pub fn airport(&self) -> Result<Airport<Fraction>> {
        let entry = |entry: Case| {
            Ok(AirportType { landings: entry.parsed("landings")?, runway_cost: entry.number("runway_cost")? })
        };
        let types = self.list("types")?.into_iter().map(entry).collect::<Result<_>>()?;
        let airport = Airport::new(types).map_err(|e| self.error("types", e))?;
        if self.has("n") && self.parsed::<u64>("n")? != airport.landings() {
            return Err(self.error("n", format!("the landings add up to {}", airport.landings())));
        }
        Ok(airport)
    }

    /// Named coalition structures: `{name: [mask of each bloc]}`, each as lists of players, in the file's order.
    ///
    /// # Errors
    /// A missing field; a bloc that is not a mask. (Whether blocs are a partition, who uses them checks.)
    pub fn structures(&self, key: &str) -> Result<Vec<(String, Vec<Vec<usize>>)>> {
        let named: Fields = self.parsed(key)?;
        let structure = |(name, raw): &(String, Box<RawValue>)| {
            let at = format!("{}[\"{name}\"]", self.at(key));
            let masks: Vec<Box<RawValue>> = json(raw.get(), &at)?;
            let blocs: Option<Vec<Vec<usize>>> = masks.iter().map(|mask| members(mask)).collect();
            let message = "a bloc is not the decimal of a bit mask".into();
            Ok((name.clone(), blocs.ok_or(Error::Parse { place: at, message })?))
        };
        named.0.iter().map(structure).collect()
    }

    /// An error at this field.
    pub fn error(&self, key: &str, message: impl fmt::Display) -> Error {
        Error::Parse { place: self.at(key), message: message.to_string() }
    }

    fn at(&self, key: &str) -> String {
        format!("{}: {key}", self.place)
    }

    fn raw(&self, key: &str) -> Result<&RawValue> {
        self.fields.get(key).ok_or_else(|| self.error(key, "missing"))
    }
}

/// An exact number as game files write it: an integer as such, any other as `"p/q"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact(pub Fraction);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        number(&raw, "number").map(Exact).map_err(serde::de::Error::custom)
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

/// The file of a transferable-utility game: its worths by mask, zeros left out but for the grand coalition.
pub fn tu_game_json(name: &str, game: &TuGame<Fraction>) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        name: &'a str,
        kind: &'a str,
        n: usize,
        values: BTreeMap<usize, Exact>,
    }
    let last = game.values().len() - 1;
    let listed = game.values().iter().enumerate().filter(|&(mask, v)| mask == last || !v.is_zero());
    let values = listed.map(|(mask, v)| (mask, Exact(v.clone()))).collect();
    text(&File { name, kind: "tu_gain", n: game.players(), values })
}

/// The file of a weighted voting game.
pub fn weighted_voting_json(name: &str, game: &WeightedVoting) -> String {
    #[derive(Serialize)]
    struct File<'a, Q: Serialize, W: Serialize> {
        name: &'a str,
        kind: &'a str,
        n: usize,
        quota: Q,
        weights: W,
    }
    let (kind, n) = ("weighted_voting", game.players());
    if let [rule] = game.quotas() {
        return text(&File { name, kind, n, quota: rule.quota, weights: &rule.weights });
    }
    let quota: Vec<u64> = game.quotas().iter().map(|q| q.quota).collect();
    let weights: Vec<&[u64]> = game.quotas().iter().map(|q| q.weights.as_slice()).collect();
    text(&File { name, kind, n, quota, weights })
}

fn text(file: &impl Serialize) -> String {
    serde_json::to_string(file).unwrap_or_default() // plain fields and integer keys: cannot fail
}

/// An object's fields in order, none twice, values as they are written.
#[derive(Debug, Clone, Default)]
struct Fields(Vec<(String, Box<RawValue>)>);

impl Fields {
    fn get(&self, key: &str) -> Option<&RawValue> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| &**value)
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object without repeated keys")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields: Vec<(String, Box<RawValue>)> = vec![];
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                let mut keys: Vec<&str> = fields.iter().map(|(k, _)| k.as_str()).collect();
                keys.sort_unstable();
                match keys.windows(2).find(|pair| pair[0] == pair[1]) {
                    Some(pair) => Err(serde::de::Error::custom(format!("\"{}\" is given twice", pair[0]))),
                    None => Ok(Fields(fields)),
                }
            }
        }
        deserializer.deserialize_map(Object)
    }
}

fn json<T: DeserializeOwned>(text: &str, place: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Parse { place: place.into(), message: e.to_string() })
}

fn numbers(raw: &RawValue, place: &str) -> Result<Vec<Fraction>> {
    let list: Vec<Box<RawValue>> = json(raw.get(), place)?;
    list.iter().enumerate().map(|(k, x)| number(x, &format!("{place}[{k}]"))).collect()
}

fn number(raw: &RawValue, place: &str) -> Result<Fraction> {
    let text = serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().into());
    exact(text.trim()).ok_or_else(|| {
        let message = format!(
            "{} is not a number: an integer, a decimal (to 10^±{EXPONENT}) or a fraction \"p/q\" with q ≠ 0",
            raw.get()
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
    let mantissa: BigInt = format!("{whole}{part}").parse().ok()?;
    let exponent = exponent.checked_sub(i64::try_from(part.len()).ok()?)?;
    if exponent.abs() > EXPONENT {
        return None;
    }
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    Some(if exponent < 0 {
        Fraction::new(mantissa, power)
    } else {
        Fraction::new(mantissa * power, BigInt::one())
    })
}

/// The players in the decimal of a bit mask of any length.
fn members(raw: &RawValue) -> Option<Vec<usize>> {
    let text = serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().into());
    let mask: BigUint = text.trim().parse().ok()?;
    Some((0..mask.bits()).filter(|&i| mask.bit(i)).map(|i| i as usize).collect())
}
