//! The public data of `tests/data`.

use comity::world::CsvFiles;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The rows of a file, the header first.
fn rows(name: &str) -> Vec<Vec<String>> {
    let path = path(name);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// A file of `tests/data`, above this package if that is the benches'.
fn path(name: &str) -> PathBuf {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.map(|folder| folder.join("tests/data").join(name)).find(|path| path.exists()).unwrap()
}

/// A square table: the codes, and the cells row by row.
pub fn square(name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut rows = rows(name);
    let codes = rows.remove(0).split_off(1);
    let names: Vec<String> = rows.iter_mut().map(|row| row.remove(0)).collect();
    assert_eq!(names, codes, "{name}");
    (codes, rows)
}

/// The world of 2002: 192 states and the 36 672 ordered pairs of them, which are written in the long form
/// once per run.
pub fn world_2002() -> CsvFiles {
    static DYADS: OnceLock<PathBuf> = OnceLock::new();
    let dyads = DYADS.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("world_2002_dyads.csv");
        std::fs::write(&path, dyads_2002()).unwrap();
        path
    });
    CsvFiles::new(path("world_2002_states.csv"), dyads).capitals(path("capitals.csv"))
}

fn dyads_2002() -> String {
    let (codes, imports) = square("world_2002_imports_musd.csv");
    let (same, distance) = square("world_2002_distance_km.csv");
    assert_eq!(codes, same);
    let relations: BTreeSet<Vec<String>> = rows("world_2002_relations.csv").into_iter().skip(1).collect();
    let holds =
        |a: &str, b: &str, relation: &str| relations.contains(&[a, b, relation].map(str::to_owned)[..]);
    let mut text =
        "iso3_a,iso3_b,year,imports_a_from_b_musd,dist_cap_km,contig_cow_type,rivalry_tss,atop_defense\n"
            .to_owned();
    for (i, a) in codes.iter().enumerate() {
        for (j, b) in codes.iter().enumerate().filter(|&(j, _)| j != i) {
            let (imports, km) = (&imports[i][j], &distance[i.max(j)][i.min(j)]);
            let both = |relation| u8::from(holds(a, b, relation) || holds(b, a, relation));
            let (border, rival, obliged) = (both("border"), both("rival"), u8::from(holds(a, b, "obliged")));
            writeln!(text, "{a},{b},2002,{imports},{km},{border},{rival},{obliged}").unwrap();
        }
    }
    text
}
