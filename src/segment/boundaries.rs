//! Where sentences end inside one paragraph.
//!
//! A candidate is a run of `. ! ? ؟ … ۔` with the closing quotes, brackets and bidi marks behind
//! it; it is a boundary unless something vetoes it. One pass over the bytes finds the candidates; each
//! is judged by its neighbours, looking back no further than [`LOOK_BACK`] bytes. Cost: linear.

use super::rules::{Abbreviation, Rules};
use crate::text::fold::{is_arabic_letter, is_invisible, is_tashkeel};

/// How far back a bracket or quote is looked for, in bytes.
const LOOK_BACK: usize = 600;

/// Most words of a name between a quotation and its verb of saying.
const MOST_NAME_WORDS: usize = 3;

/// End offsets of the sentences of `text` (one paragraph), the last one being its length.
pub fn ends(text: &str, rules: &Rules, style: Style) -> Vec<usize> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let closed = text.trim_end().ends_with(|c| is_terminator(c) || is_closer(c) || c == '"');
    let mut list = InlineList::of(text);
    while let Some(found) = next_candidate(text, at) {
        if let Some(item) = list.as_mut().and_then(|list| list.item_before(text, found)) {
            out.push(item);
            start = item;
        }
        let run_end = skip(text, found, is_terminator);
        let run = text.get(found..run_end).unwrap_or("");
        let close_end = skip_closers(text, run_end, text.get(start..found).unwrap_or(""));
        let close_end = skip_trailers(text, close_end);
        let candidate = Candidate {
            sentence: text.get(start..found).unwrap_or(""),
            run,
            closers: text.get(run_end..close_end).unwrap_or(""),
            after: text.get(close_end..).unwrap_or(""),
            closed,
            style,
            rules,
        };
        if !candidate.after.is_empty() && candidate.ends_sentence() {
            out.push(close_end);
            start = close_end;
        }
        at = close_end.max(run_end);
    }
    while let Some(item) = list.as_mut().and_then(|list| list.item_before(text, text.len())) {
        out.push(item);
    }
    out.push(text.len());
    out
}

/// How the author of a document writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Sentences of Latin script begin with a capital.
    Capitals,
    /// Many begin with a small letter, as in chats and hasty mail.
    SmallLetters,
}

impl Style {
    /// The style of `text`: small letters after a fifth or more of the full stops that follow a long word.
    pub fn of(text: &str) -> Style {
        let (mut small, mut capital) = (0, 0);
        for (at, _) in text.match_indices(". ").take(2000) {
            let before = text.get(..at).and_then(|b| b.chars().next_back());
            let after = text.get(at + 2..).and_then(|a| a.trim_start().chars().next());
            let word = text.as_bytes().get(at.saturating_sub(4)..at).unwrap_or_default();
            if word.len() < 4 || !word.iter().all(u8::is_ascii_lowercase) || before.is_none() {
                continue;
            }
            match after {
                Some(c) if c.is_lowercase() => small += 1,
                Some(c) if c.is_uppercase() => capital += 1,
                _ => {}
            }
        }
        if small * 4 > capital && small > 0 { Style::SmallLetters } else { Style::Capitals }
    }
}

/// A list that runs on in one line: "1) one 2) two", "a. one b. two".
struct InlineList {
    /// The sign after each number.
    sign: char,
    /// The number or letter of the next item.
    next: String,
    /// Where the search goes on.
    from: usize,
}

impl InlineList {
    /// The list that `text` begins with, if it does.
    fn of(text: &str) -> Option<InlineList> {
        let body = text.trim_start_matches(|c: char| c.is_whitespace() || BULLETS.contains(&c));
        let from = text.len() - body.len();
        let mark: String = body.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let mut rest = body.get(mark.len()..)?.chars();
        let sign = rest.next().filter(|&c| c == '.' || c == ')')?;
        rest.next().filter(|c| c.is_whitespace() || *c == ')')?;
        Some(InlineList { sign, next: following(&mark)?, from })
    }

    /// The start of the next item if it lies before `limit`.
    fn item_before(&mut self, text: &str, limit: usize) -> Option<usize> {
        let mark = format!("{}{}", self.next, self.sign);
        let mut search = self.from;
        loop {
            let at = search + text.get(search..)?.find(&mark)?;
            // The mark's own sign may be the candidate that is about to be judged.
            if at > limit {
                return None;
            }
            let before = text.get(..at)?.trim_end_matches(BULLETS);
            let free = before.ends_with(char::is_whitespace);
            let spaced = text.get(at + mark.len()..)?.starts_with(char::is_whitespace);
            if free && spaced {
                self.next = following(&self.next)?;
                self.from = at + mark.len();
                return Some(before.len());
            }
            search = at + mark.len();
        }
    }
}

const BULLETS: &[char] = &['•', '⁃', '▪', '●', '◦', '·', '*', '–', '-'];

/// The mark after `mark`: 2 after 1, b after a.
fn following(mark: &str) -> Option<String> {
    if let Ok(number) = mark.parse::<u16>() {
        return number.checked_add(1).filter(|_| mark.len() <= 3).map(|n| n.to_string());
    }
    let mut letters = mark.chars();
    match (letters.next(), letters.next()) {
        (Some(c @ ('a'..='y' | 'A'..='Y')), None) => Some(char::from(c as u8 + 1).to_string()),
        _ => None,
    }
}

/// Offset of the first terminator at or after `from`.
fn next_candidate(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut i = from;
    while let Some(&b) = bytes.get(i) {
        match b {
            b'.' | b'!' | b'?' => return Some(i),
            0xD8 | 0xDB | 0xE2 => {
                let rest = bytes.get(i..).unwrap_or_default();
                if rest.starts_with("؟".as_bytes())
                    || rest.starts_with("۔".as_bytes())
                    || rest.starts_with("…".as_bytes())
                {
                    return Some(i);
                }
                i += 1;
            }
            _ => i += 1,
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

fn is_opener(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '“' | '‘' | '„' | '‹' | '"' | '\'') || is_invisible(c)
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

const SMILEYS: &[&str] = &[":-)", ":-(", ";-)", ":)", ":(", ";)", ":D", ":P", "=)", ":/"];

/// A place where a sentence may end.
struct Candidate<'a> {
    /// The sentence so far, without the run.
    sentence: &'a str,
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
        let body = self.sentence.trim_start();
        if body.chars().all(|c| !c.is_alphanumeric()) {
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
        let from = floor_boundary(self.sentence, self.sentence.len().saturating_sub(LOOK_BACK));
        let tail = self.sentence.get(from..).unwrap_or("");
        tail.rfind(['(', '[']).is_some_and(|at| {
            self.sentence
                .get(..from + at)
                .is_some_and(|before| before.chars().any(char::is_alphanumeric))
        })
    }

    /// Whether a quotation that began in this sentence is still open.
    fn in_quotation(&self) -> bool {
        let from = floor_boundary(self.sentence, self.sentence.len().saturating_sub(LOOK_BACK));
        let tail = self.sentence.get(from..).unwrap_or("");
        let opened = tail.matches(['«', '“']).count() > tail.matches(['»', '”']).count();
        opened || tail.matches('"').count() % 2 == 1
    }

    /// Whether a word of several small letters stands before the stop: no abbreviation.
    fn ordinary_word(&self) -> bool {
        let word = last_word(self.sentence);
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
            let prose = self.closed && !self.run.contains('…') && !self.in_quotation();
            return prose || self.rules.is_starter(next.word);
        }
        next.first.is_some_and(char::is_uppercase) || next.quoted
    }

    /// A single full stop before white space.
    fn full_stop(&self, next: &Next<'_>) -> bool {
        let word = last_word(self.sentence);
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
                let after_digit =
                    before_last_word(self.sentence).ends_with(|c: char| c.is_numeric());
                return word.chars().count() == 1
                    && after_digit
                    && next.first.is_some_and(is_arabic_letter);
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
                let after_digit =
                    before_last_word(self.sentence).ends_with(|c: char| c.is_numeric());
                return after_digit;
            }
            // "J. Smith", but "plan B. The" and "vitamin C. He".
            return starter && bare.chars().all(char::is_uppercase);
        }
        true
    }

    /// "1." or "a." or "١." at the head of the sentence.
    fn list_marker(&self, word: &str) -> bool {
        let body = self.sentence.trim_start_matches(|c: char| c.is_whitespace() || is_opener(c));
        body.len() == word.trim_start_matches(is_opener).len()
            && body.chars().count() <= 3
            && (body.chars().all(char::is_numeric) || body.chars().count() == 1)
    }

    /// A terminator with no white space after it: "انتهى.وقال", "ended.He", "نعم؟لا".
    fn glued(&self, next: &Next<'_>) -> bool {
        let Some(first) = next.first else { return false };
        let chunk_before = last_chunk(self.sentence);
        let chunk_after = self.after.split(char::is_whitespace).next().unwrap_or("");
        if is_address(chunk_before, chunk_after) {
            return false;
        }
        let word = last_word(self.sentence);
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
            let figure = word.len() > 3 && word.chars().all(|c| c.is_numeric() || c == ',');
            let lower_before =
                tail.chars().next().is_some_and(char::is_lowercase) && long_before || figure;
            let capitalised = next.word.chars().nth(1).is_some_and(char::is_lowercase)
                || next.word == "I"
                || next.word == "A";
            return lower_before
                && long_before
                && capitalised
                && self.run.len() == 1
                && !word.contains('.');
        }
        false
    }
}

/// What follows a candidate.
struct Next<'a> {
    /// First character that is no opener.
    first: Option<char>,
    /// The word there.
    word: &'a str,
    /// Whether an opening quote or bracket stands before it.
    quoted: bool,
}

impl<'a> Next<'a> {
    /// `None` where only white space follows.
    fn of(after: &'a str) -> Option<Next<'a>> {
        let rest = after.trim_start();
        if rest.is_empty() {
            return None;
        }
        let body = rest
            .trim_start_matches(|c| is_opener(c) || c == '-' || c == '–' || c == '—' || c == ' ');
        let end = body
            .find(|c: char| !(c.is_alphanumeric() || is_tashkeel(c) || c == '\'' || c == '’'))
            .unwrap_or(body.len());
        Some(Next {
            first: body.chars().next(),
            word: body.get(..end).unwrap_or(""),
            quoted: rest.starts_with(['"', '«', '“', '‘', '„', '\'']),
        })
    }

    fn lower_case(&self) -> bool {
        // "iPhone", "eBay": a capital right after it makes it a name.
        self.first.is_some_and(char::is_lowercase)
            && !self.word.chars().nth(1).is_some_and(char::is_uppercase)
    }

    fn upper_case(&self) -> bool {
        self.first.is_some_and(char::is_uppercase)
    }
}

/// The last run of characters without white space.
fn last_chunk(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or("")
}

/// The last chunk without opening marks, and what follows a dash or slash inside it.
fn last_word(text: &str) -> &str {
    let chunk = last_chunk(text).trim_start_matches(is_opener);
    chunk.rsplit(['-', '–', '—', '/', '(', '،', ',']).next().unwrap_or(chunk)
}

/// The text before the last chunk, without white space at its end.
fn before_last_word(text: &str) -> &str {
    let chunk = last_chunk(text);
    // "656هـ." holds its own figure.
    if chunk.starts_with(char::is_numeric) {
        let digits = chunk.trim_end_matches(|c: char| !c.is_numeric());
        return digits;
    }
    text.get(..text.len() - chunk.len()).unwrap_or("").trim_end()
}

/// Letters with stops between them: "U.S", "ش.م".
fn dotted_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        (1..=2).contains(&part.chars().filter(|&c| !is_tashkeel(c)).count())
            && part.chars().all(char::is_alphabetic)
    })
}

/// Whether the stop is inside a link, an address, a file name, a version or a domain.
fn is_address(before: &str, after: &str) -> bool {
    if before.contains("://")
        || before.contains("www")
        || before.contains('@')
        || before.contains('/')
    {
        return true;
    }
    let extension: String = after.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    let ends = after.chars().nth(extension.len()).is_none_or(|c| !c.is_alphanumeric());
    ends && before.chars().last().is_some_and(|c| c.is_ascii_alphanumeric())
        && matches!(
            extension.to_ascii_lowercase().as_str(),
            "com"
                | "org"
                | "net"
                | "edu"
                | "gov"
                | "int"
                | "info"
                | "io"
                | "tv"
                | "co"
                | "uk"
                | "eu"
                | "de"
                | "fr"
                | "sa"
                | "ae"
                | "eg"
                | "qa"
                | "html"
                | "htm"
                | "php"
                | "pdf"
                | "doc"
                | "docx"
                | "txt"
                | "jpg"
                | "png"
                | "exe"
                | "zip"
                | "js"
                | "py"
        )
}

/// The nearest character boundary at or before `at`.
fn floor_boundary(text: &str, mut at: usize) -> usize {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
