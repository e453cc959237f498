//! Units → a file of any format that holds them: see [`super::units`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use super::tmx::model::{Header, put};
use super::units::UnitFormat;
use super::{po, records, rows, tmx, xliff_write, xlsx};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::Unit;
use crate::text::language::Language;

/// How to write.
#[derive(Clone, Debug)]
pub struct WriteOptions {
    /// The format.
    pub format: UnitFormat,
    /// Language of the source side, for the head of the file; `None` takes that of the first unit.
    pub source: Option<Language>,
    /// Language of the target side.
    pub target: Option<Language>,
    /// For TMX: with or without codes, and for which tool.
    pub tmx: tmx::write::Options,
    /// Date of creation in the head of the file.
    pub created: jiff::Timestamp,
}

/// What was written, and what could not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitCounts {
    /// Units.
    pub units: u64,
    /// Characters that XML forbids, left out.
    pub dropped_chars: u64,
    /// Segments whose markup could not be written: their text was.
    pub broken_markup: u64,
    /// Units of another pair of languages than the first, which the format cannot hold beside it.
    pub other_languages: u64,
    /// Units whose line breaks became spaces, as the format has one line a segment.
    pub joined_lines: u64,
}

/// A file under way.
pub struct UnitWriter<W: Write> {
    options: WriteOptions,
    out: W,
    /// The second of two files.
    second: Option<W>,
    buffer: String,
    state: State,
    /// The two languages of the output.
    languages: [String; 2],
    counts: UnitCounts,
}

enum State {
    /// Nothing is written: the first unit may have to tell the languages.
    Fresh,
    Tmx(tmx::write::Written),
    Xliff(xliff_write::Writer),
    Xlsx(Box<xlsx::Writer>),
    Po(HashMap<String, u64>),
    Lines,
}

impl<W: Write> UnitWriter<W> {
    /// A writer to `out`; two plain files ([`UnitFormat::Moses`]) need a `second` one for the target.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] for a format that is only read, or a second file that is missing.
    pub fn new(options: WriteOptions, out: W, second: Option<W>) -> Result<Self> {
        if options.format == UnitFormat::Tbx {
            return Err(Error::new(ErrorKind::Usage, "TBX is only read").remedy("write TSV or TMX"));
        }
        if (options.format == UnitFormat::Moses) != second.is_some() {
            return Err(Error::new(ErrorKind::Usage, "two plain files need two outputs")
                .remedy("give the name that both begin with"));
        }
        Ok(UnitWriter {
            options,
            out,
            second,
            buffer: String::new(),
            state: State::Fresh,
            languages: Default::default(),
            counts: UnitCounts::default(),
        })
    }

    /// Writes a unit.
    ///
    /// # Errors
    /// [`ErrorKind::Io`]; [`ErrorKind::Format`] for what the format cannot hold.
    pub fn unit(&mut self, unit: &Unit) -> Result<()> {
        if matches!(self.state, State::Fresh) {
            let (source, target) =
                (Language::new(&unit.source.language), Language::new(&unit.target.language));
            self.begin(source, target)?;
        }
        if self.holds_one_pair() && !self.fits(unit) {
            self.counts.other_languages += 1;
            return Ok(());
        }
        self.counts.units += 1;
        let out = &mut self.buffer;
        match &mut self.state {
            State::Tmx(written) => {
                tmx::write::push_unit(out, &tmx::units::tu(unit), self.options.tmx, written)
            }
            State::Xliff(writer) => writer.unit(out, unit),
            State::Xlsx(writer) => writer.unit(unit)?,
            State::Po(seen) => {
                // The same source twice is an error of gettext: a context tells the two apart.
                let count = seen.entry(unit.source.text.clone()).or_default();
                *count += 1;
                out.push_str(&po::entry(unit, Some(*count).filter(|n| *n > 1)));
            }
            State::Lines | State::Fresh => match self.options.format {
                UnitFormat::Jsonl => {
                    out.push_str(&records::write(unit));
                    out.push('\n');
                }
                UnitFormat::Csv => push_row(out, &rows::cells(unit), b',')?,
                UnitFormat::Tsv => {
                    self.counts.joined_lines += u64::from(has_breaks(unit));
                    for (at, cell) in rows::cells(unit).iter().enumerate() {
                        if at > 0 {
                            out.push('\t');
                        }
                        out.push_str(&one_line(cell));
                    }
                    out.push('\n');
                }
                _ => {
                    self.counts.joined_lines += u64::from(has_breaks(unit));
                    out.push_str(&one_line(&unit.source.text));
                    out.push('\n');
                    if let Some(second) = &mut self.second {
                        writeln!(second, "{}", one_line(&unit.target.text))
                            .map_err(|e| Error::io("output", e))?;
                    }
                }
            },
        }
        self.flush()
    }

    /// Ends the output and gives it back with the counts.
    ///
    /// # Errors
    /// As [`Self::unit`].
    pub fn end(mut self) -> Result<(W, Option<W>, UnitCounts)> {
        if matches!(self.state, State::Fresh) {
            self.begin(Language::arabic(), Language::english())?;
        }
        match std::mem::replace(&mut self.state, State::Lines) {
            State::Tmx(written) => {
                self.buffer.push_str(tmx::write::FOOT);
                self.counts.dropped_chars = written.dropped_chars;
                self.counts.broken_markup = written.broken_markup;
            }
            State::Xliff(mut writer) => {
                writer.end(&mut self.buffer);
                self.counts.dropped_chars = writer.dropped_chars;
            }
            State::Xlsx(writer) => {
                let bytes = writer.end()?;
                self.out.write_all(&bytes).map_err(|e| Error::io("output", e))?;
            }
            State::Po(_) | State::Lines | State::Fresh => {}
        }
        self.flush()?;
        self.out.flush().map_err(|e| Error::io("output", e))?;
        Ok((self.out, self.second, self.counts))
    }

    /// Whether the format says its two languages once, or not at all.
    fn holds_one_pair(&self) -> bool {
        matches!(
            self.options.format,
            UnitFormat::Xliff | UnitFormat::Xliff2 | UnitFormat::Po | UnitFormat::Moses
        )
    }

    fn fits(&self, unit: &Unit) -> bool {
        let sides = [&unit.source.language, &unit.target.language];
        sides.iter().zip(&self.languages).all(|(tag, own)| Language::new(tag).primary() == own)
    }

    fn begin(&mut self, source: Language, target: Language) -> Result<()> {
        let source = self.options.source.clone().unwrap_or(source);
        let target = self.options.target.clone().unwrap_or(target);
        self.languages = [&source, &target].map(|language| language.primary().to_string());
        let out = &mut self.buffer;
        self.state = match self.options.format {
            UnitFormat::Tmx => {
                let mut header = tmx::write::completed(&Header::default(), &source.tag());
                let created = tmx::units::date_text(self.options.created);
                put(&mut header.attributes, tmx::model::HEADER, "creationdate", created);
                let mut written = tmx::write::Written::default();
                tmx::write::push_header(out, &header, self.options.tmx, &mut written);
                State::Tmx(written)
            }
            UnitFormat::Xliff => State::Xliff(xliff_write::Writer::begin(
                out,
                xliff_write::Version::One,
                &source,
                &target,
            )),
            UnitFormat::Xliff2 => State::Xliff(xliff_write::Writer::begin(
                out,
                xliff_write::Version::Two,
                &source,
                &target,
            )),
            UnitFormat::Xlsx => State::Xlsx(Box::new(xlsx::Writer::begin()?)),
            UnitFormat::Po => {
                out.push_str(&po::header(&source.tag(), &target.tag()));
                State::Po(HashMap::new())
            }
            UnitFormat::Csv => {
                push_row(out, &rows::COLUMNS.map(Cow::from), b',')?;
                State::Lines
            }
            UnitFormat::Tsv => {
                out.push_str(&rows::COLUMNS.join("\t"));
                out.push('\n');
                State::Lines
            }
            UnitFormat::Jsonl | UnitFormat::Moses | UnitFormat::Tbx => State::Lines,
        };
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.out.write_all(self.buffer.as_bytes()).map_err(|e| Error::io("output", e))?;
        self.buffer.clear();
        Ok(())
    }
}

fn has_breaks(unit: &Unit) -> bool {
    [&unit.source.text, &unit.target.text].into_iter().any(|text| is_broken(text))
}

fn is_broken(text: &str) -> bool {
    // No early end, so that many bytes are compared at once.
    text.bytes().fold(false, |found, b| found | matches!(b, b'\t' | b'\n' | b'\r'))
}

fn one_line(text: &str) -> Cow<'_, str> {
    if is_broken(text) { text.replace(['\t', '\n', '\r'], " ").into() } else { text.into() }
}

fn push_row(out: &mut String, cells: &[Cow<'_, str>], delimiter: u8) -> Result<()> {
    let broken = |e: &dyn std::fmt::Display| Error::io("output", io::Error::other(e.to_string()));
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(|e| broken(&e))?;
    let bytes = writer.into_inner().map_err(|e| broken(&e.into_error()))?;
    out.push_str(&String::from_utf8_lossy(&bytes));
    Ok(())
}
