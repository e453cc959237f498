//! Review: a person goes through the beads of a pair, the weakest first, and puts them right.
//!
//! [`project`] is what is kept, [`edit`] what is done to it, `realign` aligns the rest again. How it is shown in a
//! browser is for the server.

pub mod edit;
pub mod project;
mod realign;

pub use edit::{Edit, Side};
pub use project::{Project, Row, Sentence, State, Step};
