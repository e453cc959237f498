//! `muwazi prompt`: examples for a language model.

mod common;

use common::{ARABIC, ENGLISH, Place};
use serde_json::Value;

fn place() -> Place {
    let place = Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--add", "--memory", "m.db", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

const TEXT: &str = "وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة. هل يكفي ذلك؟";

#[test]
fn the_most_alike_example_stands_next_to_the_text() {
    let run = place().run(&["prompt", TEXT, "--memory", "m.db"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (task, rest) = run.stdout.split_once("\n\n").expect("a task");
    assert!(task.starts_with("Translate from Arabic into English. Follow"), "{task}");
    let expected = format!(
        "Arabic: وصل الرئيس الفرنسي إلى القاهرة يوم الخميس.\n\
         English: The French president arrived in Cairo on Thursday.\n\n\
         Arabic: هل يكفي ذلك؟\nEnglish: Is that enough?\n\nArabic: {TEXT}\nEnglish:\n"
    );
    assert_eq!(rest, expected);
}

#[test]
fn as_json_it_is_a_conversation() {
    let run = place().run_with_input(
        &["prompt", "-", "--json", "--best", "1", "--memory", "m.db"],
        "Is that enough?\n".as_bytes(),
    );
    let prompt: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(prompt["source_language"], "en");
    assert_eq!(prompt["examples"][0]["score"], 100);
    let roles: Vec<&str> = prompt["messages"]
        .as_array()
        .expect("messages")
        .iter()
        .filter_map(|m| m["role"].as_str())
        .collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!(prompt["messages"][2]["content"], "هل يكفي ذلك؟");
}

#[test]
fn the_best_match_of_each_sentence_comes_before_the_second_of_any() {
    // Two units are like the first sentence, one is like the second, less so.
    let more = "وصل الرئيس الفرنسي إلى القاهرة يوم الأحد.\tThe French president arrived in Cairo on Sunday.\n";
    let place = place().with("more.tsv", more);
    let import = [
        "memory",
        "import",
        "more.tsv",
        "--source-lang",
        "ar",
        "--target-lang",
        "en",
        "--memory",
        "m.db",
    ];
    assert_eq!(place.run(&import).code, 0);
    let text = "وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة. سيعود الوفد المصري إلى باريس مساء.";
    let run = place.run(&["prompt", text, "--best", "2", "--json", "--memory", "m.db"]);
    let prompt: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let targets: Vec<&str> =
        (0..2).filter_map(|at| prompt["examples"][at]["target"].as_str()).collect();
    assert_eq!(targets[0], "The delegation will return to Paris tomorrow.", "{prompt}");
    assert!(targets[1].starts_with("The French president arrived in Cairo on"), "{prompt}");
}

#[test]
fn terms_and_known_phrases_stand_with_the_task() {
    let place = place().with("terms.tsv", "مؤتمر صحفي\tpress briefing\n");
    let text = "عقد الوزير وقادة الجيش أمس مؤتمر صحفي";
    let run = place.run(&["prompt", text, "--glossary", "terms.tsv", "--memory", "m.db"]);
    let (task, rest) = run.stdout.split_once("\n\n").expect("a task");
    assert!(task.ends_with("where they fit:\nمؤتمر صحفي = press briefing"), "{task}");
    assert_eq!(rest, format!("Arabic: {text}\nEnglish:\n"));
    let text = "ستزيد المساعدات بنسبة ١٢٪ غدا كما قيل";
    let run = place.run(&["prompt", text, "--json", "--memory", "m.db"]);
    let prompt: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let term = &prompt["terms"][0];
    assert!(term["source"].as_str().is_some_and(|s| s.contains("المساعدات")), "{prompt}");
    let task = prompt["messages"][0]["content"].as_str().expect("a task");
    assert!(task.contains(term["target"].as_str().expect("a translation")), "{task}");
}

#[test]
fn without_a_match_there_is_only_the_text() {
    let run = place().run(&["prompt", "سطر لا نظير له", "--memory", "m.db"]);
    assert_eq!(
        run.stdout,
        "Translate from Arabic into English.\n\nArabic: سطر لا نظير له\nEnglish:\n"
    );
}

#[test]
fn what_cannot_be_asked_is_said() {
    let place = place();
    for (arguments, code, message) in [
        (vec!["prompt", " ", "--memory", "m.db"], 2, "nothing to translate"),
        (vec!["prompt", "نعم", "--to", "ar", "--memory", "m.db"], 2, "would both be Arabic"),
        (vec!["prompt", "نعم", "--memory", "none.db"], 1, "none.db"),
    ] {
        let run = place.run(&arguments);
        assert_eq!(run.code, code, "{arguments:?}");
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
}
