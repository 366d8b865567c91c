//! Figures and pages from tables: SVG for a paper, one self-contained HTML page for a reader.
//!
//! | question | item |
//! |---|---|
//! | how does a quantity go over time, with which interval? | [`Figure::lines`], [`Figure::stacked`] |
//! | how much, for whom? | [`Figure::bars`], [`Figure::forest`], [`Figure::boxes`] |
//! | who against whom? | [`Figure::heat_map`] |
//! | one quantity against another? | [`Figure::points`] |
//! | who is tied to whom? | [`Figure::network`] |
//! | all of it on one page? | [`Page`] |
//! | the numbers in a paper? | [`Frame::latex`](crate::frame::Frame::latex), [`Frame::markdown`](crate::frame::Frame::markdown) |
//!
//! A figure draws a [`Frame`](crate::frame::Frame) and nothing else. A row with a missing cell that the figure needs is left out, and
//! the description says how many were. Series differ in colour and in dash, shape or hatching; the colours are those of Okabe and Ito.
//! Every figure has a title and a description for screen readers, and follows the reader's light or dark scheme. The same table
//! gives the same bytes.
//!
//! # References
//! M. Okabe and K. Ito (2008), *Color universal design*, jfly.uni-koeln.de/color.

mod bars;
mod boxes;
mod canvas;
mod escape;
mod figure;
mod forest;
mod heat;
mod lines;
mod network;
mod number;
mod page;
mod place;
mod points;
mod read;
mod roles;
mod scale;

pub use figure::Figure;
pub use page::Page;
