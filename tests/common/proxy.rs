//! A way to a server that can be cut: what a network does to clients, on loopback.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Passes bytes on to a server as long as it is open.
pub struct Proxy {
    pub port: u16,
    open: Arc<AtomicBool>,
    accepted: Arc<AtomicUsize>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    /// To a server, `HOST:PORT`.
    pub fn to(server: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let proxy = Proxy {
            port: listener.local_addr().expect("an address").port(),
            open: Arc::new(AtomicBool::new(true)),
            accepted: Arc::default(),
            streams: Arc::default(),
        };
        let (open, streams) = (Arc::clone(&proxy.open), Arc::clone(&proxy.streams));
        let (accepted, server) = (Arc::clone(&proxy.accepted), server.to_string());
        // The thread ends with the test's process.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if !open.load(Ordering::Acquire) {
                    continue;
                }
                let Ok(upstream) = TcpStream::connect(&server) else { continue };
                accepted.fetch_add(1, Ordering::AcqRel);
                for (from, to) in [(&client, &upstream), (&upstream, &client)] {
                    let (from, to) = (from.try_clone(), to.try_clone());
                    let (Ok(from), Ok(to)) = (from, to) else { continue };
                    std::thread::spawn(move || pass(from, to));
                }
                streams.lock().expect("the list").extend([client, upstream]);
            }
        });
        proxy
    }

    /// Breaks every connection; new ones come through.
    pub fn cut(&self) {
        for stream in self.streams.lock().expect("the list").drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Breaks every connection and lets no new one through.
    pub fn close(&self) {
        self.open.store(false, Ordering::Release);
        self.cut();
    }

    /// Lets new connections through again.
    pub fn open(&self) {
        self.open.store(true, Ordering::Release);
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.accepted.load(Ordering::Acquire)
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
