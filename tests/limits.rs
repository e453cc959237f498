//! How far it goes: sizes that nobody meets in a day's work, each with the time, the memory and the bound that must hold.
//!
//! `cargo test --release --test limits -- --ignored --nocapture limit` runs them all and prints the figures;
//! `MUWAZI_LIMIT_SHARE=0.01` does a hundredth of each.
#![cfg(target_os = "linux")]

mod common;

use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use common::Place;

/// Of a full size, as much as is asked for.
fn size(full: u64) -> u64 {
    let share = std::env::var("MUWAZI_LIMIT_SHARE").ok().and_then(|s| s.parse::<f64>().ok());
    ((full as f64 * share.unwrap_or(1.0)) as u64).max(1)
}

/// What a run took.
struct Took {
    time: Duration,
    /// Most memory at once, in MB.
    megabytes: u64,
    stdout: String,
    stderr: String,
    code: i32,
}

/// Runs the program with at most so many megabytes of address space, if any are named.
fn run(place: &Place, most_megabytes: Option<u64>, arguments: &[&str]) -> Took {
    let report = place.path("usage");
    let limit = most_megabytes.map_or("unlimited".to_string(), |mb| (mb * 1024).to_string());
    // The shell sets the bound; the kernel tells the most that was held through /proc as it ends.
    let script = format!(
        "ulimit -v {limit}; \"$@\" & child=$!; most=0; while kill -0 $child 2>/dev/null; do \
         now=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$child/status 2>/dev/null); \
         [ \"${{now:-0}}\" -gt $most ] && most=$now; sleep 0.05; done; echo $most > usage; wait $child"
    );
    let begin = Instant::now();
    let output = Command::new("bash")
        .args(["-c", &script, "bash", env!("CARGO_BIN_EXE_muwazi")])
        .args(arguments)
        .current_dir(place.folder.path())
        .output()
        .expect("a run");
    let kilobytes =
        std::fs::read_to_string(&report).ok().and_then(|s| s.trim().parse::<u64>().ok());
    Took {
        time: begin.elapsed(),
        megabytes: kilobytes.unwrap_or(0) / 1024,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().unwrap_or(-1),
    }
}

fn say(what: &str, took: &Took) {
    println!("{what}: {:.1} s, at most {} MB", took.time.as_secs_f64(), took.megabytes);
    assert_eq!(took.code, 0, "{}", took.stderr);
}

/// Words of a language that nobody speaks, by a number: as many as real texts have.
fn word(number: u64, letters: &[char]) -> String {
    let mut rest = number + letters.len() as u64;
    let mut word = String::new();
    while rest > 0 {
        let at = (rest % letters.len() as u64) as usize;
        word.push(letters[at]);
        rest /= letters.len() as u64;
    }
    word
}

/// Seeded numbers (splitmix64).
fn mixed(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A sentence of 6 to 25 words and the same in the other language; frequent words are more frequent.
fn sentence(state: &mut u64) -> (String, String) {
    let arabic: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".chars().collect();
    let english: Vec<char> = "abcdefghijklmnoprstuvw".chars().collect();
    let count = 6 + mixed(state) % 20;
    let (mut one, mut other) = (String::new(), String::new());
    for _ in 0..count {
        let rank = (mixed(state) % 60_000).min(mixed(state) % 60_000).min(mixed(state) % 60_000);
        one.push_str(&word(rank, &arabic));
        one.push(' ');
        other.push_str(&word(rank, &english));
        other.push(' ');
    }
    (one.trim_end().to_string() + ".", other.trim_end().to_string() + ".")
}

fn write_lines(path: &Path, count: u64, mut line: impl FnMut(u64) -> String) {
    let mut file = BufWriter::new(std::fs::File::create(path).expect("a file"));
    for i in 0..count {
        writeln!(file, "{}", line(i)).expect("written");
    }
    file.flush().expect("written");
}

#[test]
#[ignore = "takes many minutes and some gigabytes of disk"]
fn limit_five_million_units_are_imported_and_found() {
    let place = Place::new();
    let count = size(5_000_000);
    let mut state = 7;
    let mut asked = Vec::new();
    write_lines(&place.path("units.tsv"), count, |i| {
        let (one, other) = sentence(&mut state);
        if i % (count / 1_000).max(1) == 0 {
            asked.push(one.clone());
        }
        format!("{one}\t{other}")
    });
    let took = run(&place, None, &["memory", "import", "units.tsv", "--memory", "m.db"]);
    say(&format!("import of {count} units"), &took);
    let per_second = count as f64 / took.time.as_secs_f64();
    println!("  {per_second:.0} units a second");
    let bytes = |name: &str| std::fs::metadata(place.path(name)).map_or(0, |m| m.len()) / 1_000_000;
    println!(
        "  store {} MB, indexes {} MB",
        bytes("m.db"),
        bytes("m.db.source.index") + bytes("m.db.target.index")
    );
    std::fs::write(place.path("asked.txt"), asked.join("\n")).expect("written");
    let arguments = ["lookup", "--file", "asked.txt", "--json", "--best", "1", "--memory", "m.db"];
    let took = run(&place, None, &arguments);
    say(&format!("{} look-ups, opening included", asked.len()), &took);
    let exact = took.stdout.lines().filter(|line| line.contains("\"score\":10")).count();
    assert_eq!(exact, asked.len());
    let took = run(&place, None, &["lookup", &asked[asked.len() / 2], "--memory", "m.db"]);
    say("one look-up", &took);
    let took = run(&place, None, &["memory", "check", "--memory", "m.db"]);
    say("check", &took);
    assert!(took.stdout.starts_with(&format!("{count} units")), "{}", took.stdout);
    let took = run(&place, Some(2_000), &["memory", "export", "o.tmx", "--memory", "m.db"]);
    say("export to TMX in 2,000 MB of address space", &took);
    assert!(took.megabytes < 500, "{} MB", took.megabytes);
}

#[test]
#[ignore = "takes minutes"]
fn limit_a_pair_of_160_000_lines_is_aligned() {
    let place = Place::new();
    let lines = size(160_000);
    let mut state = 11;
    let pairs: Vec<_> = (0..lines).map(|_| sentence(&mut state)).collect();
    // One sentence in fifty is missing on one side, and one in fifty is two.
    write_lines(&place.path("a.ar"), lines, |i| pairs[i as usize].0.clone());
    write_lines(&place.path("a.en"), lines, |i| match i % 50 {
        7 => String::new(),
        19 => pairs[i as usize].1.replacen(' ', ".\n", 1),
        _ => pairs[i as usize].1.clone(),
    });
    let arguments = ["align", "a.ar", "a.en", "--presegmented", "-o", "a.align"];
    let took = run(&place, None, &arguments);
    say(&format!("a pair of {lines} lines"), &took);
    // Words that no lexicon knows: what the pair itself teaches must do.
    assert!(took.megabytes < 6_000, "{} MB", took.megabytes);
    assert!(place.read("a.align").lines().count() as u64 > lines * 9 / 10);
}

#[test]
#[ignore = "takes minutes"]
fn limit_100_000_small_files_in_a_folder_are_aligned() {
    let place = Place::new();
    let pairs = size(50_000);
    std::fs::create_dir(place.path("in")).expect("a folder");
    let mut state = 13;
    for i in 0..pairs {
        let (one, other) = sentence(&mut state);
        std::fs::write(place.path(&format!("in/p{i}.ar.txt")), one).expect("written");
        std::fs::write(place.path(&format!("in/p{i}.en.txt")), other).expect("written");
    }
    let took = run(&place, None, &["align", "in", "-o", "all.tmx"]);
    say(&format!("a folder of {} files", 2 * pairs), &took);
    assert!(took.stdout.contains(&format!("{pairs} pairs")), "{}", took.stdout);
    assert!(took.megabytes < 2_000, "{} MB", took.megabytes);
    let took = run(&place, None, &["align", "in", "-o", "out/", "--add", "--memory", "m.db", "-q"]);
    say("the same, a file a pair and into a memory", &took);
    assert_eq!(std::fs::read_dir(place.path("out")).expect("a folder").count() as u64, pairs);
}

#[test]
#[ignore = "takes a minute"]
fn limit_a_file_of_any_size_goes_through_300_megabytes() {
    let place = Place::new();
    let count = size(1_000_000);
    let mut state = 17;
    write_lines(&place.path("units.tsv"), count, |_| {
        let (one, other) = sentence(&mut state);
        format!("{one}\t{other}")
    });
    let languages = ["--source-lang", "ar", "--target-lang", "en"];
    for (from, to) in
        [("units.tsv", "a.tmx"), ("a.tmx", "b.jsonl"), ("b.jsonl", "c.xlf"), ("c.xlf", "d.csv")]
    {
        let took = run(&place, Some(300), &[&["convert", from, to][..], &languages].concat());
        say(&format!("{from} → {to}, {count} units"), &took);
        assert!(took.megabytes < 100, "{} MB", took.megabytes);
    }
}

#[test]
fn too_little_memory_ends_with_an_error_and_a_whole_file() {
    let place =
        Place::new().with("units.tsv", "نعم سيدي\tyes sir\n".repeat(20_000)).with("o.tmx", "old");
    place.run(&["memory", "add", "نعم", "yes", "--memory", "m.db"]);
    let before = std::fs::read(place.path("m.db")).expect("a memory");
    for megabytes in [20, 30, 45, 60, 90, 140, 200] {
        let arguments = [
            "convert",
            "units.tsv",
            "o.tmx",
            "--force",
            "--source-lang",
            "ar",
            "--target-lang",
            "en",
        ];
        let took = run(&place, Some(megabytes), &arguments);
        let file = place.read("o.tmx");
        let whole = file == "old" || file.trim_end().ends_with("</tmx>");
        assert!(whole && (took.code != 0 || file != "old"), "{megabytes} MB: {}", took.stderr);
        let took =
            run(&place, Some(megabytes), &["memory", "import", "units.tsv", "--memory", "m.db"]);
        let check = place.run(&["memory", "check", "--memory", "m.db"]);
        assert_eq!(
            check.code, 0,
            "{megabytes} MB: {}{}{}",
            took.stderr, check.stdout, check.stderr
        );
    }
    assert!(!before.is_empty());
}
