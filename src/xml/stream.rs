//! A document of any size, one tag or piece of text at a time.
//!
//! Constant memory, linear time. Only the five entities of XML itself and character references are
//! resolved; any other is kept as it is written (`&name;`) and counted, a document type is passed over
//! and nothing is ever fetched: an entity bomb is a few words of text here. What XML forbids yet
//! real files hold (control characters, references to surrogates, a bare `&`) is left out or read as it stands, and
//! counted. Behind anything worse a reader may go on with the next element of its choice: [`Stream::resume`].

use std::borrow::Cow;
use std::io::{BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::item::local;
pub use super::item::{Item, Items, Tag, TagAttributes, is_blank};
pub use super::oddity::{Oddities, Oddity};
use super::plain::may_be_illegal;
use super::reference::Reference;
pub use super::source::Place;
use super::source::{AnySource, Source, unpacked};
use super::{MOST_DEPTH, is_legal, wrong_at as wrong};
use crate::error::{Error, ErrorKind, Result};

/// The longest tag, comment or text without a tag inside, in bytes of UTF-8.
pub const MOST_PIECE_BYTES: usize = 4 << 20;

/// The longest tag: comparing its attributes with each other must not take long.
pub(super) const MOST_TAG_BYTES: usize = 64 << 10;

/// A document that is read from its start to its end.
pub struct Stream<R> {
    reader: Reader<Source<R>>,
    buffer: Vec<u8>,
    depth: usize,
    seen_root: bool,
    surrogate: Option<u16>,
    /// An element that never stands in another of its name, and the depth it stands at.
    never_nested: Option<(&'static str, usize)>,
    /// Parts were passed over: what stands around the rest is not known.
    resumed: bool,
    oddities: Oddities,
}

/// The document in a file, unpacked if it is gzipped.
///
/// # Errors
/// [`ErrorKind::Io`]; [`ErrorKind::Encoding`] for a declared encoding that nobody knows.
pub fn open(path: &std::path::Path) -> Result<Stream<Box<dyn Read + Send>>> {
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
    let bytes = unpacked(file).map_err(|e| Error::io(path, e))?;
    let source: AnySource = Source::new(bytes, MOST_PIECE_BYTES).map_err(|e| e.in_file(path))?;
    Ok(Stream::over(source))
}

impl<'a> Stream<&'a [u8]> {
    /// A short document in memory: small buffers only.
    ///
    /// # Errors
    /// As [`open`].
    pub fn of_text(text: &'a str) -> Result<Self> {
        let block = text.len().clamp(64, 1 << 16);
        Source::with_block(text.as_bytes(), MOST_PIECE_BYTES, block).map(Stream::over)
    }
}

impl<R: Read> Stream<R> {
    /// The document that `bytes` holds.
    ///
    /// # Errors
    /// As [`open`].
    pub fn new(bytes: R) -> Result<Self> {
        Source::new(bytes, MOST_PIECE_BYTES).map(Stream::over)
    }

    fn over(mut source: Source<R>) -> Self {
        let place = source.place();
        let mut reader = configured(source);
        let mut oddities = Oddities::default();
        if let Some(what) = reader.get_mut().contradiction() {
            oddities.add(what.to_string(), place);
        }
        Stream {
            reader,
            buffer: Vec::with_capacity(4096),
            depth: 0,
            seen_root: false,
            surrogate: None,
            never_nested: None,
            resumed: false,
            oddities,
        }
    }

    /// From here on an element `name` deeper than `depth` is an error: the one around it was never closed. Behind the
    /// error [`Self::resume`] finds the inner one.
    pub fn never_nested(&mut self, name: &'static str, depth: usize) {
        self.never_nested = Some((name, depth));
    }

    /// After an error: passes over everything up to the next start tag of one of `names`, which is the next item, as
    /// if `depth` elements were open. `false` where there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] and [`ErrorKind::Encoding`], as [`Self::next_item`].
    pub fn resume(&mut self, names: &[&str], depth: usize) -> Result<bool> {
        self.surrogate = None;
        self.resumed = true;
        let mut source = self.reader.get_mut().hand_over();
        let found = source.skip_to(names);
        let found = found.map_err(|e| failure(e.into(), false, source.place()));
        self.reader = configured(source);
        self.reader.config_mut().allow_unmatched_ends = true;
        self.depth = depth;
        found
    }

    /// Where the item that was returned last begins.
    pub fn place(&mut self) -> Place {
        self.reader.get_mut().place()
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Name of the encoding.
    pub fn encoding(&mut self) -> &'static str {
        self.reader.get_mut().encoding()
    }

    /// Counts an oddity at the place of the last item.
    pub fn note(&mut self, what: impl Into<Cow<'static, str>>) {
        let place = self.place();
        self.oddities.add(what, place);
    }

    /// What is decoded already behind the item that was returned last, if that was an end tag or the start tag of an
    /// element with content: a part of the document that another may read and then [`Self::pass`].
    pub fn ahead(&self) -> &str {
        self.reader.get_ref().ahead()
    }

    /// Takes what [`Self::ahead`] gave as read: `before` bytes of white space, then `count` of whole elements, whose
    /// beginning is the place from now on.
    pub fn pass(&mut self, before: usize, count: usize) {
        let source = self.reader.get_mut();
        source.consume(before);
        source.mark();
        source.consume(count);
    }

    /// What was put right or passed over so far.
    pub fn oddities(&mut self) -> Oddities {
        let mut all = self.oddities.clone();
        if let Some((count, first)) = self.reader.get_mut().damaged() {
            let what = format!("undecodable places in {} text, read as U+FFFD", self.encoding());
            all.add_many(what, count, first);
        }
        all
    }

    /// The next item.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] with line and column for what is no well-formed XML, for elements nested
    /// deeper than 64 and pieces longer than [`MOST_PIECE_BYTES`]; [`ErrorKind::Io`].
    pub fn next_item(&mut self) -> Result<Item<'_>> {
        self.buffer.clear();
        self.reader.get_mut().mark();
        let high = self.surrogate.take();
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let source = self.reader.get_mut();
                return Err(failure(error, source.is_over_limit(), source.place()));
            }
        };
        let source = self.reader.get_mut();
        if let Event::GeneralRef(reference) = &event
            && let Reference::Surrogate(unit) = Reference::of(reference)
        {
            // Some programs write a character beyond U+FFFF as its two UTF-16 halves.
            let pair = high.map(|high| char::decode_utf16([high, unit]).next());
            if let Some(Some(Ok(c))) = pair {
                return Ok(Item::Text(Cow::Owned(c.to_string())));
            }
            if high.is_some() || unit >= 0xDC00 {
                self.oddities.add(ALONE, source.place());
            }
            self.surrogate = Some(unit).filter(|&unit| unit < 0xDC00);
            return Ok(Item::Nothing);
        }
        if high.is_some() {
            self.oddities.add(ALONE, source.place());
        }
        match event {
            // An empty tag comes as a start and an end.
            Event::Start(start) | Event::Empty(start) => {
                if self.depth == 0 && self.seen_root && !self.resumed {
                    return Err(wrong(source.place(), "a second root element"));
                }
                if self.depth >= MOST_DEPTH {
                    return Err(wrong(
                        source.place(),
                        format!("elements are nested deeper than {MOST_DEPTH}"),
                    ));
                }
                if start.len() > MOST_TAG_BYTES {
                    return Err(wrong(
                        source.place(),
                        format!("a tag is longer than {MOST_TAG_BYTES} bytes"),
                    ));
                }
                if let Some((name, depth)) = self.never_nested
                    && self.depth > depth
                    && local(start.name().into_inner()) == name
                {
                    let what = format!("<{name}> inside <{name}>, which was not closed");
                    let error = wrong(source.place(), what);
                    source.give_back(&format!("<{}>", &*start));
                    return Err(error);
                }
                self.depth += 1;
                self.seen_root = true;
                let place =
                    if start.attributes_raw().is_empty() { Place::START } else { source.place() };
                Ok(Item::Open(Tag { start, place: Some(place) }))
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(Item::Close)
            }
            Event::Text(text) => {
                let text = legal(text.xml10_content(), &mut self.oddities, source);
                if self.depth > 0 && text.starts_with('&') {
                    self.oddities
                        .add("signs & that begin no reference, read as they stand", source.place());
                }
                if !self.resumed {
                    outside(self.depth, &text, source)?;
                }
                Ok(Item::Text(text))
            }
            Event::CData(text) => {
                let text = legal(text.xml10_content(), &mut self.oddities, source);
                if !self.resumed {
                    outside(self.depth, &text, source)?;
                }
                Ok(Item::Text(text))
            }
            Event::GeneralRef(reference) => match Reference::of(&reference) {
                _ if self.depth == 0 && !self.resumed => {
                    Err(wrong(source.place(), "text outside the root element"))
                }
                Reference::Character(c) => Ok(Item::Text(Reference::text(c))),
                Reference::Surrogate(_) | Reference::Illegal => {
                    self.oddities
                        .add("references to characters that XML forbids, left out", source.place());
                    Ok(Item::Nothing)
                }
                Reference::Unknown => {
                    self.oddities.add(
                        "entities that XML does not define itself, kept as written",
                        source.place(),
                    );
                    let written = Cow::Owned(format!("&{};", &*reference));
                    Ok(Item::Text(legal(written, &mut self.oddities, source)))
                }
            },
            Event::Eof if self.depth > 0 => {
                Err(wrong(source.place(), "the file ends in the middle of the document")
                    .remedy("it was cut off: get the whole file"))
            }
            Event::Eof if !self.seen_root => {
                Err(Error::new(ErrorKind::Empty, "the file holds no XML")
                    .remedy("give a file that is not empty"))
            }
            Event::Eof => Ok(Item::End),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {
                Ok(Item::Nothing)
            }
        }
    }
}

impl<R: Read> Items for Stream<R> {
    fn next_item(&mut self) -> Result<Item<'_>> {
        Stream::next_item(self)
    }

    fn note(&mut self, what: &'static str) {
        Stream::note(self, what);
    }

    fn place(&mut self) -> Place {
        Stream::place(self)
    }
}

/// A parser that takes a bare `&` for itself: names of firms are full of them.
fn configured<R: Read>(source: Source<R>) -> Reader<Source<R>> {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    reader
}

/// What went wrong in the piece that begins at `place`.
fn failure(error: quick_xml::Error, over_limit: bool, place: Place) -> Error {
    if over_limit {
        let most = MOST_PIECE_BYTES >> 20;
        return wrong(place, format!("a text or tag is longer than {most} MiB"))
            .remedy("split it: no segment is that long");
    }
    match error {
        quick_xml::Error::Io(error) => match error.kind() {
            std::io::ErrorKind::InvalidData => Error::new(ErrorKind::Encoding, error.to_string())
                .remedy("convert the file to UTF-8"),
            _ => Error::new(ErrorKind::Io, error.to_string()),
        }
        .at_line(place.line)
        .at_column(place.column),
        other => wrong(place, other),
    }
}

/// Why a half of a pair is left out.
const ALONE: &str = "references to half a character (a lone surrogate), left out";

/// Refuses text that no element holds.
fn outside<R: Read>(depth: usize, text: &str, source: &mut Source<R>) -> Result<()> {
    if depth == 0 && !text.trim_matches([' ', '\t', '\n', '\r', '\u{FEFF}']).is_empty() {
        return Err(wrong(source.place(), "text outside the root element"));
    }
    Ok(())
}

/// `text` without the characters that XML forbids, which are counted.
fn legal<'a, R: Read>(
    text: Cow<'a, str>,
    oddities: &mut Oddities,
    source: &mut Source<R>,
) -> Cow<'a, str> {
    if !may_be_illegal(&text) {
        return text;
    }
    let illegal = text.chars().filter(|&c| !is_legal(c)).count();
    if illegal == 0 {
        return text;
    }
    let place = source.place();
    for _ in 0..illegal {
        oddities.add("characters that XML forbids, left out", place);
    }
    Cow::Owned(text.chars().filter(|&c| is_legal(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of a document in short: `<a x=1>`, `text`, `>`.
    fn items(bytes: &[u8]) -> (String, Option<Error>, Vec<String>) {
        let mut stream = Stream::new(bytes).expect("an encoding");
        let mut out = String::new();
        let error = loop {
            match stream.next_item() {
                Ok(Item::Open(tag)) => {
                    out.push('<');
                    out.push_str(tag.name());
                    for (name, value) in tag.attributes().expect("attributes") {
                        out.push_str(&format!(" {name}={value}"));
                    }
                    out.push('>');
                }
                Ok(Item::Close) => out.push_str("</>"),
                Ok(Item::Text(text)) => out.push_str(&text),
                Ok(Item::Nothing) => {}
                Ok(Item::End) => break None,
                Err(error) => break Some(error),
            }
        };
        let oddities = stream.oddities().list().iter().map(Oddity::to_string).collect();
        (out, error, oddities)
    }

    #[test]
    fn what_real_files_hold_is_read() {
        for (text, expected, oddities) in [
            ("<a b='1 &amp;&#x41;\n2'>x&lt;<c/><![CDATA[<&]]></a>", "<a b=1 &A 2>x<<c></><&</>", 0),
            ("<x:a xmlns:x='y' lang='ar'>\r\nx\ry</x:a>", "<a xmlns:x=y lang=ar>\nx\ny</>", 0),
            (
                "<!DOCTYPE a [<!ENTITY e \"x\"><!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>&e;&f;</a>",
                "<a>&e;&f;</>",
                1,
            ),
            ("<a>x&#xD83D;&#xDE00;y</a>", "<a>x😀y</>", 0),
            ("<a>x&#xD83D;y&#xDE00;</a>", "<a>xy</>", 1),
            ("<a>&e\u{1};</a>", "<a>&e;</>", 2),
            ("<a>x&#0;&#x1F;&#xFFFF;&#x110000;y\u{0}\u{1}</a>", "<a>xy</>", 2),
            ("<a b='&#xD800;&#1;&e;c'/>", "<a b=&e;c></>", 0),
            ("<a>AT&T, R & D &amp; Q&<b/>&</a>", "<a>AT&T, R & D & Q&<b></>&</>", 1),
        ] {
            let (out, error, found) = items(text.as_bytes());
            assert_eq!((out.as_str(), error.map(|e| e.to_string())), (expected, None), "{text}");
            assert_eq!(found.len(), oddities, "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_xml_is_refused_with_its_place() {
        let deep = "<a>".repeat(100);
        let long = format!("<a>{}</a>", "x".repeat(MOST_PIECE_BYTES * 2));
        let attributes = format!("<a {}/>", "b='' ".repeat(20_000));
        for (text, line, column, what) in [
            ("<a>\n س<b></a>", 2, 6, "`</a>`"),
            ("<a>\n<b>", 2, 4, "cut off"),
            ("<a/>\nx", 1, 5, "outside"),
            ("<a/>\n<b/>", 2, 1, "second root"),
            ("<a>5 < 6</a>", 1, 6, ""),
            ("&<a/>", 1, 1, "outside"),
            ("<a b=1/>", 1, 1, ""),
            ("", 0, 0, "holds no XML"),
            (deep.as_str(), 1, 193, "deeper than 64"),
            (long.as_str(), 1, 4, "longer than 4 MiB"),
            (attributes.as_str(), 1, 1, "tag is longer"),
        ] {
            let mut stream = Stream::new(text.as_bytes()).expect("an encoding");
            let error = loop {
                match stream.next_item() {
                    Ok(Item::Open(tag)) => match tag.attributes() {
                        Ok(_) => {}
                        Err(error) => break error,
                    },
                    Ok(Item::End) => panic!("{text} was read"),
                    Ok(_) => {}
                    Err(error) => break error,
                }
            };
            let place = (error.line().unwrap_or(0), error.column().unwrap_or(0));
            assert_eq!(place, (line, column), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
    }
}
