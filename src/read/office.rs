//! What DOCX and ODT have in common: paragraphs that stand inside each other, in cells and in notes.

use super::blocks::{BlockKind, Blocks, CellPlace};

/// A paragraph under way.
#[derive(Clone, Debug, Default)]
pub struct Paragraph {
    /// Its text.
    pub text: String,
    /// What it is, as far as it is known itself; a cell where it stands in one.
    pub kind: BlockKind,
    /// Direction, if the file says so.
    pub right_to_left: Option<bool>,
    /// Its end was deleted: what follows belongs to it.
    pub joined: bool,
    /// It was deleted, or repeats what stands elsewhere as a table of contents does.
    pub left_out: bool,
    cell: Option<CellPlace>,
}

/// Columns that a cell may reach over.
const MOST_SPAN: u32 = 1_000;

/// A table that is open.
#[derive(Clone, Copy, Debug)]
struct Table {
    number: u32,
    rows: u32,
    columns: u32,
    /// Columns of the cell that was begun last.
    span: u32,
    row_deleted: bool,
}

/// Takes paragraphs in the order of the file.
#[derive(Debug, Default)]
pub struct Collector {
    out: Blocks,
    /// Paragraphs that are open: a text box stands inside one.
    open: Vec<Paragraph>,
    /// Paragraphs of text boxes, for when the one around them ends.
    inner: Vec<Paragraph>,
    /// Notes, for the end of the document.
    notes: Vec<Paragraph>,
    tables: Vec<Table>,
    table_count: u32,
    /// The beginning of the next paragraph, from one whose end was deleted.
    carried: Option<Paragraph>,
    /// Notes that are open.
    in_note: usize,
}

impl Collector {
    /// Begins a paragraph.
    pub fn begin(&mut self, kind: BlockKind) {
        let table = self.tables.last();
        let cell = table.map(|table| CellPlace {
            table: table.number,
            row: table.rows.saturating_sub(1),
            column: table.columns.saturating_sub(1),
        });
        let carried = if self.open.is_empty() { self.carried.take() } else { None };
        let text = carried.map(|carried| carried.text).unwrap_or_default();
        let left_out = table.is_some_and(|table| table.row_deleted);
        self.open.push(Paragraph { text, kind, cell, left_out, ..Paragraph::default() });
    }

    /// The paragraph that is open.
    pub fn paragraph(&mut self) -> Option<&mut Paragraph> {
        self.open.last_mut()
    }

    /// Adds text to the open paragraph.
    pub fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    /// Ends the open paragraph.
    pub fn end(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        if self.in_note > 0 {
            self.notes.push(Paragraph { kind: BlockKind::Note, cell: None, ..paragraph });
        } else if !self.open.is_empty() {
            self.inner.push(paragraph);
        } else if paragraph.joined {
            self.carried = Some(paragraph);
        } else {
            self.write(paragraph);
            for inner in std::mem::take(&mut self.inner) {
                self.write(inner);
            }
        }
    }

    /// Begins and ends a note: its paragraphs come at the end of the document.
    pub fn begin_note(&mut self) {
        self.in_note += 1;
    }

    /// See [`Self::begin_note`].
    pub fn end_note(&mut self) {
        self.in_note = self.in_note.saturating_sub(1);
    }

    /// Begins a table.
    pub fn begin_table(&mut self) {
        self.tables.push(Table {
            number: self.table_count,
            rows: 0,
            columns: 0,
            span: 1,
            row_deleted: false,
        });
        self.table_count += 1;
    }

    /// Begins a row of the open table.
    pub fn begin_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.rows += 1;
            (table.columns, table.span) = (0, 1);
            table.row_deleted = false;
        }
    }

    /// Says that the open row was deleted.
    pub fn drop_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.row_deleted = true;
        }
    }

    /// Begins a cell.
    pub fn begin_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.columns = table.columns.saturating_add(table.span);
            table.span = 1;
        }
    }

    /// Says over how many columns the open cell reaches.
    pub fn widen_cell(&mut self, columns: Option<String>) {
        let more = columns.and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
        if let Some(table) = self.tables.last_mut() {
            table.span = more.clamp(1, MOST_SPAN);
        }
    }

    /// Ends the open table.
    pub fn end_table(&mut self) {
        self.tables.pop();
    }

    /// The document.
    pub fn finish(mut self) -> Blocks {
        while !self.open.is_empty() {
            self.end();
        }
        if let Some(carried) = self.carried.take() {
            self.write(carried);
        }
        for note in std::mem::take(&mut self.notes) {
            self.write(note);
        }
        self.out
    }

    fn write(&mut self, paragraph: Paragraph) {
        if paragraph.left_out {
            return;
        }
        let kind = paragraph.cell.map_or(paragraph.kind, BlockKind::Cell);
        self.out.push(&paragraph.text);
        self.out.end_directed(kind, paragraph.right_to_left);
    }
}
