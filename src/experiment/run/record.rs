//! The file of a shard: a header, then a record per run, each with a check of its own.
//!
//! A record is a line `number length failed check` and `length` bytes of CSV. The check is a hash of plan,
//! number and bytes: what is torn, damaged or of another plan is seen.

use super::shard::Shard;
use crate::stream::Stream;
use std::io::{self, BufRead, Read};

/// A run in a file.
#[derive(Debug)]
pub(super) struct Record {
    pub run: usize,
    pub failed: bool,
    /// Its rows as CSV.
    pub rows: String,
}

/// First line of a file.
pub(super) fn header(plan: &str, shard: Shard) -> String {
    format!("comity runs, plan {plan}, shard {shard}\n")
}

/// A record as bytes.
pub(super) fn bytes(plan: &str, record: &Record) -> Vec<u8> {
    let Record { run, failed, rows } = record;
    let mut bytes =
        format!("{run} {} {} {:016x}\n", rows.len(), u8::from(*failed), check(plan, record)).into_bytes();
    bytes.extend(rows.as_bytes());
    bytes
}

fn check(plan: &str, record: &Record) -> u64 {
    let place = Stream::new(0, plan).year(record.run as i64).year(record.failed.into());
    place.code(&record.rows).bits()
}

/// The next record, and the number of its bytes; `None` at the end and where no whole record follows.
pub(super) fn next(plan: &str, reader: &mut impl BufRead) -> io::Result<Option<(Record, u64)>> {
    let mut line = String::new();
    match limited_line(reader, &mut line) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::InvalidData => return Ok(None),
        Err(e) => return Err(e),
    }
    let Some(parts) = line.strip_suffix('\n') else { return Ok(None) };
    let parts: Vec<&str> = parts.split(' ').collect();
    let [run, length, failed @ ("0" | "1"), sum] = parts[..] else { return Ok(None) };
    let (Ok(run), Ok(length), Ok(sum)) = (run.parse(), length.parse::<u64>(), u64::from_str_radix(sum, 16))
    else {
        return Ok(None);
    };
    let mut rows = Vec::new();
    reader.take(length).read_to_end(&mut rows)?;
    let Ok(rows) = String::from_utf8(rows) else { return Ok(None) };
    let record = Record { run, failed: failed == "1", rows };
    let whole = record.rows.len() as u64 == length && check(plan, &record) == sum;
    Ok(whole.then_some((record, line.len() as u64 + length)))
}

/// A line of at most 128 bytes: no line of ours is longer, and what is damaged may have no end.
pub(super) fn limited_line(reader: &mut impl BufRead, line: &mut String) -> io::Result<()> {
    reader.take(128).read_line(line).map(|_| ())
}
