//! Names across scripts: how likely an Arabic and a Latin word write the same name.
//!
//! [`similarity`] is a weighted edit distance over letter correspondences (`letters`): ش is sh, ch or
//! sch, و is w, u, o or ou, an unwritten short vowel costs next to nothing, a consonant without a
//! partner costs much. [`Skeleton`](skeleton) keys are the cheap first look for large vocabularies.
//! [`matches`] pairs the names of one sentence pair, each with its mutual best.

pub mod skeleton;

mod letters;

use std::cmp::Ordering;

pub use letters::similarity;

/// Least [`best_similarity`] of two words that may write one name.
pub const SAME_NAME: f64 = 0.78;

/// A pair of words that write the same name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NameMatch {
    /// Index of the Arabic word.
    pub arabic: usize,
    /// Index of the Latin word.
    pub latin: usize,
    /// Their similarity, from [`SAME_NAME`] to 1.
    pub similarity: f64,
}

/// The greatest similarity of `latin` to any reading of `arabic`: as it stands, and without what
/// Arabic writes onto a name (و ف ب ك ل, the article, the ending of an adjective of origin).
///
/// Both are folded to [`Tier::Orthographic`](crate::text::fold::Tier). From 0 to 1.
pub fn best_similarity(arabic: &str, latin: &str) -> f64 {
    if NEVER_NAMES.contains(&arabic) {
        return 0.0;
    }
    let latin = latin.trim_end_matches("'s");
    let origin = LATIN_ORIGINS.iter().find_map(|&(end, put)| Some((latin.strip_suffix(end)?, put)));
    let people =
        origin.filter(|(stem, _)| stem.len() >= 3).map(|(stem, put)| format!("{stem}{put}"));
    let mut best: f64 = 0.0;
    for reading in readings(arabic) {
        let plain = similarity(reading.word, latin);
        let shared = people
            .as_deref()
            .filter(|_| reading.is_origin)
            .map_or(0.0, |p| similarity(reading.word, p));
        best = best.max(plain).max(shared);
    }
    best
}

/// The commonest Arabic words that sound like names: من is no "Men".
const NEVER_NAMES: &[&str] = &[
    "من",
    "ما",
    "كان",
    "كانت",
    "كانوا",
    "عند",
    "بين",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "الذي",
    "التي",
    "الذين",
    "الي",
    "علي",
    "عن",
    "في",
    "مع",
    "منذ",
    "حتي",
    "لكن",
    "وكان",
    "وكانت",
    "لم",
    "لن",
    "لا",
    "قد",
    "كل",
    "هو",
    "هي",
    "هم",
    "ان",
    "اذا",
    "كما",
    "ثم",
    "بعد",
    "قبل",
    "غير",
    "عام",
    "منع",
    "سوف",
    "ليس",
    "بان",
    "اي",
    "او",
    "ام",
];

/// Endings of English peoples and adjectives of origin, and what the name of the place may end in.
const LATIN_ORIGINS: &[(&str, &str)] = &[
    ("ians", "i"),
    ("ian", "i"),
    ("eans", "e"),
    ("ean", "e"),
    ("ans", "a"),
    ("an", "a"),
    ("ese", ""),
    ("ish", ""),
    ("ic", ""),
    ("s", ""),
];

/// The words of `arabic` and `latin` that write the same name: those that are each other's best.
///
/// Of equals the one that stands at the more similar place in its sentence wins, so that a name that
/// occurs twice is paired in order.
pub fn matches(arabic: &[&str], latin: &[&str]) -> Vec<NameMatch> {
    let place = |i: usize, n: usize| i as f64 / n.max(1) as f64;
    let mut all = Vec::new();
    for (a, word) in arabic.iter().enumerate() {
        for (l, name) in latin.iter().enumerate() {
            let similarity = best_similarity(word, name);
            if similarity >= SAME_NAME {
                let apart = (place(a, arabic.len()) - place(l, latin.len())).abs();
                all.push((NameMatch { arabic: a, latin: l, similarity }, apart));
            }
        }
    }
    all.sort_by(|(a, a_apart), (b, b_apart)| {
        b.similarity.total_cmp(&a.similarity).then(a_apart.total_cmp(b_apart)).then_with(|| match a
            .arabic
            .cmp(&b.arabic)
        {
            Ordering::Equal => a.latin.cmp(&b.latin),
            other => other,
        })
    });
    let (mut arabic_taken, mut latin_taken) = (vec![false; arabic.len()], vec![false; latin.len()]);
    let mut out = Vec::new();
    for (found, _) in all {
        if let (Some(a), Some(l)) =
            (arabic_taken.get_mut(found.arabic), latin_taken.get_mut(found.latin))
            && !*a
            && !*l
        {
            (*a, *l) = (true, true);
            out.push(found);
        }
    }
    out.sort_by_key(|found| found.arabic);
    out
}

/// One way to read an Arabic word as a name.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// What is left of the word.
    pub word: &'a str,
    /// Whether an ending that says where somebody comes from, or who several are, was taken off.
    pub is_origin: bool,
}

/// The word, and without a proclitic, the article, or both, each also without an ending of origin.
pub(crate) fn readings(form: &str) -> impl Iterator<Item = Reading<'_>> {
    let bare = form.strip_prefix(['و', 'ف', 'ب', 'ك', 'ل']);
    let article = form.strip_prefix("ال").or_else(|| form.strip_prefix("لل"));
    let both = bare.and_then(|rest| rest.strip_prefix("ال").or_else(|| rest.strip_prefix("لل")));
    let long = |least: usize| move |word: &&str| word.chars().count() >= least;
    [Some(form), article, bare, both].into_iter().flatten().filter(long(2)).flat_map(move |word| {
        let stem = ["ية", "يين", "يون", "يات", "ي"]
            .iter()
            .find_map(|e| word.strip_suffix(e))
            .filter(long(3));
        [
            Some(Reading { word, is_origin: false }),
            stem.map(|word| Reading { word, is_origin: true }),
        ]
        .into_iter()
        .flatten()
    })
}
