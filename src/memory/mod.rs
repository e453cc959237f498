//! The memory: what was translated before, found again.
//!
//! [`view`] says which words of a segment are compared, [`distance`] counts how many differ,
//! [`score`] turns that into the percentage a translator sees, and says why it is not 100.
//! [`index`] finds the units that reach a percentage among a million without losing one.

pub mod difference;
pub mod distance;
pub mod index;
pub mod likeness;
pub mod score;
pub mod view;
