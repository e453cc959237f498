//! A door to the network that other servers of ours can stand behind: what it lets in, how much at once,
//! for how long, and how it says no.
//!
//! A browser lets any page send requests to programs on its own machine, so being local is no protection:
//! the Host header must be one of ours (a foreign name that was made to point here has its own), and
//! what writes must not come from a foreign page. Beyond the machine everything needs the token.

mod connections;
mod guard;
mod hosts;
mod problem;
mod token;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

pub use problem::Problem;
pub use token::Token;

use crate::error::{Error, ErrorKind, Result};

/// Where to listen, and what to let in.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address to listen on.
    pub address: IpAddr,
    /// Port; 0 takes a free one.
    pub port: u16,
    /// Host names under which the server may be asked, besides those of the machine itself.
    pub hosts: Vec<String>,
    /// Origins whose pages may ask (`https://cat.example.org`), or `*`.
    pub origins: Vec<String>,
    /// What a client must show to write, and beyond the machine to ask at all.
    pub token: Option<Token>,
    /// Whether writing needs no token on the machine itself.
    pub writes_without_token: bool,
    /// Longest body of a request, in bytes.
    pub most_bytes: usize,
    /// Longest time a request may take, from its headers to its answer.
    pub patience: Duration,
    /// Most requests at once; more are asked to come back.
    pub most_requests: usize,
}

/// The routes of a server, by what a client needs to use them.
#[derive(Debug)]
pub struct Routes {
    /// Open to everybody who may speak to the server: pages without data, health.
    pub open: Router,
    /// What reads.
    pub reading: Router,
    /// What writes.
    pub writing: Router,
}

/// A door that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// Where it listens.
    pub address: SocketAddr,
}

impl Door {
    /// The address as a browser takes it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

/// Time that requests have to end when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

impl Settings {
    /// Whether only programs on this machine can connect.
    pub fn is_local(&self) -> bool {
        self.address.is_loopback()
    }

    /// Whether some client may write.
    pub fn allows_writing(&self) -> bool {
        self.token.is_some() || (self.writes_without_token && self.is_local())
    }

    /// Says what is unsafe about the settings.
    ///
    /// # Errors
    /// Where the server would listen beyond the machine without a token, or let any page write.
    pub fn check(&self) -> Result<()> {
        let refuse =
            |what: &str, remedy: &str| Err(Error::new(ErrorKind::Usage, what).remedy(remedy));
        if !self.is_local() && self.token.is_none() {
            return refuse(
                "beyond this machine the server needs a token",
                "set MUWAZI_TOKEN or give --token, or listen on 127.0.0.1",
            );
        }
        if self.origins.iter().any(|o| o == "*") && self.token.is_none() && self.allows_writing() {
            return refuse(
                "any web page could write into the memory",
                "name the origins that may, or set a token instead of --allow-writes",
            );
        }
        Ok(())
    }
}

/// Serves until SIGINT or SIGTERM, then lets requests end; calls `ready` once it listens.
///
/// # Errors
/// As [`Settings::check`], and where the address cannot be listened on.
pub fn serve(settings: Settings, routes: Routes, ready: impl FnOnce(&Door)) -> Result<()> {
    settings.check()?;
    let machine = |e| Error::io("the network", e);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(machine)?;
    let result = runtime.block_on(async {
        let wanted = SocketAddr::new(settings.address, settings.port);
        let listener = tokio::net::TcpListener::bind(wanted).await.map_err(|e| {
            Error::io(wanted.to_string(), e).remedy("choose another --port; without one it is free")
        })?;
        let stop = connections::Stop::new().map_err(machine)?;
        let address = listener.local_addr().map_err(machine)?;
        let patience = settings.patience;
        let app = guarded(settings, routes);
        ready(&Door { address });
        connections::accept(listener, app, patience, stop, GRACE).await;
        Ok(())
    });
    // A look-up that does not end must not keep the program.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

/// The routes behind their guards.
fn guarded(settings: Settings, routes: Routes) -> Router {
    let most_bytes = settings.most_bytes;
    let guard = Arc::new(guard::Guard::new(settings));
    let reading =
        routes.reading.route_layer(from_fn_with_state(Arc::clone(&guard), guard::may_read));
    let writing =
        routes.writing.route_layer(from_fn_with_state(Arc::clone(&guard), guard::may_write));
    routes
        .open
        .merge(reading)
        .merge(writing)
        .fallback(guard::nothing_here)
        .method_not_allowed_fallback(guard::wrong_method)
        .layer(DefaultBodyLimit::max(most_bytes))
        .layer(from_fn_with_state(guard, guard::let_in))
        .layer(from_fn(guard::with_headers))
}
