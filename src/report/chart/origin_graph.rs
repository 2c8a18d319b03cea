//! Origin graph: who is quoted, through which agency, in which outlet.

use std::collections::BTreeMap;

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::{Chart, Entry, Flow, Link, Node, Plot, Sample};
use crate::ledger::Role;

/// At most so many paths are drawn.
const PATHS: usize = 36;
/// Height of a lane that a path takes past the agencies, in places.
const LANE: f64 = 0.34;

/// The chart; `None` where no outlet prints a speaker. At most `top` names in a column.
pub fn origin_graph(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    // (speaker, agency or "", outlet) → origins
    let mut paths: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    let ledger = inputs.ledger;
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let vote = ledger.all_votes()[at];
            let Some(detail) = ledger.detail(at) else { continue };
            if ledger.role(vote.voice) != Role::Speaker {
                continue;
            }
            let mut outlets: Vec<&str> = detail.places.iter().map(|p| p.outlet.as_str()).collect();
            outlets.sort_unstable();
            outlets.dedup();
            for outlet in outlets {
                let via = if detail.via == outlet { String::new() } else { detail.via.clone() };
                let key = (ledger.voices().name(vote.voice).to_owned(), via, outlet.to_owned());
                *paths.entry(key).or_default() += 1;
            }
        }
    }
    let all = paths.len();
    let mut paths: Vec<((String, String, String), usize)> = paths.into_iter().collect();
    paths.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let (mut speakers, mut outlets): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut shown: Vec<((String, String, String), usize)> = Vec::new();
    for path in paths {
        let ((speaker, _, outlet), _) = &path;
        let fits = |names: &Vec<String>, name: &String| names.contains(name) || names.len() < top;
        if shown.len() >= PATHS || !fits(&speakers, speaker) || !fits(&outlets, outlet) {
            continue;
        }
        if !speakers.contains(speaker) {
            speakers.push(speaker.clone());
        }
        if !outlets.contains(outlet) {
            outlets.push(outlet.clone());
        }
        shown.push(path);
    }
    if shown.is_empty() {
        return None;
    }
    let agencies = shown.iter().any(|p| !p.0.1.is_empty());
    let flow = build(&shown, &speakers, &outlets, agencies);
    let heaviest: Vec<String> = shown
        .iter()
        .take(6)
        .map(|((s, v, o), n)| {
            let via = if v.is_empty() { String::new() } else { format!(" via {v}") };
            format!("{s}{via} in {o}, {}", inputs::count(*n, "claim"))
        })
        .collect();
    let mut legend = vec![
        Entry { sample: Sample::Cell(super::Cell::Full(Ink::Speaker)), words: "speaker".into() },
        Entry { sample: Sample::Cell(super::Cell::Full(Ink::Outlet)), words: "outlet".into() },
    ];
    if agencies {
        let sample = Sample::Cell(super::Cell::Full(Ink::Neutral));
        legend.push(Entry { sample, words: "passed on by".into() });
    }
    Some(Chart {
        name: "origin-graph".into(),
        title: "Whose words reach whom?".into(),
        subtitle: format!(
            "From the speaker{} to the outlet that prints it. Thicker: more claims.",
            if agencies { " through the agency or outlet that passed it on" } else { "" }
        ),
        caption: "Drawn from attributions in the texts and from wording that is the same; a source that \
                  an article does not name cannot be shown. Claims of one origin count once however \
                  many outlets print them."
            .into(),
        left_out: if shown.len() < all {
            format!(
                "Shown: {} of {}, the most used, with at most {top} names in a column.",
                shown.len(),
                inputs::count(all, "path")
            )
        } else {
            String::new()
        },
        alt: format!("Paths from speakers to outlets. The most used: {}.", heaviest.join("; ")),
        legend,
        plot: Plot::Flow(flow),
    })
}

fn build(
    shown: &[((String, String, String), usize)],
    speakers: &[String],
    outlets: &[String],
    agencies: bool,
) -> Flow {
    let mut flow = Flow { columns: vec!["Speaker".into()], nodes: Vec::new(), links: Vec::new() };
    if agencies {
        flow.columns.push("Passed on by".into());
    }
    flow.columns.push("Outlet".into());
    let last = flow.columns.len() - 1;
    let sum = |pick: &dyn Fn(&(String, String, String)) -> bool| -> usize {
        shown.iter().filter(|p| pick(&p.0)).map(|p| p.1).sum()
    };
    let node = |column, place, label: &str, n: usize, ink| Node {
        column,
        place,
        label: label.to_owned(),
        note: if label.is_empty() { String::new() } else { inputs::thousands(n as f64) },
        weight: n as f64,
        ink,
    };
    // Speakers by weight; the other columns by where their links come from, which keeps lines short.
    let mut speakers = speakers.to_vec();
    speakers.sort_by_key(|s| std::cmp::Reverse(sum(&|p| p.0 == *s)));
    let place_of = |s: &String| speakers.iter().position(|x| x == s).unwrap_or(0) as f64;
    let centre = |pick: &dyn Fn(&(String, String, String)) -> bool| -> f64 {
        let (mut at, mut n) = (0.0, 0.0);
        for (p, k) in shown.iter().filter(|p| pick(&p.0)) {
            at += place_of(&p.0) * *k as f64;
            n += *k as f64;
        }
        if n > 0.0 { at / n } else { 0.0 }
    };
    let mut outlets = outlets.to_vec();
    outlets.sort_by(|a, b| centre(&|p| p.2 == *a).total_cmp(&centre(&|p| p.2 == *b)));
    for (i, s) in speakers.iter().enumerate() {
        flow.nodes.push(node(0, i as f64, s, sum(&|p| p.0 == *s), Ink::Speaker));
    }
    let spread = (speakers.len() as f64 / outlets.len() as f64).clamp(1.0, 2.5);
    let first_outlet = flow.nodes.len();
    for (i, o) in outlets.iter().enumerate() {
        flow.nodes.push(node(last, i as f64 * spread, o, sum(&|p| p.2 == *o), Ink::Outlet));
    }
    let outlet_node = |o: &String| first_outlet + outlets.iter().position(|x| x == o).unwrap_or(0);
    let speaker_node = |s: &String| speakers.iter().position(|x| x == s).unwrap_or(0);
    if !agencies {
        for ((s, _, o), n) in shown {
            let (from, to) = (speaker_node(s), outlet_node(o));
            flow.links.push(Link { from, to, weight: *n as f64, ink: Ink::Neutral });
        }
        return flow;
    }
    // The middle column: agencies, and a bare lane for each path that names none.
    let mut middle: Vec<(f64, Option<String>, Vec<usize>)> = Vec::new();
    for (i, ((s, via, o), _)) in shown.iter().enumerate() {
        let height =
            (place_of(s) + outlets.iter().position(|x| x == o).unwrap_or(0) as f64 * spread) / 2.0;
        if via.is_empty() {
            middle.push((height, None, vec![i]));
        } else if let Some(found) = middle.iter_mut().find(|m| m.1.as_ref() == Some(via)) {
            found.2.push(i);
            found.0 += (height - found.0) / found.2.len() as f64;
        } else {
            middle.push((height, Some(via.clone()), vec![i]));
        }
    }
    middle.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The shorter column stands in the middle of the taller.
    let height = |named: usize, bare: usize| named as f64 + bare as f64 * LANE;
    let bare = middle.iter().filter(|m| m.1.is_none()).count();
    let tallest = (speakers.len() as f64).max(outlets.len() as f64 * spread);
    let mut place = ((tallest - height(middle.len() - bare, bare)) / 2.0).max(0.0);
    for (_, name, of) in middle {
        let n: usize = of.iter().map(|&i| shown[i].1).sum();
        let id = flow.nodes.len();
        let step = if name.is_some() { 1.0 } else { LANE };
        // A node stands in the middle of its own height.
        let at = place + (step - 1.0) / 2.0;
        let weight = if name.is_some() { n } else { 0 };
        flow.nodes.push(node(1, at, name.as_deref().unwrap_or(""), weight, Ink::Neutral));
        place += step;
        for i in of {
            let ((s, _, o), n) = &shown[i];
            let (weight, ink) = (*n as f64, Ink::Neutral);
            flow.links.push(Link { from: speaker_node(s), to: id, weight, ink });
            flow.links.push(Link { from: id, to: outlet_node(o), weight, ink });
        }
    }
    flow
}
