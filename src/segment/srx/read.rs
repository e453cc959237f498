//! SRX 1.0 and 2.0 → rules.
//!
//! The two differ in where `cascade` is said (2.0 only) and in the map, whose lines stand in `maprule`
//! elements in 1.0. Elements of other namespaces (Okapi's, for one) are passed over.

use std::path::Path;

use super::pattern::{Pattern, Side};
use super::rules::{Break, Cascade, LanguageMap, Rule, RuleList, SrxRules};
use crate::error::{Error, ErrorKind, Result};
use crate::xml::{self, Element};

/// The rules of the document `xml`.
pub fn parse(xml: &str, name: &str, file: &Path) -> Result<SrxRules> {
    let root = xml::parse(xml)?;
    // Files may write all names with a prefix: it is the root's.
    let (prefix, local) = root.name.rsplit_once(':').unwrap_or(("", &root.name));
    let tree = Tree { prefix };
    if local != "srx" {
        return Err(wrong(root.line, format!("<{}> is no SRX document", root.name))
            .remedy("its root must be <srx>"));
    }
    match root.attribute("version") {
        Some("1.0" | "2.0") => {}
        Some(other) => {
            return Err(wrong(root.line, format!("SRX version \"{other}\" is not known"))
                .remedy("1.0 and 2.0 are"));
        }
        None => return Err(wrong(root.line, "<srx> without version")),
    }
    let header = tree.child(&root, "header")?;
    yes_or_no(header, "segmentsubflows")?;
    for handle in tree.children(header, "formathandle") {
        yes_or_no(handle, "include")?;
        let kind = required(handle, "type")?;
        if !matches!(kind, "start" | "end" | "isolated") {
            return Err(wrong(handle.line, format!("formathandle type=\"{kind}\""))
                .remedy("start, end or isolated"));
        }
    }
    let cascade = match yes_or_no(header, "cascade")? {
        Some(true) => Cascade::All,
        Some(false) | None => Cascade::First,
    };
    let body = tree.child(&root, "body")?;
    let mut lists: Vec<RuleList> = Vec::new();
    for list in tree.children(tree.child(body, "languagerules")?, "languagerule") {
        let name = required(list, "languagerulename")?;
        if lists.iter().any(|l| l.name == name) {
            return Err(wrong(list.line, format!("a second languagerule \"{name}\"")));
        }
        let mut rules = Vec::new();
        for (number, rule) in (1..).zip(tree.children(list, "rule")) {
            rules.push(Rule {
                breaks: if yes_or_no(rule, "break")? == Some(false) {
                    Break::No
                } else {
                    Break::Yes
                },
                number,
                list: name.to_string(),
                before: tree.pattern(rule, Side::Before)?,
                after: tree.pattern(rule, Side::After)?,
            });
        }
        lists.push(RuleList { name: name.to_string(), rules });
    }
    let maps = tree.child(body, "maprules")?;
    let nested = tree.children(maps, "maprule").flat_map(|m| tree.children(m, "languagemap"));
    let mut map = Vec::new();
    for line in tree.children(maps, "languagemap").chain(nested) {
        let name = required(line, "languagerulename")?;
        let list = lists
            .iter()
            .position(|l| l.name == name)
            .ok_or_else(|| wrong(line.line, format!("there is no languagerule \"{name}\"")))?;
        let pattern = required(line, "languagepattern")?.to_string();
        map.push(LanguageMap { pattern: Pattern::new(pattern, line.line, Side::Language), list });
    }
    Ok(SrxRules { name: name.to_string(), file: file.to_path_buf(), cascade, lists, map })
}

/// Finds elements by their names without the prefix of SRX.
struct Tree<'a> {
    prefix: &'a str,
}

impl Tree<'_> {
    fn children<'e>(&self, parent: &'e Element, name: &str) -> impl Iterator<Item = &'e Element> {
        let name = if self.prefix.is_empty() {
            name.to_string()
        } else {
            format!("{}:{name}", self.prefix)
        };
        parent.children.iter().filter(move |child| child.name == name)
    }

    fn child<'e>(&self, parent: &'e Element, name: &str) -> Result<&'e Element> {
        let mut found = self.children(parent, name);
        match (found.next(), found.next()) {
            (Some(child), None) => Ok(child),
            (Some(_), Some(second)) => Err(wrong(second.line, format!("a second <{name}>"))),
            (None, _) => Err(wrong(parent.line, format!("<{}> without <{name}>", parent.name))),
        }
    }

    /// The expression of `rule` for this side; `None` where it is left out or empty.
    fn pattern(&self, rule: &Element, side: Side) -> Result<Option<Pattern>> {
        let mut found = self.children(rule, side.name());
        let (first, second) = (found.next(), found.next());
        if let Some(second) = second {
            return Err(wrong(second.line, format!("a second <{}>", side.name())));
        }
        let first = first.filter(|element| !element.text.is_empty());
        Ok(first.map(|element| Pattern::new(element.text.clone(), element.line, side)))
    }
}

fn required<'a>(element: &'a Element, key: &str) -> Result<&'a str> {
    element
        .attribute(key)
        .ok_or_else(|| wrong(element.line, format!("<{}> without {key}", element.name)))
}

fn yes_or_no(element: &Element, key: &str) -> Result<Option<bool>> {
    match element.attribute(key) {
        None => Ok(None),
        Some("yes") => Ok(Some(true)),
        Some("no") => Ok(Some(false)),
        Some(other) => {
            Err(wrong(element.line, format!("{key}=\"{other}\"")).remedy("write yes or no"))
        }
    }
}

fn wrong(line: u64, what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Format, what).at_line(line)
}
