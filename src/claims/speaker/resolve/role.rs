//! Persons, and the organisations that their roles belong to.

use super::super::mention::{self, Class, Determiner, Phrase, class_of, normal};
use super::super::{Persons, Voice, VoiceKind, is_person_name, organisation};
use super::Resolver;
use super::label::{label, plural_label};

impl Resolver<'_> {
    /// The organisation that a role belongs to: "spokesman for Y", "Y's spokesman", "Y officials".
    pub(super) fn organisation(&mut self, p: &Phrase, role: usize, at: usize) -> Option<Voice> {
        if p.tail.first().is_some_and(|w| {
            matches!(w.as_str(), "for" | "of" | "from" | "at" | "with" | "in" | "within")
        }) && let Some(object) = p.object()
        {
            let v = self.inner(&object, at)?;
            // "a spokesperson for the governor" speaks for the governor.
            let usable = (matches!(v.kind, VoiceKind::Organisation | VoiceKind::Outlet)
                || (v.kind == VoiceKind::Person && p.tail[0] == "for"))
                && !(p.tail[0] == "in"
                    && mention::country(&object).is_none()
                    && mention::seat(&object).is_none());
            return usable.then_some(v);
        }
        let before: Vec<String> = p.words[..role]
            .iter()
            .filter(|w| !matches!(w.as_str(), "'s" | "’s" | "'" | "’"))
            .cloned()
            .collect();
        if before.is_empty() {
            return None;
        }
        // The longest stretch of modifiers that names something known.
        for from in 0..before.len() {
            let name = before[from..].join(" ");
            if let Some(v) = self.speakers.canonical(&name) {
                return Some(v);
            }
        }
        let land = (0..before.len()).find_map(|i| {
            (i + 1..=before.len()).rev().find_map(|j| {
                let n = before[i..j].join(" ");
                mention::adjective(&n)
                    .or_else(|| mention::country(&n))
                    .or_else(|| mention::seat(&n))
            })
        });
        let noun = before.iter().rev().find_map(|w| mention::group_noun(&w.to_lowercase()));
        match (land, noun) {
            (Some(l), Some("government") | None)
                if before.iter().all(|w| {
                    w.to_lowercase() != "local"
                        && class_of(&w.to_lowercase()) != Some(Class::Private)
                }) =>
            {
                return Some(self.speakers.government(l));
            }
            (Some(l), Some(n)) => {
                return Some(
                    self.speakers
                        .body(l, n)
                        .unwrap_or_else(|| organisation(format!("{} {n}", l.1))),
                );
            }
            (None, Some(n)) => return self.inner(&format!("the {n}"), at),
            _ => {}
        }
        let is_name = |w: &&String| mention::capital(w) && class_of(&w.to_lowercase()).is_none();
        // "the National Security Council spokesman": what the body is belongs to its name.
        let body =
            |w: &String| mention::capital(w) && class_of(&w.to_lowercase()) == Some(Class::Group);
        let several = before.iter().filter(is_name).count() > 1;
        let capitals: Vec<String> =
            before.iter().filter(|w| is_name(w) || (several && body(w))).cloned().collect();
        let known = capitals.iter().any(|w| self.is_a_name(w)) || capitals.len() > 1;
        if !capitals.is_empty() && (known || !self.begins_sentence(at)) {
            return self.inner(&capitals.join(" "), at).filter(|v| v.kind != VoiceKind::Anonymous);
        }
        let last = before.last()?.to_lowercase();
        if class_of(&last) == Some(Class::Group) {
            return self
                .inner(&format!("the {last}"), at)
                .filter(|v| v.kind == VoiceKind::Organisation);
        }
        None
    }

    /// Whether a word is a name for itself: an acronym, or a name that the corpus has elsewhere too.
    pub(super) fn is_a_name(&self, word: &str) -> bool {
        let key = normal(word);
        word.chars().filter(|c| c.is_uppercase()).count() >= 2 || self.speakers.is_repeated(&key)
    }

    /// Whether the text before a place ends a sentence, so that a capital there tells nothing.
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default().trim_end();
        before.is_empty()
            || before.ends_with(['.', '!', '?', '”', '"', ':'])
            || self.text[before.len()..at].contains('\n')
    }

    /// "the minister", "Mali's defence minister": a person known by the role alone.
    pub(super) fn titled(&mut self, core: &Phrase, role: usize, at: usize) -> Voice {
        let head = core.head();
        let known = core.determiner == Some(Determiner::Definite)
            && core.words.len() == 1
            && core.tail.is_empty();
        if known && let Some(v) = self.by_head.get(&head) {
            return v.clone();
        }
        if head.ends_with('s') && class_of(head.trim_end_matches('s')).is_some() {
            // "experts", "analysts": unnamed.
            return self.anonymous_voice(core);
        }
        if core.determiner == Some(Determiner::Indefinite)
            || core.determiner == Some(Determiner::Another)
        {
            return self.anonymous_voice(core);
        }
        let org = self.organisation(core, role, at);
        match self.speakers.persons() {
            Persons::None => {
                org.unwrap_or(Voice { name: plural_label(&head), kind: VoiceKind::Pooled })
            }
            _ => Voice { name: label(core), kind: VoiceKind::Person },
        }
    }

    /// A person by name, under the `persons` setting.
    pub(super) fn person(&mut self, full: &str) -> Voice {
        if let Some(v) = self.speakers.declared(full) {
            return v;
        }
        let known = self.organisation_of.get(&normal(full)).cloned();
        match (self.speakers.persons(), known) {
            (Persons::All, _) => Voice { name: full.to_owned(), kind: VoiceKind::Person },
            // A spokesperson counts for the organisation; a private person is pooled.
            (Persons::Role, Some(v)) if v.kind != VoiceKind::Person => v,
            (Persons::Role, _) => Voice { name: full.to_owned(), kind: VoiceKind::Person },
            (Persons::None, Some(v)) => Voice {
                kind: if v.kind == VoiceKind::Person { VoiceKind::Organisation } else { v.kind },
                ..v
            },
            (Persons::None, None) => Voice { name: "persons".to_owned(), kind: VoiceKind::Pooled },
        }
    }

    /// Whether a bare name is a person's.
    pub(super) fn is_person(&self, name: &str) -> bool {
        let key = normal(name);
        if self.speakers.declared(name).is_some() || self.speakers.outlet(name).is_some() {
            return false;
        }
        if self.organisation_of.contains_key(&key) || self.names.acronyms.contains_key(&key) {
            return self.organisation_of.contains_key(&key);
        }
        let known = self.speakers.is_known_person(&key);
        let words = name.split(' ').count();
        if words == 1 {
            return known || self.names.ending_in(&key).any(|n| n.person);
        }
        (2..=4).contains(&words) && (known || is_person_name(name))
    }

    /// The fullest name of a person in the article, else over the corpus.
    pub(super) fn full_name(&self, name: &str) -> String {
        let key = normal(name);
        let last = key.rsplit(' ').next().unwrap_or(&key);
        let fuller = |candidate: &str| {
            candidate.len() > key.len() && candidate.ends_with(&format!(" {key}"))
        };
        let here = self.names.ending_in(last).find_map(|n| {
            let full = normal(&n.name);
            let fits = fuller(&full) && full.split(' ').count() <= 4 && is_person_name(&n.name);
            fits.then_some(full)
        });
        let full = here.or_else(|| self.speakers.fuller(&key));
        self.spelling(&full.unwrap_or(key))
    }

    /// The corpus's usual spelling of a name, over transliteration variants.
    pub(super) fn spelling(&self, name: &str) -> String {
        self.speakers.usual_spelling(&normal(name)).unwrap_or_else(|| name.to_owned())
    }
}
