//! Answers in nations' names as long tables.

use super::Named;
use crate::error::{Error, Result};
use crate::frame::{Cell, Column, Frame};
use serde::Serialize;
use serde_json::{Map, Value};

impl<A: Serialize> Named<A> {
    /// The answer as a long table, a row per figure: the number of the `entry` (of an answer that is a list,
    /// else 0), the `field`, the `nation` that it is about, if one, and its `value` or `text`.
    ///
    /// A figure is about a nation where it stands beside a `player`, or in a list with a figure per nation or
    /// per member of the coalition beside it. Coalitions are texts `JPN KOR`, structures `{JPN KOR} {CHN}`.
    ///
    /// # Errors
    /// [`Error::Shape`]: an answer that does not serialise.
    ///
    /// # Examples
    /// ```
    /// use comity::prelude::*;
    /// use comity::solve::membership::Membership;
    /// let study = Study::new(World::northeast_asia_2002())?;
    /// let treaties = study.treaties(["JPN", "KOR"], &Menu::only(Package::cooperative()))?;
    /// let table = treaties.membership_with_transfers(Membership::default())?.frame()?;
    /// let mut csv = Vec::new();
    /// table.write_csv(&mut csv)?;
    /// let csv = String::from_utf8_lossy(&csv);
    /// assert!(csv.starts_with("entry,field,nation,value,text\n"));
    /// assert!(csv.contains("\n3,signatories,,,JPN KOR\n") && csv.contains("\n3,shares.transfer,JPN,"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn frame(&self) -> Result<Frame> {
        let mut table = Frame::new([
            Column::integer("entry"),
            Column::text("field"),
            Column::text("nation"),
            Column::real("value"),
            Column::text("text"),
        ])?;
        let unwritten = |error: serde_json::Error| Error::Shape {
            what: "answer as a table".into(),
            expected: "a value that serialises".into(),
            got: error.to_string(),
        };
        let nations: Vec<String> = self.nations().iter().map(ToString::to_string).collect();
        let rows = match serde_json::to_value(self.relabelled()).map_err(unwritten)? {
            Value::Array(entries) if !entries.iter().all(Value::is_number) => entries,
            answer => vec![answer],
        };
        for (entry, answer) in rows.iter().enumerate() {
            let mut rows = Rows { table: &mut table, nations: &nations, entry };
            rows.add("", answer, None, &nations)?;
        }
        Ok(table)
    }
}

/// The table of one entry of an answer, as far as it is filled.
struct Rows<'a> {
    table: &'a mut Frame,
    nations: &'a [String],
    entry: usize,
}

impl Rows<'_> {
    /// Adds the figures in `value`, which stands at `field` beside the player `who` and, if it is a list of
    /// figures, may have one per nation of `beside`.
    fn add(&mut self, field: &str, value: &Value, who: Option<&str>, beside: &[String]) -> Result<()> {
        match value {
            Value::Null => Ok(()),
            Value::Bool(yes) => self.push(field, who, Cell::Missing, Some(&yes.to_string())),
            Value::Number(x) => self.push(field, who, x.as_f64().into(), None),
            Value::String(text) => self.push(field, who, Cell::Missing, Some(text)),
            Value::Object(fields) => self.add_fields(field, fields, who),
            Value::Array(list) => match structure(list) {
                Some(text) => self.push(field, who, Cell::Missing, Some(&text)),
                None if list.iter().all(Value::is_number) && !list.is_empty() => {
                    let names = [beside, self.nations].into_iter().find(|names| names.len() == list.len());
                    for (k, figure) in list.iter().enumerate() {
                        let nation = names.map(|names| names[k].as_str()).or(who);
                        let place = if names.is_some() { field.into() } else { join(field, &k.to_string()) };
                        self.push(&place, nation, figure.as_f64().into(), None)?;
                    }
                    Ok(())
                }
                None => {
                    let by_player = list.iter().all(|element| element.get("player").is_some());
                    list.iter().enumerate().try_for_each(|(k, element)| {
                        let place = if by_player { field.into() } else { join(field, &k.to_string()) };
                        self.add(&place, element, who, beside)
                    })
                }
            },
        }
    }

    fn add_fields(&mut self, field: &str, fields: &Map<String, Value>, who: Option<&str>) -> Result<()> {
        let player = fields.get("player").and_then(Value::as_str);
        let coalition = |name: &str| names(fields.get(name)?.as_array()?);
        let beside = ["coalition", "movers", "attackers"].into_iter().find_map(coalition).unwrap_or_default();
        for (name, value) in fields.iter().filter(|(name, _)| player.is_none() || *name != "player") {
            self.add(&join(field, name), value, player.or(who), &beside)?;
        }
        Ok(())
    }

    fn push(&mut self, field: &str, nation: Option<&str>, value: Cell, text: Option<&str>) -> Result<()> {
        let field = if field.is_empty() { "answer" } else { field };
        self.table.push([self.entry.into(), field.into(), nation.into(), value, text.into()])
    }
}

/// A coalition, or a structure of several, as text.
fn structure(list: &[Value]) -> Option<String> {
    if let Some(members) = names(list) {
        return Some(members.join(" "));
    }
    let blocs: Option<Vec<String>> =
        list.iter().map(|bloc| Some(format!("{{{}}}", names(bloc.as_array()?)?.join(" ")))).collect();
    blocs.map(|blocs| blocs.join(" "))
}

/// A list of names.
fn names(list: &[Value]) -> Option<Vec<String>> {
    list.iter().map(|name| name.as_str().map(str::to_owned)).collect()
}

fn join(field: &str, name: &str) -> String {
    if field.is_empty() { name.into() } else { format!("{field}.{name}") }
}
