//! Every no in one form: problem JSON (RFC 9457) with what is wrong and what to do.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::{Error, ErrorKind};

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    remedy: Option<String>,
}

impl Problem {
    /// A refusal; `detail` is a short clause without a full stop.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Problem {
        Problem { status, detail: detail.into(), remedy: None }
    }

    /// Adds what the client can do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Problem {
        self.remedy = Some(remedy.into());
        self
    }

    /// What is wrong, and what to do.
    pub fn said(&self) -> (&str, Option<&str>) {
        (&self.detail, self.remedy.as_deref())
    }

    /// What the client sent means nothing.
    pub fn bad(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// It is not there.
    pub fn missing(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail)
    }

    /// Nobody may write.
    pub fn read_only() -> Problem {
        Problem::new(StatusCode::FORBIDDEN, "the memory is served for reading only")
            .remedy("start the server with --token or --allow-writes")
    }

    /// A fault of ours.
    pub fn internal() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the server failed to answer")
            .remedy("its log says why")
    }

    /// A memory on another machine does not answer.
    pub fn unreachable() -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the memory cannot be reached")
            .remedy("try again in a moment")
    }

    /// Too much at once.
    pub fn busy() -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many requests at once")
            .remedy("try again in a second")
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error.kind() {
            ErrorKind::Usage => Problem::bad(error.to_string()),
            kind => {
                // Paths of the machine are for its log, not for clients.
                eprintln!("error: {error}");
                match kind {
                    ErrorKind::Unreachable => Problem::unreachable(),
                    _ => Problem::internal(),
                }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let (Some(remedy), Some(object)) = (self.remedy, body.as_object_mut()) {
            object.insert("remedy".to_string(), remedy.into());
        }
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            StatusCode::UNAUTHORIZED => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer realm=\"muwazi\""),
                );
            }
            _ => {}
        }
        response
    }
}
