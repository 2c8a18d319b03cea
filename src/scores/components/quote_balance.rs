//! Quote balance: whose words an outlet quotes, beside what outlets of the corpus quote on average.

use std::collections::BTreeMap;

use super::{Context, Observed};
use crate::scores::inputs::QuotedWords;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each quotation of a member of a camp: its side, less the corpus mean, weighted by words (an
/// average quotation weighs 1). Gives the observations, and how many observations the configured
/// number of words is worth.
///
/// # Formula
///
/// ```text
/// (words of plus − words of minus) / (words of both + κ) − the same over the corpus
/// ```
pub(crate) fn observe(context: &Context<'_>, axis: usize) -> (Vec<Observed>, f64) {
    let quoted: Vec<_> = context
        .inputs
        .quotes
        .iter()
        .filter(|q| q.words > 0)
        .filter_map(|q| {
            let side = context.camps.side(axis, &q.speaker)?.sign()?;
            Some((q, context.voice(&q.outlet)?, side))
        })
        .collect();
    if quoted.is_empty() {
        return (Vec::new(), context.settings.partisanship.prior_strength);
    }
    let share = |q: &QuotedWords| context.text_share(&q.place.document);
    let average = quoted.iter().map(|q| share(q.0) * q.0.words as f64).sum::<f64>()
        / quoted.iter().map(|q| share(q.0)).sum::<f64>();
    let prior = (context.settings.partisanship.quote_words / average).max(0.1);
    // Each outlet's own balance, then their mean: a prolific outlet is not the norm.
    // An outlet that prints another's texts is of the norm only for the share that is its own.
    let mut balance: BTreeMap<_, [f64; 3]> = BTreeMap::new();
    for (q, voice, side) in &quoted {
        let n = q.words as f64;
        let b = balance.entry(*voice).or_default();
        b[0] += side * n;
        b[1] += n;
        b[2] += n * context.text_share(&q.place.document);
    }
    let words = context.settings.partisanship.quote_words;
    let own: f64 = balance.values().map(|[_, n, own]| own / n).sum();
    let mean = balance.values().map(|[d, n, own]| own / n * d / (n + words)).sum::<f64>() / own;
    let observed = quoted
        .into_iter()
        .map(|(q, voice, side)| Observed {
            voice,
            observation: Observation {
                value: (side - mean).clamp(-1.0, 1.0),
                weight: q.words as f64 / average,
                block: context.document_block(&q.place.document),
                chance: None,
            },
            source: Source::Text(q.place.clone(), format!("{} words of {}", q.words, q.speaker)),
        })
        .collect();
    (observed, prior)
}
