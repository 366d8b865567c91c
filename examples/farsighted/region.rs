//! The region's blocs among nations that look ahead: which structures hold, and how patient nations get
//! there.

use comity::Result;
use comity::game::{ApprovalRule, ProposalRule};
use comity::prelude::*;
use comity::solve::bargaining::Residual;
use comity::solve::deviation::Improvement;
use comity::solve::externalities::Conjecture;
use comity::solve::farsighted::FindEquilibria;
use comity::study::Formation;

/// The nations that form blocs; the rest of the region goes on as today.
const NATIONS: [&str; 5] = ["USA", "JPN", "KOR", "PRK", "CHN"];
/// Those whose process of formation is solved for every patience; that of all five only for less, since
/// patience lengthens paths.
const PATIENT: [&str; 4] = ["USA", "JPN", "KOR", "CHN"];

pub fn print() -> Result<()> {
    let study = Study::new(World::northeast_asia_2002())?;
    let treaties = study.treaties(NATIONS, &Menu::cooperative())?;
    for approvals in [ApprovalRule::AllAffected, ApprovalRule::NewMembers] {
        for improvement in [Improvement::Strict, Improvement::Weak] {
            println!("{}\n", treaties.farsighted((ProposalRule::AnyStructure, approvals), improvement)?);
        }
    }
    let search = FindEquilibria::default();
    let patient = study.treaties(PATIENT, &Menu::cooperative())?;
    for approvals in [ApprovalRule::AllAffected, ApprovalRule::NewMembers] {
        for discount in [0.5, 0.9, 0.99] {
            let formation = Formation { approvals, ..Formation::with_discount(discount) };
            println!("{}: {}\n", PATIENT.join(" "), patient.formation(&formation, &search)?);
        }
    }
    for discount in [0.5, 0.9] {
        println!(
            "{}: {}\n",
            NATIONS.join(" "),
            treaties.formation(&Formation::with_discount(discount), &search)?
        );
    }
    for residual in [Residual::Stop, Residual::Continue] {
        println!("{}\n", treaties.bargaining(Conjecture::Gamma, 0.95, residual)?);
    }
    Ok(())
}
