//! A translation unit: two segments that translate each other, and what is known about them.
//!
//! Plain data, the same whether it comes from an alignment, a TMX file or the store.

use jiff::Timestamp;

/// One side of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Segment {
    /// BCP 47 tag as it was given: `ar`, `en-GB`.
    pub language: String,
    /// The text without inline codes.
    pub text: String,
    /// The text with its inline codes as the content of a TMX `seg` (escaped XML:
    /// `a <ph x="1">{0}</ph> b`); `None` where there are none.
    pub markup: Option<String>,
}

/// How far a unit has been checked by a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Made by the aligner, seen by nobody.
    #[default]
    Aligned,
    /// Seen by a person, or from a memory that people made.
    Reviewed,
    /// Confirmed as a translation to be used again.
    Confirmed,
}

/// A place a unit was taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Name of the document, or of the file that the unit was imported from.
    pub document: String,
    /// Paragraph of the source segment, from 1.
    pub paragraph: Option<u32>,
    /// Source text of the unit before it in the document: what a context match looks at.
    pub before: Option<String>,
    /// Source text of the unit behind it.
    pub after: Option<String>,
}

/// A source segment, a target segment, and what is known about the two.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// The source side.
    pub source: Segment,
    /// The target side.
    pub target: Segment,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub changed: Option<Timestamp>,
    /// Who made it.
    pub author: Option<String>,
    /// How far it has been checked.
    pub status: Status,
    /// Posterior probability of the bead it was made from, 0 to 1; `None` where no aligner made it.
    pub confidence: Option<f64>,
    /// Subject field.
    pub domain: Option<String>,
    /// Client it belongs to.
    pub client: Option<String>,
    /// Project it belongs to.
    pub project: Option<String>,
    /// Remarks, in order.
    pub notes: Vec<String>,
    /// Other properties, in order: type and value.
    pub properties: Vec<(String, String)>,
    /// Where it occurs; the same pair from two places has two.
    pub origins: Vec<Origin>,
}

impl Unit {
    /// Whether both sides hold text.
    pub fn is_whole(&self) -> bool {
        [&self.source, &self.target].iter().all(|side| !side.text.trim().is_empty())
    }
}

impl Status {
    /// All, from the least checked.
    pub const ALL: [Status; 3] = [Status::Aligned, Status::Reviewed, Status::Confirmed];

    /// Its name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Status::Aligned => "aligned",
            Status::Reviewed => "reviewed",
            Status::Confirmed => "confirmed",
        }
    }

    /// The status of this name.
    pub fn of_name(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == name)
    }
}
