//! The plain part of XML in a text that is there as a whole: tags, text, the references of XML itself.
//!
//! Nearly all that programs export is of this kind, and it can be read several times faster than a document of which
//! nothing is known ([`super::stream`]). Everything else (comments, CDATA, unknown entities, characters that XML
//! forbids, tags that do not match, the end of the text) is an error here, and every oddity is remembered: the caller
//! then has the same bytes read by the stream, which knows what to do. So this reader never decides anything, and what
//! it does read, it reads as the stream does.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};
use quick_xml::events::{BytesStart, BytesText};
use smallvec::SmallVec;

use super::is_legal;
use super::item::{Item, Items, Tag, TagAttributes};
use super::reference::{Reference, value};
use super::source::Place;
use super::stream::MOST_TAG_BYTES;
use crate::error::{Error, ErrorKind, Result};

/// Deepest nesting: more is for the stream to judge.
const MOST_OPEN: usize = 32;

/// A text that is read from its start.
pub struct Plain<'a> {
    rest: &'a str,
    open: SmallVec<[&'a str; 8]>,
    /// The last tag was `<a/>`.
    closes: bool,
    odd: bool,
}

impl<'a> Plain<'a> {
    /// A reader of `text`, which may go on behind what will be read.
    pub fn new(text: &'a str) -> Self {
        Plain { rest: text, open: SmallVec::new(), closes: false, odd: false }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a str {
        self.rest
    }

    /// Whether something was odd.
    pub fn is_odd(&self) -> bool {
        self.odd
    }

    fn take(&mut self, count: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn next(&mut self) -> Option<Item<'a>> {
        if std::mem::take(&mut self.closes) {
            return Some(Item::Close);
        }
        match *self.rest.as_bytes() {
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', ..] => self.start_tag(),
            [b'&', ..] => self.reference(),
            _ => self.text(),
        }
    }

    fn start_tag(&mut self) -> Option<Item<'a>> {
        let tag = self.take(tag_len(self.rest.as_bytes())?)?;
        let inside = tag.get(1..tag.len() - 1)?;
        let (inside, is_empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let name_len = inside.bytes().position(is_space).unwrap_or(inside.len());
        let name = inside.get(..name_len)?;
        let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':');
        if name.is_empty() || !is_plain || inside.len() > MOST_TAG_BYTES {
            return None;
        }
        if is_empty {
            self.closes = true;
        } else if self.open.len() < MOST_OPEN {
            self.open.push(name);
        } else {
            return None;
        }
        let start = BytesStart::from_content(inside, name_len);
        Some(Item::Open(Tag { start, place: None }))
    }

    fn end_tag(&mut self) -> Option<Item<'a>> {
        let name = self.open.pop()?;
        let rest = self.rest.get(2..)?.strip_prefix(name)?.strip_prefix('>')?;
        self.rest = rest;
        Some(Item::Close)
    }

    fn reference(&mut self) -> Option<Item<'a>> {
        let len = memchr(b';', self.rest.as_bytes())?;
        let name = self.take(len + 1)?.get(1..len)?;
        match Reference::of(name) {
            Reference::Character(c) => Some(Item::Text(Reference::text(c))),
            Reference::Surrogate(_) | Reference::Illegal | Reference::Unknown => None,
        }
    }

    fn text(&mut self) -> Option<Item<'a>> {
        let bytes = self.rest.as_bytes();
        // Half of all texts are what stands between two tags.
        let blank = bytes.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\t')).count();
        let len = match bytes.get(blank)? {
            b'<' => blank,
            _ => memchr2(b'<', b'&', bytes)?,
        };
        let text = self.take(len)?;
        if len == blank || !may_be_illegal(text) {
            return Some(Item::Text(Cow::Borrowed(text)));
        }
        let is_legal = text.chars().all(is_legal);
        is_legal.then(|| Item::Text(BytesText::from_escaped(text).xml10_content()))
    }
}

impl Items for Plain<'_> {
    fn next_item(&mut self) -> Result<Item<'_>> {
        self.next().ok_or_else(no_plain_xml)
    }

    fn note(&mut self, _: &'static str) {
        self.odd = true;
    }

    fn place(&mut self) -> Place {
        Place::START
    }
}

/// What the caller of a plain reader never shows.
pub(super) fn no_plain_xml() -> Error {
    Error::new(ErrorKind::Format, "no plain XML")
}

/// The attributes in `rest`, what stands behind the name of a tag.
pub(super) fn attributes(mut rest: &str) -> Option<TagAttributes<'_>> {
    let mut out = TagAttributes::new();
    loop {
        let space = rest.bytes().take_while(|b| is_space(*b)).count();
        rest = rest.get(space..)?;
        if rest.is_empty() {
            return Some(out);
        }
        let name_len = rest.bytes().position(|b| b == b'=')?;
        let (name, behind) = rest.split_at_checked(name_len)?;
        let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_');
        let is_new = !out.iter().any(|(known, _)| *known == name);
        if space == 0 || name.is_empty() || !name.bytes().all(is_name) || !is_new {
            return None;
        }
        let quote = *behind.as_bytes().get(1).filter(|b| matches!(b, b'"' | b'\''))?;
        let (content, behind) = behind.get(2..)?.split_once(char::from(quote))?;
        out.push((name, value(Cow::Borrowed(content))));
        rest = behind;
    }
}

/// Whether `text` holds a carriage return, or a byte that a character begins with which XML forbids.
pub(super) fn may_be_illegal(text: &str) -> bool {
    // No early end, so that many bytes are compared at once. 0xEF may begin U+FFFE.
    text.bytes()
        .fold(false, |found, b| found | (b < b' ' && b != b'\n' && b != b'\t') | (b == 0xEF))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Bytes up to the `>` that ends the tag which `bytes` begin with, and with it.
fn tag_len(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = at + memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        let quote = *bytes.get(found)?;
        if quote == b'>' {
            let inside = bytes.get(1..found)?;
            return memchr(b'<', inside).is_none().then_some(found + 1);
        }
        at = found + 1 + memchr(quote, bytes.get(found + 1..)?)? + 1;
    }
}
