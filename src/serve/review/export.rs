//! What leaves a review: the rows as a file of any format, and as units of a memory.

use std::io::{Cursor, Write};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::exchange::unit_writer::{UnitWriter, WriteOptions};
use crate::exchange::units::UnitFormat;
use crate::exchange::{Format, Options, Writer, tmx};
use crate::memory::aligned;
use crate::memory::unit::{Status, Unit};
use crate::review::{Project, Row, State};
use crate::serve::http::Problem;

/// The formats, in the order they are offered: those of units, then the page and the bare numbers.
pub const NAMES: [&str; 11] =
    ["tmx", "xliff", "xliff2", "tsv", "csv", "xlsx", "jsonl", "moses", "po", "html", "ladder"];

/// Which rows go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Chosen {
    /// All.
    #[default]
    All,
    /// What a person has confirmed.
    Confirmed,
}

impl Chosen {
    fn holds(self, row: &Row) -> bool {
        self == Chosen::All || row.state == State::Confirmed
    }
}

/// What is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    format: String,
    #[serde(default)]
    rows: Chosen,
}

/// A file for the browser to keep.
pub struct Written {
    /// Its name, without extension.
    name: String,
    extension: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Written {
    /// The header that names it: once in letters that every browser takes, once as it is.
    pub fn disposition(&self) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let plain: String = self.name.chars().map(safe).collect();
        let full = utf8_percent_encode(&self.name, NON_ALPHANUMERIC);
        let extension = self.extension;
        format!("attachment; filename=\"{plain}.{extension}\"; filename*=UTF-8''{full}.{extension}")
    }
}

/// The rows of a project in the format that is asked for.
///
/// # Errors
/// A problem for the client where there is no such format.
pub fn written(project: &Project, asked: &Export) -> std::result::Result<Written, Problem> {
    let unit_format = UnitFormat::ALL.into_iter().find(|format| format.name() == asked.format);
    let format = Format::ALL.into_iter().find(|format| format.name() == asked.format);
    let done = match (unit_format, format) {
        _ if !NAMES.contains(&asked.format.as_str()) => {
            return Err(Problem::bad(format!("there is no format \"{}\"", asked.format))
                .remedy(NAMES.join(", ")));
        }
        (Some(format), _) => unit_file(project, format, asked.rows),
        (None, Some(format)) => page(project, format, asked.rows),
        (None, None) => return Err(Problem::internal()),
    };
    let (bytes, extension, kind) = done.map_err(Problem::from)?;
    Ok(Written { name: project.name.clone(), extension, kind, bytes })
}

/// The rows with two sides as units; what was confirmed is marked as such.
pub fn units(project: &Project, chosen: Chosen) -> Vec<Unit> {
    // Neighbours are told from the whole document, whatever of it is chosen.
    aligned::units(&project.pair(), jiff::Timestamp::now(), 0.0)
        .into_iter()
        .zip(project.rows.iter().filter(|row| !row.is_gap()))
        .filter(|(_, row)| chosen.holds(row))
        .map(|(unit, row)| Unit {
            status: match row.state {
                State::Confirmed => Status::Confirmed,
                State::Aligned => Status::Aligned,
            },
            notes: Some(row.note.clone()).filter(|note| !note.is_empty()).into_iter().collect(),
            ..unit
        })
        .collect()
}

type File = (Vec<u8>, &'static str, &'static str);

fn unit_file(project: &Project, format: UnitFormat, chosen: Chosen) -> Result<File> {
    let (source, target) = project.language_pair();
    let names = [&source, &target].map(|language| language.primary().to_string());
    let options = WriteOptions {
        format,
        source: Some(source),
        target: Some(target),
        tmx: tmx::write::Options::default(),
        created: jiff::Timestamp::now(),
    };
    let second = (format == UnitFormat::Moses).then(Vec::new);
    let mut writer = UnitWriter::new(options, Vec::new(), second)?;
    for unit in units(project, chosen) {
        writer.unit(&unit)?;
    }
    let (first, second, _) = writer.end()?;
    let (extension, kind) = match format {
        UnitFormat::Tmx => ("tmx", "application/xml"),
        UnitFormat::Xliff | UnitFormat::Xliff2 => ("xlf", "application/xliff+xml"),
        UnitFormat::Tsv => ("tsv", "text/tab-separated-values; charset=utf-8"),
        UnitFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        UnitFormat::Jsonl => ("jsonl", "application/jsonl"),
        UnitFormat::Po => ("po", "text/x-gettext-translation; charset=utf-8"),
        UnitFormat::Xlsx => {
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        UnitFormat::Moses | UnitFormat::Tbx => ("zip", "application/zip"),
    };
    let bytes = match second {
        Some(second) => packed(&project.name, [(&names[0], first), (&names[1], second)])?,
        None => first,
    };
    Ok((bytes, extension, kind))
}

/// Two files that belong together as one download.
fn packed(name: &str, files: [(&String, Vec<u8>); 2]) -> Result<Vec<u8>> {
    let wrong = |e: std::io::Error| Error::io("export", e);
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (language, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        package.start_file(format!("{name}.{language}"), options).map_err(|e| wrong(e.into()))?;
        package.write_all(&bytes).map_err(wrong)?;
    }
    Ok(package.finish().map_err(|e| wrong(e.into()))?.into_inner())
}

fn page(project: &Project, format: Format, chosen: Chosen) -> Result<File> {
    let mut project = project.clone();
    project.rows.retain(|row| chosen.holds(row));
    let (source_language, target_language) = project.language_pair();
    let options = Options {
        source_language,
        target_language,
        keep_gaps: true,
        min_confidence: 0.0,
        created: jiff::Timestamp::now(),
        segmentation: "muwazi".to_string(),
    };
    let wrong = |e: std::io::Error| Error::io("export", e);
    let mut writer = Writer::begin(format, options, Vec::new()).map_err(wrong)?;
    writer.pair(&project.pair()).map_err(wrong)?;
    let (bytes, _) = writer.end().map_err(wrong)?;
    Ok(match format {
        Format::Html => (bytes, "html", "text/html; charset=utf-8"),
        other => (bytes, other.extension(), "text/plain; charset=utf-8"),
    })
}
