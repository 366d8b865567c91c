//! Pages about the whole: experiments, histories, the model, its description by the ODD protocol, and every work cited.
//!
//! The files of the folder `docs/`. For typeset formulas build them with
//! `RUSTDOCFLAGS="--html-in-header docs/katex.html" cargo doc --no-deps`.

#[doc = include_str!("../docs/experiments.md")]
pub mod experiments {}

#[doc = include_str!("../docs/histories.md")]
pub mod histories {}

#[doc = include_str!("../docs/model.md")]
pub mod model {}

#[doc = include_str!("../docs/ODD.md")]
pub mod odd {}

#[doc = include_str!("../docs/references.md")]
pub mod references {}
