//! Input → lines, none longer than a limit: what goes beyond it is read past and never held.
//!
//! Cost: one line in memory, at most the limit and a few bytes.

use std::io::BufRead;

use crate::error::{Error, Result};

/// Bytes that are kept of a line that is too long: enough to find its id where that comes first.
const HEAD_BYTES: usize = 1 << 16;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A line without its end and without a byte-order mark.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: u64,
    /// Length in bytes, with all that belongs to it.
    pub bytes: u64,
    /// What it holds.
    pub content: Content,
}

/// What was kept of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Whole(Vec<u8>),
    /// Its beginning: it is longer than the limit.
    Head(Vec<u8>),
}

/// The lines of a source; blank ones are counted and passed over.
pub struct Lines<R> {
    from: R,
    number: u64,
    most_bytes: usize,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `from`; those of more than `most_bytes` come without their text.
    pub fn new(from: R, most_bytes: usize) -> Lines<R> {
        Lines { from, number: 0, most_bytes }
    }

    /// The next line that is not blank; `None` at the end.
    fn read(&mut self) -> std::io::Result<Option<Line>> {
        loop {
            let mut bytes = Vec::new();
            // One more than the limit tells whether it was passed; two are for the line's end.
            let most = (self.most_bytes as u64).saturating_add(3);
            let mut length =
                std::io::Read::take(&mut self.from, most).read_until(b'\n', &mut bytes)? as u64;
            if length == 0 {
                return Ok(None);
            }
            self.number += 1;
            let is_whole = bytes.last() == Some(&b'\n') || length < most;
            if !is_whole {
                bytes.truncate(HEAD_BYTES);
                bytes.shrink_to_fit();
                length += self.from.skip_until(b'\n')? as u64;
            }
            if bytes.starts_with(BYTE_ORDER_MARK) {
                bytes.drain(..BYTE_ORDER_MARK.len());
            }
            while let Some(b'\n' | b'\r') = bytes.last() {
                bytes.pop();
            }
            if is_whole && bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let is_whole = is_whole && bytes.len() <= self.most_bytes;
            if !is_whole {
                bytes.truncate(HEAD_BYTES);
            }
            let content = if is_whole { Content::Whole(bytes) } else { Content::Head(bytes) };
            return Ok(Some(Line { number: self.number, bytes: length, content }));
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Line>;

    fn next(&mut self) -> Option<Result<Line>> {
        let read = self.read();
        read.map_err(|e| Error::io("standard input", e).at_line(self.number + 1)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &str, most: usize) -> Vec<(u64, u64, Content)> {
        Lines::new(text.as_bytes(), most)
            .map(|line| line.expect("bytes in memory"))
            .map(|line| (line.number, line.bytes, line.content))
            .collect()
    }

    #[test]
    fn ends_marks_and_blank_lines_are_taken_off() {
        let whole = |text: &str| Content::Whole(text.as_bytes().to_vec());
        assert_eq!(
            contents("\u{FEFF}a\r\n\n  \nb\n\u{FEFF}c", 9),
            [(1, 6, whole("a")), (4, 2, whole("b")), (5, 4, whole("c"))]
        );
    }

    #[test]
    fn a_line_at_the_limit_is_whole_and_one_byte_more_is_too_long() {
        for end in ["", "\n", "\r\n"] {
            let text = format!("12345{end}");
            assert!(
                matches!(&contents(&text, 5)[..], [(1, _, Content::Whole(t))] if t == b"12345")
            );
            let text = format!("123456{end}");
            assert!(matches!(&contents(&text, 5)[..], [(1, _, Content::Head(_))]), "{text:?}");
        }
    }

    #[test]
    fn what_follows_a_line_that_is_too_long_is_read() {
        let text = format!("{}\nnext\n", "x".repeat(300_000));
        let found = contents(&text, 100);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1, 300_001);
        assert!(matches!(&found[0].2, Content::Head(head) if head.len() <= HEAD_BYTES));
        assert_eq!(found[1].2, Content::Whole(b"next".to_vec()));
    }

    /// Gives bytes for ever, in small pieces; more than it may hold would be noticed.
    struct Endless(u64);

    impl std::io::Read for Endless {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let length = (out.len() as u64).min(self.0) as usize;
            out[..length].fill(b'x');
            self.0 -= length as u64;
            Ok(length)
        }
    }

    #[test]
    fn a_line_of_two_gigabytes_is_counted_and_not_held() {
        let endless = std::io::BufReader::with_capacity(1 << 16, Endless(2 << 30));
        let line = Lines::new(endless, 1000).next().expect("a line").expect("bytes");
        assert_eq!(line.bytes, 2 << 30);
        assert!(matches!(line.content, Content::Head(head) if head.capacity() <= 2 * HEAD_BYTES));
    }
}
