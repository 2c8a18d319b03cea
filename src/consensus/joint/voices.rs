//! What the beliefs say of each voice: rates with 90 % intervals, scatter and house effect.

use super::{Joint, Part, coin};
use crate::consensus::{Belief, VoiceEstimate};
use crate::ids::{Id, VoiceId};
use crate::ledger::{Kind, Ledger, Vote};
use crate::units::Estimate;

/// `Beta` counts of one rate: expected hits and misses, and the variance that beliefs add.
#[derive(Clone, Copy, Default)]
struct Rate {
    hit: f64,
    miss: f64,
    doubt: f64,
}

impl Rate {
    fn add(&mut self, weight: f64, hit: f64, miss: f64) {
        self.hit += weight * hit;
        self.miss += weight * miss;
        self.doubt += weight * weight * hit * miss;
    }

    /// Mean and 90 % interval, given what voices are like: the Beta whose variance adds that of not
    /// knowing which answers were right.
    fn estimate(&self, prior: [f64; 2]) -> Option<Estimate> {
        let (a, b) = (prior[0] + self.hit, prior[1] + self.miss);
        let n = a + b;
        let mean = a / n;
        let var = mean * (1.0 - mean) / (n + 1.0) + self.doubt / (n * n);
        let strength = (mean * (1.0 - mean) / var - 1.0).max(0.1);
        coin::beta_estimate(mean * strength, (1.0 - mean) * strength)
    }
}

/// Prior of a population of rates, by moments: as wide as the rates differ beyond chance.
fn population(rates: &[Rate]) -> [f64; 2] {
    let (mut hit, mut n) = (3.2, 4.0);
    for r in rates {
        hit += r.hit;
        n += r.hit + r.miss;
    }
    let mean: f64 = hit / n;
    let (mut between, mut within, mut m) = (0.0, 0.0, 0.0);
    for r in rates {
        let k = r.hit + r.miss;
        if k >= 1.0 {
            let d = r.hit / k - mean;
            between += k * d * d;
            within += mean * (1.0 - mean);
            m += k;
        }
    }
    let var = if m > 0.0 { ((between - within) / m).max(0.0) } else { 0.05 };
    // Between 2 votes' worth (voices may be anything) and 200 (all alike).
    let strength = (mean * (1.0 - mean) / var.max(1e-9) - 1.0).clamp(2.0, 200.0);
    [mean * strength, (1.0 - mean) * strength]
}

/// The estimates of all voices.
pub(super) fn estimates(ledger: &Ledger, model: &Joint, beliefs: &[Belief]) -> Vec<VoiceEstimate> {
    let n = ledger.voices().len();
    let mut voices = vec![VoiceEstimate::default(); n];
    // A voice may have voted on several kinds of number; the kind it voted on most describes it.
    let mut heard = vec![vec![0usize; model.parts.len()]; n];
    let (mut right, mut yes, mut no) =
        (vec![Rate::default(); n], vec![Rate::default(); n], vec![Rate::default(); n]);
    let mut weights = Vec::new();
    // Voices that only relay others are none to learn from what voices are like.
    let mut speaks = vec![false; n];
    let mut votes: Vec<(usize, Vote)> = Vec::new();
    for q in ledger.question_ids() {
        let start = ledger.vote_range(q).start;
        votes.clear();
        votes.extend(ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)));
        model.dependence.weights(ledger, &votes, &mut weights);
        let support = &beliefs[q.index()].support;
        let kind = ledger.question(q).kind;
        for ((at, vote), weight) in votes.iter().zip(&weights) {
            let s = vote.voice.index();
            speaks[s] |= *weight > 0.0;
            voices[s].votes += 1;
            heard[s][model.part_of[q.index()]] += 1;
            if !matches!(kind, Kind::Category | Kind::YesNo) {
                continue;
            }
            let (w, g) = (ledger.weight(*at), support[vote.answer.index()]);
            right[s].add(w, g, 1.0 - g);
            if kind == Kind::YesNo {
                // A vote for yes tells of `P(yes | yes)` as far as the truth is yes, and of
                // `P(no | no)` as far as it is no.
                let (own, other) = if ledger.print_answer(q, vote.answer) == "yes" {
                    (&mut yes[s], &mut no[s])
                } else {
                    (&mut no[s], &mut yes[s])
                };
                own.add(w, g, 0.0);
                other.add(w, 0.0, 1.0 - g);
                let doubt = w * w * g * (1.0 - g);
                own.doubt += doubt;
                other.doubt += doubt;
            }
        }
    }
    let [right_prior, yes_prior, no_prior] = [&right, &yes, &no].map(|rates| {
        let own = rates.iter().enumerate().filter(|(s, _)| {
            let voice = VoiceId::from_index(*s);
            speaks[*s] && model.dependence.stands[*s] == voice.0
        });
        population(&own.map(|(_, r)| *r).collect::<Vec<_>>())
    });
    for (s, voice) in voices.iter_mut().enumerate() {
        if right[s].hit + right[s].miss > 0.0 {
            voice.accuracy = right[s].estimate(right_prior);
        }
        if yes[s].hit + yes[s].miss + no[s].hit + no[s].miss > 0.0 {
            voice.assertion_rate = yes[s].estimate(yes_prior);
            voice.denial_rate = no[s].estimate(no_prior);
        }
        let mut order: Vec<usize> = (0..model.parts.len()).filter(|&i| heard[s][i] > 0).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(heard[s][i]));
        for i in order {
            if let Part::Numbers(n) = &model.parts[i] {
                let s = model.dependence.stands[s] as usize;
                voice.scatter = voice.scatter.or_else(|| n.scatter(s));
                voice.house_effect = voice.house_effect.or_else(|| n.house_effect(s));
            }
        }
    }
    voices
}
