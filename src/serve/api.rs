//! Our JSON API under /api/v1, as `openapi.json` describes it.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json as Sent, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Shared;
use super::answers::{Answer, OccurrenceAnswer, UnitAnswer, Wanted, look_up};
use super::http::Problem;
use super::intake::{NewUnits, add, status};
use super::request::{Asked, InPath, Json, language, one_line};
use crate::memory::concordance::{
    Arrangement, Forms, Pattern, count_renderings, find, occurrences,
};
use crate::memory::open::Side;
use crate::memory::score::Neighbours;
use crate::memory::store::{Edit, UnitId};
use crate::segment;

/// Texts of one batch.
const MOST_TEXTS: usize = 1_000;
/// Most matches or occurrences that a client may ask for.
const MOST_BEST: usize = 1_000;
/// Units whose translations are counted: the newest; more would only take time.
const MOST_COUNTED: usize = 5_000;
/// Translations that are listed.
const MOST_RENDERINGS: usize = 20;
/// Lines of each list of the statistics.
const MOST_LISTED: usize = 20;

/// What says nothing about the memory.
pub fn open() -> Router<Shared> {
    Router::new()
        .route("/api/v1/health", get(async || Sent(json!({ "status": "ok" }))))
        .route("/api/v1/openapi.json", get(description))
}

/// What reads.
pub fn reading() -> Router<Shared> {
    Router::new()
        .route("/api/v1/lookup", get(look_up_asked).post(look_up_sent))
        .route("/api/v1/lookup/batch", post(look_up_batch))
        .route("/api/v1/concordance", get(concordance))
        .route("/api/v1/units/{id}", get(unit))
        .route("/api/v1/stats", get(statistics))
}

/// What writes.
pub fn writing() -> Router<Shared> {
    Router::new()
        .route("/api/v1/units", post(add_units))
        .route("/api/v1/units/{id}", axum::routing::patch(edit_unit).delete(remove_unit))
}

async fn description() -> Response {
    let text = include_str!("openapi.json").replace("VERSION", env!("CARGO_PKG_VERSION"));
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What is looked up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LookUp {
    #[serde(alias = "text")]
    q: String,
    before: Option<String>,
    after: Option<String>,
    from: Option<String>,
    to: Option<String>,
    threshold: Option<u8>,
    best: Option<usize>,
}

/// Several texts, or one that is cut into sentences.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    texts: Option<Vec<String>>,
    text: Option<String>,
    from: Option<String>,
    to: Option<String>,
    threshold: Option<u8>,
    best: Option<usize>,
}

fn wanted(
    (from, to): (&Option<String>, &Option<String>),
    threshold: Option<u8>,
    best: Option<usize>,
) -> Result<Wanted, Problem> {
    let threshold = threshold.unwrap_or(70);
    if !(1..=101).contains(&threshold) {
        return Err(Problem::bad("the threshold is from 1 to 101"));
    }
    Ok(Wanted { from: language(from), to: language(to), threshold, best: most(best, 5)? })
}

fn most(best: Option<usize>, default: usize) -> Result<usize, Problem> {
    match best.unwrap_or(default) {
        best @ 1..=MOST_BEST => Ok(best),
        _ => Err(Problem::bad(format!("best is from 1 to {MOST_BEST}"))),
    }
}

async fn look_up_asked(
    desk: State<Shared>,
    Asked(asked): Asked<LookUp>,
) -> Result<Sent<Answer>, Problem> {
    look_up_one(desk, asked).await
}

async fn look_up_sent(
    desk: State<Shared>,
    Json(sent): Json<LookUp>,
) -> Result<Sent<Answer>, Problem> {
    look_up_one(desk, sent).await
}

async fn look_up_one(State(desk): State<Shared>, asked: LookUp) -> Result<Sent<Answer>, Problem> {
    let wanted = wanted((&asked.from, &asked.to), asked.threshold, asked.best)?;
    let text = one_line(&asked.q);
    if text.is_empty() {
        return Err(Problem::bad("there is no text to look up").remedy("give it as q"));
    }
    let names = desk.clone();
    desk.ask(move |memories| {
        let outer = Neighbours { before: asked.before.as_deref(), after: asked.after.as_deref() };
        let texts = [text];
        let found = look_up(memories, &texts, outer, &wanted)?.pop().unwrap_or_default();
        Ok(Sent(Answer::new(&names, &texts[0], found)))
    })
    .await
}

async fn look_up_batch(
    State(desk): State<Shared>,
    Json(sent): Json<Batch>,
) -> Result<Sent<Value>, Problem> {
    let wanted = wanted((&sent.from, &sent.to), sent.threshold, sent.best)?;
    let texts: Vec<String> = match (sent.texts, sent.text) {
        (Some(texts), None) => texts.iter().map(|text| one_line(text)).collect(),
        (None, Some(text)) => segment::sentences(&text).map(one_line).collect(),
        _ => {
            return Err(Problem::bad("a batch holds either texts or a text")
                .remedy("texts are looked up as they are, a text is cut into sentences"));
        }
    };
    if texts.len() > MOST_TEXTS {
        return Err(Problem::bad(format!("more than {MOST_TEXTS} sentences at once"))
            .remedy("send them in several requests, or use `muwazi lookup --file`"));
    }
    let names = desk.clone();
    desk.ask(move |memories| {
        let found = look_up(memories, &texts, Neighbours::default(), &wanted)?;
        let answers: Vec<Answer> =
            texts.iter().zip(found).map(|(text, found)| Answer::new(&names, text, found)).collect();
        Ok(Sent(json!({ "answers": answers })))
    })
    .await
}

/// What the concordance is asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    q: String,
    exact: Option<bool>,
    near: Option<usize>,
    best: Option<usize>,
}

async fn concordance(
    State(desk): State<Shared>,
    Asked(asked): Asked<Phrase>,
) -> Result<Sent<Value>, Problem> {
    let best = most(asked.best, 20)?;
    let forms = if asked.exact.unwrap_or_default() { Forms::Exact } else { Forms::All };
    let arrangement = asked.near.map_or(Arrangement::Phrase, Arrangement::Near);
    let pattern = Pattern::new(&asked.q, forms, arrangement)?;
    let names = desk.clone();
    desk.ask(move |memories| {
        let (mut total, mut all) = (0, Vec::new());
        let mut owners = Vec::new();
        for (number, memory) in memories.iter().enumerate() {
            for side in [Side::Source, Side::Target] {
                let found = find(memory, side, &pattern)?;
                total += found.len();
                let counted = found.get(..found.len().min(MOST_COUNTED)).unwrap_or_default();
                all.extend(occurrences(memory, side, &pattern, counted, names.lexicon())?);
                owners.resize(all.len(), number);
            }
        }
        let renderings: Vec<Value> = count_renderings(&all)
            .into_iter()
            .take(MOST_RENDERINGS)
            .map(|(text, count)| json!({ "text": text, "count": count }))
            .collect();
        let shown: Vec<OccurrenceAnswer> = all
            .into_iter()
            .zip(owners)
            .take(best)
            .map(|(found, memory)| OccurrenceAnswer::new(&names, memory, found))
            .collect();
        Ok(Sent(json!({ "total": total, "renderings": renderings, "occurrences": shown })))
    })
    .await
}

/// Which memory a number belongs to; the first one if nothing is said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    memory: Option<usize>,
}

async fn unit(
    State(desk): State<Shared>,
    InPath(id): InPath<String>,
    Asked(which): Asked<Which>,
) -> Result<Sent<UnitAnswer>, Problem> {
    let (id, memory) = (number(&id)?, which.memory.unwrap_or_default());
    let names = desk.clone();
    desk.ask(move |memories| {
        let found = match memories.get(memory) {
            Some(memory) => memory.store().unit(id)?,
            None => return Err(Problem::missing(format!("there is no memory {memory}"))),
        };
        let unit = found.ok_or_else(|| no_unit(id))?;
        Ok(Sent(UnitAnswer::new(&names, memory, id, Side::Source, unit)))
    })
    .await
}

async fn statistics(State(desk): State<Shared>) -> Result<Sent<Value>, Problem> {
    let names = desk.clone();
    desk.ask(move |memories| {
        let mut out = Vec::new();
        for (number, memory) in memories.iter().enumerate() {
            let counts = memory.store().statistics(MOST_LISTED)?;
            let list = |list: &[(String, u64)]| -> Vec<Value> {
                list.iter().map(|(name, count)| json!({ "name": name, "units": count })).collect()
            };
            let pair = |((source, target), count): (&(String, String), &u64)| json!({ "source": source, "target": target, "units": count });
            out.push(json!({
                "memory": number,
                "memory_name": names.name(number),
                "units": counts.units,
                "languages": counts.languages.iter().map(pair).collect::<Vec<_>>(),
                "statuses": counts.statuses,
                "documents": list(&counts.documents),
                "months": list(&counts.months),
                "repeated_sources": list(&counts.repeated),
            }));
        }
        Ok(Sent(json!({ "version": env!("CARGO_PKG_VERSION"), "memories": out })))
    })
    .await
}

async fn add_units(
    State(desk): State<Shared>,
    Json(sent): Json<NewUnits>,
) -> Result<(StatusCode, Sent<Value>), Problem> {
    let units = sent.units(jiff::Timestamp::now())?;
    let (added, ids) = desk
        .write(move |store| {
            let (added, ids) = add(store, &units)?;
            Ok(((added, ids), added.new))
        })
        .await?;
    let status = if added.new > 0 { StatusCode::CREATED } else { StatusCode::OK };
    let answer =
        json!({ "new": added.new, "merged": added.merged, "same": added.same, "ids": ids });
    Ok((status, Sent(answer)))
}

/// What is to change about a unit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    status: Option<String>,
    source: Option<String>,
    target: Option<String>,
    note: Option<String>,
    author: Option<String>,
}

async fn edit_unit(
    State(desk): State<Shared>,
    InPath(id): InPath<String>,
    Json(sent): Json<Change>,
) -> Result<Sent<UnitAnswer>, Problem> {
    let id = number(&id)?;
    let edit = Edit {
        status: sent.status.as_deref().map(|name| status(name, "")).transpose()?,
        source: sent.source.as_deref().map(one_line),
        target: sent.target.as_deref().map(one_line),
        note: sent.note,
        author: sent.author,
    };
    if edit == Edit::default() {
        return Err(Problem::bad("nothing says what to change")
            .remedy("send status, source, target, note or author"));
    }
    if [&edit.source, &edit.target].iter().any(|text| text.as_deref() == Some("")) {
        return Err(Problem::bad("a side would be empty").remedy("DELETE removes a unit"));
    }
    let found = desk
        .write(move |store| {
            let Some(new) = store.edit(id, edit, jiff::Timestamp::now())? else {
                return Ok((None, 0));
            };
            let changes = if new == id { 0 } else { 2 };
            Ok((store.unit(new)?.map(|unit| (new, unit)), changes))
        })
        .await?;
    let (id, unit) = found.ok_or_else(|| no_unit(id))?;
    Ok(Sent(UnitAnswer::new(&desk, 0, id, Side::Source, unit)))
}

async fn remove_unit(
    State(desk): State<Shared>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    let id = number(&id)?;
    let removed = desk
        .write(move |store| {
            let removed = store.remove(&[id])?;
            Ok((removed, removed))
        })
        .await?;
    if removed == 0 { Err(no_unit(id)) } else { Ok(StatusCode::NO_CONTENT) }
}

/// The number of a unit; they go to 2⁶³.
fn number(text: &str) -> Result<UnitId, Problem> {
    let number = text.parse::<UnitId>().ok().filter(|&id| i64::try_from(id).is_ok());
    number.ok_or_else(|| Problem::bad(format!("\"{text}\" is no number of a unit")))
}

fn no_unit(id: UnitId) -> Problem {
    Problem::missing(format!("there is no unit {id}"))
}
