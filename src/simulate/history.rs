//! A history that was run: a record per year, events, tables.

use super::{Event, EventKind, Present, Record, RegimeKind, Rules};
use crate::error::Result;
use crate::frame::{Cell, Column, Frame};
use std::fmt;

/// A history. The year 0 is its beginning; values are those at the end of a year.
///
/// `Display` tells it regime by regime: who signed, who broke, what became of trust and arms.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    pub(crate) seed: u64,
    pub(crate) rules: Rules,
    pub(crate) begin: Present,
    pub(crate) end: Present,
    pub(crate) records: Vec<Record>,
    pub(crate) columns: Vec<String>,
    pub(crate) depreciation: f64,
}

/// Columns whose place an observer's of the same name takes.
const YIELDING: [&str; 7] = ["burden", "gdp", "capital", "poverty", "investment", "ties", "incidents"];

impl History {
    /// The seed of its draws.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The moment at which it began.
    pub fn begin(&self) -> &Present {
        &self.begin
    }

    /// The moment at which it ended.
    pub fn end(&self) -> &Present {
        &self.end
    }

    /// A record per year, from the one it began with.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Kind of the regime in each year.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = RegimeKind> + '_ {
        self.records.iter().map(|record| record.kind)
    }

    /// All events in order.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.records.iter().flat_map(|record| &record.events)
    }

    /// Calendar year of a year of the history, where the world has one.
    fn calendar(&self, year: u32) -> i64 {
        let first = self.begin.state.year.map_or(0, |y| i64::from(y) - i64::from(self.begin.year));
        first + i64::from(year)
    }

    /// A row per year: kind and figures of the regime, mean trust, arms.
    ///
    /// # Errors
    /// None for a history that was run.
    pub fn years(&self) -> Result<Frame> {
        let mut frame = Frame::new([
            Column::integer("year"),
            Column::text("regime"),
            Column::integer("arrangements"),
            Column::real("trusting").decimals(2),
            Column::real("exchange").decimals(2),
            Column::real("secured").decimals(2),
            Column::real("enforced").decimals(2),
            Column::real("centralisation").decimals(2),
            Column::real("trust").decimals(3),
            Column::real("arms").unit("USD bn").decimals(1),
            Column::integer("disputes"),
            Column::integer("wars"),
            Column::integer("broken"),
        ])?;
        for record in &self.records {
            let count = |kind| Cell::from(record.events.iter().filter(|e| e.kind == kind).count() as i64);
            let f = &record.figures;
            frame.push([
                self.calendar(record.year).into(),
                record.kind.name().into(),
                (record.arrangements as i64).into(),
                f.trusting.into(),
                f.exchange.into(),
                f.secured.into(),
                f.enforced.into(),
                f.centralisation.into(),
                record.mean_trust().into(),
                record.total_stock().into(),
                count(EventKind::Dispute),
                count(EventKind::War),
                count(EventKind::Broke),
            ])?;
        }
        Ok(frame)
    }

    /// A row per year and nation: utility and its parts, arms, income, poverty, what lives beside them
    /// ([`Progress`](super::Progress)), the observers' columns. An observer's column takes the place of `burden`, `gdp`, `capital`,
    /// `poverty`, `investment`, `ties` or `incidents`, if it has that name.
    ///
    /// # Errors
    /// An observer's column whose name is taken.
    pub fn nations(&self) -> Result<Frame> {
        let bp = |name| Column::real(name).unit("bp").decimals(1);
        let usd = |name, decimals| Column::real(name).unit("USD bn").decimals(decimals);
        let own = self.columns.iter().map(Column::real);
        let columns = [
            Column::integer("year"),
            Column::text("nation"),
            bp("utility"),
            bp("security"),
            bp("trade"),
            bp("aid"),
            bp("sovereignty"),
            bp("expected_loss"),
            Column::real("military_stock").unit("USD bn").decimals(1),
            Column::real("burden").unit("share of GDP").decimals(4),
            Column::boolean("seeks_security"),
            usd("gdp", 1),
            Column::real("capital").decimals(4),
            Column::real("poverty").decimals(4),
            usd("investment", 2),
            Column::real("ties").decimals(3),
            Column::real("incidents").decimals(2),
        ];
        let taken: Vec<bool> = columns
            .iter()
            .map(|column| {
                YIELDING.contains(&column.name()) && self.columns.iter().any(|c| c == column.name())
            })
            .collect();
        let shown = columns.into_iter().enumerate().filter(|(k, _)| !taken[*k]).map(|(_, column)| column);
        let mut frame = Frame::new(shown.chain(own))?;
        for record in &self.records {
            for (i, nation) in record.nations.iter().enumerate() {
                let progress = &record.progress[i];
                let row: [Cell; 17] = [
                    self.calendar(record.year).into(),
                    nation.iso3.as_str().into(),
                    (1e4 * nation.utility).into(),
                    (1e4 * nation.security).into(),
                    (1e4 * nation.trade).into(),
                    (1e4 * nation.aid).into(),
                    (1e4 * nation.sovereignty).into(),
                    (1e4 * nation.expected_loss).into(),
                    nation.military_stock.into(),
                    (self.depreciation * nation.military_stock / progress.gdp).into(),
                    record.seekers[i].into(),
                    progress.gdp.into(),
                    progress.capital.into(),
                    progress.poverty.into(),
                    progress.investment.into(),
                    progress.ties.into(),
                    progress.incidents.into(),
                ];
                let shown = row.into_iter().enumerate().filter(|(k, _)| !taken[*k]);
                let mut row: Vec<Cell> = shown.map(|(_, cell)| cell).collect();
                row.extend(record.observed.iter().map(|column| Cell::from(column[i])));
                frame.push(row)?;
            }
        }
        Ok(frame)
    }

    /// A row per year and ordered pair: trust.
    ///
    /// # Errors
    /// None for a history that was run.
    pub fn dyads(&self) -> Result<Frame> {
        let mut frame = Frame::new([
            Column::integer("year"),
            Column::text("who"),
            Column::text("whom"),
            Column::real("trust").decimals(4),
        ])?;
        let codes = &self.begin.state.nations;
        for record in &self.records {
            for (i, who) in codes.iter().enumerate() {
                for (j, whom) in codes.iter().enumerate().filter(|(j, _)| *j != i) {
                    frame.push([
                        self.calendar(record.year).into(),
                        who.as_str().into(),
                        whom.as_str().into(),
                        record.trust[(i, j)].into(),
                    ])?;
                }
            }
        }
        Ok(frame)
    }

    /// A row per event: year, kind, who, whom, what, why.
    ///
    /// # Errors
    /// None for a history that was run.
    pub fn event_table(&self) -> Result<Frame> {
        let columns = ["act", "who", "whom", "what", "why"].map(Column::text);
        let mut frame = Frame::new([Column::integer("year")].into_iter().chain(columns))?;
        for event in self.events() {
            let list = |codes: &[crate::world::NationCode]| {
                codes.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(" ")
            };
            let (who, whom) = (list(&event.who), list(&event.whom));
            frame.push([
                self.calendar(event.year).into(),
                event.kind.name().into(),
                who.as_str().into(),
                whom.as_str().into(),
                event.what.as_str().into(),
                event.why.as_str().into(),
            ])?;
        }
        Ok(frame)
    }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(first), Some(last)) = (self.records.first(), self.records.last()) else {
            return f.write_str("no year");
        };
        let span = |from: u32, to: u32| match (self.calendar(from), self.calendar(to)) {
            (from, to) if from == to => from.to_string(),
            (from, to) => format!("{from}–{to}"),
        };
        let mode = if self.rules.mean_field { "mean field".into() } else { format!("seed {}", self.seed) };
        writeln!(f, "{}: trust by {}, {mode}", span(first.year, last.year), self.rules.trust)?;
        let mut start = 0;
        while start < self.records.len() {
            let kind = self.records[start].kind;
            let length = self.records[start..].iter().take_while(|record| record.kind == kind).count();
            let spell = &self.records[start..start + length];
            writeln!(f, "\n{}  {kind}", span(spell[0].year, spell[length - 1].year))?;
            for event in spell.iter().flat_map(|record| &record.events) {
                let told = !matches!(
                    event.kind,
                    EventKind::Kept
                        | EventKind::Broke
                        | EventKind::Dispute
                        | EventKind::Readmitted
                        | EventKind::Sanctioned
                );
                if told {
                    writeln!(f, "  {}  {event}", self.calendar(event.year))?;
                }
            }
            let sum = |kind| spell.iter().flat_map(|r| &r.events).filter(|e| e.kind == kind).count();
            let (kept, broke) = (sum(EventKind::Kept), sum(EventKind::Broke));
            if kept + broke > 0 {
                let broken = spell.iter().flat_map(|r| &r.events).filter(|e| e.kind == EventKind::Broke);
                let mut who: Vec<&str> = broken.flat_map(|e| &e.who).map(|code| code.as_str()).collect();
                who.sort_unstable();
                who.dedup();
                write!(f, "  promises: {kept} kept, {broke} broken")?;
                if !who.is_empty() {
                    write!(f, " by {}", who.join(" "))?;
                }
                writeln!(f, "; {} suspensions", sum(EventKind::Sanctioned))?;
            }
            if sum(EventKind::Dispute) + sum(EventKind::War) > 0 {
                writeln!(
                    f,
                    "  {} disputes, {} of them wars",
                    sum(EventKind::Dispute) + sum(EventKind::War),
                    sum(EventKind::War)
                )?;
            }
            start += length;
        }
        let change = |from: f64, to: f64| 1e2 * (to / from - 1.0);
        write!(
            f,
            "\nmean trust {:.2} → {:.2}; arms {:.0} → {:.0} bn USD ({:+.1} %)",
            first.mean_trust(),
            last.mean_trust(),
            first.total_stock(),
            last.total_stock(),
            change(first.total_stock(), last.total_stock())
        )?;
        if self.rules.develops() {
            let income = |record: &Record| record.progress.iter().map(|p| p.gdp).sum::<f64>();
            let grown = first.progress.iter().zip(&last.progress).zip(&first.nations);
            let text: Vec<String> =
                grown.map(|((a, b), n)| format!("{} {:+.1}", n.iso3, change(a.gdp, b.gdp))).collect();
            let incidents: f64 = self.records.iter().flat_map(|r| &r.progress).map(|p| p.incidents).sum();
            write!(
                f,
                "\nGDP against its trend {:+.1} %: {}\nincidents of terror: {incidents:.0}",
                change(income(first), income(last)),
                text.join(", ")
            )?;
        }
        let gains = first.nations.iter().zip(&last.nations);
        let text: Vec<String> =
            gains.map(|(a, b)| format!("{} {:+.1}", a.iso3, 1e4 * (b.utility - a.utility))).collect();
        write!(f, "\nutility against the beginning, bp: {}", text.join(", "))
    }
}
