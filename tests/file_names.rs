//! Files may be named anything: Arabic, spaces, line breaks, signs that steer a terminal, bytes that are no text.
#![cfg(unix)]

mod common;

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;

use common::{ARABIC, ENGLISH, Place, Run};

/// Names that have to be lived with; the last two differ in a byte that is no text.
const NAMES: [&[u8]; 9] = [
    "مقال عن البحر".as_bytes(),
    b"two  spaces ",
    b"a line\nbreak",
    b"bell\x07 and \x1B[31mred",
    b"%41 #1?x=y&z 'q' \"p\"",
    b"-o",
    b"tab\there",
    b"caf\xE9",
    b"caf\xE8",
];

fn named(name: &[u8], end: &str) -> OsString {
    OsString::from_vec([name, end.as_bytes()].concat())
}

fn run(place: &Place, arguments: &[&OsStr]) -> Run {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_muwazi"))
        .current_dir(place.folder.path())
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .args(arguments)
        .output()
        .expect("a run");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The names of a folder, as bytes.
fn names(folder: PathBuf) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<Vec<u8>> =
        entries.map(|entry| entry.expect("an entry").file_name().into_vec()).collect();
    names.sort();
    names
}

fn place() -> Place {
    let place = Place::new().with("in/.keep", "");
    for name in NAMES {
        std::fs::write(place.path("in").join(named(name, ".ar.txt")), ARABIC).expect("a file");
        std::fs::write(place.path("in").join(named(name, ".en.txt")), ENGLISH).expect("a file");
    }
    place
}

#[test]
fn a_folder_of_any_names_is_aligned_and_no_two_of_them_become_one() {
    let place = place();
    let arguments = ["align", "in", "-o", "out/", "--add", "--memory", "m.db"].map(OsStr::new);
    let aligned = run(&place, &arguments);
    assert_eq!(aligned.code, 0, "{}", aligned.stderr);
    let files = names(place.path("out"));
    assert_eq!(files.len(), NAMES.len());
    for name in [&b"two  spaces .tmx"[..], b"a line\nbreak.tmx", b"caf%E9.tmx", b"caf%E8.tmx"] {
        assert!(files.iter().any(|file| file == name), "{files:?}");
    }
    // Every file can be read again, and what is printed has no line too many and steers no terminal.
    for file in files {
        let path = place.path("out").join(OsString::from_vec(file));
        let imported = run(
            &place,
            &["memory", "import", "--memory", "other.db"]
                .map(OsStr::new)
                .iter()
                .copied()
                .chain([path.as_os_str()])
                .collect::<Vec<_>>(),
        );
        assert_eq!(imported.code, 0, "{}", imported.stderr);
    }
    let printed = [aligned.stdout, aligned.stderr].concat();
    assert!(!printed.chars().any(|c| c.is_control() && c != '\n'), "{printed:?}");
    assert!(printed.contains("line") && !printed.contains("a line\nbreak"), "{printed}");
    for to in ["x.tsv", "x.csv", "x.jsonl", "x.html"] {
        let arguments = ["align", "in", "-q", "-o", to].map(OsStr::new);
        assert_eq!(run(&place, &arguments).code, 0, "{to}");
    }
    let rows = place.read("x.tsv");
    let units = rows.lines().count() - 1;
    assert!(rows.lines().all(|row| row.split('\t').count() == 5), "{rows}");
    assert_eq!(place.read("x.jsonl").lines().count(), units);
}

#[test]
fn memories_projects_and_exports_may_be_named_anything() {
    let place = place();
    for name in NAMES {
        // What begins with a dash is given with its folder, as everywhere.
        let path = |end: &str| PathBuf::from(".").join(named(name, end)).into_os_string();
        let (memory, table, tmx) = (path(".db"), path(".tsv"), path(".tmx"));
        let text = |parts: &[&str]| -> Vec<OsString> { parts.iter().map(OsString::from).collect() };
        for (before, file) in [
            (text(&["memory", "add", "نعم سيدي", "yes sir"]), None),
            (text(&["lookup", "نعم سيدي"]), None),
            (text(&["memory", "export"]), Some(&table)),
            (text(&["memory", "export"]), Some(&tmx)),
            (text(&["memory", "import"]), Some(&tmx)),
            (text(&["memory", "check"]), None),
        ] {
            let mut arguments: Vec<&OsStr> = before.iter().map(OsString::as_os_str).collect();
            arguments.extend(file.map(OsString::as_os_str));
            arguments.extend([OsStr::new("--memory"), &memory]);
            let run = run(&place, &arguments);
            assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.stdout, run.stderr);
            assert!(
                !run.stdout.contains('\u{1B}') && !run.stdout.contains('\u{7}'),
                "{arguments:?}"
            );
        }
        // Two plain files share the name.
        let moses = path(".ar");
        let arguments =
            [OsStr::new("convert"), &tmx, &moses, OsStr::new("--to"), OsStr::new("moses")];
        let converted = run(&place, &arguments);
        assert_eq!(converted.code, 0, "{}", converted.stderr);
        assert!(place.path(".").join(named(name, ".en")).exists(), "{name:?}");
    }
    let files = names(place.path("."));
    for end in [".db", ".tsv", ".tmx", ".ar", ".en"] {
        let count = files.iter().filter(|file| file.ends_with(end.as_bytes())).count();
        assert_eq!(count, NAMES.len(), "{end}: {files:?}");
    }
}

#[test]
fn an_error_about_such_a_file_is_one_line() {
    let place = Place::new();
    for name in [&b"a line\nbreak\x1B[31m.tmx"[..], b"caf\xE9.tmx"] {
        std::fs::write(place.path(".").join(OsStr::from_bytes(name)), "<tmx").expect("a file");
        for command in ["check", "convert"] {
            let mut arguments = vec![OsStr::new(command), OsStr::from_bytes(name)];
            arguments.extend((command == "convert").then_some(OsStr::new("x.tsv")));
            let run = run(&place, &arguments);
            assert_eq!(run.code, 1, "{command} {name:?}");
            let printed = [run.stdout, run.stderr].concat();
            assert!(!printed.contains('\u{1B}'), "{printed:?}");
            assert!(!printed.contains("a line\nbreak"), "{printed:?}");
        }
    }
}
