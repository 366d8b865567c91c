//! Domains that NegMAS generated and saved itself (`.ci/negmas/domains.py`), read back: the same utilities.

use comity::negotiate::{Domain, Imported};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Saved {
    folder: String,
    domain: String,
    parties: Vec<Party>,
}

#[derive(Deserialize)]
struct Party {
    file: String,
    /// The class that the crate does not read, if there is one in the function.
    unread: Option<String>,
    /// `None` for minus infinity.
    reserved: Option<f64>,
    discount: f64,
    outcomes: Vec<Vec<usize>>,
    utilities: Vec<f64>,
}

#[test]
#[ignore = "needs NegMAS: .ci/negmas/run writes the domains and runs it"]
fn domains_that_negmas_saves_are_worth_what_it_says() {
    let folder: PathBuf = std::env::var_os("NEGMAS_DOMAINS").expect("NEGMAS_DOMAINS, the folder").into();
    let text = std::fs::read_to_string(folder.join("worth.json")).unwrap();
    let saved: Vec<Saved> = serde_json::from_str(&text).unwrap();
    let (mut read, mut outcomes, mut off) = (0, 0, 0.0f64);
    let mut refused = BTreeMap::<&str, usize>::new();
    for domain in &saved {
        for party in &domain.parties {
            let files = [&domain.domain, &party.file].map(|name| folder.join(&domain.folder).join(name));
            let place = format!("{}/{}", domain.folder, party.file);
            let found = Imported::read(&files);
            if let Some(class) = &party.unread {
                let message = found.map(|_| ()).expect_err(&place).to_string();
                assert!(message.contains(class) && message.contains(&party.file), "{place}: {message}");
                *refused.entry(class).or_default() += 1;
                continue;
            }
            let found = found.unwrap_or_else(|e| panic!("{place}: {e}"));
            let lowest = found.domain.utilities(0).unwrap().into_iter().fold(f64::INFINITY, f64::min);
            match party.reserved {
                Some(reserved) => assert_eq!(found.domain.reservation(0), reserved, "{place}"),
                None => assert!(found.domain.reservation(0) <= lowest, "{place}"),
            }
            let [discount] = found.discounts[..] else { panic!("{place}") };
            assert_eq!(discount, party.discount, "{place}");
            for (outcome, right) in party.outcomes.iter().zip(&party.utilities) {
                let outcome = found.domain.outcome(outcome).expect(&place);
                let u = found.domain.utility(0, outcome).unwrap();
                // Relative to the size of what is added up; all of it is at most this.
                let scale = found.domain.preferences()[0]
                    .weights
                    .iter()
                    .zip(&found.domain.preferences()[0].evaluations);
                let scale: f64 = scale
                    .map(|(w, e)| e.iter().map(|x| (w * x).abs()).fold(0.0, f64::max))
                    .sum::<f64>()
                    .max(1.0);
                assert!((u - right).abs() <= 1e-12 * scale, "{place}: {u}, NegMAS {right}");
                off = off.max((u - right).abs() / scale);
                outcomes += 1;
            }
            read += 1;
        }
    }
    let unread: usize = refused.values().sum();
    println!(
        "{} domains, {read} functions read, {outcomes} outcomes, at most {off:e} off; refused {refused:?}",
        saved.len()
    );
    assert!(saved.len() >= 200 && read >= 1000 && unread * 4 < read);
}
