//! The lexicon: weighted Arabic–English word pairs.
//!
//! The built-in one is `data/lexicon.tsv`, written for this project; its head documents the format.
//! Asked with a word as it stands in a text, it goes through the word's
//! [analyses](crate::text::arabic::analyses) and answers with English stems. What was taken off
//! costs weight, so a reading that leaves the word whole wins over one that cuts a prefix.
//! Nothing is loaded: the compiled form (`compile.rs`) is asked in place.

mod compile;
mod dictd;
mod files;
pub mod glossary;
pub mod learn;

use std::borrow::Cow;
use std::path::Path;
use std::sync::LazyLock;

pub use compile::{Entry, entries};

use crate::error::Result;
use crate::text::arabic;

/// Number of an English stem in a lexicon.
pub type StemId = u32;

/// Weight of an analysis for each letter it takes off beyond the best one.
const CUT_DECAY: f32 = 0.6;
/// Analyses with less weight are not asked.
const CUT_LEAST: f32 = 0.2;

/// Weighted word pairs, found by any Arabic form: the built-in ones, or these and a user's.
pub struct Lexicon {
    tables: Vec<Table>,
}

/// The word pairs of one source in compiled form.
#[derive(Clone)]
pub struct Table {
    bytes: Cow<'static, [u8]>,
    stems: Strings,
    forms: Strings,
    pair_ends: usize,
    pairs: usize,
}

/// Where a set of strings with its hash table lies in the bytes.
#[derive(Clone, Copy)]
struct Strings {
    count: usize,
    table: usize,
    ends: usize,
    text: usize,
}

static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon { tables: vec![Table::builtin()] });

/// The terms of a glossary, one pair of an Arabic and another word each (TBX, TSV, hunalign's `.dic`, dictd).
///
/// # Errors
/// [`crate::error::ErrorKind::Format`], `Encoding`, `Empty` and `Io`, with file and line.
pub fn terms(file: &Path) -> Result<Vec<(String, String)>> {
    let pairs = files::read(file)?;
    Ok(pairs
        .into_iter()
        .flat_map(|pair| pair.latin.into_iter().map(move |latin| (pair.arabic.clone(), latin)))
        .collect())
}

impl Lexicon {
    /// The lexicon that comes with the program.
    pub fn builtin() -> &'static Lexicon {
        &BUILTIN
    }

    /// A lexicon of these entries alone.
    pub fn new<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Lexicon {
        Lexicon { tables: vec![Table::new(entries)] }
    }

    /// The built-in lexicon and the word pairs of `files`; the second value is how many each gave.
    ///
    /// Formats, told by content: our own (`data/lexicon.tsv`) and two columns apart by TABs, hunalign's
    /// `.dic` (`english @ arabic`), dictd (`.index` beside `.dict` or `.dict.dz`; name either), TBX. Which
    /// side is Arabic is told from the script.
    ///
    /// # Errors
    /// Where a file cannot be read, is in none of these formats, or holds no pair of an Arabic and a
    /// Latin side.
    pub fn with_files(files: &[impl AsRef<Path>]) -> Result<(Lexicon, Vec<usize>)> {
        let mut tables = vec![Table::builtin()];
        let mut counts = Vec::new();
        for file in files {
            let pairs = files::read(file.as_ref())?;
            counts.push(pairs.len());
            tables.push(Table::new(pairs.iter().map(files::WordPair::entry)));
        }
        Ok((Lexicon { tables }, counts))
    }

    /// This lexicon and what was learned.
    pub fn with_learned(&self, learned: &[learn::Learned]) -> Lexicon {
        let mut tables = self.tables.clone();
        tables.push(Table::new(learned.iter().map(learn::Learned::entry)));
        Lexicon { tables }
    }

    /// Whether `word` (folded, with its clitics) is an Arabic word of the lexicon.
    pub fn knows(&self, word: &str) -> bool {
        let analyses = arabic::analyses(word);
        analyses.iter().any(|a| self.tables.iter().any(|t| t.find(&t.forms, &a.form).is_some()))
    }

    /// Its tables, one a source.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Number of Arabic forms.
    pub fn len(&self) -> usize {
        self.tables.iter().map(|table| table.forms.count).sum()
    }

    /// Whether it has no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Table {
    /// The table that comes with the program.
    fn builtin() -> Table {
        Table::from_bytes(Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"))))
    }

    /// A table of these entries.
    pub fn new<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Table {
        Table::from_bytes(Cow::Owned(compile::compile(entries)))
    }

    fn from_bytes(bytes: Cow<'static, [u8]>) -> Table {
        let stem_count = number(&bytes, 0) as usize;
        let form_count = number(&bytes, 1) as usize;
        let stem_table = 2;
        let form_table = stem_table + compile::slots(stem_count);
        let stem_ends = form_table + compile::slots(form_count);
        let form_ends = stem_ends + stem_count;
        let pair_ends = form_ends + form_count;
        let pairs = pair_ends + form_count;
        let last = |ends: usize, count: usize| {
            if count == 0 { 0 } else { number(&bytes, ends + count - 1) as usize }
        };
        let stem_text = 4 * (pairs + last(pair_ends, form_count));
        let form_text = stem_text + last(stem_ends, stem_count);
        let stems =
            Strings { count: stem_count, table: stem_table, ends: stem_ends, text: stem_text };
        let forms =
            Strings { count: form_count, table: form_table, ends: form_ends, text: form_text };
        Table { bytes, stems, forms, pair_ends, pairs }
    }

    /// Number of an English stem, if any entry has it.
    pub fn stem_id(&self, stem: &str) -> Option<StemId> {
        self.find(&self.stems, stem).map(|number| number as StemId)
    }

    /// English stems that `word` (folded, with its clitics) may translate to, with weights 0 to 1.
    pub fn translations(&self, word: &str) -> Vec<(StemId, f32)> {
        let mut out: Vec<(StemId, f32)> = Vec::new();
        let mut cheapest = None;
        for analysis in arabic::analyses(word) {
            let Some(form) = self.find(&self.forms, &analysis.form) else { continue };
            let first = *cheapest.get_or_insert(analysis.cost());
            let scale = CUT_DECAY.powi((analysis.cost() - first) as i32);
            if scale < CUT_LEAST {
                break;
            }
            for at in self.range(self.pair_ends, form) {
                let pair = number(&self.bytes, self.pairs + at);
                compile::merge(&mut out, pair >> 8, (pair & 255) as f32 / 255.0 * scale);
            }
        }
        out
    }

    fn find(&self, strings: &Strings, wanted: &str) -> Option<usize> {
        let size = compile::slots(strings.count);
        let mut at = compile::hash(wanted) as usize % size;
        loop {
            let found = (number(&self.bytes, strings.table + at) as usize).checked_sub(1)?;
            let range = self.range(strings.ends, found);
            let text = self.bytes.get(strings.text + range.start..strings.text + range.end);
            if text == Some(wanted.as_bytes()) {
                return Some(found);
            }
            at = (at + 1) % size;
        }
    }

    /// From the end before number `index` to its own, in the list of ends at `ends`.
    #[inline]
    fn range(&self, ends: usize, index: usize) -> std::ops::Range<usize> {
        let start = if index == 0 { 0 } else { number(&self.bytes, ends + index - 1) as usize };
        start..number(&self.bytes, ends + index) as usize
    }
}

/// The number at `index` of the compiled form; 0 beyond its end.
#[inline]
fn number(bytes: &[u8], index: usize) -> u32 {
    match bytes.get(4 * index..4 * index + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_with_their_clitics() {
        let lexicon =
            Table::new(entries("كتاب\tكتب\tbook;volume\nمجلس الأمن\t\tSecurity Council\n"));
        let stem = |english: &str| lexicon.stem_id(english);
        assert!(stem("book").is_some() && stem("novel").is_none());
        for word in ["كتاب", "وكتابه", "بالكتب"] {
            let found = lexicon.translations(word);
            assert!(
                found.iter().any(|&(s, w)| Some(s) == stem("book") && w > 0.9),
                "{word}: {found:?}"
            );
        }
        assert!(lexicon.translations("الامن").iter().any(|&(s, _)| Some(s) == stem("secur")));
        assert!(lexicon.translations("شجرة").is_empty());
    }

    #[test]
    fn an_empty_lexicon_answers_nothing() {
        let lexicon = Lexicon::new(entries("# nothing\n"));
        assert!(lexicon.is_empty());
        assert!(lexicon.tables()[0].translations("كتاب").is_empty());
    }

    #[test]
    fn the_built_in_one_is_compiled() {
        assert!(Lexicon::builtin().len() > 10_000);
    }
}
