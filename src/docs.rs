//! Pages about the whole: tutorials, file formats, experiments, histories, the model, its description by the ODD protocol,
//! published
//! numbers that tests hold, and every work cited.
//!
//! The files of the folder `docs/`. For typeset formulas build them with
//! `RUSTDOCFLAGS="--html-in-header docs/katex.html" cargo doc --no-deps`.

#[doc = include_str!("../docs/experiments.md")]
pub mod experiments {}

#[doc = include_str!("../docs/formats.md")]
pub mod formats {}

#[doc = include_str!("../docs/histories.md")]
pub mod histories {}

#[doc = include_str!("../docs/model.md")]
pub mod model {}

#[doc = include_str!("../docs/ODD.md")]
pub mod odd {}

#[doc = include_str!("../docs/references.md")]
pub mod references {}

#[doc = include_str!("../docs/replication.md")]
pub mod replication {}

/// Eight short lessons, each with an exercise and its answer; every program in them is run as a test.
///
/// | lesson | question |
/// |---|---|
/// | [a first negotiation](tutorials::first_negotiation) | who signs what, and what is it worth to each? |
/// | [your own nations](tutorials::own_nations) | how does a world come from TOML or CSV, and what do slips of unit look like? |
/// | [stability](tutorials::stability) | who would sign what, and does it hold? |
/// | [extending](tutorials::extending) | how is a utility, strategy, protocol, agent or term of one's own written? |
/// | [forty years](tutorials::forty_years) | what becomes of treaties, trust and arms? |
/// | [many runs](tutorials::many_runs) | ten thousand of them, on a cluster: which assumption drives the outcome? |
/// | [findings](tutorials::findings) | what in a report is a finding, and what is assumed? |
/// | [games](tutorials::games) | solution concepts and bargaining without nations |
pub mod tutorials {
    /// A page whose links lead to modules here, and to files where it is read as a file: of two definitions of a link the
    /// first counts.
    macro_rules! lesson {
        ($name:ident, $file:literal) => {
            #[doc = "[experiments]: crate::docs::experiments\n[first_negotiation]: crate::docs::tutorials::first_negotiation"]
            #[doc = "[formats]: crate::docs::formats\n[histories]: crate::docs::histories"]
            #[doc = "[stability]: crate::docs::tutorials::stability\n"]
            #[doc = include_str!($file)]
            pub mod $name {}
        };
    }

    lesson!(extending, "../docs/tutorials/extending.md");
    lesson!(findings, "../docs/tutorials/findings.md");
    lesson!(first_negotiation, "../docs/tutorials/first_negotiation.md");
    lesson!(forty_years, "../docs/tutorials/forty_years.md");
    lesson!(games, "../docs/tutorials/games.md");
    lesson!(many_runs, "../docs/tutorials/many_runs.md");
    lesson!(own_nations, "../docs/tutorials/own_nations.md");
    lesson!(stability, "../docs/tutorials/stability.md");
}
