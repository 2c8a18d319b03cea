//! A ledger's category votes in flat arrays, by question and by voice, for the inner loops.
//!
//! ```text
//! question      0            1
//! answers      [a b]        [c]           answer_at = 0, 2, 3
//! votes        [s0→a s1→b]  [s1→c]        vote_at   = 0, 2, 3
//! by voice     s0: [a]      s1: [b c]     voice_at  = 0, 1, 3
//! ```
//!
//! Reduction order is fixed: questions are summed in blocks of constant size, voices in order of
//! their votes. So a result has the same bytes on any number of threads.

use rayon::prelude::*;

use super::settings::Domain;
use crate::ids::{Id, LabelId, QuestionId, VoiceId};
use crate::ledger::{Answer, Kind, Ledger, Vote};

/// Questions per parallel block. A constant, never the number of threads.
const BLOCK: usize = 2048;

/// How often, on average, a label must be an answer before the label set counts as shared.
pub(super) const SHARED_USES: usize = 5;

/// No label set larger than this counts as shared: confusion matrices grow with its square.
pub(super) const SHARED_LABELS: usize = 64;

/// Which label set a question draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// `yes` and `no`.
    YesNo,
    /// The label set that all category questions share.
    Shared,
    /// A value domain of its own: whatever was said, and perhaps more.
    Open,
    /// A number: no category at all.
    Number,
}

/// The label sets of a ledger.
#[derive(Clone, Debug)]
pub(super) struct Domains {
    homes: Vec<Home>,
    shared: Vec<u32>,
    shared_len: usize,
    yes: Option<LabelId>,
    unseen: f64,
}

impl Domains {
    /// Decides which questions share a label set.
    ///
    /// With [`Domain::Auto`] the category questions share one if it has at most 64 labels and
    /// each of them was answered to five questions or more on average.
    pub fn of(ledger: &Ledger, domain: Domain, unseen: f64) -> Self {
        let yes = ledger.labels().find("yes");
        let no = ledger.labels().find("no");
        let mut shared = vec![u32::MAX; ledger.labels().len()];
        let mut shared_len = 0;
        let mut uses = 0;
        let mut homes = Vec::with_capacity(ledger.questions().len());
        for q in ledger.question_ids() {
            let labels = || {
                ledger.answers(q).iter().filter_map(|a| match a {
                    Answer::Label(l) => Some(*l),
                    Answer::Number(_) => None,
                })
            };
            homes.push(match ledger.question(q).kind {
                Kind::YesNo if labels().all(|l| Some(l) == yes || Some(l) == no) => Home::YesNo,
                Kind::Category | Kind::YesNo => {
                    for l in labels() {
                        uses += 1;
                        if shared[l.index()] == u32::MAX {
                            shared[l.index()] = 0;
                            shared_len += 1;
                        }
                    }
                    Home::Shared
                }
                Kind::Count | Kind::Real | Kind::Date => Home::Number,
            });
        }
        // Numbered in order of id, so the numbering does not depend on which question came first.
        for (next, slot) in shared.iter_mut().filter(|s| **s != u32::MAX).enumerate() {
            *slot = next as u32;
        }
        let is_shared = match domain {
            Domain::Shared => true,
            Domain::Open => false,
            Domain::Auto => shared_len <= SHARED_LABELS && uses >= SHARED_USES * shared_len,
        };
        if !is_shared {
            homes.iter_mut().filter(|h| **h == Home::Shared).for_each(|h| *h = Home::Open);
            shared_len = 0;
        }
        Self { homes, shared, shared_len, yes, unseen }
    }

    /// The label set of a question.
    pub fn home(&self, q: QuestionId) -> Home {
        self.homes[q.index()]
    }

    /// Whether some category question has an open domain, or a set of more than `largest` labels.
    pub fn any_beyond(&self, largest: usize) -> bool {
        self.homes.contains(&Home::Open)
            || (self.shared_len > largest && self.homes.contains(&Home::Shared))
    }

    /// Number of labels of a shared set; 0 for an open one.
    pub fn size(&self, home: Home) -> usize {
        match home {
            Home::YesNo => 2,
            Home::Shared => self.shared_len,
            Home::Open | Home::Number => 0,
        }
    }

    /// The number of an answer's label within the set of its question. Yes is 0, no is 1.
    pub fn label(&self, home: Home, answer: Answer) -> usize {
        match (home, answer) {
            (Home::YesNo, Answer::Label(l)) => usize::from(Some(l) != self.yes),
            (_, Answer::Label(l)) => self.shared[l.index()] as usize,
            (_, Answer::Number(_)) => 0,
        }
    }

    /// How many false answers `q` can have: one less than its label set, `open` for an open domain.
    pub fn false_answers(&self, q: QuestionId, open: f64) -> f64 {
        match self.size(self.home(q)) {
            0 => open,
            n => (n as f64 - 1.0).max(1.0),
        }
    }

    /// How many candidate answers of `q` nobody gave.
    pub fn unseen(&self, ledger: &Ledger, q: QuestionId) -> f64 {
        let seen = ledger.answers(q).len();
        match self.home(q) {
            Home::Open | Home::Number => self.unseen,
            home => self.size(home).saturating_sub(seen) as f64,
        }
    }
}

/// A vote in the order of questions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cast {
    /// Who.
    pub voice: u32,
    /// Which answer, numbered through all questions; in [`Labels`] the label within its set.
    pub answer: u32,
    /// How much it counts.
    pub weight: f64,
}

/// A vote in the order of voices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given {
    /// Which question of the panel.
    pub question: u32,
    /// Which answer, as in [`Cast`].
    pub answer: u32,
    /// How much it counts.
    pub weight: f64,
}

/// Category questions with the answers that were given to them.
pub(super) struct Panel {
    /// Number of voices in the ledger.
    pub voices: usize,
    /// The questions.
    pub questions: Vec<QuestionId>,
    /// Where each question's answers start.
    pub answer_at: Vec<usize>,
    /// Candidates that nobody gave, by question.
    pub unseen: Vec<f64>,
    /// Where each question's votes start.
    pub vote_at: Vec<usize>,
    /// Votes by question.
    pub votes: Vec<Cast>,
    /// Where each voice's votes start.
    pub voice_at: Vec<usize>,
    /// Votes by voice.
    pub by_voice: Vec<Given>,
}

impl Panel {
    /// All category and yes/no questions.
    pub fn new(ledger: &Ledger, domains: &Domains) -> Self {
        let questions: Vec<_> =
            ledger.question_ids().filter(|&q| domains.home(q) != Home::Number).collect();
        let unseen = questions.iter().map(|&q| domains.unseen(ledger, q)).collect();
        let sizes = questions.iter().map(|&q| ledger.answers(q).len());
        let answer_at = offsets(sizes);
        let mut votes = Vec::new();
        let mut vote_at = vec![0];
        for (i, &q) in questions.iter().enumerate() {
            let all = numbered(ledger, q);
            for ((_, v), weight) in all.iter().zip(weights(ledger, &all)) {
                votes.push(Cast {
                    voice: v.voice.0,
                    answer: (answer_at[i] + v.answer.index()) as u32,
                    weight,
                });
            }
            vote_at.push(votes.len());
        }
        let (voice_at, by_voice) = transpose(ledger.voices().len(), &vote_at, &votes);
        Self {
            voices: ledger.voices().len(),
            questions,
            answer_at,
            unseen,
            vote_at,
            votes,
            voice_at,
            by_voice,
        }
    }

    /// Number of answers of all questions together: the length of a table of beliefs.
    pub fn answers(&self) -> usize {
        self.answer_at[self.questions.len()]
    }

    /// The votes on question `i`.
    pub fn votes_on(&self, i: usize) -> &[Cast] {
        &self.votes[self.vote_at[i]..self.vote_at[i + 1]]
    }

    /// The votes of voice `s`.
    pub fn votes_of(&self, s: usize) -> &[Given] {
        &self.by_voice[self.voice_at[s]..self.voice_at[s + 1]]
    }

    /// Calls `f(question, its slice of table, position of that slice)` for every question, in
    /// parallel, and sums what it returns in a fixed order.
    pub fn each_question<F>(&self, table: &mut [f64], f: F) -> f64
    where
        F: Fn(usize, &mut [f64]) -> f64 + Sync,
    {
        each_block(&self.answer_at, table, f)
    }

    /// As [`Panel::each_question`], for a table whose slices start at `at`.
    pub fn each_question_at<F>(&self, at: &[usize], table: &mut [f64], f: F) -> f64
    where
        F: Fn(usize, &mut [f64]) -> f64 + Sync,
    {
        each_block(at, table, f)
    }

    /// `f(votes of s)` for every voice, in parallel, in order of voice.
    pub fn each_voice<T: Send>(&self, f: impl Fn(usize, &[Given]) -> T + Sync) -> Vec<T> {
        (0..self.voices).into_par_iter().with_min_len(64).map(|s| f(s, self.votes_of(s))).collect()
    }

    /// Shares of the votes, by answer: where most methods start.
    pub fn shares(&self) -> Vec<f64> {
        let mut table = vec![0.0; self.answers()];
        self.each_question(&mut table, |i, share| {
            let at = self.answer_at[i];
            let mut total = 0.0;
            for v in self.votes_on(i) {
                share[v.answer as usize - at] += v.weight;
                total += v.weight;
            }
            if total > 0.0 {
                share.iter_mut().for_each(|s| *s /= total);
            }
            0.0
        });
        table
    }
}

/// Questions on shared label sets, with beliefs over whole sets, side by side.
pub(super) struct Labels {
    /// Number of voices in the ledger.
    pub voices: usize,
    /// The questions.
    pub questions: Vec<QuestionId>,
    /// Whether a question takes yes or no (else the shared set), by question.
    pub yes_no: Vec<bool>,
    /// Where each question's beliefs start: one for each label of its set.
    pub label_at: Vec<usize>,
    /// Where each question's votes start.
    pub vote_at: Vec<usize>,
    /// Votes by question; `answer` is the label's number within its set.
    pub votes: Vec<Cast>,
    /// Where each voice's votes start.
    pub voice_at: Vec<usize>,
    /// Votes by voice.
    pub by_voice: Vec<Given>,
    /// Sizes of the two label sets: yes/no (0 where nothing asks it), shared.
    pub sizes: [usize; 2],
}

impl Labels {
    /// The questions with a shared label set of at most `largest` labels.
    pub fn new(ledger: &Ledger, domains: &Domains, largest: usize) -> Self {
        let fits = |home| match home {
            Home::YesNo | Home::Shared => domains.size(home) <= largest,
            Home::Open | Home::Number => false,
        };
        let questions: Vec<_> = ledger.question_ids().filter(|&q| fits(domains.home(q))).collect();
        let yes_no: Vec<_> = questions.iter().map(|&q| domains.home(q) == Home::YesNo).collect();
        let sizes = [
            if yes_no.contains(&true) { 2 } else { 0 },
            if fits(Home::Shared) { domains.size(Home::Shared) } else { 0 },
        ];
        let label_at = offsets(questions.iter().map(|&q| domains.size(domains.home(q))));
        let mut votes = Vec::new();
        let mut vote_at = vec![0];
        for &q in &questions {
            let home = domains.home(q);
            let all = numbered(ledger, q);
            for ((_, v), weight) in all.iter().zip(weights(ledger, &all)) {
                let label = domains.label(home, ledger.answer(q, v.answer));
                votes.push(Cast { voice: v.voice.0, answer: label as u32, weight });
            }
            vote_at.push(votes.len());
        }
        let (voice_at, by_voice) = transpose(ledger.voices().len(), &vote_at, &votes);
        Self {
            voices: ledger.voices().len(),
            questions,
            yes_no,
            label_at,
            vote_at,
            votes,
            voice_at,
            by_voice,
            sizes,
        }
    }

    /// Which label set question `i` has: 0 yes/no, 1 shared.
    pub fn set(&self, i: usize) -> usize {
        usize::from(!self.yes_no[i])
    }

    /// Number of beliefs of all questions together.
    pub fn beliefs(&self) -> usize {
        self.label_at[self.questions.len()]
    }

    /// The votes on question `i`.
    pub fn votes_on(&self, i: usize) -> &[Cast] {
        &self.votes[self.vote_at[i]..self.vote_at[i + 1]]
    }

    /// The votes of voice `s`.
    pub fn votes_of(&self, s: usize) -> &[Given] {
        &self.by_voice[self.voice_at[s]..self.voice_at[s + 1]]
    }

    /// As [`Panel::each_question`].
    pub fn each_question<F>(&self, table: &mut [f64], f: F) -> f64
    where
        F: Fn(usize, &mut [f64]) -> f64 + Sync,
    {
        each_block(&self.label_at, table, f)
    }

    /// As [`Panel::each_question`], for a table whose slices start at `at`.
    pub fn each_question_at<F>(&self, at: &[usize], table: &mut [f64], f: F) -> f64
    where
        F: Fn(usize, &mut [f64]) -> f64 + Sync,
    {
        each_block(at, table, f)
    }

    /// As [`Panel::each_voice`].
    pub fn each_voice<T: Send>(&self, f: impl Fn(usize, &[Given]) -> T + Sync) -> Vec<T> {
        (0..self.voices).into_par_iter().with_min_len(64).map(|s| f(s, self.votes_of(s))).collect()
    }

    /// Shares of the votes, by label.
    pub fn shares(&self) -> Vec<f64> {
        let mut table = vec![0.0; self.beliefs()];
        self.each_question(&mut table, |i, share| {
            let mut total = 0.0;
            for v in self.votes_on(i) {
                share[v.answer as usize] += v.weight;
                total += v.weight;
            }
            let flat = 1.0 / share.len() as f64;
            for s in share {
                *s = if total > 0.0 { *s / total } else { flat };
            }
            0.0
        });
        table
    }

    /// Sums the beliefs of all questions with label set `set`, by label, in a fixed order.
    pub fn totals(&self, table: &[f64], set: usize) -> Vec<f64> {
        let mut sum = vec![0.0; self.sizes[set]];
        for i in 0..self.questions.len() {
            if self.set(i) == set {
                let at = self.label_at[i];
                for (s, x) in sum.iter_mut().zip(&table[at..]) {
                    *s += x;
                }
            }
        }
        sum
    }
}

/// The votes on `q`, each with its place in [`Ledger::all_votes`].
pub(super) fn numbered(ledger: &Ledger, q: QuestionId) -> Vec<(usize, Vote)> {
    let at = ledger.vote_range(q).start;
    ledger.votes(q).iter().enumerate().map(|(i, v)| (at + i, *v)).collect()
}

/// How much each of these votes on one question counts.
///
/// # Formula
///
/// ```text
/// wᵢ = weightᵢ / #(votes with the same origin and answer)
/// ```
///
/// So an origin counts once together, however many repeat it.
pub(super) fn weights(ledger: &Ledger, votes: &[(usize, Vote)]) -> Vec<f64> {
    let same = |a: &Vote, b: &Vote| a.origin == b.origin && a.answer == b.answer;
    // The usual case first: origins all differ, in order or at all.
    if votes.windows(2).all(|w| w[0].1.origin < w[1].1.origin) {
        return votes.iter().map(|(at, _)| ledger.weight(*at)).collect();
    }
    if votes.len() <= 24 {
        return votes
            .iter()
            .map(|(at, v)| {
                let copies = votes.iter().filter(|(_, o)| same(v, o)).count();
                ledger.weight(*at) / copies as f64
            })
            .collect();
    }
    let mut order: Vec<usize> = (0..votes.len()).collect();
    order.sort_by_key(|&i| (votes[i].1.origin, votes[i].1.answer));
    let mut weights = vec![0.0; votes.len()];
    for group in order.chunk_by(|&a, &b| same(&votes[a].1, &votes[b].1)) {
        for &i in group {
            weights[i] = ledger.weight(votes[i].0) / group.len() as f64;
        }
    }
    weights
}

/// These votes as casts, `answer` numbered within the question.
pub(super) fn casts(ledger: &Ledger, votes: &[(usize, Vote)]) -> Vec<Cast> {
    let weights = weights(ledger, votes);
    votes
        .iter()
        .zip(weights)
        .map(|((_, v), weight)| Cast { voice: v.voice.0, answer: v.answer.0, weight })
        .collect()
}

/// `0, x₀, x₀ + x₁, …`
fn offsets(sizes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut at = vec![0];
    let mut total = 0;
    for n in sizes {
        total += n;
        at.push(total);
    }
    at
}

/// Votes by voice from votes by question: a counting sort, so each voice keeps question order.
fn transpose(voices: usize, vote_at: &[usize], votes: &[Cast]) -> (Vec<usize>, Vec<Given>) {
    let mut count = vec![0; voices];
    for v in votes {
        count[VoiceId(v.voice).index()] += 1;
    }
    let at = offsets(count.into_iter());
    let mut next = at.clone();
    let mut by_voice = vec![Given { question: 0, answer: 0, weight: 0.0 }; votes.len()];
    for i in 0..vote_at.len() - 1 {
        for v in &votes[vote_at[i]..vote_at[i + 1]] {
            let slot = &mut next[v.voice as usize];
            by_voice[*slot] = Given { question: i as u32, answer: v.answer, weight: v.weight };
            *slot += 1;
        }
    }
    (at, by_voice)
}

fn each_block<F>(at: &[usize], table: &mut [f64], f: F) -> f64
where
    F: Fn(usize, &mut [f64]) -> f64 + Sync,
{
    let n = at.len() - 1;
    let mut blocks = Vec::with_capacity(n / BLOCK + 1);
    let mut rest = table;
    for start in (0..n).step_by(BLOCK) {
        let end = (start + BLOCK).min(n);
        let (block, tail) = rest.split_at_mut(at[end] - at[start]);
        blocks.push((start..end, block));
        rest = tail;
    }
    let sums: Vec<f64> = blocks
        .into_par_iter()
        .map(|(range, mut block)| {
            let mut sum = 0.0;
            for i in range {
                let (own, tail) = block.split_at_mut(at[i + 1] - at[i]);
                sum += f(i, own);
                block = tail;
            }
            sum
        })
        .collect();
    sums.iter().sum()
}
