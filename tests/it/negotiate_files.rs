//! Traces as files.

use comity::negotiate::domain::Generator;
use comity::negotiate::protocol::{AlternatingOffers, SingleText};
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{Act, Domain, Session, Trace};

#[test]
fn traces_leave_as_csv_and_json_lines() {
    let domain = Generator { parties: 3, conflict: 0.7, reservation: 0.1, seed: 2 }.issues(&[3, 3]).unwrap();
    let run = |protocol| {
        Session::new(&domain, protocol)
            .everybody(|_| TimeDependent::linear())
            .deadline(12)
            .seed(7)
            .run()
            .unwrap()
    };
    let (open, sealed) = (run(&AlternatingOffers as &dyn comity::negotiate::Protocol), run(&SingleText));
    let mut lines = Vec::new();
    for trace in [&open, &sealed] {
        serde_json::to_writer(&mut lines, trace).unwrap();
        lines.push(b'\n');
        let mut csv = Vec::new();
        trace.frame().unwrap().write_csv(&mut csv).unwrap();
        let text = String::from_utf8(csv).unwrap();
        assert_eq!(text.lines().count(), 1 + trace.events.len());
        assert_eq!(
            text.lines().next().unwrap(),
            "seed,round,party,secret,move,outcome,package,members,payments,detail"
        );
        assert!(text.lines().nth(1).unwrap().starts_with("7,1,"));
    }
    // Packages and members are named, in the text, in the table and in what is read back.
    let Some(Act::Propose(offer)) = open.events.first().map(|e| &e.act) else {
        panic!("{:?}", open.events[0])
    };
    let package = domain.outcome_names().name(offer.outcome);
    assert!(
        package.contains("issue 0 = value")
            && open.to_string().contains(&format!("proposes {package} by all"))
    );
    let frame = open.frame().unwrap();
    assert_eq!(frame.column("package").unwrap().next(), Some(package.as_str().into()));
    assert_eq!(frame.column("members").unwrap().next(), Some("party 0 party 1 party 2".into()));
    let text = String::from_utf8(lines).unwrap();
    let read: Vec<Trace> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(read[0].to_string(), open.to_string());
    assert_eq!(read, [open, sealed]);
}
