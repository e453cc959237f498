//! Names of character classes: `\p{…}` and `[:…:]`.
//!
//! Unicode names (general categories, scripts, binary properties) go through as they are; the POSIX names of ICU
//! and Java mean the Unicode sets that UTS #18, annex C gives them.

/// The class `name`, as an item of a set that may also stand alone; a `^` at its head negates it.
pub fn property(name: &str, negated: bool) -> Result<String, String> {
    let (name, negated) = match name.strip_prefix('^') {
        Some(rest) => (rest, !negated),
        None => (name, negated),
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '=' | ':');
    if name.is_empty() || !name.chars().all(allowed) {
        return Err(format!("no character class is named \"{name}\""));
    }
    let sign = if negated { "^" } else { "" };
    Ok(match posix(name) {
        Some(items) => format!("[{sign}{items}]"),
        None => format!("[{sign}\\p{{{name}}}]"),
    })
}

/// The items of a POSIX class.
fn posix(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "alpha" => r"\p{Alphabetic}",
        "lower" => r"\p{Lowercase}",
        "upper" => r"\p{Uppercase}",
        "digit" => r"\p{Nd}",
        "alnum" => r"\p{Alphabetic}\p{Nd}",
        "xdigit" => r"\p{Nd}A-Fa-f",
        "punct" => r"\p{P}",
        "space" => r"\s",
        "blank" => r"\t\p{Zs}",
        "cntrl" => r"\p{Cc}",
        "word" => r"\w",
        "ascii" => r"\x00-\x7F",
        _ => return None,
    })
}
