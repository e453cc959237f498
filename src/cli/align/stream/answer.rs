//! A line → an answer: read, cut, aligned, judged; nothing that came before or after has a say.
//!
//! That makes the answers the same with any number of threads and however the input is divided. Duplicates are
//! the exception, and are looked for where the answers come together ([`super::output`]).

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::value::RawValue;

use super::filter::{Filter, Verdict};
use super::lines::{Content, Line};
use super::record::{Record, Side, read};
use crate::align::AlignedPair;
use crate::cli::align::pair::{Sides, aligned, in_order};
use crate::cli::align::plan::{Cut, Detail, PlanLexicon};
use crate::error::{Error, ErrorKind, Result};
use crate::read::Document;
use crate::read::blocks::{Block, BlockKind};
use crate::segment::{self, Segmented, Sentence, SentenceKind};
use crate::span::Span;
use crate::text::language::Language;

/// How each record is done.
pub struct Way {
    /// Languages of records that name none.
    pub languages: (Language, Language),
    /// How running text is cut.
    pub cut: Cut,
    /// Which word pairs are known.
    pub lexicon: PlanLexicon,
    /// How much is found out about each bead.
    pub detail: Detail,
    /// Which units are left out.
    pub filter: Filter,
    /// Whether records may name other languages.
    pub mixing: Mixing,
    /// The longest line, in bytes.
    pub most_bytes: usize,
}

/// Which languages may stand in one output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mixing {
    /// Those that the records name.
    Any,
    /// One pair only: the format does not tell them apart.
    OnePair,
}

/// What became of a line.
pub struct Answer {
    /// Its number, from 1.
    pub line: u64,
    /// Its length.
    pub bytes: u64,
    /// The id as JSON; `null` where there is none.
    pub id: String,
    /// Fields that go through, as `,"name":value`.
    pub rest: String,
    /// The pair, or why there is none.
    pub outcome: std::result::Result<Pair, Failure>,
}

/// A pair that was aligned.
pub struct Pair {
    /// The pair with all its beads.
    pub aligned: AlignedPair,
    /// Whether the sides stood on the wrong places.
    pub sides: Sides,
    /// For each bead whether it stays.
    pub verdicts: Vec<Verdict>,
}

/// Why a record has no alignment.
#[derive(Debug)]
pub struct Failure {
    /// One word for programs.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let kind = match error.kind() {
            ErrorKind::Empty => "empty",
            ErrorKind::Language => "language",
            ErrorKind::Encoding => "encoding",
            _ => "format",
        };
        let (message, remedy) = (error.what().to_string(), error.advice().map(str::to_string));
        Failure { kind, message, remedy }
    }
}

/// The answer to `line`.
pub fn answer(line: Line, way: &Way) -> Answer {
    let mut answer = Answer {
        line: line.number,
        bytes: line.bytes,
        id: "null".to_string(),
        rest: String::new(),
        outcome: Err(Failure { kind: "internal", message: String::new(), remedy: None }),
    };
    let (bytes, cut_off) = match &line.content {
        Content::Whole(bytes) => (bytes.as_slice(), false),
        Content::Head(bytes) => (bytes.as_slice(), true),
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        // What stands before the damage may tell the id.
        Err(error) => Err(bytes.get(..error.valid_up_to()).unwrap_or_default()),
    };
    let (readable, damage) = match text {
        Ok(text) => (text, None),
        Err(before) => (std::str::from_utf8(before).unwrap_or_default(), Some(before.len())),
    };
    let mut record = Record::default();
    let mut read = read(readable, &mut record);
    if let Some(at) = damage {
        read = Err(Error::new(
            ErrorKind::Encoding,
            format!("no UTF-8 at byte {} of the line", at + 1),
        )
        .remedy("write the records in UTF-8"));
    }
    answer.id = record.id.map_or("null", RawValue::get).to_string();
    if cut_off {
        answer.outcome = Err(Failure {
            kind: "too_large",
            message: format!("the line has {} bytes, more than {}", line.bytes, way.most_bytes),
            remedy: Some("divide the documents, or raise --max-document-bytes".to_string()),
        });
        return answer;
    }
    for (name, value) in &record.rest {
        // A string is always JSON.
        let name = serde_json::to_string(name).unwrap_or_default();
        answer.rest += &format!(",{name}:{}", value.get());
    }
    // A mistake of ours in one document must not end the run for all that come after it.
    let done = catch_unwind(AssertUnwindSafe(|| read.and_then(|()| align_record(record, way))));
    answer.outcome = match done {
        Ok(outcome) => outcome.map_err(Failure::from),
        Err(_) => Err(Failure {
            kind: "internal",
            message: "the aligner failed on this record".to_string(),
            remedy: Some("report it as a bug, with the record".to_string()),
        }),
    };
    answer
}

fn align_record(record: Record, way: &Way) -> Result<Pair> {
    let missing = |side: &str| {
        Error::new(ErrorKind::Format, format!("\"{side}\" is missing"))
            .remedy("write one {\"id\": …, \"source\": \"…\", \"target\": \"…\"} a line")
    };
    let source = record.source.ok_or_else(|| missing("source"))?;
    let target = record.target.ok_or_else(|| missing("target"))?;
    let language = |named: Option<String>, usual: &Language| match named {
        Some(code) if !code.trim().is_empty() => Language::new(&code),
        _ => usual.clone(),
    };
    let from = language(record.source_language, &way.languages.0);
    let to = language(record.target_language, &way.languages.1);
    if from.primary() == to.primary() {
        return Err(Error::new(ErrorKind::Language, "source and target language are the same")
            .remedy("set \"source_lang\" and \"target_lang\""));
    }
    let usual = (way.languages.0.primary(), way.languages.1.primary());
    if way.mixing == Mixing::OnePair && (from.primary(), to.primary()) != usual {
        let what = format!("{from} and {to} do not go into files of {} and {}", usual.0, usual.1);
        return Err(Error::new(ErrorKind::Language, what).remedy("write --to jsonl or --to tsv"));
    }
    let cut = match record.presegmented.flatten() {
        Some(true) => &Cut::Lines,
        Some(false) | None => &way.cut,
    };
    let (source, target) = (document(source, from, "source")?, document(target, to, "target")?);
    let (source, target, sides) = in_order(source, target)
        .map_err(|e| e.remedy("leave it out, or set \"source_lang\" and \"target_lang\""))?;
    let (source, target) = (sentences(source, cut)?, sentences(target, cut)?);
    let alignment = aligned(&source, &target, way.lexicon.get(), way.detail);
    let pair = AlignedPair { name: String::new(), source, target, alignment };
    let verdicts = way.filter.judge(&pair);
    Ok(Pair { aligned: pair, sides, verdicts })
}

/// A side as a document; the items of a list are its blocks.
fn document(side: Side, language: Language, name: &str) -> Result<Document> {
    let (text, blocks) = match side {
        Side::Text(text) => (text, Vec::new()),
        Side::List(items) => {
            let mut start = 0;
            let block = |item: &String| {
                let span = Span::new(start, start + item.len());
                start = span.end + 1;
                Block { span, kind: BlockKind::Paragraph, right_to_left: None }
            };
            let blocks = items.iter().map(block).collect();
            (items.join("\n"), blocks)
        }
    };
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, format!("the {name} holds no text"))
            .remedy("leave the record out, or give it at least one sentence"));
    }
    Ok(Document { blocks, ..Document::from_text("", text, language) })
}

/// The sentences of a side: of a list that is cut already the items, empty ones too, so that numbers are places.
fn sentences(document: Document, cut: &Cut) -> Result<Segmented> {
    if document.blocks.is_empty() || !matches!(cut, Cut::Lines) {
        return match cut {
            Cut::Lines => Ok(segment::lines(document)),
            Cut::Sentences(_) => cut.apply(document),
        };
    }
    let sentence = |block: &Block| Sentence {
        span: block.span.trimmed(&document.text),
        paragraph: 0,
        kind: SentenceKind::Text,
    };
    let sentences = document.blocks.iter().map(sentence).collect();
    Ok(Segmented { document, sentences })
}
