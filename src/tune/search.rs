//! A derivative-free search in a box: compass search.
//!
//! From the starting point, every coordinate is tried one step up and down; the best of these is
//! taken if it is better, else the step is halved. No randomness, no derivative; converges to a
//! stationary point of a smooth function (T. G. Kolda, R. M. Lewis and V. Torczon 2003, SIAM Review
//! 45(3), doi:10.1137/S003614450242889).

/// A point of the unit cube, on a grid so that equal points are equal.
pub type Point = Vec<u16>;

/// Steps from one end of a coordinate to the other.
pub const GRID: u16 = 256;

/// A coordinate as a number from 0 to 1.
pub fn unit(x: u16) -> f64 {
    f64::from(x) / f64::from(GRID)
}

/// Finds a point of low loss near `start`.
///
/// `loss` is asked for several points at once and answers in their order, so that it may work in
/// parallel. Stops when the step is smaller than a sixty-fourth of the box, or after `most` rounds.
pub fn compass(
    start: &Point,
    most: usize,
    mut loss: impl FnMut(&[Point]) -> Vec<f64>,
) -> (Point, f64) {
    let mut here = start.clone();
    let mut best = loss(std::slice::from_ref(&here)).first().copied().unwrap_or(f64::INFINITY);
    let mut step = GRID / 4;
    for _ in 0..most {
        if step < GRID / 64 {
            break;
        }
        let mut around = Vec::new();
        for i in 0..here.len() {
            for up in [false, true] {
                let x = if up { (here[i] + step).min(GRID) } else { here[i].saturating_sub(step) };
                if x != here[i] {
                    let mut point = here.clone();
                    point[i] = x;
                    around.push(point);
                }
            }
        }
        let losses = loss(&around);
        let found = (0..around.len()).min_by(|&a, &b| losses[a].total_cmp(&losses[b]));
        match found {
            Some(i) if losses[i] < best => {
                best = losses[i];
                here = around.swap_remove(i);
            }
            _ => step /= 2,
        }
    }
    (here, best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_bowl() {
        let bowl = |points: &[Point]| {
            points
                .iter()
                .map(|p| (unit(p[0]) - 0.7).powi(2) + 2.0 * (unit(p[1]) - 0.2).powi(2))
                .collect::<Vec<f64>>()
        };
        let (at, loss) = compass(&vec![128, 128], 200, bowl);
        assert!((unit(at[0]) - 0.7).abs() < 0.02 && (unit(at[1]) - 0.2).abs() < 0.02, "{at:?}");
        assert!(loss < 1e-3);
    }

    #[test]
    fn stays_at_the_start_where_nothing_is_better() {
        let flat = |points: &[Point]| vec![1.0; points.len()];
        assert_eq!(compass(&vec![10, 200], 50, flat).0, vec![10, 200]);
    }

    #[test]
    fn stays_in_the_box() {
        let down = |points: &[Point]| points.iter().map(|p| -unit(p[0])).collect::<Vec<f64>>();
        assert_eq!(compass(&vec![0], 100, down).0, vec![GRID]);
    }
}
