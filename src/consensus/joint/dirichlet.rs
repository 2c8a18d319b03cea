//! The Dirichlet arithmetic that every categorical structure shares: ψ, its inverse, KL, and a prior
//! learnt from all voices.

use statrs::function::gamma::{digamma, ln_gamma};

/// `ln B(α) = Σ ln Γ(αᵢ) − ln Γ(Σ αᵢ)`.
pub(super) fn ln_beta(alpha: &[f64]) -> f64 {
    alpha.iter().map(|&a| ln_gamma(a)).sum::<f64>() - ln_gamma(alpha.iter().sum())
}

/// `E[ln xᵢ]` under `Dirichlet(α)`, written into `out`.
///
/// # Formula
///
/// ```text
/// ψ(αᵢ) − ψ(Σ α)
/// ```
pub(super) fn expected_logs(alpha: &[f64], out: &mut [f64]) {
    let total = digamma(alpha.iter().sum());
    for (o, &a) in out.iter_mut().zip(alpha) {
        *o = digamma(a) - total;
    }
}

/// `KL(Dirichlet(post) ‖ Dirichlet(prior))`, given `E[ln xᵢ]` under `post`.
pub(super) fn kl(post: &[f64], prior: &[f64], logs: &[f64]) -> f64 {
    let moved: f64 = post.iter().zip(prior).zip(logs).map(|((a, b), l)| (a - b) * l).sum();
    moved - ln_beta(post) + ln_beta(prior)
}

/// `ψ⁻¹(y)`: the `x > 0` with `ψ(x) = y`.
///
/// Newton from Minka's start, which is within 1e-14 after five steps for every `y`.
pub(super) fn inverse_digamma(y: f64) -> f64 {
    let mut x = if y >= -2.22 { y.exp() + 0.5 } else { -1.0 / (y + 0.577_215_664_901_532_9) };
    for _ in 0..5 {
        x -= (digamma(x) - y) / trigamma(x);
        x = x.max(1e-12);
    }
    x
}

/// `ψ′(x)` for `x > 0`: recurrence up to 8, then the asymptotic series (Abramowitz & Stegun 6.4.12).
pub(super) fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 8.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let i = 1.0 / x;
    let i2 = i * i;
    sum + i + i2 / 2.0 + i * i2 * (1.0 / 6.0 - i2 * (1.0 / 30.0 - i2 * (1.0 / 42.0 - i2 / 30.0)))
}

/// Climbs toward the `α` under which draws with these mean logs are most likely, never falling.
///
/// Minka's fixed point (T. Minka 2000, "Estimating a Dirichlet distribution"):
///
/// ```text
/// αᵢ ← ψ⁻¹(ψ(Σ α) + mean ln xᵢ)
/// ```
pub(super) fn fit(alpha: &mut [f64], mean_logs: &[f64], steps: usize) {
    for _ in 0..steps {
        let total = digamma(alpha.iter().sum());
        for (a, &l) in alpha.iter_mut().zip(mean_logs) {
            *a = inverse_digamma(total + l).clamp(1e-3, 1e4);
        }
    }
}
