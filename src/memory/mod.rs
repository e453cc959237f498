//! The memory: what was translated before, found again.
//!
//! [`unit`] is what it holds. [`view`] says which words of a segment are compared and [`distance`] counts how many differ;
//! [`index`] finds the units that reach a base score among millions, losing none; [`score`] turns
//! each into the percentage that a translator sees, and [`difference`] and [`likeness`] say why it is
//! not 100. [`matching`] puts the two together; [`parts`] finds phrases where nothing matches as a whole;
//! [`examples`] chooses what a language model should see.
//!
//! ```text
//! look-up:  base_needed(70) = 65 ──► index: units of base ≥ 65 ──► compare each text ──► those of ≥ 70
//! ```

pub mod aligned;
pub mod analysis;
pub mod batch;
pub mod concordance;
pub mod difference;
pub mod distance;
pub mod examples;
pub mod index;
pub mod likeness;
pub mod look_up;
pub mod matching;
pub mod open;
pub mod parts;
pub mod score;
pub mod store;
pub mod unit;
pub mod view;
