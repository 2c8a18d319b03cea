//! Treebanks, read and made like what the tokenizer leaves.

use crate::claims::language::tags::{Relation, Tag};

/// A sentence of a treebank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Word forms.
    pub forms: Vec<String>,
    /// Lemmas.
    pub lemmas: Vec<String>,
    /// Parts of speech.
    pub tags: Vec<Tag>,
    /// Head of each word; the number of words stands for the root.
    pub heads: Vec<usize>,
    /// Relation of each word to its head.
    pub relations: Vec<Relation>,
}

/// Reads a treebank: a line a word with tab-separated form, lemma, UPOS, XPOS, head (from 1, 0 for
/// the root) and relation; a blank line after each sentence; `#` begins a comment of two or more
/// words. Sentences from documents for which `wanted` is false are left out, and so are sentences
/// with a tag or relation unknown here.
pub fn read_treebank(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut sentence = Sentence::default();
    let mut heads = Vec::new();
    let (mut keep, mut sound) = (wanted(""), true);
    for line in text.lines().chain([""]) {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            keep = wanted(id.trim());
        }
        let columns: Vec<&str> = line.split('\t').collect();
        match columns[..] {
            [form, lemma, _, xpos, head, relation] => {
                let known = (Tag::named(xpos), Relation::named(relation), head.parse::<usize>());
                if let (Some(tag), Some(relation), Ok(head)) = known {
                    sentence.forms.push(form.to_owned());
                    sentence.lemmas.push(lemma.to_owned());
                    sentence.tags.push(tag);
                    heads.push(head);
                    sentence.relations.push(relation);
                } else {
                    sound = false;
                }
            }
            _ if line.is_empty() => {
                let n = sentence.forms.len();
                sentence.heads = heads.iter().map(|&h| if h == 0 { n } else { h - 1 }).collect();
                sound &= heads.iter().all(|&h| h <= n);
                let done = std::mem::take(&mut sentence);
                if keep && sound && n > 0 {
                    found.push(done);
                }
                heads.clear();
                sound = true;
            }
            _ => {}
        }
    }
    found
}

/// The sentence with its hyphenated words written as one, as the tokenizer leaves them; `None` if
/// it has none that hangs together.
///
/// UD English splits "Paris-based" into three words. The whole takes head and relation of the part
/// that the others depend on, and its tag, except that a participle before a noun becomes an
/// adjective, as the Penn Treebank has it.
pub fn join_hyphens(sentence: &Sentence) -> Option<Sentence> {
    let n = sentence.forms.len();
    // For each word, the first word of the whole that it goes into.
    let mut into: Vec<usize> = (0..n).collect();
    let mut joined = false;
    let mut i = 0;
    while i < n {
        let mut end = i;
        while end + 2 < n
            && sentence.tags[end + 1] == Tag::Hyph
            && sentence.forms[end + 1] == "-"
            && !sentence.tags[end].is_mark()
            && !sentence.tags[end + 2].is_mark()
        {
            end += 2;
        }
        if end > i {
            let inside = i..end + 1;
            let outward = inside.clone().filter(|&w| !inside.contains(&sentence.heads[w])).count();
            if outward == 1 {
                into[inside].fill(i);
                joined = true;
            }
        }
        i = end + 1;
    }
    if !joined {
        return None;
    }
    // New numbers of the words that begin a whole.
    let mut number = vec![0; n + 1];
    let mut count = 0;
    for w in 0..n {
        if into[w] == w {
            number[w] = count;
            count += 1;
        }
    }
    number[n] = count;
    let mut out = Sentence::default();
    let mut w = 0;
    while w < n {
        let end = (w + 1..n).find(|&k| into[k] != w).unwrap_or(n);
        let core = (w..end).find(|&k| !(w..end).contains(&sentence.heads[k]))?;
        let participle = matches!(sentence.tags[core], Tag::Vbn | Tag::Vbg | Tag::Vbd);
        let before_noun = sentence.relations[core] == Relation::Amod;
        let whole = end - w > 1;
        out.forms.push(sentence.forms[w..end].concat());
        out.lemmas.push(if whole {
            sentence.forms[w..end].concat()
        } else {
            sentence.lemmas[w].clone()
        });
        out.tags.push(if whole && participle && before_noun {
            Tag::Jj
        } else {
            sentence.tags[core]
        });
        let head = sentence.heads[core];
        out.heads.push(if head == n { count } else { number[into[head]] });
        out.relations.push(sentence.relations[core]);
        w = end;
    }
    Some(out)
}
