//! Any page: reading ends, and the blocks are parts of the text in order.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use muwazi::read::{DocumentFormat, ReadOptions, document};
use muwazi::segment::segment;
use muwazi::text::language::Language;

fuzz_target!(|bytes: &[u8]| {
    for format in [DocumentFormat::Html, DocumentFormat::Markdown, DocumentFormat::Subtitles] {
        let options = ReadOptions { format: Some(format), encoding: None };
        let read = document(Path::new("a"), bytes.to_vec(), options, Language::arabic());
        let Ok(read) = read else { continue };
        let mut end = 0;
        for block in &read.blocks {
            assert!(end <= block.span.start && !block.span.of(&read.text).is_empty());
            end = block.span.end;
        }
        segment(read);
    }
});
