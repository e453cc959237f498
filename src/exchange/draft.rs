//! Segments of a new text with the matches of the memory → XLIFF or a two-column table for the translator.
//!
//! The best match is filled in with a state that says how much there is to do: `translated` for the same text,
//! `needs-review-translation` for anything less and wherever the numbers differ, which are never adapted. In XLIFF
//! all matches are listed with their score; a segment without one has no target.

use super::xliff_write::{self, Version};
use crate::error::{Error, ErrorKind, Result};
use crate::text::language::Language;

/// What a draft is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftFormat {
    /// XLIFF 1.2.
    Xliff,
    /// XLIFF 2.1.
    Xliff2,
    /// Source, target, score, origin, note; with a header.
    Tsv,
}

/// A segment of a new text.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// File it comes from.
    pub document: String,
    /// Its paragraph, from 1.
    pub paragraph: u32,
    /// The text.
    pub source: String,
    /// What the memory has, best first.
    pub matches: Vec<DraftMatch>,
}

/// A prior translation.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftMatch {
    /// Match score, 1 to 101.
    pub score: u8,
    /// What was translated.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// Document it comes from.
    pub origin: String,
    /// Whether it has other numbers than the segment.
    pub numbers_differ: bool,
}

impl Draft {
    /// What the translator must know of the match that is filled in.
    pub fn note(&self) -> Option<&'static str> {
        let differ = self.matches.first().is_some_and(|best| best.numbers_differ);
        differ.then_some("the numbers differ: adapt the translation by hand")
    }
}

/// Drafts under way.
pub struct Writer {
    languages: [Language; 2],
    xliff: Option<xliff_write::Writer>,
}

impl Writer {
    /// Begins the output in `out`.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where both languages are the same.
    pub fn begin(
        out: &mut String,
        format: DraftFormat,
        source: &Language,
        target: &Language,
    ) -> Result<Writer> {
        if source.primary() == target.primary() {
            return Err(Error::new(
                ErrorKind::Usage,
                "text and translation have the same language",
            )
            .remedy("name them with --source-lang and --target-lang"));
        }
        let xliff = match format {
            DraftFormat::Xliff => {
                Some(xliff_write::Writer::begin(out, Version::One, source, target))
            }
            DraftFormat::Xliff2 => {
                Some(xliff_write::Writer::begin(out, Version::Two, source, target))
            }
            DraftFormat::Tsv => {
                out.push_str("source\ttarget\tscore\torigin\tnote\n");
                None
            }
        };
        Ok(Writer { languages: [source.clone(), target.clone()], xliff })
    }

    /// Whether a further document fits.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where its languages are others.
    pub fn same_languages(&self, source: &Language, target: &Language) -> Result<()> {
        let [one, other] = &self.languages;
        if one.primary() == source.primary() && other.primary() == target.primary() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Usage, "one output holds one pair of languages")
            .remedy("give the texts of another language to a run of their own"))
    }

    /// Appends a segment.
    pub fn draft(&mut self, out: &mut String, draft: &Draft) {
        match &mut self.xliff {
            Some(xliff) => xliff.draft(out, draft),
            None => {
                let best = draft.matches.first();
                let cells = [
                    draft.source.clone(),
                    best.map(|m| m.target.clone()).unwrap_or_default(),
                    best.map(|m| m.score.to_string()).unwrap_or_default(),
                    best.map(|m| m.origin.clone()).unwrap_or_default(),
                    draft.note().unwrap_or_default().to_string(),
                ];
                let one_line = |cell: &String| cell.replace(['\t', '\n', '\r'], " ");
                out.push_str(&cells.iter().map(one_line).collect::<Vec<_>>().join("\t"));
                out.push('\n');
            }
        }
    }

    /// Ends the output; returns how many characters XML forbids.
    pub fn end(self, out: &mut String) -> u64 {
        let Some(mut xliff) = self.xliff else { return 0 };
        xliff.end(out);
        xliff.dropped_chars
    }
}
