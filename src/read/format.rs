//! What kind of document a file is: by its content, then by its extension.

use std::path::Path;

use super::package::{COMPOUND_FILE, Package, locked};
use super::{decode, docx, html, subtitles};
use crate::error::{Error, ErrorKind, Result};

/// The kinds of documents that are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DocumentFormat {
    /// Plain text, hard-wrapped or not.
    #[default]
    Text,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Word (Office Open XML).
    Docx,
    /// OpenDocument text.
    Odt,
    /// A book.
    Epub,
    /// SubRip or WebVTT.
    Subtitles,
    /// Comma-separated cells.
    Csv,
    /// Tab-separated cells.
    Tsv,
    /// A workbook.
    Xlsx,
    /// PDF with a text layer.
    Pdf,
}

impl DocumentFormat {
    /// All, in the order they are offered.
    pub const ALL: [DocumentFormat; 11] = [
        DocumentFormat::Text,
        DocumentFormat::Html,
        DocumentFormat::Markdown,
        DocumentFormat::Docx,
        DocumentFormat::Odt,
        DocumentFormat::Epub,
        DocumentFormat::Subtitles,
        DocumentFormat::Csv,
        DocumentFormat::Tsv,
        DocumentFormat::Xlsx,
        DocumentFormat::Pdf,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            DocumentFormat::Text => "text",
            DocumentFormat::Html => "html",
            DocumentFormat::Markdown => "markdown",
            DocumentFormat::Docx => "docx",
            DocumentFormat::Odt => "odt",
            DocumentFormat::Epub => "epub",
            DocumentFormat::Subtitles => "subtitles",
            DocumentFormat::Csv => "csv",
            DocumentFormat::Tsv => "tsv",
            DocumentFormat::Xlsx => "xlsx",
            DocumentFormat::Pdf => "pdf",
        }
    }

    /// The format of this name.
    pub fn of_name(name: &str) -> Option<DocumentFormat> {
        DocumentFormat::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it holds cells and nothing else.
    pub fn is_table(self) -> bool {
        matches!(self, DocumentFormat::Csv | DocumentFormat::Tsv | DocumentFormat::Xlsx)
    }

    fn of_extension(path: &Path) -> Option<DocumentFormat> {
        let extension = path.extension()?.to_string_lossy().to_ascii_lowercase();
        Some(match extension.as_str() {
            "html" | "htm" | "xhtml" => DocumentFormat::Html,
            "md" | "markdown" => DocumentFormat::Markdown,
            "srt" | "vtt" => DocumentFormat::Subtitles,
            "csv" => DocumentFormat::Csv,
            "tsv" | "tab" => DocumentFormat::Tsv,
            _ => return None,
        })
    }
}

/// The format of the file `path` that holds `bytes`.
///
/// # Errors
/// [`ErrorKind::Format`] for a kind of document that is known and not read, with the way out.
pub fn detect(path: &Path, bytes: &[u8]) -> Result<DocumentFormat> {
    if bytes.starts_with(b"PK\x03\x04") {
        return of_package(bytes);
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(DocumentFormat::Pdf);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return Err(of_compound_file(bytes));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err(Error::new(ErrorKind::Format, "RTF is not read")
            .remedy("save the document as .docx, .odt or plain text"));
    }
    let start = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    // The beginning may end inside a letter; that and everything else is for the decoder to say.
    let start = decode(start, None)
        .map_or_else(|_| String::from_utf8_lossy(start).into_owned(), |decoded| decoded.text);
    let head = start.trim_start();
    let begins = |tag: &str| head.get(..tag.len()).is_some_and(|h| h.eq_ignore_ascii_case(tag));
    let xml = begins("<?xml");
    if begins("<!doctype html") || begins("<html") || xml && head.contains("<html") {
        return Ok(DocumentFormat::Html);
    }
    for (root, what) in [("<tmx", "TMX"), ("<xliff", "XLIFF"), ("<TEI", "TEI"), ("<martif", "TBX")]
    {
        if begins(root) || xml && head.contains(root) {
            return Err(Error::new(ErrorKind::Format, format!("this is {what}, not a text"))
                .remedy("memories are read by convert, memory import, check and clean"));
        }
    }
    if subtitles::is_subtitles(head) {
        return Ok(DocumentFormat::Subtitles);
    }
    Ok(DocumentFormat::of_extension(path).unwrap_or_default())
}

fn of_package(bytes: &[u8]) -> Result<DocumentFormat> {
    let mut package = Package::open(bytes.to_vec())?;
    if package.has("word/document.xml") || docx::main_part(&mut package)?.is_some() {
        return Ok(DocumentFormat::Docx);
    }
    if package.has("xl/workbook.xml") {
        return Ok(DocumentFormat::Xlsx);
    }
    let mimetype = package.part("mimetype")?.unwrap_or_default();
    if mimetype.starts_with(b"application/epub+zip") || package.has("META-INF/container.xml") {
        return Ok(DocumentFormat::Epub);
    }
    if mimetype.starts_with(b"application/vnd.oasis.opendocument.text") {
        return Ok(DocumentFormat::Odt);
    }
    Err(Error::new(ErrorKind::Format, "this package is no document that is read")
        .remedy("give .docx, .odt, .epub or .xlsx; take other archives apart first"))
}

/// Why a compound file (OLE) is not read: an old document, or a new one with a password.
pub fn of_compound_file(bytes: &[u8]) -> Error {
    let utf16 = |name: &str| name.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
    let holds = |name: &str| {
        let name = utf16(name);
        bytes.windows(name.len()).any(|window| window == name)
    };
    if holds("EncryptedPackage") {
        return locked();
    }
    let what = if holds("WordDocument") {
        "a document of Word 97–2003 (.doc)"
    } else {
        "an old Office file"
    };
    Error::new(ErrorKind::Format, format!("this is {what}, which is not read"))
        .remedy("open it in a word processor and save it as .docx or .odt")
}

/// The encoding that the file names itself, where its format has a place for that.
pub fn declared_encoding(format: DocumentFormat, bytes: &[u8]) -> Option<String> {
    let named = html::declared_encoding(bytes).filter(|_| format == DocumentFormat::Html)?;
    // Pages that say one thing and are UTF-8 are UTF-8.
    std::str::from_utf8(bytes).is_err().then_some(named)
}
