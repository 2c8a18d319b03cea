//! What a person knows better: questions merged or split, votes moved, favours set, on every run.
//!
//! A table with the header `action,question,source,value,into,favours`, a row an override:
//!
//! | action    | what happens                                                                      |
//! |-----------|-----------------------------------------------------------------------------------|
//! | `merge`   | all votes on `question` go to `into`, and the question is gone                    |
//! | `move`    | the votes of `source` on `question` (those with `value`, if given) go to `into`   |
//! | `split`   | the same; without `source`, the votes of all sources with `value`                 |
//! | `drop`    | the votes of `source` on `question` (those with `value`, if given) are left out   |
//! | `favours` | the votes on `question` (of `source`, with `value`, if given) favour `favours`    |
//!
//! Rows apply in order, each to what the rows before it left. A value is matched as `ledger.csv`
//! prints it. A row that matches nothing changes nothing and is reported.

use std::collections::BTreeMap;
use std::io::Read;

use super::Aligned;
use super::build::{LedgerBuilder, Row};
use super::cells::number;
use super::read::Error;
use super::table::{Answer, Detail, Ledger, Question, Vote};
use crate::corpus::from_cell;
use crate::ids::{AnswerId, Id, OriginId, QuestionId};

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Merge,
    Move,
    Split,
    Drop,
    Favours,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
struct Override {
    /// Where it stands, for messages.
    place: String,
    action: Action,
    question: String,
    source: String,
    value: String,
    into: String,
    favours: Option<f64>,
}

/// What a person knows better.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    rows: Vec<Override>,
}

const COLUMNS: [&str; 6] = ["action", "question", "source", "value", "into", "favours"];

impl Overrides {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// The first row or cell that cannot be read, with its place and what to do.
    pub fn read(file: &str, input: impl Read) -> Result<Self, Error> {
        let mut csv = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(input);
        let failed = |error: csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            Error::Row {
                file: file.to_owned(),
                line,
                problem: "not a row of the table, or not UTF-8".to_owned(),
                advice: "give every row the header's cells, in UTF-8",
            }
        };
        let header = csv.headers().map_err(failed)?.clone();
        let names: Vec<&str> =
            header.iter().map(|h| h.trim_start_matches('\u{feff}').trim()).collect();
        let at = COLUMNS.map(|c| names.iter().position(|n| *n == c));
        let needed = COLUMNS.into_iter().zip(at).take(2);
        if let Some((missing, _)) = needed.into_iter().find(|(_, at)| at.is_none()) {
            return Err(Error::Header {
                file: file.to_owned(),
                missing,
                found: names.join(", "),
                advice: "overrides need action and question",
            });
        }
        let mut rows = Vec::new();
        for record in csv.into_records() {
            let record = record.map_err(failed)?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell =
                |i: usize| at[i].and_then(|k| record.get(k)).map_or("", |c| from_cell(c.trim()));
            let wrong = |i: usize, problem, advice| Error::Cell {
                file: file.to_owned(),
                line,
                column: at[i].unwrap_or(names.len()) + 1,
                name: COLUMNS[i],
                problem,
                value: cell(i).to_owned(),
                advice,
            };
            let action = match cell(0) {
                "merge" => Action::Merge,
                "move" => Action::Move,
                "split" => Action::Split,
                "drop" => Action::Drop,
                "favours" => Action::Favours,
                _ => {
                    return Err(wrong(
                        0,
                        "merge, move, split, drop or favours",
                        "correct the cell",
                    ));
                }
            };
            if cell(1).is_empty() {
                return Err(wrong(1, "a question's name", "copy it from ledger.csv"));
            }
            let needs_into = matches!(action, Action::Merge | Action::Move | Action::Split);
            if needs_into && (cell(4).is_empty() || cell(4) == cell(1)) {
                return Err(wrong(4, "the name of another question", "name where the votes go"));
            }
            if matches!(action, Action::Move | Action::Drop) && cell(2).is_empty() {
                return Err(wrong(2, "a source's name", "name whose votes are meant"));
            }
            if action == Action::Split && cell(2).is_empty() && cell(3).is_empty() {
                return Err(wrong(3, "a value, or a source", "say which votes are meant"));
            }
            let favours = number(cell(5)).filter(|f| (-1.0..=1.0).contains(f));
            if action == Action::Favours && favours.is_none() {
                return Err(wrong(5, "a number from -1 to 1", "say which camp gains"));
            }
            rows.push(Override {
                place: format!("{file}: line {line}"),
                action,
                question: cell(1).to_owned(),
                source: cell(2).to_owned(),
                value: cell(3).to_owned(),
                into: cell(4).to_owned(),
                favours,
            });
        }
        Ok(Self { rows })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Applies every row. Returns the new ledger and a warning for each row that matched nothing.
    pub fn apply(&self, ledger: &Ledger) -> (Ledger, Vec<String>) {
        let mut votes = decompose(ledger);
        let mut questions: BTreeMap<String, Question> =
            ledger.questions().iter().map(|q| (q.name.clone(), q.clone())).collect();
        let order: Vec<String> = ledger.questions().iter().map(|q| q.name.clone()).collect();
        let mut added: Vec<String> = Vec::new();
        let mut warnings = Vec::new();
        for row in &self.rows {
            let mut matched = 0;
            let mut like: Option<String> = None;
            for vote in votes.iter_mut().filter(|v| row.matches(v)) {
                matched += 1;
                match row.action {
                    Action::Merge | Action::Move | Action::Split => {
                        like.get_or_insert_with(|| vote.question.clone());
                        vote.question.clone_from(&row.into);
                    }
                    Action::Drop => vote.dropped = true,
                    Action::Favours => vote.detail.get_or_insert_default().favours = row.favours,
                }
            }
            if matched == 0 {
                warnings.push(format!(
                    "{}: no vote matches this override any more (question `{}`{}{}); correct or delete the row",
                    row.place,
                    row.question,
                    if row.source.is_empty() { String::new() } else { format!(", source `{}`", row.source) },
                    if row.value.is_empty() { String::new() } else { format!(", value `{}`", row.value) },
                ));
            }
            if let Some(q) = like.and_then(|name| questions.get(&name).cloned())
                && !questions.contains_key(&row.into)
            {
                added.push(row.into.clone());
                questions.insert(row.into.clone(), renamed(q, &row.into));
            }
        }
        (rebuild(ledger, votes, &questions, order.into_iter().chain(added)), warnings)
    }
}

impl Overrides {
    /// Where a vote or statement ends up; `None` if it is dropped.
    fn follow(&self, question: &str, voice: &str, printed: &str) -> Option<String> {
        let mut at = question.to_owned();
        for row in &self.rows {
            let meant = at == row.question
                && (row.source.is_empty() || voice == row.source)
                && (row.value.is_empty() || printed == row.value);
            match row.action {
                Action::Merge | Action::Move | Action::Split if meant => at.clone_from(&row.into),
                Action::Drop if meant => return None,
                _ => {}
            }
        }
        Some(at)
    }
}

impl Aligned {
    /// Applies overrides to the votes, and lets statements and the further axes' favours follow.
    /// Returns a warning for each override that matched nothing.
    pub fn apply(&mut self, overrides: &Overrides) -> Vec<String> {
        if overrides.is_empty() {
            return Vec::new();
        }
        let old = std::mem::take(&mut self.ledger);
        let (mut ledger, warnings) = overrides.apply(&old);
        let vote_names = |ledger: &Ledger| -> Vec<(String, String, String)> {
            let of = |q: QuestionId, v: &Vote| {
                let voice = ledger.voices().name(v.voice).to_owned();
                (ledger.question(q).name.clone(), voice, ledger.print_answer(q, v.answer))
            };
            ledger
                .question_ids()
                .flat_map(|q| ledger.votes(q).iter().map(move |v| of(q, v)))
                .collect()
        };
        let before: Vec<Option<(String, String, String)>> = vote_names(&old)
            .into_iter()
            .map(|(q, v, p)| overrides.follow(&q, &v, &p).map(|q| (q, v, p)))
            .collect();
        let places: BTreeMap<&(String, String, String), usize> =
            before.iter().enumerate().filter_map(|(i, k)| Some((k.as_ref()?, i))).collect();
        let after = vote_names(&ledger);
        for axis in &mut self.favours {
            *axis = after
                .iter()
                .map(|k| places.get(k).and_then(|&i| axis.get(i).copied().flatten()))
                .collect();
        }
        let ids: BTreeMap<String, QuestionId> =
            ledger.question_ids().map(|q| (ledger.question(q).name.clone(), q)).collect();
        // The statements' answers, so that each has an id where it went.
        let went: Vec<Option<(String, Answer)>> = self
            .statements
            .iter()
            .map(|s| {
                let printed = old.print_answer(s.question, s.answer);
                let q = overrides.follow(&old.question(s.question).name, &s.speaker, &printed)?;
                Some((q, old.answer(s.question, s.answer)))
            })
            .collect();
        ledger.add_answers(
            went.iter()
                .flatten()
                .filter_map(|(q, a)| {
                    let answer = match *a {
                        Answer::Label(l) => {
                            Answer::Label(ledger.labels().find(old.labels().name(l))?)
                        }
                        number => number,
                    };
                    Some((*ids.get(q)?, answer))
                })
                .collect(),
        );
        let mut went = went.into_iter();
        self.statements.retain_mut(|s| {
            let Some((question, answer)) = went.next().flatten() else { return false };
            let Some(&q) = ids.get(&question) else { return false };
            let answer = match answer {
                Answer::Label(l) => ledger.labels().find(old.labels().name(l)).map(Answer::Label),
                number => Some(number),
            };
            let at = ledger.answers(q).iter().position(|a| Some(*a) == answer);
            let Some(at) = at else { return false };
            (s.question, s.answer) = (q, AnswerId::from_index(at));
            true
        });
        self.ledger = ledger;
        warnings
    }
}

impl Override {
    fn matches(&self, vote: &Loose) -> bool {
        !vote.dropped
            && vote.question == self.question
            && (self.source.is_empty() || vote.voice == self.source)
            && (self.value.is_empty() || vote.printed == self.value)
    }
}

/// A question as its new name says: `event/measure/subject`.
fn renamed(mut q: Question, name: &str) -> Question {
    name.clone_into(&mut q.name);
    let parts: Vec<&str> = name.split('/').collect();
    if let [event, measure, subject, ..] = parts.as_slice() {
        (q.event, q.measure, q.subject) =
            ((*event).to_owned(), (*measure).to_owned(), (*subject).to_owned());
    }
    q
}

/// A vote or a revision taken out of its ledger.
struct Loose {
    question: String,
    voice: String,
    answer: Answer,
    printed: String,
    origin: String,
    detail: Option<Detail>,
    dropped: bool,
}

fn decompose(ledger: &Ledger) -> Vec<Loose> {
    let origin =
        |o: Option<OriginId>| o.and_then(|o| ledger.origin_name(o)).unwrap_or("").to_owned();
    let mut loose = Vec::with_capacity(ledger.all_votes().len());
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let vote = ledger.all_votes()[at];
            loose.push(Loose {
                question: ledger.question(q).name.clone(),
                voice: ledger.voices().name(vote.voice).to_owned(),
                answer: ledger.answer(q, vote.answer),
                printed: ledger.print_answer(q, vote.answer),
                origin: origin(Some(vote.origin)),
                detail: ledger.detail(at).cloned(),
                dropped: false,
            });
        }
    }
    for r in ledger.revisions() {
        loose.push(Loose {
            question: ledger.question(r.question).name.clone(),
            voice: ledger.voices().name(r.voice).to_owned(),
            answer: r.answer,
            printed: print(ledger, r.question, r.answer),
            origin: origin(r.origin),
            detail: Some(r.detail.clone()),
            dropped: false,
        });
    }
    loose
}

fn print(ledger: &Ledger, q: QuestionId, answer: Answer) -> String {
    match answer {
        Answer::Label(l) => ledger.labels().name(l).to_owned(),
        Answer::Number(i) if ledger.question(q).kind == super::Kind::Date => {
            super::table::print_days(i)
        }
        Answer::Number(i) => i.to_string(),
    }
}

fn rebuild(
    ledger: &Ledger,
    votes: Vec<Loose>,
    questions: &BTreeMap<String, Question>,
    order: impl Iterator<Item = String>,
) -> Ledger {
    let mut builder = LedgerBuilder::default();
    // Voices and questions keep their numbers.
    for (id, name) in ledger.voices().iter() {
        builder.voice(name, ledger.role(id));
    }
    for name in order {
        if let Some(q) = questions.get(&name) {
            builder.question(q.clone());
        }
    }
    for vote in votes.into_iter().filter(|v| !v.dropped) {
        let Some(question) = questions.get(&vote.question) else { continue };
        let role =
            ledger.voices().find(&vote.voice).map_or(super::Role::Speaker, |v| ledger.role(v));
        let (label, number) = match vote.answer {
            Answer::Label(l) => (ledger.labels().name(l), None),
            Answer::Number(i) => ("", Some(i)),
        };
        builder.push(Row {
            voice: &vote.voice,
            role,
            question: question.clone(),
            label,
            number,
            origin: &vote.origin,
            detail: vote.detail,
        });
    }
    // Answers that were printed but never voted for stay answers of their question.
    for q in ledger.question_ids() {
        for answer in ledger.answers(q) {
            match *answer {
                Answer::Label(l) => {
                    builder.state(&ledger.question(q).name, ledger.labels().name(l), None);
                }
                Answer::Number(i) => builder.state(&ledger.question(q).name, "", Some(i)),
            }
        }
    }
    builder.build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Reader, Settings};

    const TABLE: &str = "source,question,value,kind\n\
        a,e/killed/people,21,count\nb,e/killed/people,24,count\nc,f/killed/people,30,count\n\
        a,e/target/event,pharmacy,category\nb,e/target/event,terrorists,category\n";

    fn applied(rows: &str) -> (Vec<String>, Vec<String>) {
        let mut reader = Reader::new(None, Settings::default());
        reader.read("t.csv", TABLE.as_bytes()).expect("a good table");
        let ledger = reader.finish().0;
        let table = format!("action,question,source,value,into,favours\n{rows}");
        let overrides = Overrides::read("merge.csv", table.as_bytes()).expect("good overrides");
        let (ledger, warnings) = overrides.apply(&ledger);
        let mut votes = Vec::new();
        for q in ledger.question_ids() {
            for at in ledger.vote_range(q) {
                let v = ledger.all_votes()[at];
                votes.push(format!(
                    "{} {} {} {:?}",
                    ledger.question(q).name,
                    ledger.voices().name(v.voice),
                    ledger.print_answer(q, v.answer),
                    ledger.favours(at)
                ));
            }
        }
        votes.retain(|v| rows.is_empty() || v.contains("killed") || v.contains("Some"));
        (votes, warnings)
    }

    #[test]
    fn no_override_changes_nothing() {
        let (votes, warnings) = applied("");
        assert_eq!(votes.len(), 5);
        assert!(warnings.is_empty());
    }

    #[test]
    fn questions_merge_and_split_and_votes_move() {
        let (votes, warnings) = applied("merge,f/killed/people,,,e/killed/people,\n");
        assert_eq!(
            votes,
            ["e/killed/people a 21 None", "e/killed/people b 24 None", "e/killed/people c 30 None"]
        );
        assert!(warnings.is_empty());
        let (votes, _) = applied("split,e/killed/people,,24,g/killed/people,\n");
        assert!(votes.contains(&"g/killed/people b 24 None".to_owned()), "{votes:?}");
        let (votes, _) =
            applied("move,e/killed/people,b,,f/killed/people,\ndrop,f/killed/people,c,,,\n");
        assert_eq!(votes, ["e/killed/people a 21 None", "f/killed/people b 24 None"]);
        let (votes, _) = applied("favours,e/target/event,,terrorists,,-1\n");
        assert!(votes.contains(&"e/target/event b terrorists Some(-1.0)".to_owned()), "{votes:?}");
    }

    #[test]
    fn a_statement_goes_where_the_rows_that_mean_it_say() {
        let table = "action,question,source,value,into,favours\n\
            merge,f,,,e,\nmove,e,b,,g,\nsplit,e,,24,h,\ndrop,g,c,,,\n";
        let overrides = Overrides::read("o.csv", table.as_bytes()).expect("good overrides");
        for (question, voice, printed, into) in [
            // Any source and value; then the rows for what it was merged into apply.
            ("f", "a", "21", Some("e")),
            ("f", "b", "21", Some("g")),
            ("f", "a", "24", Some("h")),
            ("e", "a", "21", Some("e")),
            ("e", "b", "24", Some("g")),
            ("g", "c", "1", None),
            ("g", "a", "1", Some("g")),
            ("x", "b", "24", Some("x")),
        ] {
            let found = overrides.follow(question, voice, printed);
            assert_eq!(found.as_deref(), into, "{question} {voice} {printed}");
        }
    }

    #[test]
    fn an_override_that_matches_nothing_is_reported() {
        let (votes, warnings) = applied("move,e/killed/people,zz,,f/killed/people,\n");
        assert_eq!(votes.len(), 3);
        assert_eq!(
            warnings,
            ["merge.csv: line 2: no vote matches this override any more (question \
              `e/killed/people`, source `zz`); correct or delete the row"]
        );
    }

    #[test]
    fn a_bad_override_says_where() {
        let read = |rows: &str| {
            let table = format!("action,question,source,value,into,favours\n{rows}");
            Overrides::read("merge.csv", table.as_bytes()).expect_err("bad").to_string()
        };
        assert!(
            read("join,q,,,x,\n")
                .starts_with("merge.csv: line 2, column 1 (`action`): merge, move")
        );
        assert!(read("merge,q,,,q,\n").contains("column 5 (`into`)"));
        assert!(read("favours,q,,,,2\n").contains("column 6 (`favours`)"));
    }
}
