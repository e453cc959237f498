//! The one error type: what went wrong, where in which file, and what to do about it.
//!
//! A message reads `FILE:LINE: what is wrong (remedy)`. The kind says how a caller may react.

use std::fmt;
use std::path::{Path, PathBuf};

/// Result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused to read or write.
    Io,
    /// The bytes are no text in any encoding that was tried, or not in the one that was named.
    Encoding,
    /// The file holds binary data, not text.
    Binary,
    /// The file, or one side of a pair, holds no text.
    Empty,
    /// The content breaks the rules of its format.
    Format,
    /// A side is not in the language it should be in.
    Language,
    /// The pieces of a job do not fit together (no pairs found, names that clash).
    Usage,
    /// The output exists already and replacing it was not asked for.
    Exists,
    /// A server does not answer, or the connection to it broke.
    Unreachable,
}

/// A failure, with its place and a remedy.
#[derive(Debug, thiserror::Error)]
pub struct Error {
    kind: ErrorKind,
    file: Option<PathBuf>,
    line: Option<u64>,
    column: Option<u64>,
    what: String,
    remedy: Option<String>,
    #[source]
    source: Option<std::io::Error>,
}

impl Error {
    /// An error of `kind`; `what` is a short clause without a full stop.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error {
            kind,
            file: None,
            line: None,
            column: None,
            what: what.into(),
            remedy: None,
            source: None,
        }
    }

    /// An operating-system error while handling `file`.
    pub fn io(file: impl AsRef<Path>, source: std::io::Error) -> Self {
        let what = match source.kind() {
            std::io::ErrorKind::NotFound => "no such file or folder".to_string(),
            _ => source.to_string(),
        };
        Error { source: Some(source), ..Error::new(ErrorKind::Io, what) }.in_file(file)
    }

    /// Names the file in which it happened (keeps one that is already named).
    #[must_use]
    pub fn in_file(mut self, file: impl AsRef<Path>) -> Self {
        self.file.get_or_insert_with(|| file.as_ref().to_path_buf());
        self
    }

    /// Names the line, counted from 1.
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Names the column, counted in characters from 1; shown only with a line.
    #[must_use]
    pub fn at_column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    /// Adds a clause to what went wrong.
    #[must_use]
    pub fn adding(mut self, clause: &str) -> Self {
        self.what.push_str(", ");
        self.what.push_str(clause);
        self
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// What to do about it, where nobody closer to the cause said so.
    #[must_use]
    pub fn or_remedy(self, remedy: &str) -> Self {
        if self.remedy.is_some() { self } else { self.remedy(remedy) }
    }

    /// What went wrong, without place and remedy.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do about it, if that was said.
    pub fn advice(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file it happened in, if one is known.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The line it happened on, counted from 1, if known.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The column it happened in, counted in characters from 1, if known.
    pub fn column(&self) -> Option<u64> {
        self.column
    }

    /// Whether the reader of our output went away (`muwazi … | head`): no failure of ours.
    pub fn is_broken_pipe(&self) -> bool {
        self.source.as_ref().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", shown(file))?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
                if let Some(column) = self.column {
                    write!(f, "{column}:")?;
                }
            }
            f.write_str(" ")?;
        } else if let Some(line) = self.line {
            write!(f, "line {line}")?;
            if let Some(column) = self.column {
                write!(f, ", column {column}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.what)?;
        if let Some(remedy) = &self.remedy {
            write!(f, " ({remedy})")?;
        }
        Ok(())
    }
}

/// A path as one line: signs that would break it or steer a terminal are escaped.
pub fn shown(path: &Path) -> String {
    let mut out = String::new();
    for c in path.to_string_lossy().chars() {
        match c.is_control() {
            true => out.extend(c.escape_default()),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_file_line_and_remedy() {
        let error = Error::new(ErrorKind::Format, "two columns expected, found one")
            .in_file("pairs.csv")
            .at_line(3)
            .remedy("write SOURCE,TARGET");
        assert_eq!(
            error.to_string(),
            "pairs.csv:3: two columns expected, found one (write SOURCE,TARGET)"
        );
        let error = Error::new(ErrorKind::Format, "broken").at_line(3).at_column(7);
        assert_eq!(error.to_string(), "line 3, column 7: broken");
        assert_eq!(error.in_file("a.tmx").to_string(), "a.tmx:3:7: broken");
    }
}
