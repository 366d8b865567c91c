//! Re-checks local minima of an energy landscape.

use crate::coalition::{Coalition, Partition, stirling2};
use crate::error::Result;
use crate::game::{Alignment, Fraction, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::network::LocalMinima;
use num_traits::Zero;

impl Certified<&Alignment> for LocalMinima {
    fn check(&self, game: &Alignment, _: f64) -> Result<()> {
        local_minima(game, self)
    }
}

/// That each configuration listed, once, has the energy and the margin stated, that no switch of a
/// single player lowers the energy by more than the tolerance, and that the basins share out all
/// configurations there are.
///
/// Energies are sums of exact fractions; what the solver rounds, 2⁻⁵⁰ of all weights together, is allowed
/// for.
fn local_minima(game: &Alignment, found: &LocalMinima) -> Result<()> {
    let claim = "local minima";
    let n = game.players();
    let weight = |i: usize, j: usize| game.weight(i, j).to_fraction();
    let pairs = || (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
    let all = pairs().fold(Fraction::zero(), |sum, (i, j)| sum + weight(i, j).max(-weight(i, j)));
    let slack = Value::to_f64(&all) * 2f64.powi(-50);
    let energy = |camps: &Partition| -> f64 {
        let apart = |&(i, j): &(usize, usize)| !camps.bloc_of(i).is_some_and(|camp| camp.contains(j));
        let sum = pairs().filter(apart).fold(Fraction::zero(), |sum, (i, j)| sum + weight(i, j));
        2.0 * Value::to_f64(&sum)
    };
    for (k, minimum) in found.minima.iter().enumerate() {
        let camps = &minimum.camps;
        if camps.players() != n || camps.len() > found.search.camps {
            return Err(fails(claim, format!("{camps} are not at most {} camps of {n}", found.search.camps)));
        }
        if found.minima[..k].iter().any(|m| m.camps == *camps) {
            return Err(fails(claim, format!("{camps} is listed twice")));
        }
        let here = energy(camps);
        if (here - minimum.energy).abs() > slack {
            return Err(fails(claim, format!("the energy of {camps} is {here}, not {}", minimum.energy)));
        }
        let mut least = f64::INFINITY;
        for (i, to) in (0..n).flat_map(|i| (0..found.search.camps.min(n)).map(move |to| (i, to))) {
            let Some(other) = after(camps, i, to)? else { continue };
            least = least.min(energy(&other) - here);
            if least < -found.search.tolerance - slack {
                return Err(fails(claim, format!("{i} lowers the energy of {camps} by {}: {other}", -least)));
            }
        }
        let as_stated = least == minimum.margin || (least - minimum.margin).abs() <= slack;
        if !as_stated {
            return Err(fails(claim, format!("the margin of {camps} is {least}, not {}", minimum.margin)));
        }
    }
    let configurations: u128 = (1..=found.search.camps.min(n)).filter_map(|k| stirling2(n, k)).sum();
    let basins: u128 = found.minima.iter().map(|m| u128::from(m.basin)).sum();
    if basins != configurations || configurations != u128::from(found.configurations) {
        return Err(fails(
            claim,
            format!("basins of {basins} are not all of {configurations} configurations"),
        ));
    }
    Ok(())
}

/// The camps after `i` has gone to the one of number `to`, or to an empty one; none where it is there
/// already.
fn after(camps: &Partition, i: usize, to: usize) -> Result<Option<Partition>> {
    let mut blocs: Vec<Coalition> = camps.blocs().to_vec();
    blocs.resize(blocs.len().max(to + 1), Coalition::EMPTY);
    if blocs[to].contains(i) {
        return Ok(None);
    }
    blocs.iter_mut().for_each(|bloc| *bloc = bloc.without(i));
    blocs[to] = blocs[to].with(i);
    let other = Partition::new(camps.players(), blocs.into_iter().filter(|bloc| !bloc.is_empty()))?;
    Ok((other != *camps).then_some(other))
}
