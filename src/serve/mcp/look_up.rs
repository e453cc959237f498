//! Tool `look_up`: the prior translations of each sentence of a text.

use rmcp::model::{JsonObject, Tool};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Assistant;
use super::reply::{Answer, Effect, Refusal, answer, described, primary, read, text, within};
use crate::lexicon::Lexicon;
use crate::memory::difference::EditKind;
use crate::memory::look_up::Found;
use crate::memory::open::Memory;
use crate::memory::score::{Neighbours, Reason};
use crate::segment;
use crate::serve::answers::{Hit, Wanted, guessed, look_up};
use crate::serve::desk::Desk;
use crate::serve::request::one_line;

/// Its name.
pub const NAME: &str = "look_up";

/// Sentences of one call.
const MOST_SENTENCES: usize = 200;
/// Matches of a sentence.
const MOST_MATCHES: usize = 20;

const DESCRIPTION: &str = "Find prior translations. The text is cut into sentences; each is looked up in the translation \
memory and answered with the most similar sentences that were translated before: score, translation, what differs, how far \
people checked it, and where it comes from. A sentence that nothing matches is answered with the longest phrases of it that \
the memory knows. Works from Arabic and from English. Call this before translating; give whole paragraphs, so that sentences \
in the same context can be told (score 101).";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct Sent {
    /// What is to be translated: a sentence, or paragraphs of up to 200 sentences.
    text: String,
    /// Language of the text as a code (ar, en). Arabic is told by its script; else any language of the memory.
    from: Option<String>,
    /// Language of the translations as a code (en, ar). Any if it is left out.
    to: Option<String>,
    /// Least match score, from 1 to 101. Below 50 matches seldom help.
    #[schemars(range(min = 1, max = 101), extend("default" = 60))]
    threshold: Option<usize>,
    /// Most matches of a sentence, from 1 to 20.
    #[schemars(range(min = 1, max = 20), extend("default" = 3))]
    best: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Sentences {
    /// The sentences of the text in order.
    sentences: Vec<Sentence>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Sentence {
    /// As it stands in the text.
    text: String,
    /// The most similar sentences of the memory, best first.
    matches: Vec<Match>,
    /// Phrases that the memory knows; only where nothing matches as a whole.
    phrases: Vec<Phrase>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Match {
    /// 101 same sentence in the same context, 100 same sentence, 99 to 95 spelling or numbers differ, less: words.
    score: u8,
    /// The sentence of the memory.
    source: String,
    /// Its translation.
    translation: String,
    source_language: String,
    target_language: String,
    /// What must be changed in the sentence of the memory to get the one that was looked up.
    differences: Vec<Difference>,
    /// Whether numbers differ: the translation must be adapted.
    numbers_differ: bool,
    /// Why points were taken off.
    penalties: Vec<&'static str>,
    /// aligned (by the program, seen by nobody), reviewed, or confirmed (by people).
    status: &'static str,
    /// How sure the aligner was, 0 to 1; null where people paired the two.
    confidence: Option<f64>,
    /// Documents in which it stands.
    origins: Vec<Origin>,
    /// Day of the last change.
    date: Option<String>,
    /// Number of the unit in its memory.
    id: u64,
    /// File name of its memory.
    memory: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Difference {
    /// respelled, inflected, renumbered, replaced, inserted (only the memory has it), deleted (only the text has it).
    kind: EditName,
    /// Words of the text that was looked up; empty where it lacks them.
    text: String,
    /// Words of the sentence of the memory; empty where it lacks them.
    memory: String,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "snake_case")]
enum EditName {
    Respelled,
    Inflected,
    Renumbered,
    Replaced,
    Inserted,
    Deleted,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Origin {
    document: String,
    /// Paragraph of the document, from 1.
    paragraph: Option<u32>,
    /// The sentence before it there, in the language of its source side.
    before: Option<String>,
    /// The sentence behind it there.
    after: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Phrase {
    /// As it stands in the sentence.
    text: String,
    /// In how many units it was seen.
    count: usize,
    /// How it was translated, the most frequent first; empty where that cannot be told.
    translations: Vec<String>,
    /// A sentence that has it.
    source: String,
    /// Its translation.
    translation: String,
    /// Number of that unit.
    id: u64,
}

/// The tool.
pub fn tool() -> Tool {
    described::<Sent, Sentences>(NAME, "Look up prior translations", DESCRIPTION, Effect::None)
}

/// Calls it.
pub async fn call(assistant: &Assistant, sent: JsonObject) -> Answer {
    let sent: Sent = read(sent)?;
    let texts: Vec<String> = segment::sentences(text("text", &sent.text)?).map(one_line).collect();
    if texts.len() > MOST_SENTENCES {
        let what = format!("the text has {} sentences", texts.len());
        return Err(Refusal::new(what, "send at most 200 in a call"));
    }
    let threshold = within("threshold", sent.threshold, 60, (1, 101))?;
    let wanted = Wanted {
        from: primary(&sent.from),
        to: primary(&sent.to),
        threshold: u8::try_from(threshold).unwrap_or(101),
        best: within("best", sent.best, 3, (1, MOST_MATCHES))?,
    };
    let (desk, words) = (assistant.desk.clone(), assistant.words.clone());
    let found = assistant
        .desk
        .ask(move |memories| {
            let found = look_up(memories, &texts, Neighbours::default(), &wanted)?;
            let sentence = |(text, hits): (String, Vec<Hit>)| {
                let phrases = match hits.is_empty() {
                    true => phrases(memories, &text, &wanted, &words.lexicon)?,
                    false => Vec::new(),
                };
                let matches = hits.iter().map(|hit| Match::new(&desk, &text, hit)).collect();
                Ok(Sentence { text, matches, phrases })
            };
            let sentences = texts.into_iter().zip(found).map(sentence);
            Ok(Sentences { sentences: sentences.collect::<crate::error::Result<_>>()? })
        })
        .await?;
    let shown = found.sentences.iter().map(Sentence::shown).collect::<Vec<_>>().join("\n");
    answer(&found, shown)
}

fn phrases(
    memories: &[Memory],
    text: &str,
    wanted: &Wanted,
    lexicon: &Lexicon,
) -> crate::error::Result<Vec<Phrase>> {
    let languages = (wanted.from.as_deref().or(guessed(text)), wanted.to.as_deref());
    let mut best: Vec<Phrase> = Vec::new();
    for memory in memories {
        let parts = memory.reader()?.parts(text, languages, lexicon)?;
        if parts.len() > best.len() {
            let phrase = |part: crate::memory::parts::Part| Phrase {
                text: part.span.of(text).to_string(),
                count: part.count,
                translations: part.renderings.into_iter().map(|r| r.text).collect(),
                source: part.example.text,
                translation: part.example.translation,
                id: part.example.id,
            };
            best = parts.into_iter().map(phrase).collect();
        }
    }
    Ok(best)
}

impl Match {
    fn new(desk: &Desk, text: &str, (memory, found): &Hit) -> Match {
        let unit = &found.unit;
        let (from, to) = found.side.of((&unit.source.language, &unit.target.language));
        let comparison = &found.comparison;
        Match {
            score: comparison.score.points(),
            source: found.source().to_string(),
            translation: found.target().to_string(),
            source_language: from.clone(),
            target_language: to.clone(),
            differences: differences(text, found),
            numbers_differ: comparison.numbers_differ,
            penalties: comparison.penalties.iter().map(|p| reason(p.reason)).collect(),
            status: unit.status.name(),
            confidence: unit.confidence,
            origins: unit
                .origins
                .iter()
                .map(|origin| Origin {
                    document: origin.document.clone(),
                    paragraph: origin.paragraph,
                    before: origin.before.clone(),
                    after: origin.after.clone(),
                })
                .collect(),
            date: unit.changed.or(unit.created).map(|t| t.strftime("%Y-%m-%d").to_string()),
            id: found.id,
            memory: desk.name(*memory),
        }
    }
}

fn differences(text: &str, found: &Found) -> Vec<Difference> {
    let name = |kind: EditKind| match kind {
        EditKind::Equal => None,
        EditKind::Respelled => Some(EditName::Respelled),
        EditKind::Inflected => Some(EditName::Inflected),
        EditKind::Renumbered => Some(EditName::Renumbered),
        EditKind::Replaced => Some(EditName::Replaced),
        EditKind::Inserted => Some(EditName::Inserted),
        EditKind::Deleted => Some(EditName::Deleted),
    };
    let edits = found.comparison.edits.iter();
    edits
        .filter_map(|edit| {
            Some(Difference {
                kind: name(edit.kind)?,
                text: edit.query.of(text).to_string(),
                memory: edit.unit.of(found.source()).to_string(),
            })
        })
        .collect()
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Marks => "vowel signs, digits, punctuation or case differ",
        Reason::Letters => "hamza, final ya or ta marbuta differ",
        Reason::Tags => "inline codes differ",
        Reason::Memory => "this memory is trusted less",
        Reason::Unreviewed => "nobody has reviewed it",
    }
}

impl Sentence {
    fn shown(&self) -> String {
        let mut out = format!("{}\n", self.text);
        if self.matches.is_empty() {
            let known = if self.phrases.is_empty() { "" } else { "; phrases of it:" };
            out.push_str(&format!("  no match{known}\n"));
        }
        for phrase in &self.phrases {
            let translations = match phrase.translations.is_empty() {
                true => format!("in: {} = {}", phrase.source, phrase.translation),
                false => phrase.translations.join(" / "),
            };
            out.push_str(&format!("  {} = {translations} (×{})\n", phrase.text, phrase.count));
        }
        for found in &self.matches {
            out.push_str(&found.shown());
        }
        out
    }
}

impl Match {
    fn shown(&self) -> String {
        let mut out = format!("  {} % {}\n", self.score, self.source);
        out.push_str(&format!("    = {}\n", self.translation));
        let changed = |d: &Difference| match (d.memory.as_str(), d.text.as_str()) {
            ("", own) => format!("+ {own}"),
            (theirs, "") => format!("- {theirs}"),
            (theirs, own) => format!("{theirs} → {own}"),
        };
        let mut about: Vec<String> = self.differences.iter().map(changed).collect();
        if self.numbers_differ {
            about.push("NUMBERS DIFFER: adapt the translation".to_string());
        }
        about.extend(self.penalties.iter().map(|p| p.to_string()));
        if !about.is_empty() {
            out.push_str(&format!("    differs: {}\n", about.join("; ")));
        }
        let origin = self.origins.first().map(|origin| origin.document.clone());
        let confidence = self.confidence.map(|c| format!(" {c:.2}")).unwrap_or_default();
        let about: Vec<String> = origin
            .into_iter()
            .chain([format!("{}{confidence}", self.status)])
            .chain(self.date.clone())
            .chain([format!("unit {} of {}", self.id, self.memory)])
            .collect();
        out.push_str(&format!("    {}\n", about.join(" · ")));
        out
    }
}
