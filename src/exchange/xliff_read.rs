//! XLIFF 1.2 and 2.x → units: every segment that has a translation.
//!
//! One segment is a `trans-unit` (1.2), a `mrk` of the type `seg` in it, or a `segment` (2.x). Inline codes
//! become those of TMX: a pair (`g`, `pc`, `bx`/`ex`, `sc`/`ec`, `bpt`/`ept`) `bpt` and `ept`, a single one `ph` or `it`,
//! with the same number on both sides where they have the same id. A fault in the XML costs the unit it stands in.
//! Constant memory.

use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;

use super::tmx::inline::MOST_SEGMENT_BYTES;
use super::tmx::model::Segment;
use super::xliff_content::{Codes, Marked, content, get, owned};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::{Origin, Segment as Side, Status, Unit};
use crate::xml::stream::{self, Item, Oddities, Place, Stream};

/// Broken places behind which reading goes on.
const MOST_BREAKS: u32 = 100;

/// A file that is being read.
pub struct Reader<R> {
    stream: Stream<R>,
    source_language: String,
    target_language: String,
    document: String,
    ready: VecDeque<Unit>,
    place: Place,
    seen_root: bool,
    over: bool,
    breaks: u32,
}

/// A `trans-unit` or `unit` under way.
#[derive(Default)]
struct Open {
    id: String,
    sources: Marked,
    whole_source: Option<Marked>,
    targets: Marked,
    states: Vec<Status>,
    notes: Vec<String>,
    confidence: Option<f64>,
    origin: Option<String>,
    codes: Codes,
    approved: bool,
}

/// Opens a file.
///
/// # Errors
/// [`ErrorKind::Io`], [`ErrorKind::Encoding`].
pub fn open(path: &Path) -> Result<Reader<Box<dyn Read + Send>>> {
    stream::open(path).map(Reader::over)
}

impl<R: Read> Reader<R> {
    /// Begins to read `bytes`.
    ///
    /// # Errors
    /// As [`open`].
    pub fn new(bytes: R) -> Result<Self> {
        Stream::new(bytes).map(Reader::over)
    }

    fn over(mut stream: Stream<R>) -> Self {
        let place = stream.place();
        Reader {
            stream,
            source_language: String::new(),
            target_language: String::new(),
            document: String::new(),
            ready: VecDeque::new(),
            place,
            seen_root: false,
            over: false,
            breaks: 0,
        }
    }

    /// Where the unit that was returned last begins.
    pub fn place(&self) -> Place {
        self.place
    }

    /// What was put right or passed over so far.
    pub fn oddities(&mut self) -> Oddities {
        self.stream.oddities()
    }

    /// The next translated segment; `None` behind the last.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] with line and column for what is no XML or no XLIFF. The units behind a fault still come,
    /// where there are such.
    pub fn next_unit(&mut self) -> Result<Option<Unit>> {
        loop {
            if let Some(unit) = self.ready.pop_front() {
                return Ok(Some(unit));
            }
            if self.over {
                return Ok(None);
            }
            if let Err(error) = self.step() {
                self.breaks += 1;
                // What the root says is known; a file or unit is whole by itself.
                let resumed = self.seen_root
                    && error.kind() == ErrorKind::Format
                    && self.breaks < MOST_BREAKS
                    && self.stream.resume(&["file", "trans-unit", "unit"], 1).unwrap_or(false);
                self.over = !resumed;
                return Err(error);
            }
        }
    }

    fn step(&mut self) -> Result<()> {
        let (name, attributes) = match self.stream.next_item()? {
            Item::Open(tag) => (tag.name().to_string(), owned(&tag.attributes()?)),
            Item::Text(_) | Item::Nothing | Item::Close => return Ok(()),
            Item::End => {
                self.over = true;
                return Ok(());
            }
        };
        let get = |name: &str| get(&attributes, name);
        match name.as_str() {
            "xliff" => {
                self.seen_root = true;
                self.source_language = get("srcLang").unwrap_or_default();
                self.target_language = get("trgLang").unwrap_or_default();
            }
            _ if !self.seen_root => {
                let place = self.stream.place();
                return Err(Error::new(
                    ErrorKind::Format,
                    format!("this is no XLIFF but <{name}>"),
                )
                .at_line(place.line)
                .at_column(place.column)
                .remedy("give an XLIFF file, or name the format with --from"));
            }
            "file" => {
                self.document = get("original").or_else(|| get("id")).unwrap_or_default();
                if let Some(language) = get("source-language") {
                    self.source_language = language;
                }
                if let Some(language) = get("target-language") {
                    self.target_language = language;
                }
            }
            "trans-unit" | "unit" => {
                self.place = self.stream.place();
                let open = Open {
                    id: get("id").unwrap_or_default(),
                    approved: get("approved").as_deref() == Some("yes"),
                    ..Open::default()
                };
                self.unit(open)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Everything up to the end of a unit.
    fn unit(&mut self, mut open: Open) -> Result<()> {
        let mut depth = 0;
        // 2.x: the state stands on the segment, its number pairs source and target.
        let mut segment = 0;
        let mut state = None;
        let mut aside = 0;
        loop {
            let (name, attributes) = match self.stream.next_item()? {
                Item::Open(tag) => (tag.name().to_string(), owned(&tag.attributes()?)),
                Item::Close if depth == 0 => break,
                Item::Close => {
                    depth -= 1;
                    if aside > depth {
                        aside = 0;
                    }
                    continue;
                }
                Item::End => break,
                Item::Text(_) | Item::Nothing => continue,
            };
            depth += 1;
            if aside > 0 {
                continue;
            }
            match name.as_str() {
                "alt-trans" | "match" => {
                    let quality = get(&attributes, "match-quality")
                        .or_else(|| get(&attributes, "matchQuality"));
                    let value =
                        quality.and_then(|q| q.trim_end_matches('%').trim().parse::<f64>().ok());
                    open.confidence =
                        open.confidence.or(value.map(|v| (v / 100.0).clamp(0.0, 1.0)));
                    open.origin = open.origin.take().or_else(|| get(&attributes, "origin"));
                    aside = depth;
                }
                "bin-source" | "bin-target" | "glossary" | "ignorable" => aside = depth,
                "data" => {
                    let text = self.text()?;
                    depth -= 1;
                    if let Some(id) = get(&attributes, "id") {
                        open.codes.data.insert(id, text);
                    }
                }
                "segment" => {
                    segment += 1;
                    state = get(&attributes, "state");
                }
                "source" | "seg-source" | "target" => {
                    let found = content(&mut self.stream, &mut open.codes)?;
                    depth -= 1;
                    let named = |marked: Marked| -> Marked {
                        marked
                            .into_iter()
                            .map(|(mark, s)| {
                                (if segment > 0 { format!("{segment}") } else { mark }, s)
                            })
                            .collect()
                    };
                    match name.as_str() {
                        "seg-source" => open.sources = found,
                        "source" if segment > 0 => open.sources.extend(named(found)),
                        "source" => open.whole_source = Some(found),
                        _ => {
                            let state = get(&attributes, "state").or_else(|| state.take());
                            let found = named(found);
                            open.states.extend(
                                found.iter().map(|_| status(state.as_deref(), open.approved)),
                            );
                            open.targets.extend(found);
                        }
                    }
                }
                "note" => {
                    let text = self.text()?;
                    depth -= 1;
                    open.notes.extend(Some(text).filter(|t| !t.trim().is_empty()));
                }
                _ => {}
            }
        }
        self.finish(open);
        Ok(())
    }

    fn finish(&mut self, mut open: Open) {
        if open.sources.is_empty() {
            open.sources = open.whole_source.take().unwrap_or_default();
        } else if let Some(whole) = open.whole_source.take()
            && open.targets.iter().any(|(mark, _)| mark.is_empty())
        {
            open.sources.extend(whole);
        }
        if open.targets.is_empty() {
            self.stream.note("segments without a translation, left out");
        }
        for ((mark, target), status) in open.targets.into_iter().zip(open.states) {
            if target.text.is_empty() && target.markup.is_none() {
                self.stream.note("segments without a translation, left out");
                continue;
            }
            let Some((_, source)) = open.sources.iter().find(|(m, _)| *m == mark) else {
                self.stream.note("translations without a source, left out");
                continue;
            };
            let id = if mark.is_empty() { open.id.clone() } else { format!("{}/{mark}", open.id) };
            let document = open.origin.clone().unwrap_or_else(|| self.document.clone());
            self.ready.push_back(Unit {
                source: side(&self.source_language, source.clone()),
                target: side(&self.target_language, target),
                status,
                confidence: open.confidence,
                notes: open.notes.clone(),
                properties: Some(id)
                    .filter(|id| !id.is_empty())
                    .map(|id| ("id".to_string(), id))
                    .into_iter()
                    .collect(),
                origins: Some(document)
                    .filter(|d| !d.is_empty())
                    .map(|document| Origin { document, ..Origin::default() })
                    .into_iter()
                    .collect(),
                ..Unit::default()
            });
        }
    }

    fn text(&mut self) -> Result<String> {
        let (mut out, mut depth) = (String::new(), 0);
        loop {
            if out.len() > MOST_SEGMENT_BYTES {
                let place = self.stream.place();
                let what = format!("a text is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
                return Err(Error::new(ErrorKind::Format, what)
                    .at_line(place.line)
                    .at_column(place.column));
            }
            match self.stream.next_item()? {
                Item::Text(text) => out.push_str(&text),
                Item::Open(_) => depth += 1,
                Item::Close if depth == 0 => return Ok(out),
                Item::Close => depth -= 1,
                Item::Nothing => {}
                Item::End => return Ok(out),
            }
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Unit>;

    fn next(&mut self) -> Option<Result<Unit>> {
        self.next_unit().transpose()
    }
}

fn side(language: &str, segment: Segment) -> Side {
    Side { language: language.to_string(), text: segment.text, markup: segment.markup }
}

/// How far a state says that a translation has been checked.
fn status(state: Option<&str>, approved: bool) -> Status {
    match state {
        _ if approved => Status::Confirmed,
        Some("final" | "signed-off") => Status::Confirmed,
        Some(state) if state.starts_with("needs") || matches!(state, "new" | "initial") => {
            Status::Aligned
        }
        _ => Status::Reviewed,
    }
}
