//! How documents are read: options that several commands share.

use std::path::Path;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::error::Result;
use crate::read::{self, Document, DocumentFormat, ReadOptions};
use crate::text::language::Language;

/// Options that say what the files are.
#[derive(Args, Clone, Debug, Default)]
pub struct InputArguments {
    /// Format of the files [default: by their content, then their names]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(DocumentFormat::ALL.map(DocumentFormat::name)))]
    from: Option<String>,
    /// Encoding of the files, such as windows-1256 [default: found]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
}

impl InputArguments {
    /// What they mean for the reader.
    pub fn options(&self) -> ReadOptions<'_> {
        ReadOptions {
            encoding: self.encoding.as_deref(),
            format: self.from.as_deref().and_then(DocumentFormat::of_name),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// As [`read::file`].
    pub fn file(&self, path: &Path, language: Language) -> Result<Document> {
        read::file(path, self.options(), language)
    }
}
