//! Prior translations as examples for a language model.
//!
//! Each sentence of a text is looked up. The best match of every sentence comes before the second of any, so that a
//! few examples tell about as much of the text as they can; the most alike one stands last, next to the text, where a
//! model heeds it most. For sentences that nothing matches there are the phrases that the memory knows.

use rustc_hash::FxHashSet;

use super::look_up::{Found, Query, Reader, order};
use super::open::Memory;
use super::score::Neighbours;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::lexicon::glossary::Glossary;
use crate::segment;
use crate::text::language::{Language, arabic_share};

/// A match, with the number of its memory.
pub type Example = (usize, Found);

/// What is asked of the memories for a text.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Language of the text.
    pub from: &'a Language,
    /// Language to translate into.
    pub to: &'a Language,
    /// Least match score of an example, 1 to 101.
    pub threshold: u8,
    /// Most examples.
    pub best: usize,
    /// Terms of the user, which go before what the memory knows.
    pub glossary: &'a Glossary,
}

/// A term of the text with its translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it stands in the text.
    pub source: String,
    /// How it was translated, or is to be.
    pub target: String,
}

/// What the memories know about a text.
#[derive(Debug, Default)]
pub struct Examples {
    /// Whole sentences, the most alike last.
    pub sentences: Vec<Example>,
    /// Terms, in the order of the text.
    pub terms: Vec<Term>,
}

/// Most terms: a prompt should not drown its text.
const MOST_TERMS: usize = 20;

/// Collects the examples for `text`.
///
/// # Errors
/// Where a store or an index cannot be read.
pub fn examples(memories: &[Memory], text: &str, wanted: &Wanted) -> Result<Examples> {
    let mut readers = memories.iter().map(Memory::reader).collect::<Result<Vec<_>>>()?;
    let mut ranked: Vec<(usize, Example)> = Vec::new();
    let mut terms: Vec<Term> = Vec::new();
    for sentence in segment::sentences(text) {
        let known = wanted.glossary.find(sentence).into_iter().filter_map(|term| {
            let source = term.span.of(sentence).to_string();
            Some(Term { source, target: term.translations.into_iter().next()? })
        });
        terms.extend(known);
        let found = matches(&mut readers, sentence, wanted)?;
        if found.is_empty() {
            terms.extend(phrases(&mut readers, sentence, wanted)?);
        }
        ranked.extend(found.into_iter().enumerate());
    }
    let mut seen = FxHashSet::default();
    terms.retain(|term| seen.insert(term.source.clone()));
    terms.truncate(MOST_TERMS);
    Ok(Examples { sentences: chosen(ranked, wanted.best), terms })
}

/// The languages of a job: those that are named, else Arabic by the script, and the other one of the two.
pub fn languages(text: &str, from: Option<&str>, to: Option<&str>) -> (Language, Language) {
    let arabic = arabic_share(text).is_some_and(|share| share > 0.5);
    let from = from
        .map(Language::new)
        .unwrap_or_else(|| if arabic { Language::arabic() } else { Language::english() });
    let to = to
        .map(Language::new)
        .unwrap_or_else(|| if from.is_arabic() { Language::english() } else { Language::arabic() });
    (from, to)
}

fn matches(readers: &mut [Reader], sentence: &str, wanted: &Wanted) -> Result<Vec<Example>> {
    let query = Query {
        text: sentence,
        neighbours: Neighbours::default(),
        from: Some(wanted.from.primary()),
        to: Some(wanted.to.primary()),
        threshold: wanted.threshold,
        best: wanted.best,
    };
    let mut found: Vec<Example> = Vec::new();
    for (number, reader) in readers.iter_mut().enumerate() {
        found.extend(reader.look_up(&query)?.into_iter().map(|found| (number, found)));
    }
    found.sort_by(|a, b| order(&a.1, &b.1).then(a.0.cmp(&b.0)));
    found.dedup_by(|a, b| texts(&a.1) == texts(&b.1));
    Ok(found)
}

fn phrases(readers: &mut [Reader], sentence: &str, wanted: &Wanted) -> Result<Vec<Term>> {
    let languages = (Some(wanted.from.primary()), Some(wanted.to.primary()));
    let mut best = Vec::new();
    for reader in readers {
        let parts = reader.parts(sentence, languages, Lexicon::builtin())?;
        let terms: Vec<Term> = parts
            .into_iter()
            .filter_map(|part| {
                let source = part.span.of(sentence).to_string();
                Some(Term { source, target: part.renderings.into_iter().next()?.text })
            })
            .collect();
        if terms.len() > best.len() {
            best = terms;
        }
    }
    Ok(best)
}

/// The best `count` by rank, then by likeness; each pair of texts once; the most alike last.
fn chosen(mut ranked: Vec<(usize, Example)>, count: usize) -> Vec<Example> {
    let alike = |a: &Example, b: &Example| order(&a.1, &b.1).then(a.0.cmp(&b.0));
    ranked.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| alike(&a.1, &b.1)));
    let mut seen = FxHashSet::default();
    let mut examples: Vec<Example> = ranked
        .into_iter()
        .map(|(_, example)| example)
        .filter(|(_, found)| {
            let (source, target) = texts(found);
            seen.insert((source.to_string(), target.to_string()))
        })
        .take(count)
        .collect();
    examples.sort_by(alike);
    examples.reverse();
    examples
}

fn texts(found: &Found) -> (&str, &str) {
    (found.source(), found.target())
}

/// A language as a model knows it.
pub fn language_name(language: &Language) -> String {
    match language {
        language if language.is_arabic() => "Arabic".to_string(),
        language if language.is_english() => "English".to_string(),
        other => other.tag(),
    }
}

/// What a model is asked to do, with the terms.
pub fn task(from: &Language, to: &Language, examples: &Examples) -> String {
    let mut task = format!("Translate from {} into {}.", language_name(from), language_name(to));
    if !examples.sentences.is_empty() {
        task.push_str(
            " Follow the wording of these translations of similar sentences, the most similar one last, \
             where it fits; take numbers and names from the text, not from them.",
        );
    }
    if !examples.terms.is_empty() {
        task.push_str(" Translate these terms so, where they fit:");
        for Term { source, target } in &examples.terms {
            task.push_str(&format!("\n{source} = {target}"));
        }
    }
    task
}
