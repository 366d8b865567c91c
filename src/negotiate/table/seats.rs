//! The seats: strategies that answer, or a record that is played again.

use crate::error::Error;
use crate::negotiate::book::Spoilt;
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::{Act, Event, Fault};
use crate::negotiate::view::View;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(in crate::negotiate) enum Seats<'a> {
    Live(Vec<Box<dyn Strategy + 'a>>),
    Script(std::slice::Iter<'a, Event>),
}

/// Why a question has no answer, not even a lost turn.
pub(super) enum Unanswered {
    /// The domain failed while the strategy looked something up.
    Failed(Error),
    /// The record that is played again has another move here.
    OutOfOrder(String),
}

impl Seats<'_> {
    /// Puts a question to the party of this view. A turn that goes wrong is a [`Fault`].
    pub(super) fn ask(
        &mut self,
        mut view: View<'_>,
        question: impl FnOnce(&mut dyn Strategy, &mut View<'_>) -> Act,
    ) -> Result<Act, Unanswered> {
        let party = view.party;
        let strategies = match self {
            Seats::Live(strategies) => strategies,
            Seats::Script(events) => {
                let found = match events.find(|e| e.party.is_some()) {
                    Some(e) if e.party == Some(party as u8) => return Ok(e.act.clone()),
                    Some(e) => format!("{:?} {}", e.party, e.act),
                    None => "the record ends".into(),
                };
                return Err(Unanswered::OutOfOrder(format!("party {party} is asked, {found}")));
            }
        };
        let (book, strategy): (_, &mut dyn Strategy) = (view.book, &mut *strategies[party]);
        book.begin(view.settings.patience);
        // After a panic the strategy may be in a state it did not foresee; the table's own is untouched.
        let answer = catch_unwind(AssertUnwindSafe(|| question(strategy, &mut view)));
        match (book.end(), answer) {
            (Some(Spoilt::Failed(error)), _) => Err(Unanswered::Failed(error)),
            (Some(Spoilt::Stalled), _) => Ok(Act::Fault(Fault::Stalled)),
            (None, Ok(act)) => Ok(act),
            (None, Err(payload)) => Ok(Act::Fault(Fault::Panicked(message(&*payload)))),
        }
    }

    /// Whether strategies answer, not a record.
    pub fn are_live(&self) -> bool {
        matches!(self, Seats::Live(_))
    }

    /// The first recorded move that nobody has asked for.
    pub fn unasked(&mut self) -> Option<&Event> {
        match self {
            Seats::Live(_) => None,
            Seats::Script(events) => events.find(|e| e.party.is_some()),
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
