//! SRX 1.0 and 2.0: segmentation rules as CAT tools exchange them (LISA OSCAR, 2004 and 2008).
//!
//! **Meaning.** A file holds named lists of rules and a map from language codes to those names. For a
//! language, the lists that its code matches are joined in the order of the map (`cascade="yes"`),
//! or the first one counts alone (`cascade="no"`, and SRX 1.0, which knows no cascade; its
//! several `maprule`s are read one after the other). At each place between two characters the first rule
//! counts whose `beforebreak` matches some text that ends there and whose `afterbreak` matches some
//! text that begins there; both see the whole paragraph. It says whether there is a break; where no
//! rule fits there is none. Language patterns match the whole code, whatever its letter case.
//! Line breaks end sentences before any rule is asked.
//!
//! `regex` rewrites ICU's expressions for the engine with the help of `sets`, `escapes` and `classes`,
//! `pattern` asks it, `rules` cuts, `read` reads the file and `export` writes our own rules as one.

mod classes;
mod escapes;
mod export;
mod pattern;
mod read;
mod regex;
mod rules;
mod sets;

pub use export::export;
pub use rules::{LanguageRules, SrxRules};
