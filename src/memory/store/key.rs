//! Which pair a unit is: 128 bits of SipHash over its segments, their languages and codes.

use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;

use crate::memory::unit::{Segment, Unit};

/// The key of a unit. Two different pairs share one with a probability of 10⁻²⁶ among a million.
pub fn key(unit: &Unit) -> [u8; 16] {
    let mut hasher = SipHasher24::new();
    for Segment { language, text, markup } in [&unit.source, &unit.target] {
        let language = language.to_ascii_lowercase().replace('_', "-");
        for part in [&language, markup.as_ref().unwrap_or(text)] {
            hasher.write_u64(part.len() as u64);
            hasher.write(part.as_bytes());
        }
    }
    hasher.finish128().as_bytes()
}
