//! A memory that others can ask: a JSON API, the protocols that CAT tools know, and a page.
//!
//! [`http`] keeps the door: who may ask what, how much, and for how long. [`Desk`] answers from the
//! memories and writes into the first one. The rest translates between the two: [`api`] is ours,
//! [`amagama`] and [`mymemory`] are spoken by Weblate, Virtaal, OmegaT and others, [`page`] is for
//! people with a browser, [`mcp`] for language models.
//!
//! What was acknowledged is on the disk, and the next look-up sees it.

mod amagama;
mod answers;
mod api;
mod desk;
pub mod http;
mod intake;
pub mod mcp;
mod mymemory;
mod page;
mod request;
pub mod review;

use std::sync::Arc;

use axum::Router;

pub use desk::{Desk, Served};
pub use http::{Door, Settings};

use crate::error::Result;

/// What every handler knows.
type Shared = Arc<Desk>;

/// Serves until a signal ends it; calls `ready` with the address once it listens.
///
/// # Errors
/// Where the settings are unsafe, the address is taken, or a memory cannot be opened.
pub fn run(desk: Desk, settings: Settings, ready: impl FnOnce(&Door)) -> Result<()> {
    let desk = Arc::new(desk);
    let routes = http::Routes {
        open: page::routes().merge(api::open()).with_state(Arc::clone(&desk)),
        reading: Router::new()
            .merge(api::reading())
            .merge(amagama::reading())
            .merge(mymemory::reading())
            .with_state(Arc::clone(&desk)),
        writing: Router::new().merge(api::writing()).merge(amagama::writing()).with_state(desk),
    };
    http::serve(settings, routes, ready)
}
