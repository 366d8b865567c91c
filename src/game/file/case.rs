//! One case of a game file: its fields, read on demand and located in every error, and the games that they
//! describe.

use super::fields::{Fields, json};
use super::number::{members, number, numbers};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{Airport, AirportType};
use crate::game::{Fraction, TuGame, WeightedVoting};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::fmt;
use std::path::Path;

/// Most players of an exact table read from a file: 2^25 fractions take about 3 GiB.
const EXACT_PLAYERS: usize = 25;
/// The keys under which a file may list its cases.
pub(crate) const LISTS: [&str; 3] = ["cases", "instances", "experiments"];
/// The keys under which a case may speak of itself, whatever its kind.
pub(super) const ABOUT: [&str; 9] =
    ["kind", "name", "source", "note", "also", "n", "players", "mask_convention", "generator"];
/// What the keys begin with that are no question: answers, and what was done with them.
pub(super) const FREE: [&str; 3] = ["expected", "published", "verified"];
/// What a case does not inherit: the outer object's answers.
const OWN: [&str; 2] = ["expected", "published"];

/// Game file: JSON with exact numbers, one case or several.
///
/// A number is an integer, a decimal, or a string that holds either or a fraction `"p/q"`; all are read digit
/// by digit and never pass through floating point; their digits lie within 400 places of the decimal point. Players are `0..n`; a coalition is written as the decimal
/// of its bit mask. A file holds one case, a list of them, or an object whose `cases`, `instances` or
/// `experiments` are such a list and inherit what else it says.
///
/// # Example
/// ```
/// use comity::game::GameFile;
/// let text = r#"{"kind": "tu_gain", "n": 2, "values": {"1": 0.1, "3": "4/3"}}"#;
/// let [case] = &GameFile::parse(text, "two.json")?.cases[..] else { panic!("one case") };
/// assert_eq!(case.kind()?, "tu_gain");
/// assert_eq!(case.tu_game("values")?.grand().to_string(), "4/3");
/// # Ok::<(), comity::Error>(())
/// ```
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

impl GameFile {
    /// The cases of a file.
    ///
    /// # Errors
    /// A file that cannot be read; otherwise those of [`parse`](Self::parse).
    ///
    /// # Example
    /// ```
    /// let missing = comity::game::GameFile::read("no/game.json".as_ref()).unwrap_err();
    /// assert!(missing.to_string().starts_with("no/game.json: "));
    /// ```
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.into(), source })?;
        Self::parse(&text, &path.display().to_string())
    }

    /// The cases in `text`; `place` is what errors call it.
    ///
    /// # Errors
    /// [`Error::Parse`] for text that is not JSON (a byte order mark is passed over), a case that is not an object, a key
    /// given twice, two lists of cases.
    ///
    /// # Example
    /// ```
    /// use comity::game::GameFile;
    /// let twice = GameFile::parse(r#"{"kind": "tu_gain", "kind": "tu_cost"}"#, "text").unwrap_err();
    /// assert!(twice.to_string().contains("kind"));
    /// ```
    pub fn parse(text: &str, place: &str) -> Result<Self> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(Error::Parse { place: place.into(), message: "empty".into() });
        }
        let whole: Box<RawValue> = json(text, place)?;
        let case = |k: usize, raw: &RawValue, outer: &Fields| -> Result<Case> {
            let place = format!("{place}: case {k}");
            let mut fields: Fields = json(raw.get(), &place)?;
            for (key, value) in &outer.0 {
                if fields.get(key).is_none() && !LISTS.contains(&key.as_str()) && !OWN.contains(&key.as_str())
                {
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
        let lists: Vec<(&str, &RawValue)> =
            LISTS.into_iter().filter_map(|key| Some((key, fields.get(key)?))).collect();
        if let [(one, _), (other, _), ..] = lists[..] {
            let message = format!("\"{one}\" and \"{other}\": a file has one list of cases");
            return Err(Error::Parse { place: place.into(), message });
        }
        if let [(key, list)] = lists[..] {
            return cases(json(list.get(), &format!("{place}: {key}"))?, &fields);
        }
        Ok(GameFile { cases: vec![Case { place: place.into(), fields }], single: true })
    }
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
    ///
    /// # Example
    /// ```
    /// use comity::game::GameFile;
    /// let file = GameFile::parse(r#"{"x": 0.1, "y": "2/6"}"#, "text")?;
    /// assert_eq!((file.cases[0].number("x")?.to_string(), file.cases[0].number("y")?.to_string()), ("1/10".into(), "1/3".into()));
    /// # Ok::<(), comity::Error>(())
    /// ```
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
    ///
    /// # Example
    /// ```
    /// use comity::game::GameFile;
    /// let file = GameFile::parse(r#"{"types": [{"landings": 2}, {"landings": "many"}]}"#, "a.json")?;
    /// let types = file.cases[0].list("types")?;
    /// assert!(types[1].number("landings").unwrap_err().to_string().starts_with("a.json: types[1]"));
    /// # Ok::<(), comity::Error>(())
    /// ```
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
    ///
    /// # Example
    /// ```
    /// use comity::game::GameFile;
    /// let file = GameFile::parse(r#"{"players": ["JPN", "KOR"], "n": 2}"#, "text")?;
    /// assert_eq!(file.cases[0].players()?, 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
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

    /// A game of costs by mask, every coalition listed: none is free because it was left out.
    ///
    /// # Errors
    /// As [`tu_game`](Self::tu_game); a coalition without a cost.
    ///
    /// # Example
    /// ```
    /// use comity::game::GameFile;
    /// let file = GameFile::parse(r#"{"n": 2, "cost_values": {"1": 2, "3": 3}}"#, "wells.json")?;
    /// let error = file.cases[0].cost_game("cost_values").unwrap_err();
    /// assert!(error.to_string().contains("the cost of coalition \"2\" is missing"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn cost_game(&self, key: &str) -> Result<TuGame<Fraction>> {
        let game = self.tu_game(key)?;
        let raw = self.raw(key)?;
        if !raw.get().starts_with('[') {
            let entries: Fields = json(raw.get(), &self.at(key))?;
            let mut given = vec![false; game.values().len()];
            let masks = entries.0.iter().filter_map(|(mask, _)| mask.parse::<usize>().ok());
            masks.for_each(|mask| given[mask] = true); // each is one of the game's, or it would not have been read
            if let Some(mask) = given.iter().skip(1).position(|given| !given) {
                return Err(self.error(key, format!("the cost of coalition \"{}\" is missing", mask + 1)));
            }
        }
        Ok(game)
    }

    /// A weighted voting game: `quota` and `weights`, both numbers for one quota, both lists for several; or `any`, a list
    /// of objects with such fields, of which a motion has to pass one.
    ///
    /// # Errors
    /// A missing field; quotas without as many lists of weights; what [`WeightedVoting`] refuses.
    ///
    /// # Example
    /// ```
    /// use comity::game::GameFile;
    /// let text = r#"{"any": [{"quota": 3, "weights": [2, 1, 1]}, {"quota": 2, "weights": [0, 1, 1]}]}"#;
    /// let council = GameFile::parse(text, "text")?.cases[0].weighted_voting()?;
    /// assert!(council.wins([1, 2]) && !council.wins([0]));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn weighted_voting(&self) -> Result<WeightedVoting> {
        if self.has("any") {
            if let Some(key) = ["quota", "weights"].into_iter().find(|key| self.has(key)) {
                return Err(self
                    .error(key, "given beside \"any\", whose entries have quotas and weights of their own"));
            }
            let mut joined: Option<WeightedVoting> = None;
            for entry in self.list("any")? {
                entry.reads_only(&["quota", "weights"])?;
                let game = entry.weighted_voting()?;
                joined = Some(match joined {
                    None => game,
                    Some(others) => others.or(game).map_err(|e| entry.error("weights", e))?,
                });
            }
            let game =
                joined.ok_or_else(|| self.error("any", "an empty list, allowed: at least one rule"))?;
            if self.has("n") && self.parsed::<usize>("n")? != game.players() {
                return Err(self.error(
                    "any",
                    format!("{} voters, but n = {}", game.players(), self.parsed::<usize>("n")?),
                ));
            }
            return Ok(game);
        }
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
            entry.reads_only(&["type", "landings", "runway_cost"])?;
            Ok(AirportType { landings: entry.parsed("landings")?, runway_cost: entry.number("runway_cost")? })
        };
        let types = self.list("types")?.into_iter().map(entry).collect::<Result<_>>()?;
        let airport = Airport::new(types).map_err(|e| self.error("types", e))?;
        if self.has("n") && self.parsed::<u64>("n")? != airport.landings() {
            return Err(self.error("n", format!("the landings add up to {}", airport.landings())));
        }
        Ok(airport)
    }

    /// Named coalition structures: `{name: [mask of each bloc]}`, each as lists of players, in the file's
    /// order.
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

    /// Refuses a key that no reader of this kind of case reads. What a case says about itself is free: `kind`, `name`,
    /// `source`, `note`, `also`, `n`, `players`, `mask_convention`, `generator`, and keys that begin with `expected`,
    /// `published` or `verified`.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the keys that are read.
    #[inline]
    pub(crate) fn reads_only(&self, keys: &[&str]) -> Result<()> {
        let free = |key: &str| ABOUT.contains(&key) || FREE.iter().any(|p| key.starts_with(p));
        match self.fields.0.iter().find(|(key, _)| !keys.contains(&key.as_str()) && !free(key)) {
            Some((key, _)) => Err(Error::unknown(format!("key in {}", self.place), key, keys)),
            None => Ok(()),
        }
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
