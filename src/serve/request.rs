//! What a client sent, read with errors that say what was expected.

use axum::extract::rejection::{BytesRejection, JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::http::Problem;
use crate::text::language::Language;

/// A body of JSON, whatever its content type says: clients of old protocols send none.
pub struct Json<T>(pub T);

/// The part of the address behind the question mark.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let encoding = request.headers().get(header::CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body is compressed")
                .remedy("send JSON as it is"));
        }
        let body = axum::body::Bytes::from_request(request, state).await.map_err(body_problem)?;
        match axum::Json::from_bytes(&body) {
            Ok(axum::Json(value)) => Ok(Json(value)),
            Err(rejection) => {
                let what = match rejection {
                    JsonRejection::JsonSyntaxError(e) => ("the body is no JSON", e.body_text()),
                    other => ("the body is not what is expected", other.body_text()),
                };
                let reason = what.1.split(": ").skip(1).collect::<Vec<_>>().join(": ");
                Err(Problem::bad(format!("{}: {reason}", what.0))
                    .remedy("/api/v1/openapi.json says what it should be"))
            }
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Asked(value)),
            Err(rejection) => Err(query_problem(&rejection)),
        }
    }
}

/// What stands in the path.
pub struct InPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(InPath(value)),
            Err(_) => Err(Problem::bad("the path is not percent-encoded UTF-8")
                .remedy("encode the text as UTF-8, then percent-encode it")),
        }
    }
}

/// Why a body could not be read.
pub fn body_problem(rejection: BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long")
                .remedy("send less at once")
        }
        _ => Problem::bad("the body broke off"),
    }
}

fn query_problem(rejection: &QueryRejection) -> Problem {
    let text = rejection.body_text();
    let reason = text.split_once(": ").map_or(text.as_str(), |(_, reason)| reason);
    Problem::bad(format!("the query of the address: {reason}"))
        .remedy("/api/v1/openapi.json says what it should be")
}

/// The primary language of a code; `None` where none is given, which means any.
pub fn language(code: &Option<String>) -> Option<String> {
    let code = code.as_deref().map(str::trim).filter(|code| !code.is_empty())?;
    Some(Language::new(code).primary().to_string())
}

/// A text as a memory keeps it: one line without space around it.
pub fn one_line(text: &str) -> String {
    text.split(['\r', '\n', '\t'])
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
