//! Dirichlet distributions for the variational methods: expected logs and divergence.

use statrs::function::gamma::{digamma, ln_gamma};

/// `E ln x_l = ψ(a_l) − ψ(Σ a)` under `Dirichlet(a)`, in place.
pub(super) fn expected_logs(a: &mut [f64]) {
    let total = digamma(a.iter().sum());
    a.iter_mut().for_each(|x| *x = digamma(*x) - total);
}

/// `KL(Dirichlet(a) ‖ Dirichlet(b))` in nats, 0 and up.
///
/// # Formula
///
/// ```text
/// ln Γ(Σa) − ln Γ(Σb) + Σ [ln Γ(b) − ln Γ(a) + (a − b)(ψ(a) − ψ(Σa))]
/// ```
///
/// `b(l)` is the second shape. W. D. Penny (2001), "KL-divergences of normal, gamma, Dirichlet and Wishart
/// densities".
pub(super) fn divergence(a: &[f64], b: impl Fn(usize) -> f64) -> f64 {
    let (sum_a, sum_b) = (a.iter().sum::<f64>(), (0..a.len()).map(&b).sum::<f64>());
    let total = digamma(sum_a);
    let terms = a.iter().enumerate().map(|(l, &x)| {
        // Where nothing was learnt the term is 0; most cells of sparse data are such.
        if x == b(l) && a.len() > 1 && sum_a == sum_b {
            0.0
        } else {
            ln_gamma(b(l)) - ln_gamma(x) + (x - b(l)) * (digamma(x) - total)
        }
    });
    ln_gamma(sum_a) - ln_gamma(sum_b) + terms.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divergence_is_nought_at_home_and_else_the_integral() {
        assert_eq!(divergence(&[2.0, 3.0], |l| [2.0, 3.0][l]), 0.0);
        // By the midpoint rule on Beta densities.
        let (a, b) = ([3.0, 2.0], [1.5, 4.0]);
        let log_beta = |p: [f64; 2], x: f64| {
            (p[0] - 1.0) * x.ln() + (p[1] - 1.0) * (1.0 - x).ln() + ln_gamma(p[0] + p[1])
                - ln_gamma(p[0])
                - ln_gamma(p[1])
        };
        let n = 20_000;
        let integral: f64 = (0..n)
            .map(|i| (f64::from(i) + 0.5) / f64::from(n))
            .map(|x| log_beta(a, x).exp() * (log_beta(a, x) - log_beta(b, x)) / f64::from(n))
            .sum();
        assert!((divergence(&a, |l| b[l]) - integral).abs() < 1e-6);
    }
}
