//! Units as rows of a table: what CSV, TSV and XLSX have in common.
//!
//! A first row with names says which column is what; without one there are two columns, source and
//! target. The columns of an aligned table ([`super::delimited`]) come first, so either is read alike.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::error::{Error, ErrorKind, Result};
use crate::exchange::decimal;
use crate::exchange::tmx::units::{date, date_text};
use crate::memory::unit::{Origin, Status, Unit};
use crate::text::language::Language;

/// The columns that are written, in order.
pub const COLUMNS: [&str; 15] = [
    "document",
    "type",
    "confidence",
    "source",
    "target",
    "source_language",
    "target_language",
    "status",
    "created",
    "changed",
    "author",
    "domain",
    "client",
    "project",
    "comment",
];

/// Where each known column stands in a table.
#[derive(Debug)]
pub struct Layout {
    /// By position in the table: the name of the column, `None` for one that is not known.
    names: Vec<Option<&'static str>>,
    languages: (String, String),
}

impl Layout {
    /// The layout that the first row tells; `None` if it is no header.
    pub fn of_header(row: &[&str]) -> Option<Layout> {
        let mut languages = (String::new(), String::new());
        let mut names: Vec<Option<&'static str>> = Vec::new();
        for cell in row {
            let cell = cell.trim().trim_start_matches('\u{FEFF}').to_lowercase();
            let name = match cell.as_str() {
                "src" => Some("source"),
                "tgt" | "translation" => Some("target"),
                "note" | "notes" | "comments" => Some("comment"),
                "user" => Some("author"),
                other => COLUMNS.into_iter().find(|known| *known == other),
            };
            names.push(name.filter(|name| !names.contains(&Some(*name))));
        }
        if !names.contains(&Some("source")) || !names.contains(&Some("target")) {
            // Two languages as names, whatever stands beside them: ID, Arabic, English, Remarks.
            let found: Vec<(usize, String)> = row
                .iter()
                .enumerate()
                .filter_map(|(at, cell)| Some((at, language_of_name(cell)?)))
                .collect();
            let [(one, source), (other, target)] = found.as_slice() else { return None };
            if source == target {
                return None;
            }
            languages = (source.clone(), target.clone());
            for (at, name) in [(*one, "source"), (*other, "target")] {
                if let Some(known) = names.get_mut(at) {
                    *known = Some(name);
                }
            }
        }
        Some(Layout { names, languages })
    }

    /// Two columns without names.
    pub fn plain() -> Layout {
        Layout {
            names: vec![Some("source"), Some("target")],
            languages: (String::new(), String::new()),
        }
    }

    /// The columns up to the last that is known.
    pub fn width(&self) -> usize {
        self.names.iter().rposition(Option::is_some).map_or(0, |last| last + 1)
    }

    /// The unit in a row.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] for a row without a column for the target.
    pub fn unit(&self, row: &[&str]) -> Result<Unit> {
        let mut unit = Unit { status: Status::Reviewed, ..Unit::default() };
        unit.source.language.clone_from(&self.languages.0);
        unit.target.language.clone_from(&self.languages.1);
        let target = self.names.iter().position(|name| *name == Some("target")).unwrap_or(0);
        if row.len() <= target {
            return Err(Error::new(
                ErrorKind::Format,
                format!("{} columns expected, found {}", target + 1, row.len()),
            )
            .remedy("give every row a source and a target"));
        }
        let mut status = None;
        for (name, cell) in self.names.iter().zip(row) {
            let text = || Some(cell.trim().to_string()).filter(|t| !t.is_empty());
            match name {
                Some("source") => unit.source.text = (*cell).to_string(),
                Some("target") => unit.target.text = (*cell).to_string(),
                Some("source_language") => unit.source.language = cell.trim().to_string(),
                Some("target_language") => unit.target.language = cell.trim().to_string(),
                Some("confidence") => {
                    unit.confidence = cell.trim().parse().ok().filter(|c| (0.0..=1.0).contains(c));
                }
                Some("document") => {
                    unit.origins
                        .extend(text().map(|document| Origin { document, ..Origin::default() }));
                }
                Some("type") => {
                    unit.properties.extend(text().map(|bead| ("x-bead".to_string(), bead)))
                }
                Some("status") => status = Status::of_name(cell.trim()),
                Some("created") => unit.created = date(cell),
                Some("changed") => unit.changed = date(cell),
                Some("author") => unit.author = text(),
                Some("domain") => unit.domain = text(),
                Some("client") => unit.client = text(),
                Some("project") => unit.project = text(),
                Some("comment") => unit.notes.extend(text()),
                _ => {}
            }
        }
        unit.status = match (status, unit.confidence) {
            (Some(status), _) => status,
            (None, Some(_)) => Status::Aligned,
            (None, None) => Status::Reviewed,
        };
        Ok(unit)
    }
}

/// The tag of the language that a column is named by.
fn language_of_name(cell: &str) -> Option<String> {
    let name = cell.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    match name.as_str() {
        "arabic" | "العربية" | "عربي" | "النص العربي" => {
            Some("ar".to_string())
        }
        "english" | "الإنجليزية" | "الانجليزية" | "إنجليزي" => {
            Some("en".to_string())
        }
        _ => {
            let language = Language::new(&name);
            let known = language.is_arabic() || language.is_english();
            known.then(|| cell.trim().trim_start_matches('\u{FEFF}').to_string())
        }
    }
}

/// A cell of a tab-separated file without the quotation marks of a spreadsheet program, which writes `"say ""yes"""`
/// where others write the text as it is.
pub fn unquoted(cell: &str) -> std::borrow::Cow<'_, str> {
    let inside = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inside {
        Some(inside) if inside.contains("\"\"") && !inside.replace("\"\"", "").contains('"') => {
            inside.replace("\"\"", "\"").into()
        }
        _ => cell.into(),
    }
}

/// The cells of a unit, in the order of [`COLUMNS`].
pub fn cells(unit: &Unit) -> [Cow<'_, str>; 15] {
    let date = |date: Option<Timestamp>| Cow::Owned(date.map(date_text).unwrap_or_default());
    let bead = unit.properties.iter().find(|(name, _)| name == "x-bead");
    [
        unit.origins.first().map(|o| o.document.as_str()).unwrap_or_default().into(),
        bead.map(|(_, bead)| bead.as_str()).unwrap_or_default().into(),
        unit.confidence.map(|c| decimal(c, 3)).unwrap_or_default().into(),
        unit.source.text.as_str().into(),
        unit.target.text.as_str().into(),
        unit.source.language.as_str().into(),
        unit.target.language.as_str().into(),
        unit.status.name().into(),
        date(unit.created),
        date(unit.changed),
        unit.author.as_deref().unwrap_or_default().into(),
        unit.domain.as_deref().unwrap_or_default().into(),
        unit.client.as_deref().unwrap_or_default().into(),
        unit.project.as_deref().unwrap_or_default().into(),
        unit.notes.join(" | ").into(),
    ]
}
