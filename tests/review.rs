//! Reviewing from outside: the server behind the page, the project file, and the page in a real browser.

mod common;

use common::server::Server;
use common::{Place, root};
use serde_json::{Value, json};

/// A place with an article of ours, under review.
fn place() -> (Place, Server) {
    let mut place = Place::new();
    for language in ["ar", "en"] {
        let name = format!("museum.{language}.txt");
        let text = std::fs::read(root().join("data/articles").join(&name)).expect("an article");
        place = place.with(&name, text);
    }
    let server = start(&place, &["museum.ar.txt", "museum.en.txt"]);
    (place, server)
}

fn start(place: &Place, files: &[&str]) -> Server {
    let arguments = [&["review", "--no-open", "--memory", "m.db"], files].concat();
    Server::start_command(place.folder.path(), &arguments)
}

fn project(server: &Server) -> Value {
    serde_json::from_str(&server.get("/api/project").body).expect("JSON")
}

/// Posts; the status and the answer.
fn post(server: &Server, path: &str, body: &Value) -> (u16, Value) {
    let answer = server.ask("POST", path, "Content-Type: application/json\r\n", &body.to_string());
    (answer.status, serde_json::from_str(&answer.body).expect("JSON"))
}

fn edit(server: &Server, revision: u64, edit: Value) -> (u16, Value) {
    post(server, "/api/edit", &json!({ "revision": revision, "edit": edit }))
}

#[test]
fn edits_are_kept_and_stale_ones_refused() {
    let (place, server) = place();
    let first = project(&server);
    let count = first["rows"].as_array().expect("rows").len();
    let (status, answer) = edit(&server, 0, json!({ "do": "merge", "row": 1 }));
    assert_eq!((status, &answer["revision"], &answer["removed"]), (200, &json!(1), &json!(2)));
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(1));
    // Another window still shows the first state.
    let (status, answer) =
        edit(&server, 0, json!({ "do": "confirm", "row": 0, "confirmed": true }));
    assert_eq!(status, 409, "{answer}");
    let (status, answer) = edit(&server, 1, json!({ "do": "merge", "row": 999 }));
    assert!(status == 400 && answer["detail"].as_str().is_some_and(|d| d.contains("no such row")));
    assert_eq!(edit(&server, 1, json!({ "do": "dance" })).0, 400);
    // What was acknowledged is there after a kill; a half-written file beside it is of no account.
    drop(server);
    let place = place.with(".tmpAbCd", "{\"format\":\"muwazi rev");
    let server = start(&place, &["museum.muwazi"]);
    let now = project(&server);
    assert_eq!(now["revision"], 1);
    assert_eq!(now["rows"].as_array().map(Vec::len), Some(count - 1));
    let (_, answer) = post(&server, "/api/undo", &json!({ "revision": 1 }));
    assert_eq!(answer["revision"], 2);
    assert_eq!(project(&server)["rows"], first["rows"]);
    assert_eq!(post(&server, "/api/undo", &json!({ "revision": 2 })).0, 400);
    // The two documents open the same project; --force starts over.
    drop(server);
    let server = start(&place, &["museum.ar.txt", "museum.en.txt"]);
    assert_eq!(project(&server)["revision"], 2);
    drop(server);
    let server = start(&place, &["museum.ar.txt", "museum.en.txt", "--force"]);
    assert_eq!(project(&server)["revision"], 0);
}

#[test]
fn confirmed_rows_stay_when_the_rest_is_aligned_again() {
    let (_place, server) = place();
    let before = project(&server);
    let rows = before["rows"].as_array().expect("rows").clone();
    // A weak bead is taken apart, which realigning puts right again; the confirmed ones do not move.
    let at =
        rows.iter().position(|row| row["confidence"].as_f64() > Some(0.97)).expect("a firm row");
    edit(&server, 0, json!({ "do": "unlink", "row": at }));
    let (status, answer) = edit(&server, 1, json!({ "do": "confirm_all", "least": 0.9 }));
    assert_eq!(status, 200, "{answer}");
    let texts = |row: &Value| json!([row["source"], row["target"]]);
    let confirmed: Vec<Value> = project(&server)["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["state"] == "confirmed")
        .map(texts)
        .collect();
    assert!(confirmed.len() > 5);
    let (status, answer) = post(&server, "/api/realign", &json!({ "revision": 2, "from": 0 }));
    assert_eq!(status, 200, "{answer}");
    let after: Vec<Value> =
        project(&server)["rows"].as_array().expect("rows").iter().map(texts).collect();
    assert!(confirmed.iter().all(|row| after.contains(row)));
    assert!(after.contains(&texts(&rows[at])), "what was torn apart is together again");
    // Every sentence is there once, in order.
    let all = |rows: &[Value], side: usize| -> Vec<Value> {
        rows.iter().flat_map(|row| row[side].as_array().cloned().unwrap_or_default()).collect()
    };
    let first: Vec<Value> = rows.iter().map(texts).collect();
    for side in [0, 1] {
        assert_eq!(all(&after, side), all(&first, side));
    }
}

#[test]
fn what_was_reviewed_goes_out_and_into_the_memory() {
    let (place, server) = place();
    edit(&server, 0, json!({ "do": "confirm", "row": 5, "confirmed": true }));
    edit(&server, 1, json!({ "do": "note", "row": 5, "note": "as the client wants it" }));
    let text =
        project(&server)["rows"][5]["source"][0]["text"].as_str().expect("a text").to_string();
    for (format, begins) in
        [("tmx", "<?xml"), ("tsv", "document"), ("jsonl", "{"), ("html", "<!DOCTYPE")]
    {
        let answer = server.get(&format!("/api/export?format={format}"));
        assert!(
            answer.status == 200 && answer.body.starts_with(begins),
            "{format}: {}",
            answer.head
        );
        assert!(answer.head.contains(&format!("filename=\"museum.{format}\"")), "{}", answer.head);
    }
    let answer = server.get("/api/export?format=jsonl&rows=confirmed");
    assert_eq!(answer.body.lines().count(), 1);
    assert_eq!(server.get("/api/export?format=doc").status, 400);
    let (status, answer) = post(&server, "/api/memory", &json!({ "revision": 2 }));
    assert!(status == 200 && answer["new"].as_u64() > Some(10), "{answer}");
    let run = place.run(&["lookup", &text, "--json", "--best", "1", "--memory", "m.db"]);
    assert!(run.stdout.contains("\"status\":\"confirmed\""), "{}{}", run.stdout, run.stderr);
    let (_, answer) = post(&server, "/api/memory", &json!({ "revision": 2 }));
    assert_eq!(answer["new"], 0);
}

#[test]
fn foreign_names_and_pages_are_refused() {
    let (_place, server) = place();
    assert_eq!(server.ask("GET", "/api/project", "Host: evil.example\r\n", "").status, 421);
    let body = json!({ "revision": 0, "edit": { "do": "merge", "row": 0 } }).to_string();
    let answer = server.ask("POST", "/api/edit", "Origin: http://evil.example\r\n", &body);
    assert_eq!(answer.status, 403);
    assert_eq!(project(&server)["revision"], 0);
}

#[test]
fn projects_that_cannot_be_read_say_why() {
    let place = Place::new()
        .with("cut.muwazi", "{\"format\":\"muwazi review\",\"version\":1,")
        .with("other.muwazi", "{\"a\":1}")
        .with("new.muwazi", "{\"format\":\"muwazi review\",\"version\":9}")
        .with("odd.muwazi", "{\"format\":\"muwazi review\",\"version\":1,\"rows\":7}");
    for (file, says) in [
        ("cut.muwazi", "no readable project"),
        ("other.muwazi", "no review project"),
        ("new.muwazi", "version 9"),
        ("odd.muwazi", "damaged"),
        ("missing.muwazi", "missing.muwazi"),
    ] {
        let run = place.run(&["review", file, "--no-open", "--memory", "m.db"]);
        assert!(run.code == 1 && run.stderr.contains(says), "{file}: {}", run.stderr);
    }
}

#[test]
fn the_page_asks_nobody_else_and_takes_no_text_for_markup() {
    let (_place, server) = place();
    let mut files = vec!["/".to_string()];
    let mut seen = Vec::new();
    while let Some(path) = files.pop() {
        if seen.contains(&path) {
            continue;
        }
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        let policy =
            "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'";
        assert!(answer.head.contains(policy), "{path}");
        for danger in [
            "http:",
            "https:",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ] {
            assert!(!answer.body.contains(danger), "{path}: {danger}");
        }
        // What the page and its scripts name.
        let names = answer.body.split('"').filter(|s| s.ends_with(".css") || s.ends_with(".js"));
        files.extend(names.filter(|name| name.starts_with('/')).map(String::from));
        seen.push(path);
    }
    assert_eq!(seen.len(), 10, "{seen:?}");
}

#[test]
fn every_export_says_what_it_is_and_can_hold_the_confirmed_rows_only() {
    let (_place, server) = place();
    edit(&server, 0, json!({ "do": "confirm", "row": 5, "confirmed": true }));
    edit(&server, 1, json!({ "do": "note", "row": 5, "note": "as the client wants it" }));
    let formats = project(&server)["formats"].as_array().expect("formats").clone();
    assert!(formats.len() > 10);
    for format in formats {
        let format = format.as_str().expect("a name");
        let answer = server.get(&format!("/api/export?format={format}"));
        assert_eq!(answer.status, 200, "{format}");
        assert!(answer.head.contains("filename=\"museum."), "{format}: {}", answer.head);
    }
    let tmx = server.get("/api/export?format=tmx&rows=confirmed").body;
    assert_eq!(tmx.matches("<tu ").count() + tmx.matches("<tu>").count(), 1, "{tmx}");
    assert!(tmx.contains("as the client wants it") && tmx.contains("confirmed"), "{tmx}");
    // The page has the words that belong together, as that of the aligner has.
    assert!(server.get("/api/export?format=html").body.contains("class=\"w w0\""));
}
