//! The start tags inside header, unit and variant of a TMX file.

use std::borrow::Cow;

use super::model::{Attributes, Remark, TUV};

/// An element inside header, unit or variant, its start tag read.
pub(super) enum Child {
    Note(Remark),
    Prop(Remark),
    Encoding(Attributes),
    Variant(Variant),
    Segment,
    Other,
}

/// The start tag of a variant.
pub(super) struct Variant {
    /// Its language, if one is named.
    pub(super) language: Option<String>,
    /// Its attributes.
    pub(super) attributes: Attributes,
    /// Whether there were others.
    pub(super) foreign: bool,
}

impl Child {
    /// The child whose start tag has this name and these attributes.
    pub(super) fn of(name: &str, all: &[(&str, Cow<'_, str>)]) -> Child {
        let get =
            |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, v)| v.to_string());
        let language = || get("xml:lang").or_else(|| get("lang"));
        let remark = |kind| Remark {
            kind,
            text: String::new(),
            language: language(),
            encoding: get("o-encoding"),
        };
        match name {
            "seg" => Child::Segment,
            "tuv" => {
                let (attributes, foreign) = attributes(all, TUV);
                Child::Variant(Variant { language: language(), attributes, foreign })
            }
            "prop" => Child::Prop(remark(get("type").unwrap_or_default())),
            "note" => Child::Note(remark(String::new())),
            "ude" => Child::Encoding(attributes(all, &["name", "base"]).0),
            _ => Child::Other,
        }
    }
}

/// Those of `all` that `known` names, in its order; and whether there are others besides languages
/// and name spaces.
pub(super) fn attributes(
    all: &[(&str, Cow<'_, str>)],
    known: &[&'static str],
) -> (Attributes, bool) {
    let expected =
        |name: &str| matches!(name, "xml:lang" | "lang" | "xml:space") || name.starts_with("xmlns");
    if all.iter().all(|(name, _)| expected(name)) {
        return (Attributes::new(), false);
    }
    let mut out = Attributes::with_capacity(all.len());
    for name in known {
        if let Some((_, value)) = all.iter().find(|(given, _)| given == name) {
            out.push((name, value.to_string()));
        }
    }
    let foreign = all.iter().any(|(name, _)| !known.contains(name) && !expected(name));
    (out, foreign)
}
