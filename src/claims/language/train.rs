//! Treebanks → models: averaged-perceptron training of the tagger and the parser, and their
//! accuracy.
//!
//! Everything is integers and one fixed order, so the same data give the same model file.

use super::features::Form;
use super::parser::{LEFT, Parser, RIGHT, SHIFT, State, best_move};
use super::tagger::{COLUMNS, Lexicon, SURE, Tagger, features};
use super::tags::{Relation, Tag};
use super::weights::{Header, ModelError, Rows, Triples, seal};
use super::{parser, tagger};

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

/// Weights while they are learnt: exact names, whole numbers, running averages.
struct Learner<const N: usize> {
    /// Name and row + 1 of a feature.
    index: Vec<(u32, u32)>,
    names: Vec<u32>,
    weights: Vec<[i32; N]>,
    /// Σ of changes, each times the step at which it was made: the average of the weights over all
    /// steps is `weights − sums / steps`.
    sums: Vec<[i64; N]>,
    steps: i64,
}

impl<const N: usize> Learner<N> {
    fn new() -> Self {
        Self {
            index: vec![(0, 0); 1 << 16],
            names: Vec::new(),
            weights: Vec::new(),
            sums: Vec::new(),
            steps: 1,
        }
    }

    #[inline(always)]
    fn slot(&self, name: u32) -> usize {
        let mask = self.index.len() - 1;
        let mut slot = name as usize & mask;
        while self.index[slot].1 != 0 && self.index[slot].0 != name {
            slot = (slot + 1) & mask;
        }
        slot
    }

    #[inline(always)]
    fn add(&self, name: u32, scores: &mut [i32; N]) {
        let (_, row) = self.index[self.slot(name)];
        if row != 0 {
            for (s, &w) in scores.iter_mut().zip(&self.weights[row as usize - 1]) {
                *s += w;
            }
        }
    }

    fn scores(&self, names: &[u32]) -> [i32; N] {
        let mut scores = [0; N];
        for &f in names {
            self.add(f, &mut scores);
        }
        scores
    }

    fn change(&mut self, names: &[u32], column: usize, by: i32) {
        for &name in names {
            let mut slot = self.slot(name);
            if self.index[slot].1 == 0 {
                if 2 * self.names.len() >= self.index.len() {
                    self.grow();
                    slot = self.slot(name);
                }
                self.names.push(name);
                self.weights.push([0; N]);
                self.sums.push([0; N]);
                self.index[slot] = (name, self.names.len() as u32);
            }
            let row = self.index[slot].1 as usize - 1;
            self.weights[row][column] += by;
            self.sums[row][column] += i64::from(by) * self.steps;
        }
    }

    fn grow(&mut self) {
        let size = 2 * self.index.len();
        self.index = vec![(0, 0); size];
        for (row, &name) in self.names.iter().enumerate() {
            let mut slot = name as usize & (size - 1);
            while self.index[slot].1 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.index[slot] = (name, row as u32 + 1);
        }
    }

    /// The averages in eight bits, in order of name: one unit is `unit` of a weight. Rows whose
    /// largest average is below `least` units are dropped.
    fn quantised(&self, unit: f64, least: f64) -> Vec<(u32, [i8; N])> {
        let mut rows: Vec<(u32, [i8; N])> = Vec::new();
        for (row, &name) in self.names.iter().enumerate() {
            let mut q = [0i8; N];
            let mut most = 0.0f64;
            for k in 0..N {
                let mean =
                    f64::from(self.weights[row][k]) - self.sums[row][k] as f64 / self.steps as f64;
                most = most.max(mean.abs());
                q[k] = (mean / unit).round().clamp(-127.0, 127.0) as i8;
            }
            if most >= least && q.iter().any(|&w| w != 0) {
                rows.push((name, q));
            }
        }
        rows.sort_by_key(|&(name, _)| name);
        rows
    }
}

/// A small generator of pseudo-random numbers (xorshift64*), for the order of sentences.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Passes over the data.
    pub epochs: usize,
    /// Seed of the order of sentences.
    pub seed: u64,
    /// What one unit of an eight-bit weight is worth.
    pub unit: f64,
    /// Features whose largest averaged weight is below this are dropped.
    pub least: f64,
}

impl Plan {
    /// The plan by which the shipped tagger was trained.
    pub const TAGGER: Self = Self { epochs: 8, seed: 1, unit: 0.25, least: 0.5 };
    /// The plan by which the shipped parser was trained.
    pub const PARSER: Self = Self { epochs: 12, seed: 1, unit: 0.5, least: 0.9 };
}

/// A word's tag counts → its class: up to three tags with a share of 4 % or more.
fn class_of(counts: &[u32]) -> u32 {
    let total: u32 = counts.iter().sum();
    if total == 0 {
        return 0;
    }
    let mut order: Vec<usize> = (0..counts.len()).filter(|&t| counts[t] * 25 >= total).collect();
    order.sort_by_key(|&t| (std::cmp::Reverse(counts[t]), t));
    order.iter().take(3).enumerate().fold(0, |class, (k, &t)| class | (t as u32 + 1) << (8 * k))
}

fn forms_of(sentence: &Sentence) -> Vec<Form> {
    sentence.forms.iter().map(|f| Form::of(f)).collect()
}

/// Trains a tagger. The header gets `kind`; the caller adds the rest.
///
/// # Errors
///
/// None in practice: it reads back what it wrote.
pub fn train_tagger(
    data: &[Sentence],
    plan: Plan,
    mut header: Header,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<u8>, ModelError> {
    header.set("kind", "tagger");
    let (lexicon, rows) = learn_tags(data, plan, progress);
    let mut body = Vec::new();
    Lexicon::write(&lexicon, &mut body);
    Rows::write(&rows, &mut body);
    seal(&header, &body).map_err(|e| ModelError::Body(e.to_string()))
}

type Learnt = (Vec<(u32, u32)>, Vec<(u32, [i8; COLUMNS])>);

fn learn_tags(data: &[Sentence], plan: Plan, progress: &mut dyn FnMut(&str)) -> Learnt {
    let mut counts: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    let forms: Vec<Vec<Form>> = data.iter().map(forms_of).collect();
    for (sentence, forms) in data.iter().zip(&forms) {
        for (form, &tag) in forms.iter().zip(&sentence.tags) {
            counts.entry(form.lower).or_insert_with(|| vec![0; Tag::ALL.len()])[tag as usize] += 1;
        }
    }
    let mut lexicon = Vec::new();
    for (&word, counts) in &counts {
        let total: u32 = counts.iter().sum();
        if total >= 2 {
            let class = class_of(counts);
            let sure = total >= 30 && counts.iter().max() == Some(&total);
            lexicon.push((word, class | if sure { SURE } else { 0 }));
        }
    }
    // A word's class as it would be had this one occurrence not been seen: otherwise the rare words
    // of the training data look better known than those of any other text.
    let classes: Vec<Vec<u32>> = data
        .iter()
        .zip(&forms)
        .map(|(sentence, forms)| {
            forms
                .iter()
                .zip(&sentence.tags)
                .map(|(form, &tag)| {
                    let mut rest = counts[&form.lower].clone();
                    rest[tag as usize] -= 1;
                    let total: u32 = rest.iter().sum();
                    let sure = total >= 29
                        && rest.iter().max() == Some(&total)
                        && rest[tag as usize] == total;
                    if total < 1 { 0 } else { class_of(&rest) | if sure { SURE } else { 0 } }
                })
                .collect()
        })
        .collect();
    let mut learner = Learner::<COLUMNS>::new();
    let mut random = Random(plan.seed);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut names = [0; tagger::MOST_FEATURES];
    for epoch in 0..plan.epochs {
        random.shuffle(&mut order);
        let (mut right, mut total) = (0u32, 0u32);
        for &s in &order {
            let (mut t1, mut t2) = (0, 0);
            for i in 0..forms[s].len() {
                let gold = data[s].tags[i] as usize;
                let guess = if classes[s][i] & SURE != 0 {
                    (classes[s][i] & 0xff) as usize - 1
                } else {
                    let n = features(&forms[s], &classes[s], i, t1, t2, &mut names);
                    let scores = learner.scores(&names[..n]);
                    let guess = (1..Tag::ALL.len())
                        .fold(0, |b, k| if scores[k] > scores[b] { k } else { b });
                    if guess != gold {
                        learner.change(&names[..n], gold, 1);
                        learner.change(&names[..n], guess, -1);
                    }
                    learner.steps += 1;
                    guess
                };
                total += 1;
                right += u32::from(guess == gold);
                t2 = t1;
                t1 = guess as u32 + 1;
            }
        }
        progress(&format!(
            "tagger epoch {}: {:.2} % of {total} right, {} features",
            epoch + 1,
            100.0 * f64::from(right) / f64::from(total),
            learner.names.len()
        ));
    }
    let rows = learner.quantised(plan.unit, plan.least);
    progress(&format!("{} features kept", rows.len()));
    (lexicon, rows)
}

/// Tags every sentence with a tagger that has not seen it: the parser must learn from tags as
/// wrong as those it will meet.
///
/// # Errors
///
/// None in practice: it reads back what it wrote.
pub fn tag_by_others(
    data: &[Sentence],
    folds: usize,
    plan: Plan,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Vec<Tag>>, ModelError> {
    let mut tags = vec![Vec::new(); data.len()];
    for fold in 0..folds {
        let rest: Vec<Sentence> = data
            .iter()
            .enumerate()
            .filter(|(i, _)| i / 50 % folds != fold)
            .map(|(_, s)| s.clone())
            .collect();
        let file = train_tagger(&rest, plan, Header::default(), &mut |_| {})?;
        let tagger = Tagger::read(&file)?;
        let mut classes = Vec::new();
        let (mut right, mut total) = (0, 0);
        for (i, sentence) in data.iter().enumerate().filter(|(i, _)| i / 50 % folds == fold) {
            let forms = forms_of(sentence);
            tagger.classes(&forms, &mut classes);
            tagger.tag(&forms, &classes, &mut tags[i]);
            right += tags[i].iter().zip(&sentence.tags).filter(|(a, b)| a == b).count();
            total += forms.len();
        }
        progress(&format!(
            "fold {}: {:.2} % of {total} tags right",
            fold + 1,
            100.0 * right as f64 / total as f64
        ));
    }
    Ok(tags)
}

/// The words' names for the parser: rare words are known by their end and shape only.
pub(super) fn parser_words(forms: &[Form], classes: &[u32], out: &mut Vec<u32>) {
    out.clear();
    out.extend(forms.iter().zip(classes).map(|(f, &class)| {
        if class == 0 { super::features::name(99, f.suffix[2], f.outline(), 0) } else { f.lower }
    }));
}

/// Trains a parser on tags as `tags` has them. The header gets `kind`; the caller adds the rest.
///
/// # Errors
///
/// None in practice: it reads back what it wrote.
pub fn train_parser(
    data: &[Sentence],
    tags: &[Vec<Tag>],
    tagger: &[u8],
    plan: Plan,
    mut header: Header,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<u8>, ModelError> {
    header.set("kind", "parser");
    let tagger = Tagger::read(tagger)?;
    let words: Vec<Vec<u32>> = data
        .iter()
        .map(|sentence| {
            let forms = forms_of(sentence);
            let (mut classes, mut words) = (Vec::new(), Vec::new());
            tagger.classes(&forms, &mut classes);
            parser_words(&forms, &classes, &mut words);
            words
        })
        .collect();
    let mut moves = Learner::<3>::new();
    let mut labels = Learner::<COLUMNS>::new();
    let mut random = Random(plan.seed);
    let mut order: Vec<usize> = (0..data.len()).collect();
    let mut names = [0; parser::MOST_FEATURES];
    let mut state = State::default();
    for epoch in 0..plan.epochs {
        random.shuffle(&mut order);
        let (mut attached, mut named, mut total) = (0usize, 0usize, 0usize);
        for &s in &order {
            let gold = &data[s];
            state.begin(&words[s], &tags[s]);
            while !state.is_done() {
                let legal = state.legal();
                let cost = costs(&state, &gold.heads);
                let least = (0..3).filter(|&k| legal[k]).map(|k| cost[k]).min().unwrap_or(0);
                let choices = legal.iter().filter(|&&l| l).count();
                let action = if choices == 1 {
                    (0..3).find(|&k| legal[k]).unwrap_or(SHIFT)
                } else {
                    let n = state.features(&mut names);
                    let scores = moves.scores(&names[..n]);
                    let guess = best_move(scores, legal);
                    let right = best_move(scores, [0, 1, 2].map(|k| legal[k] && cost[k] == least));
                    if guess != right {
                        moves.change(&names[..n], right, 1);
                        moves.change(&names[..n], guess, -1);
                    }
                    moves.steps += 1;
                    // From the second pass on it mostly goes its own way, mistakes included, so that
                    // it learns what to do after one.
                    if epoch > 0 && random.below(10) != 0 { guess } else { right }
                };
                let mut label = 0;
                if action != SHIFT {
                    let (head, dependent) = state.arc(action);
                    label = Relation::Root as usize;
                    if head as usize != state.len() {
                        let n = state.arc_features(head, dependent, &mut names);
                        let scores = labels.scores(&names[..n]);
                        label = (1..Relation::ALL.len())
                            .fold(0, |b, k| if scores[k] > scores[b] { k } else { b });
                        if gold.heads[dependent as usize] == head as usize {
                            let right = gold.relations[dependent as usize] as usize;
                            if label != right {
                                labels.change(&names[..n], right, 1);
                                labels.change(&names[..n], label, -1);
                            } else {
                                named += 1;
                            }
                            labels.steps += 1;
                        }
                    }
                }
                state.make(action, label);
            }
            total += gold.heads.len();
            attached += (0..gold.heads.len())
                .filter(|&i| state.nodes[i].head as usize == gold.heads[i])
                .count();
        }
        progress(&format!(
            "parser epoch {}: UAS {:.2}, named {:.2}, {} + {} features",
            epoch + 1,
            100.0 * attached as f64 / total as f64,
            100.0 * named as f64 / total as f64,
            moves.names.len(),
            labels.names.len()
        ));
    }
    let moves = moves.quantised(plan.unit, plan.least);
    let labels = labels.quantised(plan.unit, plan.least);
    progress(&format!("{} + {} features kept", moves.len(), labels.len()));
    let mut body = Vec::new();
    Triples::write(&moves, &mut body);
    Rows::write(&labels, &mut body);
    seal(&header, &body).map_err(|e| ModelError::Body(e.to_string()))
}

/// The dynamic oracle: how many arcs of the gold tree each move puts out of reach (Goldberg and
/// Nivre 2013, section 4).
fn costs(state: &State, heads: &[usize]) -> [u32; 3] {
    let n = state.len();
    let next = state.next as usize;
    let mut cost = [0; 3];
    let k = state.stack.len();
    // Dependents that wait among the words not yet read.
    let waiting = |h: usize| (next..n).filter(|&d| heads[d] == h).count() as u32;
    if k > 0 {
        let s0 = state.stack[k - 1] as usize;
        let head = heads[s0];
        let below = if k > 1 { Some(state.stack[k - 2] as usize) } else { None };
        let waiting = waiting(s0);
        cost[LEFT] = waiting + u32::from(head != next && (Some(head) == below || head > next));
        cost[RIGHT] = waiting + u32::from(head >= next);
    }
    if next < n {
        let on_stack = |i: usize| state.stack.iter().any(|&s| s as usize == i);
        let head = heads[next];
        let under = k > 0 && head != state.stack[k - 1] as usize && on_stack(head);
        let over = state.stack.iter().filter(|&&s| heads[s as usize] == next).count() as u32;
        cost[SHIFT] = over + u32::from(under);
    }
    cost
}

/// Makes the lemma list: known base forms, and the forms that the rules get wrong.
pub fn train_lemmas(data: &[Sentence]) -> String {
    super::lemma::learn(data.iter().flat_map(|s| {
        s.forms
            .iter()
            .zip(&s.tags)
            .zip(&s.lemmas)
            .map(|((form, &tag), lemma)| (form.as_str(), tag, lemma.as_str()))
    }))
}

/// How good a tagger and a parser are on gold words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Words counted.
    pub words: usize,
    /// Words with the right tag.
    pub tags: usize,
    /// Words with the right lemma.
    pub lemmas: usize,
    /// Words with the right head, on predicted tags (unlabelled attachment).
    pub heads: usize,
    /// Words with the right head and relation (labelled attachment).
    pub relations: usize,
}

impl Accuracy {
    /// A count as a percentage of the words.
    pub fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.words.max(1) as f64
    }
}

/// Measures the models on a treebank, punctuation included.
pub fn measure(language: &super::Language, data: &[Sentence]) -> Accuracy {
    let mut found = Accuracy::default();
    for gold in data {
        let analysis = language.analyse_words(&gold.forms);
        for i in 0..gold.forms.len() {
            let head = analysis.heads[i].unwrap_or(gold.forms.len());
            let attached = head == gold.heads[i];
            found.words += 1;
            found.tags += usize::from(analysis.tags[i] == gold.tags[i]);
            found.lemmas += usize::from(analysis.lemma(i) == gold.lemmas[i]);
            found.heads += usize::from(attached);
            found.relations += usize::from(attached && analysis.relations[i] == gold.relations[i]);
        }
    }
    found
}

/// Reads a parser back and says how large it is: features for moves and for relations.
///
/// # Errors
///
/// If the file is no parser.
pub fn parser_size(file: &[u8]) -> Result<(usize, usize), ModelError> {
    let parser = Parser::read(file)?;
    Ok((parser.moves.len(), parser.labels.len()))
}
