//! What a new job will cost: its segments by match band, counted as CAT tools count.
//!
//! A segment whose text stood in the job before (by its view, in any of the files) is a repetition, unless
//! the memory has it word for word anyway. Words are those of Unicode's word boundaries (UAX #29), numbers
//! among them; characters leave white space out.

use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

use super::view::View;

/// A range of match scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// 101: same text, same neighbours.
    Context,
    /// Stood in the job before.
    Repetition,
    /// 100.
    Exact,
    /// 95 to 99.
    From95,
    /// 85 to 94.
    From85,
    /// 75 to 84.
    From75,
    /// 50 to 74.
    From50,
    /// Less, or nothing.
    None,
}

impl Band {
    /// All, in the order in which they are listed.
    pub const ALL: [Band; 8] = [
        Band::Context,
        Band::Repetition,
        Band::Exact,
        Band::From95,
        Band::From85,
        Band::From75,
        Band::From50,
        Band::None,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Band::Context => "context 101",
            Band::Repetition => "repetitions",
            Band::Exact => "100",
            Band::From95 => "95–99",
            Band::From85 => "85–94",
            Band::From75 => "75–84",
            Band::From50 => "50–74",
            Band::None => "no match",
        }
    }

    /// The band of a match score.
    pub fn of(score: u8) -> Band {
        match score {
            101.. => Band::Context,
            100 => Band::Exact,
            95.. => Band::From95,
            85.. => Band::From85,
            75.. => Band::From75,
            50.. => Band::From50,
            _ => Band::None,
        }
    }
}

/// Sums of a band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Segments.
    pub segments: usize,
    /// Words.
    pub words: usize,
    /// Characters without white space.
    pub characters: usize,
}

impl Counts {
    /// Those of one segment.
    pub fn of(text: &str) -> Counts {
        Counts {
            segments: 1,
            words: text.unicode_words().count(),
            characters: text.chars().filter(|c| !c.is_whitespace()).count(),
        }
    }

    fn add(&mut self, other: Counts) {
        self.segments += other.segments;
        self.words += other.words;
        self.characters += other.characters;
    }
}

/// Counts by band.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    bands: [Counts; Band::ALL.len()],
}

impl Analysis {
    /// Counts of a band.
    pub fn band(&self, band: Band) -> Counts {
        self.bands.get(band as usize).copied().unwrap_or_default()
    }

    /// Counts of all bands.
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.bands.iter().for_each(|&counts| total.add(counts));
        total
    }

    /// Adds another file's counts.
    pub fn add(&mut self, other: &Analysis) {
        for (sum, &counts) in self.bands.iter_mut().zip(&other.bands) {
            sum.add(counts);
        }
    }
}

/// Counts the segments of a job, file after file.
#[derive(Debug, Default)]
pub struct Analyst {
    seen: FxHashSet<String>,
}

impl Analyst {
    /// The counts of a file: its segments, each with the best score in the memory, 0 for none.
    pub fn file<'a>(&mut self, segments: impl Iterator<Item = (&'a str, u8)>) -> Analysis {
        let mut analysis = Analysis::default();
        for (text, score) in segments {
            let words: Vec<String> = View::of(text).words().map(str::to_string).collect();
            let repeated = !self.seen.insert(words.join(" "));
            let band = if repeated && score < 100 { Band::Repetition } else { Band::of(score) };
            if let Some(counts) = analysis.bands.get_mut(band as usize) {
                counts.add(Counts::of(text));
            }
        }
        analysis
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_by_hand() {
        let mut analyst = Analyst::default();
        let first = analyst.file(
            [("وصل القطار.", 101), ("One two three", 84), ("one TWO three", 84), ("نعم", 0)]
                .into_iter(),
        );
        let second = analyst.file(
            [("One two three!", 60), ("One two three", 60), ("وصل القطار.", 100)].into_iter(),
        );
        let counts = |segments, words, characters| Counts { segments, words, characters };
        assert_eq!(first.band(Band::Context), counts(1, 2, 10));
        assert_eq!(first.band(Band::From75), counts(1, 3, 11));
        assert_eq!(first.band(Band::Repetition), counts(1, 3, 11));
        assert_eq!(first.band(Band::None), counts(1, 1, 3));
        assert_eq!(second.band(Band::Repetition), counts(1, 3, 11));
        assert_eq!(second.band(Band::From50), counts(1, 3, 12));
        assert_eq!(second.band(Band::Exact), counts(1, 2, 10));
        let mut all = first.clone();
        all.add(&second);
        assert_eq!(all.total().segments, 7);
        for (score, band) in [
            (99, Band::From95),
            (95, Band::From95),
            (94, Band::From85),
            (74, Band::From50),
            (49, Band::None),
        ] {
            assert_eq!(Band::of(score), band);
        }
    }
}
