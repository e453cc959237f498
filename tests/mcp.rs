//! `muwazi mcp`, asked in lines of JSON-RPC as a client of the Model Context Protocol asks it.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{ARABIC, ENGLISH, Place, root};
use serde_json::{Value, json};

/// A folder with a memory of one article, and a glossary.
fn place() -> Place {
    let place = Place::new()
        .with("a.ar.txt", ARABIC)
        .with("a.en.txt", ENGLISH)
        .with("terms.tsv", "مؤتمر صحفي\tpress briefing\n");
    let run = place.run(&["align", "a.ar.txt", "a.en.txt", "--add", "--memory", "m.db", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

const SENTENCE: &str = "وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة.";

/// What a server said to one conversation.
struct Talk {
    code: i32,
    /// The answers by the number of the request.
    answers: Vec<(Value, Value)>,
    stderr: String,
}

impl Talk {
    /// The answer to request number `id`.
    fn answer(&self, id: u64) -> &Value {
        let found = self.answers.iter().find(|(known, _)| *known == json!(id));
        found
            .map(|(_, answer)| answer)
            .unwrap_or_else(|| panic!("no answer to {id}: {}", self.stderr))
    }

    /// What the tool of request `id` returned as data.
    fn data(&self, id: u64) -> &Value {
        let result = &self.answer(id)["result"];
        assert_eq!(result["isError"], false, "{result}");
        &result["structuredContent"]
    }

    /// What it returned as text.
    fn text(&self, id: u64) -> &str {
        self.answer(id)["result"]["content"][0]["text"].as_str().expect("a text")
    }
}

fn hello() -> String {
    let client = json!({ "name": "test", "version": "1" });
    let parameters =
        json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client });
    let initialize =
        json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": parameters });
    format!(
        "{initialize}\n{}\n",
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })
    )
}

fn request(id: u64, method: &str, parameters: Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }).to_string()
}

fn call(id: u64, tool: &str, arguments: Value) -> String {
    request(id, "tools/call", json!({ "name": tool, "arguments": arguments }))
}

/// Starts the server, says everything, waits for all answers, and closes its input.
fn talk(place: &Place, more: &[&str], lines: &[String]) -> Talk {
    let mut child = Command::new(env!("CARGO_BIN_EXE_muwazi"))
        .current_dir(place.folder.path())
        .args(["mcp", "--memory", "m.db"])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    let mut input = child.stdin.take().expect("its input");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let (heard, hear) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in output.lines() {
            let _ = heard.send(line.expect("a line of UTF-8"));
        }
    });
    let said = hello() + &lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    input.write_all(said.as_bytes()).expect("a server that reads");
    let read = |line: String| -> (Value, Value) {
        let answer: Value = serde_json::from_str(&line)
            .unwrap_or_else(|e| panic!("standard output holds {line:?}: {e}"));
        assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
        (answer["id"].clone(), answer)
    };
    let is_request = |line: &&String| {
        let sent: Value = serde_json::from_str(line).unwrap_or_default();
        sent["id"].is_number()
    };
    let mut waited_for = 1 + lines.iter().filter(is_request).count();
    let mut answers = Vec::new();
    while waited_for > 0 {
        let Ok(line) = hear.recv_timeout(Duration::from_secs(100)) else { break };
        answers.push(read(line));
        // An answer to what was no request has no number.
        waited_for -= usize::from(answers.last().is_some_and(|(id, _)| id.is_number()));
    }
    drop(input);
    let ended = child.wait_with_output().expect("its end");
    reader.join().expect("the reader");
    answers.extend(hear.into_iter().map(read));
    let stderr = String::from_utf8_lossy(&ended.stderr).into_owned();
    Talk { code: ended.status.code().unwrap_or(-1), answers, stderr }
}

#[test]
fn a_client_is_told_what_there_is() {
    let place = place();
    let talk = talk(
        &place,
        &[],
        &[request(1, "tools/list", json!({})), request(2, "prompts/list", json!({}))],
    );
    assert_eq!(talk.code, 0, "{}", talk.stderr);
    let hello = &talk.answer(0)["result"];
    assert_eq!(hello["serverInfo"]["name"], "muwazi");
    assert_eq!(hello["protocolVersion"], "2025-06-18");
    assert!(hello["instructions"].as_str().is_some_and(|text| text.contains("look_up")));
    let tools = talk.answer(1)["result"]["tools"].as_array().expect("tools");
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(names, ["look_up", "concordance", "glossary", "align"]);
    for tool in tools {
        let name = &tool["name"];
        assert!(tool["description"].as_str().is_some_and(|text| text.len() > 100), "{name}");
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{name}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{name}");
        assert_eq!(tool["outputSchema"]["type"], "object", "{name}");
        let parameters = tool["inputSchema"]["properties"].as_object().expect("parameters");
        for (parameter, schema) in parameters {
            assert!(schema["description"].is_string(), "{name}: {parameter} says nothing");
        }
    }
    assert_eq!(talk.answer(2)["result"]["prompts"][0]["name"], "translate");
}

#[test]
fn each_sentence_is_looked_up() {
    let place = place();
    let text = format!("{SENTENCE} هل يكفي ذلك؟ تزيد المساعدات بنسبة ١٢٪ غدا");
    let talk = talk(&place, &[], &[call(1, "look_up", json!({ "text": text, "threshold": 70 }))]);
    let sentences = talk.data(1)["sentences"].as_array().expect("sentences");
    assert_eq!(sentences.len(), 3);
    let best = &sentences[0]["matches"][0];
    assert_eq!(best["score"], 87, "{best}");
    assert_eq!(best["translation"], "The French president arrived in Cairo on Thursday.");
    let changed = json!({ "kind": "replaced", "text": "الجمعة", "memory": "الخميس" });
    assert_eq!(best["differences"], json!([changed]));
    assert_eq!(best["origins"][0]["document"], "a.ar.txt");
    assert_eq!((&best["status"], &best["memory"]), (&json!("aligned"), &json!("m.db")));
    assert_eq!(sentences[1]["matches"][0]["score"], 100);
    // Nothing matches the last one, but a phrase of it is known.
    assert_eq!(sentences[2]["matches"], json!([]));
    assert!(sentences[2]["phrases"][0]["text"].is_string(), "{}", sentences[2]);
    let shown = talk.text(1);
    for part in ["87 %", "الخميس → الجمعة", "no match; phrases of it", "unit 1 of m.db"]
    {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
}

#[test]
fn a_phrase_is_found_with_its_translations() {
    let place = place();
    let talk = talk(
        &place,
        &[],
        &[
            call(1, "concordance", json!({ "phrase": "القاهرة" })),
            call(2, "concordance", json!({ "phrase": "delegat*", "best": 1 })),
            call(3, "concordance", json!({ "phrase": "قطار" })),
        ],
    );
    let found = talk.data(1);
    assert_eq!(found["translations"][0], json!({ "text": "cairo", "count": 1 }));
    assert_eq!(found["sentences"][0]["found"], json!(["القاهرة"]));
    assert_eq!(talk.data(2)["total"], 1);
    assert_eq!(talk.data(3)["total"], 0);
    assert_eq!(talk.text(3), "not in the memory\n");
}

#[test]
fn terms_come_from_the_surest_source() {
    let place = place();
    let text = "عقد الوفد مؤتمر صحفي في القاهرة وقال إن بلاده ستزيد المساعدات";
    let talk = talk(
        &place,
        &["--glossary", "terms.tsv"],
        &[
            call(1, "glossary", json!({ "text": text })),
            call(2, "glossary", json!({ "text": text, "sources": ["lexicon"] })),
            call(3, "glossary", json!({ "text": "The delegation visited the schools." })),
        ],
    );
    let find = |id: u64, term: &str| -> Value {
        let terms = talk.data(id)["terms"].as_array().expect("terms").clone();
        terms.into_iter().find(|t| t["term"] == term).unwrap_or(Value::Null)
    };
    let briefing = find(1, "مؤتمر صحفي");
    assert_eq!(
        (&briefing["source"], &briefing["translations"]),
        (&json!("glossary"), &json!(["press briefing"]))
    );
    let phrase =
        talk.data(1)["terms"].as_array().expect("terms").iter().any(|t| t["source"] == "memory");
    assert!(phrase, "{}", talk.text(1));
    assert_eq!(find(1, "القاهرة")["translations"][0], "Cairo");
    assert_eq!(find(2, "مؤتمر صحفي")["source"], "lexicon");
    assert_eq!(find(3, "schools")["translations"][0], "مدرسة");
}

#[test]
fn two_texts_are_aligned() {
    let place = place();
    let english =
        ENGLISH.replace("The agreement is worth $3.5 million.\n", "").replace("12%", "21%");
    let talk = talk(
        &place,
        &[],
        &[
            call(1, "align", json!({ "source": ARABIC, "target": english })),
            call(2, "align", json!({ "source": ENGLISH, "target": ARABIC })),
        ],
    );
    let pairs = talk.data(1)["pairs"].as_array().expect("pairs");
    assert_eq!(pairs.len(), 5, "{}", talk.text(1));
    let sides = (&pairs[2]["source"], &pairs[2]["target"]);
    assert_eq!(pairs[2]["shape"], "1-0", "{}", talk.text(1));
    assert_eq!(sides, (&json!("وتبلغ قيمة الاتفاق ٣٫٥ مليون دولار."), &json!("")));
    let found = pairs[1]["findings"].to_string();
    assert!(found.contains("21") || found.contains("12"), "{found}");
    assert_eq!(
        (&talk.data(2)["source_language"], &talk.data(2)["pairs"][0]["shape"]),
        (&json!("en"), &json!("1-1"))
    );
}

#[test]
fn a_model_may_add_only_where_it_was_allowed() {
    let place = place();
    let units = json!({ "units": [{ "source": "ارتفعت أسعار القمح.", "target": "Wheat prices rose." }],
        "status": "reviewed", "document": "wire" });
    let closed = talk(&place, &[], &[call(1, "add_units", units.clone())]);
    assert!(
        closed.answer(1)["error"]["message"]
            .as_str()
            .is_some_and(|m| m.contains("no tool add_units"))
    );
    let listed = request(1, "tools/list", json!({}));
    let open = talk(&place, &["--allow-writes"], &[listed, call(2, "add_units", units.clone())]);
    assert_eq!(open.answer(1)["result"]["tools"][4]["annotations"]["readOnlyHint"], false);
    assert_eq!(open.data(2)["new"], 1);
    let query = json!({ "text": "ارتفعت أسعار القمح." });
    let again = talk(
        &place,
        &["--allow-writes"],
        &[
            call(1, "add_units", units),
            call(2, "look_up", query),
            call(3, "add_units", json!({ "units": [{ "source": "نعم", "target": " " }] })),
        ],
    );
    assert_eq!((&again.data(1)["new"], &again.data(1)["ids"]), (&json!(0), &open.data(2)["ids"]));
    let best = &again.data(2)["sentences"][0]["matches"][0];
    assert_eq!((&best["score"], &best["status"]), (&json!(100), &json!("reviewed")));
    assert!(again.text(3).starts_with("unit 1: a side is empty"), "{}", again.text(3));
}

#[test]
fn a_prompt_holds_the_prior_translations() {
    let place = place();
    let get = |arguments: Value| {
        request(1, "prompts/get", json!({ "name": "translate", "arguments": arguments }))
    };
    let found = talk(
        &place,
        &["--glossary", "terms.tsv"],
        &[get(json!({ "text": format!("{SENTENCE} ثم عقد مؤتمر صحفي") }))],
    );
    let messages = found.answer(1)["result"]["messages"].as_array().expect("messages");
    let of = |at: usize| messages[at]["content"]["text"].as_str().unwrap_or_default();
    assert!(
        of(0).starts_with("Translate from Arabic into English.")
            && of(0).contains("مؤتمر صحفي = press briefing"),
        "{}",
        of(0)
    );
    assert!(of(0).ends_with("وصل الرئيس الفرنسي إلى القاهرة يوم الخميس."), "{}", of(0));
    assert_eq!(of(1), "The French president arrived in Cairo on Thursday.");
    assert_eq!(messages[1]["role"], "assistant");
    let empty = talk(&place, &[], &[get(json!({}))]);
    assert!(
        empty.answer(1)["error"]["message"].as_str().is_some_and(|m| m.contains("text is empty"))
    );
}

#[test]
fn what_a_model_does_wrong_it_is_told() {
    let place = place();
    let long = "كلمة ".repeat(200_000);
    let calls = [
        ("look_up", json!({}), "missing field `text`"),
        ("look_up", json!({ "text": " " }), "text is empty (send the text itself)"),
        (
            "look_up",
            json!({ "text": "نعم", "threshold": 102 }),
            "threshold is 102 (it is from 1 to 101)",
        ),
        ("look_up", json!({ "text": "نعم", "limit": 3 }), "unknown field `limit`"),
        ("look_up", json!({ "text": ["نعم"] }), "invalid type"),
        (
            "look_up",
            json!({ "text": "نعم. ".repeat(201) }),
            "the text has 201 sentences (send at most 200 in a call)",
        ),
        ("look_up", json!({ "text": long }), "text has"),
        ("concordance", json!({ "phrase": "؟" }), "the phrase has no word"),
        ("glossary", json!({ "text": "نعم", "sources": ["web"] }), "unknown variant `web`"),
        ("align", json!({ "source": "نعم", "target": "لا" }), "both texts are ar"),
    ];
    let lines: Vec<String> = (1..)
        .zip(&calls)
        .map(|(id, (tool, arguments, _))| call(id, tool, arguments.clone()))
        .collect();
    let talk = talk(&place, &[], &lines);
    for (id, (tool, _, message)) in (1..).zip(&calls) {
        assert_eq!(talk.answer(id)["result"]["isError"], true, "{tool}: {message}");
        assert!(talk.text(id).contains(message), "{tool}: {} is not {message}", talk.text(id));
    }
}

#[test]
fn garbage_does_not_end_the_conversation() {
    let place = place();
    let lines = [
        "not JSON".to_string(),
        "{\"jsonrpc\":\"2.0\",".to_string(),
        "[]".to_string(),
        "\u{0}\u{1}".to_string(),
        String::new(),
        request(1, "no/such/method", json!({})),
        request(2, "tools/call", json!({ "name": "no_such_tool" })),
        json!({ "jsonrpc": "2.0", "method": "notifications/unknown" }).to_string(),
        call(3, "concordance", json!({ "phrase": "القاهرة" })),
    ];
    let talk = talk(&place, &[], &lines);
    assert_eq!(talk.code, 0, "{}", talk.stderr);
    assert_eq!(talk.answer(1)["error"]["code"], -32601);
    assert_eq!(talk.answer(2)["error"]["code"], -32602);
    assert_eq!(talk.data(3)["total"], 1);
}

#[test]
fn it_ends_quietly_with_its_input() {
    let place = place();
    let run = place.run_with_input(&["mcp", "--memory", "m.db"], b"");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(run.stderr, "m.db (reading only: see --allow-writes)\n");
    let run = place.run_with_input(&["mcp", "--memory", "m.db"], b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let run = place.run(&["mcp", "--memory", "none.db"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("none.db"), "{}", run.stderr);
}

#[test]
#[ignore = "needs MUWAZI_PYTHON with mcp, the official client: see .ci/run"]
fn the_official_client_gets_its_answers() {
    let place = place();
    let python = std::env::var("MUWAZI_PYTHON").expect("MUWAZI_PYTHON");
    let run = Command::new(python)
        .arg(root().join("tests/clients/mcp_client.py"))
        .args([env!("CARGO_BIN_EXE_muwazi"), "mcp", "--memory", "m.db", "--allow-writes"])
        .current_dir(place.folder.path())
        .output()
        .expect("Python");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
