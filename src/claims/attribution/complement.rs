//! What a verb in the active says: a clause, a quotation, an infinitive, a phrase.
//!
//! Each way proposes the draft with its content, or nothing; [`complement`] asks them in order.

use super::Kind;
use super::bounds::{extend_right, noun_phrase, skip_to_content, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Cue, Frames, Lexicon};
use super::noun::noun_clause;
use super::order;
use super::quote::Quotation;
use crate::claims::Stance;
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// A verb with its entry and the last word of its sentence.
struct Place<'a> {
    doc: &'a Doc<'a>,
    v: usize,
    cue: &'a Cue,
    last: usize,
}

/// The draft with what the verb says, as far as anything follows it.
pub(super) fn complement(
    doc: &Doc<'_>,
    quotes: &[Quotation],
    v: usize,
    cue: &Cue,
    draft: &Draft,
) -> Option<Draft> {
    let at = Place { doc, v, cue, last: doc.sentence_of(v).end - 1 };
    at.clause(draft)
        .or_else(|| at.clause_by_order(draft))
        .or_else(|| at.quotation(quotes, draft))
        .or_else(|| at.after_colon(draft))
        .or_else(|| at.infinitive(draft))
        .or_else(|| at.prepositional(draft))
        .or_else(|| at.clause_of_noun(draft))
        .or_else(|| at.figure(draft))
        .or_else(|| at.object(draft))
        .or_else(|| at.answered(draft))
}

impl Place<'_> {
    /// The draft with this content.
    fn with(&self, draft: &Draft, content: Words, clausal: bool) -> Draft {
        let content = trim_content(self.doc, content);
        Draft { content: vec![content], clausal, ..draft.clone() }
    }

    /// "said that P", "said P", "asked whether P".
    fn clause(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        let frames = cue.frames;
        let clause = doc
            .children(v)
            .find(|&c| {
                c > v && doc.relation(c) == R::Ccomp && frames.has(Frames::CLAUSE.or(Frames::QUOTE))
            })
            .or_else(|| {
                // The parser's "advcl" after a verb that wants a clause, with "that" before it.
                doc.children(v).find(|&c| {
                    c > v
                        && frames.has(Frames::CLAUSE)
                        && matches!(doc.relation(c), R::Advcl | R::Acl | R::Parataxis | R::Dep)
                        && doc.lower(doc.words[c].left) == "that"
                })
            })?;
        let mut draft = draft.clone();
        let from = skip_to_content(doc, v, doc.words[clause].left.max(v + 1));
        // "estimate *between 100 and* 300 people were killed": the number is the clause's.
        let next = draft.cue.map_or(v, |c| c.1) + 1;
        let opens = doc.tag(next) == Tag::Cd
            || matches!(doc.lower(next), "between" | "at" | "up" | "about" | "around" | "some");
        let bounds = |i: usize| {
            matches!(doc.tag(i), Tag::Cd | Tag::PrpS | Tag::Dt | Tag::Jjs)
                || matches!(
                    doc.lower(i),
                    "between" | "and" | "at" | "about" | "around" | "to" | "up" | "more" | "than"
                        | "over" | "nearly" | "almost" | "or" | "of"
                )
                // "three of its *employees* had been killed"
                || (i + 1 == from && doc.tag(i).is_noun())
        };
        let number = |i: usize| doc.tag(i) == Tag::Cd;
        let from =
            match opens && next < from && (next..from).all(bounds) && (next..from).any(number) {
                true => next,
                false => from,
            };
        // "told the X news agency that P", "said on Friday that P": what stands before "that" is no
        // part of P.
        let that = (from..(from + 12).min(last))
            .take_while(|&i| !doc.tag(i).is_verb() && doc.tag(i) != Tag::Md)
            .find(|&i| match doc.lower(i) {
                "that" => {
                    doc.tag(i) == Tag::In
                        || (frames.has(Frames::ADDRESSEE) && !order::finite(doc, i + 1))
                }
                "how" | "why" | "whether" => frames.has(Frames::ADDRESSEE),
                _ => false,
            })
            .filter(|&t| t > from);
        let from = match that {
            Some(t) if frames.has(Frames::ADDRESSEE) => {
                draft.addressee = Some(trim(doc, (v + 1, t - 1)));
                t
            }
            Some(t) if order::is_time(doc, from) => t,
            _ => from,
        };
        let to = extend_right(doc, v, from, doc.words[clause].right.min(last), true);
        colon(doc, &mut draft, from);
        Some(self.with(&draft, (from, to), true))
    }

    /// The clause that follows a verb of saying in the order of words, where the tree shows none
    /// ("say some judges are …" taken for a parenthesis): from "that", or from a noun phrase or
    /// pronoun with a finite verb after it.
    fn clause_by_order(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        let core = cue.frames.has(Frames::CLAUSE)
            && (cue.frames.has(Frames::QUOTE) || cue.kind == Kind::Mental);
        if !core
            || draft.source.is_none()
            || !matches!(doc.tag(v), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Vbg | Tag::Vb | Tag::Vbn)
        {
            return None;
        }
        let next = draft.cue.map_or(v, |c| c.1) + 1;
        let finite = |a: usize| {
            (a + 1..=last.min(a + 25)).any(|i| order::finite(doc, i))
                || order::participle_with_object(doc, a, last)
        };
        // "said on Monday that P", "told the court that P": "that" within reach, nothing between
        // but a phrase without a verb.
        let that = (next..(next + 12).min(last))
            .take_while(|&i| !doc.tag(i).is_verb())
            .find(|&i| doc.lower(i) == "that");
        let that = that.filter(|&t| {
            // After a noun "that" is a relative pronoun, unless the noun is whom one tells or a
            // time.
            t == next
                || (doc.tag(t) == Tag::In
                    && (cue.frames.has(Frames::ADDRESSEE)
                        || doc.tag(next) == Tag::In
                        || !doc.tag(t - 1).is_noun()
                        || doc.tag(t - 1).is_proper()))
                // "told the crowd that her party": whom one tells has no clause of its own.
                || (doc.tag(t) == Tag::Wdt
                    && cue.frames.has(Frames::ADDRESSEE)
                    && !order::finite(doc, t + 1)
                    && (t + 2..last).take(3).any(|i| order::finite(doc, i)))
                // "said at the time that more rain": a pronoun would have the verb right after it.
                || (doc.tag(t) == Tag::Wdt
                    && doc.tag(next) == Tag::In
                    && !doc.tag(t + 1).is_verb()
                    && doc.tag(t + 1) != Tag::Md
                    && !doc.tag(t + 1).is_adverb())
        });
        if let Some(t) = that.filter(|&t| finite(t)) {
            return Some(self.to_the_end(draft, t));
        }
        if next >= last
            || cue.kind == Kind::Mental
            || cue.frames.has(Frames::NOUN)
            || doc.is_mark(next)
        {
            return None;
        }
        // Nobody says a thing: "said" with what looks like one has a clause after it whose verb was
        // taken for a noun or a participle ("said the ferry sank").
        let whole = cue.frames.has(Frames::NO_OBJECT)
            && order::finite(doc, v)
            && doc.child(v, &[R::Obj]).is_some_and(|o| o > next && last - next >= 3);
        let begins = doc.tag(next).is_noun()
            || matches!(
                doc.tag(next),
                Tag::Dt
                    | Tag::Prp
                    | Tag::PrpS
                    | Tag::Ex
                    | Tag::Cd
                    | Tag::Jj
                    | Tag::Wp
                    | Tag::Wrb
                    | Tag::Jjs
                    | Tag::Jjr
            )
            || matches!(doc.lower(next), "whether" | "if");
        (begins && (whole || finite(next))).then(|| self.to_the_end(draft, next))
    }

    /// A clause from `from` on, as far as the sentence is its own.
    fn to_the_end(&self, draft: &Draft, from: usize) -> Draft {
        let to = extend_right(self.doc, self.v, from, self.last, true);
        self.with(draft, (from, to), true)
    }

    /// A quotation right after: 'said: "P"', 'called it "P"'.
    fn quotation(&self, quotes: &[Quotation], draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        let frames = cue.frames;
        let next = draft.cue.map_or(v, |c| c.1) + 1;
        let after_mark = if matches!(doc.lower(next), ":" | ",") { next + 1 } else { next };
        let opens = |i: &usize| *i <= last && doc.kind(*i) == Some(TokenKind::OpenQuote);
        let q = [next, after_mark].into_iter().find(opens)?;
        let quote =
            quotes.iter().find(|x| x.open == q && frames.has(Frames::QUOTE.or(Frames::NOUN)))?;
        let to = extend_right(doc, v, q, quote.close.min(last), true).max(quote.close);
        let to = if to > last { quote.close } else { to };
        let clausal = quote.len() > 3 && frames.has(Frames::CLAUSE.or(Frames::QUOTE));
        let mut draft = draft.clone();
        colon(doc, &mut draft, q);
        Some(self.with(&draft, (q, to), clausal))
    }

    /// "said: P".
    fn after_colon(&self, draft: &Draft) -> Option<Draft> {
        let next = draft.cue.map_or(self.v, |c| c.1) + 1;
        let colon = self.doc.lower(next) == ":" && next < self.last;
        (colon && self.cue.frames.has(Frames::QUOTE)).then(|| {
            let cue = draft.cue.map(|c| (c.0, next));
            Draft { cue, ..self.with(draft, (next + 1, self.last), true) }
        })
    }

    /// "vowed to P", "declined to P", "urged X to P".
    fn infinitive(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        let frames = cue.frames;
        if !frames.has(Frames::INFINITIVE.or(Frames::OBJECT).or(Frames::ADDRESSEE)) {
            return None;
        }
        let x = doc.children(v).find(|&c| {
            c > v
                && matches!(doc.relation(c), R::Xcomp | R::Ccomp | R::Advcl)
                && (doc.lower(doc.words[c].left.max(v + 1)) == "to"
                    || (doc.relation(c) != R::Advcl && to_mark(doc, c).is_some()))
        })?;
        let object = doc
            .children(v)
            .find(|&c| c > v && c < x && matches!(doc.relation(c), R::Obj | R::Iobj));
        let from = match object {
            Some(o) if frames.has(Frames::OBJECT) => doc.words[o].left,
            Some(_) if !frames.has(Frames::ADDRESSEE) => return None,
            _ => to_mark(doc, x).unwrap_or(doc.words[x].left),
        }
        .max(v + 1);
        let to = extend_right(doc, v, from, doc.words[x].right.min(last), false);
        Some(self.with(draft, (from, to), false))
    }

    /// "called for P", "agreed with P", "spoke of P", "called on X to P".
    fn prepositional(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        let after = draft.cue?.1 + 1;
        if cue.prepositions.is_empty() {
            return None;
        }
        if after < last && cue.prepositions.contains(&doc.lower(after)) && draft.source.is_some() {
            // The phrase that the preposition introduces, wherever the tree hangs it.
            let head = doc.words[after].head;
            let to = if head > after && head <= last { doc.words[head].right } else { after + 1 };
            return Some(self.after_preposition(draft, after, to));
        }
        for c in doc.children(v) {
            if c <= v
                || !matches!(
                    doc.relation(c),
                    R::Obl | R::Advcl | R::Xcomp | R::Nmod | R::Ccomp | R::Obj
                )
            {
                continue;
            }
            let case = doc.children(c).find(|&k| {
                matches!(doc.relation(k), R::Case | R::Mark)
                    && cue.prepositions.contains(&doc.lower(k))
            });
            let case = case.or_else(|| {
                let l = doc.words[c].left;
                (l > v && cue.prepositions.contains(&doc.lower(l))).then_some(l)
            });
            let Some(p) = case.filter(|&p| p > v && p < last) else { continue };
            return (draft.source.is_some() || doc.tag(v) == Tag::Vbg)
                .then(|| self.after_preposition(draft, p, doc.words[c].right));
        }
        None
    }

    /// The phrase after the preposition at `p`, which the tree ends at `to`, with the infinitive
    /// that follows it: "called on X *to leave*".
    fn after_preposition(&self, draft: &Draft, p: usize, to: usize) -> Draft {
        let Self { doc, v, last, .. } = *self;
        let to = to.clamp((p + 1).min(last), last);
        let infinitive = doc.children(v).find(|&c| {
            c > to + 1
                && doc.lower(to + 1) == "to"
                && matches!(doc.relation(c), R::Xcomp | R::Advcl | R::Ccomp)
                && doc.words[c].left <= to + 1
        });
        let to = infinitive.map_or(to, |c| doc.words[c].right.min(last));
        let to = extend_right(doc, v, p + 1, to, false);
        let adjacent = draft.cue.is_some_and(|c| c.1 + 1 == p);
        let cue = if adjacent { draft.cue.map(|(a, _)| (a, p)) } else { draft.cue };
        Draft { cue, addressee: None, ..self.with(draft, (p + 1, to), false) }
    }

    fn object_of_verb(&self) -> Option<usize> {
        let doc = self.doc;
        doc.children(self.v)
            .find(|&c| c > self.v && matches!(doc.relation(c), R::Obj | R::Xcomp | R::Ccomp))
    }

    /// "rejected claims that P", "repeated its allegation that P": the clause is what is meant.
    fn clause_of_noun(&self, draft: &Draft) -> Option<Draft> {
        let noun = self
            .object_of_verb()
            .filter(|&o| Lexicon::get().noun(self.doc.lower(o)).is_some())
            .filter(|_| self.cue.frames.has(Frames::NOUN.or(Frames::CLAUSE)))?;
        let (from, to) = noun_clause(self.doc, noun)?;
        let to = extend_right(self.doc, self.v, from, to, true);
        Some(self.with(draft, (from, to), true))
    }

    /// "put the toll at 30", "estimated the crowd at between 200 and 300", "revised the figure to 12":
    /// what stands between is what is counted.
    fn figure(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        if !cue.frames.has(Frames::FIGURE) || (draft.source.is_none() && doc.tag(v) != Tag::Vbg) {
            return None;
        }
        let from = draft.cue.map_or(v, |c| c.1) + 1;
        let leads = |i: usize| match doc.lower(i) {
            "at" | "to" => true,
            // "gave a preliminary figure *of* 320 dead"
            "of" => {
                Lexicon::get().noun(doc.lower(i - 1)).is_some_and(|n| n.frames.has(Frames::FIGURE))
            }
            _ => false,
        };
        let to = (from + 1..last)
            .take(14)
            .take_while(|&i| !order::finite(doc, i) && !doc.is_mark(i))
            .find(|&i| leads(i) && (i + 1..=last).take(4).any(|k| doc.tag(k) == Tag::Cd))?;
        let named = || {
            (from..to).any(|i| {
                Lexicon::get().noun(doc.lower(i)).is_some_and(|n| n.frames.has(Frames::FIGURE))
            })
        };
        if doc.lower(to) != "at" && !named() {
            return None;
        }
        let number = (to + 1..=last).take(4).find(|&i| doc.tag(i) == Tag::Cd)?;
        let leads = (to + 1..number).all(|i| !doc.tag(i).is_noun() && !doc.tag(i).is_verb());
        let end = doc.words[number].right.max(doc.words[to].head.min(last)).max(number);
        (leads && end <= last)
            .then(|| self.with(draft, (from, extend_right(doc, v, from, end, true)), true))
    }

    /// "condemned P", "called X a Y", "described X as Y", "accused X of Y".
    fn object(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, last } = *self;
        let frames = cue.frames;
        let o = self.object_of_verb()?;
        // "put the toll at 30": only what is a figure is stated so.
        let figure = frames.has(Frames::FIGURE)
            && (v + 1..=last).any(|i| doc.tag(i) == Tag::Cd)
            && Lexicon::get().noun(doc.lower(o)).is_some_and(|n| n.frames.has(Frames::FIGURE));
        if !(figure
            || frames.has(Frames::NOUN.or(Frames::PREDICATE).or(Frames::GERUND).or(Frames::OBJECT)))
            || (draft.source.is_none() && doc.tag(v) != Tag::Vbg)
        {
            return None;
        }
        let gerund = doc.tag(o) == Tag::Vbg && doc.relation(o) != R::Obj;
        if gerund && !frames.has(Frames::GERUND.or(Frames::NOUN)) {
            return None;
        }
        let mut from = doc.words[o].left.max(v + 1);
        let mut to = doc.words[o].right.min(last);
        if figure || frames.has(Frames::PREDICATE.or(Frames::OBJECT)) {
            // All that follows.
            for c in doc.children(v) {
                if c > o
                    && matches!(doc.relation(c), R::Xcomp | R::Obl | R::Advcl | R::Obj | R::Ccomp)
                {
                    to = to.max(doc.words[c].right.min(last));
                }
            }
        } else if let Some(c) = doc.child(v, &[R::Conj]).filter(|&c| {
            // "confirmed losses and the death of X": the second noun hung on the verb.
            c > to
                && doc.tag(c).is_noun()
                && doc.words[c].left <= to + 2
                && doc.child(c, &[R::Cc]).is_some()
        }) {
            to = doc.words[c].right.min(last);
        }
        // "accused X of Y": what follows the preposition is asserted.
        let of = frames
            .has(Frames::OBJECT.or(Frames::PREDICATE))
            .then(|| {
                (to + 1..(to + 3).min(last)).find(|&i| {
                    cue.prepositions.contains(&doc.lower(i))
                        || (frames.has(Frames::PREDICATE) && doc.lower(i) == "as")
                })
            })
            .flatten();
        let accusation = frames.has(Frames::OBJECT) && cue.prepositions.contains(&"of");
        let of = of.or_else(|| order::accusation(doc, to, last).filter(|_| accusation));
        let to = match of {
            Some(p) => {
                let head = doc.words[p].head.clamp(p, last);
                extend_right(doc, v, from, head.max(doc.words[head].right.min(last)), false)
            }
            None => extend_right(doc, v, from, to, true).min(to),
        };
        // "called them Y": what is said is Y.
        let called = frames.has(Frames::PREDICATE)
            && from == o
            && doc.tag(o) == Tag::Prp
            && !doc.lower(o).ends_with("self")
            && to > o;
        if called {
            from = o + 1;
        }
        let clausal =
            figure || accusation && (of.is_some() || (from..=to).any(|i| doc.lower(i) == "of"));
        Some(self.with(draft, (from, to), clausal))
    }

    /// "a claim that X denies", "which X confirmed": the phrase that the clause belongs to. Also
    /// "X declined": an answer without content.
    fn answered(&self, draft: &Draft) -> Option<Draft> {
        let Self { doc, v, cue, .. } = *self;
        let source = draft.source.filter(|_| cue.kind == Kind::Speech)?;
        if doc.relation(v) == R::AclRelcl
            && matches!(draft.stance, Stance::Denies | Stance::Confirms)
            && let Some(h) = doc.head(v).filter(|&h| h < source.0)
        {
            let (from, to) = noun_phrase(doc, h, Some(v));
            let (from, mut to) = trim_content(doc, (from, to.min(source.0 - 1).max(from)));
            // The relative pronoun between is no part of it.
            while to > from && matches!(doc.lower(to), "that" | "which") {
                to -= 1;
            }
            return Some(Draft { content: vec![(from, to)], ..draft.clone() });
        }
        // "X asked.", "said so": nothing to attribute; a declining answer stands by itself.
        (draft.stance == Stance::Declines).then(|| Draft { content: Vec::new(), ..draft.clone() })
    }
}

/// The "to" of an infinitive.
pub(super) fn to_mark(doc: &Doc<'_>, infinitive: usize) -> Option<usize> {
    doc.children(infinitive).find(|&m| doc.lower(m) == "to" && doc.relation(m) == R::Mark)
}

/// A colon between cue and content belongs to the cue.
fn colon(doc: &Doc<'_>, draft: &mut Draft, from: usize) {
    if let Some((a, b)) = draft.cue
        && b + 1 < from
        && b + 1 < doc.words.len()
        && doc.lower(b + 1) == ":"
    {
        draft.cue = Some((a, b + 1));
    }
}

/// To whom it was said: the object of "told", the phrase after "to" of "said to".
pub(super) fn addressee(doc: &Doc<'_>, v: usize, cue: &Cue, draft: &mut Draft) {
    let object = if cue.frames.has(Frames::ADDRESSEE) {
        doc.children(v).find(|&c| {
            c > v && matches!(doc.relation(c), R::Obj | R::Iobj) && doc.tag(c) != Tag::Vb
        })
    } else {
        doc.children(v).find(|&c| {
            c > v
                && doc.relation(c) == R::Obl
                && doc.children(c).any(|k| doc.relation(k) == R::Case && doc.lower(k) == "to")
        })
    };
    if let Some(o) = object {
        let (from, to) = noun_phrase(doc, o, None);
        let from = from.max(v + 1);
        // The addressee ends where the content begins.
        let to = (from..=to)
            .find(|&i| doc.lower(i) == "that")
            .map_or(to, |i| i.saturating_sub(1).max(from));
        if from <= to {
            draft.addressee = Some(trim(doc, (from, to)));
        }
    }
}
