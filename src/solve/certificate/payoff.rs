//! Whether a payoff is in a set of payoffs, or breaches what defines it.

use super::excess::above;
use super::kernel::{absolute, excesses, kernel, prekernel};
use super::objection::justified;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, PartitionFunction, TuGame, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::externalities::Conjecture;
use crate::solve::tu::{Breach, PayoffSet, PayoffVerdict};
use num_traits::{Signed, Zero};

impl<V: Value> Certified<&TuGame<V>> for PayoffVerdict<V> {
    /// The breach named, with its figures; without one, that no coalition or pair of players breaches the
    /// definition. Figures may be off by `tolerance` times the largest worth.
    ///
    /// # Errors
    /// A payoff in the bargaining set that is not in the kernel cannot be confirmed: that takes the search
    /// itself.
    fn check(&self, game: &TuGame<V>, tolerance: f64) -> Result<()> {
        let claim = format!("payoff in the {}", self.set);
        let n = game.players();
        if self.payoff.len() != n {
            return Err(fails(&claim, format!("{} payoffs for {n} players", self.payoff.len())));
        }
        let rounding = absolute(game, tolerance);
        match &self.breach {
            Some(breach) => self.breached(game, &claim, breach, &rounding),
            None => self.holds(game, &claim, &rounding),
        }
    }
}

impl<V: Value, G: PartitionFunction<V>> Certified<(&G, Conjecture)> for PayoffVerdict<V> {
    /// The verdict on an outcome: its blocs share their worths, and a coalition expects more than it gets under
    /// the conjecture, or none does. Figures may be off by `tolerance` times the largest worth expected.
    fn check(&self, (game, conjecture): (&G, Conjecture), tolerance: f64) -> Result<()> {
        let claim = format!("outcome under {conjecture}");
        let PayoffSet::StructureCore(structure) = &self.set else {
            return Err(fails(&claim, format!("the {} is not that of a structure", self.set)));
        };
        let expected = super::conjecture::game(game, conjecture)?;
        let rounding = absolute(&expected, tolerance);
        let x: Vec<Fraction> = self.payoff.iter().map(Value::to_fraction).collect();
        if x.len() != expected.players() {
            return Err(fails(&claim, format!("{} payoffs for {} players", x.len(), expected.players())));
        }
        let slack = absolute(&expected, self.tolerance);
        let allowed = &slack + &rounding;
        let paid = |s: Coalition| s.players().filter_map(|i| x.get(i)).sum::<Fraction>();
        for (bloc, worth) in structure.blocs().iter().zip(game.worths(structure)?.iter()) {
            if (paid(*bloc) - worth.to_fraction()).abs() > allowed {
                return Err(fails(&claim, format!("{bloc} is paid {} of {worth}", paid(*bloc))));
            }
        }
        match &self.breach {
            None => match above(&expected, &x, &allowed, |_| 1).next() {
                Some((s, excess)) => Err(fails(&claim, format!("{s} blocks with excess {excess}"))),
                None => Ok(()),
            },
            Some(Breach::Blocked { coalition: s, excess })
                if !s.is_empty() && s.is_subset_of(expected.grand_coalition()) =>
            {
                let found = expected.value(*s).to_fraction() - paid(*s);
                if (excess.to_fraction() - &found).abs() > rounding || found <= slack {
                    return Err(fails(&claim, format!("{s} has an excess of {found}, not {excess}")));
                }
                Ok(())
            }
            Some(breach) => Err(fails(&claim, format!("{breach:?} blocks nothing"))),
        }
    }
}

impl<V: Value> PayoffVerdict<V> {
    fn holds(&self, game: &TuGame<V>, claim: &str, rounding: &Fraction) -> Result<()> {
        let x: Vec<Fraction> = self.payoff.iter().map(Value::to_fraction).collect();
        let slack = absolute(game, self.tolerance) + rounding;
        match &self.set {
            PayoffSet::Prekernel => prekernel(game, &self.payoff, self.tolerance),
            PayoffSet::Kernel => kernel(game, &self.payoff, self.tolerance),
            PayoffSet::BargainingSet => match kernel(game, &self.payoff, self.tolerance) {
                Ok(()) => Ok(()),
                Err(_) => {
                    Err(fails(claim, "it is not in the kernel: nothing shorter than the search proves it"))
                }
            },
            PayoffSet::Core | PayoffSet::EpsilonCore(_) | PayoffSet::StructureCore(_) => {
                let grand = game.grand_coalition();
                let (blocs, epsilon) = match &self.set {
                    PayoffSet::StructureCore(structure) => (structure.blocs().to_vec(), Fraction::zero()),
                    PayoffSet::EpsilonCore(epsilon) => (vec![grand], epsilon.to_fraction()),
                    _ => (vec![grand], Fraction::zero()),
                };
                for bloc in blocs {
                    let paid: Fraction = bloc.players().filter_map(|i| x.get(i)).sum();
                    let worth = game.value(bloc).to_fraction();
                    if (&paid - &worth).abs() > slack {
                        return Err(fails(claim, format!("{bloc} is paid {paid} of {worth}")));
                    }
                }
                let mut more = above(game, &x, &(epsilon + &slack), |_| 1);
                match more.find(|&(s, _)| s != grand || matches!(self.set, PayoffSet::StructureCore(_))) {
                    Some((s, excess)) => Err(fails(claim, format!("{s} blocks with excess {excess}"))),
                    None => Ok(()),
                }
            }
        }
    }

    fn breached(&self, game: &TuGame<V>, claim: &str, breach: &Breach<V>, rounding: &Fraction) -> Result<()> {
        let x: Vec<Fraction> = self.payoff.iter().map(Value::to_fraction).collect();
        let slack = absolute(game, self.tolerance);
        let near = |stated: &V, right: &Fraction| (stated.to_fraction() - right).abs() <= *rounding;
        let worth = |s: Coalition| game.value(s).to_fraction();
        let paid = |s: Coalition| s.players().filter_map(|i| x.get(i)).sum::<Fraction>();
        let (n, everybody) = (game.players(), game.grand_coalition());
        let wrong = |reason: String| Err(fails(&format!("breach of the {}", self.set), reason));
        match breach {
            Breach::NotEfficient { coalition: s, paid: stated, worth: of } => {
                let blocs = match &self.set {
                    PayoffSet::StructureCore(structure) => structure.blocs().to_vec(),
                    _ => vec![everybody],
                };
                let off = (paid(*s) - worth(*s)).abs();
                if !blocs.contains(s) || off <= slack || !near(stated, &paid(*s)) || !near(of, &worth(*s)) {
                    return wrong(format!("{s} is paid {} of {}", paid(*s), worth(*s)));
                }
                Ok(())
            }
            Breach::NotRational { player, payoff, worth: of } => {
                let alone = Coalition::singleton(*player);
                let kernel = matches!(self.set, PayoffSet::Kernel);
                let short = *player < n && worth(alone) - paid(alone) > slack;
                if !kernel || !short || !near(payoff, &paid(alone)) || !near(of, &worth(alone)) {
                    return wrong(format!("player {player} does not get less than alone, as stated"));
                }
                Ok(())
            }
            Breach::Blocked { coalition: s, excess } => {
                let epsilon = match &self.set {
                    PayoffSet::EpsilonCore(epsilon) => epsilon.to_fraction(),
                    PayoffSet::Core | PayoffSet::StructureCore(_) => Fraction::zero(),
                    _ => return wrong("no coalition blocks in that set".into()),
                };
                let possible = !s.is_empty() && s.is_subset_of(everybody);
                let found = if possible { worth(*s) - paid(*s) } else { Fraction::zero() };
                if !possible || !near(excess, &found) || found.clone() - epsilon <= slack {
                    return wrong(format!("{s} has excess {found}, not {excess}"));
                }
                Ok(())
            }
            Breach::Outweighs { player: i, other: j, surplus, counter } => {
                if !matches!(self.set, PayoffSet::Kernel | PayoffSet::Prekernel)
                    || *i >= n
                    || *j >= n
                    || i == j
                {
                    return wrong(format!("{i} and {j} are not two players of the game"));
                }
                let (excess, unit) = excesses(game, &x);
                let most = |i: usize, j: usize| {
                    let of = (1..excess.len()).filter(|s| s >> i & 1 == 1 && s >> j & 1 == 0);
                    of.map(|s| &excess[s])
                        .max()
                        .map_or_else(Fraction::zero, |e| Fraction::new(e.clone(), unit.clone()))
                };
                let (own, against) = (most(*i, *j), most(*j, *i));
                let gains = paid(Coalition::singleton(*j)) - worth(Coalition::singleton(*j));
                let exposed = matches!(self.set, PayoffSet::Prekernel) || gains > slack;
                let outweighs = exposed && &own - &against > slack;
                if !outweighs || !near(surplus, &own) || !near(counter, &against) {
                    return wrong(format!(
                        "{i} has a surplus of {own} over {j}, {against} the other way round"
                    ));
                }
                Ok(())
            }
            Breach::Objected { player, against, coalition, gains } => {
                if !matches!(self.set, PayoffSet::BargainingSet) {
                    return wrong(format!("objections do not decide about the {claim}"));
                }
                justified(game, &x, (*player, *against), *coalition, gains)
            }
        }
    }
}
