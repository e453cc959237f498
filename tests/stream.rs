//! `align --stream`: what goes in comes out, in order, whatever it is.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use common::{ARABIC, ENGLISH, Place, Run};
use serde_json::{Value, json};

fn record(id: impl Into<Value>) -> Value {
    json!({"id": id.into(), "source": ARABIC, "target": ENGLISH})
}

/// Runs the stream over lines.
fn stream(options: &[&str], input: impl AsRef<[u8]>) -> Run {
    let arguments: Vec<&str> = ["align", "--stream"].iter().chain(options).copied().collect();
    let run = Place::new().run_with_input(&arguments, input.as_ref());
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

/// The result lines.
fn results(run: &Run) -> Vec<Value> {
    let lines = run.stdout.lines();
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// The sentence numbers of each bead.
fn beads(result: &Value) -> Vec<(Value, Value)> {
    let beads = result["beads"].as_array().unwrap_or_else(|| panic!("{result}"));
    beads.iter().map(|bead| (bead["source_ids"].clone(), bead["target_ids"].clone())).collect()
}

#[test]
fn a_pair_a_line_gives_a_result_a_line_with_the_beads_that_align_finds_in_files() {
    let run = stream(&[], lines(&[record("a"), record(2)]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = results(&run);
    assert_eq!(found.iter().map(|r| r["id"].clone()).collect::<Vec<_>>(), [json!("a"), json!(2)]);
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let files = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "-", "--to", "jsonl", "-q"]);
    let of_files: Vec<Value> = files
        .stdout
        .lines()
        .map(|line| {
            let mut row: Value = serde_json::from_str(line).expect("JSON");
            for of_a_file in ["document", "source_file", "target_file"] {
                row.as_object_mut().expect("an object").remove(of_a_file).expect("in a file");
            }
            row
        })
        .collect();
    assert_eq!(found[0]["beads"], Value::Array(of_files));
    assert_eq!(found[0]["sentences"], json!([5, 5]));
    assert!(found[0]["confidence"].as_f64().is_some_and(|c| c > 0.5), "{}", found[0]);
}

#[test]
fn ids_of_any_type_and_unknown_fields_come_back_as_they_were_written() {
    let side = |name, text: &str| format!("\"{name}\":{}", json!(text));
    let line = format!(
        "{{\"url\":\"\\u0061\\ud800\",{},\"id\":{{\"n\": 1.50}},{},\"big\":123456789012345678901,\"target_lang\":\"en-GB\",\"url\":null}}\n",
        side("source", ARABIC),
        side("target", ENGLISH)
    );
    let run = stream(&[], line);
    let begin = "{\"id\":{\"n\": 1.50},\"url\":\"\\u0061\\ud800\",\"big\":123456789012345678901,\"target_lang\":\"en-GB\",\"url\":null,\"sentences\"";
    assert!(run.stdout.starts_with(begin), "{}", run.stdout);
    let run = stream(&[], lines(&[json!({"source": ARABIC, "target": ENGLISH})]));
    assert!(run.stdout.starts_with("{\"id\":null,\"sentences\""), "{}", run.stdout);
}

#[test]
fn a_side_is_a_text_or_paragraphs_or_sentences() {
    let paragraphs = json!({"id": 1,
        "source": ["وصل الرئيس أمس. زار المدرسة الجديدة.", "", "هل يكفي ذلك؟"],
        "target": ["The president came yesterday. He visited the new school.", "Is that enough?"]});
    let mut sentences = paragraphs.clone();
    sentences["presegmented"] = json!(true);
    let run = stream(&[], lines(&[paragraphs.clone(), sentences]));
    let found = results(&run);
    assert_eq!(found[0]["sentences"], json!([3, 3]));
    assert_eq!(found[0]["beads"][2]["source_paragraph"], json!(2));
    // Items are counted as they stand, the empty one too, and come back whole.
    assert_eq!(found[1]["sentences"], json!([3, 2]));
    assert_eq!(found[1]["beads"][0]["source"], json!("وصل الرئيس أمس. زار المدرسة الجديدة."));
    assert!(beads(&found[1]).contains(&(json!([2]), json!([1]))), "{}", found[1]);
    let run = stream(&["--presegmented"], lines(&[paragraphs]));
    assert_eq!(results(&run)[0]["beads"], found[1]["beads"]);
}

#[test]
fn languages_are_those_of_the_record() {
    let german = json!({"id": 1, "source_lang": "de", "target_lang": "en",
        "source": "Der Präsident kam am 12. Mai. Er blieb 3 Tage.", "target": "The president came on 12 May. He stayed for 3 days."});
    let same = json!({"id": 2, "source_lang": "en", "source": "a b", "target": "a b"});
    let found = results(&stream(&[], lines(&[german, same])));
    assert!(beads(&found[0]).len() >= 2, "{}", found[0]);
    assert_eq!(found[1]["error"]["kind"], json!("language"));
}

#[test]
fn sides_on_the_wrong_places_are_put_right_and_said() {
    let found =
        results(&stream(&[], lines(&[json!({"id": 1, "source": ENGLISH, "target": ARABIC})])));
    assert_eq!(found[0]["swapped"], json!(true));
    assert!(found[0]["beads"][0]["source"].as_str().is_some_and(|s| s.starts_with("وصل")));
}

#[test]
fn bad_records_are_answered_in_their_place_and_the_rest_is_done() {
    let deep = "[".repeat(200_000);
    let long = "x".repeat(400_000);
    let good = record("good").to_string();
    let table: Vec<(Vec<u8>, Value, &str, &str)> = vec![
        (b"not JSON".to_vec(), Value::Null, "format", "expected ident"),
        (b"[1, 2]".to_vec(), Value::Null, "format", "expected an object"),
        (b"\"text\"".to_vec(), Value::Null, "format", "expected an object"),
        (b"null".to_vec(), Value::Null, "format", "expected an object"),
        (b"{\"id\": 1}".to_vec(), json!(1), "format", "\"source\" is missing"),
        (b"{\"id\": 2, \"source\": \"a\"}".to_vec(), json!(2), "format", "\"target\" is missing"),
        (b"{\"id\": 3, \"source\": null, \"target\": \"a\"}".to_vec(), json!(3), "format", "null"),
        (
            b"{\"id\": 4, \"source\": 5, \"target\": \"a\"}".to_vec(),
            json!(4),
            "format",
            "a text or a list",
        ),
        (
            b"{\"id\": 5, \"source\": [\"a\", [\"b\"]]}".to_vec(),
            json!(5),
            "format",
            "expected a string",
        ),
        (
            b"{\"id\": 6, \"source\": \"\", \"target\": \"a\"}".to_vec(),
            json!(6),
            "empty",
            "the source holds no text",
        ),
        (
            b"{\"id\": 7, \"source\": \"a\", \"target\": [\" \", \"\\n\"]}".to_vec(),
            json!(7),
            "empty",
            "the target",
        ),
        (
            b"{\"id\": 8, \"source\": \"\\ud83d\", \"target\": \"a\"}".to_vec(),
            json!(8),
            "format",
            "escape",
        ),
        (
            b"{\"id\": 9, \"source\": \"a\0b\", \"target\": \"a\"}".to_vec(),
            json!(9),
            "format",
            "control character",
        ),
        (
            b"{\"id\": 10, \"source\": \"\xFF\", \"target\": \"a\"}".to_vec(),
            json!(10),
            "encoding",
            "no UTF-8 at byte 23",
        ),
        (
            b"{\"id\": 11, \"source\": \"a\", \"target\": \"b\", \"source\": \"c\"}".to_vec(),
            json!(11),
            "format",
            "stands twice",
        ),
        (
            b"{\"id\": 12, \"source\": \"a\", \"target\": \"b\"} {}".to_vec(),
            json!(12),
            "format",
            "trailing",
        ),
        (b"{\"id\": 13, \"source\": \"a\", \"targ".to_vec(), json!(13), "format", "EOF"),
        (
            b"{\"id\": 14, \"source\": \"one text here\", \"target\": \"and one there\"}".to_vec(),
            json!(14),
            "language",
            "neither side is Arabic",
        ),
        (b"{\"id\": 15, \"beads\": []}".to_vec(), json!(15), "format", "a name of the result"),
        (
            format!("{{\"id\": 16, \"source\": {deep}").into_bytes(),
            json!(16),
            "format",
            "expected a string",
        ),
        (format!("{{\"id\": 17, \"deep\": {deep}").into_bytes(), json!(17), "format", "EOF"),
        (
            format!("{{\"id\": 18, \"source\": \"{long}\"}}").into_bytes(),
            json!(18),
            "too_large",
            "400026 bytes, more than 300000",
        ),
        (
            format!("{{\"source\": \"{long}\", \"id\": 19}}").into_bytes(),
            Value::Null,
            "too_large",
            "--max-document-bytes",
        ),
        (b"\xFE\xFF\0{\0}".to_vec(), Value::Null, "encoding", "no UTF-8 at byte 1"),
    ];
    let mut input = b"\xEF\xBB\xBF".to_vec();
    for (bad, ..) in &table {
        input.extend_from_slice(bad);
        input.extend_from_slice(format!("\r\n\n \t\n{good}\r\n").as_bytes());
    }
    let run = stream(&["--max-document-bytes", "300000"], &input);
    assert_eq!(run.code, 1);
    let found = results(&run);
    assert_eq!(found.len(), 2 * table.len());
    let begin = format!("{} pairs, {} failed", table.len(), table.len());
    assert!(run.stderr.starts_with(&begin), "{}", run.stderr);
    for (number, ((bad, id, kind, message), answers)) in
        table.iter().zip(found.chunks(2)).enumerate()
    {
        let bad = String::from_utf8_lossy(bad).chars().take(70).collect::<String>();
        let error = &answers[0]["error"];
        assert_eq!(
            (&answers[0]["id"], error["kind"].as_str()),
            (id, Some(*kind)),
            "{bad}: {error}"
        );
        let said = format!("{} {}", error["message"], error["remedy"]).replace('\\', "");
        assert!(said.contains(message), "{bad}: {error}");
        assert!(error["remedy"].is_string(), "{bad}: {error}");
        assert_eq!(error["line"], json!(4 * number + 1), "{bad}");
        assert_eq!(answers[1]["id"], json!("good"));
        assert_eq!(answers[1]["beads"], found[1]["beads"], "after {bad}");
    }
}

#[test]
fn odd_but_lawful_records_are_aligned() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let with = |more: &str| record(1).to_string().replace("\"id\":1,", &format!("\"id\":1,{more}"));
    let mut nul = record(2);
    nul["source"] = json!(ARABIC.replace("الرئيس", "الر\0ئيس"));
    let input = format!("{}\n{nul}\n{}", with(&format!("\"deep\":{deep},")), with(""));
    let run = stream(&[], input);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 3);
    assert!(run.stdout.starts_with(&format!("{{\"id\":1,\"deep\":{deep},\"sentences\"")));
    assert!(run.stdout.lines().nth(1).is_some_and(|line| line.contains("الر\\u0000ئيس")));
}

#[test]
fn an_empty_stream_is_no_failure() {
    for input in ["", "\n\n", "\u{FEFF}"] {
        let run = stream(&[], input);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    }
}

#[test]
fn strict_stops_at_the_first_failure_with_all_before_it_written() {
    for threads in ["1", "3"] {
        let input = format!("{}broken\n{}", lines(&[record(1), record(2)]), lines(&[record(3)]));
        let run = stream(&["--strict", "--threads", threads], input);
        assert_eq!(run.code, 1);
        let found = results(&run);
        assert_eq!(found.len(), 3, "{}", run.stdout);
        assert!(found[1]["beads"].is_array() && found[2]["error"].is_object());
        assert!(run.stderr.contains("standard input:3: "), "{}", run.stderr);
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let mut input = String::new();
    for i in 0..40 {
        let source: String = ARABIC.lines().skip(i % 3).map(|line| format!("{line}\n")).collect();
        input += &format!(
            "{}\n",
            json!({"id": i, "source": source.repeat(1 + i % 4), "target": ENGLISH})
        );
        if i % 7 == 0 {
            input += "{\"id\": \"bad\"}\n";
        }
    }
    let options = ["--drop-duplicates", "--min-confidence", "0.3", "--quiet", "--threads"];
    let with = |threads| stream(&[&options[..], &[threads]].concat(), &input);
    let one = with("1");
    assert_eq!(one.code, 1);
    assert_eq!(one.stdout.lines().count(), 46);
    for threads in ["2", "5"] {
        assert_eq!(with(threads).stdout, one.stdout, "{threads} threads");
    }
    // Nor does it matter what else is in the stream, but that a failure names its line.
    let (head, tail) =
        input.split_at(input.match_indices('\n').nth(20).map_or(0, |(at, _)| at + 1));
    let whole = [head, tail].map(|part| stream(&["-q"], part).stdout).concat();
    let whole: Vec<&str> = whole.lines().filter(|line| !line.contains("\"error\"")).collect();
    let again = stream(&["-q"], &input).stdout;
    let again: Vec<&str> = again.lines().filter(|line| !line.contains("\"error\"")).collect();
    assert_eq!((again.len(), again), (40, whole));
}

/// The program with pipes on both ends.
fn piped(options: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_muwazi"))
        .args(["align", "--stream"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program")
}

#[test]
fn each_answer_comes_before_the_next_record_is_given() {
    for threads in ["1", "2"] {
        let mut child = piped(&["--threads", threads]);
        let mut input = child.stdin.take().expect("a pipe");
        let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
        for id in 0..3 {
            writeln!(input, "{}", record(id)).expect("a reader");
            let mut line = String::new();
            output.read_line(&mut line).expect("a line");
            assert!(line.starts_with(&format!("{{\"id\":{id},")), "{line}");
        }
        drop(input);
        assert!(child.wait().expect("an end").success());
    }
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    for threads in ["1", "3"] {
        let mut child = piped(&["--threads", threads]);
        let mut input = child.stdin.take().expect("a pipe");
        drop(child.stdout.take());
        let writer = std::thread::spawn(move || {
            // The program ends long before this does.
            (0..5_000).take_while(|&id| writeln!(input, "{}", record(id)).is_ok()).count()
        });
        let ended = child.wait_with_output().expect("an end");
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
        assert!(writer.join().expect("a count") < 5_000);
    }
}

#[test]
fn filters_leave_units_out_and_say_how_many() {
    let copy = json!({"id": 1, "presegmented": true,
        "source": ["Breaking News Today", "وصل الرئيس إلى القاهرة أمس."],
        "target": ["breaking news: today", "The president arrived in Cairo yesterday."]});
    let found = results(&stream(&["--drop", "untranslated"], lines(&[copy])));
    assert_eq!(found[0]["left_out"], json!({"untranslated": 1}), "{}", found[0]);
    assert_eq!(beads(&found[0]), [(json!([1]), json!([1]))]);

    let foreign = json!({"id": 1, "presegmented": true,
        "source": ["Le président est arrivé hier 12.", "وصل الرئيس إلى القاهرة أمس مع وفد كبير من الوزراء."],
        "target": ["The president arrived 12.", "The president arrived in Cairo yesterday."]});
    let found = results(&stream(&["--drop", "language"], lines(&[foreign])));
    assert_eq!(found[0]["left_out"], json!({"language": 1}), "{}", found[0]);

    let french = json!({"id": 1, "presegmented": true,
        "source": ["وصل الرئيس إلى القاهرة يوم 12 على رأس وفد كبير.", "وصل الرئيس إلى القاهرة أمس."],
        "target": ["Le président est arrivé au Caire le 12 avec une délégation importante.", "The president arrived in Cairo yesterday."]});
    let found = results(&stream(&["--drop", "language"], lines(&[french])));
    assert_eq!(found[0]["left_out"], json!({"language": 1}), "{}", found[0]);

    let uneven = json!({"id": 1, "presegmented": true, "source": ["وصل الرئيس."],
        "target": ["The president arrived in Cairo yesterday with a large delegation."]});
    let found =
        results(&stream(&["--max-length-ratio", "4"], lines(std::slice::from_ref(&uneven))));
    assert_eq!(found[0]["left_out"], json!({"length_ratio": 1}), "{}", found[0]);
    let found = results(&stream(&["--max-length-ratio", "8"], lines(&[uneven])));
    assert_eq!(found[0]["left_out"], Value::Null);

    let run = stream(&["--min-confidence", "0.9999"], lines(&[record(1)]));
    let all = results(&stream(&[], lines(&[record(1)])));
    let weak = all[0]["beads"]
        .as_array()
        .expect("beads")
        .iter()
        .filter(|b| b["confidence"].as_f64() < Some(0.9999))
        .count();
    assert!(weak > 0);
    assert_eq!(results(&run)[0]["left_out"], json!({"confidence": weak}));
    assert!(run.stderr.contains(&format!("left out: {weak} confidence")), "{}", run.stderr);
}

#[test]
fn duplicates_are_found_across_records_and_spellings() {
    let mut other = record(2);
    other["source"] = json!(ARABIC.replace("إلى", "الى"));
    let run = stream(&["--drop-duplicates"], lines(&[record(1), other, record(3)]));
    let found = results(&run);
    assert_eq!((beads(&found[0]).len(), found[0]["left_out"].clone()), (5, Value::Null));
    for result in &found[1..] {
        assert_eq!((beads(result).len(), &result["left_out"]), (0, &json!({"duplicate": 5})));
    }
}

#[test]
fn a_table_has_a_row_a_unit_and_one_for_each_failure() {
    let mut tabs = record("a\tb");
    tabs["target"] = json!(ENGLISH.replace("French ", "French\t"));
    let run = stream(&["--to", "tsv"], lines(&[tabs, json!({"id": 7, "source": ""})]));
    assert_eq!(run.code, 1);
    let rows: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 6, "{}", run.stdout);
    assert_eq!(rows[0][..2], ["a b", "1-1"]);
    assert_eq!(
        rows[0][3..],
        [
            "وصل الرئيس الفرنسي إلى القاهرة يوم الخميس.",
            "The French president arrived in Cairo on Thursday."
        ]
    );
    assert_eq!(rows[5][..5], ["7", "error", "", "", ""]);
    assert!(rows[5][5].contains("format: \"target\" is missing"), "{}", rows[5][5]);
    let extra = json!({"id": 1, "source": ARABIC, "target": ENGLISH.lines().take(3).collect::<Vec<_>>().join("\n")});
    let gaps = stream(&["--to", "tsv", "--keep-gaps"], lines(&[extra])).stdout;
    assert!(gaps.contains("\t1-0\t"), "{gaps}");
}

#[test]
fn moses_files_have_equal_lines_and_stdout_says_which_are_whose() {
    let place = Place::new();
    let mut odd = record(2);
    odd["target"] = json!(ENGLISH.replace("French ", "French\u{85}\r"));
    let input = lines(&[record(1), json!({"id": "bad"}), odd]);
    let arguments = ["align", "--stream", "--to", "moses", "-o", "corpus"];
    let run = place.run_with_input(&arguments, input.as_bytes());
    assert_eq!(run.code, 1, "{}", run.stderr);
    let found = results(&run);
    assert_eq!(found[0]["lines"], json!([0, 5]));
    assert!(found[1]["error"].is_object());
    let [from, to] = [0, 1].map(|at| found[2]["lines"][at].as_u64().expect("a number"));
    assert_eq!(from, 5);
    for name in ["corpus.ar", "corpus.en"] {
        assert_eq!(place.read(name).lines().count() as u64, to, "{name}");
        assert!(!place.read(name).contains(['\r', '\u{85}', '\t']));
    }
    assert_eq!(place.names(), ["corpus.ar", "corpus.en"]);
    let again = place.run_with_input(&arguments, input.as_bytes());
    assert!(again.code == 1 && again.stderr.contains("--force"), "{}", again.stderr);
    let german = json!({"id": 1, "source_lang": "de", "source": "Ja.", "target": "Yes."});
    let run = Place::new().run_with_input(&arguments, lines(&[german]).as_bytes());
    assert_eq!(results(&run)[0]["error"]["kind"], json!("language"));
}

#[test]
fn options_that_do_not_go_with_a_stream_are_refused() {
    for (options, part) in [
        (&["--to", "moses"][..], "-o corpus"),
        (&["-o", "x.jsonl"], "write > FILE"),
        (&["--to", "html"], "jsonl, tsv or moses"),
        (&["--drop", "inconsistent"], "muwazi check"),
        (&["--max-length-ratio", "0.5"], "from 1"),
        (&["--source-lang", "en"], "the same"),
        (&["a.txt"], "cannot be used"),
        (&["--add"], "cannot be used"),
    ] {
        let run = stream(options, "");
        assert_eq!(run.code, 2, "{options:?}: {}", run.stderr);
        assert!(run.stderr.contains(part), "{options:?}: {}", run.stderr);
    }
    let run = Place::new().run(&["align", "a.ar.txt", "a.en.txt", "--strict"]);
    assert!(run.code == 2 && run.stderr.contains("--stream"), "{}", run.stderr);
}

/// Kilobytes that the process has held at most.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("a status");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("a peak");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).expect("a number")
}

#[cfg(target_os = "linux")]
#[test]
fn neither_many_records_nor_a_giant_line_grow_the_memory() {
    let mut child = piped(&["--threads", "2", "--max-document-bytes", "100000"]);
    let mut input = child.stdin.take().expect("a pipe");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut give = |records: usize, giant: usize| {
        let piece = [b'x'; 1 << 16];
        let mut left = giant;
        while left > 0 {
            let length = left.min(piece.len());
            input.write_all(&piece[..length]).expect("a reader");
            left -= length;
        }
        for id in 0..records {
            writeln!(
                input,
                "{}",
                json!({"id": id, "source": "وصل أمس.", "target": "He came yesterday."})
            )
            .expect("a reader");
            let mut line = String::new();
            output.read_line(&mut line).expect("a line");
            assert!(line.contains("beads") || line.contains("too_large"), "{line}");
        }
    };
    give(100, 0);
    let before = peak(&child);
    // The first record ends the giant line and is lost with it.
    give(600, 200 << 20);
    let after = peak(&child);
    assert!(after < before + 4_000, "{before} kB, then {after} kB");
    drop(input);
    assert_eq!(child.wait().expect("an end").code(), Some(1));
}
