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
