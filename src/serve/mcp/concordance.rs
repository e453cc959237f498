//! Tool `concordance`: where a word or phrase was used, and how it was translated how often.

use rmcp::model::{JsonObject, Tool};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Assistant;
use super::reply::{Answer, Effect, answer, described, read, text, within};
use crate::memory::concordance::{Arrangement, Forms, Occurrence, Pattern};
use crate::serve::answers::occurrences;
use crate::serve::desk::Desk;

/// Its name.
pub const NAME: &str = "concordance";

/// Occurrences of one call.
const MOST_OCCURRENCES: usize = 100;
/// Translations that are listed.
const MOST_TRANSLATIONS: usize = 20;

const DESCRIPTION: &str = "Find a word or short phrase in the translation memory, on either side, in all its inflected \
forms: the sentences in which it stands with their translations, and how it was translated how often. Use it to translate a \
name or term as it was translated before. * stands for any letters (school*).";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct Sent {
    /// A word or phrase in Arabic or English, not a whole sentence.
    phrase: String,
    /// Only the words as they are written, not their other forms.
    #[serde(default)]
    exact: bool,
    /// Find the words in any order, all within so many words; one after the other if it is left out.
    #[schemars(range(min = 1, max = 100))]
    near: Option<usize>,
    /// Most sentences, from 1 to 100.
    #[schemars(range(min = 1, max = 100), extend("default" = 10))]
    best: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Concordance {
    /// Units in which the phrase stands.
    total: usize,
    /// Its translations, the most frequent first, as far as the lexicon tells them.
    translations: Vec<Translation>,
    /// The newest of the units.
    sentences: Vec<Sentence>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Translation {
    text: String,
    count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Sentence {
    /// The sentence in which the phrase stands.
    text: String,
    /// The phrase as it stands there.
    found: Vec<String>,
    /// The translation of the sentence.
    translation: String,
    /// The words of the translation that probably translate the phrase; empty where the lexicon does not tell.
    translated_as: String,
    /// aligned (by the program, seen by nobody), reviewed, or confirmed (by people).
    status: &'static str,
    /// Documents in which it stands.
    documents: Vec<String>,
    /// Number of the unit in its memory.
    id: u64,
    /// File name of its memory.
    memory: String,
}

/// The tool.
pub fn tool() -> Tool {
    described::<Sent, Concordance>(NAME, "Find a phrase", DESCRIPTION, Effect::None)
}

/// Calls it.
pub async fn call(assistant: &Assistant, sent: JsonObject) -> Answer {
    let sent: Sent = read(sent)?;
    let best = within("best", sent.best, 10, (1, MOST_OCCURRENCES))?;
    let arrangement = match sent.near {
        None => Arrangement::Phrase,
        near => Arrangement::Near(within("near", near, 1, (1, 100))?),
    };
    let forms = if sent.exact { Forms::Exact } else { Forms::All };
    let pattern = Pattern::new(text("phrase", &sent.phrase)?, forms, arrangement)?;
    let (desk, words) = (assistant.desk.clone(), assistant.words.clone());
    let found = assistant
        .desk
        .ask(move |memories| {
            let found = occurrences(memories, &pattern, &words.lexicon)?;
            let translations = found.renderings.into_iter().take(MOST_TRANSLATIONS);
            let hits = found.hits.iter().take(best);
            Ok(Concordance {
                total: found.total,
                translations: translations
                    .map(|(text, count)| Translation { text, count })
                    .collect(),
                sentences: hits.map(|(memory, hit)| Sentence::new(&desk, *memory, hit)).collect(),
            })
        })
        .await?;
    let text = found.shown();
    answer(&found, text)
}

impl Sentence {
    fn new(desk: &Desk, memory: usize, hit: &Occurrence) -> Sentence {
        let (text, other) = hit.texts();
        Sentence {
            text: text.to_string(),
            found: hit.places.iter().map(|place| place.of(text).to_string()).collect(),
            translation: other.to_string(),
            translated_as: hit.rendering(),
            status: hit.unit.status.name(),
            documents: hit.unit.origins.iter().map(|origin| origin.document.clone()).collect(),
            id: hit.id,
            memory: desk.name(memory),
        }
    }
}

impl Concordance {
    fn shown(&self) -> String {
        if self.total == 0 {
            return "not in the memory\n".to_string();
        }
        let counted = |t: &Translation| format!("{} ×{}", t.text, t.count);
        let translations: Vec<String> = self.translations.iter().map(counted).collect();
        let units = if self.total == 1 { "unit" } else { "units" };
        let mut out = format!("{} {units}", self.total);
        if !translations.is_empty() {
            out.push_str(&format!(": {}", translations.join(", ")));
        }
        out.push('\n');
        for sentence in &self.sentences {
            let document = sentence.documents.first().map_or("–", String::as_str);
            out.push_str(&format!(
                "  {}\n    = {}\n    {document} · {} · unit {} of {}\n",
                sentence.text, sentence.translation, sentence.status, sentence.id, sentence.memory
            ));
        }
        let more = self.total.saturating_sub(self.sentences.len());
        if more > 0 {
            out.push_str(&format!("{more} more\n"));
        }
        out
    }
}
