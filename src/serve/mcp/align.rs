//! Tool `align`: which sentences of a text and of its translation belong together.

use rmcp::model::{JsonObject, Tool};
use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Assistant;
use super::reply::{Answer, Effect, Refusal, answer, described, read, text};
use crate::align::{AlignedPair, Bead};
use crate::lexicon::Lexicon;
use crate::memory::unit::{Segment, Unit};
use crate::quality::Checker;
use crate::read::Document;
use crate::segment;
use crate::text::language::{Language, arabic_share};

/// Its name.
pub const NAME: &str = "align";

const DESCRIPTION: &str = "Pair the sentences of a text and its translation (one Arabic, the other English or another \
language; either way round). Each pair has the probability that it is right, and what looks wrong with it (numbers that \
differ, a side that is far too long, ...). Sentences without a counterpart are listed with an empty side. Use it to make \
translation units of two texts, or to check whether a translation is complete.";

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
struct Sent {
    /// The text; at most 1 MiB. A line break ends a sentence.
    source: String,
    /// Its translation; at most 1 MiB.
    target: String,
    /// Language of the text as a code [default: by its script, ar or en].
    source_language: Option<String>,
    /// Language of the translation as a code [default: by its script, ar or en].
    target_language: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Alignment {
    source_language: String,
    target_language: String,
    /// Sentences of the text.
    source_sentences: usize,
    /// Sentences of the translation.
    target_sentences: usize,
    /// Mean probability of the pairs with two sides; null where there are none.
    confidence: Option<f64>,
    /// The pairs in the order of the text; every sentence is in exactly one.
    pairs: Vec<Pair>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct Pair {
    /// One or more sentences of the text; empty where the translation has something added.
    source: String,
    /// Its translation; empty where it is missing.
    target: String,
    /// How many sentences are paired with how many, as 1-2; 1-0 and 0-1 have no counterpart.
    shape: String,
    /// Probability that the pair is right, 0 to 1.
    confidence: f64,
    /// Whether its sides stand in different places of the two texts.
    moved: bool,
    /// What looks wrong.
    findings: Vec<String>,
}

/// The tool.
pub fn tool() -> Tool {
    described::<Sent, Alignment>(
        NAME,
        "Align a text and its translation",
        DESCRIPTION,
        Effect::None,
    )
}

/// Calls it.
pub async fn call(assistant: &Assistant, sent: JsonObject) -> Answer {
    let sent: Sent = read(sent)?;
    let source = document("source", &sent.source, sent.source_language.as_deref())?;
    let target = document("target", &sent.target, sent.target_language.as_deref())?;
    if source.language.primary() == target.language.primary() {
        let what = format!("both texts are {}", source.language.tag());
        return Err(Refusal::new(what, "name them with source_language and target_language"));
    }
    let words = assistant.words.clone();
    let work = tokio::task::spawn_blocking(move || aligned(source, target, &words.lexicon));
    let found =
        work.await.map_err(|_| Refusal::new("the texts could not be aligned", "report it"))?;
    let shown = found.shown();
    answer(&found, shown)
}

fn document(name: &str, given: &str, language: Option<&str>) -> Result<Document, Refusal> {
    let given = text(name, given)?;
    let language = match language.map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => Language::new(code),
        None if arabic_share(given).is_some_and(|share| share > 0.5) => Language::arabic(),
        None => Language::english(),
    };
    Ok(Document::from_text(name, given, language))
}

fn aligned(source: Document, target: Document, lexicon: &Lexicon) -> Alignment {
    let languages = (source.language.tag(), target.language.tag());
    let (source, target) = (segment::segment(source), segment::segment(target));
    let alignment = crate::align::align(&source, &target, lexicon);
    let pair = AlignedPair { name: String::new(), source, target, alignment };
    let rounded = |x: f64| (x * 1e4).round() / 1e4;
    let mut checker = Checker::new();
    let mut pairs = Vec::with_capacity(pair.alignment.beads.len());
    for (number, bead) in (1..).zip(&pair.alignment.beads) {
        let (source, target) = sides(&pair, bead);
        let unit = Unit {
            source: Segment { language: languages.0.clone(), text: source.clone(), markup: None },
            target: Segment { language: languages.1.clone(), text: target.clone(), markup: None },
            ..Unit::default()
        };
        let findings = match bead.is_gap() {
            true => Vec::new(),
            false => checker.look(&unit, number).into_iter().map(|f| f.what).collect(),
        };
        pairs.push(Pair {
            source,
            target,
            shape: bead.shape(),
            confidence: rounded(bead.confidence),
            moved: bead.moved,
            findings,
        });
    }
    Alignment {
        source_language: languages.0,
        target_language: languages.1,
        source_sentences: pair.source.sentences.len(),
        target_sentences: pair.target.sentences.len(),
        confidence: pair.alignment.mean_confidence().map(rounded),
        pairs,
    }
}

fn sides(pair: &AlignedPair, bead: &Bead) -> (String, String) {
    (pair.source.one_line(bead.source.clone()), pair.target.one_line(bead.target.clone()))
}

impl Alignment {
    fn shown(&self) -> String {
        let mut out = format!(
            "{} sentences ({}), {} sentences ({}), {} pairs\n",
            self.source_sentences,
            self.source_language,
            self.target_sentences,
            self.target_language,
            self.pairs.len()
        );
        let side = |text: &str| if text.is_empty() { "–".to_string() } else { text.to_string() };
        for pair in &self.pairs {
            let moved = if pair.moved { ", moved" } else { "" };
            out.push_str(&format!("{} {:.2}{moved}\n", pair.shape, pair.confidence));
            out.push_str(&format!("  {}\n  = {}\n", side(&pair.source), side(&pair.target)));
            for finding in &pair.findings {
                out.push_str(&format!("  ! {finding}\n"));
            }
        }
        out
    }
}
