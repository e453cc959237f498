//! ODT → blocks: paragraphs, headings, items, cells and notes; tracked changes as if they were accepted.
//!
//! Left out: headers and footers, annotations, indexes. OASIS OpenDocument 1.3 part 3, sections 4–6 and 9.

use super::blocks::{BlockKind, Blocks};
use super::office::Collector;
use super::package::{Package, locked};
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{Item, Stream};

/// Elements whose text is none of the document's: what was deleted, remarks, numbers of notes, indexes.
const NO_TEXT: [&str; 12] = [
    "tracked-changes",
    "annotation",
    "note-citation",
    "table-of-content",
    "alphabetical-index",
    "illustration-index",
    "table-index",
    "bibliography",
    "forms",
    "sequence-decls",
    "ruby-text",
    "binary-data",
];

/// Spaces that one `text:s` can stand for.
const MOST_SPACES: usize = 100;

/// The text of the document in `package`.
///
/// # Errors
/// [`ErrorKind::Format`] for a package without content, one that needs a password, or XML that is none.
pub fn read(package: &mut Package) -> Result<Blocks> {
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(locked());
    }
    let Some(content) = package.part("content.xml")? else {
        return Err(Error::new(ErrorKind::Format, "the package holds no text")
            .remedy("open it in a word processor and save it as .odt"));
    };
    let mut stream = Stream::new(content.as_slice())?;
    let mut out = Collector::default();
    let mut path: Vec<String> = Vec::new();
    let mut skipped: Option<usize> = None;
    let mut items = 0usize;
    loop {
        match stream.next_item()? {
            Item::Open(tag) => {
                path.push(tag.name().to_string());
                if skipped.is_some() {
                    continue;
                }
                match tag.name() {
                    name if NO_TEXT.contains(&name) => skipped = Some(path.len()),
                    "p" => {
                        out.begin(if items > 0 { BlockKind::Item } else { BlockKind::Paragraph })
                    }
                    "h" => out.begin(BlockKind::Heading),
                    "list-item" => items += 1,
                    "table" => out.begin_table(),
                    "table-row" => out.begin_row(),
                    "table-cell" | "covered-table-cell" => out.begin_cell(),
                    "note-body" => out.begin_note(),
                    "tab" => out.push("\t"),
                    "line-break" => out.push("\n"),
                    "s" => {
                        let attributes = tag.attributes()?;
                        let count = attributes.iter().find(|(name, _)| name.ends_with(":c"));
                        let count = count.and_then(|(_, count)| count.parse().ok()).unwrap_or(1);
                        out.push(&" ".repeat(MOST_SPACES.min(count)));
                    }
                    _ => {}
                }
            }
            Item::Close => {
                let depth = path.len();
                let name = path.pop().unwrap_or_default();
                if let Some(from) = skipped {
                    if depth == from {
                        skipped = None;
                    }
                    continue;
                }
                match name.as_str() {
                    "p" | "h" => out.end(),
                    "list-item" => items = items.saturating_sub(1),
                    "table" => out.end_table(),
                    "note-body" => out.end_note(),
                    _ => {}
                }
            }
            // White space is one space here, as the format has `text:s` for more.
            Item::Text(text) if skipped.is_none() => {
                if let Some(paragraph) = out.paragraph() {
                    for c in text.chars() {
                        if !matches!(c, ' ' | '\t' | '\n' | '\r') {
                            paragraph.text.push(c);
                        } else if !paragraph.text.ends_with([' ', '\n', '\t']) {
                            paragraph.text.push(' ');
                        }
                    }
                }
            }
            Item::Text(_) | Item::Nothing => {}
            Item::End => return Ok(out.finish()),
        }
    }
}
