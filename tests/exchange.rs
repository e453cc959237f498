//! `muwazi convert`, `check` and `clean`, end to end.

mod common;

use common::Place;

const MEMORY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="ar" datatype="plaintext"/><body>
<tu creationdate="20260102T030405Z" creationid="amal"><note>look again</note><prop type="x-document">summit</prop><prop type="x-confidence">0.93</prop>
<tuv xml:lang="ar"><seg>وصل الرئيس إلى <bpt i="1">&lt;b&gt;</bpt>القاهرة<ept i="1">&lt;/b&gt;</ept> أمس.</seg></tuv>
<tuv xml:lang="en"><seg>The president arrived in <bpt i="1">&lt;b&gt;</bpt>Cairo<ept i="1">&lt;/b&gt;</ept> yesterday.</seg></tuv></tu>
<tu creationdate="20250102T030405Z"><tuv xml:lang="ar"><seg>هل يكفي ذلك؟</seg></tuv><tuv xml:lang="en"><seg>Is that "enough"?</seg></tuv></tu>
</body></tmx>
"#;

fn memory() -> Place {
    Place::new().with("m.tmx", MEMORY)
}

/// Source and target of the units in a TMX file, as the library reads them.
fn texts(place: &Place, file: &str) -> Vec<(String, String)> {
    use muwazi::exchange::units::{ReadOptions, read_units};
    read_units(&place.path(file), &ReadOptions::default())
        .expect(file)
        .map(|unit| unit.map(|u| (u.source.text, u.target.text)).expect(file))
        .collect()
}

#[test]
fn a_memory_survives_every_format_and_the_way_back() {
    let place = memory();
    let original = texts(&place, "m.tmx");
    assert_eq!(original.len(), 2);
    for (file, options, keeps_codes) in [
        ("m.csv", vec![], false),
        ("m.tsv", vec![], false),
        ("m.jsonl", vec![], true),
        ("m.xlf", vec![], true),
        ("m2.xlf", vec!["--to", "xliff2"], true),
        ("m.po", vec![], false),
        ("m.xlsx", vec![], false),
        ("m.ar", vec![], false),
        ("copy.tmx", vec!["--source-lang", "ar"], true),
    ] {
        let mut arguments = vec!["convert", "m.tmx", file];
        arguments.extend(options);
        let run = place.run(&arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{file}");
        assert_eq!(run.stdout, format!("2 units → {file}\n"));
        let back = format!("{file}.back.tmx");
        let run = place.run(&["convert", file, &back]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{file} back");
        assert_eq!(texts(&place, &back), original, "{file}");
        let tmx = place.read(&back);
        assert_eq!(tmx.contains("<bpt i=\"1\""), keeps_codes, "{file}: {tmx}");
        if !matches!(file, "m.ar" | "m.po") {
            assert!(tmx.contains("<prop type=\"x-document\">summit</prop>"), "{file}: {tmx}");
            assert!(tmx.contains("<prop type=\"x-confidence\">0.9300</prop>"), "{file}: {tmx}");
            assert!(tmx.contains("<note>look again</note>"), "{file}: {tmx}");
        }
    }
}

#[test]
fn tmx_to_tmx_keeps_all_languages_unless_two_are_named() {
    let three = MEMORY.replace("</tu>\n<tu", "<tuv xml:lang=\"fr\"><seg>f</seg></tuv></tu>\n<tu");
    let place = Place::new().with("m.tmx", three);
    assert_eq!(place.run(&["convert", "m.tmx", "all.tmx", "--plain"]).code, 0);
    let all = place.read("all.tmx");
    assert!(all.contains("xml:lang=\"fr\"") && !all.contains("<bpt"), "{all}");
    assert_eq!(
        place
            .run(&["convert", "m.tmx", "two.tmx", "--source-lang", "en", "--target-lang", "ar"])
            .code,
        0
    );
    let two = place.read("two.tmx");
    assert!(
        !two.contains("xml:lang=\"fr\"") && two.contains("srclang=\"en\"") && two.contains("<bpt"),
        "{two}"
    );
}

#[test]
fn a_broken_memory_is_said_and_its_good_units_are_kept() {
    let cut = MEMORY.split("<tu creationdate=\"2025").next().expect("a start");
    let place = Place::new().with("m.tmx", cut);
    let run = place.run(&["convert", "m.tmx", "m.jsonl"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("m.tmx:6:1: ") && run.stderr.contains("cut off"), "{}", run.stderr);
    assert_eq!(place.read("m.jsonl").lines().count(), 1);
}

#[test]
fn gzip_utf16_and_content_before_the_name() {
    let utf16: Vec<u8> = format!("\u{FEFF}{}", MEMORY.replace("UTF-8", "UTF-16"))
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let place = Place::new().with("m.dat", utf16);
    let run = place.run(&["convert", "m.dat", "-", "--to", "tsv"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 3), "{}", run.stderr);
}

#[test]
fn tables_without_names_and_foreign_records_are_read() {
    for (file, content) in [
        ("a.tsv", "هل يكفي؟\tIs it \"enough\"?\n"),
        ("a.csv", "Arabic,English\nهل يكفي؟,\"Is it \"\"enough\"\"?\"\n"),
        ("a.jsonl", "{\"translation\":{\"en\":\"Is it \\\"enough\\\"?\",\"ar\":\"هل يكفي؟\"}}\n"),
        ("b.jsonl", "{\"src\":\"هل يكفي؟\",\"tgt\":\"Is it \\\"enough\\\"?\",\"extra\":1}\n"),
        (
            "a.po",
            "msgid \"\"\nmsgstr \"\"\n\"Language: ar\\n\"\n\n#, c-format\nmsgid \"Is it \"\n\"\\\"enough\\\"?\"\nmsgstr \"هل يكفي؟\"\n\nmsgid \"x\"\nmsgstr \"\"\n",
        ),
    ] {
        let place = Place::new().with(file, content);
        let run =
            place.run(&["convert", file, "o.tmx", "--source-lang", "ar", "--target-lang", "en"]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
        assert_eq!(
            texts(&place, "o.tmx"),
            [("هل يكفي؟".to_string(), "Is it \"enough\"?".to_string())],
            "{file}"
        );
    }
}

#[test]
fn bad_lines_are_named_and_passed_over() {
    let place = Place::new()
        .with(
            "a.jsonl",
            "{\"source\":\"س\",\"target\":\"a\"}\nnonsense\n{\"source\":\"ص\",\"target\":\"b\"}\n",
        )
        .with("a.csv", "source,target\nx\n");
    let run = place.run(&["convert", "a.jsonl", "o.tmx"]);
    assert!(run.code == 1 && run.stderr.contains("a.jsonl:2:"), "{}", run.stderr);
    assert_eq!(texts(&place, "o.tmx").len(), 2);
    let run = place.run(&["convert", "a.csv", "p.tmx"]);
    assert!(run.code == 1 && run.stderr.contains("a.csv:2:"), "{}", run.stderr);
    let run = place.run(&["convert", "a.csv", "p.unknown"]);
    assert!(run.code == 2 && run.stderr.contains("--to"), "{}", run.stderr);
    let run = place.run(&["convert", "nowhere.tmx", "p.tmx"]);
    assert!(run.code == 1 && run.stderr.contains("no such file"), "{}", run.stderr);
}

#[test]
fn xliff_of_other_programs_is_read() {
    let one = r#"<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="f" source-language="ar-SA" target-language="en-US" datatype="x"><body>
      <trans-unit id="1"><source>وصل. ذهب.</source><seg-source><mrk mtype="seg" mid="1">وصل.</mrk> <mrk mtype="seg" mid="2">ذهب <g id="5">الآن</g>.</mrk></seg-source>
        <target><mrk mtype="seg" mid="1">He came.</mrk> <mrk mtype="seg" mid="2">He left <g id="5">now</g>.</mrk></target></trans-unit>
      <trans-unit id="2"><source>بقي</source></trans-unit>
      <trans-unit id="3" approved="yes"><source>نعم<x id="9"/></source><target state="final">Yes<x id="9"/></target><alt-trans match-quality="80%"><target>No</target></alt-trans><note>n</note></trans-unit>
      </body></file></xliff>"#;
    let two = r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="ar-SA" trgLang="en-US"><file id="f"><unit id="1"><segment state="final"><source>وصل.</source><target>He came.</target></segment>
      <ignorable><source> </source></ignorable><segment><source>ذهب <pc id="5">الآن</pc>.</source><target>He left <pc id="5">now</pc>.</target></segment></unit><unit id="3"><notes><note>n</note></notes><segment><source>نعم<ph id="9"/></source><target>Yes<ph id="9"/></target></segment></unit></file></xliff>"#;
    for (name, content) in [("one.xlf", one), ("two.xliff", two)] {
        let place = Place::new().with(name, content);
        let run = place.run(&["convert", name, "o.jsonl"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let rows: Vec<serde_json::Value> =
            place.read("o.jsonl").lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let targets: Vec<&str> = rows.iter().filter_map(|r| r["target"].as_str()).collect();
        assert_eq!(targets, ["He came.", "He left now.", "Yes"], "{name}");
        assert_eq!(rows[1]["source_markup"], "ذهب <bpt i=\"1\"/>الآن<ept i=\"1\"/>.", "{name}");
        assert_eq!(rows[2]["target_markup"], "Yes<ph x=\"9\"/>", "{name}");
        assert_eq!(rows[2]["notes"][0], "n", "{name}");
        assert_eq!(rows[0]["source_language"], "ar-SA", "{name}");
    }
}

#[test]
fn check_finds_what_is_wrong_and_nothing_else() {
    let unit = |source: &str, target: &str| {
        format!(
            "{{\"source\":{source:?},\"target\":{target:?},\"source_language\":\"ar\",\"target_language\":\"en\"}}\n"
        )
    };
    for (source, target, check) in [
        ("بلغت الكلفة ٣٫٥ مليون دولار", "It cost $3.5 million", ""),
        ("وصل ٨ آلاف لاجئ", "Some 8,000 refugees arrived", ""),
        ("قال ثلاثة وزراء", "3 ministers said", ""),
        ("(قال) «نعم»", "(He said) “yes”", ""),
        ("قال: «نعم، وأضاف", "“Yes, he said and added", ""),
        ("سعيد جدا جدا", "very very happy", ""),
        ("بلغت الكلفة ٣٫٥ مليون دولار", "It cost $3.6 million", "numbers"),
        ("وصل عام 2025", "He arrived in the year", "numbers"),
        ("نعم", "", "empty"),
        ("Hello world", "Hello world", "untranslated"),
        ("وصل الرئيس", "الرئيس وصل أمس", "language"),
        ("قال (نعم)", "He said (yes", "brackets"),
        ("وصل الوزير أمس", "The the minister arrived", "doubled"),
        ("نعم", "Yes, and then a lot more that nobody has ever said in the source", "length"),
        ("وصل, ثم ذهب", "He came, then left", "punctuation"),
        ("وصل، ثم ذهب", "He came، then left", "punctuation"),
    ] {
        let place = Place::new().with("m.jsonl", unit(source, target));
        let run = place.run(&["check", "m.jsonl", "--report", "jsonl"]);
        let found: Vec<String> = run
            .stdout
            .lines()
            .map(|l| {
                serde_json::from_str::<serde_json::Value>(l).expect("JSON")["check"]
                    .as_str()
                    .expect("a name")
                    .to_string()
            })
            .collect();
        let expected: Vec<&str> = Some(check).filter(|c| !c.is_empty()).into_iter().collect();
        assert_eq!(found, expected, "{source} | {target}");
        assert_eq!(run.code, i32::from(!check.is_empty()), "{}", run.stderr);
    }
}

#[test]
fn check_reports_codes_inconsistencies_and_validity_in_three_forms() {
    let broken = MEMORY
        .replace("in <bpt i=\"1\">&lt;b&gt;</bpt>Cairo<ept i=\"1\">&lt;/b&gt;</ept>", "in Cairo")
        .replace("</body>", "<tu mark=\"1\"><tuv xml:lang=\"ar\"><seg>هل يكفي ذلك؟</seg></tuv><tuv xml:lang=\"en\"><seg>Enough?</seg></tuv></tu></body>");
    let place = Place::new().with("m.tmx", &broken);
    let run = place.run(&["check", "m.tmx"]);
    assert_eq!(run.code, 1);
    for part in [
        "m.tmx:3: codes: <bpt><b> of the source is missing",
        "m.tmx:7: inconsistent: ",
        "unit 2",
        "validity: foreign attributes of units",
        "3 units: codes 1, inconsistent 1, validity 1",
    ] {
        assert!(run.stdout.contains(part), "{part} is missing in {}", run.stdout);
    }
    let html = place.run(&["check", "m.tmx", "--report", "html"]).stdout;
    assert!(
        html.contains("dir=\"rtl\">هل يكفي ذلك؟</td>") && html.ends_with("</html>\n"),
        "{html}"
    );
    let only = place.run(&["check", "m.tmx", "--only", "numbers"]);
    assert!(!only.stdout.contains("codes:"), "{}", only.stdout);
    let good = memory().run(&["check", "m.tmx"]);
    assert_eq!((good.code, good.stdout.as_str()), (0, "2 units, nothing found\n"));
}

#[test]
fn clean_drops_marks_and_filters() {
    let line = |source: &str, target: &str, rest: &str| {
        format!(
            "{{\"source\":{source:?},\"target\":{target:?},\"source_language\":\"ar\",\"target_language\":\"en\"{rest}}}\n"
        )
    };
    let memory = [
        line(
            "نعم",
            "Yes",
            ",\"author\":\"amal\",\"created\":\"20260102T030405Z\",\"document\":\"a\"",
        ),
        line("نعم", "Yes", ",\"author\":\"omar\""),
        line("لا", "", ""),
        line("وصل عام 2025", "He arrived in 2024", ",\"confidence\":0.4"),
        line("وصل الوزير", "وصل الوزير", ""),
    ]
    .concat();
    for (options, left, parts) in [
        (vec![], 2, vec!["1 left out: duplicate", "1 left out: empty", "1 left out: untranslated"]),
        (vec!["--keep-duplicates"], 3, vec![]),
        (vec!["--mark", "numbers"], 2, vec!["1 marked"]),
        (vec!["--drop", "numbers"], 3, vec!["1 left out: numbers"]),
        (vec!["--min-confidence", "0.5"], 1, vec!["1 left out: confidence too low"]),
        (vec!["--user", "omar"], 1, vec!["4 left out: another author"]),
        (vec!["--since", "2026-01-01"], 1, vec!["4 left out: too old"]),
        (vec!["--since", "2026-01-03"], 0, vec!["5 left out: too old"]),
        (vec!["--origin", "a"], 1, vec!["4 left out: another document"]),
        (vec!["--min-status", "reviewed"], 1, vec!["1 left out: not checked enough"]),
    ] {
        let place = Place::new().with("m.jsonl", &memory);
        let mut arguments = vec!["clean", "m.jsonl", "-o", "o.jsonl"];
        arguments.extend(&options);
        let run = place.run(&arguments);
        assert_eq!(run.code, 0, "{options:?}: {}", run.stderr);
        let out = place.read("o.jsonl");
        assert_eq!(out.lines().count(), left, "{options:?}: {out}");
        for part in parts {
            assert!(run.stdout.contains(part), "{part} is missing in {}", run.stdout);
        }
        assert_eq!(out.contains("x-check"), options.contains(&"--mark"), "{out}");
    }
}
