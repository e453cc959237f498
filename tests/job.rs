//! New texts against a memory: what a job will cost, and what can be filled in.

mod common;

use common::Place;

#[test]
fn an_analysis_counts_by_match_band_and_repetitions_across_files() {
    let place = Place::new()
        .with("a.tsv", "source\ttarget\nوصل القطار إلى المدينة مساء\tThe train reached the city\n")
        .with(
            "one.txt",
            "وصل القطار إلى المدينة مساء\nوصل القطار إلى القرية مساء\nكلام جديد لم يقله أحد\n",
        )
        .with("two.txt", "كلام جديد لم يقله أحد\n")
        .with("empty.txt", "");
    place.run(&["memory", "import", "a.tsv", "--memory", "m.db"]);
    let run = place
        .run(&["analyze", "one.txt", "two.txt", "--json", "--html", "o.html", "--memory", "m.db"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let files: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let words = |file: usize, band: &str| -> u64 {
        let bands = files[file]["bands"].as_array().expect("bands");
        let found = bands.iter().find(|b| b["band"] == band).expect("a band");
        found["words"].as_u64().expect("a number")
    };
    assert_eq!((words(0, "100"), words(0, "75–84"), words(0, "no match")), (5, 5, 5));
    assert_eq!((words(1, "repetitions"), words(2, "repetitions")), (5, 5));
    assert_eq!(files[2]["segments"], 4);
    assert_eq!(place.read("o.html").matches("<rect ").count(), 3 * 8);
    let table = place.run(&["analyze", "one.txt", "--memory", "m.db"]).stdout;
    assert!(table.contains("75–84                1         5"), "{table}");
    assert!(
        place
            .run(&["analyze", "one.txt", "--csv", "--memory", "m.db"])
            .stdout
            .contains("one.txt,100,1,5,")
    );
    assert_eq!(place.run(&["analyze", "empty.txt", "--memory", "m.db"]).code, 1);
}

/// A memory with one translation of the train and one with a number.
fn place() -> Place {
    let place = Place::new()
        .with(
            "a.tsv",
            "source\ttarget\n\
             وصل القطار إلى المدينة مساء.\tThe train reached the city in the evening.\n\
             انتظر الركاب 7 أيام في المحطة.\tThe passengers waited 7 days at the station.\n",
        )
        .with(
            "new.ar.txt",
            "وصل القطار إلى المدينة مساء. وصل القطار إلى القرية مساء.\n\nانتظر الركاب 9 أيام في المحطة. كلام جديد لم يقله أحد.\n",
        );
    place.run(&[
        "memory",
        "import",
        "a.tsv",
        "--source-lang",
        "ar",
        "--target-lang",
        "en",
        "--memory",
        "m.db",
    ]);
    place
}

#[test]
fn xliff_is_filled_in_with_states_and_numbers_are_flagged() {
    let place = place();
    let run = place.run(&["pretranslate", "new.ar.txt", "--memory", "m.db"]);
    assert_eq!(
        run.stdout,
        "4 segments: 1 exact, 2 fuzzy, 1 without a match; numbers differ in 1 → new.ar.txt.xlf\n",
        "{}",
        run.stderr
    );
    let xliff = place.read("new.ar.txt.xlf");
    for part in [
        "<file original=\"new.ar.txt\" source-language=\"ar\" target-language=\"en\" datatype=\"plaintext\">",
        "<target state=\"translated\" state-qualifier=\"exact-match\">The train reached the city in the evening.</target>",
        "<target state=\"needs-review-translation\" state-qualifier=\"fuzzy-match\">The train reached the city in the evening.</target>",
        "<target state=\"needs-review-translation\" state-qualifier=\"fuzzy-match\">The passengers waited 7 days at the station.</target>",
        "<note>the numbers differ: adapt the translation by hand</note>",
        "<alt-trans match-quality=\"83%\" origin=\"a.tsv\">",
    ] {
        assert!(xliff.contains(part), "{part}\n{xliff}");
    }
    // What has no match has no target.
    assert_eq!(xliff.matches("<trans-unit ").count(), 4);
    assert_eq!(xliff.matches("<target state").count(), 3);
    // It is there already, and stays.
    assert_eq!(place.run(&["pretranslate", "new.ar.txt", "--memory", "m.db"]).code, 1);
    assert_eq!(place.read("new.ar.txt.xlf"), xliff);

    // A translator's file is read like any other.
    let run = place.run(&["convert", "new.ar.txt.xlf", "back.jsonl"]);
    assert!(run.stdout.starts_with("3 units"), "{}{}", run.stdout, run.stderr);

    let run =
        place.run(&["pretranslate", "new.ar.txt", "--to", "xliff2", "-o", "-", "--memory", "m.db"]);
    assert!(run.stdout.contains("<segment id=\"s1\" state=\"translated\">"), "{}", run.stdout);
    assert!(run.stdout.contains("<mtc:match ref=\"#s1\" matchQuality=\"83\" origin=\"a.tsv\">"));
    assert!(run.stderr.starts_with("4 segments"), "{}", run.stderr);
}

#[test]
fn a_table_for_the_translator_and_a_threshold() {
    let place = place();
    let run = place.run(&[
        "pretranslate",
        "new.ar.txt",
        "-o",
        "out.tsv",
        "--threshold",
        "95",
        "--memory",
        "m.db",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let rows: Vec<String> = place.read("out.tsv").lines().map(str::to_string).collect();
    assert_eq!(rows[0], "source\ttarget\tscore\torigin\tnote");
    assert_eq!(
        rows[1],
        "وصل القطار إلى المدينة مساء.\tThe train reached the city in the evening.\t100\ta.tsv\t"
    );
    assert_eq!(rows[2], "وصل القطار إلى القرية مساء.\t\t\t\t");
    assert_eq!(rows.len(), 5);
    // English into Arabic, and a second text in another language.
    let place = place.with("new.en.txt", "The train reached the city in the evening.\n");
    let run = place.run(&["pretranslate", "new.en.txt", "-o", "en.tsv", "--memory", "m.db"]);
    assert!(
        place.read("en.tsv").contains("\tوصل القطار إلى المدينة مساء.\t100\t"),
        "{}",
        run.stderr
    );
    let run = place.run(&[
        "pretranslate",
        "new.ar.txt",
        "new.en.txt",
        "-o",
        "both.tsv",
        "--memory",
        "m.db",
    ]);
    assert!(run.code == 1 && run.stderr.contains("one pair of languages"), "{}", run.stderr);
    assert_eq!(
        place.run(&["pretranslate", "new.ar.txt", "-o", "x.doc", "--memory", "m.db"]).code,
        2
    );
    assert_eq!(
        place.run(&["pretranslate", "new.ar.txt", "new.en.txt", "--memory", "m.db"]).code,
        2
    );
}
