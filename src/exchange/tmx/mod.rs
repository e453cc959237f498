//! TMX (Translation Memory eXchange, LISA OSCAR, 1.1 to 1.4b): read, kept in full, written.
//!
//! [`model`] holds what a file may say, [`read`] takes it one unit at a time and puts up with what
//! real programs write, [`inline`] brings the codes inside a segment into one canonical form, [`write`]
//! writes 1.4 that its DTD accepts, and [`units`] turns a unit of any number of languages into the
//! two-sided units of a memory and back.

mod child;
pub mod inline;
pub mod model;
pub mod read;
pub mod tools;
mod unit;
pub mod units;
pub mod write;
