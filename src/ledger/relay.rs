//! Who speaks for an origin from which several voices vote: one of them, as if the others were silent.

use super::copies::mix;
use super::table::{Answer, Ledger, Role};
use crate::ids::{Id, LabelId, VoiceId};

/// By voice: its place in the order in which voices speak for an origin that they share.
///
/// A speaker goes before an outlet that prints what it said, and whoever says more before who says
/// less, so that an outlet that only relays another speaks for nobody. Of those that say as much, what
/// they say decides and not their names: an outlet and one that prints all it prints are neighbours,
/// whoever else there is.
pub(crate) fn precedence(ledger: &Ledger) -> Vec<u32> {
    let labels: Vec<u64> = (0..ledger.labels().len())
        .map(|l| ledger.labels().name(LabelId::from_index(l)))
        .map(|name| name.bytes().fold(0, |h, b| mix(h ^ u64::from(b))))
        .collect();
    let mut votes = vec![(0usize, 0u64); ledger.voices().len()];
    for q in ledger.question_ids() {
        for vote in ledger.votes(q) {
            let said = match ledger.answer(q, vote.answer) {
                Answer::Label(l) => labels[l.index()],
                Answer::Number(i) => {
                    mix(i.low().to_bits()) ^ i.high().map_or(1, |high| high.to_bits())
                }
            };
            let (n, all) = &mut votes[vote.voice.index()];
            *n += 1;
            *all = all.wrapping_add(mix(mix(said) ^ q.index() as u64));
        }
    }
    let mut order: Vec<usize> = (0..votes.len()).collect();
    order.sort_by_key(|&v| {
        let outlet = ledger.role(VoiceId::from_index(v)) == Role::Outlet;
        let (n, all) = votes[v];
        (outlet, std::cmp::Reverse(n), all, v)
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
