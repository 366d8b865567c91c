//! No circle among the files of `src`: no file imports, by way of others, itself.
//!
//! An arrow goes from a file to the file that *defines* what it names: in a `use`, or as a path that starts
//! at `crate`, `super`, `self` or a child module. Names that a folder's front page only hands on are followed
//! to their definition, and handing on is no import. Unit tests (`#[cfg(test)]`) may import what they like.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Module = Vec<String>;

#[derive(Default)]
struct File {
    /// Paths that it uses, from the root of the crate.
    used: Vec<Module>,
    /// Names that it hands on or imports, and what they stand for.
    names: BTreeMap<String, Module>,
    /// Modules all of whose names it hands on.
    globs: Vec<Module>,
    /// Names of its own items.
    defines: BTreeSet<String>,
}

/// Identifiers and single signs (`::` is one) of the code; no comments, no literals.
fn tokens(text: &str) -> Vec<String> {
    let c: Vec<char> = text.chars().collect();
    let at = |i: usize| c.get(i).copied().unwrap_or('\0');
    let (mut i, mut out) = (0, Vec::new());
    while i < c.len() {
        if at(i) == '/' && at(i + 1) == '/' {
            while i < c.len() && c[i] != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            while i < c.len() && !(c[i] == '*' && at(i + 1) == '/') {
                i += 1;
            }
            i += 2;
        } else if at(i) == 'r' && (at(i + 1) == '"' || at(i + 1) == '#' && matches!(at(i + 2), '"' | '#')) {
            let hashes = c[i + 1..].iter().take_while(|c| **c == '#').count();
            let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            i += hashes + 2;
            while i < c.len() && !c[i..].starts_with(&end) {
                i += 1;
            }
            i += end.len();
        } else if at(i) == '"' {
            i += 1;
            while i < c.len() && c[i] != '"' {
                i += if c[i] == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if at(i) == '\'' {
            // A character, or the name of a lifetime.
            let literal = if at(i + 1) == '\\' { true } else { at(i + 2) == '\'' };
            i += 1;
            while literal && i < c.len() && c[i] != '\'' {
                i += if c[i] == '\\' { 2 } else { 1 };
            }
            i += usize::from(literal);
        } else if at(i).is_alphanumeric() || at(i) == '_' {
            let start = i;
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            out.push(c[start..i].iter().collect());
        } else if at(i) == ':' && at(i + 1) == ':' {
            out.push("::".into());
            i += 2;
        } else {
            if !at(i).is_whitespace() {
                out.push(at(i).into());
            }
            i += 1;
        }
    }
    out
}

/// The code without items under `#[cfg(test)]`.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let (mut i, mut out) = (0, Vec::new());
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    while i < tokens.len() {
        if tokens[i..].iter().zip(mark).filter(|(t, m)| t == m).count() == mark.len() {
            let mut depth = 0;
            loop {
                match tokens.get(i).map(String::as_str) {
                    Some("{") => depth += 1,
                    Some("}") => depth -= 1,
                    None => break,
                    _ => {}
                }
                let over = depth == 0 && matches!(tokens[i].as_str(), "}" | ";");
                i += 1;
                if over {
                    break;
                }
            }
        } else {
            out.push(tokens[i].clone());
            i += 1;
        }
    }
    out
}

/// The leaves of a `use` tree that starts at `t[i]`, with the names they get.
fn leaves(t: &[String], i: &mut usize, prefix: &[String], out: &mut Vec<(Module, String)>) {
    let mut path = prefix.to_vec();
    loop {
        match t.get(*i).map(String::as_str) {
            Some("{") => {
                *i += 1;
                loop {
                    leaves(t, i, &path, out);
                    *i += 1;
                    if t.get(*i - 1).is_none_or(|t| t != ",") {
                        return;
                    }
                }
            }
            Some("," | ";" | "}") | None => break,
            Some("::") => {}
            Some("as") => {
                *i += 1;
                out.push((path, t[*i].clone()));
                *i += 1;
                return;
            }
            Some("self") if !path.is_empty() => {}
            Some(name) => path.push(name.into()),
        }
        *i += 1;
    }
    // Nothing follows a trailing comma.
    if path.len() > prefix.len() || t.get(*i - 1).is_some_and(|t| t == "self") {
        let name = path.last().cloned().unwrap_or_default();
        out.push((path, name));
    }
}

/// A path from the root of the crate, if it is one into the crate.
fn rooted(path: &[String], here: &Module, modules: &BTreeSet<Module>) -> Option<Module> {
    let mut base = match path.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => here.clone(),
        "super" => here[..here.len().checked_sub(1)?].to_vec(),
        child => {
            let full: Module = here.iter().cloned().chain([child.into()]).collect();
            return modules
                .contains(&full)
                .then(|| full.into_iter().chain(path[1..].iter().cloned()).collect());
        }
    };
    for segment in &path[1..] {
        if segment == "super" {
            base.pop()?;
        } else {
            base.push(segment.clone());
        }
    }
    Some(base)
}

fn read(here: &Module, text: &str, modules: &BTreeSet<Module>) -> File {
    let t = without_tests(&tokens(text));
    let item = |w: &&[String]| ["struct", "enum", "trait", "fn", "type", "const", "static"].contains(&&*w[0]);
    let defines = t.windows(2).filter(item).map(|w| w[1].clone()).collect();
    let mut file = File { defines, ..File::default() };
    let mut i = 0;
    while i < t.len() {
        // `use<'a>` in a type captures a lifetime.
        if t[i] == "use" && t.get(i + 1).is_some_and(|t| t != "<") {
            // `pub use`, `pub(crate) use`, `pub(in a::b) use`.
            let item =
                t[..i].iter().rposition(|t| matches!(t.as_str(), ";" | "}" | "{")).map_or(0, |k| k + 1);
            let handed_on = t[item..i].iter().any(|t| t == "pub");
            let mut all = Vec::new();
            i += 1;
            leaves(&t, &mut i, &[], &mut all);
            for (path, name) in all {
                let Some(full) = rooted(&path, here, modules) else { continue };
                if name == "*" {
                    file.globs.push(full[..full.len() - 1].to_vec());
                } else {
                    file.names.insert(name, full.clone());
                }
                if !handed_on {
                    file.used.push(full);
                }
            }
        } else {
            let begins = i == 0 || t[i - 1] != "::";
            let inside = i > 0 && t[i - 1] == "in"; // `pub(in crate::…)` imports nothing
            if begins && !inside && t.get(i + 1).is_some_and(|t| t == "::") {
                let mut path = vec![t[i].clone()];
                while t.get(i + 1).is_some_and(|t| t == "::")
                    && t.get(i + 2).is_some_and(|t| t.len() > 1 || t != "<")
                {
                    path.push(t[i + 2].clone());
                    i += 2;
                }
                file.used.extend(rooted(&path, here, modules));
            }
            i += 1;
        }
    }
    file
}

/// The file that defines what a path names.
fn defined(path: &[String], files: &BTreeMap<Module, File>, depth: usize) -> Option<Module> {
    let module = (0..=path.len()).rev().map(|k| path[..k].to_vec()).find(|m| files.contains_key(m))?;
    let Some(name) = path.get(module.len()) else { return Some(module) };
    if depth < 20 {
        if let Some(other) = files[&module].names.get(name) {
            let full: Module =
                other.iter().cloned().chain(path[module.len() + 1..].iter().cloned()).collect();
            return defined(&full, files, depth + 1);
        }
        for glob in files[&module].globs.iter().filter(|_| !files[&module].defines.contains(name)) {
            let full: Module = glob.iter().cloned().chain(path[module.len()..].iter().cloned()).collect();
            if let Some(file) = defined(&full, files, depth + 1)
                && files[&file].defines.contains(name)
            {
                return Some(file);
            }
        }
    }
    Some(module)
}

fn sources(folder: &Path, module: &Module, out: &mut BTreeMap<Module, String>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let of = |name: &str| module.iter().cloned().chain([name.to_owned()]).collect::<Module>();
        if path.is_dir() {
            sources(&path, &of(&stem), out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let module = if stem == "mod" || stem == "lib" { module.clone() } else { of(&stem) };
            out.insert(module, std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn arrows(texts: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let files: BTreeMap<Module, File> =
        texts.iter().map(|(module, text)| (module.clone(), read(module, text, &modules))).collect();
    let to = |module: &Module, file: &File| {
        file.used
            .iter()
            .filter_map(|path| defined(path, &files, 0))
            .filter(|target| target != module)
            .collect()
    };
    files.iter().map(|(module, file)| (module.clone(), to(module, file))).collect()
}

/// Files from which an arrow leads back, by way of others, to themselves, each with the next step of a
/// shortest way.
fn circles(arrows: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let mut found = Vec::new();
    for start in arrows.keys() {
        let mut seen = BTreeMap::from([(start, start)]);
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(module) = queue.pop_front() {
            for next in &arrows[module] {
                if next == start {
                    let mut way = vec![module];
                    while way[way.len() - 1] != start {
                        way.push(seen[way[way.len() - 1]]);
                    }
                    let names = way.iter().rev().map(|m| m.join("::"));
                    found.push(names.chain([start.join("::")]).collect::<Vec<_>>().join(" -> "));
                    queue.clear();
                    break;
                }
                if !seen.contains_key(next) {
                    seen.insert(next, module);
                    queue.push_back(next);
                }
            }
        }
    }
    found
}

#[test]
fn no_circle_among_the_files_of_the_crate() {
    let mut texts = BTreeMap::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &Vec::new(), &mut texts);
    let arrows = arrows(&texts);
    assert!(
        arrows.len() > 100 && arrows.values().map(BTreeSet::len).sum::<usize>() > 300,
        "the crate was read"
    );
    let circles = circles(&arrows);
    assert!(
        circles.is_empty(),
        "{} files import themselves by way of others:\n{}",
        circles.len(),
        circles.join("\n")
    );
}

#[test]
fn the_check_sees_circles_and_only_them() {
    let circles = |files: &[(&str, &str)]| {
        let module = |m: &str| m.split("::").filter(|s| !s.is_empty()).map(str::to_owned).collect::<Module>();
        let texts = files.iter().map(|(m, text)| (module(m), (*text).to_owned())).collect();
        circles(&arrows(&texts)).len()
    };
    // A front page that hands names on is no part of a circle; what is defined in it is.
    let front = ("a", "mod b; mod c; pub use b::B; pub use c::C;");
    assert_eq!(circles(&[("", "mod a;"), front, ("a::b", "use super::C;"), ("a::c", "struct C;")]), 0);
    assert_eq!(
        circles(&[("", "mod a;"), front, ("a::b", "use super::C;"), ("a::c", "use super::{B as X};")]),
        2
    );
    assert_eq!(circles(&[("a", "mod b; use b::B; pub struct A;"), ("a::b", "use super::A;")]), 2);
    assert_eq!(circles(&[("a", "mod b; pub struct A(b::B);"), ("a::b", "fn f(_: crate::a::A) {}")]), 2);
    // By way of a third, and of a name for all.
    let third = ("c", "pub use crate::a::*;");
    assert_eq!(circles(&[("a", "use crate::b::B; pub struct A;"), ("b", "use crate::c::A;"), third]), 2);
    // Not in comments, texts, tests or visibilities.
    let b = ("b", "use crate::a::A;");
    for text in ["// use crate::b::B;", "/* crate::b::B */", "const A: &str = \"crate::b::B\";"] {
        assert_eq!(circles(&[("a", text), b]), 0, "{text}");
    }
    assert_eq!(circles(&[("a", "struct A; #[cfg(test)] mod tests { use crate::b::B; fn f() {} }"), b]), 0);
    assert_eq!(circles(&[("a", "pub(in crate::b) struct A;"), ("b", "mod a; use crate::a::A;")]), 0);
    assert_eq!(circles(&[("a", "const Q: char = '\"'; use crate::b::B; const R: char = '\"';"), b]), 2);
}
