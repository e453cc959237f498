//! PDF → text through `pdftotext` (poppler), and whether the Arabic in it survived.
//!
//! Many PDF files hold their Arabic letters in the order in which they are painted, some with every letter apart.
//! Nothing good comes of aligning that, so it is refused with the reason.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, ErrorKind, Result};
use crate::text::fold::is_arabic_letter;

/// The text of the PDF file at `path`.
///
/// # Errors
/// [`ErrorKind::Format`] where there is no text layer, its Arabic is broken, or `pdftotext` is not installed.
pub fn read(path: &Path, bytes: &[u8]) -> Result<String> {
    let remedy = "open it in a reader, copy the text into a text file, and give that";
    let mut child = Command::new("pdftotext")
        .args(["-q", "-enc", "UTF-8", "-eol", "unix", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|_| {
            Error::new(ErrorKind::Format, "PDF is read with pdftotext, which is not installed")
                .in_file(path)
                .remedy("install poppler-utils, or save the text of the PDF as a text file")
        })?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // It may write before it has read all: both at once.
    let text = std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        let mut text = Vec::new();
        stdout.map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut text)).map(|_| text)
    });
    let text = text.map_err(|e| Error::io(path, e))?;
    let status = child.wait().map_err(|e| Error::io(path, e))?;
    if !status.success() {
        return Err(Error::new(
            ErrorKind::Format,
            "pdftotext cannot read this PDF (damaged, or locked by a password)",
        )
        .in_file(path)
        .remedy(remedy));
    }
    // Pages are paragraphs of their own. The marks of direction are the program's: no PDF holds such.
    let text = String::from_utf8_lossy(&text).replace('\u{0C}', "\n\n");
    let text: String = text.chars().filter(|c| !('\u{202A}'..='\u{202E}').contains(c)).collect();
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the PDF has no text, only pictures of it")
            .in_file(path)
            .remedy("run a text recognition program over it first"));
    }
    match fault(&text) {
        Some(fault) => Err(Error::new(ErrorKind::Format, fault).in_file(path).remedy(remedy)),
        None => Ok(text),
    }
}

/// Arabic words from which a text can be judged.
const LEAST_WORDS: usize = 20;

/// What is wrong with the Arabic of a text that was taken out of a PDF; `None` where nothing is, or too little of it
/// is there to tell.
pub fn fault(text: &str) -> Option<&'static str> {
    let folded: String = text.nfkc().collect();
    let words: Vec<&str> =
        folded.split(|c: char| !is_arabic_letter(c)).filter(|word| !word.is_empty()).collect();
    if words.len() < LEAST_WORDS {
        return None;
    }
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    if letters < 2 * words.len() {
        return Some("the Arabic letters of this PDF stand apart from each other");
    }
    // ة and ى end words and never begin them; the article begins words.
    let count = |test: &dyn Fn(&str) -> bool| words.iter().filter(|word| test(word)).count();
    let long = |word: &str| word.chars().count() > 2;
    let right =
        count(&|w| long(w) && w.ends_with(['ة', 'ى'])) + count(&|w| long(w) && w.starts_with("ال"));
    let reversed =
        count(&|w| long(w) && w.starts_with(['ة', 'ى'])) + count(&|w| long(w) && w.ends_with("لا"));
    if reversed > right {
        return Some("the Arabic words of this PDF are spelled backwards");
    }
    // Many fonts paint لا and لأ as one sign, and pdftotext gives its two letters the wrong way round: وكالات becomes
    // وكاالت, which shows, but علاقة becomes عالقة, which is another word. Proper Arabic never has ا before أ, إ or ا.
    let pairs = |first: [&str; 3]| -> usize {
        first.iter().map(|pair| words.iter().filter(|word| word.contains(pair)).count()).sum()
    };
    let turned = pairs(["األ", "اإل", "اال"]);
    if turned > 1 && turned > pairs(["الأ", "الإ", "الا"]) {
        return Some("pairs of letters such as لا come out of this PDF the wrong way round");
    }
    let replaced = text.matches('\u{FFFD}').count() + text.matches("(cid:").count();
    (replaced * 20 > letters)
        .then_some("the Arabic letters of this PDF have no codes that mean letters")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "زارت الوزيرة المدرسة الجديدة في المدينة القديمة صباح اليوم والتقت الطلاب والمعلمين في القاعة الكبرى ثم \
                        غادرت إلى الميناء حيث كانت السفينة الأولى تستعد للرحلة الطويلة";

    #[test]
    fn broken_arabic_is_told_from_sound() {
        let backwards: Vec<String> =
            TEXT.split(' ').map(|word| word.chars().rev().collect()).collect();
        let apart: String = TEXT.chars().filter(|c| *c != ' ').flat_map(|c| [c, ' ']).collect();
        let turned = TEXT.replace("الأولى", "األولى") + " االجتماع الوكاالت";
        let no_codes = TEXT.replace('ا', "\u{FFFD}");
        assert_eq!(fault(TEXT), None);
        assert_eq!(fault("The minister visited the new school."), None);
        assert!(fault(&backwards.join(" ")).is_some_and(|fault| fault.contains("backwards")));
        assert!(fault(&apart).is_some_and(|fault| fault.contains("apart")));
        assert!(fault(&turned).is_some_and(|fault| fault.contains("wrong way round")));
        assert!(fault(&no_codes).is_some_and(|fault| fault.contains("codes")));
    }
}
