//! The words around a candidate.

use crate::text::fold::{is_invisible, is_tashkeel};

/// Marks that may stand before a word.
pub fn is_opener(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '«' | '“' | '‘' | '„' | '‹' | '"' | '\'') || is_invisible(c)
}

/// Whether `c` is a letter or a digit; the usual ones are known without the Unicode tables.
fn is_word_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}')
        || c.is_alphanumeric()
}

/// What follows a candidate.
pub struct Next<'a> {
    /// First character that is no opener.
    pub first: Option<char>,
    /// The word there.
    pub word: &'a str,
    /// Whether an opening quote or bracket stands before it.
    pub quoted: bool,
}

impl<'a> Next<'a> {
    /// `None` where only white space follows.
    pub fn of(after: &'a str) -> Option<Next<'a>> {
        let rest = after.trim_start();
        if rest.is_empty() {
            return None;
        }
        let body = rest
            .trim_start_matches(|c| is_opener(c) || c == '-' || c == '–' || c == '—' || c == ' ');
        let end = body
            .find(|c: char| !(is_word_letter(c) || is_tashkeel(c) || c == '\'' || c == '’'))
            .unwrap_or(body.len());
        Some(Next {
            first: body.chars().next(),
            word: body.get(..end).unwrap_or(""),
            quoted: rest.starts_with(['"', '«', '“', '‘', '„', '\'']),
        })
    }

    /// Whether it begins with a small letter.
    pub fn lower_case(&self) -> bool {
        // "iPhone", "eBay": a capital right after it makes it a name.
        self.first.is_some_and(char::is_lowercase)
            && !self.word.chars().nth(1).is_some_and(char::is_uppercase)
    }

    /// Whether it begins with a capital.
    pub fn upper_case(&self) -> bool {
        self.first.is_some_and(char::is_uppercase)
    }
}

/// The last run of characters without white space.
pub fn last_chunk(text: &str) -> &str {
    text.rsplit(char::is_whitespace).next().unwrap_or("")
}

/// The last chunk without opening marks, and what follows a dash or slash inside it.
pub fn last_word(text: &str) -> &str {
    let chunk = last_chunk(text).trim_start_matches(is_opener);
    chunk.rsplit(['-', '–', '—', '/', '(', '،', ',']).next().unwrap_or(chunk)
}

/// The text before the last chunk, without white space at its end.
pub fn before_last_word(text: &str) -> &str {
    let chunk = last_chunk(text);
    // "656هـ." holds its own figure.
    if chunk.starts_with(char::is_numeric) {
        let digits = chunk.trim_end_matches(|c: char| !c.is_numeric());
        return digits;
    }
    text.get(..text.len() - chunk.len()).unwrap_or("").trim_end()
}

/// Letters with stops between them: "U.S", "ش.م".
pub fn dotted_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        (1..=2).contains(&part.chars().filter(|&c| !is_tashkeel(c)).count())
            && part.chars().all(char::is_alphabetic)
    })
}

/// Whether the stop is inside a link, an address, a file name, a version or a domain.
pub fn is_address(before: &str, after: &str) -> bool {
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
