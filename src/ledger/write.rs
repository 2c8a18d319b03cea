//! A ledger as CSV, in the columns that [`read`](super::read()) reads.
//!
//! One row a place; a vote without a place has one row. Earlier answers of a voice are written
//! beside its vote with their own days, so reading the table gives the same votes and revisions
//! again. Rows stand by question, then by the source's name: a ledger read and written once more is
//! the same file. What the columns do not hold is lost on the way: outlets and words of the places.

use std::io;

use super::read::COLUMNS;
use super::table::{Answer, Detail, Kind, Ledger, Place, Role, print_days};
use crate::claims::Stance;
use crate::corpus::to_cell;
use crate::ids::{LabelId, QuestionId, VoiceId};
use crate::units::print_number;

/// Writes every vote.
///
/// # Errors
///
/// What the output says.
pub fn write(ledger: &Ledger, output: impl io::Write) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().from_writer(output);
    csv.write_record(COLUMNS)?;
    let blank = Detail::default();
    let mut revisions = ledger.revisions().iter().peekable();
    for q in ledger.question_ids() {
        let mut of_question: Vec<usize> = ledger.vote_range(q).collect();
        of_question.sort_by_key(|&at| ledger.voices().name(ledger.all_votes()[at].voice));
        for at in of_question {
            let vote = ledger.all_votes()[at];
            let answer = ledger.answer(q, vote.answer);
            let origin = ledger.origin_name(vote.origin).unwrap_or("");
            let detail = ledger.detail(at).unwrap_or(&blank);
            rows(&mut csv, ledger, q, vote.voice, answer, origin, detail)?;
        }
        let mut earlier: Vec<_> =
            std::iter::from_fn(|| revisions.next_if(|r| r.question == q)).collect();
        earlier.sort_by_key(|r| ledger.voices().name(r.voice));
        for r in earlier {
            let origin = r.origin.and_then(|o| ledger.origin_name(o)).unwrap_or("");
            rows(&mut csv, ledger, q, r.voice, r.answer, origin, &r.detail)?;
        }
    }
    csv.flush()
}

/// A category's name as the ledger prints it.
fn label(ledger: &Ledger, label: LabelId) -> String {
    ledger.labels().name(label).to_owned()
}

#[allow(clippy::too_many_arguments)]
fn rows(
    csv: &mut csv::Writer<impl io::Write>,
    ledger: &Ledger,
    q: QuestionId,
    voice: VoiceId,
    answer: Answer,
    origin: &str,
    detail: &Detail,
) -> io::Result<()> {
    let question = ledger.question(q);
    let (value, low, high) = match answer {
        Answer::Label(l) => (label(ledger, l), String::new(), String::new()),
        Answer::Number(i) if question.kind == Kind::Date => {
            (print_days(i), String::new(), String::new())
        }
        Answer::Number(i) => {
            let high = i.high().map_or_else(String::new, |h| h.to_string());
            (i.to_string(), i.low().to_string(), high)
        }
    };
    let none: [Option<&Place>; 1] = [None];
    let places: Vec<Option<&Place>> = if detail.places.is_empty() {
        none.to_vec()
    } else {
        detail.places.iter().map(Some).collect()
    };
    for place in places {
        let offset = |x: usize| if place.is_some() { x.to_string() } else { String::new() };
        csv.write_record([
            &*to_cell(ledger.voices().name(voice)),
            &*to_cell(&question.name),
            &*to_cell(&value),
            kind_name(question.kind),
            &low,
            &high,
            stance_name(detail.stance),
            match ledger.role(voice) {
                Role::Outlet => "outlet",
                Role::Speaker => "speaker",
            },
            &*to_cell(&detail.via),
            &detail.date.map_or_else(String::new, |d| d.to_string()),
            &*to_cell(origin),
            &print_number(detail.weight),
            &detail.favours.map_or_else(String::new, print_number),
            &*to_cell(place.map_or("", |p| &p.document)),
            &offset(place.map_or(0, |p| p.span.start())),
            &offset(place.map_or(0, |p| p.span.end())),
        ])?;
    }
    Ok(())
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
