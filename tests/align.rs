//! `muwazi align`, end to end: inputs, outputs, options.

mod common;

use common::{ARABIC, ENGLISH, Place};

fn pair() -> Place {
    Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH)
}

#[test]
fn two_files_make_a_tmx_beside_the_source() {
    let place = Place::new().with("in/a.ar.txt", ARABIC).with("in/a.en.txt", ENGLISH);
    let run = place.run(&["align", "in/a.ar.txt", "in/a.en.txt"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let tmx = place.read("in/a.tmx");
    assert_eq!(tmx.matches("<tu ").count(), 5);
    for part in [
        "creationtool=\"muwazi\"",
        "creationtoolversion=",
        "segtype=\"sentence\"",
        "o-tmf=",
        "adminlang=\"en\"",
        "srclang=\"ar\"",
        "datatype=\"plaintext\"",
        "creationdate=\"20231114T221320Z\"",
        "<prop type=\"x-document\">a.ar.txt</prop>",
        "<prop type=\"x-bead\">1-1</prop>",
        "<prop type=\"x-confidence\">",
        "<seg>Is that enough?</seg>",
        "<seg>هل يكفي ذلك؟</seg>",
    ] {
        assert!(tmx.contains(part), "{part} is missing:\n{tmx}");
    }
    assert!(run.stdout.contains("5 ar + 5 en sentences → 5 units"), "{}", run.stdout);
}

#[test]
fn every_way_to_name_pairs_finds_the_same() {
    let places = [
        (pair(), vec!["align", ".", "-o", "out/", "--to", "ladder"]),
        (
            Place::new().with("ar/a.txt", ARABIC).with("en/a.txt", ENGLISH),
            vec!["align", "ar", "en", "-o", "out/", "--to", "ladder"],
        ),
        (
            Place::new().with("a_AR.txt", ARABIC).with("a_EN.txt", ENGLISH),
            vec!["align", ".", "-o", "out/", "--to", "ladder"],
        ),
        (
            Place::new().with("a.ar", ARABIC).with("a.en", ENGLISH),
            vec!["align", ".", "-o", "out/", "--to", "ladder"],
        ),
        (
            Place::new()
                .with("x/1.txt", ARABIC)
                .with("x/2.txt", ENGLISH)
                .with("x/pairs.csv", "source,target,name\n1.txt,2.txt,a\n"),
            vec!["align", "--manifest", "x/pairs.csv", "-o", "out/", "--to", "ladder"],
        ),
    ];
    for (place, arguments) in places {
        let run = place.run(&arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        assert_eq!(
            place.read("out/a.align"),
            "[0]:[0]\n[1]:[1]\n[2]:[2]\n[3]:[3]\n[4]:[4]\n",
            "{arguments:?}"
        );
    }
}

#[test]
fn the_format_follows_the_extension() {
    for (file, head) in [
        ("o.tmx", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">"),
        ("o.tsv", "document\ttype\tconfidence\tsource\ttarget\n"),
        ("o.csv", "document,type,confidence,source,target\n"),
        (
            "o.jsonl",
            "{\"document\":\"a\",\"source_file\":\"a.ar.txt\",\"target_file\":\"a.en.txt\",\"source_ids\":[0],\"target_ids\":[0],",
        ),
        ("o.html", "<!DOCTYPE html>"),
        ("o.align", "[0]:[0]\n"),
    ] {
        let place = pair();
        let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", file]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
        assert!(place.read(file).starts_with(head), "{file}: {}", place.read(file));
    }
}

#[test]
fn jsonl_rows_hold_ids_spans_texts_type_score_and_confidence() {
    let place = pair();
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "-", "--to", "jsonl"]);
    let rows: Vec<serde_json::Value> =
        run.stdout.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(rows.len(), 5);
    let row = &rows[3];
    assert_eq!(row["source_ids"], serde_json::json!([3]));
    assert_eq!(row["type"], "1-1");
    assert_eq!(row["target"], "Is that enough?");
    let span = |key: &str, at: usize| row[key][0][at].as_u64().expect("an offset") as usize;
    assert_eq!(&ENGLISH[span("target_spans", 0)..span("target_spans", 1)], "Is that enough?");
    assert_eq!(&ARABIC[span("source_spans", 0)..span("source_spans", 1)], "هل يكفي ذلك؟");
    assert!(row["confidence"].as_f64().is_some_and(|c| (0.5..=1.0).contains(&c)));
    assert!(row["score"].as_f64().is_some_and(|s| s > 0.0));
}

#[test]
fn standard_output_carries_the_result_alone() {
    let run = pair().run(&["align", "a.ar.txt", "a.en.txt", "-o", "-"]);
    assert!(run.stdout.starts_with("<?xml") && run.stdout.ends_with("</tmx>\n"));
    assert!(run.stderr.contains("5 units"));
}

#[test]
fn many_pairs_go_into_one_file_in_the_order_of_their_names() {
    let mut place = Place::new();
    for i in 0..12 {
        place = place.with(&format!("d{i:02}.ar"), ARABIC).with(&format!("d{i:02}.en"), ENGLISH);
    }
    let run = place.run(&["align", ".", "-o", "all.tsv", "--quiet"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    let table = place.read("all.tsv");
    let names: Vec<&str> = table.lines().skip(1).filter_map(|l| l.split('\t').next()).collect();
    assert_eq!(names.len(), 60);
    assert!(names.is_sorted());
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let mut place = Place::new();
    for i in 0..9 {
        place = place.with(&format!("d{i}.ar"), ARABIC).with(&format!("d{i}.en"), ENGLISH);
    }
    place.run(&["align", ".", "-o", "one.jsonl", "--threads", "1"]);
    place.run(&["align", ".", "-o", "four.jsonl", "--threads", "4"]);
    assert_eq!(place.read("one.jsonl"), place.read("four.jsonl"));
}

#[test]
fn an_existing_file_is_replaced_with_force_only() {
    let place = pair().with("o.tsv", "mine");
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "o.tsv"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("o.tsv") && run.stderr.contains("--force"), "{}", run.stderr);
    assert_eq!(place.read("o.tsv"), "mine");
    assert_eq!(place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "o.tsv", "--force"]).code, 0);
    assert!(place.read("o.tsv").starts_with("document"));
}

#[test]
fn swapped_sides_are_put_right_and_it_is_said() {
    let place = pair();
    let run = place.run(&["align", "a.en.txt", "a.ar.txt", "-o", "o.tsv"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("swapped"), "{}", run.stderr);
    let first = place.read("o.tsv").lines().nth(1).map(str::to_string).unwrap_or_default();
    assert!(first.contains("\tوصل") && first.contains("\tThe French"), "{first}");
}

#[test]
fn gaps_are_left_out_of_tmx_unless_they_are_asked_for() {
    let extra =
        format!("{ENGLISH}Photo caption: tourists feed pigeons near a fountain in Venice.\n");
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", extra);
    place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "without.tmx"]);
    place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "with.tmx", "--keep-gaps"]);
    assert!(!place.read("without.tmx").contains("pigeons"));
    assert!(place.read("with.tmx").contains("pigeons"));
}

#[test]
fn doubtful_units_can_be_left_out() {
    let place = pair();
    place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "o.tsv", "--min-confidence", "1.0"]);
    assert!(place.read("o.tsv").lines().count() < 6);
}

#[test]
fn presegmented_lines_keep_their_numbers_even_when_empty() {
    let place = Place::new().with("a.ar", ARABIC.replacen('\n', "\n\n", 1)).with("a.en", ENGLISH);
    let run = place.run(&["align", "a.ar", "a.en", "--presegmented", "--to", "ladder", "-o", "-"]);
    assert!(run.stdout.contains("[0]:[0]\n") && run.stdout.contains("[2]:[1]\n"), "{}", run.stdout);
}

#[test]
fn arabic_in_pipes_and_files_has_no_isolates_added() {
    let place = pair();
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "o.tmx"]);
    for text in [run.stdout, place.read("o.tmx")] {
        assert!(!text.contains(['\u{2067}', '\u{2069}']));
    }
}

#[test]
fn encodings_are_found_or_obeyed() {
    let (cp1256, _, _) = encoding_rs::WINDOWS_1256.encode(ARABIC);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(ARABIC.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (bytes, option) in
        [(cp1256.to_vec(), None), (utf16, None), (cp1256.to_vec(), Some("windows-1256"))]
    {
        let place = Place::new().with("a.ar.txt", bytes).with("a.en.txt", ENGLISH);
        let mut arguments = vec!["align", "a.ar.txt", "a.en.txt", "-o", "o.tsv"];
        if let Some(name) = option {
            arguments.extend(["--encoding", name]);
        }
        // A named encoding is used for both sides; the English one is plain ASCII.
        assert_eq!(place.run(&arguments).code, 0);
        assert!(place.read("o.tsv").contains("وصل الرئيس الفرنسي"));
    }
}

#[test]
fn evaluate_counts_as_by_hand() {
    let place = Place::new()
        .with("gold/d.gold", "[0]:[0]\n[1, 2]:[1]\n[3]:[]\n[4]:[2, 3]\n")
        .with("out/d.align", "[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[]\n[4]:[2, 3]\n");
    let run = place.run(&["evaluate", "gold", "out", "--json"]);
    let figures: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        figures["strict"],
        serde_json::json!({"precision": 66.67, "recall": 66.67, "f1": 66.67})
    );
    assert_eq!(figures["lax"]["f1"], 100.0);
    assert_eq!(
        figures["gaps"],
        serde_json::json!({"precision": 50.0, "recall": 100.0, "f1": 66.67})
    );
}

#[test]
fn evaluate_shows_whether_the_confidence_is_honest() {
    let row = |document: &str, id: usize, confidence: f64| {
        format!(
            "{{\"document\":\"{document}\",\"source_ids\":[{id}],\"target_ids\":[{id}],\"confidence\":{confidence}}}\n"
        )
    };
    // Ten beads at 0.85, eight of them right; one sure and right.
    let gold: String = (0..8).map(|i| format!("[{i}]:[{i}]\n")).collect();
    let place = Place::new()
        .with("gold/a.gold", gold)
        .with("gold/b.gold", "[0]:[0]\n")
        .with(
            "out.jsonl",
            (0..10).map(|i| row("a", i, 0.85)).collect::<String>() + &row("b", 0, 1.0),
        )
        .with("ladders/a.align", "[0]:[0]\n")
        .with("ladders/b.align", "[0]:[0]\n")
        .with("broken/a.jsonl", "{\"document\":1}\n");
    let run =
        place.run(&["evaluate", "--calibration", "--svg", "c.svg", "--json", "gold", "out.jsonl"]);
    let figures: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(figures["calibration"]["bins"][8]["beads"], 10);
    let error = figures["calibration"]["error"].as_f64().expect("a number");
    assert!((error - 10.0 * 0.05 / 11.0).abs() < 1e-9, "{error}");
    assert_eq!(place.read("c.svg").matches("<circle").count(), 2);
    let table = place.run(&["evaluate", "--calibration", "gold", "out.jsonl"]).stdout;
    assert!(
        table.contains("0.8 – 0.9       10      0.850     0.800    100.0 % at 0.818"),
        "{table}"
    );

    let run = place.run(&["evaluate", "--calibration", "gold", "ladders"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--to jsonl"), "{}", run.stderr);
    let run = place.run(&["evaluate", "gold", "broken"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("a.jsonl:1:"), "{}", run.stderr);
}

#[test]
fn segment_prints_sentences_and_offsets() {
    let place = Place::new().with("a.txt", "He met Dr. Smith. They talked.\nA new line");
    assert_eq!(
        place.run(&["segment", "a.txt"]).stdout,
        "He met Dr. Smith.\nThey talked.\nA new line\n"
    );
    let run = place.run(&["segment", "--jsonl", "a.txt"]);
    let second: serde_json::Value =
        serde_json::from_str(run.stdout.lines().nth(1).unwrap_or_default()).expect("JSON");
    assert_eq!(second["text"], "They talked.");
    assert_eq!((second["start"].as_u64(), second["end"].as_u64()), (Some(18), Some(30)));
    assert_eq!(place.run_with_input(&["segment", "-"], "نعم. لا.".as_bytes()).stdout, "نعم.\nلا.\n");
}

#[test]
fn explain_names_the_supporting_words_in_summary_and_jsonl() {
    let place = pair();
    let run = place.run(&[
        "align",
        "a.ar.txt",
        "a.en.txt",
        "-o",
        "-",
        "--to",
        "jsonl",
        "-q",
        "--explain",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let first: serde_json::Value =
        serde_json::from_str(run.stdout.lines().next().expect("a line")).expect("JSON");
    let evidence = first["evidence"].as_array().expect("evidence");
    assert!(
        evidence.iter().any(|e| e["source"] == "الرئيس"
            && e["target"] == "president"
            && e["gain"].as_f64() > Some(1.0)),
        "{first}"
    );
    let plain = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "-", "--to", "jsonl", "-q"]);
    assert!(!plain.stdout.contains("evidence"));
    assert_eq!(place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.html", "-q"]).code, 0);
    let page = place.read("a.html");
    assert_eq!(
        page.matches("class=\"w w0\"").count(),
        2 * 5,
        "a first pair of words in each of five rows"
    );
}

#[test]
fn words_of_a_users_lexicon_support_beads() {
    // Invented words that nothing else can link.
    let arabic =
        "زغبول كبير.\nشنكوح كبير.\nوصل القطار إلى المدينة مساء.\nشرب الطفل الماء ثم نام.\n";
    let english = "A tall vexil.\nA tall brundo.\nThe train reached the city in the evening.\n\
                   The child drank water and then slept.\n";
    for (file, content) in [
        ("mine.tsv", "زغبول\tvexil\nشنكوح\tbrundo\n".to_string()),
        ("mine.dic", "vexil @ زغبول\nbrundo @ شنكوح\n".to_string()),
        (
            "mine.tbx",
            "<martif><text><body><termEntry><langSet xml:lang=\"ar\"><tig><term>زغبول</term></tig></langSet>\
             <langSet xml:lang=\"en\"><tig><term>vexil</term></tig></langSet></termEntry>\
             <termEntry><langSet xml:lang=\"en\"><tig><term>brundo</term></tig></langSet>\
             <langSet xml:lang=\"ar\"><tig><term>شنكوح</term></tig></langSet></termEntry></body></text></martif>"
                .to_string(),
        ),
    ] {
        let place = Place::new().with("a.ar.txt", arabic).with("a.en.txt", english).with(file, content);
        let arguments = ["align", "a.ar.txt", "a.en.txt", "-o", "-", "--to", "jsonl", "-q", "--explain"];
        let with = place.run(&[&arguments[..], &["--lexicon", file]].concat());
        assert_eq!(with.code, 0, "{}", with.stderr);
        assert!(with.stdout.contains("\"target\":\"vexil\""), "{file}: {}", with.stdout);
        assert!(!place.run(&arguments).stdout.contains("\"target\":\"vexil\""));
    }
    let place = Place::new()
        .with("a.ar.txt", arabic)
        .with("a.en.txt", english)
        .with("mine.tsv", "only one column\n");
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--lexicon", "mine.tsv"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("mine.tsv:1:"), "{}", run.stderr);
}

#[test]
fn a_batch_teaches_words_that_no_single_pair_could() {
    // The invented word stands once in each of twenty pairs; numbers show which lines belong together.
    let mut place = Place::new();
    for pair in 0..20 {
        let line = |i: usize, arabic: bool| {
            let number = 1000 + 60 * pair + i;
            match (arabic, i == 30) {
                (true, true) => format!("اشترى الزغبول {number} كتابا"),
                (true, false) => format!("وصل القطار رقم {number} إلى المدينة"),
                (false, true) => format!("The vexil bought {number} books"),
                (false, false) => format!("Train number {number} reached the city"),
            }
        };
        let text = |arabic| (0..60).map(|i| line(i, arabic)).collect::<Vec<_>>().join("\n");
        place = place
            .with(&format!("d{pair:02}.ar.txt"), text(true))
            .with(&format!("d{pair:02}.en.txt"), text(false));
    }
    let arguments = ["align", ".", "-o", "-", "--to", "jsonl", "-q", "--explain"];
    let taught = place.run(&arguments).stdout;
    assert_eq!(taught.matches("\"target\":\"vexil\"").count(), 20);
    let alone = place.run(&[
        "align",
        "d00.ar.txt",
        "d00.en.txt",
        "-o",
        "-",
        "--to",
        "jsonl",
        "-q",
        "--explain",
    ]);
    assert!(!alone.stdout.contains("\"target\":\"vexil\""));

    // What the pairs teach can be looked at and given to others.
    place.run(&["align", ".", "-o", "all.jsonl", "-q"]);
    let learned = place.run(&["learn", "all.jsonl", "-o", "words.tsv"]);
    assert_eq!(learned.code, 0, "{}", learned.stderr);
    assert!(place.read("words.tsv").contains("الزغبول\t\tvexil"), "{}", place.read("words.tsv"));
    // So does a memory of them.
    place.run(&["align", ".", "-o", "all.tmx", "-q"]);
    for lexicon in ["words.tsv", "all.tmx"] {
        let one =
            ["align", "d00.ar.txt", "d00.en.txt", "-o", "-", "--to", "jsonl", "-q", "--explain"];
        let with = place.run(&[&one[..], &["--lexicon", lexicon]].concat());
        assert!(with.stdout.contains("\"target\":\"vexil\""), "{lexicon}: {}", with.stderr);
    }
}

#[test]
fn learn_takes_every_table_and_names_what_it_cannot_read() {
    let rows = |line: &dyn Fn(&str, &str) -> String| -> String {
        let words = [
            ("شمس", "sun"),
            ("قمر", "moon"),
            ("بحر", "sea"),
            ("نهر", "river"),
            ("جبل", "mountain"),
            ("غيمة", "cloud"),
        ];
        (0..60).map(|i| line(words[i % 6].0, words[i % 6].1)).collect()
    };
    let place = Place::new()
        .with("a.jsonl", rows(&|a, e| format!("{{\"source\":\"{a}\",\"target\":\"{e}\"}}\n")))
        .with("a.tsv", format!("source\ttarget\n{}", rows(&|a, e| format!("{a}\t{e}\n"))))
        .with("a.csv", format!("target,source\n{}", rows(&|a, e| format!("{a},{e}\n"))))
        .with("broken.jsonl", "{\"source\":\"شمس\",\"target\":\"sun\"}\n{\"source\":1}\n")
        .with("latin.tsv", "source\ttarget\none\ttwo\n");
    for file in ["a.jsonl", "a.tsv", "a.csv"] {
        let run = place.run(&["learn", file]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
        assert!(
            run.stdout.contains("شمس\t\tsun\n") && run.stdout.contains("نهر\t\triver\n"),
            "{file}"
        );
    }
    let run = place.run(&["learn", "broken.jsonl"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("broken.jsonl:2:"), "{}", run.stderr);
    let run = place.run(&["learn", "latin.tsv"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}
