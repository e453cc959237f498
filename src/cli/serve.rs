//! `muwazi serve`: the memory for browsers, CAT tools and programs.

use std::io::Write;
use std::net::IpAddr;
use std::time::Duration;

use clap::Args;

use super::memory::MemoryArguments;
use super::{Outcome, usage};
use crate::error::Result;
use crate::serve::http::Token;
use crate::serve::{Desk, Served, Settings};

/// Let browsers, CAT tools and programs ask the memory: a page, a JSON API, the amaGama protocol
#[derive(Args)]
pub struct Arguments {
    /// Port [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    port: u16,
    /// Address to listen on; beyond this machine the server needs a token
    #[arg(long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    listen: IpAddr,
    /// Another name under which the server may be asked, as behind a proxy
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Let pages of this origin ask, as https://cat.example.org
    #[arg(long = "cors", value_name = "ORIGIN")]
    origins: Vec<String>,
    /// Secret that clients show to write, and beyond this machine to ask at all [default: MUWAZI_TOKEN]
    #[arg(long, value_name = "SECRET")]
    token: Option<String>,
    /// Let every program on this machine write without a token
    #[arg(long)]
    allow_writes: bool,
    /// Most requests at once; more get 503 and come back
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_requests: u16,
    /// Longest body of a request
    #[arg(long, default_value_t = 4, value_name = "MIB", value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_body: u16,
    /// Longest time a request may take
    #[arg(long, default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(1..))]
    timeout: u16,
    #[command(flatten)]
    memory: MemoryArguments,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<Outcome> {
    let places = arguments.memory.places()?;
    let token = match arguments.token {
        Some(token) => Some(token),
        None => match std::env::var("MUWAZI_TOKEN") {
            Ok(token) => Some(token),
            Err(std::env::VarError::NotPresent) => None,
            Err(_) => return usage("MUWAZI_TOKEN is no text", "give it visible ASCII characters"),
        },
    };
    let settings = Settings {
        address: arguments.listen,
        port: arguments.port,
        hosts: arguments.hosts,
        origins: arguments.origins.iter().map(|o| o.trim_end_matches('/').to_string()).collect(),
        token: token.map(Token::new).transpose()?,
        writes_without_token: arguments.allow_writes,
        most_bytes: usize::from(arguments.max_body) << 20,
        patience: Duration::from_secs(arguments.timeout.into()),
        most_requests: arguments.max_requests.into(),
    };
    // Before a memory is made for a server that must not start.
    settings.check()?;
    let writing = settings.allows_writing();
    let served =
        places.into_iter().map(|p| Served { location: p.location, penalty: p.penalty }).collect();
    let desk = Desk::open(served, writing)?;
    let what: Vec<String> = desk.served().iter().map(|s| s.location.to_string()).collect();
    let how = if writing { "reading and writing" } else { "reading only: see --allow-writes" };
    crate::serve::run(desk, settings, |door| {
        // Whoever started the server may not read what it says.
        let _ = writeln!(std::io::stdout(), "{}", door.url());
        let _ = std::io::stdout().flush();
        let _ = writeln!(std::io::stderr(), "{} ({how}); Ctrl-C ends it", what.join(", "));
    })?;
    Ok(Outcome::Done)
}
