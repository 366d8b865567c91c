//! What to cite beside the crate: the works behind a run, from one list and one table.

use crate::error::{Error, Result};
use std::fmt;
use std::sync::LazyLock;

/// Every work, for reference managers.
const BIBTEX: &str = include_str!("../docs/references.bib");
/// Every work, for readers; the same keys.
const LIST: &str = include_str!("../docs/references.md");
/// The works that the documentation of each public item cites: `item,keys`.
const ITEMS: &str = include_str!("../docs/citations.csv");
/// Bytes from an author's name to the year of a citation.
const REACH: usize = 240;

/// A work of the list.
struct Work {
    key: &'static str,
    authors: Vec<&'static str>,
    year: &'static str,
    bibtex: &'static str,
    text: &'static str,
}

/// The works behind a run, in the order of their keys, with the crate itself before them.
///
/// `Display` is a list for readers, [`bibtex`](Self::bibtex) one for reference managers. Made by [`cite`] from names of
/// functions and types, by [`Study::references`](crate::study::Study::references) from what a study assumes, by
/// [`Simulation::references`](crate::simulate::Simulation::references) from what its years add.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References(Vec<&'static str>);

/// The works behind items of this crate, by path or, where that is unique, by the end of it: concepts, protocols, strategies,
/// mechanisms.
///
/// # Errors
/// [`Error::Unknown`] for an item that does not exist or whose documentation cites nothing, with the nearest that do; for
/// the end of several paths, with these.
///
/// # Example
/// ```
/// use comity::{cite, prelude::*};
/// let study = Study::new(World::northeast_asia_2002())?;
/// let works = study.references().and(&cite(["tu::nucleolus", "RandomProposer"])?);
/// assert!(works.to_string().contains("D. Schmeidler (1969)"));
/// assert!(works.bibtex().contains("@article{Schmeidler1969,"));
/// assert!(cite(["nucleolos"]).unwrap_err().to_string().contains("solve::tu::nucleolus"));
/// # Ok::<(), comity::Error>(())
/// ```
pub fn cite<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Result<References> {
    let mut all = References::default();
    for item in items {
        let name = item.as_ref();
        let is =
            |path: &str| path == name || path.strip_suffix(name).is_some_and(|before| before.ends_with("::"));
        let found: Vec<(&str, &str)> = table().filter(|(path, _)| is(path)).collect();
        match found[..] {
            [(_, keys)] => all = all.and(&References::of_keys(keys.split(' '))),
            [] => return Err(Error::unknown("item with references", name, nearest(name))),
            _ => {
                let paths = found.iter().map(|(path, _)| path);
                return Err(Error::unknown("item, for it ends several paths:", name, paths));
            }
        }
    }
    Ok(all)
}

impl References {
    /// The works of the list that a text cites: author and year, or authors and year, in any of the usual styles.
    ///
    /// ```
    /// use comity::References;
    /// let works = References::cited_in("form: Skaperdas 1996; idea: Alesina, Angeloni & Etro (2005)");
    /// assert_eq!(works.keys().collect::<Vec<_>>(), ["AlesinaAngeloniEtro2005", "Skaperdas1996"]);
    /// ```
    pub fn cited_in(text: &str) -> Self {
        References::of_keys(WORKS.iter().filter(|work| work.is_cited_in(text)).map(|work| work.key))
    }

    /// Those of both.
    #[must_use]
    pub fn and(&self, others: &Self) -> Self {
        References::of_keys(self.keys().chain(others.keys()))
    }

    /// The keys, `AuthorYear`, as in `docs/references.md`.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &'static str> + '_ {
        self.0.iter().copied()
    }

    /// Entries for reference managers, that of the crate first.
    ///
    /// ```
    /// assert!(comity::cite(["tu::nucleolus"])?.bibtex().starts_with("@software{comity,"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn bibtex(&self) -> String {
        let own = format!(
            "@software{{comity,\n  author = {{{{The comity founders}}}},\n  year = {{2026}},\n  title = {{{{comity: how nations \
             negotiate, and which of their arrangements hold}}}},\n  version = {{{}}},\n}}\n",
            env!("CARGO_PKG_VERSION")
        );
        self.works().fold(own, |text, work| text + "\n" + work.bibtex + "\n")
    }

    fn works(&self) -> impl Iterator<Item = &'static Work> + '_ {
        WORKS.iter().filter(|work| self.0.contains(&work.key))
    }

    /// The works of these keys that are in the list.
    fn of_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |key: &str| WORKS.binary_search_by_key(&key, |work| work.key).ok();
        let mut places: Vec<usize> = keys.into_iter().filter_map(known).collect();
        places.sort_unstable();
        places.dedup();
        References(places.into_iter().map(|place| WORKS[place].key).collect())
    }
}

impl fmt::Display for References {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = env!("CARGO_PKG_VERSION");
        write!(f, "The comity founders (2026). comity: how nations negotiate, version {version}.")?;
        self.works().try_for_each(|work| write!(f, "\n{}", work.text))
    }
}

impl Work {
    fn is_cited_in(&self, text: &str) -> bool {
        let Some((first, others)) = self.authors.split_first() else { return false };
        text.match_indices(first).any(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + first.len()..]);
            if before.ends_with(char::is_alphabetic) || behind.starts_with(char::is_alphabetic) {
                return false;
            }
            let reach = behind.floor_char_boundary(REACH.min(behind.len()));
            let window = behind[..reach].split([';', '\u{2022}']).next().unwrap_or_default();
            let years = window.match_indices(self.year).map(|(at, _)| at);
            years.into_iter().any(|at| {
                let digit = |c: char| c.is_ascii_digit();
                let between = &window[..at];
                let whole = !between.ends_with(digit) && !window[at + self.year.len()..].starts_with(digit);
                let coauthors =
                    others.first().is_none_or(|second| between.contains(second) || between.contains("et al"));
                whole && coauthors && (!others.is_empty() || is_alone(between))
            })
        })
    }
}

/// Whether what stands between a name and a year names no second author.
fn is_alone(between: &str) -> bool {
    let start = between.trim_start();
    !(start.starts_with('&')
        || start.starts_with("and ")
        || start.starts_with("et al")
        || between.contains(" & "))
}

/// Paths of items and the keys that their documentation cites.
fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    ITEMS.lines().skip(1).filter_map(|line| line.split_once(','))
}

/// Paths that share most of a name's pairs of letters.
fn nearest(name: &str) -> Vec<&'static str> {
    let last = |path: &str| path.rsplit("::").next().unwrap_or_default().to_lowercase();
    let (name, mut paths) = (last(name), table().map(|(path, _)| path).collect::<Vec<_>>());
    let pairs = |text: &str| text.as_bytes().windows(2).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let own = pairs(&name);
    let shared = |path: &str| {
        let other = pairs(&last(path));
        let common = own.iter().filter(|pair| other.contains(pair)).count();
        2.0 * common as f64 / (own.len() + other.len()).max(1) as f64
    };
    paths.sort_by(|a, b| shared(b).total_cmp(&shared(a)));
    paths.truncate(5);
    paths
}

static WORKS: LazyLock<Vec<Work>> = LazyLock::new(|| {
    let field = |entry: &'static str, name: &str| {
        let (_, rest) = entry.split_once(&format!("\n  {name} = {{"))?;
        Some(rest.split_once("},\n").map_or(rest, |(value, _)| value))
    };
    let work = |entry: &'static str| {
        let key = entry.split_once('{')?.1.split_once(',')?.0;
        let line =
            LIST.lines().find_map(|line| line.strip_suffix('`')?.strip_suffix(key)?.strip_suffix(" `"))?;
        let people = field(entry, "author").unwrap_or_default().split(" and ");
        let surname =
            |person: &'static str| person.trim_matches(['{', '}']).split(',').next().unwrap_or_default();
        Some(Work {
            key,
            authors: people.map(surname).filter(|name| !name.is_empty()).collect(),
            year: field(entry, "year")?,
            bibtex: entry.trim_end(),
            text: line.trim_start_matches("* "),
        })
    };
    let starts: Vec<usize> =
        BIBTEX.match_indices("\n@").map(|(at, _)| at + 1).chain([BIBTEX.len()]).collect();
    // An entry ends with the brace at the start of a line; comments between entries belong to none.
    let entry =
        |pair: &[usize]| BIBTEX[pair[0]..pair[1]].find("\n}").map(|end| &BIBTEX[pair[0]..pair[0] + end + 2]);
    let mut works: Vec<Work> = starts.windows(2).filter_map(entry).filter_map(work).collect();
    works.sort_by_key(|work| work.key);
    works.dedup_by_key(|work| work.key);
    works
});
