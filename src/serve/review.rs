//! The review page: the project as a browser sees and changes it. Every edit is on the disk before it is
//! acknowledged, and one that was made on an older state is refused.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json as Sent, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{self, Door, Problem, Settings};
use super::request::{Asked, Json};
use crate::error::{Error, Result};
use crate::exchange::{Format, Options, Writer};
use crate::lexicon::Lexicon;
use crate::memory::aligned::units;
use crate::memory::open::Memory;
use crate::memory::store::Location;
use crate::memory::unit::{Status, Unit};
use crate::review::{Edit, Project, State as RowState, Step};

/// A project that is under review.
pub struct Bench {
    project: Mutex<Project>,
    file: PathBuf,
    /// The memory that the button adds to.
    memory: Location,
    lexicon: &'static Lexicon,
}

impl Bench {
    /// A project with the file that it is kept in.
    pub fn new(
        project: Project,
        file: PathBuf,
        memory: Location,
        lexicon: &'static Lexicon,
    ) -> Bench {
        Bench { project: Mutex::new(project), file, memory, lexicon }
    }

    fn project(&self) -> MutexGuard<'_, Project> {
        // A handler that failed has changed the project or not: each step is one assignment.
        self.project.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `change` to the state of `revision` and saves it before anybody hears of it.
    fn change(
        &self,
        revision: u64,
        change: impl FnOnce(&mut Project) -> Result<Option<Step>>,
    ) -> std::result::Result<Value, Problem> {
        let mut project = self.project();
        if project.revision != revision {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "the project was changed in another window",
            )
            .remedy("load the page again"));
        }
        let mut next = project.clone();
        let Some(step) = change(&mut next)? else {
            return Err(Problem::bad("there is nothing to undo or redo"));
        };
        next.save(&self.file)?;
        *project = next;
        let (undo, redo) = project.depth();
        Ok(json!({
            "revision": project.revision,
            "at": step.at,
            "removed": step.before.len(),
            "rows": step.after,
            "undo": undo,
            "redo": redo,
        }))
    }
}

type Shared = Arc<Bench>;

/// Serves the page until a signal ends it; calls `ready` with the address once it listens.
///
/// # Errors
/// Where the address is taken.
pub fn run(bench: Bench, settings: Settings, ready: impl FnOnce(&Door)) -> Result<()> {
    let file = |kind: &'static str, text: &'static str| {
        get(async move || ([(header::CONTENT_TYPE, kind)], text).into_response())
    };
    let bench = Arc::new(bench);
    let open = Router::new()
        .route("/", file("text/html; charset=utf-8", include_str!("review/review.html")))
        .route("/review.css", file("text/css; charset=utf-8", include_str!("review/review.css")))
        .route(
            "/review.js",
            file("text/javascript; charset=utf-8", include_str!("review/review.js")),
        )
        .route(
            "/words.js",
            file("text/javascript; charset=utf-8", include_str!("review/words.js")),
        );
    let reading = Router::new()
        .route("/api/project", get(project))
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
    let project = bench.project();
    let (undo, redo) = project.depth();
    Sent(json!({
        "name": project.name,
        "languages": project.languages,
        "revision": project.revision,
        "rows": project.rows,
        "undo": undo,
        "redo": redo,
        "memory": bench.memory.name(),
    }))
}

/// An edit on a state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edited {
    revision: u64,
    edit: Edit,
}

async fn edit(
    State(bench): State<Shared>,
    Json(sent): Json<Edited>,
) -> std::result::Result<Sent<Value>, Problem> {
    aside(move || bench.change(sent.revision, |project| project.edit(&sent.edit).map(Some))).await
}

/// A request about a state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnState {
    revision: u64,
}

async fn undo(
    State(bench): State<Shared>,
    Json(sent): Json<OnState>,
) -> std::result::Result<Sent<Value>, Problem> {
    aside(move || bench.change(sent.revision, |project| Ok(project.undo()))).await
}

async fn redo(
    State(bench): State<Shared>,
    Json(sent): Json<OnState>,
) -> std::result::Result<Sent<Value>, Problem> {
    aside(move || bench.change(sent.revision, |project| Ok(project.redo()))).await
}

/// From which row on to align again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Realign {
    revision: u64,
    from: usize,
}

async fn realign(
    State(bench): State<Shared>,
    Json(sent): Json<Realign>,
) -> std::result::Result<Sent<Value>, Problem> {
    aside(move || {
        bench.change(sent.revision, |project| project.realign(sent.from, bench.lexicon).map(Some))
    })
    .await
}

/// What is exported.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Export {
    format: String,
    /// Only what was confirmed.
    #[serde(default)]
    confirmed: bool,
}

async fn export(
    State(bench): State<Shared>,
    Asked(asked): Asked<Export>,
) -> std::result::Result<Response, Problem> {
    let format = Format::ALL.into_iter().find(|format| format.name() == asked.format);
    let format = format.ok_or_else(|| {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        Problem::bad(format!("there is no format \"{}\"", asked.format)).remedy(known.join(", "))
    })?;
    let (pair, languages) = {
        let mut project = bench.project().clone();
        if asked.confirmed {
            project.rows.retain(|row| row.state == RowState::Confirmed);
        }
        (project.pair(), project.language_pair())
    };
    let options = Options {
        source_language: languages.0,
        target_language: languages.1,
        keep_gaps: false,
        min_confidence: 0.0,
        created: jiff::Timestamp::now(),
        segmentation: "muwazi".to_string(),
    };
    let written = Writer::begin(format, options, Vec::new()).and_then(|mut writer| {
        writer.pair(&pair)?;
        writer.end()
    });
    let (bytes, _) = written.map_err(|e| Problem::from(Error::io("export", e)))?;
    // A name that every browser and file system takes; the reader may choose another.
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let name: String = pair.name.chars().map(safe).collect();
    let kind = match format {
        Format::Html => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    };
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.extension());
    Ok((
        [(header::CONTENT_TYPE, kind.to_string()), (header::CONTENT_DISPOSITION, disposition)],
        bytes,
    )
        .into_response())
}

/// Adds what has two sides to the memory; what was confirmed is marked as such.
async fn add_to_memory(
    State(bench): State<Shared>,
    Json(sent): Json<OnState>,
) -> std::result::Result<Sent<Value>, Problem> {
    aside(move || {
        let project = bench.project().clone();
        if project.revision != sent.revision {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "the project was changed in another window",
            )
            .remedy("load the page again"));
        }
        let units: Vec<Unit> = units(&project.pair(), jiff::Timestamp::now(), 0.0)
            .into_iter()
            .zip(project.rows.iter().filter(|row| !row.is_gap()))
            .map(|(unit, row)| Unit {
                status: match row.state {
                    RowState::Confirmed => Status::Confirmed,
                    RowState::Aligned => Status::Aligned,
                },
                notes: Some(row.note.clone()).filter(|note| !note.is_empty()).into_iter().collect(),
                ..unit
            })
            .collect();
        let added = Memory::open(&bench.memory)?.add(&units)?;
        Ok(json!({ "new": added.new, "known": added.merged + added.same }))
    })
    .await
}

/// Runs what takes long, or waits for a disk, where it holds nobody up.
async fn aside(
    work: impl FnOnce() -> std::result::Result<Value, Problem> + Send + 'static,
) -> std::result::Result<Sent<Value>, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Problem::internal())).map(Sent)
}
