//! Training the parser with a dynamic oracle.

use std::collections::BTreeMap;

use super::learner::{Learner, Random, best_two, largest, quantised};
use super::tagger::forms_of;
use super::{Plan, Sentence};
use crate::claims::language::parser::{
    LEFT, MOST_FEATURES, RIGHT, SHIFT, State, best_move, parser_words,
};
use crate::claims::language::tagger::{COLUMNS, Tagger};
use crate::claims::language::tags::{Relation, Tag};
use crate::claims::language::weights::{Header, ModelError, Rows, Triples, seal};

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
        let mut names = [0; MOST_FEATURES];
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
        names: &mut [u32; MOST_FEATURES],
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

    fn name(&mut self, gold: &Sentence, action: usize, names: &mut [u32; MOST_FEATURES]) -> usize {
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
