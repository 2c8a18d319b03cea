//! What those are called who are not named: sources kept apart in their article, people pooled.

use super::super::mention::{self, Determiner, Phrase, class_of, normal};
use super::super::{Voice, VoiceKind};
use super::Resolver;

impl Resolver<'_> {
    /// Whoever is meant by a mention that nothing before it explains.
    pub(super) fn unnamed(&self) -> (Voice, &'static str) {
        let name = format!("unnamed ({})", stem(self.document));
        (Voice { name, kind: VoiceKind::Anonymous }, "nobody named before fits")
    }

    /// A source that is not named: "the source" is the latest of its label, others are new.
    pub(super) fn anonymous_voice(&mut self, core: &Phrase) -> Voice {
        let key = normal(&core.head());
        let again = core.determiner == Some(Determiner::Definite) && core.words.len() == 1;
        if again && let Some(v) = self.latest_anonymous.get(&key) {
            return v.clone();
        }
        self.new_anonymous(core)
    }

    pub(super) fn new_anonymous(&mut self, core: &Phrase) -> Voice {
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
        if core.head().ends_with('s') && !core.head().ends_with("ss") {
            self.several.clone_from(&core.words);
        }
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

    /// One of the sources that were last spoken of together: another one each time.
    pub(super) fn one_of_them(&mut self) -> Option<Voice> {
        let mut words = self.several.clone();
        let last = words.last_mut()?;
        let single = last.strip_suffix('s')?.to_owned();
        *last = single;
        let core = Phrase { words, determiner: Some(Determiner::Another), ..Phrase::default() };
        Some(self.new_anonymous(&core))
    }
}

/// The document's name without folder and extension.
pub(super) fn stem(document: &str) -> &str {
    let file = document.rsplit('/').next().unwrap_or(document);
    file.rsplit_once('.').map_or(file, |(s, _)| s)
}

/// A description short enough to be a name: at most ten words.
pub(super) fn label(core: &Phrase) -> String {
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
pub(super) fn uncapital(label: &str, core: &Phrase) -> String {
    // Behind an article, or in the possessive, a capital is a name's.
    let named = core.determiner.is_some()
        || core.words.get(1).is_some_and(|w| matches!(w.as_str(), "'s" | "’s"));
    let small = core.words.first().is_some_and(|w| {
        let lower = w.to_lowercase();
        class_of(&lower).is_some()
            || (!named
                && mention::adjective(w).is_none()
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
pub(super) fn plural_label(noun: &str) -> String {
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
