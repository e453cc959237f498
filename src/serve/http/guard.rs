//! What every request passes before it reaches a handler, and every answer before it leaves.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::hosts::Hosts;
use super::{Problem, Settings};

/// The settings, ready to be asked.
pub struct Guard {
    settings: Settings,
    hosts: Hosts,
    places: Semaphore,
}

/// Headers of every answer: it is what it says it is, in no frame, with nothing from elsewhere.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
];

impl Guard {
    pub fn new(settings: Settings) -> Guard {
        Guard {
            hosts: Hosts::new(settings.address, &settings.hosts),
            places: Semaphore::new(settings.most_requests),
            settings,
        }
    }

    /// The header that lets the page of a foreign origin read the answer; `None` where it may not.
    fn allowance(&self, origin: Option<&str>) -> Option<HeaderValue> {
        let origin = origin?;
        let allowed = self.settings.origins.iter().any(|o| o == "*" || o == origin);
        allowed.then(|| HeaderValue::from_str(origin).ok()).flatten()
    }
}

/// The first guard: our name, a place, an origin that may ask, and a limit of time.
pub async fn let_in(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let host = host(&request);
    if !host.as_deref().is_some_and(|host| guard.hosts.are_meant(host)) {
        return Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server does not go by that name",
        )
        .remedy("ask for 127.0.0.1 or localhost, or start it with --host NAME")
        .into_response();
    }
    let origin = text(request.headers(), header::ORIGIN).map(str::to_string);
    let allowance = guard.allowance(origin.as_deref());
    let own = origin.as_deref().and_then(|o| o.split_once("://")).map(|(_, host)| host)
        == host.as_deref();
    let method = request.method().clone();
    let mut response = if method == Method::OPTIONS && allowance.is_some() {
        preflight()
    } else if origin.is_some() && !own && allowance.is_none() && !is_safe(&method) {
        Problem::new(StatusCode::FORBIDDEN, "pages of another origin may not send this")
            .remedy("start the server with --cors ORIGIN")
            .into_response()
    } else if let Ok(_place) = guard.places.try_acquire() {
        match tokio::time::timeout(guard.settings.patience, next.run(request)).await {
            Ok(response) => response,
            Err(_) => Problem::new(StatusCode::GATEWAY_TIMEOUT, "the request took too long")
                .remedy("ask for less at once; what was to be written may have been")
                .into_response(),
        }
    } else {
        Problem::busy().into_response()
    };
    if !guard.settings.origins.is_empty() {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(allowance) = allowance {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowance);
    }
    response
}

/// Beyond the machine even reading needs the token.
pub async fn may_read(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match &guard.settings.token {
        Some(token) if !guard.settings.is_local() && !token.is_shown(request.headers()) => {
            no_token().into_response()
        }
        _ => next.run(request).await,
    }
}

/// Writing needs the token, unless that was waived for the machine itself.
pub async fn may_write(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let waived = guard.settings.writes_without_token && guard.settings.is_local();
    match &guard.settings.token {
        _ if waived => next.run(request).await,
        Some(token) if token.is_shown(request.headers()) => next.run(request).await,
        Some(_) => no_token().into_response(),
        None => Problem::read_only().into_response(),
    }
}

/// The outermost: headers for every answer, whoever gave it.
pub async fn with_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// No route.
pub async fn nothing_here(request: Request) -> Problem {
    Problem::missing(format!("there is nothing at {}", request.uri().path()))
        .remedy("/api/v1/openapi.json says what there is")
}

/// A route, another method.
pub async fn wrong_method(request: Request) -> Problem {
    let what = format!("{} is not done by {}", request.uri().path(), request.method());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, what)
        .remedy("/api/v1/openapi.json says what there is")
}

fn no_token() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "the token is missing or wrong")
        .remedy("send it as `Authorization: Bearer TOKEN`")
}

fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn is_safe(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS].contains(method)
}

/// Whom the client means: the authority of the request line, else the Host header.
fn host(request: &Request) -> Option<String> {
    let authority = request.uri().authority().map(|a| a.as_str().to_string());
    authority.or_else(|| text(request.headers(), header::HOST).map(str::to_string))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
