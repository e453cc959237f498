//! Spreadsheets and tables in text files → cells.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::blocks::{BlockKind, Blocks, CellPlace};
use super::package::check_package;
use crate::error::{Error, ErrorKind, Result};

/// The cells of all sheets of a workbook.
///
/// # Errors
/// [`ErrorKind::Format`] for a damaged or huge one.
pub fn workbook(bytes: Vec<u8>) -> Result<Blocks> {
    // The library unpacks without bounds.
    check_package(&bytes)?;
    let broken = |e: calamine::XlsxError| {
        Error::new(ErrorKind::Format, format!("the workbook is damaged: {e}"))
            .remedy("open it in a spreadsheet program and save it anew")
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut out = Blocks::default();
    for (table, name) in (0..).zip(book.sheet_names()) {
        let range = book.worksheet_range(&name).map_err(broken)?;
        for (row, cells) in (0..).zip(range.rows()) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Data::Empty | Data::Error(_) => {}
                    cell => out.push(&cell.to_string()),
                }
                out.end(BlockKind::Cell(CellPlace { table, row, column }));
            }
        }
    }
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
