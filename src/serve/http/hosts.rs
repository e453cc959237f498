//! Under which names the server may be asked.

use std::net::IpAddr;

/// The names that are ours.
#[derive(Clone, Debug)]
pub struct Hosts {
    names: Vec<String>,
    /// Whether any address of a machine will do: a page cannot make its own name look like one.
    any_address: bool,
}

impl Hosts {
    /// Those of the machine itself and `more`.
    pub fn new(listening: IpAddr, more: &[String]) -> Hosts {
        let own = ["localhost", "127.0.0.1", "::1"].into_iter().map(str::to_string);
        let more = more.iter().map(|name| name_of(name).to_ascii_lowercase());
        let names = own.chain(more).chain([listening.to_string()]).collect();
        Hosts { names, any_address: !listening.is_loopback() }
    }

    /// Whether a Host header, with or without a port, names one of ours.
    pub fn are_meant(&self, host: &str) -> bool {
        let name = name_of(host).to_ascii_lowercase();
        self.names.contains(&name) || (self.any_address && name.parse::<IpAddr>().is_ok())
    }
}

/// The name without port and brackets.
fn name_of(host: &str) -> &str {
    if let Some((address, _)) = host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return address;
    }
    match host.rsplit_once(':') {
        // More than one colon: an address of version 6 without brackets.
        Some((name, port)) if !name.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => {
            name
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_are_meant() {
        let local = Hosts::new(IpAddr::from([127, 0, 0, 1]), &["tm.example.org".to_string()]);
        let open = Hosts::new(IpAddr::from([0, 0, 0, 0]), &[]);
        for (host, here, there) in [
            ("localhost", true, true),
            ("LOCALHOST:80", true, true),
            ("127.0.0.1:8080", true, true),
            ("[::1]:9", true, true),
            ("::1", true, true),
            ("tm.example.org:443", true, false),
            ("evil.example", false, false),
            ("localhost.evil.example", false, false),
            ("localhost:evil", false, false),
            ("10.0.0.7:80", false, true),
            ("", false, false),
        ] {
            assert_eq!(local.are_meant(host), here, "{host} here");
            assert_eq!(open.are_meant(host), there, "{host} there");
        }
    }
}
