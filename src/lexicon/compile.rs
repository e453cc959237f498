//! Lexicon text → the compact form that [`Lexicon`](super::Lexicon) asks without any loading.
//!
//! The build script compiles `data/lexicon.tsv`, so that starting the program costs nothing; the same
//! code compiles a user's lexicon at run time. All numbers are little-endian u32:
//!
//! ```text
//! stems, forms                      counts
//! stem table, form table            open-addressing hash tables: 0 or number + 1
//! stem ends, form ends              end offset of each string in its text
//! pair ends                         end of each form's pairs
//! pairs                             stem number << 8 | weight × 255
//! stem text, form text              the strings one after the other
//! ```

use rustc_hash::FxHashMap;

use crate::text::english;
use crate::text::fold::{Tier, fold};

/// One line of a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Dictionary form in Arabic; several words for an expression.
    pub headword: &'a str,
    /// Further stems of the same word.
    pub forms: Vec<&'a str>,
    /// English equivalents, the most usual first.
    pub equivalents: Vec<&'a str>,
}

/// The entries of a lexicon text; lines that are empty or begin with `#` are left out.
pub fn entries(text: &str) -> impl Iterator<Item = Entry<'_>> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (headword, forms, equivalents) = (column(), column(), column());
        Entry {
            headword,
            forms: forms.split('|').filter(|f| !f.is_empty()).collect(),
            equivalents: equivalents.split(';').filter(|e| !e.is_empty()).collect(),
        }
    })
}

/// English words that carry no meaning of their own inside a multi-word equivalent.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "and", "or", "from", "as",
    "be", "it", "that", "up", "out", "off", "into", "one", "not", "is",
];

/// Weight that each further equivalent of an entry loses: 1/(1 + this · rank).
const RANK_DECAY: f32 = 0.25;
/// Weight of a content word inside a multi-word equivalent, of a function word there, and of a
/// word inside an Arabic expression.
const IN_PHRASE: f32 = 0.7;
const FUNCTION_IN_PHRASE: f32 = 0.1;
const IN_EXPRESSION: f32 = 0.3;

/// A stem that translates more entries than this says nothing about what two of them share.
const SECOND_COMMON: usize = 60;
/// Least probability of the walk to a second-order equivalent, and most of these of an entry.
const SECOND_LEAST: f32 = 0.02;
const SECOND_MOST: usize = 16;
/// Their weight: this × √probability. Tuned on literature, where paraphrase is: strict F1 86.8 without,
/// 88.6 with anything from 0.3 to 0.5.
const SECOND_WEIGHT: f32 = 0.3;
/// Never as much as a direct equivalent of the last rank has.
const SECOND_LARGEST: f32 = 0.3;

/// English stems of one Arabic form by number, with weights.
type Pairs = Vec<(u32, f32)>;

/// Strings with numbers in the order they were first seen.
#[derive(Default)]
struct Numbering {
    strings: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Numbering {
    fn number(&mut self, string: &str) -> u32 {
        if let Some(&number) = self.numbers.get(string) {
            return number;
        }
        let number = self.strings.len() as u32;
        self.strings.push(string.to_string());
        self.numbers.insert(string.to_string(), number);
        number
    }
}

/// The compact form of `entries`.
pub fn compile<'a>(entries: impl Iterator<Item = Entry<'a>>) -> Vec<u8> {
    let mut stems = Numbering::default();
    let mut forms = Numbering::default();
    let mut pairs: Vec<Pairs> = Vec::new();
    let mut add = |forms: &mut Numbering, form: &str, translations: &Pairs, scale: f32| {
        let number = forms.number(form) as usize;
        if pairs.len() <= number {
            pairs.resize(number + 1, Vec::new());
        }
        translations
            .iter()
            .for_each(|&(stem, weight)| merge(&mut pairs[number], stem, weight * scale));
    };
    let entries: Vec<(Entry<'a>, Pairs)> = entries
        .map(|entry| {
            let translations = translations(&entry, &mut stems);
            (entry, translations)
        })
        .collect();
    let graph = Graph::new(&entries, stems.strings.len());
    for (entry, translations) in &entries {
        let mut translations = translations.clone();
        translations.extend(graph.second_order(&translations));
        let translations = &translations;
        for form in std::iter::once(&entry.headword).chain(&entry.forms) {
            let folded = fold(form, Tier::Orthographic);
            let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
            if let [word] = words[..] {
                add(&mut forms, word, translations, 1.0);
                continue;
            }
            for word in words.iter().filter(|w| w.chars().count() > 2) {
                let bare = word.strip_prefix("ال").unwrap_or(word);
                add(&mut forms, bare, translations, IN_EXPRESSION);
            }
        }
    }
    bytes(&stems.strings, &forms.strings, &pairs)
}

/// Which entries an English stem translates.
struct Graph<'g, 'a> {
    entries: &'g [(Entry<'a>, Pairs)],
    /// For each stem the entries that have it, with p(entry | stem).
    by_stem: Vec<Vec<(u32, f32)>>,
}

impl<'g, 'a> Graph<'g, 'a> {
    fn new(entries: &'g [(Entry<'a>, Pairs)], stems: usize) -> Graph<'g, 'a> {
        let mut by_stem: Vec<Vec<(u32, f32)>> = vec![Vec::new(); stems];
        for (number, (_, pairs)) in (0..).zip(entries) {
            for &(stem, weight) in pairs {
                by_stem[stem as usize].push((number, weight));
            }
        }
        for list in &mut by_stem {
            let total: f32 = list.iter().map(|&(_, w)| w).sum();
            list.iter_mut().for_each(|(_, w)| *w /= total);
        }
        Graph { entries, by_stem }
    }

    /// Stems that share a translation with one of `pairs`: a random walk of two more steps over the
    /// lexicon, arabic → english → arabic → english, so that a paraphrase counts a little.
    fn second_order(&self, pairs: &Pairs) -> Pairs {
        let mut walk: FxHashMap<u32, f32> = FxHashMap::default();
        let total: f32 = pairs.iter().map(|&(_, w)| w).sum();
        for &(stem, weight) in pairs {
            let entries = &self.by_stem[stem as usize];
            if entries.len() > SECOND_COMMON {
                continue;
            }
            for &(entry, back) in entries {
                let others = &self.entries[entry as usize].1;
                let sum: f32 = others.iter().map(|&(_, w)| w).sum();
                for &(other, forth) in others {
                    *walk.entry(other).or_insert(0.0) += weight / total * back * forth / sum;
                }
            }
        }
        pairs.iter().for_each(|(stem, _)| {
            walk.remove(stem);
        });
        let mut found: Pairs = walk.into_iter().filter(|&(_, p)| p >= SECOND_LEAST).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(SECOND_MOST);
        found
            .into_iter()
            .map(|(stem, p)| (stem, (SECOND_WEIGHT * p.sqrt()).min(SECOND_LARGEST)))
            .collect()
    }
}

fn translations(entry: &Entry<'_>, stems: &mut Numbering) -> Pairs {
    let mut out = Vec::new();
    for (rank, equivalent) in entry.equivalents.iter().enumerate() {
        let weight = 1.0 / (1.0 + RANK_DECAY * rank as f32);
        let folded = fold(equivalent, Tier::Orthographic);
        let words: Vec<&str> = folded.split([' ', '-']).filter(|w| !w.is_empty()).collect();
        let content = words.iter().any(|w| !FUNCTION_WORDS.contains(w));
        for word in &words {
            let scale = match (words.len(), content && FUNCTION_WORDS.contains(word)) {
                (1, _) => 1.0,
                (_, true) => FUNCTION_IN_PHRASE,
                (_, false) => IN_PHRASE,
            };
            merge(&mut out, stems.number(&english::stem(word)), weight * scale);
        }
    }
    out
}

/// Keeps the larger weight of a stem.
#[inline]
pub fn merge(list: &mut Vec<(u32, f32)>, stem: u32, weight: f32) {
    match list.iter_mut().find(|(s, _)| *s == stem) {
        Some((_, old)) => *old = old.max(weight),
        None => list.push((stem, weight)),
    }
}

fn bytes(stems: &[String], forms: &[String], pairs: &[Pairs]) -> Vec<u8> {
    let mut numbers: Vec<u32> = vec![stems.len() as u32, forms.len() as u32];
    numbers.extend(table(stems));
    numbers.extend(table(forms));
    numbers.extend(ends(stems.iter().map(String::len)));
    numbers.extend(ends(forms.iter().map(String::len)));
    numbers.extend(ends(pairs.iter().map(Vec::len)));
    for &(stem, weight) in pairs.iter().flatten() {
        numbers.push(stem << 8 | (weight * 255.0).round() as u32);
    }
    let mut out: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
    stems.iter().chain(forms).for_each(|s| out.extend_from_slice(s.as_bytes()));
    out
}

fn ends(lengths: impl Iterator<Item = usize>) -> impl Iterator<Item = u32> {
    lengths.scan(0, |end, length| {
        *end += length as u32;
        Some(*end)
    })
}

/// Slots of a hash table for `count` strings: a power of two, at most half full.
pub fn slots(count: usize) -> usize {
    (2 * count.max(1)).next_power_of_two()
}

/// FNV-1a (Fowler, Noll & Vo), 32 bits: the same on every machine and version.
pub fn hash(string: &str) -> u32 {
    string.bytes().fold(0x811C_9DC5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

fn table(strings: &[String]) -> Vec<u32> {
    let size = slots(strings.len());
    let mut table = vec![0u32; size];
    for (number, string) in (1..).zip(strings) {
        let mut at = hash(string) as usize % size;
        while table[at] != 0 {
            at = (at + 1) % size;
        }
        table[at] = number;
    }
    table
}
