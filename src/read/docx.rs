//! DOCX → blocks: paragraphs, headings, items, cells and notes, with tracked changes as if they were accepted.
//!
//! Left out: headers, footers, comments, tables of contents, field codes, hidden text. Text boxes come behind the
//! paragraph that holds them, once. ECMA-376 part 1, sections 17.2–17.16.

use std::collections::HashMap;

use super::blocks::{BlockKind, Blocks};
use super::office::Collector;
use super::package::Package;
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{Item, Stream, Tag};

/// The text of the document in `package`.
///
/// # Errors
/// [`ErrorKind::Format`] for a package without a document, or one that is no well-formed XML.
pub fn read(package: &mut Package) -> Result<Blocks> {
    let name = match main_part(package)? {
        Some(name) => name,
        None => "word/document.xml".to_string(),
    };
    let Some(document) = package.part(&name)? else {
        return Err(Error::new(ErrorKind::Format, "the package holds no Word document")
            .remedy("open it in a word processor and save it as .docx"));
    };
    let styles = match package.part("word/styles.xml")? {
        Some(bytes) => styles(&bytes)?,
        None => HashMap::new(),
    };
    let mut out = Collector::default();
    part(&document, &styles, &mut out)?;
    for name in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(bytes) = package.part(name)? {
            out.begin_note();
            part(&bytes, &styles, &mut out).map_err(|e| e.adding(&format!("in {name}")))?;
            out.end_note();
        }
    }
    Ok(out.finish())
}

/// The part that holds the document, as the package names it: some programs write `word/document2.xml`.
///
/// # Errors
/// [`ErrorKind::Format`] where the package is damaged.
pub fn main_part(package: &mut Package) -> Result<Option<String>> {
    let Some(relations) = package.part("_rels/.rels")? else { return Ok(None) };
    let mut stream = Stream::new(relations.as_slice())?;
    loop {
        match stream.next_item() {
            Ok(Item::Open(tag)) if tag.name() == "Relationship" => {
                let is_document =
                    attribute(&tag, "Type")?.is_some_and(|kind| kind.ends_with("/officeDocument"));
                let target = attribute(&tag, "Target")?.filter(|_| is_document);
                let target = target.map(|target| target.trim_start_matches('/').to_string());
                // A workbook is named the same way.
                if let Some(target) = target.filter(|t| t.starts_with("word/") && package.has(t)) {
                    return Ok(Some(target));
                }
            }
            // The usual name may still be there.
            Ok(Item::End) | Err(_) => return Ok(None),
            Ok(_) => {}
        }
    }
}

/// What a style makes of its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Heading,
    Item,
    /// A table of contents.
    Contents,
}

/// The styles that tell what a paragraph is, by id; through `basedOn` too.
fn styles(bytes: &[u8]) -> Result<HashMap<String, Style>> {
    let mut stream = Stream::new(bytes)?;
    let mut own: HashMap<String, (Option<Style>, Option<String>)> = HashMap::new();
    let mut id = String::new();
    loop {
        match stream.next_item()? {
            Item::Open(tag) => match tag.name() {
                "style" => id = attribute(&tag, "styleId")?.unwrap_or_default(),
                "name" => {
                    let name = attribute(&tag, "val")?.unwrap_or_default().to_ascii_lowercase();
                    let style = if name.starts_with("heading ") || name == "title" {
                        Some(Style::Heading)
                    } else if name.starts_with("toc ") {
                        Some(Style::Contents)
                    } else {
                        None
                    };
                    own.entry(id.clone()).or_default().0 = style;
                }
                "basedOn" => own.entry(id.clone()).or_default().1 = attribute(&tag, "val")?,
                "outlineLvl" => own.entry(id.clone()).or_default().0 = Some(Style::Heading),
                "numPr" => {
                    own.entry(id.clone()).or_default().0.get_or_insert(Style::Item);
                }
                _ => {}
            },
            Item::End => break,
            Item::Close | Item::Text(_) | Item::Nothing => {}
        }
    }
    let mut out = HashMap::new();
    for id in own.keys() {
        let mut at = Some(id);
        // A chain of styles is short; a longer one goes in a circle.
        for _ in 0..12 {
            let Some((style, base)) = at.and_then(|id| own.get(id)) else { break };
            if let Some(style) = style {
                out.insert(id.clone(), *style);
                break;
            }
            at = base.as_ref();
        }
    }
    Ok(out)
}

/// Reads one part with paragraphs in it.
fn part(bytes: &[u8], styles: &HashMap<String, Style>, out: &mut Collector) -> Result<()> {
    let mut stream = Stream::new(bytes)?;
    // Names of the open elements.
    let mut path: Vec<String> = Vec::new();
    // Depth of the element whose content is passed over.
    let mut skipped: Option<usize> = None;
    let mut hidden = false;
    loop {
        match stream.next_item()? {
            Item::Open(tag) => {
                path.push(tag.name().to_string());
                if skipped.is_some() {
                    continue;
                }
                let inside = |name: &str| path.iter().rev().skip(1).any(|open| open == name);
                match tag.name() {
                    // What accepting all changes takes away, and what an older reader would show instead.
                    "del" | "moveFrom" if !inside("rPr") && !inside("trPr") => {
                        skipped = Some(path.len())
                    }
                    "Fallback" | "rt" => skipped = Some(path.len()),
                    // Separators between text and notes.
                    "footnote" | "endnote" if attribute(&tag, "type")?.is_some() => {
                        skipped = Some(path.len());
                    }
                    "del" if inside("trPr") => out.drop_row(),
                    "p" => out.begin(BlockKind::Paragraph),
                    "tbl" => out.begin_table(),
                    "tr" => out.begin_row(),
                    "tc" => out.begin_cell(),
                    "gridSpan" => out.widen_cell(attribute(&tag, "val")?),
                    "r" => hidden = false,
                    "vanish" if !inside("pPr") => hidden = is_on(&tag)?,
                    "tab" | "ptab" if !inside("pPr") => out.push("\t"),
                    "br" | "cr" => {
                        let kind = attribute(&tag, "type")?.unwrap_or_default();
                        out.push(if matches!(kind.as_str(), "page" | "column") {
                            " "
                        } else {
                            "\n"
                        });
                    }
                    "softHyphen" => out.push("\u{AD}"),
                    "noBreakHyphen" => out.push("\u{2011}"),
                    name if inside("pPr") => {
                        let Some(paragraph) = out.paragraph() else { continue };
                        match name {
                            "pStyle" => {
                                match attribute(&tag, "val")?.and_then(|id| styles.get(&id)) {
                                    Some(Style::Heading) => paragraph.kind = BlockKind::Heading,
                                    Some(Style::Item) => paragraph.kind = BlockKind::Item,
                                    Some(Style::Contents) => paragraph.left_out = true,
                                    None => {}
                                }
                            }
                            "numPr" if paragraph.kind == BlockKind::Paragraph => {
                                paragraph.kind = BlockKind::Item;
                            }
                            "outlineLvl" => paragraph.kind = BlockKind::Heading,
                            "bidi" => paragraph.right_to_left = Some(is_on(&tag)?),
                            "del" if inside("rPr") => paragraph.joined = true,
                            _ => {}
                        }
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
                    "p" => out.end(),
                    "tbl" => out.end_table(),
                    _ => {}
                }
            }
            Item::Text(text) => {
                let shown =
                    skipped.is_none() && !hidden && path.last().is_some_and(|name| name == "t");
                if shown {
                    out.push(&text);
                }
            }
            Item::Nothing => {}
            Item::End => return Ok(()),
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Result<Option<String>> {
    let attributes = tag.attributes()?;
    let local = |full: &str| full.rsplit(':').next().unwrap_or_default() == name;
    Ok(attributes.into_iter().find(|(full, _)| local(full)).map(|(_, value)| value.into_owned()))
}

/// Whether a property that can be switched off is on.
fn is_on(tag: &Tag) -> Result<bool> {
    Ok(!matches!(attribute(tag, "val")?.as_deref(), Some("0" | "false" | "off")))
}
