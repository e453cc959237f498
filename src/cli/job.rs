//! A text to be translated: its segments as a CAT tool would show them. What `analyze` and `pretranslate` share.

use std::path::Path;

use clap::Args;

use super::input::InputArguments;
use super::rules::RuleArguments;
use crate::error::Result;
use crate::segment::{RuleSet, Segmented, Unwrap, lines};
use crate::text::language::{Language, arabic_share};

/// How a text becomes segments.
#[derive(Args)]
pub struct JobArguments {
    /// Each line is one segment: do not cut
    #[arg(long)]
    presegmented: bool,
    /// Language of the texts [default: Arabic by its script, else English]
    #[arg(long, value_name = "CODE")]
    source_lang: Option<String>,
    #[command(flatten)]
    rules: RuleArguments,
    #[command(flatten)]
    input: InputArguments,
}

/// The rules, read once for all files.
pub struct Job {
    presegmented: bool,
    language: Option<Language>,
    rules: RuleSet,
    input: InputArguments,
}

impl JobArguments {
    /// Reads the rules.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn job(&self) -> Result<Job> {
        Ok(Job {
            presegmented: self.presegmented,
            language: self.source_lang.as_deref().map(Language::new),
            rules: self.rules.rule_set()?,
            input: self.input.clone(),
        })
    }
}

/// A segment and the paragraph in which it stands, from 1.
pub struct JobSegment {
    /// On one line.
    pub text: String,
    /// From 1.
    pub paragraph: u32,
}

impl Job {
    /// The language of a file and its segments.
    ///
    /// # Errors
    /// Where the file cannot be read or cut.
    pub fn segments(&self, file: &Path) -> Result<(Language, Vec<JobSegment>)> {
        let named = self.language.clone();
        let mut document =
            self.input.file(file, named.clone().unwrap_or_else(Language::english))?;
        if named.is_none() && arabic_share(&document.text).is_some_and(|share| share > 0.5) {
            document.language = Language::arabic();
        }
        self.rules.check(&document.language)?;
        let segmented = if self.presegmented {
            lines(document)
        } else {
            self.rules.segment(document, Unwrap::Auto)?
        };
        let segments = texts(&segmented).filter(|segment| !segment.text.trim().is_empty());
        Ok((segmented.document.language.clone(), segments.collect()))
    }
}

fn texts(segmented: &Segmented) -> impl Iterator<Item = JobSegment> {
    segmented.sentences.iter().enumerate().map(|(at, sentence)| JobSegment {
        text: segmented.one_line(at..at + 1),
        paragraph: u32::try_from(sentence.paragraph + 1).unwrap_or(u32::MAX),
    })
}
