//! Units → TMX 1.4, valid against its DTD.
//!
//! What tools stumble over is never written: a unit without a language, a header without its required
//! attributes, `srclang="*all*"`, properties behind a segment, characters that XML forbids (left out
//! and counted), markup that is no TMX (its text is written and the case counted).

use std::io::{self, Write};

use super::inline;
use super::model::{Attributes, Header, Remark, Segment, TU, TUV, Tu, Tuv, put};
use super::tools::{self, Tool};
use crate::xml::item::is_blank;
use crate::xml::{Escaped, push_escaped};

/// How much of a segment is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Level 1: texts only.
    Text,
    /// Level 2: texts with their codes.
    #[default]
    Codes,
}

/// How to write.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// With or without codes.
    pub level: Level,
    /// The tool to please, if any.
    pub tool: Option<Tool>,
}

/// What was written, and what could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Units.
    pub units: u64,
    /// Characters that XML forbids, left out.
    pub dropped_chars: u64,
    /// Units without any variant, left out.
    pub empty: u64,
    /// Segments whose markup is no TMX: their text was written.
    pub broken_markup: u64,
}

/// What stands behind the last unit.
pub const FOOT: &str = "</body>\n</tmx>\n";

/// A file under way.
pub struct Writer<W: Write> {
    out: W,
    buffer: String,
    options: Options,
    written: Written,
}

impl<W: Write> Writer<W> {
    /// Begins a file with a header; see [`completed`].
    ///
    /// # Errors
    /// What writing to `out` returns; so with the other methods.
    pub fn begin(mut out: W, header: &Header, options: Options) -> io::Result<Self> {
        let mut buffer = String::with_capacity(1 << 12);
        let mut written = Written::default();
        push_header(&mut buffer, header, options, &mut written);
        out.write_all(buffer.as_bytes())?;
        Ok(Writer { out, buffer, options, written })
    }

    /// Writes a unit.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn unit(&mut self, unit: &Tu) -> io::Result<()> {
        self.buffer.clear();
        push_unit(&mut self.buffer, unit, self.options, &mut self.written);
        self.out.write_all(self.buffer.as_bytes())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn end(mut self) -> io::Result<(W, Written)> {
        self.out.write_all(FOOT.as_bytes())?;
        self.out.flush()?;
        Ok((self.out, self.written))
    }
}

/// `header` with every attribute that the DTD asks for; `source` is the source language where it names
/// none of its own.
pub fn completed(header: &Header, source: &str) -> Header {
    let mut header = header.clone();
    let known = super::model::HEADER;
    if header.source_language().is_none() {
        header.attributes.retain(|(name, _)| *name != "srclang");
        put(&mut header.attributes, known, "srclang", source.to_string());
    }
    header.attributes.retain(|(name, value)| {
        *name != "segtype"
            || matches!(value.as_str(), "block" | "paragraph" | "sentence" | "phrase")
    });
    // An empty value says no more than none, and some tools refuse it.
    header.attributes.retain(|(_, value)| !value.is_empty());
    for (name, value) in [
        ("creationtool", env!("CARGO_PKG_NAME")),
        ("creationtoolversion", env!("CARGO_PKG_VERSION")),
        ("segtype", "sentence"),
        ("o-tmf", env!("CARGO_PKG_NAME")),
        ("adminlang", "en"),
        ("datatype", "plaintext"),
    ] {
        put(&mut header.attributes, known, name, value.to_string());
    }
    header
}

/// Appends everything that stands before the first unit.
pub fn push_header(out: &mut String, header: &Header, options: Options, written: &mut Written) {
    let fitted = options.tool.map(|tool| tools::header(header, tool));
    let header = fitted.as_ref().unwrap_or(header);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n  <header");
    push_attributes(out, &header.attributes, written);
    if header.notes.is_empty() && header.props.is_empty() && header.encodings.is_empty() {
        out.push_str("/>\n");
    } else {
        out.push_str(">\n");
        push_remarks(out, &header.notes, &header.props, "    ", written);
        for encoding in &header.encodings {
            out.push_str("    <ude");
            push_attributes(out, &encoding.attributes, written);
            out.push_str(">\n");
            for map in &encoding.maps {
                out.push_str("      <map");
                push_attributes(out, map, written);
                out.push_str("/>\n");
            }
            out.push_str("    </ude>\n");
        }
        out.push_str("  </header>\n");
    }
    out.push_str("  <body>\n");
}

/// Appends a unit.
pub fn push_unit(out: &mut String, unit: &Tu, options: Options, written: &mut Written) {
    if unit.variants.is_empty() {
        written.empty += 1;
        return;
    }
    let fitted = options.tool.map(|tool| tools::unit(unit, tool));
    let unit = fitted.as_ref().unwrap_or(unit);
    out.push_str("<tu");
    push_attributes(out, &unit.attributes, written);
    out.push_str(">\n");
    push_remarks(out, &unit.notes, &unit.props, "  ", written);
    for variant in &unit.variants {
        push_variant(out, variant, options.level, written);
    }
    out.push_str("</tu>\n");
    written.units += 1;
}

fn push_variant(out: &mut String, variant: &Tuv, level: Level, written: &mut Written) {
    out.push_str("  <tuv xml:lang=\"");
    let language = if is_blank(&variant.language) { "und" } else { &variant.language };
    written.dropped_chars += push_escaped(out, language, Escaped::Attribute);
    out.push('"');
    push_attributes(out, &variant.attributes, written);
    out.push_str(">\n");
    push_remarks(out, &variant.notes, &variant.props, "    ", written);
    out.push_str("    <seg>");
    push_segment(out, &variant.segment, level, written);
    out.push_str("</seg>\n  </tuv>\n");
}

fn push_segment(out: &mut String, segment: &Segment, level: Level, written: &mut Written) {
    if let (Level::Codes, Some(markup)) = (level, &segment.markup) {
        // It may come from a table or another program: only what can be read again is written.
        match inline::parse(markup) {
            Ok(Segment { markup: Some(markup), .. }) => {
                out.push_str(&markup);
                return;
            }
            Ok(Segment { markup: None, .. }) => {}
            Err(_) => written.broken_markup += 1,
        }
    }
    written.dropped_chars += push_escaped(out, &segment.text, Escaped::Content);
}

fn push_remarks(
    out: &mut String,
    notes: &[Remark],
    props: &[Remark],
    indent: &str,
    written: &mut Written,
) {
    for (remark, name) in notes.iter().map(|n| (n, "note")).chain(props.iter().map(|p| (p, "prop")))
    {
        out.push_str(indent);
        out.push('<');
        out.push_str(name);
        let kind = Some(&remark.kind).filter(|_| name == "prop");
        let attributes = [
            ("type", kind),
            ("xml:lang", remark.language.as_ref()),
            ("o-encoding", remark.encoding.as_ref()),
        ];
        for (name, value) in attributes {
            if let Some(value) = value {
                push_attribute(out, name, value, written);
            }
        }
        out.push('>');
        written.dropped_chars += push_escaped(out, &remark.text, Escaped::Content);
        out.push_str("</");
        out.push_str(name);
        out.push_str(">\n");
    }
}

fn push_attributes(out: &mut String, attributes: &Attributes, written: &mut Written) {
    for (name, value) in attributes {
        push_attribute(out, name, value, written);
    }
}

fn push_attribute(out: &mut String, name: &str, value: &str, written: &mut Written) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    written.dropped_chars += push_escaped(out, value, Escaped::Attribute);
    out.push('"');
}

/// The attributes of a unit that `name` may be set on.
pub(super) fn put_on_unit(unit: &mut Tu, name: &str, value: String) {
    put(&mut unit.attributes, TU, name, value);
}

/// The attributes of a variant that `name` may be set on.
pub(super) fn put_on_variant(variant: &mut Tuv, name: &str, value: String) {
    put(&mut variant.attributes, TUV, name, value);
}
