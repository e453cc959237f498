//! The rules of a file, and how they cut a paragraph.
//!
//! Rules that break are asked at each place; only where one fits are the exceptions before it asked.
//! An expression sees at least [`WINDOW_BYTES`] bytes of the paragraph to either side of the place, the
//! whole of it where it is no longer than that; `^` and `$` match at the paragraph's ends only. So
//! time is linear in the text, with the cost of the rules in one window as its factor.

use std::path::{Path, PathBuf};

use super::pattern::{Pattern, Window};
use super::read;
use crate::error::{Error, ErrorKind, Result};
use crate::segment::boundaries::floor_boundary;
use crate::text::language::Language;

/// How much of a paragraph an expression sees to either side, in bytes.
const WINDOW_BYTES: usize = 4096;

/// The rules of an SRX file.
#[derive(Debug)]
pub struct SrxRules {
    pub(super) name: String,
    pub(super) file: PathBuf,
    pub(super) cascade: Cascade,
    pub(super) lists: Vec<RuleList>,
    pub(super) map: Vec<LanguageMap>,
}

/// Which of the lists that fit a language count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cascade {
    All,
    First,
}

/// A `languagerule`: rules under a name.
#[derive(Debug)]
pub struct RuleList {
    pub name: String,
    pub rules: Vec<Rule>,
}

/// Which languages a list is for.
#[derive(Debug)]
pub struct LanguageMap {
    pub pattern: Pattern,
    /// Index of the list.
    pub list: usize,
}

/// A place where there is a break or none.
#[derive(Debug)]
pub struct Rule {
    pub breaks: Break,
    /// Its number in its list, from 1, and the list's name: for messages.
    pub number: usize,
    pub list: String,
    /// `None` fits everywhere.
    pub before: Option<Pattern>,
    pub after: Option<Pattern>,
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    Yes,
    No,
}

impl SrxRules {
    /// Reads the file `path`, whose name becomes that of the rules.
    ///
    /// # Errors
    /// Where it cannot be read, is no SRX 1.0 or 2.0, or holds an expression that is wrong or not supported:
    /// with the line and the rule.
    pub fn read(path: &Path) -> Result<SrxRules> {
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        let text = crate::read::decode(&bytes, None).map_err(|e| e.in_file(path))?.text;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        SrxRules::parse(&text, &name, path)
    }

    /// The rules that the document `xml` holds, under `name`; messages name `file`.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(xml: &str, name: &str, file: impl AsRef<Path>) -> Result<SrxRules> {
        read::parse(xml, name, file.as_ref()).map_err(|e| e.in_file(file))
    }

    /// Rules that cut as OmegaT does by default.
    ///
    /// # Errors
    /// None: the file is part of the program.
    pub fn omegat() -> Result<SrxRules> {
        let xml = include_str!("../../../data/segment/omegat.srx");
        SrxRules::parse(xml, "omegat", "data/segment/omegat.srx")
    }

    /// The name under which they go into a memory's header.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rules for `language`, in the order in which they count, their expressions ready.
    ///
    /// # Errors
    /// Where no language pattern fits, and for an expression that is wrong or not supported.
    pub fn for_language(&self, language: &Language) -> Result<LanguageRules<'_>> {
        let code = language.tag();
        let mut rules: Vec<&Rule> = Vec::new();
        let mut mapped = false;
        for map in &self.map {
            let window = Window { text: &code, begins: true, ends: true };
            let fits = map.pattern.fits(window, 0).map_err(|e| self.error(&map.pattern, "", &e))?;
            if fits {
                mapped = true;
                rules.extend(self.lists.get(map.list).into_iter().flat_map(|list| &list.rules));
                if self.cascade == Cascade::First {
                    break;
                }
            }
        }
        if !mapped {
            return Err(Error::new(
                ErrorKind::Language,
                format!("no languagepattern fits the language \"{code}\""),
            )
            .in_file(&self.file)
            .remedy("add a languagemap for it, \".*\" for any language"));
        }
        for rule in &rules {
            for pattern in [&rule.before, &rule.after].into_iter().flatten() {
                pattern.check().map_err(|what| self.rule_error(rule, pattern, &what))?;
            }
        }
        Ok(LanguageRules { file: self, rules })
    }

    fn rule_error(&self, rule: &Rule, pattern: &Pattern, what: &str) -> Error {
        let owner = format!(" of rule {} of \"{}\"", rule.number, rule.list);
        self.error(pattern, &owner, what)
    }

    fn error(&self, pattern: &Pattern, owner: &str, what: &str) -> Error {
        let what = format!("{} \"{}\"{owner}: {what}", pattern.side().name(), pattern.source);
        Error::new(ErrorKind::Format, what).in_file(&self.file).at_line(pattern.line)
    }
}

/// The rules of a file that count for one language.
pub struct LanguageRules<'a> {
    file: &'a SrxRules,
    rules: Vec<&'a Rule>,
}

impl LanguageRules<'_> {
    /// End offsets of the sentences of `text` (one paragraph), the last one being its length.
    ///
    /// # Errors
    /// Where an expression takes too many steps.
    pub fn ends(&self, text: &str) -> Result<Vec<usize>> {
        let mut out = Vec::new();
        let mut begin = 0;
        while begin < text.len() {
            let end = floor_boundary(text, begin + WINDOW_BYTES);
            let from = floor_boundary(text, begin.saturating_sub(WINDOW_BYTES));
            let to = floor_boundary(text, end + WINDOW_BYTES);
            let window = Window {
                text: text.get(from..to).unwrap_or_default(),
                begins: from == 0,
                ends: to == text.len(),
            };
            let places = text.get(begin..end).unwrap_or_default().char_indices();
            for place in places.map(|(at, _)| begin + at).filter(|&at| at > 0) {
                if self.breaks(window, place - from)? {
                    out.push(place);
                }
            }
            begin = end;
        }
        out.push(text.len());
        Ok(out)
    }

    /// What the first rule that fits says; `false` where none does.
    fn breaks(&self, window: Window<'_>, place: usize) -> Result<bool> {
        for (index, rule) in self.rules.iter().enumerate() {
            if rule.breaks == Break::No || !self.fits(rule, window, place)? {
                continue;
            }
            for exception in self.rules.iter().take(index).filter(|r| r.breaks == Break::No) {
                if self.fits(exception, window, place)? {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        Ok(false)
    }

    fn fits(&self, rule: &Rule, window: Window<'_>, place: usize) -> Result<bool> {
        for pattern in [&rule.after, &rule.before].into_iter().flatten() {
            let fits = pattern.fits(window, place).map_err(|what| {
                self.file.rule_error(rule, pattern, &what).remedy("write it without nested repeats")
            })?;
            if !fits {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
