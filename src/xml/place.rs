//! Line and column.

/// A place in a text: both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: u64,
    /// Column.
    pub column: u64,
}

impl Place {
    pub(super) const START: Place = Place { line: 1, column: 1 };

    /// Moves it behind `bytes`.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        let lines = count(bytes, |b| b == b'\n');
        let mut tail = bytes;
        if lines > 0 {
            let last = bytes.iter().rposition(|&b| b == b'\n').unwrap_or(0);
            tail = bytes.get(last + 1..).unwrap_or_default();
            self.line += lines;
            self.column = 1;
        }
        // Every character has just one byte that does not continue another.
        self.column += count(tail, |b| b & 0xC0 != 0x80);
    }
}

/// How many of `bytes` are such. Blocks whose count fits a byte let many be looked at at once.
fn count(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> u64 {
    let block = |block: &[u8]| block.iter().fold(0u8, |n, &b| n + u8::from(is_such(b)));
    bytes.chunks(usize::from(u8::MAX)).map(|bytes| u64::from(block(bytes))).sum()
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
