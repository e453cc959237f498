//! Bytes → [`Document`]: encodings found and decoded, what is no text refused with a reason.

mod encoding;
pub mod pairs;

use std::path::{Path, PathBuf};

pub use encoding::decode;

use crate::error::{Error, ErrorKind, Result};
use crate::text::language::Language;

/// A text that was read, with what is known of where it came from.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name without folder, extension and language suffix: `report` of `news/report.ar.txt`.
    pub name: String,
    /// The file it was read from.
    pub path: Option<PathBuf>,
    /// The text, decoded, else untouched (a byte-order mark is taken off).
    pub text: String,
    /// Name of the encoding it was in.
    pub encoding: &'static str,
    /// Its language.
    pub language: Language,
    /// What a user should know about the reading.
    pub warnings: Vec<String>,
}

impl Document {
    /// A document from text in memory.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>, language: Language) -> Self {
        Document {
            name: name.into(),
            path: None,
            text: text.into(),
            encoding: "UTF-8",
            language,
            warnings: Vec::new(),
        }
    }
}

/// Reads the text file at `path`.
///
/// `encoding` is a label as in the WHATWG Encoding Standard (`windows-1256`); `None` finds it.
///
/// # Errors
/// [`ErrorKind::Io`], [`ErrorKind::Binary`], [`ErrorKind::Encoding`], and [`ErrorKind::Empty`]
/// when the file holds nothing but white space.
pub fn file(path: &Path, encoding: Option<&str>, language: Language) -> Result<Document> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let decoded = decode(&bytes, encoding).map_err(|e| e.in_file(path))?;
    if decoded.text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the file holds no text")
            .in_file(path)
            .remedy("give a file with at least one sentence"));
    }
    Ok(Document {
        name: pairs::stem(path),
        path: Some(path.to_path_buf()),
        text: decoded.text,
        encoding: decoded.encoding,
        language,
        warnings: decoded.warnings,
    })
}
