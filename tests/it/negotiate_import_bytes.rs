//! Mutated files into the readers of other tools' domains: no panic, and every error names the file and is
//! short.

use crate::common::bytes::{mutated, mutations};
use crate::common::draws;
use comity::Result;
use comity::negotiate::{Domain, Imported};
use rand::RngExt;

/// Reads a domain file and a profile.
type Reader = fn(&str, &str) -> Result<Imported>;

fn corpus() -> Vec<(Reader, [String; 2])> {
    let text = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/domains/");
        std::fs::read_to_string(format!("{folder}{name}")).unwrap()
    };
    let genius: Reader = |domain, profile| Imported::genius(domain, &[("profile", profile)]);
    let negmas: Reader = |domain, profile| Imported::negmas(domain, &[("profile", profile)]);
    let web: Reader = |one, two| Imported::geniusweb(&[("domain", one), ("profile", two)]);
    let pair = |reader, name: &str, ending: &str| {
        (reader, ["domain", "profile"].map(|kind| text(&format!("{name}.{kind}.{ending}"))))
    };
    let mut corpus: Vec<(Reader, [String; 2])> =
        ["genius_bom", "genius_discount_zero", "genius_duplicate_issue_name", "genius_integer_lower_bound"]
            .map(|name| pair(genius, name, "xml"))
            .into();
    corpus.extend(
        [
            "negmas_default_reserve",
            "negmas_value_functions",
            "negmas_type_and_bias_ignored",
            "negmas_functions",
        ]
        .map(|name| pair(negmas, name, "yml")),
    );
    corpus.extend(
        ["geniusweb_two_domains.1.json", "geniusweb_numbers.json"].map(|f| (web, [text(f), text(f)])),
    );
    corpus
}

/// As many as [`mutations`] says.
#[test]
fn mutated_files_make_no_reader_panic() {
    let count = mutations();
    let corpus = corpus();
    let mut rng = draws::rng(17);
    let (mut read, mut refused) = (0, 0);
    for case in 0..count {
        let (reader, files) = &corpus[rng.random_range(0..corpus.len())];
        let (_, others) = &corpus[rng.random_range(0..corpus.len())];
        let which = rng.random_range(0..2usize);
        let mut files = files.clone();
        files[which] = mutated(&mut rng, &files[which], &others[which]);
        let [domain, profile] = &files;
        let told = || format!("case {case}:\n{domain}\n=====\n{profile}");
        match std::panic::catch_unwind(|| reader(domain, profile)) {
            Err(_) => panic!("a panic; {}", told()),
            Ok(Ok(imported)) => {
                let domain = imported.domain;
                for party in 0..domain.parties() {
                    for outcome in [0, domain.outcomes() - 1] {
                        let u = domain.utility(party, outcome).unwrap();
                        assert!(u.is_finite() && domain.reservation(party).is_finite(), "{u}; {}", told());
                    }
                }
                read += 1;
            }
            Ok(Err(error)) => {
                let message = error.to_string();
                let named = ["domain", "profile"].iter().any(|name| message.starts_with(name));
                assert!(named && message.len() < 2000, "{message}; {}", told());
                refused += 1;
            }
        }
    }
    // Neither is the exception, or else nothing was tested.
    assert!(read * 100 > count && refused * 50 > count, "{read} read, {refused} refused");
}
