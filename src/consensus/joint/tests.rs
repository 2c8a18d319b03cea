//! Longhand oracles, laws and planted worlds for the default engine.

use super::{Settings, joint};
use crate::consensus::testing::{ledger, of_kind, reals, uniform};
use crate::consensus::{Consensus, Stop};
use crate::ids::{AnswerId, Id};
use crate::ledger::{Kind, Ledger};

pub(super) type Votes = Vec<(String, String, String)>;

pub(super) fn build(kind: Kind, votes: &Votes) -> Ledger {
    of_kind(kind, votes.iter().map(|(s, q, v)| (s.as_str(), q.as_str(), v.as_str())))
}

/// Voices with these accuracies on questions of `labels` labels; the truths beside the votes.
pub(super) fn world(
    accuracies: &[f64],
    questions: usize,
    labels: usize,
    seed: u64,
) -> (Votes, Vec<usize>) {
    let mut next = uniform(seed);
    let mut votes = Votes::new();
    let mut truths = Vec::new();
    for q in 0..questions {
        let truth = (next() * labels as f64) as usize;
        truths.push(truth);
        for (s, a) in accuracies.iter().enumerate() {
            let label = if next() < *a {
                truth
            } else {
                (truth + 1 + (next() * (labels - 1) as f64) as usize) % labels
            };
            votes.push((format!("s{s}"), format!("q{q}"), format!("v{label}")));
        }
    }
    (votes, truths)
}

/// The believed answers by name of question, with their support.
pub(super) fn answers(ledger: &Ledger, consensus: &Consensus) -> Vec<(String, String, f64)> {
    let mut out: Vec<_> = ledger
        .question_ids()
        .map(|q| {
            let b = &consensus.beliefs[q.index()];
            let best = b.best().expect("every question has an answer");
            let name = ledger.print_answer(q, AnswerId::from_index(best));
            (ledger.question(q).name.clone(), name, b.support[best])
        })
        .collect();
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

fn assert_same(a: &[(String, String, f64)], b: &[(String, String, f64)], tolerance: f64) {
    assert_eq!(a.len(), b.len());
    for (x, y) in a.iter().zip(b) {
        assert_eq!((&x.0, &x.1), (&y.0, &y.1));
        assert!((x.2 - y.2).abs() < tolerance, "{x:?} v {y:?}");
    }
}

#[test]
fn the_open_coin_agrees_with_the_formulas_written_out() {
    // One question, three equal voices: two say A, one says B. No step has been taken, so each has
    // the prior Beta(4, 1): E[ln a] = ψ(4) − ψ(5) = −1/4, E[ln (1 − a)] = ψ(1) − ψ(5) = −25/12.
    let (right, wrong) = (-0.25, -25.0 / 12.0);
    let eps: f64 = 2.0;
    let unsaid: f64 = 0.05;
    // Truth A: two right, one wrong value (first guest: ε/ε). Truth B: one right, two wrong on one
    // value: ε · Γ(2) / (ε (ε + 1)). Unsaid: three wrong, ε² Γ(2) Γ(1) / (ε (ε + 1)(ε + 2)).
    let a = 0.475 * f64::exp(2.0 * right + wrong);
    let b = 0.475 * f64::exp(right + 2.0 * wrong) / (eps + 1.0);
    let none = unsaid * f64::exp(3.0 * wrong) * eps / ((eps + 1.0) * (eps + 2.0));
    let total = a + b + none;
    let coin = super::coin::Coin::untrained(3, unsaid);
    let mut out = Vec::new();
    let log = coin.infer(2, [(0, 0, 1.0), (1, 0, 1.0), (2, 1, 1.0)].into_iter(), &mut out);
    for (got, want) in out.iter().zip([a, b, none]) {
        assert!((got - want / total).abs() < 1e-9, "{out:?} v {a} {b} {none}");
    }
    assert!((log - total.ln()).abs() < 1e-9);
}

#[test]
fn beliefs_are_probabilities_and_the_objective_never_falls() {
    let (votes, _) = world(&[0.9, 0.8, 0.7, 0.6, 0.5], 60, 3, 1);
    let l = build(Kind::Category, &votes);
    let c = joint(&l, &Settings::default());
    for b in &c.beliefs {
        assert!(b.support.iter().all(|p| (0.0..=1.0 + 1e-12).contains(p)));
        assert!(b.support.iter().sum::<f64>() <= 1.0 + 1e-9);
    }
    assert!(c.objective.windows(2).all(|w| w[1] >= w[0] - 1e-7 * w[0].abs()), "{:?}", c.objective);
    assert_ne!(c.stop, Stop::ClosedForm);
}

#[test]
fn good_voices_are_told_from_bad_ones_and_their_word_counts_more() {
    let accuracies = [0.95, 0.9, 0.6, 0.5, 0.5, 0.5];
    let (votes, truths) = world(&accuracies, 200, 4, 7);
    let l = build(Kind::Category, &votes);
    let c = joint(&l, &Settings::default());
    let right = l
        .question_ids()
        .filter(|&q| {
            let best = c.beliefs[q.index()].best().expect("answered");
            let n: usize = l.question(q).name[1..].parse().expect("a number");
            l.print_answer(q, AnswerId::from_index(best)) == format!("v{}", truths[n])
        })
        .count();
    assert!(right >= 186, "{right} of 200");
    let mut covered = 0;
    for (s, a) in accuracies.iter().enumerate() {
        let e = c.voices[s].accuracy.expect("estimated");
        assert!((e.mean() - a).abs() < 0.1, "voice {s}: {e:?} v {a}");
        covered += usize::from(e.covers(*a));
    }
    assert!(covered >= 4, "{covered} of 6 intervals cover");
}

#[test]
fn order_of_rows_and_names_are_moot() {
    let (votes, _) = world(&[0.9, 0.8, 0.7, 0.6], 40, 2, 3);
    let l = build(Kind::Category, &votes);
    let mut shuffled = votes.clone();
    let mut next = uniform(5);
    shuffled.sort_by_cached_key(|_| (next() * 1e9) as u64);
    let m = build(Kind::Category, &shuffled);
    let a = answers(&l, &joint(&l, &Settings::default()));
    let b = answers(&m, &joint(&m, &Settings::default()));
    // Masks follow the order of votes, so weights of stories move a little; answers do not.
    for (x, y) in a.iter().zip(&b) {
        assert!(x.1 == y.1 || (x.2 - 0.5).abs() < 0.1, "{x:?} v {y:?}");
    }
}

/// An open domain in which five honest voices meet a copier's original with values of its own.
fn with_liar() -> Votes {
    let mut next = uniform(11);
    let mut votes = Votes::new();
    for q in 0..60 {
        for s in 0..5 {
            let value = if next() < 0.8 { 0 } else { 1 + (next() * 50.0) as usize };
            votes.push((format!("s{s}"), format!("q{q}"), format!("q{q}v{value}")));
        }
        let value = if next() < 0.4 { 0 } else { 100 + (next() * 50.0) as usize };
        votes.push(("liar".to_owned(), format!("q{q}"), format!("q{q}v{value}")));
    }
    votes
}

#[test]
fn clones_of_a_voice_move_no_answer_and_no_score() {
    let votes = with_liar();
    let l = build(Kind::Category, &votes);
    let c = joint(&l, &Settings::default());
    let mut cloned = votes.clone();
    for (s, q, v) in &votes {
        if s == "liar" {
            cloned.extend((0..10).map(|i| (format!("clone{i}"), q.clone(), v.clone())));
        }
    }
    let m = build(Kind::Category, &cloned);
    let d = joint(&m, &Settings::default());
    assert_same(&answers(&l, &c), &answers(&m, &d), 1e-6);
    for s in ["s0", "s1", "s2", "s3", "s4"] {
        let of = |l: &Ledger, c: &Consensus| {
            let v = l.voices().find(s).expect("a voice");
            c.voices[v.index()].accuracy.expect("estimated").mean()
        };
        assert!((of(&l, &c) - of(&m, &d)).abs() < 1e-6, "{s}");
    }
    assert_eq!(d.warnings.len(), 1, "{:?}", d.warnings);
    assert!(
        d.model
            .links()
            .iter()
            .all(|k| { [k.a, k.b].iter().all(|v| !m.voices().name(*v).starts_with('s')) })
    );
}

#[test]
fn accurate_voices_that_agree_are_not_linked() {
    let (votes, _) = world(&[0.97, 0.97, 0.97, 0.97, 0.6], 200, 5, 13);
    let l = build(Kind::Category, &votes);
    assert!(joint(&l, &Settings::default()).model.links().is_empty());
}

#[test]
fn a_house_effect_is_found_and_taken_out() {
    let mut next = uniform(17);
    let mut normal = move || (0..12).map(|_| next()).sum::<f64>() - 6.0;
    let names = ["a", "b", "c", "d", "e", "f"];
    let questions: Vec<String> = (0..150).map(|q| format!("q{q}")).collect();
    let mut rows = Vec::new();
    for q in &questions {
        let truth = 20.0 * normal();
        for (s, name) in names.iter().enumerate() {
            let bias = if s == 0 { 4.0 } else { 0.0 };
            rows.push((*name, q.as_str(), ((truth + bias + 3.0 * normal()) * 10.0).round() / 10.0));
        }
    }
    let l = reals(&rows);
    let c = joint(&l, &Settings::default());
    let house = |s: usize| c.voices[s].house_effect.expect("estimated").mean();
    let others: f64 = (1..6).map(house).sum::<f64>() / 5.0;
    assert!((house(0) - others - 4.0).abs() < 1.5, "{} v {others}", house(0));
}

#[test]
fn at_least_contradicts_only_a_smaller_truth() {
    use crate::consensus::testing::question;
    use crate::ledger::{LedgerBuilder, Role, Row};
    use crate::units::Interval;
    let mut builder = LedgerBuilder::default();
    for (voice, low, high) in [("a", 21.0, Some(21.0)), ("b", 21.0, Some(21.0)), ("c", 15.0, None)]
    {
        builder.push(Row {
            voice,
            role: Role::Speaker,
            question: question("killed", Kind::Count),
            label: "",
            number: Interval::new(low, high).ok(),
            origin: "",
            detail: None,
        });
    }
    let l = builder.build();
    let c = joint(&l, &Settings::default());
    let b = c.beliefs[0].number.expect("a number");
    assert_eq!(b.value, 21.0);
    assert!(c.beliefs[0].support.iter().all(|&p| p > 0.6), "{:?}", c.beliefs[0].support);
}

#[test]
fn leaving_all_votes_out_leaves_no_belief() {
    let l = ledger(&[("a", "q", "x"), ("b", "q", "y")]);
    let c = joint(&l, &Settings::default());
    let q = l.question_ids().next().expect("one question");
    assert_eq!(c.model.belief(&l, q, &[]).support, [0.0, 0.0]);
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let (votes, _) = world(&[0.9, 0.8, 0.7, 0.6, 0.5], 80, 3, 23);
    let l = build(Kind::Category, &votes);
    let run = |threads: usize| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool")
            .install(|| joint(&l, &Settings::default()))
    };
    let (a, b) = (run(1), run(2));
    assert_eq!(a.beliefs, b.beliefs);
    assert_eq!(a.objective, b.objective);
    assert_eq!(a.voices, b.voices);
}

#[test]
fn most_assertions_wrong_and_most_denials_right_are_told_from_votes_alone() {
    // Rumours: few of the true ones are denied, most of the false ones are repeated, by outlets that
    // differ in how readily they repeat. Majority believes what is repeated.
    let (mut right, mut usual, mut total, mut brier, mut ideal) = (0, 0, 0, 0.0, 0.0);
    for seed in 0..4 {
        let mut next = uniform(100 + seed);
        let mut votes = Votes::new();
        let mut truths = std::collections::BTreeMap::new();
        let credulous: Vec<f64> = (0..60).map(|_| 0.4 + 0.55 * next()).collect();
        for q in 0..150 {
            let truth = next() < 0.4;
            let name = format!("q{q}");
            // What one would believe who knew every rate: log odds of true.
            let mut odds = f64::ln(0.4 / 0.6);
            let before = votes.len();
            for (s, c) in credulous.iter().enumerate() {
                if next() < 0.1 {
                    let yes = if truth { next() < 0.97 } else { next() < *c };
                    odds += if yes { 0.97 / c } else { 0.03 / (1.0 - c) }.ln();
                    let word = if yes { "yes" } else { "no" };
                    votes.push((format!("s{s}"), name.clone(), word.to_owned()));
                }
            }
            if votes.len() > before {
                let p = 1.0 / (1.0 + f64::exp(-odds));
                ideal += (p - f64::from(u8::from(truth))).powi(2);
            }
            truths.insert(name, truth);
        }
        let l = build(Kind::YesNo, &votes);
        let fitted = answers(&l, &joint(&l, &Settings::default()));
        let counted = answers(&l, &crate::consensus::majority(&l));
        for ((name, word, support), (_, most, _)) in fitted.iter().zip(&counted) {
            let truth = if truths[name] { "yes" } else { "no" };
            right += usize::from(word == truth);
            usual += usize::from(most == truth);
            brier += (support - f64::from(u8::from(word == truth))).powi(2);
            total += 1;
        }
    }
    assert!(right > usual + total / 10, "{right} v {usual} of {total}");
    let (brier, ideal) = (brier / total as f64, ideal / total as f64);
    assert!(brier < ideal + 0.05, "{brier} v {ideal}");
}

#[test]
fn judges_of_equal_skill_are_averaged() {
    // Errors are normal and alike: nothing beats the mean, and stated values are not special.
    let mut next = uniform(41);
    let mut normal = move || (0..12).map(|_| next()).sum::<f64>() - 6.0;
    let mut rows = Vec::new();
    let mut means = Vec::new();
    for q in 0..80 {
        let truth = 40.0 * normal();
        let said: Vec<f64> = (0..10).map(|_| (truth + 20.0 * normal()).round()).collect();
        means.push((format!("q{q}"), said.iter().sum::<f64>() / 10.0));
        rows.extend(
            said.into_iter().enumerate().map(|(s, x)| (format!("s{s}"), format!("q{q}"), x)),
        );
    }
    let rows: Vec<(&str, &str, f64)> =
        rows.iter().map(|(s, q, x)| (s.as_str(), q.as_str(), *x)).collect();
    let l = reals(&rows);
    let c = joint(&l, &Settings::default());
    for (q, mean) in means {
        let at = l.question_ids().find(|&i| l.question(i).name == q).expect("asked");
        let value = c.beliefs[at.index()].number.expect("a number").value;
        // A tenth of the standard error of the mean, twice over for what house effects take out.
        assert!((value - mean).abs() < 2.5, "{q}: {value} v {mean}");
    }
}

#[test]
fn who_errs_like_two_groups_does_not_chain_them() {
    // Two groups of three copy one original each; the originals share half of their errors, and a
    // bridge makes just those.
    let (mut votes, truths) = world(&[0.9; 20], 300, 100, 71);
    let mut next = uniform(72);
    for (q, &truth) in truths.iter().enumerate() {
        let (which, wrong) = (next(), (truth + 1 + (next() * 98.0) as usize) % 100);
        let a = if which < 0.32 { wrong } else { truth };
        let b = if which < 0.22 || (0.32..0.42).contains(&which) { wrong } else { truth };
        let bridge = if which < 0.22 { wrong } else { truth };
        let mut say = |s: &str, v: usize| {
            votes.push((s.to_owned(), format!("q{q}"), format!("v{v}")));
        };
        for i in 0..3 {
            // Each copier now and then says the truth, so that none is a clone.
            say(&format!("a{i}"), if next() < 0.03 { truth } else { a });
            say(&format!("b{i}"), if next() < 0.03 { truth } else { b });
        }
        say("bridge", bridge);
    }
    let l = build(Kind::Category, &votes);
    let c = joint(&l, &Settings::default());
    let groups: Vec<&str> = c.warnings.iter().map(|w| w.what.as_str()).collect();
    assert_eq!(groups.len(), 2, "{groups:?}");
    for g in groups {
        let listed = g.split(" share ").next().unwrap_or_default();
        assert!(listed.contains("a0") != listed.contains("b0"), "{g}");
        assert!(!listed.contains('s'), "{g}");
    }
    let fitted = answers(&l, &c);
    let right = fitted
        .iter()
        .filter(|(q, v, _)| {
            let i: usize = q[1..].parse().expect("a number");
            *v == format!("v{}", truths[i])
        })
        .count();
    assert!(right >= 295, "{right}");
}
