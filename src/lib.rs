//! muwazi (مُوازٍ, "parallel") turns Arabic articles and their English translations into a
//! translation memory.
pub mod align;
pub mod cli;
pub mod error;
pub mod lexicon;
pub mod read;
pub mod segment;
pub mod span;
pub mod text;
