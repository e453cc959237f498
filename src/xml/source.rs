//! Bytes of any encoding → UTF-8, a block at a time, with the place of what was taken.
//!
//! The encoding is that of a byte-order mark, else UTF-16 if the zero bytes show it, else the one that the XML
//! declaration names, else UTF-8. Gzip is unpacked. Bytes that the encoding does not have become
//! U+FFFD and are counted: one damaged byte must not cost a whole memory. Memory is constant, and what
//! is taken between two calls of [`Source::mark`] is bounded, so that no single piece of a document
//! can fill it.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_8};

use super::encoding::detect;
pub use super::place::Place;
use crate::error::Error;

/// Bytes decoded at a time.
const BLOCK_BYTES: usize = 128 * 1024;

/// What stands for an undecodable place.
const REPLACEMENT: &str = "\u{FFFD}";

/// Damaged places from which a text counts as being in another encoding, if there is one in fewer than
/// [`DAMAGE_EVERY_BYTES`].
const MOST_DAMAGE: u64 = 200;
const DAMAGE_EVERY_BYTES: u64 = 50;

/// UTF-8 text decoded from a reader.
pub struct Source<R> {
    /// `None` once another has taken over.
    inner: Option<R>,
    decoder: Decoder,
    raw: Box<[u8]>,
    raw_at: usize,
    raw_end: usize,
    /// What was decoded last.
    text: String,
    text_at: usize,
    ended: bool,
    /// How far into the block places are known, and the place there.
    known_at: usize,
    known: Place,
    /// Where the piece began; its place, once its block is gone.
    mark_at: usize,
    marked: Option<Place>,
    taken: usize,
    limit: usize,
    over_limit: bool,
    damaged: u64,
    first_damaged: Option<Place>,
    decoded: u64,
    contradiction: Option<String>,
    /// What is to come again before the rest, and where it stands.
    again: Vec<u8>,
    again_at: usize,
    again_place: Place,
}

/// A source of either plain or gzipped bytes.
pub type AnySource = Source<Box<dyn Read + Send>>;

/// The bytes of `inner`, unpacked if they are gzip.
///
/// # Errors
/// What reading returns.
pub fn unpacked(mut inner: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut head = [0; 2];
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match inner.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    let start = head.get(..filled).unwrap_or_default().to_vec();
    let packed = start == [0x1F, 0x8B];
    let whole = io::Cursor::new(start).chain(inner);
    Ok(if packed {
        Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, whole)))
    } else {
        Box::new(whole)
    })
}

impl<R: Read> Source<R> {
    /// A source over `inner`; no piece between two marks may be longer than `limit` bytes of UTF-8.
    ///
    /// # Errors
    /// What reading returns; [`ErrorKind::Encoding`] for a declared encoding that nobody knows.
    pub fn new(inner: R, limit: usize) -> Result<Self, Error> {
        Source::with_block(inner, limit, BLOCK_BYTES)
    }

    /// The same, decoding `block` bytes at a time.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_block(inner: R, limit: usize, block: usize) -> Result<Self, Error> {
        let mut source = Source {
            inner: Some(inner),
            decoder: UTF_8.new_decoder_without_bom_handling(),
            raw: vec![0; block].into_boxed_slice(),
            raw_at: 0,
            raw_end: 0,
            text: String::with_capacity(block * 3 + REPLACEMENT.len()),
            text_at: 0,
            ended: false,
            known_at: 0,
            known: Place::START,
            mark_at: 0,
            marked: None,
            taken: 0,
            limit,
            over_limit: false,
            damaged: 0,
            first_damaged: None,
            decoded: 0,
            contradiction: None,
            again: Vec::new(),
            again_at: 0,
            again_place: Place::START,
        };
        // A short first read must not hide the declaration.
        while source.raw_end < 1024 && source.read_more().map_err(|e| Error::io("input", e))? {}
        let head = source.raw.get(..source.raw_end).unwrap_or_default();
        let (encoding, skip, contradiction) = detect(head)?;
        source.raw_at = skip;
        source.decoder = encoding.new_decoder_without_bom_handling();
        source.contradiction = contradiction;
        Ok(source)
    }

    /// Begins a new piece.
    pub fn mark(&mut self) {
        self.taken = 0;
        self.mark_at = self.text_at;
        self.marked = (self.again_at < self.again.len()).then_some(self.again_place);
    }

    /// The rest of the document as a source of its own; nothing is left here.
    pub fn hand_over(&mut self) -> Source<R> {
        Source {
            inner: self.inner.take(),
            decoder: std::mem::replace(&mut self.decoder, UTF_8.new_decoder_without_bom_handling()),
            raw: std::mem::take(&mut self.raw),
            text: std::mem::take(&mut self.text),
            contradiction: self.contradiction.take(),
            again: std::mem::take(&mut self.again),
            ended: std::mem::replace(&mut self.ended, true),
            text_at: std::mem::take(&mut self.text_at),
            known_at: std::mem::take(&mut self.known_at),
            mark_at: std::mem::take(&mut self.mark_at),
            ..*self
        }
    }

    /// Lets `text`, which was taken last, come again.
    pub fn give_back(&mut self, text: &str) {
        self.again_place = self.place();
        (self.again, self.again_at) = (text.as_bytes().to_vec(), 0);
    }

    /// Passes over everything up to the next start tag of one of `names`, which then comes next; `false` where there
    /// is none up to the end.
    ///
    /// # Errors
    /// What reading returns.
    pub fn skip_to(&mut self, names: &[&str]) -> io::Result<bool> {
        /// The longest name that is looked for.
        const MOST_NAME_BYTES: usize = 32;
        self.over_limit = false;
        // What stands behind the last `<`, as long as it can be a name.
        let mut name: Option<Vec<u8>> = None;
        loop {
            self.mark();
            let block = self.fill_buf()?;
            if block.is_empty() {
                return Ok(false);
            }
            let mut used = 0;
            let mut found = false;
            for &byte in block {
                let ends = byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
                match &mut name {
                    Some(name) if ends && names.iter().any(|n| n.as_bytes() == name.as_slice()) => {
                        found = true;
                        break;
                    }
                    Some(name) if !ends && byte != b'<' && name.len() < MOST_NAME_BYTES => {
                        name.push(byte)
                    }
                    _ => name = (byte == b'<').then(Vec::new),
                }
                used += 1;
            }
            self.consume(used);
            if found && let Some(name) = name {
                let rest = self.again.get(self.again_at..).unwrap_or_default().to_vec();
                if rest.is_empty() {
                    self.again_place = self.count_to(self.text_at);
                    let column = &mut self.again_place.column;
                    *column = column.saturating_sub(1 + name.len() as u64);
                }
                self.again = [b"<".as_slice(), &name, &rest].concat();
                self.again_at = 0;
                self.mark();
                return Ok(true);
            }
        }
    }

    /// What is decoded already and not taken.
    pub fn ahead(&self) -> &str {
        if self.again_at < self.again.len() || self.taken > self.limit {
            return "";
        }
        self.text.get(self.text_at..).unwrap_or_default()
    }

    /// Where the piece begins. Each byte is counted at most once, however often this is asked.
    pub fn place(&mut self) -> Place {
        match self.marked {
            Some(place) => place,
            None => self.count_to(self.mark_at),
        }
    }

    fn count_to(&mut self, at: usize) -> Place {
        self.known.pass(self.text.as_bytes().get(self.known_at..at).unwrap_or_default());
        self.known_at = self.known_at.max(at);
        self.known
    }

    /// Whether reading failed because a piece was longer than the limit.
    pub fn is_over_limit(&self) -> bool {
        self.over_limit
    }

    /// Places that were undecodable so far, with the first of them.
    pub fn damaged(&self) -> Option<(u64, Place)> {
        self.first_damaged.map(|place| (self.damaged, place))
    }

    /// What the declaration says against the bytes, if it does.
    pub fn contradiction(&self) -> Option<&str> {
        self.contradiction.as_deref()
    }

    /// Name of the encoding.
    pub fn encoding(&self) -> &'static str {
        self.decoder.encoding().name()
    }

    fn read_more(&mut self) -> io::Result<bool> {
        let Some(free) = self.raw.get_mut(self.raw_end..).filter(|free| !free.is_empty()) else {
            return Ok(false);
        };
        let Some(inner) = &mut self.inner else { return Ok(false) };
        loop {
            match inner.read(free) {
                Ok(count) => {
                    self.raw_end += count;
                    return Ok(count > 0);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// Decodes another block; nothing is left to be taken when this is called.
    fn refill(&mut self) -> io::Result<()> {
        self.marked = Some(self.place());
        self.count_to(self.text.len());
        (self.text_at, self.known_at) = (0, 0);
        self.text.clear();
        while self.text.is_empty() && !self.ended {
            if self.raw_at >= self.raw_end {
                (self.raw_at, self.raw_end) = (0, 0);
                self.read_more()?;
            }
            let input = self.raw.get(self.raw_at..self.raw_end).unwrap_or_default();
            let last = input.is_empty();
            let (result, read) =
                self.decoder.decode_to_string_without_replacement(input, &mut self.text, last);
            self.raw_at += read;
            self.decoded += read as u64;
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.replace()?,
            }
        }
        Ok(())
    }

    /// Puts a replacement behind what was decoded last.
    fn replace(&mut self) -> io::Result<()> {
        let mut place = self.known;
        place.pass(self.text.as_bytes());
        self.text.push_str(REPLACEMENT);
        self.first_damaged.get_or_insert(place);
        self.damaged += 1;
        if self.damaged > MOST_DAMAGE && self.decoded / self.damaged < DAMAGE_EVERY_BYTES {
            let what = format!("these bytes are not {}", self.encoding());
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(())
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(out.len());
        for (to, from) in out.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken > self.limit {
            self.over_limit = true;
            return Err(io::Error::other("a piece of the document is too long"));
        }
        if self.again_at < self.again.len() {
            return Ok(self.again.get(self.again_at..).unwrap_or_default());
        }
        if self.text_at >= self.text.len() {
            self.refill()?;
        }
        Ok(self.text.as_bytes().get(self.text_at..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        if self.again_at < self.again.len() {
            self.again_at = (self.again_at + count).min(self.again.len());
            self.taken += count;
            return;
        }
        let end = (self.text_at + count).min(self.text.len());
        self.taken += end - self.text_at;
        self.text_at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Source<&[u8]>) {
        let mut source = Source::new(bytes, usize::MAX).expect("an encoding");
        let mut out = String::new();
        source.read_to_string(&mut out).expect("UTF-8");
        (out, source)
    }

    #[test]
    fn every_way_to_write_a_document_reads_the_same() {
        let plain = "<?xml version=\"1.0\" encoding=\"LABEL\"?>\n<a>سلام 🕊</a>";
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let text = format!(
                "{}{}",
                if mark { "\u{FEFF}" } else { "" },
                plain.replace("LABEL", "UTF-16")
            );
            text.encode_utf16()
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect()
        };
        let cases = [
            ("UTF-8", plain.replace("LABEL", "utf-8").into_bytes()),
            ("UTF-8", format!("\u{FEFF}{}", plain.replace("LABEL", "utf-8")).into_bytes()),
            ("UTF-16LE", utf16(false, true)),
            ("UTF-16BE", utf16(true, true)),
            ("UTF-16LE", utf16(false, false)),
            ("UTF-16BE", utf16(true, false)),
            ("UTF-8", plain.replace("LABEL", "UTF-16").into_bytes()),
        ];
        for (name, bytes) in cases {
            let (out, source) = text(&bytes);
            assert!(out.ends_with("<a>سلام 🕊</a>"), "{name}: {out}");
            assert_eq!((source.encoding(), source.damaged()), (name, None));
        }
        let cyrillic = b"<?xml version='1.0' encoding='windows-1256'?><a>\xD3\xE1\xC7\xE3</a>";
        assert!(text(cyrillic).0.ends_with("<a>سلام</a>"));
    }

    #[test]
    fn damage_is_counted_with_its_place() {
        let (out, source) = text(b"<a>\nab\xFFc\xFE</a>");
        assert_eq!(out, "<a>\nab\u{FFFD}c\u{FFFD}</a>");
        assert_eq!(source.damaged(), Some((2, Place { line: 2, column: 3 })));
        assert!(Source::new(&b"<?xml encoding='klingon'?>"[..], 10).is_err());
    }

    #[test]
    fn what_is_looked_for_is_found_wherever_blocks_end() {
        for pad in 0..130 {
            let before = format!("<a>{}{}<tub/>", "x".repeat(pad), "é<tuv>".repeat(10));
            let text = format!("{before}<tu\n x=\"1\">rest");
            let mut source =
                Source::with_block(text.as_bytes(), usize::MAX, 64).expect("an encoding");
            assert!(source.skip_to(&["tu", "unit"]).expect("readable"));
            let column = before.chars().count() as u64 + 1;
            assert_eq!(source.place(), Place { line: 1, column }, "{pad}");
            let mut source = source.hand_over();
            let mut rest = String::new();
            source.read_to_string(&mut rest).expect("UTF-8");
            assert_eq!(rest, "<tu\n x=\"1\">rest", "{pad}");
            assert!(!source.skip_to(&["tu"]).expect("readable"));
        }
    }

    #[test]
    fn a_long_piece_is_refused() {
        let bytes = vec![b'x'; 1_000_000];
        let mut source = Source::new(bytes.as_slice(), 300_000).expect("an encoding");
        assert!(source.read_to_string(&mut String::new()).is_err());
        assert!(source.is_over_limit());
    }
}
