//! Tool `add_units`: new translations for the first memory, where the user allowed it.

use jiff::Timestamp;
use rmcp::model::{JsonObject, Tool};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Assistant;
use super::reply::{Answer, Effect, Refusal, answer, described, read};
use crate::memory::unit::{Origin, Status, Unit};
use crate::serve::intake;
use crate::serve::request::one_line;

/// Its name.
pub const NAME: &str = "add_units";

const DESCRIPTION: &str = "Add translations to the memory, all of them or, if one is wrong, none. Add only what the user \
wants to keep. The status says how far a person checked them: aligned (nobody did; the default), reviewed, or confirmed, and \
the two latter only where the user said so. A unit that is there already is not doubled.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct Sent {
    /// The translations; at most 10,000.
    units: Vec<Pair>,
    /// How far a person checked them.
    #[serde(default)]
    status: Checked,
    /// Name of the document they come from; the units are taken for neighbours in it.
    document: Option<String>,
    /// Who made them.
    author: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars", inline)]
struct Pair {
    /// A sentence.
    source: String,
    /// Its translation.
    target: String,
    /// Language of the sentence as a code [default: by its script, ar or en].
    source_language: Option<String>,
    /// Language of the translation as a code [default: by its script, ar or en].
    target_language: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(crate = "rmcp::schemars", inline)]
enum Checked {
    #[default]
    Aligned,
    Reviewed,
    Confirmed,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Added {
    /// Units that were not there.
    new: u64,
    /// Units that were there and now know more.
    merged: u64,
    /// Units that were there as they are.
    same: u64,
    /// Their numbers, in order.
    ids: Vec<u64>,
}

/// The tool.
pub fn tool() -> Tool {
    described::<Sent, Added>(NAME, "Add translations", DESCRIPTION, Effect::Adds)
}

/// Calls it.
pub async fn call(assistant: &Assistant, sent: JsonObject) -> Answer {
    let sent: Sent = read(sent)?;
    let units = units(sent, Timestamp::now())?;
    let added = assistant
        .desk
        .write(move |store| {
            let (added, ids) = intake::add(store, &units)?;
            let new = added.new;
            Ok((Added { new, merged: added.merged, same: added.same, ids }, new))
        })
        .await?;
    let text = format!(
        "{} new, {} merged, {} there already; they are on the disk\n",
        added.new, added.merged, added.same
    );
    answer(&added, text)
}

fn units(sent: Sent, now: Timestamp) -> Result<Vec<Unit>, Refusal> {
    intake::limit(sent.units.len())?;
    let status = match sent.status {
        Checked::Aligned => Status::Aligned,
        Checked::Reviewed => Status::Reviewed,
        Checked::Confirmed => Status::Confirmed,
    };
    let texts: Vec<String> = sent.units.iter().map(|unit| one_line(&unit.source)).collect();
    let neighbour = |at: Option<usize>| at.and_then(|at| texts.get(at)).cloned();
    let unit = |(at, pair): (usize, &Pair)| {
        let origin = |document: &String| Origin {
            document: document.clone(),
            paragraph: None,
            before: neighbour(at.checked_sub(1)),
            after: neighbour(Some(at + 1)),
        };
        let unit = Unit {
            source: intake::side(pair.source_language.as_deref(), &pair.source),
            target: intake::side(pair.target_language.as_deref(), &pair.target),
            created: Some(now),
            changed: Some(now),
            author: sent.author.clone(),
            status,
            origins: sent.document.iter().map(origin).collect(),
            ..Unit::default()
        };
        Ok(intake::checked(unit, &format!("unit {}: ", at + 1))?)
    };
    sent.units.iter().enumerate().map(unit).collect()
}
