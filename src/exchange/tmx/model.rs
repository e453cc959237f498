//! What a TMX file holds, as plain data: nothing that the format has a place for is lost.

/// Attributes by their names in TMX 1.4, in the order of its DTD.
pub type Attributes = Vec<(&'static str, String)>;

/// The attributes of a header.
pub const HEADER: &[&str] = &[
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
    "adminlang",
    "srclang",
    "datatype",
    "o-encoding",
    "creationdate",
    "creationid",
    "changedate",
    "changeid",
];

/// The attributes of a unit.
pub const TU: &[&str] = &[
    "tuid",
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "segtype",
    "changeid",
    "o-tmf",
    "srclang",
];

/// The attributes of a variant besides its language.
pub const TUV: &[&str] = &[
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "o-tmf",
    "changeid",
];

/// A note or a property.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// What the text is, for a property (`x-document`); empty for a note.
    pub kind: String,
    /// The text.
    pub text: String,
    /// Its language, if named.
    pub language: Option<String>,
    /// The encoding the text was in before, if named.
    pub encoding: Option<String>,
}

/// Characters that a program defines for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserEncoding {
    /// `name` and `base`.
    pub attributes: Attributes,
    /// `unicode`, `code`, `ent` and `subst` of each character.
    pub maps: Vec<Attributes>,
}

/// What stands before the units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Version that the file gives itself.
    pub version: String,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its notes.
    pub notes: Vec<Remark>,
    /// Its properties.
    pub props: Vec<Remark>,
    /// Its characters.
    pub encodings: Vec<UserEncoding>,
}

impl Header {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }

    /// The source language of all units, if one is named (`*all*` names none).
    pub fn source_language(&self) -> Option<&str> {
        self.attribute("srclang").filter(|l| !l.is_empty() && !l.eq_ignore_ascii_case("*all*"))
    }
}

/// What a variant says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The text without codes; what stands between the tags of `hi` belongs to it.
    pub text: String,
    /// The content with its codes as canonical XML ([`super::inline`]); `None` where there are none.
    pub markup: Option<String>,
}

/// A unit in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tuv {
    /// Its language as it was written; `und` where none was.
    pub language: String,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its notes.
    pub notes: Vec<Remark>,
    /// Its properties.
    pub props: Vec<Remark>,
    /// Its content.
    pub segment: Segment,
}

/// A translation unit in any number of languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tu {
    /// Its attributes.
    pub attributes: Attributes,
    /// Its notes.
    pub notes: Vec<Remark>,
    /// Its properties.
    pub props: Vec<Remark>,
    /// It in each language.
    pub variants: Vec<Tuv>,
}

impl Tu {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }

    /// Leaves the text of its segments only.
    pub fn flatten(&mut self) {
        for variant in &mut self.variants {
            variant.segment.markup = None;
        }
    }
}

/// The value of `name` among `attributes`.
pub fn attribute<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

/// Sets attribute `name`, which must be in `order`, at its place; the first value stays.
pub fn put(attributes: &mut Attributes, order: &[&'static str], name: &str, value: String) {
    let Some(rank) = order.iter().position(|known| *known == name) else { return };
    let Some(&name) = order.get(rank) else { return };
    if attribute(attributes, name).is_some() {
        return;
    }
    let at = attributes
        .iter()
        .position(|(known, _)| order.iter().position(|o| o == known) > Some(rank))
        .unwrap_or(attributes.len());
    attributes.insert(at, (name, value));
}
