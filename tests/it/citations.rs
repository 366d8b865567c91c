//! What a run cites: the table of items is that of their documentation, sources are works of the list, and pages name tests
//! that exist.

use crate::common::kept::{is_or_becomes, page};
use comity::model::Parameters;
use comity::simulate::{Diffusion, Rules, Simulation};
use comity::study::Study;
use comity::treaty::Term;
use comity::world::World;
use comity::{References, cite};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A documented item: where, inside which type, and all that is said of it.
struct Documented {
    file: PathBuf,
    of: Option<String>,
    name: String,
    text: String,
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            sources(&entry, into);
        } else if entry.extension().is_some_and(|e| e == "rs") {
            into.push(entry);
        }
    }
}

/// The public items and methods of a file, with the comments that document them, those of their parts, and the file's own.
fn documented(path: &Path, into: &mut Vec<Documented>) {
    let text = std::fs::read_to_string(path).unwrap();
    let front = path.file_name().is_some_and(|name| name == "mod.rs" || name == "lib.rs");
    let about = |line: &str| line.strip_prefix("//!").map(|rest| format!("{}\n", rest.trim()));
    let about: String = if front { String::new() } else { text.lines().filter_map(about).collect() };
    let (mut doc, mut of, mut open) = (String::new(), None::<String>, None::<usize>);
    for line in text.lines() {
        let code = line.trim_start();
        if let Some(said) = code.strip_prefix("///") {
            doc += said.trim();
            doc.push('\n');
            // Of a part of an open item: a variant, a field, a method of a trait.
            if let (Some(k), true) = (open, line.starts_with(' ')) {
                let part = format!("{}\n", said.trim());
                into[k].text += &part;
            }
            continue;
        }
        if line == "}" {
            (of, open) = (None, None);
        }
        if let Some(head) = line.strip_prefix("impl") {
            let head = head.split(" where ").next().unwrap();
            let bare =
                head.rsplit('>').next().filter(|rest| !rest.trim().trim_matches(['{', ' ']).is_empty());
            let name = bare.unwrap_or(head).trim().split(['<', ' ', '{']).next().unwrap_or_default();
            let plain =
                head.trim_start_matches(|c| c != ' ').trim().split(['<', ' ']).next().unwrap_or_default();
            of = (!head.contains(" for ")).then(|| if name.is_empty() { plain } else { name }.to_owned());
        }
        let item = code.strip_prefix("pub ").and_then(|rest| {
            let rest = rest.strip_prefix("const ").unwrap_or(rest);
            ["fn ", "struct ", "enum ", "trait "].into_iter().find_map(|kind| rest.strip_prefix(kind))
        });
        if let Some(rest) = item {
            let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
            let method = line.starts_with("    ");
            let text = if method { doc.clone() } else { format!("{doc}\n\n;\n{about}") };
            let (file, of) = (path.to_owned(), method.then(|| of.clone()).flatten());
            if !method || of.is_some() {
                into.push(Documented { file, of, name, text });
                open = (!method && line.ends_with('{') && !rest.contains('(')).then(|| into.len() - 1);
            }
        }
        if !code.starts_with('#') {
            doc.clear();
        }
    }
}

#[test]
fn the_table_of_citations_is_that_of_the_documentation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut all) = (Vec::new(), Vec::new());
    sources(&root, &mut files);
    files.iter().for_each(|file| documented(file, &mut all));
    let face = std::fs::read_to_string(page("public-api.txt")).unwrap();
    let items = face.lines().filter_map(|line| {
        let (kind, path) = line.split_once(' ')?;
        (["fn", "struct", "enum", "trait"].contains(&kind) && path.contains("::")).then_some(path)
    });
    let mut table = BTreeMap::<String, String>::new();
    for path in items {
        let (room, name) = path.rsplit_once("::").unwrap();
        // Of several definitions of a name, the one in the room of the path.
        let depth = |file: &Path| {
            let shown = file.strip_prefix(&root).unwrap().to_string_lossy().replace('/', "::");
            let steps: Vec<&str> = room.split("::").collect();
            (0..=steps.len()).rev().find(|&k| shown.starts_with(&steps[..k].join("::"))).unwrap_or(0)
        };
        let here = all.iter().filter(|item| item.of.is_none() && item.name == name);
        let Some(item) = here.max_by_key(|item| depth(&item.file)) else { continue };
        let mut add = |path: String, text: &str| {
            let keys: Vec<&str> = References::cited_in(text).keys().collect();
            if !keys.is_empty() {
                table.insert(path, keys.join(" "));
            }
        };
        add(path.to_owned(), &item.text);
        let room_of = |file: &Path| {
            file.strip_prefix(&root).unwrap().components().next().map(|c| c.as_os_str().to_owned())
        };
        let methods =
            all.iter().filter(|m| m.of.as_deref() == Some(name) && room_of(&m.file) == room_of(&item.file));
        methods.for_each(|method| add(format!("{path}::{}", method.name), &method.text));
    }
    let rows: String = table.iter().map(|(path, keys)| format!("{path},{keys}\n")).collect();
    is_or_becomes("citations.csv", &format!("item,keys\n{rows}"));
}

/// Whether a text has a year in it, as a citation does.
fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|word| word.len() == 4 && ("1900".."2027").contains(&word))
}

#[test]
fn every_source_with_a_year_is_a_work_of_the_list() {
    let rows = Parameters::table().iter().map(|row| row.quantity);
    let sources = rows.chain(Rules::table()).chain(Term::table().map(|(_, quantity)| quantity));
    let mut cited = 0;
    for quantity in sources.filter(|quantity| has_year(quantity.source)) {
        for part in quantity.source.split(';').filter(|part| has_year(part) && !part.contains("MID v5")) {
            assert!(References::cited_in(part).keys().len() > 0, "{}: {part}", quantity.name);
            cited += 1;
        }
    }
    assert!(cited > 40, "{cited}");
}

#[test]
fn keys_of_both_lists_are_the_same_and_once_each() {
    let read = |name: &str| std::fs::read_to_string(page(name)).unwrap();
    let (bib, list) = (read("references.bib"), read("references.md"));
    let entries: Vec<&str> =
        bib.lines().filter_map(|line| line.strip_prefix('@')?.split_once('{')?.1.strip_suffix(',')).collect();
    let lines: Vec<&str> = list
        .lines()
        .filter(|line| line.starts_with("* "))
        .map(|line| line.trim_end_matches('`').rsplit('`').next().unwrap())
        .collect();
    let set = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(set(&entries), set(&lines));
    assert_eq!((entries.len(), lines.len()), (set(&entries).len(), set(&lines).len()));
    let all =
        entries.iter().filter(|key| References::cited_in(&bib_text(&list, key)).keys().any(|k| k == **key));
    assert!(all.count() * 10 > entries.len() * 9); // nearly all are found by the way that they are listed
}

fn bib_text(list: &str, key: &str) -> String {
    list.lines().find(|line| line.ends_with(&format!("`{key}`"))).unwrap_or_default().to_owned()
}

#[test]
fn citations_are_told_apart() {
    let keys = |text: &str| References::cited_in(text).keys().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(keys("Andreoni 1989, 1990"), ["Andreoni1989", "Andreoni1990"]);
    assert_eq!(keys("Alesina, Angeloni & Etro 2005"), ["AlesinaAngeloniEtro2005"]);
    assert_eq!(keys("Kydd (2005, ch. 2)"), ["Kydd2005"]);
    assert_eq!(keys("Kydd 2004; Boulding 1963; nobody 2005"), [""; 0]);
    assert_eq!(keys("Boulding & Kydd 2005"), ["Kydd2005"]); // no work of the two is in the list
    assert_eq!(keys("Felbermayr et al. 2020"), ["FelbermayrEtAl2020"]);
}

#[test]
fn a_run_cites_what_it_uses_and_no_more() {
    let study = Study::new(World::northeast_asia_2002()).unwrap();
    let has = |works: &References, key: &str| works.keys().any(|k| k == key);
    let plain = Simulation::of(&study);
    let works = plain.references();
    for key in ["Kydd2005", "Signorino1999", "SimonovskaWaugh2014", "Leeds2003", "McGillivraySmith2000"] {
        assert!(has(&works, key), "{key}");
    }
    for key in ["Bass1969", "Granovetter1978", "AzamThelen2010", "HeadRies2008"] {
        assert!(!has(&works, key), "{key}");
    }
    let rules = Rules { exchange: Diffusion::Bass, investment: true, ..Rules::default() };
    let living = plain.clone().rules(rules).references();
    assert!(has(&living, "Bass1969") && has(&living, "HeadRies2008") && !has(&living, "Granovetter1978"));
    assert!(works.keys().all(|key| has(&living, key)));
    assert_eq!(living.to_string().lines().count(), 1 + living.keys().len());
    assert_eq!(living.bibtex().matches("\n@").count(), living.keys().len());
}

#[test]
fn items_are_found_by_the_end_of_their_path() {
    assert_eq!(cite(["tu::nucleolus"]).unwrap(), cite(["solve::tu::nucleolus"]).unwrap());
    assert_eq!(cite([""; 0]).unwrap().keys().len(), 0);
    for wrong in ["nucleolos", "", "ucleolus", "solve::"] {
        assert!(cite([wrong]).is_err(), "{wrong}");
    }
}

/// Every test that `docs/replication.md` names is there.
#[test]
fn the_page_of_replications_names_tests() {
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("tests/it"), &mut files);
    sources(&root.join("src"), &mut files);
    let code: String = files.iter().map(|file| read(file)).collect();
    let named = read(&page("replication.md"));
    let rows = named.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| source"));
    let mut tests = 0;
    for row in rows {
        let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for name in cell.split('`').skip(1).step_by(2) {
            assert!(code.contains(&format!("fn {name}(")), "no test {name}");
            tests += 1;
        }
    }
    assert!(tests > 40, "{tests}");
}

/// Every file and function that the ODD protocol's table of submodels names is there, the function in one of the files.
#[test]
fn the_odd_protocol_names_functions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let protocol = std::fs::read_to_string(page("ODD.md")).unwrap();
    let table = protocol.lines().skip_while(|line| !line.starts_with("| submodel")).skip(2);
    let (mut functions, mut named) = (0, BTreeSet::new());
    for row in table.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').collect();
        let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let files = quoted(cells[2]);
        let code: String = files
            .iter()
            .map(|file| std::fs::read_to_string(root.join(file)).unwrap_or_else(|e| panic!("{file}: {e}")))
            .collect();
        for function in quoted(cells[3]) {
            let there =
                [format!("fn {function}("), format!("fn {function}<")].iter().any(|f| code.contains(f));
            assert!(there, "{function} is in none of {files:?}");
            functions += 1;
        }
        named.extend(files);
    }
    assert!(functions > 70, "{functions}");
    // No mechanism is left out, but for arithmetic.
    let mut mechanisms = Vec::new();
    sources(&root.join("src/mechanism"), &mut mechanisms);
    let aside =
        ["mod.rs", "double_double.rs", "elimination.rs", "real.rs", "bound.rs", "components.rs", "search.rs"];
    for file in mechanisms.iter().filter(|file| !file.components().any(|c| c.as_os_str() == "tests")) {
        let (shown, name) = (
            file.strip_prefix(root).unwrap().to_string_lossy().into_owned(),
            file.file_name().unwrap().to_string_lossy(),
        );
        assert!(named.contains(&shown) || aside.contains(&&*name), "{shown} is no submodel");
    }
}
