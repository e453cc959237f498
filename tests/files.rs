//! Files as people have them, well-formed or not, through the program: nothing crashes, nothing is silently lost.

mod common;

use std::io::{Cursor, Write};

use common::{ARABIC, ENGLISH, Place};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn tmx(units: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" \
         o-tmf=\"t\" adminlang=\"en\" srclang=\"ar\" datatype=\"plaintext\"/><body>\n{units}\n</body></tmx>\n"
    )
}

fn two(arabic: &str, english: &str) -> String {
    format!(
        "<tu><tuv xml:lang=\"ar\"><seg>{arabic}</seg></tuv><tuv xml:lang=\"en\"><seg>{english}</seg></tuv></tu>\n"
    )
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Source and target of what `convert` reads from `file`.
fn converted(place: &Place, file: &str, options: &[&str]) -> (Vec<(String, String)>, common::Run) {
    let run = place.run(&[&["convert", file, "-", "--to", "jsonl"], options].concat());
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_string();
    let pairs = rows(&run.stdout).iter().map(|r| (text(r, "source"), text(r, "target"))).collect();
    (pairs, run)
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(one, other)| ((*one).to_string(), (*other).to_string())).collect()
}

// What is broken.

/// Three entries in each format, the one in the middle broken.
#[test]
fn good_units_around_a_bad_one_are_kept_and_the_place_is_named() {
    let unit = |n: u32, target: &str| {
        format!(
            "<trans-unit id=\"{n}\"><source>س{n}</source><target>{target}</target></trans-unit>\n"
        )
    };
    let xliff = format!(
        "<xliff version=\"1.2\"><file original=\"f\" source-language=\"ar\" target-language=\"en\"><body>\n{}{}{}</body></file></xliff>",
        unit(1, "t1"),
        unit(2, "<g id=\"1\">"),
        unit(3, "t3")
    );
    let utf16: Vec<u8> = format!(
        "\u{FEFF}{}",
        tmx(&[two("س1", "t1"), two("س2", "5 < 6"), two("س3", "t3")].concat())
            .replace("1.0\"", "1.0\" encoding=\"UTF-16\"")
    )
    .encode_utf16()
    .flat_map(u16::to_le_bytes)
    .collect();
    for (file, content, place_of_fault) in [
        (
            "a.tmx",
            tmx(&[two("س1", "t1"), two("س2", "5 < 6"), two("س3", "t3")].concat()).into_bytes(),
            "a.tmx:4:",
        ),
        ("u.tmx", utf16, "u.tmx:4:"),
        ("a.xlf", xliff.into_bytes(), "a.xlf:3:"),
        (
            "a.jsonl",
            "{\"source\":\"س1\",\"target\":\"t1\"}\n{\"source\":\"\\ud800\"}\n{\"source\":\"س3\",\"target\":\"t3\"}\n".into(),
            "a.jsonl:2:",
        ),
        ("a.csv", "source,target\nس1,t1\nx\nس3,t3\n".into(), "a.csv:3:"),
        ("a.tsv", "س1\tt1\nx\nس3\tt3\n".into(), "a.tsv:2:"),
        (
            "a.po",
            "msgid \"س1\"\nmsgstr \"t1\"\n\nmsgid \"x\nmsgstr \"y\"\n\nmsgid \"س3\"\nmsgstr \"t3\"\n".into(),
            "a.po:4:",
        ),
    ] {
        let place = Place::new().with(file, content);
        let options = ["--source-lang", "ar", "--target-lang", "en"];
        let options = if file == "a.po" { &[] } else { options.as_slice() };
        let (pairs, run) = converted(&place, file, options);
        assert_eq!(pairs, owned(&[("س1", "t1"), ("س3", "t3")]), "{file}: {}", run.stderr);
        assert_eq!(run.code, 1, "{file}");
        assert!(run.stderr.contains(place_of_fault), "{file}: {}", run.stderr);
        // So does an import into a memory.
        let run = place.run(&[&["memory", "import", file, "--memory", "m.db"], options].concat());
        assert!(run.code == 1 && run.stdout.starts_with("2 new"), "{file}: {}", run.stdout);
        assert!(run.stderr.contains(place_of_fault), "{file}: {}", run.stderr);
    }
}

#[test]
fn a_thousand_faults_are_counted_not_listed() {
    let lines = "nonsense\n".repeat(1_000) + "{\"source\":\"س\",\"target\":\"t\"}\n";
    let place = Place::new().with("a.jsonl", lines);
    let (pairs, run) = converted(&place, "a.jsonl", &[]);
    assert_eq!((pairs.len(), run.code), (1, 1));
    assert!(run.stderr.lines().count() < 30, "{}", run.stderr);
    assert!(run.stderr.contains("980 more errors"), "{}", run.stderr);
}

#[test]
fn hostile_packages_are_refused_with_the_reason() {
    let zeros = vec![b' '; 300 << 20];
    let bomb = package(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    let locked = [
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
        vec![0; 600],
        "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect(),
    ]
    .concat();
    let place = Place::new()
        .with("bomb.xlsx", &bomb)
        .with("locked.xlsx", &locked)
        .with("locked.docx", &locked)
        .with("cut.xlsx", &bomb[..bomb.len() / 2]);
    for (arguments, file, says) in [
        (["convert", "bomb.xlsx", "o.tmx"], "bomb.xlsx", "unpacks to more than 256 MB"),
        (["segment", "bomb.xlsx", "--jsonl"], "bomb.xlsx", "unpacks to more than 256 MB"),
        (["convert", "locked.xlsx", "o.tmx"], "locked.xlsx", "password"),
        (["segment", "locked.docx", "--jsonl"], "locked.docx", "password"),
        (["convert", "cut.xlsx", "o.tmx"], "cut.xlsx", "damaged"),
        (["segment", "cut.xlsx", "--jsonl"], "cut.xlsx", "damaged"),
    ] {
        let run = place.run(&arguments);
        assert_eq!(run.code, 1, "{arguments:?}: {}", run.stdout);
        assert!(run.stderr.contains(file) && run.stderr.contains(says), "{}", run.stderr);
        assert!(!place.path("o.tmx").exists());
    }
}

/// A sheet whose two cells are as far apart as the format allows: as a full table that would be 17 billion cells.
#[test]
fn cells_far_apart_cost_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "source").expect("a cell");
    sheet.write(0, 1, "target").expect("a cell");
    sheet.write(1, 0, "وصل أمس.").expect("a cell");
    sheet.write(1, 1, "He came.").expect("a cell");
    sheet.write(1_048_575, 16_383, "far").expect("a cell");
    let place = Place::new().with("a.xlsx", book.save_to_buffer().expect("a workbook"));
    let (pairs, run) = converted(&place, "a.xlsx", &[]);
    assert_eq!(pairs[0], ("وصل أمس.".to_string(), "He came.".to_string()), "{}", run.stderr);
    let run = place.run(&["segment", "a.xlsx"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 5), "{}", run.stderr);
}

#[test]
fn ten_million_nested_tags_end_in_a_message() {
    let deep = |before: &str, tag: &str| format!("{before}{}", tag.repeat(10_000_000));
    let place = Place::new()
        .with(
            "a.tmx",
            deep("<tmx version=\"1.4\"><header/><body><tu><tuv xml:lang=\"ar\"><seg>", "<hi>"),
        )
        .with("a.xlf", deep("<xliff version=\"1.2\"><file><body><trans-unit><source>", "<g>"));
    for file in ["a.tmx", "a.xlf"] {
        let run = place.run(&["convert", file, "o.jsonl", "--force"]);
        assert_eq!(run.code, 1, "{file}: {}", run.stdout);
        assert!(run.stderr.contains("nested deeper than 64"), "{file}: {}", run.stderr);
    }
}

#[test]
fn a_segment_of_100_mb_is_named_and_its_neighbours_are_kept() {
    let huge = "x".repeat(100_000_000);
    let long = "x".repeat(10_000_000);
    for (file, content) in [
        ("a.tmx", tmx(&[two("س1", "t1"), two("س2", &huge), two("س3", "t3")].concat())),
        ("a.csv", format!("source,target\nس1,t1\nس2,{long}\nس3,t3\n")),
        (
            "a.jsonl",
            format!(
                "{{\"source\":\"س1\",\"target\":\"t1\"}}\n{{\"source\":\"س2\",\"target\":\"{long}\"}}\n{{\"source\":\"س3\",\"target\":\"t3\"}}\n"
            ),
        ),
    ] {
        let place = Place::new().with(file, content);
        let (pairs, run) = converted(&place, file, &[]);
        assert_eq!(pairs, owned(&[("س1", "t1"), ("س3", "t3")]), "{file}: {}", run.stderr);
        assert!(run.code == 1 && run.stderr.contains(" MiB"), "{file}: {}", run.stderr);
    }
}

#[test]
fn nul_bytes_and_half_characters_are_said() {
    let half: Vec<u8> = [0x0633u16, 0xD800, 0x0633, 0x000A]
        .repeat(20)
        .iter()
        .flat_map(|u| u.to_le_bytes())
        .collect();
    let place = Place::new()
        .with("nul.txt", ARABIC.replace('\n', "\0\n"))
        .with("half.txt", [b"\xFF\xFE".to_vec(), half].concat())
        .with("nul.jsonl", "{\"source\":\"س\\u0000\",\"target\":\"t\\u0001\"}\n")
        .with("nul.csv", "source,target\nس\0,t\n")
        .with("nul.tmx", tmx(&two("س\0", "t&#xDC00;")));
    let run = place.run(&["segment", "nul.txt"]);
    assert!(run.code == 1 && run.stderr.contains("binary"), "{}", run.stderr);
    // Every second sign is lost: that is no text of this encoding.
    let run = place.run(&["segment", "half.txt"]);
    assert!(run.code == 1 && run.stderr.contains("half.txt"), "{}{}", run.stdout, run.stderr);
    for (file, says) in [
        ("nul.jsonl", "2 characters that XML forbids"),
        ("nul.csv", "1 characters that XML forbids"),
        ("nul.tmx", "half a character"),
    ] {
        let run = place.run(&[
            "convert",
            file,
            "o.tmx",
            "--force",
            "--source-lang",
            "ar",
            "--target-lang",
            "en",
        ]);
        assert!(run.code == 0 && run.stderr.contains(says), "{file}: {}", run.stderr);
        let out = place.read("o.tmx");
        assert!(out.contains("<seg>س</seg>") && out.contains("<seg>t</seg>"), "{file}: {out}");
    }
}

#[test]
fn a_text_in_two_encodings_is_read_line_by_line() {
    let (old, _, _) =
        encoding_rs::WINDOWS_1256.encode("وقال الوزير إن المدرسة ستفتح أبوابها غدا.\n");
    let mixed = [ARABIC.as_bytes(), &old, ARABIC.as_bytes()].concat();
    let place = Place::new().with("a.txt", mixed);
    let run = place.run(&["segment", "a.txt"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("وقال الوزير إن المدرسة") && run.stdout.contains("٣٫٥ مليون"));
    assert!(
        run.stderr.contains("two encodings") && run.stderr.contains("on line 6"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_tools_refuse_is_never_written() {
    let one = "<tu><tuv xml:lang=\"ar\"><seg>وحيد</seg></tuv></tu>";
    let twice = "<tu><tuv xml:lang=\"ar\"><seg>س1</seg></tuv><tuv xml:lang=\"ar\"><seg>س2</seg></tuv><tuv xml:lang=\"en\"><seg>t</seg></tuv></tu>";
    let units = [one, twice, &two("س3", "t3")].concat();
    for srclang in ["srclang=\"*all*\"", "srclang=\"\"", ""] {
        let place = Place::new().with("a.tmx", tmx(&units).replace("srclang=\"ar\"", srclang));
        let run = place.run(&["convert", "a.tmx", "o.tmx"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let out = place.read("o.tmx");
        assert!(out.contains("srclang=\"ar\"") && !out.contains("*all*"), "{out}");
        assert!(run.stderr.contains("one language only") && run.stderr.contains("language twice"));
        // Each of the two Arabic variants is a pair of its own; the lonely one is none, and counted.
        let (pairs, run) = converted(&place, "a.tmx", &[]);
        assert_eq!(pairs, owned(&[("س1", "t"), ("س2", "t"), ("س3", "t3")]));
        assert!(run.stderr.contains("one language only (1"), "{}", run.stderr);
    }
}

// What spreadsheets and other tools write.

#[test]
fn tables_come_back_from_spreadsheets() {
    let utf16 = |text: &str| -> Vec<u8> {
        format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let expected =
        owned(&[("قال: «نعم»", "He said, \"yes\""), ("وصل؛ ثم ذهب", "He came; then left")]);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip([
        ["ID", "English", "العربية", "Remarks"],
        ["1", "He said, \"yes\"", "قال: «نعم»", "look"],
        ["2", "He came; then left", "وصل؛ ثم ذهب", ""],
    ]) {
        sheet.write_row(at, 0, row).expect("a row");
    }
    for (file, content) in [
        (
            "semicolons.csv",
            "source;target;comment\n\"قال: «نعم»\";\"He said, \"\"yes\"\"\";\nوصل؛ ثم ذهب;\"He came; then left\";x\n".into(),
        ),
        (
            "unicode.tsv",
            utf16("source\ttarget\r\nقال: «نعم»\t\"He said, \"\"yes\"\"\"\r\nوصل؛ ثم ذهب\tHe came; then left\r\n"),
        ),
        ("languages.xlsx", book.save_to_buffer().expect("a workbook")),
    ] {
        let place = Place::new().with(file, content);
        let (pairs, run) = converted(&place, file, &["--source-lang", "ar", "--target-lang", "en"]);
        assert_eq!((pairs, run.code), (expected.clone(), 0), "{file}: {}", run.stderr);
    }
}

#[test]
fn a_workbook_for_reviewers_has_colours_and_room_for_comments() {
    let units = "{\"source\":\"وصل أمس.\",\"target\":\"He came.\",\"confidence\":0.42}\n";
    let place = Place::new().with("a.jsonl", units);
    assert_eq!(place.run(&["convert", "a.jsonl", "a.xlsx"]).code, 0);
    let bytes = std::fs::read(place.path("a.xlsx")).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut sheet = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    std::io::Read::read_to_string(&mut part, &mut sheet).expect("XML");
    assert!(sheet.contains("<colorScale>") && sheet.contains("<autoFilter"), "{sheet}");
    let (pairs, run) = converted(&place, "a.xlsx", &[]);
    assert_eq!(pairs, owned(&[("وصل أمس.", "He came.")]));
    assert!(run.stdout.contains("\"confidence\":0.42"), "{}", run.stdout);
}

#[test]
fn a_document_under_another_name_and_merged_cells_are_read() {
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
    let cell = |span: u32, text: &str| {
        format!(
            "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        )
    };
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let body = [
        row(&[cell(2, "رقم"), cell(1, "العربية"), cell(1, "English")]),
        row(&[
            cell(1, "1"),
            cell(1, "أ"),
            cell(1, "وصل القطار مساء."),
            cell(1, "The train came in the evening."),
        ]),
        row(&[
            cell(2, "2"),
            cell(1, "أغلقت المدرسة أبوابها."),
            cell(1, "The school closed its doors."),
        ]),
    ]
    .concat();
    let document =
        format!("<w:document xmlns:w=\"w\"><w:body><w:tbl>{body}</w:tbl></w:body></w:document>");
    let place = Place::new().with(
        "t.docx",
        package(&[
            ("_rels/.rels", relations.as_bytes()),
            ("word/document2.xml", document.as_bytes()),
        ]),
    );
    let run = place.run(&["align", "t.docx", "-q", "-o", "-", "--to", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found: Vec<Value> = rows(&run.stdout);
    let targets: Vec<&str> = found.iter().filter_map(|row| row["target"].as_str()).collect();
    assert_eq!(targets, ["The train came in the evening.", "The school closed its doors."]);
}

/// Each language in a box of its own, as translated pages are often made.
#[test]
fn a_page_of_two_languages_gives_both_sides() {
    let side = |language: &str, text: &str| {
        let paragraphs: String = text.lines().map(|line| format!("<p>{line}</p>")).collect();
        format!("<div lang=\"{language}\"><h1>{}</h1>{paragraphs}</div>", &language.repeat(3))
    };
    let page = format!(
        "<!doctype html><html><head><title>x</title></head><body><nav><a href=\"/\">Home</a><a href=\"/n\">News</a></nav><main>{}{}</main>\
         <footer>Copyright</footer></body></html>",
        side("ar", &ARABIC.repeat(3)),
        side("en", &ENGLISH.repeat(3))
    );
    let place = Place::new().with("a.html", page);
    let run = place.run(&["align", "a.html", "-q", "-o", "-", "--to", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = rows(&run.stdout);
    let whole = found.iter().filter(|row| row["type"] == "1-1").count();
    assert!(whole >= 15, "{}", run.stdout);
    assert!(!run.stdout.contains("Home") && !run.stdout.contains("Copyright"), "{}", run.stdout);
}

#[test]
fn units_say_which_file_and_paragraph_they_come_from() {
    let place = Place::new()
        .with("report.md", "# تقرير\n\nوصل القطار إلى المدينة مساء.\n")
        .with("report.en.txt", "Report\nThe train reached the city in the evening.\n");
    assert_eq!(place.run(&["align", "report.md", "report.en.txt", "-q", "-o", "o.tmx"]).code, 0);
    let out = place.read("o.tmx");
    assert!(out.contains("<prop type=\"x-document\">report.md</prop>"), "{out}");
    assert!(out.contains("<prop type=\"x-paragraph\">2 2</prop>"), "{out}");
    let run = place.run(&["align", "report.md", "report.en.txt", "-q", "-o", "o.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let last = rows(&place.read("o.jsonl")).pop().expect("a bead");
    assert_eq!(
        (last["source_file"].as_str(), last["source_paragraph"].as_u64()),
        (Some("report.md"), Some(1))
    );
    assert_eq!(last["target_file"], "report.en.txt");
    // Whichever of the two goes into a memory, it says so there.
    for file in ["o.tmx", "o.jsonl"] {
        let memory = format!("{file}.db");
        assert_eq!(place.run(&["memory", "import", file, "--memory", &memory]).code, 0);
        let run = place.run(&["lookup", "وصل القطار إلى المدينة مساء.", "--memory", &memory]);
        assert!(run.stdout.contains("report.md, paragraph 2"), "{file}: {}", run.stdout);
    }
}

// Codes.

const CODED: &str = "<tu creationdate=\"20260102T030405Z\" usagecount=\"7\"><note>n</note><prop type=\"x-own\">v</prop>\
    <tuv xml:lang=\"ar\"><seg>وصل <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;b&gt;</bpt>الرئيس<ept i=\"1\">&lt;/b&gt;</ept><ph x=\"2\">&lt;br/&gt;</ph> أمس <it pos=\"begin\" x=\"3\">&lt;i&gt;</it><hi type=\"term\">هنا</hi></seg></tuv>\
    <tuv xml:lang=\"en\"><seg>The <bpt i=\"1\" x=\"1\" type=\"bold\">&lt;b&gt;</bpt>president<ept i=\"1\">&lt;/b&gt;</ept><ph x=\"2\">&lt;br/&gt;</ph> came <it pos=\"begin\" x=\"3\">&lt;i&gt;</it><hi type=\"term\">here</hi></seg></tuv></tu>";

/// The segments of a TMX file as they are written.
fn segments(text: &str) -> Vec<String> {
    let inside = |piece: &str| piece.split("</seg>").next().unwrap_or_default().to_string();
    text.split("<seg>").skip(1).map(inside).collect()
}

#[test]
fn codes_go_through_a_memory_and_come_back_the_same() {
    let place = Place::new().with("a.tmx", tmx(CODED));
    let run = place.run(&["memory", "import", "a.tmx", "--memory", "m.db"]);
    assert!(run.code == 0 && run.stdout.starts_with("1 new"), "{}{}", run.stdout, run.stderr);
    let export = |name: &str, options: &[&str]| {
        let run = place.run(&[&["memory", "export", name, "--memory", "m.db"], options].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        place.read(name)
    };
    let whole = export("whole.tmx", &[]);
    assert_eq!(segments(&whole), segments(CODED));
    for part in
        ["usagecount=\"7\"", "creationdate=\"20260102T030405Z\"", "<note>n</note>", "\"x-own\">v<"]
    {
        assert!(whole.contains(part), "{part} is missing in {whole}");
    }
    let texts = ["وصل الرئيس أمس هنا", "The president came here"];
    assert_eq!(segments(&export("plain.tmx", &["--plain"])), texts);
    assert_eq!(segments(&export("level.tmx", &["--level", "1"])), texts);
    let trados = export("trados.tmx", &["--tool-friendly", "trados"]);
    assert!(trados.contains("xml:lang=\"ar-SA\"") && trados.contains("x-own:SingleString"));
}

#[test]
fn codes_go_through_xliff_with_what_they_hold() {
    let place = Place::new().with("a.tmx", tmx(CODED));
    for (file, version) in [("a.xlf", "xliff"), ("b.xlf", "xliff2")] {
        assert_eq!(place.run(&["convert", "a.tmx", file, "--to", version]).code, 0);
        let back = format!("{file}.tmx");
        let run = place.run(&["convert", file, &back]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{file}");
        // Kinds of codes and highlights have no place in XLIFF; codes, their order, pairing and content have.
        let bare = |segment: &String| {
            let mut out = String::new();
            let mut rest = segment.as_str();
            while let Some((text, tag)) = rest.split_once('<') {
                let (tag, behind) = tag.split_once('>').expect("a tag");
                out.push_str(text);
                let name = tag.split(' ').next().unwrap_or_default();
                if !name.ends_with("hi") {
                    out.push_str(&format!("<{name}>"));
                }
                rest = behind;
            }
            out + rest
        };
        let found: Vec<String> = segments(&place.read(&back)).iter().map(bare).collect();
        let expected: Vec<String> = segments(CODED).iter().map(bare).collect();
        assert_eq!(found, expected, "{file}: {}", place.read(file));
    }
}

#[test]
fn xliff_holds_one_pair_of_languages_and_says_what_is_left_out() {
    let units = two("س1", "t1").replace("</tu>", "<tuv xml:lang=\"fr\"><seg>f1</seg></tuv></tu>");
    let place = Place::new().with("a.tmx", tmx(&units));
    for (file, to) in [("a.xlf", "xliff"), ("b.xlf", "xliff2"), ("a.po", "po"), ("a.ar", "moses")] {
        let run = place.run(&["convert", "a.tmx", file, "--to", to]);
        assert_eq!((run.code, run.stdout.as_str()), (0, format!("1 units → {file}\n").as_str()));
        assert!(run.stderr.contains("1 units of another pair"), "{file}: {}", run.stderr);
    }
    // Asked for, they are a choice; in other formats each pair says its languages.
    let run = place.run(&["convert", "a.tmx", "f.xlf", "--target-lang", "fr"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(place.read("f.xlf").contains("target-language=\"fr\""));
    let (pairs, _) = converted(&place, "a.tmx", &[]);
    assert_eq!(pairs, owned(&[("س1", "t1"), ("س1", "f1")]));
}

// The rules of XLIFF.

/// Depth, name and attributes of an element.
type Element = (usize, String, Vec<(String, String)>);

/// The elements of a document in order.
fn elements(text: &str) -> Vec<Element> {
    let (mut out, mut depth) = (Vec::new(), 0);
    for piece in text.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a tag");
        if tag.starts_with('?') {
            continue;
        }
        if tag.starts_with('/') {
            depth -= 1;
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_string();
        let quoted: Vec<&str> = tag.split('"').collect();
        let attributes = quoted
            .chunks(2)
            .filter_map(|pair| match pair {
                [name, value] => Some((
                    name.trim_end_matches('=').split(' ').next_back()?.to_string(),
                    (*value).to_string(),
                )),
                _ => None,
            })
            .collect();
        out.push((depth, name, attributes));
        depth += usize::from(!tag.ends_with('/'));
    }
    out
}

/// What the schemas of XLIFF 1.2 (strict) and 2.1 say about the elements that are written here: required and known
/// attributes, allowed values, the order of children, ids that are there once.
#[test]
fn xliff_keeps_the_rules_of_its_schema() {
    let place = Place::new()
        .with("a.tmx", tmx(&[CODED.to_string(), two("س &amp; \"2\"", "t2")].concat()))
        .with(
            "b.jsonl",
            "{\"source\":\"س\",\"target\":\"t\",\"confidence\":0.5,\"status\":\"confirmed\",\"document\":\"a & b.docx\",\"notes\":[\"n\"]}\n\
             {\"source\":\"س\",\"target\":\"u\",\"confidence\":1.0,\"document\":\"c\"}\n",
        )
        .with("job.txt", ARABIC);
    assert_eq!(
        place
            .run(&[
                "memory",
                "import",
                "b.jsonl",
                "a.tmx",
                "--source-lang",
                "ar",
                "--target-lang",
                "en",
                "--memory",
                "m.db"
            ])
            .code,
        0
    );
    let mut checked = 0;
    for to in ["xliff", "xliff2"] {
        for (input, number) in [("a.tmx", 0), ("b.jsonl", 1), ("job.txt", 2)] {
            let output = format!("{number}.{to}.xlf");
            let run = if number == 2 {
                place.run(&[
                    "pretranslate",
                    input,
                    "-o",
                    &output,
                    "--to",
                    to,
                    "--memory",
                    "m.db",
                    "-q",
                ])
            } else {
                place.run(&[
                    "convert",
                    input,
                    &output,
                    "--to",
                    to,
                    "--source-lang",
                    "ar",
                    "--target-lang",
                    "en",
                ])
            };
            assert_eq!(run.code, 0, "{}", run.stderr);
            let all = elements(&place.read(&output));
            check_schema(&all, to == "xliff2");
            checked += all.len();
        }
    }
    assert!(checked > 100, "{checked} elements");
}

fn check_schema(all: &[Element], two: bool) {
    // Element, its parents, required attributes, other attributes.
    type Rule =
        (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);
    const ONE: [Rule; 14] = [
        ("xliff", &[""], &["version", "xmlns"], &[]),
        ("file", &["xliff"], &["original", "source-language", "datatype"], &["target-language"]),
        ("body", &["file"], &[], &[]),
        ("trans-unit", &["body"], &["id"], &["approved"]),
        ("source", &["trans-unit", "alt-trans"], &[], &[]),
        ("target", &["trans-unit", "alt-trans"], &[], &["state", "state-qualifier"]),
        ("note", &["trans-unit"], &[], &[]),
        ("alt-trans", &["trans-unit"], &[], &["match-quality", "origin"]),
        ("bpt", &["source", "target", "mrk"], &["id"], &["rid"]),
        ("ept", &["source", "target", "mrk"], &["id"], &["rid"]),
        ("ph", &["source", "target", "mrk"], &["id"], &[]),
        ("it", &["source", "target", "mrk"], &["id", "pos"], &[]),
        ("sub", &["bpt", "ept", "ph", "it"], &[], &[]),
        ("mrk", &["source", "target"], &["mtype"], &[]),
    ];
    const TWO: [Rule; 17] = [
        ("xliff", &[""], &["version", "srcLang", "xmlns"], &["trgLang", "xmlns:mtc"]),
        ("file", &["xliff"], &["id"], &["original"]),
        ("unit", &["file"], &["id"], &[]),
        ("mtc:matches", &["unit"], &[], &[]),
        ("mtc:match", &["mtc:matches"], &["ref"], &["matchQuality", "origin", "type"]),
        ("notes", &["unit"], &[], &[]),
        ("note", &["notes"], &[], &[]),
        ("originalData", &["unit"], &[], &[]),
        ("data", &["originalData"], &["id"], &[]),
        ("segment", &["unit"], &[], &["id", "state"]),
        ("source", &["segment", "mtc:match"], &[], &[]),
        ("target", &["segment", "mtc:match"], &[], &[]),
        ("sc", &["source", "target", "mrk"], &["id"], &["dataRef", "isolated"]),
        ("ec", &["source", "target", "mrk"], &["dataRef"], &["startRef", "id", "isolated"]),
        ("ph", &["source", "target", "mrk"], &["id"], &["dataRef"]),
        ("mrk", &["source", "target"], &["id", "type"], &[]),
        ("pc", &["source", "target", "mrk"], &["id"], &["dataRefStart", "dataRefEnd"]),
    ];
    const VALUES: [(&str, &str, &[&str]); 6] = [
        ("target", "state", &["final", "translated", "needs-review-translation"]),
        ("target", "state-qualifier", &["exact-match", "fuzzy-match"]),
        ("trans-unit", "approved", &["yes", "no"]),
        ("segment", "state", &["initial", "translated", "reviewed", "final"]),
        ("it", "pos", &["open", "close"]),
        ("mtc:match", "type", &["icm"]),
    ];
    // Children of a unit come in this order, each kind together.
    const ORDER: [&str; 9] = [
        "mtc:matches",
        "notes",
        "originalData",
        "segment",
        "source",
        "target",
        "note",
        "alt-trans",
        "",
    ];
    let rules: &[Rule] = if two { &TWO } else { &ONE };
    let mut path: Vec<&str> = Vec::new();
    let mut ids: Vec<(String, String)> = Vec::new();
    let mut last_child = 0;
    for (depth, name, attributes) in all {
        path.truncate(*depth);
        let parent = path.last().copied().unwrap_or("");
        let (_, parents, required, others) = rules
            .iter()
            .find(|rule| rule.0 == name)
            .unwrap_or_else(|| panic!("<{name}> is no element"));
        assert!(parents.contains(&parent), "<{name}> in <{parent}>");
        let get =
            |wanted: &str| attributes.iter().find(|(n, _)| n == wanted).map(|(_, v)| v.as_str());
        for one in *required {
            assert!(get(one).is_some_and(|value| !value.is_empty()), "<{name}> without {one}");
        }
        for (one, value) in attributes {
            assert!(
                required.contains(&one.as_str()) || others.contains(&one.as_str()),
                "<{name} {one}>"
            );
            if let Some((.., known)) = VALUES.iter().find(|(n, a, _)| n == name && a == one) {
                assert!(known.contains(&value.as_str()), "<{name} {one}=\"{value}\">");
            }
        }
        let quality = get("match-quality").map(|q| q.trim_end_matches('%')).or(get("matchQuality"));
        if let Some(quality) = quality {
            assert!(quality.parse::<f64>().is_ok_and(|q| (0.0..=100.0).contains(&q)), "{quality}");
        }
        // Ids: of files and units in the document, of segments and codes within their unit and side.
        if matches!(name.as_str(), "file" | "unit" | "trans-unit") {
            let id = get("id").unwrap_or_default().to_string();
            if name != "file" || two {
                assert!(!ids.contains(&(name.clone(), id.clone())), "<{name}> {id} twice");
                ids.push((name.clone(), id));
            }
        }
        if matches!(name.as_str(), "unit" | "trans-unit" | "source" | "target") {
            ids.retain(|(kind, _)| kind != "code");
        }
        if matches!(name.as_str(), "bpt" | "ept" | "ph" | "it" | "sc" | "mrk")
            && let Some(id) = get("id")
        {
            assert!(!ids.contains(&("code".to_string(), id.to_string())), "<{name}> {id} twice");
            ids.push(("code".to_string(), id.to_string()));
        }
        if matches!(name.as_str(), "unit" | "trans-unit") {
            last_child = 0;
        } else if matches!(parent, "unit" | "trans-unit") {
            let at = ORDER.iter().position(|n| n == name).expect("a child of a unit");
            assert!(at >= last_child, "<{name}> too late");
            last_child = at;
        }
        path.push(name);
    }
}

// Checks and cleaning.

/// Each check: what it finds, and what looks like it and is in order.
#[test]
fn every_check_finds_its_mistake_and_spares_what_is_in_order() {
    let unit = |source: &str, target: &str| {
        format!(
            "{{\"source\":{source:?},\"target\":{target:?},\"source_language\":\"ar\",\"target_language\":\"en\"}}\n"
        )
    };
    for (check, wrong, right) in [
        ("empty", unit("نعم", " "), unit("نعم", "Y")),
        ("untranslated", unit("Windows 11 Pro", "Windows 11 Pro"), unit("ISO 9001", "ISO 9001")),
        ("language", unit("He arrived yesterday", "He came yesterday"), unit("برنامج Word 2016", "Word 2016")),
        ("numbers", unit("دفع ١٬٢٠٠ ريال", "He paid 1,300 riyals"), unit("دفع ١٬٢٠٠ ريال", "He paid 1,200 riyals")),
        ("brackets", unit("قال («نعم»)", "He said (“yes)"), unit("١) قال «نعم»", "1) He said \"yes\"")),
        ("doubled", unit("وصل الوزير", "He he arrived"), unit("قال إنه وصل", "He said that that had come")),
        ("length", unit("نعم", "Yes, and this goes on for much longer than any answer of one word may"), unit("نعم", "Yes, of course")),
        ("punctuation", unit("وصل, ثم ذهب", "He came, then left"), unit("وصل في 1,5 ساعة", "He came in 1,5 hours")),
        (
            "inconsistent",
            unit("وصل الوزير", "The minister came") + &unit("وصل الوزير", "The minister left"),
            unit("وصل الوزير", "The minister came") + &unit("وصل الوزير", "The minister came"),
        ),
        (
            "codes",
            unit("وصل", "Came").replace("}\n", ",\"source_markup\":\"<ph x=\\\"1\\\">{0}</ph>وصل\"}\n"),
            unit("وصل", "Came").replace(
                "}\n",
                ",\"source_markup\":\"<ph x=\\\"1\\\">{0}</ph>وصل\",\"target_markup\":\"Came<ph x=\\\"9\\\">{0}</ph>\"}\n",
            ),
        ),
    ] {
        let place = Place::new().with("wrong.jsonl", wrong).with("right.jsonl", right);
        let found = place.run(&["check", "wrong.jsonl", "--report", "jsonl", "--only", check]);
        assert_eq!(found.code, 1, "{check}: {}", found.stdout);
        assert_eq!(rows(&found.stdout)[0]["check"], check);
        let found = place.run(&["check", "right.jsonl", "--only", check]);
        assert_eq!(found.code, 0, "{check}: {}", found.stdout);
        // The rule can be left out, too, and `clean` knows it by the same name.
        let run = place.run(&["check", "wrong.jsonl", "--skip", check]);
        assert!(!run.stdout.contains(&format!(": {check}:")), "{}", run.stdout);
        let run = place.run(&["clean", "wrong.jsonl", "-o", "o.jsonl", "--drop", check]);
        assert!(run.stdout.contains(&format!("1 left out: {check}")), "{check}: {}", run.stdout);
        let run = place.run(&["clean", "right.jsonl", "-o", "p.jsonl", "--drop", check]);
        assert!(!run.stdout.contains(&format!("left out: {check}")), "{check}: {}", run.stdout);
    }
}

#[test]
fn clean_keeps_the_languages_that_are_named_in_every_format() {
    let line = |target: &str, language: &str| {
        format!(
            "{{\"source\":\"وصل أمس\",\"target\":\"{target}\",\"source_language\":\"ar-SA\",\"target_language\":\"{language}\"}}\n"
        )
    };
    let units = [
        line("He came yesterday", "en-GB"),
        line("Il est venu hier", "fr"),
        line("He arrived yesterday", "en-US"),
    ]
    .concat();
    let place = Place::new().with("a.jsonl", units);
    for name in ["a.csv", "a.tmx", "a.xlsx"] {
        assert_eq!(place.run(&["convert", "a.jsonl", name]).code, 0);
    }
    for name in ["a.jsonl", "a.csv", "a.tmx", "a.xlsx"] {
        let out = format!("{name}.out.jsonl");
        let run = place.run(&["clean", name, "-o", &out, "--target-lang", "en"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(place.read(&out).lines().count(), 2, "{name}: {}", place.read(&out));
        assert!(run.stderr.contains("1 units in other languages"), "{name}: {}", run.stderr);
        // What was not asked for is no mistake of the file.
        let run = place.run(&["check", name, "--target-lang", "en", "--skip", "inconsistent"]);
        assert_eq!(run.code, 0, "{name}: {}", run.stdout);
    }
}

#[test]
fn glossaries_of_every_dialect_become_units() {
    let old = "<martif type=\"TBX\"><text><body><termEntry><langSet xml:lang=\"ar\"><tig><term>مذنب</term></tig></langSet><langSet xml:lang=\"en\"><ntig><termGrp><term>comet</term></termGrp></ntig></langSet></termEntry></body></text></martif>";
    let new = "<tbx type=\"TBX-Basic\" xmlns=\"urn:iso:std:iso:30042:ed-2\"><text><body><conceptEntry id=\"1\"><langSec xml:lang=\"en\"><termSec><term>comet</term></termSec></langSec><langSec xml:lang=\"ar-SA\"><termSec><term>مذنب</term></termSec></langSec></conceptEntry></body></text></tbx>";
    let place =
        Place::new().with("old.tbx", old).with("new.tbx", new).with("g.tsv", "مذنب\tcomet\n");
    for file in ["old.tbx", "new.tbx", "g.tsv"] {
        let (pairs, run) = converted(&place, file, &["--source-lang", "ar", "--target-lang", "en"]);
        assert_eq!(pairs, owned(&[("مذنب", "comet")]), "{file}: {}", run.stderr);
    }
}
