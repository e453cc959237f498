//! The review page: the project as a browser sees and changes it. Every edit is on the disk before it is
//! acknowledged, and one that was made on an older state is refused.

mod export;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json as Sent, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{self, Door, Problem, Settings};
use super::page::{file, look};
use super::request::{Asked, Json};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::memory::open::Memory;
use crate::memory::store::Location;
use crate::review::{Edit, Kept, Shown};
use export::{Chosen, Export};

/// A project that is under review.
pub struct Bench {
    project: Mutex<Kept>,
    /// The memory that the button adds to.
    memory: Location,
    lexicon: &'static Lexicon,
}

impl Bench {
    /// A project in its file.
    pub fn new(project: Kept, memory: Location, lexicon: &'static Lexicon) -> Bench {
        Bench { project: Mutex::new(project), memory, lexicon }
    }

    fn project(&self) -> MutexGuard<'_, Kept> {
        // A handler that failed has changed the project or not: each step is one assignment.
        self.project.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The project, if it still has the `revision` that the page shows.
    fn at(&self, revision: u64) -> Answer<MutexGuard<'_, Kept>> {
        let project = self.project();
        if project.project().revision == revision {
            return Ok(project);
        }
        Err(Problem::new(StatusCode::CONFLICT, "the project was changed in another window")
            .remedy("load the page again"))
    }

    /// Does `change` to the state of `revision`, which is saved before anybody hears of it.
    fn change(&self, revision: u64, change: impl FnOnce(&mut Kept) -> Result<Shown>) -> Answer {
        let mut kept = self.at(revision)?;
        let shown = change(&mut kept).map_err(problem)?;
        let project = kept.project();
        let (undo, redo) = project.depth();
        let mut answer = match shown {
            Shown::Rows { at, removed, rows } => {
                json!({ "at": at, "removed": removed, "rows": rows })
            }
            Shown::States { rows, state } => json!({ "states": { "rows": rows, "state": state } }),
        };
        if let Some(answer) = answer.as_object_mut() {
            answer.insert("revision".to_string(), project.revision.into());
            answer.insert("undo".to_string(), undo.into());
            answer.insert("redo".to_string(), redo.into());
        }
        Ok(answer)
    }
}

type Shared = Arc<Bench>;

/// What a handler gives back.
type Answer<T = Value> = std::result::Result<T, Problem>;

/// The one who asks sits at this machine, and nobody else reads its log: they are told everything.
fn problem(error: Error) -> Problem {
    match error.kind() {
        ErrorKind::Usage => Problem::from(error),
        _ => Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

/// Serves the page until a signal ends it; calls `ready` with the address once it listens.
///
/// # Errors
/// Where the address is taken.
pub fn run(bench: Bench, settings: Settings, ready: impl FnOnce(&Door)) -> Result<()> {
    let script = |text| file("text/javascript; charset=utf-8", text);
    let bench = Arc::new(bench);
    let open = Router::new()
        .route("/", file("text/html; charset=utf-8", include_str!("review/review.html")))
        .merge(look())
        .route("/review.css", file("text/css; charset=utf-8", include_str!("review/review.css")))
        .route("/review.js", script(include_str!("review/review.js")))
        .route("/list.js", script(include_str!("review/list.js")))
        .route("/row.js", script(include_str!("review/row.js")))
        .route("/editor.js", script(include_str!("review/editor.js")))
        .route("/map.js", script(include_str!("review/map.js")))
        .route("/state.js", script(include_str!("review/state.js")))
        .route("/words.js", script(include_str!("review/words.js")));
    let reading = Router::new()
        .route("/api/project", get(project))
        .route("/api/revision", get(revision))
        .route("/api/export", get(export))
        .with_state(Arc::clone(&bench));
    let writing = Router::new()
        .route("/api/edit", post(edit))
        .route("/api/undo", post(undo))
        .route("/api/redo", post(redo))
        .route("/api/realign", post(realign))
        .route("/api/memory", post(add_to_memory))
        .with_state(bench);
    http::serve(settings, http::Routes { open, reading, writing }, ready)
}

async fn project(State(bench): State<Shared>) -> Sent<Value> {
    let kept = bench.project();
    let project = kept.project();
    let (undo, redo) = project.depth();
    Sent(json!({
        "name": project.name,
        "languages": project.languages,
        "revision": project.revision,
        "rows": project.rows,
        "undo": undo,
        "redo": redo,
        "memory": bench.memory.name(),
        "formats": export::NAMES,
    }))
}

/// Whether the page is still up to date, asked whenever somebody returns to it.
async fn revision(State(bench): State<Shared>) -> Sent<Value> {
    Sent(json!({ "revision": bench.project().project().revision }))
}

/// An edit on a state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edited {
    revision: u64,
    edit: Edit,
}

async fn edit(State(bench): State<Shared>, Json(sent): Json<Edited>) -> Answer<Sent<Value>> {
    aside(move || bench.change(sent.revision, |project| project.edit(&sent.edit))).await
}

/// A request about a state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnState {
    revision: u64,
}

async fn undo(State(bench): State<Shared>, Json(sent): Json<OnState>) -> Answer<Sent<Value>> {
    aside(move || bench.change(sent.revision, Kept::undo)).await
}

async fn redo(State(bench): State<Shared>, Json(sent): Json<OnState>) -> Answer<Sent<Value>> {
    aside(move || bench.change(sent.revision, Kept::redo)).await
}

/// From which row on to align again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Realign {
    revision: u64,
    from: usize,
}

async fn realign(State(bench): State<Shared>, Json(sent): Json<Realign>) -> Answer<Sent<Value>> {
    aside(move || bench.change(sent.revision, |project| project.realign(sent.from, bench.lexicon)))
        .await
}

async fn export(State(bench): State<Shared>, Asked(asked): Asked<Export>) -> Answer<Response> {
    let project = bench.project().project().clone();
    let done = tokio::task::spawn_blocking(move || export::written(&project, &asked)).await;
    let file = done.unwrap_or_else(|_| Err(Problem::internal()))?;
    let headers = [
        (header::CONTENT_TYPE, file.kind.to_string()),
        (header::CONTENT_DISPOSITION, file.disposition()),
    ];
    Ok((headers, file.bytes).into_response())
}

/// What is added.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    revision: u64,
    #[serde(default)]
    rows: Chosen,
}

/// Adds what has two sides to the memory; what was confirmed is marked as such.
async fn add_to_memory(
    State(bench): State<Shared>,
    Json(sent): Json<Added>,
) -> Answer<Sent<Value>> {
    aside(move || {
        let units = export::units(bench.at(sent.revision)?.project(), sent.rows);
        let added = Memory::open(&bench.memory).and_then(|mut memory| memory.add(&units));
        let added = added.map_err(problem)?;
        Ok(json!({ "new": added.new, "known": added.merged + added.same }))
    })
    .await
}

/// Runs what takes long, or waits for a disk, where it holds nobody up.
async fn aside(work: impl FnOnce() -> Answer + Send + 'static) -> Answer<Sent<Value>> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Problem::internal())).map(Sent)
}
