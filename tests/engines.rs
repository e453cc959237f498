//! The stream under engines that divide the work: run by `.ci/run`, which installs them.

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::{ARABIC, ENGLISH, Place, root};
use serde_json::json;

/// Pairs that are told apart by their ids; a few must fail.
fn pairs(count: usize) -> String {
    let record = |id: usize| match id % 10 {
        7 => "{\"id\": \"broken".to_string(),
        _ => json!({"id": id, "source": ARABIC, "target": ENGLISH}).to_string(),
    };
    (0..count).map(|id| record(id) + "\n").collect()
}

/// What one program makes of them.
fn alone(place: &Place, pairs: &str) -> Vec<String> {
    let run = place.run_with_input(&["align", "--stream", "-q"], pairs.as_bytes());
    assert_eq!(run.code, 1);
    run.stdout.lines().map(without_line).collect()
}

/// A failure names its line, which is another one when the input was divided.
fn without_line(answer: &str) -> String {
    answer.split(",\"line\":").next().unwrap_or_default().to_string()
}

/// The folder of the program before all others that are searched for programs.
fn search_path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_muwazi")).parent().expect("a folder");
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

fn text(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// Runs the example on Spark while `victim` is killed.
fn spark(victim: &str) {
    let python = std::env::var("MUWAZI_PYTHON").unwrap_or_else(|_| "python3".to_string());
    let place = Place::new();
    let run = Command::new(&python)
        .arg(root().join("tests/clients/spark.py"))
        .arg(env!("CARGO_BIN_EXE_muwazi"))
        .arg(place.folder.path())
        .arg(victim)
        .output()
        .unwrap_or_else(|e| panic!("{python}: {e}"));
    assert!(run.status.success(), "{}", text(&run));
}

#[test]
#[ignore = "needs pyspark, pyarrow, pandas and a Java"]
fn spark_loses_and_doubles_nothing_when_an_executor_dies() {
    spark("executor");
}

#[test]
#[ignore = "needs pyspark, pyarrow, pandas and a Java"]
fn spark_loses_and_doubles_nothing_when_the_program_itself_dies() {
    spark("child");
}

#[test]
#[ignore = "needs GNU parallel"]
fn gnu_parallel_gives_every_answer_in_order() {
    let pairs = pairs(60);
    let place = Place::new().with("pairs.jsonl", &pairs);
    let script = "parallel --will-cite --jobs 2 --pipe --block 8k --keep-order muwazi align --stream -q < pairs.jsonl > result.jsonl";
    let run = Command::new("bash")
        .args(["-c", script])
        .current_dir(place.folder.path())
        .env("PATH", search_path())
        .output()
        .expect("bash");
    // The number of parts in which a record failed.
    assert!(run.status.code().is_some_and(|code| (2..100).contains(&code)), "{}", text(&run));
    let answers: Vec<String> = place.read("result.jsonl").lines().map(without_line).collect();
    assert_eq!(answers, alone(&place, &pairs));
}

#[test]
#[ignore = "needs bash and GNU split"]
fn the_parts_of_a_slurm_array_are_the_whole() {
    let pairs = pairs(50);
    let place = Place::new().with("pairs.jsonl", &pairs);
    let task = |number: usize, path: &str| {
        let run = Command::new("bash")
            .arg(root().join("examples/slurm_align.sh"))
            .args(["pairs.jsonl", "out", "-q"])
            .current_dir(place.folder.path())
            .env("PATH", path)
            .env("SLURM_ARRAY_TASK_ID", number.to_string())
            .env("SLURM_ARRAY_TASK_MIN", "3")
            .env("SLURM_ARRAY_TASK_COUNT", "4")
            .env("SLURM_JOB_ID", "99")
            .output()
            .expect("bash");
        (run.status.success(), text(&run))
    };
    // One in which the program is killed leaves nothing behind, and is done when it comes again.
    let dying = place.path("bin/muwazi");
    std::fs::create_dir(place.path("bin")).expect("a folder");
    std::fs::write(&dying, "#!/bin/bash\nhead -c 1000; kill -9 $$\n").expect("a file");
    assert!(Command::new("chmod").arg("+x").arg(&dying).status().is_ok_and(|s| s.success()));
    let killed = format!("{}:{}", place.path("bin").display(), search_path());
    assert!(!task(3, &killed).0);
    assert_eq!(std::fs::read_dir(place.path("out")).expect("a folder").count(), 0);
    for number in [3, 4, 5, 6, 4] {
        let (done, said) = task(number, &search_path());
        assert!(done, "{said}");
    }
    let parts: String =
        (3..7).map(|number| place.read(&format!("out/{number:05}.jsonl"))).collect();
    let answers: Vec<String> = parts.lines().map(without_line).collect();
    assert_eq!(answers, alone(&place, &pairs));
}
