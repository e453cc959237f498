//! Sentence pairs → a lexicon: which Arabic and English words translate each other in them.
//!
//! Candidates are pairs of words that stand in the same sentence pairs more often than any accident
//! among all possible pairs would bring about: G² (Dunning 1993) above the bound of Moore (2004),
//! which keeps the rare words out that Model 1 learns garbage for. Model 1 with an empty word (Brown
//! et al. 1993; EM over the candidates alone) then decides between them. Arabic words are counted
//! without the particles in front of them where the rest is a word of the texts itself; English ones
//! by their stem. Cost: the words of all pairs × the words of a sentence; memory for the pairs as numbers.

use rustc_hash::FxHashMap;

use super::Entry;
use crate::text::arabic;
use crate::text::english;
use crate::text::fold::{Tier, fold};
use crate::text::tokens::{TokenKind, tokens};

/// Probability that an English word of a pair comes from none of the Arabic ones.
const NULL: f64 = 0.25;
/// Rounds of EM; the links are few and certain, so it converges fast.
const ROUNDS: usize = 5;
/// Candidates of a word that take part, the strongest first.
const MOST_CANDIDATES: usize = 24;
/// Least p(english | arabic) and p(arabic | english) of a pair that is learned.
const LEAST: f64 = 0.12;
/// Least expected number of times it was seen.
const LEAST_COUNT: f64 = 1.5;
/// A word that stands in more than this share of the pairs teaches nothing.
const COMMON: f64 = 0.2;

/// An Arabic word with what it was seen translated to.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// The Arabic word.
    pub arabic: String,
    /// English words with p(english | arabic), the likeliest first.
    pub english: Vec<(String, f64)>,
    /// In how many sentence pairs it stood.
    pub count: usize,
}

impl Learned {
    /// What was learned as an entry of a lexicon.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            headword: &self.arabic,
            forms: Vec::new(),
            equivalents: self.english.iter().map(|(word, _)| word.as_str()).collect(),
        }
    }
}

/// Collects sentence pairs.
#[derive(Default)]
pub struct Learner {
    arabic: Vocabulary,
    english: Vocabulary,
    pairs: Vec<Pair>,
}

/// The different words of both sides of a sentence pair, by number.
struct Pair {
    arabic: Vec<u32>,
    english: Vec<u32>,
}

/// Words with numbers, and how they are spelled.
#[derive(Default)]
struct Vocabulary {
    numbers: FxHashMap<String, u32>,
    /// For each word its spellings with their counts.
    spellings: Vec<Vec<(String, u32)>>,
}

impl Vocabulary {
    fn number(&mut self, word: String, spelling: &str) -> u32 {
        let next = self.spellings.len() as u32;
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.spellings.push(Vec::new());
        }
        if let Some(known) = self.spellings.get_mut(number as usize) {
            match known.iter_mut().find(|(s, _)| s == spelling) {
                Some((_, count)) => *count += 1,
                None => known.push((spelling.to_string(), 1)),
            }
        }
        number
    }

    /// The most usual spelling of a word.
    fn spelling(&self, number: u32) -> &str {
        let known = self.spellings.get(number as usize).map(Vec::as_slice).unwrap_or_default();
        let best = known.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        best.map_or("", |(spelling, _)| spelling)
    }
}

impl Learner {
    /// Nothing learned yet.
    pub fn new() -> Learner {
        Learner::default()
    }

    /// Adds two texts that translate each other.
    pub fn add(&mut self, arabic: &str, english: &str) {
        let mut pair = Pair { arabic: Vec::new(), english: Vec::new() };
        for token in tokens(arabic).iter().filter(|t| t.kind == TokenKind::Arabic) {
            let spelling = token.span.of(arabic);
            pair.arabic.push(self.arabic.number(fold(spelling, Tier::Orthographic), spelling));
        }
        for token in tokens(english).iter().filter(|t| t.kind == TokenKind::Word) {
            let word = fold(token.span.of(english), Tier::Orthographic);
            let spelling = word.strip_suffix("'s").unwrap_or(&word).to_string();
            pair.english.push(self.english.number(english::stem(&word), &spelling));
        }
        if !pair.arabic.is_empty() && !pair.english.is_empty() {
            self.pairs.push(pair);
        }
    }

    /// Number of pairs so far.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The lexicon, the words seen most often first.
    pub fn finish(mut self) -> Vec<Learned> {
        let bare = self.without_particles();
        for pair in &mut self.pairs {
            for word in &mut pair.arabic {
                *word = bare.get(*word as usize).copied().unwrap_or(*word);
            }
            for side in [&mut pair.arabic, &mut pair.english] {
                side.sort_unstable();
                side.dedup();
            }
        }
        let arabic = occurrences(&self.pairs, self.arabic.spellings.len(), |p| &p.arabic);
        let english = occurrences(&self.pairs, self.english.spellings.len(), |p| &p.english);
        let mut links = candidates(&self.pairs, &arabic, &english);
        for _ in 0..ROUNDS {
            links = expectation(&self.pairs, links, english.len());
        }
        let mut out = self.entries(&links, &arabic, &english);
        out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.arabic.cmp(&b.arabic)));
        out
    }

    /// For each Arabic word the one it is with conjunctions, prepositions and the article taken off, where
    /// the texts have that one by itself.
    fn without_particles(&self) -> Vec<u32> {
        let mut bare: Vec<u32> = (0..self.arabic.spellings.len() as u32).collect();
        for (word, &number) in &self.arabic.numbers {
            let shorter = arabic::analyses(word).into_iter().filter(|a| {
                a.suffix_letters == 0 && a.prefix_letters > 0 && a.form.chars().count() >= 3
            });
            // The most is taken off that leaves a word: وبالبيت → بيت.
            let known = shorter
                .filter_map(|a| Some((a.prefix_letters, *self.arabic.numbers.get(&a.form)?)));
            if let (Some((_, rest)), Some(slot)) = (known.max(), bare.get_mut(number as usize)) {
                *slot = rest;
            }
        }
        bare
    }

    fn entries(
        &self,
        links: &[Vec<Link>],
        arabic: &[Vec<u32>],
        english: &[Vec<u32>],
    ) -> Vec<Learned> {
        let mut given = vec![0.0; english.len()];
        for link in links.iter().flatten() {
            given[link.english as usize] += link.count;
        }
        let entry = |(word, links): (u32, &Vec<Link>)| {
            let mut found: Vec<&Link> = links
                .iter()
                .filter(|link| {
                    let backward = link.count / given[link.english as usize].max(f64::MIN_POSITIVE);
                    link.p >= LEAST && backward >= LEAST && link.count >= LEAST_COUNT
                })
                .collect();
            found.sort_by(|a, b| b.p.total_cmp(&a.p).then(a.english.cmp(&b.english)));
            let words = found.iter().map(|l| (self.english.spelling(l.english).to_string(), l.p));
            (!found.is_empty()).then(|| Learned {
                arabic: self.arabic.spelling(word).to_string(),
                english: words.collect(),
                count: arabic.get(word as usize).map_or(0, Vec::len),
            })
        };
        (0..).zip(links).filter_map(entry).collect()
    }
}

/// An English word that an Arabic one may translate to.
struct Link {
    english: u32,
    /// p(english | arabic).
    p: f64,
    /// How often it did, by the last look.
    count: f64,
}

/// For each word the pairs it stands in.
fn occurrences(pairs: &[Pair], words: usize, side: impl Fn(&Pair) -> &Vec<u32>) -> Vec<Vec<u32>> {
    let mut out = vec![Vec::new(); words];
    for (number, pair) in (0..).zip(pairs) {
        side(pair).iter().for_each(|&word| out[word as usize].push(number));
    }
    out
}

/// Pairs of words whose meeting is no accident, with p(english | arabic) by their G².
fn candidates(pairs: &[Pair], arabic: &[Vec<u32>], english: &[Vec<u32>]) -> Vec<Vec<Link>> {
    let total = pairs.len() as f64;
    let most = (COMMON * total).max(4.0) as usize;
    let of_use = |list: &Vec<u32>| (2..=most).contains(&list.len());
    let count = |lists: &[Vec<u32>]| lists.iter().filter(|l| of_use(l)).count().max(1) as f64;
    let threshold = 2.0 * (count(arabic) * count(english)).ln();
    let mut together = vec![0u32; english.len()];
    let mut met: Vec<u32> = Vec::new();
    arabic
        .iter()
        .map(|list| {
            if !of_use(list) {
                return Vec::new();
            }
            for &word in list.iter().flat_map(|&pair| &pairs[pair as usize].english) {
                if together[word as usize] == 0 {
                    met.push(word);
                }
                together[word as usize] += 1;
            }
            let mut found: Vec<(f64, u32)> = Vec::new();
            for word in met.drain(..) {
                let both = f64::from(std::mem::take(&mut together[word as usize]));
                let (a, b) = (list.len() as f64, english[word as usize].len() as f64);
                if both >= 2.0 && of_use(&english[word as usize]) && both * total > 2.0 * a * b {
                    let g = log_likelihood_ratio(both, a, b, total);
                    found.extend((g > threshold).then_some((g, word)));
                }
            }
            found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            found.truncate(MOST_CANDIDATES);
            let sum: f64 = found.iter().map(|(g, _)| g).sum();
            found.into_iter().map(|(g, english)| Link { english, p: g / sum, count: 0.0 }).collect()
        })
        .collect()
}

/// One round of EM: who explains each English word of each pair, then p from these counts.
fn expectation(pairs: &[Pair], mut links: Vec<Vec<Link>>, english: usize) -> Vec<Vec<Link>> {
    links.iter_mut().flatten().for_each(|link| link.count = 0.0);
    // Probability that the pair's Arabic words give each of its English words.
    let mut given = vec![0.0; english];
    for pair in pairs {
        for link in pair.arabic.iter().flat_map(|&word| &links[word as usize]) {
            given[link.english as usize] += link.p;
        }
        for &word in &pair.arabic {
            for link in &mut links[word as usize] {
                if pair.english.binary_search(&link.english).is_ok() {
                    link.count += link.p / (given[link.english as usize] + NULL);
                }
            }
        }
        for link in pair.arabic.iter().flat_map(|&word| &links[word as usize]) {
            given[link.english as usize] = 0.0;
        }
    }
    for list in &mut links {
        let total: f64 = list.iter().map(|link| link.count).sum();
        list.iter_mut().for_each(|link| link.p = link.count / (total + NULL));
    }
    links
}

/// G² of two words that stand together in `both` of `total` pairs, alone in `a` and `b` (Dunning 1993).
pub fn log_likelihood_ratio(both: f64, a: f64, b: f64, total: f64) -> f64 {
    let cell = |seen: f64, row: f64, column: f64| {
        if seen > 0.0 { seen * (seen * total / (row * column)).ln() } else { 0.0 }
    };
    2.0 * (cell(both, a, b)
        + cell(a - both, a, total - b)
        + cell(b - both, total - a, b)
        + cell(total - a - b + both, total - a, total - b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelihood_ratio_by_hand() {
        // Independent: 10 of 100 and 20 of 100 meet 2 times.
        assert!(log_likelihood_ratio(2.0, 10.0, 20.0, 100.0).abs() < 1e-9);
        // Always together, 5 of 100: 2·(5 ln 20 + 95 ln(100/95)).
        let expected = 2.0 * (5.0 * 20f64.ln() + 95.0 * (100f64 / 95.0).ln());
        assert!((log_likelihood_ratio(5.0, 5.0, 5.0, 100.0) - expected).abs() < 1e-9);
    }

    #[test]
    fn words_that_keep_meeting_are_learned_without_their_particles() {
        let mut learner = Learner::new();
        let rooms = ["red", "blue", "green", "white", "black", "brown"];
        let arabic = ["حمراء", "زرقاء", "خضراء", "بيضاء", "سوداء", "بنية"];
        for i in 0..60 {
            let (a, b) = (i % 6, (i / 6) % 6);
            let extra = ["وزغبول", "زغبول", "والزغبول"][i % 3];
            learner.add(
                &format!("{} {} {extra} قال", arabic[a], arabic[b]),
                &format!("he said {} {} vexils", rooms[a], rooms[b]),
            );
            learner.add(&format!("{} قال", arabic[b]), &format!("he said {}", rooms[b]));
            learner.add("كلمات أخرى كثيرة", "several other things");
            learner.add("ليس فيها شيء", "nothing in there");
            learner.add("جملة من غيرها", "a sentence apart");
        }
        let learned = learner.finish();
        let of = |word: &str| {
            let entry = learned.iter().find(|l| l.arabic == word);
            entry.and_then(|l| l.english.first()).map(|(english, _)| english.as_str())
        };
        assert_eq!(of("زغبول"), Some("vexils"));
        for (arabic, english) in arabic.iter().zip(rooms) {
            assert_eq!(of(arabic), Some(english), "{learned:?}");
        }
    }

    #[test]
    fn nothing_is_learned_from_nothing() {
        assert!(Learner::new().finish().is_empty());
        let mut learner = Learner::new();
        learner.add("", "words");
        learner.add("كلمة", "word");
        assert_eq!(learner.len(), 1);
        assert!(learner.finish().is_empty());
    }
}
