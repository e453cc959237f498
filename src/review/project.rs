//! A review project: the beads of two documents as a person corrects them, and everything that was done to them.
//!
//! How it lies on the disk is the business of [`super::kept`].

use serde::{Deserialize, Serialize};

use crate::align::{AlignedPair, Alignment, Bead, WordLink};
use crate::read::Document;
use crate::read::blocks::{Block, BlockKind};
use crate::segment::{Segmented, Sentence as Cut, SentenceKind};
use crate::span::Span;
use crate::text::language::Language;

/// What the `format` of a file says.
pub(super) const FORMAT: &str = "muwazi review";
/// The version of the file that this program writes.
pub(super) const VERSION: u32 = 2;
/// Links of a row that are kept, the strongest.
const MOST_LINKS: usize = 48;

/// A sentence of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its text, as it may have been corrected.
    pub text: String,
    /// Number of its paragraph, from 0.
    #[serde(default)]
    pub paragraph: usize,
    /// Whether it is a heading.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub heading: bool,
}

/// Whether a person has said yes to a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As the aligner made it, or as it was changed since.
    #[default]
    Aligned,
    /// Confirmed by a person.
    Confirmed,
}

/// A pair of words that support a row: sentence and range on either side, in UTF-16 units.
pub type Link = [usize; 6];

/// A bead; one side may be empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Sentences of the source.
    pub source: Vec<Sentence>,
    /// Sentences of the target.
    pub target: Vec<Sentence>,
    /// Posterior probability, 0 to 1; that of what a person made is 1.
    pub confidence: f64,
    /// Whether a person put these sentences together: the confidence is no aligner's then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// How far it was checked.
    #[serde(default)]
    pub state: State,
    /// Whether its sides stand in different places.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Words that support it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
}

impl Row {
    /// Whether one side is empty.
    pub fn is_gap(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}

/// Something that was done to the rows, with all that is needed to take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// Rows that were replaced by others.
    Rows {
        /// Number of the first row.
        at: usize,
        /// What stood there.
        before: Vec<Row>,
        /// What stands there now.
        after: Vec<Row>,
    },
    /// Rows that became confirmed, by number: many at once need no copy of each.
    Confirmed {
        /// Their numbers, ascending.
        confirmed: Vec<usize>,
    },
}

impl Step {
    /// A step that replaces rows; those that stay the same at either end are no part of it.
    pub(super) fn rows(at: usize, mut before: Vec<Row>, mut after: Vec<Row>) -> Step {
        while before.last().is_some() && before.last() == after.last() {
            before.pop();
            after.pop();
        }
        let same = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
        before.drain(..same);
        after.drain(..same);
        Step::Rows { at: at + same, before, after }
    }
}

/// What changed on the screen of whoever looks on.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// So many rows from `at` on were replaced by these.
    Rows {
        /// Number of the first row.
        at: usize,
        /// How many stood there.
        removed: usize,
        /// What stands there now.
        rows: Vec<Row>,
    },
    /// These rows have this state now.
    States {
        /// Their numbers, ascending.
        rows: Vec<usize>,
        /// Their state.
        state: State,
    },
}

/// A project, see the [module](self).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub(super) format: String,
    pub(super) version: u32,
    /// Name of the document pair.
    pub name: String,
    /// Grows with every edit, undo and redo.
    pub revision: u64,
    /// Languages of source and target.
    pub languages: [String; 2],
    /// The beads in order of the source.
    pub rows: Vec<Row>,
    /// What was done, the last at the end.
    done: Vec<Step>,
    /// What was taken back, the last at the end.
    undone: Vec<Step>,
}

impl Project {
    /// A project of what the aligner made.
    pub fn new(pair: &AlignedPair) -> Project {
        let language = |side: &Segmented| side.document.language.tag();
        let rows = rows(pair);
        Project {
            format: FORMAT.to_string(),
            version: VERSION,
            name: pair.name.clone(),
            revision: 0,
            languages: [language(&pair.source), language(&pair.target)],
            rows,
            done: Vec::new(),
            undone: Vec::new(),
        }
    }

    /// Does a step and remembers how to take it back; what was taken back before cannot be done again after it.
    pub fn act(&mut self, step: Step) -> Shown {
        let shown = self.forward(&step);
        self.done.push(step);
        self.undone.clear();
        shown
    }

    /// Takes the last step back; `None` where there is nothing to take back.
    pub fn undo(&mut self) -> Option<Shown> {
        let step = self.done.pop()?;
        let shown = match &step {
            Step::Rows { at, before, after } => self.put(*at, after.len(), before.clone()),
            Step::Confirmed { confirmed } => self.set(confirmed, State::Aligned),
        };
        self.undone.push(step);
        Some(shown)
    }

    /// Does again what was taken back last; `None` where nothing was.
    pub fn redo(&mut self) -> Option<Shown> {
        let step = self.undone.pop()?;
        let shown = self.forward(&step);
        self.done.push(step);
        Some(shown)
    }

    /// How many steps can be taken back and done again.
    pub fn depth(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    fn forward(&mut self, step: &Step) -> Shown {
        match step {
            Step::Rows { at, before, after } => self.put(*at, before.len(), after.clone()),
            Step::Confirmed { confirmed } => self.set(confirmed, State::Confirmed),
        }
    }

    fn put(&mut self, at: usize, old: usize, new: Vec<Row>) -> Shown {
        let end = (at + old).min(self.rows.len());
        self.rows.splice(at.min(end)..end, new.iter().cloned());
        self.revision += 1;
        Shown::Rows { at, removed: old, rows: new }
    }

    fn set(&mut self, rows: &[usize], state: State) -> Shown {
        for &at in rows {
            if let Some(row) = self.rows.get_mut(at) {
                row.state = state;
            }
        }
        self.revision += 1;
        Shown::States { rows: rows.to_vec(), state }
    }

    /// The languages.
    pub fn language_pair(&self) -> (Language, Language) {
        let [source, target] = &self.languages;
        (Language::new(source), Language::new(target))
    }

    /// The project as an alignment, for every format that one is written in.
    pub fn pair(&self) -> AlignedPair {
        pair_of(&self.name, &self.rows, self.language_pair())
    }
}

/// Rows as an alignment; moved rows stand where their source does. What a pair of words gained is not kept: it is 0.
pub(super) fn pair_of(
    name: &str,
    rows: &[Row],
    (source, target): (Language, Language),
) -> AlignedPair {
    let mut sides = [Side::default(), Side::default()];
    let mut beads = Vec::with_capacity(rows.len());
    for row in rows {
        let [source, target] = &mut sides;
        let (from, to) = (source.add(&row.source), target.add(&row.target));
        let link = |&[a, b, c, d, e, f]: &Link| {
            Some(WordLink {
                source: source.word(from.start + a, b..c)?,
                target: target.word(to.start + d, e..f)?,
                gain: 0.0,
            })
        };
        let evidence = row.links.iter().filter_map(link).collect();
        beads.push(Bead {
            source: from,
            target: to,
            score: 0.0,
            confidence: if row.state == State::Confirmed { 1.0 } else { row.confidence },
            moved: row.moved,
            evidence,
        });
    }
    let [one, other] = sides;
    AlignedPair {
        name: name.to_string(),
        source: one.finish(name, source),
        target: other.finish(name, target),
        alignment: Alignment { beads },
    }
}

/// One side on its way to a document.
#[derive(Default)]
struct Side {
    text: String,
    sentences: Vec<Cut>,
}

impl Side {
    fn add(&mut self, sentences: &[Sentence]) -> std::ops::Range<usize> {
        let first = self.sentences.len();
        for sentence in sentences {
            let start = self.text.len();
            self.text.push_str(&sentence.text);
            let span = Span::new(start, self.text.len());
            let kind = if sentence.heading { SentenceKind::Heading } else { SentenceKind::Text };
            self.sentences.push(Cut { span, paragraph: sentence.paragraph, kind });
            self.text.push('\n');
        }
        first..self.sentences.len()
    }

    /// Where a word stands in the text: `units` are UTF-16 units in the sentence.
    fn word(&self, sentence: usize, units: std::ops::Range<usize>) -> Option<Span> {
        let span = self.sentences.get(sentence)?.span;
        let text = span.of(&self.text);
        let (start, end) = (byte_of(text, units.start)?, byte_of(text, units.end)?);
        (start < end).then(|| Span::new(span.start + start, span.start + end))
    }

    fn finish(self, name: &str, language: Language) -> Segmented {
        let block =
            |cut: &Cut| Block { span: cut.span, kind: BlockKind::Paragraph, right_to_left: None };
        let blocks = self.sentences.iter().map(block).collect();
        let document = Document { blocks, ..Document::from_text(name, self.text, language) };
        Segmented { document, sentences: self.sentences }
    }
}

/// The beads of an alignment as rows.
pub(super) fn rows(pair: &AlignedPair) -> Vec<Row> {
    let sentences = |side: &Segmented, range: &std::ops::Range<usize>| -> Vec<Sentence> {
        range
            .clone()
            .map(|at| {
                let cut = side.sentences.get(at);
                Sentence {
                    text: side.one_line(at..at + 1),
                    paragraph: cut.map_or(0, |cut| cut.paragraph),
                    heading: cut.is_some_and(|cut| cut.kind == SentenceKind::Heading),
                }
            })
            .collect()
    };
    let row = |bead: &Bead| Row {
        source: sentences(&pair.source, &bead.source),
        target: sentences(&pair.target, &bead.target),
        confidence: (bead.confidence * 1e4).round() / 1e4,
        moved: bead.moved,
        links: links(pair, bead),
        ..Row::default()
    };
    pair.alignment.beads.iter().map(row).collect()
}

/// The words that support a bead, as the page counts them.
fn links(pair: &AlignedPair, bead: &Bead) -> Vec<Link> {
    let place =
        |side: &Segmented, range: &std::ops::Range<usize>, word: Span| -> Option<[usize; 3]> {
            let at = range.clone().find(|&at| {
                side.sentences
                    .get(at)
                    .is_some_and(|s| s.span.start <= word.start && word.end <= s.span.end)
            })?;
            let sentence = side.sentences.get(at)?.span;
            let before = side.document.text.get(sentence.start..word.start)?;
            // Line breaks inside the sentence are spaces in the row: where they change the count nothing is marked.
            if side.one_line(at..at + 1).len() != sentence.len() {
                return None;
            }
            let start = before.encode_utf16().count();
            let length = word.of(&side.document.text).encode_utf16().count();
            Some([at - range.start, start, start + length])
        };
    let link = |link: &crate::align::WordLink| {
        let [a, b, c] = place(&pair.source, &bead.source, link.source)?;
        let [d, e, f] = place(&pair.target, &bead.target, link.target)?;
        Some([a, b, c, d, e, f])
    };
    bead.evidence.iter().filter_map(link).take(MOST_LINKS).collect()
}

/// The byte at which so many UTF-16 units of `text` end.
pub(super) fn byte_of(text: &str, units: usize) -> Option<usize> {
    let mut seen = 0;
    for (byte, c) in text.char_indices() {
        if seen == units {
            return Some(byte);
        }
        seen += c.len_utf16();
    }
    (seen == units).then_some(text.len())
}
