//! The segmenter: cases a linguist can edit (`tests/segment/`), and what holds for any text.

use muwazi::read::Document;
use muwazi::segment::{Rules, Segmented, Unwrap, segment, segment_with};
use muwazi::text::language::Language;
use proptest::prelude::*;

fn cut(text: &str) -> Segmented {
    segment(Document::from_text("case", text, Language::arabic()))
}

fn sentences(text: &str) -> Vec<String> {
    let segmented = cut(text);
    (0..segmented.sentences.len()).map(|i| segmented.text(i).to_string()).collect()
}

#[test]
fn the_written_cases_hold() {
    let mut checked = 0;
    for cases in [include_str!("segment/arabic.txt"), include_str!("segment/english.txt")] {
        for case in cases.split("\n===\n") {
            let case: Vec<&str> = case.lines().filter(|l| !l.starts_with("# ")).collect();
            let case = case.join("\n");
            let (text, expected) =
                case.split_once("\n---\n").unwrap_or_else(|| panic!("no --- in {case}"));
            assert_eq!(
                sentences(text),
                expected.trim_end().lines().collect::<Vec<_>>(),
                "of {text}"
            );
            checked += 1;
        }
    }
    assert!(checked >= 29);
}

#[test]
fn the_iterator_and_the_document_agree() {
    for text in [
        "وصل الوفد أمس. وغادر اليوم.\nثم عاد.",
        "One line of text\ngoes on here.\n\nA second block. And more.",
        "Cairo\t21.3 m.\tEgypt\nA note. Another.",
        "",
    ] {
        assert_eq!(muwazi::segment::sentences(text).collect::<Vec<_>>(), sentences(text), "{text}");
    }
}

#[test]
fn a_user_adds_abbreviations() {
    let text = "He met Obst. Maier. They talked.";
    assert_eq!(sentences(text).len(), 3);
    let mut rules = Rules::builtin().clone();
    rules.add_abbreviations("[title]\nObst\n");
    let document = Document::from_text("case", text, Language::english());
    assert_eq!(segment_with(document, &rules, Unwrap::Auto).sentences.len(), 2);
}

#[test]
fn line_breaks_count_as_told() {
    let text = "One line of text\ngoes on here.\n\nA second block.";
    for (unwrap, count) in [(Unwrap::Always, 2), (Unwrap::Never, 3), (Unwrap::Auto, 2)] {
        let document = Document::from_text("case", text, Language::english());
        assert_eq!(
            segment_with(document, Rules::builtin(), unwrap).sentences.len(),
            count,
            "{unwrap:?}"
        );
    }
}

#[test]
fn odd_texts_take_linear_time() {
    let begin = std::time::Instant::now();
    for piece in [
        ". ",
        "a.\"b\" ",
        "x (y?) ",
        "ab.",
        "1. a. ",
        "\u{202E}.\u{2066}",
        "« ",
        "؟؟ ",
        "no stop here ",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        cut(&text);
    }
    assert!(begin.elapsed().as_secs() < 60);
}

/// Pieces that texts are made of, the awkward ones above all.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        "[\u{620}-\u{64a}]{1,8}",
        prop::sample::select(vec![
            ". ",
            "؟ ",
            "… ",
            "\n",
            "\n\n",
            "\r\n",
            "«",
            "»",
            "\"",
            "(",
            ")",
            "\u{200F}",
            "\u{202B}",
            "\u{A0}",
            "د. ",
            "U.S. ",
            "1. ",
            "٣٫٥",
            "\u{0}",
            "\u{64B}",
            "😀",
            "\u{2028}",
            "[3]",
            ":)",
            "..",
            "http://a.b/c ",
        ])
        .prop_map(str::to_string),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn sentences_are_ordered_disjoint_and_cover_the_text(text in any_text()) {
        let segmented = cut(&text);
        prop_assert_eq!(&segmented.document.text, &text);
        let mut end = 0;
        for sentence in &segmented.sentences {
            prop_assert!(sentence.span.start >= end && sentence.span.end > sentence.span.start);
            prop_assert!(text[end..sentence.span.start].trim().is_empty());
            prop_assert!(text.is_char_boundary(sentence.span.end));
            end = sentence.span.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn paragraph_numbers_never_go_back(text in any_text()) {
        let numbers: Vec<usize> = cut(&text).sentences.iter().map(|s| s.paragraph).collect();
        prop_assert!(numbers.is_sorted());
    }

    #[test]
    fn segmenting_twice_gives_the_same(text in any_text()) {
        prop_assert_eq!(cut(&text).sentences, cut(&text).sentences);
    }
}
