//! A unit behind its start tag: variants, properties, notes; what is odd about them is counted.

use super::child::{Child, Variant};
use super::inline::{self, MOST_SEGMENT_BYTES};
use super::model::{Attributes, Remark, Tu, Tuv};
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{Item, Items, is_blank};

/// The longest unit, all its languages, notes and properties together, in bytes.
const MOST_UNIT_BYTES: usize = 4 * MOST_SEGMENT_BYTES;

/// The type that a property without one gets: the DTD asks for one.
const UNTYPED: &str = "x-untyped";

/// The rest of a unit whose start tag was read last.
pub(super) fn unit(
    items: &mut impl Items,
    (attributes, foreign): (Attributes, bool),
) -> Result<Tu> {
    let place = items.place();
    if foreign {
        items.note("foreign attributes of units, left out");
    }
    let mut unit = Tu { attributes, variants: Vec::with_capacity(2), ..Tu::default() };
    let mut length = 0;
    while let Some(child) = next_child(items)? {
        match child {
            Child::Note(named) => length += keep(&mut unit.notes, remark(items, named)?),
            Child::Prop(named) => length += keep(&mut unit.props, property(items, named)?),
            Child::Variant(found) => {
                if let Some((variant, bytes)) = variant(items, found)? {
                    length += bytes;
                    unit.variants.push(variant);
                }
            }
            _ => skip(items, "elements with no place in a unit, left out")?,
        }
        if length > MOST_UNIT_BYTES {
            let what = format!("a unit is longer than {} MiB", MOST_UNIT_BYTES >> 20);
            return Err(Error::new(ErrorKind::Format, what)
                .at_line(place.line)
                .at_column(place.column));
        }
    }
    look_at_languages(items, &unit);
    Ok(unit)
}

/// The next child of a unit or variant; `None` at its end.
fn next_child(items: &mut impl Items) -> Result<Option<Child>> {
    loop {
        match items.next_item()? {
            Item::Open(tag) => return Ok(Some(Child::of(tag.name(), &tag.attributes()?))),
            Item::Close | Item::End => return Ok(None),
            Item::Text(text) => {
                if !is_blank(&text) {
                    items.note("text outside of segments, left out");
                }
            }
            Item::Nothing => {}
        }
    }
}

/// Puts a note or property into its list; returns its length in bytes.
fn keep(list: &mut Vec<Remark>, found: Remark) -> usize {
    let length = found.kind.len() + found.text.len();
    list.push(found);
    length
}

fn look_at_languages(items: &mut impl Items, unit: &Tu) {
    match unit.variants.as_slice() {
        [] => items.note("units without any language"),
        [_] => items.note("units with one language only"),
        [one, other] if one.language.eq_ignore_ascii_case(&other.language) => {
            items.note("units with the same language twice");
        }
        [_, _] => {}
        many => {
            let mut languages: Vec<String> =
                many.iter().map(|v| v.language.to_ascii_lowercase()).collect();
            languages.sort_unstable();
            languages.dedup();
            if languages.len() < many.len() {
                items.note("units with the same language twice");
            }
        }
    }
}

/// A variant with its length in bytes; `None` if it has no segment.
fn variant(items: &mut impl Items, found: Variant) -> Result<Option<(Tuv, usize)>> {
    let Variant { language, attributes, foreign } = found;
    if foreign {
        items.note("foreign attributes of variants, left out");
    }
    let language = language.filter(|l| !is_blank(l)).unwrap_or_else(|| {
        items.note("variants without a language, read as und");
        "und".to_string()
    });
    let mut variant = Tuv { language, attributes, ..Tuv::default() };
    let mut segment = None;
    let mut length = 0;
    while let Some(child) = next_child(items)? {
        if segment.is_some() && matches!(child, Child::Note(_) | Child::Prop(_)) {
            items.note("properties and notes behind their segment");
        }
        match child {
            Child::Note(named) => length += keep(&mut variant.notes, remark(items, named)?),
            Child::Prop(named) => length += keep(&mut variant.props, property(items, named)?),
            Child::Segment if segment.is_none() => {
                let found = inline::read(items)?;
                length += found.text.len() + found.markup.as_ref().map_or(0, String::len);
                segment = Some(found);
            }
            Child::Segment => skip(items, "second segments of a variant, left out")?,
            _ => skip(items, "elements with no place in a variant, left out")?,
        }
    }
    let Some(segment) = segment else {
        items.note("variants without a segment, left out");
        return Ok(None);
    };
    variant.segment = segment;
    Ok(Some((variant, length)))
}

/// The rest of a property whose start tag was read.
pub(super) fn property(items: &mut impl Items, mut named: Remark) -> Result<Remark> {
    if named.kind.is_empty() {
        items.note("properties without a type, read as x-untyped");
        named.kind = UNTYPED.to_string();
    }
    remark(items, named)
}

/// The rest of a note or property whose start tag was read.
pub(super) fn remark(items: &mut impl Items, mut named: Remark) -> Result<Remark> {
    let mut depth = 0;
    loop {
        match items.next_item()? {
            Item::Text(text) if named.text.is_empty() => named.text = text.into_owned(),
            Item::Text(text) => named.text.push_str(&text),
            Item::Open(_) => {
                depth += 1;
                items.note("elements inside notes and properties, their text kept");
            }
            Item::Close if depth == 0 => return Ok(named),
            Item::Close => depth -= 1,
            Item::Nothing => {}
            Item::End => return Ok(named),
        }
        if named.text.len() > MOST_SEGMENT_BYTES {
            let place = items.place();
            let what =
                format!("a note or property is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
            return Err(Error::new(ErrorKind::Format, what)
                .at_line(place.line)
                .at_column(place.column));
        }
    }
}

/// Passes over the element whose start tag was read last.
pub(super) fn skip(items: &mut impl Items, why: &'static str) -> Result<()> {
    items.note(why);
    skip_rest(items)
}

pub(super) fn skip_rest(items: &mut impl Items) -> Result<()> {
    let mut depth = 0;
    loop {
        match items.next_item()? {
            Item::Open(_) => depth += 1,
            Item::Close if depth == 0 => return Ok(()),
            Item::Close => depth -= 1,
            Item::Text(_) | Item::Nothing => {}
            Item::End => return Ok(()),
        }
    }
}
