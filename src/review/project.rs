//! A review project: the beads of two documents as a person corrects them, and everything that was done to them.
//!
//! # The file
//!
//! One JSON object: `format` ("muwazi review"), `version` (1), `name`, `revision` (grows by one with every edit),
//! `languages` (two tags), `rows`, `done` and `undone`. A row is a bead: `source` and `target`, each a list of
//! sentences `{"text", "paragraph", "kind"}`; `confidence` 0 to 1; `state` ("aligned" or "confirmed"); `moved`; `note`;
//! `links`, pairs of words that support it as `[source sentence, start, end, target sentence, start, end]` in UTF-16
//! units. A step of `done` or `undone` is `{"at", "before", "after"}`: the rows that stood at `at` and those that
//! replaced them. So every edit can be taken back, without limit.
//!
//! A file is replaced as a whole and atomically: after a crash or a power cut it is the old one or the new one.

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::align::{AlignedPair, Alignment, Bead};
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::file::{Existing, PendingFile};
use crate::read::Document;
use crate::read::blocks::{Block, BlockKind};
use crate::segment::{Segmented, Sentence as Cut, SentenceKind};
use crate::span::Span;
use crate::text::language::Language;

/// What the `format` of a file says.
const FORMAT: &str = "muwazi review";
/// The version of the file that this program writes.
const VERSION: u32 = 1;
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

/// Rows that were replaced by others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Number of the first row.
    pub at: usize,
    /// What stood there.
    pub before: Vec<Row>,
    /// What stands there now.
    pub after: Vec<Row>,
}

/// A project, see the [module](self).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    format: String,
    version: u32,
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

    /// Reads the project file `path`.
    ///
    /// # Errors
    /// [`ErrorKind::Io`]; [`ErrorKind::Format`] for what is no project, is damaged, or of a newer version.
    pub fn open(path: &Path) -> Result<Project> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        let wrong = |what: String| Error::new(ErrorKind::Format, what).in_file(path);
        let project: serde_json::Value = serde_json::from_str(&text).map_err(|e| {
            wrong(format!("no readable project: {e}"))
                .at_line(e.line() as u64)
                .remedy("take a copy, or start over with the two documents and --force")
        })?;
        if project.get("format").and_then(serde_json::Value::as_str) != Some(FORMAT) {
            return Err(wrong("this is no review project".to_string())
                .remedy("give the two documents, or a .muwazi file"));
        }
        let version = project.get("version").and_then(serde_json::Value::as_u64).unwrap_or(0);
        if version > u64::from(VERSION) {
            return Err(wrong(format!(
                "the project has version {version}, and this program knows {VERSION}"
            ))
            .remedy("use a newer muwazi"));
        }
        serde_json::from_value(project).map_err(|e| {
            wrong(format!("the project is damaged: {e}"))
                .remedy("take a copy, or start over with the two documents and --force")
        })
    }

    /// Writes the project to `path`, as a whole or not at all.
    ///
    /// # Errors
    /// [`ErrorKind::Io`].
    pub fn save(&self, path: &Path) -> Result<()> {
        let mut file = PendingFile::create(path, Existing::Replace)?;
        serde_json::to_writer(&mut file, self).map_err(|e| Error::io(path, e.into()))?;
        file.write_all(b"\n").map_err(|e| Error::io(path, e))?;
        file.commit()?;
        Ok(())
    }

    /// Replaces rows, and remembers how to take it back.
    pub(super) fn replace(&mut self, step: Step) {
        self.put(step.at, step.before.len(), step.after.clone());
        self.done.push(step);
        self.undone.clear();
    }

    /// Takes the last step back; the rows that changed, or `None` where there is nothing to take back.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop()?;
        self.put(step.at, step.after.len(), step.before.clone());
        self.undone.push(step.clone());
        Some(Step { at: step.at, before: step.after, after: step.before })
    }

    /// Does again what was taken back last; the rows that changed.
    pub fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        self.put(step.at, step.before.len(), step.after.clone());
        self.done.push(step.clone());
        Some(step)
    }

    /// How many steps can be taken back and done again.
    pub fn depth(&self) -> (usize, usize) {
        (self.done.len(), self.undone.len())
    }

    fn put(&mut self, at: usize, old: usize, new: Vec<Row>) {
        let end = (at + old).min(self.rows.len());
        self.rows.splice(at.min(end)..end, new);
        self.revision += 1;
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

/// Rows as an alignment; moved rows stand where their source does.
pub(super) fn pair_of(
    name: &str,
    rows: &[Row],
    (source, target): (Language, Language),
) -> AlignedPair {
    let mut sides = [Side::default(), Side::default()];
    let mut beads = Vec::with_capacity(rows.len());
    for row in rows {
        let [source, target] = &mut sides;
        beads.push(Bead {
            source: source.add(&row.source),
            target: target.add(&row.target),
            score: 0.0,
            confidence: if row.state == State::Confirmed { 1.0 } else { row.confidence },
            moved: row.moved,
            evidence: Vec::new(),
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
