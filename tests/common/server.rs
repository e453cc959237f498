//! A server of the test's own, asked over plain sockets.

#![allow(dead_code)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::Place;

/// A running server; it ends with its value.
pub struct Server {
    pub child: Option<Child>,
    /// `127.0.0.1:PORT`.
    pub address: String,
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Server {
    /// Starts `muwazi serve` in a folder.
    pub fn start(folder: &Path, arguments: &[&str]) -> Server {
        Server::start_command(folder, &[&["serve"], arguments].concat())
    }

    /// Starts `muwazi serve` where a test has its memories.
    pub fn start_at(place: &Place, arguments: &[&str]) -> Server {
        let arguments = place.arguments(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Server::start(place.folder.path(), &arguments)
    }

    /// Starts any command that prints its address first.
    pub fn start_command(folder: &Path, arguments: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_muwazi"))
            .current_dir(folder)
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_string();
        assert!(!address.is_empty(), "the server did not start");
        Server { child: Some(child), address }
    }

    /// Asks; an error where the connection breaks.
    pub fn try_ask(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> std::io::Result<Answer> {
        let host =
            if headers.to_lowercase().contains("host:") { "" } else { "Host: localhost\r\n" };
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}{headers}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        // A server that refuses a body may not read it to its end.
        let _ = stream.write_all(request.as_bytes());
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let broken = || std::io::Error::other("no answer");
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(broken)?;
        Ok(Answer { status, head: head.to_lowercase(), body: body.to_string() })
    }

    /// Asks.
    pub fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        self.try_ask(method, path, headers, body).expect("an answer")
    }

    /// GET.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", "")
    }

    /// POST.
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path, "", &body.to_string())
    }
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Percent-encodes everything that is not a letter or digit of ASCII.
pub fn encoded(text: &str) -> String {
    let byte = |b: u8| match b {
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}
