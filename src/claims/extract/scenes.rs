//! What each sentence speaks of, by its own words and by the places that the corpus knows.

use std::collections::BTreeSet;

use super::super::event::{Scene, known_places, places};
use super::super::speaker::Speakers;
use super::super::value::date::{Anchor, dates};
use super::super::words::Words;
use super::{Article, Read, Tables};

/// What each sentence of an article says of dates, kinds of event and places, by its own words.
pub(super) fn of_article(article: &Article, read: &Read, tables: &Tables) -> Vec<Scene> {
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

/// What the article introduces as places ("the town of Velm"): they are known in all articles.
pub(super) fn introduced(scenes: &[Scene]) -> BTreeSet<&str> {
    scenes.iter().flat_map(|s| s.places.iter().map(|p| p.name.as_str())).collect()
}

/// An article's scenes with the later mentions of places that it, or the corpus, names as such.
pub(super) fn with_known_places(
    article: &Article,
    read: &Read,
    scenes: &[Scene],
    speakers: &Speakers,
) -> Vec<Scene> {
    let here = introduced(scenes);
    let known = |name: &str| here.contains(name) || speakers.is_place(name);
    let mut scenes = scenes.to_vec();
    for (range, scene) in read.sentences.iter().zip(&mut scenes) {
        let words = Words::new(&article.text, &read.tokens[range.clone()]);
        known_places(&words, known, &mut scene.places);
    }
    scenes
}
