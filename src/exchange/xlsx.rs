//! Units as a workbook for reviewers: source, target, confidence in colours, a column for comments.
//!
//! The columns are those of [`super::rows`], the ones to work in first. What comes back is found by the names in
//! the first row, in any order.

use std::path::Path;

use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::rows::{self, Layout};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::unit::Unit;
use crate::text::language::Language;

/// The columns as they stand in the sheet.
const ORDER: [&str; 15] = [
    "source",
    "target",
    "confidence",
    "status",
    "comment",
    "document",
    "type",
    "author",
    "created",
    "changed",
    "domain",
    "client",
    "project",
    "source_language",
    "target_language",
];

/// Rows and characters of a cell that the format can hold.
const MOST_ROWS: u32 = 1_048_575;
const MOST_CELL_CHARS: usize = 32_767;

/// Columns in which a name is looked for.
const MOST_COLUMNS: usize = 1_024;

/// A workbook under way.
pub struct Writer {
    book: Workbook,
    rows: u32,
}

impl Writer {
    /// An empty workbook with its header row.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] if the library refuses; so with the other methods.
    pub fn begin() -> Result<Writer> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let bold = Format::new().set_bold();
        for (column, name) in (0..).zip(ORDER) {
            let width = match name {
                "source" | "target" => 60.0,
                "comment" => 40.0,
                _ => 12.0,
            };
            sheet.set_column_width(column, width).map_err(wrong)?;
            sheet.write_string_with_format(0, column, name, &bold).map_err(wrong)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(wrong)?;
        Ok(Writer { book, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] beyond 1,048,575 units, or for a text longer than 32,767 characters.
    pub fn unit(&mut self, unit: &Unit) -> Result<()> {
        if self.rows >= MOST_ROWS {
            return Err(Error::new(
                ErrorKind::Format,
                format!("a sheet holds {MOST_ROWS} units at most"),
            )
            .remedy("write CSV, or clean the memory first"));
        }
        self.rows += 1;
        let row = self.rows;
        let cells = rows::cells(unit);
        let sheet = self.sheet()?;
        for (column, name) in (0..).zip(ORDER) {
            let at = rows::COLUMNS.iter().position(|known| *known == name);
            let Some(text) = at.and_then(|at| cells.get(at)) else { continue };
            if text.chars().count() > MOST_CELL_CHARS {
                return Err(Error::new(
                    ErrorKind::Format,
                    format!("unit {row} is longer than the {MOST_CELL_CHARS} characters of a cell"),
                )
                .remedy("write CSV"));
            }
            let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
            let result = match (name, unit.confidence) {
                ("confidence", Some(confidence)) => {
                    sheet.write_number(row, column, (confidence * 1000.0).round() / 1000.0)
                }
                ("source" | "target", _) => {
                    let language = if name == "source" {
                        &unit.source.language
                    } else {
                        &unit.target.language
                    };
                    let format = if Language::new(language).is_arabic() {
                        // 2 is right-to-left.
                        wrapped.set_reading_direction(2).set_align(FormatAlign::Right)
                    } else {
                        wrapped
                    };
                    sheet.write_string_with_format(row, column, &**text, &format)
                }
                _ if text.is_empty() => continue,
                _ => sheet.write_string(row, column, &**text),
            };
            result.map_err(wrong)?;
        }
        Ok(())
    }

    /// The finished file.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn end(mut self) -> Result<Vec<u8>> {
        let rows = self.rows.max(1);
        let sheet = self.sheet()?;
        let scale = ConditionalFormat3ColorScale::new();
        sheet.add_conditional_format(1, 2, rows, 2, &scale).map_err(wrong)?;
        sheet.autofilter(0, 0, rows, 14).map_err(wrong)?;
        self.book.save_to_buffer().map_err(wrong)
    }

    fn sheet(&mut self) -> Result<&mut Worksheet> {
        self.book.worksheet_from_index(0).map_err(wrong)
    }
}

fn wrong(error: XlsxError) -> Error {
    Error::new(ErrorKind::Format, format!("no workbook could be written: {error}"))
}

/// The units of the first sheet, with their rows counted from 1. Without names in the first row the first two columns
/// are source and target.
///
/// # Errors
/// [`ErrorKind::Format`] for what is no workbook, or unpacks to more than a machine should hold.
pub fn read(file: &Path) -> Result<Vec<(u64, Result<Unit>)>> {
    let bytes = std::fs::read(file).map_err(|e| Error::io(file, e))?;
    let mut layout: Option<Layout> = None;
    let mut out = Vec::new();
    let read = crate::read::for_each_row(bytes, 1, |row| {
        let width = layout.as_ref().map_or(MOST_COLUMNS, Layout::width);
        let mut cells: Vec<&str> = Vec::new();
        for (column, text) in &row.cells {
            let at = *column as usize;
            if at < width {
                cells.resize(cells.len().max(at + 1), "");
                if let Some(cell) = cells.get_mut(at) {
                    *cell = text;
                }
            }
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        if layout.is_none() {
            let header = Layout::of_header(&cells);
            let is_header = header.is_some();
            layout = Some(header.unwrap_or_else(Layout::plain));
            if is_header {
                return Ok(());
            }
        }
        if let Some(layout) = &layout {
            let number = u64::from(row.number) + 1;
            // An empty cell at the end of a row is not there at all.
            cells.resize(cells.len().max(layout.width()), "");
            out.push((number, layout.unit(&cells).map_err(|e| e.in_file(file).at_line(number))));
        }
        Ok(())
    });
    read.map_err(|e| e.in_file(file)).map(|()| out)
}
