//! Levenshtein distance between two sequences of words: how many words must be inserted, deleted or
//! replaced to turn one into the other.
//!
//! Bit-parallel: a machine word holds 64 rows of the dynamic-programming matrix as differences of
//! −1, 0, +1, and one column costs some fifteen instructions (Myers 1999, in the form of Hyyrö
//! 2003, figure 3). Longer patterns are chains of such blocks, of which only those are computed
//! through which a path within the cut-off can pass (Ukkonen 1985: a path through cell (i, j) costs
//! at least |i − j| + |(n − i) − (m − j)|). Words are `u32` identifiers.
//!
//! Cost: O(m) for up to 64 words, O(m · (1 + cut-off / 64)) above. Memory: 1.5 KB for each 64 words
//! of the pattern.

/// Rows that one block holds.
const ROWS: usize = 64;

/// Places in the table of a block: twice as many as words, so that most look-ups probe once.
const PLACES: usize = 2 * ROWS;

/// Which of up to 64 rows hold a word; an empty place has no row.
#[derive(Clone, Debug)]
struct Block {
    words: [u32; PLACES],
    rows: [u64; PLACES],
}

impl Block {
    fn new(words: &[u32]) -> Block {
        let mut block = Block { words: [0; PLACES], rows: [0; PLACES] };
        for (row, &word) in words.iter().enumerate() {
            let place = block.place(word);
            block.words[place] = word;
            block.rows[place] |= 1 << row;
        }
        block
    }

    /// Where `word` stands or would stand. At least half of the places are empty, so this ends.
    fn place(&self, word: u32) -> usize {
        // Fibonacci hashing: the upper bits of the product are the well mixed ones.
        let mut place = (word.wrapping_mul(0x9E37_79B1) >> 25) as usize % PLACES;
        while self.rows[place] != 0 && self.words[place] != word {
            place = (place + 1) % PLACES;
        }
        place
    }

    fn rows_of(&self, word: u32) -> u64 {
        self.rows[self.place(word)]
    }
}

/// One text, prepared for being compared with many.
#[derive(Clone, Debug)]
pub struct Pattern {
    blocks: Vec<Block>,
    length: usize,
}

impl Pattern {
    /// Prepares `words`.
    pub fn new(words: &[u32]) -> Pattern {
        Pattern { blocks: words.chunks(ROWS).map(Block::new).collect(), length: words.len() }
    }

    /// Words in the pattern.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether the pattern has no word.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The distance to `text`, or `None` when it is greater than `cutoff`.
    pub fn distance(&self, text: &[u32], cutoff: usize) -> Option<usize> {
        if self.length.abs_diff(text.len()) > cutoff {
            return None;
        }
        match self.blocks.as_slice() {
            [] => Some(text.len()),
            [block] => one_block(block, self.length, text, cutoff),
            blocks => chain(blocks, self.length, text, cutoff),
        }
    }
}

/// Vertical differences of one block in the current column: rows that are +1, rows that are −1.
#[derive(Clone, Copy)]
struct Column {
    plus: u64,
    minus: u64,
}

/// Before the first column every row is one more than the one above.
const FIRST_COLUMN: Column = Column { plus: !0, minus: 0 };

impl Column {
    /// The next column. `matches`: rows whose word is the column's; `enter`: the horizontal
    /// difference above the block; `bottom`: the bit of its last row. Returns the horizontal
    /// difference in that row.
    #[inline]
    fn step(&mut self, matches: u64, enter: i8, bottom: u64) -> i8 {
        let vertical = matches | self.minus;
        let matches = matches | u64::from(enter < 0);
        let diagonal = ((matches & self.plus).wrapping_add(self.plus) ^ self.plus) | matches;
        let plus = self.minus | !(diagonal | self.plus);
        let minus = self.plus & diagonal;
        let leave = i8::from(plus & bottom != 0) - i8::from(minus & bottom != 0);
        let plus = plus << 1 | u64::from(enter > 0);
        let minus = minus << 1 | u64::from(enter < 0);
        self.plus = minus | !(vertical | plus);
        self.minus = plus & vertical;
        leave
    }
}

fn one_block(block: &Block, length: usize, text: &[u32], cutoff: usize) -> Option<usize> {
    let bottom = 1u64 << (length - 1);
    let mut column = FIRST_COLUMN;
    let mut distance = length;
    // Each column that is left can lower the distance by one at most.
    let mut reachable = cutoff.saturating_add(text.len());
    for &word in text {
        let leave = column.step(block.rows_of(word), 1, bottom);
        distance = distance.wrapping_add_signed(isize::from(leave));
        reachable -= 1;
        if distance > reachable {
            return None;
        }
    }
    (distance <= cutoff).then_some(distance)
}

fn chain(blocks: &[Block], length: usize, text: &[u32], cutoff: usize) -> Option<usize> {
    let cutoff = cutoff.min(length.max(text.len()));
    let (rows, columns) = (length as isize, text.len() as isize);
    // The band of rows i − j through which a path within the cut-off can pass.
    let lowest = (rows - columns - cutoff as isize).div_euclid(2);
    let highest = (rows - columns + cutoff as isize).div_euclid(2);
    let last_row = |block: usize| ((block + 1) * ROWS).min(length);
    let block_of = |row: isize| (row.clamp(1, rows) as usize - 1) / ROWS;

    // What lies outside the band is taken as large as it can be: rising by one a row, one a column.
    // `state` holds the blocks entered so far, each with the value in its last row.
    let mut state: Vec<(Column, usize)> = Vec::with_capacity(blocks.len());
    for (j, &word) in (1..).zip(text) {
        let (first, last) = (block_of(j + lowest), block_of(j + highest));
        while state.len() <= last {
            let above = state.last().map_or(j as usize - 1, |&(_, value)| value);
            let rows = last_row(state.len()) - state.len() * ROWS;
            state.push((FIRST_COLUMN, above + rows));
        }
        let mut enter = 1;
        let active = state.iter_mut().zip(blocks).enumerate().take(last + 1).skip(first);
        for (index, ((column, value), block)) in active {
            let bottom = 1u64 << ((last_row(index) - 1) % ROWS);
            enter = column.step(block.rows_of(word), enter, bottom);
            *value = value.wrapping_add_signed(isize::from(enter));
        }
    }
    let distance = match state.last() {
        Some(&(_, value)) if state.len() == blocks.len() => value,
        _ => length.max(text.len()),
    };
    (distance <= cutoff).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_distances() {
        for (a, b, expected) in [
            (&[1, 2, 3][..], &[1, 2, 3][..], 0),
            (&[1, 2, 3], &[1, 3], 1),
            (&[1, 2, 3], &[], 3),
            (&[], &[4, 5], 2),
            (&[], &[], 0),
            (&[1, 2, 3, 4], &[4, 3, 2, 1], 4),
            (&[7; 5], &[7; 9], 4),
        ] {
            assert_eq!(Pattern::new(a).distance(b, 9), Some(expected), "{a:?} and {b:?}");
        }
        assert_eq!(Pattern::new(&[1, 2, 3]).distance(&[4, 5, 6], 2), None);
    }

    /// Texts of which one is often made from the other, as in a memory.
    fn pair(longest: usize) -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
        let text = move || proptest::collection::vec(0..6u32, 0..longest);
        let edits = proptest::collection::vec((0..longest, 0..3u8, 0..6u32), 0..longest / 4);
        (text(), text(), edits, any::<bool>()).prop_map(|(a, b, edits, related)| {
            if !related {
                return (a, b);
            }
            let mut b = a.clone();
            for (at, kind, word) in edits {
                let at = at.min(b.len());
                match kind {
                    0 => b.insert(at, word),
                    1 if at < b.len() => drop(b.remove(at)),
                    2 if at < b.len() => b[at] = word,
                    _ => {}
                }
            }
            (a, b)
        })
    }

    fn agrees(a: &[u32], b: &[u32]) {
        let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
        let truth = strsim::generic_levenshtein(&a.to_vec(), &b.to_vec());
        let pattern = Pattern::new(a);
        let cutoffs = [0, 1, truth.saturating_sub(1), truth, truth + 1, short, long, usize::MAX];
        for cutoff in cutoffs {
            let expected = (truth <= cutoff).then_some(truth);
            assert_eq!(pattern.distance(b, cutoff), expected, "cut-off {cutoff}: {a:?} and {b:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]
        #[test]
        fn short_texts_agree_with_the_plain_algorithm((a, b) in pair(70)) {
            agrees(&a, &b);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn long_texts_agree_with_the_plain_algorithm((a, b) in pair(400)) {
            agrees(&a, &b);
        }
    }
}
