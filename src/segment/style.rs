//! Whether an author begins sentences with capitals.

/// How the author of a document writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Sentences of Latin script begin with a capital.
    Capitals,
    /// Many begin with a small letter, as in chats and hasty mail.
    SmallLetters,
}

impl Style {
    /// The style of `text`: small letters after a fifth or more of the full stops that follow a long word.
    pub fn of(text: &str) -> Style {
        let (mut small, mut capital) = (0, 0);
        for (at, _) in text.match_indices(". ").take(2000) {
            let before = text.get(..at).and_then(|b| b.chars().next_back());
            let after = text.get(at + 2..).and_then(|a| a.trim_start().chars().next());
            let word = text.as_bytes().get(at.saturating_sub(4)..at).unwrap_or_default();
            if word.len() < 4 || !word.iter().all(u8::is_ascii_lowercase) || before.is_none() {
                continue;
            }
            match after {
                Some(c) if c.is_lowercase() => small += 1,
                Some(c) if c.is_uppercase() => capital += 1,
                _ => {}
            }
        }
        if small * 4 > capital && small > 0 { Style::SmallLetters } else { Style::Capitals }
    }
}
