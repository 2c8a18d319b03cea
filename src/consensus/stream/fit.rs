//! One-coin and Dawid–Skene as sums by voice: what one reading of the votes adds up, and what
//! parameters follow.
//!
//! | method      | sums of a voice `s`                        | parameters of `s`              |
//! |-------------|--------------------------------------------|--------------------------------|
//! | one_coin    | `Σ w γ_q(y_sq)`, `Σ w`                     | `ln a_s`, `ln (1 − a_s)`       |
//! | dawid_skene | `Σ_{q: y_sq = l} w γ_q(k)` for each `l, k` | `ln π_s(k, l)` for each `l, k` |
//!
//! A voice's parameters follow from its own sums alone, as many numbers in as out: that is what lets
//! several machines share the work. The formulas stand in [`super::super::one_coin`] and
//! [`super::super::dawid_skene`].

use super::super::dawid_skene::{Confusion, each_column, log_shares};
use super::super::layout::{Cast, Home};
use super::super::one_coin::posterior;
use super::super::settings::Settings;
use super::LabelSet;

/// A method that can be fitted to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Shares of the votes; numbers by the median. Nothing is fitted.
    Majority,
    /// One accuracy a voice.
    OneCoin,
    /// A confusion matrix a voice; open domains by one-coin.
    DawidSkene,
}

impl Method {
    /// Those there are.
    pub const ALL: [Self; 3] = [Self::Majority, Self::OneCoin, Self::DawidSkene];

    /// The method of this name, if it can be fitted to a stream.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == name)
    }

    /// Its name, as `corroborate methods` lists it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::OneCoin => "one_coin",
            Self::DawidSkene => "dawid_skene",
        }
    }
}

/// One model to fit, with its priors.
#[derive(Clone, Debug)]
pub enum Fit {
    /// One-coin on all category questions: `Beta(α, β)`.
    Coin([f64; 2]),
    /// Dawid–Skene on label sets of these sizes, with so many pseudo-votes a cell.
    Confusion([usize; 2], f64),
}

/// What was learnt of every voice.
pub enum Parameters {
    /// `ln a` and `ln (1 − a)`.
    Coin(Vec<(f64, f64)>),
    /// Confusion matrices.
    Confusion(Confusion),
}

impl Parameters {
    /// Whether they judge questions on label sets only.
    pub(super) fn needs_labels(&self) -> bool {
        matches!(self, Self::Confusion(_))
    }
}

/// What a reading of votes adds up.
#[derive(Clone, Debug, PartialEq)]
pub struct Sums {
    /// [`Fit::width`] numbers a voice.
    pub by_voice: Vec<f64>,
    /// [`Fit::totals`] numbers for all voices together.
    pub totals: Vec<f64>,
    /// `ln P(votes)` of the questions read, in nats.
    pub likelihood: f64,
    /// Votes that the method takes.
    pub votes: usize,
}

impl Sums {
    /// Sums of nothing.
    pub fn new(fit: &Fit, voices: usize) -> Self {
        Self {
            by_voice: vec![0.0; fit.width() * voices],
            totals: vec![0.0; fit.totals()],
            likelihood: 0.0,
            votes: 0,
        }
    }

    /// Both together.
    pub fn join(mut self, other: Self) -> Self {
        add_to(&mut self.by_voice, &other.by_voice);
        add_to(&mut self.totals, &other.totals);
        self.likelihood += other.likelihood;
        self.votes += other.votes;
        self
    }
}

/// Adds `more` to `sums`, one by one.
pub(super) fn add_to(sums: &mut [f64], more: &[f64]) {
    for (sum, x) in sums.iter_mut().zip(more) {
        *sum += x;
    }
}

impl Fit {
    /// What a method fits, one after the other.
    pub fn parts(method: Method, labels: &LabelSet, settings: &Settings) -> Vec<Self> {
        let coin = Self::Coin(settings.accuracy_prior);
        match method {
            Method::Majority => Vec::new(),
            Method::OneCoin => vec![coin],
            Method::DawidSkene => {
                let confusion = Self::Confusion(labels.sizes(), settings.confusion_smoothing);
                let open = labels.any_open().then_some(coin);
                std::iter::once(confusion).chain(open).collect()
            }
        }
    }

    /// Numbers a voice.
    pub fn width(&self) -> usize {
        match self {
            Self::Coin(_) => 2,
            Self::Confusion(sizes, _) => Confusion::stride(*sizes),
        }
    }

    /// Numbers for all voices together.
    pub fn totals(&self) -> usize {
        match self {
            Self::Coin(_) => 0,
            Self::Confusion(sizes, _) => sizes[0] + sizes[1],
        }
    }

    /// Sums of all voices → parameters and their log prior.
    pub fn maximise(&self, mut sums: Sums) -> (Parameters, f64) {
        let mut prior = self.maximise_totals(&mut sums.totals);
        for voice in sums.by_voice.chunks_mut(self.width().max(1)) {
            prior += self.maximise_voice(voice);
        }
        (self.parameters(sums.by_voice, sums.totals), prior)
    }

    /// Sums of one voice → its parameters, in place; their log prior.
    pub fn maximise_voice(&self, numbers: &mut [f64]) -> f64 {
        match (self, numbers) {
            (Self::Coin([alpha, beta]), [right, all]) => {
                let a = (alpha - 1.0 + *right) / (alpha + beta - 2.0 + *all);
                (*right, *all) = (a.ln(), (-a).ln_1p());
                (alpha - 1.0) * *right + (beta - 1.0) * *all
            }
            (Self::Coin(_), _) => 0.0,
            (Self::Confusion(sizes, epsilon), numbers) => {
                let mut prior = 0.0;
                each_column(*sizes, numbers, |_, _, _, column| {
                    log_shares(column, |_| *epsilon);
                    prior += epsilon * column.iter().sum::<f64>();
                });
                prior
            }
        }
    }

    /// Sums for all voices together → parameters, in place; their log prior.
    pub fn maximise_totals(&self, totals: &mut [f64]) -> f64 {
        let Self::Confusion(sizes, epsilon) = self else { return 0.0 };
        let (yes_no, shared) = totals.split_at_mut(sizes[0]);
        let mut prior = 0.0;
        for classes in [yes_no, shared] {
            log_shares(classes, |_| *epsilon);
            prior += epsilon * classes.iter().sum::<f64>();
        }
        prior
    }

    /// Parameters from their numbers.
    pub fn parameters(&self, by_voice: Vec<f64>, totals: Vec<f64>) -> Parameters {
        match self {
            Self::Coin(_) => {
                let odds = by_voice.chunks_exact(2).map(|ab| (ab[0], ab[1]));
                Parameters::Coin(odds.collect())
            }
            Self::Confusion(sizes, _) => {
                let (yes_no, shared) = totals.split_at(sizes[0]);
                let classes = [yes_no.to_vec(), shared.to_vec()];
                Parameters::Confusion(Confusion { classes, rows: by_voice, sizes: *sizes })
            }
        }
    }

    /// Adds one question: its beliefs to the sums of its voices, its likelihood to the total.
    pub(super) fn expect(
        &self,
        (home, answers, votes): (Home, &[u32], &[Cast]),
        labels: &LabelSet,
        parameters: Option<&Parameters>,
        belief: &mut Vec<f64>,
        sums: &mut Sums,
    ) {
        belief.clear();
        match self {
            Self::Coin(_) => {
                belief.resize(answers.len(), 0.0);
                if let Some(Parameters::Coin(odds)) = parameters {
                    let unseen = labels.unseen(home, answers.len());
                    sums.likelihood += posterior(belief, unseen, votes, 0, odds);
                } else {
                    let total = shares(belief, votes.iter().map(|v| (v.answer, v.weight)));
                    if total > 0.0 {
                        belief.iter_mut().for_each(|b| *b /= total);
                    }
                }
                sums.votes += votes.len();
                for v in votes {
                    let at = 2 * v.voice as usize;
                    sums.by_voice[at] += v.weight * belief[v.answer as usize];
                    sums.by_voice[at + 1] += v.weight;
                }
            }
            Self::Confusion(sizes, _) => {
                let set = match home {
                    Home::YesNo => 0,
                    Home::Shared => 1,
                    Home::Open | Home::Number => return,
                };
                let n = sizes[set];
                let label = |v: &Cast| match (set, answers[v.answer as usize]) {
                    (0, label) => label as usize,
                    (_, label) => labels.shared_number(label),
                };
                belief.resize(n, 0.0);
                if let Some(Parameters::Confusion(confusion)) = parameters {
                    sums.likelihood += confusion.weigh(
                        belief,
                        set,
                        votes.iter().map(|v| (v.voice, label(v), v.weight)),
                    );
                } else {
                    let total = shares(belief, votes.iter().map(|v| (label(v) as u32, v.weight)));
                    let flat = 1.0 / n as f64;
                    for b in belief.iter_mut() {
                        *b = if total > 0.0 { *b / total } else { flat };
                    }
                }
                sums.votes += votes.len();
                let from = if set == 0 { 0 } else { sizes[0] };
                add_to(&mut sums.totals[from..from + n], belief);
                for v in votes {
                    let at = Confusion::row(*sizes, v.voice, set, label(v));
                    for (sum, b) in sums.by_voice[at..at + n].iter_mut().zip(&*belief) {
                        *sum += v.weight * b;
                    }
                }
            }
        }
    }
}

/// Adds weights by answer; returns the total.
fn shares(belief: &mut [f64], votes: impl Iterator<Item = (u32, f64)>) -> f64 {
    let mut total = 0.0;
    for (answer, weight) in votes {
        belief[answer as usize] += weight;
        total += weight;
    }
    total
}
