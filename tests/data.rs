//! The data that comes with the program: the lexicon, the sample articles, the sample memories.

mod common;

use std::collections::BTreeSet;

use common::{Place, root};
use muwazi::lexicon::entries;
use muwazi::text::fold::{is_invisible, is_tashkeel};
use unicode_normalization::is_nfc;

const ARTICLES: [&str; 6] = ["comet", "final", "flood", "harbour", "museum", "summit"];

#[test]
fn the_lexicon_is_well_formed() {
    let mut headwords = BTreeSet::new();
    let lexicon = std::fs::read_to_string(root().join("data/lexicon.tsv")).expect("the lexicon");
    for (number, line) in (1..).zip(lexicon.lines()) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        assert_eq!(line.matches('\t').count(), 2, "line {number}: three columns");
        let Some(entry) = entries(line).next() else { panic!("line {number}: no entry") };
        assert!(
            !entry.headword.is_empty() && !entry.equivalents.is_empty(),
            "line {number}: a side is empty"
        );
        assert!(headwords.insert(entry.headword), "line {number}: {} stands twice", entry.headword);
        assert!(is_nfc(line), "line {number}: not in normal form C");
        for form in std::iter::once(&entry.headword).chain(&entry.forms) {
            assert_eq!(*form, form.trim(), "line {number}: white space around {form}");
            let arabic = form
                .chars()
                .all(|c| !c.is_ascii_alphanumeric() && !is_tashkeel(c) && !is_invisible(c));
            assert!(arabic, "line {number}: {form} is not plain Arabic");
        }
        for equivalent in &entry.equivalents {
            let plain = *equivalent == equivalent.trim()
                && !equivalent.chars().any(|c| ('\u{600}'..='\u{6FF}').contains(&c));
            assert!(plain, "line {number}: {equivalent:?}");
        }
        let distinct: BTreeSet<_> = entry.equivalents.iter().collect();
        assert_eq!(
            distinct.len(),
            entry.equivalents.len(),
            "line {number}: an equivalent stands twice"
        );
    }
    assert!(headwords.len() >= 3000, "{} headwords", headwords.len());
}

#[test]
fn the_sample_articles_align_as_their_gold_says() {
    let place = Place::new();
    let articles = root().join("data/articles");
    let articles = articles.to_str().expect("a path");
    assert_eq!(place.run(&["align", articles, "--to", "ladder", "-o", "out/", "-q"]).code, 0);
    let run = place.run(&["evaluate", articles, "out", "--json"]);
    let figures: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(figures["missing"], 0);
    let f1 = figures["strict"]["f1"].as_f64().unwrap_or(0.0);
    assert!(f1 >= 90.0, "strict F1 {f1}");
}

#[test]
fn the_gold_covers_every_sentence_that_the_segmenter_finds() {
    let place = Place::new();
    for name in ARTICLES {
        let gold = std::fs::read_to_string(root().join(format!("data/articles/{name}.gold")))
            .expect("gold");
        let rungs = muwazi::align::ladder::read(&gold).expect("well formed");
        let count = |language: &str| {
            let file = root().join(format!("data/articles/{name}.{language}.txt"));
            place.run(&["segment", file.to_str().expect("a path")]).stdout.lines().count()
        };
        let source: Vec<usize> = rungs.iter().flat_map(|(s, _)| s.clone()).collect();
        let target: Vec<usize> = rungs.iter().flat_map(|(_, t)| t.clone()).collect();
        assert_eq!(source, (0..count("ar")).collect::<Vec<_>>(), "{name}, Arabic");
        assert_eq!(target, (0..count("en")).collect::<Vec<_>>(), "{name}, English");
    }
}

/// `tmx/` shows what the tool makes of the sample articles today. After a wanted change:
/// `MUWAZI_BLESS=1 cargo test --test data`, then read the difference.
#[test]
fn the_sample_memories_are_what_the_tool_writes_today() {
    let place = Place::new();
    for name in ARTICLES {
        let side = |language: &str| root().join(format!("data/articles/{name}.{language}.txt"));
        let (source, target) = (side("ar"), side("en"));
        let file = format!("{name}.tmx");
        let run = place.run(&[
            "align",
            source.to_str().expect("a path"),
            target.to_str().expect("a path"),
            "-o",
            &file,
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let kept = root().join("tmx").join(&file);
        if std::env::var_os("MUWAZI_BLESS").is_some() {
            std::fs::write(&kept, place.read(&file)).expect("written");
        }
        let kept = std::fs::read_to_string(&kept).unwrap_or_default();
        assert!(
            kept == place.read(&file),
            "tmx/{file} differs from what is written today (MUWAZI_BLESS=1 updates it)"
        );
    }
}
