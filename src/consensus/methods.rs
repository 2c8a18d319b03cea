//! Every method by name: what it is, what it can answer, where it comes from, how to run it.

use std::fmt;

use super::settings::Settings;
use super::{
    Consensus, accu, accu_copy, average_log, bwa, catd, crh, dawid_skene, ebcc, glad, gtm, ibcc,
    ideal_point, investment, lfc, ltm, mace, majority, mean, median, one_coin, pooled_investment,
    sums, three_estimates, truth_finder, two_coin, two_estimates, weighted_majority,
    weighted_median,
};
use crate::ledger::Ledger;

/// One method of the registry.
#[derive(Clone, Copy)]
pub struct Method {
    /// Its name: what `--method` and `consensus.method` take.
    pub name: &'static str,
    /// What it is, in one line.
    pub description: &'static str,
    /// Which kinds of question it answers itself; the others are left to what `fallback` names.
    pub answers: Answers,
    /// What answers the other kinds.
    pub fallback: &'static str,
    /// Where it was published, with a DOI where there is one.
    pub reference: &'static str,
    run: fn(&Ledger, &Settings) -> Consensus,
}

/// Which kinds of question a method answers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Categories, yes and no.
    Categories,
    /// Categories, several of which may be true at once.
    SeveralTruths,
    /// Counts, reals and dates.
    Numbers,
    /// All kinds.
    All,
}

impl fmt::Display for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Categories => "categories, yes/no",
            Self::SeveralTruths => "categories with several truths, yes/no",
            Self::Numbers => "counts, reals, dates",
            Self::All => "all",
        })
    }
}

/// No method has this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownMethod {
    /// The name as given.
    pub name: String,
}

impl fmt::Display for UnknownMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no consensus method is called `{}`; the methods are ", self.name)?;
        let names: Vec<_> = METHODS.iter().map(|m| m.name).collect();
        f.write_str(&names.join(", "))
    }
}

impl std::error::Error for UnknownMethod {}

/// All methods, simplest first.
pub const METHODS: &[Method] = &[
    Method {
        name: "joint",
        description: "the default: all kinds of question in one model of the voices",
        answers: Answers::All,
        fallback: "none needed",
        reference: "docs/consensus.md",
        run: |ledger, settings| super::joint::joint(ledger, &settings.joint),
    },
    Method {
        name: "majority",
        description: "the answer that most origins give",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "the yardstick",
        run: |ledger, _| majority::majority(ledger),
    },
    Method {
        name: "weighted_majority",
        description: "majority, each voice weighted by its agreement with the majority",
        answers: Answers::All,
        fallback: "numbers: weighted_median",
        reference: "Wawa; Ustalov et al. 2024, doi:10.21105/joss.06227",
        run: weighted_majority::weighted_majority,
    },
    Method {
        name: "median",
        description: "the middle of the numbers given",
        answers: Answers::Numbers,
        fallback: "categories: majority",
        reference: "the yardstick",
        run: |ledger, _| median::median(ledger),
    },
    Method {
        name: "weighted_median",
        description: "median, each voice weighted by its closeness to the median",
        answers: Answers::Numbers,
        fallback: "categories: majority",
        reference: "Edgeworth 1888; Koenker 2005, doi:10.1017/CBO9780511754098",
        run: |ledger, _| weighted_median::weighted_median(ledger),
    },
    Method {
        name: "mean",
        description: "the average of the numbers given",
        answers: Answers::Numbers,
        fallback: "categories: majority",
        reference: "the yardstick",
        run: |ledger, _| mean::mean(ledger),
    },
    Method {
        name: "one_coin",
        description: "one accuracy a voice, errors spread evenly; EM",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Dawid & Skene 1979, doi:10.2307/2346806; Demartini et al. 2012, doi:10.1145/2187836.2187900",
        run: one_coin::one_coin,
    },
    Method {
        name: "dawid_skene",
        description: "a confusion matrix a voice; EM",
        answers: Answers::Categories,
        fallback: "open value domains: one_coin; numbers: median",
        reference: "Dawid & Skene 1979, doi:10.2307/2346806",
        run: dawid_skene::dawid_skene,
    },
    Method {
        name: "two_coin",
        description: "separate assertion and denial rates a voice, Beta priors; EM",
        answers: Answers::Categories,
        fallback: "larger label sets and open domains: one_coin; numbers: median",
        reference: "Raykar et al. 2010, JMLR 11",
        run: two_coin::two_coin,
    },
    Method {
        name: "ibcc",
        description: "a confusion matrix a voice, Dirichlet priors; variational Bayes",
        answers: Answers::Categories,
        fallback: "open value domains: one_coin; numbers: median",
        reference: "Kim & Ghahramani 2012, PMLR 22; Simpson et al. 2013, doi:10.1007/978-3-642-36406-8_1",
        run: ibcc::ibcc,
    },
    Method {
        name: "bwa",
        description: "Bayesian weighted average: a precision a voice and label; EM",
        answers: Answers::Categories,
        fallback: "open value domains: one_coin; numbers: median",
        reference: "Li, Rubinstein & Cohn 2019, doi:10.1145/3308558.3313459",
        run: bwa::bwa,
    },
    Method {
        name: "ebcc",
        description: "iBCC whose voices err together on subtypes of a label; variational Bayes",
        answers: Answers::Categories,
        fallback: "open value domains: one_coin; numbers: median",
        reference: "Li, Rubinstein & Cohn 2019, PMLR 97",
        run: ebcc::ebcc,
    },
    Method {
        name: "truth_finder",
        description: "trust as mean confidence, confidence from summed log trust",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Yin, Han & Yu 2008, doi:10.1109/TKDE.2007.190745",
        run: truth_finder::truth_finder,
    },
    Method {
        name: "sums",
        description: "hubs and authorities between voices and claims",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Pasternack & Roth 2010, COLING; Kleinberg 1999, doi:10.1145/324133.324140",
        run: sums::sums,
    },
    Method {
        name: "average_log",
        description: "mean belief of a voice's claims times the log of their number",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Pasternack & Roth 2010, COLING",
        run: average_log::average_log,
    },
    Method {
        name: "investment",
        description: "voices invest trust in claims, returns grow",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Pasternack & Roth 2010, COLING",
        run: investment::investment,
    },
    Method {
        name: "pooled_investment",
        description: "investment with returns pooled by question",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Pasternack & Roth 2010, COLING",
        run: pooled_investment::pooled_investment,
    },
    Method {
        name: "two_estimates",
        description: "truth of facts and error of voices, normalised in turn",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Galland et al. 2010, doi:10.1145/1718487.1718504",
        run: two_estimates::two_estimates,
    },
    Method {
        name: "three_estimates",
        description: "2-Estimates with a difficulty a fact",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Galland et al. 2010, doi:10.1145/1718487.1718504",
        run: three_estimates::three_estimates,
    },
    Method {
        name: "accu",
        description: "accuracy as mean probability of a source's values, n even false values; EM",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Dong, Berti-Équille & Srivastava 2009, doi:10.14778/1687627.1687690",
        run: accu::accu,
    },
    Method {
        name: "accu_copy",
        description: "accu with copied votes discounted",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Dong, Berti-Équille & Srivastava 2009, doi:10.14778/1687627.1687690",
        run: accu_copy::accu_copy,
    },
    Method {
        name: "ltm",
        description: "sensitivity and false positive rate a voice, several true answers; Gibbs sampling",
        answers: Answers::SeveralTruths,
        fallback: "numbers: median",
        reference: "Zhao et al. 2012, doi:10.14778/2168651.2168656",
        run: ltm::ltm,
    },
    Method {
        name: "crh",
        description: "one weight a voice over all kinds: weighted vote and weighted median",
        answers: Answers::All,
        fallback: "nothing to leave",
        reference: "Li et al. 2014, doi:10.1145/2588555.2610509",
        run: crh::crh,
    },
    Method {
        name: "catd",
        description: "weights bounded by how many claims a voice made: weighted vote and mean",
        answers: Answers::All,
        fallback: "nothing to leave",
        reference: "Li et al. 2014, doi:10.14778/2735496.2735505",
        run: catd::catd,
    },
    Method {
        name: "gtm",
        description: "Gaussian truth model: a variance a voice on standardised numbers",
        answers: Answers::Numbers,
        fallback: "categories: majority",
        reference: "Zhao & Han 2012, QDB",
        run: gtm::gtm,
    },
    Method {
        name: "lfc",
        description: "learning from crowds: rates with priors on labels, a precision a voice on numbers",
        answers: Answers::All,
        fallback: "open value domains: one_coin",
        reference: "Raykar et al. 2010, JMLR 11",
        run: lfc::lfc,
    },
    Method {
        name: "glad",
        description: "ability a voice, difficulty a question; EM",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Whitehill et al. 2009, NIPS 22",
        run: glad::glad,
    },
    Method {
        name: "mace",
        description: "a voice knows or spams; variational Bayes",
        answers: Answers::Categories,
        fallback: "open value domains: one_coin; numbers: median",
        reference: "Hovy et al. 2013, NAACL-HLT",
        run: mace::mace,
    },
    Method {
        name: "ideal_point",
        description: "2PL: places voices on an axis found in contested questions; answers by majority",
        answers: Answers::Categories,
        fallback: "numbers: median",
        reference: "Clinton, Jackman & Rivers 2004, doi:10.1017/S0003055404001194",
        run: ideal_point::ideal_point,
    },
];

/// The method of that name.
///
/// # Errors
///
/// If there is none. The error lists those there are.
pub fn find(name: &str) -> Result<&'static Method, UnknownMethod> {
    METHODS.iter().find(|m| m.name == name).ok_or_else(|| UnknownMethod { name: name.to_owned() })
}

/// Runs the method of that name on a ledger; beliefs are recalibrated as the settings say.
///
/// # Errors
///
/// If there is no such method.
pub fn run(name: &str, ledger: &Ledger, settings: &Settings) -> Result<Consensus, UnknownMethod> {
    let consensus = (find(name)?.run)(ledger, settings);
    Ok(super::calibration::calibrate(ledger, consensus, &settings.calibration))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{of_kind, question, uniform};
    use super::super::{Belief, Stop, layout::numbered};
    use super::*;
    use crate::ids::{Id, QuestionId};
    use crate::ledger::{Detail, Kind, LedgerBuilder, Role, Row};
    use crate::units::Interval;

    /// A ledger of all kinds: 8 voices, some worse than others, `n` questions of each kind.
    fn mixed(seed: u64, n: usize) -> Ledger {
        let mut next = uniform(seed);
        let mut builder = LedgerBuilder::default();
        for i in 0..n {
            for kind in [Kind::Category, Kind::YesNo, Kind::Real, Kind::Count] {
                for s in 0..8 {
                    if next() < 0.3 {
                        continue;
                    }
                    let right = next() < 0.9 - 0.07 * f64::from(s);
                    let u = next();
                    let label = match kind {
                        Kind::YesNo if right == (i % 3 == 0) => "yes",
                        Kind::YesNo => "no",
                        _ if right => "a",
                        _ if u < 0.5 => "b",
                        _ => "c",
                    };
                    let x = if right { 20.0 } else { (40.0 * u).round() };
                    let number = matches!(kind, Kind::Real | Kind::Count)
                        .then(|| Interval::exactly(x).unwrap());
                    builder.push(Row {
                        voice: &format!("s{s}"),
                        role: Role::Outlet,
                        question: question(&format!("{kind:?}{i}"), kind),
                        label,
                        number,
                        origin: "",
                        detail: None,
                    });
                }
            }
        }
        builder.build()
    }

    fn bits(b: &Belief) -> Vec<u64> {
        let number = b.number.map(|n| [n.value, n.low, n.high, n.mean, n.sd]);
        b.support.iter().chain(number.iter().flatten()).map(|x| x.to_bits()).collect()
    }

    /// A voice whose votes all weigh 0, beside others and alone, makes no method divide by it.
    #[test]
    fn votes_without_weight_give_every_method_numbers() {
        for others in [0, 3] {
            let mut builder = LedgerBuilder::default();
            for i in 0..6 {
                for kind in [Kind::Category, Kind::YesNo, Kind::Real, Kind::Count] {
                    for s in 0..=others {
                        let number = matches!(kind, Kind::Real | Kind::Count)
                            .then(|| Interval::exactly(f64::from(10 + i * s)).unwrap());
                        builder.push(Row {
                            voice: &format!("s{s}"),
                            role: Role::Outlet,
                            question: question(&format!("{kind:?}{i}"), kind),
                            label: if s % 2 == 0 { "yes" } else { "no" },
                            number,
                            origin: "",
                            detail: Some(Detail {
                                weight: if s == 0 { 0.0 } else { 1.0 },
                                ..Detail::default()
                            }),
                        });
                    }
                }
            }
            let ledger = builder.build();
            for method in METHODS {
                let settings = Settings { max_steps: 20, ..Settings::default() };
                let got = run(method.name, &ledger, &settings).unwrap();
                for b in &got.beliefs {
                    let number = b.number.map(|n| [n.value, n.low, n.high, n.mean, n.sd]);
                    for x in b.support.iter().chain(number.iter().flatten()) {
                        assert!(x.is_finite(), "{}: {b:?}", method.name);
                    }
                }
                for v in &got.voices {
                    assert!(v.trust.is_none_or(f64::is_finite), "{}: {v:?}", method.name);
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(6))]

        /// Support lies in [0, 1] and sums to 1 at most where one answer is true, the objective
        /// never falls, every number has its interval, and a refit gives the same bits.
        #[test]
        fn every_method_keeps_the_laws(seed in 0u64..1000, n in 1usize..12) {
            let ledger = mixed(seed, n);
            for method in METHODS {
                let settings = Settings { max_steps: 40, ..Settings::default() };
                let got = run(method.name, &ledger, &settings).unwrap();
                prop_assert_eq!(got.method, method.name);
                prop_assert_eq!(got.beliefs.len(), ledger.questions().len());
                prop_assert_eq!(got.voices.len(), ledger.voices().len());
                for q in ledger.question_ids() {
                    let belief = &got.beliefs[q.index()];
                    prop_assert_eq!(belief.support.len(), ledger.answers(q).len());
                    for s in &belief.support {
                        prop_assert!((0.0..=1.0 + 1e-12).contains(s), "{}: {s}", method.name);
                    }
                    let is_number = matches!(ledger.question(q).kind, Kind::Real | Kind::Count);
                    prop_assert_eq!(belief.number.is_some(), is_number);
                    if let Some(x) = belief.number {
                        prop_assert!(x.low <= x.value && x.value <= x.high, "{}: {x:?}", method.name);
                    } else if method.answers != Answers::SeveralTruths {
                        let sum: f64 = belief.support.iter().sum();
                        prop_assert!(sum <= 1.0 + 1e-9, "{}: {sum}", method.name);
                    }
                }
                for pair in got.objective.windows(2) {
                    prop_assert!(pair[1] >= pair[0] - 1e-7, "{}: {pair:?}", method.name);
                }
                prop_assert_eq!(got.stop == Stop::ClosedForm, got.objective.is_empty()
                    && got.stop == Stop::ClosedForm);
                for v in &got.voices {
                    if let Some(a) = v.accuracy {
                        prop_assert!(a.low() >= 0.0 && a.high() <= 1.0, "{}: {a:?}", method.name);
                    }
                }
                let again = run(method.name, &ledger, &settings).unwrap();
                for (a, b) in got.beliefs.iter().zip(&again.beliefs) {
                    prop_assert_eq!(bits(a), bits(b));
                }
            }
        }
    }

    #[test]
    fn asking_with_all_votes_gives_the_belief_and_with_none_gives_no_support() {
        let ledger = mixed(3, 9);
        for method in METHODS {
            let got = run(method.name, &ledger, &Settings::default()).unwrap();
            for q in ledger.question_ids() {
                let all = got.model.belief(&ledger, q, &numbered(&ledger, q));
                assert_eq!(bits(&all), bits(&got.beliefs[q.index()]), "{}", method.name);
                let none = got.model.belief(&ledger, q, &[]);
                assert!(none.support.iter().all(|s| *s == 0.0), "{}: {none:?}", method.name);
                assert!(none.number.is_none(), "{}", method.name);
            }
        }
    }

    #[test]
    fn the_number_of_threads_moves_no_bit() {
        let ledger = mixed(5, 40);
        let with = |threads| {
            rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
                METHODS
                    .iter()
                    .map(|m| run(m.name, &ledger, &Settings::default()).unwrap().beliefs)
                    .map(|b| b.iter().map(bits).collect::<Vec<_>>())
                    .collect::<Vec<_>>()
            })
        };
        assert_eq!(with(1), with(3));
    }

    #[test]
    fn an_empty_ledger_is_no_trouble() {
        for method in METHODS {
            let got = run(method.name, &Ledger::default(), &Settings::default()).unwrap();
            assert!(got.beliefs.is_empty(), "{}", method.name);
        }
    }

    /// Three voices who are mostly right, two who are not: every category method must see it.
    #[test]
    fn every_method_finds_a_planted_truth() {
        let mut next = uniform(11);
        let mut rows = Vec::new();
        for i in 0..120 {
            for (s, a) in [0.95, 0.9, 0.85, 0.6, 0.55].iter().enumerate() {
                let right = next() < *a;
                let truth = i % 3;
                let said = if right { truth } else { (truth + 1 + usize::from(next() < 0.5)) % 3 };
                rows.push((format!("s{s}"), format!("q{i:03}"), ["a", "b", "c"][said]));
            }
        }
        let ledger =
            of_kind(Kind::Category, rows.iter().map(|(s, q, v)| (s.as_str(), q.as_str(), *v)));
        for method in METHODS {
            let got = run(method.name, &ledger, &Settings::default()).unwrap();
            let right = (0..120)
                .filter(|&i| {
                    let q = QuestionId::from_index(i);
                    let best = got.beliefs[i].best().unwrap();
                    ledger.print_answer(q, crate::ids::AnswerId::from_index(best))
                        == ["a", "b", "c"][i % 3]
                })
                .count();
            assert!(right >= 108, "{}: {right} of 120", method.name);
        }
    }
}
