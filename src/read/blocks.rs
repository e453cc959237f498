//! The paragraphs of a document as its file has them: a text, and where each block of it stands.
//!
//! Every reader fills a [`Blocks`]; blocks stand on lines of their own in its text.

use crate::span::Span;

/// What a block is in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A heading of any level, or the title.
    Heading,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell(CellPlace),
    /// A footnote or an endnote.
    Note,
    /// Subtitles up to the end of a sentence or a pause.
    Cue,
}

/// Where a cell stands, all counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellPlace {
    /// Number of the table in its document.
    pub table: u32,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
}

/// A block of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands in the text. Line breaks inside it are breaks of its own.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Whether the file says that it is read from right to left; `None` where it says nothing.
    pub right_to_left: Option<bool>,
}

/// A time in a document: from this byte of the text on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeMark {
    /// Byte of the text.
    pub at: usize,
    /// Milliseconds from the beginning.
    pub milliseconds: u64,
}

/// A text with its blocks, as a reader makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// The text.
    pub text: String,
    /// Its blocks in order, disjoint, none of them empty.
    pub blocks: Vec<Block>,
    /// Times in order, for subtitles.
    pub times: Vec<TimeMark>,
    /// Where the open block begins.
    start: usize,
}

impl Blocks {
    /// A text whose format knows no blocks.
    pub fn plain(text: String) -> Blocks {
        Blocks { text, ..Blocks::default() }
    }

    /// Adds text to the open block as it stands.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds text to the open block with each run of white space as one space, as HTML shows it.
    pub fn push_collapsed(&mut self, text: &str) {
        for c in text.chars() {
            // A no-break space is no white space here: it was written on purpose.
            if !matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{0C}') {
                self.text.push(c);
            } else if !self.is_blank() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    /// A line break inside the open block.
    pub fn line_break(&mut self) {
        while self.text.len() > self.start && self.text.ends_with(' ') {
            self.text.pop();
        }
        if !self.is_blank() {
            self.text.push('\n');
        }
    }

    /// Marks a time where the text ends now.
    pub fn time(&mut self, milliseconds: u64) {
        self.times.push(TimeMark { at: self.text.len(), milliseconds });
    }

    /// Whether the open block has no text yet.
    pub fn is_blank(&self) -> bool {
        self.open().trim().is_empty()
    }

    /// The text of the open block.
    pub fn open(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// Ends the open block; a blank one is dropped.
    pub fn end(&mut self, kind: BlockKind) {
        self.end_directed(kind, None);
    }

    /// Ends the open block, whose direction the file may tell.
    pub fn end_directed(&mut self, kind: BlockKind, right_to_left: Option<bool>) {
        let span = Span::new(self.start, self.text.len()).trimmed(&self.text);
        if span.is_empty() {
            self.text.truncate(self.start);
            return;
        }
        self.text.truncate(span.end);
        self.text.push('\n');
        self.blocks.push(Block { span, kind, right_to_left });
        self.start = self.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_on_lines_and_blank_ones_are_dropped() {
        let mut blocks = Blocks::default();
        blocks.push_collapsed("  A  \n heading ");
        blocks.end(BlockKind::Heading);
        blocks.push_collapsed(" \n ");
        blocks.end(BlockKind::Paragraph);
        blocks.push_collapsed("one ");
        blocks.line_break();
        blocks.push_collapsed(" two\u{A0} three ");
        blocks.end(BlockKind::Item);
        assert_eq!(blocks.text, "A heading\none\ntwo\u{A0} three\n");
        let shown: Vec<(&str, BlockKind)> =
            blocks.blocks.iter().map(|b| (b.span.of(&blocks.text), b.kind)).collect();
        assert_eq!(
            shown,
            [("A heading", BlockKind::Heading), ("one\ntwo\u{A0} three", BlockKind::Item)]
        );
    }
}
