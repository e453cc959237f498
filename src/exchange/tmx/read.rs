//! A TMX file → its units, one at a time.
//!
//! UTF-8 or UTF-16, plain or gzipped, `lang` or `xml:lang`; constant memory, linear time. What other
//! programs get wrong is put right or passed over and counted with the place of the first case
//! ([`Reader::oddities`]). What is no well-formed XML is an error with its place and costs the unit it stands in: reading
//! goes on with the next one, unless a file is full of such places.

use std::io::Read;
use std::path::Path;

use super::child::{Child, Variant, attributes};
use super::inline::{self, MOST_SEGMENT_BYTES};
use super::model::{Attributes, HEADER, Header, Remark, TU, Tu, Tuv, UserEncoding};
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{self, Item, Oddities, Place, Stream};

/// The longest unit, all its languages, notes and properties together, in bytes.
pub const MOST_UNIT_BYTES: usize = 4 * MOST_SEGMENT_BYTES;

/// Broken places behind which reading goes on; a file with more is no TMX with a fault.
const MOST_BREAKS: u32 = 100;

/// The type that a property without one gets: the DTD asks for one.
const UNTYPED: &str = "x-untyped";

/// A file that is being read.
pub struct Reader<R> {
    stream: Stream<R>,
    header: Header,
    place: Place,
    state: State,
    breaks: u32,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
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

    fn over(mut stream: Stream<R>) -> Result<Self> {
        let place = stream.place();
        let mut reader =
            Reader { stream, header: Header::default(), place, state: State::Body, breaks: 0 };
        reader.begin()?;
        Ok(reader)
    }

    /// What stands before the units.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Where the unit that was returned last begins.
    pub fn place(&self) -> Place {
        self.place
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
        while self.state == State::Body {
            let opened = match self.stream.next_item() {
                Ok(Item::Open(tag)) if tag.name() == "tu" => {
                    Some(tag.attributes().map(|a| attributes(&a, TU)))
                }
                Ok(Item::Open(_)) => None,
                Ok(Item::Text(text)) => {
                    if !text.trim().is_empty() {
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
            self.place = self.stream.place();
            let unit = match opened {
                None => self.skip("elements with no place in a body, left out").map(|()| None),
                Some(found) => found.and_then(|found| self.unit(found)).map(Some),
            };
            match unit {
                Ok(None) => {}
                Ok(unit) => return Ok(unit),
                Err(error) => return Err(self.behind(error)),
            }
        }
        Ok(None)
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
                    return Ok(());
                }
                _ => self.skip("elements with no place in a TMX file, left out")?,
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
                Child::Note(remark) => {
                    let note = self.remark(remark)?;
                    self.header.notes.push(note);
                }
                Child::Prop(remark) => {
                    let prop = self.property(remark)?;
                    self.header.props.push(prop);
                }
                Child::Encoding(attributes) => {
                    let encoding = self.user_encoding(attributes)?;
                    self.header.encodings.push(encoding);
                }
                _ => self.skip("elements with no place in a header, left out")?,
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
            self.skip_rest()?;
        }
    }

    fn unit(&mut self, (attributes, foreign): (Attributes, bool)) -> Result<Tu> {
        if foreign {
            self.stream.note("foreign attributes of units, left out");
        }
        let mut unit = Tu { attributes, ..Tu::default() };
        let mut length = 0;
        loop {
            let child = match self.stream.next_item()? {
                Item::Open(tag) => Child::of(tag.name(), &tag.attributes()?),
                Item::Close | Item::End => break,
                Item::Text(text) => {
                    if !text.trim().is_empty() {
                        self.stream.note("text outside of segments, left out");
                    }
                    continue;
                }
                Item::Nothing => continue,
            };
            match child {
                Child::Note(remark) => {
                    let note = self.remark(remark)?;
                    length += note.text.len();
                    unit.notes.push(note);
                }
                Child::Prop(remark) => {
                    let prop = self.property(remark)?;
                    length += prop.kind.len() + prop.text.len();
                    unit.props.push(prop);
                }
                Child::Variant(found) => {
                    if let Some((variant, bytes)) = self.variant(found)? {
                        length += bytes;
                        unit.variants.push(variant);
                    }
                }
                _ => self.skip("elements with no place in a unit, left out")?,
            }
            if length > MOST_UNIT_BYTES {
                let what = format!("a unit is longer than {} MiB", MOST_UNIT_BYTES >> 20);
                let place = self.place;
                return Err(Error::new(ErrorKind::Format, what)
                    .at_line(place.line)
                    .at_column(place.column));
            }
        }
        self.look_at_languages(&unit);
        Ok(unit)
    }

    fn look_at_languages(&mut self, unit: &Tu) {
        match unit.variants.as_slice() {
            [] => self.stream.note("units without any language"),
            [_] => self.stream.note("units with one language only"),
            [one, other] if one.language.eq_ignore_ascii_case(&other.language) => {
                self.stream.note("units with the same language twice");
            }
            [_, _] => {}
            many => {
                let mut languages: Vec<String> =
                    many.iter().map(|v| v.language.to_ascii_lowercase()).collect();
                languages.sort_unstable();
                languages.dedup();
                if languages.len() < many.len() {
                    self.stream.note("units with the same language twice");
                }
            }
        }
    }

    /// A variant with its length in bytes; `None` if it has no segment.
    fn variant(&mut self, found: Variant) -> Result<Option<(Tuv, usize)>> {
        let Variant { language, attributes, foreign } = found;
        if foreign {
            self.stream.note("foreign attributes of variants, left out");
        }
        let language = language.filter(|l| !l.trim().is_empty()).unwrap_or_else(|| {
            self.stream.note("variants without a language, read as und");
            "und".to_string()
        });
        let mut variant = Tuv { language, attributes, ..Tuv::default() };
        let mut segment = None;
        let mut length = 0;
        loop {
            let child = match self.stream.next_item()? {
                Item::Open(tag) => Child::of(tag.name(), &tag.attributes()?),
                Item::Close | Item::End => break,
                Item::Text(text) => {
                    if !text.trim().is_empty() {
                        self.stream.note("text outside of segments, left out");
                    }
                    continue;
                }
                Item::Nothing => continue,
            };
            if segment.is_some() && matches!(child, Child::Note(_) | Child::Prop(_)) {
                self.stream.note("properties and notes behind their segment");
            }
            match child {
                Child::Note(remark) => {
                    let note = self.remark(remark)?;
                    length += note.text.len();
                    variant.notes.push(note);
                }
                Child::Prop(remark) => {
                    let prop = self.property(remark)?;
                    length += prop.kind.len() + prop.text.len();
                    variant.props.push(prop);
                }
                Child::Segment if segment.is_none() => {
                    let found = inline::read(&mut self.stream)?;
                    length += found.text.len() + found.markup.as_ref().map_or(0, String::len);
                    segment = Some(found);
                }
                Child::Segment => self.skip("second segments of a variant, left out")?,
                _ => self.skip("elements with no place in a variant, left out")?,
            }
        }
        let Some(segment) = segment else {
            self.stream.note("variants without a segment, left out");
            return Ok(None);
        };
        variant.segment = segment;
        Ok(Some((variant, length)))
    }

    /// The rest of a property whose start tag was read.
    fn property(&mut self, mut remark: Remark) -> Result<Remark> {
        if remark.kind.is_empty() {
            self.stream.note("properties without a type, read as x-untyped");
            remark.kind = UNTYPED.to_string();
        }
        self.remark(remark)
    }

    /// The rest of a note or property whose start tag was read.
    fn remark(&mut self, mut remark: Remark) -> Result<Remark> {
        let mut depth = 0;
        loop {
            match self.stream.next_item()? {
                Item::Text(text) => remark.text.push_str(&text),
                Item::Open(_) => {
                    depth += 1;
                    self.stream.note("elements inside notes and properties, their text kept");
                }
                Item::Close if depth == 0 => return Ok(remark),
                Item::Close => depth -= 1,
                Item::Nothing => {}
                Item::End => return Ok(remark),
            }
            if remark.text.len() > MOST_SEGMENT_BYTES {
                let place = self.stream.place();
                let what =
                    format!("a note or property is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
                return Err(Error::new(ErrorKind::Format, what)
                    .at_line(place.line)
                    .at_column(place.column));
            }
        }
    }

    /// Passes over the element whose start tag was read last.
    fn skip(&mut self, why: &'static str) -> Result<()> {
        self.stream.note(why);
        self.skip_rest()
    }

    fn skip_rest(&mut self) -> Result<()> {
        let mut depth = 0;
        loop {
            match self.stream.next_item()? {
                Item::Open(_) => depth += 1,
                Item::Close if depth == 0 => return Ok(()),
                Item::Close => depth -= 1,
                Item::Text(_) | Item::Nothing => {}
                Item::End => return Ok(()),
            }
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Tu>;

    fn next(&mut self) -> Option<Result<Tu>> {
        self.next_unit().transpose()
    }
}
