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
use crate::xml::plain::Plain;
use crate::xml::stream::{self, Item, Items, Oddities, Place, Stream, is_blank};

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
            let place = self.stream.place();
            self.place = Some(place);
            let read = match opened {
                None => skip(&mut self.stream, "elements with no place in a body, left out")
                    .map(|()| None),
                Some(found) => found
                    .and_then(|found| unit(&mut self.stream, found))
                    .map_err(|e| if e.line().is_none() { at(e, place) } else { e })
                    .map(Some),
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
                Child::Note(remark) => {
                    let note = read_remark(&mut self.stream, remark)?;
                    self.header.notes.push(note);
                }
                Child::Prop(remark) => {
                    let prop = property(&mut self.stream, remark)?;
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

/// The rest of a unit whose start tag was read. A fault of the whole unit has no place.
fn unit(items: &mut impl Items, (attributes, foreign): (Attributes, bool)) -> Result<Tu> {
    if foreign {
        items.note("foreign attributes of units, left out");
    }
    let mut unit = Tu { attributes, variants: Vec::with_capacity(2), ..Tu::default() };
    let mut length = 0;
    loop {
        let child = match items.next_item()? {
            Item::Open(tag) => Child::of(tag.name(), &tag.attributes()?),
            Item::Close | Item::End => break,
            Item::Text(text) => {
                if !is_blank(&text) {
                    items.note("text outside of segments, left out");
                }
                continue;
            }
            Item::Nothing => continue,
        };
        match child {
            Child::Note(remark) => {
                let note = read_remark(items, remark)?;
                length += note.text.len();
                unit.notes.push(note);
            }
            Child::Prop(remark) => {
                let prop = property(items, remark)?;
                length += prop.kind.len() + prop.text.len();
                unit.props.push(prop);
            }
            Child::Variant(found) => {
                if let Some((variant, bytes)) = variant(items, found)? {
                    length += bytes;
                    unit.variants.push(variant);
                }
            }
            _ => skip(items, "elements with no place in a unit, left out")?,
        }
        if length > MOST_UNIT_BYTES {
            let what = format!("a unit is longer than {} MiB", MOST_UNIT_BYTES >> 20);
            return Err(Error::new(ErrorKind::Format, what));
        }
    }
    look_at_languages(items, &unit);
    Ok(unit)
}

fn look_at_languages(items: &mut impl Items, unit: &Tu) {
    match unit.variants.as_slice() {
        [] => items.note("units without any language"),
        [_] => items.note("units with one language only"),
        [one, other] if one.language.eq_ignore_ascii_case(&other.language) => {
            items.note("units with the same language twice");
        }
        [_, _] => {}
        many => {
            let mut languages: Vec<String> =
                many.iter().map(|v| v.language.to_ascii_lowercase()).collect();
            languages.sort_unstable();
            languages.dedup();
            if languages.len() < many.len() {
                items.note("units with the same language twice");
            }
        }
    }
}

/// A variant with its length in bytes; `None` if it has no segment.
fn variant(items: &mut impl Items, found: Variant) -> Result<Option<(Tuv, usize)>> {
    let Variant { language, attributes, foreign } = found;
    if foreign {
        items.note("foreign attributes of variants, left out");
    }
    let language = language.filter(|l| !is_blank(l)).unwrap_or_else(|| {
        items.note("variants without a language, read as und");
        "und".to_string()
    });
    let mut variant = Tuv { language, attributes, ..Tuv::default() };
    let mut segment = None;
    let mut length = 0;
    loop {
        let child = match items.next_item()? {
            Item::Open(tag) => Child::of(tag.name(), &tag.attributes()?),
            Item::Close | Item::End => break,
            Item::Text(text) => {
                if !is_blank(&text) {
                    items.note("text outside of segments, left out");
                }
                continue;
            }
            Item::Nothing => continue,
        };
        if segment.is_some() && matches!(child, Child::Note(_) | Child::Prop(_)) {
            items.note("properties and notes behind their segment");
        }
        match child {
            Child::Note(remark) => {
                let note = read_remark(items, remark)?;
                length += note.text.len();
                variant.notes.push(note);
            }
            Child::Prop(remark) => {
                let prop = property(items, remark)?;
                length += prop.kind.len() + prop.text.len();
                variant.props.push(prop);
            }
            Child::Segment if segment.is_none() => {
                let found = inline::read(items)?;
                length += found.text.len() + found.markup.as_ref().map_or(0, String::len);
                segment = Some(found);
            }
            Child::Segment => skip(items, "second segments of a variant, left out")?,
            _ => skip(items, "elements with no place in a variant, left out")?,
        }
    }
    let Some(segment) = segment else {
        items.note("variants without a segment, left out");
        return Ok(None);
    };
    variant.segment = segment;
    Ok(Some((variant, length)))
}

/// The rest of a property whose start tag was read.
fn property(items: &mut impl Items, mut remark: Remark) -> Result<Remark> {
    if remark.kind.is_empty() {
        items.note("properties without a type, read as x-untyped");
        remark.kind = UNTYPED.to_string();
    }
    read_remark(items, remark)
}

/// The rest of a note or property whose start tag was read.
fn read_remark(items: &mut impl Items, mut remark: Remark) -> Result<Remark> {
    let mut depth = 0;
    loop {
        match items.next_item()? {
            Item::Text(text) if remark.text.is_empty() => remark.text = text.into_owned(),
            Item::Text(text) => remark.text.push_str(&text),
            Item::Open(_) => {
                depth += 1;
                items.note("elements inside notes and properties, their text kept");
            }
            Item::Close if depth == 0 => return Ok(remark),
            Item::Close => depth -= 1,
            Item::Nothing => {}
            Item::End => return Ok(remark),
        }
        if remark.text.len() > MOST_SEGMENT_BYTES {
            let place = items.place();
            let what =
                format!("a note or property is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
            return Err(Error::new(ErrorKind::Format, what)
                .at_line(place.line)
                .at_column(place.column));
        }
    }
}

/// Passes over the element whose start tag was read last.
fn skip(items: &mut impl Items, why: &'static str) -> Result<()> {
    items.note(why);
    skip_rest(items)
}

fn skip_rest(items: &mut impl Items) -> Result<()> {
    let mut depth = 0;
    loop {
        match items.next_item()? {
            Item::Open(_) => depth += 1,
            Item::Close if depth == 0 => return Ok(()),
            Item::Close => depth -= 1,
            Item::Text(_) | Item::Nothing => {}
            Item::End => return Ok(()),
        }
    }
}
/// `error` at `place`.
fn at(error: Error, place: Place) -> Error {
    error.at_line(place.line).at_column(place.column)
}
