//! What a tool says: data by its schema, the same as text, or why it was not done.

use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations};
use rmcp::schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::serve::http::Problem;
use crate::text::language::Language;

/// The answer of a tool.
pub type Answer = Result<CallToolResult, Refusal>;

/// Why a call was not done, and what would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    what: String,
    remedy: Option<String>,
}

impl Refusal {
    /// A refusal; `what` is a short clause without a full stop.
    pub fn new(what: impl Into<String>, remedy: &str) -> Refusal {
        Refusal { what: what.into(), remedy: Some(remedy.to_string()) }
    }

    /// As one sentence for a model.
    pub fn sentence(&self) -> String {
        match &self.remedy {
            Some(remedy) => format!("{} ({remedy})", self.what),
            None => self.what.clone(),
        }
    }

    /// As a tool error, which a model reads and can act upon.
    pub fn result(&self) -> CallToolResult {
        CallToolResult::error(vec![ContentBlock::text(self.sentence())])
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        let (detail, remedy) = problem.said();
        Refusal { what: detail.to_string(), remedy: remedy.map(str::to_string) }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        // The user of the memory sits at the machine: the path of a broken file helps.
        Refusal { what: error.to_string(), remedy: None }
    }
}

/// What a model may do with a tool, for clients that ask people before a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads.
    None,
    /// It adds something.
    Adds,
}

/// A tool whose schemas are those of `In` and `Out`.
pub fn described<In: JsonSchema + 'static, Out: JsonSchema + 'static>(
    name: &'static str,
    title: &str,
    description: &'static str,
    effect: Effect,
) -> Tool {
    let annotations = ToolAnnotations::with_title(title)
        .read_only(effect == Effect::None)
        .destructive(false)
        .idempotent(true)
        .open_world(false);
    Tool::new(name, description, JsonObject::new())
        .with_title(title)
        .with_input_schema::<In>()
        .with_output_schema::<Out>()
        .with_annotations(annotations)
}

/// What a model sent, or what is wrong with it.
pub fn read<In: DeserializeOwned>(sent: JsonObject) -> Result<In, Refusal> {
    serde_json::from_value(serde_json::Value::Object(sent))
        .map_err(|e| Refusal::new(e.to_string(), "the tool's inputSchema says what it takes"))
}

/// Data and the same as text.
pub fn answer(data: &impl Serialize, text: String) -> Answer {
    let data =
        serde_json::to_value(data).map_err(|e| Refusal { what: e.to_string(), remedy: None })?;
    let mut result = CallToolResult::structured(data);
    result.content = vec![ContentBlock::text(text)];
    Ok(result)
}

/// A number inside its bounds, or the default.
pub fn within(
    name: &str,
    given: Option<usize>,
    default: usize,
    (least, most): (usize, usize),
) -> Result<usize, Refusal> {
    let value = given.unwrap_or(default);
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Refusal::new(format!("{name} is {value}"), &format!("it is from {least} to {most}")))
}

/// Longest text of a call, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// A text that is neither empty nor too long.
pub fn text<'a>(name: &str, text: &'a str) -> Result<&'a str, Refusal> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(Refusal::new(format!("{name} is empty"), "send the text itself"));
    }
    if trimmed.len() > MOST_BYTES {
        let what = format!("{name} has {} bytes", trimmed.len());
        return Err(Refusal::new(what, "send at most 1,048,576, in several calls"));
    }
    Ok(trimmed)
}

/// The primary language of a code; `None` where none is given, which means any.
pub fn primary(code: &Option<String>) -> Option<String> {
    let code = code.as_deref().map(str::trim).filter(|code| !code.is_empty())?;
    Some(Language::new(code).primary().to_string())
}
