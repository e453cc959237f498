//! The file of a review: what was acknowledged is in it, whatever happens.

mod common;

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use common::Place;
use common::server::Server;
use muwazi::align::{AlignedPair, align_explained};
use muwazi::exchange::file::Existing;
use muwazi::lexicon::Lexicon;
use muwazi::read::Document;
use muwazi::review::{Edit, Kept, Project, Side};
use muwazi::segment;
use muwazi::text::language::Language;
use serde_json::{Value, json};

/// A process that is being started holds the locks of its parent for a moment: no test of locks runs beside one.
static STARTING: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    STARTING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn project() -> Project {
    let side = |text: &str, language| segment::segment(Document::from_text("p", text, language));
    let source = side(common::ARABIC, Language::arabic());
    let target = side(common::ENGLISH, Language::english());
    let alignment = align_explained(&source, &target, Lexicon::builtin());
    Project::new(&AlignedPair { name: "p".to_string(), source, target, alignment })
}

fn note(text: &str) -> Edit {
    Edit::Note { row: 0, note: text.to_string() }
}

#[test]
fn a_file_cut_at_any_byte_has_all_that_was_acknowledged() {
    let _alone = alone();
    let place = Place::new();
    let path = place.path("p.muwazi");
    let mut kept = Kept::create(project(), &path, Existing::Keep).expect("created");
    let mut states =
        vec![(std::fs::metadata(&path).expect("a file").len(), kept.project().clone())];
    let split = Edit::Split { row: 1, side: Side::Source, sentence: 0, at: 4 };
    for edit in
        [Edit::Merge { row: 1 }, note("ملاحظة «صعبة» 🌍"), split, Edit::ConfirmAll { least: 0.1 }]
    {
        kept.edit(&edit).expect("edited");
        states.push((std::fs::metadata(&path).expect("a file").len(), kept.project().clone()));
    }
    kept.undo().expect("taken back");
    states.push((std::fs::metadata(&path).expect("a file").len(), kept.project().clone()));
    drop(kept);
    let bytes = std::fs::read(&path).expect("the file");
    let first = states[0].0 as usize;
    // Every few bytes, and every one where a line ends or begins.
    let is_edge = |end: usize| states.iter().any(|(at, _)| end.abs_diff(*at as usize) < 4);
    for end in (first..=bytes.len()).filter(|end| end % 23 == 0 || is_edge(*end)) {
        let tails = [&b""[..], b"\0\0\0\0", b"{\"step\":{\"at\":\xd8"];
        for tail in tails.into_iter().take(if is_edge(end) { 3 } else { 1 }) {
            let cut = place.path("cut.muwazi");
            std::fs::write(&cut, [&bytes[..end], tail].concat()).expect("written");
            let mut opened = Kept::open(&cut).unwrap_or_else(|e| panic!("{end}: {e}"));
            let whole =
                states.iter().rfind(|(length, _)| *length as usize <= end).expect("a state");
            assert_eq!(opened.project(), &whole.1, "cut at {end}");
            // Work goes on behind it.
            if tail.is_empty() && is_edge(end) {
                opened.edit(&note("on")).expect("edited");
                drop(opened);
                assert_eq!(Kept::open(&cut).expect("again").project().rows[0].note, "on");
            }
        }
    }
}

#[test]
fn edits_can_be_taken_back_after_opening_again() {
    let _alone = alone();
    let place = Place::new();
    let path = place.path("p.muwazi");
    let first = project();
    let mut kept = Kept::create(first.clone(), &path, Existing::Keep).expect("created");
    for text in ["one", "two", "three"] {
        kept.edit(&note(text)).expect("edited");
    }
    kept.undo().expect("taken back");
    drop(kept);
    let mut kept = Kept::open(&path).expect("opened");
    assert_eq!((kept.project().depth(), kept.project().revision), ((2, 1), 4));
    kept.redo().expect("again");
    assert_eq!(kept.project().rows[0].note, "three");
    for _ in 0..3 {
        drop(kept);
        kept = Kept::open(&path).expect("opened");
        kept.undo().expect("taken back");
    }
    assert_eq!(kept.project().rows, first.rows);
    assert!(kept.undo().is_err());
}

#[test]
fn a_long_history_is_written_anew_and_stays() {
    let _alone = alone();
    let place = Place::new();
    let path = place.path("p.muwazi");
    let mut kept = Kept::create(project(), &path, Existing::Keep).expect("created");
    let long = "x".repeat(60_000);
    for at in 0..30 {
        kept.edit(&note(&format!("{long}{at}"))).expect("edited");
    }
    let before = kept.project().clone();
    drop(kept);
    assert!(place.read("p.muwazi").lines().count() > 30);
    let kept = Kept::open(&path).expect("opened");
    assert_eq!(place.read("p.muwazi").lines().count(), 1);
    assert_eq!(kept.project(), &before);
    drop(kept);
    assert_eq!(Kept::open(&path).expect("opened").project(), &before);
}

#[test]
fn a_second_program_is_refused_and_a_replaced_file_is_not_overwritten() {
    let _alone = alone();
    let place = Place::new();
    let path = place.path("p.muwazi");
    let mut kept = Kept::create(project(), &path, Existing::Keep).expect("created");
    kept.edit(&note("mine")).expect("edited");
    for refused in [Kept::open(&path), Kept::create(project(), &path, Existing::Replace)] {
        let error = refused.expect_err("refused").to_string();
        assert!(error.contains("another program is working on this project"), "{error}");
    }
    // Somebody removes it: the next edit writes it again, whole.
    std::fs::remove_file(&path).expect("removed");
    kept.edit(&note("still mine")).expect("edited");
    drop(kept);
    let mut kept = Kept::open(&path).expect("opened");
    assert_eq!(kept.project().rows[0].note, "still mine");
    // Somebody puts another one in its place.
    let other = place.path("other");
    std::fs::write(&other, "theirs").expect("written");
    std::fs::rename(&other, &path).expect("replaced");
    let error = kept.edit(&note("lost")).expect_err("refused").to_string();
    assert!(error.contains("has replaced the project"), "{error}");
    assert_eq!(kept.project().rows[0].note, "still mine");
    assert_eq!(place.read("p.muwazi"), "theirs");
}

#[test]
fn damage_that_no_crash_makes_is_named() {
    let _alone = alone();
    let place = Place::new();
    let path = place.path("p.muwazi");
    let mut kept = Kept::create(project(), &path, Existing::Keep).expect("created");
    for text in ["one", "two"] {
        kept.edit(&note(text)).expect("edited");
    }
    drop(kept);
    let mut lines: Vec<String> = place.read("p.muwazi").lines().map(String::from).collect();
    lines[1].truncate(12);
    std::fs::write(&path, lines.join("\n") + "\n").expect("written");
    let error = Kept::open(&path).expect_err("damaged").to_string();
    assert!(
        error.contains("p.muwazi") && error.contains("damaged") && error.contains('2'),
        "{error}"
    );
}

#[test]
fn a_file_of_the_first_version_opens() {
    let _alone = alone();
    let place = Place::new();
    let path = place.path("p.muwazi");
    drop(Kept::create(project(), &path, Existing::Keep).expect("created"));
    let mut old: Value = serde_json::from_str(&place.read("p.muwazi")).expect("JSON");
    old["version"] = 1.into();
    old["done"] = json!([{ "at": 0, "before": [old["rows"][0]], "after": [old["rows"][0]] }]);
    // As somebody may have laid it out by hand.
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(serde_json::to_string_pretty(&old).expect("JSON").as_bytes()).expect("written");
    drop(file);
    let mut kept = Kept::open(&path).expect("opened");
    kept.edit(&note("new")).expect("edited");
    drop(kept);
    let kept = Kept::open(&path).expect("opened");
    assert_eq!((kept.project().depth().0, kept.project().rows[0].note.as_str()), (2, "new"));
}

/// Edits as fast as the server takes them, killed in the middle, again and again.
#[test]
fn every_acknowledged_edit_survives_a_kill() {
    let _alone = alone();
    let place = Place::new().with("a.ar.txt", common::ARABIC).with("a.en.txt", common::ENGLISH);
    let start = || {
        let files = ["review", "a.ar.txt", "a.en.txt", "--no-open", "--memory", "m.db"];
        Server::start_command(place.folder.path(), &files)
    };
    let state = |server: &Server| -> (u64, String) {
        let project = server.get("/api/project").json();
        let note = project["rows"][0]["note"].as_str().unwrap_or("start").to_string();
        (project["revision"].as_u64().expect("a revision"), note)
    };
    let mut total = 0;
    for round in 0..6 {
        let mut server = start();
        let (first, _) = state(&server);
        let acknowledged = AtomicU64::new(first);
        let mut child = server.child.take().expect("a server");
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for revision in first..first + 3000 {
                    let edit =
                        json!({ "do": "note", "row": 0, "note": format!("edit {}", revision + 1) });
                    let body = json!({ "revision": revision, "edit": edit }).to_string();
                    match server.try_ask("POST", "/api/edit", "", &body) {
                        Ok(answer) => {
                            assert_eq!(answer.status, 200, "{}", answer.body);
                            acknowledged.store(revision + 1, Ordering::SeqCst);
                        }
                        Err(_) => break,
                    }
                }
            });
            std::thread::sleep(Duration::from_millis(150 + 37 * round));
            child.kill().expect("killed");
            child.wait().expect("ended");
        });
        let acknowledged = acknowledged.into_inner();
        total += acknowledged - first;
        let (revision, note) = state(&start());
        // The one that was under way may have reached the disk.
        assert!(
            revision == acknowledged || revision == acknowledged + 1,
            "{revision} {acknowledged}"
        );
        assert!(revision == 0 || note == format!("edit {revision}"), "{note} at {revision}");
    }
    assert!(total > 20, "only {total} edits were made");
}
