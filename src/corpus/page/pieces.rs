//! A page's tree → its pieces of text in order, and the elements that hold them.

use dom_query::{Document, NodeData, NodeRef};

use super::names::{Naming, Said};

/// A run of text between two block elements or line breaks, with single spaces.
#[derive(Debug, Default)]
pub struct Piece {
    pub text: String,
    /// How many bytes of it are in links.
    pub linked: usize,
    /// The innermost element that holds it: a place in [`Page::elements`].
    pub element: usize,
}

/// What an element is, as far as running text is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `body`, `div`, `section` and whatever has no meaning of its own.
    Box,
    /// `article`, `main`.
    Article,
    Paragraph,
    /// `h1`.
    Headline,
    Heading,
    Item,
    List,
    Table,
    Quotation,
    /// `aside`, `footer`, `form`: beside the text, unless they hold most of it.
    Beside,
}

impl Kind {
    /// Whether paragraphs stand in it.
    pub fn holds_blocks(self) -> bool {
        matches!(self, Self::Box | Self::Article | Self::List | Self::Table | Self::Beside)
    }
}

/// An element that breaks lines.
#[derive(Debug)]
pub struct Element {
    /// The element around it: an earlier one; the first element is its own.
    pub parent: usize,
    pub kind: Kind,
    /// What its class and id say.
    pub said: Said,
    /// Hash of tag and class: elements of one list look alike.
    pub look: u64,
    /// Its pieces: from the first to before the end.
    pub first: usize,
    pub end: usize,
}

/// A page as a list of texts in boxes. An element's pieces follow each other; the first element
/// holds them all.
#[derive(Debug, Default)]
pub struct Page {
    pub elements: Vec<Element>,
    pub pieces: Vec<Piece>,
}

impl Page {
    /// What the element is that holds a piece.
    pub fn kind(&self, piece: &Piece) -> Kind {
        self.elements[piece.element].kind
    }
}

/// How an element takes part.
enum Part {
    /// Never running text, whatever it holds.
    Never,
    /// Goes on in the same line.
    Inline {
        link: bool,
    },
    /// Ends the line.
    Break,
    Block(Kind),
}

fn part(tag: &str) -> Part {
    match tag {
        "script" | "style" | "noscript" | "template" | "button" | "select" | "textarea"
        | "input" | "nav" | "iframe" | "object" | "svg" | "figcaption" | "video" | "audio"
        | "canvas" | "menu" | "dialog" | "head" | "title" => Part::Never,
        "a" => Part::Inline { link: true },
        "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del"
        | "dfn" | "em" | "font" | "i" | "img" | "ins" | "kbd" | "label" | "mark" | "q" | "ruby"
        | "s" | "samp" | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "time" | "tt"
        | "u" | "var" | "wbr" => Part::Inline { link: false },
        "br" | "hr" => Part::Break,
        "p" | "pre" => Part::Block(Kind::Paragraph),
        "h1" => Part::Block(Kind::Headline),
        "h2" | "h3" | "h4" | "h5" | "h6" => Part::Block(Kind::Heading),
        "li" | "dd" | "dt" => Part::Block(Kind::Item),
        "ul" | "ol" | "dl" => Part::Block(Kind::List),
        "table" => Part::Block(Kind::Table),
        "blockquote" => Part::Block(Kind::Quotation),
        "article" | "main" => Part::Block(Kind::Article),
        "aside" | "footer" | "form" => Part::Block(Kind::Beside),
        _ => Part::Block(Kind::Box),
    }
}

/// FNV-1a.
fn look(tag: &str, class: &str) -> u64 {
    let step = |h: u64, b: &u8| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
    let h = tag.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step);
    class.as_bytes().iter().fold(h.rotate_left(8), step)
}

/// What is open around the place that is being read.
#[derive(Default)]
struct Reader {
    page: Page,
    naming: Naming,
    /// The element in force.
    element: usize,
    /// Open links, quotations.
    links: usize,
    quotations: usize,
    /// The piece being written; a space is due before its next word.
    piece: Piece,
    space: bool,
}

/// Where a node was entered, to be undone when it is left.
struct Opened {
    block: bool,
    link: bool,
    quotation: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = !self.piece.text.is_empty();
                continue;
            }
            // Marks without width would stand between words and their hashes.
            if matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}') {
                continue;
            }
            let before = self.piece.text.len();
            if std::mem::take(&mut self.space) {
                self.piece.text.push(' ');
            }
            self.piece.text.push(c);
            if self.links > 0 {
                self.piece.linked += self.piece.text.len() - before;
            }
        }
    }

    fn close_piece(&mut self) {
        self.space = false;
        if !self.piece.text.is_empty() {
            self.piece.element = self.element;
            self.page.pieces.push(std::mem::take(&mut self.piece));
        }
        self.piece.linked = 0;
    }

    /// Enters a node; `None` if what is under it is not read.
    fn enter(&mut self, node: &NodeRef) -> Option<Opened> {
        let mut opened = Opened { block: false, link: false, quotation: false };
        node.query(|node| match &node.data {
            NodeData::Text { contents } => {
                self.text(contents);
                None
            }
            NodeData::Element(element) => {
                let tag: &str = &element.name.local;
                if matches!(tag, "html" | "body") {
                    return Some(opened);
                }
                let part = part(tag);
                let attribute = |name: &str| {
                    let found = element.attrs.iter().find(|a| &*a.name.local == name);
                    found.map_or("", |a| a.value.as_ref())
                };
                let (class, id) = (attribute("class"), attribute("id"));
                // A class such as "twitter-tweet" must not get a quotation thrown out.
                let inline = matches!(part, Part::Inline { .. } | Part::Block(Kind::Paragraph));
                let said = match self.quotations {
                    0 => self.naming.of(class, id, inline),
                    _ => Said::Nothing,
                };
                match part {
                    Part::Never | Part::Break => {
                        self.close_piece();
                        return None;
                    }
                    Part::Inline { link } if said == Said::Nothing || link => {
                        opened.link = link && !attribute("href").is_empty();
                        self.links += usize::from(opened.link);
                    }
                    Part::Inline { .. } | Part::Block(_) => {
                        if element.attrs.iter().any(|a| &*a.name.local == "hidden") {
                            return None;
                        }
                        self.close_piece();
                        let kind = match part {
                            Part::Block(kind) => kind,
                            _ => Kind::Box,
                        };
                        self.page.elements.push(Element {
                            parent: self.element,
                            kind,
                            said,
                            look: look(tag, class),
                            first: self.page.pieces.len(),
                            end: 0,
                        });
                        self.element = self.page.elements.len() - 1;
                        opened.block = true;
                        opened.quotation = kind == Kind::Quotation;
                        self.quotations += usize::from(opened.quotation);
                    }
                }
                Some(opened)
            }
            NodeData::Document | NodeData::Fragment => Some(opened),
            _ => None,
        })
        .flatten()
    }

    fn leave(&mut self, opened: &Opened) {
        self.links -= usize::from(opened.link);
        self.quotations -= usize::from(opened.quotation);
        if opened.block {
            self.close_piece();
            let end = self.page.pieces.len();
            let element = &mut self.page.elements[self.element];
            element.end = end;
            self.element = element.parent;
        }
    }
}

/// Reads a page's body. The time is linear in its nodes, and no depth is too deep.
pub fn pieces(document: &Document) -> Page {
    let mut reader = Reader::default();
    reader.page.elements.push(Element {
        parent: 0,
        kind: Kind::Box,
        said: Said::Nothing,
        look: 0,
        first: 0,
        end: 0,
    });
    let root = document.body().unwrap_or_else(|| document.root());
    let mut open: Vec<Opened> = Vec::new();
    let mut node = root;
    'nodes: loop {
        if let Some(opened) = reader.enter(&node) {
            if let Some(child) = node.first_child() {
                open.push(opened);
                node = child;
                continue;
            }
            reader.leave(&opened);
        }
        while node.id != root.id {
            if let Some(next) = node.next_sibling() {
                node = next;
                continue 'nodes;
            }
            let (Some(parent), Some(opened)) = (node.parent(), open.pop()) else { break };
            reader.leave(&opened);
            node = parent;
        }
        break;
    }
    reader.close_piece();
    reader.page.elements[0].end = reader.page.pieces.len();
    reader.page
}
