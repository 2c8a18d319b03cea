//! Tagged words → dependency tree: arc-hybrid transitions chosen by an averaged perceptron.
//!
//! Three moves build the tree in one pass, at most two moves a word: SHIFT puts the next word on
//! the stack; LEFT makes the next word the head of the word on top of the stack, and RIGHT the word
//! below the top, and either takes the top off. A second perceptron names the relation of each arc
//! when it is made: by then the dependent has all its own dependents. The virtual root stands after
//! the last word, so exactly one word depends on it.
//!
//! # References
//!
//! M. Kuhlmann, C. Gómez-Rodríguez and G. Satta (2011), "Dynamic programming algorithms for
//! transition-based dependency parsers", ACL, 673–682 (arc-hybrid). Y. Goldberg and J. Nivre (2013),
//! "Training deterministic parsers with non-deterministic oracles", TACL 1, 403–414,
//! doi:10.1162/tacl_a_00237. Features after Y. Zhang and J. Nivre (2011), "Transition-based
//! dependency parsing with rich non-local features", ACL, 188–193.

use super::features::{Form, name};
use super::tagger::COLUMNS;
use super::tags::{Relation, Tag};
use super::weights::{Bytes, Header, ModelError, Rows, Triples, open};

/// Most features of one choice.
pub(super) const MOST_FEATURES: usize = 160;

/// A move of the parser.
pub(super) const SHIFT: usize = 0;
pub(super) const LEFT: usize = 1;
pub(super) const RIGHT: usize = 2;

/// A word in the tree as far as it is built.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// The word's name.
    pub word: u32,
    /// Its tag's number + 1.
    pub tag: u32,
    /// Its relation's number + 1, 0 while it has no head.
    pub label: u32,
    pub head: u32,
    /// Outermost and next dependents on either side.
    pub l1: u32,
    pub l2: u32,
    pub r1: u32,
    pub r2: u32,
    /// How many dependents on either side.
    pub nl: u32,
    pub nr: u32,
    /// Which relations they have, a bit each.
    pub sl: u64,
    pub sr: u64,
}

/// The parser's state; kept from sentence to sentence so that nothing is allocated anew.
#[derive(Clone, Default)]
pub(super) struct State {
    /// The words, then the root, then a node that stands for "none".
    pub nodes: Vec<Node>,
    pub stack: Vec<u32>,
    /// The next word; the root's number when all are read.
    pub next: u32,
    /// For each word, how many verbs, marks and conjunctions stand before it.
    pub verbs: Vec<u16>,
    pub marks: Vec<u16>,
    pub links: Vec<u16>,
}

impl State {
    /// Number of words.
    pub fn len(&self) -> usize {
        self.nodes.len() - 2
    }

    /// Sets the state before the first move.
    pub fn begin(&mut self, words: &[u32], tags: &[Tag]) {
        let none = words.len() as u32 + 1;
        let node = |word, tag| Node {
            word,
            tag,
            label: 0,
            head: none,
            l1: none,
            l2: none,
            r1: none,
            r2: none,
            nl: 0,
            nr: 0,
            sl: 0,
            sr: 0,
        };
        self.nodes.clear();
        self.nodes.extend(words.iter().zip(tags).map(|(&w, &t)| node(w, t as u32 + 1)));
        self.nodes.push(node(2, 126));
        self.nodes.push(node(1, 127));
        self.stack.clear();
        self.next = 0;
        let (mut v, mut m, mut l) = (0u16, 0u16, 0u16);
        self.verbs.clear();
        self.marks.clear();
        self.links.clear();
        for &t in tags {
            self.verbs.push(v);
            self.marks.push(m);
            self.links.push(l);
            v = v.wrapping_add(u16::from(t.is_verb() || t == Tag::Md));
            m = m.wrapping_add(u16::from(matches!(
                t,
                Tag::Comma | Tag::Colon | Tag::OpenQuote | Tag::CloseQuote
            )));
            l = l.wrapping_add(u16::from(matches!(
                t,
                Tag::Cc | Tag::In | Tag::Wdt | Tag::Wp | Tag::Wrb
            )));
        }
        self.verbs.push(v);
        self.marks.push(m);
        self.links.push(l);
    }

    /// Whether the tree is complete.
    pub fn is_done(&self) -> bool {
        self.stack.is_empty() && self.next as usize == self.len()
    }

    /// Which moves may be made.
    #[inline(always)]
    pub fn legal(&self) -> [bool; 3] {
        let all_read = self.next as usize == self.len();
        let n = self.stack.len();
        // One word only may depend on the root: the last on the stack.
        [!all_read, n > 0 && !(all_read && n > 1), n > 1]
    }

    /// Head and dependent of the arc that LEFT or RIGHT would make.
    #[inline(always)]
    pub fn arc(&self, action: usize) -> (u32, u32) {
        let n = self.stack.len();
        let dependent = self.stack[n - 1];
        (if action == LEFT { self.next } else { self.stack[n - 2] }, dependent)
    }

    /// Makes a move; `label` is the relation's number for LEFT and RIGHT.
    #[inline(always)]
    pub fn make(&mut self, action: usize, label: usize) {
        if action == SHIFT {
            self.stack.push(self.next);
            self.next += 1;
            return;
        }
        let (head, dependent) = self.arc(action);
        self.stack.pop();
        let d = &mut self.nodes[dependent as usize];
        d.head = head;
        d.label = label as u32 + 1;
        let h = &mut self.nodes[head as usize];
        if action == LEFT {
            h.l2 = h.l1;
            h.l1 = dependent;
            h.nl += 1;
            h.sl |= 1 << label;
        } else {
            h.r2 = h.r1;
            h.r1 = dependent;
            h.nr += 1;
            h.sr |= 1 << label;
        }
    }

    /// How many verbs, marks and conjunctions stand between two words: three small numbers in one.
    #[inline(always)]
    fn between(&self, a: u32, b: u32) -> u32 {
        let n = self.len() as u32;
        let (a, b) = (a.min(b), a.max(b));
        if b > n || a + 1 >= b {
            return 0;
        }
        let count = |v: &[u16]| u32::from(v[b as usize].wrapping_sub(v[a as usize + 1]).min(2));
        count(&self.verbs) | count(&self.marks) << 2 | count(&self.links) << 4
    }

    /// The features of the next move.
    #[inline(always)]
    pub fn features(&self, out: &mut [u32; MOST_FEATURES]) -> usize {
        let none = self.nodes.len() as u32 - 1;
        let k = self.stack.len();
        let stack = |d: usize| if k > d { self.stack[k - 1 - d] } else { none };
        let last = self.len() as u32;
        let buffer = |d: u32| if self.next + d <= last { self.next + d } else { none };
        let (i0, i1, i2) = (stack(0), stack(1), stack(2));
        let (j0, j1, j2, j3) = (buffer(0), buffer(1), buffer(2), buffer(3));
        let node = |i: u32| &self.nodes[i as usize];
        let (s0, s1, s2, b0, b1, b2, b3) =
            (node(i0), node(i1), node(i2), node(j0), node(j1), node(j2), node(j3));
        let (s0l, s0r, s0l2, s0r2) = (node(s0.l1), node(s0.r1), node(s0.l2), node(s0.r2));
        let (s1l, s1r, s1r2) = (node(s1.l1), node(s1.r1), node(s1.r2));
        let (b0l, b0l2) = (node(b0.l1), node(b0.l2));
        let both = |n: &Node| n.word ^ n.tag.wrapping_mul(0x9E37_79B1);
        let (s0wp, s1wp, b0wp) = (both(s0), both(s1), both(b0));
        let d = if i0 == none { 0 } else { bucket(j0 - i0) };
        let d1 = if i1 == none { 0 } else { bucket(i0 - i1) };
        let gap = if i0 == none { 63 } else { self.between(i0, j0) };
        let gap1 = if i1 == none { 63 } else { self.between(i1, i0) };
        let mut n = 0;
        let mut template = 100;
        let mut add = |a: u32, b: u32, c: u32| {
            out[n] = name(template, a, b, c);
            n += 1;
            template += 1;
        };
        let tags = |a: &Node, b: &Node, c: &Node| a.tag | b.tag << 8 | c.tag << 16;
        let low = |set: u64| (set ^ (set >> 32)) as u32;

        add(0, 0, 0);
        // Single words.
        add(s0wp, 0, 0);
        add(s0.word, 0, 0);
        add(s0.tag, 0, 0);
        add(s1wp, 0, 0);
        add(s1.word, 0, 0);
        add(s1.tag, 0, 0);
        add(both(s2), 0, 0);
        add(s2.tag, s1.tag, 0);
        add(b0wp, 0, 0);
        add(b0.word, 0, 0);
        add(b0.tag, 0, 0);
        add(both(b1), 0, 0);
        add(b1.word, 0, 0);
        add(b1.tag, 0, 0);
        add(both(b2), 0, 0);
        add(b2.word, 0, 0);
        add(b2.tag, b3.tag, 0);
        // Pairs.
        add(s0wp, b0wp, 0);
        add(s0wp, b0.word, 0);
        add(s0.word, b0wp, 0);
        add(s0wp, b0.tag, 0);
        add(s0.tag, b0wp, 0);
        add(s0.word, b0.word, 0);
        add(s0.tag, b0.tag, 0);
        add(b0.tag, b1.tag, 0);
        add(s1wp, s0wp, 0);
        add(s1wp, s0.tag, 0);
        add(s1.tag, s0wp, 0);
        add(s1.word, s0.word, 0);
        add(s1.tag, s0.tag, 0);
        add(s1wp, b0.tag, 0);
        add(s1.tag, b0wp, 0);
        add(s1.word, b0.word, 0);
        add(s1.tag, b0.tag, 0);
        add(s0wp, b1.tag, b0.tag);
        add(b0wp, b1.tag, 0);
        add(b0.tag, b1.word, 0);
        // Triples and quadruples of tags.
        add(tags(b0, b1, b2), 0, 0);
        add(tags(b0, b1, b2), s0.tag, 0);
        add(tags(s0, b0, b1), 0, 0);
        add(tags(s0, b0, b1), s1.tag, 0);
        add(tags(s1, s0, b0), 0, 0);
        add(tags(s1, s0, b0), s2.tag, 0);
        add(tags(s2, s1, s0), 0, 0);
        add(tags(s0, s0l, b0), 0, 0);
        add(tags(s0, s0r, b0), 0, 0);
        add(tags(s0, b0, b0l), 0, 0);
        add(tags(s1, s1r, s0), 0, 0);
        add(tags(s1, s1l, s0), 0, 0);
        add(tags(s1, s0, s0l), 0, 0);
        add(tags(s1, s0, s0r), 0, 0);
        add(tags(s1, s0, s0l), s0.word, 0);
        add(tags(s1, s0, s0l), s0l.word, 0);
        add(tags(s0, b0, s0l), s0l.word, 0);
        add(tags(s0, b0, s0r), s0r.word, 0);
        add(tags(s1, s0, b0), s0.word, 0);
        add(tags(s1, s0, b0), s1.word, 0);
        add(tags(s1, s0, b0), b0.word, 0);
        add(tags(s0, b0, b1), s0.word, 0);
        add(tags(s0, b0, b1), b0.word, 0);
        add(s1.tag, s0.word, b0.word);
        // Distance.
        add(s0.word, d, 0);
        add(s0.tag, d, 0);
        add(b0.word, d, 0);
        add(b0.tag, d, 0);
        add(s0.word, b0.word, d + 16);
        add(s0.tag, b0.tag, d);
        add(s1.tag, s0.tag, d1);
        add(s1wp, d1, s0.tag);
        add(tags(s1, s0, b0), d, d1);
        // What stands between.
        add(gap, s0.tag, b0.tag);
        add(gap1, s1.tag, s0.tag);
        add(gap, s0wp, 0);
        add(gap1, s1wp, s0.tag);
        add(gap1, gap, tags(s1, s0, b0));
        // Valency.
        add(s0.word, s0.nr, 1);
        add(s0.tag, s0.nr, 2);
        add(s0.word, s0.nl, 3);
        add(s0.tag, s0.nl, 4);
        add(s1.word, s1.nr, 5);
        add(s1.tag, s1.nr, 6);
        add(b0.word, b0.nl, 7);
        add(b0.tag, b0.nl, 8);
        // Dependents.
        add(both(s0l), s0l.label, 0);
        add(s0l.label, s0.tag, b0.tag);
        add(both(s0r), s0r.label, 0);
        add(s0r.label, s0.tag, b0.tag);
        add(both(s1r), s1r.label, 0);
        add(s1r.label, s1.tag, s0.tag);
        add(both(s1l), s1l.label, 0);
        add(s1l.label, s1.tag, s0.tag);
        add(both(b0l), b0l.label, 0);
        add(b0l.label, b0.tag, s0.tag);
        add(both(s0l2), s0l2.label, 0);
        add(both(s0r2), s0r2.label, 0);
        add(both(b0l2), b0l2.label, 0);
        add(tags(s0, s0l, s0l2), 0, 0);
        add(tags(s0, s0r, s0r2), 0, 0);
        add(tags(b0, b0l, b0l2), 0, 0);
        add(tags(s1, s1r, s1r2), s0.tag, 0);
        // Relations already there.
        add(s0.word, low(s0.sr), 0);
        add(s0.tag, low(s0.sr), b0.tag);
        add(s0.word, low(s0.sl), 0);
        add(s0.tag, low(s0.sl), b0.tag);
        add(b0.word, low(b0.sl), 0);
        add(b0.tag, low(b0.sl), s0.tag);
        add(s1.word, low(s1.sr), s0.tag);
        add(s1.tag, low(s1.sr), s0.tag);
        add(s1.tag, low(s1.sl), s0.tag);
        add(low(s0.sl | s0.sr), low(s1.sl | s1.sr), tags(s1, s0, b0));
        n
    }

    /// The features of an arc's relation.
    #[inline(always)]
    pub fn arc_features(&self, head: u32, dependent: u32, out: &mut [u32; MOST_FEATURES]) -> usize {
        let none = self.nodes.len() as u32 - 1;
        let node = |i: u32| &self.nodes[i as usize];
        let near = |i: u32, step: i64| {
            u32::try_from(i64::from(i) + step)
                .ok()
                .filter(|&j| (j as usize) < self.len())
                .unwrap_or(none)
        };
        let (h, d) = (node(head), node(dependent));
        let (dl, dr, dl2) = (node(d.l1), node(d.r1), node(d.l2));
        let side = u32::from(head < dependent);
        let (hl, hr) = (node(h.l1), node(h.r1));
        let far = bucket(head.abs_diff(dependent)) << 1 | side;
        let gap = self.between(head, dependent) << 1 | side;
        let (before, after) = (node(near(dependent, -1)), node(near(dependent, 1)));
        let (hbefore, hafter) = (node(near(head, -1)), node(near(head, 1)));
        let below = node(self.stack.len().checked_sub(2).map_or(none, |k| self.stack[k]));
        let low = |set: u64| (set ^ (set >> 32)) as u32;
        let set = low(h.sl | h.sr);
        let mut n = 0;
        let mut template = 300;
        let mut add = |a: u32, b: u32, c: u32| {
            out[n] = name(template, a, b, c);
            n += 1;
            template += 1;
        };
        add(0, side, 0);
        add(h.word, side, 0);
        add(h.tag, side, 0);
        add(d.word, side, 0);
        add(d.tag, side, 0);
        add(h.word, d.word, side);
        add(h.word, d.tag, side);
        add(h.tag, d.word, side);
        add(h.tag, d.tag, side);
        add(h.tag, d.tag, far);
        add(h.tag, d.tag, gap);
        add(d.word, gap, 0);
        add(h.tag, d.tag << 8 | dl.tag, side);
        add(h.tag, d.tag << 8 | dr.tag, side);
        add(h.tag, d.tag, dl.word);
        add(h.word, d.tag, dl.word);
        add(dl.word, side, 0);
        add(dl2.word, d.tag, side);
        add(dl.tag, dl.label << 8 | d.tag, side);
        add(dr.tag, dr.label << 8 | d.tag, side);
        add(dr.word, d.tag, side);
        add(h.tag, d.tag, low(d.sl));
        add(h.tag, d.tag, low(d.sr));
        add(d.word, low(d.sl | d.sr), side);
        add(h.tag, d.tag, low(h.sl).wrapping_mul(2) | side);
        add(h.tag, d.tag << 1 | side, low(h.sr));
        add(h.word, set, d.tag << 1 | side);
        add(h.word, set, d.word ^ side);
        add(hl.label, h.tag << 8 | d.tag, side);
        add(hr.label, h.tag << 8 | d.tag, side);
        add(hl.word, h.tag << 8 | d.tag, side);
        add(hr.word, h.tag << 8 | d.tag, side);
        add(before.word, d.tag, side);
        add(after.word, d.tag, side);
        add(before.tag << 8 | after.tag, d.tag, side);
        add(before.tag << 8 | after.tag, h.tag << 8 | d.tag, side);
        add(hbefore.tag << 8 | hafter.tag, h.tag << 8 | d.tag, side);
        add(hbefore.word, h.tag << 8 | d.tag, side);
        add(hafter.word, h.tag << 8 | d.tag, side);
        add(below.tag, h.tag << 8 | d.tag, side);
        add(d.nl << 4 | d.nr, h.tag << 8 | d.tag, side);
        add(dl.label << 8 | dr.label, h.tag << 8 | d.tag, side);
        n
    }
}

/// Distance in words, in seven steps.
#[inline(always)]
fn bucket(d: u32) -> u32 {
    match d {
        0..=4 => d,
        5..=9 => 5,
        10..=19 => 6,
        _ => 7,
    }
}

/// The dependency parser.
pub(super) struct Parser {
    pub header: Header,
    pub moves: Triples,
    pub labels: Rows<COLUMNS>,
}

impl Parser {
    /// Loads a model file of kind `parser`.
    pub fn read(file: Bytes) -> Result<Self, ModelError> {
        let (header, body) = open(file, "parser")?;
        let (moves, body) = Triples::read(body)?;
        Ok(Self { header, moves, labels: Rows::read(body)? })
    }

    /// Parses a sentence; the tree is then in `state.nodes`. `words` are the words' names.
    pub fn parse(&self, words: &[u32], tags: &[Tag], state: &mut State) {
        state.begin(words, tags);
        let mut names = [0; MOST_FEATURES];
        while !state.is_done() {
            let legal = state.legal();
            let action = match legal {
                [true, false, false] => SHIFT,
                [false, true, false] => LEFT,
                [false, false, true] => RIGHT,
                _ => {
                    let n = state.features(&mut names);
                    let scores = self.moves.scores(&names[..n]);
                    best_move(scores, legal)
                }
            };
            let label = if action == SHIFT { 0 } else { self.label(state, action, &mut names) };
            state.make(action, label);
        }
    }

    #[inline(always)]
    fn label(&self, state: &State, action: usize, names: &mut [u32; MOST_FEATURES]) -> usize {
        let (head, dependent) = state.arc(action);
        if head as usize == state.len() {
            return Relation::Root as usize;
        }
        let n = state.arc_features(head, dependent, names);
        let scores = self.labels.scores(&names[..n]);
        super::tagger::best(&scores, Relation::ALL.len())
    }
}

/// The words' names for the parser: rare words are known by their end and shape only.
pub(super) fn parser_words(forms: &[Form], classes: &[u32], out: &mut Vec<u32>) {
    out.clear();
    out.extend(forms.iter().zip(classes).map(|(f, &class)| {
        if class == 0 { name(99, f.suffix[2], f.outline(), 0) } else { f.lower }
    }));
}

/// The legal move with the highest score, the first of equals.
#[inline(always)]
pub(super) fn best_move(scores: [i32; 3], legal: [bool; 3]) -> usize {
    let mut best = None;
    for k in 0..3 {
        if legal[k] && best.is_none_or(|b: usize| scores[k] > scores[b]) {
            best = Some(k);
        }
    }
    best.unwrap_or(SHIFT)
}
