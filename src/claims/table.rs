//! `claims.csv`: claims as people and other programs read them, and back.
//!
//! A claim whose measure is `date` has its answer in `label`, as `2024-10-05` or
//! `2024-10-05/2024-10-06`, so that `low` and `high` are always counts or other plain numbers.
//!
//! `start` and `end` bound what is attributed (of a divided content, the piece), so that every
//! attribution can be read off the table; `fact_start` and `fact_end` bound the answer within it,
//! where it is not all of it.

use std::io::{self, Read, Write};

use jiff::civil::Date;

use super::value::date::{days, parse_period, print_period};
use super::{Claim, EventHint, Hedge, Manner, Stance, Update};
use crate::corpus::{Article, Span, TableWriter, from_cell, is_plausible};
use crate::ids::Id;
use crate::units::{Interval, is_usable, print_number};

/// The columns, in order.
pub const COLUMNS: [&str; 27] = [
    "document",
    "start",
    "end",
    "outlet",
    "published",
    "speaker",
    "via",
    "manner",
    "stance",
    "hedge",
    "event",
    "event_date",
    "place",
    "measure",
    "subject",
    "low",
    "high",
    "label",
    "favours",
    "origin",
    "quote",
    "speaker_start",
    "speaker_end",
    "cue_start",
    "cue_end",
    "fact_start",
    "fact_end",
];

/// Columns without which a table is no table of claims.
const REQUIRED: [&str; 2] = ["speaker", "measure"];

/// A claims table that cannot be read: where, what stands there, and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{file}, line {line}, column {column}: {what}")]
pub struct TableError {
    /// The file's name, as given.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The column's name.
    pub column: String,
    /// What is wrong, with the value, and what to do.
    pub what: String,
}

/// Writes claims as CSV. `articles` are those of this run, for offsets in their files; claims read
/// from a table keep the offsets they came with.
///
/// # Errors
///
/// If `out` cannot be written.
pub fn write(out: impl Write, claims: &[Claim], articles: &[Article]) -> io::Result<()> {
    let mut table = TableWriter::new(out, COLUMNS)?;
    for c in claims {
        let article = c.article.and_then(|id| articles.get(id.index()));
        let at = |x: usize| article.map_or(x, |a| a.file_offset(x)).to_string();
        let span = |s: Option<Span>| {
            s.map_or((String::new(), String::new()), |s| (at(s.start()), at(s.end())))
        };
        let (start, end) = span(Some(c.attributed.unwrap_or(c.content)));
        let (fact_start, fact_end) = span(c.attributed.map(|_| c.content));
        let (speaker_start, speaker_end) = span(c.speaker_span);
        let (cue_start, cue_end) = span(c.cue_span);
        let number = c.value.filter(|_| c.measure != "date");
        let date = |d: Option<Date>| d.map_or(String::new(), |d| d.to_string());
        table.row([
            c.document.as_str(),
            &start,
            &end,
            &c.outlet,
            &date(c.published),
            &c.speaker,
            &c.via.join("; "),
            manner(c.manner),
            stance(c.stance),
            hedge(c.hedge),
            &c.event,
            &c.event_date.map_or(String::new(), |(a, b)| print_period(a, b)),
            c.place.as_deref().unwrap_or(""),
            &c.measure,
            &c.subject,
            &number.map_or(String::new(), |v| print_number(v.low())),
            &number.and_then(Interval::high).map_or(String::new(), print_number),
            c.label.as_deref().unwrap_or(""),
            &c.favours.map_or(String::new(), print_number),
            c.origin.as_deref().unwrap_or(""),
            &c.quote,
            &speaker_start,
            &speaker_end,
            &cue_start,
            &cue_end,
            &fact_start,
            &fact_end,
        ])?;
    }
    table.finish().map(drop)
}

/// Reads a claims table. Columns may stand in any order; unknown ones are left out; only `speaker`
/// and `measure` must be there.
///
/// # Errors
///
/// If a required column is missing, or a cell is not what its column promises.
pub fn read(file: &str, input: impl Read) -> Result<Vec<Claim>, TableError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::Headers).from_reader(input);
    let error = |line: u64, column: &str, what: String| TableError {
        file: file.to_owned(),
        line,
        column: column.to_owned(),
        what,
    };
    let unreadable = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        let what = match e.kind() {
            csv::ErrorKind::Utf8 { .. } => "not UTF-8; save the table as UTF-8".to_owned(),
            _ => e.to_string(),
        };
        error(line, "(row)", what)
    };
    let header = reader.headers().map_err(|e| unreadable(&e))?.clone();
    let mut place = [None; COLUMNS.len()];
    for (i, name) in header.iter().enumerate() {
        let name = name.trim_start_matches('\u{feff}');
        if let Some(c) = COLUMNS.iter().position(|c| *c == name) {
            place[c] = Some(i);
        }
    }
    for required in REQUIRED {
        let at = COLUMNS.iter().position(|c| *c == required);
        if at.is_none_or(|c| place[c].is_none()) {
            let what = format!(
                "the column is missing; a claims table has the columns {}",
                COLUMNS.join(",")
            );
            return Err(error(1, required, what));
        }
    }
    let mut claims = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| unreadable(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: &str| -> &str {
            COLUMNS
                .iter()
                .position(|c| *c == column)
                .and_then(|c| place[c])
                .and_then(|i| record.get(i))
                .map_or("", |cell| from_cell(cell.trim()))
        };
        let wrong = |column: &str, expected: &str| {
            error(line, column, format!("expected {expected}, got \"{}\"", cell(column)))
        };
        let number = |column: &str| -> Result<Option<f64>, TableError> {
            match cell(column) {
                "" => Ok(None),
                "inf" | "infinity" | "∞" if column == "high" => Ok(None),
                text => match text.parse::<f64>() {
                    Ok(x) if is_usable(x) => Ok(Some(x)),
                    _ => Err(wrong(column, "a number, or nothing")),
                },
            }
        };
        let offset = |column: &str| -> Result<Option<usize>, TableError> {
            match cell(column) {
                "" => Ok(None),
                text => match text.parse::<u32>() {
                    Ok(x) => Ok(Some(x as usize)),
                    Err(_) => Err(wrong(column, "a byte offset, a whole number from 0")),
                },
            }
        };
        let span = |a: &str, b: &str| -> Result<Option<Span>, TableError> {
            match (offset(a)?, offset(b)?) {
                (Some(start), Some(end)) if end < start => {
                    Err(wrong(b, &format!("an offset not before {a} ({start})")))
                }
                (Some(start), Some(end)) => Ok(Some(Span::new(start, end))),
                _ => Ok(None),
            }
        };
        let (covered, fact) = (span("start", "end")?, span("fact_start", "fact_end")?);
        let text = |column: &str| Some(cell(column)).filter(|s| !s.is_empty()).map(str::to_owned);
        let measure = cell("measure").to_owned();
        if measure.is_empty() {
            return Err(wrong("measure", "a measure such as killed, injured or target"));
        }
        let label = text("label");
        let value = match (number("low")?, number("high")?) {
            (Some(low), high) => Some(Interval::new(low, high).map_err(|_| {
                wrong("high", &format!("a number not below low ({low}), or nothing"))
            })?),
            (None, Some(high)) => Some(
                Interval::new(0.0, Some(high))
                    .map_err(|_| wrong("high", "a number not below 0"))?,
            ),
            (None, None) if measure == "date" => match &label {
                Some(l) => match parse_period(l) {
                    Some((first, last)) => days(first, last),
                    None => {
                        return Err(wrong(
                            "label",
                            "a date 2024-10-05 or period 2024-10-05/2024-10-06",
                        ));
                    }
                },
                None => None,
            },
            (None, None) => None,
        };
        let published = match cell("published") {
            "" => None,
            d => match d.parse::<Date>() {
                Ok(day) if is_plausible(day) => Some(day),
                _ => {
                    return Err(wrong("published", "a date like 2024-10-05, or nothing"));
                }
            },
        };
        let event_date = match cell("event_date") {
            "" => None,
            d => Some(parse_period(d).ok_or_else(|| {
                wrong("event_date", "a date 2024-10-05 or period 2024-10-05/2024-10-06")
            })?),
        };
        let outlet = cell("outlet").to_owned();
        let speaker = text("speaker").unwrap_or_else(|| outlet.clone());
        if speaker.is_empty() {
            return Err(wrong(
                "speaker",
                "the name of the voice that asserts the claim, or an outlet",
            ));
        }
        claims.push(Claim {
            article: None,
            document: cell("document").to_owned(),
            content: fact.or(covered).unwrap_or_else(|| Span::new(0, 0)),
            attributed: covered.filter(|_| fact.is_some()),
            manner: match cell("manner") {
                "direct" => Manner::Direct,
                "indirect" => Manner::Indirect,
                "own" => Manner::Own,
                "" if speaker == outlet => Manner::Own,
                "" => Manner::Indirect,
                _ => return Err(wrong("manner", "direct, indirect or own")),
            },
            stance: match cell("stance") {
                "" | "asserts" => Stance::Asserts,
                "confirms" => Stance::Confirms,
                "denies" => Stance::Denies,
                "declines" => Stance::Declines,
                _ => return Err(wrong("stance", "asserts, confirms, denies or declines")),
            },
            hedge: match cell("hedge") {
                "" | "none" => Hedge::None,
                "likely" => Hedge::Likely,
                "possible" => Hedge::Possible,
                "unverified" => Hedge::Unverified,
                _ => return Err(wrong("hedge", "none, likely, possible or unverified")),
            },
            favours: match number("favours")? {
                Some(x) if !(-1.0..=1.0).contains(&x) => {
                    return Err(wrong("favours", "a number from -1 to 1"));
                }
                x => x,
            },
            via: cell("via")
                .split(';')
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .map(str::to_owned)
                .collect(),
            event: cell("event").to_owned(),
            hint: EventHint { place: text("place"), dates: event_date, ..EventHint::default() },
            event_date,
            place: text("place"),
            subject: cell("subject").to_owned(),
            origin: text("origin"),
            quote: cell("quote").to_owned(),
            speaker_span: span("speaker_start", "speaker_end")?,
            cue_span: span("cue_start", "cue_end")?,
            update: Update::Plain,
            published,
            outlet,
            speaker,
            measure,
            value,
            label,
        });
    }
    Ok(claims)
}

/// The word for a manner.
pub(super) fn manner(m: Manner) -> &'static str {
    match m {
        Manner::Direct => "direct",
        Manner::Indirect => "indirect",
        Manner::Own => "own",
    }
}

/// The word for a stance.
pub(super) fn stance(s: Stance) -> &'static str {
    match s {
        Stance::Asserts => "asserts",
        Stance::Confirms => "confirms",
        Stance::Denies => "denies",
        Stance::Declines => "declines",
    }
}

/// The word for a hedge.
pub(super) fn hedge(h: Hedge) -> &'static str {
    match h {
        Hedge::None => "none",
        Hedge::Likely => "likely",
        Hedge::Possible => "possible",
        Hedge::Unverified => "unverified",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "\
document,start,end,outlet,published,speaker,via,manner,stance,hedge,event,event_date,place,measure,subject,low,high,label,favours,origin,quote,speaker_start,speaker_end,cue_start,cue_end,fact_start,fact_end
a.txt,10,42,Daily,2024-05-01,Ministry,AFP; Wire,indirect,asserts,likely,quake,2024-04-30,Harun,killed,people,21,,,,,\"at least 21, it said\",0,8,9,13,12,30
b.txt,0,9,Daily,,Daily,,own,denies,none,,2024-04-30/2024-05-02,,date,quake,,,2024-04-30,-0.5,o1,q,,,,,,
";

    #[test]
    fn what_is_written_reads_back() {
        let claims = read("x.csv", ROWS.as_bytes()).unwrap();
        assert_eq!(claims.len(), 2);
        assert_eq!(claims[0].via, ["AFP", "Wire"]);
        assert_eq!(claims[0].value.unwrap().to_string(), "≥ 21");
        assert_eq!(claims[0].content, Span::new(12, 30));
        assert_eq!(claims[0].attributed, Some(Span::new(10, 42)));
        assert!(claims[1].value.unwrap().is_point());
        let mut out = Vec::new();
        write(&mut out, &claims, &[]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), ROWS);
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_escaped_and_reads_back() {
        let mut claims = read("x.csv", ROWS.as_bytes()).unwrap();
        claims.truncate(1);
        claims[0].speaker = "=cmd|' /C calc'!A0".to_owned();
        claims[0].quote = "@SUM(1)".to_owned();
        claims[0].via = vec!["+x".to_owned(), "-y".to_owned()];
        let mut out = Vec::new();
        write(&mut out, &claims, &[]).unwrap();
        let text = String::from_utf8(out).unwrap();
        for cell in [",'=cmd|", ",'@SUM(1)", ",'+x; -y"] {
            assert!(text.contains(cell), "{cell} in {text}");
        }
        assert_eq!(read("x.csv", text.as_bytes()).unwrap(), claims);
    }

    #[test]
    fn a_wrong_cell_is_named_with_its_line_and_what_to_do() {
        for (row, column, says) in [
            ("s,killed,many,", "low", "a number"),
            ("s,killed,9,3", "high", "not below low (9)"),
            ("s,,1,1", "measure", "killed"),
            (",killed,1,1", "speaker", "voice"),
        ] {
            let text = format!("speaker,measure,low,high\ns,killed,1,1\n{row}\n");
            let error = read("t.csv", text.as_bytes()).unwrap_err();
            assert_eq!((error.line, &*error.column), (3, column), "{error}");
            assert!(error.to_string().contains(says), "{error}");
        }
        let error = read("t.csv", "speaker,low\ns,1\n".as_bytes()).unwrap_err();
        assert_eq!((error.line, &*error.column), (1, "measure"));
    }

    #[test]
    fn a_small_table_is_enough() {
        let claims = read("t.csv", "extra,measure,speaker\nx,killed,s\n".as_bytes()).unwrap();
        assert_eq!(claims[0].speaker, "s");
        assert_eq!(claims[0].manner, Manner::Indirect);
    }
}
