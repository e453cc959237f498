//! Sets: `[…]` with ranges, classes, sets inside and operations on them.
//!
//! As in ICU, what stands side by side is joined first; then `&&` and `--` count from left to right.
//! A single `&` or `-` between a class and a set is an operation, too.

use super::classes;
use super::regex::{Translator, literal};

/// What a set holds at a place: a character, which may begin a range, or more.
pub enum SetItem {
    Char(char),
    Class(String),
}

impl Translator<'_> {
    /// A set, the `[` being taken already.
    pub(super) fn set(&mut self) -> Result<String, String> {
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

    pub(super) fn set_item(&mut self) -> Result<SetItem, String> {
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
