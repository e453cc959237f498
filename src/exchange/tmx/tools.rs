//! What single tools want beyond valid TMX 1.4.
//!
//! - *OmegaT* shows who translated a segment and when from the target variant: dates and names of the
//!   unit are repeated there. Unless it is told to show codes it drops the text of `hi` along with its tags: the tags
//!   are left out.
//! - *Trados* Studio takes languages with a country only and custom fields only with their type: `ar` becomes
//!   `ar-SA`, `en` `en-US`, a property `x-domain` `x-domain:SingleString`.
//! - *memoQ* knows its own names: `client`, `project`, `domain`, `x-context-pre` and `x-context-post` (the neighbours as a
//!   `seg`), and `aligned` for units that an aligner made: it then can rank them lower.

use super::model::{Header, Remark, Tu, attribute};
use super::write::{put_on_unit, put_on_variant};
use crate::text::language::Language;
use crate::xml::{Escaped, push_escaped};

/// A tool that memories are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// OmegaT.
    Omegat,
    /// Trados Studio.
    Trados,
    /// memoQ.
    Memoq,
}

/// `header` as the tool wants it.
pub(super) fn header(header: &Header, tool: Tool) -> Header {
    let mut header = header.clone();
    if tool == Tool::Trados {
        for (name, value) in &mut header.attributes {
            if matches!(*name, "srclang" | "adminlang") {
                *value = with_country(value);
            }
        }
    }
    header
}

/// `unit` as the tool wants it.
pub(super) fn unit(unit: &Tu, tool: Tool) -> Tu {
    let mut unit = unit.clone();
    match tool {
        Tool::Omegat => omegat(&mut unit),
        Tool::Trados => trados(&mut unit),
        Tool::Memoq => memoq(&mut unit),
    }
    unit
}

fn omegat(unit: &mut Tu) {
    for variant in &mut unit.variants {
        if let Some(markup) = variant.segment.markup.as_mut().filter(|m| m.contains("<hi")) {
            *markup = without_highlights(markup);
        }
    }
    let known = ["creationdate", "creationid", "changedate", "changeid"];
    let values: Vec<(&str, String)> = known
        .into_iter()
        .filter_map(|name| unit.attribute(name).map(|value| (name, value.to_string())))
        .collect();
    for variant in unit.variants.iter_mut().skip(1) {
        for (name, value) in &values {
            put_on_variant(variant, name, value.clone());
        }
    }
}

/// Markup in its canonical form without the tags of `hi`; their text stays.
fn without_highlights(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    while let Some((text, tag)) = rest.split_once('<') {
        out.push_str(text);
        let (name, behind) = tag.split_once('>').unwrap_or((tag, ""));
        if name.trim_matches('/').split(' ').next() != Some("hi") {
            out.push('<');
            out.push_str(name);
            out.push('>');
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn trados(unit: &mut Tu) {
    let props = unit.variants.iter_mut().flat_map(|v| v.props.iter_mut());
    for prop in unit.props.iter_mut().chain(props) {
        if !prop.kind.contains(':') {
            prop.kind = match prop.kind.strip_prefix("x-") {
                Some(_) => format!("{}:SingleString", prop.kind),
                None => format!("x-{}:SingleString", prop.kind),
            };
        }
    }
    for variant in &mut unit.variants {
        variant.language = with_country(&variant.language);
    }
    if let Some((_, source)) = unit.attributes.iter_mut().find(|(name, _)| *name == "srclang") {
        *source = with_country(source);
    }
}

fn memoq(unit: &mut Tu) {
    let made_by_aligner = unit.props.iter().any(|p| p.kind == "x-confidence");
    for prop in &mut unit.props {
        match prop.kind.as_str() {
            "x-client" | "x-project" | "x-domain" | "x-subject" => {
                prop.kind.drain(..2).for_each(drop)
            }
            "x-context-pre" | "x-context-post" if !prop.text.starts_with("<seg>") => {
                let mut wrapped = String::from("<seg>");
                push_escaped(&mut wrapped, &prop.text, Escaped::Content);
                wrapped.push_str("</seg>");
                prop.text = wrapped;
            }
            _ => {}
        }
    }
    if made_by_aligner && !unit.props.iter().any(|p| p.kind == "aligned") {
        let prop = |kind: &str, text: &str| Remark {
            kind: kind.into(),
            text: text.into(),
            ..Remark::default()
        };
        unit.props.push(prop("aligned", "yes"));
    }
    // Its import asks for a date of change.
    if let (Some(date), None) =
        (attribute(&unit.attributes, "creationdate"), unit.attribute("changedate"))
    {
        let date = date.to_string();
        put_on_unit(unit, "changedate", date);
    }
}

/// `tag` with the country that a tool which insists on one takes for the language in general.
fn with_country(tag: &str) -> String {
    let language = Language::new(tag);
    let country = match language.code() {
        "ar" => "SA",
        "en" => "US",
        "fr" => "FR",
        "de" => "DE",
        "es" => "ES",
        "it" => "IT",
        "pt" => "PT",
        "ru" => "RU",
        "tr" => "TR",
        "fa" => "IR",
        "he" => "IL",
        "ur" => "PK",
        "zh" => "CN",
        "ja" => "JP",
        "ko" => "KR",
        "nl" => "NL",
        "pl" => "PL",
        _ => return language.tag(),
    };
    format!("{}-{country}", language.code())
}
