//! Checks against other programs: run by `.ci/run`, which installs them.

mod common;

use std::path::PathBuf;
use std::process::Command;

use common::{Place, root};

/// The evaluation data that stands beside the repository.
fn shared(path: &str) -> PathBuf {
    root().join("../shared/eval").join(path)
}

#[test]
#[ignore = "needs xmllint and the TMX DTD of the evaluation data"]
fn the_sample_memories_are_valid_against_the_dtd() {
    for entry in std::fs::read_dir(root().join("tmx")).expect("the sample memories") {
        let file = entry.expect("an entry").path();
        let run = Command::new("xmllint")
            .args(["--noout", "--nonet", "--dtdvalid"])
            .arg(shared("tmx/tmx14.dtd"))
            .arg(&file)
            .output()
            .expect("xmllint");
        assert!(
            run.status.success(),
            "{}: {}",
            file.display(),
            String::from_utf8_lossy(&run.stderr)
        );
    }
}

#[test]
#[ignore = "needs xmllint and the TMX DTD of the evaluation data"]
fn a_memory_with_gaps_is_valid_too() {
    let place = Place::new();
    let articles = root().join("data/articles");
    let run = place.run(&[
        "align",
        articles.to_str().expect("a path"),
        "-o",
        "all.tmx",
        "--keep-gaps",
        "-q",
    ]);
    assert_eq!(run.code, 0);
    let check = Command::new("xmllint")
        .args(["--noout", "--nonet", "--dtdvalid"])
        .arg(shared("tmx/tmx14.dtd"))
        .arg(place.path("all.tmx"))
        .output()
        .expect("xmllint");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

#[test]
#[ignore = "needs python3 and the scorer of the evaluation data"]
fn evaluate_agrees_with_the_reference_scorer_to_the_last_digit() {
    let place = Place::new();
    for set in ["ntrex-hard", "pud-noisy", "literature"] {
        let gold = shared("align/dev").join(set);
        let (gold, out) = (gold.to_str().expect("a path"), place.path(set));
        let out = out.to_str().expect("a path");
        let align = place.run(&[
            "align",
            "--presegmented",
            "--to",
            "ladder",
            "-q",
            gold,
            "-o",
            &format!("{out}/"),
        ]);
        assert_eq!(align.code, 0, "{}", align.stderr);
        let ours: serde_json::Value =
            serde_json::from_str(&place.run(&["evaluate", "--json", gold, out]).stdout)
                .expect("JSON");
        let scorer = Command::new("python3")
            .arg(shared("align/score_align.py"))
            .args(["lines", gold, out, "--json"])
            .output()
            .expect("python3");
        let theirs: serde_json::Value = serde_json::from_slice(&scorer.stdout).expect("JSON");
        for (row, key) in [("strict", "nn_strict"), ("lax", "nn_lax"), ("gaps", "null")] {
            let [p, r, f] = ["precision", "recall", "f1"].map(|k| ours[row][k].as_f64());
            let their: Vec<Option<f64>> = theirs[key]
                .as_array()
                .expect("a list")
                .iter()
                .map(serde_json::Value::as_f64)
                .collect();
            assert_eq!(vec![p, r, f], their, "{set} {row}");
        }
    }
}

/// A memory of a few hundred units with codes, notes and every kind of sign, and a copy for each tool.
fn memories(place: &Place) -> Vec<String> {
    let articles = root().join("data/articles");
    let articles = articles.to_str().expect("a path");
    assert_eq!(place.run(&["align", articles, "-o", "all.jsonl", "-q"]).code, 0);
    // Gaps have one side only, and OmegaT trims what it reads.
    let rows: Vec<String> = place
        .read("all.jsonl")
        .lines()
        .filter(|l| !l.contains("\"source\":\"\"") && !l.contains("\"target\":\"\""))
        .map(|l| format!("{l}\n"))
        .collect();
    std::fs::write(place.path("units.jsonl"), rows.concat()).expect("a file");
    let tools = [
        vec![],
        vec!["--level", "1"],
        vec!["--tool-friendly", "omegat"],
        vec!["--tool-friendly", "trados"],
        vec!["--tool-friendly", "memoq"],
    ];
    (0..)
        .zip(tools)
        .map(|(number, options)| {
            let file = format!("{number}.tmx");
            let mut arguments = vec!["convert", "units.jsonl", &file];
            arguments.extend(options);
            let run = place.run(&arguments);
            assert_eq!(run.code, 0, "{}", run.stderr);
            place.path(&file).to_str().expect("a path").to_string()
        })
        .collect()
}

/// Runs a program of the evaluation data on a file; it must be content.
fn is_content(program: &str, script: &str, arguments: &[&str]) {
    let run = Command::new(program)
        .arg(shared("tmx").join(script))
        .args(arguments)
        .current_dir(shared("tmx"))
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}"));
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(!said.contains("NOT RUN (not installed)"), "{said}");
}

/// Python with the libraries that read TMX: the one that `MUWAZI_PYTHON` names, else the usual one.
fn python() -> String {
    std::env::var("MUWAZI_PYTHON").unwrap_or_else(|_| "python3".to_string())
}

#[test]
#[ignore = "needs xmllint, python3 and the rules of the evaluation data"]
fn converted_memories_keep_every_rule_of_tmx() {
    let place = Place::new();
    for file in memories(&place) {
        is_content("bash", "check_dtd.sh", &[&file]);
    }
}

#[test]
#[ignore = "needs python3 with translate-toolkit and lxml"]
fn other_readers_see_the_same_units() {
    let place = Place::new();
    for file in memories(&place) {
        is_content(&python(), "check_readers.py", &[&file]);
    }
}

#[test]
#[ignore = "needs OmegaT 3.6 and a Java"]
fn omegat_translates_from_a_converted_memory() {
    let place = Place::new();
    let files = memories(&place);
    for file in [&files[0], &files[2]] {
        is_content("bash", "check_omegat.sh", &[file, "200"]);
    }
}

#[test]
#[ignore = "needs the TMX files of the evaluation data beside the repository"]
fn check_and_convert_come_through_every_real_file() {
    let mut count = 0;
    for folder in ["valid14", "other"] {
        for entry in std::fs::read_dir(shared("tmx/real").join(folder)).expect("the files") {
            let file = entry.expect("an entry").path();
            let path = file.to_str().expect("a path");
            // A list of such files, no TMX.
            if path.ends_with("heartsome-test.tmx") {
                continue;
            }
            let place = Place::new();
            let run = place.run(&["convert", path, "out.tmx", "-q"]);
            assert_eq!(run.code, 0, "{path}: {}", run.stderr);
            let check = Command::new("xmllint")
                .args(["--noout", "--nonet", "--dtdvalid"])
                .arg(shared("tmx/tmx14.dtd"))
                .arg(place.path("out.tmx"))
                .output()
                .expect("xmllint");
            assert!(check.status.success(), "{path}: {}", String::from_utf8_lossy(&check.stderr));
            let run = place.run(&["check", path, "--report", "jsonl"]);
            assert!(run.code == 0 || run.code == 1, "{path}: {}", run.stderr);
            assert!(!run.stderr.contains("error:"), "{path}: {}", run.stderr);
            count += 1;
        }
    }
    assert!(count > 60, "{count} files");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs root, to mount a small file system"]
fn a_full_disk_leaves_whole_batches_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).expect("a folder");
    let call = |program: &str, arguments: &[&str]| {
        let status = std::process::Command::new(program).args(arguments).arg(&disk).status();
        assert!(status.expect("a program").success(), "{program}");
    };
    call("mount", &["-t", "tmpfs", "-o", "size=2m", "tmpfs"]);
    let rows: String =
        (0..200_000).map(|i| format!("جملة طويلة رقم {i}\ta long sentence {i}\n")).collect();
    let place = common::Place::new().with("a.tsv", rows);
    let memory = disk.join("m.db").display().to_string();
    let import = place.run(&["memory", "import", "a.tsv", "--memory", &memory]);
    let stats = place.run(&["memory", "stats", "--memory", &memory]);
    let check = place.run(&["memory", "check", "--memory", &memory]);
    call("umount", &[]);
    assert_eq!(import.code, 1);
    assert!(import.stderr.contains("the disk is full"), "{}", import.stderr);
    let units: u64 =
        stats.stdout.split(' ').next().and_then(|n| n.parse().ok()).expect("a count of units");
    assert!(units > 0 && units.is_multiple_of(10_000), "{units} units, no whole batches");
    assert!(check.stdout.contains("no damage"), "{}{}", check.stdout, check.stderr);
}

/// A page of English and one of Arabic letters in painting order, as many programs write it: both by hand, with an
/// uncompressed font that maps each byte to a letter.
#[test]
#[ignore = "needs pdftotext"]
fn pdf_is_read_and_broken_arabic_in_it_refused() {
    let text = "The minister visited the new school. She met the pupils.";
    let object = |number: usize, body: &str| format!("{number} 0 obj\n{body}\nendobj\n");
    let pdf = |content: &str, map: Option<String>| {
        let content = format!("BT /F 11 Tf 40 700 Td 14 TL {content} ET");
        let to_unicode = if map.is_some() { "/ToUnicode 6 0 R" } else { "" };
        let mut out = String::from("%PDF-1.4\n");
        out += &object(1, "<</Type/Catalog/Pages 2 0 R>>");
        out += &object(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
        out += &object(
            3,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        );
        out += &object(
            4,
            &format!(
                "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding{to_unicode}>>"
            ),
        );
        out += &object(5, &format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
        if let Some(map) = map {
            out += &object(6, &format!("<</Length {}>>\nstream\n{map}\nendstream", map.len()));
        }
        out + "trailer<</Root 1 0 R>>\n%%EOF\n"
    };
    // The letters of the Arabic alphabet as the codes A, B, C …
    let letters: Vec<char> = ('\u{621}'..='\u{64A}').collect();
    let code = |c: char| letters.iter().position(|&l| l == c).map(|at| (b'0' + at as u8) as char);
    let map: String = letters
        .iter()
        .enumerate()
        .map(|(at, &letter)| format!("<{:02X}> <{:04X}>\n", usize::from(b'0') + at, letter as u32))
        .collect();
    let map = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def 1 begincodespacerange <00> <FF> endcodespacerange \
         {} beginbfchar\n{map}endbfchar endcmap end end",
        letters.len()
    );
    let arabic = "زارت الوزيرة المدرسة الجديدة في المدينة القديمة صباح اليوم والتقت الطلاب والمعلمين في القاعة الكبرى ثم غادرت \
                  إلى الميناء حيث كانت السفينة تستعد للرحلة الطويلة";
    // pdftotext turns right-to-left runs round: what was painted in reading order comes out backwards, and what was
    // painted as it looks comes out right.
    let shown = |order: fn(&str) -> String| -> String {
        let line = |word: &str| {
            let codes: String = order(word).chars().filter_map(code).collect();
            let safe = codes.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            format!("({safe}) Tj T* ")
        };
        arabic.split_whitespace().map(line).collect()
    };
    // As a font paints it whose sign for لأ has both letters in its map: they come out the wrong way round.
    let turned = |word: &str| {
        word.replace("إلى", "األولى").replace("الطلاب", "االجتماع").chars().rev().collect()
    };
    let place = Place::new()
        .with("a.pdf", pdf(&format!("({text}) Tj"), None))
        .with("b.pdf", pdf(&shown(|word| word.to_string()), Some(map.clone())))
        .with("d.pdf", pdf(&shown(|word| word.chars().rev().collect()), Some(map.clone())))
        .with("e.pdf", pdf(&shown(turned), Some(map)))
        .with("c.pdf", pdf("", None));
    let run = place.run(&["segment", "a.pdf"]);
    assert_eq!(
        run.stdout, "The minister visited the new school.\nShe met the pupils.\n",
        "{}",
        run.stderr
    );
    let run = place.run(&["segment", "b.pdf"]);
    assert!(
        run.code == 1 && run.stderr.contains("spelled backwards"),
        "{}{}",
        run.stdout,
        run.stderr
    );
    let run = place.run(&["segment", "c.pdf"]);
    assert!(run.code == 1 && run.stderr.contains("no text, only pictures"), "{}", run.stderr);
    let run = place.run(&["segment", "d.pdf"]);
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    assert_eq!(words, arabic.split_whitespace().collect::<Vec<_>>(), "{}", run.stderr);
    assert_eq!(run.stderr, "", "marks of direction are not the document's");
    let run = place.run(&["segment", "e.pdf"]);
    assert!(run.code == 1 && run.stderr.contains("wrong way round"), "{}", run.stderr);
}
