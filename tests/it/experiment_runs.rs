//! Experiments run: the same bytes whatever the shards, threads and interruptions; faults, each with its error.

use crate::common::programs;
use comity::experiment::{
    Design, Experiment, Factor, Format, Latin, Progress, Shard, collect, mean_by_draw, merge, missing,
};
use comity::frame::{Cell, Column};
use comity::{Error, Stream};
use proptest::prelude::*;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A folder of its own, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("comity-runs-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::remove_dir_all(&path).ok();
        Folder(path)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn shard(text: &str) -> Shard {
    text.parse().unwrap()
}

/// Runs of no, one or several rows, with texts that CSV must quote, and errors.
fn noisy(draws: usize) -> Experiment<'static> {
    let factors = [Factor::uniform("x", 0.0, 1.0).unwrap(), Factor::category("rule", ["a", "b, c"]).unwrap()];
    let design = Design::latin_hypercube(factors, draws, Latin::Plain, 3).unwrap();
    let columns =
        [Column::integer("step"), Column::real("y").unit("bp"), Column::text("note"), Column::boolean("odd")];
    let model = |draw: &comity::experiment::Draw, seed: u64, rows: &mut comity::frame::Frame| {
        let (x, rule) = (draw.real("x")?, draw.text("rule")?);
        let noise = Stream::new(seed, "y").uniform();
        for step in 0..seed % 4 {
            let note = format!("{rule}\n\"{step}\"");
            rows.push([step.into(), (x + noise).into(), (&note).into(), (step % 2 == 1).into()])?;
        }
        match seed % 7 {
            3 => Err(Error::invalid("model", "x", x, "another,\nvalue")),
            _ => Ok(()),
        }
    };
    Experiment::new("noisy", design, columns, model).unwrap().replicates(3).seed(5).independent_seeds()
}

fn serial(experiment: &Experiment) -> Vec<u8> {
    let mut csv = Vec::new();
    experiment.run().unwrap().write_csv(&mut csv).unwrap();
    csv
}

fn message<T>(result: comity::Result<T>) -> String {
    result.err().expect("an error").to_string()
}

#[test]
fn shards_merge_to_the_bytes_of_one_process() {
    let experiment = noisy(100);
    let expected = serial(&experiment);
    for of in [1, 2, 7, 300] {
        let folder = Folder::new();
        for index in (0..of).rev() {
            experiment.write(&folder, shard(&format!("{index}/{of}"))).unwrap();
        }
        assert!(missing(&folder).unwrap().is_empty());
        assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == expected, "{of} shards");
        let frame = collect(&folder).unwrap();
        assert!(frame == experiment.run().unwrap());
        let (mut lines, path) = (Vec::new(), merge(&folder, Format::JsonLines).unwrap());
        frame.write_json_lines(&mut lines).unwrap();
        assert!(fs::read(path).unwrap() == lines);
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        let failed = frame.column("error").unwrap().filter(|e| *e != Cell::Missing).count();
        assert!(failed > 20);
        assert_eq!(
            (manifest["runs"].as_u64(), manifest["failed"].as_u64()),
            (Some(300), Some(failed as u64))
        );
        assert_eq!(manifest["columns"][4], serde_json::json!({ "name": "y", "kind": "real", "unit": "bp" }));
        assert_eq!(manifest["plan"]["factors"][0]["distribution"], "uniform on 0.0..1.0");
        assert_eq!(manifest["hash"].as_str().map(str::len), Some(16));
        let mut design = Vec::new();
        let factors =
            [Factor::uniform("x", 0.0, 1.0).unwrap(), Factor::category("rule", ["a", "b, c"]).unwrap()];
        let same = Design::latin_hypercube(factors, 100, Latin::Plain, 3).unwrap();
        same.frame().unwrap().write_csv(&mut design).unwrap();
        assert!(fs::read(folder.join("design.csv")).unwrap() == design);
    }
}

#[test]
fn whatever_is_torn_off_is_computed_again() {
    let experiment = noisy(40);
    let expected = serial(&experiment);
    let folder = Folder::new();
    experiment.write(&folder, shard("1/2")).unwrap();
    experiment.write(&folder, shard("0/2")).unwrap();
    let (whole, part) =
        (folder.join("shard-000001-of-000002.runs"), folder.join("shard-000001-of-000002.part"));
    let bytes = fs::read(&whole).unwrap();
    let mut computed = Vec::new();
    for cut in (0..bytes.len()).step_by(97).chain([bytes.len()]) {
        fs::remove_file(&whole).unwrap();
        fs::write(&part, &bytes[..cut]).unwrap();
        let runs = AtomicUsize::new(0);
        let watched = noisy(40).watched(|_| {
            runs.fetch_add(1, Ordering::Relaxed);
        });
        watched.write(&folder, shard("1/2")).unwrap();
        computed.push(runs.load(Ordering::Relaxed));
        assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == expected, "cut at {cut}");
    }
    // Nothing that was whole is computed again.
    assert_eq!((computed[0], computed[computed.len() - 1]), (60, 0));
    assert!(computed.is_sorted_by(|a, b| a >= b));
}

#[test]
fn a_program_that_is_killed_at_twenty_moments_goes_on() {
    let program = programs::program("sweep");
    let folder = Folder::new();
    let start = |folder: &Folder, shard: &str, threads: &str| {
        let mut command = Command::new(&program);
        command.arg("run").arg("--out").arg(folder.as_ref()).args(["--shard", shard, "--points", "16"]);
        command.env("RAYON_NUM_THREADS", threads).stderr(Stdio::null());
        command
    };
    let part = folder.join("shard-000000-of-000002.part");
    let size = || fs::metadata(&part).map_or(0, |m| m.len());
    let mut kills = 0;
    for moment in 0..20 {
        let mut child = start(&folder, "0/2", "2").spawn().unwrap();
        let wait = 2.0 + 28.0 * Stream::new(1, "kill").year(moment).uniform();
        std::thread::sleep(Duration::from_secs_f64(wait / 1e3));
        let before = size();
        child.kill().unwrap(); // SIGKILL
        kills += usize::from(!child.wait().unwrap().success());
        assert!(size() >= before, "what was written stays");
        if moment % 5 == 4 && part.exists() {
            // The machine may also lose the end of what was being written.
            OpenOptions::new().append(true).open(&part).unwrap().write_all(b"17 300 0 00ff\n12,3").unwrap();
        }
    }
    assert!(kills >= 10, "{kills} of 20 were in time");
    for shard in ["0/2", "1/2", "1/2"] {
        assert!(start(&folder, shard, "2").status().unwrap().success());
    }
    let undisturbed = Folder::new();
    assert!(start(&undisturbed, "0/1", "1").status().unwrap().success());
    let merged = |folder: &Folder| fs::read(merge(folder, Format::Csv).unwrap()).unwrap();
    assert!(merged(&folder) == merged(&undisturbed));
    let manifest = |folder: &Folder| fs::read(folder.join("manifest.json")).unwrap();
    assert!(manifest(&folder) == manifest(&undisturbed));
    assert_eq!(collect(&folder).unwrap().len(), 8 * 16 * 10);
    let indices =
        programs::run("sweep", &["indices", "--points", "16", "--out", folder.as_ref().to_str().unwrap()]);
    assert!(String::from_utf8(indices.stdout).unwrap().contains("ST         trade_elasticity"));
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_an_error_and_nothing_is_lost() {
    // A limit of the size of files stands for a full disk: the write fails in the middle of a record.
    let (program, folder) = (programs::program("sweep"), Folder::new());
    let script = r#"trap '' XFSZ; ulimit -f 12; exec "$0" run --out "$1" --points 4"#;
    let mut limited = Command::new("sh");
    let output = limited.args(["-c", script]).arg(&program).arg(folder.as_ref()).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("could not be written"), "{error}");
    let rest = Command::new(&program)
        .arg("run")
        .arg("--out")
        .arg(folder.as_ref())
        .args(["--points", "4"])
        .output()
        .unwrap();
    assert!(rest.status.success(), "{}", String::from_utf8_lossy(&rest.stderr));
    assert_eq!(collect(&folder).unwrap().len(), 8 * 4 * 10);
}

#[test]
fn a_clock_that_jumps_changes_nothing() {
    let (folder, expected) = (Folder::new(), serial(&noisy(40)));
    let part = folder.join("shard-000000-of-000002.part");
    noisy(40).write(&folder, shard("1/2")).unwrap();
    noisy(40).write(&folder, shard("0/2")).unwrap();
    let whole = fs::read(folder.join("shard-000000-of-000002.runs")).unwrap();
    // Files from the year 2100 and from before the plan, in the middle of a shard.
    for seconds in [4_102_444_800, 1] {
        fs::remove_file(folder.join("shard-000000-of-000002.runs")).unwrap();
        fs::write(&part, &whole[..whole.len() / 2]).unwrap();
        let time = std::time::UNIX_EPOCH + Duration::from_secs(seconds);
        for file in [part.clone(), folder.join("plan.json"), folder.join("shard-000001-of-000002.runs")] {
            OpenOptions::new().append(true).open(file).unwrap().set_modified(time).unwrap();
        }
        noisy(40).write(&folder, shard("0/2")).unwrap();
        assert!(fs::read(folder.join("shard-000000-of-000002.runs")).unwrap().len() == whole.len());
        assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == expected);
    }
    // And none of the files that runs pass through asks for the time.
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders =
        ["experiment", "frame", "simulate", "study", "model"].map(|room| src.join(room)).to_vec();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                assert!(!text.contains("std::time"), "{}", path.display());
            }
        }
    }
}

#[test]
fn a_shard_has_one_writer_at_a_time() {
    let folder = Folder::new();
    let (experiment, text) = (noisy(4), "0/2");
    experiment.write(&folder, shard("1/2")).unwrap();
    let part = folder.join("shard-000000-of-000002.part");
    let other = File::create(&part).unwrap();
    other.lock().unwrap();
    let error = message(experiment.write(&folder, shard(text)));
    assert!(
        error.starts_with("shard 0/2: file is ") && error.contains("which another process is writing"),
        "{error}"
    );
    drop(other);
    experiment.write(&folder, shard(text)).unwrap();
    assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == serial(&experiment));
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let folder = Folder::new();
    let results: Vec<comity::Result<()>> = std::thread::scope(|scope| {
        let write = || noisy(300).write(&folder, Shard::WHOLE);
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(write)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(results.iter().any(Result::is_ok));
    assert!(results.into_iter().filter_map(Result::err).all(|e| e.to_string().contains("another process")));
    assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == serial(&noisy(300)));
}

#[test]
fn another_plan_is_refused_with_what_differs() {
    let folder = Folder::new();
    noisy(10).write(&folder, shard("0/2")).unwrap();
    let subject = format!("plan of {}", folder.0.display());
    for (other, differs) in [
        (noisy(10).seed(6), "seed is 6, allowed: 5, as in the folder"),
        (noisy(10).replicates(4), "replicates is 4, allowed: 3, as in the folder"),
        (noisy(10).version("2"), "model_version is \"2\", allowed: \"\", as in the folder"),
        (noisy(11), "draws is 11, allowed: 10, as in the folder"),
    ] {
        let error = message(other.write(&folder, shard("1/2")));
        assert!(error.contains(&format!("{subject}: {differs}")), "{error}");
    }
    let error = message(noisy(10).write(&folder, shard("1/3")));
    assert_eq!(error, format!("{subject}: shards is 3, allowed: 2, as in the folder"));
    // A factor's distribution, by name; a design that differs in its values alone.
    let one = |factor: Factor| {
        let design = Design::monte_carlo([factor], 4, 0).unwrap();
        Experiment::new("one", design, [Column::real("x")], |draw, _, rows| {
            rows.push([draw.real("x")?.into()])
        })
        .unwrap()
    };
    let folder = Folder::new();
    one(Factor::uniform("x", 0.0, 1.0).unwrap()).write(&folder, Shard::WHOLE).unwrap();
    let error = message(one(Factor::uniform("x", 0.0, 2.0).unwrap()).write(&folder, Shard::WHOLE));
    let found = ["factors.x.distribution is \"uniform on 0.0..2.0\"", "values is "];
    assert!(found.iter().all(|f| error.contains(f)) && error.lines().count() == 2, "{error}");
}

#[test]
fn files_that_do_not_belong_are_refused() {
    let (folder, other) = (Folder::new(), Folder::new());
    for index in ["0/2", "1/2"] {
        noisy(10).write(&folder, shard(index)).unwrap();
        noisy(10).seed(6).write(&other, shard(index)).unwrap();
    }
    let file = folder.join("shard-000001-of-000002.runs");
    let own = fs::read(&file).unwrap();
    // A shard of another plan.
    fs::copy(other.join("shard-000001-of-000002.runs"), &file).unwrap();
    let error = message(merge(&folder, Format::Csv));
    assert!(error.contains("shard-000001-of-000002.runs: first line is \"comity runs, plan"), "{error}");
    fs::rename(&file, file.with_extension("part")).unwrap();
    let error = message(noisy(10).write(&folder, shard("1/2")));
    assert!(error.contains("shard-000001-of-000002.part: first line is \"comity runs, plan"), "{error}");
    fs::remove_file(file.with_extension("part")).unwrap();
    // A shard that is missing.
    assert_eq!(missing(&folder).unwrap(), [shard("1/2")]);
    assert!(message(merge(&folder, Format::Csv)).ends_with("shards missing is 1, allowed: all 2 shards"));
    assert!(!folder.join("runs.csv").exists());
    // One byte that is not as it was, one that is missing, a run that is there twice, a run too many.
    let twice = |from: usize| [&own[..], &own[from..]].concat();
    let second = own.iter().position(|b| *b == b'\n').unwrap() + 1;
    let mut damaged = own.clone();
    damaged[own.len() / 2] ^= 1;
    for (bytes, expected) in [
        (damaged, "no whole record of the plan at byte"),
        (own[..own.len() - 1].to_vec(), "no whole record of the plan at byte"),
        (own[..second].to_vec(), "runs is run 1, which is missing, allowed: each run of the shard once"),
        (twice(second), "which is there twice"),
    ] {
        fs::write(&file, bytes).unwrap();
        let error = message(merge(&folder, Format::Csv));
        assert!(error.contains(expected), "{error}");
    }
    fs::write(&file, &own).unwrap();
    assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == serial(&noisy(10)));
    // A folder without a plan, and one whose plan is no JSON.
    let nowhere = Folder::new();
    assert!(matches!(missing(&nowhere), Err(Error::Io { .. })));
    fs::create_dir_all(&nowhere).unwrap();
    fs::write(nowhere.join("plan.json"), "{").unwrap();
    assert!(matches!(missing(&nowhere), Err(Error::Parse { .. })));
    assert!(matches!(noisy(10).write(&nowhere, Shard::WHOLE), Err(Error::Parse { .. })));
    assert!(matches!(noisy(10).write("/dev/null/x", Shard::WHOLE), Err(Error::Write { .. })));
}

#[test]
fn replicates_are_paired_unless_told_otherwise() {
    let arms = Factor::category("arm", ["treatment", "control", "ablation"]).unwrap();
    let design =
        Design::monte_carlo([Factor::uniform("x", 0.0, 1.0).unwrap()], 5, 1).unwrap().crossed(arms).unwrap();
    let experiment = || {
        let columns = [Column::integer("seed")];
        Experiment::new("seeds", design.clone(), columns, |draw, seed, rows| {
            draw.get("arm")?;
            draw.get("x")?;
            rows.push([seed.into()])
        })
        .unwrap()
        .replicates(4)
    };
    let seeds = |experiment: Experiment| -> Vec<String> {
        experiment.run().unwrap().column("seed").unwrap().map(|cell| cell.to_string()).collect()
    };
    let paired = seeds(experiment());
    assert_eq!(paired.len(), 60);
    assert!(paired.chunks(4).all(|draw| draw == &paired[..4]));
    let mut distinct = seeds(experiment().independent_seeds());
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 60);
    assert_ne!(paired, seeds(experiment().seed(1)));
    // More replicates leave those there were.
    assert_eq!(seeds(experiment().replicates(5))[..4], paired[..4]);
}

#[test]
fn a_run_that_fails_is_a_row_and_a_factor_that_is_not_read_an_error() {
    let design = || Design::full_factorial([Factor::integers("k", 0, 3).unwrap()], 4).unwrap();
    let experiment = Experiment::new("faults", design(), [Column::real("y")], |draw, _, rows| {
        rows.push([draw.real("k")?.into()])?;
        match draw.number() {
            0 => Err(Error::invalid("model", "k", 0, "at least 1")),
            1 => rows.push(["text".into()]),
            2 => panic!("at {}", draw.number()),
            _ => Ok(()),
        }
    });
    let progress = std::sync::Mutex::new(Vec::new());
    let rows = experiment
        .unwrap()
        .watched(|p| progress.lock().unwrap().push((p.done, p.failed, p.of)))
        .run()
        .unwrap();
    let errors: Vec<String> = rows.column("error").unwrap().map(|cell| cell.to_string()).collect();
    assert_eq!(errors[0], "model: k is 0, allowed: at least 1");
    assert_eq!(errors[1], "frame, row 2: y is text, allowed: a finite real, or missing");
    assert_eq!(errors[2], "model: it panicked: at 2");
    assert_eq!(errors[3..], [""]);
    assert_eq!(rows.row(3).unwrap()[..4], [3.into(), 3.into(), 0.into(), 3.0.into()]);
    let mut progress = progress.into_inner().unwrap();
    progress.sort_unstable();
    assert_eq!(progress[3], (4, 3, 4));
    let error = message(mean_by_draw(&rows, "y"));
    assert_eq!(error, "row 0: y is model: k is 0, allowed: at least 1, allowed: a run without an error");

    let deaf =
        Experiment::new("deaf", design(), [Column::real("y")], |_, _, rows| rows.push([1.0.into()])).unwrap();
    let expected =
        "experiment deaf: factors not read is k, allowed: factors that the model reads, in every run";
    assert_eq!(message(deaf.run()), expected);
    let folder = Folder::new();
    assert_eq!(message(deaf.write(&folder, Shard::WHOLE)), expected);
    assert_eq!(
        message(noisy(4).replicates(0).run()),
        "experiment: replicates is 0, allowed: at least 1, and 2^48 runs at most"
    );
    let twice = Experiment::new("twice", design(), [Column::real("run")], |_, _, _| Ok(()));
    assert_eq!(message(twice), "frame: column is \"run\", allowed: a name not given before");
    for bad in ["5/4", "4/4", "-1/4", "1", "1/0", "0/1000001", "a/b", ""] {
        let error = message(bad.parse::<Shard>());
        assert!(
            error.starts_with(&format!("shard: i/n is \"{bad}\", allowed: i from 0, below n")),
            "{error}"
        );
    }
}

#[test]
fn progress_counts_what_was_there_before() {
    let folder = Folder::new();
    noisy(20).write(&folder, Shard::WHOLE).unwrap();
    let (whole, part) =
        (folder.join("shard-000000-of-000001.runs"), folder.join("shard-000000-of-000001.part"));
    let bytes = fs::read(&whole).unwrap();
    fs::remove_file(&whole).unwrap();
    fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    let seen = std::sync::Mutex::new(Vec::<Progress>::new());
    noisy(20).watched(|progress| seen.lock().unwrap().push(progress)).write(&folder, Shard::WHOLE).unwrap();
    let mut seen = seen.into_inner().unwrap();
    seen.sort_unstable_by_key(|p| p.done);
    assert!(seen[0].done > 10 && seen.len() < 50);
    assert_eq!((seen[seen.len() - 1].done, seen[0].of), (60, 60));
    assert!(seen.windows(2).all(|p| p[1].done == p[0].done + 1 && p[1].failed >= p[0].failed));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_bytes_after_a_header_are_cut_or_kept(bytes in prop::collection::vec(any::<u8>(), 0..300), keep in 0usize..2000) {
        let folder = Folder::new();
        noisy(8).write(&folder, Shard::WHOLE).unwrap();
        let whole = folder.join("shard-000000-of-000001.runs");
        let own = fs::read(&whole).unwrap();
        fs::remove_file(&whole).unwrap();
        let part = [&own[..keep.clamp(60, own.len())], &bytes[..]].concat();
        fs::write(folder.join("shard-000000-of-000001.part"), part).unwrap();
        noisy(8).write(&folder, Shard::WHOLE).unwrap();
        prop_assert!(fs::read(merge(&folder, Format::Csv).unwrap()).unwrap() == serial(&noisy(8)));
    }
}
