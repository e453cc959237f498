//! Review: a person goes through the beads of a pair, the weakest first, and puts them right.
//!
//! [`project`] is what there is, [`edit`] what is done to it, [`kept`] how it survives, and `realign` aligns the rest
//! again. How it is shown in a browser is for the server.

pub mod edit;
pub mod kept;
pub mod project;
mod realign;

pub use edit::{Edit, Side};
pub use kept::Kept;
pub use project::{Project, Row, Sentence, Shown, State, Step};
