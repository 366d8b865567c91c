//! Random games: pinned values per seed, and moments.

use comity::game::Distribution;

/// Draws per seed are part of the interface: a change here breaks everybody's published instances.
#[test]
fn value_stability() {
    let pinned = [
        [0.6818961923066714, 11.855845306734311, 0.7167916525047883],
        [10.047798123835102, 121.50474740314972, 10.061908246865295],
        [6.8189619230667144, 102.92638685551815, 31.28866270628348],
        [10.047798123835102, 118.77150556557567, 35.05705112493256],
        [0.875883378255026, 0.6340995977540373, 1.0588938448236414],
        [0.7704234866293751, 11.995727672528322, 0.8148127462289787],
        [4.739640253236908, 92.09239197397278, 2.561420811858682],
        [1.4779812383510218, 12.184216444628483, 1.619082468652957],
        [4.576322402214147, 80.497388706496, 13.677472643036609],
        [9.927619308226427, 120.19829341947559, 10.264908628770344],
    ];
    for (distribution, pinned) in Distribution::ALL.into_iter().zip(pinned) {
        let game = distribution.game(13, 42).unwrap();
        let drawn = [1, 4095, 4096].map(|mask| game.values()[mask]);
        for (drawn, pinned) in drawn.into_iter().zip(pinned) {
            // Platforms may differ in the last bits of ln, exp and sin.
            assert!((drawn - pinned).abs() <= 1e-12 * pinned.abs(), "{distribution}: {drawn:?}, {pinned:?}");
        }
    }
}

/// Mean and standard deviation of the worth per head (per member: of the worth) as the formulas have it.
#[test]
fn moments() {
    let size = 6.0;
    for (distribution, mean, deviation) in [
        (Distribution::Uniform, 0.5 * size, size / 12f64.sqrt()),
        (Distribution::Normal, 10.0 * size, 0.1 * size),
        (Distribution::ModifiedUniform, 5.0 * size + 0.21 * 25.0, f64::NAN),
        (Distribution::ModifiedNormal, 10.0 * size + 0.21 * 25.0, f64::NAN),
        (Distribution::Exponential, size, size),
        (Distribution::Beta, 0.5 * size, size / 8f64.sqrt()),
        (Distribution::Gamma, 4.0 * size, 8f64.sqrt() * size),
        (Distribution::Ndcs, f64::NAN, f64::NAN),
        (Distribution::AgentBasedUniform, f64::NAN, f64::NAN),
        (Distribution::AgentBasedNormal, 10.0 * size, f64::NAN),
    ] {
        let game = distribution.game(16, 7).unwrap();
        let worths: Vec<f64> = (0..1usize << 16)
            .filter(|m| f64::from(m.count_ones()) == size)
            .map(|m| game.values()[m])
            .collect();
        let count = worths.len() as f64;
        let average = worths.iter().sum::<f64>() / count;
        let spread = (worths.iter().map(|w| (w - average).powi(2)).sum::<f64>() / count).sqrt();
        assert!(worths.iter().all(|&w| w >= 0.0));
        if !mean.is_nan() {
            assert!((average - mean).abs() < 0.05 * mean, "{distribution}: mean {average}");
        }
        if !deviation.is_nan() {
            assert!((spread - deviation).abs() < 0.05 * deviation, "{distribution}: deviation {spread}");
        }
    }
}

#[test]
fn names_and_sizes_are_checked() {
    for distribution in Distribution::ALL {
        assert_eq!(distribution.to_string().parse::<Distribution>().unwrap(), distribution);
    }
    assert!("cauchy".parse::<Distribution>().is_err());
    assert!(Distribution::Uniform.game(0, 1).is_err());
    assert!(Distribution::Uniform.game(31, 1).is_err());
}
