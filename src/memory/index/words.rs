//! The vocabulary while an index is built: words and their numbers, in one string and one table.

use super::hash::hash;

/// Words numbered from 0 in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    text: String,
    /// End of each word in `text`.
    ends: Vec<usize>,
    slots: Vec<u32>,
}

/// How many slots a table of `words` words has: a power of two, at most two thirds full.
pub(super) fn slot_count(words: usize) -> usize {
    (words + words / 2 + 1).next_power_of_two()
}

/// The slots that a word's search visits, in order, among `slots`.
pub(super) fn probes(word: &str, slots: usize) -> impl Iterator<Item = usize> {
    let first = hash(word.as_bytes()) as usize;
    (0..slots).map(move |step| first.wrapping_add(step) & (slots - 1))
}

impl Words {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of a number; empty when there is none.
    pub(super) fn word(&self, number: u32) -> &str {
        let at = number as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(at).copied().unwrap_or(0);
        self.text.get(start.unwrap_or(0)..end).unwrap_or("")
    }

    /// The number of `word`, if it is known.
    pub(super) fn get(&self, word: &str) -> Option<u32> {
        probes(word, self.slots.len())
            .map_while(|slot| self.slots.get(slot)?.checked_sub(1))
            .find(|&number| self.word(number) == word)
    }

    /// The number of `word`, a new one when it was not known.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.get(word) {
            return number;
        }
        self.text.push_str(word);
        self.ends.push(self.text.len());
        let number = (self.ends.len() - 1) as u32;
        if slot_count(self.len()) > self.slots.len() {
            self.slots = self.table((0..self.len() as u32).collect::<Vec<_>>().iter().copied());
        } else {
            place(&mut self.slots, word, number);
        }
        number
    }

    /// A table of slots in which the words stand in `order`: number + 1 of the new order, 0 is free.
    pub(super) fn table(&self, order: impl ExactSizeIterator<Item = u32>) -> Vec<u32> {
        let mut slots = vec![0; slot_count(order.len()).max(slot_count(self.len() + 8))];
        for (new, old) in (0..).zip(order) {
            place(&mut slots, self.word(old), new);
        }
        slots
    }
}

fn place(slots: &mut [u32], word: &str, number: u32) {
    let free = probes(word, slots.len()).find(|&slot| slots.get(slot) == Some(&0));
    if let Some(slot) = free.and_then(|slot| slots.get_mut(slot)) {
        *slot = number + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_number() {
        let mut words = Words::default();
        let numbers: Vec<u32> =
            (0..5000).map(|i| words.number(&format!("w{}", i % 1000))).collect();
        assert_eq!(words.len(), 1000);
        assert!(numbers.iter().enumerate().all(|(i, &n)| n as usize == i % 1000));
        assert_eq!(words.word(17), "w17");
        assert_eq!(words.get("w17"), Some(17));
        assert_eq!(words.get("x"), None);
        assert_eq!(Words::default().get("x"), None);
    }
}
