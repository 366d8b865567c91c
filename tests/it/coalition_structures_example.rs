//! The command line of `examples/coalition_structures`: figures printed, bad flags refused.

use crate::common::programs;
use std::process::Output;

fn run(args: &[&str]) -> Output {
    programs::run("coalition_structures", args)
}

fn field<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {text}")).trim()
}

#[test]
fn both_methods_print_the_same_optimum() {
    let args = ["--n", "9", "--distribution", "ndcs", "--seed", "7", "--threads", "2", "--check", "--method"];
    let [dual, dp] = ["dual", "dp"].map(|method| run(&[&args[..], &[method]].concat()));
    let (dual, dp) = (String::from_utf8(dual.stdout).unwrap(), String::from_utf8(dp.stdout).unwrap());
    for name in ["optimum", "structure", "bound", "survivors"] {
        assert_eq!(field(&dual, name), field(&dp, name));
    }
    assert_eq!(field(&dual, "status"), "proven optimal");
    assert_eq!(field(&dual, "certificate"), "checked: Bound");
    for name in ["scans", "search nodes", "seconds", "peak memory"] {
        assert!(!field(&dual, name).is_empty());
    }
}

#[test]
fn bad_flags_end_with_status_2_and_say_what_is_allowed() {
    for (args, named) in [
        (&["--n", "31"][..], "1..=30"),
        (&["--n", "many"], "many"),
        (&["--n"], "a value is required"),
        (&["--distribution", "cauchy"], "agent-based-normal"),
        (&["--method", "magic"], "dual"),
        (&["--time-limit", "-1"], "-1"),
        (&["--threads", "0"], "--threads"),
        (&["--frobnicate"], "--frobnicate"),
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        let first = message.lines().next().unwrap();
        assert!(first.starts_with("error:") && first.contains(named), "{args:?}: {message}");
    }
}
