//! Games as the text of game files.

use super::number::Exact;
use crate::game::{Fraction, TuGame, WeightedVoting};
use num_traits::Zero;
use serde::Serialize;
use std::collections::BTreeMap;

impl TuGame<Fraction> {
    /// Text of a game file ([`GameFile`](crate::game::GameFile)): the worths by mask, zeros left out but for
    /// the grand coalition.
    ///
    /// # Example
    /// ```
    /// use comity::game::{Fraction, GameFile, TuGame, Value};
    /// let game = TuGame::from_fn(2, |s| Fraction::ratio(s.len() as i64 - 1, 3))?;
    /// let text = game.file_text("pair");
    /// assert_eq!(text, r#"{"name":"pair","kind":"tu_gain","n":2,"values":{"3":"1/3"}}"#);
    /// assert_eq!(GameFile::parse(&text, "text")?.cases[0].tu_game("values")?, game);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn file_text(&self, name: &str) -> String {
        #[derive(Serialize)]
        struct File<'a> {
            name: &'a str,
            kind: &'a str,
            n: usize,
            values: BTreeMap<usize, Exact>,
        }
        let last = self.values().len() - 1;
        let listed = self.values().iter().enumerate().filter(|&(mask, v)| mask == last || !v.is_zero());
        let values = listed.map(|(mask, v)| (mask, Exact(v.clone()))).collect();
        text(&File { name, kind: "tu_gain", n: self.players(), values })
    }
}

impl WeightedVoting {
    /// Text of a game file ([`GameFile`](crate::game::GameFile)).
    ///
    /// # Example
    /// ```
    /// use comity::game::{GameFile, WeightedVoting};
    /// let council = WeightedVoting::new(3, [2, 1, 1])?;
    /// let text = council.file_text("council");
    /// assert_eq!(text, r#"{"name":"council","kind":"weighted_voting","n":3,"quota":3,"weights":[2,1,1]}"#);
    /// assert_eq!(GameFile::parse(&text, "text")?.cases[0].weighted_voting()?, council);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn file_text(&self, name: &str) -> String {
        #[derive(Serialize)]
        struct File<'a, Q: Serialize, W: Serialize> {
            name: &'a str,
            kind: &'a str,
            n: usize,
            quota: Q,
            weights: W,
        }
        let (kind, n) = ("weighted_voting", self.players());
        if self.alternatives().len() > 1 {
            #[derive(Serialize)]
            struct Rule<'a> {
                quota: Vec<u64>,
                weights: Vec<&'a [u64]>,
            }
            #[derive(Serialize)]
            struct Any<'a> {
                name: &'a str,
                kind: &'a str,
                n: usize,
                any: Vec<Rule<'a>>,
            }
            let mut any = Vec::with_capacity(self.alternatives().len());
            for quotas in self.alternatives() {
                let (quota, weights) = quotas.iter().map(|q| (q.quota, q.weights.as_slice())).unzip();
                any.push(Rule { quota, weights });
            }
            return text(&Any { name, kind, n, any });
        }
        if let [rule] = self.quotas() {
            return text(&File { name, kind, n, quota: rule.quota, weights: &rule.weights });
        }
        let quota: Vec<u64> = self.quotas().iter().map(|q| q.quota).collect();
        let weights: Vec<&[u64]> = self.quotas().iter().map(|q| q.weights.as_slice()).collect();
        text(&File { name, kind, n, quota, weights })
    }
}

fn text(file: &impl Serialize) -> String {
    serde_json::to_string(file).unwrap_or_default() // plain fields and integer keys: cannot fail
}
