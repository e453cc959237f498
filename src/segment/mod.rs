//! Document → sentences: byte ranges into the untouched text, with paragraph and kind.
//!
//! `paragraphs` undoes hard wrapping, `boundaries` finds the ends of sentences inside a paragraph with
//! the word lists of `rules`, `kind` tells headings and bylines. [`srx`] reads the rules of other tools and
//! writes ours for them; a [`RuleSet`] is either.

mod boundaries;
mod inline_list;
mod kind;
mod neighbours;
mod paragraphs;
mod rules;
pub mod srx;
mod style;

use serde::Serialize;

pub use paragraphs::Unwrap;
pub use rules::{Abbreviation, Rules};

use std::convert::Infallible;

use crate::error::Result;
use crate::read::Document;
use crate::read::blocks::{Block, BlockKind};
use crate::span::Span;
use crate::text::language::Language;
use srx::SrxRules;

/// What a sentence is in its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SentenceKind {
    /// A sentence of running text.
    #[default]
    Text,
    /// A headline or a heading.
    Heading,
    /// Who wrote it, where it is from, what else to read.
    Byline,
    /// Place, date and agency alone on a line.
    Dateline,
    /// An item of a list.
    Item,
    /// A row of a table.
    Row,
    /// In a cell of a table.
    Cell,
    /// In a footnote or an endnote.
    Note,
}

/// A sentence of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// Number of its paragraph, from 0.
    pub paragraph: usize,
    /// What it is.
    pub kind: SentenceKind,
}

/// A document and its sentences.
#[derive(Debug)]
pub struct Segmented {
    /// The document.
    pub document: Document,
    /// Its sentences in order; disjoint, covering all text but white space.
    pub sentences: Vec<Sentence>,
}

impl Segmented {
    /// The text of sentence `i`; empty where there is none.
    pub fn text(&self, i: usize) -> &str {
        self.sentences.get(i).map_or("", |s| s.span.of(&self.document.text))
    }

    /// The texts of the sentences `range`, joined by a space where the original has white space
    /// or a line break between them.
    pub fn joined(&self, range: std::ops::Range<usize>) -> String {
        let mut out = String::new();
        for i in range {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(self.text(i));
        }
        out
    }

    /// The same as one segment of a memory: line breaks inside become spaces.
    pub fn one_line(&self, range: std::ops::Range<usize>) -> String {
        const BREAKS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];
        let joined = self.joined(range);
        if !joined.contains(BREAKS) {
            return joined;
        }
        let lines: Vec<&str> =
            joined.split(BREAKS).map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join(" ")
    }
}

/// Takes each line of `document` for one sentence, empty lines too.
///
/// For corpora that are cut already: sentence numbers are line numbers.
pub fn lines(document: Document) -> Segmented {
    let mut sentences = Vec::new();
    let mut start = 0;
    let text = document.text.as_str();
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trimmed(text);
        start += line.len();
        sentences.push(Sentence { span, paragraph: 0, kind: SentenceKind::Text });
    }
    Segmented { document, sentences }
}

/// Takes each block of `document` for one sentence, for a table whose rows are aligned already.
pub fn whole_blocks(document: Document) -> Segmented {
    let blocks = document.blocks.iter().enumerate();
    let sentence = |(paragraph, block): (usize, &Block)| Sentence {
        span: block.span,
        paragraph,
        kind: SentenceKind::Cell,
    };
    let sentences = blocks.map(sentence).collect();
    Segmented { document, sentences }
}

/// The sentences of `document` by the built-in rules.
///
/// Line breaks end sentences, except in text that was wrapped at a fixed width.
pub fn segment(document: Document) -> Segmented {
    segment_with(document, Rules::builtin(), Unwrap::Auto)
}

/// The sentences of `text` by the built-in rules, in order, each without the white space around it.
///
/// The pieces are borrowed: `sentence.as_ptr()` tells where it stands.
///
/// ```
/// let text = "وصل د. سامي أمس. هل بقي؟";
/// let sentences: Vec<&str> = muwazi::segment::sentences(text).collect();
/// assert_eq!(sentences, ["وصل د. سامي أمس.", "هل بقي؟"]);
/// ```
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let rules = Rules::builtin();
    let style = style::Style::of(text);
    paragraphs::paragraphs(text, Unwrap::Auto).into_iter().flat_map(move |block| {
        let inside = block.of(text);
        let ends = if kind::is_row(inside) {
            vec![inside.len()]
        } else {
            boundaries::ends(inside, rules, style)
        };
        let mut start = 0;
        ends.into_iter().filter_map(move |end| {
            let sentence = inside.get(start..end)?.trim();
            start = end;
            (!sentence.is_empty()).then_some(sentence)
        })
    })
}

/// The sentences of `document` by `rules`.
pub fn segment_with(document: Document, rules: &Rules, unwrap: Unwrap) -> Segmented {
    let style = style::Style::of(&document.text);
    let ends = |text: &str| Ok::<_, Infallible>(boundaries::ends(text, rules, style));
    let Ok(segmented) = cut(document, unwrap, ends);
    segmented
}

/// Rules to cut by: ours or those of another tool.
#[derive(Debug)]
pub enum RuleSet {
    /// The built-in rules, perhaps with a user's abbreviations.
    Muwazi(Rules),
    /// The rules of an SRX file.
    Srx(SrxRules),
}

impl RuleSet {
    /// The name that goes into the header of a memory.
    pub fn name(&self) -> &str {
        match self {
            RuleSet::Muwazi(_) => "muwazi",
            RuleSet::Srx(rules) => rules.name(),
        }
    }

    /// Says at once what [`Self::segment`] would say of every document in `language`.
    ///
    /// # Errors
    /// Where the rules say nothing of the language, or hold an expression that is wrong or not supported.
    pub fn check(&self, language: &Language) -> Result<()> {
        match self {
            RuleSet::Muwazi(_) => Ok(()),
            RuleSet::Srx(rules) => rules.for_language(language).map(|_| ()),
        }
    }

    /// The sentences of `document`.
    ///
    /// # Errors
    /// As [`Self::check`], and where an expression takes too many steps on this text. The built-in
    /// rules never fail.
    pub fn segment(&self, document: Document, unwrap: Unwrap) -> Result<Segmented> {
        match self {
            RuleSet::Muwazi(rules) => Ok(segment_with(document, rules, unwrap)),
            RuleSet::Srx(rules) => {
                let (language, name) = (document.language.clone(), document.name.clone());
                let rules = rules.for_language(&language)?;
                cut(document, unwrap, |text| rules.ends(text))
                    .map_err(|e| e.adding(&format!("in document \"{name}\"")))
            }
        }
    }
}

/// Cuts each paragraph at the ends that `ends` finds in it: the blocks of the document, or the lines of a plain text.
fn cut<E>(
    document: Document,
    unwrap: Unwrap,
    ends: impl Fn(&str) -> std::result::Result<Vec<usize>, E>,
) -> std::result::Result<Segmented, E> {
    let mut sentences = Vec::new();
    let text = document.text.as_str();
    if document.blocks.is_empty() {
        for (paragraph, span) in paragraphs::paragraphs(text, unwrap).into_iter().enumerate() {
            if kind::is_row(span.of(text)) {
                sentences.push(Sentence { span, paragraph, kind: SentenceKind::Row });
            } else {
                cut_paragraph(text, span, paragraph, &ends, &mut sentences)?;
            }
        }
        return Ok(Segmented { document, sentences });
    }
    for (paragraph, block) in document.blocks.iter().enumerate() {
        let first = sentences.len();
        for line in paragraphs::paragraphs(block.span.of(text), Unwrap::Never) {
            let line = Span::new(block.span.start + line.start, block.span.start + line.end);
            cut_paragraph(text, line, paragraph, &ends, &mut sentences)?;
        }
        let inside = sentences.get_mut(first..).unwrap_or_default();
        match block.kind {
            BlockKind::Heading => inside.iter_mut().for_each(|s| s.kind = SentenceKind::Heading),
            BlockKind::Item => inside.iter_mut().for_each(|s| s.kind = SentenceKind::Item),
            BlockKind::Cell(_) => inside.iter_mut().for_each(|s| s.kind = SentenceKind::Cell),
            BlockKind::Note => inside.iter_mut().for_each(|s| s.kind = SentenceKind::Note),
            BlockKind::Cue => inside.iter_mut().for_each(|s| s.kind = SentenceKind::Text),
            BlockKind::Paragraph => {}
        }
    }
    Ok(Segmented { document, sentences })
}

/// Cuts the paragraph at `span` of `text`.
fn cut_paragraph<E>(
    text: &str,
    span: Span,
    paragraph: usize,
    ends: impl Fn(&str) -> std::result::Result<Vec<usize>, E>,
    sentences: &mut Vec<Sentence>,
) -> std::result::Result<(), E> {
    let first = sentences.len();
    let mut start = 0;
    for end in ends(span.of(text))? {
        let sentence = Span::new(span.start + start, span.start + end).trimmed(text);
        start = end;
        if !sentence.is_empty() {
            sentences.push(Sentence { span: sentence, paragraph, kind: SentenceKind::Text });
        }
    }
    if let Some([only]) = sentences.get_mut(first..) {
        only.kind = kind::of(only.span.of(text), paragraph);
    }
    Ok(())
}
