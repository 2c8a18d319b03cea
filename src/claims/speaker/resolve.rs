//! One article's mentions, in order: pronouns, short forms and descriptions find whom they mean.

mod back;
mod label;
mod role;

use std::collections::BTreeMap;

use self::back::{is_pronoun, is_short_for};
use self::label::{label, plural_label};
use super::mention::{self, Class, Determiner, Phrase, class_of, normal};
use super::names::Names;
use super::{Persons, Speakers, Voice, VoiceKind, organisation};
use crate::corpus::{Span, Token, TokenKind};

/// Bytes at the head of an article in which it says where it is, however short it is.
const LEAD: usize = 600;

/// Walks an article's mentions in text order.
pub(super) struct Resolver<'a> {
    speakers: &'a Speakers,
    document: &'a str,
    text: &'a str,
    tokens: &'a [Token],
    names: &'a Names,
    /// The country that the article names most.
    land: Option<(&'static str, &'static str)>,
    /// Voices met so far with the place of their mention, latest last.
    met: Vec<(usize, Voice, bool)>,
    /// Latest voice by head noun: "group", "army", "minister".
    by_head: BTreeMap<String, Voice>,
    /// A person's organisation, where a role gave it.
    organisation_of: BTreeMap<String, Voice>,
    /// Anonymous labels given so far, with how many.
    anonymous: BTreeMap<String, usize>,
    /// The latest anonymous voice by label.
    latest_anonymous: BTreeMap<String, Voice>,
    /// Depth of recursion into "a spokesman for …".
    depth: usize,
    /// What the latest anonymous voices in the plural are called: "security sources".
    several: Vec<String>,
    /// What decided the latest mention.
    why: &'static str,
}

impl<'a> Resolver<'a> {
    pub fn new(
        speakers: &'a Speakers,
        document: &'a str,
        text: &'a str,
        tokens: &'a [Token],
        names: &'a Names,
    ) -> Self {
        // The first in order among the most frequent. News says at its head where it is: a country
        // named in passing further down ("US-made bombs") owns no army that is called "the army".
        let head = (text.len() / 4).max(LEAD);
        let land = names
            .countries
            .iter()
            .filter(|(_, (_, first))| *first < head)
            .max_by(|a, b| a.1.0.cmp(&b.1.0).then(b.0.cmp(a.0)))
            .map(|(c, _)| *c);
        Self {
            speakers,
            document,
            text,
            tokens,
            names,
            land,
            met: Vec::new(),
            by_head: BTreeMap::new(),
            organisation_of: BTreeMap::new(),
            anonymous: BTreeMap::new(),
            latest_anonymous: BTreeMap::new(),
            depth: 0,
            several: Vec::new(),
            why: "",
        }
    }

    fn tokens_in(&self, span: Span) -> &'a [Token] {
        let from = self.tokens.partition_point(|t| t.span.end() <= span.start());
        let to = self.tokens.partition_point(|t| t.span.start() < span.end());
        &self.tokens[from..to.max(from)]
    }

    /// The outlet or agency that a mention names.
    pub fn outlet_in(&self, span: Span) -> Option<String> {
        let lists = mention::phrases(self.text, self.tokens_in(span));
        lists.iter().flatten().find_map(|p| self.outlet_of(p))
    }

    /// The outlet or agency that a noun phrase names, also with its kind: "the AFP news agency".
    fn outlet_of(&self, p: &Phrase) -> Option<String> {
        let known = |name: &str| self.speakers.outlet(name);
        known(&p.full())
            .or_else(|| known(&p.words.join(" ")))
            .or_else(|| p.name().and_then(|n| known(&n)))
            .or_else(|| {
                (1..p.words.len())
                    .rev()
                    .take_while(|&to| {
                        let lower = p.words[to].to_lowercase();
                        lower == "news"
                            || matches!(class_of(&lower), Some(Class::Outlet | Class::Group))
                    })
                    .find_map(|to| known(&p.words[..to].join(" ")))
            })
            .map(str::to_owned)
    }

    /// Outlets that a mention names as those who were spoken to: "sources contacted by Radio X".
    pub fn contacts(&self, span: Span) -> Vec<String> {
        let tokens = self.tokens_in(span);
        let mut found = Vec::new();
        for (i, t) in tokens.iter().enumerate().skip(1) {
            let spoke = matches!(t.of(self.text), "by" | "to" | "with")
                && matches!(
                    tokens[i - 1].of(self.text),
                    "contacted"
                        | "reached"
                        | "interviewed"
                        | "quoted"
                        | "cited"
                        | "approached"
                        | "spoke"
                        | "speaking"
                        | "talked"
                        | "told"
                );
            if spoke {
                let rest = &tokens[i + 1..tokens.len().min(i + 6)];
                for n in (1..=rest.len()).rev() {
                    let name = &self.text[rest[0].span.start()..rest[n - 1].span.end()];
                    let publisher = self.speakers.outlet(name).map(str::to_owned).or_else(|| {
                        let proper = rest[..n].iter().all(|t| mention::capital(t.of(self.text)));
                        (proper && crate::claims::attribution::publishes(name))
                            .then(|| name.to_owned())
                    });
                    if let Some(o) = publisher {
                        found.push(o);
                        break;
                    }
                }
            }
        }
        found
    }

    /// The voices that a mention stands for.
    pub fn mention(&mut self, span: Span) -> Vec<Voice> {
        self.mention_with_reasons(span).into_iter().map(|(voice, _)| voice).collect()
    }

    /// The same, each with what decided it.
    pub fn mention_with_reasons(&mut self, span: Span) -> Vec<(Voice, &'static str)> {
        let lists = mention::phrases(self.text, self.tokens_in(span));
        let mut voices: Vec<(Voice, &'static str)> = Vec::new();
        let n = lists.len();
        let nobody = |p: &Phrase| p.words.len() == 1 && mention::means_nobody(&p.head());
        if lists.iter().flatten().next().is_some_and(nobody) {
            return Vec::new();
        }
        if let Some(voice) = self.name_with_and(span) {
            self.met.push((span.start(), voice.clone(), false));
            return vec![(voice, "an acronym that the text explains")];
        }
        if let Some(pair) = self.pair(lists.first().and_then(|l| l.first())) {
            return pair;
        }
        for list in &lists {
            self.why = "described, not named";
            if let Some(voice) = self.list(list, span.start())
                && voices.iter().all(|(v, _)| *v != voice)
            {
                self.remember(list, span.start(), &voice, n > 1);
                voices.push((voice, self.why));
            }
        }
        if voices.is_empty() && !span.is_empty() {
            voices.push(self.unnamed());
        }
        voices
    }

    /// A name known to hold "and": "the Support Group for Faith and Unity (SGFU)" is one body.
    fn name_with_and(&self, span: Span) -> Option<Voice> {
        let whole = span.of(self.text).split(['(', ',']).next()?.trim();
        if !whole.contains(" and ") {
            return None;
        }
        let key = normal(whole);
        let short = self.names.short_forms.get(&key).or_else(|| self.speakers.short_form(&key));
        self.speakers
            .declared(whole)
            .or_else(|| short.map(|short| self.speakers.acronym(short, whole)))
    }

    /// Notes what decided the mention at hand.
    fn since<T>(&mut self, why: &'static str, found: T) -> T {
        self.why = why;
        found
    }

    fn remember(&mut self, list: &[Phrase], at: usize, voice: &Voice, several: bool) {
        let plural = several
            || list.first().is_some_and(|p| {
                let h = p.head();
                // "United Nations", "X Textiles": one body with a name in the plural
                let name = p.words.len() > 1
                    && p.words.iter().all(|w| mention::capital(w) || mention::particle(w));
                h.ends_with('s') && !h.ends_with("ss") && !name
                    || matches!(h.as_str(), "police" | "people" | "troops" | "forces")
            });
        if let Some(first) = list.first()
            && !is_pronoun(&first.head())
        {
            // "the military" is the Sudanese Army named before, not the Liberation Army.
            let of_a_state = !first.is_proper()
                || first
                    .words
                    .iter()
                    .any(|w| mention::adjective(w).is_some() || mention::country(w).is_some())
                || first.tail.first().is_some_and(|w| w == "of");
            let group = mention::group_noun(&first.head());
            if of_a_state || group != mention::group_noun("army") {
                self.by_head.insert(first.head(), voice.clone());
            }
            if let Some(g) = group.filter(|_| of_a_state) {
                self.by_head.insert(g.to_owned(), voice.clone());
            }
        }
        self.met.push((at, voice.clone(), plural));
    }

    /// One noun phrase and what stands in apposition to it.
    fn list(&mut self, list: &[Phrase], at: usize) -> Option<Voice> {
        let core = list.first()?;
        let head = core.head();
        // "tens of thousands of people", "two of the officials": whoever is counted.
        if core.words.len() == 1
            && core.tail.first().is_some_and(|w| w == "of")
            && core.name.is_none_or(|n| n == 0)
            && mention::counts_people(&head)
            && let Some(counted) = core.object()
        {
            return self.inner(&counted, at);
        }
        // "two sources said …; one said that P, the other that Q": each is one of them.
        if core.words.len() == 1
            && core.tail.is_empty()
            && mention::one_of_several(&head)
            && let Some(voice) = self.one_of_them()
        {
            return self.since("one of those who were named last", Some(voice));
        }
        // "WHO" and "IT" in capitals are names.
        let acronym = core
            .words
            .first()
            .is_some_and(|w| w.len() > 1 && w.chars().all(char::is_uppercase) && !self.shouts(at));
        if core.words.len() == 1 && is_pronoun(&head) && !acronym {
            let found = self.pronoun(&head, at);
            return self.since("a pronoun: who was named last and fits", found);
        }
        // "figures compiled by X": X's.
        if let [made, by, who @ ..] = &core.tail[..]
            && by == "by"
            && mention::makes_known(made)
            && let Some(v) = self.inner(&mention::joined(who), at)
        {
            return self.since("the author behind the utterance", Some(v));
        }
        // A declared name is who it says, whatever nouns are in it.
        if let Some(v) = self.speakers.declared(&core.full()) {
            return self.since("declared under this name", Some(v));
        }
        // A declared person is who they are, whatever their role.
        if let Some(name) = core.name()
            && let Some(v) = self.speakers.declared(&name).filter(|v| v.kind == VoiceKind::Person)
        {
            return self.since("declared under this name", Some(v));
        }
        // A name with a role beside it, "X, spokesman for Y" or "Y spokesman X".
        let mut role: Option<(&Phrase, usize, Class)> = None;
        for p in list {
            if let Some((i, c)) = p.role
                && matches!(
                    c,
                    Class::Spokesperson | Class::Title | Class::Private | Class::Official
                )
            {
                // "army spokesman Major X": who speaks for whom tells more than the rank.
                let speaks = |w: &String| class_of(&w.to_lowercase()) == Some(Class::Spokesperson);
                role = Some(match p.words[..i].iter().rposition(speaks) {
                    Some(j) => (p, j, Class::Spokesperson),
                    None => (p, i, c),
                });
                break;
            }
        }
        let person = core.name().filter(|n| {
            let with_title = role
                .is_some_and(|(p, i, _)| std::ptr::eq(p, core) && core.name.is_some_and(|k| k > i));
            let apposed = role.is_some_and(|(p, _, _)| !std::ptr::eq(p, core));
            with_title
                || core.titled_by_abbreviation()
                || ((apposed || self.is_person(n)) && core.name == Some(0) && core.tail.is_empty())
                // "baker X Y": a small noun before a person's name tells what they do.
                || (role.is_none()
                    && core.name == Some(1)
                    && core.determiner.is_none()
                    && n.contains(' ')
                    && self.is_person(n))
        });
        // "the authority's director, X Y": the name stands beside the role.
        let person = person.or_else(|| {
            let (p, ..) = role.filter(|(p, ..)| std::ptr::eq(*p, core) && core.name.is_none())?;
            let beside = list.get(1).filter(|q| q.name == Some(0) && q.tail.is_empty())?;
            beside.name().filter(|n| !std::ptr::eq(p, beside) && self.is_person(n))
        });
        // "the operator, X Y Lines": what is described is named beside it.
        if person.is_none()
            && !core.is_proper()
            && core.determiner.is_some()
            && let Some(p) = list.get(1)
            && class_of(&head) == Some(Class::Group)
            && p.words.iter().all(|w| mention::capital(w) || mention::particle(w))
        {
            // "the Sons of the River" are a body, not somebody's sons
            match p.role {
                None => return Some(self.body(&list[1..2], at)),
                Some((_, Class::Private)) if !p.tail.is_empty() => {
                    return self.since("named beside it", Some(organisation(p.full())));
                }
                Some(_) => {}
            }
        }
        if let Some((p, i, class)) = role {
            match class {
                Class::Spokesperson => {
                    let org = self.named_beside(list, p).or_else(|| self.organisation(p, i, at));
                    if let Some(org) = org {
                        if let Some(name) = &person {
                            let full = self.full_name(name);
                            self.organisation_of.insert(normal(&full), org.clone());
                            self.organisation_of.insert(normal(name), org.clone());
                            if self.speakers.persons() == Persons::All {
                                return Some(Voice { name: full, kind: VoiceKind::Person });
                            }
                        }
                        return self.since("speaks for the organisation", Some(org));
                    }
                    // "the spokesman": whoever spoke for an organisation last.
                    if person.is_none() {
                        return self
                            .by_head
                            .get(&core.head())
                            .cloned()
                            .or_else(|| self.last(|v, _| v.kind == VoiceKind::Organisation))
                            .or_else(|| Some(self.new_anonymous(core)));
                    }
                }
                Class::Official if person.is_none() => {
                    let org = self.named_beside(list, p).or_else(|| self.organisation(p, i, at));
                    if let Some(org) = org {
                        return self.since("speaks for the organisation", Some(org));
                    }
                    return Some(self.anonymous_voice(core));
                }
                Class::Title | Class::Official => {
                    if let Some(name) = &person {
                        let full = self.full_name(name);
                        if let Some(org) = self.organisation(p, i, at) {
                            self.organisation_of.entry(normal(&full)).or_insert_with(|| {
                                // Kept for `persons = "none"` only; marked by its kind.
                                Voice { kind: VoiceKind::Person, ..org }
                            });
                        }
                        let found = self.person(&full);
                        return self.since("a person in a public role", Some(found));
                    }
                    if std::ptr::eq(p, core) {
                        let found = self.titled(core, i, at);
                        return self.since("a public role", Some(found));
                    }
                }
                Class::Private => {
                    if let Some(name) = &person {
                        let full = self.full_name(name);
                        if self.speakers.persons() == Persons::All {
                            return Some(Voice { name: full, kind: VoiceKind::Person });
                        }
                        let label = p.words[..=i]
                            .last()
                            .map(|w| plural_label(&w.to_lowercase()))
                            .unwrap_or_default();
                        self.organisation_of.insert(
                            normal(&full),
                            Voice { name: label.clone(), kind: VoiceKind::Pooled },
                        );
                        let pooled = Voice { name: label, kind: VoiceKind::Pooled };
                        return self.since("a person without a public role: pooled", Some(pooled));
                    }
                    if std::ptr::eq(p, core) && i + 1 == core.words.len() {
                        let pooled = Voice { name: plural_label(&head), kind: VoiceKind::Pooled };
                        return self.since("people without a public role: pooled", Some(pooled));
                    }
                }
                _ => {}
            }
        }
        if let Some(name) = &person {
            let full = self.full_name(name);
            let found = self.person(&full);
            return self.since("a person by name", Some(found));
        }
        Some(self.body(list, at))
    }

    /// Whether the line at a place of the text is all in capitals.
    fn shouts(&self, at: usize) -> bool {
        let from = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        let to = self.text[at..].find('\n').map_or(self.text.len(), |i| at + i);
        !self.text[from..to].chars().any(char::is_lowercase)
    }

    /// An organisation, a group, an outlet, or an anonymous source.
    fn body(&mut self, list: &[Phrase], at: usize) -> Voice {
        let core = &list[0];
        let head = core.head();
        let full = core.full();
        if let Some(v) = self.by_name(core) {
            return v;
        }
        for p in list.iter().skip(1) {
            if let Some(v) = self.by_name(p).or_else(|| self.speakers.declared_within(p)) {
                return self.since("named beside it", v);
            }
        }
        // "the state news agency, Radio X": the apposition names it.
        if let Some(name) = list
            .iter()
            .skip(1)
            .find_map(|p| self.outlet_of(p))
            .filter(|_| matches!(class_of(&head), Some(Class::Outlet | Class::Group)))
        {
            return self.since("a publisher", Voice { name, kind: VoiceKind::Outlet });
        }
        // Sources and agencies first: "a Malian source" is no Malian.
        match class_of(&head) {
            Some(Class::Anonymous) => return self.anonymous_voice(core),
            Some(Class::Official) => {
                return self
                    .organisation(core, core.words.len() - 1, at)
                    .unwrap_or_else(|| self.anonymous_voice(core));
            }
            _ => {}
        }
        if let Some(v) = self.speakers.declared_within(core) {
            return self.since("declared under a name in it", v);
        }
        if let Some(name) = self.outlet_of(core) {
            return self.since("a publisher", Voice { name, kind: VoiceKind::Outlet });
        }
        // "a coalition known as X".
        if core.tail.first().is_some_and(|w| w == "known" || w == "called") {
            let skip = 1 + usize::from(core.tail.get(1).is_some_and(|w| w == "as"));
            let name = core.tail.get(skip..).unwrap_or_default().join(" ");
            if let Some(v) = self.inner(&name, at).filter(|v| v.kind == VoiceKind::Organisation) {
                return v;
            }
        }
        // The utterance stands for its author: "a statement from the army", "the army's statement".
        if let Some(v) = self.author(core, at) {
            return self.since("the author behind the utterance", v);
        }
        if let Some(v) = self.speakers.national(core) {
            return self.since("a body of the country named", v);
        }
        if let Some(c) = mention::seat(&full).or_else(|| mention::country(&full)) {
            let voice = self.speakers.government(c);
            return self.since("a capital or country for its government", voice);
        }
        // "the army" where only one country is at issue; "the group", whoever it was.
        if core.determiner == Some(Determiner::Definite) || core.determiner.is_none() {
            let bare = core.words.len() == 1 && core.tail.is_empty();
            if bare && let Some(v) = self.speakers.declared_plural(&core.words[0]) {
                return self.since("the one declared voice of that kind", v);
            }
            if core.tail.first().is_none_or(|w| w == "in")
                && let Some(v) = self.of_kind(core, at)
            {
                return self.since("the one body of that kind in the article", v);
            }
            if bare && let Some(v) = self.by_head.get(&head).cloned() {
                return self.since("named before by the same noun", v);
            }
            if bare && let Some(noun) = mention::group_noun(&head) {
                if let Some(v) = self.by_head.get(noun).cloned() {
                    return self.since("named before by the same noun", v);
                }
                if let Some(land) =
                    self.land.filter(|_| core.determiner.is_some() || head == "authorities")
                {
                    self.why = "a body of the country that the article names most";
                    return if noun == "government" {
                        self.speakers.government(land)
                    } else {
                        self.speakers
                            .body(land, noun)
                            .unwrap_or_else(|| organisation(format!("{} {noun}", land.1)))
                    };
                }
            }
            if bare
                && core.determiner.is_some()
                && mention::refers_back(&head)
                && let Some(v) = self
                    .last(|v, plural| !plural && self.is_called(v, &head))
                    .or_else(|| self.last(|v, _| self.is_called(v, &head)))
            {
                return self.since("the organisation named last", v);
            }
            // A short form of a fuller name met before.
            if core.is_proper()
                && core.tail.is_empty()
                && let Some(v) = self.met.iter().rev().find(|(_, v, _)| {
                    v.kind == VoiceKind::Organisation
                        && is_short_for(&v.name, &core.words.join(" "))
                })
            {
                let voice = v.1.clone();
                return self.since("a short form of a name met before", voice);
            }
        }
        if let Some(Class::Private) = class_of(&head) {
            let pooled = Voice { name: plural_label(&head), kind: VoiceKind::Pooled };
            return self.since("people without a public role: pooled", pooled);
        }
        if core.is_proper() && core.name == Some(0) {
            let name = self.spelling(&core.words.join(" "));
            return self.since("named", organisation(name));
        }
        if let Some(Class::Outlet) = class_of(&head)
            && !core.is_proper()
        {
            return self.anonymous_voice(core);
        }
        if class_of(&head).is_none() && !core.is_proper() {
            return self.anonymous_voice(core);
        }
        organisation(label(core))
    }

    /// Who bears the name of a noun phrase: declared, or an acronym that the texts explain.
    fn by_name(&mut self, p: &Phrase) -> Option<Voice> {
        for name in [Some(p.full()), Some(p.words.join(" ")), p.name()].into_iter().flatten() {
            if let Some(v) = self.speakers.declared(&name) {
                return Some(self.since("declared under this name", v));
            }
            let key = normal(&name);
            if let Some(long) =
                self.names.acronyms.get(&key).or_else(|| self.speakers.long_form(&key))
            {
                let voice = self.speakers.acronym(&name, long);
                return Some(self.since("an acronym that the text explains", voice));
            }
            if let Some(short) =
                self.names.short_forms.get(&key).or_else(|| self.speakers.short_form(&key))
            {
                let voice = self.speakers.acronym(short, &name);
                return Some(self.since("an acronym that the text explains", voice));
            }
        }
        None
    }

    /// The organisation named after the one that a role describes: "a spokesman for the rebel
    /// alliance, the Northern Front (NF)".
    fn named_beside(&mut self, list: &[Phrase], role: &Phrase) -> Option<Voice> {
        let object = role.object()?;
        if self.speakers.declared(&object).is_some() {
            return None;
        }
        let at = list.iter().position(|p| std::ptr::eq(p, role))?;
        list[at + 1..].iter().filter(|p| p.role.is_none()).find_map(|p| {
            self.by_name(p)
                .or_else(|| self.speakers.declared_within(p))
                .filter(|v| v.kind == VoiceKind::Organisation)
        })
    }

    /// Who is behind a statement, report or claim: the possessor, or "of/by/from X".
    fn author(&mut self, core: &Phrase, at: usize) -> Option<Voice> {
        let head = core.head();
        let cue = crate::claims::attribution::utterance(&head);
        if !cue || self.depth > 3 {
            return None;
        }
        if core.tail.first().is_some_and(|p| matches!(p.as_str(), "from" | "by" | "of"))
            && let Some(object) = core.object()
        {
            return self.inner(&object, at);
        }
        if let Some(k) =
            core.words.iter().position(|w| matches!(w.as_str(), "'s" | "’s" | "'" | "’"))
        {
            let owner = core.words[..k].join(" ");
            return self.inner(&owner, at);
        }
        let w = core.words.first()?.to_lowercase();
        match w.as_str() {
            "its" | "their" => self.pronoun(if w == "its" { "it" } else { "they" }, at),
            "his" => self.pronoun("he", at),
            "her" => self.pronoun("she", at),
            _ if core.determiner == Some(Determiner::Definite)
                && (core.words.len() == 1 || core.words.len() == 2 && w == "same") =>
            {
                self.last(|v, _| matches!(v.kind, VoiceKind::Organisation))
            }
            // "an army statement", "the CSP-DPA statement".
            _ if core.words.len() > 1 => {
                let owner = core.before(core.words.len() - 1);
                self.speakers.canonical(&owner).or_else(|| {
                    class_of(&owner.to_lowercase())
                        .filter(|c| *c == Class::Group)
                        .and_then(|_| self.inner(&format!("the {owner}"), at))
                })
            }
            _ => None,
        }
    }

    /// A voice named inside another mention.
    fn inner(&mut self, mention: &str, at: usize) -> Option<Voice> {
        if self.depth > 3 || mention.len() > 400 {
            return None;
        }
        self.depth += 1;
        let tokens = crate::corpus::tokenize(mention, Span::new(0, mention.len()));
        let tokens: Vec<Token> =
            tokens.into_iter().filter(|t| t.kind != TokenKind::OpenBracket).collect();
        let lists = mention::phrases(mention, &tokens);
        let voice = lists.first().and_then(|l| self.list(l, at));
        self.depth -= 1;
        voice
    }
}
