//! Any rules on any text: reading and cutting end, and nothing of the text is lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use muwazi::read::Document;
use muwazi::segment::srx::SrxRules;
use muwazi::segment::{RuleSet, Unwrap};
use muwazi::text::language::Language;

// The rules, and behind a zero byte the text.
fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |&b| b == 0).map(String::from_utf8_lossy);
    let rules = parts.next().unwrap_or_default();
    let text = parts.next().unwrap_or_else(|| rules.clone());
    let Ok(rules) = SrxRules::parse(&rules, "fuzz", "fuzz.srx") else { return };
    let rules = RuleSet::Srx(rules);
    for language in [Language::arabic(), Language::english()] {
        let document = Document::from_text("a", text.clone(), language);
        let Ok(cut) = rules.segment(document, Unwrap::Auto) else { continue };
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        let kept: usize = (0..cut.sentences.len()).map(|i| letters(cut.text(i))).sum();
        assert_eq!(kept, letters(&text));
    }
});
