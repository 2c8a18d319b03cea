//! Events, questions, votes, origins and statements from claims made by hand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::claims::{AxisSettings, Claim, EventHint, Hedge, Manner, Stance, Update, VoiceSettings};
use crate::corpus::Span;
use crate::units::Interval;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A claim under construction.
#[derive(Clone, Debug)]
struct Make(Claim);

/// `speaker` says, in an article of `outlet` published on a day.
fn says(outlet: &str, document: &str, published: &str, speaker: &str) -> Make {
    let own = speaker == outlet;
    Make(Claim {
        article: None,
        document: document.into(),
        content: Span::new(0, 10),
        outlet: outlet.into(),
        published: (!published.is_empty()).then(|| day(published)),
        speaker: speaker.into(),
        via: Vec::new(),
        manner: if own { Manner::Own } else { Manner::Indirect },
        stance: Stance::Asserts,
        hedge: Hedge::None,
        event: String::new(),
        event_date: None,
        place: None,
        measure: String::new(),
        subject: String::new(),
        value: None,
        label: None,
        favours: None,
        origin: None,
        quote: String::new(),
        attributed: None,
        speaker_span: None,
        cue_span: None,
        hint: EventHint::default(),
        update: Update::Plain,
    })
}

impl Make {
    /// kind, place, first and last day ("" = unknown).
    fn of(mut self, kind: &str, place: &str, dates: &str) -> Self {
        let some = |s: &str| (!s.is_empty()).then(|| s.to_owned());
        self.0.hint.kind = some(kind);
        self.0.hint.place = some(place);
        self.0.hint.dates = (!dates.is_empty()).then(|| {
            let (a, b) = dates.split_once('/').unwrap_or((dates, dates));
            (day(a), day(b))
        });
        self
    }

    fn by(mut self, participants: &[&str]) -> Self {
        self.0.hint.participants = participants.iter().map(|s| (*s).to_owned()).collect();
        self
    }

    fn count(mut self, measure: &str, subject: &str, low: f64, high: Option<f64>) -> Self {
        self.0.measure = measure.into();
        self.0.subject = subject.into();
        self.0.value = Interval::new(low, high).ok();
        self
    }

    fn n(self, measure: &str, subject: &str, n: f64) -> Self {
        self.count(measure, subject, n, Some(n))
    }

    fn label(mut self, measure: &str, subject: &str, label: &str) -> Self {
        self.0.measure = measure.into();
        self.0.subject = subject.into();
        self.0.label = Some(label.into());
        self
    }

    fn at(mut self, start: usize) -> Self {
        self.0.content = Span::new(start, start + 10);
        self
    }

    fn quote(mut self, quote: &str) -> Self {
        self.0.quote = quote.into();
        self
    }

    fn update(mut self, update: Update) -> Self {
        self.0.update = update;
        self
    }

    fn stance(mut self, stance: Stance) -> Self {
        self.0.stance = stance;
        self
    }

    fn inherited(mut self) -> Self {
        self.0.hint.inherited = true;
        self
    }
}

fn laid(claims: &[Make]) -> (Vec<Claim>, Aligned) {
    laid_with(claims, &[], &[])
}

fn laid_with(
    claims: &[Make],
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
) -> (Vec<Claim>, Aligned) {
    let mut claims: Vec<Claim> = claims.iter().map(|m| m.0.clone()).collect();
    let aligned = align(&mut claims, &Copies::default(), &Settings::default(), voices, axes);
    (claims, aligned)
}

/// `question | voice | answer | origin | day` for each vote, sorted.
fn votes(ledger: &Ledger) -> Vec<String> {
    let mut out = Vec::new();
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let v = ledger.all_votes()[at];
            let date = ledger.detail(at).and_then(|d| d.date);
            out.push(format!(
                "{} | {} | {} | {} | {}",
                ledger.question(q).name,
                ledger.voices().name(v.voice),
                ledger.print_answer(q, v.answer),
                ledger.origin_name(v.origin).unwrap_or("own"),
                date.map_or_else(String::new, |d| d.to_string()),
            ));
        }
    }
    out.sort();
    out
}

/// `voice answer` on one question, sorted; with the measure and subject of its name.
fn on(ledger: &Ledger, measure: &str, subject: &str) -> Vec<String> {
    let mut out = Vec::new();
    for q in ledger.question_ids() {
        let question = ledger.question(q);
        if question.measure == measure
            && question.subject == subject
            && question.kind != Kind::YesNo
        {
            for v in ledger.votes(q) {
                out.push(format!(
                    "{} {}",
                    ledger.voices().name(v.voice),
                    ledger.print_answer(q, v.answer)
                ));
            }
        }
    }
    out.sort();
    out
}

/// B-cubed F1 of two groupings of the same things.
fn b_cubed(pairs: &[(String, String)]) -> f64 {
    let n = pairs.len() as f64;
    let same = |f: &dyn Fn(&(String, String)) -> bool| pairs.iter().filter(|p| f(p)).count() as f64;
    let p: f64 = pairs.iter().map(|a| same(&|b| a == b) / same(&|b| a.1 == b.1)).sum::<f64>() / n;
    let r: f64 = pairs.iter().map(|a| same(&|b| a == b) / same(&|b| a.0 == b.0)).sum::<f64>() / n;
    2.0 * p * r / (p + r)
}

#[test]
fn a_strike_of_july_never_meets_one_of_august() {
    let (claims, aligned) =
        laid(&[
            says("A", "a", "2024-07-31", "CSP").of("strike", "Tin Zaouatine", "2024-07-30").count(
                "killed",
                "civilians",
                20.0,
                Some(99.0),
            ),
            says("B", "b", "2024-08-01", "CSP").of("strike", "Tinzaouaten", "2024-07-30").count(
                "killed",
                "civilians",
                6.0,
                None,
            ),
            says("C", "c", "2024-08-26", "CSP")
                .of("strike", "Tinzaouaten", "2024-08-25")
                .n("killed", "people", 21.0),
            says("D", "d", "2024-10-08", "D")
                .of("strike", "Tinzaouatene", "2024-08-01/2024-08-31")
                .n("killed", "civilians", 21.0),
        ]);
    assert_eq!(claims[0].event, claims[1].event);
    assert_eq!(claims[2].event, claims[3].event);
    assert_ne!(claims[0].event, claims[2].event);
    assert!(claims[2].event.ends_with("strike-2024-08-25"), "{}", claims[2].event);
    assert_eq!(aligned.events.len(), 2);
}

#[test]
fn days_in_between_do_not_chain_two_events_together() {
    // Each day's neighbour is within the window; first and last are not.
    let (claims, _) = laid(&[
        says("A", "a1", "2024-03-02", "x")
            .of("strike", "Kidal", "2024-03-01")
            .n("killed", "people", 4.0),
        says("B", "b1", "2024-03-02", "y")
            .of("strike", "Kidal", "2024-03-01")
            .n("killed", "people", 4.0),
        says("A", "a2", "2024-03-03", "x").of("strike", "Kidal", "2024-03-02").by(&["army"]),
        says("A", "a3", "2024-03-04", "x").of("strike", "Kidal", "2024-03-03").by(&["army"]),
        says("A", "a4", "2024-03-05", "x")
            .of("strike", "Kidal", "2024-03-04")
            .n("killed", "people", 9.0),
        says("B", "b4", "2024-03-05", "y")
            .of("strike", "Kidal", "2024-03-04")
            .n("killed", "people", 9.0),
    ]);
    assert_ne!(claims[0].event, claims[4].event);
}

#[test]
fn consecutive_days_with_other_figures_are_two_events() {
    let (claims, _) = laid(&[
        says("A", "a", "2024-03-01", "x")
            .of("strike", "Kidal", "2024-03-01")
            .by(&["army"])
            .n("killed", "people", 4.0),
        says("B", "b", "2024-03-02", "y")
            .of("strike", "Kidal", "2024-03-02")
            .by(&["army"])
            .n("killed", "people", 19.0),
    ]);
    assert_ne!(claims[0].event, claims[1].event);
}

#[test]
fn one_article_that_gives_two_dates_tells_of_two_events() {
    let (claims, _) = laid(&[
        says("A", "a", "2024-03-03", "x").of("strike", "Kidal", "2024-03-01").label(
            "perpetrator",
            "strike",
            "army",
        ),
        says("A", "a", "2024-03-03", "x")
            .of("strike", "Kidal", "2024-03-02")
            .label("perpetrator", "strike", "army")
            .at(50),
    ]);
    assert_ne!(claims[0].event, claims[1].event);
}

#[test]
fn one_strike_is_not_all_since_friday() {
    let (claims, aligned) = laid(&[
        says("A", "a", "2024-03-04", "ministry")
            .of("strike", "Gaza", "2024-03-04")
            .n("killed", "people", 12.0),
        says("A", "a", "2024-03-04", "ministry")
            .of("strike", "Gaza", "2024-03-01/2024-03-04")
            .n("killed", "people", 140.0)
            .update(Update::ToDate)
            .at(40),
        says("B", "b", "2024-03-05", "ministry")
            .of("strike", "Gaza", "2024-03-01/2024-03-05")
            .n("killed", "people", 171.0)
            .update(Update::ToDate),
    ]);
    assert_ne!(claims[0].event, claims[1].event);
    assert_eq!(claims[1].event, claims[2].event);
    assert!(claims[1].event.contains("since-2024-03-01"), "{}", claims[1].event);
    // The later toll replaces the earlier.
    let question =
        aligned.ledger.find_question(&format!("{}/killed/people", claims[1].event)).expect("asked");
    assert_eq!(aligned.ledger.votes(question).len(), 1);
    assert_eq!(aligned.ledger.revisions().len(), 1);
}

#[test]
fn a_wrong_date_is_found_by_its_figures_and_becomes_a_question() {
    let (claims, aligned) = laid(&[
        says("A", "a", "2024-03-15", "police")
            .of("bombing", "Quetta", "2024-03-14")
            .n("killed", "people", 17.0),
        says("A", "a", "2024-03-15", "police")
            .of("bombing", "Quetta", "2024-03-14")
            .n("injured", "people", 42.0)
            .at(30),
        says("B", "b", "2024-03-15", "police")
            .of("bombing", "Quetta", "2024-03-14")
            .n("killed", "people", 17.0),
        says("C", "c", "2024-03-15", "police")
            .of("bombing", "Quetta", "2024-02-14")
            .n("killed", "people", 17.0),
        says("C", "c", "2024-03-15", "police")
            .of("bombing", "Quetta", "2024-02-14")
            .n("injured", "people", 42.0)
            .at(30),
    ]);
    assert!(claims.iter().all(|c| c.event == claims[0].event), "{claims:?}");
    assert_eq!(claims[0].event, "quetta-bombing-2024-03-14");
    let dates =
        aligned.ledger.find_question("quetta-bombing-2024-03-14/date/event").expect("asked");
    assert_eq!(aligned.ledger.question(dates).kind, Kind::Date);
}

#[test]
fn people_are_the_civilians_and_children_are_asked_apart() {
    let (_, aligned) = laid(&[
        says("A", "a", "2024-08-26", "CSP")
            .of("strike", "T", "2024-08-25")
            .count("killed", "people", 21.0, None),
        says("A", "a", "2024-08-26", "CSP")
            .of("strike", "T", "2024-08-25")
            .n("killed", "children", 11.0)
            .at(20),
        says("B", "b", "2024-08-26", "CSP").of("strike", "T", "2024-08-25").n(
            "killed",
            "civilians",
            21.0,
        ),
    ]);
    assert_eq!(on(&aligned.ledger, "killed", "civilians"), ["CSP 21"]);
    assert_eq!(on(&aligned.ledger, "killed", "children"), ["CSP 11"]);
}

#[test]
fn one_statement_in_two_outlets_and_one_in_own_voice_is_one_origin() {
    let (_, aligned) = laid(&[
        says("Wire", "w", "2024-08-26", "CSP")
            .of("strike", "T", "2024-08-25")
            .count("killed", "people", 21.0, None),
        says("Wire", "w", "2024-08-26", "CSP")
            .of("strike", "T", "2024-08-25")
            .n("killed", "civilians", 21.0)
            .at(40),
        says("Daily", "d", "2024-08-26", "a spokesman for the CSP")
            .of("strike", "T", "2024-08-25")
            .n("killed", "civilians", 21.0),
        says("Daily", "d", "2024-08-26", "Daily")
            .of("strike", "T", "2024-08-25")
            .count("killed", "people", 21.0, None)
            .at(40),
    ]);
    assert_eq!(on(&aligned.ledger, "killed", "civilians"), ["CSP 21", "Daily ≥ 21"]);
    let origins: BTreeSet<_> = aligned.ledger.all_votes().iter().map(|v| v.origin).collect();
    assert_eq!(origins.len(), 1);
    let own = aligned.statements.iter().find(|s| s.speaker == "Daily").expect("printed");
    assert_eq!(own.figure_of.as_deref(), Some("CSP"));
    let group = &aligned.origins.groups[0];
    assert!(group.reasons.iter().any(|r| r.contains("figure as its own")), "{group:?}");
}

#[test]
fn two_speakers_with_one_figure_stay_two_origins() {
    let (_, aligned) = laid(&[
        says("A", "a", "2024-08-26", "hospital")
            .of("strike", "T", "2024-08-25")
            .n("killed", "people", 21.0),
        says("A", "a", "2024-08-26", "ministry")
            .of("strike", "T", "2024-08-25")
            .n("killed", "people", 21.0)
            .at(40),
        says("B", "b", "2024-08-26", "B")
            .of("strike", "T", "2024-08-25")
            .n("killed", "people", 21.0),
    ]);
    let origins: BTreeSet<_> = aligned.ledger.all_votes().iter().map(|v| v.origin).collect();
    assert_eq!(origins.len(), 3);
}

#[test]
fn a_toll_rises_and_what_was_said_before_is_a_revision() {
    let (_, aligned) = laid(&[
        says("A", "a", "2024-07-01", "ministry")
            .of("fire", "X", "2024-07-01")
            .n("killed", "people", 6.0),
        says("A", "b", "2024-07-02", "ministry")
            .of("fire", "X", "2024-07-01")
            .n("killed", "people", 21.0),
        says("B", "c", "2024-07-03", "ministry")
            .of("fire", "X", "2024-07-01")
            .n("killed", "people", 34.0),
        // An old figure in a late recap is an old figure.
        says("C", "d", "2024-09-03", "ministry")
            .of("fire", "X", "2024-07-01")
            .n("killed", "people", 21.0),
        // A vague word for what is known already changes nothing.
        says("D", "e", "2024-09-04", "ministry").of("fire", "X", "2024-07-01").count(
            "killed",
            "people",
            20.0,
            Some(99.0),
        ),
    ]);
    let votes = votes(&aligned.ledger);
    assert_eq!(votes.len(), 1);
    assert!(votes[0].contains("| 34 |") && votes[0].ends_with("2024-07-03"), "{votes:?}");
    assert_eq!(aligned.ledger.revisions().len(), 2);
}

#[test]
fn a_correction_may_fall() {
    let (_, aligned) = laid(&[
        says("A", "a", "2024-07-01", "ministry")
            .of("fire", "X", "2024-07-01")
            .n("killed", "people", 6.0),
        says("A", "b", "2024-07-02", "ministry")
            .of("fire", "X", "2024-07-01")
            .n("killed", "people", 5.0)
            .update(Update::Corrected),
    ]);
    assert_eq!(on(&aligned.ledger, "killed", "people"), ["ministry 5"]);
}

#[test]
fn an_error_of_relay_casts_no_vote_but_is_a_statement() {
    let (_, aligned) = laid(&[
        says("A", "a", "2024-08-26", "CSP")
            .of("clash", "T", "2024-07-27")
            .n("killed", "Wagner", 84.0),
        says("B", "b", "2024-08-26", "CSP")
            .of("clash", "T", "2024-07-27")
            .n("killed", "Wagner", 84.0),
        says("C", "c", "2024-08-26", "CSP")
            .of("clash", "T", "2024-07-27")
            .n("killed", "Wagner", 48.0),
    ]);
    assert_eq!(on(&aligned.ledger, "killed", "Wagner"), ["CSP 84"]);
    assert_eq!(aligned.ledger.revisions().len(), 0);
    let printed: Vec<_> = aligned
        .statements
        .iter()
        .map(|s| aligned.ledger.print_answer(s.question, s.answer))
        .collect();
    assert_eq!(printed, ["84", "84", "48"]);
    let utterances: BTreeSet<_> = aligned.statements.iter().map(|s| &s.utterance).collect();
    assert_eq!(utterances.len(), 1);
}

#[test]
fn a_denial_asks_whether_it_is_as_said() {
    let (claims, aligned) = laid(&[
        says("K", "k", "2024-10-08", "Wagner")
            .of("captivity", "", "2024-10-06")
            .n("killed", "captives", 2.0),
        says("K", "k", "2024-10-08", "CSP")
            .of("captivity", "", "2024-10-06")
            .n("killed", "captives", 2.0)
            .stance(Stance::Denies)
            .at(30),
        says("K", "k", "2024-10-08", "army")
            .of("captivity", "", "2024-10-06")
            .label("perpetrator", "x", "army")
            .stance(Stance::Denies)
            .at(60),
        says("K", "k", "2024-10-08", "CSP")
            .of("captivity", "", "2024-10-06")
            .label("perpetrator", "x", "army")
            .at(90),
    ]);
    let event = &claims[0].event;
    let ask = |name: &str| aligned.ledger.find_question(&format!("{event}/{name}")).expect(name);
    let whether = ask("killed/captives/as said");
    let said: Vec<_> = aligned
        .ledger
        .votes(whether)
        .iter()
        .map(|v| {
            (
                aligned.ledger.voices().name(v.voice).to_owned(),
                aligned.ledger.print_answer(whether, v.answer),
            )
        })
        .collect();
    let said: BTreeMap<_, _> = said.into_iter().collect();
    assert_eq!(said["Wagner"], "yes");
    assert_eq!(said["CSP"], "no");
    // The denier casts no vote for the number.
    assert_eq!(on(&aligned.ledger, "killed", "captives"), ["Wagner 2"]);
    assert_eq!(aligned.ledger.votes(ask("perpetrator/event/army")).len(), 2);
}

#[test]
fn who_declines_casts_no_vote_and_is_counted() {
    let (_, aligned) = laid(&[says("K", "k", "2024-07-30", "army; ministry")
        .of("clash", "T", "2024-07-27")
        .n("killed", "soldiers", 2.0)
        .stance(Stance::Declines)]);
    assert!(aligned.ledger.all_votes().is_empty());
    assert_eq!(aligned.declined.len(), 2);
}

#[test]
fn further_victims_are_no_total() {
    let (_, aligned) = laid(&[says("K", "k", "2024-07-30", "police")
        .of("fire", "T", "2024-07-27")
        .n("killed", "people", 2.0)
        .update(Update::Added)]);
    assert!(aligned.ledger.all_votes().is_empty());
    assert_eq!(aligned.report.further, 1);
}

#[test]
fn targets_meet_in_the_lexicon_and_actors_are_votes_each() {
    let axis = AxisSettings {
        minus: vec!["Malian army".into(), "Wagner".into()],
        plus: vec!["CSP".into()],
        ..AxisSettings::default()
    };
    let (_, aligned) = laid_with(
        &[
            says("A", "a", "2024-08-26", "CSP").of("strike", "T", "2024-08-25").label(
                "target",
                "strike",
                "a pharmacy",
            ),
            says("B", "b", "2024-08-26", "residents").of("strike", "T", "2024-08-25").label(
                "target",
                "",
                "gold miners",
            ),
            says("B", "b", "2024-08-26", "Malian army")
                .of("strike", "T", "2024-08-25")
                .label("target", "strike", "terrorists")
                .at(20),
            says("B", "b", "2024-08-26", "CSP")
                .of("strike", "T", "2024-08-25")
                .label("perpetrator", "strike", "Wagner + Malian army")
                .at(40),
            says("B", "b", "2024-08-26", "CSP")
                .of("strike", "T", "2024-08-25")
                .n("killed", "people", 21.0)
                .at(60),
        ],
        &[],
        &[axis.clone(), axis],
    );
    assert_eq!(
        on(&aligned.ledger, "target", "event"),
        ["CSP civilians", "Malian army terrorists", "residents civilians"]
    );
    assert_eq!(on(&aligned.ledger, "perpetrator", "event"), ["CSP Malian army", "CSP Wagner"]);
    let favours: BTreeMap<String, Option<f64>> = votes(&aligned.ledger)
        .into_iter()
        .zip(
            aligned
                .ledger
                .question_ids()
                .flat_map(|q| aligned.ledger.vote_range(q))
                .map(|at| aligned.ledger.favours(at)),
        )
        .collect();
    assert_eq!(favours.len(), 6);
    for q in aligned.ledger.question_ids() {
        for at in aligned.ledger.vote_range(q) {
            let v = aligned.ledger.all_votes()[at];
            let expected =
                if aligned.ledger.print_answer(q, v.answer) == "terrorists" { -1.0 } else { 1.0 };
            assert_eq!(
                aligned.ledger.favours(at),
                Some(expected),
                "{}",
                aligned.ledger.question(q).name
            );
            assert_eq!(aligned.favours[0][at], Some(expected));
        }
    }
}

/// Twelve events: four at one place, two on one day, three with wrong or missing dates. Each is
/// told by several outlets in their own words; the key is the second part.
fn planted() -> Vec<(Make, &'static str)> {
    let mut out = Vec::new();
    let mut tell = |key: &'static str, n: usize, make: &dyn Fn(&str, &str) -> Vec<Make>| {
        for i in 0..n {
            let outlet = ["Courier", "Herald", "Gazette", "Observer", "Tribune"][i];
            let document = format!("{}-{key}", outlet.to_lowercase());
            for (k, m) in make(outlet, &document).into_iter().enumerate() {
                out.push((m.at(20 * k), key));
            }
        }
    };
    // Four at Orvane.
    tell("orvane-strike-may", 4, &|o, d| {
        vec![
            says(o, d, "2023-05-04", "ministry")
                .of("strike", if o == "Herald" { "Orvan" } else { "Orvane" }, "2023-05-03")
                .by(&["army"])
                .n("killed", "people", 14.0),
            says(o, d, "2023-05-04", "army")
                .of(if o == "Gazette" { "drone strike" } else { "strike" }, "Orvane", "2023-05-03")
                .by(&["army"])
                .label("target", "strike", "militants"),
        ]
    });
    tell("orvane-strike-june", 3, &|o, d| {
        vec![
            says(o, d, "2023-06-11", "ministry")
                .of("strike", "Orvane", "2023-06-10")
                .by(&["army"])
                .n("killed", "people", if o == "Gazette" { 8.0 } else { 9.0 }),
            says(o, d, "2023-06-11", o)
                .of("strike", "Orvane", "2023-05-03")
                .by(&["army"])
                .n("killed", "people", 14.0),
        ]
    });
    tell("orvane-ambush", 3, &|o, d| {
        vec![
            says(o, d, "2023-06-12", "rebels")
                .of(
                    if o == "Courier" { "ambush" } else { "attack" },
                    "the town of Orvane",
                    "2023-06-11",
                )
                .by(&["rebels"])
                .n("killed", "soldiers", 22.0),
        ]
    });
    tell("orvane-flood", 2, &|o, d| {
        vec![says(o, d, "2023-06-12", "mayor").of("flood", "Orvane", "2023-06-10/2023-06-12").n(
            "displaced",
            "people",
            400.0,
        )]
    });
    // Two on one day, elsewhere.
    tell("selb-crash", 3, &|o, d| {
        vec![
            says(o, d, "2023-07-02", "police")
                .of(if o == "Herald" { "collision" } else { "crash" }, "Selb", "2023-07-01")
                .n("killed", "passengers", 5.0),
            says(o, d, "2023-07-02", "police")
                .of("crash", "Selb", "2023-07-01")
                .n("injured", "people", 31.0),
        ]
    });
    tell("marrun-protest", 3, &|o, d| {
        vec![
            says(o, d, "2023-07-02", "organisers")
                .of("protest", "Marrun", "2023-07-01")
                .count("present", "people", 20000.0, None),
            says(o, d, "2023-07-02", "police")
                .of("protest", "Marrun", "2023-07-01")
                .n("present", "people", 8000.0),
        ]
    });
    // A wrong date, by a week; one by a month; one missing.
    tell("teldra-bombing", 4, &|o, d| {
        vec![
            says(o, d, "2023-08-16", "police")
                .of("bombing", "Teldra", if o == "Observer" { "2023-08-08" } else { "2023-08-15" })
                .n("killed", "people", 17.0),
            says(o, d, "2023-08-16", "hospital")
                .of("bombing", "Teldra", if o == "Observer" { "2023-08-08" } else { "2023-08-15" })
                .n("injured", "people", 43.0),
        ]
    });
    tell("kaspen-quake", 4, &|o, d| {
        vec![
            says(o, d, "2023-09-20", "rescuers")
                .of(
                    "earthquake",
                    "Kaspen",
                    if o == "Gazette" { "2023-08-19" } else { "2023-09-19" },
                )
                .n("killed", "people", 112.0),
            says(o, d, "2023-09-20", "governor")
                .of(
                    "earthquake",
                    "Kaspen",
                    if o == "Gazette" { "2023-08-19" } else { "2023-09-19" },
                )
                .n("destroyed", "homes", 340.0),
        ]
    });
    tell("ludna-fire", 3, &|o, d| {
        vec![
            says(o, d, "2023-10-03", "firefighters")
                .of("fire", "Ludna", if o == "Courier" { "" } else { "2023-10-01" })
                .n("killed", "people", 6.0),
            says(o, d, "2023-10-03", "firefighters")
                .of(if o == "Courier" { "" } else { "fire" }, "Ludna", "")
                .n("injured", "people", 12.0),
        ]
    });
    // Two raids at one place three weeks apart, and a capture told without a place.
    tell("brevik-raid-1", 2, &|o, d| {
        vec![
            says(o, d, "2023-11-02", "army")
                .of("raid", "Brevik", "2023-11-01")
                .by(&["army", "rebels"])
                .n("captured", "fighters", 12.0),
        ]
    });
    tell("brevik-raid-2", 3, &|o, d| {
        vec![
            says(o, d, "2023-11-23", "army")
                .of("raid", "Brevik", "2023-11-22")
                .by(&["army", "rebels"])
                .n("captured", "fighters", 30.0),
            says(o, d, "2023-11-23", "rebels")
                .of("raid", if o == "Gazette" { "" } else { "Brevik" }, "2023-11-22")
                .by(&["army", "rebels"])
                .n("killed", "soldiers", 4.0),
        ]
    });
    tell("border-clash", 3, &|o, d| {
        vec![
            says(o, d, "2023-12-05", "army")
                .of(
                    "clash",
                    "northern border",
                    if o == "Herald" { "2023-12-03" } else { "2023-12-02/2023-12-04" },
                )
                .by(&["army", "rebels"])
                .n("killed", "fighters", 40.0),
            says(o, d, "2023-12-05", "rebels")
                .of(
                    "fighting",
                    "",
                    if o == "Herald" { "2023-12-03" } else { "2023-12-02/2023-12-04" },
                )
                .by(&["army", "rebels"])
                .n("killed", "soldiers", 25.0),
        ]
    });
    // The June article on Orvane recalls the strike of May.
    for (m, key) in &mut out {
        if m.0.speaker == m.0.outlet {
            *key = "orvane-strike-may";
        }
    }
    out
}

#[test]
fn twelve_planted_events_are_found() {
    let (makes, keys): (Vec<Make>, Vec<&str>) = planted().into_iter().unzip();
    let (claims, aligned) = laid(&makes);
    let pairs: Vec<(String, String)> =
        keys.iter().zip(&claims).map(|(k, c)| ((*k).to_owned(), c.event.clone())).collect();
    let f1 = b_cubed(&pairs);
    let wrong: BTreeSet<_> = pairs.iter().collect();
    assert!(f1 >= 0.95, "B-cubed F1 {f1:.3}\n{wrong:#?}");
    assert!(aligned.events.len() <= 14, "{:#?}", aligned.events);
}

/// The votes of claims in any order, with some of them dropped.
fn votes_of(makes: &[Make]) -> Vec<String> {
    votes(&laid(makes).1.ledger)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_claims_changes_no_vote(seed in any::<u64>()) {
        let makes: Vec<Make> = planted().into_iter().map(|p| p.0).collect();
        let mut shuffled = makes.clone();
        let mut state = seed;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        prop_assert_eq!(votes_of(&shuffled), votes_of(&makes));
    }

    #[test]
    fn an_article_printed_again_changes_no_vote(which in 0..37usize) {
        let mut makes: Vec<Make> = planted().into_iter().map(|p| p.0.quote("so they said")).collect();
        let before = votes_of(&makes);
        let documents: BTreeSet<String> = makes.iter().map(|m| m.0.document.clone()).collect();
        let document = documents.iter().nth(which % documents.len()).expect("in range").clone();
        for mut m in makes.clone().into_iter().filter(|m| m.0.document == document) {
            m.0.document.push_str("-again");
            makes.push(m);
        }
        prop_assert_eq!(votes_of(&makes), before);
    }

    #[test]
    fn an_outlet_that_only_relays_changes_no_vote(which in 0..37usize) {
        let makes: Vec<Make> = planted().into_iter().map(|p| p.0.quote("so they said")).collect();
        let before = votes_of(&makes);
        let documents: BTreeSet<String> = makes.iter().map(|m| m.0.document.clone()).collect();
        let document = documents.iter().nth(which % documents.len()).expect("in range").clone();
        let plain = makes.clone();
        let mut more = makes.clone();
        // It prints what others say, and nothing in its own voice.
        for mut m in makes.into_iter().filter(|m| m.0.document == document && m.0.manner != Manner::Own) {
            m.0.document = format!("echo-{document}");
            m.0.outlet = "Echo".into();
            more.push(m);
        }
        let after = laid(&more).1.ledger;
        // Its own word on the day stands in the text it copies, and adds no origin.
        // What the origin of several outlets' own words is called is no matter.
        let unnamed = |v: &String| {
            let parts: Vec<&str> = v.split(" | ").collect();
            format!("{} | {} | {} | {}", parts[0], parts[1], parts[2], parts[4])
        };
        let before: Vec<String> = before.iter().map(unnamed).collect();
        let origins_of = |ledger: &Ledger| {
            ledger.all_votes().iter().map(|v| v.origin).collect::<BTreeSet<_>>().len()
        };
        prop_assert_eq!(origins_of(&after), origins_of(&laid(&plain).1.ledger));
        let others: Vec<String> =
            votes(&after).iter().filter(|v| !v.contains("| Echo |")).map(unnamed).collect();
        let gone: Vec<_> = before.iter().filter(|v| !others.contains(v)).collect();
        let new: Vec<_> = others.iter().filter(|v| !before.contains(v)).collect();
        prop_assert!(gone.is_empty() && new.is_empty(), "gone {:#?}\nnew {:#?}", gone, new);
    }

    #[test]
    fn an_unrelated_event_changes_no_other_question(which in 0..12usize) {
        let all = planted();
        let keys: BTreeSet<&str> = all.iter().map(|p| p.1).collect();
        let gone = *keys.iter().nth(which % keys.len()).expect("in range");
        let event_of = |name: &str| name.split('/').next().unwrap_or("").to_owned();
        let makes: Vec<Make> = all.iter().map(|p| p.0.clone()).collect();
        let (claims, aligned) = laid(&makes);
        let about: BTreeSet<String> = all.iter().zip(&claims).filter(|(p, _)| p.1 == gone).map(|(_, c)| c.event.clone()).collect();
        let kept: Vec<String> = votes(&aligned.ledger).into_iter().filter(|v| !about.contains(&event_of(v))).collect();
        let rest: Vec<Make> = all.iter().filter(|p| p.1 != gone).map(|p| p.0.clone()).collect();
        prop_assert_eq!(votes_of(&rest), kept);
    }
}

#[test]
fn inherited_facts_do_not_ask_when() {
    let (_, aligned) = laid(&[
        says("A", "a", "2024-03-02", "x")
            .of("strike", "Kidal", "2024-03-01")
            .n("killed", "people", 14.0)
            .inherited(),
        says("B", "b", "2024-03-02", "y")
            .of("strike", "Kidal", "2024-03-02")
            .n("killed", "people", 14.0)
            .inherited(),
    ]);
    assert_eq!(aligned.events.len(), 1);
    assert!(on(&aligned.ledger, "date", "event").is_empty());
}

/// What each founding article says of each event: kind, place, days. `None` where the key's claim
/// is about no event.
fn hint_of(document: &str, event: &str) -> Option<(&'static str, &'static str, &'static str)> {
    let part = |s: &str| event.contains(s);
    Some(match &document[..3] {
        _ if event.is_empty() => return None,
        "000" if part("strike") => ("strike", "Tin Zaouatine", "2024-07-30"),
        "000" => ("clash", "Tin Zaouatine", "2024-07-27"),
        "001" if part("08-25") => ("strike", "Tinzaouaten", "2024-08-25"),
        "001" => ("clash", "Tinzaouaten", "2024-07-01/2024-07-31"),
        "002" if part("08-25") => ("strike", "Tinzaouaten", "2024-08-25/2024-08-26"),
        "002" => ("attack", "Tinzaouaten", "2024-07-01/2024-07-31"),
        "003" if part("strike") => ("strike", "Tinzaouaten", "2024-07-30"),
        "003" => ("clash", "Tinzaouaten", "2024-07-22/2024-07-27"),
        "004" if part("convoy") => ("strike", "northern Mali", "2024-10-05/2024-10-06"),
        "004" if part("08-25") => ("strike", "Tinzaouaten", "2024-08-01/2024-08-31"),
        "004" if part("ambush") => ("ambush", "", "2024-10-02/2024-10-03"),
        "004" if part("captives") => ("captivity", "", "2024-10-06/2024-10-07"),
        "004" => ("clash", "Tinzaouaten", "2024-07-25/2024-07-27"),
        _ => return None,
    })
}

/// The hand-made key of the founding articles, as claims; `None` where it is not at hand.
fn founding() -> Option<(Vec<Make>, Vec<String>)> {
    let text = std::fs::read_to_string("../shared/gold/seeds_claims.csv").ok()?;
    let published = ["2024-07-31", "2024-08-26", "2024-08-26", "2024-07-31", "2024-10-08"];
    let outlets = ["Sahel Desk", "Northern Wire", "Al Jazeera", "Reuters", "Kyiv Post"];
    let mut makes = Vec::new();
    let mut keys = Vec::new();
    for row in csv::Reader::from_reader(text.as_bytes()).into_records() {
        let row = row.ok()?;
        let cell = |i: usize| row.get(i).unwrap_or("").trim();
        let at: usize = cell(0)[..3].parse().ok()?;
        let speaker = if cell(3) == "mohamed el-mouloud" { "csp" } else { cell(3) };
        let mut make = says(outlets[at], cell(0), published[at], speaker);
        if cell(3).eq_ignore_ascii_case(outlets[at]) {
            make.0.speaker = outlets[at].into();
            make.0.manner = Manner::Own;
        } else if cell(5) == "own" {
            make.0.manner = Manner::Own;
        }
        make.0.via = cell(4).split(';').filter(|v| !v.is_empty()).map(str::to_owned).collect();
        make.0.stance = match cell(6) {
            "confirms" => Stance::Confirms,
            "denies" => Stance::Denies,
            "declines" => Stance::Declines,
            _ => Stance::Asserts,
        };
        make.0.content = Span::new(cell(1).parse().ok()?, cell(2).parse().ok()?);
        make.0.measure = cell(8).into();
        make.0.subject = cell(9).into();
        if let Ok(low) = cell(10).parse::<f64>() {
            // "Dozens" are 24 and more in the key, 20 to 99 by the default preset.
            let high =
                if low == 24.0 && cell(11).is_empty() { Some(99.0) } else { cell(11).parse().ok() };
            make.0.value = Interval::new(if high == Some(99.0) { 20.0 } else { low }, high).ok();
        }
        make.0.label = (!cell(12).is_empty()).then(|| cell(12).to_owned());
        if let Some((kind, place, dates)) = hint_of(cell(0), cell(7)) {
            make = make.of(kind, place, dates);
            if cell(8) == "date" {
                make.0.hint.dates = make.0.label.as_deref().map(|l| {
                    let (a, b) = l.split_once('/').unwrap_or((l, l));
                    (day(a), day(b))
                });
            }
        }
        keys.push(cell(7).to_owned());
        makes.push(make);
    }
    Some((makes, keys))
}

#[test]
fn the_founding_articles_events_and_questions_are_those_of_the_key() {
    let Some((makes, keys)) = founding() else { return };
    let (claims, aligned) = laid(&makes);
    let pairs: Vec<(String, String)> = keys
        .iter()
        .zip(&claims)
        .filter(|(k, _)| !k.is_empty())
        .map(|(k, c)| (k.clone(), c.event.clone()))
        .collect();
    let f1 = b_cubed(&pairs);
    let wrong: BTreeSet<_> = pairs.iter().collect();
    assert!(f1 >= 0.95, "events: B-cubed F1 {f1:.3}\n{wrong:#?}\n{:#?}", aligned.events);
    // Questions, over the claims that cast votes.
    let mut questions = Vec::new();
    for s in &aligned.statements {
        let same = |(m, _): &(&Make, &String)| {
            m.0.document == s.place.document && m.0.content == s.place.span
        };
        let of_question = aligned.ledger.question(s.question);
        let made =
            makes.iter().zip(&keys).filter(same).find(|(m, _)| m.0.measure == of_question.measure);
        if let Some((m, k)) = made
            && of_question.kind != Kind::YesNo
        {
            questions
                .push((format!("{k}/{}/{}", m.0.measure, m.0.subject), of_question.name.clone()));
        }
    }
    let f1 = b_cubed(&questions);
    assert!(
        questions.len() > 60 && f1 >= 0.92,
        "questions: B-cubed F1 {f1:.3}, {}",
        questions.len()
    );
    // The strike of 25 August: one statement in two outlets and one own voice, one origin.
    let toll = aligned
        .ledger
        .find_question("tinzaouaten-strike-2024-08-25/killed/civilians")
        .expect("asked");
    let early: BTreeSet<_> = aligned
        .ledger
        .vote_range(toll)
        .filter(|&at| aligned.ledger.detail(at).and_then(|d| d.date) == Some(day("2024-08-26")))
        .map(|at| aligned.ledger.all_votes()[at].origin)
        .collect();
    assert_eq!(early.len(), 1);
    // The separatists' preliminary figure is a revision of their own, not a vote.
    let revised: Vec<_> =
        aligned.ledger.revisions().iter().map(|r| format!("{:?}", r.answer)).collect();
    assert!(revised.iter().any(|r| r.contains("54.0")), "{revised:?}");
}

#[test]
fn an_armys_soldiers_are_the_army_however_they_are_counted() {
    let (_, aligned) = laid_with(
        &[
            says("A", "a", "2024-08-26", "CSP").of("clash", "T", "2024-07-27").n(
                "killed",
                "Malian soldiers",
                47.0,
            ),
            says("B", "b", "2024-08-26", "JNIM").of("clash", "T", "2024-07-27").n(
                "killed",
                "Malian army",
                10.0,
            ),
            says("B", "b", "2024-08-26", "JNIM")
                .of("clash", "T", "2024-07-27")
                .n("killed", "Wagner soldiers", 50.0)
                .at(30),
            says("A", "a", "2024-08-26", "CSP")
                .of("clash", "T", "2024-07-27")
                .n("killed", "Wagner mercenaries", 84.0)
                .at(30),
        ],
        &[],
        &[AxisSettings {
            minus: vec!["Malian army".into(), "Wagner".into()],
            ..AxisSettings::default()
        }],
    );
    assert_eq!(on(&aligned.ledger, "killed", "Malian army"), ["CSP 47", "JNIM 10"]);
    assert_eq!(on(&aligned.ledger, "killed", "Wagner"), ["CSP 84", "JNIM 50"]);
}
