//! The cooperative arrangement of Northeast Asia, 2002, over named nations: the same questions.

use comity::game::SignUpRule;
use comity::prelude::*;
use comity::solve::deviation::{Deviation, Ties, Verdict};
use comity::solve::membership::{Admission, Concept, Membership, Question, Share, Sharing, SignUpEquilibria};
use comity::study::{Named, Treaties};
use std::fmt::Write;

/// Who is at the table.
pub const NATIONS: [&str; 5] = ["JPN", "KOR", "PRK", "CHN", "RUS"];

/// Utilities are solved to about 1e-9; gains below a millionth of a basis point are ties.
const TOLERANCE: f64 = 1e-6;

/// Every structure of several treaties under some rules.
type Structures = (Membership, Named<Vec<Verdict<Partition, Membership>>>);

/// Everything that is asked, with the conventions inside each answer.
pub struct Answers {
    pub alone: Named<Vec<Verdict<Coalition, Membership>>>,
    pub exclusive: Named<Vec<Verdict<Coalition, Membership>>>,
    pub paid: Named<Vec<Sharing>>,
    pub structures: Vec<Structures>,
    pub treaty: Vec<Named<Vec<Verdict<Coalition, Question>>>>,
    pub sign_up: Vec<Named<SignUpEquilibria>>,
}

pub fn ask(treaties: &Treaties) -> Result<Answers> {
    let convention = Membership { ties: Ties::Stay, tolerance: TOLERANCE, ..Membership::open() };
    let question = |concept| Question { tolerance: TOLERANCE, ..Question::strict(concept) };
    let majority = Membership { admission: Admission::Majority, ..Membership::open() };
    let rules = [Membership::open(), majority, Membership::exclusive()]
        .map(|r| Membership { tolerance: TOLERANCE, ..r });
    let games = SignUpRule::ALL.into_iter().flat_map(|rule| Concept::ALL.map(|concept| (rule, concept)));
    Ok(Answers {
        alone: treaties.membership(convention)?,
        exclusive: treaties.membership(Membership { tolerance: TOLERANCE, ..Membership::exclusive() })?,
        paid: treaties.membership_with_transfers(convention)?,
        structures: rules
            .iter()
            .map(|&rules| Ok((rules, treaties.structure_stability(rules)?)))
            .collect::<Result<_>>()?,
        treaty: Concept::ALL.iter().map(|&c| treaties.treaty_sign_up(question(c))).collect::<Result<_>>()?,
        sign_up: games
            .map(|(rule, concept)| treaties.sign_up(rule, question(concept)))
            .collect::<Result<_>>()?,
    })
}

fn list<T: std::fmt::Display>(all: impl Iterator<Item = T>) -> String {
    let all: Vec<String> = all.map(|t| t.to_string()).collect();
    let more = if all.len() > 4 { format!("; and {} more", all.len() - 4) } else { String::new() };
    match all.is_empty() {
        true => "none exists".into(),
        false => all[..all.len().min(4)].join("; ") + &more,
    }
}

/// The chapter of the report.
pub fn report() -> Result<String> {
    let study = Study::new(World::northeast_asia_2002())?;
    let treaties = study.treaties(NATIONS, &Menu::only(Package::cooperative()))?;
    let answers = ask(&treaties)?;
    let mut out = format!(
        "The cooperative arrangement of Northeast Asia, 2002, among {}\n(confidence building, tariffs cut by 3 %, an \
         infrastructure fund; beside today's treaties; gains in basis points of income)\n\n",
        NATIONS.join(" ")
    );
    let _ = writeln!(out, "One treaty, internally and externally stable ({}):", Ties::Stay);
    for verdict in answers.alone.iter().filter(|v| v.state.len() != 1) {
        let who = treaties.name(verdict.state);
        let switch = |d: &Deviation<Coalition>| {
            let verb = if d.coalition.is_subset_of(verdict.state) { "leaves" } else { "joins" };
            let who = d.coalition.players().map(|i| treaties.nations()[i].to_string()).collect::<String>();
            format!("; {who} {verb}, gaining {:+.2} bp", d.least_gain())
        };
        let first = verdict.deviation().map(switch);
        let head = if verdict.is_stable() { "stable" } else { "unstable" };
        let _ = writeln!(out, "  {:<28} {head}{}", who.to_string(), first.unwrap_or_default());
    }
    let only_closed = answers
        .exclusive
        .iter()
        .zip(answers.alone.iter())
        .filter(|(closed, open)| closed.is_stable() && !open.is_stable());
    let closed = only_closed.map(|(closed, _)| treaties.name(closed.state));
    let rule = Admission::Unanimity;
    let _ = writeln!(out, "  under {rule} of members who do not lose also: {}", list(closed));
    let _ = writeln!(
        out,
        "\nWith transfers in USD bn a year (potential stability, {}): those that hold",
        Ties::Stay
    );
    for paid in answers.paid.iter().filter(|p| p.is_stable() && p.signatories.len() > 1) {
        // What is printed as nothing is not paid.
        let payments = paid.shares.iter().filter(|share| share.transfer.abs() >= 0.005);
        let payment = |share: &Share| format!("{} {:+.2}", treaties.nations()[share.player], share.transfer);
        let payments = payments.map(payment).collect::<Vec<_>>();
        let payments = if payments.is_empty() { "nothing".into() } else { payments.join(", ") };
        let _ = writeln!(
            out,
            "  {:<28} total {:.2}, surplus {:+.2}; paid: {payments}",
            treaties.name(paid.signatories).to_string(),
            paid.total,
            paid.surplus,
        );
    }
    let _ = writeln!(out, "\nSeveral treaties at once, against single nations' moves");
    for (rules, verdicts) in &answers.structures {
        let stable = verdicts.iter().filter(|v| v.is_stable()).map(|v| treaties.name(v.state.clone()));
        let _ = writeln!(out, "  {rules}:\n    {}", list(stable));
    }
    let _ = writeln!(out, "\nSigning up, one treaty that anybody may sign");
    for answer in &answers.treaty {
        let supported = answer.iter().filter(|v| v.is_stable()).map(|v| treaties.name(v.state));
        let _ = writeln!(out, "  {}: {}", answer[0].convention, list(supported));
    }
    let _ = writeln!(out, "\nSigning up, any number of treaties");
    for answer in &answers.sign_up {
        let supported = answer.structures().map(|p| treaties.name(p.clone()));
        let _ = writeln!(out, "  {}\n  {}:\n    {}", answer.rule, answer.question, list(supported));
    }
    Ok(out)
}
