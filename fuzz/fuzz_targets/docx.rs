//! Any package, and any document in a sound one: reading ends, and the blocks are parts of the text in order.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use muwazi::read::{ReadOptions, document};
use muwazi::segment::segment;
use muwazi::text::language::Language;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    look(bytes.to_vec());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The document, and behind a zero byte the styles and the notes.
    let names = ["word/document.xml", "word/styles.xml", "word/footnotes.xml"];
    for (name, part) in names.into_iter().zip(bytes.splitn(3, |&b| b == 0)) {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(part).expect("written");
    }
    look(zip.finish().expect("a package").into_inner());
});

fn look(bytes: Vec<u8>) {
    let read = document(Path::new("a.docx"), bytes, ReadOptions::default(), Language::arabic());
    let Ok(read) = read else { return };
    let mut end = 0;
    for block in &read.blocks {
        assert!(end <= block.span.start && !block.span.of(&read.text).is_empty());
        end = block.span.end;
    }
    segment(read);
}
