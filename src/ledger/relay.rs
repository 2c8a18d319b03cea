//! Who speaks for an origin from which several voices vote: one of them, as if the others were silent.

use super::table::{Ledger, Role};
use crate::ids::{Id, VoiceId};

/// By voice: its place in the order in which voices speak for an origin that they share.
///
/// A speaker goes before an outlet that prints what it said, and whoever says more before who says
/// less, so that an outlet that only relays another speaks for nobody.
pub(crate) fn precedence(ledger: &Ledger) -> Vec<u32> {
    let mut votes = vec![0usize; ledger.voices().len()];
    for vote in ledger.all_votes() {
        votes[vote.voice.index()] += 1;
    }
    let mut order: Vec<usize> = (0..votes.len()).collect();
    order.sort_by_key(|&v| {
        let outlet = ledger.role(VoiceId::from_index(v)) == Role::Outlet;
        (outlet, std::cmp::Reverse(votes[v]), v)
    });
    let mut place = vec![0; votes.len()];
    for (i, v) in order.into_iter().enumerate() {
        place[v] = i as u32;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Kind, LedgerBuilder, Question, Row};

    #[test]
    fn speakers_go_before_outlets_and_who_says_more_before_who_says_less() {
        let mut builder = LedgerBuilder::default();
        let mut say = |voice: &str, role: Role, question: &str| {
            builder.push(Row {
                voice,
                role,
                question: Question {
                    name: question.to_owned(),
                    kind: Kind::Category,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label: "a",
                number: None,
                origin: "one",
                detail: None,
            });
        };
        say("Echo", Role::Outlet, "q1");
        say("Courier", Role::Outlet, "q1");
        say("Courier", Role::Outlet, "q2");
        say("a witness", Role::Speaker, "q1");
        let ledger = builder.build();
        let place = precedence(&ledger);
        let of = |name: &str| place[ledger.voices().find(name).unwrap().index()];
        assert!(of("a witness") < of("Courier") && of("Courier") < of("Echo"));
    }
}
