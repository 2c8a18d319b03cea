//! Where a fit starts: shares of votes, split over subtypes by how clear the vote is.

use super::data::Data;

/// Beliefs over states, by question.
pub(super) fn start(data: &Data, subtypes: usize) -> Vec<f64> {
    let (n, labels) = (data.questions(), data.labels);
    let mut shares = vec![1e-2; n * labels];
    let mut clear: Vec<(f64, usize)> = Vec::with_capacity(n);
    for q in 0..n {
        let row = &mut shares[q * labels..(q + 1) * labels];
        data.votes(q).for_each(|(_, y, w)| row[y] += w);
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|x| *x /= total);
        clear.push((row.iter().copied().fold(0.0, f64::max), q));
    }
    if subtypes == 1 {
        return shares;
    }
    clear.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let m = subtypes as f64;
    let mut out = vec![0.0; n * labels * subtypes];
    for (rank, &(_, q)) in clear.iter().enumerate() {
        let r = rank as f64 / n as f64;
        let mut kernel: Vec<f64> = (0..subtypes)
            .map(|i| {
                let x = (r - (i as f64 + 0.5) / m) * m / 0.7;
                (-x * x).exp() + 0.05
            })
            .collect();
        let total: f64 = kernel.iter().sum();
        kernel.iter_mut().for_each(|k| *k /= total);
        for y in 0..labels {
            for (i, k) in kernel.iter().enumerate() {
                out[(q * labels + y) * subtypes + i] = shares[q * labels + y] * k;
            }
        }
    }
    out
}
