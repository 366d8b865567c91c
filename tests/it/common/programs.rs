//! The examples as programs.

use serde_json::Value as Json;
use std::path::PathBuf;
use std::process::{Command, Output};

/// An example run with arguments.
pub fn run(example: &str, arguments: &[&str]) -> Output {
    Command::new(program(example)).args(arguments).output().unwrap()
}

/// The path of an example's program. `cargo test` has built it; a run of one test target alone has not, or
/// long ago, so cargo is asked, and where nothing is to be done answers at once.
pub fn program(example: &str) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--profile", "test", "--message-format", "json", "--example", example]);
    if !cfg!(feature = "parallel") {
        cargo.arg("--no-default-features");
    }
    let built = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let messages = String::from_utf8(built.stdout).unwrap();
    let executable = messages.lines().find_map(|line| {
        let message: Json = serde_json::from_str(line).ok()?;
        let found = message["target"]["name"] == example;
        found.then(|| message["executable"].as_str().map(PathBuf::from)).flatten()
    });
    executable.unwrap_or_else(|| panic!("cargo built no example {example}: {messages}"))
}
