//! Regular expressions of SRX files: ICU's syntax, rewritten for `fancy-regex`.
//!
//! SRX 2.0 names ICU's syntax; files in the wild hold Java's as well, which is nearly the same. Each
//! expression is parsed as a whole and written anew with nothing left to chance: `.`, `^`, `$`,
//! `\h`, `\v`, `\R`, `\Q…\E`, octal and hexadecimal escapes, possessive repeats, set operations
//! (`&&`, `--`, `[..]-[..]`, `[..]&[..]`) and POSIX classes become what `fancy-regex` knows under the same
//! meaning. What has no counterpart (`\X`, `\G`, `\N{…}`, flags other than i, m, s, u) is an error:
//! an expression that is read wrongly would cut wrongly in silence. Cost: linear.

use std::fmt::Write;

use super::classes;

/// Deepest nesting of groups and sets.
const MOST_DEPTH: usize = 50;

/// Largest count of a repeat.
const MOST_REPEATS: u32 = 1000;

/// The line terminators of ICU, inside a class.
const LINE_ENDS: &str = r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}";

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

/// What a set holds at a place: a character, which may begin a range, or more.
enum SetItem {
    Char(char),
    Class(String),
}

struct Translator<'a> {
    rest: &'a str,
    out: String,
    dot_all: bool,
    multi_line: bool,
    kind: Groups,
    /// Capturing groups opened so far.
    groups: u32,
    /// Whether there is a back-reference.
    refers: bool,
    depth: usize,
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

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = self.rest.get(c.len_utf8()..).unwrap_or_default();
        Some(c)
    }

    fn eat(&mut self, what: &str) -> bool {
        match self.rest.strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The text up to `end`, which is taken, too.
    fn until(&mut self, end: &str) -> Option<String> {
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

    fn before_last_line_end(&mut self) {
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

    fn deeper(&mut self) -> Result<(), String> {
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

    /// An escape outside sets; the backslash is taken already.
    fn escape(&mut self) -> Result<(), String> {
        match self.peek().ok_or("a \\ at the end")? {
            c @ ('b' | 'B' | 'A' | 'z') => {
                self.next();
                self.out.push('\\');
                self.out.push(c);
            }
            'Z' => {
                self.next();
                self.before_last_line_end();
            }
            'R' => {
                self.next();
                let _ = write!(self.out, r"(?:\r\n|[{LINE_ENDS}])");
            }
            'k' => {
                self.next();
                let name = if self.eat("<") { self.until(">") } else { None };
                let name = name.filter(|n| is_name(n)).ok_or("\\k without <name>")?;
                self.refers = true;
                let _ = write!(self.out, "(?:\\k<{name}>)");
            }
            '1'..='9' => {
                let number = self.reference()?;
                self.refers = true;
                let _ = write!(self.out, "(?:\\{number})");
            }
            _ => match self.set_escape()? {
                SetItem::Char(c) => literal(c, &mut self.out),
                SetItem::Class(class) => self.out.push_str(&class),
            },
        }
        Ok(())
    }

    /// The number of a back-reference: as many digits as make the number of a group.
    fn reference(&mut self) -> Result<u32, String> {
        let mut number = 0;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let longer = number * 10 + digit;
            if longer > self.groups {
                break;
            }
            number = longer;
            self.next();
        }
        if number == 0 { Err("a back-reference to no group".to_string()) } else { Ok(number) }
    }

    /// An escape that may stand in a set as well; the backslash is taken already.
    fn set_escape(&mut self) -> Result<SetItem, String> {
        let c = self.next().ok_or("a \\ at the end")?;
        let class = |class: &str| Ok(SetItem::Class(class.to_string()));
        Ok(SetItem::Char(match c {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => return class(&format!("\\{c}")),
            'h' => return class(r"[\t\p{Zs}]"),
            'H' => return class(r"[^\t\p{Zs}]"),
            'v' => return class(&format!("[{LINE_ENDS}]")),
            'V' => return class(&format!("[^{LINE_ENDS}]")),
            'p' | 'P' => return self.property(c == 'P').map(SetItem::Class),
            'a' => '\u{7}',
            'e' => '\u{1B}',
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'c' => {
                let letter = self.next().filter(char::is_ascii).ok_or("\\c without a letter")?;
                char::from(letter.to_ascii_uppercase() as u8 & 0x1F)
            }
            '0' => self.number(8, 1..=3)?,
            'x' if self.eat("{") => {
                let digits = self.until("}").ok_or("\\x{ without its }")?;
                character(u32::from_str_radix(&digits, 16).ok())?
            }
            'x' => self.number(16, 1..=2)?,
            'u' => self.utf16()?,
            'U' => self.number(16, 8..=8)?,
            c if c.is_ascii_alphanumeric() => return Err(format!("\\{c} is not supported")),
            c => c,
        }))
    }

    /// `\uXXXX`; two of them where they are the halves of one character.
    fn utf16(&mut self) -> Result<char, String> {
        let first = self.digits(16, 4..=4)?;
        if (0xD800..0xDC00).contains(&first) && self.eat("\\u") {
            let second = self.digits(16, 4..=4)?;
            if (0xDC00..0xE000).contains(&second) {
                return character(Some(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)));
            }
        }
        character(Some(first))
    }

    fn number(
        &mut self,
        radix: u32,
        length: std::ops::RangeInclusive<usize>,
    ) -> Result<char, String> {
        character(Some(self.digits(radix, length)?))
    }

    fn digits(
        &mut self,
        radix: u32,
        length: std::ops::RangeInclusive<usize>,
    ) -> Result<u32, String> {
        let mut value = 0u32;
        let mut count = 0;
        while count < *length.end() {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(radix)) else { break };
            value = value
                .checked_mul(radix)
                .and_then(|v| v.checked_add(digit))
                .ok_or("too large a number")?;
            count += 1;
            self.next();
        }
        if length.contains(&count) {
            Ok(value)
        } else {
            Err("too few digits in an escape".to_string())
        }
    }

    /// `\p{…}` or `\pL`, the `p` being taken already.
    fn property(&mut self, negated: bool) -> Result<String, String> {
        let name = if self.eat("{") {
            self.until("}").ok_or("\\p{ without its }")?
        } else {
            self.next().ok_or("\\p without a name")?.to_string()
        };
        classes::property(&name, negated)
    }

    /// A set, the `[` being taken already.
    fn set(&mut self) -> Result<String, String> {
        self.deeper()?;
        let mut out = if self.eat("^") { "[^".to_string() } else { "[".to_string() };
        // What stands since the last && or --, and whether it ends with a class.
        let mut operand = String::new();
        let mut after_class = false;
        if self.eat("]") {
            operand.push_str(r"\]");
        }
        loop {
            if self.rest.is_empty() {
                return Err("a [ without its ]".to_string());
            }
            if self.eat("]") {
                break;
            }
            if let Some(operator) = ["&&", "--"].into_iter().find(|o| self.eat(o)) {
                if operand.is_empty() {
                    return Err(format!("{operator} with nothing before it"));
                }
                out.push_str(&operand);
                out.push_str(operator);
                operand.clear();
                after_class = false;
                continue;
            }
            let short = [("&[", "&&"), ("-[", "--")]
                .into_iter()
                .find(|(sign, _)| self.rest.starts_with(sign));
            if let Some((_, operator)) = short.filter(|_| after_class) {
                self.next();
                self.next();
                let other = self.bracket()?;
                operand = format!("[{operand}{operator}{other}]");
                continue;
            }
            let item = self.set_item()?;
            after_class = matches!(item, SetItem::Class(_));
            match item {
                SetItem::Class(class) => operand.push_str(&class),
                SetItem::Char(from) => {
                    literal(from, &mut operand);
                    if let Some(to) = self.range_end(from)? {
                        operand.push('-');
                        literal(to, &mut operand);
                    }
                }
            }
        }
        if operand.is_empty() {
            return Err("an empty set".to_string());
        }
        self.depth -= 1;
        out.push_str(&operand);
        out.push(']');
        Ok(out)
    }

    /// `[…]` or `[:…:]` inside a set, the `[` being taken already.
    fn bracket(&mut self) -> Result<String, String> {
        if !self.eat(":") {
            return self.set();
        }
        let name = self.until(":]").ok_or("a [: without its :]")?;
        classes::property(&name, false)
    }

    fn set_item(&mut self) -> Result<SetItem, String> {
        match self.next() {
            Some('[') => self.bracket().map(SetItem::Class),
            Some('\\') if self.peek() == Some('b') => {
                Err("\\b is not supported in a set".to_string())
            }
            Some('\\') => self.set_escape(),
            Some(c) => Ok(SetItem::Char(c)),
            None => Err("a [ without its ]".to_string()),
        }
    }

    /// The last character of the range that begins with `from`, if it is one.
    fn range_end(&mut self, from: char) -> Result<Option<char>, String> {
        let Some(after) = self.rest.strip_prefix('-') else { return Ok(None) };
        if after.is_empty() || after.starts_with([']', '[', '-']) {
            return Ok(None);
        }
        self.rest = after;
        match self.set_item()? {
            SetItem::Char(to) if to >= from => Ok(Some(to)),
            SetItem::Char(to) => Err(format!("the range {from}-{to} runs backwards")),
            SetItem::Class(_) => Err(format!("the range from {from} ends with a class")),
        }
    }
}

/// The character with this code.
fn character(code: Option<u32>) -> Result<char, String> {
    code.and_then(char::from_u32).ok_or_else(|| "an escape that is no character".to_string())
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

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Writes `c` so that it stands for itself, in sets and outside.
fn literal(c: char, out: &mut String) {
    if c.is_ascii_punctuation() {
        out.push('\\');
        out.push(c);
    } else if c.is_alphanumeric() {
        out.push(c);
    } else {
        let _ = write!(out, "\\x{{{:X}}}", c as u32);
    }
}
