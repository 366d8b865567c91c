//! The cooperative arrangement of Northeast Asia, 2002, over named nations: the same questions.

use comity::game::SignUpRule;
use comity::prelude::*;
use comity::solve::deviation::Ties;
use comity::solve::membership::{
    Admission, Concept, Consent, ExclusiveVerdict, Membership, MembershipRules, MembershipVerdict, Question,
};
use comity::study::{BlocStability, PaidTreaty, SignUpStructures, SignUpTreaties, Treaties};
use std::fmt::Write;

/// Who is at the table.
pub const NATIONS: [&str; 5] = ["JPN", "KOR", "PRK", "CHN", "RUS"];

/// Utilities are solved to about 1e-9; gains below a millionth of a basis point are ties.
const TOLERANCE: f64 = 1e-6;

/// Everything that is asked, with the conventions inside each answer.
pub struct Answers {
    pub alone: Vec<MembershipVerdict>,
    pub exclusive: Vec<ExclusiveVerdict>,
    pub paid: Vec<PaidTreaty>,
    pub structures: Vec<BlocStability>,
    pub treaty: Vec<SignUpTreaties>,
    pub sign_up: Vec<SignUpStructures>,
}

pub fn ask(treaties: &Treaties) -> Result<Answers> {
    let convention = Membership { ties: Ties::Stay, tolerance: TOLERANCE };
    let question = |concept| Question { tolerance: TOLERANCE, ..Question::strict(concept) };
    let majority = MembershipRules { admission: Admission::Majority, ..MembershipRules::open() };
    let rules = [MembershipRules::open(), majority, MembershipRules::exclusive()];
    let games = SignUpRule::ALL.into_iter().flat_map(|rule| Concept::ALL.map(|concept| (rule, concept)));
    Ok(Answers {
        alone: treaties.membership(convention)?,
        exclusive: treaties.exclusive_membership(convention, Admission::Unanimity, Consent::Unharmed)?,
        paid: treaties.membership_with_transfers(convention)?,
        structures: rules
            .iter()
            .map(|&rules| treaties.structure_stability(MembershipRules { tolerance: TOLERANCE, ..rules }))
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
    for verdict in answers.alone.iter().filter(|v| v.signatories.len() != 1) {
        let who = treaties.bloc(verdict.signatories);
        let switch = |verb: &str, s: &comity::solve::membership::Switch| {
            format!("; {} {verb}, gaining {:+.2} bp", treaties.nations()[s.player], s.gain)
        };
        let first = verdict.leavers.first().map(|s| switch("leaves", s));
        let first = first.or_else(|| verdict.joiners.first().map(|s| switch("joins", s)));
        let head = if verdict.is_stable() { "stable" } else { "unstable" };
        let _ = writeln!(out, "  {:<28} {head}{}", who.to_string(), first.unwrap_or_default());
    }
    let only_closed = |v: &&ExclusiveVerdict| v.is_stable() && !v.open.is_stable();
    let closed = answers.exclusive.iter().filter(only_closed).map(|v| treaties.bloc(v.open.signatories));
    let rule = Admission::Unanimity;
    let _ = writeln!(out, "  under {rule} of members who do not lose also: {}", list(closed));
    let _ = writeln!(
        out,
        "\nWith transfers in USD bn a year (potential stability, {}): those that hold",
        Ties::Stay
    );
    for paid in answers.paid.iter().filter(|p| p.is_stable() && p.signatories.0.len() > 1) {
        // What is printed as nothing is not paid.
        let payments = paid.payments.iter().filter(|p| p.amount.abs() >= 0.005);
        let payments = payments.map(|p| format!("{} {:+.2}", p.nation, p.amount)).collect::<Vec<_>>();
        let payments = if payments.is_empty() { "nothing".into() } else { payments.join(", ") };
        let _ = writeln!(
            out,
            "  {:<28} total {:.2}, surplus {:+.2}; paid: {payments}",
            paid.signatories.to_string(),
            paid.total,
            paid.surplus,
        );
    }
    let _ = writeln!(out, "\nSeveral treaties at once, against single nations' moves");
    for answer in &answers.structures {
        let _ = writeln!(out, "  {}:\n    {}", answer.rules, list(answer.stable()));
    }
    let _ = writeln!(out, "\nSigning up, one treaty that anybody may sign");
    for answer in &answers.treaty {
        let _ = writeln!(out, "  {}: {}", answer.question, list(answer.supported()));
    }
    let _ = writeln!(out, "\nSigning up, any number of treaties");
    for answer in &answers.sign_up {
        let _ = writeln!(out, "  {}\n  {}:\n    {}", answer.rule, answer.question, list(answer.supported()));
    }
    Ok(out)
}
