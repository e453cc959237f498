//! Spreadsheets and tables in text files → cells.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx};

use super::blocks::{BlockKind, Blocks, CellPlace};
use super::package::{Package, too_large};
use crate::error::{Error, ErrorKind, Result};

/// Characters of all cells together: one long text may stand in a million cells.
const MOST_TEXT_BYTES: usize = 256 << 20;

/// A row of a workbook that holds something.
#[derive(Debug, Default)]
pub struct SheetRow {
    /// Number of the sheet, from 0.
    pub sheet: u32,
    /// Number of the row, from 0.
    pub number: u32,
    /// Its cells with their columns, from 0.
    pub cells: Vec<(u32, String)>,
}

/// Hands on the rows of the first `most_sheets` sheets of a workbook, in order. Cells that are far apart cost nothing.
///
/// # Errors
/// [`ErrorKind::Format`] for a damaged or huge one; what `take` returns.
pub fn for_each_row(
    bytes: Vec<u8>,
    most_sheets: usize,
    mut take: impl FnMut(SheetRow) -> Result<()>,
) -> Result<()> {
    // The library unpacks without bounds.
    Package::open(bytes.clone())?.check()?;
    let broken = |e: calamine::XlsxError| {
        Error::new(ErrorKind::Format, format!("the workbook is damaged: {e}"))
            .remedy("open it in a spreadsheet program and save it anew")
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut length = 0;
    for (sheet, name) in (0..).zip(book.sheet_names()).take(most_sheets) {
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else {
            // A sheet of charts.
            continue;
        };
        let mut row = SheetRow { sheet, ..SheetRow::default() };
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let (number, column) = cell.get_position();
            if number != row.number {
                let whole =
                    std::mem::replace(&mut row, SheetRow { sheet, number, cells: Vec::new() });
                if !whole.cells.is_empty() {
                    take(whole)?;
                }
            }
            let text = match cell.get_value() {
                DataRef::Empty | DataRef::Error(_) => continue,
                DataRef::SharedString(text) => (*text).to_string(),
                other => Data::from(other.clone()).to_string(),
            };
            length += text.len();
            if length > MOST_TEXT_BYTES {
                return Err(too_large());
            }
            row.cells.push((column, text));
        }
        if !row.cells.is_empty() {
            take(row)?;
        }
    }
    Ok(())
}

/// The cells of all sheets of a workbook.
///
/// # Errors
/// As [`for_each_row`].
pub fn workbook(bytes: Vec<u8>) -> Result<Blocks> {
    let mut out = Blocks::default();
    for_each_row(bytes, usize::MAX, |row| {
        for (column, text) in &row.cells {
            out.push(text);
            let place = CellPlace { table: row.sheet, row: row.number, column: *column };
            out.end(BlockKind::Cell(place));
        }
        Ok(())
    })?;
    Ok(out)
}

/// The cells of a text in CSV or TSV.
///
/// # Errors
/// [`ErrorKind::Format`] with the line for what is no row.
pub fn delimited(text: &str, delimiter: u8) -> Result<Blocks> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .from_reader(text.as_bytes());
    let mut out = Blocks::default();
    for (row, record) in (0..).zip(reader.records()) {
        let record = record.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            Error::new(ErrorKind::Format, format!("no readable row: {e}")).at_line(line)
        })?;
        for (column, cell) in (0..).zip(&record) {
            out.push(cell);
            out.end(BlockKind::Cell(CellPlace { table: 0, row, column }));
        }
    }
    Ok(out)
}

/// The sign between the columns of a CSV file: the one of the first line that stands there most often.
pub fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|&b| b == sign).count();
    let signs = [b',', b';', b'\t'];
    signs.into_iter().rev().max_by_key(|&sign| count(sign)).unwrap_or(b',')
}
