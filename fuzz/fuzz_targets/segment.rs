//! Any text: sentences are ordered, disjoint, cover all that is not white space, and cutting is stable.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muwazi::read::Document;
use muwazi::segment::{Rules, Unwrap, segment_with};
use muwazi::text::language::Language;

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let unwrap = [Unwrap::Auto, Unwrap::Always, Unwrap::Never][usize::from(choice) % 3];
    let cut = |text: &str| {
        segment_with(
            Document::from_text("fuzz", text, Language::arabic()),
            Rules::builtin(),
            unwrap,
        )
    };
    let segmented = cut(text);
    let mut end = 0;
    for sentence in &segmented.sentences {
        let span = sentence.span;
        assert!(span.start >= end && span.end > span.start, "ordered and disjoint");
        assert!(text[end..span.start].trim().is_empty(), "nothing is left out");
        end = span.end;
    }
    assert!(text[end..].trim().is_empty(), "nothing is left out at the end");
    assert_eq!(cut(text).sentences, segmented.sentences, "the same again");
});
