//! `muwazi serve` under a crowd, and killed while it writes.
//!
//! `cargo test --release --test soak -- --ignored --nocapture` takes a minute and prints requests and times;
//! `MUWAZI_SOAK_SECONDS` sets another length. Everything stays on the loopback interface.

mod common;

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use common::server::{Server, encoded};
use common::{ARABIC, ENGLISH, Place};
use serde_json::{Value, json};

const CLIENTS: usize = 16;
/// One request in so many adds a unit.
const ADDS: usize = 4;

/// A client that keeps its connection, as programs do.
struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn new(address: &str) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Status and body of an answer.
    fn ask(&mut self, method: &str, path: &str, body: &str) -> std::io::Result<(u16, String)> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let broken = || std::io::Error::other("no answer");
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(broken)?;
        let mut length = 0;
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(broken());
            }
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(|_| broken())?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8(body).map_err(|_| broken())?))
    }
}

fn seconds() -> u64 {
    let given = std::env::var("MUWAZI_SOAK_SECONDS").ok();
    given.map_or(60, |text| text.parse().expect("MUWAZI_SOAK_SECONDS is a number of seconds"))
}

/// A folder with a memory of one article and of a few thousand sentences.
fn place() -> Place {
    let lines: String = (0..5_000)
        .map(|n| {
            let (a, b) = (n % 71, n / 71);
            format!("ذكرت الوكالة {a} أن الخبر {b} وصل من المدينة\tAgency {a} said that item {b} came from the city\n")
        })
        .collect();
    let place =
        Place::new().with("a.ar.txt", ARABIC).with("a.en.txt", ENGLISH).with("more.tsv", lines);
    for arguments in [
        "align a.ar.txt a.en.txt --add --memory m.db -q",
        "memory import more.tsv --source-lang ar --target-lang en --memory m.db",
    ] {
        let run = place.run(&arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    place
}

fn start(place: &Place) -> Server {
    Server::start(place.folder.path(), &["--memory", "m.db", "--allow-writes"])
}

fn units(server: &Server) -> u64 {
    let counts = server.get("/api/v1/stats").json();
    counts["memories"][0]["units"].as_u64().expect("a count")
}

/// The times of one kind of request.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn shown(mut self) -> (String, Duration) {
        self.0.sort_unstable();
        let at = |share: f64| {
            let place = ((self.0.len() as f64 * share).ceil() as usize).clamp(1, self.0.len());
            self.0[place - 1]
        };
        let text = format!(
            "{} requests, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
            self.0.len(),
            at(0.5).as_secs_f64() * 1e3,
            at(0.99).as_secs_f64() * 1e3,
            at(1.0).as_secs_f64() * 1e3
        );
        (text, at(0.99))
    }
}

/// What one client did: its units, the times of looking up, the times of adding.
fn work(
    server: &Server,
    client: usize,
    until: Instant,
) -> (Vec<String>, Vec<Duration>, Vec<Duration>) {
    let mut connection = Client::new(&server.address).expect("a connection");
    let (mut added, mut asked, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0.. {
        let begin = Instant::now();
        if begin >= until {
            break;
        }
        if number % ADDS == 0 {
            let source = format!("أعلن المكتب {client} النتيجة رقم {number} في الدورة الجديدة");
            let target = format!("Office {client} announced result {number} of the new term");
            let body = json!({ "source": source, "target": target }).to_string();
            let (status, body) = connection.ask("POST", "/api/v1/units", &body).expect("an answer");
            assert_eq!(status, 201, "{body}");
            told.push(begin.elapsed());
            added.push(source);
            continue;
        }
        // What this client just added, or one of the sentences that were there.
        let own = added.last().filter(|_| number % ADDS == 1);
        let text = own.cloned().unwrap_or_else(|| {
            format!(
                "ذكرت الوكالة {} أن الخبر {} وصل من المدينة",
                number % 71,
                (number * 7 + client) % 70
            )
        });
        let path = format!("/api/v1/lookup?best=1&q={}", encoded(&text));
        let (status, body) = connection.ask("GET", &path, "").expect("an answer");
        asked.push(begin.elapsed());
        assert_eq!(status, 200, "{body}");
        let answer: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(answer["matches"][0]["score"], 100, "{text}: {body}");
        assert_eq!(answer["matches"][0]["source"], text);
    }
    (added, asked, told)
}

#[test]
#[ignore = "takes a minute: cargo test --release --test soak -- --ignored --nocapture"]
fn sixteen_clients_ask_and_add_for_a_minute() {
    let place = place();
    let server = start(&place);
    let before = units(&server);
    let begin = Instant::now();
    let until = begin + Duration::from_secs(seconds());
    let (mut added, mut asked, mut told) = (Vec::new(), Times::default(), Times::default());
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let server = &server;
                scope.spawn(move || work(server, client, until))
            })
            .collect();
        for client in clients {
            let (own, own_asked, own_told) = client.join().expect("a client");
            added.extend(own);
            asked.0.extend(own_asked);
            told.0.extend(own_told);
        }
    });
    let taken = begin.elapsed().as_secs_f64();
    let count = asked.0.len() + told.0.len();
    let ((looked_up, slowest_look_up), (written, slowest_write)) = (asked.shown(), told.shown());
    println!("{CLIENTS} clients, {taken:.0} s, {:.0} requests/s", count as f64 / taken);
    println!("  look-up: {looked_up}");
    println!("  add:     {written}");
    // Nothing was lost, and nothing came twice.
    assert_eq!(units(&server), before + added.len() as u64);
    for source in &added {
        let path = format!("/api/v1/lookup?best=1&q={}", encoded(source));
        let found = server.get(&path).json();
        assert_eq!(found["matches"][0]["source"], *source.as_str());
    }
    // Far above what it takes, far below what a client waits.
    let most = Duration::from_secs(5);
    assert!(slowest_look_up < most && slowest_write < most, "{looked_up}; {written}");
}

#[test]
#[ignore = "kills a server five times: cargo test --release --test soak -- --ignored --nocapture"]
fn every_acknowledged_unit_survives_each_kill() {
    let place = place();
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..5u64 {
        let mut server = start(&place);
        let mut child = server.child.take().expect("the process");
        let list = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (server, list) = (&server, &list);
                scope.spawn(move || {
                    let Ok(mut connection) = Client::new(&server.address) else { return };
                    for number in 0.. {
                        let source = format!("الخبر {number} من الوكالة {client} في الجولة {round}");
                        // Several at once, so that a kill falls into a transaction.
                        let units: Vec<Value> = (0..20)
                            .map(|n| json!({ "source": format!("{source} بند {n}"), "target": format!("Item {number}.{n} of {client} in round {round}") }))
                            .collect();
                        let body = Value::from(units).to_string();
                        let Ok((201, _)) = connection.ask("POST", "/api/v1/units", &body) else {
                            return;
                        };
                        list.lock().expect("the list").push(source);
                    }
                });
            }
            // In the middle of the work, and not always at the same place of it.
            let begin = Instant::now();
            let written = || list.lock().expect("the list").len();
            while written() < 3 && begin.elapsed() < Duration::from_secs(60) {
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_millis(40 + 37 * round));
            child.kill().expect("a kill");
            child.wait().expect("its end");
        });
        acknowledged.extend(list.into_inner().expect("the list"));
        let run = place.run(&["memory", "check", "--memory", "m.db"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    // The server itself starts again and finds them.
    let server = start(&place);
    for source in acknowledged.iter().step_by(acknowledged.len() / 50 + 1) {
        let path = format!("/api/v1/lookup?best=1&q={}", encoded(&format!("{source} بند 19")));
        assert_eq!(server.get(&path).json()["matches"][0]["score"], 100, "{source}");
    }
    let run = place.run(&["memory", "export", "after.tsv", "--memory", "m.db"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let text = place.read("after.tsv");
    let there: HashSet<&str> = text.lines().flat_map(|line| line.split('\t')).collect();
    for source in &acknowledged {
        for n in 0..20 {
            let whole = format!("{source} بند {n}");
            assert!(there.contains(whole.as_str()), "{whole} is lost");
        }
    }
    println!("5 kills, {} acknowledged units, all there", 20 * acknowledged.len());
    assert!(acknowledged.len() >= 15, "hardly anything was written before the kills");
}
