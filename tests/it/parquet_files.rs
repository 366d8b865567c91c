//! Tables and merged experiments as Parquet files, read back by the crate's reader.

use comity::experiment::{Design, Experiment, Format, Shard, merge};
use comity::frame::{Cell, Column, Frame};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::fs::{self, File};
use std::path::PathBuf;

/// A folder of its own.
fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("comity-parquet-{name}-{}", std::process::id()));
    fs::remove_dir_all(&path).ok();
    fs::create_dir_all(&path).unwrap();
    path
}

/// The table of a file, from the heads in its metadata and its rows; and its row groups.
fn read(path: PathBuf) -> (Frame, usize) {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let file = reader.metadata().file_metadata();
    let pair = file.key_value_metadata().unwrap().iter().find(|pair| pair.key == "columns").unwrap();
    let heads: Vec<Column> = serde_json::from_str(pair.value.as_deref().unwrap()).unwrap();
    let mut frame = Frame::new(heads).unwrap();
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let names = row.get_column_iter().map(|(name, _)| name.as_str());
        assert!(names.eq(frame.columns().iter().map(Column::name).collect::<Vec<_>>()));
        let cells = row.get_column_iter().map(|(_, field)| match field {
            Field::Null => Cell::Missing,
            Field::Str(text) => Cell::Text(text),
            Field::Long(i) => (*i).into(),
            Field::Double(x) => (*x).into(),
            Field::Bool(b) => (*b).into(),
            other => panic!("{other:?}"),
        });
        frame.push(cells.collect::<Vec<_>>()).unwrap();
    }
    assert_eq!(file.created_by(), Some(concat!("comity ", env!("CARGO_PKG_VERSION"))));
    (frame, reader.num_row_groups())
}

#[test]
fn a_table_is_read_back() {
    let columns = [
        Column::text("name"),
        Column::integer("k"),
        Column::real("x").unit("USD bn per year").decimals(1),
        Column::boolean("holds"),
    ];
    let mut frame = Frame::new(columns).unwrap();
    let path = folder("table").join("table.parquet");
    let write = |frame: &Frame| frame.write_parquet(File::create(&path).unwrap());
    write(&frame).unwrap();
    assert!(read(path.clone()).0 == frame, "no row");
    frame.push(["Korea, \"Republic\"\nof 韓".into(), i64::MIN.into(), (-0.1).into(), true.into()]).unwrap();
    frame.push([Cell::Missing; 4]).unwrap();
    frame.push(["".into(), i64::MAX.into(), f64::MIN_POSITIVE.into(), false.into()]).unwrap();
    frame.push(["a".into(), 0.into(), f64::MAX.into(), Cell::Missing]).unwrap();
    write(&frame).unwrap();
    assert!(read(path.clone()).0 == frame);
    let bytes = fs::read(&path).unwrap();
    write(&frame).unwrap();
    assert!(fs::read(&path).unwrap() == bytes, "equal tables are equal bytes");
    frame.push([Cell::Missing, u64::MAX.into(), Cell::Missing, Cell::Missing]).unwrap();
    let error = write(&frame).unwrap_err().to_string();
    let expected = "frame, row 5: k is 18446744073709551615, allowed: at most 2^63 − 1 in Parquet";
    assert_eq!(error, expected);
    fs::remove_dir_all(path.parent().unwrap()).ok();
}

/// A writer that fails after some bytes.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(std::io::Error::other("no space left"));
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_is_an_error() {
    let mut frame = Frame::new([Column::integer("k")]).unwrap();
    (0..1000).for_each(|k| frame.push([k.into()]).unwrap());
    for room in [0, 3, 100, 1000] {
        let error = frame.write_parquet(Full(room)).unwrap_err().to_string();
        assert!(error.starts_with("table as Parquet could not be written"), "{room}: {error}");
        assert!(error.contains("no space left"), "{room}: {error}");
    }
}

#[test]
fn a_merged_experiment_is_its_rows_whatever_the_shards() {
    let experiment = || {
        let columns = [Column::real("u").unit("1"), Column::text("kind")];
        let model = |_: &comity::experiment::Draw, seed: u64, rows: &mut Frame| {
            let u = comity::Stream::new(seed, "u").uniform();
            match u {
                _ if u < 0.01 => Err(comity::Error::undefined("u", "it is small")),
                _ if u < 0.02 => rows.push([Cell::Missing, "none".into()]),
                _ => (1..=10).try_for_each(|k| {
                    rows.push([(u / f64::from(k)).into(), (if u < 0.5 { "low" } else { "high" }).into()])
                }),
            }
        };
        Experiment::new("noise", Design::fixed(), columns, model).unwrap().replicates(7_000)
    };
    let (one, three) = (folder("one"), folder("three"));
    experiment().write(&one, Shard::WHOLE).unwrap();
    for shard in ["2/3", "0/3", "1/3"] {
        experiment().write(&three, shard.parse().unwrap()).unwrap();
    }
    let path = merge(&one, Format::Parquet).unwrap();
    assert_eq!(path, one.join("runs.parquet"));
    assert!(fs::read(&path).unwrap() == fs::read(merge(&three, Format::Parquet).unwrap()).unwrap());
    let (frame, groups) = read(path);
    assert_eq!(groups, 2);
    assert!(frame == experiment().run().unwrap());
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(one.join("manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["file"], &manifest["runs"]), (&"runs.parquet".into(), &7_000.into()));
    let failed = frame.column("error").unwrap().filter(|e| *e != Cell::Missing).count();
    assert_eq!(manifest["failed"], failed);
    for folder in [one, three] {
        fs::remove_dir_all(folder).ok();
    }
}
