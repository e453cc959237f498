//! Half-open byte ranges into a document.
//!
//! Everything that is found in a text (a sentence, a token, a number) is a [`Span`] into the
//! untouched original, so what is exported is always what the author wrote.

use serde::Serialize;

/// A half-open range of byte offsets, `start..end`, into the text of one document.
///
/// Both ends lie on UTF-8 character boundaries of the text that the span was made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just after the last byte; never less than `start`.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text under the span; empty where the span does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// The span without the white space (as `char::is_whitespace` has it) at both of its ends.
    pub fn trimmed(self, text: &str) -> Span {
        let inside = self.of(text);
        let front = inside.len() - inside.trim_start().len();
        let body = inside.trim();
        Span::new(self.start + front, self.start + front + body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimming_keeps_the_inside() {
        let text = "  ab c \u{a0}";
        assert_eq!(Span::new(0, text.len()).trimmed(text).of(text), "ab c");
        assert!(Span::new(0, 2).trimmed(text).is_empty());
    }

    #[test]
    fn a_span_that_does_not_fit_reads_as_empty() {
        assert_eq!(Span::new(1, 9).of("abc"), "");
        assert_eq!(Span::new(1, 2).of("é"), "");
    }
}
