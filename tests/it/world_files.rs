//! Scenario files and public data files: figures read as they are written, faults named.

use crate::common::draws;
use crate::common::errors::assert_names;
use crate::common::worlds;
use comity::Error;
use comity::frame::{Cell, Frame};
use comity::world::{CsvFiles, CsvWorld, World, WorldData};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

const SCENARIO: &str = include_str!("../../src/world/northeast_asia_2002.toml");

/// A row of the table of estimates.
#[derive(Clone, Debug, PartialEq)]
struct Estimate {
    nation: String,
    partner: Option<String>,
    field: String,
    value: f64,
    rule: String,
}

fn estimates(table: &Frame) -> Vec<Estimate> {
    let row = |k| match table.row(k).unwrap()[..] {
        [Cell::Text(nation), partner, Cell::Text(field), Cell::Real(value), Cell::Text(rule)] => Estimate {
            nation: nation.into(),
            partner: if let Cell::Text(partner) = partner { Some(partner.into()) } else { None },
            field: field.into(),
            value,
            rule: rule.into(),
        },
        ref other => panic!("{other:?}"),
    };
    (0..table.len()).map(row).collect()
}

/// Rules of the regressions in order, with coefficients and observations.
fn fits(table: &Frame) -> Vec<(String, Vec<f64>, i128)> {
    let mut fits = Vec::<(String, Vec<f64>, i128)>::new();
    for k in 0..table.len() {
        let [Cell::Text(rule), _, Cell::Real(b), Cell::Integer(observations)] = table.row(k).unwrap()[..]
        else {
            panic!("{table}")
        };
        match fits.last_mut() {
            Some(last) if last.0 == rule => last.1.push(b),
            _ => fits.push((rule.into(), vec![b], observations)),
        }
    }
    fits
}

/// The bundled scenario with one passage exchanged.
#[track_caller]
fn edited(from: &str, to: &str) -> Result<World, Error> {
    assert!(SCENARIO.contains(from), "the scenario has no {from:?}");
    World::from_toml(&SCENARIO.replacen(from, to, 1))
}

mod scenario {
    use super::*;

    #[test]
    fn figures_out_of_range_are_named() {
        for value in ["-4245.95", "0", "nan", "inf", "-inf", "1e10", "1e-10"] {
            assert_names(edited("gdp = 4245.95", &format!("gdp = {value}")), &["nation JPN", "gdp"]);
        }
        for (from, to, fragments) in [
            ("population = 127_445_000", "population = -1", ["nation JPN", "population", "-1"]),
            ("population = 127_445_000", "population = nan", ["nation JPN", "population", "NaN"]),
            ("expenditure = 40.59128", "expenditure = 0", ["nation JPN", "military_expenditure", "0"]),
            ("expenditure = 40.59128", "expenditure = 4245.95", ["nation JPN", "below gdp", "4245.95"]),
            ("ideal_point = 0.73579", "ideal_point = -5.5", ["nation JPN", "ideal_point", "-5.5"]),
            ("democracy = 0.838", "democracy = 1.5", ["nation JPN", "democracy", "1.5"]),
            ("poverty = 0.009", "poverty = -0.1", ["nation USA", "poverty", "-0.1"]),
            ("cinc = 0.153743", "cinc = inf", ["nation USA", "cinc", "inf"]),
            ("cinc = 0.153743", "priorities.aid = nan", ["nation USA", "priorities.aid", "NaN"]),
            ("124.633,  3789.4", "-124.633, 3789.4", ["JPN→USA", "trade", "-124.633"]),
            ("124.633,  3789.4", "nan, 3789.4", ["JPN→USA", "trade", "NaN"]),
            ("124.633,  3789.4", "124.633, 0", ["JPN→JPN", "trade", "domestic sales"]),
            ("639.649, 157.843", "inf, 157.843", ["ROW→USA", "trade", "inf"]),
            ("JPN = [ 10919,", "JPN = [ 10920,", ["JPN→USA", "distance", "10920"]),
            ("JPN = [ 10919,", "JPN = [ nan,", ["JPN→USA", "distance", "NaN"]),
            ("JPN = [ 10919,      0", "JPN = [ 10919, 1", ["JPN→JPN", "distance", "0 to itself"]),
        ] {
            assert_names(edited(from, to), &fragments);
        }
    }

    #[test]
    fn every_violation_is_listed() {
        let text =
            SCENARIO.replace("gdp = 4245.95", "gdp = -1").replace("democracy = 0.838", "democracy = 2");
        assert_names(
            World::from_toml(&text.replace("639.649", "-6")),
            &["gdp is -1", "democracy is 2", "trade is -6"],
        );
    }

    #[test]
    fn nations_that_are_missing_or_unknown_are_named() {
        let (start, end) = (
            SCENARIO.find("[[nation]]\ncode = \"MNG\"").unwrap(),
            SCENARIO.find("[[nation]]\ncode = \"AUS\"").unwrap(),
        );
        let without = [&SCENARIO[..start], &SCENARIO[end..]].concat();
        assert_names(World::from_toml(&without), &["MNG", "trade"]);
        let without =
            SCENARIO.lines().filter(|l| !l.starts_with("MNG = [ 10369")).collect::<Vec<_>>().join("\n");
        assert_names(World::from_toml(&without), &["MNG", "distance"]);
        assert_names(edited("[\"KOR\", \"PRK\"]", "[\"KOR\", \"XXX\"]"), &["XXX", "land_borders"]);
        assert_names(edited("[\"JPN\", \"CHN\"]", "[\"JPN\", \"XXX\"]"), &["XXX", "rivalries"]);
        let three = edited("[\"JPN\", \"CHN\"]", "[\"JPN\", \"CHN\", \"KOR\"]");
        assert_names(three, &["3 codes", "pairs of two"]);
        assert_names(edited("[\"USA\", \"JPN\"],", "[\"USA\", \"XXX\"],"), &["XXX", "defence_obligations"]);
        assert_names(
            edited("[\"USA\", \"JPN\"],", "[\"JPN\", \"JPN\"],"),
            &["JPN–JPN", "defence_obligations"],
        );
        assert_names(edited("[\"USA\", \"JPN\"],", "[\"USA\", \"Japan!\"],"), &["Japan!", "code"]);
        assert_names(World::from_toml("year = 2002"), &["name"]);
        assert_names(World::from_toml("name = \"empty\""), &["nations", "0"]);
        assert_names(World::northeast_asia_2002().index("XXX"), &["XXX", "MNG"]);
    }

    #[test]
    fn nations_are_told_apart() {
        assert_names(edited("code = \"KOR\"", "code = \"JPN\""), &["nation JPN", "code", "unique"]);
        assert_names(
            edited("name = \"DPR Korea\"", "name = \"Republic of Korea\""),
            &["nation PRK", "Republic of Korea", "unique"],
        );
        assert_names(edited("code = \"KOR\"", "code = \"ROW\""), &["nation ROW", "code"]);
    }

    #[test]
    fn tables_of_the_wrong_size_are_named() {
        assert_names(edited("639.649, 157.843,", "639.649,"), &["trade", "ROW", "11"]);
        assert_names(edited("124.633,  3789.4,", "124.633, 3789.4, 1,"), &["trade", "JPN", "13"]);
        assert_names(edited("JPN = [ 10919,", "JPN = ["), &["distance", "JPN", "10"]);
        assert_names(edited("[distance]", "[distance]\nROW = []"), &["distance", "ROW"]);
        assert_names(edited("[trade]", "[trade]\nXXX = []"), &["trade", "XXX"]);
        assert_names(edited("[distance]", "[trust]\nJPN = [1]\n[distance]"), &["trust", "JPN", "1 numbers"]);
        let mut data: WorldData = World::northeast_asia_2002().into();
        let row = data.trade[1].clone();
        data.trade.push(row);
        assert_names(World::new(data), &["trade", "JPN", "second row"]);
    }

    #[test]
    fn text_that_is_not_a_scenario_is_located() {
        assert_names(edited("[distance]", "[distance]\nJPN = []"), &["JPN", "duplicate key"]);
        assert_names(edited("[distance]", "[trade]\n[distance]"), &["trade", "duplicate key"]);
        assert_names(edited("gdp = 4245.95", "gpd = 4245.95"), &["gpd", "line"]);
        assert_names(edited("gdp = 4245.95", "gdp = \"4245.95\""), &["4245.95", "line", "string"]);
        assert_names(edited("gdp = 4245.95\n", ""), &["gdp", "line"]);
        assert_names(edited("nuclear = \"possession\"", "nuclear = \"some\""), &["some", "line"]);
        assert_names(edited("year = 2002", "year = 1e99"), &["year", "line"]);
        assert_names(edited("population = 127_445_000", "population = 99999999999999999999"), &["line"]);
        assert_names(World::from_toml(&format!("name = {}", "[".repeat(100_000))), &["scenario"]);
        assert_names(World::from_toml(&format!("name = {}", "{a=".repeat(100_000))), &["scenario"]);
        assert_names(World::from_toml(&format!("{}name = 1", "a.".repeat(100_000))), &["scenario"]);
    }

    #[test]
    fn a_file_is_named_by_its_path() {
        assert_names(World::read("no/such/scenario.toml"), &["no/such/scenario.toml"]);
        let path = scratch("broken.toml", "name = ");
        assert_names(World::read(&path), &["broken.toml", "line 1"]);
        let path = scratch("good.toml", SCENARIO);
        assert_eq!(World::read(path).unwrap(), World::northeast_asia_2002());
    }

    #[test]
    fn marks_of_other_editors_change_nothing() {
        let text = format!("\u{feff}{}", SCENARIO.replace('\n', "\r\n"));
        assert_eq!(World::from_toml(&text).unwrap(), World::northeast_asia_2002());
    }

    #[test]
    fn long_lists_of_violations_are_cut_in_print_only() {
        let mut data: WorldData = World::northeast_asia_2002().into();
        data.distance.iter_mut().for_each(|(_, row)| row.fill(f64::NAN));
        let error = World::new(data).unwrap_err();
        assert!(error.to_string().ends_with("and 71 more"), "{error}");
        assert!(matches!(error, Error::Invalid(all) if all.len() == 121));
    }

    #[test]
    fn foreign_sections_are_passed_over() {
        let more = format!("{SCENARIO}\n[parameters]\nx = 1\n[[regime]]\nname = \"a\"\n");
        assert_eq!(World::from_toml(&more).unwrap(), World::northeast_asia_2002());
    }

    /// One edit of a text: at, what to do, with which byte.
    fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
        prop::collection::vec((any::<prop::sample::Index>(), 0..4u8, any::<u8>()), 1..8)
    }

    #[test]
    fn messages_say_what_to_mend() {
        let text = |from: &str, to: &str| {
            assert!(SCENARIO.contains(from), "{from}");
            SCENARIO.replacen(from, to, 1)
        };
        assert_names(World::from_toml(""), &["scenario file: empty"]);
        assert_names(World::from_toml("\u{feff}\n"), &["scenario file: empty"]);
        // A key after the header of a table belongs to that table.
        let late = text("[trade]\n", "[trade]\nsize = [1.0]\n");
        assert_names(
            World::from_toml(&late),
            &["named by a nation's code", "\"size\"", "before its first table", "line"],
        );
        // One fault, one line: a gdp that is refused bounds no expenditure.
        let mut data = World::from_toml(SCENARIO).unwrap().to_data();
        data.nations[1].gdp = -1.0;
        let error = World::new(data.clone()).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 1, "{error}");
        // 10³⁰⁰ is not spelt out.
        data.nations[1].gdp = 1e300;
        let error = World::new(data).unwrap_err().to_string();
        assert!(error.contains("gdp is 1e300, allowed") && error.len() < 300, "{error}");
        // Whatever is wrong, the file is named.
        let file = scratch("faulty.toml", text("democracy = 0.838", "democracy = 1.5"));
        assert_names(World::read(&file), &["faulty.toml: nation JPN: democracy is 1.5"]);
        assert_names(comity::study::Scenario::read(&file), &["faulty.toml: nation JPN: democracy is 1.5"]);
    }

    proptest! {
        #![proptest_config(draws::cases(2_000))]

        #[test]
        fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = World::from_toml(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn mutations_of_a_scenario_never_panic(edits in edits()) {
            let mut bytes = SCENARIO.as_bytes().to_vec();
            for (at, kind, byte) in edits {
                let at = at.index(bytes.len());
                match kind {
                    0 => bytes[at] ^= 1 << (byte % 8),
                    1 => drop(bytes.remove(at)),
                    2 => bytes.insert(at, byte),
                    _ => bytes[at] = b"0-.,[]\"= \n"[usize::from(byte) % 10],
                }
            }
            if let Ok(world) = World::from_toml(&String::from_utf8_lossy(&bytes)) {
                prop_assert_eq!(World::from_toml(&world.to_toml().unwrap()).unwrap(), world);
            }
        }
    }

    proptest! {
        #![proptest_config(draws::cases(256))]

        #[test]
        fn a_world_survives_writing_and_reading(world in worlds::world()) {
            prop_assert_eq!(&World::from_toml(&world.to_toml().unwrap()).unwrap(), &world);
            let json = serde_json::to_string(&world).unwrap();
            prop_assert_eq!(&serde_json::from_str::<World>(&json).unwrap(), &world);
            prop_assert_eq!(&World::new(world.to_data()).unwrap(), &world);
        }
    }
}

/// Writes a small file for a test to read.
fn scratch(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

mod public_data {
    use super::*;

    const N: usize = 8;
    const STATES: [&str; 17] = [
        "iso3",
        "year",
        "gdp_cur_usd",
        "pop",
        "tpop_k_cow",
        "gdp_real_ppp2017_musd_fariss",
        "milex_kusd_cow",
        "milper_k_cow",
        "cinc",
        "poverty_headcount_pct",
        "nuclear_status",
        "polity2",
        "v2x_polyarchy",
        "un_ideal_point",
        "cow_major_power",
        "unread",
        "also, unread",
    ];
    const DYADS: [&str; 8] = [
        "iso3_a",
        "iso3_b",
        "year",
        "imports_a_from_b_musd",
        "dist_cap_km",
        "contig_cow_type",
        "atop_defense",
        "rivalry_tss",
    ];

    fn code(i: usize) -> String {
        format!("S{i}")
    }

    // A small world in which every rule of estimation holds exactly, in USD bn, persons and km.
    fn population(i: usize) -> f64 {
        1e6 * (1 + i * i) as f64
    }
    fn latent_gdp(i: usize) -> f64 {
        2.0 * (population(i) / 1e6) * (1.0 + (i as f64).sin().abs())
    }
    fn gdp(i: usize) -> f64 {
        latent_gdp(i) * (2.0 + 0.3 * (latent_gdp(i) / population(i)).ln()).exp()
    }
    fn personnel(i: usize) -> f64 {
        (5 + (3 * i) % 7) as f64
    }
    fn arms(i: usize) -> f64 {
        (-4.0 + 0.9 * gdp(i).ln() + 0.2 * (1.0 + personnel(i)).ln()).exp()
    }
    fn polity(i: usize) -> f64 {
        i as f64 * 2.0 - 7.0
    }
    fn polyarchy(i: usize) -> f64 {
        0.45 + 0.05 * polity(i)
    }
    fn km(i: usize, j: usize) -> f64 {
        1_000.0 * i.abs_diff(j) as f64 + 10.0 * (i + j) as f64
    }
    /// States 2k and 2k + 1 share a land border.
    fn border(i: usize, j: usize) -> bool {
        i / 2 == j / 2
    }
    fn flow(from: usize, to: usize) -> f64 {
        let border = f64::from(u8::from(border(from, to)));
        (-3.0 + 0.8 * gdp(from).ln() + 0.7 * gdp(to).ln() - 0.9 * km(from, to).ln() + 0.5 * border).exp()
    }

    /// The two tables as cells under their headers.
    struct Tables {
        name: &'static str,
        states: Vec<Vec<String>>,
        dyads: Vec<Vec<String>>,
    }

    impl Tables {
        fn new(name: &'static str) -> Self {
            let header = |names: &[&str]| names.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
            let mut tables = Tables { name, states: vec![header(&STATES)], dyads: vec![header(&DYADS)] };
            for i in 0..N {
                let figures = [
                    2002.0,
                    1e9 * gdp(i),
                    population(i),
                    population(i) / 1e3,
                    1e3 * latent_gdp(i),
                    1e6 * arms(i),
                    personnel(i),
                    0.1,
                    50.0,
                    (i % 4) as f64,
                    polity(i),
                    polyarchy(i),
                    0.1 * i as f64,
                    0.0,
                    7.0,
                    7.0,
                ];
                tables.states.push([code(i)].into_iter().chain(figures.map(|x| x.to_string())).collect());
                for j in (0..N).filter(|&j| j != i) {
                    let figures =
                        [2002.0, 1e3 * flow(j, i), km(i, j), f64::from(u8::from(border(i, j))), 0.0, 0.0];
                    tables
                        .dyads
                        .push([code(i), code(j)].into_iter().chain(figures.map(|x| x.to_string())).collect());
                }
            }
            tables
        }

        /// Sets one cell of a state.
        fn state(mut self, i: usize, column: &str, text: &str) -> Self {
            let at = STATES.iter().position(|c| *c == column).unwrap();
            self.states[i + 1][at] = text.into();
            self
        }

        /// Sets one cell of the row `a, b`.
        fn dyad(mut self, a: usize, b: usize, column: &str, text: &str) -> Self {
            let at = DYADS.iter().position(|c| *c == column).unwrap();
            self.dyads[Self::row(a, b)][at] = text.into();
            self
        }

        /// The row of the dyads table, from 0 for the header, that holds `a, b`; its line is one more.
        fn row(a: usize, b: usize) -> usize {
            1 + a * (N - 1) + b - usize::from(b > a)
        }

        fn files(&self) -> CsvFiles {
            let text = |rows: &[Vec<String>]| {
                let line =
                    |row: &Vec<String>| row.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(",");
                rows.iter().map(line).collect::<Vec<_>>().join("\n")
            };
            let path = |kind: &str, rows| scratch(&format!("{}_{kind}.csv", self.name), text(rows));
            CsvFiles::new(path("states", &self.states), path("dyads", &self.dyads))
        }

        fn read(&self) -> Result<CsvWorld, Error> {
            self.files().read()
        }
    }

    #[track_caller]
    fn assert_close(value: f64, truth: f64, tolerance: f64) {
        assert!((value - truth).abs() <= tolerance * truth.abs(), "{value} is not {truth}");
    }

    /// The one estimate of a world read.
    #[track_caller]
    fn only(read: Result<CsvWorld, Error>) -> Estimate {
        let mut estimates = estimates(&read.unwrap().estimates);
        assert_eq!(estimates.len(), 1, "{estimates:?}");
        estimates.remove(0)
    }

    #[test]
    fn complete_files_are_read_in_the_units_of_the_world() {
        let tables = Tables::new("complete")
            .dyad(1, 2, "atop_defense", "1")
            .dyad(3, 4, "rivalry_tss", "1")
            .dyad(5, 4, "contig_cow_type", "2")
            .dyad(0, 7, "imports_a_from_b_musd", "0")
            .dyad(0, 7, "atop_defense", "")
            .dyad(6, 0, "dist_cap_km", "")
            .state(2, "poverty_headcount_pct", "")
            .state(2, "cinc", "")
            .state(3, "cow_major_power", "1");
        let CsvWorld { world, estimates, fits } = tables.read().unwrap();
        assert!(estimates.is_empty() && fits.is_empty(), "{estimates:?}");
        assert_eq!((world.len(), world.year(), world.has_rest_of_world()), (N, Some(2002), false));
        let nation = &world.nations()[3];
        assert_eq!((nation.code.as_str(), nation.major_power, nation.poverty), ("S3", true, Some(0.5)));
        assert_eq!((world.nations()[2].poverty, world.nations()[2].cinc), (None, None));
        assert_close(nation.gdp, gdp(3), 1e-14);
        assert_close(nation.military_expenditure, arms(3), 1e-14);
        assert_close(nation.population, population(3), 0.0);
        assert_close(world.trade()[(3, 5)], flow(3, 5), 1e-14); // S5 imports from S3
        assert_eq!(world.trade()[(7, 0)], 0.0);
        let exports: f64 = (0..N).filter(|&j| j != 2).map(|j| flow(2, j)).sum();
        assert_close(world.trade()[(2, 2)], (gdp(2) - exports).max(0.05 * gdp(2)), 1e-12);
        assert!(world.is_obliged(1, 2) && !world.is_obliged(2, 1));
        assert!(world.are_rivals(3, 4) && world.are_rivals(4, 3) && !world.are_rivals(0, 1));
        assert!(world.share_border(4, 5) && world.share_border(0, 1) && !world.share_border(1, 2));
        assert_close(world.distance()[(6, 0)], km(0, 6), 0.0);
    }

    #[test]
    fn marks_of_other_programs_change_nothing() {
        let tables = Tables::new("marks");
        let plain = tables.read().unwrap();
        let files = tables.files();
        for kind in ["states", "dyads"] {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("marks_{kind}.csv"));
            let text = std::fs::read_to_string(&path)
                .unwrap()
                .replace('"', " ")
                .replace('\n', "\r\n")
                .replace("also, ", "");
            std::fs::write(path, format!("\u{feff}{text}\r\n\r\n")).unwrap();
        }
        assert_eq!(files.read().unwrap(), plain);
    }

    #[test]
    fn exporters_keep_a_twentieth_at_home() {
        let world = Tables::new("entrepot").dyad(0, 7, "imports_a_from_b_musd", "1e9").read().unwrap().world;
        assert_eq!(world.trade()[(7, 7)], 0.05 * world.nations()[7].gdp);
    }

    #[test]
    fn each_rule_gives_back_the_figure_that_was_taken_out() {
        let without = |column: &str| only(Tables::new("rules").state(5, column, "").read());
        for (column, field, truth, rule) in [
            ("pop", "population", population(5), "cow_population"),
            ("gdp_cur_usd", "gdp", gdp(5), "latent_gdp"),
            ("milex_kusd_cow", "military_expenditure", arms(5), "gdp_and_personnel"),
            ("v2x_polyarchy", "democracy", polyarchy(5), "polity"),
            ("un_ideal_point", "ideal_point", (0.2 + 0.3 + 0.4 + 0.6 + 0.7) / 5.0, "nearest_capitals"),
        ] {
            let estimate = without(column);
            assert_eq!(
                (estimate.nation.as_str(), estimate.field.as_str(), estimate.rule.as_str()),
                ("S5", field, rule)
            );
            assert_close(estimate.value, truth, 1e-9);
        }
        let estimate = without("nuclear_status");
        assert_eq!((estimate.value, estimate.rule.as_str()), (0.0, "no_programme"));

        let estimate = only(Tables::new("gravity").dyad(6, 2, "imports_a_from_b_musd", "").read());
        assert_eq!((estimate.nation.as_str(), estimate.partner.as_deref().unwrap()), ("S2", "S6"));
        assert_eq!((estimate.field.as_str(), estimate.rule.as_str()), ("trade", "gravity"));
        assert_close(estimate.value, flow(2, 6), 1e-7);
    }

    #[test]
    fn fits_report_the_coefficients_they_were_made_from() {
        let read =
            Tables::new("fits").dyad(6, 2, "imports_a_from_b_musd", "").state(4, "gdp_cur_usd", "").read();
        let read = read.unwrap();
        let printed = read.to_string();
        assert!(printed.contains("1 gdp: latent_gdp") && printed.contains("1 trade: gravity"), "{printed}");
        let fits = fits(&read.fits);
        let heads: Vec<(&str, i128)> = fits.iter().map(|(rule, _, count)| (rule.as_str(), *count)).collect();
        assert_eq!(heads, [("latent_gdp", N as i128 - 1), ("gravity", (N * (N - 1)) as i128 - 1)]);
        let truth = [vec![2.0, 0.3], vec![-3.0, 0.8, 0.7, -0.9, 0.5]];
        for (fit, truth) in fits.iter().zip(truth) {
            assert_eq!(fit.1.len(), truth.len());
            fit.1.iter().zip(truth).for_each(|(b, t)| assert_close(*b, t, 1e-6));
        }
    }

    #[test]
    fn poisson_fits_sum_to_the_given_flows() {
        // Off the exact gravity world: a border that is a constant of the data, flows that are zero. The first-order
        // condition of the constant says that fitted flows sum to the given ones.
        let mut tables = Tables::new("pseudo");
        let mut given = 0.0;
        for (i, row) in tables.dyads.iter_mut().enumerate().skip(1) {
            let musd = if i % 3 == 0 { 0.0 } else { (i * 37 % 101) as f64 };
            row[3] = musd.to_string();
            row[5] = "0".into();
            given += musd / 1e3;
        }
        given -= tables.dyads[Tables::row(6, 2)][3].parse::<f64>().unwrap() / 1e3;
        let read = tables.dyad(6, 2, "imports_a_from_b_musd", "").read().unwrap();
        let (world, estimates, fits) = (read.world, estimates(&read.estimates), fits(&read.fits));
        let b = &fits[0].1;
        assert_eq!(b[4], 0.0); // no land border anywhere: no weight
        let y: Vec<f64> = world.nations().iter().map(|n| n.gdp.ln()).collect();
        let fitted = |i: usize, j: usize| (b[0] + b[1] * y[i] + b[2] * y[j] + b[3] * km(i, j).ln()).exp();
        let pairs = (0..N * N).map(|k| (k / N, k % N)).filter(|(i, j)| i != j);
        let total: f64 = pairs.map(|(i, j)| fitted(i, j)).sum();
        assert_close(total - estimates[0].value, given, 1e-6);
        assert_close(estimates[0].value, fitted(2, 6), 1e-12);
    }

    #[test]
    fn military_expenditure_is_never_zero() {
        let tables = Tables::new("unarmed").state(3, "milex_kusd_cow", "0").state(4, "milex_kusd_cow", "");
        let CsvWorld { world, estimates: table, .. } = tables.state(4, "milper_k_cow", "").read().unwrap();
        let estimates = estimates(&table);
        let rules: Vec<_> = estimates.iter().map(|e| (e.nation.as_str(), e.rule.as_str())).collect();
        assert_eq!(rules, [("S3", "least_armed"), ("S4", "gdp_alone")]);
        let least =
            (0..N).filter(|&i| i != 3 && i != 4).map(|i| arms(i) / gdp(i)).fold(f64::INFINITY, f64::min);
        assert_close(world.nations()[3].military_expenditure, least * gdp(3), 1e-12);
    }

    #[test]
    fn distances_follow_neighbours_or_the_globe() {
        // All distances of S7 are missing; its only land neighbour is S6.
        let without = |name| {
            let blank = |t: Tables, i| t.dyad(i, 7, "dist_cap_km", "").dyad(7, i, "dist_cap_km", "");
            (0..7).fold(Tables::new(name), blank)
        };
        let read = without("neighbours").read().unwrap();
        let (world, found) = (read.world, estimates(&read.estimates));
        assert!(found.iter().all(|e| e.field == "distance") && found.len() == 7);
        assert_close(world.distance()[(7, 2)], 0.5 * (km(6, 2) + km(6, 2)), 1e-12);
        assert_close(world.distance()[(6, 7)], km(2, 3), 1e-12); // the median of three borders

        let capitals =
            scratch("capitals.csv", "iso3,name,lat,lng\nS7,Seventh,0,90\nS6,Sixth,0,0\nXXX,Else,0,0\n");
        let read = without("globe").files().capitals(&capitals).read().unwrap();
        let (world, found) = (read.world, estimates(&read.estimates));
        assert_close(world.distance()[(6, 7)], std::f64::consts::FRAC_PI_2 * 6_371.0, 1e-12);
        assert_eq!(found.iter().filter(|e| e.rule == "great_circle").count(), 1);
        assert_eq!((world.nations()[7].name.as_str(), world.nations()[5].name.as_str()), ("Seventh", "S5"));
    }

    #[test]
    fn what_no_rule_can_fill_is_named() {
        let tables =
            Tables::new("hopeless").state(5, "gdp_cur_usd", "").state(5, "gdp_real_ppp2017_musd_fariss", "");
        assert_names(tables.read(), &["nation S5", "gdp", "missing"]);
        let tables = Tables::new("hopeless").state(5, "pop", "").state(5, "tpop_k_cow", "");
        assert_names(
            tables.state(2, "pop", "").state(2, "tpop_k_cow", "").read(),
            &["nation S5", "nation S2", "population"],
        );
        let blank = |column| (0..N).fold(Tables::new("hopeless"), |t, i| t.state(i, column, ""));
        assert_names(blank("un_ideal_point").read(), &["nation S0", "nation S7", "ideal_point"]);
        assert_names(blank("gdp_cur_usd").read(), &["nation S0", "gdp"]);
        assert_names(blank("milex_kusd_cow").read(), &["nation S0", "military_expenditure"]);
        let zero = (0..N).fold(Tables::new("hopeless"), |t, i| t.state(i, "milex_kusd_cow", "0"));
        assert_names(zero.read(), &["nation S0", "military_expenditure"]);
        let mut tables = Tables::new("hopeless");
        tables.dyads.iter_mut().skip(1).for_each(|row| row[3] = String::new());
        assert_names(tables.read(), &["gravity", "0 flows"]);
        tables.dyads.iter_mut().skip(1).for_each(|row| row[4] = String::new());
        assert_names(tables.read(), &["S0–S1", "S6–S7", "distance"]);
    }

    #[test]
    fn wrong_cells_are_located() {
        for (column, text) in [
            ("gdp_cur_usd", "-5"),
            ("gdp_cur_usd", "0"),
            ("gdp_cur_usd", "NaN"),
            ("gdp_cur_usd", "inf"),
            ("gdp_cur_usd", "many"),
            ("gdp_cur_usd", "NA"),
            ("pop", "0"),
            ("milex_kusd_cow", "-1"),
            ("milper_k_cow", "-9"),
            ("cinc", "1.5"),
            ("poverty_headcount_pct", "101"),
            ("nuclear_status", "2.5"),
            ("nuclear_status", "4"),
            ("polity2", "-66"),
            ("v2x_polyarchy", "2"),
            ("un_ideal_point", "9"),
            ("cow_major_power", "0.5"),
            ("year", "then"),
            ("iso3", "S 3"),
            ("iso3", ""),
        ] {
            let read = Tables::new("cells").state(3, column, text).read();
            assert_names(read, &["cells_states.csv", "line 5", &format!("column {column}"), text]);
        }
        let line = format!("line {}", Tables::row(3, 1) + 1);
        for (column, text) in [
            ("imports_a_from_b_musd", "-9"),
            ("imports_a_from_b_musd", "nan"),
            ("dist_cap_km", "0"),
            ("dist_cap_km", "20039"),
            ("contig_cow_type", "6"),
            ("atop_defense", "2"),
            ("rivalry_tss", "yes"),
            ("iso3_b", "XXX"),
            ("year", ""),
        ] {
            let read = Tables::new("cells").dyad(3, 1, column, text).read();
            assert_names(read, &["cells_dyads.csv", &line, &format!("column {column}"), text]);
        }
        assert_names(
            Tables::new("cells").dyad(3, 1, "dist_cap_km", "77").read(),
            &["cells_dyads.csv", &line, "dist_cap_km", "77", "S3–S1"],
        );
        let capitals = scratch("poles.csv", "iso3,name,lat,lng\nS1,Pole,91,0\n");
        let read = Tables::new("cells").files().capitals(capitals).read();
        assert_names(read, &["poles.csv", "line 2", "column lat", "91"]);
    }

    #[test]
    fn rows_too_many_or_too_few_are_named() {
        let mut tables = Tables::new("rows");
        tables.states.push(tables.states[3].clone());
        assert_names(tables.read(), &["rows_states.csv", "line 10", "second row", "S2"]);
        let mut tables = Tables::new("rows");
        tables.dyads.push(tables.dyads[Tables::row(4, 6)].clone());
        assert_names(tables.read(), &["rows_dyads.csv", "line 58", "S4–S6", "second row"]);
        let mut tables = Tables::new("rows");
        tables.dyads.remove(Tables::row(4, 6));
        assert_names(tables.read(), &["rows_dyads.csv", "56 ordered pairs", "55 rows", "S4, S6"]);
        assert_names(Tables::new("rows").dyad(4, 6, "iso3_b", "S4").read(), &["S4–S4", "itself"]);
        let mut tables = Tables::new("rows");
        tables.states.truncate(1);
        assert_names(tables.read(), &["rows_states.csv", "no row"]);
        let mut tables = Tables::new("rows");
        tables.states[2].pop();
        assert_names(tables.read(), &["rows_states.csv", "line 3", "16", "17"]);
        let mut tables = Tables::new("rows");
        tables.states.truncate(2);
        tables.dyads.truncate(1);
        assert_names(tables.read(), &["nations", "1"]);
    }

    #[test]
    fn columns_and_files_that_are_missing_are_named() {
        for (at, column) in STATES.iter().enumerate().take(STATES.len() - 2) {
            let mut tables = Tables::new("columns");
            tables.states[0][at] = "else".into();
            assert_names(tables.read(), &["columns_states.csv", &format!("\"{column}\""), "else"]);
        }
        for (at, column) in DYADS.iter().enumerate() {
            let mut tables = Tables::new("columns");
            tables.dyads[0][at] = "else".into();
            assert_names(tables.read(), &["columns_dyads.csv", &format!("\"{column}\""), "else"]);
        }
        assert_names(
            CsvFiles::new(env!("CARGO_TARGET_TMPDIR"), "no/dyads.csv").read(),
            &[env!("CARGO_TARGET_TMPDIR")],
        );
        let states = Tables::new("columns").files();
        assert_names(CsvFiles::new("no/states.csv", "no/dyads.csv").read(), &["no/states.csv"]);
        assert_names(states.clone().capitals("no/capitals.csv").read(), &["no/capitals.csv"]);
        let latin1 = scratch("latin1.csv", b"iso3,name,lat,lng\nS1,C\xf4te,0,0\n");
        assert_names(states.capitals(latin1).read(), &["latin1.csv", "line 2", "UTF-8"]);
    }

    #[test]
    fn semicolons_and_tabs_separate_columns_too() {
        let read = Tables::new("separated").read().unwrap();
        for separator in [";", "\t"] {
            let tables = Tables::new("separated");
            let text = |rows: &[Vec<String>]| {
                let cells = |row: &Vec<String>| row.iter().map(|c| format!("\"{c}\"")).collect::<Vec<_>>();
                rows.iter().map(|row| cells(row).join(separator)).collect::<Vec<_>>().join("\n")
            };
            let states = scratch("separated_1.csv", text(&tables.states));
            let dyads = scratch("separated_2.csv", format!("\u{feff}{}", text(&tables.dyads)));
            let again = CsvFiles::new(states, dyads).read().unwrap();
            assert_eq!(again.world.to_data().nations, read.world.to_data().nations);
            assert_eq!(again.world.trade(), read.world.trade());
        }
        let mut tables = Tables::new("comma");
        tables.states[1][3] = "1,5e9".into();
        assert_names(tables.read(), &["comma_states.csv, line 2", "\"1,5e9\"", "decimal point"]);
        for empty in ["", "\n\n", ",,\n"] {
            let file = scratch("empty.csv", empty);
            assert_names(CsvFiles::new(file, "no/dyads.csv").read(), &["empty.csv: empty"]);
        }
    }

    #[test]
    fn the_year_of_several_is_chosen() {
        let mut tables = Tables::new("years");
        let later = |row: &Vec<String>| {
            row.iter().map(|c| if c == "2002" { "2003".into() } else { c.clone() }).collect()
        };
        let (states, dyads): (Vec<_>, Vec<_>) =
            (tables.states[1..].iter().map(later).collect(), tables.dyads[1..].iter().map(later).collect());
        tables.states.extend(states);
        tables.dyads.extend(dyads);
        assert_names(tables.read(), &["years_states.csv", "line 10", "column year", "2003", "2002"]);
        assert_names(tables.files().year(1999).read(), &["years_states.csv", "1999"]);
        let read = |year| tables.files().year(year).read().unwrap().world;
        assert_eq!((read(2002).year(), read(2003).year()), (Some(2002), Some(2003)));
        assert_eq!(read(2002).nations(), read(2003).nations());
    }

    proptest! {
        #![proptest_config(draws::cases(300))]

        /// Whatever a cell holds: a world without a figure that is not finite, or an error.
        #[test]
        fn cells_of_any_text_never_panic(
            cells in prop::collection::vec(
                (any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[-0-9.e]{0,4}|.{0,3}|1e18|0|"),
                1..12,
            ),
            in_states: bool,
        ) {
            let mut tables = Tables::new("any");
            let table = if in_states { &mut tables.states } else { &mut tables.dyads };
            for (row, column, text) in cells {
                let row = row.get_mut(table.as_mut_slice());
                *column.get_mut(row.as_mut_slice()) = text.replace('"', "\"\"");
            }
            if let Ok(read) = tables.read() {
                prop_assert!(estimates(&read.estimates).iter().all(|e| e.value.is_finite()));
            }
        }
    }
}

/// The public data of 2002.
mod year_2002 {
    use super::*;
    use crate::common::data::world_2002;

    #[test]
    fn the_whole_world_is_read() {
        let read = world_2002().read().unwrap();
        let (world, estimates, fits) = (read.world, estimates(&read.estimates), fits(&read.fits));
        assert_eq!((world.len(), world.year(), world.has_rest_of_world()), (192, Some(2002), false));
        let at = |code: &str| world.index(code).unwrap();
        for (code, gdp, arms, cinc, ideal_point) in [
            ("USA", 10_929.0, 348.6, 0.1537, 2.63),
            ("JPN", 4_246.0, 39.2, 0.0486, 0.74),
            ("KOR", 650.0, 13.1, 0.0241, 0.73),
            ("CHN", 1_490.0, 69.0, 0.1535, -0.73),
            ("RUS", 345.0, 50.8, 0.0496, 0.17),
            ("MNG", 1.40, 0.025, 0.0003, -0.40),
            ("AUS", 396.0, 9.3, 0.0075, 1.12),
        ] {
            let nation = &world.nations()[at(code)];
            assert!((nation.gdp / gdp - 1.0).abs() < 0.003, "{code} {}", nation.gdp);
            assert!((nation.military_expenditure / arms - 1.0).abs() < 0.003, "{code}");
            assert!((nation.cinc.unwrap() - cinc).abs() < 6e-5, "{code}");
            assert!((nation.ideal_point - ideal_point).abs() < 0.006, "{code}");
        }
        assert_eq!(world.nations()[at("DEU")].name, "Germany");
        assert_eq!(world.trade()[(at("CAN"), at("USA"))], 213.954);
        let rules: Vec<&str> = fits.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(rules, ["latent_gdp", "gdp_and_personnel", "gdp_alone", "gravity"]);
        let gravity = &fits[3];
        assert_eq!(gravity.2, 36_672 - 7_673);
        // Size attracts with an elasticity near one, distance repels: as in every gravity equation.
        let b = &gravity.1;
        assert!(
            (0.7..1.0).contains(&b[1]) && (0.7..1.0).contains(&b[2]) && (-1.0..-0.4).contains(&b[3]),
            "{b:?}"
        );
        assert!(estimates.iter().filter(|e| e.field == "trade").count() == 7_673);
    }

    #[test]
    fn every_estimate_is_the_figure_in_the_world() {
        let read = world_2002().read().unwrap();
        let (world, estimates) = (read.world, estimates(&read.estimates));
        assert!(!estimates.is_empty());
        for e in &estimates {
            let i = world.index(&e.nation).unwrap();
            let j = e.partner.as_deref().map(|p| world.index(p).unwrap());
            let nation = &world.nations()[i];
            let figure = match (e.field.as_str(), j) {
                ("gdp", None) => nation.gdp,
                ("population", None) => nation.population,
                ("military_expenditure", None) => nation.military_expenditure,
                ("democracy", None) => nation.democracy,
                ("ideal_point", None) => nation.ideal_point,
                ("nuclear", None) => 0.0,
                ("distance", Some(j)) => world.distance()[(i, j)],
                ("trade", Some(j)) => world.trade()[(i, j)],
                other => panic!("an estimate of {other:?}"),
            };
            assert_eq!(e.value, figure, "{e:?}");
            let may_be_zero = matches!(e.field.as_str(), "nuclear" | "ideal_point" | "democracy");
            assert!(may_be_zero || e.value > 0.0, "{e:?}");
        }
        let who = |field: &str| {
            let of_field = estimates.iter().filter(|e| e.field == field && e.rule != "least_armed");
            of_field.map(|e| e.nation.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(who("gdp"), ["TWN", "PRK"]);
        assert_eq!(who("population"), ["TWN"]);
        assert_eq!(who("ideal_point"), ["DEU", "NER", "LBR", "CAF", "IRQ", "YEM", "TWN", "KIR"]);
        assert_eq!(
            who("military_expenditure"),
            ["ISL", "STP", "COG", "COD", "SOM", "SWZ", "COM", "IRQ", "AFG", "PRK", "BTN", "TLS"]
        );
        assert_eq!(who("distance").len(), 381); // all of Monaco's and Liechtenstein's
        // Two figures that are known from elsewhere: Taiwan's GDP was 307 (IMF), North Korea's near 9.
        let gdp = |code: &str| world.nations()[world.index(code).unwrap()].gdp;
        assert!((gdp("TWN") / 307.0).ln().abs() < 0.25 && (gdp("PRK") / 8.7).ln().abs() < 0.25);
    }

    #[test]
    fn the_bundled_region_agrees() {
        let read = world_2002().read().unwrap();
        let (world, estimates) = (read.world, estimates(&read.estimates));
        let region = comity::study::Scenario::northeast_asia_2002_first_form().world; // with their military expenditure
        let estimated = |field: &str, i: &str, j: Option<&str>| {
            estimates.iter().any(|e| e.field == field && e.nation == i && e.partner.as_deref() == j)
        };
        let near = |a: f64, b: f64, tolerance: f64| (a - b).abs() <= tolerance * b.abs();
        let at: Vec<usize> = region.codes().map(|c| world.index(c.as_str()).unwrap()).collect();
        for (i, small) in region.nations().iter().enumerate() {
            let (large, code) = (&world.nations()[at[i]], small.code.as_str());
            if code != "PRK" {
                // The region carries North Korea's GDP over from China and its arms from 2001.
                assert!(near(small.gdp, large.gdp, 1e-5), "{code}");
                assert!(near(small.military_expenditure, large.military_expenditure, 1e-3), "{code}");
            }
            assert_eq!(small.population, large.population, "{code}");
            assert_eq!((small.nuclear, small.major_power), (large.nuclear, large.major_power), "{code}");
            assert!(near(small.ideal_point, large.ideal_point, 1e-5), "{code}");
            assert!(near(small.democracy, large.democracy, 1e-9), "{code}");
            assert!(near(small.cinc.unwrap(), large.cinc.unwrap(), 1e-5), "{code}");
            for j in (0..region.len()).filter(|&j| j != i) {
                let other = region.nations()[j].code;
                let pair = format!("{code} {other}");
                if !estimated("trade", code, Some(other.as_str())) {
                    let (flow, large) = (region.trade()[(i, j)], world.trade()[(at[i], at[j])]);
                    assert!((flow - large).abs() <= 6e-4, "{pair}: {flow} {large}");
                }
                assert!(near(region.distance()[(i, j)], world.distance()[(at[i], at[j])], 1e-4), "{pair}");
                assert_eq!(region.share_border(i, j), world.share_border(at[i], at[j]), "{pair}");
                assert_eq!(region.are_rivals(i, j), world.are_rivals(at[i], at[j]), "{pair}");
                assert_eq!(region.is_obliged(i, j), world.is_obliged(at[i], at[j]), "{pair}");
            }
        }
    }

    #[test]
    fn it_survives_writing_and_reading() {
        let CsvWorld { world, estimates, .. } = world_2002().read().unwrap();
        assert_eq!(World::from_toml(&world.to_toml().unwrap()).unwrap(), world);
        let json = serde_json::to_string(&estimates).unwrap();
        assert_eq!(serde_json::from_str::<Frame>(&json).unwrap(), estimates);
    }
}
