//! Sentence → analysis: parts of speech, lemmas and a dependency tree, from models in `models/`.

mod analysis;
mod features;
mod lemma;
mod parser;
mod tagger;
mod tags;
#[cfg(test)]
mod tests;
pub mod train;
mod weights;

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::OnceLock;

pub use analysis::Analysis;
pub use tags::{Relation, Tag};
pub use weights::{Header, ModelError};

use crate::corpus::{Token, TokenKind};
use features::Form;
use lemma::Lemmas;
use parser::{Parser, State};
use tagger::Tagger;

const TAGGER: &[u8] = include_bytes!("../../../models/tagger.model");
const PARSER: &[u8] = include_bytes!("../../../models/parser.model");
const LEMMAS: &str = include_str!("../../../models/lemmas.tsv");

/// The models of one language, ready for use.
pub struct Language {
    tagger: Tagger,
    parser: Parser,
    lemmas: Lemmas,
}

/// What the analysis of a sentence needs for a moment; kept so that nothing is allocated anew.
#[derive(Default)]
struct Scratch {
    forms: Vec<Form>,
    classes: Vec<u32>,
    words: Vec<u32>,
    state: State,
}

impl Language {
    /// The English models that are part of the program. Unpacked at the first call.
    ///
    /// # Panics
    ///
    /// Never: a test loads them.
    pub fn embedded() -> &'static Self {
        static LANGUAGE: OnceLock<Language> = OnceLock::new();
        LANGUAGE.get_or_init(|| {
            Self::from_files(TAGGER, PARSER, LEMMAS)
                .expect("the embedded models are sound: a test loads them")
        })
    }

    /// The models of a folder: `tagger.model`, `parser.model`, `lemmas.tsv`; the embedded one stands
    /// in for a file that is not there.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or is not a model of its kind, or is damaged.
    pub fn from_folder(folder: &Path) -> Result<Self, ModelError> {
        let read = |name: &str, embedded: &'static [u8]| {
            let path = folder.join(name);
            match fs::read(&path) {
                Ok(file) => Ok(Cow::Owned(file)),
                Err(e) if e.kind() == ErrorKind::NotFound && folder.is_dir() => {
                    Ok(Cow::Borrowed(embedded))
                }
                Err(e) => Err(ModelError::File {
                    path: path.display().to_string(),
                    reason: e.to_string(),
                }),
            }
        };
        let (tagger, parser) = (read("tagger.model", TAGGER)?, read("parser.model", PARSER)?);
        let lemmas = read("lemmas.tsv", LEMMAS.as_bytes())?;
        Self::from_files(tagger, parser, &String::from_utf8_lossy(&lemmas))
    }

    /// Models from the bytes of their files: tagger, parser, lemma list.
    ///
    /// # Errors
    ///
    /// If one is not a model of its kind, or is damaged.
    pub fn from_files(
        tagger: impl Into<Cow<'static, [u8]>>,
        parser: impl Into<Cow<'static, [u8]>>,
        lemmas: &str,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            tagger: Tagger::read(tagger.into())?,
            parser: Parser::read(parser.into())?,
            lemmas: Lemmas::read(lemmas)?,
        })
    }

    /// The headers of tagger and parser: data, licence, date, accuracy, command.
    pub fn headers(&self) -> [&Header; 2] {
        [&self.tagger.header, &self.parser.header]
    }

    /// Analyses one sentence: tags, lemmas and tree.
    pub fn analyse(&self, text: &str, sentence: &[Token]) -> Analysis {
        let mut analysis = self.tag(text, sentence);
        self.parse(text, &mut analysis);
        analysis
    }

    /// Tags one sentence, without lemmas and tree: where only that is needed.
    ///
    /// The tree is left empty: [`Analysis::heads`] has no entry until [`Language::parse`].
    pub fn tag(&self, text: &str, sentence: &[Token]) -> Analysis {
        let mut analysis = Analysis { tokens: sentence.to_vec(), ..Analysis::default() };
        with_scratch(|scratch| {
            scratch.forms.clear();
            scratch.forms.extend(sentence.iter().map(|t| Form::of(t.of(text))));
            self.tag_forms(scratch, &mut analysis.tags);
        });
        // The tokenizer knows which side a mark is on, and what an address is.
        for (tag, token) in analysis.tags.iter_mut().zip(sentence) {
            match token.kind {
                TokenKind::OpenQuote => *tag = Tag::OpenQuote,
                TokenKind::CloseQuote => *tag = Tag::CloseQuote,
                TokenKind::OpenBracket => *tag = Tag::OpenBracket,
                TokenKind::CloseBracket => *tag = Tag::CloseBracket,
                TokenKind::Url | TokenKind::Email => *tag = Tag::Add,
                _ => {}
            }
        }
        analysis
    }

    /// Adds lemmas and tree to a tagged sentence.
    pub fn parse(&self, text: &str, analysis: &mut Analysis) {
        with_scratch(|scratch| {
            scratch.forms.clear();
            scratch.forms.extend(analysis.tokens.iter().map(|t| Form::of(t.of(text))));
            self.tagger.classes(&scratch.forms, &mut scratch.classes);
            self.parse_forms(scratch, analysis);
        });
        analysis.lemma_text.clear();
        analysis.lemma_ends.clear();
        for (token, &tag) in analysis.tokens.iter().zip(&analysis.tags) {
            self.lemmas.push(token.of(text), tag, &mut analysis.lemma_text);
            analysis.lemma_ends.push(analysis.lemma_text.len() as u32);
        }
    }

    /// Analyses words without a text, as a treebank has them; the tokens are left empty.
    pub fn analyse_words<S: AsRef<str>>(&self, words: &[S]) -> Analysis {
        let mut analysis = Analysis::default();
        with_scratch(|scratch| {
            scratch.forms.clear();
            scratch.forms.extend(words.iter().map(|w| Form::of(w.as_ref())));
            self.tag_forms(scratch, &mut analysis.tags);
            self.parse_forms(scratch, &mut analysis);
        });
        for (word, &tag) in words.iter().zip(&analysis.tags) {
            self.lemmas.push(word.as_ref(), tag, &mut analysis.lemma_text);
            analysis.lemma_ends.push(analysis.lemma_text.len() as u32);
        }
        analysis
    }

    fn tag_forms(&self, scratch: &mut Scratch, tags: &mut Vec<Tag>) {
        self.tagger.classes(&scratch.forms, &mut scratch.classes);
        self.tagger.tag(&scratch.forms, &scratch.classes, tags);
    }

    fn parse_forms(&self, scratch: &mut Scratch, analysis: &mut Analysis) {
        parser::parser_words(&scratch.forms, &scratch.classes, &mut scratch.words);
        self.parser.parse(&scratch.words, &analysis.tags, &mut scratch.state);
        let n = scratch.state.len();
        let nodes = &scratch.state.nodes[..n];
        analysis.heads.clear();
        analysis.heads.extend(nodes.iter().map(|node| Some(node.head as usize).filter(|&h| h < n)));
        analysis.relations.clear();
        // Every word has a label by now: the parse is complete.
        analysis
            .relations
            .extend(nodes.iter().map(|node| Relation::ALL[node.label.saturating_sub(1) as usize]));
        analysis.index();
    }
}

fn with_scratch(work: impl FnOnce(&mut Scratch)) {
    thread_local! {
        static SCRATCH: std::cell::RefCell<Scratch> = std::cell::RefCell::default();
    }
    SCRATCH.with_borrow_mut(work);
}
