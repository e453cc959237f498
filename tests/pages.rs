//! The pages in a real browser: every state is looked at for barriers and leaves a screenshot in `target/browser/shots`.

mod common;

use std::path::PathBuf;
use std::process::Command;

use common::server::Server;
use common::{Place, root};

const ARTICLES: [&str; 6] = ["comet", "final", "flood", "harbour", "museum", "summit"];

fn article(name: &str, language: &str) -> String {
    let path = root().join(format!("data/articles/{name}.{language}.txt"));
    std::fs::read_to_string(path).expect("an article")
}

/// A place with an article of ours.
fn place() -> Place {
    let museum = |language| article("museum", language);
    Place::new().with("museum.ar.txt", museum("ar")).with("museum.en.txt", museum("en"))
}

fn review(place: &Place, files: &[&str]) -> Server {
    let arguments = [&["review", "--no-open", "--memory", "m.db"], files].concat();
    Server::start_command(place.folder.path(), &arguments)
}

fn url(server: &Server) -> String {
    format!("http://{}/", server.address)
}

/// Runs a script of `tests/browser`; what it printed.
fn node(script: &str, arguments: &[String]) -> String {
    let modules = std::env::var("MUWAZI_BROWSER_MODULES")
        .map_or_else(|_| root().join("target/browser/node_modules"), PathBuf::from);
    let shots = root().join("target/browser/shots");
    let output = Command::new("node")
        .arg(root().join("tests/browser").join(script))
        .args(arguments.iter().map(|argument| match argument.as_str() {
            "SHOTS" => shots.display().to_string(),
            "MODULES" => modules.display().to_string(),
            other => other.to_string(),
        }))
        .output()
        .expect("node");
    let said = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(output.status.success(), "{}", said.concat());
    said.concat()
}

fn strings(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|&argument| argument.to_string()).collect()
}

/// The project of an article again and again, until it has so many rows.
fn long_project(count: usize) -> String {
    let place = place();
    drop(review(&place, &["museum.ar.txt", "museum.en.txt"]));
    let text = place.read("museum.muwazi");
    let mut project: serde_json::Value = serde_json::from_str(&text).expect("a project");
    let rows = project["rows"].as_array().expect("rows").clone();
    let row = |at: usize| {
        let mut row = rows[at % rows.len()].clone();
        row["note"] = if at.is_multiple_of(50) { format!("{at}").into() } else { "".into() };
        row
    };
    project["rows"] = (0..count).map(row).collect::<Vec<_>>().into();
    format!("{project}\n")
}

/// Everything a person can do, by keyboard and mouse, in both languages.
#[test]
#[ignore = "needs Chromium, Node, playwright-core and axe-core: see .ci/run"]
fn a_review_works_in_a_browser() {
    let place = place();
    let server = review(&place, &["museum.ar.txt", "museum.en.txt"]);
    node("review.mjs", &strings(&[&url(&server), "SHOTS", "MODULES"]));
}

/// 5,000 sentences, a side, open in under two seconds; ten times as many do not break the page.
#[test]
#[ignore = "needs Chromium, Node, playwright-core and axe-core: see .ci/run"]
fn long_documents_open_at_once_and_scroll_smoothly() {
    let all = |language: &str| -> String {
        let text: Vec<String> = ARTICLES.iter().map(|name| article(name, language)).collect();
        let one = text.join("\n");
        (0..18).map(|k| one.lines().map(|l| format!("{l} ({k})\n")).collect::<String>()).collect()
    };
    let place = Place::new()
        .with("long.ar.txt", all("ar"))
        .with("long.en.txt", all("en"))
        .with("longest.muwazi", long_project(50_000));
    let server = review(&place, &["long.ar.txt", "long.en.txt"]);
    let said = node("large.mjs", &strings(&[&url(&server), "SHOTS", "MODULES", "40-long", "2000"]));
    println!("{said}");
    let server = review(&place, &["longest.muwazi"]);
    let said =
        node("large.mjs", &strings(&[&url(&server), "SHOTS", "MODULES", "41-longest", "20000"]));
    println!("{said}");
}

#[test]
#[ignore = "needs Chromium, Node, playwright-core and axe-core: see .ci/run"]
fn a_served_memory_works_in_a_browser() {
    let place = ARTICLES.iter().fold(Place::new(), |place, name| {
        let file = |language: &str| format!("articles/{name}.{language}.txt");
        place.with(&file("ar"), article(name, "ar")).with(&file("en"), article(name, "en"))
    });
    let run = place.run(&["align", "articles", "-o", "out/", "--add", "--memory", "news.db", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let empty = place.path("none.tsv");
    std::fs::write(empty, "source\ttarget\n").expect("a table");
    let run = place.run(&[
        "memory",
        "import",
        "none.tsv",
        "--source-lang",
        "ar",
        "--target-lang",
        "en",
        "--memory",
        "empty.db",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let served = |memory: &str| Server::start(place.folder.path(), &["--memory", memory]);
    let (full, empty) = (served("news.db"), served("empty.db"));
    node("serve.mjs", &strings(&[&url(&full), &url(&empty), "SHOTS", "MODULES"]));
}

#[test]
#[ignore = "needs Chromium, Node, playwright-core and axe-core: see .ci/run"]
fn the_report_looks_the_same_without_a_server() {
    let place = place();
    let run = place.run(&["align", "museum.ar.txt", "museum.en.txt", "-o", "report.html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let file = place.path("report.html").display().to_string();
    node("report.mjs", &strings(&[&file, "SHOTS", "MODULES"]));
}

#[test]
#[ignore = "needs Chromium, Node, playwright-core and axe-core: see .ci/run"]
fn an_empty_project_says_so() {
    let empty = r#"{"format":"muwazi review","version":2,"name":"empty","revision":0,"languages":["ar","en"],"rows":[],"done":[],"undone":[]}"#;
    let place = Place::new().with("empty.muwazi", format!("{empty}\n"));
    let server = review(&place, &["empty.muwazi"]);
    node("empty.mjs", &strings(&[&url(&server), "SHOTS", "MODULES"]));
}
