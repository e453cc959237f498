//! Units → XLIFF 1.2 or 2.1, pre-translated: one `file` for each run of units from the same document.
//!
//! The state says how far a unit was checked, a match (`alt-trans`, `mtc:match`) its confidence and where it comes
//! from. Codes of a segment become the format's own; in 2.1 what the code holds stands in the unit's `originalData`.

use super::draft::Draft;
use crate::memory::unit::{Segment, Status, Unit};
use crate::text::language::Language;
use crate::xml::stream::{Item, Stream};
use crate::xml::{Escaped, push_escaped};

/// Which XLIFF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 1.2.
    One,
    /// 2.1.
    Two,
}

/// A file under way; text is appended to a string that the caller writes out.
pub struct Writer {
    version: Version,
    languages: (String, String),
    document: Option<String>,
    files: u64,
    units: u64,
    /// Characters that XML forbids, left out.
    pub dropped_chars: u64,
}

impl Writer {
    /// Begins a document.
    pub fn begin(
        out: &mut String,
        version: Version,
        source: &Language,
        target: &Language,
    ) -> Writer {
        let languages = (source.tag(), target.tag());
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        match version {
            Version::One => out.push_str(
                "<xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n",
            ),
            Version::Two => {
                out.push_str(
                    "<xliff version=\"2.1\" xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" \
                     xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\"",
                );
                attribute(out, "srcLang", &languages.0);
                attribute(out, "trgLang", &languages.1);
                out.push_str(">\n");
            }
        }
        Writer { version, languages, document: None, files: 0, units: 0, dropped_chars: 0 }
    }

    /// Appends a unit.
    pub fn unit(&mut self, out: &mut String, unit: &Unit) {
        let document = unit.origins.first().map_or("muwazi", |o| o.document.as_str());
        self.begin_unit(out, document);
        match self.version {
            Version::One => self.unit_one(out, unit),
            Version::Two => self.unit_two(out, unit),
        }
    }

    /// Appends what ends the document.
    pub fn end(&mut self, out: &mut String) {
        if self.files == 0 {
            self.open_file(out, "muwazi");
        }
        self.close_file(out);
        out.push_str("</xliff>\n");
    }

    fn open_file(&mut self, out: &mut String, document: &str) {
        self.files += 1;
        match self.version {
            Version::One => {
                out.push_str("  <file");
                attribute(out, "original", document);
                attribute(out, "source-language", &self.languages.0);
                attribute(out, "target-language", &self.languages.1);
                out.push_str(" datatype=\"plaintext\">\n    <body>\n");
            }
            Version::Two => {
                out.push_str("  <file");
                attribute(out, "id", &format!("f{}", self.files));
                attribute(out, "original", document);
                out.push_str(">\n");
            }
        }
        self.document = Some(document.to_string());
    }

    fn close_file(&mut self, out: &mut String) {
        if self.document.take().is_some() {
            out.push_str(match self.version {
                Version::One => "    </body>\n  </file>\n",
                Version::Two => "  </file>\n",
            });
        }
    }

    /// Appends a segment of a new text with its matches; the best one is filled in.
    pub fn draft(&mut self, out: &mut String, draft: &Draft) {
        self.begin_unit(out, &draft.document);
        let best = draft.matches.first();
        let done = best.is_some_and(|best| best.score >= 100 && !best.numbers_differ);
        match self.version {
            Version::One => {
                out.push_str("      <trans-unit");
                attribute(out, "id", &self.units.to_string());
                attribute(out, "approved", "no");
                out.push_str(">\n        <source>");
                self.text(out, &draft.source);
                out.push_str("</source>\n");
                if let Some(best) = best {
                    out.push_str("        <target");
                    let state = if done { "translated" } else { "needs-review-translation" };
                    attribute(out, "state", state);
                    let exact = best.score >= 100;
                    let qualifier = if exact { "exact-match" } else { "fuzzy-match" };
                    attribute(out, "state-qualifier", qualifier);
                    out.push('>');
                    self.text(out, &best.target);
                    out.push_str("</target>\n");
                }
                if let Some(note) = draft.note() {
                    out.push_str("        <note>");
                    self.text(out, note);
                    out.push_str("</note>\n");
                }
                for one in &draft.matches {
                    out.push_str("        <alt-trans");
                    attribute(out, "match-quality", &format!("{}%", one.score));
                    if !one.origin.is_empty() {
                        attribute(out, "origin", &one.origin);
                    }
                    out.push_str(">\n          <source>");
                    self.text(out, &one.source);
                    out.push_str("</source>\n          <target>");
                    self.text(out, &one.target);
                    out.push_str("</target>\n        </alt-trans>\n");
                }
                out.push_str("      </trans-unit>\n");
            }
            Version::Two => {
                out.push_str("    <unit");
                attribute(out, "id", &self.units.to_string());
                out.push_str(">\n");
                if !draft.matches.is_empty() {
                    out.push_str("      <mtc:matches>\n");
                    for one in &draft.matches {
                        out.push_str("        <mtc:match ref=\"#s1\"");
                        // The attribute ends at 100: a context match is one by its kind.
                        attribute(out, "matchQuality", &one.score.min(100).to_string());
                        if one.score > 100 {
                            attribute(out, "type", "icm");
                        }
                        if !one.origin.is_empty() {
                            attribute(out, "origin", &one.origin);
                        }
                        out.push_str(">\n          <source>");
                        self.text(out, &one.source);
                        out.push_str("</source>\n          <target>");
                        self.text(out, &one.target);
                        out.push_str("</target>\n        </mtc:match>\n");
                    }
                    out.push_str("      </mtc:matches>\n");
                }
                if let Some(note) = draft.note() {
                    out.push_str("      <notes>\n        <note>");
                    self.text(out, note);
                    out.push_str("</note>\n      </notes>\n");
                }
                out.push_str("      <segment id=\"s1\"");
                // A match that has to be looked at is no translation yet.
                attribute(out, "state", if done { "translated" } else { "initial" });
                out.push_str(">\n        <source>");
                self.text(out, &draft.source);
                out.push_str("</source>\n");
                if let Some(best) = best {
                    out.push_str("        <target>");
                    self.text(out, &best.target);
                    out.push_str("</target>\n");
                }
                out.push_str("      </segment>\n    </unit>\n");
            }
        }
    }

    /// Counts a unit and begins a `file` where the document is another.
    fn begin_unit(&mut self, out: &mut String, document: &str) {
        let document = if document.is_empty() { "muwazi" } else { document };
        if self.document.as_deref() != Some(document) {
            self.close_file(out);
            self.open_file(out, document);
        }
        self.units += 1;
    }

    fn unit_one(&mut self, out: &mut String, unit: &Unit) {
        let (approved, state) = match unit.status {
            Status::Aligned => ("no", "needs-review-translation"),
            Status::Reviewed => ("no", "translated"),
            Status::Confirmed => ("yes", "final"),
        };
        out.push_str("      <trans-unit");
        attribute(out, "id", &self.units.to_string());
        attribute(out, "approved", approved);
        out.push_str(">\n        <source>");
        let mut data = Vec::new();
        self.segment(out, &unit.source, &mut data);
        out.push_str("</source>\n        <target");
        attribute(out, "state", state);
        out.push('>');
        self.segment(out, &unit.target, &mut data);
        out.push_str("</target>\n");
        for note in &unit.notes {
            out.push_str("        <note>");
            self.text(out, note);
            out.push_str("</note>\n");
        }
        if let Some(confidence) = unit.confidence {
            out.push_str("        <alt-trans");
            attribute(out, "match-quality", &format!("{:.0}%", confidence * 100.0));
            if let Some(document) = &self.document {
                attribute(out, "origin", document);
            }
            out.push_str(">\n          <target>");
            self.text(out, &unit.target.text);
            out.push_str("</target>\n        </alt-trans>\n");
        }
        out.push_str("      </trans-unit>\n");
    }

    fn unit_two(&mut self, out: &mut String, unit: &Unit) {
        let state = match unit.status {
            Status::Aligned => "translated",
            Status::Reviewed => "reviewed",
            Status::Confirmed => "final",
        };
        // What the codes hold goes before the segment: it is written aside first.
        let (mut source, mut target, mut data) = (String::new(), String::new(), Vec::new());
        self.segment(&mut source, &unit.source, &mut data);
        self.segment(&mut target, &unit.target, &mut data);
        out.push_str("    <unit");
        attribute(out, "id", &self.units.to_string());
        out.push_str(">\n");
        if let Some(confidence) = unit.confidence {
            out.push_str("      <mtc:matches>\n        <mtc:match ref=\"#s1\"");
            attribute(out, "matchQuality", &format!("{:.0}", confidence * 100.0));
            if let Some(document) = &self.document {
                attribute(out, "origin", document);
            }
            out.push_str(">\n          <source>");
            self.text(out, &unit.source.text);
            out.push_str("</source>\n          <target>");
            self.text(out, &unit.target.text);
            out.push_str("</target>\n        </mtc:match>\n      </mtc:matches>\n");
        }
        if !unit.notes.is_empty() {
            out.push_str("      <notes>\n");
            for note in &unit.notes {
                out.push_str("        <note>");
                self.text(out, note);
                out.push_str("</note>\n");
            }
            out.push_str("      </notes>\n");
        }
        if !data.is_empty() {
            out.push_str("      <originalData>\n");
            for (number, content) in (1..).zip(&data) {
                out.push_str("        <data");
                attribute(out, "id", &format!("d{number}"));
                out.push('>');
                self.text(out, content);
                out.push_str("</data>\n");
            }
            out.push_str("      </originalData>\n");
        }
        out.push_str("      <segment id=\"s1\"");
        attribute(out, "state", state);
        out.push_str(">\n        <source>");
        out.push_str(&source);
        out.push_str("</source>\n        <target>");
        out.push_str(&target);
        out.push_str("</target>\n      </segment>\n    </unit>\n");
    }

    fn text(&mut self, out: &mut String, text: &str) {
        self.dropped_chars += push_escaped(out, text, Escaped::Content);
    }

    /// A segment with its codes; `data` takes what they hold, for 2.1.
    fn segment(&mut self, out: &mut String, segment: &Segment, data: &mut Vec<String>) {
        let whole = segment.markup.as_ref().map(|markup| format!("<seg>{markup}</seg>"));
        let written = whole.and_then(|whole| self.codes(&whole, data));
        match written {
            Some(codes) => out.push_str(&codes),
            None => self.text(out, &segment.text),
        }
    }

    /// `None` if it is no well-formed markup.
    fn codes(&mut self, whole: &str, data: &mut Vec<String>) -> Option<String> {
        let before = data.len();
        let mut stream = Stream::of_text(whole).ok()?;
        let mut out = String::new();
        // End tags of the open elements; `None` for a code of 2.1, whose content goes into `data`.
        let mut open: Vec<Option<&str>> = Vec::new();
        let mut singles = 0;
        loop {
            match stream.next_item() {
                Ok(Item::Open(tag)) => {
                    let attributes = tag.attributes().ok()?;
                    let get = |name: &str| {
                        attributes.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value)
                    };
                    singles += 1;
                    let end = match (self.version, tag.name()) {
                        (_, "seg") => "",
                        (_, "sub") if self.version == Version::One => {
                            out.push_str("<sub>");
                            "</sub>"
                        }
                        (_, "hi") => {
                            out.push_str("<mrk");
                            match self.version {
                                Version::One => attribute(&mut out, "mtype", "x-hi"),
                                Version::Two => {
                                    attribute(&mut out, "id", &format!("m{singles}"));
                                    attribute(&mut out, "type", "muwazi:hi");
                                }
                            }
                            out.push('>');
                            "</mrk>"
                        }
                        (Version::One, name @ ("bpt" | "ept")) => {
                            out.push_str(if name == "bpt" { "<bpt" } else { "<ept" });
                            attribute(
                                &mut out,
                                "id",
                                &format!("{}{}", name.get(..1).unwrap_or(""), get("i")),
                            );
                            attribute(&mut out, "rid", get("i"));
                            out.push('>');
                            if name == "bpt" { "</bpt>" } else { "</ept>" }
                        }
                        (Version::One, "it") => {
                            out.push_str("<it");
                            attribute(&mut out, "id", &format!("i{singles}"));
                            attribute(
                                &mut out,
                                "pos",
                                if get("pos") == "end" { "close" } else { "open" },
                            );
                            out.push('>');
                            "</it>"
                        }
                        (Version::One, _) => {
                            out.push_str("<ph");
                            let x = get("x");
                            let id =
                                if x.is_empty() { format!("p{singles}") } else { x.to_string() };
                            attribute(&mut out, "id", &id);
                            out.push('>');
                            "</ph>"
                        }
                        (Version::Two, "sub") => "",
                        (Version::Two, name) => {
                            data.push(String::new());
                            out.push_str(match name {
                                "bpt" => "<sc",
                                "ept" => "<ec",
                                "it" if get("pos") == "end" => "<ec",
                                "it" => "<sc",
                                _ => "<ph",
                            });
                            match name {
                                "bpt" => attribute(&mut out, "id", &format!("b{}", get("i"))),
                                "ept" => attribute(&mut out, "startRef", &format!("b{}", get("i"))),
                                "it" => {
                                    attribute(&mut out, "id", &format!("i{singles}"));
                                    attribute(&mut out, "isolated", "yes");
                                }
                                _ if get("x").is_empty() => {
                                    attribute(&mut out, "id", &format!("p{singles}"))
                                }
                                _ => attribute(&mut out, "id", get("x")),
                            }
                            attribute(&mut out, "dataRef", &format!("d{}", data.len()));
                            out.push_str("/>");
                            open.push(None);
                            continue;
                        }
                    };
                    open.push(Some(end));
                }
                Ok(Item::Close) => {
                    if let Some(Some(end)) = open.pop() {
                        out.push_str(end);
                    }
                }
                Ok(Item::Text(text)) => match data.last_mut().filter(|_| open.contains(&None)) {
                    Some(last) => last.push_str(&text),
                    None => self.text(&mut out, &text),
                },
                Ok(Item::Nothing) => {}
                Ok(Item::End) => return Some(out),
                Err(_) => {
                    data.truncate(before);
                    return None;
                }
            }
        }
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value, Escaped::Attribute);
    out.push('"');
}
