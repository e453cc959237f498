//! Files ↔ units of a memory, whatever the format: the one way in and the one way out.
//!
//! [`read_units`] finds the format by the content, then by the extension, and gives units one at a time;
//! [`UnitWriter`] writes them. TMX, XLIFF, CSV, TSV and JSON lines are never held in memory as a whole.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use super::lines::{self, Line};
use super::rows::{self, Layout};
use super::tmx::inline::MOST_SEGMENT_BYTES;
pub use super::unit_format::UnitFormat;
use super::{po, records, tmx, xliff_read, xlsx};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::{Segment, Status, Unit};
use crate::text::language::{Language, arabic_share};
use crate::xml::source::{AnySource, Source, unpacked};

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The format; `None` finds it.
    pub format: Option<UnitFormat>,
    /// Language of the source side; a unit that has it on the target side is turned round.
    pub source: Option<Language>,
    /// Language of the target side.
    pub target: Option<Language>,
    /// Leave the inline codes out.
    pub plain: bool,
}

/// Units of a file, in order.
pub struct Units {
    path: PathBuf,
    format: UnitFormat,
    options: ReadOptions,
    inner: Inner,
    line: Option<u64>,
    notes: Vec<String>,
    /// Units whose languages were not asked for.
    other_languages: u64,
    failed: bool,
}

enum Inner {
    Tmx(Box<tmx::read::Reader<Box<dyn Read + Send>>>, tmx::units::Sides, VecDeque<Unit>),
    Xliff(Box<xliff_read::Reader<Box<dyn Read + Send>>>),
    Table(Box<csv::Reader<AnySource>>, Option<Layout>),
    Lines(Box<AnySource>, u64),
    Pair(Box<AnySource>, Box<AnySource>, u64),
    All(std::vec::IntoIter<(u64, Result<Unit>)>),
}

/// The units in the file `path`.
///
/// # Errors
/// [`ErrorKind::Usage`] for a format that cannot be told; [`ErrorKind::Io`], [`ErrorKind::Encoding`],
/// [`ErrorKind::Format`], [`ErrorKind::Empty`].
pub fn read_units(path: &Path, options: &ReadOptions) -> Result<Units> {
    let format = match options.format {
        Some(format) => format,
        None => detect(path)?,
    };
    let mut notes = Vec::new();
    let inner = match format {
        UnitFormat::Tmx => {
            let pair =
                tmx::units::Pair { source: options.source.clone(), target: options.target.clone() };
            let reader = tmx::read::open(path)?;
            let sides = pair.sides(reader.header());
            Inner::Tmx(Box::new(reader), sides, VecDeque::new())
        }
        UnitFormat::Xliff | UnitFormat::Xliff2 => Inner::Xliff(Box::new(xliff_read::open(path)?)),
        UnitFormat::Tsv | UnitFormat::Csv => {
            let tabs = format == UnitFormat::Tsv;
            let mut bytes = source(path)?;
            let delimiter = if tabs {
                b'\t'
            } else {
                // Spreadsheet programs of some countries write semicolons.
                let head = bytes.fill_buf().map_err(|e| Error::io(path, e))?;
                crate::read::delimiter(&String::from_utf8_lossy(head))
            };
            let reader = csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .quoting(!tabs)
                .flexible(true)
                .has_headers(false)
                .from_reader(bytes);
            Inner::Table(Box::new(reader), None)
        }
        UnitFormat::Jsonl => Inner::Lines(Box::new(source(path)?), 0),
        UnitFormat::Moses => {
            let (one, other) = moses_files(path, options)?;
            Inner::Pair(Box::new(source(&one)?), Box::new(source(&other)?), 0)
        }
        UnitFormat::Po => {
            let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
            let decoded = crate::read::decode(&bytes, None).map_err(|e| e.in_file(path))?;
            let (units, untranslated) = po::read(&decoded.text);
            if untranslated > 0 {
                notes.push(format!("{untranslated} entries without a translation, left out"));
            }
            Inner::All(units.into_iter())
        }
        UnitFormat::Xlsx => Inner::All(xlsx::read(path)?.into_iter()),
        UnitFormat::Tbx => {
            let terms = crate::lexicon::terms(path)?;
            let units = terms.into_iter().map(|(arabic, english)| (0, Ok(term(arabic, english))));
            Inner::All(units.collect::<Vec<_>>().into_iter())
        }
    };
    Ok(Units {
        path: path.to_path_buf(),
        format,
        options: options.clone(),
        inner,
        line: None,
        notes,
        other_languages: 0,
        failed: false,
    })
}

fn term(arabic: String, english: String) -> Unit {
    let side =
        |language: &str, text| Segment { language: language.to_string(), text, markup: None };
    Unit {
        source: side("ar", arabic),
        target: side("en", english),
        status: Status::Reviewed,
        ..Unit::default()
    }
}

fn source(path: &Path) -> Result<AnySource> {
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
    let bytes = unpacked(file).map_err(|e| Error::io(path, e))?;
    Source::new(bytes, usize::MAX).map_err(|e| e.in_file(path))
}

/// The two files that `path`, one of them or what their names have in common, stands for.
pub fn moses_files(path: &Path, options: &ReadOptions) -> Result<(PathBuf, PathBuf)> {
    let code = |language: &Option<Language>, default: &str| {
        language.as_ref().map_or(default.to_string(), |l| l.code().to_string())
    };
    let (source, target) = (code(&options.source, "ar"), code(&options.target, "en"));
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let stem = match extension {
        Some(extension) if extension == source || extension == target => path.with_extension(""),
        _ => path.to_path_buf(),
    };
    // Names that are no text are kept byte for byte.
    let with = |code: &str| {
        let mut name = stem.clone().into_os_string();
        name.push(".");
        name.push(code);
        PathBuf::from(name)
    };
    Ok((with(&source), with(&target)))
}

/// The format by the first bytes, then by the name.
fn detect(path: &Path) -> Result<UnitFormat> {
    let by_name = UnitFormat::of_path(path);
    if by_name == Some(UnitFormat::Moses) || (by_name.is_none() && !path.exists()) {
        let (one, _) = moses_files(path, &ReadOptions::default())?;
        if one.exists() {
            return Ok(UnitFormat::Moses);
        }
    }
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, e))?;
    let mut head = Vec::new();
    let bytes = unpacked(file).map_err(|e| Error::io(path, e))?;
    bytes.take(4096).read_to_end(&mut head).map_err(|e| Error::io(path, e))?;
    if head.starts_with(b"PK\x03\x04") {
        return Ok(UnitFormat::Xlsx);
    }
    let mut text = String::new();
    if let Ok(mut source) = Source::new(head.as_slice(), usize::MAX) {
        // A text that is cut off in the middle of a character is enough here.
        let _ = source.read_to_string(&mut text);
    }
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if start.starts_with('<') {
        for (tag, format) in [
            ("<tmx", UnitFormat::Tmx),
            ("<xliff", UnitFormat::Xliff),
            ("<tbx", UnitFormat::Tbx),
            ("<martif", UnitFormat::Tbx),
        ] {
            if start.contains(tag) {
                return Ok(format);
            }
        }
    }
    if start.starts_with('{') && by_name.is_none() {
        return Ok(UnitFormat::Jsonl);
    }
    by_name.ok_or_else(|| {
        let known: Vec<&str> = UnitFormat::ALL.iter().map(|f| f.name()).collect();
        Error::new(ErrorKind::Usage, "neither content nor name tells the format")
            .in_file(path)
            .remedy(format!("name it with --from: {}", known.join(", ")))
    })
}

impl Units {
    /// The format it was read as.
    pub fn format(&self) -> UnitFormat {
        self.format
    }

    /// The line on which the unit that was returned last begins, or its row in a workbook.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// What was put right, passed over or left out so far, for people.
    pub fn warnings(&mut self) -> Vec<String> {
        let mut all = self.faults();
        if self.other_languages > 0 {
            all.push(format!("{} units in other languages, left out", self.other_languages));
        }
        all
    }

    /// The same without what was left out because nobody asked for it: what is wrong with the file.
    pub fn faults(&mut self) -> Vec<String> {
        let mut all = self.notes.clone();
        let oddities = match &mut self.inner {
            Inner::Tmx(reader, ..) => reader.oddities(),
            Inner::Xliff(reader) => reader.oddities(),
            _ => return all,
        };
        all.extend(oddities.list().iter().map(ToString::to_string));
        all
    }

    fn next_raw(&mut self) -> Result<Option<Unit>> {
        match &mut self.inner {
            Inner::Tmx(reader, sides, ready) => loop {
                if let Some(unit) = ready.pop_front() {
                    return Ok(Some(unit));
                }
                let Some(unit) = reader.next_unit()? else { return Ok(None) };
                self.line = Some(reader.place().line);
                let is_whole = unit.variants.len() > 1;
                ready.extend(sides.units(unit));
                self.other_languages += u64::from(is_whole && ready.is_empty());
            },
            Inner::Xliff(reader) => {
                let unit = reader.next_unit()?;
                self.line = Some(reader.place().line);
                Ok(unit)
            }
            Inner::Table(reader, layout) => {
                let mut row = csv::StringRecord::new();
                loop {
                    let more = reader.read_record(&mut row).map_err(|e| {
                        let line = e.position().map_or(0, csv::Position::line);
                        Error::new(ErrorKind::Format, format!("no readable row: {e}")).at_line(line)
                    })?;
                    if !more {
                        return Ok(None);
                    }
                    self.line = row.position().map(csv::Position::line);
                    let tabs = self.format == UnitFormat::Tsv;
                    let cells: Vec<Cow<'_, str>> = row
                        .iter()
                        .map(|cell| if tabs { rows::unquoted(cell) } else { cell.into() })
                        .collect();
                    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
                    if cells.iter().all(|cell| cell.trim().is_empty()) {
                        continue;
                    }
                    if layout.is_none() {
                        let header = Layout::of_header(&cells);
                        let is_header = header.is_some();
                        *layout = Some(header.unwrap_or_else(Layout::plain));
                        if is_header {
                            continue;
                        }
                    }
                    let Some(layout) = layout else { return Ok(None) };
                    let line = self.line.unwrap_or(0);
                    return layout.unit(&cells).map(Some).map_err(|e| e.at_line(line));
                }
            }
            Inner::Lines(source, number) => loop {
                let mut line = String::new();
                let read = lines::next(source, &mut line).map_err(|e| Error::io(&self.path, e))?;
                *number += 1;
                self.line = Some(*number);
                match read {
                    Line::End => return Ok(None),
                    Line::TooLong => return Err(lines::too_long().at_line(*number)),
                    Line::Whole if line.trim().is_empty() => {}
                    Line::Whole => {
                        return records::read(&line).map(Some).map_err(|e| e.at_line(*number));
                    }
                }
            },
            Inner::Pair(one, other, number) => {
                let (mut source, mut target) = (String::new(), String::new());
                let read = [
                    lines::next(one, &mut source).map_err(|e| Error::io(&self.path, e))?,
                    lines::next(other, &mut target).map_err(|e| Error::io(&self.path, e))?,
                ];
                *number += 1;
                self.line = Some(*number);
                match read {
                    [Line::End, Line::End] => Ok(None),
                    [Line::End, _] | [_, Line::End] => {
                        self.failed = true;
                        Err(Error::new(ErrorKind::Format, "one of the two files has fewer lines")
                            .at_line(*number)
                            .remedy("give two files of equal length"))
                    }
                    [Line::TooLong, _] | [_, Line::TooLong] => {
                        Err(lines::too_long().at_line(*number))
                    }
                    [Line::Whole, Line::Whole] => {
                        let side = |text: String| Segment {
                            text: text.trim_end_matches(['\n', '\r']).to_string(),
                            ..Segment::default()
                        };
                        Ok(Some(Unit {
                            source: side(source),
                            target: side(target),
                            status: Status::Reviewed,
                            ..Unit::default()
                        }))
                    }
                }
            }
            Inner::All(units) => match units.next() {
                Some((line, unit)) => {
                    self.line = Some(line).filter(|line| *line > 0);
                    unit.map(Some)
                }
                None => Ok(None),
            },
        }
    }

    /// The unit with its languages named and the wanted one on the source side.
    fn oriented(&self, mut unit: Unit) -> Unit {
        let guess = |segment: &Segment| match arabic_share(&segment.text) {
            Some(share) if share > 0.5 => Language::arabic(),
            _ => Language::english(),
        };
        for (side, wanted) in
            [(&mut unit.source, &self.options.source), (&mut unit.target, &self.options.target)]
        {
            if side.language.is_empty() {
                side.language = wanted.clone().unwrap_or_else(|| guess(side)).tag();
            }
        }
        let covers = |wanted: &Option<Language>, side: &Segment| {
            wanted.as_ref().is_some_and(|w| w.covers_tag(&side.language))
        };
        let reversed = (covers(&self.options.source, &unit.target)
            && !covers(&self.options.source, &unit.source))
            || (self.options.source.is_none()
                && covers(&self.options.target, &unit.source)
                && !covers(&self.options.target, &unit.target));
        if reversed {
            std::mem::swap(&mut unit.source, &mut unit.target);
        }
        if self.options.plain {
            unit.source.markup = None;
            unit.target.markup = None;
        }
        unit
    }
}

impl Units {
    /// Whether the languages of a unit are those that were asked for.
    fn is_wanted(&self, unit: &Unit) -> bool {
        let fits = |wanted: &Option<Language>, side: &Segment| {
            wanted.as_ref().is_none_or(|wanted| wanted.covers_tag(&side.language))
        };
        fits(&self.options.source, &unit.source) && fits(&self.options.target, &unit.target)
    }

    /// An error for a unit that no file can hold.
    fn refused(&self, unit: &Unit) -> Option<Error> {
        let length =
            |side: &Segment| side.text.len().max(side.markup.as_ref().map_or(0, String::len));
        if length(&unit.source).max(length(&unit.target)) <= MOST_SEGMENT_BYTES {
            return None;
        }
        let what = format!("a segment is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
        let error = Error::new(ErrorKind::Format, what)
            .in_file(&self.path)
            .remedy("split it: no sentence is that long");
        Some(match self.line {
            Some(line) => error.at_line(line),
            None => error,
        })
    }
}

impl Iterator for Units {
    type Item = Result<Unit>;

    fn next(&mut self) -> Option<Result<Unit>> {
        while !self.failed {
            match self.next_raw() {
                Ok(None) => return None,
                Ok(Some(unit)) => {
                    let unit = self.oriented(unit);
                    if let Some(error) = self.refused(&unit) {
                        return Some(Err(error));
                    }
                    if self.is_wanted(&unit) {
                        return Some(Ok(unit));
                    }
                    self.other_languages += 1;
                }
                Err(error) => {
                    // A bad row is one row, and the readers of XML find their way behind a break.
                    self.failed |= matches!(error.kind(), ErrorKind::Io | ErrorKind::Encoding);
                    return Some(Err(error.in_file(&self.path)));
                }
            }
        }
        None
    }
}
