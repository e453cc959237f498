//! References in text and attributes: five entities and characters by number, nothing else.

use std::borrow::Cow;

use super::is_legal;

/// An attribute's value: references resolved, line breaks as spaces, illegal characters left out.
pub(super) fn value(raw: Cow<'_, str>) -> Cow<'_, str> {
    // A plain one is used as it is.
    if raw.bytes().all(|b| b >= b' ' && b != b'&' && b != 0xEF) {
        return raw;
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = &*raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r', '\u{FFFE}', '\u{FFFF}']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let first = tail.chars().next().unwrap_or_default();
        let mut after = tail.get(first.len_utf8()..).unwrap_or_default();
        match (first, after.split_once(';')) {
            ('&', Some((name, behind))) => {
                match Reference::of(name) {
                    Reference::Character(c) => out.push(c),
                    Reference::Surrogate(_) | Reference::Illegal => {}
                    Reference::Unknown => {
                        out.push('&');
                        out.push_str(name);
                        out.push(';');
                    }
                }
                after = behind;
            }
            ('&', None) => out.push('&'),
            ('\r', _) if after.starts_with('\n') => {}
            ('\t' | '\n' | '\r', _) => out.push(' '),
            _ => {}
        }
        rest = after;
    }
    out.push_str(rest);
    if out.contains(|c| !is_legal(c)) {
        out.retain(is_legal);
    }
    Cow::Owned(out)
}

/// What `&…;` stands for.
pub(super) enum Reference {
    /// This character.
    Character(char),
    /// Half a character, as UTF-16 has it.
    Surrogate(u16),
    /// What XML forbids.
    Illegal,
    /// An entity that XML does not define itself.
    Unknown,
}

impl Reference {
    /// A character as text: those that are always written as references without a copy.
    pub(super) fn text(c: char) -> Cow<'static, str> {
        Cow::Borrowed(match c {
            '<' => "<",
            '>' => ">",
            '&' => "&",
            '"' => "\"",
            '\'' => "'",
            c => return Cow::Owned(c.to_string()),
        })
    }

    /// What the name between `&` and `;` stands for.
    pub(super) fn of(name: &str) -> Reference {
        let number = match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            },
            None => {
                return match name {
                    "lt" => Reference::Character('<'),
                    "gt" => Reference::Character('>'),
                    "amp" => Reference::Character('&'),
                    "quot" => Reference::Character('"'),
                    "apos" => Reference::Character('\''),
                    _ => Reference::Unknown,
                };
            }
        };
        match number {
            Some(n @ 0xD800..=0xDFFF) => {
                u16::try_from(n).map_or(Reference::Illegal, Reference::Surrogate)
            }
            Some(n) => match char::from_u32(n).filter(|&c| is_legal(c)) {
                Some(c) => Reference::Character(c),
                None => Reference::Illegal,
            },
            None => Reference::Illegal,
        }
    }
}
