//! Which structures of blocs hold, with transfers and without, and what membership of them is worth to each nation.

use super::{Bloc, Structure, Treaties};
use crate::coalition::Partition;
use crate::error::{Error, Result};
use crate::solve::certificate;
use crate::solve::externalities::{
    self, Deviators, Merger, Outlook, externality_free_value, mcquillin_value, myerson_partition_value,
    recursive_core,
};
use crate::solve::hedonic::{Notion, Reaction, objection_with_externalities};
use crate::world::NationCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The structures that the recursive core supports.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct SupportedStructures {
    /// What deviators expect where there is a choice.
    pub outlook: Outlook,
    /// How they may organise themselves.
    pub deviators: Deviators,
    /// Each structure that holds, with a sharing that holds it.
    pub structures: Vec<Sharing>,
    /// Structures looked at: all.
    pub searched: u64,
}

/// A structure of blocs and what each nation gets in it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sharing {
    /// Who is in a bloc with whom.
    pub structure: Structure,
    /// USD bn a year over the status quo; the members of a bloc share what it is worth.
    pub shares: Vec<(NationCode, f64)>,
}

/// Three values of a game with externalities, USD bn a year, for one nation. They differ in what those who have not yet
/// joined do: stand alone, stand together, or either in the balance of Myerson's carriers.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct NationValues {
    /// Whose.
    pub nation: NationCode,
    /// de Clippel & Serrano (2008).
    pub externality_free: f64,
    /// McQuillin (2009).
    pub mcquillin: f64,
    /// Myerson (1977).
    pub myerson: f64,
}

/// The values of all nations; each column adds up to what everybody together is worth.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TreatyValues(pub Vec<NationValues>);

/// What mergers of two blocs do, with the first case of each kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spillovers {
    /// A merger that loses worth; the game is superadditive if there is none.
    pub subadditive: Option<Spillover>,
    /// A merger that helps an outsider.
    pub positive: Option<Spillover>,
    /// A merger that hurts an outsider.
    pub negative: Option<Spillover>,
    /// Mergers looked at: all.
    pub mergers: u64,
}

/// Two blocs that merge, and what that does to a bloc, USD bn a year.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spillover {
    /// The structure before.
    pub structure: Structure,
    /// The blocs that merge.
    pub merging: [Bloc; 2],
    /// Whose worth changes: an outsider's, or that of the merged bloc.
    pub bloc: Bloc,
    /// Its worth before; for the merged bloc the sum of the two.
    pub before: f64,
    /// Its worth after.
    pub after: f64,
}

/// Every structure under one notion of stability without transfers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StructureVerdicts {
    /// The notion.
    pub notion: Notion,
    /// What movers expect of the others.
    pub reaction: Reaction,
    /// Gains up to this size, basis points of income, are ties.
    pub tolerance: f64,
    /// The structures that hold: none but these, all have been looked at.
    pub stable: Vec<Structure>,
    /// Each other structure with who upsets it.
    pub unstable: Vec<StructureObjection>,
}

/// Who would leave a structure, for what.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StructureObjection {
    /// The structure.
    pub structure: Structure,
    /// Who moves.
    pub movers: Bloc,
    /// Their bloc afterwards.
    pub bloc: Bloc,
    /// The structure that they expect.
    pub to: Structure,
    /// What each mover gains there, basis points of income.
    pub gains: Vec<(NationCode, f64)>,
}

impl Treaties<'_> {
    /// The structures of blocs that the recursive core supports, with transfers inside blocs (Kóczy 2007): deviators expect the
    /// others to settle in the core of what is left to them. The certificate has been checked.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game); more than 10 nations.
    pub fn recursive_core(&self, outlook: Outlook, deviators: Deviators) -> Result<SupportedStructures> {
        self.at_most(10, "recursive core")?;
        let game = self.partition_game()?;
        let core = recursive_core(&game, outlook, deviators)?;
        certificate::check_recursive_core(&game, &core)?;
        let sharing = |(structure, payoff): (Partition, Vec<f64>)| Sharing {
            structure: self.structure(&structure),
            shares: self.nations().iter().copied().zip(payoff).collect(),
        };
        let structures = core.structures.into_iter().map(sharing).collect();
        Ok(SupportedStructures { outlook, deviators, structures, searched: game.structures() as u64 })
    }

    /// What each nation's membership is worth by three extensions of the Shapley value to games with externalities. They have
    /// been checked against their definitions.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game); more than 7 nations.
    pub fn values(&self) -> Result<TreatyValues> {
        use certificate::{check_externality_free, check_mcquillin, check_myerson_partition_value};
        const ROUNDING: f64 = 1e-9;
        self.at_most(7, "values with externalities, checked")?;
        let game = self.partition_game()?;
        let [free, mcquillin] = [externality_free_value(&game)?, mcquillin_value(&game)?];
        let myerson = myerson_partition_value(&game)?;
        check_externality_free(&game, &free, ROUNDING)?;
        check_mcquillin(&game, &mcquillin, ROUNDING)?;
        check_myerson_partition_value(&game, &myerson, ROUNDING)?;
        let nation = |(i, nation): (usize, &NationCode)| NationValues {
            nation: *nation,
            externality_free: free[i],
            mcquillin: mcquillin[i],
            myerson: myerson[i],
        };
        Ok(TreatyValues(self.nations().iter().enumerate().map(nation).collect()))
    }

    /// Whether blocs gain by merging, and whether their mergers help or hurt outsiders. Any difference counts, however small:
    /// the case named says how large it is. The answer has been checked over all mergers.
    ///
    /// # Errors
    /// As [`partition_game`](Self::partition_game).
    pub fn externalities(&self) -> Result<Spillovers> {
        let game = self.partition_game()?;
        let found = externalities::externalities(&game)?;
        certificate::check_externalities(&game, &found)?;
        let named = |merger: Option<Merger<f64>>| {
            merger.map(|m| Spillover {
                structure: self.structure(&m.structure),
                merging: m.merging.map(|b| self.bloc(b)),
                bloc: self.bloc(m.bloc),
                before: m.before,
                after: m.after,
            })
        };
        Ok(Spillovers {
            subadditive: named(found.subadditive),
            positive: named(found.positive),
            negative: named(found.negative),
            mergers: found.mergers,
        })
    }

    /// Every structure of blocs under one notion of stability without transfers, given what movers expect of the others. Each
    /// verdict has been checked from the definition.
    ///
    /// # Errors
    /// As [`partition_payoffs`](Self::partition_payoffs).
    ///
    /// # Complexity
    /// Beside the evaluations, `B(n)` verdicts: sensible to 8 nations, 10 under γ and δ.
    pub fn hedonic(&self, notion: Notion, reaction: Reaction) -> Result<StructureVerdicts> {
        const TOLERANCE: f64 = 1e-5; // the accuracy of an equilibrium, in basis points
        let game = self.partition_payoffs()?;
        let (mut stable, mut unstable) = (Vec::new(), Vec::new());
        for structure in Partition::all(game.players()) {
            match objection_with_externalities(&game, &structure, notion, reaction, TOLERANCE)? {
                None => {
                    certificate::check_stable_with_externalities(
                        &game, &structure, notion, reaction, TOLERANCE,
                    )?;
                    stable.push(self.structure(&structure));
                }
                Some(o) => {
                    certificate::check_objection_with_externalities(
                        &game, &structure, notion, reaction, TOLERANCE, &o,
                    )?;
                    let movers = self.bloc(o.movers);
                    unstable.push(StructureObjection {
                        structure: self.structure(&structure),
                        bloc: self.bloc(o.bloc),
                        to: self.structure(&o.to),
                        gains: movers.0.iter().copied().zip(o.gains).collect(),
                        movers,
                    });
                }
            }
        }
        Ok(StructureVerdicts { notion, reaction, tolerance: TOLERANCE, stable, unstable })
    }

    /// Says so before any outcome is evaluated.
    fn at_most(&self, limit: usize, what: &str) -> Result<()> {
        let n = self.nations().len();
        if n > limit {
            let reason = "it goes through coalition structures and what is left of them".into();
            return Err(Error::TooLarge { what: what.into(), n, limit, reason });
        }
        Ok(())
    }
}

/// `JPN +1.20, KOR -0.30`.
fn list(f: &mut fmt::Formatter<'_>, figures: &[(NationCode, f64)]) -> fmt::Result {
    for (k, (nation, figure)) in figures.iter().enumerate() {
        write!(f, "{}{nation} {figure:+.2}", if k > 0 { ", " } else { "" })?;
    }
    Ok(())
}

impl fmt::Display for SupportedStructures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outlook, deviators, structures, searched } = self;
        write!(f, "{outlook} recursive core ({deviators}): {} of {searched} structures", structures.len())?;
        for sharing in structures {
            write!(f, "\n  {}: USD bn ", sharing.structure)?;
            list(f, &sharing.shares)?;
        }
        Ok(())
    }
}

impl fmt::Display for TreatyValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "USD bn a year: externality-free, McQuillin, Myerson")?;
        self.0.iter().try_for_each(|v| {
            write!(f, "\n  {} {:+.2} {:+.2} {:+.2}", v.nation, v.externality_free, v.mcquillin, v.myerson)
        })
    }
}

impl fmt::Display for Spillovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("a merger that loses worth", &self.subadditive),
            ("a merger that helps an outsider", &self.positive),
            ("a merger that hurts an outsider", &self.negative),
        ];
        for (kind, case) in kinds {
            match case {
                None => writeln!(f, "{kind}: none")?,
                Some(Spillover { structure, merging: [a, b], bloc, before, after }) => {
                    writeln!(
                        f,
                        "{kind}: {a} and {b} in {structure}, {bloc} USD bn {before:+.4} to {after:+.4}"
                    )?;
                }
            }
        }
        write!(f, "(all {} mergers of two blocs)", self.mergers)
    }
}

impl fmt::Display for StructureVerdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { notion, reaction, tolerance, stable, unstable } = self;
        let all = stable.len() + unstable.len();
        write!(f, "{notion}, {reaction}, ties within {tolerance} bp: {} of {all} structures", stable.len())?;
        stable.iter().try_for_each(|s| write!(f, "\n  {s} holds"))?;
        for StructureObjection { structure, movers, bloc, to, gains } in unstable {
            write!(f, "\n  {structure}: {movers} ")?;
            if movers != bloc {
                write!(f, "to {bloc} ")?;
            }
            write!(f, "for {to}, bp ")?;
            list(f, gains)?;
        }
        Ok(())
    }
}
