//! A TMX file → its units, one at a time.
//!
//! UTF-8 or UTF-16, plain or gzipped, `lang` or `xml:lang`; constant memory, linear time. What other
//! programs get wrong is put right or passed over and counted with the place of the first case
//! ([`Reader::oddities`]). What is no well-formed XML is an error with its place and costs the unit it stands in: reading
//! goes on with the next one, unless a file is full of such places.

use std::io::Read;
use std::path::Path;

use super::child::{Child, attributes};
use super::model::{Attributes, HEADER, Header, TU, Tu, UserEncoding};
use super::unit::{property, remark, skip, skip_rest, unit};
use crate::error::{Error, ErrorKind, Result};
use crate::xml::plain::Plain;
use crate::xml::stream::{self, Item, Items, Oddities, Place, Stream, is_blank};

/// Broken places behind which reading goes on; a file with more is no TMX with a fault.
const MOST_BREAKS: u32 = 100;

/// A file that is being read.
pub struct Reader<R> {
    stream: Stream<R>,
    header: Header,
    /// Where the unit begins; `None` for where the last item of the stream does.
    place: Option<Place>,
    state: State,
    breaks: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Behind the start tag of the body or the end tag of a unit.
    Between,
    Body,
    Over,
}

/// Opens a file; its header is read at once.
///
/// # Errors
/// As [`Reader::new`], with the file's name.
pub fn open(path: &Path) -> Result<Reader<Box<dyn Read + Send>>> {
    let stream = stream::open(path)?;
    Reader::over(stream).map_err(|e| e.in_file(path))
}

impl<R: Read> Reader<R> {
    /// Begins to read `bytes` and takes the header.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] with line and column for what is no XML or no TMX, [`ErrorKind::Empty`] for
    /// nothing at all, [`ErrorKind::Encoding`], [`ErrorKind::Io`].
    pub fn new(bytes: R) -> Result<Self> {
        Reader::over(Stream::new(bytes)?)
    }

    fn over(stream: Stream<R>) -> Result<Self> {
        let mut reader = Reader {
            stream,
            header: Header::default(),
            place: None,
            state: State::Body,
            breaks: 0,
        };
        reader.begin()?;
        Ok(reader)
    }

    /// What stands before the units.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Where the unit that was returned last begins.
    pub fn place(&mut self) -> Place {
        self.place.unwrap_or_else(|| self.stream.place())
    }

    /// What was put right or passed over so far.
    pub fn oddities(&mut self) -> Oddities {
        self.stream.oddities()
    }

    /// Name of the encoding.
    pub fn encoding(&mut self) -> &'static str {
        self.stream.encoding()
    }

    /// The next unit; `None` behind the last.
    ///
    /// # Errors
    /// As [`Self::new`], and [`ErrorKind::Format`] for a segment or unit of impossible length. The units behind the
    /// fault still come, where there are such.
    pub fn next_unit(&mut self) -> Result<Option<Tu>> {
        if self.state == State::Between {
            if let Some(unit) = self.plain_unit() {
                return Ok(Some(unit));
            }
            self.state = State::Body;
        }
        while self.state == State::Body {
            let opened = match self.stream.next_item() {
                Ok(Item::Open(tag)) if tag.name() == "tu" => {
                    Some(tag.attributes().map(|a| attributes(&a, TU)))
                }
                Ok(Item::Open(_)) => None,
                Ok(Item::Text(text)) => {
                    if !is_blank(&text) {
                        self.stream.note("text between units, left out");
                    }
                    continue;
                }
                Ok(Item::Close | Item::Nothing) => continue,
                Ok(Item::End) => {
                    self.state = State::Over;
                    return Ok(None);
                }
                Err(error) => return Err(self.behind(error)),
            };
            self.place = Some(self.stream.place());
            let read = match opened {
                None => skip(&mut self.stream, "elements with no place in a body, left out")
                    .map(|()| None),
                Some(found) => found.and_then(|found| unit(&mut self.stream, found)).map(Some),
            };
            match read {
                Ok(None) => {}
                Ok(unit) => {
                    self.state = State::Between;
                    return Ok(unit);
                }
                Err(error) => return Err(self.behind(error)),
            }
        }
        Ok(None)
    }

    /// The next unit if it is decoded already and nothing about it is odd. Otherwise it is read as the rest of the
    /// document is, from its start.
    fn plain_unit(&mut self) -> Option<Tu> {
        let ahead = self.stream.ahead();
        let text = ahead.trim_start_matches([' ', '\n', '\r', '\t']);
        let mut plain = Plain::new(text);
        let found = match plain.next_item() {
            Ok(Item::Open(tag)) if tag.name() == "tu" => attributes(&tag.attributes().ok()?, TU),
            _ => return None,
        };
        let unit = unit(&mut plain, found).ok()?;
        if plain.is_odd() {
            return None;
        }
        let (before, count) = (ahead.len() - text.len(), text.len() - plain.rest().len());
        drop(plain);
        self.stream.pass(before, count);
        self.place = None;
        Some(unit)
    }

    /// Goes on behind a fault where that is possible; hands the fault back.
    fn behind(&mut self, error: Error) -> Error {
        self.breaks += 1;
        // `tmx` and `body` are open then.
        let resumed = error.kind() == ErrorKind::Format
            && self.breaks < MOST_BREAKS
            && self.stream.resume(&["tu"], 2).unwrap_or(false);
        if !resumed {
            self.state = State::Over;
        }
        error
    }

    /// Up to the start tag of the body.
    fn begin(&mut self) -> Result<()> {
        loop {
            let depth = self.stream.depth();
            let (name, found, version) = match self.stream.next_item()? {
                Item::Open(tag) => {
                    let all = tag.attributes()?;
                    let version =
                        all.iter().find(|(n, _)| *n == "version").map(|(_, v)| v.to_string());
                    (tag.name().to_string(), attributes(&all, HEADER), version)
                }
                Item::Text(_) | Item::Nothing | Item::Close => continue,
                Item::End => {
                    self.state = State::Over;
                    return Ok(());
                }
            };
            match (depth, name.as_str()) {
                (0, "tmx") => self.header.version = version.unwrap_or_default(),
                (0, _) => {
                    let place = self.stream.place();
                    return Err(Error::new(
                        ErrorKind::Format,
                        format!("this is no TMX but <{name}>"),
                    )
                    .at_line(place.line)
                    .at_column(place.column)
                    .remedy("give a TMX file, or name the format with --from"));
                }
                (_, "header") => self.read_header(found)?,
                (_, "body") => {
                    self.stream.never_nested("tu", self.stream.depth());
                    self.state = State::Between;
                    return Ok(());
                }
                _ => skip(&mut self.stream, "elements with no place in a TMX file, left out")?,
            }
        }
    }

    fn read_header(&mut self, (attributes, foreign): (Attributes, bool)) -> Result<()> {
        if foreign {
            self.stream.note("foreign attributes of the header, left out");
        }
        self.header.attributes = attributes;
        for (name, what) in [
            ("srclang", "header without srclang"),
            ("o-tmf", "header without o-tmf"),
            ("adminlang", "header without adminlang"),
            ("creationtool", "header without creationtool"),
            ("creationtoolversion", "header without creationtoolversion"),
            ("segtype", "header without segtype"),
            ("datatype", "header without datatype"),
        ] {
            if self.header.attribute(name).is_none() {
                self.stream.note(what);
            }
        }
        if self.header.attribute("srclang").is_some_and(|l| l.eq_ignore_ascii_case("*all*")) {
            self.stream.note("source language *all*: each unit may have another");
        }
        loop {
            let child = match self.stream.next_item()? {
                Item::Open(tag) => Child::of(tag.name(), &tag.attributes()?),
                Item::Close | Item::End => return Ok(()),
                Item::Text(_) | Item::Nothing => continue,
            };
            match child {
                Child::Note(named) => {
                    let note = remark(&mut self.stream, named)?;
                    self.header.notes.push(note);
                }
                Child::Prop(named) => {
                    let prop = property(&mut self.stream, named)?;
                    self.header.props.push(prop);
                }
                Child::Encoding(attributes) => {
                    let encoding = self.user_encoding(attributes)?;
                    self.header.encodings.push(encoding);
                }
                _ => skip(&mut self.stream, "elements with no place in a header, left out")?,
            }
        }
    }

    fn user_encoding(&mut self, named: Attributes) -> Result<UserEncoding> {
        let mut encoding = UserEncoding { attributes: named, maps: Vec::new() };
        loop {
            let map = match self.stream.next_item()? {
                Item::Open(tag) if tag.name() == "map" => {
                    Some(attributes(&tag.attributes()?, &["unicode", "code", "ent", "subst"]).0)
                }
                Item::Open(_) => None,
                Item::Close | Item::End => return Ok(encoding),
                Item::Text(_) | Item::Nothing => continue,
            };
            encoding.maps.extend(map);
            skip_rest(&mut self.stream)?;
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Tu>;

    fn next(&mut self) -> Option<Result<Tu>> {
        self.next_unit().transpose()
    }
}
