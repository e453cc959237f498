//! The memory from outside: what is kept, found, refused and survived.

mod common;

use common::{Kept, Place};
use muwazi::memory::look_up::Query;
use muwazi::memory::open::{Memory, Use};
use muwazi::memory::score::Neighbours;
use muwazi::memory::store::{Filter, Store};
use muwazi::memory::unit::{Origin, Segment, Status, Unit};

on_both_stores!(
    a_pair_from_two_places_is_one_unit_and_other_targets_are_others,
    a_new_unit_is_seen_at_once_and_a_removed_one_no_more_also_by_others,
    both_directions_and_every_spelling_find_the_unit_and_the_score_tells,
    an_import_that_is_killed_leaves_whole_batches_and_can_be_done_again,
    two_programs_that_write_at_once_both_succeed,
    what_goes_in_comes_out_again_in_every_format,
    look_ups_say_why_and_take_context_and_penalties,
    cleaning_removes_what_was_chosen_and_nothing_else,
    a_concordance_finds_forms_phrases_and_wildcards_and_counts_translations,
    a_text_without_a_match_is_covered_by_the_phrases_that_are_known,
);

fn unit(source: &str, target: &str) -> Unit {
    let side = |language: &str, text: &str| Segment {
        language: language.to_string(),
        text: text.to_string(),
        markup: None,
    };
    Unit { source: side("ar", source), target: side("en", target), ..Unit::default() }
}

fn at(unit: Unit, document: &str, paragraph: u32) -> Unit {
    let origin =
        Origin { document: document.to_string(), paragraph: Some(paragraph), ..Origin::default() };
    Unit { origins: vec![origin], ..unit }
}

fn query(text: &str) -> Query<'_> {
    Query { text, neighbours: Neighbours::default(), from: None, to: None, threshold: 70, best: 5 }
}

fn found(memory: &Memory, text: &str) -> Vec<(u8, String)> {
    let mut reader = memory.reader().expect("a reader");
    let found = reader.look_up(&query(text)).expect("a look-up");
    found.iter().map(|f| (f.comparison.score.points(), f.target().to_string())).collect()
}

fn a_pair_from_two_places_is_one_unit_and_other_targets_are_others(kept: Kept) {
    let place = Place::on(kept);
    let mut store = Store::open(place.location("m.db")).expect("a store");
    let first = at(unit("وصل الوفد", "The delegation arrived"), "a.txt", 1);
    let added = store
        .add(&[
            first.clone(),
            at(first.clone(), "b.txt", 4),
            at(unit("وصل الوفد", "The delegates came"), "b.txt", 9),
            first.clone(),
            unit("نص", " "),
        ])
        .expect("added");
    assert_eq!((added.new, added.merged, added.same), (2, 1, 1));
    assert_eq!(store.count().expect("a count"), 2);
    let kept = store.unit(1).expect("read").expect("unit 1");
    assert_eq!(kept.origins.len(), 2);

    // What is known grows: a higher status, a later change, another note.
    let confirmed = Unit {
        status: Status::Confirmed,
        changed: "2026-05-01T00:00:00Z".parse().ok(),
        client: Some("Harbour Board".to_string()),
        notes: vec!["checked".to_string()],
        ..first
    };
    assert_eq!(store.add(&[confirmed]).expect("added").merged, 1);
    let kept = store.unit(1).expect("read").expect("unit 1");
    assert_eq!((kept.status, kept.notes.len(), kept.origins.len()), (Status::Confirmed, 1, 2));
    let mut chosen = Vec::new();
    let filter = Filter { client: Some("Harbour Board".to_string()), ..Filter::default() };
    store
        .for_each(&filter, |id, _| {
            chosen.push(id);
            Ok(())
        })
        .expect("read");
    assert_eq!(chosen, [1]);
}

fn a_new_unit_is_seen_at_once_and_a_removed_one_no_more_also_by_others(kept: Kept) {
    let place = Place::on(kept);
    let path = place.location("m.db");
    let mut memory = Memory::open(&path).expect("a memory");
    assert!(found(&memory, "زار الوزير المدرسة أمس").is_empty());
    memory
        .add(&[unit("زار الوزير المدرسة أمس", "The minister visited the school yesterday")])
        .expect("added");
    let expected = [(100, "The minister visited the school yesterday".to_string())];
    assert_eq!(found(&memory, "زار الوزير المدرسة أمس"), expected);
    // Another process that opens it now; and one that had it open.
    let mut other = Memory::open(&path).expect("a memory");
    assert_eq!(found(&other, "زار الوزير المدرسة أمس"), expected);
    memory.remove(&[1]).expect("removed");
    assert!(found(&memory, "زار الوزير المدرسة أمس").is_empty());
    other.catch_up().expect("caught up");
    assert!(found(&other, "زار الوزير المدرسة أمس").is_empty());
    assert!(found(&Memory::open(&path).expect("a memory"), "زار الوزير المدرسة أمس").is_empty());
}

fn both_directions_and_every_spelling_find_the_unit_and_the_score_tells(kept: Kept) {
    let place = Place::on(kept);
    let path = place.location("m.db");
    let mut memory = Memory::open(&path).expect("a memory");
    memory
        .add(&[
            unit("زارت مسؤولة ٣ مدارس في القرية.", "An official visited 3 schools in the village."),
            unit("أغلقت ٧ متاجر أبوابها.", "7 shops closed their doors."),
        ])
        .expect("added");
    for (text, score) in [
        ("زارت مسؤولة ٣ مدارس في القرية.", 100),
        ("زارت مسؤولة ٣ مدارس في القريـة.", 100),
        ("زارَتْ مسؤولةٌ ٣ مدارسَ في القرية.", 99),
        ("زارت مسؤولة 3 مدارس في القرية.", 99),
        ("زارت مسؤوله ٣ مدارس في القريه.", 98),
        ("زارت مسئولة ٣ مدارس في القرية.", 98),
        ("An official visited 3 schools in the village.", 100),
        ("an official visited 3 schools in the village.", 99),
    ] {
        assert_eq!(found(&memory, text).first().map(|f| f.0), Some(score), "{text}");
    }
    let mut reader = memory.reader().expect("a reader");
    let eleven = reader.look_up(&query("أغلقت ١١ متاجر أبوابها.")).expect("a look-up");
    assert!(eleven[0].comparison.numbers_differ && eleven[0].comparison.score.points() <= 97);
    let only_to_english =
        Query { to: Some("ar"), ..query("أغلقت ٧ متاجر أبوابها.") };
    assert!(reader.look_up(&only_to_english).expect("a look-up").is_empty());
    assert!(reader.look_up(&query(" \u{200F}")).expect("a look-up").is_empty());
    let long = "كلمة ".repeat(100_000);
    assert!(reader.look_up(&query(&long)).expect("a look-up").is_empty());
}

#[test]
fn indexes_that_are_missing_damaged_or_foreign_are_built_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.db");
    let texts =
        |i: usize| unit(&format!("جملة رقم {i} في الكتاب"), &format!("sentence {i} of the book"));
    Memory::open(&path)
        .expect("a memory")
        .add(&(0..50).map(texts).collect::<Vec<_>>())
        .expect("added");
    Memory::open(&path).expect("a memory").rebuild().expect("built");
    let index = folder.path().join("m.db.source.index");
    let sound = std::fs::read(&index).expect("an index");
    let check = || {
        for using in [Use::Few, Use::Many] {
            let memory = Memory::open_to_read(&path, using).expect("a memory");
            assert_eq!(found(&memory, "جملة رقم 7 في الكتاب").first().map(|f| f.0), Some(100));
        }
    };
    check();
    std::fs::remove_file(&index).expect("removed");
    check();
    std::fs::write(&index, b"no index").expect("written");
    check();
    std::fs::write(&index, &sound[..sound.len() / 3]).expect("written");
    check();
    // An index of another memory.
    let elsewhere = folder.path().join("other.db");
    Memory::open(&elsewhere).expect("a memory").add(&[texts(1)]).expect("added");
    Memory::open(&elsewhere).expect("a memory").rebuild().expect("built");
    std::fs::copy(folder.path().join("other.db.source.index"), &index).expect("copied");
    check();
    // An old copy of the store beside indexes of a newer state.
    let copy = folder.path().join("copy.db");
    Memory::open(&path).expect("a memory").compact().expect("compacted");
    std::fs::copy(&path, &copy).expect("copied");
    let mut memory = Memory::open(&path).expect("a memory");
    memory.add(&(50..60).map(texts).collect::<Vec<_>>()).expect("added");
    memory.rebuild().expect("built");
    drop(memory);
    std::fs::copy(&copy, &path).expect("copied");
    let _ = std::fs::remove_file(folder.path().join("m.db-wal"));
    let old = Memory::open_to_read(&path, Use::Few).expect("a memory");
    assert!(found(&old, "جملة رقم 55 في الكتاب").iter().all(|f| f.0 < 100));
}

#[test]
fn files_that_are_no_memory_say_so() {
    let newer = {
        let place = Place::new();
        place.run(&["memory", "add", "نعم", "yes", "--memory", "m.db"]);
        let path = place.path("m.db");
        let mut bytes = std::fs::read(&path).expect("a store");
        // The schema number stands at byte 60 of the file (SQLite's user_version).
        bytes[60..64].copy_from_slice(&9u32.to_be_bytes());
        bytes
    };
    let place = Place::new()
        .with("text.db", "نص طويل ليس قاعدة بيانات ".repeat(200))
        .with("newer.db", newer)
        .with("empty.db", "");
    for (file, says) in [
        ("text.db", "no memory of muwazi"),
        ("newer.db", "newer muwazi (schema 9"),
        ("missing.db", "no such file"),
        ("empty.db", "no memory of muwazi"),
    ] {
        let run = place.run(&["lookup", "نعم", "--memory", file]);
        assert_eq!(run.code, 1, "{file}: {}", run.stdout);
        assert!(run.stderr.contains(file) && run.stderr.contains(says), "{file}: {}", run.stderr);
    }
    assert!(!place.path("missing.db").exists());
}

#[test]
fn a_damaged_store_is_noticed_and_what_can_be_read_is_saved() {
    let rows: String = (0..4000).map(|i| format!("جملة رقم {i}\tsentence number {i}\n")).collect();
    let place = Place::new().with("units.tsv", rows);
    let run = place.run(&["memory", "import", "units.tsv", "--memory", "m.db"]);
    assert!(run.stdout.starts_with("4000 new"), "{}{}", run.stdout, run.stderr);
    assert_eq!(place.run(&["memory", "check", "--memory", "m.db"]).code, 0);
    assert_eq!(place.run(&["memory", "compact", "--memory", "m.db"]).code, 0);
    let path = place.path("m.db");
    let mut bytes = std::fs::read(&path).expect("a store");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xA5);
    std::fs::write(&path, bytes).expect("written");
    let run = place.run(&["memory", "check", "--memory", "m.db", "--salvage", "saved.db"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("could not be read"), "{}{}", run.stdout, run.stderr);
    let stats = place.run(&["memory", "stats", "--json", "--memory", "saved.db"]).stdout;
    let stats: serde_json::Value = serde_json::from_str(&stats).expect("JSON");
    assert!(stats["units"].as_u64().is_some_and(|n| (3000..4000).contains(&n)), "{stats}");
}

fn an_import_that_is_killed_leaves_whole_batches_and_can_be_done_again(kept: Kept) {
    let rows: String = (0..200_000)
        .map(|i| format!("جملة رقم {i} من كتاب\tsentence number {i} of a book\n"))
        .collect();
    let place = Place::on(kept).with("units.tsv", rows);
    let program = assert_cmd::cargo::cargo_bin("muwazi");
    let mut child = std::process::Command::new(program)
        .args(place.arguments(&["memory", "import", "units.tsv", "--memory", "m.db"]))
        .env("XDG_CACHE_HOME", place.path("cache"))
        .current_dir(place.path("."))
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("started");
    let path = place.location("m.db");
    let count = || Store::open_read_only(&path).and_then(|store| store.count()).unwrap_or(0);
    while count() == 0 && child.try_wait().expect("asked").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
    let kept = count();
    assert!(kept > 0 && kept % 10_000 == 0, "{kept}");
    let run = place.run(&["memory", "import", "units.tsv", "--memory", "m.db"]);
    assert!(
        run.stdout.starts_with(&format!(
            "{} new, 0 merged into units that were there, {kept} already",
            200_000 - kept
        )),
        "{}",
        run.stdout
    );
    assert_eq!(place.run(&["memory", "check", "--memory", "m.db"]).code, 0);
}

fn two_programs_that_write_at_once_both_succeed(kept: Kept) {
    let rows = |word: &str| -> String {
        (0..15_000).map(|i| format!("{word} رقم {i}\t{word} {i}\n")).collect()
    };
    let place = Place::on(kept).with("a.tsv", rows("ألف")).with("b.tsv", rows("باء"));
    std::thread::scope(|scope| {
        for file in ["a.tsv", "b.tsv"] {
            let place = &place;
            scope.spawn(move || {
                let run = place.run(&[
                    "memory",
                    "import",
                    file,
                    "--memory",
                    "m.db",
                    "--target-lang",
                    "en",
                ]);
                assert_eq!(run.code, 0, "{}", run.stderr);
            });
        }
    });
    assert_eq!(
        Store::open_read_only(place.location("m.db")).and_then(|s| s.count()).expect("a count"),
        30_000
    );
    let run = place.run(&["lookup", "باء رقم 77", "--memory", "m.db", "--json", "--best", "1"]);
    assert!(run.stdout.contains("\"score\":100"), "{}{}", run.stdout, run.stderr);
}

#[cfg(unix)]
#[test]
fn a_memory_that_may_not_be_written_is_looked_up_in_but_not_added_to() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.run(&["memory", "add", "نعم سيدي", "yes sir", "--memory", "d/m.db"]);
    let folder = place.path("d");
    for file in ["m.db.source.index", "m.db.target.index"] {
        std::fs::remove_file(folder.join(file)).expect("an index");
    }
    let mode = |mode: u32, path: &std::path::Path| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    };
    mode(0o444, &folder.join("m.db"));
    mode(0o555, &folder);
    // Whoever may do everything is not stopped by modes.
    let stopped = std::fs::write(folder.join("probe"), "").is_err();
    let run = place.run(&["lookup", "نعم سيدي", "--memory", "d/m.db"]);
    assert!(run.stdout.contains("100 %"), "{}{}", run.stdout, run.stderr);
    if stopped {
        let run = place.run(&["memory", "add", "لا سيدي", "no sir", "--memory", "d/m.db"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("may not be written"), "{}", run.stderr);
    }
    mode(0o755, &folder);
}

fn what_goes_in_comes_out_again_in_every_format(kept: Kept) {
    let place = Place::on(kept).with(
        "a.tsv",
        "source\ttarget\nوصل الوفد\tThe delegation arrived\nغادر القطار\tThe train left\n",
    );
    place.run(&[
        "memory",
        "import",
        "a.tsv",
        "--memory",
        "m.db",
        "--client",
        "Rail",
        "--status",
        "confirmed",
    ]);
    for file in ["o.tmx", "o.jsonl", "o.tsv", "o.csv", "o.xlf", "o.po", "o.xlsx"] {
        let run = place.run(&["memory", "export", file, "--memory", "m.db"]);
        assert!(run.stdout.starts_with("2 units"), "{file}: {}{}", run.stdout, run.stderr);
        let again = format!("{file}.db");
        let run = place.run(&["memory", "import", file, "--memory", &again]);
        assert!(run.stdout.starts_with("2 new"), "{file}: {}{}", run.stdout, run.stderr);
        let run = place.run(&["lookup", "غادر القطار", "--memory", &again, "--json"]);
        assert!(run.stdout.contains("\"target\":\"The train left\""), "{file}: {}", run.stdout);
    }
    // TMX keeps what is known.
    let run =
        place.run(&["memory", "export", "c.jsonl", "--client", "Rail", "--memory", "o.tmx.db"]);
    assert!(run.stdout.starts_with("2 units"), "{}{}", run.stdout, run.stderr);
    let run = place.run(&["memory", "export", "n.jsonl", "--client", "Bus", "--memory", "m.db"]);
    assert!(run.stdout.starts_with("0 units"), "{}", run.stdout);
}

fn look_ups_say_why_and_take_context_and_penalties(kept: Kept) {
    let place = Place::on(kept)
        .with("a.ar.txt", "وصل القطار إلى المدينة مساء.\nشرب الطفل الماء ثم نام.\nأغلقت المدرسة أبوابها باكرا.\n")
        .with("a.en.txt", "The train reached the city in the evening.\nThe child drank water and then slept.\nThe school closed its doors early.\n")
        .with("new.txt", "وصل القطار إلى المدينة مساء.\nشرب الطفل الماء ثم نام.\nأغلقت المدرسة أبوابها باكرا.\nجملة لا يعرفها أحد هنا.\n");
    let run =
        place.run(&["align", "a.ar.txt", "a.en.txt", "-o", "-", "-q", "--add", "--memory", "m.db"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = place.run(&["lookup", "--file", "new.txt", "--json", "--memory", "m.db"]);
    let rows: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rows.len(), 4);
    let score = |row: usize| rows[row]["matches"][0]["score"].as_u64();
    // Whole context in the middle; the last known sentence has another neighbour now.
    assert_eq!((score(0), score(1), score(2), score(3)), (Some(101), Some(101), Some(100), None));
    assert_eq!(rows[1]["matches"][0]["origins"][0]["document"], "a.ar.txt");
    assert_eq!(rows[1]["matches"][0]["status"], "aligned");

    let text = "شرب الرجل الماء ثم نام.";
    let run = place.run(&["lookup", text, "--memory", "m.db"]);
    assert!(run.stdout.contains("1 place differs"), "{}", run.stdout);
    assert!(run.stdout.contains("شرب [-الطفل-]{+الرجل+} الماء ثم نام."), "{}", run.stdout);
    assert!(run.stdout.contains("The child drank water and then slept."));
    let run = place.run(&["lookup", text, "--memory", "m.db:-5"]);
    assert!(
        run.stdout.contains("78 %") && run.stdout.contains("−5 for this memory"),
        "{}",
        run.stdout
    );
    let run = place.run(&[
        "lookup",
        "The child drank water and then slept.",
        "--memory",
        "m.db",
        "--to",
        "ar",
    ]);
    assert!(run.stdout.contains("شرب الطفل الماء ثم نام."), "{}", run.stdout);
    assert!(place.run(&["lookup", "ب", "--memory", "m.db"]).stdout.contains("no match"));
    assert_eq!(place.run(&["lookup", "--memory", "m.db"]).code, 2);
}

fn cleaning_removes_what_was_chosen_and_nothing_else(kept: Kept) {
    let place = Place::on(kept).with(
        "a.jsonl",
        "{\"source\":\"جملة أولى\",\"target\":\"first sentence\",\"confidence\":0.3}\n\
         {\"source\":\"جملة ثانية\",\"target\":\"second sentence\",\"confidence\":0.95}\n\
         {\"source\":\"Windows\",\"target\":\"Windows\",\"source_language\":\"ar\",\"target_language\":\"en\"}\n",
    );
    let run = place.run(&["memory", "import", "a.jsonl", "--memory", "m.db"]);
    assert!(run.stdout.starts_with("3 new"), "{}{}", run.stdout, run.stderr);
    let run = place.run(&[
        "memory",
        "clean",
        "--below-confidence",
        "0.5",
        "--dry-run",
        "--memory",
        "m.db",
    ]);
    assert!(
        run.stdout.contains("first sentence") && run.stdout.contains("1 units would be removed")
    );
    assert_eq!(place.run(&["memory", "clean", "--all", "--memory", "m.db"]).code, 2);
    let run = place.run(&[
        "memory",
        "clean",
        "--below-confidence",
        "0.5",
        "--untranslated",
        "--memory",
        "m.db",
    ]);
    assert!(run.stdout.contains("2 units removed"), "{}{}", run.stdout, run.stderr);
    let stats = place.run(&["memory", "stats", "--memory", "m.db"]).stdout;
    assert!(stats.starts_with("1 units"), "{stats}");
}

fn a_concordance_finds_forms_phrases_and_wildcards_and_counts_translations(kept: Kept) {
    let place = Place::on(kept).with(
        "a.tsv",
        "source\ttarget\n\
         اجتمع مجلس المدينة أمس\tThe city council met yesterday\n\
         قرر المجلس إغلاق المدارس\tThe council decided to close the schools\n\
         مجلس إدارة الشركة في المدينة\tThe board of the company in the city\n\
         أغلقت المدرسة أبوابها\tThe school closed its doors\n",
    );
    place.run(&["memory", "import", "a.tsv", "--memory", "m.db"]);
    let search = |arguments: &[&str]| {
        let run = place.run(&[&["concordance"], arguments, &["--memory", "m.db"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let council = search(&["مجلس"]);
    assert!(council.starts_with("3 units: council ×2, board ×1"), "{council}");
    assert!(
        council.contains("قرر ›المجلس‹ إغلاق المدارس") && council.contains("The ›council‹ decided")
    );
    assert!(search(&["مجلس", "--exact"]).starts_with("2 units"));
    assert!(search(&["مجلس المدينة"]).starts_with("1 unit:"));
    assert!(search(&["المدينة مجلس", "--near", "5"]).starts_with("2 units"));
    assert!(search(&["closing"]).starts_with("2 units"), "forms by stem");
    assert!(search(&["sch*l"]).starts_with("1 unit"));
    assert!(search(&["عاصفة"]).starts_with("not in the memory"));
    let rows = search(&["school", "--json"]);
    let row: serde_json::Value =
        serde_json::from_str(rows.lines().next().expect("a row")).expect("JSON");
    assert_eq!((row["id"].as_u64(), row["rendering"].as_str()), (Some(4), Some("المدرسة")));
    assert_eq!(place.run(&["concordance", "؟", "--memory", "m.db"]).code, 2);
}

fn a_text_without_a_match_is_covered_by_the_phrases_that_are_known(kept: Kept) {
    let mut table = String::from("source\ttarget\n");
    for (arabic, english) in [
        ("افتتح الوزير المكتبة العامة أمس", "The minister opened the public library yesterday"),
        ("أغلقت المكتبة العامة أبوابها", "The public library closed its doors"),
        ("تقع المكتبة العامة قرب الميناء", "The public library lies near the harbour"),
        ("وصلت سفينة الشحن الكبيرة صباحا", "The big cargo ship arrived in the morning"),
        ("غادرت سفينة الشحن المرفأ", "The cargo ship left the port"),
        ("شرب الطفل الماء", "The child drank water"),
    ] {
        table.push_str(&format!("{arabic}\t{english}\n"));
    }
    let place = Place::on(kept).with("a.tsv", table);
    place.run(&["memory", "import", "a.tsv", "--memory", "m.db"]);
    let text = "زار الطلاب المكتبة العامة ثم شاهدوا من بعيد سفينة الشحن وهي تبتعد";
    let run = place.run(&["lookup", text, "--json", "--memory", "m.db"]);
    let row: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let parts = row["parts"].as_array().expect("parts");
    let shown: Vec<(&str, u64, &str)> = parts
        .iter()
        .map(|part| {
            let (start, end) = (part["start"].as_u64(), part["end"].as_u64());
            let span = start.expect("a start") as usize..end.expect("an end") as usize;
            assert_eq!(part["text"], text[span]);
            (
                part["text"].as_str().expect("a text"),
                part["count"].as_u64().expect("a count"),
                part["renderings"][0]["text"].as_str().expect("a rendering"),
            )
        })
        .collect();
    assert_eq!(shown, [("المكتبة العامة", 3, "public library"), ("سفينة الشحن", 2, "cargo ship")]);
    let run = place.run(&["lookup", text, "--memory", "m.db"]);
    assert!(run.stdout.contains("no match as a whole; parts of it"), "{}", run.stdout);
    // From a file only where it is asked for: it takes longer than a look-up.
    let place = place.with("new.txt", text);
    let run = place.run(&["lookup", "--file", "new.txt", "--memory", "m.db"]);
    assert!(run.stdout.trim_end().ends_with("no match"), "{}", run.stdout);
    let run = place.run(&["lookup", "--file", "new.txt", "--parts", "--memory", "m.db"]);
    assert!(run.stdout.contains("public library"), "{}", run.stdout);
    // The other way round.
    let run = place.run(&["lookup", "a public library for all", "--memory", "m.db"]);
    assert!(run.stdout.contains("المكتبة العامة"), "{}", run.stdout);
}

#[test]
fn damage_that_a_look_up_meets_is_mended_on_the_way() {
    let table: String =
        (0..20_000).map(|i| format!("كلمة{i} نص{}\tword{i} text\n", i % 700)).collect();
    let place = Place::new().with("a.tsv", table);
    place.run(&["memory", "import", "a.tsv", "--memory", "m.db"]);
    let index = place.path("m.db.source.index");
    let sound = std::fs::read(&index).expect("an index");
    // Opening reads the head only; the damage is in the pages behind it.
    let mut damaged = sound.clone();
    damaged[8_192..].iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(&index, &damaged).expect("written");
    let run = place.run(&["lookup", "كلمة77 نص77", "--memory", "m.db"]);
    assert!(run.stdout.contains("100 %"), "{}{}", run.stdout, run.stderr);
    std::fs::write(&index, &damaged).expect("written");
    let run = place.run(&["concordance", "كلمة77", "--memory", "m.db"]);
    assert!(run.stdout.contains("word77 text"), "{}{}", run.stdout, run.stderr);
    assert_ne!(std::fs::read(&index).expect("an index"), damaged);
}
