//! The content of a segment: text, and the codes of the program it came from.
//!
//! Canonical form: only the elements and attributes that TMX 1.4 has, attributes in the order of its DTD in
//! double quotes, an element without content as one tag, `&`, `<` and `>` as references. So two
//! programs' ways to write the same content compare as equal, and what is written is valid. A
//! stray element loses its tags and keeps its text; a `bpt` or `ept` that has no number to be paired by
//! becomes an `it`, an `it` that is neither beginning nor end a `ph`.

use std::borrow::Cow;

use super::model::Segment;
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{Item, Items, MOST_PIECE_BYTES, Stream};
use crate::xml::{Escaped, push_escaped};

/// The longest segment, in bytes of UTF-8 with its codes.
pub const MOST_SEGMENT_BYTES: usize = MOST_PIECE_BYTES;

/// An inline element, its attributes in order.
struct Kind {
    name: &'static str,
    attributes: &'static [&'static str],
    holds: Holds,
}

/// What an element may hold besides text.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    /// Codes and highlighted text.
    Codes,
    /// A code of the program: translatable text in it is marked as `sub`.
    Native,
}

const KINDS: [Kind; 7] = [
    Kind { name: "bpt", attributes: &["i", "x", "type"], holds: Holds::Native },
    Kind { name: "ept", attributes: &["i"], holds: Holds::Native },
    Kind { name: "ph", attributes: &["x", "assoc", "type"], holds: Holds::Native },
    Kind { name: "it", attributes: &["pos", "x", "type"], holds: Holds::Native },
    Kind { name: "hi", attributes: &["x", "type"], holds: Holds::Codes },
    Kind { name: "ut", attributes: &["x"], holds: Holds::Native },
    Kind { name: "sub", attributes: &["datatype", "type"], holds: Holds::Codes },
];

const IT: usize = 3;
const PH: usize = 2;

/// Reads up to the end of the segment whose start tag was read last.
///
/// # Errors
/// As [`Items::next_item`]; [`ErrorKind::Format`] for one longer than [`MOST_SEGMENT_BYTES`].
pub fn read(items: &mut impl Items) -> Result<Segment> {
    let mut content = Content::default();
    loop {
        let oddity = match items.next_item()? {
            Item::Text(text) => {
                content.text(text);
                None
            }
            Item::Open(tag) => content.open(tag.name(), &tag.attributes()?),
            Item::Close => {
                if content.open.is_empty() {
                    break;
                }
                content.close();
                None
            }
            Item::Nothing => None,
            Item::End => break,
        };
        if let Some(what) = oddity {
            items.note(what);
        }
        if content.length() > MOST_SEGMENT_BYTES {
            let what = format!("a segment is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
            let place = items.place();
            return Err(Error::new(ErrorKind::Format, what)
                .at_line(place.line)
                .at_column(place.column)
                .remedy("split it: no sentence is that long"));
        }
    }
    Ok(content.segment())
}

/// The segment that `markup`, the inside of a `seg`, stands for.
///
/// # Errors
/// [`ErrorKind::Format`] if it is no well-formed XML.
pub fn parse(markup: &str) -> Result<Segment> {
    let whole = format!("<seg>{markup}</seg>");
    let mut stream = Stream::of_text(&whole)?;
    // The start tag.
    while matches!(stream.next_item()?, Item::Nothing) {}
    let segment = read(&mut stream)?;
    match stream.next_item()? {
        Item::End => Ok(segment),
        _ => Err(Error::new(ErrorKind::Format, "the markup of a segment ends before its text")),
    }
}

/// A segment under way: what readers of other formats feed with TMX's own elements.
#[derive(Default)]
pub(crate) struct Content {
    text: String,
    markup: Option<String>,
    /// The elements that are open, by their place in [`KINDS`]; `None` for one without tags.
    open: Vec<Option<usize>>,
    /// How many of them are codes of a program.
    native: usize,
    /// The last start tag lacks its `>`.
    unfinished: bool,
}

impl Content {
    /// Adds text.
    pub(crate) fn text(&mut self, text: impl AsRef<str> + Into<String>) {
        if text.as_ref().is_empty() {
            return;
        }
        self.finish_tag();
        if let Some(markup) = &mut self.markup {
            push_escaped(markup, text.as_ref(), Escaped::Content);
        }
        match self.native {
            0 if self.text.is_empty() => self.text = text.into(),
            0 => self.text.push_str(text.as_ref()),
            _ => {}
        }
    }

    /// Opens an element; returns what is odd about it.
    pub(crate) fn open(
        &mut self,
        name: &str,
        attributes: &[(&str, Cow<'_, str>)],
    ) -> Option<&'static str> {
        let holds = self
            .open
            .iter()
            .rev()
            .flatten()
            .next()
            .map_or(Holds::Codes, |&k| KINDS.get(k).map_or(Holds::Codes, |kind| kind.holds));
        let found = KINDS.iter().position(|kind| kind.name == name).filter(|_| {
            // Translatable text stands in codes, all else in text.
            (name == "sub") == (holds == Holds::Native)
        });
        let Some(mut index) = found else {
            self.open.push(None);
            return Some("elements with no place in a segment, their text kept");
        };
        let has = |name: &str| attributes.iter().any(|(known, _)| *known == name);
        let mut attributes = attributes.to_vec();
        let mut oddity = None;
        if matches!(name, "bpt" | "ept") && !has("i") {
            index = IT;
            let pos = if name == "bpt" { "begin" } else { "end" };
            attributes.retain(|(name, _)| *name != "pos");
            attributes.push(("pos", Cow::Borrowed(pos)));
            oddity = Some("paired codes without a number, kept as single ones");
        } else if name == "it"
            && !attributes.iter().any(|(n, v)| *n == "pos" && (v == "begin" || v == "end"))
        {
            index = PH;
            oddity = Some("single codes that are neither beginning nor end, kept as placeholders");
        }
        let kind = KINDS.get(index)?;
        self.finish_tag();
        let markup = self.markup.get_or_insert_with(|| {
            let mut markup = String::new();
            push_escaped(&mut markup, &self.text, Escaped::Content);
            markup
        });
        markup.push('<');
        markup.push_str(kind.name);
        for known in kind.attributes {
            if let Some((_, value)) = attributes.iter().find(|(name, _)| name == known) {
                markup.push(' ');
                markup.push_str(known);
                markup.push_str("=\"");
                push_escaped(markup, value, Escaped::Attribute);
                markup.push('"');
            }
        }
        if attributes.iter().any(|(name, _)| !kind.attributes.contains(name)) && oddity.is_none() {
            oddity = Some("foreign attributes of codes, left out");
        }
        self.unfinished = true;
        self.native += usize::from(kind.holds == Holds::Native);
        self.open.push(Some(index));
        oddity
    }

    /// Closes the element that was opened last.
    pub(crate) fn close(&mut self) {
        let Some(Some(kind)) = self.open.pop().map(|index| index.and_then(|i| KINDS.get(i))) else {
            return;
        };
        self.native -= usize::from(kind.holds == Holds::Native);
        if let Some(markup) = &mut self.markup {
            if self.unfinished {
                markup.push_str("/>");
            } else {
                markup.push_str("</");
                markup.push_str(kind.name);
                markup.push('>');
            }
        }
        self.unfinished = false;
    }

    fn finish_tag(&mut self) {
        if let (true, Some(markup)) = (self.unfinished, &mut self.markup) {
            markup.push('>');
        }
        self.unfinished = false;
    }

    /// Bytes so far.
    pub(crate) fn length(&self) -> usize {
        self.text.len() + self.markup.as_ref().map_or(0, String::len)
    }

    /// The whole.
    pub(crate) fn segment(self) -> Segment {
        Segment { text: self.text, markup: self.markup }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_has_one_canonical_form() {
        for (given, text, markup) in [
            ("a &lt; b", "a < b", None),
            (
                "<bpt x='2' i='1'>&lt;b></bpt>نص<ept i='1'>&lt;/b></ept>",
                "نص",
                Some("<bpt i=\"1\" x=\"2\">&lt;b&gt;</bpt>نص<ept i=\"1\">&lt;/b&gt;</ept>"),
            ),
            ("<ph id='x' x='1'></ph>.", ".", Some("<ph x=\"1\"/>.")),
            (
                "<ph>see <sub>note <hi>two</hi></sub></ph>",
                "",
                Some("<ph>see <sub>note <hi>two</hi></sub></ph>"),
            ),
            ("a <hi type=\"q\">b</hi>", "a b", Some("a <hi type=\"q\">b</hi>")),
            ("a <b>b</b><sub>c</sub>", "a bc", None),
            ("<bpt>x</bpt>a<it>y</it>", "a", Some("<it pos=\"begin\">x</it>a<ph>y</ph>")),
            ("<ut>{\\b </ut>a<![CDATA[<]]>", "a<", Some("<ut>{\\b </ut>a&lt;")),
        ] {
            let segment = parse(given).expect(given);
            assert_eq!(
                (segment.text.as_str(), segment.markup.as_deref()),
                (text, markup),
                "{given}"
            );
            let again = parse(markup.unwrap_or("")).expect(given);
            assert_eq!(again.markup.as_deref(), markup, "{given} again");
        }
    }

    #[test]
    fn broken_markup_is_refused() {
        for markup in ["<ph", "<ph>", "</seg><seg>", "a < b", "</seg>"] {
            assert!(parse(markup).is_err(), "{markup}");
        }
        // A bare & is what it looks like.
        assert_eq!(parse("a & b").map(|s| s.text).ok().as_deref(), Some("a & b"));
    }
}
