//! Traces as CSV and JSON lines.

use super::trace::{Act, Trace};
use crate::error::{Error, Result};
use std::io::Write;

impl Trace {
    /// Writes the moves as CSV, one a line after a header: `seed, round, party, secret, move, outcome, payments, detail`.
    ///
    /// # Errors
    /// A writer that fails.
    pub fn write_csv(&self, writer: impl Write) -> Result<()> {
        let mut csv = csv::Writer::from_writer(writer);
        let failed = |e: csv::Error| Error::Parse { place: "trace as CSV".into(), message: e.to_string() };
        csv.write_record(["seed", "round", "party", "secret", "move", "outcome", "payments", "detail"])
            .map_err(failed)?;
        for event in &self.events {
            let party =
                event.party.map_or("", |p| self.parties.get(usize::from(p)).map_or("?", String::as_str));
            let (kind, deal) = match &event.act {
                Act::Propose(deal) => ("propose", Some(deal)),
                Act::Pass => ("pass", None),
                Act::Accept => ("accept", None),
                Act::Reject(_) => ("reject", None),
                Act::AcceptIf(_) => ("accept if", None),
                Act::Prefer(_) => ("prefer", None),
                Act::Stay => ("stay", None),
                Act::Withdraw => ("withdraw", None),
                Act::Fault(_) => ("fault", None),
                Act::Put(deal) => ("put", Some(deal)),
                Act::Sign(deal) => ("sign", Some(deal)),
                Act::Dissolve(deal) => ("dissolve", Some(deal)),
            };
            let payments = deal.map_or(String::new(), |d| {
                d.payments.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")
            });
            let secret = if event.secret { "true" } else { "false" };
            let outcome = deal.map_or(String::new(), |d| d.outcome.to_string());
            let (seed, round, detail) =
                (self.seed.to_string(), event.round.to_string(), event.act.to_string());
            let record = [&seed, &round, party, secret, kind, &outcome, &payments, &detail];
            csv.write_record(record).map_err(failed)?;
        }
        csv.flush().map_err(|e| failed(e.into()))
    }

    /// Writes the trace as one line of JSON, so that many make a JSON-lines file; `serde_json::from_str` reads a line back.
    ///
    /// # Errors
    /// A writer that fails.
    pub fn write_json_line(&self, mut writer: impl Write) -> Result<()> {
        let failed = |message: String| Error::Parse { place: "trace as JSON".into(), message };
        serde_json::to_writer(&mut writer, self).map_err(|e| failed(e.to_string()))?;
        writer.write_all(b"\n").map_err(|e| failed(e.to_string()))
    }
}
