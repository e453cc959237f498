//! The content of an XLIFF `source` or `target` → segments with the codes of TMX.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use super::tmx::inline::{Content, MOST_SEGMENT_BYTES};
use super::tmx::model::Segment;
use crate::error::{Error, ErrorKind, Result};
use crate::xml::stream::{Item, Stream};

/// Segments of one side, by their marks; a text without marks has the mark "".
pub(super) type Marked = Vec<(String, Segment)>;

/// The attributes of a tag, apart from it.
pub(super) fn owned(attributes: &[(&str, Cow<'_, str>)]) -> Vec<(String, String)> {
    attributes.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// The value of an attribute.
pub(super) fn get(attributes: &[(String, String)], name: &str) -> Option<String> {
    attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

/// The codes of a unit.
#[derive(Default)]
pub(super) struct Codes {
    /// Numbers of the pairs by their ids.
    numbers: HashMap<String, usize>,
    /// What codes hold, by the ids of 2.x (`originalData`).
    pub(super) data: HashMap<String, String>,
}

impl Codes {
    /// The number of the code `id`, a new one if it is not known.
    fn number(&mut self, id: Option<String>) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(id.unwrap_or_default()).or_insert(next)
    }
}

/// What closing an element does to the segment.
enum Closes {
    /// Nothing.
    Nothing,
    /// A code in TMX.
    Code,
    /// The second half of the pair of this number, and what it holds.
    Pair(usize, String),
    /// A marked segment.
    Mark,
}

/// The content of a `source` or `target` up to its end tag; `codes` are those of the unit so far.
pub(super) fn content<R: Read>(stream: &mut Stream<R>, codes: &mut Codes) -> Result<Marked> {
    let mut marked = Marked::new();
    let mut whole = Content::default();
    let mut part: Option<(String, Content)> = None;
    let mut open: Vec<Closes> = Vec::new();
    let mut singles = 0;
    loop {
        let in_part = part.is_some();
        let here = part.as_mut().map_or(&mut whole, |(_, content)| content);
        if here.length() > MOST_SEGMENT_BYTES {
            let place = stream.place();
            let what = format!("a segment is longer than {} MiB", MOST_SEGMENT_BYTES >> 20);
            return Err(Error::new(ErrorKind::Format, what)
                .at_line(place.line)
                .at_column(place.column));
        }
        let (name, attributes) = match stream.next_item()? {
            Item::Text(text) => {
                here.text(text);
                continue;
            }
            Item::Nothing => continue,
            Item::Open(tag) => (tag.name().to_string(), owned(&tag.attributes()?)),
            Item::Close => {
                match open.pop() {
                    None => break,
                    Some(Closes::Nothing) => {}
                    Some(Closes::Code) => here.close(),
                    Some(Closes::Pair(number, held)) => {
                        here.open("ept", &[("i", number.to_string().into())]);
                        here.text(held);
                        here.close();
                    }
                    Some(Closes::Mark) => {
                        marked.extend(part.take().map(|(mark, content)| (mark, content.segment())));
                    }
                }
                continue;
            }
            Item::End => break,
        };
        let get = |name: &str| get(&attributes, name);
        let held = |name: &str, codes: &Codes| {
            get(name).and_then(|id| codes.data.get(&id).cloned()).unwrap_or_default()
        };
        let text = |n: usize| Cow::Owned::<str>(n.to_string());
        match name.as_str() {
            "mrk" if get("mtype").as_deref() == Some("seg") && !in_part => {
                part = Some((get("mid").unwrap_or_default(), Content::default()));
                open.push(Closes::Mark);
            }
            "g" | "pc" => {
                let n = codes.number(get("id"));
                let kind = get("ctype").or_else(|| get("type"));
                let mut given = vec![("i", text(n))];
                given.extend(kind.map(|kind| ("type", Cow::Owned(kind))));
                here.open("bpt", &given);
                here.text(held("dataRefStart", codes));
                here.close();
                open.push(Closes::Pair(n, held("dataRefEnd", codes)));
            }
            "sc" | "ec" if get("isolated").as_deref() == Some("yes") => {
                let pos = if name == "sc" { "begin" } else { "end" };
                let x = text(codes.number(get("id")));
                here.open("it", &[("pos", pos.into()), ("x", x)]);
                here.text(held("dataRef", codes));
                open.push(Closes::Code);
            }
            "bx" | "bpt" | "sc" | "ex" | "ept" | "ec" => {
                let n = codes.number(get("startRef").or_else(|| get("rid")).or_else(|| get("id")));
                let name = if matches!(name.as_str(), "bx" | "bpt" | "sc") { "bpt" } else { "ept" };
                here.open(name, &[("i", text(n))]);
                here.text(held("dataRef", codes));
                open.push(Closes::Code);
            }
            "it" => {
                let pos = if get("pos").as_deref() == Some("close") { "end" } else { "begin" };
                here.open("it", &[("pos", pos.into()), ("x", text(codes.number(get("id"))))]);
                open.push(Closes::Code);
            }
            "x" | "ph" => {
                singles += 1;
                let x =
                    get("id").filter(|id| !id.is_empty()).unwrap_or_else(|| singles.to_string());
                here.open("ph", &[("x", Cow::Owned(x))]);
                here.text(held("dataRef", codes));
                open.push(Closes::Code);
            }
            "sub" => {
                here.open("sub", &[]);
                open.push(Closes::Code);
            }
            // Marks of terms, comments and the like: their text counts.
            _ => open.push(Closes::Nothing),
        }
    }
    if marked.is_empty() {
        marked.push((String::new(), whole.segment()));
    }
    Ok(marked)
}
