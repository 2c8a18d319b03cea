//! Invented corpora for tests of pictures: a small war with five outlets and twelve speakers, five
//! hundred voices, two thousand, and names in many scripts.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::inputs::{
    Extras, HistoryPoint, Inputs, PresetRange, Ranking, RunFacts, SettingEffect, day_of,
};
use crate::claims::{AxisSettings, Claim, EventHint, Hedge, Manner, Stance, Update};
use crate::consensus::{Belief, Consensus, Model, NumberBelief, Stop, VoiceEstimate};
use crate::corpus::{Article, Block, BlockKind, Encoding, OutletFrom, Span};
use crate::ids::{ArticleId, Id, QuestionId, VoiceId};
use crate::ledger::{
    Answer, Detail, Kind, Ledger, LedgerBuilder, Place, Question, Role, Row, Vote,
};
use crate::scores::{
    AxisScore, Component, Credibility, Evidence, Grade, LeanReading, Scores, Verdict, VoiceScore,
};
use crate::units::{Estimate, Interval};

/// A corpus that owns what [`Inputs`] borrows.
pub struct World {
    pub ledger: Ledger,
    pub consensus: Consensus,
    pub scores: Scores,
    pub claims: Vec<Claim>,
    pub articles: Vec<Article>,
    pub axes: Vec<AxisSettings>,
    pub run: RunFacts,
    pub extras: Extras,
}

impl World {
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs {
            ledger: &self.ledger,
            consensus: &self.consensus,
            scores: &self.scores,
            claims: &self.claims,
            articles: &self.articles,
            axes: &self.axes,
            run: &self.run,
            extras: &self.extras,
        }
    }
}

/// A small generator of numbers (SplitMix64), so that worlds are the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.next() * n as f64) as usize).min(n - 1)
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// Sees nothing; synthetic worlds bring their beliefs with them.
struct NoModel;

impl Model for NoModel {
    fn belief(&self, _: &Ledger, _: QuestionId, _: &[(usize, Vote)]) -> Belief {
        Belief::default()
    }
}

const SMALL_OUTLETS: [&str; 5] =
    ["Kessa Post", "Radio Lumen", "The Northern Herald", "Agence Orane", "Dalmar Monitor"];

const SMALL_SPEAKERS: [&str; 12] = [
    "Veran army",
    "Northern Coordination (NC)",
    "Ministry of Territorial Administration",
    "Orane Hospital Director Salif Keba",
    "United Nations mission",
    "Black Ridge Company",
    "Front for the Highlands",
    "Local residents",
    "Governor of Tessal",
    "Analyst Hélène Durand-Mercier",
    "Association of Highland Herders and Traders",
    "Foreign ministry of Galdia",
];

/// Names in many scripts, combining marks, and very long ones.
pub const HARD_NAMES: [&str; 24] = [
    "وكالة الأنباء المغاربية",
    "الجيش الوطني (المتحدث باسمه)",
    "חדשות ערוץ 12",
    "צה״ל, דובר",
    "Минобороны",
    "Українська правда",
    "新华社",
    "조선중앙통신",
    "共同通信社 (Kyodo)",
    "Ẹgbẹ́ Òṣèlú Àwọn Ọ̀dọ́",
    "Z̷a̷l̷g̷o̷ Tīmes",
    "हिन्दुस्तान टाइम्स",
    "ข่าวสด",
    "မြန်မာ့အလင်း",
    "አዲስ ዘመን",
    "საქართველოს ხმა",
    "Հայաստանի Հանրապետություն",
    "Ελληνική Ραδιοφωνία",
    "Permanent Strategic Framework for the Defence of the People of the Northern Regions and Highlands",
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
    "A",
    "O'Brien & Sons <press@example.org>",
    "AFP",
    "📰 Daily",
];

/// The small war: 5 outlets, 12 speakers, few articles, most voices without a grade.
pub fn small() -> World {
    let voices: Vec<(String, Role)> = SMALL_OUTLETS
        .iter()
        .map(|n| ((*n).to_owned(), Role::Outlet))
        .chain(SMALL_SPEAKERS.iter().map(|n| ((*n).to_owned(), Role::Speaker)))
        .collect();
    world(1, &voices, &small_questions(), 14)
}

/// `n` voices, a third of them outlets, with `n` questions.
pub fn large(n: usize) -> World {
    sized(n, 6)
}

/// Two thousand voices and more than fifty thousand claims.
pub fn huge() -> World {
    sized(2000, 34)
}

fn sized(n: usize, each: usize) -> World {
    let mut random = Random::new(n as u64);
    let first = [
        "North", "Free", "New", "Daily", "Radio", "State", "Coastal", "People's", "Union", "Delta",
    ];
    let second = [
        "Herald", "Ministry", "Front", "Times", "Agency", "Brigade", "Council", "Wire", "Tribune",
        "Network",
    ];
    let place = [
        "Orane", "Tessal", "Kessa", "Dalmar", "Veran", "Lumen", "Galdia", "Sorrel", "Mirath",
        "Istra",
    ];
    let voices: Vec<(String, Role)> = (0..n)
        .map(|i| {
            let name = format!(
                "{} {} of {} {}",
                first[random.below(10)],
                second[random.below(10)],
                place[random.below(10)],
                i + 1
            );
            (name, if i % 3 == 0 { Role::Outlet } else { Role::Speaker })
        })
        .collect();
    let questions: Vec<(Question, f64)> = (0..n)
        .map(|i| {
            let event = format!(
                "{} {} {}",
                place[i % 10],
                ["strike", "ambush", "raid", "clash"][i % 4],
                i + 1
            );
            let measure = ["killed", "injured", "captured", "perpetrator"][i / 4 % 4];
            let subject = ["civilians", "soldiers", "fighters"][i % 3];
            (
                question(&event, measure, subject),
                (1.0 + 200.0 * random.next() * random.next()).round(),
            )
        })
        .collect();
    world(n as u64, &voices, &questions, each)
}

/// Every hard name as a voice.
pub fn scripts() -> World {
    let voices: Vec<(String, Role)> = HARD_NAMES
        .iter()
        .enumerate()
        .map(|(i, n)| ((*n).to_owned(), if i % 2 == 0 { Role::Outlet } else { Role::Speaker }))
        .collect();
    let mut questions = small_questions();
    questions.push((question("ضربة تين زواتين", "killed", "مدنيون"), 21.0));
    questions.push((question("Удар по рынку в Северном районе", "injured", "мирные жители"), 40.0));
    world(7, &voices, &questions, 16)
}

/// A run that found nothing.
pub fn empty() -> World {
    World { extras: Extras::default(), ..world(5, &[], &[], 1) }
}

/// One outlet, one question, one claim: as little as a run can have.
pub fn tiny() -> World {
    world(3, &[("Kessa Post".to_owned(), Role::Outlet)], &small_questions()[..1], 1)
}

fn question(event: &str, measure: &str, subject: &str) -> Question {
    let kind = match measure {
        "perpetrator" | "target" => Kind::Category,
        "date" => Kind::Date,
        _ => Kind::Count,
    };
    Question {
        name: format!("{event}/{measure}/{subject}"),
        kind,
        event: event.to_owned(),
        measure: measure.to_owned(),
        subject: subject.to_owned(),
    }
}

fn small_questions() -> Vec<(Question, f64)> {
    vec![
        (question("Tessal drone strike of 25 August", "killed", "civilians"), 21.0),
        (question("Tessal drone strike of 25 August", "killed", "children"), 11.0),
        (question("Tessal drone strike of 25 August", "perpetrator", ""), 0.0),
        (question("Tessal drone strike of 25 August", "target", ""), 0.0),
        (question("Battle of the Kessa wells", "killed", "mercenaries"), 60.0),
        (question("Battle of the Kessa wells", "killed", "soldiers"), 47.0),
        (question("Battle of the Kessa wells", "captured", "soldiers"), 7.0),
        (question("Battle of the Kessa wells", "destroyed", "vehicles"), 12.0),
        (question("Raid on the Orane road", "killed", "fighters"), 5.0),
        (question("Raid on the Orane road", "date", ""), 19_930.0),
    ]
}

const LABELS: [&str; 4] = ["Veran army", "Black Ridge Company", "a foreign drone", "unknown"];

fn world(
    seed: u64,
    voices: &[(String, Role)],
    questions: &[(Question, f64)],
    each: usize,
) -> World {
    let mut random = Random::new(seed);
    let outlets: Vec<&str> =
        voices.iter().filter(|v| v.1 == Role::Outlet).map(|v| v.0.as_str()).collect();
    let mut builder = LedgerBuilder::default();
    let mut claims = Vec::new();
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    let start = date(2024, 7, 20);
    for (i, (q, truth)) in questions.iter().enumerate() {
        let first = i as f64 * 40.0 / questions.len() as f64;
        let asked = each.saturating_sub(random.below(each.div_ceil(2))).max(1);
        for k in 0..asked {
            let at = random.below(voices.len());
            let (voice, role) = (&voices[at].0, voices[at].1);
            let days = (first + k as f64 * 0.8 + random.next() * 2.0).min(50.0);
            let day = start.checked_add(jiff::Span::new().days(days as i64)).expect("in range");
            let number = number(&mut random, q.kind, *truth, days);
            let label = LABELS[(random.below(4) * random.below(2)).min(3)];
            let mut printed: Vec<&str> = match role {
                Role::Outlet => vec![voice.as_str()],
                Role::Speaker => (0..=random.below(4))
                    .map(|_| outlets[random.below(outlets.len().max(1))])
                    .collect(),
            };
            printed.dedup();
            let quote = match number {
                Some(n) => {
                    format!("{voice} said that {n} {} were {} on Sunday.", q.subject, q.measure)
                }
                None => format!("{voice} said that {label} was behind it."),
            };
            let places = printed
                .iter()
                .enumerate()
                .map(|(p, o)| {
                    let document = format!("article-{:03}.txt", (i * 31 + k * 7 + p) % 97);
                    let (_, text) =
                        texts.entry(document.clone()).or_insert(((*o).to_owned(), String::new()));
                    text.push_str(
                        "Fighting went on for a third day near the wells, people there said. ",
                    );
                    let start = text.len();
                    text.push_str(&quote);
                    let span = Span::new(start, text.len());
                    text.push_str(
                        " The road to the north stayed closed, and the radio was silent.\n\n",
                    );
                    Place { document, outlet: (*o).to_owned(), span, quote: quote.clone() }
                })
                .collect();
            let denies = q.kind == Kind::Category && random.next() < 0.15;
            let stance = if denies { Stance::Denies } else { Stance::Asserts };
            let manner = match role {
                Role::Outlet => Manner::Own,
                Role::Speaker if random.next() < 0.4 => Manner::Direct,
                Role::Speaker => Manner::Indirect,
            };
            for o in &printed {
                claims.push(claim(q, voice, o, day, manner, stance, number, label, &quote));
            }
            let mut detail = Detail {
                stance,
                manner: Some(manner),
                date: Some(day),
                places,
                ..Detail::default()
            };
            // Agencies pass on part of what speakers say, and then stand as its path.
            let via = if role == Role::Speaker && random.next() < 0.35 {
                outlets.first().copied().unwrap_or("")
            } else {
                ""
            };
            detail.via = via.to_owned();
            builder.push(Row {
                voice,
                role,
                question: q.clone(),
                label,
                number,
                origin: "",
                detail: Some(detail),
            });
        }
    }
    for (name, role) in voices.iter().filter(|_| !questions.is_empty()) {
        // Every voice speaks at least once.
        builder.push(Row {
            voice: name,
            role: *role,
            question: questions[0].0.clone(),
            label: LABELS[0],
            number: number(&mut random, questions[0].0.kind, questions[0].1, 3.0),
            origin: if random.next() < 0.5 { "wire" } else { "" },
            detail: Some(Detail {
                date: Some(date(2024, 8, 26)),
                manner: Some(Manner::Own),
                ..Detail::default()
            }),
        });
    }
    let ledger = builder.build();
    let consensus = consensus(&ledger, questions);
    let scores = scores(&mut random, &ledger, &consensus);
    let run = RunFacts {
        version: "0.1.0".into(),
        corpus_hash: "3fa9c1d07b52e6a8".into(),
        config_hash: "81be03d94c11aa7f".into(),
        presets: vec![("numbers".into(), "default".into())],
        weights: vec![("reliability.agreement".into(), 1.0), ("reliability.fidelity".into(), 0.3)],
        articles: (voices.len() / 3).max(1),
        outlets: outlets.len(),
        speakers: voices.len() - outlets.len(),
        claims: claims.len(),
        origins: ledger.origin_count(),
        questions: ledger.questions().len(),
        dates: Some((start, date(2024, 9, 8))),
        skipped: vec![("furniture".into(), 14)],
    };
    let axes = vec![AxisSettings {
        name: "state–separatist".into(),
        minus_name: Some("the state".into()),
        plus_name: Some("the separatists".into()),
        ..AxisSettings::default()
    }];
    let extras = extras(&mut random, &ledger, &scores);
    let articles = texts
        .into_iter()
        .enumerate()
        .map(|(i, (document, (outlet, text)))| article(i, document, outlet, text))
        .collect();
    World { ledger, consensus, scores, claims, articles, axes, run, extras }
}

fn article(i: usize, document: String, outlet: String, text: String) -> Article {
    let span = Span::new(0, text.len());
    Article {
        id: ArticleId::from_index(i),
        document,
        outlet,
        outlet_from: OutletFrom::Manifest,
        published: Some(date(2024, 9, 1)),
        published_time: None,
        title: None,
        byline: None,
        agency: None,
        url: None,
        language: None,
        text,
        encoding: Encoding::Utf8,
        blocks: vec![Block { span, kind: BlockKind::Paragraph }],
    }
}

fn number(random: &mut Random, kind: Kind, truth: f64, days: f64) -> Option<Interval> {
    match kind {
        Kind::Category | Kind::YesNo => None,
        Kind::Date => Interval::exactly(truth + random.below(3) as f64 - 1.0),
        Kind::Count | Kind::Real => {
            // Early figures are low; some voices are far off.
            let late = (0.35 + 0.65 * (days / 4.0).min(1.0)).min(1.0);
            let noise =
                libm::exp(0.18 * random.normal() * if random.next() < 0.2 { 4.0 } else { 1.0 });
            let x = (truth * late * noise).round().max(1.0);
            match random.below(6) {
                0 => Interval::new(x, None).ok(),
                1 => Interval::new(x, Some((x * 1.4).ceil())).ok(),
                _ => Interval::exactly(x),
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a claim has this many parts")]
fn claim(
    q: &Question,
    speaker: &str,
    outlet: &str,
    day: Date,
    manner: Manner,
    stance: Stance,
    value: Option<Interval>,
    label: &str,
    quote: &str,
) -> Claim {
    Claim {
        article: None,
        document: "article.txt".into(),
        content: Span::new(0, 10),
        outlet: outlet.to_owned(),
        published: Some(day),
        speaker: speaker.to_owned(),
        via: if outlet.len().is_multiple_of(3) { vec!["Agence Orane".into()] } else { Vec::new() },
        manner,
        stance,
        hedge: Hedge::None,
        event: q.event.clone(),
        event_date: None,
        place: None,
        measure: q.measure.clone(),
        subject: q.subject.clone(),
        value,
        label: value.is_none().then(|| label.to_owned()),
        favours: None,
        origin: None,
        quote: quote.to_owned(),
        attributed: None,
        speaker_span: None,
        cue_span: None,
        hint: EventHint::default(),
        update: Update::default(),
    }
}

fn consensus(ledger: &Ledger, questions: &[(Question, f64)]) -> Consensus {
    let beliefs = ledger
        .question_ids()
        .map(|q| {
            let answers = ledger.answers(q);
            let truth = questions[q.index()].1;
            if matches!(answers.first(), Some(Answer::Number(_))) {
                let spread =
                    if ledger.question(q).kind == Kind::Date { 1.0 } else { truth * 0.12 + 0.5 };
                let support = answers
                    .iter()
                    .map(|a| match a {
                        Answer::Number(i) if i.contains(truth) => 0.9,
                        Answer::Number(i) => libm::exp(-(i.low() - truth).abs() / spread),
                        Answer::Label(_) => 0.0,
                    })
                    .collect();
                let number = NumberBelief {
                    value: truth,
                    low: truth - 1.6 * spread,
                    high: truth + 2.0 * spread,
                    mean: truth,
                    sd: spread,
                };
                Belief { support, number: Some(number) }
            } else {
                let votes = ledger.votes(q);
                let n = votes.len() as f64 + 1.0;
                let mut support = vec![0.0; answers.len()];
                for v in votes {
                    support[v.answer.index()] += 1.0 / n;
                }
                Belief { support, number: None }
            }
        })
        .collect();
    Consensus {
        method: "joint",
        beliefs,
        voices: vec![VoiceEstimate::default(); ledger.voices().len()],
        objective: vec![-50.0, -30.0, -28.0],
        stop: Stop::Converged,
        warnings: Vec::new(),
        model: Box::new(NoModel),
    }
}

fn scores(random: &mut Random, ledger: &Ledger, consensus: &Consensus) -> Scores {
    let mut evidence = Vec::new();
    let mut checkable = vec![0_usize; ledger.voices().len()];
    let mut claims = vec![0_usize; ledger.voices().len()];
    let mut right = vec![0.0; ledger.voices().len()];
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let vote = ledger.all_votes()[at];
            claims[vote.voice.index()] += 1;
            let p = consensus.beliefs[q.index()].support[vote.answer.index()];
            let others = ledger.votes(q).len() - 1;
            let same = ledger.votes(q).iter().filter(|v| v.answer == vote.answer).count() - 1;
            let agree = same.min(others);
            let verdict = match (others, p) {
                (0 | 1, _) => Verdict::Unattested,
                (_, p) if p >= 0.4 => Verdict::Supported,
                _ => Verdict::Contradicted,
            };
            if verdict != Verdict::Unattested {
                checkable[vote.voice.index()] += 1;
                right[vote.voice.index()] += p;
            }
            evidence.push(Evidence {
                voice: vote.voice,
                question: q,
                vote: at,
                verdict,
                probability: (verdict != Verdict::Unattested).then_some(p),
                weight: 1.0,
                others,
                agree,
                contradict: others - agree,
                credibility: Credibility::of(agree, others - agree, false, p >= 0.5),
                known: false,
                places: ledger.detail(at).map_or_else(Vec::new, |d| d.places.clone()),
            });
        }
    }
    let estimate = |mean: f64, half: f64, low: f64| {
        Estimate::new(mean, (mean - half).max(low), (mean + half).min(1.0)).ok()
    };
    let voices = (0..ledger.voices().len())
        .map(|i| {
            let id = VoiceId::from_index(i);
            let n = checkable[i] as f64;
            let mean = (1.8 + right[i]) / (3.0 + n);
            let half = 0.62 / (n + 1.5).sqrt();
            let abstains = checkable[i] < 5 || half > 0.25;
            let true_lean = 0.5 * random.normal().clamp(-2.0, 2.0);
            let lean_half = 0.8 / (n + 1.0).sqrt();
            let lean = estimate(libm::tanh(true_lean), lean_half, -1.0).filter(|_| n > 0.0);
            let reading = match lean {
                _ if i % 11 == 5 => LeanReading::Party,
                None => LeanReading::Unknown,
                Some(p) if p.covers(0.0) => LeanReading::NoLeanDetected,
                Some(p) if p.mean() < 0.0 => LeanReading::TowardMinus,
                Some(_) => LeanReading::TowardPlus,
            };
            let part = |name, value: Option<Estimate>, n, weight| Component {
                name,
                value,
                n,
                weight,
                natural: None,
                prior_mean: 0.6,
                prior_strength: 3.0,
                items: Vec::new(),
            };
            let jitter = |random: &mut Random, m: f64, low: f64| {
                if random.next() < 0.25 {
                    None
                } else {
                    estimate((m + 0.2 * random.normal()).clamp(low, 1.0), 0.3, low)
                }
            };
            VoiceScore {
                voice: id,
                name: ledger.voices().name(id).to_owned(),
                role: ledger.role(id),
                reliability: estimate(mean, half, 0.0).filter(|_| n > 0.0),
                specificity: Some(0.4 + 0.5 * random.next()),
                components: vec![
                    part(
                        "agreement",
                        estimate(mean, half, 0.0).filter(|_| n > 0.0),
                        checkable[i],
                        1.0,
                    ),
                    part("fidelity", jitter(random, 0.8, 0.0), 3, 0.3),
                    part("attribution", jitter(random, 0.7, 0.0), 4, 0.2),
                    part("consistency", jitter(random, 0.6, 0.0), 2, 0.2),
                    part("staleness", jitter(random, 0.6, 0.0), 2, 0.0),
                ],
                axes: vec![AxisScore {
                    partisanship: lean,
                    reading,
                    components: vec![
                        part("house_effect", lean, checkable[i], 1.0),
                        part("side_taking", jitter(random, true_lean * 0.5, -1.0), 3, 0.8),
                        part("quote_balance", jitter(random, true_lean * 0.3, -1.0), 9, 0.4),
                        part("labels", jitter(random, true_lean * 0.3, -1.0), 2, 0.5),
                        part("omission", None, 0, 0.3),
                    ],
                    declared_camp: (reading == LeanReading::Party).then(|| "separatist".to_owned()),
                }],
                claims: claims[i],
                origins: claims[i],
                checkable: checkable[i],
                grade: match mean {
                    _ if abstains => Grade::F,
                    m if m >= 0.85 => Grade::A,
                    m if m >= 0.70 => Grade::B,
                    m if m >= 0.45 => Grade::C,
                    m if m >= 0.25 => Grade::D,
                    _ => Grade::E,
                },
                rank: None,
            }
        })
        .collect();
    Scores {
        voices,
        evidence,
        axes: vec!["state–separatist".into()],
        prior_mean: 0.6,
        prior_strength: 3.0,
        conditions: "Intervals: Bayesian bootstrap over questions, beliefs held fixed.".into(),
        camps: vec![("the state".into(), "the separatists".into())],
        discovery: None,
    }
}

fn extras(random: &mut Random, ledger: &Ledger, scores: &Scores) -> Extras {
    let mut presets = Vec::new();
    for q in ledger.question_ids().take(12) {
        let numbers: Vec<Interval> = ledger
            .answers(q)
            .iter()
            .filter_map(|a| match a {
                Answer::Number(i) if ledger.question(q).kind == Kind::Count => Some(*i),
                _ => None,
            })
            .collect();
        let Some(low) = numbers.iter().map(|i| i.low()).reduce(f64::min) else { continue };
        let high = numbers.iter().filter_map(|i| i.high()).reduce(f64::max).unwrap_or(low * 2.0);
        for (preset, factor) in [("default", 1.0), ("acled", 0.8), ("ccc", 1.1), ("countlove", 1.2)]
        {
            let (a, b) = (low * factor, (high * factor).max(low * factor));
            let Ok(range) = Interval::new(a.round(), Some(b.round())) else { continue };
            presets.push(PresetRange {
                question: q,
                preset: preset.into(),
                range,
                best: ((a * b).sqrt()).round(),
            });
        }
    }
    let effects = [
        ("reliability.weights.agreement", "0.5", "2.0"),
        ("reliability.weights.fidelity", "0", "1"),
        ("numbers.preset", "default", "acled"),
        ("consensus.leave-out", "origin", "camp"),
        ("partisanship.weights.labels", "0", "1"),
        ("reliability.prior-strength", "1", "10"),
    ]
    .into_iter()
    .enumerate()
    .map(|(i, (setting, a, b))| SettingEffect {
        setting: setting.into(),
        ends: (a.into(), b.into()),
        change: (
            -0.12 / (1.0 + i as f64),
            0.09 / (1.0 + 0.7 * i as f64) * if i == 3 { -1.0 } else { 1.0 },
        ),
        grades_changed: 6 - i,
    })
    .collect();
    let mut graded: Vec<&VoiceScore> =
        scores.voices.iter().filter(|v| v.reliability.is_some()).collect();
    graded.sort_by(|a, b| {
        b.reliability
            .map_or(0.0, Estimate::mean)
            .total_cmp(&a.reliability.map_or(0.0, Estimate::mean))
    });
    let rankings = ["default", "acled", "ccc", "equal weights"]
        .into_iter()
        .map(|variant| {
            let mut voices: Vec<String> = graded.iter().map(|v| v.name.clone()).collect();
            for _ in 0..voices.len() / 2 {
                let i = random.below(voices.len().max(2) - 1);
                if variant != "default" && i + 1 < voices.len() {
                    voices.swap(i, i + 1);
                }
            }
            Ranking { variant: variant.into(), voices }
        })
        .collect();
    let judged = (0..300)
        .map(|_| {
            let p = random.next();
            (p, random.next() < 0.12 + 0.78 * p)
        })
        .collect();
    let history = graded
        .iter()
        .take(3)
        .flat_map(|v| {
            let base = v.reliability.map_or(0.5, Estimate::mean);
            (0..30).filter_map(move |d| {
                let wobble =
                    0.02 * libm::sin(f64::from(d) * 1.7) + if d == 24 { -0.16 } else { 0.0 };
                Some(HistoryPoint {
                    voice: v.name.clone(),
                    date: day_of(19_950.0 + f64::from(d))?,
                    reliability: (base + wobble).clamp(0.0, 1.0),
                    n: 20 + d as usize,
                })
            })
        })
        .collect();
    Extras { presets, effects, rankings, judged, history }
}
