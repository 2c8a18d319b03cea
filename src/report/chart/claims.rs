//! One contested question: every origin's figure side by side, copies collapsed, with the consensus.

use super::super::font::LEFT_TO_RIGHT;
use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common::{self, OriginVotes};
use super::{
    Axis, Chart, Column, Dot, Entry, Form, Mark, Panel, Plot, Row, Rows, Rule, Sample, Scale,
};
use crate::claims::Stance;
use crate::ids::{Id, QuestionId};
use crate::ledger::{Answer, Kind};
use crate::scores::Verdict;
use crate::units::Interval;

/// A ratio of figures beyond which the number line goes by factors.
const LOG_FROM: f64 = 8.0;
/// Name of the column that answers share which have none of their own.
const OTHER: &str = "another answer";

/// The chart of one question; at most `top` origins, the earliest first.
pub fn claims(inputs: &Inputs<'_>, q: QuestionId, top: usize) -> Option<Chart> {
    let all = common::origins(inputs, q);
    let verdicts = common::verdicts(inputs);
    // Figures that others spoke to come before those nobody can check, where not all fit.
    let mut shown: Vec<&OriginVotes> = all.iter().collect();
    shown.sort_by_key(|o| {
        let unattested = matches!(verdicts.get(o.lead), Some(Some(Verdict::Unattested) | None));
        (std::cmp::Reverse(o.outlets.len()), unattested)
    });
    shown.truncate(top);
    shown.sort_by(|a, b| {
        a.date
            .unwrap_or(f64::MAX)
            .total_cmp(&b.date.unwrap_or(f64::MAX))
            .then_with(|| name(inputs, a).cmp(name(inputs, b)))
            .then(a.origin.cmp(&b.origin))
    });
    if shown.is_empty() {
        return None;
    }
    let numeric = matches!(inputs.ledger.question(q).kind, Kind::Count | Kind::Real | Kind::Date);
    let rows = shown.iter().map(|o| row(inputs, o)).collect();
    let panel = if numeric {
        number_panel(inputs, q, &shown, &verdicts)?
    } else {
        category_panel(inputs, q, &shown, &verdicts)
    };
    let open = shown
        .iter()
        .any(|o| matches!(answer(inputs, q, o), Answer::Number(i) if i.high().is_none()));
    let figures: Vec<String> = shown.iter().map(|o| figure(inputs, q, o)).collect();
    let dates: Vec<String> = shown
        .iter()
        .map(|o| o.date.and_then(inputs::day_of).map_or_else(String::new, inputs::short_day))
        .collect();
    // The columns of a category panel say the answer already, unless some share one.
    let mut columns = Vec::new();
    if numeric || panel.axis.names.last().is_some_and(|n| n.1 == OTHER) {
        let head = if numeric { "figure".into() } else { "answer".into() };
        columns.push(Column { head, cells: figures.clone() });
    }
    if dates.iter().any(|d| !d.is_empty()) {
        columns.push(Column { head: "known on".into(), cells: dates });
    }
    let consensus = consensus_words(inputs, q);
    let title = common::capital(&inputs.question_words(q));
    let votes = inputs.ledger.votes(q).len();
    Some(Chart {
        name: format!("claims-{}", common::slug(&inputs.question_words(q))),
        subtitle: format!(
            "{}; repeats are collapsed into the origin that they go back to. {consensus}",
            if votes == all.len() {
                inputs::count(votes, "independent origin")
            } else {
                format!(
                    "{} from {}",
                    inputs::count(votes, "vote"),
                    inputs::count(all.len(), "independent origin")
                )
            },
        ),
        caption: format!(
            "What each origin said, in order of time. {}The consensus is what the sources in this \
             corpus agree on; all may be wrong. {}",
            if open {
                "An arrow is \u{201C}at least\u{201D}: it contradicts only smaller figures. "
            } else {
                ""
            },
            if numeric {
                "Earlier figures may have been right when given."
            } else if alone(inputs, q, &shown, &verdicts) {
                "Squares in the shaded column: without this origin the others would be believed to \
                 say otherwise."
            } else {
                ""
            },
        ),
        left_out: super::common::left_out(
            shown.len(),
            all.len(),
            "origin",
            "those printed by the most outlets",
        ),
        alt: format!(
            "{title}: {}. {consensus}",
            shown
                .iter()
                .zip(&figures)
                .map(|(o, f)| format!("{} says {f}", name(inputs, o)))
                .collect::<Vec<_>>()
                .join("; ")
        ),
        legend: legend(inputs, q, numeric, open, &shown, &verdicts),
        title,
        plot: Plot::Rows(Rows { rows, panels: vec![panel], columns }),
    })
}

/// Whether an origin that gives the believed answer does not fit the consensus of the others.
fn alone(
    inputs: &Inputs<'_>,
    q: QuestionId,
    shown: &[&OriginVotes],
    verdicts: &[Option<Verdict>],
) -> bool {
    let Some(belief) = inputs.consensus.beliefs.get(q.index()) else { return false };
    shown.iter().any(|o| {
        let answer = inputs.ledger.all_votes()[o.lead].answer.index();
        let believed = belief.support.get(answer).is_some_and(|s| *s >= 0.5);
        let contradicted = matches!(verdicts.get(o.lead), Some(Some(Verdict::Contradicted)));
        believed && contradicted && !denies(inputs, o)
    })
}

fn name<'a>(inputs: &Inputs<'a>, origin: &OriginVotes) -> &'a str {
    common::voice_name(inputs, inputs.ledger.all_votes()[origin.lead].voice)
}

fn row(inputs: &Inputs<'_>, origin: &OriginVotes) -> Row {
    let lead = name(inputs, origin);
    let copies = origin.outlets.len();
    let label =
        if copies > 1 { format!("{lead}{LEFT_TO_RIGHT} ×{copies}") } else { lead.to_owned() };
    let others: Vec<&str> =
        origin.outlets.iter().map(String::as_str).filter(|o| *o != lead).collect();
    let note = match others.as_slice() {
        [] => String::new(),
        [a] => format!("in {a}"),
        [a, b] => format!("in {a}, {b}"),
        [a, b, rest @ ..] => format!("in {a}, {b} and {} more", rest.len()),
    };
    Row { note, ..Row::named(&label) }
}

fn answer(inputs: &Inputs<'_>, q: QuestionId, origin: &OriginVotes) -> Answer {
    inputs.ledger.answer(q, inputs.ledger.all_votes()[origin.lead].answer)
}

fn figure(inputs: &Inputs<'_>, q: QuestionId, origin: &OriginVotes) -> String {
    let vote = inputs.ledger.all_votes()[origin.lead];
    let words = match inputs.ledger.answer(q, vote.answer) {
        Answer::Number(i) if inputs.ledger.question(q).kind != Kind::Date => interval_words(i),
        Answer::Number(i) => days_words(i.low(), i.high().unwrap_or(i.low())),
        Answer::Label(_) => inputs.ledger.print_answer(q, vote.answer),
    };
    if denies(inputs, origin) { format!("denies: {words}") } else { words }
}

fn denies(inputs: &Inputs<'_>, origin: &OriginVotes) -> bool {
    inputs.ledger.detail(origin.lead).is_some_and(|d| d.stance == Stance::Denies)
}

/// Days since 1970-01-01 as `24–28 July 2024`.
fn days_words(low: f64, high: f64) -> String {
    match (inputs::day_of(low), inputs::day_of(high)) {
        (Some(a), Some(b)) => inputs::dates(a, b),
        _ => String::new(),
    }
}

/// `21`, `15–20`, `≥ 21`, with separators.
pub fn interval_words(i: Interval) -> String {
    let number = |x: f64| if x.fract() == 0.0 { inputs::thousands(x) } else { common::decimal(x) };
    match i.high() {
        Some(h) if h == i.low() => number(h),
        Some(h) => format!("{}–{}", number(i.low()), number(h)),
        None => format!("≥ {}", number(i.low())),
    }
}

fn ink(verdict: Option<Verdict>) -> Ink {
    match verdict {
        Some(Verdict::Supported) => Ink::Supported,
        Some(Verdict::Contradicted) => Ink::Contradicted,
        _ => Ink::Neutral,
    }
}

fn form(verdict: Option<Verdict>) -> Dot {
    let base =
        Dot { ink: ink(verdict), hollow: false, form: Form::Circle, radius: 4.6, faint: false };
    match verdict {
        Some(Verdict::Supported) => base,
        Some(Verdict::Contradicted) => Dot { form: Form::Square, ..base },
        _ => Dot { hollow: true, ..base },
    }
}

fn number_panel(
    inputs: &Inputs<'_>,
    q: QuestionId,
    shown: &[&OriginVotes],
    verdicts: &[Option<Verdict>],
) -> Option<Panel> {
    let intervals: Vec<Option<Interval>> = shown
        .iter()
        .map(|o| match answer(inputs, q, o) {
            Answer::Number(i) => Some(i),
            Answer::Label(_) => None,
        })
        .collect();
    let belief = inputs.consensus.beliefs.get(q.index()).and_then(|b| b.number);
    let axis = number_axis(
        inputs.ledger.question(q).kind,
        intervals.iter().flatten().copied(),
        belief.map(|b| (b.low, b.high)),
        &inputs.ledger.question(q).measure,
    )?;
    let mut marks = Vec::new();
    for (i, (origin, interval)) in shown.iter().zip(&intervals).enumerate() {
        let Some(interval) = interval else { continue };
        let verdict = verdicts.get(origin.lead).copied().flatten();
        let (low, ink) = (interval.low(), ink(verdict));
        if !interval.is_point() {
            marks.push((i, Mark::Interval { low, high: interval.high(), ink, width: 5.0 }));
        }
        if interval.is_point() || interval.high().is_none() {
            marks.push((i, Mark::At { at: low, dot: form(verdict) }));
        }
    }
    Some(Panel {
        title: String::new(),
        bands: belief.map(|b| (b.low, b.high, Ink::Consensus)).into_iter().collect(),
        rules: belief
            .map(|b| Rule { at: b.value, ink: Ink::Muted, dashed: true })
            .into_iter()
            .collect(),
        marks,
        axis,
        share: 1.0,
    })
}

/// A number line that holds all figures, by factors where they span more than [`LOG_FROM`].
pub fn number_axis(
    kind: Kind,
    intervals: impl Iterator<Item = Interval>,
    consensus: Option<(f64, f64)>,
    title: &str,
) -> Option<Axis> {
    let mut values: Vec<f64> = Vec::new();
    for i in intervals {
        values.push(i.low());
        // The open end of "at least" wants some room for its arrow.
        values.push(i.high().unwrap_or(i.low() * 1.15));
    }
    if let Some((low, high)) = consensus {
        // A very wide belief must not squeeze the figures together.
        let (a, b) = (
            values.iter().copied().fold(f64::INFINITY, f64::min),
            values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        );
        let room = (b - a).max(b.abs() * 0.2).max(1.0);
        values.push(low.max(a - room));
        values.push(high.min(b + room));
    }
    let low = values.iter().copied().filter(|v| v.is_finite()).reduce(f64::min)?;
    let high = values.iter().copied().filter(|v| v.is_finite()).reduce(f64::max)?;
    if kind == Kind::Date {
        let pad = ((high - low) * 0.06).max(1.0);
        return Some(Axis::new(Scale::Days, (low - pad).floor(), (high + pad).ceil(), title));
    }
    if kind == Kind::Count && low >= 1.0 && high / low > LOG_FROM {
        let pad = (high / low).powf(0.05);
        return Some(Axis::new(
            Scale::Log,
            low / pad,
            high * pad,
            &format!("{title} (by factors)"),
        ));
    }
    let pad = ((high - low) * 0.07).max(if kind == Kind::Count { 1.0 } else { 1e-6 });
    let floor = if kind == Kind::Count && low >= 0.0 { 0.0_f64.max(low - pad) } else { low - pad };
    Some(Axis::new(Scale::Linear, floor, high + pad, title))
}

fn category_panel(
    inputs: &Inputs<'_>,
    q: QuestionId,
    shown: &[&OriginVotes],
    verdicts: &[Option<Verdict>],
) -> Panel {
    // Answers in order of belief, at most five columns and one for the rest.
    const COLUMNS: usize = 5;
    let belief = inputs.consensus.beliefs.get(q.index());
    let support = |a: usize| belief.and_then(|b| b.support.get(a)).copied().unwrap_or(0.0);
    let mut order: Vec<usize> = (0..inputs.ledger.answers(q).len()).collect();
    order.sort_by(|&a, &b| support(b).total_cmp(&support(a)).then(a.cmp(&b)));
    // An answer that only stands behind another of its origin needs no column.
    let led =
        |a: usize| shown.iter().any(|o| inputs.ledger.all_votes()[o.lead].answer.index() == a);
    order.retain(|&a| led(a));
    let kept: Vec<usize> = order.iter().copied().take(COLUMNS).collect();
    let rest = order.len() > kept.len();
    let columns = kept.len() + usize::from(rest);
    let mut axis = Axis::new(Scale::Linear, 0.0, columns as f64, "");
    for (i, &a) in kept.iter().enumerate() {
        let words = inputs.ledger.print_answer(q, crate::ids::AnswerId::from_index(a));
        axis.names.push((i as f64 + 0.5, words));
    }
    if rest {
        axis.names.push((kept.len() as f64 + 0.5, OTHER.into()));
    }
    let mut marks = Vec::new();
    for (i, origin) in shown.iter().enumerate() {
        let at = inputs.ledger.all_votes()[origin.lead].answer.index();
        let place = kept.iter().position(|&k| k == at).unwrap_or(kept.len());
        let verdict = verdicts.get(origin.lead).copied().flatten();
        let mut dot = form(verdict);
        if denies(inputs, origin) {
            dot.form = Form::Cross;
        }
        marks.push((i, Mark::At { at: place as f64 + 0.5, dot }));
    }
    let believed = kept.iter().position(|&a| support(a) >= 0.5);
    Panel {
        title: String::new(),
        axis,
        bands: believed.map(|i| (i as f64, i as f64 + 1.0, Ink::Consensus)).into_iter().collect(),
        rules: Vec::new(),
        marks,
        share: 1.0,
    }
}

/// The consensus in words, with how sure it is.
pub fn consensus_words(inputs: &Inputs<'_>, q: QuestionId) -> String {
    let Some(belief) = inputs.consensus.beliefs.get(q.index()) else { return String::new() };
    let kind = inputs.ledger.question(q).kind;
    if let Some(b) = belief.number {
        if kind == Kind::Date {
            return format!(
                "Consensus: {} (90 %: {}).",
                days_words(b.value, b.value),
                days_words(b.low, b.high)
            );
        }
        let words = |x: f64| match kind {
            Kind::Count => inputs::thousands(x.round()),
            _ => common::decimal(x),
        };
        return format!(
            "Consensus: {} (90 %: {} to {}).",
            words(b.value),
            words(b.low),
            words(b.high)
        );
    }
    match belief.best() {
        Some(a) if belief.support[a] >= 0.5 => format!(
            "Consensus: {} ({:.0} %).",
            inputs.ledger.print_answer(q, crate::ids::AnswerId::from_index(a)),
            100.0 * belief.support[a]
        ),
        _ => "No answer is believed by more than half.".into(),
    }
}

fn legend(
    inputs: &Inputs<'_>,
    q: QuestionId,
    numeric: bool,
    open: bool,
    shown: &[&OriginVotes],
    verdicts: &[Option<Verdict>],
) -> Vec<Entry> {
    let has = |v: Option<Verdict>| {
        shown.iter().any(|o| {
            let got = verdicts.get(o.lead).copied().flatten();
            got == v || (v.is_none() && got == Some(Verdict::Unattested))
        })
    };
    let mut out = Vec::new();
    for (verdict, words) in [
        (Some(Verdict::Supported), "fits the consensus of the others"),
        (Some(Verdict::Contradicted), "does not fit the consensus of the others"),
        (None, "not checked: fewer than two independent others"),
    ] {
        if has(verdict) {
            out.push(Entry { sample: Sample::Dot(form(verdict)), words: words.into() });
        }
    }
    if shown.iter().any(|o| denies(inputs, o)) {
        let dot = Dot { form: Form::Cross, ..Dot::filled(Ink::Muted) };
        out.push(Entry { sample: Sample::Dot(dot), words: "denies it".into() });
    }
    if open {
        out.push(Entry { sample: Sample::Arrow(Ink::Muted), words: "at least".into() });
    }
    let believed = inputs
        .consensus
        .beliefs
        .get(q.index())
        .is_some_and(|b| b.number.is_some() || b.best().is_some_and(|a| b.support[a] >= 0.5));
    if believed {
        let words = if numeric { "consensus, 90 %" } else { "consensus" };
        out.push(Entry { sample: Sample::Band(Ink::Consensus), words: words.into() });
    }
    out
}
