//! English stems: what a dictionary form and its inflections share.
//!
//! Regular endings by the Snowball English stemmer (crate `rust-stemmers`; Porter 2001), irregular
//! forms by a table of ours, `data/english-irregular.tsv`. Possessive 's is taken off.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Irregular form → dictionary form, both lower case.
static IRREGULAR: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../../data/english-irregular.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(base, forms)| forms.split(' ').map(move |form| (form, base)))
        .collect()
});

/// The stem of one word in lower case (as [`fold`](crate::text::fold::fold) makes it).
pub fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')).unwrap_or(word);
    if word.contains('.') {
        // u.s, a.m: initials are one word without their stops.
        return word.replace('.', "");
    }
    let base = IRREGULAR.get(word).copied().unwrap_or(word);
    STEMMER.stem(base).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem() {
        for (a, b) in [
            ("went", "go"),
            ("children", "child"),
            ("countries", "country"),
            ("decided", "decide"),
            ("trump's", "trump"),
            ("u.s", "us"),
            ("said", "say"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} and {b}");
        }
    }
}
