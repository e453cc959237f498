//! Where sentences end inside one paragraph.
//!
//! A candidate is a run of `. ! ? ؟ … ۔` with the closing quotes, brackets and bidi marks behind
//! it; it is a boundary unless something vetoes it. One pass over the bytes finds the candidates; each
//! is judged by its neighbours, looking back no further than [`LOOK_BACK`] bytes. Cost: linear.

use super::inline_list::{BULLETS, InlineList};
use super::neighbours::{
    Next, before_last_word, dotted_initials, is_address, is_opener, last_chunk, last_word,
};
use super::rules::{Abbreviation, Rules};
use super::style::Style;
use crate::text::fold::{is_arabic_letter, is_invisible, is_tashkeel};

/// How far back a bracket or quote is looked for, in bytes.
const LOOK_BACK: usize = 600;

/// How far ahead, in bytes.
const LOOK_AHEAD: usize = 300;

/// Most words of a name between a quotation and its verb of saying.
const MOST_NAME_WORDS: usize = 3;

/// End offsets of the sentences of `text` (one paragraph), the last one being its length.
pub fn ends(text: &str, rules: &Rules, style: Style) -> Vec<usize> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let closed = text.trim_end().ends_with(|c| is_terminator(c) || is_closer(c) || c == '"');
    let mut list = InlineList::of(text);
    let mut has_word = false;
    while let Some(found) = next_candidate(text, at) {
        if let Some(item) = list.as_mut().and_then(|list| list.item_before(text, found)) {
            out.push(item);
            start = item;
        }
        has_word |=
            text.get(at.max(start)..found).is_some_and(|t| t.contains(char::is_alphanumeric));
        let tail_start = floor_boundary(text, found.saturating_sub(LOOK_BACK)).max(start);
        let run_end = skip(text, found, is_terminator);
        let run = text.get(found..run_end).unwrap_or("");
        let tail = text.get(tail_start..found).unwrap_or("");
        let close_end = skip_closers(text, run_end, tail);
        let close_end = skip_trailers(text, close_end);
        let candidate = Candidate {
            tail,
            whole: tail_start == start,
            has_word,
            run,
            closers: text.get(run_end..close_end).unwrap_or(""),
            after: text.get(close_end..floor_boundary(text, close_end + LOOK_AHEAD)).unwrap_or(""),
            closed,
            style,
            rules,
        };
        if close_end < text.len() && candidate.ends_sentence() {
            out.push(close_end);
            start = close_end;
            has_word = false;
        }
        at = close_end.max(run_end);
    }
    while let Some(item) = list.as_mut().and_then(|list| list.item_before(text, text.len())) {
        out.push(item);
    }
    out.push(text.len());
    out
}

/// Offset of the first terminator at or after `from`.
fn next_candidate(text: &str, from: usize) -> Option<usize> {
    // Half the letters of Arabic begin with the byte of ؟: what tells the terminators is their last one, so these
    // are looked for, and what stands before them is compared.
    let bytes = text.as_bytes();
    let mut i = from;
    while let Some(&b) = bytes.get(i) {
        let terminator = match b {
            b'.' | b'!' | b'?' => return Some(i),
            0x9F => "؟",
            0x94 => "۔",
            0xA6 => "…",
            _ => {
                i += 1;
                continue;
            }
        };
        i += 1;
        let start = i.saturating_sub(terminator.len());
        if start >= from && bytes.get(start..i) == Some(terminator.as_bytes()) {
            return Some(start);
        }
    }
    None
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | '…' | '۔' | '‼' | '⁇' | '⁈' | '⁉')
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '»'
            | '”'
            | '’'
            | '›'
            | '\u{2069}'
            | '\u{202C}'
            | '\u{200F}'
            | '\u{200E}'
            | '\u{61C}'
    )
}

/// Offset after the characters from `from` on that satisfy `f`.
fn skip(text: &str, from: usize, f: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or("");
    from + rest.find(|c| !f(c)).unwrap_or(rest.len())
}

/// Offset after the closing marks at `from`. A straight quote closes unless a letter follows it
/// directly and white space stood before (then it opens); a guillemet or “ may be written backwards.
fn skip_closers(text: &str, from: usize, sentence: &str) -> usize {
    let mut at = from;
    for c in text.get(from..).unwrap_or("").chars() {
        let next_is_letter = || {
            text.get(at + c.len_utf8()..)
                .and_then(|rest| rest.chars().next())
                .is_some_and(char::is_alphanumeric)
        };
        let closes = is_closer(c)
            || is_terminator(c)
            || (matches!(c, '"' | '\'')
                && (!next_is_letter() || sentence.matches(c).count() % 2 == 1))
            || (matches!(c, '“' | '«') && !next_is_letter());
        if !closes {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Offset after what belongs to the sentence behind its end: note marks "[3]", smileys.
fn skip_trailers(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let body = rest.trim_start_matches([' ', '\u{A0}']);
    let gap = rest.len() - body.len();
    if let Some(note) = body.strip_prefix('[') {
        let digits = note.len() - note.trim_start_matches(|c: char| c.is_numeric()).len();
        if digits > 0 && note.get(digits..).is_some_and(|n| n.starts_with(']')) {
            return skip_trailers(text, from + gap + digits + 2);
        }
    }
    let smiley = SMILEYS
        .iter()
        .find(|s| body.strip_prefix(*s).is_some_and(|r| !r.starts_with(char::is_alphanumeric)));
    match smiley {
        Some(smiley) if gap > 0 => from + gap + smiley.len(),
        _ => from,
    }
}

/// Smileys that go with the sentence before them.
pub const SMILEYS: &[&str] = &[":-)", ":-(", ";-)", ":)", ":(", ";)", ":D", ":P", "=)", ":/"];

/// A place where a sentence may end.
struct Candidate<'a> {
    /// The sentence so far, without the run: its last [`LOOK_BACK`] bytes.
    tail: &'a str,
    /// Whether that is all of it.
    whole: bool,
    /// Whether it holds a letter or digit.
    has_word: bool,
    run: &'a str,
    closers: &'a str,
    after: &'a str,
    /// Whether the paragraph ends like a sentence: a headline does not.
    closed: bool,
    style: Style,
    rules: &'a Rules,
}

impl Candidate<'_> {
    fn ends_sentence(&self) -> bool {
        if !self.has_word {
            // Only marks so far: "…" or "(?)" belongs to what follows.
            return false;
        }
        let spaced = self.after.starts_with(char::is_whitespace);
        let Some(next) = Next::of(self.after) else { return true };
        if !spaced {
            return self.glued(&next);
        }
        // Another terminator behind a space ("نعم . . ." or "what ? !") goes with this one.
        if next.first.is_some_and(is_terminator) {
            return false;
        }
        if next.first.is_some_and(|c| matches!(c, ',' | '،' | ';' | '؛' | ':') && !next.quoted) {
            return false;
        }
        let asks = self.run.chars().any(|c| matches!(c, '!' | '?' | '؟' | '۔'));
        let closes_quote = self.closers.contains(['"', '»', '”', '“', '«', '’', '\'']);
        if next.lower_case() {
            let plain = self.closers.is_empty() && !next.quoted;
            let ordinary = self.style == Style::SmallLetters && self.ordinary_word();
            return plain && (asks || ordinary);
        }
        if closes_quote && !next.quoted && (asks || self.run != ".") && self.attributed(&next) {
            return false;
        }
        if self.closers.contains([')', ']']) && self.aside() {
            return false;
        }
        if asks {
            return true;
        }
        if self.run.contains('…') || self.run.len() > 1 {
            return self.ellipsis(&next);
        }
        self.full_stop(&next)
    }

    /// Whether what follows a quotation says who said it: «سأل …», "Ms. Khoury said".
    fn attributed(&self, next: &Next<'_>) -> bool {
        if self.rules.is_attribution(next.word) {
            return true;
        }
        let mut words =
            self.after.split_whitespace().map(|w| w.trim_end_matches([',', '.', ':', '،']));
        for _ in 0..MOST_NAME_WORDS {
            let Some(word) = words.next() else { return false };
            if self.rules.is_attribution(word) {
                return true;
            }
            if !word.starts_with(char::is_uppercase) || self.rules.is_starter(word) {
                return false;
            }
        }
        words.next().is_some_and(|word| self.rules.is_attribution(word))
    }

    /// Whether the bracket that just closed was opened in the middle of the sentence.
    fn aside(&self) -> bool {
        self.tail.rfind(['(', '[']).is_some_and(|at| {
            !self.whole
                || self.tail.get(..at).is_some_and(|before| before.contains(char::is_alphanumeric))
        })
    }

    /// Whether a quotation that began in this sentence is still open.
    fn in_quotation(&self) -> bool {
        let tail = self.tail;
        let opened = tail.matches(['«', '“']).count() > tail.matches(['»', '”']).count();
        opened || tail.matches('"').count() % 2 == 1
    }

    /// Whether a word of several small letters stands before the stop: no abbreviation.
    fn ordinary_word(&self) -> bool {
        let word = last_word(self.tail);
        let digits = word.len() > 2 && word.chars().all(|c| c.is_numeric() || c == '-');
        let letters =
            word.chars().count() > 2 && word.chars().all(|c| c.is_lowercase() || c == '\'');
        (digits || letters) && self.rules.abbreviation(word).is_none()
    }

    /// Dots that trail off: the end if what follows begins like a sentence in a script with case.
    fn ellipsis(&self, next: &Next<'_>) -> bool {
        if !self.closers.is_empty() {
            return true;
        }
        if next.first.is_some_and(is_arabic_letter) {
            // Two dots stand for a stop in much Arabic prose; three trail off.
            let prose = self.closed && self.run == ".." && !self.in_quotation();
            return prose || self.rules.is_starter(next.word);
        }
        next.first.is_some_and(char::is_uppercase) || next.quoted
    }

    /// A single full stop before white space.
    fn full_stop(&self, next: &Next<'_>) -> bool {
        let word = last_word(self.tail);
        if self.list_marker(word) {
            return false;
        }
        if !self.closers.is_empty() && !self.closers.chars().all(is_invisible) {
            return true;
        }
        let known = self.rules.abbreviation(word);
        let dashed = self.after.trim_start().starts_with(['–', '—', '-']);
        let titled =
            self.rules.abbreviation(next.word) == Some(Abbreviation::Title) && next.upper_case();
        let starter = !dashed && (self.rules.is_starter(next.word) || titled);
        match known {
            Some(Abbreviation::Title) => {
                // أ. د. م. before a name; after a figure م is metres or the common era.
                let after_digit = before_last_word(self.tail).ends_with(|c: char| c.is_numeric());
                return word.chars().count() == 1
                    && after_digit
                    && next.first.is_some_and(is_arabic_letter);
            }
            Some(Abbreviation::Initial) => {
                let before = last_word(before_last_word(self.tail));
                let acronym = self.rules.abbreviation(before) == Some(Abbreviation::Initial);
                return acronym || starter;
            }
            // A single letter before a name is an initial.
            Some(Abbreviation::Number) => {
                return word.chars().count() > 1 && !next.first.is_some_and(char::is_numeric);
            }
            Some(Abbreviation::Unit) => return starter || (next.quoted && next.upper_case()),
            None => {}
        }
        let bare = word.trim_start_matches(is_opener);
        let letters = bare.chars().filter(|&c| !is_tashkeel(c) && !is_invisible(c)).count();
        if bare.contains('.') && dotted_initials(bare) {
            return starter;
        }
        if letters == 1 && bare.chars().all(char::is_alphabetic) {
            if bare.chars().any(is_arabic_letter) {
                let after_digit = before_last_word(self.tail).ends_with(|c: char| c.is_numeric());
                return after_digit;
            }
            // "J. Smith", but "plan B. The" and "vitamin C. He".
            return starter && bare.chars().all(char::is_uppercase);
        }
        true
    }

    /// "1." or "a." or "١." at the head of the sentence.
    fn list_marker(&self, word: &str) -> bool {
        let body = self.tail.trim_start_matches(|c: char| {
            c.is_whitespace() || is_opener(c) || BULLETS.contains(&c)
        });
        let word = word.trim_start_matches(BULLETS);
        body.len() == word.trim_start_matches(is_opener).len()
            && body.chars().count() <= 3
            && (body.chars().all(char::is_numeric) || body.chars().count() == 1)
    }

    /// A terminator with no white space after it: "انتهى.وقال", "ended.He", "نعم؟لا".
    fn glued(&self, next: &Next<'_>) -> bool {
        let Some(first) = next.first else { return false };
        let chunk_before = last_chunk(self.tail);
        let chunk_after = self.after.split(char::is_whitespace).next().unwrap_or("");
        if is_address(chunk_before, chunk_after) {
            return false;
        }
        let word = last_word(self.tail);
        let tail: String =
            word.chars().rev().take_while(|c| c.is_alphabetic() || is_tashkeel(*c)).collect();
        if matches!(next.word, "نت" | "كوم") {
            return false;
        }
        let long_before = tail.chars().filter(|&c| !is_tashkeel(c)).count() >= 2;
        let long_after = next.word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        let question = self.run.chars().any(|c| matches!(c, '!' | '?' | '؟'));
        if first == '،' || first == ',' || first == ':' || first == '؛' {
            return false;
        }
        if is_arabic_letter(first) {
            if self.run.len() > 1 && !question {
                return false;
            }
            let arabic_before = tail.chars().next().is_some_and(is_arabic_letter);
            return (question
                || long_before && long_after && arabic_before
                || !self.closers.is_empty())
                && (arabic_before || !self.closers.is_empty() || question)
                && !word.contains('.');
        }
        if first.is_uppercase() {
            let figure =
                chunk_before.len() > 2 && chunk_before.chars().all(|c| c.is_numeric() || c == ',');
            let lower_before =
                tail.chars().next().is_some_and(char::is_lowercase) && long_before || figure;
            let capitalised = next.word.chars().nth(1).is_some_and(char::is_lowercase)
                || next.word == "I"
                || next.word == "A";
            return lower_before && capitalised && self.run.len() == 1 && !word.contains('.');
        }
        false
    }
}

/// The nearest character boundary at or before `at`.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
