//! Paragraphs: lines, or blocks of lines where the text was wrapped at a fixed width.
//!
//! Mail and PDF extraction break lines in mid-sentence. A document is taken for wrapped when most
//! lines inside its blocks are nearly as long as the longest and do not end like a sentence.

use crate::span::Span;

/// Whether line breaks inside a block of lines are taken for spaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unwrap {
    /// Where the document looks wrapped.
    #[default]
    Auto,
    /// Always: only empty lines end a paragraph.
    Always,
    /// Never: each line is a paragraph.
    Never,
}

/// Lines as a wrapped text has them, in characters.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// Paragraphs of `text` in order, empty ones left out.
pub fn paragraphs(text: &str, unwrap: Unwrap) -> Vec<Span> {
    let lines = lines(text);
    let wrapped = match unwrap {
        Unwrap::Always => true,
        Unwrap::Never => false,
        Unwrap::Auto => is_wrapped(text, &lines),
    };
    if !wrapped {
        return lines.into_iter().filter(|l| !l.is_empty()).collect();
    }
    let mut out: Vec<Span> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
        } else if let (true, Some(last)) = (open, out.last_mut()) {
            last.end = line.end;
        } else {
            out.push(line);
            open = true;
        }
    }
    out
}

fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'\n' | b'\r' => 1,
            0xC2 if bytes.get(at + 1) == Some(&0x85) => 2,
            0xE2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xA8 | 0xA9])) => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        out.push(Span::new(start, at).trimmed(text));
        at += length;
        start = at;
    }
    out.push(Span::new(start, text.len()).trimmed(text));
    out
}

fn is_wrapped(text: &str, lines: &[Span]) -> bool {
    let width = lines.iter().map(|l| l.of(text).chars().count()).max().unwrap_or(0);
    if width > *WRAP_WIDTHS.end() {
        return false;
    }
    let (mut inner, mut full, mut open) = (0, 0, 0);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if line.is_empty() || next.is_empty() {
            continue;
        }
        inner += 1;
        let body = line.of(text);
        full += usize::from(body.chars().count() * 10 >= width * 7);
        open += usize::from(!body.ends_with(['.', '!', '?', '؟', '…', ':', '»', '"', '”']));
    }
    // Too little text for figures: a line that goes on in small letters was cut.
    if inner > 0 && inner < 4 {
        return lines.windows(2).all(|pair| match pair {
            [line, next] => {
                let body = line.of(text);
                let cut = body.split_whitespace().count() >= 4
                    && !body.ends_with(['.', '!', '?', '؟', '…', ':']);
                line.is_empty()
                    || next.is_empty()
                    || cut && next.of(text).starts_with(char::is_lowercase)
            }
            _ => true,
        });
    }
    WRAP_WIDTHS.contains(&width) && full * 10 >= inner * 8 && open * 10 >= inner * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_mail_is_joined_and_news_is_not() {
        let mail = "The committee met on Tuesday in Geneva and agreed on the\n\
                    budget for the coming year, which is larger than the one\n\
                    before it by a tenth. Its members will meet again before\n\
                    the end of the month to discuss how the money should be\n\
                    spent, and who will be asked to carry out the works that\n\
                    were agreed.\n\nA second paragraph follows here.\n";
        assert_eq!(paragraphs(mail, Unwrap::Auto).len(), 2);
        let news = "A headline\nThe first paragraph is a full one.\nThe second is short.\nSo is this.\nAnd this one.\nEnd.\n";
        assert_eq!(paragraphs(news, Unwrap::Auto).len(), 6);
    }
}
