//! What is wrong in a document and yet no reason to stop: counted by kind, with the first place.

use std::borrow::Cow;

use super::source::Place;

/// Something that was put right or passed over: how often, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// What it is, as a clause in the plural.
    pub what: Cow<'static, str>,
    /// How often.
    pub count: u64,
    /// Where it was seen first.
    pub first: Place,
}

impl std::fmt::Display for Oddity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}, first at {})", self.what, self.count, self.first)
    }
}

/// Oddities by kind, in the order in which they were first seen.
#[derive(Clone, Debug, Default)]
pub struct Oddities(Vec<Oddity>);

impl Oddities {
    /// Different kinds that are told apart; any further one is counted with the last.
    const MOST_KINDS: usize = 64;

    /// Counts one.
    pub fn add(&mut self, what: impl Into<Cow<'static, str>>, place: Place) {
        let what = what.into();
        let full = self.0.len() >= Self::MOST_KINDS;
        match self.0.iter_mut().find(|known| known.what == what) {
            Some(known) => known.count += 1,
            None if full => {
                if let Some(last) = self.0.last_mut() {
                    last.what = Cow::Borrowed("other oddities");
                    last.count += 1;
                }
            }
            None => self.0.push(Oddity { what, count: 1, first: place }),
        }
    }

    /// Counts `count` of a kind that is not there yet.
    pub fn add_many(&mut self, what: impl Into<Cow<'static, str>>, count: u64, first: Place) {
        self.0.push(Oddity { what: what.into(), count, first });
    }

    /// All of them.
    pub fn list(&self) -> &[Oddity] {
        &self.0
    }
}
