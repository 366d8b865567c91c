//! A strategy of one's own: hold out for the best, and take the best offer so far in the last rounds.
//!
//! `cargo run --release --example own_strategy`

use clap::Parser;
use comity::negotiate::domain::Generator;
use comity::negotiate::protocol::AlternatingOffers;
use comity::negotiate::strategy::TimeDependent;
use comity::negotiate::{Offer, Session, Strategy, View};

/// A strategy of one's own against two that the library brings, over a random domain of three.
#[derive(Parser)]
struct Arguments {}

struct LastMinute {
    rounds: u32,
}

impl Strategy for LastMinute {
    fn propose(&mut self, view: &mut View<'_>) -> Option<Offer> {
        if view.deadline() - view.round() < self.rounds {
            let offers = view
                .proposals()
                .filter(|(party, deal)| *party != view.party() && view.may_propose(deal.outcome));
            let best = offers.map(|(_, deal)| deal).max_by(|a, b| view.worth(a).total_cmp(&view.worth(b)));
            return best.filter(|deal| view.worth(deal) >= view.reservation()).cloned();
        }
        let own = (0..view.outcomes()).filter(|&outcome| view.may_propose(outcome));
        own.max_by(|&a, &b| view.utility(a).total_cmp(&view.utility(b))).map(Offer::of)
    }
}

fn main() -> comity::Result<()> {
    Arguments::parse();
    let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.2, seed: 1 }.issues(&[4, 4, 3])?;
    let session = Session::new(&domain, &AlternatingOffers).deadline(20).seat(0, LastMinute { rounds: 5 });
    let trace = session.seat(1, TimeDependent::boulware()).seat(2, TimeDependent::linear()).run()?;
    println!("{trace}");
    Ok(())
}
