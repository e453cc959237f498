//! Regular expressions of SRX files: ICU's syntax, rewritten for `fancy-regex`.
//!
//! SRX 2.0 names ICU's syntax; files in the wild hold Java's as well, which is nearly the same. Each
//! expression is parsed as a whole and written anew with nothing left to chance: `.`, `^`, `$`,
//! `\h`, `\v`, `\R`, `\Q…\E`, octal and hexadecimal escapes, possessive repeats, set operations
//! (`&&`, `--`, `[..]-[..]`, `[..]&[..]`) and POSIX classes become what `fancy-regex` knows under the same
//! meaning. What has no counterpart (`\X`, `\G`, `\N{…}`, flags other than i, m, s, u) is an error:
//! an expression that is read wrongly would cut wrongly in silence. Cost: linear.

use std::fmt::Write;

/// Deepest nesting of groups and sets.
const MOST_DEPTH: usize = 50;

/// Largest count of a repeat.
const MOST_REPEATS: u32 = 1000;

/// The line terminators of ICU, inside a class.
pub(super) const LINE_ENDS: &str = r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}";

/// `source` in the syntax of `fancy-regex`, or what is wrong with it.
///
/// Groups capture only where a back-reference asks for it: the engine is faster without.
pub fn translate(source: &str) -> Result<String, String> {
    let first = Translator::run(source, Groups::Plain)?;
    if !first.refers {
        return Ok(first.out);
    }
    Translator::run(source, Groups::Capturing).map(|second| second.out)
}

/// Whether the groups of the result capture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Groups {
    Plain,
    Capturing,
}

/// An expression on its way.
pub struct Translator<'a> {
    pub(super) rest: &'a str,
    pub(super) out: String,
    dot_all: bool,
    multi_line: bool,
    kind: Groups,
    /// Capturing groups opened so far.
    pub(super) groups: u32,
    /// Whether there is a back-reference.
    pub(super) refers: bool,
    pub(super) depth: usize,
}

impl<'a> Translator<'a> {
    fn run(source: &'a str, kind: Groups) -> Result<Translator<'a>, String> {
        let mut translator = Translator {
            rest: source,
            out: String::with_capacity(source.len() + 8),
            dot_all: false,
            multi_line: false,
            kind,
            groups: 0,
            refers: false,
            depth: 0,
        };
        translator.alternatives()?;
        match translator.next() {
            None => Ok(translator),
            Some(_) => Err("a ) without its (".to_string()),
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    pub(super) fn eat(&mut self, what: &str) -> bool {
        match self.rest.strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The text up to `end`, which is taken, too.
    pub(super) fn until(&mut self, end: &str) -> Option<String> {
        let (inside, rest) = self.rest.split_once(end)?;
        let inside = inside.to_string();
        self.rest = rest;
        Some(inside)
    }

    /// Everything up to a closing parenthesis or the end.
    fn alternatives(&mut self) -> Result<(), String> {
        while let Some(c) = self.peek() {
            let start = self.out.len();
            match c {
                ')' => break,
                '|' => {
                    self.next();
                    self.out.push('|');
                    continue;
                }
                '*' | '+' | '?' | '{' => return Err(format!("{c} with nothing to repeat")),
                _ => {}
            }
            if self.rest.starts_with("(?") && self.comment_or_flags()? {
                continue;
            }
            if self.eat("\\Q") {
                let end = self.rest.find("\\E").unwrap_or(self.rest.len());
                let quoted = self.rest.get(..end).unwrap_or_default().to_string();
                self.rest = self.rest.get(end..).unwrap_or_default();
                self.eat("\\E");
                quoted.chars().for_each(|c| literal(c, &mut self.out));
                continue;
            }
            self.atom()?;
            self.quantifier(start)?;
        }
        Ok(())
    }

    /// `(?#…)` or `(?i-s)`, which are no atoms.
    fn comment_or_flags(&mut self) -> Result<bool, String> {
        if self.eat("(?#") {
            self.until(")").ok_or("a comment without its )")?;
            return Ok(true);
        }
        let flags = self.rest.strip_prefix("(?").unwrap_or_default();
        let length = flags.find(|c: char| !c.is_ascii_alphabetic() && c != '-');
        let (Some(length), true) =
            (length, flags.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'))
        else {
            return Ok(false);
        };
        if !flags.get(length..).is_some_and(|rest| rest.starts_with(')')) {
            return Ok(false);
        }
        let names = flags.get(..length).unwrap_or_default().to_string();
        self.rest = flags.get(length + 1..).unwrap_or_default();
        let cases = self.flags(&names)?;
        if !cases.is_empty() {
            let _ = write!(self.out, "(?{cases})");
        }
        Ok(true)
    }

    /// Sets flags; returns those that the engine must be told.
    fn flags(&mut self, names: &str) -> Result<&'static str, String> {
        let mut on = true;
        let mut cases = "";
        for name in names.chars() {
            match name {
                '-' => on = false,
                'i' => cases = if on { "i" } else { "-i" },
                's' => self.dot_all = on,
                'm' => self.multi_line = on,
                // Java: fold case by Unicode, which is done anyway.
                'u' => {}
                _ => return Err(format!("the flag {name} is not supported")),
            }
        }
        Ok(cases)
    }

    fn atom(&mut self) -> Result<(), String> {
        match self.next() {
            Some('(') => self.group()?,
            Some('[') => {
                let set = self.set()?;
                self.out.push_str(&set);
            }
            Some('\\') => self.escape()?,
            Some('.') if self.dot_all => self.out.push_str("(?s:.)"),
            Some('.') => {
                let _ = write!(self.out, "[^{LINE_ENDS}]");
            }
            Some('^') if self.multi_line => {
                let _ = write!(self.out, r"(?:\A|(?<=[{LINE_ENDS}])(?!\z)(?!(?<=\r)\n))");
            }
            Some('^') => self.out.push_str(r"\A"),
            Some('$') if self.multi_line => {
                let _ = write!(self.out, r"(?:\z|(?=[{LINE_ENDS}])(?!(?<=\r)\n))");
            }
            Some('$') => self.before_last_line_end(),
            Some(c) => literal(c, &mut self.out),
            None => {}
        }
        Ok(())
    }

    pub(super) fn before_last_line_end(&mut self) {
        let _ = write!(self.out, r"(?:(?=(?:\r\n|[{LINE_ENDS}])?\z)(?!(?<=\r)\n))");
    }

    fn group(&mut self) -> Result<(), String> {
        let (dot_all, multi_line) = (self.dot_all, self.multi_line);
        let same = ["?:", "?>", "?=", "?!", "?<=", "?<!"];
        if let Some(kind) = same.into_iter().find(|kind| self.eat(kind)) {
            self.out.push('(');
            self.out.push_str(kind);
        } else if self.eat("?<") {
            let name = self.until(">").filter(|n| is_name(n)).ok_or("a bad group name")?;
            self.groups += 1;
            match self.kind {
                Groups::Plain => self.out.push_str("(?:"),
                Groups::Capturing => {
                    let _ = write!(self.out, "(?<{name}>");
                }
            }
        } else if self.eat("?") {
            let names =
                self.until(":").filter(|n| n.chars().all(|c| c.is_ascii_alphabetic() || c == '-'));
            let names = names.ok_or("an unknown kind of group")?;
            let cases = self.flags(&names)?;
            let _ = write!(self.out, "(?{cases}:");
        } else {
            self.groups += 1;
            self.out.push_str(if self.kind == Groups::Plain { "(?:" } else { "(" });
        }
        self.deeper()?;
        self.alternatives()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err("a ( without its )".to_string());
        }
        self.out.push(')');
        (self.dot_all, self.multi_line) = (dot_all, multi_line);
        Ok(())
    }

    pub(super) fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > MOST_DEPTH { Err("too deeply nested".to_string()) } else { Ok(()) }
    }

    /// The repeat of the atom that was written from `start` on, if one follows.
    fn quantifier(&mut self, start: usize) -> Result<(), String> {
        let repeat = match self.peek() {
            Some(c @ ('*' | '+' | '?')) => {
                self.next();
                c.to_string()
            }
            Some('{') => {
                self.next();
                let inside = self.until("}").ok_or("a { without its }")?;
                counts(&inside).ok_or_else(|| {
                    format!("{{{inside}}} is no repeat; counts go up to {MOST_REPEATS}")
                })?
            }
            _ => return Ok(()),
        };
        if self.eat("+") {
            self.out.insert_str(start, "(?>");
            self.out.push_str(&repeat);
            self.out.push(')');
            return Ok(());
        }
        self.out.push_str(&repeat);
        if self.eat("?") {
            self.out.push('?');
        }
        Ok(())
    }
}

/// `{n}`, `{n,}` or `{n,m}` with counts in bounds.
fn counts(inside: &str) -> Option<String> {
    let count = |text: &str| {
        text.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        text.parse::<u32>().ok().filter(|&n| n <= MOST_REPEATS)
    };
    match inside.split_once(',') {
        None => count(inside).map(|n| format!("{{{n}}}")),
        Some((least, "")) => count(least).map(|n| format!("{{{n},}}")),
        Some((least, most)) => {
            let (least, most) = (count(least)?, count(most)?);
            (least <= most).then(|| format!("{{{least},{most}}}"))
        }
    }
}

pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Writes `c` so that it stands for itself, in sets and outside.
pub(super) fn literal(c: char, out: &mut String) {
    if c.is_ascii_punctuation() {
        out.push('\\');
        out.push(c);
    } else if c.is_alphanumeric() {
        out.push(c);
    } else {
        let _ = write!(out, "\\x{{{:X}}}", c as u32);
    }
}
