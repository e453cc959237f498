//! Bad input: each a clear message or a sensible result, never a panic, a hang or half a file.

mod common;

use common::{ARABIC, ENGLISH, Place, Run};

/// Failed without a panic, with a message that holds all of `parts`, and left no output behind.
fn refused(place: &Place, run: &Run, code: i32, parts: &[&str]) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    for part in parts {
        assert!(run.stderr.contains(part), "{part:?} is missing in: {}", run.stderr);
    }
    let left: Vec<String> =
        place.names().into_iter().filter(|n| n.ends_with(".tmx") || n.ends_with(".tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn missing_file() {
    let place = Place::new().with("a.ar.txt", ARABIC);
    let run = place.run(&["align", "a.ar.txt", "nowhere.txt"]);
    refused(&place, &run, 1, &["nowhere.txt", "no such file"]);
}

#[test]
fn folder_without_pairs() {
    let place = Place::new().with("x.txt", ARABIC).with("y.txt", ENGLISH);
    let run = place.run(&["align", "."]);
    refused(&place, &run, 2, &["no pairs of files", "x.ar.txt and x.en.txt", "--manifest"]);
}

#[test]
fn a_file_and_a_folder() {
    let place = Place::new().with("a.ar.txt", ARABIC).with("d/a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "d"]);
    refused(&place, &run, 2, &["one side is a file, the other a folder"]);
}

#[test]
fn empty_file_on_one_side_or_both() {
    for (arabic, english, culprit) in
        [("", ENGLISH, "a.ar.txt"), (ARABIC, " \n\t\n", "a.en.txt"), ("", "", "a.ar.txt")]
    {
        let place = Place::new().with("a.ar.txt", arabic).with("a.en.txt", english);
        let run = place.run(&["align", "a.ar.txt", "a.en.txt"]);
        refused(&place, &run, 1, &[culprit, "no text"]);
    }
}

#[test]
fn binary_file() {
    let place = Place::new()
        .with("a.ar.txt", b"\x7FELF\x02\x01\x01\x00\x00\x00\x08\x00\x01\x02")
        .with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt"]);
    refused(&place, &run, 1, &["a.ar.txt", "binary"]);
}

#[test]
fn undecodable_bytes() {
    let mut bytes = ARABIC.as_bytes().to_vec();
    bytes.splice(20..20, [0xFF; 300]);
    let place = Place::new().with("a.ar.txt", bytes).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--encoding", "utf-8"]);
    refused(&place, &run, 1, &["a.ar.txt", "UTF-8", "--encoding"]);
}

#[test]
fn a_single_damaged_byte_is_reported_and_the_rest_is_done() {
    let mut bytes = ARABIC.as_bytes().to_vec();
    bytes[30] = 0xFF;
    let place = Place::new().with("a.ar.txt", bytes).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--encoding", "utf-8"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("undecodable") && run.stderr.contains("line 1"), "{}", run.stderr);
}

#[test]
fn unknown_encoding() {
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--encoding", "klingon"]);
    refused(&place, &run, 1, &["klingon", "windows-1256"]);
}

#[test]
fn both_sides_english() {
    let place = Place::new().with("a.ar.txt", ENGLISH).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt"]);
    refused(&place, &run, 1, &["neither side is Arabic", "--source-lang"]);
}

#[test]
fn both_sides_arabic() {
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ARABIC);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt"]);
    refused(&place, &run, 1, &["both sides are Arabic"]);
}

#[test]
fn a_single_ten_megabyte_line() {
    let arabic = ARABIC.replace('\n', " ");
    let place = Place::new()
        .with("a.ar.txt", arabic.repeat(10_000_000 / arabic.len()))
        .with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.read("a.jsonl").lines().count() > 100_000);
}

#[test]
fn a_long_line_on_each_side_that_repeats_itself() {
    let place = Place::new()
        .with("a.ar.txt", ARABIC.replace('\n', " ").repeat(1_000))
        .with("a.en.txt", ENGLISH.replace('\n', " ").repeat(1_000));
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.read("a.jsonl").lines().count() >= 5_000);
}

#[test]
fn a_ten_megabyte_line_without_a_full_stop() {
    let place = Place::new().with("a.ar.txt", "كلمة ".repeat(1_100_000)).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn fifty_thousand_lines_against_three() {
    let place = Place::new()
        .with("a.ar.txt", ARABIC.repeat(10_000))
        .with("a.en.txt", ENGLISH.lines().take(3).collect::<Vec<_>>().join("\n"));
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.align"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(place.read("a.align").lines().count() >= 49_000);
}

#[test]
fn a_failing_pair_does_not_stop_the_others() {
    let place = Place::new()
        .with("1.ar", ARABIC)
        .with("1.en", ENGLISH)
        .with("2.ar", "")
        .with("2.en", ENGLISH)
        .with("3.ar", ARABIC)
        .with("3.en", ENGLISH);
    let run = place.run(&["align", ".", "-o", "out/"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("2.ar") && run.stdout.contains("1 pair failed"),
        "{}{}",
        run.stdout,
        run.stderr
    );
    assert!(place.path("out/1.tmx").exists() && place.path("out/3.tmx").exists());
    assert!(!place.path("out/2.tmx").exists());
}

#[test]
fn a_manifest_row_with_one_column_is_named() {
    let place = Place::new().with("pairs.csv", "a.ar,a.en\nlonely\n");
    let run = place.run(&["align", "--manifest", "pairs.csv"]);
    refused(&place, &run, 1, &["pairs.csv:2", "two columns"]);
}

#[test]
fn an_unknown_extension_lists_the_known_ones() {
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.xyz"]);
    refused(&place, &run, 2, &["xyz", "tmx", "jsonl", "--to"]);
}

#[test]
fn one_name_for_two_outputs_is_refused_before_any_work() {
    let place = Place::new()
        .with("x/a.ar", ARABIC)
        .with("y/a.en", ENGLISH)
        .with("pairs.csv", "x/a.ar,y/a.en\nx/a.ar,y/a.en\n");
    let run = place.run(&["align", "--manifest", "pairs.csv", "-o", "out/"]);
    refused(&place, &run, 2, &["both be written"]);
}

#[test]
fn control_characters_do_not_reach_the_tmx() {
    let place = Place::new()
        .with("a.ar.txt", ARABIC.replace("الرئيس", "الر\u{1}ئيس"))
        .with("a.en.txt", ENGLISH.replace("president", "presi\u{B}dent <b> & \"x\""));
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "a.tmx"]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("2 characters"), "{}", run.stderr);
    let tmx = place.read("a.tmx");
    assert!(!tmx.contains('\u{1}') && tmx.contains("president &lt;b&gt; &amp; "));
}

#[test]
fn a_broken_gold_line_is_named() {
    let place = Place::new().with("d.gold", "[0]:[0]\nnonsense\n").with("d.align", "[0]:[0]\n");
    let run = place.run(&["evaluate", "d.gold", "d.align"]);
    refused(&place, &run, 1, &["d.gold:2", "[0, 1]:[0]"]);
}
