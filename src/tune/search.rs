//! Derivative-free searches: compass search in a box, and a damped Newton descent by differences.
//!
//! **Compass search**, where each loss is dear and may be rough: from the starting point, every coordinate is tried one step up and down; the best of these is
//! taken if it is better, else the step is halved. No randomness, no derivative; converges to a
//! stationary point of a smooth function (T. G. Kolda, R. M. Lewis and V. Torczon 2003, SIAM Review
//! 45(3), doi:10.1137/S003614450242889).
//!
//! **Descent**, where the loss is cheap and smooth and its coordinates pull at one another: Newton steps
//! with Levenberg's damping (Marquardt 1963, doi:10.1137/0111030), slopes and curvatures by central
//! differences.

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

/// Width of the differences.
const WIDTH: f64 = 1e-3;
/// Steps of a descent at most.
const STEPS: usize = 60;
/// Dampings tried before a point is called the bottom.
const DAMPINGS: usize = 12;

/// The bottom of a smooth function near `start`.
pub fn descend(start: &[f64], loss: &dyn Fn(&[f64]) -> f64) -> Vec<f64> {
    let n = start.len();
    let mut here = start.to_vec();
    let mut best = loss(&here);
    let moved = |x: &[f64], by: &[(usize, f64)]| {
        let mut x = x.to_vec();
        by.iter().for_each(|&(i, d)| x[i] += d);
        loss(&x)
    };
    let mut damping = 1e-3;
    for _ in 0..STEPS {
        let (mut slope, mut curve) = (vec![0.0; n], vec![vec![0.0; n]; n]);
        for i in 0..n {
            let (up, down) = (moved(&here, &[(i, WIDTH)]), moved(&here, &[(i, -WIDTH)]));
            slope[i] = (up - down) / (2.0 * WIDTH);
            curve[i][i] = (up - 2.0 * best + down) / (WIDTH * WIDTH);
        }
        for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let at = |a: f64, b: f64| moved(&here, &[(i, a * WIDTH), (j, b * WIDTH)]);
            let mixed = at(1.0, 1.0) - at(1.0, -1.0) - at(-1.0, 1.0) + at(-1.0, -1.0);
            curve[i][j] = mixed / (4.0 * WIDTH * WIDTH);
            curve[j][i] = curve[i][j];
        }
        let mut gained = 0.0;
        for _ in 0..DAMPINGS {
            let mut damped = curve.clone();
            for (i, row) in damped.iter_mut().enumerate() {
                row[i] = row[i].abs() * (1.0 + damping) + damping * 1e-3;
            }
            let next: Option<Vec<f64>> = solve(damped, &slope)
                .map(|step| here.iter().zip(step).map(|(x, d)| x - d).collect());
            match next.map(|x| (loss(&x), x)).filter(|(value, _)| *value < best) {
                Some((value, x)) => {
                    gained = best - value;
                    (here, best) = (x, value);
                    damping = (damping / 4.0).max(1e-6);
                    break;
                }
                None => damping *= 8.0,
            }
        }
        if gained < 1e-10 * (1.0 + best.abs()) {
            break;
        }
    }
    here
}

/// `A x = b` by elimination with pivots; `None` where `A` is singular.
fn solve(mut a: Vec<Vec<f64>>, b: &[f64]) -> Option<Vec<f64>> {
    let n = b.len();
    a.iter_mut().zip(b).for_each(|(row, b)| row.push(*b));
    for i in 0..n {
        let pivot = (i..n).max_by(|&r, &s| a[r][i].abs().total_cmp(&a[s][i].abs()))?;
        a.swap(i, pivot);
        if a[i][i].abs() < 1e-14 {
            return None;
        }
        for r in (0..n).filter(|&r| r != i) {
            let factor = a[r][i] / a[i][i];
            let from = a[i].clone();
            a[r].iter_mut().zip(&from).skip(i).for_each(|(x, f)| *x -= factor * f);
        }
    }
    Some((0..n).map(|i| a[i][n] / a[i][i]).collect())
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

    #[test]
    fn descends_a_bent_valley_to_its_bottom() {
        // Rosenbrock's function, minimum at (1, 1).
        let banana = |x: &[f64]| (1.0 - x[0]).powi(2) + 20.0 * (x[1] - x[0] * x[0]).powi(2);
        let at = descend(&[-1.0, 1.5], &banana);
        assert!((at[0] - 1.0).abs() < 1e-3 && (at[1] - 1.0).abs() < 1e-3, "{at:?}");
        assert_eq!(descend(&[], &|_| 1.0), Vec::<f64>::new());
        assert_eq!(descend(&[2.0], &|_| 1.0), [2.0]);
    }
}
