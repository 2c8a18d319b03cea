//! Random numbers by counter: the draw for a replicate and a question is the same whoever asks, in
//! whatever order, on any number of threads.
//!
//! Based on the finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195),
//! whose outputs over a counter pass the usual test batteries.

/// Mixes 64 bits.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The odd constant that spreads counters over 64 bits (2⁶⁴ / golden ratio).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of numbers that starts at a point named by a few integers.
#[derive(Clone, Debug)]
pub(crate) struct Stream(u64);

impl Stream {
    /// The stream of `seed` for a key, such as (replicate, question).
    pub(crate) fn new(seed: u64, key: &[u64]) -> Self {
        Self(key.iter().fold(mix(seed.wrapping_add(STEP)), |s, &k| {
            mix(s ^ mix(k.wrapping_add(1).wrapping_mul(STEP)))
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// Uniform on the open interval (0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// Exponential with mean 1: the weight of a question in a Bayesian bootstrap.
    pub(crate) fn exponential(&mut self) -> f64 {
        -self.uniform().ln()
    }

    /// Standard normal (Box and Muller 1958, doi:10.1214/aoms/1177706645).
    pub(crate) fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Gamma with this shape and scale 1 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414);
    /// 0 for a shape of 0 or less.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape <= 0.0 {
            return 0.0;
        }
        if shape < 1.0 {
            // Gamma(k) = Gamma(k + 1) · U^(1/k)
            let u = self.uniform();
            return self.gamma(shape + 1.0) * u.powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(draw: impl Fn(&mut Stream) -> f64) -> (f64, f64) {
        let n = 20_000;
        let xs: Vec<f64> = (0..n).map(|i| draw(&mut Stream::new(7, &[i, 3]))).collect();
        let mean = xs.iter().sum::<f64>() / n as f64;
        (mean, xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64)
    }

    #[test]
    fn first_draws_of_neighbouring_keys_have_the_moments_of_their_law() {
        let near = |got: (f64, f64), mean: f64, var: f64| {
            assert!(
                (got.0 - mean).abs() < 0.04 && (got.1 - var).abs() < 0.1 * var.max(1.0),
                "{got:?}"
            );
        };
        near(moments(Stream::uniform), 0.5, 1.0 / 12.0);
        near(moments(Stream::exponential), 1.0, 1.0);
        near(moments(Stream::normal), 0.0, 1.0);
        near(moments(|s| s.gamma(2.5)), 2.5, 2.5);
        near(moments(|s| s.gamma(0.4)), 0.4, 0.4);
        assert_eq!(Stream::new(1, &[1]).gamma(0.0), 0.0);
    }

    #[test]
    fn the_same_key_gives_the_same_number_and_another_seed_another() {
        let draw = |seed, key: &[u64]| Stream::new(seed, key).uniform();
        assert_eq!(draw(1, &[2, 3]), draw(1, &[2, 3]));
        assert_ne!(draw(1, &[2, 3]), draw(1, &[3, 2]));
        assert_ne!(draw(1, &[2, 3]), draw(2, &[2, 3]));
    }
}
