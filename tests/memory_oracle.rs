//! The index against brute force: random memories over few words, so that nearly everything nearly
//! matches, random queries, every threshold; and the index after changes, after merging, left in the
//! file and loaded.
//!
//! `MUWAZI_ORACLE_CASES` sets the number of queries (2,000 when unset). A failure names the seed.

use std::collections::HashMap;
use std::path::Path;

use muwazi::memory::index::{Builder, Hit, Index, LiveIndex};
use muwazi::memory::view::View;

/// Seeded numbers (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}

/// What the texts of one memory are made of.
struct Language {
    words: usize,
    longest: usize,
}

impl Language {
    fn new(random: &mut Random) -> Language {
        Language {
            words: [2, 3, 5, 12, 40, 200][random.below(6)],
            longest: [3, 6, 6, 12, 12, 24, 24, 24, 24, 150][random.below(10)],
        }
    }

    fn word(&self, random: &mut Random) -> usize {
        // Some words are much more frequent than others, some punctuation.
        random.below(self.words).min(random.below(self.words))
    }

    fn text(&self, random: &mut Random) -> Vec<usize> {
        (0..random.below(self.longest + 1)).map(|_| self.word(random)).collect()
    }

    fn changed(&self, text: &[usize], random: &mut Random) -> Vec<usize> {
        let mut text = text.to_vec();
        for _ in 0..random.below(text.len() / 2 + 2) {
            let at = random.below(text.len() + 1);
            // One in five new words is one that no unit has.
            let new = if random.below(5) == 0 { 1000 + random.below(9) } else { self.word(random) };
            match random.below(4) {
                0 => text.insert(at, new),
                1 if at < text.len() => drop(text.remove(at)),
                2 if at < text.len() => text[at] = new,
                3 if at < text.len() => {
                    let other = random.below(text.len());
                    text.swap(at, other);
                }
                _ => {}
            }
        }
        text
    }
}

fn written(text: &[usize]) -> String {
    let word = |&w: &usize| match w % 7 {
        6 => "؟".to_string(),
        5 => format!("كلمة{w}"),
        _ => format!("w{w}"),
    };
    text.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Every unit with its distance to the query and the length of the longer, best first.
fn brute_force(units: &[(u64, String)], query: &str) -> Vec<(u64, usize, usize)> {
    let mut numbers = HashMap::new();
    let mut words = |text: &str| -> Vec<u32> {
        let mut number = |word: &str| {
            let next = numbers.len() as u32;
            *numbers.entry(word.to_string()).or_insert(next)
        };
        View::of(text).words().map(&mut number).collect()
    };
    let query = words(query);
    let mut out: Vec<(u64, usize, usize)> = units
        .iter()
        .map(|(unit, text)| (*unit, words(text)))
        .filter(|(_, text)| !text.is_empty() && !query.is_empty())
        .map(|(unit, text)| {
            (unit, strsim::generic_levenshtein(&query, &text), query.len().max(text.len()))
        })
        .collect();
    out.sort_by(|a, b| (a.1 * b.2).cmp(&(b.1 * a.2)).then(a.0.cmp(&b.0)));
    out
}

fn plain(hits: &[Hit]) -> Vec<(u64, usize, usize)> {
    hits.iter().map(|h| (h.unit, h.distance as usize, h.longer as usize)).collect()
}

fn check(index: &LiveIndex, units: &[(u64, String)], query: &str, best: usize, place: &str) {
    let truth = brute_force(units, query);
    let view = View::of(query);
    let mut searcher = index.searcher();
    for threshold in (50..=100).chain([0, 1, 20, 49]) {
        let expected: Vec<_> = truth
            .iter()
            .copied()
            .take_while(|&(_, distance, longer)| {
                100 * (longer - distance) >= usize::from(threshold) * longer
            })
            .collect();
        let found = searcher.search(&view, threshold, usize::MAX).expect("a sound index");
        assert_eq!(plain(&found), expected, "{place}, threshold {threshold}, query {query:?}");
        let found = searcher.search(&view, threshold, best).expect("a sound index");
        let expected = &expected[..expected.len().min(best)];
        assert_eq!(plain(&found), expected, "{place}, {threshold}, best {best}, query {query:?}");
    }
}

/// One memory, before and after changes, with twenty queries.
fn one_memory(seed: u64, path: &Path) {
    println!("seed {seed}");
    let mut random = Random(seed);
    let language = Language::new(&mut random);
    let mut units: Vec<(u64, String)> = Vec::new();
    let mut texts: Vec<Vec<usize>> = vec![language.text(&mut random)];
    for unit in 0..random.below(60) as u64 {
        let text = match random.below(3) {
            0 => language.changed(&texts[random.below(texts.len())].clone(), &mut random),
            _ => language.text(&mut random),
        };
        units.push((unit * 3, written(&text)));
        texts.push(text);
    }
    let mut builder = Builder::new();
    units.iter().for_each(|(unit, text)| builder.add(*unit, text));
    builder.write(path, seed).expect("a writable folder");
    let mut index = match random.below(5) {
        0 => LiveIndex::open(path).expect("a sound index"),
        _ => LiveIndex::load(path).expect("a sound index"),
    };
    assert_eq!(index.index().generation(), seed);
    let query = |random: &mut Random| match random.below(3) {
        0 => written(&language.text(random)),
        _ => written(&language.changed(&texts[random.below(texts.len())], random)),
    };
    for _ in 0..10 {
        let best = 1 + random.below(6);
        check(&index, &units, &query(&mut random), best, "as built");
    }
    for _ in 0..random.below(20) {
        let unit = random.below(200) as u64;
        units.retain(|(other, _)| *other != unit);
        if random.below(3) == 0 {
            index.delta.remove(unit);
        } else {
            let text = written(&language.text(&mut random));
            index.delta.add(unit, &text);
            units.push((unit, text));
        }
    }
    for _ in 0..5 {
        let best = 1 + random.below(6);
        check(&index, &units, &query(&mut random), best, "with changes");
    }
    let merged = path.with_extension("merged");
    index.write(&merged, seed + 1).expect("a writable folder");
    let index = LiveIndex::new(Index::load(&merged).expect("a sound index"));
    for _ in 0..5 {
        let best = 1 + random.below(6);
        check(&index, &units, &query(&mut random), best, "merged");
    }
}

#[test]
fn the_index_finds_what_brute_force_finds() {
    let cases = std::env::var("MUWAZI_ORACLE_CASES").ok().and_then(|n| n.parse().ok());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for seed in 0..cases.unwrap_or(2_000u64).div_ceil(20) {
        one_memory(seed, &folder.path().join("index"));
    }
}
