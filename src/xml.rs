//! The one place that reads and writes XML.
//!
//! A single illegal character makes CAT tools refuse a whole file, so [`XmlWriter`] drops them
//! and counts what it dropped. [`parse`] turns a small file into a tree with line numbers; entities
//! that a document type declares are refused, so none can blow up. [`stream`] reads a file of any size in
//! constant memory, whatever its encoding ([`source`]), and [`plain`] the greater part of most such files faster.

mod encoding;
pub mod item;
pub mod oddity;
mod place;
pub mod plain;
mod reference;
pub mod source;
pub mod stream;

use std::io::{self, Write};

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use crate::error::{Error, ErrorKind, Result};

/// Deepest nesting of elements that [`parse`] takes.
const MOST_DEPTH: usize = 64;

/// An element of a document that was read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name as written, with its prefix.
    pub name: String,
    /// Its attributes, names as written.
    pub attributes: Vec<(String, String)>,
    /// The line its start tag ends on, counted from 1.
    pub line: u64,
    /// The elements inside.
    pub children: Vec<Element>,
    /// The text inside, without that of its children.
    pub text: String,
}

impl Element {
    /// The value of attribute `name`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The root element of the document `text`. Time and memory: linear.
///
/// # Errors
/// [`ErrorKind::Format`] with the line for what is no well-formed XML, for an entity that XML does
/// not define itself and for elements nested deeper than 64.
pub fn parse(text: &str) -> Result<Element> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, offset: 0, line: 1 };
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(wrong(lines.at(reader.error_position()), error)),
        };
        let line = lines.at(reader.buffer_position());
        let closed = match event {
            Event::Start(start) => {
                if root.is_some() && open.is_empty() {
                    return Err(wrong(line, "a second root element"));
                }
                if open.len() >= MOST_DEPTH {
                    return Err(wrong(line, "elements are nested too deeply"));
                }
                open.push(element(&start, line)?);
                None
            }
            Event::Empty(start) => Some(element(&start, line)?),
            Event::End(_) => open.pop(),
            Event::Text(content) => {
                add_text(&mut open, &content.xml10_content(), line)?;
                None
            }
            Event::CData(content) => {
                add_text(&mut open, &content.xml10_content(), line)?;
                None
            }
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|e| wrong(line, e))?;
                let text = match (character, &*reference) {
                    (Some(c), _) => c.to_string(),
                    (None, "lt") => "<".to_string(),
                    (None, "gt") => ">".to_string(),
                    (None, "amp") => "&".to_string(),
                    (None, "quot") => "\"".to_string(),
                    (None, "apos") => "'".to_string(),
                    (None, name) => return Err(wrong(line, format!("unknown entity &{name};"))),
                };
                add_text(&mut open, &text, line)?;
                None
            }
            Event::Eof if open.is_empty() => break,
            Event::Eof => {
                let name = open.last().map_or("", |e| e.name.as_str());
                return Err(wrong(line, format!("the file ends inside <{name}>")));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => None,
        };
        match (closed, open.last_mut()) {
            (Some(closed), Some(parent)) => parent.children.push(closed),
            (Some(_), None) if root.is_some() => {
                return Err(wrong(line, "a second root element"));
            }
            (Some(closed), None) => root = Some(closed),
            (None, _) => {}
        }
    }
    root.ok_or_else(|| wrong(1, "there is no element"))
}

fn element(start: &BytesStart<'_>, line: u64) -> Result<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| wrong(line, e))?;
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| wrong(line, e))?;
        attributes.push((attribute.key.as_ref().to_string(), value.into_owned()));
    }
    let name = start.name().as_ref().to_string();
    Ok(Element { name, attributes, line, children: Vec::new(), text: String::new() })
}

fn add_text(open: &mut [Element], text: &str, line: u64) -> Result<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => {
            let after = text.trim_start().matches('\n').count() as u64;
            return Err(wrong(line.saturating_sub(after), "text outside the root element"));
        }
    }
    Ok(())
}

fn wrong(line: u64, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Format, format!("no well-formed XML: {what}")).at_line(line)
}

fn wrong_at(place: source::Place, what: impl std::fmt::Display) -> Error {
    wrong(place.line, what).at_column(place.column)
}

/// Counts lines as the reader goes forward.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.as_bytes().get(self.offset..offset).unwrap_or_default();
        self.line += passed.iter().filter(|&&b| b == b'\n').count() as u64;
        self.offset = self.offset.max(offset);
        self.line
    }
}

/// Whether XML 1.0 (section 2.2) allows the character, literally or as a reference.
pub fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// `text` with `< > & ' "` as references, for content and attributes alike.
pub fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

/// Appends `text` to `out` with `<`, `>` and `&` as references, `"` too in attributes (and line breaks, which
/// reading would turn into spaces there). Returns how many characters were left out because XML
/// forbids them.
pub fn push_escaped(out: &mut String, text: &str, place: Escaped) -> u64 {
    // Most texts have nothing to escape. No early end, so that many bytes are looked at at once.
    let special = text.bytes().fold(false, |found, b| {
        found | (b < b' ') | matches!(b, b'<' | b'>' | b'&' | b'"') | (b == 0xEF)
    });
    if !special {
        out.push_str(text);
        return 0;
    }
    let mut dropped = 0;
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        // 0xEF may begin U+FFFE or U+FFFF.
        if byte >= b'?' && byte != 0xEF {
            continue;
        }
        let reference = match byte {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' if place == Escaped::Attribute => "&quot;",
            b'\t' if place == Escaped::Attribute => "&#9;",
            b'\n' if place == Escaped::Attribute => "&#10;",
            // Literally it would be read as a line feed.
            b'\r' => "&#13;",
            b'\t' | b'\n' => continue,
            0xEF if text
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|b| matches!(b, [0xBF, 0xBE | 0xBF])) =>
            {
                ""
            }
            b if b < b' ' => "",
            _ => continue,
        };
        dropped += u64::from(reference.is_empty());
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(reference);
        from = at + if byte == 0xEF { 3 } else { 1 };
    }
    out.push_str(text.get(from..).unwrap_or_default());
    dropped
}

/// Where an escaped text will stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escaped {
    /// Between tags.
    Content,
    /// Inside an attribute's double quotes.
    Attribute,
}

/// Writes elements one after the other, indented by two spaces.
pub struct XmlWriter<W: Write> {
    inner: Writer<W>,
    dropped: u64,
}

impl<W: Write> XmlWriter<W> {
    /// A writer at the start of a document: nothing is written yet.
    pub fn new(out: W) -> Self {
        XmlWriter { inner: Writer::new_with_indent(out, b' ', 2), dropped: 0 }
    }

    /// The XML declaration, UTF-8.
    ///
    /// # Errors
    /// What writing to the output returns; so with every method here.
    pub fn declaration(&mut self) -> io::Result<()> {
        self.inner.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
    }

    /// A start tag.
    ///
    /// # Errors
    /// As [`Self::declaration`].
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = self.start(name, attributes);
        self.inner.write_event(Event::Start(start))
    }

    /// An end tag.
    ///
    /// # Errors
    /// As [`Self::declaration`].
    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.inner.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    ///
    /// # Errors
    /// As [`Self::declaration`].
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        let start = self.start(name, attributes);
        self.inner.write_event(Event::Empty(start))
    }

    /// An element with text only.
    ///
    /// # Errors
    /// As [`Self::declaration`].
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        text: &str,
    ) -> io::Result<()> {
        self.open(name, attributes)?;
        let text = self.legal(text);
        self.inner.write_event(Event::Text(BytesText::new(&text)))?;
        self.close(name)
    }

    /// A line break between two elements of the outermost level.
    ///
    /// # Errors
    /// As [`Self::declaration`].
    pub fn line_break(&mut self) -> io::Result<()> {
        self.inner.get_mut().write_all(b"\n")
    }

    /// Characters that were left out because XML forbids them.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The output, after a closing line break.
    ///
    /// # Errors
    /// As [`Self::declaration`].
    pub fn finish(self) -> io::Result<W> {
        let mut out = self.inner.into_inner();
        out.write_all(b"\n")?;
        Ok(out)
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> BytesStart<'static> {
        let mut start = BytesStart::new(name.to_string());
        for (key, value) in attributes {
            start.push_attribute((*key, self.legal(value).as_str()));
        }
        start
    }

    fn legal(&mut self, text: &str) -> String {
        let kept: String = text.chars().filter(|&c| is_legal(c)).collect();
        if kept.len() < text.len() {
            self.dropped += text.chars().filter(|&c| !is_legal(c)).count() as u64;
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_knows_its_lines_and_resolves_references() {
        let text = "\u{FEFF}<?xml version=\"1.0\"?>\n<!DOCTYPE a>\n<a x='1 &amp; 2'>\n  <b>\
                    p &lt;<!-- no -->&#x61F;<![CDATA[<&]]></b>\n<c/></a>\n";
        let root = parse(text).expect("a tree");
        assert_eq!((root.line, root.attribute("x")), (3, Some("1 & 2")));
        let children: Vec<_> =
            root.children.iter().map(|c| (c.name.as_str(), c.line, c.text.as_str())).collect();
        assert_eq!(children, [("b", 4, "p <؟<&"), ("c", 5, "")]);
    }

    #[test]
    fn broken_xml_is_refused_with_its_line() {
        let deep = format!("{}\n{}", "<a>".repeat(65), "</a>".repeat(65));
        for (text, line, what) in [
            ("", 1, "no element"),
            ("<a>\n<b></a>", 2, "</a>"),
            ("<a>\n<b>", 2, "ends inside <b>"),
            ("<a/>\n<b/>", 2, "second root"),
            ("<a></a>\n<b></b>", 2, "second root"),
            ("<a/>\nx", 2, "outside"),
            ("<!DOCTYPE a [<!ENTITY e \"xx\">]>\n<a>&e;</a>", 2, "unknown entity &e;"),
            ("<a>\n<b x=1/></a>", 2, ""),
            (deep.as_str(), 1, "too deeply"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.line(), Some(line), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
    }

    #[test]
    fn escaping_keeps_every_legal_character_and_counts_the_others() {
        let mut out = String::new();
        let dropped = push_escaped(
            &mut out,
            "a<b>&\"\r\u{1}\u{FFFE}\u{FFFD}\u{FE8E}\u{F900}x",
            Escaped::Content,
        );
        assert_eq!((out.as_str(), dropped), ("a&lt;b&gt;&amp;\"&#13;\u{FFFD}\u{FE8E}\u{F900}x", 2));
        out.clear();
        assert_eq!(push_escaped(&mut out, "\"\n\t", Escaped::Attribute), 0);
        assert_eq!(out, "&quot;&#10;&#9;");
    }

    #[test]
    fn text_is_escaped_and_illegal_characters_are_counted() {
        let mut xml = XmlWriter::new(Vec::new());
        xml.open("tuv", &[("xml:lang", "ar\u{1}")]).expect("written");
        xml.element("seg", &[], "a < b & \u{0}c\u{FFFE}").expect("written");
        xml.close("tuv").expect("written");
        assert_eq!(xml.dropped(), 3);
        let text = String::from_utf8(xml.finish().expect("written")).expect("UTF-8");
        assert_eq!(text, "<tuv xml:lang=\"ar\">\n  <seg>a &lt; b &amp; c</seg>\n</tuv>\n");
    }
}
