//! What each sentence speaks of, by its own words and by the places that the corpus knows.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::super::event::{Scene, known_places, places};
use super::super::speaker::Speakers;
use super::super::value::date::{Anchor, dates};
use super::super::words::Words;
use super::{Article, Read, Reading, Tables};

/// The scenes of each article, a scene a sentence. A place that one article introduces ("the town
/// of Velm") is known in all.
pub(super) fn of_corpus(
    articles: &[Article],
    readings: &[Reading],
    speakers: &Speakers,
    tables: &Tables,
) -> Vec<Vec<Scene>> {
    let scenes: Vec<Vec<Scene>> =
        articles.par_iter().zip(readings).map(|(a, r)| scenes_of(a, &r.read, tables)).collect();
    let places: BTreeSet<&str> = scenes
        .iter()
        .flatten()
        .flat_map(|s| &s.places)
        .map(|p| p.name.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        // a capital stands for its government
        .filter(|p| speakers.canonical(p).is_none())
        .collect();
    articles
        .par_iter()
        .zip(readings)
        .zip(&scenes)
        .map(|((article, reading), scenes)| {
            with_known_places(article, &reading.read, scenes, &places)
        })
        .collect()
}

/// What each sentence of an article says of dates, kinds of event and places, by its own words.
fn scenes_of(article: &Article, read: &Read, tables: &Tables) -> Vec<Scene> {
    let mut anchor = Anchor { published: article.published, previous: None };
    let mut scenes = Vec::with_capacity(read.sentences.len());
    for range in &read.sentences {
        let words = Words::new(&article.text, &read.tokens[range.clone()]);
        let dates = dates(&words, &tables.numbers, anchor);
        if let Some(last) = dates.iter().rfind(|d| !d.bound) {
            anchor.previous = Some(last.last);
        }
        let kinds = tables.kinds.find(&words, &dates);
        let places = places(&words, &tables.nouns, &kinds, &dates);
        scenes.push(Scene { dates, kinds, places, told: None });
    }
    scenes
}

/// An article's scenes with the later mentions of places that it, or the corpus, names as such.
fn with_known_places(
    article: &Article,
    read: &Read,
    scenes: &[Scene],
    places: &BTreeSet<&str>,
) -> Vec<Scene> {
    let here: BTreeSet<&str> =
        scenes.iter().flat_map(|s| s.places.iter().map(|p| p.name.as_str())).collect();
    let known = |name: &str| here.contains(name) || places.contains(name);
    let mut scenes = scenes.to_vec();
    for (range, scene) in read.sentences.iter().zip(&mut scenes) {
        let words = Words::new(&article.text, &read.tokens[range.clone()]);
        known_places(&words, known, &mut scene.places);
    }
    scenes
}
