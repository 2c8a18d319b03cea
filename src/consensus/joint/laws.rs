//! Laws of the default engine: never below majority but by chance, honest about worlds that votes cannot
//! decide, the same after a refit as after a fit, and intervals that cover.

use super::tests::{Votes, answers, build, world};
use super::{Settings, joint};
use crate::consensus::testing::uniform;
use crate::consensus::{Consensus, majority};
use crate::ids::{AnswerId, Id};
use crate::ledger::{Kind, Ledger};

fn fit(ledger: &Ledger) -> Consensus {
    joint(ledger, &Settings::default())
}

/// How many answers are the planted ones.
fn right(ledger: &Ledger, consensus: &Consensus, truths: &[usize]) -> i32 {
    let hit = |(name, said, _): &(String, String, f64)| {
        name[1..].parse().is_ok_and(|q: usize| *said == format!("v{}", truths[q]))
    };
    answers(ledger, consensus).iter().filter(|a| hit(a)).count() as i32
}

#[test]
fn joint_is_never_below_majority_by_more_than_chance() {
    for seed in 0..10 {
        let mut next = uniform(900 + seed);
        let labels = 2 + (seed as usize % 3);
        let voices = 4 + (next() * 8.0) as usize;
        let skill: Vec<f64> = (0..voices).map(|_| 0.55 + 0.4 * next()).collect();
        let (mut votes, truths) = world(&skill, 70, labels, 300 + seed);
        let density = 0.3 + 0.7 * next();
        votes.retain(|_| next() < density);
        let l = build(Kind::Category, &votes);
        let (fitted, counted) = (fit(&l), majority(&l));
        let gain = right(&l, &fitted, &truths) - right(&l, &counted, &truths);
        // McNemar: of the questions where they differ, chance alone moves the balance by √n.
        let differ = answers(&l, &fitted)
            .iter()
            .zip(&answers(&l, &counted))
            .filter(|(a, b)| a.1 != b.1)
            .count();
        assert!(
            f64::from(gain) >= -2.5 * (differ as f64).sqrt(),
            "seed {seed}: {gain} of {differ}"
        );
    }
}

#[test]
fn swapping_two_labels_mirrors_the_beliefs() {
    let (votes, _) = world(&[0.9, 0.8, 0.7, 0.6, 0.6], 60, 2, 31);
    let swapped: Votes = votes
        .iter()
        .map(|(s, q, v)| (s.clone(), q.clone(), if v == "v0" { "v1" } else { "v0" }.to_owned()))
        .collect();
    let (l, m) = (build(Kind::Category, &votes), build(Kind::Category, &swapped));
    for (a, b) in answers(&l, &fit(&l)).iter().zip(&answers(&m, &fit(&m))) {
        assert_eq!(a.0, b.0);
        assert!((a.2 - b.2).abs() < 1e-3 && a.1 != b.1, "{a:?} v {b:?}");
    }
}

#[test]
fn a_refit_after_more_votes_equals_a_fit_of_all() {
    let (votes, _) = world(&[0.9, 0.85, 0.8, 0.7, 0.6, 0.5], 120, 3, 41);
    let early: Votes =
        votes.iter().filter(|v| v.1[1..].parse().is_ok_and(|q: usize| q < 110)).cloned().collect();
    let (known, all) = (build(Kind::Category, &early), build(Kind::Category, &votes));
    let batch = fit(&all);
    let refit = fit(&known).model.refit(&known, &all).expect("joint goes on");
    for (a, b) in answers(&all, &batch).iter().zip(&answers(&all, &refit)) {
        assert!((a.2 - b.2).abs() < 0.05 && (a.1 == b.1 || a.2 < 0.55), "{a:?} v {b:?}");
    }
    for (a, b) in batch.voices.iter().zip(&refit.voices) {
        let mean = |v: &crate::consensus::VoiceEstimate| v.accuracy.expect("it voted").mean();
        assert!((mean(a) - mean(b)).abs() < 0.01);
    }
    assert!(majority(&known).model.refit(&known, &all).is_none());
}

#[test]
fn a_refit_of_open_domains_knows_the_copiers() {
    let mut next = uniform(51);
    let mut votes = Votes::new();
    for q in 0..80 {
        for s in 0..5 {
            let value = if next() < 0.8 { 0 } else { 1 + (next() * 50.0) as usize };
            votes.push((format!("s{s}"), format!("q{q}"), format!("q{q}v{value}")));
        }
        let value = if next() < 0.4 { 0 } else { 100 + (next() * 50.0) as usize };
        for copier in ["liar", "parrot"] {
            let own = if next() < 0.95 { value } else { 0 };
            votes.push((copier.to_owned(), format!("q{q}"), format!("q{q}v{own}")));
        }
    }
    let early: Votes = votes.iter().take(7 * 70).cloned().collect();
    let (known, all) = (build(Kind::Category, &early), build(Kind::Category, &votes));
    let (batch, refit) = (fit(&all), fit(&known).model.refit(&known, &all).expect("it goes on"));
    assert!(!batch.model.links().is_empty());
    assert_eq!(batch.model.links().len(), refit.model.links().len());
    for (a, b) in answers(&all, &batch).iter().zip(&answers(&all, &refit)) {
        assert!((a.2 - b.2).abs() < 0.05, "{a:?} v {b:?}");
    }
}

/// The warnings of a world of two labels.
fn told(votes: &[(&str, usize, bool)]) -> Vec<String> {
    let votes: Votes = votes
        .iter()
        .map(|(s, q, v)| ((*s).to_owned(), format!("q{q:02}"), format!("v{}", usize::from(*v))))
        .collect();
    fit(&build(Kind::Category, &votes)).warnings.into_iter().map(|w| w.what).collect()
}

#[test]
fn one_voice_alone_is_told_of() {
    let votes: Vec<_> = (0..12).map(|q| ("a", q, q % 2 == 0)).collect();
    assert!(told(&votes).iter().any(|w| w.contains("one voice alone")), "{:?}", told(&votes));
    assert!(!told(&[("a", 0, true)]).is_empty());
}

#[test]
fn that_all_agree_is_told_of() {
    let votes: Vec<_> = (0..30).flat_map(|q| ["a", "b", "c"].map(|s| (s, q, q % 2 == 0))).collect();
    assert!(told(&votes).iter().any(|w| w.contains("all voices agree")), "{:?}", told(&votes));
}

#[test]
fn groups_that_share_no_question_are_told_of() {
    let votes: Vec<_> = (0..40)
        .flat_map(|q| {
            let group = if q % 2 == 0 { ["a", "b", "c"] } else { ["d", "e", "f"] };
            group.map(|s| (s, q, (q * 7 + s.len()) % 3 == 0 || (s == "c" && q % 4 == 0)))
        })
        .collect();
    let told = told(&votes);
    assert!(told.iter().any(|w| w.contains("2 groups of voices share no question")), "{told:?}");
}

#[test]
fn mirrored_camps_and_swapped_labels_are_told_apart() {
    // Each voice errs on some questions of its own, so that none is a clone.
    let says = |s: &'static str, q: usize, honest: bool| {
        let truth = (q * 7) % 5 < 2;
        let errs = (q * 11 + usize::from(s.as_bytes()[0]) * 17).is_multiple_of(9);
        (s, q, (truth == honest) != errs)
    };
    let honest = ["a", "b", "c", "d"];
    let camps: Vec<_> = (0..60)
        .flat_map(|q| {
            let minus = ["w", "x", "y", "z"].map(|s| says(s, q, false));
            [honest.map(|s| says(s, q, true)), minus].concat()
        })
        .collect();
    let flipped: Vec<_> = (0..60)
        .flat_map(|q| [honest.map(|s| says(s, q, true)).to_vec(), vec![says("flip", q, false)]])
        .flatten()
        .collect();
    let camps = told(&camps);
    assert!(camps.iter().any(|w| w.contains("two camps")), "{camps:?}");
    let flipped = told(&flipped);
    assert!(flipped.iter().any(|w| w.contains("opposite") && w.contains("flip")), "{flipped:?}");
    assert!(!flipped.iter().any(|w| w.contains("two camps")), "{flipped:?}");
}

#[test]
fn intervals_of_both_rates_cover_nine_times_of_ten() {
    let (mut hits, mut all) = (0, 0);
    for seed in 0..2 {
        let mut next = uniform(700 + seed);
        let skill: Vec<[f64; 2]> =
            (0..20).map(|_| [0.5 + 0.48 * next(), 0.5 + 0.48 * next()]).collect();
        let mut votes = Votes::new();
        for q in 0..200 {
            let yes = next() < 0.5;
            for (s, [assert, deny]) in skill.iter().enumerate() {
                if next() < 0.6 {
                    let right = next() < if yes { *assert } else { *deny };
                    let word = if right == yes { "yes" } else { "no" };
                    votes.push((format!("s{s}"), format!("q{q}"), word.to_owned()));
                }
            }
        }
        let l = build(Kind::YesNo, &votes);
        let c = fit(&l);
        for (s, [assert, deny]) in skill.iter().enumerate() {
            let v = &c.voices[l.voices().find(&format!("s{s}")).expect("it voted").index()];
            let covers = [(v.assertion_rate, assert), (v.denial_rate, deny)]
                .map(|(e, rate)| e.is_some_and(|e| e.covers(*rate)));
            hits += covers.iter().filter(|c| **c).count();
            all += 2;
        }
    }
    let share = hits as f64 / all as f64;
    assert!((0.82..=0.98).contains(&share), "{hits} of {all}");
}

#[test]
fn beliefs_of_strangers_are_those_of_the_crowd() {
    // Every voice speaks once: only how votes fall together on questions can be learnt.
    let mut next = uniform(61);
    let mut votes = Votes::new();
    for q in 0..200 {
        let truth = next() < 0.5;
        for s in 0..5 {
            let said = if next() < 0.85 { truth } else { !truth };
            votes.push((format!("s{q}-{s}"), format!("q{q}"), format!("v{}", u8::from(said))));
        }
    }
    let l = build(Kind::Category, &votes);
    let c = fit(&l);
    let counted = majority(&l);
    for q in l.question_ids() {
        let (a, b) = (c.beliefs[q.index()].best(), counted.beliefs[q.index()].best());
        assert_eq!(a, b, "{}", l.print_answer(q, AnswerId::from_index(a.expect("answered"))));
    }
}
