//! A ledger as CSV, in the columns that [`read`](super::read()) reads.
//!
//! One row a place; a vote without a place has one row. Earlier answers of a voice are written
//! beside its vote with their own days, so reading the table gives the same votes and revisions
//! again. Rows stand by question, then by the source's name: a ledger read and written once more is
//! the same file. What the columns do not hold is lost on the way: outlets and words of the places.

use std::borrow::Cow;
use std::io;

use super::read::COLUMNS;
use super::table::{Answer, Detail, Kind, Ledger, Place, Role, print_days};
use crate::claims::Stance;
use crate::corpus::TableWriter;
use crate::ids::{QuestionId, VoiceId};
use crate::units::print_number;

/// Writes every vote.
///
/// # Errors
///
/// What the output says.
pub fn write(ledger: &Ledger, output: impl io::Write) -> io::Result<()> {
    let mut table = TableWriter::new(output, COLUMNS)?;
    each_row(ledger, ledger.question_ids(), &mut |cells| table.row(cells))?;
    table.finish().map(drop)
}

/// The questions in order of name.
pub(super) fn by_name(ledger: &Ledger) -> Vec<QuestionId> {
    let mut questions: Vec<QuestionId> = ledger.question_ids().collect();
    questions.sort_by_key(|&q| &ledger.question(q).name);
    questions
}

/// Calls `row` with the cells of every row of these questions, in the order of [`COLUMNS`].
pub(super) fn each_row<E>(
    ledger: &Ledger,
    questions: impl IntoIterator<Item = QuestionId>,
    row: &mut impl FnMut([&str; COLUMNS.len()]) -> Result<(), E>,
) -> Result<(), E> {
    let blank = Detail::default();
    for q in questions {
        let mut of_question: Vec<usize> = ledger.vote_range(q).collect();
        of_question.sort_by_key(|&at| ledger.voices().name(ledger.all_votes()[at].voice));
        for at in of_question {
            let vote = ledger.all_votes()[at];
            let answer = ledger.answer(q, vote.answer);
            let origin = ledger.origin_name(vote.origin).unwrap_or("");
            let detail = ledger.detail(at).unwrap_or(&blank);
            rows(row, ledger, q, vote.voice, answer, origin, detail)?;
        }
        let revisions = ledger.revisions();
        let first = revisions.partition_point(|r| r.question < q);
        let mut earlier: Vec<_> =
            revisions[first..].iter().take_while(|r| r.question == q).collect();
        earlier.sort_by_key(|r| ledger.voices().name(r.voice));
        for r in earlier {
            let origin = r.origin.and_then(|o| ledger.origin_name(o)).unwrap_or("");
            rows(row, ledger, q, r.voice, r.answer, origin, &r.detail)?;
        }
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)]
fn rows<E>(
    row: &mut impl FnMut([&str; COLUMNS.len()]) -> Result<(), E>,
    ledger: &Ledger,
    q: QuestionId,
    voice: VoiceId,
    answer: Answer,
    origin: &str,
    detail: &Detail,
) -> Result<(), E> {
    let question = ledger.question(q);
    let (value, low, high) = match answer {
        Answer::Label(l) => (Cow::Borrowed(ledger.labels().name(l)), String::new(), String::new()),
        Answer::Number(i) if question.kind == Kind::Date => {
            (Cow::Owned(print_days(i)), String::new(), String::new())
        }
        Answer::Number(i) => {
            let high = i.high().map_or_else(String::new, |h| h.to_string());
            (Cow::Owned(i.to_string()), i.low().to_string(), high)
        }
    };
    let none: [Option<&Place>; 1] = [None];
    let places: Vec<Option<&Place>> = if detail.places.is_empty() {
        none.to_vec()
    } else {
        detail.places.iter().map(Some).collect()
    };
    let weight = print_number(detail.weight);
    let date = detail.date.map_or_else(String::new, |d| d.to_string());
    let favours = detail.favours.map_or_else(String::new, print_number);
    for place in places {
        let offset = |x: usize| if place.is_some() { x.to_string() } else { String::new() };
        row([
            ledger.voices().name(voice),
            &question.name,
            &value,
            kind_name(question.kind),
            &low,
            &high,
            stance_name(detail.stance),
            role_name(ledger.role(voice)),
            &detail.via,
            &date,
            origin,
            &weight,
            &favours,
            place.map_or("", |p| &p.document),
            &offset(place.map_or(0, |p| p.span.start())),
            &offset(place.map_or(0, |p| p.span.end())),
        ])?;
    }
    Ok(())
}

/// A role as the tables name it.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::Outlet => "outlet",
        Role::Speaker => "speaker",
    }
}

/// A kind as the tables name it.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Category => "category",
        Kind::Count => "count",
        Kind::Real => "real",
        Kind::Date => "date",
        Kind::YesNo => "yes_no",
    }
}

/// A stance as the tables name it.
pub fn stance_name(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "asserts",
        Stance::Confirms => "confirms",
        Stance::Denies => "denies",
        Stance::Declines => "declines",
    }
}
