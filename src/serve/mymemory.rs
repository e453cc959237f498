//! The protocol of MyMemory, which OmegaT and Weblate know: `GET /get?q=…&langpair=ar|en`.

use axum::extract::State;
use axum::routing::get;
use axum::{Json as Sent, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Shared;
use super::answers::{Hit, Wanted, look_up};
use super::http::Problem;
use super::request::{Asked, one_line};
use crate::memory::score::Neighbours;
use crate::memory::unit::Status;
use crate::text::language::Language;

/// Least score that is given; clients of this protocol choose among what they get.
const THRESHOLD: u8 = 50;
/// Most matches.
const BEST: usize = 5;

/// What reads.
pub fn reading() -> Router<Shared> {
    Router::new().route("/get", get(matches))
}

/// The text and its languages; keys, addresses and the rest are other servers' affair.
#[derive(Debug, Deserialize)]
struct Parameters {
    q: String,
    langpair: String,
}

async fn matches(
    State(desk): State<Shared>,
    Asked(asked): Asked<Parameters>,
) -> Result<Sent<Value>, Problem> {
    let (from, to) = asked.langpair.split_once('|').ok_or_else(|| {
        Problem::bad("langpair is no pair of languages").remedy("write it as ar|en")
    })?;
    let primary = |code: &str| Language::new(code).primary().to_string();
    let wanted = Wanted {
        from: (!from.eq_ignore_ascii_case("autodetect")).then(|| primary(from)),
        to: Some(primary(to)),
        threshold: THRESHOLD,
        best: BEST,
    };
    let texts = [one_line(&asked.q)];
    desk.ask(move |memories| {
        let found = match texts[0].is_empty() {
            true => Vec::new(),
            false => {
                look_up(memories, &texts, Neighbours::default(), &wanted)?.pop().unwrap_or_default()
            }
        };
        let matches: Vec<Value> = found.iter().map(as_match).collect();
        let best = found.first().map(|(_, found)| (found.target(), share(found)));
        let (text, share) = best.unwrap_or(("", 0.0));
        Ok(Sent(json!({
            "responseData": { "translatedText": text, "match": share },
            "quotaFinished": false,
            "responseDetails": "",
            "responseStatus": 200,
            "matches": matches,
        })))
    })
    .await
}

fn share(found: &crate::memory::look_up::Found) -> f64 {
    f64::from(found.comparison.score.points().min(100)) / 100.0
}

fn as_match((_, found): &Hit) -> Value {
    let unit = &found.unit;
    let (from, to) = found.side.of((&unit.source.language, &unit.target.language));
    // How good the translation is, apart from how alike the texts are.
    let quality = match unit.status {
        Status::Confirmed => 100,
        Status::Reviewed => 90,
        Status::Aligned => 74,
    };
    let date =
        |time: Option<jiff::Timestamp>| time.map(|t| t.strftime("%Y-%m-%d %H:%M:%S").to_string());
    json!({
        "id": found.id.to_string(),
        "segment": found.source(),
        "translation": found.target(),
        "source": from,
        "target": to,
        "quality": quality.to_string(),
        "reference": unit.origins.first().map(|origin| &origin.document),
        "usage-count": unit.origins.len().max(1),
        "subject": unit.domain.as_deref().unwrap_or("All"),
        "created-by": unit.author.as_deref().unwrap_or_default(),
        "last-updated-by": unit.author.as_deref().unwrap_or_default(),
        "create-date": date(unit.created),
        "last-update-date": date(unit.changed.or(unit.created)),
        "match": share(found),
    })
}
