//! Treebanks → models: averaged-perceptron training of the tagger and the parser, and their
//! accuracy.
//!
//! Everything is integers and one fixed order, so the same data give the same model file.

use std::collections::BTreeMap;

use super::features::Form;
use super::parser::{LEFT, RIGHT, SHIFT, State, best_move};
use super::tagger::{COLUMNS, SURE, Tagger, features};
use super::tags::{Relation, Tag};
use super::weights::{Header, ModelError, Pairs, Rows, Triples, relabel, seal};
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
    /// Name and row + 1 of a feature; row 0 of the weights stays zero.
    index: Vec<(u32, u32)>,
    names: Vec<u32>,
    weights: Vec<[i16; N]>,
    /// Σ of changes, each times the step at which it was made: the average of the weights over all
    /// steps is `weights − sums / steps`.
    sums: Vec<[i64; N]>,
    steps: i64,
}

impl<const N: usize> Learner<N> {
    fn new() -> Self {
        Self {
            index: vec![(0, 0); 1 << 16],
            names: vec![0],
            weights: vec![[0; N]],
            sums: vec![[0; N]],
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

    fn scores(&self, names: &[u32]) -> [i32; N] {
        // All rows are looked up before any is added, so that the waits for memory overlap.
        let mut rows = [0u32; 256];
        for (row, &f) in rows.iter_mut().zip(names) {
            *row = self.index[self.slot(f)].1;
        }
        let mut scores = [0; N];
        for &row in rows.iter().take(names.len()).filter(|&&row| row != 0) {
            for (s, &w) in scores.iter_mut().zip(&self.weights[row as usize]) {
                *s += i32::from(w);
            }
        }
        scores
    }

    fn change(&mut self, names: &[u32], right: usize, wrong: usize) {
        for &name in names {
            let mut slot = self.slot(name);
            if self.index[slot].1 == 0 {
                if 2 * self.names.len() >= self.index.len() {
                    self.grow();
                    slot = self.slot(name);
                }
                self.index[slot] = (name, self.names.len() as u32);
                self.names.push(name);
                self.weights.push([0; N]);
                self.sums.push([0; N]);
            }
            let row = self.index[slot].1 as usize;
            let weights = &mut self.weights[row];
            weights[right] = weights[right].saturating_add(1);
            weights[wrong] = weights[wrong].saturating_sub(1);
            self.sums[row][right] += self.steps;
            self.sums[row][wrong] -= self.steps;
        }
    }

    fn grow(&mut self) {
        let size = 2 * self.index.len();
        self.index = vec![(0, 0); size];
        for (row, &name) in self.names.iter().enumerate().skip(1) {
            let mut slot = name as usize & (size - 1);
            while self.index[slot].1 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.index[slot] = (name, row as u32);
        }
    }

    /// Adds the averages to those of earlier runs.
    fn average_into(&self, means: &mut BTreeMap<u32, [f32; N]>) {
        for (row, &name) in self.names.iter().enumerate().skip(1) {
            let mean = means.entry(name).or_insert([0.0; N]);
            for (k, mean) in mean.iter_mut().enumerate() {
                *mean += f32::from(self.weights[row][k])
                    - (self.sums[row][k] as f64 / self.steps as f64) as f32;
            }
        }
    }
}

/// The averages in eight bits, in order of name: one unit is `unit` of a weight. Rows whose
/// largest average is below `least` are dropped.
fn quantised<const N: usize>(means: &BTreeMap<u32, [f32; N]>, plan: Plan) -> Vec<(u32, [i8; N])> {
    let unit = plan.unit * plan.runs as f64;
    means
        .iter()
        .filter_map(|(&name, means)| {
            let most = means.iter().fold(0.0f32, |most, m| most.max(m.abs()));
            let q = means.map(|m| (f64::from(m) / unit).round().clamp(-127.0, 127.0) as i8);
            let kept =
                f64::from(most) >= plan.least * plan.runs as f64 && q.iter().any(|&w| w != 0);
            kept.then_some((name, q))
        })
        .collect()
}

/// The `keep` rows with the largest weights, still in order of name.
fn largest<const N: usize>(mut rows: Vec<(u32, [i8; N])>, keep: usize) -> Vec<(u32, [i8; N])> {
    let size = |row: &[i8; N]| row.iter().map(|w| w.unsigned_abs()).max();
    rows.sort_by_key(|(name, row)| (std::cmp::Reverse(size(row)), *name));
    rows.truncate(keep);
    rows.sort_by_key(|&(name, _)| name);
    rows
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
    /// Trainings from different seeds, whose averages are added: scores are linear in the weights,
    /// so the sum decides as a committee would, at the price of one.
    pub runs: usize,
    /// Passes over the data in each run.
    pub epochs: usize,
    /// Seed of the order of sentences.
    pub seed: u64,
    /// Weights change not only after a mistake but whenever the right choice leads by less.
    pub margin: i32,
    /// What one unit of an eight-bit weight is worth.
    pub unit: f64,
    /// Features whose largest averaged weight is below this are dropped.
    pub least: f64,
    /// Of those left, so many are kept: the ones with the largest weights (moves and tags).
    pub keep: usize,
    /// The same for the features of relations.
    pub keep_labels: usize,
}

impl Plan {
    /// The plan by which the shipped tagger was trained.
    pub const TAGGER: Self = Self {
        runs: 2,
        epochs: 5,
        seed: 1,
        margin: 80,
        unit: 0.4,
        least: 1.2,
        keep: 220_000,
        keep_labels: 0,
    };
    /// The plan by which the taggers were trained that tag for the parser's training.
    pub const FOLD: Self = Self {
        runs: 1,
        epochs: 4,
        margin: 0,
        unit: 0.25,
        least: 0.5,
        keep: usize::MAX,
        ..Self::TAGGER
    };
    /// The plan by which the shipped parser was trained.
    pub const PARSER: Self = Self {
        runs: 1,
        epochs: 8,
        seed: 1,
        margin: 60,
        unit: 0.6,
        least: 1.5,
        keep: 700_000,
        keep_labels: 80_000,
    };
}

/// The best column, and the best of those that are not right.
fn best_two(scores: &[i32], columns: usize, right: usize) -> (usize, Option<usize>) {
    let (mut best, mut rival) = (0, None);
    for k in 0..columns {
        if scores[k] > scores[best] {
            best = k;
        }
        if k != right && rival.is_none_or(|r: usize| scores[k] > scores[r]) {
            rival = Some(k);
        }
    }
    (best, rival)
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
    Pairs::write(&lexicon, &mut body);
    Rows::write(&rows, &mut body);
    Ok(seal(&header, &body))
}

type Learnt = (Vec<(u32, u32)>, Vec<(u32, [i8; COLUMNS])>);

fn learn_tags(data: &[Sentence], plan: Plan, progress: &mut dyn FnMut(&str)) -> Learnt {
    let mut counts: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
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
    let mut means = BTreeMap::new();
    for run in 0..plan.runs {
        let mut learner = Learner::<COLUMNS>::new();
        let mut random = Random(plan.seed + run as u64);
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
                        let (guess, rival) = best_two(&scores, Tag::ALL.len(), gold);
                        if let Some(rival) = rival
                            && (guess != gold || scores[gold] - scores[rival] < plan.margin)
                        {
                            learner.change(&names[..n], gold, rival);
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
                "tagger run {} epoch {}: {:.2} % of {total} right, {} features",
                run + 1,
                epoch + 1,
                100.0 * f64::from(right) / f64::from(total),
                learner.names.len()
            ));
        }
        learner.average_into(&mut means);
    }
    let rows = largest(quantised(&means, plan), plan.keep);
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
        let tagger = Tagger::read(file.into())?;
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
    let tagger = Tagger::read(tagger.to_vec().into())?;
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
    let (mut move_means, mut label_means) = (BTreeMap::new(), BTreeMap::new());
    for run in 0..plan.runs {
        let mut learner = ParserLearner {
            moves: Learner::new(),
            labels: Learner::new(),
            random: Random(plan.seed + run as u64),
            state: State::default(),
            margin: plan.margin,
        };
        let mut order: Vec<usize> = (0..data.len()).collect();
        for epoch in 0..plan.epochs {
            learner.random.shuffle(&mut order);
            let (mut attached, mut named, mut total) = (0, 0, 0);
            for &s in &order {
                let (heads, relations) = learner.learn(&data[s], &words[s], &tags[s], epoch > 0);
                attached += heads;
                named += relations;
                total += words[s].len();
            }
            progress(&format!(
                "parser run {} epoch {}: heads {:.2}, relations {:.2}, {} + {} features",
                run + 1,
                epoch + 1,
                100.0 * attached as f64 / total as f64,
                100.0 * named as f64 / total as f64,
                learner.moves.names.len(),
                learner.labels.names.len()
            ));
        }
        learner.moves.average_into(&mut move_means);
        learner.labels.average_into(&mut label_means);
    }
    let moves = largest(quantised(&move_means, plan), plan.keep);
    let labels = largest(quantised(&label_means, plan), plan.keep_labels);
    progress(&format!("{} + {} features kept", moves.len(), labels.len()));
    let mut body = Vec::new();
    Triples::write(&moves, &mut body);
    Rows::write(&labels, &mut body);
    Ok(seal(&header, &body))
}

/// A parser while it learns.
struct ParserLearner {
    moves: Learner<3>,
    labels: Learner<COLUMNS>,
    random: Random,
    state: State,
    margin: i32,
}

impl ParserLearner {
    /// Parses one sentence and learns from each wrong choice; how many heads and relations were
    /// right. With `explore` it mostly goes its own way, mistakes included, so that it learns what
    /// to do after one.
    fn learn(
        &mut self,
        gold: &Sentence,
        words: &[u32],
        tags: &[Tag],
        explore: bool,
    ) -> (usize, usize) {
        let mut names = [0; parser::MOST_FEATURES];
        self.state.begin(words, tags);
        while !self.state.is_done() {
            let legal = self.state.legal();
            let mut choices = (0..3).filter(|&k| legal[k]);
            let action = match (choices.next(), choices.next()) {
                (Some(only), None) => only,
                _ => self.choose(gold, legal, explore, &mut names),
            };
            let label = if action == SHIFT { 0 } else { self.name(gold, action, &mut names) };
            self.state.make(action, label);
        }
        let nodes = &self.state.nodes;
        let attached = |i: &usize| nodes[*i].head as usize == gold.heads[*i];
        let heads = (0..words.len()).filter(attached).count();
        let relation = |i: &usize| nodes[*i].label as usize == gold.relations[*i] as usize + 1;
        (heads, (0..words.len()).filter(attached).filter(relation).count())
    }

    fn choose(
        &mut self,
        gold: &Sentence,
        legal: [bool; 3],
        explore: bool,
        names: &mut [u32; parser::MOST_FEATURES],
    ) -> usize {
        let cost = costs(&self.state, &gold.heads);
        let least = (0..3).filter(|&k| legal[k]).map(|k| cost[k]).min().unwrap_or(0);
        let n = self.state.features(names);
        let scores = self.moves.scores(&names[..n]);
        let guess = best_move(scores, legal);
        let right = best_move(scores, [0, 1, 2].map(|k| legal[k] && cost[k] == least));
        let wrong = [0, 1, 2].map(|k| legal[k] && cost[k] > least);
        if wrong.contains(&true) {
            let rival = best_move(scores, wrong);
            if guess == rival || scores[right] - scores[rival] < self.margin {
                self.moves.change(&names[..n], right, rival);
            }
        }
        self.moves.steps += 1;
        if explore && self.random.below(10) != 0 { guess } else { right }
    }

    fn name(
        &mut self,
        gold: &Sentence,
        action: usize,
        names: &mut [u32; parser::MOST_FEATURES],
    ) -> usize {
        let (head, dependent) = self.state.arc(action);
        if head as usize == self.state.len() {
            return Relation::Root as usize;
        }
        let n = self.state.arc_features(head, dependent, names);
        let scores = self.labels.scores(&names[..n]);
        let right = gold.relations[dependent as usize] as usize;
        let (guess, rival) = best_two(&scores, Relation::ALL.len(), right);
        if gold.heads[dependent as usize] == head as usize {
            if let Some(rival) = rival
                && (guess != right || scores[right] - scores[rival] < self.margin)
            {
                self.labels.change(&names[..n], right, rival);
            }
            self.labels.steps += 1;
        }
        guess
    }
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

/// The model file with one header line set, its body untouched.
///
/// # Errors
///
/// If the file is no model of the kind that its header names.
pub fn set_header(file: &[u8], key: &str, value: &str) -> Result<Vec<u8>, ModelError> {
    relabel(file, key, value)
}
