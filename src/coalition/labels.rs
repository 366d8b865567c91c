//! Labels of players and states: how numbers are written for people.

use super::{Coalition, Graph, Partition};
use std::fmt;
use std::sync::Arc;

/// Labels of the players of a game and of the states of a process, and the unit of payoffs.
///
/// Players and states without a label are written as their numbers, as everywhere else in the theory wing.
///
/// ```
/// use comity::coalition::{Coalition, Labels, Partition};
/// let labels = Labels::of(["JPN", "KOR", "CHN"]);
/// let pair = Coalition::from_mask(0b011);
/// assert_eq!(labels.coalition(pair).to_string(), "{JPN KOR}");
/// assert_eq!(labels.structure(&Partition::one_bloc(3, pair)?).to_string(), "{JPN KOR} {CHN}");
/// assert_eq!(Labels::numbers().coalition(pair).to_string(), "{0,1}");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    players: Arc<[String]>,
    states: Arc<[String]>,
    start: usize,
    unit: Option<&'static str>,
}

impl Labels {
    /// Players and states written as their numbers, payoffs without a unit.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(Labels::numbers().coalition(Coalition::grand(2)).to_string(), "{0,1}");
    /// ```
    pub fn numbers() -> Self {
        Labels::default()
    }

    /// These labels for players `0, 1, …`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.players(), ["JPN", "KOR"]);
    /// ```
    pub fn of(players: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Labels { players: players.into_iter().map(Into::into).collect(), ..Labels::default() }
    }

    /// With these structures for the states of a process, in the labels of their players, and the state that
    /// it starts in.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// let labels = labels.over_structures(&Partition::all(2).collect::<Vec<_>>(), 1);
    /// assert_eq!(labels.state(labels.start()).to_string(), "{JPN} {KOR}");
    /// ```
    #[must_use]
    pub fn over_structures<'a>(self, states: impl IntoIterator<Item = &'a Partition>, start: usize) -> Self {
        let states = states.into_iter().map(|p| self.structure(p).to_string()).collect();
        Labels { states, start, ..self }
    }

    /// With this unit of payoffs, e.g. `bp`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.unit(), Some("bp"));
    /// ```
    #[must_use]
    pub fn in_unit(self, unit: &'static str) -> Self {
        Labels { unit: Some(unit), ..self }
    }

    /// The labels of the players, in their order.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.players()[1], "KOR");
    /// ```
    pub fn players(&self) -> &[String] {
        &self.players
    }

    /// The unit of payoffs, if one is known.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(Labels::numbers().unit(), None);
    /// ```
    pub fn unit(&self) -> Option<&'static str> {
        self.unit
    }

    /// The state that a process starts in: the first, unless [`over_structures`](Self::over_structures) says
    /// otherwise.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.start(), 0);
    /// ```
    pub fn start(&self) -> usize {
        self.start
    }

    /// A player.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!((labels.player(1).to_string(), labels.player(7).to_string()), ("KOR".into(), "7".into()));
    /// ```
    pub fn player(&self, player: usize) -> impl fmt::Display + '_ {
        Label(&self.players, player)
    }

    /// A state of a process.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.state(3).to_string(), "3"); // a state without a label
    /// ```
    pub fn state(&self, state: usize) -> impl fmt::Display + '_ {
        Label(&self.states, state)
    }

    /// A coalition: `{JPN KOR}`, or `{0,1}` in numbers.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.coalition(Coalition::grand(2)).to_string(), "{JPN KOR}");
    /// ```
    pub fn coalition(&self, coalition: Coalition) -> impl fmt::Display + '_ {
        Written(move |f: &mut fmt::Formatter<'_>| {
            let between = if self.players.is_empty() { "," } else { " " };
            f.write_str("{")?;
            for (k, player) in coalition.players().enumerate() {
                write!(f, "{}{}", if k > 0 { between } else { "" }, self.player(player))?;
            }
            f.write_str("}")
        })
    }

    /// A coalition structure: `{JPN KOR} {CHN}`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.structure(&Partition::singletons(2)).to_string(), "{JPN} {KOR}");
    /// ```
    pub fn structure<'a>(&'a self, structure: &'a Partition) -> impl fmt::Display + 'a {
        Written(move |f: &mut fmt::Formatter<'_>| {
            for (k, &bloc) in structure.blocs().iter().enumerate() {
                write!(f, "{}{}", if k > 0 { " " } else { "" }, self.coalition(bloc))?;
            }
            Ok(())
        })
    }

    /// A network of links: `JPN–KOR KOR–CHN`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.network(&Graph::complete(2)?).to_string(), "JPN–KOR");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn network<'a>(&'a self, network: &'a Graph) -> impl fmt::Display + 'a {
        Written(move |f: &mut fmt::Formatter<'_>| {
            let mut edges = network.edges().peekable();
            if edges.peek().is_none() {
                return f.write_str("no link");
            }
            for (k, (i, j)) in edges.enumerate() {
                write!(f, "{}{}–{}", if k > 0 { " " } else { "" }, self.player(i), self.player(j))?;
            }
            Ok(())
        })
    }

    /// A payoff or a gain with its sign and unit: `+9.81 bp`, or `+9.810000` where no unit is known.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.amount(9.807).to_string(), "+9.81 bp");
    /// ```
    pub fn amount(&self, amount: f64) -> impl fmt::Display {
        let unit = self.unit;
        Written(move |f: &mut fmt::Formatter<'_>| match unit {
            Some(unit) => write!(f, "{amount:+.2} {unit}"),
            None => write!(f, "{amount:+.6}"),
        })
    }

    /// A payoff without its sign: `9.81 bp`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.value(9.807).to_string(), "9.81 bp");
    /// ```
    pub fn value(&self, value: f64) -> impl fmt::Display {
        let unit = self.unit;
        Written(move |f: &mut fmt::Formatter<'_>| match unit {
            Some(unit) => write!(f, "{value:.2} {unit}"),
            None => write!(f, "{value:.6}"),
        })
    }

    /// Several states, with the noun for them: `3 structures`, or `3 states` where they have no labels.
    pub(crate) fn states(&self, count: usize) -> impl fmt::Display {
        let noun = if self.states.is_empty() { "states" } else { "structures" };
        Written(move |f: &mut fmt::Formatter<'_>| write!(f, "{count} {noun}"))
    }

    /// States with this between them: `{JPN} {KOR} | {JPN KOR}`.
    pub(crate) fn list<'a>(&'a self, states: &'a [usize], between: &'a str) -> impl fmt::Display + 'a {
        Written(move |f: &mut fmt::Formatter<'_>| {
            for (k, &state) in states.iter().enumerate() {
                write!(f, "{}{}", if k > 0 { between } else { "" }, self.state(state))?;
            }
            Ok(())
        })
    }

    /// One amount per member of a coalition, members ascending: `JPN +9.81 bp, KOR +1.20 bp`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph, Labels, Partition};
    /// let labels = Labels::of(["JPN", "KOR"]).in_unit("bp");
    /// assert_eq!(labels.amounts(Coalition::grand(2), &[1.0, -2.0]).to_string(), "JPN +1.00 bp, KOR -2.00 bp");
    /// ```
    pub fn amounts<'a>(&'a self, coalition: Coalition, amounts: &'a [f64]) -> impl fmt::Display + 'a {
        Written(move |f: &mut fmt::Formatter<'_>| {
            for (k, (player, amount)) in coalition.players().zip(amounts).enumerate() {
                write!(f, "{}", if k > 0 { ", " } else { "" })?;
                write!(f, "{} {}", self.player(player), self.amount(*amount))?;
            }
            Ok(())
        })
    }
}

struct Label<'a>(&'a [String], usize);

impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get(self.1) {
            Some(label) => f.write_str(label),
            None => write!(f, "{}", self.1),
        }
    }
}

/// What a closure writes.
struct Written<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Written<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}
