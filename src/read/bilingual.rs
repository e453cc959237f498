//! One file that holds both sides: a table with a column each, or text in two scripts.

use super::blocks::{Block, BlockKind, CellPlace};
use super::{Document, DocumentFormat};
use crate::error::{Error, ErrorKind, Result};
use crate::span::Span;
use crate::text::language::{Language, arabic_share};

/// The two sides of one file.
#[derive(Debug)]
pub struct Bilingual {
    /// The source side.
    pub source: Document,
    /// The target side.
    pub target: Document,
    /// For a table whose rows are aligned already: which sides each row has. The blocks of both documents
    /// follow these rows.
    pub rows: Option<Vec<[bool; 2]>>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Splits `document` into its two sides.
///
/// # Errors
/// [`ErrorKind::Language`] where one of the two languages is missing or cannot be told from the other.
pub fn split(document: &Document, source: &Language, target: &Language) -> Result<Bilingual> {
    let mut notes = Vec::new();
    let table = table(document, source, target);
    if let Some((rows, left_out)) = table {
        if left_out > 0 {
            notes.push(format!("{left_out} paragraphs outside of the table were left out"));
        }
        let side = |at: usize, language: &Language| {
            collected(
                document,
                language,
                rows.iter()
                    .filter_map(|row| row[at].as_deref())
                    .map(|text| (text, BlockKind::Paragraph)),
            )
        };
        let present = rows.iter().map(|row| [row[0].is_some(), row[1].is_some()]).collect();
        return whole(Bilingual {
            source: side(0, source),
            target: side(1, target),
            rows: Some(present),
            notes,
        });
    }
    if source.is_arabic() == target.is_arabic() {
        return Err(Error::new(
            ErrorKind::Language,
            "two languages in one script cannot be told apart in one file",
        )
        .remedy("give two files, or a table with a column for each language"));
    }
    // A block without letters (a number, a line of stars) goes with what stands before it.
    let mut arabic = false;
    let mut sides: [Vec<(&str, BlockKind)>; 2] = [Vec::new(), Vec::new()];
    for block in blocks(document) {
        let text = block.span.of(&document.text);
        arabic =
            arabic_share(text).map_or(block.right_to_left.unwrap_or(arabic), |share| share > 0.5);
        let at = usize::from(arabic != source.is_arabic());
        if let Some(side) = sides.get_mut(at) {
            side.push((text, block.kind));
        }
    }
    let [one, other] = sides;
    whole(Bilingual {
        source: collected(document, source, one.into_iter()),
        target: collected(document, target, other.into_iter()),
        rows: None,
        notes,
    })
}

/// The file with both sides, or the error that one is missing.
fn whole(sides: Bilingual) -> Result<Bilingual> {
    for side in [&sides.source, &sides.target] {
        if side.text.trim().is_empty() {
            let what =
                format!("the file holds no text in the language \"{}\"", side.language.code());
            return Err(Error::new(ErrorKind::Language, what)
                .remedy("give the translation as a second file, or name the languages with --source-lang and --target-lang"));
        }
    }
    Ok(sides)
}

fn collected<'a>(
    document: &Document,
    language: &Language,
    parts: impl Iterator<Item = (&'a str, BlockKind)>,
) -> Document {
    let (mut text, mut blocks) = (String::new(), Vec::new());
    for (part, kind) in parts {
        let start = text.len();
        text.push_str(part);
        blocks.push(Block { span: Span::new(start, text.len()), kind, right_to_left: None });
        text.push('\n');
    }
    Document {
        text,
        blocks,
        times: Vec::new(),
        language: language.clone(),
        warnings: Vec::new(),
        ..document.clone()
    }
}

/// The blocks of a document; its lines where it has none.
fn blocks(document: &Document) -> Vec<Block> {
    if !document.blocks.is_empty() {
        return document.blocks.clone();
    }
    let mut start = 0;
    let mut out = Vec::new();
    for line in document.text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trimmed(&document.text);
        start += line.len();
        if !span.is_empty() {
            out.push(Block { span, kind: BlockKind::Paragraph, right_to_left: None });
        }
    }
    out
}

/// A row of a table of two languages; a side may be empty.
type Row = [Option<String>; 2];

/// The rows of the tables that hold a column for each language, and how many blocks stand outside of them; `None`
/// where the document is no such table.
fn table(document: &Document, source: &Language, target: &Language) -> Option<(Vec<Row>, usize)> {
    let mut tables: Vec<Vec<(CellPlace, &str)>> = Vec::new();
    let (mut inside, mut all) = (0, 0);
    for block in &document.blocks {
        let text = block.span.of(&document.text);
        all += text.len();
        if let BlockKind::Cell(place) = block.kind {
            match tables
                .last_mut()
                .filter(|t| t.last().is_some_and(|(p, _)| p.table == place.table))
            {
                Some(table) => table.push((place, text)),
                None => tables.push(vec![(place, text)]),
            }
        }
    }
    let mut rows = Vec::new();
    let mut used = 0;
    for cells in &tables {
        let Some(columns) = columns(cells, source, target) else { continue };
        used += cells.len();
        inside += cells.iter().map(|(_, text)| text.len()).sum::<usize>();
        rows.extend(rows_of(cells, columns, source, target));
    }
    let is_table = DocumentFormat::is_table(document.format) || 2 * inside > all;
    (is_table && !rows.is_empty()).then(|| (rows, document.blocks.len() - used))
}

/// Names that people write above a column.
const NAMES: [&[&str]; 2] = [
    &["arabic", "العربية", "عربي", "النص العربي", "ar", "ara"],
    &["english", "الإنجليزية", "الانجليزية", "إنجليزي", "en", "eng"],
];
const SOURCE: [&str; 5] = ["source", "source text", "src", "المصدر", "النص الأصلي"];
const TARGET: [&str; 6] = ["target", "target text", "trg", "translation", "الترجمة", "الهدف"];

/// Whether `cell` names the column of `language`.
fn names(cell: &str, language: &Language, roles: &[&str]) -> bool {
    let cell = cell.trim().trim_end_matches(':').to_lowercase();
    let listed = match (language.is_arabic(), language.is_english()) {
        (true, _) => NAMES[0],
        (_, true) => NAMES[1],
        _ => &[],
    };
    cell == language.primary() || listed.contains(&cell.as_str()) || roles.contains(&cell.as_str())
}

/// The columns of the two languages: by their names, by their scripts, else the first two.
fn columns(cells: &[(CellPlace, &str)], source: &Language, target: &Language) -> Option<[u32; 2]> {
    let first_row = cells.first()?.0.row;
    let head = || cells.iter().take_while(|(place, _)| place.row == first_row);
    let named = |language: &Language, roles: &[&str]| {
        head().find(|(_, text)| names(text, language, roles)).map(|(place, _)| place.column)
    };
    if let (Some(one), Some(other)) = (named(source, &SOURCE), named(target, &TARGET))
        && one != other
    {
        return Some([one, other]);
    }
    let width = cells.iter().map(|(place, _)| place.column + 1).max()?;
    if width < 2 {
        return None;
    }
    if source.is_arabic() == target.is_arabic() {
        return (width == 2).then_some([0, 1]);
    }
    // Of each column the letters in either script, Arabic first.
    let mut letters = vec![[0.0f64; 2]; width as usize];
    for (place, text) in cells {
        let count = text.chars().filter(|c| c.is_alphabetic()).count() as f64;
        let share = arabic_share(text).unwrap_or(0.0);
        if let Some([arabic, other]) = letters.get_mut(place.column as usize) {
            *arabic += share * count;
            *other += (1.0 - share) * count;
        }
    }
    let most = |script: usize| {
        let own = letters.iter().enumerate().filter(|(_, l)| l[script] > l[1 - script]);
        own.max_by(|a, b| a.1[script].total_cmp(&b.1[script])).map(|(column, _)| column as u32)
    };
    let (arabic, other) = (most(0)?, most(1)?);
    Some(if source.is_arabic() { [arabic, other] } else { [other, arabic] })
}

fn rows_of(
    cells: &[(CellPlace, &str)],
    columns: [u32; 2],
    source: &Language,
    target: &Language,
) -> Vec<Row> {
    let mut rows: Vec<(u32, Row)> = Vec::new();
    for (place, text) in cells {
        let Some(side) = columns.iter().position(|&column| column == place.column) else {
            continue;
        };
        if rows.last().is_none_or(|(row, _)| *row != place.row) {
            rows.push((place.row, [None, None]));
        }
        let Some(cell) = rows.last_mut().and_then(|(_, row)| row.get_mut(side)) else { continue };
        // Paragraphs of one cell belong together.
        match cell {
            Some(known) => {
                known.push('\n');
                known.push_str(text);
            }
            None => *cell = Some((*text).to_string()),
        }
    }
    let is_head = |row: &Row| match row {
        [Some(one), Some(other)] => names(one, source, &SOURCE) && names(other, target, &TARGET),
        _ => false,
    };
    rows.into_iter()
        .map(|(_, row)| row)
        .enumerate()
        .filter(|(at, row)| *at > 0 || !is_head(row))
        .map(|(_, row)| row)
        .collect()
}
