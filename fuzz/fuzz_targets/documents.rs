//! Any document of the formats that `html` and `docx` leave out: reading ends, the blocks are parts of the text in
//! order, and a file with both sides splits into rows that fit its two sides.
#![no_main]

use std::io::{Cursor, Write};
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use muwazi::read::bilingual::split;
use muwazi::read::{Document, DocumentFormat, ReadOptions, document};
use muwazi::segment::{segment, whole_blocks};
use muwazi::text::language::Language;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Labels of encodings that a user may name.
const ENCODINGS: [&str; 6] =
    ["windows-1256", "utf-16le", "iso-8859-6", "utf-8", "shift_jis", "x-user-defined"];
/// The parts of a package of each kind; those of the input stand behind zero bytes, in this order.
const ODT: [&str; 2] = ["content.xml", "styles.xml"];
const EPUB: [&str; 4] =
    ["OEBPS/a.xhtml", "OEBPS/content.opf", "META-INF/container.xml", "OEBPS/b.xhtml"];
const XLSX: [&str; 4] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
];
/// What a part is where the input does not reach so far.
const DEFAULTS: [(&str, &str); 6] = [
    (
        "OEBPS/content.opf",
        "<package><manifest><item id=\"a\" href=\"a.xhtml\"/><item id=\"b\" href=\"b.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>",
    ),
    (
        "META-INF/container.xml",
        "<container><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>",
    ),
    ("OEBPS/b.xhtml", "<html><body><p>نص</p></body></html>"),
    (
        "xl/workbook.xml",
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
    ("xl/sharedStrings.xml", "<sst><si><t>نص</t></si><si><t>text</t></si></sst>"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, rest)) = bytes.split_first() else { return };
    let encoding = ENCODINGS.get(usize::from(kind / 16)).copied();
    let text = |format| (Some(format), encoding, rest.to_vec());
    let (format, encoding, bytes) = match kind % 16 {
        0 => text(DocumentFormat::Text),
        1 => text(DocumentFormat::Markdown),
        2 => text(DocumentFormat::Subtitles),
        3 => text(DocumentFormat::Csv),
        4 => text(DocumentFormat::Tsv),
        5 => text(DocumentFormat::Html),
        6 => (Some(DocumentFormat::Odt), None, package(&ODT, rest)),
        7 => (Some(DocumentFormat::Epub), None, package(&EPUB, rest)),
        8 => (Some(DocumentFormat::Xlsx), None, package(&XLSX, rest)),
        9 => (Some(DocumentFormat::Xlsx), None, rest.to_vec()),
        // A PDF is another program's business.
        10 if !rest.starts_with(b"%PDF-") => (None, encoding, rest.to_vec()),
        _ => return,
    };
    let options = ReadOptions { format, encoding };
    let Ok(read) = document(Path::new("a"), bytes, options, Language::arabic()) else { return };
    sound(&read);
    if let Ok(sides) = split(&read, &Language::arabic(), &Language::english()) {
        sound(&sides.source);
        sound(&sides.target);
        if let Some(rows) = sides.rows {
            let has = |side: usize| rows.iter().filter(|row| row[side]).count();
            assert_eq!(has(0), whole_blocks(sides.source).sentences.len());
            assert_eq!(has(1), whole_blocks(sides.target).sentences.len());
        }
    }
    segment(read);
});

fn sound(document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        assert!(end <= block.span.start && !block.span.of(&document.text).is_empty());
        end = block.span.end;
    }
}

/// A package with the parts of `bytes`, behind zero bytes, under these names.
fn package(names: &[&str], bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut parts = bytes.split(|&b| b == 0);
    for name in names {
        let default = DEFAULTS.iter().find(|(n, _)| n == name).map_or("", |(_, part)| part);
        let part = parts.next().filter(|part| !part.is_empty()).unwrap_or(default.as_bytes());
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(part).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}
