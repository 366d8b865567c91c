//! Traces as files.

use comity::negotiate::domain::Generator;
use comity::negotiate::protocol::{AlternatingOffers, SingleText};
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{Session, Trace};

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
        trace.write_json_line(&mut lines).unwrap();
        let mut csv = Vec::new();
        trace.write_csv(&mut csv).unwrap();
        let text = String::from_utf8(csv).unwrap();
        assert_eq!(text.lines().count(), 1 + trace.events.len());
        assert_eq!(text.lines().next().unwrap(), "seed,round,party,secret,move,outcome,payments,detail");
        assert!(text.lines().nth(1).unwrap().starts_with("7,1,"));
    }
    let text = String::from_utf8(lines).unwrap();
    let read: Vec<Trace> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(read, [open, sealed]);
}
