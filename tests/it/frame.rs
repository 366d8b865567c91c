//! Long tables: the same bits read back from what was written.

use crate::common::draws;
use comity::Error;
use comity::frame::{Cell, Column, Frame, Kind};
use proptest::prelude::*;
use std::io::{self, Write};

fn columns() -> [Column; 4] {
    [Column::text("who"), Column::integer("run"), Column::real("gain").unit("bp"), Column::boolean("holds")]
}

type Row = (Option<String>, Option<i64>, Option<f64>, Option<bool>);

fn frame(rows: &[Row]) -> Frame {
    let mut frame = Frame::new(columns()).unwrap();
    for (who, run, gain, holds) in rows {
        frame.push([who.as_ref().into(), (*run).into(), (*gain).into(), (*holds).into()]).unwrap();
    }
    frame
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let real = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO;
    let row = (
        prop::option::of("[a-c]|.{0,12}|[\",\r\n ]{0,4}"),
        any::<Option<i64>>(),
        prop::option::of(real),
        any::<Option<bool>>(),
    );
    prop::collection::vec(row, 0..12)
}

proptest! {
    #![proptest_config(draws::cases(256))]

    /// CSV read by the csv crate has the same bits; an empty text and a missing one are the same there.
    #[test]
    fn csv_is_exact(rows in rows()) {
        let mut bytes = Vec::new();
        frame(&rows).write_csv(&mut bytes).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        prop_assert_eq!(reader.headers().unwrap(), &csv::StringRecord::from(vec!["who", "run", "gain", "holds"]));
        let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read.len(), rows.len());
        for (read, (who, run, gain, holds)) in read.iter().zip(&rows) {
            prop_assert_eq!(&read[0], who.as_deref().unwrap_or(""));
            prop_assert_eq!(&read[1], run.map_or(String::new(), |i| i.to_string()));
            prop_assert_eq!(read[2].parse::<f64>().ok().map(f64::to_bits), gain.map(f64::to_bits));
            prop_assert_eq!(&read[3], holds.map_or(String::new(), |b| b.to_string()));
        }
    }

    /// Columns of JSON read back to an equal table, records and lines to the same cells.
    #[test]
    fn json_is_exact(rows in rows()) {
        let table = frame(&rows);
        let mut bytes = Vec::new();
        table.write_json_columns(&mut bytes).unwrap();
        let read: Frame = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&read, &table);
        let bits = |f: &Frame| -> Vec<Option<u64>> {
            f.column("gain").unwrap().map(|c| if let Cell::Real(x) = c { Some(x.to_bits()) } else { None }).collect()
        };
        prop_assert_eq!(bits(&read), bits(&table));

        let (mut records, mut lines) = (Vec::new(), Vec::new());
        table.write_json_records(&mut records).unwrap();
        table.write_json_lines(&mut lines).unwrap();
        let records: Vec<serde_json::Value> = serde_json::from_slice(&records).unwrap();
        let lines: Vec<serde_json::Value> =
            String::from_utf8(lines).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        prop_assert_eq!(&records, &lines);
        let expected: Vec<serde_json::Value> = rows
            .iter()
            .map(|(w, r, g, h)| serde_json::json!({ "who": w, "run": r, "gain": g, "holds": h }))
            .collect();
        prop_assert_eq!(records, expected);
    }

    /// A table in parts is the whole table: appended frames, and appended files.
    #[test]
    fn parts_make_the_whole(rows in rows(), cut in any::<prop::sample::Index>()) {
        let whole = frame(&rows);
        let (first, second) = rows.split_at(cut.index(rows.len() + 1));
        let (mut first, second) = (frame(first), frame(second));
        let (mut all, mut parts) = (Vec::new(), Vec::new());
        whole.write_csv(&mut all).unwrap();
        first.write_csv(&mut parts).unwrap();
        second.append_csv(&mut parts).unwrap();
        prop_assert_eq!(all, parts);
        first.append(&second).unwrap();
        prop_assert_eq!(&first, &whole);
        prop_assert_eq!(first.len(), rows.len());
    }

    /// As text: a header and a line per row, whatever the cells hold.
    #[test]
    fn text_has_a_line_per_row(rows in rows()) {
        let text = frame(&rows).to_string();
        prop_assert_eq!(text.lines().count(), rows.len() + 1);
        prop_assert!(!text.contains("NaN"));
    }
}

#[test]
fn whole_integers_of_programs_fit() {
    let mut frame = Frame::new([Column::integer("seed")]).unwrap();
    frame.push([u64::MAX.into()]).unwrap();
    frame.push([i64::MIN.into()]).unwrap();
    frame.push([Cell::Missing]).unwrap();
    assert!(frame.push([Cell::Integer(i128::MIN)]).is_err());
    assert!(frame.push([Cell::Integer(i128::from(u64::MAX) + 1)]).is_err());
    assert_eq!(frame.len(), 3);
    let json = serde_json::to_string(&frame).unwrap();
    let cells = "[18446744073709551615,-9223372036854775808,null]";
    assert_eq!(json, format!(r#"{{"columns":[{{"name":"seed","kind":"integer","cells":{cells}}}]}}"#));
    assert_eq!(serde_json::from_str::<Frame>(&json).unwrap(), frame);
}

#[test]
fn numbers_are_aligned_and_rounded() {
    let mut frame = Frame::new([
        Column::text("nation"),
        Column::real("gdp").unit("USD bn"),
        Column::real("share").decimals(2),
        Column::real("rate"),
        Column::boolean("ally"),
        Column::text("note"),
    ])
    .unwrap();
    frame.push(["USA".into(), 10929.0.into(), 0.5.into(), 1e-12.into(), true.into(), "a\nb".into()]).unwrap();
    frame.push(["MNG".into(), 1.4.into(), (-0.001).into(), 0.0.into(), false.into(), Cell::Missing]).unwrap();
    let expected = "\
nation  gdp (USD bn)  share       rate   ally  note
USA            10929   0.50  1.000e-12   true  a\\nb
MNG                1   0.00    0.000e0  false
";
    assert_eq!(frame.to_string(), expected);
}

#[test]
fn wrong_rows_and_tables_are_named() {
    let mut table = frame(&[]);
    let mut refused = |row: Vec<Cell>, names: &[&str]| {
        let message = table.push(row).unwrap_err().to_string();
        names.iter().for_each(|name| assert!(message.contains(name), "{message}: {name}"));
        assert!(table.is_empty());
    };
    refused(vec![], &["row 1", "4 cells", "0"]);
    refused(vec!["a".into(), 1.0.into(), 1.0.into(), true.into()], &["run", "1.0", "an integer"]);
    refused(vec!["a".into(), 1.into(), 1.into(), true.into()], &["gain", "1", "a finite real"]);
    refused(vec![true.into(), 1.into(), 1.0.into(), true.into()], &["who", "true", "text"]);
    refused(vec!["a".into(), 1.into(), f64::INFINITY.into(), true.into()], &["gain", "inf", "finite"]);
    refused(vec!["a".into(), 1.into(), 1.0.into(), "yes".into()], &["holds", "yes", "true, false"]);

    assert!(Frame::new([]).is_err() && Frame::new([Column::text("")]).is_err());
    let other = Frame::new([Column::text("who").unit("code")]).unwrap();
    let message = table.append(&other).unwrap_err().to_string();
    assert!(message.contains("who (code): text") && message.contains("gain (bp): real"), "{message}");
    let message = table.column("gains").err().unwrap().to_string();
    assert!(message.contains("\"gains\"") && message.contains("who run gain holds"), "{message}");
    assert_eq!(table.row(0), None);
    assert_eq!(table.columns()[2].kind(), Kind::Real);
}

#[test]
fn wrong_data_are_refused() {
    for (json, name) in [
        (r#"{"columns":[]}"#, "columns"),
        (
            r#"{"columns":[{"name":"a","kind":"real","cells":[1.5]},{"name":"b","kind":"real","cells":[]}]}"#,
            "column b",
        ),
        (r#"{"columns":[{"name":"a","kind":"real","cells":["x"]}]}"#, "a is x"),
        (r#"{"columns":[{"name":"a","kind":"integer","cells":[1.5]}]}"#, "a is 1.5"),
        (r#"{"columns":[{"name":"a","kind":"number","cells":[]}]}"#, "number"),
        (r#"{"columns":[{"name":"a","kind":"text","cells":[["x"]]}]}"#, "null"),
        (r#"{"columns":[{"name":"a","kind":"text","cells":[],"units":"x"}]}"#, "units"),
    ] {
        let message = serde_json::from_str::<Frame>(json).unwrap_err().to_string();
        assert!(message.contains(name), "{message}: {name}");
    }
    let whole: Frame =
        serde_json::from_str(r#"{"columns":[{"name":"a","kind":"real","cells":[1]}]}"#).unwrap();
    assert_eq!(whole.row(0).unwrap(), [Cell::Real(1.0)]);
}

/// A writer with room for so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.0 {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "disk full"));
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_failed_write_is_a_write_error() {
    let table = frame(&vec![(Some("JPN".into()), Some(1), Some(0.5), Some(true)); 3]);
    for room in [0, 1, 60] {
        for result in [
            table.write_csv(Full(room)),
            table.append_csv(Full(room)),
            table.write_json_columns(Full(room)),
            table.write_json_records(Full(room)),
            table.write_json_lines(Full(room)),
        ] {
            match result {
                Err(error @ Error::Write { .. }) => {
                    assert!(error.to_string().contains("table as"), "{error}");
                    assert!(error.to_string().ends_with("could not be written: disk full"), "{error}");
                }
                Ok(()) => assert!(room == 60),
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}
