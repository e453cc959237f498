//! What a backslash says, outside sets and inside.

use std::fmt::Write;
use std::ops::RangeInclusive;

use super::classes;
use super::regex::{LINE_ENDS, Translator, is_name, literal};
use super::sets::SetItem;

impl Translator<'_> {
    /// An escape outside sets; the backslash is taken already.
    pub(super) fn escape(&mut self) -> Result<(), String> {
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
    pub(super) fn set_escape(&mut self) -> Result<SetItem, String> {
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

    fn number(&mut self, radix: u32, length: RangeInclusive<usize>) -> Result<char, String> {
        character(Some(self.digits(radix, length)?))
    }

    fn digits(&mut self, radix: u32, length: RangeInclusive<usize>) -> Result<u32, String> {
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
    pub(super) fn property(&mut self, negated: bool) -> Result<String, String> {
        let name = if self.eat("{") {
            self.until("}").ok_or("\\p{ without its }")?
        } else {
            self.next().ok_or("\\p without a name")?.to_string()
        };
        classes::property(&name, negated)
    }
}

/// The character with this code.
fn character(code: Option<u32>) -> Result<char, String> {
    code.and_then(char::from_u32).ok_or_else(|| "an escape that is no character".to_string())
}
