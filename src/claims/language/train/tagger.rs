//! Training the tagger, and tagging the parser's training data.

use std::collections::BTreeMap;

use super::learner::{Learner, Random, best_two, largest, quantised};
use super::{Plan, Sentence};
use crate::claims::language::features::Form;
use crate::claims::language::tagger::{COLUMNS, MOST_FEATURES, SURE, Tagger, features};
use crate::claims::language::tags::Tag;
use crate::claims::language::weights::{Header, ModelError, Pairs, Rows, seal};

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

pub fn forms_of(sentence: &Sentence) -> Vec<Form> {
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
        let mut names = [0; MOST_FEATURES];
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
