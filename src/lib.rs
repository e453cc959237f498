//! muwazi (مُوازٍ, "parallel") turns Arabic articles and their English translations into a
//! translation memory.
//!
//! The data goes one way, and the modules stand in that order:
//!
//! ```text
//! read ──► segment ──► align ──► review ──► memory ──► exchange
//! bytes    sentences   beads     confirmed  units      TMX, XLIFF, JSONL …
//! ```
//!
//! [`text`] knows words and [`lexicon`] their translations; [`quality`] looks for mistakes, [`serve`] shows
//! a review and a memory to browsers and other programs; [`cli`] sits on top. A module imports only from
//! those before it; `tests/layering.rs` holds the order. The original text is never altered: a sentence is
//! a byte range ([`span::Span`]) into its document, and every normalisation is a view made for comparing.
//!
//! ```
//! use muwazi::lexicon::Lexicon;
//! use muwazi::read::Document;
//! use muwazi::text::language::Language;
//! use muwazi::{align, segment};
//!
//! let arabic = Document::from_text("note", "وصل الرئيس أمس. زار المدرسة.", Language::arabic());
//! let english =
//!     Document::from_text("note", "The president arrived yesterday. He visited the school.", Language::english());
//! let (source, target) = (segment::segment(arabic), segment::segment(english));
//! let alignment = align::align(&source, &target, Lexicon::builtin());
//! assert_eq!(alignment.beads.len(), 2);
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod align;
pub mod cli;
pub mod error;
pub mod exchange;
pub mod lexicon;
pub mod memory;
pub mod quality;
pub mod read;
pub mod review;
pub mod segment;
pub mod serve;
pub mod span;
pub mod text;
pub mod xml;
