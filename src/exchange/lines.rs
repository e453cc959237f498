//! Lines of a file, with a bound: a file of two gigabytes may be a single line.

use std::io::{self, BufRead};

use crate::error::{Error, ErrorKind};

/// The longest line: two segments of 4 MiB as JSON may write them.
const MOST_LINE_BYTES: usize = 64 << 20;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, with its end if it has one.
    Whole,
    /// One longer than the bound; it was passed over.
    TooLong,
    /// The end of the file.
    End,
}

/// Takes the next line of UTF-8 text into `line`, which is empty.
pub(super) fn next(source: &mut impl BufRead, line: &mut String) -> io::Result<Line> {
    let mut length = 0;
    loop {
        let block = source.fill_buf()?;
        if block.is_empty() {
            break;
        }
        let end = block.iter().position(|&b| b == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(block.len());
        length += taken;
        if length <= MOST_LINE_BYTES {
            // Blocks of decoded text end where characters do.
            line.push_str(&String::from_utf8_lossy(block.get(..taken).unwrap_or_default()));
        }
        source.consume(taken);
        if end.is_some() {
            break;
        }
    }
    Ok(match length {
        0 => Line::End,
        length if length > MOST_LINE_BYTES => {
            line.clear();
            Line::TooLong
        }
        _ => Line::Whole,
    })
}

/// The error for [`Line::TooLong`].
pub(super) fn too_long() -> Error {
    let what = format!("a line is longer than {} MiB", MOST_LINE_BYTES >> 20);
    Error::new(ErrorKind::Format, what).remedy("split it: no unit is that long")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_whole_and_endless_ones_are_passed_over() {
        let long = "x".repeat(MOST_LINE_BYTES + 1);
        let text = format!("أ\n\n{long}\nlast");
        let mut source = io::BufReader::new(text.as_bytes());
        let mut all = Vec::new();
        loop {
            let mut line = String::new();
            match next(&mut source, &mut line).expect("readable") {
                Line::End => break,
                kind => all.push((kind, line)),
            }
        }
        let whole = |text: &str| (Line::Whole, text.to_string());
        let long = (Line::TooLong, String::new());
        assert_eq!(all, [whole("أ\n"), whole("\n"), long, whole("last")]);
    }
}
