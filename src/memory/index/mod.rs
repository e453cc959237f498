//! The look-up index: every unit that reaches a score, among millions, without losing one.
//!
//! # Why nothing is lost
//!
//! Query and unit have n and m words, L = max(n, m), distance d. An optimal alignment leaves at
//! least L − d words in place, so the two *share* o ≥ L − d words, counted with repetitions. A score
//! of at least T % means d ≤ ⌊(100 − T) · L / 100⌋ =: D(L), hence o ≥ α := L − D(L).
//!
//! Order the words of both texts by one global order, the rarest first (equal words stand
//! together; the first of them has the position). Let w be the first word of the order that both
//! have. All o shared words stand at or after w in either text, so w has a position of at most
//! n − o ≤ n − α in the query and m − α in the unit, counted from 0. It is therefore enough
//!
//! * to keep of each unit the words at positions up to m − α, and
//! * to look up the words of the query at positions up to n − α
//!
//! (prefix filter: Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007). α grows with L,
//! so the position of w also limits L: in the list of the query's word at position i only units of
//! up to L words with α(L) ≤ n − i are looked at. Units are sorted by word count, so the limits on
//! m are a binary search in each list.
//!
//! The unit's side depends on T through m − α ≤ m − ⌈T · m / 100⌉. Postings are kept in tiers (`TIERS`): those
//! that a threshold of 85 % needs, those that 70 % needs besides, and so on. A look-up reads the
//! tiers that its threshold asks for. Below the last tier all units of a fitting length are compared.
//!
//! One shared word within these limits makes a candidate. Asking for two or three (with as many more
//! words looked up) lets fewer through, but must read the lists of more frequent words; with limits on
//! both sides and the signature below there is nothing left to win: at a million units and 70 % a
//! look-up meets some 400 candidates and compares ten.
//!
//! When only the best k are wanted, the threshold rises to the score of the last of k as soon as
//! there are k. That keeps the argument intact: a unit that belongs to the final k reaches every
//! threshold of the way, so its w is within the limits whenever its list is read.
//!
//! # What a candidate costs
//!
//! A candidate's 128-bit signature (`signature_bit`) is compared first: a bit that only one side has
//! stands for a word that only one side has, so the distance is at least the number of such bits on
//! either side. (64 bits let through three times as many units of a real memory at 65 %.) The rest are decoded and compared by [`Pattern`](super::distance::Pattern).
//!
//! # Size
//!
//! One byte or two for each word of the texts, 4 bytes for each posting (about half of the words),
//! 28 bytes a unit. See [`file`] for the layout on the disk.

mod bound;
mod build;
mod delta;
mod file;
mod hash;
mod live;
mod number;
mod opened;
mod ranking;
mod runs;
mod scan;
mod search;
mod section;
mod words;
mod writer;

pub use build::{Builder, Built};
pub use delta::Delta;
pub use live::{LiveIndex, LiveSearcher};
pub use opened::Index;
pub use ranking::Hit;
pub use runs::Run;
pub use search::Searcher;

/// Lowest thresholds in percent of the tiers of postings, see the [module](self).
const TIERS: [u8; 4] = [85, 70, 60, 50];

/// How many of a unit's `words` words, the rarest first, a threshold of `percent` needs in lists.
fn tier_positions(percent: u8, words: usize) -> usize {
    bound::Bound::percent(percent).most_differing(words) + 1
}

/// The bit of a word in the signature of a text.
fn signature_bit(word: u32) -> u128 {
    1 << (word.wrapping_mul(0x9E37_79B1) >> 25)
}
