//! One article's mentions, in order: pronouns, short forms and descriptions find whom they mean.

use std::collections::BTreeMap;

use super::mention::{self, Class, Determiner, Phrase, class_of, normal};
use super::names::Names;
use super::{Persons, Speakers, Voice, VoiceKind, is_person_name, organisation, same_spelling};
use crate::corpus::{Span, Token, TokenKind};

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
        // The first in order among the most frequent.
        let land =
            names.countries.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(c, _)| *c);
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

    /// "the two", "both sides", "neither of the two": the two voices met last.
    fn pair(&self, core: Option<&Phrase>) -> Option<Vec<(Voice, &'static str)>> {
        let core = core.filter(|p| p.words.len() == 1 && p.tail.is_empty())?;
        let two = matches!(core.head().as_str(), "two" | "both" | "sides" | "parties");
        let definite =
            matches!(core.determiner, Some(Determiner::Definite | Determiner::Indefinite));
        if !two || !(definite || core.head() == "both") {
            return None;
        }
        let mut last: Vec<Voice> = Vec::new();
        for (_, voice, _) in self.met.iter().rev() {
            if !last.contains(voice) && voice.kind != VoiceKind::Pooled {
                last.insert(0, voice.clone());
            }
            if last.len() == 2 {
                let why = "the two who were named last";
                return Some(last.into_iter().map(|v| (v, why)).collect());
            }
        }
        Some(vec![self.unnamed()])
    }

    /// Whoever is meant by a mention that nothing before it explains.
    fn unnamed(&self) -> (Voice, &'static str) {
        let name = format!("unnamed ({})", stem(self.document));
        (Voice { name, kind: VoiceKind::Anonymous }, "nobody named before fits")
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
                h.ends_with('s') && !h.ends_with("ss")
                    || matches!(h.as_str(), "police" | "people" | "troops" | "forces")
            });
        if let Some(first) = list.first()
            && !is_pronoun(&first.head())
        {
            self.by_head.insert(first.head(), voice.clone());
            if let Some(g) = mention::group_noun(&first.head()) {
                self.by_head.insert(g.to_owned(), voice.clone());
            }
        }
        self.met.push((at, voice.clone(), plural));
    }

    /// One noun phrase and what stands in apposition to it.
    fn list(&mut self, list: &[Phrase], at: usize) -> Option<Voice> {
        let core = list.first()?;
        let head = core.head();
        if core.words.len() == 1 && is_pronoun(&head) {
            let found = self.pronoun(&head, at);
            return self.since("a pronoun: who was named last and fits", found);
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
                role = Some((p, i, c));
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
        if let Some((p, i, class)) = role {
            match class {
                Class::Spokesperson => {
                    let org = self.organisation(p, i, at);
                    if let Some(org) = org {
                        if let Some(name) = &person {
                            let full = self.full_name(name);
                            self.organisation_of.insert(normal(&full), org.clone());
                            self.organisation_of.insert(normal(name), org.clone());
                            if self.speakers.persons == Persons::All {
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
                    if let Some(org) = self.organisation(p, i, at) {
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
                        if self.speakers.persons == Persons::All {
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

    /// An organisation, a group, an outlet, or an anonymous source.
    fn body(&mut self, list: &[Phrase], at: usize) -> Voice {
        let core = &list[0];
        let head = core.head();
        let full = core.full();
        // An acronym given beside or inside the mention, or defined elsewhere.
        for name in
            [Some(full.clone()), Some(core.words.join(" ")), core.name()].into_iter().flatten()
        {
            if let Some(v) = self.speakers.declared(&name) {
                return self.since("declared under this name", v);
            }
            let key = normal(&name);
            if let Some(long) =
                self.names.acronyms.get(&key).or_else(|| self.speakers.acronyms.get(&key))
            {
                let voice = self.speakers.acronym(&name, long);
                return self.since("an acronym that the text explains", voice);
            }
            if let Some(short) =
                self.names.short_forms.get(&key).or_else(|| self.speakers.short_forms.get(&key))
            {
                let voice = self.speakers.acronym(short, &name);
                return self.since("an acronym that the text explains", voice);
            }
        }
        for p in list.iter().skip(1) {
            if let Some(v) =
                self.speakers.declared(&p.full()).or_else(|| self.speakers.declared_within(p))
            {
                return self.since("declared under the name beside it", v);
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
            if core.tail.is_empty()
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
                && let Some(v) = self.last(|v, _| self.is_called(v, &head))
            {
                return self.since("the organisation named last", v);
            }
            // A short form of a fuller name met before.
            if core.is_proper()
                && core.tail.is_empty()
                && let Some(v) = self.met.iter().rev().find(|(_, v, _)| {
                    v.kind == VoiceKind::Organisation
                        && ends_or_begins(&normal(&v.name), &normal(&core.words.join(" ")))
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

    /// Whether an organisation can be meant by a noun: any by "the group", one whose name, long or
    /// short, has the word by "the ministry".
    fn is_called(&self, voice: &Voice, noun: &str) -> bool {
        let key = normal(&voice.name);
        let long = self.names.acronyms.get(&key).map(|long| normal(long));
        let has = |name: &str| name.split(' ').any(|w| w == noun);
        matches!(voice.kind, VoiceKind::Organisation | VoiceKind::Outlet)
            && (mention::means_any_body(noun) || has(&key) || long.is_some_and(|l| has(&l)))
    }

    /// The one name of the article that is called by this kind of body: "the rebel group X" for
    /// "the rebels" and "the rebel movement".
    fn of_kind(&mut self, core: &Phrase, at: usize) -> Option<Voice> {
        let words: Vec<String> = core.words.iter().map(|w| w.to_lowercase()).collect();
        let kind = match &words[..] {
            [one] => mention::kind_of_body(one)?,
            [kind, noun] if class_of(noun) == Some(Class::Group) => mention::kind_of_body(kind)?,
            _ => return None,
        };
        let names = self.names.kinds.get(&kind)?;
        let first = names.first()?.clone();
        names
            .iter()
            .all(|n| normal(n) == normal(&first))
            .then(|| self.inner(&first, at))?
            .filter(|v| v.kind == VoiceKind::Organisation)
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
            _ if core.determiner == Some(Determiner::Definite) && core.words.len() == 1 => {
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

    /// The organisation that a role belongs to: "spokesman for Y", "Y's spokesman", "Y officials".
    fn organisation(&mut self, p: &Phrase, role: usize, at: usize) -> Option<Voice> {
        if p.tail.first().is_some_and(|w| {
            matches!(w.as_str(), "for" | "of" | "from" | "at" | "with" | "in" | "within")
        }) && let Some(object) = p.object()
        {
            let v = self.inner(&object, at)?;
            let usable = matches!(v.kind, VoiceKind::Organisation | VoiceKind::Outlet)
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
        let capitals: Vec<String> = before
            .iter()
            .filter(|w| mention::capital(w) && class_of(&w.to_lowercase()).is_none())
            .cloned()
            .collect();
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

    /// Whether a word is a name for itself: an acronym, or a name that stands elsewhere too.
    fn is_a_name(&self, word: &str) -> bool {
        let key = normal(word);
        word.chars().filter(|c| c.is_uppercase()).count() >= 2
            || self.names.all.iter().filter(|n| normal(&n.name) == key).count() >= 2
    }

    /// Whether the text before a place ends a sentence, so that a capital there tells nothing.
    fn begins_sentence(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default().trim_end();
        before.is_empty()
            || before.ends_with(['.', '!', '?', '”', '"', ':'])
            || self.text[before.len()..at].contains('\n')
    }

    /// "the minister", "Mali's defence minister": a person known by the role alone.
    fn titled(&mut self, core: &Phrase, role: usize, at: usize) -> Voice {
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
        match self.speakers.persons {
            Persons::None => {
                org.unwrap_or(Voice { name: plural_label(&head), kind: VoiceKind::Pooled })
            }
            _ => Voice { name: label(core), kind: VoiceKind::Person },
        }
    }

    /// A person by name, under the `persons` setting.
    fn person(&mut self, full: &str) -> Voice {
        if let Some(v) = self.speakers.declared(full) {
            return v;
        }
        let known = self.organisation_of.get(&normal(full)).cloned();
        match (self.speakers.persons, known) {
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
    fn is_person(&self, name: &str) -> bool {
        let key = normal(name);
        if self.speakers.declared(name).is_some() || self.speakers.outlet(name).is_some() {
            return false;
        }
        if self.organisation_of.contains_key(&key) || self.names.acronyms.contains_key(&key) {
            return self.organisation_of.contains_key(&key);
        }
        let known = self.speakers.known_persons.contains(&key);
        let words = name.split(' ').count();
        if words == 1 {
            return known
                || self
                    .names
                    .all
                    .iter()
                    .any(|n| n.person && normal(&n.name).rsplit(' ').next() == Some(&key));
        }
        (2..=4).contains(&words) && (known || is_person_name(name))
    }

    /// The fullest name of a person in the article, else over the corpus.
    fn full_name(&self, name: &str) -> String {
        let key = normal(name);
        let last = key.rsplit(' ').next().unwrap_or(&key);
        let fuller = |candidate: &str| {
            candidate.len() > key.len() && candidate.ends_with(&format!(" {key}"))
        };
        let here = self
            .names
            .all
            .iter()
            .filter(|n| is_person_name(&n.name))
            .map(|n| normal(&n.name))
            .find(|n| fuller(n) && n.split(' ').count() <= 4);
        let full = here.or_else(|| {
            let known =
                self.speakers.by_last.get(last).or_else(|| self.speakers.by_last.get(&key))?;
            let mut fit = known.iter().filter(|n| fuller(n));
            match (fit.next(), fit.next()) {
                (Some(only), None) => Some(only.clone()),
                _ => None,
            }
        });
        self.spelling(&full.unwrap_or(key))
    }

    /// The corpus's usual spelling of a name, over transliteration variants.
    fn spelling(&self, name: &str) -> String {
        let key = normal(name);
        let mut best: Option<(&str, usize)> =
            self.speakers.counts.get(&key).map(|&n| (key.as_str(), n));
        // Variants share the first letter, so only names that begin alike are compared.
        let first = key.get(..1).unwrap_or("").to_owned();
        for (other, &n) in
            self.speakers.counts.range(first.clone()..).take_while(|(k, _)| k.starts_with(&first))
        {
            if best.is_none_or(|(_, m)| n > m) && same_spelling(&key, other) {
                best = Some((other, n));
            }
        }
        let key = best.map_or(key.as_str(), |b| b.0);
        self.speakers.spelling.get(key).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn pronoun(&mut self, word: &str, at: usize) -> Option<Voice> {
        match word {
            "he" | "she" | "himself" | "herself" => {
                let by_speech =
                    self.met.iter().rev().find(|(_, v, _)| {
                        v.kind == VoiceKind::Person || v.kind == VoiceKind::Pooled
                    });
                // A person named since is meant, if nobody has spoken in between.
                let named = self.names.all.iter().rfind(|n| {
                    n.at < at && (n.person || n.name.contains(' ')) && self.is_person(&n.name)
                });
                match (by_speech, named) {
                    (Some((p, _, _)), Some(n)) if n.at > *p && n.at + 400 < at => {
                        self.last_speaker()
                    }
                    (Some((p, v, _)), Some(n)) if n.at <= *p || n.name.is_empty() => {
                        Some(v.clone())
                    }
                    (Some((p, v, _)), Some(n)) => {
                        // Within the speaker's own words, the speaker goes on.
                        let between = &self.text[(*p).min(n.at)..n.at];
                        if between.contains('\n') && between.contains('.') {
                            let full = self.full_name(&n.name);
                            Some(self.person(&full))
                        } else {
                            Some(v.clone())
                        }
                    }
                    (Some((_, v, _)), None) => Some(v.clone()),
                    (None, Some(n)) => {
                        let full = self.full_name(&n.name);
                        // A spokesperson was met as the organisation.
                        Some(self.person(&full))
                    }
                    (None, None) => self.last_speaker(),
                }
            }
            "it" | "itself" => self
                .last(|v, plural| {
                    matches!(v.kind, VoiceKind::Organisation | VoiceKind::Outlet) && !plural
                })
                .or_else(|| {
                    self.last(|v, _| matches!(v.kind, VoiceKind::Organisation | VoiceKind::Outlet))
                }),
            "they" | "themselves" | "both" => self
                .last(|v, plural| plural && v.kind != VoiceKind::Person)
                .or_else(|| self.last(|v, _| v.kind != VoiceKind::Person)),
            "i" | "we" | "us" => self.last_speaker(),
            _ => self.last_speaker(),
        }
    }

    fn last(&self, fits: impl Fn(&Voice, bool) -> bool) -> Option<Voice> {
        self.met.iter().rev().find(|(_, v, p)| fits(v, *p)).map(|(_, v, _)| v.clone())
    }

    fn last_speaker(&self) -> Option<Voice> {
        self.met.last().map(|(_, v, _)| v.clone())
    }

    /// A source that is not named: "the source" is the latest of its label, others are new.
    fn anonymous_voice(&mut self, core: &Phrase) -> Voice {
        let key = normal(&core.head());
        let again = core.determiner == Some(Determiner::Definite) && core.words.len() == 1;
        if again && let Some(v) = self.latest_anonymous.get(&key) {
            return v.clone();
        }
        self.new_anonymous(core)
    }

    fn new_anonymous(&mut self, core: &Phrase) -> Voice {
        let mut label =
            if core.words.len() > 1 { mention::joined(&core.words) } else { label(core) };
        // "one of their leaders": whose.
        if let Some((first, rest)) = label.split_once(' ')
            && let "their" | "its" | "his" | "her" = first.to_lowercase().as_str()
        {
            let pronoun = match first.to_lowercase().as_str() {
                "their" => "they",
                "its" => "it",
                "his" => "he",
                _ => "she",
            };
            let rest = rest.to_owned();
            label = match self.pronoun(pronoun, 0) {
                Some(owner) => format!("{} {rest}", owner.name),
                None => rest,
            };
        }
        let label = uncapital(&label, core);
        let key = normal(&label);
        // "Local officials" twice are the same people; "a source" twice are not known to be.
        let singular =
            matches!(core.determiner, Some(Determiner::Indefinite | Determiner::Another));
        let plural = core.head().ends_with('s') || core.words.len() > 1 && !singular;
        let n = self.anonymous.entry(key.clone()).or_default();
        if *n == 0 || !plural || core.determiner == Some(Determiner::Another) {
            *n += 1;
        }
        let number = if *n > 1 { format!(" {n}") } else { String::new() };
        let voice = Voice {
            name: format!("{label}{number} ({})", stem(self.document)),
            kind: VoiceKind::Anonymous,
        };
        self.latest_anonymous.insert(normal(&core.head()), voice.clone());
        self.since("not named: kept apart in this article", voice)
    }
}

/// The document's name without folder and extension.
fn stem(document: &str) -> &str {
    let file = document.rsplit('/').next().unwrap_or(document);
    file.rsplit_once('.').map_or(file, |(s, _)| s)
}

/// A description short enough to be a name: at most ten words.
fn label(core: &Phrase) -> String {
    let full = core.full();
    let words: Vec<&str> = full.split(' ').collect();
    let cut = words.len().min(10);
    let mut end = cut;
    while end > 1
        && matches!(
            words[end - 1],
            "of" | "for" | "the" | "in" | "to" | "a" | "and" | "with" | "at" | "from"
        )
    {
        end -= 1;
    }
    let label = words[..end].join(" ");
    uncapital(&label, core)
}

/// With a small letter at the head where only the sentence gave it a capital.
fn uncapital(label: &str, core: &Phrase) -> String {
    let small = core.words.first().is_some_and(|w| {
        let lower = w.to_lowercase();
        class_of(&lower).is_some()
            || (mention::adjective(w).is_none()
                && mention::country(w).is_none()
                && core.words.len() > 1
                && core.words[1..].iter().all(|w| !mention::capital(w))
                && core.name.is_none_or(|n| n > 0 || core.words.len() > 1))
    });
    let mut chars = label.chars();
    match chars.next() {
        Some(c)
            if c.is_uppercase()
                && small
                && !label.chars().nth(1).is_some_and(char::is_uppercase) =>
        {
            c.to_lowercase().collect::<String>() + chars.as_str()
        }
        _ => label.to_owned(),
    }
}

/// The plural under which people without a role are pooled.
fn plural_label(noun: &str) -> String {
    match noun {
        "witness" | "eyewitness" | "eyewitnesses" => "witnesses".to_owned(),
        "man" | "woman" | "person" | "men" | "women" | "people" | "locals" | "local"
        | "inhabitant" | "inhabitants" | "villager" | "villagers" | "resident" => {
            "residents".to_owned()
        }
        n if n.ends_with('s') || n.ends_with("men") || n.ends_with("people") => n.to_owned(),
        n => crate::claims::attribution::plural(n),
    }
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        word,
        "he" | "she"
            | "it"
            | "they"
            | "i"
            | "we"
            | "you"
            | "who"
            | "which"
            | "that"
            | "him"
            | "her"
            | "them"
            | "himself"
            | "herself"
            | "itself"
            | "themselves"
            | "both"
            | "us"
    )
}

/// Whether the words of `short` end or begin those of `long`.
fn ends_or_begins(long: &str, short: &str) -> bool {
    long.len() > short.len()
        && short.len() >= 3
        && (long.ends_with(&format!(" {short}")) || long.starts_with(&format!("{short} ")))
}
