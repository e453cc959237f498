//! A line → a record: the pair, and what goes through untouched.
//!
//! The fields are taken as they come, so that a line that breaks in the middle still tells its id. What is not
//! for us (the id, unknown fields) is never decoded: it is given back byte for byte.

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Result};

/// Names that the result uses: a field of the input cannot have them.
const RESERVED: [&str; 8] =
    ["error", "sentences", "confidence", "swapped", "left_out", "beads", "units", "lines"];

/// One side of a pair.
#[derive(Debug, PartialEq, Eq)]
pub enum Side {
    /// Running text.
    Text(String),
    /// Paragraphs, or sentences where the record or the command line says so.
    List(Vec<String>),
}

/// What a line said, as far as it could be read.
#[derive(Debug, Default)]
pub struct Record<'a> {
    /// The id, any JSON value.
    pub id: Option<&'a RawValue>,
    /// The source side.
    pub source: Option<Side>,
    /// The target side.
    pub target: Option<Side>,
    /// Language code of the source side.
    pub source_language: Option<String>,
    /// Language code of the target side.
    pub target_language: Option<String>,
    /// Whether each item of a list, or each line of a text, is a sentence.
    pub presegmented: Option<Option<bool>>,
    /// Fields that are given back, in order.
    pub rest: Vec<(String, &'a RawValue)>,
}

/// Reads `line` into `record`, which keeps what stood before an error.
///
/// # Errors
/// [`ErrorKind::Format`] for what is no JSON object, for a field of the wrong type, one that stands twice and one
/// that has a name of the result.
pub fn read<'a>(line: &'a str, record: &mut Record<'a>) -> Result<()> {
    let mut json = serde_json::Deserializer::from_str(line);
    Fields(record).deserialize(&mut json).and_then(|()| json.end()).map_err(|error| {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let what = error.to_string();
        let what = what.strip_suffix(&place).unwrap_or(&what);
        Error::new(ErrorKind::Format, format!("{what}, at byte {} of the line", error.column()))
            .remedy("write one {\"id\": …, \"source\": \"…\", \"target\": \"…\"} a line")
    })
}

/// Fills a record with the fields of an object.
struct Fields<'r, 'a>(&'r mut Record<'a>);

impl<'a> DeserializeSeed<'a> for Fields<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> std::result::Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Fields<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> std::result::Result<(), M::Error> {
        let record = self.0;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "id" => once(&mut record.id, map.next_value()?, &name)?,
                "source" => once(&mut record.source, map.next_value_seed(Named(&name))?, &name)?,
                "target" => once(&mut record.target, map.next_value_seed(Named(&name))?, &name)?,
                "presegmented" => once(&mut record.presegmented, map.next_value()?, &name)?,
                // These are of use to whoever reads the result, too.
                "source_lang" | "target_lang" => {
                    let raw: &RawValue = map.next_value()?;
                    let code: Option<String> = serde_json::from_str(raw.get())
                        .map_err(|_| M::Error::custom(format!("\"{name}\" is no language code")))?;
                    let slot = match name.as_str() {
                        "source_lang" => &mut record.source_language,
                        _ => &mut record.target_language,
                    };
                    once(slot, code.unwrap_or_default(), &name)?;
                    record.rest.push((name, raw));
                }
                reserved if RESERVED.contains(&reserved) => {
                    let what = format!("a field \"{reserved}\", which is a name of the result");
                    return Err(M::Error::custom(what));
                }
                _ => record.rest.push((name, map.next_value()?)),
            }
        }
        Ok(())
    }
}

/// Sets a field that may stand once.
fn once<T, E: serde::de::Error>(
    slot: &mut Option<T>,
    value: T,
    name: &str,
) -> std::result::Result<(), E> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom(format!("\"{name}\" stands twice"))),
    }
}

/// The value of the side with this name.
struct Named<'n>(&'n str);

impl<'a> DeserializeSeed<'a> for Named<'_> {
    type Value = Side;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> std::result::Result<Side, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Named<'_> {
    type Value = Side;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a text or a list of texts as \"{}\"", self.0)
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Side, E> {
        Ok(Side::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> std::result::Result<Side, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Side::List(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_and_unknown_fields_are_kept_as_they_are_written() {
        let line = r#"{"url":"\u0061","id":1.00,"n":123456789012345678901.50,"source":"a","target":["b","c"],"x":{"y": [1]}}"#;
        let mut record = Record::default();
        read(line, &mut record).expect("a record");
        assert_eq!(record.id.map(RawValue::get), Some("1.00"));
        assert_eq!(record.source, Some(Side::Text("a".to_string())));
        assert_eq!(record.target, Some(Side::List(vec!["b".to_string(), "c".to_string()])));
        let rest: Vec<(&str, &str)> =
            record.rest.iter().map(|(name, raw)| (name.as_str(), raw.get())).collect();
        assert_eq!(
            rest,
            [("url", r#""\u0061""#), ("n", "123456789012345678901.50"), ("x", r#"{"y": [1]}"#)]
        );
    }

    #[test]
    fn an_error_names_the_place_and_keeps_the_id() {
        for (line, what) in [
            (
                r#"{"id":7,"source":3,"target":"b"}"#,
                "a text or a list of texts as \"source\", at byte 1",
            ),
            (r#"{"id":7,"source":"a","source":"b"}"#, "\"source\" stands twice"),
            (r#"{"id":7,"source":["a",null]}"#, "invalid type: null, expected a string"),
            (r#"{"id":7,"source":"a""#, "EOF while parsing an object, at byte 20"),
            (r#"{"id":7} {}"#, "trailing characters"),
            (r#"{"id":7,"beads":[]}"#, "\"beads\", which is a name of the result"),
            (r#"{"id":7,"target_lang":5}"#, "\"target_lang\" is no language code"),
        ] {
            let mut record = Record::default();
            let error = read(line, &mut record).expect_err(line);
            assert!(error.what().contains(what), "{line}: {}", error.what());
            assert_eq!(record.id.map(RawValue::get), Some("7"), "{line}");
        }
    }
}
