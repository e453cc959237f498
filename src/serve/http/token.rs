//! The secret that a client shows: `Authorization: Bearer TOKEN`, or as the password of `Basic`, which is
//! what a client sends that knows only a URL (`http://any:TOKEN@host/`).

use std::fmt;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, ErrorKind, Result};

/// A secret; it never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// Fewest characters: shorter ones can be guessed over the network.
const LEAST: usize = 8;

impl Token {
    /// Takes a secret of visible ASCII characters, eight or more.
    ///
    /// # Errors
    /// Where it is none.
    pub fn new(secret: impl Into<String>) -> Result<Token> {
        let secret = secret.into();
        if secret.len() < LEAST || !secret.bytes().all(|b| b.is_ascii_graphic()) {
            let what = "the token must be eight or more visible ASCII characters";
            return Err(
                Error::new(ErrorKind::Usage, what).remedy("as `openssl rand -hex 16` prints")
            );
        }
        Ok(Token(secret))
    }

    /// Whether the headers show it.
    pub fn is_shown(&self, headers: &HeaderMap) -> bool {
        let value = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let Some((scheme, value)) = value.and_then(|v| v.split_once(' ')) else { return false };
        let value = value.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return self.is(value.as_bytes());
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return false;
        }
        let Ok(pair) = STANDARD.decode(value) else { return false };
        let colon = pair.iter().position(|&b| b == b':');
        colon.and_then(|at| pair.get(at + 1..)).is_some_and(|password| self.is(password))
    }

    /// Takes the same time wherever the two differ.
    fn is(&self, other: &[u8]) -> bool {
        let own = self.0.as_bytes();
        let difference = own.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
        own.len() == other.len() && difference == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn it_is_shown_as_bearer_or_as_password() {
        let token = Token::new("0123456789").expect("a token");
        for (value, expected) in [
            ("Bearer 0123456789", true),
            ("bearer 0123456789", true),
            ("Bearer 012345678", false),
            ("Bearer 01234567890", false),
            ("Basic YW55OjAxMjM0NTY3ODk=", true),
            ("Basic MDEyMzQ1Njc4OQ==", false),
            ("Basic ?", false),
            ("0123456789", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            assert_eq!(token.is_shown(&headers), expected, "{value}");
        }
        assert!(!token.is_shown(&HeaderMap::new()));
        assert!(Token::new("short").is_err() && Token::new("with a space").is_err());
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
