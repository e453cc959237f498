//! Which encoding bytes are in, and the text they hold.
//!
//! In this order: a byte-order mark; zero bytes in every other place (UTF-16 without a mark, which
//! detectors take for UTF-8); valid UTF-8; what `chardetng` (Firefox's detector) finds, with
//! Windows-1256 and ISO-8859-6 told apart by which one leaves fewer impossible bytes. A detected
//! encoding is used only if no byte is left undecodable; a named one reports how many were. A text that was put together
//! from files in UTF-8 and in another encoding is read line by line.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1256};

use crate::error::{Error, ErrorKind, Result};

/// Text made of bytes.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// What a user should know: replaced bytes and the like.
    pub warnings: Vec<String>,
}

/// Decodes `bytes`; `label` names the encoding, `None` finds it.
///
/// # Errors
/// [`ErrorKind::Binary`] for bytes that are no text, [`ErrorKind::Encoding`] for an unknown label
/// or where no encoding fits.
pub fn decode(bytes: &[u8], label: Option<&str>) -> Result<Decoded> {
    if let Some(label) = label {
        let encoding = Encoding::for_label(label.trim().as_bytes()).ok_or_else(|| {
            Error::new(ErrorKind::Encoding, format!("unknown encoding \"{label}\""))
                .remedy("use a name such as utf-8, utf-16le, windows-1256 or iso-8859-6")
        })?;
        return with(bytes, encoding);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(bytes.get(mark..).unwrap_or_default(), encoding);
    }
    if let Some(encoding) = utf16_by_zeros(bytes) {
        return with(bytes, encoding);
    }
    if is_binary(bytes) {
        return Err(Error::new(ErrorKind::Binary, "this is binary data, not text")
            .remedy("give a plain text file; if it is text, name its encoding with --encoding"));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: text.to_string(),
            encoding: UTF_8.name(),
            warnings: Vec::new(),
        });
    }
    if let Some(decoded) = mixed(bytes) {
        return Ok(decoded);
    }
    // Some other encoding would take nearly any bytes.
    let (broken, sound) = soundness(bytes);
    if broken * 10 < sound {
        return with(bytes, UTF_8);
    }
    if let Some((encoding, text)) = older(bytes) {
        return Ok(Decoded { text, encoding: encoding.name(), warnings: Vec::new() });
    }
    // Mostly UTF-8 with some damage: better said and gone on with than refused.
    let (text, _) = UTF_8.decode_without_bom_handling(bytes);
    let broken = text.matches('\u{FFFD}').count();
    if broken * 50 <= text.chars().count() {
        return with(bytes, UTF_8);
    }
    let at = std::str::from_utf8(bytes).err().map_or(0, |e| e.valid_up_to());
    let line =
        bytes.get(..at).unwrap_or_default().iter().filter(|&&b| b == b'\n').count() as u64 + 1;
    Err(Error::new(ErrorKind::Encoding, format!("byte {at} fits no known encoding of this text"))
        .at_line(line)
        .remedy("name the encoding, for example --encoding windows-1256"))
}

/// The encoding before Unicode that leaves no byte undecodable, with the text.
fn older(bytes: &[u8]) -> Option<(&'static Encoding, String)> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    [guess, WINDOWS_1256, ISO_8859_6].into_iter().find_map(|encoding| {
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        let fits = !bad && !text.contains(|c: char| ('\u{80}'..'\u{A0}').contains(&c));
        fits.then(|| (encoding, text.into_owned()))
    })
}

/// As UTF-8: how many bytes of `bytes` are no part of a character, and how many characters beyond ASCII are sound.
fn soundness(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(broken, sound), chunk| {
        let beyond = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (broken + chunk.invalid().len(), sound + beyond)
    })
}

/// Characters beyond ASCII from which a line of valid UTF-8 is no accident.
const LEAST_UTF8_CHARS: usize = 3;

/// The text of `bytes` if some of its lines are UTF-8 and others in an encoding before Unicode; a line of UTF-8 with a
/// damaged byte is none of those.
fn mixed(bytes: &[u8]) -> Option<Decoded> {
    let is_older = |line: &[u8]| {
        let (broken, sound) = soundness(line);
        broken > sound
    };
    let is_utf8 = |line: &[u8]| {
        let text = std::str::from_utf8(line).ok();
        text.is_some_and(|t| t.chars().filter(|c| !c.is_ascii()).count() >= LEAST_UTF8_CHARS)
    };
    let lines = || bytes.split_inclusive(|&b| b == b'\n');
    let old: Vec<u8> = lines().filter(|line| is_older(line)).flatten().copied().collect();
    if old.is_empty() || !lines().any(is_utf8) {
        return None;
    }
    let (encoding, _) = older(&old)?;
    let (mut text, mut count, mut first) = (String::new(), 0, None);
    for (number, line) in (1..).zip(lines()) {
        if is_older(line) {
            text.push_str(&encoding.decode_without_bom_handling(line).0);
            count += 1;
            first.get_or_insert(number);
        } else {
            text.push_str(&String::from_utf8_lossy(line));
        }
    }
    let warning = format!(
        "the file is in two encodings: {count} lines in {}, the first on line {}, the rest in UTF-8",
        encoding.name(),
        first.unwrap_or(1)
    );
    Some(Decoded { text, encoding: UTF_8.name(), warnings: vec![warning] })
}

fn with(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded> {
    let (text, _, bad) = encoding.decode(bytes);
    let mut warnings = Vec::new();
    if bad {
        let count = text.matches('\u{FFFD}').count();
        let first = text.lines().position(|line| line.contains('\u{FFFD}')).unwrap_or(0) + 1;
        if count * 10 > text.chars().count() {
            return Err(Error::new(
                ErrorKind::Encoding,
                format!("this is not {} text", encoding.name()),
            )
            .at_line(first as u64)
            .remedy("leave --encoding out or name another one"));
        }
        warnings.push(format!(
            "{count} undecodable places in {} text, the first on line {first}, shown as U+FFFD",
            encoding.name()
        ));
    }
    if text.contains('\0') {
        return Err(Error::new(
            ErrorKind::Binary,
            "the text holds NUL characters: binary data or a wrong encoding",
        )
        .remedy("name the right encoding with --encoding"));
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name(), warnings })
}

/// UTF-16 without a mark: Latin letters, digits and spaces leave a zero in one half of the pairs.
fn utf16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = sample.len() / 2;
    // Arabic text has a zero half only in its spaces: one pair in six or so.
    if odd * 12 >= pairs && even == 0 {
        Some(UTF_16LE)
    } else if even * 12 >= pairs && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Zero bytes, or many control bytes that text does not use.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..bytes.len().min(65_536)).unwrap_or_default();
    let controls = sample
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A))
        .count();
    bytes.contains(&0) || controls * 100 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "قال الرئيس إن الحكومة ستعقد اجتماعا يوم الخميس لبحث الأوضاع الاقتصادية في البلاد، بحسب وكالة الأنباء.";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    }

    #[test]
    fn arabic_is_decoded_from_every_common_encoding() {
        let with_mark = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
        let cases = [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("UTF-8", with_mark(b"\xEF\xBB\xBF", TEXT.as_bytes().to_vec())),
            ("UTF-16LE", with_mark(b"\xFF\xFE", utf16(TEXT, false))),
            ("UTF-16BE", with_mark(b"\xFE\xFF", utf16(TEXT, true))),
            ("UTF-16LE", utf16(TEXT, false)),
            ("UTF-16BE", utf16(TEXT, true)),
            ("windows-1256", WINDOWS_1256.encode(TEXT).0.into_owned()),
            ("ISO-8859-6", ISO_8859_6.encode(TEXT).0.into_owned()),
        ];
        for (name, bytes) in cases {
            let decoded = decode(&bytes, None).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!((decoded.encoding, decoded.text.as_str()), (name, TEXT));
        }
    }

    #[test]
    fn lines_in_two_encodings_are_both_read() {
        let old = WINDOWS_1256.encode(TEXT).0.into_owned();
        let bytes = [TEXT.as_bytes(), b"\nplain\n", &old, b"\n", TEXT.as_bytes()].concat();
        let decoded = decode(&bytes, None).expect("readable");
        assert_eq!(decoded.text, format!("{TEXT}\nplain\n{TEXT}\n{TEXT}"));
        assert!(decoded.warnings[0].contains("1 lines in windows-1256, the first on line 3"));
        // A text in one older encoding is none of these, nor is UTF-8 with damage.
        let decoded = decode(&[old.as_slice(), b"\n", &old].concat(), None).expect("readable");
        assert_eq!((decoded.encoding, decoded.warnings.len()), ("windows-1256", 0));
        let mut bytes = format!("{TEXT}\n{TEXT}\n").into_bytes();
        bytes[40] = 0xFF;
        let decoded = decode(&bytes, None).expect("readable");
        assert!(decoded.warnings[0].contains("undecodable"), "{:?}", decoded.warnings);
    }

    #[test]
    fn a_named_encoding_is_obeyed() {
        let bytes = WINDOWS_1256.encode("سلام").0.into_owned();
        assert_eq!(decode(&bytes, Some("cp1256")).map(|d| d.text).ok().as_deref(), Some("سلام"));
        let error = decode(&bytes, Some("klingon")).expect_err("no such encoding");
        assert_eq!(error.kind(), ErrorKind::Encoding);
    }

    #[test]
    fn binary_data_is_refused() {
        let error = decode(b"PK\x03\x04\x00\x00\x00\x08rest", None).expect_err("a ZIP file");
        assert_eq!(error.kind(), ErrorKind::Binary);
    }

    #[test]
    fn a_damaged_byte_is_reported_and_the_rest_is_read() {
        let mut bytes = TEXT.repeat(4).into_bytes();
        bytes[40] = 0xFF;
        let decoded = decode(&bytes, Some("utf-8")).expect("readable");
        assert_eq!(decoded.warnings.len(), 1);
    }
}
