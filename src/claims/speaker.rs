//! Which voice a mention stands for: canonical names, over an article and over the corpus.

mod asked;
mod mention;
mod names;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use self::asked::{Answer, Asked, Question};
pub use self::names::Names;

use self::asked::yes;
use self::mention::{Class, Phrase, class_of, normal};
use self::resolve::Resolver;
use super::attribution::Attribution;
use super::{AxisSettings, VoiceSettings};
use crate::corpus::{Span, Token};

/// What a voice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoiceKind {
    /// An organisation, a government, an armed group.
    Organisation,
    /// A person in a public role (or any person, with `persons = "all"`).
    Person,
    /// A source that the article does not name; kept apart per article.
    Anonymous,
    /// People without a role, pooled: "residents", "witnesses".
    Pooled,
    /// Who publishes, or an agency.
    Outlet,
}

/// One voice behind a mention.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// The canonical name.
    pub name: String,
    /// What it is.
    pub kind: VoiceKind,
}

/// Who speaks in one attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The voices that assert it: one, or several for "the army and Wagner". Empty where the text
    /// names nobody.
    pub voices: Vec<Voice>,
    /// Who passed it on inside the article, nearest to the speaker first.
    pub via: Vec<String>,
    /// For each voice: what decided that the mention stands for it.
    pub why: Vec<&'static str>,
}

impl Speaker {
    /// The voices' names, joined by "; ".
    pub fn name(&self) -> String {
        self.voices.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// `persons`: who is scored by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Persons {
    /// Persons in a public role; a spokesperson counts for the organisation; others are pooled.
    #[default]
    Role,
    /// Everyone by name.
    All,
    /// Organisations only: a person counts for the organisation, where it is known, else pooled.
    None,
}

/// What is known of voices over the whole corpus.
#[derive(Clone, Debug, Default)]
pub struct Speakers {
    /// Looked into by the methods that note what is asked, and by none beside: else a kept reading would
    /// outlive what it rests on.
    known: Arc<Known>,
    /// What is asked while one article is read, where somebody keeps it.
    asked: Option<Arc<Asked>>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    persons: Persons,
    /// Compared form → declared name and kind.
    declared: BTreeMap<String, Voice>,
    /// Agencies and outlets, by compared form.
    outlets: BTreeMap<String, String>,
    /// Compared short form → long form, over the corpus.
    acronyms: BTreeMap<String, String>,
    /// Compared long form → short form, over the corpus.
    short_forms: BTreeMap<String, String>,
    /// Compared form of a name → how often it is written, over the corpus.
    counts: BTreeMap<String, usize>,
    /// Initials of the words of a name → the names with them, in order, and how often each is
    /// written. Spellings of one name share them, so only those are compared.
    by_initials: BTreeMap<Vec<u8>, Vec<(String, usize)>>,
    /// Compared form → the spelling most often printed.
    spelling: BTreeMap<String, String>,
    /// Last name (compared) → full person names (compared), over the corpus.
    by_last: BTreeMap<String, BTreeSet<String>>,
    /// Compared forms of names known to be persons.
    known_persons: BTreeSet<String>,
    /// What some article introduces as a place, as written.
    places: BTreeSet<String>,
}

/// The names of one article, to build [`Speakers`] from.
pub fn names(text: &str, tokens: &[Token]) -> Names {
    names::names(text, tokens)
}

impl Speakers {
    /// What the user declares, and what all articles together say of names. `outlets` are those of
    /// the corpus.
    pub fn new<'a>(
        persons: Persons,
        voices: &[VoiceSettings],
        axes: &[AxisSettings],
        outlets: &[String],
        articles: impl IntoIterator<Item = &'a Names>,
    ) -> Self {
        let mut s = Known { persons, ..Known::default() };
        for row in crate::claims::attribution::rows(include_str!("../../models/outlets.csv")) {
            let [name, aliases, _] = row[..] else { continue };
            for alias in aliases.split('|').chain([name]).filter(|a| !a.is_empty()) {
                s.outlets.insert(normal(alias), name.to_owned());
            }
        }
        for outlet in outlets {
            let name = s.outlets.get(&normal(outlet)).unwrap_or(outlet).clone();
            // The corpus's own spelling of an outlet's name prevails.
            for known in s.outlets.values_mut().filter(|n| **n == name) {
                known.clone_from(outlet);
            }
            s.outlets.insert(normal(outlet), outlet.clone());
        }
        let axis_names = axes.iter().flat_map(|a| a.minus.iter().chain(&a.plus).chain(&a.off));
        for name in axis_names {
            s.declare(name, name, VoiceKind::Organisation);
        }
        for voice in voices {
            let kind = match voice.kind.as_deref() {
                Some("person") => VoiceKind::Person,
                Some("outlet" | "agency") => VoiceKind::Outlet,
                Some("anonymous") => VoiceKind::Anonymous,
                _ => VoiceKind::Organisation,
            };
            for alias in voice.aliases.iter().chain([&voice.name]) {
                s.declare(alias, &voice.name, kind);
            }
        }
        let mut spellings: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut long_forms: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for article in articles {
            for n in &article.all {
                let key = normal(&n.name);
                if key.is_empty() {
                    continue;
                }
                *s.counts.entry(key.clone()).or_default() += 1;
                *spellings.entry(key.clone()).or_default().entry(n.name.clone()).or_default() += 1;
                let words = key.split(' ').count();
                if n.person {
                    s.known_persons.insert(key.clone());
                }
                if (2..=4).contains(&words) && is_person_name(&n.name) {
                    let last = key.rsplit(' ').next().unwrap_or(&key).to_owned();
                    s.by_last.entry(last).or_default().insert(key.clone());
                    // "Mohamed El-Mouloud" is also called El-Mouloud.
                    if let Some((_, rest)) = n.name.split_once(' ') {
                        s.by_last.entry(normal(rest)).or_default().insert(key);
                    }
                }
            }
            for (long, short) in &article.short_forms {
                s.short_forms.entry(long.clone()).or_insert_with(|| short.clone());
            }
            for (short, long) in &article.acronyms {
                *long_forms.entry(short.clone()).or_default().entry(long.clone()).or_default() += 1;
            }
        }
        for (key, forms) in spellings {
            if let Some(best) = most(&forms) {
                s.spelling.insert(key, best);
            }
        }
        for (short, forms) in long_forms {
            if let Some(best) = most(&forms) {
                s.acronyms.insert(short, best);
            }
        }
        for (name, &n) in &s.counts {
            s.by_initials.entry(initials(name)).or_default().push((name.clone(), n));
        }
        Self { known: Arc::new(s), asked: None }
    }

    /// The same with what the articles introduce as places ("the town of Velm"), as written.
    pub fn with_places(self, places: &BTreeSet<&str>) -> Self {
        // a capital stands for its government
        let places = places.iter().filter(|p| self.canonical(p).is_none());
        let places = places.map(|p| (*p).to_owned()).collect();
        let known = Known { places, ..Arc::unwrap_or_clone(self.known) };
        Self { known: Arc::new(known), asked: self.asked }
    }

    /// The same, noting what is asked.
    pub fn noting(&self, asked: &Arc<Asked>) -> Self {
        Self { known: Arc::clone(&self.known), asked: Some(Arc::clone(asked)) }
    }

    /// What is answered to a question.
    pub fn answer(&self, question: &Question) -> Answer {
        match question {
            Question::Outlet(name) => self.outlet_of(name).map(str::to_owned),
            Question::LongForm(short) => self.long_form(short).cloned(),
            Question::ShortForm(long) => self.short_form(long).cloned(),
            Question::MoreOften(a, b) => yes(self.is_more_often(a, b)),
            Question::Repeated(name) => yes(self.is_repeated(name)),
            Question::Person(name) => yes(self.is_known_person(name)),
            Question::Fuller(name) => self.fuller(name),
            Question::Spelling(name) => self.usual_spelling(name),
            Question::Place(name) => yes(self.is_place(name)),
        }
    }

    fn note(&self, question: impl FnOnce() -> Question, answer: impl FnOnce() -> Answer) {
        if let Some(asked) = &self.asked {
            asked.note(question(), answer());
        }
    }

    /// Who is scored by name.
    fn persons(&self) -> Persons {
        self.known.persons
    }

    fn outlet_of(&self, key: &str) -> Option<&str> {
        let found = self.known.outlets.get(key).map(String::as_str);
        self.note(|| Question::Outlet(key.to_owned()), || found.map(str::to_owned));
        found
    }

    /// What an acronym stands for, as most articles that explain it say.
    fn long_form(&self, short: &str) -> Option<&String> {
        let found = self.known.acronyms.get(short);
        self.note(|| Question::LongForm(short.to_owned()), || found.cloned());
        found
    }

    fn short_form(&self, long: &str) -> Option<&String> {
        let found = self.known.short_forms.get(long);
        self.note(|| Question::ShortForm(long.to_owned()), || found.cloned());
        found
    }

    fn is_more_often(&self, a: &str, b: &str) -> bool {
        let count = |key: &str| self.known.counts.get(key).copied().unwrap_or(0);
        let is = count(a) > count(b);
        self.note(|| Question::MoreOften(a.to_owned(), b.to_owned()), || yes(is));
        is
    }

    fn is_repeated(&self, key: &str) -> bool {
        let is = self.known.counts.get(key).is_some_and(|&n| n >= 2);
        self.note(|| Question::Repeated(key.to_owned()), || yes(is));
        is
    }

    fn is_known_person(&self, key: &str) -> bool {
        let is = self.known.known_persons.contains(key);
        self.note(|| Question::Person(key.to_owned()), || yes(is));
        is
    }

    /// The one longer name of a person that ends so, if there is one alone.
    fn fuller(&self, key: &str) -> Option<String> {
        let last = key.rsplit(' ').next().unwrap_or(key);
        let known = self.known.by_last.get(last).or_else(|| self.known.by_last.get(key));
        let ending = format!(" {key}");
        let mut fit = known.into_iter().flatten().filter(|n| n.ends_with(&ending));
        let found = match (fit.next(), fit.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        };
        self.note(|| Question::Fuller(key.to_owned()), || found.clone());
        found
    }

    /// The corpus's usual spelling of a name, over transliteration variants.
    fn usual_spelling(&self, key: &str) -> Option<String> {
        let mut best = self.known.counts.get(key).map(|&n| (key, n));
        for (other, n) in self.known.by_initials.get(&initials(key)).into_iter().flatten() {
            if best.is_none_or(|(_, m)| *n > m) && same_spelling(key, other) {
                best = Some((other, *n));
            }
        }
        let found = self.known.spelling.get(best.map_or(key, |b| b.0)).cloned();
        self.note(|| Question::Spelling(key.to_owned()), || found.clone());
        found
    }

    /// Whether some article introduces this as a place.
    pub fn is_place(&self, name: &str) -> bool {
        let is = self.known.places.contains(name);
        self.note(|| Question::Place(name.to_owned()), || yes(is));
        is
    }
}

impl Known {
    fn declare(&mut self, alias: &str, name: &str, kind: VoiceKind) {
        self.declared.insert(normal(alias), Voice { name: name.to_owned(), kind });
    }
}

impl Speakers {
    /// The declared voice of this name, whole.
    fn declared(&self, name: &str) -> Option<Voice> {
        self.known.declared.get(&normal(name)).cloned()
    }

    /// The one declared voice of which a name ends with this plural: "the rebels" where the user
    /// declares "Northern rebels", and no other rebels.
    fn declared_plural(&self, head: &str) -> Option<Voice> {
        let head = normal(head);
        let ends = |name: &str| {
            name.strip_suffix(head.as_str()).is_some_and(|before| before.ends_with(' '))
        };
        let mut found = self.known.declared.iter().filter(|(name, _)| ends(name)).map(|(_, v)| v);
        let first = found.next().filter(|_| head.len() > 3 && head.ends_with('s'))?;
        found.all(|v| v.name == first.name).then(|| first.clone())
    }

    /// The declared voice that a noun phrase ends with or begins with: "Russian private military
    /// company Wagner", "Wagner mercenaries".
    fn declared_within(&self, phrase: &Phrase) -> Option<Voice> {
        let full = phrase.full();
        if let Some(v) = self.declared(&full).or_else(|| self.declared(&phrase.words.join(" "))) {
            return Some(v);
        }
        let words = &phrase.words;
        // The longest ending that is declared, if it holds the head noun.
        for from in 1..words.len() {
            if let Some(v) = self.declared(&words[from..].join(" ")) {
                return Some(v);
            }
        }
        // A declared beginning, if what follows is only a word for its people.
        for to in (1..words.len()).rev() {
            let rest = &words[to..];
            let people = rest.iter().all(|w| {
                matches!(class_of(&w.to_lowercase()), Some(Class::Group))
                    || matches!(w.to_lowercase().as_str(), "group" | "'s" | "’s")
            });
            if people && let Some(v) = self.declared(&words[..to].join(" ")) {
                return Some(v);
            }
        }
        None
    }

    /// A government, under the declared name if there is one.
    fn government(&self, (country, adjective): (&str, &str)) -> Voice {
        self.body((country, adjective), "government")
            .or_else(|| self.declared(country))
            .unwrap_or_else(|| organisation(format!("{adjective} government")))
    }

    /// A country's army, police …, if it is declared under one of its usual names.
    fn body(&self, (country, adjective): (&str, &str), noun: &str) -> Option<Voice> {
        [format!("{adjective} {noun}"), format!("{country} {noun}"), format!("{noun} of {country}")]
            .iter()
            .find_map(|n| self.declared(n))
    }

    /// The outlet or agency of this name.
    pub fn outlet(&self, name: &str) -> Option<&str> {
        self.outlet_of(&normal(name))
    }

    /// The canonical name of a voice or party from its name alone, without an article around it:
    /// aliases, acronyms, countries, "Mali's army". `None` if nothing is known of it.
    pub fn canonical(&self, name: &str) -> Option<Voice> {
        if let Some(v) = self.declared(name) {
            return Some(v);
        }
        if let Some(long) = self.long_form(&normal(name)) {
            return Some(self.acronym(name, long));
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let tokens = crate::corpus::tokenize(name, crate::corpus::Span::new(0, name.len()));
        let lists = mention::phrases(name, &tokens);
        let phrase = lists.first()?.first()?;
        self.declared_within(phrase)
            .or_else(|| self.national(phrase))
            .or_else(|| {
                self.outlet(name).map(|o| Voice { name: o.to_owned(), kind: VoiceKind::Outlet })
            })
            .or_else(|| {
                (words.len() <= 3).then(|| mention::country(name).map(|c| self.government(c)))?
            })
    }

    /// "the Malian army", "Mali's armed forces", "government of Mali", "Burkina Faso's army".
    fn national(&self, phrase: &Phrase) -> Option<Voice> {
        let words: Vec<String> = phrase
            .words
            .iter()
            .filter(|w| !matches!(w.as_str(), "'s" | "’s" | "'" | "’"))
            .cloned()
            .collect();
        // The longest head that is a known kind of body.
        let (at, noun) = (0..words.len())
            .find_map(|i| mention::group_noun(&words[i..].join(" ").to_lowercase()).map(|n| (i, n)))
            .or_else(|| mention::group_noun(&phrase.full().to_lowercase()).map(|n| (0, n)))?;
        let land = (0..at)
            .find_map(|i| {
                (i + 1..=at).rev().find_map(|j| {
                    let name = words[i..j].join(" ");
                    mention::adjective(&name).or_else(|| mention::country(&name))
                })
            })
            .or_else(|| phrase.object().and_then(|o| mention::country(&o)))?;
        Some(if noun == "government" {
            self.government(land)
        } else {
            self.body(land, noun).unwrap_or_else(|| organisation(format!("{} {noun}", land.1)))
        })
    }

    /// The name under which an acronym is printed: the declared one, else the form that the corpus
    /// writes more often, the long one among equals.
    fn acronym(&self, short: &str, long: &str) -> Voice {
        if let Some(v) = self.declared(long).or_else(|| self.declared(short)) {
            return v;
        }
        let name = if self.is_more_often(&normal(short), &normal(long)) { short } else { long };
        organisation(name.to_owned())
    }

    /// Who speaks in each attribution of an article.
    pub fn resolve(
        &self,
        document: &str,
        outlet: &str,
        text: &str,
        tokens: &[Token],
        names: &Names,
        attributions: &[Attribution],
    ) -> Vec<Speaker> {
        let mut resolver = Resolver::new(self, document, text, tokens, names);
        let mut speakers: Vec<Speaker> = vec![Speaker::default(); attributions.len()];
        // By place of the mention, so that "it" finds whoever was named last.
        let mut order: Vec<usize> = (0..attributions.len()).collect();
        order.sort_by_key(|&i| {
            let a = &attributions[i];
            (a.source.or(a.cue).or(a.content.first().copied()).map_or(0, Span::start), i)
        });
        for i in order {
            if let Some(source) = attributions[i].antecedent.or(attributions[i].source) {
                if let Some(saying) = speaks_of_itself(text, attributions, i)
                    .filter(|p| speakers[*p].voices.len() == 1)
                {
                    speakers[i].voices = speakers[saying].voices.clone();
                    speakers[i].why = vec!["a pronoun at the head of the speaker's own words"];
                    continue;
                }
                // "our team on site says": the outlet speaks of itself, outside quotation marks
                let ours = source.of(text).split(' ').next().is_some_and(|w| {
                    matches!(w, "Our" | "our" | "We" | "we") && attributions[i].parent.is_none()
                });
                if ours && attributions[i].manner != crate::claims::Manner::Direct {
                    let name = self.outlet(outlet).unwrap_or(outlet).to_owned();
                    speakers[i].voices = vec![Voice { name, kind: VoiceKind::Outlet }];
                    speakers[i].why = vec!["the outlet speaks of itself"];
                    continue;
                }
                let found = resolver.mention_with_reasons(source);
                (speakers[i].voices, speakers[i].why) = found.into_iter().unzip();
            }
        }
        name_in_full(&mut speakers);
        // "relatives said they had been told that P": who passes on what nobody is named for.
        for i in 0..attributions.len() {
            if attributions[i].source.is_none()
                && let Some(p) = attributions[i].parent.filter(|p| !speakers[*p].voices.is_empty())
            {
                speakers[i].voices = speakers[p].voices.clone();
                speakers[i].why = vec!["nobody is named: who passes it on"];
            }
        }
        for i in 0..attributions.len() {
            let mut via = Vec::new();
            // A nested attribution is passed on by those around it, nearest first.
            let mut up = attributions[i].parent;
            let mut hops = 0;
            while let Some(p) = up.filter(|_| hops < attributions.len()) {
                let name = speakers[p].name();
                if !name.is_empty() && name != speakers[i].name() && !via.contains(&name) {
                    via.push(name);
                }
                up = attributions[p].parent;
                hops += 1;
            }
            // "told Reuters": the addressee passes on, if it publishes and is not this outlet.
            if let Some(addressee) = attributions[i].addressee
                && let Some(o) = resolver.outlet_in(addressee)
                && !via.contains(&o)
            {
                via.insert(0, o);
            }
            // "sources contacted by Radio X".
            if let Some(source) = attributions[i].source {
                for o in resolver.contacts(source) {
                    if !via.contains(&o) {
                        via.insert(0, o);
                    }
                }
            }
            // "…, citing X": X is where the speaker has it from.
            for a in &attributions[i].citing {
                for v in resolver.mention(*a) {
                    if !via.contains(&v.name) {
                        via.push(v.name);
                    }
                }
            }
            let own = self.outlet(outlet).unwrap_or(outlet);
            via.retain(|v| v != own);
            speakers[i].via = via;
        }
        speakers
    }
}

/// "Army says P" in a title, "Tarkania's army" below it: a body called by its kind alone is the one of
/// that kind that the article names, if it names one.
fn name_in_full(speakers: &mut [Speaker]) {
    let mut fuller: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let kind = |name: &str| mention::group_noun(&normal(name));
    let bodies = speakers.iter().flat_map(|s| &s.voices);
    for v in bodies.filter(|v| v.kind == VoiceKind::Organisation && kind(&v.name).is_none()) {
        let key = normal(&v.name);
        // "the military" is not the Liberation Army of the same article.
        let words: Vec<&str> = v.name.split(' ').collect();
        let proper = words.last().is_some_and(|w| mention::capital(w))
            && !words.iter().any(|w| mention::adjective(w).is_some());
        if proper {
            continue;
        }
        let head = key.match_indices(' ').find_map(|(i, _)| mention::group_noun(&key[i + 1..]));
        if let Some(noun) = head {
            fuller.entry(noun).or_default().insert(v.name.clone());
        }
    }
    for v in speakers.iter_mut().flat_map(|s| &mut s.voices) {
        let names = kind(&v.name).and_then(|noun| fuller.get(noun));
        if let Some(only) = names.filter(|n| n.len() == 1).and_then(|n| n.first()) {
            v.name.clone_from(only);
        }
    }
}

/// The attribution whose content begins with the pronoun that is this one's source: "X said *it* had
/// verified P".
fn speaks_of_itself(text: &str, attributions: &[Attribution], i: usize) -> Option<usize> {
    let source = attributions[i].source?;
    let pronoun = matches!(source.of(text), "it" | "they" | "he" | "she");
    let parent = attributions[i].parent.filter(|_| pronoun)?;
    let content = attributions[parent].content.first()?;
    let before = text.get(content.start()..source.start())?;
    matches!(before.trim(), "" | "that").then_some(parent)
}

fn organisation(name: String) -> Voice {
    Voice { name, kind: VoiceKind::Organisation }
}

/// The most frequent, the first in alphabetical order among equals.
fn most(forms: &BTreeMap<String, usize>) -> Option<String> {
    forms.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(f, _)| f.clone())
}

/// Whether a name of several words looks like a person's: no word of it names a body, a country
/// or a nationality, no small word but a particle of names.
fn is_person_name(name: &str) -> bool {
    name.split(' ').all(|w| {
        let lower = w.to_lowercase();
        class_of(&lower).is_none_or(|c| c == Class::Private)
            && mention::country(w).is_none()
            && mention::adjective(w).is_none()
            && !matches!(
                lower.as_str(),
                "of" | "for"
                    | "the"
                    | "and"
                    | "news"
                    | "times"
                    | "post"
                    | "house"
                    | "act"
                    | "day"
                    | "street"
                    | "sea"
                    | "river"
                    | "islands"
                    | "states"
                    | "nations"
                    | "union"
                    | "international"
                    | "national"
                    | "central"
                    | "northern"
                    | "southern"
                    | "eastern"
                    | "western"
                    | "north"
                    | "south"
                    | "east"
                    | "west"
            )
            && !w.chars().any(|c| c.is_ascii_digit())
    }) && !name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// The first bytes of a name's words.
fn initials(name: &str) -> Vec<u8> {
    name.split(' ').filter_map(|w| w.bytes().next()).collect()
}

/// The edit distance of two words, up to `limit`; more counts as `limit + 1`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (diagonal + usize::from(ca != cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()].min(limit + 1)
}

/// Whether one word is the other with an ending for what is of a country.
fn derives(long: &str, short: &str) -> bool {
    long.strip_prefix(short).is_some_and(|rest| matches!(rest, "n" | "an" | "ian" | "i" | "s"))
}

/// Whether two compared names are spellings of one: as many words, each with the same first
/// letter and at most one edit for every four letters, and at least one word of five letters.
fn same_spelling(a: &str, b: &str) -> bool {
    let (wa, wb): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    wa.len() == wb.len()
        && wa.iter().any(|w| w.len() >= 5)
        && wa.iter().zip(&wb).all(|(x, y)| {
            x == y
                || (x.len().min(y.len()) >= 4
                    && x.as_bytes()[0] == y.as_bytes()[0]
                    && !x.bytes().any(|c| c.is_ascii_digit())
                    // "Ostria" and "Ostrian" are a country and what is of it
                    && !derives(x, y)
                    && !derives(y, x)
                    && {
                        let limit = (x.len().max(y.len()) / 4).clamp(1, 2);
                        distance(x, y, limit) <= limit
                    })
        })
}
