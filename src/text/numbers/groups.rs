//! Figures whose groups of thousands stand in tokens of their own: `10 000`, and the same number as
//! Arabic documents of the United Nations store it, last group first: `000 10`.
//!
//! Where nothing tells the two orders apart (`120 300`) the tokens are left as numbers of their own.

use super::figure::is_digits;
use super::ratio::Ratio;
use super::{Found, NumberKind, before, word};

/// The longest run of groups that is read: 10^18 and more is no number of running text.
const MOST_GROUPS: usize = 6;

/// The number that starts with the figure at `at` and has more groups after it.
pub(super) fn read(words: &[&str], at: usize) -> Option<Found> {
    let groups = words.get(at..)?.iter().take_while(|w| is_group(w)).take(MOST_GROUPS).count();
    if groups < 2 {
        return None;
    }
    let run = words.get(at..at + groups)?;
    let (first, last) = (run.first()?, run.last()?);
    if is_head(first) && run.iter().skip(1).all(|w| w.len() == 3) {
        let clear = first.len() < 3 || run.iter().skip(1).any(|w| *w == "000");
        return if clear { found(run.iter(), at + groups) } else { None };
    }
    let reversed = is_head(last) && run.iter().rev().skip(1).all(|w| w.len() == 3);
    let arabic = is_arabic(before(words, at)) || is_arabic(word(words, at + groups));
    if reversed && (arabic || *first == "000") {
        return found(run.iter().rev(), at + groups);
    }
    None
}

fn found<'a>(groups: impl Iterator<Item = &'a &'a str>, end: usize) -> Option<Found> {
    let digits: String = groups.copied().collect();
    Some(Found::new(end, Ratio::parse(&digits)?, NumberKind::Cardinal))
}

fn is_group(word: &str) -> bool {
    (1..=3).contains(&word.len()) && is_digits(word)
}

/// Whether `word` can be the leading group.
fn is_head(word: &str) -> bool {
    !word.starts_with('0')
}

fn is_arabic(word: &str) -> bool {
    word.starts_with(|c: char| ('\u{620}'..='\u{64A}').contains(&c))
}
