//! Lists that run on in one line: each item is a sentence of its own.

/// A list that runs on in one line: "1) one 2) two", "a. one b. two".
pub struct InlineList {
    /// The sign after each number.
    sign: char,
    /// The number or letter of the next item.
    next: String,
    /// Where the search goes on.
    from: usize,
}

impl InlineList {
    /// The list that `text` begins with, if it does.
    pub fn of(text: &str) -> Option<InlineList> {
        let body = text.trim_start_matches(|c: char| c.is_whitespace() || BULLETS.contains(&c));
        let from = text.len() - body.len();
        let mark: String = body.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let mut rest = body.get(mark.len()..)?.chars();
        let sign = rest.next().filter(|&c| c == '.' || c == ')')?;
        // "J. K. Brown" is no list.
        if sign == '.' && mark.contains(char::is_uppercase) {
            return None;
        }
        rest.next().filter(|c| c.is_whitespace() || *c == ')')?;
        Some(InlineList { sign, next: following(&mark)?, from })
    }

    /// The start of the next item if it lies before `limit`.
    pub fn item_before(&mut self, text: &str, limit: usize) -> Option<usize> {
        let mark = format!("{}{}", self.next, self.sign);
        let mut search = self.from;
        // The mark's own sign may be the candidate that is about to be judged.
        let end = (limit + 1).min(text.len());
        loop {
            let Some(at) = text.get(search..end).and_then(|t| t.find(&mark)).map(|at| search + at)
            else {
                // What was searched need not be searched again.
                let begun = end.saturating_sub(mark.len());
                self.from =
                    (begun.max(self.from)..=end).find(|&b| text.is_char_boundary(b)).unwrap_or(end);
                return None;
            };
            let before = text.get(..at)?.trim_end_matches(BULLETS);
            let free = before.ends_with(char::is_whitespace);
            let spaced = text.get(at + mark.len()..)?.starts_with(char::is_whitespace);
            if free && spaced {
                self.next = following(&self.next)?;
                self.from = at + mark.len();
                return Some(before.len());
            }
            search = at + mark.len();
        }
    }
}

/// Signs before an item of a list.
pub const BULLETS: &[char] = &['•', '⁃', '▪', '●', '◦', '·', '*', '–', '-'];

/// The mark after `mark`: 2 after 1, b after a.
fn following(mark: &str) -> Option<String> {
    if let Ok(number) = mark.parse::<u16>() {
        return number.checked_add(1).filter(|_| mark.len() <= 3).map(|n| n.to_string());
    }
    let mut letters = mark.chars();
    match (letters.next(), letters.next()) {
        (Some(c @ ('a'..='y' | 'A'..='Y')), None) => Some(char::from(c as u8 + 1).to_string()),
        _ => None,
    }
}
