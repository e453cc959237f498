//! Tool `glossary`: the terms of a text that are known, and from where.
//!
//! Four sources, the surest first: the user's glossaries; units of the memory that are a term as a whole, as an
//! imported glossary gives; phrases inside its units; the built-in lexicon. A word that a surer source covers is not
//! listed again.

use rmcp::model::{JsonObject, Tool};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reply::{Answer, Effect, answer, described, primary, read, text, within};
use super::{Assistant, Words};
use crate::error::Result;
use crate::lexicon::glossary::Glossary;
use crate::memory::look_up::{Query, Reader};
use crate::memory::open::Memory;
use crate::memory::score::Neighbours;
use crate::memory::view::View;
use crate::segment;
use crate::serve::answers::guessed;
use crate::span::Span;

/// Its name.
pub const NAME: &str = "glossary";

/// Terms of one call.
const MOST_TERMS: usize = 500;
/// Words of the longest term that a unit of the memory may be.
const LONGEST_UNIT: usize = 5;
/// Score from which a unit is the term itself.
const SAME: u8 = 98;

const DESCRIPTION: &str = "List the terms of a text that are known, with their translations: from the user's glossaries, \
from the translation memory (with how often), and from the built-in Arabic-English lexicon. Use it before translating, to \
keep terms as they were; a glossary entry outweighs the memory, the memory outweighs the lexicon.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct Sent {
    /// The text to be translated, in Arabic or English.
    text: String,
    /// Language of the text as a code (ar, en). Arabic is told by its script; else any language of the memory.
    from: Option<String>,
    /// Language of the translations as a code (en, ar). Any if it is left out.
    to: Option<String>,
    /// Where terms may come from. All if it is left out.
    sources: Option<Vec<Source>>,
    /// Most terms, from 1 to 500; the surer sources go first.
    #[schemars(range(min = 1, max = 500), extend("default" = 100))]
    best: Option<usize>,
}

#[derive(
    Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord,
)]
#[serde(rename_all = "snake_case")]
#[schemars(crate = "rmcp::schemars", inline)]
enum Source {
    /// The user's glossaries.
    Glossary,
    /// The translation memory.
    Memory,
    /// The built-in lexicon.
    Lexicon,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Terms {
    /// The terms in the order of the text.
    terms: Vec<Term>,
    /// How many more were found than are listed.
    left_out: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Term {
    /// As it stands in the text.
    term: String,
    /// Its translations, the most usual first.
    translations: Vec<String>,
    /// Where they come from.
    source: Source,
    /// In how many units of the memory the term stands; null where it does not come from there.
    count: Option<usize>,
    /// Number of a unit that has it.
    id: Option<u64>,
    #[serde(skip)]
    span: Span,
}

/// The tool.
pub fn tool() -> Tool {
    described::<Sent, Terms>(NAME, "Known terms of a text", DESCRIPTION, Effect::None)
}

/// Calls it.
pub async fn call(assistant: &Assistant, sent: JsonObject) -> Answer {
    let sent: Sent = read(sent)?;
    let all = text("text", &sent.text)?.to_string();
    let best = within("best", sent.best, 100, (1, MOST_TERMS))?;
    let sources = sent.sources.unwrap_or(vec![Source::Glossary, Source::Memory, Source::Lexicon]);
    let languages = (primary(&sent.from), primary(&sent.to));
    let words = assistant.words.clone();
    let found = assistant
        .desk
        .ask(move |memories| {
            Ok(terms(
                memories,
                &words,
                &all,
                (languages.0.as_deref(), languages.1.as_deref()),
                &sources,
            )?)
        })
        .await?;
    let found = best_of(found, best);
    let shown = found.shown();
    answer(&found, shown)
}

/// The known terms, the surer sources first.
fn terms(
    memories: &[Memory],
    words: &Words,
    text: &str,
    (from, to): (Option<&str>, Option<&str>),
    sources: &[Source],
) -> Result<Vec<Term>> {
    let wants = |source: Source| sources.contains(&source);
    let mut out = Vec::new();
    if wants(Source::Glossary) {
        listed(&words.glossary, Source::Glossary, text, &mut out);
    }
    if wants(Source::Memory) {
        let mut readers = memories.iter().map(Memory::reader).collect::<Result<Vec<_>>>()?;
        for sentence in segment::sentences(text) {
            let languages = (from.or(guessed(sentence)), to);
            let start = sentence.as_ptr() as usize - text.as_ptr() as usize;
            units(&mut readers, sentence, start, languages, &mut out)?;
            for reader in &mut readers {
                for part in reader.parts(sentence, languages, &words.lexicon)? {
                    let span = Span::new(start + part.span.start, start + part.span.end);
                    let translations: Vec<String> =
                        part.renderings.iter().map(|r| r.text.clone()).collect();
                    if translations.is_empty() {
                        continue;
                    }
                    push(
                        &mut out,
                        text,
                        span,
                        Source::Memory,
                        translations,
                        Some((part.count, part.example.id)),
                    );
                }
            }
        }
    }
    // The lexicon is Arabic and English.
    let other = |code: Option<&str>| code.is_some_and(|code| code != "ar" && code != "en");
    if wants(Source::Lexicon) && !other(from) && !other(to) {
        listed(Glossary::builtin(), Source::Lexicon, text, &mut out);
    }
    Ok(out)
}

fn listed(glossary: &Glossary, source: Source, text: &str, out: &mut Vec<Term>) {
    for term in glossary.find(text) {
        push(out, text, term.span, source, term.translations, None);
    }
}

/// Units of the memory that are a term of the sentence as a whole; the longest from left to right.
fn units(
    readers: &mut [Reader],
    sentence: &str,
    start: usize,
    (from, to): (Option<&str>, Option<&str>),
    out: &mut Vec<Term>,
) -> Result<()> {
    let view = View::of(sentence);
    let is_word = |at: usize| view.word(at).chars().any(char::is_alphabetic);
    let mut at = 0;
    while at < view.len() {
        let mut step = 1;
        let longest = LONGEST_UNIT.min(view.len() - at);
        for count in (1..=longest).rev().filter(|&n| is_word(at) && is_word(at + n - 1)) {
            let span = Span::new(view.span(at).start, view.span(at + count - 1).end);
            let query = Query {
                text: span.of(sentence),
                neighbours: Neighbours::default(),
                from,
                to,
                threshold: SAME,
                best: 3,
            };
            let mut found = Vec::new();
            for reader in readers.iter_mut() {
                found.extend(reader.look_up(&query)?);
            }
            let Some(first) = found.first() else { continue };
            let (number, id) = (found.len(), first.id);
            let mut translations: Vec<String> = Vec::new();
            for unit in &found {
                if !translations.iter().any(|known| known == unit.target()) {
                    translations.push(unit.target().to_string());
                }
            }
            let place = Span::new(start + span.start, start + span.end);
            let term = span.of(sentence).to_string();
            // A whole sentence is no term of itself.
            if count < view.len() && !is_covered(out, place) {
                let (count, id) = (Some(number), Some(id));
                let source = Source::Memory;
                out.push(Term { term, translations, source, count, id, span: place });
            }
            step = count;
            break;
        }
        at += step;
    }
    Ok(())
}

fn push(
    out: &mut Vec<Term>,
    text: &str,
    span: Span,
    source: Source,
    translations: Vec<String>,
    seen: Option<(usize, u64)>,
) {
    if is_covered(out, span) {
        return;
    }
    let (count, id) = (seen.map(|(count, _)| count), seen.map(|(_, id)| id));
    out.push(Term { term: span.of(text).to_string(), translations, source, count, id, span });
}

fn is_covered(terms: &[Term], span: Span) -> bool {
    terms.iter().any(|term| term.span.start <= span.start && span.end <= term.span.end)
}

/// Each term once, at most `best`, in the order of the text.
fn best_of(mut terms: Vec<Term>, best: usize) -> Terms {
    let mut seen = rustc_hash::FxHashSet::default();
    terms.retain(|term| seen.insert(term.term.clone()));
    let left_out = terms.len().saturating_sub(best);
    terms.truncate(best);
    terms.sort_by_key(|term| (term.span.start, term.source));
    Terms { terms, left_out }
}

impl Terms {
    fn shown(&self) -> String {
        let mut out = String::new();
        if self.terms.is_empty() {
            return "no term of the text is known\n".to_string();
        }
        for term in &self.terms {
            let source = match (term.source, term.count) {
                (Source::Glossary, _) => "glossary".to_string(),
                (Source::Memory, count) => format!("memory ×{}", count.unwrap_or(1)),
                (Source::Lexicon, _) => "lexicon".to_string(),
            };
            out.push_str(&format!(
                "{} = {} [{source}]\n",
                term.term,
                term.translations.join(" / ")
            ));
        }
        if self.left_out > 0 {
            out.push_str(&format!("{} more\n", self.left_out));
        }
        out
    }
}
