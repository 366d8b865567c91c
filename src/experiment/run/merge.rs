//! Which shards are missing, and one table of all.

use super::plan::{Planned, json_file, whole};
use super::record::{self, Record};
use super::shard::Shard;
use crate::error::{Error, Result};
#[cfg(feature = "parquet")]
use crate::frame::Parquet;
use crate::frame::{Cell, Column, Frame, Kind};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// File format of a merged table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `runs.csv`: RFC 4180, a header, an empty cell for a missing one.
    Csv,
    /// `runs.jsonl`: an object per line.
    JsonLines,
    /// `runs.parquet`: row groups of 65,536 rows. Needs the feature `parquet`.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Rows of a group of a Parquet file.
#[cfg(feature = "parquet")]
const GROUP: usize = 1 << 16;

/// The shards of a folder that are not whole, in order.
///
/// # Errors
/// A folder without a plan.
///
/// # Example
/// ```
/// # let folder = std::env::temp_dir().join(format!("comity-missing-{}", std::process::id()));
/// use comity::experiment::{Design, Experiment, Factor, missing};
/// use comity::frame::Column;
/// let design = Design::full_factorial([Factor::switch("pacts")?], 2)?;
/// let experiment = Experiment::new("pacts", design, [Column::boolean("on")], |draw, _, rows| {
///     rows.push([draw.on("pacts")?.into()])
/// })?;
/// experiment.write(&folder, "1/2".parse()?)?;
/// assert_eq!(missing(&folder)?, ["0/2".parse()?]);
/// # std::fs::remove_dir_all(&folder).ok();
/// # Ok::<(), comity::Error>(())
/// ```
pub fn missing(folder: impl AsRef<Path>) -> Result<Vec<Shard>> {
    let folder = folder.as_ref();
    let of = Planned::read(folder)?.shards;
    let shards = (0..of).map(|index| Shard { index, of });
    Ok(shards.filter(|shard| !shard.file(folder).exists()).collect())
}

/// One file of the rows of all shards, in the order of the runs, and a `manifest.json` with plan, hash, columns,
/// units and the number of runs that failed; the path of the file.
///
/// The file is the same bytes whatever the shards, machines and interruptions; as CSV and JSON lines those that
/// [`Experiment::run`](super::Experiment::run) on one thread would have written. Folders of several machines are merged by copying
/// their files into one.
///
/// # Errors
/// [`Error::Invalid`]: shards that are missing, a file of another plan, a run that is missing or there twice.
/// [`Error::Parse`]: a file that is damaged. [`Error::Io`], [`Error::Write`]: the folder.
///
/// # Complexity
/// One pass; memory for about 64 kB per shard.
///
/// # Example
/// ```
/// # let folder = std::env::temp_dir().join(format!("comity-merge-{}", std::process::id()));
/// use comity::experiment::{Design, Experiment, Format, Shard, merge};
/// use comity::frame::Column;
/// let noise = Experiment::new("noise", Design::fixed(), [Column::real("u")], |_, seed, rows| {
///     rows.push([comity::Stream::new(seed, "u").uniform().into()])
/// })?
/// .replicates(3);
/// noise.write(&folder, Shard::WHOLE)?;
/// let merged = std::fs::read(merge(&folder, Format::Csv)?).unwrap();
/// let mut serial = Vec::new();
/// noise.run()?.write_csv(&mut serial)?;
/// assert_eq!(merged, serial);
/// # std::fs::remove_dir_all(&folder).ok();
/// # Ok::<(), comity::Error>(())
/// ```
pub fn merge(folder: impl AsRef<Path>, format: Format) -> Result<PathBuf> {
    let folder = folder.as_ref();
    let planned = Planned::read(folder)?;
    let head = planned.head()?;
    let name = match format {
        Format::Csv => "runs.csv",
        Format::JsonLines => "runs.jsonl",
        #[cfg(feature = "parquet")]
        Format::Parquet => "runs.parquet",
    };
    let path = folder.join(name);
    let mut failed = 0usize;
    whole(&path, |file| {
        let count = |record: &Record| failed += usize::from(record.failed);
        match format {
            Format::Csv => {
                head.write_csv(&mut *file)?;
                let written = |e| Error::write(name, e);
                each(folder, &planned, count, |record| {
                    file.write_all(record.rows.as_bytes()).map_err(written)
                })
            }
            Format::JsonLines => {
                each(folder, &planned, count, |record| parse(&head, &record)?.write_json_lines(&mut *file))
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let (mut parquet, mut rows) = (Parquet::new(file, head.columns())?, head.clone());
                each(folder, &planned, count, |record| {
                    rows.append(&parse(&head, &record)?)?;
                    if rows.len() < GROUP {
                        return Ok(());
                    }
                    parquet.write(&std::mem::replace(&mut rows, head.clone()))
                })?;
                if !rows.is_empty() {
                    parquet.write(&rows)?;
                }
                parquet.finish()
            }
        }
    })?;
    let manifest = json!({
        "file": name,
        "runs": planned.runs(),
        "failed": failed,
        "columns": head.columns(),
        "hash": planned.hash,
        "plan": planned.plan,
    });
    whole(&folder.join("manifest.json"), |file| json_file(file, &manifest))?;
    Ok(path)
}

/// The rows of all shards of a folder as one table in memory.
///
/// # Errors
/// As [`merge`].
pub fn collect(folder: impl AsRef<Path>) -> Result<Frame> {
    let folder = folder.as_ref();
    let planned = Planned::read(folder)?;
    let head = planned.head()?;
    let mut all = head.clone();
    each(folder, &planned, |_| (), |record| all.append(&parse(&head, &record)?))?;
    Ok(all)
}

/// The records of all shards in the order of the runs, each seen and then taken.
fn each(
    folder: &Path,
    planned: &Planned,
    mut see: impl FnMut(&Record),
    mut take: impl FnMut(Record) -> Result<()>,
) -> Result<()> {
    let absent = missing(folder)?;
    if !absent.is_empty() {
        let list: Vec<String> = absent.iter().map(|s| s.index.to_string()).collect();
        let (subject, allowed) =
            (format!("merge of {}", folder.display()), format!("all {} shards", planned.shards));
        return Err(Error::invalid(subject, "shards missing", list.join(","), allowed));
    }
    let of = planned.shards;
    let open = |index| Source::open(folder, &planned.hash, Shard { index, of });
    let mut sources: Vec<Source> = (0..of).map(open).collect::<Result<_>>()?;
    for run in 0..planned.runs() {
        let record = sources[run % of].run(run)?;
        see(&record);
        take(record)?;
    }
    sources.iter_mut().try_for_each(Source::ended)
}

/// Bytes of a shard that are read at once; files are opened for as long, for there may be more than a process
/// can hold open.
const READ: u64 = 1 << 16;

/// The file of a shard, being read.
struct Source<'a> {
    path: PathBuf,
    plan: &'a str,
    shard: Shard,
    at: u64,
    size: u64,
    waiting: BTreeMap<usize, Record>,
}

impl<'a> Source<'a> {
    fn open(folder: &Path, plan: &'a str, shard: Shard) -> Result<Self> {
        let path = shard.file(folder);
        let io = |source| Error::Io { path: path.clone(), source };
        let file = File::open(&path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        let (mut line, header) = (String::new(), record::header(plan, shard));
        let read = record::limited_line(&mut BufReader::new(file), &mut line);
        if read.is_err() || line != header {
            let subject = path.display().to_string();
            return Err(Error::invalid(
                subject,
                "first line",
                format!("{:?}", line.trim_end()),
                header.trim_end(),
            ));
        }
        Ok(Source { at: line.len() as u64, path, plan, shard, size, waiting: BTreeMap::new() })
    }

    /// The record of a run, all before which have been taken.
    fn run(&mut self, run: usize) -> Result<Record> {
        loop {
            if let Some(record) = self.waiting.remove(&run) {
                return Ok(record);
            }
            if self.at == self.size {
                return Err(self.wrong(format!("run {run}, which is missing")));
            }
            self.read(run)?;
        }
    }

    fn read(&mut self, wanted: usize) -> Result<()> {
        let io = |source| Error::Io { path: self.path.clone(), source };
        let mut reader = BufReader::with_capacity(READ as usize, File::open(&self.path).map_err(io)?);
        reader.seek(SeekFrom::Start(self.at)).map_err(io)?;
        let until = self.size.min(self.at + READ);
        while self.at < until {
            let Some((record, bytes)) = record::next(self.plan, &mut reader).map_err(io)? else {
                let message = format!("no whole record of the plan at byte {}", self.at);
                return Err(Error::Parse { place: self.path.display().to_string(), message });
            };
            self.at += bytes;
            let run = record.run;
            if run % self.shard.of != self.shard.index
                || run < wanted
                || self.waiting.insert(run, record).is_some()
            {
                return Err(self.wrong(format!("run {run}, which is there twice or of another shard")));
            }
        }
        Ok(())
    }

    fn ended(&mut self) -> Result<()> {
        if self.at < self.size {
            self.read(usize::MAX)?;
        }
        match self.waiting.keys().next() {
            Some(run) => Err(self.wrong(format!("run {run}, which is beyond the last"))),
            None => Ok(()),
        }
    }

    fn wrong(&self, value: String) -> Error {
        Error::invalid(self.path.display().to_string(), "runs", value, "each run of the shard once")
    }
}

/// The rows of a record, read back.
fn parse(head: &Frame, record: &Record) -> Result<Frame> {
    let mut rows = head.clone();
    let broken = |message: String| Error::Parse { place: format!("run {}", record.run), message };
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(record.rows.as_bytes());
    for line in csv.records() {
        let line = line.map_err(|e| broken(e.to_string()))?;
        let cell = |(column, text): (&Column, &'_ str)| match (column.kind(), text) {
            (_, "") => Some(None),
            (Kind::Integer, text) => text.parse().ok().map(|i| Some(Value::Integer(i))),
            (Kind::Real, text) => text.parse().ok().map(|x| Some(Value::Real(x))),
            (Kind::Boolean, text) => text.parse().ok().map(|b| Some(Value::Boolean(b))),
            (Kind::Text, text) => Some(Some(Value::Text(text.to_owned()))),
        };
        let cells: Option<Vec<Option<Value>>> = head.columns().iter().zip(line.iter()).map(cell).collect();
        let cells = cells.ok_or_else(|| broken(format!("a cell of another kind in {line:?}")))?;
        rows.push(cells.iter().map(|value| match value {
            None => Cell::Missing,
            Some(Value::Integer(i)) => Cell::Integer(*i),
            Some(Value::Real(x)) => Cell::Real(*x),
            Some(Value::Boolean(b)) => Cell::Boolean(*b),
            Some(Value::Text(text)) => Cell::Text(text),
        }))?;
    }
    Ok(rows)
}

/// A cell that owns its text.
enum Value {
    Integer(i128),
    Real(f64),
    Boolean(bool),
    Text(String),
}
