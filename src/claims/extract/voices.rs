//! Labels, words quoted and verbs of saying: what an article tells of its attitude to voices.

use std::collections::BTreeMap;

use super::super::Manner;
use super::super::attribution::{self, Kind};
use super::super::loaded::{Mention, Use};
use super::{Assembly, Quoted, VerbUse};

impl Assembly<'_> {
    /// A label's use, given to whose voice it is in.
    pub(super) fn label(&mut self, u: Use) {
        let at = self.attribution(u.span).filter(|&i| self.attributions[i].kind == Kind::Speech);
        let quoted = at.is_some_and(|i| {
            self.attributions[i].source.is_some() && !self.said[i].voices.is_empty()
        });
        let voice = match at {
            Some(i) if quoted => self.said[i].name(),
            _ => self.article.outlet.clone(),
        };
        let referent = match &*u.referent {
            "" => String::new(),
            words => self.speakers.canonical(words).map_or_else(String::new, |v| v.name),
        };
        self.out.labels.push(Mention {
            document: self.article.document.clone(),
            outlet: self.article.outlet.clone(),
            own_voice: !quoted && !u.scare_quoted,
            voice,
            label: u.label,
            charge: u.charge,
            referent,
            span: u.span,
        });
    }

    /// Words quoted of each speaker, and the verbs that let them speak.
    pub(super) fn voices(&mut self) {
        let mut quoted: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (a, said) in self.attributions.iter().zip(self.said) {
            if a.kind == Kind::Mental {
                continue;
            }
            let words: usize =
                a.content.iter().map(|c| c.of(&self.article.text).split_whitespace().count()).sum();
            for voice in &said.voices {
                let q = quoted.entry(&voice.name).or_default();
                match a.manner {
                    Manner::Direct => q.0 += words,
                    _ => q.1 += words,
                }
                if let Some(cue) = a.cue {
                    self.out.verbs.push(VerbUse {
                        document: self.article.document.clone(),
                        outlet: self.article.outlet.clone(),
                        speaker: voice.name.clone(),
                        tone: attribution::tone_of(cue.of(&self.article.text)),
                        span: cue,
                    });
                }
            }
        }
        self.out.quoted = quoted
            .into_iter()
            .map(|(speaker, (direct, indirect))| Quoted {
                document: self.article.document.clone(),
                outlet: self.article.outlet.clone(),
                speaker: speaker.to_owned(),
                direct,
                indirect,
            })
            .collect();
    }
}
