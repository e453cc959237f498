//! Any request to the server, over a real connection on the loopback interface: it is answered, never with an error of
//! the server's own, and the server goes on.
#![no_main]

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use muwazi::memory::open::Memory;
use muwazi::memory::unit::{Segment, Unit};
use muwazi::serve::{Desk, Served, Settings, run};

/// What a request begins with; the rest of the input goes where `%` stands, percent-encoded in the line, or is the body.
const LINES: [&str; 20] = [
    "GET /api/v1/lookup?%",
    "POST /api/v1/lookup",
    "POST /api/v1/lookup/batch",
    "GET /api/v1/concordance?q=%",
    "GET /api/v1/concordance?%",
    "GET /api/v1/units/%",
    "GET /api/v1/stats?%",
    "POST /api/v1/units",
    "PATCH /api/v1/units/1",
    "DELETE /api/v1/units/%",
    "GET /ar/en/unit/%",
    "GET /tmserver/%",
    "PUT /ar/en/unit/%",
    "POST /ar/en/unit/a",
    "POST /ar/en/store/a",
    "GET /get?%",
    "GET /get?langpair=ar|en&q=%",
    "GET /%",
    "OPTIONS /%",
    "HEAD /%",
];

fn server() -> SocketAddr {
    static SERVER: OnceLock<SocketAddr> = OnceLock::new();
    *SERVER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder").keep();
        let path = folder.join("m.db");
        let side = |language: &str, text: &str| Segment {
            language: language.to_string(),
            text: text.to_string(),
            markup: None,
        };
        let unit = |a: &str, b: &str| Unit {
            source: side("ar", a),
            target: side("en", b),
            ..Unit::default()
        };
        let units = [
            unit("زار الوزير المدرسة أمس", "The minister visited the school yesterday"),
            unit("أغلقت ٧ متاجر أبوابها", "7 shops closed their doors"),
        ];
        Memory::open(&path).and_then(|mut memory| memory.add(&units)).expect("a memory");
        let desk = Desk::open(vec![Served { location: path.into(), penalty: 0 }], true).expect("a desk");
        let settings = Settings {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            hosts: Vec::new(),
            origins: Vec::new(),
            token: None,
            writes_without_token: true,
            most_bytes: 1 << 16,
            patience: Duration::from_secs(5),
            most_requests: 16,
        };
        let (send, receive) = channel();
        std::thread::spawn(move || {
            run(desk, settings, |door| send.send(door.address).expect("sent")).expect("served");
        });
        receive.recv_timeout(Duration::from_secs(30)).expect("an address")
    })
}

fn encoded(bytes: &[u8]) -> String {
    let byte = |&b: &u8| match b {
        b'&' | b'=' | b'/' | b'%' | b'+' => char::from(b).to_string(),
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    bytes.iter().map(byte).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, rest)) = bytes.split_first() else { return };
    let address = server();
    let kind = usize::from(kind);
    let request = if kind >= 240 {
        // Not even HTTP, perhaps.
        rest.to_vec()
    } else {
        let line = LINES[kind % LINES.len()].replace('%', &encoded(rest));
        let body = if line.starts_with('P') { rest } else { b"" };
        let head = format!(
            "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    };
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(9))).expect("set");
    let _ = stream.write_all(&request);
    if kind >= 240 {
        // A client that is done: the server need not wait for the rest.
        let _ = stream.shutdown(std::net::Shutdown::Write);
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    if kind < 240 {
        let status = answer.split(' ').nth(1).and_then(|s| s.parse::<u16>().ok());
        assert!(status.is_some_and(|s| (200..500).contains(&s)), "{answer}");
    }
});
