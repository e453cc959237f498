//! The one place that writes XML: escaped, without characters that XML 1.0 forbids.
//!
//! A single illegal character makes CAT tools refuse a whole file, so [`XmlWriter`] drops them
//! and counts what it dropped.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Whether XML 1.0 (section 2.2) allows the character, literally or as a reference.
pub fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// `text` with `< > & ' "` as references, for content and attributes alike.
pub fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
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
