//! The plan of an experiment: all that its rows depend on, and the hash that stands for it.

use crate::error::{Error, Result, Violation};
use crate::experiment::design::Design;
use crate::experiment::factor::Factor;
use crate::frame::{Column, Frame};
use crate::stream::Stream;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A plan with its hash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    pub hash: String,
    pub plan: Value,
}

/// The plan of a folder, and into how many shards it is split.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Planned {
    pub hash: String,
    pub shards: usize,
    pub plan: Value,
}

/// Version of the files' format.
const FORMAT: u64 = 1;
/// Rows of a design that are written at once.
const ROWS: usize = 4096;

impl Plan {
    pub fn new(
        (model, version): (&str, &str),
        design: &Design,
        (replicates, seed, seeds): (usize, u64, &str),
        columns: &[Column],
    ) -> Result<Self> {
        // Every value of the design, so that no setting can be forgotten.
        let mut values = Stream::new(0, "design");
        for k in 0..design.len() {
            for j in 0..design.factors().len() {
                values = values.year(design.value(k, j).to_bits() as i64);
            }
        }
        let factor = |f: &Factor| json!({ "name": f.name(), "unit": f.unit_text(), "group": f.group_name(), "distribution": f.distribution() });
        let factors: Vec<Value> = design.factors().iter().map(factor).collect();
        let plan = json!({
            "format": FORMAT,
            "comity": env!("CARGO_PKG_VERSION"),
            "model": model,
            "model_version": version,
            "design": design.kind(),
            "draws": design.len(),
            "values": format!("{:016x}", values.bits()),
            "factors": factors,
            "replicates": replicates,
            "seed": seed,
            "seeds": seeds,
            "columns": columns,
        });
        Ok(Plan { hash: format!("{:016x}", Stream::new(0, "plan").code(&plan.to_string()).bits()), plan })
    }

    /// Makes this the plan of a folder, or finds that it is: its file, and the design as CSV beside it.
    pub fn place(&self, folder: &Path, shards: usize, design: &Design) -> Result<()> {
        let failed = |path: &Path, source| Error::Write { what: path.display().to_string(), source };
        fs::create_dir_all(folder).map_err(|e| failed(folder, e))?;
        let lock = folder.join("plan.lock");
        // One process writes the plan while others that start at the same time wait; it takes a moment.
        let lock_file = File::create(&lock).map_err(|e| failed(&lock, e))?;
        match lock_file.lock() {
            // A file system without locks: every process would write the same plan.
            Err(e) if e.kind() != std::io::ErrorKind::Unsupported => return Err(failed(&lock, e)),
            _ => {}
        }
        if path(folder).exists() {
            return self.same(&Planned::read(folder)?, shards, folder);
        }
        whole(&folder.join("design.csv"), |file| {
            let head = design.head()?;
            head.write_csv(&mut *file)?;
            let mut from = 0;
            while from < design.len() {
                let mut rows = head.clone();
                let until = (from + ROWS).min(design.len());
                design.rows(from..until, &mut rows)?;
                rows.append_csv(&mut *file)?;
                from = until;
            }
            Ok(())
        })?;
        let planned = Planned { hash: self.hash.clone(), shards, plan: self.plan.clone() };
        whole(&path(folder), |file| json_file(file, &planned))
    }

    fn same(&self, there: &Planned, shards: usize, folder: &Path) -> Result<()> {
        let mut violations = Vec::new();
        let subject = format!("plan of {}", folder.display());
        differences(&subject, "", &self.plan, &there.plan, &mut violations);
        if shards != there.shards {
            violations.push(Violation::new(
                &subject,
                "shards",
                shards,
                format!("{}, as in the folder", there.shards),
            ));
        }
        if violations.is_empty() && self.hash != there.hash {
            violations.push(Violation::new(
                &subject,
                "hash",
                &self.hash,
                format!("{}, as in the folder", there.hash),
            ));
        }
        crate::error::all_valid(violations)
    }
}

impl Planned {
    /// The plan of a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = path(folder);
        let text = fs::read_to_string(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
        let parse =
            |e: serde_json::Error| Error::Parse { place: path.display().to_string(), message: e.to_string() };
        serde_json::from_str(&text).map_err(parse)
    }

    /// Number of runs.
    pub fn runs(&self) -> usize {
        let number = |key: &str| self.plan[key].as_u64().unwrap_or(0) as usize;
        number("draws").saturating_mul(number("replicates"))
    }

    /// The table of results, empty.
    pub fn head(&self) -> Result<Frame> {
        let parse = |e: serde_json::Error| Error::Parse {
            place: "columns of the plan".into(),
            message: e.to_string(),
        };
        let columns: Vec<Column> = serde_json::from_value(self.plan["columns"].clone()).map_err(parse)?;
        Frame::new(columns)
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("plan.json")
}

/// A value as an indented JSON file.
pub(super) fn json_file(file: &mut dyn Write, value: &impl Serialize) -> Result<()> {
    let failed = |e: serde_json::Error| Error::write("JSON", e);
    serde_json::to_writer_pretty(&mut *file, value).map_err(failed)?;
    file.write_all(b"\n").map_err(|e| Error::write("JSON", e))
}

/// A file that is either as it was or whole: written beside, synchronised, renamed.
pub(super) fn whole(path: &Path, write: impl FnOnce(&mut (dyn Write + Send)) -> Result<()>) -> Result<()> {
    let failed = |e: std::io::Error| Error::write(path.display().to_string(), e);
    let beside = path.with_extension("tmp");
    let mut file = BufWriter::with_capacity(1 << 16, File::create(&beside).map_err(failed)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
    file.sync_all().map_err(failed)?;
    fs::rename(&beside, path).map_err(failed)?;
    synchronise(path)
}

/// Makes the name of a file last.
pub(super) fn synchronise(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let sync = || File::open(folder)?.sync_all();
    if cfg!(unix) { sync().map_err(|e| Error::write(path.display().to_string(), e)) } else { Ok(()) }
}

/// Where two values differ, field by field.
fn differences(subject: &str, field: &str, here: &Value, there: &Value, found: &mut Vec<Violation>) {
    let inside = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
    match (here, there) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            for (key, value) in a {
                differences(subject, &inside(key), value, &b[key], found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (k, (a, b)) in a.iter().zip(b).enumerate() {
                let name = a["name"].as_str().map_or_else(|| k.to_string(), str::to_owned);
                differences(subject, &inside(&name), a, b, found);
            }
        }
        _ if here == there => {}
        _ => found.push(Violation::new(subject, field, here, format!("{there}, as in the folder"))),
    }
}
