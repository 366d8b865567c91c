//! A shard of an experiment, written run by run into a folder, and taken up again after any interruption.

use super::experiment::{CHUNK, Experiment, Progress, Run};
use super::plan;
use super::record::{self, Record};
use super::shard::Shard;
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::parallel;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The file of a shard, open and locked.
struct Open {
    /// `None` after a write that failed: what follows it would not be found.
    file: Option<File>,
    progress: Progress,
}

/// Runs that are in the file: all below the first that is not, and some beyond.
struct Done {
    below: usize,
    beyond: BTreeSet<usize>,
    failed: usize,
}

impl Experiment<'_> {
    /// A shard of the experiment on all cores, into a folder; [`merge`](super::merge::merge) makes one table of
    /// all shards.
    ///
    /// The first process writes the plan: all that the rows depend on, with a hash (`plan.json`), and the design
    /// (`design.csv`). Each run is appended to the shard's file as soon as it is over, in one write, with a check.
    /// A process that was killed, at whatever moment, and is started again with the same arguments drops a torn
    /// end of the file and goes on; nothing is computed twice but what was in flight. When all runs are there, the
    /// file is synchronised and gets its final name; a shard that has it is not touched again.
    ///
    /// # Errors
    /// [`Error::Invalid`]: a folder with another plan, naming what differs; a shard's file that another process
    /// is writing; a factor that the first run does not read. [`Error::Io`], [`Error::Write`]: the folder. Errors of
    /// runs are rows.
    ///
    /// # Complexity
    /// Memory does not grow with the runs, except for a design that is not computed on demand.
    pub fn write(&self, folder: impl AsRef<Path>, shard: Shard) -> Result<()> {
        let folder = folder.as_ref();
        let of = shard.count(self.runs()?);
        let plan = self.plan()?;
        plan.place(folder, shard.of, &self.design)?;
        let (part, whole) = (shard.part(folder), shard.file(folder));
        let failed = |e: io::Error| Error::write(part.display().to_string(), e);
        if whole.exists() {
            self.watch(Progress { done: of, failed: 0, of });
            return Ok(());
        }
        let file = OpenOptions::new().create(true).read(true).append(true).open(&part).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let allowed = "one process per shard at a time";
                return Err(Error::invalid(
                    format!("shard {shard}"),
                    "file",
                    format!("{}, which another process is writing", part.display()),
                    allowed,
                ));
            }
            // A file system without locks: two processes would write the same bytes, and a mixed end is seen.
            Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
        if whole.exists() {
            return Ok(()); // the other process has just finished; what we hold open is what it renamed
        }
        let done = resume(&file, &part, &plan.hash, shard, of)?;
        let progress = Progress { done: done.below + done.beyond.len(), failed: done.failed, of };
        let open = Mutex::new(Open { file: Some(file), progress });
        let save = |run: usize, result: Run| -> Result<()> {
            let record = Record { run, failed: result.failed, rows: csv(&result.rows)? };
            let bytes = record::bytes(&plan.hash, &record);
            let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(file) = &mut open.file else {
                return Err(failed(io::Error::other("an earlier write failed")));
            };
            if let Err(e) = file.write_all(&bytes) {
                open.file = None;
                return Err(failed(e));
            }
            open.progress.done += 1;
            open.progress.failed += usize::from(record.failed);
            let progress = open.progress;
            drop(open);
            self.watch(progress);
            Ok(())
        };
        let run = |index: usize| index * shard.of + shard.index;
        let mut left = (done.below..of).filter(|index| !done.beyond.contains(index));
        if let Some(first) = left.next() {
            save(run(first), self.first(run(first))?)?;
        }
        loop {
            let chunk: Vec<usize> = left.by_ref().take(CHUNK).map(run).collect();
            if chunk.is_empty() {
                break;
            }
            parallel::try_map(chunk.len(), |k| save(chunk[k], self.one(chunk[k])?))?;
        }
        let open = open.into_inner().unwrap_or_else(PoisonError::into_inner);
        let sync =
            || open.file.as_ref().map_or(Ok(()), File::sync_all).and_then(|()| fs::rename(&part, &whole));
        sync().map_err(failed)?;
        plan::synchronise(&whole)
    }
}

/// The rows of a run as CSV.
fn csv(rows: &Frame) -> Result<String> {
    let mut bytes = Vec::with_capacity(64);
    rows.append_csv(&mut bytes)?;
    String::from_utf8(bytes).map_err(|e| Error::write("rows of a run", io::Error::other(e)))
}

/// What a shard's file holds; what is torn at its end is cut off.
fn resume(file: &File, path: &Path, plan: &str, shard: Shard, of: usize) -> Result<Done> {
    let io = |source| Error::Io { path: path.into(), source };
    let mut reader = BufReader::with_capacity(1 << 16, file);
    reader.seek(SeekFrom::Start(0)).map_err(io)?;
    let header = record::header(plan, shard);
    let mut line = String::new();
    let mut done = Done { below: 0, beyond: BTreeSet::new(), failed: 0 };
    let mut good = 0;
    match record::limited_line(&mut reader, &mut line) {
        Ok(()) if line == header => {
            good = line.len() as u64;
            while let Some((record, bytes)) = record::next(plan, &mut reader).map_err(io)? {
                let index = record.run / shard.of;
                let ours = record.run % shard.of == shard.index && index < of;
                if !ours || index < done.below || !done.beyond.insert(index) {
                    break;
                }
                while done.beyond.remove(&done.below) {
                    done.below += 1;
                }
                done.failed += usize::from(record.failed);
                good += bytes;
            }
        }
        Ok(()) if !line.ends_with('\n') && header.starts_with(&line) => {} // torn, or new
        Ok(()) => {
            let given = line.trim_end().to_owned();
            return Err(Error::invalid(
                path.display().to_string(),
                "first line",
                format!("{given:?}"),
                header.trim_end(),
            ));
        }
        Err(e) if e.kind() == io::ErrorKind::InvalidData => {
            return Err(Error::invalid(
                path.display().to_string(),
                "first line",
                "no text",
                header.trim_end(),
            ));
        }
        Err(e) => return Err(io(e)),
    }
    let failed = |e: io::Error| Error::write(path.display().to_string(), e);
    file.set_len(good).map_err(failed)?;
    if good == 0 {
        (&*file).write_all(header.as_bytes()).map_err(failed)?;
    }
    Ok(done)
}
