//! What refers back: pronouns, "the group", "the rebels", "the two".

use super::super::mention::{self, Class, Determiner, Phrase, class_of, normal};
use super::super::{Voice, VoiceKind};
use super::Resolver;
use crate::corpus::Span;

impl Resolver<'_> {
    /// "the two", "both sides", "neither of the two": the two voices met last.
    pub(super) fn pair(&self, core: Option<&Phrase>) -> Option<Vec<(Voice, &'static str)>> {
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

    /// Whether an organisation can be meant by a noun: any by "the group", one whose name, long or
    /// short, has the word by "the ministry".
    pub(super) fn is_called(&self, voice: &Voice, noun: &str) -> bool {
        let key = normal(&voice.name);
        let long = self.names.acronyms.get(&key).map(|long| normal(long));
        let has = |name: &str| name.split(' ').any(|w| w == noun);
        matches!(voice.kind, VoiceKind::Organisation | VoiceKind::Outlet)
            && (mention::means_any_body(noun) || has(&key) || long.is_some_and(|l| has(&l)))
    }

    /// The one name of the article that is called by this kind of body: "the rebel group X" for
    /// "the rebels" and "the rebel movement".
    pub(super) fn of_kind(&mut self, core: &Phrase, at: usize) -> Option<Voice> {
        let words: Vec<String> = core.words.iter().map(|w| w.to_lowercase()).collect();
        let kind = match &words[..] {
            [one] => mention::kind_of_body(one)?,
            [kind, noun] if class_of(noun) == Some(Class::Group) => mention::kind_of_body(kind)?,
            _ => return None,
        };
        let names = self.names.kinds.get(&kind)?;
        // Who is known by a name of its own comes before a people or place that is named beside the
        // kind ("X rebels").
        let known = |n: &&String| {
            let key = normal(n);
            self.speakers.declared(n).is_some()
                || self.names.short_forms.contains_key(&key)
                || self.names.acronyms.contains_key(&key)
        };
        let some_known: Vec<&String> = names.iter().filter(known).collect();
        let names = if some_known.is_empty() { names.iter().collect() } else { some_known };
        let first = names.first()?.to_string();
        names
            .iter()
            .all(|n| normal(n) == normal(&first))
            .then(|| self.inner(&first, at))?
            .filter(|v| v.kind == VoiceKind::Organisation)
    }

    pub(super) fn pronoun(&mut self, word: &str, at: usize) -> Option<Voice> {
        match word {
            "he" | "she" | "himself" | "herself" => {
                let by_speech = self.met.iter().rev().find(|(_, v, plural)| {
                    matches!(v.kind, VoiceKind::Person | VoiceKind::Pooled)
                        || (v.kind == VoiceKind::Anonymous && !plural)
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
            "it" | "itself" => self.subject_before(at).or_else(|| self.last_body()),
            "they" | "themselves" | "both" => self
                .last(|v, plural| plural && v.kind != VoiceKind::Person)
                .or_else(|| self.last(|v, _| v.kind != VoiceKind::Person)),
            "i" | "we" | "us" => self.last_speaker(),
            _ => self.last_speaker(),
        }
    }

    /// The body named last, rather one than several.
    fn last_body(&self) -> Option<Voice> {
        let body = |v: &Voice| matches!(v.kind, VoiceKind::Organisation | VoiceKind::Outlet);
        self.last(|v, plural| body(v) && !plural).or_else(|| self.last(|v, _| body(v)))
    }

    /// The body that is the subject of the sentence before, where nobody speaks in it: "The
    /// coastguard gave a lower figure. *It* said that P."
    fn subject_before(&mut self, at: usize) -> Option<Voice> {
        let before = self.text.get(..at)?.trim_end_matches(' ');
        if !before.ends_with(['.', '!', '?', '”', '"']) || self.depth > 0 {
            return None;
        }
        let body = before.get(..before.len().checked_sub(3)?)?;
        let start = body.rfind(['\n']).map_or(0, |i| i + 1);
        let start = body[start..].rfind(". ").map_or(start, |i| start + i + 2);
        // Somebody spoke since: the usual rules know better.
        if self.met.last().is_some_and(|m| m.0 >= start) {
            return None;
        }
        let sentence = Span::new(start, before.len());
        let tokens = self.tokens_in(sentence);
        let article = usize::from(
            tokens.first().is_some_and(|t| matches!(t.of(self.text), "The" | "A" | "An")),
        );
        let kind =
            |w: &str| matches!(class_of(&w.to_lowercase()), Some(Class::Group | Class::Outlet));
        let part = |w: &str| mention::capital(w) || kind(w) || matches!(w, "'s" | "’s");
        let n = tokens[article..].iter().take(8).take_while(|t| part(t.of(self.text))).count();
        let last = tokens.get((article + n).checked_sub(1)?)?.of(self.text);
        let named = kind(last) || (n > 0 && last.chars().all(char::is_uppercase) && last.len() > 1);
        let goes_on = tokens.get(article + n)?.kind == crate::corpus::TokenKind::Word;
        if !named || n == 0 || !goes_on {
            return None;
        }
        let from = tokens.first()?.span.start();
        let to = tokens[article + n - 1].span.end();
        let words = self.text.get(from..to)?.to_owned();
        self.inner(&words, at)
            .filter(|v| matches!(v.kind, VoiceKind::Organisation | VoiceKind::Outlet))
    }

    pub(super) fn last(&self, fits: impl Fn(&Voice, bool) -> bool) -> Option<Voice> {
        self.met.iter().rev().find(|(_, v, p)| fits(v, *p)).map(|(_, v, _)| v.clone())
    }

    pub(super) fn last_speaker(&self) -> Option<Voice> {
        self.met.last().map(|(_, v, _)| v.clone())
    }
}

pub(super) fn is_pronoun(word: &str) -> bool {
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

/// Whether a name's short form is its last words or its first ones. "X-run ministry" and "X army" are
/// other bodies than X.
pub(super) fn is_short_for(name: &str, short: &str) -> bool {
    let (long, short) = (normal(name), normal(short));
    let begins = long.strip_prefix(&short).is_some_and(|rest| {
        let hyphen = name.get(short.len()..).is_some_and(|r| r.starts_with('-'));
        rest.starts_with(' ') && !hyphen && mention::group_noun(rest.trim_start()).is_none()
    });
    long.len() > short.len() && short.len() >= 3 && (long.ends_with(&format!(" {short}")) || begins)
}
