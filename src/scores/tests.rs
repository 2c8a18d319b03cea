//! Laws, longhand oracles and planted worlds for the scores as a whole.

use jiff::civil::{Date, date};

use super::draws::Stream;
use super::*;
use crate::claims::AxisSettings;
use crate::consensus::{self, Model};
use crate::corpus::Span;
use crate::ledger::{Detail, LedgerBuilder, Place, Question, Role, Row};
use crate::units::Interval;

/// One row of a small world.
#[derive(Clone, Default)]
struct Say {
    voice: String,
    question: String,
    label: String,
    number: Option<(f64, Option<f64>)>,
    origin: String,
    day: Option<Date>,
    favours: Option<f64>,
}

fn say(voice: &str, question: &str, label: &str) -> Say {
    Say { voice: voice.into(), question: question.into(), label: label.into(), ..Say::default() }
}

fn number(voice: &str, question: &str, x: f64) -> Say {
    Say { number: Some((x, Some(x))), ..say(voice, question, "") }
}

fn ledger(kind: Kind, rows: &[Say]) -> Ledger {
    let mut builder = LedgerBuilder::default();
    for (i, r) in rows.iter().enumerate() {
        let place = Place {
            document: format!("{}.txt", r.voice),
            outlet: r.voice.clone(),
            span: Span::new(10 * i, 10 * i + 5),
            quote: format!("words {i}"),
        };
        builder.push(Row {
            voice: &r.voice,
            role: Role::Speaker,
            question: Question {
                name: r.question.clone(),
                kind,
                event: String::new(),
                measure: String::new(),
                subject: String::new(),
            },
            label: &r.label,
            number: r.number.and_then(|(low, high)| Interval::new(low, high).ok()),
            origin: &r.origin,
            detail: Some(Detail {
                date: r.day,
                favours: r.favours,
                places: vec![place],
                ..Detail::default()
            }),
        });
    }
    builder.build()
}

fn scored(ledger: &Ledger, settings: &Settings) -> Scores {
    score(ledger, &consensus::majority(ledger), &Inputs::default(), settings)
}

fn plain() -> Settings {
    let mut s = Settings::default();
    s.reliability.learn_prior = false;
    s.reliability.own_record = false;
    s.intervals.replicates = 50;
    s.discovery.enabled = false;
    s
}

fn of<'a>(scores: &'a Scores, name: &str) -> &'a VoiceScore {
    scores.voices.iter().find(|v| v.name == name).expect("the voice is in the ledger")
}

fn reliability(scores: &Scores, name: &str) -> f64 {
    of(scores, name).reliability.expect("it has checkable claims").mean()
}

#[test]
fn reliability_is_the_formula_of_the_method_worked_out_by_hand() {
    // q1: A x, B x, C x, D y.   q2: A x, B y, C y.   q3: A and B only: unattested.
    let rows = [
        say("A", "q1", "x"),
        say("B", "q1", "x"),
        say("C", "q1", "x"),
        say("D", "q1", "y"),
        say("A", "q2", "x"),
        say("B", "q2", "y"),
        say("C", "q2", "y"),
        say("A", "q3", "x"),
        say("B", "q3", "x"),
    ];
    let scores = scored(&ledger(Kind::Category, &rows), &plain());
    // Shares of the others. A: q1 2/3 (B, C of B, C, D), q2 0. Prior 1.5 + 1.5.
    assert!((reliability(&scores, "A") - (1.5 + 2.0 / 3.0) / 5.0).abs() < 1e-9);
    // B: q1 2/3, q2 1/2 (C of A, C).
    assert!((reliability(&scores, "B") - (1.5 + 2.0 / 3.0 + 0.5) / 5.0).abs() < 1e-9);
    // D: q1 0.
    assert!((reliability(&scores, "D") - 1.5 / 4.0).abs() < 1e-9);
    let d = of(&scores, "D");
    assert_eq!((d.claims, d.checkable, d.grade), (1, 1, Grade::F));
    let third = scores.evidence.iter().filter(|e| e.question == QuestionId(2));
    assert!(third.clone().count() == 2 && third.clone().all(|e| e.verdict == Verdict::Unattested));
}

#[test]
fn an_unattested_claim_moves_no_reliability() {
    let mut rows: Vec<Say> = ["A", "B", "C"].map(|v| say(v, "q1", "x")).to_vec();
    let before = reliability(&scored(&ledger(Kind::Category, &rows), &plain()), "A");
    rows.push(say("A", "q2", "something only A says"));
    rows.push(say("A", "q3", "x"));
    rows.push(say("B", "q3", "y"));
    let after = reliability(&scored(&ledger(Kind::Category, &rows), &plain()), "A");
    assert_eq!(before, after);
}

fn world(seed: u64, voices: usize, questions: usize, heard: f64) -> (Vec<f64>, Vec<Say>) {
    let mut r = Stream::new(seed, &[1]);
    let accuracy: Vec<f64> = (0..voices)
        .map(|_| {
            let (a, b) = (r.gamma(6.0), r.gamma(2.0));
            a / (a + b)
        })
        .collect();
    let mut rows = Vec::new();
    for q in 0..questions {
        for (v, a) in accuracy.iter().enumerate() {
            if r.uniform() < heard {
                let wrong = 1 + (r.uniform() * 3.0) as usize;
                let answer = if r.uniform() < *a { 0 } else { wrong };
                rows.push(say(&format!("v{v}"), &format!("q{q}"), &format!("a{answer}")));
            }
        }
    }
    (accuracy, rows)
}

#[test]
fn a_clone_with_the_same_origins_moves_no_other_score() {
    let (_, mut rows) = world(4, 8, 30, 0.6);
    for r in &mut rows {
        r.origin = format!("{}/{}", r.voice, r.question);
    }
    let mut cloned = rows.clone();
    for copy in ["c1", "c2", "c3"] {
        cloned.extend(
            rows.iter()
                .filter(|r| r.voice == "v0")
                .map(|r| Say { voice: copy.into(), ..r.clone() }),
        );
    }
    let mut settings = Settings::default();
    settings.intervals.replicates = 50;
    let (a, b) = (ledger(Kind::Category, &rows), ledger(Kind::Category, &cloned));
    let (before, after) = (scored(&a, &settings), scored(&b, &settings));
    for v in &before.voices {
        let (x, y) = (v.reliability.unwrap().mean(), reliability(&after, &v.name));
        assert!((x - y).abs() < 1e-6, "{}: {x} {y}", v.name);
    }
    assert!((before.prior_mean - after.prior_mean).abs() < 1e-9);
}

#[test]
fn a_source_repeated_number_for_number_moves_no_other_lean() {
    let mut r = Stream::new(9, &[]);
    let mut rows = Vec::new();
    for q in 0..40 {
        for v in 0..8 {
            if r.uniform() < 0.6 {
                let lean = if v == 0 { 4.0 } else { 0.0 };
                let x = q as f64 + lean + (10.0 * r.normal()).round() / 10.0;
                rows.push(number(&format!("v{v}"), &format!("q{q}"), x));
            }
        }
    }
    let mut cloned = rows.clone();
    for copy in 0..5 {
        let own = rows.iter().filter(|r| r.voice == "v0");
        cloned.extend(own.map(|r| Say { voice: format!("copy{copy}"), ..r.clone() }));
    }
    let lean = |rows: &[Say]| -> Vec<f64> {
        let scores = scored(&ledger(Kind::Real, rows), &plain());
        let of = |v: usize| of(&scores, &format!("v{v}")).axes[0].partisanship.unwrap().mean();
        (0..8).map(of).collect()
    };
    let (before, after) = (lean(&rows), lean(&cloned));
    assert!(before[0] > 0.9 && before[1..].iter().all(|l| l.abs() < 0.45), "{before:?}");
    for (x, y) in before.iter().zip(&after) {
        assert!((x - y).abs() < 1e-4, "{before:?} {after:?}");
    }
}

#[test]
fn an_early_toll_is_judged_by_what_was_known_then() {
    let toll = |voice: &str, x: f64, day: i8| Say {
        day: Some(date(2024, 8, day)),
        ..number(voice, "toll", x)
    };
    let rows = [
        toll("early", 6.0, 1),
        toll("early too", 6.0, 1),
        toll("early three", 6.0, 1),
        toll("wild", 60.0, 1),
        toll("late", 21.0, 3),
        toll("late too", 21.0, 3),
        toll("later", 22.0, 4),
    ];
    let scores = scored(&ledger(Kind::Count, &rows), &plain());
    let found = |name: &str| {
        let v = of(&scores, name).voice;
        scores.evidence.iter().find(|e| e.voice == v).unwrap()
    };
    let wild = found("wild");
    assert_eq!(wild.verdict, Verdict::Contradicted, "{wild:?}");
    assert_eq!(wild.credibility, Credibility::Improbable);
    assert_ne!(found("early").verdict, Verdict::Contradicted, "{:?}", found("early"));
    // The later figures do not contradict it; the wild one of its own day does.
    assert_eq!((found("early").agree, found("early").contradict), (2, 1));
}

fn axis() -> [AxisSettings; 1] {
    [AxisSettings {
        name: "west–east".into(),
        minus: vec!["W".into()],
        plus: vec!["E".into()],
        off: vec!["N".into()],
        ..AxisSettings::default()
    }]
}

#[test]
fn verbs_lean_toward_whom_they_endorse_and_away_from_whom_they_doubt() {
    let rows = ["press", "other", "plain"].map(|voice| say(voice, "q", "x"));
    let ledger = ledger(Kind::Category, &rows);
    let uses = [
        ("press", "W", VerbClass::Doubt, 1.0),
        ("press", "W", VerbClass::Doubt, 1.0),
        ("press", "E", VerbClass::Endorse, 1.0),
        ("press", "E", VerbClass::Neutral, 0.0),
        ("other", "W", VerbClass::Endorse, -1.0),
        ("other", "E", VerbClass::Doubt, -1.0),
        ("plain", "E", VerbClass::Neutral, 0.0),
        // Off the axis, and nobody's: no observation.
        ("press", "N", VerbClass::Doubt, 0.0),
        ("press", "stranger", VerbClass::Doubt, 0.0),
    ];
    let verbs: Vec<VerbUse> = uses
        .iter()
        .enumerate()
        .map(|(i, (outlet, speaker, class, _))| VerbUse {
            outlet: (*outlet).to_owned(),
            speaker: (*speaker).to_owned(),
            class: *class,
            place: Place {
                document: format!("{outlet}-{i}.txt"),
                outlet: (*outlet).to_owned(),
                span: Span::new(i, i + 1),
                quote: String::new(),
            },
        })
        .collect();
    let axes = axis();
    let inputs = Inputs { axes: &axes, verbs: &verbs, ..Inputs::default() };
    let scores = score(&ledger, &consensus::majority(&ledger), &inputs, &plain());
    for outlet in ["press", "other", "plain"] {
        let own: Vec<f64> = uses[..7].iter().filter(|u| u.0 == outlet).map(|u| u.3).collect();
        let axis = &of(&scores, outlet).axes[0];
        let found = axis.components.iter().find(|c| c.name == "verbs").expect("a component");
        assert_eq!(found.n, own.len(), "{outlet}");
        let mean = own.iter().sum::<f64>() / (found.prior_strength + own.len() as f64);
        assert!((found.value.expect("verbs").mean() - mean).abs() < 1e-9, "{outlet}");
    }
}

#[test]
fn planted_camps_are_found_on_their_sides() {
    let mut rows = Vec::new();
    for q in 0..12 {
        for (voice, side) in [("W", -1.0), ("E", 1.0), ("press", 0.9), ("N", 0.0), ("mixed", 0.0)] {
            let plus = side > 0.0 || (side == 0.0 && q % 2 == 0);
            rows.push(Say {
                favours: Some(if plus { 1.0 } else { -1.0 }),
                ..say(voice, &format!("q{q}"), if plus { "they did it" } else { "we did" })
            });
        }
    }
    let ledger = ledger(Kind::Category, &rows);
    let consensus = consensus::majority(&ledger);
    let axes = axis();
    let inputs = Inputs { axes: &axes, ..Inputs::default() };
    let scores = score(&ledger, &consensus, &inputs, &plain());
    let lean = |name: &str| {
        (of(&scores, name).axes[0].reading, of(&scores, name).axes[0].partisanship.unwrap().mean())
    };
    assert_eq!(lean("W").0, LeanReading::Party);
    assert!(lean("W").1 < -0.5 && lean("E").1 > 0.5);
    assert_eq!(lean("press").0, LeanReading::TowardPlus);
    assert_eq!(lean("N").0, LeanReading::OffAxis);
    assert_eq!(lean("mixed").0, LeanReading::NoLeanDetected);
    assert_eq!(of(&scores, "W").axes[0].declared_camp.as_deref(), Some("west"));
}

#[test]
fn a_component_without_evidence_drops_out_whatever_it_weighs() {
    let (_, rows) = world(2, 6, 12, 0.8);
    let ledger = ledger(Kind::Category, &rows);
    let before = scored(&ledger, &plain());
    let mut settings = plain();
    settings.reliability.weights.fidelity = 100.0;
    settings.reliability.weights.staleness = 7.0;
    let after = scored(&ledger, &settings);
    for (a, b) in before.voices.iter().zip(&after.voices) {
        assert_eq!(a.reliability, b.reliability);
    }
}

#[test]
fn degenerate_worlds_have_finite_scores_or_none() {
    let worlds: Vec<(Kind, Vec<Say>)> = vec![
        (Kind::Category, vec![]),
        (Kind::Category, vec![say("A", "q", "x")]),
        (Kind::YesNo, ["A", "B", "C"].map(|v| say(v, "q", "yes")).to_vec()),
        (Kind::Category, ["A", "B", "C", "D"].map(|v| say(v, "q", v)).to_vec()),
        (Kind::Real, vec![number("A", "q", 1.0)]),
        (Kind::Real, ["A", "B", "C"].map(|v| number(v, "q", 7.0)).to_vec()),
        (Kind::Count, ["A", "B", "C"].map(|v| number(v, "q", 0.0)).to_vec()),
        (Kind::Count, vec![number("A", "q", 0.0), number("B", "q", 1e9), number("C", "q", 3.0)]),
        (Kind::Date, ["A", "B", "C"].map(|v| number(v, "q", 19_000.0)).to_vec()),
        (
            Kind::Count,
            ["A", "B", "C"].map(|v| Say { number: Some((5.0, None)), ..say(v, "q", "") }).to_vec(),
        ),
    ];
    for (kind, rows) in worlds {
        let ledger = ledger(kind, &rows);
        for consensus in [
            consensus::majority(&ledger),
            consensus::joint(&ledger, &consensus::JointSettings::default()),
        ] {
            for axes in [vec![], axis().to_vec()] {
                let inputs = Inputs { axes: &axes, ..Inputs::default() };
                let scores = score(&ledger, &consensus, &inputs, &Settings::default());
                let mut out = Vec::new();
                write_scores(&scores, &mut out).unwrap();
                write_components(&scores, &mut out).unwrap();
                write_evidence(&scores, &ledger, &mut out).unwrap();
                let text = String::from_utf8(out).unwrap();
                assert!(!text.contains("NaN") && !text.contains("inf,"), "{kind:?}\n{text}");
                for q in ledger.question_ids() {
                    explain_question(&scores, &ledger, &consensus, q);
                }
            }
        }
    }
}

/// Every node whose parts have shares is their sum.
fn adds_up(node: &Node) {
    let shares: Vec<f64> = node.parts.iter().filter_map(|p| p.share).collect();
    if let (Some(value), false) = (node.value, shares.is_empty()) {
        let sum: f64 = shares.iter().sum();
        assert!((sum - value).abs() < 1e-9, "{}: {value} of {sum}", node.label);
    }
    node.parts.iter().for_each(adds_up);
}

#[test]
fn an_explanation_adds_up_and_leads_to_bytes() {
    let (_, rows) = world(6, 6, 20, 0.7);
    let ledger = ledger(Kind::Category, &rows);
    let scores = scored(&ledger, &Settings::default());
    for v in &scores.voices {
        let tree = explain_voice(&scores, &ledger, v.voice);
        adds_up(&tree);
        let text = tree.to_text();
        assert!(text.contains("“words ") && text.contains(&format!("({}.txt ", v.name)), "{text}");
        let json: serde_json::Value = serde_json::from_str(&tree.to_json()).unwrap();
        assert_eq!(json["label"], v.name.as_str());
        assert!(tree.to_markdown().starts_with(&format!("## {}", v.name)));
    }
}

#[test]
fn the_most_influential_claim_is_the_one_whose_absence_moves_the_score_most() {
    let (_, rows) = world(6, 6, 14, 0.8);
    let all = ledger(Kind::Category, &rows);
    let scores = scored(&all, &plain());
    let before = reliability(&scores, "v0");
    // Each claim of the voice really left out, one at a time.
    let without: Vec<(String, f64)> = (0..rows.len())
        .filter(|&i| rows[i].voice == "v0")
        .map(|i| {
            let mut rest = rows.clone();
            let gone = rest.remove(i);
            let after = reliability(&scored(&ledger(Kind::Category, &rest), &plain()), "v0");
            (format!("{}: {}", gone.question, gone.label), after)
        })
        .collect();
    let most = without
        .iter()
        .max_by(|a, b| (a.1 - before).abs().total_cmp(&(b.1 - before).abs()))
        .unwrap();
    let tree = explain_voice(&scores, &all, of(&scores, "v0").voice);
    let rounded = crate::units::print_number((most.1 * 1000.0).round() / 1000.0);
    let told = format!("without “{}” it would be {rounded}", most.0);
    assert!(tree.parts[0].note.contains(&told), "{told}: {}", tree.parts[0].note);
}

#[test]
fn tables_have_the_published_columns() {
    let (_, rows) = world(6, 3, 4, 1.0);
    let ledger = ledger(Kind::Category, &rows);
    let scores = scored(&ledger, &plain());
    let first = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap().lines().next().unwrap().to_owned()
    };
    assert_eq!(
        first(&|o| write_scores(&scores, o).unwrap()),
        "source,role,reliability,reliability_low,reliability_high,specificity,axis,partisanship,\
         partisanship_low,partisanship_high,lean_reading,claims,origins,checkable,grade,declared_camp"
    );
    assert_eq!(
        first(&|o| write_components(&scores, o).unwrap()),
        "source,score,component,value,low,high,n,weight"
    );
    assert_eq!(
        first(&|o| write_evidence(&scores, &ledger, o).unwrap()),
        "source,question,verdict,probability,document,start,end,quote,others"
    );
}

#[test]
fn one_thread_and_four_give_the_same_bytes() {
    let (_, rows) = world(8, 10, 40, 0.5);
    let ledger = ledger(Kind::Category, &rows);
    let bytes = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let scores = scored(&ledger, &Settings::default());
            let mut out = Vec::new();
            write_scores(&scores, &mut out).unwrap();
            write_components(&scores, &mut out).unwrap();
            out
        })
    };
    assert_eq!(bytes(1), bytes(4));
}

/// A model that knows how accurate each voice is: what is left is the scores' own error.
struct Oracle(Vec<f64>);

impl Model for Oracle {
    fn belief(
        &self,
        ledger: &Ledger,
        q: QuestionId,
        votes: &[(usize, crate::ledger::Vote)],
    ) -> consensus::Belief {
        let mut logs = vec![0.0; ledger.answers(q).len()];
        for (_, v) in votes {
            let name = ledger.voices().name(v.voice);
            let a = self.0[name[1..].parse::<usize>().unwrap()].clamp(0.01, 0.99);
            logs[v.answer.index()] += (a / (1.0 - a) * 3.0).ln();
        }
        let total = crate::units::log_sum_exp(&logs);
        let support = logs.iter().map(|l| (l - total).exp()).collect();
        consensus::Belief { support, number: None }
    }
}

#[test]
fn ninety_percent_intervals_cover_planted_accuracies() {
    let (mut covered, mut all) = ([0usize; 2], 0usize);
    for seed in 0..6 {
        let (accuracy, rows) = world(100 + seed, 40, 40, [0.15, 0.3, 0.6][seed as usize % 3]);
        let ledger = ledger(Kind::Category, &rows);
        let known = consensus::Consensus {
            model: Box::new(Oracle(accuracy.clone())),
            ..consensus::majority(&ledger)
        };
        for (i, method) in
            [IntervalMethod::Bootstrap, IntervalMethod::Analytic].into_iter().enumerate()
        {
            let mut settings = Settings::default();
            settings.intervals.method = method;
            settings.intervals.replicates = 200;
            settings.discovery.enabled = false;
            let scores = score(&ledger, &known, &Inputs::default(), &settings);
            for v in scores.voices.iter().filter(|v| v.reliability.is_some()) {
                let planted = accuracy[v.name[1..].parse::<usize>().unwrap()];
                covered[i] += usize::from(v.reliability.unwrap().covers(planted));
                all += 1 - i;
            }
        }
    }
    for c in covered {
        let share = c as f64 / all as f64;
        assert!((0.85..=0.95).contains(&share), "{covered:?} of {all}");
    }
}

#[test]
fn an_axis_is_found_where_two_blocs_vote_apart_and_refused_where_none_do() {
    let mut seeking = plain();
    seeking.discovery.enabled = true;
    let bloc = |apart: bool| {
        let mut r = Stream::new(21, &[]);
        let mut rows = Vec::new();
        for q in 0..40 {
            for v in 0..12 {
                let yes = if apart { (v < 6) == (r.uniform() < 0.9) } else { r.uniform() < 0.5 };
                let word = if yes != (q % 2 == 0) { "yes" } else { "no" };
                rows.push(say(&format!("v{v}"), &format!("q{q}"), word));
            }
        }
        scored(&ledger(Kind::YesNo, &rows), &seeking)
    };
    let found = bloc(true).discovery.unwrap();
    assert_eq!(found.refusal, None, "{found:?}");
    let at = |v: usize| found.positions[v].unwrap().mean();
    assert!((0..6).all(|v| at(v) * at(0) > 0.0) && (6..12).all(|v| at(v) * at(0) < 0.0));
    let refused = bloc(false);
    assert!(refused.discovery.unwrap().refusal.unwrap().contains("nats per vote"));
    assert!(refused.axes.is_empty());
    let none = scored(&ledger(Kind::YesNo, &[say("A", "q", "yes")]), &seeking);
    assert!(none.discovery.unwrap().refusal.unwrap().contains("contested questions"));
}

#[test]
fn a_known_answer_judges_whoever_spoke_and_needs_no_others() {
    use crate::consensus::{Known, Truth};
    use crate::ledger::Answer;
    let rows = [say("A", "q1", "x"), say("B", "q1", "y"), say("A", "q2", "x"), say("B", "q2", "x")];
    let ledger = ledger(Kind::Category, &rows);
    let mut known = Known::default();
    let y = ledger.labels().find("y").unwrap();
    known.set(QuestionId(0), Truth { answers: vec![Answer::Label(y)], voice: None });
    let consensus = known.pin(&ledger, consensus::majority(&ledger));
    let scores = score(&ledger, &consensus, &Inputs::default(), &plain());
    // A wrong on q1, B right; q2 has too few others and stays unattested. Prior 1.5 + 1.5.
    assert!((reliability(&scores, "A") - 1.5 / 4.0).abs() < 1e-9);
    assert!((reliability(&scores, "B") - 2.5 / 4.0).abs() < 1e-9);
    assert_eq!(scores.evidence.iter().filter(|e| e.known).count(), 2);
    let q1 = &consensus.beliefs[0];
    assert_eq!(q1.support[q1.best().unwrap()], 1.0);
}

#[test]
fn a_trusted_voice_is_believed_and_not_judged_by_itself() {
    use crate::consensus::Known;
    let rows = [
        number("checker", "toll", 21.0),
        number("A", "toll", 21.0),
        number("B", "toll", 84.0),
        number("C", "toll", 84.0),
    ];
    let ledger = ledger(Kind::Count, &rows);
    let checker = ledger.voices().find("checker").unwrap();
    let mut known = Known::default();
    known.trust(&ledger, &[checker]);
    let consensus = known.pin(&ledger, consensus::majority(&ledger));
    let scores = score(&ledger, &consensus, &Inputs::default(), &plain());
    let verdict = |name: &str| {
        let v = of(&scores, name).voice;
        scores.evidence.iter().find(|e| e.voice == v).unwrap().verdict
    };
    assert_eq!(verdict("checker"), Verdict::Unattested);
    assert_eq!((verdict("A"), verdict("B")), (Verdict::Supported, Verdict::Contradicted));
    // Two doublings off: e^-2 of a mark.
    assert!(
        (reliability(&scores, "B") - (1.5 + (-(84.5f64 / 21.5).log2()).exp()) / 4.0).abs() < 1e-9
    );
    assert_eq!(consensus.beliefs[0].number.unwrap().value, 21.0);
}

#[test]
fn an_early_toll_is_not_wrong_against_the_final_one() {
    use crate::consensus::{Known, Truth};
    use crate::ledger::Answer;
    let toll = |voice: &str, x: f64, day: i8| Say {
        day: Some(date(2024, 8, day)),
        ..number(voice, "toll", x)
    };
    let rows = [toll("early", 6.0, 1), toll("wild", 60.0, 1), toll("late", 6.0, 4)];
    let ledger = ledger(Kind::Count, &rows);
    let mut known = Known::default();
    let truth = Answer::Number(Interval::exactly(21.0).unwrap());
    known.set(QuestionId(0), Truth { answers: vec![truth], voice: None });
    let consensus = known.pin(&ledger, consensus::majority(&ledger));
    let scores = score(&ledger, &consensus, &Inputs::default(), &plain());
    let mark = |name: &str| {
        let v = of(&scores, name).voice;
        scores.evidence.iter().find(|e| e.voice == v).unwrap().probability.unwrap()
    };
    assert_eq!(mark("early"), 1.0);
    assert!(mark("wild") < 0.5 && mark("late") < 0.5, "{} {}", mark("wild"), mark("late"));
}
