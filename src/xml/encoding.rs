//! The encoding of a document: what its first bytes show and what its declaration says.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, ErrorKind};

/// The encoding of a document that begins with `head`, the bytes of its mark, and what is odd about it.
pub(super) fn detect(head: &[u8]) -> Result<(&'static Encoding, usize, Option<String>), Error> {
    let declared = declared(head);
    let found = match Encoding::for_bom(head) {
        Some((encoding, mark)) => Some((encoding, mark)),
        None => match head {
            [_, 0, _, 0, ..] => Some((UTF_16LE, 0)),
            [0, _, 0, _, ..] => Some((UTF_16BE, 0)),
            _ => None,
        },
    };
    let named = declared.as_deref().map(|label| (label, Encoding::for_label(label.as_bytes())));
    match (found, named) {
        (Some((encoding, mark)), Some((label, Some(named))))
            if named != encoding && !label.to_ascii_uppercase().starts_with("UTF-16") =>
        {
            Ok((encoding, mark, Some(format!("it declares {label} but is {}", encoding.name()))))
        }
        (Some((encoding, mark)), _) => Ok((encoding, mark, None)),
        // One that can read the declaration byte by byte is not UTF-16.
        (None, Some((label, Some(named)))) if named == UTF_16LE || named == UTF_16BE => {
            Ok((UTF_8, 0, Some(format!("it declares {label} but is not; read as UTF-8"))))
        }
        (None, Some((_, Some(named)))) => Ok((named, 0, None)),
        (None, Some((label, None))) => Err(Error::new(
            ErrorKind::Encoding,
            format!("it declares the unknown encoding \"{label}\""),
        )
        .at_line(1)
        .remedy("convert it to UTF-8 and say so in its first line")),
        (None, None) => Ok((UTF_8, 0, None)),
    }
}

/// The label in `<?xml … encoding="label"?>`, if the document is in an encoding that contains ASCII.
fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head.get(..head.len().min(1024)).unwrap_or_default());
    let head = head.trim_start_matches('\u{FEFF}');
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next().map(|label| label.trim().to_string())
}
