//! Bytes → [`Document`]: format and encoding found, the text taken out with its blocks, what is no text refused
//! with a reason.
//!
//! | file | idea |
//! |---|---|
//! | [`pairs`] | which files belong together |
//! | `encoding` | bytes → text |
//! | `format` | what kind of document a file is |
//! | [`blocks`] | paragraphs, headings, items, cells with their places |
//! | `html`, `markdown`, `docx`, `odt`, `epub`, `subtitles`, `sheet`, `pdf` | one reader each |
//! | `office`, `package` | what several of them share |
//! | [`bilingual`] | one file that holds both sides |
//! | `dirt` | signs that are reported and left |

pub mod bilingual;
pub mod blocks;
mod dirt;
mod docx;
mod encoding;
mod epub;
mod format;
mod html;
mod markdown;
mod odt;
mod office;
mod package;
pub mod pairs;
mod pdf;
mod sheet;
mod subtitles;

use std::path::{Path, PathBuf};

use self::blocks::{Block, Blocks, TimeMark};
use self::package::Package;
pub use encoding::decode;
pub use format::DocumentFormat;
pub(crate) use sheet::{delimiter, for_each_row};

use crate::error::{Error, ErrorKind, Result};
use crate::text::language::Language;

/// A text that was read, with what is known of where it came from.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name without folder, extension and language suffix: `report` of `news/report.ar.txt`.
    pub name: String,
    /// The file it was read from.
    pub path: Option<PathBuf>,
    /// What it was.
    pub format: DocumentFormat,
    /// The text, decoded, else untouched (a byte-order mark is taken off).
    pub text: String,
    /// Its blocks, where the format has such; plain text has none, and its lines are looked at.
    pub blocks: Vec<Block>,
    /// Times, for subtitles.
    pub times: Vec<TimeMark>,
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
            format: DocumentFormat::Text,
            text: text.into(),
            blocks: Vec::new(),
            times: Vec::new(),
            encoding: "UTF-8",
            language,
            warnings: Vec::new(),
        }
    }

    /// The name of its file without folders: `report.ar.docx`.
    pub fn file_name(&self) -> Option<String> {
        let name = self.path.as_deref()?.file_name()?;
        Some(name.to_string_lossy().into_owned())
    }

    /// The time of what stands at byte `at` of the text, in milliseconds, for subtitles.
    pub fn time_at(&self, at: usize) -> Option<u64> {
        let before = self.times.partition_point(|mark| mark.at <= at);
        before.checked_sub(1).and_then(|mark| self.times.get(mark)).map(|mark| mark.milliseconds)
    }
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions<'a> {
    /// Label of the encoding as in the WHATWG Encoding Standard (`windows-1256`); `None` finds it.
    pub encoding: Option<&'a str>,
    /// The format; `None` finds it by the content, then by the extension.
    pub format: Option<DocumentFormat>,
}

/// Reads the document at `path`, whatever its format and encoding.
///
/// # Errors
/// [`ErrorKind::Io`], [`ErrorKind::Binary`], [`ErrorKind::Encoding`], [`ErrorKind::Format`] for a damaged file or
/// one that is not read, and [`ErrorKind::Empty`] when the file holds nothing but white space.
pub fn file(path: &Path, options: ReadOptions, language: Language) -> Result<Document> {
    file_of(path, options, language, Sides::One)
}

/// The same for a file that holds both sides: of a web page everything is taken where its article has one script only.
///
/// # Errors
/// As [`file`].
pub fn file_of_both(path: &Path, options: ReadOptions, language: Language) -> Result<Document> {
    file_of(path, options, language, Sides::Both)
}

/// What is looked for in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sides {
    One,
    Both,
}

fn file_of(
    path: &Path,
    options: ReadOptions,
    language: Language,
    sides: Sides,
) -> Result<Document> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let mut document = document_of(path, bytes, options, language, sides).map_err(|e| {
        e.or_remedy("open it in its program and save it anew, or save it as plain text")
            .in_file(path)
    })?;
    document.path = Some(path.to_path_buf());
    Ok(document)
}

/// The document that `bytes` are; of `path` only the name is looked at.
///
/// # Errors
/// As [`file`].
pub fn document(
    path: &Path,
    bytes: Vec<u8>,
    options: ReadOptions,
    language: Language,
) -> Result<Document> {
    document_of(path, bytes, options, language, Sides::One)
}

fn document_of(
    path: &Path,
    bytes: Vec<u8>,
    options: ReadOptions,
    language: Language,
    sides: Sides,
) -> Result<Document> {
    let format = match options.format {
        Some(format) => format,
        // Whoever names an encoding means a text.
        None if options.encoding.is_some() && !bytes.starts_with(b"PK") => {
            format::detect(path, &bytes).unwrap_or_default()
        }
        None => format::detect(path, &bytes)?,
    };
    let mut warnings = Vec::new();
    let mut encoding = "UTF-8";
    let blocks = match format {
        DocumentFormat::Docx => docx::read(&mut Package::open(bytes)?)?,
        DocumentFormat::Odt => odt::read(&mut Package::open(bytes)?)?,
        DocumentFormat::Epub => epub::read(&mut Package::open(bytes)?)?,
        DocumentFormat::Xlsx => sheet::workbook(bytes)?,
        DocumentFormat::Pdf => Blocks::plain(pdf::read(path, &bytes)?),
        _ => {
            let declared = format::declared_encoding(format, &bytes);
            let decoded = decode(&bytes, options.encoding.or(declared.as_deref()))?;
            encoding = decoded.encoding;
            warnings = decoded.warnings;
            let text = decoded.text;
            match format {
                DocumentFormat::Html if sides == Sides::Both => html::both(&text)?,
                DocumentFormat::Html => html::article(&text)?,
                DocumentFormat::Markdown => markdown::read(&text),
                DocumentFormat::Subtitles => subtitles::read(&text),
                DocumentFormat::Csv => sheet::delimited(&text, sheet::delimiter(&text))?,
                DocumentFormat::Tsv => sheet::delimited(&text, b'\t')?,
                _ => Blocks::plain(text),
            }
        }
    };
    if blocks.text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the file holds no text")
            .remedy("give a file with at least one sentence"));
    }
    warnings.extend(dirt::remark(&blocks.text));
    let Blocks { text, blocks, times, .. } = blocks;
    let document = Document::from_text(pairs::stem(path), text, language);
    Ok(Document { blocks, times, format, encoding, warnings, ..document })
}
