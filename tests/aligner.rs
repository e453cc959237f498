//! The aligner as a library: what holds for any pair of documents.

use muwazi::align::{Alignment, Bead, align, align_explained};
use muwazi::lexicon::Lexicon;
use muwazi::read::Document;
use muwazi::segment::{Segmented, lines, segment};
use muwazi::text::language::Language;
use proptest::prelude::*;

fn article(name: &str) -> (Segmented, Segmented) {
    let read = |code: &str| {
        let path = format!("{}/data/articles/{name}.{code}.txt", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("an article")
    };
    (
        segment(Document::from_text(name, read("ar"), Language::arabic())),
        segment(Document::from_text(name, read("en"), Language::english())),
    )
}

/// Every sentence is in exactly one bead, in document order but for moved ones, and probabilities are
/// probabilities.
fn is_complete(alignment: &Alignment, source: usize, target: usize) -> bool {
    let probable = alignment.beads.iter().all(|b| (0.0..=1.0).contains(&b.confidence));
    let sources = alignment.beads.iter().flat_map(|b| b.source.clone());
    let in_order = alignment.beads.iter().filter(|b| !b.moved).flat_map(|b| b.target.clone());
    let mut targets: Vec<usize> = alignment.beads.iter().flat_map(|b| b.target.clone()).collect();
    targets.sort_unstable();
    probable && sources.eq(0..source) && in_order.is_sorted() && targets.into_iter().eq(0..target)
}

/// Sentences made of words of both languages, some of which translate each other.
fn sentences(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let sentence =
        prop::collection::vec(prop::sample::select(words), 0..9).prop_map(|w| w.join(" "));
    prop::collection::vec(sentence, 0..40).prop_map(|s| s.join("\n"))
}

const ARABIC: &[&str] = &[
    "وصل",
    "الرئيس",
    "إلى",
    "المدينة",
    "12",
    "في",
    "يناير",
    "وقال",
    "المدرسة",
    "بوتين",
    "؟",
    "كتاب",
];
const ENGLISH: &[&str] = &[
    "arrived",
    "president",
    "the",
    "city",
    "12",
    "in",
    "January",
    "said",
    "school",
    "Putin",
    "?",
    "book",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_sentence_is_in_one_bead(arabic in sentences(ARABIC), english in sentences(ENGLISH)) {
        let source = lines(Document::from_text("a", arabic, Language::arabic()));
        let target = lines(Document::from_text("b", english, Language::english()));
        let alignment = align(&source, &target, Lexicon::builtin());
        prop_assert!(
            is_complete(&alignment, source.sentences.len(), target.sentences.len()),
            "{:?}",
            alignment.beads
        );
    }
}

#[test]
fn a_long_pair_with_a_missing_chapter_is_complete() {
    let line = |code: &str, i: usize| match code {
        "ar" => format!("وصل القطار رقم {} إلى المدينة في الساعة {}", 1000 + i, i % 24),
        _ => format!("Train number {} arrived in the city at {} o'clock", 1000 + i, i % 24),
    };
    let text = |code: &str, keep: &dyn Fn(usize) -> bool| {
        (0..900).filter(|&i| keep(i)).map(|i| line(code, i)).collect::<Vec<_>>().join("\n")
    };
    let source = lines(Document::from_text("a", text("ar", &|_| true), Language::arabic()));
    let target = lines(Document::from_text(
        "b",
        text("en", &|i| !(300..500).contains(&i)),
        Language::english(),
    ));
    let alignment = align(&source, &target, Lexicon::builtin());
    assert!(is_complete(&alignment, 900, 700));
    let right = |b: &&Bead| {
        b.source.len() == 1 && b.target.len() == 1 && {
            let (i, j) = (b.source.start, b.target.start);
            i == if j < 300 { j } else { j + 200 }
        }
    };
    let found = alignment.beads.iter().filter(right).count();
    assert!(found >= 695, "{found} of 700");
}

#[test]
fn the_same_pair_from_the_other_side_gives_the_mirrored_beads() {
    for name in ["comet", "final", "flood", "harbour", "museum", "summit"] {
        let (arabic, english) = article(name);
        let forward = align(&arabic, &english, Lexicon::builtin());
        let backward = align(&english, &arabic, Lexicon::builtin());
        let pairs = |alignment: &Alignment, mirrored: bool| -> Vec<_> {
            let two_sided = alignment.beads.iter().filter(|b| !b.is_gap());
            two_sided
                .map(|b| {
                    if mirrored {
                        (b.target.clone(), b.source.clone())
                    } else {
                        (b.source.clone(), b.target.clone())
                    }
                })
                .collect()
        };
        assert_eq!(pairs(&forward, false), pairs(&backward, true), "{name}");
    }
}

#[test]
fn the_words_that_support_a_bead_stand_in_it_once_each() {
    let (arabic, english) = article("museum");
    let plain = align(&arabic, &english, Lexicon::builtin());
    let explained = align_explained(&arabic, &english, Lexicon::builtin());
    assert_eq!(plain.beads.len(), explained.beads.len());
    let mut found = 0;
    for (bead, same) in explained.beads.iter().zip(&plain.beads) {
        assert_eq!(
            (&bead.source, &bead.target, bead.confidence),
            (&same.source, &same.target, same.confidence)
        );
        assert!(!bead.is_gap() || bead.evidence.is_empty());
        for (k, link) in bead.evidence.iter().enumerate() {
            let inside =
                |side: &Segmented, range: &std::ops::Range<usize>, span: muwazi::span::Span| {
                    side.sentences[range.clone()]
                        .iter()
                        .any(|s| s.span.start <= span.start && span.end <= s.span.end)
                };
            assert!(
                inside(&arabic, &bead.source, link.source)
                    && inside(&english, &bead.target, link.target)
            );
            assert!(bead.evidence[..k].iter().all(|e| e.source != link.source
                && e.target != link.target
                && e.gain >= link.gain));
            let words =
                (link.source.of(&arabic.document.text), link.target.of(&english.document.text));
            found += usize::from(words == ("متحف", "museum") || words == ("زلزال", "earthquake"));
        }
    }
    assert_eq!(found, 2);
}

#[test]
fn a_moved_sentence_is_found_and_marked() {
    let (arabic, english) = article("flood");
    let lines_of = |side: &Segmented| -> Vec<String> {
        (0..side.sentences.len()).map(|i| side.joined(i..i + 1)).collect()
    };
    let plain = align(&arabic, &english, Lexicon::builtin());
    let wanted = plain.beads.iter().find(|b| b.shape() == "1-1" && b.source.start >= 6);
    let wanted = wanted.expect("a 1-1 bead").clone();
    let mut targets = lines_of(&english);
    let sentence = targets.remove(wanted.target.start);
    targets.insert(1, sentence);
    let source = lines(Document::from_text("a", lines_of(&arabic).join("\n"), Language::arabic()));
    let target = lines(Document::from_text("b", targets.join("\n"), Language::english()));
    let alignment = align(&source, &target, Lexicon::builtin());
    assert!(is_complete(&alignment, source.sentences.len(), target.sentences.len()));
    let moved: Vec<&Bead> = alignment.beads.iter().filter(|b| b.moved).collect();
    assert_eq!(moved.len(), 1, "{moved:?}");
    assert_eq!((moved[0].source.clone(), moved[0].target.clone()), (wanted.source, 1..2));
    assert!(moved[0].confidence > 0.7 && !moved[0].is_gap());
}

#[test]
fn text_that_has_lost_its_spaces_aligns_as_text_that_has_them() {
    let (mut same, mut wanted) = (0, 0);
    for name in ["comet", "flood", "harbour", "summit"] {
        let (arabic, english) = article(name);
        let text: Vec<String> = (0..arabic.sentences.len())
            .map(|i| arabic.joined(i..i + 1))
            .map(|sentence| {
                let words: Vec<&str> = sentence.split(' ').collect();
                let arabic = |w: &str| w.chars().all(|c| ('\u{621}'..='\u{64A}').contains(&c));
                words
                    .chunk_by(|a, b| arabic(a) && arabic(b))
                    .map(|w| w.concat())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let glued = lines(Document::from_text("a", text.join("\n"), Language::arabic()));
        assert_eq!(glued.sentences.len(), arabic.sentences.len());
        let (plain, glued) = (
            align(&arabic, &english, Lexicon::builtin()),
            align(&glued, &english, Lexicon::builtin()),
        );
        let ranges = |a: &Alignment| -> Vec<_> {
            let beads = a.beads.iter().filter(|b| !b.is_gap());
            beads.map(|b| (b.source.clone(), b.target.clone())).collect()
        };
        let glued = ranges(&glued);
        wanted += ranges(&plain).len();
        same += ranges(&plain).iter().filter(|bead| glued.contains(bead)).count();
    }
    assert!(100 * same >= 93 * wanted, "{same} of {wanted}");
}
