//! dictd databases, as FreeDict publishes them: `.index` with `.dict` or the compressed `.dict.dz`.
//!
//! An index line is `headword TAB offset TAB length`, both numbers in dictd's base 64; the definition is
//! free text. Of it every line is taken whose script is not that of the headword, cut at commas and
//! semicolons, without brackets and numbering.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::files::{WordPair, is_arabic, pair};
use crate::error::{Error, ErrorKind, Result};

/// Most bytes that a compressed dictionary may unpack to.
const MOST_BYTES: u64 = 1 << 30;

/// The two files of a database.
pub struct Files {
    index: PathBuf,
    dictionary: PathBuf,
}

/// The database that `file` is a part of, if it is one.
pub fn find(file: &Path) -> Option<Files> {
    let name = file.file_name()?.to_str()?;
    let stem = [".index", ".dict.dz", ".dict"].iter().find_map(|end| name.strip_suffix(end))?;
    let beside = |end: &str| file.with_file_name(format!("{stem}{end}"));
    let dictionary = [".dict.dz", ".dict"].into_iter().map(beside).find(|path| path.exists());
    Some(Files {
        index: beside(".index"),
        dictionary: dictionary.unwrap_or_else(|| beside(".dict")),
    })
}

/// The pairs of a database.
pub fn read(files: &Files) -> Result<Vec<WordPair>> {
    let index = std::fs::read_to_string(&files.index).map_err(|e| Error::io(&files.index, e))?;
    let bytes = std::fs::read(&files.dictionary).map_err(|e| Error::io(&files.dictionary, e))?;
    let text = if files.dictionary.extension().is_some_and(|e| e == "dz") {
        let mut text = Vec::new();
        let mut reader = flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(MOST_BYTES);
        reader.read_to_end(&mut text).map_err(|e| Error::io(&files.dictionary, e))?;
        text
    } else {
        bytes
    };
    let mut out = Vec::new();
    for (number, line) in (1..).zip(index.lines()) {
        let mut columns = line.split('\t');
        let (Some(word), Some(offset), Some(length)) =
            (columns.next(), columns.next().and_then(base64), columns.next().and_then(base64))
        else {
            return Err(Error::new(
                ErrorKind::Format,
                "three columns expected: word, offset, length",
            )
            .in_file(&files.index)
            .at_line(number)
            .remedy("is it the .index file of a dictd database?"));
        };
        // Descriptions of the database itself.
        if word.starts_with("00database") || word.starts_with("00-database") {
            continue;
        }
        let Some(bytes) = offset.checked_add(length).and_then(|end| text.get(offset..end)) else {
            return Err(Error::new(
                ErrorKind::Format,
                format!("the entry of {word} lies outside the dictionary"),
            )
            .in_file(&files.index)
            .at_line(number)
            .remedy("take .index and .dict from the same release"));
        };
        out.extend(pairs(word, &String::from_utf8_lossy(bytes)));
    }
    Ok(out)
}

/// What the definition of `word` has in the other script.
fn pairs(word: &str, definition: &str) -> Vec<WordPair> {
    let arabic = is_arabic(word);
    let other: Vec<String> = definition
        .lines()
        .skip(1)
        .filter(|line| is_arabic(line) != arabic)
        .flat_map(|line| line.split([',', ';', '،', '؛']))
        .map(|part| {
            without_brackets(part)
                .trim_matches(|c: char| c.is_ascii_digit() || ". ".contains(c))
                .to_string()
        })
        .filter(|part| {
            !part.is_empty() && part.split_whitespace().count() <= 4 && is_arabic(part) != arabic
        })
        .collect();
    if arabic {
        pair(word, &other.join(";")).into_iter().collect()
    } else {
        other.iter().filter_map(|part| pair(word, part)).collect()
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0i32;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = (depth - 1).max(0),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// A number in dictd's base 64.
fn base64(digits: &str) -> Option<usize> {
    digits.bytes().try_fold(0usize, |value, digit| {
        let digit = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        value.checked_mul(64)?.checked_add(usize::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_index() {
        assert_eq!(
            [base64("A"), base64("BA"), base64("b/"), base64("?")],
            [Some(0), Some(64), Some(27 * 64 + 63), None]
        );
    }

    #[test]
    fn a_definition_gives_the_words_of_the_other_script() {
        let found = pairs("computer", "computer /kəmˈpjuːtə/\n1. حاسوب، حاسب آلي (جهاز)\n");
        assert_eq!(
            found.iter().map(|p| p.arabic.as_str()).collect::<Vec<_>>(),
            ["حاسوب", "حاسب آلي"]
        );
        let found = pairs("حاسوب", "حاسوب\n computer, machine\n");
        assert_eq!(found[0].latin, ["computer", "machine"]);
    }
}
