//! Prompt `translate`: a text with its best prior translations, as a conversation that a model goes on with.

use rmcp::model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};

use super::Assistant;
use super::reply::{Refusal, text};
use crate::memory::examples::{Wanted, examples, language_name, languages, task};

/// Its name.
pub const NAME: &str = "translate";

/// Least score of an example, and most examples.
const THRESHOLD: u8 = 50;
const BEST: usize = 5;

/// The prompt.
pub fn prompt() -> Prompt {
    let argument =
        |name: &str, description: &str| PromptArgument::new(name).with_description(description);
    let arguments = vec![
        argument("text", "What is to be translated").with_required(true),
        argument("from", "Language of the text as a code; Arabic by its script, else English"),
        argument(
            "to",
            "Language to translate into as a code; English from Arabic, Arabic from others",
        ),
    ];
    let description = "Translate a text as it was translated before: with the best prior translations as examples";
    Prompt::new(NAME, Some(description), Some(arguments)).with_title("Translate as before")
}

/// Fills it.
pub async fn get(assistant: &Assistant, sent: JsonObject) -> Result<GetPromptResult, Refusal> {
    let given = |name: &str| sent.get(name).and_then(|value| value.as_str()).map(str::to_string);
    let given_text = given("text").unwrap_or_default();
    let whole = text("text", &given_text)?.to_string();
    let (from, to) = languages(&whole, given("from").as_deref(), given("to").as_deref());
    if from.primary() == to.primary() {
        let what = format!("text and translation would both be {}", language_name(&from));
        return Err(Refusal::new(what, "name the languages with from and to"));
    }
    let words = assistant.words.clone();
    let messages = assistant
        .desk
        .ask(move |memories| {
            let wanted = Wanted {
                from: &from,
                to: &to,
                threshold: THRESHOLD,
                best: BEST,
                glossary: &words.glossary,
            };
            let found = examples(memories, &whole, &wanted)?;
            // The protocol has no system message: the task stands before the first text.
            let mut task = format!("{}\n\n", task(&from, &to, &found));
            let mut messages = Vec::new();
            for (_, example) in &found.sentences {
                let source = format!("{}{}", std::mem::take(&mut task), example.source());
                messages.push(PromptMessage::new_text(Role::User, source));
                messages.push(PromptMessage::new_text(Role::Assistant, example.target()));
            }
            messages.push(PromptMessage::new_text(Role::User, format!("{task}{whole}")));
            Ok(messages)
        })
        .await?;
    Ok(GetPromptResult::new(messages))
}
