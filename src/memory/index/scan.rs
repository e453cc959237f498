//! All words and all units of an index, one after the other: for what no posting list answers.
//!
//! Cost: some 50 ns a unit.

use super::file::damaged;
use super::number::read_short;
use super::opened::Index;
use super::section::Buffer;
use crate::error::Result;

/// Units read at a time.
const STEP: usize = 4096;

impl Index {
    /// Calls `f` with every word and its number, in order of the numbers.
    ///
    /// # Errors
    /// When the index cannot be read or is damaged, and what `f` returns.
    pub fn for_each_word(&self, mut f: impl FnMut(u32, &str) -> Result<()>) -> Result<()> {
        let (mut starts, mut text) = (Buffer::default(), Buffer::default());
        let starts = self.word_starts.read(0..self.word_starts.count(), &mut starts)?;
        let text = self.word_text.read(0..self.word_text.count(), &mut text)?;
        for (number, bounds) in (0..).zip(starts.windows(2)) {
            let &[start, end] = bounds else { continue };
            let word = text.get(start as usize..end as usize);
            f(number, word.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or(""))?;
        }
        Ok(())
    }

    /// Calls `f` with the name of every unit and the numbers of its words in the order of the text.
    ///
    /// # Errors
    /// When the index cannot be read or is damaged, and what `f` returns.
    pub fn for_each_unit(&self, mut f: impl FnMut(u64, &[u32]) -> Result<()>) -> Result<()> {
        let (mut starts, mut bytes, mut names) =
            (Buffer::default(), Buffer::default(), Buffer::default());
        let mut words = Vec::new();
        for first in (0..self.len()).step_by(STEP) {
            let end = self.len().min(first + STEP);
            let starts = self.token_starts.read(first..end + 1, &mut starts)?;
            let names = self.names.read(first..end, &mut names)?;
            let base = starts.first().copied().unwrap_or(0) as usize;
            let range = base..starts.last().copied().unwrap_or(0) as usize;
            let bytes = self.tokens.read(range, &mut bytes)?;
            for (&name, bounds) in names.iter().zip(starts.windows(2)) {
                let &[start, end] = bounds else { continue };
                let unit = (start as usize).checked_sub(base).zip((end as usize).checked_sub(base));
                let unit = unit.and_then(|(start, end)| bytes.get(start..end));
                words.clear();
                read_short(unit.ok_or_else(|| damaged("a unit outside the index"))?, &mut words);
                f(name, &words)?;
            }
        }
        Ok(())
    }
}
