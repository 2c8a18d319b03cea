//! What speakers say and think besides facts of a known kind, and answers that give none.

use super::super::attribution::{self, Kind};
use super::super::event::Events;
use super::super::{Hedge, STATEMENT, Stance, Update, VIEW};
use super::{Assembly, Fact};
use crate::corpus::{Article, Span};

impl Fact {
    /// What somebody says or thinks, in its own words.
    fn in_free_words(
        measure: &str,
        content: Span,
        kind: Option<&str>,
        event: usize,
        article: &Article,
    ) -> Self {
        Self {
            content,
            core: content,
            measure: measure.to_owned(),
            subject: kind.unwrap_or("event").to_owned(),
            value: None,
            label: Some(statement_label(&article.text, content)),
            update: Update::Plain,
            hedge: Hedge::None,
            event,
            place: None,
        }
    }
}

impl Assembly<'_> {
    /// Attributions that give no answer: "declined to comment", "has not disclosed the number of
    /// dead"; they ask a question without answering it.
    pub(super) fn declined(&mut self, i: usize, events: &mut Events) {
        let a = &self.attributions[i];
        let content = a.content_cover();
        let Some(span) = content.or(a.cue).map(|s| a.source.map_or(s, |w| s.cover(w))) else {
            return;
        };
        let core = content.or(a.cue).unwrap_or(span);
        let asked =
            content.and_then(|c| self.reported_before(i, c)).map(|f| (f.measure, f.subject));
        let (measure, subject) = asked
            .or_else(|| {
                let (words, _) = self.sentence_at(content?)?;
                let from = words.at(content?.start());
                let to = words.at(content?.end().saturating_sub(1)) + 1;
                self.tables.measures.asked(&words, from..to, &self.tables.nouns)
            })
            .unwrap_or_else(|| {
                let kind = events.hint(events.current()).kind;
                ("comment".to_owned(), kind.unwrap_or_else(|| "event".to_owned()))
            });
        let event = self.event_at(core, events);
        let fact = Fact {
            content: span,
            core,
            measure,
            subject,
            value: None,
            label: None,
            update: Update::Plain,
            hedge: Hedge::None,
            event,
            place: None,
        };
        self.say(i, &fact);
    }

    /// What "the report", "that death toll" stands for: the last number or party that somebody
    /// else stated, in this sentence or the one before.
    pub(super) fn reported_before(&self, i: usize, content: Span) -> Option<Fact> {
        let words = content.of(&self.article.text).to_ascii_lowercase();
        let mut list = words.split_whitespace();
        let definite =
            matches!(list.next(), Some("the" | "this" | "that" | "these" | "those" | "it" | "its"));
        let noun = words.split(|c: char| !c.is_alphanumeric()).rfind(|w| !w.is_empty())?;
        let stands = noun == "it" || attribution::names_a_statement(noun);
        if !definite || !stands || words.split_whitespace().count() > 5 {
            return None;
        }
        let own = self.said[i].name();
        let here = self.sentence_number(content);
        let recent = || {
            self.facts
                .iter()
                .rev()
                .take(24)
                .filter(|(who, f)| *who != own && f.core.end() <= content.end())
                .filter(|(_, f)| self.sentence_number(f.core) + 1 >= here)
                .map(|(_, f)| f)
        };
        recent()
            .find(|f| f.value.is_some() && f.measure != "date")
            .or_else(|| recent().find(|f| f.measure != "date"))
            .cloned()
    }

    /// What speakers say and think besides facts of a known kind: kept in its own words, a claim
    /// for each piece of a divided content, so that every attribution can be found.
    pub(super) fn statements(&mut self, events: &mut Events) {
        for i in 0..self.attributions.len() {
            let a = &self.attributions[i];
            if self.said[i].voices.is_empty() || self.repeats_its_parent(i) {
                continue;
            }
            if a.stance == Stance::Declines && a.kind == Kind::Speech {
                if self.carried[i].iter().all(|c| !c) {
                    self.declined(i, events);
                }
                continue;
            }
            let Some(content) = a.content_cover() else { continue };
            // "rebuffing the report": the fact itself, with this speaker's stance
            let judged = matches!(a.stance, Stance::Confirms | Stance::Denies);
            if judged
                && self.carried[i].iter().all(|c| !c)
                && let Some(fact) = self.reported_before(i, content)
            {
                let whole = a.source.map_or(content, |w| content.cover(w));
                self.say(i, &Fact { content: whole, core: content, ..fact });
                continue;
            }
            // "I think" is the writer's own view, or that of whoever is quoted.
            if a.kind == Kind::Mental
                && a.source.is_some_and(|s| is_speech_part(s.of(&self.article.text)))
            {
                continue;
            }
            let measure = if a.kind == Kind::Speech { STATEMENT } else { VIEW };
            let event = self.event_at(content, events);
            let kind = events.hint(event).kind;
            for (&piece, carried) in a.content.iter().zip(self.carried[i].clone()) {
                if !carried {
                    self.say(
                        i,
                        &Fact::in_free_words(measure, piece, kind.as_deref(), event, self.article),
                    );
                }
            }
        }
    }

    /// Gives a fact to the speaker of an attribution.
    pub(super) fn say(&mut self, i: usize, fact: &Fact) {
        let (name, via) = (self.said[i].name(), self.said[i].via.clone());
        self.push(fact, Some(i), false, &name, via);
    }

    /// Whether an attribution inside another's content tells no more of who said what: a state of
    /// mind or a topic in somebody's words, or the same speaker again ("I say that …").
    pub(super) fn repeats_its_parent(&self, i: usize) -> bool {
        let a = &self.attributions[i];
        let Some(parent) = a.parent.filter(|p| *p < self.said.len()) else { return false };
        let answers = a.about.is_some() && a.stance != Stance::Asserts;
        !answers && (a.kind == Kind::Mental || !a.clausal)
            || self.said[parent].voices == self.said[i].voices
    }
}

/// The first words of a statement, as its answer.
pub(super) fn statement_label(text: &str, span: Span) -> String {
    let mut words: Vec<&str> = span.of(text).split_whitespace().take(13).collect();
    if words.len() == 13 {
        words[12] = "…";
    }
    words.join(" ")
}

/// Whether a mention is a pronoun for somebody who speaks or is spoken to.
pub(super) fn is_speech_part(mention: &str) -> bool {
    matches!(mention.to_ascii_lowercase().as_str(), "i" | "we" | "you")
}
