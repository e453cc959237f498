//! Documents of every format: what is read, and that it aligns as its plain text does.

mod common;

use std::io::{Cursor, Write};

use common::{Place, root};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const ARTICLES: [&str; 6] = ["comet", "final", "flood", "harbour", "museum", "summit"];

/// The paragraphs of an article of ours.
fn paragraphs(article: &str, language: &str) -> Vec<String> {
    let path = root().join(format!("data/articles/{article}.{language}.txt"));
    let text = std::fs::read_to_string(path).expect("an article");
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn docx_of(body: &str) -> Vec<u8> {
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"1\"><w:name w:val=\"heading 1\"/></w:style>\
         <w:style w:styleId=\"a\"><w:name w:val=\"Sub\"/><w:basedOn w:val=\"1\"/></w:style>\
         <w:style w:styleId=\"T\"><w:name w:val=\"toc 1\"/></w:style></w:styles>"
    );
    package(&[
        ("word/document.xml", format!("<w:document {W}><w:body>{body}</w:body></w:document>")),
        ("word/styles.xml", styles),
        (
            "word/footnotes.xml",
            format!(
                "<w:footnotes {W}><w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>\
                     <w:footnote w:id=\"2\"><w:p><w:r><w:t>حاشية أولى.</w:t></w:r></w:p></w:footnote></w:footnotes>"
            ),
        ),
    ])
}

/// A document without notes, paragraph by paragraph; the words of a paragraph are in several runs.
fn docx(paragraphs: &[String]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let style = if at == 0 { "<w:pPr><w:pStyle w:val=\"a\"/></w:pPr>" } else { "" };
            let runs: String = text
                .split_inclusive(' ')
                .map(|word| {
                    format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(word))
                })
                .collect();
            format!("<w:p>{style}{runs}</w:p>")
        })
        .collect();
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"a\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"
    );
    package(&[("word/document.xml", document), ("word/styles.xml", styles)])
}

fn odt(paragraphs: &[String]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let name = if at == 0 { "h" } else { "p" };
            format!("<text:{name}>{}</text:{name}>\n", escaped(text))
        })
        .collect();
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text".to_string()),
        (
            "content.xml",
            format!(
                "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
        ),
    ])
}

fn html(paragraphs: &[String], language: &str) -> String {
    let body: String = paragraphs
        .iter()
        .enumerate()
        .map(|(at, text)| match at {
            0 => format!("<h1>{}</h1>\n", escaped(text)),
            _ => format!("<p>{}</p>\n", escaped(text)),
        })
        .collect();
    let dir = if language == "ar" { "rtl" } else { "ltr" };
    format!(
        "<!doctype html><html lang=\"{language}\" dir=\"{dir}\"><head><title>x</title><script>var a = '<p>no</p>';</script></head>\
         <body><nav><ul><li><a href=\"/\">Home</a><li><a href=\"/news\">News</a></ul></nav>\
         <article>{body}</article><footer><p>Copyright <a href=\"/c\">Contact</a></p></footer></body></html>"
    )
}

fn epub(paragraphs: &[String], language: &str) -> Vec<u8> {
    let half = paragraphs.len() / 2;
    let page = |part: &[String]| {
        let body: String = part.iter().map(|text| format!("<p>{}</p>", escaped(text))).collect();
        format!(
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{language}\"><head><title>x</title></head><body>{body}</body></html>"
        )
    };
    package(&[
        ("mimetype", "application/epub+zip".to_string()),
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"book/c.opf\"/></rootfiles></container>".to_string(),
        ),
        (
            "book/c.opf",
            "<package><manifest><item id=\"n\" href=\"nav.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/>\
             <item id=\"b\" href=\"t/b%20b.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"a\" href=\"t/a.xhtml\" media-type=\"application/xhtml+xml\"/>\
             </manifest><spine><itemref idref=\"n\"/><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>".to_string(),
        ),
        ("book/nav.xhtml", page(&["Contents".to_string()])),
        ("book/t/a.xhtml", page(paragraphs.get(..half).unwrap_or_default())),
        ("book/t/b b.xhtml", page(paragraphs.get(half..).unwrap_or_default())),
    ])
}

fn markdown(paragraphs: &[String]) -> String {
    let plain = |text: &String| {
        text.chars()
            .flat_map(|c| "\\`*_[]<>#|".contains(c).then_some('\\').into_iter().chain([c]))
            .collect::<String>()
    };
    let mut lines = paragraphs.iter().map(plain);
    let title = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("\n{line}\n")).collect();
    format!("# {title}\n{rest}\n```\ncode is not text.\n```\n")
}

/// Cues of at most six words, a pause between paragraphs.
fn subtitles(paragraphs: &[String], web: bool) -> String {
    let mut out = String::from(if web { "WEBVTT\n\n" } else { "" });
    let mut seconds = 0;
    let mut number = 0;
    let point = if web { '.' } else { ',' };
    for text in paragraphs {
        for words in text.split(' ').collect::<Vec<_>>().chunks(6) {
            number += 1;
            let clock =
                |s: u64| format!("{:02}:{:02}:{:02}{point}000", s / 3600, s / 60 % 60, s % 60);
            out.push_str(&format!(
                "{number}\n{} --> {}\n{}\n\n",
                clock(seconds),
                clock(seconds + 2),
                words.join(" ")
            ));
            seconds += 2;
        }
        seconds += 10;
    }
    out
}

/// A table of one column.
fn column(paragraphs: &[String]) -> String {
    paragraphs.iter().map(|text| format!("\"{}\"\n", text.replace('"', "\"\""))).collect()
}

/// The same as a workbook.
fn workbook(paragraphs: &[String]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, text) in (0..).zip(paragraphs) {
        sheet.write(row, 0, text).expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}

/// The beads of an alignment as pairs of texts without white space.
fn beads(place: &Place, files: &[&str]) -> Vec<(String, String)> {
    let run = place.run(&[&["align", "-q", "--to", "jsonl", "-o", "-"], files].concat());
    assert_eq!(run.code, 0, "{files:?}: {}", run.stderr);
    let squeezed = |value: &serde_json::Value| -> String {
        let text = value.as_str().unwrap_or_default();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    run.stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter(|bead| bead["source"].is_string())
        .map(|bead| (squeezed(&bead["source"]), squeezed(&bead["target"])))
        .collect()
}

#[test]
fn thirty_pairs_align_as_their_plain_text() {
    let mut place = Place::new();
    let formats = ["html", "md", "docx", "odt", "epub", "csv", "xlsx", "srt", "vtt"];
    for article in ARTICLES {
        for language in ["ar", "en"] {
            let text = paragraphs(article, language);
            let name = |extension: &str| format!("{article}.{language}.{extension}");
            place = place
                .with(&name("txt"), text.join("\n"))
                .with(&name("html"), html(&text, language))
                .with(&name("md"), markdown(&text))
                .with(&name("docx"), docx(&text))
                .with(&name("odt"), odt(&text))
                .with(&name("epub"), epub(&text, language))
                .with(&name("csv"), column(&text))
                .with(&name("xlsx"), workbook(&text))
                .with(&name("srt"), subtitles(&text, false))
                .with(&name("vtt"), subtitles(&text, true));
        }
    }
    let mut compared = 0;
    for article in ARTICLES {
        let side = |language: &str, format: &str| format!("{article}.{language}.{format}");
        let plain = beads(&place, &[&side("ar", "txt"), &side("en", "txt")]);
        assert!(plain.len() > 5);
        for (at, format) in formats.into_iter().enumerate() {
            // The other side has the next format: what is read must not depend on its partner.
            let other = formats[(at + 1) % formats.len()];
            let found = beads(&place, &[&side("ar", format), &side("en", other)]);
            assert_eq!(found, plain, "{article}: {format} with {other}");
            compared += 1;
        }
    }
    assert!(compared >= 30);
}

/// The blocks of a document as `segment --jsonl` tells them: kind and text.
fn segments(place: &Place, arguments: &[&str]) -> Vec<(String, String)> {
    let run = place.run(&[&["segment", "--jsonl"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_string();
            (text("kind"), text("text"))
        })
        .collect()
}

fn owned(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(kind, text)| ((*kind).to_string(), (*text).to_string())).collect()
}

#[test]
fn word_documents_keep_structure_and_accept_changes() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let body = [
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"a\"/><w:bidi/></w:pPr>{}</w:p>",
            run("عنوان التقرير")
        ),
        format!("<w:p><w:pPr><w:pStyle w:val=\"T\"/></w:pPr>{}</w:p>", run("عنوان التقرير 1")),
        // Inserted stays, deleted goes, so does what was moved away; hidden text and fields are no text.
        format!(
            "<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>أمس</w:delText></w:r></w:del><w:moveFrom>{}</w:moveFrom>\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>سر</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>{}</w:p>",
            run("وصل الوفد "),
            run("اليوم"),
            run("هنا"),
            run(". ثم غادر.")
        ),
        // The end of this paragraph was deleted.
        format!(
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>",
            run("بدأ الاجتماع "),
            run("في الصباح.")
        ),
        format!("<w:p><w:pPr><w:numPr/></w:pPr>{}</w:p>", run("بند في قائمة")),
        // A text box, for new readers and for old ones.
        format!(
            "<w:p>{}<w:r><mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Choice>\
             <mc:Fallback><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
            run("قبل الإطار "),
            run("داخل الإطار."),
            run("داخل الإطار."),
            run("وبعده.")
        ),
        format!(
            "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
            run("خلية أولى"),
            run("خلية ثانية"),
            run("صف محذوف")
        ),
        format!("<w:p>{}<w:r><w:br/></w:r>{}</w:p>", run("سطر أول"), run("سطر ثان")),
    ];
    let place = Place::new().with("report.docx", docx_of(&body.concat()));
    assert_eq!(
        segments(&place, &["report.docx"]),
        owned(&[
            ("heading", "عنوان التقرير"),
            ("text", "وصل الوفد اليوم."),
            ("text", "ثم غادر."),
            ("text", "بدأ الاجتماع في الصباح."),
            ("item", "بند في قائمة"),
            ("text", "قبل الإطار وبعده."),
            ("text", "داخل الإطار."),
            ("cell", "خلية أولى"),
            ("cell", "خلية ثانية"),
            ("heading", "سطر أول"),
            ("heading", "سطر ثان"),
            ("note", "حاشية أولى."),
        ])
    );
}

#[test]
fn open_documents_keep_structure_and_accept_changes() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>محذوف</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:table-of-content><text:index-body><text:p>عنوان 1</text:p></text:index-body></text:table-of-content>\
        <text:h>عنوان\n التقرير</text:h>\
        <text:p>وصل<text:s/>الوفد<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>حاشية.</text:p></text:note-body></text:note>\
        <text:span>اليوم</text:span>.<office:annotation><text:p>تعليق</text:p></office:annotation></text:p>\
        <text:list><text:list-item><text:p>بند</text:p></text:list-item></text:list>\
        <table:table xmlns:table=\"b\"><table:table-row><table:table-cell><text:p>خلية</text:p></table:table-cell></table:table-row></table:table>";
    let place = Place::new().with(
        "report.odt",
        package(&[
            ("mimetype", "application/vnd.oasis.opendocument.text".to_string()),
            ("content.xml", format!("<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body>{body}</office:body></office:document-content>")),
        ]),
    );
    assert_eq!(
        segments(&place, &["report.odt"]),
        owned(&[
            ("heading", "عنوان التقرير"),
            ("text", "وصل الوفداليوم."),
            ("item", "بند"),
            ("cell", "خلية"),
            ("note", "حاشية."),
        ])
    );
}

#[test]
fn a_page_is_its_article_whatever_its_encoding() {
    let text = paragraphs("museum", "ar");
    let page = html(&text, "ar").replace("<head>", "<head><meta charset=\"windows-1256\">");
    // Only what the encoding holds.
    let page: String = page.chars().filter(|c| !"«»“”…٬٫".contains(*c)).collect();
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1256.encode(&page);
    let place = Place::new().with("a.html", bytes.as_ref()).with("b.txt", html(&text, "ar"));
    assert!(!lossy || bytes.len() > 1_000);
    let found = segments(&place, &["a.html"]);
    assert_eq!(found.first().map(|(kind, _)| kind.as_str()), Some("heading"));
    assert!(found.iter().all(|(_, text)| !text.contains("Home") && !text.contains("Copyright")));
    assert!(found.iter().any(|(_, text)| text.contains("معرض يضم")), "{found:?}");
    // Told by the content, though its name says text; and taken as text where the user says so.
    assert!(segments(&place, &["b.txt"]).iter().all(|(_, text)| !text.contains('<')));
    assert!(
        segments(&place, &["b.txt", "--from", "text"]).iter().any(|(_, text)| text.contains("<p>"))
    );
}

#[test]
fn tables_of_two_columns_are_aligned_already() {
    let rows = [
        ("العربية", "English"),
        ("وصل القطار إلى المدينة مساء.", "The train reached the city in the evening."),
        ("شرب الطفل الماء. ثم نام.", "The child drank water. Then he slept."),
        ("بلا ترجمة", ""),
        ("أغلقت المدرسة أبوابها باكرا.", "The harvest of olives was poor."),
    ];
    let csv: String = rows.iter().map(|(a, e)| format!("7,\"{e}\",{a}\n")).collect();
    let tsv: String = rows.iter().map(|(a, e)| format!("{a}\t{e}\n")).collect();
    let cells = |a: &str, e: &str| {
        let cell = |t: &str| format!("<w:tc><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>");
        format!("<w:tr>{}{}</w:tr>", cell(e), cell(a))
    };
    let table: String = rows.iter().map(|(a, e)| cells(a, e)).collect();
    let body = format!("<w:tbl>{table}</w:tbl><w:p><w:r><w:t>Draft 2</w:t></w:r></w:p>");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (at, (a, e)) in (0..).zip(rows) {
        sheet.write(at, 0, a).expect("a cell");
        sheet.write(at, 1, e).expect("a cell");
    }
    let place = Place::new()
        .with("t.csv", csv)
        .with("t.tsv", tsv)
        .with("t.docx", docx_of(&body).as_slice())
        .with("t.xlsx", book.save_to_buffer().expect("a workbook"));
    for file in ["t.csv", "t.tsv", "t.docx", "t.xlsx"] {
        let run = place.run(&["align", file, "-q", "--to", "jsonl", "-o", "-"]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
        let beads: Vec<serde_json::Value> =
            run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let texts: Vec<(&str, &str)> = beads
            .iter()
            .map(|bead| {
                (bead["source"].as_str().unwrap_or(""), bead["target"].as_str().unwrap_or(""))
            })
            .collect();
        assert_eq!(texts.get(..4), rows.get(1..), "{file}: the header is left out, nothing is cut");
        // A row that is no translation is kept and doubted.
        let confidence = |at: usize| beads[at]["confidence"].as_f64().expect("a number");
        assert!(confidence(0) > 0.8, "{file}: {}", confidence(0));
        assert!(confidence(3) < 0.6, "{file}: {}", confidence(3));
        if file == "t.docx" {
            assert!(run.stderr.contains("2 paragraphs outside of the table"), "{}", run.stderr);
        }
    }
}

#[test]
fn a_file_in_two_scripts_is_split() {
    let (arabic, english) = (paragraphs("flood", "ar"), paragraphs("flood", "en"));
    let mixed: String = arabic.iter().map(|p| format!("<p>{p}</p>")).collect::<String>()
        + &english.iter().map(|p| format!("<p>{p}</p>")).collect::<String>();
    let page = format!("<!doctype html><body><article>{mixed}</article></body>");
    let place = Place::new()
        .with("both.html", page)
        .with("both.txt", [arabic.join("\n"), english.join("\n")].join("\n\n"))
        .with("a.txt", arabic.join("\n"))
        .with("b.txt", english.join("\n"));
    let plain = beads(&place, &["a.txt", "b.txt"]);
    assert_eq!(beads(&place, &["both.txt"]), plain);
    assert_eq!(beads(&place, &["both.html"]), plain);
    let alone = place.run(&["align", "a.txt", "-o", "-"]);
    assert!(
        alone.code == 1 && alone.stderr.contains("holds no text in the language \"en\""),
        "{}",
        alone.stderr
    );
}

/// Short lines that could be anything, some missing on a side; the translation starts a minute later and runs at
/// 25 pictures a second instead of 23.976. Only the times tell what belongs together.
#[test]
fn times_align_what_words_do_not() {
    let arabic = ["نعم.", "لا.", "حسنا.", "تعال.", "انتظر.", "ماذا؟", "شكرا."];
    let english = ["Of course.", "Go on.", "Here.", "Look.", "Good.", "Never.", "Listen."];
    let cue = |number: u64, t: u64, text: &str| {
        let clock = |t: u64| {
            format!(
                "{:02}:{:02}:{:02},{:03}",
                t / 3_600_000,
                t / 60_000 % 60,
                t / 1_000 % 60,
                t % 1_000
            )
        };
        format!("{number}\n{} --> {}\n{text}\n\n", clock(t), clock(t + 700))
    };
    let (mut left, mut right, mut time) = (String::new(), String::new(), 500u64);
    let (mut i, mut j, mut expected) = (0u64, 0u64, Vec::new());
    for k in 0..300u64 {
        time += 1_200 + k * k * 7_919 % 3_001;
        let (has_left, has_right) = (k % 11 != 3, k % 13 != 5);
        if has_left {
            left.push_str(&cue(i, time, arabic[(k * 5 % 7) as usize]));
        }
        if has_right {
            let shown = 60_000 + time * 23_976 / 25_000;
            right.push_str(&cue(j, shown, english[(k * k % 7) as usize]));
        }
        if has_left && has_right {
            expected.push((i, j));
        }
        (i, j) = (i + u64::from(has_left), j + u64::from(has_right));
    }
    let place = Place::new().with("f.ar.srt", left).with("f.en.srt", right);
    let run = place.run(&["align", "f.ar.srt", "f.en.srt", "-q", "--to", "jsonl", "-o", "-"]);
    let found: Vec<(u64, u64)> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter_map(|bead| {
            match (
                bead["source_ids"].as_array()?.as_slice(),
                bead["target_ids"].as_array()?.as_slice(),
            ) {
                ([one], [other]) => Some((one.as_u64()?, other.as_u64()?)),
                _ => None,
            }
        })
        .collect();
    let right = found.iter().filter(|pair| expected.contains(pair)).count();
    assert!(right * 20 >= expected.len() * 19, "{right} of {}", expected.len());
    assert!(right * 10 >= found.len() * 9, "{right} right of {}", found.len());
}

#[test]
fn subtitles_know_their_times_and_units_their_place() {
    let place = Place::new()
        .with("f.srt", "1\n00:01:02,500 --> 00:01:04,000\nوصل القطار\n\n2\n00:01:04,100 --> 00:01:05,000\nقبل الفجر.\n")
        .with("report.docx", docx(&["عنوان".to_string(), "وصل القطار إلى المدينة مساء.".to_string()]))
        .with("report.en.txt", "Title\nThe train reached the city in the evening.\n");
    let run = place.run(&["segment", "--jsonl", "f.srt"]);
    assert!(
        run.stdout.contains("\"time\":62500,\"text\":\"وصل القطار قبل الفجر.\""),
        "{}",
        run.stdout
    );
    let run = place.run(&[
        "align",
        "report.docx",
        "report.en.txt",
        "-q",
        "-o",
        "o.tmx",
        "--add",
        "--memory",
        "m.db",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = place.run(&["lookup", "وصل القطار إلى المدينة مساء.", "--memory", "m.db"]);
    assert!(run.stdout.contains("report.docx, paragraph 2"), "{}", run.stdout);
}

#[test]
fn what_cannot_be_read_says_why_and_what_to_do() {
    let sound = docx(&["وصل القطار إلى المدينة مساء.".to_string()]);
    let utf16 = |name: &str| name.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
    let compound = |name: &str| {
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), vec![0; 600], utf16(name)].concat()
    };
    // 300 MB of one letter.
    let bomb = {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("a part");
        let block = vec![b'a'; 1 << 20];
        (0..300).for_each(|_| zip.write_all(&block).expect("written"));
        zip.finish().expect("a package").into_inner()
    };
    assert!(bomb.len() < 1 << 20);
    let nested = format!("<w:document {W}><w:body>{}", "<w:p>".repeat(1_000_000));
    let entities = format!(
        "<!DOCTYPE a [<!ENTITY e \"xxxxxxxxxx\"><!ENTITY f \"&e;&e;\">]><w:document {W}><w:p><w:r><w:t>نص &f;</w:t></w:r></w:p></w:document>"
    );
    let place = Place::new()
        .with("cut.docx", sound.get(..sound.len() / 2).expect("a half"))
        .with("bomb.docx", bomb)
        .with("nested.docx", package(&[("word/document.xml", nested)]))
        .with("entities.docx", package(&[("word/document.xml", entities)]))
        .with("locked.docx", compound("EncryptedPackage"))
        .with("old.doc", compound("WordDocument"))
        .with("other.docx", package(&[("a.txt", "x".to_string())]))
        .with("empty.docx", docx(&[]))
        .with("broken.docx", package(&[("word/document.xml", "<w:document><w:p>".to_string())]))
        .with("deep.html", format!("<html>{}", "<div>".repeat(10_000_000)))
        .with("empty.html", "<html><body><script>x</script></body></html>")
        .with("a.rtf", "{\\rtf1 x}")
        .with("memory.xml", "<?xml version=\"1.0\"?><tmx version=\"1.4\"></tmx>")
        .with("table.csv", "only one column\nof text\n");
    for (file, says) in [
        ("cut.docx", "damaged"),
        ("bomb.docx", "unpacks to more than 256 MB"),
        ("nested.docx", "64"),
        ("locked.docx", "password"),
        ("old.doc", "Word 97"),
        ("other.docx", "no document that is read"),
        ("empty.docx", "holds no text"),
        ("broken.docx", "broken.docx:1:18"),
        ("deep.html", "nested more than 1000 deep"),
        ("empty.html", "holds no text"),
        ("a.rtf", "RTF is not read"),
        ("memory.xml", "this is TMX"),
    ] {
        let run = place.run(&["segment", file]);
        assert_eq!(run.code, 1, "{file}: {}", run.stdout);
        assert!(run.stderr.contains(file) && run.stderr.contains(says), "{file}: {}", run.stderr);
        assert!(run.stderr.contains('('), "{file} has no remedy: {}", run.stderr);
    }
    // Entities are not expanded, and the text around them is there.
    let run = place.run(&["segment", "entities.docx"]);
    assert!(
        run.stdout.starts_with("نص") && !run.stdout.contains("xxxx"),
        "{}{}",
        run.stdout,
        run.stderr
    );
    let run = place.run(&["align", "table.csv", "-o", "-"]);
    assert!(run.code == 1 && run.stderr.contains("table.csv"), "{}", run.stderr);
}

#[test]
fn signs_that_nobody_sees_are_counted_and_kept() {
    let place = Place::new().with("a.txt", "وصـــل\u{200F} القطار \u{FFFD} أمس.\n");
    let run = place.run(&["segment", "a.txt"]);
    assert_eq!(run.stdout, "وصـــل\u{200F} القطار \u{FFFD} أمس.\n");
    assert!(
        run.stderr.contains("1 replacement character") && run.stderr.contains("3 tatweels"),
        "{}",
        run.stderr
    );
}

#[test]
fn pdf_without_its_program_says_what_to_install() {
    let place = Place::new().with("a.pdf", "%PDF-1.4\n");
    let run = place.run_with_path(&["segment", "a.pdf"], "");
    assert!(run.code == 1 && run.stderr.contains("poppler-utils"), "{}", run.stderr);
}
