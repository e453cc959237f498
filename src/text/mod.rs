//! What is known about words, of Arabic and English first: pure functions without input or output.
//!
//! [`fold`] says which spellings are the same, [`tokens`] cuts a text into words, [`arabic`] and
//! [`english`] find the stems a dictionary may know, [`numbers`] gives figures and spelled-out
//! numerals one value, [`dates`] months, weekdays and years one name, [`names`] compares names
//! across the two scripts, [`language`] tells which language a text is in.

pub mod arabic;
pub mod dates;
pub mod english;
pub mod fold;
pub mod language;
pub mod names;
pub mod numbers;
pub mod tokens;
