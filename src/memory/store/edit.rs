//! What a person changes about one unit: its status, a note, its texts.
//!
//! The texts of a number never change, because indexes know them by it. A unit with other texts is another
//! unit: it takes over what is known of the old one, which goes, in one transaction.

use crate::memory::unit::{Segment, Status, Unit};

/// What is to change; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// How far the unit has been checked.
    pub status: Option<Status>,
    /// Text of the source, without inline codes.
    pub source: Option<String>,
    /// Text of the target, without inline codes.
    pub target: Option<String>,
    /// A remark more.
    pub note: Option<String>,
    /// Who changes it.
    pub author: Option<String>,
}

impl Edit {
    pub(super) fn applied(self, old: &Unit, now: jiff::Timestamp) -> Unit {
        let mut unit = Unit { changed: Some(now), ..old.clone() };
        for (side, text) in [(&mut unit.source, self.source), (&mut unit.target, self.target)] {
            if let Some(text) = text.filter(|text| *text != side.text) {
                // The codes stood between words that may be gone.
                *side = Segment { language: side.language.clone(), text, markup: None };
            }
        }
        unit.status = self.status.unwrap_or(unit.status);
        unit.author = self.author.or(unit.author);
        unit.notes.extend(self.note);
        unit
    }
}
