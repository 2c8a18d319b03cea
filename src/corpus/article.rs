//! One published text: outlet, publication time, text. Its bytes never change.

use jiff::civil::{Date, Time};

use super::Span;
use crate::ids::ArticleId;

/// One published text.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its number, in order of reading (sorted by document name).
    pub id: ArticleId,
    /// The name under which tables print it: the path of its file inside the input folder, with
    /// `/`; for JSONL the file and the record's id.
    pub document: String,
    /// Who publishes it.
    pub outlet: String,
    /// Where the outlet's name was found.
    pub outlet_from: OutletFrom,
    /// Day of publication, where known.
    pub published: Option<Date>,
    /// Time of day of publication (UTC), where known.
    pub published_time: Option<Time>,
    /// Headline, where known.
    pub title: Option<String>,
    /// Author line, where known.
    pub byline: Option<String>,
    /// The agency that the article credits ("Source: AFP"), where it names one.
    pub agency: Option<String>,
    /// Address, where known.
    pub url: Option<String>,
    /// Language tag, where known.
    pub language: Option<String>,
    /// The whole text as read, decoded to UTF-8, page furniture included. Spans point into it.
    pub text: String,
    /// How the file's bytes were decoded.
    pub encoding: Encoding,
    /// The text's paragraphs in order, furniture marked.
    pub blocks: Vec<Block>,
}

impl Article {
    /// The offset in the article *file* of byte `at` of [`Article::text`].
    ///
    /// They differ where the file began with a byte order mark or was not UTF-8. For HTML and JSONL
    /// the offset is in the text that `corroborate articles` prints.
    pub fn file_offset(&self, at: usize) -> usize {
        match self.encoding {
            Encoding::Utf8 => at,
            Encoding::Utf8WithMark => at + 3,
            // One byte a character.
            Encoding::Windows1252 => self.text[..at].chars().count(),
        }
    }
}

impl Article {
    /// The article's own blocks, a line each, without page furniture: what `corroborate articles`
    /// prints.
    pub fn body(&self) -> String {
        let mut out = String::new();
        for block in self.blocks.iter().filter(|b| b.kind.is_body()) {
            out.push_str(block.span.of(&self.text));
            out.push('\n');
        }
        out
    }

    /// The same article with its text cut down to [`Article::body`].
    ///
    /// Pages and JSONL records have no file whose bytes a reader could look up, so their spans point
    /// into the text that is printed.
    pub fn without_furniture(mut self) -> Self {
        let text = self.body();
        let mut at = 0;
        self.blocks.retain(|b| b.kind.is_body());
        for block in &mut self.blocks {
            let end = at + block.span.len();
            block.span = Span::new(at, end);
            at = end + 1;
        }
        self.text = text;
        self
    }
}

/// Where an outlet's name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutletFrom {
    /// The user's `manifest.csv` or JSONL record.
    Manifest,
    /// The page's own metadata.
    Metadata,
    /// A credit line in the text ("Source: …").
    Credit,
    /// The text speaks of itself ("told the Kyiv Post", "Reuters could not verify").
    SelfReference,
    /// Nowhere: the file's stem stands in.
    FileStem,
}

/// How an article file's bytes were decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8WithMark,
    /// Windows-1252 (a superset of ISO 8859-1 in practice).
    Windows1252,
}

/// A run of text between blank lines or line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block of text is. Claims are sought in titles and paragraphs only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockKind {
    /// The headline.
    Title,
    /// Running text.
    Paragraph,
    /// A heading inside the text.
    Heading,
    /// A picture's caption.
    Caption,
    /// A publication line, byline or credit.
    Credit,
    /// A form, a plea, an advertisement, a menu.
    Furniture,
    /// The teaser of another article.
    Teaser,
    /// The same text as an earlier block.
    Repeated,
}

impl BlockKind {
    /// Whether claims are sought here.
    pub fn is_body(self) -> bool {
        matches!(self, Self::Title | Self::Paragraph | Self::Heading)
    }
}
