//! Kills, full disks, files that go away: whatever happens, what was acknowledged is there and the rest is as before or
//! after, never between.
//!
//! *Acknowledged* is what the program has said is done: the line of an import or of `align --add` (the units of it all;
//! before that, whole batches of 10,000 in the order of the file, and what one run of `align` adds in one batch), the
//! answer of a server to a request, the exit code of an export.
//!
//! `cargo test --release --test faults -- --ignored` kills each operation 200 times; `MUWAZI_FAULT_ROUNDS` sets another
//! number, `MUWAZI_FAULT_SEED` other moments. A failure names its round and seed.
#![cfg(unix)]

mod common;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::server::Server;
use common::{ARABIC, ENGLISH, Place};
use muwazi::memory::store::Store;
use muwazi::review::Kept;
use serde_json::{Value, json};

/// Units of one batch of an import.
const BATCH: u64 = 10_000;

/// Seeded numbers (splitmix64).
struct Random(u64);

impl Random {
    fn new(salt: u64) -> Random {
        let seed = std::env::var("MUWAZI_FAULT_SEED").ok().and_then(|s| s.parse().ok());
        Random(seed.unwrap_or(20_261_128) ^ (salt << 32))
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }

    /// A moment of an operation that takes `whole`, or a little later.
    fn moment(&mut self, whole: Duration) -> Duration {
        whole.mul_f64(self.below(11_000) as f64 / 10_000.0)
    }
}

fn rounds() -> u64 {
    std::env::var("MUWAZI_FAULT_ROUNDS").ok().and_then(|s| s.parse().ok()).unwrap_or(200)
}

fn start(place: &Place, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_muwazi"))
        .current_dir(place.folder.path())
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

/// Kills it then; whether it had said before that all was done.
fn kill_at(mut child: Child, moment: Duration) -> bool {
    std::thread::sleep(moment);
    let _ = child.kill();
    let output = child.wait_with_output().expect("ended");
    output.status.success() && !output.stdout.is_empty()
}

/// How long it takes when nobody interferes.
fn time_of(place: &Place, arguments: &[&str]) -> Duration {
    let begin = Instant::now();
    let run = place.run(arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
    begin.elapsed()
}

/// The sources of a memory in order, after checking it from outside; none where it was killed before it was made.
fn sources(place: &Place, memory: &str) -> Vec<String> {
    let path = place.path(memory);
    if std::fs::metadata(&path).map_or(0, |m| m.len()) == 0 {
        return Vec::new();
    }
    let store = match Store::open_read_only(&path) {
        Ok(store) => store,
        // Killed between the file and its tables: it says so, and the next writer makes them.
        Err(error) if error.to_string().contains("nothing was ever written") => return Vec::new(),
        Err(error) => panic!("{error}"),
    };
    let mut out = Vec::new();
    let text = |texts: muwazi::memory::store::Texts| {
        out.push(texts.source);
        Ok(())
    };
    store.for_each_text(0, text).expect("read");
    let run = place.run(&["memory", "check", "--memory", memory]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.starts_with(&format!("{} units", out.len())), "{}", run.stdout);
    out
}

fn rows(count: u64, word: &str) -> String {
    (0..count).map(|i| format!("جملة {word} رقم {i}\tsentence {word} {i}\n")).collect()
}

fn remove_memory(place: &Place, memory: &str) {
    for end in ["", "-wal", "-shm", ".source.index", ".target.index"] {
        let _ = std::fs::remove_file(place.path(&format!("{memory}{end}")));
    }
}

#[test]
#[ignore = "takes minutes: see .ci/run for the short form"]
fn an_import_that_is_killed_leaves_the_first_batches_whole() {
    let mut random = Random::new(1);
    let total = 2 * BATCH + 500;
    let place = Place::new().with("units.tsv", rows(total, "أ"));
    let import = ["memory", "import", "units.tsv", "--memory", "m.db"];
    let whole = time_of(&place, &import);
    let mut between = 0;
    for round in 0..rounds() {
        remove_memory(&place, "m.db");
        let done = kill_at(start(&place, &import), random.moment(whole));
        let kept = sources(&place, "m.db");
        let count = kept.len() as u64;
        assert!(count.is_multiple_of(BATCH) || count == total, "round {round}: {count} units");
        assert!(!done || count == total, "round {round}: {count} units were acknowledged as all");
        for (i, source) in kept.iter().enumerate() {
            assert_eq!(*source, format!("جملة أ رقم {i}"), "round {round}");
        }
        between += u64::from(count > 0 && count < total);
        // Doing it again completes it; now and then, for it takes as long again.
        if round % 10 == 0 {
            let run = place.run(&import);
            let says = format!(
                "{} new, 0 merged into units that were there, {count} already",
                total - count
            );
            assert!(run.stdout.starts_with(&says), "round {round}: {}{}", run.stdout, run.stderr);
            assert_eq!(sources(&place, "m.db").len() as u64, total);
        }
    }
    println!("import: {} kills, {between} between two batches", rounds());
}

#[test]
#[ignore = "takes minutes: see .ci/run for the short form"]
fn an_alignment_that_is_killed_adds_all_its_units_or_none_and_its_files_are_whole() {
    let mut random = Random::new(2);
    let mut place = Place::new();
    for i in 0..12 {
        // Each pair has sentences of its own.
        place = place
            .with(&format!("in/p{i}.ar.txt"), format!("{ARABIC}هذه هي الصفحة رقم {i} من الكتاب.\n"))
            .with(&format!("in/p{i}.en.txt"), format!("{ENGLISH}This is page {i} of the book.\n"));
    }
    let start_over = || {
        remove_memory(&place, "m.db");
        place.run(&["memory", "add", "نعم سيدي", "yes sir", "--memory", "m.db"]);
    };
    start_over();
    let base: Vec<_> = sources(&place, "m.db");
    let align = ["align", "in", "-o", "out/", "--force", "--add", "--memory", "m.db"];
    let whole = time_of(&place, &align);
    let all = sources(&place, "m.db");
    assert!(all.len() > base.len() + 12);
    let file = |i: u64| place.path(&format!("out/p{i}.tmx"));
    let finished: Vec<_> = (0..12).map(|i| std::fs::read(file(i)).expect("a file")).collect();
    let mut halves = 0;
    for round in 0..rounds() {
        start_over();
        // Half of the files are there from before, and are old.
        for i in 0..12 {
            if random.below(2) == 0 {
                std::fs::write(file(i), "old").expect("written");
            } else {
                let _ = std::fs::remove_file(file(i));
            }
        }
        let done = kill_at(start(&place, &align), random.moment(whole));
        let kept = sources(&place, "m.db");
        assert!(kept == base || kept == all, "round {round}: {} units", kept.len());
        assert!(!done || kept == all, "round {round}");
        for (i, finished) in (0..).zip(&finished) {
            match std::fs::read(file(i)) {
                Ok(bytes) => assert!(
                    &bytes == finished || (bytes == b"old" && !done),
                    "round {round}, file {i}"
                ),
                Err(_) => assert!(!done, "round {round}, file {i}"),
            }
        }
        halves += u64::from(
            kept == base && (0..12).any(|i| std::fs::read(file(i)).is_ok_and(|b| b != b"old")),
        );
        clean(&place.path("out"));
    }
    println!("align --add: {} kills, {halves} while it wrote", rounds());
}

/// What a killed program leaves behind under a hidden name of its own is no output; it must be no more than one file.
fn clean(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let left: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".muwazi-"))
        })
        .collect();
    // As many files are written at once as there are threads.
    let most = std::thread::available_parallelism().map_or(1, usize::from);
    assert!(left.len() <= most, "{left:?}");
    left.iter().for_each(|path| std::fs::remove_file(path).expect("removed"));
}

/// Kills the server's process after `moment`, while `ask` asks until it gets no answer any more.
fn kill_while(mut server: Server, moment: Duration, mut ask: impl FnMut(&Server) -> bool) {
    let mut child = server.child.take().expect("a process");
    let killer = std::thread::spawn(move || {
        std::thread::sleep(moment);
        let _ = child.kill();
        child.wait().expect("ended");
    });
    let end = Instant::now() + Duration::from_secs(60);
    while ask(&server) {
        assert!(Instant::now() < end, "the server goes on");
    }
    killer.join().expect("killed");
}

#[test]
#[ignore = "takes minutes: see .ci/run for the short form"]
fn a_server_that_is_killed_has_every_unit_that_it_acknowledged_and_at_most_one_more() {
    let mut random = Random::new(3);
    let place = Place::new();
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut number = 0;
    let serve = ["--memory", "m.db", "--allow-writes", "--port", "0"];
    // As long as it takes for some units, on this machine.
    let server = Server::start(place.folder.path(), &serve);
    let begin = Instant::now();
    for i in 0..12 {
        let unit = json!([{ "source": format!("نص {i}"), "target": format!("text {i}") }]);
        assert!(matches!(server.post_json("/api/v1/units", &unit).status, 200 | 201));
        acknowledged.insert(format!("نص {i}"));
    }
    let whole = begin.elapsed();
    drop(server);
    for round in 0..rounds() {
        let server = Server::start(place.folder.path(), &serve);
        let mut asked = String::new();
        kill_while(server, random.moment(whole), |server| {
            number += 1;
            asked = format!("طلب رقم {number}");
            let unit = json!({ "source": asked, "target": format!("request {number}") });
            let body = json!([unit]).to_string();
            let headers = "Content-Type: application/json\r\n";
            match server.try_ask("POST", "/api/v1/units", headers, &body) {
                Ok(answer) => {
                    assert!(matches!(answer.status, 200 | 201), "round {round}: {answer:?}");
                    acknowledged.insert(asked.clone());
                    true
                }
                Err(_) => false,
            }
        });
        let kept: BTreeSet<String> = sources(&place, "m.db").into_iter().collect();
        let lost: Vec<_> = acknowledged.difference(&kept).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?}");
        let more: Vec<_> = kept.difference(&acknowledged).cloned().collect();
        assert!(more.is_empty() || more == [asked.as_str()], "round {round}: {more:?}");
        acknowledged.extend(more);
    }
    println!("serve: {} kills, {} units", rounds(), acknowledged.len());
    assert!(acknowledged.len() as u64 > rounds() / 2);
}

/// A project of a few hundred rows, `a.muwazi`.
fn with_project(place: Place) -> Place {
    let text = |sentence: &str| -> String {
        (0..150).map(|i| format!("{} {i}.\n", sentence.trim_end_matches(['.', '\n']))).collect()
    };
    let place = place
        .with("a.ar.txt", text("وقال في مؤتمر صحفي إن بلاده ستزيد المساعدات"))
        .with("a.en.txt", text("He told a news conference that his country would increase aid"));
    drop(review(&place, &["a.ar.txt", "a.en.txt"]));
    place
}

fn review(place: &Place, files: &[&str]) -> Server {
    let arguments = [&["review", "--no-open", "--memory", "m.db"], files].concat();
    Server::start_command(place.folder.path(), &arguments)
}

fn note(server: &Server, revision: u64) -> std::io::Result<common::server::Answer> {
    let edit = json!({ "do": "note", "row": revision % 100, "note": format!("remark {revision}") });
    let body = json!({ "revision": revision, "edit": edit }).to_string();
    server.try_ask("POST", "/api/edit", "Content-Type: application/json\r\n", &body)
}

#[test]
#[ignore = "takes minutes: see .ci/run for the short form"]
fn a_review_that_is_killed_has_every_edit_that_it_acknowledged_and_at_most_one_more() {
    let mut random = Random::new(4);
    let place = with_project(Place::new());
    let mut revision = 0;
    // As long as it takes for some edits, on this machine.
    let server = review(&place, &["a.muwazi"]);
    let begin = Instant::now();
    while revision < 12 {
        assert_eq!(note(&server, revision).expect("an answer").status, 200);
        revision += 1;
    }
    let whole = begin.elapsed();
    drop(server);
    for round in 0..rounds() {
        let server = review(&place, &["a.muwazi"]);
        kill_while(server, random.moment(whole), |server| match note(server, revision) {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "round {round}: {answer:?}");
                revision += 1;
                true
            }
            Err(_) => false,
        });
        let kept = Kept::open(&place.path("a.muwazi")).expect("a project");
        let project = kept.project();
        let more = project.revision.checked_sub(revision);
        assert!(
            more.is_some_and(|more| more <= 1),
            "round {round}: {} of {revision}",
            project.revision
        );
        revision = project.revision;
        assert_eq!(project.depth(), (revision as usize, 0));
        if let Some(last) = revision.checked_sub(1) {
            assert_eq!(project.rows[last as usize % 100].note, format!("remark {last}"));
        }
        drop(kept);
        clean(place.folder.path());
    }
    println!("review: {} kills, {revision} edits", rounds());
    assert!(revision > rounds() / 2);
}

#[test]
#[ignore = "takes minutes: see .ci/run for the short form"]
fn an_export_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let mut random = Random::new(5);
    let place = Place::new().with("units.tsv", rows(3_000, "ت"));
    place.run(&["memory", "import", "units.tsv", "--memory", "m.db"]);
    let mut between = 0;
    for (file, share) in [("o.tmx", 3), ("o.jsonl", 3), ("o.xlsx", 3)] {
        let export = ["memory", "export", file, "--force", "--memory", "m.db"];
        let whole = time_of(&place, &export);
        let new = std::fs::read(place.path(file)).expect("a file");
        for round in 0..rounds().div_ceil(share) {
            let old: Option<&[u8]> = (random.below(3) > 0).then_some(b"old");
            match old {
                Some(old) => std::fs::write(place.path(file), old).expect("written"),
                None => drop(std::fs::remove_file(place.path(file))),
            }
            let done = kill_at(start(&place, &export), random.moment(whole));
            let there = std::fs::read(place.path(file)).ok();
            let is_new = there.as_ref() == Some(&new)
                || file == "o.xlsx" && there.is_some() && there.as_deref() != old;
            assert!(is_new || there.as_deref() == old, "{file}, round {round}");
            assert!(!done || is_new, "{file}, round {round}");
            if is_new && file == "o.xlsx" {
                // A workbook says when it was made: it is read instead.
                let run = place.run(&["check", file]);
                assert!(
                    run.stdout.contains("3000 units"),
                    "round {round}: {}{}",
                    run.stdout,
                    run.stderr
                );
            }
            between += u64::from(!done && !is_new);
            clean(place.folder.path());
        }
    }
    println!("export: {} kills, {between} before the new file appeared", rounds());
}

#[test]
#[ignore = "takes minutes: see .ci/run for the short form"]
fn one_of_two_writers_is_killed_and_the_other_does_not_notice() {
    let mut random = Random::new(6);
    let place =
        Place::new().with("a.tsv", rows(BATCH + 50, "أ")).with("b.tsv", rows(BATCH + 70, "ب"));
    let import = |file| ["memory", "import", file, "--memory", "m.db"];
    let whole = time_of(&place, &import("a.tsv"));
    for round in 0..rounds().div_ceil(4) {
        remove_memory(&place, "m.db");
        let (killed, other) = (start(&place, &import("a.tsv")), start(&place, &import("b.tsv")));
        let done = kill_at(killed, random.moment(2 * whole));
        let other = other.wait_with_output().expect("ended");
        assert!(other.status.success(), "round {round}");
        let kept = sources(&place, "m.db");
        let of = |word: &str| kept.iter().filter(|s| s.contains(word)).count() as u64;
        assert_eq!(of(" ب "), BATCH + 70, "round {round}");
        let own = of(" أ ");
        assert!(own == 0 || own == BATCH || own == BATCH + 50, "round {round}: {own}");
        assert!(!done || own == BATCH + 50, "round {round}: {own}");
    }
}

/// A small disk of its own; taken away with the value.
struct SmallDisk<'a>(&'a Place);

impl SmallDisk<'_> {
    /// `None` where nobody may mount one, which is a failure in CI: there it is root's business to be root.
    fn mount(place: &Place, kilobytes: u64) -> Option<SmallDisk<'_>> {
        std::fs::create_dir_all(place.path("disk")).expect("a folder");
        let size = format!("size={kilobytes}k,mode=777");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "muwazi-test"])
            .arg(place.path("disk"))
            .output()
            .is_ok_and(|output| output.status.success());
        if !mounted {
            assert!(std::env::var_os("CI").is_none(), "a small disk cannot be mounted");
            eprintln!("skipped: mounting a small disk needs root");
        }
        mounted.then_some(SmallDisk(place))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path("disk")).status();
    }
}

#[test]
#[ignore = "needs root, to mount a small disk"]
fn a_full_disk_stops_an_import_between_two_batches_and_more_room_completes_it() {
    let mut random = Random::new(7);
    let total = 3 * BATCH;
    let place = Place::new().with("units.tsv", rows(total, "ف"));
    let import = ["memory", "import", "units.tsv", "--memory", "disk/m.db"];
    for round in 0..rounds().div_ceil(20).max(3) {
        let Some(_disk) = SmallDisk::mount(&place, 40_000) else { return };
        // What else is on the disk.
        let filler = vec![0u8; (22_000 + random.below(18_000) as usize) * 1_000];
        std::fs::write(place.path("disk/filler"), filler).expect("room for it");
        let run = place.run(&import);
        let kept = sources(&place, "disk/m.db").len() as u64;
        if run.code == 0 {
            assert_eq!(kept, total, "round {round}");
            continue;
        }
        assert_eq!(run.code, 1, "round {round}: {}", run.stderr);
        let says = run.stderr.to_lowercase();
        assert!(
            says.contains("full") || says.contains("no space"),
            "round {round}: {}",
            run.stderr
        );
        assert!(kept.is_multiple_of(BATCH), "round {round}: {kept}");
        std::fs::remove_file(place.path("disk/filler")).expect("removed");
        let run = place.run(&import);
        assert_eq!(run.code, 0, "round {round}: {}", run.stderr);
        assert_eq!(sources(&place, "disk/m.db").len() as u64, total, "round {round}");
    }
}

#[test]
#[ignore = "needs root, to mount a small disk"]
fn a_full_disk_loses_no_file_that_was_there_and_acknowledges_nothing() {
    let place = with_project(Place::new().with("units.tsv", rows(3_000, "ف")));
    place.run(&["memory", "import", "units.tsv", "--memory", "m.db"]);
    let Some(_disk) = SmallDisk::mount(&place, 3_000) else { return };
    // As much as there is room for.
    let full = || {
        let mut size = 3_000_000usize;
        for file in 0.. {
            let path = place.path(&format!("disk/filler{file}"));
            if std::fs::write(&path, vec![0u8; size]).is_err() {
                std::fs::remove_file(path).expect("removed");
                size /= 2;
            }
            if size == 0 {
                break;
            }
        }
    };
    // A project and a memory, each with a server; then the disk fills up.
    let memory = place.path("disk/m.db");
    place.run(&["memory", "add", "نعم سيدي", "yes sir", "--memory", "disk/m.db"]);
    std::fs::copy(place.path("a.muwazi"), place.path("disk/a.muwazi")).expect("copied");
    std::fs::write(place.path("disk/o.tmx"), "old").expect("written");
    let editing = review(&place, &["disk/a.muwazi"]);
    let serving = Server::start(place.folder.path(), &["--memory", "disk/m.db", "--allow-writes"]);
    full();
    let run = place.run(&["memory", "export", "disk/o.tmx", "--force", "--memory", "m.db"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stderr.contains("o.tmx") || run.stderr.contains("disk"), "{}", run.stderr);
    assert_eq!(place.read("disk/o.tmx"), "old");
    // An edit is a short line: the last block of the file may have room for some.
    let mut edits = 0;
    let refusal = (0..200).find_map(|_| {
        let answer = note(&editing, edits).expect("an answer");
        edits += u64::from(answer.status == 200);
        (answer.status != 200).then_some(answer)
    });
    assert_eq!(refusal.map(|answer| answer.status), Some(500));
    // What was refused has not changed the browser's state either.
    let state = editing.get("/api/project").json();
    assert_eq!(state["revision"], edits);
    let mut acknowledged = 1;
    for i in 0..400 {
        let unit = json!({ "source": format!("جملة طويلة جدا {i} {}", "كلمة ".repeat(200)), "target": format!("a {i}") });
        let answer = serving.post_json("/api/v1/units", &json!([unit]));
        match answer.status {
            200 | 201 => acknowledged += 1,
            status => assert_eq!(status, 500, "{answer:?}"),
        }
    }
    assert!(acknowledged < 400, "the disk was not full");
    assert_eq!(
        Store::open_read_only(&memory).and_then(|s| s.count()).expect("a count"),
        acknowledged
    );
    // With room again all goes on where it was.
    for entry in std::fs::read_dir(place.path("disk")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.to_string_lossy().contains("filler") {
            std::fs::remove_file(path).expect("removed");
        }
    }
    assert_eq!(note(&editing, edits).expect("an answer").status, 200);
    let answer =
        serving.post_json("/api/v1/units", &json!([{ "source": "لا سيدي", "target": "no sir" }]));
    assert!(matches!(answer.status, 200 | 201), "{answer:?}");
    drop((editing, serving));
    assert_eq!(sources(&place, "disk/m.db").len() as u64, acknowledged + 1);
    assert_eq!(
        Kept::open(&place.path("disk/a.muwazi")).expect("a project").project().revision,
        edits + 1
    );
    clean(&place.path("disk"));
}

trait PostJson {
    fn post_json(&self, path: &str, body: &Value) -> common::server::Answer;
}

impl PostJson for Server {
    fn post_json(&self, path: &str, body: &Value) -> common::server::Answer {
        self.ask("POST", path, "Content-Type: application/json\r\n", &body.to_string())
    }
}

/// Runs the program as somebody who is stopped by permissions, though the test may run as root.
fn as_nobody(place: &Place, arguments: &[&str]) -> Option<std::process::Output> {
    let program = place.path("muwazi");
    if !program.exists() {
        // The one that was built may lie where nobody else may look. Written by a process of its own: a neighbour that
        // forks while this one holds the file open would make it busy.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_muwazi")).arg(&program).status();
        assert!(copied.is_ok_and(|status| status.success()));
    }
    let root = std::fs::write("/proc/self/oom_score_adj", "0").is_ok()
        && Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    let mut command = if root {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        command
    } else {
        Command::new(&program)
    };
    command
        .current_dir(place.folder.path())
        .env("HOME", "/nonexistent")
        .args(arguments)
        .output()
        .ok()
}

#[test]
fn a_read_only_folder_is_read_and_every_refusal_names_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new()
        .with("d/a.ar.txt", ARABIC)
        .with("d/a.en.txt", ENGLISH)
        .with("d/u.tsv", "نعم\tyes\n");
    place.run(&["memory", "add", "نعم سيدي", "yes sir", "--memory", "d/m.db"]);
    let mode = |path: &str, mode| {
        std::fs::set_permissions(place.path(path), std::fs::Permissions::from_mode(mode))
            .expect("a mode");
    };
    mode(".", 0o755);
    mode("d", 0o555);
    let Some(run) = as_nobody(&place, &["lookup", "نعم سيدي", "--memory", "d/m.db"]) else {
        mode("d", 0o755);
        assert!(std::env::var_os("CI").is_none(), "setpriv is missing");
        return;
    };
    assert!(
        run.status.success() && String::from_utf8_lossy(&run.stdout).contains("100 %"),
        "{run:?}"
    );
    let before = Place::names(&place);
    for arguments in [
        &["memory", "import", "d/u.tsv", "--memory", "d/m.db"][..],
        &["memory", "add", "لا", "no", "--memory", "d/m.db"],
        &["memory", "add", "لا", "no", "--memory", "d/new.db"],
        &["memory", "export", "d/o.tmx", "--memory", "d/m.db"],
        &["memory", "compact", "--memory", "d/m.db"],
        &["align", "d/a.ar.txt", "d/a.en.txt"],
        &["align", "d/a.ar.txt", "d/a.en.txt", "-o", "d/out/"],
        &["convert", "d/u.tsv", "d/o.tmx", "--source-lang", "ar", "--target-lang", "en"],
        &["review", "d/a.ar.txt", "d/a.en.txt", "--no-open", "--memory", "d/m.db"],
    ] {
        let run = as_nobody(&place, arguments).expect("a run");
        let says = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(1), "{arguments:?}: {says}");
        assert!(says.contains("d/") || says.contains("d:"), "{arguments:?}: {says}");
        let reason = ["permission", "may not be written", "cannot be opened"];
        assert!(reason.iter().any(|r| says.to_lowercase().contains(r)), "{arguments:?}: {says}");
    }
    mode("d", 0o755);
    assert_eq!(Place::names(&place), before);
    assert_eq!(sources(&place, "d/m.db"), ["نعم سيدي"]);
}

#[test]
fn a_file_that_goes_away_is_named_and_the_rest_is_done() {
    let place = Place::new()
        .with("a.ar.txt", ARABIC)
        .with("a.en.txt", ENGLISH)
        .with("b.ar.txt", ARABIC)
        .with("pairs.csv", "a.ar.txt,a.en.txt\nb.ar.txt,b.en.txt\n");
    let run = place.run(&["align", "--manifest", "pairs.csv", "-o", "out/"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("b.en.txt"), "{}", run.stderr);
    assert!(place.path("out/a.tmx").exists() && !place.path("out/b.tmx").exists());
    // The end of a file is cut off while it is read: what came before is kept, and the place is named.
    let unit = |i: usize| {
        format!(
            "<tu><tuv xml:lang=\"ar\"><seg>جملة {i}</seg></tuv><tuv xml:lang=\"en\"><seg>sentence {i}</seg></tuv></tu>\n"
        )
    };
    let whole: String = (0..30_000).map(unit).collect();
    let place = place.with(
        "m.tmx",
        format!("<tmx version=\"1.4\"><header srclang=\"ar\"/><body>\n{whole}</body></tmx>"),
    );
    let child = start(&place, &["memory", "import", "m.tmx", "--memory", "m.db"]);
    let count = || Store::open_read_only(place.path("m.db")).and_then(|s| s.count()).unwrap_or(0);
    let end = Instant::now() + Duration::from_secs(60);
    while count() == 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(2));
    }
    let file = std::fs::File::options().write(true).open(place.path("m.tmx")).expect("opened");
    file.set_len(100_000).expect("cut");
    let code = child.wait_with_output().expect("ended").status.code();
    let kept = sources(&place, "m.db").len();
    // It may have been read to its end before.
    assert!(
        code == Some(0) && kept == 30_000 || code == Some(1) && kept >= 10_000,
        "{code:?}: {kept}"
    );
    let run = place.run(&["memory", "import", "m.tmx", "--memory", "other.db"]);
    assert!(run.code == 1 && run.stderr.contains("m.tmx:"), "{}", run.stderr);
    assert!(!sources(&place, "other.db").is_empty());
}

#[test]
fn a_memory_that_is_taken_away_acknowledges_nothing_any_more() {
    let place = Place::new();
    place.run(&["memory", "add", "نعم سيدي", "yes sir", "--memory", "m.db"]);
    let server = Server::start(place.folder.path(), &["--memory", "m.db", "--allow-writes"]);
    let add = |i: u64| {
        let unit = json!({ "source": format!("طلب رقم {i}"), "target": format!("request {i}") });
        server.post_json("/api/v1/units", &json!([unit])).status
    };
    assert!(matches!(add(1), 200 | 201));
    std::fs::rename(place.path("m.db"), place.path("aside.db")).expect("moved");
    assert_eq!(add(2), 500, "a unit went into a file that nobody will open again");
    // Another memory in its place is no better.
    place.run(&["memory", "add", "لا سيدي", "no sir", "--memory", "m.db"]);
    assert_eq!(add(3), 500);
}

#[test]
fn a_clock_that_goes_backwards_loses_nothing() {
    let place = Place::new();
    let run = |arguments: &[&str], epoch: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_muwazi"))
            .current_dir(place.folder.path())
            .env("SOURCE_DATE_EPOCH", epoch)
            .args(arguments)
            .output()
            .expect("a run");
        (
            output.status.code(),
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        )
    };
    let add = |source: &str, target: &str, more: &[&str], epoch: &str| {
        let all = [&["memory", "add", source, target, "--memory", "m.db"], more].concat();
        run(&all, epoch)
    };
    // The future, then the past, then the year nought.
    for (epoch, word) in
        [("4000000000", "أول"), ("1000000000", "ثان"), ("-62000000000", "ثالث"), ("0", "رابع")]
    {
        let (code, says) =
            add(&format!("وصل الوفد {word}"), &format!("The delegation {word}"), &[], epoch);
        assert!(code == Some(0) && says.starts_with("added"), "{epoch}: {says}");
    }
    // What is said later counts, whatever the clock says.
    let (_, says) = add("وصل الوفد أول", "The delegation أول", &["--client", "Harbour Board"], "5");
    assert!(says.contains("knows more"), "{says}");
    let (_, says) =
        run(&["memory", "export", "o.jsonl", "--client", "Harbour Board", "--memory", "m.db"], "7");
    assert!(says.starts_with("1 units"), "{says}");
    assert_eq!(sources(&place, "m.db").len(), 4);
    let (_, says) = run(&["lookup", "وصل الوفد ثالث", "--memory", "m.db"], "9");
    assert!(says.contains("100 %"), "{says}");
    for file in ["o.tmx", "o.csv", "o.xlf", "o.po", "o.xlsx"] {
        let (code, says) = run(&["memory", "export", file, "--memory", "m.db"], "-62000000000");
        assert!(code == Some(0) && says.starts_with("4 units"), "{file}: {says}");
        let (code, says) = run(&["memory", "import", file, "--memory", &format!("{file}.db")], "1");
        assert!(code == Some(0) && says.starts_with("4 new"), "{file}: {says}");
    }
    for epoch in ["99999999999999999999", "999999999999", "-999999999999", "soon", ""] {
        let (code, says) = add("أ ب", "a b", &[], epoch);
        assert!(code == Some(2) && says.contains("SOURCE_DATE_EPOCH"), "{epoch}: {says}");
    }
}
