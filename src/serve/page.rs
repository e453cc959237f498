//! The page for people: files of ours, with no data in them; the script asks the API.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};

use super::Shared;

/// The page and what it is made of.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/", file("text/html; charset=utf-8", include_str!("page.html")))
        .merge(look())
        .route("/page.css", file("text/css; charset=utf-8", include_str!("page.css")))
        .route("/page.js", file("text/javascript; charset=utf-8", include_str!("page.js")))
        .route("/words.js", file("text/javascript; charset=utf-8", include_str!("words.js")))
}

/// Colours and letters, which all pages of ours have in common.
pub fn look<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/look.css", file("text/css; charset=utf-8", crate::exchange::LOOK))
}

/// A file that is part of the program.
pub fn file<S: Clone + Send + Sync + 'static>(
    kind: &'static str,
    text: &'static str,
) -> MethodRouter<S> {
    get(async move || ([(header::CONTENT_TYPE, kind)], text).into_response())
}
