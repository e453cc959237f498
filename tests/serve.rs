//! `muwazi serve`, asked as browsers, CAT tools and programs ask it.

mod common;

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use common::server::{Server, encoded};
use common::{ARABIC, ENGLISH, Kept, Place, root};
use serde_json::{Value, json};

on_both_stores!(
    a_sentence_is_looked_up_in_every_way,
    a_paragraph_is_cut_and_its_sentences_are_neighbours,
    a_phrase_is_found_with_its_translations,
    units_are_added_read_changed_and_removed,
    one_wrong_unit_keeps_all_out,
    amagama_is_spoken_under_its_three_prefixes,
    mymemory_is_spoken,
    sixteen_clients_lose_nothing,
    new_indexes_are_written_behind_the_scenes,
    what_was_acknowledged_survives_a_kill,
    a_signal_lets_answers_end,
    several_memories_answer_and_the_first_is_written_to,
);

/// A folder with a memory of one article.
fn place(kept: Kept) -> Place {
    let place = Place::on(kept).with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH);
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--add", "--memory", "m.db", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

fn start(place: &Place, more: &[&str]) -> Server {
    let mut arguments = vec!["--memory", "m.db"];
    arguments.extend(more);
    Server::start_at(place, &arguments)
}

const SENTENCE: &str = "وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة.";

fn a_sentence_is_looked_up_in_every_way(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &[]);
    let q = encoded(SENTENCE);
    let got = server.get(&format!("/api/v1/lookup?q={q}&best=1")).json();
    let sent = server.post("/api/v1/lookup", json!({ "q": SENTENCE, "best": 1 })).json();
    let batch =
        server.post("/api/v1/lookup/batch", json!({ "texts": [SENTENCE], "best": 1 })).json();
    assert_eq!(got, sent);
    assert_eq!(got, batch["answers"][0]);
    let best = &got["matches"][0];
    assert_eq!(best["score"], 87, "{best}");
    assert_eq!(best["target_language"], "en");
    assert_eq!(best["origins"][0]["document"], "a.ar.txt");
    // The words that differ are where the offsets say.
    let edit = best["edits"].as_array().expect("edits").iter().find(|e| e["kind"] == "replaced");
    let span = &edit.expect("a replaced word")["query"];
    let bounds = |name: &str| span[name].as_u64().expect("an offset") as usize;
    assert_eq!(&SENTENCE[bounds("start")..bounds("end")], "الجمعة");
    // The other direction.
    let english = ENGLISH.lines().next().expect("a line");
    let back = server.get(&format!("/api/v1/lookup?from=en&to=ar&q={}", encoded(english))).json();
    assert_eq!(back["matches"][0]["target_language"], "ar");
    assert_eq!(server.get(&format!("/api/v1/lookup?q={q}&to=fr")).json()["matches"], json!([]));
}

fn a_paragraph_is_cut_and_its_sentences_are_neighbours(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &[]);
    let answers = server.post("/api/v1/lookup/batch", json!({ "text": ARABIC })).json();
    let answers = answers["answers"].as_array().expect("answers");
    assert_eq!(answers.len(), ARABIC.lines().count());
    assert!(answers.iter().all(|a| a["matches"][0]["score"] == 101), "{answers:?}");
    // A sentence alone finds the same unit, but not its neighbours.
    let query = answers[1]["query"].as_str().expect("a query");
    let alone = server.post("/api/v1/lookup", json!({ "q": query })).json();
    assert_eq!(alone["matches"][0]["score"], 100);
    let lines: Vec<&str> = ARABIC.lines().collect();
    let body = json!({ "q": lines[1], "before": lines[0], "after": lines[2] });
    assert_eq!(server.post("/api/v1/lookup", body).json()["matches"][0]["score"], 101);
}

fn a_phrase_is_found_with_its_translations(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &[]);
    let found = server.get(&format!("/api/v1/concordance?q={}", encoded("القاهرة"))).json();
    assert_eq!(found["total"], 1, "{found}");
    assert_eq!(found["renderings"][0], json!({ "text": "cairo", "count": 1 }));
    let first = &found["occurrences"][0];
    let text = first["source"].as_str().expect("a text");
    let place_of = first["places"][0].as_array().expect("a place");
    let at = |i: usize| place_of[i].as_u64().expect("an offset") as usize;
    assert_eq!(&text[at(0)..at(1)], "القاهرة");
    let wild = server.get("/api/v1/concordance?q=cair*&exact=true&near=3&best=1").json();
    assert_eq!(wild["total"], 1);
}

fn units_are_added_read_changed_and_removed(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &["--allow-writes"]);
    let unit = json!({ "source": "ارتفعت أسعار القمح.", "target": "Wheat prices rose.", "document": "wire",
        "paragraph": 3, "author": "desk", "status": "reviewed", "note": "checked" });
    let added = server.post("/api/v1/units", unit.clone());
    assert_eq!(added.status, 201);
    let id = added.json()["ids"][0].as_u64().expect("a number");
    let again = server.post("/api/v1/units", json!([unit]));
    assert_eq!((again.status, again.json()["ids"][0].as_u64()), (200, Some(id)));

    let path = format!("/api/v1/units/{id}");
    let read = server.get(&path).json();
    for (name, value) in [
        ("source_language", json!("ar")),
        ("status", json!("reviewed")),
        ("notes", json!(["checked"])),
        ("author", json!("desk")),
    ] {
        assert_eq!(read[name], value, "{name}");
    }
    assert_eq!(read["origins"][0]["paragraph"], 3);

    let confirmed =
        server.ask("PATCH", &path, "", r#"{"status":"confirmed","note":"twice"}"#).json();
    assert_eq!((&confirmed["status"], &confirmed["id"]), (&json!("confirmed"), &json!(id)));
    assert_eq!(confirmed["notes"], json!(["checked", "twice"]));
    let mended = server.ask("PATCH", &path, "", r#"{"target":"The price of wheat rose."}"#).json();
    let new = mended["id"].as_u64().expect("a number");
    assert!(new > id);
    assert_eq!(mended["origins"], read["origins"]);
    assert_eq!(server.get(&path).status, 404);
    let q = encoded("ارتفعت أسعار القمح.");
    let found = server.get(&format!("/api/v1/lookup?q={q}")).json();
    assert_eq!(found["matches"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["matches"][0]["target"], "The price of wheat rose.");

    let path = format!("/api/v1/units/{new}");
    assert_eq!(server.ask("DELETE", &path, "", "").status, 204);
    assert_eq!(server.ask("DELETE", &path, "", "").status, 404);
    assert_eq!(server.get(&format!("/api/v1/lookup?q={q}")).json()["matches"], json!([]));
}

fn one_wrong_unit_keeps_all_out(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &["--allow-writes"]);
    let before = server.get("/api/v1/stats").json()["memories"][0]["units"].clone();
    let answer = server.post(
        "/api/v1/units",
        json!([{ "source": "نعم", "target": "Yes" }, { "source": "لا", "target": " " }]),
    );
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["detail"], "unit 2: a side is empty");
    assert_eq!(server.get("/api/v1/stats").json()["memories"][0]["units"], before);
}

fn amagama_is_spoken_under_its_three_prefixes(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &["--allow-writes"]);
    for prefix in ["", "/tmserver", "/api/v1"] {
        let languages = server.get(&format!("{prefix}/languages/")).json();
        let codes = json!(["ar", "en"]);
        assert_eq!(languages, json!({ "sourceLanguages": codes, "targetLanguages": codes }));
        let text = encoded(SENTENCE);
        let path = format!("{prefix}/ar/en/unit/{text}?min_similarity=75&max_candidates=3");
        let found = server.get(&path).json();
        assert_eq!(found[0]["quality"], 87.0);
        assert_eq!(found[0].as_object().map(|o| o.len()), Some(4));
        let query = format!("{prefix}/ar_eg/en_us/unit/?source={text}");
        assert_eq!(server.get(&query).json()[0], found[0]);
        assert_eq!(server.get(&format!("{prefix}/ar/fr/unit/{text}")).status, 404);
        assert_eq!(server.get(&format!("{prefix}/ar/en/unit/")).json(), json!([]));
    }
    // A slash, a plus and a space in the path.
    let body = r#"{"source":"كم/ساعة + متر","target":"km/h + m"}"#;
    assert_eq!(server.ask("PUT", "/tmserver/ar/en/unit/x", "", body).json()["new"], 1);
    let path = format!("/ar/en/unit/{}/{}+%2B+{}", encoded("كم"), encoded("ساعة"), encoded("متر"));
    assert_eq!(server.get(&path).json()[0]["target"], "km/h + m");
    let store = json!([{ "source": "فتح", "target": "Open" }, { "source": "غلق", "target": "" }]);
    let added = server.post("/ar/en/store/app%2Far.po", store).json();
    assert_eq!((&added["new"], &added["skipped"]), (&json!(1), &json!(1)));
    let found = server.get(&format!("/api/v1/lookup?q={}", encoded("فتح"))).json();
    assert_eq!(found["matches"][0]["origins"][0]["document"], "app/ar.po");
}

fn mymemory_is_spoken(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &[]);
    let answer = server.get(&format!("/get?q={}&langpair=ar%7Cen&de=x", encoded(SENTENCE))).json();
    assert_eq!(answer["responseStatus"], 200);
    assert_eq!(answer["responseData"]["match"], 0.87);
    assert_eq!(answer["matches"][0]["translation"], answer["responseData"]["translatedText"]);
    let none = server.get("/get?q=xyz&langpair=en%7Car").json();
    assert_eq!((&none["matches"], &none["responseData"]["match"]), (&json!([]), &json!(0.0)));
    assert_eq!(server.get("/get?q=xyz&langpair=en").status, 400);
}

#[test]
fn every_no_is_a_problem_with_its_reason() {
    let place = place(Kept::File);
    let server = start(&place, &["--allow-writes", "--max-body", "1"]);
    let long = format!("{{\"q\":\"{}\"}}", "a".repeat(2 << 20));
    for (method, path, headers, body, status, detail) in [
        ("GET", "/api/v1/lookup", "", "", 400, "missing field `q`"),
        ("GET", "/api/v1/lookup?q=%20", "", "", 400, "there is no text to look up"),
        ("GET", "/api/v1/lookup?q=a&threshold=102", "", "", 400, "the threshold is from 1 to 101"),
        ("GET", "/api/v1/lookup?q=a&best=x", "", "", 400, "best: invalid digit"),
        ("GET", "/api/v1/lookup?q=a&tresh=1", "", "", 400, "unknown field `tresh`"),
        ("POST", "/api/v1/lookup", "", "{\"q\":", 400, "the body is no JSON"),
        ("POST", "/api/v1/lookup", "", "{\"q\":1}", 400, "q: invalid type"),
        ("POST", "/api/v1/lookup", "", &long, 413, "the body is too long"),
        ("POST", "/api/v1/lookup/batch", "", "{}", 400, "either texts or a text"),
        ("GET", "/api/v1/concordance?q=*", "", "", 400, "the phrase has no word"),
        ("GET", "/api/v1/units/99999", "", "", 404, "there is no unit 99999"),
        ("GET", "/api/v1/units/x", "", "", 400, "\"x\" is no number of a unit"),
        ("GET", "/api/v1/units/18446744073709551615", "", "", 400, "is no number of a unit"),
        ("GET", "/api/v1/units/1?memory=7", "", "", 404, "there is no memory 7"),
        ("PATCH", "/api/v1/units/99999", "", "{\"note\":\"x\"}", 404, "there is no unit 99999"),
        ("PATCH", "/api/v1/units/1", "", "{}", 400, "nothing says what to change"),
        ("PATCH", "/api/v1/units/1", "", "{\"status\":\"x\"}", 400, "\"x\" is no status"),
        ("PATCH", "/api/v1/units/1", "", "{\"target\":\" \"}", 400, "a side would be empty"),
        ("POST", "/api/v1/units", "", "[]", 400, "there is no unit in the list"),
        (
            "POST",
            "/api/v1/units",
            "",
            "{\"source\":\"a\",\"target\":\"b\"}",
            400,
            "both sides would be en",
        ),
        ("GET", "/ar/en/unit/%FF", "", "", 400, "UTF-8"),
        ("GET", "/nowhere", "", "", 404, "there is nothing at /nowhere"),
        ("PUT", "/api/v1/stats", "", "", 405, "is not done by PUT"),
        ("GET", "/", "Host: evil.example\r\n", "", 421, "does not go by that name"),
        (
            "GET",
            "/api/v1/stats",
            "Host: localhost.evil.example\r\n",
            "",
            421,
            "does not go by that name",
        ),
        (
            "POST",
            "/api/v1/units",
            "Origin: http://evil.example\r\n",
            "{}",
            403,
            "pages of another origin",
        ),
        ("DELETE", "/api/v1/units/1", "Origin: null\r\n", "", 403, "pages of another origin"),
    ] {
        let answer = server.ask(method, path, headers, body);
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        let problem = answer.json();
        assert!(answer.head.contains("application/problem+json"), "{path}");
        assert_eq!(problem["status"], status);
        let found = problem["detail"].as_str().unwrap_or_default();
        assert!(found.contains(detail), "{method} {path}: {found}");
    }
    // Nothing of all that was done.
    assert_eq!(server.get("/api/v1/units/1").status, 200);
}

#[test]
fn writing_needs_leave() {
    let place = place(Kept::File);
    let unit = r#"{"source":"سلام","target":"Peace"}"#;
    let closed = start(&place, &[]);
    assert_eq!(closed.ask("POST", "/api/v1/units", "", unit).status, 403);
    assert_eq!(closed.ask("DELETE", "/api/v1/units/1", "", "").status, 403);
    assert_eq!(closed.ask("PUT", "/ar/en/unit/x", "", unit).status, 403);

    let guarded = start(&place, &["--token", "0123456789abcdef"]);
    assert_eq!(guarded.get("/api/v1/stats").status, 200);
    for (headers, status) in [
        ("", 401),
        ("Authorization: Bearer 0123456789abcdeX\r\n", 401),
        ("Authorization: Bearer 0123456789abcdef\r\n", 201),
        ("Authorization: Basic dTowMTIzNDU2Nzg5YWJjZGVm\r\n", 200),
    ] {
        let answer = guarded.ask("POST", "/api/v1/units", headers, unit);
        assert_eq!(answer.status, status, "{headers}: {answer:?}");
        assert_eq!(status == 401, answer.head.contains("www-authenticate: bearer"));
    }
}

#[test]
fn beyond_the_machine_everything_needs_the_token() {
    let place = place(Kept::File);
    let run = place.run(&["serve", "--memory", "m.db", "--listen", "0.0.0.0", "--allow-writes"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("MUWAZI_TOKEN"), "{}", run.stderr);
    let run = place.run(&["serve", "--memory", "m.db", "--cors", "*", "--allow-writes"]);
    assert_eq!(run.code, 2);

    let mut server = start(&place, &["--listen", "0.0.0.0", "--token", "0123456789abcdef"]);
    server.address = server.address.replace("0.0.0.0", "127.0.0.1");
    assert_eq!(server.get("/api/v1/stats").status, 401);
    assert_eq!(server.get("/ar/en/unit/x").status, 401);
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/api/v1/health").status, 200);
    let token = "Authorization: Bearer 0123456789abcdef\r\n";
    assert_eq!(server.ask("GET", "/api/v1/stats", token, "").status, 200);
    let named = format!("{token}Host: evil.example\r\n");
    assert_eq!(server.ask("GET", "/api/v1/stats", &named, "").status, 421);
}

#[test]
fn pages_of_other_origins_are_let_in_by_name_only() {
    let place = place(Kept::File);
    let server = start(&place, &["--cors", "https://cat.example.org", "--host", "tm.example.org"]);
    let from = |origin: &str, method: &str| {
        server.ask(method, "/api/v1/stats", &format!("Origin: {origin}\r\n"), "")
    };
    let allowed = from("https://cat.example.org", "GET");
    assert!(allowed.head.contains("access-control-allow-origin: https://cat.example.org"));
    let asked = from("https://cat.example.org", "OPTIONS");
    assert_eq!(asked.status, 204);
    assert!(asked.head.contains("access-control-allow-headers: authorization, content-type"));
    assert!(!from("https://evil.example", "GET").head.contains("access-control"));
    assert_eq!(server.ask("GET", "/", "Host: tm.example.org:443\r\n", "").status, 200);
}

#[test]
fn a_crowd_is_asked_to_come_back() {
    let place = place(Kept::File);
    let server = start(&place, &["--max-requests", "1", "--timeout", "2"]);
    // A request whose body does not come holds the only place until its time is over.
    let mut slow = std::net::TcpStream::connect(&server.address).expect("a connection");
    let head = "POST /api/v1/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{";
    std::io::Write::write_all(&mut slow, head.as_bytes()).expect("a head");
    std::thread::sleep(Duration::from_millis(300));
    let refused = server.get("/api/v1/health");
    assert_eq!(refused.status, 503);
    assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
    let mut answer = String::new();
    let _ = std::io::Read::read_to_string(&mut slow, &mut answer);
    assert!(answer.starts_with("HTTP/1.1 504"), "{answer}");
    assert_eq!(server.get("/api/v1/health").status, 200);
}

fn sixteen_clients_lose_nothing(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &["--allow-writes"]);
    let clients = 16;
    let each = 25;
    std::thread::scope(|scope| {
        for client in 0..clients {
            let server = &server;
            scope.spawn(move || {
                for number in 0..each {
                    let source = format!("أعلن المكتب {client} النتيجة رقم {number} اليوم");
                    let unit = json!({ "source": source, "target": format!("Office {client}, result {number}") });
                    assert_eq!(server.post("/api/v1/units", unit).status, 201);
                    // Who was told that it is there finds it.
                    let found = server.post("/api/v1/lookup", json!({ "q": source, "best": 1 })).json();
                    assert_eq!(found["matches"][0]["score"], 100, "{source}: {found}");
                    assert_eq!(found["matches"][0]["source"], source);
                }
            });
        }
    });
    let units = server.get("/api/v1/stats").json()["memories"][0]["units"].as_u64();
    assert_eq!(units, Some(ARABIC.lines().count() as u64 + clients * each));
}

fn new_indexes_are_written_behind_the_scenes(kept: Kept) {
    let place = place(kept);
    let server = start(&place, &["--allow-writes"]);
    for batch in 0..5 {
        let units: Vec<Value> = (0..1_000)
            .map(|n| json!({ "source": format!("بلغ العدد {batch} ثم {n}"), "target": format!("It was {batch}, then {n}") }))
            .collect();
        assert_eq!(server.post("/api/v1/units", Value::from(units)).status, 201);
        let query = format!("بلغ العدد {batch} ثم 999");
        let found = server.post("/api/v1/lookup", json!({ "q": query, "best": 1 })).json();
        assert_eq!(found["matches"][0]["score"], 100);
    }
    // Another program adds more than is replayed; the server sees that too.
    let lines: String =
        (0..4_000).map(|n| format!("وصل الوفد {n}\tDelegation {n} came\n")).collect();
    std::fs::write(place.path("more.tsv"), lines).expect("a file");
    let run = place.run(&[
        "memory",
        "import",
        "more.tsv",
        "--source-lang",
        "ar",
        "--target-lang",
        "en",
        "--memory",
        "m.db",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = server.post("/api/v1/lookup", json!({ "q": "وصل الوفد 3999", "best": 1 })).json();
    assert_eq!(found["matches"][0]["target"], "Delegation 3999 came");
    let found = server.post("/api/v1/lookup", json!({ "q": "بلغ العدد 0 ثم 0", "best": 1 })).json();
    assert_eq!(found["matches"][0]["score"], 100);
}

fn what_was_acknowledged_survives_a_kill(kept: Kept) {
    let place = place(kept);
    let mut server = start(&place, &["--allow-writes"]);
    let mut child = server.child.take().expect("the process");
    let acknowledged = Mutex::new(Vec::new());
    let (told, wait) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        for client in 0..4 {
            let (server, acknowledged, told) = (&server, &acknowledged, told.clone());
            scope.spawn(move || {
                for number in 0.. {
                    let source = format!("الخبر {number} من الوكالة {client}");
                    let body =
                        json!({ "source": source, "target": format!("Item {number} of {client}") });
                    let answer = server.try_ask("POST", "/api/v1/units", "", &body.to_string());
                    let Ok(answer) = answer else { return };
                    if answer.status != 201 || serde_json::from_str::<Value>(&answer.body).is_err()
                    {
                        return;
                    }
                    acknowledged.lock().expect("the list").push(source);
                    let _ = told.send(());
                }
            });
        }
        // In the middle of the work.
        for _ in 0..60 {
            wait.recv_timeout(Duration::from_secs(60)).expect("a unit");
        }
        child.kill().expect("a kill");
        child.wait().expect("its end");
    });
    let acknowledged = acknowledged.into_inner().expect("the list");
    assert!(acknowledged.len() >= 60);
    let run = place.run(&["memory", "export", "after.tsv", "--memory", "m.db"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = place.read("after.tsv");
    let there: HashSet<&str> = text.lines().flat_map(|line| line.split('\t')).collect();
    for source in &acknowledged {
        assert!(there.contains(source.as_str()), "{source} is lost");
    }
    assert_eq!(place.run(&["memory", "check", "--memory", "m.db"]).code, 0);
}

fn a_signal_lets_answers_end(kept: Kept) {
    if cfg!(not(unix)) {
        return;
    }
    let place = place(kept);
    for signal in ["-TERM", "-INT"] {
        let mut server = start(&place, &[]);
        assert_eq!(server.get("/api/v1/health").status, 200);
        let mut child = server.child.take().expect("the process");
        let id = child.id().to_string();
        let sent = std::process::Command::new("kill").args([signal, &id]).status();
        assert!(sent.expect("kill").success());
        assert!(child.wait().expect("its end").success(), "{signal}");
    }
}

fn several_memories_answer_and_the_first_is_written_to(kept: Kept) {
    let place = place(kept);
    let server =
        Server::start_at(&place, &["--memory", "new.db", "--memory", "m.db:-5", "--allow-writes"]);
    let lines: Vec<&str> = ARABIC.lines().collect();
    let found = server.post("/api/v1/lookup", json!({ "q": lines[0], "best": 1 })).json();
    assert_eq!(found["matches"][0]["score"], 95);
    assert_eq!(
        (&found["matches"][0]["memory"], &found["matches"][0]["memory_name"]),
        (&json!(1), &json!(place.location("m.db").name()))
    );
    server.post("/api/v1/units", json!({ "source": lines[0], "target": "Ours" }));
    let found = server.post("/api/v1/lookup", json!({ "q": lines[0], "best": 1 })).json();
    assert_eq!(
        (&found["matches"][0]["score"], &found["matches"][0]["target"]),
        (&json!(100), &json!("Ours"))
    );
}

#[test]
fn a_memory_that_is_not_there_is_an_error_to_a_reader() {
    let place = Place::new();
    let run = place.run(&["serve", "--memory", "none.db"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("none.db"), "{}", run.stderr);
    assert!(place.names().is_empty());
}

#[test]
fn the_page_asks_nobody_else() {
    let place = place(Kept::File);
    let server = start(&place, &[]);
    let mut files = vec!["/".to_string()];
    while let Some(path) = files.pop() {
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.head.contains("content-security-policy: default-src 'none'"), "{path}");
        assert!(!answer.body.contains("http://") && !answer.body.contains("https://"), "{path}");
        for danger in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!answer.body.contains(danger), "{path}: {danger}");
        }
        if path == "/" {
            let names =
                answer.body.split('"').filter(|s| s.ends_with(".css") || s.ends_with(".js"));
            files.extend(names.map(|name| format!("/{}", name.trim_start_matches('/'))));
            assert!(files.len() >= 2, "{files:?}");
        }
    }
}

#[test]
#[ignore = "needs MUWAZI_PYTHON with requests, and Weblate's wheel as MUWAZI_WEBLATE: see .ci/run"]
fn weblate_finds_its_matches() {
    let place = place(Kept::File);
    let server = start(&place, &[]);
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let run = std::process::Command::new(variable("MUWAZI_PYTHON"))
        .arg(root().join("tests/clients/weblate.py"))
        .args([variable("MUWAZI_WEBLATE"), format!("http://{}", server.address)])
        .output()
        .expect("Python");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Path and methods of every `.route(…)` in the sources.
fn routes() -> Vec<(String, Vec<&'static str>)> {
    let mut out = Vec::new();
    for file in ["api", "amagama", "mymemory"] {
        let path = root().join(format!("src/serve/{file}.rs"));
        let text = std::fs::read_to_string(path).expect("a source");
        for part in text.split(".route(").skip(1) {
            let path = part.split('"').nth(1).expect("a path").replace("{*", "{");
            let path = path.trim_end_matches('/').to_string();
            let code = part.split('"').nth(2).expect("code");
            let code = code
                .split("\n    ")
                .next()
                .map_or(code, |_| code.split("))").next().unwrap_or(code));
            let methods: Vec<&str> = ["get", "post", "put", "patch", "delete"]
                .into_iter()
                .filter(|method| code.contains(&format!("{method}(")))
                .collect();
            assert!(!methods.is_empty(), "{path}: {code}");
            out.push((path, methods));
        }
    }
    out
}

#[test]
fn the_description_and_the_routes_are_one() {
    let place = place(Kept::File);
    let server = start(&place, &["--allow-writes"]);
    let description = server.get("/api/v1/openapi.json").json();
    assert_eq!(description["info"]["version"], env!("CARGO_PKG_VERSION"));
    let paths = description["paths"].as_object().expect("paths");
    let routes = routes();
    assert!(routes.len() > 12);
    for (path, methods) in &routes {
        for method in methods {
            assert!(paths.get(path).is_some_and(|p| p.get(method).is_some()), "{method} {path}");
        }
    }
    for (path, item) in paths {
        for method in ["get", "post", "put", "patch", "delete"] {
            if item.get(method).is_some() {
                let known = routes.iter().any(|(p, m)| p == path && m.contains(&method));
                assert!(known, "{method} {path} is described, but not there");
            }
        }
    }
    // Every reference leads somewhere.
    let text = description.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().expect("a pointer");
        assert!(description.pointer(pointer).is_some(), "{pointer}");
    }
}
