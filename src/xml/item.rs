//! What a document consists of, one tag or piece of text at a time, whoever reads it.

use std::borrow::Cow;

use quick_xml::events::BytesStart;
use smallvec::SmallVec;

use super::plain;
use super::reference::value;
use super::source::Place;
use super::wrong_at;
use crate::error::Result;

/// What comes next.
#[derive(Debug)]
pub enum Item<'a> {
    /// A start tag; every one has its end, `<a/>` too.
    Open(Tag<'a>),
    /// An end tag.
    Close,
    /// Text or a part of it, references resolved.
    Text(Cow<'a, str>),
    /// A comment, a processing instruction or a declaration: go on.
    Nothing,
    /// The document is over, and complete.
    End,
}

/// Attributes of a tag: name as written, value. Few tags have more than four.
pub type TagAttributes<'a> = SmallVec<[(&'a str, Cow<'a, str>); 4]>;

/// A start tag.
#[derive(Debug)]
pub struct Tag<'a> {
    pub(super) start: BytesStart<'a>,
    /// Where it stands; `None` in a text that holds plain XML only.
    pub(super) place: Option<Place>,
}

impl Tag<'_> {
    /// Its name without prefix.
    pub fn name(&self) -> &str {
        local(self.start.name().into_inner())
    }

    /// Its attributes: name as written, value with references resolved.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Format`] for what is no attribute, or one that is there twice.
    pub fn attributes(&self) -> Result<TagAttributes<'_>> {
        let Some(place) = self.place else {
            return plain::attributes(self.start.attributes_raw()).ok_or_else(plain::no_plain_xml);
        };
        let mut out = TagAttributes::new();
        for attribute in self.start.attributes() {
            let attribute = attribute.map_err(|e| wrong_at(place, e))?;
            out.push((attribute.key.into_inner(), value(attribute.value)));
        }
        Ok(out)
    }
}

/// `name` without its prefix.
pub(super) fn local(name: &str) -> &str {
    // Names are short: a plain search is the fastest.
    match name.bytes().rposition(|b| b == b':') {
        Some(at) => name.get(at + 1..).unwrap_or_default(),
        None => name,
    }
}

/// Whether `text` is nothing but white space.
pub fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_whitespace()) || text.trim().is_empty()
}

/// A reader of items.
pub trait Items {
    /// The next item.
    ///
    /// # Errors
    /// What the reader cannot take.
    fn next_item(&mut self) -> Result<Item<'_>>;

    /// Counts an oddity at the place of the last item.
    fn note(&mut self, what: &'static str);

    /// Where the item that was returned last begins.
    fn place(&mut self) -> Place;
}
