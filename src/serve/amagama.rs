//! The protocol of amaGama and of Translate Toolkit's tmserver, spoken by Weblate, Virtaal and others.
//!
//! The text to look up is the rest of the path, percent-encoded, with slashes of its own; some clients
//! write its spaces as `+`. The same routes stand at the root, under `/tmserver` and under `/api/v1`,
//! because servers of this kind have used all three.

use axum::extract::State;
use axum::http::Uri;
use axum::routing::{get, post, put};
use axum::{Json as Sent, Router};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Shared;
use super::answers::{Wanted, look_up};
use super::http::Problem;
use super::intake::{add, limit, plain_unit};
use super::request::{Asked, InPath, Json, one_line};
use crate::memory::open::Memory;
use crate::memory::score::Neighbours;
use crate::memory::unit::Unit;
use crate::text::language::Language;

/// Where the routes stand besides the root.
const PREFIXES: [&str; 2] = ["/tmserver", "/api/v1"];

/// What reads.
pub fn reading() -> Router<Shared> {
    everywhere(
        Router::new()
            .route("/languages/", get(languages))
            .route("/languages", get(languages))
            .route("/{source}/{target}/unit/", get(matches))
            .route("/{source}/{target}/unit", get(matches))
            .route("/{source}/{target}/unit/{*text}", get(matches)),
    )
}

/// What writes.
pub fn writing() -> Router<Shared> {
    everywhere(
        Router::new()
            .route("/{source}/{target}/unit/", put(add_unit).post(add_unit))
            .route("/{source}/{target}/unit", put(add_unit).post(add_unit))
            .route("/{source}/{target}/unit/{*text}", put(add_unit).post(add_unit))
            .route("/{source}/{target}/store/{*id}", post(add_store)),
    )
}

fn everywhere(routes: Router<Shared>) -> Router<Shared> {
    PREFIXES.into_iter().fold(routes.clone(), |all, prefix| all.nest(prefix, routes.clone()))
}

/// The languages of a path.
#[derive(Debug, Deserialize)]
struct Pair {
    source: String,
    target: String,
}

/// How much is wanted. Other parameters (style, project, …) are other servers' affair.
#[derive(Debug, Deserialize)]
struct Parameters {
    source: Option<String>,
    min_similarity: Option<f64>,
    max_candidates: Option<usize>,
}

/// Most candidates that are given.
const MOST_CANDIDATES: usize = 100;

async fn matches(
    State(desk): State<Shared>,
    InPath(pair): InPath<Pair>,
    uri: Uri,
    Asked(asked): Asked<Parameters>,
) -> Result<Sent<Vec<Value>>, Problem> {
    let text = one_line(&asked.source.map_or_else(|| text_of(&uri), Ok)?);
    let wanted = Wanted {
        from: Some(Language::new(&pair.source).primary().to_string()),
        to: Some(Language::new(&pair.target).primary().to_string()),
        threshold: asked.min_similarity.unwrap_or(70.0).clamp(1.0, 100.0) as u8,
        best: asked.max_candidates.unwrap_or(5).clamp(1, MOST_CANDIDATES),
    };
    desk.ask(move |memories| {
        if !knows(memories, &wanted)? {
            return Err(Problem::missing(format!(
                "there are no units from {} into {}",
                pair.source, pair.target
            ))
            .remedy("/languages/ lists the languages"));
        }
        let texts = [text];
        let found = match texts[0].is_empty() {
            true => Vec::new(),
            false => {
                look_up(memories, &texts, Neighbours::default(), &wanted)?.pop().unwrap_or_default()
            }
        };
        let candidates = found.iter().map(|(_, found)| {
            let quality = f64::from(found.comparison.score.points().min(100));
            json!({
                "source": found.source(),
                "target": found.target(),
                "quality": quality,
                "rank": quality,
            })
        });
        Ok(Sent(candidates.collect()))
    })
    .await
}

async fn languages(State(desk): State<Shared>) -> Result<Sent<Value>, Problem> {
    desk.ask(|memories| {
        let mut codes: Vec<String> = Vec::new();
        for (source, target) in pairs(memories)? {
            codes.extend([source, target]);
        }
        codes.sort();
        codes.dedup();
        // A memory answers in both directions.
        Ok(Sent(json!({ "sourceLanguages": codes, "targetLanguages": codes })))
    })
    .await
}

/// A unit as the protocol sends it, other fields left aside.
#[derive(Debug, Deserialize)]
struct SentUnit {
    source: Option<String>,
    target: String,
}

async fn add_unit(
    State(desk): State<Shared>,
    InPath(pair): InPath<Pair>,
    uri: Uri,
    Json(sent): Json<SentUnit>,
) -> Result<Sent<Value>, Problem> {
    let source = sent.source.map_or_else(|| text_of(&uri), Ok)?;
    let (source, target) = ((&*pair.source, &*source), (&*pair.target, &*sent.target));
    let unit = plain_unit(source, target, None, jiff::Timestamp::now())?;
    write(desk, vec![unit]).await
}

async fn add_store(
    State(desk): State<Shared>,
    InPath((source, target, store)): InPath<(String, String, String)>,
    Json(sent): Json<Vec<SentUnit>>,
) -> Result<Sent<Value>, Problem> {
    limit(sent.len())?;
    let now = jiff::Timestamp::now();
    // Catalogues hold untranslated entries; they are no fault, and counted in the answer.
    let count = sent.len();
    let whole = sent.into_iter().filter_map(|unit| Some((unit.source?, unit.target)));
    let units: Vec<Unit> = whole
        .filter(|(source, target)| !source.trim().is_empty() && !target.trim().is_empty())
        .map(|(own, other)| plain_unit((&source, &own), (&target, &other), Some(&store), now))
        .collect::<Result<_, Problem>>()?;
    let skipped = count - units.len();
    let Sent(mut answer) = write(desk, units).await?;
    if let Some(object) = answer.as_object_mut() {
        object.insert("skipped".to_string(), skipped.into());
    }
    Ok(Sent(answer))
}

async fn write(desk: Shared, units: Vec<Unit>) -> Result<Sent<Value>, Problem> {
    let added = desk
        .write(move |store| {
            let (added, _) = add(store, &units)?;
            Ok((added, added.new))
        })
        .await?;
    Ok(Sent(json!({ "new": added.new, "merged": added.merged, "same": added.same })))
}

/// The text at the end of a path.
fn text_of(uri: &Uri) -> Result<String, Problem> {
    let text = uri.path().split_once("/unit/").map_or("", |(_, text)| text).replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8().map(|text| text.into_owned());
    decoded.map_err(|_| Problem::bad("the text in the path is not UTF-8"))
}

/// Whether some memory has units of these languages, either way round.
fn knows(memories: &[Memory], wanted: &Wanted) -> crate::error::Result<bool> {
    let (from, to) = (wanted.from.as_deref(), wanted.to.as_deref());
    Ok(pairs(memories)?.iter().any(|(source, target)| {
        let pair = (Some(source.as_str()), Some(target.as_str()));
        pair == (from, to) || pair == (to, from)
    }))
}

/// The primary languages of the units.
fn pairs(memories: &[Memory]) -> crate::error::Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    let primary = |tag: &str| Language::new(tag).primary().to_string();
    for memory in memories {
        let pairs = memory.store().language_pairs()?;
        all.extend(pairs.iter().map(|(source, target)| (primary(source), primary(target))));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_may_hold_anything() {
        for (path, expected) in [
            ("/ar/en/unit/a%20b", "a b"),
            ("/ar/en/unit/a+b", "a b"),
            ("/ar/en/unit/a%2Bb", "a+b"),
            ("/ar/en/unit/a/b%2Fc/unit/d", "a/b/c/unit/d"),
            ("/ar/en/unit/%D9%86%D8%B9%D9%85%D8%9F", "نعم؟"),
            ("/ar/en/unit/", ""),
            ("/ar/en/unit", ""),
        ] {
            let uri: Uri = path.parse().expect("a path");
            assert_eq!(text_of(&uri).ok().as_deref(), Some(expected), "{path}");
        }
        let broken: Uri = "/ar/en/unit/%FF".parse().expect("a path");
        assert!(text_of(&broken).is_err());
    }
}
