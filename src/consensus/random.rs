//! Seeded random numbers for the methods that sample: SplitMix64.
//!
//! G. L. Steele, D. Lea and C. H. Flood (2014), OOPSLA, doi:10.1145/2660193.2660195. The same seed gives the
//! same numbers on every machine.

/// A generator.
pub(super) struct Random(u64);

impl Random {
    /// A generator that starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in the open interval (0, 1).
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// A draw from a flat Dirichlet: exponential draws, divided by their sum.
    pub fn dirichlet(&mut self, out: &mut [f64]) {
        out.iter_mut().for_each(|x| *x = -self.uniform().ln());
        let total: f64 = out.iter().sum();
        out.iter_mut().for_each(|x| *x /= total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_published_ones() {
        // First outputs of SplitMix64 with seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64").
        let mut r = Random::new(1_234_567);
        assert_eq!(r.bits(), 6_457_827_717_110_365_317);
        assert_eq!(r.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn uniform_draws_have_their_mean_and_variance() {
        let mut r = Random::new(1);
        let xs: Vec<f64> = (0..20_000).map(|_| r.uniform()).collect();
        let mean = xs.iter().sum::<f64>() / 20_000.0;
        let var = xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 0.5).abs() < 0.01 && (var - 1.0 / 12.0).abs() < 0.002, "{mean} {var}");
    }
}
